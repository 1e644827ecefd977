//! Names of files out of texts that were never meant to be names of files.
//!
//! Takes a text such as «7Б — Иванова Мария» and gives a name that Windows,
//! Linux and macOS accept, that stays in its folder and that no other file of
//! the same set has. Opens nothing: what lies on the disk is `cli`'s business.

use std::collections::{HashMap, HashSet};

use unicode_normalization::UnicodeNormalization;

/// Letters of a whole name with its ending: with the folder it stays below the
/// 260 that programs for Windows are used to.
const MOST_LETTERS: usize = 120;
/// Bytes of a whole name in UTF-8: Linux ends at 255.
const MOST_BYTES: usize = 240;
/// What stands in for a text of which nothing can be used.
const NAMELESS: &str = "без имени";
/// Names of devices, in any case and whatever ending follows (Microsoft,
/// "Naming Files, Paths, and Namespaces").
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// Gives out names, each only once; capitals make no difference, since on
/// Windows «Анна.pdf» and «анна.pdf» are one file.
#[derive(Debug, Default)]
pub struct Names {
    given: HashSet<String>,
    /// How often a name was asked for, so that a thousand namesakes do not
    /// take a million steps.
    asked: HashMap<String, usize>,
}

impl Names {
    /// A safe name for `text` with an ending that has no dot of its own
    /// (`pdf`, or `-1024.png` with what goes before the dot). The second of
    /// two equal names ends in « (2)».
    pub fn give(&mut self, text: &str, ending: &str) -> String {
        let first = safe(text, ending);
        let mut number = self.asked.get(&folded(&first)).copied().unwrap_or(0);
        loop {
            number += 1;
            let name = match number {
                1 => first.clone(),
                _ => fitted(&cleaned(text), &format!(" ({number})"), ending),
            };
            if self.given.insert(folded(&name)) {
                self.asked.insert(folded(&first), number);
                return name;
            }
        }
    }
}

/// A safe name for `text`, with an ending as for [`Names::give`].
pub fn safe(text: &str, ending: &str) -> String {
    fitted(&cleaned(text), "", ending)
}

/// The text without what no system bears: parts of a path, wildcards, control
/// and invisible characters, dots and spaces at the ends, names of devices.
fn cleaned(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for letter in text.nfc() {
        match letter {
            '"' | '<' | '>' | ':' | '/' | '\\' | '|' | '?' | '*' => clean.push('_'),
            letter if letter.is_whitespace() || letter.is_control() => {
                if !clean.ends_with(' ') {
                    clean.push(' ');
                }
            }
            letter if is_invisible(letter) => {}
            letter => clean.push(letter),
        }
    }
    let clean = trimmed(&clean);
    if clean.is_empty() {
        return NAMELESS.to_owned();
    }
    // The device is told by what stands before the first dot.
    let stem = clean.split('.').next().unwrap_or_default();
    if is_device(stem.trim_end()) {
        let rest = &clean[stem.len()..];
        return format!("{}_{rest}", stem.trim_end());
    }
    clean.to_owned()
}

fn trimmed(text: &str) -> &str {
    text.trim_matches([' ', '.'])
}

/// Marks that change the direction of writing or cannot be seen: two names
/// would look alike, or an ending seem another.
fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff0}'..='\u{ffff}'
        | '\u{e0000}'..='\u{e0fff}')
}

fn is_device(stem: &str) -> bool {
    let stem = stem.to_lowercase();
    let numbered = |kind: &str| {
        stem.strip_prefix(kind).is_some_and(|number| {
            let mut letters = number.chars();
            matches!(
                (letters.next(), letters.next()),
                (Some('0'..='9' | '¹' | '²' | '³'), None)
            )
        })
    };
    DEVICES.contains(&stem.as_str()) || numbered("com") || numbered("lpt")
}

