//! What a template may ask for, and how MiniJinja's complaints are put.

use std::collections::BTreeMap;

use jiff::civil::Date;
use minijinja::value::ValueKind;
use minijinja::{Error, ErrorKind, Output, State, Template, Value, context};

use crate::base::calendar::day_and_month;
use crate::base::diagnostic::Diagnostic;
use crate::base::nearest;
use crate::model::job::Job;
use crate::model::picture::EMBLEM;
use crate::model::student::Student;

/// The values that are the same for the whole set.
pub(super) fn of_job(job: &Job, vars: &BTreeMap<String, String>) -> Value {
    let mut all_vars = vars.clone();
    all_vars.extend(job.vars.clone());
    context! {
        school => job.school.as_str(),
        teacher => job.teacher.as_str(),
        contact => job.contact.as_str(),
        return_by => job.return_by.map(day_and_month).unwrap_or_default(),
        banks => job.banks.clone(),
        platform => job.platform.name(),
        slip => job.slip.name(),
        form => job.form.name(),
        emblem => job.pictures.contains_key(EMBLEM),
        vars => all_vars,
    }
}

/// All values for one pupil.
pub(super) fn of_student(student: &Student, set: &Value, class: &str, today: Date) -> Value {
    let class = match &*student.class {
        "" => class,
        own => own,
    };
    context! {
        student => context! {
            age => student.age_on(today),
            login => student.login.as_deref(),
            ..known(student)
        },
        class => class,
        ..set.clone()
    }
}

/// All values for a paper that is about no pupil in particular: a whole class,
/// which may be empty.
pub(super) fn of_class(students: &[&Student], set: &Value, class: &str) -> Value {
    let students: Vec<Value> = students.iter().copied().map(listed).collect();
    context! {
        students => students,
        class => class,
        ..set.clone()
    }
}

/// A pupil on a list of the class: the login itself stays out of it.
fn listed(student: &Student) -> Value {
    context! {
        login => student.login.is_some(),
        ..known(student)
    }
}

/// What every paper may say of a pupil.
fn known(student: &Student) -> Value {
    context! {
        full => student.name.full(),
        last => student.name.last(),
        first => student.name.first(),
        middle => student.name.middle(),
        short => student.name.short(),
        number => student.number,
        account => student.account,
        ready => student.account == Some(true) || student.login.is_some(),
    }
}

/// Writes a value so that CommonMark takes it for plain text: every ASCII
/// punctuation mark gets a backslash (CommonMark 0.31, 2.4), every line break
/// becomes a space. What the template itself has set with `{% set … %}` and
/// `{% endset %}` is markup already.
pub(super) fn escape_markup(
    out: &mut Output,
    state: &mut State,
    value: &Value,
) -> Result<(), Error> {
    match value.kind() {
        ValueKind::Undefined => return minijinja::escape_formatter(out, state, value),
        ValueKind::None => return Ok(()),
        _ if value.is_safe() => return Ok(out.write_str(value.as_str().unwrap_or_default())?),
        _ => {}
    }
    match value.as_str() {
        Some(text) => escape(out, text.trim())?,
        None => escape(out, value.to_string().trim())?,
    }
    Ok(())
}

fn escape(out: &mut Output, text: &str) -> std::fmt::Result {
    let mut start = 0;
    for (at, letter) in text.char_indices() {
        if letter.is_ascii_punctuation() {
            out.write_str(&text[start..at])?;
            out.write_str("\\")?;
            start = at;
        } else if letter.is_control() {
            out.write_str(&text[start..at])?;
            out.write_str(" ")?;
            start = at + letter.len_utf8();
        }
    }
    out.write_str(&text[start..])
}

