//! Where `--to` leads: a `[[destination]]` of the configuration, a folder, or a path in a bucket.

use std::path::{Path, PathBuf};

use super::context::Context;
use super::objects;
use crate::failure::Failure;
use crate::quantity::nearest;
use crate::settings::DestinationSettings;
use crate::sources::{self, Address, Bucket, Delivery, Found, OutgoingTable};
use crate::store::{Outgoing, OutgoingProblem, deliver_to_bucket, deliver_to_folder, require_place};

/// A destination, ready to be written to.
pub(crate) struct Destination {
    pub(crate) settings: DestinationSettings,
    /// What people call it.
    pub(crate) name: String,
    base: PathBuf,
    door: Door,
}

enum Door {
    Folder(PathBuf),
    Bucket(Bucket),
    Database(Address),
}

impl Destination {
    /// What `--to` names. A word that is no destination is a folder only where it looks like one: a name that was
    /// mistyped must not become a folder.
    pub(crate) fn named(context: &Context, to: &str) -> Result<Destination, Failure> {
        let known = &context.configuration.settings.destination;
        if let Some(settings) = known.iter().find(|one| one.name == to) {
            return Destination::of(settings, &context.configuration.base);
        }
        let is_objects = sources::is_object_address(to);
        if to.contains("://") && !is_objects {
            return Err(address_typed());
        }
        let folder = Path::new(to);
        let is_path = is_objects || folder.components().count() > 1 || to.ends_with(['/', '\\']) || to.starts_with('.');
        if to.is_empty() || !(known.is_empty() || is_path || folder.is_dir()) {
            return Err(unknown(to, known));
        }
        let settings = DestinationSettings { delta: Some(to.to_string()), ..DestinationSettings::default() };
        Destination::of(&settings, Path::new(""))
    }

    fn of(settings: &DestinationSettings, base: &Path) -> Result<Destination, Failure> {
        let door = match (settings.place(), &settings.delta) {
            (Some(place), _) => {
                let environment = |name: &str| std::env::var(name).ok();
                let address = sources::address(&place, base, &environment)?;
                // Told before a minute of work.
                sources::reach(&place, base, &address)?;
                Door::Database(address)
            }
            (None, Some(address)) if sources::is_object_address(address) => {
                let bucket = objects::bucket(address)?;
                require_place(&bucket)?;
                Door::Bucket(bucket)
            }
            (None, folder) => {
                let folder = base.join(folder.as_deref().unwrap_or_default());
                // Without a separator at the end, behind which a file would not be seen.
                Door::Folder(usable(folder.components().collect())?)
            }
        };
        let name = match &door {
            Door::Folder(folder) => folder.display().to_string(),
            Door::Bucket(bucket) => bucket.address().to_string(),
            Door::Database(_) => settings.name.clone(),
        };
        Ok(Destination { settings: settings.clone(), name, base: base.to_path_buf(), door })
    }

    /// What a table is called there.
    pub(crate) fn name_of(&self, table: &str) -> String {
        let name = format!("{}{table}", self.settings.prefix());
        self.settings.schema.as_ref().map_or_else(|| name.clone(), |schema| format!("{schema}.{name}"))
    }

    /// Writes a run's tables; says of each whether it was there already.
    pub(crate) fn deliver(
        &self,
        run_id: &str,
        add_columns: bool,
        tables: &[OutgoingTable],
    ) -> Result<Vec<Found>, Failure> {
        let prefix = self.settings.prefix();
        let outgoing = Outgoing { prefix, run_id, add_columns, tables };
        match (&self.door, self.settings.place()) {
            (Door::Database(address), Some(place)) => {
                let (base, schema) = (self.base.as_path(), self.settings.schema.as_deref());
                let delivery = Delivery { place: &place, base, address, schema, prefix, run_id, add_columns };
                Ok(sources::deliver(&delivery, tables)?)
            }
            (Door::Folder(folder), _) => Ok(deliver_to_folder(folder, &outgoing)?),
            (Door::Bucket(bucket), _) => Ok(deliver_to_bucket(bucket, &outgoing)?),
            (Door::Database(_), None) => Err(Failure::internal("a database without a kind")),
        }
    }
}

fn usable(folder: PathBuf) -> Result<PathBuf, Failure> {
    if folder.is_file() {
        return Err(Failure::usage(
            format!("`{}` is a file, and results go into a folder", folder.display()),
            "name a folder: --to results",
        )
        .in_chinese(
            format!("`{}` 是文件，而结果应写入目录", folder.display()),
            Some("请指定目录，如 --to results".to_string()),
        ));
    }
    OutgoingProblem::refuse_store(&folder)?;
    Ok(folder)
}

fn address_typed() -> Failure {
    Failure::usage(
        "--to takes a folder, a path in a bucket or the name of a [[destination]], and no address of a database: it would \
         stand in the shell's history",
        "write it into the configuration: [[destination]] name = \"warehouse\", adbc = \"postgresql\", uri = \
         \"postgresql://writer:${WAREHOUSE_PASSWORD}@host:5432/bi\"; then --to warehouse",
    )
    .in_chinese(
        "--to 只接受目录、存储桶中的路径或 [[destination]] 的名称，不接受数据库地址：地址会留在命令行历史中",
        Some(
            "请写入配置：[[destination]] name = \"warehouse\"，adbc = \"postgresql\"，uri = \
             \"postgresql://writer:${WAREHOUSE_PASSWORD}@host:5432/bi\"；然后用 --to warehouse"
                .to_string(),
        ),
    )
}

fn unknown(to: &str, known: &[DestinationSettings]) -> Failure {
    let near = nearest(to, known.iter().map(|one| one.name.as_str()));
    let (en, zh) = (near.join("`, `"), near.join("`、`"));
    if near.is_empty() {
        return Failure::usage("--to needs a folder or a destination", "name one: --to results")
            .in_chinese("--to 需要目录或目的地名称", Some("请指定，如 --to results".to_string()));
    }
    Failure::usage(
        format!("the configuration has no [[destination]] called `{to}`"),
        format!("there are `{en}`; for a new folder of that name write --to ./{to}"),
    )
    .in_chinese(
        format!("配置中没有名为 `{to}` 的 [[destination]]"),
        Some(format!("已有 `{zh}`；若要新建同名目录，请写 --to ./{to}")),
    )
}
