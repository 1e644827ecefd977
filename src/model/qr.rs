//! QR codes as grids of modules: the encoding, and what level a text gets.
//!
//! Takes a text, gives a [`QrCode`]. Where it stands on the page, its size and
//! its quiet zone are the business of `layout`; reading it back is that of
//! `proof`, which shares no code with this module.

use qrcode::types::{Color, QrError};
use qrcode::{EcLevel, Version};
use serde::{Deserialize, Serialize};

/// Error correction levels from the strongest to the weakest that is ever
/// used. L is left out: a photocopied code needs at least M.
const LEVELS: [Level; 3] = [Level::H, Level::Q, Level::M];

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

impl QrCode {
    /// Encodes `text` in at most `max_width` modules a side.
    ///
    /// Among the levels that fit, the smallest version that holds level Q
    /// decides, and then the highest level that costs no greater version: a
    /// code with fewer, larger modules survives a copier better than one with
    /// more correction. If Q does not fit, M is tried.
    ///
    /// # Errors
    /// [`TooLong`] if even level M needs more than `max_width` modules.
    pub fn encode(text: &str, max_width: usize) -> Result<QrCode, TooLong> {
        let too_long = TooLong {
            bytes: text.len(),
            modules: max_width,
        };
        let base = [Level::Q, Level::M]
            .into_iter()
            .filter_map(|level| Self::smallest(text, level))
            .find(|code| code.width <= max_width)
            .ok_or(too_long)?;
        let stronger = LEVELS
            .into_iter()
            .take_while(|&level| level != base.level)
            .filter_map(|level| Self::smallest(text, level))
            .find(|code| code.width == base.width);
        Ok(stronger.unwrap_or(base))
    }

    /// The smallest code that holds `text` at `level`.
    fn smallest(text: &str, level: Level) -> Option<QrCode> {
        let code = match qrcode::QrCode::with_error_correction_level(text, level.ec()) {
            Ok(code) => code,
            Err(QrError::DataTooLong) => return None,
            Err(other) => unreachable!("plain text of normal versions: {other}"),
        };
        debug_assert!(matches!(code.version(), Version::Normal(_)));
        Some(QrCode {
            text: text.to_owned(),
            level,
            width: code.width(),
            dark: code
                .to_colors()
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
            let q = QrCode::smallest(&text, Level::Q).unwrap();
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
