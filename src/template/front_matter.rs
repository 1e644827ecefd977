//! The head of a template: paper, margins and type size, in TOML.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;

use crate::base::diagnostic::Diagnostic;
use crate::base::geometry::Size;
use crate::base::units::{self, Pt};
use crate::model::handout::PageSetup;
use crate::model::job::Form;

/// The code of what is said of a form that a template does not have.
pub const NO_FORM: &str = "no-form";

/// The line before and after the front matter.
const FENCE: &str = "+++";

/// White that a laser or inkjet printer needs at the edges.
const LEAST_MARGIN: Pt = Pt::mm(8.0);

/// The same on what is cut out of a sheet, such as a card: scissors are not
/// exact.
const LEAST_CUT_MARGIN: Pt = Pt::mm(2.0);

/// The least width and height of what is cut out of a sheet.
const LEAST_PAPER: Pt = Pt::mm(20.0);

/// The smallest type that a template may ask for.
pub(super) const LEAST_TEXT: Pt = Pt::new(8.0);

/// The largest.
const MOST_TEXT: Pt = Pt::new(200.0);

/// The least width and height of what is left for text.
const LEAST_ROOM: Pt = Pt::mm(10.0);

/// The settings that stand at the head of a template, and those of a form.
const KEYS: [&str; 12] = [
    "paper",
    "text",
    "margins",
    "top",
    "sides",
    "bottom",
    "slip",
    "slip-page",
    "forms",
    "vars",
    "checked",
    "source",
];

/// What the front matter says.
#[derive(Debug)]
pub(super) struct FrontMatter {
    pub setup: PageSetup,
    pub vars: BTreeMap<String, String>,
    /// When the text was last held against its source, and what that is.
    pub checked: Option<Date>,
    pub source: String,
}

/// What is written, of the sheet or of a form of it.
#[derive(Deserialize, Default, Clone)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
struct Raw {
    paper: Option<String>,
    margins: RawMargins,
    text: Option<String>,
    slip: Option<String>,
    slip_page: Option<String>,
    forms: BTreeMap<String, Raw>,
    vars: BTreeMap<String, String>,
    checked: Option<String>,
    source: String,
}

#[derive(Deserialize, Default, Clone)]
#[serde(deny_unknown_fields, default)]
struct RawMargins {
    top: Option<String>,
    sides: Option<String>,
    bottom: Option<String>,
}

/// Where mistakes of the front matter stand.
struct Head<'t> {
    name: &'t str,
    text: String,
}

impl Head<'_> {
    fn wrong(
        &self,
        row: Option<usize>,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Box<Diagnostic> {
        let error = Diagnostic::error("template", message).in_file(self.name);
        let row = row.map(|row| row + 1);
        Box::new(Diagnostic {
            row,
            ..error.with_hint(hint)
        })
    }

    /// The line, counted from 1 below the fence, on which a table begins or in it
    /// a setting stands.
    fn row(&self, table: &str, key: &str) -> Option<usize> {
        let (mut own, mut begun) = (table.is_empty(), None);
        for (row, line) in (1..).zip(self.text.lines().map(str::trim)) {
            if let Some(header) = line.strip_prefix('[') {
                own = header.strip_suffix(']').map(str::trim) == Some(table);
                begun = begun.or(own.then_some(row));
            } else if own && !key.is_empty() && line.starts_with(key) {
                return Some(row);
            }
        }
        begun
    }
}

/// Splits a template into its front matter and its body. The body keeps its
/// line numbers: the head is replaced by as many empty lines.
pub(super) fn split(
    name: &str,
    source: &str,
    form: Form,
) -> Result<(FrontMatter, String), Box<Diagnostic>> {
    let mut lines = source.lines();
    let mut head = Head {
        name,
        text: String::new(),
    };
    if lines.next().map(str::trim_end) != Some(FENCE) {
        return Ok((understand(&head, Raw::default(), form)?, source.to_owned()));
    }
    let Some(end) = lines.position(|line| line.trim_end() == FENCE) else {
        let message = "начало «+++» не закрыто второй строкой «+++».";
        return Err(head.wrong(Some(0), message, "Поставьте «+++» после настроек страницы."));
    };
    let own: Vec<&str> = source.lines().skip(1).take(end).collect();
    head.text = own.join("\n");
    let raw: Raw = toml::from_str(&head.text).map_err(|error| {
        let before = error.span().map_or("", |span| &head.text[..span.start]);
        let row = Some(1 + before.matches('\n').count());
        match error.message().strip_prefix("unknown field `") {
            Some(rest) => {
                let key = rest.split('`').next().unwrap_or_default();
                let message = format!("настройки страницы «{key}» нет.");
                head.wrong(row, message, super::mistake::known_words(key, &KEYS))
            }
            None => {
                let hint = format!(
                    "Здесь бывают: {}. Значения стоят в кавычках.",
                    KEYS.join(", ")
                );
                head.wrong(row, "настройки страницы записаны неверно.", hint)
            }
        }
    })?;
    let body = source
        .lines()
        .skip(end + 2)
        .fold("\n".repeat(end + 2), |mut body, line| {
            body.push_str(line);
            body.push('\n');
            body
        });
    Ok((understand(&head, raw, form)?, body))
}

