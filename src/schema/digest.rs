//! Digests of rows by what is stored of them: what repetitions and known rows are recognised by.
//!
//! A row's digest is the sum of one word a value that is not null, mixed with the column's stored name. Neither the
//! order of the columns, nor a column of nothing but nulls, nor the manner of reading counts. Two rows that differ in
//! one whole-number column never share a digest, because the mixing is one to one; any others do with a chance of
//! one in 2^64.

use twox_hash::XxHash3_64;

/// What a column's values are mixed with: a digest of its stored name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnSeed(u64);

impl ColumnSeed {
    /// The seed of the column of this stored name.
    pub fn of(stored_name: &str) -> ColumnSeed {
        ColumnSeed(of_text(stored_name))
    }

    /// The word of a text with this digest.
    pub fn text(self, digest: u64) -> u64 {
        mixed(digest ^ self.0)
    }

    /// The word of a whole number: an amount in minor units, a day, an instant.
    pub fn whole(self, value: i64) -> u64 {
        mixed(value.cast_unsigned() ^ self.0)
    }

    /// The word of a number. Zero has two signs and one meaning.
    pub fn number(self, value: f64) -> u64 {
        mixed((value + 0.0).to_bits() ^ self.0)
    }

    /// The word of a truth.
    pub fn truth(self, value: bool) -> u64 {
        self.whole(i64::from(value))
    }
}

/// The digest of a text (XXH3, 64 bits).
pub fn of_text(text: &str) -> u64 {
    XxHash3_64::oneshot(text.as_bytes())
}

/// The finaliser of SplitMix64 (Steele, Lea and Flood, 2014): one to one, every input bit moves every output bit.
fn mixed(word: u64) -> u64 {
    let word = word.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_counts_under_its_column_s_name() {
        let (a, b) = (ColumnSeed::of("a"), ColumnSeed::of("b"));
        assert_ne!(a.whole(1), b.whole(1));
        assert_ne!(a.whole(1).wrapping_add(b.whole(2)), a.whole(2).wrapping_add(b.whole(1)));
        assert_eq!(a.number(0.0), a.number(-0.0));
        assert_ne!(a.text(of_text("x")), a.text(of_text("y")));
    }

    #[test]
    fn digests_do_not_change_from_version_to_version() {
        // They are kept in every store: other figures here would make known rows look new.
        assert_eq!(of_text("orders"), 0xa88c_cdc9_fa49_74fb, "as xxHash 0.8 has it");
        assert_eq!(ColumnSeed::of("order_id").whole(1), 0xe7fc_7422_6c02_5012);
    }
}
