//! What the words of containers mean: the sides of a sheet, their slips, and
//! the blocks on them.
//!
//! Takes the tree of containers, gives [`Side`]s. The text between fences is
//! read by `commonmark` and remembered, since nearly all of it is the same for
//! every pupil.

use std::ops::Deref;

use crate::base::memo::Memo;
use crate::base::text;
use crate::base::units::{Pt, Ratio, length};
use crate::model::handout::{Block, Blocks, Column, ColumnWidth, PageSetup, Panel, Side, Slip};
use crate::model::job::Job;

use super::commonmark;
use super::containers::{Container, Piece};
use super::front_matter::LEAST_TEXT;
use super::mistake::{Mistake, known_words};

/// The smallest type of text that is scaled: that of small print on A5.
const LEAST_SCALED: Pt = Pt::new(6.5);

/// The words after `:::`.
pub(super) const WORDS: [&str; 14] = [
    "front", "back", "header", "slip", "columns", "column", "frame", "tint", "bar", "text",
    "label", "name", "table", "centre",
];

/// Reads one filled-in template.
pub(super) struct Reader<'a> {
    pub setup: &'a PageSetup,
    pub job: &'a Job,
    /// Type size of running text where the reader is.
    pub size: Pt,
    /// CommonMark that has been read, by its text.
    pub known: &'a mut Memo<String, Blocks>,
    pub mistakes: Vec<Mistake>,
}

impl Reader<'_> {
    /// The sides of the sheet. A template without `front` and `back` is one
    /// side.
    pub fn sides(&mut self, text: &str) -> Vec<Side> {
        let whole = Container::of_text(text, &mut self.mistakes);
        let is_side = |container: &&Container| ["front", "back"].contains(&container.word);
        if whole.containers().filter(is_side).count() == 0 {
            return vec![self.side(self.setup.text, &whole)];
        }
        let strangers = whole.containers().filter(|container| !is_side(container));
        let strangers = strangers.map(|container| container.line);
        for line in strangers.chain(whole.lines().take(1)) {
            let hint = "Перенесите его между «::: front» или «::: back» и закрывающим «:::».";
            self.complain(line, "текст стоит вне сторон листа.", hint);
        }
        let sides = whole.containers().filter(is_side);
        sides
            .map(|side| {
                let text = self.text_size(side);
                self.side(text, side)
            })
            .collect()
    }

    fn complain(&mut self, line: &str, message: &str, hint: &str) {
        self.mistakes.push(Mistake::new(message, hint).at(line));
    }

    fn text_size(&mut self, side: &Container) -> Pt {
        let own = self.setup.text;
        let times = || factor(side.arguments).ok().map(|factor| own * factor.get());
        match side.arguments {
            "" => own,
            size => length(size)
                .or_else(times)
                .filter(|size| *size >= LEAST_TEXT)
                .unwrap_or_else(|| {
                    let hint =
                        "Пишут так: «::: back 13pt» или, во сколько раз крупнее, «::: back 1.2».";
                    self.complain(side.line, "размер шрифта не понят или меньше 8pt.", hint);
                    own
                }),
        }
    }

    fn side(&mut self, text: Pt, container: &Container) -> Side {
        self.size = text;
        let mut side = Side {
            text,
            header: Vec::new(),
            body: Vec::new(),
            slip: None,
        };
        for piece in &container.pieces {
            match piece {
                Piece::Container(slip) if slip.word == "slip" => {
                    if side.slip.is_some() {
                        let message = "на одной стороне две отрывные полосы.";
                        self.complain(slip.line, message, "Оставьте одну «::: slip».");
                    }
                    side.slip = Some(self.slip(slip));
                }
                Piece::Container(header) if header.word == "header" => {
                    side.header.extend(self.blocks(header));
                }
                piece => self.piece(piece, &mut side.body),
            }
        }
        side
    }

    /// The words beside the scissors are CommonMark themselves.
    fn slip(&mut self, slip: &Container) -> Slip {
        let mut words = Vec::new();
        self.text(slip.arguments, &mut words);
        let cut = match words.first().map(Deref::deref) {
            None => Vec::new(),
            Some(Block::Paragraph(text)) if words.len() == 1 => text.clone(),
            _ => {
                let hint = "Остальное поставьте под неё.";
                self.complain(slip.line, "у ножниц стоит не строка текста.", hint);
                Vec::new()
            }
        };
        Slip {
            cut: Block::Cut(cut).into(),
            body: self.blocks(slip),
        }
    }

    fn blocks(&mut self, container: &Container) -> Blocks {
        let mut blocks = Vec::new();
        for piece in &container.pieces {
            self.piece(piece, &mut blocks);
        }
        blocks
    }

    fn piece(&mut self, piece: &Piece, blocks: &mut Blocks) {
        match piece {
            Piece::Text(text) => self.text(text, blocks),
            Piece::Container(container) => {
                let before = self.mistakes.len();
                match self.container(container) {
                    Ok(block) => blocks.push(block.into()),
                    // Of what is wrong inside, the outside is no news.
                    Err(_) if self.mistakes.len() > before => {}
                    Err(mistake) => self.mistakes.push(mistake.at(container.line)),
                }
            }
        }
    }

    fn text(&mut self, text: &str, blocks: &mut Blocks) {
        if let Some(known) = self.known.get(text) {
            return blocks.extend(known);
        }
        match commonmark::blocks(text, self.job) {
            Ok(own) => {
                blocks.extend_from_slice(&own);
                self.known.put(text.to_owned(), own);
            }
            Err(mistakes) => self.mistakes.extend(mistakes),
        }
    }

    fn container(&mut self, container: &Container) -> Result<Block, Mistake> {
        let panel = match container.word {
            "columns" => return self.columns(container),
            "table" => return self.table(container),
            "frame" => Panel::Framed,
            "tint" if self.job.tint => Panel::Tinted,
            "tint" => Panel::Framed,
            "bar" => Panel::Barred,
            "label" => Panel::Label,
            "name" => Panel::Name,
            "centre" => Panel::Centred,
            "text" => return self.scaled(container),
            _ => return Err(misplaced(container.word)),
        };
        Ok(Block::Panel(panel, self.blocks(container)))
    }

    /// Text of another size.
    fn scaled(&mut self, container: &Container) -> Result<Block, Mistake> {
        let factor = factor(container.arguments)?;
        let outer = self.size;
        self.size = outer * factor.get();
        if self.size < LEAST_SCALED {
            let hint = "Возьмите число побольше или уберите один «::: text» из другого.";
            self.complain(container.line, "текст вышел бы мельче 6.5pt.", hint);
        }
        let body = self.blocks(container);
        self.size = outer;
        Ok(Block::Panel(Panel::Scaled(factor), body))
    }

    /// A table with the widths of its columns.
    fn table(&mut self, container: &Container) -> Result<Block, Mistake> {
        let body = self.blocks(container);
        let widths = column_widths(container.arguments).unwrap_or_default();
        match body.first().map(Deref::deref) {
            Some(Block::Table(table)) if body.len() == 1 && widths.len() == table.columns.len() => {
                let mut table = table.clone();
                for (column, width) in table.columns.iter_mut().zip(widths) {
                    column.width = width;
                }
                Ok(Block::Table(table))
            }
            _ => Err(Mistake::new(
                "таблица не сходится с числом столбцов.",
                "Пишут так: «::: table 10mm * 2*», а внутри одна таблица с таким же числом столбцов.",
            )),
        }
    }

    fn columns(&mut self, container: &Container) -> Result<Block, Mistake> {
        let widths = column_widths(container.arguments).unwrap_or_default();
        let columns: Vec<_> = container.containers().collect();
        let stray = columns.iter().any(|column| column.word != "column")
            || container.lines().next().is_some();
        if stray || widths.is_empty() || widths.len() != columns.len() {
            return Err(Mistake::new(
                "колонки не сходятся с их числом.",
                "Пишут так: «::: columns * 40mm», а внутри столько же «::: column» и ничего \
                 кроме них; «*» — доля остатка.",
            ));
        }
        let set = widths
            .into_iter()
            .zip(columns)
            .map(|(width, column)| Column {
                width,
                body: self.blocks(column),
            });
        Ok(Block::Columns(set.collect()))
    }
}

