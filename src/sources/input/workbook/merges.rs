//! Merged cells: the value stands in the first one, and down a column it is meant for all.

use calamine::Dimensions;

/// The merged regions of a sheet, gone through with its rows.
#[derive(Debug, Default)]
pub(super) struct Merges {
    /// Those still to come, the last first.
    ahead: Vec<Dimensions>,
    /// Those that reach down to rows to come, with the value of their first cell.
    open: Vec<(Dimensions, String)>,
    /// Regions down one column of which a cell was filled, and the first of them.
    pub filled: (u64, Option<Dimensions>),
    /// Regions across columns in rows of data, and the first of them.
    pub across: (u64, Option<Dimensions>),
}

impl Merges {
    /// For the rows after the header.
    pub(super) fn new(mut regions: Vec<Dimensions>) -> Merges {
        regions.sort_by_key(|region| std::cmp::Reverse((region.start.0, region.start.1)));
        Merges { ahead: regions, ..Merges::default() }
    }

    /// Whether there is nothing to do any more.
    pub(super) fn is_done(&self) -> bool {
        self.ahead.is_empty() && self.open.is_empty()
    }

    /// Goes on to a row of data: fills its empty cells that are merged with one above. Cells are in the order of
    /// their columns.
    pub(super) fn fill(&mut self, row: u32, cells: &mut Vec<(u32, String)>) {
        self.open.retain(|(region, _)| region.end.0 >= row);
        for (region, value) in &self.open {
            let column = region.start.1;
            let at = cells.partition_point(|(known, _)| *known < column);
            match cells.get_mut(at).filter(|(known, _)| *known == column) {
                Some((_, text)) if text.is_empty() => *text = value.clone(),
                Some(_) => continue,
                None => cells.insert(at, (column, value.clone())),
            }
            self.filled.1.get_or_insert(*region);
        }
        while let Some(region) = self.ahead.pop_if(|region| region.start.0 <= row) {
            if region.start.0 < row {
                // It begins above the data, in the title or the header.
                continue;
            }
            if region.start.1 != region.end.1 {
                self.across.0 += 1;
                self.across.1.get_or_insert(region);
                continue;
            }
            let value = cells.iter().find(|(column, _)| *column == region.start.1).map(|(_, text)| text.clone());
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                self.filled.0 += 1;
                self.open.push((region, value));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(of: &[(u32, &str)]) -> Vec<(u32, String)> {
        of.iter().map(|(column, text)| (*column, text.to_string())).collect()
    }

    #[test]
    fn a_value_merged_down_a_column_is_filled_down_and_one_across_is_not() {
        let down = Dimensions::new((1, 0), (3, 0));
        let across = Dimensions::new((2, 1), (2, 3));
        let title = Dimensions::new((0, 0), (0, 3));
        let mut merges = Merges::new(vec![across, title, down]);
        let mut first = cells(&[(0, "North"), (1, "1")]);
        merges.fill(1, &mut first);
        assert_eq!(first, cells(&[(0, "North"), (1, "1")]));
        let mut second = cells(&[(1, "2")]);
        merges.fill(2, &mut second);
        assert_eq!(second, cells(&[(0, "North"), (1, "2")]));
        let mut third = cells(&[(0, ""), (1, "3")]);
        merges.fill(3, &mut third);
        assert_eq!(third, cells(&[(0, "North"), (1, "3")]));
        let mut fourth = cells(&[(1, "4")]);
        merges.fill(4, &mut fourth);
        assert_eq!(fourth, cells(&[(1, "4")]));
        assert_eq!((merges.filled, merges.across), ((1, Some(down)), (1, Some(across))));
        assert!(merges.is_done());
    }
}
