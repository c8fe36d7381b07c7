//! Against other programs, and how often something is stated of series in which there is nothing.

use super::*;
use random::Random;

/// Airline passengers 1949–1951 (Box and Jenkins, series G) and the flow of the Nile 1871–1970 (Cobb 1978).
const AIR: [f64; 36] = [
    112.0, 118.0, 132.0, 129.0, 121.0, 135.0, 148.0, 148.0, 136.0, 119.0, 104.0, 118.0, 115.0, 126.0, 141.0, 135.0,
    125.0, 149.0, 170.0, 170.0, 158.0, 133.0, 114.0, 140.0, 145.0, 150.0, 178.0, 163.0, 172.0, 178.0, 199.0, 199.0,
    184.0, 162.0, 146.0, 166.0,
];
const NILE: [f64; 100] = [
    1120.0, 1160.0, 963.0, 1210.0, 1160.0, 1160.0, 813.0, 1230.0, 1370.0, 1140.0, 995.0, 935.0, 1110.0, 994.0, 1020.0,
    960.0, 1180.0, 799.0, 958.0, 1140.0, 1100.0, 1210.0, 1150.0, 1250.0, 1260.0, 1220.0, 1030.0, 1100.0, 774.0, 840.0,
    874.0, 694.0, 940.0, 833.0, 701.0, 916.0, 692.0, 1020.0, 1050.0, 969.0, 831.0, 726.0, 456.0, 824.0, 702.0, 1120.0,
    1100.0, 832.0, 764.0, 821.0, 768.0, 845.0, 864.0, 862.0, 698.0, 845.0, 744.0, 796.0, 1040.0, 759.0, 781.0, 865.0,
    845.0, 944.0, 984.0, 897.0, 822.0, 1010.0, 771.0, 676.0, 649.0, 846.0, 812.0, 742.0, 801.0, 1040.0, 860.0, 874.0,
    848.0, 890.0, 744.0, 749.0, 838.0, 1050.0, 918.0, 986.0, 797.0, 923.0, 975.0, 815.0, 1020.0, 906.0, 901.0, 1170.0,
    912.0, 746.0, 919.0, 718.0, 714.0, 740.0,
];

fn points(values: &[f64]) -> Vec<Point> {
    values.iter().enumerate().map(|(at, &value)| Point { at, value }).collect()
}

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-9 * other.abs()
}

/// scipy 1.17.1 `theilslopes(x)`; pymannkendall 1.4.3 `original_test(x)` and `hamed_rao_modification_test(x, lag=3)`.
#[test]
fn slopes_and_tests_are_those_of_other_programs() {
    for (values, s, variance, p, widened, slopes) in [
        (
            &AIR[..],
            330,
            5384.0,
            7.333_554_536_526_066e-6,
            11_648.003_604_995_492,
            [1.75, 1.076_923_076_923_076_9, 2.333_333_333_333_333_5],
        ),
        (
            &NILE[..],
            -1387,
            112_728.333_333_333_33,
            3.658_262_921_657_496e-5,
            282_111.428_078_166,
            [-2.6, -3.627_906_976_744_186, -1.428_571_428_571_428_6],
        ),
    ] {
        let all = [points(values)];
        let kendall = Kendall::of(&all);
        assert_eq!(kendall.s, s);
        assert!(near(kendall.variance, variance), "{}", kendall.variance);
        let z = (kendall.s.abs() - 1) as f64 / kendall.variance.sqrt();
        assert!((normal::two_sided(z) - p).abs() < 1e-11, "{}", normal::two_sided(z));
        let found = slope(&all, kendall.variance).expect("there are pairs");
        assert_eq!([found.value, found.lower, found.upper], slopes);
        let factor = widening(&rest(&all[0], 1, found.value), values.len(), false, Lags::AsPublished);
        assert!(near(kendall.variance * factor, widened), "{}", kendall.variance * factor);
    }
}

/// pymannkendall 1.4.3 `seasonal_test(x, period=12)`: its slope is by the year.
#[test]
fn the_seasonal_test_is_that_of_another_program() {
    let seasons = by_season(&points(&AIR), 12);
    let kendall = Kendall::of(&seasons);
    assert_eq!(kendall.s, 36);
    assert!(near(kendall.variance, 44.0));
    assert!(near(normal::two_sided(35.0 / kendall.variance.sqrt()), 1.317_114_839_416_453_4e-7));
    assert!(near(slope(&seasons, kendall.variance).expect("there are pairs").value, 22.5 / 12.0));
}

/// scipy 1.17.1 `kendalltau(range(10), x, method='exact')` and `theilslopes(x)`.
#[test]
fn the_exact_chance_of_ten_values_is_that_of_another_program() {
    let all = [points(&[3.1, 2.9, 4.0, 4.2, 3.8, 5.0, 4.9, 5.6, 5.5, 6.1])];
    let kendall = Kendall::of(&all);
    let (p, chance) = kendall.chance(1.0);
    assert_eq!(chance, Chance::Exact);
    assert!(near(p, EXACT_P), "{p}");
}

const EXACT_P: f64 = 9.463_183_421_516_755e-4;

