//! Properties of the PDF stage that hold for any pages: random trees of nodes,
//! frames that come once or many times, classes, batches. What is in the file is
//! looked up with lopdf and by the bytes themselves.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::{Arc, OnceLock};

use lopdf::xref::XrefEntry;
use lopdf::{Dictionary, Document, Object, ObjectId};
use pamyatka::base::fonts::{FontId, Fonts};
use pamyatka::base::geometry::{Point, Rect, Size};
use pamyatka::base::units::Pt;
use pamyatka::model::frame::{Fragment, HandoutCopy, Node, Page, Role};
use pamyatka::pdf::{Meta, Writer, excerpt};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::support::extract::Owner;
use crate::support::sheets;
use crate::support::tags::{Kid, Parent, Tagged};

/// A node as it is drawn by lot.
#[derive(Debug, Clone)]
enum Drawn {
    Frame(Index),
    Artifact(Index),
    Element(usize, Vec<(u16, Drawn)>),
    Fragment(Vec<(u16, Drawn)>),
}

/// Pages and how they are handed to the writer.
#[derive(Debug, Clone)]
struct Set {
    pages: Vec<Vec<(u16, Drawn)>>,
    /// Of each sheet the class and which of the pages it has.
    sheets: Vec<(usize, Vec<Index>)>,
    batch: usize,
}

fn nodes() -> impl Strategy<Value = Vec<(u16, Drawn)>> {
    let leaf = prop_oneof![
        3 => any::<Index>().prop_map(Drawn::Frame),
        1 => any::<Index>().prop_map(Drawn::Artifact),
    ];
    let node = leaf.prop_recursive(4, 24, 5, |inner| {
        let kids = prop::collection::vec((0..700_u16, inner), 0..5);
        prop_oneof![
            2 => (0..ROLES, kids.clone()).prop_map(|(role, kids)| Drawn::Element(role, kids)),
            1 => kids.prop_map(Drawn::Fragment),
        ]
    });
    prop::collection::vec((0..700_u16, node), 0..7)
}

fn set() -> impl Strategy<Value = Set> {
    let sheet = (0..3_usize, prop::collection::vec(any::<Index>(), 0..4));
    (
        prop::collection::vec(nodes(), 1..5),
        prop::collection::vec(sheet, 1..60),
        1..40_usize,
    )
        .prop_map(|(pages, sheets, batch)| Set {
            pages,
            sheets,
            batch,
        })
}

const ROLES: usize = 16;

fn role(lot: usize) -> Role {
    match lot {
        0 => Role::Section,
        1 => Role::Division,
        2 => Role::List,
        3 => Role::ListItem,
        4 => Role::Label,
        5 => Role::ListBody,
        6 => Role::Table,
        7 => Role::TableRow,
        8 => Role::TableHeader,
        9 => Role::TableCell,
        10 => Role::Figure {
            alt: "Код".into()
        },
        11 | 12 => Role::Link {
            url: sheets::ADDRESSES[lot - 11].into(),
            contents: "Открыть".into(),
            areas: vec![Rect::new(Point::ORIGIN, Size::new(Pt::new(9.0), Pt::new(9.0))); lot - 10],
        },
        13 => Role::Heading(1),
        14 => Role::Heading(3),
        _ => Role::Paragraph,
    }
}

fn fonts() -> &'static Fonts {
    static FONTS: OnceLock<Fonts> = OnceLock::new();
    FONTS.get_or_init(Fonts::embedded)
}

/// What may be drawn: lines of text, a panel, a code.
fn frames() -> &'static [Node] {
    static FRAMES: OnceLock<Vec<Node>> = OnceLock::new();
    FRAMES.get_or_init(|| {
        let line = |text: &str| sheets::line(fonts(), FontId::Regular, 11.0, text);
        let texts = [
            "1. ",
            "• ",
            "а",
            "Пароль придумайте сами: не короче 8 знаков.",
        ];
        let mut frames: Vec<Node> = texts.into_iter().map(line).collect();
        frames.push(sheets::panel(90.0, 30.0, true));
        frames.push(sheets::line(fonts(), FontId::Bold, 20.0, "Вход"));
        frames
    })
}

/// The node, with the name in place of one of the frames.
fn node(drawn: &Drawn, name: &Node) -> Node {
    let frame = |lot: &Index| {
        let all = frames();
        let chosen = all.get(lot.index(all.len() + 1)).unwrap_or(name);
        match chosen {
            Node::Frame(frame) | Node::Artifact(frame) => frame.clone(),
            _ => unreachable!("only frames"),
        }
    };
    match drawn {
        Drawn::Frame(lot) => Node::Frame(frame(lot)),
        Drawn::Artifact(lot) => Node::Artifact(frame(lot)),
        Drawn::Element(lot, kids) => sheets::element(role(*lot), placed(kids, name)),
        Drawn::Fragment(kids) => Node::Fragment(Arc::new(Fragment {
            size: Size::A4,
            nodes: placed(kids, name),
        })),
    }
}

