//! `pamyatka poster`: two large codes for the wall.

use std::path::Path;

use crate::base::plural::{self, count, list};
use crate::cli::args::PosterArgs;
use crate::cli::console::{Console, Stop};
use crate::cli::inputs;
use crate::cli::paper::Order;
use crate::kit::poster_sizes;
use crate::pipeline::Paper;
use crate::report;

/// `pamyatka poster`.
///
/// # Errors
/// [`Stop`].
pub fn poster(args: &PosterArgs, console: &mut Console<'_>) -> Result<(), Stop> {
    let sizes = match &args.paper {
        None => poster_sizes(),
        Some(name) => {
            let wanted = latin(name);
            let known = poster_sizes()
                .into_iter()
                .filter(|(known, _)| *known == wanted);
            known.collect()
        }
    };
    if sizes.is_empty() {
        let name = args.paper.as_deref().unwrap_or_default();
        let text = format!("--paper «{name}»: такого плаката нет. Бывают A3 и A4.");
        return Err(Stop::Usage(text));
    }
    let about = &args.about;
    let here = Path::new("");
    let typed = about.typed().text("emblem", &args.emblem);
    let (file, settings) = inputs::settled(here, about.config.as_deref(), &typed, console)?;
    let order = Order {
        paper: Paper::Poster(&sizes),
        name: "poster",
        template: about.template.as_deref(),
        file: &file,
        read: &[],
        job: &settings.job,
        output: args.target.output.as_deref(),
        usual: Path::new("poster.pdf"),
        force: args.target.force,
    };
    let printed = order.make()?;
    let made = &printed.made;
    if !args.target.quiet {
        let names: Vec<&str> = sizes.iter().map(|(name, _)| *name).collect();
        let pages = count(made.pages, plural::PAGES);
        let what = format!("плакат {} ({pages})", list(&names));
        printed.say(&what, &[&settings.warnings, &made.warnings], console);
        console.result(&report::settings(&file));
    }
    Ok(())
}

/// A name of paper in Latin capitals, whatever keyboard it was typed on.
fn latin(name: &str) -> String {
    name.trim().to_uppercase().replace('А', "A")
}
