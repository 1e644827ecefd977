//! Where header rows are and what their columns are called.
//!
//! Takes a [`Table`], gives a [`Header`] (one row, or two if groups stand above
//! the names of columns). What was found instead, `refusal` says.
//! Names decide here, with names of pupils beneath as their witness; which of
//! the columns are used is decided in `settle`.

use std::collections::HashSet;

use super::field::{self, Field, Owner};
use super::sample::Sample;
use super::shape::Shape;
use super::{across, name, shape, words};
use crate::base::diagnostic::Diagnostic;
use crate::roster::limits::{DEPTH, MOST_LOOKED_AT};
use crate::roster::table::{Cell, Origin, Row, Table, column_letters};
use crate::roster::text;

/// A longer cell (in bytes) names no column.
const LONGEST_TITLE: usize = 240;

/// Names of pupils beneath a header are looked for in so many rows.
const LOOK: usize = 200;

/// A header that has been found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::roster) struct Header {
    /// Which of the table's rows names the columns.
    pub(in crate::roster) index: usize,
    /// The first row of the header: this one or the one above.
    pub(in crate::roster) top: usize,
    /// Number of the row as Excel counts.
    pub(in crate::roster) number: usize,
    /// Number of its cells, empty ones included.
    pub(in crate::roster) width: usize,
    /// Recognised columns; a greater number is a better header.
    pub(in crate::roster) score: usize,
    pub(super) columns: Vec<Column>,
}

/// A column with a title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) at: usize,
    pub(super) title: String,
    /// What stands above it and others.
    pub(super) group: String,
    pub(super) owner: Owner,
    pub(super) field: Option<Field>,
}

impl Column {
    /// Whether pupils have it, or the title says of whom it is.
    fn is_of_pupils(&self) -> bool {
        matches!(self.field, Some(Field::Class | Field::Birth))
            || field::owner(&self.title) != Owner::Unknown
            || self.owner != Owner::Unknown
    }

    /// The words by which the column is named in a remark.
    pub(super) fn name(&self) -> String {
        match &*self.title {
            "" => column_letters(self.at),
            title => title.to_owned(),
        }
    }
}

impl Header {
    /// A remark on a column.
    pub(super) fn say(&self, remark: impl Into<Diagnostic>, column: &Column) -> Diagnostic {
        let remark = remark.into().at_row(self.number);
        remark.in_column(column.name())
    }

    /// The columns of this field.
    pub(super) fn of(&self, field: Field) -> impl Iterator<Item = &Column> {
        let is_it = move |column: &&Column| column.field == Some(field);
        self.columns.iter().filter(is_it)
    }

    /// The column at this place, if it has a title.
    pub(super) fn column(&self, at: usize) -> Option<&Column> {
        self.columns.iter().find(|column| column.at == at)
    }

    /// The name and the field of the column at this place.
    pub(in crate::roster) fn named(&self, at: usize) -> Option<(String, Option<Field>)> {
        let column = self.column(at)?;
        Some((column.name(), column.field))
    }

    /// Whether it may be a title of the whole list: «Список учащихся».
    fn is_title(&self) -> bool {
        let is_title = |title: &str| {
            field::recognise(title).is_none() || words::any(&words::all(title), words::PUPIL)
        };
        matches!(&self.columns[..], [only] if is_title(&only.title))
    }

    /// Whether its columns are those of a table of adults: posts, and in a later
    /// table subjects, and nothing that pupils have.
    pub(in crate::roster) fn is_of_staff(&self, is_first: bool) -> bool {
        let stems = &words::OF_STAFF[..3 - usize::from(is_first)];
        let of_staff = |column: &Column| words::any(&words::all(&column.title), stems);
        self.columns.iter().any(of_staff) && !self.columns.iter().any(Column::is_of_pupils)
    }

    /// The column of places of work, where nothing says of whom they are.
    pub(super) fn works(&self) -> Option<&Column> {
        let works = |column: &&Column| {
            let title = words::all(&column.title);
            let is_pair = |two: &[String]| {
                matches!(&*two[0], "место" | "кем" | "где") && two[1].starts_with("работ")
            };
            title.windows(2).any(is_pair)
        };
        let found = self.columns.iter().find(works);
        found.filter(|_| !self.columns.iter().any(Column::is_of_pupils))
    }

    fn names(&self) -> impl Iterator<Item = &Column> {
        self.columns
            .iter()
            .filter(move |c| c.field.is_some_and(Field::names))
    }

