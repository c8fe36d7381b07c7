//! What was loaded, what is doubtful about it, and what each id means.

use minijinja::context;
use minijinja::value::Value;

use super::inline_plot::percent;
use super::scribe::Scribe;
use crate::reports::figures::legible;
use crate::reports::wording::Language;
use crate::review::pack::{FileAccount, MappingRow};

pub(super) fn section(scribe: &Scribe<'_>) -> Value {
    let quality = &scribe.pack.quality;
    // A column that carries attain's own name needs no row to itself; the tables of the pack hold them all.
    let is_plain = |row: &&MappingRow| row.source == row.column && row.how == "name";
    let same = quality.mapping.iter().filter(is_plain).count();
    let mapping: Vec<Value> = quality
        .mapping
        .iter()
        .filter(|row| !is_plain(row))
        .map(|row| {
            context! {
                table => legible(&row.table),
                source => legible(&row.source),
                column => legible(&row.column),
                how => scribe.wording.named("how", &row.how),
            }
        })
        .collect();
    let coverage: Vec<Value> = quality
        .coverage
        .iter()
        .map(|row| {
            context! {
                table => legible(&row.table),
                column => legible(&row.column),
                share => scribe.figures.share(row.share),
                width => percent(row.share),
            }
        })
        .collect();
    context! {
        accounts => quality.accounts.iter().map(|a| account(scribe, a)).collect::<Vec<_>>(),
        findings => scribe.sentences(&quality.findings),
        mapping,
        same => (same > 0).then(|| scribe.say_with("quality-same", &[("count", &scribe.figures.count(same as i64))])),
        coverage,
    }
}

fn account(scribe: &Scribe<'_>, account: &FileAccount) -> Value {
    let accounted = account
        .rows_loaded
        .checked_add(account.duplicates_dropped)
        .and_then(|sum| sum.checked_add(account.rows_rejected));
    context! {
        table => legible(&account.table),
        file => legible(&account.file),
        read => scribe.figures.count(account.rows_read),
        loaded => scribe.figures.count(account.rows_loaded),
        duplicates => scribe.figures.count(account.duplicates_dropped),
        rejected => scribe.figures.count(account.rows_rejected),
        warned => scribe.figures.count(account.rows_warned),
        adds_up => accounted == Some(account.rows_read),
    }
}

pub(super) fn definitions(scribe: &Scribe<'_>) -> Value {
    let chinese = scribe.wording.language() == Language::Zh;
    let rows: Vec<Value> = scribe
        .pack
        .definitions
        .iter()
        .map(|definition| {
            let (name, sentence) = if chinese {
                (&definition.name_zh, &definition.sentence_zh)
            } else {
                (&definition.name_en, &definition.sentence_en)
            };
            context! {
                id => legible(&definition.metric_id),
                name => legible(name),
                sentence => legible(sentence),
                formula => legible(if chinese && !definition.formula_zh.is_empty() { &definition.formula_zh } else { &definition.formula }),
                better => scribe.wording.named("better", &definition.better),
            }
        })
        .collect();
    context! { rows }
}
