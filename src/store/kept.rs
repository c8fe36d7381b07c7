//! Numbers that were worked out of a version and are kept beside it, so that the next question need not work them out.
//!
//! `facts/00000003-DIGEST.numbers` holds what was worked out of version 3; the digest says by which rules. Nothing
//! depends on these files: one that is missing, torn, spoiled or of another version of the program counts as not
//! there, and one that cannot be written is not written. So they are not flushed to the disk either; every array
//! carries its digest.
//!
//! ```text
//! arrays, one behind the other: each number less the array's least, little-endian, in as many bytes as the largest needs
//! what they are, as JSON
//! length of the JSON, its digest, and the mark: 8 bytes each
//! ```

use std::fs::{self, File};
use std::hash::Hasher;
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use twox_hash::XxHash3_64;

use super::{Store, manifest};

/// The last bytes of a file that is whole.
const MARK: &[u8; 8] = b"attain#1";
const TAIL: usize = 24;
/// Numbers that are turned into bytes at once.
const TURNED: usize = 1 << 14;

/// An array of whole numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Array {
    /// Of 32 bits, without sign.
    Small(Vec<u32>),
    /// Of 64 bits.
    Large(Vec<i64>),
}

/// An array that somebody else holds.
#[derive(Debug, Clone, Copy)]
pub enum ArrayView<'a> {
    /// Of 32 bits, without sign.
    Small(&'a [u32]),
    /// Of 64 bits.
    Large(&'a [i64]),
}

impl Array {
    /// The array as it is looked at.
    pub fn view(&self) -> ArrayView<'_> {
        match self {
            Array::Small(values) => ArrayView::Small(values),
            Array::Large(values) => ArrayView::Large(values),
        }
    }
}

