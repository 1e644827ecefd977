//! The head of a template: paper, margins and type size, in TOML.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::base::diagnostic::Diagnostic;
use crate::base::geometry::Size;
use crate::base::units::{self, Pt};
use crate::model::handout::PageSetup;
use crate::model::job::Form;

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
const LEAST_TEXT: Pt = Pt::new(8.0);

/// What the front matter says.
#[derive(Debug)]
pub(super) struct FrontMatter {
    pub setup: PageSetup,
    pub vars: BTreeMap<String, String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Raw {
    paper: Option<String>,
    margins: RawMargins,
    text: Option<String>,
    slip: Option<String>,
    #[serde(rename = "slip-page")]
    slip_page: Option<String>,
    forms: BTreeMap<String, RawForm>,
    vars: BTreeMap<String, String>,
}

/// What is otherwise in a form of the sheet.
#[derive(Deserialize, Default, Clone)]
#[serde(deny_unknown_fields, default)]
struct RawForm {
    paper: Option<String>,
    margins: RawMargins,
    text: Option<String>,
    slip: Option<String>,
    #[serde(rename = "slip-page")]
    slip_page: Option<String>,
}

#[derive(Deserialize, Default, Clone)]
#[serde(deny_unknown_fields, default)]
struct RawMargins {
    top: Option<String>,
    sides: Option<String>,
    bottom: Option<String>,
}

/// Splits a template into its front matter and its body. The body keeps its
/// line numbers: the head is replaced by as many empty lines.
pub(super) fn split(
    name: &str,
    source: &str,
    form: Form,
) -> Result<(FrontMatter, String), Box<Diagnostic>> {
    let mut lines = source.lines();
    if lines.next().map(str::trim_end) != Some(FENCE) {
        let raw = Raw::default();
        return Ok((understand(name, raw, form)?, source.to_owned()));
    }
    let Some(end) = lines.position(|line| line.trim_end() == FENCE) else {
        return Err(Box::new(
            Diagnostic::error("template", "начало «+++» не закрыто второй строкой «+++».")
                .in_file(name)
                .at_row(1)
                .with_hint("Поставьте «+++» после настроек страницы."),
        ));
    };
    let head: Vec<&str> = source.lines().skip(1).take(end).collect();
    let head = head.join("\n");
    let raw: Raw = toml::from_str(&head).map_err(|error| {
        let line = error
            .span()
            .map_or(1, |span| 1 + head[..span.start].matches('\n').count());
        Diagnostic::error("template", "настройки страницы записаны неверно.")
            .in_file(name)
            .at_row(line + 1)
            .with_hint(
                "Здесь известны: paper, text, margins = { top, sides, bottom }, slip, slip-page и таблицы [forms.…] и [vars].",
            )
    })?;
    let body = source
        .lines()
        .skip(end + 2)
        .fold("\n".repeat(end + 2), |mut body, line| {
            body.push_str(line);
            body.push('\n');
            body
        });
    Ok((understand(name, raw, form)?, body))
}

/// The setup of a form; all forms are checked, wanted or not.
fn understand(name: &str, raw: Raw, form: Form) -> Result<FrontMatter, Box<Diagnostic>> {
    let base = RawForm {
        paper: raw.paper,
        margins: raw.margins,
        text: raw.text,
        slip: raw.slip,
        slip_page: raw.slip_page,
    };
    let wrong = |message: String, hint: String| {
        let error = Diagnostic::error("template", message).in_file(name);
        Err(Box::new(error.with_hint(hint)))
    };
    let mut setup = page_setup(name, &base)?;
    let mut found = matches!(form, Form::Sheet | Form::SlipOnly);
    for (own, other) in &raw.forms {
        if !Form::NAMES.iter().any(|(known, _)| known == own) {
            let known = Form::NAMES.map(|(known, _)| known);
            let message = format!("вида листа «{own}» в [forms] нет.");
            return wrong(message, super::mistake::known_words(own, &known));
        }
        let own_setup = page_setup(name, &other.clone().over(&base))?;
        if own == form.name() {
            (setup, found) = (own_setup, true);
        }
    }
    if !found {
        let own = form.name();
        let message = format!("в шаблоне нет вида листа «{own}».");
        let hint =
            format!("Допишите в его начало таблицу [forms.{own}] или печатайте без --{own}.");
        return wrong(message, hint);
    }
    Ok(FrontMatter {
        setup,
        vars: raw.vars,
    })
}

impl RawForm {
    /// What is not stated is as in `base`.
    fn over(self, base: &RawForm) -> RawForm {
        let base = base.clone();
        RawForm {
            paper: self.paper.or(base.paper),
            margins: RawMargins {
                top: self.margins.top.or(base.margins.top),
                sides: self.margins.sides.or(base.margins.sides),
                bottom: self.margins.bottom.or(base.margins.bottom),
            },
            text: self.text.or(base.text),
            slip: self.slip.or(base.slip),
            slip_page: self.slip_page.or(base.slip_page),
        }
    }
}

fn page_setup(name: &str, raw: &RawForm) -> Result<PageSetup, Box<Diagnostic>> {
    let wrong = |what: &str, hint: &str| {
        Box::new(
            Diagnostic::error("template", format!("настройка «{what}» не понята."))
                .in_file(name)
                .with_hint(hint),
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
        let hint =
            "Известны A3, A4 и A5, лёжа \"A4 landscape\"; карточке пишут размер: \"85mm 54mm\".";
        return Err(wrong("paper", hint));
    };
    let slip_last = match raw.slip_page.as_deref() {
        None | Some("first") => false,
        Some("last") => true,
        Some(_) => return Err(wrong("slip-page", "Бывает \"first\" и \"last\".")),
    };
    let margins = &raw.margins;
    Ok(PageSetup {
        paper,
        top: length("margins.top", &margins.top, Pt::mm(12.0), least)?,
        sides: length("margins.sides", &margins.sides, Pt::mm(15.0), least)?,
        bottom: length("margins.bottom", &margins.bottom, Pt::mm(10.0), least)?,
        text: length("text", &raw.text, Pt::new(11.0), LEAST_TEXT)?,
        slip: length("slip", &raw.slip, Pt::ZERO, Pt::ZERO)?,
        slip_last,
    })
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
        assert!(error.hint.unwrap().contains("paper"));
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
