//! All that goes round a parents' meeting: which files there are, and each
//! made.
//!
//! Takes the roster, a template of handouts and the settings; [`contents`] is
//! the list, [`Content::write`] makes one. Must not know where the files lie.

pub mod manifest;

use std::io::Write;

use crate::address;
use crate::base::geometry::Size;
use crate::model::job::Job;
use crate::model::rules;
use crate::model::student::Roster;
use crate::pipeline::{self, Cards, CodeOrder, Failure, Made, Paper, Source};
use crate::{report, template};

/// Name of the text for the parents' chat.
pub const MESSAGE: &str = "message.txt";
/// Sizes of the poster.
const POSTER: [&str; 2] = ["A3", "A4"];
/// Cards that are made at most.
pub const MOST_CARDS: usize = 10_000;

/// What a file of the kit holds.
pub enum Content {
    /// The handouts.
    Handouts,
    /// Two large codes for the wall.
    Poster,
    /// A card for each pupil.
    Cards,
    /// The teacher's list.
    Checklist,
    /// What is made already.
    Bytes(Vec<u8>),
}

/// The files of the kit by name, in the order in which they are made and
/// reported. A new paper is one line here.
///
/// # Errors
/// [`Failure`], if the codes do not say what they must.
pub fn contents(roster: &Roster, job: &Job) -> Result<Vec<(String, Content)>, Failure> {
    let mut contents = vec![
        ("handouts.pdf".to_owned(), Content::Handouts),
        ("poster.pdf".to_owned(), Content::Poster),
        ("cards.pdf".to_owned(), Content::Cards),
        ("checklist.pdf".to_owned(), Content::Checklist),
    ];
    let good = address::GOOD.map(|url| address::check(url, &[]).expect("the default addresses"));
    let order = CodeOrder {
        png: true,
        svg: true,
        pdf: true,
        side: rules::SIDE,
        caption: String::new(),
    };
    let codes = pipeline::named_code_files(&good, &order, job)?.into_iter();
    contents.extend(codes.map(|(name, file)| (format!("qr/{name}"), Content::Bytes(file.bytes))));
    let mut classes = report::classes(roster);
    if classes.len() > report::CLASSES {
        classes.clear();
    }
    let message = template::message(job, &classes);
    contents.push((MESSAGE.to_owned(), Content::Bytes(message.into_bytes())));
    Ok(contents)
}

impl Content {
    /// Makes the file; says what was made, unless it was made already.
    ///
    /// # Errors
    /// [`Failure`]; what was written by then is worthless.
    pub fn write(
        &self,
        roster: &Roster,
        handout: Source,
        job: &Job,
        out: &mut dyn Write,
        progress: &dyn Fn(usize),
    ) -> Result<Option<Made>, Failure> {
        let mut paper = |paper, name| {
            let text = template::builtin(name).unwrap_or_default();
            pipeline::paper(&paper, Source { name, text }, job, &mut *out).map(Some)
        };
        match self {
            Content::Poster => paper(Paper::Poster(&poster_sizes()), "poster"),
            Content::Checklist => paper(Paper::Checklist(roster), "checklist"),
            Content::Cards => {
                let cards = Cards {
                    first: 0,
                    // All cards are alike: who needs more prints the sheet again.
                    copies: Some(roster.students.len().clamp(1, MOST_CARDS)),
                    labels: None,
                };
                paper(Paper::Cards(&cards), "card")
            }
            Content::Handouts => {
                pipeline::run(roster.students.clone(), handout, job, out, progress).map(Some)
            }
            Content::Bytes(bytes) => {
                out.write_all(bytes)?;
                Ok(None)
            }
        }
    }
}

/// The sizes of the poster with their names.
pub fn poster_sizes() -> Vec<(&'static str, Size)> {
    let named = POSTER.into_iter().map(|name| (name, Size::named(name)));
    named
        .filter_map(|(name, size)| Some((name, size?)))
        .collect()
}
