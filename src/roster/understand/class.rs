//! The name of a class in its normal form: «7 «Б»», 7"Б", 7-Б and 7б are 7Б.
//!
//! Takes the cell, gives the normal form or nothing if it is no class as
//! schools number them. Knows nothing of rows and remarks.

use super::{name, words};
use crate::roster::text;

/// The normal form of a class, or `None` if this is not a number from 1 to 12
/// with up to three letters.
pub(in crate::roster) fn parse(cell: &str) -> Option<String> {
    // Ё is a letter of its own here.
    let words = cell.to_lowercase().replace(['‐', '‑', '−'], "-");
    let mut rest: &str = words.trim();
    for word in ["классы", "класс", "кл.", "кл"] {
        // «5-9 классы» are many.
        if word == "классы" && rest.contains(word) && rest.contains(['-', '–', '—', ','])
        {
            return None;
        }
        rest = rest.strip_prefix(word).unwrap_or(rest);
        rest = rest.strip_suffix(word).unwrap_or(rest).trim();
    }
    let Some((grade, tail)) = arabic(rest).or_else(|| roman(rest)) else {
        return ordinal(cell);
    };
    if !(1..=12).contains(&grade) {
        return None;
    }
    if let Some(stream) = numbered_stream(tail) {
        return Some(format!("{grade}-{stream}"));
    }
    // «7 кл. Б»: the word is not the letter.
    let tail = ["класс", "кл.", "кл"]
        .iter()
        .find_map(|word| {
            let left = tail.trim_start().strip_prefix(word)?;
            let apart = word.ends_with('.') || left.starts_with([' ', '«', '"']);
            apart.then_some(left)
        })
        .unwrap_or(tail);
    // «1-я» is a group.
    if cell.trim().ends_with("-я") {
        return None;
    }
    // «7-й Б», «7й класс»: the ending of the ordinal is not the letter.
    let is_named = rest.len() < words.trim().len() && !cell.contains('Й');
    let tail = ["-й", "-ый", "-ой", "й", "ый", "ой"]
        .iter()
        .find_map(|ending| {
            let left = tail.strip_prefix(ending)?;
            (left.starts_with([' ', '«', '"']) || left.is_empty() && is_named).then_some(left)
        })
        .unwrap_or(tail);
    // «9 мая» is a day, «1 п/г» a half of a class.
    let letters = letters(tail)?;
    let is_none = NO_LETTERS.contains(&&*text::fold(&letters));
    (!is_none).then(|| format!("{grade}{letters}"))
}

/// What stands behind the number of a class in its normal form.
fn letters_of(class: &str) -> &str {
    class.trim_start_matches(|c: char| c.is_ascii_digit())
}

/// The class that a cell names with more than its number, which may be a total
/// as well.
pub(super) fn with_letter(cell: &str) -> Option<String> {
    parse(cell).filter(|class| !class.ends_with(|c: char| c.is_ascii_digit()))
}

/// Whether a cell is a class for sure, where it might be one of other groups:
/// a number with one letter.
pub(super) fn is_sure(cell: &str) -> bool {
    parse(cell).is_some_and(|class| letters_of(&class).chars().count() == 1)
}

/// Whether a Latin letter stands behind the number of a class: «7B», but not «VII Б».
pub(super) fn is_latin(cell: &str) -> bool {
    cell.starts_with(|c: char| c.is_ascii_digit())
        && cell.contains(|c: char| c.is_ascii_alphabetic())
}

/// A name and the class behind it in one cell: «Ким Лука, 7Б», «Ким Лука 7 класс».
pub(super) fn behind_name(cell: &str) -> Option<(&str, &str)> {
    let (name, class) = name::before_digits(cell)?;
    let says_so = text::fold(class).contains("кл") && parse(class).is_some();
    (is_sure(class) || says_so).then_some((name, class))
}

/// Whether another class may be meant than [`parse`] makes of a cell: «7b»,
/// «7А(к)», «7А/Б», «1 доп», «5 Mon».
pub(super) fn is_guess(cell: &str) -> bool {
    let twin = |c: char| text::cyrillic_twin(c).map(|twin| twin.to_uppercase().to_string());
    let is_odd = |c: char| c.is_ascii_lowercase() && twin(c) != twin(c.to_ascii_uppercase());
    let parted = cell
        .split_once(['(', '/', ','])
        .is_some_and(|(before, behind)| {
            before.contains(char::is_alphabetic) && behind.contains(char::is_alphabetic)
        });
    let class = parse(cell).unwrap_or_default();
    let letters = letters_of(&class);
    let is_word = letters.chars().count() > 2 && cell.contains(&letters.to_lowercase())
        || letters.contains(text::is_latin) && letters.contains(text::is_cyrillic);
    let roman = class.starts_with(|c: char| c.is_ascii_digit()) && !cell.contains(char::is_numeric);
    !roman && cell.contains(is_odd) || parted || is_word
}

