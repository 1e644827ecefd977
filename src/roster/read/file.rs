//! What every reader of files gives, and the refusals that they share.

use crate::base::diagnostic::Diagnostic;
use crate::roster::log::Fatal;
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

/// The refusal of a damaged workbook.
pub(super) fn damaged() -> Fatal {
    Diagnostic::error("bad-workbook", "книга повреждена и не читается.")
        .with_hint("Откройте её в Excel или LibreOffice и сохраните заново.")
        .into()
}

/// The refusal of a workbook with a password.
pub(super) fn protected() -> Fatal {
    Diagnostic::error("bad-workbook", "книга защищена паролем.")
        .with_hint("Откройте её в Excel, снимите пароль и сохраните.")
        .into()
}

/// The refusal of a file in which nothing stands.
pub(in crate::roster) fn empty_file() -> Fatal {
    Diagnostic::error("empty-file", "файл пуст.")
        .with_hint("Откройте список, проверьте, что в нём есть ученики, и сохраните заново.")
        .into()
}
