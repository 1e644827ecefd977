//! What nearly all pupils of a block have, as a witness against single rows.
//!
//! Takes a [`Block`], gives what stands beside nearly every name in it. A row
//! that lacks that may be none of a pupil, whatever name stands in it.

use std::collections::HashSet;

use super::block::Block;
use super::class;
use super::columns::is_number;
use super::field::Field;
use super::footer::{self, Start};
use super::shape::Shape;
use crate::roster::limits::SAMPLE;
use crate::roster::table::Row;
use crate::roster::text;

/// What nearly every pupil of the block has beside the name.
pub(super) struct Witnesses {
    /// Whether a column that the program knows is among it, if most pupils have
    /// any.
    pub(super) known: bool,
    /// The columns that the program does not know.
    pub(super) others: Vec<usize>,
    /// The columns beside the name in which nearly all have words.
    pub(super) worded: Vec<usize>,
    /// The last row in which something that is read stands beside a name.
    pub(super) last: usize,
    /// Whether nearly all have a class.
    pub(super) classes: bool,
    /// Whether most names are of several words.
    pub(super) whole: bool,
    /// Whether no other name has initials.
    pub(super) written_out: bool,
}

impl Witnesses {
    /// Looks at the first rows with names.
    pub(super) fn new(block: &Block<'_>) -> Self {
        let columns = block.columns;
        let is_named = |row: &Row<'_>| {
            let name = || columns.cell(*row, columns.name_field());
            columns.name_shape(*row).is_name() && footer::start(&name()) == Start::Other
        };
        let is_whole = |row: &Row<'_>| columns.name_shape(*row) == Shape::Strong;
        let mut named: Vec<Row<'_>> = block.rows().filter(is_named).take(SAMPLE).collect();
        let whole = 2 * named.iter().filter(|row| is_whole(row)).count() > named.len();
        if whole {
            named.retain(is_whole);
        }
        let count = |is: &dyn Fn(Row<'_>) -> bool| named.iter().filter(|row| is(**row)).count();
        let initials = count(&|row| columns.whole_name(row).contains('.'));
        let with_any = count(&|row| !columns.is_alone(row));
        let filled = |field: &Field| {
            // Words in the column of numbers number nobody.
            let is_filled = |row: Row<'_>| match columns.cell(row, *field) {
                cell if *field == Field::Number => is_number(&cell),
                cell => !cell.is_empty(),
            };
            5 * count(&is_filled) >= 4 * with_any
        };
        let fields = [Field::Number, Field::Class, Field::Grade, Field::Birth];
        let nearly_all = |is: &dyn Fn(Row<'_>) -> bool| 5 * count(is) >= 4 * named.len();
        let is_worded = |at: &usize| nearly_all(&|row| row.text(*at).contains(text::is_letter));
        let is_filled = |at: &usize| named.len() > 1 && nearly_all(&|row| row.get(*at).is_some());
        let titled = block.header.columns.iter().map(|column| column.at);
        let others = titled.filter(|at| !columns.uses(*at));
        let supported = block.rows().filter(is_named);
        let supported = supported.filter(|row| !columns.is_alone(*row));
        Witnesses {
            worded: others.clone().filter(is_worded).collect(),
            last: supported.last().map_or(usize::MAX, |row| row.index),
            classes: with_any > 0 && filled(&Field::Class),
            whole,
            written_out: initials < 2 && named.len() > 2,
            known: with_any > 0
                && 2 * with_any >= named.len()
                && (columns.numbered || fields.iter().any(filled)),
            others: others.filter(is_filled).collect(),
        }
    }
}

/// Whether most pupils of a block have no class though there is a column, and
/// whether it stands with the first of each class and nowhere else.
pub(super) fn gaps(block: &Block<'_>) -> Option<bool> {
    let at = block.columns.place(Field::Class)?;
    let named = block.rows();
    let named = named.filter(|row| block.columns.name_shape(*row).is_name());
    let classes: Vec<Option<String>> = named.map(|row| class::parse(row.text(at))).collect();
    let blank = classes.iter().filter(|class| class.is_none()).count();
    let mut found = HashSet::new();
    let once = classes.first().is_some_and(Option::is_some)
        && classes
            .windows(2)
            .all(|two| two.iter().any(Option::is_none))
        && classes.iter().flatten().all(|class| found.insert(class));
    (blank > 1 && blank < classes.len() && 2 * blank >= classes.len()).then_some(once)
}
