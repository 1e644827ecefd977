//! Handouts drawn by lot, on paper: whatever blocks stand in whatever order,
//! nothing overlaps, nothing leaves the page, no letter is lost, codes keep their
//! quiet zone.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use pamyatka::base::fonts::Fonts;
use pamyatka::base::geometry::{Point, Rect, Size};
use pamyatka::base::units::{Pt, Ratio};
use pamyatka::layout::{Fault, Layout};
use pamyatka::model::frame::Page;
use pamyatka::model::handout::{
    Block, Blocks, CodeBlock, CodePlace, Column, ColumnWidth, Handout, Inline, PageSetup, Panel,
    Side, Slip, Table, TableColumn, Weight,
};
use pamyatka::model::rules::{LEAST_MODULE, QUIET_ZONE};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use crate::support::ink::{Ink, InkedRun, grown, overlap};

static FONTS: LazyLock<Fonts> = LazyLock::new(Fonts::embedded);

/// What may stand over the margin: the numeral of a step, which rises by half an
/// em, and the overhang of letters. The least margin is 22.7 pt.
const OVERHANG: Pt = Pt::new(12.0);
/// How far boxes around letters may enter each other, in em: a Щ above an Й.
const TOUCH: f64 = 0.04;

const WORDS: [&str; 14] = [
    "и",
    "в",
    "14",
    "лет",
    "№",
    "код",
    "—",
    "Йод",
    "Щёлково",
    "запись",
    "Константинопольская-Преображенская",
    "электрофотополупроводниковый",
    "www.gosuslugi.ru",
    "Ӈэтэй",
];

fn words(most: usize) -> impl Strategy<Value = String> {
    vec(select(&WORDS[..]), 1..most).prop_map(|words| words.join(" "))
}

fn weight() -> impl Strategy<Value = Weight> {
    select(&[Weight::Normal, Weight::Medium, Weight::Strong][..])
}

fn inline() -> impl Strategy<Value = Inline> {
    let url = || Just("https://cop.admhmao.ru".to_owned());
    prop_oneof![
        6 => (words(30), weight()).prop_map(|(text, weight)| Inline::Text(text, weight)),
        1 => words(4).prop_map(Inline::Button),
        1 => Just(Inline::Letters("?!@".to_owned())),
        1 => (url(), vec((words(6), weight()), 1..3))
            .prop_map(|(url, text)| Inline::Link { url, text }),
        1 => Just(Inline::Line(None)),
        1 => vec(1u8..4, 1..4).prop_map(Inline::Digits),
        1 => Just(Inline::Tick),
        1 => Just(Inline::Break),
    ]
}

fn text() -> impl Strategy<Value = Vec<Inline>> {
    let spaced = |inlines: Vec<Inline>| {
        let space = || Inline::Text(" ".to_owned(), Weight::Normal);
        inlines
            .into_iter()
            .flat_map(|inline| [inline, space()])
            .collect()
    };
    vec(inline(), 1..4).prop_map(spaced)
}

fn paragraph() -> impl Strategy<Value = Block> {
    text().prop_map(Block::Paragraph)
}

fn code() -> impl Strategy<Value = Block> {
    let side = option::weighted(0.2, (30.0..50.0).prop_map(Pt::mm));
    let place = select(&[CodePlace::Centre, CodePlace::Edge, CodePlace::Beside][..]);
    (0usize..50, side, place).prop_map(|(length, side, place)| {
        Block::Code(CodeBlock {
            url: format!("https://cop.admhmao.ru/{}", "a".repeat(length)),
            shown: "cop.admhmao.ru".to_owned(),
            name: "Дневник".to_owned(),
            side,
            place,
        })
    })
}

fn table() -> impl Strategy<Value = Block> {
    let cell = option::weighted(0.7, words(4));
    (1usize..5, vec(vec(cell, 4), 2..40)).prop_map(|(columns, rows)| {
        let cell = |text: &Option<String>| {
            let text = text.iter().cloned();
            text.map(|text| Inline::Text(text, Weight::Normal))
                .collect()
        };
        let mut rows = rows
            .iter()
            .map(|row| row.iter().take(columns).map(cell).collect());
        let column = TableColumn {
            width: ColumnWidth::Share(Ratio::new(1.0)),
            centred: columns % 2 == 0,
        };
        Block::Table(Table {
            columns: vec![column; columns],
            head: rows.next().unwrap(),
            rows: rows.collect(),
        })
    })
}

/// A block that holds no other.
fn leaf() -> impl Strategy<Value = Block> {
    prop_oneof![
        12 => paragraph(),
        4 => (1u8..4, words(8)).prop_map(|(level, text)| {
            Block::Heading(level, vec![Inline::Text(text, Weight::Normal)])
        }),
        1 => code(),
    ]
}

fn blocks(block: impl Strategy<Value = Block>, most: usize) -> impl Strategy<Value = Blocks> {
    let shared = |blocks: Vec<Block>| blocks.into_iter().map(Block::into).collect();
    vec(block, 1..most).prop_map(shared)
}

