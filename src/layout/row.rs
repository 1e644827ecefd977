//! Lines: bits side by side become glyph runs and shapes.

use std::sync::Arc;

use crate::base::geometry::{Point, Rect, Size};
use crate::base::units::Pt;
use crate::model::frame::{Frame, Glyph, GlyphRun, Item, Node};

use super::draw;
use super::paragraph::{Align, BUTTON_PADDING, Bit, Kind, Run};
use super::shape::{Shaped, Shaper};
use super::style::{self, Style};

/// Room for a run to begin with, in bytes and glyphs: that of a name.
const RUN_TEXT: usize = 64;
const RUN_GLYPHS: usize = 32;

/// A paragraph that has been set.
#[derive(Debug)]
pub(super) struct Setting {
    pub size: Size,
    /// Width of the longest line.
    pub widest: Pt,
    pub lines: usize,
    /// Whether a word had to be broken because it is wider than a line.
    pub squeezed: bool,
    drawn: Vec<Drawn>,
}

/// Something drawn, with the link it belongs to and the area of that link.
#[derive(Debug)]
struct Drawn {
    link: Option<usize>,
    at: Point,
    item: Item,
    area: Option<Rect>,
}

/// What of a paragraph belongs together: plain content or one link.
pub(super) struct Stretch {
    pub link: Option<usize>,
    pub areas: Vec<Rect>,
    pub frame: Arc<Frame>,
}

impl Setting {
    /// The paragraph as frames of the same size, one for each stretch of plain
    /// content or link; all are placed at the paragraph's corner.
    pub fn stretches(self) -> Vec<Stretch> {
        let mut groups: Vec<(Option<usize>, Vec<Drawn>)> = Vec::new();
        for drawn in self.drawn {
            match groups.last_mut() {
                Some((link, group)) if *link == drawn.link => group.push(drawn),
                _ => groups.push((drawn.link, vec![drawn])),
            }
        }
        let size = self.size;
        groups
            .into_iter()
            .map(|(link, group)| Stretch {
                link,
                areas: group.iter().filter_map(|drawn| drawn.area).collect(),
                frame: Arc::new(Frame::new(
                    size,
                    group.into_iter().map(|d| (d.at, d.item)).collect(),
                )),
            })
            .collect()
    }

    /// The paragraph as plain content, links not marked.
    pub fn nodes(self) -> Vec<(Point, Node)> {
        self.stretches()
            .into_iter()
            .map(|stretch| (Point::ORIGIN, Node::Frame(stretch.frame)))
            .collect()
    }
}

/// Side of a box to tick in text of this style.
pub(super) fn tick_side(style: Style) -> Pt {
    style.em(0.88).max(Pt::mm(3.4))
}

/// Width of groups of boxes for digits.
pub(super) fn digits_width(groups: &[u8]) -> Pt {
    let boxes: f64 = groups.iter().map(|&n| f64::from(n)).sum();
    style::DIGIT_WIDTH * boxes + style::DIGIT_GAP * (groups.len() as f64 - 1.0)
}

/// Width of bits side by side, spaces at the end not counted.
pub(super) fn measure<'b>(bits: impl IntoIterator<Item = &'b Bit>) -> Pt {
    let (mut x, mut inked) = (Pt::ZERO, Pt::ZERO);
    for bit in bits {
        match &bit.kind {
            Kind::Tab(to) => x = x.max(*to) + bit.width,
            Kind::Text(run) if run.shaped.text == " " => x += bit.width,
            _ => {
                x += bit.width;
                inked = x;
            }
        }
    }
    inked.max(Pt::ZERO)
}