fn factor(argument: &str) -> Result<Ratio, Mistake> {
    let factor = text::number(argument).filter(|factor| (0.5..=5.0).contains(factor));
    factor.map(Ratio::new).ok_or_else(|| {
        let hint = "Пишут так: «::: text 1.2», от 0.5 до 5.";
        Mistake::new("во сколько раз изменить шрифт, не понято.", hint)
    })
}

fn misplaced(word: &str) -> Mistake {
    match word {
        "column" => Mistake::new(
            "колонка стоит вне «::: columns».",
            "Окружите колонки строками «::: columns * *» и «:::».",
        ),
        "front" | "back" | "header" | "slip" => Mistake::new(
            format!("«{word}» стоит внутри другого блока."),
            "Стороны не вкладываются, а полоса и «header» стоят прямо в стороне.",
        ),
        word => Mistake::new(
            format!("слова «{word}» после «:::» нет."),
            known_words(word, &WORDS),
        ),
    }
}

/// Widths of columns: `* 2* 40mm`.
fn column_widths(words: &str) -> Option<Vec<ColumnWidth>> {
    words.split_whitespace().map(column_width).collect()
}

fn column_width(word: &str) -> Option<ColumnWidth> {
    let share = match word.strip_suffix('*') {
        None => return length(word).map(ColumnWidth::Fixed),
        Some("") => 1.0,
        Some(share) => text::number(share)?,
    };
    (share > 0.0 && share < 100.0).then_some(ColumnWidth::Share(Ratio::new(share)))
}
