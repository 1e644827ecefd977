//! What the rows of a file gave so far, and what holds from one to the next.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use super::class;
use super::heading::Heading;
use crate::model::student::{Skipped, Student};

/// What rows gave so far, and what holds from one block to the next.
#[derive(Default)]
pub(super) struct Pupils {
    pub(super) students: Vec<Student>,
    pub(super) skipped: Vec<Skipped>,
    /// Rows of pupils that are hidden.
    pub(super) hidden: Vec<usize>,
    /// The class that the last title named.
    pub(super) title: Option<String>,
    /// The row that made it unknown, until that is said.
    pub(super) doubt: Option<usize>,
    /// What it said of the people below.
    pub(super) heading: Option<Heading>,
    pub(super) seen: Seen,
    pub(super) last_class: Arc<str>,
}

impl Pupils {
    /// One text for all pupils of a class.
    pub(super) fn shared(&mut self, class: Option<String>) -> Arc<str> {
        let class = class.unwrap_or_default();
        if *self.last_class != *class {
            self.last_class = class.into();
        }
        Arc::clone(&self.last_class)
    }
}

/// Pupils and logins of all sheets by what makes them the same.
#[derive(Default)]
pub(in crate::roster) struct Seen {
    places: HashMap<u64, (usize, usize)>,
    /// The sheets that were begun, and the class that the last is named after.
    sheets: Vec<String>,
    pub(super) class: String,
}

impl Seen {
    /// Begins the sheet of this name.
    pub(in crate::roster) fn begin(&mut self, sheet: &str) {
        self.sheets.push(sheet.to_owned());
        self.class = class::in_title(sheet).unwrap_or_default();
    }

    /// Where the same has been seen before. Of two keys with one hash of 64
    /// bits nothing but a needless remark would come.
    pub(super) fn before(&mut self, key: &impl Hash, row: usize) -> Option<String> {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        let here = (self.sheets.len(), row);
        let before = *self.places.entry(hasher.finish()).or_insert(here);
        let sheet = match before.0 == here.0 {
            true => String::new(),
            false => format!(" листа «{}»", self.sheets[before.0 - 1]),
        };
        (before != here).then(|| format!("строке {}{sheet}", before.1))
    }
}
