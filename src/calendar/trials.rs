//! The calendar against published calendars, and against itself.

use proptest::prelude::*;

use super::work_days::{WEEKDAYS, WorkDays};
use super::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn span(first: &str, last: &str) -> DaySpan {
    DaySpan { first: day(first), last: day(last) }
}

/// The calendar of American retailers: 4-5-4, to the Saturday nearest to the end of January, named after its start.
fn retail() -> FiscalCalendar {
    CalendarSettings {
        pattern: PeriodPattern::FourFiveFour,
        year_ends: YearEnd::Nearest,
        year_named_after: YearName::Start,
        ..CalendarSettings::default()
    }
    .build(2)
    .unwrap()
}

#[test]
fn retail_years_begin_on_the_days_that_the_national_retail_federation_published() {
    let calendar = retail();
    // The Federation names 2012, 2017 and 2023 as its years of 53 weeks.
    let published = [
        ("FY2012", "2012-01-29", 53),
        ("FY2013", "2013-02-03", 52),
        ("FY2014", "2014-02-02", 52),
        ("FY2015", "2015-02-01", 52),
        ("FY2016", "2016-01-31", 52),
        ("FY2017", "2017-01-29", 53),
        ("FY2018", "2018-02-04", 52),
        ("FY2019", "2019-02-03", 52),
        ("FY2020", "2020-02-02", 52),
        ("FY2021", "2021-01-31", 52),
        ("FY2022", "2022-01-30", 52),
        ("FY2023", "2023-01-29", 53),
        ("FY2024", "2024-02-04", 52),
        ("FY2025", "2025-02-02", 52),
        ("FY2026", "2026-02-01", 52),
    ];
    for (label, first, weeks) in published {
        let year = calendar.parse(label).unwrap();
        assert_eq!(calendar.first_day(year), day(first), "{label}");
        assert_eq!(calendar.last_day(year).days_since(day(first)) + 1, weeks * 7, "{label}");
    }
}

#[test]
fn the_53rd_week_stays_in_the_last_period() {
    let calendar = retail();
    let months: Vec<String> =
        calendar.parse("FY2023").unwrap().months().map(|month| calendar.first_day(month).to_string()).collect();
    let published = [
        "2023-01-29",
        "2023-02-26",
        "2023-04-02",
        "2023-04-30",
        "2023-05-28",
        "2023-07-02",
        "2023-07-30",
        "2023-08-27",
        "2023-10-01",
        "2023-10-29",
        "2023-11-26",
        "2023-12-31",
    ];
    assert_eq!(months, published);
    let last = calendar.parse("FY2023-P12").unwrap();
    assert_eq!(calendar.days(last), span("2023-12-31", "2024-02-03"));
    assert_eq!(calendar.period_of(day("2024-02-03"), Grain::Month), last);
    assert_eq!(calendar.label(calendar.period_of(day("2024-02-04"), Grain::Month)), "FY2024-P01");
    let flags = |label: &str| {
        let period = calendar.parse(label).unwrap();
        calendar.comparison(period, period.year_before(), day("2026-01-31")).flags()
    };
    assert_eq!(
        (flags("FY2023-P12"), flags("FY2024-P12")),
        (vec!["weeks_differ".to_string()], vec!["weeks_differ".to_string()])
    );
    assert!(flags("FY2022-P12").is_empty() && flags("FY2023-P11").is_empty());
}

#[test]
fn a_year_that_ends_on_the_last_saturday_of_september_ends_where_published_ones_did() {
    let calendar =
        CalendarSettings { pattern: PeriodPattern::FourFourFive, ..CalendarSettings::default() }.build(10).unwrap();
    for (label, last) in [
        ("FY2016", "2016-09-24"),
        ("FY2017", "2017-09-30"),
        ("FY2018", "2018-09-29"),
        ("FY2019", "2019-09-28"),
        ("FY2022", "2022-09-24"),
        ("FY2023", "2023-09-30"),
        ("FY2024", "2024-09-28"),
    ] {
        assert_eq!(calendar.last_day(calendar.parse(label).unwrap()), day(last), "{label}");
    }
}

