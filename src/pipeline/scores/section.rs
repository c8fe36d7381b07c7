//! From cards to the rows that are printed, and the sentences about them.

use std::collections::BTreeSet;

use crate::appraisal::{
    CardPart, Direction, DistributionCost, Forced, Group, MissingReason, Scorecard, ScoredLine, moved_by_least,
};
use crate::measures::MeasureError;
use crate::measures::catalogue::definition;
use crate::pipeline::Snapshot;
use crate::quantity::{Money, NullReason, Scalar};
use crate::review::findings::sentence;
use crate::review::pack::{Arg, ScorecardRow, ScorecardSection, ScorecardTotal, Sentence};

use super::doubts::Doubts;
use super::{Cards, Cycle, Refusal};

/// So many moved reps are named.
const NAMED: usize = 5;

impl Cards {
    /// The cards as rows, with what is to be said about them.
    pub fn section(&self, snapshot: &Snapshot) -> ScorecardSection {
        let label = |cycle: &Cycle| snapshot.calendar.label(cycle.period);
        let mut rows = Vec::new();
        for cycle in &self.cycles {
            for at in 0..cycle.cards.len() {
                let card = &cycle.cards[at];
                rows.extend(card.lines.iter().map(|line| line_row(snapshot, cycle, card, line)));
                rows.push(self.total_row(snapshot, cycle, at));
            }
        }
        ScorecardSection {
            cycles: self.cycles.iter().map(label).collect(),
            rows,
            notes: self.notes(snapshot),
            findings: self.findings(),
        }
    }

    fn total_row(&self, snapshot: &Snapshot, cycle: &Cycle, at: usize) -> ScorecardRow {
        let card = &cycle.cards[at];
        let total = self.total(cycle, at);
        let mut flags: Vec<String> = Vec::new();
        if card.thin {
            flags.push("thin".to_string());
        }
        let thin_parts = card.parts.iter().filter(|part| part.thin && card.parts.len() > 1);
        flags.extend(thin_parts.map(|part| format!("thin:{}", part.code)));
        ScorecardRow {
            rep_id: card.subject.clone(),
            name: snapshot.people.name(&card.subject).to_string(),
            period: snapshot.calendar.label(cycle.period),
            group: "total".to_string(),
            metric_id: id_of_total(card).to_string(),
            weight: if card.score.is_some() { 100.0 } else { 0.0 },
            score: card.score,
            evidence: total.grade.clone().unwrap_or_default(),
            coverage: Some(card.coverage),
            standard_error: card.standard_error,
            error_from: match card.standard_error {
                Some(_) => format!("{:.0} % of the weight", card.error_coverage * 100.0),
                None => String::new(),
            },
            null_reason: if card.score.is_some() { String::new() } else { NullReason::NoTarget.code().to_string() },
            flags,
            total: Some(total),
            ..ScorecardRow::default()
        }
    }

    fn total(&self, cycle: &Cycle, at: usize) -> ScorecardTotal {
        let card = &cycle.cards[at];
        let next = card.grade().and_then(|grade| grade.next.as_ref());
        let course = (cycle.period == self.period).then(|| self.courses.get(&card.subject)).flatten();
        let forced: Option<&Forced> = cycle.forced[at].as_ref();
        let noise = |points: f64| card.standard_error.map(|error| points <= 1.96 * error);
        ScorecardTotal {
            grade: cycle.grade(at).map(str::to_string),
            grade_by_bands: card.grade().map(|grade| grade.label.clone()),
            next_band: next.map(|next| next.label.clone()),
            to_next_band: next.map(|next| next.distance),
            next_is_noise: next.and_then(|next| noise(next.distance)),
            rank: cycle.standings[at].map(|standing| standing.rank),
            equal_group: cycle.standings[at].and_then(|standing| standing.group),
            equal_to: cycle.standings[at].and_then(|standing| standing.equal_to),
            moved: forced.map(|forced| forced.moved),
            moved_gap: forced.and_then(|forced| forced.gap),
            moved_gap_is_noise: forced.and_then(|forced| forced.gap_is_noise),
            slope: course.map(|course| course.slope),
            slope_error: course.and_then(|course| course.standard_error),
            heading: course.map_or(String::new(), |course| course.heading.code().to_string()),
        }
    }

    /// How many scores can be told apart, what a forced distribution cost, and where the cards rest on little.
    fn notes(&self, snapshot: &Snapshot) -> Vec<Sentence> {
        let Some(cycle) = self.last() else { return Vec::new() };
        let mut notes = Vec::new();
        // Counted, for in one team's review the groups are those of the whole company.
        let groups: BTreeSet<usize> = cycle.standings.iter().flatten().filter_map(|standing| standing.group).collect();
        let scored = cycle.cards.iter().filter(|card| card.score.is_some()).count() as i64;
        match groups.len() {
            1.. if scored > 1 => {
                let args = vec![("count", Arg::Count(scored)), ("groups", Arg::Count(groups.len() as i64))];
                notes.push(sentence("scorecard-ties", args));
            }
            0 if scored > 1 => notes.push(sentence("scorecard-no-errors", vec![("count", Arg::Count(scored))])),
            _ => {}
        }
        let thin = cycle.cards.iter().filter(|card| card.thin).count() as i64;
        if thin > 0 {
            notes.push(sentence("scorecard-thin", vec![("count", Arg::Count(thin))]));
        }
        notes.extend(self.several_parts.clone());
        notes.extend(cost(snapshot, cycle));
        notes
    }

