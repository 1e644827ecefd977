//! Paragraphs: pieces of text and boxes broken into lines.
//!
//! All breaks of a paragraph are chosen together so that its ragged right edge
//! is as even as can be. Words are not hyphenated unless a line would stay
//! empty for more than a third.

use std::sync::Arc;

use hypher::Lang;
use smallvec::SmallVec;

use crate::base::fonts::FontId;
use crate::base::units::Pt;
use crate::model::frame::Grey;
use crate::model::handout::{Inline, Weight};

use super::Fault;
use super::breaks::{self, OBJECT};
use super::row::{self, Setting};
use super::shape::{Pieces, Shaped, Shaper};
use super::style::{self, Style};

/// Share of a line that may stay empty before a word is hyphenated.
const LOOSE: f64 = 1.0 / 3.0;
/// A last line shorter than this share of the width looks lost.
const LONELY: f64 = 0.16;
/// What a lonely last line costs, against the squared slack of other lines.
const LONELY_COST: f64 = 0.25;
/// What a further line costs.
const LINE_COST: f64 = 0.3;
/// Rounding that must not push a word onto the next line.
const SLACK: Pt = Pt::new(0.01);
/// Type size of a button's caption, in em of the text around.
const BUTTON_SIZE: f64 = 0.92;
/// White inside a button, left and right.
pub(super) const BUTTON_PADDING: f64 = 0.36;
/// Extra room after each letter that is to be told apart.
const LETTER_TRACKING: f64 = 0.42;

/// A piece of a line.
#[derive(Debug, Clone)]
pub(super) struct Bit {
    pub kind: Kind,
    pub width: Pt,
}

/// What a piece of a line is.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    Text(Run),
    Button(Pieces, Pt),
    Tick,
    Digits(Vec<u8>),
    Line(Option<Pt>),
    Tab(Pt),
}

/// Shaped text in its style.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub shaped: Arc<Shaped>,
    pub size: Pt,
    pub grey: Grey,
    pub link: Option<usize>,
    /// Room added after each glyph, in em.
    pub tracking: f64,
    pub hyphen: bool,
}

impl Bit {
    fn is_space(&self) -> bool {
        matches!(&self.kind, Kind::Text(run) if run.shaped.text.trim().is_empty())
    }
}

/// Bits of a segment: mostly a word and the space after it.
type Bits = SmallVec<[Bit; 2]>;

/// Bits that stay together, up to the next place where a line may end.
#[derive(Debug, Clone, Default)]
struct Segment {
    bits: Bits,
    forced: bool,
    cost: f64,
    address: bool,
}

/// How lines stand in their width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Centre,
}

/// Sets a paragraph in lines of `width`.
///
/// # Errors
/// [`Fault::Letter`], and [`Fault::TooWide`] for a line to write on, boxes or a
/// letter wider than the width.
pub(super) fn set(
    shaper: &mut Shaper,
    inlines: &[Inline],
    style: Style,
    width: Pt,
    align: Align,
) -> Result<Setting, Fault> {
    let mut segments = segments(shaper, inlines, style, width)?;
    let squeezed = split_overwide(shaper, &mut segments, width)?;
    let mut ends = break_lines(&segments, width);
    for _ in 0..8 {
        if !hyphenate_loose(shaper, &mut segments, &ends, width)? {
            break;
        }
        ends = break_lines(&segments, width);
    }
    let mut lines: Vec<Vec<Bit>> = Vec::with_capacity(ends.len());
    let mut start = 0;
    let mut segments = segments.into_iter();
    for end in ends {
        let line = segments.by_ref().take(end - start);
        lines.push(line.flat_map(|segment| segment.bits).collect());
        start = end;
    }
    let mut setting = row::compose(shaper, &lines, style, width, align);
    if setting.widest > width + SLACK {
        return Err(Fault::TooWide);
    }
    setting.squeezed = squeezed;
    Ok(setting)
}

/// Width of the paragraph if it were one line.
pub(super) fn natural_width(
    shaper: &mut Shaper,
    inlines: &[Inline],
    style: Style,
) -> Result<Pt, Fault> {
    let endless = Pt::mm(10_000.0);
    let segments = segments(shaper, inlines, style, endless)?;
    Ok(measure(&segments))
}

