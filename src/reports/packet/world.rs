//! What the typesetter can see: the layout, the data, the fonts, and nothing else of the machine.

use std::collections::HashMap;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use super::fonts::Fonts;

/// The name under which the layout reads the data.
const DATA: &str = "packet.json";

/// A world of a few files in memory; there is no clock in it.
pub(super) struct PacketWorld {
    library: LazyHash<Library>,
    fonts: Fonts,
    main: FileId,
    sources: HashMap<FileId, Source>,
    data: (FileId, Bytes),
}

impl PacketWorld {
    /// The layout, of which the first file is the main one, and the data.
    pub(super) fn new(layout: &[(&str, &str)], data: Vec<u8>, fonts: Fonts) -> PacketWorld {
        let files = layout.iter().map(|(name, text)| Source::new(id(name), (*text).to_string()));
        PacketWorld {
            library: LazyHash::new(Library::default()),
            fonts,
            main: id(layout[0].0),
            sources: files.map(|source| (source.id(), source)).collect(),
            data: (id(DATA), Bytes::new(data)),
        }
    }
}

fn id(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("the layout's files have plain names");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

impl World for PacketWorld {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.sources.get(&id).cloned().ok_or_else(|| absent(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.data.0 { Ok(self.data.1.clone()) } else { Err(absent(id)) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.font(index)
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn absent(id: FileId) -> FileError {
    FileError::NotFound(id.vpath().get_without_slash().into())
}
