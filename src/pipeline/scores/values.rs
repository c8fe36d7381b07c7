//! Any metric of the dictionary by rep and period: measured once for all cards.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::Period;
use crate::failure::Failure;
use crate::measures::cut::Cut;
use crate::measures::family::{Family, Question, families, family_of, no_family};
use crate::measures::observation::Observation;
use crate::measures::{Dimension, MeasureError, PeriodRange};
use crate::pipeline::Snapshot;
use crate::quantity::{Measured, NullReason, Scalar};

/// What was measured of one metric for one rep and period.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Value {
    pub(super) value: Measured,
    pub(super) numerator: Option<Scalar>,
    pub(super) denominator: Option<Scalar>,
    pub(super) n: i64,
    /// The 95 % interval, where the family gives one.
    pub(super) interval: Option<(f64, f64)>,
    pub(super) flags: Vec<String>,
}

/// The values of several metrics over one range of periods.
pub(super) struct RepValues {
    range: PeriodRange,
    metrics: BTreeMap<String, BTreeMap<String, Vec<Option<Value>>>>,
    /// Why a metric could not be measured.
    pub(super) refused: BTreeMap<String, Refusal>,
}

/// Why a metric has no value for any rep.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// The measure's own reason: no such metric, a table that is missing, rows that name no rep, another grain.
    Measure(MeasureError),
    /// The id stands for several metrics, of which one must be named.
    SeveralForms(Vec<String>),
}

impl RepValues {
    /// Measures the metrics by rep; one that cannot be measured keeps none of the others away.
    pub(super) fn measure(
        snapshot: &Snapshot,
        ids: &BTreeSet<String>,
        range: PeriodRange,
    ) -> Result<RepValues, Failure> {
        let cut = snapshot.bound(Cut::by(&[Dimension::Rep]))?;
        let mut values = RepValues { range, metrics: BTreeMap::new(), refused: BTreeMap::new() };
        for id in ids.iter().filter(|id| family_of(id).is_none()) {
            values.refused.insert(id.clone(), Refusal::Measure(no_family(id)));
        }
        for family in families() {
            let own: Vec<String> = ids
                .iter()
                .filter(|id| family_of(id).is_some_and(|found| std::ptr::eq(found, family)))
                .cloned()
                .collect();
            if !own.is_empty() {
                values.of_family(snapshot, &cut, family, &own);
            }
        }
        Ok(values)
    }

    fn of_family(&mut self, snapshot: &Snapshot, cut: &Cut, family: &Family, ids: &[String]) {
        let observe = |metrics: &[String]| {
            (family.observe)(&Question { company: snapshot.company(), metrics, cut, range: self.range })
        };
        match observe(ids) {
            Ok(found) => ids.iter().for_each(|id| self.take(id, &found)),
            Err(error) if ids.len() == 1 => {
                self.refused.insert(ids[0].clone(), Refusal::Measure(error));
            }
            Err(_) => ids.iter().for_each(|id| self.of_family(snapshot, cut, family, std::slice::from_ref(id))),
        }
    }

    /// Keeps what was observed of one metric, rep by rep and period by period.
    fn take(&mut self, id: &str, observed: &[Observation]) {
        let mut by_rep: BTreeMap<String, Vec<Option<Value>>> = BTreeMap::new();
        let own: Vec<&Observation> = observed.iter().filter(|row| row.metric_id == id).collect();
        if own.is_empty() {
            let is_form = |row: &&Observation| row.metric_id.strip_prefix(id).is_some_and(|rest| rest.starts_with('.'));
            let forms: BTreeSet<String> = observed.iter().filter(is_form).map(|row| row.metric_id.clone()).collect();
            if !forms.is_empty() {
                self.refused.insert(id.to_string(), Refusal::SeveralForms(forms.into_iter().collect()));
            }
            return;
        }
        // A family answers slice by slice, each with every period, oldest first.
        for rows in own.chunks(self.range.len()) {
            let rep = rows[0].scope.first().map_or("", |slice| slice.key.as_str());
            by_rep.insert(rep.to_string(), rows.iter().map(|row| Some(Value::of(row))).collect());
        }
        self.metrics.insert(id.to_string(), by_rep);
    }

    /// What was measured; `None` where nothing was, or the period lies outside.
    pub(super) fn get(&self, id: &str, rep_id: &str, period: Period) -> Option<&Value> {
        self.metrics.get(id)?.get(rep_id)?.get(self.range.position(period)?)?.as_ref()
    }

    /// All reps' values of a metric, by rep.
    pub(super) fn of_metric(&self, id: &str) -> impl Iterator<Item = (&String, &Vec<Option<Value>>)> {
        self.metrics.get(id).into_iter().flatten()
    }

    /// The periods.
    pub(super) fn range(&self) -> PeriodRange {
        self.range
    }
}

impl Value {
    fn of(row: &Observation) -> Value {
        Value {
            value: row.value,
            numerator: row.numerator,
            denominator: row.denominator,
            n: row.n,
            interval: row.more.lower.zip(row.more.upper),
            flags: row.more.flags.clone(),
        }
    }

    /// Of a rep of whom the family knows nothing.
    pub(super) fn nothing() -> Value {
        Value {
            value: Measured::Null(NullReason::NoDenominator),
            numerator: None,
            denominator: None,
            n: 0,
            interval: None,
            flags: Vec::new(),
        }
    }
}
