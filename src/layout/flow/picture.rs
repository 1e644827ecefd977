//! Pictures, as wide as they are at their height, or as wide as there is room.

use std::sync::Arc;

use crate::base::geometry::{Point, Size};
use crate::layout::style::Room;
use crate::model::frame::{Fragment, Frame, Item, Node, Role};
use crate::model::handout::PictureBlock;

/// Sets a picture. One without words is decoration.
pub(super) fn set(block: &PictureBlock, room: Room) -> Fragment {
    let picture = &block.picture;
    let proportion = f64::from(picture.width()) / f64::from(picture.height());
    let width = (block.height * proportion).min(room.width);
    let size = Size::new(width, width / proportion);
    let item = Item::Picture {
        picture: Arc::clone(picture),
        size,
    };
    let frame = Arc::new(Frame::new(size, vec![(Point::ORIGIN, item)]));
    match block.alt.as_str() {
        "" => Fragment {
            size,
            nodes: vec![(Point::ORIGIN, Node::Artifact(frame))],
        },
        alt => {
            let role = Role::Figure { alt: alt.into() };
            Fragment::element(size, role, vec![(Point::ORIGIN, Node::Frame(frame))])
        }
    }
}
