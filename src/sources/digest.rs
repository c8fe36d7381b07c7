//! Digests of rows and keys: what repetitions and known rows are recognised by.

/// Gathers fields, their borders included, and digests them; the memory is used again for the next digest.
#[derive(Debug, Default)]
pub(super) struct Digester {
    bytes: Vec<u8>,
}

impl Digester {
    /// Adds a field. Its length goes first, so that `ab`, `c` and `a`, `bc` differ.
    pub(super) fn field(&mut self, text: &str) -> &mut Self {
        self.bytes.extend_from_slice(&(text.len() as u64).to_le_bytes());
        self.bytes.extend_from_slice(text.as_bytes());
        self
    }

    /// Adds a number of fixed width.
    pub(super) fn number(&mut self, number: u128) -> &mut Self {
        self.bytes.extend_from_slice(&number.to_le_bytes());
        self
    }

    /// The first half of the BLAKE3 digest of what was added; the next digest begins empty.
    pub(super) fn finish(&mut self) -> u128 {
        let digest = blake3::hash(&self.bytes);
        self.bytes.clear();
        let (half, _) = digest.as_bytes().split_at(16);
        u128::from_le_bytes(half.try_into().expect("half of a BLAKE3 digest is sixteen bytes"))
    }

    /// The digest of a whole row.
    pub(super) fn of_fields<'f>(&mut self, fields: impl Iterator<Item = &'f str>) -> u128 {
        for field in fields {
            self.field(field);
        }
        self.finish()
    }
}

/// The part of a digest that the store keeps.
pub(super) fn low_bits(digest: u128) -> i64 {
    (digest as u64).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn field_borders_count_and_nothing_is_left_over_from_the_digest_before() {
        let mut digester = Digester::default();
        let one = digester.of_fields(["ab", "c"].into_iter());
        assert_ne!(one, digester.of_fields(["a", "bc"].into_iter()));
        assert_eq!(one, digester.of_fields(["ab", "c"].into_iter()));
    }
}
