//! What the pages of a PDF show, as a reader finds it: through ToUnicode,
//! shared forms included (lopdf's own extraction does not follow them), and to
//! which marked sequence each piece belongs.

use std::collections::HashMap;

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Encoding, Object, ObjectId};

/// Operators that leave ink: paths, shadings, text, forms, inline images.
const PAINTING: [&str; 16] = [
    "f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do", "Tj", "TJ", "'", "\"", "EI",
];

/// The text of every page without white space and soft hyphens: what is drawn
/// in several pieces reads as one.
pub fn bare_texts(document: &Document) -> Vec<String> {
    let pages = marked_pages(document);
    let texts = pages.iter().map(|page| {
        let pieces: Vec<&str> = page.iter().map(|piece| piece.text.as_str()).collect();
        bare(&pieces.concat())
    });
    texts.collect()
}

/// A text without white space and soft hyphens.
pub fn bare(text: &str) -> String {
    text.replace(|c: char| c.is_whitespace() || c == '\u{ad}', "")
}

/// Whose a piece of a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Owner {
    /// Drawn outside every marked sequence.
    #[default]
    Nobody,
    /// Page furniture.
    Artifact,
    /// The structure element to which the parent tree leads from this number.
    Mark(i64),
}

/// A marked sequence, or what stands between two.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Piece {
    pub owner: Owner,
    /// The name of the sequence: the type of its element.
    pub tag: String,
    pub text: String,
    /// How many operators in it leave ink, those of forms included.
    pub drawn: usize,
    /// The greys that areas and letters are filled with, 0 for black.
    pub fills: Vec<f32>,
    /// All operators in it, those of forms included.
    pub operators: Vec<String>,
}

/// The marked sequences of every page in drawing order.
///
/// # Panics
/// If sequences are nested, are not closed, or stand in a form: a form that is
/// shared may not hold them.
pub fn marked_pages(document: &Document) -> Vec<Vec<Piece>> {
    let mut reader = Reader {
        document,
        encodings: HashMap::new(),
        pieces: Vec::new(),
        fill: 0.0,
    };
    let pages = document.get_pages();
    pages.values().map(|&page| reader.page(page)).collect()
}

struct Reader<'d> {
    document: &'d Document,
    /// By the object of the font, since reading one takes its time.
    encodings: HashMap<ObjectId, Encoding<'d>>,
    pieces: Vec<Piece>,
    fill: f32,
}

impl<'d> Reader<'d> {
    fn page(&mut self, page: ObjectId) -> Vec<Piece> {
        let dict = self.document.get_dictionary(page).unwrap();
        let content = self.document.get_page_content(page);
        self.pieces = vec![Piece::default()];
        self.fill = 0.0;
        let resources = self.entry(dict, b"Resources");
        self.walk(&content, Some(resources), true);
        let mut pieces = std::mem::take(&mut self.pieces);
        assert_eq!(pieces.last().unwrap().owner, Owner::Nobody, "left open");
        pieces.retain(|piece| piece.owner != Owner::Nobody || piece.drawn > 0);
        pieces
    }

    fn entry(&self, holder: &'d Dictionary, key: &[u8]) -> &'d Dictionary {
        let object = holder.get(key).unwrap();
        let object = self.document.dereference(object).unwrap().1;
        object.as_dict().unwrap()
    }

    fn piece(&mut self) -> &mut Piece {
        self.pieces.last_mut().expect("a page begins with one")
    }

    fn walk(&mut self, content: &[u8], resources: Option<&'d Dictionary>, on_page: bool) {
        let named = |reader: &Self, kind: &[u8]| reader.entry(resources.unwrap(), kind);
        let mut font = None;
        let mut fills = Vec::new();
        for operation in Content::decode(content).unwrap().operations {
            let operator = operation.operator.as_str();
            let (fill, drawn) = (self.fill, PAINTING.contains(&operator));
            let piece = self.piece();
            piece.operators.push(operator.to_owned());
            piece.drawn += usize::from(drawn);
            let is_filled = drawn && !matches!(operator, "S" | "s" | "Do" | "EI" | "sh");
            if is_filled && !piece.fills.contains(&fill) {
                piece.fills.push(fill);
            }
            let name = |operand: usize| operation.operands[operand].as_name().unwrap();
            match operator {
                "q" => fills.push(self.fill),
                "Q" => self.fill = fills.pop().expect("as many q as Q"),
                "g" => self.fill = operation.operands[0].as_float().unwrap(),
                "BMC" | "BDC" => {
                    assert!(on_page, "a marked sequence in a form");
                    assert_eq!(self.piece().owner, Owner::Nobody, "nested");
                    let piece = self.begin(&operation, |kind| named(self, kind));
                    self.pieces.push(piece);
                }
                "EMC" => self.pieces.push(Piece::default()),
                "Tf" => {
                    let fonts = named(self, b"Font");
                    font = Some(fonts.get(name(0)).unwrap().as_reference().unwrap());
                }
                "Tj" | "TJ" | "'" | "\"" => self.show(font.unwrap(), &operation.operands),
                "Do" => {
                    let forms = named(self, b"XObject");
                    self.form(forms.get(name(0)).unwrap());
                }
                _ => {}
            }
        }
        assert!(fills.is_empty(), "q without Q");
    }

    fn begin(&self, operation: &Operation, named: impl Fn(&[u8]) -> &'d Dictionary) -> Piece {
        let tag = operation.operands[0].as_name().unwrap();
        let properties = operation.operands.get(1).map(|operand| match operand {
            Object::Name(name) => self.entry(named(b"Properties"), name),
            inline => inline.as_dict().unwrap(),
        });
        let mark = properties.and_then(|entries| entries.get(b"MCID").ok());
        let owner = match mark {
            Some(mark) => Owner::Mark(mark.as_i64().unwrap()),
            None if tag == b"Artifact" => Owner::Artifact,
            None => Owner::Nobody,
        };
        Piece {
            owner,
            tag: String::from_utf8(tag.to_vec()).unwrap(),
            ..Piece::default()
        }
    }

    fn form(&mut self, form: &'d Object) {
        let form = self.document.dereference(form).unwrap().1;
        let form = form.as_stream().unwrap();
        let subtype = form.dict.get(b"Subtype").unwrap().as_name().unwrap();
        assert_eq!(subtype, b"Form", "no pictures of pixels");
        let content = form.get_plain_content().unwrap();
        // A form without resources draws lines only.
        let has_own = form.dict.has(b"Resources");
        let resources = has_own.then(|| self.entry(&form.dict, b"Resources"));
        let fill = self.fill;
        self.walk(&content, resources, false);
        self.fill = fill;
    }

    fn show(&mut self, font: ObjectId, operands: &[Object]) {
        let document = self.document;
        let read = || {
            // lopdf goes by ToUnicode only where it knows the encoding. Of a
            // few fonts it may live as long as the test.
            let mut font = document.get_dictionary(font).unwrap().clone();
            font.set("Encoding", Object::Name(b"Identity-H".to_vec()));
            let font: &'d Dictionary = Box::leak(Box::new(font));
            font.get_font_encoding(document).unwrap()
        };
        self.encodings.entry(font).or_insert_with(read);
        for operand in operands {
            match operand {
                Object::String(bytes, _) => {
                    let encoding = &self.encodings[&font];
                    let text = Document::decode_text(encoding, bytes).unwrap();
                    self.piece().text.push_str(&text);
                }
                Object::Array(pieces) => self.show(font, pieces),
                _ => {}
            }
        }
    }
}
