//! A code as PNG: a whole number of pixels for every module.
//!
//! One bit a pixel, black and white and nothing between; and any grey picture. The crate `image`
//! cannot state a resolution (pHYs), `png`, on which it stands, can.

use png::{BitDepth, ColorType, Encoder, PixelDimensions, Unit};

use super::{MARK, is_dark, whole_width};
use crate::base::units::Pt;
use crate::model::qr::QrCode;
use crate::model::rules::QUIET_ZONE;

/// Dots an inch of pictures for print.
const DPI: f64 = 300.0;
/// The same in pixels a metre, in which PNG counts (300 / 0.0254, rounded).
const PER_METRE: u32 = 11_811;

/// A picture for print.
#[derive(Debug, Clone, PartialEq)]
pub struct Png {
    /// The file.
    pub bytes: Vec<u8>,
    /// Pixels of one module.
    pub module: usize,
    /// Side of the code without its quiet zone, as a program prints it that
    /// heeds the resolution in the file.
    pub side: Pt,
}

/// A picture of a fixed number of pixels, for screens and messengers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FixedPng {
    /// The file.
    pub bytes: Vec<u8>,
    /// Pixels of one module.
    pub module: usize,
}

/// A picture at 300 dpi whose code, without its quiet zone, has at least this
/// side: a module takes the next whole number of pixels.
pub fn for_print(code: &QrCode, side: Pt) -> Png {
    let exact = side.to_mm() / 25.4 * DPI / code.width() as f64;
    // What is a whole number but for rounding stays that number.
    let module = ((exact - 1e-6).ceil() as usize).max(1);
    Png {
        bytes: encode(code, module, whole_width(code) * module, 0),
        module,
        side: Pt::mm((code.width() * module) as f64 / f64::from(PER_METRE) * 1000.0),
    }
}

/// A picture of `pixels` a side, the code in the middle, its modules as large
/// as the quiet zone of four modules allows; `None` if not one pixel is left
/// for a module.
pub fn fixed(code: &QrCode, pixels: usize) -> Option<FixedPng> {
    let module = pixels / whole_width(code);
    if module == 0 {
        return None;
    }
    let margin = (pixels - whole_width(code) * module) / 2;
    Some(FixedPng {
        bytes: encode(code, module, pixels, margin),
        module,
    })
}

/// A picture of grey pixels, row by row, each `width` long.
///
/// # Panics
/// If it is no rectangle.
pub fn grey(width: usize, pixels: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let encoder = encoder(&mut bytes, (width, pixels.len() / width), BitDepth::Eight);
    write(encoder, pixels);
    bytes
}

/// A picture of `pixels` a side with the quiet zone's corner at `margin`.
fn encode(code: &QrCode, module: usize, pixels: usize, margin: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = encoder(&mut bytes, (pixels, pixels), BitDepth::One);
    encoder.set_pixel_dims(Some(PixelDimensions {
        xppu: PER_METRE,
        yppu: PER_METRE,
        unit: Unit::Meter,
    }));
    write(encoder, &packed(code, module, pixels, margin));
    bytes
}

/// For a grey picture with the program's mark.
fn encoder(
    bytes: &mut Vec<u8>,
    (width, height): (usize, usize),
    depth: BitDepth,
) -> Encoder<'_, &mut Vec<u8>> {
    let side = |pixels| u32::try_from(pixels).expect("a picture has few pixels");
    let mut encoder = Encoder::new(bytes, side(width), side(height));
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(depth);
    encoder
        .add_text_chunk("Software".to_owned(), MARK.to_owned())
        .expect("plain ASCII");
    encoder
}

fn write(encoder: Encoder<'_, &mut Vec<u8>>, data: &[u8]) {
    let mut writer = encoder.write_header().expect("a vector takes all bytes");
    writer
        .write_image_data(data)
        .expect("so many pixels were announced");
    writer.finish().expect("a vector takes all bytes");
}

