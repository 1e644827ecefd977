//! What layout hands to the PDF stage: pages made of shared, immutable pieces.
//!
//! A [`Frame`] is something drawn in one go: glyph runs, shapes, a QR code. A
//! [`Fragment`] is a laid-out block: frames hung into the logical structure (a
//! list, its items, their labels), which becomes the tag tree of the PDF. A
//! [`Page`] places fragments. What is equal is the same `Arc`, and what was
//! made on different threads but is equal has the same [`FrameKey`]: the PDF
//! stage stores it once.
//!
//! Coordinates: every position is relative to the parent, from its upper left
//! corner, `y` downwards (see [`crate::base::geometry`]). The order of the nodes is
//! the order of drawing and the order of reading.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use crate::base::digest::Digest;
use crate::base::fonts::FontId;
use crate::base::geometry::{Point, Rect, Size};
use crate::base::units::Pt;
use crate::model::picture::Picture;
use crate::model::qr::QrCode;

/// How light the ink is: 0 is black, 1 is white. There is no colour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grey(f32);

impl Grey {
    /// Full black.
    pub const BLACK: Grey = Grey(0.0);
    /// Paper white.
    pub const WHITE: Grey = Grey(1.0);

    /// A grey between 0 (black) and 1 (white); what lies outside is cut off.
    pub const fn new(lightness: f32) -> Self {
        Grey(lightness.clamp(0.0, 1.0))
    }

    /// 0 for black to 1 for white.
    pub const fn lightness(self) -> f32 {
        self.0
    }
}

impl Hash for Grey {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.0.to_bits().hash(hasher);
    }
}

/// One glyph of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyph {
    /// Glyph number in the font file.
    pub id: u16,
    /// How far the pen moves on, in font units, kerning and tracking included.
    pub advance: i32,
    /// Shift to the right of the pen, in font units (marks only).
    pub x_offset: i32,
    /// Shift upwards from the baseline, in font units (marks only).
    pub y_offset: i32,
    /// Where the text of this glyph begins in the run's text, in bytes.
    pub text_start: u32,
    /// Where it ends. Empty for a glyph whose text another glyph carries.
    pub text_end: u32,
}

impl Hash for Glyph {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        // In three words: glyphs are most of what is hashed.
        let words = |a: u32, b: u32| u64::from(a) << 32 | u64::from(b);
        hasher.write_u64(words(self.id.into(), self.advance.cast_unsigned()));
        let (x, y) = (self.x_offset, self.y_offset);
        hasher.write_u64(words(x.cast_unsigned(), y.cast_unsigned()));
        hasher.write_u64(words(self.text_start, self.text_end));
    }
}

/// A row of glyphs of one face and size; its origin is on the baseline.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct GlyphRun {
    /// The face.
    pub font: FontId,
    /// The type size.
    pub size: Pt,
    /// The ink.
    pub grey: Grey,
    /// The text that the glyphs show, as it is to be copied and searched.
    pub text: String,
    /// The glyphs from left to right.
    pub glyphs: Vec<Glyph>,
}

/// A piece of an outline.
#[derive(Debug, Clone, Copy, PartialEq, Hash)]
pub enum Segment {
    /// Starts a new part.
    Move(Point),
    /// A straight line.
    Line(Point),
    /// A cubic Bézier curve: two control points and the end.
    Curve(Point, Point, Point),
    /// Back to where the part started.
    Close,
}

/// How an outline is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Hash)]
pub struct Stroke {
    /// Width of the line, centred on the outline.
    pub width: Pt,
    /// The ink.
    pub grey: Grey,
    /// Lengths of dash and gap, if dashed.
    pub dash: Option<(Pt, Pt)>,
}

/// An outline, filled (non-zero rule), stroked or both (fill first).
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct Shape {
    /// The outline.
    pub segments: Vec<Segment>,
    /// The ink inside.
    pub fill: Option<Grey>,
    /// The line along it.
    pub stroke: Option<Stroke>,
}

