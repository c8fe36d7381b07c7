//! Every forecast that can be made at one origin, from what was known there.

use rayon::prelude::*;

use super::giants::lower_middle;
use super::method::Method;
use super::newcomers::Newcomers;
use super::panel::Panel;
use super::params::{Bounds, ForecastSettings, SeasonalTarget, TooShort};
use super::pooled_ar::{self, PooledAr, Season};
use super::results::{Doubt, MemberForecast, ModelUsed, NoForecast};
use super::robust::mean;
use super::seasonal::{Adjusted, indices};
use super::{baselines, ets, theta};

/// What is said about one series at one origin.
#[derive(Debug, Clone)]
pub(super) struct Outlook {
    pub(super) model: ModelUsed,
    /// The point forecasts, the next period first; empty where the model is none.
    pub(super) path: Vec<f64>,
    pub(super) members: Vec<MemberForecast>,
    pub(super) baselines: Vec<(Method, Vec<f64>)>,
    /// The size of one-step error to expect before any was seen, above zero.
    pub(super) scale: f64,
    /// The seasonal-naive error of the history, above zero: what MASE divides by.
    pub(super) naive_error: f64,
    pub(super) doubts: Vec<Doubt>,
}

impl Outlook {
    /// The same, with what one method alone says as the forecast; empty where it says nothing.
    pub(super) fn of_method(&self, method: Method) -> Outlook {
        let of_members = || self.members.iter().find(|member| member.method == method).map(|member| &member.path);
        let of_baselines = || self.baselines.iter().find(|(own, _)| *own == method).map(|(_, path)| path);
        let path = if method == Method::Combination {
            self.path.clone()
        } else {
            of_members().or_else(of_baselines).cloned().unwrap_or_default()
        };
        Outlook { path, members: Vec::new(), baselines: Vec::new(), doubts: Vec::new(), ..*self }
    }
}

/// The outlook of every series that has begun or is about to; `None` for the others.
///
/// Where series follow an outside index, what they are over and above it is forecast, and put back into their own unit
/// at once: whoever looks at errors sees those of foreseeing the index in them.
pub(super) fn outlooks(panel: &Panel<'_>, settings: &ForecastSettings) -> Vec<Option<Outlook>> {
    let Some(beside) = panel.beside else { return of_values(panel, settings) };
    let divided = beside.divided(panel);
    let series = divided.iter().map(|values| values.as_deref()).collect();
    let alone = Panel { series, beside: None, ..*panel };
    // Zero stays zero whatever it is divided by; other bounds are those of the panel's own unit.
    let lower_bound = settings.lower_bound.filter(|bound| *bound == 0.0);
    let mut found = of_values(&alone, &ForecastSettings { lower_bound, upper_bound: None, ..settings.clone() });
    let floor = smallest_scale(panel);
    found.par_iter_mut().zip(&panel.series).enumerate().for_each(|(series, (outlook, values))| {
        let Some((outlook, values)) = outlook.as_mut().zip(*values) else { return };
        beside.multiply(series, outlook);
        settings.bounds().keep(&mut outlook.path);
        outlook.scale = outlook.scale.max(floor);
        // Yardsticks are those that anybody would reckon from the values themselves.
        outlook.naive_error = naive_error(values, panel.season_length).max(floor);
        outlook.baselines = baselines::all(values, panel.season_length, settings.horizon);
    });
    found
}

fn of_values(panel: &Panel<'_>, settings: &ForecastSettings) -> Vec<Option<Outlook>> {
    let adjusted = adjusted(panel, settings);
    let pooled = pooled_ar::fit(&adjusted, panel.season_length, season(settings));
    let own: Vec<Option<Outlook>> = adjusted
        .par_iter()
        .map(|adjusted| adjusted.as_ref().map(|adjusted| of_its_own(adjusted, pooled.as_ref(), settings)))
        .collect();
    let paths: Vec<Option<&[f64]>> = own.iter().map(|o| o.as_ref().map(|o| &o.path[..])).collect();
    let newcomers = Newcomers::learn(panel, settings.min_train, &paths);
    let floor = smallest_scale(panel);
    own.into_par_iter()
        .zip(&panel.series)
        .enumerate()
        .map(|(series, (own, values))| {
            let values = values.as_ref()?;
            let mut outlook = own.unwrap_or_else(|| match settings.too_short {
                TooShort::Peers => of_peers(&newcomers, series, values, settings),
                TooShort::Itself => of_few(values, settings),
            });
            outlook.scale = outlook.scale.max(floor);
            outlook.naive_error = outlook.naive_error.max(floor);
            Some(outlook)
        })
        .collect()
}

