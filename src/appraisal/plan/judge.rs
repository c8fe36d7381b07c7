//! Did a plan work? The data say so, and nothing else closes it.

use std::collections::BTreeSet;

use crate::calendar::Day;
use crate::measures::records::improvement_plans::ImprovementPlan;

/// How a plan stands by the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlanState {
    /// Not due yet, and the check value is not reached.
    Open,
    /// Not due yet, and as of today the check value is reached.
    OnTrack,
    /// Due, and reached.
    Met,
    /// Due, and not reached.
    Missed,
    /// Due, and the data cannot say.
    Overdue,
}

impl PlanState {
    /// The code as it stands in listings.
    pub fn code(self) -> &'static str {
        match self {
            PlanState::Open => "open",
            PlanState::OnTrack => "on_track",
            PlanState::Met => "met",
            PlanState::Missed => "missed",
            PlanState::Overdue => "overdue",
        }
    }

    /// Whether the plan is not finished.
    pub fn runs(self) -> bool {
        matches!(self, PlanState::Open | PlanState::OnTrack)
    }
}

/// What can be wrong with a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlanDoubt {
    /// No check metric: it cannot be closed by data.
    NoCheckMetric,
    /// No check value: it cannot be closed by data.
    NoCheckValue,
    /// There is no such metric, or another command answers it.
    UnknownMetric,
    /// The metric needs a table that is not there.
    TableMissing,
    /// The metric needs single customers, whose histories stay on a cluster.
    StaysOnCluster,
    /// The metric cannot be measured for a rep in this period, for another reason.
    NotMeasured,
    /// More of the metric is neither better nor worse.
    NoDirection,
    /// No due date: it is never due.
    NoDue,
    /// Due before it began.
    DueBeforeStart,
    /// No rep is named.
    NoRep,
    /// Nobody knows the rep.
    UnknownRep,
    /// Nobody sees to it.
    NoOwner,
    /// What people say of it and what the data say are not the same.
    StatusDisagrees,
}

impl PlanDoubt {
    /// The code as it stands in listings.
    pub fn code(self) -> &'static str {
        match self {
            PlanDoubt::NoCheckMetric => "no_check_metric",
            PlanDoubt::NoCheckValue => "no_check_value",
            PlanDoubt::UnknownMetric => "unknown_metric",
            PlanDoubt::TableMissing => "table_missing",
            PlanDoubt::StaysOnCluster => "stays_on_cluster",
            PlanDoubt::NotMeasured => "not_measured",
            PlanDoubt::NoDirection => "no_direction",
            PlanDoubt::NoDue => "no_due",
            PlanDoubt::DueBeforeStart => "due_before_start",
            PlanDoubt::NoRep => "no_rep",
            PlanDoubt::UnknownRep => "unknown_rep",
            PlanDoubt::NoOwner => "no_owner",
            PlanDoubt::StatusDisagrees => "status_disagrees",
        }
    }
}

/// What was measured for a plan.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// The value; none where it is absent.
    pub value: Option<f64>,
    /// Whether less is better; none where the metric has no good side.
    pub lower_is_better: Option<bool>,
}

/// A plan with how it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// By the data.
    pub state: PlanState,
    /// What is wrong with it.
    pub doubts: BTreeSet<PlanDoubt>,
}

/// What people say of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusSaid {
    /// It is finished and worked.
    Done,
    /// It is finished and did not.
    Failed,
    /// It runs, or has not begun.
    Running,
    /// It was given up.
    Dropped,
    /// A word that is not known, or none.
    Unknown,
}

/// What a word in the column `status` says.
pub fn said(status: &str) -> StatusSaid {
    let word = status.trim().to_lowercase().replace(['-', '_'], " ");
    match word.as_str() {
        "met" | "done" | "closed" | "complete" | "completed" | "achieved" | "reached" | "success" | "已达成"
        | "达成" | "完成" | "已完成" | "关闭" | "已关闭" | "达标" => StatusSaid::Done,
        "missed" | "failed" | "not met" | "未达成" | "未完成" | "失败" | "未达标" => StatusSaid::Failed,
        "open" | "on track" | "overdue" | "proposed" | "planned" | "running" | "in progress" | "active" | "agreed"
        | "started" | "not started" | "进行中" | "待开始" | "未开始" | "计划中" | "已提出" | "逾期" => {
            StatusSaid::Running
        }
        "dropped" | "cancelled" | "canceled" | "withdrawn" | "取消" | "已取消" | "终止" => StatusSaid::Dropped,
        _ => StatusSaid::Unknown,
    }
}

/// Judges a plan as of a day. `reading` is what was measured of its check metric, or why nothing could be; `known_rep`
/// whether there is such a rep.
///
/// A plan that cannot be closed by data is open until it is due and overdue from then on, with the reason.
pub fn judge(plan: &ImprovementPlan, known_rep: bool, reading: Result<Reading, PlanDoubt>, as_of: Day) -> Judged {
    let mut doubts = of_the_row(plan, known_rep);
    let reading = match reading {
        // What is missing in the row is said once, and not again as something that was not measured.
        Err(doubt) => {
            if doubts.iter().all(|known| *known > PlanDoubt::NoCheckValue) {
                doubts.insert(doubt);
            }
            None
        }
        Ok(reading) => Some(reading),
    };
    if reading.is_some_and(|reading| reading.lower_is_better.is_none()) {
        doubts.insert(PlanDoubt::NoDirection);
    }
    let reached = || {
        let reading = reading?;
        let (value, wanted) = (reading.value?, plan.check_value?);
        // Shares are written with a few digits: what is reached to the last of them is reached.
        let slack = 1e-9 * wanted.abs().max(1.0);
        Some(if reading.lower_is_better? { value <= wanted + slack } else { value >= wanted - slack })
    };
    let reached = if doubts.contains(&PlanDoubt::DueBeforeStart) { None } else { reached() };
    let is_due = plan.due.is_some_and(|due| due <= as_of);
    let state = match (is_due, reached) {
        (false, Some(true)) => PlanState::OnTrack,
        (false, _) => PlanState::Open,
        (true, Some(true)) => PlanState::Met,
        (true, Some(false)) => PlanState::Missed,
        (true, None) => PlanState::Overdue,
    };
    if disagrees(said(&plan.status), state) {
        doubts.insert(PlanDoubt::StatusDisagrees);
    }
    Judged { state, doubts }
}

