//! Sums drawn together.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};
use rayon::prelude::*;
use statrs::distribution::{ContinuousCDF, Normal};

use super::RaceSettings;
use crate::models::predictive::Predictive;

/// A part of a forecast period that belongs to a runner's sum.
#[derive(Debug, Clone, PartialEq)]
pub struct Stretch {
    /// Which period: runners' stretches of the same number share what is common to it.
    pub step: usize,
    /// The distribution of the whole period.
    pub whole: Predictive,
    /// The share of the period that counts, more than 0 and at most 1.
    pub share: f64,
}

/// One who runs.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Runner {
    /// What is there already.
    pub so_far: f64,
    /// What is to come.
    pub stretches: Vec<Stretch>,
}

/// The sums of all runners, one set a draw.
#[derive(Debug, Clone, PartialEq)]
pub struct Draws {
    runners: usize,
    sums: Vec<f64>,
}

/// Pairs of draws that share one stream of random numbers: small enough to be spread over threads, and fixed, so that
/// the number of threads does not matter.
const PAIRS_A_BLOCK: u64 = 128;

/// So many values are drawn at most, which keeps thousands of runners to seconds; a chance of one half then still
/// rests on at least [`DRAWS_AT_LEAST`] draws.
const VALUES_AT_MOST: usize = 20_000_000;
const DRAWS_AT_LEAST: usize = 2_000;

impl Draws {
    /// Draws the sums with a one-factor Gaussian copula.
    ///
    /// In one period a runner's normal score is √ρ · M + √(1 − ρ) · E; over the periods of one draw both M and E are
    /// √τ · (what persists) + √(1 − τ) · (what is new). Its level in the runner's own predictive distribution gives the
    /// value. Of a part f of a period the median counts by f and the deviation from it by √f, as with days that vary
    /// independently. Each draw is used twice, with both signs.
    ///
    /// Source of the model: O. Vasicek, *The distribution of loan portfolio value*, Risk, 2002.
    pub fn of(runners: &[Runner], settings: RaceSettings) -> Draws {
        let tables: Vec<Vec<Table>> =
            runners.iter().map(|runner| runner.stretches.iter().map(Table::of).collect()).collect();
        let steps = runners.iter().flat_map(|runner| &runner.stretches).map(|part| part.step + 1).max().unwrap_or(0);
        let pairs = pairs(runners.len(), settings.draws);
        let blocks = pairs.div_ceil(PAIRS_A_BLOCK);
        let block = |block: u64| -> Vec<f64> {
            let count = PAIRS_A_BLOCK.min(pairs - block * PAIRS_A_BLOCK);
            let mut random = ChaCha8Rng::seed_from_u64(settings.seed);
            random.set_stream(block);
            let mut sums = Vec::with_capacity(count as usize * 2 * runners.len());
            for _ in 0..count {
                draw_pair(runners, &tables, steps, settings, &mut random, &mut sums);
            }
            sums
        };
        let sums: Vec<Vec<f64>> = (0..blocks).into_par_iter().map(block).collect();
        Draws { runners: runners.len(), sums: sums.concat() }
    }

    /// How many sets of sums there are.
    pub fn count(&self) -> usize {
        self.sums.len().checked_div(self.runners).unwrap_or(0)
    }

    /// The sets, each in the order of the runners.
    pub fn sets(&self) -> impl Iterator<Item = &[f64]> {
        self.sums.chunks_exact(self.runners.max(1))
    }

    /// The sums of one runner over all draws, sorted.
    pub fn of_runner(&self, runner: usize) -> Vec<f64> {
        let mut own: Vec<f64> = self.sets().map(|set| set[runner]).collect();
        own.sort_unstable_by(f64::total_cmp);
        own
    }

    /// The sums of some runners together over all draws, sorted.
    pub fn of_group(&self, members: &[usize]) -> Vec<f64> {
        let mut totals: Vec<f64> = self.sets().map(|set| members.iter().map(|&at| set[at]).sum()).collect();
        totals.sort_unstable_by(f64::total_cmp);
        totals
    }
}

/// How many pairs of draws: the wished number, fewer for very many runners.
fn pairs(runners: usize, wished: u32) -> u64 {
    let affordable = (VALUES_AT_MOST / runners.max(1)).max(DRAWS_AT_LEAST);
    (wished as usize).min(affordable).div_ceil(2).max(1) as u64
}

/// Draws one set of sums and its opposite.
fn draw_pair(
    runners: &[Runner],
    tables: &[Vec<Table>],
    steps: usize,
    settings: RaceSettings,
    random: &mut ChaCha8Rng,
    sums: &mut Vec<f64>,
) {
    let mut normal = || -> f64 { StandardNormal.sample(&mut *random) };
    let share = |part: f64| (part.clamp(0.0, 1.0).sqrt(), (1.0 - part.clamp(0.0, 1.0)).sqrt());
    let (common, own) = share(settings.correlation);
    let (lasting, fresh) = share(settings.persistence);
    let market = normal();
    let markets: Vec<f64> = (0..steps).map(|_| lasting * market + fresh * normal()).collect();
    let at = sums.len();
    sums.resize(at + 2 * runners.len(), 0.0);
    for (place, (runner, tables)) in runners.iter().zip(tables).enumerate() {
        let luck = normal();
        let (mut plain, mut opposite) = (runner.so_far, runner.so_far);
        for (part, table) in runner.stretches.iter().zip(tables) {
            let z = common * markets[part.step] + own * (lasting * luck + fresh * normal());
            plain += table.at(z);
            opposite += table.at(-z);
        }
        sums[at + place] = plain;
        sums[at + runners.len() + place] = opposite;
    }
}

