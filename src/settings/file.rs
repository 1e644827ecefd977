//! `pamyatka.toml`: what a school writes down once.
//!
//! Takes the text of the file, gives the settings it names or everything that
//! is wrong with it, by line. Strict: a key that is not known is an error, for
//! a misspelt one would otherwise be left out of every sheet unnoticed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::base::diagnostic::Diagnostic;
use crate::base::nearest::hint;

/// The keys of the file; `vars` is a table of texts.
pub const KEYS: [&str; 22] = [
    "school",
    "class",
    "teacher",
    "contact",
    "return-by",
    "date",
    "emblem",
    "template",
    "papers",
    "platform",
    "banks",
    "slip",
    "single-side",
    "large-print",
    "a5",
    "slip-only",
    "tint",
    "hosts",
    "encoding",
    "sheet",
    "labels",
    "vars",
];

/// What a settings file begins with that the program writes.
const HEAD: &str = "\
# Настройки памяток. Положите этот файл рядом со списком: программа прочтёт его сама.
# Что ещё можно настроить, показывает «pamyatka init».
";

/// Texts by name.
pub type Texts = BTreeMap<String, Written<String>>;

/// A value of the file and its line; other programs see the value alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Written<T> {
    /// What is written.
    pub value: T,
    /// Where, counted from 1.
    #[serde(skip)]
    pub line: usize,
}

/// A settings file that has been read; what the texts mean is not yet checked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SettingsFile {
    /// The file as the user sees it, for messages.
    pub name: String,
    /// Keys with one text.
    pub texts: BTreeMap<&'static str, Written<String>>,
    /// Keys with a list of texts.
    pub lists: BTreeMap<&'static str, Written<Vec<String>>>,
    /// The table `labels`: sheets of labels by name, with their lengths.
    pub labels: BTreeMap<String, Written<Texts>>,
    /// The table `papers`: templates of other papers than the handout.
    pub papers: Texts,
    /// The table `vars`.
    pub vars: Texts,
}

/// What the table `papers` may name.
pub const PAPERS: [&str; 6] = ["poster", "card", "label", "checklist", "code", "message"];

impl SettingsFile {
    /// The keys that it has, as the file calls them.
    pub fn keys(&self) -> Vec<&'static str> {
        let tables = [
            ("labels", self.labels.is_empty()),
            ("papers", self.papers.is_empty()),
            ("vars", self.vars.is_empty()),
        ];
        let tables = tables.into_iter().filter(|(_, is_empty)| !is_empty);
        let mut keys: Vec<&'static str> = tables.map(|(key, _)| key).collect();
        keys.extend(self.texts.keys().chain(self.lists.keys()));
        keys.sort_by_key(|key| KEYS.iter().position(|known| known == key));
        keys
    }

    /// The file as a text, a setting a line, in the order of [`KEYS`].
    pub fn text(&self) -> String {
        let mut text = HEAD.to_owned();
        for key in KEYS {
            if let Some(Written { value, .. }) = self.texts.get(key) {
                let value = match SWITCHES.contains(&key) {
                    true => value.clone(),
                    false => quoted(value),
                };
                text += &format!("{key} = {value}\n");
            }
            if let Some(Written { value, .. }) = self.lists.get(key) {
                let items: Vec<String> = value.iter().map(|item| quoted(item)).collect();
                text += &format!("{key} = [{}]\n", items.join(", "));
            }
        }
        let labels = self.labels.iter();
        let labels = labels.map(|(name, own)| (format!("labels.{}", quoted(name)), &own.value));
        let tables = [("papers", &self.papers), ("vars", &self.vars)];
        let tables = tables.into_iter().filter(|(_, texts)| !texts.is_empty());
        let tables = tables.map(|(name, texts)| (name.to_owned(), texts));
        for (name, texts) in labels.chain(tables) {
            text += &format!("\n[{name}]\n");
            for (key, Written { value, .. }) in texts {
                text += &format!("{} = {}\n", quoted(key), quoted(value));
            }
        }
        text
    }

    /// Reads the text of a settings file.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn parse(file: &str, text: &str) -> Result<SettingsFile, Vec<Diagnostic>> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let table = DeTable::parse(text).map_err(|error| vec![syntax(file, text, &error)])?;
        let mut settings = SettingsFile {
            name: file.to_owned(),
            ..SettingsFile::default()
        };
        let mut wrong = Vec::new();
        for (key, value) in table.get_ref() {
            let line = line_of(text, key.span().start);
            if let Err(error) = settings.take(key.get_ref(), value, line, text) {
                wrong.push(at(line, error).in_file(file));
            }
        }
        wrong.sort_by_key(|error| error.row);
        if wrong.is_empty() {
            Ok(settings)
        } else {
            Err(wrong)
        }
    }

    fn take(
        &mut self,
        written: &str,
        value: &Spanned<DeValue<'_>>,
        line: usize,
        text: &str,
    ) -> Result<(), Box<Diagnostic>> {
        // return_by for those who are used to underscores.
        let key = written.replace('_', "-");
        let Some(key) = KEYS.into_iter().find(|known| *known == key) else {
            return Err(unknown(written, &KEYS));
        };
        let text_at = self.texts.get(key).map(|one| one.line);
        if let Some(other) = text_at.or(self.lists.get(key).map(|one| one.line)) {
            return Err(Box::new(wrong_line(TWICE).at_row(line.max(other))));
        }
        match key {
            "vars" => self.vars = texts_of("vars", value, text)?,
            "papers" => self.papers = papers_of(value, text)?,
            "labels" => self.labels = labels_of(value, text)?,
            "banks" | "hosts" => {
                let value = list_of(key, value.get_ref())?;
                self.lists.insert(key, Written { value, line });
            }
            _ => {
                let value = text_of(key, value, text)?;
                self.texts.insert(key, Written { value, line });
            }
        }
        Ok(())
    }
}

