//! `pamyatka checklist`: the teacher's list.

use std::path::Path;

use crate::base::plural::{self, count};
use crate::cli::args::ChecklistArgs;
use crate::cli::console::{Console, Stop};
use crate::cli::inputs::Inputs;
use crate::cli::paper::Order;
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
    let mut name = args.roster.file_stem().unwrap_or_default().to_owned();
    name.push("-checklist.pdf");
    let order = Order {
        paper: Paper::Checklist(&inputs.roster),
        template: args.template.as_deref().unwrap_or("checklist"),
        read: &[&args.roster, Path::new(&inputs.file.name)],
        job: &inputs.settings.job,
        output: args.target.output.as_deref(),
        usual: &args.roster.with_file_name(name),
        force: args.target.force,
    };
    let made = order.make()?;
    if !args.target.quiet {
        let what = format!(
            "список учителя{} ({}, {})",
            report::whom(&inputs.roster),
            count(made.handouts, plural::PUPILS),
            count(made.pages, plural::PAGES)
        );
        order.say(&what, &[&inputs.remarks(&made)], console);
        console.result(&report::chosen(&inputs.roster, inputs.listed));
    }
    Ok(())
}
