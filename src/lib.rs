//! pamyatka: a class list in, a printable set of handouts out.
//!
//! The library is a pipeline that runs one way, once for each set; `template`
//! and `layout` run for one pupil after another:
//!
//! ```text
//! bytes --roster--> Students --template--> Handout --layout--> Pages --pdf--> bytes --proof--> Ok
//! ```
//!
//! Each stage is pure: values in, values and [`base::diagnostic::Diagnostic`]s
//! out. No stage reads a file, a clock or the terminal, starts a thread or keeps
//! state of the process: files, clock and terminal belong to `cli`, threads to
//! [`pipeline`]. A stage imports `base`, `model` and `address` and never another
//! stage; only [`pipeline`] knows them all (`tests/it/architecture.rs` holds the
//! rule).
//!
//! # Vocabulary
//!
//! One noun, one thing; where the field has a word, it is that word.
//!
//! - **roster**, **table**, **row**, **cell**: the class list as it came. A row
//!   is nothing else: text stands in lines, a table on paper in table rows.
//! - **student**: a pupil of the roster.
//! - **handout**: what a template says for one student: sides of **blocks**
//!   (paragraph, heading, step, panel, columns, code, slip).
//! - **fragment**, **frame**: a block laid out; what is drawn at a place.
//! - **page**, **side**, **sheet**: a printed side; front or back; a piece of
//!   paper. A student's pages together are a **copy**.
//! - **form**: a PDF Form XObject, which pages share. **Page kind**: pages that
//!   differ only in text frames; **stamp**: the bytes, with holes, that the pages
//!   of a kind repeat.
//! - **code**: a QR code; a number for a letter is a **charcode**.
//! - **set**, **kit**, **part**: all copies of a run; the folder with all
//!   papers; one file of a run that is split.
//! - **remark**, **error**: the work goes on; it stops.

pub mod address;
pub mod base;
#[cfg(feature = "cli")]
pub mod cli;
pub mod inspect;
pub mod kit;
pub mod layout;
pub mod model;
pub mod pdf;
pub mod pictures;
pub mod pipeline;
pub mod proof;
pub mod report;
pub mod roster;
pub mod settings;
pub mod template;
