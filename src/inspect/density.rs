//! How large a picture is meant to be printed: what its file states.
//!
//! Takes the bytes of a PNG or JPEG, gives pixels in a millimetre. A file that
//! states nothing, or nonsense, has none.

use std::io::Cursor;

use image::ImageFormat;
use png::Unit;

/// Pixels in a millimetre to the right and down.
pub(super) fn stated(bytes: &[u8], format: ImageFormat) -> Option<(f64, f64)> {
    let (x, y) = match format {
        ImageFormat::Png => png(bytes)?,
        ImageFormat::Jpeg => jpeg(bytes)?,
        _ => return None,
    };
    // 10 to 10 000 dpi: anything else is a mistake.
    let sane = |per_mm: &f64| (0.4..400.0).contains(per_mm);
    (sane(&x) && sane(&y)).then_some((x, y))
}

/// The chunk pHYs, before the pixels, in pixels a metre (PNG, 11.3.4.3).
fn png(bytes: &[u8]) -> Option<(f64, f64)> {
    let reader = png::Decoder::new(Cursor::new(bytes)).read_info().ok()?;
    let stated = reader.info().pixel_dims?;
    let per_mm = |per_metre: u32| f64::from(per_metre) / 1000.0;
    (stated.unit == Unit::Meter).then(|| (per_mm(stated.xppu), per_mm(stated.yppu)))
}

/// The segment JFIF, in dots an inch or a centimetre (JFIF 1.02).
fn jpeg(bytes: &[u8]) -> Option<(f64, f64)> {
    let mut rest = bytes.get(2..)?;
    loop {
        let (marker, length) = (rest.get(..2)?, usize::from(number(rest.get(2..4)?)?));
        let content = rest.get(4..2 + length)?;
        if marker == [0xff, 0xe0] && content.starts_with(b"JFIF\0") {
            let each = match content.get(7)? {
                1 => 25.4,
                2 => 10.0,
                _ => return None,
            };
            let per_mm = |at| Some(f64::from(number(content.get(at..at + 2)?)?) / each);
            return Some((per_mm(8)?, per_mm(10)?));
        }
        // After the start of scan there are only pixels.
        if marker[0] != 0xff || marker[1] == 0xda {
            return None;
        }
        rest = rest.get(2 + length..)?;
    }
}

/// Two bytes, the greater first.
fn number(bytes: &[u8]) -> Option<u16> {
    bytes.try_into().map(u16::from_be_bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png_with(per_metre: u32, unit: Unit) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, 1, 1);
        encoder.set_pixel_dims(Some(png::PixelDimensions {
            xppu: per_metre,
            yppu: per_metre,
            unit,
        }));
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&[0]).unwrap();
        drop(writer);
        bytes
    }

    #[test]
    fn a_png_says_pixels_a_metre() {
        let stated = |bytes: &[u8]| stated(bytes, ImageFormat::Png);
        let whole = png_with(11_811, Unit::Meter);
        assert_eq!(stated(&whole), Some((11.811, 11.811)));
        let proportion = png_with(11_811, Unit::Unspecified);
        assert_eq!(stated(&proportion), None);
        assert_eq!(stated(&png_with(0, Unit::Meter)), None);
        for length in 0..whole.len() {
            stated(&whole[..length]);
        }
    }

    #[test]
    fn a_jpeg_says_dots_an_inch_or_a_centimetre() {
        let jpeg = |unit, density: u16| {
            let [high, low] = density.to_be_bytes();
            let mut bytes = vec![0xff, 0xd8, 0xff, 0xe0, 0, 16];
            bytes.extend(b"JFIF\0\x01\x01");
            bytes.extend([unit, high, low, high, low, 0, 0]);
            stated(&bytes, ImageFormat::Jpeg)
        };
        assert_eq!(jpeg(1, 254), Some((10.0, 10.0)));
        assert_eq!(jpeg(2, 100), Some((10.0, 10.0)));
        assert_eq!(jpeg(0, 1), None);
    }
}
