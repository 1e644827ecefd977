//! A handout as text and structure, before anything has a place on paper.
//!
//! `template` makes it, `layout` sets it. Blocks can be hashed, so what is equal
//! for two pupils is set once. Lengths are those the template states; everything
//! else about looks is the business of layout.

use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

use crate::base::digest::Digest;
use crate::base::geometry::Size;
use crate::base::units::{Pt, Ratio};
use crate::model::picture::Picture;

/// Blocks one under another.
pub type Blocks = Vec<SharedBlock>;

/// A block that many handouts hold, with the hash of its content, made once.
#[derive(Debug, Clone, PartialEq)]
pub struct SharedBlock {
    digest: u128,
    block: Arc<Block>,
}

impl From<Block> for SharedBlock {
    fn from(block: Block) -> Self {
        SharedBlock {
            digest: Digest::of(&block),
            block: Arc::new(block),
        }
    }
}

impl Deref for SharedBlock {
    type Target = Block;

    fn deref(&self) -> &Block {
        &self.block
    }
}

impl Hash for SharedBlock {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        hasher.write_u128(self.digest);
    }
}

/// The handout of one pupil.
#[derive(Debug, Clone, PartialEq)]
pub struct Handout {
    /// Paper and margins.
    pub setup: PageSetup,
    /// The sides of the sheet, each beginning on a new page.
    pub sides: Vec<Side>,
}

impl Handout {
    /// The addresses that its codes and links lead to, in their order.
    pub fn addresses(&self) -> Vec<&str> {
        let mut found = Vec::new();
        for side in &self.sides {
            let slip = side.slip.iter();
            let slip = slip.flat_map(|slip| [&slip.cut].into_iter().chain(&slip.body));
            for block in side.header.iter().chain(&side.body).chain(slip) {
                block.addresses(&mut found);
            }
        }
        found
    }
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
    /// The least height of the strip that is cut off, from the cut to the foot
    /// of its text: where it suffices for everybody, a whole set is cut at once.
    pub slip: Pt,
    /// Whether a strip of a side that runs on stands on the last page, which is
    /// then the front of a sheet, and not on the first.
    pub slip_last: bool,
}

/// One side of the sheet; it runs on over several pages if it is long.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    /// Type size of running text on this side.
    pub text: Pt,
    /// What stands at the top of the pages after the first, if it runs on.
    pub header: Blocks,
    /// What stands on it, from the top.
    pub body: Blocks,
    /// The strip at the foot that is cut off.
    pub slip: Option<Slip>,
}

/// The strip that is cut off and returned.
#[derive(Debug, Clone, PartialEq)]
pub struct Slip {
    /// The line to cut along: a [`Block::Cut`].
    pub cut: SharedBlock,
    /// What stands on it.
    pub body: Blocks,
}

/// A block of text, or a container of blocks.
#[derive(Debug, Clone, PartialEq, Hash)]
pub enum Block {
    /// A heading of level 1 to 6.
    Heading(u8, Vec<Inline>),
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A numbered step.
    Step(u64, Blocks),
    /// An item of a bulleted list.
    Bullet(Blocks),
    /// An item with a box to tick.
    Check(Blocks),
    /// A QR code with its address beneath.
    Code(CodeBlock),
    /// A picture.
    Picture(PictureBlock),
    /// Columns side by side.
    Columns(Vec<Column>),
    /// Blocks set off from the rest.
    Panel(Panel, Blocks),
    /// A table; its rows run on over pages, its head is repeated.
    Table(Table),
    /// A line across.
    Rule,
    /// A dashed line to cut along, with words beside the scissors.
    Cut(Vec<Inline>),
}

impl Block {
    /// The texts of its own, in reading order.
    pub fn texts(&self) -> impl Iterator<Item = &[Inline]> {
        let (one, table) = match self {
            Block::Heading(_, text) | Block::Paragraph(text) | Block::Cut(text) => {
                (Some(text), None)
            }
            Block::Table(table) => (None, Some(table)),
            _ => (None, None),
        };
        let head = table.into_iter().flat_map(|table| &table.head);
        let rows = table
            .into_iter()
            .flat_map(|table| table.rows.iter().flatten());
        one.into_iter().chain(head).chain(rows).map(Vec::as_slice)
    }

    /// Where the blocks in it stand.
    pub fn bodies(&self) -> impl Iterator<Item = &Blocks> {
        let (one, columns): (_, &[Column]) = match self {
            Block::Step(_, body)
            | Block::Bullet(body)
            | Block::Check(body)
            | Block::Panel(_, body) => (Some(body), &[]),
            Block::Columns(columns) => (None, columns),
            _ => (None, &[]),
        };
        one.into_iter()
            .chain(columns.iter().map(|column| &column.body))
    }

    fn addresses<'b>(&'b self, found: &mut Vec<&'b str>) {
        let pieces = self.texts().flatten();
        found.extend(pieces.filter_map(|piece| match piece {
            Inline::Link { url, .. } => Some(url.as_str()),
            _ => None,
        }));
        if let Block::Code(code) = self {
            found.push(&code.url);
        }
        let inside = self.bodies().flatten();
        inside.for_each(|block| block.addresses(found));
    }
}

/// One of several columns.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct Column {
    /// How wide.
    pub width: ColumnWidth,
    /// What stands in it, from the top.
    pub body: Blocks,
}

/// How wide a column is.
#[derive(Debug, Clone, Copy, PartialEq, Hash)]
pub enum ColumnWidth {
    /// As stated.
    Fixed(Pt),
    /// A share of what the fixed columns and the gaps leave.
    Share(Ratio),
}

/// A table. Every row has a cell for each column.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct Table {
    /// The columns from the left.
    pub columns: Vec<TableColumn>,
    /// What stands above each column.
    pub head: Vec<Vec<Inline>>,
    /// The rows from the top; a cell without text is one to write in.
    pub rows: Vec<Vec<Vec<Inline>>>,
}

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Hash)]
pub struct TableColumn {
    /// How wide, lines not counted.
    pub width: ColumnWidth,
    /// Whether its cells stand in the middle.
    pub centred: bool,
}

/// How blocks are set off.
#[derive(Debug, Clone, Copy, PartialEq, Hash)]
pub enum Panel {
    /// In a frame with round corners.
    Framed,
    /// In a frame on a light tint.
    Tinted,
    /// Beside an upright bar.
    Barred,
    /// In other type: `factor` times the size of the text around.
    Scaled(Ratio),
    /// Small and grey: a line that says what follows.
    Label,
    /// Headings and paragraphs in the middle of their lines.
    Centred,
    /// A name: large and bold, wrapped and made smaller until it fits.
    Name,
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
    /// Where it stands, and where its address.
    pub place: CodePlace,
}

/// A picture as the template asks for it.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct PictureBlock {
    /// What is shown.
    pub picture: Arc<Picture>,
    /// The same for a reader who does not see it; empty for decoration.
    pub alt: String,
    /// How high; less if it would be too wide.
    pub height: Pt,
}

/// Where a code stands in its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum CodePlace {
    /// In the middle, the address beneath.
    #[default]
    Centre,
    /// Its black edges on the right edge and on the first line of the column,
    /// the address beneath.
    Edge,
    /// At the left; name and address at its right.
    Beside,
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
