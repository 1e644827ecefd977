//! From what was typed and what a school wrote down to what is meant.
//!
//! Takes the values of flags or of a form ([`Typed`]) and a [`SettingsFile`],
//! gives [`Settings`]. What was typed goes before the file, and that before the
//! defaults of [`Job::on`]. Every value is checked here, wherever it came from,
//! and the message names the flag or the line of the file.

mod file;

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use jiff::ToSpan;
use jiff::civil::Date;

pub use self::file::{KEYS, SettingsFile, Texts, Written};
use crate::address;
use crate::base::calendar;
use crate::base::diagnostic::Diagnostic;
use crate::base::nearest::hint;
use crate::base::text;
use crate::model::job::{Form, Job, Platform, Slip};

/// Letters of a text: the full name of a school has 300.
const MOST_LETTERS: usize = 1000;
/// Days after which no slip is due.
const FAR: i64 = 183;
/// Letters of a text that are repeated in a message.
const MOST_SHOWN: usize = 200;

/// Years of a day that is meant.
const YEARS: RangeInclusive<i16> = 2000..=2100;

/// What was typed, by the names that the settings file has for it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Typed {
    texts: BTreeMap<&'static str, String>,
    lists: BTreeMap<&'static str, Vec<String>>,
}

impl Typed {
    /// Adds a value, if there is one.
    #[must_use]
    pub fn text(mut self, key: &'static str, value: &Option<String>) -> Self {
        let value = value.as_ref().map(|value| value.trim().to_owned());
        self.texts.extend(value.map(|value| (key, value)));
        self
    }

    /// Turns a switch on, if it was typed.
    #[must_use]
    pub fn switch(mut self, key: &'static str, on: bool) -> Self {
        if on {
            self.texts.insert(key, true.to_string());
        }
        self
    }

    /// Adds a list, unless it is empty.
    #[must_use]
    pub fn list(mut self, key: &'static str, values: &[String]) -> Self {
        if !values.is_empty() {
            self.lists.insert(key, values.to_vec());
        }
        self
    }
}

/// What is meant, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// What stands on the sheets.
    pub job: Job,
    /// The encoding of the list, if the user knows better.
    pub encoding: Option<String>,
    /// The sheet of a workbook, if the user names one.
    pub book_sheet: Option<String>,
    /// The template: its name or file, and the line if the settings file names it
    /// (a path is then relative to that file).
    pub template: Option<(String, Option<usize>)>,
    /// The picture of the school's emblem, likewise.
    pub emblem: Option<(String, Option<usize>)>,
    /// Remarks on the settings themselves.
    pub warnings: Vec<Diagnostic>,
}

/// A setting that cannot be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// Its name in the settings file.
    pub key: &'static str,
    /// What was typed or is written, cut short.
    pub value: String,
    /// Why it cannot be, in Russian.
    pub reason: String,
    /// What to do about it, in Russian.
    pub hint: String,
    /// Line of the settings file; `None` if it was typed: wrong usage.
    pub line: Option<usize>,
}

impl Wrong {
    /// As the command line says it of what was typed.
    pub fn typed(&self) -> String {
        let flag = match self.key {
            "banks" => "bank",
            "hosts" => "allow-host",
            key => key,
        };
        let value = match &*self.value {
            "true" => String::new(),
            value => format!(" «{value}»"),
        };
        format!("--{flag}{value}: {} {}", self.reason, self.hint)
    }

    /// As it is said of a line of the settings file of this name.
    pub fn written(&self, file: &str) -> Diagnostic {
        let message = format!("{} = «{}»: {}", self.key, self.value, self.reason);
        Diagnostic::error("config-value", message)
            .in_file(file)
            .at_row(self.line.unwrap_or(1))
            .with_hint(&self.hint)
    }
}

/// A text with the place it came from.
#[derive(Clone, Copy)]
struct Given<'a> {
    value: &'a str,
    key: &'static str,
    /// Line of the settings file; `None` for what was typed.
    line: Option<usize>,
}

