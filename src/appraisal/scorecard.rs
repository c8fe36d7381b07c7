//! One rep's card: the points of every line, weighed within its part, the parts weighed within the card, and the grade.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::grade::{Grade, grade_of};
use super::group::{Group, Perspective};
use super::line::{CardLine, Content, KpiLine, MissingReason, Points};
use super::{AppraisalError, ScorecardSettings};

/// One line of the card.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScoredLine {
    /// The metric's id; of an objective without one, the objective's own id.
    pub metric_id: String,
    /// What tells the line from the others of its group.
    pub item_id: String,
    /// Its group.
    pub group: Group,
    /// Its perspective.
    pub perspective: Perspective,
    /// The weight as it was set, against the other lines of the group.
    pub weight: f64,
    /// The weight of its group as it was set; 0 where the group does not count.
    pub group_weight: f64,
    /// The weight that counted, in points of 100 of the whole card: 0 for a line without a score.
    pub weight_used: f64,
    /// The line as it was given; `None` where the card has a weight for the metric but nobody measured it.
    pub line: Option<KpiLine>,
    /// The way from attainment to points; empty where the points were given.
    pub points: String,
    /// Attainment as a fraction; `None` without a score, and where the points were given.
    pub attainment: Option<f64>,
    /// Points; `None` where the line could not be scored.
    pub score: Option<f64>,
    /// The standard error of the points; `None` where it was not estimated.
    pub standard_error: Option<f64>,
    /// `weight_used` × `score` ÷ 100; the contributions sum to the card's score. 0 without a score.
    pub contribution: f64,
    /// Why there is no score.
    pub missing: Option<MissingReason>,
}

/// A part of the card: a group, or a perspective where the company weighs perspectives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CardPart {
    /// The code of the group or perspective.
    pub code: String,
    /// Its weight as the company set it.
    pub weight: f64,
    /// Its weight that counted: 0 for a part without a score.
    pub weight_used: f64,
    /// The weighted score of its lines; `None` where none could be scored.
    pub score: Option<f64>,
    /// The share of the weight inside it that could be scored; 0 where it has no line.
    pub coverage: f64,
    /// Whether that share is under the settings' least.
    pub thin: bool,
}

/// One rep's card for one period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scorecard {
    /// Whose card.
    pub subject: String,
    /// Every line, by part; inside it the heaviest first, then by id.
    pub lines: Vec<ScoredLine>,
    /// The parts of the card, in the order of the groups or perspectives.
    pub parts: Vec<CardPart>,
    /// The weighted score in points; `None` where no line could be scored.
    pub score: Option<f64>,
    /// The score's standard error in points, taking the lines as independent and the lines without a standard error
    /// as exact; `None` where no scored line has one.
    pub standard_error: Option<f64>,
    /// The share of the scored weight whose standard error is known; 0 where none is.
    pub error_coverage: f64,
    /// The share of the weight that could be scored, as a fraction.
    pub coverage: f64,
    /// Whether that share is under the settings' least: the grade then rests on too little and is shown as such.
    pub thin: bool,
    /// The grade that the bands give, or why there is none.
    pub graded: Graded,
    /// Metrics that were given but carry no weight: shown, not scored.
    pub unweighted: Vec<String>,
}

/// A grade, or why there is none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Graded {
    /// The grade and the distance to the next.
    Grade(Grade),
    /// No grade.
    None(NoGrade),
}

/// Why a card has no grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoGrade {
    /// No line could be scored.
    NothingScored,
}

impl Scorecard {
    /// The grade that the bands give.
    pub fn grade(&self) -> Option<&Grade> {
        match &self.graded {
            Graded::Grade(grade) => Some(grade),
            Graded::None(_) => None,
        }
    }
}

/// Scores the weighted metrics alone; see [`score_card`].
///
/// # Errors
/// As [`score_card`].
pub fn score_kpi(subject: &str, lines: &[KpiLine], settings: &ScorecardSettings) -> Result<Scorecard, AppraisalError> {
    let by_metric = index(lines)?;
    let of_card = kpi_lines(&by_metric, settings);
    let unweighted = by_metric.keys().filter(|id| !settings.weights.contains_key(**id)).map(ToString::to_string);
    Ok(Scorecard { unweighted: unweighted.collect(), ..score_card(subject, &of_card, settings)? })
}

