//! The known word that a misspelt one was probably meant to be.
//!
//! Used where people write names by hand: commands, settings, template fields.

use strsim::osa_distance;

/// How many letters have to be inserted, deleted, replaced or swapped with
/// their neighbour to turn one text into the other. At most one in three may
/// differ, or the words have nothing to do with each other: `None`.
fn distance(word: &str, known: &str) -> Option<usize> {
    let limit = (word.chars().count() / 3).max(1);
    Some(osa_distance(word, &known.to_lowercase())).filter(|&steps| steps <= limit)
}

/// The nearest known word, if one is near enough.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest_few(word, known, 1).pop()
}

/// What to say of a word that is not known: the one that was probably meant, or all.
pub fn hint(word: &str, known: &[&str]) -> String {
    match nearest(word, known.iter().copied()) {
        Some(near) => format!("Может быть, {near}?"),
        None => format!("Есть такие: {}.", known.join(", ")),
    }
}

/// Up to `most` known words that `word` was probably meant to be, the nearest
/// first and each once.
pub fn nearest_few<'a>(
    word: &str,
    known: impl IntoIterator<Item = &'a str>,
    most: usize,
) -> Vec<&'a str> {
    let word = word.to_lowercase();
    let known = known.into_iter();
    let mut near: Vec<(usize, &str)> = known
        .filter_map(|known| Some((distance(&word, known)?, known)))
        .collect();
    near.sort_by_key(|&(steps, _)| steps);
    let mut words: Vec<&str> = Vec::new();
    for (_, known) in near {
        if words.len() < most && !words.contains(&known) {
            words.push(known);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_or_none() {
        let known = ["school", "teacher", "class"];
        assert_eq!(nearest("Techer", known), Some("teacher"));
        assert_eq!(nearest("taecher", known), Some("teacher"));
        assert_eq!(nearest("clas", known), Some("class"));
        assert_eq!(nearest("учетиль", ["учитель"]), Some("учитель"));
        assert_eq!(nearest("weather", ["school", "class"]), None);
    }

    #[test]
    fn a_few_near_words_the_nearest_first() {
        let known = ["Иванов", "Петрова", "Иванова", "Иванова", "Ивакова"];
        assert_eq!(nearest_few("Иваново", known, 2), ["Иванов", "Иванова"]);
        assert!(nearest_few("Сидоров", known, 3).is_empty());
    }
}
