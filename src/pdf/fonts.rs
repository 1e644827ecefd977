//! Which glyphs a document uses, and the font objects made of them.
//!
//! A glyph gets its code in the text when it is first drawn; the fonts are
//! subset and written at the end, when all codes are known. printpdf makes the
//! font dictionaries; what its version falls short of is put right here.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::io::Write;

use printpdf::{
    Codepoint, FontId as ResourceId, Mm, Op, ParsedFont, PdfDocument, PdfFont, PdfFontHandle,
    PdfPage, PdfSaveOptions, Pt, TextItem,
};
use rustybuzz::ttf_parser::{self, GlyphId};
use subsetter::GlyphRemapper;

use super::Error;
use super::charcodes::{self, Charcode};
use super::file::File;
use super::objects::{Copier, Patch};
use super::text::push_key_ref;
use crate::base::fonts::{FontId, Fonts};
use crate::model::frame::{Glyph, GlyphRun};

/// What a glyph without text of its own maps to: every glyph of an archived
/// document must map to something (ISO 19005-2, 6.2.11.7.2), and WORD JOINER
/// shows nothing and separates nothing.
const SILENT: &str = "\u{2060}";

/// The glyphs used so far, by face.
pub(super) struct Glyphs<'a> {
    fonts: &'a Fonts,
    used: [Used; FontId::ALL.len()],
}

/// The glyphs used of one face, in the order of their codes.
#[derive(Default)]
struct Used {
    /// For each glyph of the font file one more than the index of where it is
    /// first shown; 0 if it is not.
    first: Vec<u16>,
    shown: Vec<Shown>,
}

/// A glyph with the text that it stands for.
struct Shown {
    glyph: u16,
    text: Box<str>,
    /// Its nominal width in font units.
    width: u16,
    code: Charcode,
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
    pub(super) fn code(&mut self, run: &GlyphRun, glyph: &Glyph) -> Result<(Charcode, f64), Error> {
        let range = glyph.text_start as usize..glyph.text_end as usize;
        let text = run
            .text
            .get(range)
            .ok_or_else(|| Error::Drawing("a glyph refers to text outside its run".into()))?;
        let used = &mut self.used[run.font.index()];
        let shown = match used.find(glyph.id, plain(text)) {
            Some(known) => &used.shown[known],
            None => used.add(glyph.id, text, self.fonts.face(run.font).ttf())?,
        };
        Ok((shown.code, f64::from(shown.width)))
    }

    /// Writes the fonts, and the dictionary that names them as object
    /// `resources`.
    pub(super) fn write<W: Write>(&self, file: &mut File<W>, resources: u32) -> Result<(), Error> {
        let mut dict = b"<<".to_vec();
        let mut encodings = HashMap::new();
        for font in FontId::ALL {
            if !self.used[font.index()].shown.is_empty() {
                let number = self.write_font(font, &mut encodings, file)?;
                push_key_ref(&mut dict, &format!("/T{}", font.index()), number);
            }
        }
        dict.extend_from_slice(b">>");
        file.object(resources, &dict)?;
        Ok(())
    }

