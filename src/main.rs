//! The command line program.

use std::process::ExitCode;

/// The allocator of glibc takes a fifth of the time of a large set more.
#[cfg(target_os = "linux")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

// The shells of Windows leave `*.pdf` to the program.
fn main() -> ExitCode {
    ExitCode::from(pamyatka::cli::run(wild::args_os()))
}
