//! Workbooks of Excel and LibreOffice to a table.
//!
//! Takes the bytes of a workbook, gives the table of one sheet: the named one,
//! or the first with a list of pupils. Dates become `YYYY-MM-DD`, whole numbers
//! lose their decimal point, so that the later steps see what a CSV would have.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, DataRef, ExcelDateTime, Ods, Reader, Xls, Xlsb, Xlsx};

use super::log::{Fatal, Log};
use super::sniff::Kind;
use super::source::{Cells, Source};
use super::table::Table;
use super::{Options, empty_file, header, ole, text, too_many_rows};
use crate::base::diagnostic::Diagnostic;
use crate::model::student::Reading;

/// Columns beyond this are not a class list's; a bound on memory, since one
/// cell far to the right makes a row of thousands.
const MOST_COLUMNS: u32 = 128;

/// Rows in which a sheet shows whether it holds a list of pupils.
const PEEK: usize = 2 * header::DEPTH;

/// Parts of a workbook that are read as a whole may unpack to so much, and to
/// so many times the file.
const MOST_UNPACKED: u64 = 16 << 20;
const MOST_RATIO: u64 = 24;

type Bytes<'b> = Cursor<&'b [u8]>;

enum Book<'b> {
    Xlsx(Xlsx<Bytes<'b>>),
    Xlsb(Xlsb<Bytes<'b>>),
    Xls(Xls<Bytes<'b>>),
    Ods(Ods<Bytes<'b>>),
}

/// Reads the table of pupils from a workbook.
pub(super) fn read(
    bytes: &[u8],
    kind: Kind,
    options: &Options<'_>,
    log: &mut Log,
) -> Result<(Source<'static>, Reading), Fatal> {
    if kind != Kind::Ole && unpacks_too_far(bytes) {
        return Err(Diagnostic::error(
            "bad-workbook",
            "книга при распаковке становится слишком большой.",
        )
        .with_hint("Скопируйте список на новый лист и сохраните как новую книгу.")
        .into());
    }
    // The reader of a stranger's format may panic on damaged bytes; where
    // panics unwind, that is a damaged file and not the end of the program.
    let table = catch_unwind(AssertUnwindSafe(|| {
        let mut book = open(bytes, kind)?;
        let found = pick(&mut book, options)?;
        Ok((found, book.format()))
    }))
    .unwrap_or_else(|_| Err(damaged()));
    let (found, format) = table?;
    if !found.others.is_empty() {
        log.push(
            Diagnostic::warning(
                "other-sheets",
                format!(
                    "прочитан лист «{}»; списки есть и на других листах: {}.",
                    found.sheet,
                    quoted(&found.others)
                ),
            )
            .with_hint("Чтобы взять другой лист, назовите его ключом --sheet."),
        );
    }
    let reading = Reading {
        encoding: format.to_owned(),
        sheet: Some(found.sheet),
        ..Reading::default()
    };
    Ok((found.source, reading))
}

struct Found {
    source: Source<'static>,
    sheet: String,
    /// Other sheets with lists of pupils.
    others: Vec<String>,
}

fn open(bytes: &[u8], kind: Kind) -> Result<Book<'_>, Fatal> {
    let cursor = Cursor::new(bytes);
    match kind {
        Kind::Xlsx => Xlsx::new(cursor).map(Book::Xlsx).map_err(|_| damaged()),
        Kind::Xlsb => Xlsb::new(cursor).map(Book::Xlsb).map_err(|_| damaged()),
        Kind::Ods => Ods::new(cursor).map(Book::Ods).map_err(|_| damaged()),
        _ if !ole::is_sane(bytes) => Err(old_book()),
        _ => Xls::new(cursor).map(Book::Xls).map_err(|_| old_book()),
    }
}

fn old_book() -> Fatal {
    Diagnostic::error(
        "bad-workbook",
        "книга Excel не открывается: она повреждена, защищена паролем или это документ Word.",
    )
    .with_hint("Откройте файл в Excel, снимите пароль и сохраните как .xlsx.")
    .into()
}

fn damaged() -> Fatal {
    Diagnostic::error("bad-workbook", "книга повреждена и не читается.")
        .with_hint("Откройте её в Excel или LibreOffice и сохраните заново.")
        .into()
}

fn pick(book: &mut Book<'_>, options: &Options<'_>) -> Result<Found, Fatal> {
    let names = book.sheet_names();
    if let Some(wanted) = options.sheet {
        let same = |name: &&String| text::fold(name.trim()) == text::fold(wanted.trim());
        let name = names.iter().find(same).ok_or_else(|| {
            Diagnostic::error("no-such-sheet", format!("в книге нет листа «{wanted}»."))
                .with_hint(format!("В ней есть листы: {}.", quoted(&names)))
        })?;
        let source = whole(book, name, options)?;
        return Ok(Found {
            source: source.ok_or_else(empty_file)?,
            sheet: name.clone(),
            others: Vec::new(),
        });
    }
    let mut with_pupils = Vec::new();
    let mut refusal = None;
    for name in names {
        let table = book.table(&name, PEEK)?;
        if header::find(&table).is_some_and(|header| header.index + 1 < table.len()) {
            with_pupils.push(name);
        } else if table.len() > 0 && refusal.is_none() {
            refusal = Some((name, header::refusal(&table)));
        }
    }
    let sheet = match (with_pupils.is_empty(), refusal) {
        (false, _) => with_pupils.remove(0),
        // A header without pupils is said by the caller.
        (true, Some((name, refusal))) => {
            let source = whole(book, &name, options);
            return match source {
                Ok(Some(source)) => Ok(Found {
                    source,
                    sheet: name,
                    others: Vec::new(),
                }),
                _ => Err(refusal.into()),
            };
        }
        (true, None) => return Err(empty_file()),
    };
    Ok(Found {
        source: whole(book, &sheet, options)?.ok_or_else(empty_file)?,
        sheet,
        others: with_pupils,
    })
}

/// The whole table of a sheet; `None` if the sheet is empty.
fn whole(
    book: &mut Book<'_>,
    sheet: &str,
    options: &Options<'_>,
) -> Result<Option<Source<'static>>, Fatal> {
    let most = options.most_rows().saturating_add(header::DEPTH);
    let table = book.table(sheet, most.saturating_add(1))?;
    if table.len() == 0 {
        return Ok(None);
    }
    if table.len() > most {
        return Err(too_many_rows());
    }
    let header = header::find(&table).ok_or_else(|| header::refusal(&table))?;
    Ok(Some(Source {
        cells: Cells::Table(table),
        header,
        unclosed: Vec::new(),
    }))
}

impl Book<'_> {
    fn format(&self) -> &'static str {
        match self {
            Book::Xlsx(_) => "xlsx",
            Book::Xlsb(_) => "xlsb",
            Book::Xls(_) => "xls",
            Book::Ods(_) => "ods",
        }
    }

    fn sheet_names(&self) -> Vec<String> {
        match self {
            Book::Xlsx(book) => book.sheet_names(),
            Book::Xlsb(book) => book.sheet_names(),
            Book::Xls(book) => book.sheet_names(),
            Book::Ods(book) => book.sheet_names(),
        }
    }

    /// The first rows of a sheet that are not blank.
    fn table(&mut self, sheet: &str, most: usize) -> Result<Table, Fatal> {
        let range = match self {
            Book::Xlsx(book) => return xlsx_table(book, sheet, most),
            Book::Xlsb(book) => book.worksheet_range(sheet).map_err(|_| damaged())?,
            Book::Xls(book) => book.worksheet_range(sheet).map_err(|_| damaged())?,
            Book::Ods(book) => book.worksheet_range(sheet).map_err(|_| damaged())?,
        };
        let mut filler = Filler::new(most);
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            let at = (top + row as u32, left + column as u32);
            if !filler.cell(at, &plain(value))? {
                break;
            }
        }
        Ok(filler.finish())
    }
}

