//! Lines drawn: atoms side by side become glyph runs and shapes.

use std::sync::Arc;

use crate::base::geometry::{Point, Rect, Size};
use crate::base::units::Pt;
use crate::layout::draw;
use crate::layout::style::{self, Room, Style};
use crate::model::frame::{Element, Frame, Glyph, GlyphRun, Item, Node, Role};
use crate::model::handout::Inline;

use super::atoms::{Atom, BUTTON_AFTER, BUTTON_PADDING, Looks, What, Word, measure};
use super::shape::{Shaped, Shaper};

/// How lines stand in their width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::layout) enum Align {
    Left,
    Centre,
}

/// What is drawn of a paragraph.
pub(super) struct Drawn {
    /// Width of the longest line.
    pub widest: Pt,
    /// Height of all lines.
    pub height: Pt,
    pub marks: Vec<Mark>,
}

/// Something drawn, with the link it belongs to and the area of that link.
pub(super) struct Mark {
    link: Option<usize>,
    at: Point,
    item: Item,
    area: Option<Rect>,
}

/// The paragraph as frames of its size, one for each stretch of plain content or
/// link; a link is an element around its frame.
pub(super) fn nodes(marks: Vec<Mark>, size: Size, inlines: &[Inline]) -> Vec<(Point, Node)> {
    let links: Vec<(&str, &[_])> = inlines
        .iter()
        .filter_map(|inline| match inline {
            Inline::Link { url, text } => Some((url.as_str(), text.as_slice())),
            _ => None,
        })
        .collect();
    let mut stretches: Vec<(Option<usize>, Vec<Mark>)> = Vec::new();
    for mark in marks {
        match stretches.last_mut() {
            Some((link, stretch)) if *link == mark.link => stretch.push(mark),
            _ => stretches.push((mark.link, vec![mark])),
        }
    }
    let nodes = stretches.into_iter().map(|(link, stretch)| {
        let areas = stretch.iter().filter_map(|mark| mark.area).collect();
        let items = stretch.into_iter().map(|mark| (mark.at, mark.item));
        let frame = Node::Frame(Arc::new(Frame::new(size, items.collect())));
        let Some((url, text)) = link.map(|link| links[link]) else {
            return (Point::ORIGIN, frame);
        };
        let role = Role::Link {
            url: url.into(),
            contents: text.iter().map(|(part, _)| part.as_str()).collect(),
            areas,
        };
        let kids = vec![(Point::ORIGIN, frame)];
        (Point::ORIGIN, Node::Element(Element { role, kids }))
    });
    nodes.collect()
}

/// Draws lines of atoms one under another.
pub(super) fn compose(
    shaper: &Shaper,
    lines: &[Vec<Atom>],
    Room { width, style, .. }: Room,
    align: Align,
) -> Drawn {
    let mut drawn = Drawn {
        widest: Pt::ZERO,
        height: Pt::ZERO,
        marks: Vec::new(),
    };
    for (index, atoms) in lines.iter().enumerate() {
        let used = measure(atoms);
        drawn.widest = drawn.widest.max(used);
        let height = line_height(atoms, style);
        let x = match align {
            Align::Left => Pt::ZERO,
            Align::Centre => ((width - used) / 2.0).max(Pt::ZERO),
        };
        let mut line = Line {
            shaper,
            style,
            x,
            top: drawn.height,
            height,
            baseline: drawn.height + baseline(atoms, style, height),
            stretch: stretch_of(atoms, width - used),
            marks: &mut drawn.marks,
            joins: false,
        };
        line.compose(atoms, index + 1 == lines.len());
        drawn.height += height;
    }
    drawn
}

/// What every open-ended line to write on gets of the room that is left.
fn stretch_of(atoms: &[Atom], slack: Pt) -> Pt {
    let open = |atom: &&Atom| matches!(atom.what, What::Line(None));
    let open = atoms.iter().filter(open).count();
    slack.max(Pt::ZERO) / (open.max(1) as f64)
}

fn has_line(atoms: &[Atom]) -> bool {
    atoms.iter().any(|atom| matches!(atom.what, What::Line(_)))
}

fn has_digits(atoms: &[Atom]) -> bool {
    atoms
        .iter()
        .any(|atom| matches!(atom.what, What::Digits(_)))
}

fn line_height(atoms: &[Atom], style: Style) -> Pt {
    let line = style.line();
    if has_digits(atoms) {
        line.max(style::DIGIT_HEIGHT + style.em(0.3))
    } else if has_line(atoms) {
        line.max(style::WRITING_ROW)
    } else {
        line
    }
}

/// From the top of a line to its baseline: text stands in the middle, but low
/// where there is a line to write on.
fn baseline(atoms: &[Atom], style: Style, height: Pt) -> Pt {
    if has_line(atoms) && !has_digits(atoms) {
        height - style.em(0.3)
    } else {
        height / 2.0 + style.em(style::CAP_HEIGHT / 2.0)
    }
}

/// A line that is being drawn.
struct Line<'a, 'f> {
    shaper: &'a Shaper<'f>,
    style: Style,
    x: Pt,
    top: Pt,
    height: Pt,
    baseline: Pt,
    stretch: Pt,
    marks: &'a mut Vec<Mark>,
    /// Whether the last mark is a run that a word may join.
    joins: bool,
}

