//! The first rows beneath a header, as witnesses of what its columns hold.

use std::ops::Range;

use crate::roster::limits::SAMPLE;
use crate::roster::table::{Cell, Kind, Origin, Row, Table};
use crate::roster::text;

/// The rows beneath a header.
#[derive(Clone)]
pub(super) struct Sample<'t> {
    table: &'t Table,
    rows: Range<usize>,
}

impl<'t> Sample<'t> {
    /// These rows of a table.
    pub(super) fn new(table: &'t Table, rows: Range<usize>) -> Self {
        Sample { table, rows }
    }

    /// All the rows.
    pub(super) fn all(&self) -> impl Iterator<Item = Row<'t>> + Clone + use<'t> {
        let table = self.table;
        self.rows.clone().map(move |at| table.row(at))
    }

    /// The first of them.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'t>> + Clone + use<'t> {
        self.all().take(SAMPLE)
    }

    /// The filled cells of a column in the first rows.
    pub(super) fn cells(&self, at: usize) -> impl Iterator<Item = Cell<'t>> + Clone + use<'t> {
        self.rows().filter_map(move |row| row.get(at))
    }

    /// How many cells of a column say anything, and how many of them fit.
    pub(super) fn count(&self, at: usize, fits: impl Fn(&str) -> bool) -> (usize, usize) {
        let (mut all, mut fit) = (0, 0);
        for cell in self.cells(at).filter(|cell| cell.origin != Origin::Left) {
            let text = text::clean(cell.text);
            if !text::is_placeholder(&text) || matches!(cell.kind, Kind::Error | Kind::Formula) {
                all += 1;
                fit += usize::from(fits(&text));
            }
        }
        (all, fit)
    }

    /// Whether a column says nothing.
    pub(super) fn is_blank(&self, at: usize) -> bool {
        self.count(at, |_| true).0 == 0
    }

    /// Whether three of four cells of a column are so.
    pub(super) fn most(&self, at: usize, is_so: impl Fn(&str) -> bool) -> bool {
        let (all, fit) = self.count(at, is_so);
        all > 0 && 4 * fit >= 3 * all
    }

    /// Whether more cells of a column are so than are not.
    pub(super) fn more(&self, at: usize, is_so: impl Fn(&str) -> bool) -> bool {
        let (all, fit) = self.count(at, is_so);
        2 * fit > all
    }
}
