//! What everything stands on and what knows nothing of handouts: lengths and
//! rectangles, fonts, days, texts and their order, diagnostics.

pub mod calendar;
pub mod collation;
pub mod diagnostic;
pub mod digest;
pub mod file_name;
pub mod fonts;
pub mod geometry;
pub mod memo;
pub mod nearest;
pub mod plural;
pub mod text;
pub mod units;
