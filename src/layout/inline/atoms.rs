//! The pieces of a paragraph as atoms: what a line is made of and no line break
//! goes through.
//!
//! Takes the text and the boxes of a paragraph, gives shaped atoms in chunks, cut
//! where a line may end. Which of these places are used is not known here.

use std::ops::Range;
use std::sync::Arc;

use crate::base::fonts::FontId;
use crate::base::units::Pt;
use crate::layout::fault::{Fault, Result};
use crate::layout::style::{self, Room, Style};
use crate::model::frame::Grey;
use crate::model::handout::{Inline, Weight};

use super::breaks::{self, OBJECT, TICK};
use super::shape::{Pieces, Shaped, Shaper};

/// Type size of a button's caption, in em of the text around.
const BUTTON_SIZE: f64 = 0.92;
/// White inside a button, left and right.
pub(super) const BUTTON_PADDING: f64 = 0.36;
/// White after a button: a full stop must not touch its frame.
pub(super) const BUTTON_AFTER: f64 = 0.07;
/// Extra room after each letter that is to be told apart.
const LETTER_TRACKING: f64 = 0.42;
/// Gap between a box to tick and the words after it, in em.
const TICK_GAP: f64 = 0.45;

/// Letters that may stay together: to find where a chunk is broken that is wider than
/// a line takes longer than its square.
const MOST_TOGETHER: usize = 1000;

/// A word, a space or a box, with the room it takes.
#[derive(Debug, Clone)]
pub(super) struct Atom {
    pub what: What,
    pub width: Pt,
}

/// What an atom is.
#[derive(Debug, Clone)]
pub(super) enum What {
    Word(Word),
    /// The caption and its type size.
    Button(Pieces, Pt),
    Tick,
    Digits(Vec<u8>),
    Line(Option<Pt>),
    Tab(Pt),
}

/// Shaped text with its looks.
#[derive(Debug, Clone)]
pub(super) struct Word {
    pub shaped: Arc<Shaped>,
    pub looks: Looks,
    /// Whether it is the hyphen of a broken word.
    pub hyphen: bool,
}

/// How a stretch of text is to look, and which link it belongs to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Looks {
    pub font: FontId,
    pub size: Pt,
    pub grey: Grey,
    pub link: Option<usize>,
    /// Room added after each glyph, in em.
    pub tracking: f64,
}

impl Word {
    /// The word with its width.
    pub fn atom(self) -> Atom {
        let size = self.looks.size;
        let tracking = size * (self.looks.tracking * self.shaped.glyphs.len() as f64);
        Atom {
            width: self.shaped.width_at(size) + tracking,
            what: What::Word(self),
        }
    }
}

impl Atom {
    /// Whether nothing of it is seen.
    pub fn is_space(&self) -> bool {
        matches!(&self.what, What::Word(word) if word.shaped.text.trim().is_empty())
    }
}

/// Atoms that stay together, up to the next place where a line may end.
#[derive(Debug, Clone, Default)]
pub(super) struct Chunk {
    pub atoms: Vec<Atom>,
    /// The line must end here.
    pub forced: bool,
    /// What it costs to end here.
    pub cost: f64,
    pub address: bool,
}

impl Chunk {
    /// The chunk as two, with a line end between them.
    pub fn cut(&self, head: Vec<Atom>, tail: Vec<Atom>) -> (Chunk, Chunk) {
        let head = Chunk {
            atoms: head,
            forced: true,
            cost: 0.0,
            address: self.address,
        };
        let tail = Chunk {
            atoms: tail,
            ..*self
        };
        (head, tail)
    }
}

/// Width of atoms side by side, spaces at the end not counted.
pub(super) fn measure<'a>(atoms: impl IntoIterator<Item = &'a Atom>) -> Pt {
    let (mut x, mut inked) = (Pt::ZERO, Pt::ZERO);
    for atom in atoms {
        if let What::Tab(to) = atom.what {
            x = x.max(to);
        }
        x += atom.width;
        let is_blank = match &atom.what {
            What::Word(word) => word.shaped.text == " ",
            what => matches!(what, What::Tab(_)),
        };
        if !is_blank {
            inked = x;
        }
    }
    inked
}

/// Cuts a paragraph where its lines may end.
pub(super) fn chunks(shaper: &mut Shaper, text: &[Inline], room: Room) -> Result<Vec<Chunk>> {
    let flat = Flat::of(shaper, text, room)?;
    if flat.text.split(char::is_whitespace).any(is_too_long) {
        return Err(Fault::LongWord);
    }
    let mut chunks = Vec::new();
    let (mut start, mut stretches) = (0, &flat.stretches[..]);
    for end in breaks::breaks(&flat.text) {
        if is_too_long(&flat.text[start..end.at]) {
            return Err(Fault::LongWord);
        }
        let mut chunk = Chunk {
            atoms: Vec::new(),
            forced: end.forced,
            cost: end.cost,
            address: breaks::is_address(flat.text[start..end.at].trim()),
        };
        let before = stretches.iter().take_while(|(place, _)| place.end <= start);
        stretches = &stretches[before.count()..];
        for (place, stretch) in stretches.iter().take_while(|(p, _)| p.start < end.at) {
            let within = place.start.max(start)..place.end.min(end.at);
            if !within.is_empty() {
                stretch.atoms(shaper, &flat.text[within], &mut chunk.atoms)?;
            }
        }
        chunks.push(chunk);
        start = end.at;
    }
    Ok(chunks)
}