/// Cell by cell: a sheet as a whole may be a million formatted empty rows.
fn xlsx_table(book: &mut Xlsx<Bytes<'_>>, sheet: &str, most: usize) -> Result<Table, Fatal> {
    let mut filler = Filler::new(most);
    // A chart sheet has no cells to read.
    let Ok(mut cells) = book.worksheet_cells_reader(sheet) else {
        return Ok(Table::default());
    };
    while let Some(cell) = cells.next_cell().map_err(|_| damaged())? {
        if !filler.cell(cell.get_position(), &plain_ref(cell.get_value()))? {
            break;
        }
    }
    Ok(filler.finish())
}

/// Makes a table of cells that come in the order of reading.
struct Filler {
    table: Table,
    most: usize,
    open: Option<u32>,
    column: u32,
}

impl Filler {
    fn new(most: usize) -> Self {
        Filler {
            table: Table::default(),
            most,
            open: None,
            column: 0,
        }
    }

    /// Takes a cell; gives whether more are wanted.
    fn cell(&mut self, (row, column): (u32, u32), text: &str) -> Result<bool, Fatal> {
        if text.is_empty() || column >= MOST_COLUMNS {
            return Ok(true);
        }
        if self.open != Some(row) {
            if self.open.is_some_and(|open| open > row) {
                return Err(damaged());
            }
            self.close();
            if self.table.len() >= self.most {
                return Ok(false);
            }
            self.table.start_row(row as usize + 1);
            self.open = Some(row);
            self.column = 0;
        }
        if column < self.column {
            return Err(damaged());
        }
        while self.column < column {
            self.table.end_cell();
            self.column += 1;
        }
        self.table.push_str(text);
        self.table.end_cell();
        self.column += 1;
        Ok(true)
    }

