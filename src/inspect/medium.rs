//! What is looked at: the pages of a PDF, or one picture.
//!
//! Takes the bytes of a file, gives surfaces of which any part can be drawn as
//! grey pixels at any scale, or what is wrong with the file, in Russian. Must
//! not know what is looked for.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, ImageReader, Limits};

use super::density;
use crate::base::diagnostic::Diagnostic;
use crate::proof::Document;
use crate::proof::pixels::Grey;
use crate::proof::render::{Closed, Painter};

/// Pixels of a picture: A3 at 600 dpi has 70 million.
const MOST_PIXELS: u64 = 80_000_000;
/// Pixels that are drawn at once.
const MOST_DRAWN: f64 = 36_000_000.0;
/// The longest side that is drawn at once; the renderer counts to 65 535.
const LONGEST: f64 = 20_000.0;

/// A page or a picture. Its unit is the point (1/72 inch) for a page and the
/// pixel for a picture.
pub(super) trait Surface {
    /// Width and height in units.
    fn size(&self) -> (f64, f64);

    /// Millimetres in a unit to the right and down, if that is known.
    fn unit_mm(&self) -> Option<(f64, f64)>;

    /// The part from (`left`, `top`) with `scale` pixels for a unit; what lies
    /// beyond the edge is white.
    fn draw(&self, corner: (f64, f64), size: (usize, usize), scale: f64) -> Grey;

    /// The whole of it with `scale` pixels for a unit, or fewer if that would
    /// be too many; and the scale.
    fn whole(&self, scale: f64) -> (Grey, f64) {
        let (width, height) = self.size();
        let most = (MOST_DRAWN / (width * height)).sqrt();
        let scale = scale.min(most).min(LONGEST / width.max(height));
        let pixels = |length: f64| ((length * scale).ceil() as usize).max(1);
        (
            self.draw((0.0, 0.0), (pixels(width), pixels(height)), scale),
            scale,
        )
    }
}

/// An opened file.
pub(super) enum Medium {
    /// A PDF with at least one page.
    Pdf(Document),
    /// A picture and its pixels in a millimetre, if it states them.
    Picture(Grey, Option<(f64, f64)>),
}

impl Medium {
    /// Opens a file by its bytes.
    ///
    /// # Errors
    /// If it is neither PDF, PNG nor JPEG, is damaged, locked or too large.
    pub(super) fn open(bytes: Vec<u8>) -> Result<Medium, Box<Diagnostic>> {
        // Some programs put a few bytes before the header (PDF 1.7, H.3).
        let head = &bytes[..bytes.len().min(1024)];
        if head.windows(5).any(|window| window == b"%PDF-") {
            return open_pdf(bytes);
        }
        match image::guess_format(&bytes) {
            Ok(format @ (ImageFormat::Png | ImageFormat::Jpeg)) => open_picture(&bytes, format),
            other => Err(foreign(&bytes, other.ok()).into()),
        }
    }
}

fn open_pdf(bytes: Vec<u8>) -> Result<Medium, Box<Diagnostic>> {
    let wrong = |code, message, hint| Box::new(Diagnostic::error(code, message).with_hint(hint));
    let document = Document::open(bytes).map_err(|closed| match closed {
        Closed::Password => wrong(
            "pdf-locked",
            "PDF закрыт паролем.",
            "Сохраните его без пароля и проверьте снова.",
        ),
        Closed::Encrypted => wrong(
            "pdf-locked",
            "PDF зашифрован неизвестным способом.",
            "Сохраните его без защиты и проверьте снова.",
        ),
        Closed::Broken => wrong(
            "pdf-broken",
            "PDF испорчен: не открывается.",
            "Сохраните или скачайте его заново.",
        ),
    })?;
    if document.pages() == 0 {
        let message = "в PDF не найдено ни одной страницы.";
        return Err(wrong("pdf-empty", message, "Сохраните его заново."));
    }
    Ok(Medium::Pdf(document))
}

