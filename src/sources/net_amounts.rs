//! Where the net amounts of orders come from, where the file has no column of them.

use super::cells::{Cells, Filled};
use super::forms::{LARGEST_MINOR, read_money};
use super::gathered::Gathered;
use super::issue::Rule;
use super::layout::Layout;
use super::mapping::{Mapping, money_power};
use super::records::Records;
use super::row_rules::forbidden_sign;

/// What stands in for a column of net amounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NetFrom {
    /// The amount with tax less the tax, which is exact.
    GrossLessTax,
    /// The amount with tax, divided by one and the tax rate.
    GrossByRate,
    /// Quantity × unit price × (1 − discount).
    Price,
}

impl NetFrom {
    /// The best of them, where the file has all columns that one of them needs.
    pub(super) fn among(has: impl Fn(&str) -> bool) -> Option<NetFrom> {
        let ways = [NetFrom::GrossLessTax, NetFrom::GrossByRate, NetFrom::Price];
        ways.into_iter().find(|way| way.needs().iter().all(|column| has(column)))
    }

    /// The columns without which it cannot be.
    pub(super) fn needs(self) -> [&'static str; 2] {
        match self {
            NetFrom::GrossLessTax => ["amount_with_tax", "tax_amount"],
            NetFrom::GrossByRate => ["amount_with_tax", "tax_rate"],
            NetFrom::Price => ["unit_price", "quantity"],
        }
    }

    /// The formula, in the titles of the file; `title` gives none for a column that the file does not have.
    pub(super) fn told(self, title: impl Fn(&str) -> Option<String>) -> String {
        let [one, other] = self.needs().map(|column| title(column).unwrap_or_else(|| column.to_string()));
        match self {
            NetFrom::GrossLessTax => format!("{one} − {other}"),
            NetFrom::GrossByRate => format!("{one} ÷ (1 + {other})"),
            NetFrom::Price => match title("discount_pct") {
                Some(discount) => format!("{other} × {one} × (1 − {discount})"),
                None => format!("{other} × {one}"),
            },
        }
    }
}

/// What to do where only the amount with tax is there.
pub(super) fn tax_is_missing(title: &str) -> String {
    format!(
        "`{title}` has the tax in it, and nothing says how much: map the column of the tax, --column tax_amount=\"its name\", \
         or say the rate in the configuration [source.columns] tax_rate = {{ constant = \"13%\" }}; where sums with tax are \
         what you mean, --column net_amount=\"{title}\""
    )
}

/// A tax rate from here on is no fraction: no sales tax takes half of the price.
const NO_FRACTION: f64 = 0.5;
/// Percent points of a tax rate.
const PERCENT_POINTS: std::ops::RangeInclusive<f64> = 1.0..=50.0;

/// Tax rates of 1 and more without a percent sign are percent points; they become fractions.
pub(super) fn percent_points(records: &Records, layout: &Layout, cells: &mut [Cells]) {
    let Some(slot) = layout.mapped("tax_rate") else { return };
    let Cells::Number(rates) = &mut cells[slot] else { return };
    for row in 0..rates.values.len() {
        let is_plain = || !layout.slots[slot].text(records, row).contains(['%', '％']);
        if let Some(points) = rates.get(row).filter(|rate| PERCENT_POINTS.contains(rate) && is_plain()) {
            rates.set(row, points / 100.0);
        }
    }
}

