//! How wide columns come out.

use crate::base::units::Pt;
use crate::layout::fault::{Fault, Result};
use crate::layout::style::Room;
use crate::model::handout::ColumnWidth;

/// The least width of a column that takes a share, in em.
const LEAST: f64 = 4.0;

/// The widths of columns that share a room, gaps not counted.
///
/// # Errors
/// [`Fault::TooWide`].
pub(super) fn widths(stated: &[ColumnWidth], room: Room) -> Result<Vec<Pt>> {
    let (mut left, mut shares) = (room.width, 0.0);
    for stated in stated {
        match stated {
            ColumnWidth::Fixed(width) => left -= *width,
            ColumnWidth::Share(share) => shares += share.get(),
        }
    }
    // Sums of millimetres in points are not exact.
    if left < Pt::new(-0.01) || (shares > 0.0 && left < room.em(LEAST)) {
        return Err(Fault::TooWide);
    }
    let width = |stated: &ColumnWidth| match stated {
        ColumnWidth::Fixed(width) => *width,
        ColumnWidth::Share(share) => left * (share.get() / shares),
    };
    Ok(stated.iter().map(width).collect())
}