/// One thing that is drawn.
#[derive(Debug, Clone, PartialEq, Hash)]
pub enum Item {
    /// Text. The item's position is the left end of the baseline.
    Run(GlyphRun),
    /// An outline. Its points are relative to the item's position.
    Shape(Shape),
    /// A QR code in black without its quiet zone, `side` wide and high. The
    /// item's position is its upper left corner. Layout keeps the quiet zone.
    Code {
        /// The modules.
        code: Arc<QrCode>,
        /// Width and height on paper, without the quiet zone.
        side: Pt,
    },
    /// A picture. The item's position is its upper left corner.
    Picture {
        /// What it shows.
        picture: Arc<Picture>,
        /// Width and height on paper.
        size: Size,
    },
}

/// Equal for frames that draw the same, different for others: 128 bits of
/// content hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FrameKey(u128);

/// Something drawn in one go, unchangeable once made.
#[derive(Debug, PartialEq)]
pub struct Frame {
    size: Size,
    items: Vec<(Point, Item)>,
    key: FrameKey,
    is_looked_at: bool,
}

impl Frame {
    /// A frame of a given size; the items' positions are from its upper left
    /// corner.
    pub fn new(size: Size, items: Vec<(Point, Item)>) -> Self {
        let key = FrameKey(Digest::of(&(size, &items)));
        let is_looked_at =
            |(_, item): &(Point, Item)| matches!(item, Item::Code { .. } | Item::Picture { .. });
        let is_looked_at = items.iter().any(is_looked_at);
        Frame {
            size,
            items,
            key,
            is_looked_at,
        }
    }

    /// Width and height.
    pub fn size(&self) -> Size {
        self.size
    }

    /// The items with their positions, in drawing order.
    pub fn items(&self) -> &[(Point, Item)] {
        &self.items
    }

    /// The content hash.
    pub fn key(&self) -> FrameKey {
        self.key
    }

    /// Whether a QR code or a picture is among the items.
    pub fn is_looked_at(&self) -> bool {
        self.is_looked_at
    }
}

/// The role of a structure element, in the words of ISO 32000-1, 14.8.4.
#[derive(Debug, Clone, PartialEq, Hash)]
pub enum Role {
    /// A part of the document (`Sect`).
    Section,
    /// A group without meaning of its own (`Div`), such as a framed box.
    Division,
    /// A heading of level 1 to 6 (`H1` to `H6`).
    Heading(u8),
    /// A paragraph (`P`).
    Paragraph,
    /// A list (`L`).
    List,
    /// One item of a list (`LI`).
    ListItem,
    /// The number or bullet of an item (`Lbl`).
    Label,
    /// The body of an item (`LBody`).
    ListBody,
    /// A table (`Table`).
    Table,
    /// A row of a table (`TR`).
    TableRow,
    /// A cell that heads the column below it (`TH`).
    TableHeader,
    /// Any other cell (`TD`).
    TableCell,
    /// A picture or code (`Figure`), with its alternative text.
    Figure {
        /// What it shows, in Russian.
        alt: String,
    },
    /// A link (`Link`): its content and the places that can be clicked.
    Link {
        /// The address.
        url: Arc<str>,
        /// What the link is, for a reader who does not see it.
        contents: String,
        /// Clickable areas, relative to the element's position.
        areas: Vec<Rect>,
    },
}

/// A node of a fragment.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// Content of the element that encloses it.
    Frame(Arc<Frame>),
    /// Drawn, but no part of the text: rules, frames, tints, the scissors.
    Artifact(Arc<Frame>),
    /// A structure element.
    Element(Element),
    /// A fragment within a fragment.
    Fragment(Arc<Fragment>),
}

/// A structure element and what it holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Element {
    /// What it is.
    pub role: Role,
    /// What it holds, in reading order.
    pub kids: Vec<(Point, Node)>,
}

/// A laid-out block, unchangeable once made.
#[derive(Debug, Clone, PartialEq)]
pub struct Fragment {
    /// Width and height that the block takes up.
    pub size: Size,
    /// What it is made of, in reading order.
    pub nodes: Vec<(Point, Node)>,
}

impl Fragment {
    /// A fragment that is one structure element.
    pub fn element(size: Size, role: Role, kids: Vec<(Point, Node)>) -> Fragment {
        let element = Node::Element(Element { role, kids });
        Fragment {
            size,
            nodes: vec![(Point::ORIGIN, element)],
        }
    }
}

