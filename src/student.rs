//! A pupil as the handout needs one, and the class list as a whole.
//!
//! Nothing else of a roster is kept: columns that the program does not know
//! never reach these types. A region has hundreds of thousands of pupils, so
//! one is kept small: the name and its parts lie in one text, and pupils of a
//! class share its name.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;

use crate::diagnostic::Diagnostic;

/// A name as a whole and in its parts, as far as they could be told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Name<'a> {
    /// The whole name, in the order in which the roster gives it
    /// (surname first when it came in separate columns). Never empty.
    pub full: &'a str,
    /// Surname; empty if the name could not be told apart.
    pub last: &'a str,
    /// First name; empty if the name could not be told apart.
    pub first: &'a str,
    /// Patronymic; empty if there is none.
    pub middle: &'a str,
}

/// A whole name whose parts are not known.
impl<'a> From<&'a str> for Name<'a> {
    fn from(full: &'a str) -> Self {
        Name {
            full,
            ..Name::default()
        }
    }
}

/// One pupil of the roster.
///
/// ```
/// use pamyatka::student::{Name, Student};
///
/// let pupil = Student::new(Name {
///     full: "Мария Иванова",
///     last: "Иванова",
///     first: "Мария",
///     middle: "",
/// })
/// .at_row(2)
/// .in_class("7Б");
/// assert_eq!(pupil.short(), "Иванова Мария");
/// ```
#[derive(Clone, Default)]
pub struct Student {
    /// The whole name, then those of its parts that do not stand in it, then
    /// the login.
    text: Box<str>,
    class: Arc<str>,
    row: u32,
    /// Length of the whole name.
    full: u16,
    /// Surname, first name and patronymic.
    parts: [Span; 3],
    /// Where the login begins; it goes on to the end.
    login: Option<u16>,
    birth: Option<Date>,
    account: Option<bool>,
}

/// A place in [`Student::text`].
#[derive(Debug, Clone, Copy, Default)]
struct Span {
    start: u16,
    end: u16,
}

impl Student {
    /// A pupil of whom only the name is known.
    ///
    /// # Panics
    /// If the name with its parts is 64 KB long. No roster gives a name of more
    /// than 200 letters.
    pub fn new<'n>(name: impl Into<Name<'n>>) -> Self {
        Student::default().with_name(name)
    }

    /// The same pupil on this row, counted from 1 as Excel counts. A number
    /// that does not fit into 32 bits becomes the greatest that does.
    #[must_use]
    pub fn at_row(mut self, row: usize) -> Self {
        self.row = u32::try_from(row).unwrap_or(u32::MAX);
        self
    }

    /// The same pupil under another name.
    ///
    /// # Panics
    /// As [`Student::new`].
    #[must_use]
    pub fn with_name<'n>(mut self, name: impl Into<Name<'n>>) -> Self {
        let login = self.login().map(str::to_owned);
        self.write(name.into(), login.as_deref());
        self
    }

    /// The same pupil with this login on Госуслуги, or with none.
    #[must_use]
    pub fn with_login<'l>(mut self, login: impl Into<Option<&'l str>>) -> Self {
        let login = login.into();
        if login.is_some() || self.login.is_some() {
            let text = std::mem::take(&mut self.text);
            self.write(self.name_in(&text), login);
        }
        self
    }

    /// The same pupil in this class, `7Б`; empty if it is not known.
    #[must_use]
    pub fn in_class(mut self, class: impl Into<Arc<str>>) -> Self {
        self.set_class(class);
        self
    }

    /// Puts the pupil into this class.
    pub fn set_class(&mut self, class: impl Into<Arc<str>>) {
        self.class = class.into();
    }

    /// The same pupil, born on this day, or nobody knows when.
    #[must_use]
    pub fn with_birth(mut self, birth: impl Into<Option<Date>>) -> Self {
        self.birth = birth.into();
        self
    }

    /// The same pupil, with or without an account on Госуслуги; `None` if
    /// nobody knows.
    #[must_use]
    pub fn with_account(mut self, account: impl Into<Option<bool>>) -> Self {
        self.account = account.into();
        self
    }

    /// Row of the roster, counted from 1 as Excel counts.
    pub fn row(&self) -> usize {
        self.row as usize
    }

    /// The whole name, in the order in which the roster gives it. Never empty
    /// in a roster that has been read.
    pub fn full(&self) -> &str {
        self.name().full
    }

    /// Surname; empty if the name could not be told apart.
    pub fn last(&self) -> &str {
        self.name().last
    }

    /// First name; empty if the name could not be told apart.
    pub fn first(&self) -> &str {
        self.name().first
    }

    /// Patronymic; empty if there is none.
    pub fn middle(&self) -> &str {
        self.name().middle
    }

    /// The whole name and its parts.
    pub fn name(&self) -> Name<'_> {
        self.name_in(&self.text)
    }

    /// Class in its normal form, `7Б`; empty if the roster does not say.
    pub fn class(&self) -> &str {
        &self.class
    }

    /// Date of birth, if known.
    pub fn birth(&self) -> Option<Date> {
        self.birth
    }

    /// Login on Госуслуги (phone or e-mail), if already known.
    pub fn login(&self) -> Option<&str> {
        self.login.map(|start| &self.text[usize::from(start)..])
    }

    /// Whether the child has an account on Госуслуги; `None` if the roster
    /// does not say.
    pub fn account(&self) -> Option<bool> {
        self.account
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

    /// Surname and first name, for a short mention; the whole name if they are
    /// not known apart.
    pub fn short(&self) -> String {
        let Name {
            full, last, first, ..
        } = self.name();
        if last.is_empty() || first.is_empty() {
            full.to_owned()
        } else {
            format!("{last} {first}")
        }
    }

    fn name_in<'t>(&self, text: &'t str) -> Name<'t> {
        let [last, first, middle] = self.parts.map(|part| &text[part.range()]);
        Name {
            full: &text[..usize::from(self.full)],
            last,
            first,
            middle,
        }
    }

    fn write(&mut self, name: Name<'_>, login: Option<&str>) {
        let most = name.full.len() + login.map_or(0, str::len);
        let mut text = String::with_capacity(most);
        text.push_str(name.full);
        let mut expected = 0;
        self.parts = [name.last, name.first, name.middle].map(|part| {
            let start = place(name.full, part, expected).unwrap_or_else(|| {
                text.push_str(part);
                text.len() - part.len()
            });
            expected = start + part.len() + 1;
            Span::new(start, part.len())
        });
        self.full = short(name.full.len());
        self.login = login.map(|_| short(text.len()));
        text.push_str(login.unwrap_or_default());
        self.text = text.into();
    }
}

