//! The containers of a template: lines that begin with `:::`.
//!
//! A container opens with `::: word arguments` and closes with `:::`, both at
//! the beginning of a line. What stands between is CommonMark or further
//! containers. Pieces of CommonMark are remembered in parsed form, since nearly
//! all of them are the same for every pupil.

use std::sync::Arc;

use crate::base::diagnostic::Diagnostic;
use crate::base::digest::Digest;
use crate::base::memo::Memo;
use crate::base::nearest;
use crate::base::units::Pt;
use crate::model::handout::{
    Block, Column, ColumnWidth, Group, KeyedBlock, PageSetup, Panel, Part, Side, Slip, Table,
};

use super::fences::{Alone, FENCE, Fence, Fences, Inside, Raw};
use super::{blocks, inline, words};

/// The words after `:::`, with what they do, for messages.
const WORDS: [&str; 12] = [
    "front", "back", "slip", "columns", "column", "frame", "tint", "bar", "text", "label", "name",
    "table",
];

/// A mistake in filled-in text; the template knows where the line came from.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mistake {
    pub line: String,
    pub message: String,
    pub hint: String,
}

impl Mistake {
    pub fn new(line: &str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Mistake {
            line: line.to_owned(),
            message: message.into(),
            hint: hint.into(),
        }
    }
}

/// Unknown words of containers and codes that would carry a pupil's data, found
/// in the source before anything is filled in, so that a branch which no pupil
/// takes is checked too.
pub(super) fn lint(name: &str, source: &str) -> Vec<Diagnostic> {
    let pupils = names_of_pupils(source);
    source
        .lines()
        .enumerate()
        .filter_map(|(index, line)| {
            let at = |diagnostic: Diagnostic| diagnostic.in_file(name).at_row(index + 1);
            if line.trim_start().starts_with(FENCE) && !line.starts_with(FENCE) {
                let message = "«:::» стоит не в начале строки.";
                let hint = "Уберите пробелы перед «:::».";
                return Some(at(Diagnostic::error("template", message).with_hint(hint)));
            }
            if has_personal_code(line, &pupils) {
                let message = "в QR-коде стоят данные ученика.";
                let hint = "Код видит каждый, кто держит лист: оставьте в нём один адрес.";
                return Some(at(Diagnostic::error("template", message).with_hint(hint)));
            }
            let word = line.strip_prefix(FENCE)?.split_whitespace().next()?;
            if word.contains(['{', '%']) || WORDS.contains(&word) {
                return None;
            }
            let message = format!("слова «{word}» после «:::» нет.");
            Some(at(
                Diagnostic::error("template", message).with_hint(known_words(word))
            ))
        })
        .collect()
}

/// Names that stand for pupils: `student`, `students` and what loops over them.
fn names_of_pupils(source: &str) -> Vec<&str> {
    let loops = source.split("{%").filter_map(|tag| {
        let words = tag.trim_start_matches(['-', '+']).trim_start();
        let (name, of) = words.strip_prefix("for ")?.split_once(" in ")?;
        of.trim_start().starts_with("students").then(|| name.trim())
    });
    loops.chain(["student"]).collect()
}

/// Whether the address of a code in this line asks for a pupil.
fn has_personal_code(line: &str, pupils: &[&str]) -> bool {
    line.split("](qr:")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
        .filter_map(|address| Some(address.split_once("{{")?.1))
        .any(|asked| pupils.iter().any(|name| asked.contains(name)))
}

fn known_words(word: &str) -> String {
    let all = WORDS.join(", ");
    match nearest::nearest(word, WORDS) {
        Some(near) => format!("Может быть, «{near}»? Известны: {all}."),
        None => format!("Известны: {all}."),
    }
}

/// Reads one filled-in template.
pub(super) struct Reader<'a> {
    pub setup: &'a PageSetup,
    pub hosts: &'a [String],
    pub parsed: &'a mut Memo<u128, Arc<[Part]>>,
    pub mistakes: Vec<Mistake>,
}

