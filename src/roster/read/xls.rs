//! Excel workbooks up to 2003 (`.xls`; MS-XLS, and BIFF5 before it).
//!
//! Takes the bytes of the OLE2 container, or of a stream without one, gives
//! every worksheet as a table. calamine 0.38 makes a rectangle from the first
//! cell to the last and takes a file without CODEPAGE for UTF-16; here a far
//! cell costs one cell, and a text without a code page is windows-1251.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io::{Cursor, Read};

use cfb::CompoundFile;
use encoding_rs::{Encoding, IBM866, UTF_16LE, WINDOWS_1251, X_MAC_CYRILLIC};

use super::bytes::{f64_at, u16_at, u32_at};
use super::file::{Sheet, damaged};
use super::numbers::{self, Formats};
use super::sniff;
use crate::roster::limits::{Budget, MOST_SHEETS};
use crate::roster::log::Fatal;
use crate::roster::said;
use crate::roster::table::{Builder, Kind, Table};

const FORMULA: u16 = 0x0006;
const END: u16 = 0x000A;
const SINCE_1904: u16 = 0x0022;
const PASSWORD: u16 = 0x002F;
const CONTINUE: u16 = 0x003C;
const CODE_PAGE: u16 = 0x0042;
const COLUMNS: u16 = 0x007D;
const SHEET: u16 = 0x0085;
const PACKED_BLANKS: u16 = 0x00BE;
const PACKED_ROW: u16 = 0x00BD;
const RICH_TEXT: u16 = 0x00D6;
const CELL_FORMAT: u16 = 0x00E0;
const MERGED: u16 = 0x00E5;
const SHARED_STRINGS: u16 = 0x00FC;
const SHARED_TEXT: u16 = 0x00FD;
const BLANK: u16 = 0x0201;
const NUMBER: u16 = 0x0203;
const TEXT: u16 = 0x0204;
const BOOL_OR_ERROR: u16 = 0x0205;
const FORMULA_TEXT: u16 = 0x0207;
const ROW: u16 = 0x0208;
const PACKED: u16 = 0x027E;
const FORMAT: u16 = 0x041E;
const START: u16 = 0x0809;

/// Records of one cell with a value.
#[rustfmt::skip]
const CELLS: [u16; 7] = [FORMULA, SHARED_TEXT, NUMBER, TEXT, RICH_TEXT, BOOL_OR_ERROR, PACKED];

/// Kind of a substream that is a worksheet.
const WORKSHEET: u16 = 0x0010;

/// Reads all worksheets.
pub(super) fn read(bytes: &[u8], budget: &mut Budget) -> Result<Vec<Sheet>, Fatal> {
    let stream = if bytes.starts_with(&START.to_le_bytes()) {
        bytes.to_vec()
    } else {
        workbook(bytes)?
    };
    let (book, sheets) = Book::read(&stream, budget)?;
    let sheets = sheets.into_iter().map(|(name, hidden, start)| {
        let records = stream.get(start..).ok_or_else(damaged)?;
        let table = book.worksheet(records, Builder::new(budget))?;
        Ok(Sheet::new(name, hidden, table))
    });
    sheets.collect()
}

/// The stream of the container that holds the cells.
fn workbook(bytes: &[u8]) -> Result<Vec<u8>, Fatal> {
    let bytes = without_tail(bytes);
    let container = CompoundFile::open(Cursor::new(&*bytes));
    let mut container = container.map_err(|_| damaged())?;
    for name in ["/Workbook", "/Book"] {
        if container.is_stream(name) {
            let mut stream = container.open_stream(name).map_err(|_| damaged())?;
            let mut cells = Vec::new();
            let most = bytes.len() as u64;
            let length = stream.by_ref().take(most).read_to_end(&mut cells);
            length.map_err(|_| damaged())?;
            return Ok(cells);
        }
    }
    if container.is_stream("/EncryptedPackage") {
        return Err(said::PROTECTED.into());
    }
    let what = match container.is_stream("/WordDocument") {
        true => "документ Word",
        false => "не книга Excel",
    };
    Err(sniff::refusal(what, sniff::COPY_TABLE).into())
}

