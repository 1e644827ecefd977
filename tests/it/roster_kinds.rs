//! Kinds of lists and files beside the cases of `roster_cases`: for each kind
//! of fault, siblings of the file that showed it.

use jiff::civil::date;
use pamyatka::base::diagnostic::Diagnostic;
use pamyatka::model::student::{Reason, Roster};
use pamyatka::roster::{ALL_SHEETS, Options, read};

use crate::support::book::{ods, rows, xlsx, zipped};
use crate::support::lists::{OPTIONS, refused, roster};

fn text(text: &str) -> Roster {
    roster(text.as_bytes())
}

fn codes(remarks: &[Diagnostic]) -> Vec<(Option<usize>, &'static str)> {
    remarks.iter().map(|r| (r.row, r.code)).collect()
}

fn names(roster: &Roster) -> Vec<&str> {
    roster.students.iter().map(|s| s.name.full()).collect()
}

fn classes(roster: &Roster) -> Vec<&str> {
    roster.students.iter().map(|s| &*s.class).collect()
}

fn skipped(roster: &Roster) -> Vec<(usize, Reason)> {
    roster
        .reading
        .skipped
        .iter()
        .map(|s| (s.row, s.reason))
        .collect()
}

fn has(roster: &Roster, code: &str) -> bool {
    roster.warnings.iter().any(|remark| remark.code == code)
}

fn key<'r>(roster: &'r Roster, key: &str) -> Option<&'r str> {
    let mut columns = roster.reading.columns.iter();
    columns
        .find(|(other, _)| *other == key)
        .map(|(_, title)| &**title)
}

// Rows.

#[test]
fn words_of_footers_in_other_columns_lose_nobody() {
    let read = text(
        "Итого;ФИО;Класс;Примечание\nИтого: 5;Ким Анна;7Б;Классный руководитель\n\
         Всего;Ли Лев;7Б;Лист 1 из 2\nФИО;Пак Вера;7Б;ФИО\n1;Цой Ян;7Б;Фамилия",
    );
    assert_eq!(names(&read), ["Ким Анна", "Ли Лев", "Пак Вера", "Цой Ян"]);
    assert_eq!(skipped(&read), []);
}

#[test]
fn surnames_that_are_words_of_totals_are_pupils() {
    let read = text("№;ФИО\n1;Мальчиков Иван Ильич\n2;Средний Пётр Ильич\n3;Директор Анна");
    assert_eq!(read.students.len(), 3);
    let read = text("ФИО\nШкола Мария\nТелефон Пётр");
    assert_eq!(names(&read), ["Школа Мария", "Телефон Пётр"]);
}

#[test]
fn totals_signatures_and_page_marks_are_skipped_with_their_reason() {
    let read = text(
        "№;ФИО;Класс\n1;Ким Анна Львовна;7Б\n2;Ли Лев Львович;7Б\n;Лист 1 из 2;\n;Итого: 2;\n\
         ;в т. ч. девочек: 1;\nУчитель;;\n;Директор;Петров П.П.\n;Классный Руководитель Ким А. А.;\n",
    );
    assert_eq!(names(&read), ["Ким Анна Львовна", "Ли Лев Львович"]);
    let totals =
        text("ФИО;Класс\nКим Анна;7А\nЛи Лев;7А\nЧисло учащихся;2\nМальчиков;1\n* выбыл;\n");
    assert_eq!(names(&totals), ["Ким Анна", "Ли Лев"]);
    let rows: Vec<_> = skipped(&read).iter().map(|(row, _)| *row).collect();
    assert_eq!(rows, [4, 5, 6, 7, 8, 9]);
}

#[test]
fn what_may_be_a_pupil_or_not_is_an_error() {
    let list = "№;ФИО;Класс\n1;Ким Анна Львовна;7Б\n2;Ли Лев Львович;7Б\n";
    for (row, code) in [
        (";Директор Иванова Мария;", "odd-row"),
        (";Подсобин;", "odd-row"),
        ("3;;7Б", "missing-name"),
    ] {
        let bytes = format!("{list}{row}");
        assert_eq!(refused(bytes.as_bytes()), [(Some(4), code)], "{row}");
    }
}

#[test]
fn numbers_of_columns_and_headers_in_any_capitals_are_no_pupils() {
    let read = text(
        "№;Ф.И.О.;Класс;Адрес\n1;2;3;4\n1;Ким Анна;7Б;Мира 5\nN;ф.и.о.;КЛАСС;АДРЕС\n2;Ли Лев;7Б;\n",
    );
    assert_eq!(names(&read), ["Ким Анна", "Ли Лев"]);
    assert_eq!(
        skipped(&read),
        [(2, Reason::ColumnNumbers), (4, Reason::Header)]
    );
}

#[test]
fn a_title_gives_the_class_of_the_rows_below() {
    let read = text("№;ФИО\n7А класс;\n1;Ким Анна\n2;Ли Лев\n;Список 7 «Б» класса\n1;Пак Вера\n");
    assert_eq!(classes(&read), ["7А", "7А", "7Б"]);
    let read = text("7А\n№;ФИО;Класс\n1;Ким Анна;\n\n7Б\n№;ФИО;Класс\n1;Пак Вера;\n2;Ли Лев;8В\n");
    assert_eq!(classes(&read), ["7А", "7Б", "8В"]);
}

/// Rows below `1;Ким Анна Львовна;7Б` and `2;Ли Лев Львович;7Б`, with why they
/// are left out.
#[test]
fn rows_under_a_list_are_left_out_for_the_right_reason() {
    let list = "№;ФИО;Класс;Примечание\n1;Ким Анна Львовна;7Б;\n2;Ли Лев Львович;7Б;\n";
    for (row, reason) in [
        ("Итого;;;2", Reason::Total),
        (";;2;Итого", Reason::Total),
        (";;;Всего: 2", Reason::Total),
        (";ВСЕГО УЧАЩИХСЯ;2;", Reason::Total),
        ("01.09.2026;;;", Reason::Note),
        (";01.09.2026;;", Reason::Note),
        ("Дата: 01.09.2026;;;", Reason::Note),
        ("Исп. Ким, тел. 5-12-34;;;", Reason::Note),
        (";Лист 1 из 2;;", Reason::Note),
        ("(1);(2);(3);(4)", Reason::ColumnNumbers),
        ("1.;2.;3.;4.", Reason::ColumnNumbers),
        ("А;Б;В;Г", Reason::ColumnNumbers),
        ("А;1;2;3", Reason::ColumnNumbers),
    ] {
        let read = text(&format!("{list}{row}\n"));
        assert_eq!(
            names(&read),
            ["Ким Анна Львовна", "Ли Лев Львович"],
            "{row}"
        );
        assert_eq!(skipped(&read), [(4, reason)], "{row}");
    }
}

#[test]
fn words_of_footers_as_surnames_are_pupils_or_errors() {
    for (list, pupils) in [
        ("ФИО\nКим Анна\nСредний Лев\n", 2),
        (
            "ФИО;Телефон\nКим Анна;1\nЛи Лев;2\nСредний Эльбрус;3\nИтого: 3\n",
            3,
        ),
        ("ФИО;Класс\nКим Анна;7\nШкола Мария;7\n", 2),
        ("ФИО\nДевочки\nКим Анна\nМальчики:\nЛи Лев\n", 2),
    ] {
        assert_eq!(text(list).students.len(), pupils, "{list}");
    }
    for list in [
        "ФИО\nКим Анна\nЛи Лев\nДиректор Иванова Мария\n",
        "ФИО;Телефон\nКим Анна;1\nЛи Лев;2\nЗавуч Мария;\n",
        "№;ФИО\n1;Ким Анна\n2;Ли Лев\n;Средний Эльбрус\n",
        "№;ФИО;Класс\n1;Ким Анна;7Б\n2;Ли Лев;7Б\n;ЧИСЛО УЧАЩИХСЯ;2\n",
    ] {
        assert_eq!(refused(list.as_bytes()), [(Some(4), "odd-row")], "{list}");
    }
    let vacant = "№;ФИО;Класс\n1;Ким Анна;7Б\n2;вакансия;7Б\n";
    assert_eq!(refused(vacant.as_bytes()), [(Some(3), "missing-name")]);
}

#[test]
fn a_number_before_the_name_in_its_cell_is_no_part_of_it() {
    for list in [
        "ФИО;Класс\n1. Ким Анна;7Б\n2. Ли Лев;7Б\n",
        "ФИО;Класс\n1) Ким Анна;7Б\n2) Ли Лев;7Б\n",
        "ФИО;Класс\n1 Ким Анна;7Б\n2\u{a0}Ли Лев;7Б\n",
        "ФИО\n1.Ким Анна\n2.Ли Лев\nИтого: 2\n",
        "Фамилия;Имя\n1. Ким;Анна\n2. Ли;Лев\n",
        "7А\nФИО\n1. Ким Анна\n7Б\nФИО\n1. Ли Лев\n",
    ] {
        let read = text(list);
        assert_eq!(names(&read), ["Ким Анна", "Ли Лев"], "{list}");
        assert!(has(&read, "numbered-names"), "{list}");
    }
    for (list, code) in [
        ("ФИО\n7 Ким Анна\n7 Ли Лев\n", "bad-name"),
        ("ФИО\nКим Анна\nЛи Лев\n3. Цой Ян\n", "bad-name"),
        (
            "ФИО;\n1. Ким Анна;3. Цой Ян\n2. Ли Лев;4. Пак Яна\n",
            "names-beside",
        ),
    ] {
        assert!(
            refused(list.as_bytes()).iter().any(|(_, c)| *c == code),
            "{list}"
        );
    }
}

#[test]
fn what_else_stands_in_a_name_cell_is_said() {
    for (name, code) in [
        ("Ким Анна (выбыла)", "note-in-name"),
        ("Ким Анна - домашнее обучение", "note-in-name"),
        ("Ким Анна ВЫБЫЛА", "note-in-name"),
        ("ким анна", "small-letters"),
    ] {
        let read = text(&format!("ФИО;Класс\n{name};7Б\nЛи Лев;7Б\n"));
        assert_eq!(codes(&read.warnings), [(Some(2), code)], "{name}");
    }
    let read = text("ФИО\nИванова (Петрова) Анна\nМамедов Эльдар Рашид оглы\nКрус Мария де ла\n");
    assert_eq!(read.warnings, []);
}

#[test]
fn two_names_in_a_cell_are_refused() {
    for name in [
        "\"Ким Анна\nЛи Лев\nПак Вера Ильинична\nЦой Ян Ильич\"",
        "\"Ким Анна\nЛи Лев\"",
        "Ким Анна Львовна, Ли Лев Ильич",
        "Ким Анна / Ли Лев",
        "\"Ким Анна; Ли Лев\"",
        "Ким Анна и Ли Лев",
        "Ивановы Анна и Пётр",
        "Ивановы Анна, Пётр",
        "Иванов Пётр Петрова Анна",
        "Авдеева, Бояркин",
        "Ким, Ли, Цой",
        "Иванов Пётр - Петрова Анна",
        "Авдеева Бояркин Жданова",
    ] {
        let list = format!("№;ФИО\n1;{name}\n");
        assert_eq!(refused(list.as_bytes())[0].1, "two-names", "{name}");
    }
    let parts = "Фамилия;Имя\nИвановы;Анна, Пётр\n";
    assert_eq!(refused(parts.as_bytes()), [(Some(2), "two-names")]);
    let read = text("ФИО\nКим, Анна Львовна\nИванова Анна Мария Вениаминовна\n'Ли Лев\n");
    assert_eq!(names(&read)[2], "Ли Лев");
    let one = "ФИО\n\"Ким\nАнна\nЛьвовна\"\nКим, Анна, Львовна\n\"Ким Али\nОмар оглы\"\n\
        Иванова - Петрова Анна\nИванова Петрова Анна Львовна\nМария де ла Крус\n";
    assert_eq!(text(one).students.len(), 6);
}

#[test]
fn a_list_of_surnames_has_its_footers_too() {
    let list = "№;Фамилия;Класс\n1;Ким;7Б\n2;Ли;7Б\n";
    let read = text(&format!("{list};Всего;2\n;Учитель;\n;% качества;\n"));
    assert_eq!((names(&read), skipped(&read).len()), (vec!["Ким", "Ли"], 3));
    assert_eq!(codes(&read.warnings), [(Some(1), "incomplete-name")]);
    let list = format!("{list};Петрова;\n");
    assert!(refused(list.as_bytes()).contains(&(Some(4), "odd-row")));
}

#[test]
fn numbers_where_names_stand_are_no_numbers_of_columns() {
    for row in ["1;12345", "1;3", "2;1"] {
        let list = format!("№;ФИО\n{row}\n2;Ли Лев\n");
        assert_eq!(refused(list.as_bytes()), [(Some(2), "bad-name")], "{row}");
    }
}

#[test]
fn a_teacher_above_the_header_is_no_pupil() {
    let read = text("Классный руководитель;Ким Анна Павловна;\n№;ФИО;Класс\n1;Ли Лев;7Б\n");
    assert_eq!(
        (names(&read), skipped(&read)),
        (vec!["Ли Лев"], vec![(1, Reason::Title)])
    );
}

#[test]
fn empty_columns_of_parts_beside_whole_names_do_no_harm() {
    let read = text("ФИО;Фамилия;Имя;Отчество\nКим Анна;;;\nЛи Лев;;;\n");
    assert_eq!(names(&read), ["Ким Анна", "Ли Лев"]);
}

#[test]
fn a_class_that_became_a_date_is_none() {
    let read = text("ФИО;Класс\nКим Анна;2026-02-07\nЛи Лев;2026\n");
    assert_eq!(classes(&read), ["", ""]);
    assert_eq!(
        codes(&read.warnings),
        [(Some(2), "odd-class"), (Some(3), "odd-class")]
    );
}

#[test]
fn bars_between_cells() {
    let read = text("ФИО|Класс\nКим Анна|7Б\nЛи Лев|7Б\n");
    assert_eq!(
        (names(&read), read.reading.delimiter),
        (vec!["Ким Анна", "Ли Лев"], Some('|'))
    );
}

/// Lists that were once misread without a word, with the names and classes
/// that they hold.
#[test]
fn names_and_classes_stay_with_their_pupils() {
    let ab = (vec!["Авдеева Полина", "Бояркин Семён"], vec!["7Б", "7Б"]);
    for list in [
        "№;ФИО;;Класс\n1;Авдеева;Полина;7Б\n2;Бояркин;Семён;7Б\n",
        "№;Фамилия;Имя Отчество;Класс\n1;Авдеева;Полина;7Б\n2;Бояркин;Семён;7Б\n",
        "№;ФИО;Класс\n1;Авдеева Полина;7Б\n;Дети;\n2;Бояркин Семён;7Б\n",
        "№;ФИО;Класс\n1;Авдеева Полина;7Б\n;ФИО;\n2;Бояркин Семён;7Б\n",
        "Фамилия;Имя;ФИО ребёнка;Класс\nКим;Анна;Авдеева Полина;7Б\nЛи;Вера;Бояркин Семён;7Б\n",
        "ФИО (мать);ФИО;Класс\nКим Анна;Авдеева Полина;7Б\nЛи Вера;Бояркин Семён;7Б\n",
        "№;ФИО;Класс\n1;Авдеева Полина;7 кл. Б\n2;Бояркин Семён;7 кл Б\n",
        "7А\n№;ФИО\n;Список учащихся 7Б\n1;Авдеева Полина\n2;Бояркин Семён\n",
    ] {
        let read = text(list);
        assert_eq!((names(&read), classes(&read)), ab, "{list}");
    }
}

