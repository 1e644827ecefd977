//! The name cells of a row to a name that can be printed.
//!
//! Takes a row and the header, gives the [`Person`] or says that there is
//! none; says what has been put right. Never quotes a name: remarks land in
//! logs.

use super::field::Field;
use super::header::Header;
use super::name::{self, Parts};
use super::spelling::{self, Noticed};
use super::table::Row;
use super::text;
use crate::base::diagnostic::Diagnostic;
use crate::model::student::Name;

/// Longer than any name; what is longer has swallowed something.
const LONGEST_NAME: usize = 200;

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
    header: &Header,
    say: &mut impl FnMut(Field, Diagnostic),
) -> Option<Person> {
    let mut noticed = Noticed::default();
    let mut cell = |field| {
        tidy(
            header.place(field).map_or("", |at| row.cell(at)),
            &mut noticed,
        )
    };
    let (field, person) = if header.place(Field::Last).is_some() {
        let parts = Parts {
            last: cell(Field::Last),
            first: cell(Field::First),
            middle: cell(Field::Middle),
        };
        (Field::Last, from_parts(parts))
    } else {
        let full = join(&[&cell(Field::Full), &cell(Field::Middle)]);
        (Field::Full, from_full(full))
    };
    if !is_name(&person.full) {
        say(field, no_name(&person.full));
        return None;
    }
    if field == Field::Last {
        missing_parts(&person, say);
    }
    report_letters(noticed, field, say);
    Some(in_usual_case(person, field, say))
}

fn from_parts(parts: Parts) -> Person {
    Person {
        // A patronymic alone names nobody.
        full: if parts.last.is_empty() && parts.first.is_empty() {
            String::new()
        } else {
            join(&[&parts.last, &parts.first, &parts.middle])
        },
        parts,
    }
}

fn from_full(full: String) -> Person {
    Person {
        parts: name::split(&full),
        full,
    }
}

fn join(words: &[&str]) -> String {
    let words: Vec<&str> = words.iter().copied().filter(|w| !w.is_empty()).collect();
    words.join(" ")
}

