//! Retention triangles as tables with shaded cells.

use minijinja::context;
use minijinja::value::Value;

use super::scribe::Scribe;
use crate::reports::figures::legible;
use crate::review::pack::{CohortCell, CohortTriangle};

/// Shades of the scale; each has a rule in `parts.css` whose text can be read on it.
const SHADES: usize = 6;
/// Ages above this do not fit on a sheet.
const LAST_AGE_IN_PRINT: i64 = 24;

pub(super) fn section(scribe: &Scribe<'_>) -> Value {
    let triangles: Vec<Value> = scribe.pack.cohorts.iter().map(|t| triangle(scribe, t)).collect();
    context! { triangles }
}

fn triangle(scribe: &Scribe<'_>, triangle: &CohortTriangle) -> Value {
    let top = highest(triangle);
    let cells = |cohort: &str, cells: &[CohortCell]| -> Vec<Value> {
        cells.iter().map(|cell| self::cell(scribe, triangle, cohort, cell, top)).collect()
    };
    let ages: Vec<i64> = triangle
        .rows
        .iter()
        .map(|row| row.cells.as_slice())
        .chain([triangle.pooled.as_slice()])
        .max_by_key(|cells| cells.len())
        .unwrap_or(&[])
        .iter()
        .map(|cell| cell.age)
        .collect();
    let pooled_name = scribe.say("row-pooled");
    let rows: Vec<Value> = triangle
        .rows
        .iter()
        .map(|row| {
            context! {
                cohort => legible(&row.cohort),
                size => scribe.figures.count(row.size),
                censored => triangle.left_censored.contains(&row.cohort),
                cells => cells(&row.cohort, &row.cells),
            }
        })
        .collect();
    let legend = legend(scribe, top);
    let grain = triangle.grain.word();
    context! {
        title => scribe.say(&format!("cohorts-{grain}")),
        metric => scribe.metric(&triangle.metric_id),
        caption => scribe.caption(&scribe.pack.header.period.label, &[], &[&triangle.metric_id]),
        far => ages.iter().any(|age| *age > LAST_AGE_IN_PRINT),
        last_age => LAST_AGE_IN_PRINT,
        ages,
        rows,
        pooled_name,
        pooled => cells("*", &triangle.pooled),
        legend,
        censored => !triangle.left_censored.is_empty(),
    }
}

/// The shades, each with the percentage from which it holds.
pub(super) fn legend(scribe: &Scribe<'_>, top: f64) -> Vec<Value> {
    let from = |shade: usize| scribe.figures.number(top * shade as f64 / SHADES as f64 * 100.0, 1);
    (0..SHADES).map(|shade| context! { shade, from => from(shade) }).collect()
}

/// The largest share after age 0, where every cohort stands at 100 %: the dark end of the scale.
fn highest(triangle: &CohortTriangle) -> f64 {
    let later = triangle.rows.iter().flat_map(|row| &row.cells).filter(|cell| cell.age > 0);
    let top = later.filter_map(|cell| cell.value).filter(|v| v.is_finite()).fold(0.0, f64::max);
    if top > 0.0 { top } else { 1.0 }
}

fn cell(scribe: &Scribe<'_>, triangle: &CohortTriangle, cohort: &str, cell: &CohortCell, top: f64) -> Value {
    let figures = scribe.figures;
    let far = cell.age > LAST_AGE_IN_PRINT;
    let Some(value) = cell.value else {
        let code = cell.null_reason.map_or("immature", |reason| reason.code());
        let text = scribe.say(&format!("null-{code}"));
        return context! { text, title => scribe.say(&format!("why-{code}")), class => "none", far };
    };
    let (active, size) = (figures.count(cell.active.unwrap_or(0)), figures.count(cell.size));
    let counted = match (cell.lower, cell.upper) {
        (Some(lower), Some(upper)) => {
            let (lower, upper) = (figures.share(lower), figures.share(upper));
            let args = [("active", active.as_str()), ("size", &size), ("lower", &lower), ("upper", &upper)];
            scribe.say_with("cell-interval", &args)
        }
        _ => scribe.say_with("cell-count", &[("active", &active), ("size", &size)]),
    };
    let class = if cell.age == 0 { "start".to_string() } else { format!("s{}", shade(value / top)) };
    let period = if cohort == "*" { String::new() } else { format!(" · {}", legible(cohort)) };
    let title = format!("{}{period} +{} · {counted}", legible(&triangle.metric_id), cell.age);
    let text = if cell.age == 0 { figures.number(value * 100.0, 1) } else { figures.fixed(value * 100.0, 1) };
    context! { text, title, class, far }
}

/// The shade of a share of the scale.
pub(super) fn shade(fraction: f64) -> usize {
    ((fraction.clamp(0.0, 1.0) * SHADES as f64) as usize).min(SHADES - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shades_run_from_light_to_dark_and_stay_on_the_scale() {
        assert_eq!([0.0, 0.16, 0.17, 0.99, 1.0, 7.0, f64::NAN].map(shade), [0, 0, 1, 5, 5, 5, 0]);
    }
}
