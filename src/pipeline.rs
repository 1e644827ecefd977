//! The stages in order: the only place that knows them all.
//!
//! Takes a roster, a template and the settings; writes a PDF and says what was
//! made. Batches of pupils are laid out side by side on as many threads as the
//! machine has and written in order, so the bytes do not depend on how many
//! there are; where there are no threads it all happens in turn.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::io::{self, Write};
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::fonts::Fonts;
use crate::frame::{Page, Sheet};
use crate::job::Job;
use crate::layout::{Fault, Layout};
pub use crate::pdf::ReadAt;
use crate::pdf::{self, Index};
use crate::student::{Roster, Student};
use crate::template::Template;
use crate::units::Pt;
use crate::verify::{self, Expected, VerifyReport};

/// Pupils that are laid out and written together.
const BATCH: usize = 256;
/// White between two codes of a page: nearer, and phones that expect one code
/// in view fail on both (11 of 84 simulated captures, `docs/qr.md`).
const LEAST_GAP: Pt = Pt::mm(20.0);
/// Layouts of a set whose codes are read back. A set has a handful; more come
/// only of a template that gives every pupil a code of his own.
const MOST_LAYOUTS: usize = 64;
/// Pages that are read back together: what they show is held in memory.
const EXCERPT: usize = 16;
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

/// Why nothing was made.
#[derive(Debug)]
pub enum Failure {
    /// The list, the template or a setting is at fault.
    Input(Vec<Diagnostic>),
    /// The output refused the bytes.
    Output(io::Error),
}

/// Makes the whole set and writes it to `out`. `progress` is called with the
/// number of pupils done.
///
/// # Errors
/// [`Failure`], with every problem of the set; what was written by then is
/// worthless.
pub fn run<W: Write>(
    roster: &Roster,
    source: Source,
    job: &Job,
    out: W,
    progress: &(dyn Fn(usize) + Sync),
) -> Result<Made, Failure> {
    let students = in_class_order(&roster.students);
    let grouped = students
        .first()
        .is_some_and(|first| students.iter().any(|s| s.class != first.class));
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
    let worker = || Worker {
        layout: Layout::new(&fonts),
        template: Template::parse(source.name, source.text, job).expect("parsed before"),
        name: source.name.to_owned(),
        grouped,
    };
    let batches: Vec<&[&Student]> = students.chunks(BATCH).collect();
    side_by_side(
        &batches,
        worker,
        |worker, batch| worker.batch(batch),
        |laid| {
            for problem in laid.problems {
                if !set.problems.contains(&problem) {
                    set.problems.push(problem);
                }
            }
            if set.problems.is_empty() {
                writer.add(&laid.sheets)?;
                set.overflow.extend(&laid.overflow);
                set.count(&laid.sheets, &laid.signatures, source.name);
                progress(set.made.handouts);
            }
            Ok::<(), pdf::Error>(())
        },
    )
    .map_err(Failure::from)?;
    if !set.problems.is_empty() {
        set.problems.truncate(MOST_PROBLEMS);
        return Err(Failure::Input(set.problems));
    }
    set.made.index = writer.finish().map_err(Failure::from)?.index;
    Ok(set.finish())
}

