//! A 128-bit hash of content, by which equal pieces find each other.
//!
//! SipHash 1-3 with a fixed key: the same on every run, on every thread and on
//! every machine, which the standard hasher does not promise. Not for secrets:
//! it keeps apart what differs by accident, not what somebody forged.

use std::hash::{Hash, Hasher};

use siphasher::sip128::{Hasher128, SipHasher13};

/// The hash of what is written to it.
#[derive(Debug, Clone, Default)]
pub struct Digest(SipHasher13);

impl Digest {
    /// The hash of one value.
    pub fn of<T: Hash + ?Sized>(value: &T) -> u128 {
        let mut digest = Digest::default();
        value.hash(&mut digest);
        digest.finish128()
    }

    /// All 128 bits.
    pub fn finish128(&self) -> u128 {
        self.0.finish128().as_u128()
    }
}

impl Hasher for Digest {
    fn write(&mut self, bytes: &[u8]) {
        self.0.write(bytes);
    }

    fn write_u8(&mut self, value: u8) {
        self.0.write_u8(value);
    }

    fn write_u16(&mut self, value: u16) {
        self.0.write_u16(value);
    }

    fn write_u32(&mut self, value: u32) {
        self.0.write_u32(value);
    }

    fn write_u64(&mut self, value: u64) {
        self.0.write_u64(value);
    }

    fn write_usize(&mut self, value: usize) {
        // As wide on every machine.
        self.0.write_u64(value as u64);
    }

    fn finish(&self) -> u64 {
        self.0.finish()
    }
}

/// A hasher for keys that are digests already.
#[derive(Debug, Clone, Copy, Default)]
pub struct AsIs(u64);

impl Hasher for AsIs {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }

    fn write_u128(&mut self, value: u128) {
        self.0 = value as u64;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_have_the_same_hash_on_every_run() {
        assert_eq!(Digest::of("ж"), Digest::of(&"ж".to_owned()));
        assert_ne!(Digest::of("a"), Digest::of("a\0"));
        assert_eq!(
            Digest::of(&1u64),
            123_690_724_230_188_500_059_263_544_499_954_146_992
        );
    }
}
