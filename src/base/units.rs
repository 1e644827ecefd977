//! Lengths on paper.
//!
//! Everything inside the library is measured in PostScript points ([`Pt`],
//! 1/72 inch); people write millimetres. The conversion happens where a number
//! enters ([`Pt::mm`], [`length`]) and nowhere else.

use std::hash::{Hash, Hasher};
use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub, SubAssign};

use crate::base::text;

/// Points in one millimetre: 72 points to the inch, 25.4 mm to the inch.
const POINTS_PER_MM: f64 = 72.0 / 25.4;

/// A length in PostScript points (1/72 inch).
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Pt(f64);

impl Pt {
    /// No length.
    pub const ZERO: Pt = Pt(0.0);

    /// A length of `points` points.
    pub const fn new(points: f64) -> Self {
        Pt(points)
    }

    /// A length of `mm` millimetres.
    pub const fn mm(mm: f64) -> Self {
        Pt(mm * POINTS_PER_MM)
    }

    /// The number of points.
    pub const fn get(self) -> f64 {
        self.0
    }

    /// The number of millimetres.
    pub const fn to_mm(self) -> f64 {
        self.0 / POINTS_PER_MM
    }

    /// The greater of two lengths.
    pub fn max(self, other: Pt) -> Pt {
        Pt(self.0.max(other.0))
    }

    /// The lesser of two lengths.
    pub fn min(self, other: Pt) -> Pt {
        Pt(self.0.min(other.0))
    }
}

/// How many times as large something is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ratio(f64);

impl Ratio {
    /// `times` times as large.
    pub const fn new(times: f64) -> Self {
        Ratio(times)
    }

    /// The number.
    pub const fn get(self) -> f64 {
        self.0
    }
}

impl Hash for Pt {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.0.to_bits().hash(hasher);
    }
}

impl Hash for Ratio {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.0.to_bits().hash(hasher);
    }
}

/// Reads a length with its unit: `40mm`, `1.5cm`, `12pt`, `4,5 см`. `None` if it
/// is not one, is not positive or is longer than two metres.
pub fn length(text: &str) -> Option<Pt> {
    let text = text.trim().to_lowercase();
    let (number, unit) = text.split_at(text.find(char::is_alphabetic)?);
    let number = text::number(number)?;
    let length = match unit {
        "mm" | "мм" => Pt::mm(number),
        "cm" | "см" => Pt::mm(number * 10.0),
        "pt" | "пт" => Pt::new(number),
        _ => return None,
    };
    (length > Pt::ZERO && length < Pt::mm(2000.0)).then_some(length)
}

/// The same, in millimetres if no unit is written.
pub fn length_in_mm(text: &str) -> Option<Pt> {
    match text::number(text) {
        Some(number) => length(&format!("{number}mm")),
        None => length(text),
    }
}

impl Add for Pt {
    type Output = Pt;
    fn add(self, other: Pt) -> Pt {
        Pt(self.0 + other.0)
    }
}

impl AddAssign for Pt {
    fn add_assign(&mut self, other: Pt) {
        self.0 += other.0;
    }
}

impl Sub for Pt {
    type Output = Pt;
    fn sub(self, other: Pt) -> Pt {
        Pt(self.0 - other.0)
    }
}

impl SubAssign for Pt {
    fn sub_assign(&mut self, other: Pt) {
        self.0 -= other.0;
    }
}

impl Mul<f64> for Pt {
    type Output = Pt;
    fn mul(self, factor: f64) -> Pt {
        Pt(self.0 * factor)
    }
}

impl Div<f64> for Pt {
    type Output = Pt;
    fn div(self, divisor: f64) -> Pt {
        Pt(self.0 / divisor)
    }
}

impl Div for Pt {
    type Output = f64;
    fn div(self, other: Pt) -> f64 {
        self.0 / other.0
    }
}

impl Neg for Pt {
    type Output = Pt;
    fn neg(self) -> Pt {
        Pt(-self.0)
    }
}

impl Sum for Pt {
    fn sum<I: Iterator<Item = Pt>>(lengths: I) -> Pt {
        Pt(lengths.map(|l| l.0).sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inch_is_72_points_and_25_4_millimetres() {
        assert!((Pt::mm(25.4).get() - 72.0).abs() < 1e-9);
        assert!((Pt::mm(25.4).to_mm() - 25.4).abs() < 1e-9);
    }

    #[test]
    fn lengths_need_a_unit_and_a_positive_number() {
        for (text, wanted) in [
            ("40mm", Pt::mm(40.0)),
            (" 1.5 cm", Pt::mm(15.0)),
            ("4,5 СМ", Pt::mm(45.0)),
            ("12pt", Pt::new(12.0)),
        ] {
            assert_eq!(length(text), Some(wanted), "{text}");
            assert_eq!(length_in_mm(text), Some(wanted), "{text}");
        }
        for bad in ["mm", "-3mm", "0pt", "3ft", "", "1e9mm", "NaNmm", "3000mm"] {
            assert_eq!(length(bad), None, "{bad}");
            assert_eq!(length_in_mm(bad), None, "{bad}");
        }
        assert_eq!((length("40"), length_in_mm("40")), (None, length("40mm")));
    }
}
