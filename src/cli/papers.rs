//! The papers of the kit: their flags as clap reads them, and their commands.
//!
//! Files in, the engine's work, one PDF and a report out, by the same rules of
//! settings and output as the handouts have.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args as Group;

use super::args::{Choice, Reading, Sheet};
use super::commands::{fill_class, find_config, find_template, read_roster, settle};
use super::config::Config;
use super::engine::{self, Engine, Made, Paper};
use super::labels;
use super::output::{self, Draft};
use super::plural::{self, count, list};
use super::print::choose;
use super::settings::Settings;
use super::{Console, Stop, report};
use crate::base::diagnostic::Diagnostic;
use crate::base::geometry::Size;
use crate::base::units::Pt;

/// Sizes of the poster when none is named.
const POSTER: [&str; 2] = ["A3", "A4"];

/// Cards that one run makes at most.
pub(super) const MOST_CARDS: usize = 10_000;
/// Cards of 85 × 54 mm on a sheet.
const CARDS_ON_SHEET: usize = 10;

/// Width and height of the built-in card: on labels that are smaller stands one
/// code instead of two.
const CARD: [Pt; 2] = [Pt::mm(85.0), Pt::mm(54.0)];

/// What stands on a paper that is the same for everybody.
#[derive(Debug, Group, Default)]
#[command(next_help_heading = "Что на нём стоит")]
pub struct About {
    /// Школа
    #[arg(long, value_name = "НАЗВАНИЕ")]
    pub school: Option<String>,
    /// Класс
    #[arg(long, value_name = "КЛАСС")]
    pub class: Option<String>,
    /// Разрешить ссылки и коды на этот сайт (можно повторять)
    #[arg(long, value_name = "САЙТ")]
    pub allow_host: Vec<String>,
    /// Свой файл шаблона вместо встроенного
    #[arg(long, value_name = "ФАЙЛ")]
    pub template: Option<String>,
    /// Дата в свойствах файла (обычно сегодня)
    #[arg(long, value_name = "ДАТА")]
    pub date: Option<String>,
    /// Файл настроек (обычно pamyatka.toml в этой папке)
    #[arg(long, value_name = "ФАЙЛ")]
    pub config: Option<PathBuf>,
}

/// Where a paper goes.
#[derive(Debug, Group, Default)]
#[command(next_help_heading = "Параметры")]
pub struct Target {
    /// Куда записать
    #[arg(short, long, value_name = "ФАЙЛ.pdf")]
    pub output: Option<PathBuf>,
    /// Заменить файл, даже если он сделан не этой программой
    #[arg(long)]
    pub force: bool,
    /// Говорить только об ошибках
    #[arg(short, long)]
    pub quiet: bool,
}

/// `pamyatka poster`.
#[derive(Debug, Group)]
#[command(next_help_heading = "Параметры")]
pub struct Poster {
    /// Только на этой бумаге: A3 или A4 (обычно обе)
    #[arg(long, value_name = "БУМАГА")]
    pub paper: Option<String>,
    /// Where it goes.
    #[command(flatten)]
    pub target: Target,
    /// What stands on it.
    #[command(flatten)]
    pub about: About,
}

/// `pamyatka cards`.
#[derive(Debug, Group)]
#[command(next_help_heading = "Параметры")]
pub struct Cards {
    /// Сколько карточек (обычно один лист)
    #[arg(long, value_name = "ЧИСЛО")]
    pub copies: Option<String>,
    /// Первое свободное место на начатом листе, считая слева направо
    #[arg(long, value_name = "МЕСТО")]
    pub start: Option<String>,
    /// На готовых этикетках: столбцов x рядов, например 3x8
    #[arg(long, value_name = "СЕТКА")]
    pub labels: Option<String>,
    /// Where it goes.
    #[command(flatten)]
    pub target: Target,
    /// What stands on it.
    #[command(flatten)]
    pub about: About,
}

/// `pamyatka checklist`.
#[derive(Debug, Group)]
#[command(next_help_heading = "Параметры")]
pub struct Checklist {
    /// Список класса: CSV или книга Excel/LibreOffice
    #[arg(value_name = "СПИСОК", help_heading = "Что печатать")]
    pub roster: PathBuf,
    /// Where it goes.
    #[command(flatten)]
    pub target: Target,
    /// Школа
    #[arg(long, value_name = "НАЗВАНИЕ")]
    pub school: Option<String>,
    /// Класс для тех, у кого он в списке не указан
    #[arg(long, value_name = "КЛАСС")]
    pub class: Option<String>,
    /// Классный руководитель
    #[arg(long, value_name = "ФИО")]
    pub teacher: Option<String>,
    /// До какого дня вернуть талон: «5 декабря», 05.12.2026
    #[arg(long, value_name = "ДАТА")]
    pub return_by: Option<String>,
    /// Свой файл шаблона вместо встроенного
    #[arg(long, value_name = "ФАЙЛ")]
    pub template: Option<String>,
    /// Which pupils.
    #[command(flatten)]
    pub choice: Choice,
    /// How the list is read.
    #[command(flatten)]
    pub reading: Reading,
}

