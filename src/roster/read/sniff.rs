//! What kind of file the bytes are, told by their content and never by name.
//!
//! Takes the bytes, gives the kind. What is neither text nor a workbook is
//! named, so that the refusal can say what to do. Only lock files, which hold
//! nothing to be told by, are known by their name.

use crate::base::diagnostic::Diagnostic;
use crate::roster::said;

/// What the bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Perhaps text; the encoding stage decides.
    Text,
    /// A ZIP: a workbook of today, or something else.
    Zip,
    /// OLE2 container or its stream alone: an old `.xls`, but also Word and
    /// encrypted files.
    Old,
    /// HTML or XML, whatever its name.
    Markup,
    /// Something else, with its name in Russian and what to do.
    Foreign(&'static str, &'static str),
    /// A table in a format of long ago, with its name.
    Ancient(&'static str),
}

const NEED_TABLE: &str = "Нужна таблица: файл .csv, .xlsx, .xls или .ods со списком класса.";
pub(super) const COPY_TABLE: &str = "Скопируйте таблицу в Excel и сохраните как .xlsx.";

pub(super) const UNPACK: &str = "Распакуйте архив и укажите таблицу из него.";
const DOWNLOAD: &str =
    "Откройте таблицу в браузере, выберите «Скачать» → «Microsoft Excel (.xlsx)».";

/// Starts of files that nobody means to print from.
#[rustfmt::skip]
const MAGIC: &[(&[u8], &str, &str)] = &[
    (b"\x89PNG\r\n\x1a\n", "картинка (PNG)", NEED_TABLE),
    (b"\xFF\xD8\xFF", "картинка (JPEG)", NEED_TABLE),
    (b"GIF8", "картинка (GIF)", NEED_TABLE),
    (b"II*\0", "картинка (TIFF)", NEED_TABLE),
    (b"MM\0*", "картинка (TIFF)", NEED_TABLE),
    (b"%PDF-", "документ PDF", COPY_TABLE),
    (b"{\\rtf", "документ RTF", COPY_TABLE),
    (b"[InternetShortcut]", "ярлык на страницу в интернете", DOWNLOAD),
    (b"MIME-Version:", "веб-архив (.mht)", COPY_TABLE),
    (b"From: <S", "веб-архив (.mht)", COPY_TABLE),
    (b"Rar!\x1a", "архив RAR", UNPACK),
    (b"7z\xBC\xAF\x27", "архив 7z", UNPACK),
    (b"\x1F\x8B", "архив gzip", UNPACK),
];

/// Starts of tables that nobody writes any more; a control character follows no
/// tab in a text.
const ANCIENT: &[(&[u8], &str)] = &[
    (b"ID;P", "SYLK (.slk)"),
    (b"TABLE\r\n0,1", "DIF (.dif)"),
    (b"TABLE\n0,1", "DIF (.dif)"),
    (b"\x09\x04\x06\0", "Excel 4"),
    (b"\x09\x02\x06\0", "Excel 3"),
    (b"\x09\0\x04\0", "Excel 2"),
];

/// The kind of file these bytes are; `file` is its name.
pub(super) fn kind(bytes: &[u8], file: &str) -> Kind {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    if name.starts_with("~$") || name.starts_with(".~lock.") {
        return Kind::Foreign(
            "служебный файл: список сейчас открыт в другой программе",
            "Назовите сам список; его имя то же, но без знаков «~$» или «.~lock.» в начале.",
        );
    }
    if let Some((_, name, hint)) = MAGIC.iter().find(|(magic, ..)| bytes.starts_with(magic)) {
        return Kind::Foreign(name, hint);
    }
    if let Some((_, name)) = ANCIENT.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Kind::Ancient(name);
    }
    if is_zip(bytes) {
        return Kind::Zip;
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") || bytes.starts_with(b"\x09\x08") {
        return Kind::Old;
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
    if bytes.starts_with(b"{") && bytes.len() < 4096 && find(bytes, b"docs.google.com") {
        return Kind::Foreign("ссылка на Google Таблицу", DOWNLOAD);
    }
    if is_markup(bytes) {
        return Kind::Markup;
    }
    Kind::Text
}

