//! The built-in sheet on paper: whoever the pupil is and whatever is settled,
//! nothing overlaps, nothing is cut, the codes stay readable.

use crate::support::set;
use std::sync::LazyLock;

use proptest::prelude::*;

use crate::support::ink::{Ink, InkedRun, distance, grown, overlap};
use pamyatka::base::fonts::Fonts;
use pamyatka::base::geometry::{Point, Rect, Size};
use pamyatka::base::units::Pt;
use pamyatka::layout::Layout;
use pamyatka::model::frame::{Item, Page, Segment};
use pamyatka::model::job::{Form, Job};
use pamyatka::model::rules::QUIET_ZONE;
use pamyatka::template::{Template, builtin};

/// White that printers need at the edges.
const UNPRINTABLE: Pt = Pt::mm(8.0);
/// Boxes around glyphs are a little larger than their ink.
const TOUCH: Pt = Pt::new(-0.15);

/// A sheet with its description.
struct Sheet {
    name: String,
    pages: Vec<Page>,
}

/// All names on the six kinds of sheet, and one long name on all variants, of both
/// editions.
fn sheets(fonts: &Fonts) -> Vec<Sheet> {
    let names = set::hostile_names();
    let mut wanted = set::variants();
    for (_, _, student) in &mut wanted {
        *student = set::renamed(&names[1], student);
    }
    for (kind, job, student) in set::kinds() {
        for name in &names {
            let what = format!("{kind}, {name}");
            wanted.push((what, job.clone(), set::renamed(name, &student)));
        }
    }
    let lay = |(name, job, student): &(String, _, _), edition| Sheet {
        name: format!("{edition}, {name}"),
        pages: set::laid_of(edition, fonts, job, student).pages,
    };
    let sheets = EDITIONS
        .iter()
        .flat_map(|edition| wanted.iter().map(move |one| lay(one, edition)));
    sheets.collect()
}

static SHEETS: LazyLock<Vec<Sheet>> = LazyLock::new(|| sheets(&Fonts::embedded()));

fn each_page(check: impl Fn(&str, &Ink)) {
    let fonts = Fonts::embedded();
    for sheet in SHEETS.iter() {
        for (side, page) in ["front", "back"].into_iter().zip(&sheet.pages) {
            check(&format!("{side} of {}", sheet.name), &Ink::of(page, &fonts));
        }
    }
}

#[test]
fn every_sheet_is_one_piece_of_paper() {
    let more = |sheet: &&Sheet| sheet.pages.len() != 2;
    let wrong = SHEETS.iter().filter(more).map(|sheet| &sheet.name);
    assert_eq!(wrong.collect::<Vec<_>>(), [""; 0]);
}

fn assert_printable(name: &str, page: &Page, ink: &Ink) {
    let printable = grown(Rect::new(Point::ORIGIN, page.size), -UNPRINTABLE);
    for area in ink.boxes() {
        assert!(printable.contains(&area, Pt::ZERO), "{name}: {area:?}");
    }
}

#[test]
fn all_ink_is_where_printers_print() {
    let fonts = Fonts::embedded();
    for sheet in SHEETS.iter() {
        for page in &sheet.pages {
            assert_printable(&sheet.name, page, &Ink::of(page, &fonts));
        }
    }
}

fn touch(a: &InkedRun, b: &InkedRun) -> bool {
    let near = |glyph: &&Rect| overlap(&grown(**glyph, TOUCH), &b.whole);
    overlap(&a.whole, &b.whole)
        && a.glyphs.iter().filter(near).any(|glyph| {
            let glyph = grown(*glyph, TOUCH);
            b.glyphs
                .iter()
                .any(|other| overlap(&glyph, &grown(*other, TOUCH)))
        })
}

fn assert_texts_apart(page: &str, ink: &Ink) {
    for (index, a) in ink.runs.iter().enumerate() {
        for b in &ink.runs[index + 1..] {
            let (one, other) = (&a.run.text, &b.run.text);
            assert!(!touch(a, b), "{page}: «{one}» and «{other}»");
        }
    }
}

#[test]
fn no_text_runs_into_other_text() {
    each_page(assert_texts_apart);
}

fn assert_lines_apart(page: &str, ink: &Ink) {
    for run in &ink.runs {
        for line in ink.strokes.iter().filter(|line| overlap(line, &run.whole)) {
            let mut glyphs = run.glyphs.iter();
            let hit = glyphs.any(|glyph| overlap(&grown(*glyph, TOUCH), line));
            assert!(!hit, "{page}: «{}» and {line:?}", run.run.text);
        }
    }
}

