//! The leaderboard: scores compared exactly, ties broken by the rules, prizes shared to the cent.

use std::cmp::Ordering;

use crate::calendar::Day;
use crate::quantity::NullReason;

use super::prizes::Won;
use super::rules::{Basis, ContestRules, TieRule};

/// Why somebody does not take part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ineligible {
    /// The filter does not let the rep pass.
    Filtered,
    /// In service only after the first day: a shorter run is no fair comparison.
    JoinedAfterStart,
    /// Left before the last day.
    LeftBeforeEnd,
}

impl Ineligible {
    /// The word in listings.
    pub fn word(self) -> &'static str {
        match self {
            Ineligible::Filtered => "filter",
            Ineligible::JoinedAfterStart => "joined_after_start",
            Ineligible::LeftBeforeEnd => "left_before_end",
        }
    }
}

/// What is known of one rep. Values are whole numbers in the metric's smallest part: minor units of money,
/// ten-thousandths of units, or a count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entrant {
    /// The rep.
    pub rep_id: String,
    /// Why the rep does not take part; `None` for those who do.
    pub ineligible: Option<Ineligible>,
    /// The value, with what was clawed back taken off; the reason where there is none.
    pub value: Result<i64, NullReason>,
    /// The target of all the contest's days.
    pub target: Option<EntrantTarget>,
    /// The value of the same dates a year before.
    pub base: Result<i64, NullReason>,
    /// What came back of the contest's sales, as an amount of money above zero.
    pub returned: i64,
    /// The first day on which the value stood where it stands in the end, or higher; only where a tie needs it.
    pub reached: Option<Day>,
}

/// A target as quotas carry it, and how it compares with values of the metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntrantTarget {
    /// The amount: minor units for money, hundredths (or what the currency has) for everything else.
    pub minor: i64,
    /// How many of them make one.
    pub minor_per_major: i64,
    /// How many smallest parts of the metric make one.
    pub parts_per_major: i64,
}

/// A score as an exact fraction; the denominator is positive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Fraction {
    over: i128,
    under: i128,
}

impl Fraction {
    fn compare(self, other: Fraction) -> Ordering {
        match (self.over.checked_mul(other.under), other.over.checked_mul(self.under)) {
            (Some(a), Some(b)) => a.cmp(&b),
            _ => self.to_f64().total_cmp(&other.to_f64()),
        }
    }

    fn to_f64(self) -> f64 {
        self.over as f64 / self.under as f64
    }
}

impl Entrant {
    /// The score on a basis; growth as the ratio to the year before.
    fn fraction(&self, basis: Basis) -> Result<Fraction, NullReason> {
        let value = i128::from(self.value?);
        let (times, under) = self.scale(basis)?;
        if under <= 0 {
            return Err(NullReason::NoDenominator);
        }
        Ok(Fraction { over: value * times, under })
    }

    /// By what a value is multiplied and divided to become a score.
    fn scale(&self, basis: Basis) -> Result<(i128, i128), NullReason> {
        match basis {
            Basis::Absolute => Ok((1, 1)),
            Basis::PctOfTarget => {
                let target = self.target.ok_or(NullReason::NoTarget)?;
                let under = i128::from(target.minor) * i128::from(target.parts_per_major);
                Ok((i128::from(target.minor_per_major), under))
            }
            Basis::Growth => Ok((1, i128::from(self.base?))),
        }
    }

    /// The factor that turns a value into a score on a basis; `None` where the rep cannot be ranked on it.
    pub fn factor(&self, basis: Basis) -> Option<f64> {
        let (times, under) = self.scale(basis).ok()?;
        (self.ineligible.is_none() && under > 0).then(|| times as f64 / under as f64)
    }
}

/// Where one rep stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// Position in the list of entrants.
    pub entrant: usize,
    /// The rank, from 1; reps who are level have the same, and the ranks behind them are left out.
    pub rank: Option<usize>,
    /// The share of the target, the value, or the growth; `None` where it cannot be formed.
    pub score: Option<f64>,
    /// Why there is no score.
    pub null_reason: Option<NullReason>,
    /// How much more of the metric would draw level with the next better rank; `None` for the first.
    pub gap: Option<i64>,
    /// What is won as things stand; `None` where nothing is.
    pub won: Option<Won>,
    /// Whether others have the same rank.
    pub level: bool,
}

