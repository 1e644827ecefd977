//! Where the ink of a page is: outlines of glyphs, lines and areas of shapes,
//! codes, each as the box around it in points from the upper left corner.

use std::sync::Arc;

use pamyatka::base::fonts::Fonts;
use pamyatka::base::geometry::{Point, Rect, Size};
use pamyatka::base::units::Pt;
use pamyatka::model::frame::{GlyphRun, Item, Page, Segment, Shape};
use pamyatka::model::qr::QrCode;
use rustybuzz::ttf_parser::GlyphId;

/// The ink of one page.
#[derive(Default)]
pub struct Ink {
    /// Runs of text.
    pub runs: Vec<InkedRun>,
    /// Lines of strokes, piece by piece.
    pub strokes: Vec<Rect>,
    /// Areas filled with anything but white.
    pub fills: Vec<Rect>,
    /// Codes with the area they cover, quiet zone not included.
    pub codes: Vec<(Rect, Arc<QrCode>)>,
}

/// The ink of one run of text.
pub struct InkedRun {
    /// The run.
    pub run: GlyphRun,
    /// Where its baseline begins.
    pub at: Point,
    /// The box around it.
    pub whole: Rect,
    /// The boxes around its glyphs.
    pub glyphs: Vec<Rect>,
}

impl Ink {
    /// All that is drawn on a page.
    pub fn of(page: &Page, fonts: &Fonts) -> Ink {
        let mut ink = Ink::default();
        for (at, frame) in page.frames() {
            for (offset, item) in frame.items() {
                let at = at.shifted(offset.x, offset.y);
                match item {
                    Item::Run(run) => ink.run(run, at, fonts),
                    Item::Shape(shape) => ink.shape(shape, at),
                    Item::Picture { size, .. } => ink.fills.push(Rect::new(at, *size)),
                    Item::Code { code, side } => {
                        let area = Rect::new(at, Size::new(*side, *side));
                        ink.codes.push((area, code.clone()));
                    }
                }
            }
        }
        ink
    }

    fn run(&mut self, run: &GlyphRun, at: Point, fonts: &Fonts) {
        let face = fonts.face(run.font);
        let unit = run.size / face.units_per_em();
        let mut pen = at.x;
        let mut glyphs = Vec::new();
        for glyph in &run.glyphs {
            assert_ne!(glyph.id, 0, "an empty box for a letter of {}", run.text);
            if let Some(own) = face.ttf().glyph_bounding_box(GlyphId(glyph.id)) {
                let x = |units: i16| pen + unit * f64::from(glyph.x_offset + i32::from(units));
                let y = |units: i16| at.y - unit * f64::from(glyph.y_offset + i32::from(units));
                glyphs.push(between(
                    x(own.x_min),
                    y(own.y_max),
                    x(own.x_max),
                    y(own.y_min),
                ));
            }
            pen += unit * f64::from(glyph.advance);
        }
        if let Some(whole) = glyphs.iter().copied().reduce(around) {
            let run = run.clone();
            self.runs.push(InkedRun {
                run,
                at,
                whole,
                glyphs,
            });
        }
    }

    fn shape(&mut self, shape: &Shape, at: Point) {
        let lines = lines(shape, at);
        if let Some(stroke) = shape.stroke {
            let half = stroke.width / 2.0;
            self.strokes
                .extend(lines.iter().map(|line| grown(*line, half)));
        }
        if shape.fill.is_some_and(|fill| fill.lightness() < 1.0) {
            self.fills.extend(lines.into_iter().reduce(around));
        }
    }

    /// Everything inked, as boxes.
    pub fn boxes(&self) -> impl Iterator<Item = Rect> {
        let runs = self.runs.iter().map(|run| run.whole);
        let codes = self.codes.iter().map(|(area, _)| *area);
        let shapes = self.strokes.iter().chain(&self.fills).copied();
        runs.chain(codes).chain(shapes)
    }
}

/// The pieces of an outline as boxes around them.
fn lines(shape: &Shape, at: Point) -> Vec<Rect> {
    let mut lines = Vec::new();
    let (mut start, mut last) = (Point::ORIGIN, Point::ORIGIN);
    for segment in &shape.segments {
        let through: &[Point] = match segment {
            Segment::Move(to) => {
                (start, last) = (*to, *to);
                continue;
            }
            Segment::Line(to) => &[*to],
            Segment::Curve(a, b, to) => &[*a, *b, *to],
            Segment::Close => &[start],
        };
        let dot = |p: &Point| between(p.x, p.y, p.x, p.y);
        let whole = through.iter().map(dot).fold(dot(&last), around);
        lines.push(whole.shifted(at));
        last = through[through.len() - 1];
    }
    lines
}

fn between(left: Pt, top: Pt, right: Pt, bottom: Pt) -> Rect {
    Rect::new(Point::new(left, top), Size::new(right - left, bottom - top))
}

fn around(a: Rect, b: Rect) -> Rect {
    between(
        a.origin.x.min(b.origin.x),
        a.origin.y.min(b.origin.y),
        a.right().max(b.right()),
        a.bottom().max(b.bottom()),
    )
}

/// A box with `by` more on each side, or less if it is negative.
pub fn grown(area: Rect, by: Pt) -> Rect {
    between(
        area.origin.x - by,
        area.origin.y - by,
        area.right() + by,
        area.bottom() + by,
    )
}

/// The distance between two boxes, 0 if they touch.
pub fn distance(a: &Rect, b: &Rect) -> Pt {
    let gap = |a: Pt, a_end: Pt, b: Pt, b_end: Pt| (b - a_end).max(a - b_end).max(Pt::ZERO);
    let x = gap(a.origin.x, a.right(), b.origin.x, b.right()).get();
    let y = gap(a.origin.y, a.bottom(), b.origin.y, b.bottom()).get();
    Pt::new(x.hypot(y))
}

/// Whether two boxes share any area; touching edges do not count.
pub fn overlap(a: &Rect, b: &Rect) -> bool {
    a.origin.x < b.right()
        && b.origin.x < a.right()
        && a.origin.y < b.bottom()
        && b.origin.y < a.bottom()
}
