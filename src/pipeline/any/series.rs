//! From the answers of a family to one series a rep, with stand-ins where nothing came.

use std::collections::BTreeMap;

use crate::calendar::Period;
use crate::failure::Failure;
use crate::measures::PeriodRange;
use crate::measures::catalogue::definition;
use crate::measures::cut::Cut;
use crate::measures::family::{Question, family_of, no_family};
use crate::measures::observation::Observation;
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

/// By rep what was seen, period by period.
type Rows = BTreeMap<String, Vec<Seen>>;

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
        let labels: Vec<String> = range.iter().map(|period| snapshot.calendar.label(period)).collect();
        let forms = forms_of((family.observe)(&question)?, &labels, snapshot.currency.minor_per_major())?;
        let found: Vec<RepSeries> =
            forms.into_iter().filter_map(|(id, rows)| RepSeries::of(history, range, id, &rows)).collect();
        if found.is_empty() {
            let label = snapshot.calendar.label(history.last);
            return Err(Failure::data(
                format!("no rep has anything in `{id}` up to {label}"),
                Some(format!("attain kpi {id} --by rep says in null_reason why")),
            ));
        }
        Ok(found)
    }

    fn of(history: &RepHistory<'_>, range: PeriodRange, metric_id: String, rows: &Rows) -> Option<RepSeries> {
        let unit = definition(&metric_id).map_or(Unit::Number, |found| found.unit);
        let table = history.reps.iter().map(|person| OfRep {
            seen: rows.get(&person.rep_id).cloned().unwrap_or_else(|| vec![Seen::Nothing; range.len()]),
            start: match history.start_of(person) {
                Some(start) => Start::At(range.position(start).unwrap_or(0)),
                // Hired so late that no whole period has passed.
                None if person.hire_date.is_some() => Start::NotYet,
                None => Start::WithTheFirst,
            },
            away: history.positions_away_from(range.first, &person.rep_id, range.len()),
        });
        let year = history.last.periods_per_year();
        let Found { end, series } = series_of(&table.collect::<Vec<_>>(), year, adds_up(unit))?;
        let mut inputs = Vec::with_capacity(series.len());
        let mut gaps = Vec::with_capacity(series.len());
        for (person, own) in history.reps.iter().zip(series) {
            inputs.push(SeriesInput {
                id: person.rep_id.clone(),
                first_season: range.first.plus(own.begin as i32).number_in_year(),
                group: (!person.team.is_empty()).then(|| person.team.clone()),
                periods_before_data: None,
                values: own.values,
                away: own.away,
            });
            gaps.push(own.gaps);
        }
        let behind = range.len() - end;
        Some(RepSeries { metric_id, unit, last: range.last.plus(-(behind as i32)), behind, inputs, gaps })
    }

    /// What came to a rep, by the rep's place, in order; nothing of periods away.
    pub(super) fn came(&self, rep: usize) -> Vec<(Period, f64)> {
        let SeriesInput { values, away, .. } = &self.inputs[rep];
        let first = self.last.plus(1 - values.len() as i32);
        let stands_in = |at: &usize| self.gaps[rep].binary_search(at).is_ok() || away.binary_search(at).is_ok();
        let came = values.iter().enumerate().filter(|(at, _)| !stands_in(at));
        came.map(|(at, value)| (first.plus(at as i32), *value)).collect()
    }

    /// How many values stand in for ones that did not come, and how many there are in all, without periods away.
    pub(super) fn stand_ins(&self) -> (usize, usize) {
        let spoken = |input: &SeriesInput| input.values.len() - input.away.len();
        (self.gaps.iter().map(Vec::len).sum(), self.inputs.iter().map(spoken).sum())
    }

    /// Whether values add up over days, so that who works a part of a period has that part of them.
    pub(super) fn adds_up_over_days(&self) -> bool {
        let id = definition(&self.metric_id).map_or(self.metric_id.as_str(), |found| found.id.as_str());
        adds_up(self.unit) && !MEANS.contains(&id)
    }
}

