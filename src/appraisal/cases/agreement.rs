//! How far reviewers agree beyond chance.
//!
//! Two measures stand side by side. Weighted kappa is Cohen's for two reviewers; for more it is the mean over the pairs
//! of reviewers, each weighted by the cases that both saw (Light). Krippendorff's alpha takes all scores of all reviewers
//! at once, whoever saw what, and is the one to look at where reviewers change from case to case. Both are 1 for full
//! agreement and 0 for what chance gives. Both lose meaning where nearly all scores are alike: there is then nothing to
//! agree about, and they are absent where all are.
//!
//! Sources: J. Cohen, "Weighted kappa", Psychological Bulletin 70, 1968; R. J. Light, "Measures of response agreement for
//! qualitative data", Psychological Bulletin 76, 1971; K. Krippendorff, "Computing Krippendorff's alpha-reliability",
//! 2011, with the interval difference. Intervals: percentiles over cases drawn again (B. Efron,
//! "Bootstrap methods", Annals of Statistics 7, 1979).

use std::collections::BTreeMap;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

/// A pair of reviewers with fewer cases in common says nothing about their agreement.
pub const LEAST_COMMON: usize = 5;

/// How often the cases are drawn again.
const RESAMPLES: usize = 1_000;

/// The start of the draws: a report must come out the same everywhere.
const SEED: u64 = 0x5eed_ca5e;

/// How the distance of two scores counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KappaWeights {
    /// Two points apart count twice as much as one.
    Linear,
    /// Two points apart count four times as much as one.
    Quadratic,
}

impl KappaWeights {
    fn distance(self, one: f64, other: f64) -> f64 {
        let apart = (one - other).abs();
        match self {
            KappaWeights::Linear => apart,
            KappaWeights::Quadratic => apart * apart,
        }
    }
}

/// The scores of one case, by reviewer.
pub type Scores = BTreeMap<String, f64>;

/// How far the reviewers of some cases agree.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Agreement {
    /// Cases with two scores or more.
    pub cases: usize,
    /// Reviewers of these cases.
    pub reviewers: usize,
    /// Pairs of reviewers with at least [`LEAST_COMMON`] cases in common.
    pub pairs: usize,
    /// The share of pairs of scores that are the same.
    pub same: Option<f64>,
    /// Weighted kappa with quadratic weights; none without such a pair, or where all scores are alike.
    pub kappa_quadratic: Option<f64>,
    /// Weighted kappa with linear weights.
    pub kappa_linear: Option<f64>,
    /// The 95 % interval of the kappa that was chosen.
    pub kappa_interval: Option<(f64, f64)>,
    /// Krippendorff's alpha; none where all scores are alike.
    pub alpha: Option<f64>,
    /// Its 95 % interval.
    pub alpha_interval: Option<(f64, f64)>,
}

impl Agreement {
    /// Of the cases' scores; those with fewer than two are passed over. `weights` chooses the kappa of the interval.
    pub fn of(cases: &[&Scores], weights: KappaWeights) -> Agreement {
        let cases: Vec<&Scores> = cases.iter().copied().filter(|scores| scores.len() >= 2).collect();
        let mut names: Vec<&str> = cases.iter().flat_map(|scores| scores.keys().map(String::as_str)).collect();
        names.sort_unstable();
        names.dedup();
        let number = |name: &str| names.binary_search(&name).unwrap_or(0) as u32;
        let cases: Vec<Vec<(u32, f64)>> =
            cases.iter().map(|scores| scores.iter().map(|(name, score)| (number(name), *score)).collect()).collect();
        let all: Vec<&[(u32, f64)]> = cases.iter().map(Vec::as_slice).collect();
        let (kappa_interval, alpha_interval) = intervals(&all, weights);
        Agreement {
            cases: all.len(),
            reviewers: names.len(),
            pairs: by_pair(&all).values().filter(|pairs| pairs.len() >= LEAST_COMMON).count(),
            same: same(&all),
            kappa_quadratic: mean_kappa(&all, KappaWeights::Quadratic),
            kappa_linear: mean_kappa(&all, KappaWeights::Linear),
            kappa_interval,
            alpha: alpha_of(&all),
            alpha_interval,
        }
    }
}

