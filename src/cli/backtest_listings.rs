//! The tables of `attain backtest`: a row a method, the figures with their intervals, every single case.

use crate::models::clustered::Clustered;
use crate::models::forecast::{BacktestReport, CaseRow, MethodReport};
use crate::pipeline::RiskTried;
use crate::quantity::{Currency, NullReason};
use crate::review::listing::{Cell, ColumnKind, Listing};

const TEXT: ColumnKind = ColumnKind::Text;
const INT: ColumnKind = ColumnKind::Int;
const NUMBER: ColumnKind = ColumnKind::Number;

/// A row a method.
pub(crate) fn methods(
    report: &BacktestReport,
    null_reason: impl Fn(&MethodReport) -> Option<NullReason>,
    currency: Currency,
) -> Listing {
    let columns = [
        ("method", TEXT),
        ("series", INT),
        ("horizon", INT),
        ("origins", INT),
        ("cases", INT),
        ("n", INT),
        ("smape", NUMBER),
        ("mase", NUMBER),
        ("owa", NUMBER),
        ("msis_95", NUMBER),
        ("pinball", NUMBER),
        ("coverage_50", NUMBER),
        ("coverage_80", NUMBER),
        ("coverage_95", NUMBER),
        ("realised_50", NUMBER),
        ("realised_60", NUMBER),
        ("realised_70", NUMBER),
        ("realised_80", NUMBER),
        ("realised_90", NUMBER),
        ("ms_per_series", NUMBER),
        ("cases_common", INT),
        ("mase_common", NUMBER),
        ("null_reason", TEXT),
    ];
    let mut listing = Listing::new("backtest", currency, &columns);
    for method in &report.methods {
        let mut row = vec![Cell::from(method.method.word())];
        let counts = [report.series, report.horizon, report.origins, method.cases, method.n];
        row.extend(counts.map(|count| Cell::Int(count as i64)));
        row.extend([method.smape, method.mase, method.owa, method.msis_95, method.pinball].map(Cell::from));
        row.extend([method.coverage_50, method.coverage_80, method.coverage_95].map(Cell::from));
        let realised = |percent: u32| {
            let of = |stated: f64| (stated * 100.0).round() as u32 == percent;
            method.stated_vs_realised.iter().find(|chance| of(chance.stated)).map(|chance| chance.realised)
        };
        row.extend([50, 60, 70, 80, 90].map(|percent| Cell::from(realised(percent))));
        row.push(Cell::from(method.ms_per_series));
        row.push(Cell::Int(method.cases_common as i64));
        row.push(Cell::from(method.mase_common));
        row.push(Cell::from(null_reason(method)));
        listing.push(row);
    }
    listing
}

/// `method, measure, stated, step, value, lower, upper, n, series, origins, verdict`.
pub(crate) fn evidence(report: &BacktestReport, currency: Currency) -> Listing {
    let columns = [
        ("method", TEXT),
        ("measure", TEXT),
        ("stated", NUMBER),
        ("step", INT),
        ("value", NUMBER),
        ("lower", NUMBER),
        ("upper", NUMBER),
        ("n", INT),
        ("series", INT),
        ("origins", INT),
        ("verdict", TEXT),
    ];
    let mut listing = Listing::new("backtest_evidence", currency, &columns);
    for one in &report.evidence {
        let mut row = vec![Cell::from(one.method.word()), Cell::from(one.measure.word()), Cell::from(one.stated)];
        row.push(one.step.map_or(Cell::Null, |step| Cell::Int(step as i64)));
        row.extend(estimate(Some(&one.estimate)));
        row.push(one.verdict.map_or(Cell::Null, |verdict| Cell::from(verdict.word())));
        listing.push(row);
    }
    listing
}

/// `series, origin, step, forecast, actual, yardstick`, then a quantile a column, such as `q_97.5`. `name` gives a
/// series' name by its position.
pub(crate) fn cases(report: &BacktestReport, name: impl Fn(usize) -> String, currency: Currency) -> Listing {
    let quantiles: Vec<String> = CaseRow::LEVELS.iter().map(|level| format!("q_{}", level * 100.0)).collect();
    let mut columns = vec![
        ("series", TEXT),
        ("origin", INT),
        ("step", INT),
        ("forecast", NUMBER),
        ("actual", NUMBER),
        ("yardstick", NUMBER),
    ];
    columns.extend(quantiles.iter().map(|name| (name.as_str(), NUMBER)));
    let mut listing = Listing::new("backtest_cases", currency, &columns);
    for one in &report.rows {
        let mut row = vec![Cell::from(name(one.series)), Cell::Int(one.origin as i64), Cell::Int(one.step as i64)];
        row.extend([Cell::Float(one.forecast), Cell::Float(one.actual), Cell::from(one.yardstick)]);
        row.extend(one.quantiles.map(Cell::from));
        listing.push(row);
    }
    listing
}

