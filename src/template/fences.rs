//! Lines that begin with `:::`, in pairs.
//!
//! Takes a filled-in template, gives what stands between its fences, one level
//! at a time: what is known as a whole is not looked into. Must not know what
//! the words of the fences mean.

/// Opens and closes a container.
pub(super) const FENCE: &str = ":::";

/// A text with its fences.
pub(super) struct Fences<'t> {
    text: &'t str,
    marks: Vec<Mark>,
}

/// A line that is a fence.
struct Mark {
    /// Where it begins, and where the next line does.
    at: usize,
    next: usize,
    /// The mark that closes this one; itself, if it opens nothing.
    close: usize,
}

/// A fence that has no partner.
pub(super) enum Alone<'t> {
    /// It closes what is not open.
    Close(&'t str),
    /// It opens what is not closed.
    Open(&'t str),
}

/// The first line of a container.
#[derive(Clone, Copy)]
pub(super) struct Fence<'t> {
    pub line: &'t str,
    pub word: &'t str,
    pub arguments: &'t str,
    /// The whole container, from its first line to its last.
    pub source: &'t str,
}

/// What stands in a container, or in the whole text.
#[derive(Clone, Copy)]
pub(super) struct Inside<'f> {
    fences: &'f Fences<'f>,
    marks: (usize, usize),
    text: (usize, usize),
}

/// Something that stands in a container.
pub(super) enum Raw<'f> {
    Text(&'f str),
    Container(Fence<'f>, Inside<'f>),
}

impl<'t> Fences<'t> {
    /// Finds the fences of a text, and tells of those that stand alone.
    pub fn new(text: &'t str) -> (Self, Vec<Alone<'t>>) {
        let mut marks: Vec<Mark> = Vec::with_capacity(64);
        let mut open: Vec<usize> = Vec::with_capacity(8);
        let mut alone = Vec::new();
        for at in fences(text) {
            let rest = &text[at..];
            let end = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
            let index = marks.len();
            marks.push(Mark {
                at,
                next: text.len().min(at + end + 1),
                close: index,
            });
            if !rest[FENCE.len()..end].trim().is_empty() {
                open.push(index);
            } else if let Some(opened) = open.pop() {
                marks[opened].close = index;
            } else {
                alone.push(Alone::Close(rest[..end].trim()));
            }
        }
        if let Some(&last) = open.last() {
            let mark = &marks[last];
            alone.push(Alone::Open(text[mark.at..mark.next].trim()));
        }
        // What is not closed goes on to the end.
        let end = marks.len();
        for opened in open {
            marks[opened].close = end;
        }
        (Fences { text, marks }, alone)
    }

    /// The whole text.
    pub fn all(&self) -> Inside<'_> {
        Inside {
            fences: self,
            marks: (0, self.marks.len()),
            text: (0, self.text.len()),
        }
    }
}

impl<'f> Inside<'f> {
    /// Text and containers in order, containers as a whole.
    pub fn pieces(self) -> Vec<Raw<'f>> {
        let Fences { text, marks } = self.fences;
        let (mut index, end) = self.marks;
        let (mut at, last) = self.text;
        let mut pieces = Vec::with_capacity(8);
        while index < end {
            let mark = &marks[index];
            pieces.push(Raw::Text(&text[at..mark.at]));
            if mark.close == index {
                at = mark.next;
                index += 1;
                continue;
            }
            let (foot, next) = match marks.get(mark.close) {
                Some(close) => (close.at, close.next),
                None => (text.len(), text.len()),
            };
            let line = text[mark.at..mark.next].trim();
            let rest = line[FENCE.len()..].trim();
            let (word, arguments) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            let fence = Fence {
                line,
                word,
                arguments: arguments.trim(),
                source: &text[mark.at..next],
            };
            let inside = Inside {
                fences: self.fences,
                marks: (index + 1, mark.close),
                text: (mark.next, foot),
            };
            pieces.push(Raw::Container(fence, inside));
            at = next;
            index = mark.close + 1;
        }
        pieces.push(Raw::Text(&text[at.min(last)..last]));
        pieces
    }
}

/// Where lines begin that are fences.
fn fences(text: &str) -> impl Iterator<Item = usize> {
    let first = text.starts_with(FENCE).then_some(0);
    let others = memchr::memmem::find_iter(text.as_bytes(), b"\n:::");
    first.into_iter().chain(others.map(|end| end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Containers in brackets after their words.
    fn shown(inside: Inside<'_>) -> String {
        let pieces = inside.pieces().into_iter();
        let shown = pieces.map(|piece| match piece {
            Raw::Text(text) => text.replace('\n', "/"),
            Raw::Container(fence, inside) => {
                let whole = fence.source.lines().count();
                let Fence {
                    word, arguments, ..
                } = fence;
                format!("{word}({arguments}){whole}[{}]", shown(inside))
            }
        });
        shown.collect()
    }

    #[test]
    fn containers_are_found_level_by_level() {
        for (text, wanted, lonely) in [
            ("", "", ""),
            ("a\n:::b\nc\n:::\nd", "a/b()3[c/]d", ""),
            ("::: a  1 2 \n::: b\n:::\nc\n:::", "a(1 2)5[b()2[]c/]", ""),
            ("::: a\n:::\n::: a\n:::\n", "a()2[]a()2[]", ""),
            ("a\n:::\nb\n ::: c\n", "a/b/ ::: c/", ":::"),
            ("::: a\nb\n::: c\nd", "a()4[b/c()2[d]]", "::: c"),
        ] {
            let (fences, alone) = Fences::new(text);
            assert_eq!(shown(fences.all()), wanted, "{text}");
            let lines: Vec<_> = alone
                .iter()
                .map(|(Alone::Close(line) | Alone::Open(line))| *line)
                .collect();
            assert_eq!(lines.concat(), lonely, "{text}");
        }
    }
}
