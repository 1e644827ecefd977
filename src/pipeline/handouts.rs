//! The handouts of a list, in one document or in parts.
//!
//! Takes pupils in the order of printing (see [`crate::model::selection`]), a
//! template and the settings. Batches of pupils are laid out side by side and
//! written in order, so the bytes do not depend on how many threads there are.

use std::io::{self, Write};

use super::explain::{explain, of_pupil};
use super::parallel::{processors, side_by_side};
use super::set::{Set, too_near};
use super::{Failure, Made, Source, in_memory, read_back_by};
use crate::base::diagnostic::Diagnostic;
use crate::base::fonts::Fonts;
use crate::layout::{Fault, Layout};
use crate::model::frame::HandoutCopy;
use crate::model::job::Job;
use crate::model::student::Student;
use crate::proof::Known;
use crate::template::Template;

/// Pupils that are laid out and written together.
const BATCH: usize = 128;
/// Problems of a set that are named one by one; more would bury the first.
const MOST_PROBLEMS: usize = 50;

/// Makes one document of all handouts and writes it to `out`. `progress` is
/// called with the number of pupils done. Pupils are forgotten as their
/// handouts are made: of a long list less and less is held while what is known
/// of the file grows.
///
/// # Errors
/// [`Failure`], with every problem of the set; what was written by then is
/// worthless.
pub fn run<W: Write>(
    students: Vec<Student>,
    source: Source,
    job: &Job,
    out: W,
    progress: &dyn Fn(usize),
) -> Result<Made, Failure> {
    let fonts = Fonts::embedded();
    let duplex = has_back(students.first(), source, job)?;
    let grouped = has_classes(&students);
    let set = Set::begin(out, &fonts, title(&students, job), job, duplex)?;
    let mut handouts = Handouts::new(set);
    side_by_side(
        processors() - 1,
        batches(students),
        || Worker::new(&fonts, source, job),
        |worker, batch| worker.batch(batch, grouped),
        |laid| {
            handouts.add(laid)?;
            progress(handouts.set.made.handouts);
            Ok::<(), Failure>(())
        },
    )?;
    let (_, made) = handouts.finish(source.name)?;
    Ok(made)
}

/// Makes a document of each part, side by side; each is read back before
/// `hand_on` gets it, in order. Gives the sums of all. `progress` is called
/// with the number of pupils done.
///
/// # Errors
/// [`Failure`] of the first part that is at fault, or of `hand_on`.
pub fn run_parts(
    parts: Vec<Vec<Student>>,
    source: Source,
    job: &Job,
    mut hand_on: impl FnMut(&[u8]) -> io::Result<()>,
    progress: &dyn Fn(usize),
) -> Result<Made, Failure> {
    let fonts = Fonts::embedded();
    let first = parts.first().and_then(|part| part.first());
    let duplex = has_back(first, source, job)?;
    let known = Known::default();
    let make = |worker: &mut Worker<'_>, students: Vec<Student>| {
        let grouped = has_classes(&students);
        let set = Set::begin(Vec::new(), &fonts, title(&students, job), job, duplex)?;
        let mut handouts = Handouts::new(set);
        for batch in batches(students) {
            handouts.add(worker.batch(batch, grouped))?;
        }
        let (pdf, made) = handouts.finish(source.name)?;
        // Other parts keep the other threads busy.
        read_back_by(1, &known, &made, &mut in_memory(&pdf))?;
        Ok((pdf, made))
    };
    let mut total = Made::default();
    let threads = match processors() {
        1 => 0,
        several => several,
    };
    side_by_side(
        threads,
        parts,
        || Worker::new(&fonts, source, job),
        make,
        |made: Result<(Vec<u8>, Made), Failure>| {
            let (pdf, made) = made?;
            hand_on(&pdf)?;
            total.absorb(made);
            progress(total.handouts);
            Ok::<(), Failure>(())
        },
    )?;
    Ok(total)
}

/// Whether the handouts have two sides. Finds the mistakes of the template
/// before any thread does.
fn has_back(first: Option<&Student>, source: Source, job: &Job) -> Result<bool, Failure> {
    let mut template = parsed(source, job)?;
    match first {
        Some(first) => Ok(template.handout(first).map_err(Failure::Input)?.sides.len() > 1),
        None => Ok(false),
    }
}

fn parsed(source: Source, job: &Job) -> Result<Template, Failure> {
    Template::parse(source.name, source.text, job).map_err(Failure::Input)
}

/// Pupils in pieces, each with memory of its own: what is done takes no more
/// room.
fn batches(students: Vec<Student>) -> impl Iterator<Item = Vec<Student>> {
    let mut students = students.into_iter();
    let mut batches = Vec::new();
    while students.len() > 0 {
        batches.push(students.by_ref().take(BATCH).collect());
    }
    batches.into_iter()
}

/// Whether there is more than one class, so that each gets a bookmark.
fn has_classes(students: &[Student]) -> bool {
    students.windows(2).any(|two| two[0].class != two[1].class)
}

fn title(students: &[Student], job: &Job) -> String {
    let class = students.first().map_or("", |first| &first.class);
    let class = if class.is_empty() { &job.class } else { class };
    if class.is_empty() || has_classes(students) {
        "Памятки для семей".to_owned()
    } else {
        format!("Памятки для семей · {class}")
    }
}

