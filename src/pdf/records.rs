//! Packing of rows that are nearly the same as the row above.
//!
//! The tag tree of a class set is columns of objects whose numbers count up. As
//! rows of equal width, each written as its difference from the row above (the
//! predictor "up" of PNG, ISO 32000-1, 7.4.4.4), they are nearly all alike: a 1
//! wherever a number stands, something else at every tenth row. A general
//! compressor would search for what repeats; here it is known where it stands,
//! one, two or ten rows before, so the search is left out. libflate does the
//! rest of deflate (RFC 1951). Must not know what the rows mean: any bytes come
//! out again as they were.

use std::io::{self, Write};

use libflate::deflate::{EncodeOptions, Encoder};
use libflate::lz77::{Code, Lz77Encode, MAX_DISTANCE, MAX_LENGTH, Sink};

/// The shortest repetition that is worth a pointer.
const SHORTEST: usize = 3;
/// How many rows before a row what stands there is likely to repeat: numbers
/// that count up carry every ten rows, those that count by fives every two.
const PERIODS: [usize; 3] = [1, 2, 10];
/// The head of a zlib stream: deflate with a window of 32 KB, no dictionary
/// (RFC 1950, 2.2).
const HEAD: [u8; 2] = [0x78, 0x9c];
/// The tag of a row that is a difference from the row above.
const UP: u8 = 2;

/// What undoes the difference: the entry for the dictionary of a stream whose
/// rows are so wide.
pub(super) fn parameters(width: usize) -> String {
    format!("/DecodeParms<</Predictor 12/Columns {width}>>")
}

/// Packs rows of `width` bytes, the last of which must be whole, as a zlib
/// stream (RFC 1950) of their differences, which are left in `data`.
///
/// # Errors
/// None in practice: it writes to memory.
pub(super) fn pack(rows: &[u8], width: usize, data: &mut Vec<u8>) -> io::Result<Vec<u8>> {
    differ(rows, width, data);
    let repeated = Repeated {
        distances: PERIODS.map(|rows| rows * (width + 1)),
    };
    // One block: its code is made for all of the data.
    let options = EncodeOptions::with_lz77(repeated).block_size(data.len() + 1);
    let mut out = Vec::with_capacity(data.len() / 16 + 128);
    out.extend_from_slice(&HEAD);
    let mut encoder = Encoder::with_options(out, options);
    encoder.write_all(data)?;
    let mut out = encoder.finish().into_result()?;
    out.extend_from_slice(&simd_adler32::adler32(&data.as_slice()).to_be_bytes());
    Ok(out)
}

/// Fills `data` with each row as its tag and its difference from the row above;
/// above the first are zeros.
fn differ(rows: &[u8], width: usize, data: &mut Vec<u8>) {
    debug_assert!(rows.len().is_multiple_of(width));
    data.clear();
    data.resize(rows.len() / width * (width + 1), UP);
    let mut above = &vec![0; width][..];
    for (out, row) in data
        .chunks_exact_mut(width + 1)
        .zip(rows.chunks_exact(width))
    {
        for ((out, own), up) in out[1..].iter_mut().zip(row).zip(above) {
            *out = own.wrapping_sub(*up);
        }
        above = row;
    }
}

/// The rows whose differences these are; `None` if they are no such thing.
pub(super) fn sums(data: &[u8], width: usize) -> Option<Vec<u8>> {
    if width == 0 || !data.len().is_multiple_of(width + 1) {
        return None;
    }
    let mut rows = vec![0; data.len() / (width + 1) * width];
    let mut above = &vec![0; width][..];
    for (out, row) in rows
        .chunks_exact_mut(width)
        .zip(data.chunks_exact(width + 1))
    {
        if row[0] != UP {
            return None;
        }
        for ((out, own), up) in out.iter_mut().zip(&row[1..]).zip(above) {
            *out = own.wrapping_add(*up);
        }
        above = out;
    }
    Some(rows)
}

/// Finds repetitions at known distances.
#[derive(Debug)]
struct Repeated {
    distances: [usize; PERIODS.len()],
}

