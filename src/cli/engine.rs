//! The border between the command line and the stages.
//!
//! `cli` knows the work only by this trait, so its own rules (settings, files,
//! reports, exit codes) are tested without making a single page. The real
//! engine hands the calls on to `roster`, `template` and `pipeline`.

use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::ops::Range;

use jiff::civil::Date;

use crate::address::Address;
use crate::base::diagnostic::Diagnostic;
pub use crate::inspect::{Inquiry, Inspection};
use crate::model::job::Job;
use crate::model::student::{Roster, Student};
pub use crate::pipeline::{Cards, CodeFile, CodeOrder, Failure, Grid, Made, Paper, ReadAt};

/// How a class list is to be read; the same fields as `roster::Options`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadOptions {
    /// The file as the user named it, for messages.
    pub file: String,
    /// The encoding, if the user knows better.
    pub encoding: Option<String>,
    /// The sheet of a spreadsheet, if the user names one.
    pub sheet: Option<String>,
    /// Whether more than 100 000 rows are meant.
    pub many: bool,
    /// The day on which ages are counted.
    pub today: Date,
}

/// The text of a handout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// What to call it in messages: the built-in name or the file.
    pub name: String,
    /// The template itself.
    pub text: String,
}

/// One file of a set that is split.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Name of the file.
    pub file_name: String,
    /// Its pupils: their places in the roster.
    pub pupils: Range<usize>,
}

/// Where a part is written to and read back from.
pub trait Medium: Read + Write + Seek {}

impl<T: Read + Write + Seek> Medium for T {}

/// Opens the medium of a part by its file name.
pub type Open<'a> = dyn FnMut(&str) -> io::Result<Box<dyn Medium>> + 'a;

/// The work behind the command line.
pub trait Engine {
    /// Reads a class list.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    fn read(&self, bytes: &[u8], options: &ReadOptions) -> Result<Roster, Vec<Diagnostic>>;

    /// Writes the checked set to `out` and calls `progress` with the number of
    /// pupils done so far; the pupils are forgotten on the way.
    ///
    /// # Errors
    /// [`Failure`]; what was written to `out` by then is worthless.
    fn make(
        &self,
        students: Vec<Student>,
        job: &Job,
        source: &Source,
        out: &mut dyn Write,
        progress: &(dyn Fn(usize) + Sync),
    ) -> Result<Made, Failure>;

    /// Makes a set file by file: each is opened, written, read back and closed
    /// before the next. Gives the sums of all parts. Nothing is kept of a part
    /// that is done but its counts and its remarks.
    ///
    /// # Errors
    /// As [`Engine::make`] and [`Engine::verify`]; the files are then worthless.
    fn make_parts(
        &self,
        roster: &Roster,
        parts: &[Part],
        job: &Job,
        source: &Source,
        open: &mut Open<'_>,
        progress: &(dyn Fn(usize) + Sync),
    ) -> Result<Made, Failure> {
        let mut total = Made::default();
        for part in parts {
            let pupils = roster.students[part.pupils.clone()].to_vec();
            let before = total.handouts;
            let mut medium = open(&part.file_name).map_err(Failure::Output)?;
            let mut out = BufWriter::new(&mut medium);
            let made = self.make(pupils, job, source, &mut out, &|done| {
                progress(before + done);
            })?;
            out.flush().map_err(Failure::Output)?;
            drop(out);
            self.verify(&made, &mut |offset, length| {
                let mut bytes = vec![0; length];
                medium.seek(SeekFrom::Start(offset))?;
                medium.read_exact(&mut bytes)?;
                Ok(bytes)
            })?;
            total.absorb(made);
        }
        Ok(total)
    }

    /// Makes the picture files and the page of one address, each read back.
    ///
    /// # Errors
    /// [`Failure::Input`] if the address needs more room than is asked for.
    fn code(
        &self,
        address: &Address,
        order: &CodeOrder,
        job: &Job,
    ) -> Result<Vec<CodeFile>, Failure>;

    /// Writes a paper of the kit to `out`.
    ///
    /// # Errors
    /// [`Failure`]; what was written to `out` by then is worthless.
    fn paper(
        &self,
        paper: &Paper<'_>,
        job: &Job,
        source: &Source,
        out: &mut dyn Write,
    ) -> Result<Made, Failure>;

    /// The short text for the parents' chat.
    fn message(&self, job: &Job, classes: &[&str]) -> String;

    /// The normal form of a class, `7Б`, or `None` if it is none.
    fn class_name(&self, text: &str) -> Option<String>;

    /// Reads the codes of the finished file back; `read_at` gives parts of it.
    ///
    /// # Errors
    /// [`Failure::Input`] with an error for each code that does not say what
    /// it must, [`Failure::Output`] if the file cannot be read.
    fn verify(&self, made: &Made, read_at: &mut ReadAt<'_>) -> Result<(), Failure>;

    /// Looks through any file with codes.
    ///
    /// # Errors
    /// If it cannot be opened.
    fn inspect(&self, bytes: Vec<u8>, inquiry: Inquiry<'_>) -> Result<Inspection, Box<Diagnostic>>;

    /// The names of the built-in templates, the default one first.
    fn templates(&self) -> Vec<&'static str>;

    /// The text of a built-in template.
    fn template(&self, name: &str) -> Option<&'static str>;

    /// Whether a file that begins with `head` was made by this program.
    fn is_ours(&self, head: &[u8]) -> bool;
}
