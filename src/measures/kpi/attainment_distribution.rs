//! How the reps spread around their quotas: how many stand in each band of attainment, whether the spread leans to one
//! side or has two peaks, and how much of the revenue the top fifth of the reps brought.

use crate::calendar::{Day, Period};
use crate::measures::answers::Answer;
use crate::measures::dip::OnePeaked;
use crate::measures::family::{Family, Question};
use crate::measures::observation::Observation;
use crate::measures::{FactsNeeded, MeasureError};
use crate::quantity::Scalar;

use super::attainment::{BANDS, attainment_bands};
use super::attainment_shape::{skew, top_fifth, two_peaks};
use super::attainment_standings::{Standing, Standings};

const ID: &str = "attainment_bands";

/// The forms of the id that are bands, in the order of [`BANDS`].
const FORMS: [&str; BANDS.len()] = ["under_50", "50_79", "80_99", "100_120", "over_120"];

/// The distribution of attainment.
pub(crate) const FAMILY: Family = Family {
    ids: &[ID, "attainment_bands.skew", "attainment_bands.two_peaks", "attainment_bands.top_20"],
    accepts: |id| !asked(id).is_empty(),
    tables: &[],
    pages: &[
        include_str!("../definitions/attainment_bands.md"),
        include_str!("../definitions/attainment_bands.skew.md"),
        include_str!("../definitions/attainment_bands.two_peaks.md"),
        include_str!("../definitions/attainment_bands.top_20.md"),
    ],
    needs: |_| FactsNeeded::Dense,
    observe,
};

/// What is said of the distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    /// How many stand in the band at this position of [`BANDS`].
    Band(usize),
    Skew,
    TwoPeaks,
    TopFifth,
}

impl Said {
    fn form(self) -> &'static str {
        match self {
            Said::Band(at) => FORMS[at],
            Said::Skew => "skew",
            Said::TwoPeaks => "two_peaks",
            Said::TopFifth => "top_20",
        }
    }
}

/// What an id asks for: all bands, or one thing by its form.
fn asked(id: &str) -> Vec<Said> {
    let bands = (0..FORMS.len()).map(Said::Band);
    if id == ID {
        return bands.collect();
    }
    let form = id.strip_prefix(ID).and_then(|rest| rest.strip_prefix('.'));
    let all = bands.chain([Said::Skew, Said::TwoPeaks, Said::TopFifth]);
    all.filter(|said| form == Some(said.form())).collect()
}

fn observe(question: &Question<'_>) -> Result<Vec<Observation>, MeasureError> {
    let standings = Standings::of(question)?;
    let mut one_peaked = OnePeaked::default();
    let mut observations = Vec::new();
    for said in question.metrics.iter().flat_map(|id| asked(id)) {
        let answer = |period: Period, reps: &[Standing<'_>]| {
            let present: Vec<Standing<'_>> =
                reps.iter().filter(|one| is_there(question, period, one)).copied().collect();
            let attained: Vec<f64> = present.iter().map(Standing::attainment).collect();
            match said {
                Said::Band(at) => {
                    let reps = attainment_bands(&attained)[at].1;
                    Ok(Answer::sum(Scalar::Count(reps), present.len() as i64))
                }
                Said::Skew => Ok(skew(&attained)),
                Said::TwoPeaks => Ok(two_peaks(&attained, &mut one_peaked)),
                Said::TopFifth => top_fifth(present.iter().map(|one| one.actual).collect()),
            }
        };
        observations.extend(standings.observations(question, &format!("{ID}.{}", said.form()), answer)?);
    }
    Ok(observations)
}

/// Whether a rep was in service when the period ended, or on the as-of day of one that runs.
fn is_there(question: &Question<'_>, period: Period, one: &Standing<'_>) -> bool {
    let known = question.company.known;
    let end: Day = known.calendar.last_day(period).min(known.as_of);
    one.person.is_in_service_on(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_asks_for_all_bands_or_for_one_thing() {
        assert_eq!(asked("attainment_bands"), [0, 1, 2, 3, 4].map(Said::Band));
        assert_eq!(asked("attainment_bands.80_99"), [Said::Band(2)]);
        assert_eq!(asked("attainment_bands.two_peaks"), [Said::TwoPeaks]);
        for unknown in ["attainment", "attainment_bands.", "attainment_bands80_99", "attainment_bands.90_99"] {
            assert!(asked(unknown).is_empty(), "{unknown}");
        }
    }
}
