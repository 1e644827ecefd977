//! One cell with a whole name to surname, first name and patronymic.
//!
//! Takes a clean name, gives its [`Parts`]. What cannot be told apart for sure
//! is left whole: a handout with the name as written is right, one that calls
//! the child by the surname is not.

use super::given;
use crate::roster::text;

/// A name told apart; all empty if it cannot be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::roster) struct Parts {
    pub(in crate::roster) last: String,
    pub(in crate::roster) first: String,
    pub(in crate::roster) middle: String,
}

impl Parts {
    fn new(last: &str, first: &str, middle: &str) -> Self {
        let [last, first, middle] = [last, first, middle].map(str::to_owned);
        Parts {
            last,
            first,
            middle,
        }
    }
}

/// Tells the parts of a name apart.
pub(in crate::roster) fn split(full: &str) -> Parts {
    if full.contains(['.', '(', ')', '/', '"', '«']) {
        return Parts::default();
    }
    // «Иванов, Пётр Сергеевич»: the comma tells the surname.
    let (surname, rest) = match full.split_once(',') {
        Some((last, rest)) => (Some(last.trim()), rest.trim()),
        None => (None, full),
    };
    // «Рашид оглы» is one patronymic.
    let is_of_two = rest.rsplit(' ').next().is_some_and(is_patronymic_word);
    let father = rest.rmatch_indices(' ').nth(1).filter(|_| is_of_two);
    let (names, father) = match father {
        Some((at, _)) => (&rest[..at], Some(&rest[at + 1..])),
        None => (rest, None),
    };
    let words = names.split([' ', ',']).chain(father);
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    match (surname, &words[..]) {
        (Some(last), [first]) => Parts::new(last, first, ""),
        (Some(last), [first, middle]) if ends_in_patronymic(middle) => {
            Parts::new(last, first, middle)
        }
        (None, [last, first]) if !is_of_two => split_two(last, first),
        (None, [one, two, three]) => split_three(one, two, three),
        (None, [names @ .., middle]) if ends_in_patronymic(middle) => split_long(names, middle),
        _ => Parts::default(),
    }
}

/// The number before a name in one cell: «1. Иванов», «1) Иванов», «1 Иванов».
pub(super) fn number(cell: &str) -> Option<u32> {
    let name = without_number(cell);
    let number = &cell[..cell.len() - name.len()];
    number.trim_matches(['.', ')', ' ']).parse().ok()
}

/// The cell without such a number.
pub(super) fn without_number(cell: &str) -> &str {
    let rest = cell.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
    let apart = rest.len() < cell.len()
        && (rest.starts_with(['.', ')']) || cell[..cell.len() - rest.len()].ends_with(' '));
    let name = rest.trim_start_matches(['.', ')', ' ']);
    match apart && name.starts_with(text::is_letter) {
        true => name,
        false => cell,
    }
}

/// A name of several words and what begins with a digit behind it in one cell:
/// «Ким Лука, 14.03.2013», «Ким Лука (7Б)», but not «Ким Лука, приказ от 12.01».
pub(super) fn before_digits(cell: &str) -> Option<(&str, &str)> {
    let (name, rest) = cell.split_at(cell.find(|c: char| c.is_ascii_digit())?);
    let name = name.trim_end_matches([' ', ',', ';', '(', '-', '–', '—', '/']);
    let is_part = |word: &str| {
        word.starts_with(char::is_uppercase) || is_particle(word) || is_patronymic_word(word)
    };
    let is_name = name.contains(' ') && name.split(' ').all(is_part);
    is_name.then_some((name, rest.trim_end_matches([')', ' ', ',', ';'])))
}

/// «оглы», «кызы» and their kin, which follow the father's name.
pub(super) fn is_patronymic_word(word: &str) -> bool {
    #[rustfmt::skip]
    const WORDS: [&str; 14] = [
        "оглы", "оглу", "оғлу", "кызы", "кизи", "гызы", "қызы", "улы", "уулу", "ұлы", "угли", "зода",
        "ўғли", "қизи",
    ];
    WORDS.contains(&text::fold(word).as_str())
}

/// Whether the last word of a cell is a patronymic, or the word behind one.
pub(super) fn ends_in_patronymic(cell: &str) -> bool {
    let last = cell.rsplit(' ').next().unwrap_or_default();
    is_patronymic(last) || cell.contains(' ') && is_patronymic_word(last)
}

/// Particles of names, which are written small: «Мария де ла Крус».
pub(super) fn is_particle(word: &str) -> bool {
    #[rustfmt::skip]
    const WORDS: [&str; 22] = [
        "де", "ла", "ле", "лос", "дер", "ден", "ди", "да", "до", "дос", "дель", "ван", "фон", "тер",
        "аль", "эль", "аш", "бен", "бин", "бинт", "ибн", "абу",
    ];
    WORDS.contains(&text::fold(word).as_str())
}

