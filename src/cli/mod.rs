//! The command line: the only layer that reads files, the clock and arguments,
//! and that speaks to a person.
//!
//! Takes the arguments and an [`Engine`], gives an exit code: 0 done (remarks
//! may have been made), 1 the input is at fault, 2 wrong usage, 3 the machine
//! is at fault. Results go to standard output, remarks and errors to standard
//! error.

pub mod args;
pub mod check;
pub mod codes;
pub mod config;
pub mod day;
pub mod engine;
pub mod folder;
pub mod kit;
pub mod labels;
pub mod manifest;
pub mod output;
pub mod papers;
pub mod plural;
pub mod report;
pub mod settings;
pub mod split;
pub mod stages;
pub mod usage;
pub mod verify;

mod commands;
mod print;

use std::ffi::OsString;
use std::io::Write;

use clap::Parser;
use clap::error::ErrorKind;
use jiff::Zoned;
use jiff::civil::Date;

use crate::base::diagnostic::Diagnostic;
use args::{Args, Command};
use engine::{Engine, Failure};
use output::Refused;

/// Everything went well.
pub const DONE: u8 = 0;
/// The list, the template or the settings file is at fault.
pub const INPUT: u8 = 1;
/// The command line is at fault.
pub const USAGE: u8 = 2;
/// The disk or its permissions are at fault.
pub const MACHINE: u8 = 3;

/// Where the program speaks, and what day it is.
pub struct Console<'a> {
    /// Results.
    pub out: &'a mut dyn Write,
    /// Remarks and errors.
    pub err: &'a mut dyn Write,
    /// The day ages are counted on unless the user names another.
    pub clock: Date,
}

impl Console<'_> {
    /// A closed pipe is no reason to fail: the file is what counts.
    fn result(&mut self, text: &str) {
        let _ = self.out.write_all(text.as_bytes());
        let _ = self.out.flush();
    }

    fn remark(&mut self, text: &str) {
        let _ = self.err.write_all(text.as_bytes());
        let _ = self.err.flush();
    }
}

/// Why a command was broken off.
#[derive(Debug)]
pub(crate) enum Stop {
    Input(Vec<Diagnostic>),
    Usage(String),
    Machine(String),
    /// All has been said already; only the exit code is left.
    Said(u8),
}

impl From<Refused> for Stop {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Usage(text) => Stop::Usage(text),
            Refused::Machine(text) => Stop::Machine(text),
        }
    }
}

impl Stop {
    fn of(failure: Failure, output: &std::path::Path) -> Self {
        match failure {
            Failure::Input(errors) => Stop::Input(errors),
            Failure::Output(error) => output::machine(output, &error).into(),
        }
    }

    fn text(&self) -> String {
        match self {
            Stop::Input(errors) => report::errors(errors),
            Stop::Usage(text) => format!("{text}\nСправка: pamyatka --help\n"),
            Stop::Machine(text) => format!("{text}\n"),
            Stop::Said(_) => String::new(),
        }
    }

    fn code(&self) -> u8 {
        match self {
            Stop::Input(_) => INPUT,
            Stop::Usage(_) => USAGE,
            Stop::Machine(_) => MACHINE,
            Stop::Said(code) => *code,
        }
    }
}

/// Runs the program on the terminal and gives its exit code.
pub fn run(args: impl IntoIterator<Item = OsString>, engine: &dyn Engine) -> u8 {
    let mut console = Console {
        out: &mut std::io::stdout().lock(),
        err: &mut std::io::stderr(),
        clock: Zoned::now().date(),
    };
    run_on(args, engine, &mut console)
}

/// Runs the program with given ears and mouth.
pub fn run_on(
    args: impl IntoIterator<Item = OsString>,
    engine: &dyn Engine,
    console: &mut Console<'_>,
) -> u8 {
    let args = match Args::try_parse_from(args::with_command(args)) {
        Ok(args) => args,
        Err(error) => return unparsed(&error, console),
    };
    let outcome = match &args.command {
        Command::Print(print) => print::print(print, engine, console),
        Command::Kit(kit) => kit::kit(kit, engine, console),
        Command::Qr(qr) => codes::qr(qr, engine, console),
        Command::Poster(poster) => papers::poster(poster, engine, console),
        Command::Cards(cards) => papers::cards(cards, engine, console),
        Command::Checklist(list) => papers::checklist(list, engine, console),
        Command::Check(check) => commands::check(check, engine, console),
        Command::Template(template) => commands::template(template, engine, console),
        Command::Verify(files) => commands::verify(files, engine, console),
    };
    match outcome {
        Ok(()) => DONE,
        Err(stop) => {
            console.remark(&stop.text());
            stop.code()
        }
    }
}

fn unparsed(error: &clap::Error, console: &mut Console<'_>) -> u8 {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            console.result(&error.render().to_string());
            DONE
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            console.remark(&error.render().to_string());
            USAGE
        }
        _ => {
            let stop = Stop::Usage(usage::message(error));
            console.remark(&stop.text());
            stop.code()
        }
    }
}

#[cfg(test)]
mod tests;
