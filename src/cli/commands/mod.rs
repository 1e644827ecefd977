//! The commands, one a file: inputs in, the pipeline's work, files and reports
//! out.

pub mod cards;
pub mod check;
pub mod checklist;
pub mod completions;
pub mod init;
pub mod kit;
pub mod poster;
pub mod preview;
pub mod print;
pub mod qr;
pub mod template;
pub mod verify;
