//! The command line program.

use std::process::ExitCode;

/// Batches are made on one thread and freed on another, which the allocator of
/// glibc pays for with a fifth of the time of a large set.
#[cfg(target_os = "linux")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(pamyatka::cli::run(
        std::env::args_os(),
        &pamyatka::cli::stages::Stages,
    ))
}
