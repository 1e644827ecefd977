//! Dates as people and programs write them.
//!
//! Takes a cell, gives a date. Day before month, as in Russia, unless the
//! caller has seen that the whole column is written the American way. Whether
//! a date makes sense for a pupil is asked elsewhere.

use jiff::civil::{Date, date};

use super::class::ROMAN;
use super::name;
use crate::roster::text;

/// In which order day and month stand in dates with slashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::roster) enum Order {
    /// 05/03/2013 is the fifth of March.
    DayFirst,
    /// 03/05/2013 is the fifth of March.
    MonthFirst,
    /// Nobody can tell: the column holds dates of both ways.
    Mixed,
}

/// Reads a date; `today` tells the century of a two-digit year.
pub(in crate::roster) fn parse(cell: &str, order: Order, today: Date) -> Option<Date> {
    let cell = cell.trim().trim_start_matches('\'');
    if cell.len() > 64 {
        return None;
    }
    let cell = without_time(cell);
    if cell
        .bytes()
        .all(|b| b.is_ascii_digit() || b == b'.' || b == b',')
        && let Some(date) = serial(cell).or_else(|| packed(cell))
    {
        return Some(date);
    }
    let folded = without_weekday(&text::fold(cell));
    let cell = without_year_word(&folded);
    with_month_word(cell, today).or_else(|| with_signs(cell, order, today))
}

/// A name and the date or year of birth behind it in one cell: «Ким Лука,
/// 14.03.2013 г.р.».
pub(super) fn behind_name(cell: &str) -> Option<(&str, &str)> {
    let (name, date) = name::before_digits(cell)?;
    let folded = text::fold(date);
    let is_number = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let is_date = match without_year_word(&folded) {
        year if is_number(year) => year.len() == 4 && year.starts_with("20"),
        // Only a year of two digits needs to know what day it is.
        _ => parse(date, Order::DayFirst, Date::MAX).is_some(),
    };
    is_date.then_some((name, date))
}

/// Votes on the order of day and month in a date with slashes:
/// `Some(true)` if it can only be month first, `Some(false)` if only day first.
pub(super) fn month_leads(cell: &str) -> Option<bool> {
    let mut parts = without_time(cell.trim()).split('/');
    let first: u8 = parts.next()?.trim().parse().ok()?;
    let second: u8 = parts.next()?.trim().parse().ok()?;
    match (first, second) {
        (1..=12, 13..=31) => Some(true),
        (13..=31, 1..=12) => Some(false),
        _ => None,
    }
}

/// Cuts off «0:00:00», «T00:00:00Z» and the like.
fn without_time(cell: &str) -> &str {
    let Some(colon) = cell.find(':') else {
        return cell;
    };
    let hours = cell[..colon].trim_end_matches(|c: char| c.is_ascii_digit());
    hours.trim_end_matches(['T', 't', ' ', ','])
}

/// Leaves out «вторник», «(вт)», «рождения»; the cell is in lower case.
fn without_weekday(cell: &str) -> String {
    #[rustfmt::skip]
    const DAYS: [&str; 14] = [
        "понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье",
        "пн", "вт", "ср", "чт", "пт", "сб", "вс",
    ];
    let is_extra = |word: &&str| {
        let word = word.trim_matches(['(', ')', ',', '.']);
        DAYS.contains(&word) || word.starts_with("рожд")
    };
    let words: Vec<&str> = cell.split(' ').filter(|word| !is_extra(word)).collect();
    words.join(" ").trim_matches([',', ' ']).to_owned()
}

/// Cuts off «г.», «года» and the like; the cell is in lower case.
fn without_year_word(cell: &str) -> &str {
    let cell = cell.trim_end_matches(['.', ' ']);
    ["года", "год", "г", "гр", "г.р", "г. р"]
        .iter()
        .find_map(|word| cell.strip_suffix(word))
        .unwrap_or(cell)
        .trim_end_matches(['.', ' '])
}

/// A day number of Excel: days since 30 December 1899, a fraction for the
/// time. Only numbers that make a date between 1954 and 2064 count.
fn serial(cell: &str) -> Option<Date> {
    let days = cell.split(['.', ',']).next()?;
    if days.len() != 5 || cell.matches(['.', ',']).count() > 1 {
        return None;
    }
    let days: i64 = days
        .parse()
        .ok()
        .filter(|days| (20_000..=60_000).contains(days))?;
    date(1899, 12, 30)
        .checked_add(jiff::Span::new().days(days))
        .ok()
}

/// 05032013 or 20130305; no eight digits are both.
fn packed(cell: &str) -> Option<Date> {
    if cell.len() != 8 || !cell.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number = |range: std::ops::Range<usize>| cell[range].parse::<i16>().ok();
    build(number(4..8)?, number(2..4)?, number(0..2)?)
        .or_else(|| build(number(0..4)?, number(4..6)?, number(6..8)?))
}