/// The series with enough of their own, without their seasons.
fn adjusted<'a>(panel: &Panel<'a>, settings: &ForecastSettings) -> Vec<Option<Adjusted<'a>>> {
    indices(panel, settings.seasonal_target)
        .into_par_iter()
        .zip(&panel.series)
        .map(|(index, values)| {
            let values = values.as_ref().filter(|v| v.len() >= settings.min_train)?;
            Some(Adjusted::new(values, index?, panel.season_of(values.len(), 0)))
        })
        .collect()
}

/// No scale is below a millionth of what is usual in the panel, the middle of its series' mean absolute values, so that no
/// division runs away. The panel's mean would be as large as its largest series.
fn smallest_scale(panel: &Panel<'_>) -> f64 {
    let size = |values: &&[f64]| values.iter().map(|value| value.abs()).sum::<f64>() / values.len().max(1) as f64;
    let sizes = panel.series.iter().flatten().map(size).filter(|size| *size > 0.0).collect();
    lower_middle(sizes).map_or(1e-6, |middle| (1e-6 * middle).max(1e-100))
}

fn of_its_own(adjusted: &Adjusted<'_>, pooled: Option<&PooledAr>, settings: &ForecastSettings) -> Outlook {
    let (n, m, horizon) = (adjusted.values.len(), settings.season_length, settings.horizon);
    let mut members = if is_hardly_a_series(n, m) { Vec::new() } else { members(adjusted, pooled, horizon) };
    drop_far_fetched(&mut members, adjusted.values);
    for member in &mut members {
        keep_in_reach(&mut member.path, adjusted.values, settings.bounds());
    }
    let (model, path) = match mean_path(&members, horizon, adjusted) {
        Some(path) if has_no_two_seasons(n, m) => (ModelUsed::ShortBlend, with_last_year(path, adjusted.values, m)),
        Some(path) => (ModelUsed::Combination, path),
        None => (ModelUsed::ShortBlend, with_last_year(vec![mean(adjusted.values); horizon], adjusted.values, m)),
    };
    let mut outlook = Outlook {
        doubts: own_doubts(adjusted, model, &members),
        model,
        path,
        members,
        baselines: baselines::all(adjusted.values, m, horizon),
        scale: expected_error(adjusted),
        naive_error: naive_error(adjusted.values, m),
    };
    settings.bounds().keep(&mut outlook.path);
    outlook
}

/// Below two seasons a trend cannot be told from a season: the free line of the dynamic Theta model follows the
/// season, and last year's same season is the best witness of it.
///
/// On the training parts cut to 5, 6 and 7 quarters, the standard Theta and last year's season brought sMAPE
/// from 36.7, 25.6 and 25.7 to 29.4, 24.7 and 24.4 on Tourism, and from 11.1, 9.6 and 9.7 to 10.3, 9.9 and 9.9
/// on M3, where seasons are weak.
fn has_no_two_seasons(n: usize, m: usize) -> bool {
    m > 1 && n < 2 * m
}

/// Fewer than four values without a season, as two or three years are: too few for a level and its smoothing. In the
/// place of the members stands the mean of the values, and in that of last year's season the last value.
fn is_hardly_a_series(n: usize, m: usize) -> bool {
    m == 1 && n < 4
}

fn members(adjusted: &Adjusted<'_>, pooled: Option<&PooledAr>, horizon: usize) -> Vec<MemberForecast> {
    let said = |method: Method| Some(MemberForecast { method, path: member(method, adjusted, pooled, horizon)? });
    [Method::Ets, Method::Theta, Method::PooledAr].into_iter().filter_map(said).collect()
}

/// What one member says; `None` where it could not be fitted or the method is no member.
fn member(method: Method, adjusted: &Adjusted<'_>, pooled: Option<&PooledAr>, horizon: usize) -> Option<Vec<f64>> {
    let path = match method {
        Method::Ets => ets::fit(adjusted)?.predict(adjusted, horizon),
        Method::Theta => reseasoned_theta(adjusted, horizon)?,
        Method::PooledAr => pooled?.predict(adjusted, horizon)?,
        _ => return None,
    };
    path.iter().all(|f| f.is_finite()).then_some(path)
}

fn reseasoned_theta(adjusted: &Adjusted<'_>, horizon: usize) -> Option<Vec<f64>> {
    let n = adjusted.values.len();
    let x = &adjusted.adjusted;
    let path = if has_no_two_seasons(n, adjusted.index.season_length()) {
        theta::plain(x, ets::simple(x), horizon)
    } else {
        theta::fit(x)?.predict(horizon)
    };
    Some(path.iter().enumerate().map(|(h, x)| adjusted.reseason(*x, n + h)).collect())
}

