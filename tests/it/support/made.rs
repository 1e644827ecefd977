//! Every kind of sheet as a finished set, made once for all tests of a file.

use std::sync::OnceLock;

use lopdf::Object;
use pamyatka::model::job::{Job, Platform, Slip};
use pamyatka::model::selection::{Sort, sort};
use pamyatka::model::student::Student;
use pamyatka::pipeline::{self, Source};
use pamyatka::template::builtin;

use super::set;
use super::tags::Tagged;

/// A set with its description, its job and its pupils in the order of the file.
pub struct Made {
    pub name: String,
    pub job: Job,
    pub students: Vec<Student>,
    pub pdf: Tagged,
}

pub fn make(name: &str, job: &Job, students: Vec<Student>) -> Made {
    let mut printed = students.clone();
    sort(&mut printed, Sort::Roster);
    let source = Source {
        name: "handout",
        text: builtin("handout").unwrap(),
    };
    let mut pdf = Vec::new();
    pipeline::run(printed, source, job, &mut pdf, &|_| {}).unwrap();
    Made {
        name: name.to_owned(),
        job: job.clone(),
        students,
        pdf: Tagged::read(&pdf),
    }
}

pub fn kind(name: &str) -> (Job, Student) {
    let kinds = set::kinds();
    let found = kinds.into_iter().find(|(kind, ..)| *kind == name);
    let (_, job, student) = found.unwrap();
    (job, student)
}

/// A set of each kind of sheet, of each platform, of all combinations of age
/// and account together, of several classes, and without any setting.
pub fn sets() -> Vec<Made> {
    let mut sets: Vec<Made> = set::kinds()
        .into_iter()
        .map(|(name, job, student)| make(name, &job, vec![student]))
        .collect();
    let mixed = || {
        let all = set::kinds().into_iter().zip(1..);
        let named = all.map(|((.., student), n)| {
            let named = set::renamed(&format!("Цой Ян {n}-й"), &student);
            Student {
                row: n + 1,
                ..named
            }
        });
        named.collect::<Vec<_>>()
    };
    for platform in [Platform::Vk, Platform::Max, Platform::None] {
        for slip in [Slip::Login, Slip::Status] {
            let job = Job {
                platform,
                slip,
                school: "Школа «А & Б» <№ 7>".into(),
                ..set::job()
            };
            sets.push(make(&format!("{platform:?} {slip:?}"), &job, mixed()));
        }
    }
    sets.push(make("bare", &Job::on(set::TODAY), mixed()));
    let classes = mixed().into_iter().zip(["7Б", "7А", "11В"].iter().cycle());
    let several = classes.map(|(student, class)| Student {
        class: (*class).into(),
        ..student
    });
    sets.push(make("several classes", &set::job(), several.collect()));
    sets
}

/// One run of the pipeline for each set serves all tests. A failure shows which
/// set it was, as the last one named.
#[expect(clippy::print_stdout, reason = "shown if a test fails")]
pub fn each(check: impl Fn(&Made)) {
    static SETS: OnceLock<Vec<Made>> = OnceLock::new();
    let sets = SETS.get_or_init(sets);
    assert_eq!(sets.len(), 14);
    for made in sets {
        println!("set: {}", made.name);
        check(made);
    }
}

/// An array of numbers.
pub fn numbers(array: &Object) -> Vec<f32> {
    let numbers = array.as_array().unwrap().iter();
    numbers.map(|number| number.as_float().unwrap()).collect()
}
