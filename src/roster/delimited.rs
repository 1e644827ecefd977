//! Text to a table: cells between delimiters, quoted as Excel quotes.
//!
//! Takes decoded text and a delimiter, gives a [`Table`] whose rows are
//! numbered as Excel numbers them. The `csv` crate cuts rows into cells; where
//! rows begin and end is found here first, because a reader for machines drops
//! blank rows from the count and lets an unclosed quote swallow the rest of the
//! class without a word. Knows nothing of what cells mean.

use csv::{ByteRecord, ReaderBuilder};

use super::table::Table;

/// Delimiters that schools' files have, the likeliest first.
pub(super) const DELIMITERS: [char; 3] = [';', ',', '\t'];

/// The delimiter as a message names it.
pub(super) fn delimiter_name(delimiter: char) -> String {
    match delimiter {
        '\t' => "табуляция".to_owned(),
        other => other.to_string(),
    }
}

/// So many unclosed quotes are reported in one run; each may cost a scan of
/// the file.
const MOST_UNCLOSED: usize = 50;

/// A text cut into cells.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    pub(super) table: Table,
    /// Rows in which a quote opens that never closes.
    pub(super) unclosed: Vec<usize>,
    /// Whether reading stopped at the greatest number of rows.
    pub(super) cut_short: bool,
}

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

/// Cuts text into at most `most_rows` rows that are not blank.
pub(super) fn parse(text: &str, delimiter: char, most_rows: usize) -> Parsed {
    let mut rows = Rows {
        text,
        delimiter: delimiter as u8,
        at: 0,
        unclosed: 0,
    };
    let mut out = Parsed {
        table: Table::with_capacity(text.len().min(most_rows.saturating_mul(256))),
        ..Parsed::default()
    };
    let mut cutter = Cutter::new(rows.delimiter);
    let mut found = 0;
    for number in 1.. {
        if rows.at >= text.len() {
            break;
        }
        if found >= most_rows {
            out.cut_short = true;
            break;
        }
        let (row, closed) = rows.next_row();
        let blank = row.bytes().all(|b| b == rows.delimiter || b == b' ');
        found += usize::from(!blank);
        if !closed {
            out.unclosed.push(number);
        }
        cutter.add(number, row, closed, &mut out.table);
    }
    cutter.flush(&mut out.table);
    out
}

/// Hands rows to the `csv` crate, many at once, and their cells to a table.
struct Cutter {
    delimiter: u8,
    /// Rows with line ends between them.
    gathered: String,
    numbers: Vec<usize>,
}

/// Rows are cut once this much has gathered.
const GATHER: usize = 256 * 1024;

impl Cutter {
    fn new(delimiter: u8) -> Self {
        Cutter {
            delimiter,
            gathered: String::new(),
            numbers: Vec::new(),
        }
    }

    fn add(&mut self, number: usize, row: &str, closed: bool, table: &mut Table) {
        if row.is_empty() {
            return;
        }
        if !closed {
            // The quote is taken as a plain character.
            self.flush(table);
            self.cut(row, &[number], false, table);
            return;
        }
        self.gathered.push_str(row);
        self.gathered.push('\n');
        self.numbers.push(number);
        if self.gathered.len() > GATHER {
            self.flush(table);
        }
    }

    fn flush(&mut self, table: &mut Table) {
        let text = std::mem::take(&mut self.gathered);
        let numbers = std::mem::take(&mut self.numbers);
        self.cut(&text, &numbers, true, table);
        (self.gathered, self.numbers) = (text, numbers);
        self.gathered.clear();
        self.numbers.clear();
    }

    fn cut(&self, text: &str, numbers: &[usize], quoting: bool, table: &mut Table) {
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
            table.start_row(number);
            for cell in &record {
                // Cells are cut at ASCII bytes, so they stay valid UTF-8.
                table.push_str(std::str::from_utf8(cell).unwrap_or_default());
                table.end_cell();
            }
            table.end_row();
        }
    }
}

/// Finds where rows end.
struct Rows<'t> {
    text: &'t str,
    delimiter: u8,
    at: usize,
    unclosed: usize,
}

impl<'t> Rows<'t> {
    /// The next row without its line end, and whether its quotes close. A row
    /// with an unclosed quote ends where its line ends: the pupils below stay
    /// pupils.
    fn next_row(&mut self) -> (&'t str, bool) {
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
                break;
            }
            self.at += 1;
        }
        let row = &self.text[start..self.at];
        let rest = &self.text[self.at..];
        self.at += rest.len() - skip_line_end(rest).len();
        (row, closed)
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

    fn cells(text: &str) -> Vec<(usize, Vec<String>)> {
        let parsed = parse(text, ';', usize::MAX);
        let rows = parsed.table.rows();
        rows.map(|row| (row.number, row.cells().map(str::to_owned).collect()))
            .collect()
    }

    fn row(number: usize, cells: &[&str]) -> (usize, Vec<String>) {
        (number, cells.iter().map(|&c| c.to_owned()).collect())
    }

    #[test]
    fn line_ends_of_every_kind() {
        let expected = [row(1, &["а", "б"]), row(3, &["в", ""])];
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
        let parsed = parse("a;b\nв;\"7Б\nг;7Б\n", ';', 100);
        assert_eq!(parsed.unclosed, [2]);
        assert_eq!(parsed.table.len(), 3);
        let twice = parse("a;b\nв;\"7Б\nг;\"7Б\nд;7Б", ';', 100);
        assert_eq!(twice.unclosed, [2, 3]);
        assert_eq!(twice.table.len(), 4);
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
        let parsed = parse("а\n\nб\nв", ';', 2);
        assert_eq!((parsed.table.len(), parsed.cut_short), (2, true));
        assert!(!parse("а\nб", ';', 2).cut_short);
    }
}
