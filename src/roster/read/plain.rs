//! Text files to a table: encoding, rows in quotes, delimiter.
//!
//! Takes the bytes, gives one table and the rows that are not to be trusted:
//! those with an unclosed quote, those pasted in another encoding. The
//! delimiter is the one that gives the best header.

use std::borrow::Cow;

use super::delimited::{self, Parsed};
use super::encoding;
use super::file::{File, Sheet};
use crate::base::diagnostic::Diagnostic;
use crate::roster::limits::{Budget, DEPTH, MOST_LOOKED_AT, too_many_rows};
use crate::roster::log::{Fatal, Log};
use crate::roster::options::Options;
use crate::roster::said;
use crate::roster::table::{Row, Table};
use crate::roster::text;
use crate::roster::understand::{header, refusal};

/// So much of a text is looked at to find its delimiter.
const PEEK: usize = 256 * 1024;

/// Reads a text file.
pub(super) fn read(
    bytes: &[u8],
    options: &Options<'_>,
    budget: &mut Budget,
    log: &mut Log,
) -> Result<File, Fatal> {
    let decoded = encoding::decode(bytes, options.encoding)?;
    let (wanted, text) = delimited::separator_line(&decoded.text);
    if text::is_blank(text) {
        return Err(said::EMPTY_FILE.into());
    }
    let (mut text, mut delimiter) = (Cow::Borrowed(text), choose_delimiter(text, wanted));
    if let Some((inner, most)) = unwrapped(&text, delimiter.ok()) {
        let inside = choose_delimiter(&inner, wanted);
        if inside.is_ok() || delimiter.is_err() {
            (text, delimiter) = (Cow::Owned(inner), inside);
        }
        if delimiter.is_ok() && most {
            log.push(said::ROWS_IN_QUOTES.into());
        }
    }
    let has_header = delimiter.is_ok();
    // Without a header the table is refused where it is understood.
    let (Ok(delimiter) | Err(delimiter)) = delimiter;
    // Titles above the header are rows, too.
    let most = options.most_rows().saturating_add(DEPTH);
    let parsed = delimited::parse(&text, delimiter, most, budget)?;
    if parsed.cut_short {
        return Err(too_many_rows(options.many));
    }
    let mut bad_rows: Vec<_> = parsed
        .unclosed
        .iter()
        .map(|&row| said::UNCLOSED_QUOTE.at(row))
        .collect();
    let mut foreign = foreign_rows(&parsed.table);
    if !has_header && !foreign.is_empty() {
        return Err(foreign.swap_remove(0).into());
    }
    bad_rows.extend(foreign);
    bad_rows.sort_by_key(|remark| remark.row);
    Ok(File {
        format: decoded.encoding.name(),
        delimiter: Some(delimiter),
        sheets: vec![Sheet::new(String::new(), false, parsed.table)],
        bad_rows,
    })
}

/// The delimiter that gives the best header: rows as wide as the header, then
/// the greatest number of known columns. Where none gives any, as an error, the
/// one after which the most can be said of the table.
fn choose_delimiter(text: &str, wanted: Option<char>) -> Result<char, char> {
    if let Some(delimiter) = wanted {
        return Ok(delimiter);
    }
    // The header and some pupils stand at the start even of a huge file.
    let start = text::start(text, PEEK);
    let mut best = None;
    let mut other = ((false, 0), delimited::DELIMITERS[0]);
    // «ФИО, дата рождения;Класс» has commas of its own.
    let has_other = [';', '\t', '|'].iter().any(|sign| is_parted(start, *sign));
    let own = delimited::DELIMITERS.into_iter();
    for delimiter in own.filter(|sign| !(has_other && *sign == ',')) {
        let mut budget = Budget::default();
        let parsed = delimited::parse(start, delimiter, 2 * DEPTH, &mut budget);
        // What is wrong with it is said once the delimiter is known.
        let Ok(Parsed { table, .. }) = parsed else {
            continue;
        };
        let Some(header) = header::richest(&table) else {
            let width = table.rows().next().map_or(0, Row::width);
            let wide = table.rows().filter(|row| row.width() == width);
            let wide = if width > 1 { wide.count() } else { 0 };
            let rank = (refusal::refusal(&table).code != "no-header", wide);
            if rank > other.0 {
                other = (rank, delimiter);
            }
            continue;
        };
        let below = header.index + 1..table.len();
        let agrees = |&at: &usize| table.row(at).width() == header.width;
        let agreeing = below.clone().filter(agrees).count();
        let rank = (2 * agreeing >= below.len(), header.score, agreeing);
        if best.is_none_or(|(most, _)| rank > most) {
            best = Some((rank, delimiter));
        }
    }
    best.map(|(_, delimiter)| delimiter).ok_or(other.1)
}

/// Whether all lines have a sign as often as the first does between its titles.
fn is_parted(text: &str, sign: char) -> bool {
    let lines = text.split(['\r', '\n']);
    let lines = lines.filter(|line| !text::is_blank(line));
    let mut lines = lines.take(2 * DEPTH).peekable();
    let titles: Vec<&str> = lines
        .peek()
        .map_or(Vec::new(), |one| one.split(sign).collect());
    titles.len() > 1
        && !titles.iter().any(|title| text::is_blank(title))
        && lines.all(|line| line.matches(sign).count() + 1 == titles.len())
}

/// The rows without the quotes around each of them, and whether most have
/// them; `None` if they have none.
/// The first rows may stand without, if the others have their delimiter inside.
fn unwrapped(text: &str, delimiter: Option<char>) -> Option<(String, bool)> {
    let mut out = String::with_capacity(text.len().min(PEEK));
    let (mut plain, mut wrapped, mut parted) = (0, 0, delimiter.is_none());
    for line in text.lines() {
        // A program that adds delimiters at the end adds them outside.
        let own = line.trim_end_matches([';', ',', '\t', ' ']);
        let pairs = [('"', '"'), ('“', '”'), ('„', '“'), ('«', '»')];
        let inner = pairs.iter().find_map(|&(open, close)| {
            let inner = own.strip_prefix(open)?.strip_suffix(close)?;
            let inner = inner.replace("\"\"", "\u{0}");
            // Other quotes hide no delimiter.
            parted |= open != '"';
            (!inner.contains([open, close])).then_some(inner)
        });
        match inner {
            _ if own.is_empty() => {}
            Some(inner) if delimiter.is_none_or(|delimiter| inner.contains(delimiter)) => {
                wrapped += 1;
                out.push_str(&inner.replace('\u{0}', "\""));
            }
            None if delimiter.is_some() && wrapped == 0 && plain < DEPTH => {
                plain += 1;
                parted |= delimiter.is_some_and(|delimiter| line.contains(delimiter));
                out.push_str(line);
            }
            _ => return None,
        }
        out.push('\n');
    }
    (wrapped > 0 && parted).then_some((out, wrapped > plain))
}

/// Errors of rows that were pasted in another encoding.
fn foreign_rows(table: &Table) -> Vec<Diagnostic> {
    let is_foreign = |row: &Row<'_>| {
        let mut cells = row.cells().take(MOST_LOOKED_AT);
        cells.any(|cell| encoding::is_foreign(cell.text))
    };
    let error = |row: Row<'_>| said::OTHER_ENCODING.at(row.number);
    table.rows().filter(is_foreign).map(error).collect()
}
