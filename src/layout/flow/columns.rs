//! How wide columns come out.

use crate::base::units::Pt;
use crate::layout::fault::Fault;
use crate::layout::style::Style;
use crate::model::handout::ColumnWidth;

/// The least width of a column that takes a share, in em.
const LEAST: f64 = 4.0;

/// The widths of columns that have `width` between them, gaps not counted.
///
/// # Errors
/// [`Fault::TooWide`].
pub(super) fn widths(stated: &[ColumnWidth], width: Pt, style: Style) -> Result<Vec<Pt>, Fault> {
    let (mut left, mut shares) = (width, 0.0);
    for stated in stated {
        match stated {
            ColumnWidth::Fixed(width) => left -= *width,
            ColumnWidth::Share(share) => shares += share.get(),
        }
    }
    // Sums of millimetres in points are not exact.
    if left < Pt::new(-0.01) || (shares > 0.0 && left < style.em(LEAST)) {
        return Err(Fault::TooWide);
    }
    let width = |stated: &ColumnWidth| match stated {
        ColumnWidth::Fixed(width) => *width,
        ColumnWidth::Share(share) => left * (share.get() / shares),
    };
    Ok(stated.iter().map(width).collect())
}
