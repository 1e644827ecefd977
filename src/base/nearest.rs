//! Which known word was probably meant: for hints ("did you mean").
//!
//! Words differ by insertions, deletions, replacements and swaps of neighbours
//! (optimal string alignment, counted in letters).

use strsim::osa_distance;

/// The known word that `word` was probably meant to be, without regard to
/// case; `None` if nothing is close (more than a third of the letters differ).
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest_few(word, known, 1).first().copied()
}

/// Up to `most` known words that `word` was probably meant to be, the nearest
/// first and each once, by the measure of [`nearest`].
pub fn nearest_few<'a>(
    word: &str,
    known: impl IntoIterator<Item = &'a str>,
    most: usize,
) -> Vec<&'a str> {
    let word = word.to_lowercase();
    let limit = (word.chars().count() / 3).max(1);
    let mut near: Vec<(usize, &str)> = Vec::new();
    for candidate in known {
        let steps = osa_distance(&word, &candidate.to_lowercase());
        if steps <= limit && !near.iter().any(|&(_, other)| other == candidate) {
            let place = near.partition_point(|&(other, _)| other <= steps);
            near.insert(place, (steps, candidate));
            near.truncate(most);
        }
    }
    near.into_iter().map(|(_, candidate)| candidate).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_or_none() {
        let known = ["school", "teacher", "class"];
        assert_eq!(nearest("Techer", known), Some("teacher"));
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
