//! Text that is filled in up to a bound, since a template may repeat itself
//! without end.
//!
//! Takes what MiniJinja writes, gives the text.

use std::io;

/// Steps that filling in may take, and what strings that grow are charged: a list
/// of a school takes a third, and no string grows beyond some hundred megabytes.
pub(super) const MOST_STEPS: u64 = 6_000_000;

/// Bytes of a text that is filled in.
pub(super) const MOST_FILLED: usize = 1 << 20;

/// A text that grows up to a bound.
pub(super) struct Written {
    bytes: Vec<u8>,
    most: usize,
}

impl Written {
    /// An empty text for so many bytes.
    pub fn up_to(most: usize) -> Self {
        Written {
            bytes: Vec::new(),
            most,
        }
    }

    /// The text.
    pub fn text(self) -> String {
        String::from_utf8(self.bytes).expect("MiniJinja writes text")
    }
}

impl io::Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.len() > self.most - self.bytes.len() {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
