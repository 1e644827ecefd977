//! Small readers for words of the vocabulary: lengths, shares, near misses.

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

/// The known word nearest to `word`, if one is near enough to be what was
/// meant.
pub(super) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.chars().count() / 4)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Edit distance: how many letters to insert, delete or replace.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, other) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != *other);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
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

    #[test]
    fn a_slip_of_the_finger_finds_its_word() {
        let known = ["columns", "column", "slip"];
        assert_eq!(nearest("colunms", known), Some("columns"));
        assert_eq!(nearest("slp", known), Some("slip"));
        assert_eq!(nearest("таблица", known), None);
    }
}
