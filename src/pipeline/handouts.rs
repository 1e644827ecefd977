//! The handouts of a list, in one document or in parts.
//!
//! Takes pupils in the order of printing (see [`crate::model::selection`]), a
//! template and the settings. Batches of pupils are laid out side by side and
//! written in order, so the bytes do not depend on how many threads there are.

use std::io::{self, Write};

use super::culprit::blame;
use super::explain::{self, note, of_pupil};
use super::parallel::{processors, side_by_side};
use super::set::{Set, foreign, too_near};
use super::stacks::{Batch, batches};
use super::trial::branches;
use super::{Failure, Made, Source, in_memory, read_back_by};
use crate::base::diagnostic::Diagnostic;
use crate::base::fonts::Fonts;
use crate::base::units::Pt;
use crate::layout::{self, Fault, Laid, Layout};
use crate::model::frame::HandoutCopy;
use crate::model::handout::Handout;
use crate::model::job::{Form, Job};
use crate::model::student::Student;
use crate::pdf::Duplex;
use crate::proof::Known;
use crate::template::{Template, edition};

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
    laid_out(students, source, job, Some(out), progress)
}

/// Lays out all handouts as [`run`] does and writes nothing: what it says and
/// refuses is what [`run`] would.
///
/// # Errors
/// As [`run`].
pub fn check(students: Vec<Student>, source: Source, job: &Job) -> Result<Made, Failure> {
    laid_out(students, source, job, None::<io::Sink>, &|_| {})
}

fn laid_out<W: Write>(
    students: Vec<Student>,
    source: Source,
    job: &Job,
    out: Option<W>,
    progress: &dyn Fn(usize),
) -> Result<Made, Failure> {
    let fonts = Fonts::embedded();
    let plan = plan(&fonts, students.first(), source, job)?;
    let mut handouts = Handouts::begin(&fonts, &students, job, &plan, out)?;
    let grouped = handouts.grouped;
    side_by_side(
        processors() - 1,
        batches(students, plan.a_sheet),
        || Worker::new(&fonts, source, job),
        |worker, batch| worker.batch(batch, grouped),
        |laid| {
            handouts.add(laid)?;
            progress(handouts.set.made.handouts);
            Ok::<(), Failure>(())
        },
    )?;
    handouts.finish_all(source, plan)
}

/// Makes what [`run`] makes, on this thread alone: after every batch `rest` is
/// awaited, with the number of pupils done. For a host that has other things to
/// do meanwhile; to stop, it drops the future.
///
/// # Errors
/// As [`run`].
pub async fn run_in_slices<W: Write>(
    students: Vec<Student>,
    source: Source<'_>,
    job: &Job,
    out: W,
    rest: impl AsyncFn(usize),
) -> Result<Made, Failure> {
    let fonts = Fonts::embedded();
    let plan = plan(&fonts, students.first(), source, job)?;
    let mut handouts = Handouts::begin(&fonts, &students, job, &plan, Some(out))?;
    let mut worker = Worker::new(&fonts, source, job);
    for batch in batches(students, plan.a_sheet) {
        let laid = worker.batch(batch, handouts.grouped);
        handouts.add(laid)?;
        rest(handouts.set.made.handouts).await;
    }
    handouts.finish_all(source, plan)
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
    let plan = plan(&fonts, first, source, job)?;
    let known = Known::default();
    let make = |worker: &mut Worker<'_>, students: Vec<Student>| {
        let mut handouts = Handouts::begin(&fonts, &students, job, &plan, Some(Vec::new()))?;
        for batch in batches(students, plan.a_sheet) {
            handouts.add(worker.batch(batch, handouts.grouped))?;
        }
        let (pdf, made) = handouts.finish(source, &plan)?;
        let pdf = pdf.unwrap_or_default();
        // Other parts keep the other threads busy.
        read_back_by(1, &known, &made, &mut in_memory(&pdf))?;
        Ok((pdf, made))
    };
    let mut total = Made {
        warnings: plan.remarks.clone(),
        ..Made::default()
    };
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
    total.warnings = foreign(&total).chain(total.warnings.clone()).collect();
    Ok(total)
}

/// What is the same for all sheets of a set.
struct Plan {
    duplex: Duplex,
    /// Pupils that share a sheet.
    a_sheet: usize,
    /// On the template.
    remarks: Vec<Diagnostic>,
    /// What to shorten if a sheet is too full.
    shorten: String,
}

