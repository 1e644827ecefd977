//! The two cells about Госуслуги: the login and whether there is an account.
//!
//! Takes clean cells, gives what they say. Decides what may be printed: a
//! number of СНИЛС opens Госуслуги too, but does not belong on a sheet that
//! goes through many hands.

use super::text;

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
    let digits = cell.chars().filter(char::is_ascii_digit).count();
    let signs = |c: char| c.is_ascii_digit() || "+-()  ‑–—.".contains(c);
    if !cell.chars().all(signs) {
        return Login::Odd;
    }
    match digits {
        11 if is_snils(cell) => Login::Snils,
        10..=15 => Login::Usable,
        _ => Login::Odd,
    }
}

fn is_email(cell: &str) -> bool {
    let Some((user, host)) = cell.split_once('@') else {
        return false;
    };
    !user.is_empty()
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && !cell.contains([' ', ',', ';'])
        && !host.contains('@')
}

/// Eleven digits are СНИЛС if grouped as `123-456-789 00`, or if no Russian
/// phone begins like that.
fn is_snils(cell: &str) -> bool {
    let groups: Vec<usize> = cell
        .split(|c: char| !c.is_ascii_digit())
        .map(str::len)
        .filter(|&length| length > 0)
        .collect();
    let phone_start = cell.starts_with(['7', '8', '+']);
    groups == [3, 3, 3, 2] || groups == [9, 2] || !phone_start
}

/// What an account cell says; `Err` if it says neither yes nor no.
pub(super) fn account(cell: &str) -> Result<Option<bool>, ()> {
    let word = text::fold(cell);
    match word.trim_end_matches(['.', '!']) {
        "" | "?" | "неизвестно" | "не знаю" | "не известно" => Ok(None),
        "да"
        | "д"
        | "yes"
        | "y"
        | "true"
        | "истина"
        | "+"
        | "1"
        | "есть"
        | "имеется"
        | "v"
        | "✓"
        | "✔"
        | "✅"
        | "☑"
        | "√"
        | "зарегистрирован"
        | "зарегистрирована"
        | "создана" => Ok(Some(true)),
        "нет"
        | "н"
        | "no"
        | "n"
        | "false"
        | "ложь"
        | "-"
        | "–"
        | "—"
        | "−"
        | "0"
        | "отсутствует"
        | "нету"
        | "не зарегистрирован"
        | "не зарегистрирована"
        | "не создана"
        | "не имеется"
        | "✗"
        | "✘"
        | "❌"
        | "☐" => Ok(Some(false)),
        _ => Err(()),
    }
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
