//! Faults of layout in the words that a teacher reads.

use crate::base::diagnostic::Diagnostic;
use crate::base::text;
use crate::layout::Fault;
use crate::model::job::Job;
use crate::model::student::Student;
use crate::template::Template;

/// A letter of a pupil's own that no font has.
pub(super) fn of_pupil(letter: char, row: usize) -> Diagnostic {
    let message = format!(
        "у ученика стоит знак «{letter}» (U+{:04X}), напечатать его нечем.",
        u32::from(letter)
    );
    Diagnostic::error("missing-letter", message)
        .at_row(row)
        .with_hint("Уберите или замените его в списке.")
}

/// A name that would leave its line.
pub(super) fn unfit(student: &Student) -> Option<Diagnostic> {
    let reason = text::unfit(student.name.full())?;
    let error = Diagnostic::error("unfit-name", format!("имя ученика: {reason}"));
    Some(error.at_row(student.row).with_hint("Наберите имя заново."))
}

/// The same mistake shows for every pupil: once is enough.
pub(super) fn note(problem: Diagnostic, problems: &mut Vec<Diagnostic>) {
    if !problems.contains(&problem) {
        problems.push(problem);
    }
}

/// What to shorten on a paper that is too full: the settings on it that are longer
/// than the sheet has been drawn for, or else what is left.
pub(super) fn shorten(job: &Job, template: &Template) -> String {
    let banks = job.banks.join(", ");
    // In letters; the property test of the sheet fills it up to these.
    let long: Vec<&str> = [
        ("school", &job.school, 60),
        ("teacher", &job.teacher, 50),
        ("contact", &job.contact, 50),
        ("banks", &banks, 40),
    ]
    .into_iter()
    .filter(|(name, text, most)| template.asks_for(name) && text.chars().count() > *most)
    .map(|(name, ..)| name)
    .collect();
    match &long[..] {
        [] if template.asks_for("student") => {
            "Длинно имя ученика или текст шаблона: сократите.".to_owned()
        }
        [] => "Сократите текст шаблона.".to_owned(),
        long => format!("Длинно: {}. Сократите.", long.join(", ")),
    }
}

/// Puts a fault of layout in Russian.
pub(super) fn explain(fault: &Fault) -> Diagnostic {
    match fault {
        Fault::Letter(letter) => Diagnostic::error(
            "missing-letter",
            format!(
                "знака «{letter}» (U+{:04X}) нет в шрифте.",
                u32::from(*letter)
            ),
        )
        .with_hint("Замените его в подписи, настройках или шаблоне."),
        Fault::LongWord => Diagnostic::error(
            "long-word",
            "слово или цепочка слов слишком длинные: больше 1000 букв, и переносить негде.",
        )
        .with_hint("Разделите на абзацы или сократите."),
        Fault::Code { url, available_mm } => Diagnostic::error(
            "code-too-long",
            format!("адрес {url} не умещается в QR-код шириной {available_mm} мм."),
        )
        .with_hint("Дайте коду больше места или возьмите адрес короче."),
        Fault::Narrow {
            needed_mm,
            available_mm,
        } => Diagnostic::error(
            "code-narrow",
            format!(
                "QR-коду со светлым полем нужно {needed_mm} мм, а в колонке {available_mm} мм."
            ),
        )
        .with_hint("Сделайте колонку шире."),
        Fault::Small {
            stated_mm,
            least_mm,
        } => Diagnostic::error(
            "code-small",
            format!("QR-код в {stated_mm} мм слишком мелок для этого адреса: не прочтётся."),
        )
        .with_hint(format!("Нужно не меньше {least_mm} мм.")),
        Fault::TooHigh => {
            Diagnostic::error("too-high", "блок не помещается на страницу по высоте.")
                .with_hint("Разделите длинный блок шаблона или сократите полосу внизу.")
        }
        Fault::TooWide => Diagnostic::error("too-wide", "часть листа шире отведённого места.")
            .with_hint("Уменьшите ширину колонок в «::: columns», линеек или число клеток."),
    }
}
