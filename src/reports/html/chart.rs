//! Charts with axes, drawn once in fixed colours that the style sheet replaces: so one drawing serves light, dark and paper.

use std::fmt::{Display, Write};
use std::ops::Range;

use minijinja::value::Value;
use plotters::coord::ranged1d::{DefaultFormatting, KeyPointHint, Ranged};
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::HtmlError;

// The colours are names: `base.css` has a rule for each of them.
const INK: RGBColor = RGBColor(0x1b, 0x1f, 0x24);
pub(super) const QUIET: RGBColor = RGBColor(0x57, 0x60, 0x6a);
pub(super) const GRID: RGBColor = RGBColor(0xe1, 0xe4, 0xe8);
pub(super) const BLUE: RGBColor = RGBColor(0x1f, 0x5f, 0xa8);
pub(super) const PAPER: RGBColor = RGBColor(0xfe, 0xfe, 0xfe);

const SIZE: (u32, u32) = (480, 225);
/// More labels than this run into one another.
const MOST_LABELS: usize = 5;

/// A point of a line: its label, what is said about it, its height, and whether its period is not complete.
pub(super) struct Point {
    pub(super) label: String,
    pub(super) tip: String,
    pub(super) value: Option<f64>,
    pub(super) partial: bool,
}

/// A bar with the mark that it should reach.
pub(super) struct Bar {
    pub(super) label: String,
    pub(super) tip: String,
    pub(super) value: Option<f64>,
    pub(super) mark: Option<f64>,
}

/// A line over time with the last value written beside it. `from_zero` keeps zero on the axis and fills the area.
pub(super) fn line(
    points: &[Point],
    from_zero: bool,
    write: impl Fn(f64) -> String,
    label: &str,
) -> Result<Value, HtmlError> {
    let values: Vec<f64> = points.iter().filter_map(|p| finite(p.value)).collect();
    let ticks = ticks(&values, from_zero);
    let labels: Vec<&str> = points.iter().map(|p| p.label.as_str()).collect();
    drawn(&labels, &ticks, label, &write, |plot| {
        for run in runs(points) {
            let run: Vec<(f64, f64)> = run;
            if from_zero {
                plot.draw_series(AreaSeries::new(run.iter().copied(), 0.0, BLUE.mix(0.12))).map_err(failed)?;
            }
            plot.draw_series(LineSeries::new(run, BLUE.stroke_width(2))).map_err(failed)?;
        }
        let placed = || points.iter().enumerate().filter_map(|(i, p)| Some((i as f64, finite(p.value)?, p.partial)));
        let hollow = placed().filter(|(_, _, partial)| *partial).map(|(x, y, _)| (x, y));
        let lone = points.len() <= 16;
        let full = placed().filter(|(_, _, partial)| lone && !*partial).map(|(x, y, _)| (x, y));
        plot.draw_series(full.map(|at| Circle::new(at, 3, BLUE.filled()))).map_err(failed)?;
        plot.draw_series(hollow.clone().map(|at| Circle::new(at, 4, PAPER.filled()))).map_err(failed)?;
        plot.draw_series(hollow.map(|at| Circle::new(at, 4, BLUE.stroke_width(2)))).map_err(failed)?;
        if let Some((x, y, _)) = placed().next_back() {
            let style = text(&INK, 14, HPos::Left, VPos::Center);
            let beside = EmptyElement::at((x, y)) + Text::new(write(y), (9, 0), style);
            plot.draw_series([beside]).map_err(failed)?;
        }
        let tips = points.iter().enumerate().filter(|(_, p)| finite(p.value).is_some());
        Ok(tips.map(|(i, p)| hit(plot, i, &p.tip)).collect())
    })
}

