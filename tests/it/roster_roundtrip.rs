//! Any table, written out in any supported way, reads back the same.
//!
//! Text is written by the `csv` crate, so that one's own idea of quoting is
//! not proven by itself.

use encoding_rs::{IBM866, KOI8_R, WINDOWS_1251};
use jiff::civil::{Date, date};
use pamyatka::roster::{Options, read};
use proptest::prelude::*;
use proptest::sample::select;

const TODAY: Date = date(2026, 9, 1);

#[derive(Debug, Clone)]
struct Pupil {
    last: String,
    first: String,
    middle: String,
    class: String,
    birth: Option<Date>,
    account: Option<bool>,
    note: String,
}

/// How the table is written out.
#[derive(Debug, Clone)]
struct Way {
    encoding: &'static str,
    delimiter: u8,
    newline: &'static str,
    separator_line: bool,
    titles: usize,
    blank_end: usize,
    quote_all: bool,
    final_newline: bool,
    one_name_column: bool,
    date_form: usize,
}

fn word() -> impl Strategy<Value = String> {
    "[А-Я][а-я]{1,9}(-[А-Я][а-я]{2,7})?"
}

fn pupil() -> impl Strategy<Value = Pupil> {
    let middle = select(vec!["", "Ильич", "Сергеевна", "Рашид оглы", "Павлович"]);
    let class = (1..=11_u8, select(vec!["", "А", "Б", "К", "ФМ"]));
    let birth = proptest::option::of((2009..=2018_i16, 1..=12_i8, 1..=28_i8));
    let note = "[а-я0-9 «»;,\"№.-]{0,12}(\n[а-я]{1,5})?";
    (
        word(),
        word(),
        middle,
        class,
        birth,
        any::<Option<bool>>(),
        note,
    )
        .prop_map(
            |(last, first, middle, (grade, letter), birth, account, note)| Pupil {
                last,
                first,
                middle: middle.to_owned(),
                class: format!("{grade}{letter}"),
                birth: birth.map(|(y, m, d)| date(y, m, d)),
                account,
                note,
            },
        )
}

fn way() -> impl Strategy<Value = Way> {
    let encodings = vec!["utf8", "bom", "1251", "866", "koi8", "le", "be"];
    (
        select(encodings),
        select(vec![b';', b',', b'\t']),
        select(vec!["\n", "\r\n", "\r"]),
        any::<bool>(),
        0..5_usize,
        0..4_usize,
        any::<(bool, bool, bool)>(),
        0..5_usize,
    )
        .prop_map(
            |(
                encoding,
                delimiter,
                newline,
                separator_line,
                titles,
                blank_end,
                flags,
                date_form,
            )| {
                Way {
                    encoding,
                    delimiter,
                    newline,
                    separator_line,
                    titles,
                    blank_end,
                    quote_all: flags.0,
                    final_newline: flags.1,
                    one_name_column: flags.2,
                    date_form,
                }
            },
        )
}

impl Way {
    fn date(&self, day: Date) -> String {
        let (y, m, d) = (day.year(), day.month(), day.day());
        match self.date_form {
            0 => format!("{d:02}.{m:02}.{y}"),
            1 => format!("{d}.{m}.{:02}", y % 100),
            2 => day.to_string(),
            3 => format!("{d:02}.{m:02}.{y} 0:00:00"),
            _ => {
                let days = day.since(date(1899, 12, 30)).expect("in range").get_days();
                days.to_string()
            }
        }
    }

    fn row(&self, pupil: &Pupil) -> Vec<String> {
        let mut names = vec![
            pupil.last.clone(),
            pupil.first.clone(),
            pupil.middle.clone(),
        ];
        if self.one_name_column {
            names = vec![names.join(" ")];
        }
        let account = pupil
            .account
            .map_or("", |yes| if yes { "да" } else { "нет" });
        let birth = pupil.birth.map_or(String::new(), |day| self.date(day));
        let rest = [
            pupil.class.clone(),
            pupil.note.clone(),
            birth,
            account.to_owned(),
        ];
        names.into_iter().chain(rest).collect()
    }

