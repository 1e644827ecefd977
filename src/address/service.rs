//! What a text calls the place that an address leads to.
//!
//! Takes the words beside a code or link and its address; tells whether they name
//! one of the two services while the address leads elsewhere.

use super::{DEFAULT_HOSTS, parse_host, split};
use crate::base::text::fold;

/// What people call each of the default hosts, folded.
const NAMES: [&[&str]; 2] = [
    &["gosuslugi", "госуслуг"],
    &["admhmao", "образованиеюгры", "цоп"],
];

/// Latin letters that look like these Cyrillic ones.
const ALIKE: (&str, &str) = ("aeopcyxkbmht", "аеорсухквмнт");

/// The default host that a text names, if the address leads to none of those it
/// names.
pub fn misnamed(text: &str, url: &str) -> Option<&'static str> {
    let text = fold(text);
    let squeezed: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
    let cyrillic = as_cyrillic(&squeezed);
    let host = split(url).and_then(|(authority, _)| parse_host(authority));
    let host = host.ok()?;
    let named = DEFAULT_HOSTS.into_iter().zip(NAMES);
    let named: Vec<&str> = named
        .filter(|(_, names)| {
            names.iter().any(|name| match name.chars().count() {
                // So short a name is part of other words, too.
                ..=3 => has_word(&as_cyrillic(&text), name),
                _ => squeezed.contains(name) || cyrillic.contains(name),
            })
        })
        .map(|(host, _)| host)
        .collect();
    match named.contains(&host.bare()) {
        true => None,
        false => named.first().copied(),
    }
}

/// A text with Cyrillic letters for those Latin ones that look like them.
fn as_cyrillic(text: &str) -> String {
    let (latin, cyrillic) = ALIKE;
    let alike = |own| {
        latin
            .chars()
            .zip(cyrillic.chars())
            .find(|(latin, _)| *latin == own)
    };
    let letters = text.chars();
    letters
        .map(|own| alike(own).map_or(own, |(_, other)| other))
        .collect()
}

/// Whether a word stands in a text by itself.
fn has_word(text: &str, word: &str) -> bool {
    text.split(|letter: char| !letter.is_alphanumeric())
        .any(|own| own == word)
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
            ("Гoсуслуги", "https://school7.ru", Some("gosuslugi.ru")),
            (
                "Гос\u{ad}услуги",
                "https://school7.ru",
                Some("gosuslugi.ru"),
            ),
            ("ГОС-УСЛУГИ", "https://school7.ru", Some("gosuslugi.ru")),
            ("ЦОП", "https://school7.ru", Some("cop.admhmao.ru")),
            ("cop.admhmao.ru", state, Some("cop.admhmao.ru")),
        ] {
            assert_eq!(misnamed(text, url), named, "{text} {url}");
        }
    }
}
