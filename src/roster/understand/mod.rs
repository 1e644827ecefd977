//! Tables to pupils.
//!
//! Takes the table of a sheet, gives its pupils and what was understood on the
//! way. `header` finds header rows, `content` and `settle` tell which of their
//! columns are used, `judge` what the rows beneath are, `rows` and `cells` make
//! pupils of them; each header begins a block of its own, so that nobody
//! between two headers is lost. Knows nothing of files.

mod account;
mod across;
mod beside;
mod birth;
mod block;
mod cells;
pub(super) mod class;
mod columns;
mod content;
pub(super) mod date;
pub(super) mod field;
mod footer;
mod given;
pub(super) mod header;
mod heading;
mod judge;
mod login;
pub(super) mod name;
mod note;
mod person;
mod pupils;
pub(super) mod refusal;
mod rows;
mod sample;
mod settle;
mod shape;
mod spelling;
mod torn;
mod witnesses;
mod words;

use jiff::civil::Date;

use self::block::Block;
use self::columns::Columns;
use self::field::Field;
use self::footer::Start;
use self::header::Header;
use self::heading::Heading;
use self::pupils::Pupils;
pub(super) use self::pupils::Seen;
use self::shape::Shape;
use super::log::{Fatal, Log};
use super::options::Options;
use super::table::{Cell, Row, Table};
use super::{said, text};
use crate::base::diagnostic::Diagnostic;
use crate::model::student::{Reading, Reason, Skipped, Student};

/// What a table was understood to hold.
pub(super) struct Understood {
    pub(super) students: Vec<Student>,
    pub(super) reading: Reading,
    /// Whether any of its lists has a column of logins.
    pub(super) has_login: bool,
}

/// A table and what is known of it beforehand.
pub(super) struct Source<'s> {
    pub(super) table: &'s Table,
    /// The delimiter of a text file.
    pub(super) delimiter: Option<char>,
    /// Errors of rows that are not to be read, by row.
    pub(super) bad_rows: &'s [Diagnostic],
}

/// Reads the pupils of a table.
///
/// # Errors
///
/// The refusal of a table without a header, or of one that could be read in
/// two ways.
pub(super) fn read(
    source: &Source<'_>,
    options: &Options<'_>,
    seen: &mut Seen,
    log: &mut Log,
) -> Result<Understood, Fatal> {
    let table = source.table;
    let headers = headers(table, options.today, log).ok_or_else(|| refusal::refusal(table))?;
    let mut pupils = Pupils {
        seen: std::mem::take(seen),
        ..Pupils::default()
    };
    let mut settled: Vec<(&Header, Columns)> = Vec::new();
    for (which, header) in headers.iter().enumerate() {
        let next = headers.get(which + 1);
        let end = next.map_or(table.len(), |next| next.top);
        if which > 0 {
            let numbers = (header.top..=header.index).map(|at| table.row(at).number);
            let skipped = numbers.map(|number| Skipped::new(number, Reason::Header));
            pupils.skipped.extend(skipped);
        }
        let rows = header.index + 1..end.max(header.index + 1);
        // One header at least is settled, if with nobody beneath.
        if rows.is_empty() && !(next.is_none() && settled.is_empty()) {
            continue;
        }
        let mut others = settled.iter().rev();
        let known = others.find(|(other, _)| other.is_like(header));
        let columns = match known {
            Some((_, columns)) => columns.clone(),
            None => {
                let columns = settle::settle(header, table, rows.end, options, log)?;
                settled.push((header, columns.clone()));
                columns
            }
        };
        let block = Block {
            table,
            header,
            columns: &columns,
            rows,
            delimiter: source.delimiter,
        };
        let birth = birth::Column::new(&block, options.today, log);
        if which == 0 {
            titles(&block, &birth, &mut pupils, log);
        }
        Heading::begin(&mut pupils.heading, header, which == 0);
        if pupils.heading.is_none() && is_another(&settled[0].1, &columns) {
            log.push(said::ANOTHER_TABLE.at(header.number));
        }
        rows::read(&block, source.bad_rows, &birth, &mut pupils, log);
    }
    *seen = std::mem::take(&mut pupils.seen);
    let header = settled[0].0;
    let is_above = |bad: &&Diagnostic| bad.row <= Some(header.number);
    let above = source.bad_rows.iter().filter(is_above);
    above.for_each(|bad| log.push(bad.clone()));
    Ok(understood(pupils, &settled))
}

