//! The scale of anchored behaviours on which the ratings are given.

use super::GenerateError;
use super::table::Folder;
use super::truth::ItemTruth;

/// The one instrument.
pub(super) const INSTRUMENT: &str = "BARS-7";

/// An item: what it is about, its perspective, the best anchor in both languages, how well its anchor was
/// understood (share of judges who sorted it rightly, spread of their values), and how hard it is to score high on.
struct Item {
    id: &'static str,
    dimension: &'static str,
    perspective: &'static str,
    anchor_zh: &'static str,
    anchor_en: &'static str,
    agree: &'static str,
    anchor_sd: &'static str,
    difficulty: f64,
}

/// The difficulties sum to zero. The last item's anchor was understood by too few (62 %) and with too wide a
/// spread (1.9), so a sound review leaves it out.
const ITEMS: [Item; 7] = [
    Item {
        id: "B01",
        dimension: "product knowledge",
        perspective: "learning",
        anchor_zh: "无需查阅资料即可说明产品适合与不适合的场景",
        anchor_en: "Explains without notes which needs a product meets and which it does not",
        agree: "0.92",
        anchor_sd: "0.9",
        difficulty: -0.4,
    },
    Item {
        id: "B02",
        dimension: "listening",
        perspective: "customer",
        anchor_zh: "先复述客户的需求并得到确认，再提出方案",
        anchor_en: "Repeats the customer's need and has it confirmed before proposing anything",
        agree: "0.88",
        anchor_sd: "1.0",
        difficulty: -0.1,
    },
    Item {
        id: "B03",
        dimension: "relationships",
        perspective: "customer",
        anchor_zh: "在没有销售机会时也定期与客户联系",
        anchor_en: "Stays in touch with customers at regular times when there is nothing to sell",
        agree: "0.85",
        anchor_sd: "1.1",
        difficulty: 0.0,
    },
    Item {
        id: "B04",
        dimension: "sales planning",
        perspective: "process",
        anchor_zh: "每周按商机价值安排拜访，并按计划执行",
        anchor_en: "Plans each week's visits by the worth of the deals and keeps to the plan",
        agree: "0.83",
        anchor_sd: "1.2",
        difficulty: 0.3,
    },
    Item {
        id: "B05",
        dimension: "follow-up",
        perspective: "process",
        anchor_zh: "在约定时间内答复每一项询问",
        anchor_en: "Answers every enquiry within the time that was promised",
        agree: "0.90",
        anchor_sd: "0.8",
        difficulty: 0.1,
    },
    Item {
        id: "B06",
        dimension: "negotiation",
        perspective: "financial",
        anchor_zh: "以价值而非折扣回应价格异议",
        anchor_en: "Meets objections to the price with value, not with a discount",
        agree: "0.80",
        anchor_sd: "1.3",
        difficulty: 0.5,
    },
    Item {
        id: "B07",
        dimension: "positive mindset",
        perspective: "learning",
        anchor_zh: "遇到挫折仍保持积极",
        anchor_en: "Stays positive after setbacks",
        agree: "0.62",
        anchor_sd: "1.9",
        difficulty: -0.4,
    },
];

const COLUMNS: [&str; 10] = [
    "instrument_id",
    "item_id",
    "dimension",
    "perspective",
    "scale_min",
    "scale_max",
    "anchor_text_zh",
    "anchor_text_en",
    "retranslation_agree",
    "anchor_sd",
];

/// Writes `instruments.csv`; the items with their planted difficulties.
pub(super) fn write(folder: &mut Folder) -> Result<Vec<ItemTruth>, GenerateError> {
    let mut table = folder.table("instruments.csv", &COLUMNS)?;
    for item in &ITEMS {
        table.text(INSTRUMENT).text(item.id).text(item.dimension).text(item.perspective).int(1).int(7);
        table.text(item.anchor_zh).text(item.anchor_en).text(item.agree).text(item.anchor_sd).end()?;
    }
    folder.close(table)?;
    Ok(ITEMS.iter().map(|item| ItemTruth { item_id: item.id.to_string(), difficulty: item.difficulty }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn difficulties_sum_to_zero_so_that_they_mean_something() {
        assert!(ITEMS.iter().map(|item| item.difficulty).sum::<f64>().abs() < 1e-12);
    }
}
