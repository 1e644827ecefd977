//! The commands of the guide for teachers, as they stand there: all of them
//! work.

use std::fs;

use crate::support::run::{Run, run};

const GUIDE: &str = include_str!("../../docs/teacher.ru.md");

/// The command lines of the guide: lines of examples, whose explanation stands
/// behind three spaces, and longer ones within the text.
fn commands() -> Vec<&'static str> {
    let mut inside = false;
    let mut commands = Vec::new();
    for line in GUIDE.lines() {
        if line.starts_with("```") {
            inside = !inside;
        } else if inside {
            commands.push(line.split("   ").next().unwrap_or_default());
        } else {
            let spans = line.split('`').skip(1).step_by(2);
            commands.extend(spans.filter(|span| span.split(' ').count() > 2));
        }
    }
    commands.retain(|command| command.starts_with("pamyatka "));
    commands
}

/// Words of a command line, those in quotation marks together.
fn words(line: &str) -> Vec<String> {
    let parts = line.split('"').enumerate();
    let words = parts.flat_map(|(at, part)| match at % 2 {
        0 => part.split_whitespace().map(str::to_owned).collect(),
        _ => vec![part.to_owned()],
    });
    words.skip(1).collect()
}

fn list() -> String {
    let mut list = "Фамилия;Имя;Класс;Логин\n".to_owned();
    for name in ["Абрамов;Яков", "Иванова;Мария", "Ким;Юлия", "Петров;Олег"]
    {
        list += &format!("{name};7Б;\n");
    }
    for number in 5..=14 {
        list += &format!(
            "Цой-{};Ян;7А;+7 900 000-00-01\n",
            "абвгдежзик".chars().nth(number - 5).unwrap()
        );
    }
    list
}

#[test]
fn every_picture_of_the_guide_is_there() {
    let pictures: Vec<&str> = GUIDE.split("](guide/").skip(1).collect();
    assert!(pictures.len() > 5);
    for picture in pictures {
        let name = picture.split(')').next().unwrap();
        let path = format!("{}/docs/guide/{name}", env!("CARGO_MANIFEST_DIR"));
        assert!(image::open(&path).is_ok(), "{path}");
    }
    let (_, failed) = GUIDE.split_once("Если не получилось").unwrap();
    assert!(failed.lines().filter(|line| line.starts_with("| ")).count() > 10);
}

#[test]
fn every_command_of_the_guide_works() {
    let commands = commands();
    assert!(commands.len() > 20, "{commands:?}");
    let lists = ["7б.csv", "7б.xlsx", "школа.xlsx"];
    let begun = lists
        .iter()
        .fold(Run::new(), |run, name| run.file(name, &list()));
    let said = begun.args(&["poster", "-o", "плакат.pdf"]).ok();
    let dir = said.path(".");
    run(&dir, &["qr"]);
    fs::copy(
        said.path("qr/cop.admhmao.ru.png"),
        said.path("картинка.png"),
    )
    .unwrap();
    for command in commands {
        let output = run(&dir, &words(command));
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{command}: {err}");
    }
}
