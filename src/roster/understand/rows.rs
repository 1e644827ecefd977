//! The rows under a header to pupils, by evidence.
//!
//! Takes a [`Block`] (a header, its columns, its rows), gives pupils and the
//! rows that hold none, each with its reason. A row with a name in the name
//! column is a pupil whatever else stands in it; only a row without one, or
//! with a name that nothing beside it supports, can be something else. What is
//! neither is an error: nobody is left out without a word, nobody is made up.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use super::account::{self, Login};
use super::block::Block;
use super::columns::Columns;
use super::field::{self, Field};
use super::footer::{self, Start};
use super::heading::{self, Below, Heading};
use super::person;
use super::shape::{self, Shape};
use super::{birth, class, given};
use crate::base::diagnostic::Diagnostic;
use crate::model::student::{Reason, Skipped, Student};
use crate::roster::limits::SAMPLE;
use crate::roster::log::Log;
use crate::roster::table::{Cell, Kind, Origin, Row};
use crate::roster::text;

/// What rows gave so far, and what holds from one block to the next.
#[derive(Default)]
pub(super) struct Pupils {
    pub(super) students: Vec<Student>,
    pub(super) skipped: Vec<Skipped>,
    /// Rows of pupils that are hidden.
    pub(super) hidden: Vec<usize>,
    /// The class that the last title named.
    pub(super) title: Option<String>,
    /// The row that made it unknown, until that is said.
    doubt: Option<usize>,
    /// What it said of the people below.
    pub(super) heading: Option<Heading>,
    pub(super) seen: Seen,
    last_class: Arc<str>,
}

/// Pupils and logins of all sheets by what makes them the same.
#[derive(Default)]
pub(in crate::roster) struct Seen {
    places: HashMap<u64, (usize, usize)>,
    /// The sheets that were begun, and the class that the last is named after.
    sheets: Vec<String>,
    class: String,
}

impl Seen {
    /// Begins the sheet of this name.
    pub(in crate::roster) fn begin(&mut self, sheet: &str) {
        self.sheets.push(sheet.to_owned());
        self.class = class::in_title(sheet).unwrap_or_default();
    }

    /// Where the same has been seen before. Of two keys with one hash of 64
    /// bits nothing but a needless remark would come.
    fn before(&mut self, key: &impl Hash, row: usize) -> Option<String> {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        let here = (self.sheets.len(), row);
        let before = *self.places.entry(hasher.finish()).or_insert(here);
        let sheet = match before.0 == here.0 {
            true => String::new(),
            false => format!(" листа «{}»", self.sheets[before.0 - 1]),
        };
        (before != here).then(|| format!("строке {}{sheet}", before.1))
    }
}

/// Reads the rows of a block; `bad_rows` are errors of rows that are not to be
/// trusted.
pub(super) fn read(
    block: &Block<'_>,
    bad_rows: &[Diagnostic],
    birth: &birth::Column,
    pupils: &mut Pupils,
    log: &mut Log,
) {
    let gaps = gaps(block).filter(|_| pupils.title.is_none());
    let mut reader = Reader {
        witnesses: witnesses(block),
        gaps,
        said_gaps: false,
        block,
        birth,
        pupils,
        log,
    };
    for at in block.rows.clone() {
        let row = block.table.row(at);
        let bad = bad_rows.binary_search_by_key(&Some(row.number), |remark| remark.row);
        match bad {
            Ok(at) => reader.log.push(bad_rows[at].clone()),
            Err(_) => reader.row(row),
        }
    }
    if gaps == Some(true) {
        pupils.title = None;
    }
}

/// Whether most pupils of a block have no class though there is a column, and
/// whether it stands with the first of each class and nowhere else.
fn gaps(block: &Block<'_>) -> Option<bool> {
    let at = block.columns.place(Field::Class)?;
    let rows = block.rows.clone().map(|at| block.table.row(at));
    let named = rows.filter(|row| name_shape(block.columns, *row).is_name());
    let classes = named.map(|row| class::parse(row.get(at)?.text));
    let (mut all, mut found, mut was_blank) = (0, HashSet::new(), false);
    let (mut blank, mut once) = (0, true);
    for class in classes {
        let is_blank = class.is_none();
        once &= match is_blank {
            true => all > 0,
            false => all == 0 || was_blank,
        };
        once &= class.is_none_or(|class| found.insert(class));
        (all, blank, was_blank) = (all + 1, blank + usize::from(is_blank), is_blank);
    }
    (blank > 1 && blank < all && 2 * blank >= all).then_some(once)
}

/// What nearly every pupil of the block has beside the name.
struct Witnesses {
    /// Whether a column that the program knows is among it, if most pupils have
    /// any.
    known: bool,
    /// The columns that the program does not know.
    others: Vec<usize>,
    /// Whether nearly all have a class.
    classes: bool,
    /// Whether most names are of several words.
    whole: bool,
    /// Whether no other name has initials.
    written_out: bool,
}

