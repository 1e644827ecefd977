//! What a screen reader finds in a finished set of every kind of sheet: the tags
//! of what is drawn, their order, headings, lists, figures, links, bookmarks.

use crate::support::set;
use crate::support::tags;
use std::collections::{BTreeMap, HashSet};

use crate::support::extract::{Owner, bare};
use crate::support::made::{Made, each, kind, make, numbers};
use crate::support::tags::{Kid, Parent, Tagged};
use jiff::civil::date;
use lopdf::{Dictionary, ObjectId};
use pamyatka::model::job::{Job, Platform, Slip};
use pamyatka::model::student::Student;

/// The elements that stand for a pupil, in the order of the tree: below the
/// document, or below the classes if there are several.
fn sheets(Made { pdf, students, .. }: &Made) -> Vec<usize> {
    let several = students.iter().any(|one| one.class != students[0].class);
    let depth = if several { 2 } else { 1 };
    let is_sheet = |&index: &usize| pdf.elements[index].depth == depth;
    let sheets: Vec<usize> = (0..pdf.elements.len()).filter(is_sheet).collect();
    let kinds = |&index: &usize| pdf.elements[index].kind.as_str();
    assert!(sheets.iter().map(kinds).all(|kind| kind == "Sect"));
    sheets
}

/// The pages on which something below an element stands, in order.
fn pages_of(pdf: &Tagged, above: usize) -> Vec<usize> {
    let below = (above..pdf.elements.len()).take_while(|&index| pdf.is_within(index, above));
    let kids = below.flat_map(|index| &pdf.elements[index].kids);
    let mut pages: Vec<usize> = kids
        .filter_map(|kid| match kid {
            Kid::Mark(page, _) | Kid::Annotation(page, _) => Some(*page),
            Kid::Element(_) => None,
        })
        .collect();
    pages.dedup();
    pages
}

#[test]
fn everything_drawn_is_an_artifact_or_belongs_to_an_element() {
    each(|Made { pdf, .. }| {
        for (index, pieces) in pdf.pages.iter().enumerate() {
            let key = pdf.page(index).get(b"StructParents").unwrap();
            let Parent::Many(owners) = &pdf.parents[&key.as_i64().unwrap()] else {
                panic!("page {index}: no list of owners");
            };
            let mut met = HashSet::new();
            for piece in pieces {
                let mark = match piece.owner {
                    Owner::Nobody => panic!("page {index}: «{}» has no tag", piece.text),
                    Owner::Artifact => {
                        assert_eq!(piece.text, "", "page {index}: text that is not read");
                        continue;
                    }
                    Owner::Mark(mark) => mark,
                };
                assert!(met.insert(mark), "page {index}: mark {mark} is used twice");
                assert!(piece.drawn > 0, "page {index}: mark {mark} is empty");
                let owner = owners[mark as usize];
                let element = pdf.elements.iter().find(|element| element.id == owner);
                let element = element.expect("the owner stands in the tree");
                assert!(element.kids.contains(&Kid::Mark(index, mark)));
                assert_eq!(element.kind, piece.tag, "page {index}, mark {mark}");
            }
            assert_eq!(met.len(), owners.len(), "page {index}: owners without ink");
        }
        let kids = pdf.elements.iter().flat_map(|element| &element.kids);
        let mut claimed = HashSet::new();
        for kid in kids {
            if let Kid::Mark(page, mark) = *kid {
                assert!(claimed.insert((page, mark)), "page {page}, mark {mark}");
                pdf.piece(page, mark);
            }
        }
    });
}

/// ISO 32000-1, 14.8.4.2: these hold elements only.
const GROUPS: [&str; 9] = [
    "Document", "Part", "Sect", "Div", "L", "LI", "Table", "TR", "TBody",
];
/// Standard types that may hold content (ISO 32000-1, 14.8.4.3 and 14.8.4.4).
const CONTENTS: [&str; 14] = [
    "H1", "H2", "H3", "H4", "H5", "H6", "P", "Lbl", "LBody", "TH", "TD", "Figure", "Link", "Span",
];

