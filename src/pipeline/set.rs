//! A document that is being made: copies in, a PDF and what was made out.
//!
//! Counts what it is given and notes one page of each layout for reading back,
//! so that the time for that does not grow with the set.

use std::collections::{BTreeSet, HashSet};
use std::io::Write;

use super::culprit::row_with;
use super::{Failure, Made, Source};
use crate::address;
use crate::base::diagnostic::Diagnostic;
use crate::base::fonts::Fonts;
use crate::base::geometry::Rect;
use crate::base::plural;
use crate::base::units::Pt;
use crate::model::frame::{HandoutCopy, Page};
use crate::model::job::Job;
use crate::model::rules::{LEAST_GAP, QUIET_ZONE};
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
            self.made.handouts += copy.handouts;
            self.made.note_copy(copy.pages.len());
            for sheet in copy.pages.chunks(sides) {
                self.made.sheets += 1;
                let links: BTreeSet<&str> = sheet.iter().flat_map(Page::links).collect();
                for link in links {
                    match self.made.addresses.get_mut(link) {
                        Some(sheets) => *sheets += 1,
                        None => drop(self.made.addresses.insert(link.to_owned(), 1)),
                    }
                }
            }
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
                "страницы очень разные: коды проверены только на первых {MOST_LAYOUTS} видах страниц."
            );
            let warning = Diagnostic::warning("codes-sampled", message);
            self.made.warnings.push(
                warning.with_hint("Проверьте телефоном несколько кодов с последних страниц."),
            );
        }
        Ok((out, self.made))
    }
}

/// A remark on each address that is not of the default hosts.
pub(super) fn foreign(made: &Made) -> impl Iterator<Item = Diagnostic> {
    let foreign = made.addresses.iter();
    let foreign = foreign.filter(|(url, _)| !address::is_default(url));
    foreign.map(|(url, sheets)| {
        let shown = address::shown(url) + &plural::on_sheets(*sheets);
        let alike = address::resembles(url);
        let alike = alike.map(|good| format!(". Он похож на {good}, но это другой сайт"));
        let alike = alike.unwrap_or_default();
        let message = format!("код или ссылка ведёт на {shown}{alike}.");
        let hint = "Откройте адрес и проверьте, что это тот сайт.";
        Diagnostic::warning("foreign-address", message).with_hint(hint)
    })
}

/// What is wrong with the pages of a template if two codes of one, or a code and a
/// picture, stand too near each other.
pub(super) fn too_near(pages: &[Expected], source: Source<'_>) -> Option<Diagnostic> {
    let gaps = pages.iter().flat_map(gaps);
    let (gap, url, other) = gaps.min_by(|(a, ..), (b, ..)| a.get().total_cmp(&b.get()))?;
    if gap >= LEAST_GAP {
        return None;
    }
    let message = match other {
        Some(_) => format!(
            "два QR-кода стоят в {:.0} мм друг от друга.",
            gap.max(Pt::ZERO).to_mm()
        ),
        None => format!(
            "картинка стоит в {:.0} мм от QR-кода.",
            gap.max(Pt::ZERO).to_mm()
        ),
    };
    let least = LEAST_GAP.to_mm();
    let hint = format!("Нужно {least:.0} мм и больше: телефон ждёт в кадре один код.");
    let mut problem = Diagnostic::error("codes-too-near", message).in_file(source.name);
    let row = |url: &str| row_with(source.text, &format!("](qr:{url}"));
    problem.row = other.and_then(row).or_else(|| row(url));
    Some(problem.with_hint(hint))
}

/// White between a code of a page and each later code or picture, with the
/// addresses of the two; a picture keeps off the quiet zone.
fn gaps(page: &Expected) -> Vec<(Pt, &str, Option<&str>)> {
    let apart = |a: &Rect, b: &Rect| {
        let across = (b.origin.x - a.right()).max(a.origin.x - b.right());
        let down = (b.origin.y - a.bottom()).max(a.origin.y - b.bottom());
        across.max(down)
    };
    let mut gaps = Vec::new();
    for (index, (area, url)) in page.codes.iter().enumerate() {
        for (other, its) in &page.codes[index + 1..] {
            gaps.push((apart(area, other), &**url, Some(&**its)));
        }
        // A quiet zone of the smallest code is as wide (ISO/IEC 18004, 6.3.8).
        let quiet = area.size.width * (QUIET_ZONE as f64 / LEAST_WIDTH);
        for picture in &page.pictures {
            gaps.push((apart(area, picture) - quiet, url, None));
        }
    }
    gaps
}

/// Modules a side of the smallest code.
const LEAST_WIDTH: f64 = 21.0;
