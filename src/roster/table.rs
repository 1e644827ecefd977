//! A table of cells, whatever file it came from.
//!
//! A [`Builder`] takes cells in any order, fills merged areas and gives a
//! [`Table`]: rows with the filled cells in them, each with its kind. Blank
//! cells are not kept, so a stray cell far away costs one cell. All text lies
//! in one string and a cell is a place in it.

use std::collections::{BTreeMap, BTreeSet};

use super::limits::{
    Budget, MOST_COLUMNS, MOST_IN_CELL, MOST_ROWS_OF_MANY, too_big, too_many_rows,
};
use super::log::Fatal;
use super::{said, text};

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Kind {
    #[default]
    Text,
    Number,
    Date,
    Bool,
    /// `#REF!` and its like.
    Error,
    /// A formula whose value was not saved.
    Formula,
}

/// Where a cell's text comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Origin {
    #[default]
    Own,
    /// From above, in an area merged down.
    Above,
    /// From the left, in an area merged across.
    Left,
}

#[derive(Debug, Clone, Copy)]
struct Place {
    row: u32,
    column: u16,
    kind: Kind,
    origin: Origin,
    start: u32,
    end: u32,
}

/// One filled cell.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell<'t> {
    pub(super) column: usize,
    pub(super) text: &'t str,
    pub(super) kind: Kind,
    pub(super) origin: Origin,
}

/// Rows with their filled cells; rows without any are left out.
#[derive(Debug, Default)]
pub(super) struct Table {
    text: String,
    cells: Vec<Place>,
    rows: Vec<RowPlace>,
    hidden_columns: Vec<(u32, u32)>,
}

#[derive(Debug, Clone, Copy)]
struct RowPlace {
    number: u32,
    first: u32,
    hidden: bool,
    /// Cells as written, blank ones included; known for text only.
    width: u32,
}

/// One row of a [`Table`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'t> {
    table: &'t Table,
    cells: &'t [Place],
    /// Which of the table's rows it is.
    pub(super) index: usize,
    /// Counted from 1, blank rows included, as Excel counts.
    pub(super) number: usize,
    /// Whether the row is hidden or filtered out.
    pub(super) hidden: bool,
    width: usize,
}

impl Table {
    /// Number of rows that are not blank.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The rows that are not blank, in order.
    pub(super) fn rows(&self) -> impl DoubleEndedIterator<Item = Row<'_>> {
        (0..self.rows.len()).map(|at| self.row(at))
    }

    /// The `at`-th of the rows that are not blank.
    pub(super) fn row(&self, at: usize) -> Row<'_> {
        let place = self.rows[at];
        let next = self.rows.get(at + 1).map(|row| row.first as usize);
        Row {
            table: self,
            cells: &self.cells[place.first as usize..next.unwrap_or(self.cells.len())],
            index: at,
            number: place.number as usize,
            hidden: place.hidden,
            width: place.width as usize,
        }
    }

    /// Whether the column is hidden.
    pub(super) fn hides(&self, column: usize) -> bool {
        let column = column as u32;
        let inside = |&(first, last): &(u32, u32)| (first..=last).contains(&column);
        self.hidden_columns.iter().any(inside)
    }

    /// Puts other texts in cells, by row (counted from 1) and column, and takes
    /// rows out.
    pub(super) fn mend(
        &mut self,
        cells: &BTreeMap<(u32, u16), &str>,
        without: &BTreeSet<u32>,
    ) -> Result<(), Fatal> {
        let mut budget = Budget::default();
        let mut builder = Builder::new(&mut budget);
        builder.table.hidden_columns = std::mem::take(&mut self.hidden_columns);
        for row in &self.rows {
            if row.hidden {
                builder.hide_row(row.number - 1);
            }
            let mut mended = cells.range((row.number, 0)..=(row.number, u16::MAX));
            if mended.next().is_none() {
                builder.width(row.number - 1, row.width as usize);
            }
        }
        for place in &self.cells {
            let at = (place.row + 1, place.column);
            if !without.contains(&at.0) && !cells.contains_key(&at) {
                let cell = self.cell_at(place);
                builder.cell(place.row, place.column.into(), cell.kind, cell.text)?;
                if let Some(last) = builder.table.cells.last_mut() {
                    last.origin = cell.origin;
                }
            }
        }
        for (&(number, column), text) in cells {
            if !without.contains(&number) {
                builder.cell(number - 1, column.into(), Kind::Text, text)?;
            }
        }
        *self = builder.finish()?;
        Ok(())
    }

    fn cell_at(&self, place: &Place) -> Cell<'_> {
        Cell {
            column: place.column.into(),
            text: &self.text[place.start as usize..place.end as usize],
            kind: place.kind,
            origin: place.origin,
        }
    }
}

