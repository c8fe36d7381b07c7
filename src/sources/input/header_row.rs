//! Which of the first rows is the header, in exports that put a title above the table.

/// The header's place among the first rows with anything in them: the first row unless rows above another one are
/// clearly fewer filled, that one is all words, and the rows below it are as wide.
///
/// It would rather find the first row too often than pass over one that is the header.
pub(super) fn find(rows: &[Vec<String>]) -> usize {
    (0..rows.len()).find(|&row| is_header(rows, row)).unwrap_or(0)
}

fn is_header(rows: &[Vec<String>], row: usize) -> bool {
    let end = end(&rows[row]);
    let start = rows[row].iter().position(|field| !field.trim().is_empty()).unwrap_or(end);
    let names = &rows[row][start..end];
    let below = &rows[row + 1..];
    let width = names.len();
    let few = (width / 2).max(1);
    width >= 2
        && names.iter().all(|name| is_word(name))
        && rows[..row].iter().all(|above| filled(above) <= few)
        && !below.is_empty()
        && below.iter().take(3).all(|row| self::end(row) <= end && filled(row) > few)
}

/// Where the row ends, without empty fields.
fn end(row: &[String]) -> usize {
    row.iter().rposition(|field| !field.trim().is_empty()).map_or(0, |last| last + 1)
}

fn filled(row: &[String]) -> usize {
    row.iter().filter(|field| !field.trim().is_empty()).count()
}

/// A name holds a letter, and is no number or day with a letter in it.
fn is_word(field: &str) -> bool {
    let field = field.trim();
    field.chars().any(char::is_alphabetic) && field.parse::<f64>().is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(rows: &[&str]) -> usize {
        find(&rows.iter().map(|row| row.split(',').map(str::to_string).collect()).collect::<Vec<_>>())
    }

    #[test]
    fn a_title_and_what_belongs_to_it_are_passed_over() {
        assert_eq!(found(&["Orders of 2024", "id,day,sum", "A,1,2", "B,1,2"]), 1);
        assert_eq!(found(&["Orders", ",id,sum", ",A,1"]), 1, "the table may begin further right than its title");
        assert_eq!(found(&["Orders,,", "As of,2024-01-05,,", "id,day,sum,rep", "A,1,2,R", "B,,2,R"]), 2);
    }

    #[test]
    fn the_first_row_is_the_header_wherever_there_is_doubt() {
        assert_eq!(found(&["id,day,sum", "A,1,2"]), 0);
        assert_eq!(found(&["id,day,sum"]), 0);
        assert_eq!(found(&["a,b,,d", "w,x,y,z", "w,x,y,z"]), 0);
        assert_eq!(found(&["1,2,3", "4,5,6"]), 0);
    }
}
