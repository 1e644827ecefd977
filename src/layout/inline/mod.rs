//! Words to lines: a paragraph becomes frames of glyph runs and shapes.
//!
//! Takes the pieces of a paragraph, a style and a width; gives what is drawn,
//! links marked. Pieces become shaped atoms (`atoms`), which are cut where a line
//! may end (`breaks`), gathered into lines (`lines`) and drawn (`compose`). Must
//! not know what stands above and below the paragraph.

mod atoms;
mod breaks;
mod compose;
mod lines;
mod shape;

use super::fault::{Fault, Result};
use super::style::{Room, Style};
use crate::base::geometry::{Point, Size};
use crate::base::units::Pt;
use crate::model::frame::{Fragment, Node, Role};
use crate::model::handout::Inline;

pub(super) use compose::Align;
pub(super) use shape::Shaper;

/// A paragraph that has been set.
#[derive(Debug)]
pub(super) struct SetText {
    pub size: Size,
    /// Width of the longest line.
    pub widest: Pt,
    pub lines: usize,
    /// Whether a word had to be broken because it is wider than a line.
    pub squeezed: bool,
    /// What is drawn, links as elements of their own.
    pub nodes: Vec<(Point, Node)>,
}

impl SetText {
    /// The paragraph as a structure element.
    pub fn element(self, role: Role) -> Fragment {
        Fragment::element(self.size, role, self.nodes)
    }

    /// The paragraph as content of what encloses it.
    pub fn bare(self) -> Fragment {
        Fragment {
            size: self.size,
            nodes: self.nodes,
        }
    }
}

/// Sets a paragraph.
///
/// # Errors
/// [`Fault::Letter`], and [`Fault::TooWide`] for a line to write on, boxes or a
/// letter wider than the width.
pub(super) fn set(
    shaper: &mut Shaper,
    text: &[Inline],
    room: Room,
    align: Align,
) -> Result<SetText> {
    let chunks = atoms::chunks(shaper, text, room)?;
    let (lines, squeezed) = lines::broken(shaper, chunks, room.width)?;
    let drawn = compose::compose(shaper, &lines, room, align);
    if drawn.widest > room.width + lines::SLACK {
        return Err(Fault::TooWide);
    }
    let size = Size::new(room.width.max(drawn.widest), drawn.height);
    Ok(SetText {
        size,
        widest: drawn.widest,
        lines: lines.len(),
        squeezed,
        nodes: compose::nodes(drawn.marks, size, text),
    })
}

/// Width of the paragraph if it were one line.
///
/// # Errors
/// [`Fault::Letter`].
pub(super) fn natural_width(shaper: &mut Shaper, text: &[Inline], style: Style) -> Result<Pt> {
    let width = Pt::mm(10_000.0);
    let chunks = atoms::chunks(shaper, text, Room::new(width, style))?;
    Ok(atoms::measure(chunks.iter().flat_map(|chunk| &chunk.atoms)))
}
