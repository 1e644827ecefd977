//! Excel workbooks of 2007 and later (`.xlsx`, `.xlsm`; ECMA-376, part 1).
//!
//! Takes the parts of the package, gives every worksheet as a table. Reads what
//! a list needs and what calamine 0.38 does not tell: hidden rows and columns,
//! merged areas, formulas without a value. What `<dimension>` says is not
//! believed, since many programs write it wrong.

use std::collections::HashMap;

use super::file::{Sheet, damaged};
use super::numbers::{self, Formats};
use super::package::{Package, Part};
use super::xml::{Node, Tag, Xml};
use crate::roster::limits::{Budget, MOST_SHEETS};
use crate::roster::log::Fatal;
use crate::roster::table::{Area, Builder, Kind, Table};

/// What a workbook says before its sheets.
pub(super) struct Links {
    /// Folder of the workbook's part.
    base: String,
    /// Kind and target of each relation, by its id.
    targets: HashMap<String, (String, String)>,
}

impl Links {
    /// Reads the relations of a workbook's part, or of the package as a whole.
    pub(super) fn read(package: &mut Package<'_>, workbook: &str) -> Result<Self, Fatal> {
        let (folder, name) = workbook.rsplit_once('/').unwrap_or(("", workbook));
        let mut links = Links {
            base: format!("{folder}/"),
            targets: HashMap::new(),
        };
        let mut xml = package.xml(&format!("{folder}/_rels/{name}.rels"))?;
        loop {
            match xml.next()? {
                Node::Start(tag) if tag.name() == "Relationship" => {
                    let attribute = |name| tag.attribute(name).unwrap_or_default();
                    let kind = attribute("Type").to_lowercase();
                    let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                    links
                        .targets
                        .insert(attribute("Id"), (kind, attribute("Target")));
                }
                Node::EndOfFile => return Ok(links),
                _ => {}
            }
        }
    }

    /// The part of the sheet with this relation; `None` for a chart.
    pub(super) fn sheet(&self, id: &str) -> Option<String> {
        let (kind, target) = self.targets.get(id)?;
        (kind == "worksheet").then(|| self.resolve(target))
    }

    /// The only part of this kind.
    pub(super) fn only(&self, kind: &str) -> Option<String> {
        let mut targets = self.targets.values();
        let (_, target) = targets.find(|(other, _)| other == kind)?;
        Some(self.resolve(target))
    }

    fn resolve(&self, target: &str) -> String {
        let target = target.replace('\\', "/");
        match target.strip_prefix('/') {
            Some(whole) => whole.to_owned(),
            None => {
                let target = target.strip_prefix("./").unwrap_or(&target);
                format!("{}{target}", self.base)
            }
        }
    }
}

/// What cells refer to.
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
    let mut shared = Shared {
        strings: Vec::new(),
        formats: Formats::default(),
    };
    let sheets = contents(package.xml(book)?, &mut shared.formats)?;
    if let Some(part) = links.only("sharedstrings").filter(|part| package.has(part)) {
        shared.strings = shared_strings(package.xml(&part)?, budget)?;
    }
    if let Some(part) = links.only("styles").filter(|part| package.has(part)) {
        styles(package.xml(&part)?, &mut shared.formats)?;
    }
    let mut tables = Vec::new();
    for (name, hidden, id) in sheets {
        if let Some(part) = links.sheet(&id) {
            let table = worksheet(package.xml(&part)?, &shared, Builder::new(budget))?;
            tables.push(Sheet::new(name, hidden, table));
        }
    }
    Ok(tables)
}

/// Name, hiddenness and relation of each sheet.
type Contents = Vec<(String, bool, String)>;

fn contents(mut xml: Xml<Part<'_>>, formats: &mut Formats) -> Result<Contents, Fatal> {
    let mut sheets = Vec::new();
    loop {
        match xml.next()? {
            Node::Start(tag) if tag.name() == "workbookPr" => {
                formats.since_1904 = tag.says("date1904");
            }
            Node::Start(tag) if tag.name() == "sheet" && sheets.len() < MOST_SHEETS => {
                let state = tag.attribute("state").unwrap_or_default();
                let attribute = |name| tag.attribute(name).ok_or_else(damaged);
                let hidden = state.to_lowercase().ends_with("hidden");
                sheets.push((attribute("name")?, hidden, attribute("id")?));
            }
            Node::EndOfFile => return Ok(sheets),
            _ => {}
        }
    }
}

fn shared_strings(mut xml: Xml<Part<'_>>, budget: &mut Budget) -> Result<Vec<String>, Fatal> {
    let mut strings = Vec::new();
    loop {
        match xml.next()? {
            Node::Start(tag) if tag.name() == "si" => {
                // How a word is to be read aloud is no part of it.
                let text = xml.text(&["rPh"])?;
                budget.take(1, text.len() / 2)?;
                strings.push(text);
            }
            Node::EndOfFile => return Ok(strings),
            _ => {}
        }
    }
}

fn styles(mut xml: Xml<Part<'_>>, formats: &mut Formats) -> Result<(), Fatal> {
    let mut in_cells = false;
    loop {
        match xml.next()? {
            Node::Start(tag) => match tag.name() {
                "numFmt" => {
                    let code = tag.attribute("formatCode").unwrap_or_default();
                    formats.code(tag.number("numFmtId").unwrap_or_default(), &code);
                }
                "cellXfs" => in_cells = true,
                "xf" if in_cells => formats.style(tag.number("numFmtId").unwrap_or_default()),
                _ => {}
            },
            Node::End("cellXfs") => in_cells = false,
            Node::EndOfFile => return Ok(()),
            _ => {}
        }
    }
}

