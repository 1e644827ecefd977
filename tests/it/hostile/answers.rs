//! Settings, names and parameters that cannot be: what is said names the place and
//! what to do.

use std::fs;

use crate::support::bounded::{bounded, refused};

const ROSTER: &str = "Фамилия;Имя;Логин\nЦой;Ян;+7 900 000-00-01\nЖук;Лев;lev@example.org\n";

/// A folder with a class list and a file.
fn folder(name: &str, text: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("7b.csv"), ROSTER).unwrap();
    fs::write(dir.path().join(name), text).unwrap();
    dir
}

#[test]
fn settings_that_cannot_be_are_told_by_line() {
    let long = "щ".repeat(5000);
    for (toml, wanted) in [
        (
            "\nreturn_by = \"5 декабря\"\nreturn-by = \"6 декабря\"\n",
            "строка 3: эта настройка записана дважды. Оставьте одну",
        ),
        ("\nschool: Школа\n", "строка 2: строка не понята. Пишут так"),
        (
            "date = 1800-01-01\n",
            "строка 1: date = «1800-01-01»: такого года",
        ),
        (
            "return-by = \"1.1.9999\"\n",
            "строка 1: return-by = «1.1.9999»: такого года",
        ),
        (
            "\ntemplate = \"нет.md\"\n",
            "own.toml, строка 2: шаблона «нет.md» нет",
        ),
        ("\ntemplate = \".\"\n", "own.toml, строка 2: «.» — папка"),
        (
            "\ntemplate = \"poster\"\n",
            "own.toml, строка 2: Встроенный шаблон «poster» — не для памяток",
        ),
        (
            "\nemblem = \"нет.png\"\n",
            "own.toml, строка 2: файла «нет.png» нет (эмблема)",
        ),
        (
            &format!("\n[labels.\"3x8\"]\nwidth = \"{long}\"\n"),
            "строка 3: labels = «щщ",
        ),
    ] {
        let dir = folder("own.toml", toml);
        let said = refused(dir.path(), &["7b.csv", "--config", "own.toml"], 1);
        assert!(said.contains(wanted) && said.len() < 1000, "{said}");
    }
    for (toml, line, wanted) in [
        (
            "\n[papers]\nposter = \"нет.md\"\n",
            "poster",
            "own.toml, строка 3: шаблона «нет.md» нет",
        ),
        (
            "\n[labels.\"abc\"]\nwidth = \"70mm\"\n",
            "cards --labels 3x8",
            "own.toml, строка 2: [labels.\"abc\"]: столбцы",
        ),
    ] {
        let dir = folder("own.toml", toml);
        let args: Vec<&str> = line.split(' ').chain(["--config", "own.toml"]).collect();
        let said = refused(dir.path(), &args, 1);
        assert!(said.contains(wanted), "{said}");
    }
    // Each key is looked for in the whole file.
    let many: String = (0..60_000).map(|at| format!("x{at} = \"a\"\n")).collect();
    let dir = folder("own.toml", &many);
    let said = refused(dir.path(), &["7b.csv", "--config", "own.toml"], 1);
    assert!(
        said.contains("own.toml: файл слишком велик (настройки): в нём больше 64 КБ"),
        "{said}"
    );
}

#[test]
fn heads_of_templates_that_leave_no_room_are_told_by_line() {
    for (head, wanted) in [
        ("\ntext = \"1000pt\"", "строка 3: буквы слишком крупны"),
        ("margins = { sides = \"200mm\" }", "строка 2: между полями"),
        (
            "margins = { top = \"150mm\", bottom = \"147mm\" }",
            "строка 2: между полями",
        ),
        ("paper = \"20mm 20mm\"", "строка 2: между полями"),
        ("slip = \"400mm\"", "строка 2: полоса для талона"),
    ] {
        let dir = folder("own.md", &format!("+++\n{head}\n+++\nСлово\n"));
        let said = refused(dir.path(), &["template", "check", "own.md"], 1);
        assert!(said.contains(&format!("own.md, {wanted}")), "{said}");
    }
    let own = "[papers]\ncode = \"code.md\"\n";
    let dir = folder("own.toml", own);
    fs::write(dir.path().join("code.md"), "слово\n\n".repeat(400)).unwrap();
    let said = refused(dir.path(), &["qr", "--config", "own.toml"], 1);
    assert!(said.contains("code.md: код с текстом шаблона"), "{said}");
    fs::write(dir.path().join("code.md"), "\n{{ unknown }}\n").unwrap();
    let said = refused(dir.path(), &["kit", "7b.csv", "--config", "own.toml"], 1);
    assert!(
        said.contains("1 ошибка") && said.contains("code.md, строка 2: в шаблоне"),
        "{said}"
    );
}

#[test]
fn what_does_not_go_together_is_told() {
    let dir = folder("x", "");
    fs::create_dir(dir.path().join("sub")).unwrap();
    for (line, code, wanted) in [
        ("--blank 2 --only Цой", 2, "Назовите список"),
        ("--blank 2 --from Цой", 2, "Назовите список"),
        ("--blank 2 --missing", 2, "Назовите список"),
        ("--blank 2 --sort name", 2, "Назовите список"),
        ("--blank 2 --sheet 7А", 2, "Назовите список"),
        ("--blank 2 --encoding utf-8", 2, "Назовите список"),
        ("--blank 2 --login-column Логин", 2, "Назовите список"),
        ("--blank 2 --many", 2, "Назовите список"),
        (
            "7b.csv -o sub",
            2,
            "«sub» — это папка. Укажите имя файла: -o sub/памятки.pdf",
        ),
        ("init 7b.csv", 2, "«7b.csv» — файл, а нужна папка"),
        ("completions cmd", 2, "Оболочки «cmd» нет. Есть такие: bash"),
        ("man prin", 2, "Команды «prin» нет. Может быть, print?"),
    ] {
        let args: Vec<&str> = line.split(' ').collect();
        let said = refused(dir.path(), &args, code);
        assert!(said.contains(wanted), "{line}: {said}");
    }
    let said = refused(dir.path(), &["check", ""], 2);
    assert!(
        said.contains("Вместо «СПИСОК» стоит пустое слово."),
        "{said}"
    );
    let long = format!("https://www.gosuslugi.ru/{}", "a".repeat(3000));
    let said = refused(dir.path(), &["qr", &long], 2);
    assert!(
        said.contains("больше 1000 знаков") && said.len() < 500,
        "{said}"
    );
    let long = "ш".repeat(130);
    let said = refused(dir.path(), &["7b.csv", "-o", &long], 3);
    assert!(said.contains("Укажите имя короче"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_device_is_no_place_for_a_file() {
    let dir = folder("x", "");
    let said = refused(dir.path(), &["7b.csv", "-o", "/dev/null"], 3);
    assert!(said.contains("«/dev/null» — устройство"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_looked_into_is_not_said_to_be_empty() {
    use std::os::unix::fs::PermissionsExt;
    let dir = folder("x", "");
    let closed = dir.path().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
    // Who may do everything may look into it.
    let is_closed = fs::read_dir(&closed).is_err();
    for args in [
        &["closed/7b.csv"][..],
        &["7b.csv", "--template", "closed/own.md"],
    ] {
        let code = bounded(dir.path(), args).status.code();
        assert_eq!(code, Some(if is_closed { 3 } else { 1 }), "{args:?}");
    }
}
