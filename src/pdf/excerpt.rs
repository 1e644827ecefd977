//! A few pages of a finished document as a small document of their own.
//!
//! Takes the [`Index`] that the writer leaves behind and a way to read parts
//! of the finished file; copies what the pages show, byte for byte, and puts
//! only the page dictionaries and the frame of the file anew. So a set of any
//! length is checked by its finished bytes at the cost of a few pages. Must
//! not know where the bytes lie or what is done with the excerpt.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::ops::Range;

use flate2::read::ZlibDecoder;

use super::Error;
use super::places::{Place, Places};
use super::scan::{Scanner, Token, entry, int, references};
use super::text::{push_int, push_ref, push_refs};
use super::trees;

/// Read at once at the place of a stream: all of our dictionaries and most forms
/// are shorter.
const FIRST_LOOK: usize = 4096;
/// Object streams that are kept unpacked, of up to some hundred KB each.
const KEPT: usize = 8;
/// What a stream may become when unpacked; the tags of a school in one object
/// stream are a hundredth of it.
const LARGEST: u64 = 64 << 20;
/// What closes every stream of ours.
const STREAM_END: &[u8] = b"\nendstream\nendobj\n";
/// What is copied from the dictionary of a page; the first three must be there.
const PAGE_KEYS: [&str; 4] = ["MediaBox", "Resources", "Contents", "CropBox"];

/// Gives exactly so many bytes (the second argument) from an offset (the
/// first) of the finished file, or the error of the disk.
pub type ReadAt<'a> = dyn FnMut(u64, usize) -> io::Result<Vec<u8>> + 'a;

/// Where the objects and pages of a finished document are: some 30 bytes a
/// page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Index {
    pub(super) places: Places,
    /// The root of the page tree.
    pub(super) root: u32,
    pub(super) pages: u32,
}

impl Index {
    /// The number of pages.
    pub fn pages(&self) -> usize {
        self.pages as usize
    }
}

/// Makes a document that holds just `pages` (counted from 0), in that order.
///
/// Annotations, bookmarks and tags stay behind. Everything copied is checked:
/// that it stands where the index says, ends where it says itself, and that
/// packed data is whole.
///
/// # Errors
/// [`Error::Io`] if the file cannot be read, [`Error::Damaged`] and
/// [`Error::Cut`] if it does not hold what was written.
pub fn excerpt(index: &Index, pages: &[usize], read_at: &mut ReadAt<'_>) -> Result<Vec<u8>, Error> {
    let mut original = Original {
        index,
        read_at,
        unpacked: BTreeMap::new(),
    };
    original.check_end()?;
    let mut excerpt = Excerpt::new(index.places.next);
    let mut wanted = Vec::new();
    for &page in pages {
        let number = original.page(page)?;
        let dict = original.member(number)?;
        wanted.extend(excerpt.page(number, &dict)?);
    }
    while let Some(number) = wanted.pop() {
        if !excerpt.offsets.contains_key(&number) {
            wanted.extend(excerpt.copy(number, &mut original)?);
        }
    }
    Ok(excerpt.finish())
}

/// The finished file.
struct Original<'a, 'r> {
    index: &'a Index,
    read_at: &'a mut ReadAt<'r>,
    /// Object streams unpacked lately, by number.
    unpacked: BTreeMap<u32, ObjectStream>,
}

/// An object stream, unpacked (ISO 32000-1, 7.5.7).
struct ObjectStream {
    data: Vec<u8>,
    /// Object number and beginning in `data` of each member.
    members: Vec<(u32, usize)>,
}

/// A stream as it stands in the file.
struct Stream {
    bytes: Vec<u8>,
    dict: Range<usize>,
    data: Range<usize>,
}

impl Original<'_, '_> {
    /// The file must end where the writer ended.
    fn check_end(&mut self) -> Result<(), Error> {
        let end = format!("startxref\n{}\n%%EOF\n", self.index.places.start);
        let begin = self.index.places.length.checked_sub(end.len() as u64);
        if self.read(begin.ok_or(Error::Cut)?, end.len())? == end.as_bytes() {
            Ok(())
        } else {
            Err(Error::Cut)
        }
    }

    /// The object number of a page, by the page tree.
    fn page(&mut self, page: usize) -> Result<u32, Error> {
        let mut number = self.index.root;
        if page >= self.index.pages() {
            return Err(Error::Damaged(number));
        }
        for step in trees::way_to(page) {
            let node = self.member(number)?;
            let kids = entry(&node, "Kids").and_then(references);
            let kid = kids.and_then(|kids| kids.get(step).copied());
            number = kid.ok_or(Error::Damaged(number))?;
        }
        Ok(number)
    }

