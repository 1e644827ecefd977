//! `pamyatka qr`: codes as pictures and pages, in one folder.

use std::collections::HashSet;
use std::io::Write;
use std::path::Path;

use crate::address::{self, Address};
use crate::base::plural::{self, count};
use crate::base::text::short_decimal;
use crate::base::units::{Pt, length_in_mm};
use crate::cli::args::QrArgs;
use crate::cli::console::{Console, Stop};
use crate::cli::folder::FolderDraft;
use crate::cli::inputs::{Inputs, TemplateText};
use crate::cli::output;
use crate::model::job::Job;
use crate::model::rules;
use crate::pipeline::{self, CodeFile, CodeOrder};
use crate::settings::Typed;

/// The largest side: a picture of it takes some megabytes of memory.
const MOST_SIDE: Pt = Pt::mm(500.0);
/// Folder unless another is named.
const FOLDER: &str = "qr";

/// `pamyatka qr`.
///
/// # Errors
/// [`Stop`].
pub fn qr(args: &QrArgs, console: &mut Console<'_>) -> Result<(), Stop> {
    let typed = Typed::default()
        .text("date", &args.date)
        .list("hosts", &args.allow_host);
    let inputs = Inputs::without_list(&typed, args.config.as_deref(), console)?;
    let order = order(args)?;
    let addresses = addresses(&args.addresses, &inputs.settings.job)?;
    let misnamed = |address: &&Address| address::misnamed(&order.caption, address.url()).is_some();
    if let Some(address) = addresses.iter().find(misnamed) {
        return Err(Stop::Usage(format!(
            "--caption «{}»: код ведёт на {}, а написано про другой сайт.",
            order.caption,
            address.shown()
        )));
    }
    let template = TemplateText::of_paper("code", None, &inputs.file)?;
    let (source, job) = (template.source(), template.job(&inputs.settings.job));
    let target = args.output.clone().unwrap_or_else(|| FOLDER.into());
    let files = pipeline::named_code_files(&addresses, &order, source, &job)
        .map_err(|failure| output::stop(failure, &target))?;
    let names = files.iter().map(|(name, _)| name.clone()).collect();
    let ours = |_: &str, head: &[u8]| output::is_ours(head);
    let read = inputs.files(&template);
    let draft = FolderDraft::open(&target, names, &read, args.force, &ours)?;
    for (name, file) in &files {
        draft
            .create(name)
            .and_then(|mut out| out.write_all(&file.bytes))
            .map_err(|error| output::machine(&target, &error))?;
    }
    let said = done(&addresses, &files, &target) + &draft.remarks();
    draft.finish()?;
    if !args.quiet {
        let made = pipeline::leading_to(&addresses, usize::from(order.pdf));
        inputs.say(&said, &made, console);
    }
    Ok(())
}

fn order(args: &QrArgs) -> Result<CodeOrder, Stop> {
    let all = !(args.png || args.svg || args.pdf);
    let size = args.size.as_ref().map(|text| {
        length_in_mm(text).filter(|side| *side <= MOST_SIDE).ok_or_else(|| {
            Stop::Usage(format!(
                "--size «{text}»: размер не понят. Пишут так: --size 30mm или --size 4.5cm, не больше {}mm.",
                MOST_SIDE.to_mm()
            ))
        })
    });
    let size = size.transpose()?;
    let caption = args.caption.as_deref().unwrap_or_default();
    Ok(CodeOrder {
        png: args.png || all,
        svg: args.svg || all,
        pdf: args.pdf || all,
        side: size.unwrap_or(rules::SIDE),
        page_side: size.unwrap_or(rules::PAGE_SIDE),
        caption: caption.split_whitespace().collect::<Vec<_>>().join(" "),
    })
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

fn done(addresses: &[Address], files: &[(String, CodeFile)], folder: &Path) -> String {
    let mut text = format!(
        "Готово: {} ({}).\nПапка: {}\n",
        count(addresses.len(), plural::CODES),
        count(files.len(), plural::FILES),
        folder.display()
    );
    for (name, file) in files {
        let what = match file.side {
            Some(side) => format!("код {} мм", short_decimal(side.to_mm(), 1)),
            None => "для мессенджеров".to_owned(),
        };
        text += &format!("  {name} — {what}\n");
    }
    text
}
