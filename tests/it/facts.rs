//! What the handout has to tell the family, fact by fact, in the text of the
//! finished PDF, for each kind of pupil.

use lopdf::Document;
use pamyatka::base::fonts::Fonts;
use pamyatka::layout::Layout;
use pamyatka::model::frame::Item;
use pamyatka::model::job::{Form, Job, Slip};
use pamyatka::model::student::Student;
use pamyatka::pipeline::{self, Source};
use pamyatka::template::{Template, builtin};

use crate::support::extract::{bare, bare_texts};
use crate::support::set;

/// The pages of a sheet, without spaces.
fn sheet(job: &Job, student: &Student) -> Vec<String> {
    let source = Source {
        name: "handout",
        text: builtin("handout").unwrap(),
    };
    let mut pdf = Vec::new();
    pipeline::run(vec![student.clone()], source, job, &mut pdf, &|_| {}).unwrap();
    bare_texts(&Document::load_mem(&pdf).unwrap())
}

/// Which pupils a fact is for.
#[derive(Clone, Copy, PartialEq)]
enum For {
    Everybody,
    /// Who has no account yet.
    New,
    Ready,
    Under14,
    From14,
    Unknown,
}

/// Each fact: for whom, on which page (0 the front), in which words.
const FACTS: [(For, usize, &str); 73] = [
    // Why.
    (For::New, 0, "Ваша учётная запись не подойдёт"),
    (For::Ready, 0, "На онлайн-урок пускают только по ней"),
    (For::New, 0, "зарегистрируйте ребёнка на Госуслугах"),
    (For::Everybody, 0, "верните учителю талон"),
    (For::Everybody, 0, "До 5 декабря сделайте"),
    (For::New, 0, "Пока учитель не внёс логин, на уроки не войти"),
    (For::New, 0, "Своя у ребёнка уже есть? Начните с шага 4"),
    // Step 1.
    (For::New, 0, "1 Зарегистрируйте ребёнка"),
    (For::New, 0, "В браузере"),
    (For::New, 0, "www.gosuslugi.ru"),
    (For::New, 0, "Зарегистрироваться"),
    (For::New, 0, "настоящие имя и фамилию"),
    (
        For::New,
        0,
        "что-то одно, своё у ребёнка: номер телефона или адрес почты",
    ),
    (For::New, 0, "Ещё раз нажмите Зарегистрироваться"),
    // Step 2.
    (For::New, 0, "Придёт СМС"),
    (For::New, 0, "300 секунд"),
    (For::New, 0, "«Код подтверждения»"),
    (For::New, 0, "Продолжить"),
    (For::New, 0, "Ящик должен уже быть и открываться у вас"),
    (For::New, 0, "На него придёт письмо"),
    (For::New, 0, "Подтвердить почту"),
    (For::New, 0, "Ссылка действует 2 дня"),
    // Step 3.
    (For::New, 0, "откроется сама"),
    (For::New, 0, "8 знаков или больше"),
    (For::New, 0, "заглавные латинские: A–Z"),
    (For::New, 0, "строчные латинские: a–z"),
    (For::New, 0, "цифры: 0–9"),
    (For::New, 0, "!@%&()*-+=~?#_[]{};"),
    (For::New, 0, "Сгенерировать пароль"),
    (
        For::New,
        0,
        "Впишите пароль дважды и нажмите Готово: портал открыт",
    ),
    // Step 4.
    (For::Everybody, 0, "ЦОП «Образование Югры»"),
    (For::Everybody, 0, "cop.admhmao.ru"),
    (For::Everybody, 0, "Вход для обучающихся"),
    (For::Everybody, 0, "Откроется вход через Госуслуги"),
    (For::Everybody, 0, "вы вернётесь в дневник"),
    (
        For::Everybody,
        0,
        "Не открылся? Значит, учитель ещё не внёс логин",
    ),
    (For::Ready, 0, "1 Войдите в электронный дневник"),
    (For::New, 0, "4 Войдите в электронный дневник"),
    // Age.
    (For::Under14, 0, "два дела"),
    (For::Under14, 0, "Ребёнку нет 14 лет"),
    (For::From14, 0, "три дела"),
    (For::From14, 0, "5 Подтвердите учётную запись"),
    (For::From14, 0, "как у взрослого"),
    (For::From14, 0, "в МФЦ или в онлайн-банке"),
    (For::From14, 0, "своя дебетовая карта (Сбербанк, ВТБ)"),
    (For::Unknown, 0, "с 14 лет три"),
    (For::Unknown, 0, "С 14 лет: подтвердите учётную запись"),
    // The login: what it is, what for, and a line to keep it.
    (For::New, 0, "Логин — это телефон или почта из шага 1"),
    (
        For::New,
        0,
        "Учитель внесёт его в журнал, и дневник откроется",
    ),
    (For::New, 0, "Логин себе:"),
    (For::Ready, 0, "Логин ребёнка, запишите и для себя:"),
    // The slip.
    (For::Everybody, 0, "отрежьте и верните до 5 декабря"),
    (For::Everybody, 0, "№ 14"),
    (For::Everybody, 0, "Пароль и код из СМС сюда не пишите"),
    (For::Everybody, 0, "Отдайте лично"),
    (
        For::Everybody,
        0,
        "Кому: Соловьёва Елена Викторовна, классный руководитель 7Б",
    ),
    (
        For::Everybody,
        0,
        "по телефону и в чатах школа логин не спрашивает",
    ),
    // The pupil's side.
    (For::Everybody, 1, "Входи только под своей учётной записью"),
    (For::Everybody, 1, "ЦОП «Образование Югры», cop.admhmao.ru"),
    (For::Everybody, 1, "Открой раздел «Дневник»"),
    (For::Everybody, 1, "Подойдёт и компьютер, и смартфон"),
    (For::Everybody, 1, "Нажми зелёную кнопку"),
    (For::Everybody, 1, "Онлайн-урок"),
    (
        For::Everybody,
        1,
        "«Имя», «Фамилия», «Отчество», «Дата рождения» и «Пол»",
    ),
    (For::Everybody, 1, "Введи номер своего мобильного телефона"),
    (For::Everybody, 1, "Введи код из СМС. Никому его не говори"),
    (
        For::Everybody,
        1,
        "Уроки идут в VK Звонках, сообщения приходят в VK Мессенджере",
    ),
    (For::Everybody, 1, "Создать учебный профиль"),
    (
        For::Everybody,
        1,
        "учебный профиль VK ID, к нему можно привязать ЭлЖур",
    ),
    (For::Everybody, 1, "Твой профиль VK никто не увидит"),
    (For::Everybody, 1, "Войти в другой аккаунт"),
    // Behind the slip.
    (For::Everybody, 1, "Талон получен"),
    (For::Everybody, 1, "Логин внесён в журнал"),
];