/// A text as TOML's basic string.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            letter if letter.is_control() => quoted += &format!("\\u{:04X}", u32::from(letter)),
            letter => quoted.push(letter),
        }
    }
    quoted + "\""
}

/// Keys that are on or off.
pub const SWITCHES: [&str; 5] = ["single-side", "large-print", "a5", "slip-only", "tint"];

fn text_of(key: &str, value: &Spanned<DeValue<'_>>, text: &str) -> Result<String, Box<Diagnostic>> {
    match value.get_ref() {
        DeValue::Boolean(value) if SWITCHES.contains(&key) => Ok(value.to_string()),
        _ if SWITCHES.contains(&key) => Err(wrong_kind(
            key,
            "да или нет (true или false)",
            &format!("{key} = true"),
        )),
        DeValue::String(value) => Ok(value.trim().to_owned()),
        // A date without quotes is TOML's own kind of date.
        DeValue::Datetime(_) => Ok(text[value.span()].to_owned()),
        _ => Err(wrong_kind(
            key,
            "текст в кавычках",
            &format!("{key} = \"…\""),
        )),
    }
}

fn list_of(key: &str, value: &DeValue<'_>) -> Result<Vec<String>, Box<Diagnostic>> {
    let wrong = || wrong_kind(key, "список", &format!("{key} = [\"…\", \"…\"]"));
    let DeValue::Array(items) = value else {
        return Err(wrong());
    };
    items
        .iter()
        .map(|item| match item.get_ref() {
            DeValue::String(text) => Ok(text.trim().to_owned()),
            _ => Err(wrong()),
        })
        .collect()
}

/// A table of templates by the papers that they are for.
fn papers_of(value: &Spanned<DeValue<'_>>, text: &str) -> Result<Texts, Box<Diagnostic>> {
    let papers = texts_of("papers", value, text)?;
    let is_unknown = |(paper, _): &(&String, _)| !PAPERS.contains(&paper.as_str());
    match papers.iter().find(is_unknown) {
        Some((paper, written)) => Err(at(written.line, unknown(paper, &PAPERS))),
        None => Ok(papers),
    }
}

/// Tables of texts by name.
fn labels_of(
    value: &Spanned<DeValue<'_>>,
    text: &str,
) -> Result<BTreeMap<String, Written<Texts>>, Box<Diagnostic>> {
    let own = "labels.\"3x8\"";
    entries_of(own, value, text, |_, value| texts_of(own, value, text))
}

fn texts_of(
    name: &str,
    value: &Spanned<DeValue<'_>>,
    text: &str,
) -> Result<Texts, Box<Diagnostic>> {
    entries_of(name, value, text, |key, value| match value.get_ref() {
        DeValue::String(text) => Ok(text.to_string()),
        _ => Err(wrong_kind(
            key,
            "текст в кавычках",
            &format!("{key} = \"…\""),
        )),
    })
}

