//! Runs the program in a folder of its own.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output};
use std::time::{Duration, Instant};

/// A run that is being prepared.
pub struct Run {
    dir: tempfile::TempDir,
    args: Vec<OsString>,
}

/// What a run said and left; its folder lives as long as this.
pub struct Said {
    dir: tempfile::TempDir,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Run {
    /// In an empty folder.
    pub fn new() -> Run {
        Run {
            dir: tempfile::tempdir().unwrap(),
            args: Vec::new(),
        }
    }

    /// Puts a class list `7b.csv` into the folder.
    pub fn roster(self, text: &str) -> Run {
        self.file("7b.csv", text)
    }

    /// Puts a text file into the folder.
    pub fn file(self, name: &str, text: &str) -> Run {
        self.bytes(name, text.as_bytes())
    }

    /// Puts a file into the folder.
    pub fn bytes(self, name: &str, bytes: &[u8]) -> Run {
        fs::write(self.dir.path().join(name), bytes).unwrap();
        self
    }

    /// Adds an argument.
    pub fn arg(mut self, arg: impl Into<OsString>) -> Run {
        self.args.push(arg.into());
        self
    }

    /// Adds arguments.
    pub fn args(mut self, args: &[&str]) -> Run {
        self.args.extend(args.iter().map(OsString::from));
        self
    }

    /// Runs and expects exit code 0.
    #[track_caller]
    pub fn ok(self) -> Said {
        self.ends(0)
    }

    /// Runs and expects a failure with this exit code that leaves no new file.
    #[track_caller]
    pub fn fails(self, code: i32) -> Said {
        let before = names(self.dir.path());
        let said = self.ends(code);
        assert_eq!(
            names(said.dir.path()),
            before,
            "a failure left files behind"
        );
        said
    }

    #[track_caller]
    fn ends(self, code: i32) -> Said {
        let output = run(self.dir.path(), &self.args);
        let said = Said {
            dir: self.dir,
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        };
        assert_eq!(output.status.code(), Some(code), "{}{}", said.out, said.err);
        said
    }
}

impl Said {
    /// A file of the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// The content of a file of the folder.
    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }
}

/// Runs the program in a folder that is there already.
pub fn run(dir: &Path, args: &[impl AsRef<std::ffi::OsStr>]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_pamyatka"))
        .args(args)
        .current_dir(dir)
        // How wide the help is does not depend on where the tests run.
        .env_remove("COLUMNS")
        .output()
        .unwrap()
}

/// What lies in a folder, sorted.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// Kills a program as soon as it has begun to write, which must be within two
/// minutes and before it is done.
pub fn kill_once(child: &mut Child, mut has_begun: impl FnMut() -> bool) {
    let started = Instant::now();
    while !has_begun() {
        assert!(
            started.elapsed() < Duration::from_secs(120),
            "nothing was begun"
        );
        assert!(
            child.try_wait().unwrap().is_none(),
            "it was done before it was killed"
        );
        std::thread::sleep(Duration::from_millis(2));
    }
    child.kill().unwrap();
    child.wait().unwrap();
}