fn witnesses(block: &Block<'_>) -> Witnesses {
    let rows = || block.rows.clone().map(|at| block.table.row(at));
    let is_named = |row: &Row<'_>| {
        name_shape(block.columns, *row).is_name()
            && footer::start(&block.columns.cell(*row, block.columns.name_field())) == Start::Other
    };
    let is_whole = |row: &Row<'_>| name_shape(block.columns, *row) == Shape::Strong;
    let mut named: Vec<Row<'_>> = rows().filter(is_named).take(SAMPLE).collect();
    let whole = 2 * named.iter().filter(|row| is_whole(row)).count() > named.len();
    if whole {
        named.retain(is_whole);
    }
    let has_initials = |row: &&Row<'_>| whole_name(block.columns, **row).contains('.');
    let initials = named.iter().filter(has_initials).count();
    let with_any = |row: &&Row<'_>| !is_alone(block.columns, **row);
    let all = named.iter().filter(with_any).count();
    let filled = |field: &Field| {
        // Words in the column of numbers number nobody.
        let filled = |row: &&Row<'_>| match block.columns.cell(**row, *field) {
            cell if *field == Field::Number => is_number(&cell),
            cell => !cell.is_empty(),
        };
        5 * named.iter().filter(filled).count() >= 4 * all
    };
    let fields = [Field::Number, Field::Class, Field::Grade, Field::Birth];
    let known = all > 0 && 2 * all >= named.len();
    let nearly_all = |at: &usize| {
        let filled = named.iter().filter(|row| row.get(*at).is_some()).count();
        filled > 1 && 5 * filled >= 4 * named.len()
    };
    let titled = block.header.columns.iter().map(|column| column.at);
    let unknown = titled.filter(|at| !block.columns.uses(*at));
    Witnesses {
        classes: all > 0 && filled(&Field::Class),
        whole,
        written_out: initials < 2 && named.len() > 2,
        known: known && (block.columns.numbered || fields.iter().any(filled)),
        others: unknown.filter(nearly_all).collect(),
    }
}

/// Whether no column that the program knows has anything beside the name, and
/// no number stands before it; words in the column of numbers are nothing.
fn is_alone(columns: &Columns, row: Row<'_>) -> bool {
    if columns.has_numbered_name(row) {
        return false;
    }
    let name = |field| {
        matches!(
            field,
            Field::Full | Field::Last | Field::First | Field::Middle
        )
    };
    let mut others = Field::ALL.into_iter().filter(|&field| !name(field));
    others.all(|field| {
        let cell = columns.place(field).and_then(|at| row.get(at));
        cell.is_none_or(|cell| {
            cell.origin == Origin::Left || field == Field::Number && !is_number(cell.text)
        })
    })
}

/// The name of a row in one piece, from whichever columns.
pub(super) fn whole_name(columns: &Columns, row: Row<'_>) -> String {
    let names = [Field::Full, Field::Last, Field::First, Field::Middle];
    let parts = names.map(|field| columns.cell(row, field));
    let parts: Vec<&str> = parts.iter().map(|part| &**part).collect();
    parts.join(" ").trim().to_owned()
}

/// How the name of a row looks, whichever columns it stands in.
pub(super) fn name_shape(columns: &Columns, row: Row<'_>) -> Shape {
    let shape = |field| shape::shape(&columns.cell(row, field));
    match columns.name_field() {
        Field::Last => match (shape(Field::Last), shape(Field::First)) {
            (Shape::Other, _) | (_, Shape::Other) => Shape::Other,
            (Shape::Blank, Shape::Blank) => Shape::Blank,
            (Shape::Blank, Shape::Weak(_) | Shape::Strong)
            | (Shape::Weak(_) | Shape::Strong, Shape::Blank) => Shape::Weak(true),
            (Shape::Weak(false), _) | (_, Shape::Weak(false)) => Shape::Weak(false),
            _ => Shape::Strong,
        },
        _ => shape(Field::Full),
    }
}

/// What a row is.
enum Verdict {
    /// A pupil, or one whose name is missing or wrong.
    Pupil,
    Skipped(Reason),
    /// A title that names the class of the rows below.
    Class(String),
    Wrong(Diagnostic),
}

struct Reader<'s> {
    block: &'s Block<'s>,
    birth: &'s birth::Column,
    witnesses: Witnesses,
    /// What [`gaps`] found, and whether it has been said.
    gaps: Option<bool>,
    said_gaps: bool,
    pupils: &'s mut Pupils,
    log: &'s mut Log,
}

