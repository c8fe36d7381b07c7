//! Sparklines of text: a course of values in as many characters.

/// The heights from the lowest value to the highest.
const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// What stands where there is no value.
const ABSENT: char = '·';

/// A character for each value: the lowest of them as the lowest bar, the highest as the full one, a dot where there is
/// none. Equal values have the middle height. Empty with fewer than two values, which have no course.
///
/// ```
/// use attain::reports::sparkline;
/// assert_eq!(sparkline(&[Some(1.0), None, Some(3.0), Some(8.0)]), "▁·▃█");
/// assert_eq!(sparkline(&[Some(2.0), Some(2.0)]), "▄▄");
/// assert_eq!(sparkline(&[None, Some(2.0)]), "");
/// ```
pub fn sparkline(values: &[Option<f64>]) -> String {
    let finite = |value: &Option<f64>| value.filter(|value| value.is_finite());
    let known: Vec<f64> = values.iter().filter_map(finite).collect();
    if known.len() < 2 {
        return String::new();
    }
    let low = known.iter().copied().fold(f64::INFINITY, f64::min);
    let high = known.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    // Halves first, so that the widest of ranges does not overflow.
    let spread = high / 2.0 - low / 2.0;
    let bar = |value: f64| match spread > 0.0 {
        true => HEIGHTS[((value / 2.0 - low / 2.0) / spread * 7.0).round() as usize],
        false => HEIGHTS[3],
    };
    values.iter().map(|value| finite(value).map_or(ABSENT, bar)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_height_has_its_bar_and_what_is_no_number_has_none() {
        let rising: Vec<Option<f64>> = (-4..4).map(|value| Some(f64::from(value))).collect();
        assert_eq!(sparkline(&rising), "▁▂▃▄▅▆▇█");
        assert_eq!(sparkline(&[Some(f64::NAN), Some(0.0), Some(1.0), Some(f64::INFINITY)]), "·▁█·");
        assert_eq!(sparkline(&[Some(f64::MIN), Some(f64::MAX)]), "▁█");
        assert_eq!(sparkline(&[]), "");
    }
}
