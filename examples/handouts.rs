//! The library without the command line: the bytes of a class list to a PDF
//! whose codes have been read back.
//!
//! `cargo run --release --example handouts -- LIST OUT.pdf`

use std::error::Error;
use std::{env, fs};

use jiff::civil::date;
use pamyatka::model::job::Job;
use pamyatka::pipeline::{self, Source};
use pamyatka::roster::{self, Options};
use pamyatka::template;

fn main() -> Result<(), Box<dyn Error>> {
    let [list, out] = [1, 2].map(|place| env::args().nth(place).unwrap_or_default());
    let options = Options {
        file: &list,
        encoding: None,
        sheet: None,
        login_column: None,
        many: false,
        today: date(2026, 9, 1),
    };
    let roster = roster::read(&fs::read(&list)?, &options).map_err(|all| format!("{all:#?}"))?;
    let job = Job {
        teacher: "Соловьёва Елена Викторовна".into(),
        ..Job::on(options.today)
    };
    let source = Source {
        name: "handout",
        text: template::builtin("handout").ok_or("no such template")?,
    };
    let mut pdf = Vec::new();
    let made = pipeline::run(roster.students, source, &job, &mut pdf, &|_| {})
        .map_err(|failure| format!("{failure:#?}"))?;
    pipeline::read_back(&made, &mut |at, length| {
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        let part = pdf.get(at..).and_then(|rest| rest.get(..length));
        Ok(part.unwrap_or_default().to_vec())
    })
    .map_err(|failure| format!("{failure:#?}"))?;
    fs::write(&out, &pdf)?;
    Ok(())
}
