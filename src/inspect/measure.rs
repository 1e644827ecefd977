//! How a code is printed: its edges, its quiet zone, its contrast.
//!
//! Takes a code as it was seen, gives figures out of the grey pixels. Judges
//! nothing.

use super::seen::{FAR, Seen};
use super::square::{Place, Square, distance};
use crate::proof::pixels::Grey;

/// Step in which a quiet zone is measured, in modules.
const STEP: f64 = 0.1;
/// What is this much darker than the light modules, as a share of the
/// difference to the dark ones, is no longer quiet.
const DARKER: f64 = 0.25;

/// What has been measured.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Measured {
    /// Corners in units of the surface, clockwise from the upper left one of
    /// the code itself.
    pub(super) corners: [Place; 4],
    /// Side of a module in units: the mean of width and height.
    pub(super) module: f64,
    /// Clear modules to the left, above, to the right and below, as one looks
    /// at the page: at most [`FAR`].
    pub(super) quiet: [f64; 4],
    /// How exact `quiet` is, in modules.
    pub(super) quiet_slack: f64,
    /// Light less dark, as shares of the light that paper gives back: 1 for
    /// black on white.
    pub(super) contrast: f64,
}

/// Measures a code.
pub(super) fn measure(seen: &Seen) -> Measured {
    let grey = if seen.inverted {
        seen.view.grey.inverted()
    } else {
        seen.view.grey.clone()
    };
    let (dark, light) = shades(&grey, seen);
    let square = straightened(&seen.square, seen.modules as f64);
    let ruler = Ruler {
        grey: &grey,
        square: &square,
        modules: seen.modules as f64,
        dark,
        light,
    };
    let [left, top, right, bottom] = ruler.edges();
    let pixels =
        [(left, top), (right, top), (right, bottom), (left, bottom)].map(|(u, v)| square.map(u, v));
    let corners = pixels.map(|pixel| seen.view.place(pixel));
    let around: f64 = (0..4)
        .map(|side| distance(corners[side], corners[(side + 1) % 4]))
        .sum();
    let module = around / 4.0 / seen.modules as f64;
    let quiet = ruler.quiet([left, top, right, bottom]);
    let reflected = if seen.inverted {
        reflectance(255.0 - dark) - reflectance(255.0 - light)
    } else {
        reflectance(light) - reflectance(dark)
    };
    Measured {
        corners,
        module,
        quiet: upright(quiet, &pixels),
        quiet_slack: 1.2 / (module * seen.view.scale),
        contrast: reflected.abs(),
    }
}

/// The decoder bends the plane of a code a little to fit its modules better,
/// which tells beyond its edges. What is all but flat is taken for flat.
fn straightened(square: &Square, side: f64) -> Square {
    let corners = [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side)];
    let [a, b, c, d] = corners.map(|(u, v)| square.map(u, v));
    let flat = (b.0 + d.0 - a.0, b.1 + d.1 - a.1);
    let module = distance(a, b) / side;
    if distance(c, flat) < 1.5 * module {
        Square::new(side, [a, b, flat, d]).unwrap_or(*square)
    } else {
        *square
    }
}

/// The share of light that a shade of sRGB stands for (IEC 61966-2-1).
fn reflectance(shade: f64) -> f64 {
    let share = shade / 255.0;
    if share <= 0.040_45 {
        share / 12.92
    } else {
        ((share + 0.055) / 1.055).powf(2.4)
    }
}

/// The middle shade of the dark and of the light modules.
fn shades(grey: &Grey, seen: &Seen) -> (f64, f64) {
    let threshold = f64::from(grey.threshold());
    let (mut dark, mut light) = (Vec::new(), Vec::new());
    for row in 0..seen.modules {
        for column in 0..seen.modules {
            let (x, y) = seen.square.map(column as f64 + 0.5, row as f64 + 0.5);
            let shade = grey.sample(x, y);
            let is_dark = match &seen.read {
                Some(read) => read.dark[row * seen.modules + column],
                None => shade < threshold,
            };
            if is_dark { &mut dark } else { &mut light }.push(shade);
        }
    }
    let middle = |mut shades: Vec<f64>, none: f64| {
        shades.sort_by(f64::total_cmp);
        shades.get(shades.len() / 2).copied().unwrap_or(none)
    };
    (middle(dark, 0.0), middle(light, 255.0))
}

