//! The rows under the header to pupils.
//!
//! Takes a [`Source`] (rows and header), gives the pupils and the rows that
//! hold none; every remark goes to the [`Log`]. A row is a pupil, or is said
//! to be wrong, or is one of the few things that are known to be no pupil:
//! nobody is left out without a word, nobody is made up.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use hashbrown::HashTable;
use jiff::civil::Date;

use super::account::{self, Login};
use super::field::Field;
use super::header::{self, Header};
use super::log::Log;
use super::person;
use super::source::Source;
use super::table::Row;
use super::{birth, class, delimited, footer, name, text};
use crate::base::diagnostic::Diagnostic;
use crate::model::student::Student;

/// What the rows gave.
#[derive(Debug, Default)]
pub(super) struct Pupils {
    pub(super) students: Vec<Student>,
    pub(super) skipped: Vec<usize>,
}

/// Reads all rows under the header; `None` if there are more than `most`.
pub(super) fn read(source: &Source<'_>, most: usize, today: Date, log: &mut Log) -> Option<Pupils> {
    let room = source.most_below().min(most);
    let mut reader = Reader {
        source,
        birth: birth::Column::new(source, today, log),
        pupils: Pupils {
            students: Vec::with_capacity(room),
            skipped: Vec::new(),
        },
        seen: HashTable::with_capacity(room),
        last_class: Arc::default(),
        log,
    };
    let mut count = 0;
    source.rows_below(|row| {
        count += 1;
        if count <= most {
            reader.row(row);
        }
        count <= most
    });
    (count <= most).then_some(reader.pupils)
}

struct Reader<'s> {
    source: &'s Source<'s>,
    birth: birth::Column,
    pupils: Pupils,
    /// Pupils by what makes them the same, as places among all: a long list has
    /// no room for their names twice.
    seen: HashTable<u32>,
    last_class: Arc<str>,
    log: &'s mut Log,
}

