//! Items of lists: a number, a bullet or a box to tick, and the body beside it.

use std::sync::Arc;

use crate::base::fonts::FontId;
use crate::base::geometry::{Point, Rect, Size};
use crate::base::units::Pt;
use crate::layout::draw;
use crate::layout::fault::Result;
use crate::layout::inline::{self, Align, Shaper};
use crate::layout::style::{self, Room, Style};
use crate::model::frame::{Element, Fragment, Frame, Grey, Node, Role};
use crate::model::handout::{Inline, Weight};

/// How far the text after a bullet is indented, in em.
const BULLET_INDENT: f64 = 1.1;
/// Gap between a box to tick and its text, in em.
const TICK_GAP: f64 = 0.45;

/// What stands before an item.
pub(super) struct Mark {
    at: Point,
    node: Node,
    /// How far the body is indented.
    pub indent: Pt,
    /// Where the mark ends below the top of the item.
    foot: Pt,
}

/// The numeral of a step, on one baseline with its title, so that readers of the
/// PDF see one line.
pub(super) fn numeral(
    shaper: &mut Shaper,
    number: u64,
    title: Style,
    style: Style,
) -> Result<Mark> {
    let numeral = Style {
        size: style.em(style::NUMERAL),
        pitch: style::HEADING_PITCH,
        font: FontId::ExtraBold,
        ..style
    };
    let rise = title.baseline() - numeral.baseline();
    let indent = style.em(style::NUMERAL_COLUMN);
    let mut mark = label(shaper, &number.to_string(), indent, numeral)?;
    mark.at.y = rise;
    mark.foot += rise;
    Ok(mark)
}

/// A bullet.
pub(super) fn bullet(shaper: &mut Shaper, style: Style) -> Result<Mark> {
    label(shaper, "•", style.em(BULLET_INDENT), style)
}

fn label(shaper: &mut Shaper, text: &str, indent: Pt, style: Style) -> Result<Mark> {
    let text = [Inline::Text(text.to_owned(), Weight::Normal)];
    let room = Room {
        width: indent,
        style,
    };
    let set = inline::set(shaper, &text, room, Align::Left)?;
    Ok(Mark {
        at: Point::ORIGIN,
        foot: set.size.height,
        node: Node::Element(Element {
            role: Role::Label,
            kids: set.nodes,
        }),
        indent,
    })
}

/// A box to tick.
pub(super) fn check(style: Style) -> Mark {
    let side = style::tick_side(style);
    let middle = style.baseline() - style.em(style::CAP_HEIGHT / 2.0);
    let half = style::HAIRLINE / 2.0;
    let rect = Rect::new(Point::new(half, half), Size::new(side, side));
    let size = Size::new(side + style::HAIRLINE, side + style::HAIRLINE);
    let tick = draw::rectangle(rect, Some(Grey::WHITE), Some(style::HAIRLINE));
    let frame = Frame::new(size, vec![(Point::ORIGIN, tick)]);
    Mark {
        at: Point::new(Pt::ZERO, middle - size.height / 2.0),
        node: Node::Artifact(Arc::new(frame)),
        indent: side + style.em(TICK_GAP),
        foot: Pt::ZERO,
    }
}

/// The mark and its body side by side.
pub(super) fn set(mark: Mark, body: Fragment, width: Pt) -> Fragment {
    let size = Size::new(width, body.size.height.max(mark.foot));
    let body = Element {
        role: Role::ListBody,
        kids: body.nodes,
    };
    let beside = Point::new(mark.indent, Pt::ZERO);
    let kids = vec![(mark.at, mark.node), (beside, Node::Element(body))];
    Fragment::element(size, Role::ListItem, kids)
}