#[test]
fn elements_are_of_standard_types_and_none_is_empty() {
    each(|Made { pdf, .. }| {
        assert!(!pdf.catalog().has(b"RoleMap"));
        assert_eq!(pdf.elements[0].kind, "Document");
        assert!(pdf.elements[1..].iter().all(|element| element.depth > 0));
        for element in &pdf.elements {
            let kind = element.kind.as_str();
            // A cell to write in.
            assert!(kind == "TD" || !element.kids.is_empty(), "an empty {kind}");
            if GROUPS.contains(&kind) {
                let is_element = |kid: &Kid| matches!(kid, Kid::Element(_));
                assert!(element.kids.iter().all(is_element), "{kind} holds content");
            } else {
                assert!(CONTENTS.contains(&kind), "{kind}");
            }
            let below = pdf.kinds_below(element);
            if kind == "P" || kind.starts_with('H') {
                let inline = ["Link", "Span", "Figure"];
                assert!(below.iter().all(|kind| inline.contains(kind)), "{below:?}");
            }
        }
    });
}

#[test]
fn lists_have_items_and_items_a_label_and_a_body() {
    each(|Made { pdf, .. }| {
        let (mut steps, mut labels) = (0, 0);
        for element in &pdf.elements {
            let below = pdf.kinds_below(element);
            let above = element.parent.map(|index| &pdf.elements[index]);
            let above = above.map_or("", |above| above.kind.as_str());
            match element.kind.as_str() {
                "L" => {
                    assert!(below.iter().all(|kind| *kind == "LI"), "{below:?}");
                    // Numbers are told as such (ISO 14289-1, 7.6).
                    let kid = element.kids[0];
                    let Kid::Element(item) = kid else { panic!() };
                    if pdf.kinds_below(&pdf.elements[item])[0] == "Lbl" {
                        let attributes = pdf.attributes(element);
                        let said = attributes.iter().any(|a| a.has(b"ListNumbering"));
                        assert!(said, "numbers that nobody is told of");
                        steps += 1;
                    }
                }
                "LI" => {
                    assert_eq!(above, "L");
                    // What one ticks has no number: its box is drawn.
                    let is_right = below == ["Lbl", "LBody"] || below == ["LBody"];
                    assert!(is_right, "{below:?}");
                    labels += usize::from(below.len() == 2);
                }
                "Lbl" | "LBody" => assert_eq!(above, "LI"),
                _ => {}
            }
        }
        assert!(steps >= pdf.pages.len() / 2, "{steps} lists of steps");
        assert!(labels >= 2 * pdf.pages.len(), "{labels} steps");
    });
}

#[test]
fn every_sheet_begins_with_a_title_and_headings_skip_no_level() {
    each(|made| {
        let Made { pdf, students, .. } = made;
        let sheets = sheets(made);
        assert_eq!(sheets.len(), students.len());
        let mut last = 0;
        let mut titles = vec![0; sheets.len()];
        for (index, element) in pdf.elements.iter().enumerate() {
            let level = match element.kind.strip_prefix('H') {
                Some(level) => level.parse::<u8>().unwrap(),
                None => continue,
            };
            assert!(level <= last + 1, "H{level} after H{last}");
            last = level;
            let sheet = sheets.iter().rposition(|&sheet| sheet < index).unwrap();
            if titles[sheet] == 0 {
                assert_eq!(level, 1, "a sheet begins with H{level}");
            }
            titles[sheet] += usize::from(level == 1);
            assert!(!bare(&pdf.text_below(index)).is_empty());
        }
        // One for each side.
        assert!(titles.iter().all(|&count| count == 2), "{titles:?}");
    });
}

