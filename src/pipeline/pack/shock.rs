//! What stands beside the team's chance: what all reps share, and what caps and floors moved.

use crate::pipeline::outlook::Aim;
use crate::planning::{TargetSet, chance_given_shock};
use crate::review::pack::CommonShock;

/// What all reps share, stated apart; a period as weak or strong as one in six is one standard deviation off.
pub(super) fn common_shock(set: &TargetSet, aim: Aim) -> Option<CommonShock> {
    let correlation = set.team_chance.as_ref().map(|team| team.correlation).filter(|rho| *rho > 0.0)?;
    let chance = set_at(set, aim)?;
    let given = |shock| chance_given_shock(chance, correlation, shock);
    Some(CommonShock { chance, weak: given(-1.0), strong: given(1.0) })
}

/// How many targets are not at the common chance, because a cap, a floor or the least chance bound them: the chance
/// of the team is then another one than such targets would have.
pub(super) fn moved_by_bounds(set: &TargetSet, aim: Aim) -> i64 {
    let Some(asked) = set_at(set, aim) else { return 0 };
    set.targets.iter().filter(|target| (target.chance - asked).abs() > 0.02).count() as i64
}

/// The chance that all reps are set at: asked for, or what the goal gives to everybody.
fn set_at(set: &TargetSet, aim: Aim) -> Option<f64> {
    if let Aim::Chance(chance) = aim { Some(chance) } else { set.common_chance }
}
