//! SpreadsheetML 2003: what 1C and older journals write under the name `.xls`.
//!
//! Takes the XML, gives every worksheet as a table.

use std::io::BufRead;

use super::file::{Sheet, damaged};
use super::numbers;
use super::xml::{Node, Tag, Xml};
use crate::roster::limits::{Budget, MOST_SHEETS};
use crate::roster::log::Fatal;
use crate::roster::table::{Builder, Kind, Table};

/// Reads all worksheets.
pub(super) fn read<R: BufRead>(mut xml: Xml<R>, budget: &mut Budget) -> Result<Vec<Sheet>, Fatal> {
    let mut sheets = Vec::new();
    loop {
        match xml.next()? {
            Node::Start(tag) if tag.name() == "Worksheet" && sheets.len() < MOST_SHEETS => {
                let name = tag.attribute("Name").unwrap_or_default();
                let (table, hidden) = worksheet(&mut xml, Builder::new(budget))?;
                sheets.push(Sheet::new(name, hidden, table));
            }
            Node::EndOfFile => return Ok(sheets),
            _ => {}
        }
    }
}

fn worksheet<R: BufRead>(
    xml: &mut Xml<R>,
    mut builder: Builder<'_>,
) -> Result<(Table, bool), Fatal> {
    let (mut row, mut column, mut columns) = (0, 0, 0);
    let (mut next_row, mut next_column) = (0, 0);
    let mut formula = false;
    let mut hidden = false;
    loop {
        match xml.next()? {
            Node::Start(tag) => match tag.name() {
                "Column" => {
                    let first = index(&tag, columns);
                    columns = first.saturating_add(1 + more(&tag, "Span"));
                    if tag.says("Hidden") {
                        builder.hide_columns(first, columns - 1);
                    }
                }
                "Row" => {
                    row = index(&tag, next_row);
                    next_row = row.saturating_add(1 + more(&tag, "Span"));
                    next_column = 0;
                    if tag.says("Hidden") {
                        builder.hide_row(row);
                    }
                }
                "Cell" => {
                    column = index(&tag, next_column);
                    let (across, down) = (more(&tag, "MergeAcross"), more(&tag, "MergeDown"));
                    next_column = column.saturating_add(1 + across);
                    if (across, down) != (0, 0) {
                        let bottom = row.saturating_add(down);
                        builder.merge([row, bottom, column, column.saturating_add(across)])?;
                    }
                    formula = tag.attribute("Formula").is_some();
                }
                "Data" => {
                    let kind = tag.attribute("Type").unwrap_or_default();
                    let text = xml.text(&[])?;
                    formula &= text.is_empty() && kind != "String";
                    let (kind, text) = show(&kind, text);
                    builder.cell(row, column, kind, &text)?;
                }
                "Comment" => drop(xml.text(&[])?),
                "Visible" => hidden |= xml.text(&[])?.contains("Hidden"),
                _ => {}
            },
            Node::End("Cell") if std::mem::take(&mut formula) => {
                builder.cell(row, column, Kind::Formula, "")?;
            }
            Node::End("Worksheet") => return Ok((builder.finish()?, hidden)),
            Node::EndOfFile => return Err(damaged()),
            _ => {}
        }
    }
}

/// A place counted from 1, or the next one.
fn index(tag: &Tag<'_>, next: u32) -> u32 {
    let said = tag.number("Index").and_then(|index| index.checked_sub(1));
    said.unwrap_or(next)
}

fn more(tag: &Tag<'_>, name: &str) -> u32 {
    tag.number(name).unwrap_or_default().min(1 << 20)
}

fn show(kind: &str, text: String) -> (Kind, String) {
    match kind {
        "Number" => numbers::plain(&text),
        "DateTime" => {
            let day = text.split('T').next().unwrap_or_default();
            (Kind::Date, day.to_owned())
        }
        "Boolean" => (
            Kind::Bool,
            if text == "1" { "true" } else { "false" }.to_owned(),
        ),
        "Error" => (Kind::Error, text),
        _ => (Kind::Text, text),
    }
}
