//! Seeded draws: numbers, words and lines that are equal on every machine.

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

/// A source of draws. The algorithms are spelled out here and use whole numbers alone, because the files they make
/// must be equal for every version of every library and processor.
pub(crate) struct Draws(Xoshiro256PlusPlus);

impl Draws {
    /// Draws of a seed. Equal seeds give equal draws; `stream` tells generators of the same seed apart.
    pub(crate) fn new(seed: u64, stream: u64) -> Draws {
        Draws(Xoshiro256PlusPlus::seed_from_u64(seed ^ stream.wrapping_mul(0x9E37_79B9_7F4A_7C15)))
    }

    /// Uniform below `end`, which is at least 1. The high half of a product: biased by less than `end` / 2^64.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        ((u128::from(self.0.next_u64()) * u128::from(end)) >> 64) as u64
    }

    /// Uniform from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high - low + 1)
    }

    pub(crate) fn bytes(&mut self, into: &mut [u8]) {
        for part in into.chunks_mut(8) {
            let drawn = self.0.next_u64().to_le_bytes();
            part.copy_from_slice(&drawn[..part.len()]);
        }
    }

    /// The rank of a word of a vocabulary of `words`, common ones more often. Each octave of ranks (1, 2-3, 4-7, ...)
    /// is equally likely, which is Zipf's law to within a factor of two.
    pub(crate) fn zipf(&mut self, words: u64) -> u64 {
        let octaves = u64::from(64 - words.leading_zeros());
        loop {
            let octave = self.below(octaves);
            let rank = (1 << octave) + self.below(1 << octave);
            if rank <= words {
                return rank;
            }
        }
    }
}

/// Words that a text draws from.
pub(crate) const VOCABULARY: u64 = 50_000;

/// The word of a rank: 3 to 10 letters, the same for every seed, so that texts share their words.
pub(crate) fn word(rank: u64, into: &mut Vec<u8>) {
    // SplitMix64's finaliser (Steele, Lea and Flood 2014) spreads neighbouring ranks over all words.
    let mut mixed = rank.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^= mixed >> 31;
    let letters = 3 + mixed % 8;
    mixed /= 8;
    for at in 0..letters {
        let alphabet: &[u8] = if at % 2 == 0 { b"bcdfghklmnprstvw" } else { b"aeiouaey" };
        into.push(alphabet[(mixed % alphabet.len() as u64) as usize]);
        mixed /= alphabet.len() as u64;
    }
}

/// A whole number in decimal digits.
pub(crate) fn decimal(number: u64, into: &mut Vec<u8>) {
    let mut digits = [0; 20];
    let (mut rest, mut at) = (number, digits.len());
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    into.extend_from_slice(&digits[at..]);
}

/// A whole number with leading zeros up to `width` digits.
pub(crate) fn padded(number: u64, width: usize, into: &mut Vec<u8>) {
    let start = into.len();
    decimal(number, into);
    let missing = width.saturating_sub(into.len() - start);
    into.splice(start..start, std::iter::repeat_n(b'0', missing));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_write_them() {
        let mut text = Vec::new();
        for number in [0, 7, 10, 12_345, u64::MAX] {
            decimal(number, &mut text);
            text.push(b' ');
        }
        padded(7, 2, &mut text);
        padded(123, 2, &mut text);
        assert_eq!(text, b"0 7 10 12345 18446744073709551615 07123");
    }

    #[test]
    fn common_words_come_more_often() {
        let mut draws = Draws::new(1, 1);
        let mut counts = [0u32; 4];
        for _ in 0..10_000 {
            let rank = draws.zipf(VOCABULARY);
            assert!((1..=VOCABULARY).contains(&rank));
            counts[[1, 10, 1000, u64::MAX].iter().position(|top| rank <= *top).expect("a rank")] += 1;
        }
        assert!(counts.iter().all(|count| *count > 400), "{counts:?}");
    }

    #[test]
    fn words_have_three_to_ten_letters() {
        for rank in 1..2000 {
            let mut text = Vec::new();
            word(rank, &mut text);
            assert!((3..=10).contains(&text.len()) && text.is_ascii(), "{text:?}");
        }
    }
}
