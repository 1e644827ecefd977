//! XML as the readers of workbooks want it: local names, plain text.
//!
//! Takes text or a stream of it, gives one [`Node`] after another. Prefixes are
//! left out, since every program chooses its own; an entity that XML does not
//! define is left out, too, so that none can grow.

use std::io::BufRead;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::file::damaged;
use crate::roster::log::Fatal;

/// What comes next in a document; an empty element is a start and an end.
pub(super) enum Node<'x> {
    Start(Tag<'x>),
    End(&'x str),
    Text(&'x str),
    EndOfFile,
}

/// The start of an element.
pub(super) struct Tag<'x>(BytesStart<'x>);

impl Tag<'_> {
    /// The name without its prefix.
    pub(super) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// The attribute of this name, whatever its prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        let found = attributes
            .with_checks(false)
            .flatten()
            .find(|attribute| attribute.key.local_name().into_inner() == name)?;
        let value = found.normalized_value(XmlVersion::Implicit1_0);
        Some(value.unwrap_or(found.value).into_owned())
    }

    /// A number in an attribute.
    pub(super) fn number(&self, name: &str) -> Option<u32> {
        self.attribute(name)?.trim().parse().ok()
    }

    /// Whether an attribute says yes.
    pub(super) fn says(&self, name: &str) -> bool {
        let value = self.attribute(name);
        matches!(value.as_deref(), Some("1" | "true" | "on"))
    }
}

/// A document that is being read.
pub(super) struct Xml<R> {
    reader: Reader<R>,
    buffer: Vec<u8>,
    text: String,
    /// Elements that are open.
    depth: usize,
}

impl<R: BufRead> Xml<R> {
    pub(super) fn new(source: R) -> Self {
        let mut reader = Reader::from_reader(source);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        Xml {
            reader,
            buffer: Vec::new(),
            text: String::new(),
            depth: 0,
        }
    }

    /// The next node.
    ///
    /// # Errors
    ///
    /// The refusal of a damaged workbook, such as one that ends too early.
    pub(super) fn next(&mut self) -> Result<Node<'_>, Fatal> {
        self.buffer.clear();
        self.text.clear();
        let event = self.reader.read_event_into(&mut self.buffer);
        Ok(match event.map_err(|_| damaged())? {
            Event::Start(start) => {
                self.depth += 1;
                Node::Start(Tag(start))
            }
            Event::End(end) => {
                self.depth = self.depth.saturating_sub(1);
                let length = end.local_name().into_inner().len();
                self.text.push_str(end.local_name().into_inner());
                Node::End(&self.text[..length])
            }
            Event::Text(text) => {
                self.text.push_str(&text);
                Node::Text(&self.text)
            }
            Event::CData(text) => {
                self.text.push_str(&text);
                Node::Text(&self.text)
            }
            Event::GeneralRef(reference) => {
                match reference.resolve_char_ref().ok().flatten() {
                    Some(char) => self.text.push(char),
                    None => self.text.push_str(match &*reference {
                        "amp" => "&",
                        "lt" => "<",
                        "gt" => ">",
                        "quot" => "\"",
                        "apos" => "'",
                        "nbsp" => " ",
                        _ => "",
                    }),
                }
                Node::Text(&self.text)
            }
            Event::Eof if self.depth > 0 => return Err(damaged()),
            Event::Eof => Node::EndOfFile,
            _ => Node::Text(""),
        })
    }

    /// All text up to the end of the element in which the reader is, that of
    /// elements with one of the names in `without` left out.
    pub(super) fn text(&mut self, without: &[&str]) -> Result<String, Fatal> {
        let mut text = String::new();
        let (mut depth, mut left_out) = (0_usize, 0_usize);
        loop {
            match self.next()? {
                Node::Start(tag) => {
                    depth += 1;
                    if left_out > 0 || without.contains(&tag.name()) {
                        left_out += 1;
                    }
                }
                Node::End(_) if depth == 0 => return Ok(text),
                Node::End(_) => {
                    depth -= 1;
                    left_out = left_out.saturating_sub(1);
                }
                Node::Text(piece) if left_out == 0 => text.push_str(piece),
                Node::Text(_) => {}
                Node::EndOfFile => return Err(damaged()),
            }
        }
    }
}
