//! CommonMark to blocks.
//!
//! Takes the text between two fences, gives [`Blocks`], or what is wrong with
//! each line. Knows nothing of containers and of who the text is for.

use std::sync::Arc;

use pulldown_cmark::{Alignment, BlockQuoteKind, Event, Options, Parser, Tag, TagEnd};

use crate::base::units::Ratio;
use crate::model::handout::{Block, Blocks, Callout, ColumnWidth, Inline, Table, TableColumn};

use super::inline::{self, Pieces};
use super::mistake::Mistake;

/// Reads a piece of CommonMark.
///
/// # Errors
/// Everything that a handout has no form for, by line.
pub(super) fn blocks(text: &str, hosts: &[String]) -> Result<Blocks, Vec<Mistake>> {
    let mut reader = Reader {
        text,
        hosts,
        mistakes: Vec::new(),
        stack: vec![Level::new(Holder::Root)],
        pieces: None,
        foreign: false,
        table: None,
    };
    let options = Options::ENABLE_TASKLISTS | Options::ENABLE_GFM | Options::ENABLE_TABLES;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        reader.take(event, range.start);
    }
    if reader.mistakes.is_empty() {
        Ok(reader.stack.swap_remove(0).blocks)
    } else {
        Err(reader.mistakes)
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
    blocks: Blocks,
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
                self.end_text(at, |text| Block::Heading(level as u8, text));
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
            Ok(inline::Text::Code(code)) => self.add(Arc::new(Block::Code(code))),
            Ok(inline::Text::Inlines(text)) if text.is_empty() => {}
            Ok(inline::Text::Inlines(text)) => self.add(Arc::new(make(text))),
            Err(mistake) => self.mistake(at, mistake),
        }
    }

    fn begin_table(&mut self, alignments: &[Alignment], at: usize) {
        if self.stack.len() > 1 {
            self.foreign = true;
            let message = "таблица стоит внутри списка или врезки.";
            return self.refuse(at, message, "Вынесите её.");
        }
        let column = |alignment: &Alignment| TableColumn {
            width: ColumnWidth::Share(Ratio::new(1.0)),
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
            Some(Err(mistake)) => return self.mistake(at, mistake),
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
            Some(table) => self.add(Arc::new(Block::Table(table))),
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
        let Level { holder, blocks, .. } = self.stack.pop().expect("every end has a start");
        let block = match holder {
            Holder::List => return blocks.into_iter().for_each(|item| self.add(item)),
            Holder::Step(number) => Block::Step(number, blocks),
            Holder::Bullet => Block::Bullet(blocks),
            Holder::Check => Block::Check(blocks),
            Holder::Callout(callout) => Block::Callout(callout, blocks),
            Holder::Root => unreachable!("the root has no end"),
        };
        self.add(Arc::new(block));
    }

    fn add(&mut self, block: Arc<Block>) {
        let level = self.stack.last_mut().expect("the root stays");
        level.blocks.push(block);
    }

    fn rule(&mut self, at: usize) {
        if self.stack.len() == 1 {
            self.add(Arc::new(Block::Rule));
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
            self.mistake(at, mistake);
        }
    }

    fn refuse(&mut self, at: usize, message: &str, hint: &str) {
        self.mistake(at, Mistake::new(message, hint));
    }

    fn mistake(&mut self, at: usize, mistake: Mistake) {
        let start = self.text[..at].rfind('\n').map_or(0, |n| n + 1);
        let mistake = mistake.at(self.text[start..].lines().next().unwrap_or_default());
        if self.mistakes.last() != Some(&mistake) {
            self.mistakes.push(mistake);
        }
    }
}
