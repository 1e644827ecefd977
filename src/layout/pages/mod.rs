//! Pages: the body from the top, the slip pinned to the foot.
//!
//! The strip that is cut off is equally high on both sides of the sheet, so one
//! cut serves both. If a side is too long for one page, the strip stays on the
//! first and the rest follows on further sheets; or it comes last, as the setup
//! says: then the first side runs over both sides of its sheets, the last of which
//! bears the strip, and the second side stands behind that. Finished pages are put
//! on other paper here, too.

mod impose;
mod paginate;
mod scale;
mod slips;

use std::sync::Arc;

use super::fault::{Fault, Result};
use super::flow::{Flow, Stack};
use super::style::{Room, Style};
use crate::base::geometry::Point;
use crate::base::units::Pt;
use crate::model::frame::{Element, Fragment, Node, Page, Role};
use crate::model::handout::{Handout, PageSetup, Side};

pub use impose::{Grid, imposed, side_by_side};
use paginate::{fits, looseness, paginate};
pub use scale::enlarged;
pub(super) use slips::{slips, slips_a_page};

/// White between the text and the cut.
const ABOVE_CUT: Pt = Pt::mm(3.0);
/// White between the header of a further page and its text.
const BELOW_HEADER: Pt = Pt::mm(5.0);
/// White between the cut and the slip's text: scissors are not exact.
const BELOW_CUT: Pt = Pt::mm(4.5);

/// The pages of one handout.
#[derive(Debug, Clone, PartialEq)]
pub struct Laid {
    /// In the order in which they are printed.
    pub pages: Vec<Page>,
    /// Whether a side did not fit on one page.
    pub overflow: bool,
    /// How high the strip of each handout is; one cut serves those of one height.
    pub strips: Vec<Pt>,
}

/// A side whose blocks are set.
struct SetSide {
    body: Stack,
    /// The line to cut along, and what stands below it.
    slip: Option<(Fragment, Fragment)>,
}

/// Lays out one handout.
pub(super) fn lay_out(flow: &mut Flow, handout: &Handout) -> Result<Laid> {
    let setup = &handout.setup;
    let sides = handout.sides.iter().map(|side| set(flow, setup, side));
    let sides: Vec<SetSide> = sides.collect::<Result<_>>()?;
    let strip = strip(setup, &sides);
    let mut all = Vec::new();
    for (index, (side, set)) in handout.sides.iter().zip(sides).enumerate() {
        let slip_last = setup.slip_last && index == 0;
        all.push(pages(flow, setup, side, set, (strip, slip_last))?);
    }
    let ends = usize::from(setup.slip_last);
    let overflow = all.iter().skip(ends).any(|side| side.len() > 1);
    let pages = match setup.slip_last {
        true => whole_sheets(all.concat(), setup),
        false => interleave(all, setup),
    };
    Ok(Laid {
        pages,
        overflow,
        strips: vec![strip],
    })
}

/// Pages with a blank one at the end if the last sheet has only a front.
fn whole_sheets(mut pages: Vec<Page>, setup: &PageSetup) -> Vec<Page> {
    if !is_front(pages.len()) {
        pages.push(page(setup, Vec::new()));
    }
    pages
}

/// Height of the strip, equal for these sides.
fn strip(setup: &PageSetup, sides: &[SetSide]) -> Pt {
    let slips = sides.iter().filter_map(|side| side.slip.as_ref());
    let heights = slips.map(|(_, slip)| slip.size.height);
    heights.fold(setup.slip, Pt::max)
}

fn set(flow: &mut Flow, setup: &PageSetup, side: &Side) -> Result<SetSide> {
    let body = flow.stack(&side.body, room(setup, side.text))?;
    let Some(slip) = &side.slip else {
        return Ok(SetSide { body, slip: None });
    };
    // The slip is filled in and read at arm's length by a teacher: it keeps the
    // size of the sheet's running text whatever the side's is.
    let room = room(setup, setup.text);
    let cut = flow.stack(std::slice::from_ref(&slip.cut), room)?;
    let slip = flow.stack(&slip.body, room)?;
    let slip = Some((cut.assemble(1.0), slip.assemble(1.0)));
    Ok(SetSide { body, slip })
}

