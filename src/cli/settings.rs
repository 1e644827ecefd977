//! From what was typed and what a school wrote down to what is meant.
//!
//! Flags go before `pamyatka.toml`, and that before the defaults of
//! [`Job::on`]. Every value is checked here, wherever it came from, and the
//! message names the flag or the line of the file.

use jiff::civil::Date;

use super::args::{Choice, Reading, Sheet};
use super::config::Config;
use super::day;
use super::engine::ReadOptions;
use crate::address;
use crate::base::diagnostic::Diagnostic;
use crate::base::nearest::nearest;
use crate::model::job::{Job, Platform, Slip};
use crate::model::selection::{Selection, Sort};

/// What is meant, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// What stands on the sheets.
    pub job: Job,
    /// How the list is read.
    pub reading: ReadOptions,
    /// The template: its name or file, and whether the settings file named it
    /// (a path is then relative to that file).
    pub template: Option<(String, bool)>,
    /// Remarks on the settings themselves.
    pub warnings: Vec<Diagnostic>,
}

/// A setting that cannot be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// A flag: wrong usage.
    Flag(String),
    /// The settings file: the input is at fault.
    Config(Diagnostic),
}

/// A text with the place it came from.
struct Given<'a> {
    value: &'a str,
    key: &'static str,
    /// Line of the settings file; `None` for a flag.
    line: Option<usize>,
}

/// Settles everything for the list called `file`; `clock` is the day it is.
///
/// # Errors
/// Every value that cannot be, in one go.
pub fn settle(
    sheet: &Sheet,
    reading: &Reading,
    config: &Config,
    file: &str,
    clock: Date,
) -> Result<Settings, Vec<Wrong>> {
    let mut settler = Settler {
        config,
        wrong: Vec::new(),
    };
    let today = settler.day("date", &reading.date, clock).unwrap_or(clock);
    let job = settler.job(sheet, today);
    let reading = ReadOptions {
        file: file.to_owned(),
        encoding: settler.optional("encoding", &reading.encoding),
        sheet: settler.optional("sheet", &reading.sheet),
        many: reading.many,
        today,
    };
    let template = settler
        .given("template", &sheet.template)
        .filter(|given| !given.value.is_empty())
        .map(|given| (given.value.to_owned(), given.line.is_some()));
    if settler.wrong.is_empty() {
        Ok(Settings {
            warnings: past(&job).into_iter().collect(),
            job,
            reading,
            template,
        })
    } else {
        Err(settler.wrong)
    }
}

/// A slip that was due before the day of the sheet is most likely a mistake.
fn past(job: &Job) -> Option<Diagnostic> {
    let day = job.return_by.filter(|&day| day < job.today)?;
    let message = format!("день возврата талона ({}) уже прошёл.", day::in_words(day));
    Some(Diagnostic::warning("return-by-past", message).with_hint("Проверьте дату."))
}

/// Which pupils, in which order.
///
/// # Errors
/// An order that is none, in words.
pub fn selection(choice: &Choice) -> Result<Selection, String> {
    let name = |text: &Option<String>| text.as_ref().map(|text| text.trim().to_owned());
    Ok(Selection {
        only: choice.only.clone(),
        from: name(&choice.from),
        to: name(&choice.to),
        missing: choice.missing,
        sort: match &choice.sort {
            Some(word) => one_of("sort", word, &Sort::NAMES)?,
            None => Sort::default(),
        },
    })
}

/// The value of a flag that has to be one of a few words.
///
/// # Errors
/// The words, in a sentence.
pub fn one_of<T: Copy>(flag: &str, word: &str, names: &[(&str, T)]) -> Result<T, String> {
    let lower = word.trim().to_lowercase();
    match names.iter().find(|(name, _)| *name == lower) {
        Some(&(_, value)) => Ok(value),
        None => Err(format!(
            "--{flag} «{word}»: такого значения нет. {}",
            choice_hint(&lower, names)
        )),
    }
}

fn choice_hint<T>(lower: &str, names: &[(&str, T)]) -> String {
    let known: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
    match nearest(lower, known.iter().copied()) {
        Some(near) => format!("Может быть, {near}?"),
        None => format!("Бывает так: {}.", known.join(", ")),
    }
}

struct Settler<'a> {
    config: &'a Config,
    wrong: Vec<Wrong>,
}