impl<'t> Row<'t> {
    /// The filled cells, from left to right.
    pub(super) fn cells(self) -> impl DoubleEndedIterator<Item = Cell<'t>> + Clone {
        self.cells.iter().map(|place| self.table.cell_at(place))
    }

    /// The filled cells that are no part of an area merged with others before.
    pub(super) fn own(self) -> impl DoubleEndedIterator<Item = Cell<'t>> + Clone {
        self.cells().filter(|cell| cell.origin == Origin::Own)
    }

    /// The cell in this column if it is filled.
    pub(super) fn get(self, column: usize) -> Option<Cell<'t>> {
        let column_of = |place: &Place| usize::from(place.column);
        let at = self.cells.binary_search_by_key(&column, column_of).ok()?;
        Some(self.table.cell_at(&self.cells[at]))
    }

    /// The text in this column, empty if there is none.
    pub(super) fn text(self, column: usize) -> &'t str {
        self.get(column).map_or("", |cell| cell.text)
    }

    /// One more than the last filled column, or the cells as written.
    pub(super) fn width(self) -> usize {
        let last = self.cells.last();
        last.map_or(0, |place| usize::from(place.column) + 1)
            .max(self.width)
    }
}

/// Makes a [`Table`]; counts before it keeps.
#[derive(Debug)]
pub(super) struct Builder<'b> {
    budget: &'b mut Budget,
    table: Table,
    merged: Vec<Area>,
    hidden: BTreeSet<u32>,
    widths: BTreeMap<u32, u32>,
    /// Whether two values were written in one cell.
    doubled: bool,
    rows: usize,
}

/// First and last row, first and last column; counted from 0.
pub(super) type Area = [u32; 4];

impl<'b> Builder<'b> {
    pub(super) fn new(budget: &'b mut Budget) -> Self {
        Builder {
            budget,
            table: Table::default(),
            merged: Vec::new(),
            hidden: BTreeSet::new(),
            widths: BTreeMap::new(),
            doubled: false,
            rows: 0,
        }
    }

    /// Adds a cell; row and column are counted from 0. A blank one is dropped.
    ///
    /// # Errors
    ///
    /// The refusal of a file with too many cells.
    pub(super) fn cell(
        &mut self,
        row: u32,
        column: u32,
        kind: Kind,
        cell: &str,
    ) -> Result<(), Fatal> {
        let empty = matches!(kind, Kind::Error | Kind::Formula);
        if !empty && text::is_blank(cell) {
            return Ok(());
        }
        if column >= MOST_COLUMNS {
            return Err(too_big());
        }
        if cell.len() > MOST_IN_CELL {
            let place = said::LONG_CELL.at(row as usize + 1);
            return Err(place.in_column(column_letters(column as usize)).into());
        }
        self.budget.take(1, cell.len())?;
        let start = self.table.text.len() as u32;
        self.table.text.push_str(cell);
        let place = Place {
            row,
            column: column as u16,
            kind,
            origin: Origin::Own,
            start,
            end: self.table.text.len() as u32,
        };
        self.rows += usize::from(self.table.cells.last().is_none_or(|last| last.row != row));
        if self.rows > 2 * MOST_ROWS_OF_MANY {
            return Err(too_many_rows(true));
        }
        self.table.cells.push(place);
        Ok(())
    }

    /// Says that these cells are one.
    pub(super) fn merge(&mut self, area: Area) -> Result<(), Fatal> {
        self.budget.take(1, 0)?;
        self.merged.push(area);
        Ok(())
    }

    /// Says that this row is hidden.
    pub(super) fn hide_row(&mut self, row: u32) {
        self.hidden.insert(row);
    }

    /// Says that these columns are hidden.
    pub(super) fn hide_columns(&mut self, first: u32, last: u32) {
        self.table.hidden_columns.push((first, last));
    }

    /// Says how many cells this row has as written.
    pub(super) fn width(&mut self, row: u32, width: usize) {
        self.widths.insert(row, width as u32);
    }

    pub(super) fn finish(mut self) -> Result<Table, Fatal> {
        self.sort();
        if self.doubled {
            return Err(said::DOUBLED.into());
        }
        self.gather_rows();
        if !self.merged.is_empty() {
            self.fill_merged()?;
            self.sort();
            self.gather_rows();
        }
        Ok(self.table)
    }

    fn sort(&mut self) {
        let cells = &mut self.table.cells;
        cells.sort_by_key(|place| (place.row, place.column));
        let text = |place: &Place| &self.table.text[place.start as usize..place.end as usize];
        cells.dedup_by(|later, first| {
            let same = (later.row, later.column) == (first.row, first.column);
            // Beneath a merged area stands what nobody sees.
            self.doubled |= same && later.origin == Origin::Own && text(later) != text(first);
            same
        });
    }

    /// Finds the rows that the cells stand in.
    fn gather_rows(&mut self) {
        let rows = &mut self.table.rows;
        rows.clear();
        for (first, place) in self.table.cells.iter().enumerate() {
            let row = place.row;
            if rows.last().is_none_or(|last| last.number != row + 1) {
                rows.push(RowPlace {
                    number: row + 1,
                    first: first as u32,
                    hidden: self.hidden.contains(&row),
                    width: self.widths.get(&row).copied().unwrap_or(0),
                });
            }
        }
    }

