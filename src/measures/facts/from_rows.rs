//! The facts as plain numbers from rows that were grouped by names: the plain path.

use std::collections::BTreeMap;

use crate::measures::MeasureError;

use super::Fact;
use super::day_sums::DaySums;
use super::dense::{DayEnds, DenseFacts, Nameless, bits_for};
use super::grouped::{Before, Code, DividedEntries, Division, Entry, Grouped, Unchanged, entry};

/// The numbers of some rows; `is_known` says of each customer whether there is a name.
///
/// # Errors
/// [`MeasureError::Overflow`] where a sum leaves 64 bits, or where there are more pairs of reps and regions times days
/// than 32 bits can number.
pub(super) fn dense(rows: &[Fact], is_known: impl Fn(u32) -> bool) -> Result<DenseFacts, MeasureError> {
    let mut pairs: Vec<(u32, u32)> = rows.iter().map(|row| (row.rep, row.region)).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let days = rows.iter().map(|row| row.day.epoch());
    let (Some(first), Some(last)) = (days.clone().min(), days.max()) else { return Ok(DenseFacts::default()) };
    let pair_bits = bits_for(pairs.len());
    if bits_for((last - first) as usize + 1) + pair_bits > Code::BITS {
        return Err(MeasureError::Overflow);
    }
    let place = |row: &Fact| {
        let pair = pairs.binary_search(&(row.rep, row.region)).map_or(0, |at| at as Code);
        (pair, ((row.day.epoch() - first) as Code) << pair_bits | pair)
    };
    let mut sums: BTreeMap<(Code, Code), DaySums> = BTreeMap::new();
    let (mut visits, mut orders) = (Vec::new(), Vec::new());
    for row in rows {
        let (pair, code) = place(row);
        let day = sums.entry((pair, code)).or_insert(DaySums { code, ..DaySums::default() });
        *day = day.plus(&sums_of(row)).ok_or(MeasureError::Overflow)?;
        if row.sale_lines > 0 {
            orders.push(entry(row.order, code));
            if is_known(row.customer) {
                visits.push(entry(row.customer, code));
            }
        }
    }
    Ok(DenseFacts {
        pairs,
        pair_bits,
        day_zero: first,
        first_days: Vec::new(),
        visits: grouped(visits),
        orders: Some(grouped(orders)),
        lone_orders: Vec::new(),
        sums: Some(sums.into_values().collect()),
        nameless: Nameless::default(),
        day_ends: DayEnds::default(),
        customers_since: rows.iter().filter(|row| is_known(row.customer)).map(|row| row.day.epoch()).min(),
    })
}

pub(super) fn grouped(mut entries: Vec<Entry>) -> Grouped {
    let most = entries.iter().map(|entry| (entry >> 32) as usize).max().unwrap_or(0);
    let division = Division::of(most + 1);
    let divided: DividedEntries<Entry> = division.divided(&mut entries);
    let before: Option<Before<Unchanged>> = None;
    Grouped::of(division, &[divided], |code| code, before)
}

fn sums_of(row: &Fact) -> DaySums {
    DaySums {
        code: 0,
        lines: row.lines,
        lines_without_cost: row.lines_without_cost,
        lines_without_quantity: row.lines_without_quantity,
        net: row.net,
        cost: row.cost,
        units: row.units,
    }
}
