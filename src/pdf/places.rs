//! Where the objects of a file are.
//!
//! Takes the place of each object as it is written, gives all of them in the
//! order of their numbers, and the place of one. This is what grows with the
//! document: a few streams for every sheet. Their numbers and offsets grow
//! together, so only the steps from one to the next are held. Must not know
//! what an object means.

use crate::base::varint;

/// Steps in a chunk: so many are gone through to find one place.
const STEPS: usize = 1024;
/// Bytes in which runs are held together, and the most that one takes.
const PIECE: usize = 1 << 14;
const MOST: usize = 24;

/// Where an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// At this offset of the file.
    Offset(u64),
    /// In an object stream.
    Packed {
        /// Number of the object stream.
        stream: u32,
        /// The how-manieth of its objects, counted from 0.
        index: u16,
    },
}

/// Objects with consecutive numbers in consecutive places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    /// The number of the first.
    pub(super) first: u32,
    /// How many there are; 1 where the place is an offset.
    pub(super) count: u16,
    /// Where the first is.
    pub(super) place: Place,
}

impl Run {
    fn at((number, offset): (u32, u64)) -> Self {
        Run {
            first: number,
            count: 1,
            place: Place::Offset(offset),
        }
    }
}

/// Objects with consecutive numbers in consecutive places of an object stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Packed {
    first: u32,
    stream: u32,
    /// Place of the first in the stream.
    index: u16,
    count: u16,
}

impl Packed {
    fn run(&self) -> Run {
        let &Packed {
            first,
            stream,
            index,
            count,
        } = self;
        Run {
            first,
            count,
            place: Place::Packed { stream, index },
        }
    }
}

/// The places of all objects, and where the file ends.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Places {
    /// Objects at offsets, in the order of numbers and of offsets.
    chunks: Vec<Chunk>,
    /// The greatest number in `chunks` and its offset.
    last: (u32, u64),
    /// Objects at offsets whose number was given out long before; in the order
    /// of numbers once [`Places::sort`] was called.
    strays: Vec<(u32, u64)>,
    /// Objects in object streams, in the order in which they came, until then.
    noted: Noted,
    /// The same in the order of numbers, from then on.
    packed: Vec<Packed>,
    end: End,
}

/// How a file ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct End {
    /// Where the cross-reference begins.
    pub(super) start: u64,
    /// The length of the whole file in bytes.
    pub(super) length: u64,
    /// The first number that no object has.
    pub(super) next: u32,
}

/// Objects at offsets that lie near each other.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Chunk {
    number: u32,
    offset: u64,
    /// From each object to the next: how much number and offset grow.
    steps: Vec<(u16, u16)>,
}

impl Chunk {
    fn all(&self) -> impl Iterator<Item = (u32, u64)> {
        let first = (self.number, self.offset);
        let mut last = first;
        let steps = self.steps.iter().map(move |&(number, offset)| {
            last = (last.0 + u32::from(number), last.1 + u64::from(offset));
            last
        });
        std::iter::once(first).chain(steps)
    }
}

/// Runs in the order in which they came, as what changes from one to the next.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Noted {
    pieces: Vec<Vec<u8>>,
    last: Packed,
    count: usize,
}

impl Noted {
    fn push(&mut self, run: Packed) {
        self.count += 1;
        let last = std::mem::replace(&mut self.last, run);
        if self.pieces.last().is_none_or(|p| p.len() + MOST > PIECE) {
            self.pieces.push(Vec::with_capacity(PIECE));
        }
        if let Some(piece) = self.pieces.last_mut() {
            varint::push(piece, zigzag(run.first, last.first));
            varint::push(piece, zigzag(run.stream, last.stream));
            varint::push(piece, zigzag(run.index.into(), last.index.into()));
            varint::push(piece, run.count.into());
        }
    }

