//! What an audit found, one row a question.

use super::AuditPolicy;
use crate::planning::Together;

/// All rows, in the order of the tests.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AuditReport {
    /// The rows.
    pub rows: Vec<AuditRow>,
}

impl AuditReport {
    /// Whether anything was found that a person should look at.
    pub fn has_findings(&self) -> bool {
        self.rows.iter().any(|row| row.verdict.is_finding())
    }
}

/// The answer to one question.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditRow {
    /// Which question.
    pub test: AuditTest,
    /// What or whom it is about: a trait (`size`), a dimension (`team`), a group (`team=North`), a subject, or `all`.
    pub subject: String,
    /// The answer in the test's unit: see [`AuditTest`].
    pub estimate: Option<f64>,
    /// Lower end of its 95 % interval.
    pub lower: Option<f64>,
    /// Upper end of its 95 % interval.
    pub upper: Option<f64>,
    /// The chance of so much without any bias.
    pub p: Option<f64>,
    /// The smallest false discovery rate at which it counts as found, over all tests of the report.
    pub q: Option<f64>,
    /// How many targets (of a past test: pairs of a rep and a period) it rests on.
    pub n: usize,
    /// What it comes to.
    pub verdict: Verdict,
    /// The facts for a sentence about it.
    pub evidence: Evidence,
}

/// The questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AuditTest {
    /// Is the chance tied to a trait? Estimate: rank correlation; of a dimension the range of the groups' mean chance.
    FairnessOfChance,
    /// Was what came of the targets, over the target, tied to a trait in the past? Estimate: rank correlation.
    FairnessOfAttainment,
    /// Did groups reach their past targets unlike often? Estimate: the range of the groups' hit rates.
    FairnessOfHits,
    /// How often past targets were reached. Estimate: the share; of all of them with a p-value for lying beyond the
    /// bounds of a fair chance.
    HitRate,
    /// By how much targets change for each unit of surplus over the last one, both relative. Estimate: the slope.
    RatchetSurplus,
    /// The same for shortfalls.
    RatchetShortfall,
    /// The first less the second.
    RatchetDifference,
    /// Share of the targets that moved by the same percentage.
    UniformUplift,
    /// Share of the targets that are one and the same amount.
    OneAmount,
    /// Share of the targets with two significant digits at most.
    RoundNumbers,
    /// The chance of one target.
    Chance,
    /// The chance that the team reaches the sum.
    TeamChance,
}

impl AuditTest {
    /// The stable id that scripts may rely on.
    pub fn word(self) -> &'static str {
        match self {
            AuditTest::FairnessOfChance => "fairness_chance",
            AuditTest::FairnessOfAttainment => "fairness_attainment",
            AuditTest::FairnessOfHits => "fairness_hit_rate",
            AuditTest::HitRate => "hit_rate",
            AuditTest::RatchetSurplus => "ratchet_surplus",
            AuditTest::RatchetShortfall => "ratchet_shortfall",
            AuditTest::RatchetDifference => "ratchet_difference",
            AuditTest::UniformUplift => "uniform_uplift",
            AuditTest::OneAmount => "one_amount",
            AuditTest::RoundNumbers => "round_numbers",
            AuditTest::Chance => "chance",
            AuditTest::TeamChance => "team_chance",
        }
    }
}

/// What a row comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The targets are harder for some than for others.
    Biased,
    /// No such bias was found, which does not say that there is none.
    NoBiasFound,
    /// Targets rise more after a surplus than they fall after a shortfall.
    Ratchet,
    /// No ratchet was found.
    NoRatchetFound,
    /// The targets follow a pattern instead of a forecast.
    Habit,
    /// No such pattern was found.
    NoHabitFound,
    /// The chance is below the bound.
    TooHard,
    /// The chance is above the bound.
    TooEasy,
    /// The chance lies within the bounds.
    WithinBounds,
    /// A figure beside the tests, without a verdict of its own.
    Stated,
    /// There is too little for a statement.
    Abstained,
}

impl Verdict {
    /// The stable id that scripts may rely on.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Biased => "biased",
            Verdict::NoBiasFound => "no_bias_found",
            Verdict::Ratchet => "ratchet",
            Verdict::NoRatchetFound => "no_ratchet_found",
            Verdict::Habit => "habit",
            Verdict::NoHabitFound => "no_habit_found",
            Verdict::TooHard => "too_hard",
            Verdict::TooEasy => "too_easy",
            Verdict::WithinBounds => "within_bounds",
            Verdict::Stated => "stated",
            Verdict::Abstained => "abstained",
        }
    }

    /// Whether a person should look at it.
    pub fn is_finding(self) -> bool {
        use Verdict::{Biased, Habit, Ratchet, TooEasy, TooHard};
        matches!(self, Biased | Ratchet | Habit | TooHard | TooEasy)
    }
}