/// What a family answered, by form and rep, each value in the place of its period.
fn forms_of(
    observed: Vec<Observation>,
    labels: &[String],
    minor_per_major: i64,
) -> Result<Vec<(String, Rows)>, Failure> {
    let places: BTreeMap<&str, usize> = labels.iter().map(String::as_str).zip(0..).collect();
    let mut forms: Vec<(String, Rows)> = Vec::new();
    for row in observed {
        let at = forms.iter().rposition(|(known, _)| *known == row.metric_id).unwrap_or_else(|| {
            forms.push((row.metric_id.clone(), Rows::new()));
            forms.len() - 1
        });
        let Some(slice) = row.scope.into_iter().next() else { continue };
        let Some(&place) = places.get(row.period.as_str()) else {
            return Err(Failure::internal(format!("`{}` of {} was not asked for", row.metric_id, row.period)));
        };
        let own = forms[at].1.entry(slice.key).or_insert_with(|| vec![Seen::Nothing; labels.len()]);
        own[place] = Seen::of(row.value, minor_per_major);
    }
    Ok(forms)
}

/// Money that is a mean and no sum: half of a period brings no half of it.
const MEANS: [&str; 5] = ["avg_deal", "avg_deal.median", "avg_deal.per_customer", "avg_deal.trimmed", "clv.hist"];

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
    fn of(measured: Measured, minor_per_major: i64) -> Seen {
        match measured {
            Measured::Value(scalar) => Seen::Value(scalar.to_f64(minor_per_major)),
            Measured::Null(NullReason::Immature) => Seen::Immature,
            Measured::Null(_) => Seen::Nothing,
        }
    }

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

/// What was seen of one rep in a range of periods.
#[derive(Debug, Clone, PartialEq)]
struct OfRep {
    seen: Vec<Seen>,
    start: Start,
    /// The periods in which the rep was away, ascending: what is seen of them says nothing of the rep.
    away: Vec<usize>,
}

impl OfRep {
    fn is_away(&self, at: usize) -> bool {
        self.away.binary_search(&at).is_ok()
    }
}

