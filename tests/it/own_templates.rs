//! Templates of one's own through the program: named, written out, checked, with
//! pictures, and in the place of every paper.

use std::fs;
use std::io::Cursor;

use image::{DynamicImage, GrayImage, ImageFormat, Luma};
use lopdf::Document;
use pamyatka::template::{BUILTIN, builtin};

use crate::support::extract::{bare, bare_texts};
use crate::support::run::{Run, Said};

const ROSTER: &str = "Фамилия;Имя;Класс;Дата рождения\nЖук;Лев;7Б;05.03.2013\n";

/// A picture of these sides in one grey.
fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let own = DynamicImage::from(GrayImage::from_pixel(width, height, Luma([90])));
    let mut bytes = Cursor::new(Vec::new());
    own.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn checked(text: &str) -> Said {
    Run::new()
        .file("own.md", text)
        .args(&["template", "check", "own.md"])
        .fails(1)
}

fn text(said: &Said, file: &str) -> String {
    let pdf = Document::load_mem(&said.read(file)).unwrap();
    bare_texts(&pdf).concat()
}

#[test]
fn every_built_in_template_is_named_written_out_and_good() {
    let said = Run::new().arg("template").ok();
    for one in &BUILTIN {
        let line = said
            .out
            .lines()
            .find(|line| line.trim().starts_with(one.name));
        assert!(line.unwrap().contains(one.about), "{}", said.out);
        let file = match one.name {
            "message" => "own.txt",
            _ => "own.md",
        };
        let own = Run::new().args(&["template", one.name, "-o", file]).ok();
        assert!(own.out.contains("Печать") || own.out.contains("Печатать"));
        let run = Run::new().file(file, one.source);
        let said = run.args(&["template", "check", file]).ok();
        assert_eq!(said.out, format!("Годится: {file}\n"), "{}", said.err);
    }
}

#[test]
fn mistakes_are_told_with_their_line_whoever_would_see_them() {
    let with = |mistake: &str| {
        format!("# Лист\n\n{{% if student.age == 15 %}}\n{mistake}\n{{% endif %}}\n")
    };
    for (mistake, words) in [
        ("{{ student.fulll }}", "«student.full»"),
        ("![](lien)", "«line»"),
        ("![](line:300mm)", "шире"),
        ("Буква 王.", "«王»"),
        ("{{ student.full }} ![](tik)", "«tick»"),
        (
            "{% if emblem and return_by and not school %}{% else %}![](tik){% endif %}",
            "«tick»",
        ),
    ] {
        let said = checked(&with(mistake)).err;
        assert!(said.contains("own.md, строка 4"), "{mistake}: {said}");
        assert!(said.contains(words), "{mistake}: {said}");
    }
    let code = "![Вход](qr:https://cop.admhmao.ru)";
    for (text, row, words) in [
        (
            format!("Один\n\n::: columns 20mm *\n::: column\n{code}\n:::\n::: column\n:::\n:::\n"),
            5,
            "в колонке",
        ),
        (format!("{code}\n\n{code}\n"), 1, "друг от друга"),
        (
            format!(
                "::: frame\nНачало\n\n{}\n:::\n",
                "строка\\\n".repeat(300) + "конец"
            ),
            4,
            "по высоте",
        ),
        ("+++\npapre = \"A4\"\n+++\nА\n".to_owned(), 2, "«paper»"),
        (
            "{% if slip == \"status\" %}\n::: colums *\n:::\n{% endif %}\n".to_owned(),
            2,
            "«columns»",
        ),
    ] {
        let said = checked(&text).err;
        assert!(
            said.contains(&format!("own.md, строка {row}")),
            "{text}: {said}"
        );
        assert!(said.contains(words), "{text}: {said}");
    }
}

#[test]
fn a_branch_that_no_pupil_of_the_list_takes_is_checked_when_printing() {
    let own = "# Лист\n\n{% if student.age == 15 %}\n![](tik)\n{% endif %}\n";
    let run = Run::new().roster(ROSTER).file("own.md", own);
    let said = run.args(&["7b.csv", "--template", "own.md"]).fails(1);
    assert!(said.err.contains("own.md, строка 4"), "{}", said.err);
}

#[test]
fn a_letter_of_a_setting_names_the_setting() {
    let run = Run::new().roster(ROSTER);
    let said = run.args(&["7b.csv", "--teacher", "Иванова 王"]).fails(1);
    assert!(said.err.contains("teacher: знака «王»"), "{}", said.err);
}

#[test]
fn an_old_template_is_remarked() {
    let template = format!(
        "+++\nchecked = \"2025-11-21\"\nsource = \"сайт школы\"\n+++\n{}",
        "Лист\n"
    );
    let run = |day: &str| {
        let run = Run::new().roster(ROSTER).file("own.md", &template);
        run.args(&["7b.csv", "--template", "own.md", "--date", day])
            .ok()
    };
    assert!(run("22.11.2026").err.contains("больше года назад"));
    assert!(!run("20.11.2026").err.contains("больше года назад"));
}

