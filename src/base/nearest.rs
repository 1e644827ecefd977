//! How much two words differ, and which known word was probably meant.
//!
//! For hints ("did you mean") and for addresses that resemble a good one.

/// Insertions, deletions, replacements and swaps of neighbours that turn one
/// word into the other (optimal string alignment).
pub fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replaced.min(above[j] + 1).min(row[j - 1] + 1);
            let swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if swapped {
                best = best.min(before[j - 2] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

/// The known word that `word` was probably meant to be, without regard to
/// case; `None` if nothing is close (more than a third of the letters differ).
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let limit = (word.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|candidate| (distance(&word, &candidate.to_lowercase()), candidate))
        .filter(|&(steps, _)| steps <= limit)
        .min_by_key(|&(steps, _)| steps)
        .map(|(_, candidate)| candidate)
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
        let steps = distance(&word, &candidate.to_lowercase());
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
    fn steps_are_counted_in_letters_not_bytes() {
        for (a, b, steps) in [
            ("", "", 0),
            ("", "abc", 3),
            ("gosuslugi", "gosuslugl", 1),
            ("gosuslugi", "gosulsugi", 1),
            ("учитель", "учител", 1),
            ("school", "platform", 7),
        ] {
            assert_eq!(distance(a, b), steps, "{a} {b}");
            assert_eq!(distance(b, a), steps, "{b} {a}");
        }
    }

    #[test]
    fn the_nearest_word_or_none() {
        let known = ["school", "teacher", "class"];
        assert_eq!(nearest("Techer", known), Some("teacher"));
        assert_eq!(nearest("clas", known), Some("class"));
        assert_eq!(nearest("weather", ["school", "class"]), None);
    }

    #[test]
    fn a_few_near_words_the_nearest_first() {
        let known = ["Иванов", "Петрова", "Иванова", "Иванова", "Ивакова"];
        assert_eq!(nearest_few("Иваново", known, 2), ["Иванов", "Иванова"]);
        assert!(nearest_few("Сидоров", known, 3).is_empty());
    }
}