    /// Whether this names nothing but some columns of the other in their
    /// places, as a title of a group («Дети») or a short header of a page does.
    fn repeats(&self, other: &Header) -> bool {
        let digits = |column: &Column| text::has_digit(&column.title);
        let kind = |field| match field {
            Some(Field::Last | Field::First) => Some(Field::Full),
            field => field,
        };
        let same = |column: &Column, own: &Column| match column.field {
            None => text::fold(&column.title) == text::fold(&own.title),
            field => kind(field) == kind(own.field),
        };
        let is_known = |column: &Column| {
            let own = other.column(column.at);
            own.is_some_and(|own| same(column, own)) || column.field.is_none() && digits(column)
        };
        self.columns.len() < other.columns.len() && self.columns.iter().all(is_known)
    }

    /// Whether both name the same columns in the same places.
    pub(super) fn is_like(&self, other: &Header) -> bool {
        let key = |column: &Column| (column.at, column.field, text::fold(&column.title));
        self.columns
            .iter()
            .map(key)
            .eq(other.columns.iter().map(key))
    }
}

/// The header that this row of the table is, if it names a pupil's name.
pub(super) fn at(table: &Table, index: usize) -> Option<Header> {
    let alone = of_row(table, index, None);
    let row = table.row(index);
    // «ФИО матери», «ФИО отца».
    let of_others =
        |cell: Cell<'_>| field::is_of_others(cell.text) && text::clean(cell.text).contains(' ');
    if alone.is_none() && !(row.own().nth(1).is_some() && row.own().all(of_others)) {
        return None;
    }
    let above = index.checked_sub(1).map(|at| table.row(at));
    // «Дети» beneath the names of columns is no name of one.
    let groups = above.filter(|above| {
        let is_section = alone.as_ref().is_some_and(Header::is_title);
        // Nothing stands below «Фамилия» but surnames.
        let is_part = |field: Field| field.is_name() && field != Field::Full;
        let below_part =
            |cell: Cell<'_>| field::recognise(above.text(cell.column)).is_some_and(is_part);
        above.number + 1 == row.number
            && is_group_row(*above)
            && !is_section
            && !row.own().any(below_part)
    });
    let header = match groups {
        Some(above) => of_row(table, index, Some(above))?,
        None => alone?,
    };
    let names_pupils = header.names().next().is_some();
    names_pupils.then_some(header)
}

/// Whether a row stands above the names of columns: several texts of which one
/// spans columns, or names the pupil, or one of names or several name columns
/// themselves.
fn is_group_row(row: Row<'_>) -> bool {
    let cells = || row.cells().take(MOST_LOOKED_AT);
    let own = row.own().take(MOST_LOOKED_AT).count();
    let pupil = |text: &str| field::owner(text) == Owner::Pupil;
    let known = || cells().map(|cell| field::recognise(cell.text));
    own >= 2
        && (cells().any(|cell| cell.origin == Origin::Left)
            || cells().any(|cell| pupil(cell.text))
            || known().flatten().any(Field::names)
            || known().flatten().nth(1).is_some())
}

/// What a row names, by itself or with the groups above.
pub(super) fn of_row(table: &Table, index: usize, above: Option<Row<'_>>) -> Option<Header> {
    let row = table.row(index);
    let width = row.width().max(above.map_or(0, Row::width));
    let mut columns: Vec<Column> = Vec::new();
    for at in 0..width.min(MOST_LOOKED_AT) {
        let own = row.get(at).filter(|cell| cell.origin != Origin::Left);
        let upper = above.and_then(|above| above.get(at));
        // Names of columns may stand in the upper row where the lower has none.
        let lent = upper.filter(|cell| cell.origin == Origin::Own);
        let Some(cell) = own.or(lent).filter(|cell| cell.text.len() <= LONGEST_TITLE) else {
            continue;
        };
        let has_own = own.is_some_and(|cell| cell.origin == Origin::Own);
        let group = above
            .filter(|_| has_own)
            .map_or("", |above| group(above, row, at));
        let owner = field::owner(group);
        let title = text::clean(cell.text).into_owned();
        // «Дата рождения» over «ребёнка» and «родителя».
        let of_group = field::recognise(group);
        let of_group =
            of_group.filter(|f| matches!(f, Field::Birth | Field::Login | Field::Account));
        let title = match field::is_whose(&title) && of_group.is_some() {
            true => format!("{} {title}", text::clean(group)),
            false => title,
        };
        columns.push(Column {
            at,
            // A column in a group of the parents' is theirs.
            field: field::recognise(&title).filter(|field| {
                let of_class = matches!(field, Field::Class | Field::Grade | Field::Letter);
                let is_old = of_class && words::any(&words::all(group), words::NOT_NOW);
                owner != Owner::Other && !is_old
            }),
            title,
            group: text::clean(group).into_owned(),
            owner,
        });
    }
    name_by_content(table, index, &mut columns);
    leave_to_staff(&mut columns);
    let known = columns.iter().filter_map(|column| column.field);
    let known = known.filter(|field| *field != Field::Number);
    let score = known.collect::<HashSet<Field>>().len();
    (score > 0).then(|| Header {
        index,
        top: index - usize::from(above.is_some()),
        number: row.number,
        width: row.width(),
        score,
        columns,
    })
}