struct Ruler<'a> {
    grey: &'a Grey,
    square: &'a Square,
    modules: f64,
    dark: f64,
    light: f64,
}

impl Ruler<'_> {
    fn shade(&self, u: f64, v: f64) -> Option<f64> {
        let (x, y) = self.square.map(u, v);
        self.grey.holds(x, y).then(|| self.grey.sample(x, y))
    }

    /// Where the code ends to the left, above, to the right and below, in
    /// modules: the decoder knows it to a pixel only. Looks across the outer
    /// edges of the three large squares.
    fn edges(&self) -> [f64; 4] {
        let n = self.modules;
        let low = |from: f64| (0..11).map(move |step| from + 1.0 + 0.5 * f64::from(step));
        let left = low(0.0).chain(low(n - 7.0));
        let top = low(0.0).chain(low(n - 7.0));
        [
            self.edge(left, |out, along| (-out, along)),
            self.edge(top, |out, along| (along, -out)),
            n - self.edge(low(0.0), |out, along| (n + out, along)),
            n - self.edge(low(0.0), |out, along| (along, n + out)),
        ]
    }

    /// The middle of the places where dark turns to light, inwards positive.
    fn edge(
        &self,
        along: impl Iterator<Item = f64>,
        place: impl Fn(f64, f64) -> (f64, f64),
    ) -> f64 {
        let level = (self.dark + self.light) / 2.0;
        let cross = |at: f64| {
            let mut before: Option<f64> = None;
            // From the middle of the outermost module outwards.
            for step in 0..=30 {
                let out = -0.5 + f64::from(step) * 0.05;
                let (u, v) = place(out, at);
                let shade = self.shade(u, v)?;
                if let Some(last) = before.filter(|&last| last < level && shade >= level) {
                    let share = (level - last) / (shade - last);
                    return Some(-(out - 0.05 + 0.05 * share));
                }
                before = Some(shade);
            }
            None
        };
        let mut crossings: Vec<f64> = along.filter_map(cross).collect();
        crossings.sort_by(f64::total_cmp);
        crossings
            .get(crossings.len() / 2)
            .copied()
            .unwrap_or_default()
    }

    /// Clear modules beyond each edge: left, top, right, bottom.
    fn quiet(&self, [left, top, right, bottom]: [f64; 4]) -> [f64; 4] {
        let (across, down) = ((top, bottom), (left, right));
        [
            self.clear(across, |out, along| (left - out, along)),
            self.clear(down, |out, along| (along, top - out)),
            self.clear(across, |out, along| (right + out, along)),
            self.clear(down, |out, along| (along, bottom + out)),
        ]
    }

    /// How far one can go out from an edge before anything dark shows, across
    /// the whole side and its corners.
    fn clear(&self, (first, last): (f64, f64), place: impl Fn(f64, f64) -> (f64, f64)) -> f64 {
        let limit = self.light - DARKER * (self.light - self.dark);
        // Ink spreads: what is within a third of a module is the edge itself.
        const FIRST: u32 = 4;
        let mut steps = FIRST - 1;
        while f64::from(steps) * STEP < FAR {
            steps += 1;
            let out = f64::from(steps) * STEP;
            let start = first - out;
            let samples = ((last - first + 2.0 * out) / 0.125) as usize;
            let is_clear = (0..=samples).all(|sample| {
                let (u, v) = place(out, start + sample as f64 * 0.125);
                match self.shade(u, v) {
                    Some(shade) => shade >= limit,
                    // Beside the strip the page may end sooner.
                    None => {
                        let along = start + sample as f64 * 0.125;
                        along < first || along > last
                    }
                }
            });
            if !is_clear {
                let clear = if steps == FIRST { 0 } else { steps - 1 };
                return f64::from(clear) * STEP;
            }
        }
        FAR
    }
}

/// Sides of a turned code as they lie on the page.
fn upright(own: [f64; 4], corners: &[Place; 4]) -> [f64; 4] {
    let across = (corners[1].0 - corners[0].0, corners[1].1 - corners[0].1);
    let quarter = std::f64::consts::FRAC_PI_2;
    let turns = (across.1.atan2(across.0) / quarter).round() as i64;
    let turns = turns.rem_euclid(4) as usize;
    let mut sides = own;
    sides.rotate_right(turns);
    // Mirrored codes are read too; their sides are named as if they were not.
    sides
}
