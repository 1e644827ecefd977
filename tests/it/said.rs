//! What the program once said and was not true: each line is a complaint of
//! somebody who read it. Nothing of it may come back.

use std::fs;

use crate::support::run::{Run, Said};

const ROSTER: &str =
    "Фамилия;Имя;Класс;Дата рождения\nЖук;Лев;7Б;05.03.2013\nАлексеева;Дарья;7Б;\n";

fn class(args: &[&str]) -> Run {
    Run::new().roster(ROSTER).args(args)
}

#[track_caller]
fn says(said: &Said, wanted: &str, never: &[&str]) {
    let text = format!("{}{}", said.out, said.err);
    assert!(text.contains(wanted), "{text}");
    for word in never {
        assert!(!text.contains(word), "«{word}» in {text}");
    }
}

#[test]
fn errors_are_counted_without_the_remarks() {
    let list = "Фамилия;Имя;Дата рождения\nЖук;Лев;скоро\nЦой;Ян;вчера\nКим;;\n;Ян;\n";
    for command in ["print", "check"] {
        let said = Run::new().roster(list).args(&[command, "7b.csv"]).fails(1);
        let errors = said.err.matches("  • ").count();
        assert!(errors > 0);
        says(&said, "Не получилось: ", &["апечатан"]);
    }
    let remarks = Run::new()
        .roster("Фамилия;Имя;Дата рождения\nЖук;Лев;скоро\n")
        .args(&["check", "7b.csv"])
        .ok();
    says(&remarks, "1 замечание", &["апечатан"]);
}

#[test]
fn check_passes_what_print_passes() {
    for command in ["print", "check"] {
        let list = "Фамилия;Имя\nЖук;Лев\nЖук;😀\n";
        let said = Run::new().roster(list).args(&[command, "7b.csv"]).fails(1);
        says(&said, "напечатать его нечем", &[]);
    }
}

#[test]
fn a_template_of_our_own_may_have_been_edited() {
    let said = class(&["template", "-o", "моя.md"])
        .file("моя.md", "правка")
        .fails(2);
    says(&said, "могут быть ваши правки", &["не этой программой"]);
    for (name, wanted, named) in [
        ("handout", "q.pdf", "-o \"q.md\""),
        ("message", "q.md", "-o \"q.txt\""),
    ] {
        let said = class(&["template", name, "-o", wanted]).fails(2);
        says(&said, named, &["записан"]);
    }
    class(&["template", "-o", "моя"]).ok().read("моя.md");
}

#[test]
fn misspelt_commands_are_no_superfluous_words() {
    says(
        &class(&["chek", "7b.csv"]).fails(2),
        "Может быть, check?",
        &["кавычки"],
    );
    says(
        &Run::new().args(&["help", "kit"]).ok(),
        "pamyatka kit СПИСОК",
        &["кавычки"],
    );
}

#[test]
fn a_wrong_encoding_is_not_a_broken_copy() {
    let said = class(&["7b.csv", "--encoding", "utf-16le"]).fails(1);
    says(&said, "--encoding", &["обрывается", "скопирован"]);
}

#[test]
fn short_dates_and_first_names_are_understood() {
    let said = class(&[
        "7b.csv",
        "--date",
        "22.11.26",
        "--return-by",
        "05.12.26",
        "--only",
        "Дарья",
    ])
    .ok();
    says(&said, "1 из 2", &["нет такой даты", "никого"]);
}

#[test]
fn posters_are_no_handouts_and_a_pdf_has_its_ending() {
    let said = class(&["7b.csv", "--template", "poster"]).fails(2);
    says(&said, "pamyatka poster", &["Готово"]);
    let said = class(&["7b.csv", "-o", "памятки"]).ok();
    assert!(said.path("памятки.pdf").exists());
    says(&class(&["7b.csv", "-o", "."]).fails(2), "это папка", &[]);
}

#[test]
fn a_birth_in_the_future_is_not_a_matter_of_writing() {
    let list = "Фамилия;Имя;Дата рождения\nЖук;Лев;05.03.2033\n";
    let said = Run::new().roster(list).args(&["check", "7b.csv"]).ok();
    says(&said, "ещё не наступила", &["Напишите дату так"]);
}

