//! How much do a newcomer's few periods say beside what comparable series let expect?
//!
//! The credibility of Bühlmann (1967, "Experience rating and credibility", ASTIN Bulletin 4): of n own periods
//! n ÷ (n + k) is believed, where k is the variance of one series' periods around its own level over the variance of the
//! levels around their mean. Where reps differ much and each sells steadily, one period says nearly all; where they are
//! alike and their periods vary, it says little. Both variances are those of the panel (for series of different lengths
//! the estimators of Bühlmann and Straub 1970).

/// What stands for k where the panel cannot tell it.
pub(super) const ASSUMED: f64 = 2.0;
/// Of fewer series the spread of levels is not known.
const ENOUGH_SERIES: usize = 5;
/// Nobody's period tells the next one for certain, however steady a past looks: three own periods are believed by 98.4 %.
const LEAST: f64 = 0.05;
/// Own periods are never believed less than so, whatever the estimate says of a panel whose series happen to be alike.
const MOST: f64 = 10.0;

/// Adds up what k is made of.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Credibility {
    series: usize,
    /// Values of all series.
    values: f64,
    /// Sum of the squares of the series' numbers of values.
    squares: f64,
    /// Σ n·mean and Σ n·mean² of the series.
    level: f64,
    level_squared: f64,
    /// Squared distances of values from their series' mean.
    within: f64,
}

impl Credibility {
    /// One series: its values over what comparable ones let expect in the same periods. A single value says nothing of how
    /// a series varies, and is left out.
    pub(super) fn add(&mut self, relative: &[f64]) {
        if relative.len() < 2 {
            return;
        }
        let n = relative.len() as f64;
        let mean = relative.iter().sum::<f64>() / n;
        self.series += 1;
        self.values += n;
        self.squares += n * n;
        self.level += n * mean;
        self.level_squared += n * mean * mean;
        self.within += relative.iter().map(|value| (value - mean).powi(2)).sum::<f64>();
    }

    /// So many own periods weigh as much as the peers do.
    pub(super) fn periods_of_peers(&self) -> f64 {
        if self.series < ENOUGH_SERIES {
            return ASSUMED;
        }
        let series = self.series as f64;
        let of_one = self.within / (self.values - series);
        let around_the_mean = self.level_squared - self.level * self.level / self.values;
        let of_levels = (around_the_mean - (series - 1.0) * of_one) / (self.values - self.squares / self.values);
        // What is left by rounding is no spread.
        let is_spread = of_levels > 1e-9 * self.level_squared / self.values;
        if is_spread { (of_one / of_levels).clamp(LEAST, MOST) } else { MOST }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn k(series: &[&[f64]]) -> f64 {
        let mut found = Credibility::default();
        series.iter().for_each(|relative| found.add(relative));
        found.periods_of_peers()
    }

    /// Worked out by hand: five series of two values with means 1 to 5, each value one half from its mean. Around their
    /// means the values have the variance 10 · ¼ ÷ 5 = ½; the means have 10 ÷ 4 = 2½, of which ½ ÷ 2 comes from the values.
    #[test]
    fn the_constant_is_the_ratio_of_the_two_variances() {
        let series: Vec<[f64; 2]> = (1..=5).map(|mean| [f64::from(mean) - 0.5, f64::from(mean) + 0.5]).collect();
        let series: Vec<&[f64]> = series.iter().map(|own| &own[..]).collect();
        assert!((k(&series) - 0.5 / 2.25).abs() < 1e-12, "{}", k(&series));
    }

    #[test]
    fn series_that_are_alike_leave_little_to_own_periods_and_steady_ones_that_differ_nearly_all() {
        let alike: [&[f64]; 5] = [&[0.5, 1.5], &[1.5, 0.5], &[0.5, 1.5], &[1.5, 0.5], &[1.0, 1.0]];
        assert!((k(&alike) - MOST).abs() < 1e-12);
        // Not to the last digit the same: rounding is no difference of levels.
        let rounded: [&[f64]; 5] = [&[1.0, 1.0], &[1.0 + 2e-16, 1.0], &[1.0, 1.0], &[1.0, 1.0 - 1e-16], &[1.0, 1.0]];
        assert!((k(&rounded) - MOST).abs() < 1e-12);
        let steady: [&[f64]; 5] = [&[0.2, 0.2, 0.2], &[0.5, 0.5], &[1.0, 1.0], &[2.0, 2.0], &[4.0, 4.0]];
        assert!((k(&steady) - LEAST).abs() < 1e-12);
    }

    #[test]
    fn few_series_tell_nothing_and_single_values_count_for_none() {
        let few: [&[f64]; 6] = [&[1.0, 2.0], &[3.0, 4.0], &[5.0, 6.0], &[7.0, 8.0], &[9.0], &[]];
        assert!((k(&few) - ASSUMED).abs() < 1e-12);
    }
}
