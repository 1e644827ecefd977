//! Pages: the body from the top, the slip pinned to the foot.
//!
//! The strip that is cut off is equally high on both sides of the sheet, so one
//! cut serves both. If a side is too long for one page, the strip stays on the
//! first and the rest follows on further sheets.

use std::sync::Arc;

use crate::base::geometry::{Point, Size};
use crate::base::units::Pt;
use crate::model::frame::{Element, Fragment, Frame, Node, Page, Role};
use crate::model::handout::{Block, Handout, KeyedBlock, PageSetup, Side};

use super::flow::{Kind, Nodes, Stack};
use super::paragraph::{self, Align};
use super::style::Style;
use super::{Fault, Laid, Layout, draw, style};

/// How loosely a page may be set if it has room: gaps between blocks grow up
/// to this factor.
const LOOSEST: f64 = 2.2;
/// How tightly a page is set before it runs on to the next.
const TIGHTEST: f64 = 0.25;
/// Looseness goes in steps, so that pages that differ by a hair share their
/// places.
const LOOSENESS_STEPS: f64 = 16.0;
/// White between the text and the cut.
const ABOVE_CUT: Pt = Pt::mm(3.0);
/// White between the cut and the slip's text: scissors are not exact.
const BELOW_CUT: Pt = Pt::mm(4.5);
/// Length of the scissors.
const SCISSORS: Pt = Pt::mm(5.2);

/// A side whose blocks are set.
struct Resolved {
    body: Stack,
    /// The line to cut along, and what stands below it.
    slip: Option<(Arc<Fragment>, Stack)>,
}

/// Lays out one handout.
pub(super) fn lay_out(layout: &mut Layout, handout: &Handout) -> Result<Laid, Fault> {
    let setup = &handout.setup;
    let mut sides = Vec::new();
    for side in &handout.sides {
        sides.push(resolve(layout, setup, side)?);
    }
    let strip = sides
        .iter()
        .filter_map(|side| side.slip.as_ref())
        .map(|(_, slip)| slip.height(1.0))
        .fold(Pt::ZERO, Pt::max);
    let mut pages: Vec<Vec<Page>> = Vec::new();
    for side in &sides {
        pages.push(side_pages(setup, side, strip)?);
    }
    let overflow = pages.iter().any(|side| side.len() > 1);
    Ok(Laid {
        pages: interleave(pages, setup.paper),
        overflow,
    })
}

/// Width between the margins.
fn text_width(setup: &PageSetup) -> Pt {
    setup.paper.width - setup.sides * 2.0
}

fn resolve(layout: &mut Layout, setup: &PageSetup, side: &Side) -> Result<Resolved, Fault> {
    let style = Style::text(side.text);
    let width = text_width(setup);
    let body = Stack::new(layout, &side.body, width, style)?;
    // The slip is filled in and read at arm's length by a teacher: it keeps the
    // size of the sheet's running text whatever the side's is.
    let slip_style = Style::text(setup.text);
    let slip = match &side.slip {
        None => None,
        Some(slip) => {
            let line = cut_line(layout, slip.label.as_deref(), width, slip_style.label())?;
            let stack = Stack::new(layout, &slip.body, width, slip_style)?;
            Some((line, stack))
        }
    };
    Ok(Resolved { body, slip })
}

/// The pages of one side.
fn side_pages(setup: &PageSetup, side: &Resolved, strip: Pt) -> Result<Vec<Page>, Fault> {
    let bottom = setup.paper.height - setup.bottom;
    let cut = bottom - strip - BELOW_CUT;
    let full = bottom - setup.top;
    let first = match side.slip {
        Some(_) => cut - ABOVE_CUT - setup.top,
        None => full,
    };
    if first < Pt::ZERO {
        return Err(Fault::TooHigh);
    }
    let ranges = paginate(&side.body, first, full)?;
    let mut pages = Vec::new();
    for (index, (from, to)) in ranges.into_iter().enumerate() {
        let room = if index == 0 { first } else { full };
        let part = side.body.part(from..to);
        let looseness = looseness(&part, room);
        let mut kids = place(&part, setup, looseness);
        if index == 0
            && let Some((line, slip)) = &side.slip
        {
            kids.push((Point::ORIGIN, slip_node(setup, line, slip, cut)));
        }
        pages.push(Page {
            size: setup.paper,
            nodes: kids,
        });
    }
    Ok(pages)
}