    /// A small object: its bytes in the object stream that holds it.
    fn member(&mut self, number: u32) -> Result<Vec<u8>, Error> {
        match self.index.places.find(number) {
            Some(Place::Packed { stream, index }) => self.unpack(number, stream, index),
            _ => Err(Error::Damaged(number)),
        }
    }

    fn unpack(&mut self, number: u32, stream: u32, index: u16) -> Result<Vec<u8>, Error> {
        if !self.unpacked.contains_key(&stream) {
            let Some(Place::Offset(offset)) = self.index.places.find(stream) else {
                return Err(Error::Damaged(stream));
            };
            let packed = self.stream(stream, offset)?;
            let unpacked = ObjectStream::open(&packed).ok_or(Error::Damaged(stream))?;
            if self.unpacked.len() == KEPT {
                self.unpacked.clear();
            }
            self.unpacked.insert(stream, unpacked);
        }
        let bytes = self.unpacked[&stream].member(number, index.into());
        bytes.map(<[u8]>::to_vec).ok_or(Error::Damaged(number))
    }

    /// The stream at an offset, whole and checked.
    fn stream(&mut self, number: u32, offset: u64) -> Result<Stream, Error> {
        let damaged = || Error::Damaged(number);
        let left = self.index.places.length.saturating_sub(offset);
        let left = usize::try_from(left).unwrap_or(usize::MAX);
        let mut bytes = self.read(offset, FIRST_LOOK.min(left))?;
        let (dict, data) = stream_head(&bytes, number).ok_or_else(damaged)?;
        let length = int(&bytes[dict.clone()], "Length").and_then(|n| usize::try_from(n).ok());
        let end = length.and_then(|length| data.checked_add(length));
        let end = end.filter(|end| left.saturating_sub(STREAM_END.len()) >= *end);
        let end = end.ok_or_else(damaged)?;
        let whole = end + STREAM_END.len();
        if whole > bytes.len() {
            let rest = self.read(offset + bytes.len() as u64, whole - bytes.len())?;
            bytes.extend_from_slice(&rest);
        }
        bytes.truncate(whole);
        if &bytes[end..] != STREAM_END {
            return Err(damaged());
        }
        let data = data..end;
        Ok(Stream { bytes, dict, data })
    }

    fn read(&mut self, offset: u64, length: usize) -> Result<Vec<u8>, Error> {
        let bytes = (self.read_at)(offset, length)?;
        if bytes.len() == length {
            Ok(bytes)
        } else {
            Err(Error::Cut)
        }
    }
}

/// Where the dictionary of stream `number` stands and where its data begins,
/// if `bytes` reach that far.
fn stream_head(bytes: &[u8], number: u32) -> Option<(Range<usize>, usize)> {
    let mut scanner = Scanner::new(bytes);
    let head = [scanner.token()?, scanner.token()?, scanner.token()?];
    let wanted = [
        Token::Int(number.into()),
        Token::Int(0),
        Token::Word(b"obj"),
    ];
    if head != wanted {
        return None;
    }
    let dict = scanner.value()?;
    let is_stream = scanner.token()? == Token::Word(b"stream");
    (is_stream && bytes.get(scanner.at) == Some(&b'\n')).then_some((dict, scanner.at + 1))
}

impl Stream {
    fn dict(&self) -> &[u8] {
        &self.bytes[self.dict.clone()]
    }

    /// The data without its packing; `None` if its checksum is wrong.
    fn unpacked(&self) -> Option<Vec<u8>> {
        let data = &self.bytes[self.data.clone()];
        match entry(self.dict(), "Filter") {
            None => Some(data.to_vec()),
            Some(b"/FlateDecode") => {
                let mut plain = Vec::new();
                let mut decoder = ZlibDecoder::new(data).take(LARGEST);
                decoder.read_to_end(&mut plain).ok()?;
                if plain.len() as u64 >= LARGEST {
                    return None;
                }
                Some(plain)
            }
            Some(_) => None,
        }
    }
}

