//! Judging any file with codes: a PDF of another program, a picture.
//!
//! Takes the bytes of a file and the hosts that are allowed, gives for every
//! page its codes with their figures and what is wrong with them. Draws and reads
//! with the renderer and the decoder of `proof`. Must not know who made the file;
//! files and JSON are the business of `cli`.

mod code;
mod density;
mod finder;
mod grey;
mod judge;
mod measure;
mod medium;
mod read;
mod search;
mod seen;
mod square;
mod stress;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

pub use self::code::{Code, Length};
pub use self::judge::quiet_in_words;
use self::measure::Measured;
use self::medium::{Medium, Photo, Sheet, Surface};
pub use self::seen::FAR;
use self::seen::{Seen, bounds};
use self::stress::Subject;
pub use self::stress::{Damage, Endured, Unit};
use crate::base::diagnostic::Diagnostic;
use crate::proof::pixels::Grey;
use crate::proof::render::Painter;

/// Pixels for a point in which a page is searched: 200 dpi.
const OVERVIEW: f64 = 200.0 / 72.0;
/// Pixels of a picture beyond which it is searched at a smaller scale first.
const OVERVIEW_PIXELS: f64 = 12_000_000.0;
/// Pages after which the renderer forgets what it kept.
const FORGET: usize = 64;
/// Pixels for a module of a code that is damaged.
const STRESSED: usize = 10;
/// Modules of surroundings of a code that is damaged.
const STRESSED_AROUND: usize = 6;

/// What is asked.
#[derive(Debug, Clone, Copy, Default)]
pub struct Inquiry<'a> {
    /// Hosts that are good besides the default two.
    pub hosts: &'a [String],
    /// Whether every code is to be damaged step by step.
    pub stress: bool,
}

/// What kind of file was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A PDF.
    Pdf,
    /// A PNG or JPEG.
    Picture,
}

/// A file that has been looked through.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Inspection {
    /// What it is.
    pub kind: Kind,
    /// Its pages; a picture has one.
    pub pages: Vec<InspectedPage>,
    /// What concerns the whole file.
    pub problems: Vec<Diagnostic>,
}

/// A page that has been looked through.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InspectedPage {
    /// Width.
    pub width: Length,
    /// Height.
    pub height: Length,
    /// Its codes, row by row.
    pub codes: Vec<Code>,
    /// What concerns several codes or the whole page.
    pub remarks: Vec<Diagnostic>,
}

impl Inspection {
    /// All codes of the file.
    pub fn codes(&self) -> impl Iterator<Item = &Code> {
        self.pages.iter().flat_map(|page| &page.codes)
    }

    /// Whether every code may be printed as it is, and there is one.
    pub fn is_good(&self) -> bool {
        let remarks = self.pages.iter().flat_map(|page| &page.remarks);
        let mut said = remarks.chain(&self.problems);
        self.codes().all(Code::is_good) && !said.any(Diagnostic::is_error)
    }
}

/// Looks through a file. `progress` is called after each page with the number of
/// pages done.
///
/// # Errors
/// If it cannot be opened; what is wrong with its codes is no error but stands
/// in the result.
pub fn inspect(
    bytes: Vec<u8>,
    inquiry: Inquiry<'_>,
    progress: &mut dyn FnMut(usize),
) -> Result<Inspection, Box<Diagnostic>> {
    let mut inspector = Inspector {
        inquiry,
        endured: HashMap::new(),
    };
    let (kind, pages, mut problems) = match Medium::open(bytes)? {
        Medium::Pdf(document) => {
            let mut pages = Vec::new();
            while pages.len() < document.pages() {
                let painter = &Painter::new(&document);
                for page in pages.len()..document.pages().min(pages.len() + FORGET) {
                    let mut seen = inspector.page(&Sheet { painter, page }, OVERVIEW);
                    let unseen = painter.prints_unseen(page).then(judge::unseen);
                    seen.remarks.extend(unseen);
                    pages.push(seen);
                    progress(pages.len());
                }
            }
            let unseen = document.prints_layers().then(judge::unseen);
            (Kind::Pdf, pages, unseen.into_iter().collect())
        }
        Medium::Picture(grey, per_mm) => {
            let page = inspector.picture(&grey, per_mm);
            let remark = per_mm.is_none().then(|| {
                Diagnostic::warning(
                    "no-density",
                    "в файле не сказано, какого размера картинка на бумаге.",
                )
                .with_hint("Размер кода в миллиметрах проверьте сами: модуль не меньше 0,75 мм.")
            });
            (Kind::Picture, vec![page], remark.into_iter().collect())
        }
    };
    if pages.iter().all(|page| page.codes.is_empty()) {
        let error = Diagnostic::error("no-code", "не найдено ни одного QR-кода.");
        problems = vec![error.with_hint("Если код есть, он слишком мелкий, бледный или испорчен.")];
    }
    Ok(Inspection {
        kind,
        pages,
        problems,
    })
}

