//! Sheets made by hand, for tests and benchmarks of the stages after layout.
//!
//! The shape of the real handout (about 35 blocks a page that are equal for
//! all, three lines with the pupil's name), without layout: each line stands
//! where it is told to.

use std::sync::Arc;

use pamyatka::base::fonts::{FontId, Fonts};
use pamyatka::base::geometry::{Point, Rect, Size};
use pamyatka::base::units::Pt;
use pamyatka::model::frame::{
    Element, Fragment, Frame, Glyph, GlyphRun, Grey, HandoutCopy, Item, Node, Page, Role, Segment,
    Shape, Stroke,
};
use pamyatka::model::qr::QrCode;
use rustybuzz::UnicodeBuffer;

/// The addresses in the codes of a sheet, front and back.
pub const ADDRESSES: [&str; 2] = ["https://www.gosuslugi.ru", "https://cop.admhmao.ru"];

const SENTENCES: [&str; 6] = [
    "Зачем это нужно: без учётной записи семья не увидит оценки и расписание.",
    "Откройте сайт и нажмите «Зарегистрировать ребёнка» — это займёт 10 минут.",
    "Пароль придумайте сами: не короче 8 знаков, не имя и не дата рождения.",
    "Никому не сообщайте пароль и код из СМС, даже если звонят «из школы».",
    "Проверьте: вход в цифровую образовательную платформу работает.",
    "АВТО, Т. е. То, Уход, Гору, Рука — здесь видно, что кернинг на месте.",
];

pub fn at(x: f64, y: f64) -> Point {
    Point::new(Pt::mm(x), Pt::mm(y))
}

pub fn size(width: f64, height: f64) -> Size {
    Size::new(Pt::mm(width), Pt::mm(height))
}

/// A shaped run of `text`, kerning included. Letters that the face lacks come
/// out as glyph 0: the caller picks the face.
pub fn run(fonts: &Fonts, font: FontId, points: f64, text: &str) -> GlyphRun {
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(text);
    buffer.guess_segment_properties();
    let shaped = rustybuzz::shape(fonts.face(font).shaper(), &[], buffer);
    let starts: Vec<u32> = shaped.glyph_infos().iter().map(|i| i.cluster).collect();
    let glyphs = shaped
        .glyph_infos()
        .iter()
        .zip(shaped.glyph_positions())
        .enumerate()
        .map(|(index, (info, position))| Glyph {
            id: info.glyph_id as u16,
            advance: position.x_advance,
            x_offset: position.x_offset,
            y_offset: position.y_offset,
            text_start: info.cluster,
            text_end: starts.get(index + 1).map_or(text.len() as u32, |&end| end),
        });
    GlyphRun {
        font,
        size: Pt::new(points),
        grey: Grey::BLACK,
        text: text.to_owned(),
        glyphs: glyphs.collect(),
    }
}

/// A frame of one line.
pub fn line(fonts: &Fonts, font: FontId, points: f64, text: &str) -> Node {
    let run = run(fonts, font, points, text);
    let baseline = Point::new(Pt::ZERO, Pt::new(points));
    let size = Size::new(Pt::mm(180.0), Pt::new(points * 1.3));
    let items = vec![(baseline, Item::Run(run))];
    Node::Frame(Arc::new(Frame::new(size, items)))
}

pub fn element(role: Role, kids: Vec<(Point, Node)>) -> Node {
    Node::Element(Element { role, kids })
}

fn block(role: Role, place: Point, node: Node) -> (Point, Node) {
    (place, element(role, vec![(Point::ORIGIN, node)]))
}

/// A rectangle with rounded lower corners, tinted and outlined.
pub fn panel(width: f64, height: f64, dash: bool) -> Node {
    let corner = |x, y| at(x, y);
    let shape = Shape {
        segments: vec![
            Segment::Move(corner(0.0, 0.0)),
            Segment::Line(corner(width, 0.0)),
            Segment::Line(corner(width, height - 2.0)),
            Segment::Curve(
                corner(width, height - 1.0),
                corner(width - 1.0, height),
                corner(width - 2.0, height),
            ),
            Segment::Line(corner(0.0, height)),
            Segment::Close,
        ],
        fill: Some(Grey::new(0.93)),
        stroke: Some(Stroke {
            width: Pt::new(0.75),
            grey: Grey::BLACK,
            dash: dash.then_some((Pt::new(3.0), Pt::new(2.0))),
        }),
    };
    let items = vec![(Point::ORIGIN, Item::Shape(shape))];
    Node::Artifact(Arc::new(Frame::new(size(width, height), items)))
}

/// A QR code of 30 mm.
pub fn code(text: &str) -> Node {
    let code = Arc::new(QrCode::encode(text, 177).expect("short enough"));
    let side = Pt::mm(30.0);
    let items = vec![(Point::ORIGIN, Item::Code { code, side })];
    let frame = Frame::new(Size::new(side, side), items);
    let alt = format!("QR-код: {text}");
    element(
        Role::Figure { alt },
        vec![(Point::ORIGIN, Node::Frame(Arc::new(frame)))],
    )
}

