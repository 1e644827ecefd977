//! A single code in a picture file is read back before the file is written.
//!
//! Takes the bytes of a PNG or the text of an SVG, gives what its one code
//! says. The SVG is understood from its path alone, by a reader that knows
//! nothing of how it was made; PNG is decoded by `image`.

use super::decode;
use super::pixels::{Bitmap, Grey};

use crate::base::diagnostic::Diagnostic;
use crate::model::picture::Picture;

/// Pixels for a module of an SVG.
const PIXELS: usize = 4;

/// Checks that a PNG holds one code and that it says `text`.
///
/// # Errors
/// One error that says what is wrong.
pub fn png(bytes: &[u8], text: &str) -> Result<(), Box<Diagnostic>> {
    let picture = image::load_from_memory_with_format(bytes, image::ImageFormat::Png)
        .map_err(|_| unreadable("PNG"))?
        .to_luma8();
    let grey = Grey {
        width: picture.width() as usize,
        height: picture.height() as usize,
        pixels: picture.into_raw(),
    };
    says("PNG", text, &grey.dark_below(128))
}

/// Checks that an SVG holds one code and that it says `text`.
///
/// # Errors
/// One error that says what is wrong.
pub fn svg(source: &str, text: &str) -> Result<(), Box<Diagnostic>> {
    let (width, dark) = drawn(source).ok_or_else(|| unreadable("SVG"))?;
    let side = width * PIXELS;
    let magnified =
        (0..side * side).map(|at| dark[at / side / PIXELS * width + at % side / PIXELS]);
    let bitmap = Bitmap {
        width: side,
        height: side,
        dark: magnified.collect(),
    };
    says("SVG", text, &bitmap)
}

fn unreadable(kind: &str) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(
        "picture-unreadable",
        format!("готовая картинка {kind} не открывается при проверке (ошибка программы)."),
    ))
}

fn says(kind: &str, text: &str, picture: &Bitmap) -> Result<(), Box<Diagnostic>> {
    let said = match &decode::bitmap(picture)[..] {
        [one] => one.read.as_ref().map(|read| read.text.clone()),
        _ => None,
    };
    let error = match said {
        Some(said) if said == text => return Ok(()),
        Some(said) => Diagnostic::error(
            "code-differs",
            format!("код в картинке {kind} ведёт не туда: {said} вместо {text}."),
        ),
        None => Diagnostic::error(
            "code-unreadable",
            format!("код {text} в картинке {kind} не читается."),
        ),
    };
    Err(Box::new(error))
}

/// Modules a side, and which are dark: the squares of the path filled in.
fn drawn(source: &str) -> Option<(usize, Vec<bool>)> {
    let view = attribute(source, "viewBox")?;
    let view: Vec<usize> = view
        .split(' ')
        .map(str::parse)
        .collect::<Result<_, _>>()
        .ok()?;
    let &[0, 0, width, height] = &view[..] else {
        return None;
    };
    if width != height || width > 1000 {
        return None;
    }
    let mut dark = vec![false; width * height];
    let path = attribute(source, "d")?;
    for figure in path.split_terminator('z') {
        let (x, y, across, down) = rectangle(figure)?;
        for row in y..y + down {
            dark.get_mut(row * width + x..row * width + x + across)?
                .fill(true);
        }
    }
    Some((width, dark))
}

fn attribute<'s>(source: &'s str, name: &str) -> Option<&'s str> {
    let (_, rest) = source.split_once(&format!(" {name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

/// A figure `Mx yhWvHh-W`: a rectangle drawn from its upper left corner.
fn rectangle(figure: &str) -> Option<(usize, usize, usize, usize)> {
    let (corner, rest) = figure.strip_prefix('M')?.split_once('h')?;
    let (across, rest) = rest.split_once('v')?;
    let (down, back) = rest.split_once("h-")?;
    let (x, y) = corner.split_once(' ')?;
    let number = |text: &str| text.parse::<usize>().ok();
    (across == back).then_some(())?;
    Some((number(x)?, number(y)?, number(across)?, number(down)?))
}

/// Whether a phone would read a code in a picture that is to be none, printed dark
/// on light or the other way round, at its size or at half of it.
pub fn holds_code(picture: &Picture) -> bool {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let at = |x: usize, y: usize| picture.greys()[y * width + x];
    [(1, 0), (1, 255), (2, 0), (2, 255)]
        .iter()
        .any(|&(step, turned)| {
            // White around, as on paper.
            let margin = width.max(height) / step / 5 + 4;
            let (own, rows) = (width / step, height / step);
            let size = (own + 2 * margin, rows + 2 * margin);
            let mut pixels = vec![255; size.0 * size.1];
            for y in 0..rows {
                for x in 0..own {
                    pixels[(y + margin) * size.0 + x + margin] = at(x * step, y * step) ^ turned;
                }
            }
            let grey = Grey {
                width: size.0,
                height: size.1,
                pixels,
            };
            decode::grey(&grey).iter().any(|seen| seen.read.is_some())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_filled_in() {
        let source =
            "<svg viewBox=\"0 0 3 3\"><path fill=\"#000\" d=\"M0 0h2v1h-2zM2 1h1v2h-1z\"/></svg>";
        let (width, dark) = drawn(source).unwrap();
        let rows: Vec<String> = dark
            .chunks(width)
            .map(|row| {
                row.iter()
                    .map(|&dark| if dark { '#' } else { '.' })
                    .collect()
            })
            .collect();
        assert_eq!(rows, ["##.", "..#", "..#"]);
    }

    #[test]
    fn what_is_no_code_is_refused() {
        assert_eq!(
            png(b"not a picture", "x").unwrap_err().code,
            "picture-unreadable"
        );
        assert_eq!(svg("<svg/>", "x").unwrap_err().code, "picture-unreadable");
        let blot = "<svg viewBox=\"0 0 9 9\"><path d=\"M1 1h7v7h-7z\"/></svg>";
        assert_eq!(svg(blot, "x").unwrap_err().code, "code-unreadable");
        let outside = "<svg viewBox=\"0 0 9 9\"><path d=\"M1 1h7v70h-7z\"/></svg>";
        assert_eq!(svg(outside, "x").unwrap_err().code, "picture-unreadable");
    }
}
