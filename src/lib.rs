//! pamyatka: a class list in, a printable set of handouts out.
//!
//! The library is a pipeline that runs one way, once for each set; `template`
//! and `layout` run for one pupil after another:
//!
//! ```text
//! bytes --roster--> Students --template--> Handout --layout--> Pages --pdf--> bytes --verify--> Ok
//! ```
//!
//! Each stage is pure: values in, values and [`diagnostic::Diagnostic`]s out.
//! No stage reads a file, a clock or the terminal, starts a thread or keeps
//! state of the process: files, clock and terminal belong to `cli`, threads to
//! [`pipeline`]. A stage imports the shared data modules and never another
//! stage; only [`pipeline`] knows them all (`tests/imports.rs` holds the rule).

pub mod address;
pub mod base;
#[cfg(feature = "cli")]
pub mod cli;
pub mod layout;
pub mod model;
pub mod pdf;
pub mod pictures;
pub mod pipeline;
pub mod report;
pub mod roster;
pub mod settings;
pub mod template;
pub mod verify;
