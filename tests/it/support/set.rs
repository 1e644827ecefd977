//! Handouts of invented pupils from the built-in template, for tests and
//! benches of what comes after the template.

use jiff::civil::{Date, date};
use pamyatka::base::fonts::Fonts;
use pamyatka::layout::{Laid, Layout};
use pamyatka::model::frame::Page;
use pamyatka::model::job::{Job, Platform, Slip};
use pamyatka::model::student::{Name, Roster, Student};
use pamyatka::template::{Template, builtin};

/// The day on which all ages are counted.
pub const TODAY: Date = date(2026, 11, 22);

/// The settings of a careful teacher.
pub fn job() -> Job {
    Job {
        school: "МБОУ «Средняя школа № 7»".into(),
        class: "7Б".into(),
        teacher: "Соловьёва Елена Викторовна".into(),
        contact: "кабинет 214, по будням с 14 до 16 часов".into(),
        return_by: Some(date(2026, 12, 5)),
        ..Job::on(TODAY)
    }
}

/// A child of 13 without account and login.
pub fn pupil() -> Student {
    Student {
        row: 2,
        class: "7Б".into(),
        birth: Some(date(2013, 3, 14)),
        ..Student::new(Name::of_parts("Цветкова", "Зоя", "Львовна"))
    }
}

/// The same child under another name.
pub fn renamed(full: &str, student: &Student) -> Student {
    let mut parts = full.splitn(3, ' ');
    let mut next = || parts.next().unwrap_or_default();
    Student {
        name: Name::within(full, next(), next(), next()),
        ..student.clone()
    }
}

/// Names that strain a layout.
pub fn hostile_names() -> Vec<String> {
    let mut names: Vec<String> = [
        "Цой Ян",
        "Константинопольская-Преображенская Александрина-Виктория Всеволодовна-Святославна",
        "Римский-Корсаков Николай Андреевич",
        "Вэлло София",
        "Мамедов Эльдар Рашид оглы",
        "Айваседа Ӈэтэй Өдөрович",
        "*_[x](y)` ::: {{ имя }} 1.",
    ]
    .map(str::to_owned)
    .into();
    names.push(
        "Многосложнопроизносимофамильный"
            .repeat(3)
            .chars()
            .take(80)
            .collect(),
    );
    names.push(
        "Югорсканижегородцевская"
            .repeat(2)
            .chars()
            .take(39)
            .collect::<String>()
            + "-"
            + &"Жигулёва".repeat(5),
    );
    names
}

/// The six kinds of sheet with their names.
pub fn kinds() -> [(&'static str, Job, Student); 6] {
    let with_login = |login: &str| Student {
        login: Some(login.into()),
        ..pupil()
    };
    let born = |birth: Option<Date>| Student { birth, ..pupil() };
    let ready = Student {
        account: Some(true),
        ..pupil()
    };
    let status = Job {
        slip: Slip::Status,
        platform: Platform::None,
        ..job()
    };
    [
        ("under-14", job(), pupil()),
        ("over-14", job(), born(Some(date(2012, 1, 9)))),
        ("age-unknown", job(), born(None)),
        ("account", job(), ready),
        ("login", job(), with_login("zoya.cvetkova-2013@example.ru")),
        ("status", status, pupil()),
    ]
}

/// Every combination of what a sheet depends on, with its description.
pub fn variants() -> Vec<(String, Job, Student)> {
    let births = [Some(date(2013, 3, 14)), Some(date(2012, 1, 9)), None];
    let accounts = [
        (None, None),
        (Some(true), None),
        (None, Some("+7 900 000-00-01")),
    ];
    let platforms = [Platform::Vk, Platform::Max, Platform::None];
    let mut all = Vec::new();
    for (birth, (account, login), platform) in product(births, accounts, platforms) {
        for (slip, given) in [Slip::Login, Slip::Status]
            .into_iter()
            .flat_map(|s| [(s, true), (s, false)])
        {
            let settled = if given { job() } else { Job::on(TODAY) };
            let settings = Job {
                platform,
                slip,
                ..settled
            };
            let name = format!("{birth:?} {account:?} {login:?} {platform:?} {slip:?} {given}");
            let student = Student {
                birth,
                account,
                login: login.map(Into::into),
                class: if given { "7Б" } else { "" }.into(),
                ..pupil()
            };
            all.push((name, settings, student));
        }
    }
    all
}

fn product<A: Copy, B: Copy, C: Copy>(a: [A; 3], b: [B; 3], c: [C; 3]) -> Vec<(A, B, C)> {
    a.into_iter()
        .flat_map(|a| b.into_iter().map(move |b| (a, b)))
        .flat_map(|(a, b)| c.into_iter().map(move |c| (a, b, c)))
        .collect()
}

/// The built-in template for some settings.
pub fn template(job: &Job) -> Template {
    Template::parse("handout", builtin("handout").unwrap(), job).unwrap()
}

/// Lays out one sheet of the built-in template.
pub fn laid(fonts: &Fonts, job: &Job, student: &Student) -> Laid {
    laid_of("handout", fonts, job, student)
}

/// The same of an edition.
pub fn laid_of(edition: &str, fonts: &Fonts, job: &Job, student: &Student) -> Laid {
    let mut template = Template::parse(edition, builtin(edition).unwrap(), job).unwrap();
    let handout = template.handout(student).unwrap();
    Layout::new(fonts).handout(&handout).unwrap()
}

/// The pages of one sheet of the built-in template.
pub fn pages(fonts: &Fonts, job: &Job, student: &Student) -> Vec<Page> {
    laid(fonts, job, student).pages
}

/// A roster of `count` pupils of all kinds with different names.
pub fn roster(count: usize) -> Roster {
    const FIRST: [&str; 6] = ["Артём", "Мария", "Лев", "Полина", "Ульяна", "Денис"];
    const LAST: [&str; 7] = ["Жук", "Цой", "Заяц", "Мороз", "Гриб", "Пух", "Коваль"];
    let kinds = kinds();
    let students = (0..count).map(|n| {
        let name = format!("{} {} {n}-й", LAST[n % 7], FIRST[n / 7 % 6]);
        Student {
            row: n + 2,
            ..renamed(&name, &kinds[n % 5].2)
        }
    });
    Roster {
        students: students.collect(),
        ..Roster::default()
    }
}
