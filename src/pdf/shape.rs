//! What tells pages of one shape from all others.
//!
//! Takes a [`Page`], gives its [`Shape`]: a key, equal for pages that differ
//! only in what stands in some of their frames, and the frames in order. Nearly
//! all that stands on a page stands on many, as the same fragment: what has been
//! met before is not walked over again, and once all frames of a fragment are
//! forms of the file they are one entry. Remembering saves time and changes
//! nothing in the result. Must not know how a page is written.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::io::Write;
use std::sync::{Arc, Weak};

use super::Error;
use super::file::File;
use super::store::{Form, Store};
use super::tags::Headings;
use crate::base::digest::Digest;
use crate::base::geometry::Point;
use crate::model::frame::{Fragment, Frame, FrameKey, Node, Page, Role};

/// Fragments that are remembered, and fragments that have been met once.
const REMEMBERED: usize = 512;
/// Fewer entries of a page's list of frames are found as soon as remembered.
const WORTH_REMEMBERING: usize = 3;
/// Entries of a page's list of frames, for a start.
const PARTS: usize = 48;

/// What tells pages of one shape from all others, with their frames in order.
pub(super) struct Shape<'p> {
    pub(super) key: u128,
    parts: Vec<Part<'p>>,
}

/// What stands on a page.
enum Part<'p> {
    Frame(&'p Arc<Frame>),
    /// All frames of a fragment that is remembered.
    Known(usize),
}

/// How the frames of a page are drawn.
pub(super) struct Draws {
    /// Equal for pages whose frames are the same but for those in `inline`.
    pub(super) key: Row,
    /// Frames whose operators are repeated on the page.
    pub(super) inline: Vec<FrameKey>,
}

/// The hash of a row of numbers, made so that those of two rows give that of
/// both together: how a page falls into fragments must not show in it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Row {
    sum: u128,
    shift: u128,
}

impl Row {
    const EMPTY: Row = Row { sum: 0, shift: 1 };
    /// An odd number with well spread bits: the golden ratio's.
    const BASE: u128 = 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835;

    /// The row of one form, or of a frame that is no form.
    fn of(form: Option<Form>) -> Row {
        let number = form.map_or(0, |form| u128::from(form.number));
        Row {
            sum: (number + 1).wrapping_mul(0xbb67_ae85_84ca_a73b_2574_2d70_78b8_3b89),
            shift: Self::BASE,
        }
    }

    /// This row and then another.
    fn then(self, other: Row) -> Row {
        let sum = self.sum.wrapping_mul(other.shift);
        Row {
            sum: sum.wrapping_add(other.sum),
            shift: self.shift.wrapping_mul(other.shift),
        }
    }
}

/// A fragment where it stands: its address, and whether that is in a label.
type Place = (usize, bool);
type ByPlace<V> = HashMap<Place, V, BuildHasherDefault<Digest>>;

/// A fragment that is remembered.
struct Known {
    /// Keeps the address from being used for another.
    _fragment: Arc<Fragment>,
    digest: u128,
    /// Levels of its headings.
    levels: Vec<u8>,
    frames: Vec<Arc<Frame>>,
    /// What it is in [`Draws::key`], once all frames are forms.
    settled: Option<Row>,
}

/// The fragments that have been met.
#[derive(Default)]
pub(super) struct Shapes {
    places: ByPlace<usize>,
    list: Vec<Known>,
    once: ByPlace<Weak<Fragment>>,
}

impl Shapes {
    /// Forgets if there is too much to remember. Shapes made before are then of
    /// no use.
    pub(super) fn tidy(&mut self) {
        if self.list.len() > REMEMBERED {
            self.list.clear();
            self.places.clear();
        }
        if self.once.len() > REMEMBERED {
            self.once.clear();
        }
    }