/// What is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptNumbers {
    /// What the numbers are, in the keeper's own words.
    pub about: String,
    /// The numbers.
    pub arrays: Vec<Array>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Described {
    about: String,
    arrays: Vec<DescribedArray>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct DescribedArray {
    start: u64,
    numbers: u64,
    is_large: bool,
    /// Bytes a number: as few as the difference of the largest to the least needs.
    width: usize,
    least: i64,
    digest: u64,
}

impl DescribedArray {
    fn of(start: u64, array: ArrayView<'_>) -> DescribedArray {
        let (numbers, is_large, ends) = match array {
            ArrayView::Small(values) => {
                let ends = (values.iter().min(), values.iter().max());
                (values.len(), false, (ends.0.map(|&end| i64::from(end)), ends.1.map(|&end| i64::from(end))))
            }
            ArrayView::Large(values) => {
                (values.len(), true, (values.iter().min().copied(), values.iter().max().copied()))
            }
        };
        let (least, most) = (ends.0.unwrap_or(0), ends.1.unwrap_or(0));
        let bits = u64::BITS - most.wrapping_sub(least).cast_unsigned().leading_zeros();
        let width = match bits.div_ceil(8) {
            width @ 0..=4 => width as usize,
            _ => 8,
        };
        DescribedArray { start, numbers: numbers as u64, is_large, width, least, digest: 0 }
    }

    fn bytes(self) -> Option<usize> {
        usize::try_from(self.numbers).ok()?.checked_mul(self.width)
    }
}

impl Store {
    /// What was kept for this version by the rules that `digest` stands for; none where there is nothing, or nothing
    /// that can be read. `wanted` says by the keeper's words how many of the arrays are, from the first on; the others
    /// are left out.
    pub fn kept(&self, digest: &str, wanted: impl FnOnce(&str) -> usize) -> Option<KeptNumbers> {
        read(&self.kept_path(self.manifest.version, digest), wanted)
    }

    /// What was kept for the newest version before this one, as far as it is `wanted`: see [`Store::kept`].
    pub fn kept_before(&self, digest: &str, wanted: impl FnOnce(&str) -> usize) -> Option<KeptNumbers> {
        let ending = format!("-{digest}.numbers");
        let names = fs::read_dir(self.kept_folder()).ok()?.flatten().map(|entry| entry.file_name());
        let versions = names.filter_map(|name| name.to_str()?.strip_suffix(&ending)?.parse::<u64>().ok());
        let newest = versions.filter(|version| *version < self.manifest.version).max()?;
        read(&self.kept_path(newest, digest), wanted)
    }

    /// Keeps numbers for this version, in the place of those of all other versions. Past versions keep none: they
    /// would take the place of the current one's. Where the store cannot be written to, nothing happens.
    pub fn keep(&self, digest: &str, about: &str, arrays: &[ArrayView<'_>]) {
        if !manifest::is_current(&self.root, self.manifest.version) {
            return;
        }
        let path = self.kept_path(self.manifest.version, digest);
        if write(&path, about, arrays).is_some() {
            for entry in fs::read_dir(self.kept_folder()).into_iter().flatten().flatten() {
                if entry.path() != path && entry.path().extension().is_some_and(|ending| ending == "numbers") {
                    // One that stays takes room and does no harm.
                    let _ = fs::remove_file(entry.path());
                }
            }
        }
    }

    fn kept_folder(&self) -> PathBuf {
        self.root.join("facts")
    }

    fn kept_path(&self, version: u64, digest: &str) -> PathBuf {
        self.kept_folder().join(format!("{version:08}-{digest}.numbers"))
    }
}

/// Writes under a name of its own, since several may read the same store, and renames.
fn write(path: &Path, about: &str, arrays: &[ArrayView<'_>]) -> Option<()> {
    let folder = path.parent()?;
    fs::create_dir_all(folder).ok()?;
    let name = path.file_name()?.to_str()?;
    let temporary = folder.join(format!("{name}.{}.tmp", std::process::id()));
    let written = write_all(&temporary, about, arrays).and_then(|()| fs::rename(&temporary, path).ok());
    if written.is_none() {
        let _ = fs::remove_file(&temporary);
    }
    written
}

fn write_all(path: &Path, about: &str, arrays: &[ArrayView<'_>]) -> Option<()> {
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path).ok()?);
    let mut described = Described { about: about.to_string(), arrays: Vec::new() };
    let mut start = 0;
    for &array in arrays {
        let mut array_described = DescribedArray::of(start, array);
        array_described.digest = match array {
            ArrayView::Small(values) => write_array(&mut file, array_described, values, i64::from)?,
            ArrayView::Large(values) => write_array(&mut file, array_described, values, |value| value)?,
        };
        start += array_described.bytes()? as u64;
        described.arrays.push(array_described);
    }
    let described = serde_json::to_vec(&described).ok()?;
    file.write_all(&described).ok()?;
    file.write_all(&(described.len() as u64).to_le_bytes()).ok()?;
    file.write_all(&XxHash3_64::oneshot(&described).to_le_bytes()).ok()?;
    file.write_all(MARK).ok()?;
    file.flush().ok()
}

/// Writes an array and returns its digest.
fn write_array<T: Copy>(
    file: &mut impl Write,
    described: DescribedArray,
    values: &[T],
    number: impl Fn(T) -> i64,
) -> Option<u64> {
    let mut digest = XxHash3_64::new();
    let mut bytes = vec![0; TURNED * described.width];
    for run in values.chunks(TURNED) {
        let bytes = &mut bytes[..run.len() * described.width];
        let above = run.iter().map(|&value| number(value).wrapping_sub(described.least).to_le_bytes());
        match described.width {
            0 => {}
            1 => turn::<1>(bytes, above),
            2 => turn::<2>(bytes, above),
            3 => turn::<3>(bytes, above),
            4 => turn::<4>(bytes, above),
            _ => turn::<8>(bytes, above),
        }
        digest.write(bytes);
        file.write_all(bytes).ok()?;
    }
    Some(digest.finish())
}

fn turn<const WIDTH: usize>(bytes: &mut [u8], numbers: impl Iterator<Item = [u8; 8]>) {
    let (places, _) = bytes.as_chunks_mut::<WIDTH>();
    places.iter_mut().zip(numbers).for_each(|(place, number)| place.copy_from_slice(&number[..WIDTH]));
}

fn read(path: &Path, wanted: impl FnOnce(&str) -> usize) -> Option<KeptNumbers> {
    let mut described = describe(path)?;
    described.arrays.truncate(wanted(&described.about));
    let run = described.arrays.len().div_ceil(4 * rayon::current_num_threads()).max(1);
    let arrays: Option<Vec<Vec<Array>>> = described.arrays.par_chunks(run).map(|run| read_arrays(path, run)).collect();
    Some(KeptNumbers { about: described.about, arrays: arrays?.into_iter().flatten().collect() })
}

fn describe(path: &Path) -> Option<Described> {
    let mut file = File::open(path).ok()?;
    let length = file.metadata().ok()?.len();
    let mut tail = [0; TAIL];
    file.seek(SeekFrom::Start(length.checked_sub(TAIL as u64)?)).ok()?;
    file.read_exact(&mut tail).ok()?;
    let number = |at: usize| u64::from_le_bytes(tail[at..at + 8].try_into().expect("eight bytes are eight bytes"));
    let (bytes, digest) = (number(0), number(8));
    if &tail[16..] != MARK {
        return None;
    }
    let start = length.checked_sub(TAIL as u64)?.checked_sub(bytes)?;
    let mut json = vec![0; usize::try_from(bytes).ok()?];
    file.seek(SeekFrom::Start(start)).ok()?;
    file.read_exact(&mut json).ok()?;
    if XxHash3_64::oneshot(&json) != digest {
        return None;
    }
    let described: Described = serde_json::from_slice(&json).ok()?;
    // Arrays lie before the words about them, whose own digest vouches for what they say.
    let fits = |array: &DescribedArray| {
        array.bytes().and_then(|bytes| array.start.checked_add(bytes as u64)).is_some_and(|end| end <= start)
    };
    described.arrays.iter().all(fits).then_some(described)
}

/// Reads arrays that lie one behind the other.
fn read_arrays(path: &Path, described: &[DescribedArray]) -> Option<Vec<Array>> {
    let mut file = File::open(path).ok()?;
    file.seek(SeekFrom::Start(described.first()?.start)).ok()?;
    // What was 32 bits wide is so again, whatever is added to the least.
    let array = |array: &DescribedArray| match array.is_large {
        false => read_array(&mut file, *array, |above| above.wrapping_add(array.least) as u32).map(Array::Small),
        true => read_array(&mut file, *array, |above| above.wrapping_add(array.least)).map(Array::Large),
    };
    described.iter().map(array).collect()
}

/// Reads an array by runs that stay in the processor's cache; none where its digest is another or its numbers have a
/// width that is never written.
fn read_array<T>(file: &mut File, described: DescribedArray, number: impl Fn(i64) -> T + Copy) -> Option<Vec<T>> {
    let mut left = usize::try_from(described.numbers).ok()?;
    let mut digest = XxHash3_64::new();
    let mut bytes = vec![0; TURNED.min(left) * described.width];
    // The file is as long as the array, so that no more room is asked for than it can fill.
    let mut values = Vec::with_capacity(left);
    while left > 0 {
        let run = TURNED.min(left);
        let bytes = &mut bytes[..run * described.width];
        file.read_exact(bytes).ok()?;
        digest.write(bytes);
        match described.width {
            0 => values.extend((0..run).map(|_| number(0))),
            1 => values.extend(turned::<1, T>(bytes, number)),
            2 => values.extend(turned::<2, T>(bytes, number)),
            3 => values.extend(turned::<3, T>(bytes, number)),
            4 => values.extend(turned::<4, T>(bytes, number)),
            8 => values.extend(turned::<8, T>(bytes, number)),
            _ => return None,
        }
        left -= run;
    }
    (digest.finish() == described.digest).then_some(values)
}

fn turned<const WIDTH: usize, T>(bytes: &[u8], number: impl Fn(i64) -> T) -> impl Iterator<Item = T> {
    let (numbers, _) = bytes.as_chunks::<WIDTH>();
    numbers.iter().map(move |narrow| {
        let mut wide = [0; 8];
        wide[..WIDTH].copy_from_slice(narrow);
        number(i64::from_le_bytes(wide))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some() -> KeptNumbers {
        let small = (0..40_000).map(|at| at * 7).collect();
        let arrays = vec![
            Array::Small(small),
            Array::Small(Vec::new()),
            Array::Small(vec![u32::MAX; 9]),
            Array::Small(vec![0, u32::MAX]),
            Array::Large(vec![i64::MIN, -1, i64::MAX]),
            Array::Large(vec![-70_000, 0, 70_000]),
        ];
        KeptNumbers { about: "{\"of\": \"a test\"}".to_string(), arrays }
    }

    #[test]
    fn what_is_kept_is_what_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("facts/00000001-x.numbers");
        write(&path, &some().about, &some().arrays.iter().map(Array::view).collect::<Vec<_>>()).unwrap();
        assert_eq!(read(&path, |_| usize::MAX), Some(some()));
        let first = KeptNumbers { arrays: some().arrays[..2].to_vec(), ..some() };
        assert_eq!(read(&path, |about| about.len() - some().about.len() + 2), Some(first));
    }

    #[test]
    fn a_file_with_any_byte_spoiled_or_cut_off_counts_as_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("00000001-x.numbers");
        write(&path, &some().about, &some().arrays.iter().map(Array::view).collect::<Vec<_>>()).unwrap();
        let whole = fs::read(&path).unwrap();
        for at in (0..whole.len()).step_by(997).chain(whole.len() - 400..whole.len()) {
            let mut spoiled = whole.clone();
            spoiled[at] ^= 0x10;
            fs::write(&path, &spoiled).unwrap();
            assert_eq!(read(&path, |_| usize::MAX), None, "byte {at}");
            fs::write(&path, &whole[..at]).unwrap();
            assert_eq!(read(&path, |_| usize::MAX), None, "cut at {at}");
        }
        fs::write(&path, &whole).unwrap();
        assert_eq!(read(&path, |_| usize::MAX), Some(some()));
    }
}
