//! A pupil as the handout needs one, and the class list as a whole.
//!
//! Nothing else of a roster is kept: columns that the program does not know
//! never reach these types.

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;

use crate::base::diagnostic::Diagnostic;

/// A name as a whole, and its parts as far as they could be told apart. The
/// parts are stretches of the whole: a name is kept once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Name {
    full: Box<str>,
    last: Part,
    first: Part,
    middle: Part,
}

/// Where a part stands in the whole name, in bytes: start and end. A name has
/// fewer than 65 536 of them; of a longer one no parts are known.
type Part = (u16, u16);

impl Name {
    /// A name by its parts, of which any may be empty: surname, first name,
    /// patronymic. The whole name has them in this order.
    pub fn of_parts(last: &str, first: &str, middle: &str) -> Self {
        let full: Vec<&str> = [last, first, middle]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect();
        Name::within(&full.join(" "), last, first, middle)
    }

    /// A whole name and its parts, which stand in it in any order; what does
    /// not stand in it is not known.
    pub fn within(full: &str, last: &str, first: &str, middle: &str) -> Self {
        let mut taken: Vec<Range<usize>> = Vec::with_capacity(3);
        let mut part = |text: &str| -> Part {
            let free = full.match_indices(text).map(|(at, _)| at..at + text.len());
            let found = free.into_iter().find(|range| {
                let clear =
                    |other: &Range<usize>| range.end <= other.start || other.end <= range.start;
                taken.iter().all(clear)
            });
            let Some(range) = found.filter(|_| !text.is_empty()) else {
                return Part::default();
            };
            taken.push(range.clone());
            match (u16::try_from(range.start), u16::try_from(range.end)) {
                (Ok(start), Ok(end)) => (start, end),
                _ => Part::default(),
            }
        };
        // The longest first: «Ан» is looked for beside «Анна», not in it.
        let mut order = [(0, last), (1, first), (2, middle)];
        order.sort_by_key(|(_, text)| std::cmp::Reverse(text.len()));
        let mut parts = [Part::default(); 3];
        for (which, text) in order {
            parts[which] = part(text);
        }
        let [last, first, middle] = parts;
        Name {
            full: full.into(),
            last,
            first,
            middle,
        }
    }

    /// The whole name, in the order in which the roster gives it (surname first
    /// when it came in separate columns). Never empty in a roster that has been
    /// read.
    pub fn full(&self) -> &str {
        &self.full
    }

    /// Surname; empty if the name could not be told apart.
    pub fn last(&self) -> &str {
        self.part(self.last)
    }

    /// First name; empty if the name could not be told apart.
    pub fn first(&self) -> &str {
        self.part(self.first)
    }

    /// Patronymic; empty if there is none.
    pub fn middle(&self) -> &str {
        self.part(self.middle)
    }

    /// Surname and first name, for a short mention; the whole name if they are
    /// not known apart.
    pub fn short(&self) -> String {
        match (self.last(), self.first()) {
            ("", _) | (_, "") => self.full().to_owned(),
            (last, first) => format!("{last} {first}"),
        }
    }

    fn part(&self, (start, end): Part) -> &str {
        &self.full[usize::from(start)..usize::from(end)]
    }
}

/// A whole name whose parts are not known.
impl From<&str> for Name {
    fn from(full: &str) -> Self {
        Name {
            full: full.into(),
            ..Name::default()
        }
    }
}

/// One pupil of the roster.
///
/// ```
/// use pamyatka::model::student::{Name, Student};
///
/// let pupil = Student {
///     row: 2,
///     class: "7Б".into(),
///     ..Student::new(Name::within("Мария Иванова", "Иванова", "Мария", ""))
/// };
/// assert_eq!(pupil.name.short(), "Иванова Мария");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Student {
    /// Row of the roster, counted from 1 as Excel counts.
    pub row: usize,
    /// Place in the list of the class, counted from 1, see
    /// [`selection::sort`](super::selection::sort); 0 before that.
    pub number: u32,
    /// The name and its parts.
    pub name: Name,
    /// Class in its normal form, `7Б`; empty if the roster does not say. One
    /// text for all pupils of a class.
    pub class: Arc<str>,
    /// Date of birth, if known.
    pub birth: Option<Date>,
    /// Login on Госуслуги (phone or e-mail), if already known.
    pub login: Option<Box<str>>,
    /// Whether the child has an account on Госуслуги; `None` if the roster
    /// does not say.
    pub account: Option<bool>,
}

