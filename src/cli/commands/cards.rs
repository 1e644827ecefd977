//! `pamyatka cards`: cards with codes, to be cut out or on ready labels.

use std::path::Path;

use crate::base::plural::{self, count};
use crate::base::units::Pt;
use crate::cli::args::CardsArgs;
use crate::cli::console::{Console, Stop};
use crate::cli::inputs::Inputs;
use crate::cli::labels;
use crate::cli::paper::Order;
use crate::kit::MOST_CARDS as MOST;
use crate::pipeline::{Cards, Grid, Made, Paper};

/// Cards of 90 × 54 mm on a sheet.
const ON_SHEET: usize = 10;
/// Width and height of the built-in card: on labels that are smaller stands one
/// code instead of two.
const CARD: [Pt; 2] = [Pt::mm(90.0), Pt::mm(54.0)];

/// `pamyatka cards`.
///
/// # Errors
/// [`Stop`].
pub fn cards(args: &CardsArgs, console: &mut Console<'_>) -> Result<(), Stop> {
    let about = &args.about;
    let inputs = Inputs::without_list(&about.typed(), about.config.as_deref(), console)?;
    let file = &inputs.file;
    let grid = args.labels.as_ref().map(|name| labels::find(name, file));
    let grid = grid.transpose()?;
    let is_own = about.template.is_some() || file.papers.contains_key("card");
    let places = match &grid {
        Some(grid) => grid.cells(),
        // How many cards of its own size a sheet has is known when it is read.
        None if is_own => MOST,
        None => ON_SHEET,
    };
    let cards = Cards {
        first: number("start", &args.start, places)?.map_or(0, |place| place - 1),
        copies: number("copies", &args.copies, MOST)?,
        labels: grid,
    };
    let template = match grid {
        Some(Grid { cell, .. }) if cell.width < CARD[0] || cell.height < CARD[1] => "label",
        _ => "card",
    };
    let order = Order {
        paper: Paper::Cards(&cards),
        name: template,
        template: about.template.as_deref(),
        inputs: &inputs,
        target: &args.target,
        usual: Path::new("cards.pdf"),
    };
    let names = match grid {
        Some(_) => plural::LABELS,
        None => plural::CARDS,
    };
    let what = |made: &Made| {
        let sheets = count(made.sheets, plural::SHEETS);
        format!("{} ({sheets})", count(made.handouts, names))
    };
    order.make(what, console)
}

/// A number of the command line from 1 to `most`.
pub fn number(flag: &str, text: &Option<String>, most: usize) -> Result<Option<usize>, Stop> {
    let Some(text) = text else {
        return Ok(None);
    };
    match text.trim().parse() {
        Ok(number) if (1..=most).contains(&number) => Ok(Some(number)),
        _ => Err(Stop::Usage(format!(
            "--{flag} «{text}» не годится. Нужно число от 1 до {most}."
        ))),
    }
}
