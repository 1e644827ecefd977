//! Bytes of a class list to the pupils in it.
//!
//! Takes the bytes of a file that a school keeps (text of any make, workbooks,
//! pages of HTML), gives a [`Roster`], or every problem found in the whole
//! file. `read` parses the file once into tables, `understand` finds header,
//! columns and pupils in them; `limits` bounds both. Must not know templates,
//! pages, files and clocks; cells of columns that are not needed leave
//! this stage only in a [`Grid`], which shows the list to who mends it.

mod limits;
mod log;
mod mend;
mod options;
mod read;
#[rustfmt::skip]
mod said;
mod table;
mod text;
mod understand;

use std::sync::Arc;

use jiff::civil::Date;

use self::limits::too_many_rows;
pub use self::limits::{MOST_BYTES, MOST_ROWS};
use self::log::{Fatal, Log};
pub use self::mend::{Grid, GridColumn, GridRow, Mend, grid, title_of};
pub use self::options::{ALL_SHEETS, Options};
use self::read::file::{File, Sheet};
use self::understand::{Seen, Source, Understood, class, date, field, header, name};
use crate::base::diagnostic::Diagnostic;
use crate::model::student::{Reading, Roster};

/// Reads a roster from the bytes of a file.
///
/// # Errors
///
/// Every error and warning of the file, sorted by row, if there is an error
/// among them.
pub fn read(bytes: &[u8], options: &Options<'_>) -> Result<Roster, Vec<Diagnostic>> {
    read_mended(bytes, options, &[])
}

/// Reads a roster as [`read()`] does, its list mended as `mends` say.
///
/// # Errors
///
/// As [`read()`].
pub fn read_mended(
    bytes: &[u8],
    options: &Options<'_>,
    mends: &[Mend],
) -> Result<Roster, Vec<Diagnostic>> {
    let mut log = Log::default();
    match read_file(bytes, options, mends, &mut log) {
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

fn read_file(
    bytes: &[u8],
    options: &Options<'_>,
    mends: &[Mend],
    log: &mut Log,
) -> Result<Roster, Fatal> {
    let mut file = read::read(bytes, options, log)?;
    if !mends.is_empty() {
        mend::mend(&mut file, options, mends)?;
    }
    let mut roster = Roster {
        reading: Reading {
            encoding: file.format.to_owned(),
            delimiter: file.delimiter,
            ..Reading::default()
        },
        ..Roster::default()
    };
    let chosen = choose(&file, options, &mut roster.reading, log)?;
    let several = chosen.len() > 1;
    let mut seen = Seen::default();
    let mut has_login = false;
    for sheet in chosen {
        let mut said = Log::default();
        seen.begin(&sheet.name);
        let read = understand_sheet(&file, sheet, options, &mut seen, &mut said);
        // Row numbers alone would not say which sheet.
        let place = several.then(|| format!("{}, лист «{}»", options.file, sheet.name));
        log.append(said, place.as_deref());
        let read = read.map_err(|mut fatal| {
            fatal.file = place;
            fatal
        })?;
        has_login |= read.has_login;
        add(&mut roster, read, sheet, several, log);
    }
    if !has_login {
        log.raise(said::NO_LOGIN_COLUMN.code);
    }
    if roster.students.len() > options.most_rows() {
        // Of rows that are not wanted nothing is said.
        *log = Log::default();
        return Err(too_many_rows(options.many));
    }
    say_hidden(&roster.reading, log);
    if roster.students.is_empty() && !log.has_errors() {
        return Err(said::NO_PUPILS.at(roster.reading.header_row).into());
    }
    Ok(roster)
}

/// Hidden parts are read, since a filter is easily forgotten; and it is said.
fn say_hidden(reading: &Reading, log: &mut Log) {
    if let Some(first) = reading.hidden_rows.first() {
        let remark = said::HIDDEN_ROWS.with(&[&reading.hidden_rows.len()]);
        log.push(remark.at_row(*first));
    }
    for column in &reading.hidden_columns {
        log.push(Diagnostic::from(said::HIDDEN_COLUMN).in_column(column));
    }
}

fn understand_sheet(
    file: &File,
    sheet: &Sheet,
    options: &Options<'_>,
    seen: &mut Seen,
    log: &mut Log,
) -> Result<Understood, Fatal> {
    if sheet.table.len() == 0 {
        return Err(said::EMPTY_FILE.into());
    }
    let most = options.most_rows().saturating_add(limits::DEPTH);
    if sheet.table.len() > most {
        return Err(too_many_rows(options.many));
    }
    let source = Source {
        table: &sheet.table,
        delimiter: file.delimiter,
        bad_rows: &file.bad_rows,
    };
    understand::read(&source, options, seen, log)
}

/// Adds what a sheet gave; without classes of their own its pupils are in the
/// class after which the sheet is named.
fn add(roster: &mut Roster, mut read: Understood, sheet: &Sheet, several: bool, log: &mut Log) {
    if let Some((class, is_guess)) = class::of_sheet(&sheet.name)
        && read.students.iter().all(|one| one.class.is_empty())
    {
        if is_guess {
            log.push(said::SHEET_GUESSED.with(&[&sheet.name]));
        }
        let class: Arc<str> = class.into();
        for student in &mut read.students {
            student.class = Arc::clone(&class);
        }
    }
    roster.students.extend(read.students);
    let (reading, mut read) = (&mut roster.reading, read.reading);
    for skipped in &mut read.skipped {
        skipped.sheet = reading.sheets.len();
    }
    reading.skipped.extend(read.skipped);
    reading.hidden_rows.extend(read.hidden_rows);
    if !sheet.name.is_empty() {
        reading.sheets.push(sheet.name.clone());
    }
    if reading.columns.is_empty() {
        (reading.header_row, reading.columns) = (read.header_row, read.columns);
    }
    let add = |list: &mut Vec<String>, mut names: Vec<String>| {
        names.retain(|name| !several || !list.contains(name));
        list.extend(names);
    };
    add(&mut reading.ignored, read.ignored);
    add(&mut reading.hidden_columns, read.hidden_columns);
}

/// What a sheet holds; the first kind that there is is read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Pupils,
    /// Pupils who have gone, or by its name somebody's parents.
    Doubtful,
    Adults,
    Other,
}

/// The sheets to be read: the named one, all, or the first visible one with a
/// list of pupils.
fn choose<'f>(
    file: &'f File,
    options: &Options<'_>,
    reading: &mut Reading,
    log: &mut Log,
) -> Result<Vec<&'f Sheet>, Fatal> {
    if file.delimiter.is_some() {
        if let Some(sheet) = options.sheet {
            log.push(said::NO_SHEETS.with(&[&sheet]));
        }
        return Ok(file.sheets.iter().collect());
    }
    // A header without pupils, or what else is wrong, is said of the first sheet
    // that holds anything.
    let rank = |sheet: &Sheet| match header::first(&sheet.table) {
        Some(header) if header.index + 1 < sheet.table.len() => match &*sheet.name {
            name if field::is_of_adults(name) || header.is_of_staff(true) => Rank::Adults,
            name if field::is_of_leavers(name) || field::speaks_of_adults(name) => Rank::Doubtful,
            _ => Rank::Pupils,
        },
        _ => Rank::Other,
    };
    let is_filled = |sheet: &&Sheet| sheet.table.len() > 0;
    let visible = file.sheets.iter().filter(|sheet| !sheet.hidden);
    let visible = visible.filter(is_filled).map(|sheet| (rank(sheet), sheet));
    let visible: Vec<(Rank, &Sheet)> = visible.collect();
    let lists = visible.iter().filter(|(rank, _)| *rank < Rank::Adults);
    let lists: Vec<&Sheet> = lists.map(|(_, sheet)| *sheet).collect();
    let chosen = match options.sheet {
        Some(ALL_SHEETS) if !lists.is_empty() => {
            if let Some((_, sheet)) = visible.iter().find(|(rank, _)| *rank == Rank::Adults) {
                log.push(said::SHEET_OF_ADULTS.with(&[&sheet.name]));
            }
            let is_sure = visible.iter().any(|(rank, _)| *rank == Rank::Pupils);
            let doubtful = visible.iter().filter(|(rank, _)| *rank == Rank::Doubtful);
            for (_, sheet) in doubtful.filter(|_| is_sure) {
                log.push(said::DOUBTFUL_SHEET.with(&[&sheet.name]));
            }
            lists.clone()
        }
        Some(wanted) if wanted != ALL_SHEETS => vec![named(file, wanted)?],
        _ => {
            let first = visible.iter().min_by_key(|(rank, _)| *rank);
            vec![first.ok_or_else(|| no_visible_list(file))?.1]
        }
    };
    let is_other = |sheet: &&Sheet| !chosen.iter().any(|&one| std::ptr::eq(one, *sheet));
    let others = |hidden| {
        let sheets = file.sheets.iter().filter(|sheet| sheet.hidden == hidden);
        names(sheets.filter(is_filled).filter(is_other))
    };
    (reading.other_sheets, reading.hidden_sheets) = (others(false), others(true));
    let others = names(lists.into_iter().filter(is_other));
    if options.sheet.is_none() && !others.is_empty() {
        let (read, all) = (&chosen[0].name, text::quoted(&others));
        let remark = said::OTHER_SHEETS.with(&[read, &all, &others[0], &ALL_SHEETS]);
        log.push(remark);
    }
    Ok(chosen)
}

