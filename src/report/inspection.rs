//! What was found in files with codes, for people and for programs.
//!
//! Takes what was seen in each file, gives texts and JSON. What a code says is
//! shown, unless it seems to be personal data.

use serde_json::{Value, json};

use crate::base::diagnostic::Diagnostic;
use crate::base::plural::{self, count, few};
use crate::base::text::{decimal, short_decimal};
use crate::inspect::{
    Code, Damage, Endured, FAR, InspectedPage, Inspection, Kind, Length, Unit, quiet_in_words,
};

/// Pages that are named in one line.
const NAMED: usize = 8;

/// A file and what came of looking at it.
pub struct Looked {
    /// The file as the user named it.
    pub file: String,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of looking at a file.
pub enum Outcome {
    /// It was looked through.
    Seen(Inspection),
    /// The file is at fault.
    Refused(Vec<Diagnostic>),
    /// The disk or its permissions are at fault.
    Unread(String),
}

impl Looked {
    /// Whether all its codes may be printed as they are.
    pub fn is_good(&self) -> bool {
        matches!(&self.outcome, Outcome::Seen(inspection) if inspection.is_good())
    }
}

/// What is said of one file, with all figures if asked for: to standard output and to
/// standard error.
pub fn report(looked: &Looked, verbose: bool) -> (String, String) {
    let file = &looked.file;
    match &looked.outcome {
        Outcome::Seen(inspection) => (seen(file, inspection, verbose), String::new()),
        Outcome::Refused(errors) => {
            let line = |error: &Diagnostic| format!("{}\n", error.clone().in_file(file));
            (String::new(), errors.iter().map(line).collect())
        }
        Outcome::Unread(text) => (String::new(), format!("{text}\n")),
    }
}

fn seen(file: &str, inspection: &Inspection, verbose: bool) -> String {
    let codes = count(inspection.codes().count(), plural::CODES);
    let what = match inspection.kind {
        Kind::Pdf => count(inspection.pages.len(), plural::PAGES),
        Kind::Picture => "картинка".to_owned(),
    };
    let verdict = match inspection.is_good() {
        true => "Годится.",
        false => "Не годится, что исправить — ниже.",
    };
    let mut text = format!("{file}: {what}, {codes}. {verdict}\n");
    let (empty, pages): (Vec<_>, Vec<_>) =
        (0..inspection.pages.len()).partition(|&index| inspection.pages[index].codes.is_empty());
    // Pages that show the same are told of once.
    let bodies = pages
        .into_iter()
        .map(|index| (index, page_body(&inspection.pages[index], verbose)));
    let bodies = alike(bodies);
    let is_pdf = inspection.kind == Kind::Pdf;
    for (body, pages) in &bodies {
        if is_pdf {
            text += &format!("{}\n", named("Страница", "Страницы", pages));
        }
        text += body;
    }
    if is_pdf && !empty.is_empty() && !bodies.is_empty() {
        text += &format!(
            "{}\n",
            named("Без кодов: страница", "Без кодов: страницы", &empty)
        );
    }
    text + &said("", &inspection.problems)
}

/// What is said of several, with the numbers of those of which it is said.
fn alike<T: PartialEq>(all: impl Iterator<Item = (usize, T)>) -> Vec<(T, Vec<usize>)> {
    let mut groups: Vec<(T, Vec<usize>)> = Vec::new();
    for (index, said) in all {
        match groups.iter_mut().find(|(known, _)| *known == said) {
            Some((_, indexes)) => indexes.push(index),
            None => groups.push((said, vec![index])),
        }
    }
    groups
}

/// `Страница 3`, `Страницы 1, 3 и 5`, `Страницы 1, 3, 5 и ещё 25`.
fn named(one: &str, many: &str, indexes: &[usize]) -> String {
    let pages: Vec<usize> = indexes.iter().map(|index| index + 1).collect();
    let word = if pages.len() == 1 { one } else { many };
    format!("{word} {}", few(&pages, NAMED))
}

fn page_body(page: &InspectedPage, verbose: bool) -> String {
    // Equal codes are told of once.
    let codes = page.codes.iter().enumerate();
    let groups = alike(codes.map(|(index, code)| (index, [heading(code), details(code, verbose)])));
    let mut text = String::new();
    for ([heading, details], places) in &groups {
        let first = &page.codes[places[0]];
        text += &format!("  {}. {heading}", places[0] + 1);
        if let many @ 2.. = places.len() {
            text += &format!(" ({})", count(many, plural::CODES));
        } else if verbose || !first.is_good() {
            text += &format!("\n     {}", place(first));
        }
        text += &format!("\n{details}");
    }
    text + &said("  ", &page.remarks)
}

/// What a code says and whether it is good.
fn heading(code: &Code) -> String {
    let what = match (&code.text, &code.personal) {
        (Some(text), _) => shown(text),
        (None, Some(personal)) => format!("({personal})"),
        (None, None) => "код".to_owned(),
    };
    let verdict = if code.is_good() {
        "годится"
    } else {
        "не годится"
    };
    format!("{what} — {verdict}")
}

fn place(code: &Code) -> String {
    let (left, top) = (measure(code.left, 0), measure(code.top, 0));
    format!("слева {left}, сверху {top}")
}

/// What equal codes have in common.
fn details(code: &Code, verbose: bool) -> String {
    let mut text = String::new();
    if verbose {
        text += &figures(code);
    }
    if let Some(endured) = &code.endured {
        text += "     читается ещё и так:\n";
        text += &endured.iter().map(endured_line).collect::<String>();
    }
    text + &said("     ", &code.problems)
}

fn figures(code: &Code) -> String {
    let (width, height) = (bare(code.width, 1), measure(code.height, 1));
    let module = measure(code.module, 2);
    let [left, top, right, bottom] = code.quiet.map(quiet_in_words);
    let contrast = decimal((code.contrast * 100.0).floor(), 0);
    let kind = match (code.version, code.level) {
        (Some(version), Some(level)) => {
            let n = code.modules;
            format!("; версия {version} ({n} × {n}), коррекция {level:?}")
        }
        _ => String::new(),
    };
    format!(
        "     {width} × {height}; модуль {module}\n     светлое поле в модулях: слева {left}, \
         сверху {top}, справа {right}, снизу {bottom}\n     контраст {contrast} %{kind}\n"
    )
}

/// A text from a code on one line: what is no letter or sign is left out.
fn shown(text: &str) -> String {
    const MOST: usize = 120;
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    let rest = if text.chars().nth(MOST).is_some() {
        "…"
    } else {
        ""
    };
    text.chars().take(MOST).map(plain).collect::<String>() + rest
}

fn measure(length: Length, digits: usize) -> String {
    let unit = match length {
        Length::Mm(_) => "мм",
        Length::Px(_) => "пикс.",
    };
    format!("{} {unit}", bare(length, digits))
}

fn bare(length: Length, digits: usize) -> String {
    match length {
        Length::Mm(mm) => decimal(mm, digits),
        Length::Px(px) => decimal(px, digits.min(1)),
    }
}

fn said(indent: &str, problems: &[Diagnostic]) -> String {
    let line = |problem: &Diagnostic| {
        let kind = if problem.is_error() {
            "Ошибка"
        } else {
            "Замечание"
        };
        format!("{indent}{kind}: {problem}\n")
    };
    problems.iter().map(line).collect()
}

fn endured_line(endured: &Endured) -> String {
    let name = match endured.damage {
        Damage::Blur => "размытие",
        Damage::ThinToner => "тонкий тонер",
        Damage::FatToner => "жирный тонер",
        Damage::Noise => "крапинки",
        Damage::LowContrast => "потеря контраста",
        Damage::LightFold => "белая складка",
        Damage::DarkFold => "тёмная складка",
        Damage::Stain => "пятно",
        Damage::Tilt => "съёмка сбоку",
        Damage::Turn => "поворот",
    };
    let unit = endured.damage.unit();
    let step = |value: f64| {
        let number = short_decimal(value, 2);
        match unit {
            // After «до»: of a fraction, one; of several, many.
            Unit::Module if value > 1.0 && value.fract() == 0.0 => format!("{number} модулей"),
            Unit::Module => format!("{number} модуля"),
            Unit::Percent => format!("{number} %"),
            Unit::Degree => format!("{number}°"),
        }
    };
    let held = match (endured.held, endured.failed) {
        (None, failed) => format!("нет, даже при {}", step(failed.unwrap_or_default())),
        (Some(held), None) => format!("до {} (дальше не испытано)", step(held)),
        (Some(held), Some(failed)) => {
            let failed = match unit {
                Unit::Module => short_decimal(failed, 2),
                _ => step(failed),
            };
            format!("до {} (при {failed} уже нет)", step(held))
        }
    };
    format!("       {name}: {held}\n")
}

/// The last line: how many codes are good.
pub fn summary(looked: &[Looked]) -> String {
    let seen = looked.iter().filter_map(|one| match &one.outcome {
        Outcome::Seen(inspection) => Some(inspection),
        _ => None,
    });
    let stopped = seen
        .clone()
        .any(|one| !one.is_good() && one.codes().all(Code::is_good));
    let codes: Vec<&Code> = seen.flat_map(Inspection::codes).collect();
    let good = codes.iter().filter(|code| code.is_good()).count();
    let unseen = looked
        .iter()
        .filter(|one| !matches!(one.outcome, Outcome::Seen(_)))
        .count();
    let mut text = match (codes.len(), codes.len() - good) {
        (0, _) => "Итог: кодов нет".to_owned(),
        (all, 0) if stopped => format!("Итог: {}, просмотрено не всё", count(all, plural::CODES)),
        (1, 0) => "Итог: 1 код, годится".to_owned(),
        (all, 0) => format!("Итог: {}, все годятся", count(all, plural::CODES)),
        (all, bad) => format!("Итог: {}, не годится {bad}", count(all, plural::CODES)),
    };
    if unseen > 0 {
        let files = count(unseen, plural::FILES);
        text += &format!("; не открыто: {files}");
    }
    text + ".\n"
}

/// The same for programs: one JSON object for all files.
pub fn json(looked: &[Looked]) -> String {
    let value = json!({
        "good": looked.iter().all(Looked::is_good),
        "files": looked.iter().map(file_json).collect::<Vec<_>>(),
    });
    format!("{value:#}\n")
}

fn file_json(looked: &Looked) -> Value {
    let unread;
    let (seen, problems) = match &looked.outcome {
        Outcome::Seen(inspection) => (Some(inspection), &inspection.problems),
        Outcome::Refused(errors) => (None, errors),
        Outcome::Unread(text) => {
            unread = vec![Diagnostic::error("unreadable", text)];
            (None, &unread)
        }
    };
    let pages = seen.into_iter().flat_map(|seen| &seen.pages).enumerate();
    json!({
        "file": looked.file,
        "good": looked.is_good(),
        "kind": seen.map(|seen| seen.kind),
        "pages": pages.map(page_json).collect::<Vec<_>>(),
        "problems": problems_json(problems),
    })
}

fn page_json((index, page): (usize, &InspectedPage)) -> Value {
    json!({
        "page": index + 1,
        "unit": unit_json(page.width),
        "width": rounded(page.width),
        "height": rounded(page.height),
        "codes": page.codes.iter().map(code_json).collect::<Vec<_>>(),
        "problems": problems_json(&page.remarks),
    })
}

fn code_json(code: &Code) -> Value {
    let [left, top, right, bottom] = code.quiet.map(|clear| round(clear, 10.0));
    let quiet = json!({
        "left": left, "top": top, "right": right, "bottom": bottom, "measured_up_to": FAR,
    });
    let endured = code.endured.as_ref();
    let endured = endured.map(|all| all.iter().map(endured_json).collect::<Vec<_>>());
    json!({
        "good": code.is_good(),
        "text": code.text,
        "personal_data": code.personal.is_some(),
        "unit": unit_json(code.module),
        "left": rounded(code.left),
        "top": rounded(code.top),
        "width": rounded(code.width),
        "height": rounded(code.height),
        "module": rounded(code.module),
        "modules": code.modules,
        "quiet_zone_modules": quiet,
        "version": code.version,
        "level": code.level,
        "contrast_percent": round(code.contrast * 100.0, 10.0),
        "inverted": code.inverted,
        "readable": code.readable,
        "problems": problems_json(&code.problems),
        "stress": endured,
    })
}

fn endured_json(endured: &Endured) -> Value {
    json!({
        "damage": endured.damage,
        "unit": endured.damage.unit(),
        "held": endured.held,
        "failed": endured.failed,
        "steps": endured.damage.steps(),
    })
}

fn problems_json(problems: &[Diagnostic]) -> Value {
    let one = |problem: &Diagnostic| {
        json!({
            "severity": if problem.is_error() { "error" } else { "warning" },
            "code": problem.code,
            "message": problem.message,
            "hint": problem.hint,
        })
    };
    problems.iter().map(one).collect()
}

fn unit_json(length: Length) -> &'static str {
    match length {
        Length::Mm(_) => "mm",
        Length::Px(_) => "px",
    }
}

fn rounded(length: Length) -> f64 {
    match length {
        Length::Mm(value) | Length::Px(value) => round(value, 1000.0),
    }
}

fn round(value: f64, by: f64) -> f64 {
    (value * by).round() / by
}
