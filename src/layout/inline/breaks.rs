//! Where a line may end.
//!
//! The Unicode line breaking algorithm (UAX 14) proposes; Russian typesetting
//! and plain caution dispose: no line starts with a dash, no preposition,
//! conjunction or particle of one or two letters ends one, a number stays with
//! what it counts or names, a phone number is one piece, and no address is
//! broken.

use unicode_linebreak::{BreakOpportunity, linebreaks};

/// Stands for something that is not text: a button, a line.
pub(super) const OBJECT: char = '\u{fffc}';
/// Stands for a box to tick, which stays with the word after it.
pub(super) const TICK: char = '☐';

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

/// Ending a line before a number: legal, not pretty.
const BEFORE_NUMBER_COST: f64 = 0.12;

/// Words of two letters that stay with the word after them; those of one letter
/// all do.
const BOUND_TO_NEXT: [&str; 15] = [
    "на", "по", "от", "до", "из", "за", "во", "ко", "со", "об", "но", "да", "не", "ни", "то",
];

/// Words that stay with the word before them: particles, and the parts of a name
/// that say whose child one is.
const BOUND_TO_LAST: [&str; 11] = [
    "же", "ли", "бы", "ж", "ль", "б", "оглы", "кызы", "оглу", "кзы", "заде",
];

/// How words begin that a number names: `шаг 3`, `каб. 214`.
const NUMBERED: [&str; 8] = [
    "шаг",
    "пункт",
    "кабинет",
    "каб.",
    "класс",
    "стр.",
    "тел.",
    "доб.",
];

