//! The stages in order: the only place that knows them all.
//!
//! Takes a roster, a template and the settings; writes a PDF and says what was
//! made. Batches of pupils are laid out side by side on as many threads as the
//! machine has and written in order, so the bytes do not depend on how many
//! there are; where there are no threads it all happens in turn.

mod code_files;
mod explain;
mod kit;
mod parallel;
mod parts;
mod set;

use std::borrow::Cow;
use std::io::{self, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

pub use crate::layout::Grid;
pub use code_files::{CodeFile, CodeOrder, code_files};
use explain::explain;
pub use kit::{Cards, Paper, paper};
use parallel::{Caller, at_once, processors, side_by_side};
pub use parts::{Finished, run_parts};
use set::Set;

use crate::base::diagnostic::Diagnostic;
use crate::base::fonts::Fonts;
use crate::layout::{Fault, Layout};
use crate::model::frame::HandoutCopy;
use crate::model::job::Job;
use crate::model::student::{Student, class_ranks};
pub use crate::pdf::ReadAt;
use crate::pdf::{self, Index};
use crate::proof::{self, Expected, Known, Report};
use crate::template::Template;

/// Pupils that are laid out and written together.
const BATCH: usize = 128;
/// Pages that are read back together, by all threads: what they show is held in
/// memory.
const EXCERPT: usize = 16;
/// Threads that read back at the most: each holds a drawn page, some 5 MB.
const READERS: usize = 4;
/// Problems of a set that are named one by one; more would bury the first.
const MOST_PROBLEMS: usize = 50;

/// A template by name and text.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// What to call it in messages.
    pub name: &'a str,
    /// The template itself.
    pub text: &'a str,
}

/// What was made.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Made {
    /// Handouts, one a pupil.
    pub handouts: usize,
    /// Printed sides.
    pub pages: usize,
    /// Pieces of paper.
    pub sheets: usize,
    /// Remarks that did not stop the work.
    pub warnings: Vec<Diagnostic>,
    /// What reading back must find: one page of each layout in the set.
    pub expected: Vec<Expected>,
    /// Where the finished file has what.
    pub index: Index,
}

impl Made {
    /// Adds the counts and remarks of another part of the set.
    pub fn absorb(&mut self, part: Made) {
        self.handouts += part.handouts;
        self.pages += part.pages;
        self.sheets += part.sheets;
        for warning in part.warnings {
            // Equal remarks come from neighbours; a look at all of them would
            // cost the square of the number of parts.
            if !self.warnings.iter().rev().take(16).any(|w| *w == warning) {
                self.warnings.push(warning);
            }
        }
    }
}

/// Why nothing was made.
#[derive(Debug)]
pub enum Failure {
    /// The list, the template or a setting is at fault.
    Input(Vec<Diagnostic>),
    /// The output refused the bytes.
    Output(io::Error),
}

/// Makes the whole set and writes it to `out`. `progress` is called with the
/// number of pupils done. Pupils are forgotten as their handouts are made: of a
/// long list less and less is held while what is known of the file grows.
///
/// # Errors
/// [`Failure`], with every problem of the set; what was written by then is
/// worthless.
pub fn run<W: Write>(
    students: Vec<Student>,
    source: Source,
    job: &Job,
    out: W,
    progress: &(dyn Fn(usize) + Sync),
) -> Result<Made, Failure> {
    let mut students = match in_class_order(&students) {
        Cow::Owned(sorted) => sorted,
        Cow::Borrowed(_) => students,
    };
    let fonts = Fonts::embedded();
    // Parsed once here for its mistakes and its shape; every worker has a copy
    // of its own, since templates and layouts remember what they have made.
    let mut template = Template::parse(source.name, source.text, job).map_err(Failure::Input)?;
    let duplex = match students.first() {
        Some(first) => template.handout(first).map_err(Failure::Input)?.sides.len() > 1,
        None => false,
    };
    let meta = pdf::Meta {
        title: title(&students, job),
        author: job.school.clone(),
        date: job.today,
        duplex,
    };
    let mut writer = pdf::Writer::new(out, &fonts, &meta).map_err(Failure::from)?;
    let mut set = Set::new(duplex);
    let grouped = has_classes(&students);
    let worker = || Worker::new(&fonts, &source, job, grouped);
    let batches: Vec<_> = students.chunks_mut(BATCH).map(Mutex::new).collect();
    let mut made = 0;
    side_by_side(
        &batches,
        Caller::Takes,
        worker,
        |worker, batch| {
            let batch = batch.lock().unwrap_or_else(PoisonError::into_inner);
            worker.batch(&batch)
        },
        |laid| {
            // Here, on the thread that made them, or the allocator does not give
            // their memory back.
            if let Some(Ok(mut done)) = batches.get(made).map(Mutex::lock) {
                done.fill_with(Student::default);
            }
            made += 1;
            take(laid, &mut writer, &mut set, source.name)?;
            progress(set.made.handouts);
            Ok::<(), pdf::Error>(())
        },
    )
    .map_err(Failure::from)?;
    // The cross-reference needs room.
    drop(batches);
    drop(students);
    complete(writer, set).map(|(_, made)| made)
}

