//! `pamyatka init`: a sample list and a settings file to begin with.
//!
//! The files of `examples/`. What lies there already is never touched.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use crate::cli::args::InitArgs;
use crate::cli::console::{Console, Stop};
use crate::cli::{folder, output};

const WORKBOOK: &str = "образец.xlsx";
const SETTINGS: &str = "pamyatka.toml";
/// The settings file of an invented school.
const SCHOOL: &str = include_str!("../../../examples/pamyatka.toml");

/// `pamyatka init`.
///
/// # Errors
/// [`Stop`], if a file cannot be written.
pub fn init(args: &InitArgs, console: &mut Console<'_>) -> Result<(), Stop> {
    let place = args.folder.as_deref().unwrap_or(Path::new("."));
    let settings = switched_off(SCHOOL);
    let files: [(&str, &str, &[u8]); 3] = [
        (
            WORKBOOK,
            "список для Excel",
            include_bytes!("../../../examples/list.xlsx"),
        ),
        (
            "образец.csv",
            "тот же список в виде CSV",
            include_bytes!("../../../examples/list.csv"),
        ),
        (SETTINGS, "настройки с пояснениями", settings.as_bytes()),
    ];
    folder::is_folder(place, place)?;
    fs::create_dir_all(place).map_err(|error| output::machine(place, &error))?;
    let mut said = format!("Папка: {}\n", place.display());
    for (name, what, bytes) in files {
        let path = place.join(name);
        let is_new = write_new(&path, bytes).map_err(|error| output::machine(&path, &error))?;
        said += &match is_new {
            true => format!("  {name} — {what}\n"),
            false => format!("  {name} — уже есть, не изменён\n"),
        };
    }
    let list = place.join(WORKBOOK);
    let list = list.strip_prefix(".").unwrap_or(&list).display();
    console.result(&format!(
        "{said}Что дальше:\n\
        \x20 1. Впишите в {WORKBOOK} своих учеников или положите сюда свой список.\n\
        \x20 2. В {SETTINGS} впишите школу, учителя и день, уберите решётку перед этими строками.\n\
        \x20 3. Сделайте памятки: pamyatka \"{list}\"\n"
    ));
    Ok(())
}

/// Whether the file was not there before.
fn write_new(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(mut file) => match file.write_all(bytes) {
            Ok(()) => Ok(true),
            Err(error) => {
                drop(file);
                let _ = fs::remove_file(path);
                Err(error)
            }
        },
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}

/// The settings with a hash before each line: no sheet shall name a school that
/// nobody has written there.
fn switched_off(settings: &str) -> String {
    let line = |line: &str| match line.is_empty() || line.starts_with('#') {
        true => format!("{line}\n"),
        false => format!("# {line}\n"),
    };
    settings.lines().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{KEYS, SettingsFile};

    #[test]
    fn the_settings_file_has_every_setting_and_says_nothing() {
        let off = switched_off(SCHOOL);
        let read = SettingsFile::parse(SETTINGS, &off).unwrap();
        assert!(read.texts.is_empty() && read.lists.is_empty());
        assert!(read.vars.is_empty() && read.papers.is_empty());
        for key in KEYS {
            let lines = [
                format!("\n# {key} = "),
                format!("\n# [{key}]"),
                format!("\n# [{key}."),
            ];
            assert!(lines.iter().any(|line| off.contains(line)), "{key}");
        }
        // What a hash hides is right, too.
        let is_setting = |line: &&str| line.contains(" = ") || line.starts_with("# [");
        let on = off.lines().filter(is_setting);
        let on: String = on.map(|line| line.replacen("# ", "", 1) + "\n").collect();
        let read = SettingsFile::parse(SETTINGS, &on).unwrap();
        assert_eq!(read.texts.len() + read.lists.len() + 3, KEYS.len());
    }
}
