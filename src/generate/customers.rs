//! The customers: when each was won, how often they buy, how easily they leave, how large they are.

use rand::RngExt;
use rand_distr::{Beta, Distribution, Gamma};

use super::GenerateError;
use super::params::CheckedSettings;
use super::people::{People, width_of};
use super::streams::{Stream, pick, stream};
use super::table::Folder;
use super::window::{DAYS_A_WEEK, Window};

/// Shape of the inverse gamma distribution of customers' sizes; its mean is set to 1.
pub(super) const SIZE_SHAPE: f64 = 4.0;

/// All customers, by number; the number follows the day on which they were won. Five columns of four bytes each,
/// because there may be ten million of them.
#[derive(Debug)]
pub(super) struct Customers {
    /// The rep to whom the customer belongs.
    pub(super) owner: Vec<u32>,
    /// When the customer was won: business days on the window's axis, with a fraction.
    pub(super) birth: Vec<f32>,
    /// Purchases a business day, while the customer stays.
    pub(super) rate: Vec<f32>,
    /// Chance of leaving after each repeat purchase.
    pub(super) dropout: Vec<f32>,
    /// Relative amount bought; 1 is usual.
    pub(super) size: Vec<f32>,
    /// Digits of a customer's number.
    pub(super) width: usize,
}

impl Customers {
    pub(super) fn draw(settings: &CheckedSettings, window: &Window, people: &People, count: usize) -> Customers {
        let mut rng = stream(settings.seed, Stream::Customers);
        let purchases = settings.purchases;
        let rates = Gamma::new(purchases.r, 1.0 / (purchases.alpha_weeks * DAYS_A_WEEK)).expect("checked shapes");
        let dropouts = Beta::new(purchases.a, purchases.b).expect("checked shapes");
        let sizes = Gamma::new(SIZE_SHAPE, 1.0).expect("the shape is positive");
        let reach = territories(people);
        let span = window.axis_len() as f64;
        let mut drawn = Customers::with_capacity(count);
        for customer in 0..count {
            let birth = (customer as f64 + rng.random::<f64>()) * span / count as f64;
            let place = rng.random::<f64>() * reach[reach.len() - 1];
            let owner = reach.partition_point(|&end| end <= place);
            // A single precision value may round up to the end of the axis.
            drawn.birth.push((birth as f32).min((span - 0.01) as f32));
            drawn.rate.push(rates.sample(&mut rng) as f32);
            drawn.dropout.push(dropouts.sample(&mut rng) as f32);
            drawn.size.push(((SIZE_SHAPE - 1.0) / sizes.sample(&mut rng)).min(30.0) as f32);
            drawn.owner.push(owner.min(reach.len() - 1) as u32);
        }
        drawn
    }

    fn with_capacity(count: usize) -> Customers {
        Customers {
            owner: Vec::with_capacity(count),
            birth: Vec::with_capacity(count),
            rate: Vec::with_capacity(count),
            dropout: Vec::with_capacity(count),
            size: Vec::with_capacity(count),
            width: width_of(count as u64, 6),
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.owner.len()
    }

    /// Days that the customer has to pay an invoice.
    pub(super) fn terms_days(customer: usize) -> i32 {
        [30, 30, 45, 60][customer % 4]
    }

    /// Up to `most` customers of each rep who were won before the window's first quarter ended.
    pub(super) fn early_sample(&self, window: &Window, reps: usize, most: usize) -> Vec<Vec<u32>> {
        let mut sample = vec![Vec::new(); reps];
        let known_by = window.opens() as f32 + 60.0;
        for customer in (0..self.len()).take_while(|&customer| self.birth[customer] < known_by) {
            let own: &mut Vec<u32> = &mut sample[self.owner[customer] as usize];
            if own.len() < most {
                own.push(customer as u32);
            }
        }
        sample
    }

    /// Writes `customers.csv`: everybody won by the window's end, those included who no longer buy in it.
    pub(super) fn write(
        &self,
        settings: &CheckedSettings,
        window: &Window,
        people: &People,
        folder: &mut Folder,
    ) -> Result<(), GenerateError> {
        let mut rng = stream(settings.seed, Stream::CustomerRows);
        let columns = [
            "customer_id",
            "name",
            "parent_id",
            "segment",
            "industry",
            "region",
            "created_date",
            "status",
            "payment_terms_days",
            "referred_by",
            "do_not_profile",
        ];
        let mut table = folder.table("customers.csv", &columns)?;
        let regions: Vec<String> = (0..people.teams).map(|team| people.region(team)).collect();
        for customer in 0..self.len() {
            let number = customer as u64 + 1;
            let earlier = rng.random_range(0..number);
            table.id("C", number, self.width).text(&format!("Customer {number:0width$}", width = self.width));
            match rng.random_bool(0.02) && earlier > 0 {
                true => table.id("C", earlier, self.width),
                false => table.empty(),
            };
            table.text(segment(self.size[customer]));
            table.text(pick(&mut rng, &[("Industry A", 4.0), ("Industry B", 3.0), ("Industry C", 2.0)]));
            table.text(&regions[people.reps[self.owner[customer] as usize].team]);
            table.day(window.day(self.birth[customer] as usize)).text("active");
            table.int(Customers::terms_days(customer).into());
            match rng.random_bool(0.05) && earlier > 0 {
                true => table.id("C", earlier, self.width),
                false => table.empty(),
            };
            table.flag(rng.random_bool(0.01)).end()?;
        }
        folder.close(table)
    }
}

fn segment(size: f32) -> &'static str {
    match size {
        size if size < 0.6 => "Small",
        size if size < 1.5 => "Medium",
        _ => "Large",
    }
}

/// Running sums of the reps' territories.
fn territories(people: &People) -> Vec<f64> {
    let running = people.reps.iter().scan(0.0, |sum, rep| {
        *sum += rep.territory;
        Some(*sum)
    });
    running.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::GeneratorSettings;

    fn customers(count: usize) -> (Customers, People) {
        let settings = GeneratorSettings::default().check().unwrap();
        let window = Window::new(&settings);
        let people = People::draw(&settings, &window);
        (Customers::draw(&settings, &window, &people, count), people)
    }

    #[test]
    fn rates_dropouts_and_sizes_have_the_stated_means() {
        let (customers, _) = customers(20_000);
        let mean = |values: &[f32]| values.iter().map(|&v| f64::from(v)).sum::<f64>() / values.len() as f64;
        let weekly = mean(&customers.rate) * DAYS_A_WEEK;
        assert!((weekly / (0.9 / 12.0) - 1.0).abs() < 0.03, "{weekly}");
        assert!((mean(&customers.dropout) - 1.2 / 7.2).abs() < 0.005);
        assert!((mean(&customers.size) - 1.0).abs() < 0.03);
    }

    #[test]
    fn customers_are_numbered_by_the_day_they_were_won() {
        let (customers, _) = customers(500);
        assert!(customers.birth.is_sorted());
    }

    #[test]
    fn territories_decide_how_many_customers_a_rep_has() {
        let (customers, people) = customers(40_000);
        let total: f64 = people.reps.iter().map(|rep| rep.territory).sum();
        for (number, rep) in people.reps.iter().enumerate() {
            let own = customers.owner.iter().filter(|&&owner| owner as usize == number).count() as f64;
            let expected = rep.territory / total * 40_000.0;
            assert!((own - expected).abs() < 5.0 * expected.sqrt(), "rep {number}: {own} against {expected}");
        }
    }
}
