//! The terms of the bridge, in minor units.

use super::Sold;

/// A term of the bridge, in the order in which it is crossed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Term {
    /// Net revenue of the earlier period.
    Start,
    /// As if every member sold in both periods had grown as all of them together, in pieces.
    Volume,
    /// The rest of the change of quantity, at the old price.
    Mix,
    /// The change of the list price, at the new quantity.
    ListPrice,
    /// The change of the discount a piece, at the new quantity; less discount is more revenue.
    Discount,
    /// The change of price of members of which a list amount is missing, at the new quantity.
    Price,
    /// Members sold in the later period only.
    New,
    /// Members sold in the earlier period only.
    Lost,
    /// Members sold in both, of which no price a piece can be told.
    Unpriced,
    /// The change of returns, by the day of the return.
    Returns,
    /// The change of adjustments.
    Adjustments,
    /// Net revenue of the later period.
    End,
}

impl Term {
    /// All of them.
    pub const ALL: [Term; 12] = [
        Term::Start,
        Term::Volume,
        Term::Mix,
        Term::ListPrice,
        Term::Discount,
        Term::Price,
        Term::New,
        Term::Lost,
        Term::Unpriced,
        Term::Returns,
        Term::Adjustments,
        Term::End,
    ];

    /// The word in the column `term`.
    pub fn word(self) -> &'static str {
        match self {
            Term::Start => "start",
            Term::Volume => "volume",
            Term::Mix => "mix",
            Term::ListPrice => "list_price",
            Term::Discount => "discount",
            Term::Price => "price",
            Term::New => "new",
            Term::Lost => "lost",
            Term::Unpriced => "unpriced",
            Term::Returns => "returns",
            Term::Adjustments => "adjustments",
            Term::End => "end",
        }
    }
}

/// The amount of each term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Terms([i64; Term::ALL.len()]);

impl Terms {
    /// One amount.
    pub fn get(&self, term: Term) -> i64 {
        self.0[term as usize]
    }

    /// Adds those of a member; none where a sum leaves 64 bits.
    pub(super) fn add(&mut self, other: &Terms) -> Option<()> {
        for (sum, own) in self.0.iter_mut().zip(other.0) {
            *sum = sum.checked_add(own)?;
        }
        Some(())
    }

    fn set(&mut self, term: Term, amount: i64) {
        self.0[term as usize] = amount;
    }
}

/// The terms of each member; none where an amount leaves 64 bits.
pub(super) fn terms(sold: &[Sold]) -> Option<Vec<Terms>> {
    let continuing = |own: &&Sold| own.before.is_priced() && own.after.is_priced();
    let pieces = |side: &dyn Fn(&Sold) -> i64| sold.iter().filter(continuing).map(|own| i128::from(side(own))).sum();
    let (before, after): (i128, i128) = (pieces(&|own| own.before.quantity), pieces(&|own| own.after.quantity));
    let kept: Vec<&Sold> = sold.iter().filter(continuing).collect();
    let revenues: Vec<i128> = kept.iter().map(|own| i128::from(own.before.net)).collect();
    let volumes = spread(&revenues, after - before, before.max(1));
    let mut volumes = volumes.into_iter();
    sold.iter().map(|own| of_member(own, continuing(&own), &mut volumes)).collect()
}

fn of_member(own: &Sold, is_continuing: bool, volumes: &mut impl Iterator<Item = i128>) -> Option<Terms> {
    let Sold { before, after } = own;
    let mut terms = Terms::default();
    terms.set(Term::Start, before.revenue()?);
    terms.set(Term::End, after.revenue()?);
    terms.set(Term::Returns, after.returns.checked_sub(before.returns)?);
    terms.set(Term::Adjustments, after.adjustments.checked_sub(before.adjustments)?);
    let change = after.net.checked_sub(before.net)?;
    if is_continuing {
        let volume = i64::try_from(volumes.next()?).ok()?;
        let price = i64::try_from(at_new_quantity(own, before.net, after.net)).ok()?;
        terms.set(Term::Volume, volume);
        terms.set(Term::Mix, change.checked_sub(price)?.checked_sub(volume)?);
        if before.lacks_list || after.lacks_list {
            terms.set(Term::Price, price);
        } else {
            let list = i64::try_from(at_new_quantity(own, before.list, after.list)).ok()?;
            terms.set(Term::ListPrice, list);
            terms.set(Term::Discount, price.checked_sub(list)?);
        }
        return Some(terms);
    }
    let term = match (before.lines, after.lines) {
        (0, _) => Term::New,
        (_, 0) => Term::Lost,
        _ => Term::Unpriced,
    };
    terms.set(term, change);
    Some(terms)
}

