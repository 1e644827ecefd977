//! The row of a pupil to a pupil.
//!
//! Takes the cells of a row that has been judged a pupil's, gives the
//! [`Student`]: the name, the class or that of the title above, the date of
//! birth, what is known of Госуслуги. Says what is wrong with each cell, and who
//! or what stands in the file twice. All cells are read even if the name is
//! wrong, so that one run says all.

use std::borrow::Cow;

use super::account::{self, Login};
use super::block::Block;
use super::field::{self, Field, Owner};
use super::pupils::Pupils;
use super::shape::Shape;
use super::witnesses::{Witnesses, gaps};
use super::{birth, class, footer, person};
use crate::base::diagnostic::Diagnostic;
use crate::model::student::{Reason, Student};
use crate::roster::limits::SAMPLE;
use crate::roster::log::Log;
use crate::roster::said::{self, Said};
use crate::roster::table::{Cell, Kind, Row};
use crate::roster::text;

/// Reads the pupils of a block.
pub(super) struct Cells<'s> {
    block: &'s Block<'s>,
    birth: &'s birth::Column,
    /// What [`gaps`] found, and whether it has been said.
    pub(super) gaps: Option<bool>,
    said_gaps: bool,
    /// Whether classes are written with Cyrillic letters.
    cyrillic: bool,
    pub(super) pupils: &'s mut Pupils,
    pub(super) log: &'s mut Log,
}

impl<'s> Cells<'s> {
    pub(super) fn new(
        block: &'s Block<'s>,
        birth: &'s birth::Column,
        pupils: &'s mut Pupils,
        log: &'s mut Log,
    ) -> Self {
        Cells {
            gaps: gaps(block).filter(|_| pupils.title.is_none()),
            said_gaps: false,
            cyrillic: has_cyrillic_classes(block),
            block,
            birth,
            pupils,
            log,
        }
    }

    /// Says something of a cell.
    pub(super) fn say(&mut self, row: Row<'_>, field: Field, remark: impl Into<Diagnostic>) {
        let title = self.block.columns.title(field);
        self.log
            .push(remark.into().at_row(row.number).in_column(title));
    }

    /// Reads a pupil.
    pub(super) fn pupil(&mut self, row: Row<'_>, witnesses: &Witnesses) {
        let columns = self.block.columns;
        let mut say = |field, remark: Said| self.say(row, field, remark);
        let person = person::read(row, columns, &mut say);
        self.say_broken(row);
        let class = self.class(row);
        if self.gaps == Some(true) {
            self.pupils.title.clone_from(&class);
        }
        let birth = self.birth.read(row, columns, self.log);
        let login = self.login(row);
        let account = self.account(row);
        let Some(person) = person else { return };
        let student = Student {
            number: 0,
            row: row.number,
            name: person.name(),
            class: self.pupils.shared(class),
            birth,
            login: login.map(|login| (*login).into()),
            account,
        };
        let adults = self.block.columns.adults.map_or("", |at| row.text(at));
        // A class or a birth are those of a pupil; where there are none, a number.
        let own = [Field::Class, Field::Birth].map(|field| columns.place(field).is_some());
        let signs: &[Field] = match own.contains(&true) {
            true => &[Field::Class, Field::Birth],
            false => &[Field::Number],
        };
        let mut signs = signs.iter().map(|sign| columns.cell(row, *sign));
        let number = columns.cell(row, Field::Number);
        let is_adult = field::role(adults) == Owner::Other
            && (columns.says_who && field::is_of_teacher(adults)
                || signs.all(|cell| cell.is_empty()));
        if is_adult || field::role(&number) == Owner::Other || footer::is_office(&number) {
            self.log.push(said::PERHAPS_ADULT.at(row.number));
        }
        let cell = columns.get(row, Field::Class);
        let is_broken = cell.is_some_and(|cell| text::is_error(cell.text));
        let lacks = !is_broken && text::is_placeholder(&columns.cell(row, Field::Class));
        if lacks && student.class.is_empty() && witnesses.classes && !columns.is_alone(row) {
            self.say(row, Field::Class, said::CLASS_MISSING);
        }
        self.say_alone(row, &student, witnesses);
        self.say_unnamed();
        self.look_for_the_same(&student);
        if row.hidden {
            self.pupils.hidden.push(row.number);
        }
        self.pupils.students.push(student);
    }

