//! Numbers and texts in binary files, least byte first.

use encoding_rs::UTF_16LE;

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let two = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(two.try_into().ok()?))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(four.try_into().ok()?))
}

pub(super) fn f64_at(bytes: &[u8], at: usize) -> Option<f64> {
    let eight = bytes.get(at..at.checked_add(8)?)?;
    Some(f64::from_le_bytes(eight.try_into().ok()?))
}

/// A text of two-byte characters after their number in four bytes, and where
/// it ends.
pub(super) fn wide(bytes: &[u8], at: usize) -> Option<(String, usize)> {
    let length = u32_at(bytes, at)?;
    // A missing text has a length of -1.
    let length = if length == u32::MAX {
        0
    } else {
        length as usize
    };
    let start = at + 4;
    let end = start.checked_add(length.checked_mul(2)?)?;
    let (text, _) = UTF_16LE.decode_without_bom_handling(bytes.get(start..end)?);
    Some((text.into_owned(), end))
}
