//! Letters to glyphs, with kerning, remembered word by word.

use std::collections::HashMap;
use std::sync::Arc;

use rustybuzz::{Direction, GlyphInfo, GlyphPosition, ShapePlan, UnicodeBuffer, script};

use crate::base::fonts::{FontId, Fonts};
use crate::base::memo::Memo;
use crate::base::units::Pt;
use crate::layout::fault::{Fault, Result};
use crate::model::frame::Glyph;

/// How many shaped words of a face are remembered: all words of the templates,
/// and the first names and patronymics of a region.
const REMEMBERED: usize = 1024;

/// A piece of text in one face, as glyphs.
#[derive(Debug, PartialEq)]
pub(super) struct Shaped {
    pub font: FontId,
    pub text: String,
    pub glyphs: Vec<Glyph>,
    /// Sum of the advances, in em.
    pub width: f64,
}

impl Shaped {
    /// The width at a type size.
    pub fn width_at(&self, size: Pt) -> Pt {
        size * self.width
    }
}

/// A stretch of text by face: mostly one piece.
pub(super) type Pieces = Vec<Arc<Shaped>>;

/// Shapes text and remembers what it shaped.
pub(in crate::layout) struct Shaper<'f> {
    fonts: &'f Fonts,
    plans: HashMap<(FontId, bool), ShapePlan>,
    /// By the face that was asked for.
    known: [Memo<String, Pieces>; FontId::ALL.len()],
}

impl<'f> Shaper<'f> {
    /// Nothing shaped yet.
    pub fn new(fonts: &'f Fonts) -> Self {
        Shaper {
            fonts,
            plans: HashMap::new(),
            known: FontId::ALL.map(|_| Memo::new(REMEMBERED)),
        }
    }

    /// Splits text by the faces that can show it.
    ///
    /// # Errors
    /// [`Fault::Letter`] for a letter that no face has.
    pub(super) fn pieces(&mut self, font: FontId, text: &str) -> Result<Pieces> {
        if let Some(known) = self.known[font.index()].get(text) {
            return Ok(known);
        }
        let mut starts: Vec<(usize, FontId)> = Vec::new();
        for (at, letter) in text.char_indices() {
            if joins(letter) && at > 0 {
                continue;
            }
            let face = self.fonts.face_for(font, letter);
            let face = face.ok_or(Fault::Letter(letter))?;
            if starts.last().is_none_or(|(_, before)| *before != face) {
                starts.push((at, face));
            }
        }
        let ends = starts.iter().skip(1).map(|(at, _)| *at);
        let ends: Vec<usize> = ends.chain([text.len()]).collect();
        let parts = starts.iter().zip(ends);
        let pieces: Pieces = parts
            .map(|(&(start, face), end)| Arc::new(self.shape(face, &text[start..end])))
            .collect();
        self.known[font.index()].put(text.to_owned(), pieces.clone());
        Ok(pieces)
    }

    fn shape(&mut self, font: FontId, text: &str) -> Shaped {
        let face = self.fonts.face(font);
        let is_cyrillic = text.chars().any(|c| ('\u{400}'..='\u{52f}').contains(&c));
        let script = match is_cyrillic {
            true => script::CYRILLIC,
            false => script::LATIN,
        };
        let direction = Direction::LeftToRight;
        let plan = self
            .plans
            .entry((font, is_cyrillic))
            .or_insert_with(|| ShapePlan::new(face.shaper(), direction, Some(script), None, &[]));
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.set_direction(direction);
        buffer.set_script(script);
        let output = rustybuzz::shape_with_plan(face.shaper(), plan, buffer);
        let clusters: Vec<u32> = output.glyph_infos().iter().map(|g| g.cluster).collect();
        let shaped = output.glyph_infos().iter().zip(output.glyph_positions());
        let glyph = |(index, (info, position)): (usize, (&GlyphInfo, &GlyphPosition))| {
            let (text_start, text_end) = text_of(&clusters, index, text.len());
            Glyph {
                id: info.glyph_id as u16,
                advance: position.x_advance,
                x_offset: position.x_offset,
                y_offset: position.y_offset,
                text_start,
                text_end,
            }
        };
        let glyphs: Vec<Glyph> = shaped.enumerate().map(glyph).collect();
        let units: i32 = glyphs.iter().map(|glyph| glyph.advance).sum();
        Shaped {
            font,
            text: text.to_owned(),
            glyphs,
            width: f64::from(units) / face.units_per_em(),
        }
    }

    /// Font units in one em of a face.
    pub(super) fn units_per_em(&self, font: FontId) -> f64 {
        self.fonts.face(font).units_per_em()
    }
}

/// The text of the glyph at `index`: the first glyph of a cluster carries the
/// text of the whole cluster, the others none.
fn text_of(clusters: &[u32], index: usize, end: usize) -> (u32, u32) {
    let own = clusters[index];
    if index > 0 && clusters[index - 1] == own {
        return (own, own);
    }
    let next = clusters[index..].iter().find(|&&cluster| cluster != own);
    (own, next.copied().unwrap_or(end as u32))
}

/// Whether a letter is set in the face of the letter before it: combining
/// marks and joiners.
fn joins(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200d}' | '\u{ad}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kerning_moves_letters_together() {
        let fonts = Fonts::embedded();
        let mut shaper = Shaper::new(&fonts);
        let together = shaper.pieces(FontId::Regular, "ГА").unwrap()[0].width;
        let apart: f64 = ["Г", "А"]
            .map(|letter| shaper.pieces(FontId::Regular, letter).unwrap()[0].width)
            .iter()
            .sum();
        assert!(together < apart, "{together} and {apart}");
    }

    #[test]
    fn a_letter_of_the_fallback_splits_the_word() {
        let fonts = Fonts::embedded();
        let mut shaper = Shaper::new(&fonts);
        let pieces = shaper.pieces(FontId::Bold, "Ваӈо").unwrap();
        let texts: Vec<&str> = pieces.iter().map(|p| p.text.as_str()).collect();
        assert_eq!(texts.concat(), "Ваӈо");
        assert!(pieces.iter().all(|p| p.glyphs.iter().all(|g| g.id != 0)));
        assert_eq!(
            shaper.pieces(FontId::Bold, "王").unwrap_err(),
            Fault::Letter('王')
        );
    }

    #[test]
    fn every_letter_of_the_text_belongs_to_one_glyph() {
        let fonts = Fonts::embedded();
        let mut shaper = Shaper::new(&fonts);
        for text in ["Йод", "e\u{301}tude", "Щёлково № 5"] {
            for piece in shaper.pieces(FontId::Regular, text).unwrap() {
                let mut at = 0;
                for glyph in &piece.glyphs {
                    assert!(glyph.text_start == at || glyph.text_start == glyph.text_end);
                    at = at.max(glyph.text_end);
                }
                assert_eq!(at as usize, piece.text.len());
            }
        }
    }
}
