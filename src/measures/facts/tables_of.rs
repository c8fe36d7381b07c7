//! The tables of facts from facts: what a sound engine elsewhere would answer, for trials without one.

use std::collections::{BTreeMap, BTreeSet};

use crate::store::KeyNames;

use super::tables::{FactNumbers, FactRows, FactTable};
use super::{Fact, Facts};

/// What facts and the single ones behind them are as tables, with the names behind the keys. Keys run against the order of the names,
/// so that nothing is in order by itself; reps, regions and customers without a name have no key.
pub(crate) struct Elsewhere {
    pub(crate) names: KeyNames,
    pub(crate) customers: Vec<String>,
    facts: Facts,
    rows: Vec<Fact>,
}

type Place = (i64, i64, i64);

impl Elsewhere {
    pub(crate) fn of(facts: &Facts, rows: &[Fact]) -> Elsewhere {
        let backwards = |names: &[String]| -> Vec<String> { names.iter().rev().cloned().collect() };
        let (reps, regions) = (backwards(&facts.reps), backwards(&facts.regions));
        let names = KeyNames { reps, regions, nameless_customer: None };
        Elsewhere { names, customers: backwards(&facts.customers), facts: facts.clone(), rows: rows.to_vec() }
    }

    pub(crate) fn orders(&self) -> usize {
        self.rows.iter().map(|row| row.order as usize + 1).max().unwrap_or(0)
    }

    pub(crate) fn table(&self, table: FactTable) -> FactRows {
        let rows: Vec<Vec<i64>> = match table {
            FactTable::Survey => vec![self.survey()],
            FactTable::DaySums => self.day_sums(),
            FactTable::Visits => self.visits(),
            FactTable::Orders => self.order_places(),
            FactTable::Rows => self.rows.iter().map(|row| self.row(row)).collect(),
            other => panic!("{} is not made here", other.word()),
        };
        let mut made = FactRows::none(table);
        for row in rows {
            assert_eq!(row.len(), table.columns().len());
            for (column, value) in made.columns_mut().iter_mut().zip(row) {
                match column {
                    FactNumbers::Small(values) => values.push(value as i32),
                    FactNumbers::Large(values) => values.push(value),
                }
            }
        }
        made
    }

    fn has_customer(&self, row: &Fact) -> bool {
        !self.facts.customers[row.customer as usize].is_empty()
    }

    fn key(names: &[String], at: u32) -> i64 {
        match names[at as usize].is_empty() {
            true => i64::from(FactNumbers::ABSENT),
            false => (names.len() - 1 - at as usize) as i64,
        }
    }

    fn place(&self, row: &Fact) -> Place {
        (Self::key(&self.facts.reps, row.rep), Self::key(&self.facts.regions, row.region), i64::from(row.day.epoch()))
    }

    fn survey(&self) -> Vec<i64> {
        let rows = &self.rows;
        let since = rows.iter().filter(|row| self.has_customer(row)).map(|row| i64::from(row.day.epoch())).min();
        let size = |of: fn(&Fact) -> i64| rows.iter().map(|row| of(row).abs()).sum();
        let lines = rows.iter().map(|row| i64::from(row.lines)).sum();
        vec![
            lines,
            since.unwrap_or(FactNumbers::ABSENT.into()),
            size(|row| row.net),
            size(|row| row.cost),
            size(|row| row.units),
        ]
    }

    fn day_sums(&self) -> Vec<Vec<i64>> {
        let mut sums: BTreeMap<Place, [i64; 6]> = BTreeMap::new();
        for row in self.rows.iter() {
            let counts = [row.lines, row.lines_without_cost, row.lines_without_quantity].map(i64::from);
            let more = [counts[0], counts[1], counts[2], row.net, row.cost, row.units];
            let sum = sums.entry(self.place(row)).or_default();
            sum.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
        }
        sums.into_iter()
            .rev()
            .map(|((rep, region, day), sums)| [vec![rep, region, day], sums.to_vec()].concat())
            .collect()
    }

    fn visits(&self) -> Vec<Vec<i64>> {
        let of = |row: &Fact| (Self::key(&self.facts.customers, row.customer), self.place(row));
        let visits: BTreeSet<_> =
            self.rows.iter().filter(|row| row.sale_lines > 0 && self.has_customer(row)).map(of).collect();
        visits.into_iter().rev().map(|(customer, (rep, region, day))| vec![customer, rep, region, day]).collect()
    }

    fn order_places(&self) -> Vec<Vec<i64>> {
        let mut places: BTreeMap<u32, BTreeSet<Place>> = BTreeMap::new();
        for row in self.rows.iter().filter(|row| row.sale_lines > 0) {
            places.entry(row.order).or_default().insert(self.place(row));
        }
        let mut alone: BTreeMap<Place, i64> = BTreeMap::new();
        let mut rows = Vec::new();
        for (order, places) in &places {
            match places.len() {
                1 => *alone.entry(*places.first().unwrap()).or_default() += 1,
                _ => rows.extend(places.iter().map(|&(rep, region, day)| vec![i64::from(*order), rep, region, day, 1])),
            }
        }
        let absent = i64::from(FactNumbers::ABSENT);
        rows.extend(alone.into_iter().map(|((rep, region, day), orders)| vec![absent, rep, region, day, orders]));
        rows
    }

    fn row(&self, row: &Fact) -> Vec<i64> {
        let (rep, region, day) = self.place(row);
        let keys = [Self::key(&self.facts.customers, row.customer), rep, region, i64::from(row.order), day];
        let counts = [row.lines, row.sale_lines, row.lines_without_cost, row.lines_without_quantity].map(i64::from);
        [&keys[..], &counts[..], &[row.net, row.cost, row.units][..]].concat()
    }
}
