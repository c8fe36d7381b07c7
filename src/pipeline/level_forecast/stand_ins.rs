//! What the sums of reps count for reps who were away in a past period.

use std::collections::BTreeMap;

use crate::models::forecast::SeriesInput;

/// The stand-ins of the reps with leaves.
pub(super) struct StandIns {
    /// The rep's place, the positions away, and the values with stand-ins in their place.
    of_reps: Vec<(usize, Vec<usize>, Vec<f64>)>,
    /// How many periods of the panel make one that is forecast.
    parts: usize,
    /// How many of these there are from the first of the longest series on.
    periods: usize,
}

impl StandIns {
    /// Of a panel of reps with seasons of this length.
    pub(super) fn of(panel: &[SeriesInput], season: usize, parts: usize, periods: usize) -> StandIns {
        let of_rep = |(rep, one): (usize, &SeriesInput)| {
            (!one.away.is_empty()).then(|| (rep, one.away.clone(), one.as_if_there(season)))
        };
        StandIns { of_reps: panel.iter().enumerate().filter_map(of_rep).collect(), parts, periods }
    }

    /// By place, what sums count in the period after so many known ones for each rep who was away in it.
    pub(super) fn after(&self, known: usize) -> BTreeMap<usize, f64> {
        let hidden = self.periods.saturating_sub(known) * self.parts;
        let of_rep = |(rep, away, values): &(usize, Vec<usize>, Vec<f64>)| {
            let from = values.len().checked_sub(hidden)?;
            let period = from..from + self.parts;
            let is_away = away.iter().any(|at| period.contains(at));
            is_away.then_some((*rep, values.get(period)?.iter().sum()))
        };
        self.of_reps.iter().filter_map(of_rep).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rep(values: &[f64], away: &[usize]) -> SeriesInput {
        SeriesInput {
            id: String::new(),
            values: values.to_vec(),
            group: None,
            first_season: 0,
            periods_before_data: None,
            away: away.to_vec(),
        }
    }

    #[test]
    fn whoever_was_away_is_stood_in_for_by_the_same_season_in_the_right_period() {
        // The second began two periods later; both were away in the last but one.
        let panel = [rep(&[5.0, 7.0, 9.0, 7.0, 0.0, 8.0], &[4]), rep(&[1.0, 2.0, 0.0, 4.0], &[2]), rep(&[3.0; 6], &[])];
        let single = StandIns::of(&panel, 2, 1, 6);
        assert_eq!(single.after(4), BTreeMap::from([(0, 9.0), (1, 1.0)]));
        assert!([0, 3, 5, 6].iter().all(|known| single.after(*known).is_empty()));
        // In sums of two: the third is the last two values, of which one stands in.
        let sums = StandIns::of(&panel, 2, 2, 3);
        assert_eq!(sums.after(2), BTreeMap::from([(0, 17.0), (1, 5.0)]));
        assert!(sums.after(1).is_empty() && sums.after(3).is_empty());
    }
}
