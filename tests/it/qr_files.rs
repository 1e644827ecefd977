//! `pamyatka qr` through the program itself: which files, how large, and what
//! decoders read in them.

use crate::support::run::{Run, names as files};
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use insta::assert_snapshot;
use quick_xml::Reader;
use quick_xml::events::Event;
use rqrr::PreparedImage;

const GOSUSLUGI: &str = "https://www.gosuslugi.ru";
const DIARY: &str = "https://cop.admhmao.ru";

fn qr(args: &[&str]) -> Run {
    Run::new()
        .arg("qr")
        .args(args)
        .args(&["--date", "22.11.2026"])
}

/// What the only code of a picture says.
fn said(width: usize, height: usize, is_dark: impl FnMut(usize, usize) -> bool) -> String {
    let mut picture = PreparedImage::prepare_from_bitmap(width, height, is_dark);
    let grids = picture.detect_grids();
    assert_eq!(grids.len(), 1);
    grids[0].decode().unwrap().1
}

/// What a PNG says, and its pixels a side.
fn png(bytes: &[u8]) -> (String, usize) {
    let picture = image::load_from_memory(bytes).unwrap().to_luma8();
    let side = picture.width() as usize;
    assert_eq!(side, picture.height() as usize);
    let dark = |x: usize, y: usize| picture.get_pixel(x as u32, y as u32).0[0] == 0;
    (said(side, side, dark), side)
}

#[test]
fn both_addresses_in_all_formats_without_a_word() {
    let run = qr(&[]).ok();
    let names = files(&run.path("qr"));
    assert_eq!(
        names,
        [
            "cop.admhmao.ru-1024.png",
            "cop.admhmao.ru.pdf",
            "cop.admhmao.ru.png",
            "cop.admhmao.ru.svg",
            "gosuslugi.ru-1024.png",
            "gosuslugi.ru.pdf",
            "gosuslugi.ru.png",
            "gosuslugi.ru.svg",
        ]
    );
    assert!(
        run.out.contains("Готово: 2 кода (8 файлов)."),
        "{}",
        run.out
    );
    assert!(
        run.out.contains("gosuslugi.ru.png — код 31,9 мм"),
        "{}",
        run.out
    );
    for (name, url) in [("gosuslugi.ru", GOSUSLUGI), ("cop.admhmao.ru", DIARY)] {
        let print = png(&run.read(&format!("qr/{name}.png")));
        assert_eq!(print, (url.to_owned(), 37 * 13));
        let screen = png(&run.read(&format!("qr/{name}-1024.png")));
        assert_eq!(screen, (url.to_owned(), 1024));
    }
    // The same bytes again, and ours are replaced without a word.
    let again = qr(&[]).ok();
    for name in &names {
        let path = format!("qr/{name}");
        assert!(run.read(&path) == again.read(&path), "{name}");
    }
}

#[test]
fn formats_size_and_caption_are_heeded() {
    let args = [
        DIARY,
        DIARY,
        "--svg",
        "--size",
        "4,5 см",
        "--caption",
        "Вход <в> \"дневник\"",
        "-o",
        "коды",
    ];
    let run = qr(&args).ok();
    assert_eq!(files(&run.path("коды")), ["cop.admhmao.ru.svg"]);
    let svg = String::from_utf8(run.read("коды/cop.admhmao.ru.svg")).unwrap();
    // 45 mm and four of 29 modules on each side.
    assert!(svg.contains("width=\"57.414mm\""), "{svg}");
    let mut reader = Reader::from_str(&svg);
    let (mut title, mut in_title, mut paths) = (String::new(), false, 0);
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Eof => break,
            Event::Start(tag) => in_title = tag.name().as_ref() == "title",
            Event::End(_) => in_title = false,
            Event::Empty(tag) if tag.name().as_ref() == "path" => paths += 1,
            Event::Text(text) if in_title => title += &text,
            Event::GeneralRef(name) if in_title => {
                title += &format!("&{};", &*name);
            }
            _ => {}
        }
    }
    assert_eq!(title, "Вход &lt;в&gt; &quot;дневник&quot;");
    assert_eq!(paths, 1);
    let run = qr(&["--pdf", "--png", DIARY]).ok();
    assert_eq!(files(&run.path("qr")).len(), 3);
}