/// How many of a hundred made-up series have a stated trend, and how many a stated change.
fn stated(series: usize, made: impl Fn(&mut Random) -> Vec<f64>) -> (usize, usize) {
    let (mut random, mut simulated) = (Random::new(7), Simulated::default());
    let (mut trends, mut changes) = (0, 0);
    for _ in 0..series {
        let values: Vec<Option<f64>> = made(&mut random).into_iter().map(Some).collect();
        let trend = Trend::of(&values, 12, true, &mut simulated).expect("long enough");
        trends += usize::from(trend.p <= LEVEL);
        changes += usize::from(trend.change.is_some_and(|change| change.p <= LEVEL));
    }
    (trends * 100 / series, changes * 100 / series)
}

fn noise(random: &mut Random, n: usize, memory: f64) -> Vec<f64> {
    let mut last = 0.0;
    (0..n + 20)
        .map(|_| {
            last = memory * last + random.normal();
            last
        })
        .skip(20)
        .collect()
}

fn with_season(values: Vec<f64>) -> Vec<f64> {
    values.iter().enumerate().map(|(at, value)| value + 100.0 + 20.0 * ((at % 12) as f64 - 5.5).abs()).collect()
}

#[test]
fn of_series_without_anything_in_them_about_one_in_twenty_is_taken_for_a_trend_or_a_change() {
    for n in [18, 24, 36] {
        let (trends, changes) = stated(200, |random| with_season(noise(random, n, 0.0)));
        // Without two full seasons the season stays in the values, which only dulls the test of a whole wave.
        assert!(n < 24 || trends <= 7, "{n} values: {trends} % false trends");
        assert!(n < 24 || changes <= 8, "{n} values: {changes} % false changes");
        let (trends, changes) = stated(200, |random| noise(random, n, 0.0));
        assert!(trends <= 7 && changes <= 8, "{n} values: {trends} % false trends, {changes} % false changes");
    }
}

#[test]
fn where_each_month_remembers_the_last_false_trends_stay_within_three_in_twenty() {
    for n in [24, 36, 60] {
        let (trends, changes) = stated(200, |random| with_season(noise(random, n, 0.4)));
        assert!(trends <= 15, "{n} values: {trends} % false trends");
        assert!(changes <= 20, "{n} values: {changes} % false changes");
    }
}

#[test]
fn a_steady_rise_is_found_and_is_no_change_and_a_change_is_found_at_its_place() {
    let (trends, changes) = stated(100, |random| {
        with_season(noise(random, 36, 0.0).iter().enumerate().map(|(at, value)| value + 0.3 * at as f64).collect())
    });
    assert!(trends >= 95, "{trends} % of clear rises are found");
    assert!(changes <= 15, "{changes} % of steady rises are taken for a change");
    let mut random = Random::new(11);
    let values = with_season(noise(&mut random, 36, 0.0));
    let stepped = values.iter().enumerate().map(|(at, value)| Some(value - if at >= 20 { 8.0 } else { 0.0 }));
    let trend = Trend::of(&stepped.collect::<Vec<_>>(), 12, true, &mut Simulated::default()).expect("long enough");
    let change = trend.change.expect("there is a change");
    assert!(change.at.abs_diff(20) <= 1 && change.p <= LEVEL, "{change:?}");
    assert!(change.after < change.before && trend.slope.value < 0.0);
}

#[test]
fn three_levels_are_found_at_their_places_and_noise_has_hardly_more_than_its_false_ones() {
    let (mut random, mut simulated) = (Random::new(5), Simulated::default());
    let (mut found, mut more) = (0, 0);
    for _ in 0..50 {
        let level = |at: usize| {
            if at < 14 {
                0.0
            } else if at < 30 {
                -8.0
            } else {
                -3.0
            }
        };
        let values = noise(&mut random, 44, 0.0)
            .iter()
            .enumerate()
            .map(|(at, value)| Some(value + level(at)))
            .collect::<Vec<_>>();
        let trend = Trend::of(&values, 1, false, &mut simulated).expect("long enough");
        let stated = &stated_changes(&[&trend.searched])[0];
        let mut places: Vec<usize> = stated.iter().filter_map(|(at, _)| Some(trend.searched[*at].change?.at)).collect();
        places.sort_unstable();
        let near = |place: usize| places.iter().any(|at| at.abs_diff(place) <= 1);
        found += usize::from(near(14) && near(30));
        more += usize::from(places.len() > 2);
        assert_eq!(trend.levels(&places).len(), places.len() + 1);
    }
    assert!(found >= 45, "both changes are found in {found} of 50 series");
    assert!(more <= 7, "{more} of 50 series have more changes than two");
    let many: Vec<Trend> = (0..100)
        .map(|_| {
            let values = noise(&mut random, 36, 0.0).into_iter().map(Some).collect::<Vec<_>>();
            Trend::of(&values, 1, false, &mut simulated).expect("long enough")
        })
        .collect();
    let stated = stated_changes(&many.iter().map(|trend| trend.searched.as_slice()).collect::<Vec<_>>());
    assert!(stated.iter().filter(|changes| !changes.is_empty()).count() <= 3, "of a hundred series without a change");
}

#[test]
fn too_few_values_bear_no_statement_and_equal_ones_no_trend() {
    let mut simulated = Simulated::default();
    assert_eq!(Trend::of(&[Some(1.0); 7], 12, true, &mut simulated), None);
    let level = Trend::of(&[Some(5.0); 24], 12, true, &mut simulated).expect("long enough");
    assert_eq!((level.p, level.slope.value, level.slope.lower, level.slope.upper), (1.0, 0.0, 0.0, 0.0));
    assert_eq!(level.change, None);
}