/// Fills the column of net amounts, where the file has none.
pub(super) fn work_out(records: &Records, layout: &Layout, cells: &mut [Cells], slot: usize, gathered: &mut Gathered) {
    if layout.mapped("net_amount").is_some() {
        return;
    }
    let Some(way) = NetFrom::among(|column| layout.mapped(column).is_some()) else { return };
    let [Some(one), Some(other)] = way.needs().map(|column| layout.mapped(column)) else { return };
    let Cells::Whole(amounts) = &cells[one] else { return };
    let discount = layout.mapped("discount_pct");
    let worked_out = |row: usize, gathered: &Gathered| -> Option<Result<i64, (usize, Rule)>> {
        let minor = amounts.get(row)?;
        Some(match (way, &cells[other]) {
            (NetFrom::GrossLessTax, Cells::Whole(taxes)) => Ok(minor - taxes.get(row)?),
            (NetFrom::GrossByRate, Cells::Number(rates)) => match rates.get(row)? {
                rate if (0.0..NO_FRACTION).contains(&rate) => Ok(without_tax(minor, rate)),
                _ => Err((other, Rule::NotATaxRate)),
            },
            (NetFrom::Price, Cells::Number(quantities)) => {
                let full = quantities.get(row)? * exact_price(records, layout, one, (row, gathered), minor);
                priced(full, discount.map(|at| (at, &cells[at])), row)
            }
            _ => return None,
        })
    };
    let mut net = Filled::nothing(amounts.values.len());
    let mut faults = Vec::new();
    let types = layout.mapped("line_type").and_then(|at| cells[at].texts());
    for row in 0..net.values.len() {
        match worked_out(row, gathered) {
            None => {}
            Some(Err((at, rule))) => faults.push((row, at, rule)),
            Some(Ok(amount)) if amount.unsigned_abs() > LARGEST_MINOR.unsigned_abs() => {
                faults.push((row, one, Rule::TooLarge))
            }
            Some(Ok(amount)) => {
                net.set(row, amount);
                let stated = types.and_then(|types| types.get(row));
                let against = |stated: &&str| forbidden_sign(stated) == Some(amount.signum() as i32);
                if let Some(stated) = stated.filter(against) {
                    faults.push((row, one, Rule::SignAgainstType { line_type: stated.to_string() }));
                }
            }
        }
    }
    cells[slot] = Cells::Whole(net);
    for (row, at, rule) in faults {
        gathered.fault(row, at, rule);
    }
}

/// Whether the net amounts of a file are quantity × unit price less a discount, so that the price is that of a list.
/// Without a discount nobody knows whether the price has one in it.
pub(super) fn are_off_a_list(mapping: &Mapping) -> bool {
    mapping.net_from == Some(NetFrom::Price) && mapping.has("discount_pct")
}

/// Fills the column of list amounts where it is empty: quantity × unit price, from which the discount was taken.
pub(super) fn work_out_list(
    records: &Records,
    layout: &Layout,
    cells: &mut [Cells],
    slot: usize,
    gathered: &mut Gathered,
) {
    let [Some(price), Some(quantity)] = NetFrom::Price.needs().map(|column| layout.mapped(column)) else { return };
    let (Cells::Whole(prices), Cells::Number(quantities)) = (&cells[price], &cells[quantity]) else { return };
    let Cells::Whole(stated) = &cells[slot] else { return };
    let mut list = stated.clone();
    for row in (0..list.values.len()).filter(|&row| stated.get(row).is_none()) {
        let (Some(minor), Some(quantity)) = (prices.get(row), quantities.get(row)) else { continue };
        let full = (quantity * exact_price(records, layout, price, (row, gathered), minor)).round_ties_even() as i64;
        if full.unsigned_abs() > LARGEST_MINOR.unsigned_abs() {
            gathered.fault(row, price, Rule::TooLarge);
        } else {
            list.set(row, full);
        }
    }
    cells[slot] = Cells::Whole(list);
}

/// An amount with tax in it, without it: rounded to the minor unit, half to even. Rates are taken to the ninth decimal,
/// so that the quotient is one of whole numbers.
fn without_tax(gross: i64, rate: f64) -> i64 {
    const NINE: i128 = 1_000_000_000;
    let divisor = NINE + (rate * NINE as f64).round() as i128;
    let dividend = i128::from(gross) * NINE;
    let (whole, rest) = (dividend.div_euclid(divisor), dividend.rem_euclid(divisor));
    let up = match (2 * rest).cmp(&divisor) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Equal => whole % 2 != 0,
    };
    i64::try_from(whole + i128::from(up)).expect("a rate from 0 makes no amount larger")
}

/// Quantity × unit price less the discount, rounded to the minor unit.
fn priced(full: f64, discounts: Option<(usize, &Cells)>, row: usize) -> Result<i64, (usize, Rule)> {
    let discount = match discounts {
        Some((at, Cells::Number(discounts))) => match discounts.get(row) {
            Some(discount) if discount > 1.0 => return Err((at, Rule::DiscountAboveOne)),
            discount => discount.unwrap_or(0.0),
        },
        _ => 0.0,
    };
    let exact = full * (1.0 - discount);
    // Beyond all amounts the nearest whole number does not matter any more.
    Ok(exact.round_ties_even() as i64)
}

