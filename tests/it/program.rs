//! Runs the program as a teacher does and looks at what it says: help, results,
//! mistakes. The texts stand in `snapshots/`, where a change of a word is seen.

use crate::support::run::{Run, Said, run};
use insta::assert_snapshot;

const ROSTER: &str = "\
Фамилия;Имя;Класс;Дата рождения;Логин
Цой;Ян;7Б;14.03.2013;
Жук;Лев;7Б;09.01.2012;+7 900 000-00-01
Заяц;Зоя;7А;;
";

/// A folder with a class list.
fn class(args: &[&str]) -> Run {
    Run::new().roster(ROSTER).args(args)
}

/// A folder with a class list, on a day on which nothing depends on the clock.
fn dated(args: &[&str]) -> Run {
    class(args).args(&["--date", "22.11.2026"])
}

/// What was typed and what was said to it.
fn told(args: &[&str], said: &Said) -> String {
    let words = args.join(" ");
    format!("$ pamyatka {words}\n{}{}\n", said.out, said.err)
}

/// What is said to command lines that fail with this exit code.
fn refused(lines: &[&[&str]], code: i32, run: impl Fn(&[&str]) -> Run) -> String {
    let told = |args: &&[&str]| told(args, &run(args).fails(code));
    lines.iter().map(told).collect()
}

#[test]
fn help_of_every_command() {
    let help = Run::new().arg("--help").ok();
    assert!(help.err.is_empty());
    assert_snapshot!("help", help.out);
    for command in [
        "init",
        "print",
        "preview",
        "kit",
        "poster",
        "cards",
        "checklist",
        "qr",
        "check",
        "template",
        "verify",
        "completions",
        "man",
        "licenses",
    ] {
        let help = Run::new().args(&[command, "--help"]).ok();
        let (_, examples) = help.out.split_once("Примеры:\n").unwrap();
        assert!(examples.matches("  pamyatka ").count() >= 3, "{examples}");
        assert_snapshot!(format!("help-{command}"), help.out);
    }
    for line in [&["help"][..], &["помощь"], &["/?"], &["-?"], &["-h"]] {
        assert_eq!(Run::new().args(line).ok().out, help.out, "{line:?}");
    }
    let kit = Run::new().args(&["kit", "--help"]).ok();
    for line in [&["help", "kit"][..], &["помощь", "kit"], &["kit", "/?"]] {
        assert_eq!(Run::new().args(line).ok().out, kit.out, "{line:?}");
    }
    let version = Run::new().arg("--version").ok();
    let wanted = format!("pamyatka {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(version.out, wanted);
}

#[test]
fn licences_of_parts_and_typefaces() {
    let said = Run::new().arg("licenses").ok().out;
    for part in [
        "\nprintpdf ",
        "\nwindows-sys ",
        "Permission is hereby granted",
        "The Golos Text Project Authors",
        "SIL OPEN FONT LICENSE",
    ] {
        assert!(said.contains(part), "{part}");
    }
}

#[test]
fn nothing_typed_is_five_lines() {
    let said = Run::new().fails(2);
    assert_eq!(said.err.lines().count(), 5);
    assert_snapshot!("start", said.err);
}

#[test]
fn init_gives_a_beginning_that_works_and_touches_nothing() {
    let said = Run::new().args(&["init", "новая"]).ok();
    assert_snapshot!("init", said.out);
    let dir = said.path("новая");
    let check = |list: &str| {
        let output = run(&dir, &["check", "--json", list]);
        let mut value: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(0), "{value}");
        value["students"].take()
    };
    // As Excel writes it in Russia.
    let csv = std::fs::read_to_string(dir.join("образец.csv")).unwrap();
    assert!(
        csv.starts_with("\u{feff}Фамилия;Имя;") && csv.contains("\r\n"),
        "{csv}"
    );
    let students = check("образец.xlsx");
    assert_eq!(students, check("образец.csv"));
    assert_eq!(students.as_array().unwrap().len(), 4);
    let printed = run(&dir, &["образец.xlsx", "--date", "22.11.2026"]);
    assert_eq!(printed.status.code(), Some(0));
    assert!(printed.stderr.is_empty(), "the sample deserves no remark");
    let own = dir.join("pamyatka.toml");
    std::fs::write(&own, "school = \"Моя\"\n").unwrap();
    let again = run(&said.path("."), &["init", "новая"]);
    let out = String::from_utf8(again.stdout).unwrap();
    assert!(
        out.contains("pamyatka.toml — уже есть, не изменён"),
        "{out}"
    );
    assert_eq!(
        std::fs::read(&own).unwrap(),
        "school = \"Моя\"\n".as_bytes()
    );
}

