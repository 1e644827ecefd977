//! The stages in order: the only place that knows them all.
//!
//! Takes pupils, a template and the settings; writes a PDF, says what was made,
//! and reads the codes of the finished file back. All documents (handouts, the
//! papers of the kit, the page of a code) are made by one `set::Set`.

mod code_files;
mod culprit;
mod explain;
mod handouts;
mod kit;
mod parallel;
mod set;
mod stacks;
mod trial;

use std::collections::BTreeMap;
use std::io;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

pub use crate::layout::Grid;
pub use crate::pdf::ReadAt;
pub use code_files::{CodeFile, CodeOrder, code_files, leading_to, named_code_files};
pub use handouts::{check, run, run_in_slices, run_parts};
pub use kit::{Cards, Paper, paper};
use parallel::{at_once, processors};
pub use trial::try_out;

use crate::base::diagnostic::Diagnostic;
use crate::model::picture::Picture;
use crate::pdf::{self, Index};
use crate::pictures;
use crate::proof::pixels::Grey;
use crate::proof::render::Painter;
use crate::proof::{self, Expected, Known, ReadPage, Report};

/// Pages that are read back together, by all threads: what they show is held in
/// memory.
const EXCERPT: usize = 16;
/// Threads that read back at the most: each holds a drawn page, some 5 MB.
const READERS: usize = 4;

/// A template by name and text.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// What to call it in messages.
    pub name: &'a str,
    /// The template itself.
    pub text: &'a str,
}

/// What was made.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Made {
    /// Handouts, one a pupil.
    pub handouts: usize,
    /// Printed sides.
    pub pages: usize,
    /// Pieces of paper.
    pub sheets: usize,
    /// Where codes and links lead, with the number of sheets that say so.
    pub addresses: BTreeMap<String, usize>,
    /// Remarks that did not stop the work.
    pub warnings: Vec<Diagnostic>,
    /// What reading back must find: one page of each layout in the set.
    pub expected: Vec<Expected>,
    /// Where the finished file has what.
    pub index: Index,
    /// Pages of the copies in order, equal neighbours together: pages of each,
    /// and how many there are.
    pub copies: Vec<(usize, usize)>,
}

impl Made {
    /// Notes a copy with so many pages after those noted before.
    fn note_copy(&mut self, pages: usize) {
        match self.copies.last_mut() {
            Some((same, count)) if *same == pages => *count += 1,
            _ => self.copies.push((pages, 1)),
        }
    }

    /// The pages, counted from 0, of the `pupil`-th of those for whom handouts
    /// were made in one document; pupils who share a sheet have the same pages.
    pub fn pages_of(&self, pupil: usize) -> Range<usize> {
        let copies: usize = self.copies.iter().map(|(_, count)| count).sum();
        // One pile after another, see `stacks`.
        let mut left = pupil.checked_rem(copies).unwrap_or_default();
        let mut first = 0;
        for &(pages, count) in &self.copies {
            if left < count {
                return first + left * pages..first + (left + 1) * pages;
            }
            left -= count;
            first += count * pages;
        }
        0..0
    }

    /// Adds the counts and remarks of another part of the set.
    pub fn absorb(&mut self, part: Made) {
        self.handouts += part.handouts;
        self.pages += part.pages;
        self.sheets += part.sheets;
        for (address, sheets) in part.addresses {
            *self.addresses.entry(address).or_default() += sheets;
        }
        for warning in part.warnings {
            // Equal remarks come from neighbours; a look at all of them would
            // cost the square of the number of parts.
            if !self.warnings.iter().rev().take(16).any(|w| *w == warning) {
                self.warnings.push(warning);
            }
        }
    }
}

/// Why nothing was made.
#[derive(Debug)]
pub enum Failure {
    /// The list, the template or a setting is at fault.
    Input(Vec<Diagnostic>),
    /// The output refused the bytes.
    Output(io::Error),
}

/// Reads a picture that a school gives: its emblem, or one of a template.
///
/// # Errors
/// If it is none, broken or too large, or a code itself: where that leads nobody
/// would be told.
pub fn picture(bytes: &[u8]) -> Result<Picture, Box<Diagnostic>> {
    let picture = pictures::emblem(bytes)?;
    if proof::picture::holds_code(&picture) {
        let message = "на картинке QR-код.";
        let hint = "Код ставят в шаблоне: ![Подпись](qr:адрес); тогда адрес проверен и назван.";
        return Err(Box::new(
            Diagnostic::error("picture", message).with_hint(hint),
        ));
    }
    Ok(picture)
}

