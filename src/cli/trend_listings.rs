//! Trends as listings: one for programs, one for people.

use crate::measures::trend::{Adjustment, Chance, Change, LEVEL, Series, Trend};
use crate::quantity::{NullReason, Unit};
use crate::reports::wording::Wording;
use crate::review::listing::{Cell, Column, ColumnKind, Listing};
use crate::review::tables::{Stamp, dimension_columns};

/// A series with its trend, judged together with all others that were asked for.
pub(crate) struct TrendRow {
    pub(crate) series: Series,
    pub(crate) trend: Option<Trend>,
    /// The false discovery rate at which the trend counts as found.
    pub(crate) rate: Option<f64>,
    /// The stretches of the series whose change is stated, with the same of each; the whole series first.
    pub(crate) changes: Vec<(usize, f64)>,
}

impl TrendRow {
    /// `rising`, `falling`, `no_clear_trend`, or `no_statement` where there are too few values.
    fn word(&self) -> &'static str {
        match (&self.trend, self.rate) {
            (Some(trend), Some(rate)) if rate <= LEVEL && trend.tau > 0.0 => "rising",
            (Some(trend), Some(rate)) if rate <= LEVEL && trend.tau < 0.0 => "falling",
            (Some(_), _) => "no_clear_trend",
            (None, _) => "no_statement",
        }
    }

    /// The likeliest change of the whole series, where it is stated, with its rate.
    fn change(&self) -> Option<(&str, Change, f64)> {
        let &(_, rate) = self.changes.iter().find(|(at, _)| *at == 0)?;
        let change = self.trend.as_ref()?.change?;
        Some((self.series.periods[change.at].as_str(), change, rate))
    }

    /// The level at the beginning, then for each stated change, oldest first, its period and the level from it on.
    fn levels(&self) -> Option<(f64, Vec<(&str, f64)>)> {
        let trend = self.trend.as_ref().filter(|_| !self.changes.is_empty())?;
        let places: Vec<usize> =
            self.changes.iter().filter_map(|(at, _)| Some(trend.searched[*at].change?.at)).collect();
        let levels = trend.levels(&places);
        let (first, rest) = levels.split_first()?;
        Some((first.1, rest.iter().map(|&(at, level)| (self.series.periods[at].as_str(), level)).collect()))
    }

    /// All stated changes in one text: `2018-04: 120 > 95; 2019-01: 95 > 130`.
    fn changes_in(&self, number: impl Fn(f64) -> String, arrow: &str) -> Option<String> {
        let (mut level, changes) = self.levels()?;
        let mut parts = Vec::new();
        for (period, next) in changes {
            parts.push(format!("{period}: {} {arrow} {}", number(level), number(next)));
            level = next;
        }
        Some(parts.join("; "))
    }

    fn values(&self) -> i64 {
        self.series.values.iter().flatten().count() as i64
    }

    fn key(&self, dimension: &str) -> Cell {
        let slice = self.series.scope.iter().find(|slice| slice.dimension == dimension);
        slice.map_or(Cell::Null, |slice| Cell::from(slice.key.as_str()))
    }
}

const COLUMNS: [(&str, ColumnKind); 23] = [
    ("first", ColumnKind::Text),
    ("last", ColumnKind::Text),
    ("n", ColumnKind::Int),
    ("trend", ColumnKind::Text),
    ("slope", ColumnKind::Number),
    ("lower", ColumnKind::Number),
    ("upper", ColumnKind::Number),
    ("slope_relative", ColumnKind::Number),
    ("p", ColumnKind::Number),
    ("q", ColumnKind::Number),
    ("tau", ColumnKind::Number),
    ("test", ColumnKind::Text),
    ("widening", ColumnKind::Number),
    ("seasonal", ColumnKind::Text),
    ("change", ColumnKind::Text),
    ("change_before", ColumnKind::Number),
    ("change_after", ColumnKind::Number),
    ("change_p", ColumnKind::Number),
    ("change_q", ColumnKind::Number),
    ("null_reason", ColumnKind::Text),
    ("currency", ColumnKind::Text),
    ("as_of", ColumnKind::Date),
    ("changes", ColumnKind::Text),
];

