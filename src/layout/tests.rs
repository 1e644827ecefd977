//! Layout of handouts made by hand: lines, breaks, faults, sharing. What the
//! built-in sheet looks like is the matter of `tests/layout.rs`, since this
//! stage knows no templates.

use std::sync::Arc;

use super::{Fault, Laid, Layout};
use crate::base::fonts::Fonts;
use crate::base::geometry::{Point, Size};
use crate::base::units::{Pt, Ratio};
use crate::model::frame::{Frame, GlyphRun, Item, Page};
use crate::model::handout::{
    Block, Blocks, CodeBlock, CodePlace, Column, ColumnWidth, Handout, Inline, PageSetup, Panel,
    Side, Slip, Weight,
};

const MARGIN: Pt = Pt::mm(12.0);
const SOFT_HYPHEN: char = '\u{ad}';

fn words(text: &str) -> Vec<Inline> {
    vec![Inline::Text(text.to_owned(), Weight::Normal)]
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph(words(text))
}

fn heading(level: u8, text: &str) -> Block {
    Block::Heading(level, words(text))
}

/// Blocks one under another.
fn blocks(blocks: impl IntoIterator<Item = Block>) -> Blocks {
    blocks.into_iter().map(Block::into).collect()
}

fn code(url: &str, side: Option<Pt>) -> Block {
    Block::Code(CodeBlock {
        url: url.to_owned(),
        shown: "школа.рф".to_owned(),
        name: String::new(),
        side,
        place: CodePlace::Centre,
    })
}

fn side(body: Vec<Block>) -> Side {
    Side {
        header: Vec::new(),
        text: Pt::new(11.0),
        body: blocks(body),
        slip: None,
    }
}

fn with_slip(body: Vec<Block>, strip: Vec<Block>) -> Side {
    Side {
        slip: Some(Slip {
            cut: Block::Cut(words("отрежьте")).into(),
            body: blocks(strip),
        }),
        ..side(body)
    }
}

/// A handout whose lines are `width` wide.
fn handout(width: Pt, sides: Vec<Side>) -> Handout {
    Handout {
        setup: PageSetup {
            paper: Size::A4,
            top: MARGIN,
            sides: (Size::A4.width - width) / 2.0,
            bottom: MARGIN,
            text: Pt::new(11.0),
            slip: Pt::ZERO,
            slip_last: false,
        },
        sides,
    }
}

fn lay(width: Pt, sides: Vec<Side>) -> Result<Laid, Fault> {
    let fonts = Fonts::embedded();
    Layout::new(&fonts).handout(&handout(width, sides))
}

/// The fault of one side in lines of 180 mm, if there is one.
fn fault_of(body: Vec<Block>) -> Option<Fault> {
    lay_wide(body).err()
}

/// Lays one side out in lines of 180 mm.
fn lay_wide(body: Vec<Block>) -> Result<Laid, Fault> {
    lay(Pt::mm(180.0), vec![side(body)])
}

fn runs(page: &Page) -> Vec<(Point, &GlyphRun)> {
    let mut found = Vec::new();
    for (at, frame) in page.frames() {
        for (offset, item) in frame.items() {
            if let Item::Run(run) = item {
                found.push((at.shifted(offset.x, offset.y), run));
            }
        }
    }
    found
}

/// The lines of text on a page in reading order: runs that follow each other
/// on one baseline.
fn lines(page: &Page) -> Vec<String> {
    let mut lines: Vec<(Pt, String)> = Vec::new();
    for (at, run) in runs(page) {
        match lines.last_mut() {
            Some((y, line)) if *y == at.y => line.push_str(&run.text),
            _ => lines.push((at.y, run.text.clone())),
        }
    }
    lines.into_iter().map(|(_, line)| line).collect()
}

/// The lines of one paragraph in a column of some width.
fn broken(text: &str, width: f64) -> Vec<String> {
    lines(
        &lay(Pt::new(width), vec![side(vec![paragraph(text)])])
            .unwrap()
            .pages[0],
    )
}

fn widths() -> impl Iterator<Item = f64> {
    (0..45).map(|step| 70.0 + 9.3 * f64::from(step))
}

