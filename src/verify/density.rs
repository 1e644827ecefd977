//! How large a picture is meant to be printed: what its file states.
//!
//! Takes the bytes of a PNG or JPEG, gives pixels in a millimetre. A file that
//! states nothing, or nonsense, has none.

use image::ImageFormat;

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
    let mut rest = bytes.get(8..)?;
    loop {
        let length = number(rest.get(..4)?) as usize;
        let kind = rest.get(4..8)?;
        let content = rest.get(8..8 + length)?;
        match kind {
            b"pHYs" if length == 9 && content[8] == 1 => {
                let per_mm = |at: usize| f64::from(number(&content[at..at + 4])) / 1000.0;
                return Some((per_mm(0), per_mm(4)));
            }
            b"IDAT" => return None,
            _ => rest = rest.get(12 + length..)?,
        }
    }
}

/// The segment JFIF, in dots an inch or a centimetre (JFIF 1.02).
fn jpeg(bytes: &[u8]) -> Option<(f64, f64)> {
    let mut rest = bytes.get(2..)?;
    loop {
        let (marker, length) = (rest.get(..2)?, number(rest.get(2..4)?) as usize);
        let content = rest.get(4..2 + length)?;
        if marker == [0xff, 0xe0] && content.starts_with(b"JFIF\0") {
            let each = match content.get(7)? {
                1 => 25.4,
                2 => 10.0,
                _ => return None,
            };
            let per_mm = |at| Some(f64::from(number(content.get(at..at + 2)?)) / each);
            return Some((per_mm(8)?, per_mm(10)?));
        }
        // After the start of scan there are only pixels.
        if marker[0] != 0xff || marker[1] == 0xda {
            return None;
        }
        rest = rest.get(2 + length..)?;
    }
}

/// A number of up to four bytes, the greatest first.
fn number(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .fold(0, |sum, &byte| sum << 8 | u32::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png_with(per_metre: u32, unit: u8) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x01tEXtx0000\0\0\0\x09pHYs".to_vec();
        bytes.extend(per_metre.to_be_bytes());
        bytes.extend(per_metre.to_be_bytes());
        bytes.extend([unit, 0, 0, 0, 0, 0, 0, 0, 0]);
        bytes.extend(b"IDAT0000");
        bytes
    }

    #[test]
    fn a_png_says_pixels_a_metre() {
        let stated = |bytes: &[u8]| stated(bytes, ImageFormat::Png);
        assert_eq!(stated(&png_with(11_811, 1)), Some((11.811, 11.811)));
        assert_eq!(stated(&png_with(11_811, 0)), None, "a mere proportion");
        assert_eq!(stated(&png_with(0, 1)), None);
        for length in 0..60 {
            let whole = png_with(11_811, 1);
            stated(&whole[..length.min(whole.len())]);
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
