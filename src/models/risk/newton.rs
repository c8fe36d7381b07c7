//! The ridge logistic carried from near its optimum to the optimum itself.
//!
//! L-BFGS cannot be asked for the last digits: where two steps in a row change nothing that a float can hold, its
//! next direction is nothing divided by nothing, and its line search never ends. Newton's method has a few columns here,
//! converges by squares, and stops.

use ndarray::{Array1, Array2};

use super::logit::sigmoid;

/// Rounds, of which a handful are needed.
const ROUNDS: usize = 60;
/// Halvings of a step that overshoots.
const HALVINGS: usize = 40;

/// An intercept, which is free of the penalty, and a weight for each column.
#[derive(Debug, Clone)]
pub(super) struct Weights {
    pub(super) intercept: f64,
    pub(super) columns: Array1<f64>,
}

/// The slope of the loss, a case, at which the minimum is reached.
const STILL: f64 = 1e-12;

/// The minimum of Σ log loss + ½ · α · Σ w²; `None` where the start or the data are not finite.
pub(super) fn polished(records: &Array2<f64>, events: &[bool], alpha: f64, start: Weights) -> Option<Weights> {
    let mut at = start;
    let mut loss = loss_of(records, events, alpha, &at);
    if !loss.is_finite() {
        return None;
    }
    let still = STILL * events.len() as f64;
    for _ in 0..ROUNDS {
        let (gradient, curve) = slopes(records, events, alpha, &at);
        if gradient.iter().all(|slope| slope.abs() <= still) {
            break;
        }
        let step = solved(curve, &gradient)?;
        let mut size = 1.0;
        let moved = (0..HALVINGS).find_map(|_| {
            let next = Weights {
                intercept: at.intercept - size * step[0],
                columns: Array1::from_shape_fn(at.columns.len(), |column| at.columns[column] - size * step[column + 1]),
            };
            let next_loss = loss_of(records, events, alpha, &next);
            size /= 2.0;
            (next_loss < loss).then_some((next, next_loss))
        });
        // No step lowers the loss any more: rounding has the last word.
        let Some((next, next_loss)) = moved else { break };
        (at, loss) = (next, next_loss);
    }
    Some(at)
}

fn scores(records: &Array2<f64>, at: &Weights) -> Array1<f64> {
    records.dot(&at.columns) + at.intercept
}

fn loss_of(records: &Array2<f64>, events: &[bool], alpha: f64, at: &Weights) -> f64 {
    let scores = scores(records, at).to_vec();
    // log(1 + eᶻ) − y·z, without overflow; one logarithm for the product of many factors between one and two.
    let of_some = |(scores, events): (&[f64], &[bool])| {
        let straight: f64 =
            scores.iter().zip(events).map(|(z, event)| z.max(0.0) - if *event { *z } else { 0.0 }).sum();
        straight + scores.iter().map(|z| 1.0 + (-z.abs()).exp()).product::<f64>().ln()
    };
    let fit: f64 = scores.chunks(FACTORS).zip(events.chunks(FACTORS)).map(of_some).sum();
    fit + 0.5 * alpha * at.columns.dot(&at.columns)
}

/// So many factors of at most two make a product that a float holds.
const FACTORS: usize = 512;

/// The gradient, the intercept's first, and the curvature's lower half, row by row.
fn slopes(records: &Array2<f64>, events: &[bool], alpha: f64, at: &Weights) -> (Vec<f64>, Vec<Vec<f64>>) {
    let k = at.columns.len() + 1;
    let (mut gradient, mut curve) = (vec![0.0; k], vec![0.0; k * (k + 1) / 2]);
    // The intercept is a column of ones.
    let mut case = vec![1.0; k];
    for ((row, z), event) in records.rows().into_iter().zip(scores(records, at)).zip(events) {
        case[1..].iter_mut().zip(row).for_each(|(own, x)| *own = *x);
        let p = sigmoid(z);
        let (error, weight) = (p - f64::from(u8::from(*event)), p * (1.0 - p));
        gradient.iter_mut().zip(&case).for_each(|(slope, x)| *slope += error * x);
        let mut rest = &mut curve[..];
        for (i, x) in case.iter().enumerate() {
            let (own, behind) = rest.split_at_mut(i + 1);
            let weighted = weight * x;
            own.iter_mut().zip(&case).for_each(|(sum, y)| *sum += weighted * y);
            rest = behind;
        }
    }
    let mut lower = vec![vec![0.0; k]; k];
    let mut rest = &curve[..];
    for (i, row) in lower.iter_mut().enumerate() {
        let (own, behind) = rest.split_at(i + 1);
        row[..=i].copy_from_slice(own);
        rest = behind;
    }
    for column in 1..k {
        gradient[column] += alpha * at.columns[column - 1];
        lower[column][column] += alpha;
    }
    (gradient, lower)
}

/// Cholesky, of the lower half; `None` where the curvature is not positive, as where every chance is certain.
fn solved(mut lower: Vec<Vec<f64>>, gradient: &[f64]) -> Option<Vec<f64>> {
    let k = gradient.len();
    for i in 0..k {
        for j in 0..=i {
            let taken: f64 = (0..j).map(|at| lower[i][at] * lower[j][at]).sum();
            let rest = lower[i][j] - taken;
            lower[i][j] = if i == j { Some(rest).filter(|rest| *rest > 0.0)?.sqrt() } else { rest / lower[j][j] };
        }
    }
    let mut solution = gradient.to_vec();
    for i in 0..k {
        let taken: f64 = (0..i).map(|at| lower[i][at] * solution[at]).sum();
        solution[i] = (solution[i] - taken) / lower[i][i];
    }
    for i in (0..k).rev() {
        let taken: f64 = (i + 1..k).map(|at| lower[at][i] * solution[at]).sum();
        solution[i] = (solution[i] - taken) / lower[i][i];
    }
    solution.iter().all(|step| step.is_finite()).then_some(solution)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gradient_vanishes_from_any_start_and_separable_classes_have_an_optimum() {
        for n in [60_usize, 300] {
            let records = Array2::from_shape_fn((n, 2), |(row, column)| {
                (((row * 7919 + column * 104_729 + row * row * 31) % 1009) as f64 / 1009.0 - 0.5) * 3.4
            });
            for events in [
                (0..n).map(|row| records[[row, 0]] > 0.0).collect::<Vec<bool>>(),
                (0..n).map(|row| (row * 31) % 10 < 3).collect(),
            ] {
                let start = |size: f64| Weights { intercept: size, columns: Array1::from(vec![-size, size]) };
                let found = [0.0, 1.0, -4.0].map(|size| polished(&records, &events, 5.0, start(size)).expect("finite"));
                let (gradient, _) = slopes(&records, &events, 5.0, &found[0]);
                assert!(gradient.iter().all(|slope| slope.abs() < 1e-7), "{gradient:?}");
                for other in &found[1..] {
                    assert!((other.intercept - found[0].intercept).abs() < 1e-7);
                    assert!((&other.columns - &found[0].columns).iter().all(|gap| gap.abs() < 1e-7));
                }
            }
        }
        let nothing = Weights { intercept: f64::NAN, columns: Array1::zeros(2) };
        assert!(polished(&Array2::zeros((3, 2)), &[true, false, true], 5.0, nothing).is_none());
    }
}
