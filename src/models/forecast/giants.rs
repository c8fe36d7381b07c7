//! Single values that nothing can be learned from: a misplaced decimal point, an order that was booked in the wrong
//! unit, one deal of several years' worth.
//!
//! Least squares, scales and means over a panel know no measure: one quarter of many times the usual decides them all, for
//! its own series and for everybody who is compared with it. So at each origin values are left out that stand alone: far
//! beyond the next largest of their series, counted in the spread of that series' values and of the panel's, and not as
//! seasons, new levels and slow starts stand. The same season's other values stand in for them, else the middle of the
//! series. What came is judged against the value as it is.
//!
//! What may still be a season or a new level is left alone. A season shows itself a year before or after; while neither is
//! known, a value has to be larger than any season makes it. A new level stays; in the last period it cannot be told from
//! an accident, and there a value is left out only where it is beyond what the others of the panel do, too.
//!
//! Periods that were spent away (`away`) are no evidence of what is usual either, and are filled in the same way.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::SeriesInput;
use super::results::LeftOut;

/// Times the next largest value of the series. In the training parts of M3 and Tourism quarterly and of every other series
/// of M4 yearly (12,683 series) one largest value is more, by 3.6 times, in a series that is wild throughout.
const TIMES: f64 = 3.5;

/// Spreads of the series' values, on logarithms, beyond the next largest. Of 17,896 histories of generated reps, whose
/// books have large orders now and then, sixteen have a largest value beyond [`TIMES`], ten of them by more than two
/// spreads, none by three.
pub(super) const SPREADS: f64 = 4.0;

/// Times the next largest while the value's season was seen once only: three times what the strongest season of the 1,183
/// quarterly series has over its second strongest, 3.4.
pub(super) const TIMES_OF_A_SEASON: f64 = 10.0;

/// Times what nine of ten other series did twice, in the last period.
const TIMES_OF_OTHERS: f64 = 2.0;

/// With fewer others the panel does not say what is usual in it.
const LEAST_OTHERS: usize = 3;

/// Beyond what a book can do and within what a slip of three digits does, whatever the series is like otherwise: so many
/// times the next largest value and the panel's middle.
const TIMES_BEYOND_DOUBT: f64 = 1_000.0;

/// A series with fewer values does not say what is usual in it.
const LEAST_VALUES: usize = 4;

/// Giants of one series at most, and in how many values one may be.
const MOST: usize = 3;
const VALUES_FOR_ONE: usize = 8;

/// The panel's weight, in values, beside a series' own in the spread of its values, as errors have it.
pub(super) const PANEL_WEIGHT: f64 = 8.0;

/// A history without its giants and without the periods that were spent away.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cleaned {
    pub(super) values: Vec<f64>,
    /// Where giants stood, oldest first.
    pub(super) left_out: Vec<LeftOut>,
    /// Positions of the periods that were spent away, oldest first.
    away: Vec<usize>,
}

/// Histories without giants and periods away, by series and number of known values; only those that have one.
pub(super) type WithoutGiants = BTreeMap<(usize, usize), Cleaned>;

/// What is known of every series after any number of periods, where a giant or a period away is in it; `season` is the
/// season's length.
pub(super) fn without_giants(inputs: &[SeriesInput], season: usize) -> WithoutGiants {
    let mut found = WithoutGiants::new();
    let mut usual: BTreeMap<usize, Usual> = BTreeMap::new();
    for (series, input) in inputs.iter().enumerate() {
        let mut largest = [0.0; MOST + 1];
        for known in 1..=input.values.len() {
            let away: Vec<usize> = input.away_until(known).collect();
            if away.last() != Some(&(known - 1)) {
                see(&mut largest, input.values[known - 1].abs());
            }
            let history = History { values: &input.values[..known], season, series, away };
            let mut giants = None;
            if known >= LEAST_VALUES && has_gap(&largest) {
                let hidden = input.values.len() - known;
                giants = history.giants(usual.entry(hidden).or_insert_with(|| Usual::of(inputs, hidden)));
            }
            if let Some(cleaned) = history.cleaned(giants) {
                found.insert((series, known), cleaned);
            }
        }
    }
    found
}

