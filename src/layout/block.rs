//! Single blocks: paragraphs, steps, callouts, codes.

use std::sync::Arc;

use crate::base::fonts::FontId;
use crate::base::geometry::{Point, Rect, Size};
use crate::base::units::Pt;
use crate::model::frame::{Element, Fragment, Frame, Grey, Item, Node, Role};
use crate::model::handout::{Block, Callout, CodeBlock, Inline, KeyedBlock, Panel, Weight};
use crate::model::qr::QrCode;
use crate::model::rules::{self, GOOD_MODULE, LEAST_MODULE, QUIET_ZONE};

use super::flow::{self, Kind, Stack};
use super::paragraph::{self, Align};
use super::row::{self, Setting};
use super::style::{self, Style};
use super::{Fault, Layout, draw};

/// Type size of the address beneath a code, in em of running text.
const ADDRESS_SIZE: f64 = 0.88;
/// Padding of a callout, in em.
const CALLOUT_X: f64 = 0.85;
const CALLOUT_Y: f64 = 0.6;
/// Width of the words that introduce a list of ticks, as a share of the box.
const LEAD_SHARE: f64 = 0.22;

/// What a block is to its neighbours.
pub(super) fn kind(block: &Block) -> Kind {
    match block {
        Block::Heading(level, _) => Kind::Heading(*level),
        Block::Paragraph(_) => Kind::Text,
        Block::Step(..) => Kind::Step,
        Block::Bullet(_) | Block::Check(_) => Kind::Item,
        Block::Callout(..) | Block::Code(_) => Kind::Block,
    }
}

/// Sets a block, or finds it set already.
pub(super) fn remembered(
    layout: &mut Layout,
    keyed: &KeyedBlock,
    width: Pt,
    style: Style,
) -> Result<Arc<Fragment>, Fault> {
    let place = (keyed.key(), width.get().to_bits(), style.key());
    if let Some(known) = layout.blocks.get(&place) {
        return Ok(known);
    }
    let fragment = Arc::new(set(layout, keyed.block(), width, style)?);
    layout.blocks.offer(place, || fragment.clone());
    Ok(fragment)
}

/// Sets a block.
pub(super) fn set(
    layout: &mut Layout,
    block: &Block,
    width: Pt,
    style: Style,
) -> Result<Fragment, Fault> {
    match block {
        Block::Heading(level, text) => {
            let role = Role::Heading(*level);
            set_text(layout, text, role, style.heading(*level), width)
        }
        Block::Paragraph(text) => set_text(layout, text, Role::Paragraph, style, width),
        Block::Step(number, body) => step(layout, *number, body, width, style),
        Block::Bullet(body) => bullet(layout, body, width, style),
        Block::Check(body) => check(layout, body, width, style),
        Block::Callout(callout, body) => set_callout(layout, *callout, body, width, style),
        Block::Code(code) => set_code(layout, code, width, style),
    }
}

fn set_text(
    layout: &mut Layout,
    text: &[Inline],
    role: Role,
    style: Style,
    width: Pt,
) -> Result<Fragment, Fault> {
    let setting = paragraph::set(&mut layout.shaper, text, style, width, Align::Left)?;
    Ok(text_fragment(setting, role, text))
}

/// A set paragraph as a structure element with its links.
pub(super) fn text_fragment(setting: Setting, role: Role, text: &[Inline]) -> Fragment {
    let size = setting.size;
    let links: Vec<(&String, String)> = text
        .iter()
        .filter_map(|inline| match inline {
            Inline::Link { url, text } => {
                Some((url, text.iter().map(|(part, _)| part.as_str()).collect()))
            }
            _ => None,
        })
        .collect();
    let kids = setting
        .stretches()
        .into_iter()
        .map(|stretch| {
            let frame = (Point::ORIGIN, Node::Frame(stretch.frame));
            let Some((url, contents)) = stretch.link.and_then(|link| links.get(link)) else {
                return frame;
            };
            let link = Element {
                role: Role::Link {
                    url: url.as_str().into(),
                    contents: contents.clone(),
                    areas: stretch.areas,
                },
                kids: vec![frame],
            };
            (Point::ORIGIN, Node::Element(link))
        })
        .collect();
    element_fragment(size, role, kids)
}

fn element_fragment(size: Size, role: Role, kids: Vec<(Point, Node)>) -> Fragment {
    let element = Node::Element(Element { role, kids });
    Fragment {
        size,
        nodes: vec![(Point::ORIGIN, element)],
    }
}

