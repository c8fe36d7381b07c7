//! Random orders for permutation tests, each test with its own stream.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::AuditPolicy;

/// One test looks at so many values in all its permutations at most, which keeps ten thousand reps under a second.
const VALUES_AT_MOST: usize = 10_000_000;
/// Fewer permutations than this could not tell one in a hundred.
const DRAWS_AT_LEAST: u32 = 199;

/// The permutations of one test.
pub(super) struct Draws {
    random: ChaCha8Rng,
    count: u32,
}

impl Draws {
    /// For a test with this name over so many values. The stream follows from the name, so that one test more in the
    /// report changes no other.
    pub(super) fn of(policy: &AuditPolicy, name: &str, values: usize) -> Draws {
        let mut random = ChaCha8Rng::seed_from_u64(policy.seed);
        // Fowler, Noll and Vo's hash: short, and the same everywhere.
        let hash = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        random.set_stream(name.bytes().fold(0xcbf2_9ce4_8422_2325, hash));
        let affordable = u32::try_from(VALUES_AT_MOST / values.max(1)).unwrap_or(u32::MAX).max(DRAWS_AT_LEAST);
        Draws { random, count: policy.draws.min(affordable) }
    }

    /// The share of drawn statistics that are at least as large as the observed one, which counts as one of them.
    pub(super) fn p(&mut self, observed: f64, mut draw: impl FnMut(&mut ChaCha8Rng) -> f64) -> f64 {
        // Statistics that are equal but for the order of adding count as equal.
        let bar = observed - 1e-9 * observed.abs();
        let reached = (0..self.count).filter(|_| draw(&mut self.random) >= bar).count();
        (reached as f64 + 1.0) / (f64::from(self.count) + 1.0)
    }
}

/// Puts values into a random order.
pub(super) fn shuffle<T>(values: &mut [T], random: &mut ChaCha8Rng) {
    values.shuffle(random);
}
