//! What the teacher reads: the result, what deserves a look, what went wrong.
//!
//! Gives texts and never prints. Cells of the roster never appear here except
//! the names of classes; a remark names rows and columns.

pub mod check;
pub mod inspection;

use std::collections::HashSet;

use crate::base::diagnostic::Diagnostic;
use crate::base::plural::{self, count, list};
use crate::model::job::Job;
use crate::model::student::Roster;
use crate::pipeline::Made;

/// Lines of one kind that are shown before the rest is only counted.
const SHOWN: usize = 30;
/// Rows that are named in one line.
const ROWS: usize = 15;
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
pub fn chosen(roster: &Roster, of: usize) -> String {
    match roster.students.len() {
        all if all == of => String::new(),
        some => format!("Выбрано из списка: {some} из {of}.\n"),
    }
}

/// ` для 7Б`: whose handouts they are; empty if the list does not say.
pub fn whom(roster: &Roster) -> String {
    match &classes(roster)[..] {
        [] => String::new(),
        named if named.len() <= CLASSES => format!(" для {}", list(named)),
        many => format!(" для {} классов", many.len()),
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

/// One line about what the sheet could also say; empty if nothing is missing.
pub fn suggestion(roster: &Roster, job: &Job) -> String {
    let classless = roster.students.iter().any(|s| s.class.is_empty());
    let missing: Vec<&str> = [
        (job.school.is_empty(), "школу (--school \"…\")"),
        (classless, "класс (--class 7Б)"),
        (job.teacher.is_empty(), "учителя (--teacher \"…\")"),
        (
            job.return_by.is_none(),
            "день возврата талона (--return-by \"5 декабря\")",
        ),
    ]
    .into_iter()
    .filter_map(|(missing, what)| missing.then_some(what))
    .collect();
    if missing.is_empty() {
        return String::new();
    }
    format!(
        "Можно указать ещё {}. Чтобы не писать это каждый раз, заведите рядом со списком файл pamyatka.toml.\n",
        list(&missing)
    )
}

/// What deserves a look, like with like; empty if there is nothing.
pub fn warnings(warnings: &[Diagnostic]) -> String {
    if warnings.is_empty() {
        return String::new();
    }
    format!(
        "Посмотрите, всё ли верно ({}):\n{}",
        count(warnings.len(), plural::REMARKS),
        lines(warnings)
    )
}

/// All errors in one place.
pub fn errors(errors: &[Diagnostic]) -> String {
    format!(
        "Не получилось: {}. Ничего не записано.\n{}",
        count(errors.len(), plural::ERRORS),
        lines(errors)
    )
}

/// The remarks, those that only differ by row in one line.
pub fn lines(remarks: &[Diagnostic]) -> String {
    let mut groups: Vec<(Diagnostic, Vec<usize>)> = Vec::new();
    for remark in remarks {
        let rowless = Diagnostic {
            row: None,
            ..remark.clone()
        };
        match groups
            .iter_mut()
            .find(|(first, rows)| *first == rowless && remark.row.is_some() && !rows.is_empty())
        {
            Some((_, rows)) => rows.extend(remark.row),
            None => groups.push((rowless, remark.row.into_iter().collect())),
        }
    }
    let mut text: String = groups.iter().take(SHOWN).map(line).collect();
    if groups.len() > SHOWN {
        text += &format!("  … и ещё {}.\n", groups.len() - SHOWN);
    }
    text
}

fn line((remark, rows): &(Diagnostic, Vec<usize>)) -> String {
    if let [] | [_] = rows[..] {
        let one = Diagnostic {
            row: rows.first().copied(),
            ..remark.clone()
        };
        return format!("  • {one}\n");
    }
    let named = if rows.len() > ROWS {
        let shown: Vec<String> = rows[..ROWS].iter().map(usize::to_string).collect();
        format!("{} и ещё {}", shown.join(", "), rows.len() - ROWS)
    } else {
        list(rows)
    };
    let mut place: Vec<String> = remark.file.clone().into_iter().collect();
    place.push(format!("строки {named}"));
    place.extend(remark.column.as_ref().map(|c| format!("столбец «{c}»")));
    let hint = remark.hint.as_ref().map(|hint| format!(" {hint}"));
    format!(
        "  • {}: {}{}\n",
        place.join(", "),
        remark.message,
        hint.unwrap_or_default()
    )
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
        assert!(lines(&same).contains("15 и ещё 85: ошибка."));
    }

    #[test]
    fn what_is_missing_is_suggested_in_one_line() {
        let mut job = Job::on(date(2026, 11, 22));
        let text = suggestion(&roster(&["7Б"]), &job);
        assert!(
            text.contains("--teacher") && !text.contains("--class"),
            "{text}"
        );
        assert_eq!(text.lines().count(), 1);
        job.school = "Школа № 7".into();
        job.teacher = "Иванова".into();
        job.return_by = Some(date(2026, 12, 5));
        assert_eq!(suggestion(&roster(&["7Б"]), &job), "");
        assert!(suggestion(&roster(&[""]), &job).contains("--class"));
    }
}
