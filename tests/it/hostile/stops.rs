//! What is left behind by a run that is stopped, and what it must not touch.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::support::bounded::{bounded, refused};
use crate::support::run::names;

fn roster(pupils: usize) -> String {
    let letters = ["А", "Б", "В", "Г", "Д", "Е", "Ж", "И", "К", "Л"];
    let rows = (0..pupils).map(|at| {
        let name = |shift| letters[at / shift % 10];
        format!(
            "Цой{}{};Ян\n",
            name(1).to_lowercase(),
            name(10).to_lowercase()
        )
    });
    format!("Фамилия;Имя\n{}", rows.collect::<String>())
}

/// Stops a run at many moments: the folder then has the list alone, or the
/// whole set beside it.
fn stopped(signal: &str, args: &[&str]) {
    for moment in 0..8 {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("7b.csv"), roster(40)).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_pamyatka"))
            .args(args)
            .current_dir(dir.path())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(20 + 60 * moment));
        let id = child.id().to_string();
        let sent = Command::new("kill")
            .args([signal, &id])
            .stderr(Stdio::null())
            .status();
        sent.unwrap();
        child.wait().unwrap();
        let left = names(dir.path());
        let hidden = left.iter().any(|name| name.starts_with('.'));
        assert!(!hidden, "{signal} after {moment}: {left:?}");
    }
}

#[test]
fn a_run_that_is_stopped_leaves_no_temporary_folder() {
    stopped("-TERM", &["kit", "7b.csv"]);
    stopped("-INT", &["7b.csv", "--split", "pupil"]);
}

#[test]
fn a_file_that_is_replaced_keeps_its_mode() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("7b.csv"), roster(2)).unwrap();
    for args in [
        &["7b.csv"][..],
        &["7b.csv", "--split", "class", "-o", "all"],
    ] {
        let file = match args.len() {
            1 => dir.path().join("7b.pdf"),
            _ => dir.path().join("all/без класса.pdf"),
        };
        assert!(bounded(dir.path(), args).status.success());
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        assert!(bounded(dir.path(), args).status.success());
        let mode = fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{args:?}");
    }
}

#[test]
fn a_folder_that_is_a_link_is_not_written_through() {
    let dir = tempfile::tempdir().unwrap();
    let other = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("7b.csv"), roster(2)).unwrap();
    fs::create_dir(dir.path().join("7b")).unwrap();
    symlink(other.path(), dir.path().join("7b/qr")).unwrap();
    let said = refused(dir.path(), &["kit", "7b.csv", "-o", "7b", "--force"], 2);
    assert!(said.contains("qr/"), "{said}");
    assert_eq!(names(other.path()), Vec::<String>::new());
}
