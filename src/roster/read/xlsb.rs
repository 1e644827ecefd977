//! Binary Excel workbooks (`.xlsb`; MS-XLSB).
//!
//! Takes the parts of the package, gives every worksheet as a table. Reads
//! short cells (SheetJS writes them), which calamine 0.38 passes over, and
//! reserves nothing that a file only says.

use std::io::Read;

use super::bytes::{f64_at, u16_at, u32_at, wide};
use super::file::{Sheet, damaged};
use super::numbers::{self, Formats};
use super::package::{Package, Part};
use super::xlsx::Links;
use crate::roster::limits::{Budget, MOST_SHEETS};
use crate::roster::log::Fatal;
use crate::roster::table::{Builder, Kind, Table};

const ROW: u32 = 0;
const FIRST_SHORT_CELL: u32 = 12;
const LAST_SHORT_CELL: u32 = 18;
const SHARED_STRING: u32 = 19;
const FORMAT: u32 = 44;
const CELL_FORMAT: u32 = 47;
const COLUMNS: u32 = 60;
const RICH_CELL: u32 = 62;
const WORKBOOK: u32 = 153;
const SHEET: u32 = 156;
const MERGED: u32 = 176;
const START_OF_CELL_FORMATS: u32 = 617;
const END_OF_CELL_FORMATS: u32 = 618;

/// A longer record is no cell of a list.
const LONGEST: u32 = 1 << 20;

#[derive(Default)]
struct Shared {
    strings: Vec<String>,
    formats: Formats,
}

/// Reads all worksheets.
pub(super) fn read(
    package: &mut Package<'_>,
    book: &str,
    budget: &mut Budget,
) -> Result<Vec<Sheet>, Fatal> {
    let links = Links::read(package, book)?;
    let mut shared = Shared::default();
    let mut found = Vec::new();
    let mut records = Records(package.part(book)?);
    while let Some((kind, data)) = records.next()? {
        match kind {
            WORKBOOK => {
                shared.formats.since_1904 = data.first().is_some_and(|flags| flags & 1 != 0);
            }
            SHEET if found.len() < MOST_SHEETS => {
                let (id, end) = wide(&data, 8).ok_or_else(damaged)?;
                let (name, _) = wide(&data, end).ok_or_else(damaged)?;
                found.push((name, u32_at(&data, 0) != Some(0), id));
            }
            _ => {}
        }
    }
    drop(records);
    if let Some(part) = links.only("sharedstrings").filter(|part| package.has(part)) {
        shared.strings = shared_strings(Records(package.part(&part)?), budget)?;
    }
    if let Some(part) = links.only("styles").filter(|part| package.has(part)) {
        styles(Records(package.part(&part)?), &mut shared.formats)?;
    }
    let mut sheets = Vec::new();
    for (name, hidden, id) in found {
        if let Some(part) = links.sheet(&id) {
            let records = Records(package.part(&part)?);
            let table = worksheet(records, &shared, Builder::new(budget))?;
            sheets.push(Sheet::new(name, hidden, table));
        }
    }
    Ok(sheets)
}

fn shared_strings(mut records: Records<'_>, budget: &mut Budget) -> Result<Vec<String>, Fatal> {
    let mut strings = Vec::new();
    while let Some((kind, data)) = records.next()? {
        if kind == SHARED_STRING {
            let (text, _) = wide(&data, 1).ok_or_else(damaged)?;
            budget.take(1, text.len() / 2)?;
            strings.push(text);
        }
    }
    Ok(strings)
}

fn styles(mut records: Records<'_>, formats: &mut Formats) -> Result<(), Fatal> {
    let mut in_cells = false;
    while let Some((kind, data)) = records.next()? {
        let format = |at| u16_at(&data, at).map(u32::from).ok_or_else(damaged);
        match kind {
            FORMAT => {
                let (code, _) = wide(&data, 2).ok_or_else(damaged)?;
                formats.code(format(0)?, &code);
            }
            START_OF_CELL_FORMATS => in_cells = true,
            END_OF_CELL_FORMATS => in_cells = false,
            CELL_FORMAT if in_cells => formats.style(format(2)?),
            _ => {}
        }
    }
    Ok(())
}

