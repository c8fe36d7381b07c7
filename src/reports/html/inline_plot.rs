//! Pictures that stand in a line of text: sparklines and ranges. They hold numbers only, so nothing needs escaping.

use std::fmt::Write;

use minijinja::value::Value;

/// A line through the values, with a dot on the last one; gaps where a value is absent. Empty without values.
pub(super) fn spark(history: &[Option<f64>], width: f64, height: f64) -> Value {
    let values: Vec<f64> = history.iter().flatten().copied().filter(|v| v.is_finite()).collect();
    let Some(scale) = Scale::around(&values, height - 3.0, 3.0) else {
        return Value::from_safe_string(String::new());
    };
    let step = (width - 6.0) / (history.len().max(2) - 1) as f64;
    let mut path = String::new();
    let mut last = None;
    let mut pen_down = false;
    for (i, value) in history.iter().enumerate() {
        let Some(value) = value.filter(|v| v.is_finite()) else {
            pen_down = false;
            continue;
        };
        let (x, y) = (3.0 + step * i as f64, scale.at(value));
        let command = if pen_down { 'L' } else { 'M' };
        // Writing to a string cannot fail.
        let _ = write!(path, "{command}{x:.1} {y:.1}");
        pen_down = true;
        last = Some((x, y));
    }
    let dot = last.map_or(String::new(), |(x, y)| format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2.6\"/>"));
    Value::from_safe_string(format!(
        "<svg class=\"spark\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" aria-hidden=\"true\">\
         <path d=\"{path}\"/>{dot}</svg>"
    ))
}

const FAN: (f64, f64) = (150.0, 38.0);
/// So much of a fan's width is the future.
const FUTURE: f64 = 34.0;

/// The last values as a line, and from its end the intervals of the next period as a fan, with a dot at the forecast.
/// A line alone where there are no intervals, and nothing without a history.
pub(super) fn fan(history: &[Option<f64>], bands: &[(f64, f64)], point: Option<f64>, label: &str) -> Value {
    let finite = |value: &f64| value.is_finite();
    let ends = bands.iter().flat_map(|(lower, upper)| [*lower, *upper]).chain(point);
    let values: Vec<f64> = history.iter().flatten().copied().chain(ends).filter(finite).collect();
    let Some(scale) = Scale::around(&values, FAN.1 - 3.0, 3.0) else {
        return Value::from_safe_string(String::new());
    };
    let now = FAN.0 - FUTURE;
    let step = (now - 3.0) / (history.len().max(2) - 1) as f64;
    let (mut line, mut pen_down, mut last) = (String::new(), false, None);
    for (i, value) in history.iter().enumerate() {
        let Some(value) = value.filter(finite) else {
            pen_down = false;
            continue;
        };
        let (x, y) = (3.0 + step * i as f64, scale.at(value));
        let _ = write!(line, "{}{x:.0} {y:.0}", if pen_down { 'L' } else { 'M' });
        (pen_down, last) = (true, Some((x, y)));
    }
    let mut inside = String::new();
    let (x, y) = last.unwrap_or((now, scale.at(point.unwrap_or(0.0))));
    for (lower, upper) in bands.iter().rev().filter(|(lower, upper)| finite(lower) && finite(upper)) {
        let (low, high) = (scale.at(*lower), scale.at(*upper));
        let _ = write!(inside, "<path class=\"band\" d=\"M{x:.0} {y:.0}L{:.0} {high:.0}V{low:.0}z\"/>", FAN.0 - 5.0);
    }
    if !line.is_empty() {
        let _ = write!(inside, "<path d=\"{line}\"/>");
    }
    if let Some(point) = point.filter(finite) {
        let _ = write!(inside, "<circle cx=\"{:.0}\" cy=\"{:.0}\" r=\"2.6\"/>", FAN.0 - 5.0, scale.at(point));
    }
    let (width, height) = FAN;
    let said = said(label);
    Value::from_safe_string(format!("<svg class=\"spark fan\" viewBox=\"0 0 {width} {height}\" {said}>{inside}</svg>"))
}

/// A picture says its words, or is passed over where there are none.
fn said(label: &str) -> String {
    match label {
        "" => "aria-hidden=\"true\"".to_string(),
        label => format!("role=\"img\" aria-label=\"{}\"", minijinja::HtmlEscape(label)),
    }
}

/// A range on a scale that its neighbours share.
pub(super) struct Range {
    /// Lower and upper end.
    pub(super) ends: (f64, f64),
    /// The point forecast; none where only the range is shown.
    pub(super) point: Option<f64>,
    /// Other values to mark with a stroke.
    pub(super) marks: Vec<f64>,
}