/// Where no title is of names, the only one that may be is, if most cells
/// beneath are: «ФИО участника», «Ученики 7А».
fn name_by_content(table: &Table, index: usize, columns: &mut [Column]) {
    let below = Sample::new(table, index + 1..table.len());
    let is_whole = |cell: &Cell<'_>| shape::shape(name::without_number(cell.text)) == Shape::Strong;
    // As they are written: a line that no delimiter has cut is no name.
    let are_names = |at: usize| {
        let cells = below.cells(at);
        2 * cells.clone().filter(is_whole).count() > cells.count()
    };
    if columns
        .iter()
        .any(|column| column.field.is_some_and(Field::names))
    {
        return;
    }
    let mut found = columns.iter_mut().filter(|column| {
        column.field.is_none()
            && column.owner != Owner::Other
            && field::may_name_pupils(&column.title)
            && are_names(column.at)
    });
    if let (Some(column), None) = (found.next(), found.next()) {
        column.field = Some(Field::Full);
    }
}

/// Columns below a teacher, who may stand above a whole list, are theirs if
/// others below are the pupil's.
fn leave_to_staff(columns: &mut [Column]) {
    let is_pupils = |column: &Column| column.owner == Owner::Pupil;
    if columns
        .iter()
        .any(|column| column.field.is_some_and(Field::names) && is_pupils(column))
    {
        let staff = |column: &&mut Column| !is_pupils(column) && field::is_of_others(&column.group);
        for column in columns.iter_mut().filter(staff) {
            (column.owner, column.field) = (Owner::Other, None);
        }
    }
}

/// The group above a column: in a merged area its text stands in every cell,
/// elsewhere over the first. What stands over no title is one itself.
fn group<'t>(above: Row<'t>, row: Row<'_>, at: usize) -> &'t str {
    let mut left = above.cells().rev().skip_while(|cell| cell.column > at);
    let is_group = |cell: &Cell<'_>| {
        cell.column == at || cell.origin == Origin::Left || row.get(cell.column).is_some()
    };
    left.next().filter(is_group).map_or("", |cell| cell.text)
}

/// The first header of a table: the first that has names beneath, before the
/// next one; if none has any, the one with most columns.
pub(in crate::roster) fn first(table: &Table) -> Option<Header> {
    if across::column(table).is_some() {
        return None;
    }
    let rows = table.rows().take_while(|row| row.number <= DEPTH);
    let mut richest: Option<Header> = None;
    for header in rows.filter_map(|row| at(table, row.index)) {
        let mut below = header.index + 1..table.len().min(header.index + 1 + LOOK);
        let next = below.find_map(|at| next(table.row(at), &header, table));
        if header.is_title() && is_above_header(table, &header) {
            continue;
        }
        // The lower row of two that name columns together knows more.
        let lower = |next: &Header| next.top <= header.index && next.score >= header.score;
        let end = next.as_ref().map_or(table.len(), |next| next.index);
        if !next.as_ref().is_some_and(lower) && has_names(table, &header, end) {
            return Some(header);
        }
        let most = richest.as_ref().map_or(0, |best| best.score);
        if header.score >= most {
            richest = Some(header);
        }
    }
    richest
}

/// Whether a header of several columns stands close below.
fn is_above_header(table: &Table, title: &Header) -> bool {
    let below = title.index + 1..table.len().min(title.index + 6);
    let mut headers = below.filter_map(|row| at(table, row));
    headers.any(|header| header.columns.len() > 1 && has_names(table, &header, table.len()))
}

/// The header with most columns among the first rows; of several the first.
pub(in crate::roster) fn richest(table: &Table) -> Option<Header> {
    let all = all(table, first(table)?, table.len().min(DEPTH));
    all.into_iter().rev().max_by_key(|header| header.score)
}

/// The headers of a table from the first one on, up to a row.
pub(super) fn all(table: &Table, first: Header, end: usize) -> Vec<Header> {
    let mut all = vec![first];
    for at in all[0].index + 1..end {
        let next = next(table.row(at), &all[all.len() - 1], table);
        all.extend(next);
    }
    all
}