const PROSE: &str = "Учётная запись нужна каждому ребёнку — без неё на онлайн-урок не \
    пустят, – так устроена система. Зарегистрируйте её заблаговременно: подтверждение \
    продолжается от нескольких минут до нескольких дней. Кто-нибудь поможет - или нет.";

#[test]
fn no_line_starts_with_a_dash_and_no_text_is_lost() {
    for width in widths() {
        let lines = broken(PROSE, width);
        for line in &lines {
            assert!(!line.starts_with(['—', '–', '-', ' ']), "{width}: {line}");
        }
        let whole = lines.concat().replace(SOFT_HYPHEN, "");
        assert_eq!(whole, PROSE, "{width}");
    }
}

#[test]
fn addresses_and_logins_are_never_broken() {
    let wholes = [
        "https://cop.admhmao.ru",
        "www.gosuslugi.ru",
        "imya.familiya-2013@example.ru",
        "+7 900 000-00-01",
    ];
    let text = format!(
        "Откройте {} и войдите, если получится.",
        wholes.join(" или ")
    );
    for width in widths().filter(|&width| width > 190.0) {
        let lines = broken(&text, width);
        for whole in wholes {
            let found = lines.iter().any(|line| line.contains(whole));
            assert!(found, "{width}: {whole} in {lines:?}");
        }
    }
}

#[test]
fn an_address_in_a_narrow_column_gets_no_hyphen() {
    for address in ["https://cop.admhmao.ru", "imya.familiya-2013@example.ru"] {
        let lines = broken(address, 60.0);
        assert!(lines.len() > 1 && !lines.concat().contains(SOFT_HYPHEN));
        assert_eq!(lines.concat(), address);
    }
}

/// Width of the first `bytes` bytes of a run.
fn width_of(fonts: &Fonts, run: &GlyphRun, bytes: usize) -> f64 {
    let before = |start: u32| (start as usize) < bytes;
    let glyphs = run.glyphs.iter().filter(|glyph| before(glyph.text_start));
    let units: i32 = glyphs.map(|glyph| glyph.advance).sum();
    f64::from(units) * run.size.get() / fonts.face(run.font).units_per_em()
}

#[test]
fn words_are_hyphenated_only_where_a_third_of_the_line_would_stay_empty() {
    let fonts = Fonts::embedded();
    let mut hyphens = 0;
    for width in widths() {
        let laid = lay(Pt::new(width), vec![side(vec![paragraph(PROSE)])]).unwrap();
        for (_, run) in runs(&laid.pages[0]) {
            if !run.text.ends_with(SOFT_HYPHEN) {
                continue;
            }
            hyphens += 1;
            let before = run.text.rfind(' ').unwrap_or(0);
            let empty = 1.0 - width_of(&fonts, run, before) / width;
            assert!(empty > 1.0 / 3.0, "{width}: {empty:.2} in {}", run.text);
        }
    }
    assert!(hyphens > 0, "nothing was tested");
}

#[test]
fn names_are_not_hyphenated_while_they_fit_into_a_line() {
    let names = "Абдурахмангаджиева-Константинопольская Александрина Всеволодовна";
    for width in widths().filter(|&width| width > 150.0) {
        let name = Block::Panel(Panel::Name, blocks([paragraph(names)]));
        for body in [vec![paragraph(names)], vec![name]] {
            let laid = lay(Pt::new(width), vec![side(body)]).unwrap();
            let text = lines(&laid.pages[0]).concat();
            assert!(!text.contains(SOFT_HYPHEN), "{width}: {text}");
        }
    }
}

#[test]
fn a_name_wider_than_its_line_is_broken_and_whole() {
    let long = "Ы".repeat(80);
    let name = Block::Panel(Panel::Name, blocks([paragraph(&long)]));
    let laid = lay(Pt::mm(62.0), vec![side(vec![name])]).unwrap();
    let lines = lines(&laid.pages[0]);
    assert!(lines.len() > 1);
    assert_eq!(lines.concat().replace(SOFT_HYPHEN, ""), long);
}

