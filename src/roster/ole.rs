//! Whether an old Excel file is safe to hand to the reader of workbooks.
//!
//! Takes the bytes of an OLE2 container, says whether it would unpack to
//! something of a sensible size. The reader follows sector chains without
//! looking for loops and makes a rectangle from the first cell to the last, so
//! that two damaged bytes in an `.xls` could take all memory there is. Knows
//! nothing of what cells say.

/// Cells of a rectangle that any file may have; a bigger file may have more,
/// as a real cell takes 14 bytes.
const MOST_CELLS: u64 = 600_000;

/// Sheets of a workbook.
const MOST_SHEETS: usize = 256;

/// Sector numbers from here on are marks, not sectors.
const MARKS: u32 = 0xFFFF_FFFA;

const END_OF_SHEET: u16 = 0x000A;
const START_OF_SHEET: u16 = 0x0809;
const SHEET: u16 = 0x0085;
const DIMENSIONS: u16 = 0x0200;
/// Records of cells that begin with row and column: formula, number, label,
/// boolean, packed number, shared string, rich string.
const CELLS: [u16; 7] = [0x0006, 0x0203, 0x0204, 0x0205, 0x027E, 0x00FD, 0x00D6];
const PACKED_ROW: u16 = 0x00BD;

/// Whether the file can be read without filling the memory.
pub(super) fn is_sane(bytes: &[u8]) -> bool {
    Container::open(bytes)
        .and_then(|container| container.workbook())
        .is_some_and(|stream| cells_are_few(&stream, MOST_CELLS.max(bytes.len() as u64 / 8)))
}

/// Sectors of the file and where each goes on.
struct Container<'b> {
    bytes: &'b [u8],
    size: usize,
    next: Vec<u32>,
}

impl<'b> Container<'b> {
    fn open(bytes: &'b [u8]) -> Option<Self> {
        let size = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let mut container = Container {
            bytes,
            size,
            next: Vec::new(),
        };
        let mut next = Vec::new();
        for sector in container.table_sectors()? {
            next.extend(numbers(container.sector(sector)?));
        }
        container.next = next;
        container.has_no_loop().then_some(container)
    }

    /// The sectors that hold the table of chains.
    fn table_sectors(&self) -> Option<Vec<u32>> {
        let count = self.bytes.len() / self.size;
        let mut list: Vec<u32> = numbers(self.bytes.get(76..512)?).collect();
        let mut more = u32_at(self.bytes, 68)?;
        for _ in 0..=count {
            if more >= MARKS {
                list.retain(|&sector| sector < MARKS);
                return (list.len() <= count).then_some(list);
            }
            list.extend(numbers(self.sector(more)?));
            more = list.pop()?;
        }
        None
    }

    fn sector(&self, number: u32) -> Option<&'b [u8]> {
        let start = (number as usize + 1) * self.size;
        let end = (start + self.size).min(self.bytes.len());
        self.bytes.get(start..end)
    }

    /// Walks every chain once; a sector met twice on one walk is a loop.
    fn has_no_loop(&self) -> bool {
        let mut walks = vec![0_u32; self.next.len()];
        for start in 0..self.next.len() {
            let walk = start as u32 + 1;
            let mut at = start;
            while at < walks.len() && walks[at] == 0 {
                walks[at] = walk;
                at = self.next[at] as usize;
            }
            if walks.get(at) == Some(&walk) {
                return false;
            }
        }
        true
    }

    fn chain(&self, mut at: u32) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        while at < MARKS {
            out.extend_from_slice(self.sector(at)?);
            at = *self.next.get(at as usize)?;
        }
        Some(out)
    }

    /// The stream in which an old workbook keeps its cells. One of less than
    /// 4096 bytes would lie elsewhere; Excel never writes so small a one.
    fn workbook(&self) -> Option<Vec<u8>> {
        let folder = self.chain(u32_at(self.bytes, 48)?)?;
        let entry = ["workbook", "book"].iter().find_map(|name| {
            let is_named = |entry: &&[u8]| {
                let letters = entry[..64].chunks(2).map(|pair| pair[0]);
                let letters: Vec<u8> = letters.take_while(|&b| b != 0).collect();
                letters.eq_ignore_ascii_case(name.as_bytes())
            };
            folder.chunks_exact(128).find(is_named)
        })?;
        if u32_at(entry, 120)? < 4096 {
            return None;
        }
        self.chain(u32_at(entry, 116)?)
    }
}

