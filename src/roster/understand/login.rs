//! Which column holds logins of Госуслуги.
//!
//! Takes the columns that call themselves logins, gives the one to be taken.
//! A journal's or a school's own login printed as that of Госуслуги sends the
//! family to a door that does not open, so a bare «Логин» counts only without
//! any sign of another system. What is not taken is said, with the way to force
//! it.

use super::account::{self, Login};
use super::field::{self, Field};
use super::header::{Column, Header};
use crate::base::diagnostic::Diagnostic;
use crate::roster::log::Log;
use crate::roster::table::Table;
use crate::roster::text;

/// Words that name Госуслуги.
const GOSUSLUGI: &[&str] = &["госуслуг", "есиа", "епгу", "gosuslug", "esia"];

/// Words that name a password.
const PASSWORDS: &[&str] = &["парол", "password", "passwd", "pwd"];

/// Words that name other systems with logins of their own; one of three letters
/// or less is a whole word, the others may go on.
#[rustfmt::skip]
const OTHERS: &[&str] = &[
    "дневник", "журнал", "элжур", "сетево", "сферум", "sferum", "вконтакте", "vk", "вк", "мэш",
    "рэш", "учи", "якласс", "moodle", "google", "гугл", "яндекс", "yandex", "асу", "рсо", "сго",
    "барс", "аверс", "кунделик", "zoom", "teams", "фоксфорд", "username", "пфдо", "навигатор",
    "эд", "моя", "skysmart", "скайсмарт", "telegram", "телеграм", "max", "мах", "wi", "wifi", "пк",
    "1с", "сириус", "всош", "инфоурок",
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
    let ours = |column: &&Column| names(column, GOSUSLUGI);
    let mut taken: Vec<&Column> = logins.iter().copied().filter(ours).collect();
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
    taken.first().copied()
}

/// The code of the remark that a list has no such column; it is an error if no
/// list of the file has it.
pub(in crate::roster) const NO_COLUMN: &str = "no-login-column";

fn named<'h>(header: &'h Header, wanted: &str, log: &mut Log) -> Option<&'h Column> {
    let same = |column: &&Column| text::fold(&column.title) == text::fold(wanted.trim());
    let found = header.columns.iter().find(same);
    if found.is_none() {
        let message = format!("столбца «{wanted}» с логинами нет.");
        let titles: Vec<_> = header.columns.iter().map(|c| &*c.title).collect();
        let remark = Diagnostic::warning(NO_COLUMN, message).at_row(header.number);
        log.push(remark.with_hint(format!("Есть столбцы: {}.", text::quoted(&titles))));
    }
    found
}

fn not_taken(header: &Header, column: &Column, why: &str) -> Diagnostic {
    Diagnostic::warning(
        "login-not-taken",
        format!("логины из этого столбца не взяты: {why}."),
    )
    .at_row(header.number)
    .in_column(column.name())
    .with_hint(format!(
        "Если это логины Госуслуг, добавьте: --login-column \"{}\".",
        column.name()
    ))
}

fn names(column: &Column, stems: &[&str]) -> bool {
    let words = [&column.title, &column.group].map(|text| field::all_words(text));
    words.iter().flatten().any(|word| is_one_of(word, stems))
}

fn is_one_of(word: &str, stems: &[&str]) -> bool {
    let is = |stem: &&str| word == *stem || stem.chars().count() > 3 && word.starts_with(*stem);
    stems.iter().any(is)
}

/// The sign of another system, if there is one.
fn doubt(column: &Column, header: &Header, table: &Table, end: usize) -> Option<&'static str> {
    if names(column, OTHERS) {
        return Some("столбец назван по другой системе");
    }
    let foreign_password = |other: &Column| names(other, PASSWORDS) && !names(other, GOSUSLUGI);
    if header.columns.iter().any(foreign_password) {
        return Some("рядом стоит пароль, это логины другой системы");
    }
    let titles = (0..header.top)
        .map(|at| table.row(at))
        .flat_map(|row| row.cells());
    let mut words = titles.take(100).flat_map(|cell| field::words(cell.text));
    if words.any(|word| is_one_of(&word, OTHERS)) {
        return Some("над списком названа другая система");
    }
    let cells = (header.index + 1..end).map(|at| table.row(at).text(column.at));
    let cells = cells.map(text::clean).filter(|cell| !cell.is_empty());
    let (mut all, mut odd, mut same) = (0_usize, 0_usize, 0_usize);
    let mut domain: Option<String> = None;
    for cell in cells {
        match account::login(&cell) {
            Login::None => continue,
            Login::Odd => odd += 1,
            _ => {}
        }
        all += 1;
        if let Some(host) = account::domain(&cell).map(text::fold) {
            same += usize::from(domain.get_or_insert_with(|| host.clone()) == &host);
        }
    }
    let is_public = domain.is_some_and(|host| MAIL.contains(&&*host));
    if all >= SEVERAL && same == all && !is_public {
        return Some("все адреса одной школы или системы");
    }
    (all >= SEVERAL && 2 * odd > all).then_some("это не телефоны и не адреса почты")
}
