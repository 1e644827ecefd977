//! What a row under a header is, by evidence.
//!
//! Takes a row of a [`Block`], gives a [`Verdict`]. A row with a name in the
//! name column is a pupil whatever else stands in it; only a row without one,
//! or with a name that nothing beside it supports, can be something else. What
//! is neither is an error: nobody is left out without a word, nobody is made
//! up.

use super::block::Block;
use super::columns::{is_number, is_ordinal};
use super::field::{self, Field};
use super::footer::{self, Start};
use super::heading;
use super::shape::{self, Shape};
use super::witnesses::Witnesses;
use super::{birth, class, given, words};
use crate::model::student::Reason;
use crate::roster::said::{self, Said};
use crate::roster::table::{Cell, Kind, Origin, Row};
use crate::roster::text;

/// What a row is.
pub(super) enum Verdict {
    /// A pupil, or one whose name is missing or wrong.
    Pupil,
    Skipped(Reason),
    /// A title that names the class of the rows below.
    Class(String),
    Wrong(Said),
}

/// Judges the rows of a block.
pub(super) struct Judge<'s> {
    pub(super) block: &'s Block<'s>,
    pub(super) birth: &'s birth::Column,
    pub(super) witnesses: Witnesses,
}

impl Judge<'_> {
    pub(super) fn judge(&self, row: Row<'_>) -> Verdict {
        let columns = self.block.columns;
        let names = [Field::Full, Field::Last, Field::First].map(|field| columns.get(row, field));
        let names = || names.iter().flatten();
        if names().any(|cell| cell.kind == Kind::Formula) {
            let totals = row.own().any(|cell| footer::is_total(cell.text));
            return match totals && !self.is_supported(row) {
                true => Verdict::Skipped(Reason::Total),
                false => Verdict::Wrong(said::NO_VALUE),
            };
        }
        if names().count() > 0 && names().all(|cell| cell.origin == Origin::Above) {
            return self.judge_merged(row);
        }
        if row.own().next().is_none() {
            return Verdict::Skipped(Reason::Merged);
        }
        let only = heading::only_cell(row);
        if only.is_some_and(field::is_of_adults) {
            return Verdict::Skipped(Reason::Title);
        }
        // «VII Б» and «Седьмой Б» look like names.
        let is_title = |cell: &str| !text::has_digit(cell) && class::in_title(cell).is_some();
        let shape = match only.is_some_and(is_title) {
            true => Shape::Other,
            false => columns.name_shape(row),
        };
        if shape != Shape::Blank && count_up(row.own()) {
            return Verdict::Skipped(Reason::ColumnNumbers);
        }
        // «Н» among marks is no title.
        let is_field = |field| shape != Shape::Blank || field != Field::Number;
        // A page may repeat some of the titles only.
        let repeats = |cell: Cell<'_>| {
            let own = self.block.header.column(cell.column);
            own.is_some_and(|own| text::fold(&own.title) == text::fold(&text::clean(cell.text)))
        };
        let heads =
            |cell: Cell<'_>| repeats(cell) || field::recognise(cell.text).is_some_and(is_field);
        if row.own().all(heads) || heading::heads_others(row, &columns.whole_name(row)) {
            return Verdict::Skipped(Reason::Header);
        }
        if self.explains(row) {
            return Verdict::Skipped(Reason::Header);
        }
        let is_name = shape == Shape::Strong;
        if (!is_name || columns.is_alone(row)) && self.is_line(row)
            || !is_name && self.is_count(row)
        {
            let cells: Vec<_> = row.own().map(|cell| text::clean(cell.text)).collect();
            let has_digit = cells.iter().any(|cell| text::has_digit(cell));
            let counts = |cell: &str| {
                footer::is_count(cell) || has_digit && footer::start(cell) != Start::Other
            };
            let is_total = cells.iter().any(|cell| counts(cell))
                && !cells.iter().any(|cell| footer::is_note(cell));
            return Verdict::Skipped(match is_total {
                true => Reason::Total,
                false => Reason::Note,
            });
        }
        let verdict = match shape {
            Shape::Strong if !columns.is_alone(row) && !self.is_total(row) => Verdict::Pupil,
            Shape::Strong | Shape::Weak(_) => self.judge_named(row, shape),
            Shape::Blank | Shape::Other => self.judge_nameless(row, shape),
        };
        match (verdict, self.signs(row)) {
            (Verdict::Pupil | Verdict::Wrong(_), Some(true)) => Verdict::Skipped(Reason::Note),
            (Verdict::Pupil, Some(false)) => Verdict::Wrong(said::ODD_ROW),
            (verdict, _) => verdict,
        }
    }

    /// Whether a row shows how a list is to be filled in: «образец», «пример», or
    /// «текст», «ДД.ММ.ГГГГ», «(полностью)» right under the header.
    fn explains(&self, row: Row<'_>) -> bool {
        let is_example = |cell: Cell<'_>| {
            let mut words = words::all(cell.text).into_iter();
            words.any(|word| matches!(&*word, "образец" | "пример" | "например"))
        };
        let is_small = |cell: Cell<'_>| {
            let small = cell
                .text
                .starts_with(|c: char| c.is_lowercase() || c == '(');
            small && !shape::is_sure(cell.text) || cell.text.starts_with("ДД")
        };
        let under_header = row.index == self.block.header.index + 1;
        row.own().any(is_example)
            || under_header
                && row.own().count() > 1
                && row.own().all(is_small)
                && !self.is_supported(row)
    }

    /// A row whose name stands in the row above.
    fn judge_merged(&self, row: Row<'_>) -> Verdict {
        let of_pupil = [Field::Number, Field::Class, Field::Birth, Field::Login];
        let own = |&field: &Field| {
            let cell = self.block.columns.get(row, field);
            cell.is_some_and(|cell| cell.origin == Origin::Own)
        };
        match of_pupil.iter().any(own) {
            true => Verdict::Wrong(said::MERGED_NAME),
            false => Verdict::Skipped(Reason::Merged),
        }
    }

    /// Whether an adult signs in a row that nothing says to be a pupil's. What
    /// stands in columns that are not read may be a duty of the pupil.
    fn signs(&self, row: Row<'_>) -> Option<bool> {
        let block = self.block;
        let class = block.columns.cell(row, Field::Class);
        if self.is_supported(row) || class::parse(&class).is_some() {
            return None;
        }
        let is_read = |cell: &Cell<'_>| {
            block.columns.uses(cell.column) || block.header.column(cell.column).is_none()
        };
        let cells: Vec<_> = row
            .own()
            .filter(is_read)
            .map(|cell| text::clean(cell.text))
            .collect();
        footer::signature(&cells.join(" "))
    }

    /// Whether a row with a name is «ВСЕГО УЧАЩИХСЯ» with a number under «Класс».
    fn is_total(&self, row: Row<'_>) -> bool {
        let name = self.block.columns.whole_name(row);
        footer::start(&name) != Start::Other && !self.is_supported(row) && !shape::is_sure(&name)
    }

    /// A row with something like a name that nothing else in it supports, or
    /// that is one word, or in small letters.
    fn judge_named(&self, row: Row<'_>, shape: Shape) -> Verdict {
        let columns = self.block.columns;
        let name = columns.cell(row, columns.name_field());
        let of_name = footer::start(&columns.whole_name(row));
        let start = of_name.max(footer::start(&columns.cell(row, Field::Number)));
        let (alone, witnessed) = (columns.is_alone(row), self.witnesses.known);
        let counts = row.cells().any(|cell| is_number(cell.text));
        let skip_if = |so: bool| match so {
            true => Verdict::Skipped(reason(row)),
            false => Verdict::Wrong(said::ODD_ROW),
        };
        // «Директор Анна», but not «Директор Иванова Анна».
        let mut words = name.split(' ').skip(1);
        let second = words.next().unwrap_or_default();
        let is_surname = words.next().is_none() || given::is_given(second);
        let lacks = || {
            let mut others = self.witnesses.others.iter();
            others.any(|&at| row.get(at).is_none())
        };
        let is_odd_part = columns.name_field() == Field::Last
            && heading::only_cell(row).is_some_and(|only| shape::shape(only) != Shape::Weak(true));
        match (start, shape) {
            (Start::Sure, Shape::Strong) => skip_if(witnessed),
            (Start::Sure, _) if !self.has_birth_or_class(row) => {
                skip_if(witnessed || counts && alone)
            }
            (Start::Perhaps, Shape::Strong) => match (witnessed, name.contains('.')) {
                (true, true) => skip_if(true),
                (false, false) if is_surname && !lacks() => Verdict::Pupil,
                _ => skip_if(false),
            },
            (Start::Perhaps, Shape::Weak(capital)) if !self.is_supported(row) => {
                let group = self.witnesses.whole && footer::is_phrase(&name);
                skip_if(witnessed || counts || !capital || group)
            }
            (Start::Other, Shape::Weak(_)) if alone && witnessed || self.names_another(row) => {
                skip_if(false)
            }
            // One cell in small letters or with initials where others have a surname
            // and a first name.
            (Start::Other, Shape::Weak(_)) if self.witnesses.whole && is_odd_part => skip_if(false),
            // «Иванова М. П.» under a list is the teacher.
            (Start::Other, Shape::Strong) if alone && witnessed && name.contains('.') => {
                skip_if(false)
            }
            _ => Verdict::Pupil,
        }
    }

    /// Whether a column that is read holds a name where none belongs, in a row
    /// that nothing says to be a pupil's.
    fn names_another(&self, row: Row<'_>) -> bool {
        let fields = [Field::Number, Field::Class, Field::Birth].into_iter();
        let mut cells = fields.filter_map(|field| self.block.columns.get(row, field));
        let is_name = |cell: Cell<'_>| {
            let initials = cell.text.contains('.') && shape::shape(cell.text) == Shape::Strong;
            initials || shape::is_sure(cell.text)
        };
        !self.is_supported(row) && cells.any(is_name)
    }

    /// A row with nothing like a name where names stand.
    fn judge_nameless(&self, row: Row<'_>, shape: Shape) -> Verdict {
        let columns = self.block.columns;
        let own: Vec<Cell<'_>> = row.own().collect();
        if own.iter().all(|cell| is_rule(cell.text)) {
            return Verdict::Skipped(Reason::Note);
        }
        if let [only] = own[..]
            && let Some(verdict) = self.judge_only(row, only)
        {
            return verdict;
        }
        // «;5;» counts the pupils above.
        if self.witnesses.known
            && !self.is_supported(row)
            && own.iter().all(|cell| is_number(cell.text))
            && own.iter().any(|cell| columns.uses(cell.column))
        {
            return Verdict::Skipped(Reason::Total);
        }
        let name = columns.whole_name(row);
        let is_remark = shape == Shape::Other && is_remark(&name);
        let is_legend = name.starts_with('*');
        if is_remark && (self.witnesses.known || is_legend) && columns.is_alone(row) {
            return Verdict::Skipped(reason(row));
        }
        let first = own.first().map_or("", |cell| cell.text);
        let start = footer::start(&name).max(footer::start(&text::clean(first)));
        let totals = || row.own().any(|cell| footer::is_total(cell.text));
        let supported = self.is_supported(row);
        if start != Start::Other && !self.has_birth_or_class(row)
            || shape == Shape::Blank && !supported && totals()
        {
            return Verdict::Skipped(reason(row));
        }
        if shape != Shape::Blank || self.may_be_names(&own) {
            return Verdict::Pupil;
        }
        let titled = |cell: &Cell<'_>| self.block.header.column(cell.column).is_some();
        if !own.iter().any(titled) {
            // A stray cell beside the list.
            return Verdict::Skipped(Reason::Note);
        }
        let is_unknown = |cell: &Cell<'_>| self.numbers(cell) || !columns.uses(cell.column);
        if supported || !own.iter().all(is_unknown) {
            return Verdict::Pupil;
        }
        let under_header = row.index == self.block.header.index + 1;
        if under_header && !own.iter().any(|cell| text::has_digit(cell.text)) {
            return Verdict::Skipped(Reason::Header);
        }
        // A second telephone, a remark beside nobody.
        match self.witnesses.known {
            true => Verdict::Skipped(Reason::Note),
            false => Verdict::Pupil,
        }
    }

    /// What a row with one cell is, if that cell says it.
    fn judge_only(&self, row: Row<'_>, only: Cell<'_>) -> Option<Verdict> {
        let is_in = |field| self.block.columns.place(field) == Some(only.column);
        // «Ли Анна, ученица 7Б» is no title.
        if footer::start(&text::clean(only.text)) == Start::Other && begins_with_name(only.text) {
            return Some(Verdict::Pupil);
        }
        let class = class::in_title(only.text).filter(|_| !self.birth.is_date(only.text));
        if let Some(class) = class {
            // Where all pupils have a class, this one has no name.
            return Some(match is_in(Field::Class) && self.witnesses.classes {
                true => Verdict::Pupil,
                false => Verdict::Class(class),
            });
        }
        if is_in(Field::Number) && is_ordinal(&text::clean(only.text)) {
            return Some(Verdict::Skipped(Reason::Prepared));
        }
        // Merged over the names.
        let columns = self.block.columns;
        let over_names = columns.get(row, columns.name_field());
        let is_title =
            self.witnesses.known && over_names.is_some_and(|cell| cell.origin == Origin::Left);
        let is_date = !is_in(Field::Birth) && self.birth.is_date(only.text);
        (is_date || is_title).then_some(Verdict::Skipped(Reason::Note))
    }

    /// Whether a row that nothing says to be a pupil's holds a line that is no
    /// name, and nothing else that may be one.
    fn is_line(&self, row: Row<'_>) -> bool {
        let is_word = |cell: &Cell<'_>| cell.text.contains(text::is_letter);
        let is_line = |cell: Cell<'_>| {
            let line = text::clean(cell.text);
            footer::is_line(&line)
                && class::in_title(&line).is_none()
                && (!class::is_title(&line) || footer::is_count(&line))
        };
        let own = || row.own().filter(is_word);
        self.witnesses.known
            && own().next().is_some()
            && own().all(is_line)
            && !self.is_supported(row)
    }

    /// Whether a row below all pupils has a number, or «нет», where they have
    /// words: «Прибыло» beside «0» under «Пол».
    fn is_count(&self, row: Row<'_>) -> bool {
        let is_value = |at: &usize| {
            let cell = row.text(*at).trim();
            is_number(cell) || text::fold(cell) == "нет"
        };
        row.index > self.witnesses.last
            && self.witnesses.worded.iter().any(is_value)
            && !self.is_supported(row)
    }

    /// Whether a cell stands in the column of numbers.
    fn numbers(&self, cell: &Cell<'_>) -> bool {
        self.block.columns.place(Field::Number) == Some(cell.column)
    }

    /// Whether names may stand in the wrong columns, known or not.
    fn may_be_names(&self, own: &[Cell<'_>]) -> bool {
        let shapes = || own.iter().map(|cell| (shape::shape(cell.text), cell));
        let words = shapes().filter(|(shape, _)| *shape == Shape::Weak(true));
        words.clone().count() > 1
            || words.clone().any(|(_, cell)| self.numbers(cell))
            || shapes().any(|(shape, _)| shape == Shape::Strong)
    }

    /// Whether a number, a class or a date of birth says that this is a pupil.
    pub(super) fn is_supported(&self, row: Row<'_>) -> bool {
        is_ordinal(&self.block.columns.cell(row, Field::Number)) || self.has_birth_or_class(row)
    }

    fn has_birth_or_class(&self, row: Row<'_>) -> bool {
        let columns = self.block.columns;
        // A class merged down goes on beside a total, too.
        let class = columns.get(row, Field::Class);
        let class = class.filter(|cell| cell.origin == Origin::Own);
        self.birth.is_date(&columns.cell(row, Field::Birth))
            || class.is_some() && class::with_letter(&columns.cell(row, Field::Class)).is_some()
    }
}