/// Whether a word looks like a patronymic. Surnames in -ич do as well, so the
/// place of the word in the name has to agree.
pub(super) fn is_patronymic(word: &str) -> bool {
    const ENDINGS: [&str; 13] = [
        "вич", "ьич", "кич", "мич", "тич", "вна", "ична", "оглы", "кызы", "улы", "уулу", "кизи",
        "угли",
    ];
    let word = text::fold(word);
    // «Оглы» itself and short surnames (Кич) are no patronymics.
    word.chars().count() >= 5 && ENDINGS.iter().any(|ending| word.ends_with(ending))
}

fn split_three(one: &str, two: &str, three: &str) -> Parts {
    match (is_patronymic(two), ends_in_patronymic(three)) {
        (false, true) => Parts::new(one, two, three),
        (true, false) => Parts::new(three, one, two),
        _ => Parts::default(),
    }
}

/// Two words are surname and first name only if the first name is a known one
/// or the surname cannot be anything else.
fn split_two(one: &str, two: &str) -> Parts {
    match (given::is_given(one), given::is_given(two)) {
        (false, true) => Parts::new(one, two, ""),
        (true, false) => Parts::new(two, one, ""),
        (false, false) if is_sure_surname(one) && !is_sure_surname(two) => Parts::new(one, two, ""),
        _ => Parts::default(),
    }
}

/// Three words before the patronymic: a double surname or a double first name.
fn split_long(names: &[&str], middle: &str) -> Parts {
    let [one, two, three] = names else {
        return Parts::default();
    };
    match (given::is_given(two), given::is_given(three)) {
        (false, true) => Parts::new(&format!("{one} {two}"), three, middle),
        (true, true) => Parts::new(one, &format!("{two} {three}"), middle),
        _ => Parts::default(),
    }
}

/// Whether a word is a first name that is known, or a patronymic.
pub(super) fn is_known(word: &str) -> bool {
    given::is_given(word) || is_patronymic(word)
}

/// Endings that no first name has («Лев», «Марина», «Ева» do end like
/// surnames, so the short ones are not here).
pub(super) fn is_sure_surname(word: &str) -> bool {
    #[rustfmt::skip]
    const ENDINGS: [&str; 16] = [
        "ова", "ева", "ский", "ская", "цкий", "цкая", "енко", "ов", "ев", "чук", "ников", "кин",
        "кина", "ович", "швили", "янц",
    ];
    let word = text::fold(word);
    word.chars().count() >= 5 && ENDINGS.iter().any(|ending| word.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(full: &str) -> (String, String, String) {
        let parts = split(full);
        (parts.last, parts.first, parts.middle)
    }

    fn told(full: &str, last: &str, first: &str, middle: &str) {
        assert_eq!(
            parts(full),
            (last.into(), first.into(), middle.into()),
            "{full}"
        );
    }

    #[test]
    fn the_usual_three() {
        told("Иванов Пётр Сергеевич", "Иванов", "Пётр", "Сергеевич");
        told(
            "Салтыкова-Щедрина Анна-Мария Ильинична",
            "Салтыкова-Щедрина",
            "Анна-Мария",
            "Ильинична",
        );
        told("Абрамович Лев Ильич", "Абрамович", "Лев", "Ильич");
        told("Пётр Сергеевич Иванов", "Иванов", "Пётр", "Сергеевич");
        told("Иванов, Пётр Лукич", "Иванов", "Пётр", "Лукич");
    }

    #[test]
    fn patronymics_of_the_east() {
        told(
            "Мамедов Эльдар Рашид оглы",
            "Мамедов",
            "Эльдар",
            "Рашид оглы",
        );
        told(
            "Гасанова Айсель Рашад Кызы",
            "Гасанова",
            "Айсель",
            "Рашад Кызы",
        );
        told("Асанов Нурлан Бакытулы", "Асанов", "Нурлан", "Бакытулы");
        told(
            "Мамедов Эльдар Рашид-оглы",
            "Мамедов",
            "Эльдар",
            "Рашид-оглы",
        );
        told("Ахметов Ерлан Болат улы", "Ахметов", "Ерлан", "Болат улы");
    }

    #[test]
    fn four_words_with_a_patronymic() {
        told(
            "Салтыков Щедрин Михаил Евграфович",
            "Салтыков Щедрин",
            "Михаил",
            "Евграфович",
        );
        told(
            "Иванова Анна Мария Сергеевна",
            "Иванова",
            "Анна Мария",
            "Сергеевна",
        );
    }

    #[test]
    fn two_words() {
        told("Иванов Пётр", "Иванов", "Пётр", "");
        told("Анна Ким", "Ким", "Анна", "");
        told("Гусева Эвелиса", "Гусева", "Эвелиса", "");
    }

    #[test]
    fn what_cannot_be_told_apart_stays_whole() {
        for full in [
            "Нгуен Ан",
            "Чан Ван Хоа",
            "Иванов П. С.",
            "Мадонна",
            "Смит Джон Пол Джордж Ринго",
            "Иванова (Петрова) Анна Сергеевна",
            "Пётр Сергеевич Абрамович",
            "Марина Полина",
            "",
        ] {
            told(full, "", "", "");
        }
    }
}
