//! The remarks of one run, collected in whatever order they come up.
//!
//! Takes [`Diagnostic`]s, gives them sorted by row with the file's name on
//! each. A damaged file of a hundred thousand rows must not turn into a
//! hundred thousand remarks, so each kind is kept up to [`MOST_OF_A_KIND`]
//! times and counted beyond.

use std::collections::BTreeMap;

use crate::base::diagnostic::{Diagnostic, Severity};

/// More remarks of one kind than anybody reads; a bound on memory.
const MOST_OF_A_KIND: usize = 1000;

/// A remark after which reading cannot go on; boxed, since it is seldom.
pub(super) type Fatal = Box<Diagnostic>;

/// Collects remarks; errors among them make the run fail.
#[derive(Debug, Clone, Default)]
pub(super) struct Log {
    list: Vec<Diagnostic>,
    counts: BTreeMap<(Severity, &'static str), usize>,
    errors: bool,
}

impl Log {
    /// Takes one remark.
    pub(super) fn push(&mut self, remark: Diagnostic) {
        self.errors |= remark.is_error();
        let count = self
            .counts
            .entry((remark.severity, remark.code))
            .or_default();
        *count += 1;
        if *count <= MOST_OF_A_KIND {
            self.list.push(remark);
        }
    }

    /// Takes all remarks of another log, about this file if it is given.
    pub(super) fn append(&mut self, other: Log, file: Option<&str>) {
        for mut remark in other.list {
            remark.file = file.map(str::to_owned);
            self.list.push(remark);
        }
        for (kind, count) in other.counts {
            *self.counts.entry(kind).or_default() += count;
        }
        self.errors |= other.errors;
    }

    /// Makes errors of the warnings with this code.
    pub(super) fn raise(&mut self, code: &str) {
        for remark in self.list.iter_mut().filter(|remark| remark.code == code) {
            remark.severity = Severity::Error;
            self.errors = true;
        }
    }

    /// Whether an error has been said.
    pub(super) fn has_errors(&self) -> bool {
        self.errors
    }

    /// All remarks: those about the whole file first, then by row.
    pub(super) fn finish(mut self, file: &str) -> Vec<Diagnostic> {
        self.list.sort_by_key(|remark| remark.row.unwrap_or(0));
        for ((severity, code), count) in &self.counts {
            if *count > MOST_OF_A_KIND {
                let message = format!("и ещё таких же замечаний: {}.", count - MOST_OF_A_KIND);
                self.list.push(match severity {
                    Severity::Error => Diagnostic::error(code, message),
                    Severity::Warning => Diagnostic::warning(code, message),
                });
            }
        }
        for remark in &mut self.list {
            remark.file.get_or_insert_with(|| file.to_owned());
        }
        self.list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_come_out_by_row_with_the_file_named() {
        let mut log = Log::default();
        log.push(Diagnostic::warning("b", "второе.").at_row(7));
        log.push(Diagnostic::warning("a", "первое.").at_row(3));
        log.push(Diagnostic::error("c", "о файле."));
        assert!(log.has_errors());
        let rows: Vec<_> = log.finish("7b.csv").iter().map(|d| d.row).collect();
        assert_eq!(rows, [None, Some(3), Some(7)]);
    }

    #[test]
    fn a_flood_of_one_kind_is_counted_not_kept() {
        let mut log = Log::default();
        for row in 0..5000 {
            log.push(Diagnostic::error("x", "то же.").at_row(row));
        }
        let list = log.finish("f");
        assert_eq!(list.len(), MOST_OF_A_KIND + 1);
        assert!(list.last().unwrap().message.contains("4000"));
    }
}