/// More digits than the currency's with which a unit price is read: 0.125 a piece is 12.5 cents.
const PRICE_DIGITS: u32 = 4;

/// A unit price in minor units, with the fraction that was rounded away.
fn exact_price(
    records: &Records,
    layout: &Layout,
    slot: usize,
    (row, gathered): (usize, &Gathered),
    minor: i64,
) -> f64 {
    let slot = &layout.slots[slot];
    let power = slot.plan.as_ref().map_or(0, |plan| money_power(&plan.detail));
    let digits = gathered.currency_of(row, layout.currency).digits() + power + PRICE_DIGITS;
    let finer = match slot.lookup {
        None => read_money(slot.text(records, row).trim(), layout.numbers, digits).ok(),
        Some(_) => None,
    };
    finer.map_or(minor as f64, |finer| finer.minor as f64 / f64::from(10_u32.pow(PRICE_DIGITS)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::BadRows;
    use super::super::trial::{column, faults, only_fault, read, read_as};
    use super::*;

    #[test]
    fn a_unit_price_of_less_than_a_cent_counts_in_full() {
        let text = "order_id,order_date,quantity,unit_price\nA,2024-01-05,100000,0.125\nB,2024-01-05,1000,0.004\n";
        assert_eq!(column(&read("orders", text).unwrap(), "net_amount_minor"), ["1250000", "400"]);
    }

    #[test]
    fn an_amount_is_quantity_times_price_less_the_discount() {
        let header = "order_id,order_date,quantity,unit_price,discount_pct";
        let loaded = read(
            "orders",
            format!("{header}\nA,2024-01-05,3,1.15,0.1\nB,2024-01-05,-3,1.15,\nC,2024-01-05,1,1.15,1\n"),
        );
        let loaded = loaded.unwrap();
        // 3 × 115 × 0.9 = 310.5 cents, half to even.
        assert_eq!(column(&loaded, "net_amount_minor"), ["310", "-345", "0"]);
        assert_eq!(column(&loaded, "line_type"), ["sale", "return", "sale"]);
    }

    /// A list amount was empty where the file has list prices, so that every discount rate was empty too.
    #[test]
    fn where_a_discount_is_taken_off_the_price_the_full_price_is_the_list_amount() {
        let header = "order_id,order_date,quantity,unit_price";
        let of = |text: String| column(&read("orders", text).unwrap(), "list_amount_minor");
        let rows = "A,2024-01-05,3,1.15,0.1\nB,2024-01-05,-3,1.155,\nC,2024-01-05,1,1.15,1\n";
        // 3 × 115.5 = 346.5 cents, half to even.
        assert_eq!(of(format!("{header},discount_pct\n{rows}")), ["345", "-346", "115"]);
        let rows = "A,2024-01-05,3,1.15,0.1,4\nB,2024-01-05,3,1.15,0.1,\n";
        assert_eq!(of(format!("{header},discount_pct,list_amount\n{rows}")), ["400", "345"]);
        // A price without a discount may be one with it taken off, and a net amount of the file's own is believed.
        for text in [
            format!("{header}\nA,2024-01-05,3,1.15\n"),
            format!("{header},discount_pct,net_amount\nA,2024-01-05,3,1.15,0.1,3\n"),
        ] {
            assert!(read("orders", text).unwrap().frame.column("list_amount_minor").is_err());
        }
    }

    #[test]
    fn a_discount_in_percent_that_nobody_declared_is_refused_rather_than_turned_into_a_return() {
        let loaded =
            read("orders", "order_id,order_date,quantity,unit_price,Discount\nA,2024-01-05,3,1.15,15\n").unwrap();
        assert_eq!(
            only_fault(&loaded),
            "`orders.csv` line 2: `Discount` is `15`, a discount of more than the whole price"
        );
    }

    #[test]
    fn a_product_too_large_to_be_summed_names_the_price() {
        let loaded = read("orders", "order_id,order_date,quantity,Price\nA,2024-01-05,900000000000,1000\n").unwrap();
        assert_eq!(only_fault(&loaded), "`orders.csv` line 2: `Price` is `1000`, too large to be summed exactly");
    }

    #[test]
    fn a_stated_sale_at_a_negative_price_is_refused() {
        let loaded = read(
            "orders",
            "order_id,order_date,quantity,price,type\nA,2024-01-05,2,-4,sale\nB,2024-01-05,2,-4,adjust\n",
        );
        assert_eq!(faults(&loaded.unwrap()), [(2, "sign_against_type")]);
    }

    #[test]
    fn an_amount_with_tax_less_the_tax_is_the_net_amount_to_the_cent() {
        let text =
            "单据编号,日期,数量,单价,价税合计,税额\nA,2024-01-05,3,10,33.91,3.90\nB,2024-01-05,-1,10,-11.30,-1.30\n";
        let loaded = read("orders", text).unwrap();
        assert_eq!(column(&loaded, "net_amount_minor"), ["3001", "-1000"], "the price would say 3000");
        assert_eq!(column(&loaded, "amount_with_tax_minor"), ["3391", "-1130"]);
        assert_eq!(column(&loaded, "line_type"), ["sale", "return"]);
        let said: Vec<&str> = (loaded.mapping.iter())
            .filter(|mapped| mapped.how == super::super::MatchedBy::WorkedOut)
            .map(|mapped| mapped.source.as_str())
            .collect();
        assert_eq!(said, ["价税合计 − 税额"]);
    }

    #[test]
    fn a_column_of_net_amounts_counts_before_all_that_could_stand_in_for_it() {
        let text = "单据编号,日期,不含税金额,价税合计,税额\nA,2024-01-05,30,33.90,1\n";
        let loaded = read("orders", text).unwrap();
        assert_eq!(column(&loaded, "net_amount_minor"), ["3000"]);
        assert!(loaded.mapping.iter().all(|mapped| mapped.how != super::super::MatchedBy::WorkedOut));
    }

    #[test]
    fn a_tax_rate_is_a_fraction_or_percent_and_never_half_of_the_price() {
        let rate = |rate: &str| {
            let text = format!("单据编号,日期,价税合计,税率\nA,2024-01-05,113.00,{rate}\n");
            let loaded = read("orders", text).unwrap();
            (faults(&loaded), column(&loaded, "net_amount_minor"))
        };
        for same in ["13", "0.13", "13%", "13.0"] {
            assert_eq!(rate(same), (Vec::new(), vec!["10000".to_string()]), "{same}");
        }
        assert_eq!(rate("0").1, ["11300"]);
        assert_eq!(rate("1").1, ["11188"], "one percent, as small businesses pay");
        for bad in ["0.5", "0.9", "51", "-0.13", "100%"] {
            assert_eq!(rate(bad).0, [(2, "not_a_tax_rate")], "{bad}");
        }
        assert_eq!(rate("").0, [(2, "empty")]);
    }

    #[test]
    fn one_rate_for_the_whole_file_can_be_said() {
        let text = "单据编号,日期,价税合计\nA,2024-01-05,113.00\nB,2024-01-05,\n";
        let settings = "columns = { tax_rate = { constant = '13%' } }";
        let loaded = read_as("orders.csv", "orders", settings, text, BadRows::Reject).unwrap();
        assert_eq!(column(&loaded, "net_amount_minor"), ["10000"]);
        assert_eq!(faults(&loaded), [(3, "empty")]);
    }

    #[test]
    fn an_amount_with_tax_alone_says_what_is_missing() {
        let refused = read("orders", "单据编号,日期,价税合计\nA,2024-01-05,113.00\n").unwrap_err();
        let said = refused.to_string();
        assert!(said.ends_with("no column for `net_amount` among `单据编号`, `日期`, `价税合计`"), "{said}");
        let hint = refused.hint().unwrap();
        assert!(hint.starts_with("`价税合计` has the tax in it") && hint.contains("tax_rate = { constant"), "{hint}");
    }

    proptest! {
        #[test]
        fn tax_put_on_and_taken_off_again_leaves_the_amount(net in -LARGEST_MINOR / 2..LARGEST_MINOR / 2, percent in 0_u32..50) {
            let gross = (i128::from(net) * i128::from(100 + percent)).div_euclid(100) as i64;
            let found = without_tax(gross, f64::from(percent) / 100.0);
            prop_assert!((found - net).abs() <= 1, "{found} for {net}");
        }
    }
}
