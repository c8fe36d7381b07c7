//! `packet.pdf`, the pack on paper: asked for by `--pdf`, and made where the program was built for it.

use crate::cli::context::Context;
use crate::cli::pack_files::Made;
use crate::cli::pack_writer::file_name;
use crate::cli::review_arguments::PacketArguments;
use crate::failure::Failure;
use crate::reports::html::Dress;
use crate::reports::wording::{Language, Wording};
use crate::review::pack::Pack;

/// The file's name in the pack's folder: `packet.pdf`, and in the second language `packet.zh.pdf`.
pub(crate) fn name(language: Language, is_first: bool) -> String {
    file_name("packet", "pdf", language, is_first)
}

#[cfg(feature = "pdf")]
pub(crate) use with::{AskedPacket, asked};
#[cfg(not(feature = "pdf"))]
pub(crate) use without::{AskedPacket, asked};

#[cfg(not(feature = "pdf"))]
mod without {
    use super::*;

    /// There is none.
    pub(crate) enum AskedPacket {}

    /// A mistake in the command is told before a file is loaded.
    pub(crate) fn asked(_: &Context, asked: &PacketArguments) -> Result<Option<AskedPacket>, Failure> {
        if !asked.pdf {
            return Ok(None);
        }
        Err(Failure::usage(
            "this attain was built without packet.pdf",
            "in a clone of the repository: cargo run --features pdf -- review --pdf …; or print review.html from a browser",
        ))
    }

    impl AskedPacket {
        pub(crate) fn make(&self, _: &str, _: &Pack, _: (&Wording, &Dress)) -> Result<Made, Failure> {
            match *self {}
        }
    }
}

#[cfg(feature = "pdf")]
mod with {
    use std::path::Path;

    use super::*;
    use crate::reports::{self, NamedFont, font_hint};

    /// How many characters that cannot be printed are named.
    const NAMED: usize = 10;

    /// A packet that is to be made.
    pub(crate) struct AskedPacket {
        font: Option<NamedFont>,
    }

    /// A mistake in the command is told before a file is loaded.
    pub(crate) fn asked(context: &Context, asked: &PacketArguments) -> Result<Option<AskedPacket>, Failure> {
        if !asked.pdf {
            return Ok(None);
        }
        let configured = context.configuration.settings.report.font.as_ref();
        let path = asked.font.clone().or_else(|| configured.map(|name| context.configuration.base.join(name)));
        let font = path.as_deref().map(read).transpose()?;
        Ok(Some(AskedPacket { font }))
    }

    fn read(path: &Path) -> Result<NamedFont, Failure> {
        let hint = "name a font file with --font or `[report] font`, or leave it out: the system's fonts are searched";
        let refused = |reason: String| Failure::usage(format!("the font `{}`: {reason}", path.display()), hint);
        let bytes = std::fs::read(path).map_err(|error| refused(error.to_string()))?;
        NamedFont::read(bytes).map_err(|error| refused(error.to_string()))
    }

    impl AskedPacket {
        /// The file's bytes, with a remark where something could not be printed.
        pub(crate) fn make(
            &self,
            name: &str,
            pack: &Pack,
            (wording, dress): (&Wording, &Dress),
        ) -> Result<Made, Failure> {
            let packet =
                reports::packet(pack, wording, self.font.as_ref(), dress).map_err(|error| match error.hint() {
                    hint @ Some(_) => Failure::data(format!("{name} is not written: {error}"), hint),
                    None => Failure::internal(format!("{name} is not written: {error}")),
                })?;
            let remark = (!packet.missing.is_empty()).then(|| {
                let few: String = packet.missing.iter().take(NAMED).collect();
                format!(
                    "{name}: no font was found for {} characters of the data, such as {few}: boxes stand in their \
                     place\nhint: {}",
                    packet.missing.len(),
                    font_hint(&packet.missing)
                )
            });
            Ok(Made { bytes: packet.pdf, remark })
        }
    }
}
