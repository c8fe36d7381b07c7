//! From where the likelihood is climbed, with the median age as the unit of time.

use super::history::Grouped;
use super::model::PurchaseModel;

/// Buyers alike and unlike, leaving early and late.
pub(super) fn whatever_the_data(model: PurchaseModel) -> [[f64; 4]; 3] {
    match model {
        PurchaseModel::BgNbd | PurchaseModel::MbgNbd => {
            [[0.3, 0.2, 0.8, 2.5], [1.0, 1.0, 1.0, 1.0], [2.0, 0.3, 0.5, 8.0]]
        }
        PurchaseModel::ParetoNbd => [[0.5, 0.3, 0.6, 0.3], [1.0, 1.0, 1.0, 1.0], [2.0, 0.3, 0.3, 2.0]],
    }
}

/// Of the points that the customers' own times suggest, the most likely two with different ways of leaving.
///
/// Where times lie far apart, as a day and thirty years do, the way to the top from the other starts leads over the
/// edge.
pub(super) fn of_the_data(model: PurchaseModel, times: &Times, likelihood: impl Fn(&[f64]) -> f64) -> Vec<Vec<f64>> {
    const CLIMBED: usize = 2;
    let best = |points: [[f64; 4]; 4]| {
        let valued = points.into_iter().map(logs).map(|start| (likelihood(&start), start));
        valued.filter(|(value, _)| value.is_finite()).max_by(|one, other| one.0.total_cmp(&other.0))
    };
    let mut found: Vec<(f64, Vec<f64>)> = points(model, times).into_iter().filter_map(best).collect();
    found.sort_by(|one, other| other.0.total_cmp(&one.0));
    found.into_iter().take(CLIMBED).map(|(_, start)| start).collect()
}

/// By way of leaving: buyers from very unlike to almost alike, at the rates that their gaps tell.
fn points(model: PurchaseModel, times: &Times) -> Vec<[[f64; 4]; 4]> {
    let leaving: Vec<[f64; 2]> = match model {
        // Some at once and the others never, a few, many, almost all, late.
        PurchaseModel::BgNbd | PurchaseModel::MbgNbd => {
            vec![[0.01, 0.02], [0.1, 1.0], [0.7, 1.0], [5.0, 0.7], [0.5, 8.0]]
        }
        PurchaseModel::ParetoNbd => {
            let betas = [times.short / 30.0, times.usual, 1.0];
            [0.1, 0.6].into_iter().flat_map(|s| betas.map(|beta| [s, beta])).collect()
        }
    };
    let buying = [[0.15, times.short], [0.15, times.usual], [1.0, times.usual], [10.0, 10.0 * times.usual]];
    leaving.into_iter().map(|[third, fourth]| buying.map(|[r, alpha]| [r, alpha, third, fourth])).collect()
}

/// What the repeaters' times tell.
pub(super) struct Times {
    /// One mean gap between purchases in ten is shorter.
    short: f64,
    /// The median of the mean gaps.
    usual: f64,
}

impl Times {
    /// Of rows with repeaters among them.
    pub(super) fn of(rows: &[Grouped]) -> Times {
        let gap = |row: &Grouped| (row.history.recency / f64::from(row.history.frequency), row.customers);
        let mut gaps: Vec<(f64, f64)> = rows.iter().filter(|row| row.history.frequency > 0).map(gap).collect();
        gaps.sort_unstable_by(|one, other| one.0.total_cmp(&other.0));
        let all: f64 = gaps.iter().map(|(_, customers)| customers).sum();
        let at = |share: f64| {
            let mut so_far = 0.0;
            let found = gaps.iter().find(|(_, customers)| {
                so_far += customers;
                so_far >= share * all
            });
            found.map_or(1.0, |(gap, _)| *gap)
        };
        Times { short: at(0.1), usual: at(0.5) }
    }
}

/// Parameters as the search takes them.
pub(super) fn logs(parameters: [f64; 4]) -> Vec<f64> {
    parameters.map(f64::ln).to_vec()
}

/// So many rows at most, from all parts of them.
pub(super) fn thinned(rows: &[Grouped], most: usize) -> Vec<Grouped> {
    rows.iter().step_by(rows.len().div_ceil(most).max(1)).copied().collect()
}
