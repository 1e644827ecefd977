//! What reading a class list costs in memory.
//!
//! The counter counts the whole process, so this test has a program of its
//! own.

use jiff::civil::date;
use pamyatka::roster::{Options, read};
use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// The most that a 1 MB file may cost.
const MOST_MEMORY: usize = 64 << 20;

/// Reads the bytes and gives the most memory that took.
fn peak_of(bytes: &[u8]) -> usize {
    let options = Options {
        file: "fuzz",
        encoding: None,
        sheet: None,
        many: false,
        today: date(2026, 9, 1),
    };
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    drop(read(bytes, &options));
    MEMORY.peak_usage() - before
}

#[test]
fn a_megabyte_of_anything_costs_at_most_64_megabytes() {
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
