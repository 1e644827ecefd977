//! The PDF stage and the read-back, on sheets made by hand: what is in the
//! file is looked up with lopdf as a reader, what can be seen with hayro.

use crate::support::proof::read_back;
use crate::support::sheets;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use crate::support::extract::{bare, bare_texts, marked_pages};
use crate::support::sheets::{ADDRESSES, Common};
use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId};
use pamyatka::base::fonts::{FontId, Fonts};
use pamyatka::base::geometry::{Point, Size};
use pamyatka::base::units::Pt;
use pamyatka::model::frame::{Frame, HandoutCopy, Item, Node, Page, Role};
use pamyatka::pdf::{Error, Meta, Writer, made_by_us};
use pamyatka::proof::Expected;

fn meta() -> Meta {
    Meta {
        title: "Памятки для 7 «Б»".into(),
        author: "Школа № 1".into(),
        date: jiff::civil::date(2026, 11, 22),
        duplex: pamyatka::pdf::Duplex::LongEdge,
    }
}

fn write(fonts: &Fonts, sheets: &[HandoutCopy]) -> Result<Vec<u8>, Error> {
    let mut writer = Writer::new(Vec::new(), fonts, &meta())?;
    writer.add(sheets)?;
    Ok(writer.finish()?.out)
}

fn class(count: usize) -> (Vec<HandoutCopy>, Vec<u8>) {
    let fonts = Fonts::embedded();
    let common = Common::new(&fonts);
    let sheets = sheets::sheets(&fonts, &common, 0..count);
    let pdf = write(&fonts, &sheets).unwrap();
    (sheets, pdf)
}

/// A page that holds nothing but these nodes.
fn alone(nodes: Vec<(Point, Node)>) -> Vec<HandoutCopy> {
    vec![HandoutCopy {
        handouts: 1,
        title: "Лист".into(),
        group: String::new(),
        pages: vec![Page {
            size: Size::A4,
            nodes,
        }],
    }]
}

fn dict<'a>(document: &'a Document, object: &'a Object) -> &'a Dictionary {
    document.dereference(object).unwrap().1.as_dict().unwrap()
}

fn catalog_entry<'a>(document: &'a Document, key: &str) -> &'a Object {
    let object = document.catalog().unwrap().get(key.as_bytes()).unwrap();
    document.dereference(object).unwrap().1
}

/// Every structure element below `node`, in order.
fn elements<'a>(document: &'a Document, node: &'a Object, found: &mut Vec<&'a Dictionary>) {
    let (_, node) = document.dereference(node).unwrap();
    match node {
        Object::Array(kids) => kids.iter().for_each(|kid| elements(document, kid, found)),
        Object::Dictionary(tag) => {
            if tag.has(b"S") {
                found.push(tag);
            }
            if let Ok(kids) = tag.get(b"K") {
                elements(document, kids, found);
            }
        }
        _ => {}
    }
}

fn name<'a>(tag: &'a Dictionary, key: &str) -> &'a str {
    std::str::from_utf8(tag.get(key.as_bytes()).unwrap().as_name().unwrap()).unwrap()
}

#[test]
fn every_name_is_found_on_its_own_pages_through_tounicode() {
    let (sheets, pdf) = class(30);
    let document = Document::load_mem(&pdf).unwrap();
    let texts = bare_texts(&document);
    assert_eq!(texts.len(), 60);
    for (sheet, sides) in sheets.iter().zip(texts.chunks(2)) {
        for text in sides {
            assert!(text.contains(&bare(&sheet.title)), "{text}");
            let others = sheets.iter().filter(|o| text.contains(&bare(&o.title)));
            assert_eq!(others.count(), 1, "{text}");
        }
    }
}

#[test]
fn the_same_sheets_make_the_same_bytes_and_other_sheets_another_id() {
    let (_, first) = class(3);
    assert_eq!(first, class(3).1);
    let ids = [first, class(4).1].map(|pdf| {
        let document = Document::load_mem(&pdf).unwrap();
        format!("{:?}", document.trailer.get(b"ID").unwrap())
    });
    assert_ne!(ids[0], ids[1]);
}

