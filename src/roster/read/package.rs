//! The ZIP in which `.xlsx`, `.xlsb` and `.ods` keep their parts.
//!
//! Takes the bytes of the file, gives its parts as streams. Part names may
//! have backslashes and any case, bytes may stand before the archive. The CRC
//! of every part is checked once, before any is read: a damaged workbook is
//! refused and never read as another list.

use std::io::{BufReader, Cursor, Read, copy, sink};

use zip::ZipArchive;

use super::file::damaged;
use super::xml::Xml;
use crate::roster::limits::{MOST_PARTS, MOST_UNPACKED, too_big};
use crate::roster::log::Fatal;

/// An archive whose parts are whole.
pub(super) struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    names: Vec<String>,
}

/// A part that is being unpacked.
pub(super) type Part<'p> = BufReader<Box<dyn Read + 'p>>;

impl<'b> Package<'b> {
    /// Opens the archive; looks at names only.
    pub(super) fn open(bytes: &'b [u8]) -> Option<Self> {
        let archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
        if archive.len() > MOST_PARTS {
            return None;
        }
        let plain = |name: &[u8]| {
            let name = String::from_utf8_lossy(name).replace('\\', "/");
            name.trim_start_matches('/').to_lowercase()
        };
        let names = archive.file_names_raw().map(plain).collect();
        Some(Package { archive, names })
    }

    /// Whether there is such a part.
    pub(super) fn has(&self, name: &str) -> bool {
        self.place(name).is_some()
    }

    /// Whether there is a part in this folder.
    pub(super) fn has_folder(&self, folder: &str) -> bool {
        self.names.iter().any(|name| name.starts_with(folder))
    }

    fn place(&self, name: &str) -> Option<usize> {
        let name = name.trim_start_matches('/').to_lowercase();
        self.names.iter().position(|known| *known == name)
    }

    /// Unpacks everything once, for its CRC and its size.
    ///
    /// # Errors
    ///
    /// The refusal of a damaged workbook, or of one that unpacks to too much.
    pub(super) fn check(&mut self) -> Result<(), Fatal> {
        let mut left = MOST_UNPACKED;
        for at in 0..self.archive.len() {
            let part = self.archive.by_index(at).map_err(|_| damaged())?;
            // A byte more than there may be tells that there is more.
            let length = copy(&mut part.take(left + 1), &mut sink()).map_err(|_| damaged())?;
            left = left.checked_sub(length).ok_or_else(too_big)?;
        }
        Ok(())
    }

    /// Unpacks a part.
    pub(super) fn part(&mut self, name: &str) -> Result<Part<'_>, Fatal> {
        let at = self.place(name).ok_or_else(damaged)?;
        let part = self.archive.by_index(at).map_err(|_| damaged())?;
        Ok(BufReader::with_capacity(
            1 << 16,
            Box::new(part.take(MOST_UNPACKED)),
        ))
    }

    /// A part as XML.
    pub(super) fn xml(&mut self, name: &str) -> Result<Xml<Part<'_>>, Fatal> {
        Ok(Xml::new(self.part(name)?))
    }
}
