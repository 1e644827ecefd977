//! The grammar of a host name, deliberately narrow: Latin or Cyrillic labels.
//!
//! Takes a host as written, gives its ASCII form and its form for people, or
//! says what is wrong. Whether the host may be printed is decided by the
//! policy in [`super`].

use std::net::Ipv4Addr;

/// A well-formed host name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Host {
    /// Lower case ASCII, `xn--` for Cyrillic labels.
    pub ascii: String,
    /// Lower case, Cyrillic labels in Cyrillic.
    pub shown: String,
}

/// What is wrong with the form of a host name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// A number instead of a name.
    Ip,
    /// Latin and Cyrillic letters in one label, or other scripts.
    Mixed,
    /// No host name at all.
    Malformed,
}

impl Host {
    /// Reads a host name.
    pub(super) fn parse(text: &str) -> Result<Host, Fault> {
        let text = text.to_lowercase();
        if looks_like_ip(&text) {
            return Err(Fault::Ip);
        }
        let labels = text.split('.').map(label).collect::<Result<Vec<_>, _>>()?;
        let (ascii, shown): (Vec<_>, Vec<_>) = labels.into_iter().unzip();
        let (ascii, shown) = (ascii.join("."), shown.join("."));
        // RFC 1035, 2.3.4: 255 octets on the wire are 253 letters.
        if !ascii.contains('.') || ascii.len() > 253 {
            return Err(Fault::Malformed);
        }
        Ok(Host { ascii, shown })
    }

    /// The ASCII form without a leading `www.`.
    pub(super) fn bare(&self) -> &str {
        self.ascii.strip_prefix("www.").unwrap_or(&self.ascii)
    }
}

/// Letters of a label at most (RFC 1035, 2.3.4).
const LONGEST: usize = 63;

/// Browsers take `1.2.3.4`, `0x7f.1` and `2130706433` for IP addresses: all
/// whose last label begins with a digit are refused.
fn looks_like_ip(host: &str) -> bool {
    let last = host.rsplit('.').next().unwrap_or(host);
    host.starts_with('[')
        || host.parse::<Ipv4Addr>().is_ok()
        || last.starts_with(|c: char| c.is_ascii_digit())
}

/// One label: its ASCII form and its form for people.
fn label(text: &str) -> Result<(String, String), Fault> {
    if text.chars().count() > LONGEST {
        return Err(Fault::Malformed);
    }
    let shown = match text.strip_prefix("xn--") {
        Some(encoded) => punycode::decode(encoded).map_err(|()| Fault::Malformed)?,
        None => text.to_owned(),
    };
    if shown.is_empty() || shown.starts_with('-') || shown.ends_with('-') {
        return Err(Fault::Malformed);
    }
    let latin = shown.chars().any(|c| c.is_ascii_lowercase());
    let foreign = shown.chars().any(|c| !c.is_ascii() && !is_russian(c));
    let cyrillic = shown.chars().any(is_russian);
    if foreign || (latin && cyrillic) {
        return Err(Fault::Mixed);
    }
    let simple = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !shown.chars().all(|c| simple(c) || is_russian(c)) {
        return Err(Fault::Malformed);
    }
    let ascii = if cyrillic {
        let encoded = punycode::encode(&shown).map_err(|()| Fault::Malformed)?;
        format!("xn--{encoded}")
    } else {
        shown.clone()
    };
    // An xn-- label must be the one way of writing it (no second spelling).
    let same = !text.starts_with("xn--") || text == ascii;
    if ascii.len() > LONGEST || !same {
        return Err(Fault::Malformed);
    }
    Ok((ascii, shown))
}

/// Letters that the registry of .рф admits: the Russian alphabet.
fn is_russian(c: char) -> bool {
    matches!(c, 'а'..='я' | 'ё')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_hosts_in_both_forms() {
        for (text, ascii, shown) in [
            ("WWW.Gosuslugi.RU", "www.gosuslugi.ru", "www.gosuslugi.ru"),
            ("школа.рф", "xn--80atdl2c.xn--p1ai", "школа.рф"),
            ("xn--80atdl2c.xn--p1ai", "xn--80atdl2c.xn--p1ai", "школа.рф"),
            ("school-7.ugra.ru", "school-7.ugra.ru", "school-7.ugra.ru"),
        ] {
            let host = Host::parse(text).unwrap();
            assert_eq!((host.ascii.as_str(), host.shown.as_str()), (ascii, shown));
        }
    }

    #[test]
    fn bad_hosts_by_fault() {
        for (text, fault) in [
            ("127.0.0.1", Fault::Ip),
            ("0x7f.1", Fault::Ip),
            ("2130706433", Fault::Ip),
            ("[::1]", Fault::Ip),
            ("gоsuslugi.ru", Fault::Mixed), // Cyrillic о
            ("ｇosuslugi.ru", Fault::Mixed),
            ("localhost", Fault::Malformed),
            ("", Fault::Malformed),
            ("a..ru", Fault::Malformed),
            ("gosuslugi.ru.", Fault::Malformed),
            ("-a.ru", Fault::Malformed),
            ("a_b.ru", Fault::Malformed),
            ("a%2e.ru", Fault::Malformed),
            ("xn--gosuslugi.ru", Fault::Mixed), // decodes to Chinese
            ("xn--99999999.ru", Fault::Malformed),
            ("xn--gosuslugi-.ru", Fault::Malformed),
        ] {
            assert_eq!(Host::parse(text), Err(fault), "{text}");
        }
        for long in ["ж".repeat(5000), format!("xn--{}", "9".repeat(5000))] {
            assert_eq!(Host::parse(&format!("{long}.ru")), Err(Fault::Malformed));
        }
    }
}
