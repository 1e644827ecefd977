//! Bytes to text: which character encoding the file is written in.
//!
//! Takes the bytes of a text file and the encoding the user named, if any;
//! gives the text and the encoding's name. A byte order mark and well-formed
//! UTF-8 speak for themselves; between the one-byte Russian encodings the
//! reading decides that looks most like Russian with the header's words in it.
//! What looks like noise in every encoding is refused.

use std::borrow::Cow;

use encoding_rs::{
    Encoding, IBM866, ISO_8859_5, KOI8_R, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251, WINDOWS_1252,
    X_MAC_CYRILLIC,
};

use super::plausible;
use crate::roster::log::Fatal;
use crate::roster::said;
use crate::roster::text;
use crate::roster::understand::header;

/// A decoded file.
#[derive(Debug)]
pub(super) struct Decoded<'b> {
    pub(super) text: Cow<'b, str>,
    pub(super) encoding: &'static Encoding,
    /// Whether lines seem to be written in UTF-8 although the file is not.
    pub(super) mixed: bool,
}

/// What of a big file is looked at to tell one-byte encodings apart.
const SAMPLE: usize = 64 * 1024;

/// A recognised header word outweighs whatever the letters say.
const HEADER_WEIGHT: f64 = 50.0;

/// So much better must be another reading of a cell.
const CLEARLY: f64 = 5.0;

/// The one-byte Russian encodings, the likeliest first.
const ONE_BYTE: [&Encoding; 5] = [WINDOWS_1251, IBM866, KOI8_R, X_MAC_CYRILLIC, ISO_8859_5];

/// Decodes a page of HTML or XML: by its mark, as UTF-8, as it says, or as it
/// looks.
pub(super) fn decode_page(bytes: &[u8]) -> Cow<'_, str> {
    let encoding = if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        encoding
    } else if std::str::from_utf8(bytes).is_ok() {
        UTF_8
    } else if bytes.starts_with(b"<\0") {
        UTF_16LE
    } else {
        let start = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]);
        let label = ["charset=", "encoding="].iter().find_map(|word| {
            let (_, rest) = start.split_once(word)?;
            let rest = rest.trim_start_matches(['"', '\'', ' ']);
            rest.split(['"', '\'', ' ', '>', ';', '?']).next()
        });
        // A page that claims to be UTF-8 and is not was written by Windows.
        match label.and_then(|label| Encoding::for_label(label.as_bytes())) {
            Some(said) if said != UTF_8 => said,
            Some(_) => WINDOWS_1251,
            None => best_one_byte(bytes).map_or(WINDOWS_1251, |best| best.encoding),
        }
    };
    encoding.decode(bytes).0
}

/// Decodes a text file.
pub(super) fn decode<'b>(bytes: &'b [u8], wanted: Option<&str>) -> Result<Decoded<'b>, Fatal> {
    // DOS programs end a text file with Ctrl-Z.
    let bytes = bytes.strip_suffix(b"\x1A").unwrap_or(bytes);
    if let Some(label) = wanted {
        let encoding = named(label).ok_or_else(|| said::UNKNOWN_LABEL.with(&[&label]))?;
        let decoded = decode_as(bytes, encoding).and_then(checked);
        return decoded.map_err(|refusal| said::wrong_label(refusal.code).with(&[&label]).into());
    }
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return checked(decode_as(bytes, encoding)?);
    }
    if bytes.contains(&0) {
        let encoding = utf16_without_mark(bytes).ok_or(said::BINARY)?;
        return checked(decode_as(bytes, encoding)?);
    }
    match std::str::from_utf8(bytes) {
        Ok(text)
            if bytes.is_ascii() || plausible::look(text::start(text, SAMPLE)).is_readable() =>
        {
            checked(Decoded {
                text: Cow::Borrowed(text),
                encoding: UTF_8,
                mixed: false,
            })
        }
        Ok(_) => best_one_byte(bytes),
        Err(error) if is_broken_utf8(bytes) => Err(broken_utf8(bytes, &error)),
        Err(_) => best_one_byte(bytes),
    }
}

/// The encoding of this name, as people write it.
fn named(label: &str) -> Option<&'static Encoding> {
    let key: String = label
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    match key.as_str() {
        "866" | "cp866" | "dos" | "oem" => Some(IBM866),
        "1251" | "cp1251" | "win1251" | "win" | "ansi" => Some(WINDOWS_1251),
        "koi8" | "koi8r" => Some(KOI8_R),
        "mac" | "maccyrillic" => Some(X_MAC_CYRILLIC),
        "utf16" | "utf16le" | "unicode" => Some(UTF_16LE),
        "utf16be" => Some(UTF_16BE),
        _ => Encoding::for_label_no_replacement(label.trim().as_bytes()),
    }
}