#[test]
fn a_long_name_is_made_smaller_but_not_below_running_text() {
    let size = |name: &str| {
        let name = Block::Panel(Panel::Name, blocks([paragraph(name)]));
        let laid = lay(Pt::mm(62.0), vec![side(vec![name])]).unwrap();
        runs(&laid.pages[0])[0].1.size.get()
    };
    let short = size("Цой Лев");
    let long = size(&"Имя-отчество ".repeat(12));
    assert!(short > long && long >= 11.0, "{short} and {long}");
}

#[test]
fn a_letter_that_no_face_has_is_a_fault() {
    for body in [
        paragraph("Ван 王"),
        Block::Paragraph(vec![Inline::Button("王".into())]),
        Block::Paragraph(vec![Inline::Letters("王".into())]),
        Block::Panel(Panel::Name, blocks([paragraph("王")])),
        Block::Panel(Panel::Tinted, blocks([heading(1, "王")])),
    ] {
        assert_eq!(fault_of(vec![body]), Some(Fault::Letter('王')));
    }
    let strip = with_slip(vec![], vec![paragraph("王")]);
    assert_eq!(
        lay(Pt::mm(180.0), vec![strip]).unwrap_err(),
        Fault::Letter('王')
    );
}

#[test]
fn rare_letters_come_from_the_fallback() {
    let laid = lay_wide(vec![paragraph("Ӈэтэй Өдөр Ԓ Қ Һ ә")]).unwrap();
    for (_, run) in runs(&laid.pages[0]) {
        assert!(run.glyphs.iter().all(|glyph| glyph.id != 0), "{}", run.text);
    }
}

fn long_paragraph(lines: usize) -> Block {
    paragraph(&"слово ".repeat(15 * lines))
}

/// Every baseline and the capitals above it are between the margins. The
/// numeral of a step may rise by 5 pt: it shares its title's baseline.
fn assert_inside(laid: &Laid) {
    for (index, page) in laid.pages.iter().enumerate() {
        for (at, run) in runs(page) {
            let (top, bottom) = (at.y.get() - run.size.get() * 0.7, at.y.get());
            let inside = top > MARGIN.get() - 5.0 && bottom < (Size::A4.height - MARGIN).get();
            assert!(inside, "page {index}, {}..{}: {}", top, bottom, run.text);
        }
    }
}

#[test]
fn what_is_higher_than_a_page_is_a_fault() {
    let high = || long_paragraph(80);
    for body in [
        vec![high()],
        vec![paragraph("А"), high()],
        vec![Block::Panel(Panel::Framed, blocks([high()]))],
        vec![Block::Panel(
            Panel::Barred,
            blocks((0..80).map(|_| paragraph("А"))),
        )],
    ] {
        assert_eq!(fault_of(body), Some(Fault::TooHigh));
    }
    let body = vec![paragraph("А")];
    let strip = with_slip(body, vec![high()]);
    assert_eq!(lay(Pt::mm(180.0), vec![strip]).err(), Some(Fault::TooHigh));
}

#[test]
fn a_slip_higher_than_the_page_is_a_fault_even_alone() {
    let strip = with_slip(vec![], vec![long_paragraph(80)]);
    assert_eq!(lay(Pt::mm(180.0), vec![strip]).err(), Some(Fault::TooHigh));
}

#[test]
fn a_heading_and_its_block_that_fill_more_than_a_page_do_not_run_out_of_it() {
    for lines in 45..60 {
        let body = vec![
            paragraph("А"),
            heading(1, "Заголовок"),
            long_paragraph(lines),
        ];
        match lay_wide(body) {
            Ok(laid) => assert_inside(&laid),
            Err(fault) => assert_eq!(fault, Fault::TooHigh),
        }
    }
}

#[test]
fn what_is_wider_than_its_room_is_a_fault() {
    let column = |width| Column {
        width,
        body: blocks([paragraph("А")]),
    };
    let fixed = |mm| column(ColumnWidth::Fixed(Pt::mm(mm)));
    for columns in [
        vec![fixed(200.0)],
        vec![fixed(100.0), fixed(80.0)],
        vec![fixed(170.0), column(ColumnWidth::Share(Ratio::new(1.0)))],
    ] {
        let body = vec![Block::Columns(columns)];
        assert_eq!(fault_of(body), Some(Fault::TooWide));
    }
    let body = vec![Block::Columns(vec![fixed(100.0), fixed(75.0)])];
    assert!(lay_wide(body).is_ok());
}