/// Ranks the entrants: those with a rank first, by rank, then the others; within either by rep.
///
/// A rep whose value is not above zero is ranked, and wins nothing.
pub fn leaderboard(entrants: &[Entrant], rules: &ContestRules) -> Vec<Standing> {
    let mut ranked: Vec<(usize, Fraction)> = Vec::new();
    let mut standings: Vec<Standing> = Vec::new();
    for (at, entrant) in entrants.iter().enumerate() {
        let fraction = entrant.fraction(rules.basis);
        let score = fraction.ok().map(|fraction| score(fraction, entrant, rules.basis));
        let null_reason = fraction.err();
        standings.push(Standing { entrant: at, rank: None, score, null_reason, gap: None, won: None, level: false });
        if let (None, Ok(fraction)) = (entrant.ineligible, fraction) {
            ranked.push((at, fraction));
        }
    }
    let better = |a: &(usize, Fraction), b: &(usize, Fraction)| {
        b.1.compare(a.1).then_with(|| by_rules(&entrants[a.0], &entrants[b.0], &rules.ties))
    };
    ranked.sort_by(|a, b| better(a, b).then_with(|| entrants[a.0].rep_id.cmp(&entrants[b.0].rep_id)));
    let mut from = 0;
    while from < ranked.len() {
        let level = ranked[from..].iter().take_while(|other| better(&ranked[from], other).is_eq()).count();
        let shares = rules.prizes.shared(from + 1, level);
        for (place, won) in shares.into_iter().enumerate() {
            let (at, _) = ranked[from + place];
            let standing = &mut standings[at];
            standing.rank = Some(from + 1);
            standing.level = level > 1;
            standing.gap = from.checked_sub(1).and_then(|ahead| gap(&entrants[at], ranked[ahead].1, rules.basis));
            let wins = entrants[at].value.is_ok_and(|value| value > 0);
            standing.won = wins.then_some(won).filter(|won| won.money.is_some() || !won.things.is_empty());
        }
        from += level;
    }
    standings.sort_by(|a, b| {
        let key =
            |standing: &Standing| (standing.rank.is_none(), standing.rank, entrants[standing.entrant].rep_id.clone());
        key(a).cmp(&key(b))
    });
    standings
}

/// The positions of those who are level in score, so that the tie rules have something to decide.
pub fn level_in_score(entrants: &[Entrant], basis: Basis) -> Vec<usize> {
    let mut scored: Vec<(usize, Fraction)> = entrants
        .iter()
        .enumerate()
        .filter(|(_, entrant)| entrant.ineligible.is_none())
        .filter_map(|(at, entrant)| Some((at, entrant.fraction(basis).ok()?)))
        .collect();
    scored.sort_by(|a, b| a.1.compare(b.1));
    let groups = scored.chunk_by(|a, b| a.1.compare(b.1).is_eq()).filter(|group| group.len() > 1);
    groups.flatten().map(|(at, _)| *at).collect()
}

fn score(fraction: Fraction, entrant: &Entrant, basis: Basis) -> f64 {
    match basis {
        Basis::Absolute => entrant.value.map_or(0.0, |value| value as f64),
        Basis::PctOfTarget => fraction.to_f64(),
        Basis::Growth => fraction.to_f64() - 1.0,
    }
}