fn understood(pupils: Pupils, settled: &[(&Header, Columns)]) -> Understood {
    let has_login = |columns: &Columns| columns.place(Field::Login).is_some();
    let (header, columns) = &settled[0];
    Understood {
        students: pupils.students,
        reading: Reading {
            skipped: pupils.skipped,
            hidden_rows: pupils.hidden,
            header_row: header.number,
            columns: columns.used(),
            ignored: columns.ignored.clone(),
            hidden_columns: columns.hidden.clone(),
            ..Reading::default()
        },
        has_login: settled.iter().any(|(_, columns)| has_login(columns)),
    }
}

/// Whether a table lacks what tells pupils in the first one.
fn is_another(first: &Columns, columns: &Columns) -> bool {
    let tells = |columns: &Columns| {
        let mut fields = [Field::Class, Field::Birth].into_iter();
        fields.any(|field| columns.place(field).is_some())
    };
    tells(first) && !tells(columns)
}

/// The headers of a table, their columns told by title and content.
fn headers(table: &Table, today: Date, log: &mut Log) -> Option<Vec<Header>> {
    let mut headers = header::all(table, header::first(table)?, table.len());
    content::tell(&mut headers, table, today, log);
    Some(headers)
}

/// The first of them.
pub(super) fn first_header(table: &Table, today: Date) -> Option<Header> {
    let headers = headers(table, today, &mut Log::default())?;
    headers.into_iter().next()
}

/// The rows above the first header: titles, one of which may name the class.
/// Names among them mean that the header has slipped down.
fn titles(block: &Block<'_>, birth: &birth::Column, pupils: &mut Pupils, log: &mut Log) {
    let columns = block.columns;
    for row in (0..block.header.top).map(|at| block.table.row(at)) {
        let is_pupil = columns.has_sure_name(row)
            && (columns::is_number(&columns.cell(row, Field::Number))
                || class::parse(&columns.cell(row, Field::Class)).is_some()
                || birth.is_date(&columns.cell(row, Field::Birth)));
        if is_pupil {
            log.push(said::PUPIL_ABOVE.at(row.number));
        } else if has_name_alone(columns, row) {
            log.push(said::NAME_ABOVE.at(row.number));
        }
        let named = row.cells().find_map(|cell| class::in_title(cell.text));
        let line: Vec<&str> = row.own().map(|cell| cell.text).collect();
        let above = pupils.title.as_deref();
        let named = named.or_else(|| class::in_parts(&line.join(" "), above));
        pupils.title = named.or(pupils.title.take());
        Heading::note(&mut pupils.heading, row, false, false);
        pupils.skipped.push(Skipped::new(row.number, Reason::Title));
    }
    // «Ученики 7А» over the names.
    let over_names = columns.title(columns.name_field());
    pupils.title = class::in_title(over_names).or(pupils.title.take());
}

/// Whether a row has a name where names stand and no word that says whose.
fn has_name_alone(columns: &Columns, row: Row<'_>) -> bool {
    let says_whose = |cell: Cell<'_>| {
        field::is_of_others(cell.text) || footer::start(&text::clean(cell.text)) != Start::Other
    };
    let in_parts = columns.name_field() == Field::Last;
    (columns.has_sure_name(row) || in_parts && columns.name_shape(row) == Shape::Strong)
        && !row.cells().any(says_whose)
}
