//! Object streams being filled (ISO 32000-1, 7.5.7).
//!
//! Takes small objects, says in which stream each is best kept and gives the
//! data of the stream. Objects in columns are kept apart by length, so that they
//! stand in rows of one width and `records` can pack them: one is nearly the
//! same as the one before. Must not know what an object means.

use super::text::push_int;

/// An object stream is closed when it is this long. Longer ones would pack
/// better, but a reader has to unpack all of it to see one object.
const BYTES: usize = 256 * 1024;
/// Objects in an object stream at the most: their places take 16 bits.
const MEMBERS: usize = 4095;
/// Widths of rows are multiples of this: most structure elements take a little
/// less. A round number, so that few digits change in the places of objects.
const WIDTH: usize = 50;
/// Columns of longer objects than so many times [`WIDTH`] are rare.
const CLASSES: usize = 16;
/// The width of [`Shelf::Rows`].
pub(super) const ROW: usize = 100;

/// Entries in a row of a head, each a number and a place. By twos or fives, only
/// two digits change from row to row.
fn places(width: usize) -> usize {
    if width.is_multiple_of(100) { 5 } else { 2 }
}

/// What is kept apart in object streams of its own: a reader that opens or
/// turns pages need not unpack the tags, which are most of the file.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Shelf {
    /// Bookmarks, fonts, the catalog, what is shared.
    Single,
    /// Pages and links, in columns.
    Pages,
    /// The structure tree, in columns.
    Tags,
    /// What is written in rows of [`ROW`] itself, of any length.
    Rows,
}

/// The object streams being filled: one of lines, and for each shelf one for
/// each width.
pub(super) struct Packs(Vec<Pack>);

/// An object stream being filled.
pub(super) struct Pack {
    /// The width of its rows; `None` if objects stand in lines of any length.
    width: Option<usize>,
    body: Vec<u8>,
    /// Objects: number, begin and end in `body`.
    members: Vec<(u32, u32, u32)>,
}

impl Packs {
    pub(super) fn new() -> Self {
        let widths = (1..=CLASSES).map(|times| Some(times * WIDTH));
        let shelves = [None].into_iter().chain(widths.clone()).chain(widths);
        Packs(shelves.map(Pack::new).collect())
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Adds an object. Gives the index of the stream that holds it if that is
    /// full now.
    pub(super) fn add(&mut self, shelf: Shelf, number: u32, bytes: &[u8]) -> Option<usize> {
        let class = bytes.len() / WIDTH;
        let index = match shelf {
            Shelf::Pages if class < CLASSES => 1 + class,
            Shelf::Tags if class < CLASSES => 1 + CLASSES + class,
            Shelf::Rows => CLASSES + ROW / WIDTH,
            _ => 0,
        };
        let pack = &mut self.0[index];
        pack.add(number, bytes);
        pack.is_full().then_some(index)
    }

    /// Takes a stream out, its members in order.
    pub(super) fn take(&mut self, index: usize) -> Pack {
        let empty = Pack::new(self.0[index].width);
        let mut pack = std::mem::replace(&mut self.0[index], empty);
        pack.members.sort_unstable();
        pack
    }

    /// Gives back the buffers of a stream that has been written.
    pub(super) fn give_back(&mut self, index: usize, mut pack: Pack) {
        pack.body.clear();
        pack.members.clear();
        self.0[index] = pack;
    }
}

impl Pack {
    fn new(width: Option<usize>) -> Self {
        Pack {
            width,
            body: Vec::new(),
            members: Vec::new(),
        }
    }

    fn add(&mut self, number: u32, bytes: &[u8]) {
        if self.body.capacity() == 0 {
            // At once as large as it will be: growing would leave holes.
            self.body.reserve_exact(BYTES + CLASSES * WIDTH);
        }
        let begin = self.body.len() as u32;
        self.body.extend_from_slice(bytes);
        if let Some(width) = self.width {
            // Blanks cost nothing here.
            let length = bytes.len() + 1;
            let blanks = length.next_multiple_of(width) - length;
            self.body.resize(self.body.len() + blanks, b' ');
        }
        self.body.push(b'\n');
        self.members.push((number, begin, self.body.len() as u32));
    }