/// A name cell cleaned of what typing leaves behind.
fn tidy(cell: &str, noticed: &mut Noticed) -> String {
    let clean = text::clean(cell);
    if text::is_placeholder(&clean) {
        return String::new();
    }
    let trimmed = clean.trim_matches([',', ';', ' ']);
    let unmixed = spelling::unmix(trimmed, noticed);
    let dashed = unmixed.contains(['-', '–', '—', '−', '‐', '‑']);
    if !dashed {
        return unmixed.into_owned();
    }
    // «Салтыков – Щедрин» is one surname.
    let parts: Vec<&str> = unmixed
        .split(['-', '–', '—', '−', '‐', '‑'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    parts.join("-")
}

fn is_name(name: &str) -> bool {
    const STRANGE: &str = "?#@=<>:;{}[]|\\_%$&+~^\u{FFFD}";
    name.chars().any(text::is_letter)
        && !name
            .chars()
            .any(|c| !text::is_letter(c) && (c.is_numeric() || STRANGE.contains(c)))
        && name.len() <= 4 * LONGEST_NAME
        && name.chars().count() <= LONGEST_NAME
}

fn no_name(name: &str) -> Diagnostic {
    if name.is_empty() {
        return Diagnostic::error("missing-name", "в строке нет имени ученика.")
            .with_hint("Впишите имя или удалите строку.");
    }
    if name.contains(['?', '\u{FFFD}']) {
        return Diagnostic::error("bad-name", "вместо букв имени стоят вопросительные знаки.")
            .with_hint("Буквы потеряны при сохранении: сохраните список заново как .xlsx.");
    }
    Diagnostic::error("bad-name", "на месте имени ученика стоит что-то другое.")
        .with_hint("Исправьте имя; если это не ученик, удалите строку.")
}

fn missing_parts(person: &Person, say: &mut impl FnMut(Field, Diagnostic)) {
    for (field, part, what) in [
        (Field::Last, &person.parts.last, "фамилии"),
        (Field::First, &person.parts.first, "имени"),
    ] {
        if part.is_empty() {
            let message = format!("у ученика нет {what}; напечатано то, что есть.");
            say(field, Diagnostic::warning("incomplete-name", message));
        }
    }
}

fn report_letters(noticed: Noticed, field: Field, say: &mut impl FnMut(Field, Diagnostic)) {
    if noticed.replaced {
        say(
            field,
            Diagnostic::warning(
                "latin-letters",
                "в имени были латинские буквы, похожие на русские; они заменены на русские.",
            ),
        );
    }
    if noticed.mixed {
        say(
            field,
            Diagnostic::warning(
                "latin-letters",
                "в имени среди русских букв есть латинские; имя оставлено как написано.",
            )
            .with_hint("Проверьте имя."),
        );
    }
}

/// Capitals from end to end become a capital at the start, where that is safe.
fn in_usual_case(person: Person, field: Field, say: &mut impl FnMut(Field, Diagnostic)) -> Person {
    let whole = person.parts.last.is_empty();
    let surname = if whole {
        &person.full
    } else {
        &person.parts.last
    };
    if !spelling::is_in_capitals(surname) {
        return person;
    }
    let lowered = if whole { None } else { lower(&person, field) };
    let message = match lowered {
        Some(_) => "фамилия написана заглавными буквами; напечатана с одной заглавной.",
        None => "имя написано заглавными буквами; оставлено как написано.",
    };
    say(field, Diagnostic::warning("capitals", message));
    lowered.unwrap_or(person)
}

fn lower(person: &Person, field: Field) -> Option<Person> {
    if field == Field::Full {
        let words: Option<Vec<String>> = person.full.split(' ').map(lower_word).collect();
        return words.map(|words| from_full(words.join(" ")));
    }
    // A surname of several words may hold a particle: «ДЕ КРУС».
    let words = |name: &str| -> Option<String> {
        let words: Option<Vec<String>> = name.split(' ').map(lower_word).collect();
        words.map(|words| words.join(" "))
    };
    Some(from_parts(Parts {
        last: spelling::title_case(&person.parts.last)?,
        first: words(&person.parts.first).unwrap_or_else(|| person.parts.first.clone()),
        middle: words(&person.parts.middle).unwrap_or_else(|| person.parts.middle.clone()),
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

#[cfg(test)]
mod tests {
    use super::super::{delimited, header};
    use super::*;

    fn person(text: &str) -> (Option<Person>, Vec<&'static str>) {
        let table = delimited::parse(text, ';', 100);
        let header = header::find(&table).unwrap();
        let mut codes = Vec::new();
        let person = read(table.row(1), &header, &mut |_, d: Diagnostic| {
            codes.push(d.code)
        });
        (person, codes)
    }

    fn full(text: &str) -> String {
        person(text).0.unwrap().full
    }

    #[test]
    fn separate_columns_make_one_name() {
        assert_eq!(full("Имя;Отчество;Фамилия\nАнна;-;Ким"), "Ким Анна");
        assert_eq!(
            full("Фамилия;Имя\nСалтыков – Щедрин; Пётр"),
            "Салтыков-Щедрин Пётр"
        );
        assert_eq!(full("Ф.И.;Отчество\nКим Анна;Ли"), "Ким Анна Ли");
    }

    #[test]
    fn capitals_are_put_right_where_it_is_safe() {
        let (person, codes) = person("ФИО\nСАЛТЫКОВА-ЩЕДРИНА АННА РАШИД КЫЗЫ");
        assert_eq!(person.unwrap().full, "Салтыкова-Щедрина Анна Рашид кызы");
        assert_eq!(codes, ["capitals"]);
        assert_eq!(full("Фамилия;Имя\nИВАНОВ;Пётр"), "Иванов Пётр");
        assert_eq!(full("Фамилия;Имя\nДЕ КРУС;Пётр"), "ДЕ КРУС Пётр");
        assert_eq!(full("ФИО\nНГУЕН АН"), "НГУЕН АН");
    }

    #[test]
    fn a_row_without_a_name_is_an_error() {
        assert_eq!(person("ФИО;Класс\n;7Б").1, ["missing-name"]);
        assert_eq!(person("Фамилия;Имя;Отчество\n;;Ильич").1, ["missing-name"]);
        for name in ["????", "7А класс", "Иванов: болеет", "#ССЫЛКА!"] {
            assert_eq!(person(&format!("ФИО\n{name}")).1, ["bad-name"], "{name}");
        }
        assert_eq!(person("Фамилия;Имя\n;Анна").1, ["incomplete-name"]);
    }
}
