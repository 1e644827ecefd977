//! The rules of the command line, with an engine that makes no pages.

use std::cell::RefCell;
use std::fs;
use std::path::Path;

use jiff::civil::date;

use super::engine::{
    CodeFile, CodeOrder, Inquiry, Inspection, Made, Paper, ReadAt, ReadOptions, Source,
};
use super::*;
use crate::address::Address;
use crate::model::job::Job;
use crate::model::student::{Roster, Student};

/// Takes every line of the list for a surname; remembers what it was given.
#[derive(Default)]
struct Fake {
    made: RefCell<Vec<(Job, Source, Vec<String>)>>,
}

impl Engine for Fake {
    fn read(&self, bytes: &[u8], _: &ReadOptions) -> Result<Roster, Vec<Diagnostic>> {
        let text = String::from_utf8_lossy(bytes).into_owned();
        if text.is_empty() {
            return Err(vec![Diagnostic::error("empty", "список пуст.")]);
        }
        let student = |(index, line): (usize, &str)| {
            let class = if line.starts_with("7А ") { "7А" } else { "" };
            Student {
                row: index + 1,
                class: class.into(),
                ..Student::new(line.replace("7А ", "").as_str())
            }
        };
        Ok(Roster {
            students: text.lines().enumerate().map(student).collect(),
            warnings: vec![Diagnostic::warning("odd", "странно.").at_row(1)],
            ..Roster::default()
        })
    }

    fn make(
        &self,
        students: Vec<Student>,
        job: &Job,
        source: &Source,
        out: &mut dyn Write,
        progress: &(dyn Fn(usize) + Sync),
    ) -> Result<Made, Failure> {
        out.write_all(b"%PDF fake").map_err(Failure::Output)?;
        if source.text == "bad" {
            return Err(Failure::Input(vec![Diagnostic::error("bad", "плохо.")]));
        }
        let n = students.len();
        progress(n);
        let classes = students.iter().map(|s| s.class.to_string()).collect();
        self.made
            .borrow_mut()
            .push((job.clone(), source.clone(), classes));
        Ok(Made {
            handouts: n,
            pages: if source.text == "wrong" { 0 } else { 2 * n },
            sheets: n,
            ..Made::default()
        })
    }

    fn code(
        &self,
        address: &Address,
        order: &CodeOrder,
        _: &Job,
    ) -> Result<Vec<CodeFile>, Failure> {
        let file = |ending| CodeFile {
            ending,
            bytes: format!("%PDF fake {}", address.url()).into_bytes(),
            side: Some(order.side),
        };
        Ok(vec![file("svg"), file("-1024.png")])
    }

    fn paper(
        &self,
        paper: &Paper<'_>,
        job: &Job,
        source: &Source,
        out: &mut dyn Write,
    ) -> Result<Made, Failure> {
        out.write_all(b"%PDF fake").map_err(Failure::Output)?;
        let said = vec![format!("{paper:?}")];
        self.made
            .borrow_mut()
            .push((job.clone(), source.clone(), said));
        Ok(Made {
            handouts: 2,
            pages: 2,
            sheets: 2,
            ..Made::default()
        })
    }

    fn message(&self, _: &Job, classes: &[&str]) -> String {
        format!("Сообщение для {}\n", classes.join(", "))
    }

    fn class_name(&self, text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    fn verify(&self, made: &Made, read_at: &mut ReadAt<'_>) -> Result<(), Failure> {
        let head = read_at(1, 3).map_err(Failure::Output)?;
        assert_eq!(head, b"PDF");
        match made.pages {
            0 => Err(Failure::Input(vec![Diagnostic::error("code", "не тот.")])),
            _ => Ok(()),
        }
    }

    fn inspect(&self, bytes: Vec<u8>, _: Inquiry<'_>) -> Result<Inspection, Box<Diagnostic>> {
        assert!(!bytes.starts_with(b"panic"), "as a renderer gives up");
        Err(Diagnostic::error("no-pdf", "это не PDF.").into())
    }

    fn templates(&self) -> Vec<&'static str> {
        vec!["handout", "poster"]
    }

    fn template(&self, name: &str) -> Option<&'static str> {
        match name {
            "handout" => Some("# Памятка\n"),
            "poster" => Some("# Плакат\n"),
            _ => None,
        }
    }

    fn is_ours(&self, head: &[u8]) -> bool {
        head.starts_with(b"%PDF fake")
    }
}

struct Said {
    code: u8,
    out: String,
    err: String,
    engine: Fake,
}

