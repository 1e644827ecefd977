//! Character codes in text, and the maps that explain them to a reader.
//!
//! The glyphs of a face get codes in the order in which they are first drawn: of
//! one byte while there are enough of those that need no backslash in a string,
//! of two for a face of which more glyphs are used. A code is its own CID
//! (ISO 32000-1, 9.7), so the CMap is the one-byte identity that readers have
//! long known. Must not know what the glyphs are.

/// Bytes that are never part of a code: those that a literal string escapes or
/// reads as something else (ISO 32000-1, 7.3.4.2), and 0.
const AVOIDED: [u8; 6] = [0, b'\n', b'\r', b'(', b')', b'\\'];
/// From here on a byte is the first of two.
const FIRST_OF_TWO: u8 = 0xf0;
/// Codes of one byte, and second bytes to each first.
const SINGLE: usize = FIRST_OF_TWO as usize - AVOIDED.len();
/// Entries of a section of a map at the most (Adobe Technical Note 5014).
const SECTION: usize = 100;

/// The bytes of the codes of one byte, in order.
const BYTES: [u8; SINGLE] = {
    let mut bytes = [0; SINGLE];
    let (mut byte, mut count) = (0, 0);
    while byte < FIRST_OF_TWO {
        let mut place = 0;
        while place < AVOIDED.len() && AVOIDED[place] != byte {
            place += 1;
        }
        if place == AVOIDED.len() {
            bytes[count] = byte;
            count += 1;
        }
        byte += 1;
    }
    bytes
};

/// The code of a glyph, which is its CID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Charcode(u16);

impl Charcode {
    /// The code of the glyph that is the `index`-th to be drawn, counted from 0;
    /// `None` if there are not so many.
    pub(super) fn of(index: usize) -> Option<Charcode> {
        if let Some(&byte) = BYTES.get(index) {
            return Some(Charcode(byte.into()));
        }
        let index = index - SINGLE;
        let first = u8::try_from(index / SINGLE).ok()?;
        let first = FIRST_OF_TWO.checked_add(first)?;
        Some(Charcode(u16::from_be_bytes([first, BYTES[index % SINGLE]])))
    }

    /// The CID.
    pub(super) fn cid(self) -> u16 {
        self.0
    }

    fn is_two(self) -> bool {
        self.0 > u16::from(FIRST_OF_TWO)
    }

    /// Appends its bytes, which need no backslash in a literal string.
    pub(super) fn push(self, out: &mut Vec<u8>) {
        let bytes = self.0.to_be_bytes();
        out.extend_from_slice(&bytes[usize::from(!self.is_two())..]);
    }
}

/// The map from codes to CIDs if the last code is `last`: the entries of its
/// dictionary and the CMap itself, which must agree with each other and with the
/// font (ISO 19005-2, 6.2.11.3.3).
pub(super) fn encoding(last: Charcode) -> (String, Vec<u8>) {
    let (name, ranges) = match last.is_two() {
        false => ("OneByteIdentityH", "1 begincidrange\n<00> <ff> 0\n"),
        true => (
            "Pamyatka-H",
            "2 begincidrange\n<00> <ef> 0\n<f000> <ffff> 61440\n",
        ),
    };
    let entries = format!("/Type/CMap/CMapName/{name}/CIDSystemInfo{IDENTITY}/WMode 0");
    let mut map = head(IDENTITY, name, 1, last);
    map += "/WMode 0 def\n";
    map += ranges;
    map += "endcidrange\n";
    (entries, foot(map))
}

/// The character collection of every font of ours.
pub(super) const IDENTITY: &str = "<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>";
/// That of texts.
const TEXTS: &str = "<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>";

/// The map from codes to the texts that they stand for: a ToUnicode CMap.
pub(super) fn to_unicode(texts: &[(Charcode, &str)]) -> Vec<u8> {
    let last = texts.last().map_or(Charcode(0), |(code, _)| *code);
    let mut out = head(TEXTS, "Adobe-Identity-UCS", 2, last);
    for section in texts.chunks(SECTION) {
        out += &format!("{} beginbfchar\n", section.len());
        for (code, text) in section {
            let digits = if code.is_two() { 4 } else { 2 };
            out += &format!("<{:0digits$x}> <", code.0);
            for unit in text.encode_utf16() {
                out += &format!("{unit:04x}");
            }
            out += ">\n";
        }
        out += "endbfchar\n";
    }
    foot(out)
}

/// The beginning of a CMap, with blanks where everybody puts them: not every
/// reader goes by tokens. Codes of two bytes are spoken of only where they
/// occur.
fn head(system: &str, name: &str, kind: u8, last: Charcode) -> String {
    let space = match last.is_two() {
        false => "1 begincodespacerange\n<00> <ff>\n",
        true => "2 begincodespacerange\n<00> <ef>\n<f000> <ffff>\n",
    };
    format!(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n\
         /CIDSystemInfo {system} def\n/CMapName /{name} def\n/CMapType {kind} def\n\
         {space}endcodespacerange\n"
    )
}

fn foot(mut map: String) -> Vec<u8> {
    map += "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n";
    map.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn bytes(code: Charcode) -> Vec<u8> {
        let mut bytes = Vec::new();
        code.push(&mut bytes);
        bytes
    }

    #[test]
    fn codes_differ_are_told_apart_and_need_no_backslash() {
        let all = SINGLE + (0x100 - usize::from(FIRST_OF_TWO)) * SINGLE;
        let mut seen = HashSet::new();
        for index in 0..all {
            let code = Charcode::of(index).unwrap();
            let bytes = bytes(code);
            assert_eq!(bytes.len() == 2, bytes[0] >= FIRST_OF_TWO);
            assert!(!bytes.iter().any(|byte| AVOIDED.contains(byte)));
            let value = bytes.iter().fold(0, |v, byte| v << 8 | u16::from(*byte));
            assert_eq!(code.cid(), value, "what the CMap says");
            assert!(seen.insert(bytes));
        }
        assert_eq!(Charcode::of(all), None);
    }

    #[test]
    fn two_bytes_are_spoken_of_only_where_they_occur() {
        for (index, is_two) in [(0, false), (SINGLE - 1, false), (SINGLE, true)] {
            let code = Charcode::of(index).unwrap();
            let (entries, map) = encoding(code);
            let map = String::from_utf8(map).unwrap();
            let name = entries.split('/').nth(4).unwrap();
            assert!(map.contains(&format!("/CMapName /{name} def")), "{map}");
            assert_eq!(name == "OneByteIdentityH", !is_two);
            assert_eq!(map.contains("<f000> <ffff>"), is_two);
            let texts = String::from_utf8(to_unicode(&[(code, "a")])).unwrap();
            assert_eq!(texts.contains("<f000> <ffff>"), is_two);
        }
    }

    #[test]
    fn the_texts_of_codes_are_told_in_utf_16() {
        let code = |index| Charcode::of(index).unwrap();
        let texts = [(code(0), "Ж"), (code(1), "fi"), (code(300), "🦊")];
        let map = String::from_utf8(to_unicode(&texts)).unwrap();
        for line in [
            "3 beginbfchar",
            "<01> <0416>",
            "<02> <00660069>",
            "<f047> <d83edd8a>",
        ] {
            assert!(map.lines().any(|own| own == line), "{line}\n{map}");
        }
    }
}
