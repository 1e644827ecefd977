//! Bytes of a class list to the pupils in it.
//!
//! Takes the bytes of a file that a school keeps (CSV of any make, Excel and
//! LibreOffice workbooks), gives a [`Roster`], or every problem found in the
//! whole file. The way: `sniff` tells the kind, `encoding` and
//! `delimited` or `book` make tables, `header` finds the columns, `source` hands
//! out the rows under them, `rows` makes pupils. Must not know templates, pages, files and clocks;
//! cells of columns that are not needed never leave this stage.

mod account;
mod birth;
mod book;
mod class;
mod date;
mod delimited;
mod encoding;
mod field;
mod footer;
mod given;
mod header;
mod log;
mod name;
mod ole;
mod person;
mod plausible;
mod rows;
mod sniff;
mod source;
mod spelling;
mod table;
mod text;

use jiff::civil::Date;

use self::log::{Fatal, Log};
use self::sniff::Kind;
use self::source::{Cells, Source};
use crate::base::diagnostic::Diagnostic;
use crate::model::student::{Reading, Roster};

/// More rows than any school has; beyond, `many` has to be said.
pub const MOST_ROWS: usize = 100_000;

/// Places inside a file are kept in 32 bits.
const MOST_BYTES: usize = 1 << 30;

/// So much of a text is looked at to find its delimiter.
const PEEK: usize = 256 * 1024;

/// How a roster is to be read.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// The file's name, for remarks only.
    pub file: &'a str,
    /// Name of the character encoding if the user knows it better.
    pub encoding: Option<&'a str>,
    /// Name of the sheet of a workbook; the first with pupils if not given.
    pub sheet: Option<&'a str>,
    /// Whether more than [`MOST_ROWS`] rows are meant.
    pub many: bool,
    /// The day on which ages are judged.
    pub today: Date,
}

impl Options<'_> {
    fn most_rows(&self) -> usize {
        if self.many { usize::MAX } else { MOST_ROWS }
    }
}

/// Reads a roster from the bytes of a file.
///
/// # Errors
///
/// Every error and warning of the file, sorted by row, if there is an error
/// among them.
pub fn read(bytes: &[u8], options: &Options<'_>) -> Result<Roster, Vec<Diagnostic>> {
    let mut log = Log::default();
    match understand(bytes, options, &mut log) {
        Ok(mut roster) if !log.has_errors() => {
            roster.warnings = log.finish(options.file);
            Ok(roster)
        }
        Ok(_) => Err(log.finish(options.file)),
        Err(fatal) => {
            log.push(*fatal);
            Err(log.finish(options.file))
        }
    }
}

fn understand(bytes: &[u8], options: &Options<'_>, log: &mut Log) -> Result<Roster, Fatal> {
    if bytes.len() > MOST_BYTES {
        return Err(Diagnostic::error("too-many-rows", "файл слишком большой.").into());
    }
    let (source, mut reading) = match sniff::kind(bytes) {
        Kind::Text => read_text(bytes, options, log)?,
        Kind::Foreign(name, hint) => return Err(sniff::refusal(name, hint).into()),
        kind => book::read(bytes, kind, options, log)?,
    };
    let before = log.clone();
    say_repeated(&source, log);
    let Some(pupils) = rows::read(&source, options.most_rows(), options.today, log) else {
        // Of rows that are not wanted nothing is said.
        *log = before;
        return Err(too_many_rows());
    };
    if pupils.students.is_empty() && !log.has_errors() {
        return Err(Diagnostic::error(
            "no-pupils",
            "под строкой с названиями столбцов нет учеников.",
        )
        .at_row(source.header.number)
        .with_hint("Впишите учеников и сохраните файл.")
        .into());
    }
    reading.header_row = source.header.number;
    reading.columns = source.header.columns();
    reading.skipped = pupils.skipped;
    Ok(Roster {
        students: pupils.students,
        reading,
        warnings: Vec::new(),
    })
}