/// SheetJS fills up the last sector of the FAT with ends of chains, which the
/// `cfb` crate (0.16) takes for sectors behind the end of the file; here they
/// are made what they should be: free. The header names 109 sectors of the FAT,
/// of 128 entries each (MS-CFB 2.2); in larger files none is looked for.
fn without_tail(bytes: &[u8]) -> Cow<'_, [u8]> {
    const SECTOR: usize = 512;
    const END_OF_CHAIN: u32 = 0xFFFF_FFFE;
    const ENTRIES: usize = SECTOR / 4;
    let sectors = bytes.len().div_ceil(SECTOR).saturating_sub(1);
    if sectors == 0 || u16_at(bytes, 0x1E) != Some(9) {
        return Cow::Borrowed(bytes);
    }
    let last = (sectors - 1) / ENTRIES;
    let place = u32_at(bytes, 0x4C + 4 * last).filter(|_| last < 109);
    let entry = |at: usize| {
        let at = (place? as usize + 1) * SECTOR + 4 * at;
        (u32_at(bytes, at)? == END_OF_CHAIN).then_some(at)
    };
    let tail: Vec<usize> = (sectors - last * ENTRIES..ENTRIES)
        .filter_map(entry)
        .collect();
    let mut bytes = Cow::Borrowed(bytes);
    for at in tail {
        bytes.to_mut()[at..at + 4].fill(0xFF);
    }
    bytes
}

/// What shows that no cell of a sheet is missing: there is no check sum.
#[derive(Default)]
struct Whole {
    /// Rows that say that they have cells.
    claimed: Vec<u32>,
    rows: HashSet<u32>,
}

impl Whole {
    fn check(&self) -> Result<(), Fatal> {
        let is_there = |row| self.rows.contains(row);
        match self.claimed.iter().all(is_there) {
            true => Ok(()),
            false => Err(damaged()),
        }
    }
}

/// What the first part of the stream says of all sheets.
struct Book {
    /// Texts of BIFF8 are Unicode, those before are in a code page.
    unicode: bool,
    encoding: &'static Encoding,
    formats: Formats,
    strings: Vec<String>,
}

/// Name, hiddenness and start of each sheet.
type Sheets = Vec<(String, bool, usize)>;

impl Book {
    fn read(stream: &[u8], budget: &mut Budget) -> Result<(Self, Sheets), Fatal> {
        let start = Records(stream).next().ok_or_else(damaged)?;
        let mut book = Book {
            unicode: u16_at(start.1, 0) == Some(0x0600),
            encoding: WINDOWS_1251,
            formats: Formats::default(),
            strings: Vec::new(),
        };
        let mut sheets = Vec::new();
        if u16_at(start.1, 2) == Some(WORKSHEET) {
            sheets.push(("Лист1".to_owned(), false, 0));
            return Ok((book, sheets));
        }
        let mut records = Records(stream);
        loop {
            let (kind, data) = records.next().ok_or_else(damaged)?;
            let number = |at| u16_at(data, at).unwrap_or_default();
            match kind {
                END => return Ok((book, sheets)),
                PASSWORD => return Err(said::PROTECTED.into()),
                CODE_PAGE => book.encoding = encoding(number(0)),
                SINCE_1904 => book.formats.since_1904 = number(0) == 1,
                FORMAT => {
                    let code = match book.unicode {
                        true => book.text(data, 2),
                        false => book.short_text(data, 2),
                    };
                    book.formats.code(number(0).into(), &code);
                }
                CELL_FORMAT => book.formats.style(number(2).into()),
                SHEET if sheets.len() < MOST_SHEETS => {
                    let at = u32_at(data, 0).ok_or_else(damaged)?;
                    // Other kinds are charts and macros.
                    if data.get(5) == Some(&0) {
                        let hidden = data.get(4).is_some_and(|state| state & 3 != 0);
                        sheets.push((book.short_text(data, 6), hidden, at as usize));
                    }
                }
                SHARED_STRINGS => {
                    let pieces = records.with_continued(data);
                    book.strings = shared_strings(pieces, budget)?;
                }
                _ => {}
            }
        }
    }

    fn worksheet(&self, records: &[u8], mut builder: Builder<'_>) -> Result<Table, Fatal> {
        let mut depth = 0_usize;
        let mut whole = Whole::default();
        // A formula whose text has not come yet.
        let mut formula = None;
        for (kind, data) in Records(records) {
            let number = |at| u16_at(data, at).map(u32::from).ok_or_else(damaged);
            if (kind == END || CELLS.contains(&kind))
                && let Some((row, column)) = formula.take()
            {
                builder.cell(row, column, Kind::Formula, "")?;
            }
            match kind {
                START => depth += 1,
                END if depth <= 1 => {
                    whole.check()?;
                    return builder.finish();
                }
                END => depth -= 1,
                // A chart inside a sheet has cells of its own.
                _ if depth > 1 => {}
                FORMULA_TEXT => {
                    let (row, column) = formula.take().ok_or_else(damaged)?;
                    builder.cell(row, column, Kind::Text, &self.text(data, 0))?;
                }
                _ if CELLS.contains(&kind) => {
                    let place = (number(0)?, number(2)?);
                    whole.rows.insert(place.0);
                    let of_text = kind == FORMULA && u16_at(data, 12) == Some(0xFFFF);
                    formula = Some(place).filter(|_| of_text && data.get(6) == Some(&0));
                    self.cell(&mut builder, place, kind, data)?;
                }
                _ => self.others(&mut builder, &mut whole, kind, data)?,
            }
        }
        Err(damaged())
    }

