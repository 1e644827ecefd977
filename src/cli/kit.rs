//! `pamyatka kit`: all that goes round a parents' meeting, in one folder.
//!
//! Its flags, what the kit holds (`contents` is the list), and the command.
//! The folder gets all of it or nothing.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use clap::Args as Group;

use super::args::{Choice, Reading, Sheet};
use super::codes;
use super::engine::{Cards, CodeOrder, Engine, Failure, Made, Paper, Source};
use super::folder::FolderDraft;
use super::manifest::{self, Entry, List, Stamp};
use super::plural::{self, count};
use super::print::{self, Work, folder_remarks};
use super::{Console, Stop, papers, report, split};
use crate::address;
use crate::base::diagnostic::Diagnostic;
use crate::base::geometry::Size;
use crate::model::rules;

/// Name of the text for the parents' chat.
const MESSAGE: &str = "message.txt";

/// `pamyatka kit`.
#[derive(Debug, Group)]
#[command(next_help_heading = "Параметры")]
pub struct Kit {
    /// Список класса: CSV или книга Excel/LibreOffice
    #[arg(value_name = "СПИСОК", help_heading = "Что печатать")]
    pub roster: PathBuf,
    /// Папка, куда записать (обычно рядом со списком, с тем же именем)
    #[arg(short, long, value_name = "ПАПКА")]
    pub output: Option<PathBuf>,
    /// Заменить файлы, даже если они сделаны не этой программой
    #[arg(long)]
    pub force: bool,
    /// Говорить только об ошибках
    #[arg(short, long)]
    pub quiet: bool,
    /// Which pupils.
    #[command(flatten)]
    pub choice: Choice,
    /// What stands on the sheet.
    #[command(flatten)]
    pub sheet: Sheet,
    /// How the list is read.
    #[command(flatten)]
    pub reading: Reading,
}

/// How large and how many: what papers that are alike for all have to know.
struct Sizes {
    poster: Vec<(&'static str, Size)>,
    /// One for each pupil.
    cards: Cards,
}

/// What a file of the kit holds.
enum Content<'a> {
    /// The handouts.
    Handouts,
    /// A paper, by the built-in template of this name.
    Paper(Paper<'a>, &'static str),
    /// What is made already.
    Bytes(Vec<u8>),
}

/// The files of the kit in the order in which they are made and reported. A
/// new part is one line here.
fn contents<'a>(
    work: &'a Work,
    sizes: &'a Sizes,
    engine: &dyn Engine,
) -> Result<Vec<(String, Content<'a>)>, Stop> {
    let job = &work.settings.job;
    let paper = |name: &str, paper, template| (name.to_owned(), Content::Paper(paper, template));
    let mut contents = vec![
        ("handouts.pdf".to_owned(), Content::Handouts),
        paper("poster.pdf", Paper::Poster(&sizes.poster), "poster"),
        paper("cards.pdf", Paper::Cards(&sizes.cards), "card"),
        paper("checklist.pdf", Paper::Checklist(&work.roster), "checklist"),
    ];
    let good = address::GOOD.map(|url| address::check(url, &[]).expect("the default addresses"));
    let order = CodeOrder {
        png: true,
        svg: true,
        pdf: true,
        side: rules::SIDE,
        caption: String::new(),
    };
    let codes = codes::make(&good, &order, job, engine)?;
    contents.extend(codes.into_iter().map(|named| {
        let name = format!("qr/{}", named.name);
        (name, Content::Bytes(named.file.bytes))
    }));
    let classes = report::classes(&work.roster);
    let classes = if classes.len() > report::CLASSES {
        &[]
    } else {
        &classes[..]
    };
    let message = engine.message(job, classes);
    contents.push((MESSAGE.to_owned(), Content::Bytes(message.into_bytes())));
    Ok(contents)
}

/// `pamyatka kit`.
pub(super) fn kit(args: &Kit, engine: &dyn Engine, console: &mut Console<'_>) -> Result<(), Stop> {
    let mut list = Stamp::default();
    let work = Work::prepare(
        &args.roster,
        &args.sheet,
        &args.reading,
        &args.choice,
        engine,
        console,
        |bytes| list = Stamp::of_bytes(bytes),
    )?;
    let target = args.output.clone();
    let target = target.unwrap_or_else(|| split::folder_beside(&args.roster));
    let sizes = Sizes {
        poster: papers::poster_sizes(),
        cards: Cards {
            first: 0,
            // All cards are alike: who needs more prints the sheet again.
            copies: Some(work.roster.students.len().clamp(1, papers::MOST_CARDS)),
            labels: None,
        },
    };
    let contents = contents(&work, &sizes, engine)?;
    let mut names: Vec<String> = contents.iter().map(|(name, _)| name.clone()).collect();
    names.push(manifest::NAME.to_owned());
    let unedited = is_unedited(&target);
    let ours = |name: &str, head: &[u8]| match name {
        MESSAGE => unedited,
        manifest::NAME => manifest::is_ours(head),
        _ => engine.is_ours(head),
    };
    let draft = FolderDraft::open(&target, names, &work.inputs(), args.force, &ours)?;
    let press = Press {
        work: &work,
        list,
        engine,
        quiet: args.quiet,
    };
    let filled = press
        .fill(&draft, &contents)
        .map_err(|failure| Stop::of(failure, &target))?;
    let said = done(&work, &filled, &target) + &folder_remarks(&draft);
    draft.finish()?;
    if !args.quiet {
        console.result(&said);
        console.result(&report::chosen(&work.roster, work.listed));
        let remarks = [work.remarks(&Made::default()), filled.warnings].concat();
        console.remark(&report::warnings(&remarks));
        console.remark(&report::suggestion(&work.roster, &work.settings.job));
    }
    Ok(())
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

/// What has been written.
#[derive(Default)]
struct Filled {
    entries: Vec<Entry>,
    handouts: usize,
    warnings: Vec<Diagnostic>,
}

/// Makes the files.
struct Press<'a> {
    work: &'a Work,
    /// Of the list as it lies on the disk.
    list: Stamp,
    engine: &'a dyn Engine,
    quiet: bool,
}

