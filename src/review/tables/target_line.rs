//! The columns of the table `targets`, named once: the targets of reps, of levels, and of one rep alone are lines of it.

use crate::review::listing::{Cell, ColumnKind};

/// The struct with a cell for each column, the columns in their order, and the cells in the same.
macro_rules! target_line {
    ($($name:ident: $kind:ident),+ $(,)?) => {
        /// A line of the table `targets`; what is not set stays empty.
        ///
        /// ```
        /// use attain::review::{listing::Cell, tables::TargetLine};
        ///
        /// let line = TargetLine { rep_id: Cell::from("R0001"), ..TargetLine::default() };
        /// assert_eq!(line.into_cells()[1], Cell::from("R0001"));
        /// ```
        #[derive(Debug, Clone, Default)]
        pub struct TargetLine {
            $(
                #[doc = concat!("The column `", stringify!($name), "`.")]
                pub $name: Cell,
            )+
        }

        impl TargetLine {
            /// The columns, in the order in which they are written.
            pub(super) fn columns() -> Vec<(&'static str, ColumnKind)> {
                vec![$((stringify!($name), ColumnKind::$kind)),+]
            }

            /// The cells, in the order of the columns.
            pub fn into_cells(self) -> Vec<Cell> {
                vec![$(self.$name),+]
            }
        }
    };
}

target_line! {
    metric_id: Text,
    rep_id: Text,
    period: Text,
    baseline: Number,
    target: Number,
    chance: Number,
    lower_80: Number,
    upper_80: Number,
    stretch: Number,
    floor: Number,
    cap: Number,
    adjustments: Text,
    statement: Text,
    name: Text,
    baseline_period: Text,
    stretch_chance: Number,
    share_of_total: Number,
    status: Text,
    null_reason: Text,
    as_of: Date,
    commit: Number,
    commit_chance: Number,
    level: Text,
    team: Text,
    over_assignment: Number,
    chance_of_sum: Number,
    expected: Number,
}
