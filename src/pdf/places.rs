//! Where the objects of a file are.
//!
//! Takes the place of each object as it is written, gives all of them in the
//! order of their numbers, and the place of one. This is what grows with the
//! document: objects of an object stream share an entry as long as their numbers
//! follow each other, a stream has one of its own. Must not know what an object
//! means.

/// Where an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// At this offset of the file.
    Offset(u64),
    /// In an object stream.
    Packed {
        /// Number of the object stream.
        stream: u32,
        /// Which of its objects it is, counted from 0.
        index: u16,
    },
}

/// Objects with consecutive numbers in consecutive places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    first: u32,
    /// How many there are; 0 for a single object at an offset.
    count: u16,
    /// Place of the first in the object stream.
    index: u16,
    /// Number of the object stream, or the offset.
    at: u64,
}

impl Run {
    /// The place of an object; `None` if it is not of this run.
    fn place(&self, number: u32) -> Option<Place> {
        let step = number.checked_sub(self.first)?;
        match self.count {
            0 => (step == 0).then_some(Place::Offset(self.at)),
            count => (step < count.into()).then(|| Place::Packed {
                stream: self.at as u32,
                index: self.index + step as u16,
            }),
        }
    }
}

/// The places of all objects, and where the file ends.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Places {
    /// In the order of numbers once [`Places::sort`] was called.
    runs: Vec<Run>,
    /// Where the cross-reference begins.
    pub(super) start: u64,
    /// The length of the whole file in bytes.
    pub(super) length: u64,
    /// The first number that no object has.
    pub(super) next: u32,
}

impl Places {
    /// Notes that object `number` begins at this offset.
    pub(super) fn at_offset(&mut self, number: u32, offset: u64) {
        self.runs.push(Run {
            first: number,
            count: 0,
            index: 0,
            at: offset,
        });
    }

    /// Notes the objects of an object stream by their numbers, which must rise.
    pub(super) fn in_stream(&mut self, stream: u32, members: impl Iterator<Item = u32>) {
        let before = self.runs.len();
        for (number, index) in members.zip(0..) {
            match self.runs[before..].last_mut() {
                Some(run) if run.first + u32::from(run.count) == number => run.count += 1,
                _ => self.runs.push(Run {
                    first: number,
                    count: 1,
                    index,
                    at: stream.into(),
                }),
            }
        }
    }

    /// Brings what was noted into order, before it is read.
    pub(super) fn sort(&mut self) {
        self.runs.sort_unstable_by_key(|run| run.first);
    }

    /// All objects in the order of their numbers.
    pub(super) fn all(&self) -> impl Iterator<Item = (u32, Place)> {
        self.runs.iter().flat_map(|run| {
            let numbers = run.first..run.first + u32::from(run.count.max(1));
            numbers.filter_map(|number| Some((number, run.place(number)?)))
        })
    }

    /// The place of an object; `None` if there is no such object.
    pub(super) fn find(&self, number: u32) -> Option<Place> {
        let after = self.runs.partition_point(|run| run.first <= number);
        self.runs[after.checked_sub(1)?].place(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Streams between object streams, some with numbers of long ago.
    fn places() -> (Places, Vec<(u32, Place)>) {
        let (mut places, mut known) = (Places::default(), Vec::new());
        let (mut number, mut offset) = (20, 15);
        for step in 0..5000_u32 {
            let (first, stream) = (number, number + 9);
            // Every other run has a gap in it.
            let members = (first..first + 8).filter(|number| number % 16 != 3);
            let members: Vec<u32> = members.collect();
            places.in_stream(stream, members.iter().copied());
            let indices = members.into_iter().zip(0..);
            known.extend(indices.map(|(number, index)| (number, Place::Packed { stream, index })));
            let early = step % 1000 == 9;
            let own = if early { 1 + step / 1000 } else { stream };
            places.at_offset(own, offset);
            known.push((own, Place::Offset(offset)));
            number = stream + 1 + step % 3;
            offset += if step % 700 == 5 { 1 << 33 } else { 300 };
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
        assert_eq!(places.all().collect::<Vec<_>>(), known);
    }

    #[test]
    fn an_object_stream_costs_one_entry_and_a_stream_16_bytes() {
        let mut places = Places::default();
        places.in_stream(5000, 7..4000);
        assert_eq!((places.runs.len(), size_of::<Run>()), (1, 16));
    }
}