/// Cohen's weighted kappa of two reviewers: 1 − Σ observed distances ÷ Σ distances expected of independent reviewers who
/// give each score as often as these do. `None` where that expectation is 0: without pairs, or where all scores are alike.
///
/// ```
/// use attain::appraisal::cases::{KappaWeights, weighted_kappa};
/// let pairs = [(1.0, 1.0), (2.0, 3.0), (4.0, 4.0), (5.0, 4.0)];
/// assert!(weighted_kappa(&pairs, KappaWeights::Quadratic).unwrap() > 0.8);
/// ```
pub fn weighted_kappa(pairs: &[(f64, f64)], weights: KappaWeights) -> Option<f64> {
    let n = pairs.len() as f64;
    let observed: f64 = pairs.iter().map(|(one, other)| weights.distance(*one, *other)).sum::<f64>() / n;
    let (first, second) = (counts(pairs.iter().map(|pair| pair.0)), counts(pairs.iter().map(|pair| pair.1)));
    let mut expected = 0.0;
    for (one, times) in &first {
        for (other, also) in &second {
            expected += weights.distance(*one, *other) * times * also;
        }
    }
    expected /= n * n;
    (expected > 0.0).then(|| 1.0 - observed / expected)
}

/// Krippendorff's alpha with the interval difference. Units with one value are passed over. `None` where no value
/// differs from another.
pub fn alpha<'u>(units: impl IntoIterator<Item = &'u [f64]>) -> Option<f64> {
    let units: Vec<UnitSums> = units.into_iter().map(UnitSums::of).collect();
    alpha_of_sums(units.iter())
}

/// How often each value stands there.
fn counts(values: impl Iterator<Item = f64>) -> Vec<(f64, f64)> {
    let mut found: Vec<(f64, f64)> = Vec::new();
    for value in values {
        match found.iter_mut().find(|(known, _)| *known == value) {
            Some((_, times)) => *times += 1.0,
            None => found.push((value, 1.0)),
        }
    }
    found
}

fn alpha_of(cases: &[&[(u32, f64)]]) -> Option<f64> {
    let units: Vec<Vec<f64>> = cases.iter().map(|case| case.iter().map(|(_, score)| *score).collect()).collect();
    alpha(units.iter().map(Vec::as_slice))
}

type Pairs = BTreeMap<(u32, u32), Vec<(f64, f64)>>;

/// The common cases of each pair of reviewers.
fn by_pair(cases: &[&[(u32, f64)]]) -> Pairs {
    let mut pairs = Pairs::new();
    for case in cases {
        for (at, (one, first)) in case.iter().enumerate() {
            for (other, second) in &case[at + 1..] {
                pairs.entry((*one, *other)).or_default().push((*first, *second));
            }
        }
    }
    pairs
}

fn mean_kappa(cases: &[&[(u32, f64)]], weights: KappaWeights) -> Option<f64> {
    let (mut sum, mut of) = (0.0, 0.0);
    for pairs in by_pair(cases).values().filter(|pairs| pairs.len() >= LEAST_COMMON) {
        if let Some(kappa) = weighted_kappa(pairs, weights) {
            sum += kappa * pairs.len() as f64;
            of += pairs.len() as f64;
        }
    }
    (of > 0.0).then(|| sum / of)
}

fn same(cases: &[&[(u32, f64)]]) -> Option<f64> {
    let pairs = by_pair(cases);
    let all: Vec<&(f64, f64)> = pairs.values().flatten().collect();
    let alike = all.iter().filter(|(one, other)| one == other).count();
    (!all.is_empty()).then(|| alike as f64 / all.len() as f64)
}

type Interval = Option<(f64, f64)>;

