//! What a command made, for programs: one JSON object, the same for `print` and
//! `kit`. `docs/json.md` describes it.
//!
//! Takes counts, files and remarks; holds no cell of the list but what stands in
//! the names of files.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::json;

use super::check::remarks;
use crate::base::diagnostic::Diagnostic;

/// A file that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct File {
    /// Path, as the program would open it.
    pub file: String,
    /// Printed sides; `None` where they are not known of one file.
    pub pages: Option<usize>,
    /// Pieces of paper.
    pub sheets: Option<usize>,
}

/// What was made, or what is wrong; with errors, nothing was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Result {
    /// Where codes and links lead, with the number of sheets that say so.
    pub addresses: BTreeMap<String, usize>,
    /// What is wrong.
    pub errors: Vec<Diagnostic>,
    /// The files, in the order in which they were made.
    pub files: Vec<File>,
    /// Handouts.
    pub handouts: usize,
    /// Pupils of the list.
    pub listed: usize,
    /// Remarks.
    pub warnings: Vec<Diagnostic>,
}

impl Result {
    /// The object.
    pub fn json(&self) -> String {
        let object = json!({
            "addresses": self.addresses,
            "errors": remarks(&self.errors),
            "files": self.files,
            "handouts": self.handouts,
            "listed": self.listed,
            "warnings": remarks(&self.warnings),
        });
        format!("{object:#}\n")
    }
}
