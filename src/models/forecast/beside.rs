//! What an outside index was at one origin, and will probably be: the factors by which series are divided before they are
//! forecast, and multiplied after.
//!
//! The index's next values are foreseen as any series of its own is, from what was known of it; of a lag of two periods the
//! next two need no foreseeing. Its own season is taken out of it, so that the series keep theirs.

use rayon::prelude::*;

use super::following::{Changes, Following};
use super::outlook::{Outlook, outlooks};
use super::outside::OutsideIndex;
use super::panel::{CheckedPanel, Panel, SeriesInput};
use super::params::{ForecastSettings, SeasonalTarget};
use super::seasonal::{Adjusted, SeasonalIndex, indices};

/// What the index has to do with the series at one origin.
#[derive(Debug, Clone)]
pub(super) struct Beside {
    pub(super) following: Following,
    /// By index.
    factors: Vec<Factors>,
    /// Which index each series goes with.
    of_series: Vec<usize>,
}

/// By how much an index lets a series be larger than it does in the last known period.
#[derive(Debug, Clone)]
struct Factors {
    /// In the known periods of the panel.
    past: Vec<f64>,
    /// In the next ones.
    ahead: Vec<f64>,
}

impl Factors {
    /// Of an index without its season, `length` values of which are known and the others foreseen.
    fn of(smooth: &[f64], length: usize, following: Following, (known, horizon): (usize, usize)) -> Factors {
        // Before its first value an index is taken to have stood where it began.
        let value = |period: usize| smooth[(length + period).saturating_sub(known + following.lag)];
        let now = value(known - 1);
        let factor = |period: usize| (value(period) / now).powf(following.elasticity);
        Factors { past: (0..known).map(factor).collect(), ahead: (known..known + horizon).map(factor).collect() }
    }
}

impl Beside {
    /// The panel as it was known, every value over its factor.
    pub(super) fn divided(&self, panel: &Panel<'_>) -> Vec<Option<Vec<f64>>> {
        let own = |(series, values): (usize, &Option<&[f64]>)| {
            let values = (*values)?;
            let past = &self.factors[self.of_series[series]].past;
            let past = &past[past.len() - values.len()..];
            Some(values.iter().zip(past).map(|(value, factor)| value / factor).collect())
        };
        panel.series.iter().enumerate().map(own).collect()
    }

    /// Puts what is said about one series back into its own unit.
    pub(super) fn multiply(&self, series: usize, outlook: &mut Outlook) {
        let ahead = &self.factors[self.of_series[series]].ahead;
        let multiply = |path: &mut [f64]| path.iter_mut().zip(ahead).for_each(|(value, factor)| *value *= factor);
        multiply(&mut outlook.path);
        outlook.members.iter_mut().for_each(|member| multiply(&mut member.path));
        outlook.scale *= ahead.first().copied().unwrap_or(1.0);
    }
}

/// The indices without seasons of their own, as far as they are known, and after it what they will probably be.
fn without_seasons(seen: &[&[f64]], settings: &ForecastSettings, next_season: usize) -> Vec<Vec<f64>> {
    let groups: Vec<usize> = vec![0; seen.len()];
    let panel = Panel {
        season_length: settings.season_length,
        known: seen.iter().map(|values| values.len()).max().unwrap_or(0),
        next_season,
        series: seen.iter().map(|values| Some(*values)).collect(),
        groups: &groups,
        beside: None,
    };
    // Indices of regions need not share a season, and bounds are those of the panel's values.
    let seasonal_target = SeasonalTarget::Flat;
    let of_indices = ForecastSettings { seasonal_target, lower_bound: None, upper_bound: None, ..settings.clone() };
    let smooth = |((values, season), foreseen): ((&&[f64], Option<SeasonalIndex>), Option<Outlook>)| {
        let season = season.map(|season| Adjusted::new(values, season, panel.season_of(values.len(), 0)));
        let factor = |at: usize| season.as_ref().map_or(1.0, |season| season.factor(at));
        // An index stays above zero, whatever a falling line says.
        let least = values.iter().copied().fold(f64::INFINITY, f64::min) / 2.0;
        let path = foreseen.map(|outlook| outlook.path).unwrap_or_default();
        let last = values.last().copied().unwrap_or(1.0);
        let next = (0..settings.horizon).map(|step| path.get(step).copied().unwrap_or(last).max(least));
        values.iter().copied().chain(next).enumerate().map(|(at, value)| value / factor(at)).collect()
    };
    seen.iter().zip(indices(&panel, seasonal_target)).zip(outlooks(&panel, &of_indices)).map(smooth).collect()
}

