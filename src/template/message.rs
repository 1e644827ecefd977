//! The short text for the parents' chat.
//!
//! Takes the settings and the names of the classes, gives plain text: no
//! markup, no pupil. Lines end as Windows ends them, so that the oldest Notepad
//! shows them apart.

use minijinja::{Environment, UndefinedBehavior, context};

use crate::address::GOOD;
use crate::base::calendar::day_and_month;
use crate::model::job::{Job, Slip};

/// The text, as MiniJinja.
const TEXT: &str = include_str!("../../templates/message.txt");

/// The text for the parents of these classes.
pub fn message(job: &Job, classes: &[&str]) -> String {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    // Plain text: what a school is called is not escaped for HTML.
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    let [gosuslugi, diary] = GOOD;
    let values = context! {
        gosuslugi => gosuslugi,
        diary => diary,
        class => classes.join(", "),
        status => job.slip == Slip::Status,
        school => one_line(&job.school),
        teacher => one_line(&job.teacher),
        contact => one_line(&job.contact),
        return_by => job.return_by.map(day_and_month).unwrap_or_default(),
    };
    let text = environment
        .render_str(TEXT, values)
        .expect("the built-in text asks for nothing else");
    text.trim_end().replace('\n', "\r\n") + "\r\n"
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn everything_that_is_set_stands_in_the_message() {
        let mut job = Job::on(date(2026, 11, 22));
        job.school = "Школа «Лесная» & <№ 7>".into();
        job.teacher = "Соловьёва\nЕлена".into();
        job.contact = "каб. 214".into();
        job.return_by = Some(date(2026, 12, 5));
        let text = message(&job, &["7А", "7Б"]);
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
    fn nothing_gapes_where_nothing_is_set() {
        let text = message(&Job::on(date(2026, 11, 22)), &[]);
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
