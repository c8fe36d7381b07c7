//! The series to forecast, checked and aligned on their common last period.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::beside::Beside;
use super::giants::{WithoutGiants, without_giants};
use super::params::{ForecastError, ForecastSettings};
use super::results::{Doubt, LeftOut};
use super::silence::silent_for;
use super::turns::turns;

/// One series, oldest value first, complete periods only.
///
/// All series of a panel end in the same period; the periods before a series began are left out, so that a
/// shorter one began later. A series without values is one that is about to begin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SeriesInput {
    /// Who or what the series is about; used in messages and results only.
    pub id: String,
    /// The values, oldest first; any unit, but the same for the whole panel.
    pub values: Vec<f64>,
    /// Which series are comparable, for instance the team; `None` compares with the whole panel.
    pub group: Option<String>,
    /// Season of the first value, from 0 to the season's length less one; ignored where there are no values.
    pub first_season: usize,
    /// Periods of life before the first value, where known; kept for the caller, not used by the forecast.
    pub periods_before_data: Option<usize>,
    /// Positions of values that say nothing of the series, because whoever stands behind it was away then; ascending.
    #[serde(default)]
    pub away: Vec<usize>,
}

/// What was known of a panel after a number of periods.
#[derive(Debug, Clone)]
pub(super) struct Panel<'a> {
    /// Periods in a season.
    pub(super) season_length: usize,
    /// Periods of the longest history that are known.
    pub(super) known: usize,
    /// Season of the first period that is not known.
    pub(super) next_season: usize,
    /// What is known of every series; `None` for one that has not begun and does not begin in the next period.
    pub(super) series: Vec<Option<&'a [f64]>>,
    /// Number of the group of every series.
    pub(super) groups: &'a [usize],
    /// The outside index that the series are known to follow.
    pub(super) beside: Option<&'a Beside>,
}

/// The whole checked panel, from which the past is cut.
#[derive(Debug)]
pub(super) struct CheckedPanel<'a> {
    inputs: &'a [SeriesInput],
    season_length: usize,
    next_season: usize,
    /// Length of the longest history.
    pub(super) periods: usize,
    groups: Vec<usize>,
    /// Known values that a series needs for a forecast of its own.
    min_train: usize,
    without_giants: WithoutGiants,
    /// By series the positions, ascending, of values that stand in for ones that never came.
    gaps: &'a [Vec<usize>],
    /// By known periods: the outside index, where the series were known to follow it.
    beside: BTreeMap<usize, Beside>,
}

impl<'a> CheckedPanel<'a> {
    /// Checks every value and that all series end in one season.
    pub(super) fn new(inputs: &'a [SeriesInput], settings: &ForecastSettings) -> Result<Self, ForecastError> {
        let m = settings.season_length;
        let mut next_season = None;
        for input in inputs {
            let bad = input.values.iter().position(|v| !v.is_finite() || v.abs() > 1e100);
            if let Some(position) = bad {
                let received = input.values[position];
                return Err(ForecastError::Value { series: input.id.clone(), position, received });
            }
            if input.values.is_empty() {
                continue;
            }
            if input.first_season >= m {
                let (series, received) = (input.id.clone(), input.first_season);
                return Err(ForecastError::Season { series, received, season_length: m });
            }
            let next = (input.first_season + input.values.len()) % m;
            let expected = *next_season.get_or_insert(next);
            if next != expected {
                let (received, expected) = ((next + m - 1) % m, (expected + m - 1) % m);
                return Err(ForecastError::SeasonsDisagree { series: input.id.clone(), received, expected });
            }
        }
        let periods = inputs.iter().map(|i| i.values.len()).max().unwrap_or(0);
        Ok(CheckedPanel {
            inputs,
            season_length: m,
            next_season: next_season.unwrap_or(0),
            periods,
            groups: group_numbers(inputs),
            min_train: settings.min_train,
            without_giants: without_giants(inputs, m),
            gaps: &[],
            beside: BTreeMap::new(),
        })
    }

    /// The same where values at these positions, by series and ascending, only stand in for ones that never came: no
    /// forecast is held against them.
    pub(super) fn with_gaps(self, gaps: &'a [Vec<usize>]) -> Self {
        CheckedPanel { gaps, ..self }
    }

    fn is_gap(&self, series: usize, position: usize) -> bool {
        self.gaps.get(series).is_some_and(|own| own.binary_search(&position).is_ok())
    }

    /// Puts an outside index beside the panel, by known periods.
    pub(super) fn set_beside(&mut self, beside: BTreeMap<usize, Beside>) {
        self.beside = beside;
    }

    /// By series what the reader should know of its values at the present, whatever is forecast from them.
    pub(super) fn doubts(&self) -> Vec<Vec<Doubt>> {
        let turns = turns(&self.at(self.periods));
        let of_series = |(series, input): (usize, &SeriesInput)| {
            let mut doubts: Vec<Doubt> = self.left_out(series).iter().copied().map(Doubt::GiantLeftOut).collect();
            doubts.extend(turns[series]);
            doubts.extend(silent_for(&input.spoken()).map(|periods| Doubt::Silent { periods }));
            doubts.extend(input.away_doubt());
            doubts
        };
        self.inputs.iter().enumerate().map(of_series).collect()
    }

    /// The values of the series that are left out at the present, oldest first.
    pub(super) fn left_out(&self, series: usize) -> &[LeftOut] {
        let cleaned = self.without_giants.get(&(series, self.inputs[series].values.len()));
        cleaned.map_or(&[], |cleaned| &cleaned.left_out)
    }