/// Composes lines of bits into a paragraph.
pub(super) fn compose(
    shaper: &Shaper,
    lines: &[Vec<Bit>],
    style: Style,
    width: Pt,
    align: Align,
) -> Setting {
    let mut drawn = Vec::new();
    let mut y = Pt::ZERO;
    let mut widest = Pt::ZERO;
    for (index, bits) in lines.iter().enumerate() {
        let used = measure(bits);
        widest = widest.max(used);
        let height = row_height(bits, style);
        let x = match align {
            Align::Left => Pt::ZERO,
            Align::Centre => ((width - used) / 2.0).max(Pt::ZERO),
        };
        let mut row = Row {
            shaper,
            style,
            x,
            top: y,
            height,
            baseline: y + row_baseline(bits, style, height),
            stretch: stretch_of(bits, width - used),
            last: index + 1 == lines.len(),
            drawn: &mut drawn,
            pending: None,
        };
        row.compose(bits);
        y += height;
    }
    Setting {
        size: Size::new(width.max(widest), y),
        widest,
        lines: lines.len(),
        squeezed: false,
        drawn,
    }
}

/// What every open-ended line to write on gets of the room that is left.
fn stretch_of(bits: &[Bit], slack: Pt) -> Pt {
    let open = bits
        .iter()
        .filter(|bit| matches!(bit.kind, Kind::Line(None)))
        .count();
    slack.max(Pt::ZERO) / (open.max(1) as f64)
}

fn has_line(bits: &[Bit]) -> bool {
    bits.iter().any(|bit| matches!(bit.kind, Kind::Line(_)))
}

fn has_digits(bits: &[Bit]) -> bool {
    bits.iter().any(|bit| matches!(bit.kind, Kind::Digits(_)))
}

fn row_height(bits: &[Bit], style: Style) -> Pt {
    let line = style.line();
    if has_digits(bits) {
        line.max(style::DIGIT_HEIGHT + style.em(0.3))
    } else if has_line(bits) {
        line.max(style::WRITING_ROW)
    } else {
        line
    }
}

/// From the top of a row to its baseline: text stands in the middle, but low
/// in a row with a line to write on.
fn row_baseline(bits: &[Bit], style: Style, height: Pt) -> Pt {
    if has_line(bits) && !has_digits(bits) {
        height - style.em(0.3)
    } else {
        height / 2.0 + style.em(style::CAP_HEIGHT / 2.0)
    }
}

/// A line that is being composed.
struct Row<'a, 'f> {
    shaper: &'a Shaper<'f>,
    style: Style,
    x: Pt,
    top: Pt,
    height: Pt,
    baseline: Pt,
    stretch: Pt,
    last: bool,
    drawn: &'a mut Vec<Drawn>,
    pending: Option<Pending>,
}

/// Text of one style that is being joined into one run.
struct Pending {
    start: Pt,
    link: Option<usize>,
    run: GlyphRun,
}

impl Row<'_, '_> {
    fn compose(&mut self, bits: &[Bit]) {
        let inked = bits
            .iter()
            .rposition(|bit| !matches!(&bit.kind, Kind::Text(run) if run.shaped.text == " "))
            .map_or(0, |last| last + 1);
        for (index, bit) in bits.iter().enumerate() {
            // The space at the end of a line keeps words apart when text is
            // copied; at the end of the paragraph it serves nothing.
            if index >= inked && self.last {
                break;
            }
            self.bit(bit);
        }
        self.flush();
    }

    fn bit(&mut self, bit: &Bit) {
        let start = self.x;
        match &bit.kind {
            Kind::Text(run) => {
                self.text(run);
                self.x = start + bit.width;
            }
            Kind::Tab(to) => {
                self.flush();
                self.x = start.max(*to) + bit.width;
            }
            Kind::Button(caption, size) => {
                self.flush();
                self.button(caption, *size, bit.width);
                self.x = start + bit.width;
            }
            Kind::Tick => {
                self.flush();
                self.tick();
                self.x = start + bit.width;
            }
            Kind::Digits(groups) => {
                self.flush();
                self.digits(groups);
                self.x = start + bit.width;
            }
            Kind::Line(length) => {
                self.flush();
                let width = match length {
                    Some(length) => *length,
                    None => bit.width + self.stretch,
                };
                let y = self.baseline + self.style.em(0.12);
                let line = draw::line(
                    Point::new(start, y),
                    Point::new(start + width, y),
                    style::HAIRLINE,
                    None,
                );
                self.draw(line);
                self.x = start + width;
            }
        }
    }

    fn draw(&mut self, item: Item) {
        self.drawn.push(Drawn {
            link: None,
            at: Point::ORIGIN,
            item,
            area: None,
        });
    }