/// One rep's series.
#[derive(Debug, Clone, PartialEq, Default)]
struct Own {
    /// The period of the first value.
    begin: usize,
    values: Vec<f64>,
    /// Positions in `values`.
    gaps: Vec<usize>,
    /// Positions in `values` of periods away, of which none is a gap.
    away: Vec<usize>,
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
/// begins the history anew. Periods away do not begin a history, and are no gap in one.
fn series_of(table: &[OfRep], year: usize, zero_is_nothing: bool) -> Option<Found> {
    let is_something = |seen: &Seen| seen.value().is_some_and(|value| !zero_is_nothing || value != 0.0);
    let begun = table.iter().filter_map(|rep| rep.seen.iter().position(is_something)).min()?;
    let is_open = |at: usize| {
        let immature = table.iter().filter(|rep| rep.seen[at] == Seen::Immature).count();
        let known = table.iter().filter(|rep| rep.seen[at].value().is_some()).count();
        known == 0 || immature >= known
    };
    let mut end = table.iter().map(|rep| rep.seen.len()).max().unwrap_or(0);
    while end > begun && is_open(end - 1) {
        end -= 1;
    }
    if end <= begun {
        return None;
    }
    // What counts, by rep and period.
    let counted = |rep: &OfRep| {
        let start = match rep.start {
            Start::At(at) => Some(at),
            Start::WithTheFirst => (0..rep.seen.len()).find(|at| is_something(&rep.seen[*at]) && !rep.is_away(*at)),
            Start::NotYet => None,
        };
        let from = start.map_or(end, |start| start.max(begun).min(end));
        let told = |at: usize| rep.seen[at].value().filter(|_| at >= from && !rep.is_away(at));
        let mut values: Vec<Option<f64>> = (0..end).map(told).collect();
        let from = behind_the_last_long_gap(&values, rep, year);
        values[..from].fill(None);
        values
    };
    let known: Vec<Vec<Option<f64>>> = table.iter().map(counted).collect();
    let mean_at = |at: usize| mean(known.iter().filter_map(|own| own[at]));
    let means: Vec<Option<(f64, usize)>> = (0..end).map(mean_at).collect();
    let series: Vec<Own> = known.iter().zip(table).map(|(own, rep)| bridged(own, rep, &means, year)).collect();
    series.iter().any(|own| !own.values.is_empty()).then_some(Found { end, series })
}

fn mean(values: impl Iterator<Item = f64>) -> Option<(f64, usize)> {
    let (sum, n) = values.fold((0.0, 0_usize), |(sum, n), value| (sum + value, n + 1));
    (n > 0).then(|| (sum / n as f64, n))
}

/// The position behind the last gap of more than `longest` values; 0 where there is none such.
fn behind_the_last_long_gap(values: &[Option<f64>], rep: &OfRep, longest: usize) -> usize {
    let (mut missing, mut behind) = (0, 0);
    for (at, value) in values.iter().enumerate().filter(|(at, _)| !rep.is_away(*at)) {
        missing = if value.is_none() { missing + 1 } else { 0 };
        if missing > longest {
            behind = at + 1;
        }
    }
    behind
}

/// A series from its first value to the end. In a gap stands the mean of the rep's values of up to two years before it,
/// drawn to what the others had in the period, who weigh as much as a year of the rep's own. Nothing that came later
/// enters. The same stands for periods away, of which the forecast sees nothing.
fn bridged(own: &[Option<f64>], rep: &OfRep, means: &[Option<(f64, usize)>], year: usize) -> Own {
    let Some(begin) = own.iter().position(Option::is_some) else { return Own::default() };
    let mut found = Own { begin, ..Own::default() };
    for at in begin..own.len() {
        let value = own[at].unwrap_or_else(|| {
            if rep.is_away(at) {
                found.away.push(at - begin)
            } else {
                found.gaps.push(at - begin)
            }
            let before = own[begin.max(at.saturating_sub(2 * year))..at].iter().flatten().copied();
            match (mean(before), means[at]) {
                (Some((own, n)), Some((others, _))) => (own * n as f64 + others * year as f64) / (n + year) as f64,
                // After a long leave there may be neither.
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
    use crate::measures::catalogue::definitions;
    use crate::measures::observation::{More, Slice};
    use crate::quantity::Scalar;

    const NONE: Seen = Seen::Nothing;

    /// Somebody who was there from the first period on.
    fn row(seen: &[Seen]) -> OfRep {
        OfRep { seen: seen.to_vec(), start: Start::At(0), away: Vec::new() }
    }

    fn all(values: &[f64]) -> OfRep {
        row(&values.iter().map(|value| Seen::Value(*value)).collect::<Vec<_>>())
    }

    fn v(value: f64) -> Seen {
        Seen::Value(value)
    }

    #[test]
    fn a_gap_is_bridged_from_what_came_before_and_leading_ones_are_left_out() {
        let table = [row(&[NONE, v(0.2), v(0.4), NONE, v(0.5), v(0.5)]), all(&[0.8; 6])];
        let found = series_of(&table, 4, false).expect("both have values");
        let own = &found.series[0];
        assert_eq!((own.begin, own.gaps.as_slice(), found.end), (1, &[2][..], 6));
        // Two own values of 0.3 on average, and the other's 0.8 four times.
        assert!((own.values[2] - (0.6 + 3.2) / 6.0).abs() < 1e-12, "{own:?}");
        assert_eq!(found.series[1], Own { begin: 0, values: vec![0.8; 6], ..Own::default() });
        // What came afterwards moves no stand-in.
        let mut later = table.clone();
        later[0].seen[5] = v(0.0);
        assert_eq!(series_of(&later, 4, false).expect("as before").series[0].values[2], own.values[2]);
    }

    #[test]
    fn a_gap_of_more_than_a_year_begins_the_history_anew_and_at_the_end_leaves_none() {
        let broken = row(&[v(1.0), NONE, NONE, NONE, v(2.0), NONE, v(3.0), v(4.0)]);
        let ended = row(&[v(1.0), v(1.0), v(1.0), v(1.0), v(1.0), NONE, NONE, NONE]);
        let table = [broken, ended, all(&[5.0; 8])];
        let found = series_of(&table, 2, false).expect("there are values");
        assert_eq!((found.series[0].begin, found.series[0].gaps.as_slice()), (4, &[1][..]));
        assert_eq!(found.series[0].values.len(), 4);
        assert_eq!(found.series[1], Own::default());
    }

    #[test]
    fn periods_that_are_not_mature_for_most_do_not_count_yet() {
        let table = [row(&[v(0.1), v(0.2), v(0.3), Seen::Immature]), row(&[v(0.1), v(0.2), Seen::Immature, NONE])];
        let found = series_of(&table, 4, false).expect("two periods are mature");
        assert_eq!(found.end, 2);
        assert!(found.series.iter().all(|own| own.values == [0.1, 0.2] && own.gaps.is_empty()));
        assert_eq!(series_of(&[row(&[NONE, Seen::Immature])], 4, false), None);
        // A lone one, as a median that was never reached, is a gap.
        let table = [row(&[v(1.0), v(2.0), Seen::Immature]), all(&[1.0; 3]), all(&[1.0; 3])];
        let found = series_of(&table, 4, false).expect("there are values");
        assert_eq!((found.end, found.series[0].gaps.as_slice()), (3, &[2][..]));
    }

    #[test]
    fn zeros_from_before_a_table_was_kept_are_no_results_of_sums_and_are_results_of_rates() {
        let mut table = [all(&[0.0, 0.0, 3.0, 0.0]), all(&[0.0, 0.0, 0.0, 2.0]), all(&[0.0; 4])];
        (table[1].start, table[2].start) = (Start::WithTheFirst, Start::NotYet);
        let found = series_of(&table, 4, true).expect("there are values");
        let values: Vec<&[f64]> = found.series.iter().map(|own| own.values.as_slice()).collect();
        assert_eq!(values, [&[3.0, 0.0][..], &[2.0], &[]]);
        let rates = series_of(&table, 4, false).expect("there are values");
        assert_eq!(rates.series[0].values, [0.0, 0.0, 3.0, 0.0]);
        assert_eq!(series_of(&[all(&[0.0; 4])], 4, true), None, "nothing but zeros");
    }

    #[test]
    fn periods_away_begin_no_history_are_no_gap_and_say_nothing_of_others() {
        let mut table = [all(&[0.0, 0.0, 3.0, 4.0, 0.0, 0.0, 0.0, 5.0]), all(&[9.0; 8])];
        table[0].away = vec![0, 1, 4, 5, 6];
        let found = series_of(&table, 2, false).expect("both have values");
        let own = &found.series[0];
        // The leave is longer than a year, and what came before it still counts.
        assert_eq!((own.begin, own.away.as_slice(), own.gaps.as_slice()), (2, &[2, 3, 4][..], &[][..]));
        assert_eq!((own.values.len(), own.values[0], own.values[5]), (6, 3.0, 5.0));
        // What stands for somebody's gap is not drawn to the zeros of who was away.
        table[1].seen[4] = NONE;
        assert_eq!(series_of(&table, 2, false).expect("as before").series[1].values[4], 9.0);
        // The same zeros of somebody who was there are results.
        table[0].away = Vec::new();
        let found = series_of(&table, 2, false).expect("as before");
        assert_eq!((found.series[0].begin, found.series[0].away.len()), (0, 0));
        assert!(found.series[1].values[4] < 9.0);
        // Who came back from a leave without a hire date begins with what came then.
        (table[0].away, table[0].start) = (vec![2, 3], Start::WithTheFirst);
        assert_eq!(series_of(&table, 2, true).expect("as before").series[0].begin, 7);
    }

    #[test]
    fn a_value_stands_in_its_period_whatever_periods_a_family_leaves_out() {
        let row = |period: &str, value: f64| Observation {
            metric_id: "win_rate.closed".to_string(),
            period: period.to_string(),
            scope: vec![Slice { dimension: "rep".to_string(), key: "R1".to_string() }],
            value: Measured::Value(Scalar::Share(value)),
            numerator: None,
            denominator: None,
            n: 1,
            more: More::default(),
        };
        let labels = ["2024-Q1", "2024-Q2", "2024-Q3"].map(str::to_string);
        let forms = forms_of(vec![row("2024-Q3", 0.3), row("2024-Q1", 0.1)], &labels, 100).expect("asked for");
        assert_eq!(forms[0].1["R1"], [v(0.1), NONE, v(0.3)]);
        let refused = forms_of(vec![row("2024-Q4", 0.4)], &labels, 100).expect_err("nobody asked for it");
        assert!(refused.message.contains("2024-Q4"), "{}", refused.message);
    }

    #[test]
    fn money_that_is_a_mean_is_known() {
        for page in definitions().iter().filter(|page| adds_up(page.unit) && family_of(&page.id).is_some()) {
            let is_mean = ["÷", "mean ", "median "].iter().any(|word| page.formula.contains(word));
            let is_known = MEANS.contains(&page.id.as_str()) || page.id == "avg_order";
            assert_eq!(is_mean, is_known, "{}: {}", page.id, page.formula);
        }
    }
}
