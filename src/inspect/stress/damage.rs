//! Damage to a picture of a code, each kind by one number.
//!
//! Takes a grey picture, where the code lies in it and how strong the damage
//! is; gives the damaged picture. Strength 0 changes nothing; the same input
//! gives the same picture. Reads nothing.

use crate::proof::pixels::Grey;

/// A picture of an upright code to be damaged.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::inspect) struct Subject {
    /// The code with its surroundings.
    pub(in crate::inspect) grey: Grey,
    /// The middle of the code, in pixels.
    pub(in crate::inspect) middle: (usize, usize),
    /// Pixels for a module.
    pub(in crate::inspect) module: usize,
    /// Modules a side.
    pub(in crate::inspect) modules: usize,
}

/// How far the camera is in sides of the code: 30 mm from 15 cm.
const CAMERA: f64 = 5.0;
/// Side of a speck in modules.
const SPECK: f64 = 0.25;
/// Noise of a camera where contrast is low, in shades to either side.
const SENSOR: f64 = 3.0;
/// Shade of a stain and of a dark fold: not quite black.
const INK: u8 = 40;

impl Subject {
    fn side(&self) -> f64 {
        (self.module * self.modules) as f64
    }

    /// Places relative to the middle of the code become shades.
    fn drawn(&self, shade: impl Fn(f64, f64) -> f64) -> Grey {
        let (x0, y0) = (self.middle.0 as f64, self.middle.1 as f64);
        Grey::from_fn(self.grey.width, self.grey.height, |x, y| {
            // Two by two places of every pixel: slanted edges stay smooth.
            let mut sum = 0.0;
            for (dx, dy) in [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)] {
                sum += shade(x as f64 + dx - x0, y as f64 + dy - y0);
            }
            (sum / 4.0).round() as u8
        })
    }

    /// The shade at a place relative to the middle; white beyond the edge.
    fn shade(&self, x: f64, y: f64) -> f64 {
        let (x, y) = (x + self.middle.0 as f64, y + self.middle.1 as f64);
        if self.grey.holds(x, y) {
            self.grey.sample(x, y)
        } else {
            255.0
        }
    }

    /// Blurs by a Gaussian of this width, in modules.
    pub(super) fn blurred(&self, sigma: f64) -> Grey {
        let sigma = sigma * self.module as f64;
        let reach = (sigma * 3.0).ceil() as i64;
        let weight = |at: i64| (-((at * at) as f64) / (2.0 * sigma * sigma).max(1e-9)).exp();
        let weights: Vec<f64> = (-reach..=reach).map(weight).collect();
        let sum: f64 = weights.iter().sum();
        let along = |grey: &Grey, dx: i64, dy: i64| {
            Grey::from_fn(grey.width, grey.height, |x, y| {
                let shades = (-reach..=reach).zip(&weights).map(|(at, weight)| {
                    f64::from(grey.at(x as i64 + at * dx, y as i64 + at * dy)) * weight
                });
                (shades.sum::<f64>() / sum).round() as u8
            })
        };
        along(&along(&self.grey, 1, 0), 0, 1)
    }

    /// Thin toner: dark areas lose this much on every side, in modules.
    pub(super) fn thinned(&self, by: f64) -> Grey {
        self.spread(by, u8::max)
    }

    /// Fat toner: dark areas gain this much on every side, in modules.
    pub(super) fn fattened(&self, by: f64) -> Grey {
        self.spread(by, u8::min)
    }

    fn spread(&self, by: f64, choose: fn(u8, u8) -> u8) -> Grey {
        let pixels = by * self.module as f64;
        let whole = pixels.floor();
        let inner = extreme(&self.grey, whole as i64, choose);
        let share = pixels - whole;
        if share < 1e-9 {
            return inner;
        }
        let outer = extreme(&self.grey, whole as i64 + 1, choose);
        let mixed =
            inner.pixels.iter().zip(&outer.pixels).map(|(&a, &b)| {
                (f64::from(a) * (1.0 - share) + f64::from(b) * share).round() as u8
            });
        Grey {
            pixels: mixed.collect(),
            ..inner
        }
    }

    /// Specks: so many percent of the area have the opposite shade, in squares
    /// of a quarter module. A stronger step has the specks of the weaker ones.
    pub(super) fn specked(&self, percent: f64) -> Grey {
        let side = ((self.module as f64 * SPECK).round() as usize).max(1);
        Grey::from_fn(self.grey.width, self.grey.height, |x, y| {
            let pixel = self.grey.at(x as i64, y as i64);
            if chance(x / side, y / side) * 100.0 < percent {
                255 - pixel
            } else {
                pixel
            }
        })
    }

    /// Low contrast: so many percent of it are gone, under a camera's noise.
    pub(super) fn faded(&self, percent: f64) -> Grey {
        if percent == 0.0 {
            return self.grey.clone();
        }
        let kept = 1.0 - percent / 100.0;
        Grey::from_fn(self.grey.width, self.grey.height, |x, y| {
            let pixel = f64::from(self.grey.at(x as i64, y as i64));
            let noise = (chance(x, y) * 2.0 - 1.0) * SENSOR;
            (128.0 + (pixel - 128.0) * kept + noise).clamp(0.0, 255.0) as u8
        })
    }

    /// A fold of this width in modules across the middle, slightly slanted:
    /// toner has come off it, or dirt has gathered in it.
    pub(super) fn folded(&self, width: f64, dark: bool) -> Grey {
        let shade = if dark { INK } else { 255 };
        let half = width * self.module as f64 / 2.0;
        let (sine, cosine) = 5_f64.to_radians().sin_cos();
        let (x0, y0) = (self.middle.0 as f64, self.middle.1 as f64);
        Grey::from_fn(self.grey.width, self.grey.height, |x, y| {
            let (dx, dy) = (x as f64 + 0.5 - x0, y as f64 + 0.5 - y0);
            if (dy * cosine - dx * sine).abs() < half {
                shade
            } else {
                self.grey.at(x as i64, y as i64)
            }
        })
    }

    /// A dark stain with a wavy edge in the middle that covers so many percent
    /// of the code.
    pub(super) fn stained(&self, percent: f64) -> Grey {
        let waves =
            |angle: f64| 1.0 + 0.15 * (3.0 * angle + 1.0).sin() + 0.1 * (5.0 * angle + 2.0).sin();
        // The waves add half their squares to the area of the disc.
        let area = self.side() * self.side() * percent / 100.0;
        let radius = (area / (std::f64::consts::PI * 1.01625)).sqrt();
        let (x0, y0) = (self.middle.0 as f64, self.middle.1 as f64);
        Grey::from_fn(self.grey.width, self.grey.height, |x, y| {
            let (dx, dy) = (x as f64 + 0.5 - x0, y as f64 + 0.5 - y0);
            let pixel = self.grey.at(x as i64, y as i64);
            if dx.hypot(dy) < radius * waves(dy.atan2(dx)) {
                pixel.min(INK)
            } else {
                pixel
            }
        })
    }

    /// Seen from the side: the sheet is turned by so many degrees about an
    /// upright axis before a camera.
    pub(super) fn tilted(&self, degrees: f64) -> Grey {
        if degrees == 0.0 {
            return self.grey.clone();
        }
        let (sine, cosine) = degrees.to_radians().sin_cos();
        let far = CAMERA * self.side();
        self.drawn(|x, y| {
            let by = far * cosine - x * sine;
            if by <= 0.0 {
                return 255.0;
            }
            let across = x * far / by;
            self.shade(across, y * (far + across * sine) / far)
        })
    }

    /// Turned in its plane by so many degrees.
    pub(super) fn turned(&self, degrees: f64) -> Grey {
        if degrees == 0.0 {
            return self.grey.clone();
        }
        let (sine, cosine) = degrees.to_radians().sin_cos();
        self.drawn(|x, y| self.shade(x * cosine + y * sine, y * cosine - x * sine))
    }
}