impl Reader<'_> {
    fn row(&mut self, row: Row<'_>) {
        if self.is_no_pupil(row) {
            self.pupils.skipped.push(row.number);
            return;
        }
        if let Some(remark) = self.shape(row) {
            self.log.push(remark.at_row(row.number));
            return;
        }
        let (log, header) = (&mut *self.log, &self.source.header);
        let mut say = |field, remark| say(log, header, row.number, field, remark);
        let person = person::read(row, header, &mut say);
        let class = self.class(row);
        let birth = self.birth.read(row, &self.source.header, self.log);
        let login = self.login(row);
        let account = self.account(row);
        // The other cells are read all the same, so that one run says all.
        let Some(person) = person else { return };
        let student = Student {
            row: row.number,
            name: person.name(),
            class: self.shared(&class),
            birth,
            login: login.map(|login| (*login).into()),
            account,
        };
        self.look_for_the_same(&student);
        self.pupils.students.push(student);
    }

    /// One text for all pupils of a class.
    fn shared(&mut self, class: &str) -> Arc<str> {
        if *self.last_class != *class {
            self.last_class = class.into();
        }
        Arc::clone(&self.last_class)
    }

    fn cell<'t>(&self, row: Row<'t>, field: Field) -> &'t str {
        let place = self.source.header.place(field);
        place.map_or("", |at| row.cell(at))
    }

    fn say(&mut self, row: Row<'_>, field: Field, remark: Diagnostic) {
        say(self.log, &self.source.header, row.number, field, remark);
    }

    /// A repeated header, a prepared row with nothing but its number, a footer.
    fn is_no_pupil(&self, row: Row<'_>) -> bool {
        let header = &self.source.header;
        if header.is_repeated_by(row) {
            return true;
        }
        let number = header.place(Field::Number);
        let mut filled = row
            .cells()
            .enumerate()
            .filter(|(at, cell)| Some(*at) != number && !text::is_blank(cell));
        let Some((_, first)) = filled.next() else {
            let mark = number.map_or("", |at| row.cell(at)).trim();
            return mark
                .trim_end_matches('.')
                .bytes()
                .all(|b| b.is_ascii_digit())
                || footer::start(&text::clean(mark)) != footer::Start::Other;
        };
        let mark = number.map_or("", |at| row.cell(at));
        let marks_a_pupil = mark.bytes().all(|b| b.is_ascii_digit());
        let mark = if marks_a_pupil { "" } else { mark };
        [mark, first].iter().any(|cell| {
            let cell = text::clean(cell);
            match footer::start(&cell) {
                footer::Start::Other => false,
                footer::Start::Total => !self.is_complete(row),
                footer::Start::Note => !self.is_complete(row) && !self.has_plain_name(row, &cell),
            }
        })
    }

    /// A row with a date of birth is a pupil, whatever the surname.
    fn is_complete(&self, row: Row<'_>) -> bool {
        self.birth.is_date(self.cell(row, Field::Birth))
    }

    /// «Учитель Иван» in two columns, or with a patronymic in one, is somebody's
    /// name; a footer has a colon, a number or a whole name after its word.
    fn has_plain_name(&self, row: Row<'_>, start: &str) -> bool {
        if start.contains(|c: char| c == ':' || c.is_numeric()) {
            return false;
        }
        if self.source.header.place(Field::Last).is_some() {
            let one_word = |field| {
                let cell = text::clean(self.cell(row, field));
                !cell.is_empty() && cell.chars().all(|c| c.is_alphabetic() || c == '-')
            };
            return one_word(Field::Last) && one_word(Field::First);
        }
        let words = start.split(' ').count();
        words <= 3 && !name::split(start).middle.is_empty()
    }

    /// What is wrong with the row as a whole.
    fn shape(&self, row: Row<'_>) -> Option<Diagnostic> {
        let delimiter = self.source.delimiter()?;
        if self.source.unclosed.binary_search(&row.number).is_ok() {
            return Some(unclosed_quote());
        }
        let width = self.source.header.width;
        if (width..row.len()).any(|at| !text::is_blank(row.cell(at))) {
            return Some(
                Diagnostic::error(
                    "row-too-wide",
                    format!(
                        "в строке ячеек больше, чем столбцов в заголовке: {} вместо {width}.",
                        row.len()
                    ),
                )
                .with_hint(format!(
                    "Знак «{}» внутри ячейки нужно взять в кавычки вместе с ячейкой.",
                    delimited::delimiter_name(delimiter)
                )),
            );
        }
        self.swallows_a_pupil(row, delimiter).then(unclosed_quote)
    }

    /// Whether a cell of several lines holds what is a row of its own: a quote
    /// opened in one row and another in a later row make such a cell.
    fn swallows_a_pupil(&self, row: Row<'_>, delimiter: char) -> bool {
        let header = &self.source.header;
        let Some(name_at) = header.place(Field::Last).or(header.place(Field::Full)) else {
            return false;
        };
        row.cells().enumerate().any(|(at, cell)| {
            let lines = cell.split(['\n', '\r']).skip(1);
            cell.contains(['\n', '\r'])
                && lines.filter(|line| line.contains(delimiter)).any(|line| {
                    let width = line.split(delimiter).count();
                    let name = line.split(delimiter).nth(name_at).unwrap_or("").trim();
                    let rest = row.len() - at - 1;
                    (width == header.width || width + rest == header.width)
                        && name.starts_with(char::is_uppercase)
                        && name
                            .chars()
                            .all(|c| c.is_alphabetic() || c == ' ' || c == '-')
                })
        })
    }

    fn class(&mut self, row: Row<'_>) -> String {
        let header = &self.source.header;
        let field = if header.place(Field::Class).is_some() {
            Field::Class
        } else {
            Field::Grade
        };
        let main = text::clean(self.cell(row, field)).into_owned();
        let letter = text::clean(self.cell(row, Field::Letter)).into_owned();
        // A class that already has its letter does not get it twice.
        let whole = match class::parse(&main) {
            Some(class) if !class.ends_with(|c: char| c.is_ascii_digit()) => return class,
            _ if main.is_empty() => String::new(),
            _ if text::is_placeholder(&letter) => main,
            _ => format!("{main} {letter}"),
        };
        if whole.is_empty() || text::is_placeholder(&whole) {
            return String::new();
        }
        class::parse(&whole).unwrap_or_else(|| {
            self.say(
                row,
                field,
                Diagnostic::warning(
                    "odd-class",
                    "класс записан необычно; напечатан как написан.",
                )
                .with_hint("Обычная запись: «7Б»."),
            );
            whole
        })
    }

    fn login<'t>(&mut self, row: Row<'t>) -> Option<Cow<'t, str>> {
        let login = text::clean(self.cell(row, Field::Login));
        let remark = match account::login(&login) {
            Login::None => return None,
            Login::Usable => return Some(login),
            Login::Snils => Diagnostic::warning(
                "snils-login",
                "вместо логина стоит номер СНИЛС; он не напечатан: на памятке ему не место.",
            )
            .with_hint("Впишите телефон или электронную почту либо оставьте ячейку пустой."),
            Login::Odd => Diagnostic::warning(
                "odd-login",
                "логин не похож ни на телефон, ни на электронную почту; он не напечатан.",
            )
            .with_hint("Исправьте логин или оставьте ячейку пустой."),
        };
        self.say(row, Field::Login, remark);
        None
    }

    fn account(&mut self, row: Row<'_>) -> Option<bool> {
        let cell = text::clean(self.cell(row, Field::Account));
        account::account(&cell).unwrap_or_else(|()| {
            self.say(
                row,
                Field::Account,
                Diagnostic::warning(
                    "odd-account",
                    "непонятно, есть ли учётная запись; считается, что неизвестно.",
                )
                .with_hint("Напишите «да», «нет» или оставьте ячейку пустой."),
            );
            None
        })
    }

    fn look_for_the_same(&mut self, student: &Student) {
        let students = &self.pupils.students;
        let is_same = |&before: &u32| is_same(&students[before as usize], student);
        let hash = hash_of(student);
        if let Some(&before) = self.seen.find(hash, is_same) {
            let message = format!(
                "этот ученик уже есть в строке {}; напечатаны обе памятки.",
                students[before as usize].row
            );
            self.log.push(
                Diagnostic::warning("same-pupil", message)
                    .at_row(student.row)
                    .with_hint("Если это один ребёнок, удалите одну из строк."),
            );
            return;
        }
        let at = students.len() as u32;
        let rehash = |&at: &u32| hash_of(&students[at as usize]);
        self.seen.insert_unique(hash, at, rehash);
    }
}

/// Whether two rows are about the same child, as far as one can tell.
fn is_same(one: &Student, other: &Student) -> bool {
    one.birth == other.birth
        && one.class == other.class
        && text::fold(one.name.full()) == text::fold(other.name.full())
}

/// A hash that is the same for the same child.
fn hash_of(student: &Student) -> u64 {
    let mut hasher = DefaultHasher::new();
    text::fold(student.name.full()).hash(&mut hasher);
    (&student.class, student.birth).hash(&mut hasher);
    hasher.finish()
}

fn say(log: &mut Log, header: &Header, row: usize, field: Field, remark: Diagnostic) {
    let column = header.place(field).unwrap_or(0);
    let title = header::column_name(header.title(field), column);
    log.push(remark.at_row(row).in_column(title));
}

/// The error of a row in which a quote opens and never closes.
pub(super) fn unclosed_quote() -> Diagnostic {
    Diagnostic::error(
        "unclosed-quote",
        "в строке открыта кавычка, которая не закрыта.",
    )
    .with_hint("Закройте кавычку или удалите её.")
}
