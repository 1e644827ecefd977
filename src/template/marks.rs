//! Which line of a template a filled-in line comes from.
//!
//! Takes a source, gives it with a mark at the end of every line that is text;
//! once that is filled in, the marks tell the lines. Only mistakes are looked for
//! in this way: a mark changes nothing else, but costs a second filling in.

/// The first of the private letters (plane 15) that stand for lines.
const FIRST: u32 = 0xf_0000;
const LAST: u32 = 0xf_fffd;

/// Tags and what closes them.
const TAGS: [(&str, &str); 3] = [("{%", "%}"), ("{{", "}}"), ("{#", "#}")];

/// The source with marks. A line that ends within a tag, or whose end is trimmed
/// away, has none.
pub(super) fn marked(source: &str) -> String {
    let mut out = String::new();
    let mut inside = None;
    for (row, line) in (1..).zip(source.lines()) {
        inside = after(line, inside);
        let is_trimmed = ["-%}", "-}}", "-#}"].iter().any(|end| line.ends_with(end));
        out.push_str(line);
        if inside.is_none() && !is_trimmed {
            out.extend(char::from_u32(FIRST + row).filter(|mark| u32::from(*mark) <= LAST));
        }
        out.push('\n');
    }
    out
}

/// What closes the tag that is open after a line.
fn after(mut line: &str, mut inside: Option<&'static str>) -> Option<&'static str> {
    loop {
        let next = match inside {
            Some(close) => line.find(close).map(|at| (at, None)),
            None => {
                let tags = TAGS
                    .iter()
                    .filter_map(|(open, close)| Some((line.find(open)?, close)));
                tags.min().map(|(at, close)| (at, Some(*close)))
            }
        };
        let Some((at, then)) = next else {
            return inside;
        };
        (line, inside) = (&line[at + 2..], then);
    }
}

/// The line of the source that a filled-in line comes from, and its text.
pub(super) fn read(line: &str) -> Option<(usize, String)> {
    let is_mark = |letter: &char| (FIRST..=LAST).contains(&u32::from(*letter));
    let first = line.chars().find(is_mark)?;
    let text = line.chars().filter(|letter| !is_mark(letter)).collect();
    Some(((u32::from(first) - FIRST) as usize, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_text_are_marked_and_tags_are_not() {
        let source = "один\n{% if x -%}\nдва {{\n x }} три\n{# a\nb #}\n";
        let rows: Vec<_> = marked(source)
            .lines()
            .map(|line| read(line).map(|(row, _)| row))
            .collect();
        assert_eq!(rows, [Some(1), None, None, Some(4), None, Some(6)]);
        assert_eq!(read(marked("да").trim()), Some((1, "да".to_owned())));
    }
}
