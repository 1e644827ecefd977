//! Cleaning of a cell and the ways of comparing words.
//!
//! Takes a cell as it stands in the file, gives it in one normal form:
//! composed Unicode, plain single spaces, no invisible characters. Knows
//! nothing of columns and pupils.

use std::borrow::Cow;

pub(super) use crate::base::text::fold;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// A cell in its normal form: NFC, every run of white space (no-break spaces
/// and newlines too) one space, no invisible characters, trimmed, without
/// quotes around the whole of it.
pub(super) fn clean(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(QUOTES) {
        let inner = ["''", "\"\"", "«»", "“”", "„“"].iter().find_map(|pair| {
            let (open, close) = (pair.chars().next()?, pair.chars().last()?);
            let inner = cell.strip_prefix(open)?.strip_suffix(close)?;
            (!inner.contains([open, close])).then_some(inner)
        });
        if let Some(inner) = inner {
            return clean(inner);
        }
    }
    if is_clean(cell) {
        return Cow::Borrowed(cell);
    }
    let composed: Cow<'_, str> = match is_nfc_quick(cell.chars()) {
        IsNormalized::Yes => Cow::Borrowed(cell),
        _ => Cow::Owned(cell.nfc().collect()),
    };
    let mut out = String::with_capacity(composed.len());
    let mut gap = false;
    let mut chars = composed.chars().peekable();
    while let Some(c) = chars.next() {
        if is_invisible(c) {
            // «Ким\u{200b}Юлия»: a space of no width parts words, not «Семён\u{200b}ов».
            let begins = chars.peek().is_some_and(|next| next.is_uppercase());
            gap |= c == '\u{200B}' && begins && out.ends_with(char::is_lowercase);
            continue;
        }
        if c.is_whitespace() || c.is_control() {
            gap = true;
            continue;
        }
        if gap && !out.is_empty() {
            out.push(' ');
        }
        gap = false;
        out.push(c);
    }
    Cow::Owned(out)
}

const QUOTES: [char; 5] = ['\'', '"', '«', '“', '„'];

/// The common case, told without copying: Russian letters, printable ASCII,
/// single spaces inside.
fn is_clean(cell: &str) -> bool {
    let mut after_space = true;
    for c in cell.chars() {
        match c {
            ' ' if after_space => return false,
            ' ' => after_space = true,
            '!'..='~' | 'А'..='я' | 'ё' | 'Ё' => after_space = false,
            _ => return false,
        }
    }
    !after_space || cell.is_empty()
}

/// Characters that print nothing and come along when a cell is copied from a
/// web page or a messenger.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// Whether the cell holds nothing that could be printed.
pub(super) fn is_blank(cell: &str) -> bool {
    cell.chars()
        .all(|c| c.is_whitespace() || c.is_control() || is_invisible(c))
}

/// The first `most` bytes of a text, less the letter that they cut.
pub(super) fn start(text: &str, most: usize) -> &str {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Whether the cell is what spreadsheets show for an error: `#REF!`, `#Н/Д`.
pub(super) fn is_error(cell: &str) -> bool {
    cell.starts_with('#') && (cell.ends_with(['!', '?']) || matches!(cell, "#N/A" | "#Н/Д"))
}

/// Whether the cell is what people write for "there is none".
pub(super) fn is_placeholder(cell: &str) -> bool {
    cell.chars().all(|c| "-–—−_/.*".contains(c))
        // The words begin with few letters; most names need not be folded.
        || cell.starts_with(['н', 'Н', 'о', 'О', 'б', 'Б', 'в', 'В', 'с', 'С'])
            && matches!(
            fold(cell).as_str(),
            "нет" | "не имеет" | "без отчества" | "отсутствует" | "б/о" | "вакансия" | "вакантно" | "свободно"
        )
}

/// The Cyrillic letter that looks like this Latin one.
pub(super) fn cyrillic_twin(latin: char) -> Option<char> {
    const LATIN: &str = "ABCEHKMOPTXYaceopxykëËƏəhïÏiI";
    const TWINS: &str = "АВСЕНКМОРТХУасеорхукёЁӘәһїЇіІ";
    LATIN
        .chars()
        .position(|c| c == latin)
        .and_then(|at| TWINS.chars().nth(at))
}

/// Whether this is a letter of the Cyrillic script that is in use.
pub(super) fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{45F}' | '\u{48A}'..='\u{52F}')
}

/// Whether this is a letter of the Latin script.
pub(super) fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic()
        || matches!(c, '\u{AA}'..='\u{24F}' | 'ə' | '\u{1E00}'..='\u{1EFF}') && c.is_alphabetic()
}

/// Whether this is a letter; Russian ones need no look into Unicode's tables.
pub(super) fn is_letter(c: char) -> bool {
    matches!(c, 'А'..='я' | 'ё' | 'Ё') || c.is_alphabetic()
}

/// Whether a digit is in the text.
pub(super) fn has_digit(text: &str) -> bool {
    text.bytes().any(|b| b.is_ascii_digit())
}

/// Whether there is nothing but digits.
pub(super) fn is_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// Names in quotes, as a message lists them.
pub(super) fn quoted(names: &[impl AsRef<str>]) -> String {
    let names: Vec<_> = names.iter().map(|n| format!("«{}»", n.as_ref())).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_of_every_kind_become_one() {
        assert_eq!(clean("  Анна\u{a0}\u{a0} Мария\n "), "Анна Мария");
        assert_eq!(clean("Анна"), "Анна");
        assert_eq!(clean(" "), "");
        assert_eq!(clean(""), "");
    }

    #[test]
    fn decomposed_letters_are_composed_and_invisible_ones_dropped() {
        assert_eq!(clean("Андреи\u{306}"), "Андрей");
        assert_eq!(clean("Семе\u{308}н\u{200b}ов\u{ad}"), "Семёнов");
        assert_eq!(clean("Ким\u{200b}Юлия"), "Ким Юлия");
    }

    #[test]
    fn cleaning_is_idempotent_for_clean_text() {
        assert!(matches!(clean("Салтыков-Щедрин Михаил"), Cow::Borrowed(_)));
    }

    #[test]
    fn each_latin_letter_has_its_own_twin() {
        assert_eq!(cyrillic_twin('p'), Some('р'));
        assert_eq!(cyrillic_twin('k'), Some('к'));
        assert_eq!(cyrillic_twin('I'), Some('І'));
        assert_eq!(cyrillic_twin('Q'), None);
    }
}
