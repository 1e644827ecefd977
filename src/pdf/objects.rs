//! Copies the objects of a font out of the document that printpdf made.
//!
//! Takes a lopdf document, writes its one font and what that refers to under
//! fresh numbers. Knows nothing of pages.

use std::collections::HashMap;
use std::io::Write;

use lopdf::{Document, Object, ObjectId};

use super::Error;
use super::file::File;
use super::text::{push_int, push_literal, push_real, push_ref};

/// An entry to be replaced in whatever dictionary has it.
pub(super) struct Patch {
    /// The key without its slash.
    pub(super) key: &'static [u8],
    /// The bytes of the new value.
    pub(super) value: Vec<u8>,
}

impl Patch {
    /// A reference in place of whatever `key` has.
    pub(super) fn reference(key: &'static [u8], number: u32) -> Patch {
        let mut value = Vec::new();
        push_ref(&mut value, number);
        Patch { key, value }
    }
}

/// Copies objects from one document into a file.
pub(super) struct Copier<'a, W> {
    from: &'a Document,
    file: &'a mut File<W>,
    numbers: HashMap<ObjectId, u32>,
}

impl<'a, W: Write> Copier<'a, W> {
    pub(super) fn new(from: &'a Document, file: &'a mut File<W>) -> Self {
        Copier {
            from,
            file,
            numbers: HashMap::new(),
        }
    }

    /// Copies the only font and returns its number.
    pub(super) fn copy_font(&mut self, patches: &[Patch]) -> Result<u32, Error> {
        let is_font = |object: &Object| {
            object
                .as_dict()
                .and_then(|dict| dict.get(b"Subtype"))
                .and_then(Object::as_name)
                .is_ok_and(|name| name == b"Type0")
        };
        let font = self.from.objects.iter().find(|(_, object)| is_font(object));
        let (&id, _) = font.ok_or_else(|| Error::Drawing("no font was made".into()))?;
        self.copy(id, patches)
    }

    fn copy(&mut self, id: ObjectId, patches: &[Patch]) -> Result<u32, Error> {
        if let Some(&number) = self.numbers.get(&id) {
            return Ok(number);
        }
        let object = self
            .from
            .get_object(id)
            .map_err(|error| Error::Drawing(error.to_string()))?;
        let number = match object {
            Object::Stream(_) => self.file.alloc_streams(1),
            _ => self.file.alloc(),
        };
        self.numbers.insert(id, number);
        let mut bytes = Vec::new();
        if let Object::Stream(stream) = object {
            for (key, value) in &stream.dict {
                if key != b"Length" {
                    self.entry(key, value, patches, &mut bytes)?;
                }
            }
            self.file.stream(number, &bytes, &stream.content)?;
        } else {
            self.write(object, patches, &mut bytes)?;
            self.file.object(number, &bytes)?;
        }
        Ok(number)
    }

    fn entry(
        &mut self,
        key: &[u8],
        value: &Object,
        patches: &[Patch],
        out: &mut Vec<u8>,
    ) -> Result<(), Error> {
        name(key, out);
        out.push(b' ');
        match patches.iter().find(|patch| patch.key == key) {
            Some(patch) => out.extend_from_slice(&patch.value),
            None => self.write(value, patches, out)?,
        }
        Ok(())
    }

    fn write(
        &mut self,
        object: &Object,
        patches: &[Patch],
        out: &mut Vec<u8>,
    ) -> Result<(), Error> {
        match object {
            Object::Integer(value) => {
                if *value < 0 {
                    out.push(b'-');
                }
                push_int(out, value.unsigned_abs());
            }
            Object::Real(value) => push_real(out, f64::from(*value)),
            Object::Name(value) => name(value, out),
            Object::String(value, _) => push_literal(out, value),
            Object::Reference(id) => {
                let number = self.copy(*id, patches)?;
                push_ref(out, number);
            }
            Object::Array(items) => {
                out.push(b'[');
                for item in items {
                    self.write(item, patches, out)?;
                    out.push(b' ');
                }
                out.push(b']');
            }
            Object::Dictionary(dict) => {
                out.extend_from_slice(b"<<");
                for (key, value) in dict {
                    self.entry(key, value, patches, out)?;
                }
                out.extend_from_slice(b">>");
            }
            other => return Err(Error::Drawing(format!("{other:?} in a font"))),
        }
        Ok(())
    }
}

fn name(bytes: &[u8], out: &mut Vec<u8>) {
    out.push(b'/');
    out.extend_from_slice(bytes);
}