/// Values that stand alone in series of one kind, and what stands in for them.
///
/// For whoever adds up the same series: a sum with a giant in it says nothing of what is usual either.
///
/// ```
/// use attain::models::forecast::{Giants, SeriesInput};
///
/// let mut values = [20.0, 21.0, 19.0, 22.0, 20.0, 21.0, 19.0, 22.0, 20.0, 21.0, 19.0, 22.0].to_vec();
/// values[5] = 400.0;
/// let series = [SeriesInput {
///     id: "a".into(),
///     values,
///     group: None,
///     first_season: 0,
///     periods_before_data: None,
///     away: Vec::new(),
/// }];
/// let giants = Giants::of(&series, 4);
/// let found: Vec<(usize, f64)> = giants.known(0, 12).map(|one| (one.at, one.by)).collect();
/// assert_eq!(found, [(5, 21.0)]);
/// assert!(giants.known(0, 5).next().is_none(), "the sixth value was not known yet");
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Giants(WithoutGiants);

/// A value that stands alone, and what stands in for it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Replaced {
    /// Position of the value in its series.
    pub at: usize,
    /// What is taken in its place, in the unit of the values.
    pub by: f64,
    /// As many times the largest of the other values, whole; none of a period that was spent away.
    pub times: Option<u64>,
}

impl Giants {
    /// Of series that end in one period; `season` is the number of periods in a season.
    pub fn of(series: &[SeriesInput], season: usize) -> Giants {
        Giants(without_giants(series, season))
    }

    /// Those of one series that were known with so many of its values, oldest first, and after them the periods that were
    /// spent away.
    pub fn known(&self, series: usize, values: usize) -> impl Iterator<Item = Replaced> + '_ {
        let cleaned = self.0.get(&(series, values));
        cleaned.into_iter().flat_map(move |cleaned| {
            let giants = cleaned.left_out.iter().map(move |one| (values - 1 - one.periods_ago, Some(one.times)));
            let away = cleaned.away.iter().map(|at| (*at, None));
            giants.chain(away).map(|(at, times)| Replaced { at, by: cleaned.values[at], times })
        })
    }

    /// Whether there is none at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Keeps the largest sizes, the largest first.
fn see(largest: &mut [f64; MOST + 1], size: f64) {
    let mut carried = size;
    for kept in largest {
        if carried > *kept {
            std::mem::swap(kept, &mut carried);
        }
    }
}

fn has_gap(largest: &[f64; MOST + 1]) -> bool {
    largest.windows(2).any(|pair| pair[1] > 0.0 && pair[0] > TIMES * pair[1])
}

/// What is usual in a panel, the last periods of it left out.
#[derive(Debug)]
struct Usual {
    /// The middle over the series of the spread of their values.
    spread: f64,
    /// The middle over the series of their largest sizes.
    size: f64,
    /// By series: the second largest size, which is what a series did twice.
    twice: Vec<Option<f64>>,
}

impl Usual {
    fn of(inputs: &[SeriesInput], hidden: usize) -> Usual {
        let known = |input: &SeriesInput| input.values.len().checked_sub(hidden);
        let sizes = |input: &SeriesInput| {
            let mut largest = [0.0; MOST + 1];
            input.values[..known(input)?].iter().for_each(|value| see(&mut largest, value.abs()));
            Some(largest)
        };
        let largest: Vec<Option<[f64; MOST + 1]>> = inputs.par_iter().map(sizes).collect();
        let spread = |input: &SeriesInput| spread(input.values[..known(input)?].iter().copied()).map(|own| own.0);
        Usual {
            spread: lower_middle(inputs.par_iter().filter_map(spread).collect()).unwrap_or(0.0),
            size: lower_middle(largest.iter().flatten().map(|own| own[0]).filter(|size| *size > 0.0).collect())
                .unwrap_or(0.0),
            twice: largest.iter().map(|own| own.map(|own| own[1]).filter(|size| *size > 0.0)).collect(),
        }
    }