fn names<'f>(sheets: impl Iterator<Item = &'f Sheet>) -> Vec<String> {
    sheets.map(|sheet| sheet.name.clone()).collect()
}

fn named<'f>(file: &'f File, wanted: &str) -> Result<&'f Sheet, Fatal> {
    let same = |sheet: &&Sheet| text::fold(sheet.name.trim()) == text::fold(wanted.trim());
    let no_such = || {
        let all = text::quoted(&names(file.sheets.iter()));
        said::NO_SUCH_SHEET.with(&[&wanted, &all]).into()
    };
    file.sheets.iter().find(same).ok_or_else(no_such)
}

fn no_visible_list(file: &File) -> Fatal {
    let mut sheets = file.sheets.iter();
    match sheets.find(|sheet| sheet.hidden && sheet.table.len() > 0) {
        Some(sheet) => said::HIDDEN_SHEET.with(&[&sheet.name]).into(),
        None => said::EMPTY_FILE.into(),
    }
}

/// The normal form of a class, `7Б`, however it is written (`7-б`, `7 «Б» класс`);
/// `None` if the text names no class.
pub fn class_name(text: &str) -> Option<String> {
    class::parse(text)
}

/// Puts pupils to whom the roster gives no class in this one, in the form that
/// the roster's classes have, if it is a class at all.
pub fn fill_class(roster: &mut Roster, class: &str) {
    let class: Arc<str> = class_name(class).map_or_else(|| class.into(), Arc::from);
    for student in &mut roster.students {
        if student.class.is_empty() {
            student.class = Arc::clone(&class);
        }
    }
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
