//! Lists that are small and ask for everything, or large and say nothing.

use std::fs;

use crate::support::book::{ods, rows, xlsx, zipped};
use crate::support::bounded::{bounded, refused};

/// A far cell of a binary workbook: the one blob, of 732 bytes.
const FAR_CELL: &[u8] = include_bytes!("../../fixtures/hostile/far-cell.xlsb");

/// A sheet of an `.ods` with one cell in so many rows and columns.
fn repeated(rows: usize, columns: usize, closed: &str) -> Vec<u8> {
    ods(&format!(
        "<table:table><table:table-row table:number-rows-repeated=\"{rows}\">\
         <table:table-cell table:number-columns-repeated=\"{columns}\">\
         <text:p>Ким</text:p></table:table-cell></table:table-row>{closed}"
    ))
}

/// A workbook that says to have so many shared strings.
fn strings(count: u64) -> Vec<u8> {
    let sheet = "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row></sheetData>";
    let bare = zip::ZipArchive::new(std::io::Cursor::new(xlsx(&[("7А", "", sheet)])));
    let mut bare = bare.unwrap();
    let mut parts = Vec::new();
    for at in 0..bare.len() {
        let mut part = bare.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        parts.push((name, std::io::read_to_string(&mut part).unwrap()));
    }
    let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings";
    let link =
        format!("<Relationship Id=\"s\" Type=\"{kind}\" Target=\"sharedStrings.xml\"/></Rel");
    for (_, text) in &mut parts {
        *text = text.replace("</Rel", &link);
    }
    let said = format!("<sst count=\"{count}\" uniqueCount=\"{count}\"><si><t>ФИО</t></si></sst>");
    parts.push(("xl/sharedStrings.xml".to_owned(), said));
    let parts: Vec<_> = parts
        .iter()
        .map(|(n, t)| (n.as_str(), t.as_str()))
        .collect();
    zipped(&parts)
}

#[test]
fn books_that_ask_for_everything_are_read_or_refused() {
    let dir = tempfile::tempdir().unwrap();
    let deep = "<a>".repeat(2_000_000);
    let many: Vec<(String, &str)> = (0..5000).map(|at| (format!("x{at}"), "")).collect();
    let many: Vec<_> = many.iter().map(|(n, t)| (n.as_str(), *t)).collect();
    let white = format!("{}<v>1</v>", " ".repeat(200 << 20));
    for (name, bytes) in [
        ("strings.xlsx", strings(100_000_000_000_000_000)),
        ("hang.ods", repeated(1, 1, "")),
        ("cell.ods", repeated(1_048_576, 1024, "</table:table>")),
        ("far.xlsb", FAR_CELL.to_vec()),
        ("deep.xlsx", xlsx(&[("7А", "", &deep)])),
        ("parts.xlsx", zipped(&many)),
        ("bomb.xlsx", xlsx(&[("7А", "", &white)])),
        (
            "far.xlsx",
            xlsx(&[("7А", "", &rows("ФИО\nКим Ян").replace("A2", "XFD1048576"))]),
        ),
    ] {
        assert!(bytes.len() < 1 << 20, "{name}: {}", bytes.len());
        fs::write(dir.path().join(name), bytes).unwrap();
        let said = refused(dir.path(), &["check", name], 1);
        assert!(said.contains(name), "{said}");
    }
}

#[test]
fn lines_without_end_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let long = 8 << 20;
    for (name, text) in [
        ("line.csv", "а;".repeat(long / 3)),
        ("word.csv", format!("ФИО\n{}\n", "щ".repeat(long / 8))),
        (
            "quote.csv",
            format!("ФИО\n\"{}", "Ким Ян\n".repeat(long / 12)),
        ),
    ] {
        fs::write(dir.path().join(name), text).unwrap();
        let said = refused(dir.path(), &["check", name], 1);
        assert!(said.contains(name) && said.len() < 5000, "{name}");
    }
    let cell = format!("ФИО;Заметка\nКим Ян;{}\n", "щ".repeat(long));
    fs::write(dir.path().join("cell.csv"), cell).unwrap();
    let said = refused(dir.path(), &["check", "cell.csv"], 1);
    let place = "cell.csv, строка 2, столбец «B»: в ячейке больше текста";
    assert!(said.contains(place), "{said}");
    fs::write(
        dir.path().join("lines.csv"),
        "ФИО\n".to_owned() + &"\n".repeat(long),
    )
    .unwrap();
    assert_eq!(
        bounded(dir.path(), &["check", "lines.csv"]).status.code(),
        Some(1)
    );
}
