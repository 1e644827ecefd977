//! The two cells about Госуслуги: the login and whether there is an account.
//!
//! Takes clean cells, gives what they say. Decides what may be printed: a
//! number of СНИЛС opens Госуслуги too, but does not belong on a sheet that
//! goes through many hands.

use crate::roster::text;

/// What a login cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Login {
    /// Nothing, or a dash.
    None,
    /// A phone number or an e-mail address.
    Usable,
    /// A number of СНИЛС.
    Snils,
    /// Something that is no login.
    Odd,
}

/// Tells what a login cell holds.
pub(super) fn login(cell: &str) -> Login {
    if cell.is_empty() || text::is_placeholder(cell) {
        return Login::None;
    }
    if is_email(cell) {
        return Login::Usable;
    }
    let (plus, number) = match cell.strip_prefix('+') {
        Some(number) => (true, number),
        None => (false, cell),
    };
    let signs = |c: char| c.is_ascii_digit() || "-()  ‑–—.".contains(c);
    if !number.chars().all(signs) {
        return Login::Odd;
    }
    let groups: Vec<&str> = cell
        .split(|c: char| !c.is_ascii_digit())
        .filter(|group| !group.is_empty())
        .collect();
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    let digits = groups.concat();
    let first = digits.as_bytes().first();
    match (digits.len(), first) {
        // Grouped as nobody groups a phone: «123-456-789 00».
        _ if matches!(lengths[..], [3, 3, 3] | [3, 3, 3, 2] | [9, 2]) => Login::Snils,
        (9, _) => Login::Snils,
        // Russian numbers have eleven digits, and none in the world begins with 0.
        (10..=15, _) if plus => match (digits.len(), first) {
            (_, Some(b'0')) => Login::Odd,
            (length, Some(b'7')) if length != 11 => Login::Odd,
            _ => Login::Usable,
        },
        // Nobody can tell a phone from a number with a right check sum.
        (11, Some(b'7' | b'8')) if lengths[..] == [11] && has_check_sum(&digits) => Login::Snils,
        (11, Some(b'7' | b'8')) => Login::Usable,
        (11, _) => Login::Snils,
        // A passport's number is written «45 09 123456».
        (10, Some(b'9')) if !matches!(lengths[..], [4, 6] | [2, 2, 6]) => Login::Usable,
        _ => Login::Odd,
    }
}

/// The domain of an e-mail address.
pub(super) fn domain(cell: &str) -> Option<&str> {
    let (_, host) = cell.split_once('@').filter(|_| is_email(cell))?;
    Some(host)
}

/// A password behind an address makes it none.
fn is_email(cell: &str) -> bool {
    let Some((user, host)) = cell.split_once('@') else {
        return false;
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || "._+-".contains(c);
    let letters = |c: char| c.is_alphanumeric() || ".-".contains(c);
    let parts = |text: &str| text.split('.').all(|part| !part.is_empty());
    // «mail.ru.Qwerty», «mail.ruQwerty»: the end is a password.
    let glued = host.rsplit_once('.').is_some_and(|(before, last)| {
        let inner = before
            .split('.')
            .any(|part| ["ru", "com", "net", "org"].contains(&part));
        let upper = |text: &str| text.contains(char::is_uppercase);
        let long = last.chars().count();
        inner && long > 2 || long > 3 && upper(last) && !upper(before)
    });
    !glued
        && parts(user)
        && user.chars().all(plain)
        && parts(host)
        && host.chars().all(letters)
        && host.rsplit_once('.').is_some_and(|(_, last)| {
            let length = last.chars().count();
            last.starts_with("xn--")
                || (2..=8).contains(&length) && last.chars().all(char::is_alphabetic)
        })
}

/// Whether the last two of eleven digits are the check sum of a СНИЛС: the sum
/// of the others times 9 to 1, modulo 101, with 100 as 0.
fn has_check_sum(digits: &str) -> bool {
    let digits: Vec<u32> = digits.bytes().map(|b| u32::from(b - b'0')).collect();
    let sum: u32 = digits[..9]
        .iter()
        .zip((1..=9).rev())
        .map(|(d, n)| d * n)
        .sum();
    sum % 101 % 100 == digits[9] * 10 + digits[10]
}

#[rustfmt::skip]
const YES: &[&str] = &[
    "да", "д", "yes", "y", "true", "истина", "+", "1", "есть", "имеется", "v", "✓", "✔", "✅", "☑",
    "√", "зарегистрирован", "зарегистрирована", "создана",
];

#[rustfmt::skip]
const NO: &[&str] = &[
    "нет", "н", "no", "n", "false", "ложь", "-", "–", "—", "−", "0", "отсутствует", "нету",
    "не зарегистрирован", "не зарегистрирована", "не создана", "не имеется", "✗", "✘", "❌", "☐",
];

const UNKNOWN: &[&str] = &["", "?", "неизвестно", "не знаю", "не известно"];

/// What an account cell says; `Err` if it says neither yes nor no.
pub(super) fn account(cell: &str) -> Result<Option<bool>, ()> {
    let word = text::fold(cell);
    let word = word.trim_end_matches(['.', '!']);
    let answers = [(YES, Some(true)), (NO, Some(false)), (UNKNOWN, None)];
    let mut known = answers.iter().filter(|(words, _)| words.contains(&word));
    known.next().map(|(_, answer)| *answer).ok_or(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logins() {
        for cell in [
            "+7 (912) 345-67-89",
            "89123456789",
            "9123456789",
            "anna@example.ru",
        ] {
            assert_eq!(login(cell), Login::Usable, "{cell}");
        }
        for cell in ["", "-", "—", "нет"] {
            assert_eq!(login(cell), Login::None, "{cell}");
        }
        for cell in [
            "123-456-789 00",
            "123 456 789 00",
            "12345678900",
            "123456789 00",
            "123-456-789",
            "123456789",
            "78912345644",
        ] {
            assert_eq!(login(cell), Login::Snils, "{cell}");
        }
        for cell in [
            "anna@",
            "8912345",
            "7,91235E+10",
            "позже",
            "@example.ru",
            "a b@c.ru",
            "anna@example.ru/qwerty",
            "+7 912 345-67-89 / qwerty",
            "4509 123456",
            "92 15 123456",
            "89123456789 12345678",
            "+7 912 345-67-8",
            "++79123456789",
            "+7 912+3456789",
            "+00000000000",
            "a..b@mail.ru",
            ".a@mail.ru",
            "a@mail..ru",
            "a@mail.ru.",
            "ivan@mail.ru-Qwerty1",
            "ivan@mail.ru.Qwerty1",
        ] {
            assert_eq!(login(cell), Login::Odd, "{cell}");
        }
    }

    #[test]
    fn accounts() {
        for cell in ["да", "Да.", "ЕСТЬ", "+", "1", "yes", "✓", "TRUE"] {
            assert_eq!(account(cell), Ok(Some(true)), "{cell}");
        }
        for cell in ["нет", "Нет", "-", "—", "0", "no"] {
            assert_eq!(account(cell), Ok(Some(false)), "{cell}");
        }
        assert_eq!(account(""), Ok(None));
        assert_eq!(account("спросить"), Err(()));
    }
}
