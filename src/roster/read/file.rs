//! What every reader of files gives, and the refusal that they share.

use crate::base::diagnostic::Diagnostic;
use crate::roster::log::Fatal;
use crate::roster::said;
use crate::roster::table::Table;

/// A file that has been parsed.
pub(in crate::roster) struct File {
    /// Name of the character encoding, or of the spreadsheet format.
    pub(in crate::roster) format: &'static str,
    /// The delimiter of a text file.
    pub(in crate::roster) delimiter: Option<char>,
    pub(in crate::roster) sheets: Vec<Sheet>,
    /// Errors of rows of a text file that are not to be read, by row.
    pub(in crate::roster) bad_rows: Vec<Diagnostic>,
}

/// One sheet of a workbook, or all of a text file.
pub(in crate::roster) struct Sheet {
    pub(in crate::roster) name: String,
    pub(in crate::roster) hidden: bool,
    pub(in crate::roster) table: Table,
}

impl Sheet {
    pub(super) fn new(name: String, hidden: bool, table: Table) -> Self {
        Sheet {
            name,
            hidden,
            table,
        }
    }
}

/// The refusal of a damaged workbook.
pub(super) fn damaged() -> Fatal {
    said::DAMAGED.into()
}
