//! How people write words and numbers, and what makes no difference in them.
//!
//! Takes text, gives the form in which words are compared, and numbers with a
//! Russian comma both ways. Knows nothing of what the words are about.

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

#[cfg(test)]
mod tests {
    use super::*;

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
