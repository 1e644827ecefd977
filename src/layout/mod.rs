//! The layout stage: a [`Handout`] in, [`Page`]s out.
//!
//! Text becomes lines, lines become blocks, blocks are stacked into columns and
//! pages; the slip is pinned to the foot. A block that has been set once for
//! some width and style is remembered and shared. Layout knows nothing of PDF
//! and nothing of where the text came from; type is never made smaller to make
//! it fit, except a name within its box.

mod block;
mod breaks;
mod draw;
mod flow;
mod impose;
mod page;
mod paragraph;
mod row;
mod shape;
mod style;
mod table;

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use crate::base::fonts::{FontId, Fonts};
use crate::base::memo::Memo;
use crate::model::frame::{Fragment, Page};
use crate::model::handout::{BlockKey, Handout};
use crate::model::qr::QrCode;

pub use impose::{Grid, enlarged, imposed};
use shape::Shaper;

/// How many laid-out blocks are remembered.
const REMEMBERED: usize = 384;

/// Why a handout cannot be set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// No face has this letter.
    #[error("no face has the letter {0:?}")]
    Letter(char),
    /// A code would need modules too small to scan, or more room than there is.
    #[error("the address {url} does not fit into a code {available_mm} mm wide")]
    Code {
        /// What was to be encoded.
        url: String,
        /// Room for the code with its quiet zone, in millimetres.
        available_mm: u32,
    },
    /// A code and its quiet zone need more room than there is.
    #[error("a code needs {needed_mm} mm with its quiet zone and has {available_mm} mm")]
    Narrow {
        /// Width of the code with its quiet zone, in millimetres.
        needed_mm: u32,
        /// Width of the column, in millimetres.
        available_mm: u32,
    },
    /// The size that a template states is too small for the modules.
    #[error("a code of {stated_mm} mm has modules too small, {least_mm} mm is the least")]
    Small {
        /// What the template states, in millimetres.
        stated_mm: u32,
        /// The least side for this address, in millimetres.
        least_mm: u32,
    },
    /// A block is higher than a page.
    #[error("a block is higher than the page has room")]
    TooHigh,
    /// Columns, a line to write on or boxes for digits are wider than the room
    /// they are to stand in.
    #[error("something is wider than the room it stands in")]
    TooWide,
}

/// The pages of one handout.
#[derive(Debug, Clone, PartialEq)]
pub struct Laid {
    /// In the order in which they are printed.
    pub pages: Vec<Page>,
    /// Whether a side did not fit on one page.
    pub overflow: bool,
}

/// Sets handouts one after another and remembers what they have in common.
pub struct Layout<'f> {
    shaper: Shaper<'f>,
    blocks: Memo<BlockPlace, Arc<Fragment>>,
    groups: Memo<BlockPlace, Rc<[flow::Entry]>>,
    cut_lines: Memo<(Option<BlockKey>, u64, StyleKey), Arc<Fragment>>,
    codes: HashMap<(String, usize, usize), Arc<QrCode>>,
}

/// A block at some width in some style.
type BlockPlace = (BlockKey, u64, StyleKey);

/// What tells styles apart.
type StyleKey = (u64, u64, FontId, u32);

impl<'f> Layout<'f> {
    /// A layout with these faces.
    pub fn new(fonts: &'f Fonts) -> Self {
        Layout {
            shaper: Shaper::new(fonts),
            blocks: Memo::new(REMEMBERED),
            groups: Memo::new(REMEMBERED),
            cut_lines: Memo::new(REMEMBERED),
            codes: HashMap::new(),
        }
    }

    /// Sets one handout.
    ///
    /// # Errors
    /// A [`Fault`] if a letter has no glyph or something does not fit.
    pub fn handout(&mut self, handout: &Handout) -> Result<Laid, Fault> {
        page::lay_out(self, handout)
    }
}

#[cfg(test)]
mod tests;
