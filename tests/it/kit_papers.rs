//! The papers that go with the handouts: what stands on poster, cards, labels
//! and checklist, how large and how far apart the codes are, and that nobody is
//! left out.

use crate::support::extract::{bare, bare_texts};
use crate::support::ink::{Ink, distance, grown, overlap};
use crate::support::run::Run;
#[allow(dead_code, reason = "each test file uses its own part of it")]
use crate::support::set;
use lopdf::Document;
use pamyatka::base::fonts::Fonts;
use pamyatka::base::geometry::{Point, Rect, Size};
use pamyatka::base::units::Pt;
use pamyatka::layout::{Grid, Layout, enlarged, imposed};
use pamyatka::model::frame::Page;
use pamyatka::model::rules::QUIET_ZONE;
use pamyatka::model::student::{Roster, Student};
use pamyatka::pipeline::{self, Cards, Failure, Made, Paper, Source};
use pamyatka::template::{Template, builtin};

const DATE: &str = "22.11.2026";

fn source(name: &'static str) -> Source<'static> {
    Source {
        name,
        text: builtin(name).unwrap(),
    }
}

fn made_from(paper: &Paper<'_>, source: Source) -> Result<(Made, Vec<u8>), Failure> {
    let mut pdf = Vec::new();
    let made = pipeline::paper(paper, source, &set::job(), &mut pdf)?;
    let read = pipeline::read_back(&made, &mut |offset, length| {
        Ok(pdf[offset as usize..][..length].to_vec())
    })?;
    let wanted: usize = made.expected.iter().map(|page| page.codes.len()).sum();
    assert_eq!(read.codes, wanted);
    Ok((made, pdf))
}

/// Makes a paper, reads it back, and checks that it comes out the same again.
fn made(paper: &Paper<'_>, name: &'static str) -> (Made, Vec<u8>) {
    let (made, pdf) = made_from(paper, source(name)).unwrap();
    let (_, again) = made_from(paper, source(name)).unwrap();
    assert!(pdf == again, "the same input gave other bytes");
    (made, pdf)
}

fn refused(paper: &Paper<'_>, text: &str) -> String {
    match made_from(paper, Source { name: "t.md", text }) {
        Err(Failure::Input(errors)) => errors.iter().map(|e| format!("{e}\n")).collect(),
        other => panic!("{other:?}"),
    }
}

/// Pages of a built-in template that knows no pupil.
fn pages(fonts: &Fonts, name: &str) -> Vec<Page> {
    let mut template = Template::parse(name, builtin(name).unwrap(), &set::job()).unwrap();
    let handout = template.for_everybody().unwrap();
    Layout::new(fonts).handout(&handout).unwrap().pages
}

fn paper_size(name: &str) -> Size {
    Size::named(name).unwrap()
}

fn lying(name: &str) -> Size {
    let size = paper_size(name);
    Size::new(size.height, size.width)
}

#[test]
fn a_poster_has_two_codes_for_two_metres_on_a3_and_a4() {
    let sizes = [("A3", paper_size("A3")), ("A4", paper_size("A4"))];
    let (made, _) = made(&Paper::Poster(&sizes), "poster");
    assert_eq!((made.pages, made.expected.len()), (2, 2));
    for (page, (name, range)) in made
        .expected
        .iter()
        .zip([("A3", 110.0..125.0), ("A4", 80.0..110.0)])
    {
        assert_eq!(page.page_size, lying(name));
        let [(left, first), (right, second)] = &page.codes[..] else {
            panic!("{page:?}");
        };
        assert_eq!(first, "https://www.gosuslugi.ru");
        assert_eq!(second, "https://cop.admhmao.ru");
        for area in [left, right] {
            assert!(range.contains(&area.size.width.to_mm()), "{name}: {area:?}");
        }
        assert!(distance(left, right).to_mm() >= 20.0);
    }
}

/// Nothing but the code itself is inked within its quiet zone.
fn assert_quiet(page: &Page, fonts: &Fonts) {
    let ink = Ink::of(page, fonts);
    assert!(!ink.codes.is_empty());
    for (area, code) in &ink.codes {
        let module = area.size.width / code.width() as f64;
        assert!(module.to_mm() >= 0.75, "{} mm", module.to_mm());
        let zone = grown(*area, module * QUIET_ZONE as f64 - Pt::new(0.01));
        assert_eq!(ink.boxes().filter(|other| overlap(other, &zone)).count(), 1);
        let paper = Rect::new(Point::ORIGIN, page.size);
        assert!(paper.contains(&zone, Pt::ZERO));
    }
}

/// All ink lies where printers print.
fn assert_printable(page: &Page, fonts: &Fonts) {
    let printable = grown(Rect::new(Point::ORIGIN, page.size), Pt::mm(-7.5));
    for area in Ink::of(page, fonts).boxes() {
        assert!(printable.contains(&area, Pt::ZERO), "{area:?}");
    }
}

#[test]
fn the_quiet_zones_of_the_poster_are_free_and_its_addresses_are_large() {
    let fonts = Fonts::embedded();
    let laid = pages(&fonts, "poster");
    for (name, least) in [("A4", 30.0), ("A3", 42.0)] {
        let page = enlarged(&laid[0], lying(name));
        assert_quiet(&page, &fonts);
        assert_printable(&page, &fonts);
        let ink = Ink::of(&page, &fonts);
        for address in ["www.gosuslugi.ru", "cop.admhmao.ru"] {
            let run = ink.runs.iter().find(|run| run.run.text == address).unwrap();
            assert!(run.run.size.get() >= least, "{name}: {:?}", run.run.size);
        }
    }
}

#[test]
fn a_poster_with_a_small_code_is_refused() {
    let sizes = [("A4", paper_size("A4"))];
    let said = refused(
        &Paper::Poster(&sizes),
        "# Плакат\n\n![Дневник](qr:https://cop.admhmao.ru \"79mm\")\n",
    );
    assert!(
        said.contains("на плакате A4 есть QR-код мельче 80 мм"),
        "{said}"
    );
}

fn cards(first: usize, copies: Option<usize>) -> Cards {
    Cards {
        first,
        copies,
        labels: None,
    }
}

#[test]
fn ten_cards_stand_on_a_sheet_with_both_codes_each() {
    let (made, _) = made(&Paper::Cards(&cards(0, None)), "card");
    assert_eq!((made.handouts, made.pages), (10, 1));
    let codes = &made.expected[0].codes;
    assert_eq!(codes.len(), 20);
    for pair in codes.chunks(2) {
        let [(left, one), (right, other)] = pair else {
            panic!()
        };
        assert_ne!(one, other);
        assert!((left.size.width.to_mm() - 24.8).abs() < 0.01);
        assert!(distance(left, right).to_mm() >= 20.0, "{pair:?}");
    }
    // Who prints the sheet and checks it finds no remark on it.
    let run = Run::new().args(&["cards", "--date", DATE]);
    let pdf = run.ok().read("cards.pdf");
    let said = Run::new().bytes("k.pdf", &pdf).args(&["verify", "k.pdf"]);
    let said = said.ok().out;
    assert!(
        said.contains("20 кодов") && !said.contains("Замечание"),
        "{said}"
    );
}

#[test]
fn a_long_school_stands_on_the_cards_or_is_said_to_be_left_out() {
    let school = "МБОУ «Средняя общеобразовательная школа № 7 имени А. И. Покрышкина» Нефтеюганска";
    for (school, stands) in [(school.to_owned(), true), (school.repeat(3), false)] {
        let run = Run::new().args(&["cards", "--date", DATE, "--school", &school]);
        let said = run.ok();
        let text = &texts(&said.read("cards.pdf"))[0];
        let all = format!("{}{}", said.out, said.err);
        assert_eq!(text.contains("Покрышкина"), stands, "{text}");
        let remark = "название школы на карточку не уместилось";
        assert_eq!(all.contains(remark), !stands, "school-left-out: {all}");
    }
}

#[test]
fn cards_begin_at_the_first_free_place_and_go_on_on_further_sheets() {
    let half = Size::A4.height / 2.0;
    let (made, _) = made(&Paper::Cards(&cards(6, Some(16))), "card");
    assert_eq!((made.handouts, made.pages), (16, 3));
    let counts: Vec<usize> = made.expected.iter().map(|page| page.codes.len()).collect();
    assert_eq!(counts, [8, 20, 4], "4, 10 and 2 cards of two codes");
    let low = |(area, _): &(Rect, String)| area.origin.y > half;
    assert!(made.expected[0].codes.iter().all(low));
    let (rest, _) = made_from(&Paper::Cards(&cards(6, None)), source("card")).unwrap();
    assert_eq!((rest.handouts, rest.pages), (4, 1), "fills the sheet");
}

#[test]
fn marks_stand_outside_of_the_cards_and_codes_stay_quiet() {
    let fonts = Fonts::embedded();
    let laid = pages(&fonts, "card");
    let card = &laid[0];
    let grid = Grid::centred(Size::A4, 2, 5, card.size);
    assert!(grid.fits());
    let all = vec![card; grid.cells()];
    let sheet = imposed(&all, &grid, 0);
    assert_quiet(&sheet, &fonts);
    assert_printable(&sheet, &fonts);
    let bare = imposed(
        &all,
        &Grid {
            marks: false,
            ..grid
        },
        0,
    );
    let strokes = |page: &Page| Ink::of(page, &fonts).strokes;
    let marks: Vec<Rect> = strokes(&sheet)
        .into_iter()
        .filter(|stroke| !strokes(&bare).contains(stroke))
        .collect();
    // 3 + 3 strokes at head and foot, 6 + 6 at the sides, 4 crosses.
    assert_eq!(marks.len(), 3 * 2 + 6 * 2 + 4 * 2);
    for mark in &marks {
        for index in 0..grid.cells() {
            let cell = grown(grid.cell(index), Pt::mm(-2.0));
            assert!(!overlap(mark, &cell), "{mark:?} runs into a card");
        }
    }
    let last = imposed(&[card], &grid, 9);
    let marks = strokes(&last).len() - strokes(card).len();
    assert_eq!(marks, 2 * 2 + 2 * 2 + 2, "only around the card in use");
}

#[test]
fn codes_of_one_card_are_far_apart_or_the_card_is_refused() {
    let near = "+++\npaper = \"85mm 54mm\"\nmargins = { top = \"3mm\", sides = \"3mm\", bottom = \"3mm\" }\n+++\n\
        ::: columns * *\n::: column\n![](qr:https://www.gosuslugi.ru \"25mm\")\n:::\n\
        ::: column\n![](qr:https://cop.admhmao.ru \"25mm\")\n:::\n:::\n";
    let said = refused(&Paper::Cards(&cards(0, None)), near);
    assert!(said.contains("два QR-кода стоят в 1"), "{said}");
}

#[test]
fn ready_labels_of_every_known_sheet_can_be_printed() {
    for (name, places) in [
        ("2x4", 8),
        ("2x5", 10),
        ("2x6", 12),
        ("2x7", 14),
        ("2x8", 16),
        ("3x7", 21),
        ("3х8", 24),
    ] {
        let said = Run::new()
            .args(&["cards", "--labels", name, "--date", DATE])
            .ok();
        let report = format!("Готово: {places} этикет");
        assert!(said.out.starts_with(&report), "{name}: {}", said.out);
        let document = Document::load_mem(&said.read("cards.pdf")).unwrap();
        let text = &bare_texts(&document)[0];
        let (first, second) = ("www.gosuslugi.ru", "cop.admhmao.ru");
        let found = text.matches(first).count() + text.matches(second).count();
        assert!(found >= places, "{name}: {text}");
        assert!(text.contains(first) && text.contains(second));
    }
}

#[test]
fn labels_from_the_settings_are_measured_and_checked() {
    let labels = |name: &str, toml: &str| {
        Run::new()
            .file("pamyatka.toml", toml)
            .args(&["cards", "--labels", name, "--date", DATE])
    };
    let good = "[labels.\"2x7\"]\nwidth = \"99.1mm\"\nheight = \"38.1mm\"\ngap-x = \"2.5mm\"\n";
    assert!(labels("2x7", good).ok().out.contains("14 этикеток"));
    for (name, toml, code, words) in [
        (
            "4x10",
            "[labels.\"4x10\"]\nwidth = \"52mm\"\nheight = \"29mm\"\n",
            1,
            "не хватает места",
        ),
        (
            "3x8",
            "[labels.\"3x8\"]\nwidth = \"80mm\"\nheight = \"37mm\"\n",
            1,
            "на лист A4 не ложатся",
        ),
        ("3x8", "[labels.\"3x8\"]\nwidth = \"80\"\n", 1, "не понято"),
        ("3x8", "[labels.\"3x8\"]\nheight = \"37mm\"\n", 1, "width"),
        ("3x8", "[labels.\"3x8\"]\nwidht = \"1mm\"\n", 1, "width?"),
        ("9x9", "", 2, "Известны 2x4"),
        ("много", "", 2, "--labels 3x8"),
    ] {
        let said = labels(name, toml).fails(code);
        assert!(said.err.contains(words), "{name}: {}", said.err);
    }
}

#[test]
fn numbers_that_cannot_be_are_wrong_usage() {
    for (flags, words) in [
        (&["--start", "11"][..], "от 1 до 10"),
        (&["--start", "0"], "от 1 до 10"),
        (&["--copies", "0"], "--copies"),
        (&["--copies", "десять"], "--copies"),
        (&["--labels", "3x8", "--start", "25"], "от 1 до 24"),
    ] {
        let said = Run::new().arg("cards").args(flags).fails(2);
        assert!(said.err.contains(words), "{flags:?}: {}", said.err);
    }
    let said = Run::new().args(&["poster", "--paper", "A5"]).fails(2);
    assert!(said.err.contains("Бывают A3 и A4"), "{}", said.err);
    let said = Run::new().args(&["poster", "--paper", "а4"]).ok();
    assert!(said.out.starts_with("Готово: плакат A4 (1 страница)"));
}

/// A class of so many pupils, the last ones with names that strain a table.
fn class(class: &str, count: usize) -> Vec<Student> {
    let mut students = set::roster(count).students;
    let mut names = set::hostile_names();
    names.extend(["Щ".repeat(80), "Ю".repeat(39) + "-" + &"Ж".repeat(40)]);
    let at = count.saturating_sub(names.len());
    for (student, name) in students[at..].iter_mut().zip(&names) {
        *student = set::renamed(name, student);
    }
    for student in &mut students {
        student.class = class.into();
    }
    students
}

fn texts(pdf: &[u8]) -> Vec<String> {
    bare_texts(&Document::load_mem(pdf).unwrap())
}

#[test]
fn the_list_of_status_slips_asks_for_no_login() {
    let list = || Run::new().roster("Фамилия;Имя;Класс\nЖук;Лев;7Б\n");
    for (slip, has_login) in [("login", true), ("status", false)] {
        let said = list().args(&["checklist", "7b.csv", "--slip", slip]).ok();
        let text = texts(&said.read("7b-checklist.pdf")).concat();
        assert_eq!(text.contains("Логин"), has_login, "{slip}: {text}");
        assert!(text.contains("Запись"));
    }
}

#[test]
fn a_class_of_36_has_one_page_and_a_line_for_each_name() {
    let list = set::roster(36);
    let (made, pdf) = made(&Paper::Checklist(&list), "checklist");
    assert_eq!(made.pages, 1);
    let text = texts(&pdf).concat();
    for student in &list.students {
        assert!(text.contains(&bare(student.name.full())));
    }
    let long = set::renamed("Салтыкова-Щедрина Александра Константиновна", &set::pupil());
    let mut template =
        Template::parse("checklist", builtin("checklist").unwrap(), &set::job()).unwrap();
    let handout = template.for_class(&[&long], "7Б").unwrap();
    let page = Layout::new(&Fonts::embedded())
        .handout(&handout)
        .unwrap()
        .pages;
    let ink = Ink::of(&page[0], &Fonts::embedded());
    assert!(ink.runs.iter().any(|run| run.run.text == long.name.full()));
}

#[test]
fn everybody_is_on_the_list_and_every_page_has_its_head() {
    let students = [class("7Б", 100), class("7А", 12)].concat();
    let roster = Roster {
        students,
        ..Roster::default()
    };
    let (made, pdf) = made(&Paper::Checklist(&roster), "checklist");
    assert_eq!(made.handouts, 112);
    let texts = texts(&pdf);
    assert_eq!(texts.len(), made.pages);
    assert!(texts.len() >= 4);
    for text in &texts {
        for head in ["Ученик", "Выдано", "Талон", "Запись", "Логин", "Заметки"]
        {
            assert!(text.contains(head), "{head} in {text}");
        }
    }
    let begins = texts
        .iter()
        .position(|text| text.contains("италоны:7А"))
        .unwrap();
    let (first, second) = (texts[..begins].concat(), texts[begins..].concat());
    assert!(first.contains("Всего:100") && second.contains("Всего:12"));
    for student in &roster.students {
        let own = if &*student.class == "7Б" {
            &first
        } else {
            &second
        };
        assert!(
            own.contains(&bare(student.name.full())),
            "{}",
            student.name.full()
        );
    }
    let all = texts.concat();
    for student in &roster.students {
        let login = student.login.iter().any(|login| all.contains(&bare(login)));
        assert!(!login, "a login is on the list");
    }
    // And once in the words above each of the two lists.
    let words = 2;
    assert_eq!(
        all.matches("есть").count(),
        ready(&roster) + known(&roster) + words
    );
}

fn ready(roster: &Roster) -> usize {
    let ready = |s: &&Student| s.account == Some(true) || s.login.is_some();
    roster.students.iter().filter(ready).count()
}

fn known(roster: &Roster) -> usize {
    roster.students.iter().filter(|s| s.login.is_some()).count()
}

#[test]
fn the_rows_are_high_enough_and_no_name_leaves_its_cell() {
    let fonts = Fonts::embedded();
    let students = class("7Б", 40);
    let students: Vec<&Student> = students.iter().collect();
    let text = builtin("checklist").unwrap();
    let mut template = Template::parse("checklist", text, &set::job()).unwrap();
    let handout = template.for_class(&students, "7Б").unwrap();
    let laid = Layout::new(&fonts).handout(&handout).unwrap();
    assert!(laid.pages.len() > 1);
    for page in &laid.pages {
        assert_printable(page, &fonts);
        let ink = Ink::of(page, &fonts);
        let upright = |line: &&Rect| line.size.height > line.size.width;
        for line in ink.strokes.iter().filter(upright) {
            assert!(line.size.height.to_mm() >= 6.8, "{line:?}");
        }
        for run in &ink.runs {
            let hit = ink.strokes.iter().find(|line| {
                let near = |glyph: &Rect| overlap(&grown(*glyph, Pt::new(-0.15)), line);
                run.glyphs.iter().any(near)
            });
            assert!(hit.is_none(), "«{}» and {hit:?}", run.run.text);
        }
    }
}

/// Letters that stand for digits in names.
const LETTERS: [char; 10] = ['а', 'б', 'в', 'г', 'д', 'е', 'ж', 'з', 'и', 'к'];

#[test]
fn the_list_of_a_school_is_made_beside_the_roster() {
    let mut csv = String::from("ФИО;Класс;Логин\n");
    for number in 0..1100 {
        let digits = number.to_string();
        let letters = digits
            .bytes()
            .map(|digit| LETTERS[usize::from(digit - b'0')]);
        let name: String = letters.collect();
        let class = number / 100 + 1;
        csv += &format!("Жук Лев М{name}вич;{class}А;+7 900 000-00-01\n");
    }
    let said = Run::new()
        .roster(&csv)
        .args(&["checklist", "7b.csv", "--date", DATE])
        .ok();
    let report = "Готово: список учителя для 11 классов (1100 учеников,";
    assert!(said.out.starts_with(report), "{}", said.out);
    let texts = texts(&said.read("7b-checklist.pdf"));
    let totals: usize = texts
        .iter()
        .map(|text| text.matches("Всего:100").count())
        .sum();
    assert_eq!(totals, 11);
}

#[test]
fn tables_that_cannot_be_are_refused() {
    let roster = set::roster(2);
    let list = Paper::Checklist(&roster);
    let rows = "{% for p in students -%}\n| {{ p.full }} | |\n{% endfor %}\n";
    for (text, words) in [
        (
            format!("::: table 10mm\n| A | B |\n|---|---|\n{rows}:::\n"),
            "не сходится",
        ),
        ("::: table * *\nтекст\n:::\n".to_owned(), "не сходится"),
        ("| A | B |\n|---|---|\n\nтекст\n".to_owned(), "нет строк"),
        (
            format!("::: table 150mm 150mm\n| A | B |\n|---|---|\n{rows}:::\n"),
            "шире",
        ),
        ("- | A |\n  |---|\n  | x |\n".to_owned(), "внутри списка"),
        (
            "{% for p in students %}\n![](qr:https://cop.admhmao.ru/{{ p.full }})\n{% endfor %}\n"
                .to_owned(),
            "данные ученика",
        ),
    ] {
        let said = refused(&list, &text);
        assert!(said.contains(words), "{text}: {said}");
    }
}

#[test]
fn the_papers_are_written_out_as_templates() {
    for name in ["poster", "card", "label", "checklist"] {
        let said = Run::new().args(&["template", name]).ok();
        assert_eq!(said.out, builtin(name).unwrap());
    }
}
