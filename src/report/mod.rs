//! What the teacher reads: the result, what deserves a look, what went wrong.
//!
//! Gives texts and never prints. Cells of the roster never appear here except
//! the names of classes; a remark names rows and columns.

pub mod check;
pub mod inspection;
pub mod made;

use std::collections::{BTreeMap, HashSet};

use crate::address;
use crate::base::diagnostic::Diagnostic;
use crate::base::plural::{self, count, few, list};
use crate::model::job::{Form, Job};
use crate::model::student::{Reading, Reason, Roster, Skipped};
use crate::pipeline::Made;
use crate::settings::SettingsFile;

/// Errors that are shown before the rest is only counted; so many remarks are
/// shown by `check`.
const SHOWN: usize = 30;
/// Remarks that are shown after work that is done.
const REMARKED: usize = 10;
/// Rows that are named in one line.
const ROWS: usize = 15;
/// Classes after «для».
const OF_CLASSES: [&str; 3] = ["класса", "классов", "классов"];
/// Classes that are named in the result.
pub const CLASSES: usize = 6;

/// `Готово: 28 памяток для 7Б (56 страниц, 28 листов).`
pub fn done(whom: &str, made: &Made) -> String {
    format!(
        "Готово: {}{whom} ({}, {}).\n",
        count(made.handouts, plural::HANDOUTS),
        count(made.pages, plural::PAGES),
        count(made.sheets, plural::SHEETS),
    )
}

/// How many of the list were chosen, if not all.
pub fn chosen(some: usize, of: usize) -> String {
    match some == of {
        true => String::new(),
        false => format!("Выбрано из списка: {some} из {of}.\n"),
    }
}

/// What of the file is not printed, by number and reason: rows, sheets.
pub fn left_out(reading: &Reading) -> String {
    let mut text = String::new();
    for (at, sheet) in sheets(reading).into_iter().enumerate() {
        let skipped = reading.skipped.iter().filter(|skipped| skipped.sheet == at);
        let mut runs: Vec<(usize, usize, Reason)> = Vec::new();
        for Skipped { row, reason, .. } in skipped {
            match runs.last_mut() {
                Some((_, last, same)) if same == reason && *last + 1 == *row => *last = *row,
                _ => runs.push((*row, *row, *reason)),
            }
        }
        let shown = runs.iter().take(ROWS).map(|(first, last, reason)| {
            let to = if first == last {
                String::new()
            } else {
                format!("–{last}")
            };
            format!("{first}{to} ({})", reason.words())
        });
        let shown = shown.collect::<Vec<_>>().join(", ");
        let more = match runs.len().saturating_sub(ROWS) {
            0 => String::new(),
            more => format!(" и ещё {more}"),
        };
        if !runs.is_empty() {
            text += &format!("Пропущены строки без ученика{sheet}: {shown}{more}.\n");
        }
    }
    for (what, names) in [
        ("Не прочитаны листы", &reading.other_sheets),
        ("Не прочитаны скрытые листы", &reading.hidden_sheets),
    ] {
        if !names.is_empty() {
            text += &format!("{what}: «{}».\n", names.join("», «"));
        }
    }
    text
}

/// Words that tell the sheets that were read apart, if there are several.
fn sheets(reading: &Reading) -> Vec<String> {
    match &*reading.sheets {
        [] | [_] => vec![String::new()],
        names => names
            .iter()
            .map(|name| format!(" на листе «{name}»"))
            .collect(),
    }
}

/// ` для 7Б`: whose handouts they are; empty if the list does not say.
pub fn whom(roster: &Roster) -> String {
    match &classes(roster)[..] {
        [] => String::new(),
        named if named.len() <= CLASSES => format!(" для {}", list(named)),
        many => format!(" для {}", count(many.len(), OF_CLASSES)),
    }
}

/// The classes in the order of the roster, each once.
pub fn classes(roster: &Roster) -> Vec<&str> {
    let mut known = HashSet::new();
    let classes = roster.students.iter().map(|student| &*student.class);
    classes
        .filter(|class| !class.is_empty() && known.insert(*class))
        .collect()
}

