//! The template stage by itself: what the built-in sheet says to whom, that
//! values stay plain text, and how mistakes in a template are told.

use jiff::civil::date;

use super::{Template, builtin};
use crate::base::diagnostic::Diagnostic;
use crate::model::handout::{Block, Blocks, Handout, Inline};
use crate::model::job::{Job, Platform, Slip};
use crate::model::student::{Name, Student};

fn job() -> Job {
    Job {
        school: "Школа № 7".into(),
        class: "7Б".into(),
        teacher: "Соловьёва Елена Викторовна".into(),
        contact: "кабинет 214".into(),
        return_by: Some(date(2026, 12, 5)),
        ..Job::on(date(2026, 11, 22))
    }
}

/// A child of 13 without account and login.
fn pupil() -> Student {
    Student {
        row: 2,
        class: "7Б".into(),
        birth: Some(date(2013, 3, 14)),
        ..Student::new(Name::of_parts("Цветкова", "Зоя", "Львовна"))
    }
}

fn named(full: &str) -> Student {
    Student {
        name: full.into(),
        ..pupil()
    }
}

fn filled(source: &str, job: &Job, student: &Student) -> Result<Handout, Vec<Diagnostic>> {
    Template::parse("t.md", source, job)?.handout(student)
}

fn sheet(job: &Job, student: &Student) -> Handout {
    filled(builtin("handout").unwrap(), job, student).unwrap()
}

/// The text of the built-in sheet, captions of buttons in corner brackets.
fn said(job: &Job, student: &Student) -> String {
    text(&sheet(job, student))
}

fn text(handout: &Handout) -> String {
    handout
        .sides
        .iter()
        .map(|side| {
            let slip = side.slip.as_ref();
            let slip = slip.map_or(String::new(), |slip| block(&slip.cut) + &all(&slip.body));
            format!("{}{slip}", all(&side.body))
        })
        .collect()
}

fn all(blocks: &Blocks) -> String {
    blocks.iter().map(|one| block(one)).collect()
}

fn block(one: &Block) -> String {
    match one {
        Block::Heading(_, text) | Block::Paragraph(text) | Block::Cut(text) => inlines(text) + "\n",
        Block::Step(number, blocks) => format!("{number}. {}", all(blocks)),
        Block::Picture(picture) => picture.alt.clone(),
        Block::Bullet(blocks) | Block::Check(blocks) | Block::Panel(_, blocks) => all(blocks),
        Block::Code(code) => format!("({})\n", code.url),
        Block::Columns(columns) => columns.iter().map(|column| all(&column.body)).collect(),
        Block::Rule => String::new(),
        Block::Table(table) => {
            let rows = std::iter::once(&table.head).chain(&table.rows);
            rows.flatten().map(|cell| inlines(cell)).collect()
        }
    }
}

fn inlines(text: &[Inline]) -> String {
    text.iter()
        .map(|inline| match inline {
            Inline::Text(text, _) | Inline::Letters(text) => text.clone(),
            Inline::Button(caption) => format!("⟦{caption}⟧"),
            Inline::Link { text, .. } => text.iter().map(|(part, _)| part.as_str()).collect(),
            Inline::Line(_) => "___".into(),
            Inline::Digits(_) => "□□".into(),
            Inline::Tick => "□".into(),
            Inline::Tab(_) => "\t".into(),
            Inline::Break => "\n".into(),
        })
        .collect()
}

/// Every block of a handout that is no container of the page.
fn blocks(handout: &Handout) -> Vec<&Block> {
    fn walk<'h>(body: &'h Blocks, found: &mut Vec<&'h Block>) {
        for block in body {
            match &**block {
                Block::Columns(columns) => columns.iter().for_each(|c| walk(&c.body, found)),
                Block::Panel(_, body) => walk(body, found),
                block => found.push(block),
            }
        }
    }
    let mut found = Vec::new();
    for side in &handout.sides {
        walk(&side.body, &mut found);
        side.slip
            .iter()
            .for_each(|slip| walk(&slip.body, &mut found));
    }
    found
}