/// An item with its mark at the left: the body, and the mark's node.
fn item(
    layout: &mut Layout,
    mark: (Point, Node),
    indent: Pt,
    body: &[Block],
    width: Pt,
    style: Style,
) -> Result<Fragment, Fault> {
    let body = item_body(layout, body, width - indent, style)?;
    let height = body.size.height;
    let list_body = Element {
        role: Role::ListBody,
        kids: body.nodes,
    };
    let kids = vec![
        mark,
        (Point::new(indent, Pt::ZERO), Node::Element(list_body)),
    ];
    Ok(element_fragment(
        Size::new(width, height),
        Role::ListItem,
        kids,
    ))
}

/// What stands in an item. A single paragraph is the body itself: a tag of its
/// own would say nothing more and take room in every file.
fn item_body(
    layout: &mut Layout,
    body: &[Block],
    width: Pt,
    style: Style,
) -> Result<Fragment, Fault> {
    let [Block::Paragraph(text)] = body else {
        return Ok(Stack::of_blocks(layout, body, width, style)?.assemble(1.0));
    };
    let setting = paragraph::set(&mut layout.shaper, text, style, width, Align::Left)?;
    let mut fragment = text_fragment(setting, Role::Paragraph, text);
    if let Some((_, Node::Element(paragraph))) = fragment.nodes.pop() {
        fragment.nodes = paragraph.kids;
    }
    Ok(fragment)
}

/// A numeral beside a title and text, on one baseline, so that readers of the
/// PDF see one line.
fn step(
    layout: &mut Layout,
    number: u64,
    body: &[Block],
    width: Pt,
    style: Style,
) -> Result<Fragment, Fault> {
    let numeral = Style {
        size: style.em(style::NUMERAL),
        pitch: style::HEADING_PITCH,
        font: FontId::ExtraBold,
        ..style
    };
    let title = match body.first() {
        Some(Block::Heading(level, _)) => style.heading(*level),
        _ => style,
    };
    let text = [Inline::Text(number.to_string(), Weight::Normal)];
    let indent = style.em(style::NUMERAL_COLUMN);
    let set = paragraph::set(&mut layout.shaper, &text, numeral, indent, Align::Left)?;
    let numeral_height = set.size.height;
    let rise = title.baseline() - numeral.baseline();
    let label = Element {
        role: Role::Label,
        kids: set.nodes(),
    };
    let mark = (Point::new(Pt::ZERO, rise), Node::Element(label));
    let mut fragment = item(layout, mark, indent, body, width, style)?;
    let height = fragment.size.height.max(numeral_height + rise);
    fragment.size.height = height;
    Ok(fragment)
}

fn bullet(layout: &mut Layout, body: &[Block], width: Pt, style: Style) -> Result<Fragment, Fault> {
    let text = [Inline::Text("•".to_owned(), Weight::Normal)];
    let indent = style.em(1.1);
    let set = paragraph::set(&mut layout.shaper, &text, style, indent, Align::Left)?;
    let label = Element {
        role: Role::Label,
        kids: set.nodes(),
    };
    let mark = (Point::ORIGIN, Node::Element(label));
    item(layout, mark, indent, body, width, style)
}

/// How far the text of an item with a tick is indented.
fn check_indent(style: Style) -> Pt {
    row::tick_side(style) + style.em(0.45)
}

fn check(layout: &mut Layout, body: &[Block], width: Pt, style: Style) -> Result<Fragment, Fault> {
    let side = row::tick_side(style);
    let middle = style.baseline() - style.em(style::CAP_HEIGHT / 2.0);
    let half = style::HAIRLINE / 2.0;
    let rect = Rect::new(Point::new(half, half), Size::new(side, side));
    let size = Size::new(side + style::HAIRLINE, side + style::HAIRLINE);
    let tick = draw::rectangle(rect, Some(Grey::WHITE), Some(style::HAIRLINE));
    let frame = Arc::new(Frame::new(size, vec![(Point::ORIGIN, tick)]));
    let at = Point::new(Pt::ZERO, middle - size.height / 2.0);
    let mark = (at, Node::Artifact(frame));
    item(layout, mark, check_indent(style), body, width, style)
}

