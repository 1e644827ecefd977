//! `pamyatka print`: the handouts, in one file or in many.

use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use super::cards::number;
use crate::base::plural::{self, count};
use crate::cli::args::PrintArgs;
use crate::cli::console::{Console, Stop, with_bar};
use crate::cli::folder::FolderDraft;
use crate::cli::inputs::{Inputs, TemplateText};
use crate::cli::output::{self, Draft};
use crate::cli::place;
use crate::cli::split::{self, Split};
use crate::model::student::Student;
use crate::pipeline::{self, Made};
use crate::{report, settings};

/// Sheets without a name that are made at once.
const MOST_BLANK: usize = 1000;
/// What sheets without a name are called if there is no list.
const BLANK: &str = "без имени";

/// `pamyatka print`.
///
/// # Errors
/// [`Stop`].
pub fn print(args: &PrintArgs, console: &mut Console<'_>) -> Result<(), Stop> {
    let done = set(args, console);
    console.answer(args.json, done)
}

fn set(args: &PrintArgs, console: &mut Console<'_>) -> Result<report::made::Result, Stop> {
    let split = args.split.as_ref();
    let split = split.map(|word| settings::one_of("split", word, &Split::NAMES));
    let split = split.transpose().map_err(Stop::Usage)?;
    let typed = args.set.typed();
    let mut inputs = match &args.roster {
        Some(list) => Inputs::read(list, &typed, &args.set.reading, &args.set.choice, console)?,
        None => Inputs::without_list(&typed, args.set.reading.config.as_deref(), console)?,
    };
    let blanks = number("blank", &args.blank, MOST_BLANK)?;
    inputs.add_blanks(blanks.unwrap_or_default());
    let template = inputs.handout()?;
    // Said of the pupils while they are there.
    let whom = report::whom(&inputs.roster);
    let students = std::mem::take(&mut inputs.roster.students);
    let target = target(args, split)?;
    let (made, place, files) = match split {
        None => in_one_file(args, &target, students, &inputs, &template)?,
        Some(split) => in_many_files(args, &target, split, students, &inputs, &template)?,
    };
    if !args.quiet && !args.json {
        let job = &inputs.settings.job;
        let (done, how) = (
            report::done(&whom, &made),
            report::printing(&made, job.form),
        );
        inputs.say(&format!("{done}{place}Печать: {how}.\n"), &made, console);
        console.remark(&report::suggestion(job, &inputs.file));
    }
    if args.open {
        output::open(&target)?;
    }
    Ok(inputs.result(files, made.handouts, made))
}

/// What was made, lines that say where it is, and its files.
type Done = (Made, String, Vec<report::made::File>);

/// The file, or the folder if there are several.
fn target(args: &PrintArgs, split: Option<Split>) -> Result<PathBuf, Stop> {
    let list = args.roster.as_deref().unwrap_or(Path::new(BLANK));
    match (&args.output, split) {
        (Some(named), None) => place::named(named, "pdf"),
        (Some(named), Some(_)) => Ok(named.clone()),
        (None, None) => Ok(place::beside(list, "", &args.set.choice, "pdf")),
        (None, Some(_)) => Ok(place::folder_beside(list, None, &args.set.choice)),
    }
}

fn in_one_file(
    args: &PrintArgs,
    output: &Path,
    students: Vec<Student>,
    inputs: &Inputs,
    template: &TemplateText,
) -> Result<Done, Stop> {
    let read = inputs.files(template);
    let mut draft = Draft::open(output, &read, args.force, output::is_ours)?;
    let (source, job) = (template.source(), &inputs.settings.job);
    let made = with_bar(students.len(), args.quiet || args.json, |progress| {
        output::checked(draft.file(), |out| {
            pipeline::run(students, source, job, out, progress)
        })
    });
    let made = made.map_err(|failure| inputs.stop(failure, output))?;
    let remarks = draft.remarks();
    draft.finish()?;
    let file = output.display().to_string();
    let place = format!("Файл: {file}\n{remarks}");
    let file = report::made::File {
        file,
        pages: Some(made.pages),
        sheets: Some(made.sheets),
    };
    Ok((made, place, vec![file]))
}

fn in_many_files(
    args: &PrintArgs,
    target: &Path,
    split: Split,
    students: Vec<Student>,
    inputs: &Inputs,
    template: &TemplateText,
) -> Result<Done, Stop> {
    let pupils = students.len();
    let (names, parts) = split::parts(students, split);
    let count = count(names.len(), plural::FILES);
    let read = inputs.files(template);
    let ours = |_: &str, head: &[u8]| output::is_ours(head);
    let draft = FolderDraft::open(target, names, &read, args.force, &ours)?;
    let mut names = draft.names().iter();
    let hand_on = |pdf: &[u8]| write(pdf, &draft, names.next().expect("a name for each part"));
    let (source, job) = (template.source(), &inputs.settings.job);
    let made = with_bar(pupils, args.quiet || args.json, |progress| {
        pipeline::run_parts(parts, source, job, hand_on, progress)
    });
    let made = made.map_err(|failure| inputs.stop(failure, target))?;
    let place = format!("Папка: {} ({count})\n{}", target.display(), draft.remarks());
    let files = draft.names().iter().map(|name| report::made::File {
        file: target.join(name).display().to_string(),
        pages: None,
        sheets: None,
    });
    let files = files.collect();
    draft.finish()?;
    Ok((made, place, files))
}

/// Writes a part that has been read back in memory; what lies on the disk must
/// be the same.
fn write(pdf: &[u8], draft: &FolderDraft, name: &str) -> io::Result<()> {
    let mut file = draft.create(name)?;
    file.write_all(pdf)?;
    file.rewind()?;
    let mut written = Vec::with_capacity(pdf.len());
    file.read_to_end(&mut written)?;
    if written == pdf {
        Ok(())
    } else {
        Err(io::Error::other("записано не то, что было сделано"))
    }
}
