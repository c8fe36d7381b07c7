//! What was stated against what came: dots with their intervals around a diagonal on which all would hold.

use minijinja::value::Value;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

use super::HtmlError;
use super::chart::{Axis, BLUE, GRID, PAPER, QUIET, failed, inlined, text};
use super::inline_plot::percent;
use super::scribe::Scribe;
use crate::review::pack::StatedRow;

const SIZE: (u32, u32) = (400, 330);
/// Both axes go from nothing to everything, so that one picture can be held against another.
const TICKS: [f64; 6] = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0];

/// The picture of these statements with the same in words; empty without any.
pub(super) fn plot(scribe: &Scribe<'_>, rows: &[StatedRow]) -> Result<Value, HtmlError> {
    let rows: Vec<&StatedRow> =
        rows.iter().filter(|row| row.n > 0 && row.stated.is_finite() && row.realised.is_finite()).collect();
    if rows.is_empty() {
        return Ok(Value::from_safe_string(String::new()));
    }
    let tips: Vec<String> = rows.iter().map(|row| told(scribe, row)).collect();
    let (stated, realised) = (scribe.say("col-stated"), scribe.say("col-realised"));
    let (mut svg, mut over) = (String::new(), String::new());
    {
        let root = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        let axis = |ticks: &[f64]| Axis::new(0.0..1.0, ticks.to_vec());
        let mut plot = ChartBuilder::on(&root)
            .margin_top(14)
            .margin_right(18)
            .margin_left(10)
            .margin_bottom(4)
            .set_label_area_size(LabelAreaPosition::Left, 62)
            .set_label_area_size(LabelAreaPosition::Bottom, 46)
            .build_cartesian_2d(axis(&TICKS[1..]), axis(&TICKS))
            .map_err(failed)?;
        plot.configure_mesh()
            .bold_line_style(GRID.stroke_width(1))
            .light_line_style(TRANSPARENT)
            .axis_style(GRID)
            .set_all_tick_mark_size(0)
            .label_style(text(&QUIET, 13, HPos::Center, VPos::Center))
            .axis_desc_style(text(&QUIET, 13, HPos::Center, VPos::Center))
            .x_desc(stated)
            .y_desc(realised)
            .x_label_formatter(&|share| scribe.figures.share_trimmed(*share))
            .y_label_formatter(&|share| scribe.figures.share_trimmed(*share))
            .draw()
            .map_err(failed)?;
        plot.draw_series([PathElement::new([(0.0, 0.0), (1.0, 1.0)], QUIET)]).map_err(failed)?;
        for row in &rows {
            let Some((lower, upper)) = row.lower.zip(row.upper) else { continue };
            let cap = |y: f64| PathElement::new([(row.stated - 0.012, y), (row.stated + 0.012, y)], BLUE);
            let line = PathElement::new([(row.stated, lower), (row.stated, upper)], BLUE.stroke_width(2));
            plot.draw_series([line, cap(lower), cap(upper)]).map_err(failed)?;
        }
        let dots = || rows.iter().map(|row| (row.stated, row.realised));
        plot.draw_series(dots().map(|at| Circle::new(at, 5, PAPER.filled()))).map_err(failed)?;
        plot.draw_series(dots().map(|at| Circle::new(at, 4, BLUE.filled()))).map_err(failed)?;
        for (row, tip) in rows.iter().zip(&tips) {
            let (x, y) = plot.backend_coord(&(row.stated, row.realised));
            let tip = minijinja::HtmlEscape(tip);
            over += &format!("<circle class=\"hit\" cx=\"{x}\" cy=\"{y}\" r=\"12\"><title>{tip}</title></circle>");
        }
        root.present().map_err(failed)?;
    }
    Ok(Value::from_safe_string(inlined(&svg, &over, &tips.join(" · "), SIZE)))
}

/// `80 % stated: 76 % came (70 % to 81 %)`.
fn told(scribe: &Scribe<'_>, row: &StatedRow) -> String {
    let share = |share: f64| scribe.figures.share(share);
    let args = [("stated", share(row.stated)), ("realised", share(row.realised)), ("interval", interval(scribe, row))];
    scribe.say_with("stated-tip", &args.each_ref().map(|(name, text)| (*name, text.as_str())))
}

/// The interval in words; a dash where there is none.
pub(super) fn interval(scribe: &Scribe<'_>, row: &StatedRow) -> String {
    row.lower.zip(row.upper).map_or("–".to_string(), |(lower, upper)| {
        let (lower, upper) = (scribe.figures.share(lower), scribe.figures.share(upper));
        scribe.say_with("range-text", &[("lower", &lower), ("upper", &upper)])
    })
}

/// Where a share's interval stands on a meter; nothing without one.
pub(super) fn on_meter(row: &StatedRow) -> Option<(String, String)> {
    row.lower.zip(row.upper).map(|(lower, upper)| (percent(lower), percent(upper - lower)))
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::reports::wording::{Language, Wording};

    fn row(stated: f64, realised: f64, ends: Option<(f64, f64)>) -> StatedRow {
        let (lower, upper) = (ends.map(|e| e.0), ends.map(|e| e.1));
        StatedRow { stated, realised, n: 40, lower, upper, origins: 5, verdict: "holds".to_string() }
    }

    #[test]
    fn every_statement_is_a_dot_with_its_words() {
        let pack = sample::pack();
        for (language, word) in [(Language::En, "Stated"), (Language::Zh, "声明值")] {
            let wording = Wording::new(language).expect("the words are there");
            let scribe = Scribe::new(&pack, &wording);
            let rows = [row(0.5, 0.48, Some((0.4, 0.55))), row(0.8, 1.0, None), row(f64::NAN, 0.2, None)];
            let drawn = plot(&scribe, &rows).expect("it can be drawn").to_string();
            assert_eq!(drawn.matches("<title>").count(), 2, "{drawn}");
            assert!(drawn.contains(word) && drawn.contains("role=\"img\"") && !drawn.contains("http"), "{drawn}");
            assert!(drawn.contains("48") && drawn.contains("40"), "{drawn}");
            assert_eq!(plot(&scribe, &[]).expect("nothing to draw").to_string(), "");
        }
    }
}
