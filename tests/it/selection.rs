//! Choosing, sorting and splitting through the program itself: who is printed,
//! in which order, and in which files.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::extract::{bare, bare_texts};
use crate::support::run::{self, Run, Said, names as files};
use insta::assert_snapshot;
use lopdf::Document;

const ROSTER: &str = "\
Фамилия;Имя;Класс;Логин
Иванова;Мария;7Б;maria@example.ru
Ёлкин;Пётр;7А;
Абрамов;Яков;7Б;
Иванова;Анна;7Б;
Ежов;Лев;7А;lev@example.ru
";

fn run(args: &[&str]) -> Run {
    Run::new()
        .roster(ROSTER)
        .args(&["7b.csv", "--date", "22.11.2026"])
        .args(args)
}

/// The pupils of a PDF, by the front of each sheet.
fn pupils(pdf: &Path) -> Vec<&'static str> {
    let document = Document::load(pdf).unwrap();
    let texts = bare_texts(&document);
    let known = [
        "Иванова Мария",
        "Ёлкин Пётр",
        "Абрамов Яков",
        "Иванова Анна",
        "Ежов Лев",
    ];
    let on = |page: &String| {
        let mut found = known.into_iter().filter(|name| page.contains(&bare(name)));
        let name = found.next().expect("a sheet without a pupil");
        assert_eq!(found.next(), None, "two pupils on one sheet");
        name
    };
    texts.iter().step_by(2).map(on).collect()
}

fn printed(args: &[&str]) -> (Vec<&'static str>, Said) {
    let said = run(args).ok();
    let made = files(&said.path("."));
    let file = made.iter().find(|name| name.ends_with(".pdf")).unwrap();
    (pupils(&said.path(file)), said)
}

#[test]
fn only_the_named_are_printed_and_counted() {
    let (names, said) = printed(&["--only", "елкин", "--only", "ИВАНОВА АННА"]);
    assert_eq!(names, ["Иванова Анна", "Ёлкин Пётр"]);
    assert!(said.out.contains("Готово: 2 памятки"), "{}", said.out);
    assert!(
        said.out.contains("Выбрано из списка: 2 из 5."),
        "{}",
        said.out
    );
    let (names, said) = printed(&["--only", "Иванова"]);
    assert_eq!(names, ["Иванова Мария", "Иванова Анна"]);
    assert!(said.err.contains("номера в списке: 1, 4"), "{}", said.err);
}

#[test]
fn ranges_sorting_and_missing_logins() {
    let (names, _) = printed(&["--from", "3", "--to", "Ёлкин", "--sort", "roster"]);
    assert_eq!(names, ["Абрамов Яков", "Иванова Анна", "Ёлкин Пётр"]);
    let (names, said) = printed(&["--sort", "name"]);
    assert_eq!(
        names,
        [
            "Абрамов Яков",
            "Иванова Анна",
            "Иванова Мария",
            "Ежов Лев",
            "Ёлкин Пётр"
        ]
    );
    assert!(!said.out.contains("Выбрано"), "{}", said.out);
    let (names, _) = printed(&["--missing"]);
    assert_eq!(names, ["Абрамов Яков", "Иванова Анна", "Ёлкин Пётр"]);
}

#[test]
fn what_cannot_be_chosen_is_wrong_usage() {
    let lines: [&[&str]; 4] = [
        &["--only", "Иваново", "--only", "77", "--only", "Шмидт"],
        &["--from", "Ежов", "--to", "1"],
        &["--only", "Ежов", "--missing"],
        &["--only", "Ежов", "--to", "Иванова"],
    ];
    let told = |args: &&[&str]| format!("{}\n{}\n", args.join(" "), run(args).fails(2).err);
    assert_snapshot!(
        "cannot-be-chosen",
        lines.iter().map(told).collect::<String>()
    );
}

