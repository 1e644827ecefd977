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
/// The least gap between a numeral and its text, in em.
const NUMERAL_GAP: f64 = 0.4;
/// Gap between a box to tick and its text, in em.
const TICK_GAP: f64 = 0.45;

/// What stands before an item.
pub(super) struct Mark {
    at: Point,
    node: Node,
    /// Width and height of the mark where it stands.
    size: Size,
    /// How far the body is indented.
    pub indent: Pt,
    /// How far the body is moved down.
    sink: Pt,
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
    let top = title.baseline() - numeral.em(style::CAP_HEIGHT);
    let sink = (-top - style.em(style::NUMERAL_RISE)).max(Pt::ZERO);
    let mark = label(shaper, &number.to_string(), numeral)?;
    let column = style.em(style::NUMERAL_COLUMN);
    Ok(Mark {
        at: Point::new(Pt::ZERO, rise + sink),
        indent: column.max(mark.size.width + style.em(NUMERAL_GAP)),
        sink,
        ..mark
    })
}

/// A bullet.
pub(super) fn bullet(shaper: &mut Shaper, style: Style) -> Result<Mark> {
    let indent = style.em(BULLET_INDENT);
    let mark = label(shaper, "•", style)?;
    Ok(Mark { indent, ..mark })
}

fn label(shaper: &mut Shaper, text: &str, style: Style) -> Result<Mark> {
    let text = [Inline::Text(text.to_owned(), Weight::Normal)];
    let width = inline::natural_width(shaper, &text, style)?;
    let set = inline::set(shaper, &text, Room::new(width, style), Align::Left)?;
    Ok(Mark {
        at: Point::ORIGIN,
        size: set.size,
        node: Node::Element(Element {
            role: Role::Label,
            kids: set.nodes,
        }),
        indent: width,
        sink: Pt::ZERO,
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
        size,
        indent: side + style.em(TICK_GAP),
        sink: Pt::ZERO,
    }
}

/// The mark and its body side by side.
pub(super) fn set(mark: Mark, body: Fragment, width: Pt) -> Fragment {
    let foot = mark.at.y + mark.size.height;
    let size = Size::new(width, foot.max(mark.sink + body.size.height));
    let body = Element {
        role: Role::ListBody,
        kids: body.nodes,
    };
    let beside = Point::new(mark.indent, mark.sink);
    let kids = vec![(mark.at, mark.node), (beside, Node::Element(body))];
    Fragment::element(size, Role::ListItem, kids)
}
