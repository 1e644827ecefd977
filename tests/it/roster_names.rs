//! Titles of columns as people write them, and whose logins a column holds:
//! siblings of lists that were read wrongly.

use jiff::civil::date;
use pamyatka::model::student::{Roster, Student};
use pamyatka::roster::read;

use crate::support::lists::{OPTIONS, refused, roster};

fn has(roster: &Roster, code: &str) -> bool {
    roster.warnings.iter().any(|remark| remark.code == code)
}

fn names(roster: &Roster) -> Vec<&str> {
    roster.students.iter().map(|s| s.name.full()).collect()
}

fn login(titles: &str, cells: &str) -> (Option<String>, Roster) {
    let list = format!("ФИО;{titles}\nКим Анна;{cells}\nЛи Лев;{cells}\n");
    let read = roster(list.as_bytes());
    (read.students[0].login.as_deref().map(str::to_owned), read)
}

#[test]
fn a_login_is_taken_only_where_the_title_says_gosuslugi_or_nothing() {
    for title in [
        "Логин Госуслуг",
        "Логин на Госуслугах",
        "Логин ЕСИА",
        "Логин (Госуслуги)",
        "Телефон для Госуслуг",
        "Телефон, привязанный к Госуслугам",
        "Почта Госуслуг",
        "Вход в Госуслуги",
        "Госуслуги (телефон)",
        "Госуслуги",
        "Логин",
        "Логин ребёнка",
        "Логин обучающегося",
        "Логин (телефон или почта)",
        "Логин: телефон",
        "Логин (если есть)",
    ] {
        let (login, read) = login(title, "+79120000001");
        assert_eq!(login.as_deref(), Some("+79120000001"), "{title}");
        assert!(!has(&read, "login-not-taken"), "{title}");
    }
    for title in [
        "Логин ЭЖ",
        "Логин NetSchool",
        "Логин в ЦОП",
        "Логин (ГИС Образование Югры)",
        "Логин СберКласс",
        "Логин почты",
        "Логин для тестирования",
        "Логин mos.ru",
        "Логин компьютера",
        "Логин ученика в Орлятах России",
        "Логин (не Госуслуги)",
        "Госуслуги Москвы (логин)",
        "Логин и пароль",
        "username",
    ] {
        let (login, read) = login(title, "+79120000001");
        assert_eq!(login, None, "{title}");
        assert!(has(&read, "login-not-taken"), "{title}");
    }
    for beside in [
        "PIN",
        "ПИН-код",
        "Код доступа",
        "Имя пользователя",
        "username",
    ] {
        let (login, read) = login(&format!("Логин;{beside}"), "+79120000001;1");
        assert_eq!(login, None, "{beside}");
        assert!(has(&read, "login-not-taken"), "{beside}");
    }
}

#[test]
fn a_title_above_may_name_the_system_of_the_logins() {
    for (title, taken) in [
        ("Логины СберКласс", false),
        ("Доступ в ГИС Образование", false),
        ("Логины учеников 7Б", true),
        ("Логины Госуслуг", true),
    ] {
        let list = format!("{title}\nФИО;Логин\nКим Анна;+79120000001\n");
        let read = roster(list.as_bytes());
        assert_eq!(read.students[0].login.is_some(), taken, "{title}");
    }
}

#[test]
fn what_stands_beneath_tells_a_login_from_an_account() {
    let read = roster("ФИО;Вход в Госуслуги\nКим Анна;да\nЛи Лев;нет\n".as_bytes());
    let accounts: Vec<_> = read.students.iter().map(|s| s.account).collect();
    assert_eq!(accounts, [Some(true), Some(false)]);
    let list = "ФИО;Госуслуги;Госуслуги (телефон)\nКим Анна;да;89120000001\n";
    let student = &roster(list.as_bytes()).students[0];
    assert_eq!(
        (student.account, student.login.is_some()),
        (Some(true), true)
    );
}

fn column(title: &str, cell: &str) -> (Student, Roster) {
    let list = format!("ФИО;{title}\nКим Анна;{cell}\nЛи Лев;{cell}\n");
    let read = roster(list.as_bytes());
    (read.students[0].clone(), read)
}

#[test]
fn titles_that_speak_of_a_class_over_classes() {
    for title in [
        "№ класса",
        "Класс на 01.09.2026",
        "Класс 2026-2027",
        "Класс, в котором обучается",
        "В каком классе",
        "Текущий класс",
    ] {
        assert_eq!(&*column(title, "7Б").0.class, "7Б", "{title}");
    }
    for title in [
        "Прошлый класс",
        "Класс 2025-2026",
        "Из какого класса прибыл",
    ] {
        let (student, read) = column(title, "6Б");
        assert_eq!(&*student.class, "", "{title}");
        assert!(has(&read, "column-not-taken"), "{title}");
    }
    assert_eq!(&*column("Класс 2026", "7").0.class, "7");
    let others = [
        "Классный руководитель",
        "Класс брата",
        "№ в классе",
        "Класс здоровья",
        "Классификация",
    ];
    for title in others {
        assert_eq!(&*column(title, "6").0.class, "", "{title}");
    }
}

