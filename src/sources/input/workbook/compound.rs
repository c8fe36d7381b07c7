//! The container of an older workbook (.xls), gone through before its reader does: a spoiled table of sectors can lead
//! in a circle, which the reader would follow until no memory is left.

/// Where the table of sectors says that a chain ends.
const END: u32 = 0xffff_fffe;

/// Numbers from here on are marks, not sectors.
const MARKS: u32 = 0xffff_fffa;

/// Streams shorter than this lie in the small sectors.
const SMALL_STREAM: usize = 4_096;

/// Bytes of a small sector, and of an entry of the directory.
const SMALL_SECTOR: usize = 64;
const ENTRY: usize = 128;

/// A chain that comes back to a sector of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Circle;

/// The stream that holds the workbook; `None` where the container cannot be followed, which its reader then says.
///
/// # Errors
/// [`Circle`] where a chain has no end.
pub(super) fn workbook_stream(file: &[u8]) -> Result<Option<Vec<u8>>, Circle> {
    let Some(container) = Container::open(file) else { return Ok(None) };
    let directory = container.chain(u32_at(file, 48).unwrap_or(END))?;
    let entries: Vec<Entry> = directory.chunks_exact(ENTRY).filter_map(Entry::read).collect();
    let Some(root) = entries.first() else { return Ok(None) };
    let small = container.chain(root.start)?;
    let small_table = numbers(&container.chain(u32_at(file, 60).unwrap_or(END))?);
    let named = |name: &str| entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name));
    let Some(entry) = named("Workbook").or_else(|| named("Book")) else { return Ok(None) };
    let mut stream = match entry.length < SMALL_STREAM {
        true => follow(&small, SMALL_SECTOR, &small_table, entry.start)?,
        false => container.chain(entry.start)?,
    };
    stream.truncate(entry.length);
    Ok(Some(stream))
}

struct Container<'f> {
    /// The file after its header.
    sectors: &'f [u8],
    sector: usize,
    table: Vec<u32>,
}

impl<'f> Container<'f> {
    fn open(file: &'f [u8]) -> Option<Container<'f>> {
        let sector = match file.get(30..32)? {
            [9, 0] => 512,
            [12, 0] => 4_096,
            _ => return None,
        };
        let sectors = file.get(sector..)?;
        let mut container = Container { sectors, sector, table: Vec::new() };
        let mut tables = numbers(file.get(76..512)?);
        let mut next = u32_at(file, 68)?;
        let most = sectors.len() / sector + 1;
        for _ in 0..most {
            if next >= MARKS {
                break;
            }
            tables.extend(numbers(at(sectors, sector, next)?));
            next = tables.pop()?;
        }
        for table in tables.into_iter().filter(|table| *table < MARKS) {
            container.table.extend(numbers(at(sectors, sector, table).unwrap_or_default()));
        }
        Some(container)
    }

    fn chain(&self, start: u32) -> Result<Vec<u8>, Circle> {
        follow(self.sectors, self.sector, &self.table, start)
    }
}

/// The sectors of a chain, as far as it leads.
fn follow(sectors: &[u8], size: usize, table: &[u32], start: u32) -> Result<Vec<u8>, Circle> {
    let mut chain = Vec::new();
    let mut next = start;
    while let (true, Some(sector)) = (next < MARKS, at(sectors, size, next)) {
        chain.extend_from_slice(sector);
        // A sound chain has every sector once.
        if chain.len() > sectors.len() + size {
            return Err(Circle);
        }
        next = table.get(next as usize).copied().unwrap_or(END);
    }
    Ok(chain)
}

/// A sector; the last one may be cut short.
fn at(sectors: &[u8], size: usize, number: u32) -> Option<&[u8]> {
    let start = (number as usize).checked_mul(size)?;
    let rest = sectors.get(start..).filter(|rest| !rest.is_empty())?;
    Some(&rest[..rest.len().min(size)])
}

struct Entry {
    name: String,
    start: u32,
    length: usize,
}

impl Entry {
    fn read(bytes: &[u8]) -> Option<Entry> {
        let units = bytes[..64].chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
        let name = char::decode_utf16(units.take_while(|unit| *unit != 0)).map(|unit| unit.unwrap_or('?')).collect();
        Some(Entry { name, start: u32_at(bytes, 116)?, length: u32_at(bytes, 120)? as usize })
    }
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at + 4)?;
    Some(u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Vec<u8> {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/formats/orders.xls");
        std::fs::read(path).unwrap()
    }

    #[test]
    fn the_stream_of_a_sound_workbook_is_found() {
        let stream = workbook_stream(&example()).unwrap().unwrap();
        assert_eq!(stream[..4], [0x09, 0x08, 0x10, 0x00], "it begins with the record that begins every workbook");
    }

    #[test]
    fn a_chain_that_leads_back_to_itself_is_found() {
        let mut file = example();
        let table = u32_at(&file, 76).unwrap() as usize;
        let directory = u32_at(&file, 48).unwrap();
        let place = 512 + table * 512 + directory as usize * 4;
        file[place..place + 4].copy_from_slice(&directory.to_le_bytes());
        assert_eq!(workbook_stream(&file), Err(Circle));
    }

    #[test]
    fn what_cannot_be_followed_is_left_to_the_reader() {
        assert_eq!(workbook_stream(b""), Ok(None));
        assert_eq!(workbook_stream(&example()[..600]), Ok(None));
    }
}
