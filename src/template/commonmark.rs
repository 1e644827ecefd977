//! CommonMark to blocks.
//!
//! Takes the text between two fences, gives [`Blocks`], or what is wrong with
//! each line. Knows nothing of containers and of who the text is for.

use std::iter::Peekable;
use std::vec::IntoIter;

use pulldown_cmark::{Alignment, BlockQuoteKind, Event, Options, Parser, Tag, TagEnd};

use crate::base::units::Ratio;
use crate::model::handout::{Block, Blocks, ColumnWidth, Inline, Panel, Table, TableColumn};
use crate::model::job::Job;

use super::inline::{Pieces, Text};
use super::mistake::Mistake;

/// Lists and callouts in one another.
const DEEPEST: usize = 16;

/// Reads a piece of CommonMark.
///
/// # Errors
/// Everything that a handout has no form for, by line.
pub(super) fn blocks(text: &str, job: &Job) -> Result<Blocks, Vec<Mistake>> {
    let options = Options::ENABLE_TASKLISTS | Options::ENABLE_GFM | Options::ENABLE_TABLES;
    let events = Parser::new_ext(text, options).into_offset_iter();
    let events: Vec<_> = events.map(|(event, range)| (event, range.start)).collect();
    let too_deep = too_deep(&events);
    let mut reader = Reader {
        text,
        job,
        events: events.into_iter().peekable(),
        ticked: false,
        depth: 0,
        mistakes: Vec::new(),
    };
    if let Some(at) = too_deep {
        let message = format!("списки и врезки вложены глубже {DEEPEST}.");
        reader.refuse(at, &message, "Уберите лишние.");
        return Err(reader.mistakes);
    }
    let blocks = reader.blocks();
    match reader.mistakes {
        none if none.is_empty() => Ok(blocks),
        mistakes => Err(mistakes),
    }
}