/// A document of handouts that is being made, and what is wrong with it.
struct Handouts<'f, W> {
    set: Set<'f, W>,
    problems: Vec<Diagnostic>,
    /// Rows of the pupils whose handout took more than one sheet.
    overflow: Vec<usize>,
}

impl<'f, W: Write> Handouts<'f, W> {
    fn new(set: Set<'f, W>) -> Self {
        Handouts {
            set,
            problems: Vec::new(),
            overflow: Vec::new(),
        }
    }

    /// Adds a batch, unless the document is spoilt already.
    fn add(&mut self, laid: LaidBatch) -> Result<(), Failure> {
        for problem in laid.problems {
            note(problem, &mut self.problems);
        }
        self.overflow.extend(laid.overflow);
        match self.problems.is_empty() {
            true => self.set.add(&laid.copies),
            false => Ok(()),
        }
    }

    fn finish(mut self, template: &str) -> Result<(W, Made), Failure> {
        let expected = &self.set.made.expected;
        self.problems.extend(too_near(expected, template));
        if !self.problems.is_empty() {
            self.problems.truncate(MOST_PROBLEMS);
            return Err(Failure::Input(self.problems));
        }
        if let Some(&row) = self.overflow.first() {
            let count = self.overflow.len();
            let message = format!("памятка не уместилась на одном листе (таких памяток: {count}).");
            let warning = Diagnostic::warning("overflow", message).at_row(row);
            let warning = warning.with_hint("Сократите текст шаблона.");
            self.set.made.warnings.push(warning);
        }
        self.set.finish()
    }
}

/// The same mistake shows for every pupil: once is enough.
fn note(problem: Diagnostic, problems: &mut Vec<Diagnostic>) {
    if !problems.contains(&problem) {
        problems.push(problem);
    }
}

/// Lays out batches; one for each thread, since templates and layouts remember
/// what they have made.
struct Worker<'f> {
    layout: Layout<'f>,
    template: Template,
    name: String,
}

/// A batch that has been laid out.
#[derive(Default)]
struct LaidBatch {
    copies: Vec<HandoutCopy>,
    overflow: Vec<usize>,
    problems: Vec<Diagnostic>,
}

impl<'f> Worker<'f> {
    /// A worker for a template that has been parsed without a mistake.
    fn new(fonts: &'f Fonts, source: Source, job: &Job) -> Self {
        Worker {
            layout: Layout::new(fonts),
            template: Template::parse(source.name, source.text, job).expect("parsed before"),
            name: source.name.to_owned(),
        }
    }

    /// Lays out a batch; `grouped` if the classes are told apart.
    fn batch(&mut self, students: Vec<Student>, grouped: bool) -> LaidBatch {
        let mut batch = LaidBatch::default();
        for student in &students {
            match self.copy(student, grouped) {
                Ok((copy, overflow)) => {
                    batch.copies.push(copy);
                    batch.overflow.extend(overflow.then_some(student.row));
                }
                Err(problems) => {
                    for problem in problems {
                        note(problem, &mut batch.problems);
                    }
                }
            }
        }
        batch
    }

    /// The copy of one pupil, and whether it took more than one sheet.
    fn copy(
        &mut self,
        student: &Student,
        grouped: bool,
    ) -> Result<(HandoutCopy, bool), Vec<Diagnostic>> {
        let handout = self.template.handout(student)?;
        let laid = self.layout.handout(&handout);
        let laid = laid.map_err(|fault| vec![self.blame(&fault, student)])?;
        let group = if grouped { &*student.class } else { "" };
        let copy = HandoutCopy {
            title: student.name.full().to_owned(),
            group: group.to_owned(),
            pages: laid.pages,
        };
        Ok((copy, laid.overflow))
    }

    /// Names the place that is at fault: the pupil's row if the letter is
    /// theirs, else the template, which is at fault for everybody alike.
    fn blame(&self, fault: &Fault, student: &Student) -> Diagnostic {
        let own = [student.name.full(), &student.class].into_iter();
        let mut own = own.chain(student.login.as_deref());
        match fault {
            Fault::Letter(letter) if own.any(|text| text.contains(*letter)) => {
                of_pupil(*letter, student.row)
            }
            Fault::Letter(_) => explain(fault),
            _ => explain(fault).in_file(&self.name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn parts(hand_on: impl FnMut(&[u8]) -> io::Result<()>) -> Result<Made, Failure> {
        let pupils = ["Цой Ян", "Жук Лев", "Заяц Зоя"];
        let parts = pupils.map(|name| vec![Student::new(name)]);
        let source = Source {
            name: "own.md",
            text: "# {{ student.full }}\n",
        };
        let job = Job::on(date(2026, 11, 22));
        run_parts(parts.to_vec(), source, &job, hand_on, &|_| {})
    }

    #[test]
    fn parts_are_handed_on_and_summed_up() {
        let mut taken = 0;
        let made = parts(|pdf| {
            assert!(pdf.starts_with(b"%PDF"));
            taken += 1;
            Ok(())
        });
        assert_eq!((made.unwrap().handouts, taken), (3, 3));
    }

    #[test]
    fn a_disk_that_fills_up_breaks_the_work_off_at_once() {
        let mut taken = 0;
        let made = parts(|_| {
            taken += 1;
            match taken {
                2 => Err(io::ErrorKind::StorageFull.into()),
                _ => Ok(()),
            }
        });
        assert!(matches!(
            made,
            Err(Failure::Output(error)) if error.kind() == io::ErrorKind::StorageFull
        ));
        assert_eq!(taken, 2);
    }
}
