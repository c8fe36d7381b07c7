//! What is loaded and is no file of its own: standard input, objects, and tables that are fetched from a database.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressDrawTarget};

use super::context::Context;
use super::counted::counted;
use super::objects;
use crate::failure::Failure;
use crate::pipeline::{ObjectLook, StandIn};
use crate::sources::{
    self, FoundObject, ObjectSettings, Query, SourceError, SourceSettings, Spooled, Watermark, spool,
};
use crate::store::{LoadedSource, Store};

/// Standard input, as a source names it.
const STANDARD_INPUT: &str = "-";

/// The sources with what stands for each file of theirs that is none.
pub(crate) struct Put {
    pub(crate) sources: Vec<SourceSettings>,
    pub(crate) stand_ins: BTreeMap<String, StandIn>,
    /// The temporary files, which go when this does.
    _kept: Vec<Spooled>,
}

/// Puts standard input, objects and the tables of databases into temporary files: their digests have to be known before
/// they are read, and their rows may have to be read twice. `again` fetches from the beginning.
pub(crate) fn put(context: &Context, sources: &[SourceSettings], base: &Path, again: bool) -> Result<Put, Failure> {
    let mut put = Put { sources: sources.to_vec(), stand_ins: BTreeMap::new(), _kept: Vec::new() };
    if sources.iter().any(|source| source.files.iter().any(|file| file == STANDARD_INPUT)) {
        let spooled = spool(&mut std::io::stdin().lock(), &std::env::temp_dir())
            .map_err(|error| Failure::internal(format!("standard input cannot be read: {error}")))?;
        put.add(STANDARD_INPUT, "standard input".to_string(), spooled, (None, None));
    }
    if let Some(source) = sources.iter().find(|source| source.adbc.is_none() && source.files.is_empty()) {
        return Err(neither(source));
    }
    let of_bucket = |source: &SourceSettings| source.files.iter().any(|file| sources::is_object_address(file));
    let marked = sources.iter().any(|source| source.watermark.is_some() || of_bucket(source));
    let store = if marked { Store::open(&context.store_path()?).ok() } else { None };
    let loaded = store.map(|store| store.sources()).transpose()?.unwrap_or_default();
    put.fetch_objects(context, base, if again { &[] } else { &loaded })?;
    for at in 0..put.sources.len() {
        let Some(name) = put.name_of_database(at)? else { continue };
        let settings = put.sources[at].clone();
        let mark = loaded.iter().rev().find(|source| source.table == settings.table && source.file == name);
        let since = mark.and_then(|source| source.watermark.as_ref()).filter(|_| !again);
        let (spooled, watermark) = fetch(context, &settings, &name, base, since)?;
        if let Some(mark) = mark.filter(|mark| settings.watermark.is_some() && was_numbered_here(mark)) {
            let args = [("source", mark.file.as_str())];
            context.output.say(&context.wording()?.text_filled("load-numbered-here", &args));
        }
        put.sources[at].files = vec![name.clone()];
        put.add(&name, name.clone(), spooled, (watermark, None));
    }
    Ok(put)
}

impl Put {
    /// Puts what lies on object storage into temporary files, each object once. What was loaded, as the bucket says
    /// without sending it, is not fetched again.
    fn fetch_objects(&mut self, context: &Context, base: &Path, loaded: &[LoadedSource]) -> Result<(), Failure> {
        let settings = objects::settings();
        let mut named: BTreeMap<String, usize> = BTreeMap::new();
        for source in &mut self.sources {
            let mut files = Vec::new();
            for given in std::mem::take(&mut source.files) {
                let found = match sources::is_object_address(&given) {
                    true => sources::expand_objects(&given, &settings)?,
                    false => vec![given],
                };
                for file in found {
                    if !files.contains(&file) {
                        files.push(file);
                    }
                }
            }
            files.iter().for_each(|file| *named.entry(file.clone()).or_default() += 1);
            source.files = files;
        }
        for at in 0..self.sources.len() {
            for file in self.sources[at].files.clone() {
                if sources::is_object_address(&file) && !self.stand_ins.contains_key(&file) {
                    let reader = if named[&file] == 1 { Some(at) } else { None };
                    self.fetch_object(context, &file, (&settings, base, reader), loaded)?;
                }
            }
        }
        Ok(())
    }

