//! The finished PDF is read back before anyone prints it.
//!
//! Takes the bytes of a PDF and what its codes must say and where; draws the
//! pages with a renderer (hayro) and reads the codes with a decoder (rqrr)
//! that share no code with those that made them. Gives a [`Report`], or what is
//! wrong, in Russian. Must not know how the PDF was made. `inspect` judges
//! files of any origin by the same renderer and decoder.

pub mod decode;
pub mod picture;
pub mod pixels;
pub mod render;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use self::decode::Seen;
use self::pixels::{Bitmap, Part};
use self::render::Painter;
use crate::base::diagnostic::Diagnostic;
use crate::base::geometry::{Rect, Size};
use crate::base::units::Pt;
use crate::model::frame::Page;

pub use self::render::Document;

/// Pixels for one module of a code: few at first, which is quick and nearly
/// always enough, and more before anything is called wrong.
const PIXELS: [f64; 2] = [3.0, 6.0];
/// Not above 432 dpi: a page would take more memory than all the rest.
const MOST_SCALE: f64 = 6.0;
/// Below this a pixel is dark; the tints of boxes are lighter.
const DARK: u8 = 128;
/// How far a code may be from where it belongs, for the rounding of pixels.
const SLACK: Pt = Pt::mm(2.0);
/// White around a code that is looked at together with it.
const MARGIN: Pt = Pt::mm(2.5);

/// What a page must show.
#[derive(Debug, Clone, PartialEq)]
pub struct Expected {
    /// The page, counted from 0.
    pub page: usize,
    /// Each code: the area it covers without its quiet zone, in points from
    /// the upper left corner of the page, and its text.
    pub codes: Vec<(Rect, String)>,
    /// The area of each picture.
    pub pictures: Vec<Rect>,
    /// The smallest module of its codes.
    pub module: Pt,
    /// Size of the page.
    pub page_size: Size,
}

impl Expected {
    /// What a laid-out page must show when it is read back as page `index`.
    pub fn of(index: usize, page: &Page) -> Self {
        let codes = page.codes();
        let modules = codes
            .iter()
            .map(|(area, code)| area.size.width / code.width() as f64);
        Expected {
            page: index,
            module: modules.fold(Pt::mm(1.0), Pt::min),
            codes: codes
                .into_iter()
                .map(|(area, code)| (area, code.text().to_owned()))
                .collect(),
            pictures: page.pictures(),
            page_size: page.size,
        }
    }
}

/// What has been read back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Pages drawn.
    pub pages: usize,
    /// Codes read, all of them right.
    pub codes: usize,
}

impl Report {
    /// Sums up what has been read.
    ///
    /// # Errors
    /// Those of all pages, in their order.
    pub fn of(pages: Vec<ReadPage>) -> Result<Self, Vec<Diagnostic>> {
        let report = Report {
            pages: pages.len(),
            codes: pages.iter().map(|page| page.codes).sum(),
        };
        let errors: Vec<_> = pages.into_iter().flat_map(|page| page.errors).collect();
        if errors.is_empty() {
            Ok(report)
        } else {
            Err(errors)
        }
    }
}

/// A page that has been read back.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadPage {
    /// Where it is in the document that was read, counted from 0.
    pub place: usize,
    /// How many codes it must have.
    pub codes: usize,
    /// What is wrong with it.
    pub errors: Vec<Diagnostic>,
}

/// Pictures of codes that have been read, each once: codes of a document are
/// mostly drawn alike, and reading takes longer than comparing. Threads may
/// share it; what one is reading the others wait for.
#[derive(Default)]
pub struct Known(Mutex<HashMap<Bitmap, Arc<OnceLock<Vec<Seen>>>>>);

impl Known {
    fn read(&self, picture: Bitmap) -> Arc<OnceLock<Vec<Seen>>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = known.entry(picture.clone()).or_default().clone();
        drop(known);
        seen.get_or_init(|| decode::bitmap(&picture));
        seen
    }
}

/// Opens a document that has just been made.
///
/// # Errors
/// If it cannot be.
pub fn open(bytes: Vec<u8>) -> Result<Document, Vec<Diagnostic>> {
    Document::open(bytes).map_err(|_| {
        vec![Diagnostic::error(
            "pdf-unreadable",
            "готовый PDF не открывается при проверке.",
        )]
    })
}

/// Draws pages and reads their codes. `pages` gives where in the document each
/// page is, counted from 0, and what it must show; it is asked for the next
/// page when this is done with the one before.
pub fn read<'e>(
    document: &Document,
    known: &Known,
    pages: impl Iterator<Item = (usize, &'e Expected)>,
) -> Vec<ReadPage> {
    let painter = Painter::new(document);
    let read = pages.map(|(place, wanted)| ReadPage {
        place,
        codes: wanted.codes.len(),
        errors: errors(&painter, known, place, wanted),
    });
    read.collect()
}

