//! Which column holds logins of Госуслуги.
//!
//! Takes the columns that may hold logins, gives the one to be taken. A
//! journal's or a school's own login printed as that of Госуслуги sends the
//! family to a door that does not open, so only a title that names Госуслуги
//! counts, or a bare «Логин» without any sign of another system. What is not
//! taken is said, with the way to force it.

use super::account::{self, Login};
use super::field::{self, Field, Owner};
use super::header::{Column, Header};
use super::{class, words};
use crate::base::diagnostic::Diagnostic;
use crate::roster::log::Log;
use crate::roster::said;
use crate::roster::table::Table;
use crate::roster::text;

/// Words that may stand in a bare title of logins; as in all lists here, one of
/// three letters or less is a whole word, the others may go on.
#[rustfmt::skip]
const PLAIN: &[&str] = &[
    "логин", "login", "телефон", "тел", "моб", "номер", "phone", "почта", "почту", "почте", "эл", "электрон",
    "адрес", "e", "mail", "email", "для", "вход", "или", "и", "если", "есть", "при", "наличи", "сведени",
    "данн", "контакт", "об", "о",
];

/// Words of a portal that is not the one of the whole country, or of none.
const NOT_OURS: &[&str] = &["москв", "mos", "не", "кроме", "дом"];

/// Words of columns that stand beside logins of other systems.
#[rustfmt::skip]
const SECRETS: &[&str] = &[
    "парол", "пар", "пасс", "password", "passwd", "pass", "psw", "pwd", "pin", "пин", "код", "доступ", "ключ",
    "token", "токен", "секрет", "приглаш", "идентиф", "username", "user", "пользовател", "parol", "шифр",
];

/// Words of titles above a table that name other systems.
#[rustfmt::skip]
const OTHERS: &[&str] = &[
    "дневник", "журнал", "элжур", "сетево", "сферум", "sferum", "вконтакте", "vk", "вк", "мэш",
    "рэш", "учи", "якласс", "moodle", "google", "гугл", "яндекс", "yandex", "асу", "рсо", "сго",
    "барс", "аверс", "кунделик", "zoom", "teams", "фоксфорд", "пфдо", "навигатор", "skysmart",
    "скайсмарт", "telegram", "телеграм", "max", "мах", "1с", "сириус", "всош", "инфоурок", "dnevnik",
];

/// Mail services of everybody: their addresses are no school's.
#[rustfmt::skip]
const MAIL: &[&str] = &[
    "mail.ru", "bk.ru", "list.ru", "inbox.ru", "internet.ru", "yandex.ru", "ya.ru", "yandex.com",
    "gmail.com", "rambler.ru", "vk.com", "icloud.com", "outlook.com", "hotmail.com", "yahoo.com",
];

/// So many addresses of one domain make it a school's.
const SEVERAL: usize = 3;

/// Decides on the column; `wanted` is the one that the user named.
pub(super) fn choose<'h>(
    header: &'h Header,
    table: &Table,
    end: usize,
    wanted: Option<&str>,
    log: &mut Log,
) -> Option<&'h Column> {
    if let Some(wanted) = wanted {
        return named(header, wanted, log);
    }
    let logins: Vec<&Column> = header.of(Field::Login).collect();
    let mut taken: Vec<&Column> = logins.iter().copied().filter(|c| is_ours(c)).collect();
    // «Телефон Госуслуг» beside «Логин Госуслуг» is the same once more.
    let logs_in =
        |column: &&Column| words::any(&words::outside_brackets(&column.title), &["логин"]);
    if taken.iter().any(logs_in) {
        taken.retain(logs_in);
    }
    if taken.is_empty() {
        for column in &logins {
            match doubt(column, header, table, end) {
                None => taken.push(column),
                Some(why) => log.push(not_taken(header, column, why)),
            }
        }
    }
    if taken.len() > 1 {
        for column in &taken {
            log.push(not_taken(header, column, "таких столбцов несколько"));
        }
        return None;
    }
    let taken = taken.first().copied();
    if let Some(column) = taken.filter(|column| is_behind_parents(column, header)) {
        log.push(header.say(said::LOGIN_OF_WHOM, column));
    }
    taken
}

/// Whether the column before it is of parents and its title says not whose it is.
fn is_behind_parents(column: &Column, header: &Header) -> bool {
    let before = column.at.checked_sub(1).and_then(|at| header.column(at));
    let of_parents = |before: &Column| field::owner(&before.title) == Owner::Other;
    [&column.title, &column.group]
        .iter()
        .all(|title| field::owner(title) != Owner::Pupil)
        && before.is_some_and(of_parents)
}

fn named<'h>(header: &'h Header, wanted: &str, log: &mut Log) -> Option<&'h Column> {
    let same = |column: &&Column| text::fold(&column.title) == text::fold(wanted.trim());
    let found = header.columns.iter().find(same);
    if found.is_none() {
        let titles: Vec<_> = header.columns.iter().map(|c| &*c.title).collect();
        let remark = said::NO_LOGIN_COLUMN.with(&[&wanted, &text::quoted(&titles)]);
        log.push(remark.at_row(header.number));
    }
    found
}

fn not_taken(header: &Header, column: &Column, why: &str) -> Diagnostic {
    header.say(said::LOGIN_NOT_TAKEN.with(&[&why, &column.name()]), column)
}

