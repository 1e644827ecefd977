//! A picture that a school gives, in greys: its emblem, or one of a template.
//!
//! Takes the bytes of a PNG or JPEG, gives a [`Picture`] on white, no larger than
//! print shows, or why not, in Russian. Must not know what it is for.

use std::io::Cursor;

use image::error::{LimitError, LimitErrorKind};
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};

use crate::base::diagnostic::Diagnostic;
use crate::model::picture::Picture;

/// Pixels a side that are read, and bytes that reading may take.
const MOST_SIDE: u32 = 8000;
const MOST_BYTES: u64 = 256 << 20;
/// Pixels a side that are kept: 18 mm at 600 dots an inch are 425.
const KEPT: u32 = 850;
/// The darkest grey that a printer leaves white.
const WHITE: u8 = 250;

/// Reads a picture.
///
/// # Errors
/// If it is none, broken or too large.
pub fn emblem(bytes: &[u8]) -> Result<Picture, Box<Diagnostic>> {
    let wrong =
        |message: &str, hint: &str| Box::new(Diagnostic::error("picture", message).with_hint(hint));
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format();
    let mut reader = reader.expect("memory can be read");
    let broken = || wrong("картинка испорчена или обрывается.", "Пересохраните её.");
    match reader.format() {
        Some(ImageFormat::Png) => {}
        Some(ImageFormat::Jpeg) if !is_cut(bytes) => {}
        Some(ImageFormat::Jpeg) => return Err(broken()),
        _ => {
            let hint = "Нужна картинка PNG или JPEG: пересохраните её.";
            return Err(wrong("это не картинка PNG и не JPEG.", hint));
        }
    }
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(MOST_SIDE);
    limits.max_image_height = Some(MOST_SIDE);
    limits.max_alloc = Some(MOST_BYTES);
    reader.limits(limits);
    let turned = |reader: ImageReader<Cursor<&[u8]>>| {
        let mut decoder = reader.into_decoder()?;
        if decoder.total_bytes() > MOST_BYTES {
            let kind = LimitErrorKind::InsufficientMemory;
            return Err(ImageError::Limits(LimitError::from_kind(kind)));
        }
        // Phones lay pictures on their side and note it.
        let turn = decoder.orientation()?;
        let mut picture = DynamicImage::from_decoder(decoder)?;
        picture.apply_orientation(turn);
        Ok(picture)
    };
    let picture = turned(reader).map_err(|error| match error {
        ImageError::Limits(_) => {
            let message = format!("картинка слишком велика: сторона больше {MOST_SIDE} точек.");
            wrong(&message, "Уменьшите её: хватит тысячи.")
        }
        _ => broken(),
    })?;
    let picture = match picture.width().max(picture.height()) > KEPT {
        true => picture.resize(KEPT, KEPT, FilterType::Triangle),
        false => picture,
    };
    let picture = on_white(&picture);
    if picture.greys().iter().all(|grey| *grey >= WHITE) {
        let hint = "Возьмите тёмную на светлом.";
        return Err(wrong(
            "картинка вся белая: на листе её не будет видно.",
            hint,
        ));
    }
    Ok(picture)
}

/// Whether a JPEG ends before its picture does, which its decoder fills up with
/// grey: the mark of the end is missing after the last one of a picture.
fn is_cut(jpeg: &[u8]) -> bool {
    let last = |mark| jpeg.windows(2).rposition(|pair| pair == [0xFF, mark]);
    last(0xD9) <= last(0xDA)
}

fn on_white(picture: &DynamicImage) -> Picture {
    let greys = picture.to_luma_alpha8();
    let (width, height) = greys.dimensions();
    let blend = |[grey, alpha]: [u8; 2]| {
        let (grey, alpha) = (u32::from(grey), u32::from(alpha));
        ((grey * alpha + 255 * (255 - alpha)) / 255) as u8
    };
    let greys = greys.pixels().map(|pixel| blend(pixel.0)).collect();
    Picture::new(width, height, greys)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ImageBuffer, LumaA, RgbImage};

    fn bytes(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.into().write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn what_is_seen_through_is_white() {
        let mut own = ImageBuffer::from_pixel(2, 1, LumaA([0u8, 0]));
        own.put_pixel(1, 0, LumaA([0, 255]));
        let picture = emblem(&bytes(own, ImageFormat::Png)).unwrap();
        assert_eq!((picture.width(), picture.greys()), (2, &[255, 0][..]));
    }

    #[test]
    fn a_large_picture_is_made_smaller_and_a_huge_one_refused() {
        let jpeg = bytes(RgbImage::new(1700, 340), ImageFormat::Jpeg);
        let picture = emblem(&jpeg).unwrap();
        assert_eq!((picture.width(), picture.height()), (850, 170));
        let huge = bytes(image::GrayImage::new(8001, 1), ImageFormat::Png);
        assert!(
            emblem(&huge)
                .unwrap_err()
                .message
                .contains("слишком велика")
        );
    }

    #[test]
    fn what_is_no_picture_or_a_broken_one_is_refused() {
        assert!(
            emblem(b"GIF89a")
                .unwrap_err()
                .message
                .contains("не картинка")
        );
        let png = bytes(RgbImage::new(40, 40), ImageFormat::Png);
        let broken = emblem(&png[..png.len() / 2]).unwrap_err();
        assert!(broken.message.contains("испорчена"), "{broken}");
        let jpeg = bytes(RgbImage::new(40, 40), ImageFormat::Jpeg);
        let cut = emblem(&jpeg[..jpeg.len() - 20]).unwrap_err();
        assert!(cut.message.contains("обрывается"), "{cut}");
    }

    #[test]
    fn a_white_picture_is_refused() {
        let white = ImageBuffer::from_pixel(4, 4, LumaA([255u8, 90]));
        let error = emblem(&bytes(white, ImageFormat::Png)).unwrap_err();
        assert!(error.message.contains("вся белая"), "{error}");
    }
}
