//! Stands in for the stages until `pipeline` joins them: refuses every list.

use std::io::Write;

use super::engine::{Engine, Failure, Made, ReadOptions, Source};
use crate::diagnostic::Diagnostic;
use crate::job::Job;
use crate::student::Roster;

/// An engine that makes nothing.
pub struct Unfinished;

fn sorry() -> Vec<Diagnostic> {
    vec![Diagnostic::error(
        "unfinished",
        "эта часть программы ещё не готова.",
    )]
}

impl Engine for Unfinished {
    fn read(&self, _: &[u8], _: &ReadOptions) -> Result<Roster, Vec<Diagnostic>> {
        Err(sorry())
    }

    fn make(
        &self,
        _: &Roster,
        _: &Job,
        _: &Source,
        _: &mut dyn Write,
        _: &(dyn Fn(usize) + Sync),
    ) -> Result<Made, Failure> {
        Err(Failure::Input(sorry()))
    }

    fn templates(&self) -> &[&'static str] {
        &["handout"]
    }

    fn template(&self, name: &str) -> Option<&'static str> {
        (name == "handout").then_some("")
    }

    fn is_ours(&self, _: &[u8]) -> bool {
        false
    }
}
