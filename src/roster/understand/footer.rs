//! Words with which lines under a list begin: totals, signatures, page marks.
//!
//! Takes a cell, says how it begins. The words decide nothing by themselves,
//! since each could be a surname: `rows` asks for them only where the rest of
//! the row is no pupil's.

use super::{name, words};
use crate::roster::table::Row;
use crate::roster::text;

/// How a cell begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Start {
    /// As no line under a list does.
    Other,
    /// As a signature or a note, or with a surname.
    Perhaps,
    /// As a total or an office.
    Sure,
}

/// Tells how a clean cell begins.
pub(super) fn start(cell: &str) -> Start {
    let cell = text::fold(cell.trim_start_matches(['(', '_', ';', '/', ' ']));
    if begins(&cell, &[words::TOTALS, words::OFFICES]) {
        Start::Sure
    } else if begins(&cell, &[words::TOTALS_OR_NAMES, words::NOTES, words::POSTS]) {
        Start::Perhaps
    } else {
        Start::Other
    }
}

/// How many pupils a row says there are: «Всего: 25», «Итого учащихся» beside «25».
pub(super) fn stated(row: Row<'_>) -> Option<usize> {
    let cells: Vec<&str> = row.own().map(|cell| cell.text).collect();
    let words = words::all(&cells.join(" "));
    let (first, rest) = words.split_first()?;
    let (numbers, rest): (Vec<&String>, Vec<&String>) =
        rest.iter().partition(|word| text::is_digits(word));
    // «Учениц» are some of them.
    let names_pupils =
        |word: &str| words::starts(word, words::PUPIL) && !word.starts_with("учениц");
    let is_count = |word: &&String| {
        let whole = ["по", "в", "на", "чел", "человек"];
        whole.contains(&&***word) || names_pupils(word) || words::starts(word, &["спис", "класс"])
    };
    let of_pupils = |word: &&String| words::starts(word, &["чел", "спис"]) || names_pupils(word);
    let says_so = rest.iter().all(is_count)
        && (first == "всего" || first == "итого" && rest.iter().any(of_pupils));
    match numbers[..] {
        // A number in a cell of its own may be a sum.
        [number] if says_so && (cells.len() == 1 || cells.len() == 2 && !rest.is_empty()) => {
            number.parse().ok()
        }
        _ => None,
    }
}

/// Whether a cell begins as a total or an office.
pub(super) fn is_total(cell: &str) -> bool {
    start(&text::clean(cell)) == Start::Sure
}

/// Whether a clean cell is a line that nobody is called: a count, one with signs
/// that no name has, or of several words in small letters. Two words may be a
/// name, whatever letters they have.
pub(super) fn is_line(cell: &str) -> bool {
    const SIGNS: &[char] = &[':', '_', '@', '№', '%', '=', '©', '+'];
    let words = words_of(cell);
    let small = |word: &&&str| word.starts_with(char::is_lowercase) && !name::is_particle(word);
    let small = words.iter().filter(small).count();
    !words.iter().any(|word| name::is_known(word))
        && (cell.contains(SIGNS)
            || is_count(cell)
            || small > 1 && words.len() > 2
            || small > 0 && is_counted(&words)
            || text::has_digit(cell) && begins_any(&words, &["групп", "подгр"]))
}

/// Whether a clean cell counts pupils: «6 чел.», «дев. 3», «М - 3, Д - 3», but
/// not «Ким 2», «вокуев иван 2».
pub(super) fn is_count(cell: &str) -> bool {
    let words = words_of(cell);
    let parted = || cell.contains(['.', ',', '/', '-', '–', '—', ':']);
    text::has_digit(cell) && (words.len() < 3 && parted() || is_counted(&words))
}

fn words_of(cell: &str) -> Vec<&str> {
    let words = cell.split(|c: char| !text::is_letter(c));
    words.filter(|word| !word.is_empty()).collect()
}

fn is_counted(words: &[&str]) -> bool {
    begins_any(words, words::COUNTED)
}

fn begins_any(words: &[&str], stems: &[&str]) -> bool {
    let begins = |word: &&str| words::starts(&text::fold(word), stems);
    words.iter().any(begins)
}

/// Whether a cell begins as a signature, a remark or a page mark.
pub(super) fn is_note(cell: &str) -> bool {
    begins(
        &text::fold(cell),
        &[words::NOTES, words::OFFICES, words::POSTS],
    )
}