#[test]
fn the_file_says_who_made_it_at_its_head() {
    let (_, pdf) = class(1);
    assert!(made_by_us(&pdf[..64]));
    assert!(!made_by_us(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"));
    assert!(!made_by_us(b"pamyatka"));
}

#[test]
fn the_catalog_says_language_tags_title_and_printing() {
    let (_, pdf) = class(1);
    let document = Document::load_mem(&pdf).unwrap();
    let view = catalog_entry(&document, "ViewerPreferences")
        .as_dict()
        .unwrap();
    assert_eq!(name(view, "PrintScaling"), "None");
    assert_eq!(name(view, "Duplex"), "DuplexFlipLongEdge");
    assert!(view.get(b"DisplayDocTitle").unwrap().as_bool().unwrap());
    assert_eq!(catalog_entry(&document, "Lang").as_str().unwrap(), b"ru-RU");
    let marked = catalog_entry(&document, "MarkInfo").as_dict().unwrap();
    assert!(marked.get(b"Marked").unwrap().as_bool().unwrap());
    let metadata = &catalog_entry(&document, "Metadata")
        .as_stream()
        .unwrap()
        .content;
    let packet = std::str::from_utf8(metadata).unwrap();
    for part in [
        "<pdfaid:part>2<",
        "<pdfuaid:part>1<",
        "7 «Б»",
        "2026-11-22T00:00:00Z",
    ] {
        assert!(packet.contains(part), "{part}");
    }
}

#[test]
fn bookmarks_lead_from_classes_to_pupils_in_order() {
    let (sheets, pdf) = class(30);
    let document = Document::load_mem(&pdf).unwrap();
    let pages = document.get_pages();
    let mut titles = Vec::new();
    let mut index = 0;
    let mut group = follow(&document, catalog_entry(&document, "Outlines"), "First");
    while let Some(class) = group {
        let mut item = follow(&document, class, "First");
        let mut before = None;
        while let Some(pupil) = item {
            let entries = pupil.as_dict().unwrap();
            let title = lopdf::decode_text_string(entries.get(b"Title").unwrap()).unwrap();
            assert_eq!(title, sheets[index].title);
            let target = &entries.get(b"Dest").unwrap().as_array().unwrap()[0];
            assert_eq!(
                target.as_reference().unwrap(),
                pages[&(2 * index as u32 + 1)]
            );
            assert_eq!(follow(&document, pupil, "Prev"), before);
            before = Some(pupil);
            index += 1;
            item = follow(&document, pupil, "Next");
        }
        let entries = class.as_dict().unwrap();
        titles.push(lopdf::decode_text_string(entries.get(b"Title").unwrap()).unwrap());
        group = follow(&document, class, "Next");
    }
    assert_eq!(titles, ["1А", "2Б"]);
    assert_eq!(index, 30);
}

fn follow<'a>(document: &'a Document, from: &'a Object, key: &str) -> Option<&'a Object> {
    let object = from.as_dict().unwrap().get(key.as_bytes()).ok()?;
    Some(document.dereference(object).unwrap().1)
}

#[test]
fn links_are_described_tagged_and_without_a_border() {
    let (_, pdf) = class(2);
    let document = Document::load_mem(&pdf).unwrap();
    let mut tags = Vec::new();
    elements(
        &document,
        catalog_entry(&document, "StructTreeRoot"),
        &mut tags,
    );
    let links = tags.iter().filter(|tag| name(tag, "S") == "Link").count();
    let mut seen = Vec::new();
    for (_, page) in document.get_pages() {
        for annotation in document.get_page_annotations(page).unwrap() {
            let action = dict(&document, annotation.get(b"A").unwrap());
            let url = action.get(b"URI").unwrap().as_str().unwrap();
            seen.push(String::from_utf8(url.to_vec()).unwrap());
            assert!(annotation.has(b"Contents") && annotation.has(b"StructParent"));
            let border = annotation.get(b"Border").unwrap().as_array().unwrap();
            assert!(border.iter().all(|width| width.as_i64().unwrap() == 0));
            let rect = annotation.get(b"Rect").unwrap().as_array().unwrap();
            let corner = |index: usize| rect[index].as_float().unwrap();
            assert!(corner(0) < corner(2) && corner(1) < corner(3));
        }
    }
    assert_eq!(seen, [ADDRESSES, ADDRESSES].concat());
    assert_eq!(links, seen.len());
}

#[test]
fn headings_go_down_one_level_at_a_time() {
    let fonts = Fonts::embedded();
    let heading = |level| {
        let line = sheets::line(&fonts, FontId::Bold, 14.0, "Раздел");
        let kids = vec![(Point::ORIGIN, line)];
        (Point::ORIGIN, sheets::element(Role::Heading(level), kids))
    };
    let pdf = write(&fonts, &alone([1, 3, 3, 2, 3, 6, 1, 2].map(heading).into())).unwrap();
    let document = Document::load_mem(&pdf).unwrap();
    let mut tags = Vec::new();
    elements(
        &document,
        catalog_entry(&document, "StructTreeRoot"),
        &mut tags,
    );
    let types: Vec<_> = tags.iter().map(|tag| name(tag, "S")).collect();
    let headings: Vec<_> = types.into_iter().filter(|s| s.starts_with('H')).collect();
    assert_eq!(headings, ["H1", "H2", "H2", "H2", "H3", "H4", "H1", "H2"]);
}

#[test]
fn every_figure_has_an_alternative_text_and_an_area() {
    let (_, pdf) = class(2);
    let document = Document::load_mem(&pdf).unwrap();
    let mut tags = Vec::new();
    elements(
        &document,
        catalog_entry(&document, "StructTreeRoot"),
        &mut tags,
    );
    let figures: Vec<_> = tags
        .iter()
        .filter(|tag| name(tag, "S") == "Figure")
        .collect();
    assert_eq!(figures.len(), 4);
    for figure in figures {
        let (_, alt) = document.dereference(figure.get(b"Alt").unwrap()).unwrap();
        let alt = lopdf::decode_text_string(alt).unwrap();
        assert!(alt.starts_with("QR-код: https://"), "{alt}");
        assert!(dict(&document, figure.get(b"A").unwrap()).has(b"BBox"));
    }
}

/// Marks of a page in drawing order; panics if anything is drawn outside a
/// marked sequence or sequences are nested.
fn marks(document: &Document, page: ObjectId) -> Vec<Option<i64>> {
    let content = Content::decode(&document.get_page_content(page)).unwrap();
    let mut marks = Vec::new();
    let mut inside = false;
    for operation in content.operations {
        match operation.operator.as_str() {
            "BMC" | "BDC" => {
                assert!(!inside, "nested");
                inside = true;
                let properties = operation.operands.get(1);
                marks.push(properties.map(|operand| {
                    let mark = operand.as_dict().unwrap().get(b"MCID").unwrap();
                    mark.as_i64().unwrap()
                }));
            }
            "EMC" => inside = false,
            "Do" | "TJ" | "Tj" | "f" | "S" => assert!(inside, "untagged"),
            _ => {}
        }
    }
    assert!(!inside);
    marks
}

#[test]
fn everything_drawn_is_in_a_tag_or_an_artifact_and_the_tree_agrees() {
    let (_, pdf) = class(3);
    let document = Document::load_mem(&pdf).unwrap();
    let mut tags = Vec::new();
    elements(
        &document,
        catalog_entry(&document, "StructTreeRoot"),
        &mut tags,
    );
    // Marks by page in the order of the tree, which is the order of reading.
    let mut in_tree: BTreeMap<ObjectId, Vec<i64>> = BTreeMap::new();
    for tag in tags {
        let kids = match tag.get(b"K") {
            Ok(Object::Array(kids)) => kids.clone(),
            Ok(kid) => vec![kid.clone()],
            Err(_) => Vec::new(),
        };
        for mark in kids.iter().filter_map(|kid| kid.as_i64().ok()) {
            let page = tag.get(b"Pg").unwrap().as_reference().unwrap();
            in_tree.entry(page).or_default().push(mark);
        }
    }
    for (_, page) in document.get_pages() {
        let drawn: Vec<i64> = marks(&document, page).into_iter().flatten().collect();
        assert_eq!(drawn, (0..drawn.len() as i64).collect::<Vec<_>>());
        assert_eq!(in_tree[&page], drawn);
        let parents = document.get_dictionary(page).unwrap();
        assert!(parents.has(b"StructParents"));
    }
}

#[test]
fn text_without_a_tag_of_its_own_becomes_a_paragraph() {
    let fonts = Fonts::embedded();
    let text = |words: &str, y: f64| {
        let node = sheets::line(&fonts, FontId::Regular, 12.0, words);
        (sheets::at(10.0, y), node)
    };
    let item = sheets::element(Role::ListItem, vec![text("пункт", 5.0)]);
    let list = sheets::element(Role::List, vec![(Point::ORIGIN, item)]);
    let group = sheets::element(
        Role::Division,
        vec![
            text("в рамке", 40.0),
            text("и дальше", 50.0),
            (sheets::at(0.0, 60.0), list),
        ],
    );
    let nodes = vec![
        text("сверху", 10.0),
        (sheets::at(0.0, 20.0), group),
        text("снизу", 90.0),
    ];
    let pdf = write(&fonts, &alone(nodes)).unwrap();
    let document = Document::load_mem(&pdf).unwrap();
    let mut tags = Vec::new();
    let tree = catalog_entry(&document, "StructTreeRoot");
    elements(&document, tree, &mut tags);
    let names: Vec<_> = tags.iter().map(|tag| name(tag, "S")).collect();
    assert_eq!(
        names,
        ["Document", "Sect", "P", "Div", "P", "L", "LI", "LBody", "P"]
    );
    let page = document.get_pages()[&1];
    assert_eq!(marks(&document, page).len(), 4);
    if let Some(path) = std::env::var_os("KEEP_FOR_VERAPDF") {
        std::fs::write(path, pdf).unwrap();
    }
}

#[test]
fn pupils_share_all_but_their_names() {
    let (_, pdf) = class(30);
    let document = Document::load_mem(&pdf).unwrap();
    let streams = |object: &Object| object.as_stream().is_ok();
    let count = document.objects.values().filter(|o| streams(o)).count();
    // Two or three streams with names a pupil, and some forty for all.
    assert!(count < 30 * 3 + 120, "{count}");
}

#[test]
fn a_glyph_with_two_texts_keeps_both() {
    let fonts = Fonts::embedded();
    let mut shown = sheets::run(&fonts, FontId::Regular, 12.0, "-");
    shown.text = "\u{ad}".into();
    shown.glyphs[0].text_end = 2;
    let mut nodes = vec![(
        sheets::at(10.0, 10.0),
        sheets::line(&fonts, FontId::Regular, 12.0, "а-б"),
    )];
    let frame = Frame::new(Size::A4, vec![(sheets::at(0.0, 20.0), Item::Run(shown))]);
    nodes.push((sheets::at(10.0, 20.0), Node::Frame(Arc::new(frame))));
    let pdf = write(&fonts, &alone(nodes)).unwrap();
    let document = Document::load_mem(&pdf).unwrap();
    let pieces = marked_pages(&document).concat();
    let text: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
    assert!(text.contains("а-б") && text.contains('\u{ad}'), "{text:?}");
}

#[test]
fn a_shifted_mark_is_placed_by_itself_and_the_rest_stays_in_line() {
    let fonts = Fonts::embedded();
    let mut shown = sheets::run(&fonts, FontId::Regular, 10.0, "абв");
    shown.glyphs[1].y_offset = 100;
    let advance: i32 = shown.glyphs[..2].iter().map(|glyph| glyph.advance).sum();
    let items = vec![(Point::new(Pt::ZERO, Pt::new(20.0)), Item::Run(shown))];
    let frame = Node::Frame(Arc::new(Frame::new(Size::A4, items)));
    let pdf = write(&fonts, &alone(vec![(Point::ORIGIN, frame)])).unwrap();
    let document = Document::load_mem(&pdf).unwrap();
    let page = document.get_pages()[&1];
    let content = Content::decode(&document.get_page_content(page)).unwrap();
    // Each place is counted from the one before it (ISO 32000-1, 9.4.2).
    let places: Vec<(f32, f32)> = content
        .operations
        .iter()
        .filter(|operation| operation.operator == "Td")
        .scan((0.0, 0.0), |at, operation| {
            let number = |index: usize| operation.operands[index].as_float().unwrap();
            *at = (at.0 + number(0), at.1 + number(1));
            Some(*at)
        })
        .collect();
    let baseline = 841.89 - 20.0;
    assert_eq!(places.len(), 3);
    assert!((places[0].1 - baseline).abs() < 0.01);
    assert!((places[1].1 - baseline - 1.0).abs() < 0.01);
    assert!((places[2].1 - baseline).abs() < 0.01);
    assert!((places[2].0 - advance as f32 / 100.0).abs() < 0.01);
}

#[test]
fn what_is_no_number_or_no_letter_is_an_error() {
    let fonts = Fonts::embedded();
    let nowhere = Point::new(Pt::new(f64::NAN), Pt::ZERO);
    let text = || sheets::line(&fonts, FontId::Regular, 12.0, "а");
    let misplaced = write(&fonts, &alone(vec![(nowhere, text())]));
    assert!(matches!(misplaced, Err(Error::NotANumber)));
    let unknown = sheets::line(&fonts, FontId::Regular, 12.0, "中");
    let missing = write(&fonts, &alone(vec![(Point::ORIGIN, unknown)]));
    assert!(matches!(missing, Err(Error::MissingGlyph(letter)) if letter == "中"));
    assert!(matches!(write(&fonts, &[]), Err(Error::Empty)));
}

/// An output that has room for so many bytes.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0 < bytes.len() {
            return Err(io::Error::from(io::ErrorKind::StorageFull));
        }
        self.0 -= bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_is_an_error_wherever_it_strikes() {
    let fonts = Fonts::embedded();
    let common = Common::new(&fonts);
    let sheets = sheets::sheets(&fonts, &common, 0..60);
    let length = write(&fonts, &sheets).unwrap().len();
    for room in [0, 10, length / 2, length - 1] {
        let outcome = Writer::new(Full(room), &fonts, &meta()).and_then(|mut writer| {
            writer.add(&sheets)?;
            writer.finish()
        });
        assert!(matches!(outcome, Err(Error::Io(_))), "{room}");
    }
    assert!(
        Writer::new(Full(length), &fonts, &meta())
            .and_then(|mut writer| writer.add(&sheets).and_then(|_| writer.finish()))
            .is_ok()
    );
}

fn expected(sheets: &[HandoutCopy]) -> Vec<Expected> {
    let pages = sheets.iter().flat_map(|sheet| &sheet.pages);
    pages
        .enumerate()
        .map(|(index, page)| Expected::of(index, page))
        .collect()
}

fn complaints(pdf: &[u8], expected: &[Expected]) -> Vec<&'static str> {
    let errors = read_back(pdf.to_vec(), expected).unwrap_err();
    errors.iter().map(|error| error.code).collect()
}