fn placed(drawn: &[(u16, Drawn)], name: &Node) -> Vec<(Point, Node)> {
    let nodes = drawn.iter().map(|(lot, drawn)| {
        let place = Point::new(Pt::new(f64::from(lot % 26)), Pt::new(f64::from(lot / 26)));
        (place, node(drawn, name))
    });
    nodes.collect()
}

fn sheets_of(set: &Set) -> Vec<HandoutCopy> {
    let one = |(number, (class, pages)): (usize, &(usize, Vec<Index>))| {
        let title = sheets::name(number);
        let name = sheets::line(fonts(), FontId::Regular, 11.0, &title);
        let page = |lot: &Index| Page {
            size: Size::A4,
            nodes: placed(lot.get(&set.pages[..]).as_slice(), &name),
        };
        HandoutCopy {
            handouts: 1,
            title,
            group: ["", "7А", "7Б"][*class].to_owned(),
            pages: pages.iter().map(page).collect(),
        }
    };
    set.sheets.iter().enumerate().map(one).collect()
}

/// The objects that may be reached from `object`.
fn reach(document: &Document, object: &Object, met: &mut HashSet<ObjectId>) {
    match object {
        Object::Reference(id) if met.insert(*id) => {
            let object = document.objects.get(id);
            reach(document, object.unwrap_or_else(|| panic!("no {id:?}")), met);
        }
        Object::Array(all) => all.iter().for_each(|one| reach(document, one, met)),
        Object::Dictionary(dict) => dict.iter().for_each(|(_, one)| reach(document, one, met)),
        Object::Stream(stream) => {
            (stream.dict.iter()).for_each(|(_, one)| reach(document, one, met));
        }
        _ => {}
    }
}

/// Every object that is needed is there, and no other.
fn nothing_is_missing_or_idle(document: &Document) {
    let mut met = HashSet::new();
    reach(document, document.trailer.get(b"Root").unwrap(), &mut met);
    reach(document, document.trailer.get(b"Info").unwrap(), &mut met);
    let is_frame = |object: &Object| {
        let kind = object
            .as_stream()
            .and_then(|stream| stream.dict.get(b"Type"));
        let kind = kind.and_then(Object::as_name);
        kind.is_ok_and(|kind| kind == b"ObjStm" || kind == b"XRef")
    };
    for (id, object) in &document.objects {
        assert!(met.contains(id) || is_frame(object), "{id:?}: {object:?}");
    }
}

/// The cross-reference leads to every object.
fn cross_reference_is_right(pdf: &[u8], document: &Document) {
    let mut heads: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (&number, entry) in &document.reference_table.entries {
        match *entry {
            XrefEntry::Normal { offset, .. } => {
                let head = format!("{number} 0 obj\n");
                assert!(pdf[offset as usize..].starts_with(head.as_bytes()));
            }
            XrefEntry::Compressed { container, index } => {
                let members = heads.entry(container).or_insert_with(|| {
                    let XrefEntry::Normal { offset, .. } =
                        document.reference_table.entries[&container]
                    else {
                        panic!("{container} is packed itself")
                    };
                    members(&pdf[offset as usize..])
                });
                assert_eq!(members[usize::from(index)], number);
            }
            _ => {}
        }
    }
}

/// The numbers in the head of the object stream at the beginning of `bytes`.
fn members(bytes: &[u8]) -> Vec<u32> {
    let begin = bytes.windows(7).position(|w| w == b"stream\n").unwrap() + 7;
    let dict = std::str::from_utf8(&bytes[..begin]).unwrap();
    let entry = |key: &str| -> usize {
        let after = &dict[dict.find(key).unwrap() + key.len()..];
        let digits = after.trim_start().split(|c: char| !c.is_ascii_digit());
        digits.into_iter().next().unwrap().parse().unwrap()
    };
    let data = &bytes[begin..begin + entry("/Length")];
    let mut plain = data.to_vec();
    if dict.contains("/FlateDecode") {
        let mut dict = Dictionary::new();
        dict.set("Filter", Object::Name(b"FlateDecode".to_vec()));
        let packed = lopdf::Stream::new(dict, data.to_vec());
        plain = packed.decompressed_content().unwrap();
    }
    let head = std::str::from_utf8(&plain[..entry("/First")]).unwrap();
    let numbers = head.split_whitespace().step_by(2);
    let numbers: Vec<u32> = numbers.map(|number| number.parse().unwrap()).collect();
    assert_eq!(numbers.len(), entry("/N"));
    numbers
}

