//! One page: its content, its structure elements, its links.
//!
//! Takes the nodes of a [`Page`], gives a [`Draft`]: content bytes cut into
//! pieces that other pages may share and pieces of its own, and elements ready
//! to be numbered into the tag tree. Frames come drawn, from a [`Store`]. Does
//! not know how streams and trees are stored.

use std::io::Write;

use super::Error;
use super::file::File;
use super::store::{Placed, Store};
use super::tags::{self, Kid, Tags};
use super::text::{push_int, push_literal, push_real, push_reals, push_text};
use crate::frame::{Element, Frame, Node, Page, Role};
use crate::geometry::{Point, Rect};
use crate::units::Pt;

/// Cutting a shared piece out of a page's content costs an object and a
/// reference on every page; below this many bytes it stays where it is.
const WORTH_SHARING: usize = 96;

/// A page on its way into the file. Reused from page to page.
#[derive(Default)]
pub(super) struct Draft {
    content: Vec<u8>,
    pieces: Vec<Piece>,
    tags: Tags,
    /// The element number that owns each marked sequence, by MCID.
    pub(super) owners: Vec<u32>,
    pub(super) links: Vec<Link>,
    open: Open,
    height: Pt,
}

/// A clickable area.
pub(super) struct Link {
    /// The object number of the annotation.
    pub(super) number: u32,
    /// The object number of its structure element.
    pub(super) owner: u32,
    /// The entries that tell it from other links.
    pub(super) entries: Vec<u8>,
}

/// A stretch of content up to `end`.
#[derive(Clone, Copy)]
struct Piece {
    end: usize,
    shared: bool,
}

/// What the marked sequence that is being written belongs to.
#[derive(Clone, Copy, PartialEq, Default)]
enum Open {
    #[default]
    Nothing,
    Artifact,
    Element(usize),
}

/// What a walk over the nodes needs beside the draft.
pub(super) struct Tools<'t, 'b, W> {
    pub(super) file: &'t mut File<W>,
    pub(super) store: &'t mut Store<'b>,
}

impl Draft {
    /// Draws and tags `page`, which is object `number`, below the structure
    /// element `sheet`.
    pub(super) fn page<W: Write>(
        &mut self,
        page: &Page,
        number: u32,
        sheet: u32,
        tools: &mut Tools<'_, '_, W>,
    ) -> Result<(), Error> {
        self.content.clear();
        self.pieces.clear();
        self.owners.clear();
        self.links.clear();
        self.open = Open::Nothing;
        self.height = page.size.height;
        self.tags.begin(number, sheet);
        self.nodes(&page.nodes, Point::ORIGIN, None, tools)?;
        self.close();
        self.tags.write(tools.file)
    }

    /// Elements directly below the sheet.
    pub(super) fn tops(&self) -> &[u32] {
        self.tags.tops()
    }

    fn nodes<W: Write>(
        &mut self,
        nodes: &[(Point, Node)],
        origin: Point,
        parent: Option<usize>,
        tools: &mut Tools<'_, '_, W>,
    ) -> Result<(), Error> {
        for (offset, node) in nodes {
            let at = origin.shifted(offset.x, offset.y);
            match node {
                Node::Frame(frame) => {
                    let owner = self.owner(parent, tools.file);
                    self.open(Open::Element(owner));
                    self.place(frame, at, tools)?;
                }
                Node::Artifact(frame) => {
                    self.open(Open::Artifact);
                    self.place(frame, at, tools)?;
                }
                Node::Element(element) => self.element(element, at, parent, tools)?,
                Node::Fragment(fragment) => self.nodes(&fragment.nodes, at, parent, tools)?,
            }
        }
        Ok(())
    }

    fn element<W: Write>(
        &mut self,
        element: &Element,
        at: Point,
        parent: Option<usize>,
        tools: &mut Tools<'_, '_, W>,
    ) -> Result<(), Error> {
        let number = tools.file.alloc();
        let name = self.tags.type_of(&element.role);
        let index = self.tags.add(number, name, parent);
        let mut entries = Vec::new();
        match &element.role {
            Role::Figure { alt } => self.figure(element, alt, at, &mut entries, tools)?,
            Role::List => list(element, &mut entries, tools)?,
            Role::TableHeader => {
                // A header cell says what it heads (ISO 14289-1, 7.5).
                entries.extend_from_slice(b"/A ");
                let scope = b"<</O/Table/Scope/Column>>";
                tools.store.intern(tools.file, scope, &mut entries)?;
            }
            _ => {}
        }
        self.tags.describe(index, &entries);
        self.nodes(&element.kids, at, Some(index), tools)?;
        if let Role::Link {
            url,
            contents,
            areas,
        } = &element.role
        {
            for area in areas {
                self.link(index, area.shifted(at), url, contents, tools)?;
            }
        }
        Ok(())
    }

    /// The element that a frame belongs to: its parent, or a paragraph made
    /// for it where content may not stand directly (ISO 32000-1, 14.8.4.2:
    /// grouping elements hold elements only).
    fn owner<W: Write>(&mut self, parent: Option<usize>, file: &mut File<W>) -> usize {
        let name = match parent.map(|index| self.tags.name(index)) {
            None | Some("Sect" | "Div" | "L") => "P",
            Some("LI") => "LBody",
            Some(_) => return parent.expect("matched as present"),
        };
        match self.open {
            Open::Element(index) if self.tags.is_implied(index, parent) => index,
            _ => self.tags.imply(file.alloc(), name, parent),
        }
    }

