//! Lines: which chunks of a paragraph stand on which line.
//!
//! All breaks of a paragraph are chosen together so that its ragged right edge
//! is as even as can be. Words are not hyphenated unless a line would stay
//! empty for two fifths.

use hypher::Lang;

use crate::base::units::Pt;
use crate::layout::fault::Result;

use super::atoms::{self, Atom, Chunk, What, Word};
use super::breaks;
use super::shape::Shaper;

/// Share of a line that may stay empty before a word is hyphenated.
const LOOSE: f64 = 0.4;
/// A last line shorter than this share of the width looks lost.
const LONELY: f64 = 0.16;
/// What a lonely last line costs, against the squared slack of other lines.
const LONELY_COST: f64 = 0.25;
/// What a further line costs.
const LINE_COST: f64 = 0.3;
/// Rounding that must not push a word onto the next line.
pub(super) const SLACK: Pt = Pt::new(0.01);
/// Words that are hyphenated in a paragraph at the most.
const MOST_HYPHENS: usize = 8;

/// The lines of a paragraph, and whether a word had to be broken because it is
/// wider than a line.
pub(super) fn broken(
    shaper: &mut Shaper,
    mut chunks: Vec<Chunk>,
    width: Pt,
) -> Result<(Vec<Vec<Atom>>, bool)> {
    let squeezed = split_overwide(shaper, &mut chunks, width)?;
    let mut ends = break_lines(&chunks, width);
    for _ in 0..MOST_HYPHENS {
        if !hyphenate_loose(shaper, &mut chunks, &ends, width)? {
            break;
        }
        ends = break_lines(&chunks, width);
    }
    let mut lines = Vec::with_capacity(ends.len());
    let mut start = 0;
    let mut chunks = chunks.into_iter();
    for end in ends {
        let line = chunks.by_ref().take(end - start);
        lines.push(line.flat_map(|chunk| chunk.atoms).collect());
        start = end;
    }
    Ok((lines, squeezed))
}

/// Width of some chunks as one line, spaces at its end not counted.
fn measure(chunks: &[Chunk]) -> Pt {
    atoms::measure(chunks.iter().flat_map(|chunk| &chunk.atoms))
}

