//! `pamyatka print`: the handouts, in one file or in many.

use std::io::{self, Read, Seek, Write};
use std::path::PathBuf;

use crate::base::plural::{self, count};
use crate::cli::args::PrintArgs;
use crate::cli::console::{Console, Stop, progress_bar};
use crate::cli::folder::FolderDraft;
use crate::cli::inputs::{Inputs, TemplateText};
use crate::cli::output::{self, Draft};
use crate::cli::place;
use crate::cli::split::{self, Split};
use crate::model::student::Student;
use crate::pipeline::{self, Made};
use crate::{report, settings};

/// What sheets without a name are called if there is no list.
const BLANK: &str = "без имени";

/// `pamyatka print`.
///
/// # Errors
/// [`Stop`].
pub fn print(args: &PrintArgs, console: &mut Console<'_>) -> Result<(), Stop> {
    let split = args.split.as_ref();
    let split = split.map(|word| settings::one_of("split", word, &Split::NAMES));
    let split = split.transpose().map_err(Stop::Usage)?;
    let typed = args.reading.typed(args.sheet.typed());
    let mut inputs = match &args.roster {
        Some(list) => Inputs::read(list, &typed, &args.reading, &args.choice, console)?,
        None => Inputs::without_list(&typed, &args.reading, console)?,
    };
    inputs.add_blanks(args.blank.unwrap_or_default());
    let template = inputs.handout()?;
    // What is to be said of the list is said while it is there.
    let whom = report::whom(&inputs.roster);
    let chosen = report::chosen(&inputs.roster, inputs.listed);
    let left_out = report::left_out(&inputs.roster.reading);
    let job = &inputs.settings.job;
    let suggestion = report::suggestion(job, &inputs.file);
    let form = job.form;
    let students = std::mem::take(&mut inputs.roster.students);
    let (made, place) = match split {
        None => in_one_file(args, students, &inputs, &template)?,
        Some(split) => in_many_files(args, split, students, &inputs, &template)?,
    };
    if !args.quiet {
        console.result(&report::done(&whom, &made));
        console.result(&place);
        let how = report::printing(&made, form);
        console.result(&format!("Печать: {how}.\n"));
        console.result(&report::settings(&inputs.file));
        console.result(&chosen);
        console.result(&left_out);
        console.remark(&report::warnings(&inputs.remarks(&made)));
        console.remark(&suggestion);
    }
    Ok(())
}

/// What the output is named after, beside which it lies.
fn beside(args: &PrintArgs) -> PathBuf {
    args.roster.clone().unwrap_or_else(|| BLANK.into())
}

/// Gives what was made, and a line that says where it is.
fn in_one_file(
    args: &PrintArgs,
    students: Vec<Student>,
    inputs: &Inputs,
    template: &TemplateText,
) -> Result<(Made, String), Stop> {
    let output = match &args.output {
        Some(named) => place::pdf_named(named)?,
        None => place::pdf_beside(&beside(args), "", &args.choice),
    };
    let read = inputs.files(template);
    let mut draft = Draft::open(&output, &read, args.force, output::is_ours)?;
    let bar = progress_bar(students.len(), args.quiet);
    let progress = |done| bar.set_position(done as u64);
    let (source, job) = (template.source(), &inputs.settings.job);
    let made = output::checked(draft.file(), |out| {
        pipeline::run(students, source, job, out, &progress)
    });
    bar.finish_and_clear();
    let made = made.map_err(|failure| inputs.stop(failure, &output))?;
    draft.finish()?;
    Ok((made, format!("Файл: {}\n", output.display())))
}

/// Gives what was made, and lines that say where it is.
fn in_many_files(
    args: &PrintArgs,
    split: Split,
    students: Vec<Student>,
    inputs: &Inputs,
    template: &TemplateText,
) -> Result<(Made, String), Stop> {
    let target = args.output.clone();
    let target = target.unwrap_or_else(|| place::folder_beside(&beside(args), None, &args.choice));
    let bar = progress_bar(students.len(), args.quiet);
    let progress = |done| bar.set_position(done as u64);
    let parts = split::parts(students, split).into_iter();
    let (names, parts): (Vec<String>, Vec<_>) =
        parts.map(|part| (part.file_name, part.students)).unzip();
    let count = count(names.len(), plural::FILES);
    let read = inputs.files(template);
    let ours = |_: &str, head: &[u8]| output::is_ours(head);
    let draft = FolderDraft::open(&target, names, &read, args.force, &ours)?;
    let mut names = draft.names().iter();
    let hand_on = |pdf: &[u8]| write(pdf, &draft, names.next().expect("a name for each part"));
    let (source, job) = (template.source(), &inputs.settings.job);
    let made = pipeline::run_parts(parts, source, job, hand_on, &progress);
    bar.finish_and_clear();
    let made = made.map_err(|failure| inputs.stop(failure, &target))?;
    let place = format!("Папка: {} ({count})\n{}", target.display(), draft.remarks());
    draft.finish()?;
    Ok((made, place))
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
