//! A table of cells, whatever file it came from.
//!
//! All text lies in one string and a cell is a place in it: a 1 MB file of
//! nothing but delimiters has a million cells, and a `String` for each would
//! cost many times the file.

/// Rows of cells; rows in which every cell is blank are left out.
#[derive(Debug, Default)]
pub(super) struct Table {
    text: String,
    /// Where each cell ends in `text`; it begins where the one before ends.
    ends: Vec<u32>,
    rows: Vec<RowPlace>,
}

#[derive(Debug, Clone, Copy)]
struct RowPlace {
    number: u32,
    first: u32,
}

/// One row of a [`Table`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'t> {
    table: &'t Table,
    /// Counted from 1, blank rows included, as Excel counts.
    pub(super) number: usize,
    first: usize,
    end: usize,
}

impl Table {
    /// Takes all rows out; the room stays.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
        self.rows.clear();
    }

    /// Begins the row with this number.
    pub(super) fn start_row(&mut self, number: usize) {
        self.rows.push(RowPlace {
            number: number as u32,
            first: self.ends.len() as u32,
        });
    }

    /// Adds a piece of text to the cell that is being written.
    pub(super) fn push_str(&mut self, piece: &str) {
        self.text.push_str(piece);
    }

    /// Ends the cell that is being written.
    pub(super) fn end_cell(&mut self) {
        self.ends.push(self.text.len() as u32);
    }

    /// Ends the row; drops it again if all its cells are blank. Gives whether
    /// it was kept.
    pub(super) fn end_row(&mut self) -> bool {
        let Some(place) = self.rows.last().copied() else {
            return false;
        };
        let first = place.first as usize;
        let start = first.checked_sub(1).map_or(0, |at| self.ends[at] as usize);
        let blank = super::text::is_blank(&self.text[start..]);
        if blank {
            self.rows.pop();
            self.ends.truncate(first);
            self.text.truncate(start);
        }
        !blank
    }

    /// Number of rows that are not blank.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The rows that are not blank, in order.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.rows.len()).map(|at| self.row(at))
    }

    /// The `at`-th of the rows that are not blank.
    pub(super) fn row(&self, at: usize) -> Row<'_> {
        let next = self.rows.get(at + 1).map(|row| row.first as usize);
        Row {
            table: self,
            number: self.rows[at].number as usize,
            first: self.rows[at].first as usize,
            end: next.unwrap_or(self.ends.len()),
        }
    }
}

impl<'t> Row<'t> {
    /// Number of cells.
    pub(super) fn len(&self) -> usize {
        self.end - self.first
    }

    /// The cell in this column, empty if the row ends before.
    pub(super) fn cell(&self, column: usize) -> &'t str {
        let at = self.first + column;
        if at >= self.end {
            return "";
        }
        let ends = &self.table.ends;
        let start = at.checked_sub(1).map_or(0, |before| ends[before] as usize);
        &self.table.text[start..ends[at] as usize]
    }

    /// All cells.
    pub(super) fn cells(self) -> impl Iterator<Item = &'t str> {
        (0..self.len()).map(move |column| self.cell(column))
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

    #[test]
    fn blank_rows_leave_no_trace_but_their_number() {
        let mut table = Table::default();
        for (number, cells) in [(1, ["а", "б"]), (2, ["", " "]), (3, ["", "в"])] {
            table.start_row(number);
            for cell in cells {
                table.push_str(cell);
                table.end_cell();
            }
            table.end_row();
        }
        let numbers: Vec<_> = table.rows().map(|row| row.number).collect();
        assert_eq!(numbers, [1, 3]);
        assert_eq!(table.row(1).cells().collect::<Vec<_>>(), ["", "в"]);
        assert_eq!(table.row(1).cell(9), "");
    }

    #[test]
    fn columns_are_named_as_excel_names_them() {
        assert_eq!(column_letters(0), "A");
        assert_eq!(column_letters(25), "Z");
        assert_eq!(column_letters(26), "AA");
        assert_eq!(column_letters(16_383), "XFD");
    }
}
