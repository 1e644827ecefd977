//! Why a handout cannot be set.

/// What is set, or why not.
pub(super) type Result<T> = std::result::Result<T, Fault>;

/// Why a handout cannot be set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// No face has this letter.
    #[error("no face has the letter {0:?}")]
    Letter(char),
    /// Words that stay together are too long to look for the place to break them.
    #[error("words that stay together are too long")]
    LongWord,
    /// A code would need modules too small to scan, or more room than there is.
    #[error("the address {url} does not fit into a code {available_mm} mm wide")]
    Code {
        /// What was to be encoded.
        url: String,
        /// Room for the code with its quiet zone, in millimetres.
        available_mm: u32,
    },
    /// A code and its quiet zone need more room than there is.
    #[error("a code needs {needed_mm} mm with its quiet zone and has {available_mm} mm")]
    Narrow {
        /// Width of the code with its quiet zone, in millimetres.
        needed_mm: u32,
        /// Width of the column, in millimetres.
        available_mm: u32,
    },
    /// The size that a template states is too small for the modules.
    #[error("a code of {stated_mm} mm has modules too small, {least_mm} mm is the least")]
    Small {
        /// What the template states, in millimetres.
        stated_mm: u32,
        /// The least side for this address, in millimetres.
        least_mm: u32,
    },
    /// A block is higher than a page.
    #[error("a block is higher than the page has room")]
    TooHigh,
    /// Columns, a line to write on or boxes for digits are wider than the room
    /// they are to stand in.
    #[error("something is wider than the room it stands in")]
    TooWide,
}
