//! What the sheets look like, held fast: a dump of every piece of text, shape
//! and code of the six kinds of sheet (`tests/it/snapshots`), and small pictures
//! of finished pages of all papers (`tests/reference`).
//!
//! After a wanted change: `INSTA_UPDATE=always cargo test --test it pictures::` and
//! `PAMYATKA_REFRESH=1 cargo test --test it pictures::` (which still fails, so that
//! nobody refreshes without looking), then look at the difference.

use crate::support::set;
use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Arc;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use image::GrayImage;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use pamyatka::address;
use pamyatka::base::fonts::Fonts;
use pamyatka::base::geometry::{Point, Size};
use pamyatka::base::units::Pt;
use pamyatka::model::frame::{Item, Page, Segment, Shape};
use pamyatka::model::job::{Form, Job};
use pamyatka::model::student::Student;
use pamyatka::pipeline::{self, Cards, CodeOrder, Grid, Paper, Source};
use pamyatka::template::builtin;

/// Everything on a page in drawing order, to a tenth of a point.
fn dump(page: &Page) -> String {
    let mut text = String::new();
    for (at, frame) in page.frames() {
        for (offset, item) in frame.items() {
            let at = at.shifted(offset.x, offset.y);
            let line = match item {
                Item::Run(run) => {
                    let (size, grey) = (run.size.get(), run.grey.lightness());
                    let ink = if grey > 0.0 {
                        format!(" grey {grey:.2}")
                    } else {
                        String::new()
                    };
                    let shown = run.text.replace('\u{ad}', "¬");
                    format!("{:?} {size:.1}{ink} «{shown}»", run.font)
                }
                Item::Shape(shape) => summary(shape),
                Item::Picture { picture, size } => {
                    format!("picture {picture:?} {:.1}", size.height.get())
                }
                Item::Code { code, side } => {
                    let (width, level) = (code.width(), code.level());
                    format!("code {:.1} {width} {level:?} {}", side.get(), code.text())
                }
            };
            writeln!(text, "{} {line}", place(at)).unwrap();
        }
    }
    text
}

fn place(at: Point) -> String {
    format!("{:6.1} {:6.1}", at.x.get(), at.y.get())
}

/// A shape as its extent and how it is drawn.
fn summary(shape: &Shape) -> String {
    let mut points = Vec::new();
    for segment in &shape.segments {
        match segment {
            Segment::Move(p) | Segment::Line(p) => points.push(*p),
            Segment::Curve(a, b, c) => points.extend([*a, *b, *c]),
            Segment::Close => {}
        }
    }
    let extent = |of: fn(&Point) -> f64| {
        let low = points.iter().map(of).fold(f64::INFINITY, f64::min);
        let high = points.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
        format!("{low:.1}..{high:.1}")
    };
    let (x, y) = (extent(|p| p.x.get()), extent(|p| p.y.get()));
    let fill = shape
        .fill
        .map(|fill| format!(" fill {:.2}", fill.lightness()));
    let stroke = shape.stroke.map(|stroke| {
        let dash = stroke.dash.map_or("", |_| " dashed");
        format!(" stroke {:.1}{dash}", stroke.width.get())
    });
    let (fill, stroke) = (fill.unwrap_or_default(), stroke.unwrap_or_default());
    format!("shape {x} × {y}{fill}{stroke}")
}

fn snapshot(kind: &str) {
    let fonts = Fonts::embedded();
    let kinds = set::kinds();
    let (_, job, student) = kinds.iter().find(|(name, ..)| *name == kind).unwrap();
    let pages = set::pages(&fonts, job, student);
    let sides: Vec<String> = pages.iter().map(dump).collect();
    let settings = insta::Settings::clone_current();
    settings.bind(|| insta::assert_snapshot!(kind, sides.join("\n— back —\n\n")));
}

#[test]
fn the_sheet_of_a_child_under_14_is_as_it_was() {
    snapshot("under-14");
}

#[test]
fn the_sheet_of_a_child_of_14_is_as_it_was() {
    snapshot("over-14");
}

#[test]
fn the_sheet_without_an_age_is_as_it_was() {
    snapshot("age-unknown");
}

#[test]
fn the_sheet_of_a_child_with_an_account_is_as_it_was() {
    snapshot("account");
}

