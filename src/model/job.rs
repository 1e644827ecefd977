//! What the school and the teacher have settled for a whole set.
//!
//! `cli` makes a [`Job`] out of flags and `pamyatka.toml`; `template` reads it.
//! An empty text means "not given": the sheet leaves it out. The day on which
//! ages are counted is part of the job, so no stage ever asks a clock.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::picture::Picture;

/// The settings of one set of handouts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Name of the school as the sheet shows it; empty if not given.
    pub school: String,
    /// Class for pupils whose roster row has none; empty if not given.
    pub class: String,
    /// The class teacher, to whom the slip goes back; empty if not given.
    pub teacher: String,
    /// How to reach the teacher (phone, room, hours); empty if not given.
    pub contact: String,
    /// The day by which the slip is to be back.
    pub return_by: Option<Date>,
    /// The day on which ages are counted.
    pub today: Date,
    /// Online banks that can confirm an account.
    pub banks: Vec<String>,
    /// Where online lessons are held.
    pub platform: Platform,
    /// What the slip asks for.
    pub slip: Slip,
    /// In which form the sheets come.
    pub form: Form,
    /// Whether boxes that matter stand on a light tint.
    pub tint: bool,
    /// Hosts that a code may lead to besides the default two
    /// (see [`crate::address`]).
    pub hosts: Vec<String>,
    /// Free texts for templates of one's own.
    pub vars: BTreeMap<String, String>,
    /// Pictures by the name that a template has for them; the school's emblem is
    /// [`EMBLEM`](super::picture::EMBLEM).
    pub pictures: BTreeMap<String, Arc<Picture>>,
}

/// Where online lessons are held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Platform {
    /// VK Мессенджер and VK Звонки, as the school's instruction says.
    #[default]
    Vk,
    /// MAX.
    Max,
    /// Nowhere in particular: the sheet says nothing about it.
    None,
}

/// What the slip asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Slip {
    /// The child's login on Госуслуги.
    #[default]
    Login,
    /// Only whether the account is made: yes, no, need help.
    Status,
}

/// In which form the sheets come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Form {
    /// A sheet of two sides.
    #[default]
    Sheet,
    /// Everything on one side.
    SingleSide,
    /// In large print, on as many pages as it takes.
    LargePrint,
    /// Two pupils on a sheet, which is cut into two stacks.
    A5,
    /// The slips alone, several a page.
    SlipOnly,
}

impl Job {
    /// The same for a paper beside the handouts, which has no forms.
    pub fn of_paper(&self) -> Job {
        Job {
            form: Form::Sheet,
            ..self.clone()
        }
    }

    /// The defaults, with ages counted on `today`.
    pub fn on(today: Date) -> Job {
        Job {
            school: String::new(),
            class: String::new(),
            teacher: String::new(),
            contact: String::new(),
            return_by: None,
            today,
            banks: vec!["Сбербанк".to_owned(), "ВТБ".to_owned()],
            platform: Platform::default(),
            slip: Slip::default(),
            form: Form::default(),
            tint: false,
            hosts: Vec::new(),
            vars: BTreeMap::new(),
            pictures: BTreeMap::new(),
        }
    }
}

impl Platform {
    /// Every platform with its name in settings and templates.
    pub const NAMES: [(&'static str, Platform); 3] = [
        ("vk", Platform::Vk),
        ("max", Platform::Max),
        ("none", Platform::None),
    ];

    /// The name in settings and templates: `vk`, `max`, `none`.
    pub fn name(self) -> &'static str {
        named(&Platform::NAMES, self).unwrap_or_default()
    }
}

impl Slip {
    /// Every kind of slip with its name in settings and templates.
    pub const NAMES: [(&'static str, Slip); 2] = [("login", Slip::Login), ("status", Slip::Status)];

    /// The name in settings and templates: `login`, `status`.
    pub fn name(self) -> &'static str {
        named(&Slip::NAMES, self).unwrap_or_default()
    }
}

impl Form {
    /// Every form but the default with its name in settings and templates.
    pub const NAMES: [(&'static str, Form); 4] = [
        ("single-side", Form::SingleSide),
        ("large-print", Form::LargePrint),
        ("a5", Form::A5),
        ("slip-only", Form::SlipOnly),
    ];

    /// The name in settings and templates; `sheet` for the default.
    pub fn name(self) -> &'static str {
        named(&Form::NAMES, self).unwrap_or("sheet")
    }
}

/// The name of a value in a list.
fn named<T: PartialEq>(names: &[(&'static str, T)], value: T) -> Option<&'static str> {
    let found = names.iter().find(|(_, own)| *own == value);
    found.map(|(name, _)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_their_values() {
        for (name, platform) in Platform::NAMES {
            assert_eq!(platform.name(), name);
        }
        for (name, slip) in Slip::NAMES {
            assert_eq!(slip.name(), name);
        }
    }

    #[test]
    fn the_defaults_follow_the_schools_instruction() {
        let job = Job::on(jiff::civil::date(2026, 11, 22));
        assert_eq!(job.platform, Platform::Vk);
        assert_eq!(job.slip, Slip::Login);
        assert_eq!(job.banks, ["Сбербанк", "ВТБ"]);
        assert!(job.school.is_empty() && job.return_by.is_none());
    }
}