#[test]
fn no_text_runs_into_a_line() {
    each_page(assert_lines_apart);
}

fn assert_quiet(page: &str, ink: &Ink) {
    for (area, code) in &ink.codes {
        let module = area.size.width / code.width() as f64;
        let zone = grown(*area, module * QUIET_ZONE as f64 - Pt::new(0.01));
        let inside = ink.boxes().filter(|other| overlap(other, &zone)).count();
        assert_eq!(inside, 1, "{page}: {}", code.text());
    }
}

#[test]
fn nothing_enters_the_quiet_zone_of_a_code() {
    each_page(assert_quiet);
}

#[test]
fn codes_are_large_and_far_apart() {
    each_page(|page, ink| {
        assert!(!ink.codes.is_empty(), "{page}");
        for (index, (area, code)) in ink.codes.iter().enumerate() {
            assert!(area.size.width.to_mm() >= 29.999, "{page}");
            assert!(
                area.size.width.to_mm() / code.width() as f64 >= 0.75,
                "{page}"
            );
            assert_eq!(code.level(), pamyatka::model::qr::Level::H);
            for (other, _) in &ink.codes[index + 1..] {
                let apart = distance(area, other).to_mm();
                assert!(apart >= 20.0, "{page}: {apart} mm");
            }
        }
    });
}

/// Runs that may be smaller than running text: what stands above the title, in
/// a label or on the slip, the addresses under the codes, the
/// captions of buttons and the head of a table.
fn may_be_small(run: &InkedRun, cut: Pt) -> bool {
    let text = run.run.text.as_str();
    let address = ["www.gosuslugi.ru", "cop.admhmao.ru"].contains(&text);
    let label = ["Памятка семье", "Ученик", "Страница ученика", "отрежьте"];
    let label = label.iter().any(|begin| text.starts_with(begin));
    let bold = run.run.font == pamyatka::base::fonts::FontId::SemiBold;
    let slip = run.whole.origin.y > cut;
    let head = run.whole.origin.y < Pt::mm(24.0);
    (address || label || bold || slip || head) && run.run.size.get() >= 8.4
}

/// 10.5 points of Golos Text, whose small letters are as high as those of other
/// faces at 11 (x-height 0.52 em).
#[test]
fn running_text_is_never_below_10_and_a_half_points() {
    let fonts = Fonts::embedded();
    for sheet in SHEETS.iter() {
        for page in &sheet.pages {
            let cut = cut(page);
            for run in &Ink::of(page, &fonts).runs {
                let large = run.run.size.get() >= 10.5 - 1e-9;
                let (text, size) = (&run.run.text, run.run.size);
                let right = large || may_be_small(run, cut);
                assert!(right, "{}: «{text}» {size:?}", sheet.name);
            }
        }
    }
}

/// The height of the dashed line.
fn cut(page: &Page) -> Pt {
    let cuts = cuts(page);
    assert_eq!(cuts.len(), 1);
    cuts[0]
}

/// The heights of all dashed lines.
fn cuts(page: &Page) -> Vec<Pt> {
    let mut cuts = Vec::new();
    for (at, frame) in page.frames() {
        for (offset, item) in frame.items() {
            if let Item::Shape(shape) = item
                && shape.stroke.is_some_and(|stroke| stroke.dash.is_some())
                && let Some(Segment::Move(start)) = shape.segments.first()
            {
                cuts.push(at.y + offset.y + start.y);
            }
        }
    }
    cuts
}

#[test]
fn one_cut_serves_both_sides() {
    for sheet in SHEETS.iter() {
        assert_eq!(cut(&sheet.pages[0]), cut(&sheet.pages[1]), "{}", sheet.name);
    }
}

#[test]
fn nothing_but_the_strip_is_cut_off_and_no_code_is_on_it() {
    let fonts = Fonts::embedded();
    for sheet in SHEETS.iter() {
        for page in &sheet.pages {
            let cut = cut(page);
            let ink = Ink::of(page, &fonts);
            assert!(ink.codes.iter().all(|(area, _)| area.bottom() < cut));
            let across = |run: &&InkedRun| {
                let label = run.run.text.starts_with("отрежьте");
                !label && run.whole.origin.y < cut && run.whole.bottom() > cut
            };
            assert_eq!(ink.runs.iter().filter(across).count(), 0, "{}", sheet.name);
        }
    }
}

