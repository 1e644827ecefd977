//! The file as it grows: numbered objects, streams, the cross-reference.
//!
//! Takes finished bytes of objects and writes them out as they come. Small
//! objects are collected into object streams (ISO 32000-1, 7.5.7); of what has
//! been written only its place is kept, in a few bytes, so memory hardly grows with
//! the document. Must not know what an object means.

use std::hash::Hasher;
use std::io::{self, Write};

use flate2::{Compress, Compression, FlushCompress, Status};

use super::pack::{Pack, Packs, Shelf};
use super::places::{End, Place, Places};
use super::records;
use super::text::{push_int, push_literal, push_ref};
use crate::base::digest::Digest;

/// Written through to the output once this much has gathered.
const CHUNK: usize = 64 * 1024;
/// `records` packs columns to a fiftieth. If it reaches less than one part in so
/// many, there are hardly any columns, and a search may find more.
const WELL_PACKED: usize = 16;
/// A stream shorter than this is left as it is: a line of text gains a tenth.
const WORTH_PACKING: usize = 160;
/// The same once there are many streams: starting the compressor for each line
/// of text would cost a fifth of the whole stage.
const WORTH_PACKING_OF_MANY: usize = 512;
/// Streams from which on there are many.
const MANY: u32 = 512;
/// Level of compression. 6 makes the file 0.1 % smaller and takes a tenth more
/// time; 4 makes it 3 % larger.
const LEVEL: u32 = 5;