/// Bars over time, each with a stroke at the height that it should reach.
pub(super) fn bars(bars: &[Bar], write: impl Fn(f64) -> String, label: &str) -> Result<Value, HtmlError> {
    let values: Vec<f64> = bars.iter().flat_map(|b| [finite(b.value), finite(b.mark)]).flatten().collect();
    let ticks = ticks(&values, true);
    let labels: Vec<&str> = bars.iter().map(|b| b.label.as_str()).collect();
    drawn(&labels, &ticks, label, &write, |plot| {
        // All bars are one path and all marks another: a company of 300 reps has thousands of them.
        let placed = |height: fn(&Bar) -> Option<f64>| {
            bars.iter().enumerate().filter_map(move |(i, b)| Some((i as f64, finite(height(b))?)))
        };
        let (mut paths, mut marks) = (String::new(), String::new());
        for (x, y) in placed(|b| b.value) {
            let (left, zero) = plot.backend_coord(&(x - 0.32, 0.0));
            let (right, top) = plot.backend_coord(&(x + 0.32, y));
            let _ = write!(paths, "M{left} {zero}V{top}H{right}V{zero}z");
        }
        for (x, y) in placed(|b| b.mark) {
            let (left, height) = plot.backend_coord(&(x - 0.44, y));
            let (right, _) = plot.backend_coord(&(x + 0.44, y));
            let _ = write!(marks, "M{left} {height}H{right}");
        }
        let mut inside = format!("<path class=\"bars\" d=\"{paths}\"/>");
        if !marks.is_empty() {
            let _ = write!(inside, "<path class=\"marks\" d=\"{marks}\"/>");
        }
        let tips = bars.iter().enumerate().filter(|(_, b)| finite(b.value).or(finite(b.mark)).is_some());
        inside.extend(tips.map(|(i, b)| hit(plot, i, &b.tip)));
        Ok(inside)
    })
}

/// A line with a class of the style sheet, what stands at its end, and its points: the height, and whether it speaks of
/// a part only.
pub(super) struct Curve {
    pub(super) class: &'static str,
    pub(super) end: String,
    pub(super) points: Vec<Option<(f64, bool)>>,
}

/// Lines over one scale from zero: solid as far as their points are whole, broken where they speak of a part.
pub(super) fn curves(
    curves: &[Curve],
    labels: &[String],
    tips: &[String],
    write: impl Fn(f64) -> String,
    label: &str,
) -> Result<Value, HtmlError> {
    let values: Vec<f64> = curves.iter().flat_map(|c| &c.points).flatten().filter_map(|p| finite(Some(p.0))).collect();
    let ticks = ticks(&values, true);
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    drawn(&labels, &ticks, label, &write, |plot| {
        let mut inside = String::new();
        for curve in curves {
            let placed: Vec<((i32, i32), bool)> = curve
                .points
                .iter()
                .enumerate()
                .filter_map(|(at, point)| point.map(|(value, part)| (plot.backend_coord(&(at as f64, value)), part)))
                .collect();
            let whole = placed.iter().take_while(|(_, part)| !part).count();
            inside.push_str(&path(&placed[..whole], curve.class, ""));
            inside.push_str(&path(&placed[whole.saturating_sub(1)..], curve.class, " part"));
            if let (Some(((x, y), _)), false) = (placed.last(), curve.end.is_empty()) {
                let end = minijinja::HtmlEscape(&curve.end);
                let _ =
                    write!(inside, "<text class=\"end {}\" x=\"{}\" y=\"{}\">{end}</text>", curve.class, x + 6, y + 4);
            }
        }
        inside.extend(tips.iter().enumerate().map(|(at, tip)| hit(plot, at, tip)));
        Ok(inside)
    })
}

/// A line through the points; nothing through fewer than two.
fn path(points: &[((i32, i32), bool)], class: &str, more: &str) -> String {
    if points.len() < 2 {
        return String::new();
    }
    let line: Vec<String> = points.iter().map(|((x, y), _)| format!("{x} {y}")).collect();
    format!("<path class=\"curve {class}{more}\" d=\"M{}\"/>", line.join("L"))
}

/// The column of a period, unseen: it says its value to the pointer, and without a script to the browser's tooltip.
fn hit(plot: &Plot<'_, '_>, place: usize, tip: &str) -> String {
    let (left, _) = plot.backend_coord(&(place as f64 - 0.5, 0.0));
    let (right, _) = plot.backend_coord(&(place as f64 + 0.5, 0.0));
    let tip = minijinja::HtmlEscape(tip);
    format!(
        "<rect class=\"hit\" x=\"{left}\" y=\"8\" width=\"{}\" height=\"190\"><title>{tip}</title></rect>",
        right - left
    )
}

type Plot<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<Axis, Axis>>;

