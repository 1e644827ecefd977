//! Callouts: boxes that cannot be overlooked, and words with ticks beside them.

use std::sync::Arc;

use crate::base::geometry::{Point, Size};
use crate::base::units::Pt;
use crate::layout::inline::SetText;
use crate::layout::style::{self, Style};
use crate::model::frame::{Fragment, Node, Role};
use crate::model::handout::{Callout, Panel};

use super::panel;

/// Padding of a callout, in em.
const PADDING: (f64, f64) = (0.85, 0.6);
/// Width of the words that introduce a list of ticks, as a share of the box.
const LEAD_SHARE: f64 = 0.22;
/// Gap between these words and the ticks, in em.
const LEAD_GAP: f64 = 1.3;
/// Gap between two columns of ticks, in em.
const TICK_GAP: f64 = 1.2;

/// Width of what stands in a callout.
pub(super) fn room(width: Pt, style: Style) -> Pt {
    width - style.em(2.0 * PADDING.0)
}

/// A box around what is set.
pub(super) fn set(callout: Callout, inside: Fragment, width: Pt, style: Style) -> Fragment {
    let size = Size::new(width, inside.size.height + style.em(2.0 * PADDING.1));
    let panel = match callout {
        Callout::Important => Panel::Tinted,
        Callout::Warning => Panel::Framed,
    };
    let around = Node::Artifact(panel::frame(panel, size, style.size));
    let at = Point::new(style.em(PADDING.0), style.em(PADDING.1));
    let inside = Node::Fragment(Arc::new(inside));
    Fragment {
        size,
        nodes: vec![(Point::ORIGIN, around), (at, inside)],
    }
}

/// Width of the words that introduce a list of ticks.
pub(super) fn lead_width(width: Pt) -> Pt {
    width * LEAD_SHARE
}

/// Width of the ticks beside these words.
pub(super) fn room_beside(lead: &SetText, width: Pt, style: Style) -> Pt {
    width - (lead.widest + style.em(LEAD_GAP))
}

/// Width of one of two columns of ticks.
pub(super) fn half(width: Pt, style: Style) -> Pt {
    (width - style.em(TICK_GAP)) / 2.0
}

/// Words at the left and ticks at the right, centred on one another.
pub(super) fn beside(lead: SetText, grid: Fragment, width: Pt) -> Fragment {
    let height = grid.size.height.max(lead.size.height);
    let lead = lead.element(Role::Paragraph);
    let right = width - grid.size.width;
    let nodes = [(Pt::ZERO, lead), (right, grid)].map(|(x, fragment)| {
        let y = (height - fragment.size.height) / 2.0;
        (Point::new(x, y), Node::Fragment(Arc::new(fragment)))
    });
    Fragment {
        size: Size::new(width, height),
        nodes: nodes.into(),
    }
}

/// Items with ticks in two columns; one that is not short takes a whole line.
pub(super) fn tick_grid(items: Vec<(Fragment, bool)>, width: Pt, style: Style) -> Fragment {
    let second = half(width, style) + style.em(TICK_GAP);
    let mut kids = Vec::new();
    let (mut y, mut height, mut left_taken) = (Pt::ZERO, Pt::ZERO, false);
    for (item, is_short) in items {
        let beside = is_short && left_taken;
        if !beside && height > Pt::ZERO {
            y += height + style.em(style::GAP_ITEM);
            height = Pt::ZERO;
        }
        let x = if beside { second } else { Pt::ZERO };
        height = height.max(item.size.height);
        kids.push((Point::new(x, y), Node::Fragment(Arc::new(item))));
        left_taken = is_short && !beside;
    }
    Fragment::element(Size::new(width, y + height), Role::List, kids)
}
