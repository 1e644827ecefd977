//! What an archive and a printer find in a finished set of every kind of sheet:
//! what the file says of itself, page boxes, ink, fonts.

use crate::support::tags;
use std::collections::HashSet;

use crate::support::made::{Made, each, numbers};
use lopdf::{Dictionary, Object, ObjectId};

#[test]
fn the_catalog_says_language_tags_title_and_labels() {
    each(|Made { pdf, .. }| {
        let catalog = pdf.catalog();
        assert_eq!(
            pdf.entry(catalog, "Lang").unwrap().as_str().unwrap(),
            b"ru-RU"
        );
        let marked = tags::dict(&pdf.document, catalog, "MarkInfo");
        assert!(marked.get(b"Marked").unwrap().as_bool().unwrap());
        assert!(!marked.has(b"Suspects"));
        let view = tags::dict(&pdf.document, catalog, "ViewerPreferences");
        assert!(view.get(b"DisplayDocTitle").unwrap().as_bool().unwrap());
        assert_eq!(
            view.get(b"PrintScaling").unwrap().as_name().unwrap(),
            b"None"
        );
        let duplex = view.get(b"Duplex").unwrap().as_name().unwrap();
        assert_eq!(duplex, b"DuplexFlipLongEdge");
        let labels = tags::dict(&pdf.document, catalog, "PageLabels");
        let labels = pdf.entry(labels, "Nums").unwrap().as_array().unwrap();
        assert_eq!(labels[0].as_i64().unwrap(), 0);
        let style = pdf.document.dereference(&labels[1]).unwrap().1;
        assert_eq!(
            style
                .as_dict()
                .unwrap()
                .get(b"S")
                .unwrap()
                .as_name()
                .unwrap(),
            b"D"
        );
    });
}

/// What stands between two strings in the packet, entities resolved.
fn between(packet: &str, begin: &str, end: &str) -> String {
    let at = packet.find(begin).unwrap_or_else(|| panic!("{begin}")) + begin.len();
    let text = &packet[at..at + packet[at..].find(end).unwrap()];
    let text = text.replace("&lt;", "<").replace("&gt;", ">");
    text.replace("&amp;", "&")
}

#[test]
fn the_packet_and_the_information_say_the_same() {
    each(|Made { pdf, job, .. }| {
        let packet = pdf
            .entry(pdf.catalog(), "Metadata")
            .unwrap()
            .as_stream()
            .unwrap();
        assert!(!packet.dict.has(b"Filter"), "to be found without unpacking");
        let packet = String::from_utf8(packet.content.clone()).unwrap();
        let info = tags::dict(&pdf.document, &pdf.document.trailer, "Info");
        let item = |name: &str, open: &str| {
            let part = between(&packet, &format!("<{name}>"), &format!("</{name}>"));
            between(&part.replace('&', "&amp;"), open, "</rdf:li>")
        };
        let title = pdf.text(info, "Title");
        assert!(title.starts_with("Памятки"), "{title}");
        assert_eq!(item("dc:title", "<rdf:li xml:lang=\"x-default\">"), title);
        if job.school.is_empty() {
            assert!(!info.has(b"Author") && !packet.contains("dc:creator"));
        } else {
            assert_eq!(pdf.text(info, "Author"), job.school);
            assert_eq!(raw_item(&packet, "dc:creator"), job.school);
        }
        assert_eq!(raw_item(&packet, "dc:language"), "ru-RU");
        for (key, name) in [
            ("Creator", "xmp:CreatorTool"),
            ("Producer", "pdf:Producer"),
            ("CreationDate", "xmp:CreateDate"),
            ("ModDate", "xmp:ModifyDate"),
        ] {
            let said = between(&packet, &format!("<{name}>"), &format!("</{name}>"));
            let said = match key.ends_with("Date") {
                true => format!("D:{}00'00'", said.replace(['-', 'T', ':'], "")),
                false => said,
            };
            assert_eq!(pdf.text(info, key), said, "{key}");
        }
        for (name, value) in [
            ("pdfaid:part", "2"),
            ("pdfaid:conformance", "A"),
            ("pdfuaid:part", "1"),
        ] {
            assert_eq!(between(&packet, &format!("<{name}>"), "</"), value);
        }
        let known: [&[u8]; 6] = [
            b"Title",
            b"Author",
            b"Creator",
            b"Producer",
            b"CreationDate",
            b"ModDate",
        ];
        assert!(info.iter().all(|(key, _)| known.contains(&key.as_slice())));
    });
}

/// The first item of a bag or sequence.
fn raw_item(packet: &str, name: &str) -> String {
    let begin = packet.find(&format!("<{name}>")).unwrap();
    between(&packet[begin..], "<rdf:li>", "</rdf:li>")
}

#[test]
fn pages_are_trimmed_to_their_paper_and_nothing_bleeds() {
    each(|Made { pdf, students, .. }| {
        assert_eq!(pdf.pages.len(), 2 * students.len());
        for index in 0..pdf.pages.len() {
            let page = pdf.page(index);
            let media = numbers(pdf.entry(page, "MediaBox").unwrap());
            assert_eq!(numbers(pdf.entry(page, "TrimBox").unwrap()), media);
            // A4, to a tenth of a point.
            assert_eq!(&media[..2], [0.0, 0.0]);
            assert!((media[2] - 595.276).abs() < 0.1 && (media[3] - 841.89).abs() < 0.1);
            for key in ["BleedBox", "CropBox", "ArtBox", "Rotate", "UserUnit"] {
                assert!(pdf.entry(page, key).is_none(), "{key}");
            }
        }
    });
}

