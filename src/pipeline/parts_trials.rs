//! What is measured from the order lines part by part is what is measured from them as a whole.

use crate::calendar::{Day, Grain};
use crate::measures::bridge::bridges;
use crate::measures::company::Company;
use crate::measures::cut::Cut;
use crate::measures::family::{Question, family_of};
use crate::measures::sales::{PRICES, RETURNS};
use crate::measures::{MeasureError, PeriodRange};
use crate::settings::Settings;

use super::facts_trials::load_tables;
use super::{AsOf, Snapshot};

/// Three files, of which each becomes a part: returns name sales of files before and after their own, members of one
/// file are none of another's, and one file knows no list amounts.
const FILES: [&str; 3] = [
    "order_id,line_no,line_type,order_date,customer_id,rep_id,region,quantity,list_amount,net_amount,cost_amount\n\
     A,1,sale,2024-01-05,C1,R1,North,2,120,100,60\nA,2,sale,2024-01-05,C1,R1,North,1,50,50,20\n\
     B,1,sale,2024-04-10,C2,R2,South,3,90,80,\n",
    "order_id,line_no,line_type,order_date,customer_id,rep_id,region,quantity,net_amount,origin_order_id,origin_line_no\n\
     C,1,return,2024-04-20,C1,R1,North,-1,-50,A,2\nD,1,return,2024-05-02,C2,R3,,-1,-20,E,\n\
     F,1,return,2024-02-02,C2,R2,South,-1,-5,Z,1\nG,1,cancel,2024-02-02,C2,R2,South,1,5,,\n",
    "order_id,line_no,line_type,order_date,customer_id,rep_id,region,quantity,list_amount,net_amount,cost_amount\n\
     E,1,sale,2024-01-31,C2,R3,East,4,200,180,90\nH,1,adjust,2024-05-31,,R1,North,,,-7,\n\
     I,1,sale,2024-06-30,C1,R1,North,2,120,110,61\n",
];

#[test]
fn parts_answer_as_the_whole_does() {
    let folder = tempfile::tempdir().unwrap();
    for (at, text) in FILES.iter().enumerate() {
        load_tables(folder.path(), &[("orders", &format!("{at}.csv"), text)]);
    }
    for as_of in [AsOf::Latest, AsOf::Day(Day::from_ymd(2024, 5, 1).unwrap())] {
        let snapshot = Snapshot::open(&folder.path().join("store"), &Settings::default(), as_of).unwrap();
        assert_eq!(snapshot.tables.orders_in_parts("").unwrap().len(), 3);
        let whole = snapshot.tables.clone().with_orders_in_parts(Vec::new());
        let in_parts = snapshot.company();
        for (by, filter) in [
            (&[][..], None),
            (&["rep"][..], None),
            (&["region", "customer"], None),
            (&["rep"], Some("region = East")),
            (&["region"], Some("net_amount > 90")),
        ] {
            let by: Vec<String> = by.iter().map(|word| word.to_string()).collect();
            let cut = snapshot.bound(Cut::parse(&by, filter).unwrap()).unwrap();
            let both = [in_parts, Company { tables: &whole, ..in_parts }].map(|company| said(&company, &cut));
            assert_eq!(both[0], both[1], "{by:?} {filter:?}");
            assert!(both[0].contains("revenue_net.origin_date"));
        }
        // Nothing passes anywhere: the refusal is that of the whole table.
        let cut = snapshot.bound(Cut::parse(&[], Some("region in (Nowhere, Eats)")).unwrap()).unwrap();
        let refused = [in_parts, Company { tables: &whole, ..in_parts }].map(|company| {
            let error = bridges(&company, &cut, &[]).unwrap_err();
            format!("{error} {:?}", error.hint())
        });
        assert_eq!(refused[0], refused[1]);
        assert!(refused[0].contains("East"), "{}", refused[0]);
    }
}

/// All that is measured part by part.
fn said(company: &Company<'_>, cut: &Cut) -> String {
    let calendar = company.known.calendar;
    let month = |month: u32| calendar.period_of(Day::from_ymd(2024, month, 1).unwrap(), Grain::Month);
    let range = PeriodRange { first: month(1), last: month(6) };
    let mut told = String::new();
    for id in PRICES.ids.iter().chain(RETURNS.ids) {
        let metrics = [id.to_string()];
        let question = Question { company: *company, metrics: &metrics, cut, range };
        told += &format!("{:#?}\n", (family_of(id).unwrap().observe)(&question).unwrap());
    }
    let bridged: Result<_, MeasureError> = bridges(company, cut, &[(month(1), month(4)), (month(1), month(6))]);
    told + &format!("{:#?}", bridged.unwrap())
}
