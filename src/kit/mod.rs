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

/// The templates that the kit takes, besides that of the handouts.
pub const TEMPLATES: [&str; 5] = ["poster", "card", "checklist", "code", "message"];

/// A template by name and text, and the settings with its pictures.
#[derive(Debug, Clone)]
pub struct Template {
    /// What to call it in messages.
    pub name: String,
    /// The template itself.
    pub text: String,
    /// The settings.
    pub job: Job,
}

impl Template {
    /// For the pipeline.
    pub fn source(&self) -> Source<'_> {
        Source {
            name: &self.name,
            text: &self.text,
        }
    }
}

/// What a file of the kit holds.
pub enum Content {
    /// The handouts.
    Handouts,
    /// Two large codes for the wall.
    Poster(Template),
    /// A card for each pupil.
    Cards(Template),
    /// The teacher's list.
    Checklist(Template),
    /// What is made already.
    Bytes(Vec<u8>),
}

/// The files of the kit by name, in the order in which they are made and
/// reported, each by one of [`TEMPLATES`]; the handouts are made by the template
/// `handout`. A new paper is one line here.
///
/// # Errors
/// [`Failure`], if a template is at fault or a code does not say what it must.
pub fn contents(
    roster: &Roster,
    handout: Source,
    templates: [Template; TEMPLATES.len()],
) -> Result<Vec<(String, Content)>, Failure> {
    let [poster, card, checklist, code, own] = templates;
    let mut contents = vec![
        ("handouts.pdf".to_owned(), Content::Handouts),
        ("poster.pdf".to_owned(), Content::Poster(poster)),
        ("cards.pdf".to_owned(), Content::Cards(card)),
        ("checklist.pdf".to_owned(), Content::Checklist(checklist)),
    ];
    let good = address::GOOD.map(|url| address::check(url, &[]).expect("the default addresses"));
    let order = CodeOrder {
        png: true,
        svg: true,
        pdf: true,
        side: rules::SIDE,
        page_side: rules::PAGE_SIDE,
        caption: String::new(),
    };
    let codes = pipeline::named_code_files(&good, &order, code.source(), &code.job)?.into_iter();
    contents.extend(codes.map(|(name, file)| (format!("qr/{name}"), Content::Bytes(file.bytes))));
    let mut classes = report::classes(roster);
    if classes.len() > report::CLASSES {
        classes.clear();
    }
    let about = (template::edition(handout.text), &classes[..]);
    let message = template::message(&own.name, &own.text, &own.job, about);
    let message = message.map_err(Failure::Input)?.into_bytes();
    contents.push((MESSAGE.to_owned(), Content::Bytes(message)));
    Ok(contents)
}

impl Content {
    /// Makes the file, the handouts by this template; says what was made, unless
    /// it was made already.
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
        let mut paper = |paper, own: &Template| {
            pipeline::paper(&paper, own.source(), &own.job, &mut *out).map(Some)
        };
        match self {
            Content::Poster(own) => paper(Paper::Poster(&poster_sizes()), own),
            Content::Checklist(own) => paper(Paper::Checklist(roster), own),
            Content::Cards(own) => {
                let cards = Cards {
                    first: 0,
                    // All cards are alike: who needs more prints the sheet again.
                    copies: Some(roster.students.len().clamp(1, MOST_CARDS)),
                    labels: None,
                };
                paper(Paper::Cards(&cards), own)
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
