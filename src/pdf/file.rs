//! The file as it grows: numbered objects, streams, the cross-reference.
//!
//! Takes finished bytes of objects and writes them out as they come. Small
//! objects are collected into object streams (ISO 32000-1, 7.5.7); of what has
//! been written only its place is kept, so memory hardly grows with the document.
//! Must not know what an object means.

use std::hash::Hasher;
use std::io::{self, BufWriter, Write};
use std::ops::Range;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::places::{Place, Places};
use super::text::{push_int, push_literal};
use crate::base::digest::Digest;

/// Written through to the output once this much has gathered.
const CHUNK: usize = 64 * 1024;
/// An object stream is closed when it is this long. Longer ones would pack
/// better, but a reader has to unpack all of it to see one object.
const OBJECT_STREAM: usize = 128 * 1024;
/// A stream shorter than this is left as it is: a few lines of text gain a tenth,
/// and starting the compressor for each of them would cost a fifth of the stage.
const WORTH_PACKING: usize = 400;
/// Level of compression: 4 and 5 make the file of a school 1 and 4 % smaller and
/// take 7 and 17 % more time in this stage.
const LEVEL: u32 = 3;
/// Numbers that are taken out in advance at the most.
const SUPPLY: u32 = 4096;

/// Where a small object is kept: a reader that opens or turns pages need not
/// unpack the tags, which are most of the file.
#[derive(Clone, Copy)]
pub(super) enum Shelf {
    /// Pages, links, bookmarks, fonts, the catalog.
    Pages,
    /// The structure tree.
    Tags,
}

/// A document being written to `out`.
pub(super) struct File<W> {
    out: W,
    buffer: Vec<u8>,
    flushed: u64,
    /// Of what was written: it names the document (/ID).
    digest: Digest,
    next: u32,
    places: Places,
    /// The numbers of streams.
    streams: Supply,
    /// One object stream being filled for each [`Shelf`].
    packs: [Pack; 2],
    deflate: ZlibEncoder<Vec<u8>>,
}

/// Object numbers taken out in advance, ever more at a time: what stands
/// together in the file has numbers in a row, so that it shares an entry of
/// [`Places`].
#[derive(Default)]
struct Supply {
    left: Range<u32>,
    taken: u32,
}

impl Supply {
    /// The first of `count` numbers in a row; `next` is the first that is free.
    fn take(&mut self, count: u32, next: &mut u32) -> u32 {
        if (self.left.len() as u32) < count {
            self.taken = (2 * self.taken).clamp(1, SUPPLY).max(count);
            self.left = *next..*next + self.taken;
            *next += self.taken;
        }
        self.left.start += count;
        self.left.start - count
    }
}

/// An object stream being filled.
#[derive(Default)]
struct Pack {
    numbers: Supply,
    body: Vec<u8>,
    /// Objects: number, begin and end in `body`.
    members: Vec<(u32, u32, u32)>,
}