impl Student {
    /// The same with the name and the login of nobody: what is equal for both
    /// says nothing of either.
    pub fn disguised(&self) -> Student {
        let other = |text: &str, instead: &'static str| match text {
            "" => "",
            _ => instead,
        };
        let [last, first, middle] = [
            (self.name.last(), "Неизвестный-Икс"),
            (self.name.first(), "Игрек-Некий"),
            (self.name.middle(), "Неизвестнович"),
        ]
        .map(|(own, instead)| other(own, instead));
        Student {
            name: match self.name.full() {
                "" => Name::default(),
                _ => Name::of_parts(last, first, middle),
            },
            login: self.login.as_ref().map(|_| "nobody@example.org".into()),
            ..self.clone()
        }
    }

    /// A pupil of whom only the name is known.
    pub fn new(name: impl Into<Name>) -> Self {
        Student {
            name: name.into(),
            ..Student::default()
        }
    }

    /// Full years of age on `day`, or `None` if the birth date is not known or
    /// lies after `day`. Born on 29 February, a child is a year older on
    /// 1 March of a common year.
    pub fn age_on(&self, day: Date) -> Option<u8> {
        let birth = self.birth?;
        let had_birthday = (day.month(), day.day()) >= (birth.month(), birth.day());
        let years = i32::from(day.year()) - i32::from(birth.year()) - i32::from(!had_birthday);
        u8::try_from(years).ok()
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
    /// Columns with a title that are not used, by their titles.
    pub ignored: Vec<String>,
    /// Rows that hold no pupil, so that nobody is left out unseen.
    pub skipped: Vec<Skipped>,
    /// Rows of pupils that are hidden or filtered out in the file; they are
    /// among the pupils.
    pub hidden_rows: Vec<usize>,
    /// Columns in use that are hidden.
    pub hidden_columns: Vec<String>,
    /// The sheets of a workbook that were read; none for a text file.
    pub sheets: Vec<String>,
    /// Sheets that were not read, those that are hidden apart.
    pub other_sheets: Vec<String>,
    /// Hidden sheets that were not read.
    pub hidden_sheets: Vec<String>,
}

/// A row that holds no pupil.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// Which of [`Reading::sheets`] it stands on.
    pub sheet: usize,
    /// Its number, counted from 1 as Excel counts.
    pub row: usize,
    /// Why it holds none.
    pub reason: Reason,
}

impl Skipped {
    /// A row of the only sheet.
    pub fn new(row: usize, reason: Reason) -> Self {
        Skipped {
            sheet: 0,
            row,
            reason,
        }
    }
}

/// Why a row of a roster holds no pupil.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// A title above the list or between blocks.
    Title,
    /// A header that comes again, or a second row of one.
    Header,
    /// The numbers of the columns.
    ColumnNumbers,
    /// Prepared for a pupil: a number and nothing else.
    Prepared,
    /// A total.
    Total,
    /// A signature, a remark, a page mark.
    Note,
    /// The rest of an area merged down over the row above.
    Merged,
    /// An adult, under a title that says so.
    Adult,
}

impl Reason {
    /// The stable word for `--json`.
    pub fn key(self) -> &'static str {
        match self {
            Reason::Title => "title",
            Reason::Header => "header",
            Reason::ColumnNumbers => "column-numbers",
            Reason::Prepared => "prepared",
            Reason::Total => "total",
            Reason::Note => "note",
            Reason::Merged => "merged",
            Reason::Adult => "adult",
        }
    }

    /// The reason as a teacher reads it.
    pub fn words(self) -> &'static str {
        match self {
            Reason::Title => "название",
            Reason::Header => "заголовок таблицы",
            Reason::ColumnNumbers => "номера столбцов",
            Reason::Prepared => "только номер",
            Reason::Total => "итоги",
            Reason::Note => "подпись или примечание",
            Reason::Merged => "продолжение строки выше",
            Reason::Adult => "взрослые, не ученики",
        }
    }
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

    /// Names whose parts stand in them in order, in another order, twice, one
    /// in the other.
    const NAMES: [[&str; 4]; 6] = [
        ["Иванов Пётр Лукич", "Иванов", "Пётр", "Лукич"],
        ["Пётр Лукич Иванов", "Иванов", "Пётр", "Лукич"],
        ["Иванов, Пётр", "Иванов", "Пётр", ""],
        ["Анна Анна", "Анна", "Анна", ""],
        ["Анна Ан", "Ан", "Анна", ""],
        ["Эльдар Рашид оглы", "", "Эльдар", "Рашид оглы"],
    ];

    #[test]
    fn every_name_comes_out_as_it_was_given() {
        for [full, last, first, middle] in NAMES {
            let name = Name::within(full, last, first, middle);
            let parts = [name.full(), name.last(), name.first(), name.middle()];
            assert_eq!(parts, [full, last, first, middle]);
        }
        let name = Name::of_parts("Ким", "", "Ли");
        assert_eq!((name.full(), name.first()), ("Ким Ли", ""));
        // What does not stand in the name, and a name that is too long.
        assert_eq!(Name::within("Ян", "Ян Ян", "Ян", "Ю").last(), "");
        let long = "я".repeat(40_000);
        assert_eq!(Name::of_parts(&long, "Ян", "").first(), "");
    }
}
