//! What `attain forecast` writes beside its answer: targets and risk from the forecasts that it made anyway.

use std::sync::Arc;

use super::risk::{rows, stamp};
use super::targets::say_aim;
use crate::cli::context::Context;
use crate::cli::forecast_arguments::ForecastArguments;
use crate::failure::Failure;
use crate::measures::kpi::KpiMetric;
use crate::pipeline::{Asked, FORECASTABLE, MetricForecast, Modelled, RepHistory, Snapshot};
use crate::reports::Format;
use crate::review::listing::Listing;
use crate::review::pack::Sentence;
use crate::review::tables;
use crate::settings::Settings;

/// What was asked for, as far as it is there.
pub(super) struct Beside<'a> {
    context: &'a Context,
    asked: &'a ForecastArguments,
    snapshot: &'a Snapshot,
    /// The configuration with the metrics of this run in the place of its own.
    settings: Settings,
    targets: Option<Listing>,
    risk: Option<Listing>,
}

impl<'a> Beside<'a> {
    pub(super) fn new(
        context: &'a Context,
        asked: &'a ForecastArguments,
        snapshot: &'a Snapshot,
        metrics: &[KpiMetric],
    ) -> Beside<'a> {
        let mut settings = context.configuration.settings.clone();
        let with_targets = metrics.iter().filter(|metric| FORECASTABLE.contains(metric));
        settings.targets.metrics = with_targets.map(|metric| metric.id().to_string()).collect();
        Beside { context, asked, snapshot, settings, targets: None, risk: None }
    }

    /// Takes what is wanted from a forecast, which is then no longer held.
    pub(super) fn take(&mut self, history: &Arc<RepHistory<'_>>, forecast: MetricForecast) -> Result<(), Failure> {
        let parts = Asked {
            risk: self.asked.risk_to.is_some() && forecast.metric == KpiMetric::RevenueNet,
            targets: self.asked.targets_to.is_some() && FORECASTABLE.contains(&forecast.metric),
        };
        if !parts.risk && !parts.targets {
            return Ok(());
        }
        let (context, snapshot) = (self.context, self.snapshot);
        let wording = context.wording()?;
        let modelled = Modelled::of(snapshot, &self.settings, history, vec![forecast], (None, None), parts)?;
        if parts.targets {
            say_aim(context, &modelled, &wording, snapshot);
            let statement = |sentence: &Sentence| wording.sentence(sentence, snapshot.currency);
            let more = tables::targets(&modelled.target_sections(), stamp(snapshot), &statement);
            match &mut self.targets {
                Some(listing) => listing.rows.extend(more.rows),
                None => self.targets = Some(more),
            }
        }
        if parts.risk {
            self.risk = Some(rows(context, &modelled, (snapshot, history.last), Format::Csv)?.0);
        }
        Ok(())
    }

    /// Writes the files.
    pub(super) fn write(self) -> Result<(), Failure> {
        let files = [(&self.asked.targets_to, self.targets), (&self.asked.risk_to, self.risk)];
        for (path, listing) in files.into_iter().filter_map(|(path, listing)| path.as_ref().zip(listing)) {
            let listing = self.context.origin(self.snapshot).stamped(listing);
            self.context.output.beside(path).listing(&listing)?;
        }
        Ok(())
    }
}