/// Reads the codes of a finished set back, out of those parts of the file that
/// the pages of [`Made::expected`] need: it takes no longer for a long set.
///
/// # Errors
/// [`Failure::Input`] with an error for each code that does not say what it
/// must, or if the file is not what was written; [`Failure::Output`] if it
/// cannot be read.
pub fn read_back(made: &Made, read_at: &mut ReadAt<'_>) -> Result<Report, Failure> {
    let threads = processors().min(READERS);
    read_back_by(threads, &Known::default(), made, read_at)
}

/// Reads the codes back as [`read_back`] does, on this thread alone: after every
/// few pages `rest` is awaited.
///
/// # Errors
/// As [`read_back`].
pub async fn read_back_in_slices(
    made: &Made,
    read_at: &mut ReadAt<'_>,
    rest: impl AsyncFn(),
) -> Result<Report, Failure> {
    let known = Known::default();
    let mut read = Vec::new();
    for pages in excerpts(1, &known, made, read_at) {
        read.extend(pages?);
        rest().await;
    }
    Report::of(read).map_err(Failure::Input)
}

/// The same by so many threads.
fn read_back_by(
    threads: usize,
    known: &Known,
    made: &Made,
    read_at: &mut ReadAt<'_>,
) -> Result<Report, Failure> {
    let read: Result<Vec<_>, _> = excerpts(threads, known, made, read_at).collect();
    Report::of(read?.concat()).map_err(Failure::Input)
}

/// The pages that must be read back, [`EXCERPT`] at a time.
fn excerpts(
    threads: usize,
    known: &Known,
    made: &Made,
    read_at: &mut ReadAt<'_>,
) -> impl Iterator<Item = Result<Vec<ReadPage>, Failure>> {
    let excerpts = made.expected.chunks(EXCERPT);
    excerpts.map(move |expected| read_excerpt(threads, known, &made.index, expected, read_at))
}

/// Reads some pages in order; each thread takes the next that no other has.
fn read_excerpt(
    threads: usize,
    known: &Known,
    index: &Index,
    expected: &[Expected],
    read_at: &mut ReadAt<'_>,
) -> Result<Vec<ReadPage>, Failure> {
    let pages: Vec<usize> = expected.iter().map(|wanted| wanted.page).collect();
    let document = proof::open(pdf::excerpt(index, &pages, read_at)?).map_err(Failure::Input)?;
    let next = AtomicUsize::new(0);
    let read = at_once(0..threads.min(expected.len()), |_| {
        let pages = std::iter::from_fn(|| {
            let place = next.fetch_add(1, Ordering::Relaxed);
            Some((place, expected.get(place)?))
        });
        proof::read(&document, known, pages)
    });
    let mut read = read.concat();
    read.sort_by_key(|page| page.place);
    Ok(read)
}

/// Draws a page of a finished set, counted from 0, with `scale` pixels for a
/// point, as it is drawn to be read back.
///
/// # Errors
/// As [`read_back`]; also if there is no such page.
pub fn draw(
    made: &Made,
    page: usize,
    scale: f64,
    read_at: &mut ReadAt<'_>,
) -> Result<Grey, Failure> {
    let excerpt = pdf::excerpt(&made.index, &[page], read_at)?;
    let document = proof::open(excerpt).map_err(Failure::Input)?;
    let painter = Painter::new(&document);
    let (width, height) = painter.size(0).unwrap_or_default();
    let pixels = |points: f64| (points * scale).ceil() as usize;
    Ok(painter.draw(0, (0.0, 0.0), (pixels(width), pixels(height)), scale))
}

impl From<pdf::Error> for Failure {
    fn from(error: pdf::Error) -> Self {
        match error {
            pdf::Error::Io(error) => Failure::Output(error),
            other => Failure::Input(vec![Diagnostic::error("pdf", format!("{other}."))]),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::Output(error)
    }
}

/// Gives parts of a document in memory as a disk would.
pub fn in_memory(pdf: &[u8]) -> impl FnMut(u64, usize) -> io::Result<Vec<u8>> {
    move |offset, length| {
        let rest = usize::try_from(offset).ok().and_then(|at| pdf.get(at..));
        let part = rest.and_then(|rest| rest.get(..length));
        part.map(<[u8]>::to_vec)
            .ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pupil_has_their_pages() {
        let mut made = Made::default();
        assert_eq!(made.pages_of(0), 0..0);
        for pages in [2, 2, 4, 2] {
            made.note_copy(pages);
        }
        let all = [0..2, 2..4, 4..8, 8..10];
        assert_eq!([0, 1, 2, 3].map(|pupil| made.pages_of(pupil)), all);
        // Seven pupils on four sheets, two on most.
        assert_eq!([4, 5, 6].map(|pupil| made.pages_of(pupil)), all[..3]);
    }
}