impl Reader<'_> {
    fn row(&mut self, row: Row<'_>) {
        if self.has_other_delimiter(row) {
            let message = "в строке между столбцами стоит другой знак, чем в остальных.";
            let error = Diagnostic::error("other-delimiter", message).at_row(row.number);
            return self
                .log
                .push(error.with_hint("Поставьте тот же знак, что в других строках."));
        }
        let reason = match self.judge(row) {
            Verdict::Pupil | Verdict::Wrong(_) if self.is_of_adult(row) => Reason::Adult,
            Verdict::Pupil => return self.pupil(row),
            Verdict::Wrong(error) => return self.say(row, self.block.columns.name_field(), error),
            Verdict::Class(class) => {
                self.say_odd_title(row);
                (self.pupils.title, self.pupils.doubt) = (Some(class), None);
                Reason::Title
            }
            Verdict::Skipped(reason) => {
                self.forget_class(row, reason);
                reason
            }
        };
        let is_sure = |cell: Cell<'_>| footer::start(&text::clean(cell.text)) == Start::Sure;
        let among = self.pupils.students.last().is_some()
            && reason == Reason::Note
            && !row.own().any(is_sure);
        Heading::note(&mut self.pupils.heading, row, among);
        self.pupils.skipped.push(Skipped::new(row.number, reason));
    }

    /// Whether the row of a text file is one cell with a name among as many
    /// parts as there are columns.
    fn has_other_delimiter(&self, row: Row<'_>) -> bool {
        let width = self.block.header.width;
        let Some(only) = heading::only_cell(row).filter(|_| width > 2 && row.width() == 1) else {
            return false;
        };
        let is_name = |part: &str| {
            shape::shape(part).is_name() && footer::start(&text::clean(part)) == Start::Other
        };
        self.block.delimiter.is_some()
            && [';', ',', '\t', '|'].iter().any(|&sign| {
                let mut parts = only.split(sign);
                parts.clone().count() == width
                    && !parts.clone().all(is_name)
                    && parts.by_ref().take(2).any(is_name)
            })
    }

    /// Whether a title says that people below it are adults; the first of
    /// those below any such title is said, and where numbers begin anew
    /// without a class below a note.
    fn is_of_adult(&mut self, row: Row<'_>) -> bool {
        let begins = self.cell(row, Field::Number).trim_end_matches('.') == "1"
            && class::parse(&self.cell(row, Field::Class)).is_none();
        let heading = self.pupils.heading.as_mut();
        let Some(heading) = heading.filter(|heading| heading.below != Below::Unsure || begins)
        else {
            return false;
        };
        if let Some(remark) = heading.say() {
            self.log.push(remark);
        }
        heading.below == Below::Adults
    }

    /// The class of the rows above holds no longer below a row that speaks of
    /// a class that is not understood, or that is no usual note.
    fn forget_class(&mut self, row: Row<'_>, reason: Reason) {
        let Some(class) = &self.pupils.title else {
            return;
        };
        let only = heading::only_cell(row);
        let speaks =
            |cell: Cell<'_>| class::is_title(cell.text) || class::names_another(cell.text, class);
        let is_title = |title: &str| {
            title.contains(text::is_letter)
                && footer::start(&text::clean(title)) == Start::Other
                && !text::fold(title).contains("подгр")
                && !self.birth.is_date(title)
        };
        let forgets = match reason {
            Reason::Note => row.own().any(speaks) || only.is_some_and(is_title),
            Reason::Title => row.own().any(speaks),
            _ => only.is_some() && row.own().any(speaks),
        };
        if forgets {
            (self.pupils.title, self.pupils.doubt) = (None, Some(row.number));
        }
    }

    /// The class of a pupil whose row has none.
    fn class_above(&mut self, row: Row<'_>) -> Option<String> {
        if let Some(title) = self.pupils.doubt.take() {
            let message =
                "непонятно, какой класс назван; у учеников ниже он считается неизвестным.";
            let remark = Diagnostic::warning("odd-class-title", message).at_row(title);
            self.log
                .push(remark.with_hint("Обычная запись: «7Б класс»."));
        }
        if let Some(once) = self.gaps.filter(|_| !self.said_gaps) {
            self.said_gaps = true;
            let message = match once {
                true => "класс стоит только у первых учеников; он продолжен вниз до следующего.",
                false => "у многих учеников класс не указан; он считается неизвестным.",
            };
            let remark = Diagnostic::warning("class-gaps", message);
            self.say(
                row,
                Field::Class,
                remark.with_hint("Впишите класс каждому."),
            );
        }
        self.pupils.title.clone()
    }

    /// Says of a title that stands right of the names, as a note may.
    fn say_odd_title(&mut self, row: Row<'_>) {
        let columns = self.block.columns;
        let name = columns.place(columns.name_field());
        let spans = row.cells().any(|cell| cell.origin == Origin::Left);
        let is_odd = |cell: Cell<'_>| {
            Some(cell.column) > name && columns.place(Field::Class) != Some(cell.column)
        };
        if !spans && row.own().any(is_odd) {
            let message = "эта ячейка понята как название класса: он взят для учеников ниже.";
            let remark = Diagnostic::warning("class-title", message).at_row(row.number);
            let hint = "Если это примечание, впишите его в строку ученика.";
            self.log.push(remark.with_hint(hint));
        }
    }

    /// Says of a row with nothing but a number that pupils stand below it.
    fn say_unnamed(&mut self) {
        let (students, skipped) = (&self.pupils.students, &self.pupils.skipped);
        let Some(last) = skipped.last().filter(|s| s.reason == Reason::Prepared) else {
            return;
        };
        let (row, above) = (last.row, students.last());
        if above.is_some_and(|above| above.row < row) {
            let message = "в строке только номер, а ниже есть ещё ученики; строка не взята.";
            let remark = Diagnostic::warning("number-only", message);
            self.log.push(
                remark
                    .at_row(row)
                    .with_hint("Впишите имя или удалите строку."),
            );
        }
    }

    /// Says of a whole name without anything beside it, or with the only
    /// initials of the list, that it is read.
    fn say_alone(&mut self, row: Row<'_>, initials: bool) {
        if name_shape(self.block.columns, row) == Shape::Strong {
            let why = match initials {
                true => "в имени есть точка, как ни у кого из других",
                false => "рядом с именем нет ни номера, ни класса, как у других",
            };
            let message = format!("{why}: может быть, это не ученик.");
            let remark = Diagnostic::warning("alone-name", message)
                .with_hint("Если это не ученик, удалите строку.");
            self.say(row, self.block.columns.name_field(), remark);
        }
    }

    fn judge(&self, row: Row<'_>) -> Verdict {
        let columns = self.block.columns;
        let names = [Field::Full, Field::Last, Field::First];
        let names = || {
            names
                .iter()
                .filter_map(|&field| row.get(columns.place(field)?))
        };
        if names().any(|cell| cell.kind == Kind::Formula) {
            return Verdict::Wrong(no_value());
        }
        if names().count() > 0 && names().all(|cell| cell.origin == Origin::Above) {
            let of_pupil = [Field::Number, Field::Class, Field::Birth, Field::Login];
            let own = |&field: &Field| {
                let cell = columns.place(field).and_then(|at| row.get(at));
                cell.is_some_and(|cell| cell.origin == Origin::Own)
            };
            return match of_pupil.iter().any(own) {
                true => Verdict::Wrong(merged_name()),
                false => Verdict::Skipped(Reason::Merged),
            };
        }
        if heading::only_cell(row).is_some_and(field::is_of_adults) {
            return Verdict::Skipped(Reason::Title);
        }
        // «VII Б» and «Седьмой Б» look like names.
        let is_title = |cell: &str| {
            !cell.contains(|c: char| c.is_ascii_digit()) && class::in_title(cell).is_some()
        };
        let shape = match heading::only_cell(row).is_some_and(is_title) {
            true => Shape::Other,
            false => name_shape(columns, row),
        };
        if shape != Shape::Blank && count_up(row.own()) {
            return Verdict::Skipped(Reason::ColumnNumbers);
        }
        let heads = |cell: Cell<'_>| field::recognise(cell.text).is_some();
        let names_it = |cell| heads(cell) || self.repeats_its_title(&cell);
        if shape != Shape::Blank && row.own().all(names_it) {
            return Verdict::Skipped(Reason::Header);
        }
        let verdict = match shape {
            Shape::Strong if !self.is_alone(row) && self.is_no_total(row) => Verdict::Pupil,
            shape @ (Shape::Strong | Shape::Weak(_)) => self.judge_named(row, shape),
            shape => self.judge_nameless(row, shape),
        };
        match verdict {
            Verdict::Pupil | Verdict::Wrong(_) => match (self.signs(row), verdict) {
                (Some(true), _) => Verdict::Skipped(Reason::Note),
                (Some(false), Verdict::Pupil) => Verdict::Wrong(doubtful()),
                (_, verdict) => verdict,
            },
            verdict => verdict,
        }
    }

    /// Whether an adult signs in a row that nothing says to be a pupil's. What
    /// stands in columns that are not read may be a duty of the pupil.
    fn signs(&self, row: Row<'_>) -> Option<bool> {
        if self.fits(row) || class::parse(&self.cell(row, Field::Class)).is_some() {
            return None;
        }
        let titles = &self.block.header.columns;
        let is_read = |cell: &Cell<'_>| {
            self.block.columns.uses(cell.column) || titles.iter().all(|t| t.at != cell.column)
        };
        let cells: Vec<_> = row
            .own()
            .filter(is_read)
            .map(|c| text::clean(c.text))
            .collect();
        footer::signature(&cells.join(" "))
    }

    /// Whether a row with a name is not «ВСЕГО УЧАЩИХСЯ» with a number under «Класс».
    fn is_no_total(&self, row: Row<'_>) -> bool {
        let name = whole_name(self.block.columns, row);
        footer::start(&name) == Start::Other || self.fits(row) || shape::is_sure(&name)
    }

    /// A row with something like a name that nothing else in it supports, or
    /// that is one word, or in small letters.
    fn judge_named(&self, row: Row<'_>, shape: Shape) -> Verdict {
        let name = self.cell(row, self.block.columns.name_field());
        let of_name = footer::start(&whole_name(self.block.columns, row));
        let start = of_name.max(footer::start(&self.cell(row, Field::Number)));
        let alone = self.is_alone(row);
        let witnessed = self.witnesses.known;
        let counts = row.cells().any(|cell| is_number(cell.text));
        let skip_if = |so: bool| match so {
            true => Verdict::Skipped(reason(row)),
            false => Verdict::Wrong(doubtful()),
        };
        // «Директор Анна», but not «Директор Иванова Анна».
        let mut words = name.split(' ').skip(1);
        let second = words.next().unwrap_or_default();
        let is_surname = words.next().is_none() || given::is_given(second);
        let lacks = self
            .witnesses
            .others
            .iter()
            .any(|&at| row.get(at).is_none());
        match (start, shape) {
            (Start::Sure, Shape::Strong) => skip_if(witnessed),
            (Start::Sure, _) if !self.has_birth_or_class(row) => {
                skip_if(witnessed || counts && alone)
            }
            (Start::Perhaps, Shape::Strong) => match (witnessed, name.contains('.')) {
                (true, true) => skip_if(true),
                (false, false) if is_surname && !lacks => Verdict::Pupil,
                _ => skip_if(false),
            },
            (Start::Perhaps, Shape::Weak(capital)) if !self.fits(row) => {
                let group = self.witnesses.whole && footer::is_group(&name);
                skip_if(witnessed || counts || !capital || group)
            }
            (Start::Other, Shape::Weak(_)) if alone && witnessed || self.names_another(row) => {
                skip_if(false)
            }
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
        let columns = self.block.columns;
        let fields = [Field::Number, Field::Class, Field::Birth].into_iter();
        let mut cells = fields.filter_map(|field| row.get(columns.place(field)?));
        self.fits_not(row)
            && cells.any(|cell| {
                let initials = cell.text.contains('.') && shape::shape(cell.text) == Shape::Strong;
                initials || shape::is_sure(cell.text)
            })
    }

    /// A row with nothing like a name where names stand.
    fn judge_nameless(&self, row: Row<'_>, shape: Shape) -> Verdict {
        let columns = self.block.columns;
        let own: Vec<Cell<'_>> = row.own().collect();
        let Some(first) = own.first() else {
            return Verdict::Skipped(Reason::Merged);
        };
        let is_number_column = |cell: &Cell<'_>| Some(cell.column) == columns.place(Field::Number);
        if own.iter().all(|cell| self.names_its_column(cell)) {
            return Verdict::Skipped(Reason::Header);
        }
        if let [only] = own[..] {
            let class = class::in_title(only.text);
            if let Some(class) = class.filter(|_| self.is_alone_but(row, only.column)) {
                // Where all pupils have a class, this one has no name.
                let of_pupil = Some(only.column) == columns.place(Field::Class);
                if of_pupil && self.witnesses.classes {
                    return Verdict::Pupil;
                }
                return Verdict::Class(class);
            }
            let mark = text::clean(only.text);
            let digits = mark
                .trim_end_matches('.')
                .bytes()
                .all(|b| b.is_ascii_digit());
            if is_number_column(&only) && digits {
                return Verdict::Skipped(Reason::Prepared);
            }
            // «-----», «***», «- 2 -».
            let is_line = mark.starts_with(|c: char| "-–—_*=~.".contains(c))
                && !mark.contains(text::is_letter)
                && mark.chars().filter(char::is_ascii_digit).count() < 4;
            if is_line
                || Some(only.column) != columns.place(Field::Birth) && self.birth.is_date(only.text)
            {
                return Verdict::Skipped(Reason::Note);
            }
        }
        let name = self.cell(row, columns.name_field());
        let start = footer::start(&name).max(footer::start(&text::clean(first.text)));
        let small = |c: char| c.is_lowercase() || "*(%".contains(c);
        // «вокуев иван 2» is somebody.
        let words = name.trim_end_matches(|c: char| c.is_ascii_digit() || " .".contains(c));
        let unmarked = words.trim_start_matches(|c: char| !text::is_letter(c));
        let is_name = match unmarked == words {
            true => shape::shape(words).is_name(),
            false => shape::shape(unmarked) == Shape::Strong,
        };
        let somebody = is_name && !words.contains([':', '.', '«', '"', '-']);
        let small = name.starts_with(small) && self.witnesses.known && !somebody;
        if shape == Shape::Other && small && self.is_alone(row) {
            return Verdict::Skipped(reason(row));
        }
        let is_total = |cell: &Cell<'_>| footer::start(&text::clean(cell.text)) == Start::Sure;
        if start != Start::Other && !self.has_birth_or_class(row)
            || shape == Shape::Blank && self.fits_not(row) && own.iter().any(is_total)
        {
            return Verdict::Skipped(reason(row));
        }
        let alone = own
            .iter()
            .all(|cell| is_number_column(cell) || !columns.uses(cell.column))
            && self.fits_not(row);
        // A name that stands in the wrong column may be one the program does
        // not know.
        let words = own
            .iter()
            .filter(|cell| shape::shape(cell.text) == Shape::Weak(true));
        let has_name = words.count() > 1
            || own.iter().any(|cell| match shape::shape(cell.text) {
                Shape::Strong => true,
                Shape::Weak(capital) => capital && is_number_column(cell),
                _ => false,
            });
        let titles = &self.block.header.columns;
        let outside = |cell: &Cell<'_>| titles.iter().all(|column| column.at != cell.column);
        if shape == Shape::Blank && own.iter().all(outside) && !has_name {
            // A stray cell beside the list.
            return Verdict::Skipped(Reason::Note);
        }
        if shape == Shape::Blank && alone && !has_name {
            let is_text = |cell: &Cell<'_>| cell.text.contains(text::is_letter);
            let under_header = row.index == self.block.header.index + 1;
            let digits = |cell: &Cell<'_>| cell.text.contains(|c: char| c.is_ascii_digit());
            if under_header && !own.iter().any(digits) {
                return Verdict::Skipped(Reason::Header);
            }
            if self.witnesses.known && is_text(first) {
                return Verdict::Skipped(Reason::Note);
            }
        }
        Verdict::Pupil
    }

    /// Whether a cell repeats the title of its column or is one that could.
    fn names_its_column(&self, cell: &Cell<'_>) -> bool {
        self.repeats_its_title(cell)
            || field::recognise(cell.text).is_some_and(|field| field != Field::Number)
    }

    fn repeats_its_title(&self, cell: &Cell<'_>) -> bool {
        let titles = &self.block.header.columns;
        let own = titles.iter().find(|column| column.at == cell.column);
        own.is_some_and(|own| text::fold(&own.title) == text::fold(&text::clean(cell.text)))
    }

    fn cell<'t>(&self, row: Row<'t>, field: Field) -> Cow<'t, str> {
        self.block.columns.cell(row, field)
    }

    fn is_alone(&self, row: Row<'_>) -> bool {
        is_alone(self.block.columns, row)
    }

    fn is_alone_but(&self, row: Row<'_>, column: usize) -> bool {
        let date = self.block.columns.place(Field::Birth) == Some(column);
        !date && row.own().all(|cell| cell.column == column)
    }

    /// Whether a number, a class or a date of birth says that this is a pupil.
    fn fits(&self, row: Row<'_>) -> bool {
        let number = self.cell(row, Field::Number);
        let number = number.trim_end_matches('.');
        !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
            || self.has_birth_or_class(row)
    }

    fn fits_not(&self, row: Row<'_>) -> bool {
        !self.fits(row)
    }

    fn has_birth_or_class(&self, row: Row<'_>) -> bool {
        // A bare number under «Класс» may be a total as well.
        let class = class::parse(&self.cell(row, Field::Class));
        self.birth.is_date(&self.cell(row, Field::Birth))
            || class.is_some_and(|class| !class.ends_with(|c: char| c.is_ascii_digit()))
    }

    fn say(&mut self, row: Row<'_>, field: Field, remark: Diagnostic) {
        let title = self.block.columns.title(field).to_owned();
        self.log.push(remark.at_row(row.number).in_column(title));
    }

    fn pupil(&mut self, row: Row<'_>) {
        let shape = self
            .block
            .delimiter
            .and_then(|delimiter| self.shape(row, delimiter));
        if let Some(remark) = shape {
            return self.log.push(remark.at_row(row.number));
        }
        let (log, columns) = (&mut *self.log, self.block.columns);
        let mut say = |field, remark: Diagnostic| {
            log.push(remark.at_row(row.number).in_column(columns.title(field)));
        };
        let person = person::read(row, columns, &mut say);
        self.say_broken(row);
        let class = self.class(row);
        self.say_guess(row, class.as_deref());
        if self.gaps == Some(true) {
            self.pupils.title.clone_from(&class);
        }
        let birth = self.birth.read(row, columns, self.log);
        let login = self.login(row);
        let account = self.account(row);
        // The other cells are read all the same, so that one run says all.
        let Some(person) = person else { return };
        let student = Student {
            number: 0,
            row: row.number,
            name: person.name(),
            class: self.shared(class),
            birth,
            login: login.map(|login| (*login).into()),
            account,
        };
        let initials = self.witnesses.written_out && student.name.full().contains('.');
        if initials || self.witnesses.known && self.is_alone(row) {
            self.say_alone(row, initials);
        }
        self.say_unnamed();
        self.look_for_the_same(&student);
        if row.hidden {
            self.pupils.hidden.push(row.number);
        }
        self.pupils.students.push(student);
    }

    /// What is wrong with the row of a text file as a whole.
    fn shape(&self, row: Row<'_>, delimiter: char) -> Option<Diagnostic> {
        let width = self.block.header.width;
        if row.cells().any(|cell| cell.column >= width) {
            let message = format!(
                "в строке ячеек больше, чем столбцов в заголовке: {} вместо {width}.",
                row.width()
            );
            let name = match delimiter {
                '\t' => "табуляция".to_owned(),
                other => other.to_string(),
            };
            let hint =
                format!("Знак «{name}» внутри ячейки нужно взять в кавычки вместе с ячейкой.");
            return Some(Diagnostic::error("row-too-wide", message).with_hint(hint));
        }
        let swallows = row
            .cells()
            .any(|cell| self.swallows_a_pupil(row, cell, delimiter));
        swallows.then(|| {
            Diagnostic::error("unclosed-quote", "в строке не закрыта кавычка.")
                .with_hint("Закройте кавычку или удалите её.")
        })
    }

    /// Whether a cell of several lines holds what is a row of its own: a quote
    /// opened in one row and another in a later row make such a cell.
    fn swallows_a_pupil(&self, row: Row<'_>, cell: Cell<'_>, delimiter: char) -> bool {
        if !cell.text.contains(['\n', '\r']) {
            return false;
        }
        let columns = self.block.columns;
        let Some(name_at) = columns.place(columns.name_field()) else {
            return false;
        };
        let rest = row.width() - cell.column - 1;
        let mut lines = cell.text.split(['\n', '\r']).skip(1);
        lines.any(|line| {
            let width = line.split(delimiter).count();
            let name = line.split(delimiter).nth(name_at).unwrap_or("").trim();
            line.contains(delimiter)
                && [width, width + rest].contains(&self.block.header.width)
                && name.starts_with(char::is_uppercase)
                && name
                    .chars()
                    .all(|c| c.is_alphabetic() || c == ' ' || c == '-')
        })
    }

    /// Says which cells hold an error or a formula without a value.
    fn say_broken(&mut self, row: Row<'_>) {
        for field in [
            Field::Middle,
            Field::Class,
            Field::Grade,
            Field::Letter,
            Field::Birth,
            Field::Login,
            Field::Account,
        ] {
            let cell = self.block.columns.place(field).and_then(|at| row.get(at));
            let broken = |cell: Cell<'_>| {
                matches!(cell.kind, Kind::Error | Kind::Formula) || text::is_error(cell.text)
            };
            if cell.is_some_and(broken) {
                let message = "в ячейке ошибка или формула без значения; она считается пустой.";
                self.say(row, field, Diagnostic::warning("broken-cell", message));
            }
        }
    }

    fn class(&mut self, row: Row<'_>) -> Option<String> {
        let columns = self.block.columns;
        let field = match columns.place(Field::Class) {
            Some(_) => Field::Class,
            None => Field::Grade,
        };
        let main = self.cell(row, field);
        let letter = self.cell(row, Field::Letter);
        // A class that already has its letter does not get it twice.
        let whole = match class::parse(&main) {
            Some(class) if !class.ends_with(|c: char| c.is_ascii_digit()) => return Some(class),
            _ if main.is_empty() => Cow::Borrowed(""),
            _ if text::is_placeholder(&letter) => main,
            _ => format!("{main} {letter}").into(),
        };
        if text::is_placeholder(&whole) {
            return self.class_above(row);
        }
        if let Some(class) = class::parse(&whole) {
            return Some(class);
        }
        // «7 кадетский» may be one; «2026-02-07» is what Excel makes of «7-2».
        let digits = whole.bytes().take_while(u8::is_ascii_digit).count();
        let grade = whole[..digits].parse().unwrap_or(0_u8);
        let numbered = (1..=12).contains(&grade) && whole.contains(text::is_letter);
        let remark = match numbered {
            true => Diagnostic::warning("odd-class", "класс записан необычно; оставлен как есть."),
            false => {
                Diagnostic::warning("odd-class", "это не класс; считается, что он неизвестен.")
            }
        };
        self.say(row, field, remark.with_hint("Обычная запись: «7Б»."));
        numbered.then(|| whole.into_owned())
    }

    /// Says of the first pupil of a class that another may have been meant.
    fn say_guess(&mut self, row: Row<'_>, class: Option<&str>) {
        let is_new = class.is_some_and(|class| *class != *self.pupils.last_class);
        for field in [Field::Class, Field::Letter] {
            if is_new && class::is_guess(&self.cell(row, field)) {
                let message = "класс записан необычно; проверьте, так ли он понят.";
                let remark = Diagnostic::warning("odd-class", message);
                self.say(row, field, remark.with_hint("Обычная запись: «7Б»."));
            }
        }
    }

    /// One text for all pupils of a class.
    fn shared(&mut self, class: Option<String>) -> Arc<str> {
        let class = class.unwrap_or_default();
        if *self.pupils.last_class != *class {
            self.pupils.last_class = class.into();
        }
        Arc::clone(&self.pupils.last_class)
    }

    fn login<'t>(&mut self, row: Row<'t>) -> Option<Cow<'t, str>> {
        let login = self.cell(row, Field::Login);
        // A sign that nobody sees inside an address parts it from a password.
        let place = self.block.columns.place(Field::Login);
        let raw = place.map_or("", |at| row.text(at));
        let raw = raw.trim_matches(|c: char| c.is_whitespace() || text::is_invisible(c));
        let glued = raw.contains('@') && raw.contains(text::is_invisible);
        let remark = match account::login(&login) {
            Login::Usable if glued => odd_login(),
            Login::None => return None,
            Login::Usable => {
                self.look_for_the_same_login(row, &login);
                return Some(login);
            }
            Login::Snils => Diagnostic::warning(
                "snils-login",
                "вместо логина стоит номер, похожий на СНИЛС; он не взят: на памятке ему не место.",
            )
            .with_hint("Впишите телефон (+7…) или электронную почту либо оставьте ячейку пустой."),
            Login::Odd => odd_login(),
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
            let message = format!("тот же логин стоит в {before}.");
            let hint = "У каждой учётной записи свой телефон или своя почта: проверьте оба логина.";
            let remark = Diagnostic::warning("same-login", message).with_hint(hint);
            self.say(row, Field::Login, remark);
        }
    }

    fn account(&mut self, row: Row<'_>) -> Option<bool> {
        account::account(&self.cell(row, Field::Account)).unwrap_or_else(|()| {
            let message = "непонятно, есть ли учётная запись; считается, что неизвестно.";
            let remark = Diagnostic::warning("odd-account", message)
                .with_hint("Напишите «да», «нет» или оставьте ячейку пустой.");
            self.say(row, Field::Account, remark);
            None
        })
    }

    fn look_for_the_same(&mut self, student: &Student) {
        let seen = &mut self.pupils.seen;
        let class = match &*student.class {
            "" => seen.class.clone(),
            class => class.to_owned(),
        };
        let key = (text::fold(student.name.full()), class, student.birth);
        if let Some(before) = seen.before(&key, student.row) {
            let message = format!("этот ученик уже есть в {before}.");
            self.log.push(
                Diagnostic::warning("same-pupil", message)
                    .at_row(student.row)
                    .with_hint("Если это один ребёнок, удалите одну из строк."),
            );
        }
    }
}

