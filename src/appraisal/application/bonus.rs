//! What a bonus rule pays, to the minor unit.

use super::{BonusSettings, ShareOf};

/// What a rep brought in during the cycle, in minor units; none where it is not known (no cost, no gross profit).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BonusAmounts {
    /// Net revenue.
    pub revenue_net: Option<i64>,
    /// Gross profit.
    pub gross_profit: Option<i64>,
}

/// Parts of a unit that factors and shares are read to: a millionth.
const PARTS: f64 = 1e6;

/// What the factor multiplies, in minor units: the rep's own amount, else that of the role, else the one for everybody;
/// or the share of what the rep brought in, rounded half away from zero, and never less than nothing.
///
/// `None` where the settings have no base for the rep, or where what the share is of is not known.
pub fn bonus_base(
    settings: &BonusSettings,
    rep_id: &str,
    role: &str,
    brought: BonusAmounts,
    minor_per_major: i64,
) -> Option<i64> {
    if let (Some(share), Some(of)) = (settings.share, settings.of) {
        let amount = match of {
            ShareOf::RevenueNet => brought.revenue_net,
            ShareOf::GrossProfit => brought.gross_profit,
        }?;
        return Some(times(amount.max(0), share));
    }
    let own = settings.by_rep.get(rep_id).or_else(|| settings.by_role.get(role)).copied().or(settings.amount)?;
    Some((own * minor_per_major as f64).round() as i64)
}

/// Base × factor, rounded half away from zero to the minor unit.
///
/// ```
/// assert_eq!(attain::appraisal::bonus_of(333_33, 1.5), 500_00);
/// assert_eq!(attain::appraisal::bonus_of(101, 0.5), 51);
/// ```
pub fn bonus_of(base_minor: i64, factor: f64) -> i64 {
    times(base_minor, factor)
}

/// An amount × a number that is read to the millionth, in whole numbers throughout.
fn times(minor: i64, number: f64) -> i64 {
    let parts = (number * PARTS).round() as i128;
    let product = i128::from(minor) * parts;
    let half = PARTS as i128 / 2;
    let rounded = (product.abs() + half) / PARTS as i128 * product.signum();
    rounded.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(text: &str) -> BonusSettings {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn the_own_amount_stands_before_the_role_s_and_that_before_everybody_s() {
        let settings = settings("amount = 100\nby_role = { Senior = 200.5 }\nby_rep = { R1 = 300 }");
        let base = |rep: &str, role: &str| bonus_base(&settings, rep, role, BonusAmounts::default(), 100);
        assert_eq!(base("R1", "Senior"), Some(30_000));
        assert_eq!(base("R2", "Senior"), Some(20_050));
        assert_eq!(base("R2", "Junior"), Some(10_000));
        assert_eq!(bonus_base(&BonusSettings::default(), "R1", "", BonusAmounts::default(), 100), None);
    }

    #[test]
    fn a_share_is_of_what_was_brought_in_and_never_of_a_loss() {
        let settings = settings("share = 0.025\nof = 'gross_profit'");
        let base = |gross_profit: Option<i64>| {
            bonus_base(&settings, "R1", "", BonusAmounts { gross_profit, ..BonusAmounts::default() }, 100)
        };
        assert_eq!(base(Some(1_234_567)), Some(30_864));
        assert_eq!(base(Some(-500)), Some(0));
        assert_eq!(base(None), None);
    }

    #[test]
    fn halves_go_up_and_binary_fractions_do_not_show() {
        // 0.1 × 5 = 0.5 of a cent, and 1.15 × 100 = 115 although 1.15 is a little less in binary.
        assert_eq!(bonus_of(5, 0.1), 1);
        assert_eq!(bonus_of(100, 1.15), 115);
        assert_eq!(bonus_of(0, 3.0), 0);
        assert_eq!(bonus_of(i64::MAX, 100.0), i64::MAX);
    }
}