/// Settles everything; `clock` is the day it is.
///
/// # Errors
/// Every value that cannot be, in one go.
pub fn settle(typed: &Typed, file: &SettingsFile, clock: Date) -> Result<Settings, Vec<Wrong>> {
    let mut settler = Settler {
        typed,
        file,
        wrong: Vec::new(),
    };
    settler.texts();
    let today = settler.day("date", clock).unwrap_or(clock);
    let job = settler.job(today);
    if !settler.wrong.is_empty() {
        return Err(settler.wrong);
    }
    let path = |key| {
        let given = settler.given(key);
        given.map(|given| (given.value.to_owned(), given.line))
    };
    Ok(Settings {
        warnings: odd_day(&job).into_iter().collect(),
        job,
        encoding: settler.optional("encoding"),
        book_sheet: settler.optional("sheet"),
        template: path("template"),
        emblem: path("emblem"),
    })
}

/// A slip that was due before the day of the sheet is most likely a mistake, and one
/// due after half a year, too: a day without a year is the next such day.
fn odd_day(job: &Job) -> Option<Diagnostic> {
    let day = job.return_by?;
    let in_words = calendar::in_words(day);
    let odd = if day < job.today {
        let message = format!("день возврата талона ({in_words}) уже прошёл.");
        Diagnostic::warning("return-by-past", message)
    } else if day > job.today.saturating_add(FAR.days()) {
        let message = format!("до дня возврата талона ({in_words}) больше полугода.");
        Diagnostic::warning("return-by-far", message)
    } else {
        return None;
    };
    Some(odd.with_hint("Проверьте дату."))
}

/// The value of a flag that has to be one of a few words.
///
/// # Errors
/// The words, in a sentence.
pub fn one_of<T: Copy>(flag: &str, word: &str, names: &[(&str, T)]) -> Result<T, String> {
    let lower = word.trim().to_lowercase();
    named(&lower, names).ok_or_else(|| {
        let hint = choice_hint(&lower, names);
        format!("--{flag} «{word}»: такого значения нет. {hint}")
    })
}

fn named<T: Copy>(lower: &str, names: &[(&str, T)]) -> Option<T> {
    let found = names.iter().find(|(name, _)| *name == lower);
    found.map(|&(_, value)| value)
}

fn choice_hint<T>(lower: &str, names: &[(&str, T)]) -> String {
    let known: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
    hint(lower, &known)
}

/// What was typed.
fn typed<'a>(key: &'static str, value: &'a str) -> Given<'a> {
    let line = None;
    Given { value, key, line }
}

/// What stands in the settings file.
fn written<'a>(key: &'static str, one: &'a Written<String>) -> Given<'a> {
    let line = Some(one.line);
    let value = &one.value;
    Given { value, key, line }
}

/// Texts without their lines.
fn plain(texts: &Texts) -> BTreeMap<String, String> {
    let plain = |(key, one): (&String, &Written<String>)| (key.clone(), one.value.clone());
    texts.iter().map(plain).collect()
}

struct Settler<'a> {
    typed: &'a Typed,
    file: &'a SettingsFile,
    wrong: Vec<Wrong>,
}

impl<'a> Settler<'a> {
    fn job(&mut self, today: Date) -> Job {
        let defaults = Job::on(today);
        Job {
            school: self.text("school"),
            class: self.text("class"),
            teacher: self.text("teacher"),
            contact: self.text("contact"),
            return_by: self.day("return-by", today),
            platform: self.choice("platform", &Platform::NAMES),
            slip: self.choice("slip", &Slip::NAMES),
            banks: self.list("banks").unwrap_or(defaults.banks),
            form: self.form(),
            tint: self.switch("tint"),
            hosts: self.hosts(),
            vars: plain(&self.file.vars),
            pictures: defaults.pictures,
            today,
        }
    }

