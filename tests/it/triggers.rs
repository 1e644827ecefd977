//! Every error and remark is brought about by a test. Those of the class list are in
//! `roster` and beside its code, those of judged files in `verify`; here is the rest,
//! each by the least that brings it about, and the count of all.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Literal, TokenStream, TokenTree};

use crate::support::run::{Run, Said};

const LIST: &str = "Фамилия;Имя\nЦой;Ян\n";
const CODE: &str = "![Сайт школы](qr:https://school7.ru)\n";

fn all(said: &Said) -> String {
    format!("{}{}", said.out, said.err)
}

/// Runs a command in a folder with a list and another file.
#[track_caller]
fn says(code: &str, line: &str, (name, text): (&str, &str), exit: i32, wanted: &str) {
    let words: Vec<&str> = line.split(' ').collect();
    let run = Run::new().roster(LIST).file(name, text).args(&words);
    let said = match exit {
        0 => run.ok(),
        exit => run.fails(exit),
    };
    let said = all(&said);
    assert!(said.contains(wanted), "{code}: {said}");
}

#[test]
fn papers_and_templates() {
    let long = format!(
        "::: columns 46mm *\n::: column\n![x](qr:https://school7.ru/{})\n:::\n::: column\nА\n:::\n:::\n",
        "a".repeat(600)
    );
    let card = "+++\npaper = \"300mm 54mm\"\n+++\nА\n";
    let label = "[labels.\"9x10\"]\nwidth = \"21mm\"\nheight = \"26mm\"\n";
    let narrow = format!("::: columns 20mm *\n::: column\n{CODE}:::\n::: column\nА\n:::\n:::\n");
    let [left, right] =
        ["", "/a"].map(|path| format!("![x](qr:https://school7.ru{path} \"34mm\")\n"));
    let near =
        format!("::: columns 46mm 46mm\n::: column\n{left}:::\n::: column\n{right}:::\n:::\n");
    let small = "+++\npaper = \"A4\"\n+++\n![x](qr:https://www.gosuslugi.ru \"30mm\")\n";
    let text = "слово ".repeat(3000);
    let pages = "слово\n\n".repeat(400);
    let own = "7b.csv --template t.md --allow-host school7.ru";
    for (code, line, template, wanted) in [
        (
            "card-too-large",
            "cards --template t.md",
            card,
            "карточка больше листа A4",
        ),
        (
            "no-such-place",
            "cards --template t.md --start 999",
            "+++\npaper = \"85mm 54mm\"\n+++\nА\n",
            "на листе только",
        ),
        (
            "poster-code-small",
            "poster --template t.md",
            small,
            "QR-код мельче 80 мм",
        ),
        (
            "overflow",
            "poster --template t.md",
            &pages,
            "не уместился на одной странице",
        ),
        ("code-narrow", own, &narrow, "а в колонке"),
        ("code-too-long", own, &long, "не умещается в QR-код"),
        ("codes-too-near", own, &near, "друг от друга"),
        (
            "too-high",
            own,
            &text,
            "не помещается на страницу по высоте",
        ),
        (
            "too-wide",
            own,
            "![](line:400mm)\n",
            "шире отведённого места",
        ),
        ("missing-letter", own, "王\n", "нет в шрифте"),
        (
            "no-slip",
            &format!("{own} --slip-only"),
            "А\n",
            "нет отрывной полосы",
        ),
        (
            "template",
            own,
            "+++\nslip-page = \"x\"\n+++\nА\n",
            "slip-page",
        ),
        (
            "template",
            own,
            "+++\npaper = \"A9\"\n+++\nА\n",
            "«paper» не понята",
        ),
        ("picture", "poster --emblem t.md", "А", "эмблема: "),
    ] {
        says(code, line, ("t.md", template), 1, wanted);
    }
    says(
        "foreign-address",
        own,
        ("t.md", CODE),
        0,
        "ведёт на school7.ru (1 лист).",
    );
    let labels = "cards --labels 9x10";
    says(
        "card-too-small",
        labels,
        ("pamyatka.toml", label),
        1,
        "не хватает места",
    );
    says(
        "code-too-large",
        "qr --size 300mm",
        ("x", ""),
        1,
        "не умещается на листе A4",
    );
    let address = format!(
        "qr https://school7.ru/{} --allow-host school7.ru",
        "a".repeat(900)
    );
    says("code-small", &address, ("x", ""), 1, "слишком мелок");
    let caption = format!("qr --caption {}", "ж".repeat(9000));
    says("overflow", &caption, ("x", ""), 1, "подпись не умещается");
}

