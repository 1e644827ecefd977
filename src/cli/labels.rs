//! Ready sheets of labels: how many, how large and where on A4.
//!
//! Takes a name such as `3x8` and the settings file, gives a [`Grid`]. What a
//! school wrote down goes before what the program knows.

use std::collections::BTreeMap;

use super::console::Stop;
use crate::base::diagnostic::Diagnostic;
use crate::base::geometry::{Point, Size};
use crate::base::nearest::hint;
use crate::base::units::{Pt, length};
use crate::pipeline::Grid;
use crate::settings::{SettingsFile, Texts, Written};

/// Sheets that cover the whole of A4 in the usual sizes of the trade: columns,
/// rows, width and height of a label in millimetres. They lie in the middle of
/// the paper without gaps.
const KNOWN: [(usize, usize, f64, f64); 7] = [
    (2, 4, 105.0, 74.0),
    (2, 5, 105.0, 57.0),
    (2, 6, 105.0, 48.0),
    (2, 7, 105.0, 42.3),
    (2, 8, 105.0, 37.0),
    (3, 7, 70.0, 42.3),
    (3, 8, 70.0, 37.0),
];

/// What a section of the settings file may say.
const KEYS: [&str; 6] = ["width", "height", "top", "left", "gap-x", "gap-y"];

/// The sheet of labels of this name.
///
/// # Errors
/// If there is none, or the settings file describes one that cannot be.
pub fn find(name: &str, file: &SettingsFile) -> Result<Grid, Stop> {
    let Some((columns, rows)) = counts(name) else {
        let text = format!("--labels «{name}» не понято. Пишут столбцы и ряды: --labels 3x8.");
        return Err(Stop::Usage(text));
    };
    let mut own = file.labels.iter();
    if let Some((key, entry)) = own.find(|(key, _)| counts(key).is_none()) {
        let message = format!("[labels.\"{key}\"]: столбцы и ряды не поняты.");
        let error = Diagnostic::error("labels", message).in_file(&file.name);
        let error = error.at_row(entry.line);
        return Err(Stop::Input(vec![
            error.with_hint("Пишут так: [labels.\"3x8\"]."),
        ]));
    }
    let mut own = file.labels.iter();
    if let Some((key, entry)) = own.rfind(|(key, _)| counts(key) == Some((columns, rows))) {
        return described(columns, rows, entry).map_err(|error| {
            let message = format!("[labels.\"{key}\"]: {}", error.message);
            let row = error.row.or(Some(entry.line));
            let error = Diagnostic {
                message,
                row,
                ..*error
            };
            Stop::Input(vec![error.in_file(&file.name)])
        });
    }
    let known = KNOWN.iter().find(|(c, r, ..)| (*c, *r) == (columns, rows));
    let Some(&(_, _, width, height)) = known else {
        let known = KNOWN.map(|(columns, rows, ..)| format!("{columns}x{rows}"));
        return Err(Stop::Usage(format!(
            "--labels «{name}»: размеры таких этикеток неизвестны. Известны {}; другие опишите в pamyatka.toml, в разделе [labels.\"{columns}x{rows}\"].",
            known.join(", ")
        )));
    };
    let cell = Size::new(Pt::mm(width), Pt::mm(height));
    Ok(Grid {
        marks: false,
        ..Grid::centred(Size::A4, columns, rows, cell)
    })
}

/// `3x8`, with the letter of either alphabet or the sign.
fn counts(name: &str) -> Option<(usize, usize)> {
    let (columns, rows) = name.trim().split_once(['x', 'X', 'х', 'Х', '×', '*'])?;
    let number = |text: &str| text.trim().parse().ok().filter(|n| (1..=50).contains(n));
    Some((number(columns)?, number(rows)?))
}

/// The sheet that a section of the settings file describes.
fn described(columns: usize, rows: usize, entry: &Written<Texts>) -> Result<Grid, Box<Diagnostic>> {
    let wrong = |message: String, hint: &str| {
        Box::new(Diagnostic::error("labels", message).with_hint(hint))
    };
    let mut lengths = BTreeMap::new();
    for (name, Written { value, line }) in &entry.value {
        let at = |error: Box<Diagnostic>| Box::new(error.at_row(*line));
        let key = name.replace('_', "-");
        let Some(key) = KEYS.into_iter().find(|known| *known == key) else {
            return Err(at(wrong(
                format!("размера «{name}» нет."),
                &hint(&key, &KEYS),
            )));
        };
        // No white at all is a length too.
        let zero = ["0", "0mm"].contains(&value.trim());
        let Some(length) = length(value).or(zero.then_some(Pt::ZERO)) else {
            let message = format!("{name} = «{value}» не понято.");
            return Err(at(wrong(message, "Пишут так: width = \"70mm\".")));
        };
        lengths.insert(key, length);
    }
    let given = |key: &str| lengths.get(key).copied();
    let (Some(width), Some(height)) = (given("width"), given("height")) else {
        let hint = "Измерьте этикетку: width = \"70mm\", height = \"37mm\".";
        return Err(wrong("нужны width и height.".to_owned(), hint));
    };
    let gap = ["gap-x", "gap-y"].map(|key| given(key).unwrap_or(Pt::ZERO));
    // Sheets are symmetrical unless something else is said.
    let middle = |paper: Pt, count: usize, cell: Pt, gap: Pt| {
        (paper - cell * count as f64 - gap * (count as f64 - 1.0)) / 2.0
    };
    let left = middle(Size::A4.width, columns, width, gap[0]);
    let top = middle(Size::A4.height, rows, height, gap[1]);
    let grid = Grid {
        paper: Size::A4,
        columns,
        rows,
        cell: Size::new(width, height),
        origin: Point::new(given("left").unwrap_or(left), given("top").unwrap_or(top)),
        gap: Size::new(gap[0], gap[1]),
        marks: false,
    };
    match grid.fits() {
        true => Ok(grid),
        false => {
            let message = format!("{columns} × {rows} таких этикеток на лист A4 не ложатся.");
            Err(wrong(message, "Проверьте размеры и отступы."))
        }
    }
}
