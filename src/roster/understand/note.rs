//! What stands in the cell of a name and is no part of it: notes, other names.
//!
//! Takes a clean cell, gives the name without what surely is a note; says of a
//! name whether something is left in it that nobody is called, and whether it
//! is that of several.

use super::footer::{self, Start};
use super::shape::{self, Shape};
use super::{given, name, spelling};
use crate::roster::text;

/// Without a note behind the name, which may be of the pupil's health: «(инв.)»,
/// «- ОВЗ», «, д/о». A surname may have two parts, «Анна КИМ» capitals.
pub(super) fn cut_off(cell: &str) -> &str {
    const SHORT: &[&str] = &[
        "ОВЗ", "ЗПР", "ТНР", "ОНР", "РАС", "НОДА", "ИОП", "СВО", "АООП",
    ];
    let end = |head: &str| {
        let head = head.trim_end_matches([' ', ',', ';', '-', '–', '—']);
        // «н/о» is cut as a whole.
        let last = head
            .rsplit_once(' ')
            .filter(|(_, last)| last.chars().count() == 1 && last.starts_with(char::is_lowercase));
        last.map_or(head, |(before, _)| before).len()
    };
    let first = cell.split(' ').next().unwrap_or_default();
    let capitals = |words: &str| {
        let mut words = words.split(' ');
        !spelling::is_in_capitals(first) && words.all(spelling::is_in_capitals)
    };
    let is_whole = |head: &str| head.trim().contains(' ');
    let is_note = |(at, sign): (usize, &str)| {
        let (head, rest) = (&cell[..at], cell[at + sign.len()..].trim_start());
        let small = is_whole(head) && rest.starts_with(char::is_lowercase);
        match sign {
            "(" => true,
            "," | "/" => small,
            " " => {
                SHORT.contains(&rest) || is_whole(head) && !given::is_given(first) && capitals(rest)
            }
            _ => small || capitals(rest),
        }
    };
    let signs = ["(", ",", "/", " - ", " – ", " — ", " "];
    let is_last = |at: usize| {
        let to = cell[at..].find(')');
        to.is_none_or(|to| at + to + 1 == cell.len())
    };
    let places = signs.iter().flat_map(|sign| cell.match_indices(sign));
    let notes = places.filter(|&(at, sign)| is_last(at) && is_note((at, sign)));
    let cut = notes.map(|(at, _)| end(&cell[..at])).filter(|&at| at > 0);
    let cut = cut.min();
    &cell[..cut.unwrap_or(cell.len())]
}

/// Without the full stop behind a name, which is not that of initials.
pub(super) fn without_stop(name: &str) -> &str {
    let bare = name.strip_suffix('.').unwrap_or(name);
    let last = bare.rsplit(' ').next().unwrap_or_default();
    let is_word = last.starts_with(char::is_uppercase) && last.chars().count() > 2;
    match is_word && !bare.contains('.') {
        true => bare,
        false => name,
    }
}