fn ticks() -> impl Strategy<Value = Block> {
    let tick = blocks(paragraph(), 2).prop_map(Block::Check);
    (words(4), blocks(tick, 4)).prop_map(|(lead, mut ticks)| {
        let lead = Block::Paragraph(vec![Inline::Text(lead, Weight::Strong)]);
        ticks.insert(0, lead.into());
        Block::Panel(Panel::Tinted, ticks)
    })
}

fn panel() -> impl Strategy<Value = Panel> {
    prop_oneof![
        select(
            &[
                Panel::Framed,
                Panel::Tinted,
                Panel::Barred,
                Panel::Label,
                Panel::Name
            ][..]
        ),
        (0.8..1.4).prop_map(|factor| Panel::Scaled(Ratio::new(factor))),
    ]
}

fn block() -> impl Strategy<Value = Block> {
    let within = || blocks(leaf(), 4);
    let simple = prop_oneof![
        4 => leaf(),
        1 => (1u64..100, within()).prop_map(|(number, body)| Block::Step(number, body)),
        1 => within().prop_map(Block::Bullet),
        1 => within().prop_map(Block::Check),
        1 => ticks(),
        1 => Just(Block::Rule),
        1 => table(),
    ];
    simple.prop_recursive(2, 8, 3, |inner| {
        (panel(), blocks(inner, 4)).prop_map(|(panel, body)| Block::Panel(panel, body))
    })
}

fn columns() -> impl Strategy<Value = Block> {
    let column = |share: f64, body| Column {
        width: ColumnWidth::Share(Ratio::new(share)),
        body,
    };
    let both = (blocks(block(), 4), blocks(block(), 4), 0.7..1.4);
    both.prop_map(move |(left, right, share)| {
        Block::Columns(vec![column(share, left), column(1.0, right)])
    })
}

fn handout() -> impl Strategy<Value = Handout> {
    let paper = select(&["A3", "A4", "A5"][..]).prop_map(|name| Size::named(name).unwrap());
    let margin = || (8.0..25.0).prop_map(Pt::mm);
    let setup = (paper, margin(), margin(), margin(), 8.0..14.0).prop_map(
        |(paper, top, sides, bottom, text)| PageSetup {
            paper,
            top,
            sides,
            bottom,
            text: Pt::new(text),
            slip: Pt::ZERO,
            slip_last: false,
        },
    );
    let cut = select(&["отрежьте", "отрежьте и верните до 5 декабря"][..]);
    let slip = (cut, blocks(paragraph(), 3)).prop_map(|(cut, body)| Slip {
        cut: Block::Cut(vec![Inline::Text(cut.to_owned(), Weight::Normal)]).into(),
        body,
    });
    let block = prop_oneof![4 => block(), 1 => columns()];
    let side = (blocks(block, 8), option::of(slip));
    (setup, vec(side, 1..3)).prop_map(|(setup, sides)| {
        let text = setup.text;
        let side = |(body, slip)| Side {
            text,
            header: Vec::new(),
            body,
            slip,
        };
        let sides = sides.into_iter().map(side).collect();
        Handout { setup, sides }
    })
}

fn pages_of(handout: &Handout) -> Result<Vec<Page>, TestCaseError> {
    match Layout::new(&FONTS).handout(handout) {
        Ok(laid) => Ok(laid.pages),
        Err(Fault::Letter(letter)) => Err(TestCaseError::fail(format!("no face has {letter}"))),
        // What does not fit is refused, with a word to the teacher.
        Err(fault) => Err(TestCaseError::reject(fault.to_string())),
    }
}

fn touch(a: &InkedRun, b: &InkedRun) -> bool {
    let shrunk = |run: &InkedRun, glyph: &Rect| grown(*glyph, run.run.size * -TOUCH);
    let hit = |glyph: &Rect| {
        let other = |other: &Rect| overlap(&shrunk(a, glyph), &shrunk(b, other));
        b.glyphs.iter().any(other)
    };
    overlap(&a.whole, &b.whole) && a.glyphs.iter().any(hit)
}

/// How often each letter stands in some texts.
fn letters<'t>(texts: impl Iterator<Item = &'t str>) -> BTreeMap<char, usize> {
    let mut counts = BTreeMap::new();
    let seen = |letter: &char| !letter.is_whitespace() && *letter != '\u{ad}';
    for letter in texts.flat_map(str::chars).filter(seen) {
        *counts.entry(letter).or_default() += 1;
    }
    counts
}