fn steps(text: &str) -> Vec<&str> {
    let numbered = |line: &&str| line.get(1..3) == Some(". ");
    text.lines().filter(numbered).collect()
}

/// The only complaint about a template.
#[track_caller]
fn complaint(source: &str) -> Diagnostic {
    complaint_in(source, &job())
}

#[track_caller]
fn complaint_in(source: &str, job: &Job) -> Diagnostic {
    let mut all = filled(source, job, &pupil()).unwrap_err();
    assert_eq!(all.len(), 1, "{all:#?}");
    let one = all.remove(0);
    assert_eq!(one.file.as_deref(), Some("t.md"));
    assert!(one.is_error());
    one
}

#[track_caller]
fn hints(complaint: &Diagnostic, words: &[&str]) {
    let said = complaint.to_string();
    for word in words {
        assert!(said.contains(word), "«{word}» is not in: {said}");
    }
}

#[test]
fn values_are_plain_text_whatever_they_look_like() {
    for name in [
        "*_[x](y)` Звёздочкина",
        "::: front",
        ":::",
        "{{ student.login }} {% if %} {# #}",
        "1. Первый",
        "- [ ] Галочкин",
        "# Решёткина <b>Анна</b> &amp; Ко",
        "> [!WARNING] ![](line) https://example.com",
        "--- +++ === ***",
        "\\ обратная \\* черта\\",
        "a | b ~~c~~ $d$ ^e^",
    ] {
        let full = text(&filled("Имя: {{ student.full }}.", &job(), &named(name)).unwrap());
        assert_eq!(full.trim(), format!("Имя: {name}."));
        let alone = filled("{{ student.full }}", &job(), &named(name)).unwrap();
        let [only] = blocks(&alone)[..] else {
            panic!("{name} became several blocks");
        };
        let plain = |text: &[Inline]| text.iter().all(|i| matches!(i, Inline::Text(..)));
        match only {
            Block::Paragraph(inner) => assert!(plain(inner) && inlines(inner) == name, "{name}"),
            other => panic!("{name} became {other:?}"),
        }
    }
}

#[test]
fn a_name_of_several_lines_stays_in_its_paragraph() {
    let handout = filled(
        "# {{ student.full }}",
        &job(),
        &named("Зоя\n\n::: back\n1. А"),
    )
    .unwrap();
    assert_eq!(blocks(&handout).len(), 1);
    assert_eq!(handout.sides.len(), 1);
}

#[test]
fn every_setting_is_escaped_as_names_are() {
    let odd = "**«X»** `y` _z_";
    let job = Job {
        school: odd.into(),
        class: odd.into(),
        teacher: odd.into(),
        contact: odd.into(),
        banks: vec![odd.into()],
        ..job()
    };
    let source = "{{ school }}|{{ class }}|{{ teacher }}|{{ contact }}|{{ banks | join(\", \") }}";
    let classless = Student {
        class: "".into(),
        ..pupil()
    };
    let handout = filled(source, &job, &classless).unwrap();
    assert_eq!(text(&handout).trim(), [odd; 5].join("|"));
}

#[test]
fn a_hostile_pupil_changes_no_block_but_those_with_the_name() {
    let plain = sheet(&job(), &pupil());
    let hostile = sheet(&job(), &named(":::\n`*_[x](y)` {{ school }} 1. ---"));
    assert_eq!(blocks(&plain).len(), blocks(&hostile).len());
    let differing = blocks(&plain)
        .iter()
        .zip(blocks(&hostile))
        .filter(|(a, b)| a != &b)
        .count();
    assert_eq!(
        differing, 3,
        "the name in the head, on the slip and on the back"
    );
}

const CONFIRM: &str = "учётную запись надо подтвердить";

