//! The plane of a code and its picture: from modules to pixels.
//!
//! Takes where the corners of a square are in the picture, gives where any
//! place of the square is. Plain geometry, no pixels.

/// A place, in pixels of a picture or in modules of a code.
pub(super) type Place = (f64, f64);

/// The projection of a code's plane onto a picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Square {
    /// x = (a·u + b·v + c) / (g·u + h·v + 1), y with d, e, f.
    factors: [f64; 8],
}

impl Square {
    /// The projection that takes the corners (0, 0), (side, 0), (side, side)
    /// and (0, side) to these places; `None` if they are no square seen from
    /// somewhere.
    pub(super) fn new(side: f64, corners: [Place; 4]) -> Option<Square> {
        let [(x0, y0), (x1, y1), (x2, y2), (x3, y3)] = corners;
        // P. Heckbert, Fundamentals of Texture Mapping, 1989, 2.2.3.
        let (dx1, dx2, sx) = (x1 - x2, x3 - x2, x0 - x1 + x2 - x3);
        let (dy1, dy2, sy) = (y1 - y2, y3 - y2, y0 - y1 + y2 - y3);
        let by = dx1 * dy2 - dx2 * dy1;
        if by.abs() < 1e-6 || side <= 0.0 {
            return None;
        }
        let g = (sx * dy2 - dx2 * sy) / by;
        let h = (dx1 * sy - sx * dy1) / by;
        let factors = [
            (x1 - x0 + g * x1) / side,
            (x3 - x0 + h * x3) / side,
            x0,
            (y1 - y0 + g * y1) / side,
            (y3 - y0 + h * y3) / side,
            y0,
            g / side,
            h / side,
        ];
        factors
            .iter()
            .all(|factor| factor.is_finite())
            .then_some(Square { factors })
    }

    /// The same in a picture that is so many times as large.
    pub(super) fn magnified(&self, times: f64) -> Square {
        let [a, b, c, d, e, f, g, h] = self.factors;
        let factors = [
            a * times,
            b * times,
            c * times,
            d * times,
            e * times,
            f * times,
            g,
            h,
        ];
        Square { factors }
    }

    /// Where the place (`u`, `v`) is.
    pub(super) fn map(&self, u: f64, v: f64) -> Place {
        let [a, b, c, d, e, f, g, h] = self.factors;
        let by = g * u + h * v + 1.0;
        ((a * u + b * v + c) / by, (d * u + e * v + f) / by)
    }
}

/// The distance between two places.
pub(super) fn distance(a: Place, b: Place) -> f64 {
    (a.0 - b.0).hypot(a.1 - b.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corners_go_where_they_were_seen() {
        let corners = [(10.0, 10.0), (90.0, 14.0), (84.0, 100.0), (12.0, 80.0)];
        let square = Square::new(29.0, corners).unwrap();
        let ends = [(0.0, 0.0), (29.0, 0.0), (29.0, 29.0), (0.0, 29.0)];
        for ((u, v), corner) in ends.into_iter().zip(corners) {
            assert!(distance(square.map(u, v), corner) < 1e-9);
        }
        let far = square.magnified(2.0).map(29.0, 29.0);
        assert!(distance(far, (168.0, 200.0)) < 1e-9);
        assert_eq!(Square::new(1.0, [(0.0, 0.0); 4]), None);
    }
}
