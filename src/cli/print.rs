//! `pamyatka print`: the handouts, in one file or in many.
//!
//! What every command needs that makes something out of a class list, from the
//! files to the chosen pupils, is [`Work`].

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::args::{Choice, Print, Reading, Sheet};
use super::commands::{fill_class, find_config, find_template, read_roster, settle};
use super::engine::{Engine, Made, Medium, Source};
use super::folder::{self, FolderDraft};
use super::output::{self, Draft};
use super::settings::{self, Settings};
use super::split::{self, Split};
use super::{Console, Stop, report};
use crate::base::diagnostic::Diagnostic;
use crate::model::selection;
use crate::model::student::Roster;

/// Pupils from which on a progress bar is worth its flicker.
const PROGRESS_FROM: usize = 300;

/// All that was read and settled before anything is made.
pub(super) struct Work {
    /// The chosen pupils in the order of printing.
    pub roster: Roster,
    /// Pupils in the list, chosen or not.
    pub listed: usize,
    /// What is meant.
    pub settings: Settings,
    /// The template of the handout.
    pub source: Source,
    /// Files that must never be written over.
    inputs: Vec<PathBuf>,
}

impl Work {
    /// Reads the list, the settings and the template. `see` is shown the list
    /// as it lies on the disk, which is not kept.
    pub fn prepare(
        list: &Path,
        sheet: &Sheet,
        reading: &Reading,
        choice: &Choice,
        engine: &dyn Engine,
        console: &Console<'_>,
        see: impl FnOnce(&[u8]),
    ) -> Result<Work, Stop> {
        let bytes = read_roster(list)?;
        let config = find_config(list, reading.config.as_deref())?;
        let settings = settle(sheet, reading, &config, list, console)?;
        let default = engine.templates().first().copied().unwrap_or_default();
        let (source, template) =
            find_template(settings.template.as_ref(), default, &config, engine)?;
        let mut inputs = vec![list.to_owned(), PathBuf::from(&config.file)];
        inputs.extend(template);
        let mut roster = engine
            .read(&bytes, &settings.reading)
            .map_err(Stop::Input)?;
        see(&bytes);
        drop(bytes);
        fill_class(&mut roster, &settings.job.class, engine);
        let listed = roster.students.len();
        let roster = choose(roster, choice)?;
        Ok(Work {
            roster,
            listed,
            settings,
            source,
            inputs,
        })
    }

    /// Files that must never be written over.
    pub fn inputs(&self) -> Vec<&Path> {
        self.inputs.iter().map(PathBuf::as_path).collect()
    }

    /// All remarks, those on the settings first.
    pub fn remarks(&self, made: &Made) -> Vec<Diagnostic> {
        [
            &self.settings.warnings[..],
            &self.roster.warnings,
            &made.warnings,
        ]
        .concat()
    }
}

/// The wanted pupils in the order of printing. A choice that the list does not
/// allow is wrong usage: the flags are at fault.
pub(super) fn choose(roster: Roster, choice: &Choice) -> Result<Roster, Stop> {
    let choice = settings::selection(choice).map_err(Stop::Usage)?;
    selection::select(roster, &choice).map_err(|errors| {
        let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
        Stop::Usage(lines.join("\n"))
    })
}

/// `pamyatka print`.
pub(super) fn print(
    args: &Print,
    engine: &dyn Engine,
    console: &mut Console<'_>,
) -> Result<(), Stop> {
    let split = match &args.splitting.split {
        Some(word) => Some(settings::one_of("split", word, &Split::NAMES).map_err(Stop::Usage)?),
        None => None,
    };
    let mut work = Work::prepare(
        &args.roster,
        &args.sheet,
        &args.reading,
        &args.choice,
        engine,
        console,
        |_| {},
    )?;
    // What is to be said of the list is said while it is there.
    let whom = report::whom(&work.roster);
    let chosen = report::chosen(&work.roster, work.listed);
    let suggestion = report::suggestion(&work.roster, &work.settings.job);
    let (made, said) = match split {
        None => in_one_file(args, &whom, &mut work, engine)?,
        Some(split) => in_many_files(args, split, &whom, &work, engine)?,
    };
    if !args.quiet {
        console.result(&said);
        console.result(&chosen);
        console.remark(&report::warnings(&work.remarks(&made)));
        console.remark(&suggestion);
    }
    Ok(())
}

