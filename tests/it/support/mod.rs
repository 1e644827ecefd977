//! What several areas of the tests need.

pub mod book;
#[cfg(feature = "cli")]
pub mod bounded;
pub mod dice;
pub mod extract;
pub mod ink;
pub mod lists;
pub mod made;
pub mod proof;
#[cfg(feature = "cli")]
pub mod run;
pub mod set;
pub mod sheets;
pub mod tags;
