//! What reading a class list costs in memory.
//!
//! The counter counts the whole process, so these tests have a program of their
//! own and take turns.

use std::fmt::Write;
use std::sync::{Mutex, PoisonError};

use jiff::civil::date;
use pamyatka::roster::{Options, read};
use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// One test at a time.
static TURN: Mutex<()> = Mutex::new(());

/// The most that a 1 MB file may cost.
const MOST_MEMORY: usize = 64 << 20;

/// The most that a pupil of a long list may cost, beside the file: to read, and
/// to keep.
const MOST_TO_READ: usize = 130;
const MOST_TO_KEEP: usize = 100;

const OPTIONS: Options<'static> = Options {
    file: "fuzz",
    encoding: None,
    sheet: None,
    many: false,
    today: date(2026, 9, 1),
};

/// Reads the bytes and gives the most memory that took.
fn peak_of(bytes: &[u8]) -> usize {
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    drop(read(bytes, &OPTIONS));
    MEMORY.peak_usage() - before
}

#[test]
fn a_pupil_of_a_long_list_costs_little() {
    const PUPILS: usize = 50_000;
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let mut text = String::from("Фамилия;Имя;Отчество;Класс;Дата рождения;Адрес\n");
    for n in 0..PUPILS {
        let (class, day, month) = (n % 11 + 1, n % 28 + 1, n % 12 + 1);
        writeln!(
            text,
            "Корсакова;Анна;Ильинична;{class} «Б»;{day:02}/{month:02}/2013;Нягань, {n}"
        )
        .unwrap();
    }
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    let roster = read(text.as_bytes(), &OPTIONS).unwrap();
    let (peak, kept) = (MEMORY.peak_usage(), MEMORY.current_usage());
    assert_eq!(roster.students.len(), PUPILS);
    let (to_read, to_keep) = ((peak - before) / PUPILS, (kept - before) / PUPILS);
    assert!(to_read <= MOST_TO_READ, "{to_read} bytes to read a pupil");
    assert!(to_keep <= MOST_TO_KEEP, "{to_keep} bytes to keep a pupil");
}

#[test]
fn a_megabyte_of_anything_costs_at_most_64_megabytes() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let megabyte = |piece: &str| piece.repeat((1 << 20) / piece.len());
    let header = "Фамилия;Имя;Класс;ДР\n";
    let bodies = [
        ";",
        "\n",
        "\"",
        "\"\n",
        "\"\"\"\n",
        "а",
        "а\n",
        "а;",
        "а;а\n",
        "Я;Ю;7Б;05.03.2013\n",
        "\";\"\n",
        ";я\n",
        "?\n",
        "а;б;в;г;д\n",
        "A;\u{306}\n",
        "Cидоров;A\n",
        "ФИО;",
        "Класс;",
        " \n",
        "а\t",
        "\u{a0}",
        "1;1\n",
    ];
    for body in bodies {
        for start in ["", header] {
            let text = start.to_owned() + &megabyte(body);
            // The narrow encoding is the dearer one: its text has to be copied.
            let (narrow, ..) = encoding_rs::WINDOWS_1251.encode(&text);
            let bytes = if start.is_empty() {
                text.as_bytes()
            } else {
                &narrow
            };
            let peak = peak_of(bytes);
            assert!(peak <= MOST_MEMORY, "{start:?} {body:?}: {} MB", peak >> 20);
        }
    }
}