impl Settler<'_> {
    fn job(&mut self, sheet: &Sheet, today: Date) -> Job {
        let defaults = Job::on(today);
        let banks = self.list("banks", &sheet.bank);
        Job {
            school: self.text("school", &sheet.school),
            class: self.text("class", &sheet.class),
            teacher: self.text("teacher", &sheet.teacher),
            contact: self.text("contact", &sheet.contact),
            return_by: self.day("return-by", &sheet.return_by, today),
            platform: self.choice("platform", &sheet.platform, &Platform::NAMES),
            slip: self.choice("slip", &sheet.slip, &Slip::NAMES),
            banks: banks.unwrap_or(defaults.banks),
            hosts: self.hosts(&sheet.allow_host),
            vars: self.config.vars.clone(),
            today,
        }
    }

    fn given<'b>(&'b self, key: &'static str, flag: &'b Option<String>) -> Option<Given<'b>> {
        if let Some(value) = flag {
            let value = value.trim();
            return Some(Given {
                value,
                key,
                line: None,
            });
        }
        let entry = self.config.texts.get(key)?;
        Some(Given {
            value: &entry.value,
            key,
            line: Some(entry.line),
        })
    }

    fn text(&self, key: &'static str, flag: &Option<String>) -> String {
        self.optional(key, flag).unwrap_or_default()
    }

    fn optional(&self, key: &'static str, flag: &Option<String>) -> Option<String> {
        let given = self.given(key, flag)?;
        (!given.value.is_empty()).then(|| given.value.to_owned())
    }

    fn day(&mut self, key: &'static str, flag: &Option<String>, today: Date) -> Option<Date> {
        let given = self.given(key, flag).filter(|g| !g.value.is_empty())?;
        match day::parse(given.value, today) {
            Some(day) => Some(day),
            None => {
                let wrong = self.refuse(&given, "нет такой даты.", day::HINT);
                self.wrong.push(wrong);
                None
            }
        }
    }

    fn choice<T: Copy + Default>(
        &mut self,
        key: &'static str,
        flag: &Option<String>,
        names: &[(&str, T)],
    ) -> T {
        let Some(given) = self.given(key, flag).filter(|g| !g.value.is_empty()) else {
            return T::default();
        };
        let lower = given.value.to_lowercase();
        if let Some((_, value)) = names.iter().find(|(name, _)| *name == lower) {
            return *value;
        }
        let hint = choice_hint(&lower, names);
        let wrong = self.refuse(&given, "такого значения нет.", &hint);
        self.wrong.push(wrong);
        T::default()
    }

    /// A list of a repeatable flag or of the file; empty texts are left out.
    fn list(&self, key: &'static str, flags: &[String]) -> Option<Vec<String>> {
        let texts = if flags.is_empty() {
            &self.config.lists.get(key)?.value
        } else {
            flags
        };
        let texts = texts.iter().map(|text| text.trim().to_owned());
        Some(texts.filter(|text| !text.is_empty()).collect())
    }

    /// Allowed hosts add up: a flag does not close what the file opened.
    fn hosts(&mut self, flags: &[String]) -> Vec<String> {
        let from_file = self.config.lists.get("hosts");
        let line = from_file.map(|entry| entry.line);
        let from_file = from_file.map_or(&[][..], |entry| &entry.value);
        let all = from_file
            .iter()
            .map(|value| (value, "hosts", line))
            .chain(flags.iter().map(|value| (value, "allow-host", None)));
        let mut hosts = Vec::new();
        for (value, key, line) in all {
            match address::allowed_host(value) {
                Ok(host) => hosts.push(host),
                Err(refusal) => {
                    let given = Given { value, key, line };
                    let wrong = self.refuse(&given, &refusal.reason, &refusal.hint);
                    self.wrong.push(wrong);
                }
            }
        }
        hosts
    }

    fn refuse(&self, given: &Given<'_>, reason: &str, hint: &str) -> Wrong {
        let Given { value, key, line } = given;
        match line {
            None => Wrong::Flag(format!("--{key} «{value}»: {reason} {hint}")),
            Some(line) => Wrong::Config(
                Diagnostic::error("config-value", format!("{key} = «{value}»: {reason}"))
                    .in_file(&self.config.file)
                    .at_row(*line)
                    .with_hint(hint),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 22);

    fn settled(sheet: &Sheet, toml: &str) -> Result<Settings, Vec<Wrong>> {
        let config = Config::parse("pamyatka.toml", toml).unwrap();
        settle(sheet, &Reading::default(), &config, "7b.csv", TODAY)
    }

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn flags_before_file_before_defaults() {
        let sheet = Sheet {
            teacher: some("Иванова М. П."),
            contact: some(""),
            ..Sheet::default()
        };
        let toml = "teacher = \"Другая\"\nschool = \"Школа № 7\"\ncontact = \"каб. 214\"\n\
            banks = [\"Сбербанк\"]\nplatform = \"max\"\n";
        let job = settled(&sheet, toml).unwrap().job;
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
        let sheet = Sheet {
            return_by: some("5 декабря"),
            ..Sheet::default()
        };
        let job = settled(&sheet, "date = 2027-12-06\n").unwrap().job;
        assert_eq!(job.today, date(2027, 12, 6));
        assert_eq!(job.return_by, Some(date(2028, 12, 5)));
    }

    #[test]
    fn all_that_cannot_be_in_one_run() {
        let sheet = Sheet {
            return_by: some("завтра"),
            slip: some("logn"),
            allow_host: vec!["https://school7.ru".into()],
            ..Sheet::default()
        };
        let wrong = settled(&sheet, "\nplatform = \"teams\"\n").unwrap_err();
        assert_eq!(wrong.len(), 4, "{wrong:?}");
        let Wrong::Flag(day) = &wrong[0] else {
            panic!()
        };
        assert!(
            day.starts_with("--return-by «завтра»: нет такой даты."),
            "{day}"
        );
        let Wrong::Config(platform) = &wrong[1] else {
            panic!()
        };
        assert_eq!(platform.row, Some(2));
        let Wrong::Flag(slip) = &wrong[2] else {
            panic!()
        };
        assert!(slip.ends_with("Может быть, login?"), "{slip}");
        let Wrong::Flag(host) = &wrong[3] else {
            panic!()
        };
        assert!(
            host.starts_with("--allow-host «https://school7.ru»"),
            "{host}"
        );
    }

    #[test]
    fn a_day_of_return_in_the_past_is_remarked() {
        let settings = settled(&Sheet::default(), "return-by = \"21.11.2026\"\n").unwrap();
        assert_eq!(settings.warnings[0].code, "return-by-past");
    }

    #[test]
    fn hosts_of_file_and_flags_add_up() {
        let sheet = Sheet {
            allow_host: vec!["sferum.ru".into()],
            ..Sheet::default()
        };
        let job = settled(&sheet, "hosts = [\"Школа.рф\"]\n").unwrap().job;
        assert_eq!(job.hosts, ["школа.рф", "sferum.ru"]);
    }
}
