//! Which bands of a stack stand on which page, and how loosely.

use crate::base::units::Pt;
use crate::layout::fault::{Fault, Result};
use crate::layout::flow::{Gaps, Stack};

/// How loosely a page may be set if it has room: gaps between blocks grow up
/// to this factor.
const LOOSEST: f64 = 2.2;
/// How tightly a page is set before it runs on to the next.
const TIGHTEST: f64 = 0.25;
/// Looseness goes in steps, so that pages that differ by a hair share their
/// places.
const LOOSENESS_STEPS: f64 = 16.0;

/// Which bands stand on which page. A heading never ends a page.
pub(super) fn paginate(body: &Stack, first: Pt, full: Pt) -> Result<Vec<(usize, usize)>> {
    let mut ranges = Vec::new();
    let mut start = 0;
    let mut height = Pt::ZERO;
    for index in 0..body.bands.len() {
        let own = body.bands[index].height(TIGHTEST);
        let gap = body.gap_on_page(index, start, TIGHTEST);
        let room = if ranges.is_empty() { first } else { full };
        if height + gap + own <= room {
            height += gap + own;
            continue;
        }
        let mut end = index;
        while end > start + 1 && matches!(body.bands[end - 1].gaps, Gaps::Heading(_)) {
            end -= 1;
        }
        if end == start || own > full {
            return Err(Fault::TooHigh);
        }
        ranges.push((start, end));
        start = end;
        height = (end..=index)
            .map(|n| body.gap_on_page(n, end, TIGHTEST) + body.bands[n].height(TIGHTEST))
            .sum();
        // A heading that came along may be what is too much.
        if height > full {
            return Err(Fault::TooHigh);
        }
    }
    ranges.push((start, body.bands.len()));
    Ok(ranges)
}

/// Whether bands find room, set as tightly as may be.
pub(super) fn fits(part: &Stack, room: Pt) -> bool {
    part.height(TIGHTEST) <= room
}

/// How loosely bands can be set so that they still fit. Heights grow almost
/// linearly with looseness, so the answer is interpolated and then checked.
pub(super) fn looseness(part: &Stack, room: Pt) -> f64 {
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
