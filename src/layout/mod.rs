//! The layout stage: a [`Handout`] in, [`Page`](crate::model::frame::Page)s out.
//!
//! Words become lines (`inline`), lines become blocks that are stacked into
//! columns (`flow`), stacks become pages, the slip pinned to the foot (`pages`).
//! A block that has been set once for some width and style is remembered and
//! shared. Layout knows nothing of PDF and nothing of where the text came from;
//! type is never made smaller to make it fit, except a name within its box.

mod draw;
mod fault;
mod flow;
mod inline;
mod pages;
mod style;

use crate::base::fonts::Fonts;
use crate::model::handout::Handout;

pub use fault::Fault;
use flow::Flow;
pub use pages::{Grid, Laid, enlarged, imposed, side_by_side};

/// Sets handouts one after another and remembers what they have in common.
pub struct Layout<'f>(Flow<'f>);

impl<'f> Layout<'f> {
    /// A layout with these faces.
    pub fn new(fonts: &'f Fonts) -> Self {
        Layout(Flow::new(fonts))
    }

    /// Sets one handout.
    ///
    /// # Errors
    /// A [`Fault`] if a letter has no glyph or something does not fit.
    pub fn handout(&mut self, handout: &Handout) -> Result<Laid, Fault> {
        pages::lay_out(&mut self.0, handout)
    }

    /// Sets the slips of some handouts alone, one under another on a sheet.
    ///
    /// # Errors
    /// As [`Layout::handout`].
    pub fn slips(&mut self, handouts: &[Handout]) -> Result<Laid, Fault> {
        pages::slips(&mut self.0, handouts)
    }

    /// How many slips like that of this handout find room on a sheet; 0 if it
    /// has none.
    ///
    /// # Errors
    /// As [`Layout::handout`].
    pub fn slips_a_page(&mut self, handout: &Handout) -> Result<usize, Fault> {
        pages::slips_a_page(&mut self.0, handout)
    }
}

#[cfg(test)]
mod tests;