#[test]
fn lists_and_settings_that_lie_elsewhere_are_named() {
    let lines: [&[&str]; 4] = [&["7б.csv"], &["7b"], &["7b.xlsx"], &["нет/7b.csv"]];
    assert_snapshot!("near-lists", refused(&lines, 1, class));
    let noticed = dated(&["7b.csv"]).file("pamyatka.toml.txt", "").ok();
    assert!(noticed.err.contains("Переименуйте его"), "{}", noticed.err);
    let read = dated(&["7b.csv"])
        .file("pamyatka.toml", "teacher = \"А\"\nschool = \"Б\"\n")
        .ok();
    let line = "Настройки: pamyatka.toml (school, teacher).";
    assert!(read.out.contains(line), "{}", read.out);
}

#[test]
fn programs_get_one_object_and_nothing_else() {
    let json = |said: &str| serde_json::from_str::<serde_json::Value>(said).unwrap();
    let said = dated(&["7b.csv", "--json", "--only", "2-3"]).ok();
    assert_eq!(said.err, "");
    let value = json(&said.out);
    assert_eq!(value["files"][0]["file"], "7b — 2-3.pdf");
    assert_eq!(
        [
            &value["handouts"],
            &value["listed"],
            &value["files"][0]["pages"]
        ],
        [2, 3, 4]
    );
    let value = json(&dated(&["7b.csv", "--json", "--split", "class"]).ok().out);
    assert_eq!(value["files"].as_array().unwrap().len(), 2);
    let said = dated(&["kit", "7b.csv", "--json"]).ok();
    let value = json(&said.out);
    for file in value["files"].as_array().unwrap() {
        assert!(
            said.path(file["file"].as_str().unwrap()).is_file(),
            "{file}"
        );
    }
    let value = json(&class(&["kit", "нет.csv", "--json"]).fails(1).out);
    assert_eq!(value["errors"][0]["code"], "no-file");
    assert_eq!(class(&["7b.csv", "--json", "--slip", "x"]).fails(2).out, "");
}

/// Every key of every answer stands in `docs/json.md`.
#[test]
fn the_answers_are_documented() {
    fn keys(value: &serde_json::Value, found: &mut Vec<String>) {
        match value {
            serde_json::Value::Object(all) => {
                for (key, value) in all {
                    // Columns and addresses are data.
                    if !key.contains('.') {
                        found.push(key.clone());
                    }
                    keys(value, found);
                }
            }
            serde_json::Value::Array(all) => all.iter().for_each(|value| keys(value, found)),
            _ => {}
        }
    }
    let docs = include_str!("../../docs/json.md");
    let list = "ФИО;Телефон;Логин Госуслуг\nЖук Лев;1;x\nИтого: 1\n";
    let mut found = Vec::new();
    for line in ["print 7b.csv", "kit 7b.csv", "check 7b.csv"] {
        let args: Vec<&str> = line.split(' ').collect();
        let said = Run::new().roster(list).args(&args).arg("--json").ok();
        keys(&serde_json::from_str(&said.out).unwrap(), &mut found);
    }
    let qr = Run::new()
        .args(&["qr", "--png", "--size", "12mm", "-o", "."])
        .fails(1);
    assert!(!qr.err.is_empty());
    let qr = Run::new().args(&["qr", "--png", "-o", "."]).ok();
    let code = qr.read("gosuslugi.ru.png");
    let said = Run::new().bytes("x.png", &code);
    let said = said.args(&["verify", "--json", "--stress", "x.png"]).ok();
    keys(&serde_json::from_str(&said.out).unwrap(), &mut found);
    found.sort();
    found.dedup();
    found
        .retain(|key| !docs.contains(&format!("`{key}`")) && !docs.contains(&format!("\"{key}\"")));
    assert!(found.is_empty(), "{found:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn what_was_made_is_opened_if_asked_for() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    std::fs::write(at("7b.csv"), ROSTER).unwrap();
    std::fs::write(
        at("xdg-open"),
        "#!/bin/sh\nprintf '%s\\n' \"$1\" >>opened\n",
    )
    .unwrap();
    std::fs::set_permissions(at("xdg-open"), std::fs::Permissions::from_mode(0o755)).unwrap();
    let started = |path: &std::path::Path, args: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_pamyatka"));
        command.args(args).current_dir(dir.path()).env("PATH", path);
        command.output().unwrap()
    };
    let path = std::path::PathBuf::from(format!("{}:/usr/bin:/bin", dir.path().display()));
    for args in [&["7b.csv", "--open"][..], &["preview", "7b.csv", "--open"]] {
        assert!(started(&path, args).status.success());
    }
    let opened = || std::fs::read_to_string(at("opened")).unwrap_or_default();
    while opened().lines().count() < 2 {
        std::thread::yield_now();
    }
    let mut opened: Vec<_> = opened().lines().map(str::to_owned).collect();
    opened.sort();
    let wanted = ["7b — просмотр.png", "7b.pdf"].map(|name| at(name).display().to_string());
    assert_eq!(opened, wanted);
    let output = started(std::path::Path::new("/nowhere"), &["7b.csv", "--open"]);
    assert_eq!(output.status.code(), Some(3));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("нечем: откройте сами"), "{said}");
}

