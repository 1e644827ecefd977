//! `pamyatka verify`: every file is looked at, whatever is wrong with others.
//!
//! A decoder or renderer that gives up on a hostile file by a panic costs that
//! file only.

use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::path::Path;

use crate::base::diagnostic::Diagnostic;
use crate::cli::args::VerifyArgs;
use crate::cli::console::{Console, INPUT, MACHINE, Stop};
use crate::cli::inputs;
use crate::inspect::{Inquiry, inspect};
use crate::report::inspection::{self, Looked, Outcome};
use crate::settings::Typed;

/// `pamyatka verify`.
///
/// # Errors
/// [`Stop`]; what is wrong with the codes has been said.
pub fn verify(args: &VerifyArgs, console: &mut Console<'_>) -> Result<(), Stop> {
    let mut hosts = Vec::new();
    let typed = Typed::default().list("hosts", &args.allow_host);
    for file in &args.files {
        let (_, settings) = inputs::settled(file, args.config.as_deref(), &typed, console)?;
        hosts.push(settings.job.hosts);
    }
    let mut looked = Vec::new();
    for (file, hosts) in args.files.iter().zip(&hosts) {
        let stress = args.stress;
        let one = Looked {
            file: file.display().to_string(),
            outcome: look(file, Inquiry { hosts, stress }),
        };
        if !args.json {
            let (out, err) = inspection::report(&one);
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
    let bytes = match inputs::read(file, "PDF или картинка") {
        Ok(bytes) => bytes,
        Err(Stop::Input(errors)) => return Outcome::Refused(errors),
        Err(stop) => return Outcome::Unread(stop.text().trim_end().to_owned()),
    };
    match quietly(|| inspect(bytes, inquiry)) {
        Some(Ok(inspection)) => Outcome::Seen(inspection),
        Some(Err(error)) => Outcome::Refused(vec![*error]),
        None => {
            let message = "файл устроен так, что разобрать его не удалось.";
            let error = Diagnostic::error("not-drawable", message);
            let hint = "Сохраните его в другой программе и проверьте снова.";
            Outcome::Refused(vec![error.with_hint(hint)])
        }
    }
}

/// Runs `work`; `None` if it panicked, about which nothing is printed.
fn quietly<T>(work: impl FnOnce() -> T) -> Option<T> {
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let done = catch_unwind(AssertUnwindSafe(work));
    panic::set_hook(hook);
    done.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_caught_without_a_word() {
        assert_eq!(quietly(|| 1), Some(1));
        assert_eq!(quietly(|| -> u8 { panic!("as a renderer gives up") }), None);
    }
}