#[test]
fn a_file_for_each_class_and_for_each_pupil() {
    let said = run(&["--split", "class"]).ok();
    assert_eq!(files(&said.path("7b")), ["7А.pdf", "7Б.pdf"]);
    assert_eq!(pupils(&said.path("7b/7А.pdf")), ["Ёлкин Пётр", "Ежов Лев"]);
    assert_eq!(
        pupils(&said.path("7b/7Б.pdf")),
        ["Иванова Мария", "Абрамов Яков", "Иванова Анна"]
    );
    assert!(
        said.out
            .contains("5 памяток для 7Б и 7А (10 страниц, 5 листов)"),
        "{}",
        said.out
    );
    assert!(said.out.contains("Папка: 7b (2 файла)"), "{}", said.out);

    let args = ["--split", "pupil", "-o", "листы", "--only", "Иванова"];
    let said = run(&args).ok();
    assert_eq!(
        files(&said.path("листы")),
        ["7Б — Иванова Анна.pdf", "7Б — Иванова Мария.pdf"]
    );
    assert_eq!(
        pupils(&said.path("листы/7Б — Иванова Анна.pdf")),
        ["Иванова Анна"]
    );
    assert_eq!(
        files(said.path("листы").parent().unwrap()),
        ["7b.csv", "листы"]
    );
}

#[test]
fn what_holds_some_never_replaces_what_holds_all() {
    let dir = run(&[]).ok();
    let before = dir.read("7b.pdf");
    for (args, name) in [
        (&["--only", "Иванова Анна"][..], "7b — Иванова Анна.pdf"),
        (&["--only", "Яков", "--only", "5"], "7b — Яков, 5.pdf"),
        (&["--from", "3", "--to", "Ёлкин"], "7b — от 3 до Ёлкин.pdf"),
        (&["--missing"], "7b — без логина.pdf"),
        (&["--missing", "--split", "class"], "7b — без логина"),
        (&["--only", "2-3", "-o", "пересдача"], "пересдача.pdf"),
    ] {
        let line = ["7b.csv", "--date", "22.11.2026"];
        let output = run::run(&dir.path("."), &[&line, args].concat());
        assert_eq!(output.status.code(), Some(0), "{name}");
        assert!(dir.path(name).exists(), "{name}");
    }
    assert!(dir.read("7b.pdf") == before);
    let said = run(&["--only", "Яков", "-o", "7b.docx"]).fails(2);
    assert!(said.err.contains("-o \"7b.pdf\""), "{}", said.err);
}

#[test]
fn the_checklist_is_chosen_and_sorted_too() {
    let said = Run::new()
        .roster(ROSTER)
        .args(&["checklist", "7b.csv", "--from", "Абрамов", "--sort", "name"])
        .args(&[
            "--to",
            "Иванова",
            "--date",
            "22.11.2026",
            "-o",
            "список.pdf",
        ])
        .ok();
    let text = bare_texts(&Document::load(said.path("список.pdf")).unwrap()).concat();
    let place = |name: &str| text.find(&bare(name));
    assert!(place("Абрамов Яков").unwrap() < place("Иванова Анна").unwrap());
    assert!(place("Иванова Анна").unwrap() < place("Иванова Мария").unwrap());
    assert_eq!((place("Ёлкин"), place("Ежов")), (None, None));
    assert!(
        said.out.contains("Выбрано из списка: 3 из 5."),
        "{}",
        said.out
    );
}

#[test]
fn hostile_names_stay_in_the_folder() {
    let long = "Жж".repeat(40);
    let roster = format!(
        "Фамилия;Имя\n../../x;Анна\nCON;\nКо/ва;Га/ля\n\"О\"\"Нил\"\"\";Ян\n{long};{long}\n{long};{long}\nКо/ва;Га/ля\n"
    );
    let said = Run::new()
        .roster(&roster)
        .args(&["7b.csv", "--split", "pupil", "--date", "22.11.2026"])
        .ok();
    let names = files(&said.path("7b"));
    assert_eq!(names.len(), 7, "{names:?}");
    assert!(names.contains(&"CON_.pdf".to_owned()), "{names:?}");
    assert!(names.contains(&"_.._x Анна.pdf".to_owned()), "{names:?}");
    assert!(
        names.contains(&"Ко_ва Га_ля (2).pdf".to_owned()),
        "{names:?}"
    );
    for name in &names {
        assert!(name.chars().count() <= 120 && name.len() <= 240, "{name}");
        assert!(
            !name.contains(['/', '\\', ':', '*', '?', '"', '<', '>', '|']),
            "{name}"
        );
    }
    assert_eq!(files(said.path("7b").parent().unwrap()), ["7b", "7b.csv"]);
}