    /// Walks over a page; `headings` are those that stand before it, and then
    /// those that stand before the next page.
    pub(super) fn of<'p>(&mut self, page: &'p Page, headings: &mut Headings) -> Shape<'p> {
        let mut walk = Walk {
            shapes: self,
            digest: Digest::default(),
            parts: Vec::with_capacity(PARTS),
            levels: Vec::new(),
        };
        headings.hash(&mut walk.digest);
        page.size.width.hash(&mut walk.digest);
        page.size.height.hash(&mut walk.digest);
        walk.nodes(&page.nodes, false);
        for &level in &walk.levels {
            headings.note(level);
        }
        Shape {
            key: walk.digest.finish128(),
            parts: walk.parts,
        }
    }

    /// The frames of a page that may not be forms yet.
    pub(super) fn unsettled<'s>(&'s self, shape: &'s Shape<'_>) -> impl Iterator<Item = &'s Frame> {
        let frames = shape.parts.iter().flat_map(|part| match part {
            Part::Frame(frame) => std::slice::from_ref(*frame),
            Part::Known(index) => match &self.list[*index] {
                known if known.settled.is_some() => &[],
                known => &known.frames[..],
            },
        });
        frames.map(Arc::as_ref)
    }

    /// How the frames of a page are drawn. They must be prepared; those that
    /// are to be forms are written.
    pub(super) fn draws<W: Write>(
        &mut self,
        shape: &Shape<'_>,
        store: &mut Store<'_>,
        file: &mut File<W>,
    ) -> Result<Draws, Error> {
        let mut draws = Draws {
            key: Row::EMPTY,
            inline: Vec::with_capacity(16),
        };
        for part in &shape.parts {
            let row = match part {
                Part::Frame(frame) => row_of(frame, &mut draws.inline, store, file)?,
                Part::Known(index) => {
                    let known = &mut self.list[*index];
                    match known.settled {
                        Some(row) => row,
                        None => known.settle(&mut draws.inline, store, file)?,
                    }
                }
            };
            draws.key = draws.key.then(row);
        }
        Ok(draws)
    }

    /// The forms that draw the frames of a page, after [`Shapes::draws`].
    pub(super) fn forms(&self, shape: &Shape<'_>, store: &Store<'_>) -> Vec<Option<Form>> {
        let frames = shape.parts.iter().flat_map(|part| match part {
            Part::Frame(frame) => std::slice::from_ref(*frame),
            Part::Known(index) => &self.list[*index].frames[..],
        });
        frames.map(|frame| store.known(frame.key())).collect()
    }

    /// Whether a fragment has been met before.
    fn is_met(&mut self, place: Place, fragment: &Arc<Fragment>) -> bool {
        // As long as it is pointed to, however weakly, its address is its own.
        let before = self.once.insert(place, Arc::downgrade(fragment));
        before.is_some()
    }

    fn keep(&mut self, place: Place, known: Known) -> usize {
        self.once.remove(&place);
        self.list.push(known);
        self.places.insert(place, self.list.len() - 1);
        self.list.len() - 1
    }
}

impl Known {
    /// Its row; remembered if all frames are forms.
    fn settle<W: Write>(
        &mut self,
        inline: &mut Vec<FrameKey>,
        store: &mut Store<'_>,
        file: &mut File<W>,
    ) -> Result<Row, Error> {
        let before = inline.len();
        let mut row = Row::EMPTY;
        for frame in &self.frames {
            row = row.then(row_of(frame, inline, store, file)?);
        }
        if inline.len() == before {
            self.settled = Some(row);
        }
        Ok(row)
    }
}

/// The row of a single frame, which goes to `inline` if it is no form.
fn row_of<W: Write>(
    frame: &Frame,
    inline: &mut Vec<FrameKey>,
    store: &mut Store<'_>,
    file: &mut File<W>,
) -> Result<Row, Error> {
    let form = store.form(frame, file)?;
    if form.is_none() {
        inline.push(frame.key());
    }
    Ok(Row::of(form))
}

struct Walk<'p, 's> {
    shapes: &'s mut Shapes,
    digest: Digest,
    parts: Vec<Part<'p>>,
    levels: Vec<u8>,
}

