//! Whether a text looks like Russian, and how much.
//!
//! Takes a text decoded in one of the possible encodings, gives a weight by
//! which readings of the same bytes are compared and a verdict whether the
//! best of them is text at all. Knows nothing of bytes.

use crate::roster::text::{is_cyrillic, is_latin};

/// How a text looks.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Look {
    /// Greater is more like Russian; comparable between readings of the same
    /// bytes only.
    pub(super) weight: f64,
    /// Characters beyond ASCII.
    foreign: usize,
    /// Of them, such that no class list holds (in parts of a character).
    noise: f64,
    /// Control characters: the mark of a file that is no text.
    controls: usize,
    /// Words with letters beyond ASCII, and those of impossible shape.
    words: usize,
    odd_words: usize,
}

impl Look {
    /// Whether this is readable text: letters of Russian or Latin words, with
    /// a stray sign here and there.
    pub(super) fn is_readable(&self) -> bool {
        self.controls == 0
            && self.noise <= 0.15 * self.foreign as f64
            && 3 * self.odd_words <= self.words.max(2)
    }
}

/// Looks at a text.
pub(super) fn look(text: &str) -> Look {
    let mut look = Look::default();
    let mut word = Vec::new();
    for c in text.chars() {
        if c.is_alphabetic() || is_combining(c) {
            word.push(c);
        } else {
            look.take_word(&word);
            word.clear();
            look.take_sign(c);
        }
    }
    look.take_word(&word);
    look
}

impl Look {
    fn take_sign(&mut self, c: char) {
        match c {
            '\t' | '\n' | '\r' | '\u{B}' | '\u{C}' => {}
            _ if c.is_control() => self.controls += 1,
            _ if c.is_ascii() => {}
            '№' | '«' | '»' | '—' | '–' | '\u{A0}' | '…' | '’' | '‘' | '“' | '”' | '„' | '°' =>
            {
                self.foreign += 1;
            }
            '\u{FEFF}' | '\u{2000}'..='\u{206F}' | '\u{2190}'..='\u{2193}' => self.foreign += 1,
            '☐'..='☒' | '✓' | '✔' | '✗' | '✘' | '✅' | '❌' | '⚠' | '★' | '☎' =>
            {
                self.foreign += 1;
            }
            _ => {
                self.foreign += 1;
                self.noise += 1.0;
                self.weight -= 6.0;
            }
        }
    }

    fn take_word(&mut self, word: &[char]) {
        if word.iter().all(char::is_ascii) {
            return;
        }
        self.words += 1;
        self.foreign += word.iter().filter(|c| !c.is_ascii()).count();
        let before = self.noise;
        for &c in word {
            self.take_letter(c);
        }
        let mixed = word.iter().any(|&c| is_latin(c)) && word.iter().any(|&c| is_cyrillic(c));
        // Half a penalty for mixed scripts: a look-alike letter typed by
        // mistake is common, a file full of them is not.
        if mixed {
            self.weight -= 2.0;
        }
        if !has_usual_case(word) {
            self.weight -= 4.0;
            self.odd_words += 1;
        } else if self.noise - before > 0.5 * word.len() as f64 {
            self.odd_words += 1;
        }
        self.weight += alternation(word);
        if word[0].to_lowercase().any(|c| "ъьы".contains(c)) {
            self.weight -= 3.0;
        }
    }

    fn take_letter(&mut self, c: char) {
        let lower = c.to_lowercase().next().unwrap_or(c);
        match lower {
            _ if c.is_ascii() => {}
            'а'..='я' | 'ё' => self.weight += letter_weight(lower),
            // Serbian and Macedonian letters fill the upper half of
            // windows-1251 and show up when something else is read as it.
            'ђ' | 'ѓ' | 'љ' | 'њ' | 'ћ' | 'џ' | 'ѕ' | 'ј' | 'ќ' => {
                self.noise += 0.7;
                self.weight -= 4.0;
            }
            // Rarer than any Russian letter.
            _ if is_cyrillic(c) => self.weight -= 2.0,
            _ if is_combining(c) => self.weight -= 0.5,
            _ if is_latin(c) => self.weight -= 1.0,
            _ => {
                self.noise += 1.0;
                self.weight -= 6.0;
            }
        }
    }
}

fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}')
}

/// `слово`, `Слово` and `СЛОВО` are usual, `сЛОВО` is not; `МакДональд` and
/// `ФиО` pass as usual enough if they begin with a capital.
fn has_usual_case(word: &[char]) -> bool {
    let letters: Vec<bool> = word
        .iter()
        .filter(|c| c.is_alphabetic())
        .map(|c| c.is_uppercase())
        .collect();
    let capitals = letters.iter().filter(|&&upper| upper).count();
    match letters.first() {
        None => false,
        Some(true) => capitals == letters.len() || 2 * capitals <= letters.len() + 1,
        Some(false) => capitals == 0,
    }
}

/// Logarithm of a letter's frequency in Russian, against the middle of them
/// (from the frequency table of the Russian National Corpus, rounded).
fn letter_weight(lower: char) -> f64 {
    match lower {
        'о' | 'е' | 'а' | 'и' => 1.2,
        'н' | 'т' | 'с' | 'р' | 'в' | 'л' => 0.8,
        'к' | 'м' | 'д' | 'п' | 'у' | 'я' => 0.3,
        'ы' | 'ь' | 'г' | 'з' | 'б' | 'ч' | 'й' => -0.3,
        'х' | 'ж' | 'ш' | 'ю' => -0.9,
        'ц' | 'щ' | 'э' | 'ф' | 'ё' => -1.5,
        _ => -3.0,
    }
}

/// Vowels and consonants mostly take turns in a real word.
fn alternation(word: &[char]) -> f64 {
    let vowel = |c: char| c.to_lowercase().any(|c| "аеёиоуыэюяaeiouy".contains(c));
    let mut sum: f64 = word
        .windows(2)
        .map(|pair| match (vowel(pair[0]), vowel(pair[1])) {
            (true, false) | (false, true) => 0.4,
            (false, false) => -0.3,
            (true, true) => -0.2,
        })
        .sum();
    if word.len() > 1 && !word.iter().any(|&c| vowel(c)) {
        sum -= 1.5;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn russian_weighs_more_than_the_same_bytes_misread() {
        for (right, wrong) in [
            ("Ли", "кХ"),
            ("ИВАНОВ", "хбюмнб"),
            ("Фамилия", "тЮЛХКХЪ"),
            ("Петров", "РџРµС‚СЂРѕРІ"),
            ("Ольга", "╬ы№ур"),
        ] {
            assert!(look(right).weight > look(wrong).weight, "{right} {wrong}");
        }
    }

    #[test]
    fn names_are_readable_and_noise_is_not() {
        for text in [
            "Ким;Ан;7«Б»",
            "Müller, José",
            "Фамилия\tИмя\r\n",
            "Ӈ",
            "—",
            "7Б №1 ✓",
        ] {
            assert!(look(text).is_readable(), "{text}");
        }
        for text in ["тЮЛХКХЪ хЛЪ", "╬ы№ур ├ютЁшы", "\u{1}\u{2}abc", "漢字"]
        {
            assert!(!look(text).is_readable(), "{text}");
        }
    }
}