/// The entries of a section, each read by `of`, which is given its name.
fn entries_of<T>(
    section: &str,
    value: &Spanned<DeValue<'_>>,
    text: &str,
    of: impl Fn(&str, &Spanned<DeValue<'_>>) -> Result<T, Box<Diagnostic>>,
) -> Result<BTreeMap<String, Written<T>>, Box<Diagnostic>> {
    let DeValue::Table(table) = value.get_ref() else {
        return Err(wrong_kind(section, "раздел", &format!("[{section}]")));
    };
    let entries = table.iter().map(|(key, value)| {
        let line = line_of(text, key.span().start);
        let value = of(key.get_ref(), value).map_err(|error| at(line, error))?;
        Ok((key.get_ref().to_string(), Written { value, line }))
    });
    entries.collect()
}

/// An error that names a line, if it does not do so yet.
fn at(line: usize, mut error: Box<Diagnostic>) -> Box<Diagnostic> {
    error.row.get_or_insert(line);
    error
}

fn wrong_kind(key: &str, wanted: &str, example: &str) -> Box<Diagnostic> {
    let error = Diagnostic::error("config-value", format!("«{key}» — это {wanted}."));
    Box::new(error.with_hint(format!("Запишите так: {example}")))
}

fn unknown(key: &str, known: &[&str]) -> Box<Diagnostic> {
    let error = Diagnostic::error("config-key", format!("настройки «{key}» нет."));
    Box::new(error.with_hint(hint(key, known)))
}

fn syntax(file: &str, text: &str, error: &toml::de::Error) -> Diagnostic {
    let start = error.span().map_or(0, |span| span.start);
    let message = match error.message().contains("duplicate key") {
        true => TWICE,
        false => "строка не понята.",
    };
    let error = wrong_line(message).in_file(file);
    error.at_row(line_of(text, start))
}

const TWICE: &str = "эта настройка записана дважды.";

fn wrong_line(message: &str) -> Diagnostic {
    let hint = match message {
        TWICE => "Оставьте одну строку.",
        _ => {
            "Пишут так: school = \"Школа № 7\". Название — латинскими буквами, значение — в прямых кавычках."
        }
    };
    Diagnostic::error("config-syntax", message).with_hint(hint)
}

fn line_of(text: &str, offset: usize) -> usize {
    let before = &text.as_bytes()[..offset.min(text.len())];
    before.iter().filter(|&&byte| byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> String {
        let errors = SettingsFile::parse("pamyatka.toml", text).unwrap_err();
        errors.iter().map(|e| format!("{e}\n")).collect()
    }

    #[test]
    fn everything_a_file_may_hold() {
        let text = "\u{feff}# школа\nschool = \" Школа № 7 \"\nreturn_by = 2026-12-05\n\
            banks = [\"Сбербанк\"]\nhosts = []\n[vars]\nroom = \"214\"\n";
        let settings = SettingsFile::parse("x", text).unwrap();
        assert_eq!(settings.texts["school"].value, "Школа № 7");
        assert_eq!(
            (
                settings.texts["return-by"].value.as_str(),
                settings.texts["return-by"].line
            ),
            ("2026-12-05", 3)
        );
        assert_eq!(settings.lists["banks"].value, ["Сбербанк"]);
        assert_eq!(settings.vars["room"].value, "214");
    }

    #[test]
    fn what_is_written_is_read_again() {
        let text = "school = 'МБОУ \"Школа \\ № 7\"'\ndate = 2026-12-05\nbanks = ['Т-Банк', '']\n\
            hosts = []\ntint = true\na5 = false\n[labels.'2x7']\nwidth = '99mm'\n\
            [papers]\nposter = 'стенд.md'\n\
            [vars]\n'ряд 1' = \"a\\n\\tb\"\n";
        let read = SettingsFile::parse("x", text).unwrap();
        let again = SettingsFile::parse("x", &read.text()).unwrap();
        let texts = |file: &SettingsFile| -> Vec<_> {
            let texts = file.texts.iter();
            texts
                .map(|(key, written)| (*key, written.value.clone()))
                .collect()
        };
        assert_eq!(texts(&again), texts(&read));
        assert_eq!(again.lists["banks"].value, read.lists["banks"].value);
        assert_eq!(again.keys(), read.keys());
        let values = |texts: &Texts| -> Vec<(String, String)> {
            let texts = texts.iter();
            texts
                .map(|(key, one)| (key.clone(), one.value.clone()))
                .collect()
        };
        let labels = |file: &SettingsFile| values(&file.labels["2x7"].value);
        assert_eq!(labels(&again), labels(&read));
        assert_eq!(values(&again.papers), values(&read.papers));
        assert_eq!(values(&again.vars), values(&read.vars));
    }

    #[test]
    fn all_mistakes_in_one_run_by_line() {
        let said = wrong("techer = \"x\"\nschool = 7\nbanks = \"Сбер\"\nzzz = 1\n");
        let lines: Vec<&str> = said.lines().collect();
        assert_eq!(lines.len(), 4);
        assert!(
            lines[0].starts_with(
                "pamyatka.toml, строка 1: настройки «techer» нет. Может быть, teacher?"
            )
        );
        assert!(lines[1].starts_with("pamyatka.toml, строка 2: «school» — это текст в кавычках."));
        assert!(lines[2].starts_with("pamyatka.toml, строка 3: «banks» — это список."));
        assert!(lines[3].contains("Есть такие: school,"));
    }

    #[test]
    fn broken_toml_names_the_line() {
        assert!(
            wrong("school = \"a\"\nteacher = Иванова\n").contains("строка 2: строка не понята.")
        );
        assert!(
            wrong("school = \"a\"\nschool = \"b\"\n")
                .contains("строка 2: эта настройка записана дважды.")
        );
        assert!(wrong("school = «a»\n").contains("строка 1"));
        assert!(wrong("[vars]\nroom = 214\n").contains("«room»"));
    }
}
