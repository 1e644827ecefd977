//! The window that the program gets when it is started by its icon, or by a file
//! put on it, and that would close with it before anything is read.

use std::io::{self, IsTerminal};

use super::console::Console;

/// Set by the desktop entry of Linux, which opens a terminal for the program alone.
const ASKED: &str = "PAMYATKA_WINDOW";

/// Whether the window goes when the program ends.
pub fn is_own() -> bool {
    #[cfg(windows)]
    let own = pamyatka_windows::alone_in_console();
    #[cfg(not(windows))]
    let own = false;
    (own || std::env::var_os(ASKED).is_some()) && io::stdin().is_terminal()
}

/// Waits for somebody to have read it.
pub fn keep(console: &mut Console<'_>) {
    console.remark("\nНажмите Enter, чтобы закрыть окно.\n");
    let _ = io::stdin().read_line(&mut String::new());
}
