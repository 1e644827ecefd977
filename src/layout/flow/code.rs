//! Codes in their quiet zone, with their address in plain letters; all of it is
//! one link.

use std::sync::Arc;

use crate::base::fonts::FontId;
use crate::base::geometry::{Point, Rect, Size};
use crate::base::units::Pt;
use crate::layout::draw;
use crate::layout::fault::{Fault, Result};
use crate::layout::inline::{self, Align, SetText, Shaper};
use crate::layout::style::{self, Room, Style};
use crate::model::frame::{Element, Fragment, Frame, Grey, Item, Node, Role};
use crate::model::handout::{CodeBlock, CodePlace, Inline, Weight};
use crate::model::qr::QrCode;
use crate::model::rules::{self, GOOD_MODULE, LEAST_MODULE, QUIET_ZONE};

/// Type size of the address, in em of running text.
const ADDRESS_SIZE: f64 = 0.88;
/// White between the quiet zone and an address at its right, in em.
const BESIDE_GAP: f64 = 0.2;
/// The least room for an address at the right, in em.
const BESIDE_LEAST: f64 = 4.0;

/// Sets a code. The second value is the white that it needs above the
/// fragment, into which its quiet zone reaches.
pub(super) fn set(shaper: &mut Shaper, block: &CodeBlock, room: Room) -> Result<(Fragment, Pt)> {
    // Where a neighbour stands the gap between columns has to suffice.
    let at_edge = |(code, side): &(QrCode, Pt)| quiet(code, *side) <= style::COLUMN_GAP;
    let edge = match block.place {
        CodePlace::Edge if room.open => Some(encode(block, room.width, 1)?).filter(at_edge),
        _ => None,
    };
    let is_edge = edge.is_some();
    let (code, side) = edge.map_or_else(|| encode(block, room.width, 2), Ok)?;
    let quiet = quiet(&code, side);
    let figure = figure(block, code, side, quiet);
    let address = room.styled(Style {
        font: FontId::SemiBold,
        ..room.style.small(ADDRESS_SIZE)
    });
    let set = match block.place {
        CodePlace::Beside => beside(shaper, block, figure, address)?,
        CodePlace::Edge if is_edge => {
            let heading = room.style.heading(3);
            let top = heading.baseline() - heading.em(style::CAP_HEIGHT) - quiet;
            let left = room.width - figure.size.width + quiet;
            let set = above(shaper, block, figure, address, Point::new(left, top))?;
            return Ok((set, (-top).max(Pt::ZERO)));
        }
        _ => {
            let left = ((room.width - figure.size.width) / 2.0).max(Pt::ZERO);
            above(shaper, block, figure, address, Point::new(left, Pt::ZERO))?
        }
    };
    Ok((set, Pt::ZERO))
}

/// Width of the quiet zone of a code.
fn quiet(code: &QrCode, side: Pt) -> Pt {
    side * (QUIET_ZONE as f64 / code.width() as f64)
}

/// A code in its quiet zone.
fn figure(block: &CodeBlock, code: QrCode, side: Pt, quiet: Pt) -> Fragment {
    let whole = side + quiet * 2.0;
    let size = Size::new(whole, whole);
    let code = Arc::new(code);
    let white = draw::rectangle(Rect::new(Point::ORIGIN, size), Some(Grey::WHITE), None);
    let items = vec![
        (Point::ORIGIN, white),
        (Point::new(quiet, quiet), Item::Code { code, side }),
    ];
    let frame = Node::Frame(Arc::new(Frame::new(size, items)));
    let alt = format!("QR-код: {}", block.url);
    Fragment::element(size, Role::Figure { alt }, vec![(Point::ORIGIN, frame)])
}