    fn write(&self, pupils: &[Pupil]) -> Vec<u8> {
        let names: &[&str] = if self.one_name_column {
            &["Ф.И.О."]
        } else {
            &["Фамилия", "Имя", "Отчество"]
        };
        let header = names
            .iter()
            .chain(&["Класс", "Заметка", "Дата рождения", "Госуслуги"]);
        let header: Vec<String> = header.map(|&name| name.to_owned()).collect();
        let mut rows = vec![vec![String::new(); header.len()]; self.titles];
        if let Some(title) = rows.first_mut() {
            title[0] = "Список класса".to_owned();
        }
        rows.push(header.clone());
        rows.extend(pupils.iter().map(|pupil| self.row(pupil)));
        rows.resize(
            rows.len() + self.blank_end,
            vec![String::new(); header.len()],
        );
        self.encode(&self.text(&rows))
    }

    fn text(&self, rows: &[Vec<String>]) -> String {
        let quotes = if self.quote_all {
            csv::QuoteStyle::Always
        } else {
            csv::QuoteStyle::Necessary
        };
        let mut writer = csv::WriterBuilder::new()
            .delimiter(self.delimiter)
            .quote_style(quotes)
            .from_writer(Vec::new());
        for row in rows {
            writer.write_record(row).expect("a Vec takes everything");
        }
        let bytes = writer.into_inner().expect("a Vec takes everything");
        let mut text = String::from_utf8(bytes).expect("it was text");
        if !self.final_newline {
            text.pop();
        }
        let start = if self.separator_line {
            format!("sep={}\n", char::from(self.delimiter))
        } else {
            String::new()
        };
        (start + &text).replace('\n', self.newline)
    }

    fn encode(&self, text: &str) -> Vec<u8> {
        match self.encoding {
            "utf8" => text.as_bytes().to_vec(),
            "bom" => [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            "le" => wide(&[0xFF, 0xFE], text, u16::to_le_bytes),
            "be" => wide(&[0xFE, 0xFF], text, u16::to_be_bytes),
            "1251" => WINDOWS_1251.encode(text).0.into_owned(),
            // cp866 and KOI8-R have no guillemets.
            "866" => IBM866.encode(&text.replace(['«', '»'], " ")).0.into_owned(),
            _ => KOI8_R
                .encode(&text.replace(['«', '»', '№'], " "))
                .0
                .into_owned(),
        }
    }
}

fn wide(mark: &[u8], text: &str, to: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let units = text.encode_utf16().flat_map(to);
    mark.iter().copied().chain(units).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_table_in_any_way(pupils in prop::collection::vec(pupil(), 1..12), way in way()) {
        let options = Options {
            file: "таблица",
            encoding: None,
            sheet: None,
        login_column: None,
            many: false,
            today: TODAY,
        };
        let roster = read(&way.write(&pupils), &options).map_err(|remarks| {
            TestCaseError::fail(format!("{remarks:#?}"))
        })?;
        prop_assert_eq!(roster.reading.header_row, way.titles + 1);
        prop_assert_eq!(roster.students.len(), pupils.len());
        for (at, (student, pupil)) in roster.students.iter().zip(&pupils).enumerate() {
            let full = [&*pupil.last, &*pupil.first, &*pupil.middle].join(" ");
            prop_assert_eq!(student.name.full(), full.trim());
            if !way.one_name_column {
                prop_assert_eq!(student.name.last(), &*pupil.last);
                prop_assert_eq!(student.name.first(), &*pupil.first);
            }
            prop_assert_eq!(&*student.class, &*pupil.class);
            prop_assert_eq!(student.birth, pupil.birth);
            prop_assert_eq!(student.account, pupil.account);
            prop_assert_eq!(student.row, way.titles + 2 + at);
        }
    }
}
