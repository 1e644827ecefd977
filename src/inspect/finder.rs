//! Where codes could be: their three large squares.
//!
//! Takes a picture in black and white, gives places where dark and light
//! alternate 1 : 1 : 3 : 1 : 1 both across and down, and threes of them that
//! could be the corners of one code. Reads nothing: that is the decoder's work.

use std::ops::Range;

use super::square::{Place, distance};
use crate::proof::pixels::Bitmap;

/// One of the three large squares of a code.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Finder {
    /// Its middle, in pixels.
    pub(super) at: Place,
    /// Side of a module in pixels, as the row and column through the middle
    /// show it (too large by up to 41 % where the code is turned).
    pub(super) module: f64,
    /// Whether it is light on dark.
    pub(super) inverted: bool,
}

/// Three finders that could belong together: the middle one first, then its
/// neighbours along the upper and the left side of the code.
pub(super) type Three = [Finder; 3];

/// More finders than this are noise: 600 codes have 1 800.
pub(super) const MOST: usize = 2000;
/// Pairs of finders that are looked at: some hundredths of a second.
const MOST_PAIRS: usize = 2_000_000;
/// Finders of a code are 14 to 170 modules apart (versions 1 to 40); a turned
/// module seems larger than it is.
const LEAST_APART: f64 = 9.0;
/// Lengths of sides that are tried one after another: what has been read as a
/// small code is no corner of a large one.
pub(super) const SIDES: [Range<f64>; 3] = [LEAST_APART..32.0, 32.0..80.0, 80.0..200.0];

/// The finders of a picture, [`MOST`] at the most.
pub(super) fn finders(picture: &Bitmap) -> Vec<Finder> {
    let width = picture.width;
    let mut found: Vec<Finder> = Vec::new();
    for y in 0..picture.height {
        let row = &picture.dark[y * width..][..width];
        let mut runs = [0; 5];
        let mut begin = 0;
        for x in 1..=width {
            if x < width && row[x] == row[begin] {
                continue;
            }
            runs.rotate_left(1);
            runs[4] = x - begin;
            if runs[0] > 0 && is_pattern(&runs) {
                let middle = x - runs[4] - runs[3] - runs[2].div_ceil(2);
                let known = found.iter().any(|finder| {
                    let reach = 2.0 * finder.module;
                    (finder.at.0 - middle as f64).abs() < reach
                        && (finder.at.1 - y as f64).abs() < reach
                });
                if !known {
                    found.extend(confirm(picture, middle, y));
                }
                if found.len() == MOST {
                    return found;
                }
            }
            begin = x;
        }
    }
    found
}

/// Whether runs of alternating colour have the proportions of a finder.
fn is_pattern(runs: &[usize; 5]) -> bool {
    let sum: usize = runs.iter().sum();
    let module = sum as f64 / 7.0;
    // Half a module of tolerance, and half a pixel at each end for small ones.
    let slack = module * 0.5 + 0.34;
    sum >= 7
        && runs
            .iter()
            .zip([1.0, 1.0, 3.0, 1.0, 1.0])
            .all(|(&run, share)| {
                let slack = if share > 1.0 { slack * 2.0 } else { slack };
                (run as f64 - share * module).abs() < slack
            })
}

/// Looks down and across through a place that a row suggests.
fn confirm(picture: &Bitmap, x: usize, y: usize) -> Option<Finder> {
    let (down, middle_y) = cut(picture, x, y, (0, 1))?;
    let (across, middle_x) = cut(picture, x, middle_y as usize, (1, 0))?;
    let alike = down < across * 1.7 && across < down * 1.7;
    alike.then(|| Finder {
        at: (middle_x, middle_y),
        module: (down + across) / 14.0,
        inverted: !picture.dark[y * picture.width + x],
    })
}

/// The runs through a place in a direction: how long they are together and
/// where their middle is.
fn cut(picture: &Bitmap, x: usize, y: usize, (dx, dy): (i64, i64)) -> Option<(f64, f64)> {
    let middle = get(picture, x as i64, y as i64)?;
    let mut runs = [0; 5];
    let mut ends = [0; 2];
    for (side, sign) in [(0, -1), (1, 1)] {
        let mut steps = if side == 0 { 0 } else { 1 };
        let mut colour = middle;
        for ring in 0..3 {
            let run = if side == 0 { 2 - ring } else { 2 + ring };
            let wanted = (ring % 2 == 0) == middle;
            while get(
                picture,
                x as i64 + dx * sign * steps,
                y as i64 + dy * sign * steps,
            ) == Some(wanted)
            {
                runs[run] += 1;
                steps += 1;
            }
            colour = !colour;
        }
        ends[side] = steps;
    }
    let at = if dx == 1 { x } else { y } as f64;
    let middle = at + (ends[1] - ends[0] + 1) as f64 / 2.0;
    let whole: usize = runs.iter().sum();
    (runs.iter().all(|&run| run > 0) && is_pattern(&runs)).then_some((whole as f64, middle))
}