/// Whether a cell may be a class that is written as none: «7 кадетский».
pub(super) fn is_unusual(cell: &str) -> bool {
    let digits = cell.bytes().take_while(u8::is_ascii_digit).count();
    let grade = cell[..digits].parse().unwrap_or(0_u8);
    (1..=12).contains(&grade) && cell.contains(text::is_letter)
}

/// What stands behind numbers that are of no class.
const NO_LETTERS: &[&str] = &[
    "лет", "год", "чел", "гр", "мая", "сен", "окт", "ноя", "дек", "янв", "фев", "мар", "апр",
    "июн", "июл", "авг", "час", "мин", "руб", "шт", "чет", "сем", "кв", "пг", "осн", "тр", "экз",
];

/// Ordinals of classes by how they begin; each goes on like an adjective.
#[rustfmt::skip]
const ORDINALS: &[&str] = &[
    "перв", "втор", "трет", "четверт", "пят", "шест", "седьм", "восьм", "девят", "десят",
    "одиннадцат",
];

/// Whether a title speaks of a class, whichever.
pub(super) fn is_title(title: &str) -> bool {
    let folded = text::fold(before_people(title));
    let mut words = folded.split(|c: char| !c.is_alphanumeric());
    title.len() <= 200 && words.any(|word| words::OF_CLASSES.contains(&word))
}

/// Whether a title names a class other than this one, whatever else it says.
pub(super) fn names_another(title: &str, class: &str) -> bool {
    let words = title.split(|c: char| c.is_whitespace() || ",;:()_".contains(c));
    let mut sure = words.filter(|word| is_sure(word));
    title.len() <= 200 && sure.any(|word| parse(word).as_deref() != Some(class))
}

/// The title up to the words for the leader of a class or its room: what they
/// are followed by is a person or a place.
fn before_people(title: &str) -> &str {
    let mut end = 0;
    // «кл.» and «классный» before «руководитель» are the leader's.
    let mut before = 0;
    for word in title.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let folded = text::fold(word);
        if words::starts(&folded, words::OF_PEOPLE) {
            return &title[..before];
        }
        let is_word = folded.starts_with(|c: char| c.is_alphanumeric());
        let of_leader = folded.starts_with("классн") || folded.trim_end_matches(['.', ' ']) == "кл";
        end += word.len();
        if is_word && !of_leader {
            before = end;
        }
    }
    title
}

/// The class that two rows of titles name: «Параллель: 7» and below it «Литера: Б»;
/// `above` is that of the first.
pub(super) fn in_parts(title: &str, above: Option<&str>) -> Option<String> {
    let [word, part] = &words::all(title)[..] else {
        return None;
    };
    match (&**word, above) {
        ("класс" | "параллель", _) if text::is_digits(part) => parse(part),
        ("литера" | "литер" | "буква", Some(grade)) if text::is_digits(grade) => {
            let is_letter = part.chars().count() == 1 && part.chars().all(char::is_alphabetic);
            is_letter.then(|| parse(&format!("{grade}{part}")))?
        }
        _ => None,
    }
}

