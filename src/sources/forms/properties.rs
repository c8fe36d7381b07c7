//! What holds for every value in every form.

use chrono::{Datelike, NaiveDate};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::numbers::{Amount, LARGEST_NUMBER};
use super::*;
use crate::quantity::{Currency, parse_minor};
use crate::schema::ColumnType;

/// Digits in groups of three, parted by `sign`.
fn grouped(whole: u64, sign: &str) -> String {
    let digits = whole.to_string();
    let first = (digits.len() - 1) % 3 + 1;
    let groups = (first..digits.len()).step_by(3).map(|at| &digits[at..at + 3]);
    std::iter::once(&digits[..first]).chain(groups).collect::<Vec<_>>().join(sign)
}

/// Digits as they are grouped in India.
fn grouped_in_india(whole: u64) -> String {
    let digits = whole.to_string();
    let Some(before) = digits.len().checked_sub(3).filter(|&before| before > 0) else { return digits };
    let first = (before - 1) % 2 + 1;
    let groups = (first..before).step_by(2).map(|at| &digits[at..at + 2]);
    std::iter::once(&digits[..first]).chain(groups).chain([&digits[before..]]).collect::<Vec<_>>().join(",")
}

fn full_width(text: &str) -> String {
    text.chars()
        .map(|c| if ('!'..='~').contains(&c) { char::from_u32(c as u32 + 0xfee0).unwrap() } else { c })
        .collect()
}

/// An amount in every form that has this decimal sign.
fn written_amounts(minor: i64, digits: u32, form: NumberForm) -> Vec<String> {
    let (point, group) = if form == NumberForm::POINT { (".", ",") } else { (",", ".") };
    let scale = 10_u64.pow(digits);
    let (whole, part) = (minor.unsigned_abs() / scale, minor.unsigned_abs() % scale);
    let decimals = if digits == 0 { String::new() } else { format!("{point}{part:0width$}", width = digits as usize) };
    let mut sizes = vec![format!("{whole}{decimals}")];
    if digits > 0 {
        sizes.push(format!("{whole}{decimals}000"));
    }
    sizes.extend([group, " ", "'", "’", "\u{a0}", "\u{202f}"].map(|sign| grouped(whole, sign) + &decimals));
    if form == NumberForm::POINT {
        sizes.push(grouped_in_india(whole) + &decimals);
    }
    sizes.push(format!("{}E-{digits}", minor.unsigned_abs()));
    let dressed = sizes.into_iter().flat_map(|size| {
        let wide = full_width(&size.replace(['’', '\u{a0}', '\u{202f}'], " "));
        let money =
            [format!("${size}"), format!("€ {size}"), format!("{size} €"), format!("{size}元"), format!("USD {size}")];
        [size, wide].into_iter().chain(money)
    });
    let signed = |text: String| match minor < 0 {
        true => {
            vec![format!("-{text}"), format!("({text})"), format!("{text}-"), format!("−{text}"), format!(" - {text} ")]
        }
        false => vec![text.clone(), format!("+{text}"), format!(" {text}\t")],
    };
    dressed.flat_map(signed).collect()
}

