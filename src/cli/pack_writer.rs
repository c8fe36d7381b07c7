//! One pack on the disk: what people read in each language, the data once, and last what a scheduler reads.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::context::Context;
use super::older_pack::OlderPack;
use super::pack_files::PackFiles;
use super::packet_file::{self, AskedPacket};
use crate::failure::Failure;
use crate::reports::html::{Dress, Neighbour};
use crate::reports::wording::{Language, Wording};
use crate::reports::{self, DigestForm, RunSummary};
use crate::review::findings::sentence;
use crate::review::pack::{Arg, Pack, Sentence};
use crate::review::tables;

/// How the packs of a run are written.
pub(crate) struct PackWriter<'a> {
    pub(crate) context: &'a Context,
    /// The first language's files have plain names.
    pub(crate) wordings: Vec<Wording>,
    pub(crate) dress: Dress,
    /// The packet on paper, where it was asked for.
    pub(crate) packet: Option<AskedPacket>,
}

/// `review.html`, and in the second language `review.zh.html`.
pub(crate) fn file_name(stem: &str, ending: &str, language: Language, is_first: bool) -> String {
    if is_first { format!("{stem}.{ending}") } else { format!("{stem}.{}.{ending}", language.word()) }
}

impl PackWriter<'_> {
    /// `en`, `zh`, or `both`.
    pub(crate) fn language_word(&self) -> &'static str {
        match self.wordings.as_slice() {
            [only] => only.language().word(),
            _ => "both",
        }
    }

    /// The first language's words.
    pub(crate) fn wording(&self) -> &Wording {
        &self.wordings[0]
    }

    /// Writes the pack. A file that cannot be written keeps no other one back; the first such failure is the second
    /// answer.
    pub(crate) fn write(&self, pack: &Pack, folder: &Path) -> (RunSummary, Result<(), Failure>) {
        let older = OlderPack::read(folder);
        // A summary of an earlier review must not vouch for this one, should it be broken off.
        let _ = std::fs::remove_file(folder.join("summary.json"));
        // Nor may a packet of an earlier one lie beside it.
        for (language, is_first) in [(Language::En, true), (Language::En, false), (Language::Zh, false)] {
            let _ = std::fs::remove_file(folder.join(packet_file::name(language, is_first)));
        }
        let mut files = PackFiles::new(folder, &self.context.output);
        // In the words of the one team that the pack speaks of. That they can be read is a matter of our own tests.
        let of_team: Option<Vec<Wording>> = (!pack.header.team.is_empty())
            .then(|| self.wordings.iter().map(Wording::of_team).collect::<Result<_, _>>().ok())
            .flatten();
        for (at, wording) in of_team.as_deref().unwrap_or(&self.wordings).iter().enumerate() {
            self.words(pack, wording, at == 0, &mut files);
        }
        files.put("review.json", json(pack));
        let statement = |sentence: &Sentence| self.wording().sentence(sentence, pack.header.currency);
        let mut listings = tables::of_pack(pack, &statement);
        if let [_, second] = self.wordings.as_slice() {
            let statement = |sentence: &Sentence| second.sentence(sentence, pack.header.currency);
            tables::add_statements(&mut listings, pack, second.language().word(), &statement);
        }
        for listing in &listings {
            let csv = reports::csv(listing).map_err(|error| Failure::internal(error.to_string()));
            files.put(&format!("tables/{}.csv", listing.name), csv);
            files.put_parquet(&format!("tables/{}.parquet", listing.name), listing);
        }
        let mut summary =
            RunSummary::new(pack, self.language_word(), std::mem::take(&mut files.written), files.failed.clone());
        summary.exit_code = files.exit_code();
        if let Some(older) = older {
            self.replace(&older, pack, folder, &summary);
        }
        files.put("summary.json", json(&summary));
        (summary, files.outcome())
    }

    /// Clears away what an older pack would leave behind, and says that there was one.
    fn replace(&self, older: &OlderPack, pack: &Pack, folder: &Path, summary: &RunSummary) {
        let removed = older.remove_rest(folder, &summary.files);
        if removed == 0 && older.period == summary.period {
            return;
        }
        let said = sentence(
            "pack-replaced",
            vec![
                ("folder", Arg::Text(folder.display().to_string())),
                ("period", Arg::Text(older.period.clone())),
                ("count", Arg::Count(removed as i64)),
            ],
        );
        self.context.output.say(&self.wording().sentence(&said, pack.header.currency));
    }

    /// What people read, in one language.
    fn words(&self, pack: &Pack, wording: &Wording, is_first: bool, files: &mut PackFiles<'_>) {
        let name = |stem: &str, ending: &str| file_name(stem, ending, wording.language(), is_first);
        let page = reports::html::page_dressed(pack, wording, &self.dress_beside("review", wording.language()));
        files.put(
            &name("review", "html"),
            page.map(String::into_bytes).map_err(|error| Failure::internal(error.to_string())),
        );
        let workbook = reports::workbook(pack, wording).map_err(|error| Failure::internal(error.to_string()));
        files.put(&name("review", "xlsx"), workbook);
        files.put(&name("digest", "txt"), Ok(reports::digest(pack, wording, DigestForm::Plain).into_bytes()));
        files.put(&name("digest", "md"), Ok(reports::digest(pack, wording, DigestForm::Markdown).into_bytes()));
        if let Some(packet) = &self.packet {
            let name = packet_file::name(wording.language(), is_first);
            files.put(&name, packet.make(&self.context.output, &name, pack, (wording, &self.dress)));
        }
    }

    /// The dress of a page, with a link to the same page in the other language.
    pub(crate) fn dress_beside(&self, stem: &str, language: Language) -> Dress {
        let others = self.wordings.iter().enumerate().filter(|(_, other)| other.language() != language);
        let neighbours = others.map(|(at, other)| Neighbour {
            language: other.language(),
            address: file_name(stem, "html", other.language(), at == 0),
        });
        Dress { neighbours: neighbours.collect(), ..self.dress.clone() }
    }

    /// The names of the files that people look at first.
    pub(crate) fn first_files(&self) -> Vec<String> {
        let pages = |stem: &str, ending: &str| -> Vec<String> {
            let named = self.wordings.iter().enumerate();
            named.map(|(at, wording)| file_name(stem, ending, wording.language(), at == 0)).collect()
        };
        let mut names = pages("review", "html");
        names.extend(pages("review", "xlsx"));
        names.push("review.json".to_string());
        names.extend(pages("digest", "txt"));
        if self.packet.is_some() {
            names.extend(pages("packet", "pdf"));
        }
        names.extend(["summary.json".to_string(), "tables".to_string()]);
        names
    }
}

/// Says before a minute of work that its result could not be written.
pub(crate) fn refuse_unwritable(folder: &Path) -> Result<(), Failure> {
    let tables = folder.join("tables");
    std::fs::create_dir_all(&tables).map_err(|error| {
        Failure::data(
            format!("`{}` cannot be created: {error}", tables.display()),
            Some("choose another --out".to_string()),
        )
    })
}

/// A refused review leaves no empty folders; folders that hold something stay as they are.
pub(crate) fn remove_empty(folder: &Path) {
    let _ = std::fs::remove_dir(folder.join("tables"));
    let _ = std::fs::remove_dir(folder);
}

/// `--out`, else a folder where the person stands.
pub(crate) fn out_folder(context: &Context) -> PathBuf {
    context.global.out.clone().unwrap_or_else(|| PathBuf::from("attain-review"))
}

/// As the files of a pack have it: indented, with a line break at the end.
pub(crate) fn json(value: &impl Serialize) -> Result<Vec<u8>, Failure> {
    let mut json = serde_json::to_vec_pretty(value).map_err(|error| Failure::internal(error.to_string()))?;
    json.push(b'\n');
    Ok(json)
}