    /// A record of no cell, or of several.
    fn others(
        &self,
        builder: &mut Builder<'_>,
        whole: &mut Whole,
        kind: u16,
        data: &[u8],
    ) -> Result<(), Fatal> {
        let number = |at| u16_at(data, at).map(u32::from).ok_or_else(damaged);
        match kind {
            ROW => {
                if number(12)? & 0x20 != 0 {
                    builder.hide_row(number(0)?);
                }
                // Programs claim one cell for a row that has a height only.
                if number(2)? + 1 < number(4)? {
                    whole.claimed.push(number(0)?);
                }
            }
            COLUMNS if number(8)? & 1 != 0 || number(4)? == 0 => {
                builder.hide_columns(number(0)?, number(2)?);
            }
            MERGED => {
                for area in data.get(2..).unwrap_or_default().chunks_exact(8) {
                    let at = |at| u16_at(area, at).map_or(0, u32::from);
                    builder.merge([at(0), at(2), at(4), at(6)])?;
                }
            }
            PACKED_ROW => {
                let cells = data.get(4..).unwrap_or_default().chunks_exact(6);
                for (cell, column) in cells.zip(number(2)?..) {
                    let place = (number(0)?, column);
                    whole.rows.insert(place.0);
                    let value = numbers::unpack(u32_at(cell, 2).ok_or_else(damaged)?);
                    self.number(builder, place, u16_at(cell, 0), value)?;
                }
            }
            BLANK | PACKED_BLANKS => drop(whole.rows.insert(number(0)?)),
            _ => {}
        }
        Ok(())
    }

    /// A record of one cell: row, column, format, value.
    fn cell(
        &self,
        builder: &mut Builder<'_>,
        place: (u32, u32),
        kind: u16,
        data: &[u8],
    ) -> Result<(), Fatal> {
        let mut put = |kind, text: &str| builder.cell(place.0, place.1, kind, text);
        let byte = |at| data.get(at).copied().unwrap_or_default();
        let truth = |yes| if yes { "true" } else { "false" };
        let value = match kind {
            SHARED_TEXT => {
                let at = u32_at(data, 6).ok_or_else(damaged)? as usize;
                return put(Kind::Text, self.strings.get(at).ok_or_else(damaged)?);
            }
            TEXT | RICH_TEXT => return put(Kind::Text, &self.text(data, 6)),
            BOOL_OR_ERROR if byte(7) != 0 => {
                return put(Kind::Error, numbers::error_name(byte(6)));
            }
            BOOL_OR_ERROR => return put(Kind::Bool, truth(byte(6) != 0)),
            FORMULA if u16_at(data, 12) == Some(0xFFFF) => {
                return match byte(6) {
                    1 => put(Kind::Bool, truth(byte(8) != 0)),
                    2 => put(Kind::Error, numbers::error_name(byte(8))),
                    // A text follows in a record of its own.
                    _ => Ok(()),
                };
            }
            PACKED => u32_at(data, 6).map(numbers::unpack),
            _ => f64_at(data, 6),
        };
        let value = value.ok_or_else(damaged)?;
        self.number(builder, place, u16_at(data, 4), value)
    }

    fn number(
        &self,
        builder: &mut Builder<'_>,
        (row, column): (u32, u32),
        format: Option<u16>,
        value: f64,
    ) -> Result<(), Fatal> {
        let style = u32::from(format.unwrap_or_default());
        let (kind, text) = self.formats.show(value, style);
        builder.cell(row, column, kind, &text)
    }

    /// A text after its length in two bytes.
    fn text(&self, data: &[u8], at: usize) -> String {
        let length = u16_at(data, at).unwrap_or_default();
        self.decode(data, at + 2, length.into())
    }

    /// A text after its length in one byte.
    fn short_text(&self, data: &[u8], at: usize) -> String {
        let length = data.get(at).copied().unwrap_or_default();
        self.decode(data, at + 1, length.into())
    }

    fn decode(&self, data: &[u8], at: usize, length: usize) -> String {
        let data = data.get(at..).unwrap_or_default();
        if !self.unicode {
            let bytes = &data[..length.min(data.len())];
            return self
                .encoding
                .decode_without_bom_handling(bytes)
                .0
                .into_owned();
        }
        Pieces::new(vec![data]).text(length).unwrap_or_default()
    }
}

