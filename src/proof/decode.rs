//! The decoder: the only place that knows rqrr.
//!
//! Takes a picture, gives the codes that rqrr sees in it, where they are and
//! what they say. Must not know where the picture comes from.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rqrr::{BitGrid, Grid, PreparedImage};

use super::pixels::{Bitmap, Grey};
use crate::model::qr::Level;

/// A code that has been seen.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Clockwise from the code's own upper left corner, in pixels. The far
    /// corners lie one module too far: rqrr counts so.
    pub bounds: [(f64, f64); 4],
    /// What has been read, unless the code is spoilt.
    pub read: Option<Read>,
}

/// What a code says.
#[derive(Debug, Clone)]
pub struct Read {
    /// Its text. What is not UTF-8 shows as replacement characters.
    pub text: String,
    /// 1 to 40.
    pub version: usize,
    /// Level of error correction.
    pub level: Level,
    /// Row by row, whether a module was seen dark.
    pub dark: Vec<bool>,
}

impl Read {
    /// Modules a side.
    pub fn modules(&self) -> usize {
        17 + 4 * self.version
    }
}

/// What is told the decoder of a picture.
enum Told<'a> {
    /// What is dark.
    Dark(&'a [bool]),
    /// Shades, out of which it finds that itself.
    Shades(&'a [u8]),
}

/// Reads the codes of a picture in black and white.
pub fn bitmap(picture: &Bitmap) -> Vec<Seen> {
    read(picture.width, picture.height, Told::Dark(&picture.dark))
}

/// Reads the codes of a grey picture; the decoder itself tells dark from light.
pub fn grey(picture: &Grey) -> Vec<Seen> {
    read(picture.width, picture.height, Told::Shades(&picture.pixels))
}

/// The decoder gives up on some hostile pictures by a panic: then nothing has
/// been seen.
fn read(width: usize, height: usize, told: Told<'_>) -> Vec<Seen> {
    // The smallest code has 21 modules.
    if width < 21 || height < 21 {
        return Vec::new();
    }
    let all = || {
        let mut image = match told {
            Told::Dark(dark) => {
                PreparedImage::prepare_from_bitmap(width, height, |x, y| dark[y * width + x])
            }
            Told::Shades(shades) => {
                PreparedImage::prepare_from_greyscale(width, height, |x, y| shades[y * width + x])
            }
        };
        image.detect_grids().iter().map(seen).collect()
    };
    catch_unwind(AssertUnwindSafe(all)).unwrap_or_default()
}

fn seen<G: BitGrid>(grid: &Grid<G>) -> Seen {
    // Its places are numbers of pixels, whose centres are half a pixel further.
    let centre = |at: i32| f64::from(at) + 0.5;
    let mut bytes = Vec::new();
    let read = grid.decode_to(&mut bytes).ok().map(|meta| {
        let modules = meta.version.to_size();
        let cells = (0..modules).flat_map(|row| (0..modules).map(move |column| (row, column)));
        Read {
            text: String::from_utf8_lossy(&bytes).into_owned(),
            version: meta.version.0,
            level: level(meta.ecc_level),
            dark: cells
                .map(|(row, column)| grid.grid.bit(row, column))
                .collect(),
        }
    });
    Seen {
        bounds: grid
            .bounds
            .map(|corner| (centre(corner.x), centre(corner.y))),
        read,
    }
}

/// From the two bits of a code's format (ISO/IEC 18004, table 12).
fn level(bits: u16) -> Level {
    match bits & 3 {
        0 => Level::M,
        1 => Level::L,
        2 => Level::H,
        _ => Level::Q,
    }
}
