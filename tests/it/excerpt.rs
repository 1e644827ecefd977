//! Excerpts of finished documents: that they show what the whole shows, cost
//! the same for any set, and notice a file that is not what was written.

use crate::support::proof::{read_back, read_excerpt};
use crate::support::sheets;
use std::io::{self, ErrorKind};
use std::sync::Arc;

use crate::support::sheets::Common;
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use lopdf::{Document, Object};
use pamyatka::base::fonts::Fonts;
use pamyatka::model::frame::HandoutCopy;
use pamyatka::model::job::Job;
use pamyatka::model::student::{Name, Roster, Student};
use pamyatka::pdf::{Error, Finished, Index, Meta, Writer, excerpt};
use pamyatka::pipeline::{self, Failure, Made};
use pamyatka::proof::Expected;
use pamyatka::template;

/// A document of `count` sheets, two pages each, and its first sheet.
fn class(count: usize) -> (Finished<Vec<u8>>, HandoutCopy) {
    let fonts = Fonts::embedded();
    let common = Common::new(&fonts);
    let meta = Meta {
        title: "Памятки".into(),
        author: String::new(),
        date: jiff::civil::date(2026, 11, 22),
        duplex: pamyatka::pdf::Duplex::LongEdge,
    };
    let mut writer = Writer::new(Vec::new(), &fonts, &meta).unwrap();
    for first in (0..count).step_by(100) {
        let range = first..count.min(first + 100);
        writer.add(&sheets::sheets(&fonts, &common, range)).unwrap();
    }
    let first = sheets::sheets(&fonts, &common, 0..1).remove(0);
    (writer.finish().unwrap(), first)
}

/// Gives parts of a file in memory as a disk would.
fn part(file: &[u8], offset: u64, length: usize) -> io::Result<Vec<u8>> {
    let rest = file.get(offset as usize..).unwrap_or_default();
    let part = rest.get(..length);
    part.map(<[u8]>::to_vec)
        .ok_or_else(|| ErrorKind::UnexpectedEof.into())
}

fn cut(index: &Index, file: &[u8], pages: &[usize]) -> Result<Vec<u8>, Error> {
    excerpt(index, pages, &mut |offset, length| {
        part(file, offset, length)
    })
}

/// The pixels of pages, at a pixel and a half a point.
fn pictures(pdf: &[u8], pages: &[usize]) -> Vec<Vec<u8>> {
    let document = Pdf::new(Arc::new(pdf.to_vec())).unwrap();
    let cache = RenderCache::new();
    let settings = PixmapSettings {
        x_scale: 1.5,
        y_scale: 1.5,
        bg_color: WHITE,
    };
    let draw = |&page: &usize| {
        let pixmap = hayro::render(
            &document.pages()[page],
            &cache,
            &InterpreterSettings::default(),
            &RenderSettings::default(),
            &settings,
        );
        let pixels = pixmap.data().iter();
        pixels.flat_map(|p| [p.r, p.g, p.b, p.a]).collect()
    };
    pages.iter().map(draw).collect()
}

#[test]
fn an_excerpt_shows_what_the_whole_shows() {
    // Over a hundred leaves and more than one branch of the page tree.
    let (made, sheet) = class(2200);
    assert_eq!(made.index.pages(), 4400);
    let pages = [4399, 0, 2201, 4096, 4095, 63, 64, 0];
    let small = cut(&made.index, &made.out, &pages).unwrap();
    let places: Vec<usize> = (0..pages.len()).collect();
    assert!(
        pictures(&small, &places) == pictures(&made.out, &pages),
        "the pictures differ"
    );
    let wanted: Vec<Expected> = pages
        .iter()
        .map(|&page| Expected::of(page, &sheet.pages[page % 2]))
        .collect();
    let report = read_excerpt(small.clone(), &wanted).unwrap();
    assert_eq!((report.pages, report.codes), (8, 8));
    let in_place: Vec<Expected> = places
        .iter()
        .map(|&place| Expected::of(place, &sheet.pages[pages[place] % 2]))
        .collect();
    assert_eq!(read_back(small, &in_place).unwrap(), report);
}

#[test]
fn complaints_name_the_page_of_the_whole() {
    let (made, sheet) = class(300);
    let small = cut(&made.index, &made.out, &[400]).unwrap();
    let mut wanted = Expected::of(400, &sheet.pages[0]);
    wanted.codes[0].1 = "https://www.gosusIugi.ru".into();
    let errors = read_excerpt(small, &[wanted]).unwrap_err();
    assert!(
        errors[0].message.contains("на странице 401 "),
        "{}",
        errors[0]
    );
}

#[test]
fn streams_are_copied_byte_for_byte() {
    let (made, _) = class(30);
    let small = cut(&made.index, &made.out, &[0, 59]).unwrap();
    let (small, whole) = (
        Document::load_mem(&small).unwrap(),
        Document::load_mem(&made.out).unwrap(),
    );
    let mut streams = 0;
    for (id, object) in &small.objects {
        let Object::Stream(stream) = object else {
            continue;
        };
        let original = whole.objects[id].as_stream().unwrap();
        assert_eq!(
            (&stream.dict, &stream.content),
            (&original.dict, &original.content)
        );
        streams += 1;
    }
    assert!(streams > 40, "{streams}");
}

#[test]
fn an_excerpt_costs_the_same_for_any_set() {
    let mut costs = Vec::new();
    for count in [200, 2000] {
        let (made, _) = class(count);
        let (mut bytes, mut reads) = (0, 0);
        let small = excerpt(&made.index, &[0, 1, count], &mut |offset, length| {
            bytes += length;
            reads += 1;
            part(&made.out, offset, length)
        });
        costs.push((small.unwrap().len(), bytes, reads));
    }
    let [few, many] = costs[..] else { panic!() };
    assert!(many.0 < 300_000 && many.1 < 1_000_000, "{costs:?}");
    assert!(many.1 < 2 * few.1 && many.2 < 2 * few.2, "{costs:?}");
}

