//! QR codes as grids of modules: the encoding, and what level a text gets.
//!
//! Takes a text, gives a [`QrCode`]. Where it stands on the page, its size and
//! its quiet zone are the business of `layout`; reading it back is that of
//! `proof`, which shares no code with this module.

use qrcode::EcLevel;
use qrcode::bits::{self, Bits};
use qrcode::types::{Color, QrError};
use serde::{Deserialize, Serialize};

/// Error correction level: the share of codewords that may be damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Level {
    /// About 7 %.
    L,
    /// About 15 %.
    M,
    /// About 25 %.
    Q,
    /// About 30 %.
    H,
}

impl Level {
    fn ec(self) -> EcLevel {
        match self {
            Level::L => EcLevel::L,
            Level::M => EcLevel::M,
            Level::Q => EcLevel::Q,
            Level::H => EcLevel::H,
        }
    }
}

/// An encoded QR code.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct QrCode {
    text: String,
    level: Level,
    width: usize,
    dark: Vec<bool>,
}

/// The text is longer than the largest code that may be printed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{bytes} bytes do not fit into a QR code of at most {modules} modules at level M")]
pub struct TooLong {
    /// Length of the text in bytes.
    pub bytes: usize,
    /// The greatest width that was allowed, in modules.
    pub modules: usize,
}

/// Modules a side of the code that these bits make.
fn width_of(bits: &Bits) -> usize {
    usize::from(bits.version().width().unsigned_abs())
}

impl QrCode {
    /// Encodes `text` in at most `max_width` modules a side.
    ///
    /// Among the levels that fit, the smallest version that holds level Q
    /// decides, and then the highest level that costs no greater version: a
    /// code with fewer, larger modules survives a copier better than one with
    /// more correction. If Q does not fit, M is tried. L is never used: a
    /// photocopied code needs at least M.
    ///
    /// # Errors
    /// [`TooLong`] if even level M needs more than `max_width` modules.
    pub fn encode(text: &str, max_width: usize) -> Result<QrCode, TooLong> {
        let fitting = |level: Level| match bits::encode_auto(text.as_bytes(), level.ec()) {
            Ok(bits) => Some(bits).filter(|bits| width_of(bits) <= max_width),
            Err(QrError::DataTooLong) => None,
            Err(other) => unreachable!("plain text of normal versions: {other}"),
        };
        let (level, bits) = match (fitting(Level::H), fitting(Level::Q)) {
            (Some(high), Some(base)) if width_of(&high) == width_of(&base) => (Level::H, high),
            (_, Some(base)) => (Level::Q, base),
            _ => {
                let bytes = text.len();
                let modules = max_width;
                let bits = fitting(Level::M).ok_or(TooLong { bytes, modules })?;
                (Level::M, bits)
            }
        };
        let code = qrcode::QrCode::with_bits(bits, level.ec());
        let code = code.expect("bits of a version that holds them");
        Ok(QrCode {
            text: text.to_owned(),
            level,
            width: code.width(),
            dark: code
                .into_colors()
                .into_iter()
                .map(|module| module == Color::Dark)
                .collect(),
        })
    }

    /// The encoded text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The error correction level.
    pub fn level(&self) -> Level {
        self.level
    }

    /// Modules a side, without the quiet zone.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The version, 1 to 40 (ISO/IEC 18004: 17 + 4 · version modules a side).
    pub fn version(&self) -> usize {
        (self.width - 17) / 4
    }

    /// Whether the module in `column` and `row`, counted from the upper left,
    /// is dark.
    ///
    /// # Panics
    /// If either is not below [`QrCode::width`].
    pub fn is_dark(&self, column: usize, row: usize) -> bool {
        assert!(column < self.width, "column {column} of {}", self.width);
        self.dark[row * self.width + column]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_addresses_get_level_h_in_29_modules() {
        for address in ["https://www.gosuslugi.ru", "https://cop.admhmao.ru"] {
            let code = QrCode::encode(address, 177).unwrap();
            assert_eq!(
                (code.version(), code.width(), code.level()),
                (3, 29, Level::H)
            );
        }
    }

    #[test]
    fn correction_never_costs_a_larger_version_than_q_needs() {
        for length in 1..400 {
            let text = "a".repeat(length);
            let q = qrcode::QrCode::with_error_correction_level(&text, EcLevel::Q).unwrap();
            let code = QrCode::encode(&text, 177).unwrap();
            assert_eq!(code.width(), q.width(), "{length} bytes");
        }
    }

    #[test]
    fn a_long_text_falls_back_to_m_and_then_fails() {
        // Byte capacity of version 5: 60 at Q, 84 at M (ISO/IEC 18004, table 7).
        let code = QrCode::encode(&"ж".repeat(40), 37).unwrap();
        assert_eq!((code.width(), code.level()), (37, Level::M));
        let error = QrCode::encode(&"ж".repeat(43), 37).unwrap_err();
        assert_eq!(
            error,
            TooLong {
                bytes: 86,
                modules: 37
            }
        );
    }

    #[test]
    fn finder_patterns_stand_in_three_corners() {
        let code = QrCode::encode("https://cop.admhmao.ru", 177).unwrap();
        let end = code.width() - 1;
        for (column, row) in [(0, 0), (end, 0), (0, end)] {
            assert!(code.is_dark(column, row));
        }
    }
}