impl Reader<'_> {
    /// The sides of the sheet. A template without `front` and `back` is one
    /// side.
    pub fn sides(&mut self, text: &str) -> Vec<Side> {
        let (fences, alone) = Fences::new(text);
        alone.iter().for_each(|fence| self.unpaired(fence));
        let raw = fences.all().pieces();
        let is_side =
            |r: &Raw| matches!(r, Raw::Container(f, _) if ["front", "back"].contains(&f.word));
        if !raw.iter().any(is_side) {
            return vec![self.side(self.setup.text, fences.all())];
        }
        let mut sides = Vec::new();
        for part in &raw {
            match part {
                Raw::Container(fence, inside) if is_side(part) => {
                    let text = self.text_size(fence);
                    sides.push(self.side(text, *inside));
                }
                Raw::Container(fence, _) => self.outside(fence.line),
                Raw::Text(text) => {
                    if let Some(line) = text.lines().find(|line| !line.trim().is_empty()) {
                        self.outside(line);
                    }
                }
            }
        }
        sides
    }

    fn unpaired(&mut self, fence: &Alone<'_>) {
        let (line, message, hint) = match fence {
            Alone::Close(line) => (
                line,
                "закрыт блок, который не открыт.",
                "Уберите лишний «:::» или откройте блок.",
            ),
            Alone::Open(line) => (
                line,
                "блок не закрыт.",
                "Поставьте «:::» на отдельной строке после него.",
            ),
        };
        self.mistakes.push(Mistake::new(line, message, hint));
    }

    fn outside(&mut self, line: &str) {
        self.mistakes.push(Mistake::new(
            line,
            "текст стоит вне сторон листа.",
            "Перенесите его между «::: front» или «::: back» и закрывающим «:::».",
        ));
    }

    fn text_size(&mut self, fence: &Fence) -> Pt {
        if fence.arguments.is_empty() {
            return self.setup.text;
        }
        words::length(fence.arguments).unwrap_or_else(|| {
            self.mistakes.push(Mistake::new(
                fence.line,
                "размер шрифта не понят.",
                "Пишут так: «::: back 13pt».",
            ));
            self.setup.text
        })
    }

    fn side(&mut self, text: Pt, inside: Inside) -> Side {
        let mut side = Side {
            text,
            body: Vec::new(),
            slip: None,
        };
        for part in &inside.pieces() {
            match part {
                Raw::Container(fence, inside) if fence.word == "slip" => {
                    if side.slip.is_some() {
                        self.mistakes.push(Mistake::new(
                            fence.line,
                            "на одной стороне две отрывные полосы.",
                            "Оставьте одну «::: slip».",
                        ));
                    }
                    let label = self.label(fence);
                    let body = self.parts(*inside);
                    side.slip = Some(Slip { label, body });
                }
                part => self.part(part, &mut side.body),
            }
        }
        side
    }

    /// The words beside the scissors, which are CommonMark themselves.
    fn label(&mut self, fence: &Fence) -> Option<Arc<KeyedBlock>> {
        // No other piece that is remembered is a line without its end.
        let source = Digest::of(fence.line);
        let known = self.parsed.get(&source);
        let parts = known.unwrap_or_else(|| {
            let label = match inline::paragraph(fence.arguments, self.hosts) {
                Ok(label) if label.is_empty() => None,
                Ok(label) => Some(Part::Block(Arc::new(KeyedBlock::new(Block::Paragraph(
                    label,
                ))))),
                Err(mistake) => {
                    let (message, hint) = (mistake.message, mistake.hint);
                    self.mistakes.push(Mistake::new(fence.line, message, hint));
                    return Arc::from([]);
                }
            };
            let parts: Arc<[Part]> = label.into_iter().collect();
            self.parsed.offer(source, || parts.clone());
            parts
        });
        match parts.first() {
            Some(Part::Block(label)) => Some(label.clone()),
            _ => None,
        }
    }

    fn parts(&mut self, inside: Inside) -> Vec<Part> {
        let mut parts = Vec::new();
        for part in &inside.pieces() {
            self.part(part, &mut parts);
        }
        parts
    }

    fn part(&mut self, raw: &Raw, parts: &mut Vec<Part>) {
        let (fence, inside) = match raw {
            Raw::Text(text) => return self.text(text, parts),
            Raw::Container(fence, inside) => (fence, *inside),
        };
        let source = Digest::of(fence.source);
        if let Some(known) = self.parsed.get(&source) {
            parts.extend(known.iter().cloned());
            return;
        }
        let faults = self.mistakes.len();
        let mut own = Vec::new();
        self.container(fence, inside, &mut own);
        if self.mistakes.len() > faults {
            return;
        }
        let first = parts.len();
        let groups = own.into_iter().map(|part| Group::new(part, source));
        parts.extend(groups.map(|group| Part::Group(Arc::new(group))));
        self.parsed.offer(source, || parts[first..].into());
    }

    /// Reads a container: one part, or none if it is at fault.
    fn container(&mut self, fence: &Fence, inside: Inside, parts: &mut Vec<Part>) {
        let panel = match fence.word {
            "columns" => return self.columns(fence, inside, parts),
            "table" => return self.table(fence, inside, parts),
            "frame" => Panel::Framed,
            "tint" => Panel::Tinted,
            "bar" => Panel::Barred,
            "label" => Panel::Label,
            "name" => Panel::Name,
            "text" => match fence.arguments.replace(',', ".").parse::<f64>() {
                Ok(factor) if (0.5..=5.0).contains(&factor) => Panel::Scaled(factor),
                _ => {
                    let hint = "Пишут так: «::: text 1.2», от 0.5 до 5.";
                    let message = "во сколько раз изменить шрифт, не понято.";
                    return self.mistakes.push(Mistake::new(fence.line, message, hint));
                }
            },
            _ => return self.misplaced(fence),
        };
        let body = self.parts(inside);
        parts.push(Part::Panel(panel, body));
    }

    fn misplaced(&mut self, fence: &Fence) {
        let (message, hint) = match fence.word {
            "column" => (
                "колонка стоит вне «::: columns».".to_owned(),
                "Окружите колонки строками «::: columns * *» и «:::».".to_owned(),
            ),
            "front" | "back" | "slip" => (
                format!("«{}» стоит внутри другого блока.", fence.word),
                "Стороны не вкладываются, а полоса стоит прямо в стороне.".to_owned(),
            ),
            word => (
                format!("слова «{word}» после «:::» нет."),
                known_words(word),
            ),
        };
        self.mistakes.push(Mistake::new(fence.line, message, hint));
    }

    /// A table with the widths of its columns.
    fn table(&mut self, fence: &Fence, inside: Inside, parts: &mut Vec<Part>) {
        let widths: Option<Vec<ColumnWidth>> = fence
            .arguments
            .split_whitespace()
            .map(column_width)
            .collect();
        let faults = self.mistakes.len();
        let body = self.parts(inside);
        if self.mistakes.len() > faults {
            return;
        }
        match (&body[..], widths) {
            ([Part::Table(table)], Some(widths)) if widths.len() == table.columns.len() => {
                let mut table = Table::clone(table);
                for (column, width) in table.columns.iter_mut().zip(widths) {
                    column.width = width;
                }
                parts.push(Part::Table(Arc::new(table)));
            }
            _ => self.mistakes.push(Mistake::new(
                fence.line,
                "таблица не сходится с числом столбцов.",
                "Пишут так: «::: table 10mm * 2*», а внутри одна таблица с таким же числом столбцов.",
            )),
        }
    }

    fn columns(&mut self, fence: &Fence, inside: Inside, parts: &mut Vec<Part>) {
        let widths: Option<Vec<ColumnWidth>> = fence
            .arguments
            .split_whitespace()
            .map(column_width)
            .collect();
        let kids = inside.pieces();
        let columns: Vec<Inside> = kids
            .iter()
            .filter_map(|kid| match kid {
                Raw::Container(fence, inside) if fence.word == "column" => Some(*inside),
                _ => None,
            })
            .collect();
        let stray = kids.iter().any(|kid| match kid {
            Raw::Text(text) => !text.trim().is_empty(),
            Raw::Container(fence, _) => fence.word != "column",
        });
        match widths {
            Some(widths) if widths.len() == columns.len() && !widths.is_empty() && !stray => {
                let columns = widths
                    .into_iter()
                    .zip(columns)
                    .map(|(width, inside)| Column {
                        width,
                        body: self.parts(inside),
                    })
                    .collect();
                parts.push(Part::Columns(columns));
            }
            _ => self.mistakes.push(Mistake::new(
                fence.line,
                "колонки не сходятся с их числом.",
                "Пишут так: «::: columns * 40mm», а внутри столько же «::: column» и ничего \
                 кроме них; «*» — доля остатка.",
            )),
        }
    }

    fn text(&mut self, text: &str, parts: &mut Vec<Part>) {
        if text.bytes().all(|byte| byte.is_ascii_whitespace()) {
            return;
        }
        let source = Digest::of(text);
        if let Some(known) = self.parsed.get(&source) {
            parts.extend(known.iter().cloned());
            return;
        }
        // A name in one paragraph is no reason to read the others anew.
        let pieces = blocks::independent(text);
        if pieces.len() > 1 {
            return pieces.into_iter().for_each(|piece| self.text(piece, parts));
        }
        match blocks::parse(text, self.hosts) {
            Ok(parsed) => {
                let first = parts.len();
                parts.extend(parsed);
                self.parsed.offer(source, || parts[first..].into());
            }
            Err(mistakes) => self.mistakes.extend(mistakes),
        }
    }
}

fn column_width(word: &str) -> Option<ColumnWidth> {
    let share = match word {
        "*" => Some(1.0),
        word => word.strip_suffix('*').and_then(|n| n.parse().ok()),
    };
    match share {
        Some(share) => (share > 0.0 && share < 100.0).then_some(ColumnWidth::Share(share)),
        None => words::length(word).map(ColumnWidth::Fixed),
    }
}