#[test]
fn a_child_under_14_needs_no_confirmation() {
    let said = said(&job(), &pupil());
    assert!(said.contains("Ребёнку нет 14 лет"), "{said}");
    assert!(!said.contains(CONFIRM) && !said.contains("МФЦ") && !said.contains("Сбербанк"));
}

#[test]
fn a_child_of_14_is_sent_to_a_mfc_or_a_bank_of_the_settings() {
    let elder = Student {
        birth: Some(date(2012, 1, 9)),
        ..pupil()
    };
    let text = said(&job(), &elder);
    assert!(text.contains("Ребёнку уже есть 14 лет"), "{text}");
    assert!(text.contains("МФЦ") && text.contains("Сбербанк, ВТБ") && !text.contains("нет 14"));
    let own = Job {
        banks: vec!["Югра-Банк".into()],
        ..job()
    };
    let text = said(&own, &elder);
    assert!(text.contains("Югра-Банк") && !text.contains("Сбербанк"));
    let none = Job {
        banks: Vec::new(),
        ..job()
    };
    assert!(said(&none, &elder).contains("дебетовая карта."));
}

#[test]
fn an_unknown_age_gets_both_ways_told_apart() {
    let unknown = Student {
        birth: None,
        ..pupil()
    };
    let said = said(&job(), &unknown);
    assert!(said.contains("два дела, а с 14 лет три"), "{said}");
    assert_eq!(steps(&said)[4], "5. С 14 лет: подтвердите учётную запись");
    assert!(!said.contains("Ребёнку"));
}

#[test]
fn the_fourteenth_birthday_is_the_day_that_counts() {
    let born = |day| Student {
        birth: Some(date(2012, 11, day)),
        ..pupil()
    };
    assert!(said(&job(), &born(22)).contains("уже есть 14 лет"));
    assert!(said(&job(), &born(23)).contains("нет 14 лет"));
}

#[test]
fn who_has_an_account_has_steps_of_their_own() {
    for ready in [
        Student {
            account: Some(true),
            ..pupil()
        },
        Student {
            login: Some("+7 900 000-00-01".into()),
            ..pupil()
        },
    ] {
        let said = said(&job(), &ready);
        assert_eq!(steps(&said)[0], "1. Войдите в электронный дневник");
        assert!(!said.contains("Зарегистрироваться"), "{said}");
        assert!(!said.contains("В пароле"), "{said}");
    }
    let said = said(&job(), &pupil());
    let first: Vec<&str> = steps(&said).iter().take(4).map(|s| &s[..2]).collect();
    assert_eq!(first, ["1.", "2.", "3.", "4."]);
}

#[test]
fn no_account_is_not_the_same_as_an_account() {
    let without = Student {
        account: Some(false),
        ..pupil()
    };
    assert_eq!(said(&job(), &without), said(&job(), &pupil()));
}

#[test]
fn a_known_login_stands_on_the_slip_to_be_confirmed() {
    let known = Student {
        login: Some("zoya_*test*@example.ru".into()),
        ..pupil()
    };
    let handout = sheet(&job(), &known);
    let slip = all(&handout.sides[0].slip.as_ref().unwrap().body);
    assert!(slip.contains("логин zoya_*test*@example.ru"), "{slip}");
    assert!(slip.contains("□верно"), "{slip}");
    assert_eq!(text(&handout).matches("zoya_").count(), 1, "nowhere else");
}

#[test]
fn the_slip_names_pupil_and_class_teacher_and_day() {
    let handout = sheet(&job(), &pupil());
    let slip = handout.sides[0].slip.as_ref().unwrap();
    assert_eq!(block(&slip.cut), "отрежьте и верните до 5 декабря\n");
    let slip = all(&slip.body);
    for words in [
        "Цветкова Зоя Львовна, 7Б",
        "Телефон",
        "□□",
        "или почта",
        "□готова",
        "□ещё нет",
        "□нужна помощь",
        "Подпись родителя",
        "Пароль и код из СМС сюда не пишите",
        "Соловьёва Елена Викторовна, классный руководитель 7Б",
        "Отдайте лично",
    ] {
        assert!(slip.contains(words), "{words} is not in {slip}");
    }
    assert!(
        !slip.contains("огласие") && !slip.contains("2013"),
        "{slip}"
    );
}