#[test]
fn every_fact_stands_on_the_sheet_of_whom_it_concerns() {
    for (kind, job, student) in set::kinds() {
        if job.slip == Slip::Status {
            continue;
        }
        let job = Job {
            school: set::job().school,
            ..job
        };
        let student = Student {
            number: 14,
            ..student
        };
        let pages = sheet(&job, &student);
        let ready = student.account == Some(true) || student.login.is_some();
        let age = student.age_on(job.today);
        for (whom, page, words) in FACTS {
            let concerns = match whom {
                For::Everybody => true,
                For::New => !ready,
                For::Ready => ready,
                For::Under14 => age.is_some_and(|age| age < 14),
                For::From14 => age.is_some_and(|age| age >= 14) && !ready,
                For::Unknown => age.is_none(),
            };
            let found = pages[page].contains(&bare(words));
            assert!(found || !concerns, "{kind}: «{words}» in {}", pages[page]);
        }
    }
}

/// Each fact stands in every form, in the words of the sheet or shorter ones; the
/// pupil's part of a single side is short.
#[test]
fn every_form_says_the_same_of_the_way_in() {
    let shorter = [
        "Подойдёт и компьютер, и смартфон",
        "Входи только под своей учётной записью",
        "ЦОП «Образование Югры», cop.admhmao.ru",
        "Открой раздел «Дневник»",
        "Нажми зелёную кнопку",
        "Введи номер своего мобильного телефона",
        "Введи код из СМС. Никому его не говори",
        "Уроки идут в VK Звонках, сообщения приходят в VK Мессенджере",
        "учебный профиль VK ID, к нему можно привязать ЭлЖур",
        "«Имя», «Фамилия», «Отчество», «Дата рождения» и «Пол»",
        "Логин себе:",
    ];
    let single = ["Компьютер или смартфон", "раздел «Дневник»", "Онлайн-урок"];
    let pupil = [
        "учебный профиль VK ID",
        "привязать ЭлЖур",
        "код из СМС (никому его не говори)",
        "«Имя», «Фамилия», «Отчество», «Дата рождения» и «Пол»",
    ];
    let (_, job, student) = set::kinds().into_iter().next().unwrap();
    for form in [Form::SingleSide, Form::LargePrint, Form::A5] {
        let job = Job {
            form,
            ..job.clone()
        };
        let text = sheet(
            &job,
            &Student {
                number: 14,
                ..student.clone()
            },
        )
        .concat();
        let sides = if form == Form::SingleSide { 0 } else { 1 };
        let own = FACTS.iter().filter(|(whom, side, words)| {
            let mine = [For::Everybody, For::New, For::Under14].contains(whom);
            mine && *side <= sides && !shorter.contains(words)
        });
        let own = own.map(|(.., words)| *words).chain(single);
        let login = match form {
            Form::SingleSide => "Логин себе",
            _ => "Логин ребёнка, запишите и для себя",
        };
        let pupil = pupil.into_iter().filter(|_| sides == 1);
        for words in own.chain(pupil).chain([login]) {
            assert!(text.contains(&bare(words)), "{form:?}: {words}: {text}");
        }
    }
}