    fn text(&mut self, run: &Run) {
        let same = self.pending.as_ref().is_some_and(|pending| {
            pending.run.font == run.shaped.font
                && pending.run.size == run.size
                && pending.run.grey == run.grey
                && pending.link == run.link
        });
        if !same {
            self.flush();
            self.pending = Some(Pending {
                start: self.x,
                link: run.link,
                run: GlyphRun {
                    font: run.shaped.font,
                    size: run.size,
                    grey: run.grey,
                    text: String::with_capacity(RUN_TEXT),
                    glyphs: Vec::with_capacity(RUN_GLYPHS),
                },
            });
        }
        let tracking = run.tracking * self.shaper.units_per_em(run.shaped.font);
        if let Some(pending) = &mut self.pending {
            append(&mut pending.run, run, tracking.round() as i32);
        }
    }

    fn flush(&mut self) {
        let Some(pending) = self.pending.take() else {
            return;
        };
        let area = pending.link.map(|_| {
            let width = self.x - pending.start;
            Rect::new(
                Point::new(pending.start, self.top),
                Size::new(width, self.height),
            )
        });
        self.drawn.push(Drawn {
            link: pending.link,
            at: Point::new(pending.start, self.baseline),
            item: Item::Run(pending.run),
            area,
        });
    }

    /// The caption stands on the baseline of the text around, in a box that
    /// leaves as much above its capitals as below.
    fn button(&mut self, caption: &[Arc<Shaped>], size: Pt, width: Pt) {
        let height = self.style.em(1.2).min(self.style.line() - Pt::new(1.0));
        let middle = self.baseline - size * (style::CAP_HEIGHT / 2.0);
        let rect = Rect::new(
            Point::new(self.x, middle - height / 2.0),
            Size::new(width, height),
        );
        let frame = draw::rounded(rect, self.style.em(0.25), None, Some(style::HAIRLINE));
        self.draw(frame);
        let mut x = self.x + self.style.em(BUTTON_PADDING);
        for piece in caption {
            let run = GlyphRun {
                font: piece.font,
                size,
                grey: self.style.grey,
                text: piece.text.clone(),
                glyphs: piece.glyphs.clone(),
            };
            self.drawn.push(Drawn {
                link: None,
                at: Point::new(x, self.baseline),
                item: Item::Run(run),
                area: None,
            });
            x += piece.width_at(size);
        }
    }

    fn tick(&mut self) {
        let side = tick_side(self.style);
        let middle = self.baseline - self.style.em(style::CAP_HEIGHT / 2.0);
        let rect = Rect::new(
            Point::new(self.x + style::HAIRLINE / 2.0, middle - side / 2.0),
            Size::new(side, side),
        );
        self.draw(draw::rectangle(rect, None, Some(style::HAIRLINE)));
    }

    fn digits(&mut self, groups: &[u8]) {
        let top = self.top + (self.height - style::DIGIT_HEIGHT) / 2.0;
        let mut x = self.x;
        for &count in groups {
            for _ in 0..count {
                let rect = Rect::new(
                    Point::new(x, top),
                    Size::new(style::DIGIT_WIDTH, style::DIGIT_HEIGHT),
                );
                self.draw(draw::rectangle(rect, None, Some(style::HAIRLINE)));
                x += style::DIGIT_WIDTH;
            }
            x += style::DIGIT_GAP;
        }
    }
}

/// Adds shaped text to a run; `tracking` in font units goes after every glyph.
fn append(run: &mut GlyphRun, added: &Run, tracking: i32) {
    let offset = run.text.len() as u32;
    // A reader that joins broken words knows the soft hyphen.
    let text = if added.hyphen {
        "\u{ad}"
    } else {
        added.shaped.text.as_str()
    };
    run.text.push_str(text);
    let end = run.text.len() as u32;
    run.glyphs
        .extend(added.shaped.glyphs.iter().map(|glyph| Glyph {
            advance: glyph.advance + tracking,
            text_start: offset + if added.hyphen { 0 } else { glyph.text_start },
            text_end: if added.hyphen {
                end
            } else {
                offset + glyph.text_end
            },
            ..*glyph
        }));
}
