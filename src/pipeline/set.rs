//! A document that is being made: copies in, a PDF and what was made out.
//!
//! Counts what it is given and notes one page of each layout for reading back,
//! so that the time for that does not grow with the set.

use std::collections::HashSet;
use std::io::Write;

use super::{Failure, Made};
use crate::base::diagnostic::Diagnostic;
use crate::base::fonts::Fonts;
use crate::base::units::Pt;
use crate::model::frame::{HandoutCopy, Page};
use crate::model::job::Job;
use crate::model::rules::LEAST_GAP;
use crate::pdf;
use crate::proof::Expected;

/// Layouts whose codes are read back. A set has a handful; more come only of a
/// template that gives every pupil a code of their own.
const MOST_LAYOUTS: usize = 64;

/// A document that is being made.
pub(super) struct Set<'f, W> {
    /// `None` if nothing is written and the pages are only looked at.
    writer: Option<pdf::Writer<'f, W>>,
    duplex: pdf::Duplex,
    /// Layouts of the pages so far; one page is read back of each.
    layouts: HashSet<u128>,
    pub made: Made,
}

impl<'f, W: Write> Set<'f, W> {
    /// Begins a document on `out`, or one that is not written.
    pub fn begin(
        out: Option<W>,
        fonts: &'f Fonts,
        title: String,
        job: &Job,
        duplex: pdf::Duplex,
    ) -> Result<Self, Failure> {
        let meta = pdf::Meta {
            title,
            author: job.school.clone(),
            date: job.today,
            duplex,
        };
        Ok(Set {
            writer: out
                .map(|out| pdf::Writer::new(out, fonts, &meta))
                .transpose()?,
            duplex,
            layouts: HashSet::new(),
            made: Made::default(),
        })
    }

    /// Adds copies after those added before.
    pub fn add(&mut self, copies: &[HandoutCopy]) -> Result<(), Failure> {
        if let Some(writer) = &mut self.writer {
            writer.add(copies)?;
        }
        let sides = match self.duplex {
            pdf::Duplex::Simplex => 1,
            _ => 2,
        };
        for copy in copies {
            for page in &copy.pages {
                self.expect(page);
                self.made.pages += 1;
            }
            self.made.note_copy(copy.pages.len());
            self.made.handouts += copy.handouts;
            self.made.sheets += copy.pages.len().div_ceil(sides);
        }
        Ok(())
    }

    /// Notes a page for reading back if it has codes and is the first of its
    /// layout.
    fn expect(&mut self, page: &Page) {
        if self.layouts.len() > MOST_LAYOUTS || !self.layouts.insert(page.layout()) {
            return;
        }
        let expected = Expected::of(self.made.pages, page);
        if !expected.codes.is_empty() && self.layouts.len() <= MOST_LAYOUTS {
            self.made.expected.push(expected);
        }
    }

    /// Ends the document; gives the output back and says what was made.
    pub fn finish(mut self) -> Result<(Option<W>, Made), Failure> {
        let finished = self.writer.map(pdf::Writer::finish).transpose()?;
        let (out, index) = finished.map(|made| (made.out, made.index)).unzip();
        self.made.index = index.unwrap_or_default();
        if self.layouts.len() > MOST_LAYOUTS {
            let message = format!(
                "страницы слишком разные: коды прочтены обратно на первых {MOST_LAYOUTS} видах страниц."
            );
            let warning = Diagnostic::warning("codes-sampled", message);
            self.made.warnings.push(
                warning.with_hint("Проверьте телефоном несколько кодов с последних страниц."),
            );
        }
        Ok((out, self.made))
    }
}

/// What is wrong with the pages of the template `name` if two codes of one stand
/// too near.
pub(super) fn too_near(pages: &[Expected], name: &str) -> Option<Diagnostic> {
    let gap = pages.iter().filter_map(least_gap).reduce(Pt::min);
    let gap = gap.filter(|gap| *gap < LEAST_GAP)?;
    let message = format!("два QR-кода стоят в {:.0} мм друг от друга.", gap.to_mm());
    let least = LEAST_GAP.to_mm();
    let hint = format!("Нужно {least:.0} мм и больше: телефон ждёт в кадре один код.");
    let problem = Diagnostic::error("codes-too-near", message).in_file(name);
    Some(problem.with_hint(hint))
}

/// White between the two nearest codes of a page.
fn least_gap(page: &Expected) -> Option<Pt> {
    let pairs = page.codes.iter().enumerate().flat_map(|(index, (a, _))| {
        let others = page.codes[index + 1..].iter();
        others.map(move |(b, _)| {
            let across = (b.origin.x - a.right()).max(a.origin.x - b.right());
            let down = (b.origin.y - a.bottom()).max(a.origin.y - b.bottom());
            across.max(down)
        })
    });
    pairs.reduce(Pt::min)
}
