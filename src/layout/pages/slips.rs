//! The strips of several handouts alone, one under another on a sheet.
//!
//! Each keeps the line to cut along above it. As many as find room share the
//! height of the sheet evenly, so one cut serves both sides, and the whole stack.

use super::{ABOVE_CUT, BELOW_CUT, Laid, SetSide, page, set, slip_at, strip};
use crate::base::geometry::Point;
use crate::base::units::Pt;
use crate::layout::fault::{Fault, Result};
use crate::layout::flow::Flow;
use crate::model::frame::{Node, Page};
use crate::model::handout::{Handout, PageSetup};

/// White between the edge of the sheet and the first line to cut along.
const FIRST_CUT: Pt = Pt::mm(3.0);

/// Sets the strips of some handouts on one sheet.
///
/// # Errors
/// [`Fault::TooHigh`] if they do not find room on it.
pub fn slips(flow: &mut Flow, handouts: &[Handout]) -> Result<Laid> {
    let Some(first) = handouts.first() else {
        return Ok(Laid {
            pages: Vec::new(),
            overflow: false,
            strips: Vec::new(),
        });
    };
    let mut all = Vec::new();
    for handout in handouts {
        all.push(set_sides(flow, handout)?);
    }
    let setup = &first.setup;
    let strips: Vec<Pt> = all.iter().map(|sides| strip(setup, sides)).collect();
    let most = most(setup, strips.iter().copied().fold(Pt::ZERO, Pt::max));
    if handouts.len() > most {
        return Err(Fault::TooHigh);
    }
    let step = room(setup) / most as f64;
    let sides = all.iter().map(Vec::len).max().unwrap_or(0);
    let mut pages: Vec<Page> = (0..sides).map(|_| page(setup, Vec::new())).collect();
    for (place, sides) in all.into_iter().enumerate() {
        let y = setup.top + FIRST_CUT + step * place as f64;
        for (side, page) in sides.into_iter().zip(&mut pages) {
            if let Some((line, slip)) = side.slip {
                let slip: Node = slip_at(Point::new(setup.sides, y), line, slip);
                page.nodes.push((Point::ORIGIN, slip));
            }
        }
    }
    Ok(Laid {
        pages,
        overflow: false,
        strips,
    })
}

/// How many strips like that of this handout find room on a sheet; 0 if it has
/// none.
pub fn slips_a_page(flow: &mut Flow, handout: &Handout) -> Result<usize> {
    let sides = set_sides(flow, handout)?;
    if sides.iter().all(|side| side.slip.is_none()) {
        return Ok(0);
    }
    match most(&handout.setup, strip(&handout.setup, &sides)) {
        0 => Err(Fault::TooHigh),
        some => Ok(some),
    }
}

fn set_sides(flow: &mut Flow, handout: &Handout) -> Result<Vec<SetSide>> {
    let setup = &handout.setup;
    let sides = handout.sides.iter().map(|side| set(flow, setup, side));
    sides.collect()
}

/// The height that the strips of a sheet share.
fn room(setup: &PageSetup) -> Pt {
    setup.paper.height - setup.top - setup.bottom - FIRST_CUT + ABOVE_CUT
}

/// How many strips of this height find room.
fn most(setup: &PageSetup, strip: Pt) -> usize {
    let step = BELOW_CUT + strip + ABOVE_CUT;
    (room(setup) / step).floor().max(0.0) as usize
}
