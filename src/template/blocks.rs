//! CommonMark to blocks.

use pulldown_cmark::{
    Alignment, BlockQuoteKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd,
};

use crate::model::handout::{
    Block, Callout, ColumnWidth, Inline, KeyedBlock, Part, Table, TableColumn,
};

use super::inline::{self, Pieces};
use super::structure::Mistake;

/// Reads a piece of CommonMark.
///
/// # Errors
/// Everything that a handout has no form for, by line.
pub(super) fn parse(text: &str, hosts: &[String]) -> Result<Vec<Part>, Vec<Mistake>> {
    let mut reader = Reader {
        text,
        hosts,
        mistakes: Vec::new(),
        stack: vec![Level::new(Holder::Root)],
        pieces: None,
        parts: Vec::new(),
        foreign: false,
        table: None,
    };
    let options = Options::ENABLE_TASKLISTS | Options::ENABLE_GFM | Options::ENABLE_TABLES;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        reader.take(event, range.start);
    }
    if reader.mistakes.is_empty() {
        Ok(reader.parts)
    } else {
        Err(reader.mistakes)
    }
}

/// Cuts a piece of CommonMark into pieces that mean the same one by one: at blank
/// lines after which a paragraph or heading begins that nothing before it can
/// reach (CommonMark 0.31, 3 and 5.2).
pub(super) fn independent(text: &str) -> Vec<&str> {
    // A fence or HTML goes past blank lines, and an address may be defined for
    // a link elsewhere.
    let reaches = memchr::memchr3(b'<', b'`', b'~', text.as_bytes()).is_some();
    if reaches && ["<", "```", "~~~"].iter().any(|reach| text.contains(reach)) {
        return vec![text];
    }
    if memchr::memmem::find(text.as_bytes(), b"]:").is_some() {
        return vec![text];
    }
    let mut pieces = Vec::new();
    let mut start = 0;
    for at in memchr::memmem::find_iter(text.as_bytes(), b"\n\n") {
        let next = at + 2;
        if begins_anew(&text[next..]) && !text[start..next].trim().is_empty() {
            pieces.push(&text[start..next]);
            start = next;
        }
    }
    pieces.push(&text[start..]);
    pieces
}

/// Whether a line after a blank one can belong to nothing before it: it is not
/// blank or indented and no item of a list.
fn begins_anew(rest: &str) -> bool {
    let mut letters = rest.chars();
    match (letters.next(), letters.next()) {
        (Some('*'), second) => second == Some('*'),
        (Some(first), _) => {
            first.is_alphabetic() || matches!(first, '#' | '!' | '[' | '«' | '\\' | '`')
        }
        _ => false,
    }
}

/// What encloses the blocks that are being read.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Holder {
    Root,
    List,
    Step(u64),
    Bullet,
    Check,
    Callout(Callout),
}

struct Level {
    holder: Holder,
    blocks: Vec<Block>,
    /// The number of the next step, in an ordered list.
    next: Option<u64>,
}

