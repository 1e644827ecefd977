//! Small readers for words of the vocabulary: lengths.

use crate::units::Pt;

/// Reads a length with its unit: `40mm`, `1.5cm`, `12pt`. `None` if it is not
/// one, is not positive or is longer than two metres.
pub(super) fn length(text: &str) -> Option<Pt> {
    let text = text.trim();
    let unit_at = text.find(|c: char| c.is_ascii_alphabetic())?;
    let (number, unit) = text.split_at(unit_at);
    let number: f64 = number.trim().parse().ok()?;
    let length = match unit {
        "mm" => Pt::mm(number),
        "cm" => Pt::mm(number * 10.0),
        "pt" => Pt::new(number),
        _ => return None,
    };
    (length.get() > 0.0 && length.get() < Pt::mm(2000.0).get()).then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_need_a_unit_and_a_positive_number() {
        assert_eq!(length("40mm"), Some(Pt::mm(40.0)));
        assert_eq!(length(" 1.5 cm"), Some(Pt::mm(15.0)));
        assert_eq!(length("12pt"), Some(Pt::new(12.0)));
        for bad in ["40", "mm", "-3mm", "0pt", "3ft", "", "1e9mm", "NaNmm"] {
            assert_eq!(length(bad), None, "{bad}");
        }
    }
}