/// Rows of bits, 1 for white, each row in whole bytes.
fn packed(code: &QrCode, module: usize, pixels: usize, margin: usize) -> Vec<u8> {
    let stride = pixels.div_ceil(8);
    let white_row = vec![0xff; stride];
    let mut data = Vec::with_capacity(stride * pixels);
    let mut row = white_row.clone();
    let first = margin + QUIET_ZONE * module;
    for y in 0..pixels {
        let place = (y >= margin).then(|| (y - margin) / module);
        let place = place.filter(|&place| place < whole_width(code));
        let Some(place) = place else {
            data.extend(&white_row);
            continue;
        };
        // A row of modules is made once and repeated.
        if (y - margin).is_multiple_of(module) {
            row.copy_from_slice(&white_row);
            for x in first..first + code.width() * module {
                if is_dark(code, (x - margin) / module, place) {
                    row[x / 8] &= !(0x80 >> (x % 8));
                }
            }
        }
        data.extend(&row);
    }
    data
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code() -> QrCode {
        QrCode::encode("https://cop.admhmao.ru", 177).unwrap()
    }

    /// Width, and whether each pixel is dark.
    fn decoded(bytes: &[u8]) -> (usize, Vec<bool>) {
        let picture = image::load_from_memory(bytes).unwrap().to_luma8();
        assert_eq!(picture.width(), picture.height());
        assert!(picture.pixels().all(|pixel| [0, 255].contains(&pixel.0[0])));
        let dark = picture.pixels().map(|pixel| pixel.0[0] == 0);
        (picture.width() as usize, dark.collect())
    }

    #[test]
    fn every_module_is_a_square_of_whole_pixels() {
        let code = code();
        for side in [21.75, 30.0, 31.9, 57.3] {
            let png = for_print(&code, Pt::mm(side));
            let (width, dark) = decoded(&png.bytes);
            assert_eq!(width, 37 * png.module);
            for (index, dark) in dark.into_iter().enumerate() {
                let (x, y) = (index % width / png.module, index / width / png.module);
                assert_eq!(dark, is_dark(&code, x, y), "{side} mm: {x} {y}");
            }
        }
    }

    #[test]
    fn the_size_for_print_is_at_or_above_the_asked_one_and_stated() {
        let png = for_print(&code(), Pt::mm(30.0));
        // 30 mm are 354.3 pixels, a module 12.2: 13 it is, and 377 / 300 inch.
        assert_eq!(png.module, 13);
        assert!((png.side.to_mm() - 31.92).abs() < 0.01, "{:?}", png.side);
        let reader = png::Decoder::new(std::io::Cursor::new(&png.bytes));
        let reader = reader.read_info().unwrap();
        let dims = reader.info().pixel_dims.unwrap();
        assert_eq!((dims.xppu, dims.yppu), (11_811, 11_811));
        assert!(matches!(dims.unit, Unit::Meter));
        // Exactly 12 pixels a module stay 12.
        let exact = Pt::mm(29.0 * 12.0 / 300.0 * 25.4);
        assert_eq!(for_print(&code(), exact).module, 12);
    }

    #[test]
    fn a_fixed_picture_is_filled_with_whole_modules_in_the_middle() {
        let code = code();
        let png = fixed(&code, 1024).unwrap();
        let (width, dark) = decoded(&png.bytes);
        assert_eq!((width, png.module), (1024, 27));
        let rows: Vec<usize> = (0..1024)
            .filter(|y| dark[y * 1024..][..1024].contains(&true))
            .collect();
        let (first, last) = (rows[0], rows[rows.len() - 1]);
        assert_eq!(last + 1 - first, 29 * 27);
        assert!(first >= 4 * 27 && 1023 - last >= 4 * 27, "{first} {last}");
        assert!(first.abs_diff(1023 - last) <= 1);
        assert!(fixed(&code, 36).is_none());
    }
}