    /// Gives each cell of a merged area the text of its first, in rows and
    /// columns that hold something anyway.
    fn fill_merged(&mut self) -> Result<(), Fatal> {
        let widest = self.table.cells.iter().map(|place| place.column).max();
        let widest = u32::from(widest.unwrap_or_default());
        let mut filled = Vec::new();
        for [top, bottom, left, right] in std::mem::take(&mut self.merged) {
            let rows = &self.table.rows;
            let from = rows.partition_point(|row| row.number <= top);
            let to = rows.partition_point(|row| row.number <= bottom + 1);
            let first = rows.get(from).filter(|row| row.number == top + 1);
            let cells = &self.table.cells;
            let anchor = first.and_then(|row| {
                let mut cells = cells[row.first as usize..].iter();
                cells.find(|place| place.row != top || u32::from(place.column) >= left)
            });
            let Some(&anchor) = anchor.filter(|a| a.row == top && u32::from(a.column) == left)
            else {
                continue;
            };
            let right = right.min(widest);
            self.budget
                .take((to - from) * (right + 1).saturating_sub(left) as usize, 0)?;
            for row in &rows[from..to] {
                for column in left..=right {
                    let (row, column) = (row.number - 1, column as u16);
                    let origin = match (row == top, column == anchor.column) {
                        (true, true) => continue,
                        (false, true) => Origin::Above,
                        (_, false) => Origin::Left,
                    };
                    filled.push(Place {
                        row,
                        column,
                        origin,
                        ..anchor
                    });
                }
            }
        }
        self.table.cells.extend(filled);
        Ok(())
    }
}

/// The letters by which Excel names a column, `A` for 0.
pub(super) fn column_letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(b'A' + ((rest - 1) % 26) as u8);
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().map(|&b| char::from(b)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(make: impl FnOnce(&mut Builder<'_>) -> Result<(), Fatal>) -> Table {
        let mut budget = Budget::default();
        let mut builder = Builder::new(&mut budget);
        make(&mut builder).unwrap();
        builder.finish().unwrap()
    }

    #[test]
    fn blank_rows_leave_no_trace_but_their_number() {
        let table = table(|builder| {
            for (row, column, text) in [(2, 1, "в"), (0, 0, "а"), (0, 1, "б"), (1, 0, " ")] {
                builder.cell(row, column, Kind::Text, text)?;
            }
            Ok(())
        });
        let numbers: Vec<_> = table.rows().map(|row| row.number).collect();
        assert_eq!(numbers, [1, 3]);
        let texts: Vec<_> = table.row(0).cells().map(|cell| cell.text).collect();
        assert_eq!(texts, ["а", "б"]);
        assert_eq!((table.row(1).text(1), table.row(1).text(9)), ("в", ""));
    }

    #[test]
    fn a_merged_area_is_filled_where_there_are_rows() {
        let table = table(|builder| {
            builder.cell(0, 0, Kind::Text, "7А")?;
            builder.cell(0, 2, Kind::Text, "х")?;
            builder.cell(3, 2, Kind::Text, "у")?;
            builder.merge([0, 1_000_000, 0, 1])
        });
        let cells = |at| {
            let cells = table.row(at).cells();
            cells.map(|c| (c.text, c.origin)).collect::<Vec<_>>()
        };
        assert_eq!(table.len(), 2);
        let (own, left) = (Origin::Own, Origin::Left);
        assert_eq!(cells(0), [("7А", own), ("7А", left), ("х", own)]);
        assert_eq!(cells(1), [("7А", Origin::Above), ("7А", left), ("у", own)]);
    }

    #[test]
    fn a_mended_table_has_the_new_cells_and_not_the_rows_left_out() {
        let mut table = table(|builder| {
            for (row, text) in [(0, "ФИО"), (1, "Ким"), (2, "Ли"), (4, "Всего")] {
                builder.cell(row, 1, Kind::Text, text)?;
            }
            builder.width(1, 9);
            builder.hide_row(2);
            Ok(())
        });
        let cells = [
            ((2, 1), "Ким Ян"),
            ((2, 0), "1"),
            ((3, 2), " "),
            ((5, 0), "?"),
        ]
        .into();
        table.mend(&cells, &[5].into()).unwrap();
        let rows: Vec<_> = table
            .rows()
            .map(|row| (row.number, row.hidden, row.width()))
            .collect();
        assert_eq!(rows, [(1, false, 2), (2, false, 2), (3, true, 2)]);
        let texts: Vec<_> = table.row(1).cells().map(|cell| cell.text).collect();
        assert_eq!(texts, ["1", "Ким Ян"]);
    }

    #[test]
    fn columns_are_named_as_excel_names_them() {
        assert_eq!(column_letters(0), "A");
        assert_eq!(column_letters(25), "Z");
        assert_eq!(column_letters(26), "AA");
        assert_eq!(column_letters(16_383), "XFD");
    }
}
