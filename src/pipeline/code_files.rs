//! One address as files: SVG, PNG for print, PNG for messengers, a page.
//!
//! Takes a checked address, gives files by name, each read back by a decoder
//! that shares nothing with the encoder. Nothing is given if one of them does
//! not say what it must.

use crate::address::Address;
use crate::base::diagnostic::Diagnostic;
use crate::base::file_name::Names;
use crate::base::fonts::Fonts;
use crate::base::units::Pt;
use crate::layout::{Fault, Layout};
use crate::model::frame::HandoutCopy;
use crate::model::job::Job;
use crate::model::qr::QrCode;
use crate::model::rules;
use crate::pdf;
use crate::pictures;
use crate::proof;
use crate::template::Template;

use super::culprit::blame;
use super::explain::{explain, note};
use super::set::{Set, foreign};
use super::{Failure, Made, Source, in_memory, read_back};

/// Pixels a side of the picture for messengers, which make smaller what is
/// larger and would blur the modules.
const MESSENGER: usize = 1024;
/// What fits between the margins of the page, with the quiet zone.
const PAGE_WIDTH: Pt = Pt::mm(180.0);

/// Which files are wanted.
#[derive(Debug, Clone, PartialEq)]
pub struct CodeOrder {
    /// PNG for print and for messengers.
    pub png: bool,
    /// SVG.
    pub svg: bool,
    /// A page of A4.
    pub pdf: bool,
    /// Side of the code without its quiet zone, as a picture.
    pub side: Pt,
    /// The same on a page.
    pub page_side: Pt,
    /// What stands over the code; empty for nothing.
    pub caption: String,
}

/// One file of a code.
#[derive(Debug, Clone, PartialEq)]
pub struct CodeFile {
    /// How the name ends: `svg`, `png`, `-1024.png`, `pdf`.
    pub ending: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
    /// Side of the code without its quiet zone; `None` for a picture that is
    /// not meant for print.
    pub side: Option<Pt>,
}

/// Makes the files of one address; `source` is the template of the page.
///
/// # Errors
/// [`Failure::Input`] if the address needs more room than is asked for, or if
/// a file does not say what it must when it is read back.
pub fn code_files(
    address: &Address,
    order: &CodeOrder,
    source: Source<'_>,
    job: &Job,
) -> Result<Vec<CodeFile>, Failure> {
    let code = encode(address, order).map_err(|wrong| Failure::Input(vec![*wrong]))?;
    let wrong = |error: Box<Diagnostic>| Failure::Input(vec![*error]);
    let url = address.url();
    let mut files = Vec::new();
    if order.svg {
        let name = match order.caption.as_str() {
            "" => format!("QR-код: {}", address.shown()),
            caption => caption.to_owned(),
        };
        let description = format!("QR-код с адресом {url}");
        let source = pictures::svg(&code, order.side, &name, &description);
        proof::picture::svg(&source, url).map_err(wrong)?;
        files.push(CodeFile {
            ending: "svg",
            bytes: source.into_bytes(),
            side: Some(order.side),
        });
    }
    if order.png {
        let print = pictures::for_print(&code, order.side);
        proof::picture::png(&print.bytes, url).map_err(wrong)?;
        files.push(CodeFile {
            ending: "png",
            bytes: print.bytes,
            side: Some(print.side),
        });
        let screen = pictures::fixed(&code, MESSENGER).expect("185 modules fit in 1024 pixels");
        proof::picture::png(&screen.bytes, url).map_err(wrong)?;
        files.push(CodeFile {
            ending: "-1024.png",
            bytes: screen.bytes,
            side: None,
        });
    }
    if order.pdf {
        files.push(CodeFile {
            ending: "pdf",
            bytes: page(address, order, source, job)?,
            side: Some(order.page_side),
        });
    }
    Ok(files)
}

/// The files of all addresses by name.
///
/// # Errors
/// As [`code_files`], of every address.
pub fn named_code_files(
    addresses: &[Address],
    order: &CodeOrder,
    source: Source<'_>,
    job: &Job,
) -> Result<Vec<(String, CodeFile)>, Failure> {
    let mut names = Names::default();
    let mut named = Vec::new();
    let mut errors = Vec::new();
    for address in addresses {
        match code_files(address, order, source, job) {
            Ok(files) => {
                let shown = address.shown();
                let shown = shown.strip_prefix("www.").unwrap_or(shown);
                let files = files.into_iter();
                named.extend(files.map(|file| (names.give(shown, file.ending), file)));
            }
            Err(Failure::Input(wrong)) => {
                wrong.into_iter().for_each(|one| note(one, &mut errors));
            }
            Err(other) => return Err(other),
        }
    }
    match errors.is_empty() {
        true => Ok(named),
        false => Err(Failure::Input(errors)),
    }
}

