//! `manifest.json`: what a kit holds and what it was made from.
//!
//! Names no pupil, no class and no file of the user's: the list is known by its
//! digest alone. Programs read it, and so does this one, to tell a message that
//! was edited by hand from one that was not.

use std::io::{self, Read};

use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Name of the file.
pub const NAME: &str = "manifest.json";
/// The beginning by which the program knows its own.
const BEGINNING: &str = "{\n  \"program\": \"pamyatka\",";

/// One file of the kit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// Name in the folder, `/` between parts.
    pub name: String,
    /// Length and SHA-256 of its bytes.
    #[serde(flatten)]
    pub stamp: Stamp,
    /// Printed sides; `None` for what is not made of pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pages: Option<usize>,
    /// Pieces of paper; `None` for what is not made of pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheets: Option<usize>,
}

/// What tells bytes from others.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Stamp {
    /// How many.
    pub bytes: u64,
    /// Their SHA-256 in hexadecimal.
    pub sha256: String,
}

impl Stamp {
    /// Of all that is left to read.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn of(mut source: impl Read) -> io::Result<Stamp> {
        let mut hasher = Sha256::new();
        let mut buffer = vec![0; 64 * 1024];
        let mut bytes = 0;
        loop {
            let read = source.read(&mut buffer)?;
            if read == 0 {
                break;
            }
            hasher.update(&buffer[..read]);
            bytes += read as u64;
        }
        let sha256 = hasher.finalize();
        let sha256 = sha256.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Stamp { bytes, sha256 })
    }

    /// Of bytes in memory.
    pub fn of_bytes(bytes: &[u8]) -> Stamp {
        Stamp::of(bytes).expect("bytes in memory can be read")
    }
}

/// The manifest, its keys in this order.
#[derive(Serialize)]
struct Manifest<'a> {
    program: &'a str,
    version: &'a str,
    date: String,
    list: List<'a>,
    files: &'a [Listed],
}

/// The class list that a kit was made from.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct List<'a> {
    /// Of the file.
    #[serde(flatten)]
    pub stamp: &'a Stamp,
    /// How many pupils it has.
    pub pupils: usize,
    /// How many of them were wanted.
    pub chosen: usize,
}

/// The text of the manifest.
pub fn text(list: List<'_>, day: Date, files: &[Listed]) -> String {
    let manifest = Manifest {
        program: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        date: day.to_string(),
        list,
        files,
    };
    let text = serde_json::to_string_pretty(&manifest).expect("texts and numbers");
    text + "\n"
}

/// Whether a file that begins with `head` is a manifest of this program.
pub fn is_ours(head: &[u8]) -> bool {
    head.starts_with(BEGINNING.as_bytes())
}

/// Whether `bytes` are those that a manifest says stand in the file `name`.
pub fn knows(manifest: &[u8], name: &str, bytes: &[u8]) -> bool {
    let Ok(value) = serde_json::from_slice::<Value>(manifest) else {
        return false;
    };
    let ours = value["program"] == env!("CARGO_PKG_NAME");
    let files = value["files"].as_array().map_or(&[][..], Vec::as_slice);
    let stamp = Stamp::of_bytes(bytes);
    let entry = files.iter().find(|entry| entry["name"] == name);
    ours && entry.is_some_and(|entry| entry["sha256"] == stamp.sha256.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn manifest() -> String {
        let files = [
            Listed {
                name: "handouts.pdf".into(),
                stamp: Stamp::of_bytes(b"pdf"),
                pages: Some(56),
                sheets: Some(28),
            },
            Listed {
                name: "message.txt".into(),
                stamp: Stamp::of_bytes(b"abc"),
                pages: None,
                sheets: None,
            },
        ];
        let list = List {
            stamp: &Stamp::of_bytes("Иванова".as_bytes()),
            pupils: 28,
            chosen: 3,
        };
        text(list, date(2026, 11, 22), &files)
    }

    #[test]
    fn what_was_made_and_from_what() {
        let value: Value = serde_json::from_str(&manifest()).unwrap();
        assert_eq!(value["version"], env!("CARGO_PKG_VERSION"));
        assert_eq!(value["list"]["pupils"], 28);
        assert_eq!(value["list"]["chosen"], 3);
        assert_eq!(value["files"][0]["sheets"], 28);
        assert_eq!(value["files"][1].get("pages"), None);
        // FIPS 180-2, appendix B.1.
        assert_eq!(
            value["files"][1]["sha256"],
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn ours_and_what_it_knows() {
        let text = manifest();
        assert!(is_ours(&text.as_bytes()[..text.len().min(1024)]));
        assert!(!is_ours(b"{\"program\": \"npm\"}"));
        assert!(knows(text.as_bytes(), "message.txt", b"abc"));
        assert!(!knows(text.as_bytes(), "message.txt", b"abd"));
        assert!(!knows(text.as_bytes(), "poster.pdf", b"abc"));
        assert!(!knows(b"{}", "message.txt", b"abc"));
    }
}