/// The name with its number and ending, shortened where it is too long.
fn fitted(clean: &str, number: &str, ending: &str) -> String {
    let dot = if ending.starts_with('-') { "" } else { "." };
    let tail = format!("{number}{dot}{ending}");
    let mut letters = MOST_LETTERS.saturating_sub(tail.chars().count());
    let mut bytes = MOST_BYTES.saturating_sub(tail.len());
    let mut end = 0;
    for (at, letter) in clean.char_indices() {
        if letters == 0 || bytes < letter.len_utf8() {
            break;
        }
        letters -= 1;
        bytes -= letter.len_utf8();
        end = at + letter.len_utf8();
    }
    format!("{}{tail}", clean[..end].trim_end_matches([' ', '.']))
}

/// Equal for names that some system takes for the same.
fn folded(name: &str) -> String {
    name.to_uppercase().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_names_stay_as_they_are() {
        assert_eq!(safe("7Б — Иванова Мария", "pdf"), "7Б — Иванова Мария.pdf");
        assert_eq!(safe("О'Нил-Оглы Анна", "pdf"), "О'Нил-Оглы Анна.pdf");
        assert_eq!(safe("gosuslugi.ru", "-1024.png"), "gosuslugi.ru-1024.png");
    }

    #[test]
    fn nothing_leaves_the_folder_or_fools_the_eye() {
        for (text, name) in [
            ("../../x", "_.._x.pdf"),
            ("/etc/passwd", "_etc_passwd.pdf"),
            ("C:\\a", "C__a.pdf"),
            ("..", "без имени.pdf"),
            ("", "без имени.pdf"),
            (" \t ", "без имени.pdf"),
            (".скрытый", "скрытый.pdf"),
            ("Анна. . ", "Анна.pdf"),
            ("а\u{0}б\nв", "а б в.pdf"),
            ("Иван\u{202e}fdp.exe", "Иванfdp.exe.pdf"),
            ("\"Анна\" <a|b?*>", "_Анна_ _a_b___.pdf"),
        ] {
            assert_eq!(safe(text, "pdf"), name, "{text:?}");
        }
    }

    #[test]
    fn names_of_devices_get_a_mark() {
        for (text, name) in [
            ("CON", "CON_.pdf"),
            ("nul", "nul_.pdf"),
            ("aux.b", "aux_.b.pdf"),
            ("com1", "com1_.pdf"),
            ("COM¹", "COM¹_.pdf"),
            ("LPT9 .x", "LPT9_.x.pdf"),
            ("CONIN$", "CONIN$_.pdf"),
            ("Conan", "Conan.pdf"),
            ("COM10", "COM10.pdf"),
            ("7Б — CON", "7Б — CON.pdf"),
        ] {
            assert_eq!(safe(text, "pdf"), name);
        }
    }

    #[test]
    fn long_names_are_cut_between_letters() {
        for text in [
            "ж".repeat(300),
            "a".repeat(300),
            "𝔘".repeat(300),
            "а.".repeat(200),
        ] {
            let name = safe(&text, "pdf");
            assert!(
                name.chars().count() <= MOST_LETTERS && name.len() <= MOST_BYTES,
                "{name}"
            );
            assert!(name.ends_with(".pdf") && !name.ends_with("..pdf"), "{name}");
        }
    }

    #[test]
    fn equal_names_are_numbered_without_regard_to_case() {
        let mut names = Names::default();
        let given: Vec<String> = [
            "Анна",
            "АННА",
            "анна",
            "Анна (2)",
            "Анна",
            "И\u{306}ода",
            "йода",
        ]
        .into_iter()
        .map(|text| names.give(text, "pdf"))
        .collect();
        assert_eq!(
            given,
            [
                "Анна.pdf",
                "АННА (2).pdf",
                "анна (3).pdf",
                "Анна (2) (2).pdf",
                "Анна (4).pdf",
                "Йода.pdf",
                "йода (2).pdf"
            ]
        );
    }

    #[test]
    fn many_long_namesakes_stay_apart() {
        let mut names = Names::default();
        let mut seen = HashSet::new();
        for _ in 0..20_000 {
            let name = names.give(&"ж".repeat(300), "pdf");
            assert!(name.len() <= MOST_BYTES);
            assert!(seen.insert(name));
        }
    }
}