#[test]
fn rows_that_may_be_pupils_are_never_left_out_in_silence() {
    let list = "№;ФИО;Класс;Телефон\n1;Ким Анна Львовна;7Б;1\n2;Ли Лев Львович;7Б;2\n";
    for (row, code) in [
        (";Пяк;;3", "odd-row"),
        (";пяк айтуган;;3", "odd-row"),
        (";пяк айтуган 2;;", "bad-name"),
        (";;;Пяк Айтуган", "missing-name"),
        ("Пяк;;;", "missing-name"),
        (";;7Б;", "missing-name"),
        (";Куратор Иванова Мария;;", "odd-row"),
        (";Иванова М.П.;;", "odd-row"),
    ] {
        let bytes = format!("{list}{row}\n");
        assert_eq!(refused(bytes.as_bytes()), [(Some(4), code)], "{row}");
    }
    let read = text(&format!("{list};Пяк Айтуган;;\n"));
    assert_eq!(codes(&read.warnings), [(Some(4), "alone-name")]);
    let list = "№;Фамилия;Имья\n1;Ким;Анна\n2;Ли;Лев\n";
    assert_eq!(refused(list.as_bytes()), [(Some(1), "ambiguous-column")]);
}

// Headers and columns.

#[test]
fn blocks_with_headers_of_their_own_are_all_read() {
    let read = text(
        "ФИО\nКим Анна Львовна\nЛи Лев Львович\n\n№;Фамилия;Имя;Класс\n1;Пак;Вера;7Б\n2;Цой;Ян;7Б\n",
    );
    assert_eq!(
        names(&read),
        ["Ким Анна Львовна", "Ли Лев Львович", "Пак Вера", "Цой Ян"]
    );
    assert_eq!(classes(&read), ["", "", "7Б", "7Б"]);
}

#[test]
fn a_pupil_above_the_header_is_an_error() {
    for list in [
        "1;Авдеева Анна;7Б\n№;ФИО;Класс\n2;Ким Анна;7Б\n",
        "Авдеева;Анна;7Б\nФамилия;Имя;Класс\nКим;Анна;7Б\n",
    ] {
        assert_eq!(refused(list.as_bytes()), [(Some(1), "above-header")]);
    }
}

#[test]
fn a_group_row_tells_the_pupils_name_from_the_parents() {
    let read = text(
        "№;Родители;;Обучающийся;\n;ФИО;Телефон;ФИО;Класс\n1;Ким Вера Ли;5;Ким Анна;7Б\n2;Ли Пётр Ли;5;Ли Лев;7Б\n",
    );
    assert_eq!(names(&read), ["Ким Анна", "Ли Лев"]);
    let merged = rows(
        "№|Обучающийся||Мать|\n|Фамилия|Имя|Фамилия|Имя\n1|Ким|Анна|Пак|Вера\n2|Ли|Лев|Ли|Ева",
    );
    let merged = format!(
        "{merged}<mergeCells><mergeCell ref=\"B1:C1\"/><mergeCell ref=\"D1:E1\"/><mergeCell ref=\"A1:A2\"/></mergeCells>"
    );
    let read = roster(&xlsx(&[("Лист1", "", &merged)]));
    assert_eq!(names(&read), ["Ким Анна", "Ли Лев"]);
}

#[test]
fn two_columns_of_one_meaning_are_settled_or_refused() {
    // By content, by equality, by doubt.
    let read = text("ФИО;Имя учащегося;ФИО;Класс;Класс\n;;Ким Анна;7Б;7Б\n;;Ли Лев;7Б;7Б\n");
    assert_eq!(
        (names(&read), classes(&read)),
        (vec!["Ким Анна", "Ли Лев"], vec!["7Б"; 2])
    );
    assert!(has(&read, "repeated-column"));
    let lists = "ФИО;Класс;;ФИО;Класс\nКим Анна;7А;;Пак Вера;7Б\nЛи Лев;7А;;Цой Ян;7Б\n";
    assert_eq!(refused(lists.as_bytes()), [(Some(1), "ambiguous-column")]);
    let classes = "ФИО;Класс;Класс\nКим Анна;7А;7Б\nЛи Лев;7А;7Б\n";
    assert_eq!(refused(classes.as_bytes()), [(Some(1), "ambiguous-column")]);
}

#[test]
fn names_in_a_column_without_a_title_are_refused() {
    let list = "ФИО;Класс\nКим Анна Львовна;7А;;Пак Вера Львовна\nЛи Лев Львович;7А\n";
    let bytes = xlsx(&[("Лист1", "", &rows(&list.replace(';', "|")))]);
    assert_eq!(refused(&bytes), [(Some(1), "names-beside")]);
}

#[test]
fn a_list_that_lies_across_is_refused_with_that_reason() {
    let list = "Фамилия;Ким;Ли\nИмя;Анна;Лев\nКласс;7Б;7Б\n";
    assert_eq!(refused(list.as_bytes()), [(None, "lies-across")]);
    let list = "Список 7Б\n№;1;2;3\nФИО;Ким Анна;Ли Лев;Цой Ян\nДата рождения;05.03.2013;;\n";
    assert_eq!(refused(list.as_bytes()), [(None, "lies-across")]);
}

#[test]
fn what_is_no_class_is_none() {
    let read = text("ФИО;Группа\nКим Анна;основная\nЛи Лев;спец\n");
    assert_eq!((classes(&read), key(&read, "class")), (vec!["", ""], None));
    assert_eq!(read.reading.ignored, ["Группа"]);
    let read = text("ФИО;Класс\nКим Анна;#ССЫЛКА!\nЛи Лев;true\nЦой Ян;7 кадетский\n");
    assert_eq!(classes(&read), ["", "", "7 кадетский"]);
    assert_eq!(
        codes(&read.warnings),
        [
            (Some(2), "broken-cell"),
            (Some(3), "odd-class"),
            (Some(4), "odd-class")
        ]
    );
}

#[test]
fn hidden_parts_are_read_and_said() {
    let sheet = rows("ФИО|Класс|ФИО\nКим Анна|7Б|Пак Вера\nЛи Лев|7Б|Цой Ян")
        .replace("<row r=\"3\"", "<row r=\"3\" hidden=\"1\"");
    let sheet = format!("<cols><col min=\"3\" max=\"3\" hidden=\"1\"/></cols>{sheet}");
    let read = roster(&xlsx(&[("Лист1", "", &sheet)]));
    assert_eq!(names(&read), ["Ким Анна", "Ли Лев"]);
    assert_eq!(read.reading.hidden_rows, [3]);
    assert!(has(&read, "hidden-rows") && has(&read, "repeated-column"));
    let sheet = sheet.replace("|ФИО", "");
    let only = sheet.replace("<t>ФИО</t></is></c></row>", "<t>х</t></is></c></row>");
    let only = only.replace("min=\"3\" max=\"3\"", "min=\"2\" max=\"2\"");
    let read = roster(&xlsx(&[("Лист1", "", &only)]));
    assert_eq!(read.reading.hidden_columns, ["Класс"]);
}

#[test]
fn a_pupil_merged_over_two_rows_is_one_pupil() {
    let sheet = rows("№|ФИО|Родитель\n1|Ким Анна|Ким Вера\n||Ким Лев\n2|Ли Лев|Ли Ева");
    let merged = "<mergeCells><mergeCell ref=\"A2:A3\"/><mergeCell ref=\"B2:B3\"/></mergeCells>";
    let read = roster(&xlsx(&[("Лист1", "", &format!("{sheet}{merged}"))]));
    assert_eq!(names(&read), ["Ким Анна", "Ли Лев"]);
    assert_eq!(skipped(&read), [(3, Reason::Merged)]);
    let sheet = rows("Фамилия|Имя|Класс\nКим Анна||7Б\nЛи|Лев|");
    let merged = "<mergeCells><mergeCell ref=\"A2:B2\"/><mergeCell ref=\"C2:C3\"/></mergeCells>";
    let read = roster(&xlsx(&[("Лист1", "", &format!("{sheet}{merged}"))]));
    assert_eq!(
        (names(&read), classes(&read)),
        (vec!["Ким Анна", "Ли Лев"], vec!["7Б"; 2])
    );
}

// Logins.

#[test]
fn logins_of_other_systems_are_not_taken() {
    for list in [
        "ФИО;Логин;Пароль\nКим Анна;+79120000001;x\n",
        "ФИО;Логин Сферум\nКим Анна;+79120000001\n",
        "ФИО;username\nКим Анна;anna@example.ru\n",
        "Логины Дневник.ру\nФИО;Логин\nКим Анна;+79120000001\n",
        "ФИО;Логин\nКим Анна;a@s.example\nЛи Лев;b@s.example\nЦой Ян;c@s.example\n",
        "ФИО;Логин\nКим Анна;kim1\nЛи Лев;li2\nЦой Ян;zoy3\n",
    ] {
        let read = text(list);
        assert_eq!(key(&read, "login"), None, "{list}");
        assert!(read.students.iter().all(|student| student.login.is_none()));
        assert!(has(&read, "login-not-taken"), "{list}");
    }
}

#[test]
fn logins_of_gosuslugi_are_taken() {
    for list in [
        "ФИО;Логин\nКим Анна;+79120000001\n",
        "ФИО;Логин Госуслуг;Пароль\nКим Анна;+79120000001;x\n",
        "ФИО;Логин дневника;Логин ЕСИА\nКим Анна;x;+79120000001\n",
        "№;Госуслуги;Дневник ученика\n;ФИО;\n",
        "ФИО;Логин\nКим Анна;a@mail.ru\nЛи Лев;b@mail.ru\nЦой Ян;c@mail.ru\n",
    ] {
        if let Ok(read) = read(list.as_bytes(), &OPTIONS) {
            assert!(read.students[0].login.is_some(), "{list}");
        }
    }
}

#[test]
fn a_column_of_logins_can_be_named() {
    let list = "ФИО;Вход;Логин;Пароль\nКим Анна;+79120000001;x;y\n";
    let options = Options {
        login_column: Some("вход"),
        ..OPTIONS
    };
    let roster = read(list.as_bytes(), &options).unwrap();
    assert_eq!(roster.students[0].login.as_deref(), Some("+79120000001"));
    let options = Options {
        login_column: Some("Нет такого"),
        ..OPTIONS
    };
    let remarks = read(list.as_bytes(), &options).unwrap_err();
    assert_eq!(codes(&remarks), [(Some(1), "no-login-column")]);
}

#[test]
fn the_same_login_twice_is_said() {
    let read = text("ФИО;Логин\nКим Анна;+7 912 000-00-01\nЛи Лев;89120000001\n");
    assert_eq!(codes(&read.warnings), [(Some(3), "same-login")]);
}

#[test]
fn the_same_is_looked_for_on_all_sheets() {
    let book = xlsx(&[
        ("7А", "", &rows("ФИО|Логин\nКим Анна|89120000001")),
        (
            "7Б",
            "",
            &rows("ФИО|Логин\nКим Анна|89120000002\nЛи Лев|+79120000001"),
        ),
        ("Все", "", &rows("ФИО|Класс\nКим Анна|7А")),
    ]);
    let options = Options {
        sheet: Some(ALL_SHEETS),
        ..OPTIONS
    };
    let read = read(&book, &options).unwrap();
    assert_eq!(
        codes(&read.warnings),
        [(Some(2), "same-pupil"), (Some(3), "same-login")]
    );
    assert!(read.warnings[0].message.contains("строке 2 листа «7А»"));
}

#[test]
fn a_sheet_of_teachers_comes_last() {
    let book = xlsx(&[
        ("Учителя", "", &rows("ФИО|Должность\nКим Анна|учитель")),
        ("7Б", "", &rows("ФИО\nЛи Лев")),
    ]);
    let read = roster(&book);
    assert_eq!(names(&read), ["Ли Лев"]);
    // It is no other list.
    assert!(!has(&read, "other-sheets"));
}

#[test]
fn a_second_header_may_have_its_columns_in_another_order() {
    let read = text("№;ФИО;Класс\n1;Ким Анна;7А\nФИО;Класс;№\nЛи Лев;7Б;1\n");
    assert_eq!(
        (names(&read), classes(&read)),
        (vec!["Ким Анна", "Ли Лев"], vec!["7А", "7Б"])
    );
}

#[test]
fn a_column_of_logins_need_not_be_on_every_sheet() {
    let book = xlsx(&[
        ("7А", "", &rows("ФИО|Вход\nКим Анна|89120000001")),
        ("7Б", "", &rows("ФИО|Адрес\nЛи Лев|Мира")),
    ]);
    let options = |column| Options {
        sheet: Some(ALL_SHEETS),
        login_column: Some(column),
        ..OPTIONS
    };
    let found = read(&book, &options("Вход")).unwrap();
    assert_eq!(codes(&found.warnings), [(Some(1), "no-login-column")]);
    assert!(found.students[0].login.is_some());
    let remarks = read(&book, &options("Ключ")).unwrap_err();
    assert!(remarks.iter().all(Diagnostic::is_error));
}

#[test]
fn only_one_phone_or_one_address_is_a_login() {
    for login in [
        "4510 123456",
        "67 14 123456",
        "6714123456",
        "561234567890",
        "ivan@mail.ru/Qwerty123",
        "Qwerty:89120000001",
        "89120000001 1234",
        "89120000001, 89120000002",
        "a@b.ru c@d.ru",
        "112-233-445 95",
        "11223344595",
        "+7912000001",
        "++79120000001",
        "a..b@mail.ru",
        "a@b",
    ] {
        let read = text(&format!("ФИО;Логин Госуслуг\nКим Анна;{login}\n"));
        assert_eq!(read.students[0].login, None, "{login}");
        assert_eq!(read.warnings[0].row, Some(2), "{login}");
    }
    for login in [
        "89120000001",
        "+7 (912) 000-00-01",
        "9120000001",
        "+375291234567",
        "a.b@mail.ru",
    ] {
        let read = text(&format!("ФИО;Логин Госуслуг\nКим Анна;{login}\n"));
        assert_eq!(read.students[0].login.as_deref(), Some(login));
    }
}

// Files.