/// Where `part` stands in `full`; most likely at `expected`.
fn place(full: &str, part: &str, expected: usize) -> Option<usize> {
    match full.get(expected..) {
        Some(rest) if rest.starts_with(part) => Some(expected),
        _ => full.find(part),
    }
}

fn short(length: usize) -> u16 {
    u16::try_from(length).expect("a name is shorter than 64 KB")
}

impl Span {
    fn new(start: usize, length: usize) -> Self {
        Span {
            start: short(start),
            end: short(start + length),
        }
    }

    fn range(self) -> std::ops::Range<usize> {
        usize::from(self.start)..usize::from(self.end)
    }
}

/// Pupils are equal if all that is known of them is.
impl PartialEq for Student {
    fn eq(&self, other: &Self) -> bool {
        let known = |one: &Self| (one.row, one.birth, one.account);
        known(self) == known(other)
            && self.name() == other.name()
            && self.class == other.class
            && self.login() == other.login()
    }
}

impl Eq for Student {}

impl fmt::Debug for Student {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Student")
            .field("row", &self.row)
            .field("name", &self.name())
            .field("class", &self.class)
            .field("birth", &self.birth)
            .field("login", &self.login())
            .field("account", &self.account)
            .finish()
    }
}

/// For each pupil the place of the class among the classes, in the order in
/// which these first appear.
pub fn class_ranks(students: &[Student]) -> impl Iterator<Item = u32> {
    let mut known: HashMap<&str, u32> = HashMap::new();
    students.iter().map(move |student| {
        let next = known.len() as u32;
        *known.entry(student.class()).or_insert(next)
    })
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
        Student::default().with_birth(birth)
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
    /// in the other, in another spelling, and not at all.
    const NAMES: [[&str; 4]; 9] = [
        ["Иванов Пётр Лукич", "Иванов", "Пётр", "Лукич"],
        ["Пётр Лукич Иванов", "Иванов", "Пётр", "Лукич"],
        ["Иванов, Пётр", "Иванов", "Пётр", ""],
        ["Анна Анна", "Анна", "Анна", ""],
        ["Анна Ан", "Ан", "Анна", ""],
        ["ИВАНОВ ПЕТР", "Иванов", "Пётр", "Лукич"],
        ["Эльдар Рашид оглы", "", "Эльдар", "Рашид оглы"],
        ["Ян", "Ян Ян", "Ян", "Я"],
        ["", "Ӈ", "", "ё"],
    ];

    #[test]
    fn every_name_comes_out_as_it_was_given() {
        for [full, last, first, middle] in NAMES {
            let name = Name {
                full,
                last,
                first,
                middle,
            };
            for login in [None, Some(""), Some("a@example.ru")] {
                let new = Student::new(name).with_login(login);
                let renamed = Student::new("Тайнов").with_login(login).with_name(name);
                for pupil in [&new, &renamed, &renamed.clone().with_login(login)] {
                    assert_eq!((pupil.name(), pupil.login()), (name, login));
                    assert_eq!(pupil, &new);
                }
                let without = new.with_login(None);
                assert_eq!((without.name(), without.login()), (name, None));
            }
        }
    }

    #[test]
    fn pupils_differ_if_anything_does() {
        let pupil = Student::new("Ким Ан");
        assert_eq!(pupil, pupil.clone().at_row(0).in_class("").with_login(None));
        let told_apart = Name {
            last: "Ким",
            first: "Ан",
            ..Name::from("Ким Ан")
        };
        let others = [
            pupil.clone().with_name("Ким Ян"),
            pupil.clone().with_name(told_apart),
            pupil.clone().at_row(2),
            pupil.clone().in_class("7Б"),
            pupil.clone().with_birth(date(2013, 3, 5)),
            pupil.clone().with_login(""),
            pupil.clone().with_account(false),
        ];
        for (index, other) in others.iter().enumerate() {
            assert_ne!(&pupil, other);
            assert!(others[..index].iter().all(|one| one != other));
        }
    }

    #[test]
    fn classes_have_the_rank_of_their_first_pupil() {
        let pupils = ["7Б", "", "7Б", "7А", ""].map(|class| Student::default().in_class(class));
        assert!(class_ranks(&pupils).eq([0, 1, 0, 2, 1]));
    }

    #[test]
    fn a_pupil_is_small() {
        assert!(size_of::<Student>() <= 64);
        let class: Arc<str> = "7Б".into();
        let pupils = ["Ким Ан", "Цой Ян"].map(|name| Student::new(name).in_class(class.clone()));
        assert_eq!(Arc::strong_count(&class), 3);
        assert_eq!(pupils[1].class(), "7Б");
    }
}
