//! Pages of HTML that journals save under the name `.xls`.
//!
//! Takes the decoded page, gives one table with the rows of all its tables in
//! order; blocks with headers of their own are told apart later. A heading
//! between tables that names a class or adults is a row, too. The tokenizer is
//! html5gum's, which follows the standard; here is only what a table is made
//! of.

use html5gum::{DefaultEmitter, HtmlString, StartTag, Token, Tokenizer};

use super::file::Sheet;
use crate::roster::limits::Budget;
use crate::roster::log::{Fatal, Log};
use crate::roster::said;
use crate::roster::table::{Builder, Kind};
use crate::roster::understand::{class, field};

/// Reads all tables of a page as one; `None` if there are none.
pub(super) fn read(text: &str, budget: &mut Budget, log: &mut Log) -> Result<Option<Sheet>, Fatal> {
    let mut page = Page {
        builder: Builder::new(budget),
        row: 0,
        column: 0,
        cell: None,
        hidden: false,
        mute: false,
        tables: 0,
        depth: 0,
        heading: String::new(),
        spans: Vec::new(),
    };
    let mut emitter = DefaultEmitter::default();
    // A script is no text with tags in it.
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(text, emitter) {
        let Ok(token) = token;
        page.take(token)?;
    }
    if page.depth > 0 && !text.contains("</html") && !text.contains("</HTML") {
        log.push(said::CUT_PAGE.into());
    }
    page.end_row()?;
    if page.tables == 0 {
        return Ok(None);
    }
    let table = page.builder.finish()?;
    Ok(Some(Sheet::new(String::new(), false, table)))
}

struct Page<'b> {
    builder: Builder<'b>,
    row: u32,
    column: u32,
    cell: Option<Open>,
    hidden: bool,
    /// In a script or a style, whose text is nobody's.
    mute: bool,
    tables: usize,
    depth: usize,
    /// Text outside of tables since the last one.
    heading: String,
    /// Columns that a cell above still spans: first, last, rows left.
    spans: Vec<(u32, u32, u32)>,
}

struct Open {
    text: String,
    rows: u32,
    columns: u32,
}

impl Page<'_> {
    fn take(&mut self, token: Token) -> Result<(), Fatal> {
        match token {
            Token::StartTag(tag) => self.start(&tag),
            Token::EndTag(tag) => self.end(&tag.name),
            Token::String(text) => {
                let text = String::from_utf8_lossy(&text);
                match &mut self.cell {
                    _ if self.mute => {}
                    Some(cell) => cell.text.push_str(&text),
                    None if self.depth == 0 && self.heading.len() < 1000 => {
                        self.heading.push_str(&text);
                    }
                    None => {}
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn start(&mut self, tag: &StartTag<()>) -> Result<(), Fatal> {
        match tag.name.as_slice() {
            b"table" => {
                self.end_row()?;
                self.heading()?;
                self.tables += 1;
                self.depth += 1;
                self.spans.clear();
            }
            b"tr" => {
                self.end_row()?;
                self.hidden = attribute(tag, "style")
                    .replace(' ', "")
                    .contains("display:none");
            }
            b"td" | b"th" if self.depth > 0 => {
                self.end_cell()?;
                let number = |name| attribute(tag, name).trim().parse().unwrap_or(1_u32);
                self.cell = Some(Open {
                    text: String::new(),
                    rows: number("rowspan").clamp(1, 1 << 16),
                    columns: number("colspan").clamp(1, 1 << 10),
                });
            }
            b"br" | b"p" | b"div" | b"li" | b"h1" | b"h2" | b"h3" | b"h4" => {
                if let Some(cell) = &mut self.cell {
                    cell.text.push('\n');
                }
                self.heading.push('\n');
            }
            b"script" | b"style" | b"title" => self.mute = true,
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &HtmlString) -> Result<(), Fatal> {
        match name.as_slice() {
            b"td" | b"th" => self.end_cell(),
            b"tr" => self.end_row(),
            b"table" => {
                self.end_row()?;
                self.depth = self.depth.saturating_sub(1);
                self.heading.clear();
                Ok(())
            }
            b"script" | b"style" | b"title" => {
                self.mute = false;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn end_cell(&mut self) -> Result<(), Fatal> {
        let Some(cell) = self.cell.take() else {
            return Ok(());
        };
        let covered = |column| {
            let over = self
                .spans
                .iter()
                .filter(|(.., rows)| *rows > 0)
                .find(|(first, last, _)| (*first..=*last).contains(&column));
            over.map(|(_, last, _)| last + 1)
        };
        while let Some(next) = covered(self.column) {
            self.column = next;
        }
        let (top, left) = (self.row, self.column);
        let right = left + cell.columns - 1;
        self.builder.cell(top, left, Kind::Text, &cell.text)?;
        if (cell.rows, cell.columns) != (1, 1) {
            self.builder
                .merge([top, top + cell.rows - 1, left, right])?;
            self.spans.push((left, right, cell.rows));
        }
        self.column = right + 1;
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), Fatal> {
        self.end_cell()?;
        if self.column > 0 {
            if self.hidden {
                self.builder.hide_row(self.row);
            }
            self.row += 1;
            self.column = 0;
            for (.., rows) in &mut self.spans {
                *rows = rows.saturating_sub(1);
            }
            self.spans.retain(|(.., rows)| *rows > 0);
        }
        self.hidden = false;
        Ok(())
    }

    /// The heading of a table as a row if it names a class or adults.
    fn heading(&mut self) -> Result<(), Fatal> {
        let heading = std::mem::take(&mut self.heading);
        let last = heading.lines().rfind(|line| !line.trim().is_empty());
        let tells = |line: &&str| class::in_title(line).is_some() || field::is_of_adults(line);
        if let Some(title) = last.filter(tells) {
            self.builder.cell(self.row, 0, Kind::Text, title)?;
            self.row += 1;
        }
        Ok(())
    }
}

fn attribute(tag: &StartTag<()>, name: &str) -> String {
    let value = tag.attributes.get(name.as_bytes());
    value.map_or_else(String::new, |value| {
        String::from_utf8_lossy(value).into_owned()
    })
}
