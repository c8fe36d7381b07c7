//! From the analysis to the pack: plain values in the reader's order, texts as sentences.

mod appraisal;
mod bridges;
mod cases;
mod contests;
mod curves;
mod limits;
mod outlooks;
mod past;
mod people;
mod quality;
mod risk_basis;
mod risk_rows;
mod shock;
mod statement;
pub(in crate::pipeline) mod summary;
mod target_basis;

use std::collections::BTreeSet;

use crate::calendar::Period;
use crate::measures::catalogue::definition;
use crate::quantity::Measured;
use crate::review::pack::{DefinitionEntry, Header, PACK_FORMAT, Pack, PeriodRef, SCHEMA_VERSION, Sentence};

use super::analysis::Analysis;
use super::side_by_side::side_by_side;
use super::snapshot::Snapshot;

pub(super) use appraisal::appraisal_section;
pub(super) use cases::cases as cases_section;

/// What the caller knows and the analysis does not: who prints, from which configuration.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PackStamp {
    /// The program's version.
    pub attain_version: String,
    /// A digest of the configuration.
    pub configuration: String,
    /// Whether a configuration file was read.
    pub configured: bool,
}

impl Analysis<'_> {
    /// The whole pack.
    pub fn pack(&self, stamp: &PackStamp) -> Pack {
        let long_parts = || (self.observations(), self.rep_pages());
        let ((observations, reps), mut pack) = side_by_side(long_parts, || self.short_parts(stamp));
        (pack.observations, pack.reps) = (observations, reps);
        pack.definitions = definitions_of(&pack);
        pack
    }

    /// The pack without its longest parts: the long table, the pages of reps and the definitions.
    fn short_parts(&self, stamp: &PackStamp) -> Pack {
        let risk_rows = self.risk_rows();
        Pack {
            format: PACK_FORMAT,
            schema_version: SCHEMA_VERSION.to_string(),
            header: self.header(stamp),
            summary: self.summary(&risk_rows),
            people: self.people(),
            kpi_table: self.kpi_table(),
            trends: self.trends(),
            bridges: self.bridge_sections(),
            attainment: self.attainment(),
            cohorts: self.cohorts(),
            repeat: self.repeat_section(),
            forecasts: self.forecasts.iter().map(|forecast| self.forecast_section(forecast)).collect(),
            risk: self.risk_section(risk_rows),
            targets: self.targets.iter().map(|targets| self.target_section(targets)).collect(),
            scorecard: self.cards.as_ref().map(|cards| cards.section(self.snapshot)).unwrap_or_default(),
            appraisal: self.appraisal.clone(),
            reps: Vec::new(),
            quality: self.quality(),
            definitions: Vec::new(),
            observations: Vec::new(),
        }
    }

    fn header(&self, stamp: &PackStamp) -> Header {
        let company = &self.settings.company;
        let snapshot = self.snapshot;
        let mut assumptions: Vec<Sentence> = Vec::new();
        if snapshot.currency_assumed {
            assumptions.push(summary::assume_currency(snapshot.currency));
        }
        if !stamp.configured {
            assumptions.push(summary::plain("assume-calendar"));
        }
        // The same words whoever named the day: a pack that is made again with `as_of_exact` is the same bytes.
        if self.rebuild.reaches_end {
            assumptions.push(summary::assume_as_of(snapshot.as_of));
        }
        Header {
            attain_version: stamp.attain_version.clone(),
            company: company.name.clone(),
            team: self.team.clone(),
            purpose: self.settings.review.purpose.clone(),
            period: period_ref(snapshot, self.period),
            year_before: period_ref(snapshot, self.period.year_before()),
            previous: period_ref(snapshot, self.period.previous()),
            next: period_ref(snapshot, self.period.next()),
            as_of: snapshot.as_of,
            as_of_exact: self.rebuild.as_of.to_string(),
            data_from: snapshot.facts.first_day,
            data_to: snapshot.facts.last_day,
            currency: snapshot.currency,
            store_version: snapshot.store.manifest().version,
            time_zone: self.settings.time_zone().to_string(),
            policies: self.settings.policies(),
            configuration: stamp.configuration.clone(),
            assumptions,
            data_notice: company.data_notice.clone(),
        }
    }

    /// A count or an amount in minor units as a float in major units.
    fn major(&self, value: Measured) -> Option<f64> {
        value.value().map(|scalar| scalar.to_f64(self.snapshot.currency.minor_per_major()))
    }

    /// The name of a person.
    fn name(&self, rep_id: &str) -> String {
        self.snapshot.people.name(rep_id).to_string()
    }
}

fn period_ref(snapshot: &Snapshot, period: Period) -> PeriodRef {
    let calendar = snapshot.calendar;
    PeriodRef {
        label: calendar.label(period),
        first_day: calendar.first_day(period),
        last_day: calendar.last_day(period),
        complete: calendar.last_day(period) <= snapshot.as_of,
    }
}

/// One entry for every metric that the pack prints, in the catalogue's order.
fn definitions_of(pack: &Pack) -> Vec<DefinitionEntry> {
    let mut ids: BTreeSet<&str> = pack.observations.iter().map(|row| row.metric_id.as_str()).collect();
    ids.extend(pack.kpi_table.columns.iter().map(|column| column.metric_id.as_str()));
    ids.extend(pack.repeat.company.iter().map(|rate| rate.metric_id.as_str()));
    ids.extend(pack.cohorts.iter().map(|triangle| triangle.metric_id.as_str()));
    ids.extend(["attainment_bands", "target_p"]);
    ids.extend(pack.scorecard.rows.iter().map(|row| row.metric_id.as_str()));
    ids.extend(pack.appraisal.plans.iter().map(|plan| plan.check_metric.as_str()));
    if pack.reps.iter().any(|page| page.score.is_some()) {
        ids.extend(["score_kpi", "grade"]);
    }
    let printed: BTreeSet<&str> = ids.into_iter().filter_map(definition).map(|found| found.id.as_str()).collect();
    crate::measures::catalogue::definitions()
        .iter()
        .filter(|known| printed.contains(known.id.as_str()))
        .map(|known| DefinitionEntry {
            metric_id: known.id.clone(),
            name_en: known.name_en.clone(),
            name_zh: known.name_zh.clone(),
            sentence_en: known.sentence_en.clone(),
            sentence_zh: known.sentence_zh.clone(),
            formula: known.formula.clone(),
            formula_zh: known.formula_zh.clone(),
            unit: known.unit,
            better: known.better.clone(),
            return_policy: known.returns.clone(),
        })
        .collect()
}