impl Checklist {
    fn sheet(&self) -> Sheet {
        Sheet {
            school: self.school.clone(),
            class: self.class.clone(),
            teacher: self.teacher.clone(),
            return_by: self.return_by.clone(),
            template: self.template.clone(),
            ..Sheet::default()
        }
    }
}

impl About {
    fn sheet(&self) -> Sheet {
        Sheet {
            school: self.school.clone(),
            class: self.class.clone(),
            allow_host: self.allow_host.clone(),
            template: self.template.clone(),
            ..Sheet::default()
        }
    }

    fn reading(&self) -> Reading {
        Reading {
            date: self.date.clone(),
            config: self.config.clone(),
            ..Reading::default()
        }
    }

    /// The settings file in this folder, or the one that is named.
    fn settle(&self, console: &Console<'_>) -> Result<(Config, Settings), Stop> {
        let here = Path::new("");
        let config = find_config(here, self.config.as_deref())?;
        let settings = settle(&self.sheet(), &self.reading(), &config, here, console)?;
        Ok((config, settings))
    }
}

/// The sizes of the poster when none is named.
pub(super) fn poster_sizes() -> Vec<(&'static str, Size)> {
    let sizes = POSTER.into_iter();
    sizes
        .filter_map(|name| Some((name, Size::named(name)?)))
        .collect()
}

/// `pamyatka poster`.
pub(super) fn poster(
    args: &Poster,
    engine: &dyn Engine,
    console: &mut Console<'_>,
) -> Result<(), Stop> {
    let names: Vec<&str> = match &args.paper {
        Some(name) => vec![name],
        None => POSTER.to_vec(),
    };
    let mut sizes = Vec::new();
    for name in names {
        let known = POSTER.into_iter().find(|known| *known == latin(name));
        match known.and_then(|known| Some((known, Size::named(known)?))) {
            Some(size) => sizes.push(size),
            None => {
                let text = format!("--paper «{name}»: такого плаката нет. Бывают A3 и A4.");
                return Err(Stop::Usage(text));
            }
        }
    }
    let (config, settings) = args.about.settle(console)?;
    let work = Work {
        paper: Paper::Poster(&sizes),
        template: "poster",
        named: args.about.template.as_deref(),
        inputs: &[],
        config: &config,
        settings: &settings,
        remarks: &[],
    };
    let output = args.target.output.clone();
    let output = output.unwrap_or_else(|| PathBuf::from("poster.pdf"));
    let made = work.make(&output, &args.target, engine)?;
    let names: Vec<&str> = sizes.iter().map(|(name, _)| *name).collect();
    let what = format!(
        "плакат {} ({})",
        list(&names),
        count(made.pages, plural::PAGES)
    );
    work.report(&what, &made, &output, &args.target, console);
    Ok(())
}

/// `pamyatka cards`.
pub(super) fn cards(
    args: &Cards,
    engine: &dyn Engine,
    console: &mut Console<'_>,
) -> Result<(), Stop> {
    let (config, settings) = args.about.settle(console)?;
    let grid = match &args.labels {
        Some(name) => Some(labels::find(name, &config)?),
        None => None,
    };
    let copies = match &args.copies {
        Some(text) => Some(number("copies", text, MOST_CARDS)?),
        None => None,
    };
    let places = match (grid, &args.about.template) {
        (Some(grid), _) => grid.cells(),
        (None, None) => CARDS_ON_SHEET,
        // How many cards of its own size a sheet has is known when it is read.
        (None, Some(_)) => MOST_CARDS,
    };
    let first = match &args.start {
        Some(text) => number("start", text, places)? - 1,
        None => 0,
    };
    let small = grid.is_some_and(|grid| grid.cell.width < CARD[0] || grid.cell.height < CARD[1]);
    let wanted = engine::Cards {
        first,
        copies,
        labels: grid,
    };
    let work = Work {
        paper: Paper::Cards(&wanted),
        template: if small { "label" } else { "card" },
        named: args.about.template.as_deref(),
        inputs: &[],
        config: &config,
        settings: &settings,
        remarks: &[],
    };
    let output = args.target.output.clone();
    let output = output.unwrap_or_else(|| PathBuf::from("cards.pdf"));
    let made = work.make(&output, &args.target, engine)?;
    let names = if grid.is_some() {
        plural::LABELS
    } else {
        plural::CARDS
    };
    let what = format!(
        "{} ({})",
        count(made.handouts, names),
        count(made.sheets, plural::SHEETS)
    );
    work.report(&what, &made, &output, &args.target, console);
    Ok(())
}

