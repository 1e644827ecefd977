//! Columns whose title does not tell by itself what they are.
//!
//! Takes the headers of a table, gives them fields by what stands beneath: a
//! title that speaks of birth stands over dates, one that speaks of a class
//! over classes, one that names Госуслуги over logins or over yes and no. What
//! looks like one of them and is not taken is said.

use jiff::civil::Date;

use super::account::{self, Login};
use super::date::{self, Order};
use super::field::{self, Field, Owner};
use super::header::{Column, Header};
use super::sample::Sample;
use super::{class, words};
use crate::roster::log::Log;
use crate::roster::said::{self, Said};
use crate::roster::table::Table;

/// Words by which a title speaks of a class.
const CLASSES: &[&str] = &["класс", "класса", "кл", "классе", "классы"];

/// Words of a title that speaks of birth and of a paper about it.
#[rustfmt::skip]
const PAPERS: &[&str] = &["свид", "св", "выда", "докум", "серия", "акт", "запис"];

/// Words of a title that speaks of the class in which the pupil is.
#[rustfmt::skip]
const NOW: &[&str] = &[
    "учеб", "обуч", "котор", "каком", "текущ", "нынешн", "настоящ", "сейчас", "год", "сентябр",
    "комплект", "учитс", "укаж", "напиш", "впиш", "введ", "выбер",
];

/// Words of a title that asks something else, or of somebody else.
#[rustfmt::skip]
const NOT_ASKED: &[&str] = &[
    "подтв", "парол", "ваш", "семь", "хот", "хоч", "нужн", "надо", "помо", "был", "доступ", "согла",
    "создат", "создав", "умее", "може",
];

/// Words of a title that asks whether there is an account on Госуслуги.
#[rustfmt::skip]
const ASKS: &[&str] = &["есть", "имеет", "налич", "зарегистр", "регистрац", "созда", "учетн", "аккаунт"];

/// Gives fields to the columns of headers by their content.
pub(super) fn tell(headers: &mut [Header], table: &Table, today: Date, log: &mut Log) {
    let ends: Vec<usize> = headers.iter().skip(1).map(|next| next.top).collect();
    let ends = ends.into_iter().chain([table.len()]);
    for (header, end) in headers.iter_mut().zip(ends) {
        let teller = Teller {
            sample: Sample::new(table, header.index + 1..end),
            today,
        };
        for at in 0..header.columns.len() {
            if let Some(field) = teller.of_gosuslugi(header, &header.columns[at]) {
                header.columns[at].field = Some(field);
            }
        }
        for field in [Field::Birth, Field::Class] {
            teller.look_for(field, header, log);
        }
    }
}

/// What is said of a column that may be of this field and is not taken.
pub(super) fn perhaps(field: Field) -> Said {
    match field {
        Field::Birth => said::PERHAPS_DATES,
        _ => said::PERHAPS_CLASSES,
    }
}

struct Teller<'t> {
    sample: Sample<'t>,
    today: Date,
}

