//! Gamma–Gamma: what a customer spends on one purchase.
//!
//! A customer's purchases are worth Gamma(p, ν) each; ν is Gamma(q, γ) over the customers; worth and frequency
//! have nothing to do with each other. With the mean m of x repeat purchases:
//!
//! > ln L = ln Γ(px + q) − ln Γ(px) − ln Γ(q) + q·ln γ + (px − 1)·ln m + px·ln x − (px + q)·ln(γ + x·m)
//!
//! Source: Fader and Hardie (2013), "The Gamma-Gamma model of monetary value"; Colombo and Jiang (1999).

use rayon::prelude::*;
use statrs::function::gamma::{digamma, ln_gamma};

use super::error::PurchaseError;
use super::likelihood::Sloped;
use super::maximum::{Objective, climb, estimates, top_near};
use super::report::FitReport;

/// What one customer spent on repeat purchases.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CustomerSpend {
    /// Purchase occasions after the first (x), at least 1.
    pub frequency: u32,
    /// Their mean worth, above 0.
    pub mean: f64,
}

/// The parameters' names.
const NAMES: [&str; 3] = ["p", "q", "gamma"];

/// The logarithm beyond which a parameter is open, with the mean worth as the unit of money.
const WIDEST: f64 = 9.0;

/// A fitted Gamma–Gamma model.
#[derive(Debug, Clone, PartialEq)]
pub struct SpendModel {
    parameters: [f64; 3],
    report: FitReport,
    correlation: Option<f64>,
}

impl SpendModel {
    /// Learns p, q and γ by maximum likelihood.
    ///
    /// # Errors
    /// [`PurchaseError::TooFew`] for fewer than three customers, [`PurchaseError::Value`] for a mean that is not
    /// above 0 or a frequency of 0.
    pub fn fit(mut spends: Vec<CustomerSpend>) -> Result<SpendModel, PurchaseError> {
        const NEEDED: usize = 3;
        for (row, spend) in spends.iter().enumerate() {
            let refuse = |what| Err(PurchaseError::Value { row, value: spend.mean, what });
            if !(spend.mean.is_finite() && spend.mean > 0.0) {
                return refuse("it must be finite and above 0");
            }
            if spend.frequency == 0 {
                return refuse("there was no repeat purchase that it could be the mean of");
            }
        }
        if spends.len() < NEEDED {
            return Err(PurchaseError::TooFew { repeaters: spends.len(), needed: NEEDED });
        }
        spends.sort_unstable_by(|one, other| one.frequency.cmp(&other.frequency).then(one.mean.total_cmp(&other.mean)));
        let unit = spends.iter().map(|spend| spend.mean).sum::<f64>() / spends.len() as f64;
        let correlation = correlation(&spends);
        let groups = grouped(&spends, unit);
        let Some(start) = best_start(&groups) else {
            return Err(PurchaseError::TooFew { repeaters: spends.len(), needed: NEEDED });
        };
        let n = spends.len() as f64;
        let (top, covariance) = top_near(&Worth { spends: &groups, customers: n }, start, n);
        let parameters = [top.logs[0].exp(), top.logs[1].exp(), top.logs[2].exp() * unit];
        let status = top.status(&NAMES, covariance.as_ref(), WIDEST);
        let estimates = estimates(&NAMES, &parameters, covariance.as_ref(), &status);
        let report = FitReport {
            parameters: estimates,
            log_likelihood: (top.value - unit.ln()) * n,
            status,
            slope: top.slope,
            iterations: top.iterations,
            customers: spends.len(),
            repeaters: spends.len(),
        };
        Ok(SpendModel { parameters, report, correlation })
    }

    /// The parameters p, q and γ, the last in the unit of the values.
    pub fn parameters(&self) -> [f64; 3] {
        self.parameters
    }

    /// How the fit went.
    pub fn report(&self) -> &FitReport {
        &self.report
    }

    /// Pearson's correlation of frequency and mean worth, which the model takes to be 0; `None` where one of them
    /// does not vary.
    pub fn correlation(&self) -> Option<f64> {
        self.correlation
    }

    /// The mean worth of a purchase over all customers; `None` where q ≤ 1 leaves it infinite.
    pub fn mean(&self) -> Option<f64> {
        let [p, q, gamma] = self.parameters;
        (q > 1.0).then(|| p * gamma / (q - 1.0))
    }

    /// The expected worth of the customer's future purchases: between what the customer spent and what all spend.
    /// `None` for a customer without repeat purchases where [`SpendModel::mean`] is.
    pub fn expected(&self, spend: Option<&CustomerSpend>) -> Option<f64> {
        let [p, q, gamma] = self.parameters;
        let (x, mean) = spend.map_or((0.0, 0.0), |spend| (f64::from(spend.frequency), spend.mean));
        let weight = p * x + q - 1.0;
        (weight > 0.0).then(|| p * (gamma + x * mean) / weight)
    }
}

/// Customers who spent alike, counted once; the mean in the model's unit of money.
#[derive(Debug, Clone, Copy)]
struct Group {
    frequency: u32,
    mean: f64,
    customers: f64,
}

/// Equal spends of a sorted list as groups: a million customers who all spent the same are one.
fn grouped(spends: &[CustomerSpend], unit: f64) -> Vec<Group> {
    let group = |alike: &[CustomerSpend]| Group {
        frequency: alike[0].frequency,
        mean: alike[0].mean / unit,
        customers: alike.len() as f64,
    };
    spends.chunk_by(|one, other| one == other).map(group).collect()
}