    /// Writes a font; `encodings` are the numbers of those written before.
    fn write_font<W: Write>(
        &self,
        font: FontId,
        encodings: &mut HashMap<Vec<u8>, u32>,
        file: &mut File<W>,
    ) -> Result<u32, Error> {
        let face = self.fonts.face(font);
        let used = &self.used[font.index()];
        let mut remapper = GlyphRemapper::new();
        let glyphs = used.shown.iter().map(|shown| shown.glyph);
        let places: Vec<u16> = glyphs.map(|glyph| remapper.remap(glyph)).collect();
        let program = subsetter::subset(face.data(), 0, &remapper)
            .map_err(|error| Error::Drawing(format!("{}: {error}", face.name())))?;
        let name = format!("{}+{}", used.tag(), face.name());
        let document = self.specimen(font, program, name);
        let made = document.to_lopdf_document(&PdfSaveOptions::default(), &mut Vec::new());
        // The codes are ours, so what printpdf says of its own does not hold.
        let texts: Vec<_> = used.shown.iter().map(|s| (s.code, &*s.text)).collect();
        let last = used.shown.last().map(|shown| shown.code);
        let last = last.ok_or_else(|| Error::Drawing("a font without glyphs".into()))?;
        let (entries, map) = charcodes::encoding(last);
        let encoding = match encodings.entry(map) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(free) => {
                let number = file.add_stream(entries.as_bytes(), free.key())?;
                *free.insert(number)
            }
        };
        // From CIDs to the places of glyphs in the program (ISO 32000-1, 9.7.4.2).
        let mut glyphs = vec![[0; 2]; usize::from(last.cid()) + 1];
        for (shown, place) in used.shown.iter().zip(places) {
            glyphs[usize::from(shown.code.cid())] = place.to_be_bytes();
        }
        let mut patches = vec![Patch::reference(b"Encoding", encoding)];
        for (key, bytes) in [
            (&b"ToUnicode"[..], charcodes::to_unicode(&texts)),
            (b"CIDToGIDMap", glyphs.concat()),
        ] {
            patches.push(Patch::reference(key, file.add_stream(b"", &bytes)?));
        }
        Copier::new(&made, file).copy_font(&patches)
    }

    /// A document of one page that shows every CID once, from which printpdf makes
    /// the widths.
    fn specimen(&self, font: FontId, program: Vec<u8>, name: String) -> PdfDocument {
        let used = &self.used[font.index()];
        let points = used
            .shown
            .iter()
            .map(|shown| Codepoint::with_cid(shown.code.cid(), 0.0, shown.text.to_string()));
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

    /// The face as printpdf knows it, with widths by CID.
    fn parsed(&self, font: FontId, program: Vec<u8>, name: String) -> ParsedFont {
        let face = self.fonts.face(font).ttf();
        let bounds = face.global_bounding_box();
        ParsedFont {
            original_bytes: program,
            font_index: 0,
            font_name: Some(name),
            codepoint_to_glyph: BTreeMap::new(),
            glyph_widths: self.used[font.index()].widths(),
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
    /// The index of what shows this text by this glyph.
    fn find(&self, glyph: u16, text: &str) -> Option<usize> {
        let first = usize::from(*self.first.get(usize::from(glyph))?);
        let first = first.checked_sub(1)?;
        if &*self.shown[first].text == text {
            return Some(first);
        }
        let same = |shown: &Shown| shown.glyph == glyph && &*shown.text == text;
        self.shown.iter().position(same)
    }

    /// Adds a glyph and its text, which has not been shown yet.
    fn add(&mut self, glyph: u16, text: &str, face: &ttf_parser::Face) -> Result<&Shown, Error> {
        let glyphs = face.number_of_glyphs();
        if glyph == 0 || glyph >= glyphs {
            return Err(Error::MissingGlyph(text.into()));
        }
        self.first.resize(usize::from(glyphs), 0);
        let code = Charcode::of(self.shown.len())
            .ok_or_else(|| Error::Drawing("too many different glyphs".into()))?;
        self.shown.push(Shown {
            glyph,
            text: plain(text).into(),
            width: face.glyph_hor_advance(GlyphId(glyph)).unwrap_or_default(),
            code,
        });
        let count = self.shown.len();
        let first = &mut self.first[usize::from(glyph)];
        if *first == 0 {
            *first = count as u16;
        }
        Ok(&self.shown[count - 1])
    }

    /// Widths by CID, in font units.
    fn widths(&self) -> BTreeMap<u16, u16> {
        let shown = self.shown.iter();
        shown.map(|shown| (shown.code.cid(), shown.width)).collect()
    }

    /// Six letters that tell this subset from others (ISO 32000-1, 9.6.4).
    fn tag(&self) -> String {
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        for shown in &self.shown {
            hash = (hash ^ u64::from(shown.glyph)).wrapping_mul(0x0000_0100_0000_01b3);
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
