//! The roster stage under bytes that nobody meant: no panic.

use std::io::{Cursor, Read, Write};

use crate::support::dice::{Dice, mutate, run};
use jiff::civil::date;
use pamyatka::roster::{self, Options, read};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// Reads the bytes; neither the outcome nor the remarks matter.
fn swallow(bytes: &[u8]) {
    let options = Options {
        file: "fuzz",
        encoding: None,
        sheet: None,
        login_column: None,
        many: false,
        today: date(2026, 9, 1),
    };
    drop(read(bytes, &options));
}

/// Pieces that the stage looks for, and pieces that upset readers.
const PIECES: &[&str] = &[
    "Фамилия",
    "Имя",
    "Отчество",
    "ФИО",
    "Класс",
    "Параллель",
    "Литера",
    "Дата рождения",
    "Логин",
    "Учётная запись",
    "№ п/п",
    ";",
    ";",
    ";",
    ",",
    "\t",
    "\n",
    "\n",
    "\r\n",
    "\r",
    "\"",
    "\"\"",
    "sep=;",
    "Иванов",
    "Пётр Сергеевич",
    "ИВАНОВ",
    "оглы",
    "Cидоров",
    "7Б",
    "7 «Б»",
    "VII",
    "13",
    "05.03.2013",
    "31.02.2013",
    "2013-03-05",
    "41338",
    "99999999",
    "5 марта",
    "0:00",
    "г.",
    "да",
    "-",
    "—",
    "123-456-789 00",
    "a@b.ru",
    "Всего: 25",
    "Классный руководитель",
    " ",
    "\u{a0}",
    "\u{feff}",
    "\u{306}",
    "\0",
    "😀",
    "\u{10ffff}",
    "漢",
    "x",
    "é",
    "/",
    ".",
    ":",
    "(",
    "№",
];

fn text(dice: &mut Dice) -> String {
    (0..dice.below(60)).map(|_| dice.pick(PIECES)).collect()
}

fn bytes_of(dice: &mut Dice, text: &str) -> Vec<u8> {
    use encoding_rs::{IBM866, KOI8_R, WINDOWS_1251};
    let wide = |mark: &[u8], to: fn(u16) -> [u8; 2]| {
        let units = text.encode_utf16().flat_map(to);
        mark.iter().copied().chain(units).collect()
    };
    match dice.below(7) {
        0 => WINDOWS_1251.encode(text).0.into_owned(),
        1 => IBM866.encode(text).0.into_owned(),
        2 => KOI8_R.encode(text).0.into_owned(),
        3 => wide(&[0xFF, 0xFE], u16::to_le_bytes),
        4 => wide(&[0xFE, 0xFF], u16::to_be_bytes),
        5 => [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
        _ => text.as_bytes().to_vec(),
    }
}

fn fixtures(books: bool) -> Vec<Vec<u8>> {
    let folder = |name| format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<_> = ["roster", "cases"]
        .into_iter()
        .flat_map(|name| std::fs::read_dir(folder(name)).expect("fixtures"))
        .map(|entry| entry.expect("fixture").path())
        .collect();
    paths.sort();
    paths
        .into_iter()
        .filter(|path| {
            let name = path.extension().and_then(|e| e.to_str()).unwrap_or("");
            name != "json" && books == matches!(name, "xlsx" | "xlsb" | "xls" | "ods")
        })
        .map(|path| std::fs::read(path).expect("fixture"))
        .collect()
}

/// The same workbook with one of its parts changed: what the CRC keeps from the
/// readers of parts reaches them so.
fn with_changed_part(dice: &mut Dice, bytes: &[u8]) -> Option<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let changed = dice.below(archive.len());
    for at in 0..archive.len() {
        let mut part = Vec::new();
        let mut file = archive.by_index(at).ok()?;
        file.read_to_end(&mut part).ok()?;
        if at == changed {
            mutate(dice, &mut part);
        }
        let name = file.name().ok()?.into_owned();
        writer.start_file(name, SimpleFileOptions::default()).ok()?;
        writer.write_all(&part).ok()?;
    }
    Some(writer.finish().ok()?.into_inner())
}

#[test]
fn mutated_parts_of_workbooks() {
    let files = fixtures(true);
    run(|dice| {
        let file = &files[dice.below(files.len())];
        if let Some(bytes) = with_changed_part(dice, file) {
            swallow(&bytes);
        }
    });
}

#[test]
fn arbitrary_bytes() {
    run(|dice| {
        let bytes: Vec<u8> = (0..dice.below(400))
            .map(|_| dice.below(256) as u8)
            .collect();
        swallow(&bytes);
    });
}

#[test]
fn tables_of_awkward_pieces() {
    run(|dice| {
        let text = text(dice);
        let mut bytes = bytes_of(dice, &text);
        if dice.below(3) == 0 {
            mutate(dice, &mut bytes);
        }
        swallow(&bytes);
    });
}

#[test]
fn mutated_text_files() {
    let files = fixtures(false);
    run(|dice| {
        let mut bytes = files[dice.below(files.len())].clone();
        mutate(dice, &mut bytes);
        swallow(&bytes);
    });
}

#[test]
fn mutated_workbooks() {
    let files = fixtures(true);
    run(|dice| {
        let mut bytes = files[dice.below(files.len())].clone();
        mutate(dice, &mut bytes);
        swallow(&bytes);
    });
}

/// One cell of each kind at a time, in a table that is otherwise right: the
/// parsers of dates, classes and names.
#[test]
fn values() {
    run(|dice| {
        let header = "ФИО;Фамилия;Имя;Отчество;Класс;ДР;Логин;Учётная запись\n";
        let mut table = header.replacen("ФИО;", dice.pick(&["ФИО;", "№;"]), 1);
        for _ in 0..8 {
            let cell: String = (0..1 + dice.below(5))
                .map(|_| dice.pick(PIECES))
                .filter(|piece| !piece.contains(['\n', '\r', ';', '"', '\0']))
                .collect();
            table.push_str(&cell);
            table.push(';');
        }
        swallow(table.trim_end_matches(';').as_bytes());
    });
}

fn cell(dice: &mut Dice) -> String {
    (0..1 + dice.below(6)).map(|_| dice.pick(PIECES)).collect()
}

#[test]
fn dates() {
    run(|dice| {
        let text = cell(dice);
        let _ = roster::date(&text, date(2026, 9, 1));
        let (day, month) = (dice.below(40), dice.below(15));
        let text = format!("{day}.{month}.{}{text}", dice.below(3000));
        let _ = roster::date(&text, date(2026, 9, 1));
    });
}

#[test]
fn classes() {
    run(|dice| {
        let text = cell(dice);
        if let Some(class) = roster::class_name(&text) {
            assert_eq!(roster::class_name(&class).as_deref(), Some(class.as_str()));
        }
        drop(roster::class_name(&format!("{}{text}", dice.below(30))));
    });
}

#[test]
fn names() {
    run(|dice| {
        let text = cell(dice);
        let (last, first, middle) = roster::name_parts(&text);
        let letters = |s: &str| s.chars().filter(|c| c.is_alphabetic()).count();
        let kept = letters(&last) + letters(&first) + letters(&middle);
        assert!(
            kept == 0 || kept == letters(&text),
            "a part of a name is lost"
        );
    });
}