/// Cuts a paragraph where its lines may end.
fn segments(
    shaper: &mut Shaper,
    inlines: &[Inline],
    style: Style,
    width: Pt,
) -> Result<Vec<Segment>, Fault> {
    let flat = Flat::new(shaper, inlines, style, width)?;
    let mut segments = Vec::new();
    let mut start = 0;
    for end in breaks::breaks(&flat.text) {
        let mut segment = Segment {
            forced: end.forced,
            cost: end.cost,
            address: breaks::is_address(flat.text[start..end.at].trim()),
            bits: Bits::new(),
        };
        for span in &flat.spans {
            let (from, to) = (span.start.max(start), span.end.min(end.at));
            if from < to {
                span.bits(shaper, &flat.text[from..to], &mut segment.bits)?;
            }
        }
        segments.push(segment);
        start = end.at;
    }
    Ok(segments)
}

/// A paragraph as one string, with what each part of it is.
struct Flat {
    text: String,
    spans: Vec<Span>,
}

struct Span {
    start: usize,
    end: usize,
    what: What,
}

enum What {
    Text {
        font: FontId,
        size: Pt,
        grey: Grey,
        link: Option<usize>,
        tracking: f64,
    },
    Object(Bit),
    Break,
}

impl Flat {
    fn new(
        shaper: &mut Shaper,
        inlines: &[Inline],
        style: Style,
        width: Pt,
    ) -> Result<Flat, Fault> {
        let mut flat = Flat {
            text: String::new(),
            spans: Vec::new(),
        };
        let mut links = 0;
        for inline in inlines {
            match inline {
                Inline::Text(text, weight) => flat.words(text, style, *weight, None, 0.0),
                Inline::Link { text, .. } => {
                    for (text, weight) in text {
                        flat.words(text, style, *weight, Some(links), 0.0);
                    }
                    links += 1;
                }
                Inline::Letters(text) => {
                    flat.words(text, style, Weight::Medium, None, LETTER_TRACKING);
                }
                Inline::Break => flat.push("\n", What::Break),
                Inline::Button(caption) => flat.button(shaper, caption, style, width)?,
                Inline::Tick => {
                    let side = row::tick_side(style);
                    flat.object(Kind::Tick, side + style.em(0.45));
                }
                Inline::Line(length) => {
                    flat.object(Kind::Line(*length), length.unwrap_or(style::LEAST_LINE));
                }
                Inline::Digits(groups) => {
                    flat.object(Kind::Digits(groups.clone()), row::digits_width(groups));
                }
                Inline::Tab(to) => flat.object(Kind::Tab(*to), Pt::ZERO),
            }
        }
        Ok(flat)
    }

    fn push(&mut self, text: &str, what: What) {
        let start = self.text.len();
        self.text.push_str(text);
        let end = self.text.len();
        self.spans.push(Span { start, end, what });
    }

    fn object(&mut self, kind: Kind, width: Pt) {
        let mut buffer = [0; 4];
        let object = OBJECT.encode_utf8(&mut buffer);
        self.push(object, What::Object(Bit { kind, width }));
    }

    fn words(
        &mut self,
        text: &str,
        style: Style,
        weight: Weight,
        link: Option<usize>,
        tracking: f64,
    ) {
        let what = What::Text {
            font: style.face(weight),
            size: style.size,
            grey: style.grey,
            link,
            tracking,
        };
        self.push(text, what);
    }

    /// A button's caption in its box; one that is wider than the line is set as
    /// bold text in quotation marks, which can be broken.
    fn button(
        &mut self,
        shaper: &mut Shaper,
        caption: &str,
        style: Style,
        width: Pt,
    ) -> Result<(), Fault> {
        let size = style.em(BUTTON_SIZE);
        let shaped = shaper.pieces(FontId::SemiBold, caption)?;
        let text: Pt = shaped.iter().map(|piece| piece.width_at(size)).sum();
        let whole = text + style.em(2.0 * BUTTON_PADDING);
        if whole > width {
            self.words(&format!("«{caption}»"), style, Weight::Strong, None, 0.0);
        } else {
            self.object(Kind::Button(shaped, size), whole);
        }
        Ok(())
    }
}