    /// What is wrong: metrics that cannot be measured, objectives that cannot score.
    fn findings(&self) -> Vec<Sentence> {
        let mut findings: Vec<Sentence> = self.refused.iter().map(|(id, refusal)| refused(id, refusal)).collect();
        if let Some(error) = &self.no_objectives {
            findings.push(sentence("scorecard-no-objectives", vec![("reason", Arg::Text(error.to_string()))]));
        }
        findings.extend(self.doubts.iter().cloned());
        let mut doubts = Doubts::default();
        for card in self.last().into_iter().flat_map(|cycle| &cycle.cards) {
            for line in &card.lines {
                if let Some(kind) = doubt_of(line) {
                    let subject = if line.group == Group::Mbo { "" } else { line.metric_id.as_str() };
                    let example = if line.group == Group::Mbo { &line.item_id } else { &card.subject };
                    doubts.add(kind, subject, example);
                }
                let flags = line.line.iter().flat_map(|kpi| &kpi.evidence.flags);
                if flags.clone().any(|flag| flag == "weights_sum") {
                    doubts.add("scorecard-weights-sum", "", &card.subject);
                }
                if flags.clone().any(|flag| flag == "agreed_late") {
                    doubts.add("scorecard-agreed-late", "", &line.item_id);
                }
            }
        }
        findings.extend(doubts.told(|_, _| Vec::new()));
        findings
    }
}

/// The dictionary's id of a card's total: by perspectives, of metrics alone, or of several groups.
fn id_of_total(card: &Scorecard) -> &'static str {
    let is_by_groups = |part: &CardPart| Group::ALL.iter().any(|group| group.code() == part.code);
    match card.parts.as_slice() {
        [only] if only.code == Group::Kpi.code() => "score_kpi",
        parts if parts.iter().all(is_by_groups) => "score_card",
        _ => "bsc",
    }
}

/// What is to be looked at about a line.
fn doubt_of(line: &ScoredLine) -> Option<&'static str> {
    match line.missing? {
        MissingReason::NotAgreed => Some("scorecard-not-agreed"),
        MissingReason::NoWeight => Some("scorecard-no-weight"),
        MissingReason::NotFinite => Some("scorecard-not-finite"),
        MissingReason::Null(NullReason::NoDenominator) => {
            let has_both = line.line.as_ref().is_some_and(|kpi| kpi.value.value().is_some() && kpi.target.is_some());
            has_both.then_some(if line.group == Group::Mbo { "scorecard-objective-target" } else { "scorecard-target" })
        }
        MissingReason::Null(_) | MissingReason::NotMeasured => None,
    }
}

fn refused(id: &str, refusal: &Refusal) -> Sentence {
    let args = |reason: String, hint: Option<String>| {
        vec![
            ("id", Arg::Text(id.to_string())),
            ("reason", Arg::Text(reason)),
            ("hint", Arg::Text(hint.unwrap_or_default())),
        ]
    };
    match refusal {
        Refusal::Measure(MeasureError::StaysOnCluster { rows, boundary, .. }) => {
            let args = vec![
                ("id", Arg::Text(id.to_string())),
                ("rows", Arg::Count(*rows)),
                ("boundary", Arg::Count(i64::try_from(*boundary).unwrap_or(i64::MAX))),
            ];
            sentence("scorecard-stays-on-cluster", args)
        }
        Refusal::Measure(error) => sentence("scorecard-not-measured", args(error.to_string(), error.hint())),
        Refusal::SeveralForms(forms) => {
            let args = vec![("id", Arg::Text(id.to_string())), ("forms", Arg::List(forms.clone()))];
            sentence("scorecard-several-forms", args)
        }
    }
}

/// The cost of a forced distribution, and those whom it moved by the least.
fn cost(snapshot: &Snapshot, cycle: &Cycle) -> Vec<Sentence> {
    let cost = DistributionCost::of(cycle.forced.iter().flatten());
    if cost.graded == 0 {
        return Vec::new();
    }
    let args = vec![
        ("count", Arg::Count(cost.graded as i64)),
        ("up", Arg::Count(cost.up as i64)),
        ("down", Arg::Count(cost.down as i64)),
        ("noise", Arg::Count(cost.within_noise as i64)),
    ];
    let mut sentences = vec![sentence("scorecard-forced", args)];
    for at in moved_by_least(&cycle.forced).into_iter().take(NAMED) {
        let (card, Some(forced)) = (&cycle.cards[at], &cycle.forced[at]) else { continue };
        let Some(gap) = forced.gap else { continue };
        let args = vec![
            ("rep", Arg::Text(snapshot.people.name(&card.subject).to_string())),
            ("from", Arg::Text(forced.by_bands.clone())),
            ("to", Arg::Text(forced.label.clone())),
            ("gap", Arg::Number(gap)),
        ];
        let id = if forced.gap_is_noise == Some(true) { "scorecard-moved-noise" } else { "scorecard-moved" };
        sentences.push(sentence(id, args));
    }
    sentences
}

