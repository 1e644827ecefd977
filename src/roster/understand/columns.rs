//! Which columns of a header are used, by name and content together.
//!
//! Takes a [`Header`] and the rows beneath it, gives [`Columns`]. A column
//! called ФИО holds names, one called Класс classes. Two columns of one meaning
//! are settled by the group above them, by what is hidden, by content; where
//! that leaves a doubt the list is refused with what was seen, because the
//! wrong column prints somebody else's names.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use jiff::civil::Date;

use super::field::{self, FIELDS, Field, Owner};
use super::header::{Column, Header};
use super::shape::Shape;
use super::{class, date, footer, given, login, name, shape};
use crate::base::diagnostic::Diagnostic;
use crate::roster::limits::{MOST_LOOKED_AT, SAMPLE};
use crate::roster::log::{Fatal, Log};
use crate::roster::options::Options;
use crate::roster::table::{Kind, Origin, Row, Table, column_letters};
use crate::roster::text::{self, quoted};

/// The columns in use.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    places: [Option<usize>; FIELDS],
    titles: [String; FIELDS],
    /// Whether names stand behind their number in one cell: «1. Иванов Пётр».
    pub(super) numbered: bool,
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

    /// Whether a number stands before the name of this row.
    pub(super) fn has_numbered_name(&self, row: Row<'_>) -> bool {
        let name = self.place(self.name_field()).map_or("", |at| row.text(at));
        self.numbered && name::number(&text::clean(name)).is_some()
    }

    /// The column's own words, or its letters.
    pub(super) fn title(&self, field: Field) -> &str {
        &self.titles[field as usize]
    }

    /// The clean text of this field, if it is the row's own or stands in an
    /// area merged down.
    pub(super) fn cell<'t>(&self, row: Row<'t>, field: Field) -> Cow<'t, str> {
        let cell = self.place(field).and_then(|at| row.get(at));
        let cell = cell.filter(|cell| cell.origin != Origin::Left && cell.kind != Kind::Error);
        let text = cell.map_or(Cow::Borrowed(""), |cell| text::clean(cell.text));
        if field != Field::Last && field != Field::Full && text::is_error(&text) {
            return Cow::Borrowed("");
        }
        if self.numbered && field == self.name_field() {
            return name::without_number(&text).to_owned().into();
        }
        text
    }

    /// The field that holds the name, or the surname.
    pub(super) fn name_field(&self) -> Field {
        match self.place(Field::Last) {
            Some(_) => Field::Last,
            None => Field::Full,
        }
    }

    /// What each used column was taken for, in the order of the file.
    pub(super) fn used(&self) -> Vec<(&'static str, String)> {
        let fields = Field::ALL
            .into_iter()
            .filter(|&field| field != Field::Number);
        let placed = fields.filter_map(|field| Some((self.place(field)?, field)));
        let mut used: Vec<(usize, Field)> = placed.collect();
        used.sort_by_key(|(place, _)| *place);
        let named = used.into_iter();
        named
            .map(|(_, field)| (field.key(), self.title(field).to_owned()))
            .collect()
    }
}

/// Settles the columns of a header whose rows end before `end`.
pub(super) fn settle(
    header: &Header,
    table: &Table,
    end: usize,
    options: &Options<'_>,
    log: &mut Log,
) -> Result<Columns, Fatal> {
    let settler = Settler {
        header,
        table,
        rows: header.index + 1..end,
        today: options.today,
    };
    let mut chosen: [Option<&Column>; FIELDS] = [None; FIELDS];
    for field in Field::ALL {
        chosen[field as usize] = match field {
            Field::Login => login::choose(header, table, end, options.login_column, log),
            Field::Number => header.of(field).next(),
            _ => settler.one_of(field, log)?,
        };
    }
    settler.settle_names(&mut chosen)?;
    settler.look_for_the_rest(&chosen)?;
    if chosen[Field::Class as usize].is_some() {
        // A class column makes the parallel superfluous.
        chosen[Field::Grade as usize] = None;
    }
    settler.look_for_swapped_names(&chosen, log);
    settler.look_for_marks(chosen[Field::Grade as usize], log);
    let mut columns = settler.columns(chosen);
    settler.join_parts(&mut columns);
    columns.numbered = settler.has_numbered_names(&columns);
    if columns.numbered {
        let message = "перед именами в тех же ячейках стоят номера; они отброшены.";
        log.push(
            Diagnostic::warning("numbered-names", message)
                .at_row(header.number)
                .in_column(columns.title(columns.name_field())),
        );
    }
    settler.look_for_other_names(&columns, log)?;
    Ok(columns)
}

