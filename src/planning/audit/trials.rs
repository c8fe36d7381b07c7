//! Trials on made-up companies whose truth is known: how often a planted bias is found, and how often one is told
//! where there is none.
//!
//! The quick ones run with the other tests. The long one writes its table to `attain-audit-trials.txt` in the folder
//! for temporary files and is asked for by name: `cargo test --lib audit::trials -- --ignored`.

use rand::RngExt;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use super::{AuditPolicy, AuditTest, AuditedSet, AuditedTarget, PastTarget, RepTraits, Verdict, audit};
use crate::models::predictive::Predictive;

/// Whose targets are made harder.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Planted {
    Nobody,
    LargeBooks,
    LongTenure,
    OneRegion,
}

/// What a made-up company is like.
#[derive(Debug, Clone, Copy)]
struct Company {
    reps: usize,
    planted: Planted,
    /// By how much the targets of one half are harder.
    harder: f64,
    /// Spread of what people add to or take off a target by feeling.
    feeling: f64,
    /// Earlier periods with targets and results.
    past: i32,
}

const SIXTY: Company = Company { reps: 60, planted: Planted::Nobody, harder: 1.1, feeling: 0.05, past: 0 };

/// Spread of a rep's results around what could be expected, as a share of it; reps differ in it.
const SPREADS: [f64; 3] = [0.08, 0.12, 0.18];
/// Spread of the forecast around what could be expected.
const FORECAST_ERROR: f64 = 0.05;
/// Spread of good and bad periods that all share.
const SHOCK: f64 = 0.06;

struct Draw(ChaCha8Rng);

impl Draw {
    fn normal(&mut self) -> f64 {
        StandardNormal.sample(&mut self.0)
    }
}

fn company(like: Company, seed: u64) -> AuditedSet {
    let mut draw = Draw(ChaCha8Rng::seed_from_u64(seed));
    let mut set =
        AuditedSet { period: like.past, minor_per_major: 100, round_to_minor: 10_000, ..AuditedSet::default() };
    let shocks: Vec<f64> = (0..like.past).map(|_| SHOCK * draw.normal()).collect();
    let scores: Vec<f64> = (1..100).map(|k| normal_quantile(f64::from(k) / 100.0)).collect();
    let sizes: Vec<f64> = (0..like.reps).map(|_| 100_000.0 * (0.3 * draw.normal()).exp()).collect();
    let mut sorted = sizes.clone();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted[like.reps / 2];
    for (rep, expected) in sizes.into_iter().enumerate() {
        let tenure = draw.0.random_range(3.0..120.0);
        let region = draw.0.random_range(0..4);
        let chosen = match like.planted {
            Planted::Nobody => false,
            Planted::LargeBooks => expected >= middle,
            Planted::LongTenure => tenure >= 61.5,
            Planted::OneRegion => region < 2,
        };
        let factor = if chosen { like.harder } else { 1.0 };
        let spread = SPREADS[rep % 3];
        let subject = format!("r{rep:03}");
        let mut traits = RepTraits { size: Some(expected), tenure: Some(tenure), ..RepTraits::default() };
        traits.groups.insert("region".to_string(), format!("region {region}"));
        traits.groups.insert("team".to_string(), format!("team {}", rep / 8));
        // Targets at a chance of 60 %, by what whoever sets them believes.
        let target = |draw: &mut Draw| {
            let believed = expected * (1.0 + like.feeling * draw.normal());
            let major = believed * (1.0 - 0.2533 * spread) * factor;
            (major / 100.0).round() as i64 * 10_000
        };
        let mut last = None;
        for (period, shock) in shocks.iter().enumerate() {
            let target_minor = target(&mut draw);
            let actual = expected * (1.0 + shock + spread * draw.normal());
            let known = RepTraits { last_result: last, ..traits.clone() };
            let actual_minor = (actual * 100.0) as i64;
            last = Some(actual_minor as f64 / target_minor as f64);
            let (subject, period) = (subject.clone(), period as i32);
            set.past.push(PastTarget { subject, period, target_minor, actual_minor, traits: known });
        }
        traits.last_result = Some(last.unwrap_or_else(|| 1.0 + spread * draw.normal()));
        let centre = expected * (1.0 + FORECAST_ERROR * draw.normal());
        set.targets.push(AuditedTarget {
            subject,
            target_minor: target(&mut draw),
            predictive: Predictive::new(centre, spread * expected, scores.clone(), Some(0.0)),
            traits,
            year_before_minor: Some((expected * 100.0 * (1.0 + 0.15 * draw.normal())) as i64),
            last_minor: Some((expected * 100.0 * (1.0 + 0.15 * draw.normal())) as i64),
            last_target_minor: None,
        });
    }
    set
}