/// Reads the codes of a finished set back, out of those parts of the file that
/// the pages of [`Made::expected`] need: it takes no longer for a long set.
///
/// # Errors
/// [`Failure::Input`] with an error for each code that does not say what it
/// must, or if the file is not what was written; [`Failure::Output`] if it
/// cannot be read.
pub fn read_back(made: &Made, read_at: &mut ReadAt<'_>) -> Result<VerifyReport, Failure> {
    let mut report = VerifyReport::default();
    let mut errors = Vec::new();
    for expected in made.expected.chunks(EXCERPT) {
        let pages: Vec<usize> = expected.iter().map(|wanted| wanted.page).collect();
        let excerpt = pdf::excerpt(&made.index, &pages, read_at)?;
        match verify::read_excerpt(Arc::new(excerpt), expected) {
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
/// class in the order of the roster.
fn in_class_order(students: &[Student]) -> Vec<&Student> {
    let mut order: HashMap<&str, usize> = HashMap::new();
    for student in students {
        let next = order.len();
        order.entry(&student.class).or_insert(next);
    }
    let mut sorted: Vec<&Student> = students.iter().collect();
    sorted.sort_by_key(|student| order[student.class.as_str()]);
    sorted
}

fn title(students: &[&Student], job: &Job) -> String {
    let class = students.first().map_or("", |first| first.class.as_str());
    let one_class = students.iter().all(|student| student.class == class);
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
    sheets: Vec<Sheet>,
    /// What tells the layouts of the pages apart, page by page.
    signatures: Vec<u128>,
    overflow: Vec<usize>,
    problems: Vec<Diagnostic>,
}

impl Worker<'_> {
    fn batch(&mut self, students: &[&Student]) -> LaidBatch {
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
                batch.signatures.extend(laid.pages.iter().map(signature));
                batch.sheets.push(Sheet {
                    title: student.full.clone(),
                    group: if self.grouped {
                        student.class.clone()
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
        let own = [&student.full, &student.class]
            .into_iter()
            .chain(&student.login);
        match fault {
            Fault::Letter(letter) if own.into_iter().any(|text| text.contains(*letter)) => {
                problem.at_row(student.row)
            }
            Fault::Letter(_) => problem,
            _ => problem.in_file(self.name.as_str()),
        }
    }
}

/// Puts a fault of layout in Russian.
fn explain(fault: &Fault) -> Diagnostic {
    match fault {
        Fault::Letter(letter) => Diagnostic::error(
            "missing-letter",
            format!(
                "знака «{letter}» (U+{:04X}) нет в шрифте.",
                u32::from(*letter)
            ),
        )
        .with_hint("Замените его в списке, настройках или шаблоне."),
        Fault::Code { url, available_mm } => Diagnostic::error(
            "code-too-long",
            format!("адрес {url} не умещается в QR-код шириной {available_mm} мм."),
        )
        .with_hint("Дайте коду больше места или возьмите адрес короче."),
        Fault::Narrow {
            needed_mm,
            available_mm,
        } => Diagnostic::error(
            "code-narrow",
            format!(
                "QR-коду со светлым полем нужно {needed_mm} мм, а в колонке {available_mm} мм."
            ),
        )
        .with_hint("Сделайте колонку шире."),
        Fault::Small {
            stated_mm,
            least_mm,
        } => Diagnostic::error(
            "code-small",
            format!("QR-код в {stated_mm} мм слишком мелок для этого адреса: не прочтётся."),
        )
        .with_hint(format!("Нужно не меньше {least_mm} мм.")),
        Fault::TooHigh => Diagnostic::error("too-high", "часть листа выше самой страницы.")
            .with_hint("Разделите длинный блок шаблона или сократите полосу внизу."),
        Fault::TooWide => Diagnostic::error("too-wide", "часть листа шире отведённого места.")
            .with_hint("Уменьшите ширину колонок в «::: columns», линеек или число клеток."),
    }
}

/// What is known of a set while it grows.
struct Set {
    made: Made,
    problems: Vec<Diagnostic>,
    overflow: Vec<usize>,
    layouts: HashSet<u128>,
    /// Whether there are layouts that will not be read back.
    more: bool,
    duplex: bool,
}

impl Set {
    fn new(duplex: bool) -> Self {
        Set {
            made: Made::default(),
            problems: Vec::new(),
            overflow: Vec::new(),
            layouts: HashSet::new(),
            more: false,
            duplex,
        }
    }

    fn count(&mut self, sheets: &[Sheet], signatures: &[u128], name: &str) {
        let mut signatures = signatures.iter();
        for sheet in sheets {
            for page in &sheet.pages {
                if let Some(&signature) = signatures.next() {
                    self.expect(page, signature, name);
                }
                self.made.pages += 1;
            }
            self.made.handouts += 1;
            let sides = if self.duplex { 2 } else { 1 };
            self.made.sheets += sheet.pages.len().div_ceil(sides);
        }
    }

    /// Notes the first page of every layout with codes for reading back.
    fn expect(&mut self, page: &Page, signature: u128, name: &str) {
        if self.layouts.contains(&signature) {
            return;
        }
        let codes = page.codes();
        if codes.is_empty() {
            return;
        }
        if self.layouts.len() == MOST_LAYOUTS {
            self.more = true;
            return;
        }
        if let Some(gap) = least_gap(page)
            && gap < LEAST_GAP
        {
            let message = format!("два QR-кода стоят в {:.0} мм друг от друга.", gap.to_mm());
            let problem = Diagnostic::error("codes-too-near", message)
                .in_file(name)
                .with_hint("Нужно 20 мм и больше: телефон ждёт в кадре один код.");
            if !self.problems.contains(&problem) {
                self.problems.push(problem);
            }
        }
        self.layouts.insert(signature);
        let codes = codes.into_iter();
        self.made.expected.push(Expected {
            page: self.made.pages,
            codes: codes
                .map(|(area, code)| (area, code.text().to_owned()))
                .collect(),
            page_size: page.size,
        });
    }

    fn finish(mut self) -> Made {
        if let Some(&row) = self.overflow.first() {
            let count = self.overflow.len();
            self.made.warnings.push(
                Diagnostic::warning(
                    "overflow",
                    format!("памятка не уместилась на одном листе (таких памяток: {count})."),
                )
                .at_row(row)
                .with_hint("Сократите текст шаблона."),
            );
        }
        if self.more {
            let message = format!(
                "страницы слишком разные: коды прочтены обратно на первых {MOST_LAYOUTS} видах страниц."
            );
            let warning = Diagnostic::warning("codes-sampled", message);
            self.made.warnings.push(
                warning.with_hint("Проверьте телефоном несколько кодов с последних страниц."),
            );
        }
        self.made
    }
}

/// White between the two nearest codes of a page.
fn least_gap(page: &Page) -> Option<Pt> {
    let codes = page.codes();
    let mut least: Option<Pt> = None;
    for (index, (a, _)) in codes.iter().enumerate() {
        for (b, _) in &codes[index + 1..] {
            let across = (b.origin.x - a.right()).max(a.origin.x - b.right());
            let down = (b.origin.y - a.bottom()).max(a.origin.y - b.bottom());
            let gap = across.max(down);
            least = Some(least.map_or(gap, |other| other.min(gap)));
        }
    }
    least
}

/// Equal for pages whose frames stand in the same places and whose codes are
/// the same, whatever the text says.
fn signature(page: &Page) -> u128 {
    let mut digest = Digest::default();
    page.size.width.hash(&mut digest);
    page.size.height.hash(&mut digest);
    for (at, frame) in page.frames() {
        at.x.hash(&mut digest);
        at.y.hash(&mut digest);
        frame.size().height.hash(&mut digest);
    }
    for (area, code) in page.codes() {
        area.size.width.hash(&mut digest);
        code.text().hash(&mut digest);
    }
    digest.finish128()
}

/// Works on `jobs` with as many workers as there are processors and hands the
/// results to `take` in the order of the jobs. With one processor, with one
/// job, or where threads cannot be had, all happens in turn.
fn side_by_side<J: Sync, W, R: Send, E>(
    jobs: &[J],
    worker: impl Fn() -> W + Sync,
    work: impl Fn(&mut W, &J) -> R + Sync,
    mut take: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get());
    let threads = threads.min(jobs.len());
    if threads < 2 || cfg!(target_family = "wasm") {
        let mut worker = worker();
        for job in jobs {
            take(work(&mut worker, job))?;
        }
        return Ok(());
    }
    std::thread::scope(|scope| {
        // Worker n does jobs n, n + threads, …; a channel of one batch keeps it
        // from running ahead of the writer, so memory stays flat.
        let results: Vec<_> = (0..threads)
            .map(|first| {
                let (sender, receiver) = std::sync::mpsc::sync_channel(1);
                let (worker, work) = (&worker, &work);
                scope.spawn(move || {
                    let mut worker = worker();
                    for job in jobs.iter().skip(first).step_by(threads) {
                        if sender.send(work(&mut worker, job)).is_err() {
                            return;
                        }
                    }
                });
                receiver
            })
            .collect();
        for index in 0..jobs.len() {
            match results[index % threads].recv() {
                Ok(result) => take(result)?,
                // The worker died; leaving the scope passes its panic on.
                Err(_) => break,
            }
        }
        drop(results);
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_jobs() {
        let jobs: Vec<usize> = (0..97).collect();
        let mut got = Vec::new();
        let done = side_by_side(
            &jobs,
            || (),
            |(), &job| job * 2,
            |result| {
                got.push(result);
                Ok::<(), ()>(())
            },
        );
        assert!(done.is_ok());
        assert_eq!(got, jobs.iter().map(|job| job * 2).collect::<Vec<_>>());
    }

    #[test]
    fn a_failure_stops_the_work() {
        let jobs: Vec<usize> = (0..1000).collect();
        let mut taken = 0;
        let done = side_by_side(
            &jobs,
            || (),
            |(), &job| job,
            |result| {
                taken += 1;
                if result == 3 { Err("full") } else { Ok(()) }
            },
        );
        assert_eq!((done, taken), (Err("full"), 4));
    }

    #[test]
    fn classes_come_one_after_another() {
        let pupil = |row, class: &str| Student {
            row,
            class: class.to_owned(),
            ..Student::default()
        };
        let mixed = [pupil(2, "7Б"), pupil(3, "7А"), pupil(4, "7Б")];
        let rows: Vec<usize> = in_class_order(&mixed).iter().map(|s| s.row).collect();
        assert_eq!(rows, [2, 4, 3]);
    }
}