/// Runs in `dir`: words that begin with `@` are paths in it.
fn run_in(dir: &Path, words: &[&str]) -> Said {
    let words = words.iter().map(|word| match word.strip_prefix('@') {
        Some(name) => dir.join(name).into_os_string(),
        None => OsString::from(word),
    });
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let engine = Fake::default();
    let mut console = Console {
        out: &mut out,
        err: &mut err,
        clock: date(2026, 11, 22),
    };
    let args = std::iter::once(OsString::from("pamyatka")).chain(words);
    let code = run_on(args, &engine, &mut console);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Said {
        code,
        out: text(out),
        err: text(err),
        engine,
    }
}

fn class(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("7b.csv"), "7А Тайнова\nТайнов\n").unwrap();
    for (name, text) in files {
        fs::write(dir.path().join(name), text).unwrap();
    }
    dir
}

#[test]
fn a_list_becomes_a_pdf_beside_it() {
    let dir = class(&[]);
    let said = run_in(dir.path(), &["@7b.csv", "--class", "7Б", "--force"]);
    assert_eq!(said.code, DONE, "{}", said.err);
    let pdf = dir.path().join("7b.pdf");
    assert_eq!(
        said.out,
        format!(
            "Готово: 2 памятки для 7А и 7Б (4 страницы, 2 листа).\nФайл: {}\n",
            pdf.display()
        )
    );
    assert!(said.err.contains("1 замечание") && said.err.contains("--teacher"));
    assert!(!said.err.contains("Тайнов"), "a cell was shown");
    assert!(pdf.exists());
    let made = said.engine.made.borrow();
    assert_eq!(made[0].1.name, "handout");
    assert_eq!(made[0].2, ["7А", "7Б"], "the list goes before --class");
    // Again: our own file is replaced without a word.
    assert_eq!(run_in(dir.path(), &["@7b.csv", "-q"]).code, DONE);
}

#[test]
fn quiet_says_nothing() {
    let dir = class(&[]);
    let said = run_in(dir.path(), &["-q", "@7b.csv", "-o", "@out.pdf"]);
    assert_eq!(
        (said.code, said.out.as_str(), said.err.as_str()),
        (DONE, "", "")
    );
}

#[test]
fn the_settings_file_beside_the_list_is_read() {
    let toml = "teacher = \"Иванова\"\ntemplate = \"own.md\"\n";
    let dir = class(&[("pamyatka.toml", toml), ("own.md", "# Своё")]);
    let said = run_in(dir.path(), &["@7b.csv"]);
    assert_eq!(said.code, DONE, "{}", said.err);
    let made = said.engine.made.borrow();
    assert_eq!(made[0].0.teacher, "Иванова");
    assert_eq!(made[0].1.text, "# Своё");
}

#[test]
fn failures_by_exit_code_leave_no_file() {
    let dir = class(&[
        ("empty.csv", ""),
        ("bad.md", "bad"),
        ("wrong.md", "wrong"),
        ("bad.toml", "techer = \"x\"\n"),
        ("foreign.pdf", "%PDF foreign"),
    ]);
    for (words, code, said) in [
        (&["@none.csv"][..], INPUT, "нет (список)"),
        (&["chek"], INPUT, "Или это команда check?"),
        (&["@empty.csv"], INPUT, "список пуст."),
        (&["@7b.csv", "--template", "@bad.md"], INPUT, "плохо."),
        (&["@7b.csv", "--template", "@wrong.md"], INPUT, "не тот."),
        (
            &["@7b.csv", "--template", "@none.md"],
            INPUT,
            "Встроены: handout, poster.",
        ),
        (
            &["@7b.csv", "--config", "@bad.toml"],
            INPUT,
            "строка 1: настройки «techer» нет",
        ),
        (&["@7b.csv", "--config", "@none.toml"], INPUT, "настройки"),
        (&["@7b.csv", "--date", "вчера"], USAGE, "нет такой даты"),
        (
            &["@7b.csv", "--allow-host", "1.2.3.4"],
            USAGE,
            "--allow-host",
        ),
        (&["@7b.csv", "-o", "@foreign.pdf"], USAGE, "--force"),
        (
            &["@7b.csv", "-o", "@7b.csv", "--force"],
            USAGE,
            "нужен самой программе",
        ),
        (&["@7b.csv", "-o", "@"], MACHINE, "это папка"),
        (&["@7b.csv", "-o", "@no/a.pdf"], MACHINE, "такой папки нет"),
        (&["template", "postr"], USAGE, "Есть: handout, poster."),
        (&[], USAGE, "Использование"),
    ] {
        let result = run_in(dir.path(), words);
        assert_eq!(result.code, code, "{words:?}: {}", result.err);
        assert!(result.err.contains(said), "{words:?}: {}", result.err);
        assert_eq!(result.out, "", "{words:?}");
        assert!(!dir.path().join("7b.pdf").exists(), "{words:?}");
    }
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 6);
}