    /// Whether the last value of a series after so many periods stood alone as it came.
    pub(super) fn was_giant(&self, series: usize, known: usize) -> bool {
        let values = (self.inputs[series].values.len() + known).checked_sub(self.periods);
        let cleaned = values.and_then(|values| self.without_giants.get(&(series, values)));
        cleaned.is_some_and(|cleaned| cleaned.left_out.iter().any(|one| one.periods_ago == 0))
    }

    /// How many values of a series are known after `known` periods, and how many of these say something of it.
    pub(super) fn spoken(&self, series: usize, known: usize) -> (usize, usize) {
        let input = &self.inputs[series];
        let n = input.values.len().saturating_sub(self.periods - known);
        (n, n - input.away_until(n).count())
    }

    /// What was known after `known` periods of the longest history, without giants; what the same season brought stands
    /// in for periods that were spent away, and where too few others are left, only the latest values are given.
    pub(super) fn at(&self, known: usize) -> Panel<'_> {
        let hidden = self.periods - known;
        let m = self.season_length;
        let cut = |(series, input): (usize, &'a SeriesInput)| {
            let n = input.values.len().checked_sub(hidden)?;
            let values = self.without_giants.get(&(series, n)).map_or(&input.values[..n], |cleaned| &cleaned.values);
            let too_few = n >= self.min_train && self.spoken(series, known).1 < self.min_train;
            Some(if too_few { &values[n + 1 - self.min_train..] } else { values })
        };
        Panel {
            season_length: m,
            known,
            next_season: (self.next_season + m - hidden % m) % m,
            series: self.inputs.iter().enumerate().map(cut).collect(),
            groups: &self.groups,
            beside: self.beside.get(&known),
        }
    }

    /// The value of a series `step` periods (1 = the next) after `known` periods, where one came; none of a period that was
    /// spent away: it is no answer to what was forecast.
    pub(super) fn actual(&self, series: usize, known: usize, step: usize) -> Option<f64> {
        let SeriesInput { values, away, .. } = &self.inputs[series];
        let from_end = (self.periods + 1).checked_sub(known + step)?;
        if from_end == 0 {
            return None;
        }
        let position = values.len().checked_sub(from_end).filter(|position| !self.is_gap(series, *position))?;
        (away.binary_search(&position).is_err()).then(|| values[position])
    }
}

/// A number per group name in order of name, so that results do not hang on the order of the input.
fn group_numbers(inputs: &[SeriesInput]) -> Vec<usize> {
    let mut numbers: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    for input in inputs {
        numbers.insert(input.group.as_deref(), 0);
    }
    for (number, slot) in numbers.values_mut().enumerate() {
        *slot = number;
    }
    inputs.iter().map(|input| numbers[&input.group.as_deref()]).collect()
}

impl Panel<'_> {
    /// Season of the value at `position` of a history of `length` values.
    pub(super) fn season_of(&self, length: usize, position: usize) -> usize {
        let m = self.season_length;
        (self.next_season + position + m - length % m) % m
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(id: &str, values: &[f64], first_season: usize) -> SeriesInput {
        SeriesInput {
            id: id.into(),
            values: values.to_vec(),
            group: None,
            first_season,
            periods_before_data: None,
            away: Vec::new(),
        }
    }

    #[test]
    fn the_past_is_cut_at_the_common_end() {
        let inputs = [input("a", &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], 2), input("b", &[50.0, 60.0], 2)];
        let settings = ForecastSettings::default();
        let panel = CheckedPanel::new(&inputs, &settings).expect("both end in season 3");
        let past = panel.at(4);
        assert_eq!(past.series[0], Some(&[1.0, 2.0, 3.0, 4.0][..]));
        assert_eq!(past.series[1], Some(&[][..]), "begins in the next period");
        assert_eq!(panel.at(3).series[1], None);
        assert_eq!(past.next_season, 2);
        assert_eq!(past.season_of(4, 0), 2);
        assert_eq!((panel.actual(0, 4, 1), panel.actual(0, 4, 2), panel.actual(0, 4, 3)), (Some(5.0), Some(6.0), None));
        assert_eq!((panel.actual(1, 4, 1), panel.actual(1, 3, 1)), (Some(50.0), None));
        let gaps = [vec![4], vec![]];
        let panel = panel.with_gaps(&gaps);
        assert_eq!(
            (panel.actual(0, 4, 1), panel.actual(0, 4, 2), panel.actual(1, 4, 1)),
            (None, Some(6.0), Some(50.0))
        );
        assert_eq!(panel.at(5).series[0], Some(&[1.0, 2.0, 3.0, 4.0, 5.0][..]), "it is still a value to go on from");
    }

    #[test]
    fn bad_values_and_seasons_that_disagree_are_refused() {
        let settings = ForecastSettings::default();
        let refuse = |inputs: &[SeriesInput]| CheckedPanel::new(inputs, &settings).expect_err("must be refused");
        assert!(matches!(refuse(&[input("a", &[1.0, f64::NAN], 0)]), ForecastError::Value { position: 1, .. }));
        assert!(matches!(refuse(&[input("a", &[1.0], 4)]), ForecastError::Season { received: 4, .. }));
        let apart = [input("a", &[1.0], 0), input("b", &[1.0], 1)];
        assert!(matches!(refuse(&apart), ForecastError::SeasonsDisagree { received: 1, expected: 0, .. }));
    }
}