/// Makes the point forecasts of one member or baseline for all series and nothing else, and says how many there
/// are: what the method costs alone.
pub(super) fn alone(method: Method, panel: &Panel<'_>, settings: &ForecastSettings) -> usize {
    let (m, horizon) = (panel.season_length, settings.horizon);
    if !matches!(method, Method::Ets | Method::Theta | Method::PooledAr) {
        return panel.series.par_iter().flatten().filter_map(|v| baselines::one(method, v, m, horizon)).count();
    }
    let adjusted = adjusted(panel, settings);
    let pooled = if method == Method::PooledAr { pooled_ar::fit(&adjusted, m, season(settings)) } else { None };
    adjusted.par_iter().flatten().filter_map(|a| member(method, a, pooled.as_ref(), horizon)).count()
}

/// What the pooled regression's longest windows look at: a calendar that all share is better taken out for all, seasons
/// of the series' own it learns better than an index tells them.
fn season(settings: &ForecastSettings) -> Season {
    match settings.seasonal_target {
        SeasonalTarget::Pooled => Season::TakenOut,
        SeasonalTarget::Flat => Season::LeftIn,
    }
}

/// What the pooled regression counts for beside one for each other member.
///
/// On training parts, from seven origins each, OWA with 1, 2 and 3 was 0.828, 0.821 and 0.821 on Tourism quarterly, 0.813,
/// 0.807 and 0.807 on M3 quarterly; from two origins of M4 yearly it was 0.701 and 0.686 with 1, 0.692 and 0.682 with 2.
/// On generated companies 2 was better than 1 by 0.001 to 0.004 in seven of eight sizes, and the same in one.
const POOLED_WEIGHT: f64 = 2.0;

/// In seasons: with less its lags reach over half of a history. Cut to 8 quarters and four quarters ahead, from five
/// origins of the training parts, OWA with 2 and 1 was 0.506 and 0.498 on Tourism, 0.754 and 0.755 on M3; cut to 12,
/// 0.491 and 0.491, 0.766 and 0.767.
const FULL_WEIGHT_FROM: usize = 3;

/// The mean of the members, step by step, with last year's same season among them where it counts; `None` where no
/// member says anything, or no number.
fn mean_path(members: &[MemberForecast], horizon: usize, adjusted: &Adjusted<'_>) -> Option<Vec<f64>> {
    if members.is_empty() {
        return None;
    }
    let (values, m) = (adjusted.values, adjusted.index.season_length());
    let of_pooled = if values.len() < FULL_WEIGHT_FROM * m { 1.0 } else { POOLED_WEIGHT };
    let weight = |member: &MemberForecast| if member.method == Method::PooledAr { of_pooled } else { 1.0 };
    let of_last_year = weight_of_last_year(adjusted);
    let last_year = |h: usize| if of_last_year > 0.0 { of_last_year * values[values.len() - m + h % m] } else { 0.0 };
    let count: f64 = members.iter().map(weight).sum::<f64>() + of_last_year;
    let sum = |h: usize| members.iter().map(|member| weight(member) * member.path[h]).sum::<f64>() + last_year(h);
    let path: Vec<f64> = (0..horizon).map(|h| sum(h) / count).collect();
    path.iter().all(|value| value.is_finite()).then_some(path)
}

/// What last year's same season counts beside one for another member: the square of how far the season outweighs the
/// other changes from one period to the next, from two seasons up to four. With more the members know the season as
/// well.
///
/// From the origins of [`FULL_WEIGHT_FROM`], OWA without and with it was 0.498 and 0.490 on Tourism and 0.755 and 0.756 on
/// M3 cut to 8 quarters, 0.491 and 0.487, and 0.766 and 0.768, cut to 12; on generated companies it moved by less than
/// 0.0002. A whole member gave 0.481 and 0.781, 0.485 and 0.789: where seasons are weak last year is a poor witness.
fn weight_of_last_year(adjusted: &Adjusted<'_>) -> f64 {
    let (n, m) = (adjusted.values.len(), adjusted.index.season_length());
    if m < 2 || n < 2 * m || n >= 4 * m {
        return 0.0;
    }
    let effects = adjusted.first_seasons(false);
    let middle = mean(&effects);
    let of_season = mean(&effects.iter().map(|effect| (effect - middle).powi(2)).collect::<Vec<_>>());
    let changes: Vec<f64> = adjusted.adjusted.windows(2).map(|pair| (pair[1] - pair[0]).powi(2)).collect();
    let whole = of_season + mean(&changes);
    if whole > 0.0 { (of_season / whole).powi(2) } else { 0.0 }
}

