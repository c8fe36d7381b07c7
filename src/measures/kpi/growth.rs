//! Growth: this period against another one.

use crate::quantity::{Measured, NullReason, Scalar};

/// (this − base) ÷ base; null where the base is not positive or lies before the data.
pub(super) fn growth(this: i64, base: Option<i64>) -> (Measured, Option<Scalar>, Option<Scalar>) {
    match base {
        None => (Measured::Null(NullReason::LeftCensored), None, None),
        Some(base) => {
            let change = this.saturating_sub(base);
            let value = Measured::share(change as f64, base as f64);
            (value, Some(Scalar::Money(change)), Some(Scalar::Money(base)))
        }
    }
}
