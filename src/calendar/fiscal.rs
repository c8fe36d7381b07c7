//! The fiscal calendar: from days to periods and back.

use super::settings::YearName;
use super::weeks::WeekYears;
use super::work_days::{WEEKDAYS, WorkDays};
use super::{CalendarError, Day, DaySpan, Grain, Period, PeriodTable, WeekPattern};

/// A calendar of twelve periods a year (calendar months from any of them on, weeks by four and five, or a table), or of
/// thirteen periods of four weeks.
///
/// A fiscal year carries the number of the calendar year in which it ends, unless it is named after its start. With
/// calendar months from January on, labels are written `2019-Q2` and `2019-06`, otherwise `FY2019-Q2`; calendar months
/// keep their name in both, other periods have numbers, `FY2019-P06`.
///
/// It is small and copied freely: what it may be large in (a table, holidays) is read once a run and lives as long.
///
/// ```
/// use attain::calendar::{FiscalCalendar, Grain};
/// let calendar = FiscalCalendar::default();
/// let q2 = calendar.parse("2019-Q2").unwrap();
/// assert_eq!(calendar.first_day(q2).to_string(), "2019-04-01");
/// assert_eq!(calendar.last_day(q2).to_string(), "2019-06-30");
/// let july = FiscalCalendar::starting_in(7).unwrap();
/// assert_eq!(july.label(july.period_of("2018-07-01".parse().unwrap(), Grain::Quarter)), "FY2019-Q1");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FiscalCalendar {
    shape: Shape,
    work_days: &'static WorkDays,
    joins_new_year: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// Calendar months; `lead` of them lie between the first month of fiscal year Y and January of calendar year Y
    /// (below zero where they lie after it).
    Months {
        start: u32,
        lead: i32,
    },
    Weeks(WeekYears),
    Table(&'static PeriodTable),
}

impl Default for FiscalCalendar {
    fn default() -> Self {
        FiscalCalendar { shape: Shape::Months { start: 1, lead: 0 }, work_days: &WEEKDAYS, joins_new_year: false }
    }
}

/// How a calendar is put together.
impl FiscalCalendar {
    /// A fiscal year that starts in `month` (1 to 12) and is named after the calendar year in which it ends.
    ///
    /// # Errors
    /// A month that is none.
    pub fn starting_in(month: u32) -> Result<Self, CalendarError> {
        if !(1..=12).contains(&month) {
            return Err(CalendarError::NotAMonth { month });
        }
        let lead = (13 - month as i32) % 12;
        Ok(FiscalCalendar { shape: Shape::Months { start: month, lead }, ..FiscalCalendar::default() })
    }

    /// The same calendar months with years named after their end or their start.
    pub(super) fn named_after(self, name: YearName) -> Self {
        match (self.shape, name) {
            (Shape::Months { start, lead }, YearName::Start) if start != 1 => {
                FiscalCalendar { shape: Shape::Months { start, lead: lead - 12 }, ..self }
            }
            _ => self,
        }
    }

    pub(super) fn with_weeks(self, years: WeekYears) -> Self {
        FiscalCalendar { shape: Shape::Weeks(years), ..self }
    }

    pub(super) fn with_table(self, table: PeriodTable) -> Self {
        // There is one calendar a run; that it is never freed is what makes it cheap to hand around.
        FiscalCalendar { shape: Shape::Table(Box::leak(Box::new(table))), ..self }
    }

    pub(super) fn with_work_days(self, days: WorkDays) -> Self {
        if days == WEEKDAYS {
            return FiscalCalendar { work_days: &WEEKDAYS, ..self };
        }
        FiscalCalendar { work_days: Box::leak(Box::new(days)), ..self }
    }

    pub(super) fn joining_new_year(self, joins_new_year: bool) -> Self {
        FiscalCalendar { joins_new_year, ..self }
    }
}

/// What it says.
impl FiscalCalendar {
    /// The period of `grain` in which `day` lies.
    pub fn period_of(self, day: Day, grain: Grain) -> Period {
        let index = match self.shape {
            Shape::Months { .. } => self.index_of_month(day.year() * 12 + day.month() as i32 - 1),
            Shape::Weeks(years) => years.index_of(day),
            Shape::Table(table) => table.index_of(day),
        };
        Period { grain: Grain::Month, index }.within(grain)
    }

    /// The first day of a period.
    pub fn first_day(self, period: Period) -> Day {
        let index = period.within(Grain::Month).index;
        match self.shape {
            Shape::Months { lead, .. } => {
                let month = index - lead;
                Day::from_ymd(month.div_euclid(12), month.rem_euclid(12) as u32 + 1, 1)
                    .expect("the first of a month is a day")
            }
            Shape::Weeks(years) => years.first_day(index),
            Shape::Table(table) => table.first_day(index),
        }
    }

