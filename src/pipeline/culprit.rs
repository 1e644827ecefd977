//! Which line of a template a fault of layout comes from.
//!
//! Takes the handout that cannot be set, and sets its blocks one by one until the
//! innermost is found that cannot be set by itself; its words are looked for in
//! the source. Works only once something is wrong, so it may take its time.

use super::Source;
use super::explain::explain;
use crate::base::diagnostic::Diagnostic;
use crate::layout::{Fault, Layout};
use crate::model::handout::{Block, Blocks, Handout, Inline, SharedBlock, Side};
use crate::model::job::Job;

/// The fault in words, with the place it comes from: a line of the template or a
/// setting.
pub(super) fn blame(
    fault: &Fault,
    layout: &mut Layout<'_>,
    handout: &Handout,
    (source, job): (Source<'_>, &Job),
) -> Diagnostic {
    let mut error = explain(fault);
    if let Fault::Letter(letter) = fault {
        if let Some(setting) = setting_with(*letter, job) {
            error.message = format!("{setting}: {}", error.message);
            return error;
        }
        error.row = row_with(source.text, &letter.to_string());
    } else {
        error.row = culprit(layout, handout).and_then(|block| row_of(source.text, &block));
    }
    error.in_file(source.name)
}

/// The setting that has this letter.
fn setting_with(letter: char, job: &Job) -> Option<&'static str> {
    let banks = job.banks.concat();
    let vars: String = job.vars.values().map(String::as_str).collect();
    let settings = [
        ("school", &job.school),
        ("class", &job.class),
        ("teacher", &job.teacher),
        ("contact", &job.contact),
        ("banks", &banks),
        ("vars", &vars),
    ];
    let found = settings.iter().find(|(_, text)| text.contains(letter));
    found.map(|(name, _)| *name)
}

/// The innermost block that cannot be set by itself.
fn culprit(layout: &mut Layout<'_>, handout: &Handout) -> Option<SharedBlock> {
    for side in &handout.sides {
        let slip = side.slip.iter();
        let slip = slip.flat_map(|slip| [&slip.cut].into_iter().chain(&slip.body));
        let slip = slip.map(|block| (handout.setup.text, block));
        let own = side.header.iter().chain(&side.body);
        for (text, block) in own.map(|block| (side.text, block)).chain(slip) {
            let mut alone = |block: SharedBlock| {
                let side = Side {
                    text,
                    header: Vec::new(),
                    body: vec![block],
                    slip: None,
                };
                let alone = Handout {
                    setup: handout.setup.clone(),
                    sides: vec![side],
                };
                layout.handout(&alone).is_err()
            };
            if alone(block.clone()) {
                return Some(innermost(&mut alone, block.clone()));
            }
        }
    }
    None
}

/// Goes into a block as long as one of the blocks in it fails in its place.
fn innermost(fails: &mut impl FnMut(SharedBlock) -> bool, mut outer: SharedBlock) -> SharedBlock {
    // What stands around the innermost block so far, and in which place it does.
    let mut path: Vec<(SharedBlock, usize)> = Vec::new();
    loop {
        let parts: Blocks = inside(&outer).cloned().collect();
        let found = parts.into_iter().enumerate().find(|(place, inner)| {
            let here = with_only(&outer, *place, inner);
            let around = path.iter().rev();
            fails(around.fold(here, |inner, (block, at)| with_only(block, *at, &inner)))
        });
        let Some((place, inner)) = found else {
            return outer;
        };
        path.push((outer, place));
        outer = inner;
    }
}

/// Where the blocks in a block stand.
fn bodies(block: &mut Block) -> Vec<&mut Blocks> {
    match block {
        Block::Columns(columns) => columns.iter_mut().map(|column| &mut column.body).collect(),
        Block::Step(_, body) | Block::Bullet(body) | Block::Check(body) | Block::Panel(_, body) => {
            vec![body]
        }
        _ => Vec::new(),
    }
}

/// The blocks right in a block.
fn inside(block: &Block) -> impl Iterator<Item = &SharedBlock> {
    block.bodies().flatten()
}

/// A block with nothing in it but another in the place of one of its own.
fn with_only(outer: &Block, place: usize, inner: &SharedBlock) -> SharedBlock {
    let mut block = outer.clone();
    let mut first = 0;
    for body in bodies(&mut block) {
        let own = first..first + body.len();
        first = own.end;
        *body = match own.contains(&place) {
            true => vec![inner.clone()],
            false => Vec::new(),
        };
    }
    block.into()
}

/// The line of a source that a block comes from: the first that has its longest
/// words, or of words on several lines one with some of them alone.
fn row_of(source: &str, block: &Block) -> Option<usize> {
    let mut words = words(block);
    words.sort_by_key(|words| std::cmp::Reverse(words.len()));
    let whole = words.iter().find_map(|words| row_with(source, words));
    whole.or_else(|| {
        let lines = source
            .lines()
            .map(|line| line.trim_start_matches(['>', '-', ' ']).trim());
        let mut lines = (1..).zip(lines).filter(|(_, line)| !line.is_empty());
        lines.find_map(|(row, line)| {
            words
                .iter()
                .any(|words| words.contains(line))
                .then_some(row)
        })
    })
}

/// The first line of a source that has some text.
pub(super) fn row_with(source: &str, text: &str) -> Option<usize> {
    let mut lines = (1..).zip(source.lines());
    lines.find_map(|(row, line)| line.contains(text).then_some(row))
}

/// What stands in a block as the source has it, too: stretches without marks that
/// a template escapes.
fn words(block: &Block) -> Vec<String> {
    let stretches = |text: &str| -> Vec<String> {
        let parts = text.split(|letter: char| letter.is_ascii_punctuation());
        let parts = parts.map(str::trim).filter(|part| !part.is_empty());
        parts.map(str::to_owned).collect()
    };
    let of_text = |text: &[Inline]| -> Vec<String> {
        let pieces = text.iter().flat_map(|piece| match piece {
            Inline::Text(text, _) | Inline::Button(text) | Inline::Letters(text) => stretches(text),
            Inline::Link { url, .. } => vec![url.clone()],
            Inline::Line(Some(_)) => vec!["](line:".to_owned()],
            Inline::Digits(_) => vec!["](digits:".to_owned()],
            _ => Vec::new(),
        });
        pieces.collect()
    };
    match block {
        Block::Heading(_, text) | Block::Paragraph(text) | Block::Cut(text) => of_text(text),
        Block::Table(table) => table.head.iter().flat_map(|cell| of_text(cell)).collect(),
        Block::Code(code) => vec![format!("](qr:{}", code.url), code.name.clone()],
        block => inside(block).flat_map(|block| words(block)).collect(),
    }
}
