//! Trials on made-up companies: does what is stated at 80 % happen in 80 of 100, for a rep and for the team?
//!
//! The quick one runs with the other tests. The long one writes its table to `attain-chance-trials.txt` in the folder
//! for temporary files and is asked for by name: `cargo test --lib chance_trials -- --ignored`.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use super::examples::bell;
use super::{SumOfReps, Together, correlation_of};
use crate::models::forecast::{
    ForecastSettings, PanelForecast, SeriesInput, StatedForecast, WalkForward, forecast_panel,
};
use crate::models::predictive::Predictive;

/// A company's reps by quarters: size × season × (good or bad quarter of all) × (one's own) and slow drift.
#[derive(Debug, Clone, Copy)]
struct Like {
    reps: usize,
    quarters: usize,
    /// Spread of the quarters that all share.
    shock: f64,
    /// Spread of a rep's own quarters.
    own: f64,
    /// Growth a quarter.
    growth: f64,
}

fn company(like: Like, seed: u64) -> Vec<SeriesInput> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut normal = || -> f64 { StandardNormal.sample(&mut random) };
    let season = [0.90, 0.98, 0.94, 1.18];
    let shocks: Vec<f64> = (0..like.quarters).map(|_| like.shock * normal()).collect();
    (0..like.reps)
        .map(|rep| {
            let size = 100.0 * (0.4 * normal()).exp();
            let own_season: Vec<f64> = season.iter().map(|index| index * (0.05 * normal()).exp()).collect();
            let mut drift = 0.0;
            let values = (0..like.quarters)
                .map(|t| {
                    drift += 0.02 * normal() + like.growth;
                    size * own_season[t % 4] * (drift + shocks[t] + like.own * normal()).exp()
                })
                .collect();
            let id = format!("r{rep:02}");
            SeriesInput { id, values, group: None, first_season: 0, periods_before_data: None, away: Vec::new() }
        })
        .collect()
}

/// The forecast of the last quarter from those before, and what came.
fn held_out(like: Like, seed: u64) -> (PanelForecast, Vec<f64>) {
    let whole = company(like, seed);
    let actual = whole.iter().map(|series| series.values[like.quarters - 1]).collect();
    let known: Vec<SeriesInput> = whole
        .into_iter()
        .map(|series| SeriesInput { values: series.values[..like.quarters - 1].to_vec(), ..series })
        .collect();
    // As the pipeline asks for it.
    let settings =
        ForecastSettings { season_length: 4, horizon: 1, lower_bound: Some(0.0), min_scores: 8, ..Default::default() };
    (forecast_panel(&known, &settings).expect("finite values"), actual)
}

const CHANCES: [f64; 5] = [0.5, 0.6, 0.7, 0.8, 0.9];

/// How often reps and teams reached what was stated at each of the chances.
#[derive(Debug, Default)]
struct Tally {
    reps: [f64; 5],
    n_reps: f64,
    teams: [f64; 5],
    n_teams: f64,
    correlation: f64,
}

fn tally(like: Like, companies: u64) -> Tally {
    let mut tally = Tally::default();
    for seed in 0..companies {
        let (forecast, actual) = held_out(like, 7_000 + seed);
        let stated: Vec<&Predictive> =
            forecast.forecasts.iter().filter_map(|series| series.steps[0].predictive.as_ref()).collect();
        if stated.len() < actual.len() {
            continue;
        }
        let together = Together::of(correlation_of(&forecast.walk_forward), None);
        let sum = SumOfReps::simulate(&stated, together, 2_000, seed).expect("there are reps");
        let came: f64 = actual.iter().sum();
        tally.correlation += together.correlation;
        tally.n_teams += 1.0;
        tally.n_reps += actual.len() as f64;
        for (at, chance) in CHANCES.into_iter().enumerate() {
            let reached = |(own, came): (&&Predictive, &f64)| *came >= own.quantile(1.0 - chance);
            tally.reps[at] += stated.iter().zip(&actual).filter(|pair| reached(*pair)).count() as f64;
            tally.teams[at] += f64::from(u8::from(came >= sum.at_chance(chance)));
        }
    }
    tally
}

const USUAL: Like = Like { reps: 30, quarters: 17, shock: 0.06, own: 0.12, growth: 0.005 };

/// Thirty reps whose forecasts keep their word and whose results go together by 0.3: what came in the twelve periods
/// before says how much, and the team's commitment must then hold in 80 of 100 next periods.
#[test]
fn the_team_s_commitment_holds_where_the_forecasts_keep_their_word() {
    let own = bell(1_000.0, 100.0);
    let (correlation, companies) = (0.3_f64, 250);
    let mut random = ChaCha8Rng::seed_from_u64(5);
    let mut normal = || -> f64 { StandardNormal.sample(&mut random) };
    let mut period = || -> Vec<f64> {
        let market = correlation.sqrt() * normal();
        (0..30).map(|_| 1_000.0 + 100.0 * (market + (1.0 - correlation).sqrt() * normal())).collect()
    };
    let mut reached = 0;
    for seed in 0..companies {
        let of_origin = |origin: usize, came: Vec<f64>| {
            let stated = |(series, actual)| StatedForecast {
                origin,
                series,
                actual,
                centre: 1_000.0,
                predictive: Some(own.clone()),
            };
            came.into_iter().enumerate().map(stated).collect::<Vec<_>>()
        };
        let stated = (0..12).flat_map(|origin| of_origin(origin, period())).collect();
        let found = correlation_of(&WalkForward { stated, ..WalkForward::default() });
        assert!(found.is_some(), "twelve origins");
        let sum = SumOfReps::simulate(&vec![&own; 30], Together::of(found, None), 400, seed).expect("thirty reps");
        reached += usize::from(period().iter().sum::<f64>() >= sum.at_chance(0.8));
    }
    let realised = reached as f64 / companies as f64;
    assert!((realised - 0.8).abs() <= 0.05, "{realised}");
}

#[test]
#[ignore = "long: writes stated and realised chances of reps and teams over two hundred companies a row"]
fn table_of_stated_and_realised_chances() {
    let heads = "quarters shock  correlation  reps at 50 60 70 80 90 %            teams at 50 60 70 80 90 %";
    let mut table = format!("{heads}\n");
    for (quarters, shock) in [(17, 0.06), (13, 0.06), (17, 0.12), (9, 0.06), (17, 0.0), (25, 0.06)] {
        let found = tally(Like { quarters, shock, ..USUAL }, 200);
        let share = |hits: [f64; 5], n: f64| hits.map(|hits| format!("{:.3}", hits / n)).join(" ");
        table += &format!(
            "{quarters:>8} {shock:>5}  {:>11.2}  {}  {}  n {} teams\n",
            found.correlation / found.n_teams,
            share(found.reps, found.n_reps),
            share(found.teams, found.n_teams),
            found.n_teams
        );
        std::fs::write(std::env::temp_dir().join("attain-chance-trials.txt"), &table).expect("a file can be written");
    }
}
