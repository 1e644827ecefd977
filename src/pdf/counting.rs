//! Lines with numbers that all count up from one to the next.
//!
//! Objects in a column differ in nothing but the numbers of the objects that they
//! refer to, and these count up together. Takes the first of them, gives the
//! others. Must not know what is written.

/// A line with numbers in it.
#[derive(Default)]
pub(super) struct Counting {
    bytes: Vec<u8>,
    /// Where each number ends.
    ends: Vec<usize>,
}

impl Counting {
    /// Appends what stays the same.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Appends a number that counts up. Before it must stand no digit.
    pub(super) fn push_number(&mut self, number: u32) {
        let mut digits = itoa::Buffer::new();
        self.push(digits.format(number).as_bytes());
        self.ends.push(self.bytes.len());
    }

    /// Appends a reference that counts up: a key or bracket, and `number 0 R`.
    pub(super) fn push_ref(&mut self, before: &str, number: u32) {
        self.push(before.as_bytes());
        self.push_number(number);
        self.push(b" 0 R");
    }

    /// Appends references that count up, with spaces between.
    pub(super) fn push_refs(&mut self, numbers: impl IntoIterator<Item = u32>) {
        for (index, number) in numbers.into_iter().enumerate() {
            self.push_ref(if index > 0 { " " } else { "" }, number);
        }
    }

    /// The line as it is now.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Goes on to the next line.
    pub(super) fn count(&mut self) {
        for index in 0..self.ends.len() {
            let mut at = self.ends[index];
            loop {
                at -= 1;
                if self.bytes[at] != b'9' {
                    self.bytes[at] += 1;
                    break;
                }
                self.bytes[at] = b'0';
                if at == 0 || !self.bytes[at - 1].is_ascii_digit() {
                    self.bytes.insert(at, b'1');
                    self.ends[index..].iter_mut().for_each(|end| *end += 1);
                    break;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_numbers_count_up_and_grow() {
        let mut line = Counting::default();
        line.push_number(8);
        line.push(b"</K 7[");
        line.push_refs([98, 0, 12_399]);
        line.push_ref("]/Pg ", 999_998);
        line.push(b">>");
        for more in 0..205 {
            let wanted = format!(
                "{}</K 7[{} 0 R {} 0 R {} 0 R]/Pg {} 0 R>>",
                8 + more,
                98 + more,
                more,
                12_399 + more,
                999_998 + more
            );
            assert_eq!(line.bytes(), wanted.as_bytes());
            line.count();
        }
    }
}