/// A card line for every weighted metric, measured or not.
///
/// # Errors
/// [`AppraisalError::DuplicateMetric`].
pub fn weighted_metrics(lines: &[KpiLine], settings: &ScorecardSettings) -> Result<Vec<CardLine>, AppraisalError> {
    Ok(kpi_lines(&index(lines)?, settings))
}

fn kpi_lines(by_metric: &BTreeMap<&str, &KpiLine>, settings: &ScorecardSettings) -> Vec<CardLine> {
    let line = |(metric_id, &weight): (&String, &f64)| CardLine {
        group: Group::Kpi,
        perspective: settings.perspective_of(metric_id),
        item_id: metric_id.clone(),
        weight,
        content: Content::Measured {
            line: by_metric.get(metric_id.as_str()).map(|&line| line.clone()),
            points: settings.points_for(metric_id),
        },
    };
    settings.weights.iter().map(line).collect()
}

/// Scores every line and sums the card up.
///
/// A line without value or target is left out and its weight is shared among the others of its part, in proportion;
/// the weight of a part in which nothing could be scored is shared among the other parts. Nobody is marked down for
/// what was not measured. The card says how much of the weight was covered and is flagged as thin under
/// `min_coverage`. Where nothing could be scored there is no grade, which is not the lowest grade.
///
/// Lines of groups without a weight are left out of the sum and of the coverage, and stay on the card.
///
/// Where perspectives are weighed, a line lies in the perspective that it names, and counts there with its own weight ×
/// that of its group: the groups then say how much an objective counts beside a metric of the same perspective.
///
/// # Errors
/// [`AppraisalError`] where the settings are not in order, a line is given twice, or a value and its target are in
/// different units.
pub fn score_card(
    subject: &str,
    lines: &[CardLine],
    settings: &ScorecardSettings,
) -> Result<Scorecard, AppraisalError> {
    super::rules::check(settings)?;
    let mut seen = BTreeSet::new();
    if let Some(twice) = lines.iter().find(|line| !seen.insert((line.group, &line.item_id))) {
        return Err(AppraisalError::DuplicateMetric { metric_id: twice.item_id.clone() });
    }
    let mut scored = Vec::new();
    for line in lines {
        scored.push(scored_line(line, settings)?);
    }
    scored.sort_by(|a, b| {
        let place = |line: &ScoredLine| (part_of(line, settings), line.group);
        place(a).cmp(&place(b)).then(b.weight.total_cmp(&a.weight)).then_with(|| a.item_id.cmp(&b.item_id))
    });
    let mut parts: Vec<CardPart> = weighed_parts(settings)
        .into_iter()
        .map(|(place, code, weight)| part(&scored, settings, place, code, weight))
        .collect();
    share_weights(&mut scored, &mut parts, settings);
    Ok(summed_up(subject, scored, parts, settings))
}

fn scored_line(line: &CardLine, settings: &ScorecardSettings) -> Result<ScoredLine, AppraisalError> {
    let outcome = line.points()?;
    let given = outcome.ok();
    let of = |pick: fn(Points) -> Option<f64>| given.and_then(pick);
    Ok(ScoredLine {
        metric_id: line.kpi().map_or_else(|| line.item_id.clone(), |kpi| kpi.metric_id.clone()),
        item_id: line.item_id.clone(),
        group: line.group,
        perspective: line.perspective,
        weight: line.weight,
        group_weight: settings.group_weight(line.group),
        weight_used: 0.0,
        line: line.kpi().cloned(),
        points: match &line.content {
            Content::Measured { points, .. } => points.text(),
            Content::Given { .. } | Content::Refused { .. } => String::new(),
        },
        attainment: of(|points| points.attainment),
        score: given.map(|points| points.score),
        standard_error: of(|points| points.standard_error),
        contribution: 0.0,
        missing: outcome.err(),
    })
}

/// Where a line lies among the parts: the number of its perspective or of its group.
fn part_of(line: &ScoredLine, settings: &ScorecardSettings) -> usize {
    if settings.perspectives.is_empty() { line.group as usize } else { line.perspective as usize }
}

