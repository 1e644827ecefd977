use super::*;
use crate::model::student::Name;

fn pupil(row: usize, class: &str, name: &str, login: bool) -> Student {
    let mut words = name.split(' ');
    let mut next = || words.next().unwrap_or_default();
    Student {
        row,
        class: class.into(),
        login: login.then(|| "+79000000000".into()),
        ..Student::new(Name::within(name, next(), next(), next()))
    }
}

fn roster() -> Roster {
    let names = [
        ("7Б", "Иванова Мария Петровна", true),
        ("7А", "Ёлкин Пётр", false),
        ("7Б", "Абрамов Яков", false),
        ("7Б", "Иванова Анна", false),
        ("7А", "Ежов Лев", true),
        ("7Б", "Аль-Хасан Юсуф", true),
    ];
    let pupil = |(index, (class, name, login)): (usize, (&str, &str, bool))| {
        pupil(index + 2, class, name, login)
    };
    Roster {
        students: names.into_iter().enumerate().map(pupil).collect(),
        warnings: vec![
            Diagnostic::warning("row", "строка ученика.").at_row(3),
            Diagnostic::warning("footer", "строка без ученика.").at_row(9),
            Diagnostic::warning("whole", "весь список."),
        ],
        ..Roster::default()
    }
}

fn rows(selection: &Selection) -> Vec<usize> {
    let roster = select(roster(), selection).unwrap();
    roster.students.iter().map(|student| student.row).collect()
}

fn only(names: &[&str]) -> Selection {
    Selection {
        only: names.iter().map(|&name| name.to_owned()).collect(),
        ..Selection::default()
    }
}

fn between(from: &str, to: &str) -> Selection {
    let some = |name: &str| (!name.is_empty()).then(|| name.to_owned());
    Selection {
        from: some(from),
        to: some(to),
        ..Selection::default()
    }
}

#[test]
fn everybody_in_the_order_of_printing() {
    assert_eq!(rows(&Selection::default()), [2, 4, 5, 7, 3, 6]);
    let by_name = Selection {
        sort: Sort::Name,
        ..Selection::default()
    };
    assert_eq!(rows(&by_name), [4, 7, 5, 2, 6, 3]);
}

#[test]
fn a_pupil_is_found_by_any_form_of_the_name() {
    for (name, found) in [
        ("абрамов", &[4][..]),
        ("ИВАНОВА  мария", &[2]),
        ("Мария Иванова", &[2]),
        ("Иванова Мария Петровна", &[2]),
        ("мария петровна иванова", &[2]),
        ("елкин петр", &[3]),
        ("Ёлкин", &[3]),
        ("аль\u{2011}хасан", &[7]),
        ("3", &[4]),
        (" 6 ", &[7]),
        ("Иванова", &[2, 5]),
        ("Яков", &[4]),
        ("мария петровна", &[2]),
        ("хасан", &[7]),
        ("Абр", &[4]),
        ("Иванова М", &[2]),
        ("2-4", &[4, 5, 3]),
        ("2 – 3", &[4, 3]),
        ("1, 3,5", &[2, 4, 6]),
        ("Ежов, Абрамов", &[4, 6]),
    ] {
        assert_eq!(rows(&only(&[name])), found, "{name}");
    }
    assert_eq!(rows(&only(&["Ежов", "1", "Иванова Мария"])), [2, 6]);
}

#[test]
fn a_name_that_could_not_be_taken_apart_is_found_by_its_first_word_and_whole() {
    let mut roster = roster();
    roster.students.push(Student {
        row: 8,
        class: "7Б".into(),
        ..Student::new("Нгуен Тхи Хоа Бинь")
    });
    for name in ["нгуен", "Нгуен Тхи Хоа Бинь"] {
        let found = select(roster.clone(), &only(&[name])).unwrap();
        assert_eq!(found.students[0].row, 8);
    }
}