/// Whether a line is a name beside a post, and whether a name with initials:
/// «Директор Петров П. П.», «Петрова Анна Ильинична, медсестра». A post and
/// «Иван Ильич» may be a pupil with that surname.
pub(super) fn signature(line: &str) -> Option<bool> {
    let apart = |c: char| c.is_whitespace() || ",:;/_".contains(c);
    let words = || line.split(apart).filter(|word| !word.is_empty());
    let is_post = |word: &str| {
        let word = text::fold(word);
        let last = word.trim_end_matches('.').rsplit('.').next();
        last.is_some_and(|last| words::POSTS.contains(&last))
    };
    // «Сопровождающий учитель: Петрова Анна Ильинична».
    let label = line.split_once(':').map_or("", |(label, _)| label);
    if label.split(apart).any(is_post) {
        return Some(true);
    }
    let at = words().position(is_post)?;
    let is_capital = |word: &&str| word.starts_with(char::is_uppercase) && !is_post(word);
    let is_initial =
        |word: &&str| word.contains('.') && word.split('.').all(|part| part.chars().count() <= 1);
    let behind: Vec<&str> = words().skip(at + 1).filter(is_capital).collect();
    let named = match behind.is_empty() {
        true => words().take(at).filter(is_capital).collect(),
        false => behind,
    };
    let names: Vec<&&str> = named.iter().filter(|word| !word.contains('.')).collect();
    match (&names[..], named.iter().any(is_initial)) {
        ([_, ..], true) => Some(true),
        ([_, second], false) => (!name::is_patronymic(second)).then_some(false),
        ([_, _, ..], false) => Some(false),
        _ => None,
    }
}

/// Whether a cell is the title of a group and nothing else.
pub(super) fn is_group(cell: &str) -> bool {
    words::TITLES_OF_GROUPS.contains(&&*bare(cell))
}

/// Whether a cell is an office and nothing else: «Кл. рук.».
pub(super) fn is_office(cell: &str) -> bool {
    words::OFFICES.contains(&&*bare(cell))
}

/// Whether a cell is a post and nothing else.
pub(super) fn is_post(cell: &str) -> bool {
    let cell = text::fold(text::clean(cell).trim_end_matches([':', '.']));
    [words::OFFICES, words::POSTS].concat().contains(&&*cell)
}

/// Whether a cell is such a title, a note or a post and nothing else.
pub(super) fn is_phrase(cell: &str) -> bool {
    let lists = [words::NOTES, words::OFFICES, words::POSTS];
    is_group(cell) || lists.concat().contains(&&*bare(cell))
}

fn bare(cell: &str) -> String {
    text::fold(cell.trim_end_matches([':', '.']))
}

/// Whether a folded cell begins with a phrase of one of these lists.
fn begins(cell: &str, lists: &[&[&str]]) -> bool {
    let mut phrases = lists.iter().copied().flatten();
    phrases.any(|phrase| {
        let rest = cell.strip_prefix(phrase);
        rest.is_some_and(|rest| !rest.starts_with(text::is_letter))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn footers_by_their_first_words() {
        assert_eq!(start("Всего: 25"), Start::Sure);
        assert_eq!(start("ИТОГО"), Start::Sure);
        assert_eq!(start("Кл. рук. Иванова"), Start::Sure);
        assert_eq!(start("Директор: Иванова А. П."), Start::Perhaps);
        assert_eq!(start("(подпись)"), Start::Perhaps);
        for name in [
            "Всеволодова Анна",
            "Директоров Пётр",
            "Иванов",
            "Датаев",
            "",
        ] {
            assert_eq!(start(name), Start::Other, "{name}");
        }
    }

    #[test]
    fn a_name_beside_a_post_signs() {
        for line in [
            "Кл. рук. Иванова А.И.",
            "Иванова А. И. Кл.рук",
            "Утвердил А.И. Ли",
        ] {
            assert_eq!(signature(line), Some(true), "{line}");
        }
        for line in [
            "Социальный педагог Мышкина Анна Львовна",
            "Ли Анна Ильинична, Медсестра",
        ] {
            assert_eq!(signature(line), Some(false), "{line}");
        }
        for line in [
            "Директор Иван Ильич",
            "Секретарь Анна",
            "Директоров П. П.",
            "Завуч А. И.",
        ] {
            assert_eq!(signature(line), None, "{line}");
        }
    }
}
