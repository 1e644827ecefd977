//! A code as SVG: one path on a grid of whole modules.

use std::fmt::Write;

use super::{MARK, is_dark, whole_width};
use crate::base::units::Pt;
use crate::model::qr::QrCode;

/// An SVG whose code, without its quiet zone, has this side in millimetres.
/// Title and description are for those who hear a picture instead of seeing it.
pub fn svg(code: &QrCode, side: Pt, title: &str, description: &str) -> String {
    let whole = whole_width(code);
    let millimetres = side.to_mm() * whole as f64 / code.width() as f64;
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
        <svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{millimetres:.3}mm\" \
        height=\"{millimetres:.3}mm\" viewBox=\"0 0 {whole} {whole}\" role=\"img\" \
        aria-labelledby=\"title desc\" shape-rendering=\"crispEdges\">\n\
        <metadata>{MARK}</metadata>\n\
        <title id=\"title\">{}</title>\n\
        <desc id=\"desc\">{}</desc>\n\
        <rect width=\"{whole}\" height=\"{whole}\" fill=\"#ffffff\"/>\n\
        <path fill=\"#000000\" d=\"",
        escaped(title),
        escaped(description)
    );
    for row in 0..whole {
        let mut column = 0;
        while column < whole {
            let run = (column..whole)
                .take_while(|&column| is_dark(code, column, row))
                .count();
            if run > 0 {
                let _ = write!(text, "M{column} {row}h{run}v1h-{run}z");
            }
            column += run.max(1);
        }
    }
    text += "\"/>\n</svg>\n";
    text
}

/// Text for XML: marks that would end it are written out, letters that XML 1.0
/// does not know (section 2.2) are left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '"' => escaped += "&quot;",
            '\'' => escaped += "&#39;",
            '\t' | '\n' | '\r' => escaped.push(' '),
            letter if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => {}
            letter => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn size_is_stated_in_millimetres_with_the_quiet_zone() {
        let code = QrCode::encode("https://cop.admhmao.ru", 177).unwrap();
        let svg = svg(&code, Pt::mm(29.0), "a", "b");
        assert!(
            svg.contains("width=\"37.000mm\" height=\"37.000mm\""),
            "{svg}"
        );
        assert!(svg.contains("viewBox=\"0 0 37 37\""));
        assert_eq!(svg.matches("<path").count(), 1);
        // The upper edge of the finder in the upper left corner.
        assert!(svg.contains("d=\"M4 4h7v1h-7z"), "{svg}");
    }

    #[test]
    fn texts_cannot_end_the_element_they_stand_in() {
        let code = QrCode::encode("https://cop.admhmao.ru", 177).unwrap();
        let svg = svg(
            &code,
            Pt::mm(30.0),
            "</title><script>\"&'",
            "a\u{1}b\nc\u{ffff}",
        );
        assert!(
            svg.contains(">&lt;/title&gt;&lt;script&gt;&quot;&amp;&#39;</title>"),
            "{svg}"
        );
        assert!(svg.contains(">ab c</desc>"), "{svg}");
    }
}
