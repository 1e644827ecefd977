//! A handout as text and structure, before anything has a place on paper.
//!
//! `template` makes it, `layout` sets it. Blocks that are equal for two pupils
//! carry the same [`BlockKey`], so layout sets them once. Lengths are those the
//! template states; everything else about looks is the business of layout.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use crate::base::digest::Digest;
use crate::base::geometry::Size;
use crate::base::units::Pt;

/// The handout of one pupil.
#[derive(Debug, Clone, PartialEq)]
pub struct Handout {
    /// Paper and margins.
    pub setup: PageSetup,
    /// The sides of the sheet, each beginning on a new page.
    pub sides: Vec<Side>,
}

/// Paper, margins and type size.
#[derive(Debug, Clone, PartialEq)]
pub struct PageSetup {
    /// Size of the paper.
    pub paper: Size,
    /// White at the top edge.
    pub top: Pt,
    /// White at the left and the right edge.
    pub sides: Pt,
    /// White at the bottom edge.
    pub bottom: Pt,
    /// Type size of running text.
    pub text: Pt,
}

/// One side of the sheet; it runs on over several pages if it is long.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    /// Type size of running text on this side.
    pub text: Pt,
    /// What stands on it, from the top.
    pub body: Vec<Part>,
    /// The strip at the foot that is cut off.
    pub slip: Option<Slip>,
}

/// The strip that is cut off and returned.
#[derive(Debug, Clone, PartialEq)]
pub struct Slip {
    /// The words beside the scissors, a paragraph, if there are any.
    pub label: Option<Arc<KeyedBlock>>,
    /// What stands on it.
    pub body: Vec<Part>,
}

/// A block, or a container of parts.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// A block of text.
    Block(Arc<KeyedBlock>),
    /// Columns side by side.
    Columns(Vec<Column>),
    /// Parts set off from the rest.
    Panel(Panel, Vec<Part>),
    /// A table; its rows run on over pages, its head is repeated.
    Table(Arc<Table>),
    /// A line across.
    Rule,
    /// A container with a key, so that what is the same for many pupils is set
    /// once.
    Group(Arc<Group>),
}

/// A container with its key.
#[derive(Debug, PartialEq)]
pub struct Group {
    part: Part,
    key: BlockKey,
}

impl Group {
    /// Gives a container its key: the digest of the text it was read from.
    /// Equal texts must mean equal parts.
    pub fn new(part: Part, source: u128) -> Self {
        let key = BlockKey(source);
        Group { part, key }
    }

    /// The container.
    pub fn part(&self) -> &Part {
        &self.part
    }

    /// Its key.
    pub fn key(&self) -> BlockKey {
        self.key
    }
}

/// One of several columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// How wide.
    pub width: ColumnWidth,
    /// What stands in it, from the top.
    pub body: Vec<Part>,
}

/// How wide a column is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ColumnWidth {
    /// As stated.
    Fixed(Pt),
    /// A share of what the fixed columns and the gaps leave.
    Share(f64),
}

/// A table. Every row has a cell for each column.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The columns from the left.
    pub columns: Vec<TableColumn>,
    /// What stands above each column.
    pub head: Vec<Vec<Inline>>,
    /// The rows from the top; a cell without text is one to write in.
    pub rows: Vec<Vec<Vec<Inline>>>,
}

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TableColumn {
    /// How wide, lines not counted.
    pub width: ColumnWidth,
    /// Whether its cells stand in the middle.
    pub centred: bool,
}

/// How parts are set off.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Panel {
    /// In a frame with round corners.
    Framed,
    /// In a frame on a light tint.
    Tinted,
    /// Beside an upright bar.
    Barred,
    /// In other type: `factor` times the size of the text around.
    Scaled(f64),
    /// Small and grey: a line that says what follows.
    Label,
    /// A name: large and bold, wrapped and made smaller until it fits.
    Name,
}

/// A block with its key.
#[derive(Debug, PartialEq)]
pub struct KeyedBlock {
    block: Block,
    key: BlockKey,
}

/// Equal for equal blocks, different for others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BlockKey(u128);

impl KeyedBlock {
    /// Gives a block its key.
    pub fn new(block: Block) -> Self {
        let key = BlockKey(Digest::of(&block));
        KeyedBlock { block, key }
    }

    /// The block.
    pub fn block(&self) -> &Block {
        &self.block
    }

    /// Its key.
    pub fn key(&self) -> BlockKey {
        self.key
    }
}

/// A block of text.
#[derive(Debug, Clone, PartialEq, Hash)]
pub enum Block {
    /// A heading of level 1 to 6.
    Heading(u8, Vec<Inline>),
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A numbered step.
    Step(u64, Vec<Block>),
    /// An item of a bulleted list.
    Bullet(Vec<Block>),
    /// An item with a box to tick.
    Check(Vec<Block>),
    /// A box that cannot be overlooked.
    Callout(Callout, Vec<Block>),
    /// A QR code with its address beneath.
    Code(CodeBlock),
}

/// How loud a callout is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Callout {
    /// On a tint: something to keep to.
    Important,
    /// In a frame: something not to do.
    Warning,
}

/// A QR code as the template asks for it.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct CodeBlock {
    /// What is encoded.
    pub url: String,
    /// The address in plain letters, printed beneath.
    pub shown: String,
    /// What the address is, for a reader who does not see the code.
    pub name: String,
    /// Width and height without the quiet zone, if the template states it.
    pub side: Option<Pt>,
    /// Name and address stand at the right of the code, not the address beneath.
    pub beside: bool,
}

/// A piece of a paragraph.
#[derive(Debug, Clone, PartialEq, Hash)]
pub enum Inline {
    /// Running text.
    Text(String, Weight),
    /// The caption of a button on a screen.
    Button(String),
    /// Letters to be told apart, set wide.
    Letters(String),
    /// Text that leads to an address.
    Link {
        /// The address.
        url: String,
        /// The text.
        text: Vec<(String, Weight)>,
    },
    /// A line to write on; without a width it takes what its row leaves.
    Line(Option<Pt>),
    /// Boxes for digits, in groups.
    Digits(Vec<u8>),
    /// A box to tick.
    Tick,
    /// Moves on to this far from the left edge.
    Tab(Pt),
    /// A new line.
    Break,
}

/// How heavy text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Weight {
    /// As running text is.
    #[default]
    Normal,
    /// A little heavier.
    Medium,
    /// Bold.
    Strong,
}

impl Hash for Pt {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.get().to_bits().hash(hasher);
    }
}
