//! Frames into content streams, drawn by printpdf.
//!
//! Takes frames, gives the bytes that draw each, in the frame's own space:
//! origin at its lower left corner, `y` upwards. This is where the axis flips.
//! Many frames are drawn in one call, as one printpdf page with marks between,
//! because a call costs far more than a frame. Knows neither pages nor tags.

use printpdf::{
    Codepoint, Color, Greyscale, Line, LineDashPattern, LinePoint, Mm, Op, PaintMode, PdfDocument,
    PdfFontHandle, PdfPage, PdfSaveOptions, Point as InkPoint, Polygon, PolygonRing, TextItem,
    TextMatrix, WindingOrder,
};

use super::Error;
use super::fonts::Glyphs;
use super::modules;
use crate::fonts::FontId;
use crate::frame::{Frame, Glyph, GlyphRun, Grey, Item, Segment, Shape, Stroke};
use crate::geometry::Point;
use crate::qr::QrCode;
use crate::units::Pt;

/// Name of the mark between two frames, and its bytes in the stream. Nothing
/// else in the stream can look like it: it holds numbers, operators, hex
/// strings and names of fonts.
const MARK: &str = "~";
const MARK_BYTES: &[u8] = b"/~ MP";

/// The bytes that draw each of `frames`.
///
/// # Errors
/// [`Error::NotANumber`], [`Error::MissingGlyph`] if a frame cannot be drawn.
pub(super) fn draw(frames: &[&Frame], glyphs: &mut Glyphs<'_>) -> Result<Vec<Vec<u8>>, Error> {
    if frames.is_empty() {
        return Ok(Vec::new());
    }
    let mut ops = Vec::new();
    for frame in frames {
        Pen::new(frame, glyphs, &mut ops).frame()?;
        ops.push(Op::Marker { id: MARK.into() });
    }
    let mut document = PdfDocument::new("");
    glyphs.register(&mut document);
    document.pages.push(PdfPage::new(Mm(1.0), Mm(1.0), ops));
    let made = document.to_lopdf_document(&PdfSaveOptions::default(), &mut Vec::new());
    let page = made
        .page_iter()
        .next()
        .ok_or_else(|| Error::Drawing("no page".into()))?;
    Ok(split(&made.get_page_content(page)))
}

/// Cuts the stream at the marks and makes each piece compact.
fn split(content: &[u8]) -> Vec<Vec<u8>> {
    let mut pieces = Vec::new();
    let mut begin = 0;
    let mut at = 0;
    while at + MARK_BYTES.len() <= content.len() {
        if content[at..].starts_with(MARK_BYTES) {
            pieces.push(compact(content[begin..at].trim_ascii()));
            at += MARK_BYTES.len();
            begin = at;
        } else {
            at += 1;
        }
    }
    pieces
}

/// Joins neighbouring hex strings and writes them as literal strings of raw
/// bytes, which halves a line of text: printpdf writes each glyph as `<0012>`.
fn compact(content: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len());
    let mut text = Vec::new();
    let mut at = 0;
    while at < content.len() {
        if content[at] != b'<' {
            out.push(content[at]);
            at += 1;
            continue;
        }
        text.clear();
        while content.get(at) == Some(&b'<') {
            at += 1;
            while let [high, low, ..] = content[at..]
                && high != b'>'
            {
                text.push(hex(high) << 4 | hex(low));
                at += 2;
            }
            at += 1;
        }
        super::text::push_literal(&mut out, &text);
    }
    out
}

fn hex(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        _ => (digit | 0x20) - b'a' + 10,
    }
}

/// Draws one frame, remembering what the graphics state is so as to set only
/// what changes.
struct Pen<'p, 'f> {
    frame: &'p Frame,
    glyphs: &'p mut Glyphs<'f>,
    ops: &'p mut Vec<Op>,
    fill: Grey,
    line: Grey,
    width: Pt,
    dash: Option<(Pt, Pt)>,
    font: Option<(FontId, Pt)>,
    in_text: bool,
}

impl<'p, 'f> Pen<'p, 'f> {
    fn new(frame: &'p Frame, glyphs: &'p mut Glyphs<'f>, ops: &'p mut Vec<Op>) -> Self {
        // The initial state of a page: black, 1 point, solid (ISO 32000-1,
        // 8.4.1); every frame is drawn between q and Q, so it holds.
        Pen {
            frame,
            glyphs,
            ops,
            fill: Grey::BLACK,
            line: Grey::BLACK,
            width: Pt::new(1.0),
            dash: None,
            font: None,
            in_text: false,
        }
    }

    fn frame(mut self) -> Result<(), Error> {
        for (at, item) in self.frame.items() {
            match item {
                Item::Run(run) => self.run(*at, run)?,
                Item::Shape(shape) => self.shape(*at, shape)?,
                Item::Code { code, side } => self.code(*at, code, *side)?,
            }
        }
        self.end_text();
        Ok(())
    }

