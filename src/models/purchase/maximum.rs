//! Maximum likelihood: several starts on a thinned sample, one fit on all, the curvature at the end.

use std::cell::RefCell;

use argmin::core::{CostFunction, Error, Executor, Gradient, State};
use argmin::solver::linesearch::MoreThuenteLineSearch;
use argmin::solver::quasinewton::LBFGS;
use linfa_linalg::cholesky::InverseC;
use ndarray::Array2;

use super::likelihood::Sloped;
use super::report::{Estimate, FitStatus};

/// Where a fit ended.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Maximum {
    /// Logarithms of the parameters.
    pub(super) logs: Vec<f64>,
    /// The objective there: the mean log-likelihood.
    pub(super) value: f64,
    /// The largest slope of the mean log-likelihood by a logarithm.
    pub(super) slope: f64,
    /// Iterations from the start that was taken.
    pub(super) iterations: u64,
    /// By parameter: the logarithm that its smallness is told from, see [`Objective::small`].
    small: Vec<f64>,
}

/// What is maximised: a function of the logarithms of the parameters.
pub(super) trait Objective {
    /// How many parameters there are.
    fn len(&self) -> usize;
    /// A logarithm at most 0 below which this parameter begins to be small.
    fn small(&self, _parameter: usize) -> f64 {
        0.0
    }
    /// The mean log-likelihood and its slopes by the logarithms.
    fn at(&self, logs: &[f64]) -> Sloped;
}

/// Logarithms beyond 9, or so far below what is small, are held back by a parabola: the likelihood can rise for ever
/// there.
const WALL: f64 = 9.0;
/// Beyond this the likelihood is not asked at all.
const OUTSIDE: f64 = 25.0;
/// Slopes of the mean log-likelihood below this count as zero.
const FLAT: f64 = 1e-7;

impl Maximum {
    fn at(objective: &impl Objective, logs: Vec<f64>, found: &Sloped, iterations: u64) -> Maximum {
        let small = (0..objective.len()).map(|i| objective.small(i)).collect();
        Maximum { value: found.value, slope: steepest(found, objective.len()), logs, iterations, small }
    }

