//! Rows of a text file that its delimiter or its quotes have torn.
//!
//! Takes a row and its block, gives what is wrong with the row as a whole: its
//! cells stand in the wrong columns, or hold other rows.

use super::block::Block;
use super::footer::{self, Start};
use super::{heading, shape};
use crate::base::diagnostic::Diagnostic;
use crate::roster::said;
use crate::roster::table::{Cell, Row};
use crate::roster::text;

/// Whether the row is one cell with a name among as many parts as there are
/// columns.
pub(super) fn has_other_delimiter(block: &Block<'_>, row: Row<'_>) -> bool {
    let width = block.header.width;
    let only = heading::only_cell(row).filter(|_| width > 2 && row.width() == 1);
    let Some(only) = only.filter(|_| block.delimiter.is_some()) else {
        return false;
    };
    let is_name = |part: &&str| {
        shape::shape(part).is_name() && footer::start(&text::clean(part)) == Start::Other
    };
    [';', ',', '\t', '|'].iter().any(|&sign| {
        let parts: Vec<&str> = only.split(sign).collect();
        parts.len() == width && !parts.iter().all(is_name) && parts[..2].iter().any(is_name)
    })
}

/// What is wrong with the row of a pupil.
pub(super) fn fault(block: &Block<'_>, row: Row<'_>) -> Option<Diagnostic> {
    let (delimiter, width) = (block.delimiter?, block.header.width);
    if row.cells().any(|cell| cell.column >= width) {
        let sign = match delimiter {
            '\t' => "табуляция".to_owned(),
            other => other.to_string(),
        };
        return Some(said::ROW_TOO_WIDE.with(&[&row.width(), &width, &sign]));
    }
    let swallows = row.cells().any(|cell| swallows_a_pupil(block, row, cell));
    swallows.then(|| said::UNCLOSED_QUOTE.into())
}

/// Whether a cell of several lines holds what is a row of its own: a quote
/// opened in one row and another in a later row make such a cell.
fn swallows_a_pupil(block: &Block<'_>, row: Row<'_>, cell: Cell<'_>) -> bool {
    let columns = block.columns;
    let name_at = columns.place(columns.name_field());
    let (Some(delimiter), Some(name_at)) = (block.delimiter, name_at) else {
        return false;
    };
    let rest = row.width() - cell.column - 1;
    let mut lines = cell.text.split(['\n', '\r']).skip(1);
    lines.any(|line| {
        let parts: Vec<&str> = line.split(delimiter).collect();
        let name = parts.get(name_at).map_or("", |name| name.trim());
        parts.len() > 1
            && [parts.len(), parts.len() + rest].contains(&block.header.width)
            && name.starts_with(char::is_uppercase)
            && name.chars().all(|c| c.is_alphabetic() || " -".contains(c))
    })
}
