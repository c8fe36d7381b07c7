//! The pack as one page: a file that needs no network, no font and nothing fetched, for screen and for paper.

mod agreement;
mod attainment;
mod bridges;
mod card;
mod cases;
mod chart;
mod cohorts;
mod contests;
mod curves;
mod dress;
mod forecasts;
mod index;
mod inline_plot;
mod lean;
mod live;
mod overview;
#[cfg(feature = "pdf")]
pub(super) mod paper;
mod quality;
mod reps;
mod risk;
mod scribe;
mod targets;
mod teams;
mod trends;

use std::fmt;

use fluent_bundle::{FluentArgs, FluentValue};
use minijinja::value::{Kwargs, Value};
use minijinja::{Environment, UndefinedBehavior, context};

pub(super) use self::contests::note_ids as contest_note_ids;
pub use dress::{Dress, Look, LookTexts, Neighbour, OnWhite};
pub use index::index;

use self::scribe::Scribe;
use super::wording::{Wording, WordingError};
use crate::review::pack::Pack;

/// The page's parts; `page.html` includes the others. The ending `.html` switches escaping on.
const TEMPLATES: [(&str, &str); 23] = [
    ("page.html", include_str!("templates/page.html")),
    ("index.html", include_str!("templates/index.html")),
    ("brand.html", include_str!("templates/brand.html")),
    ("macros.html", include_str!("templates/macros.html")),
    ("summary.html", include_str!("templates/summary.html")),
    ("kpis.html", include_str!("templates/kpis.html")),
    ("trends.html", include_str!("templates/trends.html")),
    ("bridge.html", include_str!("templates/bridge.html")),
    ("attainment.html", include_str!("templates/attainment.html")),
    ("cohorts.html", include_str!("templates/cohorts.html")),
    ("curves.html", include_str!("templates/curves.html")),
    ("repeat.html", include_str!("templates/repeat.html")),
    ("forecasts.html", include_str!("templates/forecasts.html")),
    ("risk.html", include_str!("templates/risk.html")),
    ("targets.html", include_str!("templates/targets.html")),
    ("what_if.html", include_str!("templates/what_if.html")),
    ("contests.html", include_str!("templates/contests.html")),
    ("cases.html", include_str!("templates/cases.html")),
    ("teams.html", include_str!("templates/teams.html")),
    ("reps.html", include_str!("templates/reps.html")),
    ("rep.html", include_str!("templates/rep.html")),
    ("quality.html", include_str!("templates/quality.html")),
    ("definitions.html", include_str!("templates/definitions.html")),
];

const STYLE: [&str; 4] = [
    include_str!("templates/base.css"),
    include_str!("templates/parts.css"),
    include_str!("templates/live.css"),
    include_str!("templates/print.css"),
];

/// The dark colours, which hold where the system asks for them and where the reader does.
const DARK: &str = include_str!("templates/dark.css");

/// The pack as a self-contained HTML page in the wording's language.
///
/// The same pack yields the same bytes. Every text of the pack is escaped; nothing on the page refers to the network, and a policy on the page
/// lets no script run but its own.
///
/// # Errors
/// Where a template does not fit the values it is given, or a chart cannot be drawn: both are faults of the program.
pub fn page(pack: &Pack, wording: &Wording) -> Result<String, HtmlError> {
    page_dressed(pack, wording, &Dress::default())
}

/// The same, in a company's look and with links to its neighbours.
///
/// # Errors
/// As [`page`].
pub fn page_dressed(pack: &Pack, wording: &Wording, dress: &Dress) -> Result<String, HtmlError> {
    Ok(lean::lean(&written_out(pack, wording, dress)?))
}