/// The room between the side margins, for text of some size.
fn room(setup: &PageSetup, text: Pt) -> Room {
    let width = setup.paper.width - setup.sides * 2.0;
    Room {
        open: true,
        ..Room::new(width, Style::text(text))
    }
}

/// The pages of one side, whose blocks are set; the strip is so high and stands on
/// the first page or the last.
fn pages(
    flow: &mut Flow,
    setup: &PageSetup,
    side: &Side,
    set: SetSide,
    (strip, slip_last): (Pt, bool),
) -> Result<Vec<Page>> {
    let bottom = setup.paper.height - setup.bottom;
    let cut = bottom - strip - BELOW_CUT;
    let above_cut = cut - ABOVE_CUT - setup.top;
    if set.slip.is_some() && above_cut < Pt::ZERO {
        return Err(Fault::TooHigh);
    }
    let full = bottom - setup.top;
    let slip_last = slip_last && set.slip.is_some();
    let first = match set.slip {
        Some(_) if !slip_last => above_cut,
        _ => full,
    };
    let mut ranges = paginate(&set.body, first, full)?;
    let mut above_text = Pt::ZERO;
    let mut header = Vec::new();
    if ranges.len() > 1 && !side.header.is_empty() {
        let stack = flow.stack(&side.header, room(setup, side.text))?;
        above_text = stack.height(1.0) + BELOW_HEADER;
        header = stack.nodes(Point::new(setup.sides, setup.top), 1.0);
        ranges = paginate(&set.body, first, full - above_text)?;
    }
    let mut pages = Vec::new();
    let mut slip_page = 0;
    for &(from, to) in &ranges {
        let part = set.body.part(from, to);
        let (above, mut room) = match pages.is_empty() {
            true => (Pt::ZERO, first),
            false => (above_text, full - above_text),
        };
        if slip_last && pages.len() + 1 == ranges.len() {
            slip_page = pages.len();
            match fits(&part, above_cut - above) && is_front(slip_page) {
                true => room = above_cut - above,
                false => slip_page = (slip_page + 1).next_multiple_of(2),
            }
        }
        let corner = Point::new(setup.sides, setup.top);
        let mut nodes = Vec::new();
        if !pages.is_empty() {
            nodes.clone_from(&header);
        }
        let looseness = looseness(&part, room);
        nodes.extend(part.nodes(corner.shifted(Pt::ZERO, above), looseness));
        pages.push(page(setup, nodes));
    }
    let Some((line, slip)) = set.slip else {
        return Ok(pages);
    };
    while pages.len() <= slip_page {
        pages.push(page(setup, Vec::new()));
    }
    let slip = slip_at(Point::new(setup.sides, cut), line, slip);
    pages[slip_page].nodes.push((Point::ORIGIN, slip));
    Ok(pages)
}

/// The line to cut along at some place, and the strip below it.
fn slip_at(cut: Point, line: Fragment, slip: Fragment) -> Node {
    let below = [(cut, line), (cut.shifted(Pt::ZERO, BELOW_CUT), slip)];
    let kids = below.map(|(at, fragment)| (at, Node::Fragment(Arc::new(fragment))));
    Node::Element(Element {
        role: Role::Section,
        kids: kids.into(),
    })
}

fn page(setup: &PageSetup, nodes: Vec<(Point, Node)>) -> Page {
    Page {
        size: setup.paper,
        nodes,
    }
}

/// Whether a page, counted from 0, is the front of a sheet printed on both sides.
fn is_front(index: usize) -> bool {
    index.is_multiple_of(2)
}

/// Puts the pages of the sides in printing order: first pages of all sides,
/// then second pages. With two sides every sheet has both; a missing page is
/// blank.
fn interleave(sides: Vec<Vec<Page>>, setup: &PageSetup) -> Vec<Page> {
    let longest = sides.iter().map(Vec::len).max().unwrap_or(0);
    let mut sides: Vec<_> = sides.into_iter().map(Vec::into_iter).collect();
    let mut pages = Vec::new();
    for _ in 0..longest {
        let next = |side: &mut std::vec::IntoIter<Page>| side.next();
        let blank = || page(setup, Vec::new());
        pages.extend(
            sides
                .iter_mut()
                .map(|side| next(side).unwrap_or_else(blank)),
        );
    }
    pages
}