    /// What nine of ten others did twice; `None` where there are too few others.
    fn reach_of_others(&self, series: usize) -> Option<f64> {
        let others = self.twice.iter().enumerate().filter(|(other, _)| *other != series);
        let mut others: Vec<f64> = others.filter_map(|(_, size)| *size).collect();
        others.sort_by(f64::total_cmp);
        (others.len() >= LEAST_OTHERS).then(|| others[(others.len() - 1) * 9 / 10])
    }
}

/// The spread of the sizes of values other than zero on logarithms, by their mean distance from the middle, and how many
/// they are; `None` for fewer than three.
pub(super) fn spread(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    /// The standard deviation over the mean distance, where values are normal: the root of half of π.
    const OF_NORMAL: f64 = 1.253_314_137_315_500_3;
    let logs: Vec<f64> = values.filter(|value| *value != 0.0).map(|value| value.abs().ln()).collect();
    if logs.len() < LEAST_VALUES - 1 {
        return None;
    }
    let count = logs.len() as f64;
    let middle = lower_middle(logs.clone())?;
    Some((OF_NORMAL * logs.iter().map(|log| (log - middle).abs()).sum::<f64>() / count, count))
}

/// One series as it was known.
#[derive(Debug, Clone)]
struct History<'a> {
    values: &'a [f64],
    season: usize,
    series: usize,
    /// Positions that were spent away, oldest first.
    away: Vec<usize>,
}

/// The values that stand alone, and the largest of the others.
#[derive(Debug)]
struct Alone {
    at: BTreeSet<usize>,
    next: f64,
}

impl History<'_> {
    /// The giants; `None` where there is none.
    fn giants(&self, panel: &Usual) -> Option<Alone> {
        let mut order: Vec<usize> = (0..self.values.len()).filter(|at| self.away.binary_search(at).is_err()).collect();
        if order.len() < LEAST_VALUES {
            return None;
        }
        order.sort_by(|a, b| self.size(*b).total_cmp(&self.size(*a)).then(a.cmp(b)));
        let most = (order.len() / VALUES_FOR_ONE).clamp(1, MOST);
        let alone = (1..=most).rev().find(|count| self.stand_alone(&order, *count, panel))?;
        Some(Alone { at: order[..alone].iter().copied().collect(), next: self.size(order[alone]) })
    }

    /// Without the giants and the periods that were spent away; `None` where there is neither.
    fn cleaned(&self, giants: Option<Alone>) -> Option<Cleaned> {
        if giants.is_none() && self.away.is_empty() {
            return None;
        }
        let giants = giants.unwrap_or(Alone { at: BTreeSet::new(), next: 0.0 });
        let apart: BTreeSet<usize> = giants.at.iter().chain(&self.away).copied().collect();
        let mut values = self.values.to_vec();
        apart.iter().for_each(|&at| values[at] = stand_in(self.values, self.season, at, &apart));
        let left_out = |&at: &usize| {
            // Larger counts than this are told as well by it.
            let times = (self.size(at) / giants.next).round().min(1e15) as u64;
            LeftOut { periods_ago: self.values.len() - 1 - at, times }
        };
        let left_out = giants.at.iter().map(left_out).collect();
        Some(Cleaned { values, left_out, away: self.away.clone() })
    }

    fn size(&self, at: usize) -> f64 {
        self.values[at].abs()
    }

    /// Whether the largest `count` values stand alone; `order` is from the largest to the smallest.
    fn stand_alone(&self, order: &[usize], count: usize, panel: &Usual) -> bool {
        let (giants, others) = order.split_at(count);
        let (least, next) = (self.size(giants[count - 1]), self.size(others[0]));
        if next <= 0.0 || least <= TIMES * next || self.are_one_season(giants) {
            return false;
        }
        let times = least / next;
        if times > TIMES_BEYOND_DOUBT && least > TIMES_BEYOND_DOUBT * panel.size {
            return true;
        }
        let Some((own, n)) = spread(others.iter().map(|at| self.values[*at])) else { return false };
        let square = (n * own * own + PANEL_WEIGHT * panel.spread * panel.spread) / (n + PANEL_WEIGHT);
        if times.ln() <= SPREADS * square.sqrt() {
            return false;
        }
        if times <= TIMES_OF_A_SEASON && !giants.iter().all(|at| self.season_is_known(*at)) {
            return false;
        }
        let last = self.values.len() - 1;
        if !giants.contains(&last) {
            return true;
        }
        // Two in a row are a new level, as far as anybody can know.
        let goes_on = count > 1 && giants.contains(&(last - 1));
        !goes_on
            && match panel.reach_of_others(self.series) {
                Some(reach) => self.size(last) > TIMES_OF_OTHERS * reach,
                None => times > TIMES_OF_A_SEASON,
            }
    }

    /// Whether there are several and all of one season: what comes each year is none of this.
    fn are_one_season(&self, giants: &[usize]) -> bool {
        self.season > 1 && giants.len() > 1 && giants.iter().all(|at| at % self.season == giants[0] % self.season)
    }

    /// Whether the same season was seen a year before or after, or there are no seasons.
    fn season_is_known(&self, at: usize) -> bool {
        self.season < 2 || at >= self.season || at + self.season < self.values.len()
    }
}

