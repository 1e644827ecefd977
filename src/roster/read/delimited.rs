//! Text to tables: cells between delimiters, quoted as Excel quotes.
//!
//! Takes decoded text and a delimiter, gives a [`Table`] whose rows are
//! numbered as Excel numbers them. The `csv` crate cuts rows into cells; where
//! rows begin and end is found here first, because a reader for machines drops
//! blank rows from the count and lets an unclosed quote swallow the rest of the
//! class without a word. Knows nothing of what cells mean.

use csv::{ByteRecord, ReaderBuilder};

use crate::roster::limits::Budget;
use crate::roster::log::Fatal;
use crate::roster::table::{Builder, Kind, Table};

/// Delimiters that schools' files have, the likeliest first.
pub(super) const DELIMITERS: [char; 4] = [';', ',', '\t', '|'];

/// So many unclosed quotes are reported in one run; each may cost a scan of
/// the file.
const MOST_UNCLOSED: usize = 50;

/// Cells of so much text are held at a time; setting up the `csv` crate for a
/// piece costs as much as a few hundred rows.
const PIECE: usize = 256 * 1024;

/// Splits off Excel's first line `sep=;`, which is no row of the table.
pub(super) fn separator_line(text: &str) -> (Option<char>, &str) {
    let line_end = text.find(['\r', '\n']).unwrap_or(text.len());
    let (line, rest) = text.split_at(line_end);
    let delimiter = match line.get(..4) {
        Some(start) if start.eq_ignore_ascii_case("sep=") => single_char(&line[4..]),
        _ => None,
    };
    match delimiter.filter(char::is_ascii) {
        Some(_) => (delimiter, skip_line_end(rest)),
        None => (None, text),
    }
}

fn single_char(text: &str) -> Option<char> {
    let mut chars = text.chars();
    // A program that pads all lines to one width adds delimiters here too.
    let first = chars.next()?;
    chars.all(|c| c == first).then_some(first)
}

fn skip_line_end(text: &str) -> &str {
    text.strip_prefix("\r\n")
        .or_else(|| text.strip_prefix(['\r', '\n']))
        .unwrap_or(text)
}

/// A text as cells.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    pub(super) table: Table,
    /// Rows in which a quote opens that never closes.
    pub(super) unclosed: Vec<usize>,
    /// Whether the text has more rows than were asked for.
    pub(super) cut_short: bool,
}

/// Cuts the first `most_rows` rows that are not blank into cells.
pub(super) fn parse(
    text: &str,
    delimiter: char,
    most_rows: usize,
    budget: &mut Budget,
) -> Result<Parsed, Fatal> {
    let mut parsed = Parsed::default();
    let mut cutter = Cutter::new(delimiter, Builder::new(budget));
    let mut found = 0;
    for row in Rows::new(text, delimiter) {
        if row.is_blank(delimiter) {
            continue;
        }
        if found >= most_rows {
            parsed.cut_short = true;
            break;
        }
        found += 1;
        if !row.closed {
            parsed.unclosed.push(row.number);
        }
        cutter.add(&row)?;
    }
    cutter.flush()?;
    parsed.table = cutter.builder.finish()?;
    Ok(parsed)
}

/// Hands rows to the `csv` crate, many at once, and their cells to a table.
struct Cutter<'b> {
    delimiter: u8,
    builder: Builder<'b>,
    /// Rows with line ends between them.
    gathered: String,
    numbers: Vec<usize>,
}

impl<'b> Cutter<'b> {
    fn new(delimiter: char, builder: Builder<'b>) -> Self {
        Cutter {
            delimiter: delimiter as u8,
            builder,
            gathered: String::new(),
            numbers: Vec::new(),
        }
    }

    fn add(&mut self, row: &RawRow<'_>) -> Result<(), Fatal> {
        if !row.closed {
            // The quote is taken as a plain character.
            self.flush()?;
            return self.cut(row.text, &[row.number], false);
        }
        self.gathered.push_str(row.text);
        self.gathered.push('\n');
        self.numbers.push(row.number);
        if self.gathered.len() > PIECE {
            self.flush()?;
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), Fatal> {
        let text = std::mem::take(&mut self.gathered);
        let numbers = std::mem::take(&mut self.numbers);
        self.cut(&text, &numbers, true)
    }

    fn cut(&mut self, text: &str, numbers: &[usize], quoting: bool) -> Result<(), Fatal> {
        let mut reader = ReaderBuilder::new()
            .delimiter(self.delimiter)
            .has_headers(false)
            .flexible(true)
            .quoting(quoting)
            .from_reader(text.as_bytes());
        let mut record = ByteRecord::new();
        let mut numbers = numbers.iter();
        while let Ok(true) = reader.read_byte_record(&mut record) {
            let Some(&number) = numbers.next() else {
                break;
            };
            let row = number as u32 - 1;
            self.builder.width(row, record.len());
            for (column, cell) in record.iter().enumerate() {
                // Cells are cut at ASCII bytes, so they stay valid UTF-8.
                let cell = std::str::from_utf8(cell).unwrap_or_default();
                // A formula that keeps a text one: «="007"».
                let inner = cell.strip_prefix("=\"").and_then(|c| c.strip_suffix('"'));
                let cell = inner.unwrap_or(cell);
                self.builder.cell(row, column as u32, Kind::Text, cell)?;
            }
        }
        Ok(())
    }
}

/// A row as it stands in the text.
struct RawRow<'t> {
    /// Counted from 1, blank rows included.
    number: usize,
    /// Without its line end.
    text: &'t str,
    /// Whether its quotes close. A row with an unclosed quote ends where its
    /// line ends: the pupils below stay pupils.
    closed: bool,
}

