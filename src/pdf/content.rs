//! Frames into content streams, drawn by printpdf.
//!
//! Takes frames, gives the bytes that draw each, in the frame's own space:
//! origin at its lower left corner, `y` upwards. This is where the axis flips.
//! Shapes of many frames are drawn in one call, as one printpdf page with marks
//! between, because a call costs far more than a frame; text is written here.
//! Knows neither pages nor tags.

use std::ops::Range;

use printpdf::{
    Color, Greyscale, Line, LineDashPattern, LinePoint, Mm, Op, PaintMode, PdfDocument, PdfPage,
    PdfSaveOptions, Point as InkPoint, Polygon, PolygonRing, WindingOrder,
};

use super::Error;
use super::fonts::Glyphs;
use super::modules;
use super::text::{push_real, push_reals};
use crate::base::fonts::FontId;
use crate::base::geometry::{Point, Size};
use crate::base::units::Pt;
use crate::model::frame::{Frame, Glyph, GlyphRun, Grey, Item, Segment, Shape, Stroke};
use crate::model::picture::Picture;
use crate::model::qr::QrCode;

/// Name of the mark after each drawing, and its bytes in the stream. Nothing
/// else in the stream can look like it: it holds numbers and operators.
const MARK: &str = "~";
const MARK_BYTES: &[u8] = b"/~ MP";

/// What draws a frame in its own space.
pub(super) struct Drawing {
    pub(super) bytes: Vec<u8>,
    /// If it is black text and nothing else: it can be moved by its first place
    /// alone, and leaves nothing behind for what is drawn after it.
    pub(super) text: Option<FirstPlace>,
}

/// The first place in a stretch of text.
#[derive(Clone)]
pub(super) struct FirstPlace {
    /// Where in the bytes its two numbers stand.
    pub(super) range: Range<usize>,
    pub(super) x: f64,
    pub(super) y: f64,
}

/// What draws each of `frames`.
///
/// # Errors
/// [`Error::NotANumber`], [`Error::MissingGlyph`] if a frame cannot be drawn.
pub(super) fn draw(frames: &[&Frame], glyphs: &mut Glyphs<'_>) -> Result<Vec<Drawing>, Error> {
    let mut ops = Vec::new();
    let mut drawn = Vec::with_capacity(frames.len());
    for frame in frames {
        drawn.push(Pen::new(frame, glyphs, &mut ops).frame()?);
    }
    let mut shapes = print(ops)?.into_iter();
    let drawings = drawn.into_iter().map(|(chunks, first)| Drawing {
        text: first.filter(|_| matches!(chunks[..], [Chunk::Text(_)])),
        bytes: assemble(chunks, &mut shapes),
    });
    Ok(drawings.collect())
}

/// Has printpdf draw; gives the bytes of each drawing up to its mark.
fn print(ops: Vec<Op>) -> Result<Vec<Vec<u8>>, Error> {
    if ops.is_empty() {
        return Ok(Vec::new());
    }
    let mut document = PdfDocument::new("");
    document.pages.push(PdfPage::new(Mm(1.0), Mm(1.0), ops));
    let made = document.to_lopdf_document(&PdfSaveOptions::default(), &mut Vec::new());
    let page = made
        .page_iter()
        .next()
        .ok_or_else(|| Error::Drawing("no page".into()))?;
    Ok(split(&made.get_page_content(page)))
}

/// Cuts the stream at the marks.
fn split(content: &[u8]) -> Vec<Vec<u8>> {
    let mut pieces = Vec::new();
    let mut begin = 0;
    let mut at = 0;
    while at + MARK_BYTES.len() <= content.len() {
        if content[at..].starts_with(MARK_BYTES) {
            pieces.push(content[begin..at].trim_ascii().to_vec());
            at += MARK_BYTES.len();
            begin = at;
        } else {
            at += 1;
        }
    }
    pieces
}

/// Puts the drawings of a frame where they belong among its text.
fn assemble(chunks: Vec<Chunk>, shapes: &mut impl Iterator<Item = Vec<u8>>) -> Vec<u8> {
    let mut out = Vec::new();
    for chunk in chunks {
        if !out.is_empty() {
            out.push(b'\n');
        }
        match chunk {
            Chunk::Text(bytes) => out.extend_from_slice(&bytes),
            Chunk::Drawing => out.extend(shapes.next().unwrap_or_default()),
        }
    }
    out
}

