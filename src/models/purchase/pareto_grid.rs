//! The Pareto/NBD likelihood of many customers at once.
//!
//! The integral of a customer runs from t_x to T. For one frequency, the integrals of all customers are differences of
//! one function of time, `∫ from t to the last T`; between two neighbouring times it is taken once for all of them, and
//! a customer then costs one exponential. Every value is kept relative to `(α + t)^−(r+x) · (β + t)^−s` at its own
//! time, so that nothing overflows, and the difference loses no digit that counts: where its two parts are nearly
//! equal, the part of the likelihood beside it, of being active still, is far larger.

use rayon::prelude::*;

use super::history::Grouped;
use super::likelihood::Sloped;
use super::pareto::Pareto;
use super::special::{Decay, PowerLaws};

/// The times of all customers by frequency; found once, whatever the parameters.
#[derive(Debug, Clone)]
pub(super) struct TimeGrid {
    groups: Vec<Group>,
    /// By row: the group, and the positions of t_x and T among its times.
    places: Vec<(u32, u32, u32)>,
}

/// The times of the customers with one frequency.
#[derive(Debug, Clone)]
struct Group {
    frequency: u32,
    /// All t_x and T, sorted, each once.
    times: Vec<f64>,
}

/// At one time of one group: the integral to the last time, and the logarithms of α + t and β + t.
#[derive(Debug, Clone, Copy, Default)]
struct Node {
    ahead: Decay,
    alpha_log: f64,
    beta_log: f64,
}

impl TimeGrid {
    /// Of rows sorted by frequency.
    pub(super) fn of(rows: &[Grouped]) -> TimeGrid {
        let by_frequency: Vec<&[Grouped]> = rows.chunk_by(|a, b| a.history.frequency == b.history.frequency).collect();
        let groups: Vec<Group> = by_frequency.par_iter().map(|rows| Group::of(rows)).collect();
        let places: Vec<Vec<(u32, u32, u32)>> = (by_frequency.par_iter().zip(&groups).enumerate())
            .map(|(at, (rows, group))| {
                let place =
                    |row: &Grouped| (at as u32, group.position(row.history.recency), group.position(row.history.age));
                rows.iter().map(place).collect()
            })
            .collect();
        TimeGrid { groups, places: places.concat() }
    }

    /// The log-likelihood of all rows, summed in one fixed order.
    pub(super) fn total(&self, model: Pareto, rows: &[Grouped]) -> Sloped {
        let tables: Vec<Vec<Node>> = self.groups.iter().map(|group| group.table(model)).collect();
        let most_frequent = self.groups.last().map_or(0, |group| group.frequency);
        let front = Front::new(model, most_frequent);
        let of_piece = |(rows, places): (&[Grouped], &[(u32, u32, u32)])| {
            let mut sum = Sloped::default();
            for (row, (group, recency, age)) in rows.iter().zip(places) {
                let table = &tables[*group as usize];
                let (start, end) = (&table[*recency as usize], &table[*age as usize]);
                sum.add(&front.log_likelihood(row, start, end), row.customers);
            }
            sum
        };
        let pieces: Vec<Sloped> = (rows.par_chunks(super::likelihood::PIECE))
            .zip(self.places.par_chunks(super::likelihood::PIECE))
            .map(of_piece)
            .collect();
        let mut sum = Sloped::default();
        pieces.iter().for_each(|piece| sum.add(piece, 1.0));
        sum
    }
}

impl Group {
    fn of(rows: &[Grouped]) -> Group {
        let mut times: Vec<f64> = rows.iter().flat_map(|row| [row.history.recency, row.history.age]).collect();
        times.sort_unstable_by(f64::total_cmp);
        times.dedup();
        Group { frequency: rows.first().map_or(0, |row| row.history.frequency), times }
    }

    fn position(&self, time: f64) -> u32 {
        // Every time of a row was put in.
        self.times.partition_point(|known| *known < time) as u32
    }

    /// From the last time back to the first: what lies between two neighbours, and what lies behind it.
    fn table(&self, model: Pareto) -> Vec<Node> {
        let laws = model.laws(self.frequency);
        let between: Vec<Decay> =
            (self.times.par_windows(2).with_min_len(64)).map(|pair| laws.integrate(pair[0], pair[1])).collect();
        let mut nodes: Vec<Node> = (self.times.iter())
            .map(|time| Node {
                ahead: Decay::default(),
                alpha_log: (laws.alpha + time).ln(),
                beta_log: (laws.beta + time).ln(),
            })
            .collect();
        for at in (0..between.len()).rev() {
            let behind = nodes[at + 1];
            let alpha_fall = behind.alpha_log - nodes[at].alpha_log;
            let beta_fall = behind.beta_log - nodes[at].beta_log;
            let kept = fall(&laws, alpha_fall, beta_fall);
            nodes[at].ahead = between[at].plus(&moved(&behind.ahead, alpha_fall, beta_fall), kept);
        }
        nodes
    }
}

/// `(α + t)^−q · (β + t)^−s` at the later of two times ÷ at the earlier.
fn fall(laws: &PowerLaws, alpha_fall: f64, beta_fall: f64) -> f64 {
    (-laws.q * alpha_fall - laws.s * beta_fall).exp()
}

