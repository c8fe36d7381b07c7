//! The grain line of a metric's page in Chinese.

/// The words of the grain line; what is not among them stays.
pub(super) fn grain_zh(grain: &str) -> String {
    let one = |word: &str| {
        let found = WORDS.iter().find(|(english, _)| *english == word.trim());
        found.map_or_else(|| word.trim().to_string(), |(_, chinese)| (*chinese).to_string())
    };
    let part = |part: &str| part.split(',').map(one).collect::<Vec<_>>().join("、");
    grain.split(';').map(part).collect::<Vec<_>>().join("；")
}

/// What stands between commas and semicolons on the pages.
const WORDS: [(&str, &str); 72] = [
    ("month", "月"),
    ("quarter", "季度"),
    ("year", "年"),
    ("company", "公司"),
    ("rep", "销售员"),
    ("team", "团队"),
    ("region", "区域"),
    ("customer", "客户"),
    ("units", "组织单元"),
    ("any dimension of the orders", "订单的任一维度"),
    ("columns of the reps", "销售员表的列"),
    ("columns of the reps and customers", "销售员表和客户表的列"),
    ("with the owner as the rep", "销售员为客户负责人"),
    ("20 working days in seat", "在岗 20 个工作日"),
    ("or any other number from 1 to 366 by its own id", "或 1 至 366 的任意天数（用各自的编号）"),
    ("such as attainment_share.in_seat.40", "如 attainment_share.in_seat.40"),
    ("month (any other is refused)", "月（其他粒度拒绝）"),
    ("quarter (any other is refused)", "季度（其他粒度拒绝）"),
    ("the next period", "下一期"),
    ("the period under review", "被评审的期间"),
    ("the period under review and the periods inside it", "被评审的期间及其中的各期"),
    ("the cycle of ratings", "评价周期"),
    ("rater", "评价人"),
    ("one band by its own id", "单个档位用各自的编号"),
    ("such as rep", "例如销售员"),
    ("team or customer", "团队或客户"),
    ("company and any dimension of invoices", "公司及发票的任一维度"),
    ("company and any dimension of surveys", "公司及问卷的任一维度"),
    ("company and any dimension of contracts", "公司及合同的任一维度"),
    ("year of the close", "年（按关闭日期）"),
    ("year of the creation", "年（按创建日期）"),
    ("year of the answer", "年（按答复日期）"),
    ("year of sending", "年（按发送日期）"),
    ("year of the later purchase", "年（按后一次购买）"),
    ("year of the first purchase", "年（按首次购买）"),
    ("year of the due date", "年（按到期日）"),
    ("year of the assignment", "年（按分配日期）"),
    ("year in which the contract ended", "年（按合同到期）"),
    ("year or blocks of days", "年或按天数分段"),
    ("region of the first purchase", "区域（按首次购买）"),
    ("region of the later purchase", "区域（按后一次购买）"),
    ("region of the last purchase before the period", "区域（按期初前最后一次购买）"),
    ("periods after the as-of day too", "也可用于截止日之后的期间"),
    ("with the credited rep as the rep", "销售员为业绩归属人"),
    ("the as-of date", "截止日"),
    ("and summed over a rep's book", "并按销售员名下客户汇总"),
    ("h days by --horizon (90 unless set otherwise)", "h 天由 --horizon 设定（默认 90）"),
    ("yearly discount d by --discount (0.1 unless set otherwise)", "年折现率 d 由 --discount 设定（默认 0.1）"),
    ("or any other from 1 to 3660 by its own id", "或 1 至 3660 的任意值（用各自的编号）"),
    ("or any other from 1 to 1000 by its own id", "或 1 至 1000 的任意值（用各自的编号）"),
    ("or any other number from 1 to 520 by its own id", "或 1 至 520 的任意小时数（用各自的编号）"),
    ("365 days", "365 天"),
    ("12 months of silence", "12 个月无交易"),
    ("or any other number from 1 to 120 by its own id", "或 1 至 120 的任意月数（用各自的编号）"),
    ("such as new_customers.lapsed_back.6", "如 new_customers.lapsed_back.6"),
    ("8 working hours", "8 个工作小时"),
    ("within h days of the first purchase by its own id", "首购后 h 天内用各自的编号"),
    ("such as clv.hist.365", "如 clv.hist.365"),
    ("such as attainment_bands.over_120", "如 attainment_bands.over_120"),
    ("with a horizon of 0 to 3660 days by its own id", "可用各自的编号设 0 至 3660 天的期限"),
    ("a fixed threshold of 1 to 3660 days by its own id", "1 至 3660 天的固定阈值用各自的编号"),
    ("cohorts by month", "同期群按月"),
    ("ages by brackets of days", "期次按天数区间"),
    ("ages by blocks of days", "期次按等长天数分段"),
    ("as cohort table with `attain cohort --measure net`", "同期群表用 `attain cohort --measure net`"),
    ("as cohort table with `attain cohort --measure gross`", "同期群表用 `attain cohort --measure gross`"),
    ("`currency` and units among them", "包括 `currency` 与组织单元"),
    ("by type: call", "按类型：call"),
    ("by kind: lead", "按对象：lead"),
    ("by category: commit", "按类别：commit"),
    ("by days overdue as overdue_rate.1_30", "按逾期天数：overdue_rate.1_30"),
    ("overdue_rate.61_90 and overdue_rate.90_plus", "overdue_rate.61_90 与 overdue_rate.90_plus"),
];

#[cfg(test)]
mod tests {
    use super::grain_zh;
    use crate::measures::catalogue::definitions;

    /// Codes that people write as they are, numbers, and the names of flags.
    fn is_code(word: &str) -> bool {
        let codes = ["visit", "mail", "meeting", "demo", "quote", "other", "opportunity", "best_case", "pipeline"];
        let starts = |start: &&str| word.starts_with(*start);
        let known = ["h = ", "n = ", "overdue_rate.", "attainment_bands.", "按", "如", "omitted", "customer"];
        codes.contains(&word) || word.bytes().all(|b| b.is_ascii_digit()) || known.iter().any(starts)
    }

    #[test]
    fn no_page_has_english_words_in_its_chinese_grain() {
        for definition in definitions() {
            let grain = grain_zh(&definition.grain);
            for word in grain.split(['、', '；']) {
                let is_chinese = !word.is_ascii();
                assert!(is_chinese || is_code(word), "{}: `{word}` in `{grain}`", definition.id);
            }
        }
    }
}
