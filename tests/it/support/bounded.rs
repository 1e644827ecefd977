//! Runs the program on what it must not fall for, under bounds that a slow
//! machine keeps to, built for tests: a minute and a half, a gigabyte a process.

use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

const TIME: Duration = Duration::from_secs(90);
#[cfg(unix)]
const KIB: u64 = 1 << 20;

/// The program in a folder, with these arguments.
#[track_caller]
pub fn bounded(dir: &Path, args: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_pamyatka");
    #[cfg(unix)]
    let mut command = {
        let mut command = Command::new("sh");
        let script = format!("ulimit -v {KIB}; exec \"$0\" \"$@\"");
        command.args(["-c", &script, program]);
        command
    };
    #[cfg(not(unix))]
    let mut command = Command::new(program);
    let started = Instant::now();
    let output = command.args(args).current_dir(dir).output().unwrap();
    let took = started.elapsed();
    assert!(took < TIME, "{args:?} took {took:?}");
    output
}

/// What a run that ends with this code says to standard error: Russian, and
/// nothing of how the program is made.
#[track_caller]
pub fn refused(dir: &Path, args: &[&str], code: i32) -> String {
    let output = bounded(dir, args);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
    for word in ["panicked", "backtrace", "os error", "RUST"] {
        assert!(!said.contains(word), "{args:?}: {said}");
    }
    said
}
