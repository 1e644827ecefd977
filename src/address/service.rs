//! What a text calls the place that an address leads to.
//!
//! Takes the words beside a code or link and its address; tells whether they name
//! one of the two services while the address leads elsewhere.

use super::{DEFAULT_HOSTS, parse_host, split};
use crate::base::text::fold;

/// What people call each of the default hosts, folded.
const NAMES: [&[&str]; 2] = [
    &["gosuslugi", "госуслуг"],
    &["admhmao", "образование югры", "цоп"],
];

/// The default host that a text names, if the address leads to none of those it
/// names.
pub fn misnamed(text: &str, url: &str) -> Option<&'static str> {
    let text = fold(text);
    let host = split(url).and_then(|(authority, _)| parse_host(authority));
    let host = host.ok()?;
    let named = DEFAULT_HOSTS.into_iter().zip(NAMES);
    let named: Vec<&str> = named
        .filter(|(_, names)| names.iter().any(|name| has_words(&text, name)))
        .map(|(host, _)| host)
        .collect();
    match named.contains(&host.bare()) {
        true => None,
        false => named.first().copied(),
    }
}

/// Whether a word of the text begins with these words; short ones stand alone.
fn has_words(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, _)| {
        let begins = !text[..at].ends_with(char::is_alphanumeric);
        let ends = !text[at + words.len()..].starts_with(char::is_alphanumeric);
        begins && (ends || words.chars().count() > 3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_names_the_place_it_leads_to() {
        let (state, diary) = ("https://www.gosuslugi.ru", "https://cop.admhmao.ru");
        for (text, url, named) in [
            ("Госуслуги", state, None),
            ("Войти через Госуслуги", diary, Some("gosuslugi.ru")),
            ("ЦОП «Образование Югры»: логин от Госуслуг", diary, None),
            ("Дневник", "https://school7.ru", None),
            (
                "Портал ГОСУСЛУГ",
                "https://school7.ru",
                Some("gosuslugi.ru"),
            ),
            (
                "www.gosuslugi.ru",
                "https://school7.ru",
                Some("gosuslugi.ru"),
            ),
            ("Вход в ЦОП", "https://school7.ru", Some("cop.admhmao.ru")),
            ("Концопт", "https://school7.ru", None),
            ("cop.admhmao.ru", state, Some("cop.admhmao.ru")),
        ] {
            assert_eq!(misnamed(text, url), named, "{text} {url}");
        }
    }
}