#[test]
fn fill_in_fields_wider_than_their_room_are_a_fault() {
    for wide in [
        Inline::Line(Some(Pt::mm(300.0))),
        Inline::Digits(vec![20, 20]),
    ] {
        let mut text = vec![wide];
        text.extend(words("конец"));
        let body = vec![Block::Paragraph(text)];
        assert_eq!(fault_of(body), Some(Fault::TooWide));
    }
}

#[test]
fn an_address_too_long_or_a_column_too_narrow_is_a_fault() {
    let long = format!("https://school.example.ru/{}", "a".repeat(3000));
    let fault = fault_of(vec![code(&long, None)]).unwrap();
    assert!(
        matches!(
            fault,
            Fault::Code {
                available_mm: 180,
                ..
            }
        ),
        "{fault:?}"
    );
    let narrow = Block::Columns(vec![Column {
        width: ColumnWidth::Fixed(Pt::mm(20.0)),
        body: blocks([code("https://cop.admhmao.ru", None)]),
    }]);
    let fault = fault_of(vec![narrow]).unwrap();
    assert!(
        matches!(
            fault,
            Fault::Narrow {
                needed_mm: 39,
                available_mm: 20,
            }
        ),
        "{fault:?}"
    );
}

#[test]
fn longer_addresses_get_larger_codes_and_never_too_small_modules() {
    for length in [0, 10, 40, 90, 150, 300] {
        let url = format!("https://school.example.ru/{}", "a".repeat(length));
        for side in [None, Some(Pt::mm(35.0))] {
            let laid = match lay_wide(vec![code(&url, side)]) {
                Ok(laid) => laid,
                Err(fault) => {
                    let stated = side.is_some() && length >= 90;
                    let small = matches!(fault, Fault::Small { stated_mm: 35, .. });
                    assert!(stated && small, "{fault:?}");
                    continue;
                }
            };
            let (area, code) = laid.pages[0].codes()[0];
            let module = area.size.width.to_mm() / code.width() as f64;
            assert!(area.size.width.to_mm() >= 29.99, "{length}");
            assert!(module >= 0.749, "{length}: {module} mm, {side:?}");
        }
    }
}

/// The page on which some text stands.
fn page_of(laid: &Laid, text: &str) -> usize {
    let holds = |page: &Page| lines(page).iter().any(|line| line.contains(text));
    laid.pages.iter().position(holds).unwrap()
}

#[test]
fn steps_are_not_torn_across_pages() {
    let steps: Vec<Block> = (1..40)
        .map(|number| {
            let body = vec![
                Block::Heading(3, words(&format!("начало{number}"))),
                Block::Paragraph(words(&"слово ".repeat(20 + 7 * number as usize % 60))),
                Block::Paragraph(words(&format!("конец{number}"))),
            ];
            Block::Step(number, blocks(body))
        })
        .collect();
    let laid = lay_wide(steps).unwrap();
    assert!(laid.overflow && laid.pages.len() > 2);
    for number in 1..40 {
        let begins = page_of(&laid, &format!("начало{number}"));
        assert_eq!(
            begins,
            page_of(&laid, &format!("конец{number}")),
            "{number}"
        );
    }
    assert_inside(&laid);
}

#[test]
fn a_heading_never_ends_a_page() {
    for fillers in 20..60 {
        let mut body: Vec<Block> = (0..fillers).map(|_| paragraph("текст")).collect();
        for round in 0..20 {
            body.push(heading(1, "Заголовок"));
            if round % 2 == 0 {
                body.push(heading(2, "Заголовок"));
            }
            body.extend((0..1 + round % 3).map(|_| paragraph("текст")));
        }
        let laid = lay(Pt::mm(180.0), vec![with_slip(body, vec![])]).unwrap();
        assert!(laid.pages.len() > 1);
        for page in &laid.pages {
            let own: Vec<String> = lines(page);
            let last = own.iter().rfind(|line| *line != "отрежьте");
            assert_eq!(last.map(String::as_str), Some("текст"), "{fillers}");
        }
        assert_inside(&laid);
    }
}