    /// Fetches an object that the store does not know. `reader` is the only source that reads it: where there are several,
    /// each reads it in its own way, and that one of them knows it says nothing of the others.
    fn fetch_object(
        &mut self,
        context: &Context,
        address: &str,
        (settings, base, reader): (&ObjectSettings, &Path, Option<usize>),
        loaded: &[LoadedSource],
    ) -> Result<(), Failure> {
        let time_zone = context.configuration.settings.company.time_zone.as_deref();
        let reader = reader.map(|at| &self.sources[at]);
        let seen = if reader.is_some() { sources::look_at_object(address, settings)? } else { None };
        let digest = |(seen, settings): (&FoundObject, &SourceSettings)| {
            let said = format!("{address}\n{}\n{}\n{}", seen.mark, seen.bytes, seen.written_at);
            ObjectLook { settings, base, currency: context.currency(), time_zone, said: &said }.digest()
        };
        let object = seen.as_ref().zip(reader).map(digest).transpose()?;
        let is_it =
            |known: &&LoadedSource| known.object == object && reader.is_some_and(|reader| known.table == reader.table);
        if let Some(known) = loaded.iter().find(is_it).filter(|_| object.is_some()) {
            let unchanged = Some(known.digest.clone());
            let (name, path) = (address.to_string(), PathBuf::from(address));
            self.stand_ins.insert(address.to_string(), StandIn { name, path, watermark: None, object, unchanged });
            return Ok(());
        }
        let spinner = spinner(context);
        spinner.set_message(format!("{address}: fetching"));
        let fetched = sources::fetch_object(address, settings, &std::env::temp_dir());
        spinner.finish_and_clear();
        let (spooled, mark) = fetched?;
        // It may have been replaced between the look and the fetching.
        let object = object.filter(|_| seen.is_some_and(|seen| seen.mark == mark));
        self.add(address, address.to_string(), spooled, (None, object));
        Ok(())
    }

    fn add(&mut self, file: &str, name: String, spooled: Spooled, marks: (Option<Watermark>, Option<String>)) {
        let (path, (watermark, object)) = (PathBuf::from(spooled.path()), marks);
        self.stand_ins.insert(file.to_string(), StandIn { name, path, watermark, object, unchanged: None });
        self._kept.push(spooled);
    }

    /// What a source from a database is called: `orders from postgresql`, with a number where there are more of them.
    fn name_of_database(&self, at: usize) -> Result<Option<String>, Failure> {
        let source = &self.sources[at];
        let Some(kind) = &source.adbc else { return Ok(None) };
        if !source.files.is_empty() {
            return Err(Failure::usage(
                format!("the source of `{}` names both files and a database", source.table),
                "make two [[source]] of it",
            ));
        }
        let name = format!("{} from {kind}", source.table);
        let before = self.sources[..at].iter().filter(|other| other.table == source.table && other.adbc == source.adbc);
        Ok(Some(match before.count() {
            0 => name,
            count => format!("{name} ({})", count + 1),
        }))
    }
}

/// Whether an earlier load of a source with a watermark worked order ids or line numbers out, as it could before that was
/// refused.
fn was_numbered_here(earlier: &LoadedSource) -> bool {
    let has = |column: &str| earlier.mapping.iter().any(|(_, canonical, _)| canonical == column);
    earlier.table == "orders" && earlier.watermark.is_some() && !(has("order_id") && has("line_no"))
}

fn neither(source: &SourceSettings) -> Failure {
    Failure::usage(
        format!("the source of `{}` names neither files nor a database", source.table),
        "write files = [\"orders.csv\"], or adbc = \"postgresql\" with uri and query",
    )
}

/// Something that turns on a terminal while one waits.
fn spinner(context: &Context) -> ProgressBar {
    let target = if context.output.quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
    let spinner = ProgressBar::with_draw_target(None, target);
    spinner.enable_steady_tick(std::time::Duration::from_millis(120));
    spinner
}

fn fetch(
    context: &Context,
    settings: &SourceSettings,
    name: &str,
    base: &Path,
    since: Option<&Watermark>,
) -> Result<(Spooled, Option<Watermark>), Failure> {
    let environment = |name: &str| std::env::var(name).ok();
    let address = sources::address(&settings.place(), base, &environment)?;
    let spinner = spinner(context);
    spinner.set_message(format!("{name}: asking"));
    let (currency, time_zone) = (context.currency(), context.configuration.settings.company.time_zone.as_deref());
    // Where the driver lies changes nothing in what it fetches.
    let described = SourceSettings { driver: None, ..settings.clone() };
    let read_by = ObjectLook { settings: &described, base, currency, time_zone, said: "" }.digest()?;
    let query = Query { settings, name, base, address: &address, since, read_by: &read_by };
    let fetched = sources::fetch(&query, &std::env::temp_dir(), &mut |rows| {
        spinner.set_message(format!("{name}: {} fetched", counted(rows, "row")));
    });
    spinner.finish_and_clear();
    let fetched = fetched.map_err(|error: SourceError| Failure::from(error))?;
    if let Some(since) = since.filter(|_| fetched.newer_only) {
        let newer = counted(fetched.rows, "row");
        context.output.say(&format!("{name}: {newer} fetched, from `{}` {} on", since.column, since.value));
    }
    Ok((fetched.file, fetched.watermark))
}