#[test]
fn a_year_can_be_named_after_its_start() {
    let settings = CalendarSettings { year_named_after: YearName::Start, ..CalendarSettings::default() };
    let calendar = settings.build(4).unwrap();
    let year = calendar.parse("FY2018").unwrap();
    assert_eq!(calendar.days(year), span("2018-04-01", "2019-03-31"));
    assert_eq!(calendar.label(calendar.period_of(day("2019-03-31"), Grain::Quarter)), "FY2018-Q4");
    assert_eq!(calendar.label(calendar.period_of(day("2019-03-31"), Grain::Month)), "2019-03");
}

#[test]
fn labels_are_read_in_both_languages() {
    for (calendar, plain, chinese) in [
        (FiscalCalendar::default(), "2019-06", "2019年6月"),
        (FiscalCalendar::default(), "2019-Q2", "2019年第2季度"),
        (FiscalCalendar::default(), "2019", "2019年"),
        (FiscalCalendar::starting_in(7).unwrap(), "FY2019-Q2", "2019财年第2季度"),
        (retail(), "FY2019-P06", "2019财年第6期"),
        (retail(), "FY2019", "2019财年"),
    ] {
        let period = calendar.parse(plain).unwrap();
        assert_eq!(calendar.parse(chinese).unwrap(), period);
        assert_eq!((calendar.label(period).as_str(), label_in_chinese(plain).as_str()), (plain, chinese));
    }
    assert_eq!(FiscalCalendar::default().parse("2019年二季度"), FiscalCalendar::default().parse("2019-Q2"));
    for bad in ["2019-13", "FY2019-06", "19-06", "2019-Q5", "", "2019-", "2019年13月", "2019年六"] {
        assert!(FiscalCalendar::default().parse(bad).is_err(), "`{bad}` is not a period");
    }
    assert!(matches!(retail().parse("2019-06"), Err(CalendarError::NotANumberedPeriod { .. })));
    assert!(matches!(retail().parse("2019-Q2"), Err(CalendarError::FiscalYearNeeded { .. })));
}

const TABLE: &str = "period,start,end\nFY2024-P02,2024-01-28,2024-02-24\nFY2024-P01,2023-12-31,2024-01-27\n\
                     FY2024-P03,2024-02-25,2024-03-30\n";

#[test]
fn the_rows_of_a_table_are_periods_in_any_order() {
    let settings = CalendarSettings {
        pattern: PeriodPattern::Table,
        period_table: Some(PeriodTable::read(TABLE).unwrap()),
        ..CalendarSettings::default()
    };
    let calendar = settings.build(1).unwrap();
    assert_eq!(calendar.label(calendar.period_of(day("2024-02-24"), Grain::Month)), "FY2024-P02");
    assert_eq!(calendar.days(calendar.parse("FY2024-Q1").unwrap()), span("2023-12-31", "2024-03-30"));
    // Beyond the table, periods are as long as months.
    assert_eq!(calendar.days(calendar.parse("FY2024-P04").unwrap()), span("2024-03-31", "2024-04-29"));
    let data = span("2023-12-30", "2024-01-05");
    assert!(matches!(calendar.require_cover(data), Err(CalendarError::OutsideTable { .. })));
}

#[test]
fn a_faulty_table_is_refused_with_its_rows() {
    let refused = |old: &str, new: &str| PeriodTable::read(&TABLE.replace(old, new)).unwrap_err().to_string();
    assert_eq!(
        refused("2024-02-25,", "2024-02-27,"),
        "between FY2024-P02 (line 2) and FY2024-P03 (line 4) the days from 2024-02-25 to 2024-02-26 belong to no period"
    );
    assert_eq!(
        refused("2024-02-25,", "2024-02-24,"),
        "FY2024-P03 (line 4) begins on 2024-02-24, a day that still belongs to FY2024-P02 (line 2)"
    );
    assert_eq!(refused("FY2024-P03", "FY2024-P04"), "line 4: FY2024-P04 does not follow on FY2024-P02 of line 2");
    assert_eq!(refused("2024-03-30", "2024-02-20"), "line 4: FY2024-P03 ends before it begins");
    assert_eq!(refused("2024-03-30", "2024-03-32"), "line 4: `end` is `2024-03-32`, not a day in the calendar");
    assert_eq!(
        refused("FY2024-P03", "spring"),
        "line 4: `period` is `spring`, which does not say a year and one of twelve periods"
    );
    assert_eq!(refused(",end", ",until"), "there is no column `end`");
    assert_eq!(PeriodTable::read("period,start,end\n").unwrap_err(), CalendarFileError::NoPeriods);
}