#[test]
fn every_figure_says_what_it_is_and_where() {
    each(|Made { pdf, .. }| {
        let mut on_page = vec![0; pdf.pages.len()];
        for element in pdf.elements.iter().filter(|e| e.kind == "Figure") {
            let alt = pdf.text(pdf.dict(element.id), "Alt");
            let address = alt
                .strip_prefix("QR-код: ")
                .unwrap_or_else(|| panic!("{alt}"));
            assert!(
                address.starts_with("https://") && address.len() > 12,
                "{alt}"
            );
            let attributes = pdf.attributes(element);
            let area = attributes
                .iter()
                .find_map(|a| pdf.entry(a, "BBox"))
                .unwrap();
            let area = numbers(area);
            let side = (area[2] - area[0], area[3] - area[1]);
            // 20 to 60 mm, on the paper.
            assert!((56.0..170.0).contains(&side.0), "{area:?}");
            assert!((side.0 - side.1).abs() < 0.01, "{area:?}");
            assert!(area[0] > 0.0 && area[1] > 0.0 && area[2] < 595.3 && area[3] < 841.9);
            for kid in &element.kids {
                let Kid::Mark(page, mark) = *kid else {
                    panic!("a figure holds {kid:?}");
                };
                let piece = pdf.piece(page, mark);
                // Black on white, or black alone.
                assert!(piece.fills.contains(&0.0), "a code in {:?}", piece.fills);
                assert!(piece.fills.iter().all(|ink| [0.0, 1.0].contains(ink)));
                on_page[page] += 1;
            }
        }
        for (page, count) in on_page.into_iter().enumerate() {
            assert_eq!(count, if page % 2 == 0 { 2 } else { 1 }, "page {page}");
        }
    });
}

#[test]
fn links_and_annotations_lead_to_each_other() {
    each(|Made { pdf, .. }| {
        let mut seen = HashSet::new();
        for (index, &id) in pdf.page_ids.iter().enumerate() {
            let page = pdf.dict(id);
            let annotations = pdf.entry(page, "Annots").unwrap().as_array().unwrap();
            assert!(!annotations.is_empty());
            assert_eq!(page.get(b"Tabs").unwrap().as_name().unwrap(), b"S");
            for annotation in annotations {
                let annotation = annotation.as_reference().unwrap();
                let entries = pdf.dict(annotation);
                let key = entries.get(b"StructParent").unwrap().as_i64().unwrap();
                let Parent::One(owner) = pdf.parents[&key] else {
                    panic!("an annotation with many owners");
                };
                let mut elements = pdf.elements.iter();
                let owner = elements.find(|element| element.id == owner).unwrap();
                assert_eq!(owner.kind, "Link");
                assert!(owner.kids.contains(&Kid::Annotation(index, annotation)));
                assert!(!pdf.text(entries, "Contents").trim().is_empty());
                // Printed, and neither hidden nor without a view.
                assert_eq!(entries.get(b"F").unwrap().as_i64().unwrap(), 4);
                let action = tags::dict(&pdf.document, entries, "A");
                let address = action.get(b"URI").unwrap().as_str().unwrap();
                assert!(address.starts_with(b"https://"));
                assert!(seen.insert(annotation));
            }
        }
        let mut held = 0;
        for link in pdf.elements.iter().filter(|e| e.kind == "Link") {
            let is_annotation = |kid: &&Kid| matches!(kid, Kid::Annotation(..));
            let own = link.kids.iter().filter(is_annotation).count();
            assert!(own > 0, "a link that leads nowhere");
            assert!(link.kids.len() > own, "a link without words");
            held += own;
        }
        assert_eq!(held, seen.len());
        assert_eq!(pdf.parents.len(), pdf.pages.len() + seen.len());
    });
}

#[test]
fn marks_rise_along_a_page_in_the_order_of_the_tree() {
    each(|Made { pdf, .. }| {
        let mut order = Vec::new();
        flatten(pdf, 0, &mut order);
        let mut wanted = Vec::new();
        for (page, pieces) in pdf.pages.iter().enumerate() {
            for piece in pieces {
                if let Owner::Mark(mark) = piece.owner {
                    wanted.push((page, mark));
                }
            }
        }
        assert_eq!(
            order, wanted,
            "the tree is read in another order than drawn"
        );
        for pair in order.windows(2) {
            assert!(pair[0] < pair[1], "{pair:?}");
        }
    });
}

