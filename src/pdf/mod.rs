//! Sheets into a PDF that is PDF/A-2a and PDF/UA-1 at once.
//!
//! Takes [`HandoutCopy`]s in order, a batch at a time, and writes objects out as
//! they come: memory does not grow with the class list but for a few bytes a
//! page. printpdf draws (`content`, `fonts`); pages, tags, trees and the
//! file around them are written here. The only place where `y` grows upwards,
//! and the only importer of printpdf and lopdf. Must not know what a pupil is.

mod block;
mod codes;
mod content;
mod counting;
mod excerpt;
mod file;
mod fonts;
mod meta;
mod modules;
mod objects;
mod pack;
mod places;
mod plan;
mod records;
mod scan;
mod shape;
mod store;
mod tags;
mod text;
mod trees;

use std::collections::HashMap;
use std::io::{self, Write};

use self::block::{Block, HeldPage};
pub use self::excerpt::{Index, ReadAt, excerpt};
use self::file::File;
use self::pack::Shelf;
use self::plan::Plan;
use self::shape::{Shape, Shapes};
use self::store::Store;
use self::tags::Headings;
use self::text::{push_int, push_key_ref, push_refs};
use self::trees::{Outline, PageTree, ParentTree};
use crate::base::fonts::Fonts;
use crate::model::frame::HandoutCopy;

/// Name and version of the program, as files made by it carry it.
pub const PRODUCER: &str = concat!("pamyatka ", env!("CARGO_PKG_VERSION"));

/// Sheets that are drawn together. Larger batches are cut, so that memory does
/// not depend on how many sheets the caller brings at once.
const BATCH: usize = 128;

/// Plans of pages that are remembered.
const PLANS: usize = 256;
/// Sheets that may wait for others of their kind.
const WAITING: usize = 2048;

/// A page's shape, and the headings before it.
type Shaped<'p> = (Headings, Shape<'p>);

/// What is said of the whole document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meta {
    /// The title, shown by viewers in place of the file's name.
    pub title: String,
    /// Who answers for it; may be empty.
    pub author: String,
    /// The day of making; the hour is midnight UTC.
    pub date: jiff::civil::Date,
    /// Whether to print on both sides, turning over the long edge.
    pub duplex: bool,
}

/// Why a PDF could not be made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The output refused the bytes.
    #[error("файл не записан: {0}")]
    Io(#[from] io::Error),
    /// A length or position on the page is infinite or undefined.
    #[error("в разметке страницы недопустимое число (ошибка программы)")]
    NotANumber,
    /// The font has no picture for this text.
    #[error("в шрифте нет знака «{0}»")]
    MissingGlyph(String),
    /// There is not a single page.
    #[error("нет ни одной страницы")]
    Empty,
    /// A part of the document could not be made.
    #[error("страница не построена: {0} (ошибка программы)")]
    Drawing(String),
    /// An object of the finished file, by number, is not what was written.
    #[error("записанный файл испорчен (объект {0})")]
    Damaged(u32),
    /// The finished file ends elsewhere than it did when written.
    #[error("записанный файл обрывается")]
    Cut,
}

/// Whether a file that begins with `head` was made by this program, whatever
/// its version. The first 64 bytes are enough.
pub fn made_by_us(head: &[u8]) -> bool {
    let mut lines = head.split(|&byte| byte == b'\n');
    lines.next().is_some_and(|line| line.starts_with(b"%PDF-"))
        && lines
            .nth(1)
            .is_some_and(|line| line.starts_with(b"%pamyatka "))
}

/// A document that is complete.
#[derive(Debug)]
pub struct Finished<W> {
    /// Where it was written to.
    pub out: W,
    /// Where its parts are, for [`excerpt()`].
    pub index: Index,
}

/// A PDF being written.
pub struct Writer<'a, W> {
    file: File<W>,
    store: Store<'a>,
    shapes: Shapes,
    plans: Vec<Plan>,
    known: HashMap<u128, usize>,
    headings: Headings,
    /// Sheets that wait for others of their kind.
    blocks: Vec<Block>,
    pages: PageTree,
    parents: ParentTree,
    outline: Outline,
    catalog: Vec<u8>,
    info: u32,
    /// The structure tree: root, document, and what stands below it.
    tree_root: u32,
    document: u32,
    sections: Vec<u32>,
    group: Option<Group>,
}

/// The sheets of one class, in the structure tree.
struct Group {
    title: String,
    number: u32,
    sheets: Vec<u32>,
}