#[test]
fn broken_books_are_no_archives_and_lost_letters_are_lost() {
    let book = fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/list.xlsx")).unwrap();
    let half = &book[..book.len() / 2];
    let said = Run::new()
        .bytes("7b.xlsx", half)
        .args(&["7b.xlsx"])
        .fails(1);
    says(&said, "книга повреждена", &["архив"]);
    let said = Run::new()
        .roster("????;???;?????\nЖук;Лев;7Б\n")
        .args(&["7b.csv"])
        .fails(1);
    says(&said, "потеряны при сохранении", &["нет строки"]);
}

#[test]
fn a_long_school_is_not_the_fault_of_the_template() {
    let school = "Муниципальное бюджетное общеобразовательное учреждение ".repeat(12);
    let said = class(&["7b.csv", "--school", &school]).ok();
    says(&said, "Длинно: school", &["шаблон"]);
}

/// A form concerns the handouts: the other papers have none.
#[test]
fn a_kit_of_every_form_is_made() {
    let list = "ФИО\nЦой Ян\nЖук Лев\n";
    for form in ["--a5", "--large-print", "--single-side", "--slip-only"] {
        let said = Run::new().roster(list).args(&["kit", "7b.csv", form]).ok();
        assert!(said.out.contains("message.txt"), "{}", said.out);
    }
    let settings = "a5 = true\nschool = \"Муниципальное бюджетное общеобразовательное учреждение \
                    «Средняя общеобразовательная школа № 7 имени первого учителя»\"\n";
    let run = || Run::new().roster(list).file("pamyatka.toml", settings);
    run().arg("poster").ok();
    run().arg("cards").ok();
    run().args(&["checklist", "7b.csv"]).ok();
}

/// Two codes in one paragraph are not one.
#[test]
fn no_code_is_lost_in_silence() {
    let two = "![Госуслуги](qr:https://www.gosuslugi.ru)\n![Дневник](qr:https://cop.admhmao.ru)\n";
    let run = Run::new().roster("ФИО\nЦой Ян\n").file("t.md", two);
    let said = run.args(&["7b.csv", "--template", "t.md"]).fails(1);
    assert!(said.err.contains("два QR-кода"), "{}", said.err);
}

/// Every address that codes and links lead to is named, and one of others is a
/// remark each time.
#[test]
fn where_codes_lead_is_said() {
    let list = "ФИО\nЦой Ян\nЖук Лев\n";
    let said = Run::new().roster(list).arg("7b.csv").ok();
    let both = "cop.admhmao.ru (2 листа), www.gosuslugi.ru (2 листа).";
    assert!(said.out.contains(both), "{}", said.out);
    let own = "::: front\n{{ student.full }}\n\n![Сайт школы](qr:https://school7.ru)\n:::\n";
    let run = |template: &str| {
        let run = Run::new().roster(list).file("t.md", template);
        let own = ["--template", "t.md", "--allow-host", "school7.ru"];
        run.arg("7b.csv").args(&own)
    };
    let said = run(own).ok();
    let all = format!("{}{}", said.out, said.err);
    assert!(all.contains("ведёт на school7.ru (2 листа)"), "{all}");
    for wrong in [
        own.replace("Сайт школы", "Госуслуги"),
        own.replace("![Сайт", "Вход на Госуслуги:\n\n![Сайт"),
        own.replace("![Сайт", "Вход на Госуслуги:\n\nСюда.\n\n![Сайт"),
        own.replace("![Сайт", "::: frame\n- Госуслуги\n:::\n\n![Сайт"),
        own.replace("![Сайт", "[ЦОП](https://school7.ru)\n\n![Сайт"),
    ] {
        let said = run(&wrong).fails(1);
        assert!(
            said.err.contains("а адрес ведёт на school7.ru"),
            "{}",
            said.err
        );
        assert!(said.err.contains("t.md, строка"), "{}", said.err);
    }
    for (host, good) in [
        ("gosuslugi.com", "gosuslugi.ru"),
        ("gosusIugi.ru", "gosuslugi.ru"),
        ("gosuslugi.ru.evil.ru", "gosuslugi.ru"),
        ("cop-admhmao.ru", "cop.admhmao.ru"),
    ] {
        let template = own.replace("school7.ru", host);
        let said = Run::new().roster(list).file("t.md", &template);
        let own = ["--template", "t.md", "--allow-host", host];
        let said = said.arg("7b.csv").args(&own).ok();
        let remark = format!("похож на {good}, но это другой сайт");
        assert!(said.err.contains(&remark), "{}", said.err);
    }
    let apart = "Логин от Госуслуг нужен и здесь.\n\n## Школа\n\n![Сайт";
    run(&own.replace("![Сайт", apart)).ok();
}
