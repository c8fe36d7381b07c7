//! `attain init`: looks at files and writes a commented configuration.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::cli::Outcome;
use crate::cli::arguments::InitArguments;
use crate::cli::context::{Context, DEFAULT_CONFIG};
use crate::cli::init_in_chinese::comments_in_chinese;
use crate::cli::objects;
use crate::failure::Failure;
use crate::reports::wording::Language;
use crate::review::listing::{Cell, ColumnKind, Listing};
use crate::sources;

pub(crate) fn run(context: &Context, asked: &InitArguments) -> Result<Outcome, Failure> {
    if asked.presets {
        context.output.listing(&presets(context))?;
        return Ok(Outcome::Done);
    }
    let out = context.global.out.clone().unwrap_or_else(|| PathBuf::from(DEFAULT_CONFIG));
    if out.exists() && !asked.force {
        return Err(exists(&out));
    }
    if let Some(address) = asked.files.iter().find_map(|file| objects::address(file)) {
        return Err(in_a_bucket(address));
    }
    let base = out.parent().map(Path::to_path_buf).unwrap_or_default();
    let found = sources::find_files(&asked.files, &base)?;
    let proposal = sources::propose(&found);
    let text = match context.language {
        Language::Zh => comments_in_chinese(&proposal.text),
        Language::En => proposal.text.clone(),
    };
    write(&out, &text, asked.force)?;
    for sentence in &proposal.decided {
        context.output.say(&format!("decided: {sentence}"));
    }
    for sentence in &proposal.undecided {
        context.output.say(&format!("yours to decide: {sentence}"));
    }
    let load = match out == Path::new(DEFAULT_CONFIG) {
        true => "attain ingest".to_string(),
        false => format!("attain ingest --config {}", out.display()),
    };
    context.output.say(&format!("{} is written; read it through, then load: {load}", out.display()));
    Ok(if proposal.undecided.is_empty() { Outcome::Done } else { Outcome::Findings })
}

/// Writes the file; one that came to be in the meantime is not written over either.
fn write(out: &Path, text: &str, force: bool) -> Result<(), Failure> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true);
    if force {
        options.create(true).truncate(true);
    } else {
        options.create_new(true);
    }
    let written = options.open(out).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => exists(out),
        _ => Failure::data(
            format!("`{}` cannot be written: {error}", out.display()),
            Some("name another place with --out".to_string()),
        ),
    })
}

fn in_a_bucket(address: &str) -> Failure {
    Failure::usage(
        format!("init looks at files on this machine, and `{address}` is on object storage"),
        format!("copy some of its files here, run init on them, and then write files = [\"{address}\"] in its place"),
    )
    .in_chinese(
        format!("init 只查看本机上的文件，而 `{address}` 位于对象存储"),
        Some(format!("请先把其中几个文件复制到本机并运行 init，再将配置中的路径改为 files = [\"{address}\"]")),
    )
}

fn exists(out: &Path) -> Failure {
    Failure::usage(
        format!("`{}` is there already", out.display()),
        "name another place with --out FILE, or write over it with --force",
    )
}

/// `preset, table, title`.
fn presets(context: &Context) -> Listing {
    let columns = [("preset", ColumnKind::Text), ("table", ColumnKind::Text), ("title", ColumnKind::Text)];
    let mut listing = Listing::new("presets", context.currency(), &columns);
    for preset in sources::presets() {
        let title = match context.language {
            Language::En => &preset.title_en,
            Language::Zh => &preset.title_zh,
        };
        listing.push(vec![
            Cell::from(preset.name.as_str()),
            Cell::from(preset.table.as_str()),
            Cell::from(title.as_str()),
        ]);
    }
    listing
}
