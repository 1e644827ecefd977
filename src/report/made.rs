//! What a command made, for programs: one JSON object, the same for `print` and
//! `kit`. `docs/json.md` describes it.
//!
//! Takes counts, files and remarks; holds no cell of the list but what stands in
//! the names of files.

use std::collections::BTreeMap;

use serde::Serialize;

use super::check::{Remark, remark};
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

/// What was made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Result {
    /// The files, in the order in which they were made.
    pub files: Vec<File>,
    /// Where codes and links lead, with the number of sheets that say so.
    pub addresses: BTreeMap<String, usize>,
    /// Handouts.
    pub handouts: usize,
    /// Pupils of the list.
    pub listed: usize,
    /// Remarks.
    pub warnings: Vec<Diagnostic>,
}

/// The keys in this order.
#[derive(Serialize)]
struct Object<'a> {
    addresses: &'a BTreeMap<String, usize>,
    errors: Vec<Remark<'a>>,
    files: &'a [File],
    handouts: usize,
    listed: usize,
    warnings: Vec<Remark<'a>>,
}

/// What was made, or what is wrong; with errors, nothing was.
pub fn json(result: &Result, errors: &[Diagnostic]) -> String {
    let object = Object {
        addresses: &result.addresses,
        errors: errors.iter().map(remark).collect(),
        files: &result.files,
        handouts: result.handouts,
        listed: result.listed,
        warnings: result.warnings.iter().map(remark).collect(),
    };
    let text = serde_json::to_string_pretty(&object).expect("texts and numbers");
    text + "\n"
}
