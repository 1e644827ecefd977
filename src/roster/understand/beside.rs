//! Names in a column that is not used: a second list beside the first.
//!
//! Takes the rows beneath a header and its columns. The list is refused if
//! nothing says whose the names are; under a title of its own the column may be
//! of other people, which is said.

use super::columns::Columns;
use super::field::{self, Field, Owner};
use super::header::{Column, Header};
use super::sample::Sample;
use super::shape::{self, Shape};
use super::{footer, name};
use crate::roster::limits::{MOST_LOOKED_AT, SAMPLE};
use crate::roster::log::{Fatal, Log};
use crate::roster::said;
use crate::roster::table::{Origin, column_letters};
use crate::roster::text;

/// What a column holds in the rows of pupils.
#[derive(Clone, Default)]
struct Beside {
    all: u32,
    strong: u32,
    sure: u32,
    numbers: u32,
}

/// Looks for such columns.
pub(super) fn look_for_names(
    header: &Header,
    sample: &Sample<'_>,
    columns: &Columns,
    log: &mut Log,
) -> Result<(), Fatal> {
    let Some(names) = columns.place(columns.name_field()) else {
        return Ok(());
    };
    let seen = seen(sample, names);
    let titled = |at| header.columns.iter().find(|column| column.at == at);
    let numbers = |at: usize| {
        let of_numbers = |column: &Column| column.field == Some(Field::Number);
        seen[at].numbers > 0
            && titled(at).is_none_or(of_numbers)
            && columns.place(Field::Number) != Some(at)
    };
    for (at, beside) in seen.iter().enumerate() {
        let column = titled(at);
        let title = column.map_or("", |column| &column.title);
        let are_names = match beside.sure > 0 {
            true => 2 * beside.sure >= beside.all,
            false => title.is_empty() && beside.strong > 1 && 2 * beside.strong >= beside.all,
        };
        let is_known = |column: &Column| {
            column.field.is_some() || column.owner == Owner::Other || field::is_of_others(title)
        };
        if columns.uses(at) || !are_names || column.is_some_and(is_known) {
            continue;
        }
        let of_pupils = footer::is_group(title) && !footer::is_note(title);
        let numbered = at.checked_sub(1).is_some_and(numbers);
        let refused = title.is_empty() || numbered || of_pupils;
        let remark = match refused {
            true => said::NAMES_BESIDE,
            false => said::OTHER_NAMES,
        };
        let name = column.map_or_else(|| column_letters(at), Column::name);
        let remark = remark.at(header.number).in_column(name);
        if refused {
            return Err(remark.into());
        }
        log.push(remark);
    }
    Ok(())
}

fn seen(sample: &Sample<'_>, names: usize) -> Vec<Beside> {
    let mut seen = vec![Beside::default(); MOST_LOOKED_AT];
    let is_name = |text: &str| shape::shape(name::without_number(text)).is_name();
    let pupils = sample.all().filter(|row| is_name(row.text(names)));
    let cells = pupils
        .take(SAMPLE)
        .flat_map(|row| row.cells().map(move |cell| (row, cell)));
    for (row, cell) in cells {
        // «Классный руководитель:».
        let label = cell.column.checked_sub(1).map_or("", |at| row.text(at));
        if label.trim_end().ends_with(':') {
            continue;
        }
        if let Some(beside) = seen.get_mut(cell.column)
            && cell.origin == Origin::Own
        {
            let text = name::without_number(cell.text);
            beside.all += 1;
            beside.strong += u32::from(shape::shape(text) == Shape::Strong);
            beside.sure += u32::from(shape::is_sure(text));
            beside.numbers += u32::from(text::is_digits(text));
        }
    }
    seen
}
