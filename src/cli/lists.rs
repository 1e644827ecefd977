//! A class list, or a settings file, that does not lie where it was looked for:
//! what lies there instead.
//!
//! Takes paths, gives what is to be said. Opens folders and no file.

use std::fs;
use std::path::Path;

use strsim::osa_distance;

use super::output::folder;
use crate::base::diagnostic::Diagnostic;
use crate::base::plural::few;

/// Endings of lists.
const ENDINGS: [&str; 9] = [
    "xlsx", "xls", "csv", "ods", "xlsm", "xlsb", "fods", "tsv", "txt",
];
/// Lists that are named.
const NAMED: usize = 5;
/// Lists that may be what was meant.
const MEANT: usize = 3;
/// Letters in which the name of a settings file may be misspelt.
const MISSPELT: usize = 3;

/// Latin letters and the Cyrillic ones for which they are typed.
const ALIKE: (&str, &str) = ("abvgdeziklmnoprcstfx", "абвгдезиклмнопрсстфх");

/// There is no such list.
pub fn no_file(path: &Path) -> Diagnostic {
    let folder = folder(path);
    let place = match folder == Path::new(".") {
        true => "в этой папке".to_owned(),
        false => format!("в папке «{}»", folder.display()),
    };
    if !folder.is_dir() {
        let message = format!("папки «{}» нет.", folder.display());
        return Diagnostic::error("no-file", message).with_hint("Проверьте имя.");
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let wanted = folded(&name);
    let limit = (wanted.chars().count() / 3).max(1);
    let lists = lists_in(folder, &wanted);
    let near = lists.iter().take_while(|(steps, _)| *steps <= limit);
    let near: Vec<String> = near
        .take(MEANT)
        .map(|(_, name)| shown(path, name))
        .collect();
    let hint = match &near[..] {
        [] => match others(&lists, |name| shown(path, name)) {
            none if none.is_empty() => {
                "Других списков там тоже нет. Образец сделает pamyatka init.".to_owned()
            }
            others => format!("Есть такие: {others}."),
        },
        near => format!("Может быть, {}?", near.join(" или ")),
    };
    Diagnostic::error("no-file", format!("списка «{name}» {place} нет.")).with_hint(hint)
}

/// A folder was named instead of a list.
pub fn not_a_file(path: &Path) -> Diagnostic {
    let hint = match others(&lists_in(path, ""), |name| {
        path.join(name).display().to_string()
    }) {
        none if none.is_empty() => "Списков в ней нет. Образец сделает pamyatka init.".to_owned(),
        lists => format!("Назовите список в ней: {lists}."),
    };
    let message = format!("«{}» — папка, а нужен файл.", path.display());
    Diagnostic::error("not-a-file", message).with_hint(hint)
}

/// A list beside another.
fn shown(path: &Path, name: &str) -> String {
    path.with_file_name(name).display().to_string()
}

/// Some lists as they are named; a text may be anything.
fn others(lists: &[(usize, String)], shown: impl Fn(&str) -> String) -> String {
    let lists = lists.iter().filter(|(_, name)| !name.ends_with(".txt"));
    few(
        &lists.map(|(_, name)| shown(name)).collect::<Vec<_>>(),
        NAMED,
    )
}

/// A file beside `usual`, where no settings file is, that was meant to be one.
pub fn overlooked(usual: &Path) -> Option<Diagnostic> {
    let right = usual.file_name()?.to_str()?;
    let bare = right.strip_suffix(".toml")?;
    let is_meant = |name: &str| {
        let lower = name.to_lowercase();
        let stem = lower.strip_suffix(".txt").unwrap_or(&lower);
        let stem = stem.strip_suffix(".toml").unwrap_or(stem);
        stem.len() < lower.len() && osa_distance(stem, bare) <= MISSPELT
    };
    let mut names = names_in(folder(usual));
    names.retain(|name| is_meant(name));
    let name = names.into_iter().min()?;
    let message = format!("файл «{name}» не прочитан: настройки читаются из {right}.");
    let hint = format!("Переименуйте его в {right}.");
    Some(Diagnostic::warning("config-overlooked", message).with_hint(hint))
}

/// The lists of a folder, those first whose name is nearest to one in
/// [`folded`] form, each with its distance.
fn lists_in(folder: &Path, wanted: &str) -> Vec<(usize, String)> {
    let is_list = |name: &String| {
        let ending = Path::new(name).extension().unwrap_or_default();
        let ending = ending.to_string_lossy().to_lowercase();
        ENDINGS.contains(&&*ending) && !name.starts_with(['.', '~'])
    };
    let names = names_in(folder).into_iter().filter(is_list);
    let mut lists: Vec<_> = names
        .map(|name| (osa_distance(&folded(&name), wanted), name))
        .collect();
    lists.sort();
    lists
}

/// Files of a folder; none if it cannot be read.
fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let files = entries.filter(|entry| entry.path().is_file());
    let names = files.flat_map(|entry| entry.file_name().into_string());
    // What acts on a terminal is not shown.
    names
        .filter(|name| !name.contains(char::is_control))
        .collect()
}

