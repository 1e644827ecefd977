//! Sheets of one kind, numbered and written in columns.
//!
//! The sheets of a class differ in a few frames: their pages, links and
//! structure elements are the same objects under other numbers. A [`Block`]
//! holds such sheets until there are enough of them and then writes all their
//! first objects, all their second objects and so on. The numbers of a sheet
//! are a round number apart from column to column, so that they all end in the
//! same digits and a column packs to almost nothing (see `records`).

use std::io::Write;

use super::Error;
use super::counting::Counting;
use super::file::File;
use super::pack::Shelf;
use super::plan::{Content, Plan};
use super::tags::Numbers;
use super::text::{push_int, push_key_ref, push_reals, push_refs};
use super::trees::ParentTree;

/// Sheets that a block holds at the most: a power of ten, for the digits.
pub(super) const FULL: u32 = 100;
/// From so many sheets of a kind on in one full batch it is expected that more
/// batches will come, and that they will fill a block.
const PROMISING: u32 = 4;

/// Sheets of one kind.
pub(super) struct Block {
    /// The plans of the pages.
    kind: Vec<usize>,
    /// First object number: column c of sheet k is `base + c * room + k`.
    base: u32,
    /// The first columns of each page.
    pages: Vec<Columns>,
    /// First key in the parent tree: likewise.
    keys: u32,
    room: u32,
    sheets: Vec<Held>,
}

/// Where the columns of a page begin.
#[derive(Clone, Copy)]
struct Columns {
    page: u32,
    /// Of the lists of elements by marked sequence.
    owners: u32,
    links: u32,
    elements: u32,
    /// In the parent tree; those of the links follow.
    key: u32,
}

/// A sheet that is not written yet.
struct Held {
    /// The structure element above it.
    parent: u32,
    pages: Vec<HeldPage>,
}

/// A page that is not written yet.
pub(super) struct HeldPage {
    /// The node of the page tree above it.
    pub(super) leaf: u32,
    pub(super) content: Content,
}

impl Block {
    /// A block for sheets of a kind, of which `coming` are known to come;
    /// `more` if others may well follow those.
    pub(super) fn new<W: Write>(
        kind: Vec<usize>,
        coming: u32,
        more: bool,
        plans: &[Plan],
        parents: &mut ParentTree,
        file: &mut File<W>,
    ) -> Self {
        let room = if more && coming >= PROMISING {
            FULL
        } else {
            coming
        };
        let (mut column, mut key) = (1, 0);
        let mut pages = Vec::with_capacity(kind.len());
        for &plan in &kind {
            let plan = &plans[plan];
            let links = plan.links.len() as u32;
            pages.push(Columns {
                page: column,
                owners: column + 1,
                links: column + 2,
                elements: column + 2 + links,
                key,
            });
            column += 2 + links + plan.tags.len() as u32;
            key += 1 + links;
        }
        Block {
            kind,
            base: file.alloc_many(column * room),
            pages,
            keys: parents.alloc(key * room),
            room,
            sheets: Vec::new(),
        }
    }

    /// Whether sheets with these plans belong here.
    pub(super) fn is_for(&self, kind: &[usize]) -> bool {
        self.kind == kind
    }

    /// Whether there is no room for another sheet.
    pub(super) fn is_full(&self) -> bool {
        self.sheets.len() == self.room as usize
    }

    /// How many sheets wait.
    pub(super) fn len(&self) -> usize {
        self.sheets.len()
    }

    /// The structure element of the next sheet.
    pub(super) fn next_section(&self) -> u32 {
        self.number(0, self.sheets.len())
    }

    /// The page object of the next sheet's page `index`.
    pub(super) fn next_page(&self, index: usize) -> u32 {
        self.number(self.pages[index].page, self.sheets.len())
    }

    /// Adds the next sheet, below the structure element `parent`.
    pub(super) fn add(&mut self, parent: u32, pages: Vec<HeldPage>) {
        self.sheets.push(Held { parent, pages });
    }

    fn number(&self, column: u32, sheet: usize) -> u32 {
        self.base + column * self.room + sheet as u32
    }

    /// Writes all sheets.
    pub(super) fn write<W: Write>(
        &self,
        plans: &[Plan],
        parents: &mut ParentTree,
        file: &mut File<W>,
    ) -> Result<(), Error> {
        let mut bytes = Vec::with_capacity(512);
        self.sections(plans, &mut bytes, file)?;
        for (index, &plan) in self.kind.iter().enumerate() {
            self.page(index, &plans[plan], &mut bytes, file)?;
            self.elements(index, &plans[plan], file)?;
            self.owners(index, &plans[plan], parents, file)?;
        }
        parents.close_leaf(file)
    }

    fn sections<W: Write>(
        &self,
        plans: &[Plan],
        bytes: &mut Vec<u8>,
        file: &mut File<W>,
    ) -> Result<(), Error> {
        for (sheet, held) in self.sheets.iter().enumerate() {
            bytes.clear();
            bytes.extend_from_slice(b"<</S/Sect");
            push_key_ref(bytes, "/P", held.parent);
            bytes.extend_from_slice(b"/K[");
            let tops = self.pages.iter().zip(&self.kind).flat_map(|(at, &plan)| {
                let tops = plans[plan].tags.tops();
                tops.map(|top| self.number(at.elements + top as u32, sheet))
            });
            push_refs(bytes, tops);
            bytes.extend_from_slice(b"]>>");
            file.object_on(Shelf::Tags, self.number(0, sheet), bytes)?;
        }
        Ok(())
    }