impl<W: Write> File<W> {
    /// Starts a document: the header and a comment naming the producer.
    pub(super) fn new(out: W, producer: &str) -> Self {
        let mut file = File {
            out,
            buffer: Vec::with_capacity(CHUNK + CHUNK / 4),
            flushed: 0,
            digest: Digest::default(),
            next: 1,
            places: Places::default(),
            streams: Supply::default(),
            packs: Default::default(),
            deflate: ZlibEncoder::new(Vec::new(), Compression::new(LEVEL)),
        };
        // Four bytes above 127 right after the header: ISO 19005-2, 6.1.2.
        file.buffer
            .extend_from_slice(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n%");
        file.buffer.extend_from_slice(producer.as_bytes());
        file.buffer.push(b'\n');
        file
    }

    /// A fresh number for a small object.
    pub(super) fn alloc(&mut self) -> u32 {
        self.alloc_on(Shelf::Pages, 1)
    }

    /// The first of `count` fresh numbers in a row for objects of a shelf.
    pub(super) fn alloc_on(&mut self, shelf: Shelf, count: usize) -> u32 {
        let numbers = &mut self.packs[shelf as usize].numbers;
        numbers.take(count as u32, &mut self.next)
    }

    /// The first of `count` fresh numbers in a row for streams.
    pub(super) fn alloc_streams(&mut self, count: usize) -> u32 {
        self.streams.take(count as u32, &mut self.next)
    }

    /// Adds a small object. Its bytes must not be a stream.
    pub(super) fn object(&mut self, number: u32, bytes: &[u8]) -> io::Result<()> {
        self.object_on(Shelf::Pages, number, bytes)
    }

    /// Adds a small object to a shelf.
    pub(super) fn object_on(&mut self, shelf: Shelf, number: u32, bytes: &[u8]) -> io::Result<()> {
        let pack = &mut self.packs[shelf as usize];
        let begin = pack.body.len() as u32;
        pack.body.extend_from_slice(bytes);
        pack.body.push(b'\n');
        pack.members.push((number, begin, pack.body.len() as u32));
        if pack.body.len() >= OBJECT_STREAM {
            self.close_pack(shelf)?;
        }
        Ok(())
    }

    /// Adds a small object under a fresh number.
    pub(super) fn add(&mut self, bytes: &[u8]) -> io::Result<u32> {
        let number = self.alloc();
        self.object(number, bytes)?;
        Ok(number)
    }

    /// Adds a stream under a fresh number. `dict` holds the entries beside
    /// /Length and /Filter.
    pub(super) fn add_stream(&mut self, dict: &[u8], data: &[u8]) -> io::Result<u32> {
        let number = self.alloc_streams(1);
        self.stream(number, dict, data)?;
        Ok(number)
    }

    /// Writes a stream, packed if that is worth it.
    pub(super) fn stream(&mut self, number: u32, dict: &[u8], data: &[u8]) -> io::Result<()> {
        if data.len() < WORTH_PACKING {
            return self.stream_as_is(number, dict, data);
        }
        self.deflate.write_all(data)?;
        self.packed_stream(number, dict)
    }

    /// Writes a stream of what the compressor has been given.
    fn packed_stream(&mut self, number: u32, dict: &[u8]) -> io::Result<()> {
        let packed = self.deflate.reset(Vec::new())?;
        let full = [dict, b"/Filter/FlateDecode"].concat();
        self.stream_as_is(number, &full, &packed)
    }

    /// Writes a stream whose data is already as `dict` says.
    pub(super) fn stream_as_is(&mut self, number: u32, dict: &[u8], data: &[u8]) -> io::Result<()> {
        self.places.at_offset(number, self.length());
        push_int(&mut self.buffer, u64::from(number));
        self.buffer.extend_from_slice(b" 0 obj\n<<");
        self.buffer.extend_from_slice(dict);
        self.buffer.extend_from_slice(b"/Length ");
        push_int(&mut self.buffer, data.len() as u64);
        self.buffer.extend_from_slice(b">>stream\n");
        self.buffer.extend_from_slice(data);
        self.buffer.extend_from_slice(b"\nendstream\nendobj\n");
        if self.buffer.len() >= CHUNK {
            self.write_out()?;
        }
        Ok(())
    }

    /// How long the file is by now.
    fn length(&self) -> u64 {
        self.flushed + self.buffer.len() as u64
    }

    fn close_pack(&mut self, shelf: Shelf) -> io::Result<()> {
        let mut pack = std::mem::take(&mut self.packs[shelf as usize]);
        if !pack.members.is_empty() {
            // In the order of their numbers neighbours share an entry of `places`.
            // They come in runs, which the stable sort makes use of.
            pack.members.sort();
            let number = self.alloc_streams(1);
            let members = pack.members.iter().map(|&(member, ..)| member);
            self.places.in_stream(number, members);
            let (head, body) = pack.data();
            let (count, first) = (pack.members.len(), head.len());
            let dict = format!("/Type/ObjStm/N {count}/First {first}");
            self.deflate.write_all(&head)?;
            // Numbers pack better under a code of their own (RFC 1951, 3.2.3).
            self.deflate.flush()?;
            self.deflate.write_all(&body)?;
            self.packed_stream(number, dict.as_bytes())?;
            // The buffers are kept for the next one.
            pack.body.clear();
            pack.members.clear();
        }
        self.packs[shelf as usize] = pack;
        Ok(())
    }

    /// Writes the cross-reference and the end of the file, and gives the
    /// output back and where everything is.
    pub(super) fn finish(mut self, root: u32, info: u32) -> io::Result<(W, Places)> {
        self.close_pack(Shelf::Pages)?;
        self.close_pack(Shelf::Tags)?;
        // The cross-reference needs room.
        self.packs = Default::default();
        let number = self.alloc_streams(1);
        let start = self.length();
        self.places.at_offset(number, start);
        self.places.sort();
        let wide = if start > u64::from(u32::MAX) { 5 } else { 4 };
        let rows = self.cross_reference(wide)?;
        let mut dict = format!(
            "/Type/XRef/Size {}/W[1 {wide} 2]/Root {root} 0 R/Info {info} 0 R\
             /Filter/FlateDecode/DecodeParms<</Predictor 12/Columns {}>>/ID[",
            self.next,
            wide + 3
        )
        .into_bytes();
        // Made of everything written so far: equal files have equal ids.
        self.digest.write(&self.buffer);
        let id = self.digest.finish128().to_be_bytes();
        push_literal(&mut dict, &id);
        push_literal(&mut dict, &id);
        dict.push(b']');
        // Its place has been noted, for its own rows.
        let mut places = std::mem::take(&mut self.places);
        self.stream_as_is(number, &dict, &rows)?;
        self.buffer
            .extend_from_slice(format!("startxref\n{start}\n%%EOF\n").as_bytes());
        self.write_out()?;
        self.out.flush()?;
        places.start = start;
        places.length = self.flushed;
        places.next = self.next;
        Ok((self.out, places))
    }

    /// Rows of the cross-reference stream (ISO 32000-1, 7.5.8), packed. Numbers
    /// that were never used become free entries. The PNG predictor "up" turns the
    /// steady rise of offsets and indices into runs of equal bytes.
    fn cross_reference(&mut self, wide: usize) -> io::Result<Vec<u8>> {
        let mut out = BufWriter::with_capacity(CHUNK, &mut self.deflate);
        let mut above = [0; 8];
        let mut push = |kind: u8, middle: u64, last: u16| {
            // One number of eight bytes, the kind first.
            let row = u64::from(kind) << 56
                | middle << (56 - 8 * wide)
                | u64::from(last) << (40 - 8 * wide);
            let row = row.to_be_bytes();
            let mut line = [2; 9];
            for (place, (byte, above)) in line[1..].iter_mut().zip(row.iter().zip(above)) {
                *place = byte.wrapping_sub(above);
            }
            above = row;
            out.write_all(&line[..wide + 4])
        };
        let mut expected = 0;
        for (number, place) in self.places.all() {
            for _ in expected..number {
                push(0, 0, 0xffff)?;
            }
            match place {
                Place::Offset(offset) => push(1, offset, 0)?,
                Place::Packed { stream, index } => push(2, stream.into(), index)?,
            }
            expected = number + 1;
        }
        for _ in expected..self.next {
            push(0, 0, 0xffff)?;
        }
        out.flush()?;
        drop(out);
        self.deflate.reset(Vec::new())
    }

    fn write_out(&mut self) -> io::Result<()> {
        self.digest.write(&self.buffer);
        self.out.write_all(&self.buffer)?;
        self.flushed += self.buffer.len() as u64;
        self.buffer.clear();
        Ok(())
    }
}

impl Pack {
    /// The data: numbers and places, and the objects.
    fn data(&self) -> (Vec<u8>, Vec<u8>) {
        let mut head = Vec::with_capacity(16 * self.members.len());
        let mut offset = 0;
        for &(member, begin, end) in &self.members {
            push_int(&mut head, u64::from(member));
            head.push(b' ');
            push_int(&mut head, offset);
            head.push(b' ');
            offset += u64::from(end - begin);
        }
        let mut body = Vec::with_capacity(self.body.len());
        for &(_, begin, end) in &self.members {
            body.extend_from_slice(&self.body[begin as usize..end as usize]);
        }
        (head, body)
    }
}