fn read_text<'b>(
    bytes: &'b [u8],
    options: &Options<'_>,
    log: &mut Log,
) -> Result<(Source<'b>, Reading), Fatal> {
    if let Some(sheet) = options.sheet {
        log.push(Diagnostic::warning(
            "sheet-ignored",
            format!("в текстовом файле нет листов; лист «{sheet}» не искали."),
        ));
    }
    let decoded = encoding::decode(bytes, options.encoding)?;
    let (wanted, text) = delimited::separator_line(&decoded.text);
    if text::is_blank(text) {
        return Err(empty_file());
    }
    let delimiter = choose_delimiter(text, wanted)?;
    // Titles above the header are rows, too.
    let most = options.most_rows().saturating_add(header::DEPTH);
    let survey = delimited::survey(text, delimiter, most);
    if survey.cut_short {
        return Err(too_many_rows());
    }
    let top = delimited::parse(text, delimiter, header::DEPTH);
    let header = header::find(&top);
    // Those under the header are said when their rows are read.
    let titles = header.as_ref().map_or(usize::MAX, |header| header.number);
    for &row in survey.unclosed.iter().filter(|&&row| row <= titles) {
        log.push(rows::unclosed_quote().at_row(row));
    }
    let header = header.ok_or_else(|| header::refusal(&top))?;
    let begin = decoded.text.len() - text.len();
    let source = Source {
        cells: Cells::Text {
            text: decoded.text,
            begin,
            delimiter,
            rows: survey.rows,
        },
        header,
        unclosed: survey.unclosed,
    };
    let reading = Reading {
        encoding: decoded.encoding.to_owned(),
        delimiter: Some(delimiter),
        ..Reading::default()
    };
    Ok((source, reading))
}

/// The delimiter that gives the best header: rows as wide as the header, then
/// the greatest number of known columns.
fn choose_delimiter(text: &str, wanted: Option<char>) -> Result<char, Fatal> {
    if let Some(delimiter) = wanted {
        return Ok(delimiter);
    }
    // The header and some pupils stand at the start even of a huge file.
    let start = text::start(text, PEEK);
    let mut best = None;
    let mut refusal: Option<Diagnostic> = None;
    for delimiter in delimited::DELIMITERS {
        let table = delimited::parse(start, delimiter, 2 * header::DEPTH);
        let Some(header) = header::find(&table) else {
            let other = header::refusal(&table);
            if refusal.as_ref().is_none_or(|r| r.code == "no-header") {
                refusal = Some(other);
            }
            continue;
        };
        let below = header.index + 1..table.len();
        let agreeing = below
            .clone()
            .filter(|&at| table.row(at).len() == header.width);
        let agreeing = agreeing.count();
        let rank = (2 * agreeing >= below.len(), header.score, agreeing);
        if best.is_none_or(|(most, _)| rank > most) {
            best = Some((rank, delimiter));
        }
    }
    match (best, refusal) {
        (Some((_, delimiter)), _) => Ok(delimiter),
        (None, refusal) => Err(refusal.map_or_else(empty_file, Fatal::from)),
    }
}

fn say_repeated(source: &Source, log: &mut Log) {
    for title in &source.header.repeated {
        log.push(
            Diagnostic::warning(
                "repeated-column",
                "столбец с таким смыслом встретился второй раз; взят первый.",
            )
            .at_row(source.header.number)
            .in_column(title),
        );
    }
}

fn empty_file() -> Fatal {
    Diagnostic::error("empty-file", "файл пуст.")
        .with_hint("Откройте список, проверьте, что в нём есть ученики, и сохраните заново.")
        .into()
}

fn too_many_rows() -> Fatal {
    Diagnostic::error(
        "too-many-rows",
        format!("в файле больше {MOST_ROWS} строк."),
    )
    .with_hint("Если это не ошибка, запустите программу с ключом --many.")
    .into()
}

/// The normal form of a class, `7Б`, however it is written (`7-б`, `7 «Б» класс`);
/// `None` if the text names no class.
pub fn class_name(text: &str) -> Option<String> {
    class::parse(text)
}

/// A date as schools write it (`5.3.2013`, `05.03.13 г.`, Excel's serial
/// number); two-digit years are taken to lie before `today`. `None` if it is
/// none.
pub fn date(text: &str, today: Date) -> Option<Date> {
    date::parse(text, date::Order::DayFirst, today)
}

/// Surname, first name and patronymic of a whole name; all empty if they
/// cannot be told apart.
pub fn name_parts(full: &str) -> (String, String, String) {
    let parts = name::split(full);
    (parts.last, parts.first, parts.middle)
}