fn of_the_row(plan: &ImprovementPlan, known_rep: bool) -> BTreeSet<PlanDoubt> {
    let mut doubts = BTreeSet::new();
    let mut doubt = |is_so: bool, doubt: PlanDoubt| {
        if is_so {
            doubts.insert(doubt);
        }
    };
    doubt(plan.check_metric.is_empty(), PlanDoubt::NoCheckMetric);
    doubt(!plan.check_metric.is_empty() && plan.check_value.is_none(), PlanDoubt::NoCheckValue);
    doubt(plan.due.is_none(), PlanDoubt::NoDue);
    doubt(plan.start.zip(plan.due).is_some_and(|(start, due)| due < start), PlanDoubt::DueBeforeStart);
    doubt(plan.rep_id.is_empty(), PlanDoubt::NoRep);
    doubt(!plan.rep_id.is_empty() && !known_rep, PlanDoubt::UnknownRep);
    doubt(plan.owner.is_empty(), PlanDoubt::NoOwner);
    doubts
}

/// Whether people say that a plan is finished and the data do not, or the other way round.
fn disagrees(said: StatusSaid, state: PlanState) -> bool {
    match said {
        StatusSaid::Done => state != PlanState::Met,
        StatusSaid::Failed => state != PlanState::Missed,
        StatusSaid::Running => matches!(state, PlanState::Met | PlanState::Missed),
        StatusSaid::Dropped | StatusSaid::Unknown => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn plan(status: &str) -> ImprovementPlan {
        ImprovementPlan {
            plan_id: "P1".to_string(),
            rep_id: "R1".to_string(),
            owner: "M1".to_string(),
            start: Some(day("2024-01-01")),
            due: Some(day("2024-03-31")),
            check_metric: "win_rate.closed".to_string(),
            check_value: Some(0.25),
            status: status.to_string(),
            ..ImprovementPlan::default()
        }
    }

    fn read(value: f64) -> Result<Reading, PlanDoubt> {
        Ok(Reading { value: Some(value), lower_is_better: Some(false) })
    }

    fn state(value: f64, as_of: &str) -> &'static str {
        judge(&plan(""), true, read(value), day(as_of)).state.code()
    }

    #[test]
    fn the_five_states_follow_from_the_day_and_the_value() {
        assert_eq!(state(0.20, "2024-02-10"), "open");
        assert_eq!(state(0.30, "2024-02-10"), "on_track");
        assert_eq!(state(0.25, "2024-03-31"), "met");
        assert_eq!(state(0.2499, "2024-03-31"), "missed");
        let nothing = Ok(Reading { value: None, lower_is_better: Some(false) });
        assert_eq!(judge(&plan(""), true, nothing, day("2024-04-01")).state.code(), "overdue");
    }

    #[test]
    fn less_is_reached_where_less_is_better() {
        let reading = Ok(Reading { value: Some(0.20), lower_is_better: Some(true) });
        assert_eq!(judge(&plan(""), true, reading, day("2024-03-31")).state, PlanState::Met);
    }

    #[test]
    fn what_people_say_closes_nothing_and_is_flagged_where_the_data_say_otherwise() {
        let judged = |status: &str, value: f64, as_of: &str| {
            let judged = judge(&plan(status), true, read(value), day(as_of));
            (judged.state.code(), judged.doubts.contains(&PlanDoubt::StatusDisagrees))
        };
        assert_eq!(judged("done", 0.20, "2024-02-10"), ("open", true));
        assert_eq!(judged("已完成", 0.30, "2024-04-10"), ("met", false));
        assert_eq!(judged("open", 0.30, "2024-04-10"), ("met", true));
        assert_eq!(judged("Not_met", 0.20, "2024-04-10"), ("missed", false));
        assert_eq!(judged("cancelled", 0.20, "2024-04-10"), ("missed", false));
    }

    #[test]
    fn a_plan_that_cannot_be_closed_by_data_says_why_once() {
        let mut bare = plan("");
        bare.check_metric = String::new();
        let judged = judge(&bare, true, Err(PlanDoubt::UnknownMetric), day("2024-05-01"));
        assert_eq!(judged.state, PlanState::Overdue);
        assert_eq!(judged.doubts.iter().map(|doubt| doubt.code()).collect::<Vec<_>>(), ["no_check_metric"]);
        let mut wrong = plan("");
        (wrong.start, wrong.owner) = (Some(day("2024-06-01")), String::new());
        let judged = judge(&wrong, false, read(0.9), day("2024-05-01"));
        assert_eq!(judged.state, PlanState::Overdue);
        let codes: Vec<_> = judged.doubts.iter().map(|doubt| doubt.code()).collect();
        assert_eq!(codes, ["due_before_start", "unknown_rep", "no_owner"]);
    }
}
