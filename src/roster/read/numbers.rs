//! Numbers of spreadsheets: plain, or days in disguise.
//!
//! A number is a date if the format of its cell shows one; formats come as
//! numbers of built-in ones or as codes (`DD.MM.YYYY`).

use std::collections::HashMap;

use jiff::{Span, civil::date};

use crate::roster::table::Kind;
use crate::roster::text::is_letter;

/// The formats of the cells of a workbook.
#[derive(Default)]
pub(super) struct Formats {
    /// Whether days are counted from 1904.
    pub(super) since_1904: bool,
    /// The formats that are not built in.
    codes: HashMap<u32, Code>,
    /// The format of each style of cells.
    styles: Vec<u32>,
}

impl Formats {
    /// Takes the code of a format.
    pub(super) fn code(&mut self, format: u32, code: &str) {
        self.codes.insert(format, Code::new(code));
    }

    /// Takes the format of the next style.
    pub(super) fn style(&mut self, format: u32) {
        self.styles.push(format);
    }

    /// A number in a cell of this style.
    pub(super) fn show(&self, number: f64, style: u32) -> (Kind, String) {
        let format = self.styles.get(style as usize);
        match format.and_then(|format| self.codes.get(format)) {
            Some(Code::Around(before, after)) => {
                let (_, number) = show(number, false, false);
                (Kind::Text, format!("{before}{number}{after}"))
            }
            Some(code) => show(number, *code == Code::Date, self.since_1904),
            None => {
                let is_date = format.is_some_and(|format| is_date_format(*format));
                show(number, is_date, self.since_1904)
            }
        }
    }
}

/// What a format code does to a number.
#[derive(PartialEq)]
enum Code {
    Plain,
    Date,
    /// Letters stand around a whole number: «7Б» by `0"Б"`.
    Around(String, String),
}

impl Code {
    fn new(code: &str) -> Self {
        if is_date_code(code) {
            return Code::Date;
        }
        let first = code.split(';').next().unwrap_or_default();
        let around = ["0", "#", "General", "Основной"].iter().find_map(|digit| {
            let (before, after) = first.split_once(digit)?;
            Some((literal(before)?, literal(after)?))
        });
        match around {
            Some((before, after))
                if [&before, &after]
                    .iter()
                    .any(|part| part.contains(is_letter)) =>
            {
                Code::Around(before, after)
            }
            _ => Code::Plain,
        }
    }
}

/// The text that a piece of a format code stands for; `None` if it is none.
fn literal(code: &str) -> Option<String> {
    let (mut quoted, mut escaped, mut text) = (false, false, String::new());
    for c in code.chars() {
        match c {
            '"' if !escaped => quoted = !quoted,
            '\\' if !quoted && !escaped => escaped = true,
            _ if quoted || escaped || " -.()".contains(c) => {
                escaped = false;
                text.push(c);
            }
            _ => return None,
        }
    }
    Some(text)
}

/// The date formats among Excel's built-in ones, those of East Asian Excel
/// included (ECMA-376, part 1, 18.8.30).
fn is_date_format(number: u32) -> bool {
    matches!(number, 14..=22 | 27..=36 | 45..=47 | 50..=58)
}

/// Whether a format code shows a date: it has letters of days, months or years
/// outside quotes and brackets.
fn is_date_code(code: &str) -> bool {
    let (mut quoted, mut bracketed, mut escaped) = (false, false, false);
    for c in code.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' | '_' | '*' => escaped = true,
            '"' => quoted = !quoted,
            '[' if !quoted => bracketed = true,
            ']' if !quoted => bracketed = false,
            'd' | 'D' | 'm' | 'M' | 'y' | 'Y' | 'Д' | 'М' | 'Г' | 'д' | 'м' | 'г'
                if !quoted && !bracketed =>
            {
                return true;
            }
            ';' if !quoted => return false,
            _ => {}
        }
    }
    false
}

/// A number as text, and whether it is a date.
fn show(number: f64, is_date: bool, since_1904: bool) -> (Kind, String) {
    // Excel's day 0 is 30 December 1899 for every day after its 29 February
    // 1900; 1904 is 1462 days later.
    let days = number.floor() + if since_1904 { 1462.0 } else { 0.0 };
    if is_date && (1.0..2_958_466.0).contains(&days) {
        let day = date(1899, 12, 30).checked_add(Span::new().days(days as i64));
        if let Ok(day) = day {
            return (Kind::Date, day.to_string());
        }
    }
    // A phone number is a number to Excel; it must not come out as 8.9E10.
    let text = if number.fract() == 0.0 && number.abs() < 1e15 {
        format!("{number:.0}")
    } else {
        number.to_string()
    };
    (Kind::Number, text)
}

/// A number that is written out, in a file without formats.
pub(super) fn plain(number: &str) -> (Kind, String) {
    match written(number) {
        Some(number) => show(number, false, false),
        None => (Kind::Text, number.to_owned()),
    }
}

/// The number that is written out here.
pub(super) fn written(number: &str) -> Option<f64> {
    let number = number.trim().parse::<f64>().ok();
    number.filter(|number| number.is_finite())
}

/// A packed number of the binary formats (MS-XLS 2.5.217): 30 bits of a whole
/// number or the upper bits of a float, perhaps times 100.
pub(super) fn unpack(packed: u32) -> f64 {
    let value = if packed & 2 != 0 {
        f64::from(packed as i32 >> 2)
    } else {
        f64::from_bits(u64::from(packed & !3) << 32)
    };
    if packed & 1 != 0 {
        value / 100.0
    } else {
        value
    }
}

/// What a code of an error stands for (MS-XLS 2.5.10).
pub(super) fn error_name(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        0x2A => "#N/A",
        _ => "#VALUE!",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_known_by_their_format() {
        for code in [
            "DD.MM.YYYY",
            "[$-419]d mmm yyyy;@",
            "ДД.ММ.ГГГГ",
            "yyyy\\-mm",
        ] {
            assert!(is_date_code(code), "{code}");
        }
        for code in ["General", "0.00", "\"год\" 0", "[Red]0", "@", "0\\m"] {
            assert!(!is_date_code(code), "{code}");
        }
    }

    #[test]
    fn letters_of_a_format_are_shown() {
        let mut formats = Formats::default();
        for (format, code) in [(164, "0\"Б\""), (165, "0.00\"р.\""), (166, "General\\А;@")] {
            formats.code(format, code);
            formats.style(format);
        }
        let shown = |style| formats.show(7.0, style).1;
        assert_eq!(
            [shown(0), shown(1), shown(2), shown(9)],
            ["7Б", "7", "7А", "7"]
        );
    }

    #[test]
    fn days_are_counted_from_either_year() {
        let march = (Kind::Date, "2013-03-05".to_owned());
        assert_eq!(show(41_338.5, true, false), march);
        assert_eq!(show(39_876.0, true, true), march);
        assert_eq!(show(89_123_456_789.0, false, false).1, "89123456789");
        assert_eq!(show(4.3, true, false).0, Kind::Date);
        assert_eq!(show(-1.0, true, false), (Kind::Number, "-1".to_owned()));
    }

    #[test]
    fn packed_numbers() {
        assert_eq!(unpack(41_338 << 2 | 2), 41_338.0);
        assert_eq!(unpack(730 << 2 | 3), 7.3);
    }
}
