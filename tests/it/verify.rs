//! Runs `pamyatka verify` on files of this program and of others, good and bad.

use std::io::Cursor;

use crate::support::run::{Run, Said};
use image::{GrayImage, ImageEncoder, Luma};
use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, Stream, dictionary};
use qrcode::{Color, EcLevel, QrCode};
use serde_json::Value;

const GOSUSLUGI: &str = "https://www.gosuslugi.ru";
const DIARY: &str = "https://cop.admhmao.ru";

/// A code as a picture: `module` pixels a module and `quiet` modules of light.
fn picture(text: &str, module: u32, quiet: u32, shades: [u8; 2]) -> GrayImage {
    picture_of_level(EcLevel::H, text, module, quiet, shades)
}

fn picture_of_level(
    level: EcLevel,
    text: &str,
    module: u32,
    quiet: u32,
    [dark, light]: [u8; 2],
) -> GrayImage {
    let code = QrCode::with_error_correction_level(text, level).unwrap();
    let width = code.width() as u32;
    let side = (width + 2 * quiet) * module;
    GrayImage::from_fn(side, side, |x, y| {
        let at = |pixel: u32| (pixel / module).checked_sub(quiet).filter(|&at| at < width);
        let is_dark = match (at(x), at(y)) {
            (Some(x), Some(y)) => code[(x as usize, y as usize)] == Color::Dark,
            _ => false,
        };
        Luma([if is_dark { dark } else { light }])
    })
}

fn black(text: &str) -> GrayImage {
    picture(text, 10, 4, [0, 255])
}

/// A PNG that states so many dots an inch.
fn png(picture: &GrayImage, dpi: Option<f64>) -> Vec<u8> {
    let mut bytes = Vec::new();
    image::codecs::png::PngEncoder::new(&mut bytes)
        .write_image(
            picture.as_raw(),
            picture.width(),
            picture.height(),
            image::ExtendedColorType::L8,
        )
        .unwrap();
    if let Some(dpi) = dpi {
        let per_metre = (dpi / 0.0254).round() as u32;
        let mut chunk = b"pHYs".to_vec();
        chunk.extend(per_metre.to_be_bytes());
        chunk.extend(per_metre.to_be_bytes());
        chunk.push(1);
        let mut whole = 9_u32.to_be_bytes().to_vec();
        whole.extend(&chunk);
        whole.extend(crc(&chunk).to_be_bytes());
        // After the signature and the header.
        bytes.splice(33..33, whole);
    }
    bytes
}

/// The checksum of PNG (annex D).
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |mut crc, &byte| {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 };
        }
        crc
    })
}

fn numbers(numbers: &[f64]) -> Vec<Object> {
    numbers.iter().map(|&n| Object::Real(n as f32)).collect()
}

/// Operations of a page and its images by name.
type Sheet<'a> = (Vec<Operation>, Vec<(&'a str, GrayImage)>);

/// A4 pages of another program.
fn pdf(pages: Vec<Sheet<'_>>) -> Vec<u8> {
    let mut document = Document::with_version("1.5");
    let tree = document.new_object_id();
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica",
    });
    let mut kids: Vec<Object> = Vec::new();
    for (operations, images) in pages {
        let mut xobjects = Dictionary::new();
        for (name, picture) in images {
            let dict = dictionary! {
                "Type" => "XObject", "Subtype" => "Image", "ColorSpace" => "DeviceGray",
                "Width" => picture.width(), "Height" => picture.height(),
                "BitsPerComponent" => 8,
            };
            let image = document.add_object(Stream::new(dict, picture.into_raw()));
            xobjects.set(name, image);
        }
        let content = Content { operations }.encode().unwrap();
        let content = document.add_object(Stream::new(dictionary! {}, content));
        let page = document.add_object(dictionary! {
            "Type" => "Page", "Parent" => tree, "Contents" => content,
            "MediaBox" => numbers(&[0.0, 0.0, 595.276, 841.89]),
            "Resources" => dictionary! {
                "XObject" => xobjects, "Font" => dictionary! { "F" => font },
            },
        });
        kids.push(page.into());
    }
    let count = kids.len() as i64;
    let pages = dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count };
    document.objects.insert(tree, pages.into());
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

