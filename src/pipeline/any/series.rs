//! From the answers of a family to one series a rep, with stand-ins where nothing came.

use std::collections::BTreeMap;

use crate::calendar::Period;
use crate::failure::Failure;
use crate::measures::PeriodRange;
use crate::measures::catalogue::definition;
use crate::measures::cut::Cut;
use crate::measures::family::{Question, family_of, no_family};
use crate::models::forecast::SeriesInput;
use crate::quantity::{Measured, NullReason, Unit};

use super::super::series::RepHistory;
use super::super::snapshot::Snapshot;

/// What the judged reps had in one metric: a series each, all of which end in one period.
#[derive(Debug, Clone)]
pub struct RepSeries {
    /// The metric, with its form where it has several, such as `win_rate.horizon.90`.
    pub metric_id: String,
    /// What it is counted in.
    pub unit: Unit,
    /// The last period of the series.
    pub last: Period,
    /// How many of the history's last periods come after it: nobody has a value there, or most are not mature.
    pub behind: usize,
    /// In the order of the history's reps.
    pub(super) inputs: Vec<SeriesInput>,
    /// By rep the positions in its series at which nothing came, ascending.
    pub(super) gaps: Vec<Vec<usize>>,
}

/// By rep what was measured, a value a period.
type Rows = BTreeMap<String, Vec<Measured>>;

impl RepSeries {
    /// Asks the family of a metric once for the whole history; one answer for each form of it.
    ///
    /// # Errors
    /// [`Failure`] where the metric cannot be measured by rep or at the grain, as `attain kpi` says it, and where no rep
    /// has anything in it.
    pub fn ask(snapshot: &Snapshot, history: &RepHistory<'_>, id: &str) -> Result<Vec<RepSeries>, Failure> {
        let family = family_of(id).ok_or_else(|| no_family(id))?;
        let cut = snapshot.bound(Cut::parse(&["rep".to_string()], None)?)?;
        let range = PeriodRange { first: history.first, last: history.last };
        let metrics = [id.to_string()];
        let question = Question { company: snapshot.company(), metrics: &metrics, cut: &cut, range };
        let mut forms: Vec<(String, Rows)> = Vec::new();
        for row in (family.observe)(&question)? {
            let at = forms.iter().rposition(|(known, _)| *known == row.metric_id).unwrap_or_else(|| {
                forms.push((row.metric_id.clone(), Rows::new()));
                forms.len() - 1
            });
            if let Some(slice) = row.scope.first() {
                forms[at].1.entry(slice.key.clone()).or_default().push(row.value);
            }
        }
        let minor_per_major = snapshot.currency.minor_per_major();
        let found: Vec<RepSeries> = forms
            .into_iter()
            .filter_map(|(id, rows)| RepSeries::of(history, range, id, &rows, minor_per_major))
            .collect();
        if found.is_empty() {
            let label = snapshot.calendar.label(history.last);
            return Err(Failure::data(
                format!("no rep has anything in `{id}` up to {label}"),
                Some(format!("attain kpi {id} --by rep says in null_reason why")),
            ));
        }
        Ok(found)
    }

    fn of(
        history: &RepHistory<'_>,
        range: PeriodRange,
        metric_id: String,
        rows: &Rows,
        minor_per_major: i64,
    ) -> Option<RepSeries> {
        let unit = definition(&metric_id).map_or(Unit::Number, |found| found.unit);
        let seen = |measured: &Measured| match measured {
            Measured::Value(scalar) => Seen::Value(scalar.to_f64(minor_per_major)),
            Measured::Null(NullReason::Immature) => Seen::Immature,
            Measured::Null(_) => Seen::Nothing,
        };
        let of_rep = |rep_id: &str| {
            let mut own: Vec<Seen> = rows.get(rep_id).map_or(Vec::new(), |own| own.iter().map(seen).collect());
            own.resize(range.len(), Seen::Nothing);
            own
        };
        let table: Vec<Vec<Seen>> = history.reps.iter().map(|person| of_rep(&person.rep_id)).collect();
        let starts = history.reps.iter().map(|person| match history.start_of(person) {
            Some(start) => Start::At(range.position(start).unwrap_or(0)),
            // Hired so late that no whole period has passed.
            None if person.hire_date.is_some() => Start::NotYet,
            None => Start::WithTheFirst,
        });
        let year = history.last.periods_per_year();
        let Found { end, series } = series_of(&table, &starts.collect::<Vec<_>>(), year, adds_up(unit))?;
        let mut inputs = Vec::with_capacity(series.len());
        let mut gaps = Vec::with_capacity(series.len());
        for (person, own) in history.reps.iter().zip(series) {
            inputs.push(SeriesInput {
                id: person.rep_id.clone(),
                first_season: range.first.plus(own.begin as i32).number_in_year(),
                group: (!person.team.is_empty()).then(|| person.team.clone()),
                periods_before_data: None,
                values: own.values,
                away: Vec::new(),
            });
            gaps.push(own.gaps);
        }
        let behind = range.len() - end;
        Some(RepSeries { metric_id, unit, last: range.last.plus(-(behind as i32)), behind, inputs, gaps })
    }

