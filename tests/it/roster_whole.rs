//! A right list is read whole or refused, never in part, whatever stands in
//! further columns, whatever is hidden or merged.

use std::fmt::Write as _;

use pamyatka::roster::read;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::support::book::xlsx;
use crate::support::lists::OPTIONS;

/// Words that stand under, above and beside lists.
const WORDS: &[&str] = &[
    "Итого",
    "Итого: 25",
    "Всего",
    "Среднее",
    "Мальчиков",
    "Девочки",
    "Кл. руководитель",
    "Директор школы",
    "Секретарь",
    "Лист 1 из 2",
    "стр. 3",
    "Школа № 5",
    "Список",
    "тел.",
    "Дата",
    "ФИО",
    "Фамилия",
    "Имя",
    "Ученик",
    "Класс",
    "№ п/п",
    "Логин",
    "Пароль",
    "7А класс",
    "7Б",
    "основная",
    "true",
    "#ССЫЛКА!",
    "1",
    "2",
    "4,3",
    "05.03.2013",
    "+7 912 000-00-01",
    "Петрова Анна Ивановна",
    "Петров П. П.",
    "-",
    "нет",
    "",
    "",
    "",
    "Примечание",
    "выбыл",
];

const TITLES: &[&str] = &[
    "Адрес",
    "Телефон",
    "Примечание",
    "Группа",
    "Подгруппа",
    "Учреждение",
    "Итог",
    "Пол",
    "Мать",
    "ФИО родителя",
    "Пароль",
    "Группа здоровья",
    "",
    "СНИЛС",
    "Контакт",
];

const LAST: &[&str] = &[
    "Авдеева",
    "Ким",
    "Секретарь",
    "Школа",
    "Мальчиков",
    "Приказ",
    "Директор",
    "Ли",
    "Число",
    "Салтыкова-Щедрина",
    "Верно",
    "Лист",
];
const FIRST: &[&str] = &["Анна", "Пётр", "Ян", "Мария", "Лев", "Айгуль"];
const MIDDLE: &[&str] = &["", "Ильич", "Львовна", "Рашид оглы"];

#[derive(Debug, Clone)]
struct List {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
    names: Vec<String>,
    hidden: Vec<bool>,
    merged: Option<(usize, usize, usize)>,
}

fn list() -> impl Strategy<Value = List> {
    let pupil = (select(LAST), select(FIRST), select(MIDDLE));
    let pupils = proptest::collection::vec(pupil, 2..12);
    (pupils, 0..5_usize, any::<[bool; 4]>(), any::<u64>())
        .prop_flat_map(|(pupils, further, flags, seed)| {
            let count = pupils.len();
            let width = further + 5;
            (
                Just((pupils, flags, seed)),
                proptest::collection::vec(select(TITLES), further),
                proptest::collection::vec(proptest::collection::vec(select(WORDS), further), count),
                Just((0..width).collect::<Vec<_>>()).prop_shuffle(),
                proptest::collection::vec(any::<bool>(), count),
                proptest::option::of((0..width, 1..=count, 1..=count)),
                subsequence((0..3).collect::<Vec<_>>(), 0..=3),
            )
        })
        .prop_map(
            |((pupils, flags, _), titles, cells, order, hidden, merged, known)| {
                let [whole, numbers, classes, births] = flags;
                let mut header: Vec<String> = if whole {
                    vec!["ФИО".into()]
                } else {
                    vec!["Фамилия".into(), "Имя".into(), "Отчество".into()]
                };
                let known = |which| known.contains(&which);
                let with = [
                    (numbers || known(0), "№"),
                    (classes || known(1), "Класс"),
                    (births || known(2), "Дата рождения"),
                ];
                header.extend(
                    with.iter()
                        .filter(|(yes, _)| *yes)
                        .map(|(_, title)| (*title).to_owned()),
                );
                header.extend(titles.iter().map(|title| (*title).to_owned()));
                let mut rows = Vec::new();
                let mut names = Vec::new();
                for (at, (last, first, middle)) in pupils.iter().enumerate() {
                    let name = format!("{last} {first} {middle}").trim().to_owned();
                    let mut row = match whole {
                        true => vec![name.clone()],
                        false => vec![
                            (*last).to_owned(),
                            (*first).to_owned(),
                            (*middle).to_owned(),
                        ],
                    };
                    let values = [
                        format!("{}", at + 1),
                        "7Б".to_owned(),
                        "05.03.2013".to_owned(),
                    ];
                    row.extend(
                        with.iter()
                            .zip(values)
                            .filter(|((yes, _), _)| *yes)
                            .map(|(_, value)| value),
                    );
                    row.extend(cells[at].iter().map(|cell| (*cell).to_owned()));
                    rows.push(row);
                    names.push(name);
                }
                let mut order: Vec<usize> =
                    order.into_iter().filter(|&at| at < header.len()).collect();
                // A header shorter than the width that was drawn keeps all its columns.
                for at in 0..header.len() {
                    if !order.contains(&at) {
                        order.push(at);
                    }
                }
                let reorder = |row: &Vec<String>| order.iter().map(|&at| row[at].clone()).collect();
                let merged = merged
                    .map(|(column, a, b)| (column, a.min(b), a.max(b)))
                    // Merged cells hold one value, so only those that do may be merged.
                    .filter(|&(column, ..)| {
                        order.get(column).is_some_and(|&at| header[at] == "Класс")
                    });
                List {
                    header: reorder(&header),
                    rows: rows.iter().map(reorder).collect(),
                    names,
                    hidden,
                    merged,
                }
            },
        )
}