fn get(picture: &Bitmap, x: i64, y: i64) -> Option<bool> {
    let inside = x >= 0 && y >= 0 && x < picture.width as i64 && y < picture.height as i64;
    inside.then(|| picture.dark[y as usize * picture.width + x as usize])
}

/// The threes that could be codes of which the longer side has so many modules,
/// small ones first; and whether these are all.
pub(super) fn threes(finders: &[Finder], side: Range<f64>) -> (Vec<Three>, bool) {
    let mut found: Vec<(f64, Three)> = Vec::new();
    let mut pairs = 0;
    for corner in finders {
        let partners: Vec<(&Finder, f64)> = finders
            .iter()
            .filter_map(|other| Some((other, apart(corner, other)?)))
            .filter(|(_, apart)| (LEAST_APART..side.end).contains(apart))
            .collect();
        pairs += partners.len() * partners.len() / 2;
        if pairs > MOST_PAIRS {
            break;
        }
        for (index, (first, apart)) in partners.iter().enumerate() {
            for (second, further) in &partners[index + 1..] {
                if apart.max(*further) >= side.start {
                    found.extend(right_angle(corner, first, second));
                }
            }
        }
    }
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    let threes = found.into_iter().map(|(_, three)| three).collect();
    (threes, pairs <= MOST_PAIRS)
}

/// How many modules are between two finders that could stand on one side of a
/// code: of like size and colour.
fn apart(a: &Finder, b: &Finder) -> Option<f64> {
    let module = (a.module + b.module) / 2.0;
    let alike = a.inverted == b.inverted && a.module < b.module * 1.5 && b.module < a.module * 1.5;
    alike.then(|| distance(a.at, b.at) / module)
}

/// The three in clockwise order if they make a right angle with sides of like
/// length, and the length.
fn right_angle(corner: &Finder, a: &Finder, b: &Finder) -> Option<(f64, Three)> {
    let to = |other: &Finder| (other.at.0 - corner.at.0, other.at.1 - corner.at.1);
    let ((ax, ay), (bx, by)) = (to(a), to(b));
    let (long_a, long_b) = (ax.hypot(ay), bx.hypot(by));
    let cosine = (ax * bx + ay * by) / (long_a * long_b);
    if cosine.abs() > 0.3 || long_a > long_b * 1.35 || long_b > long_a * 1.35 {
        return None;
    }
    // y grows downwards: a positive product turns clockwise.
    let three = if ax * by - ay * bx > 0.0 {
        [*corner, *a, *b]
    } else {
        [*corner, *b, *a]
    };
    Some(((long_a + long_b) / 2.0, three))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::qr::QrCode;

    /// A code of `pixels` a module in a white field.
    fn drawn(pixels: usize, inverted: bool) -> Bitmap {
        let code = QrCode::encode("https://cop.admhmao.ru", 177).unwrap();
        let side = (code.width() + 8) * pixels;
        let dark = (0..side * side).map(|index| {
            let (x, y) = (index % side / pixels, index / side / pixels);
            let inside = (4..code.width() + 4).contains(&x) && (4..code.width() + 4).contains(&y);
            (inside && code.is_dark(x - 4, y - 4)) != inverted
        });
        Bitmap {
            width: side,
            height: side,
            dark: dark.collect(),
        }
    }

    #[test]
    fn three_squares_are_seen_and_belong_together() {
        for (pixels, inverted) in [(1, false), (2, false), (5, false), (5, true)] {
            let found = finders(&drawn(pixels, inverted));
            let wanted = [(7.5, 7.5), (29.5, 7.5), (7.5, 29.5)];
            let is_there = |finder: &Finder, (u, v): Place| {
                let there = (u * pixels as f64, v * pixels as f64);
                distance(finder.at, there) <= pixels as f64
                    && finder.inverted == inverted
                    && (finder.module / pixels as f64 - 1.0).abs() < 0.1
            };
            let is_code = |three: &Three| three.iter().zip(wanted).all(|(f, at)| is_there(f, at));
            assert!(
                threes(&found, SIDES[0].clone()).0.iter().any(is_code),
                "{pixels} {found:?}"
            );
        }
    }

    #[test]
    fn stripes_and_white_hold_none() {
        let picture = |is_dark: fn(usize) -> bool| Bitmap {
            width: 100,
            height: 100,
            dark: (0..100 * 100).map(is_dark).collect(),
        };
        assert!(finders(&picture(|index| index % 7 == 0)).is_empty());
        assert!(finders(&picture(|_| false)).is_empty());
    }
}
