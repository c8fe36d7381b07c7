//! The sections of the dictionary, in which its metrics are listed.

/// A section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// Sales, margin, price.
    Sales,
    /// Pipeline, activity, process.
    Pipeline,
    /// Invoices and payments.
    Cash,
    /// Repeat purchase, retention, churn, value, satisfaction.
    Customers,
    /// Attainment, targets, appraisal.
    Attainment,
}

/// How the ids of a section begin; what begins otherwise speaks of sales.
const BEGINNINGS: [(Section, &[&str]); 4] = [
    (
        Section::Pipeline,
        &[
            "win_rate",
            "close_rate",
            "sales_cycle",
            "pipeline",
            "coverage",
            "weighted_pipeline",
            "forecast_category",
            "activity",
            "activities",
            "followup",
            "open_",
            "lead",
            "deal_",
            "stage",
        ],
    ),
    (Section::Cash, &["collection", "cei", "dso", "overdue", "receipts", "revenue_collected", "ar_"]),
    (
        Section::Customers,
        &[
            "repeat",
            "repurchase",
            "returning",
            "retention",
            "churn",
            "clv",
            "p_repeat",
            "csat",
            "nps",
            "ces",
            "purchase",
            "active_customers",
            "new_customers",
            "lapsed",
            "response_rate",
            "time_between",
        ],
    ),
    (
        Section::Attainment,
        &[
            "attainment",
            "ramp",
            "target",
            "overassign",
            "ratchet",
            "score",
            "grade",
            "bsc",
            "rater",
            "bars",
            "mbo",
            "contest",
            "case_review",
            "improve",
        ],
    ),
];

impl Section {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Section; 5] =
        [Section::Sales, Section::Pipeline, Section::Cash, Section::Customers, Section::Attainment];

    /// The section of a metric.
    ///
    /// ```
    /// use attain::measures::section::Section;
    /// assert_eq!(Section::of("retention.classic"), Section::Customers);
    /// assert_eq!(Section::of("units"), Section::Sales);
    /// ```
    pub fn of(id: &str) -> Section {
        let begins = |beginnings: &[&str]| beginnings.iter().any(|beginning| id.starts_with(beginning));
        BEGINNINGS.iter().find(|(_, beginnings)| begins(beginnings)).map_or(Section::Sales, |(section, _)| *section)
    }

    /// The word for programs.
    pub fn word(self) -> &'static str {
        match self {
            Section::Sales => "sales",
            Section::Pipeline => "pipeline",
            Section::Cash => "cash",
            Section::Customers => "customers",
            Section::Attainment => "attainment",
        }
    }

    /// The title in English and in Chinese.
    pub fn titles(self) -> (&'static str, &'static str) {
        match self {
            Section::Sales => ("Sales, margin, price", "销售、毛利与价格"),
            Section::Pipeline => ("Pipeline and process", "商机与过程"),
            Section::Cash => ("Cash", "回款与应收"),
            Section::Customers => ("Customers", "客户：复购、留存与满意度"),
            Section::Attainment => ("Attainment, targets, appraisal", "达成、目标与考核"),
        }
    }
}