fn line_row(snapshot: &Snapshot, cycle: &Cycle, card: &Scorecard, line: &ScoredLine) -> ScorecardRow {
    let kpi = line.line.as_ref();
    let evidence = kpi.map(|kpi| &kpi.evidence);
    let band = kpi.and_then(|kpi| match kpi.direction {
        Direction::Band { low, high } => Some((low, high)),
        Direction::HigherBetter | Direction::LowerBetter => None,
    });
    let is_given = kpi.is_some() && line.points.is_empty() && line.missing.is_none();
    let part = part_of(card, line);
    ScorecardRow {
        rep_id: card.subject.clone(),
        name: snapshot.people.name(&card.subject).to_string(),
        period: snapshot.calendar.label(cycle.period),
        group: part.map_or_else(|| line.group.code().to_string(), |part| part.code.clone()),
        metric_id: line.metric_id.clone(),
        weight: line.weight_used,
        value: kpi.and_then(|kpi| kpi.value.value()),
        target: kpi.and_then(|kpi| kpi.target),
        score: line.score,
        evidence: evidence_text(snapshot, line),
        method: line.group.code().to_string(),
        item_id: line.item_id.clone(),
        perspective: line.perspective.code().to_string(),
        weight_set: Some(line.weight),
        method_weight: Some(line.group_weight),
        group_weight: part.map(|part| part.weight),
        group_score: part.and_then(|part| part.score),
        coverage: part.map(|part| part.coverage),
        direction: match kpi {
            Some(kpi) if !is_given => kpi.direction.code().to_string(),
            _ => String::new(),
        },
        target_low: band.map(|(low, _)| low),
        target_high: band.map(|(_, high)| high),
        target_source: evidence.and_then(|evidence| evidence.target_version.clone()).unwrap_or_default(),
        attainment: line.attainment,
        points: line.points.clone(),
        standard_error: line.standard_error,
        error_from: evidence.map_or(String::new(), |evidence| evidence.error_from.clone()),
        numerator: evidence.and_then(|evidence| evidence.numerator),
        denominator: evidence.and_then(|evidence| evidence.denominator),
        n: evidence.and_then(|evidence| evidence.n),
        null_reason: line.missing.map_or(String::new(), |missing| missing.code().to_string()),
        flags: evidence.map_or(Vec::new(), |evidence| evidence.flags.clone()),
        statement: evidence.map_or(String::new(), |evidence| evidence.statement.clone()),
        total: None,
    }
}

/// The part of the card in which a line lies; `None` where its group has no weight.
fn part_of<'c>(card: &'c Scorecard, line: &ScoredLine) -> Option<&'c CardPart> {
    let is_own = |part: &&CardPart| part.code == line.group.code() || part.code == line.perspective.code();
    card.parts.iter().find(is_own)
}

/// What a line rests on, as codes that a script can take apart: `definition=revenue_net@1; period=2019-Q2; …`.
fn evidence_text(snapshot: &Snapshot, line: &ScoredLine) -> String {
    let mut parts = Vec::new();
    let mut put = |key: &str, text: String| parts.push(format!("{key}={text}"));
    if let Some(found) = definition(&line.metric_id) {
        put("definition", format!("{}@{}", found.id, found.version));
    }
    if line.group != Group::Kpi {
        put(line.group.code(), line.item_id.clone());
    }
    if let Some(kpi) = &line.line {
        put("period", kpi.evidence.period_label.clone());
        put("as_of", snapshot.as_of.to_string());
        let plain = |scalar: Scalar| plain_text(snapshot, scalar);
        if let Some(value) = kpi.value.value() {
            put("value", plain(value));
        }
        match (kpi.direction, &kpi.evidence.target_version) {
            (Direction::Band { low, high }, _) => put("band", format!("{} to {}", plain(low), plain(high))),
            (_, Some(source)) => put("target", format!("{} from {source}", kpi.target.map_or(String::new(), plain))),
            (_, None) => {}
        }
        if let (Some(above), Some(below)) = (kpi.evidence.numerator, kpi.evidence.denominator) {
            put("ratio", format!("{} / {}", plain(above), plain(below)));
        }
        if let Some(n) = kpi.evidence.n {
            put("n", n.to_string());
        }
    }
    if let Some(missing) = line.missing {
        put("not_scored", missing.code().to_string());
    }
    parts.join("; ")
}

fn plain_text(snapshot: &Snapshot, scalar: Scalar) -> String {
    match scalar {
        Scalar::Money(minor) => Money::new(minor, snapshot.currency).to_string(),
        Scalar::Count(count) => count.to_string(),
        other => format!("{}", (other.to_f64(1) * 1e6).round() / 1e6),
    }
}