/// Where the same season of last year is known: halfway between it and the smooth forecast. Without seasons the last
/// value is that for all the periods ahead.
fn with_last_year(mut path: Vec<f64>, values: &[f64], m: usize) -> Vec<f64> {
    let reach = if m > 1 { m } else { path.len() };
    for (h, forecast) in path.iter_mut().enumerate().take(reach) {
        if let Some(position) = (values.len() + h % m).checked_sub(m) {
            *forecast = (*forecast + values[position]) / 2.0;
        }
    }
    path
}

/// A member whose next value lies farther beyond the history than the history is wide has run away on a short
/// series; it is left out where another one is left.
fn drop_far_fetched(members: &mut Vec<MemberForecast>, values: &[f64]) {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let believable = (low - (high - low))..=(high + (high - low));
    let near = |member: &MemberForecast| member.path.first().is_some_and(|next| believable.contains(next));
    if members.iter().any(near) {
        members.retain(near);
    }
}

/// Forecasts farther from the history than three times its range beyond either end are drawn back to there.
fn keep_in_reach(path: &mut [f64], values: &[f64], bounds: Bounds) {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let reach = 3.0 * (high - low);
    path.iter_mut().for_each(|f| *f = f.clamp(low - reach, high + reach));
    bounds.keep(path);
}

fn own_doubts(adjusted: &Adjusted<'_>, model: ModelUsed, members: &[MemberForecast]) -> Vec<Doubt> {
    let values = adjusted.values;
    let m = adjusted.index.season_length();
    let mut doubts = Vec::new();
    if values.len() < 2 * m {
        doubts.push(Doubt::ShortHistory { periods: values.len() });
    }
    if m > 1 && !adjusted.index.is_own() {
        doubts.push(Doubt::NoSeasonOfItsOwn);
    }
    let has_pooled = members.iter().any(|member| member.method == Method::PooledAr);
    if model == ModelUsed::Combination && !has_pooled {
        doubts.push(Doubt::NoPooledMember);
    }
    if values.iter().all(|v| v.to_bits() == values[0].to_bits()) {
        doubts.push(Doubt::NoVariation);
    }
    doubts
}

/// The geometric mean of three rough sizes of an error: the mean absolute change of the adjusted values, that over one
/// season (each at least two per cent of the mean absolute value), and a tenth of the recent level.
///
/// Changes from one period to the next make the scale jump when a series first gets a season of its own, changes over a
/// season know its trend, and the level alone ignores that some series are steadier. Changes over a season are few in a
/// short history: one season's worth of the others is counted with them. The recent level is that of the last season or
/// of the last four values, whichever are more, and at least a fifth of the history's.
///
/// On the training parts MSIS fell from 9.59, 9.82 and 14.82 to 9.10, 9.50 and 14.76 on M3 quarterly, from 14.26, 21.98 and
/// 18.63 to 13.92, 21.46 and 17.98 on Tourism quarterly, and from 26.43 and 27.39 to 25.44 and 26.55 on M4 yearly, against
/// the first and the last of the three alone.
fn expected_error(adjusted: &Adjusted<'_>) -> f64 {
    let (values, unit, m) = (adjusted.values, adjusted.unit, adjusted.index.season_length());
    let change = naive_error(&adjusted.adjusted, 1).max(LEAST_CHANGE);
    let own = values.iter().zip(values.iter().skip(m)).map(|(before, now)| (now - before).abs()).sum::<f64>() / unit;
    let (counted, prior) = (values.len().saturating_sub(m) as f64, m as f64);
    let over_season = ((own + prior * change) / (counted + prior)).max(LEAST_CHANGE);
    let latest = &values[values.len().saturating_sub(m.max(4))..];
    let recent = latest.iter().map(|y| y.abs()).sum::<f64>() / latest.len().max(1) as f64 / unit;
    unit * (change * over_season * 0.1 * recent.max(0.2)).cbrt()
}

/// A series that hardly moves is taken to move by this share of its mean absolute value.
const LEAST_CHANGE: f64 = 0.02;

/// Mean absolute change over one season; over one period while there is no more than one season.
fn naive_error(values: &[f64], m: usize) -> f64 {
    let lag = if values.len() > m { m } else { 1 };
    let steps = values.len().saturating_sub(lag).max(1) as f64;
    values.iter().zip(values.iter().skip(lag)).map(|(a, b)| (b - a).abs()).sum::<f64>() / steps
}

