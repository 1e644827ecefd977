//! `pamyatka kit`: all that goes round a parents' meeting, in one folder.
//!
//! What the kit holds (`contents` is the list), and the command. The folder
//! gets all of it or nothing.

use std::fs::{self, File};
use std::io::{Seek, Write};
use std::path::Path;

use super::{cards, poster, qr};
use crate::address;
use crate::base::geometry::Size;
use crate::base::plural::{self, count};
use crate::cli::args::KitArgs;
use crate::cli::console::{Console, Stop, progress_bar};
use crate::cli::folder::FolderDraft;
use crate::cli::inputs::{Inputs, TemplateText};
use crate::cli::manifest::{self, List, Listed, Stamp};
use crate::cli::{output, place};
use crate::model::rules;
use crate::pipeline::{self, Cards, CodeOrder, Failure, Made, Paper, Source};
use crate::{report, template};

/// What tells its folder from others.
const FOLDER: &str = "набор";
/// Name of the text for the parents' chat.
const MESSAGE: &str = "message.txt";

/// What a file of the kit holds.
enum Content<'a> {
    /// The handouts.
    Handouts,
    /// A paper and its template.
    Paper(Paper<'a>, TemplateText),
    /// What is made already.
    Bytes(Vec<u8>),
}

/// `pamyatka kit`.
///
/// # Errors
/// [`Stop`].
pub fn kit(args: &KitArgs, console: &mut Console<'_>) -> Result<(), Stop> {
    let done = set(args, console);
    if args.json {
        console.answer(&done);
    }
    done.map(|_| ())
}

fn set(args: &KitArgs, console: &mut Console<'_>) -> Result<report::made::Result, Stop> {
    let typed = args.reading.typed(args.sheet.typed());
    let mut inputs = Inputs::read(&args.roster, &typed, &args.reading, &args.choice, console)?;
    let template = inputs.handout()?;
    let target = args.output.clone();
    let target =
        target.unwrap_or_else(|| place::folder_beside(&args.roster, Some(FOLDER), &args.choice));
    let poster = poster::sizes();
    let cards = Cards {
        first: 0,
        // All cards are alike: who needs more prints the sheet again.
        copies: Some(inputs.roster.students.len().clamp(1, cards::MOST)),
        labels: None,
    };
    let contents = contents(&inputs, &poster, &cards)?;
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
    let filler = Filler {
        inputs: &inputs,
        template: &template,
        quiet: args.quiet || args.json,
    };
    let filled = filler.fill(&draft, &contents);
    let (listed, made) = filled.map_err(|failure| inputs.stop(failure, &target))?;
    let said = done(&inputs, &listed, &target) + &draft.remarks();
    draft.finish()?;
    let warnings = inputs.remarks(&made);
    if !args.quiet && !args.json {
        console.result(&said);
        console.result(&report::addresses(&made.addresses));
        console.result(&report::settings(&inputs.file));
        console.result(&report::chosen(&inputs.roster, inputs.listed));
        console.result(&report::left_out(&inputs.roster.reading));
        console.remark(&report::warnings(&warnings));
        console.remark(&report::suggestion(&inputs.settings.job, &inputs.file));
    }
    let files = listed.into_iter().map(|listed| report::made::File {
        file: target.join(listed.name).display().to_string(),
        pages: listed.pages,
        sheets: listed.sheets,
    });
    Ok(report::made::Result {
        files: files.collect(),
        addresses: made.addresses,
        handouts: inputs.roster.students.len(),
        listed: inputs.listed,
        warnings,
    })
}