/// Whether a cell holds the names of several: parted by a sign, a line end or
/// «и» into a whole name and another or a first name, or into surnames; or
/// without a sign, with two patronymics or surnames between first names.
pub(super) fn has_two_names(full: &str, written: &str) -> bool {
    // «Ким Л.И. Ли Я.И.»
    let is_initials =
        |word: &&str| word.ends_with('.') && word.split('.').all(|one| one.chars().count() < 2);
    let initials: Vec<usize> = (0..)
        .zip(full.split(' '))
        .filter_map(|(at, word)| is_initials(&word).then_some(at))
        .collect();
    if initials.windows(2).any(|two| two[1] > two[0] + 1) {
        return true;
    }
    let signs = [',', ';', '/', '+', '&', '\n', '\r'];
    // Nearly all names are two words, or three with a patronymic.
    let last = full.rsplit(' ').next().unwrap_or_default();
    let usual = match full.matches(' ').count() {
        2 => name::is_patronymic(last),
        spaces => spaces < 2,
    };
    if usual && !written.contains(signs) {
        return false;
    }
    let pieces = written.split(signs).flat_map(|piece| piece.split(" и "));
    let pieces: Vec<&str> = pieces.filter(|piece| !text::is_blank(piece)).collect();
    if pieces.len() > 1 {
        let whole = |piece: &str| shape::shape(piece) == Shape::Strong;
        let words = || pieces.iter().map(|piece| piece.trim());
        let named = |piece: &str| piece.split(' ').any(given::is_given);
        // «Рашид оглы» on the second line is nobody else.
        let is_rest = |piece: &str| {
            let mut words = piece.split(' ').skip(1);
            words.next().is_some_and(name::is_patronymic_word)
        };
        let other = |piece: &&str| !is_rest(piece) && (whole(piece) || named(piece));
        let others = || words().filter(other);
        let weak =
            words().all(|word| shape::shape(word) == Shape::Weak(true) && !name::is_known(word));
        return words().any(whole) && others().nth(1).is_some()
            || weak && (pieces.len() > 2 || words().all(name::is_sure_surname));
    }
    // «Иванов Пётр - Петрова Анна» has been joined.
    let parted = full.replace('-', " ");
    let dashed = written.split_whitespace().any(text::is_placeholder);
    let words: Vec<&str> = if dashed { &parted } else { full }.split(' ').collect();
    let is_surname = |word: &str| name::is_sure_surname(word) && !name::is_patronymic(word);
    let again = |at: usize| {
        let before = words[at - 1];
        let is_other = !name::is_known(before) && !name::is_particle(before);
        let may_be = is_surname(before) || at > 2 && is_other;
        given::is_given(words[at])
            && may_be
            && words[..at - 1].iter().any(|word| given::is_given(word))
    };
    let count = |is: &dyn Fn(&str) -> bool| words.iter().filter(|word| is(word)).count();
    words.len() > 4 && count(&name::is_patronymic) > 1
        || words.len() > 3 && (2..words.len()).any(again)
        || count(&is_surname) > 2
}

/// Whether something stands in a name that is no part of it: a sign, a word in
/// small letters or in capitals, one behind the patronymic, an office before the
/// surname. «Мария де ла Крус», «Мамедов Эльдар Рашид оглы», «О'НИЛ Анна» are
/// whole names.
pub(super) fn is_left(name: &str) -> bool {
    let first = name.split(' ').next().unwrap_or_default();
    let capitals = |word: &str| {
        spelling::is_in_capitals(word)
            && !spelling::is_in_capitals(first)
            && !given::is_given(first)
    };
    let small = |word: &str| {
        let is_part = name::is_particle(word) || name::is_patronymic_word(word);
        word.starts_with(char::is_lowercase) && !is_part
    };
    // «Ивановна инв.», «Иванова.Анна», but not «П. С.», «П.С.».
    let is_long = |part: &str| part.chars().count() > 1;
    let is_stopped = |word: &&str| word.contains('.') && word.split('.').any(is_long);
    let words: Vec<&str> = name.split([' ', ',', '/', '(', ')']).collect();
    let is_note = |word: &&str| {
        small(word) || capitals(word) || !word.is_empty() && shape::is_nobody(&text::fold(word))
    };
    let begins = name.starts_with(char::is_uppercase);
    let behind = words.iter().rposition(|word| name::is_patronymic(word));
    let is_behind = behind.is_some_and(|at| {
        at > 1
            && words[at + 1..]
                .iter()
                .any(|word| !name::is_patronymic_word(word))
    });
    let has_office = words.len() > 2
        && footer::start(name) != Start::Other
        && given::is_given(words[2])
        && !given::is_given(words[1]);
    // «ИвановаАнна», «ИВАНОВАанна», «И в а н о в», but not «МакКензи».
    let is_glued = |part: &str| {
        let big: Vec<bool> = part.chars().map(char::is_uppercase).collect();
        let is_odd = |three: &[bool]| matches!(three, [_, false, true] | [true, true, false]);
        big.windows(3).skip(2).any(is_odd)
    };
    let mut parts = name.split(|c| !text::is_letter(c));
    let is_spaced = words.len() > 2 && words.iter().all(|word| word.chars().count() == 1);
    let is_sign = |c: char| !text::is_letter(c) && !" -'’ʼ`‘.,/()\u{300}\u{301}".contains(c);
    // «Ивановна-инв», but not «Абу-л-Хасан».
    let tails = name.split(' ').flat_map(|word| word.split('-').skip(1));
    let mut tails = tails.filter(|tail| tail.chars().count() > 2);
    begins
        && (words.iter().skip(1).any(is_note) || words.iter().any(is_stopped) || tails.any(small))
        || parts.any(is_glued)
        || is_spaced
        || is_behind
        || has_office
        || name.contains(is_sign)
        || name.ends_with('\'')
}