impl<'p> Walk<'p, '_> {
    fn nodes(&mut self, nodes: &'p [(Point, Node)], in_label: bool) {
        self.digest.write_usize(nodes.len());
        for (at, node) in nodes {
            at.x.hash(&mut self.digest);
            at.y.hash(&mut self.digest);
            match node {
                Node::Frame(frame) => self.frame(0, frame, in_label),
                Node::Artifact(frame) => self.frame(1, frame, in_label),
                Node::Element(element) => {
                    self.role(&element.role);
                    let is_label = matches!(element.role, Role::Label);
                    self.nodes(&element.kids, in_label || is_label);
                }
                Node::Fragment(fragment) => self.fragment(fragment, in_label),
            }
        }
    }

    fn fragment(&mut self, fragment: &'p Arc<Fragment>, in_label: bool) {
        self.digest.write_u8(3);
        let place = (Arc::as_ptr(fragment).addr(), in_label);
        if let Some(&index) = self.shapes.places.get(&place) {
            let known = &self.shapes.list[index];
            self.digest.write_u128(known.digest);
            self.levels.extend_from_slice(&known.levels);
            self.parts.push(Part::Known(index));
            return;
        }
        let (parts, levels) = (self.parts.len(), self.levels.len());
        let outer = std::mem::take(&mut self.digest);
        self.nodes(&fragment.nodes, in_label);
        let digest = std::mem::replace(&mut self.digest, outer).finish128();
        self.digest.write_u128(digest);
        if self.parts.len() - parts >= WORTH_REMEMBERING && self.shapes.is_met(place, fragment) {
            let own = self.parts.drain(parts..);
            let known = Known {
                _fragment: fragment.clone(),
                digest,
                levels: self.levels[levels..].to_vec(),
                frames: flat(own, &self.shapes.list),
                settled: None,
            };
            let index = self.shapes.keep(place, known);
            self.parts.push(Part::Known(index));
        }
    }

    fn frame(&mut self, kind: u8, frame: &'p Arc<Frame>, in_label: bool) {
        self.digest.write_u8(kind);
        frame.size().width.hash(&mut self.digest);
        frame.size().height.hash(&mut self.digest);
        // The first letter of a label says how its list is numbered; pages with
        // other codes are of another kind to whoever reads them back.
        if in_label || frame.has_code() {
            frame.key().hash(&mut self.digest);
        }
        self.parts.push(Part::Frame(frame));
    }

    fn role(&mut self, role: &Role) {
        self.digest.write_u8(2);
        std::mem::discriminant(role).hash(&mut self.digest);
        match role {
            Role::Heading(level) => {
                self.digest.write_u8(*level);
                self.levels.push(*level);
            }
            Role::Figure { alt } => alt.hash(&mut self.digest),
            Role::Link {
                url,
                contents,
                areas,
            } => {
                url.hash(&mut self.digest);
                contents.hash(&mut self.digest);
                for area in areas {
                    for length in [
                        area.origin.x,
                        area.origin.y,
                        area.size.width,
                        area.size.height,
                    ] {
                        length.hash(&mut self.digest);
                    }
                }
            }
            _ => {}
        }
    }
}

/// All frames of some parts.
fn flat<'p>(parts: impl Iterator<Item = Part<'p>>, known: &[Known]) -> Vec<Arc<Frame>> {
    let mut frames = Vec::new();
    for part in parts {
        match part {
            Part::Frame(frame) => frames.push(frame.clone()),
            Part::Known(index) => frames.extend_from_slice(&known[index].frames),
        }
    }
    frames
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_does_not_show_how_it_was_put_together() {
        let row = |numbers: &[u32]| {
            let forms = numbers.iter().map(|&number| Form { index: 0, number });
            forms.fold(Row::EMPTY, |row, form| row.then(Row::of(Some(form))))
        };
        let whole = row(&[5, 7, 7, 9]);
        assert!(row(&[5]).then(row(&[7, 7, 9])) == whole);
        assert!(row(&[5, 7]).then(row(&[7, 9])) == whole);
        assert!(row(&[5, 7, 9, 7]) != whole);
        assert!(row(&[5, 7, 7]) != whole);
        assert!(Row::of(None) != row(&[1]) && Row::of(None) != Row::EMPTY);
    }
}
