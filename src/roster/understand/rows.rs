//! The rows of a block one after another: pupils, titles, and what is left out.
//!
//! Takes a [`Block`], gives its pupils and the rows that hold none, each with
//! its reason. What a row is, `judge` tells; `cells` reads a pupil's. Here is
//! what rows mean for those below them: a title gives its class to them, a
//! title of adults leaves them out.

use super::birth;
use super::block::Block;
use super::cells::Cells;
use super::field::{self, Field};
use super::footer::{self, Start};
use super::heading::{self, Below, Heading};
use super::judge::{Judge, Verdict};
use super::pupils::Pupils;
use super::witnesses::Witnesses;
use super::{class, torn};
use crate::base::diagnostic::Diagnostic;
use crate::model::student::{Reason, Skipped};
use crate::roster::log::Log;
use crate::roster::said;
use crate::roster::table::{Cell, Origin, Row};
use crate::roster::text;

/// Reads the rows of a block; `bad_rows` are errors of rows that are not to be
/// trusted.
pub(super) fn read(
    block: &Block<'_>,
    bad_rows: &[Diagnostic],
    birth: &birth::Column,
    pupils: &mut Pupils,
    log: &mut Log,
) {
    let judge = Judge {
        block,
        birth,
        witnesses: Witnesses::new(block),
    };
    let mut reader = Reader {
        judge,
        cells: Cells::new(block, birth, pupils, log),
        last: None,
        post: false,
        below: false,
        post_below: false,
        counted: (0, 0),
    };
    for row in block.rows() {
        let bad = bad_rows.binary_search_by_key(&Some(row.number), |remark| remark.row);
        match bad {
            Ok(at) => reader.cells.log.push(bad_rows[at].clone()),
            Err(_) => reader.row(row),
        }
    }
    if reader.cells.gaps == Some(true) {
        reader.cells.pupils.title = None;
    }
}

struct Reader<'s> {
    judge: Judge<'s>,
    cells: Cells<'s>,
    /// The number in the list of the last pupil.
    last: Option<u32>,
    /// Whether the row above is a post and nothing else: the name below signs.
    post: bool,
    /// Whether the row above is a pupil's, and whether so is the one above a post.
    below: bool,
    post_below: bool,
    /// Rows of pupils in all, and since the last title or count.
    counted: (usize, usize),
}

