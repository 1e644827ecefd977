//! How pages of one kind are written.
//!
//! Takes the nodes of a [`Page`] once for all pages of its kind, gives the
//! [`PageKind`]: stamps of structure elements, links and the page object, and
//! content with a gap for each frame that is no form. Does not know how objects
//! are numbered or stored.

use std::io::Write;

use super::Error;
use super::file::File;
use super::kind::{PageKind, Stroke, push_moved};
use super::stamp::Stamp;
use super::store::{Form, Store};
use super::tags::{self, Headings, Kid, Tags};
use super::text::{push_int, push_literal, push_reals, push_text};
use crate::base::geometry::{Point, Rect, Size};
use crate::base::units::Pt;
use crate::model::frame::{Element, Frame, Node, Page, Role};

/// Cutting a shared piece out of a page's content costs an object and a
/// reference on every page; below this many bytes it stays where it is.
const WORTH_SHARING: usize = 96;

/// Plans the kind of `page`, before which `headings` stand and whose frames are
/// these forms, in drawing order.
pub(super) fn plan<W: Write>(
    page: &Page,
    headings: Headings,
    forms: &[Option<Form>],
    store: &mut Store<'_>,
    file: &mut File<W>,
) -> Result<PageKind, Error> {
    if !page.size.width.get().is_finite() || !page.size.height.get().is_finite() {
        return Err(Error::NotANumber);
    }
    let mut planner = Planner {
        size: page.size,
        headings,
        forms: forms.iter(),
        tags: Tags::default(),
        owners: Vec::new(),
        links: Vec::new(),
        strokes: Vec::new(),
        open: Open::Nothing,
        store,
        file,
    };
    planner.nodes(&page.nodes, Point::ORIGIN, None)?;
    planner.close();
    planner.finish(forms)
}

/// A clickable area.
struct Link {
    /// The structure element it belongs to.
    element: usize,
    /// The entries that tell it from other links.
    entries: Vec<u8>,
}

/// What the marked sequence that is being written belongs to.
#[derive(Clone, Copy, PartialEq)]
enum Open {
    Nothing,
    Artifact,
    Element(usize),
}

/// Walks over the nodes of a page and plans it.
struct Planner<'t, 'b, W> {
    size: Size,
    headings: Headings,
    /// What the frames to come are.
    forms: std::slice::Iter<'t, Option<Form>>,
    tags: Tags,
    /// The element that owns each marked sequence, by MCID.
    owners: Vec<usize>,
    links: Vec<Link>,
    /// What is drawn; between two frames that are no forms stands one stretch.
    strokes: Vec<Stroke>,
    open: Open,
    store: &'t mut Store<'b>,
    file: &'t mut File<W>,
}

impl<W: Write> Planner<'_, '_, W> {
    fn nodes(
        &mut self,
        nodes: &[(Point, Node)],
        origin: Point,
        parent: Option<usize>,
    ) -> Result<(), Error> {
        for (offset, node) in nodes {
            let at = origin.shifted(offset.x, offset.y);
            match node {
                Node::Frame(frame) => {
                    let owner = self.owner(parent);
                    self.open(Open::Element(owner));
                    self.place(frame, at)?;
                }
                Node::Artifact(frame) => {
                    self.open(Open::Artifact);
                    self.place(frame, at)?;
                }
                Node::Element(element) => self.element(element, at, parent)?,
                Node::Fragment(fragment) => self.nodes(&fragment.nodes, at, parent)?,
            }
        }
        Ok(())
    }

    fn element(
        &mut self,
        element: &Element,
        at: Point,
        parent: Option<usize>,
    ) -> Result<(), Error> {
        let name = self.headings.type_of(&element.role);
        let index = self.tags.add(name, parent);
        let mut entries = Vec::new();
        match &element.role {
            Role::Figure { alt } => self.figure(element, alt, at, &mut entries)?,
            Role::List => {
                if let Some(numbering) = tags::numbering(&element.kids) {
                    let attributes = format!("<</O/List/ListNumbering/{numbering}>>");
                    self.attributes(attributes.as_bytes(), &mut entries)?;
                }
            }
            // A header cell says what it heads (ISO 14289-1, 7.5).
            Role::TableHeader => {
                self.attributes(b"<</O/Table/Scope/Column>>", &mut entries)?;
            }
            _ => {}
        }
        self.tags.describe(index, entries);
        self.nodes(&element.kids, at, Some(index))?;
        if let Role::Link {
            url,
            contents,
            areas,
        } = &element.role
        {
            for area in areas {
                self.link(index, area.shifted(at), url, contents)?;
            }
        }
        Ok(())
    }

