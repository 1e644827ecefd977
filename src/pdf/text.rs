//! Writing PDF tokens into a byte buffer: numbers, references, strings.
//!
//! Takes values, appends bytes; knows nothing of documents. Structure objects
//! are written this way rather than through dictionaries because a class set
//! has forty of them a page.

/// Appends a whole number.
pub(super) fn push_int(out: &mut Vec<u8>, value: u64) {
    out.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
}

/// Appends a length in points with at most three decimals (a third of a
/// micrometre), without an exponent, which PDF does not know (ISO 32000-1,
/// 7.3.3). The value must be finite.
pub(super) fn push_real(out: &mut Vec<u8>, value: f64) {
    let thousandths = (value * 1000.0).round() as i64;
    if thousandths < 0 {
        out.push(b'-');
    }
    let magnitude = thousandths.unsigned_abs();
    push_int(out, magnitude / 1000);
    let mut rest = magnitude % 1000;
    let mut place = 100;
    if rest > 0 {
        out.push(b'.');
    }
    while rest > 0 {
        out.push(b'0' + (rest / place) as u8);
        rest %= place;
        place /= 10;
    }
}

/// Appends numbers with spaces between.
pub(super) fn push_reals(out: &mut Vec<u8>, values: &[f64]) {
    for (index, value) in values.iter().enumerate() {
        if index > 0 {
            out.push(b' ');
        }
        push_real(out, *value);
    }
}

/// Appends `number 0 R`.
pub(super) fn push_ref(out: &mut Vec<u8>, number: u32) {
    push_int(out, u64::from(number));
    out.extend_from_slice(b" 0 R");
}

/// Appends references with spaces between.
pub(super) fn push_refs(out: &mut Vec<u8>, numbers: impl IntoIterator<Item = u32>) {
    for (index, number) in numbers.into_iter().enumerate() {
        if index > 0 {
            out.push(b' ');
        }
        push_ref(out, number);
    }
}

/// Appends `/Key number 0 R`.
pub(super) fn push_key_ref(out: &mut Vec<u8>, key: &str, number: u32) {
    out.extend_from_slice(key.as_bytes());
    out.push(b' ');
    push_ref(out, number);
}

/// Appends a literal string of any bytes (ISO 32000-1, 7.3.4.2).
pub(super) fn push_literal(out: &mut Vec<u8>, bytes: &[u8]) {
    out.push(b'(');
    for &byte in bytes {
        match byte {
            b'(' | b')' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
            // A bare carriage return would be read as a line feed.
            b'\r' => out.extend_from_slice(b"\\r"),
            _ => out.push(byte),
        }
    }
    out.push(b')');
}

/// Appends a text string: plain if ASCII, else UTF-16BE with a byte order mark
/// (ISO 32000-1, 7.9.2.2).
pub(super) fn push_text(out: &mut Vec<u8>, text: &str) {
    if text.is_ascii() {
        return push_literal(out, text.as_bytes());
    }
    let mut units = vec![0xfe, 0xff];
    units.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    push_literal(out, &units);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn real(value: f64) -> String {
        let mut out = Vec::new();
        push_real(&mut out, value);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn numbers_have_no_exponent_and_no_idle_digits() {
        assert_eq!(real(0.0), "0");
        assert_eq!(real(-0.0001), "0");
        assert_eq!(real(595.275_59), "595.276");
        assert_eq!(real(-12.5), "-12.5");
        assert_eq!(real(0.01), "0.01");
        assert_eq!(real(0.007), "0.007");
    }

    #[test]
    fn strings_escape_what_would_end_or_change_them() {
        let mut out = Vec::new();
        push_literal(&mut out, b"a(b)\\\r");
        assert_eq!(out, b"(a\\(b\\)\\\\\\r)");
        out.clear();
        push_text(&mut out, "Ж");
        assert_eq!(out, [b'(', 0xfe, 0xff, 0x04, 0x16, b')']);
    }
}