/// Where the dashed lines of a page are, from its top.
fn cuts(page: &Page) -> Vec<f64> {
    let mut found = Vec::new();
    for (at, frame) in page.frames() {
        for (offset, item) in frame.items() {
            if let Item::Shape(shape) = item
                && shape.stroke.is_some_and(|stroke| stroke.dash.is_some())
                && let Some(crate::model::frame::Segment::Move(start)) = shape.segments.first()
            {
                found.push((at.y + offset.y + start.y).get());
            }
        }
    }
    found
}

#[test]
fn strips_of_different_height_are_cut_at_the_same_height() {
    let front = with_slip(vec![paragraph("А")], vec![long_paragraph(7)]);
    let back = with_slip(vec![paragraph("А")], vec![paragraph("Б")]);
    let laid = lay(Pt::mm(180.0), vec![front, back]).unwrap();
    let [front, back] = &laid.pages[..] else {
        panic!("{} pages", laid.pages.len());
    };
    assert_eq!(cuts(front).len(), 1);
    assert_eq!(cuts(front), cuts(back));
}

#[test]
fn a_long_side_goes_on_after_the_other_side() {
    let long = (0..80).map(|_| paragraph("лицо")).collect();
    let back = vec![paragraph("оборот")];
    let laid = lay(Pt::mm(180.0), vec![side(long), side(back)]).unwrap();
    let first = |page: &Page| lines(page).first().cloned();
    let begins: Vec<_> = laid.pages.iter().map(first).collect();
    let page = |text: &str| Some(text.to_owned());
    assert_eq!(begins, [page("лицо"), page("оборот"), page("лицо"), None]);
}

fn mixed() -> Vec<Block> {
    vec![
        heading(1, "Заголовок"),
        paragraph(PROSE),
        Block::Columns(vec![
            Column {
                width: ColumnWidth::Share(Ratio::new(1.0)),
                body: blocks([Block::Step(1, blocks([paragraph(PROSE)]))]),
            },
            Column {
                width: ColumnWidth::Fixed(Pt::mm(40.0)),
                body: blocks([code("https://cop.admhmao.ru", None)]),
            },
        ]),
        Block::Panel(Panel::Name, blocks([paragraph("Ӈэтэй Цветков")])),
    ]
}

#[test]
fn two_layouts_set_equal_pages_whatever_they_set_before() {
    let fonts = Fonts::embedded();
    let wanted = handout(Pt::mm(180.0), vec![side(mixed())]);
    let fresh = Layout::new(&fonts).handout(&wanted).unwrap();
    let mut used = Layout::new(&fonts);
    let narrow = handout(Pt::mm(90.0), vec![side(mixed())]);
    used.handout(&narrow).unwrap();
    assert!(
        used.handout(&handout(Pt::mm(90.0), vec![side(vec![paragraph("王")])]))
            .is_err()
    );
    assert_eq!(used.handout(&wanted).unwrap(), fresh);
    assert_eq!(used.handout(&wanted).unwrap(), fresh);
}

#[test]
fn equal_blocks_are_one_and_the_same_frame() {
    let fonts = Fonts::embedded();
    let mut layout = Layout::new(&fonts);
    let mut frames = |name: &str| -> Vec<Arc<Frame>> {
        let body = vec![
            paragraph(name),
            paragraph(PROSE),
            code("https://cop.admhmao.ru", None),
        ];
        let laid = layout
            .handout(&handout(Pt::mm(180.0), vec![side(body)]))
            .unwrap();
        laid.pages[0]
            .frames()
            .into_iter()
            .map(|(_, frame)| frame.clone())
            .collect()
    };
    let (one, other) = (frames("Первый"), frames("Второй"));
    assert_eq!(one.len(), other.len());
    assert!(one.len() > 3);
    for (index, (a, b)) in one.iter().zip(&other).enumerate() {
        assert_eq!(Arc::ptr_eq(a, b), index > 0);
        assert_eq!(a.key() == b.key(), index > 0);
    }
}

#[test]
fn running_text_is_never_made_smaller_to_fit() {
    for count in [1, 30, 200] {
        let body = (0..count).map(|_| paragraph("текст")).collect();
        let laid = lay_wide(body).unwrap();
        for page in &laid.pages {
            assert!(runs(page).iter().all(|(_, run)| run.size == Pt::new(11.0)));
        }
    }
}
