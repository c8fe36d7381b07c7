//! The settings that change measured numbers, in a few words: what stands beside every number.

use super::Settings;
use crate::calendar::PeriodPattern;
use crate::quantity::word;

impl Settings {
    /// The zone in which a timestamp becomes a business day.
    pub fn time_zone(&self) -> &str {
        self.company.time_zone.as_deref().unwrap_or("UTC")
    }

    /// The settings under which numbers are measured, as far as they are not the usual ones: `key=value`, separated by
    /// spaces, in a fixed order. Empty for calendar years of months, Saturdays and Sundays off, no holidays, rates that
    /// hold 31 days, everybody judged who manages nobody, a business older than its data, and no word on whether contracts
    /// stand with a year's value or the whole. A table of periods and the days of holidays are told by a digest of eight
    /// letters, so that two companies' calendars do not look the same. What a load refuses and
    /// what a rate is belong to the store's version; which way returns count belongs to the metric.
    ///
    /// ```
    /// use attain::settings::Settings;
    /// assert_eq!(Settings::default().policies(), "");
    /// let settings: Settings = toml::from_str("[company]\nfiscal_start_month = 4").unwrap();
    /// assert_eq!(settings.policies(), "fiscal_start_month=4");
    /// ```
    pub fn policies(&self) -> String {
        let (usual, calendar) = (Settings::default(), &self.calendar);
        let mut words = Vec::new();
        let mut say = |key: &str, value: String, differs: bool| {
            if differs {
                words.push(format!("{key}={value}"));
            }
        };
        let start = self.company.fiscal_start_month;
        say("fiscal_start_month", start.to_string(), start != usual.company.fiscal_start_month);
        let table = calendar.period_table.as_ref().filter(|_| calendar.pattern == PeriodPattern::Table);
        let pattern = word(&calendar.pattern) + &table.map_or(String::new(), |table| format!(":{}", digest(table)));
        say("pattern", pattern, calendar.pattern != usual.calendar.pattern);
        if !matches!(calendar.pattern, PeriodPattern::Months | PeriodPattern::Table) {
            say("week_ends", word(&calendar.week_ends), true);
            say("year_ends", word(&calendar.year_ends), true);
        }
        let named = calendar.year_named_after;
        say("year_named_after", word(&named), named != usual.calendar.year_named_after);
        let off: Vec<String> = calendar.weekend.iter().map(word).collect();
        say("weekend", off.join("+"), calendar.weekend != usual.calendar.weekend);
        let moved = &calendar.moved_days;
        say("holidays", format!("{}:{}", moved.len(), digest(moved)), !moved.is_empty());
        let festival = calendar.spring_festival;
        say("spring_festival", word(&festival), festival != usual.calendar.spring_festival);
        let days = self.exchange.max_age_days;
        say("max_age_days", days.to_string(), days != usual.exchange.max_age_days);
        // A role may have spaces in its name.
        let roles = self.reps.judged_roles.join("+").replace(' ', "_");
        say("judged_roles", roles, !self.reps.judged_roles.is_empty());
        say("history_starts_with_business", "true".to_string(), self.company.history_starts_with_business);
        let value = self.company.contract_value;
        say("contract_value", word(&value), value.is_some());
        words.join(" ")
    }
}

/// The beginning of a digest, which tells two of a handful apart.
fn digest(value: &impl serde::Serialize) -> String {
    let text = serde_json::to_string(value).unwrap_or_default();
    blake3::hash(text.as_bytes()).to_hex()[..8].to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policies(text: &str) -> String {
        toml::from_str::<Settings>(text).unwrap().policies()
    }

    #[test]
    fn what_changes_numbers_is_named_and_what_is_usual_is_not() {
        let text = "[company]\nfiscal_start_month = 2\nhistory_starts_with_business = true\ncontract_value = \"total\"\n[calendar]\n\
                    pattern = \"4-5-4\"\nyear_ends = \"nearest\"\nyear_named_after = \"start\"\nweekend = [\"friday\", \
                    \"saturday\"]\n[exchange]\nmax_age_days = 7\n[reps]\njudged_roles = [\"account manager\", \"rep\"]\n";
        let wanted = "fiscal_start_month=2 pattern=4-5-4 week_ends=saturday year_ends=nearest year_named_after=start \
                      weekend=friday+saturday max_age_days=7 judged_roles=account_manager+rep \
                      history_starts_with_business=true contract_value=total";
        assert_eq!(policies(text), wanted);
        assert_eq!(policies("[calendar]\nspring_festival = \"joined\"\n"), "spring_festival=joined");
        assert_eq!(policies("[risk]\nthreshold = 0.4\n[company]\nname = \"X\"\ntime_zone = \"Asia/Shanghai\"\n"), "");
    }
}