    /// Says which cells hold an error or a formula without a value.
    fn say_broken(&mut self, row: Row<'_>) {
        let is_broken = |cell: Cell<'_>| {
            matches!(cell.kind, Kind::Error | Kind::Formula) || text::is_error(cell.text)
        };
        let is_read = |field: &Field| !field.is_name() && *field != Field::Number;
        for field in Field::all().filter(|field| *field == Field::Middle || is_read(field)) {
            if self.block.columns.get(row, field).is_some_and(is_broken) {
                self.say(row, field, said::BROKEN_CELL);
            }
        }
    }

    /// Says of a whole name without anything beside it, or with the only
    /// initials of the list, that it is read.
    fn say_alone(&mut self, row: Row<'_>, student: &Student, witnesses: &Witnesses) {
        let columns = self.block.columns;
        let initials = witnesses.written_out && student.name.full().contains('.');
        let one_word = witnesses.whole && columns.name_field() == Field::Full;
        if one_word && !student.name.full().contains(' ') {
            self.say(row, Field::Full, said::ONE_WORD);
        }
        let remark = match initials {
            true => said::ONLY_INITIALS,
            false => said::ALONE_NAME,
        };
        // A class that goes on down stands beside no name but the first.
        let alone = witnesses.known && self.gaps != Some(true) && columns.is_alone(row);
        if (initials || alone) && columns.name_shape(row) == Shape::Strong {
            self.say(row, columns.name_field(), remark);
        }
    }

    /// Says of a row with nothing but a number that pupils stand below it.
    fn say_unnamed(&mut self) {
        let (students, skipped) = (&self.pupils.students, &self.pupils.skipped);
        let last = skipped.last().filter(|row| row.reason == Reason::Prepared);
        if let (Some(unnamed), Some(above)) = (last, students.last())
            && above.row < unnamed.row
        {
            self.log.push(said::NUMBER_ONLY.at(unnamed.row));
        }
    }

    fn look_for_the_same(&mut self, student: &Student) {
        let seen = &mut self.pupils.seen;
        let class = match &*student.class {
            "" => seen.class.clone(),
            class => class.to_owned(),
        };
        let key = (text::fold(student.name.full()), class, student.birth);
        // Of a pupil without a class only another sheet can tell.
        let of_name = seen.before(&("name", &key.0), student.row);
        let of_name = of_name.filter(|before| key.1.is_empty() && before.contains('«'));
        if let Some(before) = seen.before(&key, student.row).or(of_name) {
            let remark = said::SAME_PUPIL.with(&[&before]);
            self.log.push(remark.at_row(student.row));
        }
    }

    fn class(&mut self, row: Row<'_>) -> Option<String> {
        let columns = self.block.columns;
        let field = match columns.place(Field::Class) {
            Some(_) => Field::Class,
            None => Field::Grade,
        };
        let main = columns.cell(row, field);
        let letter = columns.cell(row, Field::Letter);
        // A class that already has its letter does not get it twice.
        let is_whole = main.is_empty() || class::with_letter(&main).is_some();
        let whole = match is_whole || text::is_placeholder(&letter) {
            true => main,
            false => format!("{main} {letter}").into(),
        };
        if text::is_placeholder(&whole) {
            return self.class_above(row);
        }
        if let Some(class) = class::parse(&whole) {
            // Said of the first pupil of a class.
            // «7B» among «7Б» may be either.
            let is_guess = class::is_guess(&whole) || self.cyrillic && class::is_latin(&whole);
            if *class != *self.pupils.last_class && is_guess {
                self.say(row, field, said::CLASS_GUESSED);
            }
            return Some(class);
        }
        // «Седьмой Б», «6Г, 1 смена».
        if let Some(class) = class::in_title(&whole) {
            self.say(row, field, said::CLASS_GUESSED);
            return Some(class);
        }
        // «7 кадетский» may be one; «2026-02-07» is what Excel makes of «7-2».
        if class::is_unusual(&whole) {
            self.say(row, field, said::CLASS_AS_IT_IS);
            return Some(whole.into_owned());
        }
        self.say(row, field, said::CLASS_UNKNOWN);
        None
    }

    /// The class of a pupil whose row has none.
    fn class_above(&mut self, row: Row<'_>) -> Option<String> {
        if let Some(title) = self.pupils.doubt.take() {
            self.log.push(said::ODD_CLASS_TITLE.at(title));
        }
        if let Some(once) = self.gaps.filter(|_| !self.said_gaps) {
            self.said_gaps = true;
            let remark = match once {
                true => said::CLASS_ONCE,
                false => said::CLASS_GAPS,
            };
            self.say(row, Field::Class, remark);
        }
        self.pupils.title.clone()
    }

    fn login<'t>(&mut self, row: Row<'t>) -> Option<Cow<'t, str>> {
        let login = self.block.columns.cell(row, Field::Login);
        // A sign that nobody sees inside an address parts it from a password.
        let raw = self.block.columns.get(row, Field::Login);
        let raw = raw.map_or("", |cell| cell.text);
        let raw = raw.trim_matches(|c: char| c.is_whitespace() || text::is_invisible(c));
        let glued = raw.contains('@') && raw.contains(text::is_invisible);
        let remark = match account::login(&login) {
            Login::None => return None,
            Login::Usable if !glued => {
                self.look_for_the_same_login(row, &login);
                return Some(login);
            }
            Login::Snils => said::SNILS,
            Login::Usable | Login::Odd => said::ODD_LOGIN,
        };
        self.say(row, Field::Login, remark);
        None
    }

    fn look_for_the_same_login(&mut self, row: Row<'_>, login: &str) {
        let digits: String = login.chars().filter(char::is_ascii_digit).collect();
        let key = match login.contains('@') {
            true => text::fold(login),
            // +7 and 8 begin the same phone.
            false => digits[digits.len() - 10..].to_owned(),
        };
        if let Some(before) = self.pupils.seen.before(&("login", key), row.number) {
            self.say(row, Field::Login, said::SAME_LOGIN.with(&[&before]));
        }
    }

    fn account(&mut self, row: Row<'_>) -> Option<bool> {
        let account = account::account(&self.block.columns.cell(row, Field::Account));
        if account.is_err() {
            self.say(row, Field::Account, said::ODD_ACCOUNT);
        }
        account.unwrap_or_default()
    }
}

/// Whether any of the first classes has a letter that is no Latin one.
fn has_cyrillic_classes(block: &Block<'_>) -> bool {
    let Some(at) = block.columns.place(Field::Class) else {
        return false;
    };
    let mut cells = block.rows().take(SAMPLE).map(|row| row.text(at));
    cells.any(|cell| class::with_letter(cell).is_some() && !class::is_latin(cell))
}
