//! Blocks one under another, columns side by side, panels around them.
//!
//! Everything is resolved once into a [`Stack`]; how loosely it is set is
//! decided afterwards, when the page knows how much room is left.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use crate::base::geometry::{Point, Rect, Size};
use crate::base::units::Pt;
use crate::model::frame::{Element, Fragment, Frame, Node, Role};
use crate::model::handout::{Block, Column, ColumnWidth, Group, Inline, Panel, Part};

use super::style::{self, Style};
use super::table::{self, Head};
use super::{Fault, Layout, block, draw, paragraph};

/// Padding of framed and tinted panels, in em.
const PADDING_X: f64 = 0.9;
const PADDING_Y: f64 = 0.75;
/// Distance from a bar to the text beside it, in em.
const BAR_INDENT: f64 = 0.75;
/// Size of a name and the least it may be made to fit, in em of running text.
const NAME_SIZES: [f64; 4] = [1.3, 1.2, 1.1, 1.0];
/// Lines that a name may take before it is made smaller.
const NAME_LINES: usize = 3;

/// What an entry is to its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Heading(u8),
    Step,
    Item,
    Block,
    Rule,
    Row,
}

/// A block in its stack.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub kind: Kind,
    pub content: Content,
    /// One em of the text here.
    pub em: Pt,
    /// What a container looked like when it was asked before.
    memo: Option<Rc<Memo>>,
}

/// What an entry holds.
#[derive(Debug, Clone)]
pub(super) enum Content {
    Fragment(Arc<Fragment>),
    Columns(Rc<Vec<(Pt, Stack)>>),
    Panel(Panel, Rc<Stack>),
    /// A row of a table, and what stands above its first row on each page.
    Row(Arc<Fragment>, Rc<Head>),
}

/// Heights and nodes of a container by looseness. Entries that are the same for
/// many pupils share one; there are few loosenesses, so a list will do.
#[derive(Debug, Default)]
struct Memo {
    heights: RefCell<Vec<(f64, Pt)>>,
    nodes: RefCell<Vec<(f64, Node)>>,
}

fn known<T: Clone>(list: &RefCell<Vec<(f64, T)>>, looseness: f64, make: impl Fn() -> T) -> T {
    if let Some((_, known)) = list.borrow().iter().find(|(l, _)| *l == looseness) {
        return known.clone();
    }
    let made = make();
    list.borrow_mut().push((looseness, made.clone()));
    made
}

/// Entries one under another.
#[derive(Debug, Clone)]
pub(super) struct Stack {
    pub entries: Vec<Entry>,
    pub width: Pt,
}

impl Kind {
    /// Room above and below, in em, set loosely by a factor.
    fn gaps(self, looseness: f64) -> (f64, f64) {
        match self {
            Kind::Text => (style::GAP_PARAGRAPH, style::GAP_PARAGRAPH),
            Kind::Heading(1) => (style::GAP_BLOCK, 0.3),
            Kind::Heading(2) => (style::GAP_BLOCK, 0.18),
            Kind::Heading(_) => (style::GAP_BLOCK, style::GAP_TITLE),
            Kind::Step => (style::GAP_STEP * looseness, style::GAP_STEP * looseness),
            Kind::Item => (style::GAP_ITEM, style::GAP_ITEM),
            Kind::Block => (style::GAP_BLOCK * looseness, style::GAP_BLOCK * looseness),
            Kind::Rule => (style::GAP_RULE, style::GAP_RULE),
            Kind::Row => (style::GAP_BLOCK, style::GAP_BLOCK),
        }
    }
}

impl Stack {
    /// Resolves parts into a stack of a given width.
    pub fn new(
        layout: &mut Layout,
        parts: &[Part],
        width: Pt,
        style: Style,
    ) -> Result<Stack, Fault> {
        let mut stack = Stack {
            entries: Vec::new(),
            width,
        };
        for part in parts {
            stack.add(layout, part, style)?;
        }
        Ok(stack)
    }

