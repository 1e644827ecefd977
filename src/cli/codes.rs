//! `pamyatka qr`: codes as pictures and pages, in one folder.
//!
//! Its flags as clap reads them, the names of its files, and the command. What
//! the files hold is the engine's work.

use std::collections::HashSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args as Group;

use super::args::{Reading, Sheet};
use super::commands::{find_config, settle};
use super::engine::{CodeFile, CodeOrder, Engine, Failure};
use super::folder::FolderDraft;
use super::output;
use super::plural::{self, count};
use super::print::folder_remarks;
use super::{Console, Stop, report};
use crate::address::{self, Address};
use crate::base::file_name::Names;
use crate::base::units::Pt;
use crate::model::job::Job;
use crate::model::rules;

/// The largest side: a picture of it takes some megabytes of memory.
const MOST_SIDE: Pt = Pt::mm(500.0);
/// Folder unless another is named.
const FOLDER: &str = "qr";

/// `pamyatka qr`.
#[derive(Debug, Group)]
#[command(next_help_heading = "Параметры")]
pub struct Qr {
    /// Адреса, https://… (обычно Госуслуги и дневник)
    #[arg(value_name = "АДРЕС", help_heading = "Что закодировать")]
    pub addresses: Vec<String>,
    /// Картинка PNG: для печати (300 точек на дюйм) и для мессенджеров (1024 точки)
    #[arg(long)]
    pub png: bool,
    /// Картинка SVG: увеличивается без потерь
    #[arg(long)]
    pub svg: bool,
    /// Страница A4 с кодом (без --png, --svg и --pdf делаются все)
    #[arg(long)]
    pub pdf: bool,
    /// Сторона кода без светлого поля (обычно 30mm)
    #[arg(long, value_name = "РАЗМЕР")]
    pub size: Option<String>,
    /// Подпись над кодом на странице и в описании картинки
    #[arg(long, value_name = "ТЕКСТ")]
    pub caption: Option<String>,
    /// Папка, куда записать (обычно qr)
    #[arg(short, long, value_name = "ПАПКА")]
    pub output: Option<PathBuf>,
    /// Заменить файлы, даже если они сделаны не этой программой
    #[arg(long)]
    pub force: bool,
    /// Говорить только об ошибках
    #[arg(short, long)]
    pub quiet: bool,
    /// Разрешить коды на этот сайт (можно повторять)
    #[arg(long, value_name = "САЙТ")]
    pub allow_host: Vec<String>,
    /// Дата в свойствах страницы (обычно сегодня)
    #[arg(long, value_name = "ДАТА")]
    pub date: Option<String>,
    /// Файл настроек (обычно pamyatka.toml в этой папке)
    #[arg(long, value_name = "ФАЙЛ")]
    pub config: Option<PathBuf>,
}

/// A file and its name.
pub(super) struct Named {
    /// Name in the folder.
    pub name: String,
    /// What it holds.
    pub file: CodeFile,
}

/// `pamyatka qr`.
pub(super) fn qr(args: &Qr, engine: &dyn Engine, console: &mut Console<'_>) -> Result<(), Stop> {
    let here = Path::new("");
    let config = find_config(here, args.config.as_deref())?;
    let sheet = Sheet {
        allow_host: args.allow_host.clone(),
        ..Sheet::default()
    };
    let reading = Reading {
        date: args.date.clone(),
        ..Reading::default()
    };
    let settings = settle(&sheet, &reading, &config, here, console)?;
    let job = &settings.job;
    let order = order(args)?;
    let addresses = addresses(&args.addresses, job)?;
    let files = make(&addresses, &order, job, engine)?;

    let target = args.output.clone().unwrap_or_else(|| FOLDER.into());
    let names = files.iter().map(|named| named.name.clone()).collect();
    let config_file = Path::new(&config.file);
    let ours = |_: &str, head: &[u8]| engine.is_ours(head);
    let draft = FolderDraft::open(&target, names, &[config_file], args.force, &ours)?;
    for Named { name, file } in &files {
        draft
            .create(name)
            .and_then(|mut out| out.write_all(&file.bytes))
            .map_err(|error| Stop::from(output::machine(&target, &error)))?;
    }
    let said = done(&addresses, &files, &target) + &folder_remarks(&draft);
    draft.finish()?;
    if !args.quiet {
        console.result(&said);
        console.remark(&report::warnings(&settings.warnings));
    }
    Ok(())
}

