//! Whether a cell looks like a name.
//!
//! Takes a cell, says how it looks by its letters and capitals. Decides nothing:
//! what stands beside it counts as much.

use super::name;
use crate::roster::text;

/// Longer than any name; what is longer has swallowed something.
const LONGEST_NAME: usize = 200;

/// How a cell looks where names stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Blank,
    /// No name.
    Other,
    /// One word, with a capital or without; or words in small letters among
    /// those with capitals.
    Weak(bool),
    /// Two words or more that begin with capitals.
    Strong,
}

impl Shape {
    pub(super) fn is_name(self) -> bool {
        matches!(self, Shape::Weak(_) | Shape::Strong)
    }
}

/// Tells how a cell looks.
pub(super) fn shape(cell: &str) -> Shape {
    let clean = text::clean(cell);
    if is_nobody(&clean) {
        return Shape::Blank;
    }
    if !is_name(&clean) {
        return Shape::Other;
    }
    let small = |word: &str| {
        let first = word.chars().find(|c| text::is_letter(*c));
        first.is_some_and(char::is_lowercase)
    };
    let words = clean
        .split(' ')
        .filter(|word| word.contains(text::is_letter));
    let capitals = words.clone().enumerate().all(|(at, word)| {
        // «Рашид оглы», «Мария де ла Крус».
        !small(word) || at > 0 && (word.chars().count() <= 3 || name::is_patronymic_word(word))
    });
    match (words.count(), capitals) {
        (1, capital) => Shape::Weak(capital),
        (_, true) => Shape::Strong,
        _ => Shape::Weak(false),
    }
}

/// Whether a clean cell says that nobody is there: «вакансия», «выбыл».
pub(super) fn is_nobody(cell: &str) -> bool {
    // «Выбыл» is a surname.
    const GONE: [&str; 4] = ["выбыл", "выбыла", "отчислен", "отчислена"];
    text::is_placeholder(cell) || GONE.contains(&cell)
}

/// Whether a cell holds a name for sure: with a first name that is known, or a
/// patronymic.
pub(super) fn is_sure(cell: &str) -> bool {
    shape(cell) == Shape::Strong && text::clean(cell).split(' ').any(name::is_known)
}

/// Whether a clean cell can be a name at all.
pub(super) fn is_name(name: &str) -> bool {
    const STRANGE: &str = "?#@=<>:;{}[]|\\_%$&+~^\u{FFFD}";
    // «* выбыл» is a note; «* Иванов» is a name with a mark.
    let starred = name.strip_prefix('*');
    let starred = starred.map(|note| note.trim_start_matches([' ', '-', '–', '—']));
    !starred.is_some_and(|note| note.starts_with(char::is_lowercase))
        && name.chars().any(text::is_letter)
        && !name
            .chars()
            .any(|c| !text::is_letter(c) && (c.is_numeric() || STRANGE.contains(c)))
        && name.len() <= 4 * LONGEST_NAME
        && name.chars().count() <= LONGEST_NAME
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_by_their_words() {
        for name in [
            "Ким Ан",
            "ИВАНОВ ПЁТР",
            "Мамедов Эльдар Рашид оглы",
            "Иванов П. С.",
        ] {
            assert_eq!(shape(name), Shape::Strong, "{name}");
        }
        assert_eq!(shape("Мадонна"), Shape::Weak(true));
        assert_eq!(shape("директор школы"), Shape::Weak(false));
        assert_eq!(shape("Классный руководитель"), Shape::Weak(false));
        assert_eq!(shape(" - "), Shape::Blank);
        for other in ["????", "7А класс", "Иванов: болеет", "#ССЫЛКА!"] {
            assert_eq!(shape(other), Shape::Other, "{other}");
        }
        assert!(is_sure("Ким Анна") && is_sure("Ким Ан Ильич") && !is_sure("Ким Ан"));
    }
}
