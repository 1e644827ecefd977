//! Where the header row is and which column is what.
//!
//! Takes a [`Table`], gives a [`Header`] or the refusal that says what was
//! found instead. Looks at the first [`DEPTH`] rows, because schools put titles
//! above; never takes a pupil for a header, since only cells that name a known
//! column count.

use super::field::{self, FIELDS, Field};
use super::table::{Row, Table, column_letters};
use super::text;
use crate::base::diagnostic::Diagnostic;

/// The header stands in one of the first so many rows.
pub(super) const DEPTH: usize = 20;

/// No list of pupils is wider; beyond that nothing is looked at.
const MOST_COLUMNS: usize = 1000;

/// A longer cell (in bytes) is no misspelt name of a column.
const LONGEST_NAME: usize = 120;

/// So many found columns are named in a message.
const MOST_NAMED: usize = 15;

/// A header row that has been understood.
#[derive(Debug, Clone)]
pub(super) struct Header {
    /// Which of the table's rows it is.
    pub(super) index: usize,
    /// Its number as Excel counts.
    pub(super) number: usize,
    /// Number of its cells, empty ones included.
    pub(super) width: usize,
    places: [Option<usize>; FIELDS],
    titles: [String; FIELDS],
    /// Columns named like one before them, which are not used.
    pub(super) repeated: Vec<String>,
    /// Recognised columns; a greater number is a better header.
    pub(super) score: usize,
}

impl Header {
    /// The column of this field.
    pub(super) fn place(&self, field: Field) -> Option<usize> {
        self.places[field as usize]
    }

    /// The column's own words, or its letters.
    pub(super) fn title(&self, field: Field) -> &str {
        &self.titles[field as usize]
    }

    /// What each used column was taken for, in the order of the file.
    pub(super) fn columns(&self) -> Vec<(&'static str, String)> {
        let mut used: Vec<(usize, Field)> = ALL
            .into_iter()
            .filter(|&field| field != Field::Number)
            .filter_map(|field| Some((self.place(field)?, field)))
            .collect();
        used.sort_by_key(|(place, _)| *place);
        used.into_iter()
            .map(|(_, field)| (field.key(), self.title(field).to_owned()))
            .collect()
    }

    fn of_row(index: usize, row: Row<'_>) -> Self {
        let mut header = Header {
            index,
            number: row.number,
            width: row.len(),
            places: [None; FIELDS],
            titles: Default::default(),
            repeated: Vec::new(),
            score: 0,
        };
        for (column, cell) in row.cells().take(MOST_COLUMNS).enumerate() {
            let Some(found) = field::recognise(cell) else {
                continue;
            };
            let title = text::clean(cell).into_owned();
            if header.place(found).is_none() {
                header.places[found as usize] = Some(column);
                header.titles[found as usize] = title;
                header.score += usize::from(found != Field::Number);
            } else if found != Field::Number && header.repeated.len() < MOST_NAMED {
                header.repeated.push(title);
            }
        }
        header.settle_names();
        header.settle_classes();
        header
    }

    /// Decides which of the name columns are read: surname and first name if
    /// both are there, else the one with the whole name. A lone surname or
    /// first name column holds whatever the teacher calls a name.
    fn settle_names(&mut self) {
        let has = |field| self.places[field as usize].is_some();
        if has(Field::Last) && has(Field::First) {
            self.drop_field(Field::Full);
        } else if has(Field::Full) {
            self.drop_field(Field::Last);
            self.drop_field(Field::First);
        } else {
            self.rename(Field::First, Field::Full);
            self.rename(Field::Last, Field::Full);
        }
    }

    /// A class column makes the parallel superfluous; without it the parallel
    /// is the class.
    fn settle_classes(&mut self) {
        let has = |field| self.places[field as usize].is_some();
        if has(Field::Class) {
            self.drop_field(Field::Grade);
        }
    }

    fn drop_field(&mut self, field: Field) {
        self.places[field as usize] = None;
    }

    fn rename(&mut self, from: Field, to: Field) {
        if let Some(place) = self.places[from as usize].take() {
            self.places[to as usize] = Some(place);
            self.titles[to as usize] = std::mem::take(&mut self.titles[from as usize]);
        }
    }

    fn has_name(&self) -> bool {
        self.place(Field::Full).is_some() || self.place(Field::Last).is_some()
    }

    /// Whether the row repeats the header, as lists printed by page do.
    pub(super) fn is_repeated_by(&self, row: Row<'_>) -> bool {
        [Field::Full, Field::Last]
            .into_iter()
            .filter_map(|field| Some((self.place(field)?, self.title(field))))
            .any(|(place, title)| !title.is_empty() && row.cell(place).trim() == title)
    }
}

const ALL: [Field; FIELDS] = [
    Field::Last,
    Field::First,
    Field::Middle,
    Field::Full,
    Field::Class,
    Field::Grade,
    Field::Letter,
    Field::Birth,
    Field::Login,
    Field::Account,
    Field::Number,
];

/// The header of the table: the row that names most columns, a pupil's name
/// among them.
pub(super) fn find(table: &Table) -> Option<Header> {
    let mut best: Option<Header> = None;
    for header in candidates(table).filter(Header::has_name) {
        if best.as_ref().is_none_or(|best| header.score > best.score) {
            best = Some(header);
        }
    }
    best
}

fn candidates(table: &Table) -> impl Iterator<Item = Header> {
    table
        .rows()
        .enumerate()
        .take_while(|(_, row)| row.number <= DEPTH)
        .map(|(index, row)| Header::of_row(index, row))
}

