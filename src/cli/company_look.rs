//! `--templates`: a folder with a company's look.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use crate::failure::Failure;
use crate::reports::html::Look;
use crate::reports::look::{self, LookFiles};
use crate::reports::wording::Language;

/// The look, and by language the words that replace attain's own.
pub(crate) struct CompanyLook {
    pub(crate) look: Look,
    pub(crate) words: BTreeMap<Language, String>,
}

/// The files that a look may have.
const FILES: [&str; 5] = ["look.toml", "logo.svg", "logo.png", "en.ftl", "zh.ftl"];

/// Reads the folder; a file that is not there changes nothing.
pub(crate) fn read(folder: &Path) -> Result<CompanyLook, Failure> {
    let entries = std::fs::read_dir(folder).map_err(|error| {
        Failure::usage(
            format!("`{}` cannot be read: {error}", folder.display()),
            format!("name a folder with some of {}", FILES.join(", ")),
        )
    })?;
    let names: Vec<String> =
        entries.filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned())).collect();
    if !FILES.iter().any(|file| names.iter().any(|name| name == file)) {
        return Err(Failure::usage(
            format!("`{}` holds nothing of a company's look", folder.display()),
            format!("it may hold {}", FILES.join(", ")),
        ));
    }
    let text = |name: &str| -> Result<Option<String>, Failure> {
        let Some(bytes) = bytes(folder, name)? else { return Ok(None) };
        String::from_utf8(bytes).map(Some).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            Failure::usage(
                format!("`{}` is not UTF-8 from byte {at} on", folder.join(name).display()),
                "save it as UTF-8",
            )
        })
    };
    let files = LookFiles { settings: text("look.toml")?, svg: text("logo.svg")?, png: bytes(folder, "logo.png")? };
    let look = look::look(&files)
        .map_err(|error| Failure::usage(format!("{}: {error}", folder.display()), error.hint.clone()))?;
    let mut words = BTreeMap::new();
    for language in [Language::En, Language::Zh] {
        if let Some(own) = text(&format!("{}.ftl", language.word()))? {
            words.insert(language, own);
        }
    }
    Ok(CompanyLook { look, words })
}

fn bytes(folder: &Path, name: &str) -> Result<Option<Vec<u8>>, Failure> {
    let path = folder.join(name);
    match std::fs::read(&path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::usage(
            format!("`{}` cannot be read: {error}", path.display()),
            "make it readable, or take it away",
        )),
    }
}
