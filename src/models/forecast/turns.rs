//! A last value far below, or far above, all that came before it.
//!
//! It may be an accident or a new level, and nobody can know which before the next period: the forecast stays where the
//! time before puts it, nearly, and it is told. The care is that of `giants`: beyond a factor, and beyond four spreads of
//! the series' own values, drawn towards the panel's; what the panel does in the same period is taken off first.

use super::giants::{PANEL_WEIGHT, SPREADS, lower_middle, spread};
use super::panel::Panel;
use super::results::{Doubt, Turned};

/// So many times below the smallest or above the largest value before it.
const TIMES: f64 = 2.5;
/// The values before it that count: two seasons, and at least so many where there are as many.
const LEAST_WINDOW: usize = 8;
/// Fewer of them, or less than a season, do not say what is usual.
const LEAST_VALUES: usize = 4;
/// With fewer series the panel does not say what a period was like.
const LEAST_OTHERS: usize = 3;

/// What is told of each series' last value; of most nothing. Series with zeros or losses are another matter.
pub(super) fn turns(panel: &Panel<'_>) -> Vec<Option<Doubt>> {
    let seen: Vec<Option<Last<'_>>> =
        panel.series.iter().map(|values| Last::of((*values)?, panel.season_length)).collect();
    let usual = lower_middle(seen.iter().flatten().filter_map(|last| last.spread).map(|own| own.0).collect());
    let changes: Vec<f64> = seen.iter().flatten().map(|last| last.change).collect();
    let common = if changes.len() > LEAST_OTHERS { lower_middle(changes).unwrap_or(0.0) } else { 0.0 };
    seen.iter().map(|last| last.as_ref()?.told(usual.unwrap_or(0.0), common)).collect()
}

/// The last value of a series beside those before it.
#[derive(Debug)]
struct Last<'a> {
    value: f64,
    before: &'a [f64],
    /// Of the values before it, on logarithms, and how many they are.
    spread: Option<(f64, f64)>,
    /// The logarithm of the last value over the middle of those before it.
    change: f64,
}

impl Last<'_> {
    fn of(values: &[f64], season: usize) -> Option<Last<'_>> {
        let (value, before) = values.split_last()?;
        let before = &before[before.len().saturating_sub((2 * season).max(LEAST_WINDOW))..];
        let is_short = before.len() < LEAST_VALUES.max(season);
        if is_short || *value <= 0.0 || before.iter().any(|one| *one <= 0.0) {
            return None;
        }
        let middle = lower_middle(before.to_vec())?;
        Some(Last { value: *value, before, spread: spread(before.iter().copied()), change: (value / middle).ln() })
    }

    fn told(&self, usual: f64, common: f64) -> Option<Doubt> {
        let (own, n) = self.spread?;
        let square = (n * own * own + PANEL_WEIGHT * usual * usual) / (n + PANEL_WEIGHT);
        let least = TIMES.ln().max(SPREADS * square.sqrt());
        let lowest = self.before.iter().copied().fold(f64::INFINITY, f64::min);
        let highest = self.before.iter().copied().fold(0.0, f64::max);
        let of = self.before.len();
        if (lowest / self.value).ln() + common.min(0.0) > least {
            let percent = (100.0 * self.value / lowest).round() as u64;
            return Some(Doubt::LastFarBelow(Turned { by: percent, of }));
        }
        let times = self.value / highest;
        (times.ln() - common.max(0.0) > least)
            .then(|| Doubt::LastFarAbove(Turned { by: times.round().min(1e15) as u64, of }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A fixed scramble in −0.5…0.5.
    fn noise(k: usize) -> f64 {
        ((k * 7919 + k * k * 31 + 17) % 1009) as f64 / 1009.0 - 0.5
    }

    /// Ten ordinary reps, the last value of each times what `last` says.
    fn told(length: usize, season: [f64; 4], last: impl Fn(usize) -> f64) -> Vec<Option<Doubt>> {
        let value = |rep: usize, t: usize| {
            let now = if t + 1 == length { last(rep) } else { 1.0 };
            20_000.0 * (1.0 + 0.4 * noise(rep * 40 + t)) * season[t % 4] * now
        };
        let all: Vec<Vec<f64>> = (0..10).map(|rep| (0..length).map(|t| value(rep, t)).collect()).collect();
        let series = all.iter().map(|values| Some(&values[..])).collect();
        turns(&Panel {
            season_length: 4,
            known: length,
            next_season: length % 4,
            series,
            groups: &[0; 10],
            beside: None,
        })
    }

    #[test]
    fn a_fall_to_a_quarter_and_a_rise_to_the_fourfold_are_told_of_whom_they_befell() {
        let level = [1.0; 4];
        let found = told(16, level, |rep| [0.22, 4.5, 1.0][rep.min(2)]);
        let below = matches!(found[0], Some(Doubt::LastFarBelow(Turned { by: 15..=35, of: 8 })));
        let above = matches!(found[1], Some(Doubt::LastFarAbove(Turned { by: 3..=6, of: 8 })));
        assert!(below && above && found[2..].iter().all(Option::is_none), "{found:?}");
        assert!(told(16, level, |_| 1.0).iter().all(Option::is_none));
        assert!(told(16, level, |rep| if rep == 0 { 0.6 } else { 1.0 })[0].is_none(), "a weak quarter");
    }

    #[test]
    fn seasons_short_histories_and_a_fall_of_all_are_not_told() {
        let winter = [1.0, 1.0, 1.0, 0.2];
        assert!(told(16, winter, |_| 1.0).iter().all(Option::is_none), "the season was as low before");
        assert!(told(4, [1.0; 4], |rep| if rep == 0 { 0.1 } else { 1.0 }).iter().all(Option::is_none));
        assert!(told(16, [1.0; 4], |_| 0.2).iter().all(Option::is_none), "all fell alike");
    }

    #[test]
    fn a_wild_book_and_one_with_zeros_are_left_alone() {
        let wild: Vec<f64> = (0..16).map(|t| 1_000.0 * (4.0 * noise(t * 13 + 5)).exp()).chain([40.0]).collect();
        let rare = [0.0, 50.0, 0.0, 60.0, 70.0, 0.0, 55.0, 9.0];
        let series = vec![Some(&wild[..]), Some(&rare[..])];
        let found =
            turns(&Panel { season_length: 1, known: 17, next_season: 0, series, groups: &[0; 2], beside: None });
        assert_eq!(found, [None, None]);
    }
}