    /// The page objects of all sheets, and their links.
    fn page<W: Write>(
        &self,
        index: usize,
        plan: &Plan,
        bytes: &mut Vec<u8>,
        file: &mut File<W>,
    ) -> Result<(), Error> {
        let at = self.pages[index];
        let size = [plan.size.width.get(), plan.size.height.get()];
        for (sheet, held) in self.sheets.iter().enumerate() {
            let page = &held.pages[index];
            bytes.clear();
            bytes.extend_from_slice(b"<</Type/Page");
            push_key_ref(bytes, "/Parent", page.leaf);
            // What is cut off and what is shown follow from these by default
            // (ISO 32000-1, 14.11.2).
            for key in ["/MediaBox[0 0 ", "/TrimBox[0 0 "] {
                bytes.extend_from_slice(key.as_bytes());
                push_reals(bytes, &size);
                bytes.push(b']');
            }
            push_key_ref(bytes, "/Resources", page.content.resources);
            bytes.extend_from_slice(b"/Contents[");
            push_refs(bytes, page.content.streams.iter().copied());
            bytes.extend_from_slice(b"]/Tabs/S/StructParents ");
            push_int(bytes, u64::from(self.key(at.key, sheet)));
            if !plan.links.is_empty() {
                bytes.extend_from_slice(b"/Annots[");
                let links = 0..plan.links.len() as u32;
                push_refs(bytes, links.map(|link| self.number(at.links + link, sheet)));
                bytes.push(b']');
            }
            bytes.extend_from_slice(b">>");
            file.object_on(Shelf::Pages, self.number(at.page, sheet), bytes)?;
        }
        for (link, column) in plan.links.iter().zip(0..) {
            let mut line = Counting::default();
            // Flag 4: printed, as every annotation of an archived document must
            // be (ISO 19005-2, 6.3.2).
            line.push(b"<</Type/Annot/Subtype/Link/Border[0 0 0]/F 4/StructParent ");
            line.push_number(self.key(at.key + 1 + column, 0));
            line.push(&link.entries);
            line.push(b">>");
            self.column(Shelf::Pages, at.links + column, line, file)?;
        }
        Ok(())
    }

    /// The structure elements of a page of all sheets.
    fn elements<W: Write>(
        &self,
        index: usize,
        plan: &Plan,
        file: &mut File<W>,
    ) -> Result<(), Error> {
        let at = self.pages[index];
        let numbers = FirstNumbers { block: self, at };
        for (element, column) in (0..plan.tags.len()).zip(at.elements..) {
            let mut line = Counting::default();
            plan.tags.push(element, &numbers, &mut line);
            self.column(Shelf::Tags, column, line, file)?;
        }
        Ok(())
    }

    /// The way back from the marked sequences and links of a page.
    fn owners<W: Write>(
        &self,
        index: usize,
        plan: &Plan,
        parents: &mut ParentTree,
        file: &mut File<W>,
    ) -> Result<(), Error> {
        let at = self.pages[index];
        let element = |element: usize| at.elements + element as u32;
        let mut line = Counting::default();
        line.push(b"[");
        let owners = plan.owners.iter();
        line.push_refs(owners.map(|&owner| self.number(element(owner), 0)));
        line.push(b"]");
        self.column(Shelf::Tags, at.owners, line, file)?;
        let linked = plan.links.iter().map(|link| element(link.element));
        for (column, key) in [at.owners].into_iter().chain(linked).zip(at.key..) {
            for sheet in 0..self.sheets.len() {
                parents.add(self.key(key, sheet), self.number(column, sheet));
            }
            parents.pause(file)?;
        }
        Ok(())
    }

    /// A column of objects, of which `line` is the first.
    fn column<W: Write>(
        &self,
        shelf: Shelf,
        column: u32,
        mut line: Counting,
        file: &mut File<W>,
    ) -> Result<(), Error> {
        for sheet in 0..self.sheets.len() {
            file.object_on(shelf, self.number(column, sheet), line.bytes())?;
            line.count();
        }
        Ok(())
    }

    fn key(&self, column: u32, sheet: usize) -> u32 {
        self.keys + column * self.room + sheet as u32
    }
}

/// The numbers of a page of the first sheet.
struct FirstNumbers<'b> {
    block: &'b Block,
    at: Columns,
}

impl Numbers for FirstNumbers<'_> {
    fn sheet(&self) -> u32 {
        self.block.number(0, 0)
    }

    fn page(&self) -> u32 {
        self.block.number(self.at.page, 0)
    }

    fn element(&self, index: usize) -> u32 {
        self.block.number(self.at.elements + index as u32, 0)
    }

    fn link(&self, index: usize) -> u32 {
        self.block.number(self.at.links + index as u32, 0)
    }
}
