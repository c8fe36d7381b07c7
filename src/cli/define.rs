//! `attain define`: the dictionary.

use crate::failure::Failure;
use crate::measures::MeasureError;
use crate::measures::catalogue::{definition, definitions};
use crate::quantity::nearest;
use crate::reports::Format;
use crate::review::listing::{Cell, ColumnKind, Listing};

use super::Outcome;
use super::arguments::DefineArguments;
use super::context::Context;
use super::output;

pub(super) fn run(context: &Context, asked: &DefineArguments) -> Result<Outcome, Failure> {
    let shown: Vec<_> = match &asked.id {
        None => definitions().iter().collect(),
        Some(id) => {
            let found = definition(id).ok_or_else(|| MeasureError::UnknownMetric {
                metric: id.clone(),
                nearest: nearest(id, definitions().iter().map(|definition| definition.id.as_str())),
            })?;
            if context.output.format == Format::Table || context.global.format.is_none() {
                output::to_stdout(found.page.as_bytes())?;
                return Ok(Outcome::Done);
            }
            vec![found]
        }
    };
    let text = |name: &'static str| (name, ColumnKind::Text);
    let mut listing = Listing::new(
        "definitions",
        context.currency(),
        &[text("metric_id"), text("name_en"), text("name_zh"), text("unit"), text("better"), text("formula")],
    );
    for definition in shown {
        let unit = serde_json::to_value(definition.unit).ok().and_then(|unit| unit.as_str().map(str::to_string));
        listing.push(vec![
            Cell::from(definition.id.as_str()),
            Cell::from(definition.name_en.as_str()),
            Cell::from(definition.name_zh.as_str()),
            Cell::from(unit.unwrap_or_default()),
            Cell::from(definition.better.as_str()),
            Cell::from(definition.formula.as_str()),
        ]);
    }
    context.output.listing(&listing)?;
    Ok(Outcome::Done)
}
