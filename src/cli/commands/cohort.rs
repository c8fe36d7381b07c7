//! `attain cohort`: retention.

use crate::calendar::{Day, Grain};
use crate::cli::Outcome;
use crate::cli::cohort_arguments::{CohortArguments, CohortGrainChoice, MeasureChoice, StartChoice, VariantChoice};
use crate::cli::context::Context;
use crate::cli::{cohort_table, notes, said};
use crate::failure::Failure;
use crate::measures::MeasureError;
use crate::measures::cohort::{
    BRACKETS, Brackets, CohortQuestion, CohortTable, Retained, Start, StepKind, Variant, cohorts,
};
use crate::measures::cut::Cut;
use crate::pipeline::{FactsNeeded, Snapshot};
use crate::reports::Format;
use crate::reports::wording::Language;
use crate::review::tables::{self, Stamp};

/// The days of a block where none are given: a month of equal length for everybody.
const BLOCK_DAYS: i32 = 30;

/// The days that rolling retention gives members to come back where none are given.
const HORIZON_DAYS: i32 = 90;

pub(crate) fn run(context: &Context, asked: &CohortArguments) -> Result<Outcome, Failure> {
    must_fit(asked)?;
    let variant = variant(asked)?;
    let refuse = |error: MeasureError| said::failure(context.language, error);
    let cut = Cut::parse(&asked.by, asked.filter.as_deref()).map_err(refuse)?;
    let snapshot = context.snapshot_of_metrics(facts_needed(asked))?;
    let steps = match asked.grain {
        CohortGrainChoice::Month => StepKind::Periods(Grain::Month),
        CohortGrainChoice::Quarter => StepKind::Periods(Grain::Quarter),
        CohortGrainChoice::Year => StepKind::Periods(Grain::Year),
        CohortGrainChoice::Block => StepKind::Blocks(asked.days.unwrap_or(BLOCK_DAYS)),
    };
    let question = CohortQuestion {
        variant,
        retained: match asked.measure {
            MeasureChoice::Customers => Retained::Customers,
            MeasureChoice::Net => Retained::NetRevenue,
            MeasureChoice::Gross => Retained::GrossRevenue,
        },
        start: match asked.start {
            StartChoice::Ever => Start::Ever,
            StartChoice::Range => Start::InRange,
        },
        steps,
        days: days(&snapshot, asked, steps)?,
        with_mean: asked.mean,
    };
    let cut = cut.bound(&snapshot.tables, snapshot.currency).map_err(refuse)?;
    let table = cohorts(&snapshot.company(), &cut, &question).map_err(refuse)?;
    say_widened(context, &snapshot, asked, steps)?;
    say_what_is_doubtful(context, &snapshot, &question, &table);
    said::say_without_regions(context, &snapshot, &cut);
    let stamp = Stamp { currency: snapshot.currency, as_of: snapshot.as_of };
    if context.output.format == Format::Table {
        let (listing, hidden) = cohort_table::triangle(&table, &cut.words(), stamp.currency, context.language);
        let named = |listing| Ok(said::readable(context, said::with_metric_below(listing), &cut));
        context.answer_told(&snapshot, listing, named)?;
        context.output.say(&notes::of_the_triangle(context.language, stamp.as_of, hidden));
    } else {
        let listing = tables::cohorts("cohort", &table, &question, &cut.words(), stamp);
        context.answer(&snapshot, listing)?;
    }
    Ok(Outcome::Done)
}

/// Who came back is counted from the facts' numbers; amounts are looked at line by line. What the facts do not have is
/// read from the order lines, whatever was kept.
fn facts_needed(asked: &CohortArguments) -> FactsNeeded {
    match asked.measure {
        MeasureChoice::Customers => FactsNeeded::Purchases,
        _ => FactsNeeded::WithPostings,
    }
}

fn variant(asked: &CohortArguments) -> Result<Variant, Failure> {
    Ok(match asked.variant {
        VariantChoice::Classic => Variant::Classic,
        VariantChoice::Rolling => Variant::Rolling { horizon_days: asked.horizon.unwrap_or(HORIZON_DAYS) },
        VariantChoice::Window => Variant::Window { days: asked.days.unwrap_or(BLOCK_DAYS) },
        VariantChoice::Bracket => {
            let brackets: Result<Brackets, _> = asked.brackets.as_deref().unwrap_or(BRACKETS).parse();
            let way_out = format!("write days in ascending order: --brackets {BRACKETS}");
            Variant::Bracket(brackets.map_err(|error| Failure::usage(error.to_string(), way_out))?.0)
        }
    })
}

