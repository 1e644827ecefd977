//! Punycode (RFC 3492): how a Cyrillic label of a host name is written in
//! ASCII, and back.
//!
//! Takes and gives a label without its `xn--`. Only what a label of at most 63
//! letters needs; anything that overflows is no label.

const BASE: u32 = 36;
const T_MIN: u32 = 1;
const T_MAX: u32 = 26;
const SKEW: u32 = 38;
const DAMP: u32 = 700;
const INITIAL_BIAS: u32 = 72;
const INITIAL_N: u32 = 0x80;

/// The ASCII form of `label`, or `None` if it is too long to be one.
pub(super) fn encode(label: &str) -> Option<String> {
    let chars: Vec<u32> = label.chars().map(u32::from).collect();
    let mut out: String = label.chars().filter(char::is_ascii).collect();
    let basic = u32::try_from(out.len()).ok()?;
    if basic > 0 {
        out.push('-');
    }
    let (mut n, mut delta, mut bias, mut done) = (INITIAL_N, 0u32, INITIAL_BIAS, basic);
    while (done as usize) < chars.len() {
        let next = *chars.iter().filter(|&&c| c >= n).min()?;
        delta = delta.checked_add((next - n).checked_mul(done + 1)?)?;
        n = next;
        for &c in &chars {
            if c < n {
                delta = delta.checked_add(1)?;
            } else if c == n {
                push_number(delta, bias, &mut out);
                bias = adapt(delta, done + 1, done == basic);
                delta = 0;
                done += 1;
            }
        }
        delta += 1;
        n += 1;
    }
    Some(out)
}

/// The label that `ascii` stands for, or `None` if it stands for none.
pub(super) fn decode(ascii: &str) -> Option<String> {
    let (basic, tail) = ascii.rsplit_once('-').unwrap_or(("", ascii));
    let mut out: Vec<char> = basic.chars().collect();
    let (mut n, mut i, mut bias) = (INITIAL_N, 0u32, INITIAL_BIAS);
    let mut digits = tail.bytes();
    while digits.len() > 0 {
        let start = i;
        i = i.checked_add(read_number(&mut digits, bias)?)?;
        let length = u32::try_from(out.len()).ok()?.checked_add(1)?;
        bias = adapt(i - start, length, start == 0);
        n = n.checked_add(i / length)?;
        i %= length;
        out.insert(i as usize, char::from_u32(n)?);
        i += 1;
    }
    Some(out.into_iter().collect())
}

/// The threshold between "more digits follow" and "last digit" at `k`.
fn threshold(k: u32, bias: u32) -> u32 {
    k.saturating_sub(bias).clamp(T_MIN, T_MAX)
}

fn push_number(mut value: u32, bias: u32, out: &mut String) {
    let digit = |d: u32| {
        char::from(if d < 26 {
            b'a' + d as u8
        } else {
            b'0' + (d - 26) as u8
        })
    };
    let mut k = BASE;
    loop {
        let t = threshold(k, bias);
        if value < t {
            return out.push(digit(value));
        }
        out.push(digit(t + (value - t) % (BASE - t)));
        value = (value - t) / (BASE - t);
        k += BASE;
    }
}

fn read_number(digits: &mut std::str::Bytes<'_>, bias: u32) -> Option<u32> {
    let (mut value, mut weight, mut k) = (0u32, 1u32, BASE);
    loop {
        let digit = match digits.next()? {
            c @ b'a'..=b'z' => u32::from(c - b'a'),
            c @ b'0'..=b'9' => u32::from(c - b'0') + 26,
            _ => return None,
        };
        value = value.checked_add(digit.checked_mul(weight)?)?;
        let t = threshold(k, bias);
        if digit < t {
            return Some(value);
        }
        weight = weight.checked_mul(BASE - t)?;
        k += BASE;
    }
}

/// RFC 3492, 6.1.
fn adapt(delta: u32, points: u32, first: bool) -> u32 {
    let mut delta = if first { delta / DAMP } else { delta / 2 };
    delta += delta / points;
    let mut k = 0;
    while delta > (BASE - T_MIN) * T_MAX / 2 {
        delta /= BASE - T_MIN;
        k += BASE;
    }
    k + (BASE - T_MIN + 1) * delta / (delta + SKEW)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_labels_both_ways() {
        for (label, ascii) in [
            ("рф", "p1ai"),
            ("школа", "80atdl2c"),
            ("президент", "d1abbgf6aiiy"),
            ("bücher", "bcher-kva"),
            // RFC 3492, 7.1 (I), Russian, in lower case.
            (
                "почемужеонинеговорятпорусски",
                "b1abfaaepdrnnbgefbadotcwatmq2g4l",
            ),
        ] {
            assert_eq!(encode(label).as_deref(), Some(ascii));
            assert_eq!(decode(ascii).as_deref(), Some(label));
        }
    }

    #[test]
    fn noise_is_no_label() {
        for ascii in ["99999999", "é", "a-Ж", "p1a!"] {
            assert_eq!(decode(ascii), None, "{ascii}");
        }
    }
}
