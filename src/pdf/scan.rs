//! Looking into finished objects: tokens, entries of a dictionary, references.
//!
//! Takes the bytes of an object as they stand in the file and only finds where
//! things are; nothing is unpacked or rebuilt, so what is copied by these
//! places stays byte for byte the same. What cannot be parsed is `None`.

use std::ops::Range;

/// Values may lie within each other this deep; ours lie three deep.
const DEEPEST: usize = 32;

/// A piece of PDF syntax (ISO 32000-1, 7.2 and 7.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A name without its slash.
    Name(&'a [u8]),
    /// A whole number of 0 or more.
    Int(u64),
    /// `<<` or `[`.
    Open,
    /// `>>` or `]`.
    Close,
    /// A string of either kind.
    Text,
    /// Any other run of regular characters: a keyword, a real number.
    Word(&'a [u8]),
}

/// Reads tokens one after another.
pub(super) struct Scanner<'a> {
    bytes: &'a [u8],
    /// Where the next token is looked for.
    pub(super) at: usize,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Scanner { bytes, at: 0 }
    }

    /// The next token; `None` at the end and where there is none.
    pub(super) fn token(&mut self) -> Option<Token<'a>> {
        self.skip_white();
        let bytes = self.bytes;
        let begin = self.at;
        match *bytes.get(begin)? {
            b'/' => {
                self.at += 1;
                Some(Token::Name(self.regular()))
            }
            b'(' => self.literal(),
            b'<' if bytes.get(begin + 1) == Some(&b'<') => self.take(2, Token::Open),
            b'>' if bytes.get(begin + 1) == Some(&b'>') => self.take(2, Token::Close),
            b'[' => self.take(1, Token::Open),
            b']' => self.take(1, Token::Close),
            b'<' => {
                let length = bytes[begin..].iter().position(|&byte| byte == b'>')?;
                self.take(length + 1, Token::Text)
            }
            _ => match self.regular() {
                [] => None,
                word => Some(whole(word).map_or(Token::Word(word), Token::Int)),
            },
        }
    }

    /// Passes over one value and says where it stands. A reference is taken as
    /// the three tokens that it is.
    pub(super) fn value(&mut self) -> Option<Range<usize>> {
        self.skip_white();
        let begin = self.at;
        let first = self.token()?;
        if first == Token::Close {
            return None;
        }
        let mut depth = usize::from(first == Token::Open);
        while depth > 0 {
            match self.token()? {
                Token::Open if depth < DEEPEST => depth += 1,
                Token::Open => return None,
                Token::Close => depth -= 1,
                _ => {}
            }
        }
        if let Token::Int(_) = first {
            let after = self.at;
            if !matches!(self.token(), Some(Token::Int(_)))
                || self.token() != Some(Token::Word(b"R"))
            {
                self.at = after;
            }
        }
        Some(begin..self.at)
    }

    fn take(&mut self, length: usize, token: Token<'a>) -> Option<Token<'a>> {
        self.at += length;
        Some(token)
    }

    fn skip_white(&mut self) {
        let white = self.bytes[self.at..].iter().take_while(|b| is_white(**b));
        self.at += white.count();
    }

    fn regular(&mut self) -> &'a [u8] {
        let rest = &self.bytes[self.at..];
        let is_end = |&byte: &u8| is_white(byte) || b"()<>[]{}/%".contains(&byte);
        let word = &rest[..rest.iter().position(is_end).unwrap_or(rest.len())];
        self.at += word.len();
        word
    }

    fn literal(&mut self) -> Option<Token<'a>> {
        let mut depth = 0_u32;
        let mut escaped = false;
        for (index, &byte) in self.bytes[self.at..].iter().enumerate() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'(' => depth += 1,
                b')' if depth == 1 => return self.take(index + 1, Token::Text),
                b')' => depth -= 1,
                _ => {}
            }
        }
        None
    }
}

/// The value of an entry of the dictionary at the beginning of `bytes`.
pub(super) fn entry<'a>(bytes: &'a [u8], key: &str) -> Option<&'a [u8]> {
    let mut scanner = Scanner::new(bytes);
    if scanner.token()? != Token::Open {
        return None;
    }
    while let Token::Name(name) = scanner.token()? {
        let value = scanner.value()?;
        if name == key.as_bytes() {
            return Some(&bytes[value]);
        }
    }
    None
}

/// A whole number that is an entry of the dictionary.
pub(super) fn int(bytes: &[u8], key: &str) -> Option<u64> {
    whole(entry(bytes, key)?)
}

/// The numbers of all objects that `bytes` refers to, in order. Everything
/// written here is of generation 0.
pub(super) fn references(bytes: &[u8]) -> Option<Vec<u32>> {
    let mut scanner = Scanner::new(bytes);
    let mut found = Vec::new();
    let mut before = [None; 2];
    loop {
        scanner.skip_white();
        if scanner.at == bytes.len() {
            return Some(found);
        }
        let token = scanner.token()?;
        if token == Token::Word(b"R") {
            let [Some(Token::Int(number)), Some(Token::Int(0))] = before else {
                return None;
            };
            found.push(u32::try_from(number).ok()?);
        }
        before = [before[1], Some(token)];
    }
}

fn is_white(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

fn whole(word: &[u8]) -> Option<u64> {
    if !word.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(word).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_found_at_the_top_only() {
        let dict = b"<</A<</B 1>>/C(/B\\)(x))/D[1 0 R]/B 12 0 R/E<0aff>/F 7>>stream";
        assert_eq!(entry(dict, "B"), Some(&b"12 0 R"[..]));
        assert_eq!(entry(dict, "C"), Some(&b"(/B\\)(x))"[..]));
        assert_eq!(entry(dict, "E"), Some(&b"<0aff>"[..]));
        assert_eq!(int(dict, "F"), Some(7));
        assert_eq!((int(dict, "B"), entry(dict, "G")), (None, None));
    }

    #[test]
    fn references_are_told_from_numbers_and_strings() {
        let found = references(b"<</K[1 2 3 0 R 4 0 R]/S(5 0 R)/T 6/R 7 0 R/X -1.5>>\n");
        assert_eq!(found, Some(vec![3, 4, 7]));
    }

    #[test]
    fn what_breaks_off_or_is_no_syntax_is_nothing() {
        for broken in ["<</A", "<</A 1", "<</A(x>>", "[1 0 R]", "<</A}>>", ""] {
            assert_eq!(entry(broken.as_bytes(), "B"), None, "{broken}");
        }
        for broken in ["R", "1 R", "-1 0 R", "1 1 R", "(", "}", "99999999999 0 R"] {
            assert_eq!(references(broken.as_bytes()), None, "{broken}");
        }
        assert_eq!(Scanner::new(&b"[".repeat(100)).value(), None);
    }
}