/// Pages and marks below an element, in the order of the tree.
fn flatten(pdf: &Tagged, element: usize, order: &mut Vec<(usize, i64)>) {
    for kid in &pdf.elements[element].kids {
        match *kid {
            Kid::Element(index) => flatten(pdf, index, order),
            Kid::Mark(page, mark) => order.push((page, mark)),
            Kid::Annotation(..) => {}
        }
    }
}

/// What is read on a sheet, in order. `None` where a kind of sheet has none.
fn landmarks(job: &Job, student: &Student) -> Vec<String> {
    let is_ready = student.account == Some(true) || student.login.is_some();
    let asks_login = job.slip == Slip::Login;
    let mut marks = vec![
        "Памятка семье",
        "Как ребёнку попасть на онлайн-уроки",
        "Ученик",
    ];
    marks.extend([student.name.full(), "дела"]);
    if !is_ready {
        marks.extend(["1", "Зарегистрируйте ребёнка", "www.gosuslugi.ru"]);
        marks.extend(["2", "Подтвердите телефон", "300 секунд", "www.gosuslugi.ru"]);
        marks.extend(["3", "Придумайте пароль", "В пароле", "8 знаков", "знаки"]);
    }
    marks.push(if is_ready { "1" } else { "4" });
    marks.extend(["Войдите в электронный дневник", "cop.admhmao.ru"]);
    let age = student.age_on(job.today);
    match age {
        None => marks.extend(["С 14 лет", "Если ребёнку уже есть 14 лет"]),
        Some(..14) => marks.push("Ребёнку нет 14 лет"),
        Some(_) => {
            marks.push(if is_ready { "2" } else { "5" });
            marks.push("Ребёнку уже есть 14 лет");
        }
    }
    marks.push("cop.admhmao.ru");
    if is_ready {
        marks.extend(["дневник открылся", "Не пускает?", "www.gosuslugi.ru"]);
    }
    marks.extend(["отрежьте и верните", "Талон:", student.name.full()]);
    match (student.login.as_deref(), asks_login) {
        (Some(login), true) => marks.extend([login, "верно", "неверно"]),
        (None, true) => marks.extend(["Телефон", "+7", "или почта"]),
        (Some(_), false) => marks.extend(["получился", "нужна помощь"]),
        (None, false) if student.account == Some(true) => {
            marks.extend(["получился", "нужна помощь"]);
        }
        (None, false) => marks.extend(["готова", "ещё нет", "нужна помощь"]),
    }
    marks.extend([
        "Подпись родителя",
        "Пароль и код из СМС",
        "Кому",
        "Отдайте лично",
    ]);
    marks.extend(["Страница ученика", "Как войти на онлайн-урок"]);
    marks.extend(["1", "Войди в дневник", "2", "раздел", "3", "зелёную кнопку"]);
    marks.push("cop.admhmao.ru");
    match job.platform {
        Platform::Vk => marks.extend(["Первый раз", "Телефон", "О себе", "Профиль", "VK?"]),
        Platform::Max => marks.extend(["Где идёт урок", "MAX"]),
        Platform::None => {}
    }
    marks.extend([
        "Заполняет классный руководитель",
        "Талон получен",
        "Вход проверен",
    ]);
    marks.into_iter().map(bare).collect()
}

#[test]
fn a_sheet_is_read_from_its_title_to_its_slip() {
    each(|made| {
        let Made {
            pdf, job, students, ..
        } = made;
        let mut order: Vec<&Student> = Vec::new();
        // Classes come one after another, in the order of the list.
        let mut classes: Vec<&str> = Vec::new();
        for student in students {
            if !classes.contains(&&*student.class) {
                classes.push(&student.class);
            }
        }
        for class in classes {
            order.extend(students.iter().filter(|student| *student.class == *class));
        }
        for (sheet, student) in sheets(made).into_iter().zip(order) {
            let mut read = Vec::new();
            flatten(pdf, sheet, &mut read);
            let text: String = read
                .into_iter()
                .map(|(page, mark)| bare(&pdf.piece(page, mark).text))
                .collect();
            let mut at = 0;
            for (index, mark) in landmarks(job, student).iter().enumerate() {
                let found = text[at..].find(mark.as_str());
                let found = found.unwrap_or_else(|| panic!("«{mark}» after «{}»", &text[..at]));
                assert!(index > 0 || found == 0, "{text}");
                at += found + mark.len();
            }
        }
    });
}