/// A linear axis whose labels stand where they are told to.
pub(super) struct Axis {
    values: RangedCoordf64,
    labelled: Vec<f64>,
}

impl Axis {
    pub(super) fn new(range: Range<f64>, labelled: Vec<f64>) -> Self {
        Axis { values: range.into(), labelled }
    }
}

impl Ranged for Axis {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        self.values.map(value, limit)
    }

    fn key_points<Hint: KeyPointHint>(&self, _hint: Hint) -> Vec<f64> {
        self.labelled.clone()
    }

    fn range(&self) -> Range<f64> {
        self.values.range()
    }
}

/// The frame that every chart shares: a grid of horizontal hair lines, labels, and `inside` drawn over it.
fn drawn(
    labels: &[&str],
    ticks: &[f64],
    label: &str,
    write: &impl Fn(f64) -> String,
    inside: impl FnOnce(&mut Plot<'_, '_>) -> Result<String, HtmlError>,
) -> Result<Value, HtmlError> {
    let (Some(low), Some(high)) = (ticks.first(), ticks.last()) else {
        return Ok(Value::from_safe_string(String::new()));
    };
    let mut svg = String::new();
    let over;
    {
        let root = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        let last = labels.len().max(1) as f64 - 1.0;
        let mut plot = ChartBuilder::on(&root)
            .margin_top(14)
            .margin_right(58)
            .set_label_area_size(LabelAreaPosition::Left, 52)
            .set_label_area_size(LabelAreaPosition::Bottom, 26)
            .build_cartesian_2d(
                Axis::new(-0.5..last + 0.5, label_places(labels.len())),
                Axis::new(*low..*high, ticks.to_vec()),
            )
            .map_err(failed)?;
        plot.configure_mesh()
            .disable_x_mesh()
            .bold_line_style(GRID.stroke_width(1))
            .light_line_style(TRANSPARENT)
            .axis_style(GRID)
            .set_all_tick_mark_size(0)
            .label_style(text(&QUIET, 13, HPos::Center, VPos::Center))
            .x_label_formatter(&|x| labels.get(x.round() as usize).map_or(String::new(), |l| (*l).to_string()))
            .y_label_formatter(&|y| write(*y))
            .draw()
            .map_err(failed)?;
        if *low < 0.0 && *high > 0.0 {
            plot.draw_series([PathElement::new([(-0.5, 0.0), (last + 0.5, 0.0)], QUIET)]).map_err(failed)?;
        }
        over = inside(&mut plot)?;
        root.present().map_err(failed)?;
    }
    Ok(Value::from_safe_string(inlined(&svg, &over, label, SIZE)))
}

/// The drawing without its fixed size, its namespace and what says nothing, with its text alternative and with what
/// lies over it.
pub(super) fn inlined(svg: &str, over: &str, label: &str, size: (u32, u32)) -> String {
    let body = svg.split_once('>').map_or("", |(_, body)| body);
    let body = body.trim().trim_end_matches("</svg>");
    let label = minijinja::HtmlEscape(label);
    let mut body = format!("{body}{over}</svg>").replace('\n', "");
    for said_by_default in [
        " opacity=\"1\"",
        " stroke=\"none\"",
        " stroke-width=\"1\"",
        " font-family=\"sans-serif\"",
        " font-size=\"10.483870967741936\"",
    ] {
        body = body.replace(said_by_default, "");
    }
    format!("<svg class=\"steps\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{label}\">{body}", size.0, size.1)
}

