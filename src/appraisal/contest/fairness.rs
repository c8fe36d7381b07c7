//! Is the contest open? How unequal the chances of winning are, and what they go with.

/// One who may win.
#[derive(Debug, Clone, PartialEq)]
pub struct Contender {
    /// The rep.
    pub rep_id: String,
    /// The chance of coming first.
    pub chance: f64,
    /// The size of the territory: what was sold there in the year before the contest.
    pub size: f64,
    /// Days in service on the first day; `None` where nobody knows.
    pub tenure_days: Option<f64>,
}

/// How open a contest is.
#[derive(Debug, Clone, PartialEq)]
pub struct Fairness {
    /// How many may win.
    pub contenders: usize,
    /// As many contenders with equal chances would be as uncertain: exp of the entropy of the chances.
    pub effective: f64,
    /// `effective` ÷ `contenders`.
    pub openness: f64,
    /// The share of contenders whose chance is under 1 %.
    pub hopeless: f64,
    /// Who is most likely to win, and how likely that is; of equals the first by id.
    pub favourite: (String, f64),
    /// Rank correlation of the chance with the size of the territory; `None` under five contenders or where one of
    /// the two does not vary.
    pub with_size: Option<f64>,
    /// The same with the time in service.
    pub with_tenure: Option<f64>,
    /// The verdict.
    pub verdict: Verdict,
}

/// What the figures amount to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// At least [`OPEN_FROM`] as uncertain as with equal chances.
    Open,
    /// In between.
    Uneven,
    /// Less than [`LOPSIDED_UNDER`] as uncertain: few can win, and the others know it.
    Lopsided,
}

impl Verdict {
    /// The word in listings.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Open => "open",
            Verdict::Uneven => "uneven",
            Verdict::Lopsided => "lopsided",
        }
    }
}

/// From this openness on a contest is called open: ten reps of whom six could have equal chances.
pub const OPEN_FROM: f64 = 0.6;

/// Under this openness it is called lopsided: ten reps of whom fewer than three could.
pub const LOPSIDED_UNDER: f64 = 0.3;

/// Under so many contenders a correlation says nothing.
const LEAST_CONTENDERS: usize = 5;

impl Fairness {
    /// Of the contenders' chances, which sum to 1; `None` without any.
    pub fn of(contenders: &[Contender]) -> Option<Fairness> {
        let first = contenders.first()?;
        let count = contenders.len();
        let entropy: f64 = contenders.iter().map(|c| c.chance).filter(|p| *p > 0.0).map(|p| -p * p.ln()).sum();
        let effective = entropy.exp();
        let openness = effective / count as f64;
        let favourite = contenders
            .iter()
            .fold(first, |best, contender| if contender.chance > best.chance { contender } else { best });
        let chances: Vec<f64> = contenders.iter().map(|contender| contender.chance).collect();
        let sizes: Vec<f64> = contenders.iter().map(|contender| contender.size).collect();
        let known: Vec<(f64, f64)> = contenders.iter().filter_map(|c| Some((c.chance, c.tenure_days?))).collect();
        let (of_known, tenures): (Vec<f64>, Vec<f64>) = known.into_iter().unzip();
        Some(Fairness {
            contenders: count,
            effective,
            openness,
            hopeless: contenders.iter().filter(|contender| contender.chance < 0.01).count() as f64 / count as f64,
            favourite: (favourite.rep_id.clone(), favourite.chance),
            with_size: rank_correlation(&chances, &sizes),
            with_tenure: rank_correlation(&of_known, &tenures),
            verdict: match openness {
                openness if openness >= OPEN_FROM => Verdict::Open,
                openness if openness < LOPSIDED_UNDER => Verdict::Lopsided,
                _ => Verdict::Uneven,
            },
        })
    }
}

/// Spearman's rank correlation, with mean ranks for equal values.
fn rank_correlation(a: &[f64], b: &[f64]) -> Option<f64> {
    if a.len() < LEAST_CONTENDERS {
        return None;
    }
    let (a, b) = (ranks(a), ranks(b));
    let mean = (a.len() as f64 + 1.0) / 2.0;
    let sum = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| (x - mean) * (y - mean)).sum::<f64>();
    let (across, of_a, of_b) = (sum(&a, &b), sum(&a, &a), sum(&b, &b));
    (of_a > 0.0 && of_b > 0.0).then(|| across / (of_a * of_b).sqrt())
}

fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut from = 0;
    while from < order.len() {
        let level = order[from..].iter().take_while(|&&at| values[at] == values[order[from]]).count();
        for &at in &order[from..from + level] {
            ranks[at] = from as f64 + (level as f64 + 1.0) / 2.0;
        }
        from += level;
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contenders(chances: &[f64]) -> Vec<Contender> {
        let one = |(at, &chance): (usize, &f64)| Contender {
            rep_id: format!("R{at}"),
            chance,
            size: 100.0 * at as f64,
            tenure_days: None,
        };
        chances.iter().enumerate().map(one).collect()
    }

    #[test]
    fn equal_chances_are_as_open_as_can_be() {
        let found = Fairness::of(&contenders(&[0.125; 8])).unwrap();
        assert!((found.effective - 8.0).abs() < 1e-9 && found.verdict == Verdict::Open, "{found:?}");
        assert_eq!((found.hopeless, found.with_size), (0.0, None));
        assert_eq!(found.favourite, ("R0".to_string(), 0.125));
    }

    #[test]
    fn a_contest_that_the_largest_territory_wins_says_so() {
        // exp(−0.9 ln 0.9 − 0.1 ln 0.1) = 1.384 of 6.
        let found = Fairness::of(&contenders(&[0.0, 0.0, 0.0, 0.0, 0.1, 0.9])).unwrap();
        assert!((found.effective - 1.384).abs() < 1e-3, "{found:?}");
        assert_eq!(found.verdict, Verdict::Lopsided);
        assert!((found.hopeless - 4.0 / 6.0).abs() < 1e-12);
        assert_eq!(found.favourite, ("R5".to_string(), 0.9));
        // Ranks 2.5 2.5 2.5 2.5 5 6 against 1 to 6: Σ of products 12.5, squares 12.5 and 17.5.
        assert!((found.with_size.unwrap() - 12.5 / (12.5_f64 * 17.5).sqrt()).abs() < 1e-12);
        assert_eq!(found.with_tenure, None);
    }

    #[test]
    fn nobody_is_no_contest() {
        assert_eq!(Fairness::of(&[]), None);
    }
}