/// The setup of a form; all forms are checked, wanted or not.
fn understand(head: &Head, raw: Raw, form: Form) -> Result<FrontMatter, Box<Diagnostic>> {
    let mut setup = page_setup(head, "", &raw)?;
    let mut found = matches!(form, Form::Sheet | Form::SlipOnly);
    for (own, other) in &raw.forms {
        let table = format!("forms.{own}");
        let row = || head.row(&table, "");
        if !Form::NAMES.iter().any(|(known, _)| known == own) {
            let known = Form::NAMES.map(|(known, _)| known);
            let message = format!("вида листа «{own}» в [forms] нет.");
            return Err(head.wrong(row(), message, super::mistake::known_words(own, &known)));
        }
        if !other.forms.is_empty() || !other.vars.is_empty() || other.checked.is_some() {
            let message = format!("в [{table}] стоит то, что бывает только у всего шаблона.");
            return Err(head.wrong(row(), message, "Перенесите forms, vars и checked выше."));
        }
        let own_setup = page_setup(head, &table, &other.clone().over(&raw))?;
        if own == form.name() {
            (setup, found) = (own_setup, true);
        }
    }
    if !found {
        let own = form.name();
        let message = format!("в шаблоне нет вида листа «{own}».");
        let hint =
            format!("Допишите в его начало таблицу [forms.{own}] или печатайте без --{own}.");
        let code = NO_FORM;
        return Err(Box::new(Diagnostic {
            code,
            ..*head.wrong(Some(0), message, hint)
        }));
    }
    let checked = raw.checked.map(|day| {
        let hint = "Пишут так: checked = \"2026-11-27\".";
        let row = head.row("", "checked");
        day.parse()
            .map_err(|_| head.wrong(row, "настройка «checked» не понята.", hint))
    });
    Ok(FrontMatter {
        setup,
        vars: raw.vars,
        checked: checked.transpose()?,
        source: raw.source,
    })
}

impl Raw {
    /// What is not stated is as in `base`.
    fn over(self, base: &Raw) -> Raw {
        let base = base.clone();
        Raw {
            paper: self.paper.or(base.paper),
            margins: RawMargins {
                top: self.margins.top.or(base.margins.top),
                sides: self.margins.sides.or(base.margins.sides),
                bottom: self.margins.bottom.or(base.margins.bottom),
            },
            text: self.text.or(base.text),
            slip: self.slip.or(base.slip),
            slip_page: self.slip_page.or(base.slip_page),
            ..base
        }
    }
}

/// The page that a table of the front matter describes.
fn page_setup(head: &Head, table: &str, raw: &Raw) -> Result<PageSetup, Box<Diagnostic>> {
    let wrong = |what: &str, hint: &str| {
        let key = what.split('.').next().unwrap_or_default();
        head.wrong(
            head.row(table, key),
            format!("настройка «{what}» не понята."),
            hint,
        )
    };
    let length = |what: &str, text: &Option<String>, default: Pt, least: Pt| match text {
        None => Ok(default),
        Some(text) => units::length(text)
            .filter(|&length| length >= least)
            .ok_or_else(|| {
                let least = format!(
                    "Нужна длина, например \"12mm\" или \"11pt\", не меньше {:.0} мм ({:.0} пт).",
                    least.to_mm(),
                    least.get()
                );
                wrong(what, &least)
            }),
    };
    let Some((paper, least)) = paper(raw.paper.as_deref().unwrap_or("A4")) else {
        let hint = "Известны A3, A4 и A5, альбомная — \"A4 landscape\"; карточке пишут размер: \"85mm 54mm\".";
        return Err(wrong("paper", hint));
    };
    let slip_last = match raw.slip_page.as_deref() {
        None | Some("first") => false,
        Some("last") => true,
        Some(_) => return Err(wrong("slip-page", "Бывает \"first\" и \"last\".")),
    };
    let margins = &raw.margins;
    let setup = PageSetup {
        paper,
        top: length("margins.top", &margins.top, Pt::mm(12.0), least)?,
        sides: length("margins.sides", &margins.sides, Pt::mm(15.0), least)?,
        bottom: length("margins.bottom", &margins.bottom, Pt::mm(10.0), least)?,
        text: length("text", &raw.text, Pt::new(11.0), LEAST_TEXT)?,
        slip: length("slip", &raw.slip, Pt::ZERO, Pt::ZERO)?,
        slip_last,
    };
    let room = setup.paper.height - setup.top - setup.bottom;
    let narrow = setup.paper.width - setup.sides * 2.0 < LEAST_ROOM;
    let (key, message, hint) = if setup.text > MOST_TEXT {
        (
            "text",
            "буквы слишком крупны.",
            "Самые крупные — \"200pt\".",
        )
    } else if narrow || room < LEAST_ROOM {
        (
            "margins",
            "между полями не остаётся места.",
            "Уменьшите поля: margins.",
        )
    } else if setup.slip > room {
        ("slip", "полоса для талона выше листа.", "Уменьшите slip.")
    } else {
        return Ok(setup);
    };
    let row = head.row(table, key).or_else(|| head.row("", "paper"));
    Err(head.wrong(row.or(Some(0)), message, hint))
}