/// Stretches without a gap; the stretch to an incomplete period is left out, so that it is not read as a fall.
fn runs(points: &[Point]) -> Vec<Vec<(f64, f64)>> {
    let mut runs = vec![Vec::new()];
    for (i, point) in points.iter().enumerate() {
        match (finite(point.value), point.partial) {
            (Some(value), false) => runs.last_mut().expect("there is always a run").push((i as f64, value)),
            _ => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

/// Round values that hold all of `values`, four to six of them; empty without values.
fn ticks(values: &[f64], from_zero: bool) -> Vec<f64> {
    let start = if from_zero { 0.0 } else { f64::INFINITY };
    let low = values.iter().copied().fold(start, f64::min);
    let high = values.iter().copied().fold(if from_zero { 0.0 } else { f64::NEG_INFINITY }, f64::max);
    if values.is_empty() {
        return Vec::new();
    }
    let spread = if high > low { high - low } else { high.abs().max(1.0) };
    let rough = spread / 4.0;
    let power = 10_f64.powf(rough.log10().floor());
    let step =
        [1.0, 2.0, 2.5, 5.0, 10.0].iter().map(|m| m * power).find(|s| *s >= rough * 0.999).unwrap_or(power * 10.0);
    let first = (low / step).floor() as i64;
    let last = ((high / step).ceil() as i64).max(first + 1);
    (first..=last).map(|i| i as f64 * step).collect()
}

/// Where labels stand: evenly, counted back from the last, so that the newest period is always named.
fn label_places(count: usize) -> Vec<f64> {
    let step = count.div_ceil(MOST_LABELS).max(1);
    let mut places: Vec<f64> = (0..count).rev().step_by(step).map(|i| i as f64).collect();
    places.reverse();
    places
}

pub(super) fn text(color: &RGBColor, size: u32, h: HPos, v: VPos) -> TextStyle<'static> {
    ("sans-serif", size).into_font().color(color).pos(Pos::new(h, v))
}

fn finite(value: Option<f64>) -> Option<f64> {
    value.filter(|v| v.is_finite())
}

pub(super) fn failed(error: impl Display) -> HtmlError {
    HtmlError::Chart { detail: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(label: &str, value: Option<f64>) -> Point {
        Point { label: label.to_string(), tip: format!("{label}: {value:?}"), value, partial: false }
    }

    #[test]
    fn ticks_are_round_and_hold_every_value() {
        assert_eq!(ticks(&[3.0, 17.0], true), [0.0, 5.0, 10.0, 15.0, 20.0]);
        assert_eq!(ticks(&[-3.0, 5.0], true), [-4.0, -2.0, 0.0, 2.0, 4.0, 6.0]);
        assert_eq!(ticks(&[0.0], true), [0.0, 0.25]);
        assert!(ticks(&[], true).is_empty());
    }

    #[test]
    fn the_newest_period_is_always_named() {
        assert_eq!(label_places(3), [0.0, 1.0, 2.0]);
        assert_eq!(label_places(36), [3.0, 11.0, 19.0, 27.0, 35.0]);
    }

    #[test]
    fn a_chart_names_no_network_address_and_escapes_its_texts() {
        let points = [point("<b>", Some(1.0)), point("2", None), point("3", Some(-4.0))];
        let svg = line(&points, true, |v| format!("{v}&"), "\"<script>").expect("it can be drawn").to_string();
        assert!(!svg.contains("http") && !svg.contains("<b>") && !svg.contains("<script>"), "{svg}");
        assert!(svg.contains("&lt;b&gt;") && svg.contains("#1F5FA8"), "{svg}");
    }

    #[test]
    fn every_value_is_said_under_the_pointer_and_bars_are_one_path() {
        let bar = |label: &str, value, mark| Bar { label: label.into(), tip: format!("{label} & co"), value, mark };
        let drawn = [bar("1", Some(3.0), Some(4.0)), bar("2", None, None), bar("3", Some(-1.0), None)];
        let svg = bars(&drawn, |v| v.to_string(), "x").expect("it can be drawn").to_string();
        assert_eq!(svg.matches("<title>").count(), 2, "{svg}");
        assert!(svg.contains("<title>1 &amp; co</title>") && svg.ends_with("</svg>"), "{svg}");
        assert_eq!((svg.matches("class=\"bars\"").count(), svg.matches("class=\"marks\"").count()), (1, 1));
    }

    #[test]
    fn no_values_make_no_chart() {
        assert_eq!(line(&[point("1", None)], true, |v| v.to_string(), "").expect("nothing to draw").to_string(), "");
        assert_eq!(bars(&[], |v| v.to_string(), "").expect("nothing to draw").to_string(), "");
    }

    #[test]
    fn a_line_stops_before_an_incomplete_period() {
        let mut points = vec![point("1", Some(1.0)), point("2", Some(2.0)), point("3", Some(0.5))];
        points[2].partial = true;
        assert_eq!(runs(&points), vec![vec![(0.0, 1.0), (1.0, 2.0)]]);
    }
}
