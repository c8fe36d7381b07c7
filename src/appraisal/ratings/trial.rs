//! Panels with known severities, for the tests.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Normal};

use crate::measures::records::assessments::RaterGroup;

use super::checks::Score;
use super::model::Sizes;
use super::release::Released;

/// Peers who rate, each the same number of ratees drawn at random; spreads in points of 100.
#[derive(Debug, Clone, Copy)]
pub(super) struct Trial {
    pub(super) ratees: usize,
    pub(super) raters: usize,
    /// Ratees per rater.
    pub(super) rates: usize,
    pub(super) items: usize,
    pub(super) ratee_sd: f64,
    pub(super) rater_sd: f64,
    pub(super) link_sd: f64,
    pub(super) item_sd: f64,
    pub(super) seed: u64,
}

impl Default for Trial {
    fn default() -> Trial {
        Trial {
            ratees: 40,
            raters: 40,
            rates: 4,
            items: 5,
            ratee_sd: 12.0,
            rater_sd: 10.0,
            link_sd: 4.0,
            item_sd: 10.0,
            seed: 1,
        }
    }
}

impl Trial {
    fn normal(rng: &mut ChaCha8Rng, sd: f64) -> f64 {
        Normal::new(0.0, sd).expect("a spread is not negative").sample(rng)
    }

    /// What each ratee is worth, what each rater adds.
    fn truths(&self) -> (Vec<f64>, Vec<f64>, ChaCha8Rng) {
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed);
        let ratees = (0..self.ratees).map(|_| Trial::normal(&mut rng, self.ratee_sd)).collect();
        let raters = (0..self.raters).map(|_| Trial::normal(&mut rng, self.rater_sd)).collect();
        (ratees, raters, rng)
    }

    pub(super) fn worths(&self) -> Vec<f64> {
        self.truths().0
    }

    pub(super) fn severities(&self) -> Vec<f64> {
        self.truths().1
    }

    pub(super) fn scores(&self) -> Vec<Score> {
        let (worths, severities, mut rng) = self.truths();
        let mut all: Vec<usize> = (0..self.ratees).collect();
        let mut scores = Vec::new();
        for (rater, severity) in severities.iter().enumerate() {
            all.shuffle(&mut rng);
            for &ratee in all.iter().take(self.rates) {
                let link = Trial::normal(&mut rng, self.link_sd);
                for item in 0..self.items {
                    let noise = Trial::normal(&mut rng, self.item_sd);
                    let points = 55.0 + worths[ratee] + severity + link + noise + item as f64;
                    scores.push(Score {
                        ratee: ratee as u32,
                        rater: rater as u32,
                        group: RaterGroup::Peer,
                        item: item as u32,
                        points,
                    });
                }
            }
        }
        scores
    }

    /// All scores as if they might be published.
    pub(super) fn released(&self) -> (Vec<Released>, Sizes) {
        let released = self.scores().into_iter().map(|score| Released { score, first_points: score.points, state: 0 });
        (released.collect(), Sizes { ratees: self.ratees, raters: self.raters, items: self.items })
    }
}