    /// Position in the frame's own space, `y` upwards, rounded to what is
    /// written.
    fn flip(&self, at: Point) -> Result<(f32, f32), Error> {
        Ok((
            number(at.x.get())?,
            number(self.frame.size().height.get() - at.y.get())?,
        ))
    }

    fn begin_text(&mut self) {
        if !self.in_text {
            self.ops.push(Op::StartTextSection);
            self.in_text = true;
        }
    }

    fn end_text(&mut self) {
        if self.in_text {
            self.ops.push(Op::EndTextSection);
            self.in_text = false;
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
        self.begin_text();
        self.set_fill(run.grey);
        if self.font != Some((run.font, run.size)) {
            self.font = Some((run.font, run.size));
            self.ops.push(Op::SetFont {
                font: PdfFontHandle::External(Glyphs::resource(run.font)),
                size: printpdf::Pt(number(run.size.get())?),
            });
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
        self.ops.push(Op::SetTextMatrix {
            matrix: TextMatrix::Raw([1.0, 0.0, 0.0, 1.0, x, y]),
        });
        let em = self.glyphs.units_per_em(run.font);
        let mut points = Vec::with_capacity(glyphs.len());
        for (index, glyph) in glyphs.iter().enumerate() {
            let (code, nominal) = self.glyphs.code(run, glyph)?;
            // The viewer moves on by the nominal width; what the shaper wants
            // beyond that is a kern. After the last glyph nothing follows.
            let kern = if index + 1 == glyphs.len() {
                0.0
            } else {
                (nominal - f64::from(glyph.advance)) * 1000.0 / em
            };
            points.push(Codepoint::with_cid(code, number(kern)?, String::new()));
        }
        let items = vec![TextItem::GlyphIds(points)];
        self.ops.push(Op::ShowText { items });
        Ok(())
    }

    fn shape(&mut self, at: Point, shape: &Shape) -> Result<(), Error> {
        self.end_text();
        let parts = self.parts(at, shape)?;
        if let Some(grey) = shape.fill {
            self.set_fill(grey);
            let rings = parts.iter().map(|(points, _)| PolygonRing {
                points: points.clone(),
            });
            self.ops.push(Op::DrawPolygon {
                polygon: Polygon {
                    rings: rings.collect(),
                    mode: PaintMode::Fill,
                    winding_order: WindingOrder::NonZero,
                },
            });
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
            let pt = printpdf::Pt(number(stroke.width.get())?);
            self.ops.push(Op::SetOutlineThickness { pt });
            self.width = stroke.width;
        }
        if self.dash != stroke.dash {
            let dash = match stroke.dash {
                Some((on, off)) => {
                    LineDashPattern::new(0.0, &[number(on.get())?, number(off.get())?])
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

    /// A code on its module grid: the matrix carries the size, the outlines
    /// are whole numbers.
    fn code(&mut self, at: Point, code: &QrCode, side: Pt) -> Result<(), Error> {
        self.end_text();
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
                p: ink_point(column as f32, (width - row) as f32),
                bezier: false,
            });
            PolygonRing {
                points: points.collect(),
            }
        });
        let polygon = Polygon {
            rings: rings.collect(),
            mode: PaintMode::Fill,
            winding_order: WindingOrder::NonZero,
        };
        self.ops.extend([
            Op::SaveGraphicsState,
            Op::SetTransformationMatrix {
                matrix: printpdf::CurTransMat::Raw([module, 0.0, 0.0, module, x, y]),
            },
            Op::DrawPolygon { polygon },
            Op::RestoreGraphicsState,
        ]);
        Ok(())
    }
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

fn ink_point(x: f32, y: f32) -> InkPoint {
    InkPoint {
        x: printpdf::Pt(x),
        y: printpdf::Pt(y),
    }
}

/// Rounds to thousandths of a point, so that numbers are short, and refuses
/// what is no number: printpdf would write `NaN` without a word.
fn number(value: f64) -> Result<f32, Error> {
    if !value.is_finite() {
        return Err(Error::NotANumber);
    }
    let rounded = (value * 1000.0).round() / 1000.0;
    // Not -0, which would be written with its sign.
    Ok(if rounded == 0.0 { 0.0 } else { rounded as f32 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_strings_become_one_literal_string() {
        assert_eq!(
            compact(b"[<0041><0028> -20<000d>] TJ"),
            b"[(\0A\0\\() -20(\0\\r)] TJ"
        );
    }

    #[test]
    fn what_is_no_number_is_refused() {
        assert!(number(f64::NAN).is_err());
        assert!(number(f64::INFINITY).is_err());
        assert_eq!(number(-0.000_01).unwrap().to_string(), "0");
    }
}