/// The best of the starts, climbed from on a thinned sample where there are many groups; as for the models of when.
fn best_start(groups: &[Group]) -> Option<Vec<f64>> {
    const SAMPLE: usize = 10_000;
    let every = groups.len().div_ceil(SAMPLE).max(1);
    let sample: Vec<Group> = groups.iter().step_by(every).copied().collect();
    let objective = Worth { customers: sample.iter().map(|group| group.customers).sum(), spends: &sample };
    let starts =
        [[1.0, 2.0, 1.0], [6.0, 4.0, 0.5], [0.5, 10.0, 10.0]].map(|start: [f64; 3]| start.map(f64::ln).to_vec());
    let tops = starts.iter().filter_map(|start| climb(&objective, start.clone()));
    tops.max_by(|one, other| one.value.total_cmp(&other.value)).map(|top| top.logs)
}

fn correlation(spends: &[CustomerSpend]) -> Option<f64> {
    let n = spends.len() as f64;
    let mean_x = spends.iter().map(|spend| f64::from(spend.frequency)).sum::<f64>() / n;
    let mean_m = spends.iter().map(|spend| spend.mean).sum::<f64>() / n;
    let (mut xx, mut xm, mut mm) = (0.0, 0.0, 0.0);
    for spend in spends {
        let (x, m) = (f64::from(spend.frequency) - mean_x, spend.mean - mean_m);
        xx += x * x;
        xm += x * m;
        mm += m * m;
    }
    (xx > 0.0 && mm > 0.0).then(|| xm / (xx * mm).sqrt())
}

/// The mean log-likelihood over customers sorted by frequency.
struct Worth<'a> {
    spends: &'a [Group],
    customers: f64,
}

impl Worth<'_> {
    fn piece(spends: &[Group], [p, q, gamma]: [f64; 3]) -> Sloped {
        let mut sum = Sloped::default();
        let (fixed, fixed_by_q) = (q * gamma.ln() - ln_gamma(q), gamma.ln() - digamma(q));
        for same in spends.chunk_by(|one, other| one.frequency == other.frequency) {
            let x = f64::from(same[0].frequency);
            let n: f64 = same.iter().map(|group| group.customers).sum();
            let px = p * x;
            let (psi_all, psi_px) = (digamma(px + q), digamma(px));
            sum.value += n * (ln_gamma(px + q) - ln_gamma(px) + fixed + px * x.ln());
            sum.slopes[0] += n * x * (psi_all - psi_px + x.ln());
            sum.slopes[1] += n * (psi_all + fixed_by_q);
            sum.slopes[2] += n * q / gamma;
            for spend in same {
                let all = gamma + x * spend.mean;
                let (all_log, log) = (all.ln(), spend.mean.ln());
                sum.value += spend.customers * ((px - 1.0) * log - (px + q) * all_log);
                sum.slopes[0] += spend.customers * (x * (log - all_log));
                sum.slopes[1] -= spend.customers * all_log;
                sum.slopes[2] -= spend.customers * ((px + q) / all);
            }
        }
        sum
    }
}

impl Objective for Worth<'_> {
    fn len(&self) -> usize {
        3
    }

    fn at(&self, logs: &[f64]) -> Sloped {
        let parameters: [f64; 3] = std::array::from_fn(|i| logs[i].exp());
        let pieces: Vec<Sloped> = self.spends.par_chunks(8192).map(|piece| Worth::piece(piece, parameters)).collect();
        let mut sum = Sloped::default();
        pieces.iter().for_each(|piece| sum.add(piece, 1.0 / self.customers));
        for (slope, parameter) in sum.slopes.iter_mut().zip(parameters) {
            *slope *= parameter;
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_spent_alike_is_counted_and_not_looked_at_one_by_one() {
        let spend = |frequency, mean| CustomerSpend { frequency, mean };
        let groups =
            grouped(&[vec![spend(2, 50.0); 100_000], vec![spend(3, 50.0); 2], vec![spend(3, 60.0)]].concat(), 10.0);
        let told: Vec<(u32, f64, f64)> = groups.iter().map(|one| (one.frequency, one.mean, one.customers)).collect();
        assert_eq!(told, [(2, 5.0, 100_000.0), (3, 5.0, 2.0), (3, 6.0, 1.0)]);
    }

    #[test]
    fn groups_weigh_what_their_customers_weigh() {
        let one = |i: u32| CustomerSpend { frequency: 1 + i % 5, mean: 20.0 + f64::from(i * 37 % 91) };
        let some: Vec<CustomerSpend> = (0..60).map(one).collect();
        let thrice: Vec<CustomerSpend> = (0..60).flat_map(|i| [one(i); 3]).collect();
        let (single, triple) = (SpendModel::fit(some).expect("a model"), SpendModel::fit(thrice).expect("a model"));
        for (one, three) in single.parameters().iter().zip(triple.parameters()) {
            assert!((one / three - 1.0).abs() < 1e-4, "{one} and {three}");
        }
        let (one, three) = (single.report().log_likelihood, triple.report().log_likelihood);
        assert!((3.0 * one / three - 1.0).abs() < 1e-9, "{one} and {three}");
        assert_eq!((triple.report().customers, triple.report().repeaters), (180, 180));
    }
}
