//! `attain inspect`: the store without a question of sales: versions, tables, columns, data files.

use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::counted::counted;
use crate::cli::headings::in_chinese;
use crate::cli::store_arguments::InspectArguments;
use crate::cli::store_listings;
use crate::failure::Failure;
use crate::store::{Store, TableDescription};

pub(crate) fn run(context: &Context, asked: &InspectArguments) -> Result<Outcome, Failure> {
    if asked.versions {
        let versions = Store::versions(&context.store_path()?)?;
        context.output.listing(&in_chinese(
            context,
            store_listings::versions(&versions, context.currency()),
            "store",
            &[],
        )?)?;
        return Ok(Outcome::Done);
    }
    let store = context.whole_version("data files are not cut by days")?;
    let currency = context.currency();
    match &asked.table {
        None => {
            let tables = store.tables().map(|table| store.describe(table)).collect::<Result<Vec<_>, _>>()?;
            say_which(context, &store, &tables);
            context.output.listing(&in_chinese(context, store_listings::tables(&tables, currency), "store", &[])?)?;
        }
        Some(name) => {
            let table = store.describe(name)?;
            let listing = match asked.files {
                true => store_listings::files(&table, currency),
                false => store_listings::columns(&table, currency),
            };
            context.output.listing(&in_chinese(context, listing, "store", &[])?)?;
        }
    }
    Ok(Outcome::Done)
}

fn say_which(context: &Context, store: &Store, tables: &[TableDescription]) {
    let manifest = store.manifest();
    let (rows, bytes): (u64, u64) =
        (tables.iter().map(TableDescription::rows).sum(), tables.iter().map(TableDescription::bytes).sum());
    context.output.say(&format!(
        "{}: version {} of {}, {} in {}; older versions: attain inspect --versions",
        store.root().display(),
        manifest.version,
        manifest.committed_at,
        counted(rows, "row"),
        counted(bytes, "byte")
    ));
}
