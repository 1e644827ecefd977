//! `pamyatka preview`: the sheet of one pupil as a picture, its sides side by
//! side.

use crate::base::diagnostic::Diagnostic;
use crate::cli::args::PreviewArgs;
use crate::cli::console::{Console, Stop};
use crate::cli::inputs::Inputs;
use crate::cli::output::{self, Draft};
use crate::cli::place;
use crate::pipeline::{self, Failure, Made};
use crate::proof::render::Painter;
use crate::{pictures, proof, report};

/// Pixels for a point: 150 in an inch.
const SCALE: f64 = 150.0 / 72.0;
/// Pixels between two sides.
const GAP: usize = 30;
/// Their grey: where the paper ends is seen.
const BETWEEN: u8 = 128;
/// Sides that are shown.
const SIDES: usize = 4;

/// `pamyatka preview`.
///
/// # Errors
/// [`Stop`].
pub fn preview(args: &PreviewArgs, console: &mut Console<'_>) -> Result<(), Stop> {
    let typed = args.set.typed();
    let mut inputs = Inputs::read(
        &args.roster,
        &typed,
        &args.set.reading,
        &args.set.choice,
        console,
    )?;
    let template = inputs.handout()?;
    let output = match &args.output {
        Some(named) => place::named(named, "png")?,
        None => place::beside(&args.roster, " — просмотр", &args.set.choice, "png"),
    };
    let read = inputs.files(&template);
    let draft = Draft::open(&output, &read, args.force, pictures::made_by_us)?;
    inputs.roster.students.truncate(1);
    let students = inputs.roster.students.clone();
    let mut pdf = Vec::new();
    let job = &inputs.settings.job;
    let made = pipeline::run(students, template.source(), job, &mut pdf, &|_| {});
    let made = made.map_err(|failure| inputs.stop(failure, &output))?;
    let picture = picture(pdf).map_err(|failure| inputs.stop(failure, &output))?;
    draft.write(&picture)?;
    console.result(&format!("Картинка: {}\n", output.display()));
    console.result(&report::settings(&inputs.file));
    console.remark(&report::warnings(&about_the_sheet(&inputs, &made)));
    match args.open {
        true => output::open(&output),
        false => Ok(()),
    }
}

/// Remarks on what is shown; those on the list are for `check`.
fn about_the_sheet(inputs: &Inputs, made: &Made) -> Vec<Diagnostic> {
    let warnings = inputs.settings.warnings.iter().chain(&made.warnings);
    warnings.cloned().collect()
}

/// The first pages of a PDF in one PNG.
fn picture(pdf: Vec<u8>) -> Result<Vec<u8>, Failure> {
    let document = proof::open(pdf).map_err(Failure::Input)?;
    let painter = Painter::new(&document);
    let sides = (0..document.pages().min(SIDES)).filter_map(|page| {
        let (width, height) = painter.size(page)?;
        let pixels = |points: f64| (points * SCALE).ceil() as usize;
        Some(painter.draw(page, (0.0, 0.0), (pixels(width), pixels(height)), SCALE))
    });
    let sides: Vec<_> = sides.collect();
    let width: usize = sides.iter().map(|side| side.width + GAP).sum();
    let width = width.saturating_sub(GAP).max(1);
    let height = sides.iter().map(|side| side.height).max().unwrap_or(1);
    let mut pixels = vec![BETWEEN; width * height];
    let mut left = 0;
    for side in &sides {
        for (y, row) in side.pixels.chunks(side.width).enumerate() {
            let at = y * width + left;
            pixels[at..at + side.width].copy_from_slice(row);
        }
        left += side.width + GAP;
    }
    Ok(pictures::grey(width, &pixels))
}
