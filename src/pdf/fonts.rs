//! Which glyphs a document uses, and the font objects made of them.
//!
//! A glyph gets its code in the text when it is first drawn; the fonts are
//! subset and written at the end, when all codes are known. printpdf would embed
//! faces whole and choose the codes itself, so the font objects are made here.

use std::io::Write;

use rustybuzz::ttf_parser::{self, GlyphId};
use subsetter::GlyphRemapper;

use super::Error;
use super::charcodes::{self, Charcode, IDENTITY};
use super::file::File;
use super::text::push_key_ref;
use crate::base::fonts::{Face, FontId, Fonts};
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
    pub(super) fn resource(font: FontId) -> String {
        format!("/T{}", font.index())
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
        for font in FontId::ALL {
            if !self.used[font.index()].shown.is_empty() {
                let number = self.write_font(font, file)?;
                push_key_ref(&mut dict, &Self::resource(font), number);
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
        let glyphs = used.shown.iter().map(|shown| shown.glyph);
        let places: Vec<u16> = glyphs.map(|glyph| remapper.remap(glyph)).collect();
        let program = subsetter::subset(face.data(), 0, &remapper)
            .map_err(|error| Error::Drawing(format!("{}: {error}", face.name())))?;
        let name = format!("{}+{}", used.tag(), face.name());
        let texts: Vec<_> = used.shown.iter().map(|s| (s.code, &*s.text)).collect();
        let last = used.shown.last().map(|shown| shown.code);
        let last = last.ok_or_else(|| Error::Drawing("a font without glyphs".into()))?;
        let (entries, map) = charcodes::encoding(last);
        let encoding = file.add_stream(entries.as_bytes(), &map)?;
        // From CIDs to the places of glyphs in the program (ISO 32000-1, 9.7.4.2).
        let mut glyphs = vec![[0; 2]; usize::from(last.cid()) + 1];
        for (shown, place) in used.shown.iter().zip(places) {
            glyphs[usize::from(shown.code.cid())] = place.to_be_bytes();
        }
        let map = file.add_stream(b"", &glyphs.concat())?;
        let texts = file.add_stream(b"", &charcodes::to_unicode(&texts))?;
        let length = format!("/Length1 {}", program.len());
        let program = file.add_stream(length.as_bytes(), &program)?;
        let descriptor = file.add(descriptor(face, &name, program).as_bytes())?;
        let widths = used.widths(face.units_per_em());
        let dict = format!(
            "<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding {encoding} 0 R\
             /ToUnicode {texts} 0 R/DescendantFonts[<</Type/Font/Subtype/CIDFontType2\
             /BaseFont/{name}/CIDSystemInfo{IDENTITY}/FontDescriptor {descriptor} 0 R\
             /CIDToGIDMap {map} 0 R/DW 1000/W[{widths}]>>]>>"
        );
        Ok(file.add(dict.as_bytes())?)
    }
}

/// What is said of a face as a whole (ISO 32000-1, 9.8), in thousandths of an em;
/// `program` is its object.
fn descriptor(face: &Face, name: &str, program: u32) -> String {
    let ttf = face.ttf();
    let scaled = |units: i16| (f64::from(units) * 1000.0 / face.units_per_em()).round();
    let bounds = ttf.global_bounding_box();
    let [left, bottom, right, top] =
        [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max].map(scaled);
    let (ascent, descent) = (scaled(ttf.ascender()), scaled(ttf.descender()));
    let capital = scaled(ttf.capital_height().unwrap_or(ttf.ascender()));
    // No font says how thick its stems are; other programs guess by the weight
    // like this. Flag 32: it is no font of symbols.
    let stem = 50.0 + (f64::from(ttf.weight().to_number()) / 65.0).powi(2).round();
    format!(
        "<</Type/FontDescriptor/FontName/{name}/Flags 32/ItalicAngle 0\
         /FontBBox[{left} {bottom} {right} {top}]/Ascent {ascent}/Descent {descent}\
         /CapHeight {capital}/StemV {stem}/FontFile2 {program} 0 R>>"
    )
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

    /// Widths by CID, in thousandths of an em: each row begins with its first CID
    /// (ISO 32000-1, 9.7.4.3).
    fn widths(&self, em: f64) -> String {
        let follows = |one: &Shown, next: &Shown| one.code.cid() + 1 == next.code.cid();
        let rows = self.shown.chunk_by(follows).map(|row| {
            let widths = row.iter().map(|shown| f64::from(shown.width) * 1000.0 / em);
            let widths: Vec<String> = widths.map(|width| width.to_string()).collect();
            format!("{}[{}]", row[0].code.cid(), widths.join(" "))
        });
        rows.collect()
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