    /// The last day of a period.
    pub fn last_day(self, period: Period) -> Day {
        self.first_day(period.next()).plus_days(-1)
    }

    /// All days of a period.
    pub fn days(self, period: Period) -> DaySpan {
        DaySpan { first: self.first_day(period), last: self.last_day(period) }
    }

    /// Whether the day is worked.
    pub fn is_workday(self, day: Day) -> bool {
        self.work_days.is_workday(day)
    }

    /// How many days of the span are worked.
    pub fn working_days(self, span: DaySpan) -> i32 {
        self.work_days.count(span)
    }

    /// Whether fiscal years are calendar years.
    pub fn is_calendar_year(self) -> bool {
        matches!(self.shape, Shape::Months { start: 1, .. })
    }

    /// Whether its months are those of the calendar.
    pub fn has_calendar_months(self) -> bool {
        matches!(self.shape, Shape::Months { .. })
    }

    /// Whether its years have thirteen periods of four weeks, of which the last quarter has four.
    pub fn has_thirteen(self) -> bool {
        matches!(self.shape, Shape::Weeks(WeekYears { pattern: WeekPattern::Thirteen, .. }))
    }

    /// Refuses days before or after the company's own table of periods.
    ///
    /// # Errors
    /// [`CalendarError::OutsideTable`].
    pub fn require_cover(self, data: DaySpan) -> Result<(), CalendarError> {
        let Shape::Table(table) = self.shape else { return Ok(()) };
        let days = table.days();
        if days.contains(data.first) && days.contains(data.last) {
            return Ok(());
        }
        Err(CalendarError::OutsideTable {
            table_first: days.first,
            table_last: days.last,
            data_first: data.first,
            data_last: data.last,
        })
    }

    /// The index of a calendar month, itself counted from year 0; of calendars of months only.
    pub(super) fn index_of_month(self, calendar_month: i32) -> i32 {
        match self.shape {
            Shape::Months { lead, .. } => calendar_month + lead,
            Shape::Weeks(_) | Shape::Table(_) => calendar_month,
        }
    }
}

/// Two stretches of days that can fairly be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comparison {
    /// The later one.
    pub now: DaySpan,
    /// The earlier one, with which it is compared.
    pub base: DaySpan,
    /// Whether the later one had not ended; then the earlier one is cut to the same elapsed working days.
    pub running: bool,
    /// Whether January and February were taken together.
    pub joined: bool,
    /// Whether the two are the same period of two years and one has a week more: the 53rd.
    pub weeks_differ: bool,
}

impl Comparison {
    /// Whether two whole periods are compared, each as it stands.
    pub fn is_plain(&self) -> bool {
        !self.running && !self.joined
    }

    /// What is to be known about the comparison, as codes in their order.
    pub fn flags(&self) -> Vec<String> {
        let said = [(self.joined, "jan_feb_joined"), (self.running, "running"), (self.weeks_differ, "weeks_differ")];
        said.into_iter().filter(|(is_so, _)| *is_so).map(|(_, flag)| flag.to_string()).collect()
    }
}

impl FiscalCalendar {
    /// What is compared where `period` stands against `base`, as of a day.
    pub fn comparison(self, period: Period, base: Period, as_of: Day) -> Comparison {
        let joined = self.is_joined(period, base);
        let days =
            |period: Period| if joined { new_year_months(self.first_day(period).year()) } else { self.days(period) };
        let (mut now, mut before) = (days(period), days(base));
        let running = now.contains(as_of) && as_of < now.last;
        if running {
            now.last = as_of;
            before = self.work_days.same_elapsed(now, before);
        }
        let weeks = |days: DaySpan| (days.last.days_since(days.first) + 1) / 7;
        let between_years = base == period.year_before() && !self.has_calendar_months();
        let weeks_differ = between_years && !running && weeks(now) != weeks(before);
        Comparison { now, base: before, running, joined, weeks_differ }
    }

    fn is_joined(self, period: Period, base: Period) -> bool {
        self.joins_new_year
            && period.grain == Grain::Month
            && base == period.year_before()
            && self.first_day(period).month() <= 2
    }
}

/// January and February of a calendar year.
fn new_year_months(year: i32) -> DaySpan {
    let first = |month| Day::from_ymd(year, month, 1).expect("the first of a month is a day");
    DaySpan { first: first(1), last: first(3).plus_days(-1) }
}