    /// All runs, which are forgotten piece by piece.
    fn drain(&mut self) -> impl Iterator<Item = Packed> {
        let mut last = Packed::default();
        let noted = std::mem::take(self);
        noted.pieces.into_iter().flat_map(move |piece| {
            let mut bytes = piece.into_iter().peekable();
            let mut runs = Vec::new();
            while bytes.peek().is_some() {
                let mut next = || varint::pull(&mut bytes);
                last = Packed {
                    first: from_zigzag(last.first, next()),
                    stream: from_zigzag(last.stream, next()),
                    index: from_zigzag(last.index.into(), next()) as u16,
                    count: next() as u16,
                };
                runs.push(last);
            }
            runs
        })
    }
}

/// The step from `last` to `number` in zigzag order (0, -1, 1, -2, …): small for
/// small steps either way.
fn zigzag(number: u32, last: u32) -> u64 {
    let step = i64::from(number) - i64::from(last);
    (step << 1 ^ step >> 63) as u64
}

/// The number that is this step from `last`.
fn from_zigzag(last: u32, step: u64) -> u32 {
    let step = (step >> 1) as i64 ^ -((step & 1) as i64);
    (i64::from(last) + step) as u32
}

impl Places {
    /// Notes that object `number` begins at this offset.
    pub(super) fn at_offset(&mut self, number: u32, offset: u64) {
        let (last, before) = self.last;
        if !self.chunks.is_empty() && number <= last {
            return self.strays.push((number, offset));
        }
        self.last = (number, offset);
        let step = (u16::try_from(number - last), offset.checked_sub(before));
        if let (Ok(number), Some(Ok(offset))) = (step.0, step.1.map(u16::try_from))
            && let Some(chunk) = self.chunks.last_mut()
            && chunk.steps.len() < STEPS
        {
            return chunk.steps.push((number, offset));
        }
        if let Some(full) = self.chunks.last_mut() {
            full.steps.shrink_to_fit();
        }
        self.chunks.push(Chunk {
            number,
            offset,
            steps: Vec::new(),
        });
    }

    /// Notes that object `first` is the `index`-th of an object stream and that
    /// those with the next numbers follow it there, `count` in all.
    pub(super) fn in_stream(&mut self, first: u32, count: u16, stream: u32, index: u16) {
        self.noted.push(Packed {
            first,
            stream,
            index,
            count,
        });
    }

    /// Brings what was noted into order, before it is read.
    pub(super) fn sort(&mut self) {
        self.strays.sort_unstable();
        self.packed.reserve_exact(self.noted.count);
        self.packed.extend(self.noted.drain());
        self.packed.sort_unstable_by_key(|run| run.first);
    }

    /// Notes how the file ends.
    pub(super) fn end(&mut self, end: End) {
        self.end = end;
    }

    /// The first number that no object has.
    pub(super) fn next(&self) -> u32 {
        self.end.next
    }

    /// The offset of the cross-reference.
    pub(super) fn start(&self) -> u64 {
        self.end.start
    }

    /// The length of the whole file in bytes.
    pub(super) fn length(&self) -> u64 {
        self.end.length
    }

    /// All objects in the order of their numbers.
    pub(super) fn runs(&self) -> impl Iterator<Item = Run> {
        let offsets = self.chunks.iter().flat_map(Chunk::all).map(Run::at);
        let strays = self.strays.iter().copied().map(Run::at);
        merged(merged(offsets, strays), self.packed.iter().map(Packed::run))
    }

    /// The place of an object; `None` if there is no such object.
    pub(super) fn find(&self, number: u32) -> Option<Place> {
        let offset = self.in_chunk(number).or_else(|| self.stray(number));
        offset
            .map(Place::Offset)
            .or_else(|| self.in_a_stream(number))
    }

    fn in_chunk(&self, number: u32) -> Option<u64> {
        let after = self.chunks.partition_point(|chunk| chunk.number <= number);
        let chunk = &self.chunks[after.checked_sub(1)?];
        let (found, offset) = chunk.all().find(|&(found, _)| found >= number)?;
        (found == number).then_some(offset)
    }

    fn stray(&self, number: u32) -> Option<u64> {
        let at = self.strays.binary_search_by_key(&number, |stray| stray.0);
        at.ok().map(|at| self.strays[at].1)
    }

