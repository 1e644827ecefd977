//! The pictures stage: a QR code in, the bytes of a picture file out; and the
//! pictures that a school gives (`emblem`).
//!
//! Takes a [`QrCode`] and a size, gives an SVG or a PNG in which every module
//! is a whole number of units or pixels, pure black on white, with the quiet
//! zone inside. Never scales a picture. Knows nothing of addresses, pages and
//! files; `proof` reads back what is made here.

mod emblem;
mod png;
mod svg;

pub use self::emblem::emblem;
pub use self::png::{FixedPng, Png, fixed, for_print, grey};
pub use self::svg::svg;

use crate::model::qr::QrCode;
use crate::model::rules::QUIET_ZONE;

/// The word in the head of every picture by which the program knows its own.
pub const MARK: &str = "pamyatka";

/// Whether a picture file that begins with `head` was made by this program;
/// the first kilobyte is enough.
pub fn made_by_us(head: &[u8]) -> bool {
    let is_picture = head.starts_with(b"\x89PNG\r\n\x1a\n") || head.starts_with(b"<?xml");
    let marks = [
        format!("Software\0{MARK}"),
        format!("<metadata>{MARK}</metadata>"),
    ];
    let holds = |mark: &String| head.windows(mark.len()).any(|part| part == mark.as_bytes());
    is_picture && marks.iter().any(holds)
}

/// Modules a side with the quiet zone.
fn whole_width(code: &QrCode) -> usize {
    code.width() + 2 * QUIET_ZONE
}

/// Whether a module is dark, counted from the corner of the quiet zone.
fn is_dark(code: &QrCode, column: usize, row: usize) -> bool {
    let inside = |place: usize| (QUIET_ZONE..QUIET_ZONE + code.width()).contains(&place);
    inside(column) && inside(row) && code.is_dark(column - QUIET_ZONE, row - QUIET_ZONE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::units::Pt;

    fn code() -> QrCode {
        QrCode::encode("https://cop.admhmao.ru", 177).unwrap()
    }

    #[test]
    fn our_pictures_are_known_by_their_heads() {
        let code = code();
        let svg = svg(&code, Pt::mm(30.0), "Код", "адрес");
        assert!(made_by_us(&svg.as_bytes()[..1024]));
        let png = fixed(&code, 1024).unwrap().bytes;
        assert!(made_by_us(&png[..1024.min(png.len())]));
        assert!(!made_by_us(b"\x89PNG\r\n\x1a\n pamyatka"));
        assert!(!made_by_us(b"Software\0pamyatka"));
        assert!(!made_by_us(b""));
    }

    #[test]
    fn the_quiet_zone_is_white() {
        let code = code();
        let whole = whole_width(&code);
        assert_eq!(whole, 37);
        for place in 0..whole {
            for depth in (0..4).chain(whole - 4..whole) {
                assert!(!is_dark(&code, place, depth) && !is_dark(&code, depth, place));
            }
        }
        assert!(is_dark(&code, 4, 4));
    }
}
