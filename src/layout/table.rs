//! Tables: rows of cells between thin lines, ready for a pen.
//!
//! Takes a [`Table`] and a width, gives its rows one by one, each with the head
//! that has to stand above the first row on every page. Which row stands on
//! which page is not known here.

use std::rc::Rc;
use std::sync::Arc;

use crate::base::geometry::{Point, Size};
use crate::base::units::Pt;
use crate::model::frame::{Element, Fragment, Frame, Node, Role};
use crate::model::handout::{Inline, Table};

use super::block::text_fragment;
use super::flow;
use super::paragraph::{self, Align};
use super::style::{self, Style};
use super::{Fault, Layout, draw};

/// The least height of a row: a line of handwriting, as in [`style`].
const ROW: Pt = style::WRITING_ROW;
/// White between a line and the text of a cell, left and right, in em.
const PADDING_X: f64 = 0.35;
/// The same above and below.
const PADDING_Y: f64 = 0.2;
/// Type size of the head, in em of the cells.
const HEAD_SIZE: f64 = 0.88;

/// The row that says what stands below.
#[derive(Debug)]
pub(super) struct Head(Arc<Fragment>);

impl Head {
    /// Height of the head.
    pub fn height(&self) -> Pt {
        self.0.size.height
    }

    /// The head itself.
    pub fn node(&self) -> Node {
        Node::Fragment(self.0.clone())
    }
}

/// A row, and the head of its table.
type Row = (Arc<Fragment>, Rc<Head>);

/// Sets a table: its rows with their head.
///
/// # Errors
/// [`Fault::TooWide`] if the columns are wider than the width, and what a
/// paragraph may have.
pub(super) fn set(
    layout: &mut Layout,
    table: &Table,
    width: Pt,
    style: Style,
) -> Result<Vec<Row>, Fault> {
    let stated = table.columns.iter().map(|column| column.width);
    let widths = flow::widths(stated, width, style)?;
    let columns: Vec<(Pt, Align)> = widths
        .into_iter()
        .zip(&table.columns)
        .map(|(width, column)| match column.centred {
            true => (width, Align::Centre),
            false => (width, Align::Left),
        })
        .collect();
    let small = Style {
        pitch: style::HEADING_PITCH,
        font: crate::base::fonts::FontId::SemiBold,
        ..style.scaled(HEAD_SIZE)
    };
    let head = row(layout, &table.head, &columns, small, Role::TableHeader)?;
    let head = Rc::new(Head(Arc::new(head)));
    // Names of two lines are to stay within the height of a row, nearly.
    let cell = Style {
        pitch: style::HEADING_PITCH,
        ..style
    };
    let mut rows = Vec::with_capacity(table.rows.len());
    for cells in &table.rows {
        let row = row(layout, cells, &columns, cell, Role::TableCell)?;
        rows.push((Arc::new(row), head.clone()));
    }
    Ok(rows)
}

/// One row: cells with their text in the middle of its height, and the lines
/// around them.
fn row(
    layout: &mut Layout,
    cells: &[Vec<Inline>],
    columns: &[(Pt, Align)],
    style: Style,
    role: Role,
) -> Result<Fragment, Fault> {
    let padding = style.em(PADDING_X);
    let mut texts = Vec::new();
    let mut height = ROW;
    for (text, &(width, align)) in cells.iter().zip(columns) {
        let room = width - padding * 2.0;
        let set = paragraph::set(&mut layout.shaper, text, style, room, align)?;
        if !text.is_empty() {
            height = height.max(set.size.height + style.em(2.0 * PADDING_Y));
        }
        texts.push((set, text));
    }
    let width = columns.iter().map(|(width, _)| *width).sum();
    let size = Size::new(width, height);
    let heads = role == Role::TableHeader;
    let lines = lines(columns, size, heads);
    let mut kids = Vec::new();
    let mut x = Pt::ZERO;
    for ((set, text), (width, _)) in texts.into_iter().zip(columns) {
        let own = set.size.height;
        // The head stands at the foot of its row, nearest to what it heads.
        let top = match heads {
            true => height - own - style.em(PADDING_Y),
            false => (height - own) / 2.0,
        };
        let at = Point::new(x + padding, top);
        let cell = match text.is_empty() {
            true => Vec::new(),
            false => cell_nodes(text_fragment(set, Role::Paragraph, text)),
        };
        let cell = Element {
            role: role.clone(),
            kids: cell,
        };
        kids.push((at, Node::Element(cell)));
        x += *width;
    }
    let row = Element {
        role: Role::TableRow,
        kids,
    };
    Ok(Fragment {
        size,
        nodes: vec![
            (Point::ORIGIN, Node::Element(row)),
            (Point::ORIGIN, Node::Artifact(lines)),
        ],
    })
}

/// What stands in a cell: the text is the cell's own, without a paragraph.
fn cell_nodes(mut fragment: Fragment) -> Vec<(Point, Node)> {
    match fragment.nodes.pop() {
        Some((_, Node::Element(paragraph))) => paragraph.kids,
        other => other.into_iter().collect(),
    }
}

/// A line under the row and between its columns; the head has a heavier one.
fn lines(columns: &[(Pt, Align)], size: Size, heads: bool) -> Arc<Frame> {
    let foot = if heads {
        style::RULE_LINE
    } else {
        style::HAIRLINE
    };
    let straight = |from: Point, to: Point, width| {
        let line = draw::line(from, to, width, None);
        (Point::ORIGIN, line)
    };
    let at = Point::new;
    let below = size.height - foot / 2.0;
    let mut items = vec![straight(at(Pt::ZERO, below), at(size.width, below), foot)];
    let mut x = Pt::ZERO;
    for (width, _) in &columns[..columns.len().saturating_sub(1)] {
        x += *width;
        items.push(straight(
            at(x, Pt::ZERO),
            at(x, size.height),
            style::HAIRLINE / 2.0,
        ));
    }
    Arc::new(Frame::new(size, items))
}