/// The intervals of kappa and alpha, from the same draws.
fn intervals(cases: &[&[(u32, f64)]], weights: KappaWeights) -> (Interval, Interval) {
    if cases.len() < LEAST_COMMON {
        return (None, None);
    }
    let summed = SummedCase::of(cases);
    let pairs = summed.iter().flat_map(|case| case.pairs.iter().map(|(pair, _)| pair + 1)).max().unwrap_or(0);
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    let (mut kappas, mut alphas) = (Vec::new(), Vec::new());
    for _ in 0..RESAMPLES {
        let drawn: Vec<usize> = (0..cases.len()).map(|_| rng.random_range(0..cases.len())).collect();
        kappas.extend(match weights {
            KappaWeights::Quadratic => kappa_of_sums(&summed, &drawn, pairs),
            KappaWeights::Linear => {
                let again: Vec<&[(u32, f64)]> = drawn.iter().map(|&at| cases[at]).collect();
                mean_kappa(&again, weights)
            }
        });
        alphas.extend(alpha_of_sums(drawn.iter().map(|&at| &summed[at].own)));
    }
    (middle_95(kappas), middle_95(alphas))
}

/// A case as the sums from which alpha and the quadratic kappa follow, so that drawing it again costs an addition.
struct SummedCase {
    own: UnitSums,
    /// By the number of the pair of reviewers.
    pairs: Vec<(usize, PairSums)>,
}

impl SummedCase {
    fn of(cases: &[&[(u32, f64)]]) -> Vec<SummedCase> {
        let mut numbers: BTreeMap<(u32, u32), usize> = BTreeMap::new();
        let summed = cases.iter().map(|case| {
            let mut pairs = Vec::new();
            for (at, (one, first)) in case.iter().enumerate() {
                for (other, second) in &case[at + 1..] {
                    let next = numbers.len();
                    let number = *numbers.entry((*one, *other)).or_insert(next);
                    pairs.push((number, PairSums::of(*first, *second)));
                }
            }
            let scores: Vec<f64> = case.iter().map(|(_, score)| *score).collect();
            SummedCase { own: UnitSums::of(&scores), pairs }
        });
        summed.collect()
    }
}

/// What the quadratic kappa of a pair of reviewers needs of their common cases.
#[derive(Clone, Copy, Default)]
struct PairSums {
    n: f64,
    apart: f64,
    first: f64,
    second: f64,
    squares: f64,
}

impl PairSums {
    fn of(first: f64, second: f64) -> PairSums {
        let squares = first * first + second * second;
        PairSums { n: 1.0, apart: (first - second).powi(2), first, second, squares }
    }

    fn add(&mut self, other: &PairSums) {
        self.n += other.n;
        self.apart += other.apart;
        self.first += other.first;
        self.second += other.second;
        self.squares += other.squares;
    }

    /// The mean of all (a − b)² over independent a and b is mean a² + mean b² − 2 · mean a · mean b.
    fn kappa(&self) -> Option<f64> {
        let expected = (self.squares - 2.0 * self.first * self.second / self.n) / self.n;
        (expected > 1e-12).then(|| 1.0 - self.apart / self.n / expected)
    }
}

fn kappa_of_sums(cases: &[SummedCase], drawn: &[usize], pairs: usize) -> Option<f64> {
    let mut sums = vec![PairSums::default(); pairs];
    for &at in drawn {
        cases[at].pairs.iter().for_each(|(pair, own)| sums[*pair].add(own));
    }
    let (mut total, mut of) = (0.0, 0.0);
    for pair in sums.iter().filter(|pair| pair.n >= LEAST_COMMON as f64) {
        if let Some(kappa) = pair.kappa() {
            total += kappa * pair.n;
            of += pair.n;
        }
    }
    (of > 0.0).then(|| total / of)
}

/// What alpha needs of a unit.
#[derive(Clone, Copy, Default)]
struct UnitSums {
    n: f64,
    sum: f64,
    squares: f64,
    within: f64,
}

impl UnitSums {
    /// Nothing for fewer than two values. The squared differences of all ordered pairs are 2 (m Σx² − (Σx)²).
    fn of(values: &[f64]) -> UnitSums {
        if values.len() < 2 {
            return UnitSums::default();
        }
        let n = values.len() as f64;
        let sum: f64 = values.iter().sum();
        let squares: f64 = values.iter().map(|value| value * value).sum();
        UnitSums { n, sum, squares, within: 2.0 * (n * squares - sum * sum) / (n - 1.0) }
    }
}