impl List {
    fn csv(&self) -> Vec<u8> {
        let mut writer = csv::WriterBuilder::new()
            .delimiter(b';')
            .from_writer(Vec::new());
        writer.write_record(&self.header).unwrap();
        for row in &self.rows {
            writer.write_record(row).unwrap();
        }
        writer.into_inner().unwrap()
    }

    fn xlsx(&self) -> Vec<u8> {
        let mut xml = String::from("<sheetData>");
        let rows = std::iter::once(&self.header).chain(&self.rows);
        for (number, row) in rows.enumerate() {
            let hidden = number > 0 && self.hidden[number - 1];
            write!(
                xml,
                "<row r=\"{}\" hidden=\"{}\">",
                number + 1,
                u8::from(hidden)
            )
            .unwrap();
            for (column, cell) in row.iter().enumerate() {
                let covered = self.merged.is_some_and(|(at, from, to)| {
                    at == column && (from + 1..=to).contains(&number)
                });
                if !cell.is_empty() && !covered {
                    let letter = char::from(b'A' + column as u8);
                    write!(
                        xml,
                        "<c r=\"{letter}{}\" t=\"inlineStr\"><is><t>{cell}</t></is></c>",
                        number + 1
                    )
                    .unwrap();
                }
            }
            xml += "</row>";
        }
        xml += "</sheetData>";
        if let Some((column, from, to)) = self.merged {
            let letter = char::from(b'A' + column as u8);
            write!(
                xml,
                "<mergeCells><mergeCell ref=\"{letter}{}:{letter}{}\"/></mergeCells>",
                from + 1,
                to + 1
            )
            .unwrap();
        }
        xlsx(&[("Лист1", "", &xml)])
    }
}

fn whole_or_refused(list: &List, bytes: &[u8]) -> Result<bool, TestCaseError> {
    let Ok(roster) = read(bytes, &OPTIONS) else {
        return Ok(false);
    };
    let names: Vec<&str> = roster.students.iter().map(|s| s.name.full()).collect();
    prop_assert_eq!(&names, &list.names, "{:#?}", list);
    let has = |wanted: &str| list.header.iter().any(|title| title == wanted);
    let class = has("Класс");
    // A group may be the class if all of it is.
    for student in roster.students.iter().filter(|_| class || !has("Группа")) {
        prop_assert_eq!(
            &*student.class,
            if class { "7Б" } else { "" },
            "{:#?}",
            list
        );
    }
    Ok(true)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_right_list_is_read_whole_or_refused(list in list()) {
        whole_or_refused(&list, &list.csv())?;
        whole_or_refused(&list, &list.xlsx())?;
    }

    /// The refusals must not be the way out: with a class or a number beside
    /// each name, and nothing but named columns, the list is read.
    #[test]
    fn a_list_with_classes_is_read(list in list()) {
        let has = |title: &str| list.header.iter().any(|known| known == title);
        let parts = has("ФИО") || has("Имя");
        if parts && has("Класс") && !has("") && list.header.iter().filter(|t| *t == "Группа").count() < 2 {
            prop_assert!(whole_or_refused(&list, &list.xlsx())?, "{:#?}", list);
        }
    }
}
