//! The rules of QR codes on paper: each number once, with its source.
//!
//! Who draws a code, who refuses one and who judges those of other programs
//! keep the same rules. `docs/qr.md` quotes this module, and a test compares
//! them. What a code says is the business of `address`.

use crate::base::units::Pt;

/// Modules of white that must surround a code (ISO/IEC 18004, 9.1).
pub const QUIET_ZONE: usize = 4;
/// Modules a side of the largest code there is, version 40 (ISO/IEC 18004).
pub const MOST_MODULES: usize = 177;
/// The smallest module that may be printed.
pub const LEAST_MODULE: Pt = Pt::mm(0.75);
/// The module that long addresses are given room for.
pub const GOOD_MODULE: Pt = Pt::mm(0.85);
/// Side of a code, without its quiet zone, unless another is stated: below
/// 30 mm worn copies begin to fail (measured with simulated captures).
pub const SIDE: Pt = Pt::mm(30.0);
/// The same for a code that has a page to itself.
pub const PAGE_SIDE: Pt = Pt::mm(120.0);
/// The smallest side that may be stated: what a fresh print still gives.
pub const LEAST_SIDE: Pt = Pt::mm(20.0);
/// The least side of a code that is to be read from two metres: at 26 mm focal
/// length (as 35 mm film) a phone sees 2.8 m at that distance, so a picture of
/// 1920 pixels has 1.9 for a module of 80 mm / 29.
pub const POSTER_SIDE: Pt = Pt::mm(80.0);
/// White between two codes: nearer, and phones that expect one code in view fail
/// on both (11 of 84 simulated captures).
pub const LEAST_GAP: Pt = Pt::mm(20.0);

/// Modules a side that a code of this side may have and still be good.
pub fn good_modules(side: Pt) -> usize {
    // What is a whole number but for rounding stays that number.
    (side / GOOD_MODULE + 1e-9).floor() as usize
}

/// The smallest side of a code of so many modules.
pub fn least_side(modules: usize) -> Pt {
    (LEAST_MODULE * modules as f64).max(LEAST_SIDE)
}

/// The same as people are told it: the next whole millimetre.
pub fn least_side_mm(modules: usize) -> u32 {
    (least_side(modules).to_mm() - 1e-6).ceil() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The figure of a row of the table in `docs/qr.md` that names a constant.
    fn stated(constant: &str) -> &'static str {
        let mark = format!("| `{constant}` |");
        let mut rows = include_str!("../../docs/qr.md").lines();
        let row = rows.find_map(|row| row.strip_suffix(&mark));
        let figure = row.and_then(|row| row.trim_end().rsplit('|').next());
        figure.unwrap_or_else(|| panic!("{constant}")).trim()
    }

    #[test]
    fn the_documentation_states_these_figures() {
        for (constant, value) in [
            ("SIDE", SIDE),
            ("LEAST_SIDE", LEAST_SIDE),
            ("GOOD_MODULE", GOOD_MODULE),
            ("LEAST_MODULE", LEAST_MODULE),
            ("POSTER_SIDE", POSTER_SIDE),
            ("LEAST_GAP", LEAST_GAP),
        ] {
            let figure = stated(constant).strip_suffix(" mm").unwrap();
            let stated: f64 = figure.parse().unwrap();
            assert!(
                (stated - value.to_mm()).abs() < 1e-9,
                "{constant}: {figure}"
            );
        }
        assert_eq!(stated("QUIET_ZONE"), format!("{QUIET_ZONE} modules"));
        assert_eq!(stated("MOST_MODULES"), format!("{MOST_MODULES} modules"));
    }

    #[test]
    fn a_code_of_29_modules_needs_22_mm_and_is_good_from_25() {
        assert_eq!(least_side_mm(29), 22);
        assert_eq!(least_side_mm(21), 20);
        assert_eq!(good_modules(Pt::mm(0.85 * 29.0)), 29);
        assert_eq!(good_modules(SIDE), 35);
    }
}
