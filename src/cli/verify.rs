//! `pamyatka verify`: what was found in files, for people and programs.
//!
//! Takes what the engine saw in each file, gives texts and JSON; prints
//! nothing. A decoder or renderer that gives up on a hostile file by a panic
//! costs that file only.

use std::panic::{self, AssertUnwindSafe, catch_unwind};

use serde_json::{Value, json};

use super::Stop;
use super::engine::Inspection;
use super::plural::{self, count, list};
use crate::base::diagnostic::Diagnostic;
use crate::inspect::{
    Code, Damage, Endured, FAR, InspectedPage, Kind, Length, Unit, number, quiet_in_words,
};
use crate::model::qr::Level;

/// Pages that are named in one line.
const NAMED: usize = 8;

/// A file and what came of looking at it.
pub struct Looked {
    file: String,
    outcome: Outcome,
}

enum Outcome {
    Seen(Inspection),
    /// The file is at fault.
    Refused(Vec<Diagnostic>),
    /// The disk or its permissions are at fault.
    Machine(String),
}

impl Looked {
    /// Looks at a file that has been read.
    pub fn at(
        file: String,
        inspect: impl FnOnce() -> Result<Inspection, Box<Diagnostic>>,
    ) -> Looked {
        let outcome = match quietly(inspect) {
            Some(Ok(inspection)) => Outcome::Seen(inspection),
            Some(Err(error)) => Outcome::Refused(vec![*error]),
            None => Outcome::Refused(vec![
                Diagnostic::error(
                    "not-drawable",
                    "файл устроен так, что разобрать его не удалось.",
                )
                .with_hint("Сохраните его в другой программе и проверьте снова."),
            ]),
        };
        Looked { file, outcome }
    }

    /// Notes why a file could not be read.
    pub(super) fn unread(file: String, stop: Stop) -> Looked {
        let outcome = match stop {
            Stop::Input(errors) => Outcome::Refused(errors),
            other => Outcome::Machine(other.text().trim_end().to_owned()),
        };
        Looked { file, outcome }
    }

    /// Whether all its codes may be printed as they are.
    pub fn is_good(&self) -> bool {
        matches!(&self.outcome, Outcome::Seen(inspection) if inspection.is_good())
    }

    /// Whether the machine is at fault.
    pub fn is_machine_fault(&self) -> bool {
        matches!(self.outcome, Outcome::Machine(_))
    }
}

/// Runs `work`; `None` if it panicked, about which nothing is printed.
fn quietly<T>(work: impl FnOnce() -> T) -> Option<T> {
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let done = catch_unwind(AssertUnwindSafe(work));
    panic::set_hook(hook);
    done.ok()
}

/// What is said of one file: to standard output and to standard error.
pub fn report(looked: &Looked) -> (String, String) {
    let file = &looked.file;
    match &looked.outcome {
        Outcome::Seen(inspection) => (seen(file, inspection), String::new()),
        Outcome::Refused(errors) => {
            let line = |error: &Diagnostic| format!("{}\n", error.clone().in_file(file));
            (String::new(), errors.iter().map(line).collect())
        }
        Outcome::Machine(text) => (String::new(), format!("{text}\n")),
    }
}

fn seen(file: &str, inspection: &Inspection) -> String {
    let codes = count(inspection.codes().count(), plural::CODES);
    let mut text = match inspection.kind {
        Kind::Pdf => {
            let pages = count(inspection.pages.len(), plural::PAGES);
            format!("{file}: {pages}, {codes}.\n")
        }
        Kind::Picture => format!("{file}: картинка, {codes}.\n"),
    };
    // Pages that show the same are told of once.
    let mut bodies: Vec<(String, Vec<usize>)> = Vec::new();
    let mut empty = Vec::new();
    for (index, page) in inspection.pages.iter().enumerate() {
        if page.codes.is_empty() {
            empty.push(index + 1);
            continue;
        }
        let body = page_body(page);
        match bodies.iter_mut().find(|(known, _)| *known == body) {
            Some((_, pages)) => pages.push(index + 1),
            None => bodies.push((body, vec![index + 1])),
        }
    }
    for (body, pages) in &bodies {
        if inspection.kind == Kind::Pdf {
            text += &format!("{}\n", named("Страница", "Страницы", pages));
        }
        text += body;
    }
    if inspection.kind == Kind::Pdf && !empty.is_empty() && !bodies.is_empty() {
        text += &format!(
            "{}\n",
            named("Без кодов: страница", "Без кодов: страницы", &empty)
        );
    }
    text + &said("", &inspection.problems)
}

/// `Страница 3`, `Страницы 1, 3 и 5`, `Страницы 1, 3, 5 и ещё 25`.
fn named(one: &str, many: &str, pages: &[usize]) -> String {
    match pages {
        [page] => format!("{one} {page}"),
        few if few.len() <= NAMED => format!("{many} {}", list(few)),
        _ => {
            let first: Vec<String> = pages[..NAMED].iter().map(usize::to_string).collect();
            format!("{many} {} и ещё {}", first.join(", "), pages.len() - NAMED)
        }
    }
}

fn page_body(page: &InspectedPage) -> String {
    let codes = page.codes.iter().enumerate();
    let codes: String = codes
        .map(|(index, code)| code_lines(index + 1, code))
        .collect();
    codes + &said("  ", &page.remarks)
}