/// A name without ending, in small Cyrillic letters.
fn folded(name: &str) -> String {
    let path = Path::new(name);
    let ending = path.extension().unwrap_or_default().to_string_lossy();
    let stem = match ENDINGS.contains(&&*ending.to_lowercase()) {
        true => path.file_stem().unwrap_or_default().to_string_lossy(),
        false => name.into(),
    };
    let (latin, cyrillic) = ALIKE;
    let letter = |own| {
        latin
            .chars()
            .zip(cyrillic.chars())
            .find(|(latin, _)| *latin == own)
    };
    let lower = stem.to_lowercase();
    let letters = lower
        .chars()
        .map(|own| letter(own).map_or(own, |(_, alike)| alike));
    letters.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for file in files {
            fs::write(dir.path().join(file), "").unwrap();
        }
        dir
    }

    fn said(files: &[&str], name: &str) -> String {
        let dir = folder(files);
        let said = no_file(&dir.path().join(name)).to_string();
        let inside = format!("{}/", dir.path().display());
        said.replace(&inside, "")
            .split_once(" нет. ")
            .unwrap()
            .1
            .to_owned()
    }

    #[test]
    fn lists_that_lie_there_the_nearest_first() {
        let files = [
            "7а.xlsx",
            "7б.csv",
            "7б.pdf",
            "~$7б.xlsx",
            "школа.ods",
            "read.txt",
        ];
        assert_eq!(said(&files, "7b.csv"), "Может быть, 7б.csv или 7а.xlsx?");
        assert_eq!(said(&files, "7Б"), "Может быть, 7б.csv или 7а.xlsx?");
        assert_eq!(said(&files, "shkola.xls"), "Может быть, школа.ods?");
        let far = said(&files, "расписание");
        assert!(
            far.starts_with("Есть такие: ") && far.contains(", ") && far.contains(" и "),
            "{far}"
        );
        assert_eq!(said(&files, "школ.xlsx"), "Может быть, школа.ods?");
        assert!(said(&[], "7б.csv").contains("pamyatka init"));
        let dir = folder(&files);
        let said = not_a_file(dir.path()).to_string();
        assert!(
            said.contains("7а.xlsx, ") && !said.contains("read.txt"),
            "{said}"
        );
        let nowhere = no_file(&dir.path().join("нет/7б.csv")).to_string();
        assert!(nowhere.starts_with("папки «"), "{nowhere}");
    }

    #[test]
    fn settings_under_another_name_are_noticed() {
        for name in [
            "pamyatka.toml.txt",
            "pamyatka.txt",
            "pamiatka.toml",
            "Pamyatka.TOML.txt",
        ] {
            let dir = folder(&["7б.csv", name]);
            let said = overlooked(&dir.path().join("pamyatka.toml")).unwrap();
            assert!(said.message.contains(name), "{said}");
        }
        let dir = folder(&["7б.csv", "Cargo.toml", "pamyatka"]);
        assert_eq!(overlooked(&dir.path().join("pamyatka.toml")), None);
    }
}