/// A stretch's value by its normal score, ready to be looked up.
struct Table(Vec<f64>);

/// Scores beyond this are not looked up: the predictive distribution says nothing beyond 0.1 and 99.9 %.
const FURTHEST: f64 = 3.1;
const POINTS: usize = 249;

impl Table {
    fn of(stretch: &Stretch) -> Table {
        let normal = Normal::standard();
        let median = stretch.whole.median();
        let (share, root) = (stretch.share, stretch.share.sqrt());
        let value = |point: usize| {
            let z = -FURTHEST + 2.0 * FURTHEST * point as f64 / (POINTS - 1) as f64;
            let whole = stretch.whole.quantile(normal.cdf(z));
            let part = share * median + root * (whole - median);
            stretch.whole.lower_bound().map_or(part, |bound| part.max(bound * share))
        };
        Table((0..POINTS).map(value).collect())
    }

    fn at(&self, z: f64) -> f64 {
        let place = (z.clamp(-FURTHEST, FURTHEST) + FURTHEST) / (2.0 * FURTHEST) * (POINTS - 1) as f64;
        let below = (place as usize).min(POINTS - 2);
        let part = place - below as f64;
        self.0[below] * (1.0 - part) + self.0[below + 1] * part
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bell(centre: f64, spread: f64) -> Predictive {
        let normal = Normal::standard();
        let scores = (1..200).map(|k| normal.inverse_cdf(f64::from(k) / 200.0)).collect();
        Predictive::new(centre, spread, scores, None).unwrap()
    }

    fn runner(centre: f64, spread: f64, steps: &[f64]) -> Runner {
        let part = |(step, &share): (usize, &f64)| Stretch { step, whole: bell(centre, spread), share };
        Runner { so_far: 0.0, stretches: steps.iter().enumerate().map(part).collect() }
    }

    fn spread(sorted: &[f64]) -> (f64, f64) {
        let n = sorted.len() as f64;
        let mean = sorted.iter().sum::<f64>() / n;
        (mean, (sorted.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n).sqrt())
    }

    #[test]
    fn a_quarter_of_a_period_has_a_quarter_of_its_median_and_half_of_its_spread() {
        let draws = Draws::of(&[runner(1_000.0, 100.0, &[0.25])], RaceSettings::default());
        let (mean, deviation) = spread(&draws.of_runner(0));
        assert!((mean - 250.0).abs() < 1e-6, "opposite draws leave the mean exact: {mean}");
        assert!((deviation - 50.0).abs() < 2.0, "{deviation}");
    }

    #[test]
    fn sums_of_periods_and_of_runners_vary_as_their_correlations_say() {
        let settings = RaceSettings { correlation: 0.3, persistence: 0.5, draws: 20_000, seed: 3 };
        let draws = Draws::of(&[runner(100.0, 10.0, &[1.0, 1.0]), runner(100.0, 10.0, &[1.0, 1.0])], settings);
        // Two periods of correlation ½: 10 · √(2 + 2 · ½) = 17.32. Two runners of correlation 0.3 in one period, and
        // 0.3 · ½ across: √(4 · 100 · (1 + ½) / 2 · (1 + 0.3) · 2) = 27.93.
        assert!((spread(&draws.of_runner(0)).1 - 17.32).abs() < 0.4);
        assert!((spread(&draws.of_group(&[0, 1])).1 - 27.93).abs() < 0.7, "{:?}", spread(&draws.of_group(&[0, 1])));
    }

    #[test]
    fn one_thread_or_many_draw_the_same_and_another_seed_does_not() {
        let runners = [runner(100.0, 10.0, &[1.0]), runner(90.0, 20.0, &[0.5])];
        let on = |threads: usize, seed: u64| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| Draws::of(&runners, RaceSettings { seed, ..RaceSettings::default() }))
        };
        assert_eq!(on(1, 1), on(3, 1));
        assert_ne!(on(1, 1), on(1, 2));
    }

    #[test]
    fn what_is_there_already_stays_and_nobody_falls_below_the_bound() {
        let low = Predictive::new(1.0, 50.0, vec![-1.0, 0.0, 1.0], Some(0.0)).unwrap();
        let runner = Runner { so_far: 7.0, stretches: vec![Stretch { step: 0, whole: low, share: 0.5 }] };
        let draws = Draws::of(&[runner], RaceSettings::default());
        assert_eq!((draws.of_runner(0)[0], draws.count()), (7.0, 10_000));
        assert_eq!(Draws::of(&[], RaceSettings::default()).count(), 0);
        assert_eq!((pairs(30, 10_000), pairs(5_000, 10_000), pairs(1_000_000, 9_999)), (5_000, 2_000, 1_000));
    }
}
