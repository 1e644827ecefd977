//! The decoder: what a code in a small picture says.
//!
//! Takes a grey picture of a code with its surroundings, gives what rqrr reads
//! in it and where. Several ways of telling dark from light are tried, as
//! phones do. Must not know where the picture comes from.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rqrr::{BitGrid, Grid, PreparedImage};

use super::grey::Grey;
use super::square::{Place, Square};

/// A code that has been read.
#[derive(Debug, Clone)]
pub(super) struct Decoded {
    /// What it says. What is not UTF-8 shows as replacement characters.
    pub(super) text: String,
    /// 1 to 40.
    pub(super) version: usize,
    /// Level of error correction.
    pub(super) level: Correction,
    /// From modules to pixels of the picture.
    pub(super) square: Square,
    /// Row by row, whether a module was seen dark.
    pub(super) dark: Vec<bool>,
}

/// Level of error correction: the share of codewords that may be damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Correction {
    /// About 7 %.
    L,
    /// About 15 %.
    M,
    /// About 25 %.
    Q,
    /// About 30 %.
    H,
}

impl Correction {
    /// From the two bits of a code's format (ISO/IEC 18004, table 12).
    fn from_bits(bits: u16) -> Correction {
        match bits & 3 {
            0 => Correction::M,
            1 => Correction::L,
            2 => Correction::H,
            _ => Correction::Q,
        }
    }
}

impl Decoded {
    /// Modules a side.
    pub(super) fn modules(&self) -> usize {
        17 + 4 * self.version
    }

    /// The middle of the code in the picture.
    pub(super) fn middle(&self) -> Place {
        let half = self.modules() as f64 / 2.0;
        self.square.map(half, half)
    }
}

/// How dark is told from light.
enum How<'a> {
    /// By this.
    Dark(&'a [bool]),
    /// As the decoder itself does it, from the shades.
    Shades(&'a [u8]),
}

/// Reads the codes in a picture: the first way of telling dark from light that
/// yields any. Smaller pictures are tried too: fine lines and specks vanish.
pub(super) fn read(grey: &Grey) -> Vec<Decoded> {
    let codes = read_at_scale(grey);
    if !codes.is_empty() {
        return codes;
    }
    let shades = How::Shades(&grey.pixels);
    let codes = grids(grey.width, grey.height, shades);
    if !codes.is_empty() {
        return codes;
    }
    for times in [2, 3] {
        let size = (grey.width / times, grey.height / times);
        let times = times as f64;
        let mut codes = read_at_scale(&grey.resized((0.0, 0.0), size, 1.0 / times, 255));
        if !codes.is_empty() {
            for code in &mut codes {
                code.square = code.square.magnified(times);
            }
            return codes;
        }
    }
    Vec::new()
}

fn read_at_scale(grey: &Grey) -> Vec<Decoded> {
    let (width, height) = (grey.width, grey.height);
    let plain = grey.dark_below(grey.threshold());
    let codes = grids(width, height, How::Dark(&plain));
    if !codes.is_empty() {
        return codes;
    }
    let local = grey.dark_locally((width.min(height) / 8).max(4));
    grids(width, height, How::Dark(&local))
}

/// Reads the codes of a picture in black and white.
pub(super) fn read_plain(width: usize, height: usize, dark: &[bool]) -> Vec<Decoded> {
    grids(width, height, How::Dark(dark))
}

/// The decoder gives up on some hostile pictures by a panic: then nothing has
/// been read.
fn grids(width: usize, height: usize, how: How<'_>) -> Vec<Decoded> {
    // The smallest code has 21 modules.
    if width < 21 || height < 21 {
        return Vec::new();
    }
    let read = || {
        let mut image = match how {
            How::Dark(dark) => {
                PreparedImage::prepare_from_bitmap(width, height, |x, y| dark[y * width + x])
            }
            How::Shades(shades) => {
                PreparedImage::prepare_from_greyscale(width, height, |x, y| shades[y * width + x])
            }
        };
        image.detect_grids().iter().filter_map(decoded).collect()
    };
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_default()
}

fn decoded<G: BitGrid>(grid: &Grid<G>) -> Option<Decoded> {
    let mut bytes = Vec::new();
    let meta = grid.decode_to(&mut bytes).ok()?;
    let modules = meta.version.to_size();
    // The far corners that rqrr gives lie one module too far; its places are
    // numbers of pixels, whose centres are half a pixel further.
    let corners = grid
        .bounds
        .map(|corner| (f64::from(corner.x) + 0.5, f64::from(corner.y) + 0.5));
    let square = Square::new(modules as f64 + 1.0, corners)?;
    let cells = (0..modules).flat_map(|row| (0..modules).map(move |column| (row, column)));
    Some(Decoded {
        text: String::from_utf8_lossy(&bytes).into_owned(),
        version: meta.version.0,
        level: Correction::from_bits(meta.ecc_level),
        square,
        dark: cells
            .map(|(row, column)| grid.grid.bit(row, column))
            .collect(),
    })
}
