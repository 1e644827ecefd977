//! The structure elements of one page.
//!
//! Takes elements in reading order, each with its parent, and writes them as
//! objects of the tag tree. Knows what a structure element looks like in the
//! file, not what is drawn.

use std::io::Write;

use super::Error;
use super::file::{File, Shelf};
use super::text::{push_int, push_key_ref, push_ref};
use crate::frame::{Item, Node, Role};
use crate::geometry::{Point, Rect, Size};

/// The elements of a page, in reading order. Reused from page to page.
#[derive(Default)]
pub(super) struct Tags {
    list: Vec<Tag>,
    /// Kids of all elements; each names the next kid of the same element.
    kids: Vec<(Kid, Option<usize>)>,
    tops: Vec<u32>,
    entries: Vec<u8>,
    page: u32,
    sheet: u32,
    /// Levels, as their authors gave them, of the last heading and of those
    /// above it.
    headings: Vec<u8>,
}

struct Tag {
    number: u32,
    parent: u32,
    name: &'static str,
    /// Where its own entries lie in [`Tags::entries`].
    entries: (usize, usize),
    /// First and last kid.
    kids: Option<(usize, usize)>,
    /// Made for a frame that stands directly in a group.
    implied: bool,
    /// Holds content itself, so its page must be said (ISO 32000-1, 14.7.2).
    is_on_page: bool,
}

/// What an element holds.
#[derive(Clone, Copy)]
pub(super) enum Kid {
    /// A marked sequence of the page.
    Marked(u32),
    /// The element with this object number.
    Element(u32),
    /// The annotation with this object number.
    Annotation(u32),
}

impl Tags {
    /// Begins a page, object `page`, below the element `sheet`.
    pub(super) fn begin(&mut self, page: u32, sheet: u32) {
        self.list.clear();
        self.kids.clear();
        self.tops.clear();
        self.entries.clear();
        self.page = page;
        self.sheet = sheet;
    }

    /// The structure type of a role, here. Headings begin with H1 and go down
    /// one level at a time (ISO 14289-1, 7.4.2), whatever level gave them their
    /// looks: a heading is one below the last that had a lesser level.
    pub(super) fn type_of(&mut self, role: &Role) -> &'static str {
        let Role::Heading(level) = role else {
            return name_of(role);
        };
        self.headings.retain(|above| above < level);
        self.headings.push(*level);
        let depth = u8::try_from(self.headings.len()).unwrap_or(u8::MAX);
        name_of(&Role::Heading(depth))
    }

    /// Adds an element as the last kid of `parent`, or of the sheet.
    pub(super) fn add(&mut self, number: u32, name: &'static str, parent: Option<usize>) -> usize {
        let above = self.above(parent);
        match parent {
            Some(index) => self.add_kid(index, Kid::Element(number)),
            None => self.tops.push(number),
        }
        self.list.push(Tag {
            number,
            parent: above,
            name,
            entries: (0, 0),
            kids: None,
            implied: false,
            is_on_page: false,
        });
        self.list.len() - 1
    }

    /// Adds an element for content that may not stand directly in `parent`.
    pub(super) fn imply(
        &mut self,
        number: u32,
        name: &'static str,
        parent: Option<usize>,
    ) -> usize {
        let index = self.add(number, name, parent);
        self.list[index].implied = true;
        index
    }

    /// Whether an element was implied in `parent`.
    pub(super) fn is_implied(&self, index: usize, parent: Option<usize>) -> bool {
        let tag = &self.list[index];
        tag.implied && tag.parent == self.above(parent)
    }

    /// Adds to what an element holds.
    pub(super) fn add_kid(&mut self, element: usize, kid: Kid) {
        let at = self.kids.len();
        self.kids.push((kid, None));
        let tag = &mut self.list[element];
        tag.is_on_page |= !matches!(kid, Kid::Element(_));
        match &mut tag.kids {
            Some((_, last)) => {
                self.kids[*last].1 = Some(at);
                *last = at;
            }
            none => *none = Some((at, at)),
        }
    }

    /// Gives an element entries of its own.
    pub(super) fn describe(&mut self, element: usize, entries: &[u8]) {
        let begin = self.entries.len();
        self.entries.extend_from_slice(entries);
        self.list[element].entries = (begin, self.entries.len());
    }

    /// The structure type of an element.
    pub(super) fn name(&self, element: usize) -> &'static str {
        self.list[element].name
    }

    /// The object number of an element.
    pub(super) fn number(&self, element: usize) -> u32 {
        self.list[element].number
    }

    /// Object numbers of the elements directly below the sheet.
    pub(super) fn tops(&self) -> &[u32] {
        &self.tops
    }

    fn above(&self, parent: Option<usize>) -> u32 {
        parent.map_or(self.sheet, |index| self.list[index].number)
    }

    /// Writes all elements.
    pub(super) fn write<W: Write>(&self, file: &mut File<W>) -> Result<(), Error> {
        let mut bytes = Vec::with_capacity(128);
        for tag in &self.list {
            bytes.clear();
            bytes.extend_from_slice(b"<</S/");
            bytes.extend_from_slice(tag.name.as_bytes());
            push_key_ref(&mut bytes, "/P", tag.parent);
            if tag.is_on_page {
                push_key_ref(&mut bytes, "/Pg", self.page);
            }
            bytes.extend_from_slice(&self.entries[tag.entries.0..tag.entries.1]);
            self.push_kids(tag, &mut bytes);
            bytes.extend_from_slice(b">>");
            file.object_on(Shelf::Tags, tag.number, &bytes)?;
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
fn name_of(role: &Role) -> &'static str {
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
        Role::Table => "Table",
        Role::TableRow => "TR",
        Role::TableHeader => "TH",
        Role::TableCell => "TD",
        Role::Figure { .. } => "Figure",
        Role::Link { .. } => "Link",
    }
}

/// The area that the frames below cover.
pub(super) fn bounds(nodes: &[(Point, Node)], origin: Point) -> Option<Rect> {
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
pub(super) fn first_label(nodes: &[(Point, Node)]) -> Option<char> {
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
