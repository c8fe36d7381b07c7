//! The models of repeat purchase, fitted and asked.

use ndarray::Array2;
use serde::Serialize;

use super::error::PurchaseError;
use super::geometric::{Geometric, GeometricTable};
use super::history::{CustomerHistory, Grouped, Histories};
use super::likelihood::{Sloped, total};
use super::maximum::{Maximum, Objective, climb, estimates, top_near};
use super::pareto::Pareto;
use super::pareto_grid::TimeGrid;
use super::report::FitReport;
use super::starts::{Times, logs, of_the_data, thinned, whatever_the_data};

/// The logarithm beyond which a parameter is open, with the median age as the unit of time.
const WIDEST: f64 = 7.0;

/// Which model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum PurchaseModel {
    /// Leaves after a repeat purchase (Fader, Hardie and Lee 2005).
    #[serde(rename = "bgnbd")]
    BgNbd,
    /// Leaves after any purchase, the first included (Batislam, Denizel and Filiztekin 2007).
    #[serde(rename = "mbgnbd")]
    MbgNbd,
    /// Leaves at any time (Schmittlein, Morrison and Colombo 1987).
    #[serde(rename = "paretonbd")]
    ParetoNbd,
}

impl PurchaseModel {
    /// The parameters' names, in the order of [`FittedPurchase::parameters`].
    pub fn parameter_names(self) -> [&'static str; 4] {
        match self {
            PurchaseModel::BgNbd | PurchaseModel::MbgNbd => ["r", "alpha", "a", "b"],
            PurchaseModel::ParetoNbd => ["r", "alpha", "s", "beta"],
        }
    }

    /// Which parameters are measured in time.
    fn in_time(self) -> [bool; 4] {
        [false, true, false, self == PurchaseModel::ParetoNbd]
    }

    /// Learns the parameters by maximum likelihood.
    ///
    /// There is always a result with a stated [`FitStatus`]; where the data leave a parameter open (nobody seems
    /// to leave, all buy alike), it says so, and the standard errors are missing.
    ///
    /// # Errors
    /// [`PurchaseError::TooFew`] where fewer than three customers bought again.
    pub fn fit(self, histories: &Histories) -> Result<FittedPurchase, PurchaseError> {
        const NEEDED: usize = 3;
        if histories.repeaters() < NEEDED {
            return Err(PurchaseError::TooFew { repeaters: histories.repeaters(), needed: NEEDED });
        }
        let rows = histories.rescaled();
        let all = Likelihood::new(self, &rows);
        let (top, covariance) = top_near(&all, self.best_start(&rows), all.customers);
        Ok(self.fitted(histories, &top, covariance.as_ref()))
    }

    /// The best of the starts, climbed from on a thinned sample where there are many rows: the top of the sample
    /// is close to the top of all, and all need few steps from there.
    fn best_start(self, rows: &[Grouped]) -> Vec<f64> {
        const SAMPLE: usize = 10_000;
        /// A few rows tell which of the points that the data suggest is worth a climb.
        const LOOKED_AT: usize = 1_000;
        let sample = thinned(rows, SAMPLE);
        let objective = Likelihood::new(self, &sample);
        let few = thinned(rows, LOOKED_AT);
        let (likely, times) = (Likelihood::new(self, &few), Times::of(rows));
        let mut starts: Vec<Vec<f64>> = whatever_the_data(self).iter().map(|start| logs(*start)).collect();
        starts.extend(of_the_data(self, &times, |logs| likely.at(logs).value));
        let tops = starts.iter().filter_map(|start| climb(&objective, start.clone()));
        let best = tops.max_by(|one, other| one.value.total_cmp(&other.value));
        best.map_or_else(|| starts[0].clone(), |top| top.logs)
    }

    fn fitted(self, histories: &Histories, top: &Maximum, covariance: Option<&Array2<f64>>) -> FittedPurchase {
        let unit = histories.time_unit;
        let names = self.parameter_names();
        let scale = self.in_time().map(|in_time| if in_time { unit } else { 1.0 });
        let parameters: [f64; 4] = std::array::from_fn(|i| top.logs[i].exp() * scale[i]);
        let purchases: f64 = histories.rows.iter().map(|row| f64::from(row.history.frequency) * row.customers).sum();
        let status = top.status(&names, covariance, WIDEST);
        let estimates = estimates(&names, &parameters, covariance, &status);
        let report = FitReport {
            parameters: estimates,
            log_likelihood: top.value * histories.customers as f64 - purchases * unit.ln(),
            status,
            slope: top.slope,
            iterations: top.iterations,
            customers: histories.customers,
            repeaters: histories.repeaters(),
        };
        FittedPurchase { model: self, parameters, report: Some(report) }
    }
}

/// The mean log-likelihood of a model over rows.
struct Likelihood<'a> {
    model: PurchaseModel,
    rows: &'a [Grouped],
    customers: f64,
    most_frequent: u32,
    /// The logarithm of the shortest time, at most 0.
    shortest: f64,
    /// The times of Pareto/NBD; the other models need none.
    grid: Option<TimeGrid>,
}

