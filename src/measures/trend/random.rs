//! A small generator with a fixed start, for simulations that come out the same everywhere.

/// Steele, Lea and Flood's SplitMix64 (2014).
pub(in crate::measures) struct Random {
    state: u64,
}

impl Random {
    /// A generator that starts here.
    pub(in crate::measures) fn new(seed: u64) -> Random {
        Random { state: seed }
    }

    /// A number from 0 up to, but not, 1.
    pub(in crate::measures) fn uniform(&mut self) -> f64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        (mixed >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Nearly normal, by the sum of twelve: with additions alone, so that every machine draws the same.
    pub(in crate::measures) fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }
}
