//! Lists that lie across: the names of columns stand below each other.
//!
//! Takes a table, gives the column that names what the rows are about. Such a
//! list is refused, since its rows are no pupils.

use super::field::{self, Field};
use super::shape;
use crate::roster::limits::{DEPTH, MOST_LOOKED_AT};
use crate::roster::table::{Cell, Row, Table};

/// The column that names what the rows are about, if the list lies across: most
/// of it are names of columns, names of pupils stand to the right, and no row
/// names two columns.
pub(super) fn column(table: &Table) -> Option<usize> {
    let rows = || table.rows().take(DEPTH);
    let known = |text: &str| field::recognise(text).filter(|field| *field != Field::Number);
    // The names of columns would be names of people.
    let of_names = |row: Row<'_>| {
        let mut cells = row.cells();
        let first = cells.next().and_then(|cell| known(cell.text));
        let is_value = |cell: Cell<'_>| {
            shape::shape(cell.text).is_name() && field::recognise(cell.text).is_none()
        };
        first.is_some_and(Field::names)
            && cells.clone().count() > 1
            && cells.clone().all(is_value)
            && cells.clone().any(|cell| shape::is_sure(cell.text))
    };
    if let Some(row) = rows().find(|row| of_names(*row)) {
        return row.cells().next().map(|cell| cell.column);
    }
    let firsts = rows().filter_map(|row| row.cells().next());
    let first = firsts.map(|cell| cell.column).min()?;
    let mut fields: Vec<Field> = Vec::new();
    let (mut named, mut other, mut names) = (0, 0, 0);
    for row in rows() {
        let cells = row.cells().take(MOST_LOOKED_AT);
        if cells.filter(|cell| known(cell.text).is_some()).count() > 1 {
            return None;
        }
        let Some(field) = known(row.text(first)) else {
            other += 1;
            continue;
        };
        named += 1;
        if field.names() {
            let right = row.cells().filter(|cell| cell.column != first);
            names += right
                .filter(|cell| shape::shape(cell.text).is_name())
                .count();
        }
        if !fields.contains(&field) {
            fields.push(field);
        }
    }
    (fields.len() >= 2 && named >= other && names >= 1).then_some(first)
}