/// Whether there is more than one class, so that each gets a bookmark.
fn has_classes(students: &[Student]) -> bool {
    let first = students.first();
    first.is_some_and(|first| students.iter().any(|s| s.class != first.class))
}

/// Adds a batch to the set, unless the set is spoilt already.
fn take<W: Write>(
    laid: &mut LaidBatch,
    writer: &mut pdf::Writer<'_, W>,
    set: &mut Set,
    name: &str,
) -> Result<(), pdf::Error> {
    for problem in laid.problems.drain(..) {
        if !set.problems.contains(&problem) {
            set.problems.push(problem);
        }
    }
    if set.problems.is_empty() {
        writer.add(&laid.sheets)?;
        set.overflow.extend(&laid.overflow);
        set.count(&laid.sheets, name);
    }
    Ok(())
}

/// Ends the document; gives the output back and says what was made.
fn complete<W: Write>(writer: pdf::Writer<'_, W>, mut set: Set) -> Result<(W, Made), Failure> {
    if !set.problems.is_empty() {
        set.problems.truncate(MOST_PROBLEMS);
        return Err(Failure::Input(set.problems));
    }
    let finished = writer.finish()?;
    set.made.index = finished.index;
    Ok((finished.out, set.finish()))
}

/// Reads the codes of a finished set back, out of those parts of the file that
/// the pages of [`Made::expected`] need: it takes no longer for a long set.
///
/// # Errors
/// [`Failure::Input`] with an error for each code that does not say what it
/// must, or if the file is not what was written; [`Failure::Output`] if it
/// cannot be read.
pub fn read_back(made: &Made, read_at: &mut ReadAt<'_>) -> Result<Report, Failure> {
    read_back_by(processors().min(READERS), made, read_at)
}

/// The same by so many threads, each with the next page that no other has taken.
fn read_back_by(threads: usize, made: &Made, read_at: &mut ReadAt<'_>) -> Result<Report, Failure> {
    let known = Known::default();
    let mut report = Report::default();
    let mut errors = Vec::new();
    for expected in made.expected.chunks(EXCERPT) {
        let pages: Vec<usize> = expected.iter().map(|wanted| wanted.page).collect();
        let excerpt = pdf::excerpt(&made.index, &pages, read_at)?;
        let document = proof::open(excerpt).map_err(Failure::Input)?;
        let next = AtomicUsize::new(0);
        let read = at_once(0..threads.min(expected.len()), |_| {
            let pages = std::iter::from_fn(|| {
                let place = next.fetch_add(1, Ordering::Relaxed);
                Some((place, expected.get(place)?))
            });
            proof::read(&document, &known, pages)
        });
        match Report::of(read.into_iter().flatten().collect()) {
            Ok(part) => {
                report.pages += part.pages;
                report.codes += part.codes;
            }
            Err(wrong) => errors.extend(wrong),
        }
    }
    if errors.is_empty() {
        Ok(report)
    } else {
        Err(Failure::Input(errors))
    }
}

impl From<pdf::Error> for Failure {
    fn from(error: pdf::Error) -> Self {
        match error {
            pdf::Error::Io(error) => Failure::Output(error),
            other => Failure::Input(vec![Diagnostic::error("pdf", format!("{other}."))]),
        }
    }
}

