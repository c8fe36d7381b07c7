//! One pack on the disk: what people read in each language, the data once, and last what a scheduler reads.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::context::Context;
use super::older_pack::OlderPack;
use super::pack_files::{Draft, PackFiles};
use super::packet_file::{self, AskedPacket};
use crate::failure::Failure;
use crate::reports::html::{Dress, Neighbour};
use crate::reports::wording::{Language, Wording};
use crate::reports::{self, DigestForm, RunSummary};
use crate::review::findings::sentence;
use crate::review::listing::Listing;
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
        // In the words of the one team that the pack speaks of. That they can be read is a matter of our own tests.
        let of_team: Option<Vec<Wording>> = (!pack.header.team.is_empty())
            .then(|| self.wordings.iter().map(Wording::of_team).collect::<Result<_, _>>().ok())
            .flatten();
        let wordings = of_team.as_deref().unwrap_or(&self.wordings);
        let listings = self.listings(pack);
        let mut drafts = Vec::new();
        for (at, wording) in wordings.iter().enumerate() {
            self.words(pack, wording, at == 0, &mut drafts);
        }
        drafts.push(Draft::new("review.json", || json(pack)));
        for listing in &listings {
            let csv = || reports::csv(listing).map_err(|error| Failure::internal(error.to_string()));
            drafts.push(Draft::new(format!("tables/{}.csv", listing.name), csv));
            drafts.push(Draft::parquet(format!("tables/{}.parquet", listing.name), listing));
        }
        let mut files = PackFiles::new(folder, &self.context.output);
        files.put(&drafts);
        let mut summary =
            RunSummary::new(pack, self.language_word(), std::mem::take(&mut files.written), files.failed.clone());
        summary.exit_code = files.exit_code();
        if let Some(older) = older {
            self.replace(&older, pack, folder, &summary);
        }
        files.put(&[Draft::new("summary.json", || json(&summary))]);
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

    /// Every table, with the sentences of the targets in each language.
    fn listings(&self, pack: &Pack) -> Vec<Listing> {
        let statement = |sentence: &Sentence| self.wording().sentence(sentence, pack.header.currency);
        let mut listings = tables::of_pack(pack, &statement);
        if let [_, second] = self.wordings.as_slice() {
            let statement = |sentence: &Sentence| second.sentence(sentence, pack.header.currency);
            tables::add_statements(&mut listings, pack, second.language().word(), &statement);
        }
        listings
    }

    /// What people read, in one language.
    fn words<'d>(&'d self, pack: &'d Pack, wording: &'d Wording, is_first: bool, drafts: &mut Vec<Draft<'d>>) {
        let name = |stem: &str, ending: &str| file_name(stem, ending, wording.language(), is_first);
        // The workbook takes longest, so it is begun first.
        drafts.push(Draft::new(name("review", "xlsx"), || {
            reports::workbook(pack, wording).map_err(|error| Failure::internal(error.to_string()))
        }));
        drafts.push(Draft::new(name("review", "html"), || {
            let page = reports::html::page_dressed(pack, wording, &self.dress_beside("review", wording.language()));
            page.map(String::into_bytes).map_err(|error| Failure::internal(error.to_string()))
        }));
        for (ending, form) in [("txt", DigestForm::Plain), ("md", DigestForm::Markdown)] {
            let digest = move || Ok(reports::digest(pack, wording, form).into_bytes());
            drafts.push(Draft::new(name("digest", ending), digest));
        }
        if let Some(packet) = &self.packet {
            let name = packet_file::name(wording.language(), is_first);
            drafts.push(Draft::new(name.clone(), move || packet.make(&name, pack, (wording, &self.dress))));
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