#[test]
fn the_father_in_a_patronymic_is_nobody_who_is_looked_for() {
    let mut roster = roster();
    let full = "Мамедов Эльдар Рашид оглы";
    roster.students.push(Student {
        row: 8,
        ..Student::new(Name::within(full, "Мамедов", "Эльдар", "Рашид оглы"))
    });
    for name in ["Рашид", "оглы"] {
        assert!(select(roster.clone(), &only(&[name])).is_err());
    }
    let found = select(roster, &only(&["Эльд"])).unwrap();
    assert_eq!(found.students[0].row, 8);
}

#[test]
fn namesakes_are_all_taken_and_remarked() {
    let selected = select(roster(), &only(&["иванова"])).unwrap();
    let remark = selected.warnings.last().unwrap();
    assert_eq!(remark.code, "namesakes");
    assert!(remark.message.contains("номера в списке: 1, 4"), "{remark}");
    assert!(remark.to_string().ends_with("--only 1."), "{remark}");
}

#[test]
fn remarks_about_others_are_dropped_and_the_rest_stays() {
    let codes = |selection| {
        let selected = select(roster(), &selection).unwrap();
        selected.warnings.iter().map(|w| w.code).collect::<Vec<_>>()
    };
    assert_eq!(codes(only(&["Абрамов"])), ["footer", "whole"]);
    assert_eq!(codes(only(&["Ёлкин"])), ["row", "footer", "whole"]);
}

#[test]
fn every_unknown_name_in_one_run_with_near_ones() {
    let errors = select(
        roster(),
        &only(&["Иваново", "Шмидт", "40", "0", "Ёлкин Петя", ""]),
    )
    .unwrap_err();
    let said: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(errors.len(), 6, "{said:?}");
    assert!(said[0].ends_with("Может быть, Иванова?"), "{}", said[0]);
    assert!(said[1].contains("«Шмидт»") && said[1].contains("как в списке"));
    assert!(said[2].ends_with("от 1 до 6."), "{}", said[2]);
    assert!(said[3].contains("--only 0"));
    assert!(said[4].ends_with("Может быть, Ёлкин Пётр?"), "{}", said[4]);
}

#[test]
fn a_part_that_several_have_and_ranges_that_cannot_be() {
    let said = |name| select(roster(), &only(&[name])).unwrap_err();
    let errors = said("Иван");
    assert_eq!(errors[0].code, "several-pupils");
    let text = errors[0].to_string();
    assert!(
        text.contains("2 ученика (Иванова Мария, Иванова Анна)"),
        "{text}"
    );
    assert_eq!(said("5-3")[0].code, "range-reversed");
    assert_eq!(said("3-9")[0].code, "unknown-number");
    let text = said("Марья")[0].to_string();
    assert!(text.ends_with("Может быть, Мария?"), "{text}");
}

#[test]
fn ranges_follow_the_order_of_printing() {
    assert_eq!(rows(&between("Абрамов", "")), [4, 5, 7, 3, 6]);
    assert_eq!(rows(&between("", "3")), [2, 4]);
    assert_eq!(rows(&between("4", "2")), [5, 7, 3]);
    assert_eq!(rows(&between("Иванова", "Иванова")), [2, 4, 5]);
    assert_eq!(rows(&between("5", "5")), [6]);
    let sorted = Selection {
        sort: Sort::Name,
        ..between("Аль-Хасан", "Ежов")
    };
    assert_eq!(rows(&sorted), [7, 5, 2, 6]);
    let errors = select(roster(), &between("Ежов", "Абрамов")).unwrap_err();
    assert_eq!(errors[0].code, "range-reversed");
    let errors = select(roster(), &between("Ежев", "99")).unwrap_err();
    assert_eq!(errors.len(), 2);
}

#[test]
fn without_a_login() {
    let missing = |selection| Selection {
        missing: true,
        ..selection
    };
    assert_eq!(rows(&missing(Selection::default())), [4, 5, 3]);
    assert_eq!(rows(&missing(only(&["Иванова"]))), [5]);
    let errors = select(roster(), &missing(only(&["Ежов"]))).unwrap_err();
    assert_eq!(errors[0].code, "nobody-selected");
    let mut all = roster();
    all.students.retain(|student| student.login.is_some());
    let errors = select(all, &missing(Selection::default())).unwrap_err();
    assert!(errors[0].message.contains("у всех"), "{}", errors[0]);
}
