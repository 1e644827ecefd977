//! `pamyatka check`: how a class list was understood.

use std::path::Path;

use crate::cli::args::CheckArgs;
use crate::cli::console::{Console, Stop};
use crate::cli::groups::ChoiceArgs;
use crate::cli::inputs::Inputs;
use crate::model::student::Roster;
use crate::pipeline::{self, Made};
use crate::report;
use crate::settings::Typed;

/// `pamyatka check`.
///
/// # Errors
/// [`Stop`]; in JSON all has been said.
pub fn check(args: &CheckArgs, console: &mut Console<'_>) -> Result<(), Stop> {
    let typed = Typed::default().text("class", &args.class);
    let typed = args.reading.typed(typed);
    let everybody = ChoiceArgs::default();
    let understood = Inputs::read(&args.roster, &typed, &args.reading, &everybody, console);
    let understood = understood.and_then(|mut inputs| {
        let made = lay_out(&mut inputs)?;
        inputs.roster.warnings = inputs.remarks(&made);
        Ok((inputs, made.addresses))
    });
    if args.json {
        match &understood {
            Ok((inputs, _)) => console.result(&report::check::json(&inputs.roster, &[])),
            Err(Stop::Input(errors)) => {
                console.result(&report::check::json(&Roster::default(), errors));
            }
            Err(_) => {}
        }
    }
    let (inputs, addresses) = understood?;
    if !args.json {
        let file = args.roster.display().to_string();
        let today = inputs.settings.job.today;
        console.result(&report::check::report(&inputs.roster, &file, today));
        console.result(&report::addresses(&addresses));
        console.result(&report::settings(&inputs.file));
    }
    Ok(())
}

/// Makes the handouts for nobody: what `print` would refuse (a letter that no
/// font has, a block that overflows) is refused here.
fn lay_out(inputs: &mut Inputs) -> Result<Made, Stop> {
    let template = inputs.handout()?;
    let students = inputs.roster.students.clone();
    let job = &inputs.settings.job;
    pipeline::check(students, template.source(), job)
        .map_err(|failure| inputs.stop(failure, Path::new("")))
}