#[test]
fn the_edition_of_2026_says_what_is_new_and_what_to_ask() {
    let list = "Фамилия;Имя;Дата рождения;Учётная запись\nЖук;Лев;05.03.2015;\nЦой;Ян;05.03.2010;\n\
        Ким;Яна;;\nЗаяц;Зоя;05.03.2015;да\n";
    for platform in ["vk", "max", "none"] {
        let run = Run::new().roster(list);
        let said = run
            .args(&[
                "7b.csv",
                "--template",
                "family-2026",
                "--date",
                "22.11.2026",
            ])
            .args(&[
                "--return-by",
                "5 декабря",
                "--platform",
                platform,
                "--split",
                "pupil",
                "-o",
                "out",
            ])
            .ok();
        assert!(!said.err.contains("не уместилась"), "{}", said.err);
        let folder = said.path("out");
        for file in fs::read_dir(&folder).unwrap() {
            let path = file.unwrap().path();
            let pages = bare_texts(&Document::load(&path).unwrap());
            assert_eq!(pages.len(), 2);
            let all = pages.concat();
            let name = path.display().to_string();
            let mut facts = vec![
                "проверьте у школы",
                "с 1 октября 2023 года",
                "cop.admhmao.ru",
            ];
            let parent = [
                "«Документы»",
                "«Семья и дети»",
                "Учётная запись ребёнка",
                "Создать",
            ];
            if name.contains("Жук") || name.contains("Ким") {
                facts.extend(parent);
            }
            if name.contains("Жук") {
                facts.extend([
                    "от нескольких минут до нескольких недель",
                    "каких нет ни у какой другой",
                ]);
            }
            if name.contains("Цой") {
                facts.extend(["Код подтверждения", "Подтвердите учётную запись"]);
            }
            for fact in facts {
                assert!(all.contains(&bare(fact)), "{name}: {fact}: {all}");
            }
            assert_eq!(all.contains("MAX"), platform != "none", "{name}");
            assert!(!all.contains("VK"));
        }
    }
}

#[test]
fn the_emblem_stands_on_sheet_and_poster_and_is_stored_once() {
    let emblem = picture(300, 300, ImageFormat::Png);
    let toml = "emblem = \"logo.png\"\n";
    let run = || {
        Run::new()
            .roster(ROSTER)
            .bytes("logo.png", &emblem)
            .file("pamyatka.toml", toml)
    };
    let list = format!("{ROSTER}Цой;Ян;7Б;05.03.2010\nКим;Яна;7Б;\n");
    let sheets = run().roster(&list).arg("7b.csv").ok();
    let poster = run().arg("poster").ok();
    for (said, file) in [(sheets, "7b.pdf"), (poster, "poster.pdf")] {
        let pdf = Document::load_mem(&said.read(file)).unwrap();
        let is_image = |object: &lopdf::Object| {
            let stream = object.as_stream().ok();
            let kind = stream.and_then(|stream| stream.dict.get(b"Subtype").ok());
            kind.and_then(|kind| kind.as_name().ok()) == Some(b"Image".as_slice())
        };
        let images = pdf.objects.values().filter(|object| is_image(object));
        assert_eq!(images.count(), 1, "{file}");
    }
    // Beside it a line of the poster is longer.
    let official = "Муниципальное бюджетное общеобразовательное учреждение \
                    «Средняя общеобразовательная школа № 7»";
    for school in ["МБОУ СОШ № 7", official] {
        let toml = format!("school = \"{school}\"\nreturn-by = \"30 сентября\"\n{toml}");
        run().file("pamyatka.toml", &toml).arg("poster").ok();
    }
}

#[test]
fn a_picture_that_cannot_be_is_refused_by_name() {
    let jpeg = picture(40, 40, ImageFormat::Jpeg);
    for (bytes, words) in [
        (&b"GIF89a"[..], "не картинка PNG"),
        (&jpeg[..jpeg.len() / 3], "испорчена"),
    ] {
        let run = Run::new().roster(ROSTER).bytes("logo.jpg", bytes);
        let said = run.args(&["7b.csv", "--emblem", "logo.jpg"]).fails(1);
        assert!(said.err.contains("logo.jpg: эмблема"), "{}", said.err);
        assert!(said.err.contains(words), "{}", said.err);
    }
    let run = Run::new().roster(ROSTER);
    let said = run.args(&["7b.csv", "--emblem", "нет.png"]).fails(1);
    assert!(said.err.contains("нет.png"), "{}", said.err);
}

#[test]
fn a_template_has_pictures_beside_it_but_not_beside_a_code() {
    let png = picture(200, 100, ImageFormat::Png);
    let with = |text: &str| {
        let run = Run::new()
            .roster(ROSTER)
            .bytes("кот.png", &png)
            .file("own.md", text);
        run.args(&["7b.csv", "--template", "own.md"])
    };
    with("![Кот](кот.png \"15mm\")\n\nТекст\n").ok();
    let code = "![Вход](qr:https://cop.admhmao.ru)";
    let near = format!(
        "::: columns 40mm 45mm\n::: column\n![Кот](кот.png)\n:::\n::: column\n{code}\n:::\n:::\n"
    );
    let said = with(&near).fails(1);
    assert!(said.err.contains("картинка стоит в"), "{}", said.err);
    let said = with("![Кот](кот.png \"30mm\")\n").fails(1);
    assert!(said.err.contains("18 мм"), "{}", said.err);
    let said = with("![Кот](кит.png)\n").fails(1);
    assert!(said.err.contains("кит.png"), "{}", said.err);
}

