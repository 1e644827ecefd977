//! Which glyphs a document uses, and the font objects made of them.
//!
//! A glyph gets its code in the text when it is first drawn; the fonts are
//! subset and written at the end, when all codes are known. printpdf makes the
//! font dictionaries; what its version falls short of is put right here.

use std::collections::BTreeMap;
use std::io::Write;

use printpdf::{
    Codepoint, FontId as ResourceId, Mm, Op, ParsedFont, PdfDocument, PdfFont, PdfFontHandle,
    PdfPage, PdfSaveOptions, Pt, TextItem,
};
use rustybuzz::ttf_parser::GlyphId;
use subsetter::GlyphRemapper;

use super::Error;
use super::file::File;
use super::objects::{Copier, Patch};
use super::text::{push_key_ref, push_ref};
use crate::fonts::{FontId, Fonts};
use crate::frame::{Glyph, GlyphRun};

/// What a glyph without text of its own maps to: every glyph of an archived
/// document must map to something (ISO 19005-2, 6.2.11.7.2), and WORD JOINER
/// shows nothing and separates nothing.
const SILENT: &str = "\u{2060}";

/// The glyphs used so far, by face.
pub(super) struct Glyphs<'a> {
    fonts: &'a Fonts,
    used: [Used; FontId::ALL.len()],
}

/// The glyphs used of one face. Code 0 is .notdef and never used.
#[derive(Default)]
struct Used {
    /// First code of each glyph of the font file; 0 if it has none.
    first: Vec<u16>,
    /// Glyph and text of code 1, 2, 3...
    codes: Vec<(u16, Box<str>)>,
    /// Widths by code, as printpdf wants them.
    widths: BTreeMap<u16, u16>,
}

impl<'a> Glyphs<'a> {
    pub(super) fn new(fonts: &'a Fonts) -> Self {
        Glyphs {
            fonts,
            used: Default::default(),
        }
    }

    /// The name under which a face stands in /Resources.
    pub(super) fn resource(font: FontId) -> ResourceId {
        ResourceId(format!("T{}", font.index()))
    }

    /// Font units in one em of the face.
    pub(super) fn units_per_em(&self, font: FontId) -> f64 {
        self.fonts.face(font).units_per_em()
    }

    /// The code of a glyph and its nominal width in font units.
    pub(super) fn code(&mut self, run: &GlyphRun, glyph: &Glyph) -> Result<(u16, f64), Error> {
        let range = glyph.text_start as usize..glyph.text_end as usize;
        let text = run
            .text
            .get(range)
            .ok_or_else(|| Error::Drawing("a glyph refers to text outside its run".into()))?;
        let used = &mut self.used[run.font.index()];
        let face = self.fonts.face(run.font).ttf();
        if glyph.id == 0 || glyph.id >= face.number_of_glyphs() {
            return Err(Error::MissingGlyph(text.into()));
        }
        let known = used.codes.len();
        let code = used.code(glyph.id, plain(text), face.number_of_glyphs())?;
        let width = face
            .glyph_hor_advance(GlyphId(glyph.id))
            .unwrap_or_default();
        if used.codes.len() > known {
            used.widths.insert(code, width);
        }
        Ok((code, f64::from(width)))
    }

    /// Writes the fonts, and the dictionary that names them as object
    /// `resources`.
    pub(super) fn write<W: Write>(&self, file: &mut File<W>, resources: u32) -> Result<(), Error> {
        let mut dict = b"<<".to_vec();
        for font in FontId::ALL {
            if !self.used[font.index()].codes.is_empty() {
                let number = self.write_font(font, file)?;
                push_key_ref(&mut dict, &format!("/T{}", font.index()), number);
            }
        }
        dict.extend_from_slice(b">>");
        file.object(resources, &dict)?;
        Ok(())
    }

