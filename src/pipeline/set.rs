//! A document that is being made: sheets in, a PDF and what was made out.
//!
//! Counts what it is given and notes one page of each kind for reading back,
//! so that the time for that does not grow with the set.

use std::collections::HashSet;
use std::hash::Hash;
use std::io::Write;

use super::{Failure, Made};
use crate::base::diagnostic::Diagnostic;
use crate::base::digest::Digest;
use crate::base::fonts::Fonts;
use crate::base::geometry::Rect;
use crate::base::units::Pt;
use crate::model::frame::{Page, Sheet};
use crate::model::job::Job;
use crate::pdf;
use crate::verify::Expected;

/// White between two codes of a page: nearer, and phones that expect one code
/// in view fail on both (11 of 84 simulated captures, `docs/qr.md`).
const LEAST_GAP: Pt = Pt::mm(20.0);
/// Kinds of page that are read back. A set has a handful; more come only of a
/// template that gives every pupil a code of their own.
const MOST_KINDS: usize = 64;

/// A document that is being made.
pub(super) struct Set<'f, W> {
    writer: pdf::Writer<'f, W>,
    duplex: bool,
    kinds: HashSet<u128>,
    pub made: Made,
}

impl<'f, W: Write> Set<'f, W> {
    /// Begins a document on `out`; `duplex` if its sheets have two sides.
    pub fn begin(
        out: W,
        fonts: &'f Fonts,
        title: String,
        job: &Job,
        duplex: bool,
    ) -> Result<Self, Failure> {
        let meta = pdf::Meta {
            title,
            author: job.school.clone(),
            date: job.today,
            duplex,
        };
        Ok(Set {
            writer: pdf::Writer::new(out, fonts, &meta)?,
            duplex,
            kinds: HashSet::new(),
            made: Made::default(),
        })
    }

    /// Adds sheets after those added before.
    pub fn add(&mut self, sheets: &[Sheet]) -> Result<(), Failure> {
        self.writer.add(sheets)?;
        let sides = if self.duplex { 2 } else { 1 };
        for sheet in sheets {
            for page in &sheet.pages {
                self.expect(page);
                self.made.pages += 1;
            }
            self.made.handouts += 1;
            self.made.sheets += sheet.pages.len().div_ceil(sides);
        }
        Ok(())
    }

    /// Notes a page for reading back if it is the first of its kind.
    fn expect(&mut self, page: &Page) {
        if self.kinds.len() > MOST_KINDS {
            return;
        }
        let Some(kind) = kind_of(page) else {
            return;
        };
        if self.kinds.insert(kind) && self.kinds.len() <= MOST_KINDS {
            self.made.expected.push(Expected {
                page: self.made.pages,
                codes: codes(page),
                page_size: page.size,
            });
        }
    }

    /// Ends the document; gives the output back and says what was made.
    pub fn finish(mut self) -> Result<(W, Made), Failure> {
        let finished = self.writer.finish()?;
        self.made.index = finished.index;
        if self.kinds.len() > MOST_KINDS {
            let message = format!(
                "страницы слишком разные: коды прочтены обратно на первых {MOST_KINDS} видах страниц."
            );
            let warning = Diagnostic::warning("codes-sampled", message);
            self.made.warnings.push(
                warning.with_hint("Проверьте телефоном несколько кодов с последних страниц."),
            );
        }
        Ok((finished.out, self.made))
    }
}

/// Equal for pages with the same codes that differ only in text: what stands
/// where, and what has codes in it. `None` for a page without codes.
fn kind_of(page: &Page) -> Option<u128> {
    let mut has_codes = false;
    let mut digest = Digest::default();
    let mut put = |length: Pt| length.get().to_bits().hash(&mut digest);
    put(page.size.width);
    put(page.size.height);
    let frames = page.frames();
    for (at, _) in &frames {
        put(at.x);
        put(at.y);
    }
    for (_, frame) in frames.iter().filter(|(_, frame)| frame.has_code()) {
        frame.key().hash(&mut digest);
        has_codes = true;
    }
    has_codes.then(|| digest.finish128())
}

/// The codes of a page, as reading back must find them.
pub(super) fn codes(page: &Page) -> Vec<(Rect, String)> {
    let codes = page.codes().into_iter();
    codes
        .map(|(area, code)| (area, code.text().to_owned()))
        .collect()
}

/// What is wrong with pages, each given by its codes, if two codes of one stand
/// too near; `name` is the template's.
pub(super) fn too_near<'c>(
    pages: impl IntoIterator<Item = &'c Vec<(Rect, String)>>,
    name: &str,
) -> Option<Diagnostic> {
    let gaps = pages.into_iter().filter_map(|codes| least_gap(codes));
    let gap = gaps.reduce(Pt::min).filter(|gap| *gap < LEAST_GAP)?;
    let message = format!("два QR-кода стоят в {:.0} мм друг от друга.", gap.to_mm());
    let problem = Diagnostic::error("codes-too-near", message).in_file(name);
    Some(problem.with_hint("Нужно 20 мм и больше: телефон ждёт в кадре один код."))
}

/// White between the two nearest codes of a page.
fn least_gap(codes: &[(Rect, String)]) -> Option<Pt> {
    let pairs = codes.iter().enumerate().flat_map(|(index, (a, _))| {
        let others = codes[index + 1..].iter();
        others.map(move |(b, _)| {
            let across = (b.origin.x - a.right()).max(a.origin.x - b.right());
            let down = (b.origin.y - a.bottom()).max(a.origin.y - b.bottom());
            across.max(down)
        })
    });
    pairs.reduce(Pt::min)
}
