//! The column with dates of birth.
//!
//! Takes the cells of the column, gives dates that make sense for a pupil. A
//! date that makes none is unknown, because the handout says different things
//! by age and the wrong one is worse than both.

use jiff::civil::Date;

use super::block::Block;
use super::columns::Columns;
use super::date::{self, Order};
use super::field::Field;
use crate::model::student::Student;
use crate::roster::log::Log;
use crate::roster::said::{self, Said};
use crate::roster::table::Row;
use crate::roster::text;

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
    pub(super) fn new(block: &Block<'_>, today: Date, log: &mut Log) -> Self {
        let cells = block
            .rows()
            .filter_map(|row| block.columns.get(row, Field::Birth));
        let votes: Vec<bool> = cells
            .filter_map(|cell| date::month_leads(cell.text))
            .collect();
        let order = match (votes.contains(&true), votes.contains(&false)) {
            (false, _) => Order::DayFirst,
            (true, false) => Order::MonthFirst,
            (true, true) => Order::Mixed,
        };
        if order == Order::MonthFirst {
            let remark = said::MONTH_FIRST.at(block.header.number);
            log.push(remark.in_column(block.columns.title(Field::Birth)));
        }
        Column { order, today }
    }

    /// Whether the cell holds a date, sensible or not.
    pub(super) fn is_date(&self, cell: &str) -> bool {
        date::parse(&text::clean(cell), self.order, self.today).is_some()
    }

    /// The date of birth in this row, if it is known and makes sense.
    pub(super) fn read(&self, row: Row<'_>, columns: &Columns, log: &mut Log) -> Option<Date> {
        let cell = columns.cell(row, Field::Birth);
        if text::is_placeholder(&cell) {
            return None;
        }
        let remark = match date::parse(&cell, self.order, self.today) {
            Some(born) => match self.doubt(born) {
                Some(remark) => remark,
                None => return Some(born),
            },
            None if self.order == Order::Mixed && cell.contains('/') => said::MIXED_DATE,
            None => said::NO_DATE,
        };
        let remark = remark.at(row.number);
        log.push(remark.in_column(columns.title(Field::Birth)));
        None
    }

    fn doubt(&self, born: Date) -> Option<Said> {
        if born > self.today {
            return Some(said::FUTURE_DATE);
        }
        let pupil = Student {
            birth: Some(born),
            ..Student::default()
        };
        match pupil.age_on(self.today) {
            Some(age) if AGES.contains(&age) => None,
            Some(age) if age < *AGES.start() => Some(said::TOO_YOUNG),
            _ => Some(said::TOO_OLD),
        }
    }
}