/// An integral as told from an earlier time, but for the divisor: the logarithms under it grow by what lies between.
fn moved(ahead: &Decay, alpha_fall: f64, beta_fall: f64) -> Decay {
    Decay { by_q: ahead.by_q - alpha_fall * ahead.value, by_s: ahead.by_s - beta_fall * ahead.value, ..*ahead }
}

/// What all customers share.
struct Front {
    model: Pareto,
    alpha_log: f64,
    beta_log: f64,
    gammas: Vec<(f64, f64)>,
}

impl Front {
    fn new(model: Pareto, most_frequent: u32) -> Front {
        Front { model, alpha_log: model.alpha.ln(), beta_log: model.beta.ln(), gammas: model.gammas(most_frequent) }
    }

    /// The same as [`ParetoTable`](super::pareto::ParetoTable) tells of one customer.
    fn log_likelihood(&self, row: &Grouped, start: &Node, end: &Node) -> Sloped {
        let Pareto { r, alpha, s, beta } = self.model;
        let laws = self.model.laws(row.history.frequency);
        let (alpha_fall, beta_fall) = (end.alpha_log - start.alpha_log, end.beta_log - start.beta_log);
        let active = fall(&laws, alpha_fall, beta_fall);
        let left = start.ahead.plus(&moved(&end.ahead, alpha_fall, beta_fall), -active);
        let sum = active + left.value.max(0.0);
        let (gamma, gamma_slope) = self.gammas[row.history.frequency as usize];
        let value =
            gamma + r * self.alpha_log + s * self.beta_log - laws.q * start.alpha_log - s * start.beta_log + sum.ln();
        let slopes = [
            gamma_slope + self.alpha_log - start.alpha_log + (left.by_q - active * alpha_fall) / sum,
            r / alpha + (left.by_alpha - active * laws.q / (alpha + row.history.age)) / sum,
            self.beta_log - start.beta_log + (left.value / s + left.by_s - active * beta_fall) / sum,
            s / beta + (left.by_beta - active * s / (beta + row.history.age)) / sum,
        ];
        Sloped { value, slopes }
    }
}

#[cfg(test)]
mod tests {
    use super::super::history::{CustomerHistory, Histories};
    use super::super::likelihood::total;
    use super::super::pareto::ParetoTable;
    use super::*;

    /// Customers of whole days and of any times, some of them new, alike, long silent or very frequent.
    fn rows() -> Vec<Grouped> {
        let mut histories = Vec::new();
        for i in 0..400_u32 {
            let age = if i % 2 == 0 { f64::from(300 + i % 90) } else { 300.0 + f64::from(i).sin() * 200.0 };
            let frequency = [0, 1, 2, 7, 60, 900][i as usize % 6];
            let share = f64::from(i % 11) / 10.0;
            let recency = match (frequency, i % 2) {
                (0, _) => 0.0,
                (_, 0) => (share * age).round().max(1.0),
                _ => share.max(0.01) * age,
            };
            histories.push(CustomerHistory { frequency, recency, age });
        }
        histories.push(CustomerHistory { frequency: 0, recency: 0.0, age: 0.0 });
        histories.push(CustomerHistory { frequency: 3, recency: 1e-3, age: 1e6 });
        histories.push(CustomerHistory { frequency: 3, recency: 1e6, age: 1e6 });
        Histories::new(histories).unwrap().rescaled()
    }

    #[test]
    fn all_at_once_is_each_alone() {
        let rows = rows();
        let grid = TimeGrid::of(&rows);
        for parameters in
            [[0.55, 0.3, 0.6, 0.35], [2.0, 0.05, 0.01, 3.0], [0.05, 9.0, 4.0, 0.01], [30.0, 40.0, 2.0, 2.0]]
        {
            let model = Pareto::new(parameters);
            let plain = ParetoTable::new(model, 900);
            let front = Front::new(model, 900);
            let tables: Vec<Vec<Node>> = grid.groups.iter().map(|group| group.table(model)).collect();
            for (row, (group, recency, age)) in rows.iter().zip(&grid.places) {
                let table = &tables[*group as usize];
                let found = front.log_likelihood(row, &table[*recency as usize], &table[*age as usize]);
                let wanted = super::super::likelihood::AtParameters::log_likelihood(&plain, &row.history);
                let is_near = |a: f64, b: f64, scale: f64| (a - b).abs() <= 1e-10 * scale;
                assert!(
                    is_near(found.value, wanted.value, 1.0 + wanted.value.abs()),
                    "{parameters:?} {row:?}: {found:?} {wanted:?}"
                );
                for (a, b) in found.slopes.into_iter().zip(wanted.slopes) {
                    assert!(
                        is_near(a, b, 1.0 + b.abs() + f64::from(row.history.frequency)),
                        "{parameters:?} {row:?}: {found:?} {wanted:?}"
                    );
                }
            }
            let (whole, each) = (grid.total(model, &rows), total(&plain, &rows));
            assert!((whole.value / each.value - 1.0).abs() < 1e-11, "{whole:?} {each:?}");
        }
    }
}
