//! How a class list was understood, for people and for programs.
//!
//! Takes a roster that has been read, or what is wrong with it; gives a text
//! without a cell of the list, and JSON, whose students are the list itself.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use serde_json::{Value, json};

use crate::base::diagnostic::Diagnostic;
use crate::base::plural::{self, count};
use crate::model::student::Roster;

/// The age from which an account has to be confirmed.
const CONFIRM_AGE: u8 = 14;

/// What was understood, in words.
pub fn report(roster: &Roster, file: &str, today: Date) -> String {
    let reading = &roster.reading;
    let mut text = format!(
        "{file}: {}.\n",
        count(roster.students.len(), plural::PUPILS)
    );
    text += &match reading.delimiter {
        Some(delimiter) => format!(
            "Кодировка: {}, между столбцами — {}.",
            reading.encoding,
            delimiter_name(delimiter)
        ),
        None => format!("{}.", book(&reading.encoding)),
    };
    text += &format!(" Заголовок — строка {}.\nСтолбцы:\n", reading.header_row);
    for (field, header) in &reading.columns {
        text += &format!("  «{header}» — {}\n", field_name(field));
    }
    text += &named("Не нужны столбцы", &reading.ignored);
    text += &named("Прочитаны листы", &reading.sheets);
    text += &super::left_out(reading);
    text += "Ученики:\n";
    for line in class_lines(roster, today) {
        text += &format!("  {line}\n");
    }
    text + &super::warned(&roster.warnings, super::SHOWN)
}

/// How many pupils of which age each class has, in a line.
pub fn class_lines(roster: &Roster, today: Date) -> Vec<String> {
    // Younger, older, of unknown age.
    let mut ages: HashMap<&str, [usize; 3]> = HashMap::new();
    for student in &roster.students {
        let own = ages.entry(&*student.class).or_default();
        own[match student.age_on(today) {
            Some(age) if age < CONFIRM_AGE => 0,
            Some(_) => 1,
            None => 2,
        }] += 1;
    }
    let classes = super::classes(roster).into_iter().chain([""]);
    let lines = classes.filter_map(|class| {
        let [under, over, unknown] = ages.get(class)?;
        let pupils = count(under + over + unknown, plural::PUPILS);
        let name = if class.is_empty() { "класс не указан" } else { class };
        Some(format!(
            "{name}: {pupils}; младше 14 лет — {under}, 14 и старше — {over}, возраст неизвестен — {unknown}"
        ))
    });
    lines.collect()
}

fn book(format: &str) -> String {
    match format {
        "xlsx" | "xlsb" | "xls" => format!("Книга Excel (.{format})"),
        "ods" | "fods" => format!("Книга LibreOffice (.{format})"),
        "HTML" => "Таблица HTML".to_owned(),
        other => format!("Книга Excel в XML ({other})"),
    }
}

/// A line with names, if there are any.
fn named(what: &str, names: &[String]) -> String {
    match names {
        [] => String::new(),
        names => format!("{what}: «{}».\n", names.join("», «")),
    }
}

fn delimiter_name(delimiter: char) -> String {
    match delimiter {
        ';' => "точка с запятой".to_owned(),
        ',' => "запятая".to_owned(),
        '\t' => "табуляция".to_owned(),
        other => format!("«{other}»"),
    }
}

/// What a field of a roster is called.
pub fn field_name(field: &str) -> &str {
    match field {
        "last" => "фамилия",
        "first" => "имя",
        "middle" => "отчество",
        "full" => "фамилия, имя и отчество",
        "class" => "класс",
        "grade" => "параллель",
        "letter" => "литера класса",
        "birth" => "дата рождения",
        "login" => "логин на Госуслугах",
        "account" => "есть ли учётная запись",
        other => other,
    }
}