impl Reader<'_> {
    fn row(&mut self, row: Row<'_>) {
        let block = self.judge.block;
        if torn::has_other_delimiter(block, row) {
            return self.cells.log.push(said::OTHER_DELIMITER.at(row.number));
        }
        let reason = match self.verdict(row) {
            Verdict::Pupil | Verdict::Wrong(_) if self.is_of_adult(row) => Reason::Adult,
            verdict @ (Verdict::Pupil | Verdict::Wrong(_)) => {
                let name = block.columns.name_field();
                self.counted = (self.counted.0 + 1, self.counted.1 + 1);
                self.below = true;
                return match (torn::fault(block, row), verdict) {
                    (Some(fault), _) => self.cells.log.push(fault.at_row(row.number)),
                    (None, Verdict::Wrong(error)) => self.cells.say(row, name, error),
                    (None, _) => {
                        self.last = self.number(row);
                        self.cells.pupil(row, &self.judge.witnesses);
                    }
                };
            }
            Verdict::Class(class) => {
                self.say_odd_title(row);
                self.counted.1 = 0;
                self.below = false;
                (self.cells.pupils.title, self.cells.pupils.doubt) = (Some(class), None);
                Reason::Title
            }
            Verdict::Skipped(reason) => {
                self.forget_class(row, reason);
                self.say_count(row);
                self.below = false;
                reason
            }
        };
        let pupils = &mut *self.cells.pupils;
        let is_total = row.own().any(|cell| footer::is_total(cell.text));
        let has_pupils = !pupils.students.is_empty();
        let name = block.columns.whole_name(row);
        let of_others = has_pupils && reason == Reason::Header && heading::heads_others(row, &name);
        let among = has_pupils && reason == Reason::Note && !is_total;
        Heading::note(&mut pupils.heading, row, among, of_others);
        pupils.skipped.push(Skipped::new(row.number, reason));
    }

    /// What a row is; a name alone below a post alone signs the list.
    fn verdict(&mut self, row: Row<'_>) -> Verdict {
        let is_post = heading::only_cell(row).is_some_and(footer::is_post);
        let below_post = std::mem::replace(&mut self.post, is_post);
        let among_pupils = std::mem::replace(&mut self.post_below, is_post && self.below);
        let has_pupils = !self.cells.pupils.students.is_empty();
        let signs = below_post && has_pupils && self.judge.block.columns.is_alone(row);
        let next = self.last.is_some()
            && self.number(row) == self.last.and_then(|last| last.checked_add(1));
        match self.judge.judge(row) {
            Verdict::Pupil if signs => Verdict::Wrong(said::ODD_ROW),
            verdict @ Verdict::Pupil => {
                if among_pupils && next {
                    self.cells.log.push(said::PERHAPS_ADULT.at(row.number));
                }
                verdict
            }
            verdict => verdict,
        }
    }

    /// Says of a row that states how many pupils there are if there are not.
    fn say_count(&mut self, row: Row<'_>) {
        // Below «Мальчики» or «Отличников: 2» it is of these.
        let stated = footer::stated(row).filter(|_| self.below);
        let Some(stated) = stated else {
            return;
        };
        // Those of a class, or of all above.
        let own = std::mem::take(&mut self.counted.1);
        let all = self.counted.0.max(self.cells.pupils.students.len());
        let nearest = [own, all].into_iter().min_by_key(|n| n.abs_diff(stated));
        // A sum of money is larger than any class.
        let is_sum = stated > 60 && stated > 2 * all;
        if let Some(nearest) = nearest.filter(|nearest| !is_sum && *nearest != stated) {
            let remark = said::COUNT_DIFFERS.with(&[&stated, &nearest]);
            self.cells.log.push(remark.at_row(row.number));
        }
    }

    /// The number of a row in the list.
    fn number(&self, row: Row<'_>) -> Option<u32> {
        let number = self.judge.block.columns.cell(row, Field::Number);
        number.trim_end_matches('.').parse().ok()
    }

    /// Whether the list just goes on: with the next number and a class.
    fn goes_on(&self, row: Row<'_>) -> bool {
        let class = self.judge.block.columns.cell(row, Field::Class);
        self.last
            .is_some_and(|last| self.number(row) == last.checked_add(1))
            && class::parse(&class).is_some()
    }

    /// Whether the row or a title says that people are adults; the first of
    /// those below any such title is said, and where numbers begin anew
    /// without a class below a note. Where the list goes on, what stood between
    /// was no title.
    fn is_of_adult(&mut self, row: Row<'_>) -> bool {
        let columns = self.judge.block.columns;
        let says_adult = || {
            let name = columns.get(row, columns.name_field());
            let (_, tail) = name.and_then(|cell| cell.text.split_once(['(', ',']))?;
            let tail = tail.trim_matches([')', '.', ' ']);
            let known = self.judge.witnesses.known && !columns.numbered;
            (known && field::is_of_teacher(tail) && !self.judge.is_supported(row)).then_some(())
        };
        if columns.has_adult(row) || says_adult().is_some() {
            self.cells.log.push(said::ADULT.at(row.number));
            return true;
        }
        let goes_on = self.goes_on(row);
        let heading = &mut self.cells.pupils.heading;
        heading
            .take_if(|heading| goes_on && heading.below == Below::Adults && !heading.heads_columns);
        let begins =
            self.number(row) == Some(1) && class::parse(&columns.cell(row, Field::Class)).is_none();
        let heading = self.cells.pupils.heading.as_mut();
        let heading = heading.filter(|heading| heading.below != Below::Unsure || begins);
        heading.is_some_and(|heading| {
            let remark = heading.say();
            remark
                .into_iter()
                .for_each(|remark| self.cells.log.push(remark));
            heading.below == Below::Adults
        })
    }

    /// The class of the rows above holds no longer below a row that speaks of
    /// a class that is not understood, or that is no usual note.
    fn forget_class(&mut self, row: Row<'_>, reason: Reason) {
        let Some(class) = &self.cells.pupils.title else {
            return;
        };
        let speaks =
            |cell: Cell<'_>| class::is_title(cell.text) || class::names_another(cell.text, class);
        let is_title = |title: &str| {
            title.contains(text::is_letter)
                && footer::start(&text::clean(title)) == Start::Other
                && !text::fold(title).contains("подгр")
                && !self.judge.birth.is_date(title)
        };
        let only = heading::only_cell(row);
        let forgets = match reason {
            Reason::Note => only.is_some_and(is_title) || row.own().any(speaks),
            Reason::Title => row.own().any(speaks),
            _ => only.is_some() && row.own().any(speaks),
        };
        if forgets {
            (self.cells.pupils.title, self.cells.pupils.doubt) = (None, Some(row.number));
        }
    }

    /// Says of a title that stands right of the names, as a note may.
    fn say_odd_title(&mut self, row: Row<'_>) {
        let columns = self.judge.block.columns;
        let name = columns.place(columns.name_field());
        let spans = row.cells().any(|cell| cell.origin == Origin::Left);
        let is_odd = |cell: Cell<'_>| {
            Some(cell.column) > name && columns.place(Field::Class) != Some(cell.column)
        };
        if !spans && row.own().any(is_odd) {
            self.cells.log.push(said::CLASS_TITLE.at(row.number));
        }
    }
}