/// Class by class in the order in which the classes first appear, within a
/// class in the order of the roster. A list of pupils that have been selected
/// is in that order already and is not copied.
fn in_class_order(students: &[Student]) -> Cow<'_, [Student]> {
    if class_ranks(students).is_sorted() {
        return Cow::Borrowed(students);
    }
    let mut sorted: Vec<(u32, &Student)> = class_ranks(students).zip(students).collect();
    sorted.sort_by_key(|(rank, _)| *rank);
    sorted.into_iter().map(|(_, one)| one.clone()).collect()
}

fn title(students: &[Student], job: &Job) -> String {
    let class = students.first().map_or("", |first| &first.class);
    let one_class = students.iter().all(|student| *student.class == *class);
    match (one_class, class, job.class.as_str()) {
        (false, _, _) => "Памятки для семей".to_owned(),
        (true, "", "") => "Памятки для семей".to_owned(),
        (true, "", class) | (true, class, _) => format!("Памятки для семей · {class}"),
    }
}

/// Lays out batches; one for each thread.
struct Worker<'f> {
    layout: Layout<'f>,
    template: Template,
    name: String,
    grouped: bool,
}

/// A batch that has been laid out.
#[derive(Default)]
struct LaidBatch {
    sheets: Vec<HandoutCopy>,
    overflow: Vec<usize>,
    problems: Vec<Diagnostic>,
}

impl<'f> Worker<'f> {
    /// A worker for a template that has been parsed without a mistake.
    fn new(fonts: &'f Fonts, source: &Source, job: &Job, grouped: bool) -> Self {
        Worker {
            layout: Layout::new(fonts),
            template: Template::parse(source.name, source.text, job).expect("parsed before"),
            name: source.name.to_owned(),
            grouped,
        }
    }

    fn batch(&mut self, students: &[Student]) -> LaidBatch {
        let mut laid = LaidBatch::default();
        for student in students {
            self.student(student, &mut laid);
        }
        laid
    }

    fn student(&mut self, student: &Student, batch: &mut LaidBatch) {
        let handout = match self.template.handout(student) {
            Ok(handout) => handout,
            Err(problems) => {
                // The same mistake shows for every pupil: once is enough.
                for problem in problems {
                    if !batch.problems.contains(&problem) {
                        batch.problems.push(problem);
                    }
                }
                return;
            }
        };
        match self.layout.handout(&handout) {
            Ok(laid) => {
                if laid.overflow {
                    batch.overflow.push(student.row);
                }
                batch.sheets.push(HandoutCopy {
                    title: student.name.full().to_owned(),
                    group: if self.grouped {
                        student.class.to_string()
                    } else {
                        String::new()
                    },
                    pages: laid.pages,
                });
            }
            Err(fault) => {
                let problem = self.blame(&fault, student);
                if !batch.problems.contains(&problem) {
                    batch.problems.push(problem);
                }
            }
        }
    }
}

impl Worker<'_> {
    /// Names the place that is at fault: the pupil's row if the letter is his,
    /// else the template, which is at fault for everybody alike.
    fn blame(&self, fault: &Fault, student: &Student) -> Diagnostic {
        let problem = explain(fault);
        let own = [student.name.full(), &student.class]
            .into_iter()
            .chain(student.login.as_deref());
        match fault {
            Fault::Letter(letter) if own.into_iter().any(|text| text.contains(*letter)) => {
                problem.at_row(student.row)
            }
            Fault::Letter(_) => problem,
            _ => problem.in_file(self.name.as_str()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_come_one_after_another() {
        let pupil = |row, class: &str| Student {
            row,
            class: class.into(),
            ..Student::default()
        };
        let mixed = [pupil(2, "7Б"), pupil(3, "7А"), pupil(4, "7Б")];
        let rows: Vec<usize> = in_class_order(&mixed).iter().map(|s| s.row).collect();
        assert_eq!(rows, [2, 4, 3]);
        let sorted = in_class_order(&mixed).into_owned();
        assert!(matches!(in_class_order(&sorted), Cow::Borrowed(_)));
    }
}
