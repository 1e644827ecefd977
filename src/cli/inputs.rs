//! All that a command reads and settles before it makes anything: the class
//! list, the settings file, the template, the pupils that are wanted.
//!
//! Takes paths and flags; gives values that are checked, or [`Stop`]. Remembers
//! which files were read, since they must never be written over.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::console::{Console, Stop};
use super::files::{MOST_SETTINGS, MOST_TEMPLATE, picture, read, read_text};
use super::groups::{ChoiceArgs, ReadingArgs};
use super::lists;
use super::output;
use crate::base::diagnostic::Diagnostic;
use crate::kit::manifest::Stamp;
use crate::model::job::Job;
use crate::model::picture::{EMBLEM, Picture};
use crate::model::selection::{self, Selection, Sort};
use crate::model::student::{Roster, Student};
use crate::pipeline::{Failure, Made, Source};
use crate::report::made;
use crate::settings::{self, Settings, SettingsFile, Typed, Written, Wrong};
use crate::template::BUILTIN;
use crate::{kit, report, roster, template};

/// Name of the settings file next to the roster.
const SETTINGS: &str = "pamyatka.toml";

/// A class list that has been read, and what is to be made of it.
pub struct Inputs {
    /// The chosen pupils in the order of printing.
    pub roster: Roster,
    /// Pupils in the list, chosen or not.
    pub listed: usize,
    /// Those who were chosen.
    pub chosen: usize,
    /// Of the list as it lies on the disk.
    pub stamp: Stamp,
    /// What is meant.
    pub settings: Settings,
    /// The settings file.
    pub file: SettingsFile,
    /// `None` if there is no list.
    list: Option<PathBuf>,
}

impl Inputs {
    /// Settles what is meant where no list is read: for what is the same for
    /// everybody and for sheets without a name.
    ///
    /// # Errors
    /// [`Stop`].
    pub fn without_list(
        typed: &Typed,
        config: Option<&Path>,
        console: &Console<'_>,
    ) -> Result<Inputs, Stop> {
        let (file, settings) = settled(Some(Path::new("")), config, typed, console)?;
        Ok(Inputs {
            roster: Roster::default(),
            listed: 0,
            chosen: 0,
            stamp: Stamp::of_bytes(&[]),
            settings,
            file,
            list: None,
        })
    }

    /// Adds pupils whose name is left to be written by hand.
    pub fn add_blanks(&mut self, count: usize) {
        let own = roster::class_name(&self.settings.job.class);
        let own = own.unwrap_or_else(|| self.settings.job.class.clone());
        let class = match &self.roster.students.last() {
            Some(last) => Arc::clone(&last.class),
            None => own.into(),
        };
        let blank = Student {
            class,
            ..Student::default()
        };
        let blanks = std::iter::repeat_n(blank, count);
        self.roster.students.extend(blanks);
    }

    /// Reads the list and the settings and chooses the pupils.
    ///
    /// # Errors
    /// [`Stop`], with all that is wrong with the first of them that is.
    pub fn read(
        list: &Path,
        typed: &Typed,
        reading: &ReadingArgs,
        choice: &ChoiceArgs,
        console: &Console<'_>,
    ) -> Result<Inputs, Stop> {
        let bytes = read_list(list)?;
        let (file, settings) = settled(Some(list), reading.config.as_deref(), typed, console)?;
        let options = roster::Options {
            file: &list.display().to_string(),
            encoding: settings.encoding.as_deref(),
            sheet: settings.book_sheet.as_deref(),
            login_column: reading.login_column.as_deref(),
            many: reading.many,
            today: settings.job.today,
        };
        let mut roster = roster::read(&bytes, &options).map_err(|errors| {
            let written = file.texts.get("encoding");
            match written.filter(|_| reading.encoding.is_none()) {
                Some(encoding) => Stop::Input(blamed(errors, &file.name, encoding)),
                None => Stop::Input(errors),
            }
        })?;
        let stamp = Stamp::of_bytes(&bytes);
        drop(bytes);
        roster::fill_class(&mut roster, &settings.job.class);
        let listed = roster.students.len();
        let roster = choose(roster, choice)?;
        Ok(Inputs {
            listed,
            chosen: roster.students.len(),
            roster,
            stamp,
            settings,
            file,
            list: Some(list.to_owned()),
        })
    }

    /// The template of the handouts.
    ///
    /// # Errors
    /// If there is none of that name.
    pub fn handout(&mut self) -> Result<TemplateText, Stop> {
        let usual = (BUILTIN[0].name.to_owned(), None);
        let (name, line) = self.settings.template.as_ref().unwrap_or(&usual);
        let mut papers = BUILTIN.iter().filter(|one| !one.is_handout);
        let template = match (papers.any(|one| one.name == name), line) {
            (true, None) => return Err(Stop::Usage(not_a_handout(name))),
            (true, Some(_)) => {
                let error = Diagnostic::error("no-template", not_a_handout(name));
                Err(Stop::Input(vec![error]))
            }
            (false, _) => TemplateText::find(name, &folder_of(&self.file, *line)),
        };
        let template = named_by(template, &self.file, *line)?;
        self.settings.job = template.job(&self.settings.job);
        Ok(template)
    }