/// The class that a title names: «Список 7 «А» класса», «7-б», «Класс: 5».
/// Nothing if it names two, or nothing but numbers without the word.
pub(in crate::roster) fn in_title(title: &str) -> Option<String> {
    let title = before_people(title);
    if title.len() > 200 || !title.contains(|c: char| c.is_ascii_digit() || "IVXХ".contains(c)) {
        return ordinal(title);
    }
    if let Some(class) = parse(title) {
        let bare = class.chars().all(|c| c.is_ascii_digit());
        let says_so = text::fold(title).contains("кл");
        // «2 тр», «1 п.», «4ч» are parts of a year.
        let small = title.chars().filter(|c| c.is_lowercase()).count();
        // «4.2» is a mean.
        let is_decimal = title.contains('.') && title.trim().parse::<f64>().is_ok();
        let is_part =
            is_decimal || small > 1 || small == 1 && title.trim_end().ends_with(['.', 'ч']);
        // «7-8 кл.» are two.
        let is_range = is_range(&class) && says_so && !text::fold(title).contains("класс");
        return ((says_so || !bare && !is_part) && !is_range).then_some(class);
    }
    let lower = title.to_lowercase();
    let lower = lower.replace(['«', '»', '"', '“', '”', '„', '\''], " ");
    let all = lower.split(|c: char| c.is_whitespace() || ",;:()_".contains(c));
    let all = all.filter(|word| !word.is_empty());
    let words: Vec<&str> = all
        .clone()
        .filter(|word| !word.starts_with("литер"))
        .collect();
    let is_lettered = words.len() < all.count();
    let is_class_word = |word: &str| word.starts_with("класс") || word == "кл" || word == "кл.";
    // «Список учащихся 7Б», «7Б (25 чел.)», but not «ул. Мира, 7Б».
    let is_named = words
        .iter()
        .any(|word| is_class_word(word) || words::starts(word, words::OF_LISTS))
        || is_lettered
        || words.first().is_some_and(|word| parse(word).is_some());
    if !is_named || words.contains(&"классы") {
        return None;
    }
    let mut found: Vec<String> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let next = words.get(at + 1).copied().unwrap_or_default();
        let before = at.checked_sub(1).map_or("", |before| words[before]);
        let is_letter =
            |word: &&str| word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
        // «Литера Б, 7 параллель».
        let behind = Some(before).filter(|_| is_lettered);
        // «7 и 8».
        let third = words.get(at + 2).copied().unwrap_or_default();
        let is_and = next == "и" && text::has_digit(third);
        let next_letter = Some(next).filter(|_| !is_and);
        let letter = [next_letter, behind].into_iter().flatten().find(is_letter);
        let beside = is_class_word(next) || is_class_word(before);
        // «Учащиеся 5-7 классов», «с 5 по 7 класс».
        if is_range(word) && (beside && next != "класса") || before == "по" && beside {
            return None;
        }
        let class = match parse(word) {
            Some(class) if !class.ends_with(|c: char| c.is_ascii_digit()) => Some(class),
            Some(_) if letter.is_some() => parse(&format!("{word}{}", letter?)),
            Some(class) if beside && !next.starts_with("чел") => Some(class),
            _ => None,
        };
        found.extend(class);
    }
    // «7Б класс (25)».
    let has_letter = |class: &String| class.ends_with(char::is_alphabetic);
    if found.iter().any(has_letter) {
        found.retain(has_letter);
    }
    found.dedup();
    if found.len() == 1 { found.pop() } else { None }
}

/// Whether a word may be several classes: «5-7», but not «7-2».
fn is_range(word: &str) -> bool {
    let ends = word.split_once(['-', '–', '—', '/']);
    let ends = ends.and_then(|(from, to)| Some((from.parse::<u8>().ok()?, to.parse().ok()?)));
    ends.is_some_and(|(from, to)| from < to)
}

/// The class after which a sheet is named, and whether another may be meant.
pub(in crate::roster) fn of_sheet(name: &str) -> Option<(String, bool)> {
    match in_title(name) {
        Some(class) => Some((class, is_guess(name))),
        None => {
            let (grade, profile) = name.trim().split_once(' ')?;
            let is_profile = words::starts(&text::fold(profile), words::PROFILES);
            let is_class = is_profile && parse(grade).is_some();
            is_class.then(|| (name.trim().to_owned(), true))
        }
    }
}

/// «Седьмой «Б» класс», «Седьмой Б».
fn ordinal(title: &str) -> Option<String> {
    let folded = text::fold(title);
    let mut words = folded
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty());
    let first = words.next()?;
    let grade = ORDINALS.iter().position(|stem| first.starts_with(stem))?;
    let letter = words.next().filter(|word| word.chars().count() == 1)?;
    // «Пятницкий А.» is somebody.
    let ending = &first[ORDINALS[grade].len()..];
    let is_adjective = ["ый", "ой", "ий"].contains(&ending);
    let named = match words.next() {
        Some(word) => {
            word.starts_with("класс") && words.next().is_none() && ending.chars().count() < 4
        }
        None => is_adjective,
    };
    parse(&format!("{}{letter}", grade + 1)).filter(|_| named)
}

fn arabic(text: &str) -> Option<(u8, &str)> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    if end > 2 {
        return None;
    }
    Some((text[..end].parse().ok()?, &text[end..]))
}

/// Roman numerals in small letters.
pub(super) const ROMAN: [&str; 12] = [
    "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii",
];

