//! Words with ticks beside them, in a frame.

use std::sync::Arc;

use crate::base::geometry::{Point, Size};
use crate::base::units::Pt;
use crate::layout::inline::SetText;
use crate::layout::style::{self, Room};
use crate::model::frame::{Fragment, Node, Role};
use crate::model::handout::{Block, Blocks, Inline};

/// Width of the words that introduce a list of ticks, as a share of the box.
const LEAD_SHARE: f64 = 0.22;
/// Gap between these words and the ticks, in em.
const LEAD_GAP: f64 = 1.3;
/// Gap between two columns of ticks, in em.
const TICK_GAP: f64 = 1.2;

/// A paragraph and nothing but ticks after it, if that is what stands in a frame.
pub(super) fn with_lead(body: &Blocks) -> Option<(&[Inline], Vec<&Blocks>)> {
    let (lead, ticks) = body.split_first()?;
    let ticks = ticks.iter().map(|block| match &**block {
        Block::Check(item) => Some(item),
        _ => None,
    });
    let ticks: Vec<&Blocks> = ticks.collect::<Option<_>>()?;
    match &**lead {
        Block::Paragraph(lead) if !ticks.is_empty() => Some((lead, ticks)),
        _ => None,
    }
}

/// Room for the words that introduce a list of ticks.
pub(super) fn for_lead(room: Room) -> Room {
    room.wide(room.width * LEAD_SHARE)
}

/// Room for the ticks beside these words.
pub(super) fn for_ticks(lead: &SetText, room: Room) -> Room {
    room.wide(room.width - (lead.widest + room.em(LEAD_GAP)))
}

/// Room for one of two columns of ticks.
pub(super) fn for_half(room: Room) -> Room {
    room.wide((room.width - room.em(TICK_GAP)) / 2.0)
}

/// Words at the left and ticks at the right, centred on one another.
pub(super) fn beside(lead: SetText, grid: Fragment, width: Pt) -> Fragment {
    let height = grid.size.height.max(lead.size.height);
    let right = width - grid.size.width;
    let nodes = [(Pt::ZERO, lead.element(Role::Paragraph)), (right, grid)];
    let nodes = nodes.map(|(x, fragment)| {
        let y = (height - fragment.size.height) / 2.0;
        (Point::new(x, y), Node::Fragment(Arc::new(fragment)))
    });
    Fragment {
        size: Size::new(width, height),
        nodes: nodes.into(),
    }
}

/// So many ticks stand one under another: two columns would not be seen as such.
pub(super) const ONE_COLUMN: usize = 3;

/// Items with ticks in two columns; one that is not short takes a whole line.
pub(super) fn tick_grid(items: Vec<(Fragment, bool)>, room: Room) -> Fragment {
    let second = for_half(room).width + room.em(TICK_GAP);
    let mut kids = Vec::new();
    let (mut y, mut height, mut left_taken) = (Pt::ZERO, Pt::ZERO, false);
    for (item, is_short) in items {
        let beside = is_short && left_taken;
        if !beside && height > Pt::ZERO {
            y += height + room.em(style::GAP_ITEM);
            height = Pt::ZERO;
        }
        let x = if beside { second } else { Pt::ZERO };
        height = height.max(item.size.height);
        kids.push((Point::new(x, y), Node::Fragment(Arc::new(item))));
        left_taken = is_short && !beside;
    }
    Fragment::element(Size::new(room.width, y + height), Role::List, kids)
}