/// Whether somebody's surname and first name begin a cell.
fn begins_with_name(cell: &str) -> bool {
    let cell = text::clean(cell);
    let words = cell.split([' ', ',']).filter(|word| !word.is_empty());
    let words = words.take_while(|word| {
        word.starts_with(char::is_uppercase) && word.chars().all(|c| text::is_letter(c) || c == '-')
    });
    let name: Vec<&str> = words.collect();
    name.len() > 1 && name.len() < 4 && shape::is_sure(&name.join(" "))
}

/// Whether a cell is a line that is drawn: «-----», «***», «- 2 -».
fn is_rule(cell: &str) -> bool {
    let mark = text::clean(cell);
    mark.starts_with(|c: char| "-–—_*=~.:".contains(c))
        && !mark.contains(text::is_letter)
        && mark.chars().filter(char::is_ascii_digit).count() < 4
}

/// Whether a cell begins as a remark and is nobody's name; «вокуев иван 2» may
/// be somebody's.
fn is_remark(cell: &str) -> bool {
    let words = cell.trim_end_matches(|c: char| c.is_ascii_digit() || " .".contains(c));
    let unmarked = words.trim_start_matches(|c: char| !text::is_letter(c));
    let is_name = match unmarked == words {
        true => shape::shape(words).is_name(),
        false => shape::shape(unmarked) == Shape::Strong,
    };
    let is_somebody = is_name && !words.contains([':', '.', '«', '"', '-']);
    cell.starts_with(|c: char| c.is_lowercase() || "*(%".contains(c)) && !is_somebody
}

