//! Single rows from the dense numbers alone, for questions that ask on which days customers bought and from whom.

use super::{Fact, Facts, Rows};

/// What a customer is called here: somebody who is known, whoever it is.
const KNOWN: &str = "known";

/// Gives facts a row for every customer, day, rep and region of a purchase, in the order of rows. Customers are told
/// apart and have no names; orders, amounts and returns are not in the rows.
pub(super) fn add_purchases(facts: &mut Facts) {
    let dense = &facts.dense;
    let parts = dense.visits.parts();
    let mut rows = Vec::with_capacity(parts.iter().map(|part| part.codes.len()).sum());
    let mut customers = 0;
    for group in parts.iter().flat_map(|part| part.groups()) {
        rows.extend(group.iter().map(|&code| {
            let (rep, region) = dense.pairs[dense.pair_of(code)];
            Fact {
                rep,
                region,
                customer: customers,
                order: 0,
                day: dense.day(dense.day_of(code)),
                net: 0,
                cost: 0,
                units: 0,
                lines: 0,
                sale_lines: 1,
                lines_without_cost: 0,
                lines_without_quantity: 0,
            }
        }));
        customers += 1;
    }
    facts.customers = vec![KNOWN.to_string(); customers as usize];
    facts.rows = Rows::from(rows);
}
