//! A list that its owner looks at and mends before it is understood.
//!
//! Gives the sheet that is read as a [`Grid`]: its rows, and what each column
//! is taken for. Takes [`Mend`]s, which put other texts in cells and leave rows
//! out; a column gets another meaning by another title. Must not know what the
//! rows are understood to be.

use std::collections::{BTreeMap, BTreeSet};

use super::choose;
use super::limits::MOST_LOOKED_AT;
use super::log::{Fatal, Log};
use super::options::Options;
use super::read::{self, file::File};
use super::said;
use super::table::{Origin, Row, column_letters};
use super::text;
use super::understand::field::{self, Field};
use super::understand::{self, refusal};
use crate::model::student::Reading;

/// Blank lines that stand for rows without cells in a list that is written out.
const MOST_BLANK: usize = 1000;

/// One thing that is put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mend {
    /// The row, counted from 1 as Excel counts.
    pub row: usize,
    /// The column, counted from 0; `None` leaves the row out.
    pub column: Option<usize>,
    /// What the cell holds instead.
    pub text: String,
}

/// A sheet as it stands in the file, mended.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grid {
    /// Name of the sheet; empty for a text file.
    pub sheet: String,
    /// The sheets of a workbook that are not hidden.
    pub sheets: Vec<String>,
    /// Row with the titles; 0 if there is none.
    pub header_row: usize,
    /// As many as the widest row has cells, or fewer.
    pub columns: Vec<GridColumn>,
    /// Rows that are not blank.
    pub rows: Vec<GridRow>,
}

/// A column of a [`Grid`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridColumn {
    /// Its title, or its letters: as a remark calls it.
    pub title: String,
    /// What title and content say it holds.
    pub field: Option<&'static str>,
}

/// A row of a [`Grid`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridRow {
    /// Counted from 1 as Excel counts.
    pub number: usize,
    /// Its cells from the first column on.
    pub cells: Vec<String>,
}

impl Grid {
    /// The list as a text that Excel opens; `titles`, if there are any, stand in
    /// a row above all others.
    pub fn csv(&self, titles: &[String]) -> String {
        let mut text = String::from("\u{feff}");
        let mut at = 1;
        if !titles.is_empty() {
            line(&mut text, titles, self.columns.len());
        }
        for row in &self.rows {
            let blank = row.number.saturating_sub(at).min(MOST_BLANK);
            text.extend(std::iter::repeat_n("\r\n", blank));
            at = row.number + 1;
            line(&mut text, &row.cells, self.columns.len());
        }
        text
    }
}

fn line(text: &mut String, cells: &[String], width: usize) {
    for at in 0..width.max(cells.len()) {
        let cell = cells.get(at).map_or("", String::as_str);
        if at > 0 {
            text.push(';');
        }
        match cell.contains([';', '"', '\n', '\r']) {
            true => *text += &format!("\"{}\"", cell.replace('"', "\"\"")),
            false => *text += cell,
        }
    }
    *text += "\r\n";
}

/// The sheet that [`super::read()`] would read, mended; `None` if there is none or
/// there are several.
pub fn grid(bytes: &[u8], options: &Options<'_>, mends: &[Mend]) -> Option<Grid> {
    let mut file = read::read(bytes, options, &mut Log::default()).ok()?;
    mend(&mut file, options, mends).ok()?;
    let sheet = &file.sheets[only(&file, options).ok()??];
    let table = &sheet.table;
    let width = table.rows().map(Row::width).max().unwrap_or(0);
    let header = understand::first_header(table, options.today);
    let refused = || refusal::refusal(table).row;
    let header_row = header.as_ref().map(|header| header.number).or_else(refused);
    // A row that is refused as a header names its columns all the same.
    let titles = table.rows().find(|row| Some(row.number) == header_row);
    let titled = |at| {
        let title = titles.map(|row| text::clean(row.text(at)).into_owned());
        let title = title.filter(|title| !title.is_empty())?;
        Some((title.clone(), field::recognise(&title)))
    };
    let columns = (0..width.min(MOST_LOOKED_AT)).map(|at| {
        let named = match &header {
            Some(header) => header.named(at),
            None => titled(at),
        };
        let (title, field) = named.unwrap_or_else(|| (column_letters(at), None));
        let field = field
            .filter(|field| *field != Field::Number)
            .map(Field::key);
        GridColumn { title, field }
    });
    let columns: Vec<GridColumn> = columns.collect();
    let is_book = file.delimiter.is_none();
    let visible = file.sheets.iter().filter(|sheet| is_book && !sheet.hidden);
    Some(Grid {
        sheet: sheet.name.clone(),
        sheets: visible.map(|sheet| sheet.name.clone()).collect(),
        header_row: header_row.unwrap_or(0),
        rows: table.rows().map(|row| shown(row, columns.len())).collect(),
        columns,
    })
}

