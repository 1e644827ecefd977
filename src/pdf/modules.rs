//! The outline of the dark modules of a QR code.
//!
//! Takes a [`QrCode`], gives closed polygons on the module grid, `y` downwards.
//! Outlines instead of squares: half the bytes, and no renderer can leave a
//! hairline between two squares of one dark field.

use crate::model::qr::QrCode;

/// A corner on the module grid, from the upper left.
pub(super) type Corner = (usize, usize);

/// Directions right, down, left, up.
const STEPS: [(isize, isize); 4] = [(1, 0), (0, 1), (-1, 0), (0, -1)];

/// Closed outlines of all dark fields. Dark is always to the right of the
/// direction of travel, so holes run the other way round and the non-zero rule
/// leaves them white.
pub(super) fn outlines(code: &QrCode) -> Vec<Vec<Corner>> {
    let width = code.width();
    // Upper edges of dark modules not yet walked along; every outline has one.
    let mut fresh: Vec<bool> = (0..width * width)
        .map(|at| is_edge(code, at % width, at / width))
        .collect();
    let mut found = Vec::new();
    for at in 0..fresh.len() {
        if fresh[at] {
            found.push(walk(code, (at % width, at / width), &mut fresh));
        }
    }
    found
}

/// Whether the upper edge of this module divides dark below from light above.
fn is_edge(code: &QrCode, column: usize, row: usize) -> bool {
    code.is_dark(column, row) && (row == 0 || !code.is_dark(column, row - 1))
}

fn walk(code: &QrCode, start: Corner, fresh: &mut [bool]) -> Vec<Corner> {
    let width = code.width();
    let (mut at, mut heading) = (start, 0);
    let mut corners = Vec::new();
    loop {
        if heading == 0 {
            fresh[at.1 * width + at.0] = false;
        }
        at = moved(at, heading);
        let turned = turn(code, at, heading);
        if turned != heading {
            corners.push(at);
        }
        heading = turned;
        if at == start && heading == 0 {
            return corners;
        }
    }
}

fn moved(at: Corner, heading: usize) -> Corner {
    let (dx, dy) = STEPS[heading];
    (at.0.wrapping_add_signed(dx), at.1.wrapping_add_signed(dy))
}

/// Where to go on from a corner: right around it if the module ahead on the
/// right is light, left if the one ahead on the left is dark too, else on.
fn turn(code: &QrCode, at: Corner, heading: usize) -> usize {
    let ahead_right = dark_beside(code, at, heading, true);
    let ahead_left = dark_beside(code, at, heading, false);
    match (ahead_right, ahead_left) {
        (false, _) => (heading + 1) % 4,
        (true, true) => (heading + 3) % 4,
        (true, false) => heading,
    }
}

/// Whether the module ahead of a corner, to the right or left of the line of
/// travel, is dark; outside the code all is light.
fn dark_beside(code: &QrCode, at: Corner, heading: usize, right: bool) -> bool {
    // Module offsets from a corner: 0 if it lies right of / below it, -1 else.
    let (dx, dy) = match (heading, right) {
        (0, true) | (1, false) => (0, 0),
        (0, false) | (3, true) => (0, -1),
        (1, true) | (2, false) => (-1, 0),
        _ => (-1, -1),
    };
    let column = at.0.wrapping_add_signed(dx);
    let row = at.1.wrapping_add_signed(dy);
    column < code.width() && row < code.width() && code.is_dark(column, row)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the centre of a module is inside by the non-zero rule: counts
    /// the vertical edges to the left of it with their sign.
    fn winding(outlines: &[Vec<Corner>], column: usize, row: usize) -> isize {
        let mut turns = 0;
        for corners in outlines {
            for (index, &(x, y)) in corners.iter().enumerate() {
                let (nx, ny) = corners[(index + 1) % corners.len()];
                if x == nx && x <= column {
                    turns += isize::from(y <= row && row < ny);
                    turns -= isize::from(ny <= row && row < y);
                }
            }
        }
        turns
    }

    #[test]
    fn outlines_cover_the_dark_modules_and_nothing_else() {
        for text in ["https://www.gosuslugi.ru", "https://cop.admhmao.ru", "ж"] {
            let code = QrCode::encode(text, 177).unwrap();
            let outlines = outlines(&code);
            for row in 0..code.width() {
                for column in 0..code.width() {
                    let inside = winding(&outlines, column, row) != 0;
                    assert_eq!(inside, code.is_dark(column, row), "{column} {row}");
                }
            }
        }
    }
}
