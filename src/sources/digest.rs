//! Digests of rows and keys: what repetitions and known rows are recognised by.

use super::values::Value;

/// Gathers fields, their borders included, and digests them; the memory is used again for the next digest.
#[derive(Debug, Default)]
pub(super) struct Digester {
    bytes: Vec<u8>,
}

impl Digester {
    /// Adds a field. Its length goes first, so that `ab`, `c` and `a`, `bc` differ.
    pub(super) fn field(&mut self, text: &str) -> &mut Self {
        self.bytes.extend_from_slice(&(text.len() as u64).to_le_bytes());
        self.bytes.extend_from_slice(text.as_bytes());
        self
    }

    /// Adds a number of fixed width.
    pub(super) fn number(&mut self, number: u128) -> &mut Self {
        self.bytes.extend_from_slice(&number.to_le_bytes());
        self
    }

    /// Adds a number of half that width.
    pub(super) fn word(&mut self, number: i64) -> &mut Self {
        self.bytes.extend_from_slice(&number.to_le_bytes());
        self
    }

    /// The first half of the BLAKE3 digest of what was added; the next digest begins empty.
    pub(super) fn finish(&mut self) -> u128 {
        let digest = blake3::hash(&self.bytes);
        self.bytes.clear();
        let (half, _) = digest.as_bytes().split_at(16);
        u128::from_le_bytes(half.try_into().expect("half of a BLAKE3 digest is sixteen bytes"))
    }

    /// The digest of a whole row.
    pub(super) fn of_fields<'f>(&mut self, fields: impl Iterator<Item = &'f str>) -> u128 {
        for field in fields {
            self.field(field);
        }
        self.finish()
    }
}

/// Digests of rows by what is stored of them: (column, value) for each value that is not null, in the order of the
/// columns' names. Neither the file's order of columns, nor an empty column, nor the manner of reading counts.
#[derive(Debug)]
pub(super) struct RowDigester {
    /// (digest of the stored name, where its value is found), in the order of the names.
    columns: Vec<(i64, Place)>,
    digester: Digester,
}

/// Where the value of a stored column is found.
#[derive(Debug, Clone, Copy)]
enum Place {
    /// Among the values of the table's columns.
    Slot(usize),
    /// Among the values that are carried along.
    Carried(usize),
}

impl RowDigester {
    /// For rows with these stored columns.
    pub(super) fn new(slots: &[String], carried: &[String]) -> RowDigester {
        let slots = slots.iter().enumerate().map(|(at, name)| (name, Place::Slot(at)));
        let carried = carried.iter().enumerate().map(|(at, name)| (name, Place::Carried(at)));
        let mut named: Vec<(&String, Place)> = slots.chain(carried).collect();
        named.sort_by_key(|(name, _)| *name);
        let mut digester = Digester::default();
        let columns = named.into_iter().map(|(name, place)| (low_bits(digester.field(name).finish()), place)).collect();
        RowDigester { columns, digester }
    }

    /// The digest of one row.
    pub(super) fn of(&mut self, row: &[Value<'_>], carried: &[Value<'_>]) -> u128 {
        for (name, place) in &self.columns {
            let value = match place {
                Place::Slot(at) => &row[*at],
                Place::Carried(at) => &carried[*at],
            };
            if *value != Value::Null {
                add_value(self.digester.word(*name), value);
            }
        }
        self.digester.finish()
    }
}

fn add_value(digester: &mut Digester, value: &Value<'_>) {
    match value {
        Value::Null => digester,
        Value::Str(text) => digester.field(text),
        Value::Date(day) => digester.word(i64::from(day.epoch())),
        Value::Ts(whole) | Value::Money { minor: whole, .. } | Value::Int(whole) => digester.word(*whole),
        // Zero has two signs and one meaning.
        Value::F64(number) => digester.word((number + 0.0).to_bits().cast_signed()),
        Value::Bool(truth) => digester.word(i64::from(*truth)),
    };
}

/// The part of a digest that the store keeps.
pub(super) fn low_bits(digest: u128) -> i64 {
    (digest as u64).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn field_borders_count_and_nothing_is_left_over_from_the_digest_before() {
        let mut digester = Digester::default();
        let one = digester.of_fields(["ab", "c"].into_iter());
        assert_ne!(one, digester.of_fields(["a", "bc"].into_iter()));
        assert_eq!(one, digester.of_fields(["ab", "c"].into_iter()));
    }

    #[test]
    fn a_value_counts_under_its_name_and_wherever_it_stands() {
        let names = |names: &[&str]| -> Vec<String> { names.iter().map(|name| name.to_string()).collect() };
        let text = |text: &'static str| Value::Str(text.into());
        let one = RowDigester::new(&names(&["a", "b"]), &[]).of(&[text("x"), text("y")], &[]);
        assert_eq!(one, RowDigester::new(&names(&["b", "a"]), &[]).of(&[text("y"), text("x")], &[]));
        assert_eq!(
            one,
            RowDigester::new(&names(&["b"]), &names(&["c", "a"])).of(&[text("y")], &[Value::Null, text("x")])
        );
        assert_ne!(one, RowDigester::new(&names(&["b", "a"]), &[]).of(&[text("x"), text("y")], &[]));
        assert_ne!(one, RowDigester::new(&names(&["a", "b"]), &[]).of(&[text("x"), Value::Null], &[]));
    }
}