/// All places where a line of `text` may end; the last is its end.
pub(super) fn breaks(text: &str) -> Vec<Break> {
    linebreaks(text)
        .filter_map(|(at, opportunity)| {
            let forced = opportunity == BreakOpportunity::Mandatory || at == text.len();
            if !forced && !allowed(text, at) {
                return None;
            }
            let number_follows = text[at..].starts_with(|c: char| c.is_ascii_digit());
            let cost = if number_follows {
                BEFORE_NUMBER_COST
            } else {
                0.0
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
        return !is_stub(word) && !is_address(whole_word(text, at));
    }
    let starts_with_dash = next.starts_with(['—', '–', '-', '−', '·']);
    let bound = binds_to_next(word) || is_initial(next) || is_quoted(word, next);
    let next = next.trim_end_matches(PUNCTUATION);
    let stays = bound || BOUND_TO_LAST.contains(&next.to_lowercase().as_str());
    let number = counts(word, next) || is_numbered(word, next) || is_phone(word, next);
    !(starts_with_dash || stays || number || is_brand(word, next))
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

/// Marks after a word.
const PUNCTUATION: [char; 7] = [',', '.', ';', ':', '!', '?', '»'];

/// A word that must not end a line.
fn binds_to_next(word: &str) -> bool {
    let bare = word.trim_start_matches(['«', '(', '„']);
    let mut letters = bare.chars();
    let one_letter = match (letters.next(), letters.next()) {
        (Some(only), None) => only.is_alphabetic(),
        _ => false,
    };
    let short = one_letter || BOUND_TO_NEXT.contains(&bare.to_lowercase().as_str());
    short || is_initial(bare) || bare.ends_with(['№', TICK])
}

/// One letter and its hyphen: `Т-Банк`.
fn is_stub(word: &str) -> bool {
    let bare = word.trim_start_matches(['«', '(']);
    bare.ends_with('-') && bare.chars().count() == 2
}

/// The two words of a caption: «Код подтверждения».
fn is_quoted(word: &str, next: &str) -> bool {
    let end = next.trim_end_matches(|mark| mark != '»' && PUNCTUATION.contains(&mark));
    word.starts_with('«') && !word.contains('»') && end.ends_with('»')
}

/// The two parts of a name such as `VK Звонки`.
fn is_brand(word: &str, next: &str) -> bool {
    let word = word.trim_start_matches(['«', '(']);
    !word.is_empty()
        && word.bytes().all(|byte| byte.is_ascii_uppercase())
        && next.starts_with(char::is_uppercase)
}

/// A word and the number that names it.
fn is_numbered(word: &str, next: &str) -> bool {
    let lower = || word.trim_start_matches(['«', '(']).to_lowercase();
    next.starts_with(|c: char| c.is_ascii_digit() || c == '+' || c == '(')
        && NUMBERED.iter().any(|start| lower().starts_with(start))
}

/// Two parts of a phone number: `+7 900`, `(3466) 41-22-33`.
fn is_phone(word: &str, next: &str) -> bool {
    let part = |text: &str| {
        text.contains(|c: char| c.is_ascii_digit())
            && text
                .chars()
                .all(|c| c.is_ascii_digit() || "+-()‑–".contains(c))
    };
    part(word) && part(next)
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

/// Where an address that is wider than a line is broken: after a point, a hyphen
/// or a slash, before the sign of a mailbox.
pub(super) fn in_address(address: &str) -> impl Iterator<Item = usize> {
    address
        .char_indices()
        .skip(1)
        .filter_map(|(at, letter)| match letter {
            '.' | '-' | '/' => Some(at + 1),
            '@' => Some(at),
            _ => None,
        })
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
        assert_eq!(lines("до 5 декабря"), ["до 5 декабря"]);
        assert_eq!(lines("школа № 5"), ["школа ", "№ 5"]);
        assert_eq!(lines("это — код"), ["это — ", "код"]);
        assert_eq!(lines("Петрова А. И."), ["Петрова А. И."]);
        assert_eq!(lines("Алиев Рашид оглы"), ["Алиев ", "Рашид оглы"]);
        assert_eq!(lines("Рзаева Нигяр Кызы"), ["Рзаева ", "Нигяр Кызы"]);
    }

    #[test]
    fn real_lines_break_where_a_typesetter_would() {
        for text in [
            "Подтверждать |запись |не надо: |всё |готово.",
            "номер |телефона |или |адрес |почты. |Не открылся?",
            "Придёт |СМС. |За 300 секунд |впишите |код |из неё |в поле",
            "начните |с шага 4, |если |же |нет, |то ждите",
            "верните |до 5 декабря |(не позже)",
            "в МФЦ |или |в онлайн-|банке |(Сбербанк, |ВТБ)",
            "в поле |«Код подтверждения», |потом |«Средняя |школа |№ 7»",
            "верно |ли |это",
            "тел. 8 (3466) 41-22-33, |каб. 214, |по будням",
            "в VK Звонках, |ещё |в VK? |Уже |MAX |и",
            "звоните: |+7 900 000-00-01 |после |15 часов",
        ] {
            let bound = text.replace("|же", "же").replace("|ли", "ли");
            let wanted: Vec<&str> = bound.split('|').collect();
            assert_eq!(lines(&bound.replace('|', "")), wanted);
        }
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
    fn a_mailbox_too_wide_for_a_line_breaks_at_its_signs() {
        let address = "elena-s.school@mail.ru";
        let parts: Vec<_> = in_address(address).map(|at| &address[..at]).collect();
        assert_eq!(
            parts,
            [
                "elena-",
                "elena-s.",
                "elena-s.school",
                "elena-s.school@mail."
            ]
        );
    }

    #[test]
    fn double_surnames_may_break_after_the_hyphen() {
        assert_eq!(lines("Салтыкова-Щедрина"), ["Салтыкова-", "Щедрина"]);
        assert_eq!(lines("ВТБ, Т-Банк"), ["ВТБ, ", "Т-Банк"]);
    }

    #[test]
    fn a_box_stays_with_what_is_ticked() {
        for text in ["нет |☐готова", "нет |☐ готова", "нет |«☐готова»"]
        {
            let wanted: Vec<&str> = text.split('|').collect();
            assert_eq!(lines(&text.replace('|', "")), wanted);
        }
    }

    #[test]
    fn punctuation_stays_with_the_button_before_it() {
        let text = format!("нажмите {OBJECT}. Не");
        assert_eq!(lines(&text), ["нажмите ", &format!("{OBJECT}. "), "Не"]);
    }
}