/// Whether the rectangles of all sheets together have a sensible size.
fn cells_are_few(stream: &[u8], most: u64) -> bool {
    let sheets: Vec<u32> = records(stream)
        .take_while(|(kind, _)| *kind != END_OF_SHEET)
        .filter(|(kind, _)| *kind == SHEET)
        .filter_map(|(_, data)| u32_at(data, 0))
        .collect();
    let area = |start: &u32| stream.get(*start as usize..).map_or(0, sheet_area);
    sheets.len() <= MOST_SHEETS && sheets.iter().map(area).sum::<u64>() <= most
}

/// Cells of the rectangle that a sheet spans or says it spans.
fn sheet_area(stream: &[u8]) -> u64 {
    let (mut rows, mut columns) = ((u64::MAX, 0), (u64::MAX, 0));
    let mut said = 0;
    let mut depth = 0_usize;
    for (kind, data) in records(stream) {
        let number = |at| u16_at(data, at).map_or(0, u64::from);
        match kind {
            START_OF_SHEET => depth += 1,
            END_OF_SHEET if depth <= 1 => break,
            END_OF_SHEET => depth -= 1,
            DIMENSIONS => said = said.max(said_area(data)),
            _ if kind == PACKED_ROW || CELLS.contains(&kind) => {
                let last = if kind == PACKED_ROW {
                    number(data.len().saturating_sub(2))
                } else {
                    number(2)
                };
                rows = (rows.0.min(number(0)), rows.1.max(number(0)));
                columns = (columns.0.min(number(2)), columns.1.max(number(2)).max(last));
            }
            _ => {}
        }
    }
    let span = |(first, last): (u64, u64)| (last + 1).saturating_sub(first);
    said.max(span(rows) * span(columns))
}

fn said_area(data: &[u8]) -> u64 {
    let wide = |at| u32_at(data, at).map_or(0, u64::from);
    let narrow = |at| u16_at(data, at).map_or(0, u64::from);
    if data.len() == 10 {
        narrow(2).saturating_sub(narrow(0)) * narrow(6)
    } else {
        wide(4).saturating_sub(wide(0)) * narrow(10)
    }
}

/// Records of a stream: kind and data.
fn records(stream: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = stream;
    std::iter::from_fn(move || {
        let end = 4 + usize::from(u16_at(rest, 2)?);
        let record = (u16_at(rest, 0)?, rest.get(4..end)?);
        rest = &rest[end..];
        Some(record)
    })
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.chunks_exact(4).filter_map(|four| u32_at(four, 0))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let two = bytes.get(at..at + 2)?;
    Some(u16::from_le_bytes(two.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at + 4)?;
    Some(u32::from_le_bytes(four.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOOK: &[u8] = include_bytes!("../../tests/fixtures/roster/book.xls");

    #[test]
    fn a_real_workbook_is_sane() {
        assert!(is_sane(BOOK));
        assert!(!is_sane(&BOOK[..600]));
        assert!(!is_sane(b""));
    }

    #[test]
    fn a_chain_that_bites_its_tail_is_not() {
        let table = 512 * (u32_at(BOOK, 76).unwrap() as usize + 1);
        let start = u32_at(BOOK, 48).unwrap();
        let mut book = BOOK.to_vec();
        let at = table + 4 * start as usize;
        book[at..at + 4].copy_from_slice(&start.to_le_bytes());
        assert!(!is_sane(&book));
    }

    #[test]
    fn a_cell_in_the_far_corner_makes_a_rectangle_too_big() {
        let record = |kind: u16, data: &[u8]| {
            let head = [kind.to_le_bytes(), (data.len() as u16).to_le_bytes()].concat();
            [&head, data].concat()
        };
        let sheet = |row: u16| {
            [
                record(START_OF_SHEET, &[0; 16]),
                record(0x00FD, &[0; 10]),
                record(
                    0x00FD,
                    &[&row.to_le_bytes()[..], &[0xFF, 0, 0, 0, 0, 0, 0, 0]].concat(),
                ),
                record(END_OF_SHEET, &[]),
            ]
            .concat()
        };
        assert_eq!(sheet_area(&sheet(9)), 10 * 256);
        assert_eq!(sheet_area(&sheet(0xFFFF)), 65_536 * 256);
    }
}
