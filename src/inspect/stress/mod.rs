//! How much damage a code endures: fixed steps of it, and what still reads.
//!
//! Takes a picture of a code and what it must say; damages it by each ladder of
//! steps until the decoder gives up. Gives the last step that was read. All is
//! fixed: the same picture endures the same on every machine.

mod damage;

pub(super) use damage::Subject;
use serde::{Deserialize, Serialize};

use super::read;
use crate::proof::pixels::Grey;

/// A kind of damage, with the unit of its steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Damage {
    /// Out of focus: the width (sigma) of a Gaussian, in modules.
    Blur,
    /// Thin toner: what dark areas lose on every side, in modules.
    ThinToner,
    /// Fat toner: what dark areas gain on every side, in modules.
    FatToner,
    /// Specks of a quarter module: percent of the area.
    Noise,
    /// Low contrast under a camera's noise: percent that are lost.
    LowContrast,
    /// A fold without toner across the middle: its width in modules.
    LightFold,
    /// A dirty fold across the middle: its width in modules.
    DarkFold,
    /// A dark stain in the middle: percent of the code's area.
    Stain,
    /// Seen from the side: degrees.
    Tilt,
    /// Turned in its plane: degrees.
    Turn,
}

/// What the steps of a damage are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Modules of the code.
    Module,
    /// Percent.
    Percent,
    /// Degrees.
    Degree,
}

impl Damage {
    /// All kinds in the order in which they are reported.
    pub const ALL: [Damage; 10] = [
        Damage::Blur,
        Damage::ThinToner,
        Damage::FatToner,
        Damage::Noise,
        Damage::LowContrast,
        Damage::LightFold,
        Damage::DarkFold,
        Damage::Stain,
        Damage::Tilt,
        Damage::Turn,
    ];

    /// The unit of the steps.
    pub fn unit(self) -> Unit {
        match self {
            Damage::Noise | Damage::LowContrast | Damage::Stain => Unit::Percent,
            Damage::Tilt | Damage::Turn => Unit::Degree,
            _ => Unit::Module,
        }
    }

    /// The steps from weak to strong.
    pub fn steps(self) -> &'static [f64] {
        match self {
            Damage::Blur => &[0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2],
            Damage::ThinToner | Damage::FatToner => {
                &[0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5]
            }
            Damage::Noise => &[1.0, 2.0, 4.0, 6.0, 8.0, 10.0, 15.0, 20.0, 25.0, 30.0, 40.0],
            Damage::LowContrast => &[20.0, 40.0, 60.0, 70.0, 80.0, 85.0, 90.0, 93.0, 96.0, 98.0],
            Damage::LightFold | Damage::DarkFold => {
                &[0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0]
            }
            Damage::Stain => &[
                1.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0, 15.0, 20.0, 25.0, 30.0, 40.0, 50.0,
            ],
            Damage::Tilt => &[
                10.0, 20.0, 30.0, 35.0, 40.0, 45.0, 50.0, 55.0, 60.0, 65.0, 70.0, 75.0, 80.0,
            ],
            Damage::Turn => &[
                5.0, 10.0, 15.0, 20.0, 25.0, 30.0, 35.0, 40.0, 45.0, 60.0, 90.0, 135.0, 180.0,
            ],
        }
    }

    /// The damaged picture.
    fn done_to(self, subject: &Subject, strength: f64) -> Grey {
        match self {
            Damage::Blur => subject.blurred(strength),
            Damage::ThinToner => subject.thinned(strength),
            Damage::FatToner => subject.fattened(strength),
            Damage::Noise => subject.specked(strength),
            Damage::LowContrast => subject.faded(strength),
            Damage::LightFold => subject.folded(strength, false),
            Damage::DarkFold => subject.folded(strength, true),
            Damage::Stain => subject.stained(strength),
            Damage::Tilt => subject.tilted(strength),
            Damage::Turn => subject.turned(strength),
        }
    }
}

/// How far a code held against one kind of damage.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Endured {
    /// The kind.
    pub damage: Damage,
    /// The last step before the first that could not be read; `None` if the
    /// weakest was too much.
    pub held: Option<f64>,
    /// The first step that could not be read; `None` if all were.
    pub failed: Option<f64>,
}

/// Damages a code by all ladders; `text` is what it says.
pub(super) fn endured(subject: &Subject, text: &str) -> Vec<Endured> {
    let reads = |damage: Damage, step: f64| {
        let codes = read::read(&damage.done_to(subject, step));
        codes.iter().any(|code| code.read.text == text)
    };
    let climb = |damage: Damage| {
        let steps = damage.steps();
        let good = steps
            .iter()
            .take_while(|&&step| reads(damage, step))
            .count();
        Endured {
            damage,
            held: good.checked_sub(1).map(|last| steps[last]),
            failed: steps.get(good).copied(),
        }
    };
    Damage::ALL.into_iter().map(climb).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::qr::QrCode;
    use crate::model::rules::MOST_MODULES;

    const TEXT: &str = "https://cop.admhmao.ru";

    /// The code of the diary, ten pixels a module, six modules of white around.
    pub(super) fn subject() -> Subject {
        let code = QrCode::encode(TEXT, MOST_MODULES).unwrap();
        let (module, modules) = (10, code.width());
        let side = (modules + 12) * module;
        let grey = Grey::from_fn(side, side, |x, y| {
            let (column, row) = (x / module, y / module);
            let inside = |at: &usize| (6..modules + 6).contains(at);
            let dark = inside(&column) && inside(&row) && code.is_dark(column - 6, row - 6);
            if dark { 0 } else { 255 }
        });
        Subject {
            grey,
            middle: (side / 2, side / 2),
            module,
            modules,
        }
    }

    #[test]
    fn every_ladder_climbs_and_has_both_good_and_bad_steps() {
        let endured = endured(&subject(), TEXT);
        assert_eq!(endured.len(), Damage::ALL.len());
        for one in &endured {
            let steps = one.damage.steps();
            assert!(steps.is_sorted() && steps[0] > 0.0, "{one:?}");
            assert!(one.held.is_some(), "the weakest step is too much: {one:?}");
            // A decoder reads a code that lies upside down, and thresholds are
            // found in very little contrast; all else ends it.
            let endless = [Damage::Turn, Damage::LowContrast].contains(&one.damage);
            assert_eq!(one.failed.is_none(), endless, "{one:?}");
        }
    }

    #[test]
    fn the_same_picture_is_damaged_in_the_same_way() {
        let subject = subject();
        for damage in Damage::ALL {
            let step = damage.steps()[2];
            assert!(damage.done_to(&subject, step) == damage.done_to(&subject, step));
        }
    }

    #[test]
    fn a_stain_over_half_of_a_code_is_the_end_of_it() {
        let subject = subject();
        for percent in [50.0, 60.0, 80.0] {
            assert!(read::read(&subject.stained(percent)).is_empty());
        }
    }

    #[test]
    fn another_text_does_not_count_as_read() {
        let endured = endured(&subject(), "https://www.gosuslugi.ru");
        assert!(endured.iter().all(|one| one.held.is_none()));
    }
}
