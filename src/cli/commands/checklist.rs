//! `pamyatka checklist`: the teacher's list.

use crate::base::plural::{self, count};
use crate::cli::args::ChecklistArgs;
use crate::cli::console::{Console, Stop};
use crate::cli::inputs::Inputs;
use crate::cli::paper::Order;
use crate::cli::place;
use crate::pipeline::Paper;
use crate::report;

/// `pamyatka checklist`.
///
/// # Errors
/// [`Stop`].
pub fn checklist(args: &ChecklistArgs, console: &mut Console<'_>) -> Result<(), Stop> {
    let typed = args.typed();
    let inputs = Inputs::read(&args.roster, &typed, &args.reading, &args.choice, console)?;
    // Beside the list and named after it: a folder may hold several lists.
    let usual = place::beside(&args.roster, "-checklist", &args.choice, "pdf");
    let order = Order {
        paper: Paper::Checklist(&inputs.roster),
        name: "checklist",
        template: args.template.as_deref(),
        file: &inputs.file,
        read: &[&args.roster],
        job: &inputs.settings.job,
        output: args.target.output.as_deref(),
        usual: &usual,
        force: args.target.force,
    };
    let printed = order.make()?;
    let made = &printed.made;
    if !args.target.quiet {
        let what = format!(
            "список учителя{} ({}, {})",
            report::whom(&inputs.roster),
            count(made.handouts, plural::PUPILS),
            count(made.pages, plural::PAGES)
        );
        printed.say(&what, &[&inputs.remarks(made)], console);
        console.result(&report::settings(&inputs.file));
        console.result(&report::chosen(&inputs.roster, inputs.listed));
    }
    Ok(())
}