#[test]
fn a_template_is_written_out_once() {
    let dir = class(&[]);
    assert_eq!(run_in(dir.path(), &["template"]).out, "# Памятка\n");
    let words = ["template", "handout", "-o", "@own.md"];
    assert_eq!(run_in(dir.path(), &words).code, DONE);
    assert_eq!(run_in(dir.path(), &words).code, USAGE);
    assert!(dir.path().join("own.md").exists());
}

#[test]
fn check_answers_people_and_programs() {
    let dir = class(&[("empty.csv", "")]);
    let said = run_in(dir.path(), &["check", "@7b.csv", "--class", "7Б"]);
    assert_eq!(said.code, DONE);
    assert!(said.out.contains("2 ученика") && said.out.contains("7Б: 1 ученик"));
    let said = run_in(dir.path(), &["check", "--json", "@empty.csv"]);
    assert_eq!(said.code, INPUT);
    let value: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(value["errors"][0]["code"], "empty");
    let said = run_in(dir.path(), &["check", "--json", "@none.csv"]);
    let value: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(
        (said.code, &value["errors"][0]["code"]),
        (INPUT, &"no-file".into())
    );
}

/// A disk on which so many bytes still fit.
struct Full {
    left: usize,
    at: std::io::Cursor<Vec<u8>>,
}

impl std::io::Write for Full {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.left = self
            .left
            .checked_sub(bytes.len())
            .ok_or(std::io::ErrorKind::StorageFull)?;
        self.at.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl std::io::Read for Full {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.at.read(buffer)
    }
}

impl std::io::Seek for Full {
    fn seek(&mut self, to: std::io::SeekFrom) -> std::io::Result<u64> {
        self.at.seek(to)
    }
}

#[test]
fn a_disk_that_fills_up_breaks_a_split_off_at_once() {
    let roster = Roster {
        students: ["Тайнов", "Тайнова", "Тайный"].map(Student::new).into(),
        ..Roster::default()
    };
    let parts = super::split::parts(&roster.students, super::split::Split::Pupil);
    let source = Source {
        name: "handout".into(),
        text: String::new(),
    };
    let job = Job::on(date(2026, 11, 22));
    let make = |room: usize| {
        let mut opened = Vec::new();
        let made = Fake::default().make_parts(
            &roster,
            &parts,
            &job,
            &source,
            &mut |name| {
                let left = room.saturating_sub(9 * opened.len());
                opened.push(name.to_owned());
                let at = std::io::Cursor::default();
                Ok(Box::new(Full { left, at }) as Box<dyn super::engine::Medium>)
            },
            &|_| {},
        );
        (made, opened)
    };
    // "%PDF fake" are nine bytes.
    let (made, opened) = make(27);
    assert_eq!((made.unwrap().handouts, opened.len()), (3, 3));
    let (made, opened) = make(26);
    let Err(Failure::Output(error)) = made else {
        panic!("a full disk was not noticed");
    };
    assert_eq!(error.kind(), std::io::ErrorKind::StorageFull);
    assert_eq!(opened, ["Тайнов.pdf", "Тайнова.pdf", "Тайный.pdf"]);
}

#[test]
fn a_kit_with_an_engine_that_makes_no_pages() {
    let dir = class(&[]);
    let said = run_in(dir.path(), &["kit", "@7b.csv", "-o", "@набор"]);
    assert_eq!(said.code, DONE, "{}", said.err);
    let manifest = fs::read_to_string(dir.path().join("набор/manifest.json")).unwrap();
    assert!(!manifest.contains("Тайнов"), "{manifest}");
    assert!(!said.out.contains("Тайнов") && !said.err.contains("Тайнов"));
    // A template that fails leaves no folder.
    fs::write(dir.path().join("bad.md"), "bad").unwrap();
    let words = ["kit", "@7b.csv", "-o", "@второй", "--template", "@bad.md"];
    assert_eq!(run_in(dir.path(), &words).code, INPUT);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 3);
}