/// The page as the templates have it.
fn written_out(pack: &Pack, wording: &Wording, dress: &Dress) -> Result<String, HtmlError> {
    let scribe = Scribe::new(pack, wording);
    let environment = environment(wording)?;
    let page = environment.get_template("page.html").map_err(HtmlError::from_template)?;
    let script = live::script();
    let view = context! {
        policy => format!("{}{}", live::policy(&script), dress.policy()),
        dress => dress.view(wording.language()),
        script => Value::from_safe_string(script),
        data => Value::from_safe_string(live::data(&scribe)),
        lang => wording.language().tag(),
        style => Value::from_safe_string(style(dress)),
        header => overview::header(&scribe),
        summary => overview::summary(&scribe),
        kpis => overview::kpi_table(&scribe),
        trends => trends::section(&scribe)?,
        bridge => bridges::section(&scribe),
        attainment => attainment::section(&scribe),
        cohorts => cohorts::section(&scribe),
        repeat => trends::repeat(&scribe)?,
        forecasts => forecasts::section(&scribe)?,
        risk => risk::section(&scribe)?,
        targets => targets::section(&scribe)?,
        contests => contests::section(&scribe),
        cases => cases::section(&scribe),
        teams => teams::section(&scribe),
        reps => reps::section(&scribe)?,
        quality => quality::section(&scribe),
        definitions => quality::definitions(&scribe),
    };
    let page = page.render(view).map_err(HtmlError::from_template)?;
    Ok(without_blank_lines(&page))
}

/// The templates with their words.
fn environment(wording: &Wording) -> Result<Environment<'static>, HtmlError> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    // Functions of the environment must own what they use, so they get a wording of their own.
    let own = wording.again().map_err(HtmlError::Wording)?;
    environment.add_function("t", move |id: &str, args: Kwargs| translate(&own, id, &args));
    for (name, source) in TEMPLATES {
        environment.add_template(name, source).map_err(HtmlError::from_template)?;
    }
    Ok(environment)
}

/// Of a page without a script: nothing runs, nothing is fetched.
fn plain_policy() -> &'static str {
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
}

/// The style sheet: one set of dark colours for two occasions, neither of which is paper. A company's come last.
fn style(dress: &Dress) -> String {
    let system =
        format!("@media screen and (prefers-color-scheme: dark) {{ :root:not([data-theme=light]) {{ {DARK} }} }}");
    let reader = format!("@media screen {{ :root[data-theme=dark] {{ {DARK} }} }}");
    format!("{}{system}\n{reader}\n{}", STYLE.concat(), dress.style())
}

/// Template tags leave their lines empty; texts of the pack hold no line breaks, so nothing of theirs is lost.
fn without_blank_lines(page: &str) -> String {
    let mut out = String::with_capacity(page.len());
    for line in page.lines().filter(|line| !line.trim().is_empty()) {
        out.push_str(line);
        out.push('\n');
    }
    out
}

/// A message for a template; whole numbers stay numbers, so that they select plural forms.
fn translate(wording: &Wording, id: &str, kwargs: &Kwargs) -> Result<String, minijinja::Error> {
    let mut args = FluentArgs::new();
    for name in kwargs.args() {
        let value: Value = kwargs.get(name)?;
        let argument = match value.as_i64() {
            Some(count) => FluentValue::from(count),
            None => FluentValue::from(value.to_string()),
        };
        args.set(name.to_string(), argument);
    }
    Ok(wording.text_with(id, &args))
}

/// Why there is no page.
#[derive(Debug)]
pub enum HtmlError {
    /// The wording that is built into the program is malformed.
    Wording(WordingError),
    /// A template does not fit its values.
    Template {
        /// What the template engine said, with the template's name and line.
        detail: String,
    },
    /// A chart could not be drawn.
    Chart {
        /// What the drawing said.
        detail: String,
    },
}

impl HtmlError {
    fn from_template(error: minijinja::Error) -> Self {
        HtmlError::Template { detail: format!("{error:#}") }
    }
}

impl fmt::Display for HtmlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HtmlError::Wording(error) => error.fmt(f),
            HtmlError::Template { detail } => write!(f, "a template of the page does not fit its values: {detail}"),
            HtmlError::Chart { detail } => write!(f, "a chart of the page could not be drawn: {detail}"),
        }
    }
}

impl std::error::Error for HtmlError {}

#[cfg(test)]
pub(super) mod sample;
#[cfg(test)]
mod tests;