fn in_one_file(
    args: &Print,
    whom: &str,
    work: &mut Work,
    engine: &dyn Engine,
) -> Result<(Made, String), Stop> {
    let output = args.output.clone();
    let output = output.unwrap_or_else(|| args.roster.with_extension("pdf"));
    let mut draft = Draft::open(&output, &work.inputs(), args.force, |head| {
        engine.is_ours(head)
    })?;
    let bar = progress_bar(work.roster.students.len(), args.quiet);
    let mut out = BufWriter::new(draft.file());
    let students = std::mem::take(&mut work.roster.students);
    let job = &work.settings.job;
    let made = engine.make(students, job, &work.source, &mut out, &|done| {
        bar.set_position(done as u64);
    });
    bar.finish_and_clear();
    let made = made.map_err(|failure| Stop::of(failure, &output))?;
    out.flush()
        .map_err(|error| Stop::from(output::machine(&output, &error)))?;
    drop(out);
    engine
        .verify(&made, &mut |offset, length| draft.read_at(offset, length))
        .map_err(|failure| Stop::of(failure, &output))?;
    draft.finish()?;
    let said = report::done(whom, &made, &output);
    Ok((made, said))
}

fn in_many_files(
    args: &Print,
    split: Split,
    whom: &str,
    work: &Work,
    engine: &dyn Engine,
) -> Result<(Made, String), Stop> {
    let target = args.output.clone();
    let target = target.unwrap_or_else(|| split::folder_beside(&args.roster));
    let parts = split::parts(&work.roster.students, split);
    let names = parts.iter().map(|part| part.file_name.clone()).collect();
    let draft = FolderDraft::open(&target, names, &work.inputs(), args.force, &|_, head| {
        engine.is_ours(head)
    })?;
    let bar = progress_bar(work.roster.students.len(), args.quiet);
    let made = engine.make_parts(
        &work.roster,
        &parts,
        &work.settings.job,
        &work.source,
        &mut |name| Ok(Box::new(draft.create(name)?) as Box<dyn Medium>),
        &|done| bar.set_position(done as u64),
    );
    bar.finish_and_clear();
    let made = made.map_err(|failure| Stop::of(failure, &target))?;
    let mut said = report::done_split(whom, &made, parts.len(), &target);
    said += &folder_remarks(&draft);
    draft.finish()?;
    Ok((made, said))
}

/// What else is to be known of the folder: files replaced by force, and files
/// that are not of this set.
pub(super) fn folder_remarks(draft: &FolderDraft) -> String {
    let mut said = String::new();
    if !draft.replaced.is_empty() {
        said += &format!(
            "Заменены чужие файлы: {}.\n",
            folder::named(&draft.replaced)
        );
    }
    if draft.others > 0 {
        said += &format!(
            "В папке лежат и другие файлы ({}), они не из этого набора.\n",
            draft.others
        );
    }
    said
}

/// Hidden by itself where there is no terminal.
pub(super) fn progress_bar(pupils: usize, quiet: bool) -> ProgressBar {
    if quiet || pupils <= PROGRESS_FROM {
        return ProgressBar::hidden();
    }
    let target = ProgressDrawTarget::stderr();
    let style = ProgressStyle::with_template("Готовлю памятки: {bar:30} {pos} из {len}");
    ProgressBar::with_draw_target(Some(pupils as u64), target)
        .with_style(style.expect("the template of the bar is well-formed"))
}
