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
    for moment in 0..25 {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("7b.csv"), roster(40)).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_pamyatka"))
            .args(args)
            .current_dir(dir.path())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(10 + 20 * moment));
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
fn of_eight_runs_at_once_each_is_whole_or_refused() {
    for args in [
        &["7b.csv", "-o", "a.pdf"][..],
        &["kit", "7b.csv", "-o", "a"],
    ] {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("7b.csv"), roster(12)).unwrap();
        let start = |_| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_pamyatka"));
            command.args(args).current_dir(dir.path());
            let command = command.stdout(Stdio::null()).stderr(Stdio::piped());
            command.spawn().unwrap()
        };
        let runs: Vec<_> = (0..8).map(start).collect();
        let ends = runs.into_iter().map(|run| run.wait_with_output().unwrap());
        let (whole, refused): (Vec<_>, Vec<_>) = ends.partition(|end| end.status.success());
        assert!(!whole.is_empty());
        for end in refused {
            let said = String::from_utf8(end.stderr).unwrap();
            assert!(said.contains("ещё раз"), "{said}");
        }
        assert_eq!(names(dir.path()).len(), 2, "{:?}", names(dir.path()));
        let made = dir.path().join(args.last().unwrap());
        let alone = tempfile::tempdir().unwrap();
        fs::write(alone.path().join("7b.csv"), roster(12)).unwrap();
        assert!(bounded(alone.path(), args).status.success());
        let alone = alone.path().join(args.last().unwrap());
        if made.is_dir() {
            assert_eq!(names(&made), names(&alone));
        } else {
            assert_eq!(fs::read(&made).unwrap(), fs::read(&alone).unwrap());
        }
    }
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
        // Only the superuser may give files away.
        if std::os::unix::fs::chown(&file, Some(12_345), None).is_ok() {
            assert!(bounded(dir.path(), args).status.success());
            let owner = std::os::unix::fs::MetadataExt::uid(&fs::metadata(&file).unwrap());
            assert_eq!(owner, 12_345, "{args:?}");
        }
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
    symlink(other.path(), dir.path().join("own")).unwrap();
    let said = refused(dir.path(), &["kit", "7b.csv", "-o", "own"], 2);
    assert!(said.contains("ссылка на папку"), "{said}");
    assert_eq!(names(other.path()), Vec::<String>::new());
    // Nor is a file, be the link ours to follow or not.
    for (args, ending) in [
        (&["7b.csv"][..], "pdf"),
        (&["preview", "7b.csv"], "png"),
        (&["template"], "md"),
    ] {
        let (link, file) = (format!("link.{ending}"), other.path().join(ending));
        symlink(&file, dir.path().join(&link)).unwrap();
        for there in [false, true] {
            let args = [args, &["-o", &link, "--force"]].concat();
            let said = refused(dir.path(), &args, 2);
            assert!(said.contains("ссылка на файл"), "{said}");
            match there {
                false => fs::write(&file, "another's").unwrap(),
                true => assert_eq!(fs::read(&file).unwrap(), b"another's"),
            }
        }
    }
}

#[test]
fn what_a_killed_run_left_long_ago_is_removed_and_said() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    fs::write(at("7b.csv"), roster(2)).unwrap();
    let old = std::time::SystemTime::now() - Duration::from_secs(7200);
    for name in [".pamyatka-a.tmp", ".pamyatka-b.tmp", ".pamyatka-c.tmp"] {
        fs::create_dir_all(at(name).join("new")).unwrap();
    }
    // Earlier files of the user lie in this one, and that one is at work.
    fs::create_dir(at(".pamyatka-b.tmp/old")).unwrap();
    for name in [".pamyatka-a.tmp", ".pamyatka-b.tmp"] {
        fs::File::open(at(name)).unwrap().set_modified(old).unwrap();
    }
    let output = bounded(dir.path(), &["7b.csv"]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        said.contains("Убраны остатки прерванной работы (1)."),
        "{said}"
    );
    assert!(!at(".pamyatka-a.tmp").exists());
    assert!(at(".pamyatka-b.tmp/old").exists() && at(".pamyatka-c.tmp").exists());
}

#[test]
fn in_a_folder_open_to_everybody_names_are_their_owners() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("7b.csv"), roster(2)).unwrap();
    let mode = |name: &str| {
        fs::metadata(dir.path().join(name))
            .unwrap()
            .permissions()
            .mode()
            & 0o077
    };
    let set = |mode| fs::set_permissions(dir.path(), fs::Permissions::from_mode(mode)).unwrap();
    for (folder, pdf, kit) in [(0o1777, "a.pdf", "a"), (0o755, "b.pdf", "b")] {
        set(folder);
        assert!(bounded(dir.path(), &["7b.csv", "-o", pdf]).status.success());
        assert!(
            bounded(dir.path(), &["kit", "7b.csv", "-o", kit])
                .status
                .success()
        );
        let is_shared = folder == 0o755;
        assert_eq!(
            (mode(pdf) != 0, mode(kit) != 0),
            (is_shared, is_shared),
            "{folder:o}"
        );
    }
}

#[test]
fn a_file_that_may_not_grow_is_an_error_in_words() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("7b.csv"), roster(30)).unwrap();
    let script = "ulimit -f 20; exec \"$0\" 7b.csv";
    let output = Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_pamyatka")])
        .current_dir(dir.path())
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("такой большой файл"), "{said}");
    assert_eq!(names(dir.path()), ["7b.csv"]);
}