#[test]
fn a_second_run_gives_the_same_bytes_and_foreign_files_stop_it() {
    let args = ["--split", "class"];
    let (first, second) = (run(&args).ok(), run(&args).ok());
    for name in ["7b/7А.pdf", "7b/7Б.pdf"] {
        assert!(first.read(name) == second.read(name), "{name}");
    }
    fs::create_dir(first.path("чужое")).unwrap();
    for name in ["7А.pdf", "7Б.pdf", "письмо.txt"] {
        fs::write(first.path("чужое").join(name), "чужой").unwrap();
    }
    let again = |args: &[&str]| {
        let line = ["7b.csv", "--split", "class", "--date", "22.11.2026", "-o"];
        let output = run::run(&first.path("."), &[&line, args].concat());
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (
            output.status.code(),
            text(output.stdout),
            text(output.stderr),
        )
    };
    // Ours are replaced.
    assert_eq!(again(&["7b"]).0, Some(0));
    let (code, _, err) = again(&["чужое"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("«7Б.pdf», «7А.pdf»"), "{err}");
    assert_eq!(files(&first.path("чужое")).len(), 3);
    assert_eq!(first.read("чужое/7А.pdf"), "чужой".as_bytes());
    let (code, out, err) = again(&["чужое", "--force"]);
    assert_eq!(code, Some(0), "{err}");
    assert!(
        out.contains("Заменены чужие файлы: «7Б.pdf», «7А.pdf»."),
        "{out}"
    );
    assert!(out.contains("другие файлы (1)"), "{out}");
    assert_eq!(
        files(&first.path("чужое")),
        ["7А.pdf", "7Б.pdf", "письмо.txt"]
    );
}

#[test]
fn a_folder_that_cannot_be_made_leaves_nothing() {
    let file = |args: &[&str], code| run(args).file("файл", "x").fails(code).err;
    assert!(file(&["--split", "class", "-o", "файл"], 2).contains("нужна папка"));
    assert!(file(&["--split", "class", "-o", "файл/7б"], 3).contains("Нельзя записать"));
    assert!(file(&["--split", "class", "-o", "нет/7б"], 3).contains("такой папки нет"));
    if cfg!(target_os = "linux") {
        assert!(file(&["--split", "class", "-o", "/proc/7б"], 3).contains("/proc/7б"));
    }
    // One bad letter, and no file of the split appears.
    let said = Run::new()
        .roster("Фамилия;Имя;Класс\nЖук;Лев;7А\nЖук;\u{1f600};7Б\n")
        .args(&["7b.csv", "--split", "class"])
        .fails(1);
    assert!(said.err.contains("7b.csv, строка 3"), "{}", said.err);
    assert!(said.err.contains("напечатать его нечем"), "{}", said.err);
}

/// Killed in the middle, the program leaves at most its own temporary folder.
#[test]
fn a_kill_leaves_nothing_half_made() {
    let dir = tempfile::tempdir().unwrap();
    let mut roster = String::from("Фамилия;Имя;Класс\n");
    for index in 0..3000 {
        roster += &format!("Жук;Лев;{}А\n", index % 11 + 1);
    }
    fs::write(dir.path().join("7b.csv"), roster).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_pamyatka"))
        .args(["7b.csv", "--split", "pupil", "-o", "листы"])
        .current_dir(dir.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let is_temporary = |name: &String| name.starts_with(".pamyatka-") && name.ends_with(".tmp");
    let written = || {
        let names = files(dir.path());
        let found = names.iter().find(|name| is_temporary(name));
        found.map_or(0, |name| {
            let new = dir.path().join(name).join("new");
            fs::read_dir(new).map_or(0, Iterator::count)
        })
    };
    run::kill_once(&mut child, || written() >= 2);
    let left = files(dir.path());
    assert_eq!(
        left.iter()
            .filter(|name| !is_temporary(name))
            .collect::<Vec<_>>(),
        ["7b.csv"]
    );
}

#[test]
fn a_part_begins_a_word_and_is_no_patronymic() {
    let list = "ФИО\nАйваседа Ян Петрович\nЖук Лев Ильич\n";
    let run = |who: &str| Run::new().roster(list).args(&["7b.csv", "--from", who]);
    let said = run("Петров").fails(2);
    assert!(said.err.contains("никого с таким именем"), "{}", said.err);
    assert!(run("Айв").ok().out.contains("Готово: 2 памятки"));
}

#[test]
fn sheets_without_a_name_are_counted_apart() {
    let said = run(&["--only", "1", "--blank", "2"]).ok();
    assert!(
        said.out.contains("Выбрано из списка: 1 из 5."),
        "{}",
        said.out
    );
    let said = run(&["--blank", "0"]).fails(2);
    assert!(
        said.err.contains("Нужно число от 1 до 1000"),
        "{}",
        said.err
    );
}
