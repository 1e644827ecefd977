//! The papers that go with the handouts: poster, cards, checklist.
//!
//! Takes the settings, a template and, for the checklist, the roster; writes a
//! PDF and says what was made, for [`super::read_back`]. The stages are those
//! of the handouts; what differs is how pages come about: a poster is one page
//! in several sizes.

use std::io::Write;

use super::culprit::blame;
use super::explain::{explain, of_pupil, shorten};
use super::set::{Set, foreign, too_near};
use super::{Failure, Made, Source};
use crate::address::GOOD;
use crate::base::diagnostic::Diagnostic;
use crate::base::fonts::Fonts;
use crate::base::geometry::Size;
use crate::base::units::Pt;
use crate::layout::{self, Fault, Grid, Layout};
use crate::model::frame::{HandoutCopy, Page};
use crate::model::handout::Handout;
use crate::model::job::Job;
use crate::model::qr::QrCode;
use crate::model::rules::{self, POSTER_SIDE};
use crate::model::student::{Roster, Student};
use crate::pdf;
use crate::proof::Expected;
use crate::template::Template;

/// White at the edges of a sheet that printers leave.
const UNPRINTABLE: Pt = Pt::mm(8.0);

/// The code of what is said of a card with no room for its text.
const TOO_SMALL: &str = "card-too-small";