impl CheckedPanel<'_> {
    /// The same with an outside index beside it, at every origin from `first` on as both were known there.
    pub(super) fn beside(
        mut self,
        series: &[SeriesInput],
        index: &OutsideIndex,
        settings: &ForecastSettings,
        first: usize,
    ) -> Self {
        let changes = Changes::of(series, index, settings.season_length);
        let at = |known: usize| {
            let following = changes.known(known)?;
            let hidden = self.periods - known;
            let seen = index.values.iter().map(|values| &values[..values.len().saturating_sub(hidden)]);
            let seen: Vec<&[f64]> = seen.collect();
            if seen.iter().any(|values| values.is_empty()) {
                return None;
            }
            let smooth = without_seasons(&seen, settings, self.at(known).next_season);
            let factors = |(smooth, values): (&Vec<f64>, &&[f64])| {
                Factors::of(smooth, values.len(), following, (known, settings.horizon))
            };
            let factors = smooth.iter().zip(&seen).map(factors).collect();
            Some((known, Beside { following, factors, of_series: index.of_series.clone() }))
        };
        let found = (first..self.periods + 1).into_par_iter().filter_map(at).collect();
        self.set_beside(found);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn factors(smooth: &[f64], length: usize, lag: usize, known: usize) -> (Vec<f64>, Vec<f64>) {
        let following = Following { lag, elasticity: 1.0, standard_error: 0.1 };
        let found = Factors::of(smooth, length, following, (known, 2));
        (found.past, found.ahead)
    }

    #[test]
    fn factors_are_those_of_as_many_periods_before() {
        // Four values known, two foreseen.
        let smooth = [10.0, 20.0, 40.0, 80.0, 160.0, 160.0];
        assert_eq!(factors(&smooth, 4, 0, 4), (vec![0.125, 0.25, 0.5, 1.0], vec![2.0, 2.0]));
        // One period later the first of the next is known; before its first value the index stood there.
        assert_eq!(factors(&smooth, 4, 1, 4), (vec![0.25, 0.25, 0.5, 1.0], vec![2.0, 4.0]));
        // Of a longer index the values before the panel's history are used.
        assert_eq!(factors(&smooth, 4, 1, 3), (vec![0.25, 0.5, 1.0], vec![2.0, 4.0]));
        assert_eq!(factors(&smooth, 4, 4, 2), (vec![1.0, 1.0], vec![1.0, 2.0]));
    }

    #[test]
    fn an_index_is_foreseen_without_its_season_and_stays_above_zero() {
        let season = [0.8, 1.0, 1.4, 0.8];
        let values: Vec<f64> = (0..16).map(|at| 100.0 * 1.05_f64.powi(at) * season[at as usize % 4]).collect();
        let settings = ForecastSettings { horizon: 3, ..ForecastSettings::default() };
        let smooth = without_seasons(&[&values], &settings, 0);
        for (at, value) in smooth[0].iter().enumerate() {
            let wanted = 100.0 * 1.05_f64.powi(at as i32);
            assert!((value / wanted - 1.0).abs() < 0.08, "{at}: {value} for {wanted}");
        }
        let falling: Vec<f64> = (0..12).map(|at| f64::from(100 - 9 * at)).collect();
        let settings = ForecastSettings { horizon: 8, season_length: 1, ..settings };
        assert!(without_seasons(&[&falling], &settings, 0)[0].iter().all(|value| *value > 0.0));
    }
}
