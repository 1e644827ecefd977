//! Blocks, columns, panels and tables: what stands one under another.
//!
//! Takes blocks, a width and a style, gives a [`Stack`]. This file knows what
//! stands in what: it sets the body of a block and hands the finished fragments
//! to the files that draw the block around them. What has been set for some
//! width and style is remembered. Pages are not known here.

mod code;
mod columns;
mod cut;
mod item;
mod name;
mod panel;
mod picture;
mod stack;
mod table;
mod ticks;

use std::ops::Deref;
use std::rc::Rc;

use super::fault::Result;
use super::inline::{self, Align, SetText, Shaper};
use super::style::{self, Room};
use crate::base::digest::Digest;
use crate::base::fonts::Fonts;
use crate::base::memo::Memo;
use crate::base::units::Pt;
use crate::model::frame::{Fragment, Role};
use crate::model::handout::{Block, Blocks, Column, Inline, Panel, SharedBlock};

use item::Mark;
use panel::Border;
use stack::Body;
pub(super) use stack::{Band, Gaps, Stack};

/// How many blocks are remembered: all those of a sheet for some kinds of pupils.
const REMEMBERED: usize = 512;

/// Sets blocks and remembers them.
pub(super) struct Flow<'f> {
    shaper: Shaper<'f>,
    known: Memo<u128, Rc<[Band]>>,
}

impl<'f> Flow<'f> {
    /// Nothing set yet.
    pub fn new(fonts: &'f Fonts) -> Self {
        Flow {
            shaper: Shaper::new(fonts),
            known: Memo::new(REMEMBERED),
        }
    }

    /// Blocks one under another.
    ///
    /// # Errors
    /// Any [`Fault`](super::Fault).
    pub fn stack(&mut self, blocks: &[SharedBlock], room: Room) -> Result<Stack> {
        let mut bands = Vec::new();
        for block in blocks {
            bands.extend_from_slice(&self.bands(block, room)?);
        }
        let width = room.width;
        Ok(Stack { bands, width })
    }

    /// Sets a block, or finds it set already.
    fn bands(&mut self, block: &SharedBlock, room: Room) -> Result<Rc<[Band]>> {
        let key = Digest::of(&(block, room));
        if let Some(known) = self.known.get(&key) {
            return Ok(known);
        }
        let bands: Rc<[Band]> = self.set(block, room)?.into();
        self.known.put(key, bands.clone());
        Ok(bands)
    }

    fn set(&mut self, block: &Block, room: Room) -> Result<Vec<Band>> {
        let (shaper, style) = (&mut self.shaper, room.style);
        let (gaps, body) = match block {
            Block::Heading(level, text) => {
                let heading = self.text(text, room.styled(style.heading(*level)))?;
                let heading = heading.element(Role::Heading(*level));
                (Gaps::Heading(*level), Body::of(heading))
            }
            Block::Paragraph(text) => {
                let paragraph = self.text(text, room)?.element(Role::Paragraph);
                (Gaps::Text, Body::of(paragraph))
            }
            Block::Step(number, body) => {
                let title = match body.first().map(Deref::deref) {
                    Some(Block::Heading(level, _)) => style.heading(*level),
                    _ => style,
                };
                let numeral = item::numeral(shaper, *number, title, style)?;
                (Gaps::Step, Body::of(self.item(numeral, body, room)?))
            }
            Block::Bullet(body) => {
                let bullet = item::bullet(shaper, style)?;
                (Gaps::Item, Body::of(self.item(bullet, body, room)?))
            }
            Block::Check(body) => {
                let item = self.item(item::check(style), body, room)?;
                (Gaps::Item, Body::of(item))
            }
            Block::Code(code) => {
                let (code, clear) = code::set(shaper, code, room)?;
                return Ok(vec![Band::below(Gaps::Block, Body::of(code), style, clear)]);
            }
            Block::Picture(own) => (Gaps::Block, Body::of(picture::set(own, room))),
            Block::Rule => (Gaps::Rule, Body::of(panel::rule(room.width))),
            Block::Cut(words) => (Gaps::Rule, Body::of(cut::set(shaper, words, room)?)),
            Block::Columns(columns) => {
                let (columns, clear) = self.columns(columns, room)?;
                return Ok(vec![Band::below(Gaps::Block, columns, style, clear)]);
            }
            Block::Panel(panel, body) => match Border::of_panel(*panel, style.size) {
                Some(border) => {
                    let inside = border.inside(room);
                    let body = match ticks::with_lead(body) {
                        Some((lead, ticks)) => {
                            let set = self.ticks_with_lead(lead, &ticks, inside)?;
                            Body::of(border.around(set))
                        }
                        None => Body::Bordered(border, Rc::new(self.stack(body, inside)?)),
                    };
                    (Gaps::Block, body)
                }
                None => return self.restyled(*panel, body, room),
            },
            Block::Table(table) => {
                let (head, rows) = table::set(shaper, table, room)?;
                let row = |row| Band::new(Gaps::Table, Body::Row(row, head.clone()), style);
                return Ok(rows.into_iter().map(row).collect());
            }
        };
        Ok(vec![Band::new(gaps, body, style)])
    }

