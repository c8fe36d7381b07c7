//! Ratings of a large company: 5,000 reps, 200,000 ratings, from rows to every line by group and item.
//!
//! `ATTAIN_BENCH_REPS` sets another number of reps.

use attain::appraisal::ratings::{By, CycleInput, CycleRatings, RatingSettings, starter_items};
use attain::measures::records::assessments::{RaterGroup, Rating};
use divan::{AllocProfiler, Bencher};

#[global_allocator]
static ALLOCATIONS: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

/// Items on which everybody is rated.
const ITEMS: usize = 5;

/// Eight raters a rep: one manager of ten reps, four peers from the neighbourhood, three customers.
fn rows() -> Vec<Rating> {
    let reps: usize = std::env::var("ATTAIN_BENCH_REPS").ok().and_then(|n| n.parse().ok()).unwrap_or(5_000);
    let mut rows = Vec::with_capacity(reps * 8 * ITEMS);
    for rep in 0..reps {
        for item in &starter_items()[..ITEMS] {
            let peers = [1, 2, 7, 91].map(|step| (format!("R{:05}", (rep + step) % reps), RaterGroup::Peer));
            let customers = [0, 1, 2].map(|at| (format!("C{rep:05}{at}"), RaterGroup::Customer));
            let manager = (format!("M{:04}", rep / 10), RaterGroup::Manager);
            for (rater, group) in peers.into_iter().chain(customers).chain([manager]) {
                let drawn = (rep * 31 + rows.len() * 17 + rater.len() + rows.len() / 7) % 5;
                rows.push(Rating {
                    assessment_id: format!("A{rep}{rater}"),
                    cycle_id: "2024".to_string(),
                    ratee: format!("E{rep:05}"),
                    rater,
                    group,
                    instrument: item.instrument_id.clone(),
                    item: item.item_id.clone(),
                    score: Some(2.0 + drawn as f64),
                    not_observed: false,
                    submitted: None,
                });
            }
        }
    }
    rows.sort_by(|a, b| (&a.ratee, &a.item, &a.rater).cmp(&(&b.ratee, &b.item, &b.rater)));
    rows
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn rate_5k_reps_200k_ratings(bencher: Bencher<'_, '_>) {
    let states = vec![rows()];
    bencher.bench(|| {
        let cycle = CycleRatings::of(&CycleInput {
            states: &states,
            instruments: starter_items(),
            reps: None,
            settings: &RatingSettings::default(),
        });
        cycle.lines(None, &[By::Total, By::Group, By::Item]).len()
    });
}