/// One side of a sheet of paper.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Size of the paper.
    pub size: Size,
    /// What stands on it, in reading order.
    pub nodes: Vec<(Point, Node)>,
}

/// What is printed for one pupil, or for those who share a sheet: all pages of
/// their copy of the handout. A poster or a list is one copy, too.
#[derive(Debug, Clone, PartialEq)]
pub struct HandoutCopy {
    /// How many handouts it holds.
    pub handouts: usize,
    /// The bookmark: the pupil's name.
    pub title: String,
    /// The bookmark above it: the class; empty if the set is not divided.
    pub group: String,
    /// Front, back and so on.
    pub pages: Vec<Page>,
}

impl Page {
    /// Every frame on the page with its absolute position, in drawing order.
    pub fn frames(&self) -> Vec<(Point, &Arc<Frame>)> {
        let mut frames = Vec::new();
        visit(&self.nodes, Point::ORIGIN, &mut |at, frame| {
            frames.push((at, frame))
        });
        frames
    }

    /// A digest of what the codes say and where they and pictures stand: equal for
    /// pages that whoever reads codes cannot tell apart.
    pub fn layout(&self) -> u128 {
        let mut digest = Digest::default();
        self.size.hash(&mut digest);
        visit(&self.nodes, Point::ORIGIN, &mut |at, frame| {
            if frame.is_looked_at() {
                at.hash(&mut digest);
                frame.key().hash(&mut digest);
            }
        });
        digest.finish128()
    }

    /// Every item on the page with its absolute position, in drawing order.
    fn items(&self) -> impl Iterator<Item = (Point, &Item)> {
        self.frames().into_iter().flat_map(|(at, frame)| {
            let items = frame.items().iter();
            items.map(move |(offset, item)| (at.shifted(offset.x, offset.y), item))
        })
    }

    /// The area of every picture on the page.
    pub fn pictures(&self) -> Vec<Rect> {
        let pictures = self.items().filter_map(|(at, item)| match item {
            Item::Picture { size, .. } => Some(Rect::new(at, *size)),
            _ => None,
        });
        pictures.collect()
    }

    /// Where its links lead; every code is one.
    pub fn links(&self) -> Vec<&str> {
        let mut links = Vec::new();
        links_of(&self.nodes, &mut links);
        links
    }

    /// Every QR code on the page with the area it covers, quiet zone not
    /// included.
    pub fn codes(&self) -> Vec<(Rect, &Arc<QrCode>)> {
        let codes = self.items().filter_map(|(at, item)| match item {
            Item::Code { code, side } => Some((Rect::new(at, Size::new(*side, *side)), code)),
            _ => None,
        });
        codes.collect()
    }
}

fn links_of<'a>(nodes: &'a [(Point, Node)], links: &mut Vec<&'a str>) {
    for (_, node) in nodes {
        match node {
            Node::Frame(_) | Node::Artifact(_) => {}
            Node::Fragment(fragment) => links_of(&fragment.nodes, links),
            Node::Element(element) => {
                if let Role::Link { url, .. } = &element.role {
                    links.push(url);
                }
                links_of(&element.kids, links);
            }
        }
    }
}

/// Calls `each` for every frame with its absolute position, in drawing order.
fn visit<'a>(
    nodes: &'a [(Point, Node)],
    origin: Point,
    each: &mut impl FnMut(Point, &'a Arc<Frame>),
) {
    for (offset, node) in nodes {
        let at = origin.shifted(offset.x, offset.y);
        match node {
            Node::Frame(frame) | Node::Artifact(frame) => each(at, frame),
            Node::Element(element) => visit(&element.kids, at, each),
            Node::Fragment(fragment) => visit(&fragment.nodes, at, each),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dot(x: f64) -> Frame {
        let shape = Shape {
            segments: vec![Segment::Move(Point::ORIGIN), Segment::Close],
            fill: Some(Grey::BLACK),
            stroke: None,
        };
        let at = Point::new(Pt::new(x), Pt::ZERO);
        Frame::new(Size::A4, vec![(at, Item::Shape(shape))])
    }

    #[test]
    fn equal_frames_have_equal_keys_and_a_shift_changes_the_key() {
        assert_eq!(dot(1.0).key(), dot(1.0).key());
        assert_ne!(dot(1.0).key(), dot(1.5).key());
    }
}
