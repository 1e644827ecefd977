//! The short text for the parents' chat.
//!
//! Takes a template, the settings and the names of the classes, gives plain
//! text: no markup, no pupil. Lines end as Windows ends them, so that the oldest Notepad
//! shows them apart.

use minijinja::{Environment, UndefinedBehavior, context};

use super::context::{explain, unknown};
use super::written::{MOST_FILLED, MOST_STEPS, Written};
use crate::address::{self, GOOD};
use crate::base::calendar::day_and_month;
use crate::base::diagnostic::Diagnostic;
use crate::model::job::{Job, Slip};

/// The text for the parents of these classes, out of a template called `name`;
/// their handouts are of this edition.
///
/// # Errors
/// What is wrong with the template.
pub fn message(
    name: &str,
    source: &str,
    job: &Job,
    (edition, classes): (&str, &[&str]),
) -> Result<String, Vec<Diagnostic>> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(MOST_STEPS));
    // Plain text: what a school is called is not escaped for HTML.
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    let [gosuslugi, diary] = GOOD;
    let values = context! {
        gosuslugi => gosuslugi,
        diary => diary,
        class => classes.join(", "),
        status => job.slip == Slip::Status,
        form => job.form.name(),
        edition => edition,
        school => one_line(&job.school),
        teacher => one_line(&job.teacher),
        contact => one_line(&job.contact),
        return_by => job.return_by.map(day_and_month).unwrap_or_default(),
    };
    let source = source.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let wrong = |error: minijinja::Error| vec![explain(name, &error, &values)];
    environment.add_template("text", &source).map_err(wrong)?;
    let template = environment.get_template("text").map_err(wrong)?;
    let unknown = unknown(name, &template, &values);
    if !unknown.is_empty() {
        return Err(unknown);
    }
    let mut text = Written::up_to(MOST_FILLED);
    let written = template.render_captured_to(&values, &mut text);
    written.map_err(|error| vec![explain(name, &error, &values)])?;
    let text = text.text();
    let refused = refused(name, &text, &job.hosts);
    if !refused.is_empty() {
        return Err(refused);
    }
    Ok(text.trim_end().replace('\n', "\r\n") + "\r\n")
}

/// What is wrong with the addresses of a text: a messenger makes links of them.
fn refused(name: &str, text: &str, hosts: &[String]) -> Vec<Diagnostic> {
    let mut wrong = Vec::new();
    for (row, line) in (1..).zip(text.lines()) {
        let words =
            line.split(|letter: char| letter.is_whitespace() || "<>()«»\"".contains(letter));
        for word in words.filter(|word| word.contains("://")) {
            let word = word.trim_end_matches(['.', ',', ';', ':', '!', '?']);
            if let Err(refusal) = address::check(word, hosts) {
                let error = Diagnostic::error("template", refusal.reason).in_file(name);
                wrong.push(error.at_row(row).with_hint(refusal.hint));
            }
        }
    }
    wrong
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::job::Form;
    use crate::template::builtin;
    use jiff::civil::date;

    fn text(job: &Job, classes: &[&str]) -> String {
        message(
            "message",
            builtin("message").unwrap(),
            job,
            ("handout", classes),
        )
        .unwrap()
    }

    #[test]
    fn a_template_of_ones_own_is_filled_in_and_its_mistakes_are_told() {
        let own =
            |source: &str| message("m.txt", source, &Job::on(date(2026, 11, 22)), ("", &["7Б"]));
        assert_eq!(
            own("Здравствуйте, {{ class }}!\n\n").unwrap(),
            "Здравствуйте, 7Б!\r\n"
        );
        let wrong = own("Тут:\nhttps://evil.ru, https://cop.admhmao.ru и http://x.ru").unwrap_err();
        assert_eq!(
            wrong.iter().map(|one| one.row).collect::<Vec<_>>(),
            [Some(2); 2]
        );
        let wrong = own("\n{% if false %}{{ techer }}{% endif %}").unwrap_err();
        assert_eq!(wrong[0].row, Some(2));
        assert!(wrong[0].hint.as_ref().unwrap().contains("«teacher»"));
    }

    #[test]
    fn everything_that_is_set_stands_in_the_message() {
        let mut job = Job::on(date(2026, 11, 22));
        job.school = "Школа «Лесная» & <№ 7>".into();
        job.teacher = "Соловьёва\nЕлена".into();
        job.contact = "каб. 214".into();
        job.return_by = Some(date(2026, 12, 5));
        let text = text(&job, &["7А", "7Б"]);
        for part in [
            "https://www.gosuslugi.ru\r\n",
            "https://cop.admhmao.ru\r\n",
            "Здравствуйте, родители 7А, 7Б!\r\n",
            "До 5 декабря верните талон из бумажной памятки лично классному руководителю (Соловьёва Елена).",
            "каб. 214",
            "Школа «Лесная» & <№ 7>\r\n",
            "пароли и коды из СМС",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(!text.replace("\r\n", "").contains(['\r', '\n']));
    }

    #[test]
    fn it_says_what_the_edition_says_and_points_at_no_paper_that_is_not_there() {
        let mut job = Job::on(date(2026, 11, 22));
        let source = builtin("message").unwrap();
        let of = |job: &Job, edition| message("message", source, job, (edition, &[])).unwrap();
        let (usual, later) = (of(&job, "handout"), of(&job, "family-2026"));
        assert!(later.contains("«Семья и дети»") && later.contains("проверьте у школы"));
        assert!(!usual.contains("Семья и дети"), "{usual}");
        assert!(usual.contains("Все шаги — в памятке.") && later.contains("Все шаги"));
        job.form = Form::SlipOnly;
        let alone = of(&job, "handout");
        assert!(!alone.contains("памятк"), "{alone}");
    }

    #[test]
    fn nothing_gapes_where_nothing_is_set() {
        let text = text(&Job::on(date(2026, 11, 22)), &[]);
        assert!(text.starts_with("Здравствуйте!\r\n\r\nНа"), "{text}");
        assert!(
            text.contains("Верните талон из бумажной памятки лично классному руководителю."),
            "{text}"
        );
        assert!(text.ends_with("есть талон.\r\n"), "{text}");
        assert!(
            !text.contains("  \r") && !text.contains("\r\n\r\n\r\n"),
            "{text}"
        );
    }
}
