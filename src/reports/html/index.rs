//! The index over packs: a page with a row for each, its state, its headline figures, and links into its folder.

use minijinja::context;
use minijinja::value::Value;

use super::{Dress, HtmlError, environment, lean, plain_policy, style, without_blank_lines};
use crate::quantity::{Measured, Scalar};
use crate::reports::figures::{Figures, legible};
use crate::reports::wording::Wording;
use crate::reports::{BatchEntry, BatchSummary, ReviewHeadline};

/// The page, in the wording's language. It has no script and fetches nothing; its links lead into the folders beside it.
///
/// # Errors
/// Where a template does not fit the values it is given: a fault of the program.
pub fn index(summary: &BatchSummary, wording: &Wording, dress: &Dress) -> Result<String, HtmlError> {
    let environment = environment(wording)?;
    let page = environment.get_template("index.html").map_err(HtmlError::from_template)?;
    let reviews = || summary.reviews.iter().filter_map(|entry| entry.review.as_ref());
    let mut metrics: Vec<&str> = Vec::new();
    for figure in reviews().flat_map(|review| &review.figures) {
        if !metrics.contains(&figure.metric_id.as_str()) {
            metrics.push(&figure.metric_id);
        }
    }
    let company = reviews().next_back().map_or("", |review| review.company.as_str());
    let mut currencies: Vec<&str> = reviews().map(|review| review.currency.code()).collect();
    currencies.dedup();
    let is_failed = |entry: &&BatchEntry| entry.review.is_none();
    let failed = summary.reviews.iter().filter(is_failed).count();
    let view = context! {
        policy => format!("{}{}", plain_policy(), dress.policy()),
        lang => wording.language().tag(),
        style => Value::from_safe_string(style(dress)),
        dress => dress.view(wording.language()),
        company => legible(company),
        currency => currencies.join(", "),
        metrics => metrics.iter().map(|id| context! { id => legible(id), name => wording.metric(id) }).collect::<Vec<_>>(),
        reviews => summary.reviews.iter().map(|entry| row(entry, &metrics, wording)).collect::<Vec<_>>(),
        counted => context! { all => summary.reviews.len(), failed },
    };
    let page = page.render(view).map_err(HtmlError::from_template)?;
    Ok(lean::lean(&without_blank_lines(&page)))
}

fn row(entry: &BatchEntry, metrics: &[&str], wording: &Wording) -> Value {
    let folder = address(&entry.folder);
    let Some(review) = &entry.review else {
        return context! {
            failed => true,
            period => legible(&entry.period),
            team => legible(&entry.team),
            problem => entry.problem.as_deref().map(legible),
            hint => entry.hint.as_deref().map(legible),
        };
    };
    let figures = Figures::new(wording.language(), review.currency);
    let days = [("first", figures.date(review.first_day)), ("last", figures.date(review.last_day))];
    // The page in the index's own language where the pack has one; its first page otherwise.
    let suffix = format!(".{}.html", wording.language().word());
    let own = review.pages.iter().find(|page| page.ends_with(&suffix)).or(review.pages.first());
    let stem = own.map_or("review", |page| page.trim_end_matches(".html"));
    let is_second = stem.ends_with(&suffix[..suffix.len() - 5]);
    let ending = |name: &str, ending: &str| match is_second {
        true => link(format!("{folder}/{name}.{}.{ending}", wording.language().word())),
        false => link(format!("{folder}/{name}.{ending}")),
    };
    context! {
        failed => false,
        period => legible(&entry.period),
        team => legible(&entry.team),
        days => wording.text_filled("header-days", &days.each_ref().map(|(name, text)| (*name, text.as_str()))),
        complete => review.period_complete,
        as_of => figures.date(review.as_of),
        page => link(format!("{folder}/{}.html", address(stem))),
        workbook => ending("review", "xlsx"),
        digest => ending("digest", "txt"),
        data => link(format!("{folder}/review.json")),
        figures => metrics.iter().map(|id| figure(review, id, figures, wording)).collect::<Vec<_>>(),
        flags => figures.count(review.counts.flags as i64),
        reps => figures.count(review.counts.reps as i64),
        findings => figures.count(review.counts.findings as i64),
    }
}

