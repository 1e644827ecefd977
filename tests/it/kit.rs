//! `pamyatka kit` through the program itself: the folder holds all of it, or
//! nothing, and says nothing of the pupils.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::support::run::{Run, kill_once, names, run};
use serde_json::Value;
use sha2::{Digest, Sha256};

const ROSTER: &str = "\
Фамилия;Имя;Класс;Логин
Тайнова;Мария;7Б;maria@example.ru
Скрытый;Пётр;7Б;
Незримая;Анна;7Б;
";

/// All files of a kit.
const FILES: [&str; 14] = [
    "cards.pdf",
    "checklist.pdf",
    "handouts.pdf",
    "manifest.json",
    "message.txt",
    "poster.pdf",
    "qr/cop.admhmao.ru-1024.png",
    "qr/cop.admhmao.ru.pdf",
    "qr/cop.admhmao.ru.png",
    "qr/cop.admhmao.ru.svg",
    "qr/gosuslugi.ru-1024.png",
    "qr/gosuslugi.ru.pdf",
    "qr/gosuslugi.ru.png",
    "qr/gosuslugi.ru.svg",
];

fn kit(args: &[&str]) -> Run {
    Run::new()
        .roster(ROSTER)
        .args(&["kit", "7b.csv", "--date", "22.11.2026"])
        .args(args)
}

/// Runs once more in a folder that a run has left.
fn again(dir: &Path, args: &[&str]) -> Output {
    let line = ["kit", "7b.csv", "--date", "22.11.2026"];
    run(dir, &[&line, args].concat())
}

/// Every file below a folder, sorted.
fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let inside = path.strip_prefix(folder).unwrap();
                found.push(inside.to_str().unwrap().replace('\\', "/"));
            }
        }
    }
    found.sort();
    found
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[test]
fn all_of_it_in_one_go_and_the_same_bytes_again() {
    let (first, second) = (kit(&[]).ok(), kit(&["-o", "набор"]).ok());
    assert_eq!(files(&first.path("7b")), FILES);
    assert_eq!(names(&first.path(".")), ["7b", "7b.csv"]);
    assert!(
        first.out.contains("набор (3 ученика, 14 файлов)"),
        "{}",
        first.out
    );
    for name in FILES {
        let (one, two) = (
            first.read(&format!("7b/{name}")),
            second.read(&format!("набор/{name}")),
        );
        assert!(!one.is_empty() && one == two, "{name}");
    }
}