fn by_rules(a: &Entrant, b: &Entrant, rules: &[TieRule]) -> Ordering {
    let decided = |rule: &TieRule| match rule {
        TieRule::Shared => Ordering::Equal,
        TieRule::LargerValue => b.value.unwrap_or(0).cmp(&a.value.unwrap_or(0)),
        TieRule::EarlierReached => match (a.reached, b.reached) {
            (Some(a), Some(b)) => a.cmp(&b),
            _ => b.reached.is_some().cmp(&a.reached.is_some()),
        },
        TieRule::FewerReturns => a.returned.cmp(&b.returned),
    };
    rules.iter().map(decided).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

/// The least amount that lifts the own score to that of the rank ahead; 0 where a tie rule alone stands between them.
fn gap(own: &Entrant, ahead: Fraction, basis: Basis) -> Option<i64> {
    let (times, under) = own.scale(basis).ok()?;
    let (needed, parts) = (ahead.over.checked_mul(under)?, ahead.under.checked_mul(times)?);
    let rounded_up = needed.div_euclid(parts) + i128::from(needed.rem_euclid(parts) > 0);
    i64::try_from(rounded_up - i128::from(own.value.ok()?)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::appraisal::contest::Prizes;
    use crate::calendar::DaySpan;
    use crate::measures::kpi::KpiMetric;
    use crate::quantity::Currency;

    fn rules(basis: Basis, ties: &[TieRule], prizes: &str) -> ContestRules {
        let day = |text: &str| text.parse().unwrap();
        ContestRules {
            contest_id: "C".into(),
            metric: KpiMetric::RevenueNet,
            basis,
            days: DaySpan { first: day("2024-03-01"), last: day("2024-03-31") },
            filter: None,
            ties: ties.to_vec(),
            clawback_days: 0,
            prizes: Prizes::parse(prizes, Currency::USD).unwrap(),
        }
    }

    fn entrant(rep: &str, value: i64, target: i64) -> Entrant {
        Entrant {
            rep_id: rep.into(),
            ineligible: None,
            value: Ok(value),
            target: Some(EntrantTarget { minor: target, minor_per_major: 100, parts_per_major: 100 }),
            base: Ok(1_000),
            returned: 0,
            reached: None,
        }
    }

    fn ranks(entrants: &[Entrant], rules: &ContestRules) -> Vec<(String, Option<usize>, Option<i64>)> {
        let said = |s: Standing| {
            let money = s.won.and_then(|won| won.money);
            (entrants[s.entrant].rep_id.clone(), s.rank, money)
        };
        leaderboard(entrants, rules).into_iter().map(said).collect()
    }

    fn is(rep: &str, rank: usize, money: Option<i64>) -> (String, Option<usize>, Option<i64>) {
        (rep.to_string(), Some(rank), money)
    }

    #[test]
    fn equal_shares_are_equal_however_large_the_targets_and_the_prize_is_divided() {
        // A third of the target each, which no float holds exactly.
        let entrants = [entrant("A", 1_000, 3_000), entrant("B", 7_000, 21_000), entrant("C", 999, 3_000)];
        let shared = ranks(&entrants, &rules(Basis::PctOfTarget, &[], "1:100;2:50.01;3:10"));
        assert_eq!(shared, [is("A", 1, Some(7_501)), is("B", 1, Some(7_500)), is("C", 3, Some(1_000))]);
        let larger = ranks(&entrants, &rules(Basis::PctOfTarget, &[TieRule::LargerValue], "1:100;2:50.01;3:10"));
        assert_eq!(larger, [is("B", 1, Some(10_000)), is("A", 2, Some(5_001)), is("C", 3, Some(1_000))]);
    }

    #[test]
    fn ties_go_by_the_day_then_by_the_returns() {
        let mut entrants = [entrant("A", 500, 1), entrant("B", 500, 1), entrant("C", 500, 1)];
        let days = ["2024-03-20", "2024-03-19", "2024-03-19"];
        for (entrant, (day, returned)) in entrants.iter_mut().zip(days.iter().zip([0, 70, 30])) {
            entrant.reached = Some(day.parse().unwrap());
            entrant.returned = returned;
        }
        let by = |ties: &[TieRule]| ranks(&entrants, &rules(Basis::Absolute, ties, ""));
        assert_eq!(by(&[TieRule::EarlierReached]), [is("B", 1, None), is("C", 1, None), is("A", 3, None)]);
        let both = by(&[TieRule::EarlierReached, TieRule::FewerReturns]);
        assert_eq!(both, [is("C", 1, None), is("B", 2, None), is("A", 3, None)]);
        assert_eq!(level_in_score(&entrants, Basis::Absolute).len(), 3);
    }

    #[test]
    fn who_has_no_target_no_base_or_no_right_is_shown_and_not_ranked() {
        let mut entrants = [entrant("A", 10, 100), entrant("B", 90, 100), entrant("C", 50, 100), entrant("D", 1, 0)];
        entrants[0].target = None;
        entrants[1].ineligible = Some(Ineligible::JoinedAfterStart);
        let found = leaderboard(&entrants, &rules(Basis::PctOfTarget, &[], "1:5"));
        let said: Vec<_> = found.iter().map(|s| (s.entrant, s.rank, s.score, s.null_reason)).collect();
        let (no_target, nothing) = (Some(NullReason::NoTarget), Some(NullReason::NoDenominator));
        assert_eq!(said[0], (2, Some(1), Some(0.5), None));
        assert_eq!(said[1..], [(0, None, None, no_target), (1, None, Some(0.9), None), (3, None, None, nothing)]);
        assert_eq!((entrants[1].factor(Basis::PctOfTarget), entrants[3].factor(Basis::PctOfTarget)), (None, None));
        let growth = leaderboard(&[entrant("A", 1_100, 1)], &rules(Basis::Growth, &[], ""));
        assert!((growth[0].score.unwrap() - 0.1).abs() < 1e-12);
    }

    #[test]
    fn the_gap_is_the_least_amount_that_draws_level() {
        let entrants = [entrant("A", 1_000, 3_000), entrant("B", 650, 2_000), entrant("C", 10, 40)];
        let found = leaderboard(&entrants, &rules(Basis::PctOfTarget, &[], ""));
        // A third of 2,000 is 666.67, so 17 more; 650 ÷ 2,000 of 40 is 13, so 3 more.
        assert_eq!(found.iter().map(|s| s.gap).collect::<Vec<_>>(), [None, Some(17), Some(3)]);
    }

    #[test]
    fn targets_of_counts_and_pieces_are_held_against_values_in_their_own_parts() {
        // Three customers of a target of 4.5, and 2.25 pieces of a target of 9.
        let customers = Entrant {
            target: Some(EntrantTarget { minor: 450, minor_per_major: 100, parts_per_major: 1 }),
            ..entrant("A", 3, 1)
        };
        let pieces = Entrant {
            target: Some(EntrantTarget { minor: 900, minor_per_major: 100, parts_per_major: 10_000 }),
            ..entrant("B", 22_500, 1)
        };
        let found = leaderboard(&[customers, pieces], &rules(Basis::PctOfTarget, &[], ""));
        assert!((found[0].score.unwrap() - 2.0 / 3.0).abs() < 1e-12 && found[1].score == Some(0.25), "{found:?}");
        assert_eq!(found[1].gap, Some(60_000 - 22_500));
    }

    #[test]
    fn a_value_that_is_not_above_zero_is_ranked_and_wins_nothing() {
        let entrants = [entrant("A", -500, 100), entrant("B", 0, 100), entrant("C", -600, 100)];
        let found = ranks(&entrants, &rules(Basis::PctOfTarget, &[], "1:100;2:50"));
        assert_eq!(found, [is("B", 1, None), is("A", 2, None), is("C", 3, None)]);
    }
}
