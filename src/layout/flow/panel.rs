//! What is drawn around blocks or between them: frames, tints, bars, rules.

use std::sync::Arc;

use crate::base::geometry::{Point, Rect, Size};
use crate::base::units::Pt;
use crate::layout::draw;
use crate::layout::style;
use crate::model::frame::{Fragment, Frame, Node};
use crate::model::handout::Panel;

/// Padding of framed and tinted panels, in em.
const PADDING: (f64, f64) = (0.9, 0.75);
/// Distance from a bar to the text beside it, in em.
const BAR_INDENT: f64 = 0.75;
/// Radius of the corners, in em.
const CORNER: f64 = 0.4;

/// White at the left and above what stands in a panel.
pub(super) fn padding(panel: Panel, em: Pt) -> Size {
    match panel {
        Panel::Barred => Size::new(em * BAR_INDENT, Pt::ZERO),
        _ => Size::new(em * PADDING.0, em * PADDING.1),
    }
}

/// White at the right of what stands in a panel.
fn right(panel: Panel, em: Pt) -> Pt {
    match panel {
        Panel::Barred => Pt::ZERO,
        _ => em * PADDING.0,
    }
}

/// Width of what stands in a panel.
pub(super) fn room(panel: Panel, width: Pt, em: Pt) -> Pt {
    width - (padding(panel, em).width + right(panel, em))
}

/// A panel around what is set.
pub(super) fn set(panel: Panel, body: Fragment, em: Pt) -> Fragment {
    let padding = padding(panel, em);
    let width = padding.width + body.size.width + right(panel, em);
    let size = Size::new(width, body.size.height + padding.height * 2.0);
    let around = Node::Artifact(frame(panel, size, em));
    let at = Point::new(padding.width, padding.height);
    let body = Node::Fragment(Arc::new(body));
    Fragment {
        size,
        nodes: vec![(Point::ORIGIN, around), (at, body)],
    }
}

/// The frame, tint or bar of a panel.
pub(super) fn frame(panel: Panel, size: Size, em: Pt) -> Arc<Frame> {
    let item = if panel == Panel::Barred {
        let x = style::BAR_LINE / 2.0;
        let (top, foot) = (Point::new(x, Pt::ZERO), Point::new(x, size.height));
        draw::line(top, foot, style::BAR_LINE, None)
    } else {
        let line = style::FRAME_LINE;
        let fill = (panel == Panel::Tinted).then_some(style::TINT);
        let inset = Point::new(line / 2.0, line / 2.0);
        let within = Size::new(size.width - line, size.height - line);
        draw::rounded(Rect::new(inset, within), em * CORNER, fill, Some(line))
    };
    Arc::new(Frame::new(size, vec![(Point::ORIGIN, item)]))
}

/// A line across.
pub(super) fn rule(width: Pt) -> Fragment {
    let y = style::RULE_LINE / 2.0;
    let (left, right) = (Point::new(Pt::ZERO, y), Point::new(width, y));
    let line = draw::line(left, right, style::RULE_LINE, None);
    let size = Size::new(width, style::RULE_LINE);
    let frame = Arc::new(Frame::new(size, vec![(Point::ORIGIN, line)]));
    Fragment {
        size,
        nodes: vec![(Point::ORIGIN, Node::Artifact(frame))],
    }
}
