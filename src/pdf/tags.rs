//! The structure elements of one page.
//!
//! Takes elements in reading order, each with its parent, and gives the stamps of
//! their objects. Elements are counted within the page. Knows what a structure
//! element looks like in the file, not what is drawn.

use super::stamp::Stamp;
use crate::base::geometry::{Point, Rect, Size};
use crate::model::frame::{Item, Node, Role};

/// A structure element of a page.
pub(super) struct Tag {
    name: &'static str,
    /// The element above it; `None` if that is the sheet.
    parent: Option<usize>,
    /// Entries of its own.
    entries: Vec<u8>,
    kids: Vec<Kid>,
    /// Made for a frame that stands directly in a group.
    implied: bool,
}

/// What an element holds.
#[derive(Clone, Copy)]
pub(super) enum Kid {
    /// A marked sequence of the page.
    Marked(u32),
    /// An element of the page.
    Element(usize),
    /// A link of the page.
    Link(usize),
}

/// The elements of a page, in reading order.
#[derive(Default)]
pub(super) struct Tags {
    list: Vec<Tag>,
}

impl Tags {
    /// Adds an element as the last kid of `parent`, or of the sheet.
    pub(super) fn add(&mut self, name: &'static str, parent: Option<usize>) -> usize {
        let index = self.list.len();
        if let Some(above) = parent {
            self.add_kid(above, Kid::Element(index));
        }
        self.list.push(Tag {
            name,
            parent,
            entries: Vec::new(),
            kids: Vec::new(),
            implied: false,
        });
        index
    }

    /// Adds an element for content that may not stand directly in `parent`.
    pub(super) fn imply(&mut self, name: &'static str, parent: Option<usize>) -> usize {
        let index = self.add(name, parent);
        self.list[index].implied = true;
        index
    }

    /// Whether an element was implied in `parent`.
    pub(super) fn is_implied(&self, index: usize, parent: Option<usize>) -> bool {
        let tag = &self.list[index];
        tag.implied && tag.parent == parent
    }

    /// Adds to what an element holds.
    pub(super) fn add_kid(&mut self, element: usize, kid: Kid) {
        self.list[element].kids.push(kid);
    }

    /// Gives an element entries of its own.
    pub(super) fn describe(&mut self, element: usize, entries: Vec<u8>) {
        self.list[element].entries = entries;
    }

    /// The structure type of an element.
    pub(super) fn name(&self, element: usize) -> &'static str {
        self.list[element].name
    }

    /// The elements directly below the sheet.
    pub(super) fn tops(&self) -> Vec<u32> {
        let tops = (0..).zip(&self.list);
        let tops = tops.filter(|(_, tag)| tag.parent.is_none());
        tops.map(|(index, _)| index).collect()
    }

    /// The objects of all elements.
    pub(super) fn stamps(&self) -> Vec<Stamp> {
        self.list.iter().map(Tag::stamp).collect()
    }
}

impl Tag {
    fn stamp(&self) -> Stamp {
        let mut out = Stamp::default();
        out.push(b"<</S/");
        out.push(self.name.as_bytes());
        match self.parent {
            Some(above) => out.push_ref("/P ", |page| page.element, above),
            None => out.push_ref("/P ", |page| page.section, 0),
        }
        // The page is said where there is content (ISO 32000-1, 14.7.2).
        let is_content = |kid: &Kid| !matches!(kid, Kid::Element(_));
        if self.kids.iter().any(is_content) {
            out.push_ref("/Pg ", |page| page.object, 0);
        }
        out.push(&self.entries);
        if !self.kids.is_empty() {
            out.push(b"/K[");
            for (index, kid) in self.kids.iter().enumerate() {
                kid.push(if index > 0 { " " } else { "" }, &mut out);
            }
            out.push(b"]");
        }
        out.push(b">>");
        out
    }
}

impl Kid {
    fn push(self, before: &str, out: &mut Stamp) {
        match self {
            Kid::Marked(mark) => out.push(format!("{before}{mark}").as_bytes()),
            Kid::Element(index) => out.push_ref(before, |page| page.element, index),
            Kid::Link(index) => {
                out.push_ref("<</Type/OBJR/Obj ", |page| page.object, 1 + index);
                out.push(b">>");
            }
        }
    }
}

/// Levels, as their authors gave them, of the last heading and of those above
/// it: a bit for each. A level is above another if it is less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) struct Headings(u64);

impl Headings {
    /// The structure type of a role, here. Headings begin with H1 and go down
    /// one level at a time (ISO 14289-1, 7.4.2), whatever level gave them their
    /// looks: a heading is one below the last that had a lesser level.
    pub(super) fn type_of(&mut self, role: &Role) -> &'static str {
        let Role::Heading(level) = role else {
            return name_of(role);
        };
        self.note(*level);
        name_of(&Role::Heading(self.0.count_ones() as u8))
    }

    /// Goes past a heading.
    pub(super) fn note(&mut self, level: u8) {
        let own = 1 << level.min(63);
        self.0 = self.0 & (own - 1) | own;
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

/// How a list with labels is numbered (ISO 14289-1, 7.6).
pub(super) fn numbering(list: &[(Point, Node)]) -> Option<&'static str> {
    match first_label(list)? {
        letter if letter.is_ascii_digit() => Some("Decimal"),
        '•' | '–' | '—' | '·' => Some("Disc"),
        _ => None,
    }
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