/// A document being written to `out`.
pub(super) struct File<W> {
    out: W,
    buffer: Vec<u8>,
    flushed: u64,
    /// Of what was written: it names the document (/ID).
    digest: Digest,
    next: u32,
    places: Places,
    packs: Packs,
    /// Streams so far that could be packed.
    streams: u32,
    deflate: Compress,
    packed: Vec<u8>,
    /// Room for the rows of an object stream, and for their differences.
    scratch: [Vec<u8>; 2],
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
            packs: Packs::new(),
            streams: 0,
            deflate: Compress::new(Compression::new(LEVEL), true),
            packed: Vec::new(),
            scratch: Default::default(),
        };
        // Four bytes above 127 right after the header: ISO 19005-2, 6.1.2.
        file.buffer
            .extend_from_slice(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n%");
        file.buffer.extend_from_slice(producer.as_bytes());
        file.buffer.push(b'\n');
        file
    }

    /// A fresh object number.
    pub(super) fn alloc(&mut self) -> u32 {
        self.next += 1;
        self.next - 1
    }

    /// The first of `count` fresh object numbers in a row, a multiple of ten:
    /// all numbers that count up side by side carry at the same place.
    pub(super) fn alloc_many(&mut self, count: u32) -> u32 {
        let first = self.next.next_multiple_of(10);
        self.next = first + count;
        first
    }

    /// Adds a small object. Its bytes must not be a stream.
    pub(super) fn object(&mut self, number: u32, bytes: &[u8]) -> io::Result<()> {
        self.object_on(Shelf::Single, number, bytes)
    }

    /// Adds a small object to a shelf.
    pub(super) fn object_on(&mut self, shelf: Shelf, number: u32, bytes: &[u8]) -> io::Result<()> {
        match self.packs.add(shelf, number, bytes) {
            Some(full) => self.close_pack(full),
            None => Ok(()),
        }
    }

    /// Adds a small object under a fresh number.
    pub(super) fn add(&mut self, bytes: &[u8]) -> io::Result<u32> {
        let number = self.alloc();
        self.object(number, bytes)?;
        Ok(number)
    }

    /// Writes a stream. `dict` holds the entries beside /Length and /Filter.
    pub(super) fn stream(&mut self, number: u32, dict: &[u8], data: &[u8]) -> io::Result<()> {
        self.streams += 1;
        let worth = match self.streams {
            ..MANY => WORTH_PACKING,
            _ => WORTH_PACKING_OF_MANY,
        };
        if data.len() < worth {
            return self.stream_as_is(number, dict, data);
        }
        self.deflate.reset();
        self.packed.clear();
        deflate_all(&mut self.deflate, data, &mut self.packed, true)?;
        let packed = std::mem::take(&mut self.packed);
        let mut full = dict.to_vec();
        full.extend_from_slice(b"/Filter/FlateDecode");
        self.stream_as_is(number, &full, &packed)?;
        self.packed = packed;
        Ok(())
    }

    /// Writes a stream whose data is already as `dict` says.
    pub(super) fn stream_as_is(&mut self, number: u32, dict: &[u8], data: &[u8]) -> io::Result<()> {
        self.places.at_offset(number, self.length());
        self.begin_stream(number, dict, data.len());
        self.buffer.extend_from_slice(data);
        self.end_stream()
    }

    fn begin_stream(&mut self, number: u32, dict: &[u8], length: usize) {
        push_int(&mut self.buffer, u64::from(number));
        self.buffer.extend_from_slice(b" 0 obj\n<<");
        self.buffer.extend_from_slice(dict);
        self.buffer.extend_from_slice(b"/Length ");
        push_int(&mut self.buffer, length as u64);
        self.buffer.extend_from_slice(b">>stream\n");
    }

    fn end_stream(&mut self) -> io::Result<()> {
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

    /// Writes the cross-reference and the end of the file, and gives the
    /// output back and where everything is. `trailer` holds /Root and /Info.
    pub(super) fn finish(mut self, trailer: &[u8]) -> io::Result<(W, Places)> {
        for index in 0..self.packs.len() {
            self.close_pack(index)?;
        }
        // The cross-reference needs room.
        self.packs = Packs::new();
        self.scratch = Default::default();
        let number = self.alloc();
        let start = self.length();
        self.places.at_offset(number, start);
        self.places.sort();
        let wide = if start > u64::from(u32::MAX) { 5 } else { 4 };
        let rows = self.cross_reference(wide)?;
        let mut dict = b"/Type/XRef/Size ".to_vec();
        push_int(&mut dict, u64::from(self.next));
        dict.extend_from_slice(format!("/W[1 {wide} 2]").as_bytes());
        dict.extend_from_slice(b"/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns ");
        push_int(&mut dict, wide as u64 + 3);
        dict.extend_from_slice(b">>/ID[");
        // Made of everything written so far: equal files have equal ids.
        self.digest.write(&self.buffer);
        let id = self.digest.finish128().to_be_bytes();
        push_literal(&mut dict, &id);
        push_literal(&mut dict, &id);
        dict.push(b']');
        dict.extend_from_slice(trailer);
        self.begin_stream(number, &dict, rows.iter().map(Vec::len).sum());
        for piece in rows {
            self.buffer.extend_from_slice(&piece);
            self.write_out()?;
        }
        self.end_stream()?;
        self.buffer
            .extend_from_slice(format!("startxref\n{start}\n%%EOF\n").as_bytes());
        self.write_out()?;
        self.out.flush()?;
        self.places.end(End {
            start,
            length: self.flushed,
            next: self.next,
        });
        Ok((self.out, self.places))
    }

    /// Rows of the cross-reference stream (ISO 32000-1, 7.5.8), packed, in
    /// pieces. Numbers that were never used become free entries.
    fn cross_reference(&mut self, wide: usize) -> io::Result<Vec<Vec<u8>>> {
        self.deflate.reset();
        let mut rows = Rows::new(wide, &mut self.deflate);
        rows.push(0, 0, 0xffff)?;
        let mut expected = 1;
        for run in self.places.runs() {
            for _ in expected..run.first {
                rows.push(0, 0, 0xffff)?;
            }
            match run.place {
                Place::Offset(offset) => rows.push(1, offset, 0)?,
                Place::Packed { stream, index } => {
                    for index in index..index + run.count {
                        rows.push(2, stream.into(), index.into())?;
                    }
                }
            }
            expected = run.first + u32::from(run.count);
        }
        rows.finish()
    }

    fn close_pack(&mut self, index: usize) -> io::Result<()> {
        let pack = self.packs.take(index);
        if pack.len() > 0 {
            let number = self.alloc();
            self.note_places(number, &pack);
            self.write_pack(number, &pack)?;
        }
        self.packs.give_back(index, pack);
        Ok(())
    }

    fn write_pack(&mut self, number: u32, pack: &Pack) -> io::Result<()> {
        let mut dict = b"/Type/ObjStm/N ".to_vec();
        push_int(&mut dict, pack.len() as u64);
        dict.extend_from_slice(b"/First ");
        let [rows, differences] = &mut self.scratch;
        let Some((width, first)) = pack.rows(rows) else {
            let (first, lines) = pack.lines();
            push_int(&mut dict, first as u64);
            return self.stream(number, &dict, &lines);
        };
        let packed = records::pack(rows, width, differences)?;
        if packed.len() * WELL_PACKED > rows.len() {
            let (first, lines) = pack.lines();
            let mut other = Vec::new();
            self.deflate.reset();
            deflate_all(&mut self.deflate, &lines, &mut other, true)?;
            if other.len() < packed.len() {
                push_int(&mut dict, first as u64);
                dict.extend_from_slice(b"/Filter/FlateDecode");
                return self.stream_as_is(number, &dict, &other);
            }
        }
        push_int(&mut dict, first as u64);
        dict.extend_from_slice(b"/Filter/FlateDecode");
        dict.extend_from_slice(records::parameters(width).as_bytes());
        self.stream_as_is(number, &dict, &packed)
    }

    /// Notes where the members of object stream `stream` are, in as few
    /// entries as runs of consecutive numbers allow.
    fn note_places(&mut self, stream: u32, pack: &Pack) {
        let mut index = 0;
        for run in pack.members().chunk_by(|one, next| one.0 + 1 == next.0) {
            let count = run.len() as u16;
            self.places.in_stream(run[0].0, count, stream, index);
            index += count;
        }
    }

    fn write_out(&mut self) -> io::Result<()> {
        self.digest.write(&self.buffer);
        self.out.write_all(&self.buffer)?;
        self.flushed += self.buffer.len() as u64;
        self.buffer.clear();
        Ok(())
    }
}

