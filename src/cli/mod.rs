//! The command line: the only layer that reads files, the clock and arguments,
//! and that speaks to a person.
//!
//! Takes the arguments, gives an exit code. Results go to standard output,
//! remarks and errors to standard error. `words`, `args` and `groups` are what can be typed, `inputs`
//! what is read because of it, `commands` what is done, `output` and `folder`
//! how files appear.

pub mod args;
pub mod child;
pub mod commands;
pub mod console;
pub mod failure;
pub mod fault;
pub mod files;
pub mod folder;
pub mod groups;
pub mod inputs;
pub mod interrupt;
pub mod labels;
pub mod lists;
pub mod output;
pub mod paper;
pub mod place;
pub mod split;
pub mod usage;
pub mod window;
pub mod words;

use std::ffi::{OsStr, OsString};
use std::path::Path;

use clap::FromArgMatches;
use clap::error::ErrorKind;
use jiff::Zoned;

use args::{Args, Command};
use commands::{
    cards, check, checklist, completions, init, kit, poster, preview, print, qr, template, verify,
};
use console::{Console, DONE, MACHINE, Stop, USAGE};

/// Written by `packaging/licenses.py`.
const LICENSES: &str = include_str!("../../packaging/licenses.txt");

/// Runs the program on the terminal and gives its exit code.
pub fn run(args: impl IntoIterator<Item = OsString>) -> u8 {
    let args: Vec<OsString> = args.into_iter().collect();
    if let Some(code) = child::serve(&args) {
        return code;
    }
    interrupt::tidy_up();
    let mut console = Console {
        out: &mut std::io::stdout().lock(),
        err: &mut std::io::stderr(),
        clock: Zoned::now().date(),
        is_full: false,
    };
    let code = fault::guarded(&mut console, |console| answer(args, console));
    if window::is_own() {
        window::keep(&mut console);
    }
    code
}

fn answer(args: Vec<OsString>, console: &mut Console<'_>) -> u8 {
    let is_file = |name: &OsStr| Path::new(name).exists();
    let line = match words::understood(args, is_file) {
        Ok(line) => line,
        Err(text) => return stopped(&Stop::Usage(text), console),
    };
    if line.len() < 2 {
        console.remark(words::START);
        return USAGE;
    }
    let parsed = args::command().try_get_matches_from(&line);
    let args = match parsed.and_then(|found| Args::from_arg_matches(&found)) {
        Ok(args) => args,
        Err(error) => return unparsed(&error, &line[1], console),
    };
    match obey(&args.command, console) {
        Ok(()) if console.is_full => MACHINE,
        Ok(()) => DONE,
        Err(stop) => stopped(&stop, console),
    }
}

fn stopped(stop: &Stop, console: &mut Console<'_>) -> u8 {
    console.remark(&stop.text());
    stop.code()
}

fn obey(command: &Command, console: &mut Console<'_>) -> Result<(), Stop> {
    match command {
        Command::Init(args) => init::init(args, console),
        Command::Print(args) => print::print(args, console),
        Command::Preview(args) => preview::preview(args, console),
        Command::Kit(args) => kit::kit(args, console),
        Command::Qr(args) => qr::qr(args, console),
        Command::Poster(args) => poster::poster(args, console),
        Command::Cards(args) => cards::cards(args, console),
        Command::Checklist(args) => checklist::checklist(args, console),
        Command::Check(args) => check::check(args, console),
        Command::Template(args) => template::template(args, console),
        Command::Verify(args) => verify::verify(args, console),
        Command::Completions(args) => completions::completions(args, console),
        Command::Man(args) => completions::man(args, console),
        Command::Licenses => {
            console.result(LICENSES);
            Ok(())
        }
    }
}

fn unparsed(error: &clap::Error, command: &OsStr, console: &mut Console<'_>) -> u8 {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            console.result(&error.render().to_string());
            DONE
        }
        _ => {
            let text = usage::message(error, &command.to_string_lossy());
            stopped(&Stop::Usage(text), console)
        }
    }
}
