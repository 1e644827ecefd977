//! `pamyatka poster`: two large codes for the wall.

use std::path::Path;

use crate::base::plural::{self, count, list};
use crate::cli::args::PosterArgs;
use crate::cli::console::{Console, Stop};
use crate::cli::inputs::Inputs;
use crate::cli::paper::Order;
use crate::kit::poster_sizes;
use crate::pipeline::{Made, Paper};

/// `pamyatka poster`.
///
/// # Errors
/// [`Stop`].
pub fn poster(args: &PosterArgs, console: &mut Console<'_>) -> Result<(), Stop> {
    let mut sizes = poster_sizes();
    if let Some(name) = &args.paper {
        sizes.retain(|(known, _)| *known == latin(name));
        if sizes.is_empty() {
            let text = format!("--paper «{name}»: такого плаката нет. Бывают A3 и A4.");
            return Err(Stop::Usage(text));
        }
    }
    let about = &args.about;
    let typed = about.typed().text("emblem", &args.emblem);
    let inputs = Inputs::without_list(&typed, about.config.as_deref(), console)?;
    let order = Order {
        paper: Paper::Poster(&sizes),
        name: "poster",
        template: about.template.as_deref(),
        inputs: &inputs,
        target: &args.target,
        usual: Path::new("poster.pdf"),
    };
    let names: Vec<&str> = sizes.iter().map(|(name, _)| *name).collect();
    let what = |made: &Made| {
        let pages = count(made.pages, plural::PAGES);
        format!("плакат {} ({pages})", list(&names))
    };
    order.make(what, console)
}

/// A name of paper in Latin capitals, whatever keyboard it was typed on.
fn latin(name: &str) -> String {
    name.trim().to_uppercase().replace('А', "A")
}