struct Inspector<'a> {
    inquiry: Inquiry<'a>,
    /// What pictures of codes have endured: many pages show the same.
    endured: HashMap<Subject, Vec<Endured>>,
}

impl Inspector<'_> {
    fn picture(&mut self, grey: &Grey, per_mm: Option<(f64, f64)>) -> InspectedPage {
        let photo = Photo { grey, per_mm };
        let pixels = (grey.width * grey.height) as f64;
        let scale = (OVERVIEW_PIXELS / pixels).sqrt().min(1.0);
        let page = self.page(&photo, scale);
        if page.codes.is_empty() && scale < 1.0 {
            return self.page(&photo, 1.0);
        }
        page
    }

    fn page(&mut self, surface: &dyn Surface, overview: f64) -> InspectedPage {
        let unit = surface.unit_mm();
        let (width, height) = surface.size();
        let found = search::codes(surface, overview);
        let codes = found.codes.iter().map(|seen| self.code(surface, seen));
        let codes: Vec<Code> = codes.collect();
        let stopped = (!found.is_all).then(judge::stopped);
        InspectedPage {
            width: length(width, unit.map(|unit| unit.0)),
            height: length(height, unit.map(|unit| unit.1)),
            remarks: stopped.into_iter().chain(judge::near(&codes)).collect(),
            codes,
        }
    }

    fn code(&mut self, surface: &dyn Surface, seen: &Seen) -> Code {
        let measured = measure::measure(seen);
        let unit = surface.unit_mm();
        let (left, top, right, bottom) = bounds(&measured.corners);
        let (x, y) = (unit.map(|unit| unit.0), unit.map(|unit| unit.1));
        let mean = unit.map(|(x, y)| (x + y) / 2.0);
        let read = seen.read.as_ref();
        let personal = read.and_then(|read| judge::personal(&read.text));
        let mut code = Code {
            left: length(left, x),
            top: length(top, y),
            width: length(right - left, x),
            height: length(bottom - top, y),
            module: length(measured.module, mean),
            modules: seen.modules,
            quiet: measured.quiet,
            readable: read.is_some(),
            version: read.map(|read| read.version),
            level: read.map(|read| read.level),
            contrast: measured.contrast,
            inverted: seen.inverted,
            text: read
                .filter(|_| personal.is_none())
                .map(|read| read.text.clone()),
            personal: personal.map(str::to_owned),
            problems: Vec::new(),
            endured: None,
        };
        code.problems = judge::problems(&code, measured.quiet_slack, self.inquiry.hosts);
        if self.inquiry.stress
            && let Some(read) = read
        {
            let subject = subject(surface, seen, &measured);
            let known = self.endured.entry(subject);
            let endured = known.or_insert_with_key(|subject| stress::endured(subject, &read.text));
            code.endured = Some(endured.clone());
        }
        code
    }
}

/// A code drawn anew, always with as many pixels for a module.
fn subject(surface: &dyn Surface, seen: &Seen, measured: &Measured) -> Subject {
    let scale = STRESSED as f64 / measured.module;
    let (left, top, right, bottom) = bounds(&measured.corners);
    let around = STRESSED_AROUND as f64 * measured.module;
    let side = |from: f64, to: f64| (((to - from + 2.0 * around) * scale).round()) as usize;
    let size = (side(left, right), side(top, bottom));
    let grey = surface.draw((left - around, top - around), size, scale);
    Subject {
        middle: (grey.width / 2, grey.height / 2),
        grey: if seen.inverted { grey.inverted() } else { grey },
        module: STRESSED,
        modules: seen.modules,
    }
}

fn length(units: f64, unit_mm: Option<f64>) -> Length {
    match unit_mm {
        Some(mm) => Length::Mm(units * mm),
        None => Length::Px(units),
    }
}