/// The lightest or darkest shade within `reach` pixels.
fn extreme(grey: &Grey, reach: i64, choose: fn(u8, u8) -> u8) -> Grey {
    let along = |grey: &Grey, dx: i64, dy: i64| {
        Grey::from_fn(grey.width, grey.height, |x, y| {
            let (x, y) = (x as i64, y as i64);
            (-reach..=reach)
                .map(|at| grey.at(x + at * dx, y + at * dy))
                .fold(grey.at(x, y), choose)
        })
    };
    along(&along(grey, 1, 0), 0, 1)
}

/// A number from 0 to 1 that belongs to a place: always the same.
fn chance(x: usize, y: usize) -> f64 {
    // The finishing steps of SplitMix64 (G. Steele and others, 2014).
    let mut bits = (x as u64) << 32 | y as u64;
    bits = bits.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^= bits >> 31;
    (bits >> 11) as f64 / (1u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::super::tests::subject;
    use super::*;

    /// The share of pixels that two pictures do not have in common.
    fn changed(a: &Grey, b: &Grey) -> f64 {
        let differ = a.pixels.iter().zip(&b.pixels).filter(|(a, b)| a != b);
        differ.count() as f64 / a.pixels.len() as f64
    }

    #[test]
    fn strength_0_changes_nothing() {
        let subject = subject();
        for (name, damaged) in [
            ("blurred", subject.blurred(0.0)),
            ("thinned", subject.thinned(0.0)),
            ("fattened", subject.fattened(0.0)),
            ("specked", subject.specked(0.0)),
            ("faded", subject.faded(0.0)),
            ("folded light", subject.folded(0.0, false)),
            ("folded dark", subject.folded(0.0, true)),
            ("stained", subject.stained(0.0)),
            ("tilted", subject.tilted(0.0)),
            ("turned", subject.turned(0.0)),
        ] {
            assert!(damaged == subject.grey, "{name}");
        }
    }

    #[test]
    fn toner_moves_edges_by_what_is_said() {
        let mut subject = subject();
        // One dark square of four modules.
        let module = subject.module;
        let (x0, y0) = subject.middle;
        subject.grey = Grey::from_fn(subject.grey.width, subject.grey.height, |x, y| {
            let inside = |at: usize, middle: usize| (middle..middle + 4 * module).contains(&at);
            if inside(x, x0) && inside(y, y0) {
                0
            } else {
                255
            }
        });
        let ink = |grey: &Grey| {
            grey.pixels
                .iter()
                .map(|&p| 255 - usize::from(p))
                .sum::<usize>()
        };
        let side = |grey: &Grey| (ink(grey) as f64 / 255.0).sqrt() / module as f64;
        assert_eq!(side(&subject.grey), 4.0);
        assert_eq!(side(&subject.thinned(0.2)), 3.6);
        assert_eq!(side(&subject.fattened(0.2)), 4.4);
        assert!((side(&subject.fattened(0.25)) - 4.5).abs() < 0.02);
    }

    #[test]
    fn specks_and_stains_cover_what_is_said() {
        let subject = subject();
        let specked = changed(&subject.specked(10.0), &subject.grey);
        assert!((specked - 0.1).abs() < 0.01, "{specked}");
        let mut white = subject.clone();
        white.grey.pixels.fill(255);
        let stained = changed(&white.stained(30.0), &white.grey) * white.grey.pixels.len() as f64;
        let share = stained / (white.side() * white.side());
        assert!((share - 0.3).abs() < 0.005, "{share}");
    }

    #[test]
    fn four_quarter_turns_are_none() {
        let mut subject = subject();
        let before = subject.grey.clone();
        for _ in 0..4 {
            subject.grey = subject.turned(90.0);
        }
        // Turning softens edges a little and moves none.
        for pixel in &mut subject.grey.pixels {
            *pixel = if *pixel < 128 { 0 } else { 255 };
        }
        assert!(changed(&subject.grey, &before) < 0.01);
    }
}
