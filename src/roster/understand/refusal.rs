//! What is said of a table without a header.
//!
//! Takes the table, gives the refusal that says what was found instead. Never
//! quotes a row that may hold a pupil.

use super::header::of_row;
use super::shape::{self, Shape};
use super::{across, field, heading};
use crate::base::diagnostic::Diagnostic;
use crate::roster::limits::{DEPTH, MOST_LOOKED_AT, SAMPLE};
use crate::roster::said;
use crate::roster::table::{Cell, Row, Table, column_letters};
use crate::roster::text::{self, quoted};

/// A longer cell (in bytes) is no misspelt name of a column.
const LONGEST_NAME: usize = 120;

/// So many found columns are named in a message.
const MOST_NAMED: usize = 15;

/// The refusal of a table in which no header was found.
pub(in crate::roster) fn refusal(table: &Table) -> Diagnostic {
    if let Some(column) = across::column(table) {
        return Diagnostic::from(said::LIES_ACROSS).in_column(column_letters(column));
    }
    let rows = || table.rows().take_while(|row| row.number <= DEPTH);
    let best = rows()
        .map(|row| (of_row(table, row.index, None).map_or(0, |h| h.score), row))
        .filter(|&(score, row)| is_header_like(score, row))
        .max_by_key(|&(score, row)| (score, std::cmp::Reverse(row.index)));
    if let Some((_, row)) = best {
        return no_name_column(row);
    }
    if let Some(refusal) = names_without_titles(table) {
        return refusal;
    }
    if let Some(row) = rows().find(|row| is_in_one_cell(*row)) {
        return said::ROW_IN_ONE_CELL.at(row.number);
    }
    // SheetJS writes «_» for what an old workbook cannot hold.
    let marks = |cell: &str| cell.contains("??") || cell.contains("__");
    let lost = |cell: &Cell<'_>| marks(cell.text) && !cell.text.contains(text::is_letter);
    match rows().any(|row| row.cells().filter(lost).count() >= 2) {
        true => said::LOST_LETTERS.into(),
        false => said::NO_HEADER.into(),
    }
}

/// Whether a whole header stands in one cell: «Фамилия,Имя,Класс».
fn is_in_one_cell(row: Row<'_>) -> bool {
    let only = heading::only_cell(row).unwrap_or_default();
    let parts = only.split([';', ',', '\t', '|']);
    let known = parts.filter(|part| field::recognise(part).is_some());
    known.count() > 1
}

/// The refusal of a table with names beside each other and no title of names:
/// in one row only the list lies across, in several there are lists beside.
fn names_without_titles(table: &Table) -> Option<Diagnostic> {
    let rows = table.rows().take(SAMPLE).map(|row| {
        let cells = row.cells().take(MOST_LOOKED_AT);
        cells.filter(|cell| shape::is_sure(cell.text)).count()
    });
    let rows: Vec<usize> = rows.filter(|names| *names > 0).collect();
    let beside = rows.iter().filter(|names| **names > 1).count();
    if matches!(rows[..], [names] if names > 2) {
        return Some(said::LIES_ACROSS.into());
    }
    (beside > 1 && 2 * beside > rows.len()).then(|| said::NAMES_WITHOUT_TITLES.into())
}

/// A row may be quoted as a header only if it can hold no pupil: two columns
/// known, or one known or misspelt in the first row and no digit anywhere.
fn is_header_like(score: usize, row: Row<'_>) -> bool {
    let is_near = |cell: &str, known: &str| {
        let distance = field::distance(cell, known);
        distance <= 2 && 2 * distance < known.chars().count()
    };
    let near = || {
        let cells = row.cells().take(MOST_NAMED).map(|cell| cell.text);
        let cells = cells
            .filter(|cell| cell.len() <= LONGEST_NAME)
            .map(text::clean);
        let mut cells = cells.filter(|cell| cell.chars().count() >= 3);
        cells.any(|cell| field::known().iter().any(|known| is_near(&cell, known)))
    };
    let digits = || row.cells().any(|cell| text::has_digit(cell.text));
    let is_of_others = |cell: &Cell<'_>| field::heads_others(cell.text);
    let is_name = |cell: Cell<'_>| !is_of_others(&cell) && shape::shape(cell.text) == Shape::Strong;
    let of_others = || row.cells().any(|cell| is_of_others(&cell)) && !row.cells().any(is_name);
    score >= 2 || of_others() || row.index == 0 && !digits() && (score == 1 || near())
}

fn no_name_column(row: Row<'_>) -> Diagnostic {
    let cells = row.cells().take(MOST_LOOKED_AT).map(|cell| cell.text);
    let found: Vec<_> = cells
        .filter(|cell| cell.len() <= LONGEST_NAME)
        .map(text::clean)
        .filter(|cell| !text::has_digit(cell))
        .take(MOST_NAMED)
        .collect();
    let mut known = field::known();
    known.sort_by_key(|name| found.iter().map(|cell| field::distance(cell, name)).min());
    let refusal = said::NO_NAME_COLUMN.with(&[&quoted(&found), &quoted(&known)]);
    refusal.at_row(row.number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roster::read::table_of;
    use crate::roster::understand::header::first;

    #[test]
    fn a_pupil_is_never_taken_for_a_header() {
        let table = table_of("Иванов;Пётр;7Б\nСидорова;Анна;7Б");
        assert!(first(&table).is_none());
        let refusal = refusal(&table);
        assert_eq!(refusal.code, "no-header");
        assert!(!refusal.to_string().contains("Иванов"));
    }

    #[test]
    fn a_list_that_lies_across_is_told() {
        let table = table_of("ФИО;Ким Ан;Ли Лев\nКласс;7Б;7Б");
        assert!(first(&table).is_none());
        assert_eq!(refusal(&table).code, "lies-across");
    }

    #[test]
    fn without_a_name_column_the_nearest_known_name_comes_first() {
        let refusal = refusal(&table_of("Фамилие;Класс;Телефон\nИванов;7Б;1"));
        assert_eq!((refusal.code, refusal.row), ("no-name-column", Some(1)));
        assert!(refusal.message.contains("«Фамилие», «Класс», «Телефон»"));
        let hint = refusal.hint.unwrap();
        let at = |name| hint.rfind(name).unwrap();
        assert!(at("«Класс»") < at("«Литера»") && at("«Фамилия»") < at("«Литера»"));
    }
}
