//! Reading a code in a small picture, in several ways of telling dark from
//! light, as phones do.
//!
//! Takes a grey picture of a code with its surroundings, gives what the decoder
//! of `proof` reads in it and where. Must not know where the picture comes from.

use super::finder;
use super::square::{Place, Square};
use crate::proof::decode::{self, Read, Seen};
use crate::proof::pixels::{Bitmap, Grey};

/// Finders of a code and of the codes around it.
const MOST_FINDERS: usize = 16;

/// A code that has been read.
#[derive(Debug, Clone)]
pub(super) struct Decoded {
    /// What it says.
    pub(super) read: Read,
    /// From modules to pixels of the picture.
    pub(super) square: Square,
}

impl Decoded {
    /// A code that can be read.
    fn of(seen: Seen) -> Option<Decoded> {
        let read = seen.read?;
        // The far corners that the decoder gives lie one module too far.
        let square = Square::new(read.modules() as f64 + 1.0, seen.bounds)?;
        Some(Decoded { read, square })
    }

    /// The middle of the code in the picture.
    pub(super) fn middle(&self) -> Place {
        let half = self.read.modules() as f64 / 2.0;
        self.square.map(half, half)
    }
}

/// Reads the codes in a picture: the first way of telling dark from light that
/// yields any. Smaller pictures are tried too: fine lines and specks vanish.
pub(super) fn read(grey: &Grey) -> Vec<Decoded> {
    let whole = || read_at_scale(grey);
    let by_decoder = || match is_crowded(&grey.dark_below(grey.threshold())) {
        true => Vec::new(),
        false => all(decode::grey(grey)),
    };
    let smaller = |times: usize| {
        let size = (grey.width / times, grey.height / times);
        let times = times as f64;
        let mut codes = read_at_scale(&grey.resized((0.0, 0.0), size, 1.0 / times, 255));
        for code in &mut codes {
            code.square = code.square.magnified(times);
        }
        codes
    };
    let ways: [&dyn Fn() -> Vec<Decoded>; 4] =
        [&whole, &by_decoder, &|| smaller(2), &|| smaller(3)];
    first(ways)
}

fn read_at_scale(grey: &Grey) -> Vec<Decoded> {
    let radius = (grey.width.min(grey.height) / 8).max(4);
    let plain = || bitmap(&grey.dark_below(grey.threshold()));
    let local = || bitmap(&grey.dark_locally(radius));
    first([&plain as &dyn Fn() -> _, &local])
}

/// Whether a picture has so many finders that the decoder, which tries each
/// with each, would take minutes.
pub(super) fn is_crowded(picture: &Bitmap) -> bool {
    finder::finders(picture).len() > MOST_FINDERS
}

/// Reads the codes of a picture in black and white, unless it is crowded.
pub(super) fn bitmap(picture: &Bitmap) -> Vec<Decoded> {
    if is_crowded(picture) {
        return Vec::new();
    }
    all(decode::bitmap(picture))
}

fn all(seen: Vec<Seen>) -> Vec<Decoded> {
    seen.into_iter().filter_map(Decoded::of).collect()
}

/// What the first way yields that yields anything.
fn first<const N: usize>(ways: [&dyn Fn() -> Vec<Decoded>; N]) -> Vec<Decoded> {
    let codes = ways.into_iter().map(|way| way());
    codes
        .into_iter()
        .find(|codes| !codes.is_empty())
        .unwrap_or_default()
}
