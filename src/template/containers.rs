//! The containers of a template: lines that begin with `:::`.
//!
//! A container opens with `::: word arguments` and closes with `:::`, both at
//! the beginning of a line. Takes a filled-in template, gives the tree of its
//! containers with the text between them. Must not know what the words mean.

use super::mistake::Mistake;

/// Containers in one another: the sheet's own go three deep.
const DEEPEST: usize = 16;

/// Opens and closes a container.
pub(super) const FENCE: &str = ":::";

/// What stands in a container.
#[derive(Debug)]
pub(super) enum Piece<'t> {
    /// CommonMark.
    Text(&'t str),
    Container(Container<'t>),
}

/// A container, or the whole text, which has no word.
#[derive(Debug, Default)]
pub(super) struct Container<'t> {
    /// The line that opens it.
    pub line: &'t str,
    pub word: &'t str,
    pub arguments: &'t str,
    pub pieces: Vec<Piece<'t>>,
}

impl<'t> Container<'t> {
    /// The containers of a text; a fence without a partner is a mistake.
    pub fn of_text(text: &'t str, mistakes: &mut Vec<Mistake>) -> Container<'t> {
        // The containers that are open, the whole text first.
        let mut open = vec![Container::default()];
        let (mut start, mut at) = (0, 0);
        for line in text.split_inclusive('\n') {
            let next = at + line.len();
            if line.starts_with(FENCE) {
                innermost(&mut open).push(Piece::Text(&text[start..at]));
                fence(line.trim(), &mut open, mistakes);
                if open.len() > DEEPEST + 1 {
                    let message = format!("блоки вложены глубже {DEEPEST}.");
                    mistakes.push(Mistake::new(message, "Закройте лишние: «:::».").at(line.trim()));
                    return Container::default();
                }
                start = next;
            }
            at = next;
        }
        innermost(&mut open).push(Piece::Text(&text[start..]));
        if let Some(unclosed) = open[1..].last() {
            let hint = "Поставьте «:::» на отдельной строке после него.";
            mistakes.push(Mistake::new("блок не закрыт.", hint).at(unclosed.line));
        }
        while open.len() > 1 {
            close(&mut open);
        }
        open.swap_remove(0)
    }

    fn opened_by(line: &'t str) -> Container<'t> {
        let rest = line[FENCE.len()..].trim();
        let (word, arguments) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        Container {
            line,
            word,
            arguments: arguments.trim(),
            pieces: Vec::new(),
        }
    }

    /// The containers right inside this one.
    pub fn containers(&self) -> impl Iterator<Item = &Container<'t>> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Container(container) => Some(container),
            Piece::Text(_) => None,
        })
    }

    /// Lines of text right inside this one that are not blank.
    pub fn lines(&self) -> impl Iterator<Item = &'t str> {
        let texts = self.pieces.iter().filter_map(|piece| match piece {
            Piece::Text(text) => Some(text.lines()),
            Piece::Container(_) => None,
        });
        texts.flatten().filter(|line| !line.trim().is_empty())
    }
}

fn innermost<'o, 't>(open: &'o mut [Container<'t>]) -> &'o mut Vec<Piece<'t>> {
    let last = open.last_mut().expect("the whole text is never closed");
    &mut last.pieces
}

fn fence<'t>(line: &'t str, open: &mut Vec<Container<'t>>, mistakes: &mut Vec<Mistake>) {
    if line != FENCE {
        open.push(Container::opened_by(line));
    } else if open.len() > 1 {
        close(open);
    } else {
        let hint = "Уберите лишний «:::» или откройте блок.";
        mistakes.push(Mistake::new("закрыт блок, который не открыт.", hint).at(line));
    }
}

fn close(open: &mut Vec<Container<'_>>) {
    let closed = open.pop().expect("something is open");
    innermost(open).push(Piece::Container(closed));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Containers in brackets after their words.
    fn shown(container: &Container) -> String {
        let piece = |piece: &Piece| match piece {
            Piece::Text(text) => text.replace('\n', "/"),
            Piece::Container(inner) => {
                format!("{}({})[{}]", inner.word, inner.arguments, shown(inner))
            }
        };
        container.pieces.iter().map(piece).collect()
    }

    #[test]
    fn containers_are_a_tree() {
        for (text, wanted, lonely) in [
            ("", "", ""),
            ("a\n:::b\nc\n:::\nd", "a/b()[c/]d", ""),
            ("::: a  1 2 \n::: b\n:::\nc\n:::", "a(1 2)[b()[]c/]", ""),
            ("::: a\n:::\n::: a\n:::\n", "a()[]a()[]", ""),
            ("a\n:::\nb\n ::: c\n", "a/b/ ::: c/", ":::"),
            ("::: a\nb\n::: c\nd", "a()[b/c()[d]]", "::: c"),
        ] {
            let mut mistakes = Vec::new();
            let whole = Container::of_text(text, &mut mistakes);
            assert_eq!(shown(&whole), wanted, "{text}");
            let lines: Vec<_> = mistakes.iter().map(|m| m.line.as_str()).collect();
            assert_eq!(lines.concat(), lonely, "{text}");
        }
    }
}