/// How the sheets are put on paper.
pub fn printing(made: &Made, form: Form) -> String {
    let sides = match form {
        _ if made.pages == made.sheets => "с одной стороны",
        Form::A5 => "с двух сторон, переворот по короткому краю",
        _ => "с двух сторон, переворот по длинному краю",
    };
    let cut = match form {
        Form::A5 => ", листы разрезать пополам",
        _ => "",
    };
    format!("{sides}, масштаб 100 %{cut}")
}

/// Where the codes and links of what was made lead; empty if there are none.
pub fn addresses(addresses: &BTreeMap<String, usize>) -> String {
    let shown = addresses.iter();
    let shown = shown.map(|(url, sheets)| address::shown(url) + &plural::on_sheets(*sheets));
    match shown.collect::<Vec<_>>().join(", ") {
        none if none.is_empty() => none,
        shown => format!("Коды и ссылки ведут: {shown}.\n"),
    }
}

/// Which settings were read, and from where; empty if there is no file.
pub fn settings(file: &SettingsFile) -> String {
    match (&*file.name, &file.keys()[..]) {
        ("", _) => String::new(),
        (name, []) => format!("Настройки: {name} (ни одна не включена).\n"),
        (name, keys) => format!("Настройки: {name} ({}).\n", keys.join(", ")),
    }
}

/// One line if nothing was said of school, teacher and day; otherwise empty.
pub fn suggestion(job: &Job, file: &SettingsFile) -> String {
    let is_bare = job.school.is_empty() && job.teacher.is_empty() && job.return_by.is_none();
    match is_bare && file.name.is_empty() {
        true => "Школа, учитель и день возврата не указаны; файл для них сделает pamyatka init.\n"
            .to_owned(),
        false => String::new(),
    }
}

/// What deserves a look, like with like; empty if there is nothing.
pub fn warnings(warnings: &[Diagnostic]) -> String {
    warned(warnings, REMARKED)
}

fn warned(warnings: &[Diagnostic], most: usize) -> String {
    if warnings.is_empty() {
        return String::new();
    }
    format!(
        "Посмотрите, всё ли верно ({}):\n{}",
        count(warnings.len(), plural::REMARKS),
        lines(warnings, most)
    )
}

/// All errors in one place.
pub fn errors(errors: &[Diagnostic]) -> String {
    format!(
        "Не получилось: {}. Ничего не записано.\n{}",
        found(errors),
        lines(errors, SHOWN)
    )
}

/// `1 ошибка, 2 замечания`.
fn found(remarks: &[Diagnostic]) -> String {
    let errors = remarks.iter().filter(|remark| remark.is_error()).count();
    let said = count(errors, plural::ERRORS);
    match remarks.len() - errors {
        0 => said,
        other => format!("{said}, {}", count(other, plural::REMARKS)),
    }
}

/// The remarks, those that only differ by row in one line; at most `most` lines
/// and a count.
fn lines(remarks: &[Diagnostic], most: usize) -> String {
    let mut groups: Vec<(Diagnostic, Vec<usize>)> = Vec::new();
    for remark in remarks {
        let mut rowless = remark.clone();
        let row = rowless.row.take();
        let is_same = |(first, rows): &&mut (Diagnostic, Vec<usize>)| {
            *first == rowless && row.is_some() && !rows.is_empty()
        };
        match groups.iter_mut().find(is_same) {
            Some((_, rows)) => rows.extend(row),
            None => groups.push((rowless, row.into_iter().collect())),
        }
    }
    let mut text: String = groups.iter().take(most).map(line).collect();
    if groups.len() > most {
        text += &format!("  … и ещё {}.\n", groups.len() - most);
    }
    text
}