/// By bisection on the distribution function of Abramowitz and Stegun 26.2.17, which is enough for a made-up world.
fn normal_quantile(level: f64) -> f64 {
    let cdf = |z: f64| {
        let t = 1.0 / (1.0 + 0.231_641_9 * z.abs());
        let series = [0.319_381_530, -0.356_563_782, 1.781_477_937, -1.821_255_978, 1.330_274_429];
        let tail = (-z * z / 2.0).exp() / std::f64::consts::TAU.sqrt()
            * series.iter().rev().fold(0.0, |sum, coefficient| (sum + coefficient) * t);
        if z >= 0.0 { 1.0 - tail } else { tail }
    };
    let (mut low, mut high) = (-5.0, 5.0);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if cdf(middle) < level { low = middle } else { high = middle }
    }
    (low + high) / 2.0
}

/// In how many of the companies any bias is told, and in how many the planted one.
fn told(like: Company, companies: u64, draws: u32) -> (f64, f64) {
    let policy = AuditPolicy { draws, ..AuditPolicy::default() };
    let wanted = match like.planted {
        Planted::Nobody => "",
        Planted::LargeBooks => "size",
        Planted::LongTenure => "tenure",
        Planted::OneRegion => "region",
    };
    let (mut any, mut planted) = (0.0, 0.0);
    for seed in 0..companies {
        let report = audit(&company(like, 1_000 + seed), &policy).expect("a set of single targets");
        let found = |row: &&super::AuditRow| {
            let tests = [AuditTest::FairnessOfChance, AuditTest::FairnessOfAttainment, AuditTest::FairnessOfHits];
            (tests.contains(&row.test) && row.verdict == Verdict::Biased) || row.verdict == Verdict::Ratchet
        };
        any += f64::from(u8::from(report.rows.iter().any(|row| found(&row))));
        planted += f64::from(u8::from(report.rows.iter().any(|row| found(&row) && row.subject == wanted)));
    }
    (any / companies as f64, planted / companies as f64)
}

#[test]
fn a_bias_of_ten_per_cent_is_found_and_none_is_not() {
    for planted in [Planted::LargeBooks, Planted::OneRegion] {
        let (_, found) = told(Company { planted, ..SIXTY }, 20, 399);
        assert!(found >= 0.9, "{planted:?}: {found}");
    }
    let (false_alarms, _) = told(SIXTY, 40, 399);
    assert!(false_alarms <= 0.075, "{false_alarms}");
}

#[test]
#[ignore = "long: writes the table of findings and false alarms over 300 companies a row"]
fn table_of_findings_and_false_alarms() {
    let mut table = "reps  past  feeling  planted        any bias told  the planted one\n".to_string();
    for past in [0, 6] {
        for feeling in [0.0, 0.05, 0.10] {
            for planted in [Planted::Nobody, Planted::LargeBooks, Planted::LongTenure, Planted::OneRegion] {
                let like = Company { planted, feeling, past, ..SIXTY };
                let (any, found) = told(like, 300, 499);
                let planted = format!("{planted:?}");
                let line = format!("{past:>4}  {feeling:>7}  {planted:<13}  {any:>13.3}  {found:>15.3}");
                table += &format!("{:>4}  {line}\n", like.reps);
                std::fs::write(std::env::temp_dir().join("attain-audit-trials.txt"), &table)
                    .expect("a file can be written");
            }
        }
    }
}
