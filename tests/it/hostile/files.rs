//! What is no file that ends, in the place of a list, settings, a template or
//! something to judge.

use std::fs::{self, File};

use crate::support::bounded::refused;

const ROSTER: &str = "Фамилия;Имя\nЦой;Ян\n";

/// Every way in which a file is named, the file being `bad`.
fn ways(bad: &str) -> [Vec<&str>; 6] {
    [
        vec![bad],
        vec!["check", bad],
        vec!["7b.csv", "--config", bad],
        vec!["7b.csv", "--template", bad],
        vec!["7b.csv", "--emblem", bad],
        vec!["verify", bad],
    ]
}

#[test]
fn a_file_of_five_gigabytes_is_not_read() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("7b.csv"), ROSTER).unwrap();
    let large = File::create(dir.path().join("large.csv")).unwrap();
    large.set_len(5 << 30).unwrap();
    for args in ways("large.csv") {
        let said = refused(dir.path(), &args, 1);
        assert!(said.contains("слишком велик"), "{args:?}: {said}");
    }
}

#[test]
fn a_folder_a_device_and_a_pipe_are_no_files() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("7b.csv"), ROSTER).unwrap();
    fs::create_dir(dir.path().join("folder")).unwrap();
    let mut bad = vec!["folder"];
    #[cfg(unix)]
    {
        let pipe = std::process::Command::new("mkfifo")
            .arg(dir.path().join("pipe"))
            .status();
        assert!(pipe.unwrap().success());
        bad.extend(["pipe", "/dev/zero", "/dev/tty"]);
    }
    for bad in bad {
        for args in ways(bad) {
            let said = refused(dir.path(), &args, 1);
            assert!(said.contains("а нужен файл"), "{args:?}: {said}");
        }
    }
}
