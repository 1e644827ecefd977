//! What a class list may cost: every bound of the stage.
//!
//! Whatever the file, reading it takes a few seconds and less than 300 MB, or
//! ends with a clear refusal. So cells and bytes are counted before they are
//! made: a [`Budget`] is handed through all readers of a file.

use super::log::Fatal;
use super::said;

/// More rows than any school has; beyond, `many` has to be said.
pub const MOST_ROWS: usize = 100_000;

/// With `many`; a list of a whole region has fewer.
pub(super) const MOST_ROWS_OF_MANY: usize = 400_000;

/// Bytes of a file: a list of 100 000 pupils with thirty columns has 30 MB.
pub const MOST_BYTES: usize = 48 << 20;

/// Filled cells of a file, 16 bytes each.
const MOST_CELLS: usize = 2_500_000;

/// Bytes of text in all cells of a file.
const MOST_TEXT: usize = 64 << 20;

/// Bytes of a cell: Excel's hold 32 767 letters of at most four bytes.
pub(super) const MOST_IN_CELL: usize = 128 << 10;

/// Bytes to which the parts of a ZIP unpack: a sheet with borders down to the
/// last row has 150 MB.
pub(super) const MOST_UNPACKED: u64 = 192 << 20;

/// Bytes of XML between two tags: no cell holds more than 32 767 letters.
pub(super) const MOST_BETWEEN_TAGS: usize = 1 << 20;

/// Sheets of a workbook, and parts of a ZIP.
pub(super) const MOST_SHEETS: usize = 256;
pub(super) const MOST_PARTS: usize = 4096;

/// Excel's last column is XFD.
pub(super) const MOST_COLUMNS: u32 = 16_384;

/// The first header stands in one of the first so many rows.
pub(super) const DEPTH: usize = 40;

/// Rows that show what a column holds, and which ones pupils have filled.
pub(super) const SAMPLE: usize = 300;

/// Columns of which the contents are looked at; no class list is wider.
pub(super) const MOST_LOOKED_AT: usize = 512;

/// What is left of the cells and the text that a file may have.
#[derive(Debug)]
pub(super) struct Budget {
    cells: usize,
    text: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Budget {
            cells: MOST_CELLS,
            text: MOST_TEXT,
        }
    }
}

impl Budget {
    /// Takes room for cells with so much text in all.
    ///
    /// # Errors
    ///
    /// The refusal of the file if there is no room.
    pub(super) fn take(&mut self, cells: usize, text: usize) -> Result<(), Fatal> {
        self.cells = self.cells.checked_sub(cells).ok_or_else(too_big)?;
        self.text = self.text.checked_sub(text).ok_or_else(too_big)?;
        Ok(())
    }
}

/// The refusal of a file that is beyond a bound.
pub(super) fn too_big() -> Fatal {
    said::TOO_BIG.into()
}

/// The refusal of a file with too many rows.
pub(super) fn too_many_rows(many: bool) -> Fatal {
    let (refusal, most) = match many {
        true => (said::TOO_MANY_ROWS_OF_MANY, MOST_ROWS_OF_MANY),
        false => (said::TOO_MANY_ROWS, MOST_ROWS),
    };
    refusal.with(&[&most]).into()
}
