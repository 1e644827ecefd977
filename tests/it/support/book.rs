//! Workbooks made in a test, as bare as their formats allow.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A ZIP of parts.
pub fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Rows of cells as the rows of a worksheet; `|` parts cells, a line is a row.
pub fn rows(text: &str) -> String {
    let mut xml = String::new();
    for (number, line) in text.lines().enumerate() {
        write!(xml, "<row r=\"{}\">", number + 1).unwrap();
        for (column, cell) in line
            .split('|')
            .enumerate()
            .filter(|(_, cell)| !cell.is_empty())
        {
            let letter = char::from(b'A' + column as u8);
            write!(
                xml,
                "<c r=\"{letter}{}\" t=\"inlineStr\"><is><t>{cell}</t></is></c>",
                number + 1
            )
            .unwrap();
        }
        xml += "</row>";
    }
    format!("<sheetData>{xml}</sheetData>")
}

/// An `.xlsx` with these sheets: name, further attributes, what stands in
/// `<worksheet>`.
pub fn xlsx(sheets: &[(&str, &str, &str)]) -> Vec<u8> {
    let mut parts = Vec::new();
    let (mut list, mut links) = (String::new(), String::new());
    for (at, (name, attributes, xml)) in sheets.iter().enumerate() {
        let id = format!("rId{}", at + 1);
        write!(
            list,
            "<sheet name=\"{name}\" sheetId=\"{at}\" {attributes} r:id=\"{id}\"/>"
        )
        .unwrap();
        let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet";
        write!(
            links,
            "<Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"worksheets/sheet{at}.xml\"/>"
        )
        .unwrap();
        parts.push((
            format!("xl/worksheets/sheet{at}.xml"),
            format!("<worksheet>{xml}</worksheet>"),
        ));
    }
    parts.push((
        "xl/workbook.xml".to_owned(),
        format!("<workbook xmlns:r=\"r\"><sheets>{list}</sheets></workbook>"),
    ));
    parts.push((
        "xl/_rels/workbook.xml.rels".to_owned(),
        format!("<Relationships>{links}</Relationships>"),
    ));
    let parts: Vec<_> = parts
        .iter()
        .map(|(n, t)| (n.as_str(), t.as_str()))
        .collect();
    zipped(&parts)
}

/// An `.ods` with this in its `<office:spreadsheet>`.
pub fn ods(body: &str) -> Vec<u8> {
    zipped(&[(
        "content.xml",
        &format!(
            "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\">\
             <office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>\
             </office:document-content>"
        ),
    )])
}