/// Pages below a node of the page tree, in order.
fn leaves(document: &Document, node: ObjectId, met: &mut HashSet<ObjectId>) -> Vec<ObjectId> {
    assert!(met.insert(node), "{node:?} stands twice in the tree");
    let dict = document.get_dictionary(node).unwrap();
    if dict.get(b"Type").unwrap().as_name().unwrap() == b"Page" {
        return vec![node];
    }
    let kids = dict.get(b"Kids").unwrap().as_array().unwrap();
    assert!(!kids.is_empty());
    let mut pages = Vec::new();
    for kid in kids {
        let kid = kid.as_reference().unwrap();
        let parent = document.get_dictionary(kid).unwrap().get(b"Parent");
        assert_eq!(parent.unwrap().as_reference().unwrap(), node);
        pages.extend(leaves(document, kid, met));
    }
    let count = dict.get(b"Count").unwrap().as_i64().unwrap();
    assert_eq!(count, pages.len() as i64);
    pages
}

/// Every marked sequence and every link belongs to one element, and the parent
/// tree leads from it back to that element and has nothing else.
fn tags_and_pages_agree(pdf: &Tagged) {
    let mut owners = BTreeMap::new();
    let mut links = BTreeMap::new();
    for element in &pdf.elements {
        for kid in &element.kids {
            let before = match *kid {
                Kid::Mark(page, mark) => owners.insert((page, mark), element.id),
                Kid::Annotation(page, link) => links.insert((page, link), element.id),
                Kid::Element(_) => None,
            };
            assert_eq!(before, None, "{kid:?} has two owners");
        }
    }
    let mut keys = BTreeSet::new();
    for (index, pieces) in pdf.pages.iter().enumerate() {
        let marks = pieces.iter().filter_map(|piece| match piece.owner {
            Owner::Mark(mark) => Some(mark),
            _ => None,
        });
        let marks: Vec<i64> = marks.collect();
        assert_eq!(marks, (0..marks.len() as i64).collect::<Vec<_>>());
        let own = owners.range((index, i64::MIN)..=(index, i64::MAX));
        let own: Vec<_> = own.map(|(&(_, mark), &id)| (mark, id)).collect();
        assert!(own.iter().map(|(mark, _)| *mark).eq(marks));
        let page = pdf.page(index);
        let key = page.get(b"StructParents").unwrap().as_i64().unwrap();
        assert!(keys.insert(key));
        let Parent::Many(parents) = &pdf.parents[&key] else {
            panic!("a page has a list")
        };
        assert!(own.iter().map(|(_, id)| id).eq(parents));
        let shown = page
            .get(b"Annots")
            .map_or(&[][..], |all| all.as_array().unwrap());
        for link in shown {
            let id = link.as_reference().unwrap();
            let key = pdf.dict(id).get(b"StructParent").unwrap().as_i64().unwrap();
            assert!(keys.insert(key));
            let owner = links.remove(&(index, id));
            assert!(matches!(pdf.parents[&key], Parent::One(parent) if Some(parent) == owner));
        }
    }
    assert!(links.is_empty(), "tagged, but on no page: {links:?}");
    assert!(pdf.parents.keys().eq(&keys), "keys of nothing");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_pages_make_a_sound_file(set in set()) {
        let sheets = sheets_of(&set);
        let pages: usize = sheets.iter().map(|sheet| sheet.pages.len()).sum();
        prop_assume!(pages > 0);
        let meta = Meta {
            title: "Памятки".into(),
            author: String::new(),
            date: jiff::civil::date(2026, 11, 22),
            duplex: pamyatka::pdf::Duplex::Simplex,
        };
        let mut writer = Writer::new(Vec::new(), fonts(), &meta).unwrap();
        for batch in sheets.chunks(set.batch) {
            writer.add(batch).unwrap();
        }
        let made = writer.finish().unwrap();
        let document = Document::load_mem(&made.out).unwrap();
        cross_reference_is_right(&made.out, &document);
        nothing_is_missing_or_idle(&document);
        let root = document.catalog().unwrap().get(b"Pages").unwrap();
        let tree = leaves(&document, root.as_reference().unwrap(), &mut HashSet::new());
        prop_assert_eq!(tree.len(), pages);
        let tagged = Tagged::read(&made.out);
        prop_assert_eq!(&tagged.page_ids, &tree);
        tags_and_pages_agree(&tagged);
        let last = excerpt(&made.index, &[pages - 1], &mut |offset, length| {
            Ok(made.out[offset as usize..][..length].to_vec())
        });
        let last = Document::load_mem(&last.unwrap()).unwrap();
        let shown = |document: &Document, page| document.get_page_content(page);
        let only = last.get_pages()[&1];
        prop_assert_eq!(shown(&last, only), shown(&document, tree[pages - 1]));
    }
}
