//! The typefaces: bytes, metrics and which letters each can show.
//!
//! The faces are embedded in the binary (`fonts/`). A letter that the main
//! face lacks is taken from the fallback of the same weight; a letter that
//! neither has is for the caller to report, never an empty box.

use rustybuzz::ttf_parser;

/// A face of the set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FontId {
    /// Body text, weight 400.
    Regular,
    /// Captions of buttons, weight 600.
    SemiBold,
    /// Emphasis and headings, weight 700.
    Bold,
    /// Titles and numerals, weight 800.
    ExtraBold,
    /// Wide Cyrillic for [`FontId::Regular`].
    FallbackRegular,
    /// Wide Cyrillic for the heavier faces.
    FallbackBold,
}

impl FontId {
    /// Every face, in the order of their numbers.
    pub const ALL: [FontId; 6] = [
        FontId::Regular,
        FontId::SemiBold,
        FontId::Bold,
        FontId::ExtraBold,
        FontId::FallbackRegular,
        FontId::FallbackBold,
    ];

    /// The number of this face, from 0, as in [`FontId::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The face asked when this one lacks a letter.
    pub const fn fallback(self) -> FontId {
        match self {
            FontId::Regular | FontId::FallbackRegular => FontId::FallbackRegular,
            _ => FontId::FallbackBold,
        }
    }
}

/// One face: its file and its metrics in font units.
pub struct Face {
    name: &'static str,
    data: &'static [u8],
    face: rustybuzz::Face<'static>,
}

impl Face {
    fn new(name: &'static str, data: &'static [u8]) -> Self {
        let face = rustybuzz::Face::from_slice(data, 0).expect("an embedded font parses");
        Face { name, data, face }
    }

    /// PostScript name, as PDF wants it (`GolosText-Regular`).
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The whole font file.
    pub fn data(&self) -> &'static [u8] {
        self.data
    }

    /// The face as the shaper sees it.
    pub fn shaper(&self) -> &rustybuzz::Face<'static> {
        &self.face
    }

    /// The face as `ttf_parser` sees it, for metrics and outlines.
    pub fn ttf(&self) -> &ttf_parser::Face<'static> {
        &self.face
    }

    /// Font units in one em.
    pub fn units_per_em(&self) -> f64 {
        f64::from(self.ttf().units_per_em())
    }

    /// Height of the ascenders above the baseline, in em.
    pub fn ascender(&self) -> f64 {
        f64::from(self.ttf().ascender()) / self.units_per_em()
    }

    /// Depth of the descenders below the baseline, in em, positive.
    pub fn descender(&self) -> f64 {
        -f64::from(self.ttf().descender()) / self.units_per_em()
    }

    fn has(&self, letter: char) -> bool {
        self.ttf().glyph_index(letter).is_some()
    }
}

/// All faces of the set.
pub struct Fonts {
    faces: Vec<Face>,
}

impl Fonts {
    /// The faces embedded in the binary: Golos Text, with Noto Sans as the
    /// fallback.
    pub fn embedded() -> Self {
        macro_rules! face {
            ($name:literal, $path:literal) => {
                Face::new($name, include_bytes!(concat!("../../fonts/", $path)))
            };
        }
        Fonts {
            faces: vec![
                face!("GolosText-Regular", "golos-text/GolosText-Regular.ttf"),
                face!("GolosText-SemiBold", "golos-text/GolosText-SemiBold.ttf"),
                face!("GolosText-Bold", "golos-text/GolosText-Bold.ttf"),
                face!("GolosText-ExtraBold", "golos-text/GolosText-ExtraBold.ttf"),
                face!("NotoSans-Regular", "noto-sans/NotoSans-Regular.ttf"),
                face!("NotoSans-Bold", "noto-sans/NotoSans-Bold.ttf"),
            ],
        }
    }

    /// The face `id`.
    pub fn face(&self, id: FontId) -> &Face {
        &self.faces[id.index()]
    }

    /// The face that shows `letter` in the style of `id`: that face itself, its
    /// fallback, or `None` if neither has the letter.
    pub fn face_for(&self, id: FontId, letter: char) -> Option<FontId> {
        [id, id.fallback()]
            .into_iter()
            .find(|&candidate| self.face(candidate).has(letter))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_cyrillic_comes_from_the_fallback() {
        let fonts = Fonts::embedded();
        assert_eq!(fonts.face_for(FontId::Bold, 'Ж'), Some(FontId::Bold));
        for letter in ['Ӈ', 'ӈ', 'Ԓ', 'Ө', 'ө', 'Ӄ'] {
            assert!(
                fonts.face_for(FontId::Regular, letter).is_some(),
                "{letter}"
            );
            assert!(
                fonts.face_for(FontId::ExtraBold, letter).is_some(),
                "{letter}"
            );
        }
        assert_eq!(fonts.face_for(FontId::Regular, '中'), None);
    }
}