#[test]
fn the_name_stands_whole_on_both_sides() {
    let fonts = Fonts::embedded();
    for name in set::hostile_names() {
        let student = set::renamed(&name, &set::pupil());
        let pages = set::pages(&fonts, &set::job(), &student);
        let text = |page: &Page| -> String {
            let runs = Ink::of(page, &fonts).runs;
            let all: String = runs.iter().map(|run| run.run.text.as_str()).collect();
            all.replace(['\u{ad}', ' '], "")
        };
        let bare = |name: &str| name.replace(' ', "");
        assert_eq!(text(&pages[0]).matches(&bare(&name)).count(), 2, "{name}");
        assert!(
            text(&pages[1]).contains(&bare(&student.name.short())),
            "{name}"
        );
    }
}

#[test]
fn no_line_of_the_sheet_starts_with_a_dash() {
    each_page(|page, ink| {
        for (index, run) in ink.runs.iter().enumerate() {
            let begins = index == 0 || ink.runs[index - 1].at.y != run.at.y;
            let dash = run.run.text.starts_with(['—', '–', '-', '−']);
            assert!(!(begins && dash), "{page}: {}", run.run.text);
        }
    });
}

#[test]
fn addresses_and_logins_stand_whole_in_one_run() {
    each_page(|page, ink| {
        let whole = |text: &str| ink.runs.iter().any(|run| run.run.text.contains(text));
        assert!(whole("cop.admhmao.ru"), "{page}");
        let front = page.starts_with("front");
        assert!(!front || whole("www.gosuslugi.ru"), "{page}");
        let slip_asks = !page.contains("Status");
        for (kind, login) in [
            ("login,", "zoya.cvetkova-2013@example.ru"),
            ("Some(\"+7", "+7 900 000-00-01"),
        ] {
            assert!(
                !(front && slip_asks && page.contains(kind)) || whole(login),
                "{page}"
            );
        }
    });
}

#[test]
fn the_pages_depend_on_nothing_but_pupil_and_settings() {
    let fonts = Fonts::embedded();
    let mut layout = Layout::new(&fonts);
    for (kind, job, student) in set::kinds() {
        let handout = set::template(&job).handout(&student).unwrap();
        let used = layout.handout(&handout).unwrap().pages;
        assert_eq!(used, set::pages(&fonts, &job, &student), "{kind}");
    }
}

#[test]
fn the_widest_names_of_80_letters_may_take_more_paper_but_are_not_cut() {
    let fonts = Fonts::embedded();
    let names = ["Щ".repeat(80), "Ю".repeat(39) + "-" + &"Ж".repeat(40)];
    let printable = grown(Rect::new(Point::ORIGIN, Size::A4), -UNPRINTABLE);
    let kinds = set::kinds();
    for (name, (kind, job, student)) in names.iter().flat_map(|n| kinds.iter().map(move |k| (n, k)))
    {
        let laid = set::laid(&fonts, job, &set::renamed(name, student));
        assert_eq!(laid.overflow, laid.pages.len() > 2, "{kind}");
        for page in &laid.pages {
            let ink = Ink::of(page, &fonts);
            assert!(
                ink.boxes().all(|area| printable.contains(&area, Pt::ZERO)),
                "{kind}"
            );
        }
    }
}

/// Some words of at most so many letters.
fn words(most: usize) -> impl Strategy<Value = String> {
    let word = proptest::sample::select(&WORDS[..]);
    proptest::collection::vec(word, 0..30).prop_map(move |words| {
        let mut text = String::new();
        for word in words {
            if text.chars().count() + 1 + word.chars().count() > most {
                break;
            }
            if !text.is_empty() {
                text.push(' ');
            }
            text += word;
        }
        text
    })
}

const WORDS: [&str; 16] = [
    "МБОУ",
    "«Средняя",
    "общеобразовательная",
    "школа",
    "№",
    "7»",
    "имени",
    "Константинопольского",
    "по",
    "будням",
    "с",
    "14",
    "до",
    "16",
    "кабинет",
    "+7 900 000-00-00",
];

