//! What a stage has to say about its input: errors and warnings as values.
//!
//! A stage never prints. It returns [`Diagnostic`]s; `cli` shows them. The
//! message is Russian (a teacher reads it), the code is a stable ASCII word (a
//! program reads it). A message names rows and columns but never quotes a cell
//! of a column that the program does not need.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

/// A stable name. It has a type of its own so that serde does not want the text
/// it reads from to live as long.
type Word = &'static str;

/// Whether the run can go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// Said, and the work goes on.
    Warning,
    /// Nothing is written.
    Error,
}

/// One remark about the input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// Stable name of this kind of remark, lower case with hyphens
    /// (`missing-name`), for `--json` and tests.
    #[serde(deserialize_with = "kept")]
    pub code: Word,
    /// The file it is about, as the user named it.
    pub file: Option<String>,
    /// Row of a table or line of a text file, counted from 1 as Excel and
    /// editors count.
    pub row: Option<usize>,
    /// Column of a table: its header if it has one, else its letters (`C`).
    pub column: Option<String>,
    /// What is wrong, in Russian, one sentence.
    pub message: String,
    /// What to do about it, in Russian.
    pub hint: Option<String>,
}

/// A code that comes from another process. Those are few and short, and kept
/// until the program ends, as its own are.
fn kept<'de, D: Deserializer<'de>>(from: D) -> Result<Word, D::Error> {
    String::deserialize(from).map(|code| &*code.leak())
}

impl Diagnostic {
    /// An error with a code and a Russian message.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message.into())
    }

    /// A warning with a code and a Russian message.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message.into())
    }

    fn new(severity: Severity, code: &'static str, message: String) -> Self {
        Diagnostic {
            severity,
            code,
            file: None,
            row: None,
            column: None,
            message,
            hint: None,
        }
    }

    /// Says which file.
    pub fn in_file(mut self, file: impl Into<String>) -> Self {
        self.file = Some(file.into());
        self
    }

    /// Says which row or line, counted from 1.
    pub fn at_row(mut self, row: usize) -> Self {
        self.row = Some(row);
        self
    }

    /// Says which column.
    pub fn in_column(mut self, column: impl Into<String>) -> Self {
        self.column = Some(column.into());
        self
    }

    /// Adds what to do about it.
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Whether this stops the run.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl fmt::Display for Diagnostic {
    /// `class.csv, строка 7, столбец «Имя»: нет имени. Подсказка.`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut place = Vec::new();
        place.extend(self.file.clone());
        place.extend(self.row.map(|row| format!("строка {row}")));
        place.extend(self.column.as_ref().map(|c| format!("столбец «{c}»")));
        if !place.is_empty() {
            write!(f, "{}: ", place.join(", "))?;
        }
        write!(f, "{}", self.message)?;
        match &self.hint {
            Some(hint) => write!(f, " {hint}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn place_message_and_hint_stand_in_one_line() {
        let d = Diagnostic::error("missing-name", "нет имени.")
            .in_file("7b.csv")
            .at_row(7)
            .in_column("Имя")
            .with_hint("Впишите имя.");
        assert_eq!(
            d.to_string(),
            "7b.csv, строка 7, столбец «Имя»: нет имени. Впишите имя."
        );
        assert!(d.is_error());
    }
}