/// Puts a complaint of MiniJinja in Russian, with what is known instead.
pub(super) fn explain(name: &str, error: &Error, values: &Value) -> Diagnostic {
    let (message, hint) = match error.kind() {
        ErrorKind::UndefinedError => (UNKNOWN.to_owned(), known_names(error, values)),
        ErrorKind::UnknownFilter => (
            "такого фильтра нет.".to_owned(),
            "Известны join, upper, lower, length, default, replace, first, last.".to_owned(),
        ),
        ErrorKind::SyntaxError => (
            "выражение записано неверно или не закрыто.".to_owned(),
            "Так пишут подстановку: {{ student.full }}, а условие: {% if … %} … {% endif %}."
                .to_owned(),
        ),
        ErrorKind::OutOfFuel => (
            "шаблон вычисляется слишком долго.".to_owned(),
            "Уберите лишние циклы: для класса хватит одного по ученикам.".to_owned(),
        ),
        ErrorKind::WriteFailure => (
            "после подстановки текст слишком длинный.".to_owned(),
            "Уберите повторы.".to_owned(),
        ),
        _ => (
            "выражение нельзя вычислить.".to_owned(),
            "Проверьте, с чем сравнивается значение и есть ли у него такое свойство.".to_owned(),
        ),
    };
    let mut diagnostic = Diagnostic::error("template", message)
        .in_file(name)
        .with_hint(hint);
    diagnostic.row = error.line();
    diagnostic
}

/// Names in a template that no paper has for it, in whatever branch, by line.
pub(super) fn unknown(name: &str, template: &Template<'_, '_>, set: &Value) -> Vec<Diagnostic> {
    let one = Student::default();
    let student = of_student(&one, set, "", Date::MIN);
    let known = names(&student, "");
    let source = template.source();
    let is_known = |asked: &str| {
        let head = asked.split('.').next().unwrap_or_default();
        let table = format!("{asked}.");
        GLOBAL.contains(&head)
            || known
                .iter()
                .any(|own| own == asked || own.starts_with(&table))
            || is_set(source, head)
    };
    let asked = template.undeclared_variables(true).into_iter();
    let asked = asked.filter(|asked| !is_known(asked));
    let mut unknown: Vec<Diagnostic> = asked
        .map(|asked| {
            let mut lines = (1..).zip(source.lines());
            let row = lines.find_map(|(row, line)| has_word(line, &asked).then_some(row));
            let error = Diagnostic::error("template", UNKNOWN).in_file(name);
            let hint = nearest_names(Some(&asked), known.clone());
            Diagnostic {
                row,
                ..error.with_hint(hint)
            }
        })
        .collect();
    unknown.sort_by_key(|error| error.row);
    unknown
}

/// What is said of an unknown name.
const UNKNOWN: &str = "в шаблоне стоит имя, которого программа не знает.";

/// Names beside the values: the class of a list, what a template has of its own,
/// and the functions of MiniJinja.
const GLOBAL: [&str; 7] = [
    "students",
    "vars",
    "range",
    "dict",
    "namespace",
    "debug",
    "self",
];

/// Whether the template gives this name a value itself, in whatever branch.
fn is_set(source: &str, name: &str) -> bool {
    source.split("{%").skip(1).any(|tag| {
        let tag = tag.trim_start_matches(['-', '+']).trim_start();
        let set = tag.strip_prefix("set ").map(str::trim_start);
        set.is_some_and(|rest| has_word(rest.split(['=', '%']).next().unwrap_or_default(), name))
    })
}

/// Whether a name stands in a line and is not part of another.
fn has_word(line: &str, name: &str) -> bool {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '.';
    line.match_indices(name).any(|(at, _)| {
        let (before, after) = (&line[..at], &line[at + name.len()..]);
        !before.ends_with(is_part) && !after.starts_with(is_part)
    })
}

/// The names that a template may use, the nearest to the wrong one first.
fn known_names(error: &Error, values: &Value) -> String {
    let wrong = error.range().and_then(|range| {
        let source = error.template_source()?;
        Some(source.get(range)?.trim().to_owned())
    });
    nearest_names(wrong.as_deref(), names(values, ""))
}

fn nearest_names(wrong: Option<&str>, mut known: Vec<String>) -> String {
    if let Some(near) = wrong
        .and_then(|wrong| nearest::nearest(wrong, known.iter().map(String::as_str)))
        .map(str::to_owned)
    {
        known.retain(|name| *name != near);
        return format!(
            "Может быть, имелось в виду «{near}»? Ещё известны: {}.",
            known.join(", ")
        );
    }
    format!("Известны: {}.", known.join(", "))
}

fn names(values: &Value, prefix: &str) -> Vec<String> {
    let mut found = Vec::new();
    for key in values.try_iter().into_iter().flatten() {
        let Ok(value) = values.get_item(&key) else {
            continue;
        };
        let name = format!("{prefix}{key}");
        if value.kind() == ValueKind::Map {
            found.extend(names(&value, &format!("{name}.")));
        } else {
            found.push(name);
        }
    }
    found.sort();
    found
}