/// The encoding of a code page. Western Europe's is what programs write that
/// never heard of code pages; in a Russian school the letters are Russian.
fn encoding(page: u16) -> &'static Encoding {
    match page {
        866 => IBM866,
        10_007 | 10_000 | 32_768 => X_MAC_CYRILLIC,
        1200 => UTF_16LE,
        _ => WINDOWS_1251,
    }
}

/// The table of texts, which goes on in records of its own.
fn shared_strings(pieces: Vec<&[u8]>, budget: &mut Budget) -> Result<Vec<String>, Fatal> {
    let mut pieces = Pieces::new(pieces);
    let count = pieces.bytes(8).ok_or_else(damaged)?;
    let count = u32_at(&count, 4).ok_or_else(damaged)?;
    let mut strings = Vec::new();
    for _ in 0..count {
        let Some(length) = pieces.bytes(2) else { break };
        let length = u16_at(&length, 0).unwrap_or_default();
        let text = pieces.text(length.into()).ok_or_else(damaged)?;
        budget.take(1, text.len() / 2)?;
        strings.push(text);
    }
    Ok(strings)
}

/// A record and those that go on with it.
struct Pieces<'b> {
    pieces: std::vec::IntoIter<&'b [u8]>,
    rest: &'b [u8],
}

impl<'b> Pieces<'b> {
    fn new(pieces: Vec<&'b [u8]>) -> Self {
        let mut pieces = pieces.into_iter();
        let rest = pieces.next().unwrap_or_default();
        Pieces { pieces, rest }
    }

    fn bytes(&mut self, count: usize) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        while bytes.len() < count {
            if self.rest.is_empty() {
                self.rest = self.pieces.next()?;
                continue;
            }
            let (now, rest) = self
                .rest
                .split_at((count - bytes.len()).min(self.rest.len()));
            bytes.extend_from_slice(now);
            self.rest = rest;
        }
        Some(bytes)
    }

    /// A text of BIFF8 (MS-XLS 2.5.293): flags, lengths of what is no text,
    /// letters of one or two bytes. Where it goes on in the next piece, a byte
    /// says anew how wide letters are.
    fn text(&mut self, length: usize) -> Option<String> {
        let flags = self.bytes(1)?[0];
        let runs = match flags & 8 != 0 {
            true => usize::from(u16_at(&self.bytes(2)?, 0)?),
            false => 0,
        };
        let more = match flags & 4 != 0 {
            true => u32_at(&self.bytes(4)?, 0)? as usize,
            false => 0,
        };
        let mut wide = flags & 1 != 0;
        let mut units: Vec<u16> = Vec::new();
        while units.len() < length {
            if self.rest.is_empty() {
                self.rest = self.pieces.next()?;
                wide = self.bytes(1)?[0] & 1 != 0;
            }
            let width = if wide { 2 } else { 1 };
            let here = (length - units.len()).min(self.rest.len() / width);
            if here == 0 {
                return None;
            }
            let (letters, rest) = self.rest.split_at(here * width);
            match wide {
                true => units.extend(letters.chunks_exact(2).filter_map(|two| u16_at(two, 0))),
                false => units.extend(letters.iter().map(|&byte| u16::from(byte))),
            }
            self.rest = rest;
        }
        self.skip(4 * runs + more)?;
        Some(String::from_utf16_lossy(&units))
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > self.rest.len() {
            count -= self.rest.len();
            self.rest = self.pieces.next()?;
        }
        self.rest = &self.rest[count..];
        Some(())
    }
}

/// Records of a stream: kind and data.
#[derive(Clone)]
struct Records<'b>(&'b [u8]);

impl<'b> Iterator for Records<'b> {
    type Item = (u16, &'b [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let end = 4 + usize::from(u16_at(self.0, 2)?);
        let record = (u16_at(self.0, 0)?, self.0.get(4..end)?);
        self.0 = &self.0[end..];
        Some(record)
    }
}

impl<'b> Records<'b> {
    /// The data of a record and of those that go on with it.
    fn with_continued(&mut self, data: &'b [u8]) -> Vec<&'b [u8]> {
        let mut pieces = vec![data];
        while let Some((CONTINUE, data)) = self.clone().next() {
            pieces.push(data);
            self.next();
        }
        pieces
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_goes_on_in_the_next_piece_in_letters_of_another_width() {
        let first = [0, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, b'a', b'b'];
        let second = [1, 0x10, 0x04, 0x11, 0x04];
        let strings = shared_strings(vec![&first, &second], &mut Budget::default());
        assert_eq!(strings.unwrap(), ["abАБ"]);
    }
}