/// The files of the kit in the order in which they are made and reported. A
/// new paper is one line here.
fn contents<'a>(
    inputs: &'a Inputs,
    poster: &'a [(&'static str, Size)],
    cards: &'a Cards,
) -> Result<Vec<(String, Content<'a>)>, Stop> {
    let job = &inputs.settings.job;
    let template = |name| TemplateText::of_paper(name, None, &inputs.file);
    let mut contents = vec![("handouts.pdf".to_owned(), Content::Handouts)];
    for (file, paper, name) in [
        ("poster.pdf", Paper::Poster(poster), "poster"),
        ("cards.pdf", Paper::Cards(cards), "card"),
        (
            "checklist.pdf",
            Paper::Checklist(&inputs.roster),
            "checklist",
        ),
    ] {
        contents.push((file.to_owned(), Content::Paper(paper, template(name)?)));
    }
    let good = address::GOOD.map(|url| address::check(url, &[]).expect("the default addresses"));
    let order = CodeOrder {
        png: true,
        svg: true,
        pdf: true,
        side: rules::SIDE,
        page_side: rules::PAGE_SIDE,
        caption: String::new(),
    };
    let codes = qr::make(&good, &order, &template("code")?, job)?.into_iter();
    contents.extend(codes.map(|named| {
        let name = format!("qr/{}", named.name);
        (name, Content::Bytes(named.file.bytes))
    }));
    let mut classes = report::classes(&inputs.roster);
    if classes.len() > report::CLASSES {
        classes.clear();
    }
    let own = template("message")?;
    let Source { name, text } = own.source();
    let message = template::message(name, text, job, &classes).map_err(Stop::Input)?;
    contents.push((MESSAGE.to_owned(), Content::Bytes(message.into_bytes())));
    Ok(contents)
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

/// Makes the files.
struct Filler<'a> {
    inputs: &'a Inputs,
    template: &'a TemplateText,
    quiet: bool,
}

impl Filler<'_> {
    /// Gives what was written, and the sums of all.
    fn fill(
        &self,
        draft: &FolderDraft,
        contents: &[(String, Content<'_>)],
    ) -> Result<(Vec<Listed>, Made), Failure> {
        let mut listed = Vec::new();
        let mut total = Made::default();
        for (name, content) in contents {
            let mut file = draft.create(name)?;
            let made = self.one(content, &mut file)?;
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
            stamp: &self.inputs.stamp,
            pupils: self.inputs.listed,
            chosen: self.inputs.roster.students.len(),
        };
        let text = manifest::text(list, self.inputs.settings.job.today, &listed);
        draft.create(manifest::NAME)?.write_all(text.as_bytes())?;
        Ok((listed, total))
    }

    fn one(&self, content: &Content<'_>, file: &mut File) -> Result<Option<Made>, Failure> {
        let job = &self.inputs.settings.job;
        let made = match content {
            Content::Bytes(bytes) => {
                file.write_all(bytes)?;
                return Ok(None);
            }
            Content::Handouts => {
                let students = self.inputs.roster.students.clone();
                let bar = progress_bar(students.len(), self.quiet);
                let progress = |done| bar.set_position(done as u64);
                let source = self.template.source();
                let made = output::checked(file, |out| {
                    pipeline::run(students, source, job, out, &progress)
                });
                bar.finish_and_clear();
                made
            }
            Content::Paper(paper, template) => {
                let (source, job) = (template.source(), template.job(job));
                output::checked(file, |out| pipeline::paper(paper, source, &job, out))
            }
        };
        made.map(Some)
    }
}

fn done(inputs: &Inputs, listed: &[Listed], folder: &Path) -> String {
    let mut text = format!(
        "Готово: набор ({}, {}).\nПапка: {}\n",
        count(inputs.roster.students.len(), plural::PUPILS),
        count(listed.len() + 1, plural::FILES),
        folder.display()
    );
    for file in listed {
        if let (Some(pages), Some(sheets)) = (file.pages, file.sheets) {
            text += &format!(
                "  {} — {}, {}\n",
                file.name,
                count(pages, plural::PAGES),
                count(sheets, plural::SHEETS)
            );
        }
    }
    let codes = listed.iter().filter(|file| file.name.starts_with("qr/"));
    text += &format!(
        "  qr — коды картинками и страницами ({})\n  {MESSAGE} — сообщение для чата родителей\n",
        count(codes.count(), plural::FILES)
    );
    let handouts = Made {
        pages: listed[0].pages.unwrap_or_default(),
        sheets: listed[0].sheets.unwrap_or_default(),
        ..Made::default()
    };
    let how = report::printing(&handouts, inputs.settings.job.form);
    text + &format!("Печать памяток: {how}.\n")
}
