//! How long a class list takes from bytes to pupils.

use std::fmt::Write;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use jiff::civil::date;
use pamyatka::roster::{Options, read};

/// A list as a district would export it, with columns nobody needs.
fn list(rows: usize) -> String {
    let mut text = String::from(
        "№ п/п;Фамилия;Имя;Отчество;Класс;Дата рождения;Логин;Учётная запись;Адрес\r\n",
    );
    for n in 0..rows {
        writeln!(
            text,
            "{};Иванов-{};Пётр;Сергеевич;{} «Б»;{:02}.{:02}.2013;+7 912 {:07};да;\"г. Нягань; ул. {}\"\r",
            n + 1,
            ["Водкин", "Щедрин", "Корсаков", "Печерский"][n % 4],
            n % 11 + 1,
            n % 28 + 1,
            n % 12 + 1,
            n,
            n % 90
        )
        .expect("a String takes everything");
    }
    text
}

fn roster(c: &mut Criterion) {
    let options = Options {
        file: "list.csv",
        encoding: None,
        sheet: None,
        login_column: None,
        many: false,
        today: date(2026, 9, 1),
    };
    let mut group = c.benchmark_group("roster");
    group.sample_size(10);
    for rows in [30, 100_000] {
        let utf8 = list(rows);
        let (cp1251, ..) = encoding_rs::WINDOWS_1251.encode(&utf8);
        group.throughput(Throughput::Elements(rows as u64));
        for (name, bytes) in [("utf-8", utf8.as_bytes()), ("windows-1251", &cp1251)] {
            let read_all = || read(black_box(bytes), &options).expect("the list is right");
            assert_eq!(read_all().students.len(), rows);
            group.bench_function(format!("{name}/{rows}"), |b| b.iter(read_all));
        }
    }
    group.finish();
}

criterion_group!(benches, roster);
criterion_main!(benches);
