//! Packing of lines that are nearly the same as the line before.
//!
//! The tag tree of a class set is columns of objects that differ in a digit or
//! two. A general compressor searches for what repeats; here it is known where
//! it stands, so the search is left out: each line is compared with the one
//! before it. libflate does the rest of deflate (RFC 1951). Must not know what
//! the lines mean: any bytes come out again as they were.

use std::io::{self, Write};

use libflate::lz77::{Code, Lz77Encode, MAX_DISTANCE, MAX_LENGTH, Sink};
use libflate::zlib::{EncodeOptions, Encoder};

/// The shortest repetition that is worth a pointer.
const SHORTEST: usize = 3;

/// Packs `data` as a zlib stream (RFC 1950).
///
/// # Errors
/// None in practice: it writes to memory.
pub(super) fn pack(data: &[u8]) -> io::Result<Vec<u8>> {
    // One block: its code is made for all of the data.
    let options = EncodeOptions::with_lz77(Lines).block_size(data.len() + 1);
    let out = Vec::with_capacity(data.len() / 6 + 128);
    let mut encoder = Encoder::with_options(out, options)?;
    encoder.write_all(data)?;
    encoder.finish().into_result()
}

/// Finds repetitions by comparing each line with the line before it.
#[derive(Debug)]
struct Lines;

impl Lz77Encode for Lines {
    fn encode<S: Sink>(&mut self, data: &[u8], mut sink: S) {
        let mut line = Line::first(data);
        let mut at = 0;
        while at < data.len() {
            while at >= line.end {
                line = line.next(data);
            }
            let (length, distance) = line.repetition(data, at);
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

/// A line, and how far before it the same place of the line before is, counted
/// from the beginnings and from the ends of the two.
struct Line {
    begin: usize,
    end: usize,
    distances: [usize; 2],
}

impl Line {
    fn first(data: &[u8]) -> Self {
        Line {
            begin: 0,
            end: end_of_line(data, 0),
            distances: [0; 2],
        }
    }

    fn next(&self, data: &[u8]) -> Self {
        let end = end_of_line(data, self.end);
        Line {
            begin: self.end,
            end,
            distances: [self.end - self.begin, end - self.end],
        }
    }

    /// The longer repetition of the two, if there is one: length and distance.
    fn repetition(&self, data: &[u8], at: usize) -> (usize, usize) {
        let [from_begin, from_end] = self.distances;
        let first = common(data, at, from_begin);
        if from_begin == from_end {
            return (first, from_begin);
        }
        let second = common(data, at, from_end);
        if second > first {
            (second, from_end)
        } else {
            (first, from_begin)
        }
    }
}

fn end_of_line(data: &[u8], begin: usize) -> usize {
    memchr::memchr(b'\n', &data[begin..]).map_or(data.len(), |index| begin + index + 1)
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

    fn unpacked(packed: &[u8]) -> Vec<u8> {
        let mut plain = Vec::new();
        flate2::read::ZlibDecoder::new(packed)
            .read_to_end(&mut plain)
            .unwrap();
        plain
    }

    #[test]
    fn whatever_is_packed_comes_out_again() {
        let long = "ab".repeat(40_000);
        let lines = |n: usize| (0..n).map(|i| format!("<</P {} 0 R>>\n", i * 7)).collect();
        let cases: [String; 6] = [
            String::new(),
            "\n".into(),
            "one line without an end".into(),
            format!("{long}\n{long}\n"),
            lines(5_000),
            "a\n\n\naaaa\naa\n".into(),
        ];
        for case in cases {
            assert_eq!(unpacked(&pack(case.as_bytes()).unwrap()), case.as_bytes());
        }
        let bytes: Vec<u8> = (0..70_000u32)
            .map(|i| (i.wrapping_mul(i) >> 5) as u8)
            .collect();
        assert_eq!(unpacked(&pack(&bytes).unwrap()), bytes);
    }

    #[test]
    fn a_line_that_differs_in_a_digit_costs_little() {
        let lines: String = (100_000..101_000)
            .map(|n| format!("<</S/P/P {n} 0 R/Pg {n} 0 R/K 17>>\n"))
            .collect();
        let packed = pack(lines.as_bytes()).unwrap();
        assert!(packed.len() < 5 * 1000, "{} bytes", packed.len());
    }
}
