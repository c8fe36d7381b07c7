//! `attain export`: a stored table as one file, a published schema, or results for other programs.

use std::path::Path;

use crate::cli::Outcome;
use crate::cli::commands::export_to;
use crate::cli::context::Context;
use crate::cli::counted::counted;
use crate::cli::export_arguments::{ExportArguments, SchemaChoice};
use crate::cli::pack_writer::json;
use crate::failure::Failure;
use crate::reports::{self, Format};
use crate::store::ExportForm;

pub(crate) fn run(context: &Context, asked: &ExportArguments) -> Result<Outcome, Failure> {
    if let Some(to) = &asked.to {
        return export_to::run(context, asked, to);
    }
    let table = asked.table.as_deref().unwrap_or_default();
    if asked.redact.redact || asked.aims.chance.is_some() || asked.aims.goal.is_some() {
        return Err(Failure::usage(
            "--redact, --chance and --goal are for the results of a review",
            "say where those go: attain export --to results; a stored table is exported as it is",
        )
        .in_chinese(
            "--redact、--chance 和 --goal 用于业绩回顾的结果",
            Some("请指定结果的去处：attain export --to results；存储中的表按原样导出".to_string()),
        ));
    }
    if table == "schema" {
        return schema(context, asked.file.unwrap_or(SchemaChoice::Review));
    }
    if asked.file.is_some() {
        return Err(Failure::usage(
            format!("`{table}` is a table, and no second word follows it"),
            "the second word is for schemas: attain export schema tables",
        ));
    }
    let example = || format!("name a file: attain export {table} --out {table}.csv, or {table}.parquet");
    let Some(path) = &context.global.out else {
        return Err(Failure::usage("an export goes to a file", example()));
    };
    let form = form(context, path).ok_or_else(|| {
        Failure::usage(
            format!("`{}` does not say whether it is to be CSV or Parquet", path.display()),
            format!("{}; or add --format csv", example()),
        )
    })?;
    let store = context.whole_version("a stored table is exported as it is, and not cut by days")?;
    let rows = store.export(table, form, path)?;
    context.output.say(&format!(
        "{} of {} at version {} written to {}",
        counted(rows, "row"),
        table,
        store.manifest().version,
        path.display()
    ));
    Ok(Outcome::Done)
}

/// A published schema, as JSON on stdout or in a file. No store is needed.
fn schema(context: &Context, of: SchemaChoice) -> Result<Outcome, Failure> {
    if context.global.format.is_some() && context.output.format != Format::Json {
        return Err(Failure::usage("a schema is JSON", "leave --format away"));
    }
    let schema = match of {
        SchemaChoice::Review => reports::pack_schema(),
        SchemaChoice::Summary => reports::run_summary_schema(),
        SchemaChoice::Batch => reports::batch_summary_schema(),
        SchemaChoice::Tables => reports::tables_schema(),
    };
    let text = String::from_utf8(json(&schema)?).map_err(|error| Failure::internal(error.to_string()))?;
    context.output.text(&text)?;
    Ok(Outcome::Done)
}

/// What `--format` says, else the ending of the file's name; none where neither is one that tables are exported in.
fn form(context: &Context, path: &Path) -> Option<ExportForm> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match (context.global.format.map(|_| context.output.format), ending.as_deref()) {
        (Some(Format::Csv), _) | (None, Some("csv")) => Some(ExportForm::Csv),
        (Some(Format::Parquet), _) | (None, Some("parquet")) => Some(ExportForm::Parquet),
        _ => None,
    }
}