impl Press<'_> {
    fn fill(
        &self,
        draft: &FolderDraft,
        contents: &[(String, Content<'_>)],
    ) -> Result<Filled, Failure> {
        let mut filled = Filled::default();
        for (name, content) in contents {
            let mut file = draft.create(name).map_err(Failure::Output)?;
            let made = match content {
                Content::Bytes(bytes) => {
                    file.write_all(bytes).map_err(Failure::Output)?;
                    None
                }
                Content::Handouts => {
                    let made = self.handouts(&mut file)?;
                    filled.handouts = made.handouts;
                    Some(made)
                }
                Content::Paper(paper, template) => Some(self.paper(paper, template, &mut file)?),
            };
            let stamp = stamp(&mut file).map_err(Failure::Output)?;
            filled.entries.push(match &made {
                Some(made) => Entry::printed(name, stamp, made),
                None => Entry {
                    name: name.clone(),
                    stamp,
                    paper: None,
                },
            });
            filled
                .warnings
                .extend(made.into_iter().flat_map(|made| made.warnings));
        }
        let list = List {
            stamp: &self.list,
            pupils: self.work.listed,
            chosen: self.work.roster.students.len(),
        };
        let day = self.work.settings.job.today;
        let text = manifest::text(list, day, &filled.entries);
        draft
            .create(manifest::NAME)
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .map_err(Failure::Output)?;
        Ok(filled)
    }

    fn handouts(&self, file: &mut File) -> Result<Made, Failure> {
        let Work {
            roster,
            settings,
            source,
            ..
        } = self.work;
        let bar = print::progress_bar(roster.students.len(), self.quiet);
        let made = written(file, |out| {
            let students = roster.students.clone();
            self.engine
                .make(students, &settings.job, source, out, &|done| {
                    bar.set_position(done as u64);
                })
        });
        bar.finish_and_clear();
        let made = made?;
        self.read_back(&made, file)?;
        Ok(made)
    }

    fn paper(&self, paper: &Paper<'_>, template: &str, file: &mut File) -> Result<Made, Failure> {
        let source = Source {
            name: template.to_owned(),
            text: self
                .engine
                .template(template)
                .unwrap_or_default()
                .to_owned(),
        };
        let job = &self.work.settings.job;
        let made = written(file, |out| self.engine.paper(paper, job, &source, out))?;
        self.read_back(&made, file)?;
        Ok(made)
    }

    fn read_back(&self, made: &Made, file: &mut File) -> Result<(), Failure> {
        self.engine.verify(made, &mut |offset, length| {
            let mut bytes = vec![0; length];
            file.seek(SeekFrom::Start(offset))?;
            file.read_exact(&mut bytes)?;
            Ok(bytes)
        })
    }
}

/// Writes through a buffer that is empty in the end.
fn written(
    file: &mut File,
    make: impl FnOnce(&mut dyn Write) -> Result<Made, Failure>,
) -> Result<Made, Failure> {
    let mut out = BufWriter::new(file);
    let made = make(&mut out)?;
    out.flush().map_err(Failure::Output)?;
    Ok(made)
}

/// Of what really lies on the disk.
fn stamp(file: &mut File) -> io::Result<Stamp> {
    file.rewind()?;
    Stamp::of(file)
}

fn done(work: &Work, filled: &Filled, folder: &Path) -> String {
    let mut text = format!(
        "Готово: набор ({}, {}).\nПапка: {}\n",
        count(work.roster.students.len(), plural::PUPILS),
        count(filled.entries.len() + 1, plural::FILES),
        folder.display()
    );
    for Entry { name, paper, .. } in &filled.entries {
        if let Some((pages, sheets)) = paper {
            text += &format!(
                "  {name} — {}, {}\n",
                count(*pages, plural::PAGES),
                count(*sheets, plural::SHEETS)
            );
        }
    }
    let codes = filled
        .entries
        .iter()
        .filter(|entry| entry.name.starts_with("qr/"));
    text + &format!(
        "  qr — коды картинками и страницами ({})\n  {MESSAGE} — сообщение для чата родителей\n",
        count(codes.count(), plural::FILES)
    )
}
