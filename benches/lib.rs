//! What the benchmarks, which are the files beside this one, share with the
//! tests.

use pamyatka::model::student::Roster;
use pamyatka::pipeline::{self, Made, Source};
use pamyatka::template::builtin;

#[path = "../tests/it/support/set.rs"]
pub mod set;
#[path = "../tests/it/support/sheets.rs"]
pub mod sheets;

/// The finished handouts of a roster, and what was made.
pub fn made(roster: &Roster) -> (Vec<u8>, Made) {
    let source = Source {
        name: "handout",
        text: builtin("handout").expect("it is built in"),
    };
    let (students, mut pdf) = (roster.students.clone(), Vec::new());
    let made = pipeline::run(students, source, &set::job(), &mut pdf, &|_| {});
    (pdf, made.expect("the set is right"))
}