impl<'a, W: Write> Writer<'a, W> {
    /// Begins a document on `out`.
    ///
    /// # Errors
    /// If the output refuses the first bytes.
    pub fn new(out: W, fonts: &'a Fonts, meta: &Meta) -> Result<Self, Error> {
        let mut file = File::new(out, PRODUCER);
        let catalog = catalog(meta, &mut file)?;
        let info = file.add(&meta::info(meta))?;
        Ok(Writer {
            store: Store::new(fonts, &mut file),
            shapes: Shapes::default(),
            plans: Vec::new(),
            known: HashMap::new(),
            headings: Headings::default(),
            blocks: Vec::new(),
            pages: PageTree::new(&mut file),
            parents: ParentTree::default(),
            outline: Outline::new(&mut file),
            catalog,
            info,
            tree_root: file.alloc(),
            document: file.alloc(),
            sections: Vec::new(),
            group: None,
            file,
        })
    }

    /// Adds sheets after those added before. What is equal is shared between
    /// all batches; the bytes depend on the sheets and on how they are divided
    /// into batches, and on nothing else. Says of each page whether it is the
    /// first with its structure, places and codes, as far as is remembered:
    /// only text tells the others from it.
    ///
    /// # Errors
    /// If a sheet cannot be drawn or the output fails. The document is then of
    /// no use.
    pub fn add(&mut self, batch: &[HandoutCopy]) -> Result<Vec<bool>, Error> {
        let mut is_first = Vec::new();
        for sheets in batch.chunks(BATCH) {
            self.shapes.tidy();
            let mut shapes = Vec::with_capacity(2 * sheets.len());
            for page in sheets.iter().flat_map(|sheet| &sheet.pages) {
                let before = self.headings;
                shapes.push((before, self.shapes.of(page, &mut self.headings)));
            }
            let known = &self.shapes;
            let frames = shapes.iter().flat_map(|(_, shape)| known.unsettled(shape));
            self.store.prepare(frames)?;
            if self.plans.len() > PLANS {
                self.flush()?;
                self.plans.clear();
                self.known.clear();
            }
            let mut kinds = Vec::with_capacity(sheets.len());
            let mut fresh = self.plans.len();
            let mut rest = &shapes[..];
            for sheet in sheets {
                let (own, others) = rest.split_at(sheet.pages.len());
                rest = others;
                let kind = self.kind(sheet, own)?;
                for &plan in &kind {
                    is_first.push(plan == fresh);
                    fresh += usize::from(plan == fresh);
                }
                kinds.push(kind);
            }
            let mut rest = &shapes[..];
            for (index, sheet) in sheets.iter().enumerate() {
                let (own, others) = rest.split_at(sheet.pages.len());
                rest = others;
                let more = sheets.len() == BATCH;
                self.sheet(sheet, own, &kinds[index..], more)?;
            }
            if self.blocks.iter().map(Block::len).sum::<usize>() > WAITING {
                self.flush()?;
            }
        }
        Ok(is_first)
    }

