//! What is rated, and on which scale: the table `instruments`.

use polars::prelude::*;

use crate::measures::MeasureError;
use crate::measures::columns::Columns;
use crate::measures::company::collected;

/// A text in both languages; empty where the table has none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TwoTexts {
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
}

impl TwoTexts {
    /// Whether neither language has a text.
    pub fn is_empty(&self) -> bool {
        self.en.is_empty() && self.zh.is_empty()
    }
}

/// An item as the table has it.
#[derive(Debug, Clone, PartialEq)]
pub struct InstrumentItem {
    /// The instrument.
    pub instrument_id: String,
    /// The item.
    pub item_id: String,
    /// What it is about; empty where the table does not say.
    pub dimension: String,
    /// The perspective of the scorecard; empty where the table does not say.
    pub perspective: String,
    /// The lowest score.
    pub scale_min: Option<f64>,
    /// The highest score.
    pub scale_max: Option<f64>,
    /// What behaviour at the lower end of the scale looks like.
    pub anchor_low: TwoTexts,
    /// In the middle.
    pub anchor_middle: TwoTexts,
    /// At the upper end.
    pub anchor_high: TwoTexts,
    /// The share of judges who sorted the anchor to its dimension; as a share or in percent.
    pub retranslation_agree: Option<f64>,
    /// The standard deviation of the values that judges gave to the anchor, on the item's own scale.
    pub anchor_sd: Option<f64>,
}

/// All items, by instrument and item.
///
/// # Errors
/// [`MeasureError::Engine`] where the table cannot be read.
pub fn instrument_items(table: LazyFrame) -> Result<Vec<InstrumentItem>, MeasureError> {
    let frame = collected(table)?;
    let columns = Columns::of(&frame);
    let text = |name: &str| -> Result<Vec<String>, MeasureError> {
        Ok(columns.texts(name)?.into_iter().map(Option::unwrap_or_default).collect())
    };
    let pairs = |en: &str, zh: &str| -> Result<Vec<TwoTexts>, MeasureError> {
        Ok(text(en)?.into_iter().zip(text(zh)?).map(|(en, zh)| TwoTexts { en, zh }).collect())
    };
    let (instruments, items) = (text("instrument_id")?, text("item_id")?);
    let (dimensions, perspectives) = (text("dimension")?, text("perspective")?);
    let (low, high) = (columns.number("scale_min")?, columns.number("scale_max")?);
    let anchors_low = pairs("anchor_low_en", "anchor_low_zh")?;
    let anchors_middle = pairs("anchor_middle_en", "anchor_middle_zh")?;
    let anchors_high = pairs("anchor_text_en", "anchor_text_zh")?;
    let (agree, sd) = (columns.number("retranslation_agree")?, columns.number("anchor_sd")?);
    let mut list: Vec<InstrumentItem> = (0..frame.height())
        .map(|row| InstrumentItem {
            instrument_id: instruments[row].clone(),
            item_id: items[row].clone(),
            dimension: dimensions[row].clone(),
            perspective: perspectives[row].clone(),
            scale_min: low[row],
            scale_max: high[row],
            anchor_low: anchors_low[row].clone(),
            anchor_middle: anchors_middle[row].clone(),
            anchor_high: anchors_high[row].clone(),
            retranslation_agree: agree[row],
            anchor_sd: sd[row],
        })
        .collect();
    list.sort_by(|a, b| (&a.instrument_id, &a.item_id).cmp(&(&b.instrument_id, &b.item_id)));
    Ok(list)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_that_are_not_there_are_empty() {
        let column = |name: &str, values: [&str; 2]| Column::new(name.into(), values);
        let frame = DataFrame::new(2, vec![column("instrument_id", ["I", "I"]), column("item_id", ["B2", "B1"])]);
        let items = instrument_items(frame.unwrap().lazy()).unwrap();
        assert_eq!(items[0].item_id, "B1");
        assert!(items[0].anchor_high.is_empty() && items[0].scale_min.is_none() && items[0].dimension.is_empty());
    }
}