#[test]
fn the_sheet_with_a_known_login_is_as_it_was() {
    snapshot("login");
}

#[test]
fn the_sheet_with_a_status_slip_is_as_it_was() {
    snapshot("status");
}

/// Pixels in one point: 60 dpi.
const SCALE: f32 = 60.0 / 72.0;
/// How much pictures may differ on average, of 255. A line of text moved by one
/// pixel makes 0.36 to 0.65 (measured on front.png).
const TOLERANCE: f64 = 0.15;

/// A page of a finished PDF in 16 greys.
fn picture(pdf: Vec<u8>, page: usize) -> GrayImage {
    let document = Pdf::new(Arc::new(pdf)).unwrap();
    let drawn = hayro::render(
        &document.pages()[page],
        &RenderCache::new(),
        &InterpreterSettings::default(),
        &RenderSettings::default(),
        &PixmapSettings {
            x_scale: SCALE,
            y_scale: SCALE,
            bg_color: hayro::vello_cpu::color::palette::css::WHITE,
        },
    );
    let (width, height) = (u32::from(drawn.width()), u32::from(drawn.height()));
    let greys = drawn.data().iter().map(|pixel| pixel.g / 16 * 17).collect();
    GrayImage::from_raw(width, height, greys).unwrap()
}

fn source(name: &'static str) -> Source<'static> {
    Source {
        name,
        text: builtin(name).unwrap(),
    }
}

/// The handout of one pupil of a kind.
fn handout(kind: &str) -> Vec<u8> {
    sheets("handout", kind, Form::Sheet, 1)
}

/// The handouts of several pupils of a kind in a form of an edition.
fn sheets(edition: &'static str, kind: &str, form: Form, count: usize) -> Vec<u8> {
    let kinds = set::kinds();
    let (_, job, student) = kinds.iter().find(|(name, ..)| *name == kind).unwrap();
    let job = Job {
        form,
        ..job.clone()
    };
    let students = vec![student.clone(); count];
    let mut pdf = Vec::new();
    pipeline::run(students, source(edition), &job, &mut pdf, &|_| {}).unwrap();
    pdf
}

fn paper(paper: &Paper<'_>, name: &'static str) -> Vec<u8> {
    let mut pdf = Vec::new();
    pipeline::paper(paper, source(name), &set::job(), &mut pdf).unwrap();
    pdf
}

fn reference(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/reference");
    folder.join(format!("{name}.png"))
}

fn refresh(name: &str, picture: &GrayImage) {
    let mut bytes = Vec::new();
    let encoder =
        PngEncoder::new_with_quality(&mut bytes, CompressionType::Best, FilterType::NoFilter);
    picture.write_with_encoder(encoder).unwrap();
    assert!(bytes.len() <= 40 * 1024, "{name}: {} bytes", bytes.len());
    std::fs::write(reference(name), bytes).unwrap();
    panic!("{name}.png is refreshed: look at it, then run again without PAMYATKA_REFRESH");
}

fn looks_as_it_did(pdf: Vec<u8>, page: usize, name: &str) {
    let new = picture(pdf, page);
    if std::env::var_os("PAMYATKA_REFRESH").is_some() {
        refresh(name, &new);
    }
    let old = image::open(reference(name)).unwrap().into_luma8();
    assert_eq!(old.dimensions(), new.dimensions());
    let differences = old
        .iter()
        .zip(new.iter())
        .map(|(a, b)| f64::from(a.abs_diff(*b)));
    let mean = differences.sum::<f64>() / old.len() as f64;
    assert!(mean <= TOLERANCE, "{name}: {mean:.3} of 255 on average");
}

#[test]
fn the_front_looks_as_it_did() {
    looks_as_it_did(handout("under-14"), 0, "front");
}

#[test]
fn the_back_looks_as_it_did() {
    looks_as_it_did(handout("under-14"), 1, "back");
}

#[test]
fn the_front_of_a_child_with_an_account_looks_as_it_did() {
    looks_as_it_did(handout("account"), 0, "front-account");
}

#[test]
fn the_front_with_a_status_slip_looks_as_it_did() {
    looks_as_it_did(handout("status"), 0, "front-status");
}

#[test]
fn the_front_of_a_child_of_14_looks_as_it_did() {
    looks_as_it_did(handout("over-14"), 0, "front-14");
}

#[test]
fn the_front_without_an_age_looks_as_it_did() {
    looks_as_it_did(handout("age-unknown"), 0, "front-no-age");
}

#[test]
fn the_front_with_a_known_login_looks_as_it_did() {
    looks_as_it_did(handout("login"), 0, "front-login");
}

#[test]
fn a_single_side_looks_as_it_did() {
    let pdf = sheets("handout", "under-14", Form::SingleSide, 1);
    looks_as_it_did(pdf, 0, "single-side");
}

#[test]
fn large_print_looks_as_it_did() {
    let pdf = sheets("handout", "under-14", Form::LargePrint, 1);
    looks_as_it_did(pdf, 0, "large-print");
}

#[test]
fn the_slip_of_large_print_looks_as_it_did() {
    let pdf = sheets("handout", "under-14", Form::LargePrint, 1);
    looks_as_it_did(pdf, 2, "large-print-slip");
}

#[test]
fn the_back_of_large_print_looks_as_it_did() {
    let pdf = sheets("handout", "under-14", Form::LargePrint, 1);
    looks_as_it_did(pdf, 3, "large-print-back");
}

#[test]
fn two_halves_of_a_sheet_look_as_they_did() {
    let pdf = sheets("handout", "under-14", Form::A5, 2);
    looks_as_it_did(pdf, 0, "a5");
}

#[test]
fn the_backs_of_two_halves_look_as_they_did() {
    let pdf = sheets("handout", "under-14", Form::A5, 2);
    looks_as_it_did(pdf, 1, "a5-back");
}

#[test]
fn slips_alone_look_as_they_did() {
    let pdf = sheets("handout", "under-14", Form::SlipOnly, 4);
    looks_as_it_did(pdf, 0, "slip-only");
}

#[test]
fn a_sheet_without_a_name_looks_as_it_did() {
    let blank = Student {
        class: "7Б".into(),
        ..Student::default()
    };
    let mut pdf = Vec::new();
    let handout = source("handout");
    pipeline::run(vec![blank], handout, &set::job(), &mut pdf, &|_| {}).unwrap();
    looks_as_it_did(pdf, 0, "blank");
}

#[test]
fn the_edition_of_2026_looks_as_it_did() {
    let pdf = sheets("family-2026", "under-14", Form::Sheet, 1);
    looks_as_it_did(pdf, 0, "family-2026");
}

#[test]
fn the_poster_looks_as_it_did() {
    let sizes = [("A4", Size::A4)];
    looks_as_it_did(paper(&Paper::Poster(&sizes), "poster"), 0, "poster");
}

#[test]
fn the_cards_look_as_they_did() {
    let cards = Cards {
        first: 0,
        copies: None,
        labels: None,
    };
    looks_as_it_did(paper(&Paper::Cards(&cards), "card"), 0, "cards");
}

#[test]
fn the_labels_look_as_they_did() {
    // A sheet that has been begun: 3 by 8 labels of 70 by 37 mm.
    let cell = Size::new(Pt::mm(70.0), Pt::mm(37.0));
    let cards = Cards {
        first: 4,
        copies: Some(15),
        labels: Some(Grid {
            marks: false,
            ..Grid::centred(Size::A4, 3, 8, cell)
        }),
    };
    looks_as_it_did(paper(&Paper::Cards(&cards), "label"), 0, "labels");
}

#[test]
fn the_checklist_looks_as_it_did() {
    let list = Paper::Checklist(&set::roster(12));
    looks_as_it_did(paper(&list, "checklist"), 0, "checklist");
}

#[test]
fn the_page_of_a_code_looks_as_it_did() {
    let address = address::check("https://cop.admhmao.ru", &[]).unwrap();
    let order = CodeOrder {
        png: false,
        svg: false,
        pdf: true,
        side: Pt::mm(60.0),
        page_side: Pt::mm(120.0),
        caption: "Электронный дневник".into(),
    };
    let mut files = pipeline::code_files(&address, &order, source("code"), &set::job()).unwrap();
    looks_as_it_did(files.remove(0).bytes, 0, "code");
}
