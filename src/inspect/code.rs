//! A code with its figures, as it is told of.
//!
//! Plain data; what is wrong with a code is decided by `judge`.

use serde::{Deserialize, Serialize};

use super::stress::Endured;
use crate::base::diagnostic::Diagnostic;
use crate::model::qr::Level;

/// A length on paper, or in a picture that does not say how large it is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Length {
    /// Millimetres.
    Mm(f64),
    /// Pixels.
    Px(f64),
}

/// A code with its figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Code {
    /// From the left edge of the page to the code.
    pub left: Length,
    /// From the upper edge of the page to the code.
    pub top: Length,
    /// Width without the quiet zone; of a turned code, of the upright
    /// rectangle around it.
    pub width: Length,
    /// Height, likewise.
    pub height: Length,
    /// Side of a module.
    pub module: Length,
    /// Modules a side; a guess if the code cannot be read.
    pub modules: usize,
    /// Clear modules to the left, above, to the right and below; at most
    /// [`FAR`](super::FAR).
    pub quiet: [f64; 4],
    /// Whether it can be read.
    pub readable: bool,
    /// 1 to 40, if it can be read.
    pub version: Option<usize>,
    /// Level of error correction, if it can be read.
    pub level: Option<Level>,
    /// Light less dark, as shares of the light that is given back; 0 to 1.
    pub contrast: f64,
    /// Whether it is light on dark.
    pub inverted: bool,
    /// What it says, unless that is personal.
    pub text: Option<String>,
    /// What personal data it carries, in Russian.
    pub personal: Option<String>,
    /// What is wrong with it, and remarks.
    pub problems: Vec<Diagnostic>,
    /// How much damage it endures, if that was asked and it can be read.
    pub endured: Option<Vec<Endured>>,
}

impl Code {
    /// Whether it may be printed as it is.
    pub fn is_good(&self) -> bool {
        !self.problems.iter().any(Diagnostic::is_error)
    }
}
