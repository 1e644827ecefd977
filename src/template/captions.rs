//! What stands above a code, held against where the code leads.
//!
//! Takes the finished sides of a sheet, gives a mistake for each code under the
//! name of another service. The words of links and of a code's own picture are
//! checked where they are read.

use crate::model::handout::{Block, CodeBlock, Inline, SharedBlock, Side};

use super::inline::named_right;
use super::mistake::Mistake;

/// How many texts above a code speak of it, from the last heading on.
const ABOVE: usize = 2;

/// Every code that stands under the name of another service.
pub(super) fn check(sides: &[Side]) -> Vec<Mistake> {
    let mut walk = Walk::default();
    for side in sides {
        walk.column(&side.body);
        walk.column(side.slip.as_ref().map_or(&[], |slip| &slip.body));
    }
    walk.mistakes
}

/// A walk over blocks in the order in which they are read.
#[derive(Default)]
struct Walk<'b> {
    /// Texts since the last heading or code of this column.
    above: Vec<&'b [Inline]>,
    mistakes: Vec<Mistake>,
}

impl<'b> Walk<'b> {
    /// Blocks that nothing stands above.
    fn column(&mut self, blocks: &'b [SharedBlock]) {
        self.above.clear();
        self.blocks(blocks);
        self.above.clear();
    }

    fn blocks(&mut self, blocks: &'b [SharedBlock]) {
        for block in blocks {
            match &**block {
                Block::Heading(_, text) => self.above = vec![text],
                Block::Paragraph(text) => self.above.push(text),
                Block::Code(code) => self.code(code),
                Block::Step(_, body)
                | Block::Bullet(body)
                | Block::Check(body)
                | Block::Callout(_, body)
                | Block::Panel(_, body) => self.blocks(body),
                Block::Columns(columns) => columns.iter().for_each(|own| self.column(&own.body)),
                Block::Cut(_) | Block::Table(_) | Block::Rule | Block::Picture(_) => {}
            }
        }
    }

    fn code(&mut self, code: &CodeBlock) {
        let near = self.above.len().saturating_sub(ABOVE);
        let above = self.above.split_off(near);
        let words = above.into_iter().flatten().map(words);
        let words: String = words.chain([code.name.clone()]).collect();
        if let Err(mistake) = named_right(&words, &code.url) {
            self.mistakes.push(mistake.at(&code.url));
        }
        self.above.clear();
    }
}

/// The words of a piece of text, with white around.
fn words(piece: &Inline) -> String {
    match piece {
        Inline::Text(text, _) | Inline::Button(text) => text.clone(),
        Inline::Link { text, .. } => text.iter().map(|(part, _)| part.as_str()).collect(),
        _ => " ".to_owned(),
    }
}