fn set_callout(
    layout: &mut Layout,
    callout: Callout,
    body: &[Block],
    width: Pt,
    style: Style,
) -> Result<Fragment, Fault> {
    let inner = width - style.em(2.0 * CALLOUT_X);
    let inside = match body {
        [Block::Paragraph(lead), ticks @ ..]
            if !ticks.is_empty() && ticks.iter().all(|b| matches!(b, Block::Check(_))) =>
        {
            ticks_with_lead(layout, lead, ticks, inner, style)?
        }
        _ => Stack::of_blocks(layout, body, inner, style)?.assemble(1.0),
    };
    let size = Size::new(width, inside.size.height + style.em(2.0 * CALLOUT_Y));
    let panel = match callout {
        Callout::Important => Panel::Tinted,
        Callout::Warning => Panel::Framed,
    };
    let around = flow::panel_frame(panel, size, style.size);
    let at = Point::new(style.em(CALLOUT_X), style.em(CALLOUT_Y));
    Ok(Fragment {
        size,
        nodes: vec![
            (Point::ORIGIN, Node::Artifact(around)),
            (at, Node::Fragment(Arc::new(inside))),
        ],
    })
}

/// Words at the left, ticks in two columns beside them.
fn ticks_with_lead(
    layout: &mut Layout,
    lead: &[Inline],
    ticks: &[Block],
    width: Pt,
    style: Style,
) -> Result<Fragment, Fault> {
    let setting = paragraph::set(
        &mut layout.shaper,
        lead,
        style,
        width * LEAD_SHARE,
        Align::Left,
    )?;
    let indent = setting.widest + style.em(1.3);
    let lead_height = setting.size.height;
    let lead = text_fragment(setting, Role::Paragraph, lead);
    let grid = tick_grid(layout, ticks, width - indent, style)?;
    let height = grid.size.height.max(lead_height);
    let centred = |own: Pt| (height - own) / 2.0;
    let grid_at = Point::new(indent, centred(grid.size.height));
    Ok(Fragment {
        size: Size::new(width, height),
        nodes: vec![
            (
                Point::new(Pt::ZERO, centred(lead_height)),
                Node::Fragment(Arc::new(lead)),
            ),
            (grid_at, Node::Fragment(Arc::new(grid))),
        ],
    })
}

/// Items with ticks in two columns; one that is too wide takes a whole row.
fn tick_grid(
    layout: &mut Layout,
    ticks: &[Block],
    width: Pt,
    style: Style,
) -> Result<Fragment, Fault> {
    let gap = style.em(1.2);
    let half = (width - gap) / 2.0;
    let mut kids = Vec::new();
    let (mut y, mut row_height, mut left_taken) = (Pt::ZERO, Pt::ZERO, false);
    for tick in ticks {
        let short = tick_width(layout, tick, style)? <= half;
        let fragment = set(layout, tick, if short { half } else { width }, style)?;
        let height = fragment.size.height;
        let beside = short && left_taken;
        if !beside && row_height > Pt::ZERO {
            y += row_height + style.em(style::GAP_ITEM);
            row_height = Pt::ZERO;
        }
        let x = if beside { half + gap } else { Pt::ZERO };
        kids.push((Point::new(x, y), Node::Fragment(Arc::new(fragment))));
        row_height = row_height.max(height);
        left_taken = short && !beside;
    }
    let list = Element {
        role: Role::List,
        kids,
    };
    Ok(Fragment {
        size: Size::new(width, y + row_height),
        nodes: vec![(Point::ORIGIN, Node::Element(list))],
    })
}

/// Width of an item with a tick if it were one line; endless if it is more
/// than one paragraph.
fn tick_width(layout: &mut Layout, tick: &Block, style: Style) -> Result<Pt, Fault> {
    match tick {
        Block::Check(body) => match body.as_slice() {
            [Block::Paragraph(text)] => {
                let text = paragraph::natural_width(&mut layout.shaper, text, style)?;
                Ok(text + check_indent(style))
            }
            _ => Ok(Pt::mm(10_000.0)),
        },
        _ => Ok(Pt::mm(10_000.0)),
    }
}

