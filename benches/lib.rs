//! What the benchmarks, which are the files beside this one, share with the
//! tests.

#[path = "../tests/it/support/set.rs"]
pub mod set;
#[path = "../tests/it/support/sheets.rs"]
pub mod sheets;