/// A number of the command line from 1 to `most`.
fn number(flag: &str, text: &str, most: usize) -> Result<usize, Stop> {
    let number = text.trim().parse().ok();
    number.filter(|n| (1..=most).contains(n)).ok_or_else(|| {
        let wanted = format!("Нужно число от 1 до {most}.");
        Stop::Usage(format!("--{flag} «{text}» не годится. {wanted}"))
    })
}

/// `pamyatka checklist`.
pub(super) fn checklist(
    args: &Checklist,
    engine: &dyn Engine,
    console: &mut Console<'_>,
) -> Result<(), Stop> {
    let bytes = read_roster(&args.roster)?;
    let config = find_config(&args.roster, args.reading.config.as_deref())?;
    let settings = settle(&args.sheet(), &args.reading, &config, &args.roster, console)?;
    let mut roster = engine
        .read(&bytes, &settings.reading)
        .map_err(Stop::Input)?;
    drop(bytes);
    fill_class(&mut roster, &settings.job.class, engine);
    let listed = roster.students.len();
    let roster = choose(roster, &args.choice)?;
    let work = Work {
        paper: Paper::Checklist(&roster),
        template: "checklist",
        named: args.template.as_deref(),
        inputs: &[&args.roster],
        config: &config,
        settings: &settings,
        remarks: &roster.warnings,
    };
    // Beside the list and named after it: a folder may hold several lists.
    let mut name = args.roster.file_stem().unwrap_or_default().to_owned();
    name.push("-checklist.pdf");
    let output = args.target.output.clone();
    let output = output.unwrap_or_else(|| args.roster.with_file_name(name));
    let made = work.make(&output, &args.target, engine)?;
    let classes = match &report::classes(&roster)[..] {
        [] => String::new(),
        named if named.len() <= report::CLASSES => format!(" для {}", list(named)),
        many => format!(" для {} классов", many.len()),
    };
    let what = format!(
        "список учителя{classes} ({}, {})",
        count(made.handouts, plural::PUPILS),
        count(made.pages, plural::PAGES)
    );
    work.report(&what, &made, &output, &args.target, console);
    if !args.target.quiet {
        console.result(&report::chosen(&roster, listed));
    }
    Ok(())
}

/// A name of paper in Latin capitals, whatever keyboard it was typed on.
fn latin(name: &str) -> String {
    let latin = |letter| match letter {
        'А' => 'A',
        other => other,
    };
    name.trim().to_uppercase().chars().map(latin).collect()
}

/// A paper that is to be made.
struct Work<'a> {
    paper: Paper<'a>,
    /// The built-in template, unless another is named.
    template: &'static str,
    named: Option<&'a str>,
    /// Files that were read and are never overwritten.
    inputs: &'a [&'a Path],
    config: &'a Config,
    settings: &'a Settings,
    remarks: &'a [Diagnostic],
}

impl Work<'_> {
    fn make(&self, output: &Path, target: &Target, engine: &dyn Engine) -> Result<Made, Stop> {
        // The template of the settings file is that of the handouts.
        let named = self.named.map(|name| (name.to_owned(), false));
        let (source, template) = find_template(named.as_ref(), self.template, self.config, engine)?;
        let config_file = Path::new(&self.config.file);
        let mut inputs = self.inputs.to_vec();
        inputs.push(config_file);
        inputs.extend(template.as_deref());
        let mut draft = Draft::open(output, &inputs, target.force, |head| engine.is_ours(head))?;
        let mut out = BufWriter::new(draft.file());
        let made = engine.paper(&self.paper, &self.settings.job, &source, &mut out);
        let made = made.map_err(|failure| Stop::of(failure, output))?;
        out.flush()
            .map_err(|error| Stop::from(output::machine(output, &error)))?;
        drop(out);
        engine
            .verify(&made, &mut |offset, length| draft.read_at(offset, length))
            .map_err(|failure| Stop::of(failure, output))?;
        draft.finish()?;
        Ok(made)
    }

    fn report(
        &self,
        what: &str,
        made: &Made,
        output: &Path,
        target: &Target,
        console: &mut Console<'_>,
    ) {
        if target.quiet {
            return;
        }
        let remarks = [&self.settings.warnings[..], self.remarks, &made.warnings].concat();
        let file = output.display();
        console.result(&format!("Готово: {what}.\nФайл: {file}\n"));
        console.remark(&report::warnings(&remarks));
    }
}
