//! The commands: files in, the engine's work, files and reports out.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;

use super::args::{Check, Reading, Sheet, Template, Verify};
use super::config::Config;
use super::engine::{Engine, Inquiry, Source};
use super::output::{self, Draft};
use super::settings::{self, Settings, Wrong};
use super::verify::{self as verifying, Looked};
use super::{Console, INPUT, MACHINE, Stop, args, check as checking};
use crate::base::diagnostic::Diagnostic;
use crate::base::nearest::nearest;
use crate::model::student::Roster;

/// Name of the settings file next to the roster.
const CONFIG: &str = "pamyatka.toml";

/// `pamyatka check`.
pub(super) fn check(
    args: &Check,
    engine: &dyn Engine,
    console: &mut Console<'_>,
) -> Result<(), Stop> {
    let understood = understand(args, engine, console);
    if args.json {
        // A closed pipe is no reason to fail.
        let _ = match &understood {
            Ok((roster, _)) => checking::json(roster, &[], console.out),
            Err(Stop::Input(errors)) => checking::json(&Roster::default(), errors, console.out),
            Err(_) => Ok(()),
        };
    }
    let (roster, today) = understood?;
    if !args.json {
        let file = args.roster.display().to_string();
        console.result(&checking::report(&roster, &file, today));
    }
    Ok(())
}

/// The roster, and the day on which its ages are counted.
fn understand(
    args: &Check,
    engine: &dyn Engine,
    console: &Console<'_>,
) -> Result<(Roster, Date), Stop> {
    let bytes = read_roster(&args.roster)?;
    let config = find_config(&args.roster, args.reading.config.as_deref())?;
    let sheet = Sheet {
        class: args.class.clone(),
        ..Sheet::default()
    };
    let settings = settle(&sheet, &args.reading, &config, &args.roster, console)?;
    let mut roster = engine
        .read(&bytes, &settings.reading)
        .map_err(Stop::Input)?;
    drop(bytes);
    fill_class(&mut roster, &settings.job.class, engine);
    Ok((roster, settings.job.today))
}

/// `pamyatka template`.
pub(super) fn template(
    args: &Template,
    engine: &dyn Engine,
    console: &mut Console<'_>,
) -> Result<(), Stop> {
    let known = engine.templates();
    let name = match &args.name {
        Some(name) => name.as_str(),
        None => known.first().copied().unwrap_or_default(),
    };
    let Some(text) = engine.template(name) else {
        return Err(Stop::Usage(format!(
            "Встроенного шаблона «{name}» нет. Есть: {}.",
            known.join(", ")
        )));
    };
    let Some(output) = &args.output else {
        console.result(text);
        return Ok(());
    };
    // An edited template is work of hours: it is never ours to replace.
    let mut draft = Draft::open(output, &[], args.force, |_| false)?;
    draft
        .file()
        .write_all(text.as_bytes())
        .map_err(|error| Stop::from(output::machine(output, &error)))?;
    draft.finish()?;
    console.result(&format!(
        "Шаблон «{name}» записан: {file}\nИзмените его и печатайте так: pamyatka СПИСОК --template {file}\n",
        file = output.display()
    ));
    Ok(())
}

/// `pamyatka verify`: every file is looked at, whatever is wrong with others.
pub(super) fn verify(
    args: &Verify,
    engine: &dyn Engine,
    console: &mut Console<'_>,
) -> Result<(), Stop> {
    let mut jobs = Vec::new();
    for file in &args.files {
        jobs.push((file, hosts_for(args, file, console)?));
    }
    let mut looked = Vec::new();
    for (file, hosts) in &jobs {
        let inquiry = Inquiry {
            hosts,
            stress: args.stress,
        };
        let name = file.display().to_string();
        let one = match read(file, "PDF или картинка") {
            Ok(bytes) => Looked::at(name, || engine.inspect(bytes, inquiry)),
            Err(stop) => Looked::unread(name, stop),
        };
        if !args.json {
            let (out, err) = verifying::report(&one);
            console.result(&out);
            console.remark(&err);
        }
        looked.push(one);
    }
    if args.json {
        console.result(&verifying::json(&looked));
    } else {
        console.result(&verifying::summary(&looked));
    }
    if looked.iter().any(|one| one.is_machine_fault()) {
        Err(Stop::Said(MACHINE))
    } else if looked.iter().all(Looked::is_good) {
        Ok(())
    } else {
        Err(Stop::Said(INPUT))
    }
}

/// The hosts that a file may lead to besides the default two.
fn hosts_for(args: &Verify, file: &Path, console: &Console<'_>) -> Result<Vec<String>, Stop> {
    let config = find_config(file, args.config.as_deref())?;
    let sheet = Sheet {
        allow_host: args.allow_host.clone(),
        ..Sheet::default()
    };
    let settings = settle(&sheet, &Reading::default(), &config, file, console)?;
    Ok(settings.job.hosts)
}