    /// What came to a rep, by the rep's place, in order.
    pub(super) fn came(&self, rep: usize) -> Vec<(Period, f64)> {
        let (values, gaps) = (&self.inputs[rep].values, &self.gaps[rep]);
        let first = self.last.plus(1 - values.len() as i32);
        let came = values.iter().enumerate().filter(|(at, _)| gaps.binary_search(at).is_err());
        came.map(|(at, value)| (first.plus(at as i32), *value)).collect()
    }

    /// How many values stand in for ones that did not come, and how many there are in all.
    pub(super) fn stand_ins(&self) -> (usize, usize) {
        (self.gaps.iter().map(Vec::len).sum(), self.inputs.iter().map(|input| input.values.len()).sum())
    }
}

/// Whether zero is nothing: of amounts and counts, and not of rates and times.
pub(super) fn adds_up(unit: Unit) -> bool {
    matches!(unit, Unit::Money | Unit::Count | Unit::Units)
}

/// One rep's value in one period.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Seen {
    Value(f64),
    /// Will have one.
    Immature,
    Nothing,
}

impl Seen {
    fn value(self) -> Option<f64> {
        if let Seen::Value(value) = self { Some(value) } else { None }
    }
}

/// Where a rep's history begins.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Start {
    /// In this period of the range.
    At(usize),
    /// With whatever came first.
    WithTheFirst,
    /// After the range.
    NotYet,
}

/// One rep's series.
#[derive(Debug, Clone, PartialEq, Default)]
struct Own {
    /// The period of the first value.
    begin: usize,
    values: Vec<f64>,
    /// Positions in `values`.
    gaps: Vec<usize>,
}

/// The series of all reps.
#[derive(Debug, Clone, PartialEq)]
struct Found {
    /// Behind their last period.
    end: usize,
    series: Vec<Own>,
}

/// Series from a table of reps by periods; none where nobody has anything.
///
/// Before the first period in which anybody has something the table is not kept yet, and its zeros are no results. A
/// period that is mature for fewer reps than not does not count yet. Up to a year without a value is bridged; a longer gap
/// begins the history anew.
fn series_of(table: &[Vec<Seen>], starts: &[Start], year: usize, zero_is_nothing: bool) -> Option<Found> {
    let is_something = |seen: &Seen| seen.value().is_some_and(|value| !zero_is_nothing || value != 0.0);
    let begun = table.iter().filter_map(|own| own.iter().position(is_something)).min()?;
    let is_open = |at: usize| {
        let immature = table.iter().filter(|own| own[at] == Seen::Immature).count();
        let known = table.iter().filter(|own| own[at].value().is_some()).count();
        known == 0 || immature >= known
    };
    let mut end = table.iter().map(Vec::len).max().unwrap_or(0);
    while end > begun && is_open(end - 1) {
        end -= 1;
    }
    if end <= begun {
        return None;
    }
    // What counts, by rep and period.
    let counted = |(own, start): (&Vec<Seen>, &Start)| {
        let start = match start {
            Start::At(at) => Some(*at),
            Start::WithTheFirst => own.iter().position(is_something),
            Start::NotYet => None,
        };
        let from = start.map_or(end, |start| start.max(begun).min(end));
        let mut values: Vec<Option<f64>> = own[..end].iter().map(|seen| seen.value()).collect();
        let from = from + behind_the_last_long_gap(&values[from..], year);
        values[..from].fill(None);
        values
    };
    let known: Vec<Vec<Option<f64>>> = table.iter().zip(starts).map(counted).collect();
    let mean_at = |at: usize| mean(known.iter().filter_map(|own| own[at]));
    let means: Vec<Option<(f64, usize)>> = (0..end).map(mean_at).collect();
    let series: Vec<Own> = known.iter().map(|own| bridged(own, &means, year)).collect();
    series.iter().any(|own| !own.values.is_empty()).then_some(Found { end, series })
}

fn mean(values: impl Iterator<Item = f64>) -> Option<(f64, usize)> {
    let (sum, n) = values.fold((0.0, 0_usize), |(sum, n), value| (sum + value, n + 1));
    (n > 0).then(|| (sum / n as f64, n))
}

/// The position behind the last gap of more than `longest` values; 0 where there is none such.
fn behind_the_last_long_gap(values: &[Option<f64>], longest: usize) -> usize {
    let (mut missing, mut behind) = (0, 0);
    for (at, value) in values.iter().enumerate() {
        missing = if value.is_none() { missing + 1 } else { 0 };
        if missing > longest {
            behind = at + 1;
        }
    }
    behind
}