fn saved(mut document: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

const MM: f64 = 72.0 / 25.4;

/// A code as squares, its upper left corner so many mm from that of A4.
fn vector(text: &str, left: f64, top: f64, side: f64) -> Vec<Operation> {
    let code = QrCode::with_error_correction_level(text, EcLevel::H).unwrap();
    let module = side / code.width() as f64;
    let mut operations = Vec::new();
    for row in 0..code.width() {
        for column in 0..code.width() {
            if code[(column, row)] == Color::Dark {
                let x = left + column as f64 * module;
                let y = 297.0 - top - (row + 1) as f64 * module;
                let square = [x, y, module, module].map(|mm| mm * MM);
                operations.push(Operation::new("re", numbers(&square)));
            }
        }
    }
    operations.push(Operation::new("f", vec![]));
    operations
}

/// An image `name` of `side` mm.
fn placed(name: &str, left: f64, top: f64, side: f64) -> Vec<Operation> {
    let at = [side, 0.0, 0.0, side, left, 297.0 - top - side].map(|mm| mm * MM);
    vec![
        Operation::new("q", vec![]),
        Operation::new("cm", numbers(&at)),
        Operation::new("Do", vec![Object::Name(name.into())]),
        Operation::new("Q", vec![]),
    ]
}

/// A line of text in a font that the file does not hold.
fn line(text: &str, left: f64, baseline: f64) -> Vec<Operation> {
    vec![
        Operation::new("BT", vec![]),
        Operation::new("Tf", vec![Object::Name("F".into()), 10.into()]),
        Operation::new("Td", numbers(&[left * MM, (297.0 - baseline) * MM])),
        Operation::new("Tj", vec![Object::string_literal(text)]),
        Operation::new("ET", vec![]),
    ]
}

fn verify(name: &str, bytes: &[u8]) -> Run {
    Run::new().bytes(name, bytes).args(&["verify", name])
}

fn json(said: &Said) -> Value {
    serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{error}: {}", said.out))
}

/// The codes of the problems of the only code of the only page.
fn problems(bytes: &[u8], good: bool) -> Vec<String> {
    let run = verify("x.png", bytes).arg("--json");
    let said = if good { run.ok() } else { run.fails(1) };
    let value = json(&said);
    let codes = value["files"][0]["pages"][0]["codes"].as_array().unwrap();
    assert_eq!(codes.len(), 1, "{}", said.out);
    let problems = codes[0]["problems"].as_array().unwrap();
    let code = |problem: &Value| problem["code"].as_str().unwrap().to_owned();
    problems.iter().map(code).collect()
}

#[track_caller]
fn near(value: &Value, wanted: f64, slack: f64) {
    let number = value.as_f64().unwrap();
    assert!((number - wanted).abs() <= slack, "{number}, not {wanted}");
}

#[test]
fn our_own_set_is_good_throughout() {
    let made = Run::new()
        .roster("Фамилия;Имя;Дата рождения\nИванова;Мария;01.02.2014\nПетров;Пётр;01.02.2010\n")
        .args(&["7b.csv", "--date", "2026-11-22"])
        .ok();
    let said = verify("set.pdf", &made.read("7b.pdf")).arg("--json").ok();
    let value = json(&said);
    assert_eq!(value["good"], true);
    let pages = value["files"][0]["pages"].as_array().unwrap();
    assert_eq!(pages.len(), 4);
    for (index, page) in pages.iter().enumerate() {
        let codes = page["codes"].as_array().unwrap();
        let (count, side) = if index % 2 == 0 { (2, 30.0) } else { (1, 34.0) };
        assert_eq!(codes.len(), count);
        for code in codes {
            near(&code["width"], side, 0.15);
            near(&code["module"], side / 29.0, 0.005);
            near(&code["contrast_percent"], 100.0, 0.1);
            assert_eq!(code["level"], "H");
            assert_eq!(code["problems"].as_array().unwrap().len(), 0, "{code}");
        }
    }
}

#[test]
fn codes_of_other_programs_are_found_placed_and_measured() {
    let first = vector(GOSUSLUGI, 20.0, 40.0, 30.0);
    let second = placed("I", 100.0, 150.0, 37.0 * 1.2);
    let page = ([first, second].concat(), vec![("I", black(DIARY))]);
    let empty = (line("no code", 20.0, 20.0), Vec::new());
    let bytes = pdf(vec![page, empty]);
    let value = json(&verify("x.pdf", &bytes).arg("--json").ok());
    let codes = &value["files"][0]["pages"][0]["codes"];
    for (code, text, [left, top, side]) in [
        (&codes[0], GOSUSLUGI, [20.0, 40.0, 30.0]),
        (&codes[1], DIARY, [104.8, 154.8, 29.0 * 1.2]),
    ] {
        assert_eq!(code["text"], text);
        assert_eq!(code["unit"], "mm");
        assert_eq!(
            (&code["version"], &code["modules"]),
            (&3.into(), &29.into())
        );
        near(&code["left"], left, 0.1);
        near(&code["top"], top, 0.1);
        near(&code["width"], side, 0.15);
        near(&code["height"], side, 0.15);
        near(&code["module"], side / 29.0, 0.005);
    }
    let said = verify("x.pdf", &bytes).ok();
    let plain = format!(
        "x.pdf: 2 страницы, 2 кода. Годится.\nСтраница 1\n  1. {GOSUSLUGI} — годится\n  2. {DIARY} — \
         годится\nБез кодов: страница 2\nИтог: 2 кода, все годятся.\n"
    );
    assert_eq!(said.out, plain);
    let said = verify("x.pdf", &bytes).arg("-v").ok();
    for figure in [
        "слева 20 мм, сверху 40 мм",
        "модуль 1,03 мм",
        "светлое поле",
        "версия 3 (29 × 29), коррекция H",
    ] {
        assert!(said.out.contains(figure), "{figure}: {}", said.out);
    }
    assert!(said.out.contains("Без кодов: страница 2"), "{}", said.out);
    assert!(
        said.out.ends_with("Итог: 2 кода, все годятся.\n"),
        "{}",
        said.out
    );
}

#[test]
fn all_codes_of_a_crowded_page_are_found() {
    let mut operations = Vec::new();
    for row in 0..5 {
        for column in 0..2 {
            let (x, y) = (
                15.0 + 90.0 * f64::from(column),
                15.0 + 54.0 * f64::from(row),
            );
            operations.extend(vector(GOSUSLUGI, x, y, 24.0));
            operations.extend(vector(DIARY, x + 45.0, y, 24.0));
        }
    }
    let value = json(
        &verify("x.pdf", &pdf(vec![(operations, vec![])]))
            .arg("--json")
            .ok(),
    );
    let codes = value["files"][0]["pages"][0]["codes"].as_array().unwrap();
    let texts: Vec<&str> = codes.iter().map(|c| c["text"].as_str().unwrap()).collect();
    assert_eq!(texts, [GOSUSLUGI, DIARY].repeat(10));
}

#[test]
fn a_picture_is_measured_by_the_density_it_states() {
    let code = black(GOSUSLUGI);
    let stated = json(&verify("x.png", &png(&code, Some(254.0))).arg("--json").ok());
    let code_there = &stated["files"][0]["pages"][0]["codes"][0];
    assert_eq!(code_there["unit"], "mm");
    near(&code_there["module"], 1.0, 0.001);
    near(&code_there["width"], 29.0, 0.02);
    near(&code_there["quiet_zone_modules"]["left"], 4.0, 0.05);
    let silent = json(&verify("x.png", &png(&code, None)).arg("--json").ok());
    let code_there = &silent["files"][0]["pages"][0]["codes"][0];
    assert_eq!(code_there["unit"], "px");
    near(&code_there["module"], 10.0, 0.01);
    assert_eq!(silent["files"][0]["problems"][0]["code"], "no-density");
    let mut jpeg = Vec::new();
    let image = image::DynamicImage::from(code);
    image
        .write_to(&mut Cursor::new(&mut jpeg), image::ImageFormat::Jpeg)
        .unwrap();
    verify("x.jpg", &jpeg).ok();
}

#[test]
fn text_in_the_quiet_zone_fails_and_the_side_is_named() {
    // Baseline 5 mm below the code: the letters reach up to 2.5 mm.
    let page = [
        vector(GOSUSLUGI, 20.0, 40.0, 30.0),
        line("www.gosuslugi.ru", 20.0, 75.0),
    ];
    let said = verify("x.pdf", &pdf(vec![(page.concat(), vec![])])).fails(1);
    assert!(
        said.out.contains("Ошибка: светлое поле нарушено: снизу 2,"),
        "{}",
        said.out
    );
    for (corner, side) in [
        ((20, 200), "left"),
        ((200, 20), "top"),
        ((346, 200), "right"),
        ((200, 346), "bottom"),
    ] {
        let mut picture = black(GOSUSLUGI);
        for (x, y) in (0..4).flat_map(|x| (0..4).map(move |y| (x, y))) {
            picture.put_pixel(corner.0 + x, corner.1 + y, Luma([0]));
        }
        let said = verify("x.png", &png(&picture, None)).arg("--json").fails(1);
        let code = &json(&said)["files"][0]["pages"][0]["codes"][0];
        assert_eq!(code["problems"][0]["code"], "code-quiet", "{side}");
        for other in ["left", "top", "right", "bottom"] {
            let wanted = if other == side { 1.6 } else { 4.0 };
            near(&code["quiet_zone_modules"][other], wanted, 0.15);
        }
    }
    let bare = picture(GOSUSLUGI, 10, 0, [0, 255]);
    assert_eq!(problems(&png(&bare, None), false), ["code-quiet"]);
}

#[test]
fn pale_small_and_inverted_codes_fail() {
    let shades = |dark, light| png(&picture(DIARY, 10, 4, [dark, light]), None);
    assert_eq!(problems(&shades(160, 255), false), ["code-contrast"]);
    assert_eq!(problems(&shades(200, 230), false), ["code-contrast"]);
    assert_eq!(problems(&shades(110, 255), true), ["code-grey"]);
    assert_eq!(problems(&shades(255, 0), false), ["code-inverted"]);
    let weak = picture_of_level(EcLevel::L, DIARY, 10, 4, [0, 255]);
    assert_eq!(problems(&png(&weak, None), true), ["code-level"]);
    let small = png(&black(DIARY), Some(500.0));
    assert_eq!(problems(&small, false), ["code-small"]);
    let said = verify("x.png", &small).fails(1);
    assert!(
        said.out
            .contains("модуль 0,51 мм, а нужно не меньше 0,75 мм")
    );
    assert!(said.out.contains("не меньше 22 мм"), "{}", said.out);
    let large = png(&black(DIARY), Some(330.0));
    assert_eq!(problems(&large, true), [""; 0]);
}

#[test]
fn addresses_are_judged_as_in_print() {
    for text in [
        "http://www.gosuslugi.ru",
        "https://example.org",
        "https://gosuslugi.ru.example.org",
        // «госуслуги» with letters that only look alike.
        "https://xn--gsuslugi-8jg.ru",
        "https://www.gosuslugi.ru/?utm_source=poster",
        "просто слова",
    ] {
        assert_eq!(
            problems(&png(&black(text), None), false),
            ["code-address"],
            "{text}"
        );
    }
    let own = png(&black("https://school7.ru"), None);
    verify("x.png", &own).fails(1);
    verify("x.png", &own)
        .args(&["--allow-host", "school7.ru"])
        .ok();
    // Settings that lie beside a judged file may have come with it.
    let settings = "hosts = [\"school7.ru\"]\n";
    verify("x.png", &own)
        .file("pamyatka.toml", settings)
        .fails(1);
    verify("x.png", &own)
        .file("own.toml", settings)
        .args(&["--config", "own.toml"])
        .ok();
}

#[test]
fn personal_data_fails_and_is_not_repeated() {
    for text in [
        "tel:+79123456789",
        "https://school7.ru/?mail=ivanova%40example.org",
    ] {
        let run =
            || verify("x.png", &png(&black(text), None)).args(&["--allow-host", "school7.ru"]);
        let said = run().fails(1);
        assert!(
            said.out.contains("Ошибка: в коде личные данные"),
            "{}",
            said.out
        );
        let value = run().arg("--json").fails(1).out;
        assert!(value.contains("\"code-personal\""), "{value}");
        for output in [&said.out, &value] {
            assert!(
                !output.contains("912345") && !output.contains("ivanova"),
                "{output}"
            );
        }
    }
}

#[test]
fn a_spoilt_code_is_named_with_its_place() {
    let mut picture = black(GOSUSLUGI);
    for (x, y) in (120..250).flat_map(|x| (120..250).map(move |y| (x, y))) {
        picture.put_pixel(x, y, Luma([0]));
    }
    let page = [
        placed("I", 100.0, 150.0, 37.0),
        vector(DIARY, 20.0, 40.0, 30.0),
    ];
    let bytes = pdf(vec![(page.concat(), vec![("I", picture)])]);
    let said = verify("x.pdf", &bytes).arg("--json").fails(1);
    let codes = &json(&said)["files"][0]["pages"][0]["codes"];
    assert_eq!(codes[0]["text"], DIARY);
    assert_eq!(codes[1]["readable"], false);
    assert_eq!(codes[1]["problems"][0]["code"], "code-unreadable");
    near(&codes[1]["left"], 104.0, 0.5);
    near(&codes[1]["top"], 154.0, 0.5);
}

#[test]
fn a_row_of_squares_hides_no_code_and_is_told_of() {
    // A finder of one pixel a module, 9 pixels from the next.
    let finder = |x: u32, y: u32| {
        let ring = |at: u32| at.abs_diff(3);
        let far = ring(x % 9).max(ring(y % 9));
        x % 9 < 7 && y % 9 < 7 && far != 2
    };
    let mut row = GrayImage::from_pixel(3000, 700, Luma([255]));
    image::imageops::overlay(&mut row, &black(GOSUSLUGI), 40, 40);
    image::imageops::overlay(
        &mut row,
        &picture("https://evil.example", 7, 4, [0, 255]),
        900,
        450,
    );
    for (x, y) in (0..2997).flat_map(|x| (0..7).map(move |y| (x, y))) {
        row.put_pixel(x, 430 + y, Luma([if finder(x, y) { 0 } else { 255 }]));
    }
    let said = verify("x.png", &png(&row, None)).fails(1);
    assert!(
        said.out.contains("https://evil.example — не годится"),
        "{}",
        said.out
    );
    assert!(said.out.contains("просмотрено не всё"), "{}", said.out);
    let json = verify("x.png", &png(&row, None)).arg("--json").fails(1).out;
    assert!(json.contains("\"search-stopped\""), "{json}");
}

#[test]
fn all_codes_of_a_full_picture_are_judged_and_equal_ones_told_of_once() {
    let code = picture(GOSUSLUGI, 3, 4, [0, 255]);
    let mut full = GrayImage::from_pixel(14 * 120, 10 * 120, Luma([255]));
    for (column, row) in (0..14).flat_map(|column| (0..10).map(move |row| (column, row))) {
        image::imageops::overlay(&mut full, &code, column * 120, row * 120);
    }
    let said = verify("x.png", &png(&full, None)).ok();
    assert!(
        said.out
            .starts_with("x.png: картинка, 140 кодов. Годится.\n"),
        "{}",
        said.out
    );
    assert!(
        said.out.ends_with("Итог: 140 кодов, все годятся.\n"),
        "{}",
        said.out
    );
    let lines = said.out.matches(GOSUSLUGI).count();
    assert!(lines < 20, "{lines} lines for equal codes");
}

#[test]
fn a_code_squeezed_beside_a_good_one_is_found() {
    let bad = picture("https://evil.example", 10, 4, [0, 255]);
    let squeezed = image::imageops::resize(
        &bad,
        bad.width() * 6 / 10,
        bad.height(),
        image::imageops::FilterType::Triangle,
    );
    let mut both = GrayImage::from_pixel(1200, 500, Luma([255]));
    image::imageops::overlay(&mut both, &black(GOSUSLUGI), 20, 20);
    image::imageops::overlay(&mut both, &squeezed, 700, 40);
    let value = json(&verify("x.png", &png(&both, None)).arg("--json").fails(1));
    let codes = value["files"][0]["pages"][0]["codes"].as_array().unwrap();
    let texts: Vec<&str> = codes.iter().map(|c| c["text"].as_str().unwrap()).collect();
    assert_eq!(texts, [GOSUSLUGI, "https://evil.example"]);
}

#[test]
fn sheared_and_mirrored_codes_are_judged() {
    let bad = picture("https://evil.example", 10, 4, [0, 255]);
    let sheared = [40.0, 0.0, 12.0, 40.0, 100.0, 200.0].map(|mm| mm * MM);
    let mirrored = [-40.0, 0.0, 0.0, 40.0, 80.0, 60.0].map(|mm| mm * MM);
    let mut page = vector(GOSUSLUGI, 20.0, 20.0, 30.0);
    for at in [sheared, mirrored] {
        page.push(Operation::new("q", vec![]));
        page.push(Operation::new("cm", numbers(&at)));
        page.push(Operation::new("Do", vec![Object::Name("I".into())]));
        page.push(Operation::new("Q", vec![]));
    }
    let bytes = pdf(vec![(page, vec![("I", bad)])]);
    let value = json(&verify("x.pdf", &bytes).arg("--json").fails(1));
    let codes = value["files"][0]["pages"][0]["codes"].as_array().unwrap();
    let evil = codes
        .iter()
        .filter(|code| code["text"] == "https://evil.example");
    assert_eq!((codes.len(), evil.count()), (3, 2), "{value}");
}

#[test]
fn a_unit_of_the_page_counts() {
    let page = (vector(GOSUSLUGI, 20.0, 40.0, 15.0), Vec::new());
    let mut document = Document::load_mem(&pdf(vec![page])).unwrap();
    let id = document.get_pages()[&1];
    let page = document.get_object_mut(id).unwrap().as_dict_mut().unwrap();
    page.set("UserUnit", 2);
    let bytes = saved(document);
    let value = json(&verify("x.pdf", &bytes).arg("--json").ok());
    near(
        &value["files"][0]["pages"][0]["codes"][0]["width"],
        30.0,
        0.15,
    );
    near(&value["files"][0]["pages"][0]["width"], 420.0, 0.5);
}

/// What is put on a page as a stamp counts, be it shown or only printed.
#[test]
fn stamps_are_judged() {
    for (flags, said_of_it) in [(4, "https://evil.example"), (36, "\"print-only\"")] {
        let page = (vector(GOSUSLUGI, 20.0, 40.0, 30.0), Vec::new());
        let mut document = Document::load_mem(&pdf(vec![page])).unwrap();
        let operations = vector("https://evil.example", 0.0, 297.0 - 40.0, 40.0);
        let form = dictionary! {
            "Type" => "XObject", "Subtype" => "Form", "BBox" => numbers(&[0.0, 0.0, 40.0 * MM, 40.0 * MM]),
        };
        let content = Content { operations }.encode().unwrap();
        let form = document.add_object(Stream::new(form, content));
        let place = [100.0, 60.0, 140.0, 100.0].map(|mm| mm * MM);
        let stamp = document.add_object(dictionary! {
            "Type" => "Annot", "Subtype" => "Stamp", "F" => flags, "Rect" => numbers(&place),
            "AP" => dictionary! { "N" => form },
        });
        let id = document.get_pages()[&1];
        let page = document.get_object_mut(id).unwrap().as_dict_mut().unwrap();
        page.set("Annots", vec![Object::Reference(stamp)]);
        let said = verify("x.pdf", &saved(document)).arg("--json").fails(1).out;
        assert!(said.contains(said_of_it), "{flags}: {said}");
    }
}

#[test]
fn a_layer_that_printing_turns_on_is_told_of() {
    let page = (vector(GOSUSLUGI, 20.0, 40.0, 30.0), Vec::new());
    let mut document = Document::load_mem(&pdf(vec![page])).unwrap();
    let layer = document.add_object(dictionary! { "Type" => "OCG" });
    let printing = dictionary! { "Event" => "Print", "OCGs" => vec![layer.into()] };
    let usual = dictionary! { "OFF" => vec![layer.into()], "AS" => vec![printing.into()] };
    let layers = dictionary! { "OCGs" => vec![layer.into()], "D" => usual };
    document.catalog_mut().unwrap().set("OCProperties", layers);
    let said = verify("x.pdf", &saved(document)).fails(1);
    assert!(said.out.contains("виден только на бумаге"), "{}", said.out);
}

#[test]
fn near_codes_are_a_remark_only() {
    let page = [
        vector(GOSUSLUGI, 20.0, 40.0, 30.0),
        vector(DIARY, 60.0, 40.0, 30.0),
    ];
    let page = pdf(vec![(page.concat(), vec![])]);
    let said = verify("x.pdf", &page).ok().out;
    let remark = "Замечание: между кодами 1 и 2 всего 10 мм";
    assert!(said.contains(remark), "{said}");
    let said = verify("x.pdf", &page).arg("--json").ok().out;
    assert!(said.contains("\"codes-near\""), "{said}");
}

#[test]
fn files_without_codes_and_files_that_do_not_open_fail() {
    let white = GrayImage::from_pixel(300, 300, Luma([255]));
    let empty = pdf(vec![(line("no code at all", 20.0, 20.0), vec![])]);
    let none = "не найдено ни одного QR-кода";
    let pages = "не найдено ни одной страницы";
    let broken = b"%PDF-1.7\nnothing".to_vec();
    let half = png(&white, None)[..60].to_vec();
    let mut locked = Document::load_mem(&empty).unwrap();
    let encrypt = dictionary! { "Filter" => "Own", "V" => 9 };
    locked.trailer.set("Encrypt", encrypt);
    let locked = saved(locked);
    let word = b"PK\x03\x04....".to_vec();
    let heic = b"\0\0\0\x18ftypheic....".to_vec();
    for (name, bytes, said, code) in [
        ("x.png", png(&white, None), none, "no-code"),
        ("x.pdf", empty, none, "no-code"),
        ("x.pdf", pdf(vec![]), pages, "pdf-empty"),
        ("x.pdf", broken, "испорчен", "pdf-broken"),
        (
            "x.pdf",
            locked,
            "зашифрован неизвестным способом",
            "pdf-locked",
        ),
        ("x.png", half, "испорчена", "picture-broken"),
        ("x.pdf", Vec::new(), "файл пуст", "not-checkable"),
        ("x.docx", word, "документ Word", "not-checkable"),
        ("x.gif", b"GIF89a....".to_vec(), "(gif)", "not-checkable"),
        ("x.heic", heic, "HEIC", "not-checkable"),
        ("x.svg", b"<svg/>".to_vec(), "SVG", "not-checkable"),
        (
            "x.txt",
            b"Hello".to_vec(),
            "не PDF и не картинка",
            "not-checkable",
        ),
    ] {
        let run = verify(name, &bytes).fails(1);
        let all = format!("{}{}", run.out, run.err);
        assert!(all.contains(said), "{name}: {all}");
        let value = json(&verify(name, &bytes).arg("--json").fails(1));
        assert_eq!(value["good"], false);
        let problem = &value["files"][0]["problems"][0];
        assert_eq!(
            (&problem["severity"], &problem["code"]),
            (&"error".into(), &code.into())
        );
    }
    let said = Run::new().args(&["verify", "nowhere.pdf"]).fails(1);
    assert!(said.err.contains("файла «nowhere.pdf» нет"), "{}", said.err);
    let long = "x".repeat(300) + ".pdf";
    let said = Run::new().args(&["verify", &long, "--json"]).fails(3);
    assert_eq!(json(&said)["files"][0]["problems"][0]["code"], "unreadable");
    let said = Run::new().args(&["verify"]).fails(2);
    assert!(
        said.err.contains("Назовите файл: pamyatka verify"),
        "{}",
        said.err
    );
}

#[test]
fn a_picture_that_is_too_large_is_refused_by_its_header() {
    let mut header = b"\x89PNG\r\n\x1a\n\0\0\0\x0d".to_vec();
    let mut chunk = b"IHDR".to_vec();
    chunk.extend(60_000_u32.to_be_bytes());
    chunk.extend(60_000_u32.to_be_bytes());
    chunk.extend([8, 0, 0, 0, 0]);
    header.extend(&chunk);
    header.extend(crc(&chunk).to_be_bytes());
    header.extend(b"\0\0\0\0IDAT");
    header.extend(crc(b"IDAT").to_be_bytes());
    let json = verify("x.png", &header).arg("--json").fails(1).out;
    assert!(json.contains("\"picture-large\""), "{json}");
    let said = verify("x.png", &header).fails(1);
    assert!(
        said.err.contains("слишком велика: 60000 × 60000"),
        "{}",
        said.err
    );
}

#[test]
fn every_file_is_looked_at_in_one_run() {
    let run = || {
        Run::new()
            .bytes("good.png", &png(&black(DIARY), None))
            .bytes("bad.png", &png(&black("http://example.org"), None))
            .file("broken.pdf", "%PDF-1.7 nothing")
            .args(&["verify", "bad.png", "broken.pdf", "good.png"])
    };
    let said = run().fails(1);
    assert!(
        said.out.contains("bad.png: картинка, 1 код."),
        "{}",
        said.out
    );
    assert!(
        said.out.contains("good.png: картинка, 1 код."),
        "{}",
        said.out
    );
    assert!(
        said.err.contains("broken.pdf: PDF испорчен"),
        "{}",
        said.err
    );
    assert!(
        said.out
            .ends_with("Итог: 2 кода, не годится 1; не открыто: 1 файл.\n"),
        "{}",
        said.out
    );
    let value = json(&run().arg("--json").fails(1));
    let good: Vec<&Value> = value["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| &file["good"])
        .collect();
    assert_eq!(good, [false, false, true]);
}

#[test]
fn stress_says_how_far_each_damage_was_endured() {
    let bytes = png(&black(GOSUSLUGI), None);
    let value = json(&verify("x.png", &bytes).args(&["--stress", "--json"]).ok());
    let stress = value["files"][0]["pages"][0]["codes"][0]["stress"].clone();
    let stress = stress.as_array().unwrap();
    assert_eq!(stress.len(), 10);
    for one in stress {
        let steps = one["steps"].as_array().unwrap();
        assert!(steps.contains(&one["held"]), "{one}");
        assert!(
            one["failed"].is_null() || steps.contains(&one["failed"]),
            "{one}"
        );
    }
}