#[test]
fn a_status_slip_asks_for_no_login() {
    let job = Job {
        slip: Slip::Status,
        ..job()
    };
    let handout = sheet(&job, &pupil());
    let slip = all(&handout.sides[0].slip.as_ref().unwrap().body);
    for words in ["□готова", "□ещё нет", "□нужна помощь", "Дата"] {
        assert!(slip.contains(words), "{slip}");
    }
    assert!(!slip.contains("Телефон") && !slip.contains("почта") && !slip.contains("внесёт"));
}

#[test]
fn what_is_not_given_leaves_no_trace() {
    let bare = Job::on(date(2026, 11, 22));
    let classless = Student {
        class: "".into(),
        ..pupil()
    };
    let said = said(&bare, &classless);
    for odd in [
        "none",
        "undefined",
        ", ,",
        "·\n",
        "до \n",
        "  до",
        " .",
        ": \n",
        "None",
    ] {
        assert!(!said.contains(odd), "{odd:?} in {said}");
    }
    assert!(
        said.contains("Кому: классному руководителю. Отдайте лично"),
        "{said}"
    );
}

#[test]
fn the_platform_is_vk_max_or_none() {
    let on = |platform| {
        let job = Job { platform, ..job() };
        said(&job, &pupil())
    };
    let (vk, max, none) = (on(Platform::Vk), on(Platform::Max), on(Platform::None));
    assert!(vk.contains("VK Мессенджер") && vk.contains("⟦Создать учебный профиль⟧"));
    assert!(max.contains("MAX") && !max.contains("VK"));
    assert!(!none.contains("VK") && !none.contains("MAX"));
}

#[test]
fn the_captions_of_the_screens_are_quoted_exactly() {
    let said = said(&job(), &pupil());
    for (caption, times) in [
        ("Зарегистрироваться", 2),
        ("Продолжить", 2),
        ("Подтвердить почту", 1),
        ("Готово", 1),
        ("Сгенерировать пароль", 1),
        ("Вход для обучающихся", 2),
        ("Онлайн-урок", 1),
        ("Создать учебный профиль", 1),
        ("Войти в другой аккаунт", 1),
    ] {
        let found = said.matches(&format!("⟦{caption}⟧")).count();
        assert_eq!(found, times, "{caption} in {said}");
    }
    assert_eq!(
        said.matches('⟦').count(),
        12,
        "a caption of no source: {said}"
    );
    for words in [
        "«Код подтверждения»",
        "«Дневник»",
        "300 секунд",
        "2 дня",
        "8 знаков",
        "!@%&()*-+=~?#_[]{};",
        "www.gosuslugi.ru",
        "cop.admhmao.ru",
        "ЦОП «Образование Югры»",
    ] {
        let code = said.contains(words);
        let alt = words.starts_with("ЦОП") && builtin("handout").unwrap().contains(words);
        assert!(code || alt, "{words} is not in {said}");
    }
}

#[test]
fn unconfirmed_facts_stay_out_of_the_default_sheet() {
    for platform in [Platform::Vk, Platform::None] {
        let said = said(&Job { platform, ..job() }, &pupil());
        for later in [
            "MAX",
            "Учётная запись ребёнка",
            "фактор",
            "Сферум",
            "СНИЛС",
            "паспорт",
        ] {
            assert!(!said.contains(later), "{later} in {said}");
        }
    }
}

