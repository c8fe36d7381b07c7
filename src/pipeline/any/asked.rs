//! Which metric is asked for, and why some are not forecast.

use crate::failure::Failure;
use crate::measures::MeasureError;
use crate::measures::family::{families, family_of, no_family};
use crate::measures::kpi::KpiMetric;
use crate::measures::pipeline::looks_ahead;

use super::super::outlook::{FORECASTABLE, RATES};

/// A metric that is forecast by rep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Forecastable {
    /// One that the reps' history holds.
    Kpi(KpiMetric),
    /// The id of any other one, or of several forms of one, such as `win_rate.horizon`.
    Any(String),
}

impl Forecastable {
    /// The metric with this id.
    ///
    /// ```
    /// use attain::pipeline::Forecastable;
    /// assert_eq!(Forecastable::of("win_rate.value").unwrap().id(), "win_rate.value");
    /// assert!(Forecastable::of("win_rate").unwrap_err().hint.unwrap().contains("win_rate.closed"));
    /// assert!(Forecastable::of("pipeline_open").unwrap_err().message.contains("still open"));
    /// ```
    ///
    /// # Errors
    /// [`Failure`] for an id that the dictionary does not have, for one without a value by rep and period, and for what
    /// tells of deals that are still open, of which nothing is left in a past period.
    pub fn of(id: &str) -> Result<Forecastable, Failure> {
        if let Some(kpi) = FORECASTABLE.into_iter().chain(RATES).find(|metric| metric.id() == id) {
            return Ok(Forecastable::Kpi(kpi));
        }
        if looks_ahead(id) {
            return Err(Failure::usage(
                format!("`{id}` is not forecast: it tells of deals still open, and a past period has none left"),
                format!("what the coming period holds is known already: attain kpi {id} --by rep, with --period"),
            ));
        }
        if family_of(id).is_some() {
            return Ok(Forecastable::Any(id.to_string()));
        }
        let forms = forms_of(id);
        if !forms.is_empty() {
            return Err(Failure::usage(
                format!("there are several metrics `{id}`"),
                format!("name one: {}", forms.join(", ")),
            ));
        }
        Err(match no_family(id) {
            MeasureError::AnsweredElsewhere { command, .. } => Failure::usage(
                format!("`{id}` is not forecast: it has no value by rep and period"),
                format!("it is told by: {command}; what attain kpi tells with --by rep is forecast"),
            ),
            error => error.into(),
        })
    }

    /// Its id.
    pub fn id(&self) -> &str {
        match self {
            Forecastable::Kpi(metric) => metric.id(),
            Forecastable::Any(id) => id,
        }
    }
}

/// The metrics whose ids go on where this one ends.
fn forms_of(id: &str) -> Vec<&'static str> {
    let of = |known: &&str| known.strip_prefix(id).is_some_and(|rest| rest.starts_with('.'));
    families().iter().flat_map(|family| family.ids.iter().copied()).filter(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_of_a_family_is_forecast_or_refused_with_a_reason() {
        for id in families().iter().flat_map(|family| family.ids.iter().copied()) {
            match Forecastable::of(id) {
                Ok(metric) => assert_eq!(metric.id(), id),
                Err(refused) => assert!(looks_ahead(id) && refused.hint.is_some(), "{id}: {refused}"),
            }
        }
        assert_eq!(Forecastable::of("orders"), Ok(Forecastable::Kpi(KpiMetric::Orders)));
        assert!(matches!(Forecastable::of("clv.hist.365"), Ok(Forecastable::Any(_))));
    }

    #[test]
    fn what_has_no_value_by_period_is_refused_with_the_command_that_tells_it() {
        let hint = |id: &str| Forecastable::of(id).expect_err("refused").hint.expect("a way out");
        assert!(hint("retention.rolling").contains("attain cohort --variant rolling"));
        assert!(hint("score_card").contains("attain scorecard"));
        assert!(hint("win_rat.closed").contains("win_rate.closed"));
        assert!(hint("collection_rate").starts_with("name one: collection_rate."));
    }
}