fn open_picture(bytes: &[u8], format: ImageFormat) -> Result<Medium, Box<Diagnostic>> {
    let broken = || {
        Diagnostic::error("picture-broken", "картинка испорчена: не открывается.")
            .with_hint("Сохраните или скачайте её заново.")
    };
    let size = ImageReader::with_format(Cursor::new(bytes), format).into_dimensions();
    let (width, height) = size.map_err(|_| broken())?;
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        let message = format!("картинка слишком велика: {width} × {height} точек.");
        return Err(Diagnostic::error("picture-large", message)
            .with_hint("Уменьшите её или вырежьте часть с кодом: хватит 80 миллионов точек.")
            .into());
    }
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::no_limits();
    // Eight bytes a pixel at most: four channels of sixteen bits.
    limits.max_alloc = Some(MOST_PIXELS * 8 + (1 << 24));
    reader.limits(limits);
    let picture = reader.decode().map_err(|_| broken())?;
    Ok(Medium::Picture(
        on_white(&picture),
        density::stated(bytes, format),
    ))
}

/// What lies under transparent pixels is paper.
fn on_white(picture: &DynamicImage) -> Grey {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let pixels = if picture.color().has_alpha() {
        let pixels = picture.to_luma_alpha8().into_raw();
        let mixed = pixels.as_chunks::<2>().0.iter().map(|&[shade, alpha]| {
            let (shade, alpha) = (u32::from(shade), u32::from(alpha));
            ((shade * alpha + 255 * (255 - alpha)) / 255) as u8
        });
        mixed.collect()
    } else {
        picture.to_luma8().into_raw()
    };
    Grey {
        width,
        height,
        pixels,
    }
}

/// Names what a file is instead.
fn foreign(bytes: &[u8], format: Option<ImageFormat>) -> Diagnostic {
    let is = |mark: &[u8]| bytes.starts_with(mark);
    let what = if bytes.is_empty() {
        "файл пуст."
    } else if bytes.get(4..8) == Some(b"ftyp") {
        "это снимок HEIC или видео."
    } else if is(b"PK\x03\x04") {
        "это документ Word, Excel или архив."
    } else if is(b"<svg") || is(b"<?xml") {
        "это рисунок SVG."
    } else if let Some(format) = format {
        let name = format.extensions_str().first().copied().unwrap_or_default();
        let message = format!("это картинка другого вида ({name}).");
        return Diagnostic::error("not-checkable", message).with_hint(CONVERT);
    } else {
        "это не PDF и не картинка."
    };
    Diagnostic::error("not-checkable", what).with_hint(CONVERT)
}

const CONVERT: &str = "Проверить можно PDF, PNG и JPEG: сохраните в одном из этих видов.";

/// A page of a PDF.
pub(super) struct Sheet<'a> {
    /// Draws it.
    pub(super) painter: &'a Painter<'a>,
    /// Which page, counted from 0.
    pub(super) page: usize,
}

impl Surface for Sheet<'_> {
    fn size(&self) -> (f64, f64) {
        let (width, height) = self.painter.size(self.page).unwrap_or_default();
        (width.max(1.0), height.max(1.0))
    }

    fn unit_mm(&self) -> Option<(f64, f64)> {
        Some((25.4 / 72.0, 25.4 / 72.0))
    }

    fn draw(&self, corner: (f64, f64), size: (usize, usize), scale: f64) -> Grey {
        self.painter.draw(self.page, corner, size, scale)
    }
}

/// A picture.
pub(super) struct Photo<'a> {
    /// Its pixels.
    pub(super) grey: &'a Grey,
    /// Pixels in a millimetre to the right and down.
    pub(super) per_mm: Option<(f64, f64)>,
}

impl Surface for Photo<'_> {
    fn size(&self) -> (f64, f64) {
        (self.grey.width as f64, self.grey.height as f64)
    }

    fn unit_mm(&self) -> Option<(f64, f64)> {
        self.per_mm.map(|(x, y)| (1.0 / x, 1.0 / y))
    }

    fn draw(&self, (left, top): (f64, f64), size: (usize, usize), scale: f64) -> Grey {
        if (left, top, scale) == (0.0, 0.0, 1.0) && size == (self.grey.width, self.grey.height) {
            return self.grey.clone();
        }
        self.grey.resized((left, top), size, scale, 255)
    }
}