/// A day in every form that reads it.
fn written_days(date: NaiveDate) -> Vec<(String, DateForm)> {
    let usual = [
        "%Y-%m-%d",
        "%Y/%m/%d",
        "%Y.%m.%d",
        "%Y/%-m/%-d",
        "%Y-%-m-%-d",
        "%Y%m%d",
        "%Y年%-m月%-d日",
        "%Y年%m月%d日",
        "%Y 年 %m 月 %d 日",
        "%d %b %Y",
        "%-d-%b-%Y",
        "%b %-d, %Y",
        "%B %d, %Y",
        "%A, %B %-d, %Y",
        "%a, %d %b %Y",
        "%a %b %d %Y",
        "%Y-%b-%d",
        "%d.%m.%Y",
    ];
    let day_first = ["%d/%m/%Y", "%-d/%-m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%-d.%-m.%Y"];
    let month_first = ["%m/%d/%Y", "%-m/%-d/%Y", "%m-%d-%Y", "%m.%d.%Y"];
    let in_window = (1969..=2068).contains(&date.year());
    let short = |patterns: &[&'static str]| if in_window { patterns.to_vec() } else { Vec::new() };
    let all = [
        (DateForm::Usual, [usual.to_vec(), short(&["%d-%b-%y", "%y年%-m月%-d日"])].concat()),
        (DateForm::DayFirst, [day_first.to_vec(), short(&["%d/%m/%y", "%-d.%-m.%y"])].concat()),
        (DateForm::MonthFirst, [month_first.to_vec(), short(&["%m/%d/%y", "%-m-%-d-%y"])].concat()),
        (DateForm::YearFirst, short(&["%y/%m/%d", "%y-%m-%d", "%y.%m.%d"])),
    ];
    let times =
        ["", " 00:00", " 23:59:59", " 9:05 AM", " 下午2:05", "T14:05:33.123456", "T14:05:33Z", " 14:05:33 +08:00"];
    let mut written = Vec::new();
    for (form, patterns) in all {
        for pattern in patterns {
            let text = date.format(pattern).to_string();
            written.extend(times.map(|time| (format!("{text}{time}"), form.clone())));
            written.push((full_width(&text), form.clone()));
            let own = DateForm::named(pattern).unwrap();
            written.push((text, own));
        }
    }
    written
}

/// Letters of which values are made, those of several bytes among them.
const LETTERS: [&str; 44] = [
    "0", "1", "2", "3", "9", "12", "2024", "31", ".", ",", "-", "/", ":", " ", "'", "(", ")", "+", "e", "E", "$", "€",
    "￥", "万", "亿", "元", "年", "月", "日", "Mar", "Q", "T", "Z", "AM", "下午", "%", "\u{a0}", "１", "−", "é", "[",
    "]", "USD", "🙂",
];

fn junk() -> impl Strategy<Value = String> {
    prop_oneof![vec(select(&LETTERS[..]), 0..9).prop_map(|letters| letters.concat()), any::<String>()]
}

fn all_forms() -> Vec<DateForm> {
    let pattern = DateForm::named("%d.%m.%Y %H:%M").unwrap();
    vec![DateForm::Usual, DateForm::DayFirst, DateForm::MonthFirst, DateForm::YearFirst, DateForm::Serial, pattern]
}

fn day_of(date: NaiveDate) -> i32 {
    date.to_epoch_days()
}

fn dates() -> impl Strategy<Value = NaiveDate> {
    (-25_567..=84_370_i32).prop_map(|days| NaiveDate::from_epoch_days(days).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_amount_in_every_form_reads_back(
        minor in prop_oneof![-LARGEST_MINOR..=LARGEST_MINOR, -100_000_i64..100_000],
        digits in 0_u32..4,
    ) {
        for form in [NumberForm::POINT, NumberForm::COMMA] {
            for text in written_amounts(minor, digits, form) {
                prop_assert_eq!(read_money(&text, form, digits), Ok(Amount { minor, rounded: false }), "{}", text);
            }
        }
    }

    #[test]
    fn amounts_round_as_the_plain_reader_rounds_them(text in "-?[0-9]{0,16}\\.?[0-9]{0,40}", digits in 0_u32..4) {
        match (parse_minor(&text, digits), read_money(&text, NumberForm::POINT, digits)) {
            (Ok(plain), Ok(amount)) => prop_assert_eq!((plain.minor, plain.rounded), (amount.minor, amount.rounded)),
            (Ok(plain), Err(_)) => prop_assert!(plain.minor.abs() > LARGEST_MINOR, "{}", text),
            (Err(_), read) => prop_assert!(read.is_err(), "{}", text),
        }
    }

    #[test]
    fn numbers_are_those_of_the_standard_library(number in -9e11..9e11_f64, text in "-?[0-9]{1,11}(\\.[0-9]{0,30})?(e-?[0-9]{1,2})?") {
        prop_assert_eq!(read_number(&number.to_string(), NumberForm::POINT), Ok(number));
        let expected: f64 = text.parse().unwrap();
        if expected.abs() <= LARGEST_NUMBER {
            prop_assert_eq!(read_number(&text, NumberForm::POINT), Ok(expected), "{}", text);
        }
    }

    #[test]
    fn whole_numbers_read_back(whole in any::<i64>()) {
        // The most negative number is a digit too many for its own absolute value.
        let expected = if whole == i64::MIN { Err(crate::sources::Rule::TooLarge) } else { Ok(whole) };
        prop_assert_eq!(read_whole(&whole.to_string(), NumberForm::POINT), expected);
    }

    #[test]
    fn every_day_in_every_form_reads_back(date in dates()) {
        for (text, form) in written_days(date) {
            prop_assert_eq!(read_day(&text, &form, None), Some(day_of(date)), "{} {:?}", text, form);
        }
    }

    #[test]
    fn every_serial_reads_back(day in 0..=84_005_i32, millis in 0..86_400_000_i64) {
        let serial = f64::from(day + 25_569) + millis as f64 / 86_400_000.0;
        let micros = i64::from(day) * 86_400_000_000 + millis * 1000;
        // Excel keeps fifteen digits.
        let text = format!("{serial:.10}");
        prop_assert_eq!(read_instant(&text, &DateForm::Serial, &Zones::default()), Some(micros), "{}", text);
    }

    #[test]
    fn a_column_with_one_telling_day_is_read_as_it_was_written(days in vec(dates(), 1..20), order in 0..2_usize) {
        let (pattern, form) = [("%d/%m/%Y", DateForm::DayFirst), ("%m/%d/%Y", DateForm::MonthFirst)][order].clone();
        let mut evidence = DateEvidence::new();
        days.iter().zip(2..).for_each(|(date, line)| evidence.see(line, &date.format(pattern).to_string()));
        match evidence.verdict() {
            DateVerdict::Settled(settled) => {
                for date in &days {
                    prop_assert_eq!(read_day(&date.format(pattern).to_string(), &settled, None), Some(day_of(*date)));
                }
            }
            DateVerdict::Ambiguous { examples } => {
                prop_assert!(days.iter().all(|date| date.day() <= 12) && !examples.is_empty());
            }
            other => prop_assert!(false, "{:?} for {:?}", other, form),
        }
    }

    #[test]
    fn a_file_of_amounts_is_read_as_it_was_written_or_shown(minors in vec(-10_000_000_i64..10_000_000, 1..20), comma in any::<bool>()) {
        let form = if comma { NumberForm::COMMA } else { NumberForm::POINT };
        let texts: Vec<String> = minors.iter().map(|&minor| written_amounts(minor, 3, form)[0].clone()).collect();
        let mut evidence = NumberEvidence::new();
        texts.iter().zip(2..).for_each(|(text, line)| evidence.see(line, text));
        match evidence.verdict() {
            NumberVerdict::Settled(settled) if settled == form => {}
            NumberVerdict::Settled(_) => prop_assert!(false, "{:?}", texts),
            NumberVerdict::Ambiguous { examples } => prop_assert!(comma && !examples.is_empty()),
            NumberVerdict::Points { examples } => prop_assert!(!comma && !examples.is_empty()),
            other => prop_assert!(false, "{:?}", other),
        }
    }

    #[test]
    fn a_moment_in_one_zone_is_the_same_moment_in_another(seconds in 0..4_000_000_000_i64) {
        let utc = chrono::DateTime::from_timestamp(seconds, 0).unwrap();
        for zone in [chrono_tz::Asia::Shanghai, chrono_tz::America::New_York, chrono_tz::Australia::Lord_Howe] {
            let zones = Zones::new(Some("UTC"), Some(zone.name())).unwrap();
            let local = utc.with_timezone(&zone).naive_local();
            let read = |text: String| read_instant(&text, &DateForm::Usual, &zones);
            let expected = Some(local.and_utc().timestamp_micros());
            prop_assert_eq!(read(utc.format("%Y-%m-%d %H:%M:%S").to_string()), expected);
            prop_assert_eq!(read(utc.format("%Y-%m-%dT%H:%M:%SZ").to_string()), expected);
            prop_assert_eq!(read(utc.with_timezone(&zone).to_rfc3339()), expected);
            let day = read_day(&utc.to_rfc3339(), &DateForm::Usual, Some(&zones));
            prop_assert_eq!(day, Some(day_of(local.date())));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn junk_never_panics(texts in vec(junk(), 1..4)) {
        let zones = Zones::new(Some("Europe/Berlin"), Some("Asia/Shanghai")).unwrap();
        let (mut dates, mut numbers) = (DateEvidence::new(), NumberEvidence::new());
        for (text, line) in texts.iter().zip(1..) {
            dates.see(line, text);
            numbers.see(line, text);
            for form in all_forms() {
                let day = read_day(text, &form, Some(&zones));
                prop_assert!(day.is_none_or(|day| (-25_567..=84_370).contains(&day)));
                prop_assert_eq!(day.is_some(), read_instant(text, &form, &zones).is_some());
            }
            for form in [NumberForm::POINT, NumberForm::COMMA] {
                prop_assert!(read_money(text, form, 2).is_ok() || read_money_in(text, form, Currency::USD).is_err());
                prop_assert!(read_number(text, form).is_err() || read_number(text, form).is_ok_and(f64::is_finite));
                let _ = read_whole(text, form);
            }
            let _ = (is_null(text), is_null_for(ColumnType::Date, text), read_bool(text), is_lossy_id(text), mended_id(text));
            let _ = (DateForm::named(text), NumberForm::named(text));
            let _ = Zones::new(Some(text), None);
        }
        let _ = (dates.verdict(), numbers.verdict());
    }

    #[test]
    fn junk_is_shown_as_it_stands_where_it_is_in_doubt(texts in vec(junk(), 1..6)) {
        let mut evidence = NumberEvidence::new();
        texts.iter().zip(1..).for_each(|(text, line)| evidence.see(line, text));
        if let NumberVerdict::Ambiguous { examples } = evidence.verdict() {
            for (line, text) in examples {
                prop_assert_eq!(texts[line as usize - 1].trim(), text);
            }
        }
    }
}
