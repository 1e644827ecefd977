//! What is typed, before clap takes it apart: a call for help in any of its
//! forms, a misspelt command, a list without a command.
//!
//! Takes the command line, gives one that begins with a command, or what is
//! wrong with it.

use std::ffi::{OsStr, OsString};

use super::args::commands;
use crate::base::nearest::{hint, nearest};

/// Words in first place that ask for help.
const HELP: [&str; 3] = ["help", "помощь", "справка"];
/// Parameters that do, besides clap's own.
const ASK: [&str; 2] = ["/?", "-?"];
/// What clap understands in first place.
const FLAGS: [&str; 4] = ["-h", "--help", "-V", "--version"];

/// What is said where nothing was typed.
pub const START: &str = "\
Делает из списка класса памятки для родителей: PDF, готовый к печати.
Положите список (Excel или CSV) на значок программы: памятки появятся рядом с ним.
Или напишите: pamyatka 7б.xlsx
Списка ещё нет: pamyatka init сделает образцы списка и настроек.
Справка: pamyatka --help
";

/// Puts `print` before a command line that begins with no command, and turns
/// every call for help into clap's.
///
/// # Errors
/// If the first word is a command misspelt, or one has a sign that acts on a
/// terminal; `is_file` says what is a list.
pub fn understood(
    args: impl IntoIterator<Item = OsString>,
    is_file: impl Fn(&OsStr) -> bool,
) -> Result<Vec<OsString>, String> {
    let mut args: Vec<OsString> = args.into_iter().collect();
    let commands = commands();
    let acts = |arg: &OsString| {
        arg.to_string_lossy()
            .contains(|c: char| c.is_control() && c != '\t')
    };
    if let Some(at) = args.iter().skip(1).position(acts) {
        let at = at + 1;
        return Err(format!(
            "В командной строке, слово {at}: в нём перенос строки или другой управляющий знак. Наберите его заново."
        ));
    }
    for arg in args.iter_mut().skip(1).filter(|arg| is_one(arg, &ASK)) {
        *arg = "--help".into();
    }
    let Some(first) = args.get(1) else {
        return Ok(args);
    };
    if is_one(first, &HELP) && !is_file(first) {
        args.remove(1);
        return match args.get(1) {
            Some(command) if !is_one(command, &commands) && !is_one(command, &FLAGS) => {
                Err(unknown(command, &commands))
            }
            _ => {
                args.truncate(2);
                args.push("--help".into());
                Ok(args)
            }
        };
    }
    if is_one(first, &commands) || is_one(first, &FLAGS) {
        return Ok(args);
    }
    let is_parameter = first.to_string_lossy().starts_with('-');
    if !is_parameter && near(first, &commands).is_some() && !is_file(first) {
        return Err(unknown(first, &commands));
    }
    args.insert(1, "print".into());
    Ok(args)
}

fn is_one(arg: &OsStr, words: &[impl AsRef<OsStr>]) -> bool {
    words.iter().any(|word| arg == word.as_ref())
}

fn near<'a>(word: &OsStr, commands: &'a [String]) -> Option<&'a str> {
    nearest(&word.to_string_lossy(), commands.iter().map(String::as_str))
}

fn unknown(word: &OsStr, commands: &[String]) -> String {
    let word = word.to_string_lossy();
    let known: Vec<&str> = commands.iter().map(String::as_str).collect();
    format!("Команды «{word}» нет. {}", hint(&word, &known))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(words: &str) -> Result<String, String> {
        let args = words.split(' ').map(OsString::from);
        let args = understood(args, |name| name == "cards" || name == "chek.csv")?;
        let words: Vec<_> = args.iter().map(|arg| arg.to_string_lossy()).collect();
        Ok(words.join(" "))
    }

    #[test]
    fn every_call_for_help() {
        for (typed, meant) in [
            ("p help", "p --help"),
            ("p помощь kit", "p kit --help"),
            ("p справка", "p --help"),
            ("p /?", "p --help"),
            ("p kit -?", "p kit --help"),
            ("p help --help", "p --help --help"),
            ("p -h", "p -h"),
        ] {
            assert_eq!(line(typed).unwrap(), meant, "{typed}");
        }
        assert!(
            line("p help kti")
                .unwrap_err()
                .ends_with("Может быть, kit?")
        );
        assert!(line("p help ура").unwrap_err().contains("init"));
    }

    #[test]
    fn print_may_be_left_out_and_a_misspelt_command_is_no_list() {
        assert_eq!(line("p 7б.csv --force").unwrap(), "p print 7б.csv --force");
        assert_eq!(line("p --force 7б.csv").unwrap(), "p print --force 7б.csv");
        assert_eq!(line("p --cards 7б.csv").unwrap(), "p print --cards 7б.csv");
        assert_eq!(line("p chek.csv").unwrap(), "p print chek.csv");
        assert_eq!(
            line("p chek 7б.csv").unwrap_err(),
            "Команды «chek» нет. Может быть, check?"
        );
        assert_eq!(line("p").unwrap(), "p");
    }
}