/// Where lists and callouts first stand too deep in one another.
fn too_deep(events: &[(Event<'_>, usize)]) -> Option<usize> {
    let mut depth = 0_usize;
    events.iter().find_map(|(event, at)| {
        match event {
            Event::Start(Tag::Item | Tag::BlockQuote(_)) => depth += 1,
            Event::End(TagEnd::Item | TagEnd::BlockQuote(_)) => depth -= 1,
            _ => {}
        }
        (depth > DEEPEST).then_some(*at)
    })
}

struct Reader<'a> {
    text: &'a str,
    job: &'a Job,
    /// What comes next, and where in the text it begins.
    events: Peekable<IntoIter<(Event<'a>, usize)>>,
    /// Whether the item that is being read has a box to tick.
    ticked: bool,
    /// Items and callouts around.
    depth: usize,
    mistakes: Vec<Mistake>,
}

impl<'a> Reader<'a> {
    /// The blocks up to the end of what encloses them.
    fn blocks(&mut self) -> Blocks {
        let mut blocks = Vec::new();
        while let Some((event, at)) = self.events.next() {
            match event {
                Event::End(_) => break,
                Event::Start(Tag::Paragraph) => {
                    blocks.extend(self.block_of_text(None, at, Block::Paragraph));
                    self.events.next();
                }
                Event::Start(Tag::Heading { level, .. }) => {
                    let heading = |text| Block::Heading(level as u8, text);
                    blocks.extend(self.block_of_text(None, at, heading));
                    self.events.next();
                }
                Event::Start(Tag::List(first)) => self.list(first, &mut blocks),
                Event::Start(Tag::BlockQuote(kind)) => blocks.push(self.callout(kind, at)),
                Event::Start(Tag::Table(columns)) => blocks.extend(self.table(&columns, at)),
                Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock) => {
                    let hint = "Уберите отступ в четыре пробела, три обратных апострофа или HTML.";
                    self.refuse(at, "такой блок на листе поставить нельзя.", hint);
                    self.skip(|end| matches!(end, TagEnd::CodeBlock | TagEnd::HtmlBlock));
                }
                Event::Rule if self.depth > 0 => {
                    let message = "линейка стоит внутри списка или врезки.";
                    self.refuse(at, message, "Вынесите её.");
                }
                Event::Rule => blocks.push(Block::Rule),
                // In a tight list the text of an item comes without a paragraph
                // around.
                inline => {
                    let first = Some((inline, at));
                    blocks.extend(self.block_of_text(first, at, Block::Paragraph));
                }
            }
        }
        blocks.into_iter().map(Block::into).collect()
    }

    /// The blocks in an item or callout.
    fn nested(&mut self) -> Blocks {
        self.depth += 1;
        let blocks = self.blocks();
        self.depth -= 1;
        blocks
    }

    fn list(&mut self, first: Option<u64>, blocks: &mut Vec<Block>) {
        let mut number = first;
        while let Some((Event::Start(Tag::Item), _)) = self.events.next() {
            let outer = std::mem::take(&mut self.ticked);
            let body = self.nested();
            let ticked = std::mem::replace(&mut self.ticked, outer);
            blocks.push(match number {
                _ if ticked => Block::Check(body),
                Some(number) => Block::Step(number, body),
                None => Block::Bullet(body),
            });
            number = number.map(|number| number + 1);
        }
    }

    fn callout(&mut self, kind: Option<BlockQuoteKind>, at: usize) -> Block {
        let panel = match kind {
            Some(BlockQuoteKind::Warning | BlockQuoteKind::Caution) => Panel::Framed,
            _ if !self.job.tint => Panel::Framed,
            _ => Panel::Tinted,
        };
        if kind.is_none() {
            let hint = "Начните её строкой «> [!IMPORTANT]» или «> [!WARNING]».";
            self.refuse(at, "у врезки нет вида.", hint);
        }
        Block::Panel(panel, self.nested())
    }

    fn table(&mut self, alignments: &[Alignment], at: usize) -> Option<Block> {
        if self.depth > 0 {
            self.refuse(
                at,
                "таблица стоит внутри списка или врезки.",
                "Вынесите её.",
            );
            self.skip(|end| matches!(end, TagEnd::Table));
            return None;
        }
        let mut rows: Vec<Vec<Vec<Inline>>> = Vec::new();
        while let Some((event, at)) = self.events.next() {
            match event {
                Event::Start(Tag::TableHead | Tag::TableRow) => rows.push(Vec::new()),
                Event::Start(Tag::TableCell) => {
                    let cell = self.cell(at);
                    rows.last_mut()?.push(cell);
                }
                Event::End(TagEnd::Table) => break,
                _ => {}
            }
        }
        let mut rows = rows.into_iter();
        let (head, rows) = (rows.next()?, rows.collect::<Vec<_>>());
        if rows.is_empty() {
            let hint = "Под строкой заголовков нужна хотя бы одна: «| … | … |».";
            self.refuse(at, "в таблице нет строк.", hint);
        }
        let column = |alignment: &Alignment| TableColumn {
            width: ColumnWidth::Share(Ratio::new(1.0)),
            centred: *alignment == Alignment::Center,
        };
        Some(Block::Table(Table {
            columns: alignments.iter().map(column).collect(),
            head,
            rows,
        }))
    }

    fn cell(&mut self, at: usize) -> Vec<Inline> {
        match self.inlines(None, at) {
            Some(Text::Inlines(text)) => text,
            Some(Text::Alone(_)) => {
                let hint = "Поставьте его отдельным абзацем вне таблицы.";
                self.refuse(at, "QR-код или картинка стоит в таблице.", hint);
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    /// A paragraph or heading, or a code or picture that stands alone.
    fn block_of_text(
        &mut self,
        first: Option<(Event<'a>, usize)>,
        at: usize,
        make: impl Fn(Vec<Inline>) -> Block,
    ) -> Option<Block> {
        match self.inlines(first, at)? {
            Text::Alone(block) => Some(block),
            Text::Inlines(text) => (!text.is_empty()).then(|| make(text)),
        }
    }

    /// All that can stand in a paragraph, up to what cannot.
    fn inlines(&mut self, mut first: Option<(Event<'a>, usize)>, at: usize) -> Option<Text> {
        let mut pieces = Pieces::new(self.job);
        while let Some((event, at)) = first.take().or_else(|| self.events.next_if(is_inline)) {
            if matches!(event, Event::TaskListMarker(_)) {
                self.ticked = true;
            } else if let Err(mistake) = pieces.take(event) {
                self.mistake(at, mistake);
            }
        }
        let finished = pieces.finish();
        finished.map_err(|mistake| self.mistake(at, mistake)).ok()
    }

    /// Leaves out what stands before an end, and that end.
    fn skip(&mut self, is_end: impl Fn(&TagEnd) -> bool) {
        self.events
            .by_ref()
            .find(|(event, _)| matches!(event, Event::End(end) if is_end(end)));
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

/// Whether this can stand in a paragraph.
fn is_inline((event, _): &(Event<'_>, usize)) -> bool {
    match event {
        Event::Start(tag) => matches!(
            tag,
            Tag::Strong | Tag::Emphasis | Tag::Link { .. } | Tag::Image { .. }
        ),
        Event::End(end) => matches!(
            end,
            TagEnd::Strong | TagEnd::Emphasis | TagEnd::Link | TagEnd::Image
        ),
        event => !matches!(event, Event::Rule),
    }
}
