//! A pupil as the handout needs one, and the class list as a whole.
//!
//! Nothing else of a roster is kept: columns that the program does not know
//! never reach these types. A region has hundreds of thousands of pupils, so
//! one is kept as one short text, out of which the parts are read when they are
//! asked for.

use std::collections::HashMap;
use std::fmt;

use jiff::civil::Date;
use smallvec::SmallVec;

use crate::base::diagnostic::Diagnostic;
use crate::base::varint;

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
/// use pamyatka::model::student::{Name, Student};
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
    /// What [`Record::pack`] writes; empty if nothing is known.
    packed: Box<str>,
}

/// All that is known of a pupil, as [`Student`] explains it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Record<'p> {
    pub(crate) row: usize,
    pub(crate) name: Name<'p>,
    pub(crate) class: &'p str,
    pub(crate) birth: Option<Date>,
    pub(crate) login: Option<&'p str>,
    pub(crate) account: Option<bool>,
}

impl Student {
    /// A pupil of whom only the name is known.
    pub fn new<'n>(name: impl Into<Name<'n>>) -> Self {
        Student::default().with_name(name)
    }

    /// The same pupil on this row, counted from 1 as Excel counts.
    #[must_use]
    pub fn at_row(self, row: usize) -> Self {
        self.with(|known| known.row = row)
    }

    /// The same pupil under another name.
    #[must_use]
    pub fn with_name<'n>(self, name: impl Into<Name<'n>>) -> Self {
        let name = name.into();
        Record {
            name,
            ..self.known()
        }
        .pack()
    }

    /// The same pupil with this login on Госуслуги, or with none.
    #[must_use]
    pub fn with_login<'l>(self, login: impl Into<Option<&'l str>>) -> Self {
        let login = login.into();
        Record {
            login,
            ..self.known()
        }
        .pack()
    }

    /// The same pupil in this class, `7Б`; empty if it is not known.
    #[must_use]
    pub fn in_class(self, class: &str) -> Self {
        Record {
            class,
            ..self.known()
        }
        .pack()
    }

    /// The same pupil, born on this day, or nobody knows when.
    #[must_use]
    pub fn with_birth(self, birth: impl Into<Option<Date>>) -> Self {
        self.with(|known| known.birth = birth.into())
    }

    /// The same pupil, with or without an account on Госуслуги; `None` if
    /// nobody knows.
    #[must_use]
    pub fn with_account(self, account: impl Into<Option<bool>>) -> Self {
        self.with(|known| known.account = account.into())
    }

    /// Row of the roster, counted from 1 as Excel counts.
    pub fn row(&self) -> usize {
        self.known().row
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
        self.known().name
    }

    /// Class in its normal form, `7Б`; empty if the roster does not say.
    pub fn class(&self) -> &str {
        self.known().class
    }

    /// Date of birth, if known.
    pub fn birth(&self) -> Option<Date> {
        self.known().birth
    }

    /// Login on Госуслуги (phone or e-mail), if already known.
    pub fn login(&self) -> Option<&str> {
        self.known().login
    }

    /// Whether the child has an account on Госуслуги; `None` if the roster
    /// does not say.
    pub fn account(&self) -> Option<bool> {
        self.known().account
    }

    /// Full years of age on `day`, or `None` if the birth date is not known or
    /// lies after `day`. Born on 29 February, a child is a year older on
    /// 1 March of a common year.
    pub fn age_on(&self, day: Date) -> Option<u8> {
        let birth = self.birth()?;
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

    fn with(&self, change: impl FnOnce(&mut Record<'_>)) -> Self {
        let mut known = self.known();
        change(&mut known);
        known.pack()
    }

    fn known(&self) -> Record<'_> {
        Record::unpack(&self.packed)
    }
}

