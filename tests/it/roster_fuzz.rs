//! The roster stage under bytes that nobody meant: no panic.
//!
//! Runs for `PAMYATKA_FUZZ_SECONDS` seconds a target (a fraction of a second if
//! not set, so that `cargo test` stays quick), from a seed that
//! `PAMYATKA_FUZZ_SEED` may name; a failure prints the seed and the round.

use std::time::{Duration, Instant};

use jiff::civil::date;
use pamyatka::roster::{self, Options, read};

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

/// A small generator of numbers (xorshift64*), the same on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % end.max(1)
    }

    fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }
}

/// Calls `round` with dice until the time is over.
fn run(mut round: impl FnMut(&mut Dice)) {
    let number = |name| {
        std::env::var(name)
            .ok()
            .and_then(|text| text.parse::<f64>().ok())
    };
    let time = Duration::from_secs_f64(number("PAMYATKA_FUZZ_SECONDS").unwrap_or(0.5));
    let seed = number("PAMYATKA_FUZZ_SEED").unwrap_or(2013.0) as u64;
    let start = Instant::now();
    let mut rounds = 0_u64;
    while rounds < 20 || start.elapsed() < time {
        let shown = Shown(seed, rounds);
        // Each round has a seed of its own, so that one can be run alone.
        round(&mut Dice((seed ^ (rounds << 20)) | 1));
        std::mem::forget(shown);
        rounds += 1;
    }
}

/// Says where it happened if the round panics.
struct Shown(u64, u64);

impl Drop for Shown {
    #[allow(clippy::print_stderr, reason = "a test says how to repeat it")]
    fn drop(&mut self) {
        eprintln!("seed {}, round {}", self.0, self.1);
    }
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

fn mutate(dice: &mut Dice, bytes: &mut Vec<u8>) {
    for _ in 0..1 + dice.below(8) {
        let at = dice.below(bytes.len() + 1);
        let end = (at + dice.below(40)).min(bytes.len());
        match dice.below(5) {
            0 if at < bytes.len() => bytes[at] ^= 1 << dice.below(8),
            1 if at < bytes.len() => bytes[at] = dice.below(256) as u8,
            2 => drop(bytes.drain(at..end)),
            3 => bytes.truncate(at),
            _ => {
                let copy = bytes[at..end].to_vec();
                let to = dice.below(bytes.len() + 1);
                bytes.splice(to..to, copy);
            }
        }
    }
}

fn fixtures(books: bool) -> Vec<Vec<u8>> {
    let folder = format!("{}/tests/fixtures/roster", env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("fixtures")
        .map(|entry| entry.expect("fixture").path())
        .collect();
    paths.sort();
    paths
        .into_iter()
        .filter(|path| {
            let name = path.extension().and_then(|e| e.to_str()).unwrap_or("");
            books == matches!(name, "xlsx" | "xls" | "ods")
        })
        .map(|path| std::fs::read(path).expect("fixture"))
        .collect()
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