#[test]
fn only_the_two_addresses_are_encoded() {
    let handout = sheet(&job(), &pupil());
    let mut urls: Vec<&str> = Vec::new();
    for block in blocks(&handout) {
        if let Block::Code(code) = block {
            urls.push(&code.url);
            assert_eq!(format!("https://{}", code.shown), code.url);
        }
    }
    let (gosuslugi, diary) = ("https://www.gosuslugi.ru", "https://cop.admhmao.ru");
    assert_eq!(urls, [gosuslugi, diary, diary]);
}

#[test]
fn equal_pupils_get_equal_handouts() {
    let mut template = Template::parse("t.md", builtin("handout").unwrap(), &job()).unwrap();
    let once = template.handout(&pupil()).unwrap();
    let again = template.handout(&pupil()).unwrap();
    let other = sheet(&job(), &pupil());
    assert_eq!(once, again);
    assert_eq!(
        once, other,
        "nor does it matter what a template has read before"
    );
}

#[test]
fn parsing_for_one_pupil_leaves_nothing_for_the_next() {
    let mut template = Template::parse("t.md", builtin("handout").unwrap(), &job()).unwrap();
    let with_login = Student {
        login: Some("secret@example.ru".into()),
        ..named("Яковлев Ян")
    };
    template.handout(&with_login).unwrap();
    let next = template.handout(&pupil()).unwrap();
    assert_eq!(next, sheet(&job(), &pupil()));
}

#[test]
fn an_unknown_name_is_told_with_line_and_nearest() {
    let said = complaint("Один\n\nДва {{ student.fulll }}\n");
    assert_eq!(said.row, Some(3));
    hints(&said, &["«student.full»", "student.first", "teacher"]);
    let said = complaint("{{ techer }}");
    assert_eq!(said.row, Some(1));
    hints(&said, &["«teacher»"]);
    let said = complaint("{{ quite_another }}");
    hints(&said, &["Известны:", "student.full"]);
}

#[test]
fn an_unknown_name_in_a_condition_is_told_too() {
    let said = complaint("+++\ntext = \"12pt\"\n+++\n{% if student.agee >= 14 %}да{% endif %}");
    assert_eq!(said.row, Some(4));
}

#[test]
fn wrong_expressions_and_filters_are_told_in_russian() {
    let said = complaint("А\n{{ student.full");
    assert!(said.message.contains("записано неверно"), "{said}");
    let said = complaint("А\n{% if school %}Б");
    assert!(said.message.contains("записано неверно"), "{said}");
    let said = complaint("А\n{{ school | reverze }}");
    assert_eq!(said.row, Some(2));
    hints(&said, &["фильтра", "join"]);
}

#[test]
fn an_unknown_word_after_a_fence_is_told_with_line_and_nearest() {
    let said = complaint("Один\n::: fromt\nДва\n:::\n");
    assert_eq!(said.row, Some(2));
    hints(&said, &["«fromt»", "«front»", "columns"]);
    // In a branch that no pupil takes it is found as well.
    let said = complaint("{% if false %}\n::: slipp\n:::\n{% endif %}");
    assert_eq!(said.row, Some(2));
    hints(&said, &["«slip»"]);
}

#[test]
fn a_fence_that_is_not_closed_or_not_opened_is_told_with_its_line() {
    let said = complaint("Один\n\n::: frame\nДва\n");
    assert_eq!((said.row, &*said.message), (Some(3), "блок не закрыт."));
    let said = complaint("Один\n:::\n");
    assert_eq!(said.row, Some(2));
    assert!(said.message.contains("не открыт"), "{said}");
}

#[test]
fn columns_must_agree_with_their_widths() {
    let column = "::: column\nА\n:::\n";
    for head in ["* *", "", "* 40", "0* 10mm", "* -5mm", "* x"] {
        let said = complaint(&format!("::: columns {head}\n{column}:::\n"));
        assert_eq!(said.row, Some(1), "{head}");
        hints(&said, &["колонки не сходятся", "::: columns * 40mm"]);
    }
    let said = complaint(&format!("::: columns *\nлишнее\n{column}:::\n"));
    hints(&said, &["колонки не сходятся"]);
    let two = format!("::: columns 2* 1.5*\n{column}{column}:::\n");
    assert!(filled(&two, &job(), &pupil()).is_ok());
}