/// How many pages a pupil has in a form, and which of them bear a cut; a large
/// print takes as many sheets as it needs, two at least.
fn promised(form: Form, pages: usize) -> (usize, Vec<usize>) {
    match form {
        Form::Sheet | Form::A5 => (2, vec![0, 1]),
        Form::SingleSide => (1, vec![0]),
        Form::LargePrint => {
            let all = pages.next_multiple_of(2).max(4);
            (all, vec![all - 2, all - 1])
        }
        Form::SlipOnly => unreachable!("no pages of their own"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever a school is called, as long as the remark on overflow would not
    /// name it: the pages of the form, one cut, nothing outside the margins, in
    /// other text or in the white around a code.
    #[test]
    fn settings_of_any_words_fill_the_pages_promised(
        school in words(60),
        teacher in words(50),
        contact in words(50),
        bank in words(40),
        name in proptest::sample::select(set::hostile_names()),
        kind in proptest::sample::select(set::kinds().to_vec()),
        form in proptest::sample::select(&FORMS[..]),
        edition in proptest::sample::select(&EDITIONS[..]),
    ) {
        // There is room for names of 60 letters; of longer ones there may be a remark.
        prop_assume!(name.chars().count() <= 60);
        let fonts = Fonts::embedded();
        let (what, job, student) = kind;
        let job = Job { school, teacher, contact, banks: vec![bank], form, ..job };
        let laid = set::laid_of(edition, &fonts, &job, &set::renamed(&name, &student));
        let what = format!("{edition}, {form:?}, {what}");
        let (count, with_cut) = promised(form, laid.pages.len());
        prop_assert_eq!(laid.pages.len(), count, "{}", what);
        prop_assert!(!laid.overflow || form == Form::LargePrint, "{}", &what);
        for (index, page) in laid.pages.iter().enumerate() {
            let ink = Ink::of(page, &fonts);
            assert_printable(&what, page, &ink);
            assert_texts_apart(&what, &ink);
            assert_lines_apart(&what, &ink);
            assert_quiet(&what, &ink);
            prop_assert_eq!(cuts(page).len(), usize::from(with_cut.contains(&index)), "{}", &what);
        }
        let cuts: Vec<Pt> = with_cut.iter().map(|&index| cut(&laid.pages[index])).collect();
        prop_assert!(cuts.iter().all(|own| *own == cuts[0]), "{}: {:?}", &what, cuts);
        // The same as for others of the set.
        let usual = set::laid_of(edition, &fonts, &job, &set::pupil());
        prop_assert_eq!(laid.strips, usual.strips, "{}", &what);
    }
}

const EDITIONS: [&str; 2] = ["handout", "family-2026"];
const FORMS: [Form; 4] = [Form::Sheet, Form::SingleSide, Form::LargePrint, Form::A5];

#[test]
fn large_print_has_nothing_below_16_points() {
    let fonts = Fonts::embedded();
    each_form(|what, pages| {
        let large = pages.iter().filter(|_| what.contains("LargePrint"));
        for run in large.flat_map(|page| Ink::of(page, &fonts).runs) {
            let (size, text) = (run.run.size.get(), &run.run.text);
            assert!(size >= 16.0 - 1e-9, "{what}: «{text}» {size}");
        }
    });
}

/// The left edge of the run that begins so.
fn left(ink: &Ink, text: &str) -> Pt {
    let run = ink.runs.iter().find(|run| run.run.text.starts_with(text));
    run.unwrap_or_else(|| panic!("{text}")).at.x
}

#[test]
fn name_warning_ticks_and_codes_share_axes() {
    let fonts = Fonts::embedded();
    let student = set::renamed("Жук Лев Ильич", &set::pupil());
    let pages = set::pages(&fonts, &set::job(), &student);
    let ink = Ink::of(&pages[0], &fonts);
    let margin = Pt::mm(15.0);
    let near = |a: Pt, b: Pt| (a - b).to_mm().abs() < 0.5;
    for (area, _) in &ink.codes {
        assert!(near(area.right(), Size::A4.width - margin), "{area:?}");
    }
    let axis = left(&ink, "Кому:");
    // The bar beside the name, the frame around the warning, the box to tick.
    let name = left(&ink, "Жук Лев Ильич") - Pt::new(10.5 * 0.75);
    let warning = left(&ink, "Пароль и код") - Pt::new(10.5 * 0.85);
    let tick = left(&ink, "цифры") - Pt::mm(3.4) - Pt::new(10.5 * 0.45);
    for (what, own) in [("name", name), ("warning", warning), ("tick", tick)] {
        assert!(near(own, axis), "{what}: {own:?} and {axis:?}");
    }
    assert!(near(left(&ink, "Логин себе"), axis));
}

#[test]
fn the_rule_is_as_far_from_the_title_on_both_sides() {
    let fonts = Fonts::embedded();
    for (kind, job, student) in set::kinds() {
        let student = set::renamed("Жук Лев Ильич", &student);
        let pages = set::pages(&fonts, &job, &student);
        let [front, back] = [0, 1].map(|side: usize| {
            let ink = Ink::of(&pages[side], &fonts);
            let title = ["на онлайн-уроки", "Как войти"][side];
            let title = ink.runs.iter().find(|run| run.run.text.starts_with(title));
            let title = title.unwrap().at.y;
            let whole = Size::A4.width - Pt::mm(30.5);
            let rules = ink.strokes.iter().filter(|line| line.size.width > whole);
            rules
                .map(|line| line.origin.y - title)
                .fold(Pt::mm(297.0), |nearest, own| {
                    if own > Pt::ZERO {
                        nearest.min(own)
                    } else {
                        nearest
                    }
                })
        });
        // Descents of titles of 22 to 35 points.
        assert!(
            (front - back).get().abs() < 2.6,
            "{kind}: {front:?} {back:?}"
        );
    }
}

#[test]
fn slips_alone_share_the_height_of_the_sheet() {
    let fonts = Fonts::embedded();
    for (edition, (kind, job, student)) in EDITIONS
        .iter()
        .flat_map(|edition| set::kinds().map(|kind| (edition, kind)))
    {
        let job = Job {
            form: Form::SlipOnly,
            ..job
        };
        let mut template = Template::parse(edition, builtin(edition).unwrap(), &job).unwrap();
        let mut layout = Layout::new(&fonts);
        let slips = [0, 2, 3, 4].map(|name: usize| {
            let student = set::renamed(&set::hostile_names()[name], &student);
            template.handout(&student).unwrap()
        });
        assert_eq!(layout.slips_a_page(&slips[0]).unwrap(), 4, "{kind}");
        let laid = layout.slips(&slips).unwrap();
        assert_eq!(laid.pages.len(), 2);
        let fewer = layout.slips(&slips[..2]).unwrap();
        for (page, fewer) in laid.pages.iter().zip(&fewer.pages) {
            let cuts = cuts(page);
            assert_eq!(cuts.len(), 4);
            for two in cuts.windows(2) {
                assert!(((two[1] - two[0]).to_mm() - 69.5).abs() < 0.3, "{cuts:?}");
            }
            assert_eq!(
                self::cuts(fewer),
                cuts[..2],
                "the last sheet is cut as the others"
            );
            let ink = Ink::of(page, &fonts);
            assert_printable(kind, page, &ink);
            assert_texts_apart(kind, &ink);
            assert_lines_apart(kind, &ink);
        }
    }
}

/// Every kind of sheet in every form of both editions.
fn each_form(check: impl Fn(&str, &[Page])) {
    let fonts = Fonts::embedded();
    for (edition, form) in EDITIONS
        .into_iter()
        .flat_map(|edition| FORMS.map(|form| (edition, form)))
    {
        for (kind, job, student) in set::kinds() {
            let job = Job { form, ..job };
            let laid = set::laid_of(edition, &fonts, &job, &student);
            check(&format!("{edition}, {form:?}, {kind}"), &laid.pages);
        }
    }
}

#[test]
fn everything_is_black_unless_a_tint_is_asked_for() {
    let greys = |pages: &[Page]| -> Vec<f32> {
        let frames = pages.iter().flat_map(Page::frames);
        let items = frames.flat_map(|(_, frame)| frame.items());
        let inks = items.flat_map(|(_, item)| match item {
            Item::Run(run) => vec![run.grey],
            Item::Shape(shape) => {
                let stroke = shape.stroke.map(|stroke| stroke.grey);
                shape.fill.into_iter().chain(stroke).collect()
            }
            _ => Vec::new(),
        });
        let greys = inks.map(|ink| ink.lightness());
        greys.filter(|grey| ![0.0, 1.0].contains(grey)).collect()
    };
    each_form(|what, pages| assert_eq!(greys(pages), [0.0; 0], "{what}"));
    let tinted = Job {
        tint: true,
        ..set::job()
    };
    let pages = set::pages(&Fonts::embedded(), &tinted, &set::pupil());
    assert_eq!(greys(&pages).len(), 1, "behind the signs of a password");
}

#[test]
fn no_line_ends_with_a_word_of_one_or_two_letters() {
    let fonts = Fonts::embedded();
    each_form(|what, pages| {
        for page in pages {
            let ink = Ink::of(page, &fonts);
            for run in ink.runs.iter().filter(|run| run.run.text.ends_with(' ')) {
                let beside = |other: &InkedRun| {
                    other.at.y == run.at.y
                        && other.at.x > run.at.x
                        && other.at.x < run.whole.right() + Pt::mm(8.0)
                };
                let word = run
                    .run
                    .text
                    .split_whitespace()
                    .next_back()
                    .unwrap_or_default();
                let word = word.trim_start_matches(['«', '(']);
                let short = word.chars().count() <= 2 && word.chars().all(char::is_alphabetic);
                let ends = !ink.runs.iter().any(beside);
                assert!(
                    !(short && ends && !["вы", "её", "VK"].contains(&word)),
                    "{what}: «{}»",
                    run.run.text
                );
            }
        }
    });
}
