//! What a title above rows says of the people in them.
//!
//! Takes rows that hold one cell and headers of later tables, gives whether
//! the people below are pupils: «Родительский комитет» stands above adults,
//! who are left out, «Выбыли» above pupils who have gone; below another note
//! numbers may begin anew. All is said. A title of pupils or of a class ends
//! what the last one said.

use super::field::{self, Field, Owner};
use super::header::Header;
use super::{class, footer, shape, words};
use crate::base::diagnostic::Diagnostic;
use crate::roster::said;
use crate::roster::table::{Cell, Row};
use crate::roster::text;

/// Who stands below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Below {
    Adults,
    /// Pupils who have left the class.
    Left,
    /// Whoever they are.
    Unsure,
}

/// The last title that says so.
#[derive(Debug)]
pub(super) struct Heading {
    pub(super) below: Below,
    /// Whether the titles of columns say so: numbers that just go on outweigh
    /// any other row.
    pub(super) heads_columns: bool,
    row: usize,
    used: bool,
}

/// The only cell of a row that is its own.
pub(super) fn only_cell<'t>(row: Row<'t>) -> Option<&'t str> {
    let mut own = row.own();
    let only = own.next().filter(|_| own.next().is_none());
    only.map(|cell| cell.text)
}

/// Whether a row names columns of a table of others: «Предмет;Учитель;Кабинет».
fn is_header_of_others(row: Row<'_>) -> bool {
    let is_title = |cell: Cell<'_>| {
        !text::has_digit(cell.text)
            && !cell.text.contains(['.', ':'])
            && !shape::is_sure(cell.text)
            && words::all(cell.text).len() < 4
    };
    row.own().count() > 2
        && row.own().all(is_title)
        && row.own().any(|cell| field::is_of_others(cell.text))
}

/// Whether a row names columns, and in the place of names those of others: «ФИО
/// родителя», «№;Законный представитель;Класс».
pub(super) fn heads_others(row: Row<'_>, name: &str) -> bool {
    // «н» beside «Мамедов» is a mark.
    let is_column = |cell: Cell<'_>| match field::recognise(cell.text) {
        Some(Field::Number) => cell.text.contains('№'),
        field => field.is_some_and(|field| !field.is_name()),
    };
    field::heads_others(name)
        || field::role(name) == Owner::Other
            && row.own().any(is_column)
            && !row.own().any(|cell| text::has_digit(cell.text))
}

fn names_pupils(title: &str) -> bool {
    field::owner(title) == Owner::Pupil
        || class::is_title(title)
        || class::in_title(title).is_some()
}

impl Heading {
    fn new(below: Below, heads_columns: bool, row: usize) -> Self {
        Heading {
            below,
            heads_columns,
            row,
            used: false,
        }
    }

    /// Takes note of a row without a pupil; `among` says whether it is a note
    /// with pupils above, `of_others` whether it is one that [`heads_others`].
    pub(super) fn note(heading: &mut Option<Self>, row: Row<'_>, among: bool, of_others: bool) {
        let below = match only_cell(row) {
            _ if of_others => Some(Below::Adults),
            None if among && is_header_of_others(row) => Some(Below::Adults),
            None => return,
            Some(title) if field::is_of_adults(title) => Some(Below::Adults),
            Some(title) if field::is_of_leavers(title) && !footer::is_total(title) => {
                Some(Below::Left)
            }
            Some(title) if names_pupils(title) => None,
            Some(title) if among && heading.is_none() && !footer::is_group(title) => {
                Some(Below::Unsure)
            }
            Some(_) => return,
        };
        let numbers = |cell: Cell<'_>| field::recognise(cell.text) == Some(Field::Number);
        let heads_columns = only_cell(row).is_none() && row.own().any(numbers);
        *heading = below.map(|below| Heading::new(below, heads_columns, row.number));
    }

    /// Begins the rows of a header: a title holds for one table, and a column
    /// for a pupil outweighs it, in the first table one for parents, too. A
    /// table with posts or subjects and without classes and dates of
    /// birth is of adults.
    pub(super) fn begin(heading: &mut Option<Self>, header: &Header, is_first: bool) {
        let titles = || header.columns.iter().map(|column| &*column.title);
        let of_pupils = |title| match field::owner(title) {
            Owner::Pupil => true,
            Owner::Other => is_first && !field::is_of_adults(title),
            Owner::Unknown => false,
        };
        if titles().any(of_pupils) || heading.as_ref().is_some_and(|heading| heading.used) {
            *heading = None;
        }
        if heading.is_none() && header.is_of_staff(is_first) {
            *heading = Some(Heading::new(Below::Adults, true, header.number));
        }
    }

    /// The remark on the first row below.
    pub(super) fn say(&mut self) -> Option<Diagnostic> {
        if std::mem::replace(&mut self.used, true) {
            return None;
        }
        let remark = match self.below {
            Below::Adults => said::ADULTS_BELOW,
            Below::Unsure => said::NUMBERS_ANEW,
            Below::Left => said::LEFT_BELOW,
        };
        Some(remark.at(self.row))
    }
}