/// `score, measure, from, to, stated, k, value, lower, upper, n, reps, origins, verdict, null_reason, bar_source`: for each
/// kind of bar the scores'
/// figures, the calibration table (measure `calibration`), and what came of the k highest of every period
/// (`precision`, `found` and `base_rate`). The verdict `ranks_like_lots` stands beside the calibration line of a score whose
/// AUC is not told apart from one half: its slope does not say how bold it is.
pub(crate) fn risk(tried: &[RiskTried], currency: Currency) -> Listing {
    let columns = [
        ("score", TEXT),
        ("measure", TEXT),
        ("from", NUMBER),
        ("to", NUMBER),
        ("stated", NUMBER),
        ("k", INT),
        ("value", NUMBER),
        ("lower", NUMBER),
        ("upper", NUMBER),
        ("n", INT),
        ("reps", INT),
        ("origins", INT),
        ("verdict", TEXT),
        ("null_reason", TEXT),
        ("bar_source", TEXT),
    ];
    let mut listing = Listing::new("backtest_risk", currency, &columns);
    for one in tried {
        risk_by_bar(one, &mut listing);
    }
    listing
}

fn risk_by_bar(tried: &RiskTried, listing: &mut Listing) {
    let evidence = &tried.evidence;
    let thin = evidence.thin.is_some().then_some("too_thin");
    let mut push = |score: &str,
                    measure: &str,
                    stated: [Option<f64>; 3],
                    k: Option<usize>,
                    one: Option<&Clustered>,
                    verdict: Option<&str>| {
        let mut row = vec![Cell::from(score), Cell::from(measure)];
        row.extend(stated.map(Cell::from));
        row.push(k.map_or(Cell::Null, |k| Cell::Int(k as i64)));
        row.extend(estimate(one));
        row.push(verdict.map_or(Cell::Null, Cell::from));
        row.push(Cell::from(one.is_none().then_some(NullReason::BelowMinN)));
        row.push(Cell::from(tried.source.word()));
        listing.push(row);
    };
    for one in &evidence.scores {
        let is_line = matches!(one.measure.as_str(), "calibration_slope" | "calibration_intercept");
        let blind = (is_line && evidence.no_better_than_lots(&one.score).is_some()).then_some("ranks_like_lots");
        push(&one.score, &one.measure, [None; 3], None, one.estimate.as_ref(), thin.or(blind));
    }
    for one in &evidence.calibration {
        let stated = [Some(one.from), Some(one.to), Some(one.stated)];
        push("model", "calibration", stated, None, Some(&one.happened), Some(one.verdict.word()));
    }
    for one in &evidence.acted_on {
        push(&one.score, "precision", [None; 3], Some(one.k), Some(&one.precision), thin);
        let alone = |value| Clustered { value, lower: None, upper: None, ..one.precision };
        let found = one.found.map(alone);
        push(&one.score, "found", [None; 3], Some(one.k), found.as_ref(), thin);
        push(&one.score, "base_rate", [None; 3], Some(one.k), Some(&alone(one.base_rate)), thin);
    }
}

/// `rep_id, origin, probability, missed`, then a column a baseline, then `bar_source`. `label` names a period by its index.
pub(crate) fn risk_cases(tried: &[RiskTried], label: impl Fn(i32) -> String, currency: Currency) -> Listing {
    let mut columns = vec![("rep_id", TEXT), ("origin", TEXT), ("probability", NUMBER), ("missed", INT)];
    // The logistic stands among the baselines of one kind of bar where it was tried and not used, and maybe not of the other.
    let mut names: Vec<&str> = Vec::new();
    for one in tried.iter().flat_map(|tried| &tried.report.baselines) {
        if !names.contains(&one.name.as_str()) {
            names.push(&one.name);
        }
    }
    columns.extend(names.iter().map(|name| (*name, NUMBER)));
    columns.push(("bar_source", TEXT));
    let mut listing = Listing::new("backtest_risk_cases", currency, &columns);
    for tried in tried {
        let place = |name: &&str| tried.report.baselines.iter().position(|one| one.name == **name);
        let places: Vec<Option<usize>> = names.iter().map(place).collect();
        for one in &tried.report.cases {
            let mut row = vec![Cell::from(one.subject.as_str()), Cell::from(label(one.origin))];
            row.extend([Cell::Float(one.probability), Cell::Int(i64::from(one.event))]);
            let score =
                |at: &Option<usize>| at.and_then(|at| one.others.get(at).copied()).filter(|score| score.is_finite());
            row.extend(places.iter().map(|at| Cell::from(score(at))));
            row.push(Cell::from(tried.source.word()));
            listing.push(row);
        }
    }
    listing
}

/// Value, ends and counts.
fn estimate(one: Option<&Clustered>) -> [Cell; 6] {
    let count = |of: fn(&Clustered) -> usize| one.map_or(Cell::Null, |one| Cell::Int(of(one) as i64));
    [
        Cell::from(one.map(|one| one.value)),
        Cell::from(one.and_then(|one| one.lower)),
        Cell::from(one.and_then(|one| one.upper)),
        count(|one| one.n),
        count(|one| one.subjects),
        count(|one| one.origins),
    ]
}
