//! A template tried out: on stand-ins for every kind of pupil, so that a branch
//! is checked whether or not a pupil of the list takes it.
//!
//! Takes a template and settings; gives every mistake once.

use std::sync::Arc;

use jiff::ToSpan;

use super::culprit::blame;
use super::explain::note;
use super::set::too_near;
use super::{Failure, Source};
use crate::base::diagnostic::Diagnostic;
use crate::base::fonts::Fonts;
use crate::layout::Layout;
use crate::model::handout::Handout;
use crate::model::job::{Form, Job, Platform, Slip};
use crate::model::picture::{EMBLEM, Picture};
use crate::model::student::{Name, Student};
use crate::proof::Expected;
use crate::template::{NO_FORM, NO_TEXT, Template};

/// Tries a template with every form that it has and every choice of the settings.
///
/// # Errors
/// [`Failure::Input`], with every mistake.
pub fn try_out(source: Source, job: &Job) -> Result<(), Failure> {
    let fonts = Fonts::embedded();
    let mut problems = Vec::new();
    let forms = Form::NAMES.map(|(_, form)| form);
    for form in [Form::Sheet].into_iter().chain(forms) {
        if form == Form::SlipOnly {
            continue;
        }
        for (slip, platform) in Slip::NAMES
            .iter()
            .flat_map(|(_, slip)| Platform::NAMES.map(|(_, platform)| (*slip, platform)))
        {
            let full = Job {
                form,
                slip,
                platform,
                ..job.clone()
            };
            for job in [bare(&full), filled(full)] {
                trial(source, &job, &fonts, &mut problems);
            }
        }
    }
    done(problems)
}

/// Tries a template with the settings as they are.
///
/// # Errors
/// As [`try_out`].
pub(super) fn branches(source: Source, job: &Job, fonts: &Fonts) -> Result<(), Failure> {
    let mut problems = Vec::new();
    trial(source, job, fonts, &mut problems);
    done(problems)
}

fn done(problems: Vec<Diagnostic>) -> Result<(), Failure> {
    match problems.is_empty() {
        true => Ok(()),
        false => Err(Failure::Input(problems)),
    }
}

/// The same settings with something for everything that may be left out.
fn filled(mut job: Job) -> Job {
    for text in [
        &mut job.school,
        &mut job.class,
        &mut job.teacher,
        &mut job.contact,
    ] {
        if text.is_empty() {
            *text = "Слово".to_owned();
        }
    }
    job.return_by = job.return_by.or(Some(job.today));
    let white = || Arc::new(Picture::new(1, 1, vec![255]));
    job.pictures.entry(EMBLEM.to_owned()).or_insert_with(white);
    job
}

/// The same settings without what a school may leave out.
fn bare(job: &Job) -> Job {
    let mut pictures = job.pictures.clone();
    pictures.remove(EMBLEM);
    Job {
        banks: Vec::new(),
        form: job.form,
        slip: job.slip,
        platform: job.platform,
        hosts: job.hosts.clone(),
        vars: job.vars.clone(),
        pictures,
        ..Job::on(job.today)
    }
}

fn trial(source: Source, job: &Job, fonts: &Fonts, problems: &mut Vec<Diagnostic>) {
    let mut template = match Template::parse(source.name, source.text, job) {
        Ok(template) => template,
        // That a template lacks a form is no mistake.
        Err(wrong) => {
            let wrong = wrong.into_iter().filter(|wrong| wrong.code != NO_FORM);
            return wrong.for_each(|wrong| note(wrong, problems));
        }
    };
    let pupils = pupils(job);
    let mut layout = Layout::new(fonts);
    let mut set = |handout: Result<Handout, Vec<Diagnostic>>| {
        let laid = handout.and_then(|handout| {
            let laid = layout.handout(&handout);
            laid.map_err(|fault| vec![blame(&fault, &mut layout, &handout, (source, job))])
        });
        let wrong = match laid {
            Ok(laid) => {
                let pages = laid.pages.iter().map(|page| Expected::of(0, page));
                too_near(&pages.collect::<Vec<_>>(), source)
                    .into_iter()
                    .collect()
            }
            Err(wrong) => wrong,
        };
        wrong.into_iter().for_each(|wrong| note(wrong, problems));
    };
    if template.asks_for("students") {
        let class: Vec<&Student> = pupils.iter().collect();
        set(template.for_class(&class, "7Б"));
    } else if template.asks_for("student") {
        for pupil in &pupils {
            set(template.handout(pupil));
        }
        // A sheet to write a name on; where nothing but the name stands there is none.
        match template.handout(&Student::default()) {
            Err(wrong) if wrong.iter().all(|wrong| wrong.code == NO_TEXT) => {}
            blank => set(blank),
        }
    } else {
        set(template.for_everybody());
    }
}

/// A stand-in for every kind of pupil.
fn pupils(job: &Job) -> Vec<Student> {
    let mut pupils = Vec::new();
    let ages = [None, Some(13), Some(15)];
    let births = ages.map(|age: Option<i32>| age.map(|age| job.today.saturating_sub(age.years())));
    let logins = [None, Some("+7 900 000-00-01"), Some("pupil@example.ru")];
    for (birth, account) in births
        .into_iter()
        .flat_map(|birth| [None, Some(false), Some(true)].map(|account| (birth, account)))
    {
        pupils.extend(logins.map(|login| Student {
            number: 1,
            class: Arc::from("7Б"),
            birth,
            account,
            login: login.map(Into::into),
            ..Student::new(Name::of_parts("Фамилия", "Имя", "Отчество"))
        }));
    }
    pupils
}