#[test]
fn the_settings_file_names_templates_of_papers_for_the_kit() {
    let toml = "[papers]\nposter = \"плакат.md\"\nmessage = \"чат.txt\"\ncode = \"код.md\"\n";
    let poster = builtin("poster")
        .unwrap()
        .replace("Наведите камеру", "Просто наведите камеру");
    let code = builtin("code")
        .unwrap()
        .replace("Наведите камеру", "Код: наведите камеру");
    let run = || {
        let run = Run::new().roster(ROSTER).file("pamyatka.toml", toml);
        let run = run.file("плакат.md", &poster).file("код.md", &code);
        run.file("чат.txt", "Здравствуйте, {{ class }}! {{ diary }}")
    };
    let said = run().args(&["kit", "7b.csv", "-o", "kit"]).ok();
    assert!(text(&said, "kit/poster.pdf").contains("Простонаведитекамеру"));
    assert!(text(&said, "kit/qr/cop.admhmao.ru.pdf").contains("Код:наведитекамеру"));
    let message = String::from_utf8(said.read("kit/message.txt")).unwrap();
    assert_eq!(message, "Здравствуйте, 7Б! https://cop.admhmao.ru\r\n");
    let said = run().arg("poster").ok();
    assert!(text(&said, "poster.pdf").contains("Простонаведитекамеру"));
    let run = Run::new()
        .roster(ROSTER)
        .file("pamyatka.toml", "[papers]\npostr = \"x.md\"\n");
    let said = run.args(&["kit", "7b.csv"]).fails(1);
    assert!(said.err.contains("Может быть, poster?"), "{}", said.err);
}

#[test]
fn a_third_code_finds_room_behind_the_words_of_the_default() {
    let code = "![Сайт школы](qr:https://school7.example.ru \"25mm beside\")\n\n";
    let own = builtin("handout").unwrap();
    let place = own.rfind("::: slip").unwrap();
    let own = format!("{}{code}{}", &own[..place], &own[place..]);
    let run = Run::new().roster(ROSTER).file("own.md", &own);
    let said = run
        .args(&[
            "7b.csv",
            "--template",
            "own.md",
            "--allow-host",
            "school7.example.ru",
        ])
        .ok();
    assert!(!said.err.contains("не уместилась"), "{}", said.err);
    assert_eq!(
        Document::load_mem(&said.read("7b.pdf"))
            .unwrap()
            .get_pages()
            .len(),
        2
    );
}

#[test]
fn a_foreign_code_beside_the_words_of_a_service_is_refused() {
    let columns = |words: &str| {
        format!(
            "::: columns * 45mm\n::: column\n1. ### {words}\n\n   Наведите камеру.\n:::\n\
            ::: column\n![Сайт](qr:https://school7.example.ru)\n:::\n:::\n"
        )
    };
    let check = |text: &str, host: &[&str]| {
        let run = Run::new().file("own.md", text);
        run.args(&["template", "check", "own.md"]).args(host)
    };
    let allowed = ["--allow-host", "school7.example.ru"];
    let said = check(&columns("Откройте Госуслуги"), &allowed).fails(1);
    assert!(said.err.contains("own.md, строка 8"), "{}", said.err);
    assert!(said.err.contains("gosuslugi.ru"), "{}", said.err);
    check(&columns("Откройте сайт школы"), &allowed).ok();
    check(&columns("Откройте сайт школы"), &[]).fails(1);
}

#[test]
fn what_is_not_on_a_poster_need_not_be_shortened() {
    let long = "очень длинное название ".repeat(30);
    let args = ["poster", "--school", &long];
    let toml = format!("teacher = \"{long}\"\ncontact = \"{long}\"\n");
    let said = Run::new().file("pamyatka.toml", &toml).args(&args).fails(1);
    assert!(said.err.contains("Длинно: school."), "{}", said.err);
}

#[test]
fn a_picture_that_is_a_code_is_refused() {
    let made = Run::new()
        .args(&["qr", "https://cop.admhmao.ru", "--png", "-o", "."])
        .ok();
    let code = made.read("cop.admhmao.ru.png");
    let run = || Run::new().roster(ROSTER).bytes("code.png", &code);
    let said = run().args(&["7b.csv", "--emblem", "code.png"]).fails(1);
    assert!(said.err.contains("на картинке QR-код"), "{}", said.err);
    let own = "# {{ student.full }}\n\n![Герб](code.png)\n";
    let run = run().file("own.md", own);
    let said = run.args(&["7b.csv", "--template", "own.md"]).fails(1);
    assert!(said.err.contains("на картинке QR-код"), "{}", said.err);
}