/// Looks at the first handout, and finds the mistakes of the template before any
/// thread does.
fn plan(
    fonts: &Fonts,
    first: Option<&Student>,
    source: Source,
    job: &Job,
) -> Result<Plan, Failure> {
    let mut template = parsed(source, job)?;
    let mut plan = Plan {
        duplex: Duplex::Simplex,
        a_sheet: 1,
        remarks: template.remarks().to_vec(),
        shorten: explain::shorten(job, &template),
    };
    if edition(source.text).is_empty() {
        branches(source, job, fonts)?;
    }
    let Some(first) = first else {
        return Ok(plan);
    };
    let handout = template.handout(first).map_err(Failure::Input)?;
    if handout.sides.len() > 1 || handout.setup.slip_last {
        plan.duplex = Duplex::LongEdge;
    }
    match job.form {
        Form::A5 => {
            plan.a_sheet = 2;
            if plan.duplex == Duplex::LongEdge {
                plan.duplex = Duplex::ShortEdge;
            }
        }
        Form::SlipOnly => {
            let mut layout = Layout::new(fonts);
            let room = layout.slips_a_page(&handout);
            plan.a_sheet = match room {
                // A letter of the first pupil is told with their row later on.
                Err(Fault::Letter(_)) => 1,
                room => room.map_err(|fault| {
                    let error = blame(&fault, &mut layout, &handout, (source, job));
                    Failure::Input(vec![error])
                })?,
            };
            if plan.a_sheet == 0 {
                let error = Diagnostic::error("no-slip", "в шаблоне нет отрывной полосы.");
                let error = error.with_hint("Допишите её: «::: slip» и «:::».");
                return Err(Failure::Input(vec![error.in_file(source.name)]));
            }
        }
        _ => {}
    }
    Ok(plan)
}

fn parsed(source: Source, job: &Job) -> Result<Template, Failure> {
    Template::parse(source.name, source.text, job).map_err(Failure::Input)
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
    /// Whether classes are told apart.
    grouped: bool,
    problems: Vec<Diagnostic>,
    /// Rows of the pupils whose handout took more than one sheet.
    overflow: Vec<usize>,
    /// Rows of the pupils whose strip is higher than the template asks for.
    high: Vec<(usize, Pt)>,
}

impl<'f, W: Write> Handouts<'f, W> {
    fn begin(
        fonts: &'f Fonts,
        students: &[Student],
        job: &'f Job,
        plan: &Plan,
        out: Option<W>,
    ) -> Result<Self, Failure> {
        Ok(Handouts {
            set: Set::begin(out, fonts, title(students, job), job, plan.duplex)?,
            grouped: has_classes(students),
            problems: Vec::new(),
            overflow: Vec::new(),
            high: Vec::new(),
        })
    }

    /// Adds a batch, unless the document is spoilt already.
    fn add(&mut self, laid: LaidBatch) -> Result<(), Failure> {
        for problem in laid.problems {
            note(problem, &mut self.problems);
        }
        self.overflow.extend(laid.overflow);
        self.high.extend(laid.high);
        match self.problems.is_empty() {
            true => self.set.add(&laid.copies),
            false => Ok(()),
        }
    }

    fn finish(mut self, source: Source<'_>, plan: &Plan) -> Result<(Option<W>, Made), Failure> {
        let expected = &self.set.made.expected;
        self.problems.extend(too_near(expected, source));
        if !self.problems.is_empty() {
            self.problems.truncate(MOST_PROBLEMS);
            return Err(Failure::Input(self.problems));
        }
        if let Some(&row) = self.overflow.first() {
            let count = self.overflow.len();
            let message = format!("памятка не уместилась на одном листе (таких памяток: {count}).");
            self.remark(("overflow", row), message, &plan.shorten);
        }
        if let Some((row, count)) = self.cut_apart() {
            let message = format!(
                "отрывная полоса выше, чем у других (таких памяток: {count}): эти режьте отдельно."
            );
            let hint = "Обычно это длинное имя: сократите его в списке.";
            self.remark(("uneven-cut", row), message, hint);
        }
        self.set.finish()
    }

    /// Ends the one document of a set.
    fn finish_all(self, source: Source<'_>, plan: Plan) -> Result<Made, Failure> {
        let (_, made) = self.finish(source, &plan)?;
        let warnings = [plan.remarks, foreign(&made).collect(), made.warnings].concat();
        Ok(Made { warnings, ..made })
    }

    /// The row of the first pupil whose strip is higher than that of others, and
    /// how many such there are.
    fn cut_apart(&self) -> Option<(usize, usize)> {
        let heights = self.high.iter().map(|(_, height)| *height);
        let least = match self.high.len() == self.set.made.handouts {
            true => heights.reduce(Pt::min)?,
            false => Pt::ZERO,
        };
        let mut higher = self.high.iter().filter(|(_, height)| *height > least);
        let (row, _) = higher.next()?;
        Some((*row, higher.count() + 1))
    }

    fn remark(&mut self, (code, row): (&'static str, usize), message: String, hint: &str) {
        let warning = Diagnostic::warning(code, message).with_hint(hint);
        self.set.made.warnings.push(Diagnostic {
            // Blanks stand in no row.
            row: Some(row).filter(|row| *row > 0),
            ..warning
        });
    }
}

/// Lays out batches; one for each thread, since templates and layouts remember
/// what they have made.
struct Worker<'f> {
    layout: Layout<'f>,
    template: Template,
    source: Source<'f>,
    job: &'f Job,
}