/// The paper that a few words name, and the least margin on it. Two lengths
/// are the width and height of what is cut out of a sheet.
fn paper(words: &str) -> Option<(Size, Pt)> {
    let (name, turn) = match words.split_whitespace().collect::<Vec<_>>()[..] {
        [name] => (name, ""),
        [first, second] => (first, second),
        _ => return None,
    };
    if let (Some(width), Some(height)) = (units::length(name), units::length(turn)) {
        let large = width >= LEAST_PAPER && height >= LEAST_PAPER;
        return large.then_some((Size::new(width, height), LEAST_CUT_MARGIN));
    }
    let size = Size::named(name)?;
    match turn {
        "" | "portrait" => Some((size, LEAST_MARGIN)),
        "landscape" => Some((Size::new(size.height, size.width), LEAST_MARGIN)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paper_is_a_name_a_turn_or_two_lengths() {
        let size = |text: &str| paper(text).map(|(s, _)| (s.width.to_mm(), s.height.to_mm()));
        assert_eq!(size("a4"), Some((210.0, 297.0)));
        assert_eq!(size("A3 landscape"), Some((420.0, 297.0)));
        assert_eq!(size("85mm 54mm"), Some((85.0, 54.0)));
        for bad in [
            "A6",
            "A4 sideways",
            "85mm",
            "85mm 5mm",
            "landscape",
            "",
            "1 2 3",
        ] {
            assert_eq!(size(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_body_keeps_its_line_numbers() {
        let (front, body) =
            split("t.md", "+++\ntext = \"12pt\"\n+++\nодин\n", Form::Sheet).unwrap();
        assert_eq!(front.setup.text, Pt::new(12.0));
        assert_eq!(body.lines().nth(3), Some("один"));
    }

    #[test]
    fn an_unknown_setting_is_reported_with_its_line() {
        let error = split(
            "t.md",
            "+++\ntext = \"12pt\"\npapre = \"A4\"\n+++\n",
            Form::Sheet,
        )
        .unwrap_err();
        assert_eq!(error.row, Some(3));
        assert!(error.message.contains("«papre»"), "{error}");
        assert!(error.hint.unwrap().starts_with("Может быть, «paper»?"));
    }

    #[test]
    fn a_wrong_setting_of_a_form_is_reported_where_it_stands() {
        for (head, row) in [
            ("text = \"1pt\"", 2),
            (
                "text = \"9pt\"\n[forms.a5]\npaper = \"A5\"\ntext = \"1pt\"",
                5,
            ),
            ("[forms.a6]\n", 2),
            ("[forms.a5]\n[forms.a5.vars]\nx = \"\"", 2),
            ("\nchecked = \"вчера\"", 3),
        ] {
            let source = format!("+++\n{head}\n+++\n");
            let error = split("t.md", &source, Form::Sheet).unwrap_err();
            assert_eq!(error.row, Some(row), "{head}: {error}");
        }
    }

    #[test]
    fn a_margin_that_no_printer_can_print_is_refused() {
        let error = split(
            "t.md",
            "+++\nmargins = { top = \"3mm\" }\n+++\n",
            Form::Sheet,
        )
        .unwrap_err();
        assert!(error.message.contains("margins.top"));
        assert!(split("t.md", "+++\ntext = \"12pt\"\n", Form::Sheet).is_err());
    }
}
