//! `pamyatka kit`: all that goes round a parents' meeting, in one folder.
//!
//! What the kit holds is known to [`crate::kit`]. The folder gets all of it or
//! nothing.

use std::fs;
use std::io::{Seek, Write};
use std::path::Path;

use crate::base::plural::{self, count};
use crate::cli::args::KitArgs;
use crate::cli::console::{Console, Stop, with_bar};
use crate::cli::folder::FolderDraft;
use crate::cli::inputs::{Inputs, TemplateText};
use crate::cli::{output, place};
use crate::kit::manifest::{self, List, Listed, Stamp};
use crate::kit::{self, Content, MESSAGE, Template};
use crate::pipeline::{Failure, Made};
use crate::report;

/// What tells its folder from others.
const FOLDER: &str = "набор";

/// `pamyatka kit`.
///
/// # Errors
/// [`Stop`].
pub fn kit(args: &KitArgs, console: &mut Console<'_>) -> Result<(), Stop> {
    let done = set(args, console);
    console.answer(args.json, done)
}

fn set(args: &KitArgs, console: &mut Console<'_>) -> Result<report::made::Result, Stop> {
    let typed = args.set.typed();
    let mut inputs = Inputs::read(
        &args.roster,
        &typed,
        &args.set.reading,
        &args.set.choice,
        console,
    )?;
    let template = inputs.handout()?;
    let target = args.output.clone();
    let target = target
        .unwrap_or_else(|| place::folder_beside(&args.roster, Some(FOLDER), &args.set.choice));
    let contents = kit::contents(&inputs.roster, template.source(), templates(&inputs)?)
        .map_err(|failure| inputs.stop(failure, &target))?;
    let mut names: Vec<String> = contents.iter().map(|(name, _)| name.clone()).collect();
    names.push(manifest::NAME.to_owned());
    let unedited = is_unedited(&target);
    let ours = |name: &str, head: &[u8]| match name {
        MESSAGE => unedited,
        manifest::NAME => manifest::is_ours(head),
        _ => output::is_ours(head),
    };
    let read = inputs.files(&template);
    let draft = FolderDraft::open(&target, names, &read, args.force, &ours)?;
    let filled = fill(
        &draft,
        &contents,
        &inputs,
        &template,
        args.quiet || args.json,
    );
    let (listed, made) = filled.map_err(|failure| inputs.stop(failure, &target))?;
    let said = done(&inputs, &listed, &target) + &draft.remarks();
    draft.finish()?;
    if !args.quiet && !args.json {
        inputs.say(&said, &made, console);
        console.remark(&report::suggestion(&inputs.settings.job, &inputs.file));
    }
    let files = listed.into_iter().map(|listed| report::made::File {
        file: target.join(listed.name).display().to_string(),
        pages: listed.pages,
        sheets: listed.sheets,
    });
    Ok(inputs.result(files.collect(), inputs.roster.students.len(), made))
}

/// The templates of the papers that the settings file names, or the built-in ones.
fn templates(inputs: &Inputs) -> Result<[Template; kit::TEMPLATES.len()], Stop> {
    let find = |name| TemplateText::of_paper(name, None, &inputs.file);
    let found: Result<Vec<_>, Stop> = kit::TEMPLATES.into_iter().map(find).collect();
    let own = |text: TemplateText| text.with_settings(&inputs.settings.job);
    let found: Vec<Template> = found?.into_iter().map(own).collect();
    Ok(found.try_into().expect("one for each name"))
}

/// Whether the message in the folder is as the program wrote it: an edited one
/// is the teacher's work.
fn is_unedited(folder: &Path) -> bool {
    let read = |name: &str| fs::read(folder.join(name));
    match (read(manifest::NAME), read(MESSAGE)) {
        (Ok(manifest), Ok(message)) => manifest::knows(&manifest, MESSAGE, &message),
        _ => false,
    }
}

/// Makes the files; gives what was written, and the sums of all.
fn fill(
    draft: &FolderDraft,
    contents: &[(String, Content)],
    inputs: &Inputs,
    template: &TemplateText,
    quiet: bool,
) -> Result<(Vec<Listed>, Made), Failure> {
    let (roster, job) = (&inputs.roster, &inputs.settings.job);
    let mut listed = Vec::new();
    let mut total = Made::default();
    for (name, content) in contents {
        let mut file = draft.create(name)?;
        let made = match content {
            Content::Bytes(bytes) => {
                file.write_all(bytes)?;
                None
            }
            content => Some(with_bar(roster.students.len(), quiet, |progress| {
                output::checked(&mut file, |out| {
                    let made = content.write(roster, template.source(), job, out, progress);
                    made.map(Option::unwrap_or_default)
                })
            })?),
        };
        // Of what really lies on the disk.
        file.rewind()?;
        listed.push(Listed {
            name: name.clone(),
            stamp: Stamp::of(&file)?,
            pages: made.as_ref().map(|made| made.pages),
            sheets: made.as_ref().map(|made| made.sheets),
        });
        made.into_iter().for_each(|made| total.absorb(made));
    }
    let list = List {
        stamp: &inputs.stamp,
        pupils: inputs.listed,
        chosen: roster.students.len(),
    };
    let text = manifest::text(list, job.today, &listed);
    draft.create(manifest::NAME)?.write_all(text.as_bytes())?;
    Ok((listed, total))
}

fn done(inputs: &Inputs, listed: &[Listed], folder: &Path) -> String {
    let pupils = count(inputs.roster.students.len(), plural::PUPILS);
    let files = count(listed.len() + 1, plural::FILES);
    let mut text = format!(
        "Готово: набор ({pupils}, {files}).\nПапка: {}\n",
        folder.display()
    );
    for file in listed {
        if let (Some(pages), Some(sheets)) = (file.pages, file.sheets) {
            let (pages, sheets) = (count(pages, plural::PAGES), count(sheets, plural::SHEETS));
            text += &format!("  {} — {pages}, {sheets}\n", file.name);
        }
    }
    let codes = listed
        .iter()
        .filter(|file| file.name.starts_with("qr/"))
        .count();
    text += &format!(
        "  qr — коды картинками и страницами ({})\n  {MESSAGE} — сообщение для чата родителей\n",
        count(codes, plural::FILES)
    );
    let handouts = Made {
        pages: listed[0].pages.unwrap_or_default(),
        sheets: listed[0].sheets.unwrap_or_default(),
        ..Made::default()
    };
    let how = report::printing(&handouts, inputs.settings.job.form);
    text + &format!("Печать памяток: {how}.\n")
}
