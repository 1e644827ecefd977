//! What the caller knows of a roster beforehand.

use jiff::civil::Date;

use super::limits::{MOST_ROWS, MOST_ROWS_OF_MANY};

/// How a roster is to be read.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// The file's name, for remarks, and to know lock files by.
    pub file: &'a str,
    /// Name of the character encoding if the user knows it better.
    pub encoding: Option<&'a str>,
    /// Name of the sheet of a workbook, or [`ALL_SHEETS`]; the first visible
    /// one with pupils if not given.
    pub sheet: Option<&'a str>,
    /// Title of the column with logins of Госуслуги if the user knows it better.
    pub login_column: Option<&'a str>,
    /// Whether more than [`MOST_ROWS`] rows are meant.
    pub many: bool,
    /// The day on which ages are judged.
    pub today: Date,
}

/// Instead of a sheet's name: every visible sheet with pupils.
pub const ALL_SHEETS: &str = "all";

impl Options<'_> {
    pub(super) fn most_rows(&self) -> usize {
        if self.many {
            MOST_ROWS_OF_MANY
        } else {
            MOST_ROWS
        }
    }
}
