//! A 128-bit hash of content, by which equal pieces find each other.
//!
//! The same on every run and on every thread, which the standard hasher does
//! not promise. Not for secrets: it keeps apart what differs by accident, not
//! what somebody forged.

use std::hash::{Hash, Hasher};

/// Two independent multiply-and-rotate hashes side by side.
#[derive(Debug, Clone)]
pub struct Digest {
    high: u64,
    low: u64,
}

impl Default for Digest {
    fn default() -> Self {
        Digest {
            high: 0xcbf2_9ce4_8422_2325,
            low: 0x9e37_79b9_7f4a_7c15,
        }
    }
}

impl Digest {
    /// The hash of one value.
    pub fn of<T: Hash + ?Sized>(value: &T) -> u128 {
        let mut digest = Digest::default();
        value.hash(&mut digest);
        digest.finish128()
    }

    /// All 128 bits.
    pub fn finish128(&self) -> u128 {
        u128::from(mix(self.high)) << 64 | u128::from(mix(self.low))
    }

    fn word(&mut self, word: u64) {
        // Odd constants with well spread bits: those of the golden ratio and
        // of the square root of three.
        self.high = (self.high.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.low = (self.low.rotate_left(31) ^ word).wrapping_mul(0xbb67_ae85_84ca_a73b);
    }
}

impl Hasher for Digest {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks();
        for &word in words {
            self.word(u64::from_le_bytes(word));
        }
        if !rest.is_empty() {
            let mut word = [0; 8];
            word[..rest.len()].copy_from_slice(rest);
            self.word(u64::from_le_bytes(word));
        }
        // The last word is padded: the length tells "a" from "a\0".
        self.word(bytes.len() as u64);
    }

    fn write_u8(&mut self, value: u8) {
        self.word(u64::from(value));
    }

    fn write_u32(&mut self, value: u32) {
        self.word(u64::from(value));
    }

    fn write_u64(&mut self, value: u64) {
        self.word(value);
    }

    fn write_u128(&mut self, value: u128) {
        self.word(value as u64);
        self.word((value >> 64) as u64);
    }

    fn write_usize(&mut self, value: usize) {
        self.word(value as u64);
    }

    fn finish(&self) -> u64 {
        mix(self.high) ^ mix(self.low).rotate_left(32)
    }
}

/// Spreads every input bit over the whole word.
fn mix(x: u64) -> u64 {
    let x = (x ^ (x >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    let x = (x ^ (x >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    x ^ (x >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn near_values_have_different_hashes() {
        let texts: Vec<String> = (0..20_000).map(|n| format!("Иванова {n}")).collect();
        let hashes: HashSet<u128> = texts.iter().map(|t| Digest::of(t.as_str())).collect();
        assert_eq!(hashes.len(), texts.len());
        assert_ne!(Digest::of("a"), Digest::of("a\0"));
        assert_eq!(Digest::of("ж"), Digest::of(&"ж".to_owned()));
    }
}