/// The refusal of a table in which [`find`] found nothing.
pub(super) fn refusal(table: &Table) -> Diagnostic {
    let best = candidates(table)
        .map(|header| (header.score, header.index))
        .filter(|&(score, index)| is_header_like(score, index, table.row(index)))
        .max_by_key(|&(score, index)| (score, std::cmp::Reverse(index)));
    match best {
        Some((_, index)) => no_name_column(table.row(index)),
        None => Diagnostic::error("no-header", "нет строки с названиями столбцов.").with_hint(
            "Добавьте над списком строку с названиями: «Фамилия», «Имя», «Отчество», «Класс», \
             «Дата рождения».",
        ),
    }
}

/// A row may be quoted as a header only if it can hold no pupil: two columns
/// known, or one known or misspelt in the first row and no digit anywhere.
fn is_header_like(score: usize, index: usize, row: Row<'_>) -> bool {
    let digits = row
        .cells()
        .any(|cell| cell.contains(|c: char| c.is_ascii_digit()));
    let near = || {
        let cells = row.cells().take(MOST_NAMED);
        cells.filter(|cell| cell.len() <= LONGEST_NAME).any(|cell| {
            let cell = text::clean(cell);
            cell.chars().count() >= 3
                && field::KNOWN.iter().any(|known| {
                    let distance = field::distance(&cell, known);
                    distance <= 2 && 2 * distance < known.chars().count()
                })
        })
    };
    score >= 2 || (index == 0 && !digits && (score == 1 || near()))
}

fn no_name_column(row: Row<'_>) -> Diagnostic {
    let found: Vec<_> = row
        .cells()
        .take(MOST_COLUMNS)
        .filter(|cell| cell.len() <= LONGEST_NAME)
        .map(text::clean)
        .filter(|cell| !cell.is_empty())
        .filter(|cell| !cell.contains(|c: char| c.is_ascii_digit()))
        .take(MOST_NAMED)
        .collect();
    let mut known = field::KNOWN;
    known.sort_by_key(|name| found.iter().map(|cell| field::distance(cell, name)).min());
    Diagnostic::error(
        "no-name-column",
        format!(
            "нет столбца с именем ученика. Есть столбцы: {}.",
            quoted(&found)
        ),
    )
    .at_row(row.number)
    .with_hint(format!(
        "Переименуйте столбец с именем в «ФИО» или в «Фамилия», «Имя», «Отчество». \
         Программа знает столбцы: {}.",
        quoted(&known)
    ))
}

fn quoted(names: &[impl AsRef<str>]) -> String {
    let names: Vec<_> = names.iter().map(|n| format!("«{}»", n.as_ref())).collect();
    names.join(", ")
}

/// How many cells of the first lines name a column: the surest sign that a
/// text has been decoded rightly.
pub(super) fn known_words(text: &str) -> usize {
    text.split(['\n', '\r'])
        .take(DEPTH)
        .flat_map(|line| line.split([';', ',', '\t']).take(100))
        .map(|cell| cell.trim_matches(['"', ' ']))
        .filter(|cell| !cell.is_ascii() && field::recognise(cell).is_some())
        .count()
}

/// The words by which a column is named in a remark.
pub(super) fn column_name(title: &str, column: usize) -> String {
    if title.is_empty() {
        column_letters(column)
    } else {
        title.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::super::delimited;
    use super::*;

    fn table(text: &str) -> Table {
        delimited::parse(text, ';', usize::MAX)
    }

    fn keys(text: &str) -> Vec<&'static str> {
        let header = find(&table(text)).unwrap();
        header.columns().into_iter().map(|(key, _)| key).collect()
    }

    #[test]
    fn the_header_is_found_under_titles() {
        let found = find(&table(
            "МБОУ СОШ № 3\nСписок класса;7Б\n\n№;ФИО;Класс\n1;А;7",
        ))
        .unwrap();
        assert_eq!((found.number, found.index, found.score), (4, 2, 2));
    }

    #[test]
    fn separate_names_win_over_the_whole_name() {
        assert_eq!(keys("ФИО;Фамилия;Имя;Класс"), ["last", "first", "class"]);
        assert_eq!(keys("Имя;Класс"), ["full", "class"]);
        assert_eq!(keys("Ф.И.О. родителя;Ф.И.О. учащегося"), ["full"]);
        assert_eq!(keys("Параллель;Литера;ФИО"), ["grade", "letter", "full"]);
    }

    #[test]
    fn a_pupil_is_never_taken_for_a_header() {
        let table = table("Иванов;Пётр;7Б\nСидорова;Анна;7Б");
        assert!(find(&table).is_none());
        let refusal = refusal(&table);
        assert_eq!(refusal.code, "no-header");
        assert!(!refusal.to_string().contains("Иванов"));
    }

    #[test]
    fn without_a_name_column_the_nearest_known_name_comes_first() {
        let refusal = refusal(&table("Фамилие;Класс;Телефон\nИванов;7Б;1"));
        assert_eq!((refusal.code, refusal.row), ("no-name-column", Some(1)));
        assert!(refusal.message.contains("«Фамилие», «Класс», «Телефон»"));
        let hint = refusal.hint.unwrap();
        let at = |name| hint.rfind(name).unwrap();
        assert!(at("«Класс»") < at("«Литера»") && at("«Фамилия»") < at("«Литера»"));
    }
}