impl RawRow<'_> {
    fn is_blank(&self, delimiter: char) -> bool {
        let mut bytes = self.text.bytes();
        bytes.all(|b| b == delimiter as u8 || b == b' ')
    }
}

/// Finds where rows end.
struct Rows<'t> {
    text: &'t str,
    delimiter: u8,
    /// Rows so far.
    number: usize,
    at: usize,
    unclosed: usize,
}

impl<'t> Iterator for Rows<'t> {
    type Item = RawRow<'t>;

    fn next(&mut self) -> Option<RawRow<'t>> {
        if self.at >= self.text.len() {
            return None;
        }
        let start = self.at;
        let closed = self.go_to_end();
        let text = &self.text[start..self.at];
        let rest = &self.text[self.at..];
        self.at += rest.len() - skip_line_end(rest).len();
        self.number += 1;
        Some(RawRow {
            number: self.number,
            text,
            closed,
        })
    }
}

impl<'t> Rows<'t> {
    fn new(text: &'t str, delimiter: char) -> Self {
        Rows {
            text,
            delimiter: delimiter as u8,
            number: 0,
            at: 0,
            unclosed: 0,
        }
    }

    /// Goes to the line end of the row that begins here; gives whether the
    /// row's quotes close.
    fn go_to_end(&mut self) -> bool {
        let start = self.at;
        let mut closed = true;
        loop {
            let quoted = self.peek() == Some(b'"') && closed && self.unclosed < MOST_UNCLOSED;
            match quoted.then(|| self.quoted_end()) {
                Some(Some(end)) => self.at = end,
                Some(None) => {
                    closed = false;
                    self.unclosed += 1;
                    self.at = start;
                    continue;
                }
                None => self.at = self.plain_end(self.at),
            }
            if self.peek() != Some(self.delimiter) {
                return closed;
            }
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Where a cell without quotes ends that begins at `from`.
    fn plain_end(&self, from: usize) -> usize {
        let rest = &self.text.as_bytes()[from..];
        rest.iter()
            .position(|&b| b == self.delimiter || b == b'\n' || b == b'\r')
            .map_or(self.text.len(), |length| from + length)
    }

    /// Where the quoted cell that begins here ends; `None` if its quote never
    /// closes. A quote that closes on a later line with text right behind it is
    /// the opening quote of somebody else's cell.
    fn quoted_end(&self) -> Option<usize> {
        let mut from = self.at + 1;
        let mut lines = false;
        loop {
            let length = self.text.as_bytes()[from..]
                .iter()
                .position(|&b| b == b'"')?;
            let piece = &self.text[from..from + length];
            lines |= piece.contains(['\n', '\r']);
            from += length + 1;
            if self.text.as_bytes().get(from) != Some(&b'"') {
                break;
            }
            from += 1;
        }
        let end = self.plain_end(from);
        let tail = &self.text[from..end];
        (!lines || tail.trim().is_empty()).then_some(end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roster::table::Row;

    fn parsed(text: &str, most: usize) -> Parsed {
        parse(text, ';', most, &mut Budget::default()).unwrap()
    }

    fn cells(text: &str) -> Vec<(usize, Vec<String>)> {
        let table = parsed(text, usize::MAX).table;
        let texts = |row: Row<'_>| row.cells().map(|cell| cell.text.to_owned()).collect();
        let rows = table.rows();
        rows.map(|row| (row.number, texts(row))).collect()
    }

    fn row(number: usize, cells: &[&str]) -> (usize, Vec<String>) {
        (number, cells.iter().map(|&c| c.to_owned()).collect())
    }

    #[test]
    fn line_ends_of_every_kind() {
        let expected = [row(1, &["а", "б"]), row(3, &["в"])];
        for end in ["\n", "\r\n", "\r"] {
            assert_eq!(cells(&format!("а;б{end};{end}в;")), expected);
            assert_eq!(cells(&format!("а;б{end}{end}в;{end}")), expected);
        }
    }

    #[test]
    fn quotes_as_excel_writes_them() {
        assert_eq!(
            cells("\"7 \"\"Б\"\"\";\"а;б\";\"г.\r\nНягань\";7\"Б\"\nв"),
            [
                row(1, &["7 \"Б\"", "а;б", "г.\r\nНягань", "7\"Б\""]),
                row(2, &["в"])
            ]
        );
    }

    #[test]
    fn an_unclosed_quote_is_found_and_swallows_nobody() {
        let text = "a;b\nв;\"7Б\nг;7Б\n";
        assert_eq!(parsed(text, 100).unclosed, [2]);
        assert_eq!(parsed(text, 100).table.len(), 3);
        let twice = "a;b\nв;\"7Б\nг;\"7Б\nд;7Б";
        assert_eq!(parsed(twice, 100).unclosed, [2, 3]);
        assert_eq!(parsed(twice, 100).table.len(), 4);
    }

    #[test]
    fn the_separator_line_is_no_row() {
        assert_eq!(separator_line("sep=,\r\nа"), (Some(','), "а"));
        assert_eq!(separator_line("SEP=\t\nа"), (Some('\t'), "а"));
        assert_eq!(separator_line("сеп=;\n"), (None, "сеп=;\n"));
        assert_eq!(separator_line("sep=\n"), (None, "sep=\n"));
    }

    #[test]
    fn reading_stops_at_the_greatest_number_of_rows() {
        let text = "а\n\nб\nв";
        let found = parsed(text, 2);
        assert_eq!((found.table.len(), found.cut_short), (2, true));
        assert!(!parsed("а\nб", 2).cut_short);
    }
}
