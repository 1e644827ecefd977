//! Texts of the teacher's own that never end or say what they must not.

use std::fs;

use crate::support::bounded::{bounded, refused};

const ROSTER: &str = "Фамилия;Имя;Логин\nЦой;Ян;+7 900 000-00-01\nЖук;Лев;lev@example.org\n";

/// What is said to a template that is refused.
#[track_caller]
fn template(text: &str) -> String {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("7b.csv"), ROSTER).unwrap();
    fs::write(dir.path().join("own.md"), text).unwrap();
    let said = refused(dir.path(), &["7b.csv", "--template", "own.md"], 1);
    assert!(said.contains("own.md"), "{said}");
    assert!(!dir.path().join("7b.pdf").exists());
    said
}

#[test]
fn a_template_that_never_ends_is_refused() {
    let loops = "{% for a in range(90000) %}{% for b in range(90000) %}{% endfor %}{% endfor %}";
    assert!(template(loops).contains("слишком долго"));
    let doubled = "{% set s = 'абвгд' %}".to_owned() + &"{% set s = s ~ s %}".repeat(40);
    assert!(template(&doubled).contains("слишком долго"));
    let long = "а ".repeat(200);
    let repeated = format!("{{% for a in range(90000) %}}{long}{{% endfor %}}");
    assert!(template(&repeated).contains("слишком длинный"));
}

#[test]
fn what_is_nested_without_end_is_refused() {
    let deep = "::: frame\n".repeat(10_000) + "а\n" + &":::\n".repeat(10_000);
    assert!(template(&deep).contains("вложены глубже"));
    let lists = "- ".repeat(10_000) + "а\n";
    assert!(template(&lists).contains("вложены глубже"));
    let callouts = "> ".repeat(10_000) + "а\n";
    assert!(template(&callouts).contains("вложены глубже"));
}

#[test]
fn words_that_cannot_be_broken_are_told_of_by_line() {
    let long = "щ".repeat(50_000);
    for text in [
        long.clone(),
        format!("`{long}`"),
        format!("![{long}](letters)"),
        format!("|а|\n|-|\n|{long}|"),
        "**аб***вг*".repeat(5000),
        "аб\u{a0}".repeat(20_000),
        "аб-".repeat(20_000),
        "в ".repeat(20_000),
    ] {
        let said = template(&format!("Слово\n\n{text}\n"));
        assert!(
            said.contains("own.md, строка 3: слово или цепочка слов слишком длинные"),
            "long-word: {said}"
        );
    }
}

#[test]
fn a_paragraph_of_many_pieces_ends_and_one_of_many_lines_has_its_place() {
    let lines = "![](line:1mm)\n".repeat(20_000);
    assert!(template(&format!("Слово\n\n{lines}")).contains("не помещается"));
    let short = "> а\n".repeat(3000);
    let said = template(&format!("Слово\n\n> [!WARNING]\n{short}"));
    assert!(
        said.contains("own.md, строка 4: слово или цепочка"),
        "{said}"
    );
}

#[test]
fn texts_that_are_endless_or_leave_their_line_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("7b.csv"), ROSTER).unwrap();
    let accents = format!("Шко{}ла", "\u{301}".repeat(100));
    let name = format!("ФИО\nИ{}ванов Ян\n", "\u{301}".repeat(12));
    fs::write(dir.path().join("name.csv"), name).unwrap();
    let said = refused(dir.path(), &["name.csv"], 1);
    assert!(
        said.contains("name.csv, строка 2") && said.contains("над буквой"),
        "{said}"
    );
    for school in [&accents, "Школа \u{202e}7", &"Школа ".repeat(1000)] {
        let said = refused(dir.path(), &["7b.csv", "--school", school], 2);
        assert!(said.chars().count() < 500, "{said}");
        let settings = format!("teacher = \"{school}\"\n");
        fs::write(dir.path().join("own.toml"), settings).unwrap();
        let said = refused(dir.path(), &["7b.csv", "--config", "own.toml"], 1);
        assert!(said.contains("own.toml, строка 1"), "{said}");
    }
    fs::write(
        dir.path().join("own.toml"),
        format!("school = \"{}\"\n", "ш".repeat(5 << 20)),
    )
    .unwrap();
    let said = refused(dir.path(), &["7b.csv", "--config", "own.toml"], 1);
    assert!(said.contains("слишком велик"), "{said}");
}

#[test]
fn nothing_that_acts_on_a_terminal_is_said() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("7b.csv"), ROSTER).unwrap();
    for args in [
        &["\u{1b}[2J\u{9b}x\u{202e}.csv"][..],
        &["7b.csv", "--only", "\u{1b}]0;x\u{7}"],
        &["verify", "\u{1b}[2J.pdf"],
    ] {
        let output = bounded(dir.path(), args);
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8(said).unwrap();
        let acts = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
        assert!(!said.is_empty() && !said.contains(acts), "{said:?}");
    }
    // A line that is forged by a name.
    for args in [
        &["x\nГотово: 1 памятка.csv"][..],
        &["7b.csv", "-o", "x\nГотово.pdf"],
        &["verify", "x\rГодится.pdf"],
    ] {
        let said = refused(dir.path(), args, 2);
        assert!(
            said.contains("управляющий знак") && !said.contains("Го"),
            "{said}"
        );
    }
    fs::write(dir.path().join("7\n.csv"), ROSTER).unwrap();
    let said = refused(dir.path(), &["7.csv"], 1);
    assert!(
        said.contains("7b.csv") && said.lines().count() == 2,
        "{said}"
    );
}

#[test]
fn a_login_or_a_name_never_gets_into_an_address() {
    let code = |address: &str| format!("# Код\n\n![Сайт](qr:{address})\n");
    let host = "https://www.gosuslugi.ru";
    for text in [
        code(&format!(
            "{host}/{{{{ student.login | replace('+', '') }}}}"
        )),
        format!(
            "{{% set x = student.login | length %}}{}",
            code(&format!("{host}/{{{{ x }}}}"))
        ),
        format!("{{% set x = student.full | length %}}![Сайт](<qr:{host}/{{{{ x }}}}>)\n"),
        format!("{{% set x = student.first | length %}}![Сайт][a]\n\n[a]: qr:{host}/{{{{ x }}}}\n"),
        format!("{{% set x = student.last | length %}}[сайт]({host}/{{{{ x }}}})\n"),
    ] {
        let said = template(&text);
        assert!(said.contains("данные ученика"), "{text}: {said}");
        assert!(!said.contains("900"), "{said}");
    }
}
