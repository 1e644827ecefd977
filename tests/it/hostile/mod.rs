//! Files and texts that were made to harm: each case stands for its kind.

mod answers;
mod files;
mod lists;
mod papers;
mod stops;
mod texts;
