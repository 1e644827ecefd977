//! The text of a page as a reader of PDF finds it: through ToUnicode, shared
//! forms included (lopdf's own extraction does not follow them).

use std::collections::HashMap;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Encoding, Object, ObjectId};

/// The text of every page without white space and soft hyphens: what is drawn
/// in several pieces reads as one.
pub fn bare_texts(document: &Document) -> Vec<String> {
    let mut reader = Reader {
        document,
        encodings: HashMap::new(),
    };
    let pages = document.get_pages();
    pages.values().map(|&page| reader.page(page)).collect()
}

/// A text without white space and soft hyphens.
pub fn bare(text: &str) -> String {
    text.replace(|c: char| c.is_whitespace() || c == '\u{ad}', "")
}

struct Reader<'d> {
    document: &'d Document,
    /// By the object of the font, since reading one takes its time.
    encodings: HashMap<ObjectId, Encoding<'d>>,
}

impl<'d> Reader<'d> {
    fn page(&mut self, page: ObjectId) -> String {
        let dict = self.document.get_dictionary(page).unwrap();
        let content = self.document.get_page_content(page);
        let mut text = String::new();
        self.walk(&content, self.entry(dict, b"Resources"), &mut text);
        bare(&text)
    }

    fn entry(&self, holder: &'d Dictionary, key: &[u8]) -> &'d Dictionary {
        let object = holder.get(key).unwrap();
        let object = self.document.dereference(object).unwrap().1;
        object.as_dict().unwrap()
    }

    fn walk(&mut self, content: &[u8], resources: &'d Dictionary, text: &mut String) {
        let mut font = None;
        for operation in Content::decode(content).unwrap().operations {
            let name = |operand: usize| operation.operands[operand].as_name().unwrap();
            match operation.operator.as_str() {
                "Tf" => {
                    let fonts = self.entry(resources, b"Font");
                    font = Some(fonts.get(name(0)).unwrap().as_reference().unwrap());
                }
                "Tj" | "TJ" => self.show(font.unwrap(), &operation.operands, text),
                "Do" => {
                    let forms = self.entry(resources, b"XObject");
                    self.form(forms.get(name(0)).unwrap(), text);
                }
                _ => {}
            }
        }
    }

    fn form(&mut self, form: &'d Object, text: &mut String) {
        let form = self.document.dereference(form).unwrap().1;
        let form = form.as_stream().unwrap();
        // A form without resources draws lines only.
        if form.dict.has(b"Resources") {
            let content = form.get_plain_content().unwrap();
            self.walk(&content, self.entry(&form.dict, b"Resources"), text);
        }
    }

    fn show(&mut self, font: ObjectId, operands: &[Object], text: &mut String) {
        let document = self.document;
        let read = || {
            let font = document.get_dictionary(font).unwrap();
            font.get_font_encoding(document).unwrap()
        };
        self.encodings.entry(font).or_insert_with(read);
        for operand in operands {
            match operand {
                Object::String(bytes, _) => {
                    let encoding = &self.encodings[&font];
                    text.push_str(&Document::decode_text(encoding, bytes).unwrap());
                }
                Object::Array(pieces) => self.show(font, pieces, text),
                _ => {}
            }
        }
    }
}