fn is_too_long(together: &str) -> bool {
    together.len() > MOST_TOGETHER && together.chars().nth(MOST_TOGETHER).is_some()
}

/// A paragraph as one string, with what each stretch of it is.
#[derive(Default)]
struct Flat {
    text: String,
    stretches: Vec<(Range<usize>, Stretch)>,
}

enum Stretch {
    Text(Looks),
    Box(Atom),
    Break,
}

impl Flat {
    fn of(
        shaper: &mut Shaper,
        inlines: &[Inline],
        Room { width, style, .. }: Room,
    ) -> Result<Flat> {
        let mut flat = Flat::default();
        let looks = |weight, link| Looks {
            font: style.face(weight),
            size: style.size,
            grey: style.grey,
            link,
            tracking: 0.0,
        };
        let mut links = 0;
        for inline in inlines {
            match inline {
                Inline::Text(text, weight) => flat.words(text, looks(*weight, None)),
                Inline::Link { text, .. } => {
                    for (text, weight) in text {
                        flat.words(text, looks(*weight, Some(links)));
                    }
                    links += 1;
                }
                Inline::Letters(text) => flat.words(
                    text,
                    Looks {
                        tracking: LETTER_TRACKING,
                        ..looks(Weight::Medium, None)
                    },
                ),
                Inline::Break => flat.push("\n", Stretch::Break),
                Inline::Button(caption) => match button(shaper, caption, style)? {
                    button if button.width > width => {
                        flat.words(&format!("«{caption}»"), looks(Weight::Strong, None));
                    }
                    button => flat.object(OBJECT, button.what, button.width),
                },
                Inline::Tick => {
                    let side = style::tick_side(style);
                    flat.object(TICK, What::Tick, side + style.em(TICK_GAP));
                }
                Inline::Line(length) => {
                    let width = length.unwrap_or(style::LEAST_LINE);
                    flat.object(OBJECT, What::Line(*length), width);
                }
                Inline::Digits(groups) => {
                    flat.object(OBJECT, What::Digits(groups.clone()), digits_width(groups));
                }
                Inline::Tab(to) => flat.object(OBJECT, What::Tab(*to), Pt::ZERO),
            }
        }
        Ok(flat)
    }

    fn push(&mut self, text: &str, stretch: Stretch) {
        let start = self.text.len();
        self.text.push_str(text);
        self.stretches.push((start..self.text.len(), stretch));
    }

    fn words(&mut self, text: &str, looks: Looks) {
        self.push(text, Stretch::Text(looks));
    }

    fn object(&mut self, letter: char, what: What, width: Pt) {
        let object = Stretch::Box(Atom { what, width });
        self.push(letter.encode_utf8(&mut [0; 4]), object);
    }
}

/// A button's caption in its box; one that is wider than the line is set as bold
/// text in quotation marks, which can be broken.
fn button(shaper: &mut Shaper, caption: &str, style: Style) -> Result<Atom> {
    let size = style.small(BUTTON_SIZE).size;
    let shaped = shaper.pieces(FontId::SemiBold, caption)?;
    let text: Pt = shaped.iter().map(|piece| piece.width_at(size)).sum();
    Ok(Atom {
        width: text + style.em(2.0 * BUTTON_PADDING + BUTTON_AFTER),
        what: What::Button(shaped, size),
    })
}

/// Width of groups of boxes for digits.
fn digits_width(groups: &[u8]) -> Pt {
    let boxes: f64 = groups.iter().map(|&n| f64::from(n)).sum();
    style::DIGIT_WIDTH * boxes + style::DIGIT_GAP * (groups.len() as f64 - 1.0)
}

impl Stretch {
    /// The atoms of a part of this stretch: words and spaces apart, so that words
    /// are shaped once.
    fn atoms(&self, shaper: &mut Shaper, text: &str, atoms: &mut Vec<Atom>) -> Result<()> {
        match self {
            Stretch::Break => {}
            Stretch::Box(atom) => atoms.push(atom.clone()),
            Stretch::Text(looks) => {
                for word in text.split_inclusive(' ') {
                    let bare = word.trim_end_matches(' ');
                    atoms.extend(words(shaper, *looks, bare)?);
                    atoms.extend(words(shaper, *looks, &word[bare.len()..])?);
                }
            }
        }
        Ok(())
    }
}

/// Some text as atoms: one, unless no single face has all its letters.
pub(super) fn words(shaper: &mut Shaper, looks: Looks, text: &str) -> Result<Vec<Atom>> {
    let pieces = match text {
        "" => Pieces::new(),
        text => shaper.pieces(looks.font, text)?,
    };
    let word = |shaped| Word {
        shaped,
        looks,
        hyphen: false,
    };
    Ok(pieces
        .into_iter()
        .map(|shaped| word(shaped).atom())
        .collect())
}
