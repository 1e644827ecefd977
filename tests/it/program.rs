//! Runs the program as a teacher does and looks at what it says and leaves.

use crate::support::run::Run;

const ROSTER: &str = "Фамилия;Имя\nИванова;Мария\n";

#[test]
fn help_and_version_are_results() {
    let help = Run::new().arg("--help").ok();
    assert!(
        help.out.contains("Использование: pamyatka СПИСОК"),
        "{}",
        help.out
    );
    assert!(help.err.is_empty());
    let version = Run::new().arg("--version").ok();
    assert_eq!(
        version.out,
        format!("pamyatka {}\n", env!("CARGO_PKG_VERSION"))
    );
    for command in ["print", "check", "template"] {
        let help = Run::new().arg(command).arg("--help").ok();
        assert!(!help.out.contains("Usage"), "{}", help.out);
    }
}

#[test]
fn usage_errors_are_russian_and_exit_2() {
    for (args, said) in [
        (&[][..], "Использование"),
        (
            &["7b.csv", "--techer", "X"],
            "Параметра «--techer» нет. Может быть, --teacher?",
        ),
        (&["7b.csv", "ещё"], "Лишнее слово «ещё»"),
        (&["7b.csv", "--school"], "не хватает значения"),
        (&["7b.csv", "--force", "--force"], "указан дважды"),
        (&["print"], "Не хватает: СПИСОК"),
        (&["7b.csv", "--return-by", "31 июня"], "нет такой даты"),
        (&["7b.csv", "--platform", "teams"], "vk, max, none"),
        (&["7b.csv", "--slip", "логин"], "login, status"),
        (&["7b.csv", "--allow-host", "https://a.ru"], "не имя сайта"),
        (&["template", "нет-такого"], "Встроенного шаблона"),
    ] {
        let said_all = Run::new().roster(ROSTER).args(args).fails(2);
        assert!(said_all.err.contains(said), "{args:?}: {}", said_all.err);
        assert!(
            !said_all.err.contains("error"),
            "{args:?}: {}",
            said_all.err
        );
    }
}

#[test]
fn a_list_that_is_not_there_exits_1() {
    let said = Run::new().arg("nowhere.csv").fails(1);
    assert!(said.err.contains("файла «nowhere.csv» нет"), "{}", said.err);
    let said = Run::new().arg("chek").fails(1);
    assert!(said.err.contains("команда check?"), "{}", said.err);
    assert!(Run::new().arg(".").fails(1).err.contains("папка"));
}

#[test]
fn mistakes_in_the_settings_file_exit_1_with_line_and_hint() {
    let said = Run::new()
        .roster(ROSTER)
        .file(
            "pamyatka.toml",
            "school = \"Школа\"\ntecher = \"x\"\nhosts = [\"1.2.3.4\"]\n",
        )
        .arg("7b.csv")
        .fails(1);
    assert!(
        said.err
            .contains("pamyatka.toml, строка 2: настройки «techer» нет. Может быть, teacher?"),
        "{}",
        said.err
    );
    let said = Run::new()
        .roster(ROSTER)
        .file(
            "own.toml",
            "hosts = [\"1.2.3.4\"]\nreturn-by = \"когда-нибудь\"\n",
        )
        .args(&["7b.csv", "--config", "own.toml"])
        .fails(1);
    assert!(
        said.err.contains("own.toml, строка 1") && said.err.contains("строка 2"),
        "{}",
        said.err
    );
    let said = Run::new()
        .roster(ROSTER)
        .bytes("pamyatka.toml", b"# \xcf\xf0\xe8\xe2\xe5\xf2\n")
        .arg("7b.csv")
        .fails(1);
    assert!(said.err.contains("UTF-8"), "{}", said.err);
}

#[test]
fn nothing_is_overwritten_that_is_not_ours() {
    let run = Run::new().roster(ROSTER).file("7b.pdf", "%PDF-1.4 чужой");
    let said = run.arg("7b.csv").fails(2);
    assert!(said.err.contains("--force"), "{}", said.err);
    assert_eq!(said.read("7b.pdf"), "%PDF-1.4 чужой".as_bytes());
    let said = Run::new()
        .roster(ROSTER)
        .args(&["7b.csv", "-o", "7b.csv", "--force"])
        .fails(2);
    assert_eq!(said.read("7b.csv"), ROSTER.as_bytes());
}

#[test]
fn a_place_that_cannot_be_written_exits_3() {
    let said = Run::new()
        .roster(ROSTER)
        .args(&["7b.csv", "-o", "."])
        .fails(3);
    assert!(said.err.contains("это папка"), "{}", said.err);
    let said = Run::new()
        .roster(ROSTER)
        .args(&["7b.csv", "-o", "нет/7b.pdf"])
        .fails(3);
    assert!(said.err.contains("такой папки нет"), "{}", said.err);
}