#[test]
fn the_page_shows_the_code_at_the_stated_size() {
    let run = qr(&[
        GOSUSLUGI,
        "--pdf",
        "--size",
        "60mm",
        "--caption",
        "Госуслуги",
    ])
    .ok();
    let document = Pdf::new(run.read("qr/gosuslugi.ru.pdf")).unwrap();
    assert_eq!(document.pages().len(), 1);
    let page = &document.pages()[0];
    assert_eq!(page.render_dimensions().0.round(), 595.0);
    let scale = 2.0;
    let settings = PixmapSettings {
        x_scale: scale,
        y_scale: scale,
        bg_color: WHITE,
    };
    let pixmap = hayro::render(
        page,
        &RenderCache::new(),
        &InterpreterSettings::default(),
        &RenderSettings::default(),
        &settings,
    );
    let width = usize::from(pixmap.width());
    let dark: Vec<bool> = pixmap.data().iter().map(|pixel| pixel.g < 128).collect();
    let mut picture = PreparedImage::prepare_from_bitmap(width, pixmap.height().into(), |x, y| {
        dark[y * width + x]
    });
    let grids = picture.detect_grids();
    assert_eq!(grids.len(), 1);
    assert_eq!(grids[0].decode().unwrap().1, GOSUSLUGI);
    let [left, right, ..] = grids[0].bounds;
    let side = f64::from(right.x - left.x) / f64::from(scale) / 72.0 * 25.4;
    assert!((side - 60.0).abs() < 2.5, "{side} mm");
}

#[test]
fn addresses_sizes_and_captions_that_cannot_be() {
    let long = format!("https://school7.ru/{}", "a".repeat(200));
    let allow = "--allow-host=school7.ru";
    let word = "слово ".repeat(2000);
    let usage: [&[&str]; 6] = [
        &["https://school7.ru"],
        &["http://www.gosuslugi.ru"],
        &["https://gosuslugl.ru"],
        &["https://school7.ru", "gosuslugi.ru"],
        &["--size", "30inch"],
        &["--size", "9000mm"],
    ];
    let input: [&[&str]; 5] = [
        &["--size", "20mm"],
        &[&long, allow, "--size", "30mm"],
        &["--size", "150mm"],
        &["--caption", "\u{1f600}"],
        &["--caption", &word],
    ];
    let lines = usage.into_iter().map(|args| (args, 2));
    let lines = lines.chain(input.into_iter().map(|args| (args, 1)));
    let told = lines.map(|(args, code)| {
        let typed: String = args.join(" ").chars().take(80).collect();
        format!("{typed}\n{}\n", qr(args).fails(code).err)
    });
    assert_snapshot!("codes-that-cannot-be", told.collect::<String>());
    // What the error says is enough, is.
    let run = qr(&["--size", "22mm"]).ok();
    assert_eq!(png(&run.read("qr/gosuslugi.ru-1024.png")).0, GOSUSLUGI);
}

#[test]
fn a_long_address_and_one_of_the_settings() {
    let url = format!("https://school7.ru/{}", "a".repeat(60));
    let args = [&*url, "https://школа.рф/vhod", "--size", "60mm"];
    let toml = "hosts = [\"school7.ru\", \"школа.рф\"]\n";
    let run = Run::new()
        .file("pamyatka.toml", toml)
        .arg("qr")
        .args(&args)
        .ok();
    let names = files(&run.path("qr"));
    assert_eq!(names.len(), 8, "{names:?}");
    assert!(names.contains(&"школа.рф_vhod.svg".to_owned()), "{names:?}");
    let name = names
        .iter()
        .find(|name| name.starts_with("school7.ru_aaa") && name.ends_with("-1024.png"));
    assert_eq!(png(&run.read(&format!("qr/{}", name.unwrap()))).0, url);
}

#[test]
fn files_of_others_are_left_alone() {
    let drawing = "<?xml version=\"1.0\"?><svg/>";
    let run = Run::new()
        .file("gosuslugi.ru.svg", drawing)
        .args(&["qr", "-o", "."]);
    let said = run.fails(2);
    assert!(said.err.contains("«gosuslugi.ru.svg»"), "{}", said.err);
    let run = Run::new()
        .file("gosuslugi.ru.svg", drawing)
        .args(&["qr", "-o", ".", "--force"]);
    let said = run.ok();
    assert!(
        said.out
            .contains("Заменены чужие файлы: «gosuslugi.ru.svg»"),
        "{}",
        said.out
    );
    assert_eq!(files(&said.path(".")).len(), 8);
}