/// A stretch of what draws a frame.
enum Chunk {
    /// Operators of text, or those that place a picture.
    Text(Vec<u8>),
    /// The next drawing of printpdf's.
    Drawing,
}

/// Draws one frame, remembering what the graphics state is so as to set only
/// what changes. Text is written here, since names are most of what differs
/// between pupils; shapes are left to printpdf.
struct Pen<'p, 'f> {
    frame: &'p Frame,
    glyphs: &'p mut Glyphs<'f>,
    ops: &'p mut Vec<Op>,
    chunks: Vec<Chunk>,
    text: Vec<u8>,
    /// Where the last text of the open text object began.
    text_at: Option<(f64, f64)>,
    /// The first place of the first text; gone once other ink than black is set.
    first: Option<FirstPlace>,
    is_black: bool,
    /// Whether something was drawn since the last text.
    drawing: bool,
    fill: Grey,
    line: Grey,
    width: Pt,
    dash: Option<(Pt, Pt)>,
    font: Option<(FontId, Pt)>,
}

impl<'p, 'f> Pen<'p, 'f> {
    fn new(frame: &'p Frame, glyphs: &'p mut Glyphs<'f>, ops: &'p mut Vec<Op>) -> Self {
        // The initial state of a page: black, 1 point, solid (ISO 32000-1,
        // 8.4.1); every frame is drawn between q and Q, so it holds.
        Pen {
            frame,
            glyphs,
            ops,
            chunks: Vec::new(),
            text: Vec::new(),
            text_at: None,
            first: None,
            is_black: true,
            drawing: false,
            fill: Grey::BLACK,
            line: Grey::BLACK,
            width: Pt::new(1.0),
            dash: None,
            font: None,
        }
    }

    fn frame(mut self) -> Result<(Vec<Chunk>, Option<FirstPlace>), Error> {
        for (at, item) in self.frame.items() {
            match item {
                Item::Run(run) => self.run(*at, run)?,
                Item::Shape(shape) => self.shape(*at, shape)?,
                Item::Code { code, side } => self.code(*at, code, *side)?,
                Item::Picture { picture, size } => self.picture(*at, picture, *size)?,
            }
        }
        self.end_text();
        self.end_drawing();
        let first = self.first.filter(|_| self.is_black);
        Ok((self.chunks, first))
    }

    /// Position in the frame's own space, `y` upwards, rounded to what is
    /// written.
    fn flip(&self, at: Point) -> Result<(f64, f64), Error> {
        Ok((
            number(at.x.get())?,
            number(self.frame.size().height.get() - at.y.get())?,
        ))
    }

    fn end_text(&mut self) {
        if self.text_at.take().is_some() {
            self.text.extend_from_slice(b"ET");
            let text = std::mem::take(&mut self.text);
            self.chunks.push(Chunk::Text(text));
        }
    }

    fn begin_drawing(&mut self) {
        self.end_text();
        self.drawing = true;
    }

    fn end_drawing(&mut self) {
        if std::mem::take(&mut self.drawing) {
            self.ops.push(Op::Marker { id: MARK.into() });
            self.chunks.push(Chunk::Drawing);
        }
    }

    fn set_fill(&mut self, grey: Grey) {
        if self.fill != grey {
            self.ops.push(Op::SetFillColor { col: ink(grey) });
            self.fill = grey;
        }
    }

    fn run(&mut self, at: Point, run: &GlyphRun) -> Result<(), Error> {
        if run.glyphs.is_empty() {
            return Ok(());
        }
        self.end_drawing();
        if self.text_at.is_none() {
            self.text.extend_from_slice(b"BT\n");
            self.text_at = Some((0.0, 0.0));
        }
        if self.fill != run.grey {
            push_real(&mut self.text, f64::from(run.grey.lightness()));
            self.text.extend_from_slice(b" g\n");
            self.fill = run.grey;
            self.is_black = false;
        }
        if self.font != Some((run.font, run.size)) {
            self.font = Some((run.font, run.size));
            let resource = Glyphs::resource(run.font);
            self.text.extend_from_slice(resource.as_bytes());
            self.text.push(b' ');
            push_real(&mut self.text, number(run.size.get())?);
            self.text.extend_from_slice(b" Tf\n");
        }
        let em = self.glyphs.units_per_em(run.font);
        let mut pen = 0;
        let mut rest = &run.glyphs[..];
        while let Some(first) = rest.first() {
            // Glyphs on the line go together; a shifted mark has its own place.
            let together = if is_shifted(first) {
                1
            } else {
                rest.iter().take_while(|glyph| !is_shifted(glyph)).count()
            };
            let unit = run.size / em;
            let place = at.shifted(
                unit * f64::from(pen + first.x_offset),
                -unit * f64::from(first.y_offset),
            );
            self.show(place, run, &rest[..together])?;
            pen += rest[..together].iter().map(|g| g.advance).sum::<i32>();
            rest = &rest[together..];
        }
        Ok(())
    }

