//! Dice for tests with bytes that nobody meant.
//!
//! A target runs for `PAMYATKA_FUZZ_SECONDS` seconds (a fraction of a second if not
//! set, so that `cargo test` stays quick), from a seed that `PAMYATKA_FUZZ_SEED` may
//! name; a failure prints the seed and the round.

use std::time::{Duration, Instant};

/// A small generator of numbers (xorshift64*), the same on every machine.
pub struct Dice(u64);

impl Dice {
    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % end.max(1)
    }

    /// One of these.
    pub fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }
}

/// Calls `round` with dice until the time is over.
pub fn run(mut round: impl FnMut(&mut Dice)) {
    let number = |name| {
        std::env::var(name)
            .ok()
            .and_then(|text| text.parse::<f64>().ok())
    };
    let time = Duration::from_secs_f64(number("PAMYATKA_FUZZ_SECONDS").unwrap_or(0.5));
    let seed = number("PAMYATKA_FUZZ_SEED").unwrap_or(2013.0) as u64;
    let start = Instant::now();
    let mut rounds = 0_u64;
    while rounds < 5 || start.elapsed() < time {
        let shown = Shown(seed, rounds);
        // Each round has a seed of its own, so that one can be run alone.
        round(&mut Dice((seed ^ (rounds << 20)) | 1));
        std::mem::forget(shown);
        rounds += 1;
    }
}

/// Says where it happened if the round panics.
struct Shown(u64, u64);

impl Drop for Shown {
    #[allow(clippy::print_stderr, reason = "a test says how to repeat it")]
    fn drop(&mut self) {
        eprintln!("seed {}, round {}", self.0, self.1);
    }
}

/// Changes some bytes, leaves some out, repeats some.
pub fn mutate(dice: &mut Dice, bytes: &mut Vec<u8>) {
    for _ in 0..1 + dice.below(8) {
        let at = dice.below(bytes.len() + 1);
        let end = (at + dice.below(40)).min(bytes.len());
        match dice.below(5) {
            0 if at < bytes.len() => bytes[at] ^= 1 << dice.below(8),
            1 if at < bytes.len() => bytes[at] = dice.below(256) as u8,
            2 => drop(bytes.drain(at..end)),
            3 => bytes.truncate(at),
            _ => {
                let copy = bytes[at..end].to_vec();
                let to = dice.below(bytes.len() + 1);
                bytes.splice(to..to, copy);
            }
        }
    }
}
