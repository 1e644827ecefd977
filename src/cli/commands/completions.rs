//! `pamyatka completions` and `pamyatka man`: what a shell and `man` know of the
//! command line, out of the same definition as the help.

use clap::ValueEnum;
use clap_complete::Shell;
use clap_mangen::Man;

use crate::base::nearest::hint;
use crate::cli::args::{self, CompletionsArgs, ManArgs};
use crate::cli::console::{Console, Stop};

/// The name of the program.
const PROGRAM: &str = "pamyatka";

/// `pamyatka completions`.
///
/// # Errors
/// [`Stop`], if there is no such shell.
pub fn completions(args: &CompletionsArgs, console: &mut Console<'_>) -> Result<(), Stop> {
    let word = args.shell.trim().to_lowercase();
    let known = Shell::value_variants();
    let Some(shell) = known.iter().find(|shell| shell.to_string() == word) else {
        let known: Vec<String> = known.iter().map(Shell::to_string).collect();
        return Err(unknown("Оболочки", &args.shell, &known));
    };
    let mut script = Vec::new();
    clap_complete::generate(*shell, &mut args::command(), PROGRAM, &mut script);
    console.result(&String::from_utf8_lossy(&script));
    Ok(())
}

/// `pamyatka man`.
///
/// # Errors
/// [`Stop`], if there is no such command.
pub fn man(args: &ManArgs, console: &mut Console<'_>) -> Result<(), Stop> {
    let mut program = args::command();
    program.build();
    let command = match &args.command {
        None => &program,
        Some(name) => program
            .find_subcommand(name)
            .ok_or_else(|| unknown("Команды", name, &args::commands()))?,
    };
    let mut page = Vec::new();
    let rendered = Man::new(command.clone()).render(&mut page);
    rendered.expect("a vector takes all bytes");
    console.result(&String::from_utf8_lossy(&page));
    Ok(())
}

fn unknown(what: &str, word: &str, known: &[String]) -> Stop {
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    Stop::Usage(format!("{what} «{word}» нет. {}", hint(word, &known)))
}
