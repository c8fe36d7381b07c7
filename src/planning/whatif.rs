//! What would become of the outlooks in a scenario.

use super::{Outlook, Scenario};

/// A rep, or a newcomer, in a scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// What is known about the period to come.
    pub outlook: Outlook,
    /// The team; empty where there is none.
    pub team: String,
    /// The share of the rep's sales that lies in the scenario's region; 1 where the scenario names none.
    pub exposed: f64,
}

/// The members after what the scenario says: newcomers beside them, leavers gone and part of their book with the
/// others, the market and the returns changed.
///
/// A leaver's kept share goes to the others of the team, or to all where nobody else is in it, by what each is expected
/// to do; what is expected of all together changes by the lost share alone. `returns_now` is the share of sales that
/// came back so far; without it a scenario's returns change nothing.
pub fn in_scenario(
    members: &[Member],
    newcomers: &[Member],
    scenario: &Scenario,
    returns_now: Option<f64>,
) -> Vec<Member> {
    let leaves = |member: &Member| scenario.without.contains(&member.outlook.subject);
    let (leavers, mut staying): (Vec<Member>, Vec<Member>) = members.iter().cloned().partition(leaves);
    for leaver in &leavers {
        hand_over(leaver, &mut staying, scenario.keep);
    }
    staying.extend_from_slice(newcomers);
    let returns = match (scenario.returns, returns_now) {
        (Some(then), Some(now)) if now < 1.0 => (1.0 - then) / (1.0 - now),
        _ => 1.0,
    };
    for member in &mut staying {
        let factor = (1.0 + scenario.market * member.exposed) * returns;
        let moved = member.outlook.predictive.as_ref().and_then(|predictive| predictive.scaled(factor));
        member.outlook.predictive = moved;
    }
    staying
}

/// Gives a leaver's book, as far as it is kept, to those who stay.
fn hand_over(leaver: &Member, staying: &mut [Member], keep: f64) {
    let Some(book) = leaver.outlook.predictive.as_ref().filter(|_| keep > 0.0) else { return };
    let expected = |member: &Member| member.outlook.predictive.as_ref().map_or(0.0, |own| own.mean().max(0.0));
    let weight = |member: &Member, team: bool| {
        if !team || member.team == leaver.team { expected(member) } else { 0.0 }
    };
    let in_team: f64 = staying.iter().map(|member| weight(member, true)).sum();
    let team = in_team > 0.0;
    let total: f64 = staying.iter().map(|member| weight(member, team)).sum();
    if total <= 0.0 {
        return;
    }
    for member in staying {
        let part = keep * weight(member, team) / total;
        let Some(own) = member.outlook.predictive.as_ref().filter(|_| part > 0.0) else { continue };
        let joined = own.joined_by(part * book.mean(), part * book.scale());
        member.outlook.predictive = joined;
    }
}

#[cfg(test)]
mod tests {
    use super::super::examples::{bell, outlook};
    use super::*;

    fn member(subject: &str, mean: f64, team: &str) -> Member {
        Member { outlook: outlook(subject, bell(mean, mean / 10.0)), team: team.to_string(), exposed: 1.0 }
    }

    fn sum(members: &[Member]) -> f64 {
        members.iter().map(|member| member.outlook.predictive.as_ref().map_or(0.0, |own| own.mean())).sum()
    }

    fn three() -> [Member; 3] {
        [member("a", 1_000.0, "east"), member("b", 500.0, "east"), member("c", 800.0, "west")]
    }

    #[test]
    fn a_book_that_is_kept_whole_goes_to_the_team_and_nothing_is_lost() {
        let scenario = Scenario::parse("without=a,keep=1").expect("known keys");
        let after = in_scenario(&three(), &[], &scenario, None);
        assert_eq!(after.len(), 2);
        assert!((sum(&after) - sum(&three())).abs() < 1.0, "{}", sum(&after));
        let mean = |at: usize| after[at].outlook.predictive.as_ref().expect("kept").mean();
        assert!((mean(0) - 1_500.0).abs() < 1.0 && (mean(1) - 800.0).abs() < 1.0);
    }

    #[test]
    fn a_book_that_is_lost_is_lost_and_the_last_of_a_team_leaves_it_to_all() {
        let lost = in_scenario(&three(), &[], &Scenario::parse("without=a").expect("known"), None);
        assert!((sum(&lost) - 1_300.0).abs() < 1.0);
        let half = in_scenario(&three(), &[], &Scenario::parse("without=c,keep=50%").expect("known"), None);
        assert!((sum(&half) - 1_900.0).abs() < 1.0, "{}", sum(&half));
    }

    #[test]
    fn market_and_returns_scale_what_is_exposed_to_them() {
        let mut members = three();
        members[2].exposed = 0.25;
        let scenario = Scenario::parse("market=-20%,region=x,returns=10%").expect("known keys");
        let after = in_scenario(&members, &[], &scenario, Some(0.05));
        let kept = 0.9 / 0.95;
        let mean = |at: usize| after[at].outlook.predictive.as_ref().expect("kept").mean();
        assert!((mean(0) - 800.0 * kept).abs() < 1.0 && (mean(2) - 800.0 * 0.95 * kept).abs() < 1.0);
        let unknown = in_scenario(&members, &[], &Scenario::parse("returns=10%").expect("known"), None);
        assert!((sum(&unknown) - 2_300.0).abs() < 1.0, "nothing is known to compare the returns with");
    }

    #[test]
    fn a_scenario_that_says_nothing_changes_nothing() {
        assert_eq!(in_scenario(&three(), &[], &Scenario::default(), Some(0.1)), three());
        let grown = in_scenario(&three(), &[member("new 1", 300.0, "west")], &Scenario::default(), None);
        assert_eq!(grown.len(), 4);
    }
}