fn code_lines(number_on_page: usize, code: &Code) -> String {
    let what = match (&code.text, code.personal) {
        (Some(text), _) => shown(text),
        (None, Some(personal)) => format!("({personal})"),
        (None, None) => "код".to_owned(),
    };
    let verdict = if code.is_good() {
        "годится"
    } else {
        "не годится"
    };
    let mut text = format!("  {number_on_page}. {what} — {verdict}\n");
    text += &format!(
        "     слева {}, сверху {}; {} × {}; модуль {}\n",
        measure(code.left, 0),
        measure(code.top, 0),
        bare(code.width, 1),
        measure(code.height, 1),
        measure(code.module, 2),
    );
    let [left, top, right, bottom] = code.quiet.map(quiet_in_words);
    text += &format!(
        "     светлое поле в модулях: слева {left}, сверху {top}, справа {right}, снизу {bottom}\n"
    );
    let contrast = number((code.contrast * 100.0).floor(), 0);
    text += &format!("     контраст {contrast} %");
    if let (Some(version), Some(level)) = (code.version, code.level) {
        let n = code.modules;
        text += &format!(
            "; версия {version} ({n} × {n}), коррекция {}",
            letter(level)
        );
    }
    text += "\n";
    if let Some(endured) = &code.endured {
        text += "     читается ещё и так:\n";
        text += &endured.iter().map(endured_line).collect::<String>();
    }
    text + &said("     ", &code.problems)
}

/// A text from a code on one line: what is no letter or sign is left out.
fn shown(text: &str) -> String {
    const MOST: usize = 120;
    let plain: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(MOST)
        .collect();
    if text.chars().count() > MOST {
        plain + "…"
    } else {
        plain
    }
}

fn letter(level: Level) -> &'static str {
    match level {
        Level::L => "L",
        Level::M => "M",
        Level::Q => "Q",
        Level::H => "H",
    }
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
        Length::Mm(mm) => number(mm, digits),
        Length::Px(px) => number(px, digits.min(1)),
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
    let step = |value: f64| match endured.damage.unit() {
        Unit::Module => format!("{} модуля", trimmed(value)),
        Unit::Percent => format!("{} %", trimmed(value)),
        Unit::Degree => format!("{}°", trimmed(value)),
    };
    let held = match (endured.held, endured.failed) {
        (None, failed) => format!("нет, даже {}", step(failed.unwrap_or_default())),
        (Some(held), None) => format!("до {} (дальше не испытано)", step(held)),
        (Some(held), Some(failed)) => format!("до {} ({} уже нет)", step(held), step(failed)),
    };
    format!("       {name}: {held}\n")
}

/// `0,25`, `1,5`, `30`.
fn trimmed(value: f64) -> String {
    format!("{value}").replace('.', ",")
}

/// The last line: how many codes are good.
pub fn summary(looked: &[Looked]) -> String {
    let seen = looked.iter().filter_map(|one| match &one.outcome {
        Outcome::Seen(inspection) => Some(inspection),
        _ => None,
    });
    let codes: Vec<&Code> = seen.flat_map(Inspection::codes).collect();
    let good = codes.iter().filter(|code| code.is_good()).count();
    let unseen = looked
        .iter()
        .filter(|one| !matches!(one.outcome, Outcome::Seen(_)))
        .count();
    let mut text = match (codes.len(), codes.len() - good) {
        (0, _) => "Итог: кодов нет".to_owned(),
        (all, 0) => format!("Итог: {}, все годятся", count(all, plural::CODES)),
        (all, bad) => format!("Итог: {}, не годится {bad}", count(all, plural::CODES)),
    };
    if unseen > 0 {
        let files = count(unseen, ["файл", "файла", "файлов"]);
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
    let (kind, pages, problems) = match &looked.outcome {
        Outcome::Seen(inspection) => {
            let pages = inspection.pages.iter().enumerate();
            let pages: Vec<Value> = pages.map(|(index, page)| page_json(index, page)).collect();
            let kind = match inspection.kind {
                Kind::Pdf => "pdf",
                Kind::Picture => "picture",
            };
            (Some(kind), pages, problems_json(&inspection.problems))
        }
        Outcome::Refused(errors) => (None, Vec::new(), problems_json(errors)),
        Outcome::Machine(text) => {
            let error = Diagnostic::error("unreadable", text.clone());
            (None, Vec::new(), problems_json(&[error]))
        }
    };
    json!({
        "file": looked.file,
        "good": looked.is_good(),
        "kind": kind,
        "pages": pages,
        "problems": problems,
    })
}

fn page_json(index: usize, page: &InspectedPage) -> Value {
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
    let endured = code
        .endured
        .as_ref()
        .map(|all| all.iter().map(endured_json).collect::<Vec<_>>());
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
        "level": code.level.map(letter),
        "contrast_percent": round(code.contrast * 100.0, 10.0),
        "inverted": code.inverted,
        "readable": code.readable,
        "problems": problems_json(&code.problems),
        "stress": endured,
    })
}

fn endured_json(endured: &Endured) -> Value {
    let damage = match endured.damage {
        Damage::Blur => "blur",
        Damage::ThinToner => "thin_toner",
        Damage::FatToner => "fat_toner",
        Damage::Noise => "noise",
        Damage::LowContrast => "low_contrast",
        Damage::LightFold => "light_fold",
        Damage::DarkFold => "dark_fold",
        Damage::Stain => "stain",
        Damage::Tilt => "tilt",
        Damage::Turn => "turn",
    };
    let unit = match endured.damage.unit() {
        Unit::Module => "module",
        Unit::Percent => "percent",
        Unit::Degree => "degree",
    };
    json!({
        "damage": damage,
        "unit": unit,
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
