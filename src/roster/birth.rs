//! The column with dates of birth.
//!
//! Takes the cells of the column, gives dates that make sense for a pupil. A
//! date that makes none is unknown, because the handout says different things
//! by age and the wrong one is worse than both.

use jiff::civil::Date;

use super::date::{self, Order};
use super::field::Field;
use super::header::Header;
use super::log::Log;
use super::source::Source;
use super::table::Row;
use super::text;
use crate::base::diagnostic::Diagnostic;
use crate::model::student::Student;

/// Ages of pupils; who is younger or older is more likely a misprint.
const AGES: std::ops::RangeInclusive<u8> = 5..=20;

/// How the dates of a table are read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    order: Order,
    today: Date,
}

impl Column {
    /// Looks through the column for the order of day and month.
    pub(super) fn new(source: &Source<'_>, today: Date, log: &mut Log) -> Self {
        let header = &source.header;
        let mut votes = (false, false);
        // Only dates with slashes vote; a text without one is not cut for it.
        if let Some(place) = header.place(Field::Birth)
            && source.may_hold('/')
        {
            source.rows_below(|row| {
                match date::month_leads(row.cell(place)) {
                    Some(true) => votes.0 = true,
                    Some(false) => votes.1 = true,
                    None => {}
                }
                votes != (true, true)
            });
        }
        let order = match votes {
            (false, _) => Order::DayFirst,
            (true, false) => Order::MonthFirst,
            (true, true) => Order::Mixed,
        };
        if order == Order::MonthFirst {
            log.push(
                Diagnostic::warning(
                    "month-first",
                    "даты с косой чертой записаны месяцем вперёд; так они и прочитаны.",
                )
                .at_row(header.number)
                .in_column(header.title(Field::Birth))
                .with_hint("Проверьте даты; надёжнее всего запись «05.03.2013»."),
            );
        }
        Column { order, today }
    }

    /// Whether the cell holds a date, sensible or not.
    pub(super) fn is_date(&self, cell: &str) -> bool {
        date::parse(&text::clean(cell), self.order, self.today).is_some()
    }

    /// The date of birth in this row, if it is known and makes sense.
    pub(super) fn read(&self, row: Row<'_>, header: &Header, log: &mut Log) -> Option<Date> {
        let cell = text::clean(row.cell(header.place(Field::Birth)?));
        if cell.is_empty() || text::is_placeholder(&cell) {
            return None;
        }
        let (code, message) = match date::parse(&cell, self.order, self.today) {
            Some(born) => match self.doubt(born) {
                Some(doubt) => doubt,
                None => return Some(born),
            },
            None if self.order == Order::Mixed && cell.contains('/') => {
                ("bad-date", "непонятно, что в дате день, а что месяц")
            }
            None => ("bad-date", "это не дата"),
        };
        log.push(
            Diagnostic::warning(
                code,
                format!("{message}; возраст неизвестен, напечатаны оба варианта."),
            )
            .at_row(row.number)
            .in_column(header.title(Field::Birth))
            .with_hint("Напишите дату так: «05.03.2013»."),
        );
        None
    }

    fn doubt(&self, born: Date) -> Option<(&'static str, &'static str)> {
        if born > self.today {
            return Some(("future-date", "дата рождения ещё не наступила"));
        }
        let pupil = Student {
            birth: Some(born),
            ..Student::default()
        };
        match pupil.age_on(self.today) {
            Some(age) if AGES.contains(&age) => None,
            Some(age) if age < *AGES.start() => {
                Some(("odd-age", "по этой дате ученику меньше 5 лет"))
            }
            _ => Some(("odd-age", "по этой дате ученику больше 20 лет")),
        }
    }
}
