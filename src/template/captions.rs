//! What stands above a code, held against where the code leads.
//!
//! Takes the finished sides of a sheet, gives a mistake for each code under the
//! name of another service, or beside it in columns. The words of links and of a code's own picture are
//! checked where they are read.

use crate::base::digest::Digest;
use crate::model::handout::{Block, CodeBlock, Column, Inline, SharedBlock, Side};

use super::Passed;
use super::inline::named_right;
use super::mistake::Mistake;

/// How many texts above a code speak of it, from the last heading on, or how many
/// of the column beside one that has none above.
const NEAR: usize = 2;

/// Every code that stands under the name of another service. What has passed is
/// noted by its digest: most of it is the same for every pupil.
pub(super) fn check(sides: &[Side], passed: &mut Passed) -> Vec<Mistake> {
    let mut walk = Walk {
        above: Vec::new(),
        beside: Vec::new(),
        passed,
        mistakes: Vec::new(),
    };
    for side in sides {
        walk.column(&side.body);
        walk.column(side.slip.as_ref().map_or(&[], |slip| &slip.body));
    }
    walk.mistakes
}

/// A walk over blocks in the order in which they are read.
struct Walk<'b, 'p> {
    /// Texts since the last heading or code of this column.
    above: Vec<&'b [Inline]>,
    /// The first texts of the column beside it.
    beside: Vec<&'b [Inline]>,
    passed: &'p mut Passed,
    mistakes: Vec<Mistake>,
}

impl<'b> Walk<'b, '_> {
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
                Block::Columns(columns) => self.columns(columns),
                other => other.bodies().for_each(|body| self.blocks(body)),
            }
        }
    }

    fn columns(&mut self, columns: &'b [Column]) {
        for (index, own) in columns.iter().enumerate() {
            let neighbour = columns.get(index.checked_sub(1).unwrap_or(1));
            self.beside.clear();
            first_texts(
                neighbour.map_or(&[], |column| &column.body),
                &mut self.beside,
            );
            self.column(&own.body);
        }
        self.beside.clear();
    }

    fn code(&mut self, code: &CodeBlock) {
        let near = self.above.len().saturating_sub(NEAR);
        let mut near = self.above.split_off(near);
        let beside = std::mem::take(&mut self.beside);
        if near.is_empty() {
            near = beside;
        }
        self.above.clear();
        let key = Digest::of(&(&near, &code.name, &code.url));
        if self.passed.has(key) {
            return;
        }
        let words = near.into_iter().flatten().map(words);
        let words: String = words.chain([code.name.clone()]).collect();
        match named_right(&words, &code.url) {
            Ok(()) => self.passed.note(key),
            Err(mistake) => self.mistakes.push(mistake.at(&code.url)),
        }
    }
}

/// The first texts of some blocks, in reading order.
fn first_texts<'b>(blocks: &'b [SharedBlock], found: &mut Vec<&'b [Inline]>) {
    for block in blocks {
        match &**block {
            _ if found.len() >= NEAR => return,
            Block::Heading(_, text) | Block::Paragraph(text) => found.push(text),
            Block::Columns(_) => {}
            other => other.bodies().for_each(|body| first_texts(body, found)),
        }
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
