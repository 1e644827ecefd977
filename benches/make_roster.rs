//! Writes a class list of invented pupils, for measuring:
//! `cargo run --release --example roster -- 10000 > list.csv`. Needs nothing but
//! the standard library.
//!
//! Classes of 28, all names different, three ages of four known, one pupil in
//! eight with an account, one in sixteen with a login: sheets of all kinds.

use std::io::{BufWriter, Write};

const FAMILIES: [&str; 24] = [
    "Иванов",
    "Петров",
    "Кузнецов",
    "Самойлов",
    "Жданов",
    "Щукин",
    "Фёдоров",
    "Юсупов",
    "Хакимов",
    "Ермаков",
    "Мамедов",
    "Аитов",
    "Беляев",
    "Воронов",
    "Гусев",
    "Дёмин",
    "Зайцев",
    "Крылов",
    "Лебедев",
    "Морозов",
    "Носов",
    "Орлов",
    "Павлов",
    "Рябов",
];
const NAMES: [[&str; 10]; 2] = [
    [
        "Артём",
        "Лев",
        "Эльдар",
        "Григорий",
        "Денис",
        "Ян",
        "Кирилл",
        "Тимур",
        "Матвей",
        "Савва",
    ],
    [
        "Мария",
        "Полина",
        "Ульяна",
        "Яна",
        "Ольга",
        "Зоя",
        "София",
        "Эмма",
        "Дарья",
        "Алиса",
    ],
];
const FATHERS: [&str; 9] = [
    "Андрее",
    "Сергее",
    "Игоре",
    "Львов",
    "Петров",
    "Иванов",
    "Юрье",
    "Олегов",
    "Рустамов",
];
/// Letters of a second surname's beginning, which tells namesakes apart.
const SECOND: [&str; 16] = [
    "Бо", "Ве", "Го", "До", "Же", "Зо", "Ка", "Ле", "Ма", "Но", "По", "Ру", "Со", "Ту", "Фе", "Хо",
];

fn main() -> std::io::Result<()> {
    let count: usize = match std::env::args().nth(1).map(|text| text.parse()) {
        Some(Ok(count)) => count,
        _ => return Err(std::io::Error::other("usage: roster COUNT")),
    };
    let mut out = BufWriter::new(std::io::stdout().lock());
    writeln!(
        out,
        "Фамилия;Имя;Отчество;Класс;Дата рождения;Логин;Учётная запись"
    )?;
    for n in 0..count {
        writeln!(out, "{}", row(n))?;
    }
    out.flush()
}

fn row(n: usize) -> String {
    let girl = n % 2;
    let (family, name) = (FAMILIES[n % 24], NAMES[girl][n / 24 % 10]);
    let father = FATHERS[n / 240 % 9];
    let ending = match (girl, father.ends_with(['в', 'н'])) {
        (0, true) => "ич",
        (0, false) => "вич",
        (_, true) => "на",
        (_, false) => "вна",
    };
    // 2 160 names; who comes later has a second surname.
    let mut second = String::new();
    let mut rest = n / 2160;
    while rest > 0 {
        second.push_str(if second.is_empty() { "-" } else { "" });
        let part = SECOND[rest % 16];
        second.push_str(&if second.len() > 1 {
            part.to_lowercase()
        } else {
            part.to_owned()
        });
        rest /= 16;
    }
    if !second.is_empty() {
        second.push_str(if girl == 1 { "лина" } else { "лин" });
    }
    let ending_of_family = if girl == 1 { "а" } else { "" };
    let class = n / 28;
    let (grade, letter) = (class % 11 + 1, ["А", "Б", "В", "Г", "Д"][class / 11 % 5]);
    // Eleven grades of five classes a school; the 56th class is 1А-2.
    let school = match class / 55 {
        0 => String::new(),
        school => format!("-{}", school + 1),
    };
    let birth = match n % 4 {
        3 => String::new(),
        _ => format!("{:02}.{:02}.{}", n % 28 + 1, n % 12 + 1, 2019 - grade),
    };
    let account = if n % 8 == 5 { "да" } else { "" };
    let login = if n % 16 == 5 {
        format!(
            "+7 900 {:03}-{:02}-{:02}",
            n / 10_000 % 1000,
            n / 100 % 100,
            n % 100
        )
    } else {
        String::new()
    };
    format!(
        "{family}{ending_of_family}{second};{name};{father}{ending};{grade}{letter}{school};{birth};{login};{account}"
    )
}
