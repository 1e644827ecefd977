//! Where a result goes: beside the list and named after it, or where the user
//! says.
//!
//! Takes paths and the choice of pupils, gives paths. What holds some of the
//! pupils never bears the name of what holds all. Opens nothing.

use std::path::{Path, PathBuf};

use super::console::Stop;
use super::groups::ChoiceArgs;
use crate::base::file_name;

/// Pupils that are named in the name of a file.
const NAMED: usize = 3;
/// The longest ending that a name is taken to have.
const LONGEST_ENDING: usize = 5;

/// The file beside `list`: «7б.pdf», «7б-checklist.pdf», «7б — Иванова.pdf».
pub fn beside(list: &Path, tail: &str, choice: &ChoiceArgs, ending: &str) -> PathBuf {
    let stem = list.file_stem().unwrap_or_default().to_string_lossy();
    let name = format!("{stem}{tail}");
    list.with_file_name(match chosen(choice) {
        Some(who) => file_name::safe(&format!("{name} — {who}"), ending),
        None => format!("{name}.{ending}"),
    })
}

/// The folder beside `list`, with `tail` to tell it from others: «7б»,
/// «7б — набор», «7б — набор — Иванова».
pub fn folder_beside(list: &Path, tail: Option<&str>, choice: &ChoiceArgs) -> PathBuf {
    let whole = list.file_name().unwrap_or_default();
    let stem = list.file_stem().unwrap_or_default();
    // A list without an ending bears the name itself.
    let tail = tail.or((stem == whole).then_some("памятки"));
    let mut name = stem.to_string_lossy().into_owned();
    for part in tail.map(str::to_owned).into_iter().chain(chosen(choice)) {
        name = file_name::safe(&format!("{name} — {part}"), "");
        name.truncate(name.trim_end_matches('.').len());
    }
    list.with_file_name(name)
}

/// The file that the user named: the ending may be left out.
///
/// # Errors
/// If the name has the ending of something else.
pub fn named(path: &Path, wanted: &str) -> Result<PathBuf, Stop> {
    let ending = path.extension().unwrap_or_default().to_string_lossy();
    let is_ending = (1..=LONGEST_ENDING).contains(&ending.len())
        && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && ending.bytes().any(|byte| byte.is_ascii_alphabetic());
    let name = path.as_os_str().to_string_lossy();
    if ending.eq_ignore_ascii_case(wanted)
        || path.file_name().is_none()
        // A folder or a device, which is refused where it is to be written.
        || (path.exists() && !path.is_file())
        || name.ends_with(std::path::is_separator)
    {
        return Ok(path.to_owned());
    }
    if is_ending {
        let better = path.with_extension(wanted);
        return Err(Stop::Usage(format!(
            "«{name}»: записать можно только {}. Напишите так: -o \"{}\"",
            wanted.to_uppercase(),
            better.display()
        )));
    }
    let mut named = path.as_os_str().to_owned();
    named.push(".");
    named.push(wanted);
    Ok(named.into())
}

/// Which pupils were asked for, for the name of a file; `None` for all.
fn chosen(choice: &ChoiceArgs) -> Option<String> {
    let only: Vec<&str> = choice.only.iter().map(|who| who.trim()).collect();
    let mut parts = Vec::new();
    if !only.is_empty() {
        let more = match only.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" и ещё {more}"),
        };
        let shown = &only[..only.len().min(NAMED)];
        parts.push(format!("{}{more}", shown.join(", ")));
    }
    let ends = [("от", &choice.from), ("до", &choice.to)].into_iter();
    let ends = ends.filter_map(|(word, who)| Some(format!("{word} {}", who.as_ref()?.trim())));
    let ends = ends.collect::<Vec<_>>().join(" ");
    parts.extend([ends].into_iter().filter(|ends| !ends.is_empty()));
    parts.extend(choice.missing.then(|| "без логина".to_owned()));
    (!parts.is_empty()).then(|| parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(names: &[&str]) -> ChoiceArgs {
        ChoiceArgs {
            only: names.iter().map(|&name| name.to_owned()).collect(),
            ..ChoiceArgs::default()
        }
    }

    #[test]
    fn some_pupils_never_go_where_all_go() {
        let list = Path::new("a/7б.csv");
        let all = ChoiceArgs::default();
        let missing = ChoiceArgs {
            missing: true,
            from: Some("5".into()),
            to: Some("10".into()),
            ..ChoiceArgs::default()
        };
        for (choice, name) in [
            (&all, "a/7б.pdf"),
            (&only(&["Иванова"]), "a/7б — Иванова.pdf"),
            (&only(&["А", "Б", "В", "Г"]), "a/7б — А, Б, В и ещё 1.pdf"),
            (&only(&["../x"]), "a/7б — .._x.pdf"),
            (&missing, "a/7б — от 5 до 10, без логина.pdf"),
        ] {
            assert_eq!(beside(list, "", choice, "pdf"), Path::new(name));
        }
        for (list, tail, choice, name) in [
            ("a/7б.csv", None, &all, "a/7б"),
            ("7б", None, &all, "7б — памятки"),
            ("7б.csv", Some("набор"), &all, "7б — набор"),
            ("7б.csv", Some("набор"), &only(&["12"]), "7б — набор — 12"),
            ("7б.csv", None, &only(&["Ким"]), "7б — Ким"),
        ] {
            assert_eq!(
                folder_beside(Path::new(list), tail, choice),
                Path::new(name)
            );
        }
    }

    #[test]
    fn the_ending_may_be_left_out_and_no_other_will_do() {
        for (given, name) in [
            ("памятки", "памятки.pdf"),
            ("7.Б", "7.Б.pdf"),
            ("собрание 05.12", "собрание 05.12.pdf"),
            ("a/7б.PDF", "a/7б.PDF"),
            ("папка/", "папка/"),
            ("..", ".."),
        ] {
            assert_eq!(named(Path::new(given), "pdf").unwrap(), Path::new(name));
        }
        for other in ["7б.docx", "7б.csv", "a.b/7б.TXT"] {
            assert!(matches!(
                named(Path::new(other), "pdf"),
                Err(Stop::Usage(_))
            ));
        }
    }
}
