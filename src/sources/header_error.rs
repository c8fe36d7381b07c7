//! What is wrong with the names of the columns: of a file they stand on a line, of a query they do not.

use std::path::Path;

use super::SourceError;
use super::source_error::{quoted_list, short};

impl SourceError {
    /// The mistake as one of a query, where the names of the columns are what is wrong.
    #[must_use]
    pub(super) fn of_query(self) -> SourceError {
        match self.of_header() {
            Some(_) => SourceError::OfQuery { error: Box::new(self) },
            None => self,
        }
    }

    /// What is wrong with the names of the columns, and in which file; none where something else is.
    pub(super) fn of_header(&self) -> Option<(&Path, String)> {
        Some(match self {
            SourceError::MissingColumn { path, column, available, .. } => {
                (path, format!("no column for `{column}` among {}", quoted_list(available)))
            }
            SourceError::ConfiguredColumnMissing { path, column, configured, available } => (
                path,
                format!(
                    "`{column}` is to be read from a column `{configured}`, and there is none among {}",
                    quoted_list(available)
                ),
            ),
            SourceError::AmbiguousColumn { path, column, candidates } => {
                (path, format!("{} could each stand for `{column}`", quoted_list(candidates)))
            }
            SourceError::UnclearUnit { path, heading, unit, .. } => {
                (path, format!("what `{unit}` means in `{heading}` is not sure"))
            }
            SourceError::ForeignHeading { path, heading, stated, expected } => {
                (path, format!("`{heading}` is in {stated}, and the run is in {expected}"))
            }
            SourceError::WideColumn { path, title, there: true } => {
                (path, format!("which period `{}` is cannot be told", short(title)))
            }
            SourceError::WideColumn { path, title, there: false } => {
                (path, format!("`wide` names a column `{title}`, and there is none"))
            }
            SourceError::RepeatedHeader { path, column } => {
                (path, format!("the column `{}` stands twice", short(column)))
            }
            SourceError::OfQuery { error } | SourceError::Noted { error, .. } => return error.of_header(),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::trial::read_as;
    use super::super::{BadRows, SourceError};

    const OF_QUERY: &str = "adbc = 'postgresql'\nquery = 'SELECT 1'\n";

    fn told(settings: &str, text: &str) -> (String, String) {
        let error: SourceError = read_as("orders.csv", "orders", settings, text, BadRows::Stop).unwrap_err();
        // Of the path only the name is the same each time.
        let said = error.to_string();
        let (_, behind) = said.split_once("orders.csv`").unwrap_or_else(|| panic!("{said}"));
        (format!("`orders.csv`{behind}"), error.hint().unwrap_or_default())
    }

    #[test]
    fn of_a_query_the_columns_are_spoken_of_and_no_line() {
        let columns = "columns = { rep_id = 'seller' }\n";
        let text = "order_id,order_date,amount\nA,2024-01-05,1\n";
        let (said, hint) = told(&format!("{OF_QUERY}{columns}"), text);
        assert!(said.starts_with("`orders.csv`: `rep_id` is to be read from a column `seller`"), "{said}");
        assert!(hint.contains("`query`") && !hint.contains("first line"), "{hint}");
        let (said, hint) = told(columns, text);
        assert!(said.starts_with("`orders.csv` line 1: `rep_id`"), "{said}");
        assert_eq!(hint, "write the name as it stands in the file's first line");
        let (said, hint) = told(OF_QUERY, "order_id,order_date\nA,2024-01-05\n");
        assert!(said.starts_with("`orders.csv`: no column for `net_amount`"), "{said}");
        assert!(hint.contains("AS net_amount") && !hint.contains("--column"), "{hint}");
        let (said, hint) = told(OF_QUERY, "order_id,order_date,Sales,Revenue\nA,2024-01-05,1,2\n");
        assert!(said.starts_with("`orders.csv`: `Sales`, `Revenue` could each stand"), "{said}");
        assert!(hint.contains("by AS in `query`"), "{hint}");
    }

    #[test]
    fn of_a_query_other_mistakes_stay_what_they_are() {
        let text = "order_id,order_date,amount\nA,03/04/2024,1\nB,05/06/2024,1\n";
        assert_eq!(told(OF_QUERY, text), told("", text));
    }
}
