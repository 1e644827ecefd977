//! What typists do to names: Latin letters among Cyrillic ones, capitals.
//!
//! Takes a clean name, gives it put right where that is safe and says what was
//! done. Knows nothing of which part of the name it is.

use std::borrow::Cow;

use crate::roster::text::{cyrillic_twin, is_cyrillic, is_letter};

/// What has been noticed about the cells of a name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Noticed {
    /// Look-alike Latin letters were replaced.
    pub(super) replaced: bool,
    /// Other letters among Cyrillic ones were left, as nobody knows what they
    /// stand for.
    pub(super) mixed: bool,
    /// A note was left out.
    pub(super) cut: bool,
}

/// Replaces Latin letters that look Cyrillic in words that are otherwise
/// Cyrillic; words in Latin letters only are somebody's real name.
pub(super) fn unmix<'n>(name: &'n str, noticed: &mut Noticed) -> Cow<'n, str> {
    if !is_mixed(name) {
        return Cow::Borrowed(name);
    }
    let words = name.split(' ').map(|word| unmix_word(word, noticed));
    Cow::Owned(words.collect::<Vec<_>>().join(" "))
}

fn is_foreign(c: char) -> bool {
    is_letter(c) && !is_cyrillic(c)
}

fn is_mixed(text: &str) -> bool {
    text.chars().any(is_foreign) && text.chars().any(is_cyrillic)
}

fn unmix_word<'w>(word: &'w str, noticed: &mut Noticed) -> Cow<'w, str> {
    if !is_mixed(word) {
        return Cow::Borrowed(word);
    }
    let twins = |c: char| !is_foreign(c) || cyrillic_twin(c).is_some();
    if !word.chars().all(twins) {
        noticed.mixed = true;
        return Cow::Borrowed(word);
    }
    noticed.replaced = true;
    let twin = |c: char| cyrillic_twin(c).filter(|_| is_foreign(c)).unwrap_or(c);
    Cow::Owned(word.chars().map(twin).collect())
}

/// Whether a name is typed in capitals from end to end. A lone letter or
/// letters with dots are initials.
pub(super) fn is_in_capitals(name: &str) -> bool {
    if name.contains(|c| matches!(c, 'а'..='я' | 'a'..='z')) {
        return false;
    }
    let letters = name.chars().filter(|c| c.is_alphabetic());
    letters.clone().count() >= 2 && letters.clone().all(char::is_uppercase) && !name.contains('.')
}

/// Whether a word goes on in capitals after a small letter: «иВАНОВ». Caps Lock
/// writes so, and another encoding reads so.
pub(super) fn is_inverted(name: &str) -> bool {
    let inverted = |word: &str| {
        let rest = word.trim_start_matches(char::is_lowercase);
        let small = word.chars().count() - rest.chars().count();
        small == 1 && !rest.is_empty() && rest.chars().all(char::is_uppercase)
    };
    name.split([' ', '-']).any(inverted)
}

/// «САЛТЫКОВ-ЩЕДРИН» as «Салтыков-Щедрин»; `None` where that is a guess:
/// «О'НИЛ», «DE LA CRUZ», «MCDONALD».
pub(super) fn title_case(name: &str) -> Option<String> {
    let mut out = String::with_capacity(name.len());
    let mut start = true;
    for c in name.chars() {
        if c == '-' {
            start = true;
            out.push(c);
        } else if !is_cyrillic(c) {
            return None;
        } else if start {
            start = false;
            out.extend(c.to_uppercase());
        } else {
            out.extend(c.to_lowercase());
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unmixed(name: &str) -> (String, Noticed) {
        let mut noticed = Noticed::default();
        let name = unmix(name, &mut noticed).into_owned();
        (name, noticed)
    }

    #[test]
    fn look_alikes_are_replaced_in_russian_words_only() {
        let (name, noticed) = unmixed("Cидopoва Aннa");
        assert_eq!(name, "Сидорова Анна");
        assert!(noticed.replaced && !noticed.mixed);
        assert_eq!(unmixed("Pope Cox").0, "Pope Cox");
        assert_eq!(
            unmixed("Иванов Max"),
            ("Иванов Max".into(), Noticed::default())
        );
    }

    #[test]
    fn other_latin_letters_are_left_and_noticed() {
        let (name, noticed) = unmixed("Иваnoв");
        assert_eq!(name, "Иваnoв");
        assert!(noticed.mixed && !noticed.replaced);
    }

    #[test]
    fn capitals_become_a_title_where_it_is_safe() {
        assert_eq!(
            title_case("САЛТЫКОВА-ЩЕДРИНА").unwrap(),
            "Салтыкова-Щедрина"
        );
        assert_eq!(title_case("ӇЭВЕКИ").unwrap(), "Ӈэвеки");
        assert_eq!(title_case("О'НИЛ"), None);
        assert_eq!(title_case("ДЕ КРУС"), None);
        assert!(is_in_capitals("ЛИ") && !is_in_capitals("Ли"));
        assert!(!is_in_capitals("И.О.") && !is_in_capitals("Я"));
        assert!(is_inverted("иВАНОВ Пётр") && is_inverted("кХ") && !is_inverted("д'Арк де Лоррен"));
    }
}