#[test]
fn containers_that_stand_in_the_wrong_place_are_told() {
    for source in [
        "::: column\nА\n:::\n",
        "::: front\n::: back\nА\n:::\n:::\n",
        "::: frame\n::: slip\nА\n:::\n:::\n",
        "::: front\n::: slip\n:::\n::: slip\n:::\n:::\n",
        "Вне сторон\n\n::: front\nА\n:::\n",
        "::: front крупно\nА\n:::\n",
        "::: text 9\nА\n:::\n",
        "::: text 0.7\n::: text 0.7\nА\n:::\n:::\n",
    ] {
        assert!(complaint(source).row.is_some(), "{source}");
    }
}

#[test]
fn a_wrong_image_word_is_told_with_the_nearest() {
    let said = complaint("Один\n\nДва ![](tik)\n");
    assert_eq!(said.row, Some(3));
    hints(&said, &["«tik»", "«tick»", "digits"]);
    for wrong in [
        "line:abc",
        "digits:3-x",
        "digits:",
        "tab",
        "tick:1",
        "letters",
        "line:-3mm",
        "digits:0",
    ] {
        let said = complaint(&format!("![]({wrong})"));
        hints(&said, &["записано неверно", "digits:3-3-2-2"]);
    }
    hints(&complaint("![лого](logo.png)"), &["logo.png", "рядом"]);
    hints(&complaint("![лого](logo.gif)"), &["Известны"]);
}

#[test]
fn what_a_sheet_has_no_form_for_is_refused() {
    for source in [
        "```\nкод\n```\n",
        "<div>А</div>\n",
        "> без вида\n",
        "1. А\n\n   ---\n",
        "А ![x](qr:https://www.gosuslugi.ru) Б\n",
        "![x](qr:https://www.gosuslugi.ru \"12mm\")\n",
        "![x](qr:https://www.gosuslugi.ru \"большой\")\n",
        "А <b>Б</b>\n",
    ] {
        let all = filled(source, &job(), &pupil()).unwrap_err();
        assert!(all.iter().all(|d| d.row.is_some()), "{source}: {all:?}");
        assert!(all.iter().all(|d| d.hint.is_some()), "{source}: {all:?}");
    }
}

#[test]
fn bad_addresses_are_refused_in_codes_and_in_links() {
    for (url, reason) in [
        ("http://www.gosuslugi.ru", "http://"),
        ("https://gosuslugi.ru.example.com", "gosuslugi"),
        ("https://www.gosusIugi.ru", "похож"),
        ("https://example.org", "не разрешён"),
        ("https://clck.ru/abc", "коротким"),
        ("https://gosuslugi.ru@example.org", "@"),
        ("https://www.gosuslugi.ru/?utm_source=x", "слежения"),
        ("https://госуслуги.рф", ""),
        ("javascript:alert", ""),
        ("", ""),
    ] {
        for source in [
            format!("А\n\n![x](qr:{url})\n"),
            format!("А\n\n[x]({url})\n"),
        ] {
            let said = complaint(&source);
            assert_eq!(said.row, Some(3), "{source}");
            hints(&said, &[reason]);
        }
    }
}

#[test]
fn a_host_of_the_settings_is_allowed_but_not_over_plain_http() {
    let own = Job {
        hosts: vec!["school7.example.ru".into()],
        ..job()
    };
    let good = filled("![x](qr:https://school7.example.ru/a?b=1)", &own, &pupil());
    assert!(text(&good.unwrap()).contains("https://school7.example.ru/a?b=1"));
    complaint_in("![x](qr:http://school7.example.ru)", &own);
    complaint_in("![x](qr:https://other.example.ru)", &own);
}

