//! Who is told how far a load is.

/// Hears how far a load is.
pub trait Progress: Send {
    /// A file begins, of so many bytes.
    fn begin(&mut self, file: &str, bytes: u64);

    /// So many bytes and rows of it were read so far.
    fn read(&mut self, bytes: u64, rows: u64);
}

/// Nobody is told.
impl Progress for () {
    fn begin(&mut self, _file: &str, _bytes: u64) {}

    fn read(&mut self, _bytes: u64, _rows: u64) {}
}