    /// Files that were read and are never written over.
    pub fn files<'a>(&'a self, template: &'a TemplateText) -> Vec<&'a Path> {
        let settings = Path::new(&self.file.name);
        let files = self.list.as_deref().into_iter().chain([settings]);
        files.chain(template.file()).collect()
    }

    /// All remarks: of the settings, of what is printed, of the list, which may be many.
    pub fn remarks(&self, made: &Made) -> Vec<Diagnostic> {
        let warnings = [
            &self.settings.warnings,
            &made.warnings,
            &self.roster.warnings,
        ];
        let warnings = warnings.into_iter().flatten().cloned();
        warnings.map(|warning| self.placed(warning)).collect()
    }

    /// Says what was made of the list and the settings, and what deserves a look.
    pub fn say(&self, done: &str, made: &Made, console: &mut Console<'_>) {
        console.result(done);
        console.result(&report::addresses(&made.addresses));
        console.result(&report::settings(&self.file));
        console.result(&report::chosen(self.chosen, self.listed));
        console.result(&report::left_out(&self.roster.reading));
        console.remark(&report::warnings(&self.remarks(made)));
    }

    /// What was made, for programs.
    pub fn result(&self, files: Vec<made::File>, handouts: usize, made: Made) -> made::Result {
        made::Result {
            files,
            handouts,
            listed: self.listed,
            warnings: self.remarks(&made),
            addresses: made.addresses,
            errors: Vec::new(),
        }
    }

    /// Why nothing was made, for the output at `path`.
    pub fn stop(&self, failure: Failure, path: &Path) -> Stop {
        match output::stop(failure, path) {
            Stop::Input(errors) => {
                Stop::Input(errors.into_iter().map(|error| self.placed(error)).collect())
            }
            other => other,
        }
    }

    /// The stages after the roster know rows and not the file that has them.
    fn placed(&self, problem: Diagnostic) -> Diagnostic {
        match (problem.row, &problem.file, &self.list) {
            (Some(_), None, Some(list)) => problem.in_file(list.display().to_string()),
            _ => problem,
        }
    }
}

/// What paths of the settings file are relative to; what was typed is relative to
/// the folder one is in.
fn folder_of(file: &SettingsFile, line: Option<usize>) -> PathBuf {
    match line {
        Some(_) => Path::new(&file.name).with_file_name(""),
        None => PathBuf::new(),
    }
}

/// What was found, or an error that tells the line of the settings file which names
/// what is not there.
fn named_by<T>(
    found: Result<T, Stop>,
    file: &SettingsFile,
    line: Option<usize>,
) -> Result<T, Stop> {
    found.map_err(|stop| match (stop, line) {
        (Stop::Input(errors), Some(line)) => {
            let placed = errors.into_iter().map(|error| match error.file {
                None => error.in_file(&file.name).at_row(line),
                Some(_) => error,
            });
            Stop::Input(placed.collect())
        }
        (stop, _) => stop,
    })
}

/// Of an encoding that is wrong, the settings file that names it is at fault and not the
/// list.
fn blamed(errors: Vec<Diagnostic>, settings: &str, encoding: &Written<String>) -> Vec<Diagnostic> {
    let label = format!("«{}»", encoding.value);
    let errors = errors.into_iter().map(|error| match error.row {
        None if error.message.contains(&label) => {
            let error = error.in_file(settings).at_row(encoding.line);
            error.with_hint("Уберите эту строку: программа узнает кодировку сама.")
        }
        _ => error,
    });
    errors.collect()
}

/// A built-in template that is that of another paper.
fn not_a_handout(name: &str) -> String {
    let command = match name {
        "card" | "label" => "cards",
        "code" => "qr",
        "message" => "kit",
        other => other,
    };
    format!(
        "Встроенный шаблон «{name}» — не для памяток. Для него есть команда: pamyatka {command}"
    )
}

/// The text of a template, and the file it stands in.
pub struct TemplateText {
    name: String,
    text: String,
    file: Option<PathBuf>,
    /// By the names that the text has for them.
    pictures: BTreeMap<String, Arc<Picture>>,
}

impl TemplateText {
    /// A built-in template, or else a file, whose path is relative to `folder`.
    ///
    /// # Errors
    /// If there is neither.
    pub fn find(name: &str, folder: &Path) -> Result<TemplateText, Stop> {
        if let Some(text) = template::builtin(name) {
            return Ok(TemplateText {
                name: name.to_owned(),
                text: text.to_owned(),
                file: None,
                pictures: BTreeMap::new(),
            });
        }
        let path = folder.join(name);
        if matches!(path.try_exists(), Ok(false)) {
            let message = format!("шаблона «{name}» нет: ни встроенного, ни файла.");
            let known: Vec<&str> = BUILTIN.iter().map(|one| one.name).collect();
            let hint = format!("Встроены: {}.", known.join(", "));
            return Err(Stop::Input(vec![
                Diagnostic::error("no-template", message).with_hint(hint),
            ]));
        }
        TemplateText::read(path)
    }

