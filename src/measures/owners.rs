//! Who a customer belonged to on a day: the dated account owners.

use std::collections::BTreeMap;

use crate::calendar::Day;
use crate::measures::MeasureError;
use crate::measures::columns::Columns;
use crate::measures::company::{Tables, collected};

/// One stretch of ownership; both days belong to it.
struct Stretch {
    from: Day,
    to: Option<Day>,
    rep: String,
}

/// The owners of all customers.
#[derive(Default)]
pub(super) struct Owners {
    of: BTreeMap<String, Vec<Stretch>>,
}

impl Owners {
    /// From the table `account_owners`; without it nobody owns anybody.
    pub(super) fn read(tables: &Tables) -> Result<Owners, MeasureError> {
        let Some(table) = tables.get("account_owners") else { return Ok(Owners::default()) };
        let frame = collected(table)?;
        let stored = Columns::of(&frame);
        let (customers, reps) = (stored.text("customer_id")?, stored.text("rep_id")?);
        let (firsts, lasts) = (stored.days("valid_from")?, stored.days("valid_to")?);
        let mut of: BTreeMap<String, Vec<Stretch>> = BTreeMap::new();
        for row in 0..frame.height() {
            let (Some(customer), Some(rep), Some(from)) = (customers.get(row), reps.get(row), firsts[row]) else {
                continue;
            };
            of.entry(customer.to_string()).or_default().push(Stretch { from, to: lasts[row], rep: rep.to_string() });
        }
        for stretches in of.values_mut() {
            stretches.sort_by(|one, other| (one.from, &one.rep).cmp(&(other.from, &other.rep)));
        }
        Ok(Owners { of })
    }

    /// The owner of a customer on a day. Where two stretches overlap, the one that began later tells.
    pub(super) fn on(&self, customer: Option<&str>, day: Day) -> Option<&str> {
        let stretches = self.of.get(customer?)?;
        let holds = |stretch: &&Stretch| stretch.from <= day && stretch.to.is_none_or(|to| day <= to);
        stretches.iter().rev().find(holds).map(|stretch| stretch.rep.as_str())
    }
}