/// A code in its quiet zone, the address in plain letters beneath; all of it
/// is one link.
fn set_code(
    layout: &mut Layout,
    block: &CodeBlock,
    width: Pt,
    style: Style,
) -> Result<Fragment, Fault> {
    let (code, side) = encode(layout, block, width)?;
    let quiet = side * (QUIET_ZONE as f64 / code.width() as f64);
    let whole = side + quiet * 2.0;
    let left = ((width - whole) / 2.0).max(Pt::ZERO);
    let area = Rect::new(Point::ORIGIN, Size::new(whole, whole));
    let items = vec![
        (
            Point::ORIGIN,
            draw::rectangle(area, Some(Grey::WHITE), None),
        ),
        (Point::new(quiet, quiet), Item::Code { code, side }),
    ];
    let figure = Element {
        role: Role::Figure {
            alt: alternative(block),
        },
        kids: vec![(
            Point::ORIGIN,
            Node::Frame(Arc::new(Frame::new(area.size, items))),
        )],
    };
    let address = Style {
        font: FontId::SemiBold,
        ..style.scaled(ADDRESS_SIZE)
    };
    if block.beside {
        return beside(layout, block, figure, whole, (width, address));
    }
    let text = [Inline::Text(block.shown.clone(), Weight::Normal)];
    let setting = paragraph::set(&mut layout.shaper, &text, address, width, Align::Centre)?;
    let height = whole + setting.size.height;
    let size = Size::new(width, height);
    let mut kids = vec![(Point::new(left, Pt::ZERO), Node::Element(figure))];
    for (_, node) in setting.nodes() {
        kids.push((Point::new(Pt::ZERO, whole), node));
    }
    let link = Element {
        role: Role::Link {
            url: block.url.as_str().into(),
            contents: link_contents(block),
            areas: vec![Rect::new(
                Point::new(left, Pt::ZERO),
                Size::new(whole, height),
            )],
        },
        kids,
    };
    Ok(element_fragment(
        size,
        Role::Paragraph,
        vec![(Point::ORIGIN, Node::Element(link))],
    ))
}

/// A code `whole` wide with its quiet zone, and at its right in the middle what
/// it is and its address.
fn beside(
    layout: &mut Layout,
    block: &CodeBlock,
    figure: Element,
    whole: Pt,
    (width, style): (Pt, Style),
) -> Result<Fragment, Fault> {
    let left = whole + style.em(0.2);
    let room = width - left;
    if room < style.em(4.0) {
        return Err(Fault::TooWide);
    }
    let text = [
        Inline::Text(block.name.clone(), Weight::Strong),
        Inline::Break,
        Inline::Text(block.shown.clone(), Weight::Normal),
    ];
    let text = if block.name.is_empty() {
        &text[2..]
    } else {
        &text[..]
    };
    let setting = paragraph::set(&mut layout.shaper, text, style, room, Align::Left)?;
    if setting.squeezed {
        return Err(Fault::TooWide);
    }
    let height = whole.max(setting.size.height);
    let size = Size::new(width, height);
    let mut kids = vec![(
        Point::new(Pt::ZERO, (height - whole) / 2.0),
        Node::Element(figure),
    )];
    let top = (height - setting.size.height) / 2.0;
    for (_, node) in setting.nodes() {
        kids.push((Point::new(left, top), node));
    }
    let link = Element {
        role: Role::Link {
            url: block.url.as_str().into(),
            contents: link_contents(block),
            areas: vec![Rect::new(Point::ORIGIN, size)],
        },
        kids,
    };
    let link = Node::Element(link);
    let kids = vec![(Point::ORIGIN, link)];
    Ok(element_fragment(size, Role::Paragraph, kids))
}

fn alternative(block: &CodeBlock) -> String {
    format!("QR-код: {}", block.url)
}

fn link_contents(block: &CodeBlock) -> String {
    if block.name.is_empty() {
        block.shown.clone()
    } else {
        format!("{}: {}", block.name, block.shown)
    }
}

/// Encodes an address and finds the side of its code: what the template says,
/// or else 30 mm, or more for a long address.
fn encode(layout: &mut Layout, block: &CodeBlock, width: Pt) -> Result<(Arc<QrCode>, Pt), Fault> {
    let zones = 2.0 * QUIET_ZONE as f64;
    let wanted = block.side.unwrap_or(rules::SIDE);
    let most = (width / LEAST_MODULE - zones).floor().max(0.0) as usize;
    let good = rules::good_modules(wanted);
    let place = (block.url.clone(), good, most);
    let code = match layout.codes.get(&place).cloned() {
        Some(code) => code,
        None => {
            let code = QrCode::encode(&block.url, good)
                .or_else(|_| QrCode::encode(&block.url, most))
                .map_err(|_| Fault::Code {
                    url: block.url.clone(),
                    available_mm: whole_mm(width),
                })?;
            let code = Arc::new(code);
            layout.codes.insert(place, code.clone());
            code
        }
    };
    let modules = code.width() as f64;
    let side = match block.side {
        Some(side) if side / modules < LEAST_MODULE => {
            return Err(Fault::Small {
                stated_mm: whole_mm(side),
                least_mm: (LEAST_MODULE * modules).to_mm().ceil() as u32,
            });
        }
        Some(side) => side,
        None => wanted.max(GOOD_MODULE * modules),
    };
    // A long address takes smaller modules before it takes more than there is.
    let room = width * (modules / (modules + zones));
    let least = match block.side {
        Some(side) => side,
        None => rules::SIDE.max(LEAST_MODULE * modules),
    };
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
