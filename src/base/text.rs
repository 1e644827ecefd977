//! How people write words and numbers, and what makes no difference in them.
//!
//! Takes text, gives the form in which words are compared, and numbers with a
//! Russian comma both ways. Knows nothing of what the words are about.

use super::diagnostic::Diagnostic;

/// Lower case with ё as е: the form in which words are compared.
pub fn fold(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for letter in word.chars() {
        match letter {
            // Nearly every letter of a roster, without the tables of Unicode.
            'а'..='я' => out.push(letter),
            'А'..='Я' => out.push(char::from_u32(letter as u32 + 32).unwrap_or(letter)),
            'ё' | 'Ё' => out.push('е'),
            _ if letter.is_ascii() => out.push(letter.to_ascii_lowercase()),
            _ => out.extend(letter.to_lowercase()),
        }
    }
    out
}

/// Marks above or below one letter: Vietnamese has two.
const MOST_MARKS: usize = 3;

/// Why a text cannot be printed as it is, in Russian: it turns the direction of
/// writing, or heaps marks on a letter until they leave the line.
pub fn unfit(text: &str) -> Option<&'static str> {
    let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let is_mark = |c: char| {
        matches!(
            c,
            '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}'
                | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}'
        )
    };
    if text.contains(turns) {
        return Some("в тексте невидимый знак, который меняет направление письма.");
    }
    let mut marks = 0;
    let heaped = text.chars().any(|c| {
        marks = if is_mark(c) { marks + 1 } else { 0 };
        marks > MOST_MARKS
    });
    heaped.then_some("над буквой слишком много знаков.")
}

/// A number with a comma and so many digits after it: `0,75`.
pub fn decimal(value: f64, digits: usize) -> String {
    format!("{value:.digits$}").replace('.', ",")
}

/// The same without noughts at the end: `31,9`, `30`.
pub fn short_decimal(value: f64, digits: usize) -> String {
    let text = decimal(value, digits);
    match text.contains(',') {
        true => text.trim_end_matches('0').trim_end_matches(',').to_owned(),
        false => text,
    }
}

/// Reads a number with a comma or a point: digits alone, without a sign or an
/// exponent.
pub fn number(text: &str) -> Option<f64> {
    let plain = |c: char| c.is_ascii_digit() || c == '.';
    let text = text.trim().replace(',', ".");
    text.parse().ok().filter(|_| text.chars().all(plain))
}

/// The text of a file that is written by hand: a template, settings.
///
/// # Errors
/// If it is not in UTF-8, with the line.
pub fn of_utf8(bytes: Vec<u8>) -> Result<String, Box<Diagnostic>> {
    String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = good.iter().filter(|&&byte| byte == b'\n').count() + 1;
        let error = Diagnostic::error("not-utf8", "файл записан не в кодировке UTF-8.");
        let error = error.at_row(line);
        Box::new(error.with_hint("В Блокноте: «Сохранить как», кодировка UTF-8."))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_leave_their_line_are_unfit() {
        for fit in ["Школа № 7", "Ви\u{302}\u{301}", "е\u{308}й\n"] {
            assert_eq!(unfit(fit), None, "{fit}");
        }
        for text in [
            "а\u{202e}б".to_owned(),
            format!("а{}", "\u{301}".repeat(100)),
        ] {
            assert!(unfit(&text).is_some(), "{text}");
        }
    }

    #[test]
    fn case_and_yo_make_no_difference() {
        assert_eq!(fold("СЁМИНА Ӈэтэй-Smith"), "семина ӈэтэй-smith");
    }

    #[test]
    fn numbers_are_written_with_a_comma() {
        assert_eq!(decimal(0.75, 1), "0,8");
        assert_eq!(decimal(30.0, 2), "30,00");
        for (value, digits, text) in [
            (31.92, 1, "31,9"),
            (30.0, 1, "30"),
            (0.25, 2, "0,25"),
            (100.0, 0, "100"),
        ] {
            assert_eq!(short_decimal(value, digits), text);
        }
    }

    #[test]
    fn numbers_are_read_with_a_comma_or_a_point() {
        for (text, value) in [("1,5", 1.5), (" 4.5 ", 4.5), ("30", 30.0)] {
            assert_eq!(number(text), Some(value), "{text}");
        }
        for text in ["", "-3", "+3", "1e5", "inf", "NaN", "1,2,3", "1 000"] {
            assert_eq!(number(text), None, "{text}");
        }
    }
}