    /// How the search ended. A parameter is open where its logarithm lies beyond `widest`, or so far below what is
    /// small, or has a standard error beyond 3.
    pub(super) fn status(&self, names: &[&'static str], covariance: Option<&Array2<f64>>, widest: f64) -> FitStatus {
        let is_uncertain = |i: usize| covariance.is_some_and(|matrix| matrix[[i, i]].sqrt() > 3.0);
        let open = (0..names.len()).filter(|&i| beyond(self.logs[i], self.small[i], widest) != 0.0 || is_uncertain(i));
        let open: Vec<&'static str> = open.map(|i| names[i]).collect();
        if !open.is_empty() {
            FitStatus::Open { parameters: open }
        } else if self.slope <= FLAT && covariance.is_some() {
            FitStatus::Converged
        } else {
            FitStatus::NotConverged
        }
    }
}

/// How far a logarithm lies above `wide` or below what is small less `wide`, with its sign; 0 between them.
fn beyond(log: f64, small: f64, wide: f64) -> f64 {
    (log - wide).max(0.0) + (log - small + wide).min(0.0)
}

/// The parameters with their standard errors, which only a search that converged has.
pub(super) fn estimates(
    names: &[&'static str],
    values: &[f64],
    covariance: Option<&Array2<f64>>,
    status: &FitStatus,
) -> Vec<Estimate> {
    let covariance = covariance.filter(|_| *status == FitStatus::Converged);
    let error = |i: usize| covariance.map(|matrix| matrix[[i, i]].sqrt() * values[i]);
    (0..names.len()).map(|i| Estimate { name: names[i], value: values[i], standard_error: error(i) }).collect()
}

/// Climbs from one start; `None` where the search fails before it has moved at all.
pub(super) fn climb(objective: &impl Objective, start: Vec<f64>) -> Option<Maximum> {
    let memory = RefCell::new(None);
    let problem = Problem { objective, memory: &memory };
    let search = MoreThuenteLineSearch::new();
    let solver = LBFGS::new(search, 8).with_tolerance_grad(FLAT / 10.0).ok()?.with_tolerance_cost(1e-15).ok()?;
    let run =
        Executor::new(problem, solver).configure(|state| state.param(start.clone()).max_iters(200)).timer(false).run();
    // A line search that gives up close to the top still leaves its best point in the memory.
    let (logs, iterations) = match run {
        Ok(result) => (result.state().get_best_param()?.clone(), result.state().get_iter()),
        Err(_) => (memory.into_inner().map(|(logs, _): (Vec<f64>, Sloped)| logs)?, 0),
    };
    let found = objective.at(&logs);
    found.value.is_finite().then(|| Maximum::at(objective, logs, &found, iterations))
}

fn steepest(found: &Sloped, parameters: usize) -> f64 {
    found.slopes[..parameters].iter().fold(0.0, |most, slope| slope.abs().max(most))
}

/// The top near a point, and the covariance of the logarithms there for a mean over `n`.
///
/// Newton's steps with the curvature of the point come first: from the top of a large sample they need a dozen
/// evaluations in all. Only where they do not flatten the slope the surface is climbed. There is no covariance
/// where it is not curved downwards in every direction.
pub(super) fn top_near(objective: &impl Objective, logs: Vec<f64>, n: f64) -> (Maximum, Option<Array2<f64>>) {
    let found = objective.at(&logs);
    let start = Maximum::at(objective, logs, &found, 0);
    let (top, covariance) = newton(objective, start);
    if top.slope <= FLAT {
        return (top, covariance.map(|inverse| inverse / n));
    }
    let climbed = climb(objective, top.logs.clone()).unwrap_or(top);
    let (top, covariance) = newton(objective, climbed);
    (top, covariance.map(|inverse| inverse / n))
}

/// Newton's steps as long as they flatten the slope; the curvature is found anew where they have led away.
fn newton(objective: &impl Objective, mut top: Maximum) -> (Maximum, Option<Array2<f64>>) {
    const FAR: f64 = 1e-3;
    const STEPS: usize = 12;
    let k = objective.len();
    let mut curved_at = top.logs.clone();
    let mut inverse = inverse_curvature(objective, &top.logs);
    let mut here = objective.at(&top.logs);
    for _ in 0..STEPS {
        let Some(curvature) = &inverse else { break };
        let step = |i: usize| (0..k).map(|j| curvature[[i, j]] * here.slopes[j]).sum::<f64>();
        let logs: Vec<f64> = (0..k).map(|i| top.logs[i] + step(i)).collect();
        let found = objective.at(&logs);
        let slope = steepest(&found, k);
        if !(found.value.is_finite() && slope < top.slope / 2.0) {
            break;
        }
        top = Maximum { logs, value: found.value, slope, iterations: top.iterations + 1, small: top.small };
        here = found;
        if top.slope <= FLAT / 1e3 {
            break;
        }
    }
    let moved = top.logs.iter().zip(&curved_at).fold(0.0, |most: f64, (now, then)| most.max((now - then).abs()));
    if moved > FAR {
        curved_at.clone_from(&top.logs);
        inverse = inverse_curvature(objective, &curved_at);
    }
    (top, inverse)
}

/// The inverse of minus the second derivatives, by central differences of the slopes.
fn inverse_curvature(objective: &impl Objective, logs: &[f64]) -> Option<Array2<f64>> {
    const STEP: f64 = 1e-4;
    let k = objective.len();
    let mut curvature = Array2::<f64>::zeros((k, k));
    for i in 0..k {
        let slopes = |step: f64| {
            let mut moved = logs.to_vec();
            moved[i] += step;
            objective.at(&moved).slopes
        };
        let (above, below) = (slopes(STEP), slopes(-STEP));
        for j in 0..k {
            let second = -(above[j] - below[j]) / (2.0 * STEP);
            curvature[[i, j]] += second / 2.0;
            curvature[[j, i]] += second / 2.0;
        }
    }
    if curvature.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let inverse = curvature.invc().ok()?;
    inverse.iter().all(|value| value.is_finite()).then_some(inverse)
}

/// What argmin sees: the negative, walled; value and slopes come together and are asked for one by one.
struct Problem<'a, O> {
    objective: &'a O,
    memory: &'a RefCell<Option<(Vec<f64>, Sloped)>>,
}

impl<O: Objective> Problem<'_, O> {
    fn at(&self, logs: &[f64]) -> Sloped {
        if let Some((known, found)) = &*self.memory.borrow()
            && known == logs
        {
            return *found;
        }
        let far =
            |wide: f64| (logs.iter().enumerate()).map(move |(i, log)| beyond(*log, self.objective.small(i), wide));
        let outside = logs.iter().any(|log| log.is_nan()) || far(OUTSIDE).any(|beyond| beyond != 0.0);
        let mut found = if outside { Sloped { value: -1e3, ..Sloped::default() } } else { self.objective.at(logs) };
        for (slope, beyond) in found.slopes.iter_mut().zip(far(WALL)) {
            found.value -= beyond * beyond;
            *slope -= 2.0 * beyond;
        }
        *self.memory.borrow_mut() = Some((logs.to_vec(), found));
        found
    }
}

impl<O: Objective> CostFunction for Problem<'_, O> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, logs: &Vec<f64>) -> Result<f64, Error> {
        let value = -self.at(logs).value;
        Ok(if value.is_finite() { value } else { 1e30 })
    }
}

impl<O: Objective> Gradient for Problem<'_, O> {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;

    fn gradient(&self, logs: &Vec<f64>) -> Result<Vec<f64>, Error> {
        Ok(self.at(logs).slopes[..logs.len()].iter().map(|slope| -slope).collect())
    }
}
