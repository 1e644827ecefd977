//! What a document says about itself: information, XMP, output intent.
//!
//! Takes [`Meta`], gives bytes of objects. The three places must agree
//! (ISO 19005-2, 6.6.3), so they are all made here.

use super::text::push_text;
use super::{Meta, PRODUCER};

/// PDF/A knows only its own properties; the one of PDF/UA must be described
/// (ISO 19005-2, 6.6.2.3.2).
const UA_SCHEMA: &str = "\
<rdf:Description rdf:about=\"\" xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\" \
xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\" \
xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType=\"Resource\">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType=\"Resource\">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>";

/// The document information dictionary.
pub(super) fn info(meta: &Meta) -> Vec<u8> {
    let date = meta.date.strftime("D:%Y%m%d000000Z00'00'").to_string();
    let mut out = b"<</Title".to_vec();
    push_text(&mut out, &meta.title);
    if !meta.author.is_empty() {
        out.extend_from_slice(b"/Author");
        push_text(&mut out, &meta.author);
    }
    for (key, text) in [
        ("/Creator", PRODUCER),
        ("/Producer", PRODUCER),
        ("/CreationDate", &date),
        ("/ModDate", &date),
    ] {
        out.extend_from_slice(key.as_bytes());
        push_text(&mut out, text);
    }
    out.extend_from_slice(b">>");
    out
}

/// The XMP packet, which claims PDF/A-2a and PDF/UA-1.
pub(super) fn xmp(meta: &Meta) -> String {
    let date = meta.date.strftime("%Y-%m-%dT00:00:00Z");
    let title = escaped(&meta.title);
    let author = match meta.author.as_str() {
        "" => String::new(),
        author => format!(
            "<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>\n",
            escaped(author)
        ),
    };
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>
<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">
<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">
<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" \
xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{title}</rdf:li></rdf:Alt></dc:title>
{author}<dc:language><rdf:Bag><rdf:li>ru-RU</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>{PRODUCER}</xmp:CreatorTool>
<xmp:CreateDate>{date}</xmp:CreateDate>
<xmp:ModifyDate>{date}</xmp:ModifyDate>
<pdf:Producer>{PRODUCER}</pdf:Producer>
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
{UA_SCHEMA}
</rdf:RDF>
</x:xmpmeta>
<?xpacket end=\"r\"?>"
    )
}

/// Text as it may stand in XML, without the control characters that may not.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            letter if letter.is_control() => out.push(' '),
            letter => out.push(letter),
        }
    }
    out
}

