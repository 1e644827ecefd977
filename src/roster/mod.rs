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
use self::read::file::{File, Sheet, empty_file};
use self::understand::{Seen, Source, Understood, class, date, field, header, login, name};
use crate::base::diagnostic::Diagnostic;
use crate::model::student::{Reading, Roster, Skipped, Student};

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
        let read = read.map_err(|mut fatal| {
            fatal.file.clone_from(&place);
            fatal
        });
        log.append(said, place.as_deref());
        let read = read?;
        has_login |= read.has_login;
        add(&mut roster, read, sheet, several);
    }
    if !has_login {
        log.raise(login::NO_COLUMN);
    }
    if roster.students.len() > options.most_rows() {
        // Of rows that are not wanted nothing is said.
        *log = Log::default();
        return Err(too_many_rows(options.many));
    }
    say_hidden(&roster.reading, log);
    if roster.students.is_empty() && !log.has_errors() {
        return Err(Diagnostic::error(
            "no-pupils",
            "под строкой с названиями столбцов нет учеников.",
        )
        .at_row(roster.reading.header_row)
        .with_hint("Впишите учеников и сохраните файл.")
        .into());
    }
    Ok(roster)
}

/// Hidden parts are read, since a filter is easily forgotten; and it is said.
fn say_hidden(reading: &Reading, log: &mut Log) {
    if !reading.hidden_rows.is_empty() {
        let message = format!(
            "в файле скрыты строки с учениками (фильтр?): {}; они тоже взяты.",
            reading.hidden_rows.len()
        );
        log.push(
            Diagnostic::warning("hidden-rows", message)
                .at_row(reading.hidden_rows[0])
                .with_hint("Если эти ученики не нужны, удалите их строки."),
        );
    }
    for column in &reading.hidden_columns {
        log.push(Diagnostic::warning("hidden-column", "столбец скрыт; он взят.").in_column(column));
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
        return Err(empty_file());
    }
    let most = options.most_rows().saturating_add(header::DEPTH);
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
fn add(roster: &mut Roster, mut read: Understood, sheet: &Sheet, several: bool) {
    let has_class = |student: &Student| !student.class.is_empty();
    if let Some(class) = class::in_title(&sheet.name)
        && !read.students.iter().any(has_class)
    {
        let class: Arc<str> = class.into();
        for student in &mut read.students {
            student.class = class.clone();
        }
    }
    let reading = &mut roster.reading;
    let at = reading.sheets.len();
    let on_sheet = |skipped: Skipped| Skipped {
        sheet: at,
        ..skipped
    };
    if !sheet.name.is_empty() {
        reading.sheets.push(sheet.name.clone());
    }
    if reading.columns.is_empty() {
        reading.header_row = read.header_row;
        reading.columns = read.columns;
    }
    let new = |list: &Vec<String>, name: &String| !several || !list.contains(name);
    for name in read.ignored {
        if new(&reading.ignored, &name) {
            reading.ignored.push(name);
        }
    }
    for name in read.hidden_columns {
        if new(&reading.hidden_columns, &name) {
            reading.hidden_columns.push(name);
        }
    }
    reading
        .skipped
        .extend(read.skipped.into_iter().map(on_sheet));
    reading.hidden_rows.extend(read.hidden_rows);
    roster.students.extend(read.students);
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
            log.push(Diagnostic::warning(
                "sheet-ignored",
                format!("в текстовом файле нет листов; лист «{sheet}» не искали."),
            ));
        }
        return Ok(file.sheets.iter().collect());
    }
    let with_list = |sheet: &&Sheet| {
        let header = header::first(&sheet.table);
        header.is_some_and(|header| header.index + 1 < sheet.table.len())
    };
    let visible = || file.sheets.iter().filter(|sheet| !sheet.hidden);
    let lists: Vec<&Sheet> = visible().filter(with_list).collect();
    let is_of_adults = |sheet: &Sheet| field::is_of_adults(&sheet.name);
    let of_pupils = |sheet: &&Sheet| !is_of_adults(sheet);
    let pupils: Vec<&Sheet> = lists.iter().copied().filter(of_pupils).collect();
    let names = |sheets: &mut dyn Iterator<Item = &Sheet>| -> Vec<String> {
        sheets.map(|sheet| sheet.name.clone()).collect()
    };
    let chosen: Vec<&Sheet> = match options.sheet {
        Some(ALL_SHEETS) if !pupils.is_empty() => {
            if let Some(of_adults) = lists.iter().find(|sheet| is_of_adults(sheet)) {
                log.push(adults_sheet(&of_adults.name));
            }
            pupils
        }
        Some(wanted) if wanted != ALL_SHEETS => {
            let same = |sheet: &&Sheet| text::fold(sheet.name.trim()) == text::fold(wanted.trim());
            let sheet = file.sheets.iter().find(same).ok_or_else(|| {
                let names = names(&mut file.sheets.iter());
                Diagnostic::error("no-such-sheet", format!("в книге нет листа «{wanted}»."))
                    .with_hint(format!("В ней есть листы: {}.", text::quoted(&names)))
            })?;
            vec![sheet]
        }
        // A header without pupils, or what else is wrong, is said of the first
        // sheet that holds anything.
        _ => {
            let filled = || visible().find(|sheet| sheet.table.len() > 0);
            let first = pupils.first().or(lists.first()).copied().or_else(filled);
            vec![first.ok_or_else(|| no_visible_list(file))?]
        }
    };
    let is_chosen = |sheet: &&Sheet| chosen.iter().any(|&other| std::ptr::eq(other, *sheet));
    let filled = |sheet: &&Sheet| sheet.table.len() > 0 && !is_chosen(sheet);
    reading.other_sheets = names(&mut visible().filter(filled));
    reading.hidden_sheets = names(&mut file.sheets.iter().filter(|s| s.hidden).filter(filled));
    let others = names(&mut lists.iter().copied().filter(|sheet| !is_chosen(sheet)));
    if options.sheet.is_none() && !others.is_empty() {
        log.push(
            Diagnostic::warning(
                "other-sheets",
                format!(
                    "прочитан лист «{}»; списки есть и на других листах: {}.",
                    chosen[0].name,
                    text::quoted(&others)
                ),
            )
            .with_hint(format!(
                "Другой лист: --sheet \"{}\"; все сразу: --sheet {ALL_SHEETS}.",
                others[0]
            )),
        );
    }
    Ok(chosen)
}

fn adults_sheet(name: &str) -> Diagnostic {
    let message = format!("лист «{name}» не взят: по названию на нём не ученики, а взрослые.");
    Diagnostic::warning("adults", message).with_hint("Если на нём ученики, назовите лист иначе.")
}

fn no_visible_list(file: &File) -> Fatal {
    let hidden = file
        .sheets
        .iter()
        .find(|sheet| sheet.hidden && sheet.table.len() > 0);
    match hidden {
        Some(sheet) => Diagnostic::error("hidden-sheet", "список есть только на скрытом листе.")
            .with_hint(format!("Если он нужен: --sheet \"{}\".", sheet.name))
            .into(),
        None => empty_file(),
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