    fn show(&mut self, at: Point, run: &GlyphRun, glyphs: &[Glyph]) -> Result<(), Error> {
        let (x, y) = self.flip(at)?;
        let before = self.text_at.replace((x, y)).unwrap_or_default();
        // Both are thousandths, so the steps add up without an error.
        let begin = self.text.len();
        push_reals(&mut self.text, &[x - before.0, y - before.1]);
        self.first.get_or_insert(FirstPlace {
            range: begin..self.text.len(),
            x,
            y,
        });
        self.text.extend_from_slice(b" Td");
        let begin = self.text.len();
        self.text.push(b'(');
        let mut is_kerned = false;
        let em = self.glyphs.units_per_em(run.font);
        for (index, glyph) in glyphs.iter().enumerate() {
            let (code, nominal) = self.glyphs.code(run, glyph)?;
            code.push(&mut self.text);
            // The viewer moves on by the nominal width; what the shaper wants
            // beyond that is a kern. After the last glyph nothing follows.
            let kern = (nominal - f64::from(glyph.advance)) * 1000.0 / em;
            if index + 1 < glyphs.len() && number(kern)? != 0.0 {
                self.text.push(b')');
                push_real(&mut self.text, kern);
                self.text.push(b'(');
                is_kerned = true;
            }
        }
        if is_kerned {
            self.text.insert(begin, b'[');
            self.text.extend_from_slice(b")]TJ\n");
        } else {
            self.text.extend_from_slice(b")Tj\n");
        }
        Ok(())
    }

    fn shape(&mut self, at: Point, shape: &Shape) -> Result<(), Error> {
        self.begin_drawing();
        let parts = self.parts(at, shape)?;
        if let Some(grey) = shape.fill {
            self.set_fill(grey);
            let rings = parts.iter().map(|(points, _)| points.clone());
            self.ops.push(filled(rings));
        }
        if let Some(stroke) = shape.stroke {
            self.set_stroke(&stroke)?;
            for (points, is_closed) in parts {
                let line = Line { points, is_closed };
                self.ops.push(Op::DrawLine { line });
            }
        }
        Ok(())
    }

    fn set_stroke(&mut self, stroke: &Stroke) -> Result<(), Error> {
        if self.line != stroke.grey {
            let col = ink(stroke.grey);
            self.ops.push(Op::SetOutlineColor { col });
            self.line = stroke.grey;
        }
        if self.width != stroke.width {
            let pt = printpdf::Pt(number(stroke.width.get())? as f32);
            self.ops.push(Op::SetOutlineThickness { pt });
            self.width = stroke.width;
        }
        if self.dash != stroke.dash {
            let dash = match stroke.dash {
                Some((on, off)) => {
                    let lengths = [number(on.get())? as f32, number(off.get())? as f32];
                    LineDashPattern::new(0.0, &lengths)
                }
                None => LineDashPattern::solid(),
            };
            self.ops.push(Op::SetLineDashPattern { dash });
            self.dash = stroke.dash;
        }
        Ok(())
    }

