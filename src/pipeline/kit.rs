//! The papers that go with the handouts: poster, cards, checklist.
//!
//! Takes the settings, a template and, for the checklist, the roster; writes a
//! PDF and says what was made, for [`super::read_back`]. The stages are those
//! of the handouts; what differs is how pages come about: a poster is one page
//! in several sizes.

use std::collections::HashSet;
use std::io::Write;

use super::explain::explain;
use super::set::{LEAST_GAP, least_gap, signature};
use super::{Failure, Made, Source, in_class_order};
use crate::diagnostic::Diagnostic;
use crate::fonts::Fonts;
use crate::frame::{Page, Sheet};
use crate::geometry::Size;
use crate::handout::Handout;
use crate::job::Job;
use crate::layout::{self, Fault, Layout};
use crate::pdf;
use crate::student::{Roster, Student};
use crate::template::Template;
use crate::units::Pt;
use crate::verify::Expected;

/// The least side of a code that is to be read from two metres: at 26 mm focal
/// length (as 35 mm film) a phone sees 2.8 m at that distance, so a picture of
/// 1920 pixels has 1.9 for a module of 80 mm / 29 (`docs/qr.md`).
const POSTER_CODE: Pt = Pt::mm(80.0);

/// A paper of the kit.
#[derive(Debug, Clone, Copy)]
pub enum Paper<'a> {
    /// For the wall, a page for each of these sizes, by name and upright.
    Poster(&'a [(&'a str, Size)]),
    /// The teacher's list of every class of the roster, each from a new page.
    Checklist(&'a Roster),
}

/// Makes one paper of the kit and writes it to `out`.
///
/// # Errors
/// [`Failure`], with every problem; what was written by then is worthless.
pub fn paper<W: Write>(
    paper: &Paper<'_>,
    source: Source,
    job: &Job,
    out: W,
) -> Result<Made, Failure> {
    let fonts = Fonts::embedded();
    let template = Template::parse(source.name, source.text, job).map_err(Failure::Input)?;
    let mut press = Press {
        template,
        layout: Layout::new(&fonts),
        name: source.name,
    };
    let printed = match paper {
        Paper::Poster(sizes) => press.poster(sizes),
        Paper::Checklist(roster) => press.checklist(roster, job),
    };
    let printed = printed.map_err(Failure::Input)?;
    printed.write(&fonts, &source, job, out)
}

/// What is to be printed.
#[derive(Default)]
struct Printed {
    /// Title of the document.
    title: String,
    sheets: Vec<Sheet>,
    /// What people hold in hand in the end, one of each kind: the rules of
    /// codes are about these, not about what stands beside them before cutting.
    pieces: Vec<Page>,
    /// How many of what was asked for.
    count: usize,
    warnings: Vec<Diagnostic>,
}

/// Template and layout of one paper.
struct Press<'f, 's> {
    template: Template,
    layout: Layout<'f>,
    name: &'s str,
}

impl Press<'_, '_> {
    /// The pages of a handout.
    fn pages(&mut self, handout: &Handout) -> Result<Vec<Page>, Vec<Diagnostic>> {
        let laid = self.layout.handout(handout);
        Ok(laid.map_err(|fault| vec![self.blame(&fault)])?.pages)
    }

    fn blame(&self, fault: &Fault) -> Diagnostic {
        let problem = explain(fault);
        match fault {
            Fault::Letter(_) => problem,
            _ => problem.in_file(self.name),
        }
    }

    fn wrong(&self, code: &'static str, message: impl Into<String>, hint: &str) -> Vec<Diagnostic> {
        let problem = Diagnostic::error(code, message).in_file(self.name);
        vec![problem.with_hint(hint)]
    }

    /// One page, enlarged to each size. Enlarging keeps the proportions that
    /// were looked at: a line ends at the same word on A3 and on A4.
    fn poster(&mut self, sizes: &[(&str, Size)]) -> Result<Printed, Vec<Diagnostic>> {
        let handout = self.template.for_everybody()?;
        let pages = self.pages(&handout)?;
        let [page] = &pages[..] else {
            let message = "плакат не уместился на одной странице.";
            return Err(self.wrong("overflow", message, "Сократите текст шаблона."));
        };
        let lies = page.size.width > page.size.height;
        let mut printed = Printed {
            title: "Плакат: личный вход ребёнка на онлайн-уроки".to_owned(),
            ..Printed::default()
        };
        for (name, upright) in sizes {
            let paper = match lies {
                true => Size::new(upright.height, upright.width),
                false => *upright,
            };
            let page = layout::enlarged(page, paper);
            let small = |(area, _): &(crate::geometry::Rect, _)| area.size.width < POSTER_CODE;
            if page.codes().iter().any(small) {
                let message = format!("на плакате {name} есть QR-код мельче 80 мм.");
                let hint = "С двух метров такой не прочесть: сделайте код крупнее.";
                return Err(self.wrong("poster-code-small", message, hint));
            }
            printed.pieces.push(page.clone());
            printed.sheets.push(Sheet {
                title: format!("Плакат {name}"),
                group: String::new(),
                pages: vec![page],
            });
            printed.count += 1;
        }
        Ok(printed)
    }