/// Calls `check` for every dictionary of a file, those of streams included.
fn dictionaries(object: &Object, check: &mut impl FnMut(&Dictionary)) {
    match object {
        Object::Array(all) => all.iter().for_each(|one| dictionaries(one, check)),
        Object::Dictionary(dict) => {
            check(dict);
            dict.iter().for_each(|(_, one)| dictionaries(one, check));
        }
        Object::Stream(stream) => {
            check(&stream.dict);
            stream
                .dict
                .iter()
                .for_each(|(_, one)| dictionaries(one, check));
        }
        _ => {}
    }
}

/// Operators of paths, text, position and marks, and of one colour: grey.
const HARMLESS: [&str; 44] = [
    "q", "Q", "cm", "w", "J", "j", "M", "d", "m", "l", "c", "v", "y", "h", "re", "S", "s", "f",
    "f*", "B", "B*", "b", "b*", "n", "W", "W*", "BT", "ET", "Tc", "Tw", "Tz", "TL", "Tf", "Ts",
    "Td", "TD", "Tm", "T*", "Tj", "TJ", "g", "G", "Do", "BDC",
];

#[test]
fn nothing_is_transparent_and_all_ink_is_grey() {
    each(|Made { pdf, .. }| {
        for piece in pdf.pages.iter().flatten() {
            for operator in &piece.operators {
                let is_known = HARMLESS.contains(&operator.as_str())
                    || ["BMC", "EMC"].contains(&operator.as_str());
                assert!(is_known, "{operator}");
            }
        }
        for object in pdf.document.objects.values() {
            dictionaries(object, &mut |dict| {
                for key in [
                    "ca", "CA", "SMask", "BM", "Group", "OC", "JS", "AA", "BleedBox",
                ] {
                    assert!(!dict.has(key.as_bytes()), "{key} in {dict:?}");
                }
                let kind = dict
                    .get(b"Subtype")
                    .ok()
                    .map(|name| name.as_name().unwrap());
                assert_ne!(kind, Some(&b"Image"[..]));
            });
        }
    });
}

#[test]
fn text_is_black_or_a_grey_that_a_copier_keeps() {
    each(|Made { pdf, .. }| {
        let mut black = 0;
        let mut all = 0;
        for piece in pdf
            .pages
            .iter()
            .flatten()
            .filter(|piece| !piece.text.is_empty())
        {
            // Text is dark: 0 is pure black, labels are a dark grey.
            let inks = piece.fills.iter().filter(|ink| **ink < 0.9);
            assert!(inks.clone().all(|ink| *ink <= 0.4), "{:?}", piece.fills);
            assert!(inks.clone().count() > 0, "white text: {}", piece.text);
            all += piece.text.len();
            if piece.fills.contains(&0.0) {
                black += piece.text.len();
            }
        }
        assert!(black * 10 >= all * 9, "{black} of {all}");
    });
}

#[test]
fn fonts_are_embedded_with_their_texts() {
    each(|Made { pdf, .. }| {
        let mut descendants: HashSet<ObjectId> = HashSet::new();
        let mut fonts = 0;
        let is_font = |dict: &&Dictionary| dict.has_type(b"Font");
        let all = || {
            pdf.document
                .objects
                .values()
                .filter_map(|o| o.as_dict().ok())
        };
        for font in all().filter(is_font) {
            if font.get(b"Subtype").unwrap().as_name().unwrap() != b"Type0" {
                continue;
            }
            fonts += 1;
            let map = pdf.entry(font, "ToUnicode").unwrap().as_stream().unwrap();
            assert!(!map.get_plain_content().unwrap().is_empty());
            let below = pdf
                .entry(font, "DescendantFonts")
                .unwrap()
                .as_array()
                .unwrap();
            let own = pdf.document.dereference(&below[0]).unwrap();
            descendants.extend(own.0);
            let own = own.1.as_dict().unwrap();
            let face = tags::dict(&pdf.document, own, "FontDescriptor");
            let file = pdf
                .entry(face, "FontFile2")
                .or(pdf.entry(face, "FontFile3"));
            let file = file.expect("embedded").as_stream().unwrap();
            assert!(file.get_plain_content().unwrap().len() > 1000);
            let name = own.get(b"BaseFont").unwrap().as_name().unwrap();
            let (tag, rest) = name.split_at(6);
            assert!(tag.iter().all(u8::is_ascii_uppercase) && rest[0] == b'+');
        }
        assert!((2..=6).contains(&fonts), "{fonts} fonts");
        let others = pdf.document.objects.iter().filter(|(id, object)| {
            let font = object.as_dict().ok().filter(is_font);
            let is_top = font.is_some_and(|font| font.has(b"DescendantFonts"));
            font.is_some() && !is_top && !descendants.contains(id)
        });
        assert_eq!(others.count(), 0, "fonts of another kind");
    });
}