/// «VII Б». The letter must stand apart: «VВ» could be anything.
fn roman(text: &str) -> Option<(u8, &str)> {
    let end = text
        .find(|c: char| !"ivxх".contains(c))
        .unwrap_or(text.len());
    let (number, tail) = text.split_at(end);
    let number = number.replace('х', "x");
    let apart = tail.chars().next().is_none_or(|c| !c.is_alphanumeric());
    let grade = ROMAN.iter().position(|&roman| roman == number)?;
    apart.then_some((grade as u8 + 1, tail))
}

/// «7-1», «7/2»: classes told apart by a number.
fn numbered_stream(tail: &str) -> Option<u8> {
    let bracketed = tail
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'));
    let digits = bracketed.or_else(|| tail.strip_prefix(['-', '/', '–', '.']))?;
    let plain = digits.len() == 1 && digits.bytes().all(|b| b.is_ascii_digit());
    // «7.0» is a number that a spreadsheet has spoiled, not a stream.
    digits.parse().ok().filter(|&n: &u8| plain && n > 0)
}

/// The letters of a class in capitals, look-alikes made Cyrillic.
fn letters(tail: &str) -> Option<String> {
    const SIGNS: &str = "<>*«»\"“”„‟‘’'`´-‐‑–—−_.,/()";
    let mut letters = String::new();
    for c in tail.chars() {
        if c.is_alphabetic() {
            let upper = c.to_uppercase().next()?;
            letters.push(text::cyrillic_twin(upper).unwrap_or(upper));
        } else if !c.is_whitespace() && !SIGNS.contains(c) {
            return None;
        }
    }
    (letters.chars().count() <= 3).then_some(letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_ways_of_writing_a_class() {
        for cell in [
            "7Б",
            "7б",
            "7 Б",
            "7-Б",
            "7 «Б»",
            "7«Б»",
            "7\"Б\"",
            "7 \"б\" класс",
            "класс 7Б",
            "7Б кл.",
            "7-й «Б»",
            "7 – Б",
            "VII Б",
            "07Б",
            "7_Б",
            "7/Б",
            "7 'Б'",
            "7.Б",
            "7 кл. Б",
            "7 кл Б",
            "7кл.Б",
            "7й Б",
            "7‑Б",
            "седьмой Б",
        ] {
            assert_eq!(parse(cell).as_deref(), Some("7Б"), "{cell}");
        }
    }

    #[test]
    fn a_title_may_name_one_class() {
        for title in [
            "7А",
            "Список 7 «А» класса",
            "Класс: 7а",
            "Учащиеся 7-А класса на 1 сентября",
            "7 А класс",
            "Список учащихся 7А",
            "7А (25 чел.)",
            "Седьмой «А» класс",
            "Класс 7А (кл. рук. Петрова А. И.)",
            "7А. Классный руководитель Петрова А. И.",
            "7А класс, 10 чел.",
            "Группа 7А",
            "Седьмой А",
            "7А_2026",
            "Параллель 7 А",
            "Литера А, 7 параллель",
            "Параллель 7, литера А",
        ] {
            assert_eq!(in_title(title).as_deref(), Some("7А"), "{title}");
        }
        assert_eq!(in_title("5 класс").as_deref(), Some("5"));
        for title in [
            "Список класса",
            "Классы 7А и 7Б",
            "5",
            "Кл. руководитель 7А класса: Ким",
            "2026",
            "4.2",
            "9 мая",
            "г. Урай, ул. Мира, 7А",
            "Список составлен в кабинете 8Б класса",
        ] {
            assert_eq!(in_title(title), None, "{title}");
        }
    }

    #[test]
    fn other_classes() {
        for (cell, class) in [
            ("7", "7"),
            ("11A", "11А"),
            ("10 ФМ", "10ФМ"),
            ("5-2", "5-2"),
            ("XI", "11"),
            ("Х В", "10В"),
            ("7В", "7В"),
            ("7К", "7К"),
            ("7Й", "7Й"),
            ("7й класс", "7"),
            ("8 Ё", "8Ё"),
            ("7(2)", "7-2"),
        ] {
            assert_eq!(parse(cell).as_deref(), Some(class), "{cell}");
        }
    }

    #[test]
    fn what_is_no_class_is_left_alone() {
        for cell in [
            "",
            "Солнышко",
            "0Б",
            "13А",
            "777",
            "7 Кадетский",
            "Б",
            "7Б+",
            "05.03.2013",
            "5 лет",
            "7 чел.",
            "1-я",
            "1 гр.",
            "9 мая",
            "5-9 классы",
        ] {
            assert_eq!(parse(cell), None, "{cell}");
        }
    }
}