/// The scale from left to right that holds every range of a table.
pub(super) fn common_scale(ranges: &[Range], width: f64) -> Option<Scale> {
    let values: Vec<f64> = ranges
        .iter()
        .flat_map(|r| [r.ends.0, r.ends.1].into_iter().chain(r.point).chain(r.marks.iter().copied()))
        .filter(|v| v.is_finite())
        .collect();
    Scale::around(&values, 4.0, width - 4.0)
}

/// The range as a bar with a dot, a stroke for each mark, and a hair line at zero where the scale crosses it. Without a
/// label it is passed over by who hears the page: then the same stands in words beside it.
pub(super) fn range(range: &Range, scale: Scale, width: f64, label: &str) -> Value {
    let (lower, upper) = (scale.at(range.ends.0), scale.at(range.ends.1));
    let mut inside = String::new();
    if scale.low < 0.0 && scale.high > 0.0 {
        let zero = scale.at(0.0);
        let _ = write!(inside, "<path class=\"zero\" d=\"M{zero:.1} 1V21\"/>");
    }
    let _ = write!(
        inside,
        "<rect x=\"{lower:.1}\" y=\"8\" width=\"{:.1}\" height=\"6\" rx=\"3\"/>",
        (upper - lower).max(1.0)
    );
    let marks: String = range
        .marks
        .iter()
        .filter(|mark| mark.is_finite())
        .map(|mark| format!("M{:.1} 4v14", scale.at(*mark)))
        .collect();
    if !marks.is_empty() {
        let _ = write!(inside, "<path class=\"mark\" d=\"{marks}\"/>");
    }
    if let Some(point) = range.point.filter(|point| point.is_finite()) {
        let _ = write!(inside, "<circle cx=\"{:.1}\" cy=\"11\" r=\"4\"/>", scale.at(point));
    }
    let said = said(label);
    Value::from_safe_string(format!(
        "<svg class=\"range\" viewBox=\"0 0 {width} 22\" width=\"{width}\" height=\"22\" {said}>{inside}</svg>"
    ))
}

/// A linear scale from values to pixels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

impl Scale {
    /// The scale on which the smallest value stands at `from` and the largest at `to`; none without values.
    pub(super) fn around(values: &[f64], from: f64, to: f64) -> Option<Scale> {
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        (low <= high).then_some(Scale { low, high, from, to })
    }

    /// Where a value stands; in the middle where all values are the same.
    pub(super) fn at(self, value: f64) -> f64 {
        if self.high <= self.low {
            return (self.from + self.to) / 2.0;
        }
        self.from + (value - self.low) / (self.high - self.low) * (self.to - self.from)
    }
}

/// A fraction as a CSS percentage between 0 and 100, for the width of a bar.
pub(super) fn percent(fraction: f64) -> String {
    let bounded = if fraction.is_finite() { fraction.clamp(0.0, 1.0) } else { 0.0 };
    format!("{:.1}%", bounded * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sparkline_lifts_its_pen_over_a_gap() {
        let drawn = spark(&[Some(1.0), None, Some(3.0), Some(2.0)], 66.0, 33.0).to_string();
        assert!(drawn.contains("d=\"M3.0 30.0M43.0 3.0L63.0 16.5\""), "{drawn}");
        assert!(drawn.contains("cx=\"63.0\" cy=\"16.5\""), "{drawn}");
        assert_eq!(spark(&[None, None], 66.0, 33.0).to_string(), "");
    }

    #[test]
    fn a_fan_begins_where_the_line_ends_and_says_its_intervals() {
        let drawn = fan(&[Some(0.0), Some(10.0)], &[(8.0, 12.0), (0.0, 20.0)], Some(10.0), "50%: 8 to 12").to_string();
        assert_eq!(drawn.matches("class=\"band\"").count(), 2);
        assert!(drawn.contains("d=\"M116 19L145 3V35z\"") && drawn.contains("d=\"M3 35L116 19\""), "{drawn}");
        assert!(drawn.contains("role=\"img\" aria-label=\"50%: 8 to 12\""), "{drawn}");
        assert!(fan(&[], &[], Some(1.0), "").to_string().contains("aria-hidden"), "a picture without words is none");
        assert_eq!(fan(&[None], &[], None, "").to_string(), "");
    }

    #[test]
    fn ranges_share_a_scale_and_negative_values_have_their_place() {
        let ranges = [
            Range { ends: (-10.0, 10.0), point: Some(0.0), marks: vec![] },
            Range { ends: (0.0, 40.0), point: Some(20.0), marks: vec![] },
        ];
        let scale = common_scale(&ranges, 108.0).expect("there are values");
        assert_eq!((scale.at(-10.0), scale.at(40.0), scale.at(15.0)), (4.0, 104.0, 54.0));
    }

    #[test]
    fn a_bar_is_never_wider_than_its_box() {
        assert_eq!(percent(1.7), "100.0%");
        assert_eq!(percent(-0.2), "0.0%");
        assert_eq!(percent(f64::NAN), "0.0%");
    }
}
