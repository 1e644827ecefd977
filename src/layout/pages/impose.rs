//! Several finished pages on a sheet of paper, to be cut apart.
//!
//! Takes pages that have been laid out, gives pages. Works on frames alone and
//! knows neither text nor what the pages are for.

use std::sync::Arc;

use crate::base::geometry::{Point, Rect, Size};
use crate::base::units::Pt;
use crate::layout::draw;
use crate::layout::style;
use crate::model::frame::{Element, Frame, Node, Page, Role};

/// Where pieces stand on a sheet: columns and rows of cells of one size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grid {
    /// The paper.
    pub paper: Size,
    /// Cells side by side.
    pub columns: usize,
    /// Cells one under another.
    pub rows: usize,
    /// Size of a cell.
    pub cell: Size,
    /// The upper left corner of the first cell.
    pub origin: Point,
    /// White between neighbours, across and down.
    pub gap: Size,
    /// Whether the pieces are to be cut out: marks show where.
    pub marks: bool,
}

impl Grid {
    /// Cells of this size close together in the middle of the paper, with marks
    /// for cutting.
    pub fn centred(paper: Size, columns: usize, rows: usize, cell: Size) -> Grid {
        let width = cell.width * columns as f64;
        let height = cell.height * rows as f64;
        let origin = Point::new((paper.width - width) / 2.0, (paper.height - height) / 2.0);
        Grid {
            paper,
            columns,
            rows,
            cell,
            origin,
            gap: Size::new(Pt::ZERO, Pt::ZERO),
            marks: true,
        }
    }

    /// How many cells there are.
    pub fn cells(&self) -> usize {
        self.columns * self.rows
    }

    /// Whether all cells lie on the paper and none over another.
    pub fn fits(&self) -> bool {
        let slack = Pt::mm(0.2);
        let end = |origin: Pt, count: usize, cell: Pt, gap: Pt| {
            origin + cell * count as f64 + gap * (count as f64 - 1.0)
        };
        let right = end(self.origin.x, self.columns, self.cell.width, self.gap.width);
        let foot = end(self.origin.y, self.rows, self.cell.height, self.gap.height);
        self.cells() > 0
            && [
                self.origin.x,
                self.origin.y,
                self.gap.width,
                self.gap.height,
            ]
            .into_iter()
            .all(|length| length >= Pt::ZERO)
            && right <= self.paper.width + slack
            && foot <= self.paper.height + slack
    }

    /// The area of a cell, counted from 0 along the rows.
    pub fn cell(&self, index: usize) -> Rect {
        let (row, column) = (index / self.columns, index % self.columns);
        let step = |cell: Pt, gap: Pt, count: usize| (cell + gap) * count as f64;
        let x = step(self.cell.width, self.gap.width, column);
        let y = step(self.cell.height, self.gap.height, row);
        Rect::new(self.origin.shifted(x, y), self.cell)
    }
}

/// Puts pieces into the middle of the cells of a sheet, from the cell `first`
/// on. What does not find a cell is left out.
pub fn imposed(pieces: &[&Page], grid: &Grid, first: usize) -> Page {
    let used: Vec<Rect> = (first..grid.cells())
        .take(pieces.len())
        .map(|index| grid.cell(index))
        .collect();
    let mut nodes: Vec<(Point, Node)> = Vec::new();
    if grid.marks {
        let marks = Node::Artifact(Arc::new(marks(grid, &used)));
        nodes.push((Point::ORIGIN, marks));
    }
    for (piece, cell) in pieces.iter().zip(&used) {
        let section = Element {
            role: Role::Section,
            kids: piece.nodes.clone(),
        };
        let middle = |cell: Pt, piece: Pt| (cell - piece) / 2.0;
        let x = middle(cell.size.width, piece.size.width);
        let y = middle(cell.size.height, piece.size.height);
        nodes.push((cell.origin.shifted(x, y), Node::Element(section)));
    }
    Page {
        size: grid.paper,
        nodes,
    }
}

