//! The measures of the house: type sizes, pitches and gaps.
//!
//! All of them are in em of the running text around, unless a name says
//! otherwise; they were set by eye on printed sheets.

use std::hash::{Hash, Hasher};

use crate::base::fonts::FontId;
use crate::base::units::Pt;
use crate::model::frame::Grey;
use crate::model::handout::Weight;

/// The least type of large print: who needs it reads nothing smaller.
const LARGE: Pt = Pt::new(16.0);

/// From baseline to baseline.
pub(super) const LINE_PITCH: f64 = 1.28;
/// The same in headings, which are large and short.
pub(super) const HEADING_PITCH: f64 = 1.16;
/// Height of capitals of Golos Text (OS/2 sCapHeight 700 of 1000).
pub(super) const CAP_HEIGHT: f64 = 0.7;

/// Size of headings of level 1, 2 and 3.
pub(super) const HEADINGS: [f64; 3] = [2.1, 1.4, 1.18];

/// Size of labels.
const LABEL: f64 = 0.88;

/// Size of the numeral of a step.
pub(super) const NUMERAL: f64 = 2.1;
/// Width of the column in which the numerals stand.
pub(super) const NUMERAL_COLUMN: f64 = 2.6;

/// How far a numeral may rise above its step, which leaves that much white above
/// it.
pub(super) const NUMERAL_RISE: f64 = 0.38;

/// Gap between paragraphs.
pub(super) const GAP_PARAGRAPH: f64 = 0.32;
/// Gap between the title of a step and its text.
pub(super) const GAP_TITLE: f64 = 0.02;
/// Gap above a heading, and above and below panels and codes.
pub(super) const GAP_BLOCK: f64 = 0.62;
/// Gap between steps.
pub(super) const GAP_STEP: f64 = 0.7;
/// Gap between items of other lists.
pub(super) const GAP_ITEM: f64 = 0.28;
/// Gap on both sides of a rule, in em of large print and in points of other text:
/// the same on both sides of a sheet.
const GAP_RULE: (f64, Pt) = (0.5, Pt::new(5.5));

/// Gap between columns.
pub(super) const COLUMN_GAP: Pt = Pt::mm(5.0);

/// How far the frame of a button may reach below the last line of a text, in em.
pub(super) const BUTTON_BELOW: f64 = 0.23;
/// Thickness of frames around buttons and ticks.
pub(super) const HAIRLINE: Pt = Pt::new(0.7);
/// Thickness of frames around panels.
pub(super) const FRAME_LINE: Pt = Pt::new(0.9);
/// Thickness of a rule across.
pub(super) const RULE_LINE: Pt = Pt::new(1.2);
/// Thickness of the bar beside a panel.
pub(super) const BAR_LINE: Pt = Pt::new(2.2);
/// The tint behind a callout: it may vanish in a copy without loss.
pub(super) const TINT: Grey = Grey::new(0.94);

/// A box for one digit, wide enough for a pen.
pub(super) const DIGIT_WIDTH: Pt = Pt::mm(5.4);
/// Its height.
pub(super) const DIGIT_HEIGHT: Pt = Pt::mm(7.0);
/// Gap between groups of digits.
pub(super) const DIGIT_GAP: Pt = Pt::mm(1.6);
/// Height of a row that is written on by hand.
pub(super) const WRITING_ROW: Pt = Pt::mm(8.0);
/// The least height of a row of a table: room for a pen, and a class of 36 on a
/// page.
pub(super) const TABLE_ROW: Pt = Pt::mm(6.9);
/// The shortest line to write on.
pub(super) const LEAST_LINE: Pt = Pt::mm(18.0);

/// How text is set at some place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Style {
    /// Type size.
    pub size: Pt,
    /// From baseline to baseline, in em.
    pub pitch: f64,
    /// The face of running text here.
    pub font: FontId,
    /// The ink.
    pub grey: Grey,
}

/// Where something is set: how wide, and in which style.
#[derive(Debug, Clone, Copy, Hash)]
pub(super) struct Room {
    pub width: Pt,
    pub style: Style,
    /// Whether what stands beside it is white for a [`COLUMN_GAP`].
    pub open: bool,
}

impl Room {
    /// A room between neighbours.
    pub fn new(width: Pt, style: Style) -> Room {
        Room {
            width,
            style,
            open: false,
        }
    }

    /// The same style in another width.
    pub fn wide(self, width: Pt) -> Room {
        Room { width, ..self }
    }

    /// The same width in another style.
    pub fn styled(self, style: Style) -> Room {
        Room { style, ..self }
    }

    /// `factor` em.
    pub fn em(self, factor: f64) -> Pt {
        self.style.em(factor)
    }
}

impl Style {
    /// Running text of a given size.
    pub fn text(size: Pt) -> Self {
        Style {
            size,
            pitch: LINE_PITCH,
            font: FontId::Regular,
            grey: Grey::BLACK,
        }
    }

    /// The style of a heading of `level` in this text.
    pub fn heading(self, level: u8) -> Self {
        let index = usize::from(level).clamp(1, HEADINGS.len()) - 1;
        Style {
            size: self.size * HEADINGS[index],
            pitch: HEADING_PITCH,
            font: if index < 2 {
                FontId::ExtraBold
            } else {
                FontId::Bold
            },
            grey: self.grey,
        }
    }

    /// A line that says what follows.
    pub fn label(self) -> Self {
        Style {
            font: FontId::Regular,
            ..self.small(LABEL)
        }
    }

    /// Smaller type beside this text: labels, captions.
    pub fn small(self, factor: f64) -> Self {
        let least = if self.size < LARGE { Pt::ZERO } else { LARGE };
        Style {
            size: (self.size * factor).max(least),
            ..self
        }
    }

    /// The same, `factor` times as large.
    pub fn scaled(self, factor: f64) -> Self {
        Style {
            size: self.size * factor,
            ..self
        }
    }

    /// The face for a weight in this style. In bold text nothing is lighter.
    pub fn face(self, weight: Weight) -> FontId {
        match (self.font, weight) {
            (FontId::ExtraBold | FontId::Bold, _) => self.font,
            (_, Weight::Normal) => self.font,
            (_, Weight::Medium) => FontId::SemiBold,
            (_, Weight::Strong) => FontId::Bold,
        }
    }

    /// `factor` em.
    pub fn em(self, factor: f64) -> Pt {
        self.size * factor
    }

    /// Height of a line of text.
    pub fn line(self) -> Pt {
        self.em(self.pitch)
    }

    /// From the top of a line of text to its baseline: capitals stand in the
    /// middle of the line.
    pub fn baseline(self) -> Pt {
        self.line() / 2.0 + self.em(CAP_HEIGHT / 2.0)
    }
}

impl Hash for Style {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        (self.size, self.pitch.to_bits(), self.font, self.grey).hash(hasher);
    }
}

/// Gap between a rule and what stands above or below it.
pub(super) fn gap_of_rule(em: Pt) -> Pt {
    match GAP_RULE {
        (large, _) if em >= LARGE => em * large,
        (_, same) => same,
    }
}

/// Side of a box to tick in text of this style.
pub(super) fn tick_side(style: Style) -> Pt {
    style.em(0.88).max(Pt::mm(3.4))
}