fn worksheet(
    mut records: Records<'_>,
    shared: &Shared,
    mut builder: Builder<'_>,
) -> Result<Table, Fatal> {
    let (mut row, mut column) = (0, 0);
    while let Some((kind, data)) = records.next()? {
        let number = |at| u32_at(&data, at).ok_or_else(damaged);
        match kind {
            ROW => {
                row = number(0)?;
                // The next short cell is the first of its row.
                column = u32::MAX;
                if data.get(11).is_some_and(|flags| flags & 0x10 != 0) {
                    builder.hide_row(row);
                }
            }
            1..=11 | RICH_CELL => {
                column = number(0)?;
                cell(&mut builder, (row, column), kind, &data, shared)?;
            }
            FIRST_SHORT_CELL..=LAST_SHORT_CELL => {
                column = column.wrapping_add(1);
                let long = [&column.to_le_bytes(), &*data].concat();
                cell(&mut builder, (row, column), kind - 11, &long, shared)?;
            }
            COLUMNS if u16_at(&data, 16).ok_or_else(damaged)? & 1 != 0 => {
                builder.hide_columns(number(0)?, number(4)?);
            }
            MERGED => builder.merge([number(0)?, number(4)?, number(8)?, number(12)?])?,
            _ => {}
        }
    }
    builder.finish()
}

/// A cell: column, format, value.
fn cell(
    builder: &mut Builder<'_>,
    (row, column): (u32, u32),
    kind: u32,
    data: &[u8],
    shared: &Shared,
) -> Result<(), Fatal> {
    let mut put = |kind, text: &str| builder.cell(row, column, kind, text);
    let byte = data.get(8).copied();
    let show = |value: f64| {
        let style = u32_at(data, 4).unwrap_or_default() & 0x00FF_FFFF;
        shared.formats.show(value, style)
    };
    match kind {
        2 => {
            let (kind, text) = show(numbers::unpack(u32_at(data, 8).ok_or_else(damaged)?));
            put(kind, &text)
        }
        3 | 11 => put(Kind::Error, numbers::error_name(byte.unwrap_or_default())),
        4 | 10 => put(Kind::Bool, if byte == Some(0) { "false" } else { "true" }),
        5 | 9 => {
            let (kind, text) = show(f64_at(data, 8).ok_or_else(damaged)?);
            put(kind, &text)
        }
        6 | 8 => put(Kind::Text, &wide(data, 8).ok_or_else(damaged)?.0),
        RICH_CELL => put(Kind::Text, &wide(data, 9).ok_or_else(damaged)?.0),
        7 => {
            let at = u32_at(data, 8).ok_or_else(damaged)?;
            put(
                Kind::Text,
                shared.strings.get(at as usize).ok_or_else(damaged)?,
            )
        }
        _ => Ok(()),
    }
}

/// Records of a part: a kind and a length in groups of seven bits, then data.
struct Records<'p>(Part<'p>);

impl Records<'_> {
    fn next(&mut self) -> Result<Option<(u32, Vec<u8>)>, Fatal> {
        let Some(first) = self.byte() else {
            return Ok(None);
        };
        let mut kind = u32::from(first);
        if first & 0x80 != 0 {
            kind = kind & 0x7F | u32::from(self.byte().ok_or_else(damaged)?) << 7;
        }
        let mut length = 0;
        for shift in [0, 7, 14, 21] {
            let byte = self.byte().ok_or_else(damaged)?;
            length |= u32::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                break;
            }
        }
        if length > LONGEST {
            return Err(damaged());
        }
        let mut data = vec![0; length as usize];
        self.0.read_exact(&mut data).map_err(|_| damaged())?;
        Ok(Some((kind, data)))
    }

    fn byte(&mut self) -> Option<u8> {
        let mut byte = [0];
        self.0.read_exact(&mut byte).ok()?;
        Some(byte[0])
    }
}