/// Why a row under a list is none of it: with a number it is a total, unless it
/// begins as a note.
fn reason(row: Row<'_>) -> Reason {
    let is_note = row
        .cells()
        .any(|cell| footer::is_note(&text::clean(cell.text)));
    let mut letters = row.cells().flat_map(|cell| cell.text.chars());
    match !is_note && letters.any(|c| c.is_ascii_digit()) {
        true => Reason::Total,
        false => Reason::Note,
    }
}

pub(super) fn is_number(cell: &str) -> bool {
    let sign = |b: u8| b.is_ascii_digit() || b",.%- ".contains(&b);
    cell.bytes().all(sign) && cell.bytes().any(|b| b.is_ascii_digit())
}

/// Whether the cells are the numbers of the columns: letters or whole numbers,
/// each after the one before and none left out («А», «1», «(2)», «3.»).
fn count_up<'t>(cells: impl Iterator<Item = Cell<'t>>) -> bool {
    let mut last: Option<(usize, bool, u32)> = None;
    let mut count = 0;
    for cell in cells {
        let mark = cell.text.trim().trim_matches(['(', ')', '.']);
        let mut letters = mark.chars();
        let here = match (mark.parse(), letters.next(), letters.next()) {
            (Ok(number), ..) => (cell.column, true, number),
            (_, Some(letter), None) if text::is_letter(letter) => {
                (cell.column, false, letter as u32)
            }
            _ => return false,
        };
        let follows = match last.replace(here) {
            Some((column, is_number, before)) if is_number == here.1 => {
                before < here.2 && (here.2 - before) as usize <= here.0 - column
            }
            Some((_, is_number, _)) => !is_number && here.2 == 1,
            None => true,
        };
        if !follows {
            return false;
        }
        count += 1;
    }
    count >= 2
}

fn no_value() -> Diagnostic {
    Diagnostic::error(
        "no-value",
        "вместо имени стоит формула, значение которой не сохранено.",
    )
    .with_hint("Откройте список в Excel, сохраните его и повторите.")
}

fn merged_name() -> Diagnostic {
    Diagnostic::error(
        "merged-name",
        "ячейка с именем объединена со строкой выше, а номер, класс или дата здесь свои.",
    )
    .with_hint("Разъедините ячейки и впишите каждому ученику его имя.")
}

fn odd_login() -> Diagnostic {
    Diagnostic::warning(
        "odd-login",
        "логин не похож ни на телефон, ни на электронную почту; он не взят.",
    )
    .with_hint("Исправьте логин или оставьте ячейку пустой.")
}

fn doubtful() -> Diagnostic {
    Diagnostic::error(
        "odd-row",
        "непонятно, ученик ли это: рядом с именем нет ни номера, ни класса, ни даты рождения.",
    )
    .with_hint("Если это ученик, впишите номер или класс; если нет, удалите строку.")
}