/// The texts of a handout.
fn texts(handout: &Handout) -> Vec<&str> {
    fn inlines<'h>(inlines: &'h [Inline], found: &mut Vec<&'h str>) {
        for inline in inlines {
            match inline {
                Inline::Text(text, _) | Inline::Button(text) | Inline::Letters(text) => {
                    found.push(text);
                }
                Inline::Link { text, .. } => found.extend(text.iter().map(|(part, _)| &**part)),
                _ => {}
            }
        }
    }
    fn block<'h>(one: &'h Block, found: &mut Vec<&'h str>) {
        match one {
            Block::Heading(_, text) | Block::Paragraph(text) | Block::Cut(text) => {
                inlines(text, found);
            }
            Block::Step(_, body)
            | Block::Bullet(body)
            | Block::Check(body)
            | Block::Panel(_, body) => body.iter().for_each(|inner| block(inner, found)),
            Block::Code(code) => found.push(&code.shown),
            Block::Columns(columns) => {
                let bodies = columns.iter().flat_map(|column| &column.body);
                bodies.for_each(|inner| block(inner, found));
            }
            Block::Table(table) => {
                let rows = table.rows.iter().chain([&table.head]);
                rows.flatten().for_each(|cell| inlines(cell, found));
            }
            Block::Rule | Block::Picture(_) => {}
        }
    }
    let mut found = Vec::new();
    for side in &handout.sides {
        side.body.iter().for_each(|one| block(one, &mut found));
        if let Some(slip) = &side.slip {
            block(&slip.cut, &mut found);
            slip.body.iter().for_each(|one| block(one, &mut found));
        }
    }
    found
}

/// Nothing leaves the margins, no text runs into other text.
fn stands_apart(setup: &PageSetup, ink: &Ink) -> Result<(), TestCaseError> {
    let corner = Point::new(setup.sides, setup.top);
    let width = setup.paper.width - setup.sides * 2.0;
    let within = Size::new(width, setup.paper.height - setup.top - setup.bottom);
    let within = Rect::new(corner, within);
    for area in ink.boxes() {
        prop_assert!(within.contains(&area, OVERHANG), "{area:?}");
    }
    for (index, a) in ink.runs.iter().enumerate() {
        for b in &ink.runs[index + 1..] {
            let (one, other) = (&a.run.text, &b.run.text);
            prop_assert!(!touch(a, b), "«{one}» and «{other}»");
        }
    }
    Ok(())
}

/// Codes are large enough and nothing enters their quiet zone. A tint lies
/// beneath the white of the zone.
fn codes_are_quiet(ink: &Ink) -> Result<(), TestCaseError> {
    for (area, code) in &ink.codes {
        let module = area.size.width / code.width() as f64;
        prop_assert!(module >= LEAST_MODULE - Pt::new(0.001));
        let zone = grown(*area, module * QUIET_ZONE as f64 - Pt::new(0.01));
        let runs = ink.runs.iter().map(|run| run.whole);
        let codes = ink.codes.iter().map(|(area, _)| *area);
        let ink = runs.chain(codes).chain(ink.strokes.iter().copied());
        let inside = ink.filter(|other| overlap(other, &zone)).count();
        prop_assert_eq!(inside, 1, "{}", code.text());
    }
    Ok(())
}

/// Every letter of the handout stands on the pages.
fn is_whole(handout: &Handout, inks: &[Ink]) -> Result<(), TestCaseError> {
    let runs = inks.iter().flat_map(|ink| &ink.runs);
    let found = letters(runs.map(|run| run.run.text.as_str()));
    for (letter, count) in letters(texts(handout).into_iter()) {
        let found = found.get(&letter).copied().unwrap_or_default();
        prop_assert!(found >= count, "{letter}: {found} of {count}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 48,
        max_shrink_iters: 2048,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn nothing_overlaps_leaves_the_page_or_is_lost(handout in handout()) {
        let pages = pages_of(&handout)?;
        let inks: Vec<Ink> = pages.iter().map(|page| Ink::of(page, &FONTS)).collect();
        for ink in &inks {
            stands_apart(&handout.setup, ink)?;
            codes_are_quiet(ink)?;
        }
        is_whole(&handout, &inks)?;
    }
}

#[test]
fn a_button_above_a_code_leaves_its_zone_white() {
    let code = CodeBlock {
        url: "https://cop.admhmao.ru/".to_owned(),
        shown: "cop.admhmao.ru".to_owned(),
        name: "Дневник".to_owned(),
        side: None,
        place: CodePlace::Edge,
    };
    let alone = Block::Code(code);
    let columns = Block::Columns(vec![
        Column {
            width: ColumnWidth::Share(Ratio::new(1.0)),
            body: vec![Block::Paragraph(vec![Inline::Tick]).into()],
        },
        Column {
            width: ColumnWidth::Fixed(Pt::mm(45.0)),
            body: vec![alone.clone().into()],
        },
    ]);
    for (text, below) in [8.0, 10.65, 14.0]
        .into_iter()
        .flat_map(|text| [(text, &alone), (text, &columns)])
    {
        let buttons = vec![Inline::Button("Войти".repeat(4)); 12];
        let body = vec![Block::Paragraph(buttons).into(), below.clone().into()];
        let side = Side {
            text: Pt::new(text),
            header: Vec::new(),
            body: vec![Block::Panel(Panel::Label, body).into()],
            slip: None,
        };
        let handout = Handout {
            setup: PageSetup {
                paper: Size::named("A4").unwrap(),
                top: Pt::mm(12.0),
                sides: Pt::mm(15.0),
                bottom: Pt::mm(10.0),
                text: Pt::new(text),
                slip: Pt::ZERO,
                slip_last: false,
            },
            sides: vec![side],
        };
        for page in pages_of(&handout).unwrap() {
            codes_are_quiet(&Ink::of(&page, &FONTS)).unwrap();
        }
    }
}
