//! Page kinds: pages that differ only in what stands in some of their frames.
//!
//! Takes a [`Page`], tells by a digest of what kind it is; writes the objects of a
//! page by the stamps of its [`PageKind`], which `plan` makes once. What a page
//! costs beyond that are the frames that are drawn for it alone.

use std::hash::{Hash, Hasher};
use std::io::Write;

use super::Error;
use super::content::Drawing;
use super::file::{File, Shelf};
use super::stamp::{PdfPage, Stamp};
use super::store::{Form, Store};
use super::tags::{self, Headings};
use super::text::push_reals;
use crate::base::digest::Digest;
use crate::base::geometry::Point;
use crate::model::frame::{Frame, Node, Page, Role};

/// Frames of a page, for a start.
const FRAMES: usize = 96;

/// What a walk over a page finds.
pub(super) struct Walk<'p> {
    /// The frames in drawing order.
    pub(super) frames: Vec<&'p Frame>,
    /// The headings before the page.
    pub(super) headings: Headings,
    /// Of all but what stands in the frames.
    digest: Digest,
}

impl<'p> Walk<'p> {
    /// Walks over a page; `headings` are those that stand before it, and then
    /// those that stand before the next page.
    pub(super) fn over(page: &'p Page, headings: &mut Headings) -> Self {
        let mut walk = Walk {
            frames: Vec::with_capacity(FRAMES),
            headings: *headings,
            digest: Digest::default(),
        };
        headings.hash(&mut walk.digest);
        page.size.hash(&mut walk.digest);
        walk.nodes(&page.nodes, headings);
        walk
    }

    /// What tells the kind of the page, if its frames are these forms.
    pub(super) fn kind(&self, forms: &[Option<Form>]) -> u128 {
        let mut digest = self.digest.clone();
        for (frame, form) in self.frames.iter().zip(forms) {
            match form {
                Some(form) => digest.write_u32(form.number),
                None => frame.size().hash(&mut digest),
            }
        }
        digest.finish128()
    }

    fn nodes(&mut self, nodes: &'p [(Point, Node)], headings: &mut Headings) {
        for (at, node) in nodes {
            at.hash(&mut self.digest);
            match node {
                Node::Frame(frame) | Node::Artifact(frame) => {
                    let is_artifact = matches!(node, Node::Artifact(_));
                    self.digest.write_u8(is_artifact.into());
                    self.frames.push(frame);
                }
                Node::Element(element) => {
                    self.digest.write_u8(2);
                    element.role.hash(&mut self.digest);
                    match element.role {
                        Role::Heading(level) => headings.note(level),
                        Role::List => tags::numbering(&element.kids).hash(&mut self.digest),
                        _ => {}
                    }
                    self.nodes(&element.kids, headings);
                }
                Node::Fragment(fragment) => {
                    self.digest.write_u8(3);
                    self.nodes(&fragment.nodes, headings);
                }
            }
        }
        // The end of what an element or fragment holds.
        self.digest.write_u8(4);
    }
}

/// What pages of one kind have in common.
pub(super) struct PageKind {
    /// The page object and its links.
    pub(super) page: Vec<Stamp>,
    /// The structure elements, and which of them stand directly below the sheet.
    pub(super) elements: Vec<Stamp>,
    pub(super) tops: Vec<u32>,
    /// The entries of the parent tree for the page and its links.
    pub(super) parents: Stamp,
    /// The content streams that no other page has.
    pub(super) streams: Vec<Vec<Stroke>>,
}

/// A part of what is drawn for a page.
pub(super) enum Stroke {
    /// Operators that are the same on all pages of the kind.
    Fixed(Vec<u8>),
    /// The next frame that is no form, with its lower left corner at a place.
    Frame(f64, f64),
}

impl PageKind {
    /// Writes a page: its objects, and the content that shows `frames`, which are
    /// those of its frames that are no forms.
    pub(super) fn write<'f, W: Write>(
        &self,
        page: &PdfPage,
        mut frames: impl Iterator<Item = &'f Frame>,
        store: &Store<'_>,
        file: &mut File<W>,
    ) -> Result<(), Error> {
        let mut bytes = Vec::with_capacity(1024);
        for (strokes, number) in self.streams.iter().zip(page.stream..) {
            bytes.clear();
            for stroke in strokes {
                match stroke {
                    Stroke::Fixed(fixed) => bytes.extend_from_slice(fixed),
                    Stroke::Frame(x, y) => {
                        let frame = frames.next().expect("as many as places");
                        push_drawing(&mut bytes, *x, *y, store.drawing(frame)?);
                    }
                }
            }
            file.stream(number, b"", &bytes)?;
        }
        for (shelf, stamps, first) in [
            (Shelf::Pages, &self.page, page.object),
            (Shelf::Tags, &self.elements, page.element),
        ] {
            for (stamp, number) in stamps.iter().zip(first..) {
                bytes.clear();
                stamp.fill(page, &mut bytes);
                file.object_on(shelf, number, &bytes)?;
            }
        }
        Ok(())
    }
}

/// Appends the beginning of something drawn at a place.
pub(super) fn push_moved(out: &mut Vec<u8>, x: f64, y: f64) {
    out.extend_from_slice(b"q 1 0 0 1 ");
    push_reals(out, &[x, y]);
    out.extend_from_slice(b" cm\n");
}

/// Appends what draws a frame, at a place.
fn push_drawing(out: &mut Vec<u8>, x: f64, y: f64, drawing: &Drawing) {
    match &drawing.text {
        Some(first) => {
            out.extend_from_slice(&drawing.bytes[..first.range.start]);
            push_reals(out, &[x + first.x, y + first.y]);
            out.extend_from_slice(&drawing.bytes[first.range.end..]);
            out.push(b'\n');
        }
        None => {
            push_moved(out, x, y);
            out.extend_from_slice(&drawing.bytes);
            out.extend_from_slice(b" Q\n");
        }
    }
}
