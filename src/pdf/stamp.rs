//! Stamps: bytes with holes for numbers, as pages of one kind repeat them.
//!
//! Pages of a kind have the same objects under other numbers, and each number is
//! a step from one of the few that a [`PdfPage`] brings. Must not know what the
//! bytes mean.

use super::text::push_int;

/// The numbers that tell a page of the file from others of its kind.
pub(super) struct PdfPage {
    /// The page object; its links follow.
    pub(super) object: u32,
    /// The first of its structure elements.
    pub(super) element: u32,
    /// The first of the content streams that no other page has.
    pub(super) stream: u32,
    /// Its key in the parent tree; those of its links follow.
    pub(super) key: u32,
    /// The structure element above it.
    pub(super) section: u32,
    /// The node of the page tree above it.
    pub(super) leaf: u32,
}

/// From which number of a page a hole is counted.
pub(super) type Base = fn(&PdfPage) -> u32;

/// Bytes with holes.
#[derive(Default)]
pub(super) struct Stamp {
    bytes: Vec<u8>,
    holes: Vec<Hole>,
}

struct Hole {
    /// Where in the bytes it is.
    at: usize,
    base: Base,
    step: u32,
}

impl Stamp {
    /// Appends what is the same on all pages.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Appends a hole for the number that is `step` from a base.
    pub(super) fn push_number(&mut self, base: Base, step: usize) {
        self.holes.push(Hole {
            at: self.bytes.len(),
            base,
            step: step as u32,
        });
    }

    /// Appends a key or bracket, and a reference to the object with that number.
    pub(super) fn push_ref(&mut self, before: &str, base: Base, step: usize) {
        self.push(before.as_bytes());
        self.push_number(base, step);
        self.push(b" 0 R");
    }

    /// Appends the bytes for a page to `out`.
    pub(super) fn fill(&self, page: &PdfPage, out: &mut Vec<u8>) {
        let mut begin = 0;
        for hole in &self.holes {
            out.extend_from_slice(&self.bytes[begin..hole.at]);
            push_int(out, u64::from((hole.base)(page) + hole.step));
            begin = hole.at;
        }
        out.extend_from_slice(&self.bytes[begin..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_are_filled_by_the_numbers_of_the_page() {
        let mut stamp = Stamp::default();
        stamp.push_number(|page| page.key, 2);
        stamp.push_ref("[", |page| page.element, 0);
        stamp.push_ref(" ", |page| page.element, 11);
        stamp.push(b"]");
        let mut out = b"/Nums[".to_vec();
        for (element, key) in [(7, 0), (99, 8)] {
            let page = PdfPage {
                object: 1,
                element,
                stream: 2,
                key,
                section: 3,
                leaf: 4,
            };
            stamp.fill(&page, &mut out);
        }
        assert_eq!(out, b"/Nums[2[7 0 R 18 0 R]10[99 0 R 110 0 R]");
    }
}
