//! What is asked of a grey picture.
//!
//! Takes pixels, gives parts, other sizes, samples between pixels and
//! thresholds. Must not know what the picture shows.

use crate::proof::pixels::{Bitmap, Grey};

impl Grey {
    /// A picture by a function of column and row.
    pub(super) fn from_fn(
        width: usize,
        height: usize,
        mut shade: impl FnMut(usize, usize) -> u8,
    ) -> Grey {
        let mut pixels = Vec::with_capacity(width * height);
        for y in 0..height {
            for x in 0..width {
                pixels.push(shade(x, y));
            }
        }
        Grey {
            width,
            height,
            pixels,
        }
    }

    /// The pixel in column `x` and row `y`; beyond the edge that of the edge.
    pub(super) fn at(&self, x: i64, y: i64) -> u8 {
        let x = x.clamp(0, self.width as i64 - 1) as usize;
        let y = y.clamp(0, self.height as i64 - 1) as usize;
        self.pixels[y * self.width + x]
    }

    /// The shade at a place between pixels, in pixels from the upper left
    /// corner of the picture: the centre of the first pixel is at 0.5.
    pub(super) fn sample(&self, x: f64, y: f64) -> f64 {
        let (x, y) = (x - 0.5, y - 0.5);
        let (left, top) = (x.floor(), y.floor());
        let (dx, dy) = (x - left, y - top);
        let (left, top) = (left as i64, top as i64);
        let pixel = |x, y| f64::from(self.at(x, y));
        let upper = pixel(left, top) * (1.0 - dx) + pixel(left + 1, top) * dx;
        let lower = pixel(left, top + 1) * (1.0 - dx) + pixel(left + 1, top + 1) * dx;
        upper * (1.0 - dy) + lower * dy
    }

    /// Whether a place lies in the picture.
    pub(super) fn holds(&self, x: f64, y: f64) -> bool {
        x >= 0.0 && y >= 0.0 && x <= self.width as f64 && y <= self.height as f64
    }

    /// The part from column `left` and row `top`, cut at the edges.
    pub(super) fn part(&self, left: usize, top: usize, width: usize, height: usize) -> Grey {
        let width = width.min(self.width.saturating_sub(left));
        let height = height.min(self.height.saturating_sub(top));
        let rows = (top..top + height).flat_map(|row| {
            let start = row * self.width + left;
            self.pixels[start..start + width].iter().copied()
        });
        Grey {
            width,
            height,
            pixels: rows.collect(),
        }
    }

    /// The part from (`left`, `top`) drawn with `scale` pixels for each pixel:
    /// every new pixel is the mean of places in what it covers, so that
    /// magnified edges stay sharp. What lies beyond the edge is `beyond`.
    pub(super) fn resized(
        &self,
        (left, top): (f64, f64),
        (width, height): (usize, usize),
        scale: f64,
        beyond: u8,
    ) -> Grey {
        let taps = ((2.0 / scale).ceil() as usize).clamp(3, 12);
        let share = 1.0 / (taps as f64 * scale);
        Grey::from_fn(width, height, |column, row| {
            let mut sum = 0;
            for v in 0..taps {
                for u in 0..taps {
                    let x = left + column as f64 / scale + (u as f64 + 0.5) * share;
                    let y = top + row as f64 / scale + (v as f64 + 0.5) * share;
                    sum += if self.holds(x, y) {
                        usize::from(self.at(x.floor() as i64, y.floor() as i64))
                    } else {
                        usize::from(beyond)
                    };
                }
            }
            (sum / (taps * taps)) as u8
        })
    }

    /// Black and white exchanged.
    pub(super) fn inverted(&self) -> Grey {
        Grey {
            pixels: self.pixels.iter().map(|pixel| 255 - pixel).collect(),
            ..*self
        }
    }

    /// How often each shade occurs.
    fn histogram(&self) -> [usize; 256] {
        let mut counts = [0; 256];
        for &pixel in &self.pixels {
            counts[usize::from(pixel)] += 1;
        }
        counts
    }

    /// The threshold that parts dark from light best (N. Otsu, 1979): pixels
    /// below it are dark.
    pub(super) fn threshold(&self) -> u8 {
        let counts = self.histogram();
        let total = self.pixels.len() as f64;
        let weight = |(shade, &count): (usize, &usize)| shade as f64 * count as f64;
        let sum: f64 = counts.iter().enumerate().map(weight).sum();
        let (mut below, mut below_sum) = (0.0, 0.0);
        // Between two heaps every threshold is as good: the middle is taken.
        let (mut best, mut first, mut last) = (-1.0, 128, 128);
        for (shade, &count) in counts.iter().enumerate() {
            below += count as f64;
            below_sum += shade as f64 * count as f64;
            let above = total - below;
            if below == 0.0 || above == 0.0 {
                continue;
            }
            let gap = below_sum / below - (sum - below_sum) / above;
            let between = below * above * gap * gap;
            if between > best {
                (best, first, last) = (between, shade, shade);
            } else if between == best {
                last = shade;
            }
        }
        ((first + last) / 2 + 1).min(255) as u8
    }