impl ObjectStream {
    fn open(stream: &Stream) -> Option<Self> {
        let first = usize::try_from(int(stream.dict(), "First")?).ok()?;
        let data = stream.unpacked()?;
        let mut scanner = Scanner::new(data.get(..first)?);
        let mut members = Vec::new();
        while let Some(Token::Int(member)) = scanner.token() {
            let Some(Token::Int(begin)) = scanner.token() else {
                return None;
            };
            let begin = first.checked_add(usize::try_from(begin).ok()?)?;
            members.push((u32::try_from(member).ok()?, begin));
        }
        let count = usize::try_from(int(stream.dict(), "N")?).ok()?;
        (members.len() == count).then_some(ObjectStream { data, members })
    }

    fn member(&self, number: u32, index: usize) -> Option<&[u8]> {
        let &(found, begin) = self.members.get(index)?;
        let next = self.members.get(index + 1);
        let end = next.map_or(self.data.len(), |&(_, next)| next);
        self.data.get(begin..end).filter(|_| found == number)
    }
}

/// The small document as it grows.
struct Excerpt {
    out: Vec<u8>,
    offsets: BTreeMap<u32, usize>,
    pages: Vec<u32>,
    /// The root of the new page tree; the numbers from here on were never
    /// used in the whole document.
    root: u32,
}

impl Excerpt {
    fn new(unused: u32) -> Self {
        Excerpt {
            out: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec(),
            offsets: BTreeMap::new(),
            pages: Vec::new(),
            root: unused,
        }
    }

    /// Adds page `number`; gives what it refers to.
    fn page(&mut self, number: u32, dict: &[u8]) -> Result<Vec<u32>, Error> {
        let mut bytes = b"<</Type/Page/Parent ".to_vec();
        push_ref(&mut bytes, self.root);
        let mut wanted = Vec::new();
        let is_page = entry(dict, "Type") == Some(b"/Page");
        for (place, key) in PAGE_KEYS.into_iter().enumerate() {
            match entry(dict, key) {
                Some(value) if is_page => {
                    bytes.extend_from_slice(format!("/{key} ").as_bytes());
                    bytes.extend_from_slice(value);
                    wanted.extend(references(value).ok_or(Error::Damaged(number))?);
                }
                None if place == 3 => {}
                _ => return Err(Error::Damaged(number)),
            }
        }
        bytes.extend_from_slice(b">>");
        let own = self.root + 1 + self.pages.len() as u32;
        self.pages.push(own);
        self.object(own, &bytes);
        Ok(wanted)
    }

    /// Copies an object as it is; gives what it refers to.
    fn copy(&mut self, number: u32, original: &mut Original<'_, '_>) -> Result<Vec<u32>, Error> {
        let damaged = || Error::Damaged(number);
        let Some(Place::Offset(offset)) = original.index.places.find(number) else {
            let bytes = original.member(number)?;
            self.object(number, &bytes);
            return references(&bytes).ok_or_else(damaged);
        };
        let stream = original.stream(number, offset)?;
        // A renderer draws what it can of damaged data, so it must be seen
        // here that this is whole.
        stream.unpacked().ok_or_else(damaged)?;
        self.offsets.insert(number, self.out.len());
        self.out.extend_from_slice(&stream.bytes);
        references(stream.dict()).ok_or_else(damaged)
    }

    fn object(&mut self, number: u32, bytes: &[u8]) {
        self.offsets.insert(number, self.out.len());
        push_int(&mut self.out, number.into());
        self.out.extend_from_slice(b" 0 obj\n");
        self.out.extend_from_slice(bytes);
        self.out.extend_from_slice(b"\nendobj\n");
    }

    /// Adds the page tree, the catalog and the cross-reference.
    fn finish(mut self) -> Vec<u8> {
        let mut bytes = format!("<</Type/Pages/Count {}/Kids[", self.pages.len()).into_bytes();
        push_refs(&mut bytes, self.pages.iter().copied());
        bytes.extend_from_slice(b"]>>");
        self.object(self.root, &bytes);
        let catalog = self.root + 1 + self.pages.len() as u32;
        self.object(
            catalog,
            format!("<</Type/Catalog/Pages {} 0 R>>", self.root).as_bytes(),
        );
        let start = self.out.len();
        // A section for each number: the gaps between would be most of a table.
        let mut table = "xref\n0 1\n0000000000 65535 f \n".to_owned();
        for (number, offset) in &self.offsets {
            table.push_str(&format!("{number} 1\n{offset:010} 00000 n \n"));
        }
        let size = catalog + 1;
        table.push_str(&format!(
            "trailer\n<</Size {size}/Root {catalog} 0 R>>\nstartxref\n{start}\n%%EOF\n"
        ));
        self.out.extend_from_slice(table.as_bytes());
        self.out
    }
}
