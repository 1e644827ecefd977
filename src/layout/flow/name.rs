//! Names: bold, and as large as they can be without breaking a word or taking
//! too many lines.

use crate::base::fonts::FontId;
use crate::layout::fault::Result;
use crate::layout::inline::{self, Align, Shaper};
use crate::layout::style::{self, Room, Style};
use crate::model::frame::{Fragment, Role};
use crate::model::handout::Inline;

/// Size of a name and the least it may be made to fit, in em of running text.
const SIZES: [f64; 4] = [1.3, 1.2, 1.1, 1.0];
/// Lines that a name may take before it is made smaller.
const LINES: usize = 3;

/// Sets a name.
pub(super) fn set(shaper: &mut Shaper, text: &[Inline], room: Room) -> Result<Fragment> {
    let mut try_at = |factor: f64| {
        let bold = Style {
            pitch: style::HEADING_PITCH,
            font: FontId::Bold,
            ..room.style.scaled(factor)
        };
        inline::set(shaper, text, room.styled(bold), Align::Left)
    };
    let [first, smaller @ ..] = SIZES;
    let mut set = try_at(first)?;
    for factor in smaller {
        if !set.squeezed && set.lines <= LINES {
            break;
        }
        set = try_at(factor)?;
    }
    Ok(set.element(Role::Paragraph))
}