    /// No text may be longer than fits or leave its line.
    fn texts(&mut self) {
        let file = self.file;
        let texts = self.typed.texts.iter();
        let labels = file.labels.values().flat_map(|own| own.value.values());
        let all = texts
            .map(|(key, value)| typed(key, value))
            .chain(file.texts.iter().map(|(key, one)| written(key, one)))
            .chain(file.vars.values().map(|one| written("vars", one)))
            .chain(file.papers.values().map(|one| written("papers", one)))
            .chain(labels.map(|one| written("labels", one)))
            .chain(self.items("banks"))
            .chain(self.items("hosts"));
        for given in all {
            let reason = match given.value.chars().nth(MOST_LETTERS) {
                Some(_) => Some("текст слишком длинный."),
                None => text::unfit(given.value),
            };
            if let Some(reason) = reason {
                self.refuse(&given, reason, "Наберите его заново, коротко.");
            }
        }
    }

    /// A text that is not empty; an empty one that was typed takes back what
    /// the file says.
    fn given(&self, key: &'static str) -> Option<Given<'a>> {
        let given = match self.typed.texts.get(key) {
            Some(value) => typed(key, value),
            None => written(key, self.file.texts.get(key)?),
        };
        (!given.value.is_empty()).then_some(given)
    }

    /// The items of a list: those of the file, then those that were typed.
    fn items(&self, key: &'static str) -> impl Iterator<Item = Given<'a>> + use<'a> {
        let file = self.file.lists.get(key);
        let line = file.map(|list| list.line);
        let file = file.into_iter().flat_map(|list| &list.value);
        let file = file.map(move |value| Given { key, value, line });
        let own = self.typed.lists.get(key).into_iter().flatten();
        file.chain(own.map(move |value| typed(key, value)))
    }

    fn optional(&self, key: &'static str) -> Option<String> {
        self.given(key).map(|given| given.value.to_owned())
    }

    fn text(&self, key: &'static str) -> String {
        self.optional(key).unwrap_or_default()
    }

    fn day(&mut self, key: &'static str, today: Date) -> Option<Date> {
        let given = self.given(key)?;
        let day = calendar::parse(given.value, today);
        match day {
            None => self.refuse(&given, "дата не понята.", calendar::HINT),
            Some(day) if !YEARS.contains(&day.year()) => {
                self.refuse(&given, "такого года в школе не бывает.", "Исправьте год.");
            }
            Some(_) => {}
        }
        day
    }

    fn choice<T: Copy + Default>(&mut self, key: &'static str, names: &[(&str, T)]) -> T {
        let Some(given) = self.given(key) else {
            return T::default();
        };
        let lower = given.value.to_lowercase();
        named(&lower, names).unwrap_or_else(|| {
            self.refuse(&given, "такого значения нет.", &choice_hint(&lower, names));
            T::default()
        })
    }

    fn switch(&self, key: &'static str) -> bool {
        self.given(key).is_some_and(|given| given.value == "true")
    }

    /// The form of the sheets. What was typed takes back what the file says.
    fn form(&mut self) -> Form {
        let typed = |(key, _): &(&str, Form)| self.typed.texts.contains_key(*key);
        let any_typed = Form::NAMES.iter().any(typed);
        let wanted = Form::NAMES.iter().filter(|(key, _)| self.switch(key));
        let wanted: Vec<_> = wanted.filter(|one| !any_typed || typed(one)).collect();
        if let [(first, _), (second, _), ..] = wanted[..]
            && let Some(given) = self.given(second)
        {
            let reason = format!("вместе с {first} не бывает.");
            self.refuse(&given, &reason, "Оставьте что-то одно.");
        }
        wanted.first().map_or(Form::default(), |(_, form)| *form)
    }

    /// A list that was typed or stands in the file; empty texts are left out.
    fn list(&self, key: &'static str) -> Option<Vec<String>> {
        let written = self.file.lists.get(key).map(|written| &written.value);
        let texts = self.typed.lists.get(key).or(written)?.iter();
        let texts = texts.map(|text| text.trim().to_owned());
        Some(texts.filter(|text| !text.is_empty()).collect())
    }

    /// Allowed hosts add up: a flag does not close what the file opened.
    fn hosts(&mut self) -> Vec<String> {
        let mut hosts = Vec::new();
        for given in self.items("hosts") {
            match address::allowed_host(given.value) {
                Ok(host) => hosts.push(host),
                Err(refusal) => self.refuse(&given, &refusal.reason, &refusal.hint),
            }
        }
        hosts
    }

    fn refuse(&mut self, given: &Given<'_>, reason: &str, hint: &str) {
        let Given { value, key, line } = given;
        let value = match value.char_indices().nth(MOST_SHOWN) {
            Some((end, _)) => format!("{}…", &value[..end]),
            None => (*value).to_owned(),
        };
        self.wrong.push(Wrong {
            key,
            value,
            reason: reason.to_owned(),
            hint: hint.to_owned(),
            line: *line,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 22);

    fn settled(typed: Typed, toml: &str) -> Result<Settings, Vec<Wrong>> {
        let file = SettingsFile::parse("pamyatka.toml", toml).unwrap();
        settle(&typed, &file, TODAY)
    }

    fn typed(texts: &[(&'static str, &str)]) -> Typed {
        texts.iter().fold(Typed::default(), |typed, &(key, text)| {
            typed.text(key, &Some(text.to_owned()))
        })
    }

    #[test]
    fn flags_before_file_before_defaults() {
        let typed = typed(&[("teacher", "Иванова М. П."), ("contact", "")]);
        let toml = "teacher = \"Другая\"\nschool = \"Школа № 7\"\ncontact = \"каб. 214\"\n\
            banks = [\"Сбербанк\"]\nplatform = \"max\"\n";
        let job = settled(typed, toml).unwrap().job;
        assert_eq!(job.teacher, "Иванова М. П.");
        assert_eq!(job.school, "Школа № 7");
        assert_eq!(
            job.contact, "",
            "an empty flag takes back what the file says"
        );
        assert_eq!(job.banks, ["Сбербанк"]);
        assert_eq!((job.platform, job.slip), (Platform::Max, Slip::Login));
    }

    #[test]
    fn days_count_from_the_day_of_the_sheet() {
        let typed = typed(&[("return-by", "5 декабря")]);
        let job = settled(typed, "date = 2027-12-06\n").unwrap().job;
        assert_eq!(job.today, date(2027, 12, 6));
        assert_eq!(job.return_by, Some(date(2028, 12, 5)));
    }

    #[test]
    fn all_that_cannot_be_in_one_run() {
        let typed = typed(&[("return-by", "завтра"), ("slip", "logn")])
            .list("hosts", &["http://school7.ru".to_owned()]);
        let wrong = settled(typed, "\nplatform = \"teams\"\n").unwrap_err();
        let said: Vec<String> = wrong
            .iter()
            .map(|one| match one.line {
                None => one.typed(),
                Some(_) => one.written("pamyatka.toml").to_string(),
            })
            .collect();
        for (said, begins) in said.iter().zip([
            "--return-by «завтра»: дата не понята.",
            "pamyatka.toml, строка 2: platform = «teams»",
            "--slip «logn»: такого значения нет. Может быть, login?",
            "--allow-host «http://school7.ru»",
        ]) {
            assert!(said.starts_with(begins), "{said}");
        }
        assert_eq!(said.len(), 4);
    }

    #[test]
    fn a_day_of_return_in_the_past_is_remarked() {
        let settings = settled(Typed::default(), "return-by = \"21.11.2026\"\n").unwrap();
        assert_eq!(settings.warnings[0].code, "return-by-past");
    }

    #[test]
    fn hosts_of_file_and_flags_add_up() {
        let typed = Typed::default().list("hosts", &["sferum.ru".to_owned()]);
        let job = settled(typed, "hosts = [\"Школа.рф\"]\n").unwrap().job;
        assert_eq!(job.hosts, ["школа.рф", "sferum.ru"]);
    }
}