    fn checklist(&mut self, roster: &Roster, job: &Job) -> Result<Printed, Vec<Diagnostic>> {
        let classes = by_class(&roster.students);
        let title = match &classes[..] {
            [(class, _)] if !class.is_empty() => format!("Памятки и талоны: {class}"),
            _ => "Памятки и талоны".to_owned(),
        };
        let mut printed = Printed {
            title,
            count: roster.students.len(),
            ..Printed::default()
        };
        for (class, students) in classes {
            let class = if class.is_empty() { &job.class } else { class };
            let handout = self.template.for_class(&students, class)?;
            let pages = match self.layout.handout(&handout) {
                Ok(laid) => laid.pages,
                Err(fault) => return Err(vec![self.blame_pupil(&fault, &students)]),
            };
            printed.pieces.extend(pages.iter().cloned());
            printed.sheets.push(Sheet {
                title: if class.is_empty() {
                    "Список"
                } else {
                    class
                }
                .to_owned(),
                group: String::new(),
                pages,
            });
        }
        Ok(printed)
    }

    /// Names the row of the first pupil whose name has a letter that no face
    /// has.
    fn blame_pupil(&self, fault: &Fault, students: &[&Student]) -> Diagnostic {
        let problem = self.blame(fault);
        let owner = match fault {
            Fault::Letter(letter) => students.iter().find(|s| s.full.contains(*letter)),
            _ => None,
        };
        match owner {
            Some(student) => problem.at_row(student.row),
            None => problem,
        }
    }
}

impl Printed {
    fn write<W: Write>(
        self,
        fonts: &Fonts,
        source: &Source,
        job: &Job,
        out: W,
    ) -> Result<Made, Failure> {
        let near = self.pieces.iter().filter_map(least_gap);
        if let Some(gap) = near.reduce(Pt::min).filter(|gap| *gap < LEAST_GAP) {
            let message = format!("два QR-кода стоят в {:.0} мм друг от друга.", gap.to_mm());
            let problem = Diagnostic::error("codes-too-near", message)
                .in_file(source.name)
                .with_hint("Нужно 20 мм и больше: телефон ждёт в кадре один код.");
            return Err(Failure::Input(vec![problem]));
        }
        let meta = pdf::Meta {
            title: self.title.clone(),
            author: job.school.clone(),
            date: job.today,
            duplex: false,
        };
        let mut writer = pdf::Writer::new(out, fonts, &meta)?;
        writer.add(&self.sheets)?;
        let index = writer.finish()?.index;
        let pages = self.sheets.iter().flat_map(|sheet| &sheet.pages);
        Ok(Made {
            handouts: self.count,
            pages: pages.clone().count(),
            sheets: pages.clone().count(),
            expected: expected(pages),
            warnings: self.warnings,
            index,
        })
    }
}

/// Pupils by class, in the order in which the classes first appear.
fn by_class(students: &[Student]) -> Vec<(&str, Vec<&Student>)> {
    let sorted = in_class_order(students);
    let classes = sorted.chunk_by(|a, b| a.class == b.class);
    classes
        .map(|own| (own[0].class.as_str(), own.to_vec()))
        .collect()
}

/// The first page of each layout with codes.
fn expected<'p>(pages: impl Iterator<Item = &'p Page>) -> Vec<Expected> {
    let mut known = HashSet::new();
    let with_codes = pages.enumerate().filter_map(|(index, page)| {
        let codes = page.codes();
        let new = !codes.is_empty() && known.insert(signature(page));
        new.then(|| Expected {
            page: index,
            codes: codes
                .into_iter()
                .map(|(area, code)| (area, code.text().to_owned()))
                .collect(),
            page_size: page.size,
        })
    });
    with_codes.collect()
}