/// Where packed data of the objects behind page 0 stands: for each stream its
/// number and the offset of a byte in its middle.
fn middles(made: &Finished<Vec<u8>>) -> Vec<(u32, usize)> {
    let small = cut(&made.index, &made.out, &[0]).unwrap();
    let small = Document::load_mem(&small).unwrap();
    let mut found = Vec::new();
    for (id, object) in &small.objects {
        if let Object::Stream(stream) = object
            && stream.dict.has(b"Filter")
        {
            let head = format!("\n{} 0 obj\n", id.0);
            let mut windows = made.out.windows(head.len());
            let begin = windows.position(|window| window == head.as_bytes());
            let content = made.out[begin.unwrap()..]
                .windows(stream.content.len())
                .position(|window| window == stream.content);
            let middle = begin.unwrap() + content.unwrap() + stream.content.len() / 2;
            found.push((id.0, middle));
        }
    }
    found
}

#[test]
fn a_changed_byte_in_a_font_or_form_is_noticed() {
    let (made, _) = class(10);
    let middles = middles(&made);
    assert!(middles.len() > 4, "{}", middles.len());
    for (number, middle) in middles {
        let mut file = made.out.clone();
        file[middle] ^= 0x10;
        let outcome = cut(&made.index, &file, &[0]);
        assert!(
            matches!(outcome, Err(Error::Damaged(named)) if named == number),
            "{number}: {outcome:?}"
        );
    }
}

#[test]
fn no_damage_makes_it_panic_or_read_forever() {
    let (made, _) = class(3);
    let mut read = 0;
    let mut step = |file: &[u8]| {
        let outcome = excerpt(&made.index, &[0, 5], &mut |offset, length| {
            read += 1;
            assert!(length <= made.out.len());
            part(file, offset, length)
        });
        outcome.is_err()
    };
    let mut noticed = 0;
    for place in (0..made.out.len()).step_by(97) {
        for value in [b'0', b'9', b'(', b'<', 0xff] {
            let mut file = made.out.clone();
            file[place] = value;
            noticed += usize::from(step(&file));
        }
    }
    assert!(noticed > 100, "{noticed}");
}

#[test]
fn what_is_missing_is_an_error() {
    let (made, _) = class(3);
    let file = &made.out;
    let outside = cut(&made.index, file, &[6]);
    assert!(matches!(outside, Err(Error::Damaged(_))), "{outside:?}");
    let shorter = cut(&made.index, &file[..file.len() - 1], &[0]);
    assert!(matches!(shorter, Err(Error::Io(_))), "{shorter:?}");
    let shifted = [b"\n", &file[..]].concat();
    let shifted = cut(&made.index, &shifted, &[0]);
    assert!(matches!(shifted, Err(Error::Cut)), "{shifted:?}");
    let lazy = excerpt(&made.index, &[0], &mut |_, _| Ok(Vec::new()));
    assert!(matches!(lazy, Err(Error::Cut)), "{lazy:?}");
    let nothing = cut(&Index::default(), file, &[0]);
    assert!(matches!(nothing, Err(Error::Cut)), "{nothing:?}");
}

/// A set of the built-in template for so many pupils.
fn set(pupils: usize) -> (Made, Vec<u8>) {
    let student = |row| Student {
        row,
        class: "7Б".into(),
        ..Student::new(Name::within(
            "Тайнова Мария Петровна",
            "Тайнова",
            "Мария",
            "",
        ))
    };
    let roster = Roster {
        students: (1..=pupils).map(student).collect(),
        ..Roster::default()
    };
    let name = template::BUILTIN[0].name;
    let source = pipeline::Source {
        name,
        text: template::builtin(name).unwrap(),
    };
    let job = Job::on(jiff::civil::date(2026, 11, 22));
    let mut out = Vec::new();
    let made = pipeline::run(roster.students.clone(), source, &job, &mut out, &|_| {}).unwrap();
    (made, out)
}

#[test]
fn the_pipeline_reads_a_set_back_and_refuses_a_damaged_one() {
    let (made, file) = set(40);
    assert!(!made.expected.is_empty() && made.expected.len() < 10);
    let report = pipeline::read_back(&made, &mut |offset, length| part(&file, offset, length));
    assert_eq!(report.unwrap().pages, made.expected.len());
    let blank = vec![b' '; file.len()];
    let refused = pipeline::read_back(&made, &mut |offset, length| part(&blank, offset, length));
    let Err(Failure::Input(errors)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(errors[0].code, "pdf");
    let failed = pipeline::read_back(&made, &mut |_, _| Err(ErrorKind::Other.into()));
    assert!(matches!(failed, Err(Failure::Output(_))), "{failed:?}");
}

#[test]
fn every_code_that_says_something_else_is_named_whichever_thread_reads_it() {
    let (mut made, file) = set(40);
    let codes = made.expected.iter_mut().flat_map(|page| &mut page.codes);
    let codes = codes.map(|(_, text)| text.push('x')).count();
    assert!(made.expected.len() > 1);
    let refused = pipeline::read_back(&made, &mut |offset, length| part(&file, offset, length));
    let Err(Failure::Input(errors)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(errors.len(), codes);
    for page in &made.expected {
        let place = format!("на странице {} ", page.page + 1);
        let named = errors.iter().filter(|e| e.message.contains(&place));
        assert_eq!(named.count(), page.codes.len());
        assert!(errors.iter().all(|e| e.code == "code-differs"));
    }
}
