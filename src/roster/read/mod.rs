//! Bytes of a file to its tables, one reader a format.
//!
//! Takes the bytes, gives a [`File`]: the tables of all sheets, each parsed
//! once. A part that cannot be read refuses the file: no sheet is left out for
//! the next. Knows nothing of what cells mean, except that the readers of text
//! look for a header to tell encodings and delimiters apart.
//!
//! Workbooks are read here and not by calamine, which served before: its 0.38
//! tells nothing of hidden rows and columns and of formulas without a value,
//! believes what a file says about its size (a blank in the last row of an
//! `.ods` cost 6 GB), passes over the short cells of an `.xlsb`, takes an `.xls`
//! without CODEPAGE for UTF-16 and turns a sheet with a wrong `<dimension>` into
//! an empty one.

mod bytes;
mod delimited;
mod encoding;
pub(super) mod file;
mod html;
mod numbers;
mod ods;
mod package;
mod plain;
mod plausible;
mod sniff;
mod spreadsheetml;
mod xls;
mod xlsb;
mod xlsx;
mod xml;

use std::panic::{AssertUnwindSafe, catch_unwind};

use self::file::{File, Sheet, damaged};
use self::package::Package;
use self::sniff::Kind;
use self::xlsx::Links;
use self::xml::Xml;
use super::limits::{Budget, MOST_BYTES, too_big};
use super::log::{Fatal, Log};
use super::options::Options;
use super::said;
#[cfg(test)]
use super::table::Table;

/// Parses a file.
///
/// # Errors
///
/// The refusal of a file that is no table, is damaged or beyond a bound.
pub(super) fn read(bytes: &[u8], options: &Options<'_>, log: &mut Log) -> Result<File, Fatal> {
    if bytes.len() > MOST_BYTES {
        return Err(too_big());
    }
    let mut budget = Budget::default();
    let kind = sniff::kind(bytes, options.file);
    if kind == Kind::Text {
        return plain::read(bytes, options, &mut budget, log);
    }
    // Other people's readers may panic on damaged bytes; where panics unwind,
    // that is a damaged file and not the end of the program.
    let parse = AssertUnwindSafe(|| workbook(bytes, kind, &mut budget, log));
    let (format, sheets) = catch_unwind(parse).unwrap_or_else(|_| Err(damaged()))?;
    Ok(File {
        format,
        delimiter: None,
        sheets,
        bad_rows: Vec::new(),
    })
}

fn workbook(
    bytes: &[u8],
    kind: Kind,
    budget: &mut Budget,
    log: &mut Log,
) -> Result<(&'static str, Vec<Sheet>), Fatal> {
    match kind {
        Kind::Zip => zip(bytes, budget),
        Kind::Old => Ok(("xls", xls::read(bytes, budget)?)),
        Kind::Foreign(name, hint) => Err(sniff::refusal(name, hint).into()),
        Kind::Ancient(name) => Err(sniff::ancient(name).into()),
        Kind::Text | Kind::Markup => page(bytes, budget, log),
    }
}

fn zip(bytes: &[u8], budget: &mut Budget) -> Result<(&'static str, Vec<Sheet>), Fatal> {
    let Some(mut package) = Package::open(bytes) else {
        let is_book = sniff::find(bytes, b"xl/") || sniff::find(bytes, b"content.xml");
        return Err(if is_book { damaged() } else { archive() });
    };
    let book = workbook_part(&mut package)?;
    let kind = match &book {
        Some(part) if part.ends_with(".bin") => Some("xlsb"),
        Some(_) => Some("xlsx"),
        None => package.has("content.xml").then_some("ods"),
    };
    if kind.is_none() && package.has_folder("word/") {
        return Err(sniff::refusal("документ Word", sniff::COPY_TABLE).into());
    }
    if kind.is_none() && package.has_folder("index/") {
        let hint = "Откройте его в Numbers и выберите «Файл» → «Экспортировать» → «Excel».";
        return Err(sniff::refusal("таблица Numbers", hint).into());
    }
    let Some(kind) = kind else {
        let is_book = package.has_folder("xl/") || package.has("[content_types].xml");
        return Err(if is_book { damaged() } else { archive() });
    };
    package.check()?;
    let sheets = match kind {
        "xlsx" => xlsx::read(&mut package, &book.unwrap_or_default(), budget)?,
        "xlsb" => xlsb::read(&mut package, &book.unwrap_or_default(), budget)?,
        _ => open_document(&mut package, budget)?,
    };
    Ok((kind, sheets))
}

/// The part with the workbook: the one that the package names as its document,
/// or the one where Excel has it.
fn workbook_part(package: &mut Package<'_>) -> Result<Option<String>, Fatal> {
    let named = match package.has("_rels/.rels") {
        true => Links::read(package, "")?.only("officedocument"),
        false => None,
    };
    let is_book = |part: &String| part.contains("workbook") || part.starts_with("/xl/");
    let usual = ["xl/workbook.xml", "xl/workbook.bin"].map(str::to_owned);
    let mut parts = named.into_iter().filter(is_book).chain(usual);
    Ok(parts.find(|part| package.has(part)))
}

fn open_document(package: &mut Package<'_>, budget: &mut Budget) -> Result<Vec<Sheet>, Fatal> {
    if package.has("META-INF/manifest.xml") {
        let mut manifest = package.xml("META-INF/manifest.xml")?;
        loop {
            match manifest.next()? {
                xml::Node::Start(tag) if tag.name() == "encryption-data" => {
                    return Err(said::PROTECTED.into());
                }
                xml::Node::EndOfFile => break,
                _ => {}
            }
        }
    }
    let sheets = ods::read(package.xml("content.xml")?, budget)?;
    if sheets.is_empty() {
        return Err(sniff::refusal("текстовый документ", sniff::COPY_TABLE).into());
    }
    Ok(sheets)
}

fn page(
    bytes: &[u8],
    budget: &mut Budget,
    log: &mut Log,
) -> Result<(&'static str, Vec<Sheet>), Fatal> {
    let text = encoding::decode_page(bytes);
    let has = |mark: &str| text.contains(mark);
    if has("urn:schemas-microsoft-com:office:spreadsheet") && has("Worksheet") {
        let sheets = spreadsheetml::read(Xml::new(text.as_bytes()), budget)?;
        return Ok(("SpreadsheetML 2003", sheets));
    }
    if has("office:spreadsheet") {
        return Ok(("fods", ods::read(Xml::new(text.as_bytes()), budget)?));
    }
    match html::read(&text, budget, log)? {
        Some(sheet) => Ok(("HTML", vec![sheet])),
        None => Err(sniff::refusal(
            "веб-страница без таблицы",
            "Похоже, вместо списка сохранена страница входа: войдите в журнал и скачайте список \
             ещё раз.",
        )
        .into()),
    }
}

fn archive() -> Fatal {
    sniff::refusal("архив ZIP", sniff::UNPACK).into()
}

/// The table of a text with semicolons, for tests of what comes after.
#[cfg(test)]
pub(super) fn table_of(text: &str) -> Table {
    let parsed = delimited::parse(text, ';', usize::MAX, &mut Budget::default());
    parsed.map(|parsed| parsed.table).unwrap_or_default()
}
