//! What is measured of slices from the keys of lines is what is measured of them from the names.

use proptest::prelude::*;
use tempfile::TempDir;

use crate::calendar::{Day, Grain};
use crate::measures::cohort::{CohortQuestion, Retained, Start, StepKind, Variant, cohorts};
use crate::measures::company::Company;
use crate::measures::cut::{Cut, largest};
use crate::measures::family::{Question, family_of};
use crate::measures::kpi::with_values;
use crate::measures::observation::Observation;
use crate::measures::{MeasureError, PeriodRange, with_threads};
use crate::quantity::Scalar;
use crate::settings::Settings;

use super::facts_trials::{FIRST_DAY, Lines, files, load};
use super::{AsOf, Snapshot};

/// By family, and by how much of the facts they need.
const METRICS: [&[&str]; 6] = [
    &["revenue_net", "units", "gross_profit", "orders", "active_customers", "new_customers", "avg_order", "growth_mom"],
    &["revenue_net", "attainment"],
    &["repeat_rate.h_days.30", "purchase_gap.median"],
    &["repeat_rate.order", "repeat_rate.window.orders"],
    &["churn.noncontract.30"],
    &["retention.net_revenue", "clv.hist", "customer_conc_hhi"],
];

const CUTS: [(&[&str], Option<&str>); 9] = [
    (&["customer"], None),
    (&["line_type"], None),
    (&["order_month"], None),
    (&["rep", "customer"], None),
    (&["region", "line_type"], Some("line_type != return")),
    (&["order_quarter"], Some("rep = R7 or region = G1")),
    (&["rep"], Some("net_amount > 100")),
    (&[], Some("customer in (C7, C4)")),
    (&["customer"], Some("order_month = 2024-02 and rep in (R7, Nobody)")),
];

fn loaded(files: &[Lines]) -> TempDir {
    let folder = TempDir::new().unwrap();
    files.iter().enumerate().for_each(|(at, file)| load(folder.path(), &format!("{at}.csv"), &file.csv()));
    folder
}

fn opened(folder: &TempDir, as_of: AsOf) -> Option<Snapshot> {
    Snapshot::open(&folder.path().join("store"), &Settings::default(), as_of).ok()
}

fn bound(snapshot: &Snapshot, (by, filter): (&[&str], Option<&str>)) -> Option<Cut> {
    let by: Vec<String> = by.iter().map(|word| word.to_string()).collect();
    // A file may lack the column.
    snapshot.bound(Cut::parse(&by, filter).unwrap()).ok()
}

fn months(company: &Company<'_>) -> PeriodRange {
    range(company, Grain::Month)
}

/// Few, since each loads files and asks dozens of questions; PROPTEST_CASES asks for more.
fn cases() -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig { cases: if usual.cases == 256 { 2 } else { usual.cases }, failure_persistence: None, ..usual }
}

/// By grain the metrics of the orders, some of which count nothing: for them days of one period are one.
const OF_ORDERS: [(Grain, &[&str]); 5] = [
    (Grain::Year, &["revenue_net", "gross_margin", "growth_yoy"]),
    (Grain::Year, &["new_customers"]),
    (Grain::Quarter, &["orders", "growth_qoq", "units"]),
    (Grain::Quarter, &["active_customers", "growth_yoy"]),
    (Grain::Month, &["growth_mom", "growth_yoy", "avg_order"]),
];

fn range(company: &Company<'_>, grain: Grain) -> PeriodRange {
    let known = company.known;
    let period = |day: Day| known.calendar.period_of(day, grain);
    PeriodRange { first: period(known.facts.first_day), last: period(known.facts.last_day) }
}

/// Everything that is measured of a cut, or why it is not.
fn said(company: &Company<'_>, cut: &Cut) -> String {
    let range = months(company);
    let mut told = String::new();
    let of_metrics = |ids: &[&str], range: PeriodRange| {
        let metrics: Vec<String> = ids.iter().map(|id| id.to_string()).collect();
        let question = Question { company: *company, metrics: &metrics, cut, range };
        told_of((family_of(ids[0]).unwrap().observe)(&question))
    };
    METRICS.iter().for_each(|ids| told += &of_metrics(ids, range));
    OF_ORDERS.iter().for_each(|(grain, ids)| told += &of_metrics(ids, self::range(company, *grain)));
    for retained in [Retained::Customers, Retained::NetRevenue] {
        let question = CohortQuestion {
            variant: Variant::Classic,
            retained,
            start: Start::Ever,
            steps: StepKind::Periods(Grain::Month),
            days: None,
            with_mean: true,
        };
        told += &told_of(cohorts(company, cut, &question));
    }
    told
}

fn told_of<T: std::fmt::Debug>(answer: Result<T, MeasureError>) -> String {
    match answer {
        Ok(answer) => format!("{answer:#?}\n"),
        Err(error) => format!("{error} {:?}\n", error.hint()),
    }
}

/// The sums of net revenue over all slices and months.
fn net(company: &Company<'_>, cut: &Cut) -> Option<i64> {
    let metrics = ["revenue_net".to_string()];
    let question = Question { company: *company, metrics: &metrics, cut, range: months(company) };
    let rows = (family_of("revenue_net").unwrap().observe)(&question).ok()?;
    let of = |value: Option<Scalar>| if let Some(Scalar::Money(minor)) = value { minor } else { 0 };
    Some(rows.iter().map(|row| of(row.value.value())).sum())
}