#[test]
fn an_address_out_of_a_variable_is_checked_like_any_other() {
    let source = "+++\n[vars]\nsite = \"https://example.org\"\n+++\n![x](qr:{{ vars.site }})\n";
    hints(&complaint(source), &["example.org"]);
}

#[test]
fn mistakes_of_the_head_are_told_with_what_is_known() {
    for (source, words) in [
        ("+++\npaper = \"B5\"\n+++\nА", "A3, A4 и A5"),
        ("+++\ntext = \"big\"\n+++\nА", "11pt"),
        ("+++\ntext = \"5pt\"\n+++\nА", "«text»"),
        ("+++\nmargins = { sides = \"7mm\" }\n+++\nА", "8 мм"),
        ("+++\nmargins = { left = \"9mm\" }\n+++\nА", "margins"),
        ("+++\ntext = 11\n+++\nА", "записаны неверно"),
        ("+++\n= =\n+++\nА", "записаны неверно"),
        ("+++\ntext = \"11pt\"\nА", "не закрыто"),
    ] {
        hints(&complaint(source), &[words]);
    }
}

#[test]
fn several_mistakes_are_told_in_one_run() {
    let source = "![](tik)\n\n[x](http://a.ru)\n\n::: frame\n::: column\nА\n:::\n:::\n";
    let rows: Vec<_> = filled(source, &job(), &pupil())
        .unwrap_err()
        .iter()
        .map(|said| said.row)
        .collect();
    assert_eq!(rows, [Some(1), Some(3), Some(6)]);
}

#[test]
fn windows_line_ends_and_a_byte_order_mark_do_no_harm() {
    let source = builtin("handout").unwrap();
    let windows = format!("\u{feff}{}", source.replace('\n', "\r\n"));
    let handout = filled(&windows, &job(), &pupil()).unwrap();
    assert_eq!(handout, sheet(&job(), &pupil()));
}

#[test]
fn variables_of_the_template_give_way_to_those_of_the_settings() {
    let source = "+++\n[vars]\na = \"шаблон\"\nb = \"шаблон\"\n+++\n{{ vars.a }}, {{ vars.b }}";
    let mut job = job();
    job.vars.insert("b".into(), "настройка".into());
    let handout = filled(source, &job, &pupil()).unwrap();
    assert_eq!(text(&handout).trim(), "шаблон, настройка");
}

#[test]
fn a_code_may_not_carry_a_pupils_data() {
    let source = "Текст\n\n![Вход](qr:https://www.gosuslugi.ru/{{ student.row }})\n";
    let faults = filled(source, &job(), &pupil()).unwrap_err();
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].row, Some(3));
    assert!(faults[0].message.contains("данные ученика"));
    // The same address for everybody is a setting and stays allowed.
    let source = "![Вход](qr:{{ vars.site }})\n";
    let mut job = job();
    job.vars
        .insert("site".into(), "https://cop.admhmao.ru".into());
    assert!(filled(source, &job, &pupil()).is_ok());
}

#[test]
fn what_is_said_of_the_login_is_what_the_slip_asks() {
    let asked = "Логин — это телефон или почта";
    let checked = "У учителя записан логин";
    let waits = "учитель ещё не внёс логин";
    let known = Student {
        login: Some("+7 900 000-00-00".into()),
        ..pupil()
    };
    let status = Job {
        slip: Slip::Status,
        ..job()
    };
    for (job, student, wanted) in [
        (&job(), &pupil(), [true, false, true]),
        (&job(), &known, [false, true, true]),
        (&status, &pupil(), [false, false, false]),
        (&status, &known, [false, false, false]),
    ] {
        let text = said(job, student);
        let found = [asked, checked, waits].map(|words| text.contains(words));
        assert_eq!(found, wanted, "{text}");
        let is_status = job.slip == Slip::Status;
        assert_eq!(text.contains("Логин внесён в журнал"), !is_status);
        assert_eq!(text.contains("Отметьте на талоне"), is_status);
    }
}
