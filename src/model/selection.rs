//! Which pupils of a list are wanted, and in which order they come.
//!
//! Takes a roster that has been read and a [`Selection`], gives the roster of
//! the wanted pupils in the order of printing: class by class, the classes as
//! they first appear. Nobody is left out unasked: a name that nobody bears is
//! an error, a name that several bear takes them all and says so. Knows nothing
//! of flags but their names, which stand in its messages.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::base::collation;
use crate::base::diagnostic::Diagnostic;
use crate::base::nearest::nearest_few;
use crate::base::plural::{self, count};
use crate::model::student::{Roster, Student};

/// Near names that are offered for one that nobody bears.
const OFFERED: usize = 3;
/// Numbers of namesakes that are named in a remark.
const NAMED: usize = 10;

/// Which pupils are wanted. A pupil is named by surname, by first name, by both
/// (in either order), by the whole name, by a part of it that nobody else's name
/// has, or by number in the list, counted from 1; capitals and the dots of «ё»
/// make no difference.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Only these, if there are any; each text may be several, with commas
    /// between them, and a range of numbers (`3-5`).
    pub only: Vec<String>,
    /// From this pupil on, in the order of printing.
    pub from: Option<String>,
    /// Up to and with this pupil, in the order of printing.
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

/// The wanted pupils in the order of printing. Remarks about the rows of pupils
/// who are not wanted are dropped, all others stay.
///
/// # Errors
/// Every name that nobody bears and every number that the list does not have,
/// with the nearest names; a range that ends before it begins; nobody left.
pub fn select(mut roster: Roster, selection: &Selection) -> Result<Roster, Vec<Diagnostic>> {
    // Numbers count in the order of the list: names are looked up before it is
    // sorted, and each pupil is known by row from then on.
    let mut search = Search {
        students: &roster.students,
        errors: Vec::new(),
        remarks: Vec::new(),
    };
    let from = selection.from.as_ref();
    let from = from.map(|name| search.rows("from", name));
    let to = selection.to.as_ref().map(|name| search.rows("to", name));
    let only = search.only(&selection.only);
    let Search {
        mut errors,
        remarks,
        ..
    } = search;

    let students = &mut roster.students;
    let all: HashSet<usize> = students.iter().map(|student| student.row).collect();
    sort(students, selection.sort);
    errors.extend(cut(students, from, to));
    students.retain(|student| {
        (selection.only.is_empty() || only.contains(&student.row))
            && (!selection.missing || student.login.is_none())
    });
    if errors.is_empty() && students.is_empty() && !all.is_empty() {
        errors.push(nobody(selection));
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    let wanted: HashSet<usize> = students.iter().map(|student| student.row).collect();
    let is_wanted = |row| wanted.contains(&row) || !all.contains(&row);
    roster
        .warnings
        .retain(|remark| remark.row.is_none_or(is_wanted));
    roster.warnings.extend(remarks);
    Ok(roster)
}

/// Puts pupils in the order in which they are printed: class by class, the
/// classes as they first appear; numbers them within each class.
pub fn sort(students: &mut [Student], sort: Sort) {
    let mut ranks: HashMap<Arc<str>, usize> = HashMap::new();
    for student in &*students {
        let next = ranks.len();
        ranks.entry(Arc::clone(&student.class)).or_insert(next);
    }
    let rank = |student: &Student| ranks[&student.class];
    match sort {
        Sort::Roster => students.sort_by_cached_key(rank),
        Sort::Name => students.sort_by_cached_key(|student| (rank(student), name_key(student))),
    }
    for class in students.chunk_by_mut(|a, b| a.class == b.class) {
        (1..)
            .zip(class)
            .for_each(|(number, student)| student.number = number);
    }
}

/// Leaves the pupils between two, who are given by rows. A surname that several
/// bear takes them all in.
fn cut(
    students: &mut Vec<Student>,
    from: Option<HashSet<usize>>,
    to: Option<HashSet<usize>>,
) -> Option<Diagnostic> {
    let first = from.and_then(|rows| students.iter().position(|one| rows.contains(&one.row)));
    let last = to.and_then(|rows| students.iter().rposition(|one| rows.contains(&one.row)));
    let (first, end) = (
        first.unwrap_or(0),
        last.map_or(students.len(), |last| last + 1),
    );
    if first >= end && !students.is_empty() {
        let message = "ученик из --to стоит раньше ученика из --from.";
        let hint = "Порядок — тот, в котором печатается: класс за классом.";
        return Some(Diagnostic::error("range-reversed", message).with_hint(hint));
    }
    students.truncate(end);
    students.drain(..first);
    None
}

/// By surname, then first name, then patronymic.
fn name_key(student: &Student) -> [Vec<u32>; 3] {
    let name = &student.name;
    if name.last().is_empty() {
        return [collation::key(name.full()), Vec::new(), Vec::new()];
    }
    [name.last(), name.first(), name.middle()].map(collation::key)
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
    /// The rows of all who are named.
    fn only(&mut self, names: &[String]) -> HashSet<usize> {
        let mut places = Vec::new();
        for name in names.iter().flat_map(|names| names.split([',', ';'])) {
            if let Some((first, last)) = range(name) {
                let ends = [first, last].map(|number| self.numbered("only", number));
                match ends {
                    [Some(first), Some(last)] if first <= last => places.extend(first..=last),
                    [Some(_), Some(_)] => self.errors.push(reversed(name)),
                    _ => {}
                }
                continue;
            }
            let found = self.find("only", name);
            if found.len() > 1 {
                self.remarks.push(namesakes(name.trim(), &found));
            }
            places.extend(found);
        }
        let rows = places.into_iter().map(|place| self.students[place].row);
        rows.collect()
    }

    /// The rows of all who are called so.
    fn rows(&mut self, flag: &str, name: &str) -> HashSet<usize> {
        let found = self.find(flag, name).into_iter();
        found.map(|place| self.students[place].row).collect()
    }

    /// The places of all who are called so.
    fn find(&mut self, flag: &str, name: &str) -> Vec<usize> {
        let name = name.trim();
        if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit()) {
            return self.numbered(flag, name).into_iter().collect();
        }
        let wanted = folded(name);
        let called = self.places(|student| is_called(student, &wanted));
        if !called.is_empty() {
            return called;
        }
        let mut part = self.places(|student| begins(student, &wanted));
        if wanted.is_empty() || part.len() != 1 {
            let error = match part.len() {
                0 => self.unknown(flag, name),
                _ if wanted.is_empty() => self.unknown(flag, name),
                _ => self.several(flag, name, &part),
            };
            self.errors.push(error);
            part.clear();
        }
        part
    }

    /// The places of all of whom this is true.
    fn places(&self, is_meant: impl Fn(&Student) -> bool) -> Vec<usize> {
        let places = 0..self.students.len();
        places
            .filter(|&place| is_meant(&self.students[place]))
            .collect()
    }

    /// A part that several names have.
    fn several(&self, flag: &str, part: &str, found: &[usize]) -> Diagnostic {
        let names = found.iter().take(OFFERED);
        let mut names: Vec<String> = names
            .map(|&place| self.students[place].name.short())
            .collect();
        if found.len() > OFFERED {
            names.push("…".to_owned());
        }
        let message = format!(
            "--{flag} «{part}»: так подходят {} ({}).",
            count(found.len(), plural::PUPILS),
            names.join(", ")
        );
        Diagnostic::error("several-pupils", message)
            .with_hint("Напишите фамилию или имя полностью.")
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
        let known = self.students.iter().flat_map(|student| match one_word {
            true => vec![surname(student).to_owned(), student.name.first().to_owned()],
            false => vec![student.name.short()],
        });
        let known: Vec<String> = known.collect();
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

/// Whether a part of a name begins one of its words; «Петров» is no Петрович.
fn begins(student: &Student, wanted: &str) -> bool {
    let full = folded(student.name.full());
    let middle = folded(student.name.middle());
    // «Рашид оглы» is two words.
    let is_middle = |word: &&str| middle.split([' ', '-']).any(|part| part == *word);
    let mut words = full.split([' ', '-']).filter(|word| !is_middle(word));
    words.any(|word| word.starts_with(wanted)) || wanted.contains(' ') && full.contains(wanted)
}

/// `3-5`: the numbers of the first and the last.
fn range(text: &str) -> Option<(&str, &str)> {
    let (first, last) = text.split_once(['-', '–', '—'])?;
    let ends = (first.trim(), last.trim());
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    (is_number(ends.0) && is_number(ends.1)).then_some(ends)
}

fn reversed(range: &str) -> Diagnostic {
    let message = format!("--only {}: сначала пишут меньший номер.", range.trim());
    Diagnostic::error("range-reversed", message)
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
    let ways: [&[&str]; 9] = [
        &[full],
        &[last],
        &[first],
        &[surname(student)],
        &[first, middle],
        &[last, first],
        &[first, last],
        &[last, first, middle],
        &[first, middle, last],
    ];
    ways.into_iter().any(called)
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
