//! `pamyatka checklist`: the teacher's list.

use crate::base::plural::{self, count};
use crate::cli::args::ChecklistArgs;
use crate::cli::console::{Console, Stop};
use crate::cli::inputs::Inputs;
use crate::cli::paper::Order;
use crate::cli::place;
use crate::pipeline::{Made, Paper};
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
        inputs: &inputs,
        target: &args.target,
        usual: &usual,
    };
    let what = |made: &Made| {
        let pupils = count(made.handouts, plural::PUPILS);
        let pages = count(made.pages, plural::PAGES);
        format!(
            "список учителя{} ({pupils}, {pages})",
            report::whom(&inputs.roster)
        )
    };
    order.make(what, console)
}