/// The header that this row is under another one. A row with a name where
/// names stand is none, whatever its other cells say.
fn next(row: Row<'_>, last: &Header, table: &Table) -> Option<Header> {
    // The same titles in another order.
    let titled = |cell: Cell<'_>| {
        let title = text::fold(&text::clean(cell.text));
        let mut titles = last.columns.iter().map(|own| text::fold(&own.title));
        titles.any(|own| own == title)
    };
    let count = row.cells().count();
    if count == last.columns.len() && count > 1 && row.cells().all(titled) {
        return at(table, row.index);
    }
    // «Учащиеся» above the names of columns is a title.
    let below = row.index + 1;
    if row.cells().nth(1).is_none() && below < table.len() && at(table, below).is_some() {
        return None;
    }
    let (mut named, mut headed) = (false, false);
    for column in last.names() {
        let cell = row.text(column.at);
        let heads = || field::recognise(cell).is_some() || text::clean(cell) == column.title;
        match field::may_head_names(cell) && heads() {
            true => headed = true,
            false => named |= shape::shape(name::without_number(cell)).is_name(),
        }
    }
    if headed {
        // «Фи» may be a first name.
        let found = at(table, row.index).filter(|header| !named || header.score > 1);
        // A poorer one right below is none.
        let is_poor = |header: &Header| header.top == last.index + 1 && header.score < last.score;
        let is_section = |header: &Header| header.is_title() && last.columns.len() > 1;
        return found
            .filter(|header| !header.repeats(last) && !is_section(header) && !is_poor(header));
    }
    let heads = || row.cells().any(|cell| field::may_head_names(cell.text));
    let found = (!named && heads()).then(|| at(table, row.index)).flatten();
    // One word alone may be a value: «Ученик» in a column of roles.
    let all_known = || {
        row.cells()
            .all(|cell| field::recognise(cell.text).is_some())
    };
    let is_lower = |header: &Header| header.top <= last.index;
    let fits = |header: &Header| header.score >= 2 || all_known() && last.columns.len() == 1;
    found.filter(|header| is_lower(header) || fits(header))
}

fn has_names(table: &Table, header: &Header, end: usize) -> bool {
    let rows = (header.index + 1..end.min(header.index + 1 + LOOK)).map(|at| table.row(at));
    // Between a title and the header stand abbreviations: «МБОУ СОШ».
    let is_last = end == table.len();
    let is_name = |cell: &str| {
        let cell = name::without_number(cell);
        shape::shape(cell).is_name()
            && field::recognise(cell).is_none()
            && (is_last || cell.contains(char::is_lowercase))
    };
    let mut names = rows.flat_map(|row| header.names().map(move |column| row.text(column.at)));
    names.any(is_name)
}

/// How many cells of the first lines name a column: the surest sign that a
/// text has been decoded rightly.
pub(in crate::roster) fn known_words(text: &str) -> usize {
    text.split(['\n', '\r'])
        .take(DEPTH)
        .flat_map(|line| line.split([';', ',', '\t', '|']).take(100))
        .map(|cell| cell.trim_matches(['"', ' ']))
        .filter(|cell| !cell.is_ascii() && field::recognise(cell).is_some())
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roster::read::table_of;

    fn keys(text: &str) -> Vec<Field> {
        let header = first(&table_of(text)).unwrap();
        header
            .columns
            .iter()
            .filter_map(|column| column.field)
            .collect()
    }

    #[test]
    fn the_header_is_found_under_titles() {
        let found = first(&table_of(
            "МБОУ СОШ № 3\nСписок класса;7Б\n\n№;ФИО;Класс\n1;Ким Ан;7",
        ));
        let found = found.unwrap();
        assert_eq!((found.number, found.index, found.score), (4, 2, 2));
        let found = first(&table_of("Ученики\nМБОУ СОШ\n№;ФИО\n1;Ким Ан")).unwrap();
        assert_eq!(found.number, 3);
    }

    #[test]
    fn names_of_columns_may_stand_in_two_rows() {
        let text = "№;ФИО;;Класс;Дата рождения\n;Фамилия;Имя;;\n1;Ким;Ан;7Б;";
        let header = first(&table_of(text)).unwrap();
        assert_eq!((header.index, header.top, header.score), (1, 0, 4));
        assert_eq!(
            keys(text),
            [
                Field::Number,
                Field::Last,
                Field::First,
                Field::Class,
                Field::Birth
            ]
        );
    }
}
