//! The name cells of a row to a name that can be printed.
//!
//! Takes a row and the header, gives the [`Person`] or says that there is
//! none; says what has been put right. Never quotes a name: remarks land in
//! logs.

use super::columns::Columns;
use super::field::Field;
use super::name::{self, Parts};
use super::note;
use super::shape::{self, is_name};
use super::spelling::{self, Noticed};
use crate::model::student::Name;
use crate::roster::said::{self, Said};
use crate::roster::table::Row;
use crate::roster::text;

/// A pupil's name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) parts: Parts,
    pub(super) full: String,
}

impl Person {
    pub(super) fn name(&self) -> Name {
        let Parts {
            last,
            first,
            middle,
        } = &self.parts;
        Name::within(&self.full, last, first, middle)
    }
}

/// Reads the name of a row; remarks go to `say`. `None` if the row has no
/// name, which has been said as an error.
pub(super) fn read(
    row: Row<'_>,
    columns: &Columns,
    say: &mut impl FnMut(Field, Said),
) -> Option<Person> {
    let (mut noticed, mut cut) = (Noticed::default(), false);
    let mut cell = |field| tidy(&columns.cell(row, field), &mut noticed, &mut cut);
    let (field, person) = if columns.place(Field::Last).is_some() {
        let parts = Parts {
            last: cell(Field::Last),
            first: cell(Field::First),
            middle: cell(Field::Middle),
        };
        // A whole name in the place of the surname, its cells merged perhaps.
        let whole = parts.last.contains(' ') && parts.first.is_empty() && parts.middle.is_empty();
        let person = if whole {
            from_full(parts.last)
        } else {
            from_parts(parts)
        };
        (Field::Last, person)
    } else {
        let full = join(&[&cell(Field::Full), &cell(Field::Middle)]);
        (Field::Full, from_full(full))
    };
    let written = [Field::Full, Field::Last, Field::First].map(|field| {
        let text = columns.place(field).map_or("", |at| row.text(at));
        if columns.numbered {
            name::without_number(text)
        } else {
            text
        }
    });
    if note::has_two_names(&person.full, written.join(" ").trim()) {
        say(field, said::TWO_NAMES);
        return None;
    }
    if spelling::is_inverted(&person.full) {
        say(field, said::INVERTED);
        return None;
    }
    if !is_name(&person.full) {
        say(field, no_name(&person.full));
        return None;
    }
    if field == Field::Last {
        missing_parts(&person, say);
    }
    report_letters(noticed, field, say);
    if cut {
        say(field, said::NOTE_CUT);
    } else if note::is_left(&person.full) {
        say(field, said::NOTE_LEFT);
    }
    Some(in_usual_case(person, field, say))
}

fn from_parts(mut parts: Parts) -> Person {
    // «Имя, отчество» in one column.
    if parts.middle.is_empty()
        && let Some((first, middle)) = parts.first.split_once(' ')
        && name::ends_in_patronymic(middle)
    {
        (parts.first, parts.middle) = (first.to_owned(), middle.to_owned());
    }
    // A patronymic alone names nobody.
    let full = match parts.last.is_empty() && parts.first.is_empty() {
        true => String::new(),
        false => join(&[&parts.last, &parts.first, &parts.middle]),
    };
    Person { parts, full }
}

fn from_full(full: String) -> Person {
    let parts = name::split(&full);
    match full.contains(',') && !parts.last.is_empty() {
        true => from_parts(parts),
        false => Person { parts, full },
    }
}

fn join(words: &[&str]) -> String {
    let words: Vec<&str> = words.iter().copied().filter(|w| !w.is_empty()).collect();
    words.join(" ")
}

const DASHES: [char; 6] = ['-', '–', '—', '−', '‐', '‑'];

/// A name cell cleaned of what typing leaves behind; `cut` becomes true where a
/// note has been left out.
fn tidy(cell: &str, noticed: &mut Noticed, cut: &mut bool) -> String {
    let clean = text::clean(cell);
    if shape::is_nobody(&clean) {
        return String::new();
    }
    let name = note::cut_off(&clean);
    *cut |= name.len() < clean.len();
    // Excel's sign of a text comes along at times.
    let trimmed = name
        .trim_start_matches('\'')
        .trim_matches([',', ';', '*', '•', ' ']);
    let trimmed = note::without_stop(trimmed);
    let unmixed = spelling::unmix(trimmed, noticed);
    if !unmixed.contains(DASHES) {
        return unmixed.into_owned();
    }
    // «Салтыков – Щедрин» is one surname.
    let parts = unmixed.split(DASHES).map(str::trim);
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    parts.join("-")
}

fn no_name(name: &str) -> Said {
    match name {
        "" => said::MISSING_NAME,
        _ if text::is_error(name) => said::ERROR_AS_NAME,
        _ if name.contains(['?', '\u{FFFD}']) => said::MARKS_AS_NAME,
        _ => said::NO_NAME,
    }
}

fn missing_parts(person: &Person, say: &mut impl FnMut(Field, Said)) {
    if person.parts.last.is_empty() {
        say(Field::Last, said::NO_SURNAME);
    }
    if person.parts.first.is_empty() {
        say(Field::First, said::NO_FIRST_NAME);
    }
}

fn report_letters(noticed: Noticed, field: Field, say: &mut impl FnMut(Field, Said)) {
    if noticed.replaced {
        say(field, said::LATIN_REPLACED);
    }
    if noticed.mixed {
        say(field, said::LATIN_LEFT);
    }
}

/// Capitals from end to end become a capital at the start, where that is safe.
fn in_usual_case(person: Person, field: Field, say: &mut impl FnMut(Field, Said)) -> Person {
    let whole = person.parts.last.is_empty();
    let surname = match whole {
        true => &person.full,
        false => &person.parts.last,
    };
    if person.full.starts_with(char::is_lowercase) {
        say(field, said::SMALL_LETTERS);
    }
    if !spelling::is_in_capitals(surname) {
        return person;
    }
    match lower(&person, field).filter(|_| !whole) {
        Some(lowered) => {
            say(field, said::CAPITALS_LOWERED);
            lowered
        }
        None => {
            say(field, said::CAPITALS_LEFT);
            person
        }
    }
}

fn lower(person: &Person, field: Field) -> Option<Person> {
    let words = |name: &str| -> Option<String> {
        let words: Option<Vec<String>> = name.split(' ').map(lower_word).collect();
        Some(words?.join(" "))
    };
    if field == Field::Full {
        return words(&person.full).map(from_full);
    }
    let part = |part: &str| words(part).unwrap_or_else(|| part.to_owned());
    Some(from_parts(Parts {
        // A surname of several words may hold a particle: «ДЕ КРУС».
        last: spelling::title_case(&person.parts.last)?,
        first: part(&person.parts.first),
        middle: part(&person.parts.middle),
    }))
}

fn lower_word(word: &str) -> Option<String> {
    if !spelling::is_in_capitals(word) {
        Some(word.to_owned())
    } else if name::is_patronymic_word(word) {
        Some(word.to_lowercase())
    } else {
        spelling::title_case(word)
    }
}
