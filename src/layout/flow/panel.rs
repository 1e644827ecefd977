//! What is drawn around blocks or between them: frames, tints, bars, rules.

use std::sync::Arc;

use crate::base::geometry::{Point, Rect, Size};
use crate::base::units::Pt;
use crate::layout::draw;
use crate::layout::style::{self, Room, TINT};
use crate::model::frame::{Fragment, Frame, Node};
use crate::model::handout::Panel;

/// What is drawn around blocks, and how far from them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Border {
    look: Look,
    left: Pt,
    right: Pt,
    /// White above and below.
    pub above: Pt,
    corner: Pt,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Look {
    Frame,
    Tint,
    Bar,
}

impl Border {
    fn boxed(look: Look, em: Pt, (x, y): (f64, f64)) -> Border {
        Border {
            look,
            left: em * x,
            right: em * x,
            above: em * y,
            corner: em * 0.4,
        }
    }

    /// What is around a panel; `None` if nothing is drawn.
    pub fn of_panel(panel: Panel, em: Pt) -> Option<Border> {
        const PADDING: (f64, f64) = (0.85, 0.6);
        match panel {
            Panel::Framed => Some(Border::boxed(Look::Frame, em, PADDING)),
            Panel::Tinted => Some(Border::boxed(Look::Tint, em, PADDING)),
            Panel::Barred => Some(Border {
                right: Pt::ZERO,
                ..Border::boxed(Look::Bar, em, (0.75, 0.0))
            }),
            Panel::Scaled(_) | Panel::Label | Panel::Centred | Panel::Name => None,
        }
    }

    /// The room inside.
    pub fn inside(self, room: Room) -> Room {
        let width = room.width - (self.left + self.right);
        Room {
            width,
            open: false,
            ..room
        }
    }

    /// The border around what is set.
    pub fn around(self, body: Fragment) -> Fragment {
        let width = self.left + body.size.width + self.right;
        let size = Size::new(width, body.size.height + self.above * 2.0);
        let drawn = Node::Artifact(Arc::new(self.frame(size)));
        let at = Point::new(self.left, self.above);
        let body = Node::Fragment(Arc::new(body));
        Fragment {
            size,
            nodes: vec![(Point::ORIGIN, drawn), (at, body)],
        }
    }

    fn frame(self, size: Size) -> Frame {
        let line = style::FRAME_LINE;
        let inset = Point::new(line / 2.0, line / 2.0);
        let within = Rect::new(inset, Size::new(size.width - line, size.height - line));
        let item = match self.look {
            Look::Frame => draw::rounded(within, self.corner, None, Some(line)),
            Look::Tint => draw::rounded(within, self.corner, Some(TINT), Some(line)),
            Look::Bar => {
                let x = style::BAR_LINE / 2.0;
                let (top, foot) = (Point::new(x, Pt::ZERO), Point::new(x, size.height));
                draw::line(top, foot, style::BAR_LINE, None)
            }
        };
        Frame::new(size, vec![(Point::ORIGIN, item)])
    }
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