    fn is_full(&self) -> bool {
        self.members.len() == MEMBERS || self.body.len() >= BYTES
    }

    /// How many objects it holds.
    pub(super) fn len(&self) -> usize {
        self.members.len()
    }

    /// The objects: number, begin and end in the stream's body.
    pub(super) fn members(&self) -> &[(u32, u32, u32)] {
        &self.members
    }

    /// Fills `data` with rows, if there are any; gives the width of a row and
    /// where the first object begins.
    pub(super) fn rows(&self, data: &mut Vec<u8>) -> Option<(usize, usize)> {
        let width = self.width?;
        let places = places(width);
        let first = self.members.len().div_ceil(places) * width;
        data.clear();
        data.resize(first, b' ');
        let mut offset = 0;
        let rows = data
            .chunks_exact_mut(width)
            .zip(self.members.chunks(places));
        for (row, members) in rows {
            let entries = row.chunks_exact_mut(width / places).zip(members);
            for (entry, &(member, begin, end)) in entries {
                // The number, at most ten digits; a blank; the place; a blank.
                put_right(&mut entry[..10], member);
                let last = entry.len() - 1;
                put_right(&mut entry[11..last], offset);
                offset += end - begin;
            }
        }
        self.push_objects(data);
        Some((width, first))
    }

    /// The data line by line, and where the first object begins.
    pub(super) fn lines(&self) -> (usize, Vec<u8>) {
        let mut data = Vec::with_capacity(self.body.len() + 16 * self.members.len());
        let mut offset = 0;
        for &(member, begin, end) in &self.members {
            push_int(&mut data, u64::from(member));
            data.push(b' ');
            push_int(&mut data, offset);
            data.push(b'\n');
            offset += u64::from(end - begin);
        }
        let first = data.len();
        self.push_objects(&mut data);
        (first, data)
    }

    /// Appends the objects in the order of their numbers.
    fn push_objects(&self, data: &mut Vec<u8>) {
        if self.members.is_sorted_by_key(|&(_, begin, _)| begin) {
            return data.extend_from_slice(&self.body);
        }
        for &(_, begin, end) in &self.members {
            data.extend_from_slice(&self.body[begin as usize..end as usize]);
        }
    }
}

/// Writes a number at the right end of a field that has room for it.
fn put_right(field: &mut [u8], mut value: u32) {
    for place in field.iter_mut().rev() {
        *place = b'0' + (value % 10) as u8;
        value /= 10;
        if value == 0 {
            return;
        }
    }
    debug_assert_eq!(value, 0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_and_lines_say_the_same_of_every_object() {
        for (count, first, width) in [(1, 7, 50), (5, 9_999_997, 100), (23, 98, 150)] {
            let mut pack = Pack::new(Some(width));
            for number in first..first + count {
                pack.add(number, format!("<</N {number}>>").repeat(9).as_bytes());
            }
            let mut rows = vec![b'x'];
            let (width, begin) = pack.rows(&mut rows).unwrap();
            assert_eq!((rows.len() % width, begin % width), (0, 0));
            let (other, lines) = pack.lines();
            assert_eq!(rows[begin..], lines[other..]);
            let head = |data: &[u8]| -> Vec<u64> {
                let text = std::str::from_utf8(data).unwrap();
                text.split_whitespace()
                    .map(|n| n.parse().unwrap())
                    .collect()
            };
            assert_eq!(head(&rows[..begin]), head(&lines[..other]));
            assert_eq!(head(&rows[..begin]).len(), 2 * count as usize);
        }
    }

    #[test]
    fn objects_of_a_kind_stand_together_by_length() {
        let mut packs = Packs::new();
        for (shelf, length) in [
            (Shelf::Tags, 40),
            (Shelf::Tags, 49),
            (Shelf::Tags, 50),
            (Shelf::Rows, 5000),
            (Shelf::Tags, 5000),
            (Shelf::Pages, 99),
        ] {
            assert_eq!(packs.add(shelf, 1, &vec![b' '; length]), None);
        }
        let mut sizes: Vec<_> = (0..packs.len()).map(|i| packs.take(i).len()).collect();
        sizes.retain(|&size| size > 0);
        assert_eq!(sizes, [1, 1, 2, 2]);
    }
}