struct Settler<'h> {
    header: &'h Header,
    table: &'h Table,
    rows: Range<usize>,
    today: Date,
}

impl<'h> Settler<'h> {
    fn rows(&self) -> impl Iterator<Item = Row<'h>> + Clone {
        let table = self.table;
        self.rows.clone().map(move |at| table.row(at))
    }

    /// How many of the first cells of a column there are, and how many fit.
    fn fits(&self, at: usize, fits: impl Fn(&str, Kind) -> bool) -> (usize, usize) {
        let cells = self.rows().take(SAMPLE).filter_map(|row| row.get(at));
        cells.fold((0, 0), |(all, fit), cell| {
            let text = text::clean(cell.text);
            (all + 1, fit + usize::from(fits(&text, cell.kind)))
        })
    }

    /// Whether most cells of a column are what its name says.
    fn holds(&self, column: &Column, field: Field) -> bool {
        let (all, fit) = self.fits(column.at, |cell, kind| match field {
            Field::Full | Field::Last | Field::First | Field::Middle => {
                shape::shape(cell).is_name()
            }
            Field::Class | Field::Grade => kind != Kind::Error && class::parse(cell).is_some(),
            Field::Birth => date::parse(cell, date::Order::DayFirst, self.today).is_some(),
            _ => true,
        });
        all > 0 && 2 * fit >= all
    }

    fn one_of(&self, field: Field, log: &mut Log) -> Result<Option<&'h Column>, Fatal> {
        let mut left: Vec<&Column> = self.header.of(field).collect();
        if field == Field::Class {
            // «Группа» may be one of health or of English: it is a class only
            // if all of it is, and no column says «Класс».
            let named = left.iter().any(|column| !field::is_group(&column.title));
            let is_class = |column: &Column| {
                let (all, fit) = self.fits(column.at, |cell, _| class::is_sure(cell));
                !named && all > 0 && all == fit
            };
            let (groups, rest) = left
                .into_iter()
                .partition(|column| field::is_group(&column.title) && !is_class(column));
            left = rest;
            self.say_no_class(&groups, named, log);
        }
        if field == Field::Grade && self.header.of(Field::Letter).next().is_none() {
            // A year of study, as clubs count it.
            let is_year = |column: &&Column| text::fold(&column.title) == "год обучения";
            let (years, rest) = left.into_iter().partition(is_year);
            left = rest;
            self.say_no_class(&years, self.header.of(Field::Class).next().is_some(), log);
        }
        let several = left.len() > 1;
        let hides = |column: &Column| self.table.hides(column.at);
        keep_if_any(&mut left, |column| self.fits(column.at, |_, _| true).0 > 0);
        keep_if_any(&mut left, |column| column.owner == Owner::Pupil);
        keep_if_any(&mut left, |column| column.owner != Owner::Other);
        keep_if_any(&mut left, |column| self.holds(column, field));
        keep_if_any(&mut left, |column| !hides(column));
        if left.len() > 1 && self.are_equal(&left) {
            left.truncate(1);
        }
        if left.len() > 1 {
            return Err(self.doubt(field, &left));
        }
        if several {
            let taken = left.first().map(|column| column.at);
            for other in self
                .header
                .of(field)
                .filter(|column| Some(column.at) != taken)
            {
                let message = "таких столбцов несколько; этот не взят.";
                log.push(
                    Diagnostic::warning("repeated-column", message)
                        .at_row(self.header.number)
                        .in_column(other.name()),
                );
            }
        }
        Ok(left.first().copied())
    }

    /// Says that these columns hold no classes, unless others do.
    fn say_no_class(&self, columns: &[&Column], others: bool, log: &mut Log) {
        for column in columns.iter().filter(|_| !others) {
            let message = "в этом столбце, судя по нему, не классы; он не взят.";
            let remark = Diagnostic::warning("no-class", message).at_row(self.header.number);
            let hint = "Если это классы, назовите столбец «Класс».";
            log.push(remark.in_column(column.name()).with_hint(hint));
        }
    }

    /// First names where surnames should stand, and the other way round.
    fn look_for_swapped_names(&self, chosen: &[Option<&Column>; FIELDS], log: &mut Log) {
        let [last, first] = [Field::Last, Field::First].map(|field| chosen[field as usize]);
        let (Some(last), Some(first)) = (last, first) else {
            return;
        };
        let given = |column: &Column| self.fits(column.at, |cell, _| given::is_given(cell));
        let ((all, in_last), (_, in_first)) = (given(last), given(first));
        if 2 * in_last > all && 4 * in_first < all {
            let message = "под этим названием стоят имена, а не фамилии; они взяты как фамилии.";
            let remark = Diagnostic::warning("swapped-names", message).at_row(self.header.number);
            let hint = "Если столбцы названы наоборот, поменяйте названия.";
            log.push(remark.in_column(last.name()).with_hint(hint));
        }
    }

    /// «Grade» stands for marks, too.
    fn look_for_marks(&self, grade: Option<&Column>, log: &mut Log) {
        let Some(grade) = grade.filter(|column| text::fold(&column.title) == "grade") else {
            return;
        };
        let mut kinds = HashSet::new();
        let (all, marks) = self.fits(grade.at, |cell, _| matches!(cell, "2" | "3" | "4" | "5"));
        kinds.extend(self.rows().take(SAMPLE).map(|row| row.text(grade.at)));
        if all == marks && kinds.len() > 1 {
            let message = "в столбце стоят числа от 2 до 5; они взяты как номера классов.";
            let remark = Diagnostic::warning("marks", message).at_row(self.header.number);
            let hint = "Если это отметки, переименуйте столбец.";
            log.push(remark.in_column(grade.name()).with_hint(hint));
        }
    }

    fn are_equal(&self, columns: &[&Column]) -> bool {
        self.rows().all(|row| {
            let mut texts = columns
                .iter()
                .map(|column| text::clean(row.text(column.at)));
            let first = texts.next();
            texts.all(|text| Some(text) == first)
        })
    }

    fn doubt(&self, field: Field, columns: &[&Column]) -> Fatal {
        let names: Vec<String> = columns
            .iter()
            .map(|column| format!("{} ({})", column.title, column_letters(column.at)))
            .collect();
        let names = quoted(&names);
        let (what, hint) = match field {
            Field::Full | Field::Last | Field::First | Field::Middle => (
                "имена стоят в нескольких столбцах, и непонятно, какие из них ученики",
                "Если это два списка рядом, поставьте второй под первым; столбец с родителями \
                 назовите «ФИО родителя».",
            ),
            _ => (
                "столбцы названы одинаково, а стоит в них разное",
                "Оставьте тот, который верен, а другой удалите или переименуйте.",
            ),
        };
        Diagnostic::error("ambiguous-column", format!("{what}: {names}."))
            .at_row(self.header.number)
            .with_hint(hint)
            .into()
    }

    /// Decides which of the name columns are read: surname and first name if
    /// both are there, else the one with the whole name. A lone surname or
    /// first name column holds whatever the teacher calls a name, as does a
    /// surname column beside an empty one.
    fn settle_names(&self, chosen: &mut [Option<&'h Column>; FIELDS]) -> Result<(), Fatal> {
        let [last, first, full] = [Field::Last, Field::First, Field::Full].map(|f| f as usize);
        let is_empty = |column: Option<&Column>| {
            column.is_none_or(|column| self.fits(column.at, |_, _| true).0 == 0)
        };
        let parts = [chosen[last], chosen[first]];
        let nothing = parts.into_iter().all(is_empty) && !is_empty(chosen[full]);
        // The parts beside «ФИО ребёнка» are a parent's.
        let pupils = |column: Option<&Column>| {
            column.is_some_and(|column| {
                column.owner == Owner::Pupil || field::owner(&column.title) == Owner::Pupil
            })
        };
        let middle = Field::Middle as usize;
        let mut named = [last, first, middle].map(|at| chosen[at]).into_iter();
        if pupils(chosen[full]) && !is_empty(chosen[full]) && !named.any(pupils) {
            (chosen[last], chosen[first], chosen[middle]) = (None, None, None);
        }
        // «Фамилия» beside «Полное имя» with nothing but first names.
        if chosen[last].is_some()
            && chosen[first].is_none()
            && chosen[full].is_some_and(|column| self.is_of_words(column.at))
        {
            chosen[first] = chosen[full].take();
        }
        self.look_for_the_child(chosen[full], [chosen[last], chosen[first]])?;
        if chosen[last].is_some() && chosen[first].is_some() && !nothing {
            let whole = |cell: &str, _| cell.contains(' ');
            let (all, whole) = chosen[last].map_or((0, 0), |c| self.fits(c.at, whole));
            if is_empty(chosen[first]) && 2 * whole > all {
                chosen[full] = chosen[last].take();
                chosen[first] = None;
            } else {
                chosen[full] = None;
            }
        } else {
            chosen[full] = chosen[full].or(chosen[last]).or(chosen[first]);
            (chosen[last], chosen[first]) = (None, None);
        }
        Ok(())
    }

    /// «ФИО» beside «Имя ребёнка» is a parent's if the child's name is not in it.
    fn look_for_the_child(
        &self,
        full: Option<&'h Column>,
        parts: [Option<&'h Column>; 2],
    ) -> Result<(), Fatal> {
        let of_pupil = |column: &&Column| field::owner(&column.title) == Owner::Pupil;
        let Some(full) = full.filter(|column| !of_pupil(column)) else {
            return Ok(());
        };
        for part in parts.into_iter().flatten().filter(of_pupil) {
            let filled = self
                .rows()
                .take(SAMPLE)
                .filter(|row| row.get(part.at).is_some());
            let differs = |row: &Row<'_>| {
                let [whole, part] =
                    [full.at, part.at].map(|at| text::fold(&text::clean(row.text(at))));
                !whole.contains(&*part)
            };
            if 2 * filled.clone().filter(differs).count() > filled.count() {
                return Err(self.doubt(Field::Full, &[full, part]));
            }
        }
        Ok(())
    }

    /// How many own cells of a column there are, how many of them are one
    /// word with a capital, and how many different ones.
    fn single_words(&self, at: usize) -> (usize, usize, usize) {
        let cells = self.rows().take(SAMPLE).filter_map(|row| row.get(at));
        let own = cells.filter(|cell| cell.origin == Origin::Own);
        let (mut all, mut fit, mut kinds) = (0, 0, HashSet::new());
        for cell in own {
            let text = text::clean(name::without_number(cell.text));
            // «М» is no name, «М.» may be one.
            let is_word = shape::shape(&text) == Shape::Weak(true) && text.chars().count() > 1;
            all += 1;
            fit += usize::from(is_word && field::recognise(&text).is_none());
            kinds.insert(text.into_owned());
        }
        (all, fit, kinds.len())
    }

    fn is_of_words(&self, at: usize) -> bool {
        let (all, fit, _) = self.single_words(at);
        all > 0 && 2 * fit > all
    }

    /// A lone column of surnames beside a column of first names whose title
    /// says nothing is refused.
    fn look_for_the_rest(&self, chosen: &[Option<&'h Column>; FIELDS]) -> Result<(), Fatal> {
        let lone = chosen[Field::Full as usize].filter(|_| chosen[Field::Last as usize].is_none());
        let Some(lone) = lone.filter(|lone| self.is_of_words(lone.at)) else {
            return Ok(());
        };
        let may_be_part = |column: &&Column| {
            let known = column.field.is_none() && column.owner != Owner::Other;
            let (all, fit, kinds) = self.single_words(column.at);
            let sure = || {
                let given = |cell: &str, _| {
                    let mut words = cell.split(' ');
                    words.any(|w| given::is_given(w) || name::is_patronymic(w))
                };
                self.fits(column.at, given).1 > 0
            };
            let words = 2 * fit > all && (2 * kinds > all || sure());
            known
                && column.at.abs_diff(lone.at) == 1
                && !field::is_of_others(&column.title)
                && (words || self.holds(column, Field::Full) && sure())
        };
        match self.header.columns.iter().find(may_be_part) {
            Some(other) if !other.title.is_empty() => Err(self.doubt(Field::Full, &[lone, other])),
            _ => Ok(()),
        }
    }

    /// One title over the parts of names («ФИО» merged over three columns):
    /// the columns right of it that have none hold the rest.
    fn join_parts(&self, columns: &mut Columns) {
        let Some(at) = columns.place(Field::Full) else {
            return;
        };
        let untitled = |at| self.header.columns.iter().all(|column| column.at != at);
        let is_part = |at| untitled(at) && self.is_of_words(at);
        if columns.place(Field::Last).is_some() || !self.is_of_words(at) || !is_part(at + 1) {
            return;
        }
        let title = columns.titles[Field::Full as usize].clone();
        let (first, second) = match field::words(&title).first().map(String::as_str) {
            Some("имя") => (Field::First, Field::Last),
            _ => (Field::Last, Field::First),
        };
        let mut places = vec![(first, at), (second, at + 1)];
        if columns.place(Field::Middle).is_none() && is_part(at + 2) {
            places.push((Field::Middle, at + 2));
        }
        columns.places[Field::Full as usize] = None;
        for (field, at) in places {
            columns.places[field as usize] = Some(at);
            columns.titles[field as usize] = column_letters(at);
        }
        columns.titles[first as usize] = title;
    }

    fn columns(&self, chosen: [Option<&'h Column>; FIELDS]) -> Columns {
        let used = |column: &&Column| chosen.iter().flatten().any(|c| c.at == column.at);
        let columns = &self.header.columns;
        let ignored = columns.iter().filter(|column| !used(column));
        let hidden = columns
            .iter()
            .filter(used)
            .filter(|c| self.table.hides(c.at));
        Columns {
            places: chosen.map(|column| column.map(|column| column.at)),
            titles: chosen.map(|column| column.map_or_else(String::new, Column::name)),
            numbered: false,
            ignored: ignored.map(Column::name).collect(),
            hidden: hidden.map(Column::name).collect(),
        }
    }

    /// Whether most names follow a number, and not all the same one.
    fn has_numbered_names(&self, columns: &Columns) -> bool {
        let Some(at) = columns.place(columns.name_field()) else {
            return false;
        };
        let cells = self.rows().take(SAMPLE).filter_map(|row| row.get(at));
        let mut numbers = cells.map(|cell| name::number(&text::clean(cell.text)));
        let (mut all, mut found) = (0_usize, Vec::new());
        for number in &mut numbers {
            all += 1;
            found.extend(number);
        }
        let alike = found.windows(2).all(|two| two[0] == two[1]);
        2 * found.len() >= all && (!alike || found == [1])
    }

    /// Names in a column that is not used: a second list beside the first. It
    /// is refused if nothing says whose they are; under a title of its own it
    /// may be of other people, which is said.
    fn look_for_other_names(&self, columns: &Columns, log: &mut Log) -> Result<(), Fatal> {
        let Some(names) = columns.place(columns.name_field()) else {
            return Ok(());
        };
        let mut seen = vec![Beside::default(); MOST_LOOKED_AT];
        let pupils = self
            .rows()
            .filter(|row| shape::shape(name::without_number(row.text(names))).is_name());
        for cell in pupils.take(SAMPLE).flat_map(Row::cells) {
            if let Some(beside) = seen.get_mut(cell.column)
                && cell.origin == Origin::Own
            {
                let text = name::without_number(cell.text);
                beside.all += 1;
                beside.strong += u32::from(shape::shape(text) == Shape::Strong);
                beside.sure += u32::from(shape::is_sure(text));
                beside.numbers += u32::from(text.bytes().all(|b| b.is_ascii_digit()));
            }
        }
        for (at, beside) in seen.iter().enumerate() {
            let titled = |at| self.header.columns.iter().find(|column| column.at == at);
            let numbers = |at: usize| {
                let of_numbers = |column: &Column| column.field == Some(Field::Number);
                seen[at].numbers > 0
                    && titled(at).is_none_or(of_numbers)
                    && columns.place(Field::Number) != Some(at)
            };
            let numbered = at.checked_sub(1).is_some_and(numbers);
            let titled = titled(at);
            let title = titled.map_or("", |column| &column.title);
            let are_names = match beside.sure > 0 {
                true => 2 * beside.sure >= beside.all,
                false => title.is_empty() && beside.strong > 1 && 2 * beside.strong >= beside.all,
            };
            let of_others = titled
                .is_some_and(|column| column.owner == Owner::Other || field::is_of_others(title));
            if columns.uses(at)
                || !are_names
                || of_others
                || titled.is_some_and(|c| c.field.is_some())
            {
                continue;
            }
            let of_pupils = footer::is_group(title) && !footer::is_note(title);
            let refused = title.is_empty() || numbered || of_pupils;
            let message = match refused {
                true => "рядом со списком ещё имена, и непонятно, чьи.",
                false => "в этом столбце тоже имена; он не взят.",
            };
            let hint = "Если это ученики, поставьте их под списком; если нет, назовите столбец по \
                        тому, кто в нём: «ФИО родителя».";
            let remark = match refused {
                true => Diagnostic::error("names-beside", message),
                false => Diagnostic::warning("names-beside", message),
            };
            let name = titled.map_or_else(|| column_letters(at), Column::name);
            let remark = remark
                .at_row(self.header.number)
                .in_column(name)
                .with_hint(hint);
            match refused {
                true => return Err(remark.into()),
                false => log.push(remark),
            }
        }
        Ok(())
    }
}

/// What a column beside the names holds.
#[derive(Debug, Clone, Default)]
struct Beside {
    all: u32,
    strong: u32,
    sure: u32,
    numbers: u32,
}

/// Keeps the columns for which this is so, unless that leaves none.
fn keep_if_any<'c>(columns: &mut Vec<&'c Column>, is_so: impl Fn(&'c Column) -> bool) {
    if columns.len() > 1 {
        let kept: Vec<_> = columns
            .iter()
            .copied()
            .filter(|&column| is_so(column))
            .collect();
        if !kept.is_empty() {
            *columns = kept;
        }
    }
}
