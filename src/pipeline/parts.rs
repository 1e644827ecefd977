//! A set in parts, each a document of its own.
//!
//! Takes a roster and the stretches of it that belong together; gives the
//! finished documents in their order. Parts are made side by side, each on one
//! thread, by workers that remember what the parts before had in common, and
//! each is read back before it is handed on.

use std::io;
use std::ops::Range;

use super::parallel::{Caller, side_by_side};
use super::set::Set;
use super::{
    BATCH, Failure, Made, Source, Worker, complete, has_classes, in_class_order, read_back_by,
    take, title,
};
use crate::base::fonts::Fonts;
use crate::model::job::Job;
use crate::model::student::Roster;
use crate::pdf;
use crate::template::Template;

/// A part that has been made and read back.
#[derive(Debug)]
pub struct Finished {
    /// The document.
    pub bytes: Vec<u8>,
    /// What was made.
    pub made: Made,
}

/// Makes every part of a set; `hand_on` gets the documents in order.
/// `progress` is called with the number of pupils done.
///
/// # Errors
/// [`Failure`] of the first part that is at fault, or of `hand_on`.
pub fn run_parts(
    roster: &Roster,
    parts: &[Range<usize>],
    source: Source,
    job: &Job,
    mut hand_on: impl FnMut(Finished) -> io::Result<()>,
    progress: &(dyn Fn(usize) + Sync),
) -> Result<(), Failure> {
    let fonts = Fonts::embedded();
    let mut template = Template::parse(source.name, source.text, job).map_err(Failure::Input)?;
    let duplex = match roster.students.first() {
        Some(first) => template.handout(first).map_err(Failure::Input)?.sides.len() > 1,
        None => false,
    };
    let make = |worker: &mut Worker, part: &Range<usize>| -> Result<Finished, Failure> {
        let students = in_class_order(&roster.students[part.clone()]);
        worker.grouped = has_classes(&students);
        let meta = pdf::Meta {
            title: title(&students, job),
            author: job.school.clone(),
            date: job.today,
            duplex,
        };
        let mut writer = pdf::Writer::new(Vec::new(), &fonts, &meta)?;
        let mut set = Set::new(duplex);
        for batch in students.chunks(BATCH) {
            take(&mut worker.batch(batch), &mut writer, &mut set, source.name)?;
        }
        let (bytes, made) = complete(writer, set)?;
        // Other parts keep the other threads busy.
        read_back_by(1, &made, &mut |at, length| part_of(&bytes, at, length))?;
        Ok(Finished { bytes, made })
    };
    let mut done = 0;
    side_by_side(
        parts,
        Caller::Works,
        || Worker::new(&fonts, &source, job, false),
        |worker, part| Some(make(worker, part)),
        |finished| {
            let finished = finished.take().expect("just made")?;
            done += finished.made.handouts;
            hand_on(finished).map_err(Failure::Output)?;
            progress(done);
            Ok(())
        },
    )
}

/// So many bytes from an offset.
fn part_of(bytes: &[u8], at: u64, length: usize) -> io::Result<Vec<u8>> {
    let rest = usize::try_from(at).ok().and_then(|at| bytes.get(at..));
    let part = rest.and_then(|rest| rest.get(..length));
    let part = part.ok_or(io::ErrorKind::UnexpectedEof)?;
    Ok(part.to_vec())
}