fn alpha_of_sums<'u>(units: impl Iterator<Item = &'u UnitSums>) -> Option<f64> {
    let mut all = UnitSums::default();
    for unit in units {
        all.n += unit.n;
        all.sum += unit.sum;
        all.squares += unit.squares;
        all.within += unit.within;
    }
    let between = 2.0 * (all.n * all.squares - all.sum * all.sum);
    (between > 1e-9).then(|| 1.0 - (all.n - 1.0) * all.within / between)
}

/// The 2.5th and the 97.5th percentile; none where fewer than half of the draws had a value.
fn middle_95(mut values: Vec<f64>) -> Interval {
    if values.len() < RESAMPLES / 2 {
        return None;
    }
    values.sort_by(f64::total_cmp);
    let at = |share: f64| values[((values.len() - 1) as f64 * share).round() as usize];
    Some((at(0.025), at(0.975)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pairs of scores that a table of counts stands for.
    fn pairs(table: &[&[usize]]) -> Vec<(f64, f64)> {
        let mut pairs = Vec::new();
        for (one, row) in table.iter().enumerate() {
            for (other, &times) in row.iter().enumerate() {
                pairs.extend(std::iter::repeat_n((one as f64 + 1.0, other as f64 + 1.0), times));
            }
        }
        pairs
    }

    fn cases(pairs: &[(f64, f64)]) -> Vec<Scores> {
        pairs.iter().map(|(a, b)| Scores::from([("A".to_string(), *a), ("B".to_string(), *b)])).collect()
    }

    /// Two dermatologists on 88 patients, four grades: the example of the FREQ procedure in SAS/STAT's user's guide.
    const SKIN: [&[usize]; 4] = [&[10, 4, 1, 0], &[5, 10, 12, 2], &[2, 4, 12, 5], &[0, 2, 6, 13]];

    /// 91 couples, four grades: Hout, Duncan and Sobel, 1987, as the data set of R's package vcd.
    const COUPLES: [&[usize]; 4] = [&[7, 7, 2, 3], &[2, 8, 3, 7], &[1, 5, 4, 9], &[2, 8, 9, 14]];

    #[test]
    fn kappa_is_that_of_the_published_examples() {
        // SAS prints 0.5082 for the first table, vcd 0.2374 for the second; the quadratic ones were computed with
        // another program from the tables of weights 1 − (i − j)² ÷ 9.
        for (table, linear, quadratic) in [(SKIN, 0.5082, 0.660_723), (COUPLES, 0.2374, 0.332_046)] {
            let found = |weights| weighted_kappa(&pairs(&table), weights).unwrap();
            assert!((found(KappaWeights::Linear) - linear).abs() < 5e-5);
            assert!((found(KappaWeights::Quadratic) - quadratic).abs() < 5e-7);
        }
    }

    #[test]
    fn the_interval_is_as_wide_as_the_published_standard_error_says() {
        // SAS: standard error 0.0655; vcd: 0.07832. Four of them make an interval of 95 %, nearly.
        for (table, error) in [(SKIN, 0.0655), (COUPLES, 0.078_32)] {
            let cases = cases(&pairs(&table));
            let cases: Vec<&Scores> = cases.iter().collect();
            let (lower, upper) = Agreement::of(&cases, KappaWeights::Linear).kappa_interval.unwrap();
            let published = 2.0 * 1.96 * error;
            assert!(((upper - lower) / published - 1.0).abs() < 0.12, "{} and {published}", upper - lower);
        }
    }

    #[test]
    fn alpha_is_that_of_krippendorff_s_example() {
        // Four observers, twelve units, values missing: Krippendorff, 2011, section E; interval alpha 0.849.
        let units: [&[f64]; 12] = [
            &[1.0, 1.0, 1.0],
            &[2.0, 2.0, 3.0, 2.0],
            &[3.0, 3.0, 3.0, 3.0],
            &[3.0, 3.0, 3.0, 3.0],
            &[2.0, 2.0, 2.0, 2.0],
            &[1.0, 2.0, 3.0, 4.0],
            &[4.0, 4.0, 4.0, 4.0],
            &[1.0, 1.0, 2.0, 1.0],
            &[2.0, 2.0, 2.0, 2.0],
            &[5.0, 5.0, 5.0],
            &[1.0, 1.0],
            &[3.0],
        ];
        assert!((alpha(units).unwrap() - 0.849).abs() < 5e-4, "{:?}", alpha(units));
    }

    #[test]
    fn quadratic_kappa_is_the_concordance_of_the_two_series() {
        // Fleiss and Cohen, 1973: 2 cov ÷ (var + var + (mean − mean)²), variances with n below.
        let pairs = pairs(&SKIN);
        let n = pairs.len() as f64;
        let mean = |side: fn(&(f64, f64)) -> f64| pairs.iter().map(side).sum::<f64>() / n;
        let (ma, mb) = (mean(|p| p.0), mean(|p| p.1));
        let spread = |f: &dyn Fn(&(f64, f64)) -> f64| pairs.iter().map(f).sum::<f64>() / n;
        let (va, vb) = (spread(&|p| (p.0 - ma).powi(2)), spread(&|p| (p.1 - mb).powi(2)));
        let both = spread(&|p| (p.0 - ma) * (p.1 - mb));
        let concordance = 2.0 * both / (va + vb + (ma - mb).powi(2));
        assert!((weighted_kappa(&pairs, KappaWeights::Quadratic).unwrap() - concordance).abs() < 1e-12);
    }

    #[test]
    fn the_sums_of_the_draws_give_the_same_kappa() {
        let all = cases(&pairs(&COUPLES));
        let numbered: Vec<Vec<(u32, f64)>> =
            all.iter().map(|scores| vec![(0, scores["A"]), (1, scores["B"])]).collect();
        let numbered: Vec<&[(u32, f64)]> = numbered.iter().map(Vec::as_slice).collect();
        let drawn: Vec<usize> = (0..numbered.len()).collect();
        let of_sums = kappa_of_sums(&SummedCase::of(&numbered), &drawn, 1).unwrap();
        assert!((of_sums - weighted_kappa(&pairs(&COUPLES), KappaWeights::Quadratic).unwrap()).abs() < 1e-12);
    }

    #[test]
    fn full_agreement_is_one_and_scores_that_are_all_alike_have_none() {
        let all_agree = cases(&[(1.0, 1.0), (2.0, 2.0), (5.0, 5.0), (4.0, 4.0), (2.0, 2.0)]);
        let found = Agreement::of(&all_agree.iter().collect::<Vec<_>>(), KappaWeights::Quadratic);
        assert_eq!((found.kappa_quadratic, found.kappa_linear, found.alpha), (Some(1.0), Some(1.0), Some(1.0)));
        assert_eq!(found.same, Some(1.0));
        let alike = cases(&[(3.0, 3.0); 6]);
        let found = Agreement::of(&alike.iter().collect::<Vec<_>>(), KappaWeights::Quadratic);
        assert_eq!((found.kappa_quadratic, found.alpha, found.cases), (None, None, 6));
        assert_eq!(Agreement::of(&[], KappaWeights::Linear), Agreement::default());
    }

    #[test]
    fn three_reviewers_are_the_mean_of_their_pairs() {
        let scores =
            [[1.0, 2.0, 1.0], [3.0, 3.0, 4.0], [5.0, 4.0, 5.0], [2.0, 2.0, 1.0], [4.0, 5.0, 5.0], [3.0, 1.0, 2.0]];
        let cases: Vec<Scores> = scores
            .iter()
            .map(|row| ["A", "B", "C"].iter().zip(row).map(|(name, score)| (name.to_string(), *score)).collect())
            .collect();
        let found = Agreement::of(&cases.iter().collect::<Vec<_>>(), KappaWeights::Linear);
        let of = |one: usize, other: usize| {
            let pairs: Vec<(f64, f64)> = scores.iter().map(|row| (row[one], row[other])).collect();
            weighted_kappa(&pairs, KappaWeights::Linear).unwrap()
        };
        let mean = (of(0, 1) + of(0, 2) + of(1, 2)) / 3.0;
        assert!((found.kappa_linear.unwrap() - mean).abs() < 1e-12);
        assert_eq!((found.pairs, found.reviewers), (3, 3));
    }
}