/// (new price − old price) × new quantity, of amounts in which the prices are told: after − before × q₁ ÷ q₀, to the
/// nearest minor unit.
fn at_new_quantity(own: &Sold, before: i64, after: i64) -> i128 {
    let (old, new) = (i128::from(own.before.quantity), i128::from(own.after.quantity));
    i128::from(after) - nearest(i128::from(before) * new, old)
}

/// Half away from zero.
fn nearest(numerator: i128, denominator: i128) -> i128 {
    (2 * numerator.abs() + denominator) / (2 * denominator) * numerator.signum()
}

/// Each weight × factor ÷ divisor in whole units that make the rounded whole, by largest remainder; of equal remainders
/// the first member's.
fn spread(weights: &[i128], factor: i128, divisor: i128) -> Vec<i128> {
    let whole = nearest(weights.iter().sum::<i128>() * factor, divisor);
    let mut parts: Vec<i128> = weights.iter().map(|weight| (weight * factor).div_euclid(divisor)).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|&at| (-(weights[at] * factor).rem_euclid(divisor), at));
    let missing = whole - parts.iter().sum::<i128>();
    for &at in order.iter().take(missing.max(0) as usize) {
        parts[at] += 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::super::lines::Side;
    use super::*;
    use proptest::prelude::*;

    fn side(quantity: i64, net: i64, list: i64) -> Side {
        Side { net, list, quantity: quantity * 10_000, lines: i64::from(quantity != 0), ..Side::default() }
    }

    fn amounts(terms: &Terms) -> Vec<i64> {
        Term::ALL.iter().map(|&term| terms.get(term)).collect()
    }

    #[test]
    fn the_terms_are_those_worked_by_hand() {
        // A: 10 at 10.00 (list 12.00) become 15 at 9.00 (list 13.00); B: 10 at 20.00 become 10 at 22.00; C is new.
        let sold = [
            Sold { before: side(10, 10_000, 12_000), after: side(15, 13_500, 19_500) },
            Sold { before: side(10, 20_000, 20_000), after: side(10, 22_000, 22_000) },
            Sold { before: side(0, 0, 0), after: side(1, 500, 500) },
        ];
        let terms = terms(&sold).expect("small amounts");
        // Pieces go from 20 to 25: a quarter more. A: 100 → 125 at the old price by volume, 25 more by mix.
        assert_eq!(amounts(&terms[0])[..7], [10_000, 2_500, 2_500, 1_500, -3_000, 0, 0]);
        assert_eq!(amounts(&terms[1])[..7], [20_000, 5_000, -5_000, 2_000, 0, 0, 0]);
        assert_eq!(terms[2].get(Term::New), 500);
    }

    fn any_side() -> impl Strategy<Value = Side> {
        let amount = -1_000_000_i64..1_000_000;
        (amount.clone(), amount.clone(), -50_000..500_000_i64, 0..3_i64, any::<[bool; 2]>(), amount.clone(), amount)
            .prop_map(|(net, list, quantity, lines, [lacks_list, lacks_quantity], returns, adjustments)| match lines {
                0 => Side { returns, adjustments, ..Side::default() },
                _ => Side { net, list, quantity, lines, lacks_list, lacks_quantity, returns, adjustments },
            })
    }

    proptest! {
        #[test]
        fn the_bridge_reaches_the_other_side_to_the_minor_unit(
            sides in prop::collection::vec((any_side(), any_side()), 0..12)
        ) {
            let sold: Vec<Sold> = sides.into_iter().map(|(before, after)| Sold { before, after }).collect();
            let mut total = Terms::default();
            for (own, terms) in sold.iter().zip(terms(&sold).expect("small amounts")) {
                let between: i64 = amounts(&terms)[1..11].iter().sum();
                prop_assert_eq!(terms.get(Term::Start) + between, terms.get(Term::End));
                prop_assert_eq!(Some(terms.get(Term::Start)), own.before.revenue());
                prop_assert_eq!(Some(terms.get(Term::End)), own.after.revenue());
                total.add(&terms).expect("small amounts");
            }
            let between: i64 = amounts(&total)[1..11].iter().sum();
            prop_assert_eq!(total.get(Term::Start) + between, total.get(Term::End));
        }

        #[test]
        fn parts_make_the_rounded_whole_and_none_is_a_unit_off(
            weights in prop::collection::vec(-1_000_000_i128..1_000_000, 1..20),
            factor in -1_000_i128..1_000,
            divisor in 1_i128..1_000,
        ) {
            let parts = spread(&weights, factor, divisor);
            prop_assert_eq!(parts.iter().sum::<i128>(), nearest(weights.iter().sum::<i128>() * factor, divisor));
            for (part, weight) in parts.iter().zip(&weights) {
                prop_assert!((part * divisor - weight * factor).abs() <= divisor);
            }
        }
    }
}