/// The cell that is being read.
#[derive(Default)]
struct Open {
    row: u32,
    column: u32,
    kind: String,
    style: u32,
    formula: bool,
}

fn worksheet(
    mut xml: Xml<Part<'_>>,
    shared: &Shared,
    mut builder: Builder<'_>,
) -> Result<Table, Fatal> {
    let mut cell = Open::default();
    let mut next_row = 0;
    let mut next_column = 0;
    loop {
        match xml.next()? {
            Node::Start(tag) => match tag.name() {
                "row" => {
                    cell.row = tag.number("r").map_or(next_row, |r| r.saturating_sub(1));
                    next_row = cell.row.saturating_add(1);
                    next_column = 0;
                    if tag.says("hidden") || is_zero(&tag, "ht") {
                        builder.hide_row(cell.row);
                    }
                }
                "c" => {
                    let place = tag.attribute("r").and_then(|r| position(&r));
                    (cell.row, cell.column) = place.unwrap_or((cell.row, next_column));
                    next_column = cell.column.saturating_add(1);
                    cell.kind = tag.attribute("t").unwrap_or_default();
                    cell.style = tag.number("s").unwrap_or_default();
                    cell.formula = false;
                }
                "f" => cell.formula = true,
                "v" => {
                    let value = xml.text(&[])?;
                    put(&mut builder, &mut cell, &value, shared)?;
                }
                "is" => {
                    let text = xml.text(&["rPh"])?;
                    builder.cell(cell.row, cell.column, Kind::Text, &plain(&text))?;
                }
                "col" if tag.says("hidden") || is_zero(&tag, "width") => hide(&mut builder, &tag),
                "mergeCell" => {
                    if let Some(area) = tag.attribute("ref").and_then(|area| corners(&area)) {
                        builder.merge(area)?;
                    }
                }
                _ => {}
            },
            Node::End("c") if cell.formula => {
                builder.cell(cell.row, cell.column, Kind::Formula, "")?;
            }
            Node::EndOfFile => return builder.finish(),
            _ => {}
        }
    }
}

fn put(
    builder: &mut Builder<'_>,
    cell: &mut Open,
    value: &str,
    shared: &Shared,
) -> Result<(), Fatal> {
    let (row, column) = (cell.row, cell.column);
    let mut put = |kind, text: &str| builder.cell(row, column, kind, text);
    // Excel writes the value of every formula, if it is an empty text.
    let has_value = !value.is_empty() || cell.kind == "str";
    cell.formula &= !has_value;
    match &*cell.kind {
        "s" => {
            let at: usize = value.trim().parse().map_err(|_| damaged())?;
            let text = shared.strings.get(at).ok_or_else(damaged)?;
            put(Kind::Text, &plain(text))
        }
        "str" | "inlineStr" => put(Kind::Text, &plain(value)),
        "b" => put(Kind::Bool, if value == "1" { "true" } else { "false" }),
        "e" => put(Kind::Error, value),
        "d" => put(Kind::Date, value),
        _ if value.is_empty() => Ok(()),
        _ => {
            let number = numbers::written(value);
            let shown = number.map(|number| shared.formats.show(number, cell.style));
            let (kind, text) = shown.unwrap_or_else(|| (Kind::Text, value.to_owned()));
            put(kind, &text)
        }
    }
}

/// Excel writes control characters as `_x000D_`.
fn plain(text: &str) -> std::borrow::Cow<'_, str> {
    match text.contains("_x00") {
        true => text
            .replace("_x000D_", "\n")
            .replace("_x000A_", "\n")
            .into(),
        false => text.into(),
    }
}

fn hide(builder: &mut Builder<'_>, tag: &Tag<'_>) {
    if let (Some(first), Some(last)) = (tag.number("min"), tag.number("max")) {
        builder.hide_columns(first.saturating_sub(1), last.saturating_sub(1));
    }
}

/// What is nothing high or wide is hidden, too.
fn is_zero(tag: &Tag<'_>, name: &str) -> bool {
    tag.attribute(name).and_then(|size| size.parse().ok()) == Some(0.0_f64)
}

/// Row and column of `B7`, counted from 0.
fn position(name: &str) -> Option<(u32, u32)> {
    let name = name.trim().trim_start_matches('$');
    let digits = name.find(|c: char| !c.is_ascii_alphabetic())?;
    let (letters, row) = name.split_at(digits);
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let letter = |sum, b: u8| sum * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1;
    let column = letters.bytes().fold(0, letter);
    let row: u32 = row.trim_start_matches('$').parse().ok()?;
    Some((row.checked_sub(1)?, column - 1))
}

/// The area `A2:A5`.
fn corners(area: &str) -> Option<Area> {
    let (first, last) = area.split_once(':')?;
    let (top, left) = position(first)?;
    let (bottom, right) = position(last)?;
    Some([top, bottom, left, right])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_have_letters_and_a_number() {
        assert_eq!(position("A1"), Some((0, 0)));
        assert_eq!(position("XFD1048576"), Some((1_048_575, 16_383)));
        assert_eq!(corners("A2:B5"), Some([1, 4, 0, 1]));
        for odd in ["A0", "1A", "", "ABCD1", "A"] {
            assert_eq!(position(odd), None, "{odd}");
        }
    }
}
