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
use super::{footer, given, name};
use crate::roster::limits::{MOST_LOOKED_AT, SAMPLE};
use crate::roster::log::{Fatal, Log};
use crate::roster::said::{self, Said};
use crate::roster::table::{Origin, Row, column_letters};
use crate::roster::text;

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
    let is_pupil = |row: &Row<'_>| shape::shape(name::without_number(row.text(names))).is_name();
    let pupils: Vec<Row<'_>> = sample.all().filter(is_pupil).take(SAMPLE).collect();
    let width = pupils.iter().map(|row| row.width()).max().unwrap_or(0);
    // «Классный руководитель:» stands before a name.
    let is_labelled = |row: &Row<'_>, at: usize| {
        let label = at.checked_sub(1).map_or("", |at| row.text(at));
        label.trim_end().ends_with(':')
    };
    let count = |at: usize, is_so: fn(&str) -> bool| {
        let rows = pupils.iter().filter(|row| !is_labelled(row, at));
        let own = rows.filter_map(|row| row.get(at).filter(|cell| cell.origin == Origin::Own));
        own.filter(|cell| is_so(name::without_number(cell.text)))
            .count()
    };
    let numbers = |at: usize| {
        count(at, text::is_digits) > 0
            && header
                .column(at)
                .is_none_or(|column| column.field == Some(Field::Number))
            && columns.place(Field::Number) != Some(at)
    };
    let are_words = |at: usize| {
        let words = count(at, |cell| shape::shape(cell) == Shape::Weak(true));
        words > 1 && 2 * words > pupils.len()
    };
    let are_untitled =
        |at: usize| header.column(at).is_none() && !columns.uses(at) && are_words(at);
    let given = |at: usize| count(at, given::is_given) > 0;
    // Surnames and first names as the list has them; first names of its surnames.
    let are_parts = |at: usize, numbered: bool| {
        are_untitled(at)
            && match columns.name_field() {
                Field::Last => are_untitled(at + 1) && (numbered || given(at) || given(at + 1)),
                _ => are_words(names) && given(at),
            }
    };
    for at in 0..width.min(MOST_LOOKED_AT) {
        let column = header.column(at);
        let title = column.map_or("", |column| &column.title);
        let numbered = at.checked_sub(1).is_some_and(numbers);
        let is_known = |column: &Column| {
            let of_names = numbered && column.field == Some(Field::Full);
            column.field.is_some() && !of_names
                || column.owner == Owner::Other
                || field::is_of_others(title)
        };
        if columns.uses(at) || column.is_some_and(is_known) {
            continue;
        }
        let is_of_pupil = |title: &str| field::owner(title) == Owner::Pupil;
        let of_pupils = footer::is_group(title) && !footer::is_note(title)
            || is_of_pupil(title) && !is_of_pupil(columns.title(columns.name_field()));
        let (all, sure) = (count(at, |_| true), count(at, shape::is_sure));
        let strong = || count(at, |cell| shape::shape(cell) == Shape::Strong);
        let are_names = match sure > 0 {
            true => 2 * sure >= all,
            false => {
                (title.is_empty() || numbered || of_pupils) && strong() > 1 && 2 * strong() >= all
            }
        };
        if !are_names && !are_parts(at, numbered) {
            continue;
        }
        let name = column.map_or_else(|| column_letters(at), Column::name);
        let say = |remark: Said| remark.at(header.number).in_column(name);
        if title.is_empty() || numbered || of_pupils {
            return Err(say(said::NAMES_BESIDE).into());
        }
        log.push(say(said::OTHER_NAMES));
    }
    Ok(())
}
