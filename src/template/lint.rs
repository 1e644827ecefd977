//! Mistakes that show in the source of a template before anything is filled in,
//! so that a branch which no pupil takes is checked, too: unknown words of
//! containers, and codes that would carry a pupil's data.

use crate::base::diagnostic::Diagnostic;
use crate::base::text::unfit;

use super::containers::FENCE;
use super::mistake::known_words;
use super::sides::WORDS;

/// What is wrong, by line.
pub(super) fn lint(name: &str, source: &str) -> Vec<Diagnostic> {
    let pupils = names_of_pupils(source);
    let lines = source.lines().enumerate();
    let wrong = lines.filter_map(|(index, line)| {
        let (message, hint) = complaint(line, &pupils)?;
        let diagnostic = Diagnostic::error("template", message).with_hint(hint);
        Some(diagnostic.in_file(name).at_row(index + 1))
    });
    wrong.collect()
}

/// What is wrong with a line, and what to do.
fn complaint(line: &str, pupils: &[&str]) -> Option<(String, String)> {
    if line.trim_start().starts_with(FENCE) && !line.starts_with(FENCE) {
        return Some((
            "«:::» стоит не в начале строки.".to_owned(),
            "Уберите пробелы перед «:::».".to_owned(),
        ));
    }
    if let Some(why) = unfit(line) {
        return Some((why.to_owned(), "Наберите строку заново.".to_owned()));
    }
    if has_personal_code(line, pupils) {
        return Some((
            "в QR-коде стоят данные ученика.".to_owned(),
            "Код видит каждый, кто держит лист: оставьте в нём один адрес.".to_owned(),
        ));
    }
    let word = line.strip_prefix(FENCE)?.split_whitespace().next()?;
    let unknown = !word.contains(['{', '%']) && !WORDS.contains(&word);
    unknown.then(|| {
        (
            format!("слова «{word}» после «:::» нет."),
            known_words(word, &WORDS),
        )
    })
}

/// Names that stand for pupils: `student`, `students` and what loops over them.
fn names_of_pupils(source: &str) -> Vec<&str> {
    let loops = source.split("{%").filter_map(|tag| {
        let words = tag.trim_start_matches(['-', '+']).trim_start();
        let (name, of) = words.strip_prefix("for ")?.split_once(" in ")?;
        of.trim_start().starts_with("students").then(|| name.trim())
    });
    loops.chain(["student"]).collect()
}

/// Whether the address of a code in this line asks for a pupil.
fn has_personal_code(line: &str, pupils: &[&str]) -> bool {
    line.split("](qr:")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
        .filter_map(|address| Some(address.split_once("{{")?.1))
        .any(|asked| pupils.iter().any(|name| asked.contains(name)))
}
