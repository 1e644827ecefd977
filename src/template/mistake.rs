//! What is wrong with a template, before it is known where in the source.
//!
//! Mistakes show in filled-in text, whose lines need not stand in the source:
//! a [`Mistake`] keeps its line, and the template looks for it.

use crate::base::nearest;

/// A mistake in filled-in text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mistake {
    /// The line that it stands in; empty as long as that is not known.
    pub line: String,
    pub message: String,
    pub hint: String,
}

impl Mistake {
    /// A mistake that does not know its line.
    pub fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Mistake {
            line: String::new(),
            message: message.into(),
            hint: hint.into(),
        }
    }

    /// The mistake in this line.
    pub fn at(self, line: &str) -> Self {
        let line = line.to_owned();
        Mistake { line, ..self }
    }
}

/// A hint that names all known words, first the one that was probably meant.
pub(super) fn known_words(word: &str, known: &[&str]) -> String {
    let all = known.join(", ");
    match nearest::nearest(word, known.iter().copied()) {
        Some(near) => format!("Может быть, «{near}»? Известны: {all}."),
        None => format!("Известны: {all}."),
    }
}