/// What is to be known of codes that lead to these addresses, on so many sheets each.
pub fn leading_to(addresses: &[Address], sheets: usize) -> Made {
    let mut made = Made {
        addresses: addresses
            .iter()
            .map(|one| (one.url().to_owned(), sheets))
            .collect(),
        ..Made::default()
    };
    made.warnings = foreign(&made).collect();
    made
}

/// The code, if its modules are large enough at the wanted size.
fn encode(address: &Address, order: &CodeOrder) -> Result<QrCode, Box<Diagnostic>> {
    let side = order.side;
    let shown = address.shown();
    // As on a page (`layout`), so that all files of an address are alike.
    let code = QrCode::encode(address.url(), rules::good_modules(side))
        .or_else(|_| QrCode::encode(address.url(), rules::MOST_MODULES))
        .expect("the address policy lets none pass that fits into no code");
    let least = rules::least_side(code.width());
    if side.to_mm() < least.to_mm() - 1e-6 {
        return Err(too_small(shown, rules::least_side_mm(code.width())));
    }
    let share = code.width() as f64 / (code.width() + 2 * rules::QUIET_ZONE) as f64;
    if order.pdf && order.page_side > PAGE_WIDTH * share {
        let most = (PAGE_WIDTH * share).to_mm().floor();
        let message =
            format!("код {shown} такого размера не умещается на листе A4 со светлым полем.");
        let hint = format!(
            "Наибольший размер — {most} мм. Картинки могут быть больше: --png, --svg без --pdf."
        );
        return Err(Box::new(
            Diagnostic::error("code-too-large", message).with_hint(hint),
        ));
    }
    Ok(code)
}

fn too_small(shown: &str, least: u32) -> Box<Diagnostic> {
    let message = format!("код {shown} такого размера слишком мелок: не прочтётся.");
    let hint = format!("Наименьший размер для этого адреса — {least} мм: --size {least}mm.");
    Box::new(Diagnostic::error("code-small", message).with_hint(hint))
}

/// The caption is at fault, or the template where there is none.
fn too_full(order: &CodeOrder, source: Source<'_>) -> Diagnostic {
    let (what, hint) = match order.caption.is_empty() {
        true => ("код с текстом шаблона", "Сократите текст шаблона."),
        false => ("подпись", "Сократите --caption."),
    };
    let message = format!("{what} не умещается на одной странице.");
    let error = Diagnostic::error("overflow", message).with_hint(hint);
    match order.caption.is_empty() {
        true => error.in_file(source.name),
        false => error,
    }
}

/// A page of A4 with the code.
fn page(
    address: &Address,
    order: &CodeOrder,
    source: Source<'_>,
    job: &Job,
) -> Result<Vec<u8>, Failure> {
    let mut job = job.of_paper();
    job.vars = [
        ("address", address.url().to_owned()),
        ("caption", order.caption.clone()),
        ("name", format!("QR-код: {}", address.shown())),
        ("side", format!("{}mm", order.page_side.to_mm())),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    let fonts = Fonts::embedded();
    let mut template = Template::parse(source.name, source.text, &job).map_err(Failure::Input)?;
    let handout = template.for_everybody().map_err(Failure::Input)?;
    let mut layout = Layout::new(&fonts);
    let laid = layout.handout(&handout).map_err(|fault| {
        Failure::Input(vec![match fault {
            Fault::TooHigh => too_full(order, source),
            Fault::LongWord if !order.caption.is_empty() => too_full(order, source),
            Fault::Letter(_) => explain(&fault),
            fault => blame(&fault, &mut layout, &handout, (source, &job)),
        }])
    })?;
    if laid.overflow || laid.pages.len() > 1 {
        return Err(Failure::Input(vec![too_full(order, source)]));
    }
    let title = match order.caption.as_str() {
        "" => format!("QR-код: {}", address.shown()),
        caption => format!("{caption}: {}", address.shown()),
    };
    let sheet = HandoutCopy {
        handouts: 1,
        title: title.clone(),
        group: String::new(),
        pages: laid.pages,
    };
    let mut set = Set::begin(Some(Vec::new()), &fonts, title, &job, pdf::Duplex::Simplex)?;
    set.add(&[sheet])?;
    let (bytes, made) = set.finish()?;
    let bytes = bytes.unwrap_or_default();
    read_back(&made, &mut in_memory(&bytes))?;
    Ok(bytes)
}
