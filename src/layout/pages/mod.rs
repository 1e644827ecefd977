//! Pages: the body from the top, the slip pinned to the foot.
//!
//! The strip that is cut off is equally high on both sides of the sheet, so one
//! cut serves both. If a side is too long for one page, the strip stays on the
//! first and the rest follows on further sheets. Finished pages are put on other
//! paper here, too.

mod impose;
mod paginate;
mod scale;

use std::sync::Arc;

use super::fault::{Fault, Result};
use super::flow::{Flow, Stack};
use super::style::{Room, Style};
use crate::base::geometry::{Point, Size};
use crate::base::units::Pt;
use crate::model::frame::{Element, Fragment, Node, Page, Role};
use crate::model::handout::{Handout, PageSetup, Side};

pub use impose::{Grid, imposed};
use paginate::{looseness, paginate};
pub use scale::enlarged;

/// White between the text and the cut.
const ABOVE_CUT: Pt = Pt::mm(3.0);
/// White between the cut and the slip's text: scissors are not exact.
const BELOW_CUT: Pt = Pt::mm(4.5);

/// The pages of one handout.
#[derive(Debug, Clone, PartialEq)]
pub struct Laid {
    /// In the order in which they are printed.
    pub pages: Vec<Page>,
    /// Whether a side did not fit on one page.
    pub overflow: bool,
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
    let slips = sides.iter().filter_map(|side| side.slip.as_ref());
    let strip = slips.map(|(_, slip)| slip.size.height);
    let strip = strip.fold(Pt::ZERO, Pt::max);
    let pages = sides.into_iter().map(|side| pages(setup, side, strip));
    let pages: Vec<Vec<Page>> = pages.collect::<Result<_>>()?;
    let overflow = pages.iter().any(|side| side.len() > 1);
    Ok(Laid {
        pages: interleave(pages, setup.paper),
        overflow,
    })
}

fn set(flow: &mut Flow, setup: &PageSetup, side: &Side) -> Result<SetSide> {
    let width = setup.paper.width - setup.sides * 2.0;
    let style = Style::text(side.text);
    let body = flow.stack(&side.body, Room { width, style })?;
    let Some(slip) = &side.slip else {
        return Ok(SetSide { body, slip: None });
    };
    // The slip is filled in and read at arm's length by a teacher: it keeps the
    // size of the sheet's running text whatever the side's is.
    let style = Style::text(setup.text);
    let cut = flow.stack(std::slice::from_ref(&slip.cut), Room { width, style })?;
    let slip = flow.stack(&slip.body, Room { width, style })?;
    let slip = Some((cut.assemble(1.0), slip.assemble(1.0)));
    Ok(SetSide { body, slip })
}

/// The pages of one side.
fn pages(setup: &PageSetup, side: SetSide, strip: Pt) -> Result<Vec<Page>> {
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
    let corner = Point::new(setup.sides, setup.top);
    let mut pages = Vec::new();
    for (from, to) in paginate(&side.body, first, full)? {
        let room = if pages.is_empty() { first } else { full };
        let part = side.body.part(from, to);
        pages.push(Page {
            size: setup.paper,
            nodes: part.nodes(corner, looseness(&part, room)),
        });
    }
    if let (Some((line, slip)), Some(page)) = (side.slip, pages.first_mut()) {
        let below = [(cut, line), (cut + BELOW_CUT, slip)];
        let kids = below.map(|(y, fragment)| {
            let at = Point::new(setup.sides, y);
            (at, Node::Fragment(Arc::new(fragment)))
        });
        let slip = Node::Element(Element {
            role: Role::Section,
            kids: kids.into(),
        });
        page.nodes.push((Point::ORIGIN, slip));
    }
    Ok(pages)
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