/// China's Spring Festival of 2024: off from Saturday the 10th to Saturday the 17th of February, worked on the Sundays
/// before and after.
const FESTIVAL_2024: &str = "date,name,kind\n2024-02-04,春节,workday\n2024-02-10,春节,holiday\n2024-02-11,春节,holiday\n\
    2024-02-12,春节,holiday\n2024-02-13,春节,holiday\n2024-02-14,春节,holiday\n2024-02-15,春节,holiday\n\
    2024-02-16,春节,holiday\n2024-02-17,春节,holiday\n2024-02-18,春节,workday\n";

fn with_festival() -> FiscalCalendar {
    CalendarSettings { moved_days: read_holidays(FESTIVAL_2024).unwrap(), ..CalendarSettings::default() }
        .build(1)
        .unwrap()
}

#[test]
fn holidays_are_off_and_make_up_sundays_are_worked() {
    let february = span("2024-02-01", "2024-02-29");
    assert_eq!(FiscalCalendar::default().working_days(february), 21);
    // Five weekdays fewer, two Sundays more.
    assert_eq!(with_festival().working_days(february), 18);
    assert!(with_festival().is_workday(day("2024-02-18")) && !with_festival().is_workday(day("2024-02-12")));
    let six_days = CalendarSettings { weekend: vec![Weekday::Sunday], ..CalendarSettings::default() };
    assert_eq!(six_days.build(1).unwrap().working_days(february), 25);
}

#[test]
fn a_faulty_holidays_file_is_refused_with_its_line() {
    let refused = |old: &str, new: &str| read_holidays(&FESTIVAL_2024.replace(old, new)).unwrap_err().to_string();
    assert_eq!(
        refused("2024-02-04,春节,workday", "2024-02-04,春节,off"),
        "line 2: `kind` is `off`, neither holiday nor workday"
    );
    assert_eq!(refused("2024-02-04", "4.2.2024"), "line 2: `date` is `4.2.2024`, not a day in the calendar");
    assert_eq!(
        refused("2024-02-18", "2024-02-17"),
        "2024-02-17 is one kind of day on line 10 and the other on line 11"
    );
}

#[test]
fn a_running_month_is_compared_with_as_many_working_days_of_the_earlier_one() {
    let calendar = FiscalCalendar::default();
    let (may, april) = (calendar.parse("2024-05").unwrap(), calendar.parse("2024-04").unwrap());
    // Wednesday to Wednesday: six working days; those of April are over on Monday the 8th.
    let compared = calendar.comparison(may, april, day("2024-05-08"));
    assert_eq!((compared.now, compared.base), (span("2024-05-01", "2024-05-08"), span("2024-04-01", "2024-04-08")));
    assert_eq!(compared.flags(), ["running"]);
    // On Sunday the 12th eight working days have gone by; in April the eighth is a Wednesday, with no day off after it.
    let compared = calendar.comparison(may, april, day("2024-05-12"));
    assert_eq!(compared.base, span("2024-04-01", "2024-04-10"));
    // An ended month is compared as a whole, and not flagged.
    let compared = calendar.comparison(may, april, day("2024-05-31"));
    assert_eq!(compared.base, span("2024-04-01", "2024-04-30"));
    assert!(compared.flags().is_empty());
}

#[test]
fn a_longer_month_than_the_earlier_one_is_compared_with_all_of_it() {
    let calendar = FiscalCalendar::default();
    let (january, february) = (calendar.parse("2024-01").unwrap(), calendar.parse("2024-02").unwrap());
    let compared = calendar.comparison(january, february, day("2024-01-30"));
    assert_eq!(compared.base, span("2024-02-01", "2024-02-29"));
}

