//! Where a line may end.
//!
//! The Unicode line breaking algorithm (UAX 14) proposes; Russian typesetting
//! and plain caution dispose: no line starts with a dash, no one-letter
//! preposition ends one, a number stays with what it counts, and no address is
//! broken.

use unicode_linebreak::{BreakOpportunity, linebreaks};

/// Stands for something that is not text: a button, a box.
pub(super) const OBJECT: char = '\u{fffc}';

/// A place where a line may end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Break {
    /// The byte at which the next line begins.
    pub at: usize,
    /// The line must end here.
    pub forced: bool,
    /// What it costs to end here, 0 if nothing, see [`super::lines`].
    pub cost: f64,
}

/// Ending a line after a two-letter word or before a number: legal, not pretty.
const SHORT_WORD_COST: f64 = 0.12;

/// All places where a line of `text` may end; the last is its end.
pub(super) fn breaks(text: &str) -> Vec<Break> {
    linebreaks(text)
        .filter_map(|(at, opportunity)| {
            let forced = opportunity == BreakOpportunity::Mandatory || at == text.len();
            if !forced && !allowed(text, at) {
                return None;
            }
            let number_follows = text[at..].starts_with(|c: char| c.is_ascii_digit());
            let cost = match last_word(&text[..at]).chars().count() {
                1 | 2 => SHORT_WORD_COST,
                _ if number_follows => SHORT_WORD_COST,
                _ => 0.0,
            };
            Some(Break { at, forced, cost })
        })
        .collect()
}

/// Whether typesetting permits a line to end before the byte `at`.
fn allowed(text: &str, at: usize) -> bool {
    let (before, after) = text.split_at(at);
    let spaced = before.ends_with(' ');
    let word = last_word(before);
    let next: &str = after.split([' ', '\n']).next().unwrap_or_default();
    if !spaced {
        return !is_address(whole_word(text, at));
    }
    let starts_with_dash = next.starts_with(['—', '–', '-', '−', '·']);
    !(starts_with_dash || binds_to_next(word) || is_initial(next) || counts(word, next))
}

/// The word at the end of `text`, spaces after it aside.
fn last_word(text: &str) -> &str {
    let text = text.trim_end();
    let start = text.rfind([' ', '\n']).map_or(0, |at| at + 1);
    let word = &text[start..];
    let object = word.rfind(OBJECT).map_or(0, |at| at + OBJECT.len_utf8());
    &word[object..]
}

/// The whole word, from space to space, around the byte `at`.
fn whole_word(text: &str, at: usize) -> &str {
    let start = text[..at].rfind([' ', '\n']).map_or(0, |n| n + 1);
    let end = text[at..].find([' ', '\n']).map_or(text.len(), |n| at + n);
    &text[start..end]
}

/// A word that must not end a line.
fn binds_to_next(word: &str) -> bool {
    let bare = word.trim_start_matches(['«', '(', '„']);
    let mut letters = bare.chars();
    let one_letter = match (letters.next(), letters.next()) {
        (Some(only), None) => only.is_alphabetic(),
        _ => false,
    };
    one_letter || is_initial(bare) || bare.ends_with('№') || bare == "+7"
}

/// `М.`
fn is_initial(word: &str) -> bool {
    let mut letters = word.chars();
    let (first, second) = (letters.next(), letters.next());
    first.is_some_and(char::is_uppercase) && second == Some('.') && letters.next().is_none()
}

/// A number and what it counts: `14 лет`, `5 декабря`, `№ 5`.
fn counts(word: &str, next: &str) -> bool {
    let digits = word.trim_start_matches(['«', '(']);
    !digits.is_empty()
        && digits.chars().all(|c| c.is_ascii_digit())
        && next.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit())
}

/// An address on the network: of a page or of a mailbox.
pub(super) fn is_address(word: &str) -> bool {
    if !word.bytes().any(|byte| matches!(byte, b'.' | b'@' | b':')) {
        return false;
    }
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    let dotted = bare
        .split_once('.')
        .is_some_and(|(a, b)| !a.is_empty() && b.starts_with(|c: char| c.is_alphanumeric()));
    bare.contains("://") || bare.contains('@') || dotted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<&str> {
        let mut start = 0;
        breaks(text)
            .into_iter()
            .map(|b| {
                let line = &text[start..b.at];
                start = b.at;
                line
            })
            .collect()
    }

    #[test]
    fn prepositions_numbers_dashes_and_initials_hold_together() {
        assert_eq!(lines("код в поле"), ["код ", "в поле"]);
        assert_eq!(lines("нет 14 лет"), ["нет ", "14 лет"]);
        assert_eq!(lines("до 5 декабря"), ["до ", "5 декабря"]);
        assert_eq!(lines("школа № 5"), ["школа ", "№ 5"]);
        assert_eq!(lines("это — код"), ["это — ", "код"]);
        assert_eq!(lines("Петрова А. И."), ["Петрова А. И."]);
    }

    #[test]
    fn addresses_are_never_broken() {
        for address in [
            "https://cop.admhmao.ru",
            "www.gosuslugi.ru",
            "a-very-long.name@some-host.ru",
        ] {
            assert_eq!(lines(address), [address]);
        }
    }

    #[test]
    fn double_surnames_may_break_after_the_hyphen() {
        assert_eq!(lines("Салтыкова-Щедрина"), ["Салтыкова-", "Щедрина"]);
    }

    #[test]
    fn punctuation_stays_with_the_button_before_it() {
        let text = format!("нажмите {OBJECT}. Не");
        assert_eq!(lines(&text), ["нажмите ", &format!("{OBJECT}. "), "Не"]);
    }
}
