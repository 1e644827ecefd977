//! Days in Russian words.

use jiff::civil::Date;

/// Months as they stand after a day.
pub const MONTHS: [&str; 12] = [
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

/// `5 декабря`.
pub fn day_and_month(day: Date) -> String {
    let month = usize::from(day.month().unsigned_abs()) - 1;
    format!("{} {}", day.day(), MONTHS[month])
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_month_stands_as_after_a_day() {
        assert_eq!(day_and_month(date(2026, 12, 5)), "5 декабря");
        assert_eq!(day_and_month(date(2027, 1, 31)), "31 января");
    }
}