    /// The plans of a sheet's pages; new ones are made.
    fn kind(&mut self, sheet: &HandoutCopy, shapes: &[Shaped<'_>]) -> Result<Vec<usize>, Error> {
        let mut kind = Vec::with_capacity(shapes.len());
        for (page, (headings, shape)) in sheet.pages.iter().zip(shapes) {
            let index = match self.known.get(&shape.key) {
                Some(&index) => index,
                None => {
                    let plan = Plan::new(page, *headings, &mut self.store, &mut self.file)?;
                    self.plans.push(plan);
                    self.known.insert(shape.key, self.plans.len() - 1);
                    self.plans.len() - 1
                }
            };
            kind.push(index);
        }
        Ok(kind)
    }

    /// Writes all sheets that wait.
    fn flush(&mut self) -> Result<(), Error> {
        for block in std::mem::take(&mut self.blocks) {
            block.write(&self.plans, &mut self.parents, &mut self.file)?;
        }
        Ok(())
    }

    /// Writes fonts, trees and the end of the file, and gives the output back.
    ///
    /// # Errors
    /// If the output fails or there is no page.
    pub fn finish(mut self) -> Result<Finished<W>, Error> {
        if self.pages.pages() == 0 {
            return Err(Error::Empty);
        }
        self.close_group()?;
        self.flush()?;
        let file = &mut self.file;
        self.store.finish(file)?;
        let page_root = self.pages.finish(file)?;
        push_key_ref(&mut self.catalog, "/Pages", page_root);
        if let Some(outline) = self.outline.finish(file)? {
            push_key_ref(&mut self.catalog, "/Outlines", outline);
            self.catalog.extend_from_slice(b"/PageMode/UseOutlines");
        }
        let (parents, next) = self.parents.finish(file)?;
        let mut tree = b"<</Type/StructTreeRoot".to_vec();
        push_key_ref(&mut tree, "/K", self.document);
        push_key_ref(&mut tree, "/ParentTree", parents);
        tree.extend_from_slice(b"/ParentTreeNextKey ");
        push_int(&mut tree, u64::from(next));
        tree.extend_from_slice(b">>");
        file.object(self.tree_root, &tree)?;
        let document = group_element("Document", self.tree_root, &self.sections);
        file.object_on(Shelf::Tags, self.document, &document)?;
        push_key_ref(&mut self.catalog, "/StructTreeRoot", self.tree_root);
        self.catalog.extend_from_slice(b">>");
        let root = file.add(&self.catalog)?;
        // What pages share is of no more use, and the cross-reference needs room.
        drop((self.store, self.plans, self.known, self.shapes));
        let (out, places) = self.file.finish(&file::trailer(root, self.info))?;
        let index = Index {
            places,
            root: page_root,
            pages: self.pages.pages(),
        };
        Ok(Finished { out, index })
    }

    /// Adds a sheet; `kinds` are the kinds of this sheet and of those that are
    /// known to follow it, `more` if others may follow those.
    fn sheet(
        &mut self,
        sheet: &HandoutCopy,
        shapes: &[Shaped<'_>],
        kinds: &[Vec<usize>],
        more: bool,
    ) -> Result<(), Error> {
        if sheet.pages.is_empty() {
            return Ok(());
        }
        let parent = self.open_group(sheet)?;
        let mut block = self.block(kinds, more);
        let section = block.next_section();
        match &mut self.group {
            Some(group) => group.sheets.push(section),
            None => self.sections.push(section),
        }
        let first = block.next_page(0);
        self.outline
            .add(&sheet.group, &sheet.title, first, &mut self.file)?;
        let mut pages = Vec::with_capacity(shapes.len());
        for (index, (_, shape)) in shapes.iter().enumerate() {
            let leaf = self.pages.add(block.next_page(index), &mut self.file)?;
            let plan = &mut self.plans[kinds[0][index]];
            let content = plan.content(shape, &mut self.shapes, &mut self.store, &mut self.file)?;
            pages.push(HeldPage { leaf, content });
        }
        block.add(parent, pages);
        if block.is_full() {
            block.write(&self.plans, &mut self.parents, &mut self.file)?;
        } else {
            self.blocks.push(block);
        }
        Ok(())
    }

    /// The structure element above a sheet; opens the group that it begins.
    fn open_group(&mut self, sheet: &HandoutCopy) -> Result<u32, Error> {
        if self.group.as_ref().map_or("", |group| &group.title) != sheet.group {
            self.close_group()?;
        }
        if !sheet.group.is_empty() && self.group.is_none() {
            self.group = Some(Group {
                title: sheet.group.clone(),
                number: self.file.alloc(),
                sheets: Vec::new(),
            });
        }
        Ok(self
            .group
            .as_ref()
            .map_or(self.document, |group| group.number))
    }

    /// Takes out the block for the first of `kinds`, or makes one.
    fn block(&mut self, kinds: &[Vec<usize>], more: bool) -> Block {
        let kind = &kinds[0];
        if let Some(index) = self.blocks.iter().position(|block| block.is_for(kind)) {
            return self.blocks.swap_remove(index);
        }
        let coming = kinds.iter().filter(|other| *other == kind).count() as u32;
        Block::new(
            kind.clone(),
            coming,
            more,
            &self.plans,
            &mut self.parents,
            &mut self.file,
        )
    }

    fn close_group(&mut self) -> Result<(), Error> {
        if let Some(group) = self.group.take() {
            let element = group_element("Sect", self.document, &group.sheets);
            self.file.object_on(Shelf::Tags, group.number, &element)?;
            self.sections.push(group.number);
        }
        Ok(())
    }
}

/// A structure element that holds only elements.
fn group_element(name: &str, parent: u32, kids: &[u32]) -> Vec<u8> {
    let mut bytes = b"<</S/".to_vec();
    bytes.extend_from_slice(name.as_bytes());
    push_key_ref(&mut bytes, "/P", parent);
    bytes.extend_from_slice(b"/K[");
    push_refs(&mut bytes, kids.iter().copied());
    bytes.extend_from_slice(b"]>>");
    bytes
}

/// The catalog as far as it is known at the beginning.
fn catalog<W: Write>(meta: &Meta, file: &mut File<W>) -> Result<Vec<u8>, Error> {
    let metadata = file.alloc();
    // Left unpacked, so that a search for files can read it.
    file.stream_as_is(
        metadata,
        b"/Type/Metadata/Subtype/XML",
        meta::xmp(meta).as_bytes(),
    )?;
    let profile = file.alloc();
    file.stream(profile, b"/N 3", &meta::srgb())?;
    let duplex = if meta.duplex {
        "DuplexFlipLongEdge"
    } else {
        "Simplex"
    };
    let mut out = format!(
        "<</Type/Catalog/Lang(ru-RU)/MarkInfo<</Marked true>>\
         /ViewerPreferences<</DisplayDocTitle true/PrintScaling/None/Duplex/{duplex}>>\
         /PageLabels<</Nums[0<</S/D>>]>>\
         /OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)\
         /Info(sRGB IEC61966-2.1)"
    )
    .into_bytes();
    push_key_ref(&mut out, "/DestOutputProfile", profile);
    out.extend_from_slice(b">>]");
    push_key_ref(&mut out, "/Metadata", metadata);
    Ok(out)
}