    /// Resolves blocks into a stack of a given width.
    pub fn of_blocks(
        layout: &mut Layout,
        blocks: &[Block],
        width: Pt,
        style: Style,
    ) -> Result<Stack, Fault> {
        let mut stack = Stack {
            entries: Vec::with_capacity(blocks.len()),
            width,
        };
        for block in blocks {
            let fragment = Arc::new(block::set(layout, block, width, style)?);
            stack.push(block::kind(block), Content::Fragment(fragment), style);
        }
        Ok(stack)
    }

    /// Some of the entries.
    pub fn part(&self, range: Range<usize>) -> Cow<'_, Stack> {
        if range == (0..self.entries.len()) {
            return Cow::Borrowed(self);
        }
        Cow::Owned(Stack {
            entries: self.entries[range].to_vec(),
            width: self.width,
        })
    }

    fn add(&mut self, layout: &mut Layout, part: &Part, style: Style) -> Result<(), Fault> {
        let (kind, content) = match part {
            Part::Block(keyed) => {
                let fragment = block::remembered(layout, keyed, self.width, style)?;
                (block::kind(keyed.block()), Content::Fragment(fragment))
            }
            Part::Rule => (Kind::Rule, Content::Fragment(Arc::new(rule(self.width)))),
            Part::Columns(columns) => (
                Kind::Block,
                Content::Columns(Rc::new(set_columns(layout, columns, self.width, style)?)),
            ),
            Part::Table(table) => {
                for (row, head) in table::set(layout, table, self.width, style)? {
                    self.push(Kind::Row, Content::Row(row, head), style);
                }
                return Ok(());
            }
            Part::Group(group) => return self.add_group(layout, group, style),
            Part::Panel(panel, body) => return self.add_panel(layout, *panel, body, style),
        };
        self.push(kind, content, style);
        Ok(())
    }

    fn push(&mut self, kind: Kind, content: Content, style: Style) {
        let is_container = matches!(content, Content::Columns(_) | Content::Panel(..));
        self.entries.push(Entry {
            kind,
            content,
            em: style.size,
            memo: is_container.then(Rc::default),
        });
    }

    /// Adds a container, or finds it resolved already.
    fn add_group(&mut self, layout: &mut Layout, group: &Group, style: Style) -> Result<(), Fault> {
        let place = (group.key(), self.width.get().to_bits(), style.key());
        if let Some(entries) = layout.groups.get(&place) {
            self.entries.extend_from_slice(&entries);
            return Ok(());
        }
        let start = self.entries.len();
        self.add(layout, group.part(), style)?;
        let entries = &self.entries[start..];
        layout.groups.offer(place, || entries.into());
        Ok(())
    }

    fn add_panel(
        &mut self,
        layout: &mut Layout,
        panel: Panel,
        body: &[Part],
        style: Style,
    ) -> Result<(), Fault> {
        let inner = match panel {
            Panel::Scaled(factor) => return self.extend(layout, body, style.scaled(factor)),
            Panel::Label => return self.extend(layout, body, style.label()),
            Panel::Name => return self.add_name(layout, body, style),
            Panel::Framed | Panel::Tinted => self.width - style.em(2.0 * PADDING_X),
            Panel::Barred => self.width - style.em(BAR_INDENT),
        };
        let stack = Stack::new(layout, body, inner, style)?;
        self.push(Kind::Block, Content::Panel(panel, Rc::new(stack)), style);
        Ok(())
    }

    fn extend(&mut self, layout: &mut Layout, body: &[Part], style: Style) -> Result<(), Fault> {
        for part in body {
            self.add(layout, part, style)?;
        }
        Ok(())
    }

    /// Names are bold and as large as they can be without breaking a word or
    /// taking too many lines. Other parts of the panel are set as usual.
    fn add_name(&mut self, layout: &mut Layout, body: &[Part], style: Style) -> Result<(), Fault> {
        for part in body {
            match part {
                Part::Block(keyed) => match keyed.block() {
                    Block::Paragraph(text) => {
                        let fragment = fit_name(layout, text, self.width, style)?;
                        self.push(Kind::Text, Content::Fragment(Arc::new(fragment)), style);
                    }
                    _ => self.add(layout, part, style)?,
                },
                _ => self.add(layout, part, style)?,
            }
        }
        Ok(())
    }

    /// Height of the stack, set loosely by a factor (1: as tight as it gets).
    pub fn height(&self, looseness: f64) -> Pt {
        let mut height = Pt::ZERO;
        for (index, entry) in self.entries.iter().enumerate() {
            height += self.gap_above(index, looseness) + entry.height(looseness);
        }
        height
    }

    /// Room between an entry and the one before it.
    pub fn gap_above(&self, index: usize, looseness: f64) -> Pt {
        if index == 0 || self.continues(index) {
            return self.head_above(index);
        }
        let (before, after) = (&self.entries[index - 1], &self.entries[index]);
        let (_, below) = before.kind.gaps(looseness);
        let (above, _) = after.kind.gaps(looseness);
        match (before.kind, after.kind) {
            (Kind::Heading(_), Kind::Block | Kind::Step) => {
                before.em * below.max(style::GAP_PARAGRAPH)
            }
            (Kind::Heading(_), _) => before.em * below,
            _ => (before.em * below).max(after.em * above) + self.head_above(index),
        }
    }

    /// Whether an entry is a row of the same table as the one before it.
    fn continues(&self, index: usize) -> bool {
        let head = |index: usize| match &self.entries[index].content {
            Content::Row(_, head) => Some(head),
            _ => None,
        };
        match (index.checked_sub(1).and_then(head), head(index)) {
            (Some(before), Some(own)) => Rc::ptr_eq(before, own),
            _ => false,
        }
    }

    /// Height of the head of a table above an entry, if it is the table's first
    /// row here.
    fn head_above(&self, index: usize) -> Pt {
        match &self.entries[index].content {
            Content::Row(_, head) if !self.continues(index) => head.height(),
            _ => Pt::ZERO,
        }
    }

    /// What stands above an entry on a page that begins with the entry `first`.
    pub fn gap_on_page(&self, index: usize, first: usize, looseness: f64) -> Pt {
        match &self.entries[index].content {
            Content::Row(_, head) if index == first => head.height(),
            _ if index == first => Pt::ZERO,
            _ => self.gap_above(index, looseness),
        }
    }

    /// The stack as one fragment.
    pub fn assemble(&self, looseness: f64) -> Fragment {
        let mut nodes = Nodes::default();
        let mut y = Pt::ZERO;
        for (index, entry) in self.entries.iter().enumerate() {
            y += self.gap_above(index, looseness);
            nodes.add(Point::new(Pt::ZERO, y), entry, looseness);
            y += entry.height(looseness);
        }
        Fragment {
            size: Size::new(self.width, y),
            nodes: nodes.nodes,
        }
    }
}