fn order(args: &Qr) -> Result<CodeOrder, Stop> {
    let all = !(args.png || args.svg || args.pdf);
    let side = match &args.size {
        Some(text) => length(text).filter(|side| *side <= MOST_SIDE).ok_or_else(|| {
            Stop::Usage(format!(
                "--size «{text}»: размер не понят. Пишут так: --size 30mm или --size 4.5cm, не больше {}mm.",
                MOST_SIDE.to_mm()
            ))
        })?,
        None => rules::SIDE,
    };
    let caption = args.caption.as_deref().unwrap_or_default();
    Ok(CodeOrder {
        png: args.png || all,
        svg: args.svg || all,
        pdf: args.pdf || all,
        side,
        caption: caption.split_whitespace().collect::<Vec<_>>().join(" "),
    })
}

/// `30mm`, `4,5 см`, `30`: millimetres unless another unit is written.
fn length(text: &str) -> Option<Pt> {
    let text = text.trim().to_lowercase().replace(',', ".");
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let unit = match unit.trim() {
        "" | "mm" | "мм" => 1.0,
        "cm" | "см" => 10.0,
        _ => return None,
    };
    let length: f64 = number.parse().ok()?;
    (length > 0.0 && length.is_finite()).then(|| Pt::mm(length * unit))
}

/// The checked addresses, each once; the default two if none is named.
fn addresses(given: &[String], job: &Job) -> Result<Vec<Address>, Stop> {
    let good: Vec<String> = address::GOOD.map(str::to_owned).to_vec();
    let given = if given.is_empty() { &good } else { given };
    let mut wrong = Vec::new();
    let mut seen = HashSet::new();
    let mut checked = Vec::new();
    for text in given {
        match address::check(text, &job.hosts) {
            Ok(address) if seen.insert(address.url().to_owned()) => checked.push(address),
            Ok(_) => {}
            Err(refusal) => wrong.push(refusal.to_string()),
        }
    }
    if wrong.is_empty() {
        Ok(checked)
    } else {
        Err(Stop::Usage(wrong.join("\n")))
    }
}

/// The files of all addresses, each read back.
pub(super) fn make(
    addresses: &[Address],
    order: &CodeOrder,
    job: &Job,
    engine: &dyn Engine,
) -> Result<Vec<Named>, Stop> {
    let mut names = Names::default();
    let mut named = Vec::new();
    let mut errors = Vec::new();
    for address in addresses {
        match engine.code(address, order, job) {
            Ok(files) => {
                let shown = address.shown();
                let shown = shown.strip_prefix("www.").unwrap_or(shown);
                named.extend(files.into_iter().map(|file| Named {
                    name: names.give(shown, file.ending),
                    file,
                }));
            }
            Err(Failure::Input(wrong)) => {
                errors.extend(wrong);
                errors.dedup();
            }
            Err(other) => return Err(Stop::of(other, Path::new(address.shown()))),
        }
    }
    if errors.is_empty() {
        Ok(named)
    } else {
        Err(Stop::Input(errors))
    }
}

fn done(addresses: &[Address], files: &[Named], folder: &Path) -> String {
    let mut text = format!(
        "Готово: {} ({}).\nПапка: {}\n",
        count(addresses.len(), plural::CODES),
        count(files.len(), plural::FILES),
        folder.display()
    );
    for Named { name, file } in files {
        let what = match file.side {
            Some(side) => format!("код {} мм", tenths(side.to_mm())),
            None => "для мессенджеров".to_owned(),
        };
        text += &format!("  {name} — {what}\n");
    }
    text
}

/// `31,9`, and `30` without a nought behind the comma.
fn tenths(number: f64) -> String {
    let text = format!("{number:.1}");
    text.strip_suffix(".0").unwrap_or(&text).replace('.', ",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_as_people_write_them() {
        for (text, mm) in [
            ("30mm", 30.0),
            ("30", 30.0),
            ("4,5 см", 45.0),
            ("4.5cm", 45.0),
            (" 22 ММ", 22.0),
        ] {
            let length = length(text).unwrap();
            assert!((length.to_mm() - mm).abs() < 1e-9, "{text}: {length:?}");
        }
        for text in ["", "mm", "0mm", "-3mm", "3 inch", "1.2.3mm", "1e5", "inf"] {
            assert_eq!(length(text), None, "{text}");
        }
        assert_eq!((tenths(31.92), tenths(30.0)), ("31,9".into(), "30".into()));
    }
}