impl Span {
    /// The bits of a part of this span: words and spaces apart, so that words
    /// are shaped once.
    fn bits(&self, shaper: &mut Shaper, text: &str, bits: &mut Bits) -> Result<(), Fault> {
        let (font, size, grey, link, tracking) = match &self.what {
            What::Object(bit) => {
                bits.push(bit.clone());
                return Ok(());
            }
            What::Break => return Ok(()),
            What::Text {
                font,
                size,
                grey,
                link,
                tracking,
            } => (*font, *size, *grey, *link, *tracking),
        };
        for word in text.split_inclusive(' ').flat_map(|word| {
            let bare = word.trim_end_matches(' ');
            [bare, &word[bare.len()..]]
        }) {
            if word.is_empty() {
                continue;
            }
            for shaped in shaper.pieces(font, word)? {
                let run = Run {
                    shaped,
                    size,
                    grey,
                    link,
                    tracking,
                    hyphen: false,
                };
                bits.push(text_bit(run));
            }
        }
        Ok(())
    }
}

fn text_bit(run: Run) -> Bit {
    let tracking = run.size * (run.tracking * run.shaped.glyphs.len() as f64);
    Bit {
        width: run.shaped.width_at(run.size) + tracking,
        kind: Kind::Text(run),
    }
}

/// Width of some segments as one line, spaces at its end not counted.
fn measure(segments: &[Segment]) -> Pt {
    row::measure(segments.iter().flat_map(|segment| &segment.bits))
}

/// Chooses where lines end: for each line the number of the segment after it.
///
/// The best ways to set the first n segments are found one after another
/// (dynamic programming over squared slack).
fn break_lines(segments: &[Segment], width: Pt) -> Vec<usize> {
    let count = segments.len();
    // What fits on one line is cheapest on one: a further line costs more than
    // anything else that a single line can cost.
    let must_end = segments.iter().rev().skip(1).any(|segment| segment.forced);
    if count > 0 && !must_end && measure(segments) <= width + SLACK {
        return vec![count];
    }
    let mut best = vec![(f64::INFINITY, 0); count + 1];
    best[0].0 = 0.0;
    for end in 1..=count {
        for start in (0..end).rev() {
            if start + 1 < end && segments[start].forced {
                break;
            }
            let used = measure(&segments[start..end]);
            if used > width + SLACK && start + 1 < end {
                break;
            }
            let cost = best[start].0 + line_cost(segments, end, used / width, start == 0);
            if cost < best[end].0 {
                best[end] = (cost, start);
            }
        }
    }
    let mut ends = Vec::new();
    let mut end = count;
    while end > 0 {
        ends.push(end);
        end = best[end].1;
    }
    ends.reverse();
    ends
}

fn line_cost(segments: &[Segment], end: usize, filled: f64, first: bool) -> f64 {
    let last = &segments[end - 1];
    let slack = (1.0 - filled).max(0.0);
    let shape = if !last.forced {
        slack * slack + last.cost
    } else if end == segments.len() && filled < LONELY && !first {
        LONELY_COST
    } else {
        0.0
    };
    shape + LINE_COST
}

/// Breaks segments that are wider than a whole line. Returns whether there
/// were any.
fn split_overwide(
    shaper: &mut Shaper,
    segments: &mut Vec<Segment>,
    width: Pt,
) -> Result<bool, Fault> {
    let mut split_any = false;
    let mut at = 0;
    while at < segments.len() {
        if measure(&segments[at..=at]) > width + SLACK
            && let Some((head, tail)) = split(shaper, &segments[at], width, true)?
        {
            segments.splice(at..=at, [head, tail]);
            split_any = true;
        }
        at += 1;
    }
    Ok(split_any)
}