#[test]
fn titles_that_speak_of_birth_over_dates() {
    for title in [
        "Число, месяц и год рождения",
        "Дата рожд-я",
        "Дата рождения/возраст",
        "Дата и место рождения",
        "Рожд.",
        "Рождение",
        "Год рождения",
        "Г.р.",
    ] {
        let (student, _) = column(title, "05.03.2013");
        assert_eq!(student.birth, Some(date(2013, 3, 5)), "{title}");
    }
    let (student, read) = column("Дата и место рождения", "05.03.2013 г. Нягань");
    assert!(student.birth.is_none() && has(&read, "column-not-taken"));
    for title in [
        "Дата выдачи свидетельства о рождении",
        "Дата рождения брата",
    ] {
        let (student, read) = column(title, "05.03.2013");
        assert!(
            student.birth.is_none() && read.warnings.is_empty(),
            "{title}"
        );
    }
}

#[test]
fn the_only_title_that_may_be_of_names_is() {
    for title in [
        "ФИО уч-ся",
        "ФИО участника",
        "ФИО уч.",
        "Ф.И.О. обуч-ся",
        "ФИО студента",
        "ФИО по свидетельству",
        "Список учащихся",
        "Ученики 7А",
        "Участник",
        "Получатель",
        "Читатель",
    ] {
        let list = format!("№;{title};Телефон\n1;Ким Анна;1\n2;Ли Лев;2\n");
        assert_eq!(
            names(&roster(list.as_bytes())),
            ["Ким Анна", "Ли Лев"],
            "{title}"
        );
    }
    for title in ["ФИО сотрудника", "ФИО тренера", "ФИО мамы", "Учителя"]
    {
        let list = format!("№;{title};Класс\n1;Ким Анна;7Б\n2;Ли Лев;7Б\n");
        assert_eq!(
            refused(list.as_bytes()),
            [(Some(1), "no-name-column")],
            "{title}"
        );
    }
    let read = roster("№;Ученики 7А\n1;Ким Анна\n№;Ученики 7А\n2;Ли Лев\n".as_bytes());
    assert_eq!(names(&read), ["Ким Анна", "Ли Лев"]);
    assert!(read.students.iter().all(|student| &*student.class == "7А"));
}

#[test]
fn a_workbook_of_sheetjs_is_read() {
    let new = include_bytes!("../fixtures/lists/sheetjs-biff8.xls");
    assert_eq!(names(&roster(new)).len(), 3);
    // It had no code page for Russian letters.
    let old = include_bytes!("../fixtures/lists/sheetjs-biff5.xls");
    assert_eq!(refused(old), [(None, "lost-letters")]);
}

#[test]
fn rows_of_another_encoding_than_the_header_are_said() {
    let mut list = "№;Фамилия;Имя\n".as_bytes().to_vec();
    for name in ["1;Щукина;Юлия\n", "2;Яковлев;Пётр\n", "3;Цветкова;Анна\n"]
    {
        let (bytes, ..) = encoding_rs::WINDOWS_1251.encode(name);
        list.extend_from_slice(&bytes);
    }
    assert_eq!(refused(&list), [(Some(1), "other-encoding")]);
}

#[test]
fn rows_in_quotes_under_a_plain_header_are_unwrapped() {
    let list = "№;ФИО;Класс\n\"1;Ким Анна;7Б\"\n\"2;Ли \"\"Лев\"\";7Б\"\n";
    let read = roster(list.as_bytes());
    assert!(has(&read, "rows-in-quotes"));
    assert_eq!(read.students.len(), 2);
    let plain = "ФИО;Класс\n\"Ким Анна\";\"7Б\"\n\"Ли Лев\";\"7Б\"\n";
    assert!(!has(&roster(plain.as_bytes()), "rows-in-quotes"));
}

#[test]
fn names_without_titles_are_told_by_how_they_stand() {
    let beside = "№;Девочки;№;Мальчики\n1;Ким Юлия;1;Пак Лев\n2;Цой Анна;2;Пак Олег\n";
    assert_eq!(refused(beside.as_bytes()), [(None, "names-beside")]);
    let across = ";Ким Юлия;Пак Лев;Цой Анна\nКласс;7Б;7Б;7Б\n";
    assert_eq!(refused(across.as_bytes()), [(None, "lies-across")]);
    assert_eq!(
        refused("1;Ким Юлия\n2;Пак Лев\n".as_bytes()),
        [(None, "no-header")]
    );
}

#[test]
fn an_error_of_a_formula_is_no_lost_name() {
    let list = "ФИО\nКим Анна\n#ИМЯ?\n";
    let remarks = read(list.as_bytes(), &OPTIONS).unwrap_err();
    assert!(
        remarks[0].message.contains("ошибка формулы"),
        "{remarks:#?}"
    );
}
