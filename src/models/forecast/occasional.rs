//! Series that bring nothing in many of their periods.
//!
//! The errors of all series around one point forecast say of a rep who sells in three quarters of ten that a little is
//! likely in each. So such a series gets a distribution of its own: nothing with the share of the periods in which nothing
//! came, drawn towards that of the other such series, and else what it brings where it brings something, spread as such
//! amounts are over all such series. Where zeros are the season's, as with a book that sells each winter, or the end of a
//! steady record, or the start of one, a series is not of this kind.
//!
//! The two parts are the hurdle model of J. Mullahy, "Specification and testing of some modified count data models",
//! Journal of Econometrics 33, 1986; the share is drawn in as in a beta-binomial model.

use std::sync::Arc;

use super::outlook::Outlook;
use super::panel::Panel;
use super::params::Bounds;
use super::results::ModelUsed;
use super::robust::mean;
use super::silence::{is_back, silent_for};
use crate::models::predictive::Predictive;

/// The last seasons that count, and at least so many values.
const SEASONS: usize = 4;
const LEAST_WINDOW: usize = 8;
/// So many values after the first that is not zero say how often there is nothing, so many of them nothing at least, and
/// so large a share: with less a zero is an exception, which the pool of errors speaks for.
const LEAST_VALUES: usize = 4;
const LEAST_ZEROS: usize = 2;
const LEAST_SHARE: f64 = 0.2;
/// The other such series' weight, in periods, in a series' share of nothing.
const OTHERS_WEIGHT: f64 = 4.0;

/// A series with nothing in many periods, as it was known at an origin.
#[derive(Debug, Clone)]
pub(super) struct Occasional {
    /// The chance of nothing.
    nothing: f64,
    /// The mean of the values other than zero.
    size: f64,
    /// Values other than zero over the mean of those of their series, sorted; of all such series.
    spread: Arc<[f64]>,
}

/// What one series says by itself.
#[derive(Debug)]
struct Own {
    zeros: usize,
    values: usize,
    size: f64,
    amounts: Vec<f64>,
}

/// The series of a panel that are of this kind; those that have no forecast of their own are none.
pub(super) fn occasional(panel: &Panel<'_>, outlooks: &[Option<Outlook>]) -> Vec<Option<Occasional>> {
    let own = |(outlook, values): (&Option<Outlook>, &Option<&[f64]>)| {
        let speaks = |outlook: &&Outlook| matches!(outlook.model, ModelUsed::Combination | ModelUsed::ShortBlend);
        outlook.as_ref().filter(speaks)?;
        Own::of((*values)?, panel.season_length)
    };
    let found: Vec<Option<Own>> = outlooks.iter().zip(&panel.series).map(own).collect();
    let shares: Vec<f64> = found.iter().flatten().map(|own| own.zeros as f64 / own.values as f64).collect();
    let usual = mean(&shares);
    let relative = |own: &Own| own.amounts.iter().map(|amount| amount / own.size).collect::<Vec<f64>>();
    let mut spread: Vec<f64> = found.iter().flatten().flat_map(relative).collect();
    spread.sort_by(f64::total_cmp);
    let spread: Arc<[f64]> = spread.into();
    let one = |own: Own| Occasional {
        nothing: (own.zeros as f64 + OTHERS_WEIGHT * usual) / (own.values as f64 + OTHERS_WEIGHT),
        size: own.size,
        spread: Arc::clone(&spread),
    };
    found.into_iter().map(|own| own.map(one)).collect()
}

impl Own {
    /// `None` for a series that is not of this kind.
    fn of(values: &[f64], season: usize) -> Option<Own> {
        let seen = Often::of(values, season)?;
        // Who fell silent after a steady record is none; who sold now and then before a long silence still is.
        let silent =
            silent_for(values).is_some_and(|zeros| Often::of(&values[..values.len() - zeros], season).is_none());
        let Often { window, zeros, counted, first } = seen;
        if silent || is_back(&values[first..]) || is_of_season(window, season) {
            return None;
        }
        let amounts: Vec<f64> = window.iter().copied().filter(|value| *value != 0.0).collect();
        (!amounts.is_empty()).then(|| Own { zeros, values: counted, size: mean(&amounts), amounts })
    }
}

