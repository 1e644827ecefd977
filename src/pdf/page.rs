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
use super::text::{push_int, push_key_ref, push_real, push_ref, push_text};
use crate::frame::{Element, Frame, Item, Node, Page, Role};
use crate::geometry::{Point, Rect, Size};
use crate::units::Pt;

/// Cutting a shared piece out of a page's content costs an object and a
/// reference on every page; below this many bytes it stays where it is.
const WORTH_SHARING: usize = 96;

/// A page on its way into the file. Reused from page to page.
#[derive(Default)]
pub(super) struct Draft {
    content: Vec<u8>,
    pieces: Vec<Piece>,
    elements: Vec<Tag>,
    kids: Vec<(Kid, Option<usize>)>,
    /// The element number that owns each marked sequence, by MCID.
    pub(super) owners: Vec<u32>,
    /// Elements directly below the sheet.
    pub(super) tops: Vec<u32>,
    /// Annotations: number, owner, and the entries that differ.
    pub(super) links: Vec<Link>,
    extras: Vec<u8>,
    open: Open,
    height: Pt,
    number: u32,
    sheet: u32,
}

/// A clickable area.
pub(super) struct Link {
    pub(super) number: u32,
    pub(super) owner: u32,
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

/// A structure element: number, parent, kind, kids as a linked list.
struct Tag {
    number: u32,
    parent: u32,
    name: &'static str,
    extras: (usize, usize),
    kids: Option<(usize, usize)>,
    /// Made for a frame that stands directly in a group.
    implied: bool,
}

#[derive(Clone, Copy)]
enum Kid {
    Marked(u32),
    Element(u32),
    Annotation(u32),
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
        self.elements.clear();
        self.kids.clear();
        self.owners.clear();
        self.tops.clear();
        self.links.clear();
        self.extras.clear();
        self.open = Open::Nothing;
        self.height = page.size.height;
        self.number = number;
        self.sheet = sheet;
        self.nodes(&page.nodes, Point::ORIGIN, None, tools)?;
        self.close();
        self.write_elements(tools.file)
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
        let index = self.tag(tag_name(&element.role), parent, false, tools.file);
        let begin = self.extras.len();
        match &element.role {
            Role::Figure { alt } => self.figure(element, alt, at, tools)?,
            Role::List => self.list(element, tools)?,
            _ => {}
        }
        self.elements[index].extras = (begin, self.extras.len());
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
        let name = match parent.map(|index| self.elements[index].name) {
            None | Some("Sect" | "Div" | "L") => "P",
            Some("LI") => "LBody",
            Some(_) => return parent.expect("matched as present"),
        };
        let above = parent.map_or(self.sheet, |index| self.elements[index].number);
        if let Open::Element(index) = self.open {
            let open = &self.elements[index];
            if open.implied && open.parent == above {
                return index;
            }
        }
        self.tag(name, parent, true, file)
    }

    fn tag<W: Write>(
        &mut self,
        name: &'static str,
        parent: Option<usize>,
        implied: bool,
        file: &mut File<W>,
    ) -> usize {
        let number = file.alloc();
        let above = match parent {
            Some(index) => {
                self.add_kid(index, Kid::Element(number));
                self.elements[index].number
            }
            None => {
                self.tops.push(number);
                self.sheet
            }
        };
        self.elements.push(Tag {
            number,
            parent: above,
            name,
            extras: (0, 0),
            kids: None,
            implied,
        });
        self.elements.len() - 1
    }

    fn add_kid(&mut self, element: usize, kid: Kid) {
        let at = self.kids.len();
        self.kids.push((kid, None));
        let tag = &mut self.elements[element];
        match &mut tag.kids {
            Some((_, last)) => {
                self.kids[*last].1 = Some(at);
                *last = at;
            }
            none => *none = Some((at, at)),
        }
    }

    fn figure<W: Write>(
        &mut self,
        element: &Element,
        alt: &str,
        at: Point,
        tools: &mut Tools<'_, '_, W>,
    ) -> Result<(), Error> {
        let mut text = Vec::new();
        push_text(&mut text, alt);
        self.extras.extend_from_slice(b"/Alt ");
        tools.store.intern(tools.file, &text, &mut self.extras)?;
        // A figure says where it is (ISO 32000-1, 14.8.5.4.3).
        if let Some(area) = bounds(&element.kids, at) {
            let mut attributes = b"<</O/Layout/BBox".to_vec();
            self.push_area(area, &mut attributes)?;
            attributes.extend_from_slice(b">>");
            self.extras.extend_from_slice(b"/A ");
            tools
                .store
                .intern(tools.file, &attributes, &mut self.extras)?;
        }
        Ok(())
    }

