//! Columns of the file that stand for nothing known: carried along, never dropped.

use crate::schema::TableSpec;

use super::issue::REJECT_COLUMNS;

/// A column of the file that stands for nothing known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Carried {
    /// Its place in the record.
    pub index: usize,
    /// Its name in the file.
    pub source: String,
    /// The name under which it is stored.
    pub stored: String,
}

/// The fields that no plan reads, each under a stored name of its own; what a file of rejected rows says about them is
/// passed over.
pub(super) fn carried(table: &TableSpec, header: &[String], used: &[usize]) -> Vec<Carried> {
    let mut carried: Vec<Carried> = Vec::new();
    for (index, source) in header.iter().enumerate().filter(|(index, _)| !used.contains(index)) {
        if REJECT_COLUMNS.contains(&source.as_str()) {
            continue;
        }
        let stored = free_name(&carried_name(table, source, index), &carried);
        carried.push(Carried { index, source: source.clone(), stored });
    }
    carried
}

/// `Background Color Format` → `x_background_color_format`, and of reps `Group: Age` → `group_age`: attributes for
/// the fairness audit go under their own names.
fn carried_name(table: &TableSpec, name: &str, index: usize) -> String {
    let words: Vec<String> =
        name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    match words.as_slice() {
        [] => format!("x_column_{}", index + 1),
        [first, _, ..] if table.name == "reps" && first == "group" => words.join("_"),
        words => format!("x_{}", words.join("_")),
    }
}

/// `Sub-Total` and `Sub Total` would both be `x_sub_total`: the later one becomes `x_sub_total_2`.
fn free_name(name: &str, taken: &[Carried]) -> String {
    let is_free = |wanted: &String| taken.iter().all(|carried| carried.stored != *wanted);
    let numbered = (2..).map(|number| format!("{name}_{number}"));
    std::iter::once(name.to_string()).chain(numbered).find(is_free).expect("numbers do not run out")
}

#[cfg(test)]
mod tests {
    use crate::schema;

    use super::*;

    fn stored(table: &str, header: &[&str]) -> Vec<String> {
        let header: Vec<String> = header.iter().map(|name| name.to_string()).collect();
        let carried = carried(schema::table(table).unwrap(), &header, &[]);
        carried.into_iter().map(|carried| carried.stored).collect()
    }

    #[test]
    fn carried_columns_that_would_share_a_name_get_one_each() {
        let names = stored("orders", &["Sub-Total", "Sub Total", "sub_total", "!"]);
        assert_eq!(names, ["x_sub_total", "x_sub_total_2", "x_sub_total_3", "x_column_4"]);
    }

    #[test]
    fn group_columns_of_reps_keep_their_own_names() {
        assert_eq!(
            stored("reps", &["group_gender", "Group: Age band", "Group"]),
            ["group_gender", "group_age_band", "x_group"]
        );
        assert_eq!(stored("orders", &["group_gender"]), ["x_group_gender"]);
    }
}