    fn in_a_stream(&self, number: u32) -> Option<Place> {
        let after = self.packed.partition_point(|run| run.first <= number);
        let run = &self.packed[after.checked_sub(1)?];
        let step = u16::try_from(number - run.first).ok()?;
        (step < run.count).then(|| Place::Packed {
            stream: run.stream,
            index: run.index + step,
        })
    }
}

/// Two rows of runs, each in the order of numbers, as one.
fn merged(
    one: impl Iterator<Item = Run>,
    other: impl Iterator<Item = Run>,
) -> impl Iterator<Item = Run> {
    let (mut one, mut other) = (one.peekable(), other.peekable());
    std::iter::from_fn(move || {
        let is_first = match (one.peek(), other.peek()) {
            (Some(one), Some(other)) => one.first < other.first,
            (one, _) => one.is_some(),
        };
        if is_first { one.next() } else { other.next() }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Streams with jumps in number and offset, some with numbers of long ago,
    /// and object streams between them.
    fn places() -> (Places, Vec<(u32, Place)>) {
        let (mut places, mut known) = (Places::default(), Vec::new());
        let (mut number, mut offset) = (20, 15);
        for step in 0..5000_u32 {
            let (first, count) = (number, 1 + step as u16 % 7);
            number += u32::from(count);
            let stream = number;
            places.in_stream(first, count, stream, 3);
            let indices = (first..number).zip(3..);
            known.extend(indices.map(|(number, index)| (number, Place::Packed { stream, index })));
            places.at_offset(number, offset);
            known.push((number, Place::Offset(offset)));
            number += if step % 500 == 3 {
                100_000
            } else {
                1 + step % 3
            };
            offset += if step % 700 == 5 { 1 << 33 } else { 300 };
            if step % 1000 == 9 {
                let early = 1 + step / 1000;
                places.at_offset(early, offset);
                known.push((early, Place::Offset(offset)));
                offset += 12;
            }
        }
        places.sort();
        known.sort_unstable_by_key(|&(number, _)| number);
        (places, known)
    }

    #[test]
    fn every_object_is_found_and_no_other() {
        let (places, known) = places();
        for &(number, place) in &known {
            assert_eq!(places.find(number), Some(place));
        }
        let gaps = known.windows(2).filter(|two| two[1].0 - two[0].0 > 1);
        let mut unknown: Vec<u32> = gaps.map(|two| two[0].0 + 1).collect();
        unknown.push(known[known.len() - 1].0 + 1);
        assert!(unknown.len() > 1000);
        for number in unknown {
            assert_eq!(places.find(number), None);
        }
        assert_eq!(Places::default().find(1), None);
    }

    #[test]
    fn a_stream_costs_a_few_bytes() {
        let mut places = Places::default();
        for step in 0..100_000 {
            places.at_offset(3 * step, 500 * u64::from(step));
        }
        let size = |chunk: &Chunk| size_of::<Chunk>() + 4 * chunk.steps.capacity();
        let sizes: usize = places.chunks.iter().map(size).sum();
        assert!(sizes < 500_000, "{sizes} bytes for 100 000 streams");
        assert!(places.strays.is_empty() && places.packed.is_empty());
    }

    #[test]
    fn a_run_in_an_object_stream_costs_a_few_bytes() {
        let mut places = Places::default();
        for step in 0..100_000 {
            places.in_stream(3 * step + 7, 2, 300_000 + step / 50, step as u16 % 50 * 2);
        }
        let size: usize = places.noted.pieces.iter().map(Vec::capacity).sum();
        assert!(size < 500_000, "{size} bytes for 100 000 runs");
    }

    #[test]
    fn all_objects_come_in_the_order_of_their_numbers() {
        let (places, known) = places();
        let mut all = Vec::new();
        for run in places.runs() {
            for step in 0..run.count {
                let place = match run.place {
                    Place::Packed { stream, index } => Place::Packed {
                        stream,
                        index: index + step,
                    },
                    offset => offset,
                };
                all.push((run.first + u32::from(step), place));
            }
        }
        assert_eq!(all, known);
    }
}