/// The class of the command line is for those to whom the roster gives none. It
/// is put in the form that the roster's classes have, if it is a class at all.
pub(super) fn fill_class(roster: &mut Roster, class: &str, engine: &dyn Engine) {
    let class: Arc<str> = match engine.class_name(class) {
        Some(class) => class.into(),
        None => class.into(),
    };
    for student in &mut roster.students {
        if student.class.is_empty() {
            student.class = class.clone();
        }
    }
}

pub(super) fn read_roster(path: &Path) -> Result<Vec<u8>, Stop> {
    read(path, "список").map_err(|stop| match stop {
        Stop::Input(mut errors) => {
            // `pamyatka chek 7b.csv` takes "chek" for a list.
            let word = path.to_string_lossy();
            if let Some(command) = nearest(&word, args::COMMANDS) {
                errors[0].hint = Some(format!("Или это команда {command}?"));
            }
            Stop::Input(errors)
        }
        other => other,
    })
}

/// Reads a file that the user named as `what`.
fn read(path: &Path, what: &str) -> Result<Vec<u8>, Stop> {
    let name = path.display();
    let input = |code, message: String| Stop::Input(vec![Diagnostic::error(code, message)]);
    if path.is_dir() {
        let message = format!("«{name}» — папка, а нужен файл ({what}).");
        return Err(input("not-a-file", message));
    }
    fs::read(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => {
            let diagnostic = Diagnostic::error("no-file", format!("файла «{name}» нет ({what})."));
            Stop::Input(vec![diagnostic.with_hint("Проверьте имя и папку.")])
        }
        io::ErrorKind::PermissionDenied => Stop::Machine(format!(
            "Нельзя прочесть «{name}»: нет прав, или файл открыт в другой программе."
        )),
        _ => Stop::Machine(format!("Нельзя прочесть «{name}»: {error}")),
    })
}

fn read_text(path: &Path, what: &str) -> Result<String, Stop> {
    String::from_utf8(read(path, what)?).map_err(|error| {
        let good = error.as_bytes()[..error.utf8_error().valid_up_to()].to_vec();
        let line = good.iter().filter(|&&byte| byte == b'\n').count() + 1;
        Stop::Input(vec![
            Diagnostic::error("not-utf8", "файл записан не в кодировке UTF-8.")
                .in_file(path.display().to_string())
                .at_row(line)
                .with_hint("В Блокноте: «Сохранить как», кодировка UTF-8."),
        ])
    })
}

/// The settings file that is named, or the one beside the roster if there is
/// one.
pub(super) fn find_config(roster: &Path, named: Option<&Path>) -> Result<Config, Stop> {
    let beside = roster.with_file_name(CONFIG);
    let path = match named {
        Some(path) => path,
        None if beside.is_file() => &beside,
        None => return Ok(Config::default()),
    };
    let text = read_text(path, "настройки")?;
    Config::parse(&path.display().to_string(), &text).map_err(Stop::Input)
}

pub(super) fn settle(
    sheet: &Sheet,
    reading: &Reading,
    config: &Config,
    roster: &Path,
    console: &Console<'_>,
) -> Result<Settings, Stop> {
    let file = roster.display().to_string();
    settings::settle(sheet, reading, config, &file, console.clock).map_err(|wrong| {
        let mut flags = Vec::new();
        let mut errors = Vec::new();
        for one in wrong {
            match one {
                Wrong::Flag(text) => flags.push(text),
                Wrong::Config(error) => errors.push(error),
            }
        }
        if flags.is_empty() {
            Stop::Input(errors)
        } else {
            flags.extend(errors.iter().map(ToString::to_string));
            Stop::Usage(flags.join("\n"))
        }
    })
}

/// The template that is named, or else the default one, and, if it is a file,
/// where that is.
pub(super) fn find_template(
    named: Option<&(String, bool)>,
    default: &str,
    config: &Config,
    engine: &dyn Engine,
) -> Result<(Source, Option<PathBuf>), Stop> {
    let (name, from_config) = match named {
        Some((name, from_config)) => (name.as_str(), *from_config),
        None => (default, false),
    };
    if let Some(text) = engine.template(name) {
        let (name, text) = (name.to_owned(), text.to_owned());
        return Ok((Source { name, text }, None));
    }
    let path = if from_config {
        Path::new(&config.file).with_file_name("").join(name)
    } else {
        PathBuf::from(name)
    };
    if !path.exists() {
        let message = format!("шаблона «{name}» нет: ни встроенного, ни файла.");
        let known = engine.templates().join(", ");
        return Err(Stop::Input(vec![
            Diagnostic::error("no-template", message).with_hint(format!("Встроены: {known}.")),
        ]));
    }
    let text = read_text(&path, "шаблон")?;
    let name = path.display().to_string();
    Ok((Source { name, text }, Some(path)))
}