/// A row as it is shown: a text stands once in an area merged across.
fn shown(row: Row<'_>, width: usize) -> GridRow {
    let merged = row.own().next().is_none();
    let mut cells = vec![String::new(); width];
    for cell in row
        .cells()
        .filter(|cell| cell.origin != Origin::Left && !merged)
    {
        if let Some(place) = cells.get_mut(cell.column) {
            *place = cell.text.to_owned();
        }
    }
    GridRow {
        number: row.number,
        cells,
    }
}

/// Mends the sheet that is read.
pub(super) fn mend(file: &mut File, options: &Options<'_>, mends: &[Mend]) -> Result<(), Fatal> {
    let Some(at) = only(file, options)? else {
        return Err(said::SEVERAL_SHEETS.into());
    };
    let number = |row: usize| u32::try_from(row).unwrap_or(u32::MAX);
    let column = |mend: &Mend| Some(u16::try_from(mend.column?).unwrap_or(u16::MAX));
    let cells = mends.iter().filter(|mend| mend.row > 0);
    let cells = cells.filter_map(|one| Some(((number(one.row), column(one)?), &*one.text)));
    let cells: BTreeMap<(u32, u16), &str> = cells.collect();
    let without = mends.iter().filter(|mend| mend.column.is_none());
    let without: BTreeSet<u32> = without.map(|mend| number(mend.row)).collect();
    file.sheets[at].table.mend(&cells, &without)?;
    let is_mended = |row| mends.iter().any(|mend| Some(mend.row) == row);
    file.bad_rows.retain(|bad| !is_mended(bad.row));
    Ok(())
}

/// Which sheet is read, if it is one.
fn only(file: &File, options: &Options<'_>) -> Result<Option<usize>, Fatal> {
    let chosen = choose(file, options, &mut Reading::default(), &mut Log::default())?;
    let [chosen] = chosen[..] else {
        return Ok(None);
    };
    Ok(file
        .sheets
        .iter()
        .position(|sheet| std::ptr::eq(sheet, chosen)))
}

/// The title that makes a column this field, or one that is not needed.
pub fn title_of(field: Option<&str>) -> &'static str {
    field.and_then(field::title).unwrap_or("Не нужен")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roster::{read, read_mended};
    use jiff::civil::date;

    const OPTIONS: Options<'static> = Options {
        file: "7б.csv",
        encoding: None,
        sheet: None,
        login_column: None,
        many: false,
        today: date(2026, 11, 22),
    };

    fn set(row: usize, column: usize, text: &str) -> Mend {
        Mend {
            row,
            column: Some(column),
            text: text.to_owned(),
        }
    }

    #[test]
    fn a_list_is_mended_and_comes_out_as_it_is_read_again() {
        let list = "Кто;ФИО мамы;Дата рождения\nИванов Пётр;Иванова Анна;31.02.2013\n\
            Ким \"Ли;;01.02.2013\nЛи Лев;;";
        assert!(read(list.as_bytes(), &OPTIONS).is_err());
        let leave = Mend {
            row: 3,
            column: None,
            text: String::new(),
        };
        let mends = [
            set(1, 0, title_of(Some("full"))),
            set(2, 2, "01.03.2013"),
            leave,
        ];
        let roster = read_mended(list.as_bytes(), &OPTIONS, &mends).unwrap();
        let names: Vec<_> = roster.students.iter().map(|one| one.name.full()).collect();
        assert_eq!(names, ["Иванов Пётр", "Ли Лев"]);
        let grid = grid(list.as_bytes(), &OPTIONS, &mends).unwrap();
        assert_eq!((grid.header_row, grid.columns[0].field), (1, Some("full")));
        let again = read(grid.csv(&[]).as_bytes(), &OPTIONS).unwrap();
        assert_eq!(again.students, roster.students);
    }

    #[test]
    fn a_list_without_titles_gets_them() {
        for delimiter in [";", ",", "\t"] {
            let list = "Иванов Пётр;7Б\nКим Лев;7Б\n".replace(';', delimiter);
            let errors = read(list.as_bytes(), &OPTIONS).unwrap_err();
            assert_eq!(errors[0].code, "no-header");
            let grid = grid(list.as_bytes(), &OPTIONS, &[]).unwrap();
            assert_eq!(
                (grid.header_row, grid.columns.len()),
                (0, 2),
                "{delimiter:?}"
            );
            let titles = [Some("full"), Some("class")].map(|field| title_of(field).to_owned());
            let roster = read(grid.csv(&titles).as_bytes(), &OPTIONS).unwrap();
            assert_eq!(roster.students.len(), 2);
        }
    }

    #[test]
    fn every_meaning_has_a_title_that_is_understood() {
        for key in [
            "last", "first", "middle", "full", "class", "grade", "letter", "birth", "login",
            "account",
        ] {
            let field = field::recognise(title_of(Some(key))).map(|field| field.key());
            assert_eq!(field, Some(key));
        }
        assert_eq!(field::recognise(title_of(None)), None);
    }
}