/// The mean of the same season a year before and after, as far as known and not apart themselves; else the middle.
pub(super) fn stand_in(values: &[f64], season: usize, at: usize, apart: &BTreeSet<usize>) -> f64 {
    let beside = [at.checked_sub(season), Some(at + season)];
    let is_usual = |at: &usize| *at < values.len() && !apart.contains(at);
    let beside: Vec<f64> = beside.into_iter().flatten().filter(is_usual).map(|at| values[at]).collect();
    if !beside.is_empty() {
        return beside.iter().sum::<f64>() / beside.len() as f64;
    }
    let others = (0..values.len()).filter(is_usual).map(|at| values[at]).collect();
    lower_middle(others).unwrap_or(0.0)
}

/// The middle value, the lower one of two: half of the values may be giants, and it is none.
pub(super) fn lower_middle(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len().checked_sub(1)? / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(id: &str, values: &[f64]) -> SeriesInput {
        SeriesInput {
            id: id.into(),
            values: values.to_vec(),
            group: None,
            first_season: 0,
            periods_before_data: None,
            away: Vec::new(),
        }
    }

    /// A fixed scramble in −0.5…0.5.
    fn noise(k: usize) -> f64 {
        ((k * 7919 + k * k * 31 + 17) % 1009) as f64 / 1009.0 - 0.5
    }

    /// Ten ordinary reps of sixteen quarters, the first of them with `odd` in the place of its values.
    fn company(odd: impl Fn(usize, f64) -> f64) -> Vec<SeriesInput> {
        let size = |rep: usize| 20_000.0 + 2_000.0 * rep as f64;
        let value = |rep: usize, t: usize| size(rep) * (1.0 + 0.5 * noise(rep * 16 + t));
        let of = |rep: usize, t: usize| if rep == 0 { odd(t, value(0, t)) } else { value(rep, t) };
        (0..10).map(|rep| input("rep", &(0..16).map(|t| of(rep, t)).collect::<Vec<_>>())).collect()
    }

    /// Positions of the first series' giants when all is known.
    fn found(panel: &[SeriesInput]) -> Vec<usize> {
        let n = panel[0].values.len();
        Giants::of(panel, 4).known(0, n).map(|one| one.at).collect()
    }

    #[test]
    fn a_quarter_of_ten_times_the_usual_is_left_out_wherever_it_stands() {
        for at in 0..16 {
            let panel = company(|t, usual| if t == at { 10.0 * usual } else { usual });
            let giants = Giants::of(&panel, 4);
            let own: Vec<Replaced> = giants.known(0, 16).collect();
            assert!(own.len() == 1 && own[0].at == at, "{at}: {own:?}");
            assert!((12_000.0..28_000.0).contains(&own[0].by), "{at}: {own:?}");
            assert!(own[0].times.is_some_and(|times| (5..=17).contains(&times)), "{at}: {own:?}");
            assert!((1..10).all(|rep| giants.known(rep, 16).next().is_none()));
            assert!((0..=at).all(|known| giants.known(0, known).next().is_none()), "known too early: {at}");
        }
        assert!(Giants::of(&company(|_, usual| usual), 4).is_empty());
        assert_eq!(found(&company(|t, usual| if t == 9 { 1e10 } else { usual })), [9]);
        assert_eq!(found(&company(|t, usual| if t == 9 { -8.0 * usual } else { usual })), [9]);
    }

    #[test]
    fn two_giants_do_not_hide_each_other() {
        assert_eq!(found(&company(|t, usual| if t == 6 || t == 11 { 1e4 * usual } else { usual })), [6, 11]);
    }

    #[test]
    fn seasons_new_levels_wild_books_and_slow_starts_are_no_giants() {
        // The fourth quarter is always eight times the others; so is it where it was seen once, and twice.
        let strong = |t: usize, usual: f64| if t % 4 == 3 { 8.0 * usual } else { usual };
        let seasonal = company(strong);
        let none = |panel: &[SeriesInput], what: &str| {
            assert!(Giants::of(panel, 4).is_empty(), "{what}: {:?}", Giants::of(panel, 4));
        };
        none(&seasonal, "a season");
        none(&company(|t, usual| if t >= 9 { 3.4 * usual } else { usual }), "a new level");
        none(&company(|_, usual| usual * (2.5 * noise(usual as usize)).exp()), "a wild book");
        // A book of nothing that becomes one like the others'.
        let start = company(|t, usual| if t < 8 { 10.0 + 3.0 * (t % 3) as f64 } else { usual });
        none(&start, "a slow start");
        none(&[input("rare", &[0.0, 0.0, 0.0, 0.0, 50.0])], "one sale");
        none(&[input("one", &[5.0, 5.0, 0.0, 0.0, 0.0, 0.0, 50.0])], "three sales");
    }

    #[test]
    fn a_new_level_is_doubted_once_and_then_believed() {
        let panel = company(|t, usual| if t >= 12 { 12.0 * usual } else { usual });
        let giants = Giants::of(&panel, 4);
        let known: Vec<usize> = (1..=16).filter(|known| giants.known(0, *known).next().is_some()).collect();
        assert_eq!(known, [13], "the period in which it began");
    }

    #[test]
    fn a_last_period_that_others_do_too_is_left_alone() {
        let mut panel = company(|t, usual| if t == 15 { 7.0 * usual } else { usual });
        assert_eq!(found(&panel), [15], "more than twice what the others do");
        for rep in &mut panel[1..10] {
            rep.values.iter_mut().for_each(|value| *value *= 3.0);
        }
        assert!(found(&panel).is_empty(), "a small book that took over a usual one");
    }

    #[test]
    fn what_stands_in_is_the_same_season() {
        let season = [1.0, 1.0, 1.0, 3.0];
        let panel = company(|t, usual| usual * season[t % 4] * if t == 11 { 20.0 } else { 1.0 });
        let own: Vec<Replaced> = Giants::of(&panel, 4).known(0, 16).collect();
        let beside = (panel[0].values[7] + panel[0].values[15]) / 2.0;
        assert_eq!(own.iter().map(|one| (one.at, one.by)).collect::<Vec<_>>(), [(11, beside)]);
    }
}