/// Refuses flags that would have no effect, and revenue where it cannot be compared with a start.
fn must_fit(asked: &CohortArguments) -> Result<(), Failure> {
    let (variant, grain) = (asked.variant, asked.grain);
    let refuse = |sentence: &str, way_out: &str| Err(Failure::usage(sentence, way_out));
    if asked.brackets.is_some() && variant != VariantChoice::Bracket {
        return refuse("brackets belong to one variant alone", "add --variant bracket, or leave --brackets out");
    }
    if asked.horizon.is_some() && variant != VariantChoice::Rolling {
        return refuse("a horizon belongs to one variant alone", "add --variant rolling, or leave --horizon out");
    }
    if asked.days.is_some() && variant != VariantChoice::Window && grain != CohortGrainChoice::Block {
        return refuse(
            "the days of a block belong to blocks",
            "add --variant window or --grain block, or leave --days out",
        );
    }
    if asked.start == StartChoice::Range && asked.from.is_none() && asked.to.is_none() {
        return refuse("the first purchase in a range needs the range", "add --from P, --to P or both");
    }
    let has_start = matches!(variant, VariantChoice::Classic | VariantChoice::Window);
    if asked.measure != MeasureChoice::Customers && !has_start {
        return refuse(
            "revenue is compared with that of an age of the same length, which this variant does not have",
            "take --variant classic or window for revenue",
        );
    }
    Ok(())
}

/// The days from the first of `--from` to the last of `--to`, widened to whole cohorts where these are periods.
fn days(snapshot: &Snapshot, asked: &CohortArguments, steps: StepKind) -> Result<Option<(Day, Day)>, Failure> {
    if asked.from.is_none() && asked.to.is_none() {
        return Ok(None);
    }
    let calendar = snapshot.calendar;
    let named = |text: &Option<String>| -> Result<Option<(Day, Day)>, Failure> {
        let Some(text) = text else { return Ok(None) };
        let period = calendar.parse(text)?;
        snapshot.require_data_in(period)?;
        let (first, last) = (calendar.first_day(period), calendar.last_day(period));
        Ok(Some(match steps {
            StepKind::Periods(grain) => {
                let (first, last) = (calendar.period_of(first, grain), calendar.period_of(last, grain));
                (calendar.first_day(first), calendar.last_day(last))
            }
            StepKind::Blocks(_) => (first, last),
        }))
    };
    let first = named(&asked.from)?.map_or(snapshot.facts.first_day, |(first, _)| first);
    let last = named(&asked.to)?.map_or(snapshot.as_of, |(_, last)| last.min(snapshot.as_of));
    if last < first {
        return Err(Failure::usage(
            format!("the range ends ({last}) before it begins ({first})"),
            "write the earlier period after --from",
        ));
    }
    Ok(Some((first, last)))
}

/// Says where a range begins or ends within a cohort, which then counts as a whole.
fn say_widened(
    context: &Context,
    snapshot: &Snapshot,
    asked: &CohortArguments,
    steps: StepKind,
) -> Result<(), Failure> {
    let StepKind::Periods(grain) = steps else { return Ok(()) };
    let calendar = snapshot.calendar;
    for (flag, text) in [("--from", &asked.from), ("--to", &asked.to)] {
        let Some(text) = text else { continue };
        let period = calendar.parse(text)?;
        let end = if flag == "--from" { calendar.first_day(period) } else { calendar.last_day(period) };
        let cohort = calendar.period_of(end, grain);
        let is_its_end = if flag == "--from" { calendar.first_day(cohort) } else { calendar.last_day(cohort) } == end;
        if !is_its_end {
            let cohort = calendar.label(cohort);
            context.output.say(&match context.language {
                Language::En => format!("note: a cohort counts as a whole: {flag} {text} takes in all of {cohort}"),
                Language::Zh => format!("注意：同期群按整个期间计算：{flag} {text} 包含整个 {cohort}"),
            });
        }
    }
    Ok(())
}

fn say_what_is_doubtful(context: &Context, snapshot: &Snapshot, question: &CohortQuestion, table: &CohortTable) {
    let (first_day, as_of) = (snapshot.facts.first_day, snapshot.as_of);
    let zh = context.language == Language::Zh;
    let reaches_start = question.days.is_none_or(|(from, _)| from <= first_day);
    if !snapshot.history_is_whole && reaches_start && question.start == Start::Ever {
        context.output.say(&match zh {
            false => format!(
                "note: the first cohort holds everybody who bought from {first_day} on, also those who were customers before"
            ),
            true => format!("注意：首个同期群包含 {first_day} 起的所有购买者，其中有此前已是客户的人"),
        });
    }
    if table.left_censored > 0 {
        let count = table.left_censored;
        context.output.say(&match zh {
            false => format!(
                "note: {count} customers stand in cohorts that begin in the first three months of the data; they may have bought before (left_censored)"
            ),
            true => format!("注意：{count} 位客户所在的同期群始于数据的前三个月，可能此前已购买（left_censored）"),
        });
    }
    if let Variant::Rolling { horizon_days } = question.variant {
        let decided = as_of.plus_days(-horizon_days);
        context.output.say(&match zh {
            false => format!(
                "note: ages that end after {decided} are immature: members are given {horizon_days} days to come back"
            ),
            true => format!("注意：{decided} 之后结束的各期视为未成熟：客户有 {horizon_days} 天时间回购"),
        });
    }
}
