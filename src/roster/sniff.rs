//! What kind of file the bytes are, told by their content and never by name.
//!
//! Takes the first bytes (and the entry names of a ZIP), gives the kind. What
//! is neither text nor a workbook is named, so that the refusal can say what
//! to do.

use crate::base::diagnostic::Diagnostic;

/// What the bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Perhaps text; the encoding stage decides.
    Text,
    /// Excel 2007 and later (`.xlsx`, `.xlsm`).
    Xlsx,
    /// Binary Excel workbook (`.xlsb`).
    Xlsb,
    /// OpenDocument table (`.ods`).
    Ods,
    /// OLE2 container: an old `.xls`, but also Word and encrypted files.
    Ole,
    /// Something else, with its name in Russian and what to do.
    Foreign(&'static str, &'static str),
}

const SAVE_TABLE: &str = "Откройте список в Excel и сохраните его как .xlsx или .csv.";
const NEED_TABLE: &str = "Нужна таблица: файл .csv, .xlsx, .xls или .ods со списком класса.";
const COPY_TABLE: &str = "Скопируйте таблицу в Excel и сохраните как .xlsx.";

/// Starts of files that nobody means to print from.
const MAGIC: &[(&[u8], &str, &str)] = &[
    (b"\x89PNG\r\n\x1a\n", "картинка (PNG)", NEED_TABLE),
    (b"\xFF\xD8\xFF", "картинка (JPEG)", NEED_TABLE),
    (b"GIF8", "картинка (GIF)", NEED_TABLE),
    (b"II*\0", "картинка (TIFF)", NEED_TABLE),
    (b"MM\0*", "картинка (TIFF)", NEED_TABLE),
    (b"%PDF-", "документ PDF", COPY_TABLE),
    (b"{\\rtf", "документ RTF", COPY_TABLE),
    (
        b"Rar!\x1a",
        "архив RAR",
        "Распакуйте архив и укажите таблицу из него.",
    ),
    (
        b"7z\xBC\xAF\x27",
        "архив 7z",
        "Распакуйте архив и укажите таблицу из него.",
    ),
    (
        b"\x1F\x8B",
        "архив gzip",
        "Распакуйте архив и укажите таблицу из него.",
    ),
];

/// The kind of file these bytes are.
pub(super) fn kind(bytes: &[u8]) -> Kind {
    if let Some((_, name, hint)) = MAGIC.iter().find(|(magic, ..)| bytes.starts_with(magic)) {
        return Kind::Foreign(name, hint);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return zip_kind(bytes);
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Kind::Ole;
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Kind::Foreign("картинка (WebP)", NEED_TABLE);
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return Kind::Foreign("картинка или видео", NEED_TABLE);
    }
    if is_bitmap(bytes) {
        return Kind::Foreign("картинка (BMP)", NEED_TABLE);
    }
    markup_kind(bytes).unwrap_or(Kind::Text)
}

/// "BM" alone could begin a class list; the length that follows could not.
fn is_bitmap(bytes: &[u8]) -> bool {
    bytes.starts_with(b"BM")
        && bytes
            .get(2..6)
            .and_then(|b| <[u8; 4]>::try_from(b).ok())
            .is_some_and(|b| u32::from_le_bytes(b) as usize == bytes.len())
}

/// Journals like to save a web page or XML under the name `.xls`.
fn markup_kind(bytes: &[u8]) -> Option<Kind> {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = text.trim_ascii_start();
    let start = text[..text.len().min(14)].to_ascii_lowercase();
    let markup: [&[u8]; 5] = [b"<!doctype", b"<html", b"<table", b"<?xml", b"<meta"];
    markup
        .iter()
        .any(|tag| start.starts_with(tag))
        .then_some(Kind::Foreign(
            "веб-страница или XML, а не таблица",
            SAVE_TABLE,
        ))
}

/// Tells workbooks from other ZIP files by the names of their parts, which
/// stand uncompressed in the central directory.
fn zip_kind(bytes: &[u8]) -> Kind {
    let has = |needle: &[u8]| find(bytes, needle);
    if has(b"application/vnd.oasis.opendocument.spreadsheet") {
        Kind::Ods
    } else if has(b"xl/workbook.bin") {
        Kind::Xlsb
    } else if has(b"xl/workbook.xml") || has(b"xl/worksheets/") {
        Kind::Xlsx
    } else if has(b"word/document.xml") {
        Kind::Foreign("документ Word", COPY_TABLE)
    } else if has(b"application/vnd.oasis.opendocument.text") {
        Kind::Foreign("текстовый документ", COPY_TABLE)
    } else {
        Kind::Foreign("архив ZIP", "Распакуйте архив и укажите таблицу из него.")
    }
}

fn find(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

/// The refusal of a file that is no table.
pub(super) fn refusal(name: &str, hint: &str) -> Diagnostic {
    Diagnostic::error("not-a-table", format!("это не список класса, а {name}.")).with_hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_left_to_the_encoding_stage() {
        for text in [&b""[..], b"BM;7", b"\xD4\xE0\xEC", "Фамилия;Имя".as_bytes()] {
            assert_eq!(kind(text), Kind::Text);
        }
    }

    #[test]
    fn pictures_archives_and_pages_are_named() {
        for bytes in [
            &b"\x89PNG\r\n\x1a\n...."[..],
            b"PK\x03\x04 something",
            b"\xEF\xBB\xBF\n<HTML><body>",
            b"%PDF-1.7",
        ] {
            assert!(matches!(kind(bytes), Kind::Foreign(..)));
        }
        assert_eq!(kind(b"PK\x03\x04....xl/workbook.xml"), Kind::Xlsx);
    }
}
