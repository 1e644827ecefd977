//! A header with the rows beneath it, up to the next.

use std::ops::Range;

use super::columns::Columns;
use super::header::Header;
use crate::roster::table::{Row, Table};

/// A header with the rows beneath it.
pub(super) struct Block<'t> {
    pub(super) table: &'t Table,
    pub(super) header: &'t Header,
    pub(super) columns: &'t Columns,
    pub(super) rows: Range<usize>,
    pub(super) delimiter: Option<char>,
}

impl<'t> Block<'t> {
    /// The rows beneath the header.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'t>> + Clone + use<'t> {
        let table = self.table;
        self.rows.clone().map(move |at| table.row(at))
    }
}
