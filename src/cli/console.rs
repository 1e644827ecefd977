//! Where the program speaks, why a command breaks off, and its exit codes: 0
//! done (remarks may have been made), 1 the input is at fault, 2 wrong usage,
//! 3 the machine is at fault.

use std::borrow::Cow;
use std::io::{ErrorKind, Write};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::civil::Date;

use super::failure;
use crate::base::diagnostic::Diagnostic;
use crate::report::{self, made};

/// Everything went well.
pub const DONE: u8 = 0;
/// The list, the template or the settings file is at fault.
pub const INPUT: u8 = 1;
/// The command line is at fault.
pub const USAGE: u8 = 2;
/// The disk or its permissions are at fault.
pub const MACHINE: u8 = 3;

/// Pupils from which on a progress bar is worth its flicker.
const PROGRESS_FROM: usize = 300;

/// Where the program speaks, and what day it is.
pub struct Console<'a> {
    /// Results.
    pub out: &'a mut dyn Write,
    /// Remarks and errors.
    pub err: &'a mut dyn Write,
    /// The day ages are counted on unless the user names another.
    pub clock: Date,
    /// Whether a result could not be said.
    pub is_full: bool,
}

impl Console<'_> {
    /// Says a result. A closed pipe is no reason to fail: the file is what
    /// counts.
    pub fn result(&mut self, text: &str) {
        let written = self.out.write_all(harmless(text).as_bytes());
        match written.and_then(|()| self.out.flush()) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                let why = failure::in_words(&error);
                self.remark(&format!("Ответ программы записан не весь: {why}\n"));
                self.is_full = true;
            }
            _ => {}
        }
    }

    /// Ends a command; says what was made, or what is wrong with the input, to a program
    /// if asked for.
    ///
    /// # Errors
    /// That of the command.
    pub fn answer(&mut self, json: bool, done: Result<made::Result, Stop>) -> Result<(), Stop> {
        let mut refused = made::Result::default();
        let result = match &done {
            Ok(result) => result,
            Err(Stop::Input(errors)) => {
                refused.errors.clone_from(errors);
                &refused
            }
            Err(_) => return done.map(drop),
        };
        if json {
            self.result(&result.json());
        }
        done.map(drop)
    }

    /// Says a remark or an error.
    pub fn remark(&mut self, text: &str) {
        let _ = self.err.write_all(harmless(text).as_bytes());
        let _ = self.err.flush();
    }
}

/// A text without signs that make a terminal do something or turn the direction
/// of writing: names of files and what was typed may have any.
fn harmless(text: &str) -> Cow<'_, str> {
    let acts = |c: char| {
        c.is_control() && !matches!(c, '\n' | '\t')
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    match text.contains(acts) {
        true => Cow::Owned(text.replace(acts, "\u{fffd}")),
        false => Cow::Borrowed(text),
    }
}

/// Why a command was broken off.
#[derive(Debug)]
pub enum Stop {
    /// The list, the template or the settings file is at fault.
    Input(Vec<Diagnostic>),
    /// The command has to be changed.
    Usage(String),
    /// The disk or its permissions are at fault.
    Machine(String),
    /// All has been said already; only the exit code is left.
    Said(u8),
}

impl Stop {
    /// What is said of it.
    pub fn text(&self) -> String {
        match self {
            Stop::Input(errors) => report::errors(errors),
            Stop::Usage(text) => format!("{text}\nСправка: pamyatka --help\n"),
            Stop::Machine(text) => format!("{text}\n"),
            Stop::Said(_) => String::new(),
        }
    }

    /// The exit code.
    pub fn code(&self) -> u8 {
        match self {
            Stop::Input(_) => INPUT,
            Stop::Usage(_) => USAGE,
            Stop::Machine(_) => MACHINE,
            Stop::Said(code) => *code,
        }
    }
}

/// Shows how far the making of handouts has come, unless it is short or nobody
/// looks; the work is given what tells how many pupils are done.
pub fn with_bar<T>(pupils: usize, quiet: bool, work: impl FnOnce(&dyn Fn(usize)) -> T) -> T {
    match quiet || pupils <= PROGRESS_FROM {
        true => work(&|_| {}),
        false => shown(
            "Готовлю памятки: {bar:30} {pos} из {len}",
            Some(pupils),
            work,
        ),
    }
}

/// The same for pages of a file, however many it has.
pub fn with_count<T>(work: impl FnOnce(&dyn Fn(usize)) -> T) -> T {
    shown("Проверено страниц: {pos}", None, work)
}

fn shown<T>(words: &str, all: Option<usize>, work: impl FnOnce(&dyn Fn(usize)) -> T) -> T {
    let style = ProgressStyle::with_template(words);
    let all = all.map(|all| all as u64);
    let bar = ProgressBar::with_draw_target(all, ProgressDrawTarget::stderr())
        .with_style(style.expect("the template of the bar is well-formed"));
    let done = work(&|done| bar.set_position(done as u64));
    bar.finish_and_clear();
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_acts_on_a_terminal_is_said() {
        assert_eq!(
            harmless("7\u{1b}[2Jb\u{202e}.csv\n"),
            "7\u{fffd}[2Jb\u{fffd}.csv\n"
        );
        assert!(matches!(harmless("Готово:\t«7б» — é\n"), Cow::Borrowed(_)));
    }
}