fn decode_as<'b>(bytes: &'b [u8], encoding: &'static Encoding) -> Result<Decoded<'b>, Fatal> {
    let marked = Encoding::for_bom(bytes).filter(|(mark, _)| *mark == encoding);
    let body = &bytes[marked.map_or(0, |(_, length)| length)..];
    if encoding == UTF_8 {
        let text = std::str::from_utf8(body).map_err(|error| broken_utf8(body, &error))?;
        return Ok(Decoded {
            text: Cow::Borrowed(text),
            encoding: UTF_8,
            mixed: false,
        });
    }
    let wide = encoding == UTF_16LE || encoding == UTF_16BE;
    let (text, malformed) = encoding.decode_without_bom_handling(body);
    if wide && (body.len() % 2 == 1 || (malformed && text.ends_with('\u{FFFD}'))) {
        return Err(said::CUT_FILE.into());
    }
    if malformed {
        return Err(said::BAD_ENCODING.with(&[&encoding.name()]).into());
    }
    Ok(Decoded {
        text,
        encoding,
        mixed: !wide && has_utf8_line(body),
    })
}

/// Lets only readable text pass.
fn checked(decoded: Decoded<'_>) -> Result<Decoded<'_>, Fatal> {
    if decoded.text.contains('\0') {
        return Err(said::BINARY.into());
    }
    // Of a file in two encodings the rows are told later.
    if decoded.mixed || plausible::look(text::start(&decoded.text, SAMPLE)).is_readable() {
        return Ok(decoded);
    }
    Err(said::UNREADABLE.with(&[&decoded.encoding.name()]).into())
}

/// The one-byte Russian encoding in which these bytes look most like Russian.
fn best_one_byte(bytes: &[u8]) -> Result<Decoded<'_>, Fatal> {
    // A line pasted in UTF-8 says nothing of the others.
    let mut sample = foreign_lines(bytes, |line| !is_russian_utf8(line));
    if sample.is_empty() {
        sample = foreign_lines(bytes, |_| true);
    }
    let weigh = |encoding: &'static Encoding| {
        let (text, _) = encoding.decode_without_bom_handling(&sample);
        let look = plausible::look(&text);
        let words = header::known_words(&text).min(5) as f64;
        (look, look.weight + HEADER_WEIGHT * words)
    };
    let mut best = None;
    for encoding in ONE_BYTE {
        let (look, weight) = weigh(encoding);
        if look.is_readable() && best.is_none_or(|(_, most)| weight > most) {
            best = Some((encoding, weight));
        }
    }
    match best {
        Some((encoding, _)) => checked(decode_as(bytes, encoding)?),
        None => Err(said::UNKNOWN_ENCODING.into()),
    }
}

/// The lines with bytes beyond ASCII, up to [`SAMPLE`]: in a long list of
/// Latin names the one Russian line decides.
fn foreign_lines(bytes: &[u8], wanted: impl Fn(&[u8]) -> bool) -> Vec<u8> {
    let mut sample = Vec::new();
    for line in bytes.split(|&b| b == b'\n' || b == b'\r') {
        if !line.is_ascii() && wanted(line) {
            let room = SAMPLE.saturating_sub(sample.len());
            sample.extend_from_slice(&line[..line.len().min(room)]);
            sample.push(b'\n');
        }
        if sample.len() >= SAMPLE {
            break;
        }
    }
    sample
}

/// Whether a line is UTF-8 with Russian letters; in a one-byte encoding that
/// does not come about by chance.
fn has_utf8_line(bytes: &[u8]) -> bool {
    bytes
        .split(|&b| b == b'\n' || b == b'\r')
        .filter(|line| !line.is_ascii())
        .any(is_russian_utf8)
}

/// Whether the bytes are UTF-8 with two Russian letters at least.
fn is_russian_utf8(bytes: &[u8]) -> bool {
    let russian = |c: &char| ('\u{401}'..='\u{451}').contains(c);
    std::str::from_utf8(bytes).is_ok_and(|text| text.chars().filter(russian).nth(1).is_some())
}

/// Whether a cell was decoded wrongly before it came into this file, or with
/// it: the same bytes read far better in another encoding.
pub(super) fn is_foreign(cell: &str) -> bool {
    if !is_odd(cell) {
        return false;
    }
    let own = plausible::look(cell).weight;
    let reads = |bytes: &[u8], right: &'static Encoding| {
        let (text, malformed) = right.decode_without_bom_handling(bytes);
        let letters = text.chars().filter(|&c| text::is_cyrillic(c)).count();
        let look = plausible::look(&text);
        !malformed
            && letters > 3
            && !is_odd(&text)
            && look.is_readable()
            && look.weight > own + CLEARLY
    };
    let mut wrong = ONE_BYTE.into_iter().chain([WINDOWS_1252]);
    wrong.any(|wrong| {
        let (bytes, _, lossy) = wrong.encode(cell);
        let mut right = ONE_BYTE.into_iter().chain([UTF_8]);
        !lossy && right.any(|right| right != wrong && reads(&bytes, right))
    })
}

/// Whether a cell has letters that Russian has not, or capitals behind small
/// letters: a quick look that spares nearly all cells the long one.
fn is_odd(cell: &str) -> bool {
    let mut small = false;
    cell.chars().any(|c| {
        let before = std::mem::replace(&mut small, matches!(c, 'а'..='я'));
        match c {
            'А'..='Я' => before,
            _ => !c.is_ascii() && !matches!(c, 'а'..='я' | 'ё' | 'Ё' | '№' | '«' | '»' | '\u{A0}'),
        }
    })
}

