//! Trials on made-up companies: does what is stated at 80 % happen in 80 of 100, for a rep and for the team?
//!
//! The quick one runs with the other tests. The long ones print the tables and are asked for by name:
//! `cargo test --lib chance_trials -- --ignored --nocapture`.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use super::{DEFAULT_CORRELATION, SumOfReps, correlation_of};
use crate::models::forecast::{ForecastSettings, PanelForecast, SeriesInput, forecast_panel};
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
            SeriesInput { id, values, group: None, first_season: 0, periods_before_data: None }
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
        let correlation = correlation_of(&forecast.walk_forward).unwrap_or(DEFAULT_CORRELATION);
        let sum = SumOfReps::simulate(&stated, correlation, 2_000, seed).expect("there are reps");
        let came: f64 = actual.iter().sum();
        tally.correlation += correlation;
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

#[test]
#[ignore = "long: prints stated and realised chances of reps and teams over two hundred companies a row"]
fn table_of_stated_and_realised_chances() {
    println!("quarters shock  correlation  reps at 50 60 70 80 90 %            teams at 50 60 70 80 90 %");
    for quarters in [9, 13, 17, 25] {
        for shock in [0.0, 0.06, 0.12] {
            let found = tally(Like { quarters, shock, ..USUAL }, 200);
            let share = |hits: [f64; 5], n: f64| hits.map(|hits| format!("{:.3}", hits / n)).join(" ");
            println!(
                "{quarters:>8} {shock:>5}  {:>11.2}  {}  {}  n {} teams",
                found.correlation / found.n_teams,
                share(found.reps, found.n_reps),
                share(found.teams, found.n_teams),
                found.n_teams
            );
        }
    }
}
