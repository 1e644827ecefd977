//! Pixels: a page or picture in grey, and parted into dark and light.
//!
//! Plain data for the renderer, the decoder and those who judge what they see.

/// A grey picture, row by row from the upper left: 0 is black, 255 white.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Grey {
    /// Pixels a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// `width · height` pixels.
    pub pixels: Vec<u8>,
}

/// A picture in black and white, row by row from the upper left.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Bitmap {
    /// Pixels a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Whether each of the `width · height` pixels is dark.
    pub dark: Vec<bool>,
}

/// A part of a picture in pixels, cut at its edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The first column.
    pub left: usize,
    /// The first row.
    pub top: usize,
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
}

impl Grey {
    /// Dark are the pixels below one threshold for all.
    pub fn dark_below(&self, threshold: u8) -> Bitmap {
        Bitmap {
            width: self.width,
            height: self.height,
            dark: self.pixels.iter().map(|&pixel| pixel < threshold).collect(),
        }
    }
}

impl Bitmap {
    /// The part between two corners, as far as there are pixels.
    pub fn part(&self, (left, top): (f64, f64), (right, bottom): (f64, f64)) -> Part {
        let whole = |value: f64, most: usize| (value.round().max(0.0) as usize).min(most);
        let (left, top) = (whole(left, self.width), whole(top, self.height));
        Part {
            left,
            top,
            width: whole(right, self.width).saturating_sub(left),
            height: whole(bottom, self.height).saturating_sub(top),
        }
    }

    /// What a part shows.
    pub fn cut(&self, part: Part) -> Bitmap {
        let rows = (part.top..part.top + part.height).flat_map(|row| {
            let start = row * self.width + part.left;
            self.dark[start..start + part.width].iter().copied()
        });
        Bitmap {
            width: part.width,
            height: part.height,
            dark: rows.collect(),
        }
    }

    /// Makes a part light.
    pub fn clear(&mut self, part: Part) {
        for row in part.top..part.top + part.height {
            let start = row * self.width + part.left;
            self.dark[start..start + part.width].fill(false);
        }
    }
}