/// The last values of a series with nothing in many of them.
#[derive(Debug)]
struct Often<'a> {
    window: &'a [f64],
    zeros: usize,
    /// Of so many, behind the first sale, which is one by its choice.
    counted: usize,
    /// Position of the first value that is not zero.
    first: usize,
}

impl Often<'_> {
    /// `None` where there are too few zeros, or losses.
    fn of(values: &[f64], season: usize) -> Option<Often<'_>> {
        let first = values.iter().position(|value| *value != 0.0)?;
        let window = &values[values.len().saturating_sub((SEASONS * season).max(LEAST_WINDOW)).max(first)..];
        let zeros = window.iter().filter(|value| **value == 0.0).count();
        if zeros < LEAST_ZEROS || window.iter().any(|value| *value < 0.0) {
            return None;
        }
        let counted = window.len() - usize::from(window.len() == values.len() - first);
        let is_often = counted >= LEAST_VALUES && zeros as f64 >= LEAST_SHARE * counted as f64;
        is_often.then_some(Often { window, zeros, counted, first })
    }
}

/// Whether two seasons or more show each season with nothing always or never.
fn is_of_season(window: &[f64], season: usize) -> bool {
    if season < 2 || window.len() < 2 * season {
        return false;
    }
    (0..season).all(|at| {
        let mut same = window.iter().skip(at).step_by(season).map(|value| *value == 0.0);
        let first = same.next();
        same.all(|nothing| Some(nothing) == first)
    })
}

impl Occasional {
    /// The distribution, told by as many scores as the past errors are, so that it speaks of no further levels than they
    /// do; `None` where a number is not finite.
    pub(super) fn predictive(&self, centre: f64, scale: f64, told_by: usize, bounds: Bounds) -> Option<Predictive> {
        let score = |rank: usize| {
            let level = rank as f64 / (told_by as f64 + 1.0);
            (self.amount_at(level) - centre) / scale
        };
        let scores = (1..=told_by).map(score).collect();
        Some(Predictive::new(centre, scale, scores, bounds.lower)?.at_most(bounds.upper))
    }

