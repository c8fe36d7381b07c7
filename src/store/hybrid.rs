//! Small whole numbers as Parquet packs them: runs of one value by its length, everything else bit by bit.

/// Values that are packed together.
const PACKED: usize = 8;

/// The bits that a number below `count` needs.
pub(super) fn bits_below(count: usize) -> u8 {
    (usize::BITS - count.saturating_sub(1).leading_zeros()) as u8
}

/// Appends values of this many bits in Parquet's `RLE`/bit-packed form (the format's `Encodings.md`); the last run is
/// filled up with zeros. Values of no bits are all 0.
pub(super) fn pack(values: &[u32], bits: u8, out: &mut Vec<u8>) {
    let (mut from, mut at) = (0, 0);
    while at < values.len() {
        let value = values[at];
        let run = values[at..].iter().take_while(|&&other| other == value).count();
        // Packed values come in eights, so that a run begins where an eight ends.
        if run >= PACKED {
            pack_bits(&values[from..at], bits, out);
            pack_run(value, run, bits, out);
            at += run;
            from = at;
        } else {
            at = (at + PACKED).min(values.len());
        }
    }
    pack_bits(&values[from..], bits, out);
}

/// Appends one value of this many bits so many times.
pub(super) fn pack_run(value: u32, times: usize, bits: u8, out: &mut Vec<u8>) {
    varint((times as u64) << 1, out);
    out.extend_from_slice(&value.to_le_bytes()[..usize::from(bits).div_ceil(8)]);
}

fn pack_bits(values: &[u32], bits: u8, out: &mut Vec<u8>) {
    if values.is_empty() {
        return;
    }
    let eights = values.len().div_ceil(PACKED);
    varint((eights as u64) << 1 | 1, out);
    let end = out.len() + eights * usize::from(bits);
    let (mut waiting, mut filled) = (0_u64, 0_u32);
    for &value in values {
        waiting |= u64::from(value) << filled;
        filled += u32::from(bits);
        if filled >= 32 {
            out.extend_from_slice(&(waiting as u32).to_le_bytes());
            waiting >>= 32;
            filled -= 32;
        }
    }
    out.extend_from_slice(&waiting.to_le_bytes()[..filled.div_ceil(8) as usize]);
    out.resize(end, 0);
}

/// A number in sevens of bits, the lowest first, as Parquet and Thrift write it (ULEB128).
pub(super) fn varint(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(values: &[u32], bits: u8) -> Vec<u8> {
        let mut out = Vec::new();
        pack(values, bits, &mut out);
        out
    }

    #[test]
    fn the_example_of_the_format_is_met() {
        // The numbers 1 to 7 of three bits each, from the format's description of bit packing.
        assert_eq!(packed(&[0, 1, 2, 3, 4, 5, 6, 7], 3), [0b11, 0b1000_1000, 0b1100_0110, 0b1111_1010]);
    }

    #[test]
    fn runs_are_told_by_their_length() {
        assert_eq!(packed(&[4; 100], 3), [200, 1, 4]);
        assert_eq!(packed(&[300; 9], 9), [18, 0x2c, 0x01]);
        assert_eq!(packed(&[0; 9], 0), [18]);
        assert_eq!(packed(&[1], 1), [3, 1]);
        assert_eq!(packed(&[], 5), [] as [u8; 0]);
    }

    #[test]
    fn a_number_below_a_count_needs_so_many_bits() {
        assert_eq!([0, 1, 2, 3, 4, 5, 256, 257].map(bits_below), [0, 0, 1, 2, 2, 3, 8, 9]);
    }
}
