//! The command line program.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(pamyatka::cli::run(
        std::env::args_os(),
        &pamyatka::cli::stages::Stages,
    ))
}