/// The largest slices by each metric, from values and from observations, and the observations with the others joined.
fn largest_said(company: &Company<'_>, cut: &Cut, (metrics, grain, count): (&[String], Grain, usize)) -> [String; 2] {
    let question = Question { company: *company, metrics, cut, range: range(company, grain) };
    let by_values = with_values(&question, |values| values.largest(count)).unwrap().unwrap();
    let rows = (family_of(&metrics[0]).unwrap().observe)(&question).unwrap();
    let of = |id: &String| -> Vec<Observation> { rows.iter().filter(|row| row.metric_id == *id).cloned().collect() };
    let by_rows: Vec<_> = metrics.iter().map(|id| largest(&of(id), count)).collect();
    assert_eq!(by_values, by_rows);
    let joined = by_rows.into_iter().take(1).map(|kept| said(company, &cut.keeping(kept)));
    [format!("{by_values:?}"), joined.collect()]
}

#[test]
fn a_file_of_which_no_row_passes_tells_who_is_not_new() {
    let folder = TempDir::new().unwrap();
    let header = "order_id,line_no,order_date,net_amount,customer_id,rep_id\n";
    load(folder.path(), "1.csv", &format!("{header}A,1,2024-01-05,10.00,C1,R1\n"));
    load(folder.path(), "2.csv", &format!("{header}B,1,2024-05-05,20.00,C1,R2\nC,1,2024-05-06,30.00,C2,R2\n"));
    let snapshot = opened(&folder, AsOf::Latest).unwrap();
    let cut = bound(&snapshot, (&[], Some("rep = R2"))).unwrap();
    let company = snapshot.company();
    let metrics = ["active_customers", "new_customers"].map(String::from);
    let question = Question { company, metrics: &metrics, cut: &cut, range: months(&company) };
    let rows = (family_of("new_customers").unwrap().observe)(&question).unwrap();
    let in_may: Vec<Option<Scalar>> =
        rows.iter().filter(|row| row.period == "2024-05").map(|row| row.value.value()).collect();
    assert_eq!(in_may, [Some(Scalar::Count(2)), Some(Scalar::Count(1))]);
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn keys_tell_of_slices_what_names_tell(
        files in files(),
        day in 20i32..160,
        threads in 1usize..4,
        first in 0..CUTS.len(),
    ) {
        let folder = loaded(&files);
        for as_of in [AsOf::Latest, AsOf::Day(Day::from_epoch(FIRST_DAY + day))] {
            let Some(snapshot) = opened(&folder, as_of) else { continue };
            let by_keys = snapshot.company();
            let names = snapshot.tables.clone().without_keyed_lines();
            let by_names = Company { tables: &names, ..by_keys };
            let some = CUTS.into_iter().cycle().skip(first).take(2);
            for cut in some.filter_map(|cut| bound(&snapshot, cut)) {
                let told = with_threads(threads, || said(&by_keys, &cut));
                prop_assert_eq!(told, said(&by_names, &cut), "{:?}", cut);
            }
        }
    }

    #[test]
    fn the_largest_are_the_same_without_a_row_and_what_is_remembered_is_what_is_made_anew(
        files in files(),
        day in 20i32..160,
        count in 1usize..4,
        first in 0..CUTS.len(),
    ) {
        let folder = loaded(&files);
        let metrics = ["revenue_net", "gross_margin", "orders", "growth_yoy", "new_customers"].map(String::from);
        for as_of in [AsOf::Latest, AsOf::Day(Day::from_epoch(FIRST_DAY + day))] {
            let Some(snapshot) = opened(&folder, as_of) else { continue };
            let by_keys = snapshot.company();
            let names = snapshot.tables.clone().without_keyed_lines();
            let by_names = Company { tables: &names, ..by_keys };
            let some = CUTS.into_iter().cycle().skip(first).take(1).filter_map(|cut| bound(&snapshot, cut));
            for cut in some.filter(|cut| net(&by_keys, cut).is_some()) {
                let asked = (&metrics[..], [Grain::Year, Grain::Quarter][count % 2], count);
                let anew = largest_said(&by_keys, &cut, asked);
                prop_assert_eq!(&anew, &largest_said(&by_names, &cut, asked), "{:?}", cut);
                let remembered = snapshot.tables.remembering();
                prop_assert!(remembered.is_some());
                prop_assert_eq!(&anew, &largest_said(&by_keys, &cut, asked), "{:?}", cut);
                prop_assert_eq!(said(&by_keys, &cut), said(&by_names, &cut), "{:?}", cut);
            }
        }
    }

    #[test]
    fn slices_sum_to_the_whole_and_the_order_of_lines_is_nothing(files in files(), first in 0..CUTS.len()) {
        // Of several files a later one may correct an earlier one.
        let both = [loaded(&files[..1]), loaded(&[files[0].turned()])];
        let [there, turned] = [&both[0], &both[1]].map(|folder| opened(folder, AsOf::Latest));
        let (Some(there), Some(turned)) = (there, turned) else { return Ok(()) };
        let whole = net(&there.company(), &Cut::default());
        let unfiltered = CUTS.into_iter().filter(|(_, filter)| filter.is_none());
        for cut in unfiltered.cycle().skip(first).take(2).filter_map(|cut| bound(&there, cut)) {
            // A file may lack what tells the slices.
            let sum = net(&there.company(), &cut);
            prop_assert!(sum.is_none() || sum == whole, "{:?} {:?} {:?}", sum, whole, &cut);
            prop_assert_eq!(said(&there.company(), &cut), said(&turned.company(), &cut), "{:?}", &cut);
        }
    }
}
