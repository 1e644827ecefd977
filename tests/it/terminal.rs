//! What is seen on a terminal: the bar while many sheets are made, and the window
//! that waits to be read.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use rustix::pty::{self, OpenptFlags};
use rustix::termios::{Winsize, tcsetwinsize};

/// Runs the program on a terminal of its own, on which `typed` is typed; gives the
/// exit code and all that was shown.
fn shown(folder: &Path, args: &[&str], typed: &str, window: bool) -> (Option<i32>, String) {
    let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY;
    let master = pty::openpt(flags).unwrap();
    pty::grantpt(&master).unwrap();
    pty::unlockpt(&master).unwrap();
    let size = Winsize {
        ws_row: 25,
        ws_col: 80,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    tcsetwinsize(&master, size).unwrap();
    let name = pty::ptsname(&master, Vec::new()).unwrap();
    let name = name.into_string().unwrap();
    let side = OpenOptions::new().read(true).write(true).open(name);
    let side = side.unwrap();
    let end = || Stdio::from(side.try_clone().unwrap());
    let mut command = Command::new(env!("CARGO_BIN_EXE_pamyatka"));
    command.args(args).current_dir(folder).env("TERM", "xterm");
    command.stdin(end()).stdout(end()).stderr(end());
    if window {
        command.env("PAMYATKA_WINDOW", "1");
    }
    let mut child = command.spawn().unwrap();
    drop((command, side));
    let mut master = File::from(master);
    master.write_all(typed.as_bytes()).unwrap();
    let mut bytes = Vec::new();
    let mut some = [0; 4096];
    // Linux ends a terminal that nobody holds with an error.
    while let Ok(read @ 1..) = master.read(&mut some) {
        bytes.extend_from_slice(&some[..read]);
    }
    let code = child.wait().unwrap().code();
    (code, String::from_utf8(bytes).unwrap())
}

#[test]
fn a_bar_moves_while_many_sheets_are_made_and_goes() {
    let folder = tempfile::tempdir().unwrap();
    let names: String = (0..400)
        .map(|number| format!("Цой {};7Б\n", ["Ян", "Лев"][number % 2]))
        .collect();
    fs::write(folder.path().join("7b.csv"), format!("ФИО;Класс\n{names}")).unwrap();
    let (code, text) = shown(folder.path(), &["7b.csv"], "", false);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("Готовлю памятки: "), "{text}");
    let (before, done) = text.split_once("Готово: 400 памяток").expect(&text);
    assert!(before.contains("из 400") && before.contains('\r'), "{text}");
    assert!(!done.contains("Готовлю"), "{text}");
    let (_, quiet) = shown(folder.path(), &["7b.csv", "--quiet"], "", false);
    assert!(!quiet.contains("Готовлю"), "{quiet}");
}

#[test]
fn pages_that_are_judged_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let names = "Цой Ян\nЖук Лев\nКим Юн\n";
    fs::write(folder.path().join("7b.csv"), format!("ФИО\n{names}")).unwrap();
    shown(folder.path(), &["7b.csv"], "", false);
    let (code, text) = shown(folder.path(), &["verify", "7b.pdf"], "", false);
    assert_eq!(code, Some(0), "{text}");
    let (before, after) = text.split_once("7b.pdf: 6 страниц").expect(&text);
    assert!(before.contains("Проверено страниц: "), "{text}");
    assert!(!after.contains("Проверено"), "{text}");
}

#[test]
fn a_window_of_its_own_waits_to_be_read() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("7b.csv"), "ФИО\nЦой Ян\n").unwrap();
    for (args, code, said) in [
        (&["7b.csv"][..], 0, "Готово: 1 памятка"),
        (&["8b.csv"], 1, "8b.csv"),
        (&[], 2, "Положите список"),
    ] {
        let (own, text) = shown(folder.path(), args, "\n", true);
        assert_eq!(own, Some(code), "{text}");
        assert!(text.contains(said), "{text}");
        assert!(
            text.contains("Нажмите Enter, чтобы закрыть окно."),
            "{text}"
        );
        let (_, text) = shown(folder.path(), args, "", false);
        assert!(!text.contains("Нажмите Enter"), "{text}");
    }
}
