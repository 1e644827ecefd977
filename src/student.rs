//! A pupil as the handout needs one, and the class list as a whole.
//!
//! Nothing else of a roster is kept: columns that the program does not know
//! never reach these types.

use jiff::civil::Date;

use crate::diagnostic::Diagnostic;

/// One pupil of the roster.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Student {
    /// Row of the roster, counted from 1 as Excel counts.
    pub row: usize,
    /// Surname; empty if the name could not be told apart.
    pub last: String,
    /// First name; empty if the name could not be told apart.
    pub first: String,
    /// Patronymic; empty if there is none.
    pub middle: String,
    /// The whole name, in the order in which the roster gives it
    /// (surname first when it came in separate columns). Never empty.
    pub full: String,
    /// Class in its normal form, `7Б`; empty if the roster does not say.
    pub class: String,
    /// Date of birth, if known.
    pub birth: Option<Date>,
    /// Login on Госуслуги (phone or e-mail), if already known.
    pub login: Option<String>,
    /// Whether the child has an account on Госуслуги; `None` if the roster
    /// does not say.
    pub account: Option<bool>,
}

impl Student {
    /// Full years of age on `day`, or `None` if the birth date is not known or
    /// lies after `day`. Born on 29 February, a child is a year older on
    /// 1 March of a common year.
    pub fn age_on(&self, day: Date) -> Option<u8> {
        let birth = self.birth?;
        let had_birthday = (day.month(), day.day()) >= (birth.month(), birth.day());
        let years = i32::from(day.year()) - i32::from(birth.year()) - i32::from(!had_birthday);
        u8::try_from(years).ok()
    }

    /// Surname and first name, for a short mention; the whole name if they are
    /// not known apart.
    pub fn short(&self) -> String {
        if self.last.is_empty() || self.first.is_empty() {
            self.full.clone()
        } else {
            format!("{} {}", self.last, self.first)
        }
    }
}

/// A class list that has been read, with what was understood on the way.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Roster {
    /// The pupils in the order of the file.
    pub students: Vec<Student>,
    /// How the file was understood.
    pub reading: Reading,
    /// Warnings (a roster with errors is not made at all).
    pub warnings: Vec<Diagnostic>,
}

/// How a roster file was understood, for the teacher to check.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// Name of the character encoding (`UTF-8`, `windows-1251`), or of the
    /// spreadsheet format (`xlsx`).
    pub encoding: String,
    /// The delimiter between cells; `None` for a spreadsheet.
    pub delimiter: Option<char>,
    /// Row of the header, counted from 1 as Excel counts.
    pub header_row: usize,
    /// What each used column was taken for, in the order of the file:
    /// the field's name (`last`, `first`, `middle`, `full`, `class`, `grade`,
    /// `letter`, `birth`, `login`, `account`) and the header as written.
    pub columns: Vec<(&'static str, String)>,
    /// Rows under the header that hold no pupil (totals, signatures, repeated
    /// headers, prepared rows with nothing but a number), so that nobody is
    /// left out unseen.
    pub skipped: Vec<usize>,
    /// The sheet of a workbook that was read; `None` for a text file.
    pub sheet: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn born(birth: Date) -> Student {
        Student {
            birth: Some(birth),
            ..Student::default()
        }
    }

    #[test]
    fn a_child_is_fourteen_on_the_birthday_and_not_the_day_before() {
        let child = born(date(2012, 3, 5));
        assert_eq!(child.age_on(date(2026, 3, 4)), Some(13));
        assert_eq!(child.age_on(date(2026, 3, 5)), Some(14));
    }

    #[test]
    fn a_leap_day_child_is_older_on_the_first_of_march() {
        let child = born(date(2012, 2, 29));
        assert_eq!(child.age_on(date(2026, 2, 28)), Some(13));
        assert_eq!(child.age_on(date(2026, 3, 1)), Some(14));
    }

    #[test]
    fn a_birth_date_in_the_future_gives_no_age() {
        assert_eq!(born(date(2030, 1, 1)).age_on(date(2026, 1, 1)), None);
        assert_eq!(Student::default().age_on(date(2026, 1, 1)), None);
    }
}
