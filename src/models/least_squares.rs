//! What would be expected of each case, were it like the others of its kind?
//!
//! Ordinary least squares by an orthogonal decomposition, with each case foretold from all the others: had a case a say
//! in its own expectation, an odd one would look usual. The residual without the case is e ÷ (1 − h), where h is its
//! leverage.
//!
//! Source: D. M. Allen, "The relationship between variable selection and data augmentation and a method for prediction",
//! Technometrics 16, 1974.

use linfa_linalg::qr::QR;
use ndarray::{Array2, Axis};

/// A case whose leverage comes this near to 1 is foretold by nobody but itself.
const HIGHEST_LEVERAGE: f64 = 0.999;

/// A column that the earlier ones tell up to this share of its own length says nothing new.
const LEAST_NEW: f64 = 1e-8;

/// For each case what the others let expect of it; `None` for a case that stands alone in something (its region, say).
///
/// `columns` are the things that are held equal, each as long as `values`; a constant is added. Columns that are
/// constant, or told by the ones before them, are passed over. `None` where fewer than two cases would be left for each
/// thing that is estimated.
///
/// ```
/// use attain::models::least_squares::foretold;
/// let size: Vec<f64> = (0..12).map(f64::from).collect();
/// let values: Vec<f64> = size.iter().map(|size| 3.0 + 2.0 * size).collect();
/// let expected = foretold(&values, &[size]).unwrap();
/// assert!((expected[7].unwrap() - 17.0).abs() < 1e-9);
/// ```
pub fn foretold(values: &[f64], columns: &[Vec<f64>]) -> Option<Vec<Option<f64>>> {
    let n = values.len();
    let kept = independent(n, columns);
    let width = kept.len() + 1;
    if n < 3 * width {
        return None;
    }
    let design = Array2::from_shape_fn((n, width), |(row, at)| if at == 0 { 1.0 } else { kept[at - 1][row] });
    let q = design.qr().ok()?.generate_q();
    let target = Array2::from_shape_fn((n, 1), |(row, _)| values[row]);
    let fitted = q.dot(&q.t().dot(&target));
    let leverages: Vec<f64> = q.axis_iter(Axis(0)).map(|row| row.dot(&row)).collect();
    let of_case = |row: usize| {
        let leverage = leverages[row];
        (leverage < HIGHEST_LEVERAGE).then(|| values[row] - (values[row] - fitted[[row, 0]]) / (1.0 - leverage))
    };
    Some((0..n).map(of_case).collect())
}

/// The columns that say something new, each centred and scaled to length 1, in their order.
fn independent(n: usize, columns: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let mut kept: Vec<Vec<f64>> = Vec::new();
    let mut basis: Vec<Vec<f64>> = Vec::new();
    for column in columns {
        let mean = column.iter().sum::<f64>() / n.max(1) as f64;
        let centred: Vec<f64> = column.iter().map(|value| value - mean).collect();
        let length = norm(&centred);
        let scale = column.iter().map(|value| value.abs()).fold(0.0, f64::max);
        if !length.is_finite() || length <= LEAST_NEW * scale * (n as f64).sqrt() {
            continue;
        }
        let unit: Vec<f64> = centred.iter().map(|value| value / length).collect();
        let mut rest = unit.clone();
        for known in &basis {
            let along: f64 = rest.iter().zip(known).map(|(a, b)| a * b).sum();
            rest.iter_mut().zip(known).for_each(|(value, known)| *value -= along * known);
        }
        let left = norm(&rest);
        if left > LEAST_NEW {
            basis.push(rest.iter().map(|value| value / left).collect());
            kept.push(unit);
        }
    }
    kept
}

fn norm(values: &[f64]) -> f64 {
    values.iter().map(|value| value * value).sum::<f64>().sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A straight line through all points but one, by the textbook formulae.
    fn line_without(x: &[f64], y: &[f64], without: usize) -> f64 {
        let others: Vec<usize> = (0..x.len()).filter(|at| *at != without).collect();
        let n = others.len() as f64;
        let (mx, my) =
            (others.iter().map(|&at| x[at]).sum::<f64>() / n, others.iter().map(|&at| y[at]).sum::<f64>() / n);
        let slope = others.iter().map(|&at| (x[at] - mx) * (y[at] - my)).sum::<f64>()
            / others.iter().map(|&at| (x[at] - mx).powi(2)).sum::<f64>();
        my + slope * (x[without] - mx)
    }

    #[test]
    fn each_case_is_foretold_from_the_others_alone() {
        let x = [1.0, 2.5, 2.0, 4.0, 5.5, 7.0, 7.5, 9.0];
        let y = [2.0, 1.0, 4.0, 3.5, 30.0, 6.0, 8.0, 7.0];
        let expected = foretold(&y, &[x.to_vec()]).unwrap();
        for (at, found) in expected.iter().enumerate() {
            let plain = line_without(&x, &y, at);
            assert!((found.unwrap() - plain).abs() < 1e-9, "case {at}: {found:?} and {plain}");
        }
    }

    #[test]
    fn columns_without_news_change_nothing() {
        let x: Vec<f64> = (0..9).map(|at| f64::from(at % 4)).collect();
        let y: Vec<f64> = (0..9).map(|at| f64::from(at * at % 7)).collect();
        let twice: Vec<f64> = x.iter().map(|value| 5.0 - 2.0 * value).collect();
        let plain = foretold(&y, std::slice::from_ref(&x)).unwrap();
        let more = foretold(&y, &[vec![4.0; 9], x, twice]).unwrap();
        for (one, other) in plain.iter().zip(&more) {
            assert!((one.unwrap() - other.unwrap()).abs() < 1e-9);
        }
    }

    #[test]
    fn a_case_alone_in_its_kind_is_foretold_by_nobody_and_few_cases_by_nothing() {
        let alone: Vec<f64> = (0..8).map(|at| if at == 3 { 1.0 } else { 0.0 }).collect();
        let values: Vec<f64> = (0..8).map(f64::from).collect();
        let expected = foretold(&values, &[alone]).unwrap();
        assert_eq!(expected.iter().position(Option::is_none), Some(3));
        assert_eq!(foretold(&values[..5], &[(0..5).map(f64::from).collect()]), None);
    }
}
