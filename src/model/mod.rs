//! What the stages hand to one another: the pupils of a roster, the settings of
//! a job, a handout, the pages it is laid out on, the QR codes on them.
//!
//! Plain data with the few rules that belong to it. Knows nothing of files, of
//! formats or of the stages.

pub mod frame;
pub mod handout;
pub mod job;
pub mod picture;
pub mod qr;
pub mod rules;
pub mod selection;
pub mod student;
