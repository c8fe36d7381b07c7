//! A digest of a file's bytes, worked out while the file is read for its rows: no file has to be read twice for it.

use std::sync::{Arc, Mutex, PoisonError};

use twox_hash::XxHash3_128;

/// The digest of what is read of a file, from its first byte on.
#[derive(Clone)]
pub struct ContentDigest(Arc<Mutex<State>>);

struct State {
    /// Before the first byte of the file.
    start: XxHash3_128,
    /// After the bytes so far.
    hasher: XxHash3_128,
    bytes: u64,
}

impl ContentDigest {
    /// A digest that what was given to `start` belongs to as well.
    pub fn after(start: XxHash3_128) -> ContentDigest {
        ContentDigest(Arc::new(Mutex::new(State { hasher: start.clone(), start, bytes: 0 })))
    }

    /// The digest after the file's last byte; `None` where not exactly `length` bytes were read, as of an archive with
    /// something behind its end.
    pub fn finished(&self, length: u64) -> Option<XxHash3_128> {
        self.with(|state| (state.bytes == length).then(|| state.hasher.clone()))
    }

    /// The file is read from its beginning, perhaps once more.
    pub(super) fn begin(&self) {
        self.with(|state| {
            state.hasher = state.start.clone();
            state.bytes = 0;
        });
    }

    /// The next bytes of the file.
    pub(super) fn add(&self, bytes: &[u8]) {
        self.with(|state| {
            state.hasher.write(bytes);
            state.bytes += bytes.len() as u64;
        });
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_read_twice_or_in_part_has_one_digest_or_none() {
        let whole = {
            let mut hasher = XxHash3_128::new();
            hasher.write(b"settings");
            hasher.write(b"a,b\n1,2\n");
            hasher.finish_128()
        };
        let mut start = XxHash3_128::new();
        start.write(b"settings");
        let digest = ContentDigest::after(start);
        digest.begin();
        digest.add(b"a,b\n");
        assert!(digest.finished(8).is_none(), "half of it was read");
        digest.begin();
        digest.add(b"a,b\n1");
        digest.add(b",2\n");
        assert_eq!(digest.finished(8).map(|hasher| hasher.finish_128()), Some(whole));
    }
}