/// A ZIP, perhaps with other bytes before it: its directory stands at the end,
/// before a comment of 64 KB at the most.
fn is_zip(bytes: &[u8]) -> bool {
    let end = &bytes[bytes.len().saturating_sub(22 + (1 << 16))..];
    bytes.starts_with(b"PK\x03\x04")
        || bytes.starts_with(b"PK\x05\x06")
        || find(end, b"PK\x05\x06") && find(end, b"PK\x01\x02")
}

/// "BM" alone could begin a class list; the length that follows could not.
fn is_bitmap(bytes: &[u8]) -> bool {
    bytes.starts_with(b"BM")
        && bytes
            .get(2..6)
            .and_then(|b| <[u8; 4]>::try_from(b).ok())
            .is_some_and(|b| u32::from_le_bytes(b) as usize == bytes.len())
}

/// Journals like to save a web page or XML under the name `.xls`; in UTF-16
/// every other byte of its start is 0.
fn is_markup(bytes: &[u8]) -> bool {
    let start = bytes.iter().take(8192).copied().filter(|&b| b != 0);
    let start: Vec<u8> = start.map(|b| b.to_ascii_lowercase()).collect();
    let marks: [&[u8]; 3] = [b"\xEF\xBB\xBF", b"\xFF\xFE", b"\xFE\xFF"];
    let mark = marks.iter().find_map(|mark| start.strip_prefix(*mark));
    let start = mark.unwrap_or(&start).trim_ascii_start();
    #[rustfmt::skip]
    let markup: [&[u8]; 9] = [
        b"<!doctype", b"<!--", b"<html", b"<head", b"<body", b"<table", b"<?xml", b"<meta", b"<style",
    ];
    let has_table = || find(start, b"<table") && find(start, b"<tr");
    markup.iter().any(|tag| start.starts_with(tag)) || has_table()
}

/// Whether the needle is somewhere in the bytes.
pub(super) fn find(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

/// The refusal of a table in a format of long ago.
pub(super) fn ancient(name: &str) -> Diagnostic {
    said::ANCIENT.with(&[&name])
}

/// The refusal of a file that is no table.
pub(super) fn refusal(name: &str, hint: &str) -> Diagnostic {
    said::NO_TABLE.with(&[&name, &hint])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_left_to_the_encoding_stage() {
        for text in [&b""[..], b"BM;7", b"\xD4\xE0\xEC", "Фамилия;Имя".as_bytes()] {
            assert_eq!(kind(text, "7b.csv"), Kind::Text);
        }
    }

    #[test]
    fn pictures_and_links_are_named() {
        for bytes in [
            &b"\x89PNG\r\n\x1a\n...."[..],
            b"[InternetShortcut]\r\nURL=https://example.org",
            b"{\"url\": \"https://docs.google.com/open?id=1\"}",
            b"%PDF-1.7",
        ] {
            assert!(matches!(kind(bytes, "7b.xlsx"), Kind::Foreign(..)));
        }
        for name in ["~$7b.xlsx", "lists/.~lock.7b.ods#"] {
            assert!(matches!(kind(b"\x05Ivan", name), Kind::Foreign(..)));
        }
    }

    #[test]
    fn tables_of_long_ago_are_named() {
        for bytes in [
            &b"ID;PWXL;N;E\n"[..],
            b"TABLE\r\n0,1\r\n",
            b"\x09\x04\x06\0\0\x04",
        ] {
            assert!(matches!(kind(bytes, "7b.xls"), Kind::Ancient(_)));
        }
    }

    #[test]
    fn archives_and_pages_are_known_by_their_start() {
        assert_eq!(kind(b"PK\x03\x04 something", ""), Kind::Zip);
        assert_eq!(kind(b"\n\nPK\x03\x04 PK\x01\x02 PK\x05\x06", ""), Kind::Zip);
        for page in [
            &b"\xEF\xBB\xBF\n<HTML><body>"[..],
            b"\xFF\xFE<\0h\0t\0m\0l\0",
        ] {
            assert_eq!(kind(page, ""), Kind::Markup);
        }
    }
}