/// Which entries stand on which page. A heading never ends a page.
fn paginate(body: &Stack, first: Pt, full: Pt) -> Result<Vec<(usize, usize)>, Fault> {
    let mut ranges = Vec::new();
    let mut start = 0;
    let mut height = Pt::ZERO;
    for index in 0..body.entries.len() {
        let own = body.entries[index].height(TIGHTEST);
        let gap = body.gap_on_page(index, start, TIGHTEST);
        let room = if ranges.is_empty() { first } else { full };
        if height + gap + own <= room {
            height += gap + own;
            continue;
        }
        let mut end = index;
        while end > start + 1 && matches!(body.entries[end - 1].kind, Kind::Heading(_)) {
            end -= 1;
        }
        if end == start || own > full {
            return Err(Fault::TooHigh);
        }
        ranges.push((start, end));
        start = end;
        height = (end..=index)
            .map(|n| body.gap_on_page(n, end, TIGHTEST) + body.entries[n].height(TIGHTEST))
            .sum();
        // A heading that came along may be what is too much.
        if height > full {
            return Err(Fault::TooHigh);
        }
    }
    ranges.push((start, body.entries.len()));
    Ok(ranges)
}

/// How loosely entries can be set so that they still fit. Heights grow almost
/// linearly with looseness, so the answer is interpolated and then checked.
fn looseness(part: &Stack, room: Pt) -> f64 {
    let (tight, loose) = (part.height(TIGHTEST), part.height(LOOSEST));
    if loose <= room {
        return LOOSEST;
    }
    let share = ((room - tight) / (loose - tight)).clamp(0.0, 1.0);
    let mut steps = (share * LOOSENESS_STEPS).floor();
    while steps > 0.0 {
        let looseness = TIGHTEST + (LOOSEST - TIGHTEST) * steps / LOOSENESS_STEPS;
        if part.height(looseness) <= room {
            return looseness;
        }
        steps -= 1.0;
    }
    TIGHTEST
}

fn place(part: &Stack, setup: &PageSetup, looseness: f64) -> Vec<(Point, Node)> {
    let mut nodes = Nodes::default();
    let mut y = setup.top;
    for (index, entry) in part.entries.iter().enumerate() {
        y += part.gap_above(index, looseness);
        nodes.add(Point::new(setup.sides, y), entry, looseness);
        y += entry.height(looseness);
    }
    nodes.nodes
}

/// The strip: the line to cut along, then what it holds.
fn slip_node(setup: &PageSetup, line: &Arc<Fragment>, slip: &Stack, cut: Pt) -> Node {
    let body = Node::Fragment(Arc::new(slip.assemble(1.0)));
    let kids = vec![
        (Point::new(setup.sides, cut), Node::Fragment(line.clone())),
        (Point::new(setup.sides, cut + BELOW_CUT), body),
    ];
    Node::Element(Element {
        role: Role::Section,
        kids,
    })
}

/// Scissors, label and dashed line, on a level with the fragment's corner; the
/// same for all sheets with the same words.
fn cut_line(
    layout: &mut Layout,
    label: Option<&KeyedBlock>,
    width: Pt,
    style: Style,
) -> Result<Arc<Fragment>, Fault> {
    let place = (
        label.map(KeyedBlock::key),
        width.get().to_bits(),
        style.key(),
    );
    if let Some(known) = layout.cut_lines.get(&place) {
        return Ok(known);
    }
    let half = SCISSORS / 2.0;
    let mut x = SCISSORS + Pt::mm(1.2);
    let mut text = None;
    if let Some(Block::Paragraph(words)) = label.map(KeyedBlock::block) {
        let set = paragraph::set(&mut layout.shaper, words, style, width, Align::Left)?;
        let (widest, height) = (set.widest, set.size.height);
        let fragment = super::block::text_fragment(set, Role::Paragraph, words);
        let at = Point::new(x, -(height / 2.0));
        text = Some((at, Node::Fragment(Arc::new(fragment))));
        x += widest + Pt::mm(1.6);
    }
    let mut items: Vec<_> = draw::scissors(Point::new(half, half), SCISSORS)
        .into_iter()
        .map(|item| (Point::ORIGIN, item))
        .collect();
    items.push((
        Point::ORIGIN,
        draw::line(
            Point::new(x, half),
            Point::new(width, half),
            style::FRAME_LINE,
            Some((Pt::new(4.0), Pt::new(3.0))),
        ),
    ));
    let size = Size::new(width, SCISSORS);
    let drawn = Node::Artifact(Arc::new(Frame::new(size, items)));
    let mut nodes = vec![(Point::new(Pt::ZERO, -half), drawn)];
    nodes.extend(text);
    let line = Arc::new(Fragment { size, nodes });
    layout.cut_lines.offer(place, || line.clone());
    Ok(line)
}

/// Puts the pages of the sides in printing order: first pages of all sides,
/// then second pages. With two sides every sheet has both; a missing page is
/// blank.
fn interleave(sides: Vec<Vec<Page>>, paper: Size) -> Vec<Page> {
    let longest = sides.iter().map(Vec::len).max().unwrap_or(0);
    let mut sides: Vec<_> = sides.into_iter().map(Vec::into_iter).collect();
    let mut pages = Vec::new();
    for _ in 0..longest {
        for side in &mut sides {
            pages.push(side.next().unwrap_or(Page {
                size: paper,
                nodes: Vec::new(),
            }));
        }
    }
    pages
}