#[test]
fn shells_and_man_learn_the_commands() {
    for shell in ["bash", "zsh", "fish", "PowerShell", "elvish"] {
        let said = Run::new().args(&["completions", shell]).ok();
        assert!(
            said.out.contains("checklist") && said.out.contains("large-print"),
            "{shell}"
        );
    }
    assert!(
        Run::new()
            .args(&["completions", "cmd"])
            .fails(2)
            .err
            .contains("bash")
    );
    let page = Run::new().args(&["man", "kit"]).ok().out;
    assert!(
        page.contains(".TH pamyatka-kit 1") && page.contains("school"),
        "{page}"
    );
    assert!(Run::new().arg("man").ok().out.contains("checklist"));
    assert!(
        Run::new()
            .args(&["man", "x"])
            .fails(2)
            .err
            .contains("checklist")
    );
}

#[test]
fn a_look_before_printing() {
    let said = dated(&["preview", "7b.csv", "--only", "Лев"]).ok();
    assert!(
        said.out.contains("Картинка: 7b — просмотр — Лев.png"),
        "{}",
        said.out
    );
    let picture = image::load_from_memory(&said.read("7b — просмотр — Лев.png")).unwrap();
    // Two sides of A4 at 150 dpi and what lies between them.
    let (width, height) = (picture.width(), picture.height());
    assert!(
        (2510..=2515).contains(&width) && (1754..=1755).contains(&height),
        "{width} × {height}"
    );
    let grey = picture.to_luma8();
    assert_eq!(grey.get_pixel(width / 2, height / 2).0, [128]);
    let dark = |from: u32, to: u32| {
        let inked = grey
            .enumerate_pixels()
            .filter(|(x, _, p)| (from..to).contains(x) && p.0[0] < 64);
        inked.count()
    };
    assert!(dark(0, 1240) > 10_000 && dark(1271, width) > 10_000);
    let said = dated(&["preview", "7b.csv", "-o", "7б.pdf"]).fails(2);
    assert!(said.err.contains("только PNG"), "{}", said.err);
}

#[test]
fn results_of_every_command() {
    let lines: [&[&str]; 9] = [
        &["7b.csv"],
        &["7b.csv", "--only", "Цой", "--school", "Школа № 7"],
        &["7b.csv", "--split", "class"],
        &["kit", "7b.csv", "--teacher", "Мороз Анна Ильинична"],
        &["poster"],
        &["cards", "--labels", "3x8", "--start", "20"],
        &["checklist", "7b.csv", "--return-by", "1 ноября 2026"],
        &["qr", "--size", "35mm"],
        &["check", "7b.csv"],
    ];
    let told = |args: &&[&str]| told(args, &dated(args).ok());
    assert_snapshot!("results", lines.iter().map(told).collect::<String>());
    let quiet = dated(&["-q", "7b.csv"]).ok();
    assert_eq!((&*quiet.out, &*quiet.err), ("", ""));
}