impl<'p> Record<'p> {
    /// Everything as one text: numbers first, then the whole name, those of its
    /// parts that do not stand in it, the class and the login.
    pub(crate) fn pack(&self) -> Student {
        let full = self.name.full;
        let mut head = SmallVec::<[u8; 32]>::new();
        let put = |head: &mut SmallVec<_>, number: usize| varint::push(head, number as u64);
        put(&mut head, self.row);
        put(&mut head, self.birth.map_or(0, number_of));
        let account = self.account.map_or(0, |has| 1 + usize::from(has));
        put(&mut head, account * 2 + usize::from(self.login.is_some()));
        put(&mut head, full.len());
        let mut others = SmallVec::<[&str; 5]>::new();
        let mut end = full.len();
        let mut expected = 0;
        for part in [self.name.last, self.name.first, self.name.middle] {
            let start = place(full, part, expected).unwrap_or_else(|| {
                others.push(part);
                end += part.len();
                end - part.len()
            });
            put(&mut head, start);
            put(&mut head, part.len());
            expected = start + part.len() + 1;
        }
        put(&mut head, end);
        put(&mut head, self.class.len());
        others.extend([self.class, self.login.unwrap_or_default()]);
        let length = head.len() + full.len() + others.iter().map(|text| text.len()).sum::<usize>();
        let mut packed = String::with_capacity(length);
        packed.extend(head.into_iter().map(char::from));
        packed.push_str(full);
        packed.extend(others);
        Student {
            packed: packed.into(),
        }
    }

    fn unpack(packed: &'p str) -> Self {
        if packed.is_empty() {
            return Record::default();
        }
        let mut head = packed.bytes();
        let mut next = || varint::pull(&mut head) as usize;
        let row = next();
        let birth = date_of(next());
        let account = next();
        let full = next();
        let parts = [(); 3].map(|()| (next(), next()));
        let (class, length) = (next(), next());
        let text = &packed[packed.len() - head.len()..];
        let [last, first, middle] = parts.map(|(start, length)| &text[start..start + length]);
        Record {
            row,
            name: Name {
                full: &text[..full],
                last,
                first,
                middle,
            },
            class: &text[class..class + length],
            birth,
            login: (account % 2 == 1).then_some(&text[class + length..]),
            account: [None, Some(false), Some(true)][account / 2],
        }
    }
}

/// A day as a number from 1.
fn number_of(date: Date) -> usize {
    let year = i32::from(date.year()) - i32::from(Date::MIN.year());
    let month = year as usize * 12 + date.month() as usize - 1;
    month * 31 + date.day() as usize
}

/// The day that has this number.
fn date_of(number: usize) -> Option<Date> {
    let (month, day) = (number.checked_sub(1)? / 31, (number - 1) % 31 + 1);
    let year = (month / 12) as i32 + i32::from(Date::MIN.year());
    Date::new(year as i16, (month % 12 + 1) as i8, day as i8).ok()
}

/// Where `part` stands in `full`; most likely at `expected`.
fn place(full: &str, part: &str, expected: usize) -> Option<usize> {
    match full.get(expected..) {
        Some(rest) if rest.starts_with(part) => Some(expected),
        _ => full.find(part),
    }
}

/// Pupils are equal if all that is known of them is.
impl PartialEq for Student {
    fn eq(&self, other: &Self) -> bool {
        self.known() == other.known()
    }
}

impl Eq for Student {}

impl fmt::Debug for Student {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Student").field(&self.known()).finish()
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
    fn numbers_and_days_come_out_as_they_were_given() {
        for row in [
            0,
            1,
            63,
            64,
            4095,
            4096,
            200_001,
            u32::MAX as usize,
            usize::MAX,
        ] {
            assert_eq!(Student::default().at_row(row).row(), row);
        }
        let days = [Date::MIN, date(2012, 2, 29), date(2013, 12, 31), Date::MAX];
        for day in days {
            assert_eq!(born(day).birth(), Some(day));
        }
        assert_eq!(Student::new("Ким Ан").birth(), None);
        for account in [None, Some(false), Some(true)] {
            let pupil = Student::new("Ким Ан").with_account(account);
            assert_eq!((pupil.account(), pupil.login()), (account, None));
            let pupil = pupil.with_login("").in_class("7Б");
            assert_eq!((pupil.account(), pupil.login()), (account, Some("")));
            assert_eq!((pupil.class(), pupil.full()), ("7Б", "Ким Ан"));
        }
    }

    #[test]
    fn a_pupil_is_small() {
        let name = NAMES[0];
        let pupil = Student::new(Name {
            full: name[0],
            last: name[1],
            first: name[2],
            middle: name[3],
        })
        .at_row(150_000)
        .in_class("11Б")
        .with_birth(date(2010, 3, 5))
        .with_account(true);
        let texts = name[0].len() + "11Б".len();
        assert!(pupil.packed.len() <= texts + 18, "{}", pupil.packed.len());
        assert_eq!(size_of::<Student>(), 16);
    }
}
