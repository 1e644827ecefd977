//! Class lists that went wrong once, by name: `fixtures/cases/`, with what must
//! happen in `expected.json`.
//!
//! `must` is `read` (exactly these names, and classes if given), `remark` (the
//! same with a remark at least), `refuse`, `read-or-refuse` (one of the two,
//! never some of the pupils), `no-login` (these names, no column taken for the
//! login unless a remark names it) or `bounded` (read or refused in a short
//! time).

use std::time::{Duration, Instant};

use jiff::civil::date;
use pamyatka::base::diagnostic::Diagnostic;
use pamyatka::model::student::Roster;
use pamyatka::roster::{Options, read};
use serde_json::Value;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/cases");

fn texts(value: &Value) -> Option<Vec<&str>> {
    let texts = value.as_array()?.iter();
    Some(texts.filter_map(Value::as_str).collect())
}

/// What is wrong with the outcome; `None` if nothing is.
fn fault(expected: &Value, outcome: &Result<Roster, Vec<Diagnostic>>) -> Option<String> {
    let must = expected["must"].as_str().expect("must");
    let roster = match (outcome, must) {
        (Err(_), "refuse" | "read-or-refuse" | "bounded") => return None,
        (Err(remarks), _) => return Some(format!("refused: {remarks:#?}")),
        (Ok(_), "refuse") => return Some("read".to_owned()),
        (Ok(roster), _) => roster,
    };
    let names: Vec<&str> = roster.students.iter().map(|s| s.name.full()).collect();
    if texts(&expected["names"]).is_some_and(|wanted| wanted != names) {
        return Some(format!("names: {names:#?}"));
    }
    let classes: Vec<&str> = roster.students.iter().map(|s| &*s.class).collect();
    if texts(&expected["classes"]).is_some_and(|wanted| wanted != classes) {
        return Some(format!("classes: {classes:?}"));
    }
    if must == "remark" && roster.warnings.is_empty() {
        return Some("no remark".to_owned());
    }
    let has_login = roster
        .reading
        .columns
        .iter()
        .any(|(key, _)| *key == "login");
    (must == "no-login" && has_login).then(|| "a login".to_owned())
}

#[test]
fn every_case_is_read_or_refused_as_it_must_be() {
    let expected = std::fs::read_to_string(format!("{FOLDER}/expected.json")).unwrap();
    let expected: Value = serde_json::from_str(&expected).unwrap();
    let expected = expected.as_object().unwrap();
    assert_eq!(expected.len(), 37);
    let mut faults = Vec::new();
    for (name, expected) in expected {
        let bytes = std::fs::read(format!("{FOLDER}/{name}")).unwrap();
        let start = Instant::now();
        let options = Options {
            file: name,
            encoding: None,
            sheet: None,
            login_column: None,
            many: false,
            today: date(2026, 9, 1),
        };
        let outcome = read(&bytes, &options);
        let fault = fault(expected, &outcome);
        faults.extend(fault.map(|fault| format!("{name}: {fault}")));
        if start.elapsed() > Duration::from_secs(5) {
            faults.push(format!("{name}: {:?}", start.elapsed()));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