impl Repeated {
    /// The longest repetition: length and distance.
    fn best(&self, data: &[u8], at: usize) -> (usize, usize) {
        // What does not change is a run of zeros.
        let mut best = (common(data, at, 1), 1);
        for &distance in &self.distances {
            if best.0 == usize::from(MAX_LENGTH) {
                break;
            }
            let length = common(data, at, distance);
            if length > best.0 {
                best = (length, distance);
            }
        }
        best
    }
}

impl Lz77Encode for Repeated {
    fn encode<S: Sink>(&mut self, data: &[u8], mut sink: S) {
        let mut at = 0;
        while at < data.len() {
            let (length, distance) = self.best(data, at);
            if length >= SHORTEST {
                sink.consume(Code::Pointer {
                    length: length as u16,
                    backward_distance: distance as u16,
                });
                at += length;
            } else {
                sink.consume(Code::Literal(data[at]));
                at += 1;
            }
        }
    }

    fn flush<S: Sink>(&mut self, _: S) {}
}

/// How many bytes from `at` on are the same as those `distance` before.
#[inline]
fn common(data: &[u8], at: usize, distance: usize) -> usize {
    let possible = 1..=at.min(usize::from(MAX_DISTANCE));
    if !possible.contains(&distance) || data[at] != data[at - distance] {
        return 0;
    }
    let most = usize::from(MAX_LENGTH).min(data.len() - at);
    let from = at - distance;
    same(&data[at..at + most], &data[from..from + most])
}

/// How many bytes two slices of equal length have in common at their beginning,
/// looked at eight at a time.
fn same(a: &[u8], b: &[u8]) -> usize {
    let ((a_words, a_rest), (b_words, b_rest)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    for (index, (&one, &other)) in a_words.iter().zip(b_words).enumerate() {
        let differ = u64::from_le_bytes(one) ^ u64::from_le_bytes(other);
        if differ != 0 {
            return 8 * index + differ.trailing_zeros() as usize / 8;
        }
    }
    let rest = a_rest.iter().zip(b_rest).take_while(|(a, b)| a == b);
    8 * a_words.len() + rest.count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    fn unpacked(packed: &[u8], width: usize) -> Vec<u8> {
        let mut data = Vec::new();
        flate2::read::ZlibDecoder::new(packed)
            .read_to_end(&mut data)
            .unwrap();
        sums(&data, width).unwrap()
    }

    #[test]
    fn whatever_is_packed_comes_out_again() {
        let noise: Vec<u8> = (0..70_000u32)
            .map(|i| (i.wrapping_mul(i) >> 5) as u8)
            .collect();
        let count = |n: usize| -> Vec<u8> {
            let rows = (0..n).map(|i| format!("<</P {:>8} 0 R>>\n", i * 7));
            rows.collect::<String>().into_bytes()
        };
        let cases = [
            (Vec::new(), 100),
            (b"a".to_vec(), 1),
            (vec![b' '; 70_000], 100),
            (noise.clone(), 7),
            (noise, 70_000),
            (count(5_000), 20),
            (count(950), 40),
        ];
        for (rows, width) in cases {
            assert_eq!(
                unpacked(&pack(&rows, width, &mut Vec::new()).unwrap(), width),
                rows
            );
        }
    }

    #[test]
    fn a_row_that_counts_up_costs_little() {
        let rows: String = (100_000..101_000)
            .map(|n| format!("<</S/P/P {n} 0 R/Pg {n} 0 R/K 17>>\n"))
            .collect();
        let width = rows.len() / 1000;
        let packed = pack(rows.as_bytes(), width, &mut Vec::new()).unwrap();
        assert!(packed.len() < 1200, "{} bytes", packed.len());
    }

    #[test]
    fn what_is_no_difference_is_refused() {
        assert_eq!(sums(b"\x02ab\x02ab", 2).unwrap(), b"ab\xc2\xc4");
        for (data, width) in [(&b"\x02ab\x02a"[..], 2), (b"\x01ab", 2), (b"\x02", 0)] {
            assert_eq!(sums(data, width), None);
        }
    }
}
