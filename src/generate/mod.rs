//! What would a company with known truth look like?
//!
//! A seeded generator of a whole company: the files that a company hands over, and beside them `truth.json`, which
//! says what no company knows about itself — every rep's season, who declines and from when, how severe each rater
//! is, with which parameters customers come back. Tests and benches measure the other rooms against it.
//!
//! The files carry the canonical columns of the schema: comma, UTF-8, ISO dates, money as decimals with the
//! currency's digits, formed from integer minor units. The same settings give the same bytes: everything is drawn
//! from ChaCha streams of one seed, one stream a subject, in one fixed order. Names are plainly synthetic.
//!
//! Orders are written day by day in date order. What is held in memory grows with customers, products and
//! rep-months, and with the goods that wait to be returned (some 1 % of two weeks' lines), never with the file.

mod activities;
mod case_reviews;
mod cash;
mod contests;
mod customers;
mod error;
mod factors;
mod improvement_plans;
mod instruments;
mod objectives;
mod orders;
mod params;
mod people;
mod pipeline;
mod products;
mod purchases;
mod quotas;
mod ratings;
mod row_budget;
mod streams;
mod surveys;
mod table;
mod truth;
mod window;

#[cfg(test)]
mod whole_company;

use std::path::Path;

pub use error::GenerateError;
pub use params::{GeneratorSettings, PurchaseSettings};
pub use truth::{
    CaseItemTruth, CaseTruth, DeclineTruth, DistributionTruth, ItemTruth, PlanTruth, QuarterTruth, RampTruth,
    RaterTruth, RepTruth, RepeatTruth, ReturnTruth, TotalsTruth, Truth,
};

use customers::Customers;
use factors::Factors;
use params::CheckedSettings;
use people::People;
use products::Products;
use table::Folder;
use truth::Planted;
use window::Window;

/// One file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeneratedFile {
    /// Its name within the output folder, such as `orders.csv`.
    pub name: String,
    /// Rows without the header; 1 for `truth.json`.
    pub rows: u64,
}

/// What was generated.
#[derive(Debug, Clone)]
pub struct Generated {
    /// The files in the order in which they were written; `truth.json` is the last.
    pub files: Vec<GeneratedFile>,
    /// What is true of the company: the content of `truth.json`.
    pub truth: Truth,
}

/// Everything that is decided before the first row is written.
struct Company {
    settings: CheckedSettings,
    window: Window,
    people: People,
    factors: Factors,
    products: Products,
    customers: Customers,
    /// Orders (not lines) that the customers place within the window.
    orders: u64,
}

impl Company {
    fn draw(settings: CheckedSettings) -> Result<Company, GenerateError> {
        let window = Window::new(&settings);
        let people = People::draw(&settings, &window);
        let factors = Factors::draw(&settings, &window, &people);
        let products = Products::draw(&settings);
        let (customers, orders) = purchases::settle_customers(&settings, &window, &people)?;
        Ok(Company { settings, window, people, factors, products, customers, orders })
    }
}

/// Writes a whole company into the folder `out`, which is made where it is missing.
///
/// `progress` hears the rows of `orders.csv` that are written and their number in all: every 65,536 rows, and once
/// at the end. Every file is written under a temporary name (`orders.csv.part`); all are renamed together once the
/// last is complete, `truth.json` at the very end, so a folder without `truth.json` is an unfinished one.
///
/// With `settings.overwrite`, files of earlier companies that bear the generator's names are removed first, and
/// other files in the folder are left alone.
///
/// # Errors
/// [`GenerateError`] where a setting lies outside its range, the folder is not empty, or a file cannot be written.
///
/// ```
/// use attain::generate::{GeneratorSettings, generate};
/// let folder = std::env::temp_dir().join(format!("attain-doc-{}", std::process::id()));
/// let settings = GeneratorSettings { order_lines: 1_000, reps: 6, years: 1, ..GeneratorSettings::default() };
/// let company = generate(&settings, &folder, &mut |_, _| {}).unwrap();
/// assert_eq!(company.truth.totals.order_lines, 1_000);
/// assert_eq!(company.files.last().unwrap().name, "truth.json");
/// std::fs::remove_dir_all(&folder).unwrap();
/// ```
pub fn generate(
    settings: &GeneratorSettings,
    out: &Path,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Generated, GenerateError> {
    let settings = settings.check()?;
    let mut folder = Folder::open(out, &settings)?;
    let company = Company::draw(settings)?;
    company.people.write(&company.settings, &mut folder)?;
    company.products.write(&company.window, &mut folder)?;
    company.customers.write(&company.settings, &company.window, &company.people, &mut folder)?;
    let ledger = orders::write(&company, &mut folder, progress)?;
    let mut planted = Planted::default();
    if !company.settings.only_orders {
        quotas::write(&company, &ledger, &mut folder)?;
        let books = pipeline::write(&company, &mut folder)?;
        activities::write(&company, &books, &mut folder)?;
        planted.ratings = Some(ratings::write(&company, &mut folder)?);
        objectives::write(&company, &mut folder)?;
        planted.cases = Some(case_reviews::write(&company, &books, &mut folder)?);
        planted.plans = improvement_plans::write(&company, &ledger, &mut folder)?;
        contests::write(&company, &mut folder)?;
    }
    let truth = truth::tell(&company, &ledger, planted);
    folder.write_truth(&truth)?;
    Ok(Generated { files: folder.publish()?, truth })
}