    fn figure<W: Write>(
        &self,
        element: &Element,
        alt: &str,
        at: Point,
        entries: &mut Vec<u8>,
        tools: &mut Tools<'_, '_, W>,
    ) -> Result<(), Error> {
        let mut text = Vec::new();
        push_text(&mut text, alt);
        entries.extend_from_slice(b"/Alt ");
        tools.store.intern(tools.file, &text, entries)?;
        // A figure says where it is (ISO 32000-1, 14.8.5.4.3).
        if let Some(area) = tags::bounds(&element.kids, at) {
            let mut attributes = b"<</O/Layout/BBox".to_vec();
            self.push_area(area, &mut attributes)?;
            attributes.extend_from_slice(b">>");
            entries.extend_from_slice(b"/A ");
            tools.store.intern(tools.file, &attributes, entries)?;
        }
        Ok(())
    }

    fn link<W: Write>(
        &mut self,
        owner: usize,
        area: Rect,
        url: &str,
        contents: &str,
        tools: &mut Tools<'_, '_, W>,
    ) -> Result<(), Error> {
        let number = tools.file.alloc();
        let mut entries = b"/Rect".to_vec();
        self.push_area(area, &mut entries)?;
        let mut shared = b"<</S/URI/URI".to_vec();
        push_literal(&mut shared, url.as_bytes());
        shared.extend_from_slice(b">>");
        entries.extend_from_slice(b"/A ");
        tools.store.intern(tools.file, &shared, &mut entries)?;
        shared.clear();
        push_text(&mut shared, contents);
        entries.extend_from_slice(b"/Contents ");
        tools.store.intern(tools.file, &shared, &mut entries)?;
        self.tags.add_kid(owner, Kid::Annotation(number));
        self.links.push(Link {
            number,
            owner: self.tags.number(owner),
            entries,
        });
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
        let (x, y) = (at.x.get(), (self.height - at.y).get());
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
            Open::Nothing => return,
            Open::Artifact => self.content.extend_from_slice(b"/Artifact BMC\n"),
            Open::Element(index) => {
                let mark = self.owners.len() as u32;
                self.owners.push(self.tags.number(index));
                self.tags.add_kid(index, Kid::Marked(mark));
                self.content.push(b'/');
                self.content
                    .extend_from_slice(self.tags.name(index).as_bytes());
                self.content.extend_from_slice(b"<</MCID ");
                push_int(&mut self.content, u64::from(mark));
                self.content.extend_from_slice(b">>BDC\n");
            }
        }
        self.cut(true);
    }

    fn close(&mut self) {
        if self.open != Open::Nothing {
            self.content.extend_from_slice(b"EMC\n");
            self.cut(true);
            self.open = Open::Nothing;
        }
    }

    /// Ends a stretch of content that is shared or not.
    fn cut(&mut self, shared: bool) {
        let end = self.content.len();
        match self.pieces.last_mut() {
            Some(last) if last.shared == shared => last.end = end,
            _ => self.pieces.push(Piece { end, shared }),
        }
    }

    fn place<W: Write>(
        &mut self,
        frame: &Frame,
        at: Point,
        tools: &mut Tools<'_, '_, W>,
    ) -> Result<(), Error> {
        let (x, y) = self.flip(at.shifted(Pt::ZERO, frame.size().height))?;
        self.content.extend_from_slice(b"q 1 0 0 1 ");
        push_real(&mut self.content, x);
        self.content.push(b' ');
        push_real(&mut self.content, y);
        self.content.extend_from_slice(b" cm\n");
        let shared = match tools.store.placed(frame, tools.file)? {
            Placed::Form(index) => {
                self.content.extend_from_slice(b"/F");
                push_int(&mut self.content, u64::from(index));
                self.content.extend_from_slice(b" Do");
                true
            }
            Placed::Inline(bytes) => {
                self.content.extend_from_slice(bytes);
                false
            }
        };
        self.content.extend_from_slice(b" Q\n");
        self.cut(shared);
        Ok(())
    }

    /// The pieces of the content: bytes, and whether other pages may hold the
    /// same. A short shared piece is left with its neighbours.
    pub(super) fn pieces(&self) -> Vec<(&[u8], bool)> {
        let mut joined: Vec<(usize, usize, bool)> = Vec::new();
        let mut begin = 0;
        let alone = self.pieces.len() == 1;
        for piece in &self.pieces {
            let worth = alone || piece.end - begin >= WORTH_SHARING;
            let shared = piece.shared && worth;
            match joined.last_mut() {
                Some(last) if last.2 == shared => last.1 = piece.end,
                _ => joined.push((begin, piece.end, shared)),
            }
            begin = piece.end;
        }
        let bytes =
            |&(begin, end, shared): &(usize, usize, bool)| (&self.content[begin..end], shared);
        joined.iter().map(bytes).collect()
    }
}

/// Lists with labels say how they are numbered (ISO 14289-1, 7.6).
fn list<W: Write>(
    list: &Element,
    entries: &mut Vec<u8>,
    tools: &mut Tools<'_, '_, W>,
) -> Result<(), Error> {
    let numbering = match tags::first_label(&list.kids) {
        Some(letter) if letter.is_ascii_digit() => "Decimal",
        Some('•' | '–' | '—' | '·') => "Disc",
        _ => return Ok(()),
    };
    let attributes = format!("<</O/List/ListNumbering/{numbering}>>");
    entries.extend_from_slice(b"/A ");
    tools
        .store
        .intern(tools.file, attributes.as_bytes(), entries)
}