    fn text(&mut self, text: &[Inline], room: Room) -> Result<SetText> {
        inline::set(&mut self.shaper, text, room, Align::Left)
    }

    /// An item of a list. A single paragraph is the body itself: a tag of its own
    /// would say nothing more and take room in every file.
    fn item(&mut self, mark: Mark, body: &Blocks, room: Room) -> Result<Fragment> {
        let beside = room.wide(room.width - mark.indent);
        let body = match only_paragraph(body) {
            Some(text) => self.text(text, beside)?.bare(),
            None => self.stack(body, beside)?.assemble(1.0),
        };
        Ok(item::set(mark, body, room.width))
    }

    /// A paragraph and ticks side by side, many ticks in two columns.
    fn ticks_with_lead(
        &mut self,
        lead: &[Inline],
        bodies: &[&Blocks],
        room: Room,
    ) -> Result<Fragment> {
        let lead = self.text(lead, ticks::for_lead(room))?;
        let beside = ticks::for_ticks(&lead, room);
        let half = ticks::for_half(beside);
        let mut items = Vec::new();
        for body in bodies {
            let mark = item::check(room.style);
            let is_short = match only_paragraph(body) {
                Some(text) if bodies.len() > ticks::ONE_COLUMN => {
                    let own = inline::natural_width(&mut self.shaper, text, room.style)?;
                    own + mark.indent <= half.width
                }
                _ => false,
            };
            let item = self.item(mark, body, if is_short { half } else { beside })?;
            items.push((item, is_short));
        }
        let grid = ticks::tick_grid(items, beside);
        Ok(ticks::beside(lead, grid, room.width))
    }

    /// Columns, and the white that they need above.
    fn columns(&mut self, columns: &[Column], room: Room) -> Result<(Body, Pt)> {
        let gaps = style::COLUMN_GAP * (columns.len() as f64 - 1.0);
        let stated: Vec<_> = columns.iter().map(|column| column.width).collect();
        let widths = columns::widths(&stated, room.wide(room.width - gaps))?;
        let mut x = Pt::ZERO;
        let mut set = Vec::new();
        let mut clear = Pt::ZERO;
        for (column, width) in columns.iter().zip(widths) {
            let mut stack = self.stack(&column.body, room.wide(width))?;
            clear = clear.max(stack.hang());
            set.push((x, stack));
            x += width + style::COLUMN_GAP;
        }
        Ok((Body::Columns(set.into()), clear))
    }

    /// Blocks in another style; of a name, the paragraphs.
    fn restyled(&mut self, panel: Panel, body: &Blocks, room: Room) -> Result<Vec<Band>> {
        let style = match panel {
            Panel::Scaled(factor) => room.style.scaled(factor.get()),
            Panel::Label => room.style.label(),
            _ => room.style,
        };
        let mut bands = Vec::new();
        for block in body {
            match &**block {
                Block::Paragraph(text) if panel == Panel::Name => {
                    let name = Body::of(name::set(&mut self.shaper, text, room)?);
                    bands.push(Band::new(Gaps::Text, name, style));
                }
                Block::Paragraph(text) if panel == Panel::Centred => {
                    let set = inline::set(&mut self.shaper, text, room, Align::Centre)?;
                    let set = Body::of(set.element(Role::Paragraph));
                    bands.push(Band::new(Gaps::Text, set, style));
                }
                Block::Heading(level, text) if panel == Panel::Centred => {
                    let own = room.styled(style.heading(*level));
                    let set = inline::set(&mut self.shaper, text, own, Align::Centre)?;
                    let set = Body::of(set.element(Role::Heading(*level)));
                    bands.push(Band::new(Gaps::Heading(*level), set, style));
                }
                _ => bands.extend_from_slice(&self.bands(block, room.styled(style))?),
            }
        }
        Ok(bands)
    }
}

/// The text of a body that is nothing but one paragraph.
fn only_paragraph(body: &Blocks) -> Option<&[Inline]> {
    match body.iter().map(Deref::deref).next() {
        Some(Block::Paragraph(text)) if body.len() == 1 => Some(text),
        _ => None,
    }
}
