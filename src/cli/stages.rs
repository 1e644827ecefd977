//! The real engine: hands the calls of the command line on to the stages.

use std::io::{self, SeekFrom, Write};

use super::engine::{
    CodeFile, CodeOrder, Engine, Failure, Inquiry, Inspection, Open, Paper, Part, ReadAt,
    ReadOptions, Source,
};
use crate::address::Address;
use crate::base::diagnostic::Diagnostic;
use crate::model::job::Job;
use crate::model::student::{Roster, Student};
use crate::pipeline::{self, Made};
use crate::{inspect, pdf, pictures, roster, template};

/// The stages of the library.
pub struct Stages;

impl Engine for Stages {
    fn read(&self, bytes: &[u8], options: &ReadOptions) -> Result<Roster, Vec<Diagnostic>> {
        roster::read(
            bytes,
            &roster::Options {
                file: &options.file,
                encoding: options.encoding.as_deref(),
                sheet: options.sheet.as_deref(),
                many: options.many,
                today: options.today,
            },
        )
    }

    fn make(
        &self,
        students: Vec<Student>,
        job: &Job,
        source: &Source,
        out: &mut dyn Write,
        progress: &(dyn Fn(usize) + Sync),
    ) -> Result<Made, Failure> {
        let source = pipeline::Source {
            name: &source.name,
            text: &source.text,
        };
        pipeline::run(students, source, job, out, progress)
    }

    fn code(
        &self,
        address: &Address,
        order: &CodeOrder,
        job: &Job,
    ) -> Result<Vec<CodeFile>, Failure> {
        pipeline::code_files(address, order, job)
    }

    fn paper(
        &self,
        paper: &Paper<'_>,
        job: &Job,
        source: &Source,
        out: &mut dyn Write,
    ) -> Result<Made, Failure> {
        let source = pipeline::Source {
            name: &source.name,
            text: &source.text,
        };
        pipeline::paper(paper, source, job, out)
    }

    fn message(&self, job: &Job, classes: &[&str]) -> String {
        template::message(job, classes)
    }

    fn make_parts(
        &self,
        roster: &Roster,
        parts: &[Part],
        job: &Job,
        source: &Source,
        open: &mut Open<'_>,
        progress: &(dyn Fn(usize) + Sync),
    ) -> Result<Made, Failure> {
        let source = pipeline::Source {
            name: &source.name,
            text: &source.text,
        };
        let pupils: Vec<_> = parts.iter().map(|part| part.pupils.clone()).collect();
        let mut names = parts.iter().map(|part| part.file_name.as_str());
        let mut total = Made::default();
        let hand_on = |finished: pipeline::Finished| {
            let name = names.next().unwrap_or_default();
            let mut medium = open(name)?;
            medium.write_all(&finished.bytes)?;
            // What lies on the disk must be what was read back in memory.
            let mut written = Vec::with_capacity(finished.bytes.len());
            medium.seek(SeekFrom::Start(0))?;
            medium.read_to_end(&mut written)?;
            if written != finished.bytes {
                return Err(io::Error::other("записано не то, что было сделано"));
            }
            total.absorb(finished.made);
            Ok(())
        };
        pipeline::run_parts(roster, &pupils, source, job, hand_on, progress)?;
        Ok(total)
    }

    fn class_name(&self, text: &str) -> Option<String> {
        roster::class_name(text)
    }

    fn verify(&self, made: &Made, read_at: &mut ReadAt<'_>) -> Result<(), Failure> {
        pipeline::read_back(made, read_at).map(|_| ())
    }

    fn inspect(&self, bytes: Vec<u8>, inquiry: Inquiry<'_>) -> Result<Inspection, Box<Diagnostic>> {
        inspect::inspect(bytes, inquiry)
    }

    fn templates(&self) -> Vec<&'static str> {
        template::builtin_names().collect()
    }

    fn template(&self, name: &str) -> Option<&'static str> {
        template::builtin(name)
    }

    fn is_ours(&self, head: &[u8]) -> bool {
        pdf::made_by_us(head) || pictures::made_by_us(head)
    }
}
