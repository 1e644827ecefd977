//! Variable-length integers: numbers in few bytes, small ones in one.
//!
//! Six bits a byte, so that every byte is ASCII and text may follow.

/// Of a byte: that there are more.
const MORE: u8 = 0x40;

/// Puts a number at the end of `bytes`, the lowest six bits first.
pub fn push(bytes: &mut impl Extend<u8>, mut number: u64) {
    while number >= u64::from(MORE) {
        bytes.extend([(number as u8 % MORE) | MORE]);
        number >>= 6;
    }
    bytes.extend([number as u8]);
}

/// Takes a number from `bytes`; 0 if there are none.
pub fn pull(bytes: &mut impl Iterator<Item = u8>) -> u64 {
    let mut number = 0;
    let mut shift = 0;
    for byte in bytes {
        number |= u64::from(byte % MORE) << shift;
        shift += 6;
        if byte < MORE {
            break;
        }
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_out_as_they_went_in() {
        let numbers = [0, 1, 63, 64, 4095, 4096, u64::from(u32::MAX), u64::MAX, 7];
        let mut bytes = Vec::new();
        for number in numbers {
            push(&mut bytes, number);
        }
        assert!(bytes.is_ascii());
        let mut rest = bytes.iter().copied();
        assert_eq!(numbers.map(|_| pull(&mut rest)), numbers);
        assert_eq!((rest.next(), pull(&mut rest)), (None, 0));
    }

    #[test]
    fn small_numbers_take_a_byte() {
        let mut bytes = Vec::new();
        push(&mut bytes, 63);
        push(&mut bytes, 4095);
        assert_eq!(bytes.len(), 3);
    }
}