/// `metric_id, <dimensions>, first, last, n, trend, slope, lower, upper, slope_relative, p, q, tau, test, widening,
/// seasonal, change, change_before, change_after, change_p, change_q, null_reason, currency, as_of, changes`. Money is in
/// major units. The change is printed where it is stated; `changes` has all that are, with the levels between them.
pub(crate) fn trends(rows: &[TrendRow], dimensions: &[&str], stamp: Stamp) -> Listing {
    let column = |(name, kind): (&str, ColumnKind)| Column { name: name.to_string(), kind };
    let mut columns = vec![column(("metric_id", ColumnKind::Text))];
    columns.extend(dimension_columns(dimensions));
    columns.extend(COLUMNS.map(column));
    let mut listing = Listing { name: "trend".to_string(), currency: stamp.currency, columns, rows: Vec::new() };
    for row in rows {
        let mut cells = vec![Cell::from(row.series.metric_id.as_str())];
        cells.extend(dimensions.iter().map(|dimension| row.key(dimension)));
        let label = |label: Option<&String>| label.map_or(Cell::Null, |label| Cell::from(label.as_str()));
        cells.extend([label(row.series.periods.first()), label(row.series.periods.last())]);
        cells.extend([Cell::Int(row.values()), Cell::from(row.word())]);
        let of = |number: &dyn Fn(&Trend) -> f64| Cell::from(row.trend.as_ref().map(number));
        cells.extend([of(&|t| t.slope.value), of(&|t| t.slope.lower), of(&|t| t.slope.upper)]);
        cells.push(Cell::from(row.trend.as_ref().and_then(|trend| trend.relative)));
        cells.extend([of(&|t| t.p), Cell::from(row.rate), of(&|t| t.tau)]);
        let test = row.trend.as_ref().map(|trend| match trend.chance {
            Chance::Exact => "exact",
            Chance::Normal => "normal",
        });
        cells.extend([test.map_or(Cell::Null, Cell::from), of(&|t| t.widening)]);
        cells.push(row.trend.as_ref().map_or(Cell::Null, |trend| Cell::from(trend.adjustment.code())));
        let change = row.change();
        cells.push(change.map_or(Cell::Null, |(period, ..)| Cell::from(period)));
        let of = |number: &dyn Fn(Change) -> f64| Cell::from(change.map(|(_, change, _)| number(change)));
        cells.extend([of(&|c| c.before), of(&|c| c.after), of(&|c| c.p)]);
        cells.push(Cell::from(change.map(|(_, _, rate)| rate)));
        let reason = row.trend.is_none().then(|| too_few(&row.series));
        cells.extend([Cell::from(reason), Cell::from(stamp.currency.code()), Cell::Date(stamp.as_of)]);
        let changes = row.changes_in(|level| format!("{level}"), ">");
        cells.push(changes.map_or(Cell::Null, Cell::from));
        listing.push(cells);
    }
    listing
}

/// The reason for the silence: that of the values, where there are none at all.
fn too_few(series: &Series) -> NullReason {
    let has_values = series.values.iter().any(Option::is_some);
    series.null_reason.filter(|_| !has_values).unwrap_or(NullReason::BelowMinN)
}

/// For people: in words of their language, figures in the metric's unit; the metric by its id, by which every other answer
/// knows it. Its heading gets its word once the listing is stamped.
pub(crate) fn readable(rows: &[TrendRow], dimensions: &[&str], stamp: Stamp, wording: &Wording) -> Listing {
    let heading = |id: &str, kind: ColumnKind| Column { name: wording.text(&format!("trend-column-{id}")), kind };
    let text = |id: &str| heading(id, ColumnKind::Text);
    let number = |id: &str| heading(id, ColumnKind::Number);
    let mut columns = vec![Column { name: "metric_id".to_string(), kind: ColumnKind::Text }];
    columns.extend(dimension_columns(dimensions));
    columns.extend([text("periods"), text("trend"), number("slope"), number("interval"), number("p"), text("season")]);
    columns.push(text("change"));
    let mut listing = Listing { name: "trend".to_string(), currency: stamp.currency, columns, rows: Vec::new() };
    for row in rows {
        let mut cells = vec![Cell::from(row.series.metric_id.as_str())];
        cells.extend(dimensions.iter().map(|dimension| row.key(dimension)));
        let ends =
            [row.series.periods.first(), row.series.periods.last()].map(|label| label.map_or("", String::as_str));
        cells.push(Cell::from(format!("{}–{} ({})", ends[0], ends[1], row.values())));
        cells.push(Cell::from(wording.text(&format!("trend-{}", row.word().replace('_', "-")))));
        cells.extend(figures(row, stamp, wording));
        listing.push(cells);
    }
    listing
}

fn figures(row: &TrendRow, stamp: Stamp, wording: &Wording) -> Vec<Cell> {
    let Some(trend) = &row.trend else { return vec![Cell::Null; 5] };
    let amount = |value: f64| amount(value, row.series.unit, stamp.currency.digits() as usize);
    let relative = trend.relative.map_or(String::new(), |share| format!(" ({:+.1} %)", share * 100.0));
    let change = row.changes_in(amount, "→").map_or(Cell::Null, Cell::from);
    let season = match trend.adjustment {
        Adjustment::None => "trend-season-in",
        Adjustment::Difference | Adjustment::Ratio => "trend-season-out",
    };
    let is_sure = row.rate.is_some_and(|rate| rate < 0.0005);
    vec![
        Cell::from(format!("{}{relative}", amount(trend.slope.value))),
        Cell::from(format!("{} … {}", amount(trend.slope.lower), amount(trend.slope.upper))),
        Cell::from(if is_sure { "<0.001".to_string() } else { format!("{:.3}", row.rate.unwrap_or(1.0)) }),
        Cell::from(wording.text(season)),
        change,
    ]
}

/// A figure in its unit: shares in points of percent.
fn amount(value: f64, unit: Option<Unit>, digits: usize) -> String {
    match unit {
        Some(Unit::Share) => format!("{:.2} %", value * 100.0),
        Some(Unit::Money) => format!("{value:.digits$}"),
        _ => format!("{value:.2}"),
    }
}
