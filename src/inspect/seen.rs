//! A code that has been seen on a surface, with the pixels it was seen in.
//!
//! What search gives and measuring takes.

use super::read::Decoded;
use super::square::{Place, Square};
use crate::proof::decode::Read;
use crate::proof::pixels::Grey;

/// Modules around a code that are looked at for its quiet zone.
pub const FAR: f64 = 8.0;

/// A part of a surface as pixels.
#[derive(Debug, Clone)]
pub(super) struct View {
    /// The pixels.
    pub(super) grey: Grey,
    /// Upper left corner in units of the surface.
    pub(super) corner: Place,
    /// Pixels in a unit.
    pub(super) scale: f64,
}

impl View {
    /// A place of the view in units of the surface.
    pub(super) fn place(&self, (x, y): Place) -> Place {
        (
            self.corner.0 + x / self.scale,
            self.corner.1 + y / self.scale,
        )
    }
}

/// A code that has been seen.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    /// Where.
    pub(super) view: View,
    /// Whether it is light on dark.
    pub(super) inverted: bool,
    /// From modules to pixels of the view.
    pub(super) square: Square,
    /// Modules a side; of a code that cannot be read, a guess.
    pub(super) modules: usize,
    /// What it says, if it can be read.
    pub(super) read: Option<Read>,
}

impl Seen {
    /// A code that has been read in a view.
    pub(super) fn read(view: View, inverted: bool, decoded: Decoded) -> Seen {
        Seen {
            view,
            inverted,
            square: decoded.square,
            modules: decoded.read.modules(),
            read: Some(decoded.read),
        }
    }

    /// A code that cannot be read, with its corners in units of the surface.
    pub(super) fn unread(
        view: View,
        inverted: bool,
        modules: usize,
        corners: [Place; 4],
    ) -> Option<Seen> {
        let (left, top) = view.corner;
        let pixels = corners.map(|(x, y)| ((x - left) * view.scale, (y - top) * view.scale));
        Some(Seen {
            square: Square::new(modules as f64, pixels)?,
            view,
            inverted,
            modules,
            read: None,
        })
    }

    /// The corners in units of the surface, clockwise from the code's own
    /// upper left.
    pub(super) fn corners(&self) -> [Place; 4] {
        let side = self.modules as f64;
        [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side)]
            .map(|(u, v)| self.view.place(self.square.map(u, v)))
    }

    /// Whether a place of the surface lies in it.
    pub(super) fn covers(&self, (x, y): Place) -> bool {
        let (left, top, right, bottom) = bounds(&self.corners());
        x >= left && x <= right && y >= top && y <= bottom
    }
}

/// Left, top, right and bottom of an upright rectangle.
pub(super) type Area = (f64, f64, f64, f64);

/// The upright rectangle around places.
pub(super) fn bounds(places: &[Place]) -> Area {
    let start = (
        f64::INFINITY,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NEG_INFINITY,
    );
    places
        .iter()
        .fold(start, |(left, top, right, bottom), &(x, y)| {
            (left.min(x), top.min(y), right.max(x), bottom.max(y))
        })
}