/// 05.03.2013, 5/3/13, 2013-03-05.
fn with_signs(cell: &str, order: Order, today: Date) -> Option<Date> {
    let sign = cell.chars().find(|c| !c.is_ascii_digit() && *c != ' ');
    let sign = sign.unwrap_or(' ');
    if !"./\\-,–—‐‑− ".contains(sign) {
        return None;
    }
    let mut parts = cell.split(sign).map(str::trim);
    let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |part: &str| part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit());
    if parts.next().is_some() || ![a, b, c].into_iter().all(digits) {
        return None;
    }
    if a.len() == 4 {
        return build(a.parse().ok()?, b.parse().ok()?, c.parse().ok()?);
    }
    let (day, month) = match order {
        Order::MonthFirst if sign == '/' => (b, a),
        Order::Mixed if sign == '/' => return None,
        _ => (a, b),
    };
    build(year(c, today)?, month.parse().ok()?, day.parse().ok()?)
}

/// «5 марта 2013», «5.III.2013».
fn with_month_word(cell: &str, today: Date) -> Option<Date> {
    const MONTHS: [&str; 12] = [
        "янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек",
    ];
    if !cell.contains(text::is_letter) {
        return None;
    }
    // «05мар2013», «5-го марта 2013».
    let mut spaced = String::new();
    for c in cell.chars() {
        let before = spaced.chars().last();
        if before.is_some_and(|before| before.is_ascii_digit() != c.is_ascii_digit()) {
            spaced.push(' ');
        }
        spaced.push(c);
    }
    let mut parts = spaced
        .split(|c: char| !c.is_alphanumeric())
        .filter(|part| !part.is_empty() && *part != "го");
    let (day, word, last) = (parts.next()?, parts.next()?, parts.next()?);
    let long = (3..=8).contains(&word.chars().count());
    let by_name = MONTHS
        .iter()
        .position(|stem| long && word.starts_with(stem));
    let month = by_name.or_else(|| ROMAN.iter().position(|&roman| roman == word))?;
    if parts.next().is_some() {
        return None;
    }
    build(year(last, today)?, month as i16 + 1, day.parse().ok()?)
}

/// A year of four digits, or of two: not later than this year.
fn year(digits: &str, today: Date) -> Option<i16> {
    let year: i16 = digits.parse().ok()?;
    match digits.len() {
        4 => Some(year),
        2 if 2000 + year <= today.year() => Some(2000 + year),
        2 => Some(1900 + year),
        _ => None,
    }
}

fn build(year: i16, month: i16, day: i16) -> Option<Date> {
    if !(1900..=2100).contains(&year) {
        return None;
    }
    Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = date(2026, 9, 1);

    fn read(cell: &str) -> Option<Date> {
        parse(cell, Order::DayFirst, TODAY)
    }

    #[test]
    fn one_day_in_all_its_forms() {
        for cell in [
            "05.03.2013",
            "5.3.2013",
            "05/03/2013",
            "5/3/2013",
            "2013-03-05",
            "05-03-2013",
            "05.03.13",
            "5.3.13",
            "05.03.2013 г.",
            "05.03.2013г",
            "05.03.2013 года",
            "05.03.2013 г.р.",
            "05.03.2013 0:00:00",
            "05.03.2013 00:00",
            "2013-03-05T00:00:00",
            "2013-03-05 00:00:00.000",
            "2013-03-05T00:00:00Z",
            "41338",
            "41338.5",
            "41338,25",
            "5 марта 2013 г.",
            "5 мар. 2013",
            "05мар2013",
            "5-го марта 2013",
            "05 марта 2013",
            "05. 03. 2013",
            "2013/03/05",
            "2013.03.05",
            "05,03,2013",
            "05032013",
            "20130305",
            "'05.03.2013",
            "05–03–2013",
        ] {
            assert_eq!(read(cell), Some(date(2013, 3, 5)), "{cell}");
        }
    }

    #[test]
    fn what_is_no_date() {
        for cell in [
            "",
            "нет",
            "31.02.2013",
            "32.01.2013",
            "05.13.2013",
            "5.3",
            "05.03.213",
            "2013",
            "март 2013",
            "05.03.2013.1",
            "03/25/2013",
            "99999",
            "12.05",
            "05.03.20130",
            "-",
            "7Б",
        ] {
            assert_eq!(read(cell), None, "{cell}");
        }
    }

    #[test]
    fn may_is_not_march() {
        assert_eq!(read("5 мая 2013"), Some(date(2013, 5, 5)));
        assert_eq!(read("5 май 2013"), Some(date(2013, 5, 5)));
    }

    #[test]
    fn a_two_digit_year_is_never_in_the_future() {
        assert_eq!(read("01.02.26"), Some(date(2026, 2, 1)));
        assert_eq!(read("01.02.27"), Some(date(1927, 2, 1)));
        assert_eq!(read("01.02.99"), Some(date(1999, 2, 1)));
    }

    #[test]
    fn slashes_follow_the_order_of_the_column() {
        let march = Some(date(2013, 3, 5));
        assert_eq!(parse("03/05/2013", Order::MonthFirst, TODAY), march);
        assert_eq!(parse("03/05/2013", Order::Mixed, TODAY), None);
        assert_eq!(parse("05.03.2013", Order::Mixed, TODAY), march);
        assert_eq!(month_leads("03/25/2013"), Some(true));
        assert_eq!(month_leads("25/03/2013 0:00"), Some(false));
        assert_eq!(month_leads("05/03/2013"), None);
        assert_eq!(month_leads("2013/03/25"), None);
    }
}