fn link(fonts: &Fonts, url: &str) -> Node {
    let text = url.trim_start_matches("https://");
    element(
        Role::Link {
            url: url.into(),
            contents: format!("Открыть {text}"),
            areas: vec![Rect::new(Point::ORIGIN, size(50.0, 5.0))],
        },
        vec![(Point::ORIGIN, line(fonts, FontId::SemiBold, 11.0, text))],
    )
}

/// What all pupils get: one fragment a side.
pub struct Common {
    sides: [Arc<Fragment>; 2],
}

impl Common {
    pub fn new(fonts: &Fonts) -> Self {
        Common {
            sides: ADDRESSES.map(|address| Arc::new(side(fonts, address))),
        }
    }
}

fn side(fonts: &Fonts, address: &str) -> Fragment {
    let mut nodes = vec![
        block(
            Role::Heading(1),
            at(0.0, 0.0),
            line(
                fonts,
                FontId::ExtraBold,
                20.0,
                &format!("Вход в школу: {address}"),
            ),
        ),
        (at(0.0, 12.0), panel(170.0, 20.0, false)),
    ];
    let mut items = Vec::new();
    for (index, text) in SENTENCES.iter().enumerate() {
        let y = 22.0 * index as f64;
        let label = line(fonts, FontId::Bold, 12.0, &format!("{}. ", index + 1));
        let mut body = vec![block(
            Role::Paragraph,
            at(0.0, 0.0),
            line(fonts, FontId::Regular, 11.0, text),
        )];
        body.push(block(
            Role::Paragraph,
            at(0.0, 6.0),
            line(
                fonts,
                FontId::Regular,
                11.0,
                &format!("{text} ({address}, {index})"),
            ),
        ));
        let kids = vec![
            block(Role::Label, at(0.0, 0.0), label),
            (at(8.0, 0.0), element(Role::ListBody, body)),
        ];
        items.push((at(0.0, y), element(Role::ListItem, kids)));
    }
    nodes.push((at(4.0, 40.0), element(Role::List, items)));
    nodes.push((at(148.0, 236.0), code(address)));
    let text = line(fonts, FontId::Regular, 11.0, "Адрес: ");
    let paragraph = vec![(at(0.0, 0.0), text), (at(16.0, 0.0), link(fonts, address))];
    nodes.push((at(0.0, 180.0), element(Role::Paragraph, paragraph)));
    for index in 0..8 {
        let y = 186.0 + 6.0 * f64::from(index);
        let text = format!("Строка {index} корешка: {}", SENTENCES[index as usize % 6]);
        let font = FontId::SemiBold;
        nodes.push(block(
            Role::Paragraph,
            at(0.0, y),
            line(fonts, font, 9.0, &text),
        ));
        nodes.push((at(0.0, y + 5.0), panel(120.0, 0.5, true)));
    }
    Fragment {
        size: size(190.0, 277.0),
        nodes,
    }
}

/// A sheet of two pages with the pupil's name in three places.
pub fn sheet(fonts: &Fonts, common: &Common, group: &str, name: &str) -> HandoutCopy {
    let named = |font, points, place, text: &str| {
        block(Role::Paragraph, place, line(fonts, font, points, text))
    };
    let shared = |index: usize| (at(10.0, 20.0), Node::Fragment(common.sides[index].clone()));
    let front = vec![
        named(FontId::Bold, 14.0, at(10.0, 10.0), name),
        shared(0),
        named(
            FontId::Regular,
            11.0,
            at(10.0, 270.0),
            &format!("Корешок: {name}, {group}"),
        ),
    ];
    let back = vec![
        named(
            FontId::Regular,
            12.0,
            at(10.0, 10.0),
            &format!("{name}, это вам"),
        ),
        shared(1),
    ];
    let page = |nodes| Page {
        size: Size::A4,
        nodes,
    };
    HandoutCopy {
        handouts: 1,
        title: name.to_owned(),
        group: group.to_owned(),
        pages: vec![page(front), page(back)],
    }
}

const FAMILIES: [&str; 12] = [
    "Иванов",
    "Петрова",
    "Кузнецов",
    "Самойлова",
    "Жданов",
    "Щукина",
    "Фёдоров",
    "Юсупова",
    "Хакимов",
    "Ермакова",
    "Цой",
    "Мамедов",
];
const NAMES: [&str; 10] = [
    "Артём",
    "Мария",
    "Лев",
    "Полина",
    "Эльдар",
    "Ульяна",
    "Григорий",
    "Яна",
    "Денис",
    "Ольга",
];

/// The name of pupil `index`, different for each.
pub fn name(index: usize) -> String {
    let family = FAMILIES[index % 12];
    let first = NAMES[index / 12 % 10];
    let mut tail = String::new();
    let mut rest = index / 120;
    while rest > 0 {
        tail.extend("абвгдежзиклмнопр".chars().nth(rest % 16));
        rest /= 16;
    }
    format!("{family}{tail} {first} Сергеевич")
}

/// `count` sheets in classes of 25.
pub fn sheets(fonts: &Fonts, common: &Common, range: std::ops::Range<usize>) -> Vec<HandoutCopy> {
    range
        .map(|index| {
            let group = format!("{}{}", 1 + index / 25, ["А", "Б", "В"][index / 25 % 3]);
            sheet(fonts, common, &group, &name(index))
        })
        .collect()
}
