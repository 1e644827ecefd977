//! Days as teachers write and read them: «5 декабря», «до 5 дек», `05.12.26`,
//! `05.12.2026`, `2026-12-05`.

use jiff::civil::Date;

/// Months as they stand after a day.
const MONTHS: [&str; 12] = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
];

/// Added to a year of two digits.
const CENTURY: i16 = 2000;
/// Letters of a month that tell it from all others.
const SHORTEST: usize = 3;

/// `5 декабря`.
pub fn day_and_month(day: Date) -> String {
    let month = usize::from(day.month().unsigned_abs()) - 1;
    format!("{} {}", day.day(), MONTHS[month])
}

/// What to write instead of a date that was not understood.
pub const HINT: &str = "Напишите дату так: «5 декабря», 05.12.2026 или 2026-12-05.";

/// Reads a date of our days: a year of two digits is one of this century.
/// Without a year, it is the next such day, `today` included.
pub fn parse(text: &str, today: Date) -> Option<Date> {
    let text = text.trim().trim_matches(['«', '»', '"']).to_lowercase();
    let text = text.strip_prefix("до ").unwrap_or(&text);
    let text = ["года", "год", "г.", "г"]
        .iter()
        .find_map(|tail| text.strip_suffix(tail))
        .unwrap_or(text);
    let separators = |c: char| c.is_whitespace() || matches!(c, '.' | '-' | '/' | '\u{a0}');
    let parts: Vec<&str> = text.split(separators).filter(|p| !p.is_empty()).collect();
    match parts[..] {
        [year, month, day] if year.len() == 4 && text.contains('-') => {
            Date::new(number(year)?, month_number(month)?, number(day)?).ok()
        }
        [day, month, year] if [2, 4].contains(&year.len()) => {
            let century = if year.len() == 2 { CENTURY } else { 0 };
            let year = number::<i16>(year)? + century;
            Date::new(year, month_number(month)?, number(day)?).ok()
        }
        [day, month] => next(number(day)?, month_number(month)?, today),
        _ => None,
    }
}

/// `5 декабря 2026`.
pub fn in_words(day: Date) -> String {
    format!("{} {}", day_and_month(day), day.year())
}

/// A number of plain digits (no sign).
fn number<T: std::str::FromStr>(text: &str) -> Option<T> {
    let plain = text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

fn month_number(text: &str) -> Option<i8> {
    let named = MONTHS.iter().position(|month| is_month(text, month));
    named
        .and_then(|index| i8::try_from(index + 1).ok())
        .or_else(|| number(text))
}

/// Whether a word is this month, in short («дек», «нояб») or as it is called
/// («декабрь»).
fn is_month(word: &str, month: &str) -> bool {
    let stem = month.trim_end_matches(['я', 'а']);
    let long_enough = word.chars().count() >= SHORTEST;
    long_enough && (month.starts_with(word) || [stem, &format!("{stem}ь")].contains(&word))
        || word == "май" && month == "мая"
}

/// The next such day; 29 February may be up to eight years away.
fn next(day: i8, month: i8, today: Date) -> Option<Date> {
    (0..=8)
        .filter_map(|years| Date::new(today.year() + years, month, day).ok())
        .find(|&candidate| candidate >= today)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 22);

    #[test]
    fn every_way_of_writing_a_day() {
        let day = date(2026, 12, 5);
        for text in [
            "5 декабря",
            "«5 декабря»",
            " 05 Декабря ",
            "5\u{a0}декабря 2026",
            "5 декабря 2026 г.",
            "5 декабря 2026 года",
            "05.12.2026",
            "5.12.2026",
            "05.12.2026г.",
            "05/12/2026",
            "2026-12-05",
            "05.12",
            "05.12.26",
            "5.12.26 г.",
            "5 дек",
            "5 дек. 2026",
            "до 5 декабря",
            "До 05.12.26",
            "5 декабрь",
        ] {
            assert_eq!(parse(text, TODAY), Some(day), "{text}");
        }
    }

    #[test]
    fn without_a_year_it_is_the_next_such_day() {
        assert_eq!(parse("22 ноября", TODAY), Some(TODAY));
        assert_eq!(parse("9 май", TODAY), Some(date(2027, 5, 9)));
        assert_eq!(parse("9 мая", TODAY), Some(date(2027, 5, 9)));
        assert_eq!(parse("1 мар", TODAY), Some(date(2027, 3, 1)));
        assert_eq!(parse("21 ноября", TODAY), Some(date(2027, 11, 21)));
        assert_eq!(parse("29 февраля", TODAY), Some(date(2028, 2, 29)));
    }

    #[test]
    fn what_is_no_day() {
        for text in [
            "",
            "завтра",
            "31 ноября",
            "5 де",
            "5 декабряя",
            "до",
            "05.13.2026",
            "32.12.2026",
            "2026-13-01",
            "5.12.126",
            "5",
            "2026",
            "5 декабря 2026 2027",
        ] {
            assert_eq!(parse(text, TODAY), None, "{text}");
        }
    }

    #[test]
    fn a_day_in_words() {
        assert_eq!(day_and_month(date(2027, 1, 31)), "31 января");
        assert_eq!(in_words(date(2026, 12, 5)), "5 декабря 2026");
    }
}
