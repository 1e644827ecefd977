//! A picture in greys, such as the emblem of a school.
//!
//! Equal pictures have equal digests: they are compared, remembered and stored in
//! a file by these.

use std::hash::{Hash, Hasher};

use crate::base::digest::Digest;

/// The name of the school's emblem among the pictures of a
/// [`Job`](super::job::Job).
pub const EMBLEM: &str = "emblem";

/// Pixels from 0 (black) to 255 (white), row by row from the top.
#[derive(Clone)]
pub struct Picture {
    width: u32,
    height: u32,
    greys: Vec<u8>,
    key: u128,
}

impl Picture {
    /// A picture; `greys` has a byte for each pixel.
    ///
    /// # Panics
    /// If it has not.
    pub fn new(width: u32, height: u32, greys: Vec<u8>) -> Self {
        assert_eq!(u64::from(width) * u64::from(height), greys.len() as u64);
        let key = Digest::of(&(width, &greys));
        Picture {
            width,
            height,
            greys,
            key,
        }
    }

    /// Pixels a row.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Rows.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// The pixels.
    pub fn greys(&self) -> &[u8] {
        &self.greys
    }

    /// Of what it shows.
    pub fn key(&self) -> u128 {
        self.key
    }
}

impl PartialEq for Picture {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for Picture {}

impl Hash for Picture {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.key.hash(hasher);
    }
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({}×{}, {:x})", self.width, self.height, self.key)
    }
}