/// Rows of a cross-reference stream under the PNG predictor "up", which turns
/// the steady rise of offsets and indices into runs of equal bytes.
struct Rows<'a> {
    wide: usize,
    deflate: &'a mut Compress,
    last: [u8; 8],
    plain: Vec<u8>,
    /// In pieces, so that no long list of objects is moved as it grows.
    packed: Vec<Vec<u8>>,
}

impl<'a> Rows<'a> {
    fn new(wide: usize, deflate: &'a mut Compress) -> Self {
        Rows {
            wide,
            deflate,
            last: [0; 8],
            plain: Vec::with_capacity(CHUNK),
            packed: vec![Vec::new()],
        }
    }

    fn push(&mut self, kind: u8, middle: u64, last: u64) -> io::Result<()> {
        // One number of eight bytes, the kind first.
        let row =
            u64::from(kind) << 56 | middle << (56 - 8 * self.wide) | last << (40 - 8 * self.wide);
        let row = row.to_be_bytes();
        let mut line = [2; 9];
        for (place, (byte, above)) in line[1..].iter_mut().zip(row.iter().zip(self.last)) {
            *place = byte.wrapping_sub(above);
        }
        self.plain.extend_from_slice(&line[..self.wide + 4]);
        self.last = row;
        if self.plain.len() >= CHUNK {
            self.pack(false)?;
        }
        Ok(())
    }

    fn pack(&mut self, last: bool) -> io::Result<()> {
        if self.packed[self.packed.len() - 1].len() >= CHUNK {
            self.packed.push(Vec::new());
        }
        let open = self.packed.len() - 1;
        deflate_all(self.deflate, &self.plain, &mut self.packed[open], last)?;
        self.plain.clear();
        Ok(())
    }

    fn finish(mut self) -> io::Result<Vec<Vec<u8>>> {
        self.pack(true)?;
        Ok(self.packed)
    }
}

/// Feeds all of `data` to the compressor; ends the stream if `last`.
fn deflate_all(
    deflate: &mut Compress,
    data: &[u8],
    out: &mut Vec<u8>,
    last: bool,
) -> io::Result<()> {
    let flush = if last {
        FlushCompress::Finish
    } else {
        FlushCompress::None
    };
    let begin = deflate.total_in();
    loop {
        out.reserve(data.len() / 4 + 128);
        let done = (deflate.total_in() - begin) as usize;
        let status = deflate
            .compress_vec(&data[done..], out, flush)
            .map_err(io::Error::other)?;
        let all_in = (deflate.total_in() - begin) as usize == data.len();
        if status == Status::StreamEnd || (!last && all_in && out.len() < out.capacity()) {
            return Ok(());
        }
    }
}

/// Appends `/Root` and `/Info` of the trailer.
pub(super) fn trailer(root: u32, info: u32) -> Vec<u8> {
    let mut out = b"/Root ".to_vec();
    push_ref(&mut out, root);
    out.extend_from_slice(b"/Info ");
    push_ref(&mut out, info);
    out
}
