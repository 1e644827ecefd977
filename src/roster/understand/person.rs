//! The name cells of a row to a name that can be printed.
//!
//! Takes a row and the header, gives the [`Person`] or says that there is
//! none; says what has been put right. Never quotes a name: remarks land in
//! logs.

use super::columns::Columns;
use super::field::Field;
use super::footer::{self, Start};
use super::given;
use super::name::{self, Parts};
use super::shape::{self, Shape, is_name};
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
    if has_two_names(&person.full, written.join(" ").trim()) {
        say(field, said::TWO_NAMES);
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
    } else if has_note(&person.full) {
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

/// Without a note behind the name, which may be of the pupil's health: «(инв.)»,
/// «- ОВЗ», «, д/о». A surname may have two parts, «Анна КИМ» capitals.
fn without_note(cell: &str) -> &str {
    const SHORT: &[&str] = &[
        "ОВЗ", "ЗПР", "ТНР", "ОНР", "РАС", "НОДА", "ИОП", "СВО", "АООП",
    ];
    let end = |head: &str| {
        let head = head.trim_end_matches([' ', ',', ';', '-', '–', '—']);
        // «н/о» is cut as a whole.
        let last = head
            .rsplit_once(' ')
            .filter(|(_, last)| last.chars().count() == 1 && last.starts_with(char::is_lowercase));
        last.map_or(head, |(before, _)| before).len()
    };
    let first = cell.split(' ').next().unwrap_or_default();
    let capitals = |words: &str| {
        let mut words = words.split(' ');
        !spelling::is_in_capitals(first) && words.all(spelling::is_in_capitals)
    };
    let is_whole = |head: &str| head.trim().contains(' ');
    let is_note = |(at, sign): (usize, &str)| {
        let (head, rest) = (&cell[..at], cell[at + sign.len()..].trim_start());
        let small = is_whole(head) && rest.starts_with(char::is_lowercase);
        match sign {
            "(" => true,
            "," | "/" => small,
            " " => {
                SHORT.contains(&rest) || is_whole(head) && !given::is_given(first) && capitals(rest)
            }
            _ => small || capitals(rest),
        }
    };
    let signs = ["(", ",", "/", " - ", " – ", " — ", " "];
    let is_last = |at: usize| {
        let to = cell[at..].find(')');
        to.is_none_or(|to| at + to + 1 == cell.len())
    };
    let places = signs.iter().flat_map(|sign| cell.match_indices(sign));
    let notes = places.filter(|&(at, sign)| is_last(at) && is_note((at, sign)));
    let cut = notes.map(|(at, _)| end(&cell[..at])).filter(|&at| at > 0);
    let cut = cut.min();
    &cell[..cut.unwrap_or(cell.len())]
}

/// Without the full stop behind a name, which is not that of initials.
fn without_stop(name: &str) -> &str {
    let bare = name.strip_suffix('.').unwrap_or(name);
    let last = bare.rsplit(' ').next().unwrap_or_default();
    let is_word = last.starts_with(char::is_uppercase) && last.chars().count() > 2;
    match is_word && !bare.contains('.') {
        true => bare,
        false => name,
    }
}

const DASHES: [char; 6] = ['-', '–', '—', '−', '‐', '‑'];

/// A name cell cleaned of what typing leaves behind; `cut` becomes true where a
/// note has been left out.
fn tidy(cell: &str, noticed: &mut Noticed, cut: &mut bool) -> String {
    let clean = text::clean(cell);
    if shape::is_nobody(&clean) {
        return String::new();
    }
    let name = without_note(&clean);
    *cut |= name.len() < clean.len();
    // Excel's sign of a text comes along at times.
    let trimmed = name
        .trim_start_matches('\'')
        .trim_matches([',', ';', '*', '•', ' ']);
    let trimmed = without_stop(trimmed);
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

/// Whether a cell holds the names of several: parted by a sign, a line end or
/// «и» into a whole name and another or a first name, or into surnames; or
/// without a sign, with two patronymics or surnames between first names.
fn has_two_names(full: &str, written: &str) -> bool {
    let signs = [',', ';', '/', '+', '&', '\n', '\r'];
    // Nearly all names are two words, or three with a patronymic.
    let last = full.rsplit(' ').next().unwrap_or_default();
    let usual = match full.matches(' ').count() {
        2 => name::is_patronymic(last),
        spaces => spaces < 2,
    };
    if usual && !written.contains(signs) {
        return false;
    }
    let pieces = written.split(signs).flat_map(|piece| piece.split(" и "));
    let pieces: Vec<&str> = pieces.filter(|piece| !text::is_blank(piece)).collect();
    if pieces.len() > 1 {
        let whole = |piece: &str| shape::shape(piece) == Shape::Strong;
        let words = || pieces.iter().map(|piece| piece.trim());
        let named = |piece: &str| piece.split(' ').any(given::is_given);
        // «Рашид оглы» on the second line is nobody else.
        let is_rest = |piece: &str| {
            let mut words = piece.split(' ').skip(1);
            words.next().is_some_and(name::is_patronymic_word)
        };
        let other = |piece: &&str| !is_rest(piece) && (whole(piece) || named(piece));
        let others = || words().filter(other);
        let known = |word| given::is_given(word) || name::is_patronymic(word);
        let weak = words().all(|word| shape::shape(word) == Shape::Weak(true) && !known(word));
        return words().any(whole) && others().nth(1).is_some()
            || weak && (pieces.len() > 2 || words().all(name::is_sure_surname));
    }
    // «Иванов Пётр - Петрова Анна» has been joined.
    let parted = full.replace('-', " ");
    let dashed = written.split_whitespace().any(text::is_placeholder);
    let words: Vec<&str> = if dashed { &parted } else { full }.split(' ').collect();
    let count = |is: fn(&str) -> bool| words.iter().filter(|word| is(word)).count();
    let is_surname = |word: &str| name::is_sure_surname(word) && !name::is_patronymic(word);
    let again = |at: usize| {
        let before = words[at - 1];
        let is_other = !given::is_given(before) && !name::is_patronymic(before);
        let may_be = is_surname(before) || at > 2 && is_other && !name::is_particle(before);
        given::is_given(words[at])
            && may_be
            && words[..at - 1].iter().any(|word| given::is_given(word))
    };
    words.len() > 4 && count(name::is_patronymic) >= 2
        || words.len() > 3 && (2..words.len()).any(again)
        || words.len() > 2 && count(is_surname) > 2
}

/// Whether something stands in a name that is no part of it: a sign, a word in
/// small letters or in capitals, one behind the patronymic, an office before the
/// surname. «Мария де ла Крус», «Мамедов Эльдар Рашид оглы», «О'НИЛ Анна» are
/// whole names.
fn has_note(name: &str) -> bool {
    let first = name.split(' ').next().unwrap_or_default();
    let capitals = |word: &str| {
        spelling::is_in_capitals(word)
            && !spelling::is_in_capitals(first)
            && !given::is_given(first)
    };
    let small = |word: &str| {
        let is_part = name::is_particle(word) || name::is_patronymic_word(word);
        word.starts_with(char::is_lowercase) && !is_part
    };
    // «Ивановна инв.», «Иванова.Анна», but not «П. С.», «П.С.».
    let stopped = |word: &&str| {
        word.split('.')
            .filter(|part| part.chars().count() > 1)
            .count()
    };
    let is_stopped = |word: &&str| word.contains('.') && stopped(word) > 0;
    let words: Vec<&str> = name.split([' ', ',', '/', '(', ')']).collect();
    let is_note =
        |word: &&str| small(word) || capitals(word) || shape::is_nobody(word) && !word.is_empty();
    let begins = name.starts_with(char::is_uppercase);
    let behind = words.iter().rposition(|word| name::is_patronymic(word));
    let is_behind = behind.is_some_and(|at| {
        at > 1
            && words[at + 1..]
                .iter()
                .any(|word| !name::is_patronymic_word(word))
    });
    let has_office = words.len() > 2
        && footer::start(name) != Start::Other
        && given::is_given(words[2])
        && !given::is_given(words[1]);
    // «ИвановаАнна», «И в а н о в», but not «МакКензи».
    let is_glued = |word: &&str| {
        let small = |c: char| c.is_lowercase();
        let begins = word
            .char_indices()
            .skip(4)
            .filter(|(_, c)| c.is_uppercase());
        let mut before = begins.filter_map(|(at, _)| word[..at].chars().last());
        before.any(small)
    };
    let is_spaced = words.len() > 2 && words.iter().all(|word| word.chars().count() == 1);
    let is_sign = |c: char| !text::is_letter(c) && !" -'’ʼ`‘.,/()\u{300}\u{301}".contains(c);
    begins && (words.iter().skip(1).any(is_note) || words.iter().any(is_stopped))
        || words.iter().any(is_glued)
        || is_spaced
        || is_behind
        || has_office
        || name.contains(is_sign)
        || name.ends_with('\'')
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