#[test]
fn wrong_usage_exits_2() {
    let lines: [&[&str]; 26] = [
        &["chek", "7b.csv"],
        &["help", "kti"],
        &["kit"],
        &["7b.csv", "--template", "poster"],
        &["7b.csv", "--techer", "X"],
        &["7b.csv", "ещё"],
        &["7b.csv", "--school"],
        &["7b.csv", "--force=да"],
        &["7b.csv", "--force", "--force"],
        &["7b.csv", "--school", "А", "--school", "Б"],
        &["print"],
        &["check", "--json"],
        &["verify"],
        &["7b.csv", "--return-by", "31 июня"],
        &["7b.csv", "--date", "вчера", "--platform", "teams"],
        &["7b.csv", "--slip", "логин"],
        &["7b.csv", "--allow-host", "http://a.ru"],
        &["7b.csv", "--split", "clas"],
        &["7b.csv", "--sort", "imya"],
        &["poster", "--paper", "A5"],
        &["cards", "--start", "11"],
        &["cards", "--copies", "десять"],
        &["cards", "--labels", "9x9"],
        &["template", "postr"],
        &["template", "poster", "--force"],
        &["template", "poster", "--allow-host", "a.ru"],
    ];
    assert_snapshot!("wrong-usage", refused(&lines, 2, class));
}

#[test]
fn wrong_inputs_exit_1() {
    let lines: [&[&str]; 3] = [
        &["nowhere.csv"],
        &["."],
        &["7b.csv", "--template", "own.md"],
    ];
    assert_snapshot!("wrong-inputs", refused(&lines, 1, class));
    let json = Run::new()
        .args(&["check", "--json", "nowhere.csv"])
        .fails(1);
    let value: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(value["errors"][0]["code"], "no-file");
}

#[test]
fn mistakes_of_the_settings_file_are_named_by_line() {
    let files = [
        "school = \"Школа\"\ntecher = \"x\"\nhosts = [\"1.2.3.4\"]\n",
        "hosts = [\"1.2.3.4\"]\nreturn-by = \"когда-нибудь\"\nslip = \"logn\"\n",
        "school = 7\nbanks = \"Сбер\"\n[vars]\nroom = 214\n",
        "school = «Школа»\n",
        "school = \"А\"\nschool = \"Б\"\n",
    ];
    let told = |toml: &&str| {
        let run = class(&["7b.csv"]).file("pamyatka.toml", toml);
        format!("{toml}---\n{}\n", run.fails(1).err)
    };
    assert_snapshot!("settings-file", files.iter().map(told).collect::<String>());
    let foreign = b"# \xcf\xf0\xe8\xe2\xe5\xf2\n";
    let said = class(&["7b.csv"]).bytes("pamyatka.toml", foreign).fails(1);
    assert!(said.err.contains("UTF-8"), "{}", said.err);
    let run = class(&["7b.csv", "--config", "own.toml"]);
    let said = run.file("own.toml", "techer = \"x\"\n").fails(1);
    assert!(said.err.contains("own.toml, строка 1"), "{}", said.err);
}

#[test]
fn files_that_are_not_ours_and_places_that_cannot_be() {
    let foreign = "%PDF-1.4 чужой";
    let run = |args: &[&str]| {
        class(args)
            .file("чужой.pdf", foreign)
            .file("own.md", "текст")
    };
    let mut all = refused(
        &[
            &["7b.csv", "-o", "чужой.pdf"],
            &["checklist", "7b.csv", "-o", "own.md", "--force"],
            &["7b.csv", "--split", "class", "-o", "чужой.pdf"],
            &["template", "handout", "-o", "own.md"],
            &["7b.csv", "-o", "."],
            &["7b.csv", "-o", "7б.docx"],
        ],
        2,
        run,
    );
    all += &refused(
        &[
            &["7b.csv", "-o", "нет/7b.pdf"],
            &["7b.csv", "--split", "class", "-o", "нет/7b"],
        ],
        3,
        run,
    );
    assert_snapshot!("places", all);
    let said = run(&["7b.csv", "-o", "чужой.pdf"]).fails(2);
    assert_eq!(said.read("чужой.pdf"), foreign.as_bytes());
    let said = run(&["7b.csv", "-o", "7b.csv", "--force"]).fails(2);
    assert_eq!(said.read("7b.csv"), ROSTER.as_bytes());
}
