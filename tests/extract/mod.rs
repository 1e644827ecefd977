//! The text of a page as a reader of PDF finds it: through ToUnicode, shared
//! forms included (lopdf's own extraction does not follow them).

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object};

/// The text of every page without white space and soft hyphens: what is drawn
/// in several pieces reads as one.
pub fn bare_texts(document: &Document) -> Vec<String> {
    let mut texts = Vec::new();
    for (_, page) in document.get_pages() {
        let page_dict = document.get_dictionary(page).unwrap();
        let content = document.get_page_content(page);
        let mut text = String::new();
        walk(
            document,
            &content,
            entry(document, page_dict, b"Resources"),
            &mut text,
        );
        texts.push(bare(&text));
    }
    texts
}

/// A text without white space and soft hyphens.
pub fn bare(text: &str) -> String {
    text.replace(|c: char| c.is_whitespace() || c == '\u{ad}', "")
}

fn entry<'d>(document: &'d Document, holder: &'d Dictionary, key: &[u8]) -> &'d Dictionary {
    let object = holder.get(key).unwrap();
    document.dereference(object).unwrap().1.as_dict().unwrap()
}

fn walk(document: &Document, content: &[u8], resources: &Dictionary, text: &mut String) {
    let mut font = None;
    for operation in Content::decode(content).unwrap().operations {
        let first = operation.operands.first();
        match operation.operator.as_str() {
            "Tf" => {
                let fonts = entry(document, resources, b"Font");
                font = Some(entry(document, fonts, first.unwrap().as_name().unwrap()));
            }
            "Tj" | "TJ" => show(document, font.unwrap(), &operation.operands, text),
            "Do" => {
                let forms = entry(document, resources, b"XObject");
                let form = forms.get(first.unwrap().as_name().unwrap()).unwrap();
                let form = document.dereference(form).unwrap().1.as_stream().unwrap();
                let inner = form.get_plain_content().unwrap();
                let empty = Dictionary::new();
                let own = match form.dict.has(b"Resources") {
                    true => entry(document, &form.dict, b"Resources"),
                    false => &empty,
                };
                walk(document, &inner, own, text);
            }
            _ => {}
        }
    }
}

fn show(document: &Document, font: &Dictionary, operands: &[Object], text: &mut String) {
    let encoding = font.get_font_encoding(document).unwrap();
    for operand in operands {
        match operand {
            Object::String(bytes, _) => {
                text.push_str(&Document::decode_text(&encoding, bytes).unwrap());
            }
            Object::Array(pieces) => show(document, font, pieces, text),
            _ => {}
        }
    }
}