#[test]
fn settings() {
    for (code, toml, wanted) in [
        ("config-key", "x = 1\n", "строка 1: настройки «x» нет"),
        (
            "config-key",
            "[papers]\n\nx = \"a\"\n",
            "строка 3: настройки «x» нет",
        ),
        (
            "config-value",
            "\n[vars]\na = \"b\"\nroom = 214\n",
            "строка 4: «room» — это текст",
        ),
        (
            "config-value",
            "[labels]\nwidth = 1\n",
            "строка 2: «labels.\"3x8\"» — это раздел",
        ),
        (
            "config-value",
            "[labels.\"3x8\"]\n\nwidth = 1\n",
            "строка 3: «width» — это текст",
        ),
        (
            "config-value",
            "\nvars = 1\n",
            "строка 2: «vars» — это раздел",
        ),
        (
            "config-value",
            "[vars]\na = \"\u{202e}\"\n",
            "строка 2: vars = ",
        ),
        ("config-value", "tint = 1\n", "да или нет"),
        ("config-syntax", "\nx\n", "строка 2: строка не понята"),
        (
            "unknown-encoding",
            "\nencoding = \"utf-99\"\n",
            "pamyatka.toml, строка 2: кодировка",
        ),
        (
            "unreadable-text",
            "encoding = \"utf-16le\"\n",
            "pamyatka.toml, строка 1: в кодировке",
        ),
    ] {
        says(code, "7b.csv", ("pamyatka.toml", toml), 1, wanted);
    }
    let labels = "[labels.\"3x8\"]\nwidth = \"70mm\"\n";
    let cards = "cards --labels 3x8";
    for (code, more, wanted) in [
        (
            "labels",
            "hight = \"1mm\"\n",
            "строка 3: [labels.\"3x8\"]: размера «hight» нет. Может быть, height?",
        ),
        ("labels", "zzzzzz = \"1mm\"\n", "Есть такие: width,"),
        (
            "labels",
            "height = \"x\"\n",
            "строка 3: [labels.\"3x8\"]: height = «x» не понято",
        ),
        (
            "labels",
            "",
            "строка 1: [labels.\"3x8\"]: нужны width и height",
        ),
        ("labels", "height = \"90mm\"\n", "на лист A4 не ложатся"),
    ] {
        let toml = format!("{labels}{more}");
        says(code, cards, ("pamyatka.toml", &toml), 1, wanted);
    }
    let day = "7b.csv --date 22.11.2026 --return-by 01.11.2027";
    says("return-by-far", day, ("x", ""), 0, "больше полугода");
    says(
        "config-overlooked",
        "7b.csv",
        ("pamyatka.txt", ""),
        0,
        "Переименуйте его",
    );
}

#[test]
fn files_and_lists() {
    for (code, line, exit, wanted) in [
        (
            "no-template",
            "7b.csv --template нет.md",
            1,
            "шаблона «нет.md» нет",
        ),
        ("not-a-file", "check .", 1, "папка, а нужен файл"),
        (
            "unknown-pupil",
            "7b.csv --only Иванов",
            2,
            "никого с таким именем",
        ),
        (
            "sheet-ignored",
            "7b.csv --sheet 7Б",
            0,
            "в текстовом файле нет листов",
        ),
        (
            "template-old",
            "7b.csv --template t.md --date 22.11.2026",
            0,
            "больше года назад",
        ),
    ] {
        let old = "+++\nchecked = \"2025-11-21\"\n+++\nЛист\n";
        says(code, line, ("t.md", old), exit, wanted);
    }
    let bytes = |name: &str, bytes: &[u8], args: &[&str]| {
        all(&Run::new()
            .bytes("7b.csv", LIST.as_bytes())
            .bytes(name, bytes)
            .args(args)
            .fails(1))
    };
    let said = bytes("t.md", b"\xcf\xf0", &["7b.csv", "--template", "t.md"]);
    assert!(said.contains("не в кодировке UTF-8"), "not-utf8: {said}");
    let large = vec![b' '; (1 << 20) + 1];
    let said = bytes("t.md", &large, &["7b.csv", "--template", "t.md"]);
    assert!(said.contains("слишком велик"), "file-too-large: {said}");
    let list = "ФИО;Учётная запись\nЦой Ян;наверное\n";
    let said = Run::new().roster(list).args(&["check", "7b.csv"]).ok();
    assert!(
        said.out.contains("непонятно, есть ли"),
        "odd-account: {}",
        said.out
    );
    let name = format!("ФИО\nИ{}ванов Ян\n", "\u{301}".repeat(12));
    let said = all(&Run::new().roster(&name).args(&["7b.csv"]).fails(1));
    assert!(
        said.contains("над буквой слишком много"),
        "unfit-name: {said}"
    );
}

