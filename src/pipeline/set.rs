//! What is known of a set while it is made: counts, layouts, problems.

use std::collections::HashSet;

use super::Made;
use crate::base::diagnostic::Diagnostic;
use crate::base::units::Pt;
use crate::model::frame::{HandoutCopy, Page};
use crate::model::rules::LEAST_GAP;
use crate::proof::Expected;

/// Layouts of a set whose codes are read back. A set has a handful; more come
/// only of a template that gives every pupil a code of his own.
const MOST_LAYOUTS: usize = 64;

/// What is known of a set while it grows.
pub(super) struct Set {
    pub made: Made,
    pub problems: Vec<Diagnostic>,
    /// Rows of the pupils whose handout took more than one sheet.
    pub overflow: Vec<usize>,
    /// Layouts that are read back.
    layouts: HashSet<u128>,
    /// Whether there are layouts that will not be read back.
    more: bool,
    duplex: bool,
}

impl Set {
    pub fn new(duplex: bool) -> Self {
        Set {
            made: Made::default(),
            problems: Vec::new(),
            overflow: Vec::new(),
            layouts: HashSet::new(),
            more: false,
            duplex,
        }
    }

    /// Counts sheets, and notes the first page of each layout.
    pub fn count(&mut self, sheets: &[HandoutCopy], name: &str) {
        for sheet in sheets {
            for page in &sheet.pages {
                self.expect(page, name);
                self.made.pages += 1;
            }
            self.made.handouts += 1;
            let sides = if self.duplex { 2 } else { 1 };
            self.made.sheets += sheet.pages.len().div_ceil(sides);
        }
    }

    /// Notes a page for reading back, if it has codes and is the first of its
    /// layout.
    fn expect(&mut self, page: &Page, name: &str) {
        let layout = page.layout();
        if page.codes().is_empty() || self.layouts.contains(&layout) {
            return;
        }
        if self.made.expected.len() == MOST_LAYOUTS {
            self.more = true;
            return;
        }
        self.layouts.insert(layout);
        if let Some(gap) = least_gap(page)
            && gap < LEAST_GAP
        {
            let problem = too_near(gap, name);
            if !self.problems.contains(&problem) {
                self.problems.push(problem);
            }
        }
        self.made.expected.push(Expected::of(self.made.pages, page));
    }

    pub fn finish(mut self) -> Made {
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

/// That two codes of a page of the template `name` stand so near.
pub(super) fn too_near(gap: Pt, name: &str) -> Diagnostic {
    let message = format!("два QR-кода стоят в {:.0} мм друг от друга.", gap.to_mm());
    let least = LEAST_GAP.to_mm();
    let hint = format!("Нужно {least:.0} мм и больше: телефон ждёт в кадре один код.");
    Diagnostic::error("codes-too-near", message)
        .in_file(name)
        .with_hint(hint)
}

/// White between the two nearest codes of a page.
pub(super) fn least_gap(page: &Page) -> Option<Pt> {
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
