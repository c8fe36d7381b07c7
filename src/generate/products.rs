//! What the company sells.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::GenerateError;
use super::params::CheckedSettings;
use super::people::width_of;
use super::streams::{Stream, normal, stream};
use super::table::Folder;
use super::window::Window;

/// The product list; a product is its position.
#[derive(Debug)]
pub(super) struct Products {
    /// List price in minor units.
    pub(super) price: Vec<i64>,
    /// Standard cost in minor units, 45 to 70 % of the price.
    pub(super) cost: Vec<i64>,
    /// Digits of a product's number.
    pub(super) width: usize,
}

impl Products {
    pub(super) fn draw(settings: &CheckedSettings) -> Products {
        let mut rng = stream(settings.seed, Stream::Products);
        let mut products = Products { price: Vec::new(), cost: Vec::new(), width: 4 };
        for _ in 0..settings.products {
            // Prices end on a round five; the median is 40 units of a currency with two digits.
            let price = ((normal(&mut rng, 4_000_f64.ln(), 0.7).exp() / 5.0).round() as i64 * 5).clamp(100, 100_000);
            let share: f64 = rng.random_range(0.45..0.70);
            products.price.push(price);
            products.cost.push((price as f64 * share).round() as i64);
        }
        products.width = width_of(u64::from(settings.products), 4);
        products
    }

    /// A product, the first on the list most often.
    pub(super) fn pick(&self, rng: &mut ChaCha8Rng) -> usize {
        let position: f64 = rng.random();
        ((position * position) * self.price.len() as f64) as usize
    }

    /// Writes `products.csv`.
    pub(super) fn write(&self, window: &Window, folder: &mut Folder) -> Result<(), GenerateError> {
        let columns = ["product_id", "name", "category", "list_price", "std_cost", "valid_from", "valid_to"];
        let mut table = folder.table("products.csv", &columns)?;
        for product in 0..self.price.len() {
            let number = product as u64 + 1;
            table.id("P", number, self.width).text(&format!("Product {number:0width$}", width = self.width));
            table.text(&format!("Category {}", product % 6 + 1)).money(self.price[product]).money(self.cost[product]);
            table.day(window.first()).empty().end()?;
        }
        folder.close(table)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::GeneratorSettings;

    #[test]
    fn every_product_costs_less_than_its_price() {
        let products = Products::draw(&GeneratorSettings::default().check().unwrap());
        assert_eq!(products.price.len(), 120);
        assert!(products.price.iter().zip(&products.cost).all(|(price, cost)| 0 < *cost && cost < price));
    }

    #[test]
    fn the_first_products_are_picked_most() {
        let products = Products::draw(&GeneratorSettings::default().check().unwrap());
        let mut rng = stream(1, Stream::Lines);
        let first_quarter = (0..4_000).filter(|_| products.pick(&mut rng) < 30).count();
        // The square of a uniform draw lies under a quarter with chance one half.
        assert!((1_850..2_150).contains(&first_quarter), "{first_quarter}");
    }
}