/// Why a row under a list is none of it: with a number it is a total, unless it
/// begins as a note.
fn reason(row: Row<'_>) -> Reason {
    let is_note = |cell: Cell<'_>| footer::is_note(&text::clean(cell.text));
    let counts = row.cells().any(|cell| text::has_digit(cell.text));
    match counts && !row.cells().any(is_note) {
        true => Reason::Total,
        false => Reason::Note,
    }
}

/// Whether the cells are the numbers of the columns: letters or whole numbers,
/// each after the one before and none left out («А», «1», «(2)», «3.», «IV»).
fn count_up<'t>(cells: impl Iterator<Item = Cell<'t>>) -> bool {
    let roman = |mark: &str| {
        let mark = text::fold(mark);
        let at = class::ROMAN.iter().position(|roman| *roman == mark);
        at.map(|at| at as u32 + 1)
    };
    let mut last: Option<(usize, bool, u32)> = None;
    let mut count = 0;
    for cell in cells {
        let mark = cell.text.trim().trim_matches(['(', ')', '.']);
        let mut letters = mark.chars();
        let number = mark.parse().ok().or_else(|| roman(mark));
        let (is_number, value) = match (number, letters.next(), letters.next()) {
            (Some(number), ..) => (true, number),
            (_, Some(letter), None) if text::is_letter(letter) => (false, letter as u32),
            _ => return false,
        };
        let follows = match last.replace((cell.column, is_number, value)) {
            Some((column, was_number, before)) if was_number == is_number => {
                before < value && (value - before) as usize <= cell.column - column
            }
            Some((_, was_number, _)) => !was_number && value == 1,
            None => true,
        };
        if !follows {
            return false;
        }
        count += 1;
    }
    count >= 2
}
