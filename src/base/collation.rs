//! The order of Russian names: the alphabet's, without regard to case.
//!
//! Takes a text, gives a key that sorts as a Russian list does: а б в г д е ё
//! ж …, «ё» a letter of its own behind «е». Code points would put «ё» behind
//! «я» and small letters behind capitals. Letters of other languages of Russia
//! that are written in Cyrillic stand behind the Russian letter they come from.

/// Cyrillic letters in order: the Russian alphabet, and behind each letter
/// those that other alphabets made of it.
const CYRILLIC: &str = "аӑӓәӕбвгґғҕӷдђеӗєёжҗӂӝзҙӟѕӡиӥӣіїӏйјкқҡҟӄлԓӆљмӎнңҥӈњ\
    оӧөӫпҧрсҫтҭћуўӱӳүұӯфхҳһӽцҵчҷҹӌӵџшщъыӹьэӭюя";

/// A key for sorting. Word by word: a space comes before every letter, so
/// «Ким Юлия» stands before «Кимова Анна». Punctuation is next, then digits,
/// Cyrillic, and whatever else there is, by code point.
pub fn key(text: &str) -> Vec<u32> {
    text.chars()
        .flat_map(char::to_lowercase)
        .map(weight)
        .collect()
}

fn weight(letter: char) -> u32 {
    /// Above all code points, so that the groups never mix.
    const GROUP: u32 = 0x11_0000;
    let code = u32::from(letter);
    if letter.is_whitespace() {
        0
    } else if letter.is_ascii_digit() {
        2 * GROUP + code
    } else if let Some(place) = CYRILLIC.chars().position(|known| known == letter) {
        3 * GROUP + place as u32
    } else if letter.is_alphabetic() {
        4 * GROUP + code
    } else {
        GROUP + code
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(words: &[&'static str]) -> Vec<&'static str> {
        let mut words = words.to_vec();
        words.sort_by_cached_key(|word| key(word));
        words
    }

    #[test]
    fn yo_stands_behind_ye_and_case_does_not_count() {
        let right = [
            "Абрамов",
            "ежов",
            "Елкин",
            "Ершов",
            "Ёлкин",
            "ёршов",
            "Жуков",
            "Ильин",
            "Йорданов",
            "Яковлев",
        ];
        let mut shuffled = right;
        shuffled.reverse();
        assert_eq!(sorted(&shuffled), right);
    }

    #[test]
    fn the_whole_alphabet_is_in_order() {
        let alphabet = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя";
        let keys: Vec<_> = alphabet.chars().map(|c| key(&c.to_string())).collect();
        assert!(keys.is_sorted_by(|a, b| a < b));
        let upper: Vec<_> = alphabet.to_uppercase().chars().collect();
        assert!(
            upper
                .iter()
                .zip(&keys)
                .all(|(c, k)| key(&c.to_string()) == *k)
        );
    }

    #[test]
    fn a_letter_is_listed_once() {
        let mut letters: Vec<char> = CYRILLIC.chars().collect();
        letters.sort_unstable();
        assert!(letters.windows(2).all(|pair| pair[0] != pair[1]));
    }

    #[test]
    fn short_names_digits_and_latin_letters_have_their_places() {
        assert_eq!(
            sorted(&[
                "Smith",
                "Кимова Анна",
                "Ким Юлия",
                "Ким-Ли Ян",
                "7Б",
                "Нарымов",
                "Ңазаров",
                "Оськин"
            ]),
            [
                "7Б",
                "Ким Юлия",
                "Ким-Ли Ян",
                "Кимова Анна",
                "Нарымов",
                "Ңазаров",
                "Оськин",
                "Smith"
            ]
        );
    }
}
