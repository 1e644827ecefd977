//! Which pupils of a list are wanted, and in which order they come.
//!
//! Takes a roster that has been read and a [`Selection`], gives the roster of
//! the wanted pupils in the order of printing: class by class, the classes as
//! they first appear. Nobody is left out unasked: a name that nobody bears is
//! an error, a name that several bear takes them all and says so. Knows nothing
//! of flags but their names, which stand in its messages.

use std::collections::HashSet;

use crate::base::collation;
use crate::base::diagnostic::Diagnostic;
use crate::base::nearest::nearest_few;
use crate::model::student::{Roster, Student, class_ranks};

/// Near names that are offered for one that nobody bears.
const OFFERED: usize = 3;
/// Numbers of namesakes that are named in a remark.
const NAMED: usize = 10;

/// Which pupils are wanted. A pupil is named by surname, by surname and first
/// name (in either order), by the whole name, or by number in the list, counted
/// from 1; capitals and the dots of «ё» make no difference.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Only these, if there are any.
    pub only: Vec<String>,
    /// From this pupil on, in the order of printing.
    pub from: Option<String>,
    /// Up to this pupil and with him, in the order of printing.
    pub to: Option<String>,
    /// Only pupils whose login the roster does not give.
    pub missing: bool,
    /// The order within a class.
    pub sort: Sort,
}

/// The order of the pupils of one class.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// That of the roster.
    #[default]
    Roster,
    /// By name, as the Russian alphabet has it.
    Name,
}

impl Sort {
    /// Every order with its name in settings.
    pub const NAMES: [(&'static str, Sort); 2] = [("roster", Sort::Roster), ("name", Sort::Name)];
}

impl Selection {
    /// Whether everybody is wanted, in whatever order.
    pub fn is_all(&self) -> bool {
        self.only.is_empty() && self.from.is_none() && self.to.is_none() && !self.missing
    }
}

/// The wanted pupils in the order of printing. Remarks about the rows of pupils
/// who are not wanted are dropped, all others stay.
///
/// # Errors
/// Every name that nobody bears and every number that the list does not have,
/// with the nearest names; a range that ends before it begins; nobody left.
pub fn select(mut roster: Roster, selection: &Selection) -> Result<Roster, Vec<Diagnostic>> {
    let order = printing_order(&roster.students, selection.sort);
    let mut search = Search {
        students: &roster.students,
        errors: Vec::new(),
        remarks: Vec::new(),
    };
    let range = search.range(&order, selection);
    let only = search.only(&selection.only);
    let Search {
        mut errors,
        remarks,
        ..
    } = search;
    let wanted: Vec<usize> = order[range]
        .iter()
        .copied()
        .filter(|&index| selection.only.is_empty() || only[index])
        .filter(|&index| !selection.missing || roster.students[index].login.is_none())
        .collect();
    if errors.is_empty() && wanted.is_empty() && !roster.students.is_empty() {
        errors.push(nobody(selection));
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    keep(&mut roster, &wanted);
    roster.warnings.extend(remarks);
    Ok(roster)
}

/// The places of the pupils in the order in which they are printed.
fn printing_order(students: &[Student], sort: Sort) -> Vec<usize> {
    let mut order: Vec<usize> = (0..students.len()).collect();
    let classes: Vec<u32> = class_ranks(students).collect();
    match sort {
        Sort::Roster => order.sort_by_key(|&index| classes[index]),
        Sort::Name => {
            order.sort_by_cached_key(|&index| (classes[index], name_key(&students[index])));
        }
    }
    order
}

/// By surname, then first name, then patronymic.
fn name_key(student: &Student) -> [Vec<u32>; 3] {
    let name = &student.name;
    if name.last().is_empty() {
        return [collation::key(name.full()), Vec::new(), Vec::new()];
    }
    [name.last(), name.first(), name.middle()].map(collation::key)
}

/// Leaves the pupils at these places, in this order.
fn keep(roster: &mut Roster, wanted: &[usize]) {
    let students = &mut roster.students;
    let mut is_wanted = vec![false; students.len()];
    for &index in wanted {
        is_wanted[index] = true;
    }
    let others = (0..students.len()).filter(|&index| !is_wanted[index]);
    let mut order: Vec<usize> = wanted.iter().copied().chain(others).collect();
    reorder(students, &mut order);
    let unwanted: HashSet<usize> = students
        .drain(wanted.len()..)
        .map(|student| student.row)
        .collect();
    roster
        .warnings
        .retain(|remark| remark.row.is_none_or(|row| !unwanted.contains(&row)));
}

/// Puts at each place the pupil who stands where `order`, which names every
/// place once, says for it; without a second list. Spoils `order`.
fn reorder(students: &mut [Student], order: &mut [usize]) {
    for first in 0..order.len() {
        // Round the ring of those who take each other's places.
        let mut place = first;
        loop {
            let from = std::mem::replace(&mut order[place], place);
            if from == first {
                break;
            }
            students.swap(place, from);
            place = from;
        }
    }
}

fn nobody(selection: &Selection) -> Diagnostic {
    let narrowed = !selection.only.is_empty() || selection.from.is_some() || selection.to.is_some();
    let (message, hint) = match (selection.missing, narrowed) {
        (true, false) => (
            "--missing: логин в списке указан у всех, печатать некого.",
            "Уберите --missing.",
        ),
        (true, true) => (
            "--missing: у всех выбранных логин в списке указан, печатать некого.",
            "Уберите --missing или выберите других.",
        ),
        _ => (
            "--only вместе с --from и --to не оставляют никого.",
            "Выбирайте или по имени, или от одного ученика до другого.",
        ),
    };
    Diagnostic::error("nobody-selected", message).with_hint(hint)
}

/// Looks pupils up and gathers what is wrong.
struct Search<'a> {
    students: &'a [Student],
    errors: Vec<Diagnostic>,
    remarks: Vec<Diagnostic>,
}

impl Search<'_> {
    /// For each pupil whether he is among the named.
    fn only(&mut self, names: &[String]) -> Vec<bool> {
        let mut wanted = vec![false; self.students.len()];
        for name in names {
            let found = self.find("only", name);
            for &index in &found {
                wanted[index] = true;
            }
            if found.len() > 1 {
                self.remarks.push(namesakes(name, &found));
            }
        }
        wanted
    }

    /// The part of `order` between two pupils. A surname that several bear
    /// takes them all in.
    fn range(&mut self, order: &[usize], selection: &Selection) -> std::ops::Range<usize> {
        let mut places = |flag: &str, name: &Option<String>| {
            let found = self.find(flag, name.as_ref()?);
            let mut places = (0..order.len()).filter(|&place| found.contains(&order[place]));
            let first = places.next()?;
            Some((first, places.next_back().unwrap_or(first)))
        };
        let first = places("from", &selection.from).map(|(first, _)| first);
        let last = places("to", &selection.to).map(|(_, last)| last);
        let range = first.unwrap_or(0)..last.map_or(order.len(), |last| last + 1);
        if range.start < range.end || order.is_empty() {
            return range;
        }
        self.errors.push(
            Diagnostic::error(
                "range-reversed",
                "ученик из --to стоит раньше ученика из --from.",
            )
            .with_hint("Порядок — тот, в котором печатается: класс за классом."),
        );
        0..0
    }

    /// The places of all who are called so.
    fn find(&mut self, flag: &str, name: &str) -> Vec<usize> {
        let name = name.trim();
        if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit()) {
            return self.numbered(flag, name).into_iter().collect();
        }
        let wanted = folded(name);
        let found: Vec<usize> = (0..self.students.len())
            .filter(|&index| is_called(&self.students[index], &wanted))
            .collect();
        if found.is_empty() {
            self.errors.push(self.unknown(flag, name));
        }
        found
    }