/// What is wrong with a page.
fn errors(
    painter: &Painter<'_>,
    known: &Known,
    place: usize,
    wanted: &Expected,
) -> Vec<Diagnostic> {
    let page = wanted.page + 1;
    let Some((width, height)) = painter.size(place) else {
        let message = format!("в готовом PDF нет страницы {page}.");
        return vec![Diagnostic::error("page-missing", message)];
    };
    if !is_near(Pt::new(width), wanted.page_size.width)
        || !is_near(Pt::new(height), wanted.page_size.height)
    {
        let message = format!("у страницы {page} не тот размер.");
        return vec![Diagnostic::error("page-size", message)];
    }
    let look = |pixels: f64| {
        let scale = (pixels / wanted.module.get()).clamp(1.0, MOST_SCALE);
        let size = ((width * scale) as usize, (height * scale) as usize);
        let drawn = painter.draw(place, (0.0, 0.0), size, scale);
        check(wanted, drawn.dark_below(DARK), scale, known)
    };
    let errors = look(PIXELS[0]);
    if errors.is_empty() {
        errors
    } else {
        look(PIXELS[1])
    }
}

/// Compares what is on a page with what must be there.
fn check(wanted: &Expected, mut drawn: Bitmap, scale: f64, known: &Known) -> Vec<Diagnostic> {
    let mut errors = Vec::new();
    for (area, text) in &wanted.codes {
        let pixels = |x: Pt, y: Pt| (x.get() * scale, y.get() * scale);
        let part = drawn.part(
            pixels(area.origin.x - MARGIN, area.origin.y - MARGIN),
            pixels(area.right() + MARGIN, area.bottom() + MARGIN),
        );
        let seen = known.read(drawn.cut(part));
        let seen = seen.get().map_or(&[][..], Vec::as_slice);
        let is_there = |seen: &Seen| is_there(seen, part, scale, *area);
        errors.extend(compare(wanted.page + 1, text, seen, is_there));
        drawn.clear(part);
    }
    // What is left of the page holds no code.
    for extra in decode::bitmap(&drawn) {
        let text = extra
            .read
            .map_or(String::new(), |read| format!(": {}", read.text));
        errors.push(Diagnostic::error(
            "code-unexpected",
            format!("на странице {} лишний QR-код{text}.", wanted.page + 1),
        ));
    }
    errors
}

fn compare(
    page: usize,
    text: &str,
    seen: &[Seen],
    is_there: impl Fn(&Seen) -> bool,
) -> Option<Diagnostic> {
    let Some(code) = seen.first() else {
        return Some(Diagnostic::error(
            "code-missing",
            format!("на странице {page} не найден QR-код {text}."),
        ));
    };
    let error = match &code.read {
        None => Diagnostic::error(
            "code-unreadable",
            format!("QR-код {text} на странице {page} не читается."),
        ),
        Some(read) if read.text != text => Diagnostic::error(
            "code-differs",
            format!(
                "QR-код на странице {page} ведёт не туда: {} вместо {text}.",
                read.text
            ),
        ),
        Some(_) if !is_there(code) => Diagnostic::error(
            "code-misplaced",
            format!("QR-код {text} на странице {page} стоит не на своём месте."),
        ),
        Some(_) if seen.len() > 1 => Diagnostic::error(
            "code-unexpected",
            format!("рядом с QR-кодом {text} на странице {page} есть ещё один."),
        ),
        Some(_) => return None,
    };
    Some(error)
}

/// Whether a code seen in a part of a page covers an area.
fn is_there(seen: &Seen, part: Part, scale: f64, area: Rect) -> bool {
    let modules = seen.read.as_ref().map_or(0, |read| read.modules()) as f64;
    let [(left, top), _, far, _] = seen.bounds;
    // The far corner lies one module too far.
    let share = modules / (modules + 1.0);
    let end = |first: f64, last: f64| first + (last - first) * share;
    let x = |pixels: f64| Pt::new((part.left as f64 + pixels) / scale);
    let y = |pixels: f64| Pt::new((part.top as f64 + pixels) / scale);
    is_near(x(left), area.origin.x)
        && is_near(y(top), area.origin.y)
        && is_near(x(end(left, far.0)), area.right())
        && is_near(y(end(top, far.1)), area.bottom())
}

fn is_near(a: Pt, b: Pt) -> bool {
    (a - b).get().abs() <= SLACK.get()
}
