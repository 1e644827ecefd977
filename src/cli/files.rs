//! Files that the user named, read within bounds.
//!
//! Takes a path and what the user calls it, gives bytes, text or a picture, or
//! [`Stop`]. What a file says is not known here.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use super::console::Stop;
use super::failure;
use crate::base::diagnostic::Diagnostic;
use crate::base::text;
use crate::model::picture::Picture;
use crate::pipeline;

/// Bytes of a settings file: the sample with all settings has 4 000.
pub const MOST_SETTINGS: u64 = 64 << 10;
/// Bytes of a template: a book has as many.
pub const MOST_TEMPLATE: u64 = 1 << 20;
/// Bytes of a picture: a photograph has fewer.
const MOST_PICTURE: u64 = 20 << 20;

/// Reads a file that the user named as `what`.
///
/// # Errors
/// As [`open`].
pub fn read(path: &Path, what: &str, most: u64) -> Result<Vec<u8>, Stop> {
    let file = open(path, what, most)?;
    let mut bytes = Vec::new();
    // Some files have more in them than they say.
    let read = file.take(most + 1).read_to_end(&mut bytes);
    read.map_err(|error| unread(path, what, &error))?;
    if bytes.len() as u64 > most {
        return Err(too_large(path, what, most));
    }
    Ok(bytes)
}

/// Opens a file that the user named as `what`, if it is one that ends and has
/// no more than `most` bytes.
///
/// # Errors
/// In words, if there is none or it cannot be read.
pub fn open(path: &Path, what: &str, most: u64) -> Result<File, Stop> {
    let about = fs::metadata(path).map_err(|error| unread(path, what, &error))?;
    let name = path.display();
    if !about.is_file() {
        let kind = match about.is_dir() {
            true => "папка",
            false => "устройство или канал",
        };
        let message = format!("«{name}» — {kind}, а нужен файл ({what}).");
        return Err(Stop::Input(vec![Diagnostic::error("not-a-file", message)]));
    }
    if about.len() > most {
        return Err(too_large(path, what, most));
    }
    File::open(path).map_err(|error| unread(path, what, &error))
}

fn too_large(path: &Path, what: &str, most: u64) -> Stop {
    let size = match most >> 20 {
        0 => format!("{} КБ", most >> 10),
        megabytes => format!("{megabytes} МБ"),
    };
    let message = format!("файл слишком велик ({what}): в нём больше {size}.");
    let error = Diagnostic::error("file-too-large", message);
    let error = error.in_file(path.display().to_string());
    Stop::Input(vec![error.with_hint("Проверьте, тот ли это файл.")])
}

fn unread(path: &Path, what: &str, error: &io::Error) -> Stop {
    let name = path.display();
    match error.kind() {
        io::ErrorKind::NotFound => {
            let diagnostic = Diagnostic::error("no-file", format!("файла «{name}» нет ({what})."));
            Stop::Input(vec![diagnostic.with_hint("Проверьте имя и папку.")])
        }
        io::ErrorKind::PermissionDenied if !failure::is_held(error) => Stop::Machine(format!(
            "Нельзя прочесть «{name}»: нет прав, или файл открыт в другой программе."
        )),
        _ => Stop::Machine(format!(
            "Нельзя прочесть «{name}»: {}",
            failure::in_words(error)
        )),
    }
}

/// A picture that the user named as `what`.
///
/// # Errors
/// As [`open`], and if it is no picture.
pub fn picture(path: &Path, what: &str) -> Result<Arc<Picture>, Stop> {
    let bytes = read(path, what, MOST_PICTURE)?;
    let picture = pipeline::picture(&bytes).map_err(|error| {
        let message = format!("{what}: {}", error.message);
        let error = Diagnostic { message, ..*error };
        Stop::Input(vec![error.in_file(path.display().to_string())])
    });
    picture.map(Arc::new)
}

/// The text of a file that the user named as `what`.
///
/// # Errors
/// As [`open`], and if it is not in UTF-8.
pub fn read_text(path: &Path, what: &str, most: u64) -> Result<String, Stop> {
    let bytes = read(path, what, most)?;
    text::of_utf8(bytes)
        .map_err(|error| Stop::Input(vec![error.in_file(path.display().to_string())]))
}