    /// Dark pixels by the mean of what lies around each, `radius` pixels far:
    /// for grey codes and uneven light. Where all is one shade nothing is dark.
    pub(super) fn dark_locally(&self, radius: usize) -> Bitmap {
        let (width, height) = (self.width, self.height);
        let row = |y: usize| &self.pixels[y * width..][..width];
        // Of each column the sum of the rows that are near enough, and of these
        // sums those of all columns to the left.
        let mut columns = vec![0_u32; width];
        let mut left_of = vec![0_u32; width + 1];
        for y in 0..radius.min(height) {
            add(&mut columns, row(y), u32::wrapping_add);
        }
        let mut dark = Vec::with_capacity(self.pixels.len());
        for y in 0..height {
            if y + radius < height {
                add(&mut columns, row(y + radius), u32::wrapping_add);
            }
            if y > radius {
                add(&mut columns, row(y - radius - 1), u32::wrapping_sub);
            }
            for x in 0..width {
                // May wrap: the sum of one window never does.
                left_of[x + 1] = left_of[x].wrapping_add(columns[x]);
            }
            let rows = (y + radius + 1).min(height) - y.saturating_sub(radius);
            dark.extend(row(y).iter().enumerate().map(|(x, &pixel)| {
                let (left, right) = (x.saturating_sub(radius), (x + radius + 1).min(width));
                let sum = left_of[right].wrapping_sub(left_of[left]);
                (u32::from(pixel) + 8) * ((right - left) * rows) as u32 <= sum
            }));
        }
        Bitmap {
            width,
            height,
            dark,
        }
    }
}

/// Adds a row to the sums of columns, or takes it off.
fn add(columns: &mut [u32], row: &[u8], how: fn(u32, u32) -> u32) {
    for (sum, &pixel) in columns.iter_mut().zip(row) {
        *sum = how(*sum, u32::from(pixel));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_lie_between_the_centres_of_pixels() {
        let grey = Grey::from_fn(2, 1, |x, _| if x == 0 { 0 } else { 200 });
        assert_eq!(grey.sample(0.5, 0.5), 0.0);
        assert_eq!(grey.sample(1.0, 0.5), 100.0);
        assert_eq!(grey.sample(7.0, 0.5), 200.0, "beyond the edge");
    }

    #[test]
    fn the_threshold_lies_between_the_two_heaps() {
        for (dark, light) in [(0, 255), (120, 190), (0, 40)] {
            let grey = Grey::from_fn(10, 10, |x, _| if x < 3 { dark } else { light });
            let threshold = grey.threshold();
            assert!(threshold > dark && threshold <= light, "{threshold}");
        }
        assert!(
            Grey::from_fn(4, 4, |_, _| 255)
                .dark_locally(2)
                .dark
                .iter()
                .all(|d| !d)
        );
    }

    #[test]
    fn locally_dark_is_darker_than_the_mean_around() {
        let grey = Grey::from_fn(23, 17, |x, y| (x * x * 7 + y * 31 + x * y * 5) as u8);
        let near = |a: usize, b: usize| a.abs_diff(b) <= 4;
        for (index, is_dark) in grey.dark_locally(4).dark.into_iter().enumerate() {
            let (x, y) = (index % 23, index / 23);
            let around: Vec<u32> = (0..23 * 17)
                .filter(|at| near(at % 23, x) && near(at / 23, y))
                .map(|at| u32::from(grey.pixels[at]))
                .collect();
            let pixel = u32::from(grey.pixels[index]) + 8;
            let wanted = pixel * around.len() as u32 <= around.iter().sum();
            assert_eq!(is_dark, wanted, "{x}, {y}");
        }
    }

    #[test]
    fn magnified_pixels_stay_sharp_and_small_pictures_are_means() {
        let grey = Grey::from_fn(2, 2, |x, y| if (x + y) % 2 == 0 { 0 } else { 255 });
        let large = grey.resized((0.0, 0.0), (8, 8), 4.0, 255);
        assert!(large.pixels.iter().all(|&p| p == 0 || p == 255));
        let small = grey.resized((0.0, 0.0), (1, 1), 0.5, 255);
        assert!(small.pixels[0].abs_diff(127) < 2, "{}", small.pixels[0]);
        assert_eq!(grey.resized((-2.0, 0.0), (2, 2), 1.0, 9).pixels, [9; 4]);
    }
}
