//! Letters to glyphs, with kerning, remembered word by word.

use std::collections::HashMap;
use std::sync::Arc;

use rustybuzz::{Direction, ShapePlan, UnicodeBuffer, script};

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
    words: [Memo<String, Arc<Shaped>>; FontId::ALL.len()],
    buffer: Option<UnicodeBuffer>,
}

impl<'f> Shaper<'f> {
    pub fn new(fonts: &'f Fonts) -> Self {
        Shaper {
            fonts,
            plans: HashMap::new(),
            words: FontId::ALL.map(|_| Memo::new(REMEMBERED)),
            buffer: None,
        }
    }

    /// Splits text by the faces that can show it.
    ///
    /// # Errors
    /// [`Fault::Letter`] for a letter that no face has.
    pub(super) fn pieces(&mut self, font: FontId, text: &str) -> Result<Pieces> {
        if let Some(known) = self.words[font.index()].get(text) {
            return Ok(vec![known]);
        }
        let mut pieces = Pieces::new();
        let mut start = 0;
        let mut current = None;
        for (at, letter) in text.char_indices() {
            let face = match current {
                Some(face) if joins(letter) => face,
                _ => self
                    .fonts
                    .face_for(font, letter)
                    .ok_or(Fault::Letter(letter))?,
            };
            if current.is_some_and(|same| same != face) {
                pieces.push(self.shape(current.expect("just seen"), &text[start..at]));
                start = at;
            }
            current = Some(face);
        }
        if let Some(face) = current {
            pieces.push(self.shape(face, &text[start..]));
        }
        Ok(pieces)
    }

    fn shape(&mut self, font: FontId, text: &str) -> Arc<Shaped> {
        if let Some(known) = self.words[font.index()].get(text) {
            return known;
        }
        let shaped = Arc::new(self.shape_anew(font, text));
        self.words[font.index()].put(text.to_owned(), shaped.clone());
        shaped
    }

    fn shape_anew(&mut self, font: FontId, text: &str) -> Shaped {
        let face = self.fonts.face(font);
        let cyrillic = text.chars().any(|c| ('\u{400}'..='\u{52f}').contains(&c));
        let script = if cyrillic {
            script::CYRILLIC
        } else {
            script::LATIN
        };
        let plan = self.plans.entry((font, cyrillic)).or_insert_with(|| {
            ShapePlan::new(
                face.shaper(),
                Direction::LeftToRight,
                Some(script),
                None,
                &[],
            )
        });
        let mut buffer = self.buffer.take().unwrap_or_default();
        buffer.push_str(text);
        buffer.set_direction(Direction::LeftToRight);
        buffer.set_script(script);
        let output = rustybuzz::shape_with_plan(face.shaper(), plan, buffer);
        let clusters: Vec<u32> = output.glyph_infos().iter().map(|g| g.cluster).collect();
        let glyphs: Vec<Glyph> = output
            .glyph_infos()
            .iter()
            .zip(output.glyph_positions())
            .enumerate()
            .map(|(index, (info, position))| {
                let (text_start, text_end) = text_of(&clusters, index, text.len());
                Glyph {
                    id: info.glyph_id as u16,
                    advance: position.x_advance,
                    x_offset: position.x_offset,
                    y_offset: position.y_offset,
                    text_start,
                    text_end,
                }
            })
            .collect();
        self.buffer = Some(output.clear());
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