#[test]
fn the_papers_name_the_platform() {
    for name in ["poster", "card", "label"] {
        let mut template = Template::parse(name, builtin(name).unwrap(), &set::job()).unwrap();
        let handout = template.for_everybody().unwrap();
        let pages = Layout::new(&Fonts::embedded())
            .handout(&handout)
            .unwrap()
            .pages;
        let frames = pages.iter().flat_map(|page| page.frames());
        let items = frames.flat_map(|(_, frame)| frame.items());
        let text: String = items
            .filter_map(|(_, item)| match item {
                Item::Run(run) => Some(run.text.as_str()),
                _ => None,
            })
            .collect();
        assert!(text.contains("ЦОП «Образование Югры»"), "{name}: {text}");
        assert!(text.contains("Наведите камеру"), "{name}: {text}");
    }
}

#[test]
fn slips_alone_bear_name_field_and_warning() {
    let (_, job, student) = set::kinds().into_iter().next().unwrap();
    let form = Form::SlipOnly;
    let text = sheet(&Job { form, ..job }, &student).concat();
    for words in [student.name.full(), "Телефон", "Пароль и код из СМС"] {
        assert!(text.contains(&bare(words)), "{words}");
    }
    assert!(!text.contains("Зарегистрируйте"));
}

#[test]
fn settings_of_any_school_fit_on_a5() {
    let school = "Муниципальное бюджетное общеобразовательное учреждение «Средняя \
        общеобразовательная школа № 7 имени Героя Советского Союза А. И. Покрышкина» \
        города Нефтеюганска";
    let banks = [
        "Сбербанк",
        "ВТБ",
        "Т-Банк",
        "Альфа-Банк",
        "Газпромбанк",
        "Россельхозбанк",
    ];
    for (kind, job, student) in set::kinds() {
        let job = Job {
            school: school.into(),
            teacher: "Константинопольская-Преображенская Александрина Всеволодовна".into(),
            contact: "кабинет 214 на втором этаже нового корпуса, по будням с 14 до 16 часов, \
                телефон +7 900 000-00-00, почта a.konstantinopolskaya@school7.example.ru"
                .into(),
            banks: banks.map(str::to_owned).to_vec(),
            form: Form::A5,
            ..job
        };
        for birth in [student.birth, None] {
            let student = Student {
                birth,
                ..student.clone()
            };
            let pages = sheet(&job, &student);
            assert_eq!(pages.len(), 2, "{kind}, {birth:?}");
            for words in [school, "по будням с 14 до 16"] {
                assert!(pages[1].contains(&bare(words)), "{kind}: {words}");
            }
        }
    }
}

#[test]
fn a_long_contact_moves_to_the_back_before_anything_else_gives_way() {
    let contact = "кабинет 214, по будням с 14 до 16 часов, ".repeat(4) + "или в дневнике";
    for (kind, job, student) in set::kinds() {
        let contact = contact.clone();
        let pages = sheet(&Job { contact, ..job }, &student);
        assert_eq!(pages.len(), 2, "{kind}");
        let [front, back] = [0, 1].map(|side| pages[side].contains("кабинет214"));
        assert!(!front && back, "{kind}");
        let said = pages[0].contains(&bare("Связь с учителем — на обороте"));
        assert!(said, "{kind}: {}", pages[0]);
    }
}