#[test]
fn before_the_first_working_day_only_days_off_are_compared() {
    let calendar = FiscalCalendar::default();
    let (june, may) = (calendar.parse("2024-06").unwrap(), calendar.parse("2024-05").unwrap());
    // June 2024 begins with a weekend, May with a working day.
    let compared = calendar.comparison(june, may, day("2024-06-02"));
    assert_eq!(compared.base, span("2024-05-01", "2024-04-30"));
}

#[test]
fn january_and_february_are_joined_between_years_only_where_asked() {
    let settings = CalendarSettings { spring_festival: SpringFestival::Joined, ..CalendarSettings::default() };
    let calendar = settings.build(1).unwrap();
    let period = |text: &str| calendar.parse(text).unwrap();
    for month in ["2025-01", "2025-02"] {
        let compared = calendar.comparison(period(month), period(month).year_before(), day("2025-06-30"));
        assert_eq!((compared.now, compared.base), (span("2025-01-01", "2025-02-28"), span("2024-01-01", "2024-02-29")));
        assert_eq!(compared.flags(), ["jan_feb_joined"]);
    }
    let march = calendar.comparison(period("2025-03"), period("2024-03"), day("2025-06-30"));
    assert_eq!(march.base, span("2024-03-01", "2024-03-31"));
    let february = calendar.comparison(period("2025-02"), period("2025-01"), day("2025-06-30"));
    assert_eq!(february.base, span("2025-01-01", "2025-01-31"));
    let running = calendar.comparison(period("2025-01"), period("2024-01"), day("2025-01-03"));
    assert_eq!(running.base, span("2024-01-01", "2024-01-03"));
    assert_eq!(running.flags(), ["jan_feb_joined", "running"]);
    let weeks = CalendarSettings { pattern: PeriodPattern::FourFourFive, ..settings };
    assert_eq!(weeks.build(1), Err(CalendarError::NoJanuary));
}

#[test]
fn of_thirteen_periods_the_last_quarter_has_four_and_the_53rd_week_is_in_the_last() {
    let settings = CalendarSettings {
        pattern: PeriodPattern::Thirteen,
        year_ends: YearEnd::Nearest,
        year_named_after: YearName::Start,
        ..CalendarSettings::default()
    };
    let calendar = settings.build(2).unwrap();
    let year = calendar.parse("FY2023").unwrap();
    let weeks = |period: Period| (calendar.last_day(period).days_since(calendar.first_day(period)) + 1) / 7;
    // The year of 53 weeks that American retailers had, in periods of four weeks.
    assert_eq!(calendar.days(year), span("2023-01-29", "2024-02-03"));
    assert_eq!(year.months().map(weeks).collect::<Vec<_>>(), [4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 5]);
    let quarter = |number: usize| calendar.parse(&format!("FY2022-Q{number}")).unwrap();
    assert_eq!([1, 2, 3, 4].map(|number| weeks(quarter(number))), [12, 12, 12, 16]);
    assert_eq!([1, 2, 3, 4].map(|number| quarter(number).months().count()), [3, 3, 3, 4]);
    let last = calendar.parse("2023财年第13期").unwrap();
    assert_eq!((calendar.label(last), calendar.label(last.next())), ("FY2023-P13".into(), "FY2024-P01".into()));
    assert_eq!(calendar.label(last.year_before()), "FY2022-P13");
    assert_eq!(calendar.label(last.within(Grain::Quarter)), "FY2023-Q4");
    assert_eq!((last.periods_per_year(), quarter(4).periods_per_year(), quarter(4).month_count()), (13, 4, 4));
    // The thirteenth of a year of 53 weeks is compared with one of a week less, and the other way round a year later.
    let flags = |period: Period| calendar.comparison(period, period.year_before(), day("2026-01-01")).flags();
    assert_eq!(flags(last), ["weeks_differ"]);
    assert_eq!(flags(calendar.parse("FY2024-P13").unwrap()), ["weeks_differ"]);
    assert!(flags(calendar.parse("FY2024-P12").unwrap()).is_empty());
    // Elsewhere there is no thirteenth period.
    assert!(matches!(retail().parse("FY2023-P13"), Err(CalendarError::NotANumberedPeriod { .. })));
    assert!(calendar.parse("FY2023-P14").is_err());
    let joined = CalendarSettings { spring_festival: SpringFestival::Joined, ..settings };
    assert_eq!(joined.build(1), Err(CalendarError::NoJanuary));
}

