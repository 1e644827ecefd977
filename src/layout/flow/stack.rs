//! Blocks that are set, one under another.
//!
//! How loosely a [`Stack`] is set is decided when the page knows how much room is
//! left: heights and nodes are asked for with a looseness, the factor by which
//! gaps between steps and boxes grow. Must not know how a block is set.

use std::rc::Rc;
use std::sync::Arc;

use crate::base::geometry::{Point, Size};
use crate::base::units::Pt;
use crate::layout::style::{self, Style};
use crate::model::frame::{Element, Fragment, Node, Role};

use super::panel::Border;

/// What a band is to its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::layout) enum Gaps {
    Text,
    Heading(u8),
    Step,
    Item,
    Block,
    Rule,
    Table,
}

/// A block as it stands in its column, over the whole width.
#[derive(Debug, Clone)]
pub(in crate::layout) struct Band {
    pub gaps: Gaps,
    /// One em of the text here.
    em: Pt,
    /// White that has to stay above.
    clear: Pt,
    body: Body,
}

/// What a band shows.
#[derive(Debug, Clone)]
pub(super) enum Body {
    Fragment(Arc<Fragment>),
    /// Columns and how far each is from the left edge.
    Columns(Rc<[(Pt, Stack)]>),
    Bordered(Border, Rc<Stack>),
    /// A row of a table, and the head that stands above its first row on each
    /// page.
    Row(Arc<Fragment>, Arc<Fragment>),
}

impl Body {
    /// A fragment, however loosely it is set.
    pub fn of(fragment: Fragment) -> Body {
        Body::Fragment(Arc::new(fragment))
    }
}

/// Bands one under another.
#[derive(Debug, Clone)]
pub(in crate::layout) struct Stack {
    pub bands: Vec<Band>,
    pub width: Pt,
}

impl Gaps {
    /// Room above and below, in em, set loosely by a factor.
    fn around(self, looseness: f64) -> (f64, f64) {
        match self {
            Gaps::Text => (style::GAP_PARAGRAPH, style::GAP_PARAGRAPH),
            Gaps::Heading(1) => (style::GAP_BLOCK, 0.3),
            Gaps::Heading(2) => (style::GAP_BLOCK, 0.18),
            Gaps::Heading(_) => (style::GAP_BLOCK, style::GAP_TITLE),
            Gaps::Step => (style::GAP_STEP * looseness, style::GAP_STEP * looseness),
            Gaps::Item => (style::GAP_ITEM, style::GAP_ITEM),
            Gaps::Block => (style::GAP_BLOCK * looseness, style::GAP_BLOCK * looseness),
            Gaps::Rule | Gaps::Table => (style::GAP_BLOCK, style::GAP_BLOCK),
        }
    }
}

impl Stack {
    /// The bands from one to before another.
    pub fn part(&self, from: usize, to: usize) -> Stack {
        Stack {
            bands: self.bands[from..to].to_vec(),
            width: self.width,
        }
    }

    /// Height of the stack, set loosely by a factor (1: as tight as it gets).
    pub fn height(&self, looseness: f64) -> Pt {
        let height = |(index, band): (usize, &Band)| {
            self.gap_above(index, looseness) + band.height(looseness)
        };
        self.bands.iter().enumerate().map(height).sum()
    }

    /// Room between a band and the one before it.
    pub fn gap_above(&self, index: usize, looseness: f64) -> Pt {
        let own = &self.bands[index];
        let Some(before) = index.checked_sub(1).map(|before| &self.bands[before]) else {
            return own.head_height().max(own.clear);
        };
        if own.continues(before) {
            return Pt::ZERO;
        }
        let (_, below) = before.gaps.around(looseness);
        let (above, _) = own.gaps.around(looseness);
        let gap = match (before.gaps, own.gaps) {
            (Gaps::Rule, _) | (_, Gaps::Rule) => style::gap_of_rule(own.em),
            (Gaps::Heading(_), Gaps::Block | Gaps::Step) => {
                before.em * below.max(style::GAP_PARAGRAPH)
            }
            (Gaps::Heading(_), _) => before.em * below,
            _ => (before.em * below).max(own.em * above),
        };
        let gap = match (before.gaps, own.gaps) {
            (Gaps::Step, _) => gap,
            (_, Gaps::Step) => gap.max(own.em * style::NUMERAL_RISE),
            _ => gap,
        };
        // A button may hang from the text above a code.
        let clear = match own.clear {
            Pt::ZERO => Pt::ZERO,
            clear => clear + before.em * style::BUTTON_BELOW,
        };
        gap.max(clear) + own.head_height()
    }

    /// The same on a page that begins with the band `first`.
    pub fn gap_on_page(&self, index: usize, first: usize, looseness: f64) -> Pt {
        if index == first {
            self.bands[index].head_height().max(self.bands[index].clear)
        } else {
            self.gap_above(index, looseness)
        }
    }

