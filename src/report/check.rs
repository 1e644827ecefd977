//! How a class list was understood, for people and for programs.
//!
//! Takes a roster that has been read, or what is wrong with it; gives a text
//! without a cell of the list, and JSON, whose students are the list itself.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, BufWriter, Write};

use jiff::civil::Date;
use serde::{Serialize, Serializer};

use crate::base::diagnostic::Diagnostic;
use crate::base::plural::{self, count};
use crate::model::student::{Roster, Student};

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

/// What was understood, for programs; the keys of each object in alphabetical
/// order.
#[derive(Serialize)]
struct Understood<'a> {
    columns: BTreeMap<&'static str, &'a str>,
    delimiter: String,
    encoding: &'a str,
    #[serde(serialize_with = "remarks")]
    errors: &'a [Diagnostic],
    header_row: usize,
    hidden: Hidden<'a>,
    ignored: &'a [String],
    sheets: &'a [String],
    skipped: Vec<Row<'a>>,
    #[serde(serialize_with = "listed")]
    students: &'a [Student],
    #[serde(serialize_with = "remarks")]
    warnings: &'a [Diagnostic],
}

/// What is hidden in the file: rows and columns that were read all the same,
/// sheets that were not.
#[derive(Serialize)]
struct Hidden<'a> {
    columns: &'a [String],
    rows: &'a [usize],
    sheets: &'a [String],
}

/// A row without a pupil.
#[derive(Serialize)]
struct Row<'a> {
    reason: &'static str,
    row: usize,
    sheet: Option<&'a str>,
}

#[derive(Serialize)]
struct Pupil<'a> {
    birth: String,
    class: &'a str,
    first: &'a str,
    /// What is printed; the only name where the parts could not be told.
    full: &'a str,
    last: &'a str,
    middle: &'a str,
    row: usize,
}

/// A remark or an error.
#[derive(Serialize)]
struct Remark<'a> {
    code: &'a str,
    column: Option<&'a str>,
    message: &'a str,
    row: Option<usize>,
}

/// The same for programs, one JSON object, pupil by pupil to `out`; with
/// errors, the roster is empty.
///
/// # Errors
/// If `out` takes no more.
pub fn json(roster: &Roster, errors: &[Diagnostic], out: &mut dyn Write) -> io::Result<()> {
    let reading = &roster.reading;
    let columns = reading.columns.iter();
    let skipped = reading.skipped.iter().map(|skipped| Row {
        reason: skipped.reason.key(),
        row: skipped.row,
        sheet: reading.sheets.get(skipped.sheet).map(String::as_str),
    });
    let understood = Understood {
        columns: columns.map(|(field, title)| (*field, &**title)).collect(),
        delimiter: reading.delimiter.map(String::from).unwrap_or_default(),
        encoding: &reading.encoding,
        errors,
        header_row: reading.header_row,
        hidden: Hidden {
            columns: &reading.hidden_columns,
            rows: &reading.hidden_rows,
            sheets: &reading.hidden_sheets,
        },
        ignored: &reading.ignored,
        sheets: &reading.sheets,
        skipped: skipped.collect(),
        students: &roster.students,
        warnings: &roster.warnings,
    };
    let mut out = BufWriter::new(out);
    serde_json::to_writer_pretty(&mut out, &understood)?;
    out.write_all(b"\n")?;
    out.flush()
}

fn listed<S: Serializer>(students: &[Student], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(students.iter().map(|student| Pupil {
        birth: student.birth.map(|day| day.to_string()).unwrap_or_default(),
        class: &student.class,
        first: student.name.first(),
        full: student.name.full(),
        last: student.name.last(),
        middle: student.name.middle(),
        row: student.row,
    }))
}

/// Remarks or errors, for programs.
pub(super) fn remarks<S: Serializer>(all: &[Diagnostic], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(all.iter().map(|remark| Remark {
        code: remark.code,
        column: remark.column.as_deref(),
        message: &remark.message,
        row: remark.row,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::student::{Name, Reading, Reason, Skipped};
    use jiff::civil::date;
    use serde_json::{Value, json};

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
        let mut out = Vec::new();
        super::json(roster, errors, &mut out).unwrap();
        assert!(out.ends_with(b"}\n"));
        serde_json::from_slice(&out).unwrap()
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
