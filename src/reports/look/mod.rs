//! A company's look as it lies in a folder: a logo, colours, texts. Everything is checked before a page wears it, and
//! what is wrong is named with its file and line.

mod colour;
mod logo;
mod settings;

use std::fmt;

use super::html::Look;

/// The files of a look, as they were read; none where there is no such file.
#[derive(Debug, Default)]
pub struct LookFiles {
    /// `look.toml`: colours, and texts by language.
    pub settings: Option<String>,
    /// `logo.svg`.
    pub svg: Option<String>,
    /// `logo.png`.
    pub png: Option<Vec<u8>>,
}

/// What is wrong with a file of a look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookError {
    /// The file's name in the folder.
    pub file: &'static str,
    /// The line, from 1; none where it is no text.
    pub line: Option<usize>,
    /// What is wrong.
    pub reason: String,
    /// What is allowed.
    pub hint: String,
}

impl fmt::Display for LookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "`{}` line {line}: {}", self.file, self.reason),
            None => write!(f, "`{}`: {}", self.file, self.reason),
        }
    }
}

impl std::error::Error for LookError {}

/// The look, ready to be worn.
///
/// # Errors
/// [`LookError`]: a logo that holds more than a picture or is too large, a colour that cannot be read on the page, a
/// setting that there is none of.
pub fn look(files: &LookFiles) -> Result<Look, LookError> {
    let logo = match (&files.svg, &files.png) {
        (Some(svg), _) => Some(logo::of_svg(svg)?),
        (None, Some(png)) => Some(logo::of_png(png)?),
        (None, None) => None,
    };
    let settings::Read { style, on_white, texts } = settings::read(files.settings.as_deref().unwrap_or_default())?;
    Ok(Look { logo, style, on_white, texts })
}