    /// Nothing up to the chance of nothing, then the amounts.
    fn amount_at(&self, level: f64) -> f64 {
        if level <= self.nothing {
            return 0.0;
        }
        let among = (level - self.nothing) / (1.0 - self.nothing);
        let last = self.spread.len() - 1;
        let position = (among * (last as f64 + 2.0) - 1.0).clamp(0.0, last as f64);
        let (below, part) = (position.floor() as usize, position.fract());
        self.size * (self.spread[below] * (1.0 - part) + self.spread[(below + 1).min(last)] * part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A fixed scramble in 0…1.
    fn chance(k: usize) -> f64 {
        let mixed = (k as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mixed = (mixed ^ (mixed >> 31)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        ((mixed ^ (mixed >> 29)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn is_found(values: &[f64], season: usize) -> bool {
        Own::of(values, season).is_some()
    }

    #[test]
    fn steady_silent_seasonal_and_beginning_series_are_not_of_this_kind() {
        let now_and_then = [0.0, 0.0, 9.0, 0.0, 0.0, 7.0, 0.0, 8.0, 0.0, 0.0, 0.0, 9.0, 0.0, 0.0, 6.0, 0.0];
        assert!(is_found(&now_and_then, 4));
        assert!(!is_found(&[5.0; 16], 4));
        assert!(!is_found(&[[5.0; 14].to_vec(), vec![0.0; 2]].concat(), 4), "silent");
        assert!(!is_found(&[[5.0; 7].to_vec(), vec![0.0], [5.0; 8].to_vec()].concat(), 4), "one exception");
        assert!(!is_found(&[[0.0; 8].to_vec(), [5.0; 4].to_vec()].concat(), 4), "a late start");
        assert!(!is_found(&[vec![5.0, 0.0, 0.0, 5.0, 0.0], [5.0; 9].to_vec()].concat(), 1), "back for long");
        let winter: Vec<f64> = (0..16).map(|t| if t % 4 == 3 { 8.0 } else { 0.0 }).collect();
        assert!(!is_found(&winter, 4), "a season");
        assert!(is_found(&winter, 1), "without seasons it cannot be one");
        assert!(!is_found(&[0.0; 16], 4) && !is_found(&[], 4));
        assert!(!is_found(&now_and_then.map(|value| value - 3.0), 4), "losses are another matter");
    }

    #[test]
    fn nothing_has_its_own_chance_and_amounts_follow() {
        let one = Occasional { nothing: 0.6, size: 100.0, spread: [0.5, 1.0, 1.5].to_vec().into() };
        let bounds = Bounds { lower: Some(0.0), upper: None };
        let found = one.predictive(40.0, 25.0, 99, bounds).expect("finite");
        assert!(found.quantile(0.4).abs() < 1e-9 && found.quantile(0.59).abs() < 1e-9);
        // A third of the way from 0.6 to 1 is the first third of three amounts' four gaps.
        assert!((found.quantile(0.8) - 100.0).abs() < 1e-9, "{}", found.quantile(0.8));
        assert!((found.quantile(0.7) - 50.0).abs() < 1e-9 && (found.quantile(0.95) - 150.0).abs() < 1e-9);
        assert!((found.chance_of_reaching(60.0) - 0.28).abs() < 0.005, "{}", found.chance_of_reaching(60.0));
        assert_eq!(found.sample_size(), 99);
    }

    #[test]
    fn chances_of_reps_who_sell_in_three_periods_of_ten_are_kept() {
        use crate::models::forecast::{ForecastSettings, SeriesInput, forecast_panel};
        let values = |rep: usize| -> Vec<f64> {
            let own = |t: usize| (chance(rep * 1_000 + t), chance(500_000 + rep * 1_000 + t));
            let of = |(sells, size): (f64, f64)| if sells < 0.3 { 500.0 * (0.5 + size) } else { 0.0 };
            (0..25).map(|t| if rep < 20 { of(own(t)) } else { 3_000.0 * (0.8 + 0.4 * own(t).0) }).collect()
        };
        let input = |rep: usize, values: &[f64]| SeriesInput {
            id: rep.to_string(),
            values: values.to_vec(),
            group: None,
            first_season: (100 - values.len()) % 4,
            periods_before_data: None,
            away: Vec::new(),
        };
        let settings = ForecastSettings { lower_bound: Some(0.0), horizon: 1, ..ForecastSettings::default() };
        let panel: Vec<SeriesInput> = (0..40).map(|rep| input(rep, &values(rep))).collect();
        let stated = forecast_panel(&panel, &settings).expect("allowed").walk_forward.stated;
        let kept = |of_level: f64, who: &dyn Fn(usize) -> bool| {
            let asked = stated.iter().filter(|one| who(one.series)).filter_map(|one| {
                let value = one.predictive.as_ref()?.quantile(of_level);
                (value > 1e-6).then(|| f64::from(u8::from(one.actual >= value)))
            });
            let asked: Vec<f64> = asked.collect();
            (mean(&asked), asked.len())
        };
        // Reached with a chance of 20 %: of 20 reps and some ten origins.
        let (share, n) = kept(0.8, &|rep| rep < 20);
        assert!(n > 150 && (share - 0.2).abs() < 0.08, "{share} of {n}");
        // What is reached with 60 % is nothing for almost all of them, and the others' chances hold beside them.
        let (_, n) = kept(0.4, &|rep| rep < 20);
        assert!(n < 30, "{n}");
        let (share, n) = kept(0.4, &|rep| rep >= 20);
        assert!(n > 150 && (share - 0.6).abs() < 0.08, "{share} of {n}");
    }
}