    fn close(&mut self) {
        if self.open.take().is_some() {
            self.table.end_row();
        }
    }

    fn finish(mut self) -> Table {
        self.close();
        self.table
    }
}

fn plain(value: &Data) -> String {
    match value {
        Data::String(text) | Data::DurationIso(text) | Data::DateTimeIso(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number_text(*number),
        Data::Bool(yes) => yes.to_string(),
        Data::DateTime(date) => date_text(date),
        Data::Error(error) => error.to_string(),
        Data::Empty => String::new(),
    }
}

fn plain_ref(value: &DataRef<'_>) -> String {
    match value {
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::String(text) | DataRef::DurationIso(text) | DataRef::DateTimeIso(text) => {
            text.clone()
        }
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number_text(*number),
        DataRef::Bool(yes) => yes.to_string(),
        DataRef::DateTime(date) => date_text(date),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

/// A phone number is a number to Excel; it must not come out as 8.9E10.
fn number_text(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        format!("{number:.0}")
    } else {
        number.to_string()
    }
}

fn date_text(date: &ExcelDateTime) -> String {
    if date.is_duration() || !(0.0..2_958_466.0).contains(&date.as_f64()) {
        return number_text(date.as_f64());
    }
    let (year, month, day, ..) = date.to_ymd_hms_milli();
    format!("{year:04}-{month:02}-{day:02}")
}

/// Whether the parts of a ZIP that are held in memory as a whole unpack to
/// much more than the file, by what its central directory says. Sheets of an
/// .xlsx are read piece by piece and do not count.
fn unpacks_too_far(bytes: &[u8]) -> bool {
    let mut sum = 0_u64;
    let mut rest = bytes;
    while let Some(at) = rest.windows(4).position(|w| w == b"PK\x01\x02") {
        rest = &rest[at..];
        let number = |range: std::ops::Range<usize>| {
            let bytes = rest.get(range).unwrap_or_default();
            bytes
                .iter()
                .rev()
                .fold(0_u64, |n, &b| n << 8 | u64::from(b))
        };
        let name_end = 46 + number(28..30) as usize;
        let name = rest.get(46..name_end).unwrap_or_default();
        if !name.starts_with(b"xl/worksheets/") {
            sum += number(24..28);
        }
        rest = &rest[4..];
    }
    sum > MOST_UNPACKED.max(MOST_RATIO * bytes.len() as u64)
}

fn quoted(names: &[String]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("«{name}»")).collect();
    names.join(", ")
}