/// The title of a bookmark and the page that it leads to.
type Bookmark = (String, usize);

/// Bookmarks below a dictionary, and what lies below each.
fn bookmarks(pdf: &Tagged, above: &Dictionary) -> Vec<(Bookmark, Vec<Bookmark>)> {
    let page_of: BTreeMap<ObjectId, usize> = pdf.page_ids.iter().copied().zip(0..).collect();
    let mut found = Vec::new();
    let mut next = pdf.entry(above, "First");
    while let Some(item) = next {
        let item = item.as_dict().unwrap();
        let target = pdf.entry(item, "Dest").unwrap().as_array().unwrap();
        let page = page_of[&target[0].as_reference().unwrap()];
        let below = bookmarks(pdf, item);
        let below = below.into_iter().map(|(bookmark, deeper)| {
            assert!(deeper.is_empty());
            bookmark
        });
        found.push(((pdf.text(item, "Title"), page), below.collect()));
        next = pdf.entry(item, "Next");
    }
    found
}

#[test]
fn bookmarks_lead_to_the_first_page_of_every_pupil() {
    each(|made| {
        let Made { pdf, students, .. } = made;
        let root = tags::dict(&pdf.document, pdf.catalog(), "Outlines");
        let found = bookmarks(pdf, root);
        let first_pages: Vec<usize> = sheets(made)
            .iter()
            .map(|&sheet| {
                let pages = pages_of(pdf, sheet);
                assert_eq!(pages.len(), 2, "front and back");
                pages[0]
            })
            .collect();
        let mut pupils = Vec::new();
        let one_class = students.iter().all(|one| one.class == students[0].class);
        for ((title, page), below) in found {
            if one_class {
                assert!(below.is_empty());
                pupils.push((title, page));
                continue;
            }
            assert_eq!(page, below[0].1, "a class begins with its first pupil");
            for (name, page) in below {
                let owner = students.iter().find(|student| student.name.full() == name);
                assert_eq!(&*owner.unwrap().class, title);
                pupils.push((name, page));
            }
        }
        let pages: Vec<usize> = pupils.iter().map(|(_, page)| *page).collect();
        assert_eq!(pages, first_pages);
        for (name, page) in &pupils {
            let text: String = pdf.pages[*page].iter().map(|p| p.text.as_str()).collect();
            assert!(bare(&text).contains(&bare(name)), "{name}");
        }
        let mut names: Vec<&str> = pupils.iter().map(|(name, _)| name.as_str()).collect();
        let mut wanted: Vec<&str> = students.iter().map(|s| s.name.full()).collect();
        names.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(names, wanted);
    });
}

/// More pupils than one batch, so that several threads take part, and more
/// than one node of every tree.
#[test]
fn a_long_list_has_one_sound_tree() {
    let (job, _) = kind("under-14");
    let students = set::roster(300).students;
    let made = make("300", &job, students);
    let Made { pdf, students, .. } = &made;
    assert_eq!(sheets(&made).len(), 300);
    let born = students
        .iter()
        .filter(|one| one.birth < Some(date(2013, 1, 1)));
    assert!(born.count() > 0, "kinds are mixed");
    let mut order = Vec::new();
    flatten(pdf, 0, &mut order);
    assert!(order.windows(2).all(|pair| pair[0] < pair[1]));
    let marks = pdf.pages.iter().flatten();
    let marks = marks.filter(|piece| matches!(piece.owner, Owner::Mark(_)));
    assert_eq!(order.len(), marks.count());
    for (sheet, student) in sheets(&made).into_iter().zip(students) {
        let text = bare(&pdf.text_below(sheet));
        assert_eq!(
            text.matches(&bare(student.name.full())).count(),
            2,
            "{}",
            student.name.full()
        );
    }
}