#[test]
fn a_workbook_stands_where_the_package_says() {
    let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let link = |kind_of: &str, target: &str| {
        format!(
            "<Relationships><Relationship Id=\"a\" Type=\"{kind}/{kind_of}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let sheet = format!("<worksheet>{}</worksheet>", rows("ФИО\nКим Анна"));
    for (part, links, target) in [
        ("workbook.xml", "_rels/workbook.xml.rels", "workbook.xml"),
        (
            "office/workbook2.xml",
            "office/_rels/workbook2.xml.rels",
            "/office/workbook2.xml",
        ),
        ("xl/book.xml", "xl/_rels/book.xml.rels", "./xl/book.xml"),
    ] {
        let book = zipped(&[
            ("_rels/.rels", &link("officeDocument", target)),
            (
                part,
                "<workbook><sheets><sheet name=\"1\" id=\"a\"/></sheets></workbook>",
            ),
            (links, &link("worksheet", "/s.xml")),
            ("s.xml", &sheet),
        ]);
        assert_eq!(names(&roster(&book)), ["Ким Анна"], "{part}");
    }
}

#[test]
fn a_wrong_dimension_and_bytes_before_the_archive_do_no_harm() {
    for dimension in ["A0", "", "A1:XFD1048576", "A1"] {
        let sheet = format!(
            "<dimension ref=\"{dimension}\"/>{}",
            rows("ФИО|Класс\nКим Анна|7Б\nЛи Лев|7Б")
        );
        let book = xlsx(&[("Лист1", "", &sheet)]);
        assert_eq!(roster(&book).students.len(), 2, "{dimension}");
        let shifted = [b"\r\n\r\n".as_slice(), &book].concat();
        assert_eq!(roster(&shifted).students.len(), 2, "{dimension}");
    }
}

#[test]
fn days_are_counted_from_1904_if_the_workbook_says_so() {
    let sheet = "<sheetData><row><c t=\"inlineStr\"><is><t>ФИО</t></is></c>\
                 <c t=\"inlineStr\"><is><t>Дата рождения</t></is></c></row>\
                 <row><c t=\"inlineStr\"><is><t>Ким Анна</t></is></c><c s=\"1\"><v>39876</v></c></row></sheetData>";
    let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let links = format!(
        "<Relationships><Relationship Id=\"a\" Type=\"{kind}/worksheet\" Target=\"/xl/s.xml\"/>\
         <Relationship Id=\"b\" Type=\"{kind}/styles\" Target=\"styles.xml\"/></Relationships>"
    );
    let book = zipped(&[
        (
            "xl/workbook.xml",
            "<workbook><workbookPr date1904=\"1\"/><sheets><sheet name=\"1\" id=\"a\"/></sheets></workbook>",
        ),
        ("xl/_rels/workbook.xml.rels", &links),
        ("xl/s.xml", &format!("<worksheet>{sheet}</worksheet>")),
        (
            "xl/styles.xml",
            "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy\"/></numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>",
        ),
    ]);
    assert_eq!(roster(&book).students[0].birth, Some(date(2013, 3, 5)));
}

#[test]
fn a_flipped_bit_is_seen_by_the_crc() {
    let list = "ФИО|Класс\nКим Анна|7Б\nЛи Лев|7Б";
    let mut book = zipped(&[]);
    book.clear();
    book.extend(xlsx(&[("Лист1", "", &rows(list))]));
    let good = roster(&book).students;
    let mut other = 0;
    for at in (30..book.len() - 30).step_by(7) {
        let mut flipped = book.clone();
        flipped[at] ^= 4;
        if let Ok(roster) = read(&flipped, &OPTIONS) {
            other += usize::from(roster.students != good);
        }
    }
    assert_eq!(other, 0);
}

#[test]
fn sheets_named_after_classes() {
    let sheet = |name: &str| rows(&format!("№|ФИО\n1|{name}"));
    let [one, two, three] = ["Ким Анна", "Ли Лев", "Цой Ян"].map(sheet);
    let book = xlsx(&[
        ("Архив", "state=\"veryHidden\"", &three),
        ("7А", "", &one),
        ("7 «Б»".replace('"', "").as_str(), "", &two),
    ]);
    let first = roster(&book);
    assert_eq!(
        (names(&first), classes(&first)),
        (vec!["Ким Анна"], vec!["7А"])
    );
    assert_eq!(first.reading.hidden_sheets, ["Архив"]);
    assert!(has(&first, "other-sheets"));
    let with = |sheet| {
        let options = Options {
            sheet: Some(sheet),
            ..OPTIONS
        };
        read(&book, &options).unwrap()
    };
    let all = with(ALL_SHEETS);
    assert_eq!(
        (names(&all), classes(&all)),
        (vec!["Ким Анна", "Ли Лев"], vec!["7А", "7Б"])
    );
    assert_eq!(names(&with("Архив")), ["Цой Ян"]);
}

#[test]
fn a_damaged_sheet_is_an_error_and_never_skipped() {
    let good = rows("ФИО\nКим Анна");
    let bad = "<sheetData><row><c t=\"s\"><v>7</v></c></row></sheetData>";
    for sheets in [
        [("1", "", bad), ("2", "", &good)],
        [("1", "", &good), ("2", "", bad)],
    ] {
        assert_eq!(refused(&xlsx(&sheets)), [(None, "bad-workbook")]);
    }
}

#[test]
fn open_document_as_programs_write_it() {
    let row = |cells: &str| format!("<table:table-row>{cells}</table:table-row>");
    let cell =
        |text: &str| format!("<table:table-cell>\n <text:p>{text}</text:p>\n</table:table-cell>");
    let list = [
        row(&(cell("ФИО") + &cell("Класс"))),
        row(&(cell("Ким <text:span>Анна</text:span>")
            + "<table:table-cell><office:annotation><text:p>Секрет</text:p></office:annotation><text:p>7Б</text:p></table:table-cell>")),
        row("<table:table-cell table:number-columns-repeated=\"2\"/>"),
        row(&(cell("Ли<text:s/>Лев") + &cell("7Б")))
            .replace("<table:table-row>", "<table:table-row table:visibility=\"filter\">"),
        "<table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell table:number-columns-repeated=\"1024\"/></table:table-row>".to_owned(),
        row("<table:table-cell><text:p> </text:p></table:table-cell>"),
    ];
    let read = roster(&ods(&format!(
        "<table:table table:name=\"1\">\n{}</table:table>",
        list.join("\n")
    )));
    assert_eq!(
        (names(&read), classes(&read)),
        (vec!["Ким Анна", "Ли Лев"], vec!["7Б"; 2])
    );
    assert_eq!(read.reading.hidden_rows, [4]);
    let many = "<table:table><table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell table:number-columns-repeated=\"900\"><text:p>Ким</text:p></table:table-cell></table:table-row></table:table>";
    assert_eq!(refused(&ods(many)), [(None, "too-big")]);
}

#[test]
fn pages_of_html() {
    let page = "<html><head><meta charset=windows-1251><style>td{}</style></head><body><h2>7А класс</h2>\
        <table><tr><th rowspan=2>№<th colspan=2>Ученик<tr><th>Фамилия<th>Имя\
        <tr><td>1<td>Ким<td>Анна&nbsp;<tr style='display: none'><td>2<td>Ли<td>Лев</table>\
        <h2>7Б класс</h2><table><tr><td>№<td>ФИО<tr><td>1<td>Цой &#1071;н</table></body></html>";
    let (bytes, ..) = encoding_rs::WINDOWS_1251.encode(page);
    let read = roster(&bytes);
    assert_eq!(names(&read), ["Ким Анна", "Ли Лев", "Цой Ян"]);
    assert_eq!(classes(&read), ["7А", "7А", "7Б"]);
    assert_eq!(read.reading.hidden_rows.len(), 1);
    let page = "<!DOCTYPE html><html><body><form>Логин <input> Пароль <input></form></body></html>";
    assert_eq!(refused(page.as_bytes()), [(None, "not-a-table")]);
}

#[test]
fn spreadsheetml_2003() {
    let book = "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>\
        <Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">\
        <Worksheet ss:Name=\"7Б\"><Table><Row ss:Index=\"3\"><Cell ss:Index=\"2\"><Data ss:Type=\"String\">ФИО</Data></Cell><Cell><Data ss:Type=\"String\">ДР</Data></Cell></Row>\
        <Row ss:Hidden=\"1\"><Cell ss:Index=\"2\"><Data ss:Type=\"String\">Ким <B>Анна</B></Data></Cell><Cell><Data ss:Type=\"DateTime\">2013-03-05T00:00:00.000</Data></Cell></Row>\
        </Table></Worksheet></Workbook>";
    let read = roster(book.as_bytes());
    assert_eq!(
        (names(&read), classes(&read)),
        (vec!["Ким Анна"], vec!["7Б"])
    );
    assert_eq!(read.students[0].birth, Some(date(2013, 3, 5)));
    assert_eq!(read.reading.header_row, 3);
}

/// A bare BIFF stream, as small scripts write it: a worksheet without a book.
#[test]
fn a_stream_of_cells_without_a_workbook() {
    let mut bytes = b"\x09\x08\x08\x00\x00\x05\x10\x00\x00\x00\x00\x00".to_vec();
    let (fio, name) = (
        encoding_rs::WINDOWS_1251.encode("ФИО").0,
        encoding_rs::WINDOWS_1251.encode("Ким Анна").0,
    );
    for (row, text) in [(0_u16, fio), (1, name)] {
        bytes.extend([0x04, 0x02]);
        bytes.extend((8 + text.len() as u16).to_le_bytes());
        bytes.extend(row.to_le_bytes());
        bytes.extend([0, 0, 0, 0]);
        bytes.extend((text.len() as u16).to_le_bytes());
        bytes.extend(&*text);
    }
    bytes.extend([0x0A, 0, 0, 0]);
    assert_eq!(names(&roster(&bytes)), ["Ким Анна"]);
}

#[test]
fn files_that_are_no_lists_are_named() {
    for (bytes, word) in [
        (
            &b"[InternetShortcut]\r\nURL=https://example.org/"[..],
            "ярлык",
        ),
        (
            b"{\"url\":\"https://docs.google.com/open?id=1\",\"doc_id\":\"1\"}",
            "Google",
        ),
        (
            b"MIME-Version: 1.0\r\nContent-Type: multipart/related",
            "веб-архив",
        ),
    ] {
        let remarks = read(bytes, &OPTIONS).unwrap_err();
        assert_eq!(remarks[0].code, "not-a-table");
        assert!(remarks[0].message.contains(word), "{}", remarks[0]);
    }
    let lock = Options {
        file: "~$7б.xlsx",
        ..OPTIONS
    };
    let remarks = read(b"\x05Admin      ", &lock).unwrap_err();
    assert!(remarks[0].message.contains("служебный"));
    let remarks = read(
        b"PK\x03\x04 damaged [Content_Types].xml xl/workbook.xml",
        &OPTIONS,
    );
    assert_eq!(remarks.unwrap_err()[0].code, "bad-workbook");
}

#[test]
fn rows_in_quotes_and_rows_in_another_encoding() {
    let read = text("\"Фамилия;Имя;Класс\"\n\"Ким;\"\"Анна\"\";7Б\"\n\"Ли;Лев;7Б\"\n");
    assert_eq!(names(&read), ["Ким Анна", "Ли Лев"]);
    assert!(has(&read, "rows-in-quotes"));
    let (mut bytes, ..) =
        encoding_rs::IBM866.encode("ФИО;Класс\nАвдеева Полина;7Б\nБояркин Семён;7Б\n");
    bytes.to_mut().extend("Юдин Глеб;7Б\n".as_bytes());
    assert_eq!(refused(&bytes), [(Some(4), "other-encoding")]);
    let mut bytes = "ФИО;Класс\nАвдеева Полина;7Б\nБояркин Семён;7Б\nВокуев Тимур;7Б\n"
        .as_bytes()
        .to_vec();
    bytes.extend(&*encoding_rs::WINDOWS_1251.encode("Юдин Глеб;7Б\n").0);
    assert_eq!(refused(&bytes), [(Some(5), "bad-encoding")]);
}

#[test]
fn a_header_of_question_marks_has_lost_its_letters() {
    let list = "???????;???;?????\n??????;????;7?\n";
    assert_eq!(refused(list.as_bytes()), [(None, "lost-letters")]);
}

// Lists among others' lists.

#[test]
fn tables_of_adults_are_left_out_and_said() {
    let pupils = "№;ФИО;Телефон\n1;Ким Анна Львовна;1\n2;Ли Лев Львович;2\n";
    let adults = "№;ФИО;Телефон\n1;Пак Вера Ильинична;3\n";
    let posts = "№;ФИО;Предмет\n1;Пак Вера Ильинична;физика\n";
    for list in [
        format!("Родительский комитет 7Б\n{adults}\nУчащиеся\n{pupils}"),
        format!("Родители\n{adults}{pupils}"),
        format!("{pupils}\n;Учителя-предметники;\n{adults}"),
        format!("{pupils}Родители;;\n1;Пак Вера Ильинична;3\n"),
        format!("{pupils}\n{posts}"),
    ] {
        let read = text(&list);
        assert_eq!(
            names(&read),
            ["Ким Анна Львовна", "Ли Лев Львович"],
            "{list}"
        );
        assert!(has(&read, "adults"), "{list}");
        assert!(
            skipped(&read)
                .iter()
                .any(|(_, reason)| *reason == Reason::Adult)
        );
    }
    for title in [
        "Родители и дети 7Б",
        "Родительское собрание",
        "Классный руководитель: Пак В. И.",
        "Сведения о родителях учащихся",
    ] {
        let read = text(&format!("{title}\n{pupils}"));
        assert_eq!((names(&read).len(), read.warnings.len()), (2, 0), "{title}");
    }
    let parents = "Родители\nФИО;Мать;Отец\nКим Анна;Ким Вера;Ким Лев\n";
    assert_eq!(text(parents).warnings, []);
    for title in [
        "Учителя, работающие в классе",
        "Контактные данные родителей",
    ] {
        let read = text(&format!("{pupils}{title};;\n1;Пак Вера Ильинична;3\n"));
        assert_eq!(
            codes(&read.warnings),
            [(Some(4), "numbers-anew")],
            "{title}"
        );
    }
    let classes = "7А\n№;ФИО\n1;Ким Анна\n;Классный руководитель: Пак\n7Б\n№;ФИО\n1;Ли Лев\n";
    assert_eq!(text(classes).warnings, []);
    let none = format!("Сотрудники школы\n{adults}");
    assert_eq!(refused(none.as_bytes())[1].1, "no-pupils");
    let page = "<html><h2>Учителя</h2><table><tr><td>ФИО<tr><td>Пак Вера</table>\
        <table><tr><td>ФИО<tr><td>Ким Анна</table>";
    assert_eq!(names(&roster(page.as_bytes())), ["Ким Анна"]);
}

#[test]
fn pupils_who_have_left_are_read_and_said() {
    let read = text("№;ФИО\n1;Ким Анна Львовна\n;Выбыли:\n1;Ли Лев Львович\n");
    assert_eq!((read.students.len(), has(&read, "left-pupils")), (2, true));
    let counted = text("ФИО;Класс\nКим Анна Львовна;7Б\nВыбыло - 1;\nЛи Лев Львович;7Б\n");
    assert_eq!(
        (counted.students.len(), codes(&counted.warnings)),
        (2, vec![])
    );
}

#[test]
fn sheets_of_adults_are_not_among_all() {
    let book = xlsx(&[
        ("7А", "", &rows("ФИО\nКим Анна")),
        ("Родители 7А", "", &rows("ФИО\nКим Вера")),
        ("Учитель Мамаева", "", &rows("ФИО|Класс\nЛи Лев|7Б")),
    ]);
    let options = Options {
        sheet: Some(ALL_SHEETS),
        ..OPTIONS
    };
    let read = read(&book, &options).unwrap();
    assert_eq!(
        (names(&read), has(&read, "adults")),
        (vec!["Ким Анна", "Ли Лев"], true)
    );
}

#[test]
fn a_row_pasted_in_another_encoding_is_an_error() {
    use encoding_rs::{IBM866, KOI8_R, UTF_8, WINDOWS_1251, WINDOWS_1252};
    let list = "N;ФИО;Класс\n1;Авдеева Полина Игоревна;7Б\n2;Бояркин Семён Львович;7Б\n";
    for (file, row) in [
        (WINDOWS_1251, IBM866),
        (WINDOWS_1251, KOI8_R),
        (KOI8_R, WINDOWS_1251),
        (IBM866, WINDOWS_1251),
        (WINDOWS_1251, UTF_8),
    ] {
        let mut bytes = file.encode(list).0.into_owned();
        bytes.extend(&*row.encode("3;Вокуев Тимур Русланович;7В\n").0);
        let refused = refused(&bytes);
        assert_eq!(
            refused,
            [(Some(4), "other-encoding")],
            "{} {}",
            file.name(),
            row.name()
        );
    }
    // Garbled before it was pasted into a file of UTF-8.
    for (row, as_if) in [
        (UTF_8, WINDOWS_1251),
        (WINDOWS_1251, WINDOWS_1252),
        (KOI8_R, WINDOWS_1251),
    ] {
        let (garbled, ..) = row.encode("Вокуев Тимур Русланович");
        let (garbled, ..) = as_if.decode(&garbled);
        let list = format!("{list}3;{garbled};7В\n");
        assert_eq!(
            refused(list.as_bytes()),
            [(Some(4), "other-encoding")],
            "{garbled}"
        );
    }
    let read = text(
        "ФИО;Заметка\nЇжакевич Ґанна Євгенівна;“Ё”\nМакКензи Әсел;✓\nMüller Jürgen;é\nŽižka Łukasz;…\n\
         Ђорђевић Љубица;ї\nNuñez Iñés;сОШ\n",
    );
    assert_eq!(read.students.len(), 6);
}

/// A damaged `.xls` has no check sum: what is missing shows by the end mark, by
/// rows that claim cells, by two cells in one place.
#[test]
fn a_cut_or_damaged_workbook_is_refused() {
    let record = |kind: u16, data: &[u8]| {
        [
            &kind.to_le_bytes(),
            &(data.len() as u16).to_le_bytes(),
            data,
        ]
        .concat()
    };
    let words = |words: &[u16]| {
        words
            .iter()
            .flat_map(|w| w.to_le_bytes())
            .collect::<Vec<u8>>()
    };
    let text = |row: u16, text: &str| {
        let (text, ..) = encoding_rs::WINDOWS_1251.encode(text);
        let start = words(&[row, 0, 0, text.len() as u16]);
        record(0x0204, &[&start, &*text].concat())
    };
    let start = record(0x0809, &words(&[0x0500, 0x0010, 0, 0]));
    let row = |row: u16| record(0x0208, &words(&[row, 0, 2, 0, 0, 0, 0, 0]));
    // A formula whose text should follow in a record of its own.
    let formula = record(0x0006, &words(&[2, 0, 0, 0, 0, 0, 0xFFFF, 0, 0, 0, 0]));
    let end = record(0x000A, &[]);
    let (title, one, two) = (text(0, "ФИО"), text(1, "Ким Анна"), text(2, "Ли Лев"));
    let book = |parts: &[&[u8]]| [&*start, &*parts.concat()].concat();
    let whole = book(&[&row(0), &row(1), &row(2), &title, &one, &two, &end]);
    assert_eq!(names(&roster(&whole)), ["Ким Анна", "Ли Лев"]);
    for parts in [
        &[&*title, &one, &two] as &[&[u8]],
        &[&*row(2), &title, &one, &end],
        &[&*title, &one, &text(1, "Ли Лев"), &end],
    ] {
        assert_eq!(refused(&book(parts)), [(None, "bad-workbook")]);
    }
    let formula = book(&[&title, &one, &formula, &end]);
    assert_eq!(refused(&formula), [(Some(3), "no-value")]);

    let sheet = rows("ФИО\nКим Анна\nЛи Лев");
    let cut = |text: &str| xlsx(&[("1", "", text)]);
    for end in [
        "</sheetData>",
        "</row></sheetData>",
        "</c></row></sheetData>",
    ] {
        let short = sheet.strip_suffix(end).unwrap();
        assert_eq!(refused(&cut(short)), [(None, "bad-workbook")], "{end}");
    }
    let page = "<html><table><tr><td>ФИО<tr><td>Ким Анна<tr>";
    assert!(has(&roster(page.as_bytes()), "cut-file"));
    let whole = format!("{page}</table>");
    assert_eq!(roster(whole.as_bytes()).warnings, []);
    let odd = self::text("ФИО\nКим Ан䔰а\n");
    assert!(has(&odd, "latin-letters"));
}

#[test]
fn names_beside_the_list_are_said_or_refused() {
    for list in [
        "№;ФИО;№;Девочки\n1;Ли Лев Львович;1;Ким Анна Львовна\n2;Цой Ян Ильич;2;Пак Вера\n",
        "№;ФИО;;Продолжение\n1;Ли Лев Львович;3;Ким Анна\n2;Цой Ян Ильич;4;Пак Вера\n",
        "№;ФИО;;\n1;Ли Лев;3;Пяк Айтуган\n2;Цой Ян;4;Хатанзеев Тасманджо\n",
    ] {
        assert_eq!(
            refused(list.as_bytes()),
            [(Some(1), "names-beside")],
            "{list}"
        );
    }
    let read = text("ФИО;Наставник\nЛи Лев;Ким Анна Львовна\nЦой Ян;Пак Вера Ильинична\n");
    assert_eq!(codes(&read.warnings), [(Some(1), "names-beside")]);
    let read = text(
        "ФИО;Мать;Отец;Классный руководитель;Город;Телефон;Адрес\n\
         Ли Лев;Ли Вера;Ли Ян;Ким Анна Львовна;Новый Уренгой;1;Мира Ивана, 5\n",
    );
    assert_eq!(read.warnings, []);
}

#[test]
fn names_above_the_header_are_said() {
    for list in [
        "Ким Анна Львовна;ж\nФИО;Пол\nЛи Лев Львович;м\n",
        "Пяк;Айтуган\nФамилия;Имя\nЛи;Лев\nКим;Анна\n",
    ] {
        assert_eq!(
            codes(&text(list).warnings),
            [(Some(1), "above-header")],
            "{list}"
        );
    }
    for title in [
        "Классный руководитель Ким Анна Львовна",
        "Школа имени Анны Ким",
        "МБОУ СОШ",
    ] {
        let read = text(&format!("{title};\nФИО;Пол\nЛи Лев Львович;м\n"));
        assert_eq!(read.warnings, [], "{title}");
    }
}

#[test]
fn a_name_merged_over_rows_of_their_own_is_an_error() {
    let sheet = rows("№|ФИО|Класс\n1|Ким Анна|7Б\n2||7Б\n3|Ли Лев|7Б");
    let merged = format!("{sheet}<mergeCells><mergeCell ref=\"B2:B3\"/></mergeCells>");
    let book = xlsx(&[("1", "", &merged)]);
    assert_eq!(refused(&book), [(Some(3), "merged-name")]);
    let doubled = sheet.replace("<c r=\"B4\"", "<c r=\"B2\"");
    let book = xlsx(&[("1", "", &doubled)]);
    assert_eq!(refused(&book), [(None, "bad-workbook")]);
}

#[test]
fn a_list_of_names_in_one_row_lies_across() {
    let list = "Список 7Б\nФИО;Ким Анна;Ли Лев\nПол;ж;м\n";
    assert_eq!(refused(list.as_bytes()), [(None, "lies-across")]);
}

#[test]
fn a_number_without_a_name_among_pupils_is_said() {
    let read = text("№;ФИО;Класс\n1;Ким Анна;7Б\n2;;\n3;Ли Лев;7Б\n4;;\n5;;\n");
    assert_eq!(codes(&read.warnings), [(Some(3), "number-only")]);
}

#[test]
fn a_row_that_has_moved_to_the_right_is_an_error() {
    let list = rows("№|Фамилия|Имя\n1|Ким|Анна\n2|Ли|Лев\n|||Пяк|Айтуган");
    let book = xlsx(&[("1", "", &list)]);
    assert_eq!(refused(&book), [(Some(4), "missing-name")]);
}

// Classes, names, dates, logins as they are written.

#[test]
fn groups_and_parts_of_a_year_are_no_classes() {
    for group in ["1", "I", "1 п/г", "2 осн", "1-я", "2 гр."] {
        let read = text(&format!("ФИО;Группа\nКим Анна;{group}\nЛи Лев;{group}\n"));
        assert_eq!(
            (classes(&read), key(&read, "class")),
            (vec!["", ""], None),
            "{group}"
        );
    }
    assert_eq!(
        classes(&text("ФИО;Группа\nКим Анна;7б\nЛи Лев;7Б\n")),
        ["7Б", "7Б"]
    );
    for title in ["2 тр", "1 п.", "4ч", "2-я ч", "3 экз", "2 ч."] {
        let book = xlsx(&[(title, "", &rows("ФИО\nКим Анна"))]);
        assert_eq!(classes(&roster(&book)), [""], "{title}");
    }
    let read = text("Surname;First name;Grade\nКим;Анна;5\nЛи;Лев;4\n");
    assert_eq!(
        (classes(&read), codes(&read.warnings)),
        (vec!["5", "4"], vec![(Some(1), "marks")])
    );
}

#[test]
fn titles_of_classes_that_are_not_understood_end_the_last_one() {
    for title in [
        "Классный руководитель 7Б класса: Пак В. И.",
        "Сводный список 7Б и 7В классов",
        "Параллели 7 и 8",
    ] {
        let list = format!("7А класс;\n№;ФИО\n1;Ким Анна\n{title};\n№;ФИО\n1;Ли Лев\n");
        let read = text(&list);
        assert_eq!(classes(&read), ["7А", ""], "{title}");
        assert_eq!(
            codes(&read.warnings),
            [(Some(4), "odd-class-title")],
            "{title}"
        );
    }
    let same = "7А класс;\n№;ФИО\n1;Ким Анна\nКлассный руководитель 7А: Пак;\n2;Ли Лев\n";
    assert_eq!(classes(&text(same)), ["7А", "7А"]);
    let note = text("№;ФИО;Пол;Примечание\n1;Ким Анна;ж;\n;;;8 кл\n2;Ли Лев;м;\n");
    assert_eq!(codes(&note.warnings), [(Some(3), "class-title")]);
}

#[test]
fn marks_and_quotes_around_names_are_no_part_of_them() {
    for name in [
        "* Ли Лев",
        "*Ли Лев",
        "Ли Лев *",
        "'Ли Лев'",
        "«Ли Лев»",
        "„Ли Лев“",
    ] {
        let read = text(&format!("№;ФИО;Класс\n1;Ким Анна;7Б\n2;{name};7Б\n"));
        assert_eq!(names(&read)[1], "Ли Лев", "{name}");
    }
    let read = text("'ФИО';'Класс';'Дата рождения'\n'Ким Анна';'7 «Б»';'05.03.2013'\n");
    assert_eq!(
        (names(&read), classes(&read)),
        (vec!["Ким Анна"], vec!["7Б"])
    );
    assert_eq!(read.students[0].birth, Some(date(2013, 3, 5)));
    for name in [
        "Ким Анна (ОВЗ)",
        "Ким Анна ОВЗ",
        "Ким Анна, д/о",
        "Ким \"Анна",
        "Ким Анна (н)",
        "Ким Анна'",
        "«Ким Анна",
    ] {
        let read = text(&format!("ФИО;Класс\n{name};7Б\nЛи Лев;7Б\n"));
        assert!(has(&read, "note-in-name"), "{name}");
    }
    let read = text("ФИО\nАнна КИМ\nО'НИЛ Анна\nИванова (Петрова) Анна\nд'Арк Жанна\n");
    assert!(!has(&read, "note-in-name"));
    let read = text("ФИО\nКим Анна Львовна\nЛи Лев Ильич\nБухгалтер Пак В. И.\n");
    assert_eq!(codes(&read.warnings), [(Some(4), "alone-name")]);
}

#[test]
fn dates_with_days_of_the_week_and_roman_months() {
    for day in [
        "вторник, 5 марта 2013 г.",
        "5 марта 2013 г., вторник",
        "05.03.2013 (вт)",
        "вт, 05.03.2013",
        "5.III.2013",
        "5 марта 2013 года рождения",
        "05 03 2013",
        "05\\03\\2013",
    ] {
        let read = text(&format!("ФИО;Дата рождения\nКим Анна;{day}\n"));
        assert_eq!(read.students[0].birth, Some(date(2013, 3, 5)), "{day}");
    }
}

#[test]
fn a_row_with_another_delimiter_is_an_error() {
    let list = "ФИО;Класс;Дата рождения\nКим Анна;7Б;05.03.2013\nЛи Лев,7Б,05.03.2013\n";
    assert_eq!(refused(list.as_bytes()), [(Some(3), "other-delimiter")]);
    let read = text("№;ФИО;Класс\n1;Ким Анна;7Б\nИтого: 1, мальчиков 0, девочек 1\n");
    assert_eq!(read.students.len(), 1);
}

#[test]
fn a_name_beside_the_child_is_refused_if_it_is_of_another() {
    let list = "ФИО;Имя ребёнка;Класс\nПак Вера Ильинична;Анна;7Б\nЛи Ян;Лев;7Б\n";
    assert_eq!(refused(list.as_bytes()), [(Some(1), "ambiguous-column")]);
    let read = text("ФИО;Имя ребёнка\nКим Анна Львовна;Анна\nЛи Лев;Лев\n");
    assert_eq!(names(&read), ["Ким Анна Львовна", "Ли Лев"]);
    let read = text("Фамилия;Полное имя;Класс\nКим;Анна;7Б\nЛи;Лев;7Б\n");
    assert_eq!(names(&read), ["Ким Анна", "Ли Лев"]);
}

#[test]
fn first_names_under_surname_are_said() {
    let read = text("Фамилия;Имя\nПолина;Авдеева\nСемён;Бояркин\nТимур;Вокуев\n");
    assert_eq!(codes(&read.warnings), [(Some(1), "swapped-names")]);
}

#[test]
fn rows_and_columns_of_no_size_are_hidden() {
    let sheet =
        rows("ФИО|Класс\nКим Анна|7Б\nЛи Лев|7Б").replace("<row r=\"3\"", "<row r=\"3\" ht=\"0\"");
    let sheet = format!("<cols><col min=\"2\" max=\"2\" width=\"0\"/></cols>{sheet}");
    let read = roster(&xlsx(&[("1", "", &sheet)]));
    assert!(has(&read, "hidden-rows") && has(&read, "hidden-column"));
}

#[test]
fn passwords_glued_to_a_login_are_not_printed() {
    for login in [
        "anna@mail.ru.Qwerty",
        "anna@mail.ru.qwerty",
        "anna@mail.ruQwerty",
        "anna@mail.ru\u{200b}Qwerty",
    ] {
        let read = text(&format!("ФИО;Логин Госуслуг\nКим Анна;{login}\n"));
        assert_eq!(read.students[0].login, None, "{login}");
        assert!(has(&read, "odd-login"), "{login}");
    }
    for login in [
        "anna@mail.ru",
        "anna@MAIL.RU",
        "anna@school.edu.ru",
        "anna@почта.рф",
        "a@b.com.ua",
    ] {
        let read = text(&format!("ФИО;Логин Госуслуг\nКим Анна;{login}\n"));
        assert_eq!(read.students[0].login.as_deref(), Some(login));
    }
}

#[test]
fn logins_of_the_systems_that_schools_use_are_not_taken() {
    for system in [
        "ЭлЖур",
        "Сетевой город",
        "МЭШ",
        "РЭШ",
        "Учи.ру",
        "ЯКласс",
        "Skysmart",
        "Моя школа",
        "ПФДО",
        "Навигатор",
        "Сириус",
        "ВсОШ",
        "Wi-Fi",
        "MAX",
        "ВК",
        "Инфоурок",
        "1С",
        "АСУ РСО",
        "ЭД",
    ] {
        let read = text(&format!("ФИО;Логин {system}\nКим Анна;+79120000001\n"));
        assert_eq!(read.students[0].login, None, "{system}");
        assert!(has(&read, "login-not-taken"), "{system}");
    }
}

#[test]
fn titles_with_a_teacher_or_without_a_number_never_leave_the_class_above() {
    for (title, class) in [
        ("Класс 7Б (кл. рук. Петрова А.И.)", "7Б"),
        ("7Б. Классный руководитель Петрова А.И.", "7Б"),
        ("7Б класс, 10 чел.", "7Б"),
        ("Группа 7Б", "7Б"),
        (";VII Б", "7Б"),
        ("7 кадетский", ""),
        ("Обучение на дому", ""),
        ("7Б, 7В;;Кл. рук. Петрова А.И.", ""),
    ] {
        let read = text(&format!(
            "№;ФИО;Пол\n7А\n1;Ким Анна;ж\n2;Ли Ян;м\n{title}\n1;Цой Анна;ж\n2;Пак Олег;м\n"
        ));
        assert_eq!(classes(&read), ["7А", "7А", class, class], "{title}");
        assert_eq!(has(&read, "odd-class-title"), class.is_empty(), "{title}");
    }
    let groups =
        "№;ФИО\n7А\nДевочки\n1;Ким Анна\n1 подгруппа\n2;Ли Ян\nПримечание: нет\n3;Цой Ян\n";
    assert_eq!(classes(&text(groups)), ["7А"; 3]);
}

#[test]
fn adults_who_sign_are_no_pupils() {
    let parts = "Фамилия;Имя;Отчество\nКим;Юлия;Олеговна\nЛи;Ян;\n";
    let class = "ФИО;Класс\nКим Юлия Олеговна;7Б\nЛи Ян;7Б\n";
    let number = "№;ФИО;Класс\n1;Ким Юлия Олеговна;7Б\n2;Ли Ян;7Б\n";
    for (list, row) in [
        (parts, "Директор;Иванова А.И."),
        (parts, "Иванова А.И.;Кл. рук."),
        (class, "Утвердил;Иванова А.И."),
        (class, "Секретарь учебной части Иванова А.И.;"),
        (number, "Кл. руководитель;;Иванова А.И."),
        (number, "(подпись);;(расшифровка подписи)"),
        (number, "- 2 -"),
        (number, ";Продолжение списка"),
        (number, "-----"),
        (number, ";***"),
    ] {
        let read = text(&format!("{list}{row}\n"));
        assert_eq!(names(&read), ["Ким Юлия Олеговна", "Ли Ян"], "{row}");
        assert_eq!(skipped(&read), [(4, Reason::Note)], "{row}");
        assert_eq!(read.warnings, [], "{row}");
    }
    for (list, row) in [
        (class, "Подписал;Иванова А.И."),
        (number, "Социальный педагог;Мышкина Анна Львовна"),
        (number, ";Иванова Анна Ивановна;Медсестра"),
    ] {
        let list = format!("{list}{row}\n");
        assert_eq!(refused(list.as_bytes()), [(Some(4), "odd-row")], "{row}");
    }
    for row in [
        "Директоров;Иван;Ильич",
        "Секретарь;Анна;",
        "Директор;Иван;Ильич",
    ] {
        assert_eq!(text(&format!("{parts}{row}\n")).students.len(), 3, "{row}");
    }
    let row = "3;Секретарь Анна Львовна;7Б\n";
    assert_eq!(text(&format!("{number}{row}")).students.len(), 3);
    let duty = text("ФИО;Поручение\nКим Анна Львовна;секретарь\nЛи Ян Ильич;\n");
    assert_eq!(duty.students.len(), 2);
}

#[test]
fn groups_and_years_of_study_are_no_classes_and_it_is_said() {
    for (title, cells) in [
        ("Группа", ["1", "2"]),
        ("Группа", ["I", "II"]),
        ("Год обучения", ["1", "2"]),
    ] {
        let list = format!("ФИО;{title}\nКим Анна;{}\nЛи Лев;{}\n", cells[0], cells[1]);
        let read = text(&list);
        assert_eq!(classes(&read), ["", ""], "{title}");
        assert_eq!(codes(&read.warnings), [(Some(1), "no-class")], "{title}");
    }
    let read = text("ФИО;Группа\nКим Анна;7А\nЛи Лев;7Б\n");
    assert_eq!((classes(&read), read.warnings.len()), (vec!["7А", "7Б"], 0));
}

#[test]
fn a_class_with_the_first_of_each_goes_on_down_and_it_is_said() {
    let read = text("Класс;ФИО\n7А;Ким Анна\n;Ли Ян\n7Б;Цой Анна\n;Пак Олег\n");
    assert_eq!(classes(&read), ["7А", "7А", "7Б", "7Б"]);
    assert!(codes(&read.warnings).contains(&(Some(3), "class-gaps")));
    let read = text("Класс;ФИО\n7А;Ким Анна\n;Ли Ян\n;Цой Анна\n7А;Пак Олег\n");
    assert_eq!(classes(&read), ["7А", "", "", "7А"]);
    assert!(codes(&read.warnings).contains(&(Some(3), "class-gaps")));
}

#[test]
fn notes_behind_names_are_cut_and_said() {
    for name in [
        "Ким Юлия - ОВЗ",
        "Ким Юлия (инв.)",
        "Ким Юлия ОВЗ",
        "Ким Юлия, д/о",
        "Ким Юлия - надомное обучение",
    ] {
        let read = text(&format!("№;ФИО\n1;{name}\n2;Ли Ян\n"));
        assert_eq!(names(&read), ["Ким Юлия", "Ли Ян"], "{name}");
        assert_eq!(codes(&read.warnings), [(Some(2), "note-in-name")], "{name}");
    }
    for (name, read) in [
        ("Пак,Олег,Ильич", "Пак Олег Ильич"),
        ("Ким\u{200b}Юлия", "Ким Юлия"),
        ("Салтыкова - Щедрина Анна", "Салтыкова-Щедрина Анна"),
    ] {
        let list = text(&format!("№;ФИО\n1;{name}\n2;Ли Ян\n"));
        assert_eq!((names(&list)[0], list.warnings.len()), (read, 0), "{name}");
    }
}

#[test]
fn classes_that_may_be_others_are_said() {
    for (cell, class) in [
        ("7b", "7В"),
        ("7А(к)", "7АК"),
        ("7А/Б", "7АБ"),
        ("1 доп", "1ДОП"),
        ("5 Mon", "5МОN"),
    ] {
        let read = text(&format!("ФИО;Класс\nКим Анна;{cell}\nЛи Лев;{cell}\n"));
        assert_eq!(classes(&read), [class; 2]);
        assert_eq!(codes(&read.warnings), [(Some(2), "odd-class")], "{cell}");
    }
    for cell in ["7Б", "7a", "7 «б» класс", "10 фм", "7B", "VII Б"] {
        let read = text(&format!("ФИО;Класс\nКим Анна;{cell}\n"));
        assert_eq!(read.warnings, [], "{cell}");
    }
}

/// Lines that nobody is called, in whichever column, below pupils that have
/// numbers and classes.
#[test]
fn lines_that_are_no_names_are_left_out_whatever_they_say() {
    let list = "№;ФИО;Класс\n1;Ким Анна Львовна;7Б\n2;Ли Лев Львович;7Б\n";
    for line in [
        "6 чел",
        "7 чел. болеют",
        "дев. 3",
        "3 мальчика, 3 девочки",
        "М - 3, Д - 3",
        "Обучается 6",
        "Шесть человек",
        "Многодетные - 2",
        "Дети-инвалиды: 0",
        "На домашнем обучении - 1",
        "Качество знаний, %",
        "Успевает: 4",
        "Детей-сирот нет",
        "С подлинным верно",
        "______________ / Ким А.А. /",
        "«___» __________ 2026 г.",
        "* - выбыл",
        "Основание: приказ № 5",
        "Приложение 1",
        "МБОУ СОШ № 5",
        "1 группа (Пак В. И.)",
        "Новенькие:",
    ] {
        for row in [
            format!("{line};;"),
            format!(";{line};"),
            format!(";;{line}"),
        ] {
            let read = text(&format!("{list}{row}\n"));
            assert_eq!(
                names(&read),
                ["Ким Анна Львовна", "Ли Лев Львович"],
                "{row}"
            );
        }
    }
    let phone = "№;ФИО;Класс;Телефон\n1;Ким Анна Львовна;7Б;1\n;;;89120000002\n2;Ли Лев;7Б;3\n";
    assert_eq!(skipped(&text(phone)), [(3, Reason::Note)]);
    let merged = rows("№|ФИО|Класс\n1|Ким Анна|7Б\n2|Ли Лев|\n|Итого: 2|");
    let merged = format!("{merged}<mergeCells><mergeCell ref=\"C2:C4\"/></mergeCells>");
    let read = roster(&xlsx(&[("1", "", &merged)]));
    assert_eq!(skipped(&read), [(4, Reason::Total)]);
}

/// A number or «нет» where pupils have words, below the last of them.
#[test]
fn counts_below_a_list_are_no_pupils() {
    let list = "№;ФИО;Пол\n1;Ким Анна Львовна;ж\n2;Ли Лев Львович;м\n";
    for line in [
        "Прибыло;0",
        "ОВЗ;1",
        "опекаемые;нет",
        "Средний балл;4,1",
        "На «5»;2",
    ] {
        let read = text(&format!("{list};{line}\n"));
        assert_eq!(names(&read).len(), 2, "{line}");
        assert_eq!(skipped(&read).len(), 1, "{line}");
    }
    let list = "ФИО;Класс\nКим Анна;7Б\nЛи Лев;7Б\nПрибыло;0\nВыбыло;1\nВсего;2\n";
    assert_eq!(names(&text(list)), ["Ким Анна", "Ли Лев"]);
    // In between, or with a whole name, it may be a pupil.
    let between = "№;ФИО;Пол\n1;Ким Анна Львовна;ж\n;Цой;0\n2;Ли Лев Львович;м\n";
    assert_eq!(refused(between.as_bytes()), [(Some(3), "odd-row")]);
    let list = "№;ФИО;Пол\n1;Ким Анна Львовна;ж\n2;Ли Лев Львович;м\n";
    let whole = text(&format!("{list};Цой Ян Ильич;2\n"));
    assert_eq!(names(&whole).len(), 3);
}

#[test]
fn a_row_of_words_between_pupils_is_no_title_of_adults() {
    let list = "№;ФИО;Класс\n1;Ким Анна;7Б\nТренер;Учитель;Класс\n2;Ли Лев;7Б\n3;Цой Ян;7Б\n";
    assert_eq!(names(&text(list)), ["Ким Анна", "Ли Лев", "Цой Ян"]);
}

#[test]
fn roman_numbers_of_columns_are_no_pupil() {
    let read = text("№ п/п;ФИО;Дата рождения\nI;II;III\n1;Ким Анна;01.02.2013\n");
    assert_eq!(skipped(&read), [(2, Reason::ColumnNumbers)]);
}

#[test]
fn what_belongs_to_no_name_is_taken_off_or_said() {
    for (cell, name) in [
        ("Ли Анна н/о", "Ли Анна"),
        ("\"Ли Анна\"", "Ли Анна"),
        ("• Ли Анна", "Ли Анна"),
        ("Ли Анна Ивановна.", "Ли Анна Ивановна"),
    ] {
        let read = text(&format!(
            "№;ФИО;Класс\n1;Ким Ян;7Б\n2;{cell};7Б\n3;Цой Ия;7Б\n"
        ));
        assert_eq!(names(&read)[1], name);
    }
    for cell in [
        "Иванова Анна!!!",
        "Иванова Анна†",
        "Иванова.Анна.Ивановна",
        "Иванова Анна Ивановна инв.",
        "Иванова Анна Ивановна д",
        "Иванова Анна и",
        "Иванова Анна Ивановна inv",
        "Иванова Анна Ивановна-инв",
        "Иванова Анна Ивановна Казахстан",
        "Староста Иванова Анна",
        "ИвановаАнна Ивановна",
        "И в а н о в",
    ] {
        let read = text(&format!("№;ФИО;Класс\n1;Ким Ян;7Б\n2;{cell};7Б\n"));
        assert!(has(&read, "note-in-name"), "{cell}");
    }
    for cell in [
        "Ўразбоев Жасур Қодир ўғли",
        "Рахимова Гулнора Қодир қизи",
        "МакКензи Анна",
        "Мария де ла Крус",
        "Абрамович Лев Ильич",
        "Д'Арк Жанна",
        "О Ён",
    ] {
        let read = text(&format!("№;ФИО;Класс\n1;Ким Ян;7Б\n2;{cell};7Б\n"));
        assert!(!has(&read, "note-in-name"), "{cell}");
    }
    let gone = "№;ФИО;Класс\n1;Ким Анна;7Б\n2;выбыл;7Б\n";
    assert_eq!(refused(gone.as_bytes()), [(Some(3), "missing-name")]);
    let inverted = "№;ФИО;Класс\n1;Ким Анна;7Б\n2;иВАНОВ пЁТР;7Б\n";
    assert_eq!(refused(inverted.as_bytes()), [(Some(3), "bad-name")]);
    let four = "№;ФИО\n1;Ким Анна Ли Лев\n2;Пак Ян\n";
    assert_eq!(refused(four.as_bytes()), [(Some(2), "two-names")]);
}

#[test]
fn no_part_of_a_name_is_lost_among_its_columns() {
    for list in [
        "№;ФИО;Фамилия;Имя;Класс\n1;Ким Лука Ильич;Ким;Лука;7Б\n",
        "№;ФИО;;Класс\n1;Ким Лука;Ильич;7Б\n",
        "№;Фамилия;Имя, отчество;Класс\n1;Ким;Лука Ильич;7Б\n",
        "ФИО;Кем приходится;ФИО ученика;Класс\nКим Вера;мать;Ким Лука Ильич;7Б\n",
        "Фамилия;Имя;Отчество;Фамилия (дат. падеж)\nКим;Лука;Ильич;Киму\n",
        "№;Фамилия Имя Отчество уч-ся;Класс\n1;Ким Лука Ильич;7Б\n",
        "“ФИО;Класс”\n“Ким Лука Ильич;7Б”\n",
    ] {
        let read = text(list);
        let name = &read.students[0].name;
        assert_eq!(
            (name.full(), name.middle()),
            ("Ким Лука Ильич", "Ильич"),
            "{list}"
        );
    }
    let read = text("№;Имя;Класс\n1;Лука;7Б\n2;Анна;7Б\n");
    assert_eq!(codes(&read.warnings), [(Some(1), "incomplete-name")]);
    let read = text("Отчество;Имя;Фамилия\nКим;Лука;Ильич\nЛи;Анна;Олеговна\n");
    assert_eq!(codes(&read.warnings), [(Some(1), "swapped-names")]);
}

#[test]
fn classes_of_more_kinds() {
    for (title, cell, class) in [
        ("Класс", "7й Б", "7Б"),
        ("Класс", "7‑Б", "7Б"),
        ("Класс", "седьмой Б", "7Б"),
        ("№ кл.;литера кл.", "6;Г", "6Г"),
    ] {
        let read = text(&format!("ФИО;{title}\nКим Анна;{cell}\nЛи Лев;{cell}\n"));
        assert_eq!(classes(&read), [class; 2], "{cell}");
    }
    for (sheet, class, said) in [
        ("7А_2026", "7А", false),
        ("7b", "7В", true),
        ("7 кадетский", "7 кадетский", true),
        ("1 четверть", "", false),
    ] {
        let read = roster(&xlsx(&[(sheet, "", &rows("ФИО\nКим Анна"))]));
        assert_eq!(
            (classes(&read), has(&read, "odd-class")),
            (vec![class], said),
            "{sheet}"
        );
    }
}

#[test]
fn logins_under_titles_of_programs_abroad_are_not_taken() {
    let read = text("login;surname;name;class\na@mail.ru;Ким;Анна;7Б\nb@mail.ru;Ли;Лев;7Б\n");
    assert!(has(&read, "login-not-taken"));
    assert!(read.students.iter().all(|student| student.login.is_none()));
}

#[test]
fn adults_who_go_along_are_left_out() {
    let read = text("№;ФИО\n1;Ким Анна Львовна\nСопровождающие:;\n1;Пак Вера Ильинична\n");
    assert_eq!(
        (names(&read), has(&read, "adults")),
        (vec!["Ким Анна Львовна"], true)
    );
    let staff = "№;ФИО;Должность\n1;Пак Вера Ильинична;учитель\n";
    assert_eq!(refused(staff.as_bytes())[1].1, "no-pupils");
}

/// A column belongs to its group, and a title over no other is a title itself.
#[test]
fn columns_of_groups_of_others_are_not_the_pupils() {
    for list in [
        "№;ФИО;Льгота;Законный представитель;;\n;;;Фамилия;Имя;Отчество\n1;Ким Лука;;Пак;Вера;Ильинична\n",
        "№;ФИО;;Дата рождения;Сведения о родителях;;\n;Фамилия;Имя;;Фамилия;Имя;Отчество\n\
         1;Ким;Лука;01.01.2013;Пак;Вера;Ильинична\n",
        "Ребёнок;;Заявитель;;\nФамилия;Имя;Фамилия;Имя;Отчество\nКим;Лука;Пак;Вера;Ильинична\n",
        "№;Учащийся;;Брат или сестра;\n;ФИО;Пол;ФИО;Класс\n1;Ким Лука;м;Ким Ян;5А\n",
        "№;Ребёнок;;Мать;\n;ФИО;Пол;ФИО;Логин Госуслуг\n1;Ким Лука;м;Пак Вера;89221234560\n",
        "№;ФИО;Пол;Законный представитель;\n;;;ФИО матери;ФИО отца\n1;Ким Лука;м;Пак Вера;Ким Ян\n",
    ] {
        let read = text(list);
        let pupil = &read.students[0];
        assert_eq!(
            (names(&read), &*pupil.class),
            (vec!["Ким Лука"], ""),
            "{list}"
        );
        assert_eq!(pupil.login, None, "{list}");
    }
    let upper = "Сведения об обучающемся;;Дата рождения\nФамилия;Имя;\nКим;Лука;01.02.2013\n";
    assert_eq!(text(upper).students[0].birth, Some(date(2013, 2, 1)));
}

#[test]
fn titles_rules_and_second_tables() {
    let title =
        "Список учащихся 11А класса;;\n;;\nРодитель;Место работы;ФИО\nПак Вера;ООО;Ким Лука\n";
    assert_eq!(
        (names(&text(title)), classes(&text(title))),
        (vec!["Ким Лука"], vec!["11А"])
    );
    let rule = "|№|ФИО|Класс|\n|---|---|---|\n|1|Ким Лука|7Б|\n";
    assert_eq!(names(&text(rule)), ["Ким Лука"]);
    let formula = "№;ФИО;Класс\n1;=\"Ким Лука\";=\"7Б\"\n";
    assert_eq!(
        (names(&text(formula)), classes(&text(formula))),
        (vec!["Ким Лука"], vec!["7Б"])
    );
    let days = "№;ФИО;Класс;Ноябрь;\n;;;1;2\n1;Ким Лука;7Б;н;\n";
    assert_eq!(names(&text(days)), ["Ким Лука"]);
    let dates = "Дата рождения;Фамилия;Имя\nКласс 11А;;\n05.01.2009;Ким;Лука\n";
    assert_eq!(classes(&text(dates)), ["11А"]);
    let tabs = "\t\tСПИСОК ОБУЧАЮЩИХСЯ\nФамилия, имя, отчество\tДата зачисления\tФИО отца\n\
                Ким Лука\t01.09.2021\tКим Ян\n";
    assert_eq!(names(&text(tabs)), ["Ким Лука"]);
    let page = "<h3>Список</h3><TABLE><TR><TD>ФИО<TR><TD>Ким Лука</TABLE>";
    assert_eq!(names(&roster(page.as_bytes())), ["Ким Лука"]);
    let other = "ФИО;Класс\nКим Лука;7Б\n\nФИО;Телефон\nПак Вера;8922\n";
    assert_eq!(codes(&text(other).warnings), [(Some(4), "another-table")]);
    let staff = "№;ФИО;Пол\n1;Ким Лука;м\n\nПредмет;Учитель;Кабинет\nФизика;Пак Вера Ильинична;5\n";
    assert_eq!(
        (names(&text(staff)), has(&text(staff), "adults")),
        (vec!["Ким Лука"], true)
    );
    let roles = "№;ФИО;Роль\n1;Пак Вера;Классный руководитель\n2;Ким Лука;Ученик\n3;Ли Ян;Ученик\n";
    let roles = text(roles);
    assert_eq!(
        (names(&roles), has(&roles, "adults")),
        (vec!["Ким Лука", "Ли Ян"], true)
    );
    let legend = "Фамилия;Имя\nКим;Лука\n* выбыл;\n";
    assert_eq!(names(&text(legend)), ["Ким Лука"]);
    let books = [
        ("Выбывшие", "", &*rows("ФИО\nКим Лука")),
        ("7Б", "", &*rows("ФИО\nЛи Ян")),
    ];
    assert_eq!(names(&roster(&xlsx(&books))), ["Ли Ян"]);
    let parents = rows("ФИО|Телефон\nКим Вера|8922");
    let books = [
        ("Контакты родителей", "", &*parents),
        ("7Б", "", &*rows("ФИО\nЛи Ян")),
    ];
    let book = xlsx(&books);
    assert_eq!(names(&roster(&book)), ["Ли Ян"]);
    let options = Options {
        sheet: Some(ALL_SHEETS),
        ..OPTIONS
    };
    assert!(has(&read(&book, &options).unwrap(), "doubtful-sheet"));
    // The only sheet may be of the pupils.
    assert_eq!(names(&roster(&xlsx(&books[..1]))), ["Ким Вера"]);
}

#[test]
fn titles_of_one_cell_are_no_headers_and_examples_no_pupils() {
    let pupil = "Ким;Лука;Ильич";
    for list in [
        format!(";;Учащиеся\nФамилия;Имя;Отчество\n{pupil}\n"),
        format!("Дети;;\nФамилия;Имя;Отчество\n{pupil}\n"),
        format!("Фамилия;Имя;Отчество\nУчащиеся;;\n{pupil}\n"),
        format!("Фамилия;Имя;Отчество\nтекст;текст;(при наличии)\n{pupil}\n"),
        format!("Фамилия;Имя;Отчество\nИванов (пример);Иван;Иванович\n{pupil}\n"),
    ] {
        assert_eq!(names(&text(&list)), ["Ким Лука Ильич"], "{list}");
    }
    let kin = "№;ФИО;Родство\n1;Ким Лука;ребёнок\n;Ким Вера;мать\n2;Ли Ян;сын\n;Ли Ева;бабушка\n";
    assert_eq!(names(&text(kin)), ["Ким Лука", "Ли Ян"]);
    let leaders = "№;ФИО\n1;Ким Лука Ильич\n;Классные руководители\n1;Пак Вера Ильинична\n";
    assert_eq!(names(&text(leaders)), ["Ким Лука Ильич"]);
    let social = "№;ФИО;Мать;Место работы, должность\n1;Ким Лука;Ким Вера;школа, учитель\n";
    assert_eq!(names(&text(social)), ["Ким Лука"]);
    let staff = rows("ФИО|Должность\nПак Вера|завуч");
    let marks = rows("ФИО|Алгебра\nКим Лука|5");
    let pupils = rows("ФИО|Класс\nКим Лука|7Б");
    let book = xlsx(&[("1", "", &staff), ("2", "", &pupils), ("3", "", &marks)]);
    assert_eq!(names(&roster(&book)), ["Ким Лука"]);
    let options = Options {
        sheet: Some(ALL_SHEETS),
        ..OPTIONS
    };
    let all = read(&book, &options).unwrap();
    assert!(has(&all, "adults") && has(&all, "same-pupil"));
    let mean = "ФИО;Пол\n4.2;\nКим Лука;м\nЛи Ян;м\n";
    assert_eq!(refused(mean.as_bytes()), [(Some(2), "bad-name")]);
    let counts = text("№;ФИО;Класс\n1;Ким Лука;7Б\n2;Ли Ян;7Б\n;2;\n;;2\n");
    assert_eq!(skipped(&counts), [(4, Reason::Total), (5, Reason::Total)]);
    for title in ["Бывший класс", "Класс поступления", "Класс брата"]
    {
        let read = text(&format!("ФИО;{title}\nКим Лука;5А\nЛи Ян;6Б\n"));
        assert_eq!(classes(&read), ["", ""], "{title}");
    }
    let word = text("ФИО\nКим Лука Ильич\nЛи Ян Ильич\nАлгебра\nПак Ия Ильинична\n");
    assert_eq!(codes(&word.warnings), [(Some(4), "alone-name")]);
    for row in ["завтрак;;", "Пак В.И.;;"] {
        let list = format!("Фамилия;Имя;Отчество\n{pupil}\nЛи;Ян;Ильич\n{row}\n");
        assert_eq!(refused(list.as_bytes()), [(Some(4), "odd-row")], "{row}");
    }
}

#[test]
fn roles_are_told_by_what_stands_in_a_column() {
    for (title, pupil, adult) in [
        ("Статус", "сын", "мать"),
        ("Кто", "ребёнок", "законный представитель"),
        ("Категория", "Обучающийся", "Классный руководитель"),
        ("Класс", "7Б", "учитель"),
    ] {
        let list = format!("№;ФИО;{title}\n1;Ким Лука;{pupil}\n2;Пак Вера;{adult}\n");
        let read = text(&list);
        assert_eq!(names(&read), ["Ким Лука"], "{list}");
        assert_eq!(codes(&read.warnings), [(Some(3), "adults")], "{list}");
    }
    for (one, other) in [
        ("ребёнок-инвалид", "мать-одиночка"),
        ("ученик", "болеет"),
        ("мать", "отец"),
    ] {
        let list = format!("№;ФИО;Примечание\n1;Ким Лука;{one}\n2;Ли Ян;{other}\n");
        assert_eq!(text(&list).students.len(), 2, "{list}");
    }
}

#[test]
fn groups_of_teachers_and_of_the_year_before() {
    for list in [
        "№;Ученик;;Классный руководитель;\n;Фамилия;Имя;ФИО;Класс\n1;Ким;Лука;Пак Вера;7Б\n",
        "№;Ученик;;Прошлый год;\n;Фамилия;Имя;Класс;Учитель\n1;Ким;Лука;6Б;Пак Вера\n",
    ] {
        let read = text(list);
        assert_eq!((names(&read), classes(&read)), (vec!["Ким Лука"], vec![""]));
    }
    for row in [";;учётная запись;", ";;;Дети", ";;Учащиеся;"] {
        let read = text(&format!(
            "№;Фамилия;Имя;Отчество\n{row}\n1;Ким;Лука;Ильич\n"
        ));
        assert_eq!(names(&read), ["Ким Лука Ильич"], "{row}");
    }
    let pages = "№;ФИО;;Балл\n;Фамилия;Имя;\n1;Ким;Лука;4\n№;ФИО;;Балл\n;Фамилия;Имя;\n2;Ли;Ян;5\n";
    assert_eq!(names(&text(pages)), ["Ким Лука", "Ли Ян"]);
}

#[test]
fn names_beside_the_childs_are_said() {
    let list = "№;Фамилия;Имя;Ребёнок\n1;Пак;Вера;Ким Лука Ильич\n2;Пак;Вера;Ли Ян Ильич\n";
    let read = text(list);
    assert_eq!(names(&read), ["Ким Лука Ильич", "Ли Ян Ильич"]);
    assert_eq!(codes(&read.warnings), [(Some(1), "names-beside")]);
    let list = "№;Фамилия;Имя;Ребёнок\n1;Ким;Лука;Анна\n2;Ли;Ян;Анна\n";
    assert_eq!(refused(list.as_bytes()), [(Some(1), "ambiguous-column")]);
    let list = "№;ФИО;;\n1;Ким Лука;Классный руководитель:;Пак Вера Ильинична\n2;Ли Ян;;\n";
    assert_eq!(names(&text(list)), ["Ким Лука", "Ли Ян"]);
    assert_eq!(names(&text("Фамилия;Имя\nВыбыл;Лука\n")), ["Выбыл Лука"]);
}

#[test]
fn columns_of_classes_are_taken_or_said() {
    for (titles, cells, class, said) in [
        ("cohort1", "7Б", "7Б", false),
        ("Класс (баллы)", "5", "", true),
        ("класс, смена", "6Г, 1 смена", "", true),
        ("Буква", "Г", "", true),
        ("Класс сейчас;Класс в прошлом году", "7Б;6Б", "7Б", false),
        ("Класс выпуска", "9Б", "", true),
    ] {
        let read = text(&format!("ФИО;{titles}\nКим Лука;{cells}\nЛи Ян;{cells}\n"));
        assert_eq!(classes(&read), [class; 2], "{titles}");
        assert_eq!(has(&read, "column-not-taken"), said, "{titles}");
    }
}

#[test]
fn capitals_within_words_are_said() {
    for (name, said) in [
        ("ИВАНОВАанна", true),
        ("ИвановаАнна", true),
        ("Ким София-Мария", false),
        ("О'Нил Анна", false),
        ("МакКензи Анна", false),
    ] {
        let read = text(&format!("№;ФИО\n1;{name}\n2;Ли Ян\n"));
        assert_eq!(has(&read, "note-in-name"), said, "{name}");
    }
}

#[test]
fn tables_of_others_begin_with_their_names_column() {
    for (head, row) in [
        ("ФИО;Класс", "ФИО родителя;Класс"),
        ("№;ФИО ученика;Класс", "№;Ф.И.О. учителя;Класс"),
        ("№;ФИО;Класс", "№;Мама (ФИО);Класс"),
        ("№;ФИО;Класс", "№;Законный представитель;Класс"),
        ("№;ФИО;Класс", "№;Классный руководитель;Класс"),
    ] {
        let (first, adult) = match head.starts_with('№') {
            true => ("1;Ким Лука;7А", "1;Ким Вера Ильинична;7А"),
            false => ("Ким Лука;7А", "Ким Вера Ильинична;7А"),
        };
        let read = text(&format!("{head}\n{first}\n{row}\n{adult}\n"));
        assert_eq!(names(&read), ["Ким Лука"], "{row}");
        assert!(has(&read, "adults"), "{row}");
    }
    // The same titles in another order are a header.
    let read = text("Ученик;Мать;Класс\nКим Лука;Ким О.;5А\nМать;Ученик;Класс\nЛи О.;Ли Ян;5Б\n");
    assert_eq!(names(&read), ["Ким Лука", "Ли Ян"]);
}

#[test]
fn second_lists_beside_are_refused() {
    for list in [
        "№;Фамилия;Имя;;;\n1;Габаева;Алия;4;Елеев;Дольган\n2;Ким;Ян;5;Жаров;Марк\n",
        "Фамилия;Имя;;\nГабаева;Алия;Елеев;Дольган\nКим;Ян;Жаров;Марк\n",
        "№;Фамилия;Имя;№;;\n1;Габаева;Алия;4;Елеев;Дольган\n2;Ким;Ян;5;Жаров;Хетаг\n",
        "№;ФИО;№;Второй список\n1;Саакян Тигран;1;Тулина Ия\n2;Халилов Эмир;2;Цурикова Ада\n",
        "№;ФИО;№;7Б\n1;Саакян Тигран;1;Тулина Ия\n2;Халилов Эмир;2;Цурикова Ада\n",
        "Фамилия;Класс;\nНадеждин;7А;Клим\nОйдуп;7А;Марк\n",
        "ФИО;Сын/дочь;Класс\nПак Вера;Пак Заур;7А\nЛи Ия;Ли Ян;7А\n",
        "№;ФИО;№;ФИО (продолжение)\n1;Саакян Тигран;3;Тулина Ия\n2;Халилов Эмир;4;Цурикова Ада\n",
    ] {
        let said = refused(list.as_bytes());
        assert_eq!(said.last(), Some(&(Some(1), "names-beside")), "{list}");
    }
    let read = text("№;Фамилия;Имя;;\n1;Габаева;Алия;Есть;Русский\n2;Ким;Ян;Нет;Татарский\n");
    assert_eq!(names(&read), ["Габаева Алия", "Ким Ян"]);
}

#[test]
fn logins_beside_a_secret_of_any_name_are_not_taken() {
    for title in [
        "Pass",
        "Psw",
        "Пар.",
        "Идентификатор",
        "Приглашение",
        "Токен",
    ] {
        let read = text(&format!("ФИО;Логин;{title}\nКим Лука;u@mail.ru;Ax12\n"));
        assert!(has(&read, "login-not-taken"), "{title}");
        assert_eq!(read.students[0].login, None, "{title}");
    }
    let read = text("ФИО;Логин;Профиль\nКим Лука;u@mail.ru;физмат\n");
    assert!(!has(&read, "login-not-taken"));
}

#[test]
fn a_post_above_a_name_signs() {
    let list = "ФИО\nКим Лука Ильич\nЛи Ян Ильич\nУчитель\nПак Вера Ильинична\n";
    assert_eq!(refused(list.as_bytes()), [(Some(5), "odd-row")]);
    for note in [
        "Печать",
        "Выписка верна",
        "* – дети с ОВЗ",
        "Оператор ЭВМ Пак В.И.",
    ] {
        let read = text(&format!("ФИО\nКим Лука Ильич\nЛи Ян Ильич\n{note}\n"));
        assert_eq!(names(&read), ["Ким Лука Ильич", "Ли Ян Ильич"], "{note}");
    }
}

#[test]
fn pupils_stand_below_the_group_of_a_teacher() {
    for [first, second] in [
        ["Группа учителя Пак В.И.;;", "Группа учителя Ли О.О.;;"],
        ["Сопровождающий: Пак В.И.;;", "Сопровождающий: Ли О.О.;;"],
    ] {
        let list =
            format!("№;ФИО;Класс\n{first}\n1;Ким Лука;4Г\n2;Ли Ян;4Г\n{second}\n1;Цой Ия;4Г\n");
        assert_eq!(
            names(&text(&list)),
            ["Ким Лука", "Ли Ян", "Цой Ия"],
            "{first}"
        );
    }
}

#[test]
fn a_row_in_one_cell_and_a_header_of_others_are_named() {
    let one = xlsx(&[("Лист1", "", &rows("Фамилия,Имя,Класс\nКим,Лука,7Б"))]);
    assert_eq!(refused(&one), [(Some(1), "no-header")]);
    let others = "№;ФИО родителя;Телефон\n1;Ким Вера;1\n";
    assert_eq!(refused(others.as_bytes()), [(Some(1), "no-name-column")]);
}

#[test]
fn a_text_merged_over_the_names_is_a_title() {
    let merged = "<mergeCells><mergeCell ref=\"A2:C2\"/><mergeCell ref=\"A5:C5\"/></mergeCells>";
    let list = rows("№|ФИО|Класс\nЗавтрак\n1|Ким Лука|4Г\n2|Ли Ян|4Г\nОбед\n1|Цой Ия|4Г");
    let read = roster(&xlsx(&[("Лист1", "", &format!("{list}{merged}"))]));
    assert_eq!(names(&read), ["Ким Лука", "Ли Ян", "Цой Ия"]);
}

#[test]
fn surnames_that_are_words_of_lists_are_pupils() {
    for name in [
        "Логинова Мария",
        "Байкова-Логинова Мария",
        "Пятницкий А.",
        "Первозванский А.",
        "Опекунов А. Н.",
        "Юн Су Ён",
        "Юн И.",
        "Работников Т.",
    ] {
        for head in ["ФИО", "ФИО;Телефон", "№;ФИО"] {
            let at = head.starts_with('№');
            let row = |name: &str| {
                if at {
                    format!(";{name}")
                } else {
                    name.to_owned()
                }
            };
            let list = format!(
                "{head}\n{}\n{}\n{}\n",
                row("Ким Лука"),
                row(name),
                row("Ли Ян")
            );
            let read = text(&list);
            assert_eq!(names(&read), ["Ким Лука", name, "Ли Ян"], "{list}");
            assert_eq!(classes(&read), ["", "", ""], "{list}");
        }
    }
    for name in ["Юн", "Отцов"] {
        let read = text(&format!("ФИО\nКим\n{name}\nЛи\nЦой\n"));
        assert_eq!(names(&read), ["Ким", name, "Ли", "Цой"]);
    }
    let read = text("ФИО;Телефон\nКим Лука;8922\nЛогинова Мария;8923\nЛи Ян;8922\n");
    assert_eq!(read.students.len(), 3);
    assert_eq!(classes(&text("Пятый Б\n№;ФИО\n1;Ким Лука\n")), ["5Б"]);
}

#[test]
fn titles_of_several_classes_name_none() {
    for title in [
        "Учащиеся 5-7 классов",
        "Льготники 5–9 кл.",
        "Участники экскурсии (5-7 кл.)",
        "Хор, 2–4 класс",
        "Учащиеся с 5 по 7 класс",
    ] {
        assert_eq!(
            classes(&text(&format!("{title};\n№;ФИО\n1;Ким Лука\n"))),
            [""],
            "{title}"
        );
    }
    for (title, class) in [("Список 7-2 класса", "7-2"), ("5-6 класс", "5-6")] {
        assert_eq!(
            classes(&text(&format!("{title};\n№;ФИО\n1;Ким Лука\n"))),
            [class],
            "{title}"
        );
    }
}

#[test]
fn lists_of_parents_are_refused() {
    let list = "Фамилия;Имя;Отчество;Имя ребёнка;Класс ребёнка\nПак;Ольга;Ильинична;Заур;7А\n";
    assert_eq!(refused(list.as_bytes()), [(Some(1), "ambiguous-column")]);
    for column in ["Место работы", "Кем работает"] {
        let read = text(&format!("ФИО;{column}\nПак Вера Ильинична;больница\n"));
        assert_eq!(codes(&read.warnings), [(Some(1), "adults")], "{column}");
    }
    for column in ["Степень родства", "Кем приходится ребёнку", "Кто", "Статус"]
    {
        let list = format!("ФИО;{column};Телефон\nПак Вера;мама;8922\n");
        let said = refused(list.as_bytes());
        assert!(said.iter().any(|(_, code)| *code == "adults"), "{said:?}");
    }
    for list in [
        "№;ФИО;Степень родства\n1;Ким Лука Ильич;мать\n2;Ли Ян Ильич;\n",
        "№;Ученик;Родители;\n;ФИО;ФИО;Степень родства\n1;Ким Лука Ильич;Ким Ян;отец\n2;Ли Ян Ильич;Ли Ия;мать\n",
        "№;ФИО;Класс;Степень родства\n1;Ким Лука Ильич;7Б;мать\n2;Ли Ян Ильич;7Б;отец\n",
        "№;ФИО;Класс;Место работы\n1;Ким Лука Ильич;7Б;школа\n2;Ли Ян Ильич;7Б;почта\n",
        "№;ФИО;Место работы родителей\n1;Ким Лука Ильич;школа\n2;Ли Ян Ильич;почта\n",
        "№;ФИО;Статус\n1;Ким Лука Ильич;учится\n2;Ли Ян Ильич;учится\n",
        "№;ФИО;Кто придёт\n1;Ким Лука Ильич;мать\n2;Ли Ян Ильич;отец\n",
    ] {
        assert_eq!(
            names(&text(list)),
            ["Ким Лука Ильич", "Ли Ян Ильич"],
            "{list}"
        );
    }
}

#[test]
fn words_for_adults_in_a_few_rows_are_said() {
    for list in [
        "ФИО;Роль\nКим Лука Ильич;\nЛи Ян Ильич;\nПак Вера Ильинична;классный руководитель\n",
        "ФИО;Пол\nКим Лука Ильич;м\nЛи Ян Ильич;м\nПак Вера Ильинична;мать\n",
    ] {
        assert_eq!(codes(&text(list).warnings), [(Some(4), "adults")], "{list}");
    }
    for list in [
        "№;ФИО;Согласие\n1;Ким Лука Ильич;нет\n2;Ли Ян Ильич;отец\n",
        "ФИО;Кто придёт\nКим Лука Ильич;мать\nЛи Ян Ильич;отец\nПак Ия Ильинична;\n",
        "ФИО;Законный представитель\nКим Лука Ильич;мать\nЛи Ян Ильич;\nПак Ия Ильинична;\n",
    ] {
        assert_eq!(codes(&text(list).warnings), [], "{list}");
    }
}

#[test]
fn signs_of_other_systems_beside_a_bare_login() {
    for (list, login) in [
        ("ФИО;Логин;Сайт\nКим Лука;a@mail.ru;dnevnik.ru\n", None),
        ("ФИО;Логин;parol\nКим Лука;a@mail.ru;Qw12e\n", None),
        ("ФИО;Логин;\nКим Лука;a@mail.ru;Qw12e\n", None),
        ("Школьный портал\nФИО;Логин\nКим Лука;a@mail.ru\n", None),
        (
            "ФИО;Логин;Почта мамы\nКим Лука;a@mail.ru;b@yandex.ru\n",
            Some("a@mail.ru"),
        ),
        ("ФИО;Госуслуги (пароль)\nКим Лука;89221234567\n", None),
        (
            "Портал Госуслуг\nФИО;Логин;Пол\nКим Лука;a@mail.ru;м\n",
            Some("a@mail.ru"),
        ),
    ] {
        assert_eq!(text(list).students[0].login.as_deref(), login, "{list}");
    }
}

/// «ФИО, дата рождения» in one column, of the title or without one.
#[test]
fn dates_of_birth_behind_names_are_read() {
    for list in [
        "ФИО, дата рождения;Класс\nКим Лука Ильич, 14.03.2013;7Б\nЛи Ян, 1.4.13 г.р.;7Б\n",
        "ФИО (список);Класс\nКим Лука Ильич, 14.03.2013;7Б\nЛи Ян, 01.04.2013;7Б\n",
        "№;Ученик, дата рождения;Класс\n1;Ким Лука Ильич, 14.03.2013;7Б\n2;Ли Ян, 01.04.2013;7Б\n",
        "ФИО, дата рождения;;Класс\nКим Лука Ильич;14.03.2013;7Б\nЛи Ян;01.04.2013;7Б\n",
        "ФИО, дата рождения матери;ФИО, дата рождения;Класс\nКим Ия, 12.03.1985;Ким Лука Ильич, 14.03.2013;7Б\nЛи Ия, 12.03.1985;Ли Ян, 01.04.2013;7Б\n",
        "№;ФИО и дата рождения;Класс\n1;Ким Лука Ильич 14.03.2013;7Б\n2;Ли Ян (01.04.2013);7Б\n",
        "ФИО\tКласс\n1. Ким Лука Ильич - 14 марта 2013 года\t7Б\n2. Ли Ян, 01/04/2013\t7Б\n",
    ] {
        let read = text(list);
        assert_eq!(names(&read), ["Ким Лука Ильич", "Ли Ян"], "{list}");
        assert_eq!(classes(&read), ["7Б", "7Б"], "{list}");
        let born = read.students.iter().map(|one| one.birth.unwrap());
        let born: Vec<String> = born.map(|day| day.to_string()).collect();
        assert_eq!(born, ["2013-03-14", "2013-04-01"], "{list}");
    }
    let years = text("ФИО, год рождения\nКим Лука, 2013\nЛи Ян 2013 г.р.\n");
    assert_eq!(names(&years), ["Ким Лука", "Ли Ян"]);
    assert!(has(&years, "bad-date"));
    let numbers = "ФИО\nКим Лука 1234\nЛи Ян 1235\n";
    assert_eq!(refused(numbers.as_bytes()).len(), 2);
    // Not where columns are parted by commas or tabs.
    for list in [
        "ФИО,Год рождения\nКим Лука,2013\nЛи Ян,2013\n",
        "№\tФИО\tГод рождения\n1\tКим Лука\t2013\n2\tЛи Ян\t2013\n",
    ] {
        let read = text(list);
        assert_eq!(
            (names(&read), codes(&read.warnings)),
            (vec!["Ким Лука", "Ли Ян"], vec![])
        );
    }
    // What is no name with a birth is what it was without a date.
    let below = text("ФИО;Пол\nКим Лука, 14.03.2013;м\nДиректор, 01.09.2020;\nДата, 01.09.2020;\n");
    assert_eq!(names(&below), ["Ким Лука"]);
    for list in [
        "ФИО (дата зачисления)\nКим Лука (01.09.2020)\n",
        "ФИО\nКим Лука, приказ от 12.01.2015\n",
    ] {
        let read = text(list);
        assert_eq!(
            (names(&read), read.students[0].birth),
            (vec!["Ким Лука"], None),
            "{list}"
        );
    }
    for list in [
        "ФИО\nКим Лука, «14» марта 2013 г.\n",
        "ФИО\nКим Л.И., 14.03.2013\nЛи Я.И. Пак А.И., 15.03.2013\n",
        "Фамилия;Имя, дата рождения\nКим;Лука, 14.03.2013\n",
    ] {
        refused(list.as_bytes());
    }
    // A date in a column of its own is the one that is meant.
    let both = "ФИО;Дата рождения\nКим Лука 14.03.2013;14.03.2013\nЛи Ян;01.04.2013\n";
    assert_eq!(refused(both.as_bytes()), [(Some(2), "bad-name")]);
    let wrong = "ФИО\nКим Лука 30.02.2013\nЛи Ян 01.04.2013\n";
    assert_eq!(refused(wrong.as_bytes()), [(Some(2), "bad-name")]);
}

#[test]
fn totals_and_duties_below_are_no_pupils() {
    for row in [
        ";Ср. балл;4,5",
        "Ср. балл;;4,5",
        ";Писали;2",
        ";Не писали;0",
        ";Мальч.;1",
        ";Сумма;9",
        ";Максимальный балл;48",
        ";Присутствовало;2",
        ";Водитель Ли О. О.;",
        ";Печать;",
    ] {
        let list = format!("№;ФИО;Отметка\n1;Ким Лука;5\n2;Ли Ян;4\n{row}\n");
        assert_eq!(names(&text(&list)), ["Ким Лука", "Ли Ян"], "{row}");
    }
}

#[test]
fn what_few_lists_need_holds() {
    // A password behind a sign that nobody sees.
    for cell in ["ivan@mail.ru\u{200b}qwerty", "ivan@mail.ru\u{ad}secret"] {
        let read = text(&format!("ФИО;Логин Госуслуг\nКим Лука;{cell}\n"));
        assert_eq!(read.students[0].login, None, "{cell:?}");
        assert_eq!(codes(&read.warnings), [(Some(2), "odd-login")], "{cell:?}");
    }
    // Two pupils whose first names nobody knows.
    for cell in [
        "Сеитов Рач Ильич Хохлов Гор Ильич",
        "Тавадов Рач Гургенович Филь Ян Олегович",
    ] {
        let list = format!("ФИО\n{cell}\nЛи Ян Ильич\n");
        assert_eq!(refused(list.as_bytes()), [(Some(2), "two-names")], "{cell}");
    }
    // Surnames that begin as «мама», «папа» do, beside marks.
    let read = text("Фамилия И.О.;Класс\nКим Л.И.;7Б\nМамедзаде Ф.Э.;7Б\nПапин Ф.И.;7Б\n");
    assert_eq!(names(&read), ["Ким Л.И.", "Мамедзаде Ф.Э.", "Папин Ф.И."]);
    let read = text("Фамилия;Имя;Был\nКим;Лука;да\nМамедов;Эмиль;н\nПапанова;Ия;№\n");
    assert_eq!(names(&read), ["Ким Лука", "Мамедов Эмиль", "Папанова Ия"]);
    let read = text("ФИО;Примечание\nКим Лука;\nЛи Ян;ФИО матери неизвестно\n");
    assert_eq!(names(&read), ["Ким Лука", "Ли Ян"]);
    // Surnames that words for pupils begin, and short names beside words for adults.
    for list in [
        "№;Фамилия\n1;Ким\n2;Детин\n3;Кадетов\n4;Школьников\n5;Инвалидов\n",
        "Фамилия И.О.\nКим А.Б.\nДетин А.И.\nКадетов Ф.И.\nШкольников И.О.\nСтуденский И.\n",
        "Ученик;Логин Госуслуг\nКим Ия;\nОпекунов Ия;\nПедагогов Ян;\nДетин Пётр;\nЛи Ян;\n",
    ] {
        let read = text(list);
        assert_eq!(read.students.len(), 5, "{list}");
        assert_eq!(skipped(&read), [], "{list}");
    }
    let languages =
        "Фамилия;Язык\nИванов;Английский\nПетров;Английский\nСидоров;Немецкий\nКим;Английский\n";
    assert_eq!(
        names(&text(languages)),
        ["Иванов", "Петров", "Сидоров", "Ким"]
    );
    for page in [";ФИО;Телефон", "№;ФИО;", ";;Телефон"] {
        let read = text(&format!("№;ФИО;Телефон\n1;Ким Лука;1\n{page}\n2;Ли Ян;2\n"));
        assert_eq!(names(&read), ["Ким Лука", "Ли Ян"], "{page}");
        assert_eq!(skipped(&read), [(3, Reason::Header)], "{page}");
    }
    let names = "Фамилия;Имя\nИван;Сергей\nПётр;Жуков\nАнна;Зайцева\nОльга;Мария\nМария;Цой\n";
    assert!(!has(&text(names), "swapped-names"));
}

#[test]
fn words_about_adults_are_heard_where_a_number_stands_too() {
    let list = "№;ФИО;Класс;Примечание\n1;Ким Лука;7Б;\n2;Ли Ян;7Б;\n3;Ким Анна;;мама Луки\n";
    let read = text(list);
    assert_eq!(codes(&read.warnings), [(Some(4), "adults")]);
    let list = "ФИО;Кто\nКим Лука;\nЛи Ян;\nКим Анна;мама Луки\n";
    assert_eq!(codes(&text(list).warnings), [(Some(4), "adults")]);
    // «Чей» says whose the login is, not who stands in the row.
    let list =
        "ФИО;Класс;Логин Госуслуг;Чей\nКим Лука;7Б;+7 900 000-00-01;мамы\nЛи Ян;7Б;;ребёнка\n";
    let read = text(list);
    assert_eq!((names(&read).len(), &*read.warnings), (2, &[][..]));
}

#[test]
fn a_class_in_two_rows_of_titles_is_one() {
    for title in [
        "Класс 7\nЛитера Б",
        "Класс;7\nЛитера;Б",
        "Параллель: 7\nБуква: «Б»",
    ] {
        let read = text(&format!("{title}\n№;ФИО\n1;Ким Лука\n2;Ли Ян\n"));
        assert_eq!(&*read.students[1].class, "7Б", "{title}");
    }
    let read = text("Класс: 7\nСмена: 2\n№;ФИО\n1;Ким Лука\n");
    assert_eq!(&*read.students[0].class, "7");
}

#[test]
fn classes_behind_names_are_read() {
    for list in [
        "ФИО ребёнка и класс\nКим Лука Ильич 7Б\nЛи Ян, 7 «Б» класс\n",
        "Ученик, класс;Телефон\nКим Лука Ильич, 7Б;1\nЛи Ян (7-б);2\n",
        "Фамилия, имя ребёнка, класс;Логин Госуслуг\nКим Лука Ильич / 7Б;\nЛи Ян - 7 б;\n",
        "ФИО, телефон мамы;ФИО, класс\nКим Ия, 892;Ким Лука Ильич, 7Б\nЛи Ия, 8922;Ли Ян, 7Б\n",
        "№;ФИО обучающегося (класс)\n1;Ким Лука Ильич (7Б)\n2;Ли Ян (7Б)\n",
    ] {
        let read = text(list);
        assert_eq!(names(&read), ["Ким Лука Ильич", "Ли Ян"], "{list}");
        assert!(
            read.students.iter().all(|one| &*one.class == "7Б"),
            "{list}"
        );
    }
    // Groups and brothers' classes behind names are none of the list's.
    for note in ["(1 п)", "(5А)", "(11 л)"] {
        let read = text(&format!(
            "Список 7Б класса\n№;ФИО\n1;Ким Лука {note}\n2;Ли Ян {note}\n"
        ));
        assert_eq!(classes(&read), ["7Б", "7Б"], "{note}");
    }
    let roman = "ФИО;Класс\nКим Лука;VII-Б\nЛи Ян;8В\n";
    assert_eq!(text(roman).warnings, []);
    let words = "ФИО и класс\nКим Лука Ильич, ученик 7Б класса\nЛи Ян Львович, ученик 7А класса\n";
    let read = text(words);
    assert_eq!((names(&read).len(), codes(&read.warnings).len()), (2, 2));
    // One note behind a name is no class of the list.
    let read = text("ФИО\nКим Лука (7А)\nЛи Ян\nПак Ия\n");
    assert_eq!(
        (&*read.students[0].class, codes(&read.warnings).len()),
        ("", 1)
    );
    for list in [
        "ФИО;Класс\nКим Лука 7А;7Б\nЛи Ян;7Б\n",
        "ФИО, класс;Тел.\nКим Лука, 77Б;1\nЛи Ян, 7Б;2\n",
        "ФИО\nКим Лука 7Б\nЛи Ян 7Б\n",
        "ФИО\nКим Лука Ильич\nЛи Ян Львович, 8А класс\nПак Ия Львовна\n",
    ] {
        refused(list.as_bytes());
    }
}

#[test]
fn questions_of_a_form_are_titles() {
    let list = "Отметка времени;Укажите ФИО ребёнка;В каком классе учится;\
        Есть ли у ребёнка учётная запись на Госуслугах?\n\
        01.09.2026 10:00;Ким Лука;7Б;Да\n01.09.2026 10:05;Ли Ян;7Б;Нет\n";
    let read = text(list);
    assert_eq!(&*read.students[1].class, "7Б");
    assert_eq!(read.students[0].account, Some(true));
    assert_eq!(read.warnings, []);
    for question in [
        "Есть ли у Вас учётная запись на Госуслугах?",
        "Хотите ли создать учётную запись ребёнка на Госуслугах?",
        "Нет учётной записи на Госуслугах",
        "Есть ли доступ к Госуслугам?",
        "Есть ли подтверждённая запись на Госуслугах?",
    ] {
        let read = text(&format!("ФИО ребёнка;{question}\nКим Лука;Да\nЛи Ян;Нет\n"));
        assert_eq!(read.students[0].account, None, "{question}");
    }
}

#[test]
fn what_contradicts_the_rest_of_a_list_is_said() {
    let list = "№;ФИО;Класс\n1;Ким Лука;7Б\n2;Ли Ян;7Б\n3;Пак Ия;7Б\n4;Цой Ян;7Б\n";
    for (rows, code) in [
        (
            ";Классный руководитель;\n5;Тен Вера Ильинична;7Б\n",
            "adults",
        ),
        ("Учитель;Тен Вера Ильинична;7Б\n", "adults"),
        ("Кл. рук.;Тен Вера Ильинична;7Б\n", "adults"),
        (";Всего: 25;\n", "count-differs"),
        (";Всего учащихся;25\n", "count-differs"),
        ("5;Тен Вера;7B\n", "odd-class"),
        ("5;Тен Вера;\n", "class-gaps"),
        ("5;Тен;7Б\n", "alone-name"),
        (";Тен Вера Ильинична (классный руководитель);\n", "adults"),
    ] {
        let read = text(&format!("{list}{rows}"));
        let said = codes(&read.warnings);
        assert!(
            matches!(said[..], [(_, own)] if own == code),
            "{rows}: {said:?}"
        );
    }
    for (list, code) in [
        (
            "Фамилия;Отчество;Имя\nКим;Лука;Ильич\nЛи;Ян;Львович\n",
            "swapped-names",
        ),
        ("Фамилия;Класс\nКим;7Б\nЛи;7Б\n", "incomplete-name"),
        (
            "ФИО;Должность;Класс\nКим Лука;;7Б\nЛи Ян;;7Б\nТен Вера;Учитель;7Б\n",
            "adults",
        ),
        (
            "ФИО;ФИО мамы;Логин\nКим Лука;Ким Ия;89000000001\n",
            "login-of-whom",
        ),
        (
            "ФИО;Сферум;Логин\nКим Лука;есть;89000000001\n",
            "login-not-taken",
        ),
    ] {
        let said = text(list);
        let said = codes(&said.warnings);
        assert!(
            matches!(said[..], [(_, own)] if own == code),
            "{list}: {said:?}"
        );
    }
    let two = "Фамилия;Имя;Отчество\nКим;\"Ян, Ия\";Ильич\n";
    assert_eq!(refused(two.as_bytes()), [(Some(2), "two-names")]);
    let whole = "Фамилия;Имя Отчество\nКим;Лука Ильич\nЛи;Ян Львович\n";
    assert_eq!(text(whole).warnings, []);
    let classes = "7А\n№;ФИО\n1;Ким Лука\n2;Ли Ян\n7Б\n№;ФИО\n1;Пак Ия\nВсего: 3\n";
    assert_eq!(text(classes).warnings, []);
    let classes = classes.replace("Всего: 3", "Всего: 5");
    assert_eq!(
        codes(&text(&classes).warnings),
        [(Some(8), "count-differs")]
    );
    for list in [
        "ФИО\nКим Лука Ильич (мама Ия)\nЛи Ян Львович\nПак Ия Львовна\n",
        "ФИО;Телефон\nКим Лука Ильич (мама);1\nЛи Ян Львович (папа);2\n",
        "№;ФИО\n1;Ким Лука Ильич\n2;Ли Ян Львович\nМальчики\nВсего: 1\n",
        "№;ФИО;Сумма\n1;Ким Лука;100\n2;Ли Ян;200\nИтого: 300\n",
        "№;ФИО\n1;Ким Лука\n2;Ли Ян\n7Б\n;Классный руководитель\n3;Пак Ия\n",
        "№;ФИО;Поручение\n1;Ким Лука;староста\n2;Ли Ян;учитель\n",
        "Фамилия;Имя;Отчество\nКим;Мария / Маша;Львовна\nЛи;Ян;Львович\n",
    ] {
        let read = text(list);
        assert!(read.students.len() > 1, "{list}");
        assert!(
            !has(&read, "adults") && !has(&read, "count-differs"),
            "{list}"
        );
    }
    // What agrees is no news.
    for rows in [
        ";Всего: 4;\n",
        ";Итого учеников: 4;\n",
        ";Всего;25\n",
        ";Дежурные: Ким, Ли;\n",
    ] {
        assert_eq!(text(&format!("{list}{rows}")).warnings, [], "{rows}");
    }
    for title in ["ФИО ребёнка;ФИО мамы;Логин ребёнка", "ФИО;Телефон;Логин"]
    {
        let read = text(&format!("{title}\nКим Лука;;89000000001\n"));
        assert_eq!(read.warnings, [], "{title}");
    }
}

#[test]
fn titles_that_say_whose_stand_below_what_they_mean() {
    let list = "№;ФИО;Дата рождения;;Логин Госуслуг;\n;;ребёнка;родителя;ребёнка;родителя\n\
        1;Ким Лука;14.03.2013;01.02.1985;89000000001;89000000002\n\
        2;Ли Ян;15.03.2013;01.02.1984;89000000003;89000000004\n";
    let read = text(list);
    assert_eq!(names(&read), ["Ким Лука", "Ли Ян"]);
    assert_eq!(read.students[0].birth, Some(jiff::civil::date(2013, 3, 14)));
    assert_eq!(read.students[1].login.as_deref(), Some("89000000003"));
    let read = text("№;Класс;\n;Ученик;Телефон\n1;Ким Лука;1\n2;Ли Ян;2\n");
    assert_eq!(names(&read), ["Ким Лука", "Ли Ян"]);
    let read = text("Параллель;Класс;ФИО\n7;Б;Ким Лука\n7;Б;Ли Ян\n");
    assert_eq!(&*read.students[0].class, "7Б");
}
