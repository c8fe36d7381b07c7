//! Where each canonical column is read from, and what is done to its text.

use std::collections::BTreeMap;
use std::path::Path;

use crate::schema::{ColumnSpec, TableSpec, normalised};

use super::SourceError;
use super::mapping::{MatchedBy, Origin, PeriodPlan, Plan};
use super::preset::Preset;
use super::recognition::{self, Titles};
use super::settings::{ColumnDetail, ColumnSource, SourceSettings};

/// Canonical column → index of the configured field.
pub(super) fn configured_fields(
    header: &[String],
    settings: &SourceSettings,
    path: &Path,
) -> Result<BTreeMap<String, usize>, SourceError> {
    let mut fields = BTreeMap::new();
    for (column, source) in &settings.columns {
        let wanted = match source {
            ColumnSource::Column(name) => Some(name),
            ColumnSource::Detail(detail) => detail.column.as_ref(),
        };
        let Some(wanted) = wanted else { continue };
        let index = field_named(header, wanted).ok_or_else(|| not_there(header, path, column, wanted))?;
        fields.insert(column.clone(), index);
    }
    Ok(fields)
}

/// The field of this name, to the letter or as names are compared.
fn field_named(header: &[String], wanted: &str) -> Option<usize> {
    let exact = header.iter().position(|name| name == wanted);
    exact.or_else(|| header.iter().position(|name| normalised(name) == normalised(wanted)))
}

fn not_there(header: &[String], path: &Path, column: &str, configured: &str) -> SourceError {
    SourceError::ConfiguredColumnMissing {
        path: path.to_path_buf(),
        column: column.to_string(),
        configured: configured.to_string(),
        available: header.to_vec(),
    }
}

/// Canonical column → index of the field that the preset names, as far as the file has it and nothing else claims it.
pub(super) fn preset_fields(
    preset: &Preset,
    titles: &Titles<'_>,
    settings: &SourceSettings,
    configured: &BTreeMap<String, usize>,
) -> BTreeMap<String, usize> {
    let open = |column: &&String| !settings.columns.contains_key(*column);
    let found = |column: &String| Some((column.clone(), preset.field(column, titles.names)?));
    let free = |(_, index): &(String, usize)| !configured.values().any(|taken| taken == index);
    preset.columns.keys().filter(open).filter_map(found).filter(free).collect()
}

/// The plan for a column that the configuration names.
pub(super) fn configured_plan(
    spec: &'static ColumnSpec,
    source: &ColumnSource,
    field: Option<usize>,
    titles: &Titles<'_>,
    path: &Path,
) -> Result<Plan, SourceError> {
    let detail = match source {
        ColumnSource::Column(name) => ColumnDetail { column: Some(name.clone()), ..ColumnDetail::default() },
        ColumnSource::Detail(detail) => detail.clone(),
    };
    match field {
        Some(index) => field_plan(spec, index, detail, MatchedBy::Configured, titles, path),
        None => {
            let origin = Origin::Constant(detail.constant.clone().unwrap_or_default());
            Ok(Plan { spec, origin, detail, how: MatchedBy::Configured, currency: None, period: None })
        }
    }
}

/// The plan for a field; what its title says about its unit counts unless the detail scales the values itself.
pub(super) fn field_plan(
    spec: &'static ColumnSpec,
    index: usize,
    mut detail: ColumnDetail,
    how: MatchedBy,
    titles: &Titles<'_>,
    path: &Path,
) -> Result<Plan, SourceError> {
    let unit = titles.unit(index, spec);
    if detail.multiply_by.is_none() && detail.divide_by.is_none() {
        if let Some(written) = unit.unclear {
            return Err(SourceError::UnclearUnit {
                path: path.to_path_buf(),
                heading: titles.names[index].clone(),
                unit: written,
                column: spec.name.clone(),
            });
        }
        detail.multiply_by = (unit.power > 0).then(|| 10_f64.powi(unit.power as i32));
    }
    let origin = Origin::Field { index, name: titles.names[index].clone() };
    let period = detail.year.as_ref().map(|year| {
        let field = field_named(titles.names, year).ok_or_else(|| not_there(titles.names, path, &spec.name, year))?;
        Ok(PeriodPlan { end: spec.name == "period_end", year: Some(field), quarterly: false })
    });
    Ok(Plan { spec, origin, detail, how, currency: unit.currency, period: period.transpose()? })
}

/// The one field that carries the column's name or a synonym of it; more than one stops the run.
pub(super) fn recognised(
    spec: &'static ColumnSpec,
    titles: &Titles<'_>,
    taken: &[usize],
    path: &Path,
) -> Result<Option<Plan>, SourceError> {
    let (found, how) = recognition::candidates(spec, titles, taken);
    match found.as_slice() {
        [] => Ok(None),
        [index] => field_plan(spec, *index, ColumnDetail::default(), how, titles, path).map(Some),
        several => Err(SourceError::AmbiguousColumn {
            path: path.to_path_buf(),
            column: spec.name.clone(),
            candidates: several.iter().map(|&index| titles.names[index].clone()).collect(),
        }),
    }
}

/// A file with one row a month names the month, not its first and last day: both are read from the one column.
pub(super) fn add_periods(
    table: &'static TableSpec,
    plans: &mut Vec<Plan>,
    titles: &Titles<'_>,
    path: &Path,
) -> Result<(), SourceError> {
    let Some(start) = plans.iter().position(|plan| plan.spec.name == "period_start") else { return Ok(()) };
    let Origin::Field { index, .. } = plans[start].origin else { return Ok(()) };
    let end = table.column("period_end");
    if plans.iter().any(|plan| plan.spec.name == "period_end") {
        return Ok(());
    }
    let used: Vec<usize> = plans.iter().flat_map(Plan::fields).collect();
    let year =
        plans[start].period.and_then(|period| period.year).or_else(|| titles.year().filter(|at| !used.contains(at)));
    let quarterly = titles.is_quarterly(index);
    plans[start].period = Some(PeriodPlan { end: false, year, quarterly });
    if let Some(end) = end {
        let detail = ColumnDetail { year: None, ..plans[start].detail.clone() };
        let mut plan = field_plan(end, index, detail, plans[start].how, titles, path)?;
        plan.period = Some(PeriodPlan { end: true, year, quarterly });
        plans.insert(start + 1, plan);
    }
    Ok(())
}
