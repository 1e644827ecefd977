//! Sheets into a PDF that is PDF/A-2a and PDF/UA-1 at once.
//!
//! Takes [`HandoutCopy`]s in order, a batch at a time, and writes objects out as
//! they come: memory does not grow with the class list but for a few bytes a
//! page. printpdf draws (`content`, `fonts`); pages, tags, trees and the
//! file around them are written here. The only place where `y` grows upwards,
//! and the only importer of printpdf and lopdf. Must not know what a pupil is.

mod charcodes;
mod content;
mod excerpt;
mod file;
mod fonts;
mod kind;
mod meta;
mod modules;
mod places;
mod plan;
mod scan;
mod stamp;
mod store;
mod tags;
mod text;
mod trees;

use std::collections::HashMap;
use std::io::{self, Write};

pub use self::excerpt::{Index, ReadAt, excerpt};
use self::file::{File, Shelf};
use self::kind::{PageKind, Walk};
use self::stamp::PdfPage;
use self::store::Store;
use self::tags::Headings;
use self::text::{push_int, push_key_ref, push_refs};
use self::trees::{Outline, PageTree, ParentTree};
use crate::base::fonts::Fonts;
use crate::model::frame::{HandoutCopy, Page};

/// Name and version of the program, as files made by it carry it.
pub const PRODUCER: &str = concat!("pamyatka ", env!("CARGO_PKG_VERSION"));

/// Sheets that are drawn together. Larger batches are cut, so that memory does
/// not depend on how many sheets the caller brings at once.
const BATCH: usize = 128;

/// Page kinds that are remembered.
const KINDS: usize = 256;

/// What is said of the whole document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meta {
    /// The title, shown by viewers in place of the file's name.
    pub title: String,
    /// Who answers for it; may be empty.
    pub author: String,
    /// The day of making; the hour is midnight UTC.
    pub date: jiff::civil::Date,
    /// How to print on both sides.
    pub duplex: Duplex,
}

/// How a document is printed on both sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duplex {
    /// On one side only.
    Simplex,
    /// Turning over the long edge, as one turns the pages of upright paper.
    LongEdge,
    /// Turning over the short edge, as one turns those of landscape paper.
    ShortEdge,
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
    kinds: HashMap<u128, PageKind>,
    headings: Headings,
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
            kinds: HashMap::new(),
            headings: Headings::default(),
            pages: PageTree::new(&mut file),
            parents: ParentTree::default(),
            outline: Outline::new(&mut file),
            catalog,
            info,
            tree_root: file.alloc(),
            document: file.alloc_on(Shelf::Tags, 1),
            sections: Vec::new(),
            group: None,
            file,
        })
    }

    /// Adds sheets after those added before. What is equal is shared between
    /// all batches; the bytes depend on the sheets and on how they are divided
    /// into batches, and on nothing else.
    ///
    /// # Errors
    /// If a sheet cannot be drawn or the output fails. The document is then of
    /// no use.
    pub fn add(&mut self, batch: &[HandoutCopy]) -> Result<(), Error> {
        for sheets in batch.chunks(BATCH) {
            let pages = sheets.iter().flat_map(|sheet| &sheet.pages);
            let walk = |page| Walk::over(page, &mut self.headings);
            let walks: Vec<Walk> = pages.map(walk).collect();
            let frames = walks.iter().flat_map(|walk| &walk.frames).copied();
            self.store.prepare(frames, &mut self.file)?;
            let mut walks = walks.into_iter();
            for sheet in sheets {
                self.sheet(sheet, &mut walks)?;
            }
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
        drop((self.store, self.kinds));
        let (out, places) = self.file.finish(root, self.info)?;
        let index = Index {
            places,
            root: page_root,
            pages: self.pages.pages(),
        };
        Ok(Finished { out, index })
    }

    /// Adds a sheet, over whose pages `walks` went.
    fn sheet<'p>(
        &mut self,
        sheet: &'p HandoutCopy,
        walks: &mut impl Iterator<Item = Walk<'p>>,
    ) -> Result<(), Error> {
        if sheet.pages.is_empty() {
            return Ok(());
        }
        let parent = self.open_group(sheet)?;
        let section = self.file.alloc_on(Shelf::Tags, 1);
        match &mut self.group {
            Some(group) => group.sheets.push(section),
            None => self.sections.push(section),
        }
        let mut tops = Vec::with_capacity(32);
        for (index, (page, walk)) in sheet.pages.iter().zip(walks).enumerate() {
            let object = self.page(page, &walk, section, &mut tops)?;
            if index == 0 {
                self.outline
                    .add(&sheet.group, &sheet.title, object, &mut self.file)?;
            }
        }
        let element = group_element("Sect", parent, &tops);
        self.file.object_on(Shelf::Tags, section, &element)?;
        Ok(())
    }

    /// Writes a page below the structure element `section`; gives the number of
    /// its object and adds those of its topmost structure elements to `tops`.
    fn page(
        &mut self,
        page: &Page,
        walk: &Walk<'_>,
        section: u32,
        tops: &mut Vec<u32>,
    ) -> Result<u32, Error> {
        let (store, file) = (&mut self.store, &mut self.file);
        let forms = walk.frames.iter().map(|frame| store.form(frame));
        let forms: Vec<_> = forms.collect();
        let key = walk.kind(&forms);
        if !self.kinds.contains_key(&key) {
            if self.kinds.len() == KINDS {
                self.kinds.clear();
            }
            let kind = plan::plan(page, walk.headings, &forms, store, file)?;
            self.kinds.insert(key, kind);
        }
        let kind = &self.kinds[&key];
        let object = file.alloc_on(Shelf::Pages, kind.page.len());
        let numbers = PdfPage {
            object,
            element: file.alloc_on(Shelf::Tags, kind.elements.len()),
            stream: file.alloc_streams(kind.streams.len()),
            key: self.parents.next(),
            section,
            leaf: self.pages.add(object, file)?,
        };
        tops.extend(kind.tops.iter().map(|top| numbers.element + top));
        let frames = walk.frames.iter().zip(&forms);
        let own = frames.filter_map(|(frame, form)| form.is_none().then_some(*frame));
        kind.write(&numbers, own, store, file)?;
        self.parents
            .add(kind.page.len(), &kind.parents, &numbers, file)?;
        Ok(object)
    }

    /// The structure element above a sheet; opens the group that it begins.
    fn open_group(&mut self, sheet: &HandoutCopy) -> Result<u32, Error> {
        if self.group.as_ref().map_or("", |group| &group.title) != sheet.group {
            self.close_group()?;
        }
        if !sheet.group.is_empty() && self.group.is_none() {
            self.group = Some(Group {
                title: sheet.group.clone(),
                number: self.file.alloc_on(Shelf::Tags, 1),
                sheets: Vec::new(),
            });
        }
        Ok(self
            .group
            .as_ref()
            .map_or(self.document, |group| group.number))
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
    let metadata = file.alloc_streams(1);
    // Left unpacked, so that a search for files can read it.
    file.stream_as_is(
        metadata,
        b"/Type/Metadata/Subtype/XML",
        meta::xmp(meta).as_bytes(),
    )?;
    let profile = file.add_stream(b"/N 3", meta::SRGB)?;
    let duplex = match meta.duplex {
        Duplex::Simplex => "Simplex",
        Duplex::LongEdge => "DuplexFlipLongEdge",
        Duplex::ShortEdge => "DuplexFlipShortEdge",
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
