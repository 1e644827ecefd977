//! The columns of a header that are used, and what a row has in them.
//!
//! Takes a row, gives the clean text of a field, the name from whichever
//! columns it stands in, and how it looks. Which column is which is decided in
//! `settle`.

use std::borrow::Cow;

use super::field::{self, FIELDS, Field, Owner};
use super::shape::{self, Shape};
use super::{class, date, name};
use crate::roster::table::{Cell, Kind, Origin, Row};
use crate::roster::text;

/// The columns in use.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    pub(super) places: [Option<usize>; FIELDS],
    pub(super) titles: [String; FIELDS],
    /// Whether names stand behind their number in one cell: «1. Иванов Пётр».
    pub(super) numbered: bool,
    /// The column that says of each whether they are a pupil.
    pub(super) role: Option<usize>,
    /// A column of something else with words for adults in it.
    pub(super) adults: Option<usize>,
    /// Whether its title asks who somebody is: «Должность», «Примечание».
    pub(super) says_who: bool,
    /// Columns with a title that are not used, and used columns that are hidden.
    pub(super) ignored: Vec<String>,
    pub(super) hidden: Vec<String>,
}

impl Columns {
    /// The column of this field.
    pub(super) fn place(&self, field: Field) -> Option<usize> {
        self.places[field as usize]
    }

    /// Whether this column is of any field.
    pub(super) fn uses(&self, column: usize) -> bool {
        self.places.contains(&Some(column))
    }

    /// The cell of this field.
    pub(super) fn get<'t>(&self, row: Row<'t>, field: Field) -> Option<Cell<'t>> {
        row.get(self.place(field)?)
    }

    /// The column's own words, or its letters.
    pub(super) fn title(&self, field: Field) -> &str {
        &self.titles[field as usize]
    }

    /// The clean text of this field, if it is the row's own or stands in an
    /// area merged down.
    pub(super) fn cell<'t>(&self, row: Row<'t>, field: Field) -> Cow<'t, str> {
        let cell = self.get(row, field);
        let cell = cell.filter(|cell| cell.origin != Origin::Left && cell.kind != Kind::Error);
        let text = cell.map_or(Cow::Borrowed(""), |cell| text::clean(cell.text));
        if field != Field::Last && field != Field::Full && text::is_error(&text) {
            return Cow::Borrowed("");
        }
        let behind = self.behind_names();
        let behind = behind.filter(|behind| [Field::Full, *behind].contains(&field));
        if !(behind.is_some() || self.numbered && field == self.name_field()) {
            return text;
        }
        let text = match self.numbered {
            true => name::without_number(&text),
            false => &text,
        };
        let parts = behind.and_then(|behind| match behind {
            Field::Birth => date::behind_name(text),
            _ => class::behind_name(text),
        });
        let own = match (parts, behind == Some(field)) {
            (Some((_, behind)), true) => behind,
            (None, true) => "",
            (Some((name, _)), false) => name,
            (None, false) => text,
        };
        own.to_owned().into()
    }

    /// What stands behind the names in one cell: dates of birth, classes.
    fn behind_names(&self) -> Option<Field> {
        let names = Some(self.place(Field::Full)?);
        let mut others = [Field::Birth, Field::Class].into_iter();
        others.find(|other| self.place(*other) == names)
    }

    /// The field that holds the name, or the surname.
    pub(super) fn name_field(&self) -> Field {
        match self.place(Field::Last) {
            Some(_) => Field::Last,
            None => Field::Full,
        }
    }

    /// Whether the role in this row, or what stands in place of the class, is an
    /// adult's.
    pub(super) fn has_adult(&self, row: Row<'_>) -> bool {
        let role = self.role.map_or("", |at| row.text(at));
        let class = self.cell(row, Field::Class);
        [role, &class].map(field::role).contains(&Owner::Other)
    }

    /// What each used column was taken for, in the order of the file.
    pub(super) fn used(&self) -> Vec<(&'static str, String)> {
        let fields = Field::all().filter(|&field| field != Field::Number);
        let placed = fields.filter_map(|field| Some((self.place(field)?, field)));
        let mut used: Vec<(usize, Field)> = placed.collect();
        used.sort_by_key(|(place, _)| *place);
        let named = |(_, field): (usize, Field)| (field.key(), self.title(field).to_owned());
        used.into_iter().map(named).collect()
    }

    /// The name of a row in one piece.
    pub(super) fn whole_name(&self, row: Row<'_>) -> String {
        let names = [Field::Full, Field::Last, Field::First, Field::Middle];
        let parts = names.map(|field| self.cell(row, field));
        parts.join(" ").trim().to_owned()
    }

    /// How the name of a row looks.
    pub(super) fn name_shape(&self, row: Row<'_>) -> Shape {
        let shape = |field| shape::shape(&self.cell(row, field));
        if self.name_field() == Field::Full {
            return shape(Field::Full);
        }
        match (shape(Field::Last), shape(Field::First)) {
            (Shape::Other, _) | (_, Shape::Other) => Shape::Other,
            (Shape::Blank, Shape::Blank) => Shape::Blank,
            (Shape::Blank, _) | (_, Shape::Blank) => Shape::Weak(true),
            (Shape::Weak(false), _) | (_, Shape::Weak(false)) => Shape::Weak(false),
            _ => Shape::Strong,
        }
    }

    /// Whether a row has the name of somebody for sure.
    pub(super) fn has_sure_name(&self, row: Row<'_>) -> bool {
        self.name_shape(row) == Shape::Strong && shape::is_sure(&self.whole_name(row))
    }

    /// Whether nothing but a name stands in the columns of a row; words in the
    /// column of numbers are nothing, a number before the name is something.
    pub(super) fn is_alone(&self, row: Row<'_>) -> bool {
        let name = self.get(row, self.name_field());
        let is_numbered = |cell: Cell<'_>| name::number(&text::clean(cell.text)).is_some();
        let is_nothing = |field| {
            let cell = self.get(row, field);
            cell.is_none_or(|cell| {
                cell.origin == Origin::Left || field == Field::Number && !is_number(cell.text)
            })
        };
        let mut others = Field::all().filter(|field| !field.is_name());
        !(self.numbered && name.is_some_and(is_numbered)) && others.all(is_nothing)
    }
}

/// Whether a cell is a number or several, whatever they count.
pub(super) fn is_number(cell: &str) -> bool {
    let sign = |b: u8| b.is_ascii_digit() || b",.%- ".contains(&b);
    cell.bytes().all(sign) && text::has_digit(cell)
}

/// Whether a cell is a number that counts pupils: «7», «7.».
pub(super) fn is_ordinal(cell: &str) -> bool {
    let number = cell.trim_end_matches('.');
    !number.is_empty() && text::is_digits(number)
}
