//! A list whose header has been found: the rows under it.
//!
//! Takes the table of a workbook or the text of a file with its header, hands
//! out the rows one after another, as often as somebody asks. Of a text only a
//! piece lies in memory as cells. Knows nothing of what cells mean.

use std::borrow::Cow;

use super::delimited::Pieces;
use super::header::Header;
use super::table::{Row, Table};

/// A list whose header has been found.
#[derive(Debug)]
pub(super) struct Source<'b> {
    pub(super) cells: Cells<'b>,
    pub(super) header: Header,
    /// Rows in which a quote opens that never closes, in order.
    pub(super) unclosed: Vec<usize>,
}

/// Where the cells are.
#[derive(Debug)]
pub(super) enum Cells<'b> {
    /// Those of a workbook, which cannot slip into other columns.
    Table(Table),
    /// Those of a text, cut when they are asked for.
    Text {
        text: Cow<'b, str>,
        /// Where the first row begins.
        begin: usize,
        delimiter: char,
        /// Rows that are not blank, the header and those above it included;
        /// hardly ever more than there are.
        rows: usize,
    },
}

impl Source<'_> {
    /// The delimiter of a text file.
    pub(super) fn delimiter(&self) -> Option<char> {
        match self.cells {
            Cells::Table(_) => None,
            Cells::Text { delimiter, .. } => Some(delimiter),
        }
    }

    /// How many rows there are under the header at the most.
    pub(super) fn most_below(&self) -> usize {
        let rows = match &self.cells {
            Cells::Table(table) => table.len(),
            Cells::Text { rows, .. } => *rows,
        };
        rows.saturating_sub(self.header.index + 1)
    }

    /// Whether this sign may stand in a cell.
    pub(super) fn may_hold(&self, sign: char) -> bool {
        match &self.cells {
            Cells::Table(_) => true,
            Cells::Text { text, .. } => text.contains(sign),
        }
    }

    /// Hands the rows under the header to `take`, blank ones left out, as long
    /// as it wants more.
    pub(super) fn rows_below(&self, mut take: impl FnMut(Row<'_>) -> bool) {
        let first = self.header.number + 1;
        let mut take_all = |table: &Table| {
            let below = table.rows().skip_while(|row| row.number < first);
            let mut wanted = below.map(&mut take);
            wanted.all(|more| more)
        };
        match &self.cells {
            Cells::Table(table) => {
                take_all(table);
            }
            Cells::Text {
                text,
                begin,
                delimiter,
                ..
            } => {
                let mut pieces = Pieces::new(&text[*begin..], *delimiter);
                while let Some(table) = pieces.next() {
                    if !take_all(table) {
                        break;
                    }
                }
            }
        }
    }
}