    fn write_font<W: Write>(&self, font: FontId, file: &mut File<W>) -> Result<u32, Error> {
        let face = self.fonts.face(font);
        let used = &self.used[font.index()];
        let mut remapper = GlyphRemapper::new();
        let places: Vec<u16> = used
            .codes
            .iter()
            .map(|(id, _)| remapper.remap(*id))
            .collect();
        let program = subsetter::subset(face.data(), 0, &remapper)
            .map_err(|error| Error::Drawing(format!("{}: {error}", face.name())))?;
        let name = format!("{}+{}", used.tag(), face.name());
        let document = self.specimen(font, program, name);
        let made = document.to_lopdf_document(&PdfSaveOptions::default(), &mut Vec::new());
        let mut copier = Copier::new(&made, file);
        // A glyph that stands for two texts has two codes, and then codes no
        // longer are glyph numbers (ISO 32000-1, 9.7.4.2).
        let straight = places.iter().zip(1..).all(|(&place, code)| place == code);
        let map = if straight {
            None
        } else {
            let codes = std::iter::once(0).chain(places);
            let bytes: Vec<u8> = codes.flat_map(u16::to_be_bytes).collect();
            let number = copier.file().alloc();
            copier.file().stream(number, b"", &bytes)?;
            let mut value = Vec::new();
            push_ref(&mut value, number);
            Some(value)
        };
        let patch = map.as_deref().map(|value| Patch {
            key: b"CIDToGIDMap",
            value,
        });
        copier.copy_font(patch)
    }

    /// A document of one page that shows every code once with its text, from
    /// which printpdf makes widths and ToUnicode.
    fn specimen(&self, font: FontId, program: Vec<u8>, name: String) -> PdfDocument {
        let used = &self.used[font.index()];
        let points = used
            .codes
            .iter()
            .zip(1..)
            .map(|((_, text), code)| Codepoint::with_cid(code, 0.0, text.to_string()));
        let ops = vec![
            Op::StartTextSection,
            Op::SetFont {
                font: PdfFontHandle::External(Self::resource(font)),
                size: Pt(1.0),
            },
            Op::ShowText {
                items: vec![TextItem::GlyphIds(points.collect())],
            },
            Op::EndTextSection,
        ];
        let mut document = PdfDocument::new("");
        let parsed = self.parsed(font, program, name);
        let id = Self::resource(font);
        document
            .resources
            .fonts
            .map
            .insert(id, PdfFont::new(parsed));
        document.pages.push(PdfPage::new(Mm(1.0), Mm(1.0), ops));
        document
    }

    /// The face as printpdf knows it, with widths by code.
    fn parsed(&self, font: FontId, program: Vec<u8>, name: String) -> ParsedFont {
        let face = self.fonts.face(font).ttf();
        let bounds = face.global_bounding_box();
        ParsedFont {
            original_bytes: program,
            font_index: 0,
            font_name: Some(name),
            codepoint_to_glyph: BTreeMap::new(),
            glyph_widths: self.used[font.index()].widths.clone(),
            units_per_em: face.units_per_em(),
            font_metrics: printpdf::FontMetrics {
                ascent: face.ascender(),
                descent: face.descender(),
            },
            font_type: printpdf::FontType::TrueType,
            pdf_font_metrics: printpdf::PdfFontMetricsStub {
                units_per_em: face.units_per_em(),
                x_min: bounds.x_min,
                y_min: bounds.y_min,
                x_max: bounds.x_max,
                y_max: bounds.y_max,
                caret_slope_rise: 1,
                caret_slope_run: 0,
                us_weight_class: face.weight().to_number(),
            },
        }
    }
}

impl Used {
    fn code(&mut self, id: u16, text: &str, glyphs: u16) -> Result<u16, Error> {
        if self.first.is_empty() {
            self.first.resize(usize::from(glyphs), 0);
        }
        let first = self.first[usize::from(id)];
        if first > 0 && &*self.codes[usize::from(first) - 1].1 == text {
            return Ok(first);
        }
        if first > 0 {
            let same = |(other, shown): &(u16, Box<str>)| *other == id && &**shown == text;
            if let Some(index) = self.codes.iter().position(same) {
                return Ok(index as u16 + 1);
            }
        }
        self.codes.push((id, text.into()));
        let code = u16::try_from(self.codes.len())
            .map_err(|_| Error::Drawing("more than 65 535 glyphs".into()))?;
        if first == 0 {
            self.first[usize::from(id)] = code;
        }
        Ok(code)
    }

    /// Six letters that tell this subset from others (ISO 32000-1, 9.6.4).
    fn tag(&self) -> String {
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        for (id, _) in &self.codes {
            hash = (hash ^ u64::from(*id)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        let letter = |index| char::from(b'A' + ((hash >> (8 * index)) as u8) % 26);
        (0..6).map(letter).collect()
    }
}

/// The text as it is to be copied: the no-break spaces that typesetting puts
/// in are spaces again, or a search for what was typed would not find it.
fn plain(text: &str) -> &str {
    match text {
        "" => SILENT,
        "\u{a0}" | "\u{202f}" => " ",
        other => other,
    }
}
