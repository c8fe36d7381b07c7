//! The tables of some reps alone.

use polars::prelude::*;

use super::MeasureError;
use super::company::Tables;

/// Tables that speak of nobody.
const OF_NOBODY: [&str; 1] = ["products"];

/// Of the tables that name a rep the rows of these reps, and the tables that speak of nobody; no others, since who stands
/// behind a customer's or a rater's row cannot be told.
///
/// # Errors
/// [`MeasureError::Engine`] where a table cannot be read.
pub fn of_reps(tables: &Tables, reps: &[&str]) -> Result<Tables, MeasureError> {
    let failed = |error: PolarsError| MeasureError::Engine { reason: error.to_string() };
    let ids = Column::new("rep_id".into(), reps);
    let wanted = DataFrame::new(reps.len(), vec![ids]).map_err(failed)?;
    let mut kept = Vec::new();
    for (name, mut frame) in tables.all() {
        let names_a_rep = frame.collect_schema().map_err(failed)?.contains("rep_id");
        if names_a_rep {
            let on = [col("rep_id")];
            frame = frame.join(wanted.clone().lazy(), on.clone(), on, JoinArgs::new(JoinType::Inner));
        } else if !OF_NOBODY.contains(&name) {
            continue;
        }
        kept.push((name.to_string(), frame));
    }
    Ok(tables.with_frames(kept))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_others_is_left() {
        let table = |columns: Vec<Column>| DataFrame::new(2, columns).expect("a table").lazy();
        let text = |name: &str, values: [&str; 2]| Column::new(name.into(), values);
        let tables = Tables::new([
            ("orders".to_string(), table(vec![text("order_id", ["a", "b"]), text("rep_id", ["r1", "r2"])])),
            ("customers".to_string(), table(vec![text("customer_id", ["c1", "c2"])])),
            ("products".to_string(), table(vec![text("product_id", ["p1", "p2"])])),
        ]);
        let kept = of_reps(&tables, &["r2", "r9"]).expect("they can be read");
        let orders = kept.get("orders").expect("the orders").collect().expect("rows");
        assert_eq!(orders.height(), 1);
        assert_eq!(orders.column("order_id").expect("a column").str().expect("texts").get(0), Some("b"));
        assert!(kept.has("products") && !kept.has("customers"));
    }
}