/// A batch that has been laid out.
#[derive(Default)]
struct LaidBatch {
    copies: Vec<HandoutCopy>,
    overflow: Vec<usize>,
    high: Vec<(usize, Pt)>,
    problems: Vec<Diagnostic>,
}

impl<'f> Worker<'f> {
    /// A worker for a template that has been parsed without a mistake.
    fn new(fonts: &'f Fonts, source: Source<'f>, job: &'f Job) -> Self {
        Worker {
            layout: Layout::new(fonts),
            template: Template::parse(source.name, source.text, job).expect("parsed before"),
            source,
            job,
        }
    }

    /// Lays out a batch; `grouped` if the classes are told apart.
    fn batch(&mut self, batch: Batch, grouped: bool) -> LaidBatch {
        let Batch { students, a_sheet } = batch;
        let mut batch = LaidBatch::default();
        for students in students.chunks(a_sheet) {
            match self.copy(students, grouped, &mut batch) {
                Ok(copy) => batch.copies.push(copy),
                Err(problems) => {
                    for problem in problems {
                        note(problem, &mut batch.problems);
                    }
                }
            }
        }
        batch
    }

    /// The copy of the pupils that share a sheet; notes in `batch` who needs more
    /// than a sheet or a strip gives.
    fn copy(
        &mut self,
        students: &[Student],
        grouped: bool,
        batch: &mut LaidBatch,
    ) -> Result<HandoutCopy, Vec<Diagnostic>> {
        let unfit: Vec<Diagnostic> = students.iter().filter_map(explain::unfit).collect();
        if !unfit.is_empty() {
            return Err(unfit);
        }
        let mut note = |students: &[Student], handout: &Handout, laid: &Laid| {
            let strips = students.iter().zip(&laid.strips);
            let high = strips.filter(|(_, strip)| **strip > handout.setup.slip);
            batch
                .high
                .extend(high.map(|(own, strip)| (own.row, *strip)));
            batch
                .overflow
                .extend(laid.overflow.then_some(students[0].row));
        };
        let pages = match self.job.form {
            Form::SlipOnly => {
                let slips = students
                    .iter()
                    .map(|student| self.template.handout(student));
                let slips: Vec<Handout> = slips.collect::<Result<_, _>>()?;
                let laid = slips_of(&mut self.layout, &slips);
                let laid = laid.map_err(|fault| vec![self.blame(&fault, students, &slips[0])])?;
                note(students, &slips[0], &laid);
                laid.pages
            }
            form => {
                let mut handouts = Vec::new();
                for student in students {
                    let handout = self.template.handout(student)?;
                    let laid = self.layout.handout(&handout);
                    let student = std::slice::from_ref(student);
                    let laid = laid.map_err(|fault| vec![self.blame(&fault, student, &handout)])?;
                    note(student, &handout, &laid);
                    handouts.push(laid.pages);
                }
                match form {
                    Form::A5 => layout::side_by_side(&handouts),
                    _ => handouts.swap_remove(0),
                }
            }
        };
        let names: Vec<&str> = students.iter().map(title_of).collect();
        let group = if grouped { &*students[0].class } else { "" };
        Ok(HandoutCopy {
            handouts: students.len(),
            title: names.join(", "),
            group: group.to_owned(),
            pages,
        })
    }

    /// Names the place that is at fault: the pupil's row if the letter is
    /// theirs, else the template, which is at fault for everybody alike.
    fn blame(&mut self, fault: &Fault, students: &[Student], handout: &Handout) -> Diagnostic {
        let has = |student: &&Student, letter: char| {
            let own = [student.name.full(), &student.class].into_iter();
            let mut own = own.chain(student.login.as_deref());
            own.any(|text| text.contains(letter))
        };
        if let Fault::Letter(letter) = fault
            && let Some(student) = students.iter().find(|own| has(own, *letter))
        {
            return of_pupil(*letter, student.row);
        }
        blame(fault, &mut self.layout, handout, (self.source, self.job))
    }
}

/// The sheets of some slips: one, or more if a long name makes a slip too high.
fn slips_of(layout: &mut Layout<'_>, slips: &[Handout]) -> Result<Laid, Fault> {
    match layout.slips(slips) {
        Err(Fault::TooHigh) if slips.len() > 1 => {
            let (some, others) = slips.split_at(slips.len().div_ceil(2));
            let (mut laid, others) = (slips_of(layout, some)?, slips_of(layout, others)?);
            laid.pages.extend(others.pages);
            laid.strips.extend(others.strips);
            Ok(laid)
        }
        laid => laid,
    }
}

/// The bookmark of a pupil.
fn title_of(student: &Student) -> &str {
    match student.name.full() {
        "" => "Без имени",
        name => name,
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
