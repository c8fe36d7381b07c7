//! Do the errors lean with the size of a series?
//!
//! One pool of errors speaks about all series. Where what is large is large by luck as well, large books come out below
//! their forecasts and small ones above, and the pool keeps its word for all together and for neither. So the errors of
//! each origin are set against the heights of their series there, which are ranks by recent size from −0.5 to 0.5; what a
//! line through them tells is taken out of the pool and given to each series by its own height. The line is drawn towards
//! none by its own sampling error.
//!
//! Errors count to the ends of their middle three fifths: targets lie there, and small books are now and then hit by an
//! order that is several times the book, which says nothing of the usual period.
//!
//! Source of the shrinkage: W. James and C. Stein, "Estimation with quadratic loss", 1961, in its positive part.

/// The share of errors on either side that counts as its end alone. Over 120 generated companies of 24, 40, 60 and 80 reps a
/// fifth had the least pinball loss of a fortieth, a twentieth, a tenth, a fifth and three tenths (`src/decisions.md`).
const END: f64 = 0.2;

/// An error with what is known about its series.
#[derive(Debug, Clone, Copy)]
pub(super) struct Booked {
    /// Error over scale.
    pub(super) score: f64,
    /// The series' height at the origin.
    pub(super) height: f64,
    /// The series' place in the panel.
    pub(super) series: usize,
}

/// The heights of sizes: ranks from −0.5 to 0.5 with mean zero, equal sizes sharing theirs; zero where there is no size.
pub(super) fn heights(sizes: &[Option<f64>]) -> Vec<f64> {
    let known = sizes.iter().enumerate().filter_map(|(series, size)| Some((size.as_ref()?, series)));
    let mut order: Vec<(&f64, usize)> = known.collect();
    order.sort_by(|a, b| a.0.total_cmp(b.0));
    let count = order.len() as f64;
    let mut heights = vec![0.0; sizes.len()];
    let mut below = 0.0;
    for tied in order.chunk_by(|a, b| a.0 == b.0) {
        let height = (below + tied.len() as f64 / 2.0) / count - 0.5;
        tied.iter().for_each(|(_, series)| heights[*series] = height);
        below += tied.len() as f64;
    }
    heights
}

/// By how many scales an error is larger for one whole unit of height, from the finite errors of several origins, over so
/// many series; zero where the errors do not tell.
pub(super) fn slope(origins: &[Vec<Booked>], series: usize) -> f64 {
    let apart = apart(origins);
    let square: f64 = apart.iter().flatten().map(|one| one.height * one.height).sum();
    if square <= 0.0 || origins.len() < 2 {
        return 0.0;
    }
    let slope = apart.iter().flatten().map(|one| one.height * one.score).sum::<f64>() / square;
    // Errors of one origin share its luck, and those of one series its own: the larger of the two variances counts.
    let (mut of_origins, mut of_series) = (vec![0.0; origins.len()], vec![0.0; series]);
    for (of_origin, own) in of_origins.iter_mut().zip(&apart) {
        for one in own {
            let part = one.height * (one.score - slope * one.height);
            *of_origin += part;
            of_series[one.series] += part;
        }
    }
    let variance = clustered(&of_origins).max(clustered(&of_series)) / (square * square);
    let squared = slope * slope;
    if squared > variance { slope * (1.0 - variance / squared) } else { 0.0 }
}

/// The errors, cut to the ends of their middle, and the heights, both less their mean at the origin: a weak period is no
/// lean.
fn apart(origins: &[Vec<Booked>]) -> Vec<Vec<Booked>> {
    let (low, high) = ends(origins.iter().flatten().map(|one| one.score).collect());
    let less_means = |own: &Vec<Booked>| {
        let n = own.len().max(1) as f64;
        let score = |one: &Booked| one.score.clamp(low, high);
        let mean_score = own.iter().map(score).sum::<f64>() / n;
        let mean_height = own.iter().map(|one| one.height).sum::<f64>() / n;
        let less = |one: &Booked| Booked { score: score(one) - mean_score, height: one.height - mean_height, ..*one };
        own.iter().map(less).collect()
    };
    origins.iter().map(less_means).collect()
}

/// The scores between which all but the outer ones lie.
fn ends(mut scores: Vec<f64>) -> (f64, f64) {
    if scores.is_empty() {
        return (0.0, 0.0);
    }
    let (count, cut) = (scores.len(), (END * scores.len() as f64) as usize);
    let mut at = |place: usize| *scores.select_nth_unstable_by(place, f64::total_cmp).1;
    let low = at(cut);
    (low, at(count - 1 - cut))
}

/// The sum of the squares of clusters' sums, as large as so few clusters ask for.
fn clustered(sums: &[f64]) -> f64 {
    let with = sums.iter().filter(|sum| **sum != 0.0).count() as f64;
    sums.iter().map(|sum| sum * sum).sum::<f64>() * with / (with - 1.0).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A fixed scramble in −0.5…0.5.
    fn noise(k: usize) -> f64 {
        ((k * 7919 + k * k * 31 + 17) % 1009) as f64 / 1009.0 - 0.5
    }

    /// Twelve origins of forty series: what `error` says at an origin for a series and its height.
    fn walk(error: impl Fn(usize, usize, f64) -> f64) -> Vec<Vec<Booked>> {
        let sizes: Vec<Option<f64>> = (0..40).map(|series| Some(100.0 + (series * 7 % 40) as f64)).collect();
        let heights = heights(&sizes);
        let booked = |origin: usize, series: usize| {
            let height = heights[series];
            Booked { score: error(origin, series, height), height, series }
        };
        (0..12).map(|origin| (0..40).map(|series| booked(origin, series)).collect()).collect()
    }

    #[test]
    fn heights_are_ranks_around_zero() {
        let found = heights(&[Some(30.0), None, Some(10.0), Some(30.0), Some(20.0)]);
        assert_eq!(found, [0.25, 0.0, -0.375, 0.25, -0.125]);
        assert_eq!(heights(&[None, None]), [0.0, 0.0]);
    }

    #[test]
    fn a_lean_is_found_whatever_the_periods_were_like_and_noise_is_none() {
        let shock = |origin: usize| if origin.is_multiple_of(3) { 2.0 } else { -1.0 };
        let own = |origin: usize, series: usize| 0.2 * noise(origin * 40 + series);
        let leaning = walk(|origin, series, height| shock(origin) - height + own(origin, series));
        // The shocks push whole origins past the ends, where errors no longer tell, so the line is flatter than the truth.
        let steady = walk(|origin, series, height| -height + own(origin, series));
        assert!((-1.3..-0.7).contains(&slope(&steady, 40)), "{}", slope(&steady, 40));
        assert!(slope(&leaning, 40) < -0.3, "{}", slope(&leaning, 40));
        let none = walk(|origin, series, _| shock(origin) + own(origin, series));
        assert!(slope(&none, 40).abs() < 0.05, "{}", slope(&none, 40));
    }

    #[test]
    fn a_few_wild_errors_draw_no_line_and_one_origin_tells_nothing() {
        let wild = walk(|origin, series, height| {
            let rare = height < 0.0 && (origin * 40 + series).is_multiple_of(13);
            0.2 * noise(origin * 40 + series) + if rare { 30.0 } else { 0.0 }
        });
        // By least squares alone the line would fall by about four.
        assert!(slope(&wild, 40).abs() < 0.1, "{}", slope(&wild, 40));
        let leaning = walk(|_, _, height| -height);
        assert_eq!(slope(&leaning[..1], 40), 0.0);
        assert_eq!(slope(&[], 0), 0.0);
    }
}