impl Teller<'_> {
    fn most(&self, column: &Column, is_so: impl Fn(&str) -> bool) -> bool {
        self.sample.most(column.at, is_so)
    }

    fn is_date(&self, cell: &str) -> bool {
        date::parse(cell, Order::DayFirst, self.today).is_some()
    }

    /// The login or the account, by what stands below.
    fn of_gosuslugi(&self, header: &Header, column: &Column) -> Option<Field> {
        let title = words::all(&column.title);
        if !field::names_gosuslugi(&title) {
            return None;
        }
        let is_not = |word: &String| {
            matches!(&**word, "не" | "нет" | "вы" | "вас" | "вам" | "вами")
                || words::starts(word, NOT_ASKED)
        };
        let asks = || words::any(&title, ASKS) && !title.iter().any(is_not);
        let is_others = column.owner == Owner::Other || field::is_of_others(&column.title);
        let is_login = |cell: &str| matches!(account::login(cell), Login::Usable | Login::Snils);
        let says = |cell: &str| matches!(account::account(cell), Ok(Some(_)));
        let has_account = || header.of(Field::Account).next().is_some();
        match column.field {
            Some(Field::Account) if self.most(column, is_login) => Some(Field::Login),
            Some(Field::Login) if !has_account() && self.most(column, says) => Some(Field::Account),
            None if !is_others && asks() && !has_account() && self.most(column, says) => {
                Some(Field::Account)
            }
            _ => None,
        }
    }

    /// Looks for the column of this field if none is called after it.
    fn look_for(&self, wanted: Field, header: &mut Header, log: &mut Log) {
        if header
            .of(wanted)
            .any(|column| !field::is_group(&column.title))
        {
            return;
        }
        let looks = |column: &Column| {
            column.field.is_none()
                && column.owner != Owner::Other
                && !field::is_of_others(&column.title)
                && self.looks(wanted, column)
        };
        let columns = &header.columns;
        let found: Vec<usize> = (0..columns.len())
            .filter(|&at| looks(&columns[at]))
            .collect();
        let mut sure = found
            .iter()
            .filter(|&&at| self.is_sure(wanted, &columns[at]));
        if let (Some(&only), None) = (sure.next(), sure.next()) {
            header.columns[only].field = Some(wanted);
            return;
        }
        let remark = perhaps(wanted);
        let remarks = found.iter().map(|&at| header.say(remark, &columns[at]));
        remarks.for_each(|remark| log.push(remark));
    }

    /// Whether title and content may be of this field.
    fn looks(&self, wanted: Field, column: &Column) -> bool {
        let words = words::all(&column.title);
        let has = |stems| words::any(&words, stems);
        if wanted == Field::Class {
            // «6Г, 1 смена», «Школа 3, 6Г» are said.
            let has_class = |cell: &str| {
                let mut parts = cell.split([',', ';', '/', '(']);
                class::parse(cell).is_some() || parts.any(|c| class::with_letter(c).is_some())
            };
            return words.iter().any(|word| CLASSES.contains(&&**word))
                && self.most(column, has_class);
        }
        let has_date = |cell: &str| {
            let mut parts = cell.split([' ', ',', '/', '(', ')']);
            self.is_date(cell) || parts.any(|part| part.len() >= 8 && self.is_date(part))
        };
        (has(&["рожд"]) && !has(PAPERS) || matches!(&*words.concat(), "гр" | "годр"))
            && self.most(column, has_date)
    }

    /// Whether both leave no doubt.
    fn is_sure(&self, wanted: Field, column: &Column) -> bool {
        if wanted == Field::Birth {
            return self.most(column, |cell| self.is_date(cell));
        }
        let words = words::all(&column.title);
        let year = words
            .iter()
            .find_map(|w| w.parse::<i16>().ok().filter(|y| *y > 1999));
        // A class of the school year that is now, or from June on begins soon.
        let months = |year: i16, month: i8| 12 * i32::from(year) + i32::from(month);
        let now = months(self.today.year(), self.today.month());
        let is_now = year.is_none_or(|y| (months(y, 6)..=months(y + 1, 8)).contains(&now));
        let other =
            |word: &String| ["из", "за"].contains(&&**word) || words::starts(word, words::NOT_NOW);
        // «Класс здоровья», «№ в классе» have numbers, «Класс выпуска» classes, too.
        let asks = words::any(&words, &["каком", "котор", "учитс"]);
        let says_more = |word: &String| {
            // «№ в классе».
            let named = if asks { CLASSES } else { &CLASSES[..3] };
            !named.contains(&&**word)
                && !words::starts(word, NOW)
                && !words::starts(word, words::PUPIL)
                && word.chars().count() > 2
                && word.parse::<u16>().is_err()
        };
        let are_classes = self.most(column, |cell| class::parse(cell).is_some());
        let group = words::all(&column.group);
        is_now
            && are_classes
            && !words.iter().any(says_more)
            && !words.iter().chain(&group).any(other)
    }
}