/// What was understood, for programs, as one JSON object; with errors, the roster is
/// empty.
pub fn json(roster: &Roster, errors: &[Diagnostic]) -> String {
    let reading = &roster.reading;
    let columns = reading.columns.iter();
    let columns: BTreeMap<_, _> = columns.map(|(field, title)| (*field, title)).collect();
    let skipped = reading.skipped.iter().map(|skipped| {
        json!({
            "reason": skipped.reason.key(),
            "row": skipped.row,
            "sheet": reading.sheets.get(skipped.sheet),
        })
    });
    let students = roster.students.iter().map(|student| {
        json!({
            "birth": student.birth.map(|day| day.to_string()).unwrap_or_default(),
            "class": &*student.class,
            "first": student.name.first(),
            // What is printed; the only name where the parts could not be told.
            "full": student.name.full(),
            "last": student.name.last(),
            "middle": student.name.middle(),
            "row": student.row,
        })
    });
    let understood = json!({
        "columns": columns,
        "delimiter": reading.delimiter.map(String::from).unwrap_or_default(),
        "encoding": reading.encoding,
        "errors": remarks(errors),
        "header_row": reading.header_row,
        "hidden": {
            // Read all the same, but for the sheets.
            "columns": reading.hidden_columns,
            "rows": reading.hidden_rows,
            "sheets": reading.hidden_sheets,
        },
        "ignored": reading.ignored,
        "sheets": reading.sheets,
        "skipped": skipped.collect::<Vec<_>>(),
        "students": students.collect::<Vec<_>>(),
        "warnings": remarks(&roster.warnings),
    });
    format!("{understood:#}\n")
}

/// Remarks or errors, for programs.
pub(super) fn remarks(all: &[Diagnostic]) -> Value {
    let one = |remark: &Diagnostic| {
        json!({
            "code": remark.code,
            "column": remark.column,
            "message": remark.message,
            "row": remark.row,
        })
    };
    all.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::student::{Name, Reading, Reason, Skipped, Student};
    use jiff::civil::date;

    fn roster() -> Roster {
        let pupil = |row, class: &str, birth: Option<Date>| Student {
            row,
            class: class.into(),
            birth,
            ..Student::new(Name::within("Иванова Мария", "Иванова", "", ""))
        };
        Roster {
            students: vec![
                pupil(2, "7Б", Some(date(2012, 1, 1))),
                pupil(3, "7Б", Some(date(2013, 9, 1))),
                pupil(4, "", None),
            ],
            reading: Reading {
                encoding: "windows-1251".into(),
                delimiter: Some(';'),
                header_row: 1,
                columns: vec![("last", "Фамилия".into()), ("birth", "ДР".into())],
                ignored: vec!["Адрес".into()],
                skipped: vec![Skipped::new(9, Reason::Total)],
                ..Reading::default()
            },
            warnings: vec![Diagnostic::warning("no-birth", "даты нет.").at_row(4)],
        }
    }

    #[test]
    fn people_read_counts_and_no_names() {
        let text = report(&roster(), "7b.csv", date(2026, 11, 22));
        assert!(text.starts_with(
            "7b.csv: 3 ученика.\nКодировка: windows-1251, между столбцами — точка с запятой."
        ));
        assert!(text.contains("«ДР» — дата рождения"));
        assert!(
            text.contains(
                "7Б: 2 ученика; младше 14 лет — 1, 14 и старше — 1, возраст неизвестен — 0"
            )
        );
        assert!(text.contains("класс не указан: 1 ученик"));
        assert!(text.contains("Не нужны столбцы: «Адрес»."));
        assert!(text.contains("Пропущены строки без ученика: 9 (итоги)."));
        assert!(text.contains("1 замечание") && !text.contains("Мария"));
    }

    fn object(roster: &Roster, errors: &[Diagnostic]) -> Value {
        let text = super::json(roster, errors);
        assert!(text.ends_with("}\n"));
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn programs_read_one_object() {
        let value = object(&roster(), &[]);
        assert_eq!(value["delimiter"], ";");
        assert_eq!(value["columns"]["birth"], "ДР");
        assert_eq!(value["ignored"], json!(["Адрес"]));
        assert_eq!(
            value["skipped"],
            json!([{"reason": "total", "row": 9, "sheet": null}])
        );
        assert_eq!(value["students"][0]["birth"], "2012-01-01");
        assert_eq!(value["students"][2]["birth"], "");
        assert_eq!(value["warnings"][0]["code"], "no-birth");
        assert_eq!(value["warnings"][0]["column"], Value::Null);
        let errors = vec![Diagnostic::error("empty", "файл пуст.")];
        let value = object(&Roster::default(), &errors);
        assert_eq!(value["errors"][0]["message"], "файл пуст.");
        assert_eq!(value["students"], json!([]));
    }
}