/// A profile of sRGB, version 2 of the format (ICC.1:2001-04), for the output
/// intent that an archived document must have (ISO 19005-2, 6.2.3). Made from the
/// published numbers of IEC 61966-2-1 as the test below does it, so no licence is
/// attached.
pub(super) const SRGB: &[u8] = include_bytes!("srgb.icc");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_profile_is_what_the_published_numbers_give() {
        assert!(srgb() == SRGB, "the file is another");
        assert!(SRGB.len() < 1024, "{}", SRGB.len());
        let length = u32::from_be_bytes(SRGB[..4].try_into().unwrap());
        assert_eq!(length as usize, SRGB.len());
    }

    fn srgb() -> Vec<u8> {
        let tags: [(&[u8; 4], Vec<u8>); 6] = [
            (b"desc", description("sRGB")),
            (b"cprt", text_tag("Public domain")),
            (b"wtpt", xyz([0.9642, 1.0, 0.8249])),
            // Primaries adapted to D50, the white of the profile space.
            (b"rXYZ", xyz([0.436_07, 0.222_49, 0.013_92])),
            (b"gXYZ", xyz([0.385_15, 0.716_87, 0.097_08])),
            (b"bXYZ", xyz([0.143_07, 0.060_61, 0.714_10])),
        ];
        let curve = curve();
        let count = tags.len() + 3;
        let mut table = (count as u32).to_be_bytes().to_vec();
        let mut data = Vec::new();
        let begin = 128 + 4 + 12 * count;
        let mut entry = |name: &[u8; 4], offset: usize, length: usize| {
            table.extend_from_slice(name);
            table.extend_from_slice(&((begin + offset) as u32).to_be_bytes());
            table.extend_from_slice(&(length as u32).to_be_bytes());
        };
        for (name, bytes) in &tags {
            entry(name, data.len(), bytes.len());
            data.extend_from_slice(bytes);
            data.resize(data.len().next_multiple_of(4), 0);
        }
        // One curve serves the three channels.
        for name in [b"rTRC", b"gTRC", b"bTRC"] {
            entry(name, data.len(), curve.len());
        }
        data.extend_from_slice(&curve);
        data.resize(data.len().next_multiple_of(4), 0);
        let mut profile = header(begin + data.len());
        profile.extend_from_slice(&table);
        profile.extend_from_slice(&data);
        profile
    }

    /// The header of a display profile from RGB to XYZ.
    fn header(length: usize) -> Vec<u8> {
        let mut out = vec![0; 128];
        out[..4].copy_from_slice(&(length as u32).to_be_bytes());
        out[8..12].copy_from_slice(&[2, 0x10, 0, 0]);
        out[12..24].copy_from_slice(b"mntrRGB XYZ ");
        // Date of the numbers used: IEC 61966-2-1 of October 1999.
        for (place, value) in [(24, 1999u16), (26, 10), (28, 18)] {
            out[place..place + 2].copy_from_slice(&value.to_be_bytes());
        }
        out[36..40].copy_from_slice(b"acsp");
        out[68..80].copy_from_slice(&xyz([0.9642, 1.0, 0.8249])[8..]);
        out
    }

    fn xyz(values: [f64; 3]) -> Vec<u8> {
        let mut out = b"XYZ \0\0\0\0".to_vec();
        for value in values {
            // s15Fixed16Number.
            out.extend_from_slice(&((value * 65536.0).round() as i32).to_be_bytes());
        }
        out
    }

    fn text_tag(text: &str) -> Vec<u8> {
        let mut out = b"text\0\0\0\0".to_vec();
        out.extend_from_slice(text.as_bytes());
        out.push(0);
        out
    }

    /// textDescriptionType: ASCII, and empty Unicode and Macintosh parts.
    fn description(text: &str) -> Vec<u8> {
        let mut out = b"desc\0\0\0\0".to_vec();
        out.extend_from_slice(&(text.len() as u32 + 1).to_be_bytes());
        out.extend_from_slice(text.as_bytes());
        out.push(0);
        out.resize(out.len() + 4 + 4 + 2 + 1 + 67, 0);
        out
    }

    /// The transfer curve of sRGB at 64 points, between which readers interpolate.
    fn curve() -> Vec<u8> {
        const POINTS: u32 = 64;
        let mut out = b"curv\0\0\0\0".to_vec();
        out.extend_from_slice(&POINTS.to_be_bytes());
        for index in 0..POINTS {
            let value = f64::from(index) / f64::from(POINTS - 1);
            let linear = if value <= 0.040_45 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            };
            out.extend_from_slice(&((linear * 65535.0).round() as u16).to_be_bytes());
        }
        out
    }

    #[test]
    fn a_title_cannot_break_the_packet() {
        let meta = Meta {
            title: "7 «Б» & <школа>".into(),
            author: String::new(),
            date: jiff::civil::date(2026, 11, 22),
            duplex: crate::pdf::Duplex::LongEdge,
        };
        let packet = xmp(&meta);
        assert!(packet.contains("7 «Б» &amp; &lt;школа&gt;"));
        assert!(packet.contains("2026-11-22T00:00:00Z"));
        assert!(info(&meta).windows(18).any(|w| w == b"(D:20261122000000Z"));
    }
}