/// A series from its first value to the end. In a gap stands the mean of the rep's values of up to two years before it,
/// drawn to what the others had in the period, who weigh as much as a year of the rep's own. Nothing that came later
/// enters.
fn bridged(own: &[Option<f64>], means: &[Option<(f64, usize)>], year: usize) -> Own {
    let Some(begin) = own.iter().position(Option::is_some) else { return Own::default() };
    let mut found = Own { begin, ..Own::default() };
    for at in begin..own.len() {
        let value = own[at].unwrap_or_else(|| {
            found.gaps.push(at - begin);
            let before = own[begin.max(at.saturating_sub(2 * year))..at].iter().flatten().copied();
            match (mean(before), means[at]) {
                (Some((own, n)), Some((others, _))) => (own * n as f64 + others * year as f64) / (n + year) as f64,
                // A gap is no longer than a year, so that there is one of both.
                (own, others) => own.or(others).map_or(0.0, |(mean, _)| mean),
            }
        });
        found.values.push(value);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: Seen = Seen::Nothing;

    fn row(values: &[Seen]) -> Vec<Seen> {
        values.to_vec()
    }

    fn all(values: &[f64]) -> Vec<Seen> {
        values.iter().map(|value| Seen::Value(*value)).collect()
    }

    fn v(value: f64) -> Seen {
        Seen::Value(value)
    }

    #[test]
    fn a_gap_is_bridged_from_what_came_before_and_leading_ones_are_left_out() {
        let table = [row(&[NONE, v(0.2), v(0.4), NONE, v(0.5), v(0.5)]), all(&[0.8; 6])];
        let starts = [Start::At(0), Start::At(0)];
        let found = series_of(&table, &starts, 4, false).expect("both have values");
        let own = &found.series[0];
        assert_eq!((own.begin, own.gaps.as_slice(), found.end), (1, &[2][..], 6));
        // Two own values of 0.3 on average, and the other's 0.8 four times.
        assert!((own.values[2] - (0.6 + 3.2) / 6.0).abs() < 1e-12, "{own:?}");
        assert_eq!(found.series[1], Own { begin: 0, values: vec![0.8; 6], gaps: vec![] });
        // What came afterwards moves no stand-in.
        let mut later = table.clone();
        later[0][5] = v(0.0);
        assert_eq!(series_of(&later, &starts, 4, false).expect("as before").series[0].values[2], own.values[2]);
    }

    #[test]
    fn a_gap_of_more_than_a_year_begins_the_history_anew_and_at_the_end_leaves_none() {
        let broken = row(&[v(1.0), NONE, NONE, NONE, v(2.0), NONE, v(3.0), v(4.0)]);
        let ended = row(&[v(1.0), v(1.0), v(1.0), v(1.0), v(1.0), NONE, NONE, NONE]);
        let table = [broken, ended, all(&[5.0; 8])];
        let found = series_of(&table, &[Start::At(0); 3], 2, false).expect("there are values");
        assert_eq!((found.series[0].begin, found.series[0].gaps.as_slice()), (4, &[1][..]));
        assert_eq!(found.series[0].values.len(), 4);
        assert_eq!(found.series[1], Own::default());
    }

    #[test]
    fn periods_that_are_not_mature_for_most_do_not_count_yet() {
        let table = [row(&[v(0.1), v(0.2), v(0.3), Seen::Immature]), row(&[v(0.1), v(0.2), Seen::Immature, NONE])];
        let found = series_of(&table, &[Start::At(0); 2], 4, false).expect("two periods are mature");
        assert_eq!(found.end, 2);
        assert!(found.series.iter().all(|own| own.values == [0.1, 0.2] && own.gaps.is_empty()));
        assert_eq!(series_of(&[row(&[NONE, Seen::Immature])], &[Start::At(0)], 4, false), None);
        // A lone one, as a median that was never reached, is a gap.
        let table = [row(&[v(1.0), v(2.0), Seen::Immature]), all(&[1.0; 3]), all(&[1.0; 3])];
        let found = series_of(&table, &[Start::At(0); 3], 4, false).expect("there are values");
        assert_eq!((found.end, found.series[0].gaps.as_slice()), (3, &[2][..]));
    }

    #[test]
    fn zeros_from_before_a_table_was_kept_are_no_results_of_sums_and_are_results_of_rates() {
        let table = [all(&[0.0, 0.0, 3.0, 0.0]), all(&[0.0, 0.0, 0.0, 2.0]), all(&[0.0; 4])];
        let starts = [Start::At(0), Start::WithTheFirst, Start::NotYet];
        let found = series_of(&table, &starts, 4, true).expect("there are values");
        let values: Vec<&[f64]> = found.series.iter().map(|own| own.values.as_slice()).collect();
        assert_eq!(values, [&[3.0, 0.0][..], &[2.0], &[]]);
        let rates = series_of(&table, &starts, 4, false).expect("there are values");
        assert_eq!(rates.series[0].values, [0.0, 0.0, 3.0, 0.0]);
        assert_eq!(series_of(&table[2..], &[Start::At(0)], 4, true), None, "nothing but zeros");
    }
}