    /// The element that a frame belongs to: its parent, or a paragraph made
    /// for it where content may not stand directly (ISO 32000-1, 14.8.4.2:
    /// grouping elements hold elements only).
    fn owner(&mut self, parent: Option<usize>) -> usize {
        let name = match parent.map(|index| self.tags.name(index)) {
            None | Some("Sect" | "Div" | "L") => "P",
            Some("LI") => "LBody",
            Some(_) => return parent.expect("matched as present"),
        };
        match self.open {
            Open::Element(index) if self.tags.is_implied(index, parent) => index,
            _ => self.tags.imply(name, parent),
        }
    }

    fn figure(
        &mut self,
        element: &Element,
        alt: &str,
        at: Point,
        entries: &mut Vec<u8>,
    ) -> Result<(), Error> {
        let mut text = Vec::new();
        push_text(&mut text, alt);
        entries.extend_from_slice(b"/Alt ");
        self.store.intern(self.file, &text, entries)?;
        // A figure says where it is (ISO 32000-1, 14.8.5.4.3).
        if let Some(area) = tags::bounds(&element.kids, at) {
            let mut attributes = b"<</O/Layout/BBox".to_vec();
            self.push_area(area, &mut attributes)?;
            attributes.extend_from_slice(b">>");
            self.attributes(&attributes, entries)?;
        }
        Ok(())
    }

    /// Appends attributes, which many elements share as one object.
    fn attributes(&mut self, attributes: &[u8], entries: &mut Vec<u8>) -> Result<(), Error> {
        entries.extend_from_slice(b"/A ");
        self.store.intern(self.file, attributes, entries)
    }

    fn link(&mut self, element: usize, area: Rect, url: &str, contents: &str) -> Result<(), Error> {
        let mut entries = b"/Rect".to_vec();
        self.push_area(area, &mut entries)?;
        let mut shared = b"<</S/URI/URI".to_vec();
        push_literal(&mut shared, url.as_bytes());
        shared.extend_from_slice(b">>");
        entries.extend_from_slice(b"/A ");
        self.store.intern(self.file, &shared, &mut entries)?;
        shared.clear();
        push_text(&mut shared, contents);
        entries.extend_from_slice(b"/Contents ");
        self.store.intern(self.file, &shared, &mut entries)?;
        let index = self.links.len();
        self.tags.add_kid(element, Kid::Link(index));
        self.links.push(Link { element, entries });
        Ok(())
    }

    /// Appends the corners of an area, lower left and upper right.
    fn push_area(&self, area: Rect, out: &mut Vec<u8>) -> Result<(), Error> {
        let (left, top) = self.flip(area.origin)?;
        let corner = Point::new(area.right(), area.bottom());
        let (right, bottom) = self.flip(corner)?;
        out.push(b'[');
        push_reals(out, &[left, bottom, right, top]);
        out.push(b']');
        Ok(())
    }

    fn flip(&self, at: Point) -> Result<(f64, f64), Error> {
        let (x, y) = (at.x.get(), (self.size.height - at.y).get());
        if x.is_finite() && y.is_finite() {
            Ok((x, y))
        } else {
            Err(Error::NotANumber)
        }
    }

    fn open(&mut self, owner: Open) {
        if self.open == owner {
            return;
        }
        self.close();
        self.open = owner;
        match owner {
            Open::Nothing => {}
            Open::Artifact => self.mark(b"/Artifact BMC\n"),
            Open::Element(index) => {
                let mark = self.owners.len() as u32;
                self.owners.push(index);
                self.tags.add_kid(index, Kid::Marked(mark));
                let name = self.tags.name(index);
                self.mark(format!("/{name}<</MCID {mark}>>BDC\n").as_bytes());
            }
        }
    }

    fn close(&mut self) {
        if self.open != Open::Nothing {
            self.mark(b"EMC\n");
            self.open = Open::Nothing;
        }
    }