    /// The parts of an outline as printpdf wants them: points in a row, the
    /// control points of a curve marked; and whether the part is closed.
    fn parts(&self, at: Point, shape: &Shape) -> Result<Vec<(Vec<LinePoint>, bool)>, Error> {
        let mut parts: Vec<(Vec<LinePoint>, bool)> = Vec::new();
        let place = |point: &Point, bezier| -> Result<LinePoint, Error> {
            let (x, y) = self.flip(at.shifted(point.x, point.y))?;
            let p = ink_point(x, y);
            Ok(LinePoint { p, bezier })
        };
        for segment in &shape.segments {
            if let Segment::Move(point) = segment {
                parts.push((vec![place(point, false)?], false));
                continue;
            }
            let Some((points, closed)) = parts.last_mut() else {
                return Err(Error::Drawing("an outline starts without a place".into()));
            };
            match segment {
                Segment::Line(point) => points.push(place(point, false)?),
                Segment::Curve(a, b, end) => {
                    points.push(place(a, true)?);
                    points.push(place(b, true)?);
                    points.push(place(end, false)?);
                }
                _ => *closed = true,
            }
        }
        Ok(parts)
    }

    /// The picture is an object of the file, which pages share.
    fn picture(&mut self, at: Point, picture: &Picture, size: Size) -> Result<(), Error> {
        self.end_text();
        self.end_drawing();
        let (x, y) = self.flip(at.shifted(Pt::ZERO, size.height))?;
        let (width, height) = (number(size.width.get())?, number(size.height.get())?);
        let mut out = b"q ".to_vec();
        push_reals(&mut out, &[width, 0.0, 0.0, height, x, y]);
        out.extend_from_slice(format!(" cm {} Do Q", picture_name(picture)).as_bytes());
        self.chunks.push(Chunk::Text(out));
        Ok(())
    }

    /// A code on its module grid: the matrix carries the size, the outlines
    /// are whole numbers.
    fn code(&mut self, at: Point, code: &QrCode, side: Pt) -> Result<(), Error> {
        self.begin_drawing();
        self.set_fill(Grey::BLACK);
        let width = code.width();
        let (x, y) = self.flip(at.shifted(Pt::ZERO, side))?;
        // Six decimals: an error of one in the last place is far below a
        // thousandth of a millimetre over 177 modules.
        let module = (side.get() / width as f64 * 1e6).round() / 1e6;
        let module = if module.is_finite() {
            module as f32
        } else {
            return Err(Error::NotANumber);
        };
        let rings = modules::outlines(code).into_iter().map(|corners| {
            let points = corners.into_iter().map(|(column, row)| LinePoint {
                p: ink_point(column as f64, (width - row) as f64),
                bezier: false,
            });
            points.collect()
        });
        self.ops.extend([
            Op::SaveGraphicsState,
            Op::SetTransformationMatrix {
                matrix: printpdf::CurTransMat::Raw([module, 0.0, 0.0, module, x as f32, y as f32]),
            },
            filled(rings),
            Op::RestoreGraphicsState,
        ]);
        Ok(())
    }
}

/// The name of a picture in resources.
pub(super) fn picture_name(picture: &Picture) -> String {
    format!("/P{:032x}", picture.key())
}

fn is_shifted(glyph: &Glyph) -> bool {
    glyph.x_offset != 0 || glyph.y_offset != 0
}

fn ink(grey: Grey) -> Color {
    Color::Greyscale(Greyscale::new(
        (grey.lightness() * 1000.0).round() / 1000.0,
        None,
    ))
}

/// Fills what the rings enclose.
fn filled(rings: impl Iterator<Item = Vec<LinePoint>>) -> Op {
    let polygon = Polygon {
        rings: rings.map(|points| PolygonRing { points }).collect(),
        mode: PaintMode::Fill,
        winding_order: WindingOrder::NonZero,
    };
    Op::DrawPolygon { polygon }
}

fn ink_point(x: f64, y: f64) -> InkPoint {
    InkPoint {
        x: printpdf::Pt(x as f32),
        y: printpdf::Pt(y as f32),
    }
}

/// Rounds to thousandths of a point, so that numbers are short, and refuses
/// what is no number: printpdf would write `NaN` without a word.
fn number(value: f64) -> Result<f64, Error> {
    if !value.is_finite() {
        return Err(Error::NotANumber);
    }
    let rounded = (value * 1000.0).round() / 1000.0;
    // Not -0, which would be written with its sign.
    Ok(if rounded == 0.0 { 0.0 } else { rounded })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_number_is_refused() {
        assert!(number(f64::NAN).is_err());
        assert!(number(f64::INFINITY).is_err());
        assert_eq!(number(-0.000_01).unwrap().to_string(), "0");
    }
}