/// A paper of the kit.
#[derive(Debug, Clone, Copy)]
pub enum Paper<'a> {
    /// For the wall, a page for each of these sizes, by name and upright.
    Poster(&'a [(&'a str, Size)]),
    /// Cards or labels that say the same to everybody.
    Cards(&'a Cards),
    /// The teacher's list of every class of the roster, each from a new page;
    /// the pupils are in the order of printing.
    Checklist(&'a Roster),
}

/// How many cards and where.
#[derive(Debug, Clone, PartialEq)]
pub struct Cards {
    /// The first free place of the first sheet, counted from 0 along the rows.
    pub first: usize,
    /// How many cards; `None` fills the first sheet.
    pub copies: Option<usize>,
    /// A ready sheet of labels; `None` for cards of the template's own size,
    /// close together, to be cut out.
    pub labels: Option<Grid>,
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
    let (fonts, job) = (Fonts::embedded(), &job.of_paper());
    let printed = match printed(paper, source, job, &fonts) {
        Err(wrong) if wrong[0].code == TOO_SMALL && !job.school.is_empty() => {
            let school = String::new();
            let bare = Job {
                school,
                ..job.clone()
            };
            let without = printed(paper, source, &bare, &fonts);
            without.map(|mut printed| {
                let message = "название школы на карточку не уместилось, она сделана без него.";
                let remark = Diagnostic::warning("school-left-out", message);
                let hint = "Дайте короткое название: --school.";
                printed.remarks.push(remark.with_hint(hint));
                printed
            })
        }
        printed => printed,
    };
    let printed = printed.map_err(Failure::Input)?;
    let pieces = printed.pieces.iter().map(|piece| Expected::of(0, piece));
    let pieces: Vec<Expected> = pieces.collect();
    if let Some(problem) = too_near(&pieces, source) {
        return Err(Failure::Input(vec![problem]));
    }
    let mut set = Set::begin(Some(out), &fonts, printed.title, job, pdf::Duplex::Simplex)?;
    set.add(&printed.sheets)?;
    let (_, made) = set.finish()?;
    Ok(Made {
        handouts: printed.count,
        warnings: [printed.remarks, foreign(&made).collect(), made.warnings].concat(),
        ..made
    })
}

/// What is to be printed.
#[derive(Default)]
struct Printed {
    /// Title of the document.
    title: String,
    sheets: Vec<HandoutCopy>,
    /// What people hold in hand in the end, one of each kind: the rules of
    /// codes are about these, not about what stands beside them before cutting.
    pieces: Vec<Page>,
    /// How many of what was asked for.
    count: usize,
    remarks: Vec<Diagnostic>,
}

/// Lays the paper out.
fn printed(
    paper: &Paper<'_>,
    source: Source,
    job: &Job,
    fonts: &Fonts,
) -> Result<Printed, Vec<Diagnostic>> {
    let mut maker = Maker {
        template: Template::parse(source.name, source.text, job)?,
        layout: Layout::new(fonts),
        source,
        job,
    };
    let printed = match paper {
        Paper::Poster(sizes) => maker.poster(sizes),
        Paper::Cards(cards) => maker.cards(cards),
        Paper::Checklist(roster) => maker.checklist(roster, job),
    };
    let remarks = maker.template.remarks().to_vec();
    Ok(Printed {
        remarks,
        ..printed?
    })
}

/// Template and layout of one paper.
struct Maker<'f, 's> {
    template: Template,
    layout: Layout<'f>,
    source: Source<'s>,
    job: &'s Job,
}

impl Maker<'_, '_> {
    /// The pages of a handout.
    fn pages(&mut self, handout: &Handout) -> Result<Vec<Page>, Vec<Diagnostic>> {
        let laid = self.layout.handout(handout);
        Ok(laid
            .map_err(|fault| vec![self.blame(&fault, handout)])?
            .pages)
    }

    fn blame(&mut self, fault: &Fault, handout: &Handout) -> Diagnostic {
        blame(fault, &mut self.layout, handout, (self.source, self.job))
    }

    fn wrong(&self, code: &'static str, message: impl Into<String>, hint: &str) -> Vec<Diagnostic> {
        let problem = Diagnostic::error(code, message).in_file(self.source.name);
        vec![problem.with_hint(hint)]
    }

    /// One page, enlarged to each size. Enlarging keeps the proportions that
    /// were looked at: a line ends at the same word on A3 and on A4.
    fn poster(&mut self, sizes: &[(&str, Size)]) -> Result<Printed, Vec<Diagnostic>> {
        let handout = self.template.for_everybody()?;
        let pages = self.pages(&handout)?;
        let [page] = &pages[..] else {
            let message = "плакат не уместился на одной странице.";
            return Err(self.wrong("overflow", message, &shorten(self.job, &self.template)));
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
            if page
                .codes()
                .iter()
                .any(|(area, _)| area.size.width < POSTER_SIDE)
            {
                let message = format!("на плакате {name} есть QR-код мельче 80 мм.");
                let hint = "С двух метров такой не прочесть: сделайте код крупнее.";
                return Err(self.wrong("poster-code-small", message, hint));
            }
            printed.pieces.push(page.clone());
            printed.sheets.push(HandoutCopy {
                handouts: 1,
                title: format!("Плакат {name}"),
                group: String::new(),
                pages: vec![page],
            });
            printed.count += 1;
        }
        Ok(printed)
    }

    /// Every side of the template is a card of its own; they take turns. A card
    /// is laid out as a small page, and the pages are put on sheets.
    fn cards(&mut self, cards: &Cards) -> Result<Printed, Vec<Diagnostic>> {
        let mut handout = self.template.for_everybody()?;
        let grid = match cards.labels {
            Some(grid) => grid,
            None => self.cut_out(handout.setup.paper)?,
        };
        if cards.first >= grid.cells() {
            let message = format!("на листе только {} мест.", grid.cells());
            return Err(self.wrong("no-such-place", message, "Начните с меньшего."));
        }
        // A card keeps its looks on a larger label and is squeezed into a smaller.
        let own = handout.setup.paper;
        let width = own.width.min(grid.cell.width);
        handout.setup.paper = Size::new(width, own.height.min(grid.cell.height));
        let pieces = match self.layout.handout(&handout) {
            Ok(laid) if laid.pages.len() == handout.sides.len() => laid.pages,
            Ok(_) | Err(Fault::TooHigh) => return Err(self.too_small(&grid, "")),
            Err(fault @ Fault::Letter(_)) => return Err(vec![self.blame(&fault, &handout)]),
            Err(fault) => return Err(self.too_small(&grid, &explain(&fault).message)),
        };
        let count = cards.copies.unwrap_or(grid.cells() - cards.first);
        let mut printed = Printed {
            title: "Карточки: вход на онлайн-уроки".to_owned(),
            count,
            ..Printed::default()
        };
        let (mut done, mut first) = (0, cards.first);
        while done < count {
            let places = (grid.cells() - first).min(count - done);
            let turn = |index: usize| &pieces[(done + index) % pieces.len()];
            let own: Vec<&Page> = (0..places).map(turn).collect();
            printed.sheets.push(HandoutCopy {
                handouts: 1,
                title: format!("Лист {}", printed.sheets.len() + 1),
                group: String::new(),
                pages: vec![layout::imposed(&own, &grid, first)],
            });
            (done, first) = (done + places, 0);
        }
        printed.pieces = pieces;
        Ok(printed)
    }

    /// As many cards as find room on A4 where printers print.
    fn cut_out(&self, card: Size) -> Result<Grid, Vec<Diagnostic>> {
        let room = |paper: Pt, card: Pt| ((paper - UNPRINTABLE * 2.0) / card).floor() as usize;
        let columns = room(Size::A4.width, card.width);
        let rows = room(Size::A4.height, card.height);
        if columns * rows == 0 {
            let hint = "Размер карточки стоит наверху шаблона: paper = \"85mm 54mm\".";
            return Err(self.wrong("card-too-large", "карточка больше листа A4.", hint));
        }
        Ok(Grid::centred(Size::A4, columns, rows, card))
    }

    fn too_small(&self, grid: &Grid, why: &str) -> Vec<Diagnostic> {
        let (width, height) = (grid.cell.width.to_mm(), grid.cell.height.to_mm());
        let what = match grid.marks {
            true => "карточке",
            false => "этикетке",
        };
        let why = match why {
            "" => "текст не уместился.",
            why => why,
        };
        let message = format!("на {what} {width:.0} × {height:.0} мм не хватает места: {why}");
        let code = QrCode::encode(GOOD[0], rules::MOST_MODULES);
        let least = code.map_or(0, |code| rules::least_side_mm(code.width()));
        let hint = format!(
            "Возьмите этикетки крупнее, сократите текст или уменьшите код в шаблоне: не мельче {least} мм."
        );
        self.wrong(TOO_SMALL, message, &hint)
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
                Err(fault) => return Err(vec![self.blame_pupil(&fault, &students, &handout)]),
            };
            printed.pieces.extend(pages.iter().cloned());
            printed.sheets.push(HandoutCopy {
                handouts: 1,
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
    fn blame_pupil(
        &mut self,
        fault: &Fault,
        students: &[&Student],
        handout: &Handout,
    ) -> Diagnostic {
        if let Fault::Letter(letter) = fault
            && let Some(owner) = students.iter().find(|s| s.name.full().contains(*letter))
        {
            return of_pupil(*letter, owner.row);
        }
        self.blame(fault, handout)
    }
}

/// Pupils by class; they come class by class.
fn by_class(students: &[Student]) -> Vec<(&str, Vec<&Student>)> {
    let classes = students.chunk_by(|a, b| a.class == b.class);
    classes
        .map(|own| (&*own[0].class, own.iter().collect()))
        .collect()
}