impl<'a> Likelihood<'a> {
    fn new(model: PurchaseModel, rows: &'a [Grouped]) -> Likelihood<'a> {
        let customers = rows.iter().map(|row| row.customers).sum();
        let most_frequent = rows.iter().map(|row| row.history.frequency).max().unwrap_or(0);
        let times = rows.iter().flat_map(|row| [row.history.recency, row.history.age]).filter(|time| *time > 0.0);
        let shortest = times.fold(1.0, f64::min).ln();
        let grid = (model == PurchaseModel::ParetoNbd).then(|| TimeGrid::of(rows));
        Likelihood { model, rows, customers, most_frequent, shortest, grid }
    }
}

impl Objective for Likelihood<'_> {
    fn len(&self) -> usize {
        4
    }

    /// Parameters measured in time are small beside the shortest time, not beside the median age.
    fn small(&self, i: usize) -> f64 {
        if self.model.in_time()[i] { self.shortest } else { 0.0 }
    }

    fn at(&self, logs: &[f64]) -> Sloped {
        let parameters: [f64; 4] = std::array::from_fn(|i| logs[i].exp());
        let mut sum = match self.model {
            PurchaseModel::BgNbd => {
                total(&GeometricTable::new(Geometric::new(parameters, false), self.most_frequent), self.rows)
            }
            PurchaseModel::MbgNbd => {
                total(&GeometricTable::new(Geometric::new(parameters, true), self.most_frequent), self.rows)
            }
            PurchaseModel::ParetoNbd => match &self.grid {
                Some(grid) => grid.total(Pareto::new(parameters), self.rows),
                None => Sloped::default(),
            },
        };
        sum.value /= self.customers;
        for (slope, parameter) in sum.slopes.iter_mut().zip(parameters) {
            *slope *= parameter / self.customers;
        }
        sum
    }
}

/// A model with its parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct FittedPurchase {
    model: PurchaseModel,
    parameters: [f64; 4],
    report: Option<FitReport>,
}

impl FittedPurchase {
    /// A model with parameters from elsewhere, α (and β) in the unit of time that the histories will have.
    ///
    /// # Errors
    /// [`PurchaseError::Parameter`] for one that is not finite and above 0.
    pub fn new(model: PurchaseModel, parameters: [f64; 4]) -> Result<FittedPurchase, PurchaseError> {
        for (name, value) in model.parameter_names().into_iter().zip(parameters) {
            if !(value.is_finite() && value > 0.0) {
                return Err(PurchaseError::Parameter { name, value });
            }
        }
        Ok(FittedPurchase { model, parameters, report: None })
    }

    /// Which model.
    pub fn model(&self) -> PurchaseModel {
        self.model
    }

    /// The parameters, as [`PurchaseModel::parameter_names`] names them.
    pub fn parameters(&self) -> [f64; 4] {
        self.parameters
    }

    /// How the fit went; `None` for parameters from elsewhere.
    pub fn report(&self) -> Option<&FitReport> {
        self.report.as_ref()
    }

    /// The chance that the customer buys at least once within `t` after the as-of date.
    ///
    /// ```
    /// use attain::models::purchase::{CustomerHistory, FittedPurchase, PurchaseModel};
    /// # fn main() -> Result<(), attain::models::purchase::PurchaseError> {
    /// let model = FittedPurchase::new(PurchaseModel::BgNbd, [0.243, 4.414, 0.793, 2.426])?;
    /// let customer = CustomerHistory { frequency: 2, recency: 30.43, age: 38.86 };
    /// assert!((model.expected(&customer, 39.0) - 1.226).abs() < 0.001);
    /// assert!((0.5..0.6).contains(&model.buys_within(&customer, 39.0)));
    /// # Ok(())
    /// # }
    /// ```
    pub fn buys_within(&self, customer: &CustomerHistory, t: f64) -> f64 {
        match self.model {
            PurchaseModel::ParetoNbd => Pareto::new(self.parameters).buys_within(customer, t),
            _ => self.geometric().buys_within(customer, t),
        }
    }

    /// How many purchases the customer is expected to make within `t` after the as-of date.
    pub fn expected(&self, customer: &CustomerHistory, t: f64) -> f64 {
        match self.model {
            PurchaseModel::ParetoNbd => Pareto::new(self.parameters).expected(customer, t),
            _ => self.geometric().expected(customer, t),
        }
    }

    /// How many repeat purchases a new customer is expected to make in the first `t`.
    pub fn expected_of_new(&self, t: f64) -> f64 {
        match self.model {
            PurchaseModel::ParetoNbd => Pareto::new(self.parameters).expected_of_new(t),
            _ => self.geometric().expected_of_new(t),
        }
    }

    /// The model's chance that the customer is still one at the as-of date.
    ///
    /// Nobody ever sees whether a customer has left, so this number cannot be checked against anything; it also
    /// is 1 in BG/NBD for everybody who bought once. [`FittedPurchase::buys_within`] is what happens or does not.
    pub fn alive(&self, customer: &CustomerHistory) -> f64 {
        match self.model {
            PurchaseModel::ParetoNbd => Pareto::new(self.parameters).alive(customer),
            _ => self.geometric().alive(customer),
        }
    }

    fn geometric(&self) -> Geometric {
        Geometric::new(self.parameters, self.model == PurchaseModel::MbgNbd)
    }
}
