//! The name cells of a row to a name that can be printed.
//!
//! Takes a row and the header, gives the [`Person`] or says that there is
//! none; says what has been put right. Never quotes a name: remarks land in
//! logs.

use super::columns::Columns;
use super::field::Field;
use super::name::{self, Parts};
use super::shape::{self, is_name};
use super::spelling::{self, Noticed};
use super::{given, note};
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
    let mut noticed = Noticed::default();
    let mut cell = |field| tidy(&columns.cell(row, field), &mut noticed);
    let field = columns.name_field();
    let [last, first, middle] = [field, Field::First, Field::Middle].map(&mut cell);
    if field == Field::Last && are_several(&first) {
        say(Field::First, said::TWO_NAMES);
        return None;
    }
    let person = match field {
        Field::Full => from_full(join(&[&last, &middle])),
        // A whole name in the place of the surname, its cells merged perhaps.
        _ if last.contains(' ') && first.is_empty() && middle.is_empty() => from_full(last),
        _ => from_parts(Parts {
            last,
            first,
            middle,
        }),
    };
    let written = [Field::Full, Field::Last, Field::First].map(|field| {
        let text = columns.get(row, field).map_or("", |cell| cell.text);
        match columns.numbered {
            true => name::without_number(text),
            false => text,
        }
    });
    if let Some(error) = fault(&person.full, written.join(" ").trim()) {
        say(field, error);
        return None;
    }
    let Parts { last, first, .. } = &person.parts;
    let in_parts = field == Field::Last;
    let remarks = [
        (in_parts && last.is_empty(), field, said::NO_SURNAME),
        (
            in_parts && first.is_empty(),
            Field::First,
            said::NO_FIRST_NAME,
        ),
        (noticed.replaced, field, said::LATIN_REPLACED),
        (noticed.mixed, field, said::LATIN_LEFT),
        (noticed.cut, field, said::NOTE_CUT),
        (
            !noticed.cut && note::is_left(&person.full),
            field,
            said::NOTE_LEFT,
        ),
        (
            person.full.starts_with(char::is_lowercase),
            field,
            said::SMALL_LETTERS,
        ),
    ];
    let so = remarks.into_iter().filter(|(is_so, ..)| *is_so);
    so.for_each(|(_, field, remark)| say(field, remark));
    Some(in_usual_case(person, field, say))
}

/// Whether a cell of first names holds those of several: «Ян, Ия».
fn are_several(cell: &str) -> bool {
    let names = cell
        .split([',', '+', '&'])
        .flat_map(|part| part.split(" и "));
    let names: Vec<&str> = names
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .collect();
    let is_first = |name: &&str| name.starts_with(char::is_uppercase) && !name::is_patronymic(name);
    names.len() > 1 && names.iter().all(is_first) && names.iter().any(|name| given::is_given(name))
}

/// Why nobody is called so.
fn fault(name: &str, written: &str) -> Option<Said> {
    match name {
        _ if note::has_two_names(name, written) => Some(said::TWO_NAMES),
        _ if spelling::is_inverted(name) => Some(said::INVERTED),
        _ if is_name(name) => None,
        "" => Some(said::MISSING_NAME),
        // The surname's part may be one as well.
        _ if name.split(' ').any(text::is_error) => Some(said::ERROR_AS_NAME),
        _ if name.contains(['?', '\u{FFFD}']) => Some(said::MARKS_AS_NAME),
        _ => Some(said::NO_NAME),
    }
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

/// A name cell cleaned of what typing leaves behind.
fn tidy(cell: &str, noticed: &mut Noticed) -> String {
    let clean = text::clean(cell);
    if shape::is_nobody(&clean) {
        return String::new();
    }
    let name = note::cut_off(&clean);
    noticed.cut |= name.len() < clean.len();
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

/// Capitals from end to end become a capital at the start, where that is safe.
fn in_usual_case(person: Person, field: Field, say: &mut impl FnMut(Field, Said)) -> Person {
    let whole = person.parts.last.is_empty();
    let surname = if whole {
        &person.full
    } else {
        &person.parts.last
    };
    if !spelling::is_in_capitals(surname) {
        return person;
    }
    let lowered = lower(&person, field).filter(|_| !whole);
    say(
        field,
        match lowered {
            Some(_) => said::CAPITALS_LOWERED,
            None => said::CAPITALS_LEFT,
        },
    );
    lowered.unwrap_or(person)
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
