//! Where the objects of a file are.
//!
//! Takes the place of each object as it is written, gives all of them in the
//! order of their numbers, and the place of one. This is what grows with the
//! document: a few streams for every sheet. Their numbers and offsets grow
//! together, so only the steps from one to the next are held. Must not know
//! what an object means.

/// Steps in a chunk: so many are gone through to find one place.
const STEPS: usize = 1024;

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
        index: u32,
    },
}

/// Objects with consecutive numbers in consecutive places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    /// The number of the first.
    pub(super) first: u32,
    /// How many there are; 1 where the place is an offset.
    pub(super) count: u32,
    /// Where the first is.
    pub(super) place: Place,
}

/// The places of all objects, and where the file ends.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Places {
    /// Objects at offsets, in the order of numbers and of offsets.
    chunks: Vec<Chunk>,
    /// The greatest number in `chunks` and its offset.
    last: (u32, u64),
    /// All others; in the order of numbers once [`Places::sort`] was called.
    others: Vec<Run>,
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

impl Places {
    /// Notes that object `number` begins at this offset.
    pub(super) fn at_offset(&mut self, number: u32, offset: u64) {
        let (last, before) = self.last;
        if !self.chunks.is_empty() && number <= last {
            // Its number was given out long before it was written.
            self.others.push(Run {
                first: number,
                count: 1,
                place: Place::Offset(offset),
            });
            return;
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
    pub(super) fn in_stream(&mut self, first: u32, count: u32, stream: u32, index: u32) {
        let place = Place::Packed { stream, index };
        self.others.push(Run {
            first,
            count,
            place,
        });
    }

    /// Brings what was noted into order, before it is read.
    pub(super) fn sort(&mut self) {
        self.others.sort_unstable_by_key(|run| run.first);
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
        let mut offsets = self.chunks.iter().flat_map(Chunk::all).peekable();
        let mut others = self.others.iter().copied().peekable();
        std::iter::from_fn(move || {
            let other = others.peek().map(|run| run.first);
            let is_offset = match (offsets.peek(), other) {
                (Some(&(number, _)), Some(other)) => number < other,
                (offset, _) => offset.is_some(),
            };
            if !is_offset {
                return others.next();
            }
            offsets.next().map(|(number, offset)| Run {
                first: number,
                count: 1,
                place: Place::Offset(offset),
            })
        })
    }

    /// The place of an object; `None` if there is no such object.
    pub(super) fn find(&self, number: u32) -> Option<Place> {
        self.among_offsets(number)
            .or_else(|| self.among_others(number))
    }

    fn among_offsets(&self, number: u32) -> Option<Place> {
        let after = self.chunks.partition_point(|chunk| chunk.number <= number);
        let chunk = &self.chunks[after.checked_sub(1)?];
        let mut all = chunk.all();
        let found = all.find(|&(found, _)| found >= number)?;
        (found.0 == number).then_some(Place::Offset(found.1))
    }

    fn among_others(&self, number: u32) -> Option<Place> {
        let after = self.others.partition_point(|run| run.first <= number);
        let run = self.others[after.checked_sub(1)?];
        let step = number - run.first;
        (step < run.count).then_some(match run.place {
            Place::Packed { stream, index } => Place::Packed {
                stream,
                index: index + step,
            },
            offset => offset,
        })
    }
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
            let (first, count) = (number, 1 + step % 7);
            number += count;
            let stream = number;
            places.in_stream(first, count, stream, 3);
            known.extend((0..count).map(|step| {
                let index = 3 + step;
                (first + step, Place::Packed { stream, index })
            }));
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
    fn all_objects_come_in_the_order_of_their_numbers() {
        let (places, known) = places();
        let all = places.runs().flat_map(|run| {
            (0..run.count).map(move |step| match run.place {
                Place::Packed { stream, index } => {
                    let index = index + step;
                    (run.first + step, Place::Packed { stream, index })
                }
                offset => (run.first, offset),
            })
        });
        assert!(all.eq(known));
    }
}