impl Line<'_, '_> {
    fn compose(&mut self, atoms: &[Atom], last: bool) {
        let space = |atom: &Atom| matches!(&atom.what, What::Word(w) if w.shaped.text == " ");
        let inked = atoms.iter().rposition(|atom| !space(atom));
        // The space at the end of a line keeps words apart when text is copied;
        // at the end of the paragraph it serves nothing.
        let end = match last {
            true => inked.map_or(0, |inked| inked + 1),
            false => atoms.len(),
        };
        for atom in &atoms[..end] {
            self.atom(atom);
        }
    }

    fn atom(&mut self, atom: &Atom) {
        let mut advance = atom.width;
        match &atom.what {
            What::Word(word) => self.word(word, atom.width),
            What::Tab(to) => {
                self.x = self.x.max(*to);
                self.joins = false;
            }
            What::Button(caption, size) => self.button(caption, *size, atom.width),
            What::Tick => self.tick(),
            What::Digits(groups) => self.digits(groups),
            What::Line(length) => {
                let width = length.unwrap_or(advance + self.stretch);
                let y = self.baseline + self.style.em(0.12);
                let (from, to) = (Point::new(self.x, y), Point::new(self.x + width, y));
                self.draw(draw::line(from, to, style::HAIRLINE, None));
                advance = width;
            }
        }
        self.x += advance;
    }

    fn draw(&mut self, item: Item) {
        self.mark(Point::ORIGIN, item);
    }

    fn mark(&mut self, at: Point, item: Item) {
        self.joins = false;
        self.marks.push(Mark {
            link: None,
            at,
            item,
            area: None,
        });
    }

    /// Words of the same looks are joined into one run.
    fn word(&mut self, word: &Word, width: Pt) {
        let Looks { size, grey, .. } = word.looks;
        let font = word.shaped.font;
        let same = |mark: &Mark| match &mark.item {
            Item::Run(run) => {
                (run.font, run.size, run.grey, mark.link) == (font, size, grey, word.looks.link)
            }
            _ => false,
        };
        if !(self.joins && self.marks.last().is_some_and(same)) {
            let corner = Point::new(self.x, self.top);
            let area = Rect::new(corner, Size::new(Pt::ZERO, self.height));
            self.marks.push(Mark {
                link: word.looks.link,
                at: Point::new(self.x, self.baseline),
                item: Item::Run(GlyphRun {
                    font,
                    size,
                    grey,
                    text: String::new(),
                    glyphs: Vec::new(),
                }),
                area: word.looks.link.map(|_| area),
            });
            self.joins = true;
        }
        let tracking = word.looks.tracking * self.shaper.units_per_em(font);
        if let Some(mark) = self.marks.last_mut()
            && let Item::Run(run) = &mut mark.item
        {
            append(run, word, tracking.round() as i32);
            let end = self.x + width;
            if let Some(area) = &mut mark.area {
                area.size.width = end - area.origin.x;
            }
        }
    }

    /// The caption stands on the baseline of the text around, in a box that
    /// leaves as much above its capitals as below.
    fn button(&mut self, caption: &[Arc<Shaped>], size: Pt, width: Pt) {
        let height = self.style.em(1.2).min(self.style.line() - Pt::new(1.0));
        let middle = self.baseline - size * (style::CAP_HEIGHT / 2.0);
        let rect = Rect::new(
            Point::new(self.x, middle - height / 2.0),
            Size::new(width - self.style.em(BUTTON_AFTER), height),
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
            self.mark(Point::new(x, self.baseline), Item::Run(run));
            x += piece.width_at(size);
        }
    }

    fn tick(&mut self) {
        let side = style::tick_side(self.style);
        let middle = self.baseline - self.style.em(style::CAP_HEIGHT / 2.0);
        let corner = Point::new(self.x + style::HAIRLINE / 2.0, middle - side / 2.0);
        let rect = Rect::new(corner, Size::new(side, side));
        self.draw(draw::rectangle(rect, None, Some(style::HAIRLINE)));
    }

    fn digits(&mut self, groups: &[u8]) {
        let top = self.top + (self.height - style::DIGIT_HEIGHT) / 2.0;
        let size = Size::new(style::DIGIT_WIDTH, style::DIGIT_HEIGHT);
        let mut x = self.x;
        for &count in groups {
            for _ in 0..count {
                let rect = Rect::new(Point::new(x, top), size);
                self.draw(draw::rectangle(rect, None, Some(style::HAIRLINE)));
                x += style::DIGIT_WIDTH;
            }
            x += style::DIGIT_GAP;
        }
    }
}

/// Adds a word to a run; `tracking` in font units goes after every glyph.
fn append(run: &mut GlyphRun, word: &Word, tracking: i32) {
    let offset = run.text.len() as u32;
    // A reader that joins broken words knows the soft hyphen.
    run.text.push_str(match word.hyphen {
        true => "\u{ad}",
        false => &word.shaped.text,
    });
    let end = run.text.len() as u32;
    let glyphs = word.shaped.glyphs.iter().map(|glyph| {
        let (text_start, text_end) = match word.hyphen {
            true => (offset, end),
            false => (offset + glyph.text_start, offset + glyph.text_end),
        };
        Glyph {
            advance: glyph.advance + tracking,
            text_start,
            text_end,
            ..*glyph
        }
    });
    run.glyphs.extend(glyphs);
}
