//! The finished PDF is read back before anyone prints it.
//!
//! Takes the bytes of a PDF and what its codes must say and where; draws the
//! pages with a renderer (hayro) and reads the codes with a decoder (rqrr)
//! that share no code with those that made them. Gives a [`VerifyReport`], or
//! what is wrong, in Russian. [`inspect()`] judges files of any origin by the
//! same decoder. Must not know how the PDF was made.

mod decode;
mod density;
mod finder;
mod grey;
mod inspect;
mod judge;
pub mod lone;
mod measure;
mod medium;
mod picture;
mod search;
mod square;
mod stress;

use std::sync::Arc;

use hayro::hayro_syntax::Pdf;

pub use self::decode::Correction;
pub use self::inspect::{Code, Inquiry, InspectedPage, Inspection, Kind, Length, inspect};
pub use self::judge::{number, quiet_in_words};
pub use self::measure::FAR;
use self::picture::{Drawn, Easel, Found, Known, Picture};
pub use self::stress::{Damage, Endured, Unit};
use crate::base::diagnostic::Diagnostic;
use crate::base::geometry::{Rect, Size};
use crate::base::units::Pt;

/// Pixels for one module of a code: few at first, which is quick and nearly
/// always enough, and more before anything is called wrong.
const PIXELS: [f64; 2] = [3.0, 6.0];
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
    /// Size of the page.
    pub page_size: Size,
}

/// What has been read back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VerifyReport {
    /// Pages drawn.
    pub pages: usize,
    /// Codes read, all of them right.
    pub codes: usize,
}

/// Draws every page named in `expected` and reads its codes.
///
/// # Errors
/// One error for each code that is missing, cannot be read, says something
/// else or was not expected, and for a page that is missing or has another
/// size.
pub fn read_back(
    pdf: Arc<Vec<u8>>,
    expected: &[Expected],
) -> Result<VerifyReport, Vec<Diagnostic>> {
    let places = expected.iter().map(|wanted| wanted.page);
    let pages = Reader::default().read(&Opened::new(pdf)?, places.zip(expected));
    VerifyReport::of(pages)
}

/// The same for an excerpt that holds just the pages of `expected`, in their
/// order. Errors name the pages as they are counted in the whole document.
///
/// # Errors
/// As [`read_back`].
pub fn read_excerpt(
    pdf: Arc<Vec<u8>>,
    expected: &[Expected],
) -> Result<VerifyReport, Vec<Diagnostic>> {
    let pages = Reader::default().read(&Opened::new(pdf)?, (0..).zip(expected));
    VerifyReport::of(pages)
}

/// A document that has been opened for reading back.
pub struct Opened(Pdf);

impl Opened {
    /// Opens a document.
    ///
    /// # Errors
    /// If it cannot be.
    pub fn new(pdf: Arc<Vec<u8>>) -> Result<Self, Vec<Diagnostic>> {
        Pdf::new(pdf).map(Opened).map_err(|_| {
            vec![Diagnostic::error(
                "pdf-unreadable",
                "готовый PDF не открывается при проверке.",
            )]
        })
    }
}