/// The facts behind a row. Amounts are minor units, chances and rates fractions.
#[derive(Debug, Clone, PartialEq)]
pub enum Evidence {
    /// Fewer than are needed.
    TooFew {
        /// How many there are.
        have: usize,
        /// How many are needed.
        need: usize,
    },
    /// Enough targets, and too few of them large enough in steps of rounding.
    TooSmall {
        /// How many are large enough.
        larger: usize,
        /// How many there are.
        of: usize,
        /// The least amount that is large enough, in minor units.
        least_minor: i64,
        /// How many are needed.
        need: usize,
    },
    /// Everybody is alike in what is asked about, so that nothing can be tied to it.
    NothingVaries,
    /// The mean of the upper and of the lower half by the trait: of the chances, or of value over target.
    Halves {
        /// Of those with the larger values of the trait.
        upper: f64,
        /// Of the others.
        lower: f64,
    },
    /// The groups with the lowest and the highest mean.
    Groups {
        /// The group with the lowest.
        lowest: String,
        /// Its mean.
        lowest_mean: f64,
        /// The group with the highest.
        highest: String,
        /// Its mean.
        highest_mean: f64,
    },
    /// So many of the past targets were reached, over so many periods.
    Hits {
        /// Reached.
        reached: usize,
        /// Periods.
        periods: usize,
    },
    /// Slopes of the next target on the last result, over so many changes of so many subjects.
    Slopes {
        /// Subjects.
        subjects: usize,
    },
    /// So many targets are the base plus the same percentage.
    Uplift {
        /// How many.
        alike: usize,
        /// The percentage, as a fraction.
        uplift: f64,
    },
    /// So many targets are of one pattern.
    Alike {
        /// How many.
        alike: usize,
    },
    /// All targets are the same multiple of what is likely, so that what is alike in them comes from the forecasts.
    AlikeForecasts,
    /// A target and the middle of what is likely.
    Target {
        /// The target.
        target_minor: i64,
        /// The forecast's middle.
        median_minor: i64,
    },
    /// The sum of the targets and what its chance rests on.
    Team {
        /// The sum.
        total_minor: i64,
        /// How the reps' values go together.
        together: Together,
    },
}

impl AuditRow {
    /// A row without an answer, because there are too few.
    pub(super) fn abstained(test: AuditTest, subject: &str, have: usize, need: usize) -> AuditRow {
        let evidence = Evidence::TooFew { have, need };
        AuditRow { n: have, verdict: Verdict::Abstained, ..AuditRow::new(test, subject, evidence) }
    }

    /// A row that is not filled in yet.
    pub(super) fn new(test: AuditTest, subject: &str, evidence: Evidence) -> AuditRow {
        AuditRow {
            test,
            subject: subject.to_string(),
            estimate: None,
            lower: None,
            upper: None,
            p: None,
            q: None,
            n: 0,
            verdict: Verdict::Stated,
            evidence,
        }
    }

    /// What a gap between two halves is a share of: chances have a scale of their own, and attainment has that of its
    /// mean, so that 10 and 12 % of targets nine times too high say what 90 and 108 % do.
    fn whole(&self, upper: f64, lower: f64) -> f64 {
        if self.test == AuditTest::FairnessOfAttainment { (upper + lower) / 2.0 } else { 1.0 }
    }

    /// The verdict on a row whose rate is known: told only where it is both sure enough and large enough.
    pub(super) fn judge(&mut self, policy: &AuditPolicy) {
        let Some(q) = self.q else { return };
        let estimate = self.estimate.unwrap_or(0.0);
        let sure = q <= policy.rate;
        self.verdict = match (self.test, &self.evidence) {
            (AuditTest::RatchetDifference, _) if sure && estimate > policy.slope_gap => Verdict::Ratchet,
            (AuditTest::RatchetDifference, _) => Verdict::NoRatchetFound,
            (AuditTest::RoundNumbers, _) if sure && estimate >= policy.habit_share => Verdict::Habit,
            (AuditTest::RoundNumbers, _) => Verdict::NoHabitFound,
            (AuditTest::HitRate, _) if sure && self.upper.is_some_and(|upper| upper < policy.hard) => Verdict::TooHard,
            (AuditTest::HitRate, _) if sure && self.lower.is_some_and(|lower| lower > policy.easy) => Verdict::TooEasy,
            (AuditTest::HitRate, _) => Verdict::Stated,
            (_, Evidence::Halves { upper, lower })
                if sure
                    && estimate.abs() > policy.correlation
                    && (upper - lower).abs() > policy.chance_gap * self.whole(*upper, *lower) =>
            {
                Verdict::Biased
            }
            (_, Evidence::Groups { .. }) if sure && estimate > policy.chance_gap => Verdict::Biased,
            _ => Verdict::NoBiasFound,
        };
    }
}
