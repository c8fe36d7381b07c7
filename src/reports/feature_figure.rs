//! How the value of a feature of risk is written: alike on the page, in the workbook and by `risk --explain`.

use super::figures::Figures;
use super::wording::Wording;
use crate::quantity::Currency;

/// For a cell: a forecast in money without its sign, the forecast's own chance in log-odds and said to be, months as a
/// whole number; all other features are shares or changes, and percentages. Amounts are in major units.
pub(crate) fn feature_figure(feature: &str, value: f64, wording: &Wording, currency: Currency) -> String {
    let figures = Figures::new(wording.language(), currency);
    match feature {
        "forecast_level" => figures.money_plain(minor(value, currency), false),
        "forecast_logit" => wording.text_filled("feature-in-log-odds", &[("value", &figures.fixed(value, 2))]),
        "tenure_months" => figures.number(value, 0),
        _ => figures.share(value),
    }
}

/// The same inside a sentence: money with its sign, and whole percentages without decimals.
pub(super) fn feature_told(feature: &str, value: f64, wording: &Wording, currency: Currency) -> String {
    let figures = Figures::new(wording.language(), currency);
    match feature {
        "forecast_level" => figures.money(minor(value, currency)),
        "forecast_logit" | "tenure_months" => feature_figure(feature, value, wording, currency),
        _ => figures.share_trimmed(value),
    }
}

fn minor(major: f64, currency: Currency) -> i64 {
    (major * currency.minor_per_major() as f64).round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reports::wording::Language;

    #[test]
    fn each_feature_has_its_unit_in_both_languages() {
        let [en, zh] = [Language::En, Language::Zh].map(|language| Wording::new(language).expect("the file parses"));
        let of = |feature: &str, value: f64| {
            let figure = |wording: &Wording| feature_figure(feature, value, wording, Currency::USD);
            [figure(&en), figure(&zh), feature_told(feature, value, &en, Currency::USD)]
        };
        assert_eq!(of("attainment_last", 1.839), ["183.9%", "183.9%", "183.9%"]);
        assert_eq!(of("activity_change", -0.169), ["\u{2212}16.9%", "\u{2212}16.9%", "\u{2212}16.9%"]);
        assert_eq!(of("win_rate", 1.44)[2], "144%");
        assert_eq!(of("tenure_months", 27.6), ["28", "28", "28"]);
        assert_eq!(of("forecast_level", 575_555.2), ["575,555", "575,555", "$575,555"]);
        let own = of("forecast_logit", -0.667);
        assert_eq!(own, ["\u{2212}0.67 log-odds", "对数几率 \u{2212}0.67", "\u{2212}0.67 log-odds"]);
    }
}