#[test]
fn the_manifest_says_what_there_is_and_names_nobody() {
    let run = kit(&["--only", "Тайнова", "--school", "Школа № 7"]).ok();
    let text = String::from_utf8(run.read("7b/manifest.json")).unwrap();
    for secret in [
        "Тайнова",
        "Скрытый",
        "Мария",
        "maria",
        "7Б",
        "7b.csv",
        "Школа",
    ] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["program"], "pamyatka");
    assert_eq!(value["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(value["date"], "2026-11-22");
    assert_eq!(value["list"]["sha256"], sha256(ROSTER.as_bytes()).as_str());
    assert_eq!(
        (&value["list"]["pupils"], &value["list"]["chosen"]),
        (&3.into(), &1.into())
    );
    let listed = value["files"].as_array().unwrap();
    assert_eq!(listed.len(), FILES.len() - 1);
    for file in listed {
        let name = file["name"].as_str().unwrap();
        let bytes = run.read(&format!("7b/{name}"));
        assert!(FILES.contains(&name), "{name}");
        assert_eq!(file["bytes"], bytes.len(), "{name}");
        assert_eq!(file["sha256"], sha256(&bytes).as_str(), "{name}");
    }
    let handouts = &listed[0];
    assert_eq!(handouts["name"], "handouts.pdf");
    assert_eq!(
        (&handouts["pages"], &handouts["sheets"]),
        (&2.into(), &1.into())
    );
}

#[test]
fn the_message_warns_and_names_no_pupil() {
    let args = ["--teacher", "Соловьёва Е. В.", "--return-by", "5 декабря"];
    let run = kit(&args).ok();
    let text = String::from_utf8(run.read("7b/message.txt")).unwrap();
    for part in [
        "https://www.gosuslugi.ru",
        "https://cop.admhmao.ru",
        "Соловьёва Е. В.",
        "До 5 декабря",
        "не спрашивают пароли и коды",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("Тайнова"));
}

#[test]
fn ours_are_replaced_and_what_others_made_or_edited_is_not() {
    let run = kit(&[]).ok();
    let dir = run.path(".");
    assert_eq!(
        again(&dir, &["--teacher", "Новый Учитель"]).status.code(),
        Some(0)
    );
    let message = run.read("7b/message.txt");
    assert!(
        String::from_utf8(message.clone())
            .unwrap()
            .contains("Новый Учитель")
    );
    let before = run.read("7b/handouts.pdf");
    let mut edited = message;
    edited.extend("P. S.".bytes());
    fs::write(run.path("7b/message.txt"), &edited).unwrap();
    fs::write(run.path("7b/qr/gosuslugi.ru.png"), "чужой").unwrap();
    let output = again(&dir, &[]);
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{err}");
    assert!(
        err.contains("«qr/gosuslugi.ru.png», «message.txt»"),
        "{err}"
    );
    assert!(run.read("7b/message.txt") == edited && run.read("7b/handouts.pdf") == before);
    assert_eq!(files(&run.path("7b")), FILES);
    let output = again(&dir, &["--force"]);
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(
        out.contains("Заменены чужие файлы: «qr/gosuslugi.ru.png», «message.txt»."),
        "{out}"
    );
    assert!(run.read("7b/message.txt") != edited);
    assert_eq!(names(&run.path(".")), ["7b", "7b.csv"]);
}

#[test]
fn a_place_that_cannot_be_and_a_bad_list_leave_nothing() {
    let place = |place: &str, code| kit(&["-o", place]).file("файл", "x").fails(code).err;
    assert!(place("файл", 2).contains("нужна папка"));
    assert!(place("файл/набор", 3).contains("Нельзя записать"));
    assert!(place("нет/набор", 3).contains("такой папки нет"));
    if cfg!(target_os = "linux") {
        assert!(place("/proc/набор", 3).contains("/proc/набор"));
    }
    // The list itself lies where a file of the kit would.
    let said = Run::new()
        .bytes("handouts.pdf", ROSTER.as_bytes())
        .args(&["kit", "handouts.pdf", "-o", ".", "--force"])
        .fails(2);
    assert!(said.err.contains("«handouts.pdf»"), "{}", said.err);
    let said = Run::new()
        .roster("Фамилия;Имя\nЖук;Лев\nЖук;\u{1f600}\n")
        .args(&["kit", "7b.csv"])
        .fails(1);
    assert!(said.err.contains("7b.csv, строка 3"), "{}", said.err);
    assert!(said.err.contains("напечатать его нечем"), "{}", said.err);
}

/// Killed in the middle, the program leaves at most its own temporary folder;
/// in a folder that was there before, the old kit is as it was.
#[test]
fn a_kill_leaves_nothing_half_made() {
    let dir = tempfile::tempdir().unwrap();
    let here = dir.path();
    fs::write(here.join("7b.csv"), ROSTER).unwrap();
    assert_eq!(again(here, &["-o", "старый"]).status.code(), Some(0));
    let old: Vec<Vec<u8>> = FILES
        .iter()
        .map(|name| fs::read(here.join("старый").join(name)).unwrap())
        .collect();
    let rows: String = (0..5000)
        .map(|row| format!("Жук;Лев;{}А;\n", row % 11 + 1))
        .collect();
    fs::write(
        here.join("7b.csv"),
        format!("Фамилия;Имя;Класс;Логин\n{rows}"),
    )
    .unwrap();
    for (target, parent) in [("новый", here.to_owned()), ("старый", here.join("старый"))]
    {
        let mut child = Command::new(env!("CARGO_BIN_EXE_pamyatka"))
            .args(["kit", "7b.csv", "-o", target])
            .current_dir(here)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let written = || {
            let temporary = names(&parent)
                .into_iter()
                .find(|name| name.starts_with(".pamyatka-"));
            let handouts = temporary.map(|name| parent.join(name).join("new/handouts.pdf"));
            handouts
                .and_then(|path| fs::metadata(path).ok())
                .map_or(0, |meta| meta.len())
        };
        kill_once(&mut child, || written() > 0);
    }
    assert!(!here.join("новый").exists());
    for (name, old) in FILES.iter().zip(&old) {
        assert!(
            fs::read(here.join("старый").join(name)).unwrap() == *old,
            "{name}"
        );
    }
}
