//! Class lists as schools keep them, a file each under `fixtures/roster/`.
//!
//! All pupils in them are invented.

use jiff::civil::{Date, date};
use pamyatka::base::diagnostic::Diagnostic;
use pamyatka::model::student::{Name, Reason, Roster, Student};
use pamyatka::roster::{MOST_ROWS, Options, read};

const OPTIONS: Options<'static> = Options {
    file: "список.csv",
    encoding: None,
    sheet: None,
    login_column: None,
    many: false,
    today: date(2026, 9, 1),
};

const MARCH: Date = date(2013, 3, 5);

fn fixture(name: &str) -> Vec<u8> {
    let path = format!(
        "{}/tests/fixtures/roster/{name}",
        env!("CARGO_MANIFEST_DIR")
    );
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn good_with(name: &str, options: &Options<'_>) -> Roster {
    read(&fixture(name), options).unwrap_or_else(|remarks| panic!("{name}: {remarks:#?}"))
}

fn good(name: &str) -> Roster {
    good_with(name, &OPTIONS)
}

fn bad(name: &str) -> Vec<Diagnostic> {
    match read(&fixture(name), &OPTIONS) {
        Err(remarks) => remarks,
        Ok(roster) => panic!("{name} was read: {roster:#?}"),
    }
}

/// Row and code of each remark.
fn places(remarks: &[Diagnostic]) -> Vec<(Option<usize>, &'static str)> {
    remarks.iter().map(|r| (r.row, r.code)).collect()
}

fn warnings(name: &str) -> Vec<(Option<usize>, &'static str)> {
    places(&good(name).warnings)
}

fn errors(name: &str) -> Vec<(Option<usize>, &'static str)> {
    places(&bad(name))
}

fn names(roster: &Roster) -> Vec<&str> {
    roster.students.iter().map(|s| s.name.full()).collect()
}

/// Row and reason of each row without a pupil.
fn skipped(roster: &Roster) -> Vec<(usize, Reason)> {
    let skipped = roster.reading.skipped.iter();
    skipped
        .map(|skipped| (skipped.row, skipped.reason))
        .collect()
}

/// The three pupils that most fixtures hold, on rows 2 to 4.
fn three() -> Vec<Student> {
    let student = |row, [last, first, middle]: [&str; 3]| Student {
        row,
        class: "7Б".into(),
        ..Student::new(Name::of_parts(last, first, middle))
    };
    vec![
        Student {
            birth: Some(MARCH),
            login: Some("+7 900 000-00-01".into()),
            account: Some(true),
            ..student(2, ["Иванов", "Пётр", "Сергеевич"])
        },
        Student {
            birth: Some(date(2012, 11, 17)),
            account: Some(false),
            ..student(3, ["Сидорова-Ким", "Анна", ""])
        },
        Student {
            login: Some("eldar@example.ru".into()),
            ..student(4, ["Мамедов", "Эльдар", "Рашид оглы"])
        },
    ]
}

fn reads_the_three(name: &str, encoding: &str, delimiter: char) {
    let roster = good(name);
    assert_eq!(roster.students, three(), "{name}");
    assert_eq!(roster.warnings, [], "{name}");
    assert_eq!(roster.reading.encoding, encoding, "{name}");
    assert_eq!(roster.reading.delimiter, Some(delimiter), "{name}");
    assert_eq!(roster.reading.header_row, 1, "{name}");
}

// Encodings.

#[test]
fn utf8() {
    reads_the_three("utf8.csv", "UTF-8", ';');
    let columns = good("utf8.csv").reading.columns;
    let keys: Vec<_> = columns.iter().map(|(key, _)| *key).collect();
    assert_eq!(
        keys,
        [
            "last", "first", "middle", "class", "birth", "login", "account"
        ]
    );
    assert_eq!(columns[4].1, "Дата рождения");
}

#[test]
fn utf8_with_bom() {
    reads_the_three("utf8_bom.csv", "UTF-8", ';');
}

#[test]
fn cp1251() {
    reads_the_three("cp1251_semicolon.csv", "windows-1251", ';');
}

#[test]
fn cp866_with_ctrl_z() {
    reads_the_three("cp866.csv", "IBM866", ';');
}

#[test]
fn koi8r() {
    reads_the_three("koi8r.csv", "KOI8-R", ';');
}

#[test]
fn utf16_little_endian() {
    reads_the_three("utf16le_tab.txt", "UTF-16LE", '\t');
}

#[test]
fn utf16_big_endian() {
    reads_the_three("utf16be_tab.txt", "UTF-16BE", '\t');
}

#[test]
fn utf16_without_bom() {
    reads_the_three("utf16le_no_bom.txt", "UTF-16LE", '\t');
}

#[test]
fn a_class_of_one_short_name() {
    for (name, encoding) in [
        ("one_name_cp1251.csv", "windows-1251"),
        ("one_name_cp866.csv", "IBM866"),
        ("one_name_koi8r.csv", "KOI8-R"),
    ] {
        let roster = good(name);
        assert_eq!(names(&roster), ["Ли Ян"], "{name}");
        assert_eq!(roster.reading.encoding, encoding, "{name}");
    }
}

#[test]
fn a_named_encoding_wins() {
    let named = |label| Options {
        encoding: Some(label),
        ..OPTIONS
    };
    assert_eq!(good_with("koi8r.csv", &named("koi8-r")).students, three());
    let remarks = read(&fixture("cp866.csv"), &named("utf-8")).unwrap_err();
    assert_eq!(places(&remarks)[0].1, "bad-encoding");
}

// Delimiters, quotes, lines.

#[test]
fn comma() {
    reads_the_three("comma.csv", "UTF-8", ',');
}

#[test]
fn tab() {
    reads_the_three("tab.csv", "UTF-8", '\t');
}

#[test]
fn separator_line_is_not_counted() {
    reads_the_three("sep_line.csv", "UTF-8", ';');
}

#[test]
fn trailing_delimiters() {
    reads_the_three("trailing_delimiters.csv", "UTF-8", ';');
}

#[test]
fn quotes_as_excel_writes_them() {
    let roster = good("quotes.csv");
    assert_eq!(names(&roster), ["Иванов Пётр", "Сидорова Анна"]);
    assert!(roster.students.iter().all(|s| &*s.class == "7Б"));
}

#[test]
fn newlines_inside_quotes_do_not_count_as_rows() {
    let roster = good("newline_in_quotes.csv");
    assert_eq!(
        names(&roster),
        ["Иванов Пётр Сергеевич", "Сидорова Анна Ивановна"]
    );
    assert_eq!(roster.students[1].row, 3);
}

#[test]
fn line_ends() {
    reads_the_three("lf.csv", "UTF-8", ';');
    reads_the_three("cr.csv", "UTF-8", ';');
    reads_the_three("no_final_newline.csv", "UTF-8", ';');
}

#[test]
fn blank_rows_are_counted_and_nothing_else() {
    let roster = good("blank_rows.csv");
    let rows: Vec<_> = roster.students.iter().map(|s| s.row).collect();
    assert_eq!(rows, [2, 6, 7]);
    assert!(roster.reading.skipped.is_empty());
}

#[test]
fn forty_empty_rows_at_the_end() {
    reads_the_three("forty_empty_rows.csv", "UTF-8", ';');
}

#[test]
fn rows_prepared_with_a_number_are_no_pupils() {
    let roster = good("numbered_empty_rows.csv");
    assert_eq!(names(&roster), ["Иванов Пётр Сергеевич"]);
    assert_eq!(roster.reading.skipped.len(), 39);
}

// Headers and footers.

#[test]
fn header_under_titles() {
    let roster = good("titles_above.csv");
    assert_eq!(roster.reading.header_row, 5);
    assert_eq!(names(&roster), ["Иванов Пётр Сергеевич", "Сидорова Анна"]);
    assert_eq!(roster.students[0].birth, Some(MARCH));
}

#[test]
fn header_words_as_people_write_them() {
    let roster = good("header_words.csv");
    let expected = Student {
        login: None,
        ..three().remove(0)
    };
    assert_eq!(roster.students, [expected]);
    assert_eq!(roster.warnings, []);
}

#[test]
fn header_in_english() {
    let student = &good("header_english.csv").students[0];
    assert_eq!(
        (student.name.last(), student.birth),
        ("Иванов", Some(MARCH))
    );
    assert_eq!(
        (student.class.as_ref(), student.account),
        ("7Б", Some(true))
    );
}

#[test]
fn one_column_with_the_whole_name() {
    let roster = good("fio_one_column.csv");
    let parts: Vec<_> = roster
        .students
        .iter()
        .map(|s| [s.name.last(), s.name.first(), s.name.middle()])
        .collect();
    assert_eq!(
        parts,
        [
            ["Иванов", "Пётр", "Сергеевич"],
            ["Салтыкова-Щедрина", "Анна", "Ильинична"],
            ["Мамедов", "Эльдар", "Рашид оглы"],
            ["Гасанова", "Айсель", "Рашад кызы"],
            ["Ахметов", "Ерлан", "Болат улы"],
            ["Сидорова", "Анна", ""],
            ["", "", ""],
            ["Петров", "Пётр", "Сергеевич"],
        ]
    );
    assert_eq!(names(&roster)[6..], ["Нгуен Ан", "Пётр Сергеевич Петров"]);
}

#[test]
fn the_parent_is_not_the_pupil() {
    let roster = good("parent_column.csv");
    assert_eq!(names(&roster), ["Иванов Пётр Сергеевич"]);
    assert!(!format!("{roster:?}").contains("Секретова"));
    assert!(!format!("{roster:?}").contains("555"));
}

#[test]
fn footers_are_no_pupils() {
    let roster = good("footer.csv");
    assert_eq!(
        names(&roster),
        ["Иванов Пётр Сергеевич", "Всеволодов Лев Ильич"]
    );
    assert_eq!(skipped(&roster), [(4, Reason::Total), (6, Reason::Note)]);
}

#[test]
fn a_header_repeated_by_page_is_no_pupil() {
    let roster = good("page_header_repeated.csv");
    assert_eq!(roster.students.len(), 2);
    assert_eq!(skipped(&roster), [(3, Reason::Header)]);
}

// Values.

#[test]
fn account_words() {
    let accounts: Vec<_> = good("account_words.csv")
        .students
        .iter()
        .map(|s| s.account)
        .collect();
    let (yes, no) = (Some(true), Some(false));
    assert_eq!(accounts, [yes, no, yes, no, None, yes]);
}

#[test]
fn dates_in_all_forms() {
    let roster = good("dates.csv");
    assert_eq!(roster.students.len(), 9);
    for student in &roster.students {
        assert_eq!(student.birth, Some(MARCH), "row {}", student.row);
    }
}

#[test]
fn dates_with_the_month_first() {
    let roster = good("dates_month_first.csv");
    assert_eq!(roster.students[0].birth, Some(MARCH));
    assert_eq!(roster.students[1].birth, Some(date(2012, 11, 17)));
    assert_eq!(places(&roster.warnings), [(Some(1), "month-first")]);
}

#[test]
fn classes_in_all_forms() {
    let roster = good("classes.csv");
    assert_eq!(roster.students.len(), 8);
    for student in &roster.students {
        assert_eq!(&*student.class, "7Б", "row {}", student.row);
    }
}

#[test]
fn several_classes_keep_the_order_of_the_file() {
    let roster = good("several_classes.csv");
    let classes: Vec<_> = roster.students.iter().map(|s| &*s.class).collect();
    assert_eq!(classes, ["7Б", "7А", "", "7Б"]);
}

#[test]
fn unicode_is_composed_and_spaces_are_plain() {
    let roster = good("unicode.csv");
    assert_eq!(
        names(&roster),
        ["Андрейчук Семён Ильич", "ӇӨсов Ӈоян Ильич"]
    );
    assert_eq!(roster.students[0].class.as_ref(), "7Б");
}

// Workbooks.

#[test]
fn xlsx_with_titles_dates_and_several_sheets() {
    let roster = good("book.xlsx");
    let [first, second, third]: [Student; 3] = three().try_into().unwrap();
    let expected = [
        Student {
            login: Some("89000000001".into()),
            ..first
        },
        second,
        Student {
            birth: Some(MARCH),
            login: None,
            ..third
        },
    ]
    .map(|student| Student {
        row: student.row + 2,
        account: None,
        ..student
    });
    assert_eq!(roster.students, expected);
    assert_eq!(roster.reading.encoding, "xlsx");
    assert_eq!(roster.reading.delimiter, None);
    assert_eq!(roster.reading.sheets, ["7Б"]);
    assert_eq!(roster.reading.header_row, 3);
    assert_eq!(skipped(&roster), [(1, Reason::Title), (9, Reason::Total)]);
    assert_eq!(places(&roster.warnings), [(None, "other-sheets")]);
}

#[test]
fn a_sheet_by_name() {
    let sheet = |name| Options {
        sheet: Some(name),
        ..OPTIONS
    };
    let roster = good_with("book.xlsx", &sheet("7а"));
    assert_eq!(names(&roster), ["Ли Ян Львович"]);
    assert_eq!(
        (roster.students[0].class.as_ref(), roster.warnings.len()),
        ("7", 0)
    );
    let remarks = read(&fixture("book.xlsx"), &sheet("8В")).unwrap_err();
    assert_eq!(places(&remarks), [(None, "no-such-sheet")]);
    assert!(remarks[0].hint.as_ref().unwrap().contains("«7Б»"));
    let remarks = read(&fixture("book.xlsx"), &sheet("Титул")).unwrap_err();
    assert_eq!(places(&remarks), [(None, "no-header")]);
}

#[test]
fn a_workbook_is_known_by_its_content() {
    assert_eq!(good("book_named.csv").reading.encoding, "xlsx");
}

#[test]
fn xls() {
    let roster = good("book.xls");
    assert_eq!(roster.reading.encoding, "xls");
    assert_eq!(names(&roster), ["Иванов Пётр Сергеевич", "Сидорова Анна"]);
    assert_eq!(roster.students[0].birth, Some(MARCH));
    assert_eq!(
        (roster.students[1].row, roster.students[1].class.as_ref()),
        (4, "7Б")
    );
}

#[test]
fn ods() {
    let roster = good("book.ods");
    assert_eq!(roster.reading.encoding, "ods");
    assert_eq!(names(&roster), ["Иванов Пётр Сергеевич", "Сидорова Анна"]);
    assert_eq!(roster.students[0].birth, Some(MARCH));
    assert_eq!(
        (roster.students[1].row, roster.students[1].class.as_ref()),
        (4, "7")
    );
}

// Said, and the work goes on.

#[test]
fn the_same_pupil_twice() {
    let roster = good("same_pupil.csv");
    assert_eq!(roster.students.len(), 3);
    assert_eq!(places(&roster.warnings), [(Some(4), "same-pupil")]);
    assert!(roster.warnings[0].message.contains("в строке 2"));
}

#[test]
fn dates_that_make_no_sense() {
    let roster = good("odd_dates.csv");
    let births: Vec<_> = roster.students.iter().map(|s| s.birth).collect();
    assert_eq!(births, [None, None, None, None, Some(MARCH)]);
    assert_eq!(
        places(&roster.warnings),
        [
            (Some(2), "bad-date"),
            (Some(3), "future-date"),
            (Some(4), "odd-age"),
            (Some(5), "odd-age"),
        ]
    );
    assert_eq!(roster.warnings[0].column.as_deref(), Some("ДР"));
}

#[test]
fn latin_letters_in_a_russian_name() {
    let roster = good("latin_letters.csv");
    assert_eq!(names(&roster), ["Сидоров Пётр Ильич", "Smith John"]);
    assert_eq!(places(&roster.warnings), [(Some(2), "latin-letters")]);
}

#[test]
fn surnames_in_capitals() {
    let roster = good("capitals.csv");
    assert_eq!(
        names(&roster),
        ["Салтыкова-Щедрина Анна", "Иванов Пётр", "О'НИЛ Шон"]
    );
    let capitals = |row| (Some(row), "capitals");
    assert_eq!(
        places(&roster.warnings),
        [capitals(2), capitals(3), capitals(4)]
    );
}

#[test]
fn logins_that_must_not_be_printed() {
    let roster = good("logins.csv");
    let logins: Vec<_> = roster.students.iter().map(|s| s.login.as_deref()).collect();
    assert_eq!(logins, [Some("8 (900) 000-00-01"), None, None]);
    assert_eq!(
        places(&roster.warnings),
        [(Some(3), "snils-login"), (Some(4), "odd-login")]
    );
}

#[test]
fn a_name_with_a_part_missing() {
    assert_eq!(
        warnings("incomplete_name.csv"),
        [(Some(2), "incomplete-name"), (Some(3), "incomplete-name")]
    );
}

// Refused.

#[test]
fn err_empty() {
    assert_eq!(errors("err_empty.csv"), [(None, "empty-file")]);
    assert_eq!(errors("err_only_bom.csv"), [(None, "empty-file")]);
    assert_eq!(errors("err_empty.xlsx"), [(None, "empty-file")]);
}

#[test]
fn err_header_only() {
    assert_eq!(errors("err_header_only.csv"), [(Some(1), "no-pupils")]);
    assert_eq!(errors("err_web_page.xls"), [(Some(1), "no-pupils")]);
}

#[test]
fn err_no_name_column() {
    let remarks = bad("err_no_name_column.csv");
    assert_eq!(places(&remarks), [(Some(1), "no-name-column")]);
    assert!(remarks[0].message.contains("«Фамилие ученика», «Класс»"));
    let hint = remarks[0].hint.as_deref().unwrap();
    assert!(hint.contains("Программа знает столбцы: «Класс»"), "{hint}");
    assert_eq!(
        errors("err_no_name_column.xlsx"),
        [(Some(1), "no-name-column")]
    );
}

#[test]
fn err_no_header() {
    let remarks = bad("err_no_header.csv");
    assert_eq!(places(&remarks), [(None, "no-header")]);
    assert!(!format!("{remarks:?}").contains("Иванов"));
}

#[test]
fn err_unclosed_quote() {
    assert_eq!(
        errors("err_unclosed_quote.csv"),
        [(Some(2), "unclosed-quote")]
    );
    assert_eq!(
        errors("err_quotes_across_rows.csv"),
        [(Some(2), "unclosed-quote")]
    );
}

#[test]
fn err_wide_row() {
    assert_eq!(errors("err_wide_row.csv"), [(Some(3), "row-too-wide")]);
}

#[test]
fn err_missing_name() {
    let remarks = bad("err_missing_name.csv");
    assert_eq!(places(&remarks), [(Some(3), "missing-name")]);
    assert_eq!(
        remarks[0].to_string(),
        "список.csv, строка 3, столбец «ФИО»: в строке нет имени ученика. \
         Впишите имя или удалите строку."
    );
}

#[test]
fn err_lost_letters() {
    assert_eq!(errors("err_lost_letters.csv"), [(Some(2), "bad-name")]);
}

#[test]
fn all_problems_are_said_in_one_run() {
    assert_eq!(
        errors("err_many.csv"),
        [
            (Some(2), "missing-name"),
            (Some(3), "bad-date"),
            (Some(4), "bad-name"),
            (Some(5), "row-too-wide"),
        ]
    );
}

#[test]
fn err_not_a_table() {
    for name in [
        "err_picture.csv",
        "err_zip.csv",
        "err_word.xlsx",
        "err_nul_bytes.csv",
    ] {
        assert_eq!(errors(name), [(None, "not-a-table")], "{name}");
    }
}

#[test]
fn err_cut_inside_a_letter() {
    assert_eq!(errors("err_cut_utf8.csv"), [(None, "cut-file")]);
    assert_eq!(errors("err_cut_utf16.txt"), [(None, "cut-file")]);
}

#[test]
fn err_broken_text() {
    assert_eq!(errors("err_broken_utf8.csv"), [(Some(3), "bad-encoding")]);
    assert_eq!(errors("err_noise.csv"), [(None, "unknown-encoding")]);
    assert!(bad("err_mojibake.csv")[0].is_error());
}

#[test]
fn err_too_many_rows_unless_meant() {
    let text = "ФИО\n".to_owned() + &"Я\n".repeat(MOST_ROWS + 1);
    let remarks = read(text.as_bytes(), &OPTIONS).unwrap_err();
    assert_eq!(places(&remarks), [(None, "too-many-rows")]);
    let many = Options {
        many: true,
        ..OPTIONS
    };
    assert_eq!(
        read(text.as_bytes(), &many).unwrap().students.len(),
        MOST_ROWS + 1
    );
}

#[test]
fn every_remark_names_the_file_and_says_what_to_do() {
    let folder = format!("{}/tests/fixtures/roster", env!("CARGO_MANIFEST_DIR"));
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let remarks = match read(&fixture(&name), &OPTIONS) {
            Ok(roster) => roster.warnings,
            Err(remarks) => remarks,
        };
        for remark in remarks {
            assert_eq!(remark.file.as_deref(), Some(OPTIONS.file), "{name}");
            assert!(remark.message.ends_with('.'), "{name}: {remark}");
            assert!(
                !remark.is_error() || remark.hint.is_some(),
                "{name}: {remark}"
            );
            // The telephone number of several fixtures, a column not needed.
            assert!(!remark.to_string().contains("555"), "{name}: {remark}");
        }
    }
}