/// Draws pages of documents one after another and reads their codes; remembers
/// codes it has read, which in files of the same kind are drawn alike.
#[derive(Default)]
pub struct Reader {
    easel: Easel,
    known: Arc<Known>,
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

impl VerifyReport {
    /// Sums up what has been read, in any order.
    ///
    /// # Errors
    /// Those of all pages, in the order of the document.
    pub fn of(mut pages: Vec<ReadPage>) -> Result<Self, Vec<Diagnostic>> {
        pages.sort_by_key(|page| page.place);
        let report = VerifyReport {
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

impl Reader {
    /// So many that share what they have read, for as many threads.
    pub fn several(count: usize) -> Vec<Self> {
        let known = Arc::new(Known::default());
        let one = |_| Reader {
            easel: Easel::default(),
            known: known.clone(),
        };
        (0..count).map(one).collect()
    }

    /// Draws pages and reads their codes. `pages` gives where in the document each
    /// page is, counted from 0, and what it must show; it is asked for the next
    /// page when this is done with the one before.
    pub fn read<'e>(
        &mut self,
        document: &Opened,
        pages: impl Iterator<Item = (usize, &'e Expected)>,
    ) -> Vec<ReadPage> {
        let drawn = Drawn::default();
        let read = pages.map(|(place, wanted)| ReadPage {
            place,
            codes: wanted.codes.len(),
            errors: self.page(document, &drawn, place, wanted),
        });
        read.collect()
    }

    /// What is wrong with a page.
    fn page<'d>(
        &mut self,
        document: &'d Opened,
        drawn: &Drawn<'d>,
        place: usize,
        wanted: &Expected,
    ) -> Vec<Diagnostic> {
        let Some(page) = document.0.pages().get(place) else {
            return vec![Diagnostic::error(
                "page-missing",
                format!("в готовом PDF нет страницы {}.", wanted.page + 1),
            )];
        };
        let (width, height) = page.render_dimensions();
        if !is_near(Pt::new(width.into()), wanted.page_size.width)
            || !is_near(Pt::new(height.into()), wanted.page_size.height)
        {
            return vec![Diagnostic::error(
                "page-size",
                format!("у страницы {} не тот размер.", wanted.page + 1),
            )];
        }
        let module = smallest_module(wanted);
        let mut look = |pixels| {
            let mut picture = self.easel.draw(page, drawn, module, pixels);
            check(wanted, &mut picture, &self.known)
        };
        let complaints = look(PIXELS[0]);
        if complaints.is_empty() {
            complaints
        } else {
            look(PIXELS[1])
        }
    }
}

/// Compares what is on a page with what must be there.
fn check(wanted: &Expected, picture: &mut Picture, known: &Known) -> Vec<Diagnostic> {
    let mut errors = Vec::new();
    for (area, text) in &wanted.codes {
        let around = Rect::new(
            area.origin.shifted(-MARGIN, -MARGIN),
            Size::new(
                area.size.width + MARGIN * 2.0,
                area.size.height + MARGIN * 2.0,
            ),
        );
        let found = picture.codes(around, known);
        errors.extend(compare(wanted.page, *area, text, &found));
        picture.clear(around);
    }
    // What is left of the page holds no code.
    for extra in picture.all_codes() {
        let text = extra.map_or(String::new(), |text| format!(": {text}"));
        errors.push(Diagnostic::error(
            "code-unexpected",
            format!("на странице {} лишний QR-код{text}.", wanted.page + 1),
        ));
    }
    errors
}

fn compare(page: usize, area: Rect, text: &str, found: &[Found]) -> Option<Diagnostic> {
    let page = page + 1;
    let Some(code) = found.first() else {
        return Some(Diagnostic::error(
            "code-missing",
            format!("на странице {page} не найден QR-код {text}."),
        ));
    };
    let error = match &code.text {
        None => Diagnostic::error(
            "code-unreadable",
            format!("QR-код {text} на странице {page} не читается."),
        ),
        Some(said) if said != text => Diagnostic::error(
            "code-differs",
            format!("QR-код на странице {page} ведёт не туда: {said} вместо {text}."),
        ),
        Some(_) if !is_same_place(code.area, area) => Diagnostic::error(
            "code-misplaced",
            format!("QR-код {text} на странице {page} стоит не на своём месте."),
        ),
        Some(_) if found.len() > 1 => Diagnostic::error(
            "code-unexpected",
            format!("рядом с QR-кодом {text} на странице {page} есть ещё один."),
        ),
        Some(_) => return None,
    };
    Some(error)
}

fn is_same_place(a: Rect, b: Rect) -> bool {
    is_near(a.origin.x, b.origin.x)
        && is_near(a.origin.y, b.origin.y)
        && is_near(a.right(), b.right())
        && is_near(a.bottom(), b.bottom())
}

fn is_near(a: Pt, b: Pt) -> bool {
    (a - b).get().abs() <= SLACK.get()
}

/// The smallest module that the codes of a page can have, judging by the room
/// and the text: a longer text makes smaller modules.
fn smallest_module(wanted: &Expected) -> Pt {
    let modules = wanted.codes.iter().map(|(area, text)| {
        // Byte capacity at level H for the widths that occur (ISO/IEC 18004,
        // table 7): 4 more modules for each step.
        let steps = [7, 14, 24, 34, 44, 58, 64, 84, 98, 119];
        let step = steps.iter().position(|&bytes| text.len() <= bytes);
        let width = step.map_or(81, |step| 21 + 4 * step);
        area.size.width / width as f64
    });
    modules.fold(Pt::mm(1.0), Pt::min)
}
