//! The tables of a pack as they leave attain: every row says to which run it belongs.

use crate::quantity::Currency;
use crate::review::listing::{Cell, Column, ColumnKind, Listing};
use crate::review::pack::{Pack, SCHEMA_VERSION, Sentence};

use super::of_pack;

/// The tables that leave attain where nobody names some.
pub const USUAL_TABLES: [&str; 12] = [
    "attainment",
    "kpi",
    "forecasts",
    "risk",
    "risk_reasons",
    "targets",
    "checkpoints",
    "scores",
    "scorecard",
    "plans",
    "decisions",
    "people",
];

/// The table with a row for each run.
pub const RUNS: &str = "runs";

/// What the pack does not say of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunNotes {
    /// The language of its sentences: `en` or `zh`.
    pub language: String,
    /// Whether people stand in it under pseudonyms.
    pub redacted: bool,
    /// The time of the export, UTC.
    pub exported_at: String,
}

/// A pack's results, ready to leave.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Its id: `run-` and 16 hexadecimal digits.
    pub id: String,
    /// The chosen tables, and [`RUNS`] as the last: who finds a run there finds all of it.
    pub tables: Vec<Listing>,
}

/// The chosen tables of a pack as a run; those whose names are no table of a pack are left out.
///
/// The id is a digest of what the run says: the period, the state of the store, and every row of every table of the
/// pack. Whatever changes a number makes another run; the time of the export does not.
///
/// A table gets the columns `run_id` and `review_period` before its own, and `as_of` behind them where it has none.
pub fn run_of_pack(pack: &Pack, statement: &dyn Fn(&Sentence) -> String, chosen: &[&str], notes: &RunNotes) -> Run {
    let all = of_pack(pack, statement);
    let id = id_of(pack, &all);
    let stamped = |listing: Listing| stamped(listing, &id, pack);
    let mut tables: Vec<Listing> =
        all.into_iter().filter(|listing| chosen.contains(&listing.name.as_str())).map(stamped).collect();
    tables.push(runs(pack, &id, notes));
    Run { id, tables }
}

fn id_of(pack: &Pack, tables: &[Listing]) -> String {
    let mut digest = blake3::Hasher::new();
    let mut take = |bytes: &[u8]| {
        digest.update(&(bytes.len() as u64).to_le_bytes());
        digest.update(bytes);
    };
    for text in [SCHEMA_VERSION, &pack.header.period.label, &pack.header.as_of_exact, pack.header.currency.code()] {
        take(text.as_bytes());
    }
    for table in tables {
        take(table.name.as_bytes());
        for cell in table.rows.iter().flatten() {
            let (kind, bytes) = match cell {
                Cell::Null => (0, Vec::new()),
                Cell::Text(text) => (1, text.as_bytes().to_vec()),
                Cell::Int(whole) => (2, whole.to_le_bytes().to_vec()),
                Cell::Bool(truth) => (3, vec![u8::from(*truth)]),
                Cell::Date(day) => (4, day.epoch().to_le_bytes().to_vec()),
                Cell::Money(minor) => (5, minor.to_le_bytes().to_vec()),
                Cell::Float(number) => (6, number.to_bits().to_le_bytes().to_vec()),
            };
            take(&[kind]);
            take(&bytes);
        }
    }
    // Digits alone, or with an `e` among them, would be a number to some readers.
    format!("run-{}", &digest.finalize().to_hex()[..16])
}

fn stamped(mut listing: Listing, id: &str, pack: &Pack) -> Listing {
    let text = |name: &str| Column { name: name.to_string(), kind: ColumnKind::Text };
    let has_day = listing.columns.iter().any(|column| column.name == "as_of");
    listing.columns.splice(0..0, [text("run_id"), text("review_period")]);
    if !has_day {
        listing.columns.push(Column { name: "as_of".to_string(), kind: ColumnKind::Date });
    }
    for row in &mut listing.rows {
        row.splice(0..0, [Cell::from(id), Cell::from(pack.header.period.label.as_str())]);
        if !has_day {
            row.push(Cell::Date(pack.header.as_of));
        }
    }
    listing
}

fn runs(pack: &Pack, id: &str, notes: &RunNotes) -> Listing {
    const TEXT: ColumnKind = ColumnKind::Text;
    let columns = [
        ("run_id", TEXT),
        ("review_period", TEXT),
        ("first_day", ColumnKind::Date),
        ("last_day", ColumnKind::Date),
        ("next_period", TEXT),
        ("as_of", ColumnKind::Date),
        ("as_of_exact", TEXT),
        ("store_version", ColumnKind::Int),
        ("configuration", TEXT),
        ("attain_version", TEXT),
        ("schema_version", TEXT),
        ("company", TEXT),
        ("currency", TEXT),
        ("language", TEXT),
        ("redacted", ColumnKind::Bool),
        ("exported_at", TEXT),
        ("time_zone", TEXT),
        ("policies", TEXT),
    ];
    let head = &pack.header;
    let currency: Currency = head.currency;
    let mut listing = Listing::new(RUNS, currency, &columns);
    listing.push(vec![
        Cell::from(id),
        Cell::from(head.period.label.as_str()),
        Cell::Date(head.period.first_day),
        Cell::Date(head.period.last_day),
        Cell::from(head.next.label.as_str()),
        Cell::Date(head.as_of),
        Cell::from(head.as_of_exact.as_str()),
        Cell::Int(i64::try_from(head.store_version).unwrap_or(i64::MAX)),
        Cell::from(head.configuration.as_str()),
        Cell::from(head.attain_version.as_str()),
        Cell::from(SCHEMA_VERSION),
        Cell::from(head.company.as_str()),
        Cell::from(currency.code()),
        Cell::from(notes.language.as_str()),
        Cell::Bool(notes.redacted),
        Cell::from(notes.exported_at.as_str()),
        Cell::from(head.time_zone.as_str()),
        if head.policies.is_empty() { Cell::Null } else { Cell::from(head.policies.as_str()) },
    ]);
    listing
}