/// The address stands in the middle beneath the code at `corner`.
fn above(
    shaper: &mut Shaper,
    block: &CodeBlock,
    figure: Fragment,
    room: Room,
    corner: Point,
) -> Result<Fragment> {
    let Size { width, height } = figure.size;
    let text = [Inline::Text(block.shown.clone(), Weight::Normal)];
    let wide = room.wide(width.max(room.width));
    let text = inline::set(shaper, &text, wide, Align::Centre)?;
    let foot = corner.y + height;
    let size = Size::new(room.width, foot + text.size.height);
    let area = Size::new(width, height + text.size.height);
    let area = Rect::new(corner, area);
    // In the middle, but a long address ends where the column does.
    let middle = corner.x + width / 2.0;
    let over = middle + text.widest / 2.0 - room.width;
    let left = middle - wide.width / 2.0 - over.max(Pt::ZERO);
    let beneath = Point::new(left, foot);
    Ok(linked(block, (figure, corner), (text, beneath), area, size))
}

/// What the code is and its address stand at its right, in the middle.
fn beside(
    shaper: &mut Shaper,
    block: &CodeBlock,
    figure: Fragment,
    room: Room,
) -> Result<Fragment> {
    let left = figure.size.width + room.em(BESIDE_GAP);
    let right = room.wide(room.width - left);
    if right.width < room.em(BESIDE_LEAST) {
        return Err(Fault::TooWide);
    }
    let mut text = Vec::new();
    if !block.name.is_empty() {
        text.push(Inline::Text(block.name.clone(), Weight::Strong));
        text.push(Inline::Break);
    }
    text.push(Inline::Text(block.shown.clone(), Weight::Normal));
    let text = inline::set(shaper, &text, right, Align::Left)?;
    if text.squeezed {
        return Err(Fault::TooWide);
    }
    let size = Size::new(room.width, figure.size.height.max(text.size.height));
    let middle = |own: Size| (size.height - own.height) / 2.0;
    let corner = Point::new(Pt::ZERO, middle(figure.size));
    let beside = Point::new(left, middle(text.size));
    let area = Rect::new(Point::ORIGIN, size);
    Ok(linked(block, (figure, corner), (text, beside), area, size))
}

/// Code and address as one link in a paragraph.
fn linked(
    block: &CodeBlock,
    (figure, corner): (Fragment, Point),
    (text, beside): (SetText, Point),
    area: Rect,
    size: Size,
) -> Fragment {
    let contents = match block.name.as_str() {
        "" => block.shown.clone(),
        name => format!("{name}: {}", block.shown),
    };
    let role = Role::Link {
        url: block.url.as_str().into(),
        contents,
        areas: vec![area],
    };
    let code = figure.nodes.into_iter().map(|(_, node)| (corner, node));
    let text = text.nodes.into_iter().map(|(_, node)| (beside, node));
    let kids = code.chain(text).collect();
    let link = Node::Element(Element { role, kids });
    Fragment::element(size, Role::Paragraph, vec![(Point::ORIGIN, link)])
}

/// Encodes an address and finds the side of its code: what the template says,
/// or else 30 mm, or more for a long address. So many quiet zones stand beside it
/// within the width.
fn encode(block: &CodeBlock, width: Pt, zones: usize) -> Result<(QrCode, Pt)> {
    let zones = (zones * QUIET_ZONE) as f64;
    let wanted = block.side.unwrap_or(rules::SIDE);
    let most = (width / LEAST_MODULE - zones).floor().max(0.0) as usize;
    let code = QrCode::encode(&block.url, rules::good_modules(wanted))
        .or_else(|_| QrCode::encode(&block.url, most))
        .map_err(|_| Fault::Code {
            url: block.url.clone(),
            available_mm: whole_mm(width),
        })?;
    let modules = code.width() as f64;
    // A long address takes smaller modules before it takes more than there is.
    let (side, least) = match block.side {
        Some(side) => (side, side),
        None => (
            wanted.max(GOOD_MODULE * modules),
            wanted.max(LEAST_MODULE * modules),
        ),
    };
    if side / modules < LEAST_MODULE {
        return Err(Fault::Small {
            stated_mm: whole_mm(side),
            least_mm: (LEAST_MODULE * modules).to_mm().ceil() as u32,
        });
    }
    let room = width * (modules / (modules + zones));
    if room < least {
        return Err(Fault::Narrow {
            needed_mm: (least * ((modules + zones) / modules)).to_mm().ceil() as u32,
            available_mm: whole_mm(width),
        });
    }
    Ok((code, side.min(room)))
}

fn whole_mm(length: Pt) -> u32 {
    length.to_mm().floor() as u32
}