/// Whether a title names Госуслуги, or its group does and it names no other.
fn is_ours(column: &Column) -> bool {
    let [title, group] = [&column.title, &column.group].map(|text| words::all(text));
    let ours = |words: &[String]| {
        field::names_gosuslugi(words) && !words.iter().any(|word| is_one_of(word, NOT_OURS))
    };
    ours(&title) || ours(&group) && title.iter().all(|word| is_plain(word))
}

fn is_plain(word: &str) -> bool {
    is_one_of(word, PLAIN) || words::starts(word, words::PUPIL)
}

fn is_one_of(word: &str, stems: &[&str]) -> bool {
    let is = |stem: &&str| word == *stem || stem.chars().count() > 3 && word.starts_with(*stem);
    stems.iter().any(is)
}

/// The sign of another system, if there is one.
fn doubt(column: &Column, header: &Header, table: &Table, end: usize) -> Option<&'static str> {
    let is_group = field::recognise(&column.group).is_none_or(|field| field == Field::Login);
    let group = Some(&column.group).filter(|_| is_group);
    let own = [Some(&column.title), group].into_iter().flatten();
    let mut own = own.flat_map(|text| words::all(text));
    // Programs abroad write whole headers so.
    let is_foreign = header.columns.len() > 1
        && header.of(Field::Account).next().is_none()
        && header.columns.iter().all(|own| own.title.is_ascii());
    if is_foreign || own.any(|word| !is_plain(&word)) {
        return Some("по названию они могут быть от другой системы");
    }
    let is_secret = |other: &Column| {
        let words = words::all(&other.title);
        words.iter().any(|word| is_one_of(word, SECRETS)) && !field::names_gosuslugi(&words)
    };
    if header.columns.iter().any(is_secret) {
        return Some("рядом стоит пароль или код, это логины другой системы");
    }
    // «Сайт» over «dnevnik.ru» in each row, words that nobody can remember.
    let count = |at: usize, fits: &dyn Fn(&str) -> bool| {
        let cells = (header.index + 1..end).map(|row| text::clean(table.row(row).text(at)));
        let cells: Vec<_> = cells.filter(|cell| !cell.is_empty()).collect();
        let fit = cells.iter().filter(|cell| fits(cell)).count();
        fit > 0 && 2 * fit >= cells.len()
    };
    let others = header.columns.iter();
    let mut others = others.filter(|own| own.field.is_none() && own.at != column.at);
    // «Почта» with addresses of Яндекс says nothing of logins.
    let names_it = |cell: &str| !cell.contains('@') && names_system(cell);
    if others.any(|own| count(own.at, &names_it)) {
        return Some("рядом названа другая система");
    }
    let before = column.at.checked_sub(1).and_then(|at| header.column(at));
    if before.is_some_and(|own| own.field.is_none() && names_system(&own.title)) {
        return Some("рядом названа другая система");
    }
    let next = column.at + 1;
    if header.column(next).is_none() && count(next, &is_password) {
        return Some("рядом стоит пароль или код, это логины другой системы");
    }
    let titles = (0..header.top)
        .map(|at| table.row(at))
        .flat_map(|row| row.cells());
    if titles.take(100).any(|cell| names_another(cell.text)) {
        return Some("над списком названа другая система");
    }
    let cells = (header.index + 1..end).map(|at| text::clean(table.row(at).text(column.at)));
    let logins = cells.filter(|cell| account::login(cell) != Login::None);
    let logins: Vec<_> = logins.collect();
    let odd = logins
        .iter()
        .filter(|cell| account::login(cell) == Login::Odd);
    let domains = logins.iter().filter_map(|cell| account::domain(cell));
    let domains: Vec<String> = domains.map(text::fold).collect();
    let are_alike = domains.windows(2).all(|two| two[0] == two[1]);
    let is_public = domains.iter().any(|host| MAIL.contains(&&**host));
    if logins.len() < SEVERAL {
        None
    } else if domains.len() == logins.len() && are_alike && !is_public {
        Some("все адреса одной школы или системы")
    } else {
        (2 * odd.count() > logins.len()).then_some("это не телефоны и не адреса почты")
    }
}

fn names_system(text: &str) -> bool {
    text.len() < 200 && words::all(text).iter().any(|word| is_one_of(word, OTHERS))
}

/// Whether a cell is letters and digits without any sense: «Qw12e».
fn is_password(cell: &str) -> bool {
    let has = |is: fn(&char) -> bool| cell.chars().any(|c| is(&c));
    cell.bytes().all(|b| b.is_ascii_graphic() && b != b'@')
        && has(char::is_ascii_digit)
        && has(char::is_ascii_lowercase)
}

/// Whether a title above names another system, or speaks of logins and of more
/// than pupils and their class.
fn names_another(title: &str) -> bool {
    let words = words::all(title);
    let fits = |word: &String| {
        is_plain(word) || is_one_of(word, &["клас", "спис"]) || class::parse(word).is_some()
    };
    let speaks = |stems| words.iter().any(|word| is_one_of(word, stems));
    names_system(title)
        || speaks(&["логин", "парол", "доступ", "портал"])
            && !field::names_gosuslugi(&words)
            && !words.iter().all(fits)
}