    fn numbered(&mut self, flag: &str, number: &str) -> Option<usize> {
        let count = self.students.len();
        let place = number.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
        let place = place.filter(|&place| place < count);
        if place.is_none() {
            let message = format!("--{flag} {number}: ученика с таким номером в списке нет.");
            self.errors.push(
                Diagnostic::error("unknown-number", message)
                    .with_hint(format!("Номера в этом списке — от 1 до {count}.")),
            );
        }
        place
    }

    fn unknown(&self, flag: &str, name: &str) -> Diagnostic {
        let one_word = !name.contains(char::is_whitespace);
        let known: Vec<String> = self
            .students
            .iter()
            .map(|student| match one_word {
                true => surname(student).to_owned(),
                false => student.name.short(),
            })
            .collect();
        let near = nearest_few(name, known.iter().map(String::as_str), OFFERED);
        let hint = if near.is_empty() {
            "Напишите фамилию так, как в списке, или номер по списку.".to_owned()
        } else {
            format!("Может быть, {}?", near.join(", "))
        };
        let message = format!("--{flag} «{name}»: никого с таким именем в списке нет.");
        Diagnostic::error("unknown-pupil", message).with_hint(hint)
    }
}

fn namesakes(name: &str, found: &[usize]) -> Diagnostic {
    let shown = found.iter().take(NAMED);
    let mut numbers: Vec<String> = shown.map(|index| (index + 1).to_string()).collect();
    if found.len() > NAMED {
        numbers.push("…".to_owned());
    }
    let message = format!(
        "--only «{name}»: учеников с таким именем {}, выбраны все (номера в списке: {}).",
        found.len(),
        numbers.join(", ")
    );
    Diagnostic::warning("namesakes", message).with_hint(format!(
        "Если нужен один, укажите номер: --only {}.",
        found[0] + 1
    ))
}

/// Whether the pupil answers to a name in [`folded`] form.
fn is_called(student: &Student, wanted: &str) -> bool {
    let name = &student.name;
    let [full, last, first, middle] = [name.full(), name.last(), name.first(), name.middle()];
    let called = |parts: &[&str]| {
        parts.iter().all(|part| !part.is_empty()) && folded(&parts.join(" ")) == wanted
    };
    called(&[full])
        || called(&[last])
        || called(&[last, first])
        || called(&[first, last])
        || called(&[last, first, middle])
        || called(&[first, middle, last])
        || (last.is_empty() && called(&[surname(student)]))
}

/// The surname; of a name that could not be taken apart, the first word.
fn surname(student: &Student) -> &str {
    match student.name.last() {
        "" => student
            .name
            .full()
            .split_whitespace()
            .next()
            .unwrap_or_default(),
        last => last,
    }
}

/// A name with what makes no difference taken out.
fn folded(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    words
        .join(" ")
        .to_lowercase()
        .chars()
        .map(|letter| match letter {
            'ё' => 'е',
            '\u{2010}'..='\u{2015}' => '-',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests;