#[test]
fn books_that_are_hidden_or_of_several_lists() {
    use crate::support::book::{rows, xlsx};
    use crate::support::lists::{OPTIONS, refused};
    use pamyatka::roster::{Mend, Options, read_mended};
    let list = rows("ФИО\nЦой Ян");
    let hidden = xlsx(&[("7А", "state=\"hidden\"", &list)]);
    assert_eq!(refused(&hidden), [(None, "hidden-sheet")]);
    let two = xlsx(&[("7А", "", &list), ("7Б", "", &list)]);
    let mend = Mend {
        row: 2,
        column: None,
        text: String::new(),
    };
    let options = Options {
        sheet: Some("all"),
        ..OPTIONS
    };
    let said = read_mended(&two, &options, &[mend]).unwrap_err();
    assert_eq!(said[0].code, "several-sheets");
}

#[test]
fn a_strip_higher_than_the_others() {
    let list = "ФИО\nЦой Ян\nЗаяц Зоя\nЖук Лев\n";
    let own = "+++\nslip = \"20mm\"\n+++\nА\n\n::: slip\n\
               {% if student.last == \"Заяц\" %}# А\n\n# Б\n\n# В{% endif %}\n\nБ\n:::\n";
    let run = Run::new().roster(list).file("t.md", own);
    let said = all(&run.args(&["7b.csv", "--template", "t.md"]).ok());
    assert!(
        said.contains("строка 3: отрывная полоса выше, чем у других (таких памяток: 1)"),
        "uneven-cut: {said}"
    );
    let same = own.replace("20mm", "1mm").replace("== \"Заяц\"", "!= \"\"");
    let run = Run::new().roster(list).file("t.md", &same);
    let said = all(&run.args(&["7b.csv", "--template", "t.md"]).ok());
    assert!(!said.contains("отрывная полоса выше"), "all alike: {said}");
}

/// Sixty-five kinds of pages: only some are read back.
#[test]
fn pages_of_too_many_kinds() {
    let names = (2..70).map(|letters| format!("А{};Ян\n", "а".repeat(letters)));
    let list = format!("Фамилия;Имя\n{}", names.collect::<String>());
    let own = "::: columns {{ 20 + student.last | length }}mm *\n::: column\nА\n:::\n\
               ::: column\n![](qr:https://cop.admhmao.ru)\n:::\n:::\n";
    let run = Run::new().roster(&list).file("t.md", own);
    let said = run.args(&["7b.csv", "--template", "t.md"]).ok().err;
    assert!(
        said.contains("страницы очень разные"),
        "codes-sampled: {said}"
    );
}

/// The files below a folder that hold code.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

fn text(literal: &Literal) -> Option<String> {
    match syn::Lit::new(literal.clone()) {
        syn::Lit::Str(text) => Some(text.value()),
        _ => None,
    }
}

/// The codes of errors and remarks in some code: what stands first behind
/// `Diagnostic::error`, `Diagnostic::warning` and what passes it on to them.
fn codes(code: TokenStream, found: &mut BTreeSet<String>) {
    let mut name = String::new();
    for token in code {
        match token {
            TokenTree::Group(group) => {
                let first = group.stream().into_iter().next();
                if let Some(TokenTree::Literal(first)) = first
                    && ["error", "warning", "wrong"].contains(&&*name)
                    && let Some(code) = text(&first)
                    && (name != "wrong" || code.contains('-'))
                {
                    let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
                    found.extend(Some(code).filter(|code| code.chars().all(letter)));
                }
                name.clear();
                codes(group.stream(), found);
            }
            TokenTree::Ident(ident) => name = ident.to_string(),
            TokenTree::Punct(_) | TokenTree::Literal(_) => name.clear(),
        }
    }
}

#[test]
fn every_code_is_named_by_a_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut sources, mut all) = (Vec::new(), BTreeSet::new());
    files(&root.join("src"), &mut sources);
    let mut tests = String::new();
    for path in &sources {
        let source = fs::read_to_string(path).unwrap();
        let (code, own) = match path.ends_with("tests.rs") {
            true => ("", &*source),
            false => source
                .split_once("#[cfg(test)]\nmod tests {")
                .unwrap_or((&source, "")),
        };
        codes(code.parse().unwrap(), &mut all);
        tests += own;
    }
    let mut others = Vec::new();
    files(&root.join("tests"), &mut others);
    for path in others {
        tests += &fs::read_to_string(path).unwrap();
    }
    // Within texts of tests, too.
    let tests = tests.replace('\\', "");
    assert!(all.len() > 100, "{}", all.len());
    // In a list of cases, or in what a case says that fails.
    all.retain(|code| {
        !tests.contains(&format!("\"{code}\"")) && !tests.contains(&format!("\"{code}: "))
    });
    assert!(all.is_empty(), "never brought about: {all:?}");
}