/// Puts two handouts beside each other on paper of twice the size, with a line
/// to cut along between them; the back of a sheet has them the other way round.
/// Without a second handout its half stays blank.
pub fn side_by_side(handouts: &[Vec<Page>]) -> Vec<Page> {
    let longest = handouts.iter().map(Vec::len).max().unwrap_or(0);
    let sheet = |index: usize| {
        let pages = handouts.iter().map(|pages| pages.get(index));
        let cell = handouts[0][0].size;
        let mut nodes = vec![(Point::ORIGIN, Node::Artifact(Arc::new(middle(cell))))];
        for (place, page) in pages.enumerate() {
            let is_right = (place + index) % 2 == 1;
            let x = if is_right { cell.width } else { Pt::ZERO };
            let section = page.map(|page| Element {
                role: Role::Section,
                kids: page.nodes.clone(),
            });
            nodes.extend(section.map(|own| (Point::new(x, Pt::ZERO), Node::Element(own))));
        }
        Page {
            size: Size::new(cell.width * 2.0, cell.height),
            nodes,
        }
    };
    (0..longest).map(sheet).collect()
}

/// The dashed line to the right of a cell.
fn middle(cell: Size) -> Frame {
    let (top, foot) = (
        Point::new(cell.width, Pt::ZERO),
        Point::new(cell.width, cell.height),
    );
    let line = draw::line(top, foot, style::FRAME_LINE, Some(MIDDLE_DASH));
    Frame::new(
        Size::new(cell.width * 2.0, cell.height),
        vec![(Point::ORIGIN, line)],
    )
}

/// Lengths of dash and gap of the line between two handouts.
const MIDDLE_DASH: (Pt, Pt) = (Pt::new(4.0), Pt::new(4.0));

/// White between a piece and the mark outside of it.
const MARK_OFF: Pt = Pt::mm(2.0);
/// Length of a mark outside of the pieces.
const MARK: Pt = Pt::mm(3.5);
/// How far a cross between pieces reaches into them: less than the white that
/// every piece has at its edge.
const CROSS: Pt = Pt::mm(1.5);
/// Thickness of a mark: to be seen, and to vanish with the cut.
const MARK_LINE: Pt = Pt::new(0.35);

/// Marks along the edges of the pieces in use: strokes outside of the block of
/// cells, small crosses where pieces meet, for those who cut with scissors and
/// have lost the strokes at the edge of the paper with the first cut.
fn marks(grid: &Grid, used: &[Rect]) -> Frame {
    let last = grid.cell(grid.cells() - 1);
    let (left, top) = (grid.origin.x, grid.origin.y);
    let (right, foot) = (last.right(), last.bottom());
    let mut strokes: Vec<(Point, Point)> = Vec::new();
    let mut stroke = |from: Point, to: Point| {
        let near =
            |a: Point, b: Point| (a.x - b.x).get().abs() < 0.01 && (a.y - b.y).get().abs() < 0.01;
        if !strokes.iter().any(|(a, b)| near(*a, from) && near(*b, to)) {
            strokes.push((from, to));
        }
    };
    let at = Point::new;
    for cell in used {
        for x in [cell.origin.x, cell.right()] {
            stroke(at(x, top - MARK_OFF - MARK), at(x, top - MARK_OFF));
            stroke(at(x, foot + MARK_OFF), at(x, foot + MARK_OFF + MARK));
        }
        for y in [cell.origin.y, cell.bottom()] {
            stroke(at(left - MARK_OFF - MARK, y), at(left - MARK_OFF, y));
            stroke(at(right + MARK_OFF, y), at(right + MARK_OFF + MARK, y));
        }
        for x in [cell.origin.x, cell.right()] {
            for y in [cell.origin.y, cell.bottom()] {
                let inside = |low: Pt, own: Pt, high: Pt| {
                    own > low + Pt::new(0.1) && own < high - Pt::new(0.1)
                };
                if inside(left, x, right) && inside(top, y, foot) {
                    stroke(at(x - CROSS, y), at(x + CROSS, y));
                    stroke(at(x, y - CROSS), at(x, y + CROSS));
                }
            }
        }
    }
    let line = |(from, to)| (Point::ORIGIN, draw::line(from, to, MARK_LINE, None));
    Frame::new(grid.paper, strokes.into_iter().map(line).collect())
}