impl Entry {
    /// Height of the entry, set loosely by a factor.
    pub fn height(&self, looseness: f64) -> Pt {
        match &self.memo {
            Some(memo) => known(&memo.heights, looseness, || self.measured(looseness)),
            None => self.measured(looseness),
        }
    }

    fn measured(&self, looseness: f64) -> Pt {
        match &self.content {
            Content::Fragment(fragment) | Content::Row(fragment, _) => fragment.size.height,
            Content::Columns(columns) => columns
                .iter()
                .map(|(_, stack)| stack.height(looseness))
                .fold(Pt::ZERO, Pt::max),
            Content::Panel(panel, stack) => stack.height(looseness) + self.padding(*panel) * 2.0,
        }
    }

    fn padding(&self, panel: Panel) -> Pt {
        match panel {
            Panel::Framed | Panel::Tinted => self.em * PADDING_Y,
            _ => Pt::ZERO,
        }
    }

    fn is_item(&self) -> bool {
        matches!(self.kind, Kind::Step | Kind::Item)
    }

    fn node(&self, looseness: f64) -> Node {
        match &self.memo {
            Some(memo) => known(&memo.nodes, looseness, || self.assembled(looseness)),
            None => self.assembled(looseness),
        }
    }

    fn assembled(&self, looseness: f64) -> Node {
        match &self.content {
            Content::Fragment(fragment) | Content::Row(fragment, _) => {
                Node::Fragment(fragment.clone())
            }
            Content::Columns(columns) => {
                let nodes = columns
                    .iter()
                    .map(|(x, stack)| {
                        let column = Node::Fragment(Arc::new(stack.assemble(looseness)));
                        (Point::new(*x, Pt::ZERO), column)
                    })
                    .collect();
                let width = columns.iter().map(|(x, stack)| *x + stack.width);
                Node::Fragment(Arc::new(Fragment {
                    size: Size::new(width.fold(Pt::ZERO, Pt::max), self.height(looseness)),
                    nodes,
                }))
            }
            Content::Panel(panel, stack) => self.panel(*panel, stack, looseness),
        }
    }