    /// A template that stands in a file, with its pictures.
    ///
    /// # Errors
    /// If one of them cannot be read.
    pub fn read(path: PathBuf) -> Result<TemplateText, Stop> {
        let text = read_text(&path, "шаблон", MOST_TEMPLATE)?;
        let mut pictures = BTreeMap::new();
        for name in template::pictures(&text) {
            let file = path.with_file_name(name);
            // Of one that is not there the template tells the line.
            if file.exists() {
                pictures.insert(name.to_owned(), picture(&file, "картинка")?);
            }
        }
        Ok(TemplateText {
            name: path.display().to_string(),
            text,
            file: Some(path),
            pictures,
        })
    }

    /// The template of another paper than the handout: the one that is typed, or
    /// that the settings file names, or else the built-in one.
    ///
    /// # Errors
    /// As [`TemplateText::find`].
    pub fn of_paper(
        paper: &str,
        typed: Option<&str>,
        file: &SettingsFile,
    ) -> Result<TemplateText, Stop> {
        match (typed, file.papers.get(paper)) {
            (Some(typed), _) => TemplateText::find(typed, Path::new("")),
            (None, Some(written)) => {
                let line = Some(written.line);
                let found = TemplateText::find(&written.value, &folder_of(file, line));
                named_by(found, file, line)
            }
            (None, None) => TemplateText::find(paper, Path::new("")),
        }
    }

    /// For the pipeline.
    pub fn source(&self) -> Source<'_> {
        Source {
            name: &self.name,
            text: &self.text,
        }
    }

    /// For the kit.
    pub fn with_settings(self, job: &Job) -> kit::Template {
        kit::Template {
            job: self.job(job),
            name: self.name,
            text: self.text,
        }
    }

    /// The settings with the pictures of this template.
    pub fn job(&self, job: &Job) -> Job {
        let mut job = job.clone();
        job.pictures.extend(self.pictures.clone());
        job
    }

    /// The file it stands in, if it is not built in.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }
}

/// The wanted pupils in the order of printing. A choice that the list does not
/// allow is wrong usage: the flags are at fault.
fn choose(roster: Roster, choice: &ChoiceArgs) -> Result<Roster, Stop> {
    let name = |text: &Option<String>| text.as_ref().map(|text| text.trim().to_owned());
    let sort = choice.sort.as_ref();
    let sort = sort.map(|word| settings::one_of("sort", word, &Sort::NAMES));
    let selection = Selection {
        only: choice.only.clone(),
        from: name(&choice.from),
        to: name(&choice.to),
        missing: choice.missing,
        sort: sort.transpose().map_err(Stop::Usage)?.unwrap_or_default(),
    };
    selection::select(roster, &selection).map_err(|errors| {
        let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
        Stop::Usage(lines.join("\n"))
    })
}

/// The settings for work on `beside`, if it is trusted: those of the file that is
/// named, or of the one that lies there too, and what was typed.
///
/// # Errors
/// All that is wrong with them.
pub fn settled(
    beside: Option<&Path>,
    named: Option<&Path>,
    typed: &Typed,
    console: &Console<'_>,
) -> Result<(SettingsFile, Settings), Stop> {
    let usual = beside.map(|path| path.with_file_name(SETTINGS));
    let usual = usual.as_deref();
    let file = match named.or(usual.filter(|path| path.is_file())) {
        Some(path) => {
            let text = read_text(path, "настройки", MOST_SETTINGS)?;
            SettingsFile::parse(&path.display().to_string(), &text).map_err(Stop::Input)?
        }
        None => SettingsFile::default(),
    };
    let mut settings =
        settings::settle(typed, &file, console.clock).map_err(|wrong| refused(wrong, &file))?;
    if let Some((name, line)) = &settings.emblem {
        let picture = picture(&folder_of(&file, *line).join(name), "эмблема");
        let picture = named_by(picture, &file, *line)?;
        settings.job.pictures.insert(EMBLEM.to_owned(), picture);
    }
    if file.name.is_empty() {
        settings.warnings.extend(usual.and_then(lists::overlooked));
    }
    Ok((file, settings))
}

fn refused(wrong: Vec<Wrong>, file: &SettingsFile) -> Stop {
    let (written, typed): (Vec<_>, Vec<_>) = wrong.iter().partition(|one| one.line.is_some());
    let written: Vec<_> = written.iter().map(|one| one.written(&file.name)).collect();
    let mut typed: Vec<_> = typed.iter().map(|one| one.typed()).collect();
    if typed.is_empty() {
        return Stop::Input(written);
    }
    typed.extend(written.iter().map(ToString::to_string));
    Stop::Usage(typed.join("\n"))
}

fn read_list(path: &Path) -> Result<Vec<u8>, Stop> {
    if path.is_dir() {
        return Err(Stop::Input(vec![lists::not_a_file(path)]));
    }
    if matches!(path.try_exists(), Ok(false)) {
        return Err(Stop::Input(vec![lists::no_file(path)]));
    }
    read(path, "список", roster::MOST_BYTES as u64)
}