/// A value with its change against the year before: in percent, of a share in percentage points.
fn figure(review: &ReviewHeadline, id: &str, figures: Figures, wording: &Wording) -> Value {
    let Some(figure) = review.figures.iter().find(|figure| figure.metric_id == id) else {
        return context! { text => "–", change => "", absent => true };
    };
    let text = match figure.value {
        Measured::Value(scalar) => figures.scalar(scalar, false),
        Measured::Null(reason) => wording.text(&crate::reports::figures::null_message(reason)),
    };
    let change = match (figure.value, figure.growth_year) {
        (Measured::Value(Scalar::Share(_)), Measured::Value(Scalar::Share(points))) => {
            format!("{} {}", figures.signed(points * 100.0), wording.text("unit-points"))
        }
        (_, Measured::Value(Scalar::Share(share))) => figures.share_signed(share),
        _ => String::new(),
    };
    context! { text, change, absent => figure.value.value().is_none() }
}

/// Parts that [`address`] made hold no sign that HTML could take for its own; a template would escape the strokes.
fn link(address: String) -> Value {
    Value::from_safe_string(address)
}

/// A folder's name as a part of an address.
fn address(folder: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    folder.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reports::RunSummary;
    use crate::reports::html::sample;
    use crate::reports::wording::Language;

    fn entries() -> Vec<BatchEntry> {
        let pack = sample::pack();
        let file = |path: &str| crate::reports::WrittenFile { path: path.into(), bytes: 1, sha256: String::new() };
        let run = RunSummary::new(&pack, "both", vec![file("review.zh.html"), file("review.html")], Vec::new());
        let mut review = ReviewHeadline::of(&pack, &run);
        review.company = sample::HOSTILE[0].to_string();
        let done = BatchEntry {
            folder: "2019-Q2".into(),
            period: "2019-Q2".into(),
            review: Some(review),
            ..BatchEntry::default()
        };
        let failed = BatchEntry {
            folder: "\"><img src=x>".into(),
            period: sample::HOSTILE[2].to_string(),
            team: sample::HOSTILE[1].to_string(),
            exit_code: 3,
            problem: Some(sample::HOSTILE[3].to_string()),
            hint: Some("javascript:alert(1)".into()),
            review: None,
        };
        vec![failed, done]
    }

    fn pages() -> [String; 2] {
        let summary = BatchSummary::new("both", 3, entries());
        [Language::En, Language::Zh].map(|language| {
            let wording = Wording::new(language).expect("the file parses");
            index(&summary, &wording, &Dress::default()).expect("the page renders")
        })
    }

    #[test]
    fn each_language_links_to_its_own_files() {
        let [english, chinese] = pages();
        assert!(english.contains("href=\"2019-Q2/review.html\"") && english.contains("href=\"2019-Q2/review.xlsx\""));
        assert!(
            chinese.contains("href=\"2019-Q2/review.zh.html\"") && chinese.contains("href=\"2019-Q2/digest.zh.txt\"")
        );
        assert!(chinese.contains("href=\"2019-Q2/review.json\""));
    }

    #[test]
    fn a_share_changes_by_points() {
        let [english, chinese] = pages();
        // The sample's attainment rises by so much on the year.
        let entry = entries().into_iter().find_map(|entry| entry.review).expect("one is done");
        let figure = entry.figures.iter().find(|figure| matches!(figure.value, Measured::Value(Scalar::Share(_))));
        let Some(Measured::Value(Scalar::Share(points))) = figure.map(|figure| figure.growth_year) else {
            panic!("a share with its change")
        };
        let points = format!("{:+.2}", points * 100.0).replace('-', "\u{2212}");
        assert!(english.contains(&format!("<small>{points} pts</small>")), "{points} in {english}");
        assert!(chinese.contains(&format!("<small>{points} 个百分点</small>")), "{points} in {chinese}");
    }

    #[test]
    fn nothing_runs_and_texts_stay_texts() {
        for page in pages() {
            assert!(!page.contains("<script") && !page.contains("<img") && !page.contains("<!--"), "{page}");
            assert!(!page.contains("http://") && !page.contains("https://") && !page.contains("url("));
            assert!(page.contains("&lt;script&gt;alert(1)&lt;"), "the company is shown as a text");
            assert!(page.contains("default-src 'none'; style-src 'unsafe-inline'"));
            assert!(!page.contains("javascript:alert(1)\""), "a hint is no link");
        }
        assert_eq!(address("a b/%\"<é"), "a%20b%2F%25%22%3C%C3%A9");
    }
}