/// Chooses where lines end: for each line the number of the chunk after it.
///
/// The best ways to set the first n chunks are found one after another
/// (dynamic programming over squared slack).
fn break_lines(chunks: &[Chunk], width: Pt) -> Vec<usize> {
    let count = chunks.len();
    // What fits on one line is cheapest on one: a further line costs more than
    // anything else that a single line can cost.
    let must_end = chunks.iter().rev().skip(1).any(|chunk| chunk.forced);
    if count > 0 && !must_end && measure(chunks) <= width + SLACK {
        return vec![count];
    }
    let mut best = vec![(f64::INFINITY, 0); count + 1];
    best[0].0 = 0.0;
    for end in 1..=count {
        for start in (0..end).rev() {
            if start + 1 < end && chunks[start].forced {
                break;
            }
            let used = measure(&chunks[start..end]);
            if used > width + SLACK && start + 1 < end {
                break;
            }
            let cost = best[start].0 + line_cost(chunks, end, used / width, start == 0);
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

fn line_cost(chunks: &[Chunk], end: usize, filled: f64, first: bool) -> f64 {
    let last = &chunks[end - 1];
    let slack = (1.0 - filled).max(0.0);
    let shape = if !last.forced {
        slack * slack + last.cost
    } else if end == chunks.len() && filled < LONELY && !first {
        LONELY_COST
    } else {
        0.0
    };
    shape + LINE_COST
}

/// Breaks chunks that are wider than a whole line. Returns whether a word had to
/// be broken.
fn split_overwide(shaper: &mut Shaper, chunks: &mut Vec<Chunk>, width: Pt) -> Result<bool> {
    let mut squeezed = false;
    let mut at = 0;
    while at < chunks.len() {
        if measure(&chunks[at..=at]) > width + SLACK
            && let Some((head, tail)) = split(shaper, &chunks[at], width, true)?
        {
            squeezed |= !head.atoms.last().is_some_and(Atom::is_space);
            chunks.splice(at..=at, [head, tail]);
        }
        at += 1;
    }
    Ok(squeezed)
}

/// Hyphenates the first word after a line that stays too empty. Returns whether
/// there was such a line and such a word.
fn hyphenate_loose(
    shaper: &mut Shaper,
    chunks: &mut Vec<Chunk>,
    ends: &[usize],
    width: Pt,
) -> Result<bool> {
    let mut start = 0;
    for &end in ends {
        let used = measure(&chunks[start..end]);
        let loose = width - used > width * LOOSE;
        if loose && end < chunks.len() && !chunks[end - 1].forced {
            let room = width - used - space_after(&chunks[end - 1]);
            if let Some((head, tail)) = split(shaper, &chunks[end], room, false)? {
                chunks.splice(end..=end, [head, tail]);
                return Ok(true);
            }
        }
        start = end;
    }
    Ok(false)
}

/// Width of the space at the end of a chunk, which counts when something
/// follows on the line.
fn space_after(chunk: &Chunk) -> Pt {
    let space = chunk.atoms.last().filter(|atom| atom.is_space());
    space.map_or(Pt::ZERO, |atom| atom.width)
}

/// Splits the first word of a chunk so that its head fits into `room`: at a
/// syllable, or, if `anywhere`, between words that should stay together or any
/// two letters as a last resort.
fn split(
    shaper: &mut Shaper,
    chunk: &Chunk,
    room: Pt,
    anywhere: bool,
) -> Result<Option<(Chunk, Chunk)>> {
    let atoms = &chunk.atoms;
    let Some(at) = atoms.iter().position(|atom| !atom.is_space()) else {
        return Ok(None);
    };
    let fits = |end: &usize| atoms[end - 1].is_space() && atoms::measure(&atoms[..*end]) <= room;
    if anywhere && let Some(end) = (at + 2..atoms.len()).rev().find(fits) {
        return Ok(Some(
            chunk.cut(atoms[..end].to_vec(), atoms[end..].to_vec()),
        ));
    }
    let What::Word(word) = &atoms[at].what else {
        return Ok(None);
    };
    let text = word.shaped.text.as_str();
    // Names are not hyphenated while there is another way, and what begins with
    // a capital may be one.
    let first = text.chars().find(|c| c.is_alphabetic());
    let name = first.is_some_and(char::is_uppercase);
    let hyphenated = !chunk.address && word.looks.tracking == 0.0 && (anywhere || !name);
    let mut head = None;
    if hyphenated {
        head = longest_head(shaper, word, syllables(text), true, room)?;
    } else if chunk.address && anywhere {
        head = longest_head(shaper, word, breaks::in_address(text), false, room)?;
    }
    if head.is_none() && anywhere {
        let letters = text.char_indices().skip(1).map(|(place, _)| place);
        head = longest_head(shaper, word, letters, false, room)?;
    }
    let Some((place, head)) = head else {
        return Ok(None);
    };
    let mut tail = atoms::words(shaper, word.looks, &text[place..])?;
    tail.extend_from_slice(&atoms[at + 1..]);
    Ok(Some(chunk.cut([&atoms[..at], &head].concat(), tail)))
}

/// The longest head of a word that fits into `room`, among those that end at
/// these places, with a hyphen after it or without.
fn longest_head(
    shaper: &mut Shaper,
    word: &Word,
    places: impl IntoIterator<Item = usize>,
    hyphen: bool,
    room: Pt,
) -> Result<Option<(usize, Vec<Atom>)>> {
    let mut longest = None;
    for place in places {
        let mut head = atoms::words(shaper, word.looks, &word.shaped.text[..place])?;
        if hyphen {
            for shaped in shaper.pieces(word.looks.font, "-")? {
                let hyphen = Word {
                    shaped,
                    hyphen: true,
                    ..word.clone()
                };
                head.push(hyphen.atom());
            }
        }
        if atoms::measure(&head) > room {
            // Longer heads are wider.
            break;
        }
        longest = Some((place, head));
    }
    Ok(longest)
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
    // Two letters alone on a line are overlooked.
    let end = start + bare.len();
    places.retain(|&place| word[place..end].chars().count() > 2);
    places
}