    /// Hangs the stack up with no white above its first band; gives the white
    /// that has to be there.
    pub fn hang(&mut self) -> Pt {
        let Some(first) = self.bands.first_mut() else {
            return Pt::ZERO;
        };
        // A numeral rises above its band.
        let rise = match first.gaps {
            Gaps::Step => first.em * (style::NUMERAL_RISE + style::GAP_PARAGRAPH),
            _ => Pt::ZERO,
        };
        std::mem::take(&mut first.clear).max(rise)
    }

    /// The stack as one fragment.
    pub fn assemble(&self, looseness: f64) -> Fragment {
        Fragment {
            size: Size::new(self.width, self.height(looseness)),
            nodes: self.nodes(Point::ORIGIN, looseness),
        }
    }

    /// The bands below a place, in reading order: items that follow each other
    /// are one list, rows one table.
    pub fn nodes(&self, at: Point, looseness: f64) -> Vec<(Point, Node)> {
        let mut nodes: Vec<(Point, Node)> = Vec::new();
        let mut y = at.y;
        for (index, band) in self.bands.iter().enumerate() {
            y += self.gap_above(index, looseness);
            let own = (Point::new(at.x, y), band.node(looseness));
            y += band.height(looseness);
            let before = index.checked_sub(1).map(|before| &self.bands[before]);
            let same = before.is_some_and(|before| is_same_group(band, before));
            match (nodes.last_mut(), band.group()) {
                (Some((_, Node::Element(group))), Some(_)) if same => group.kids.push(own),
                (_, Some(role)) => {
                    let mut kids = Vec::new();
                    if let Body::Row(_, head) = &band.body {
                        let above = own.0.shifted(Pt::ZERO, -head.size.height);
                        kids.push((above, Node::Fragment(head.clone())));
                    }
                    kids.push(own);
                    nodes.push((Point::ORIGIN, Node::Element(Element { role, kids })));
                }
                (_, None) => nodes.push(own),
            }
        }
        nodes
    }
}

/// Whether a band goes on with the list or table that the one before is part of.
fn is_same_group(band: &Band, before: &Band) -> bool {
    band.continues(before) || (band.is_item() && before.is_item())
}

impl Band {
    /// A band in text of this style.
    pub(super) fn new(gaps: Gaps, body: Body, style: Style) -> Band {
        Band::below(gaps, body, style, Pt::ZERO)
    }

    /// A band that needs some white above.
    pub(super) fn below(gaps: Gaps, body: Body, style: Style, clear: Pt) -> Band {
        Band {
            gaps,
            em: style.size,
            clear,
            body,
        }
    }

    /// Height of the band, set loosely by a factor.
    pub fn height(&self, looseness: f64) -> Pt {
        match &self.body {
            Body::Fragment(fragment) | Body::Row(fragment, _) => fragment.size.height,
            Body::Columns(columns) => columns
                .iter()
                .map(|(_, stack)| stack.height(looseness))
                .fold(Pt::ZERO, Pt::max),
            Body::Bordered(border, stack) => stack.height(looseness) + border.above * 2.0,
        }
    }

    /// Height of the head of the table that the band is a row of.
    fn head_height(&self) -> Pt {
        match &self.body {
            Body::Row(_, head) => head.size.height,
            _ => Pt::ZERO,
        }
    }

    /// Whether the band is a row of the same table as the one before it. What goes
    /// on on the next page is a table of its own there, so that a reader of that
    /// page hears what its columns are.
    fn continues(&self, before: &Band) -> bool {
        match (&self.body, &before.body) {
            (Body::Row(_, own), Body::Row(_, other)) => Arc::ptr_eq(own, other),
            _ => false,
        }
    }

    fn is_item(&self) -> bool {
        matches!(self.gaps, Gaps::Step | Gaps::Item)
    }

    /// The element around bands of this sort that follow each other.
    fn group(&self) -> Option<Role> {
        match &self.body {
            Body::Row(..) => Some(Role::Table),
            _ => self.is_item().then_some(Role::List),
        }
    }

    fn node(&self, looseness: f64) -> Node {
        let fragment = match &self.body {
            Body::Fragment(fragment) | Body::Row(fragment, _) => {
                return Node::Fragment(fragment.clone());
            }
            Body::Bordered(border, stack) => border.around(stack.assemble(looseness)),
            Body::Columns(columns) => {
                let set = columns.iter().map(|(x, stack)| {
                    let column = Arc::new(stack.assemble(looseness));
                    (Point::new(*x, Pt::ZERO), Node::Fragment(column))
                });
                let right = columns.iter().map(|(x, stack)| *x + stack.width);
                Fragment {
                    size: Size::new(right.fold(Pt::ZERO, Pt::max), self.height(looseness)),
                    nodes: set.collect(),
                }
            }
        };
        Node::Fragment(Arc::new(fragment))
    }
}
