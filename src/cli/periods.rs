//! From the flags to a range of periods.

use crate::calendar::{FiscalCalendar, Grain, Period};
use crate::failure::Failure;
use crate::measures::PeriodRange;
use crate::pipeline::Snapshot;

use super::arguments::{GrainChoice, PeriodArguments};
use super::context::Context;
use super::notes;

pub(crate) fn grain_of(choice: GrainChoice) -> Grain {
    match choice {
        GrainChoice::Month => Grain::Month,
        GrainChoice::Quarter => Grain::Quarter,
        GrainChoice::Year => Grain::Year,
    }
}

fn grain_in_chinese(grain: Grain) -> &'static str {
    match grain {
        Grain::Month => "月",
        Grain::Quarter => "季度",
        Grain::Year => "年度",
    }
}

/// The range that was asked for; both ends default to the data's.
pub(crate) fn range(snapshot: &Snapshot, asked: &PeriodArguments) -> Result<PeriodRange, Failure> {
    reaching(snapshot, asked, false)
}

/// The same; with `ahead`, periods that begin after the data may be asked for too.
pub(crate) fn reaching(snapshot: &Snapshot, asked: &PeriodArguments, ahead: bool) -> Result<PeriodRange, Failure> {
    let calendar = snapshot.calendar;
    let parse = |text: &Option<String>| -> Result<Option<Period>, Failure> {
        text.as_ref().map(|text| calendar.parse(text).map_err(Failure::from)).transpose()
    };
    let (period, from, to) = (parse(&asked.period)?, parse(&asked.from)?, parse(&asked.to)?);
    let given = period.or(from).or(to).map(|period| period.grain);
    let grain = asked.grain.map(grain_of).or(given).unwrap_or(Grain::Month);
    let first = match period.or(from) {
        Some(wanted) => first_within(calendar, wanted, grain),
        None => calendar.period_of(snapshot.facts.first_day, grain),
    };
    let last = match period.or(to) {
        Some(wanted) => calendar.period_of(calendar.last_day(wanted), grain),
        None => calendar.period_of(snapshot.as_of, grain),
    };
    let is_ahead = |wanted: &Period| ahead && calendar.first_day(*wanted) > snapshot.facts.last_day;
    for wanted in period.iter().chain(&from).chain(&to).filter(|wanted| !is_ahead(wanted)) {
        snapshot.require_data_in(*wanted)?;
    }
    if last < first {
        // A period ahead of the data is asked for without an end, which the data's own cannot be.
        let (way_out, in_chinese) = match asked.to {
            Some(_) => ("write the earlier period after --from", "请把较早的期间写在 --from 之后"),
            None => ("name the last period too: --to", "请用 --to 写明最后一个期间"),
        };
        return Err(Failure::usage(
            format!("the range ends ({}) before it begins ({})", calendar.label(last), calendar.label(first)),
            way_out,
        )
        .in_chinese(
            format!("期间范围的终点（{}）早于起点（{}）", calendar.label(last), calendar.label(first)),
            Some(in_chinese.to_string()),
        ));
    }
    Ok(PeriodRange { first, last })
}

fn first_within(calendar: FiscalCalendar, wanted: Period, grain: Grain) -> Period {
    calendar.period_of(calendar.first_day(wanted), grain)
}

/// The period under review: the one named, else the last complete quarter.
pub(crate) fn reviewed(context: &Context, snapshot: &Snapshot, asked: Option<&String>) -> Result<Period, Failure> {
    let period = match asked {
        Some(text) => snapshot.calendar.parse(text)?,
        None => return last_complete(context, snapshot, Grain::Quarter),
    };
    snapshot.require_data_in(period)?;
    Ok(period)
}

/// The last period of the grain that the data cover to its end; says so where a later one has begun.
pub(crate) fn last_complete(context: &Context, snapshot: &Snapshot, grain: Grain) -> Result<Period, Failure> {
    let calendar = snapshot.calendar;
    let running = calendar.period_of(snapshot.as_of, grain);
    if calendar.last_day(running) <= snapshot.as_of {
        snapshot.require_data_in(running)?;
        return Ok(running);
    }
    let before = running.previous();
    if calendar.last_day(before) < snapshot.facts.first_day {
        return Err(Failure::data(
            format!(
                "the data hold no complete {} yet: they reach from {} to {}",
                grain.word(),
                snapshot.facts.first_day,
                snapshot.as_of
            ),
            Some(format!("load more, or say that nothing is missing: --as-of {}", calendar.last_day(running))),
        )
        .in_chinese(
            format!(
                "数据中尚无完整的{}：数据从 {} 到 {}",
                grain_in_chinese(grain),
                snapshot.facts.first_day,
                snapshot.as_of
            ),
            Some(format!("请导入更多数据；若数据已齐全，请加 --as-of {}", calendar.last_day(running))),
        ));
    }
    let (end, running, last) = (calendar.last_day(running), calendar.label(running), calendar.label(before));
    context.output.say(&notes::last_complete(context.language, &running, &last, snapshot.as_of, end));
    Ok(before)
}

/// The last known period before the one that an answer about the future names; without a name the last complete
/// quarter.
pub(crate) fn before(context: &Context, snapshot: &Snapshot, asked: Option<&String>) -> Result<Period, Failure> {
    let Some(text) = asked else { return last_complete(context, snapshot, Grain::Quarter) };
    let known = snapshot.calendar.parse(text)?.previous();
    snapshot.require_data_in(known)?;
    if snapshot.calendar.last_day(known) > snapshot.as_of {
        return Err(Failure::usage(
            format!("{text} cannot be spoken of yet: {} is not complete", snapshot.calendar.label(known)),
            format!("the data are read as of {}", snapshot.as_of),
        )
        .in_chinese(
            format!("尚不能讨论 {text}：{} 还未结束", snapshot.calendar.label(known)),
            Some(format!("数据截至 {}", snapshot.as_of)),
        ));
    }
    Ok(known)
}
