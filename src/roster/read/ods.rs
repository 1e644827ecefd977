//! OpenDocument tables (`.ods`, and `.fods` without its ZIP).
//!
//! Takes the document's XML, gives every sheet as a table. White space between
//! cells is none, comments and drawings hold no text of cells. A cell repeated
//! a million times is counted before it is made, and a blank one is not made.

use std::collections::HashSet;
use std::io::BufRead;

use super::file::{Sheet, damaged};
use super::numbers;
use super::xml::{Node, Tag, Xml};
use crate::roster::limits::{Budget, MOST_COLUMNS, MOST_SHEETS, too_big};
use crate::roster::log::Fatal;
use crate::roster::table::{Builder, Kind, Table};

/// Elements in a cell whose text is not the cell's.
const NO_TEXT: &[&str] = &[
    "annotation",
    "shapes",
    "frame",
    "custom-shape",
    "line",
    "rect",
    "g",
];

/// Reads all sheets.
pub(super) fn read<R: BufRead>(mut xml: Xml<R>, budget: &mut Budget) -> Result<Vec<Sheet>, Fatal> {
    let mut sheets = Vec::new();
    let mut hidden = HashSet::new();
    let mut style = None;
    loop {
        match xml.next()? {
            Node::Start(tag) => match tag.name() {
                "style" => style = tag.attribute("name"),
                "table-properties" if tag.attribute("display").as_deref() == Some("false") => {
                    hidden.extend(style.take());
                }
                "table" if sheets.len() < MOST_SHEETS => {
                    let style = tag.attribute("style-name").unwrap_or_default();
                    let name = tag.attribute("name").unwrap_or_default();
                    let table = table(&mut xml, Builder::new(budget))?;
                    sheets.push(Sheet::new(name, hidden.contains(&style), table));
                }
                _ => {}
            },
            Node::EndOfFile => return Ok(sheets),
            _ => {}
        }
    }
}

/// Rows and columns that are to be repeated.
#[derive(Default)]
struct Cursor {
    row: u32,
    column: u32,
    rows: u32,
}

fn table<R: BufRead>(xml: &mut Xml<R>, mut builder: Builder<'_>) -> Result<Table, Fatal> {
    let mut at = Cursor::default();
    let mut columns = 0_u32;
    loop {
        match xml.next()? {
            Node::Start(tag) => match tag.name() {
                "table-column" => {
                    let count = repeated(&tag, "number-columns-repeated");
                    if is_hidden(&tag) {
                        builder.hide_columns(columns, columns.saturating_add(count - 1));
                    }
                    columns = columns.saturating_add(count);
                }
                "table-row" => {
                    at.rows = repeated(&tag, "number-rows-repeated");
                    at.column = 0;
                    if is_hidden(&tag) {
                        (0..at.rows.min(1 << 20)).for_each(|row| builder.hide_row(at.row + row));
                    }
                }
                "table-cell" | "covered-table-cell" => {
                    let cell = Cell::start(&tag);
                    let text = paragraphs(xml)?;
                    cell.put(&text, &mut at, &mut builder)?;
                }
                "shapes" => drop(xml.text(&[])?),
                _ => {}
            },
            Node::End("table-row") => at.row = at.row.saturating_add(at.rows),
            Node::End("table") => return builder.finish(),
            Node::EndOfFile => return Err(damaged()),
            _ => {}
        }
    }
}

fn repeated(tag: &Tag<'_>, name: &str) -> u32 {
    tag.number(name).unwrap_or(1).max(1)
}

fn is_hidden(tag: &Tag<'_>) -> bool {
    let visibility = tag.attribute("visibility");
    matches!(visibility.as_deref(), Some("collapse" | "filter"))
}

/// What a cell's start says.
struct Cell {
    count: u32,
    kind: String,
    value: Option<String>,
    formula: bool,
    /// Rows and columns that it spans.
    span: (u32, u32),
}

impl Cell {
    fn start(tag: &Tag<'_>) -> Self {
        let kind = tag.attribute("value-type").unwrap_or_default();
        let value = match &*kind {
            "date" => tag.attribute("date-value"),
            "boolean" => tag.attribute("boolean-value"),
            "string" => tag.attribute("string-value"),
            _ => tag.attribute("value"),
        };
        Cell {
            count: repeated(tag, "number-columns-repeated"),
            kind,
            value,
            formula: tag.attribute("formula").is_some(),
            span: (
                repeated(tag, "number-rows-spanned"),
                repeated(tag, "number-columns-spanned"),
            ),
        }
    }

    fn put(self, text: &str, at: &mut Cursor, builder: &mut Builder<'_>) -> Result<(), Fatal> {
        let left = at.column;
        at.column = left.saturating_add(self.count);
        let (kind, text) = self.show(text);
        if kind != Kind::Formula && crate::roster::text::is_blank(&text) {
            return Ok(());
        }
        // A text that stands a million times is no list; one in a row that goes
        // on to the last column is said to be too much as well.
        if at.column > MOST_COLUMNS || u64::from(self.count) * u64::from(at.rows) > 1 << 22 {
            return Err(too_big());
        }
        for row in at.row..at.row.saturating_add(at.rows) {
            for column in left..at.column {
                builder.cell(row, column, kind, &text)?;
            }
        }
        let (rows, columns) = self.span;
        if (rows, columns) != (1, 1) {
            let bottom = at.row.saturating_add(rows - 1);
            builder.merge([at.row, bottom, left, left.saturating_add(columns - 1)])?;
        }
        Ok(())
    }

    fn show(&self, text: &str) -> (Kind, String) {
        match (&*self.kind, &self.value) {
            ("date", Some(date)) => (
                Kind::Date,
                date.split('T').next().unwrap_or(date).to_owned(),
            ),
            ("boolean", Some(value)) => (Kind::Bool, value.clone()),
            ("float" | "percentage" | "currency", Some(value)) => numbers::plain(value),
            ("", _) if self.formula && text.is_empty() => (Kind::Formula, String::new()),
            _ if self.formula && (text.starts_with('#') || text.starts_with("Err:")) => {
                (Kind::Error, text.to_owned())
            }
            (_, Some(value)) if text.is_empty() => (Kind::Text, value.clone()),
            _ => (Kind::Text, text.to_owned()),
        }
    }
}

/// The text of the cell in which the reader is, a line for each paragraph.
fn paragraphs<R: BufRead>(xml: &mut Xml<R>) -> Result<String, Fatal> {
    let mut text = String::new();
    let (mut depth, mut paragraph) = (0_usize, 0_usize);
    loop {
        match xml.next()? {
            Node::Start(tag) if NO_TEXT.contains(&tag.name()) => drop(xml.text(&[])?),
            Node::Start(tag) => {
                depth += 1;
                match tag.name() {
                    "p" | "h" => {
                        if !text.is_empty() {
                            text.push('\n');
                        }
                        paragraph = depth;
                    }
                    "s" => text.push(' '),
                    "tab" => text.push('\t'),
                    "line-break" => text.push('\n'),
                    _ => {}
                }
            }
            Node::End(_) if depth == 0 => return Ok(text),
            Node::End(_) => {
                if paragraph == depth {
                    paragraph = 0;
                }
                depth -= 1;
            }
            Node::Text(piece) if paragraph > 0 => text.push_str(piece),
            Node::Text(_) => {}
            Node::EndOfFile => return Err(damaged()),
        }
    }
}