/// The parts with a weight: their number, code and weight.
fn weighed_parts(settings: &ScorecardSettings) -> Vec<(usize, &'static str, f64)> {
    if settings.perspectives.is_empty() {
        let groups = Group::ALL.map(|group| (group as usize, group.code(), settings.group_weight(group)));
        return groups.into_iter().filter(|(.., weight)| *weight > 0.0).collect();
    }
    settings.perspectives.iter().map(|(part, weight)| (*part as usize, part.code(), *weight)).collect()
}

/// A line's weight inside its part, before it is shared out: its own × that of its group, which inside one group is the
/// same for all.
fn inside(line: &ScoredLine) -> f64 {
    let counts = line.weight.is_finite() && line.weight > 0.0 && line.group_weight > 0.0;
    if counts { line.weight * line.group_weight / 100.0 } else { 0.0 }
}

fn part(scored: &[ScoredLine], settings: &ScorecardSettings, place: usize, code: &str, weight: f64) -> CardPart {
    let (mut all, mut covered, mut sum) = (0.0, 0.0, 0.0);
    for line in scored.iter().filter(|line| part_of(line, settings) == place) {
        let own = inside(line);
        all += own;
        if let Some(score) = line.score {
            covered += own;
            sum += own * score;
        }
    }
    let coverage = if all > 0.0 { covered / all } else { 0.0 };
    CardPart {
        code: code.to_string(),
        weight,
        weight_used: 0.0,
        score: (covered > 0.0).then(|| sum / covered),
        coverage,
        thin: is_thin(coverage, settings),
    }
}

/// Sums of weights carry rounding errors; exactly the least share is enough.
fn is_thin(coverage: f64, settings: &ScorecardSettings) -> bool {
    coverage < settings.min_coverage - 1e-9
}

/// Shares 100 among the parts with a score, and each part's share among its scored lines, in proportion to the weights.
fn share_weights(scored: &mut [ScoredLine], parts: &mut [CardPart], settings: &ScorecardSettings) {
    let covered: f64 = parts.iter().filter(|part| part.score.is_some()).map(|part| part.weight).sum();
    for (part, (place, ..)) in parts.iter_mut().zip(weighed_parts(settings)) {
        if part.score.is_none() {
            continue;
        }
        part.weight_used = part.weight / covered * 100.0;
        let is_own = |line: &ScoredLine| part_of(line, settings) == place && line.score.is_some();
        let sum: f64 = scored.iter().filter(|line| is_own(line)).map(inside).sum();
        for line in scored.iter_mut().filter(|line| is_own(line)) {
            line.weight_used = part.weight_used * inside(line) / sum;
            line.contribution = line.weight_used * line.score.unwrap_or(0.0) / 100.0;
        }
    }
}

fn summed_up(subject: &str, lines: Vec<ScoredLine>, parts: Vec<CardPart>, settings: &ScorecardSettings) -> Scorecard {
    let is_scored = parts.iter().any(|part| part.score.is_some());
    let score = is_scored.then(|| lines.iter().map(|line| line.contribution).sum::<f64>());
    let weights: f64 = parts.iter().map(|part| part.weight).sum();
    let coverage = parts.iter().map(|part| part.weight * part.coverage).sum::<f64>() / weights;
    let known = |line: &&ScoredLine| line.weight_used > 0.0 && line.standard_error.is_some();
    let error_coverage = lines.iter().filter(known).map(|line| line.weight_used).sum::<f64>() / 100.0;
    let square = |line: &ScoredLine| (line.weight_used / 100.0 * line.standard_error.unwrap_or(0.0)).powi(2);
    let standard_error = (error_coverage > 0.0).then(|| lines.iter().map(square).sum::<f64>().sqrt());
    let grade = score.and_then(|score| grade_of(score, &settings.bands));
    Scorecard {
        subject: subject.to_string(),
        unweighted: Vec::new(),
        lines,
        parts,
        score,
        standard_error,
        error_coverage,
        coverage,
        thin: is_thin(coverage, settings),
        graded: grade.map_or(Graded::None(NoGrade::NothingScored), Graded::Grade),
    }
}

fn index(lines: &[KpiLine]) -> Result<BTreeMap<&str, &KpiLine>, AppraisalError> {
    let mut by_metric = BTreeMap::new();
    for line in lines {
        if by_metric.insert(line.metric_id.as_str(), line).is_some() {
            return Err(AppraisalError::DuplicateMetric { metric_id: line.metric_id.clone() });
        }
    }
    Ok(by_metric)
}