/// Of a series with too few values for more among series that are strangers to it.
fn of_few(values: &[f64], settings: &ForecastSettings) -> Outlook {
    let mut outlook = without_path(NoForecast::NoValueOfItsOwn, values, settings);
    if let Some(last) = values.last() {
        let level = mean(values);
        outlook.model = ModelUsed::FewOwn;
        outlook.path = vec![(level + last) / 2.0; settings.horizon];
        outlook.scale = naive_error(values, 1).max(0.1 * level.abs());
        outlook.doubts = vec![Doubt::ShortHistory { periods: values.len() }];
        settings.bounds().keep(&mut outlook.path);
    }
    outlook
}

fn without_path(why: NoForecast, values: &[f64], settings: &ForecastSettings) -> Outlook {
    Outlook {
        model: ModelUsed::None(why),
        path: Vec::new(),
        members: Vec::new(),
        baselines: baselines::all(values, settings.season_length, settings.horizon),
        scale: 0.0,
        naive_error: naive_error(values, settings.season_length),
        doubts: Vec::new(),
    }
}

fn of_peers(newcomers: &Newcomers<'_>, series: usize, values: &[f64], settings: &ForecastSettings) -> Outlook {
    let mut outlook = without_path(NoForecast::PanelWithoutValues, values, settings);
    if let Some(found) = newcomers.forecast(series, settings.horizon) {
        outlook.model = ModelUsed::GroupRamp;
        outlook.path = found.path;
        outlook.scale = found.scale;
        outlook.doubts = found.doubts;
        settings.bounds().keep(&mut outlook.path);
    }
    outlook
}

#[cfg(test)]
mod tests {
    use super::super::seasonal::SeasonalIndex;
    use super::*;

    const FACTORS: [f64; 4] = [0.5, 1.0, 1.5, 1.0];

    fn weight(values: &[f64], factors: &[f64]) -> f64 {
        weight_of_last_year(&Adjusted::new(values, SeasonalIndex::of_factors(factors), 0))
    }

    #[test]
    fn last_year_counts_as_far_as_the_season_outweighs_other_changes_and_while_histories_are_short() {
        let pure = |periods: usize| (0..periods).map(|t| 10.0 * FACTORS[t % 4]).collect::<Vec<f64>>();
        assert_eq!(weight(&pure(8), &FACTORS), 1.0);
        assert_eq!(weight(&pure(15), &FACTORS), 1.0);
        assert_eq!((weight(&pure(7), &FACTORS), weight(&pure(16), &FACTORS)), (0.0, 0.0));
        // Steps of 0.5 beside seasonal effects whose mean square is 0.125: a third, squared.
        let steps: Vec<f64> = (0..9).map(|t| FACTORS[t % 4] * if t % 2 == 0 { 0.75 } else { 1.25 }).collect();
        let unit = mean(&steps);
        let expected: f64 = 0.125 / (0.125 + 0.25 / (unit * unit));
        assert!((weight(&steps, &FACTORS) - expected.powi(2)).abs() < 1e-12);
        assert_eq!(weight(&[3.0, 4.0, 3.0, 5.0, 3.0, 4.0, 3.0, 5.0], &[1.0; 4]), 0.0);
        assert_eq!(weight(&[2.0; 8], &[1.0; 4]), 0.0, "nothing changes");
    }

    #[test]
    fn the_mean_takes_last_year_in_season_by_season() {
        let values: Vec<f64> = (0..8).map(|t| 10.0 * FACTORS[t % 4]).collect();
        let adjusted = Adjusted::new(&values, SeasonalIndex::of_factors(&FACTORS), 0);
        let member = |method, path: f64| MemberForecast { method, path: vec![path; 5] };
        let members = [member(Method::Ets, 4.0), member(Method::Theta, 8.0), member(Method::PooledAr, 3.0)];
        // Below three seasons the pooled regression counts once, and last year here once as well.
        let path = mean_path(&members, 5, &adjusted).expect("three members");
        assert_eq!(path, [5.0, 10.0, 15.0, 10.0, 5.0].map(|last_year| (15.0 + last_year) / 4.0));
        let long: Vec<f64> = values.iter().chain(&values).copied().collect();
        let adjusted = Adjusted::new(&long, SeasonalIndex::of_factors(&FACTORS), 0);
        assert_eq!(mean_path(&members, 5, &adjusted), Some(vec![18.0 / 4.0; 5]));
        assert_eq!(mean_path(&[], 5, &adjusted), None, "nobody says anything");
    }
}