    fn panel(&self, panel: Panel, stack: &Stack, looseness: f64) -> Node {
        let height = self.height(looseness);
        let (indent, width) = match panel {
            Panel::Barred => (self.em * BAR_INDENT, stack.width + self.em * BAR_INDENT),
            _ => (
                self.em * PADDING_X,
                stack.width + self.em * (2.0 * PADDING_X),
            ),
        };
        let size = Size::new(width, height);
        let around = panel_frame(panel, size, self.em);
        let body = Node::Fragment(Arc::new(stack.assemble(looseness)));
        let at = Point::new(indent, self.padding(panel));
        Node::Fragment(Arc::new(Fragment {
            size,
            nodes: vec![(Point::ORIGIN, Node::Artifact(around)), (at, body)],
        }))
    }
}

/// Nodes in reading order; items that follow each other become one list.
#[derive(Default)]
pub(super) struct Nodes {
    pub nodes: Vec<(Point, Node)>,
    in_list: bool,
    /// The head of the table that the last entry is a row of.
    in_table: Option<Rc<Head>>,
}

impl Nodes {
    /// Adds an entry at a place.
    pub fn add(&mut self, at: Point, entry: &Entry, looseness: f64) {
        let node = entry.node(looseness);
        if let Content::Row(_, head) = &entry.content {
            self.in_list = false;
            return self.add_row(at, node, head);
        }
        self.in_table = None;
        if !entry.is_item() {
            self.in_list = false;
            self.nodes.push((at, node));
            return;
        }
        if self.in_list
            && let Some((_, Node::Element(list))) = self.nodes.last_mut()
        {
            list.kids.push((at, node));
            return;
        }
        self.in_list = true;
        let list = Element {
            role: Role::List,
            kids: vec![(at, node)],
        };
        self.nodes.push((Point::ORIGIN, Node::Element(list)));
    }

    /// Adds a row of a table; before its first row here stands its head. What
    /// goes on on the next page is a table of its own there, so that a reader of
    /// that page hears what its columns are.
    fn add_row(&mut self, at: Point, row: Node, head: &Rc<Head>) {
        let same = self.in_table.as_ref();
        if same.is_some_and(|own| Rc::ptr_eq(own, head))
            && let Some((_, Node::Element(table))) = self.nodes.last_mut()
        {
            return table.kids.push((at, row));
        }
        self.in_table = Some(head.clone());
        let above = Point::new(at.x, at.y - head.height());
        let table = Element {
            role: Role::Table,
            kids: vec![(above, head.node()), (at, row)],
        };
        self.nodes.push((Point::ORIGIN, Node::Element(table)));
    }
}