/// UTF-16 without its mark: every other byte is 0 (ASCII) or 4 (Cyrillic).
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let share = |offset: usize| {
        let high = bytes.iter().skip(offset).step_by(2);
        let (mut all, mut plain) = (0, 0);
        for byte in high.take(SAMPLE) {
            all += 1;
            plain += usize::from(matches!(byte, 0 | 4));
        }
        all >= 2 && plain * 20 >= all * 19
    };
    match (share(1), share(0)) {
        (true, false) => Some(UTF_16LE),
        (false, true) => Some(UTF_16BE),
        _ => None,
    }
}

/// Whether the bytes were meant as UTF-8: Cyrillic pairs by far outnumber the
/// bytes that fit nowhere. No one-byte encoding looks like that by chance.
fn is_broken_utf8(bytes: &[u8]) -> bool {
    let (mut pairs, mut strays) = (0_usize, 0_usize);
    for chunk in foreign_lines(bytes, |_| true).utf8_chunks() {
        pairs += chunk
            .valid()
            .chars()
            .filter(|&c| ('\u{401}'..='\u{451}').contains(&c))
            .count();
        strays += chunk.invalid().len();
    }
    pairs >= 2 && pairs >= 4 * strays
}

fn broken_utf8(bytes: &[u8], error: &std::str::Utf8Error) -> Fatal {
    if error.error_len().is_none() {
        return said::CUT_FILE.into();
    }
    let good = &bytes[..error.valid_up_to()];
    let row = 1 + good.iter().filter(|&&b| b == b'\n').count();
    said::BROKEN_UTF8.at(row).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roundtrip(text: &str, encoding: &'static Encoding) {
        let (bytes, _, lossy) = encoding.encode(text);
        assert!(!lossy);
        let decoded = decode(&bytes, None).unwrap();
        assert_eq!((decoded.encoding, &*decoded.text), (encoding, text));
    }

    #[test]
    fn one_short_name_tells_the_encoding() {
        for name in [
            "Ли",
            "Ан",
            "Ким",
            "Цой",
            "Юй",
            "Ян",
            "Эм",
            "Пак",
            "Иванов",
            "Щукин",
        ] {
            for header in ["Фамилия", "ФИО", "фио", "Ф.И.О. учащегося", "ФАМИЛИЯ"]
            {
                for encoding in &ONE_BYTE[..3] {
                    roundtrip(&format!("{header}\n{name}\n"), encoding);
                }
            }
        }
    }

    #[test]
    fn without_a_header_word_the_letters_tell_it() {
        for text in [
            "Ли\n",
            "Иванов;Пётр\n",
            "ИВАНОВ ПЕТР",
            "Юсупова Айгуль",
            "Щербак Яна",
        ] {
            for encoding in &ONE_BYTE[..3] {
                roundtrip(text, encoding);
            }
        }
    }

    #[test]
    fn a_few_names_tell_the_rarer_encodings() {
        for encoding in [X_MAC_CYRILLIC, ISO_8859_5] {
            roundtrip("Фамилия;Имя\nЦой;Ян\nЩукина;Юлия\n", encoding);
            roundtrip("фио\nЁлкин Пётр\nЯкушева Эмма\n", encoding);
        }
    }

    #[test]
    fn a_named_encoding_wins_but_must_give_letters() {
        let (bytes, ..) = KOI8_R.encode("Фамилия\nИванова");
        assert_eq!(decode(&bytes, Some("KOI8")).unwrap().encoding, KOI8_R);
        assert_eq!(
            decode(&bytes, Some("cp866")).unwrap_err().code,
            "unreadable-text"
        );
        assert_eq!(
            decode(&bytes, Some("utf-8")).unwrap_err().code,
            "bad-encoding"
        );
        assert_eq!(
            decode(&bytes, Some("эльф")).unwrap_err().code,
            "unknown-encoding"
        );
    }

    #[test]
    fn a_page_that_does_not_say_is_told_by_its_letters() {
        let page = "<table><tr><td>ФИО</td></tr><tr><td>Ким Юлия</td></tr></table>";
        for encoding in [WINDOWS_1251, KOI8_R] {
            assert_eq!(decode_page(&encoding.encode(page).0), page);
        }
    }

    #[test]
    fn a_file_cut_inside_a_letter_is_told() {
        let text = "Фамилия\nИванов";
        assert_eq!(
            decode(&text.as_bytes()[..text.len() - 1], None)
                .unwrap_err()
                .code,
            "cut-file"
        );
        let mut wide = vec![0xFF, 0xFE];
        wide.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(decode(&wide, None).unwrap().encoding, UTF_16LE);
        wide.pop();
        assert_eq!(decode(&wide, None).unwrap_err().code, "cut-file");
    }

    #[test]
    fn noise_is_refused_in_every_encoding() {
        let noise: Vec<u8> = (0..400_u32).map(|i| (i * 7919 % 251) as u8 | 1).collect();
        assert!(decode(&noise, None).is_err());
        assert!(decode(b"abc\0\x01\x02\x03def", None).is_err());
    }
}
