//! What is done when the program is told to stop: by Ctrl-C, by the closing of
//! its window, by the system.
//!
//! Temporary folders, in which names stand, are removed first. Work that must
//! not be cut in two, such as putting finished files in place, holds
//! [`together`], and the stop waits for it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
#[cfg(unix)]
use std::sync::Arc;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The exit code of a program that was interrupted: 128 and the number of SIGINT.
const INTERRUPTED: i32 = 130;

static FOLDERS: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// Holds off a stop.
pub struct Together(MutexGuard<'static, BTreeSet<PathBuf>>);

/// Holds off a stop until it is dropped.
pub fn together() -> Together {
    Together(FOLDERS.lock().unwrap_or_else(PoisonError::into_inner))
}

impl Together {
    /// A folder that is removed by a stop from now on.
    pub fn temporary(&mut self, folder: &Path) -> Temporary {
        self.0.insert(folder.to_owned());
        Temporary(folder.to_owned())
    }

    /// A folder that a stop leaves alone from now on.
    pub fn keep(&mut self, folder: &Path) {
        self.0.remove(folder);
    }
}

/// A temporary folder; once this is dropped a stop leaves it alone.
pub struct Temporary(PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        together().0.remove(&self.0);
    }
}

/// Tidies up when the program is told to stop. Where that cannot be had, it
/// just stops.
pub fn tidy_up() {
    #[cfg(windows)]
    pamyatka_windows::on_stop(stop);
    #[cfg(unix)]
    let _ = listen();
}

#[cfg(unix)]
fn listen() -> std::io::Result<()> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
    // A file that may not grow any more is an error of the write that makes it
    // grow; by default the system would end the program without a word.
    signal_hook::flag::register(SIGXFSZ, Arc::default())?;
    let mut signals = signal_hook::iterator::Signals::new([SIGHUP, SIGINT, SIGTERM])?;
    std::thread::spawn(move || signals.forever().next().map(|_| stop()));
    Ok(())
}

fn stop() -> ! {
    // Nothing is begun any more: the lock is never given back.
    let folders = together();
    for folder in folders.0.iter() {
        // A file that is being written may appear meanwhile.
        while fs::remove_dir_all(folder).is_err() && folder.exists() {
            std::thread::yield_now();
        }
    }
    std::process::exit(INTERRUPTED);
}
