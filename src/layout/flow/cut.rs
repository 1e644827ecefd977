//! The line to cut along: scissors, words, dashes.

use std::sync::Arc;

use crate::base::geometry::{Point, Size};
use crate::base::units::Pt;
use crate::layout::draw;
use crate::layout::fault::{Fault, Result};
use crate::layout::inline::{self, Align, Shaper};
use crate::layout::style::{self, Room};
use crate::model::frame::{Fragment, Frame, Node, Role};
use crate::model::handout::Inline;

/// Length of the scissors.
const SCISSORS: Pt = Pt::mm(5.2);
/// White between the scissors and the words.
const BEFORE_WORDS: Pt = Pt::mm(1.2);
/// White between the words and the dashes.
const BEFORE_DASHES: Pt = Pt::mm(1.6);
/// Lengths of dash and gap; the gap gives way a little.
const DASH: (Pt, Pt) = (Pt::new(4.0), Pt::new(3.0));

/// Dash and gap with which a line of some length ends in a whole dash.
fn whole_dashes(length: Pt) -> Option<(Pt, Pt)> {
    let (dash, gap) = DASH;
    let gaps = ((length - dash) / (dash + gap)).round();
    (gaps >= 1.0).then(|| (dash, (length - dash * (gaps + 1.0)) / gaps))
}

/// Sets the line on a level with the fragment's corner. The words are one line:
/// two would run into what stands above.
pub(super) fn set(shaper: &mut Shaper, words: &[Inline], room: Room) -> Result<Fragment> {
    let half = SCISSORS / 2.0;
    let mut x = SCISSORS + BEFORE_WORDS;
    let mut text = None;
    if !words.is_empty() {
        let beside = room.wide(room.width - x - BEFORE_DASHES);
        let beside = beside.styled(room.style.label());
        let set = inline::set(shaper, words, beside, Align::Left)?;
        if set.lines > 1 {
            return Err(Fault::TooWide);
        }
        let at = Point::new(x, -(set.size.height / 2.0));
        x += set.widest + BEFORE_DASHES;
        let set = Arc::new(set.element(Role::Paragraph));
        text = Some((at, Node::Fragment(set)));
    }
    let mut items = draw::scissors(Point::new(half, half), SCISSORS);
    let (from, to) = (Point::new(x, half), Point::new(room.width, half));
    items.push(draw::line(
        from,
        to,
        style::FRAME_LINE,
        whole_dashes(to.x - from.x),
    ));
    let items = items.into_iter().map(|item| (Point::ORIGIN, item));
    let size = Size::new(room.width, SCISSORS);
    let drawn = Node::Artifact(Arc::new(Frame::new(size, items.collect())));
    let mut nodes = vec![(Point::new(Pt::ZERO, -half), drawn)];
    nodes.extend(text);
    Ok(Fragment { size, nodes })
}
