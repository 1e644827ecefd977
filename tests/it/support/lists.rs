//! How lists are read in tests of the reader.

use jiff::civil::date;
use pamyatka::model::student::Roster;
use pamyatka::roster::{Options, read};

/// Nothing but the file's name, in September 2026.
pub const OPTIONS: Options<'static> = Options {
    file: "список",
    encoding: None,
    sheet: None,
    login_column: None,
    many: false,
    today: date(2026, 9, 1),
};

/// The pupils of a list that is read.
#[track_caller]
pub fn roster(bytes: &[u8]) -> Roster {
    read(bytes, &OPTIONS).unwrap_or_else(|remarks| panic!("{remarks:#?}"))
}

/// Rows and codes of what is said to a list that is refused.
#[track_caller]
pub fn refused(bytes: &[u8]) -> Vec<(Option<usize>, &'static str)> {
    match read(bytes, &OPTIONS) {
        Ok(roster) => panic!("read: {roster:#?}"),
        Err(remarks) => remarks.iter().map(|r| (r.row, r.code)).collect(),
    }
}