#[test]
fn the_spring_festival_falls_on_the_days_on_which_it_was_kept() {
    // From 2015 on: lunardate 0.3.0 (PyPI), LunarDate(year, 1, 1).to_solar_date(). The days off that chinesecalendar 1.11.0
    // lists for 2015 to 2026 hold the same day in every year.
    for kept in [
        "1988-02-17",
        "2000-02-05",
        "2012-01-23",
        "2015-02-19",
        "2016-02-08",
        "2017-01-28",
        "2018-02-16",
        "2019-02-05",
        "2020-01-25",
        "2021-02-12",
        "2022-02-01",
        "2023-01-22",
        "2024-02-10",
        "2025-01-29",
        "2026-02-17",
        "2027-02-06",
        "2028-01-26",
        "2029-02-13",
        "2030-02-03",
    ] {
        assert_eq!(spring_festival(day(kept).year()), Some(day(kept)));
    }
    assert_eq!(spring_festival(1979), None);
    assert_eq!(spring_festival(2100), None);
    // From one to the next there are twelve or thirteen moons.
    for year in 1981..2100 {
        let days = spring_festival(year).unwrap().days_since(spring_festival(year - 1).unwrap());
        assert!([354, 355, 353, 383, 384, 385].contains(&days), "{year}: {days} days");
    }
}

fn calendars() -> impl Strategy<Value = FiscalCalendar> {
    let pattern = prop_oneof![
        Just(PeriodPattern::Months),
        Just(PeriodPattern::FourFourFive),
        Just(PeriodPattern::FourFiveFour),
        Just(PeriodPattern::FiveFourFour),
        Just(PeriodPattern::Thirteen),
        Just(PeriodPattern::Table),
    ];
    (pattern, 0..7_usize, any::<bool>(), any::<bool>(), 1..=12_u32).prop_map(
        |(pattern, weekday, nearest, start, month)| {
            CalendarSettings {
                pattern,
                week_ends: Weekday::ALL[weekday],
                year_ends: if nearest { YearEnd::Nearest } else { YearEnd::Last },
                year_named_after: if start { YearName::Start } else { YearName::End },
                period_table: Some(PeriodTable::read(TABLE).unwrap()),
                ..CalendarSettings::default()
            }
            .build(month)
            .unwrap()
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn every_day_lies_in_the_period_that_is_found_for_it(calendar in calendars(), epoch in 3_650..40_000_i32) {
        let day = Day::from_epoch(epoch);
        for grain in [Grain::Month, Grain::Quarter, Grain::Year] {
            let period = calendar.period_of(day, grain);
            prop_assert!(calendar.days(period).contains(day));
            prop_assert_eq!(calendar.parse(&calendar.label(period)).unwrap(), period);
            prop_assert_eq!(calendar.parse(&label_in_chinese(&calendar.label(period))).unwrap(), period);
        }
        let year = calendar.period_of(day, Grain::Year);
        let lengths: i32 = year.months().map(|month| calendar.days(month)).map(|days| days.last.days_since(days.first) + 1).sum();
        prop_assert_eq!(lengths, calendar.last_day(year).days_since(calendar.first_day(year)) + 1);
    }

    #[test]
    fn the_base_of_a_running_period_has_as_many_working_days_if_it_has_them(
        now in 0..400_i32, elapsed in 1..120_i32, base in 0..400_i32, length in 1..120_i32,
    ) {
        let of = |first: i32, days: i32| DaySpan { first: Day::from_epoch(19_700 + first), last: Day::from_epoch(19_699 + first + days) };
        let (now, base) = (of(now, elapsed), of(base, length));
        for days in [&WEEKDAYS, &WorkDays::new(&[Weekday::Friday], &read_holidays(FESTIVAL_2024).unwrap())] {
            let cut = days.same_elapsed(now, base);
            prop_assert_eq!(cut.first, base.first);
            prop_assert!(cut.last <= base.last);
            prop_assert_eq!(days.count(cut), days.count(now).min(days.count(base)));
        }
    }
}
