//! Blocks, columns, panels and tables: what stands one under another.
//!
//! Takes blocks, a width and a style, gives a [`Stack`]. This file knows what
//! stands in what: it sets the body of a block and hands the finished fragments
//! to the files that draw the block around them. What has been set for some
//! width and style is remembered. Pages are not known here.

mod callout;
mod code;
mod columns;
mod cut;
mod item;
mod name;
mod panel;
mod stack;
mod table;

use std::rc::Rc;
use std::sync::Arc;

use super::fault::Fault;
use super::inline::{self, Align, Shaper};
use super::style::{self, Style};
use crate::base::digest::Digest;
use crate::base::fonts::Fonts;
use crate::base::memo::Memo;
use crate::base::units::Pt;
use crate::model::frame::{Fragment, Role};
use crate::model::handout::{Block, Blocks, Callout, Column, Inline, Panel};

use item::Mark;
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
    /// Any [`Fault`].
    pub fn stack(&mut self, blocks: &Blocks, width: Pt, style: Style) -> Result<Stack, Fault> {
        let mut bands = Vec::new();
        for block in blocks {
            bands.extend_from_slice(&self.bands(block, width, style)?);
        }
        Ok(Stack { bands, width })
    }

    /// Sets a block, or finds it set already.
    fn bands(&mut self, block: &Block, width: Pt, style: Style) -> Result<Rc<[Band]>, Fault> {
        let key = Digest::of(&(block, width, style));
        if let Some(known) = self.known.get(&key) {
            return Ok(known);
        }
        let bands: Rc<[Band]> = self.set(block, width, style)?.into();
        self.known.put(key, bands.clone());
        Ok(bands)
    }

    fn set(&mut self, block: &Block, width: Pt, style: Style) -> Result<Vec<Band>, Fault> {
        let (gaps, fragment) = match block {
            Block::Heading(level, text) => {
                let (role, style) = (Role::Heading(*level), style.heading(*level));
                let heading = self.text(text, width, style)?.element(role);
                (Gaps::Heading(*level), heading)
            }
            Block::Paragraph(text) => {
                let paragraph = self.text(text, width, style)?.element(Role::Paragraph);
                (Gaps::Text, paragraph)
            }
            Block::Step(number, body) => {
                let title = match body.first().map(Arc::as_ref) {
                    Some(Block::Heading(level, _)) => style.heading(*level),
                    _ => style,
                };
                let numeral = item::numeral(&mut self.shaper, *number, title, style)?;
                (Gaps::Step, self.item(numeral, body, width, style)?)
            }
            Block::Bullet(body) => {
                let bullet = item::bullet(&mut self.shaper, style)?;
                (Gaps::Item, self.item(bullet, body, width, style)?)
            }
            Block::Check(body) => {
                let item = self.item(item::check(style), body, width, style)?;
                (Gaps::Item, item)
            }
            Block::Callout(callout, body) => {
                (Gaps::Block, self.callout(*callout, body, width, style)?)
            }
            Block::Code(code) => (
                Gaps::Block,
                code::set(&mut self.shaper, code, width, style)?,
            ),
            Block::Rule => (Gaps::Rule, panel::rule(width)),
            Block::Cut(words) => (Gaps::Rule, cut::set(&mut self.shaper, words, width, style)?),
            Block::Columns(columns) => {
                let columns = Body::Columns(self.columns(columns, width, style)?);
                return Ok(vec![Band::new(Gaps::Block, columns, style)]);
            }
            Block::Panel(panel, body) => return self.panel(*panel, body, width, style),
            Block::Table(table) => {
                let (head, rows) = table::set(&mut self.shaper, table, width, style)?;
                let row = |row| Band::new(Gaps::Table, Body::Row(row, head.clone()), style);
                return Ok(rows.into_iter().map(row).collect());
            }
        };
        let body = Body::Fragment(Arc::new(fragment));
        Ok(vec![Band::new(gaps, body, style)])
    }

    fn text(&mut self, text: &[Inline], width: Pt, style: Style) -> Result<inline::SetText, Fault> {
        inline::set(&mut self.shaper, text, style, width, Align::Left)
    }

    /// An item of a list. A single paragraph is the body itself: a tag of its own
    /// would say nothing more and take room in every file.
    fn item(
        &mut self,
        mark: Mark,
        body: &Blocks,
        width: Pt,
        style: Style,
    ) -> Result<Fragment, Fault> {
        let room = width - mark.indent;
        let body = match only_paragraph(body) {
            Some(text) => self.text(text, room, style)?.bare(),
            None => self.stack(body, room, style)?.assemble(1.0),
        };
        Ok(item::set(mark, body, width))
    }

    fn callout(
        &mut self,
        callout: Callout,
        body: &Blocks,
        width: Pt,
        style: Style,
    ) -> Result<Fragment, Fault> {
        let room = callout::room(width, style);
        let inside = match body.split_first().map(|(lead, ticks)| (&**lead, ticks)) {
            Some((Block::Paragraph(lead), ticks))
                if !ticks.is_empty() && ticks.iter().all(|b| matches!(**b, Block::Check(_))) =>
            {
                self.ticks_with_lead(lead, ticks, room, style)?
            }
            _ => self.stack(body, room, style)?.assemble(1.0),
        };
        Ok(callout::set(callout, inside, width, style))
    }

    /// Words at the left, ticks in two columns beside them.
    fn ticks_with_lead(
        &mut self,
        lead: &[Inline],
        ticks: &[Arc<Block>],
        width: Pt,
        style: Style,
    ) -> Result<Fragment, Fault> {
        let lead = self.text(lead, callout::lead_width(width), style)?;
        let room = callout::room_beside(&lead, width, style);
        let half = callout::half(room, style);
        let mut items = Vec::new();
        for tick in ticks {
            let Block::Check(body) = &**tick else {
                continue;
            };
            let is_short = self.is_on_one_line(body, half, style)?;
            let width = if is_short { half } else { room };
            items.push((self.item(item::check(style), body, width, style)?, is_short));
        }
        let grid = callout::tick_grid(items, room, style);
        Ok(callout::beside(lead, grid, width))
    }

    /// Whether an item with a tick is one paragraph, and that one line.
    fn is_on_one_line(&mut self, body: &Blocks, width: Pt, style: Style) -> Result<bool, Fault> {
        let Some(text) = only_paragraph(body) else {
            return Ok(false);
        };
        let text = inline::natural_width(&mut self.shaper, text, style)?;
        Ok(text + item::check(style).indent <= width)
    }

    fn columns(
        &mut self,
        columns: &[Column],
        width: Pt,
        style: Style,
    ) -> Result<Rc<[(Pt, Stack)]>, Fault> {
        let gaps = style::COLUMN_GAP * (columns.len() as f64 - 1.0);
        let stated: Vec<_> = columns.iter().map(|column| column.width).collect();
        let widths = columns::widths(&stated, width - gaps, style)?;
        let mut x = Pt::ZERO;
        let mut set = Vec::new();
        for (column, width) in columns.iter().zip(widths) {
            set.push((x, self.stack(&column.body, width, style)?));
            x += width + style::COLUMN_GAP;
        }
        Ok(set.into())
    }

    fn panel(
        &mut self,
        panel: Panel,
        body: &Blocks,
        width: Pt,
        style: Style,
    ) -> Result<Vec<Band>, Fault> {
        match panel {
            Panel::Scaled(factor) => {
                let style = style.scaled(factor.get());
                Ok(self.stack(body, width, style)?.bands)
            }
            Panel::Label => Ok(self.stack(body, width, style.label())?.bands),
            Panel::Name => self.name(body, width, style),
            Panel::Framed | Panel::Tinted | Panel::Barred => {
                let room = panel::room(panel, width, style.size);
                let stack = Rc::new(self.stack(body, room, style)?);
                let body = Body::Panel(panel, stack);
                Ok(vec![Band::new(Gaps::Block, body, style)])
            }
        }
    }

    /// Names are large; other blocks of the panel are set as usual.
    fn name(&mut self, body: &Blocks, width: Pt, style: Style) -> Result<Vec<Band>, Fault> {
        let mut bands = Vec::new();
        for block in body {
            if let Block::Paragraph(text) = &**block {
                let name = name::set(&mut self.shaper, text, width, style)?;
                let body = Body::Fragment(Arc::new(name));
                bands.push(Band::new(Gaps::Text, body, style));
            } else {
                bands.extend_from_slice(&self.bands(block, width, style)?);
            }
        }
        Ok(bands)
    }
}

/// The text of a body that is nothing but one paragraph.
fn only_paragraph(body: &Blocks) -> Option<&[Inline]> {
    match body.as_slice() {
        [only] => match &**only {
            Block::Paragraph(text) => Some(text),
            _ => None,
        },
        _ => None,
    }
}