#[test]
fn codes_are_read_back_from_the_finished_file() {
    let (sheets, pdf) = class(2);
    let report = read_back(pdf, &expected(&sheets)).unwrap();
    assert_eq!((report.pages, report.codes), (4, 4));
}

#[test]
fn codes_of_many_sizes_are_read_wherever_they_stand() {
    let fonts = Fonts::embedded();
    let pages: Vec<Page> = (0..24)
        .map(|index: usize| {
            let text = format!("https://cop.admhmao.ru/{}", "путь/".repeat(index / 3));
            let place = sheets::at(20.0 + 1.37 * index as f64, 30.0 + 2.11 * index as f64);
            Page {
                size: Size::A4,
                nodes: vec![(place, sheets::code(&text))],
            }
        })
        .collect();
    let mut sheet = alone(Vec::new());
    sheet[0].pages = pages;
    let pdf = write(&fonts, &sheet).unwrap();
    let report = read_back(pdf, &expected(&sheet)).unwrap();
    assert_eq!(report.codes, 24);
}

#[test]
fn a_code_that_says_something_else_is_refused() {
    let (sheets, pdf) = class(1);
    let mut wanted = expected(&sheets);
    wanted[0].codes[0].1 = "https://www.gosusIugi.ru".into();
    wanted[1].codes[0].0.origin.x += Pt::mm(-40.0);
    assert_eq!(
        complaints(&pdf, &wanted),
        ["code-differs", "code-missing", "code-unexpected"]
    );
    let mut wanted = expected(&sheets);
    wanted[0].codes[0].0.origin.x += Pt::mm(3.0);
    wanted[1].page_size.width += Pt::mm(10.0);
    wanted.truncate(2);
    assert_eq!(complaints(&pdf, &wanted), ["code-misplaced", "page-size"]);
    wanted[1].page = 99;
    assert_eq!(complaints(&pdf, &wanted[1..]), ["page-missing"]);
}

#[test]
fn a_code_that_is_covered_missing_or_extra_is_refused() {
    let fonts = Fonts::embedded();
    let code = || (sheets::at(50.0, 50.0), sheets::code(ADDRESSES[0]));
    let intact = alone(vec![code()]);
    let wanted = expected(&intact);
    let covered = alone(vec![
        code(),
        (sheets::at(45.0, 48.0), sheets::panel(25.0, 40.0, false)),
    ]);
    let pdf = write(&fonts, &covered).unwrap();
    let complaint = complaints(&pdf, &wanted);
    assert!(
        ["code-missing", "code-unreadable"].contains(&complaint[0]),
        "{complaint:?}"
    );
    let empty = write(&fonts, &alone(Vec::new())).unwrap();
    assert_eq!(complaints(&empty, &wanted), ["code-missing"]);
    let second = (sheets::at(120.0, 150.0), sheets::code(ADDRESSES[1]));
    let two = write(&fonts, &alone(vec![code(), second])).unwrap();
    assert_eq!(complaints(&two, &wanted), ["code-unexpected"]);
    assert_eq!(complaints(b"no pdf", &wanted), ["pdf-unreadable"]);
}
