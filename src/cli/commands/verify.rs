//! `pamyatka verify`: every file is looked at, whatever is wrong with others.

use std::path::Path;

use crate::cli::args::VerifyArgs;
use crate::cli::console::{Console, INPUT, MACHINE, Stop, with_count};
use crate::cli::{child, failure, files, inputs};
use crate::inspect::Inquiry;
use crate::report::inspection::{self, Looked, Outcome};
use crate::settings::Typed;

/// `pamyatka verify`.
///
/// # Errors
/// [`Stop`]; what is wrong with the codes has been said.
pub fn verify(args: &VerifyArgs, console: &mut Console<'_>) -> Result<(), Stop> {
    let typed = Typed::default().list("hosts", &args.allow_host);
    // Settings that lie beside a judged file may have come with it.
    let (_, settings) = inputs::settled(None, args.config.as_deref(), &typed, console)?;
    let hosts = &settings.job.hosts;
    let mut looked = Vec::new();
    for file in &args.files {
        let stress = args.stress;
        let one = Looked {
            file: file.display().to_string(),
            outcome: look(file, Inquiry { hosts, stress }),
        };
        if !args.json {
            let (out, err) = inspection::report(&one, args.verbose);
            console.result(&out);
            console.remark(&err);
        }
        looked.push(one);
    }
    console.result(&match args.json {
        true => inspection::json(&looked),
        false => inspection::summary(&looked),
    });
    let is_unread = |one: &Looked| matches!(one.outcome, Outcome::Unread(_));
    if looked.iter().any(is_unread) {
        Err(Stop::Said(MACHINE))
    } else if looked.iter().all(Looked::is_good) {
        Ok(())
    } else {
        Err(Stop::Said(INPUT))
    }
}

fn look(file: &Path, inquiry: Inquiry<'_>) -> Outcome {
    let opened = match files::open(file, "PDF или картинка", child::MOST_BYTES) {
        Ok(opened) => opened,
        Err(Stop::Input(errors)) => return Outcome::Refused(errors),
        Err(stop) => return Outcome::Unread(stop.text().trim_end().to_owned()),
    };
    match with_count(|progress| child::look(opened, inquiry, progress)) {
        Ok(Ok(inspection)) => Outcome::Seen(inspection),
        Ok(Err(error)) => Outcome::Refused(vec![*error]),
        Err(error) => Outcome::Unread(format!(
            "Нельзя проверить «{}»: {}",
            file.display(),
            failure::in_words(&error)
        )),
    }
}