impl Level {
    fn new(holder: Holder) -> Self {
        Level {
            holder,
            blocks: Vec::new(),
            next: None,
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    hosts: &'a [String],
    mistakes: Vec<Mistake>,
    stack: Vec<Level>,
    pieces: Option<Pieces<'a>>,
    parts: Vec<Part>,
    /// Inside a block that has been refused.
    foreign: bool,
    /// The table that is being read.
    table: Option<Table>,
}

impl<'a> Reader<'a> {
    fn take(&mut self, event: Event<'_>, at: usize) {
        if self.foreign {
            // What stands in a refused block has been refused with it.
            self.foreign = !matches!(
                event,
                Event::End(TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::Table)
            );
            return;
        }
        match event {
            Event::Start(Tag::Paragraph) => self.begin_text(),
            Event::End(TagEnd::Paragraph) => self.end_text(at, Block::Paragraph),
            Event::Start(Tag::Heading { .. }) => self.begin_text(),
            Event::End(TagEnd::Heading(level)) => {
                self.end_text(at, |text| Block::Heading(number(level), text));
            }
            Event::Start(Tag::List(first)) => {
                self.flush_tight(at);
                let mut level = Level::new(Holder::List);
                level.next = first;
                self.stack.push(level);
            }
            Event::Start(Tag::Item) => self.begin_item(),
            Event::TaskListMarker(_) => {
                if let Some(level) = self.stack.last_mut() {
                    level.holder = Holder::Check;
                }
            }
            Event::Start(Tag::BlockQuote(kind)) => self.begin_callout(kind, at),
            Event::End(TagEnd::Item | TagEnd::List(_) | TagEnd::BlockQuote(_)) => {
                self.flush_tight(at);
                self.close();
            }
            Event::Rule => self.rule(at),
            Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock) => {
                self.foreign = true;
                self.refuse(
                    at,
                    "такой блок на листе поставить нельзя.",
                    "Уберите отступ в четыре пробела, ограду из апострофов или HTML.",
                );
            }
            Event::Start(Tag::Table(alignments)) => self.begin_table(&alignments, at),
            Event::Start(Tag::TableRow) => {
                if let Some(table) = &mut self.table {
                    table.rows.push(Vec::new());
                }
            }
            Event::Start(Tag::TableHead) => {}
            Event::Start(Tag::TableCell) => self.begin_text(),
            Event::End(TagEnd::TableCell) => self.end_cell(at),
            Event::End(TagEnd::Table) => self.end_table(at),
            Event::End(_) if self.pieces.is_none() => {}
            event => self.inline(event, at),
        }
    }

    fn begin_text(&mut self) {
        self.pieces = Some(Pieces::new(self.hosts));
    }

    /// In a tight list the text of an item comes without a paragraph around.
    fn flush_tight(&mut self, at: usize) {
        if self.pieces.is_some() {
            self.end_text(at, Block::Paragraph);
        }
    }

    fn end_text(&mut self, at: usize, make: impl Fn(Vec<Inline>) -> Block) {
        let Some(pieces) = self.pieces.take() else {
            return;
        };
        match pieces.finish() {
            Ok(inline::Text::Code(code)) => self.add(Block::Code(code)),
            Ok(inline::Text::Inlines(text)) if text.is_empty() => {}
            Ok(inline::Text::Inlines(text)) => self.add(make(text)),
            Err(mistake) => self.refuse(at, mistake.message, mistake.hint),
        }
    }

    fn begin_table(&mut self, alignments: &[Alignment], at: usize) {
        if self.stack.len() > 1 {
            self.foreign = true;
            let message = "таблица стоит внутри списка или врезки.";
            return self.refuse(at, message, "Вынесите её.");
        }
        let column = |alignment: &Alignment| TableColumn {
            width: ColumnWidth::Share(1.0),
            centred: *alignment == Alignment::Center,
        };
        self.table = Some(Table {
            columns: alignments.iter().map(column).collect(),
            head: Vec::new(),
            rows: Vec::new(),
        });
    }

    fn end_cell(&mut self, at: usize) {
        let text = match self.pieces.take().map(Pieces::finish) {
            Some(Ok(inline::Text::Inlines(text))) => text,
            Some(Ok(inline::Text::Code(_))) => {
                let hint = "Поставьте его отдельным абзацем вне таблицы.";
                return self.refuse(at, "QR-код стоит в таблице.", hint);
            }
            Some(Err(mistake)) => return self.refuse(at, mistake.message, mistake.hint),
            None => Vec::new(),
        };
        if let Some(table) = &mut self.table {
            table.rows.last_mut().unwrap_or(&mut table.head).push(text);
        }
    }

    fn end_table(&mut self, at: usize) {
        match self.table.take() {
            Some(table) if table.rows.is_empty() => {
                let hint = "Под строкой заголовков нужна хотя бы одна: «| … | … |».";
                self.refuse(at, "в таблице нет строк.", hint);
            }
            Some(table) => self.parts.push(Part::Table(std::sync::Arc::new(table))),
            None => {}
        }
    }

    fn begin_item(&mut self) {
        let list = self.stack.last_mut().expect("an item stands in a list");
        let holder = match list.next {
            Some(number) => {
                list.next = Some(number + 1);
                Holder::Step(number)
            }
            None => Holder::Bullet,
        };
        self.stack.push(Level::new(holder));
    }

    fn begin_callout(&mut self, kind: Option<BlockQuoteKind>, at: usize) {
        let callout = match kind {
            Some(BlockQuoteKind::Warning | BlockQuoteKind::Caution) => Callout::Warning,
            Some(_) => Callout::Important,
            None => {
                self.refuse(
                    at,
                    "у врезки нет вида.",
                    "Начните её строкой «> [!IMPORTANT]» или «> [!WARNING]».",
                );
                Callout::Important
            }
        };
        self.flush_tight(at);
        self.stack.push(Level::new(Holder::Callout(callout)));
    }

    fn close(&mut self) {
        let level = self.stack.pop().expect("every end has a start");
        match level.holder {
            Holder::Root => self.stack.push(level),
            Holder::List => level.blocks.into_iter().for_each(|block| self.add(block)),
            Holder::Step(number) => self.add(Block::Step(number, level.blocks)),
            Holder::Bullet => self.add(Block::Bullet(level.blocks)),
            Holder::Check => self.add(Block::Check(level.blocks)),
            Holder::Callout(callout) => self.add(Block::Callout(callout, level.blocks)),
        }
    }

    fn add(&mut self, block: Block) {
        if self.stack.len() == 1 {
            self.parts
                .push(Part::Block(std::sync::Arc::new(KeyedBlock::new(block))));
        } else if let Some(level) = self.stack.last_mut() {
            level.blocks.push(block);
        }
    }

    fn rule(&mut self, at: usize) {
        if self.stack.len() == 1 {
            self.parts.push(Part::Rule);
        } else {
            self.refuse(
                at,
                "линейка стоит внутри списка или врезки.",
                "Вынесите её.",
            );
        }
    }

    fn inline(&mut self, event: Event<'_>, at: usize) {
        if self.pieces.is_none() {
            self.begin_text();
        }
        let taken = self.pieces.as_mut().map(|pieces| pieces.take(event));
        if let Some(Err(mistake)) = taken {
            self.refuse(at, mistake.message, mistake.hint);
        }
    }

    fn refuse(&mut self, at: usize, message: impl Into<String>, hint: impl Into<String>) {
        let start = self.text[..at].rfind('\n').map_or(0, |n| n + 1);
        let line = self.text[start..].lines().next().unwrap_or_default();
        let mistake = Mistake::new(line, message, hint);
        if self.mistakes.last() != Some(&mistake) {
            self.mistakes.push(mistake);
        }
    }
}

fn number(level: HeadingLevel) -> u8 {
    level as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_mean_the_same_one_by_one() {
        let cases = [
            ("# Title\n\nWords\nmore\n\n**Bold** end", 3),
            ("1. item\n\n   its text\n\n2. item\n\nafter", 2),
            ("- a\n\n- b\n\n![](line)\n", 2),
            ("> [!NOTE]\n> words\n\nafter\n\n\n\n---\n\nend", 3),
            ("\n\nwords\n\n    code", 1),
            ("| a |\n|---|\n| b |\n\nafter", 2),
            ("see [a][b]\n\n[b]: https://www.gosuslugi.ru", 1),
            ("```\na\n\nb\n```", 1),
            ("*a*\n\n* b\n\n*c*", 1),
        ];
        for (text, count) in cases {
            let pieces = independent(text);
            assert_eq!(pieces.len(), count, "{text}");
            assert_eq!(pieces.concat(), text);
            let one_by_one: Result<Vec<_>, _> = pieces.iter().map(|p| parse(p, &[])).collect();
            if let Ok(whole) = parse(text, &[]) {
                assert_eq!(one_by_one.unwrap().concat(), whole, "{text}");
            }
        }
    }
}
