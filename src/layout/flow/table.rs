//! Tables: rows of cells between thin lines, ready for a pen.
//!
//! Takes a [`Table`] and a width, gives its rows one by one, and the head that
//! has to stand above the first row on every page. Which row stands on which
//! page is not known here.

use std::sync::Arc;

use crate::base::fonts::FontId;
use crate::base::geometry::{Point, Size};
use crate::base::units::Pt;
use crate::layout::draw;
use crate::layout::fault::Result;
use crate::layout::inline::{self, Align, Shaper};
use crate::layout::style::{self, Room, Style};
use crate::model::frame::{Element, Fragment, Frame, Node, Role};
use crate::model::handout::{Inline, Table};

use super::columns;

/// White between a line and the text of a cell, left and right, in em.
const PADDING_X: f64 = 0.35;
/// The same above and below.
const PADDING_Y: f64 = 0.2;
/// Type size of the head, in em of the cells.
const HEAD_SIZE: f64 = 0.88;

/// The head of a table and its rows.
type Rows = (Arc<Fragment>, Vec<Arc<Fragment>>);

/// Sets a table.
///
/// # Errors
/// [`Fault::TooWide`](crate::layout::Fault) if the columns are wider than the width, and what a
/// paragraph may have.
pub(super) fn set(shaper: &mut Shaper, table: &Table, room: Room) -> Result<Rows> {
    let stated: Vec<_> = table.columns.iter().map(|column| column.width).collect();
    let widths = columns::widths(&stated, room)?;
    let align = table.columns.iter().map(|column| match column.centred {
        true => Align::Centre,
        false => Align::Left,
    });
    let columns: Vec<(Pt, Align)> = widths.into_iter().zip(align).collect();
    // Names of two lines are to stay within the height of a row, nearly.
    let cell = Style {
        pitch: style::HEADING_PITCH,
        ..room.style
    };
    let small = Style {
        font: FontId::SemiBold,
        ..cell.small(HEAD_SIZE)
    };
    let mut row = |cells: &Vec<_>, style, role| {
        let row = row(shaper, cells, &columns, style, role);
        row.map(Arc::new)
    };
    let head = row(&table.head, small, Role::TableHeader)?;
    let rows = table.rows.iter();
    let rows: Result<_> = rows
        .map(|cells| row(cells, cell, Role::TableCell))
        .collect();
    Ok((head, rows?))
}

/// One row: cells with their text in the middle of its height, and the lines
/// around them. It is at least as high as a line of handwriting.
fn row(
    shaper: &mut Shaper,
    cells: &[Vec<Inline>],
    columns: &[(Pt, Align)],
    style: Style,
    role: Role,
) -> Result<Fragment> {
    let (padding_x, padding_y) = (style.em(PADDING_X), style.em(PADDING_Y));
    let mut texts = Vec::new();
    for (text, &(width, align)) in cells.iter().zip(columns) {
        let width = width - padding_x * 2.0;
        texts.push(inline::set(shaper, text, Room::new(width, style), align)?);
    }
    let heights = texts.iter().filter(|text| !text.nodes.is_empty());
    let heights = heights.map(|text| text.size.height + padding_y * 2.0);
    let height = heights.fold(style::TABLE_ROW, Pt::max);
    let is_head = role == Role::TableHeader;
    let mut kids = Vec::new();
    let mut x = Pt::ZERO;
    for (text, (width, _)) in texts.into_iter().zip(columns) {
        // The head stands at the foot of its row, nearest to what it heads.
        let top = match is_head {
            true => height - text.size.height - padding_y,
            false => (height - text.size.height) / 2.0,
        };
        let cell = Element {
            role: role.clone(),
            kids: text.nodes,
        };
        kids.push((Point::new(x + padding_x, top), Node::Element(cell)));
        x += *width;
    }
    let size = Size::new(x, height);
    let lines = Node::Artifact(Arc::new(lines(columns, size, is_head)));
    let mut row = Fragment::element(size, Role::TableRow, kids);
    row.nodes.push((Point::ORIGIN, lines));
    Ok(row)
}

/// A line under the row and between its columns; the head has a heavier one.
fn lines(columns: &[(Pt, Align)], size: Size, is_head: bool) -> Frame {
    let foot = match is_head {
        true => style::RULE_LINE,
        false => style::HAIRLINE,
    };
    let at = Point::new;
    let below = size.height - foot / 2.0;
    let (left, right) = (at(Pt::ZERO, below), at(size.width, below));
    let mut lines = vec![draw::line(left, right, foot, None)];
    let mut x = Pt::ZERO;
    for (width, _) in &columns[..columns.len().saturating_sub(1)] {
        x += *width;
        let (top, foot) = (at(x, Pt::ZERO), at(x, size.height));
        lines.push(draw::line(top, foot, style::HAIRLINE / 2.0, None));
    }
    let lines = lines.into_iter().map(|line| (Point::ORIGIN, line));
    Frame::new(size, lines.collect())
}