/// Hyphenates the first word after a line that stays too empty. Returns whether
/// there was such a line and such a word.
fn hyphenate_loose(
    shaper: &mut Shaper,
    segments: &mut Vec<Segment>,
    ends: &[usize],
    width: Pt,
) -> Result<bool, Fault> {
    let mut start = 0;
    for &end in ends {
        let used = measure(&segments[start..end]);
        let loose = width - used > width * LOOSE;
        if loose && end < segments.len() && !segments[end - 1].forced {
            let room = width - used - space_after(&segments[end - 1]);
            if let Some((head, tail)) = split(shaper, &segments[end], room, false)? {
                segments.splice(end..=end, [head, tail]);
                return Ok(true);
            }
        }
        start = end;
    }
    Ok(false)
}

/// Width of the space at the end of a segment, which counts when something
/// follows on the line.
fn space_after(segment: &Segment) -> Pt {
    let space = segment.bits.last().filter(|bit| bit.is_space());
    space.map_or(Pt::ZERO, |bit| bit.width)
}

/// Splits the first word of a segment so that its head fits into `room`: at a
/// syllable, or, if `anywhere`, between any two letters as a last resort.
fn split(
    shaper: &mut Shaper,
    segment: &Segment,
    room: Pt,
    anywhere: bool,
) -> Result<Option<(Segment, Segment)>, Fault> {
    let Some(at) = segment.bits.iter().position(|bit| !bit.is_space()) else {
        return Ok(None);
    };
    let Kind::Text(run) = &segment.bits[at].kind else {
        return Ok(None);
    };
    let text = run.shaped.text.as_str();
    let mut places: Vec<(usize, bool)> = Vec::new();
    // Names are not hyphenated while there is another way, and what begins with
    // a capital may be one.
    let name = text
        .chars()
        .find(|c| c.is_alphabetic())
        .is_some_and(char::is_uppercase);
    if !segment.address && run.tracking == 0.0 && (anywhere || !name) {
        places.extend(syllables(text).into_iter().map(|place| (place, true)));
    }
    if anywhere {
        places.extend(text.char_indices().skip(1).map(|(place, _)| (place, false)));
        places.sort_by_key(|&(place, hyphen)| (!hyphen, place));
    }
    // Syllables come first in the list and are tried from the longest head;
    // only if none fits are single letters tried.
    let mut fitting = None;
    for &(place, hyphen) in &places {
        if fitting.is_some_and(|(_, syllable): (usize, bool)| syllable && !hyphen) {
            break;
        }
        let head = bits_of(shaper, run, &text[..place], hyphen)?;
        if row::measure(&head) <= room {
            fitting = Some((place, hyphen));
        }
    }
    let Some((place, hyphen)) = fitting else {
        return Ok(None);
    };
    let mut head = Bits::from(&segment.bits[..at]);
    head.extend(bits_of(shaper, run, &text[..place], hyphen)?);
    let mut tail = bits_of(shaper, run, &text[place..], false)?;
    tail.extend(segment.bits[at + 1..].iter().cloned());
    Ok(Some((
        Segment {
            bits: head,
            forced: true,
            cost: 0.0,
            address: segment.address,
        },
        Segment {
            bits: tail,
            ..segment.clone()
        },
    )))
}

fn bits_of(shaper: &mut Shaper, run: &Run, text: &str, hyphen: bool) -> Result<Bits, Fault> {
    let mut bits = Bits::new();
    for shaped in shaper.pieces(run.shaped.font, text)? {
        bits.push(text_bit(Run {
            shaped,
            ..run.clone()
        }));
    }
    if hyphen {
        for shaped in shaper.pieces(run.shaped.font, "-")? {
            bits.push(text_bit(Run {
                shaped,
                hyphen: true,
                ..run.clone()
            }));
        }
    }
    Ok(bits)
}

/// Where a Russian word may be hyphenated, in bytes; at least two letters stay
/// on each side.
fn syllables(word: &str) -> Vec<usize> {
    let start = word.find(char::is_alphabetic).unwrap_or(0);
    let bare = word[start..]
        .split(|c: char| !c.is_alphabetic())
        .next()
        .unwrap_or_default();
    if bare.chars().count() < 5 {
        return Vec::new();
    }
    let mut at = start;
    let mut places: Vec<usize> = hypher::hyphenate(bare, Lang::Russian)
        .map(|syllable| {
            at += syllable.len();
            at
        })
        .collect();
    places.pop();
    places
}