fn line((remark, rows): &(Diagnostic, Vec<usize>)) -> String {
    let mut one = remark.clone();
    match &rows[..] {
        [] => {}
        [row] => one.row = Some(*row),
        rows => {
            let rows = format!("строки {}", few(rows, ROWS));
            one.file = Some(match one.file {
                Some(file) => format!("{file}, {rows}"),
                None => rows,
            });
        }
    }
    format!("  • {one}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::student::Student;
    use jiff::civil::date;

    fn roster(classes: &[&str]) -> Roster {
        let student = |class: &&str| Student {
            class: (*class).into(),
            ..Student::new("Тайна")
        };
        Roster {
            students: classes.iter().map(student).collect(),
            ..Roster::default()
        }
    }

    #[test]
    fn the_result_in_one_line() {
        let made = Made {
            handouts: 28,
            pages: 56,
            sheets: 28,
            ..Made::default()
        };
        let text = |classes: &[&str]| done(&whom(&roster(classes)), &made);
        assert_eq!(
            text(&["7Б", "7Б"]),
            "Готово: 28 памяток для 7Б (56 страниц, 28 листов).\n"
        );
        assert!(text(&["7А", "7Б", "7В"]).contains("для 7А, 7Б и 7В ("));
        let names: Vec<String> = (0..21).map(|n| format!("{n}А")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        assert!(text(&names).contains("для 21 класса ("));
        assert!(text(&[""]).contains("памяток ("));
    }

    #[test]
    fn remarks_that_differ_by_row_share_a_line() {
        let remark = |row| {
            Diagnostic::warning("no-birth", "даты рождения нет.")
                .at_row(row)
                .in_column("Дата рождения")
        };
        let other = Diagnostic::warning("twice", "ученик записан дважды.").at_row(9);
        let text = warnings(&[remark(3), other, remark(7), remark(12)]);
        assert_eq!(
            text,
            "Посмотрите, всё ли верно (4 замечания):\n\
            \x20 • строки 3, 7 и 12, столбец «Дата рождения»: даты рождения нет.\n\
            \x20 • строка 9: ученик записан дважды.\n"
        );
        assert_eq!(warnings(&[]), "");
    }

    #[test]
    fn long_lists_are_cut() {
        let many: Vec<Diagnostic> = (1..=100)
            .map(|row| Diagnostic::error("x", format!("ошибка {row}.")).at_row(row))
            .collect();
        let text = errors(&many);
        assert!(text.starts_with("Не получилось: 100 ошибок."), "{text}");
        assert!(text.ends_with("… и ещё 70.\n"), "{text}");
        let same: Vec<Diagnostic> = (1..=100)
            .map(|row| Diagnostic::error("x", "ошибка.").at_row(row))
            .collect();
        assert!(lines(&same, SHOWN).contains("15 и ещё 85: ошибка."));
    }

    #[test]
    fn ten_remarks_and_a_count() {
        let many: Vec<Diagnostic> = (1..=12)
            .map(|row| Diagnostic::warning("x", format!("замечание {row}.")))
            .collect();
        let text = warnings(&many);
        assert!(text.contains("(12 замечаний)"), "{text}");
        assert!(text.ends_with("замечание 10.\n  … и ещё 2.\n"), "{text}");
    }

    #[test]
    fn what_is_missing_is_said_in_few_words_and_once_only() {
        let mut job = Job::on(date(2026, 11, 22));
        let mut file = SettingsFile::default();
        assert_eq!(suggestion(&job, &file).lines().count(), 1);
        file.name = "pamyatka.toml".into();
        assert_eq!(suggestion(&job, &file), "");
        job.return_by = Some(date(2026, 12, 5));
        assert_eq!(suggestion(&job, &SettingsFile::default()), "");
    }

    #[test]
    fn how_it_is_printed() {
        let made = |pages| Made {
            pages,
            sheets: 3,
            ..Made::default()
        };
        assert!(printing(&made(6), Form::Sheet).contains("по длинному краю"));
        assert!(printing(&made(6), Form::A5).contains("по короткому краю"));
        assert!(printing(&made(3), Form::SingleSide).contains("с одной стороны"));
    }
}