/// The frame, tint or bar of a panel.
pub(super) fn panel_frame(panel: Panel, size: Size, em: Pt) -> Arc<Frame> {
    let line = style::FRAME_LINE;
    let item = if panel == Panel::Barred {
        let x = style::BAR_LINE / 2.0;
        draw::line(
            Point::new(x, Pt::ZERO),
            Point::new(x, size.height),
            style::BAR_LINE,
            None,
        )
    } else {
        let fill = (panel == Panel::Tinted).then_some(style::TINT);
        let inset = Point::new(line / 2.0, line / 2.0);
        let within = Size::new(size.width - line, size.height - line);
        draw::rounded(Rect::new(inset, within), em * 0.4, fill, Some(line))
    };
    Arc::new(Frame::new(size, vec![(Point::ORIGIN, item)]))
}

fn rule(width: Pt) -> Fragment {
    let y = style::RULE_LINE / 2.0;
    let line = draw::line(
        Point::new(Pt::ZERO, y),
        Point::new(width, y),
        style::RULE_LINE,
        None,
    );
    let size = Size::new(width, style::RULE_LINE);
    let frame = Arc::new(Frame::new(size, vec![(Point::ORIGIN, line)]));
    Fragment {
        size,
        nodes: vec![(Point::ORIGIN, Node::Artifact(frame))],
    }
}

fn set_columns(
    layout: &mut Layout,
    columns: &[Column],
    width: Pt,
    style: Style,
) -> Result<Vec<(Pt, Stack)>, Fault> {
    let gaps = style::COLUMN_GAP * (columns.len() as f64 - 1.0);
    let stated = columns.iter().map(|column| column.width);
    let widths = widths(stated, width - gaps, style)?;
    let mut x = Pt::ZERO;
    let mut set = Vec::new();
    for (column, width) in columns.iter().zip(widths) {
        set.push((x, Stack::new(layout, &column.body, width, style)?));
        x += width + style::COLUMN_GAP;
    }
    Ok(set)
}

/// How wide columns come out that have `width` between them.
pub(super) fn widths(
    stated: impl Iterator<Item = ColumnWidth> + Clone,
    width: Pt,
    style: Style,
) -> Result<Vec<Pt>, Fault> {
    let fixed = stated.clone().map(|stated| match stated {
        ColumnWidth::Fixed(width) => width,
        ColumnWidth::Share(_) => Pt::ZERO,
    });
    let shares = stated.clone().map(|stated| match stated {
        ColumnWidth::Fixed(_) => 0.0,
        ColumnWidth::Share(share) => share,
    });
    let left = width - fixed.sum::<Pt>();
    let shares: f64 = shares.sum();
    // Sums of millimetres in points are not exact.
    if left < Pt::new(-0.01) || (shares > 0.0 && left < style.em(4.0)) {
        return Err(Fault::TooWide);
    }
    let width = |stated| match stated {
        ColumnWidth::Fixed(width) => width,
        ColumnWidth::Share(share) => left * (share / shares),
    };
    Ok(stated.map(width).collect())
}

fn fit_name(
    layout: &mut Layout,
    text: &[Inline],
    width: Pt,
    style: Style,
) -> Result<Fragment, Fault> {
    let mut last = None;
    for factor in NAME_SIZES {
        let bold = Style {
            size: style.size * factor,
            pitch: style::HEADING_PITCH,
            font: crate::base::fonts::FontId::Bold,
            ..style
        };
        let set = paragraph::set(
            &mut layout.shaper,
            text,
            bold,
            width,
            paragraph::Align::Left,
        )?;
        let fits = !set.squeezed && set.lines <= NAME_LINES;
        last = Some(set);
        if fits {
            break;
        }
    }
    let set = last.expect("there is at least one size");
    Ok(block::text_fragment(set, Role::Paragraph, text))
}