    /// Lists with labels say how they are numbered (ISO 14289-1, 7.6).
    fn list<W: Write>(
        &mut self,
        list: &Element,
        tools: &mut Tools<'_, '_, W>,
    ) -> Result<(), Error> {
        let numbering = match first_label(&list.kids) {
            Some(letter) if letter.is_ascii_digit() => "Decimal",
            Some('•' | '–' | '—' | '·') => "Disc",
            _ => return Ok(()),
        };
        let attributes = format!("<</O/List/ListNumbering/{numbering}>>");
        self.extras.extend_from_slice(b"/A ");
        tools
            .store
            .intern(tools.file, attributes.as_bytes(), &mut self.extras)
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
        super::text::push_literal(&mut shared, url.as_bytes());
        shared.extend_from_slice(b">>");
        entries.extend_from_slice(b"/A ");
        tools.store.intern(tools.file, &shared, &mut entries)?;
        shared.clear();
        push_text(&mut shared, contents);
        entries.extend_from_slice(b"/Contents ");
        tools.store.intern(tools.file, &shared, &mut entries)?;
        self.add_kid(owner, Kid::Annotation(number));
        self.links.push(Link {
            number,
            owner: self.elements[owner].number,
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
        super::text::push_reals(out, &[left, bottom, right, top]);
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
                self.owners.push(self.elements[index].number);
                self.add_kid(index, Kid::Marked(mark));
                self.content.push(b'/');
                self.content
                    .extend_from_slice(self.elements[index].name.as_bytes());
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

    fn write_elements<W: Write>(&self, file: &mut File<W>) -> Result<(), Error> {
        let mut bytes = Vec::with_capacity(128);
        for tag in &self.elements {
            bytes.clear();
            bytes.extend_from_slice(b"<</S/");
            bytes.extend_from_slice(tag.name.as_bytes());
            push_key_ref(&mut bytes, "/P", tag.parent);
            push_key_ref(&mut bytes, "/Pg", self.number);
            bytes.extend_from_slice(&self.extras[tag.extras.0..tag.extras.1]);
            self.push_kids(tag, &mut bytes);
            bytes.extend_from_slice(b">>");
            file.object(tag.number, &bytes)?;
        }
        Ok(())
    }

    fn push_kids(&self, tag: &Tag, out: &mut Vec<u8>) {
        let Some((first, last)) = tag.kids else {
            return;
        };
        out.extend_from_slice(b"/K");
        let mut next = Some(first);
        out.push(if first == last { b' ' } else { b'[' });
        while let Some(at) = next {
            let (kid, following) = self.kids[at];
            match kid {
                Kid::Marked(mark) => push_int(out, u64::from(mark)),
                Kid::Element(number) => push_ref(out, number),
                Kid::Annotation(number) => {
                    out.extend_from_slice(b"<</Type/OBJR");
                    push_key_ref(out, "/Obj", number);
                    out.extend_from_slice(b">>");
                }
            }
            if following.is_some() {
                out.push(b' ');
            }
            next = following;
        }
        if first != last {
            out.push(b']');
        }
    }
}

/// The structure type of a role (ISO 32000-1, 14.8.4).
fn tag_name(role: &Role) -> &'static str {
    match role {
        Role::Section => "Sect",
        Role::Division => "Div",
        Role::Heading(1) => "H1",
        Role::Heading(2) => "H2",
        Role::Heading(3) => "H3",
        Role::Heading(4) => "H4",
        Role::Heading(5) => "H5",
        Role::Heading(_) => "H6",
        Role::Paragraph => "P",
        Role::List => "L",
        Role::ListItem => "LI",
        Role::Label => "Lbl",
        Role::ListBody => "LBody",
        Role::Figure { .. } => "Figure",
        Role::Link { .. } => "Link",
    }
}

/// The area that the frames below cover.
fn bounds(nodes: &[(Point, Node)], origin: Point) -> Option<Rect> {
    let areas = nodes.iter().filter_map(|(offset, node)| {
        let at = origin.shifted(offset.x, offset.y);
        match node {
            Node::Frame(frame) | Node::Artifact(frame) => Some(Rect::new(at, frame.size())),
            Node::Element(element) => bounds(&element.kids, at),
            Node::Fragment(fragment) => bounds(&fragment.nodes, at),
        }
    });
    areas.reduce(|a, b| {
        let left = a.origin.x.min(b.origin.x);
        let top = a.origin.y.min(b.origin.y);
        let size = Size::new(
            a.right().max(b.right()) - left,
            a.bottom().max(b.bottom()) - top,
        );
        Rect::new(Point::new(left, top), size)
    })
}

/// The first letter of the first label below.
fn first_label(nodes: &[(Point, Node)]) -> Option<char> {
    nodes.iter().find_map(|(_, node)| match node {
        Node::Element(element) if element.role == Role::Label => first_letter(&element.kids),
        Node::Element(element) => first_label(&element.kids),
        Node::Fragment(fragment) => first_label(&fragment.nodes),
        _ => None,
    })
}

fn first_letter(nodes: &[(Point, Node)]) -> Option<char> {
    nodes.iter().find_map(|(_, node)| match node {
        Node::Frame(frame) => frame.items().iter().find_map(|(_, item)| match item {
            Item::Run(run) => run.text.chars().next(),
            _ => None,
        }),
        Node::Element(element) => first_letter(&element.kids),
        Node::Fragment(fragment) => first_letter(&fragment.nodes),
        Node::Artifact(_) => None,
    })
}