    /// The bytes at the end of what is drawn on all pages of the kind.
    fn fixed(&mut self) -> &mut Vec<u8> {
        if !matches!(self.strokes.last(), Some(Stroke::Fixed(_))) {
            self.strokes.push(Stroke::Fixed(Vec::new()));
        }
        match self.strokes.last_mut() {
            Some(Stroke::Fixed(bytes)) => bytes,
            _ => unreachable!("just put there"),
        }
    }

    fn mark(&mut self, operators: &[u8]) {
        self.fixed().extend_from_slice(operators);
    }

    fn place(&mut self, frame: &Frame, at: Point) -> Result<(), Error> {
        let (x, y) = self.flip(at.shifted(Pt::ZERO, frame.size().height))?;
        match self.forms.next().expect("one for each frame") {
            Some(form) => {
                let out = self.fixed();
                push_moved(out, x, y);
                out.extend_from_slice(b"/F");
                push_int(out, u64::from(form.index));
                out.extend_from_slice(b" Do Q\n");
            }
            None => self.strokes.push(Stroke::Frame(x, y)),
        }
        Ok(())
    }

    fn finish(mut self, forms: &[Option<Form>]) -> Result<PageKind, Error> {
        let resources = self.store.resources(forms.iter().flatten(), self.file)?;
        let mut page = Stamp::default();
        page.push_ref("<</Type/Page/Parent ", |page| page.leaf, 0);
        // What is cut off and what is shown follow from these by default
        // (ISO 32000-1, 14.11.2).
        let mut size = Vec::new();
        push_reals(&mut size, &[self.size.width.get(), self.size.height.get()]);
        for key in ["/MediaBox[0 0 ", "/TrimBox[0 0 "] {
            page.push(&[key.as_bytes(), &size, b"]"].concat());
        }
        page.push(format!("/Resources {resources} 0 R/Contents[").as_bytes());
        let streams = self.contents(&mut page)?;
        page.push(b"]/Tabs/S/StructParents ");
        page.push_number(|page| page.key, 0);
        if !self.links.is_empty() {
            page.push(b"/Annots[");
            for index in 0..self.links.len() {
                page.push_ref(" ", |page| page.object, 1 + index);
            }
            page.push(b"]");
        }
        page.push(b">>");
        let links = self.links.iter().enumerate().map(link_stamp);
        Ok(PageKind {
            page: std::iter::once(page).chain(links).collect(),
            elements: self.tags.stamps(),
            tops: self.tags.tops(),
            parents: self.parents(),
            streams,
        })
    }

    /// Cuts the content into streams that other pages share, which are written,
    /// and streams that they do not. A short shared piece is left with its
    /// neighbours. Appends the references to all of them.
    fn contents(&mut self, page: &mut Stamp) -> Result<Vec<Vec<Stroke>>, Error> {
        let alone = self.strokes.len() == 1;
        let mut streams = Vec::new();
        // Whether the last stream is still open.
        let mut is_open = false;
        for stroke in std::mem::take(&mut self.strokes) {
            match stroke {
                Stroke::Fixed(bytes) if alone || bytes.len() >= WORTH_SHARING => {
                    let shared = self.store.shared_stream(self.file, &bytes)?;
                    page.push(format!(" {shared} 0 R").as_bytes());
                    is_open = false;
                }
                own => {
                    if !is_open {
                        page.push_ref(" ", |page| page.stream, streams.len());
                        streams.push(Vec::new());
                        is_open = true;
                    }
                    streams.last_mut().expect("just put there").push(own);
                }
            }
        }
        Ok(streams)
    }

    /// The way back from the marked sequences and links of the page.
    fn parents(&self) -> Stamp {
        let mut out = Stamp::default();
        out.push_number(|page| page.key, 0);
        out.push(b"[");
        for &owner in &self.owners {
            out.push_ref(" ", |page| page.element, owner);
        }
        out.push(b"]");
        for (index, link) in self.links.iter().enumerate() {
            out.push_number(|page| page.key, 1 + index);
            out.push_ref(" ", |page| page.element, link.element);
            out.push(b" ");
        }
        out
    }
}

fn link_stamp((index, link): (usize, &Link)) -> Stamp {
    let mut out = Stamp::default();
    // Flag 4: printed, as every annotation of an archived document must be
    // (ISO 19005-2, 6.3.2).
    out.push(b"<</Type/Annot/Subtype/Link/Border[0 0 0]/F 4/StructParent ");
    out.push_number(|page| page.key, 1 + index);
    out.push(&link.entries);
    out.push(b">>");
    out
}
