//! What moves on the page: one small script, the data that it reads, and the policy that lets only this script run.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use super::scribe::Scribe;
use crate::quantity::Unit;
use crate::reports::figures::legible;
use crate::review::pack::{TargetBasis, TargetSection};

/// The script's parts, in order; together they are one function, which leaves no names behind.
const SCRIPT: [&str; 7] = [
    include_str!("script/figures.js"),
    include_str!("script/targets.js"),
    include_str!("script/tables.js"),
    include_str!("script/scope.js"),
    include_str!("script/charts.js"),
    include_str!("script/what_if.js"),
    include_str!("script/page.js"),
];

/// The script as it stands on the page. Comments and indents stay in the sources.
pub(super) fn script() -> String {
    let lines = SCRIPT.iter().flat_map(|part| part.lines()).map(str::trim);
    let lines: Vec<&str> = lines.filter(|line| !line.is_empty() && !line.starts_with("//")).collect();
    format!("(()=>{{'use strict';\n{}\n}})();", lines.join("\n"))
}

/// Nothing is fetched, nothing is sent, and no script runs but the one with this digest: also where a name in the data
/// had found a way into the page. Styles are the page's own; widths of bars stand in attributes.
pub(super) fn policy(script: &str) -> String {
    let digest = STANDARD.encode(Sha256::digest(script.as_bytes()));
    format!(
        "default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    )
}

/// Whether the targets of a section can be moved: every rep behind them has a page, and so a name.
pub(super) fn can_move(scribe: &Scribe<'_>, section: &TargetSection) -> bool {
    section.basis.as_ref().is_some_and(|basis| {
        !basis.reps.is_empty() && basis.reps.iter().all(|rep| scribe.rep_number(&rep.rep_id).is_some())
    })
}

/// What the script reads, as JSON that holds no sign which HTML or JavaScript could take for its own.
pub(super) fn data(scribe: &Scribe<'_>) -> String {
    let reps: Vec<Json> = scribe
        .pack
        .reps
        .iter()
        .map(|page| json!([legible(&page.name), scribe.team_number(&page.team).unwrap_or(0)]))
        .collect();
    let word = |id: &str| scribe.say(id);
    let pattern = |id: &str, names: &[&'static str]| {
        let places = ["{0}", "{1}"];
        let args: Vec<(&'static str, &str)> = names.iter().copied().zip(places).collect();
        scribe.say_with(id, &args)
    };
    let data = json!({
        "words": {
            "filter": word("table-filter"),
            "shown": pattern("table-shown", &["shown", "all"]),
            "company": word("scope-company"),
            "teams": word("scope-teams"),
            "reps": word("scope-reps"),
            "none": word("what-if-none"),
            "below": pattern("what-if-below", &["least"]),
        },
        "teams": scribe.teams().iter().map(|team| legible(team)).collect::<Vec<_>>(),
        "reps": reps,
        "targets": scribe.pack.targets.iter().map(|section| targets(scribe, section)).collect::<Vec<_>>(),
    });
    let escape = |c: char| match c {
        '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => format!("\\u{:04x}", u32::from(c)),
        other => other.to_string(),
    };
    data.to_string().chars().map(escape).collect()
}

fn targets(scribe: &Scribe<'_>, section: &TargetSection) -> Json {
    let Some(basis) = section.basis.as_ref().filter(|_| can_move(scribe, section)) else {
        return Json::Null;
    };
    let proposed = |rep_id: &str| section.rows.iter().find(|row| row.rep_id == rep_id).and_then(|row| row.target);
    json!({
        "metric": section.metric_id,
        "unit": match section.unit {
            Unit::Money => "money",
            Unit::Units => "units",
            Unit::Count | Unit::Share | Unit::Days | Unit::Number => "count",
        },
        "chance": section.chance,
        "goal": section.goal,
        "proposed": basis.reps.iter().map(|rep| proposed(&rep.rep_id)).collect::<Vec<_>>(),
        "basis": self::basis(scribe, basis),
    })
}

/// The basis in short names; what the team reaches, thousands of sums, as rises from one to the next in base 36.
fn basis(scribe: &Scribe<'_>, basis: &TargetBasis) -> Json {
    let reps = basis.reps.iter().map(|rep| {
        let number = scribe.rep_number(&rep.rep_id);
        // What was decided is floor and cap in one: trying another goal or chance does not move it.
        let (floor, cap) = (rep.decided.or(rep.floor), rep.decided.or(rep.cap));
        json!([number, rep.centre, rep.scale, rep.sample, rep.lower_bound, floor, cap])
    });
    let mut last = 0;
    let rises = basis.team_reached.iter().map(|reached| {
        let rise = reached - last;
        last = *reached;
        in_base_36(rise)
    });
    json!({
        "per_major": basis.minor_per_major,
        "step": basis.round_to,
        "least": basis.least_chance,
        "samples": basis.samples,
        "reps": reps.collect::<Vec<_>>(),
        "reached": rises.collect::<Vec<_>>().join(" "),
    })
}

/// As `parseInt(text, 36)` reads it.
fn in_base_36(number: i64) -> String {
    let (mut left, mut digits) = (number.unsigned_abs(), Vec::new());
    loop {
        digits.push(char::from_digit((left % 36) as u32, 36).unwrap_or('0'));
        left /= 36;
        if left == 0 {
            break;
        }
    }
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{}", digits.iter().rev().collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::reports::wording::{Language, Wording};

    #[test]
    fn the_script_is_small_and_ends_nothing_that_html_begins() {
        let script = script();
        assert!(script.len() < 20_000, "{} bytes", script.len());
        for sign in ["</", "<!--", "eval(", "Function(", "fetch", "XMLHttpRequest", "WebSocket", "innerHTML", "://"] {
            assert!(!script.contains(sign), "`{sign}`");
        }
    }

    #[test]
    fn the_policy_names_the_digest_of_the_script() {
        // The digest of "abc" as FIPS 180-2 prints it, in Base64.
        assert!(policy("abc").contains("'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='"), "{}", policy("abc"));
    }

    #[test]
    fn names_in_the_data_cannot_leave_it() {
        let mut pack = sample::pack();
        pack.reps[0].name = "</script><script>alert(1)</script>\u{2028}&\u{2029}".to_string();
        let wording = Wording::new(Language::En).expect("the file parses");
        let text = data(&Scribe::new(&pack, &wording));
        assert!(!text.contains(['<', '>', '&', '\u{2028}', '\u{2029}']), "a sign got through");
        let back: Json = serde_json::from_str(&text).expect("it is JSON");
        assert_eq!(back["reps"][0][0], "</script><script>alert(1)</script>\u{2028}&\u{2029}");
    }

    #[test]
    fn what_the_team_reaches_is_told_as_rises() {
        let pack = sample::pack();
        let wording = Wording::new(Language::En).expect("the file parses");
        let scribe = Scribe::new(&pack, &wording);
        let told = TargetBasis { team_reached: vec![-40, 3, 3, 1300], ..sample::basis() };
        assert_eq!(basis(&scribe, &told)["reached"], json!("-14 17 0 101"));
        // What people decided is held fast, between nothing else.
        let mut decided = sample::basis();
        decided.reps[0].decided = Some(40_000_000);
        let reps = basis(&scribe, &decided)["reps"].clone();
        assert_eq!((&reps[0][5], &reps[0][6]), (&json!(40_000_000), &json!(40_000_000)));
        assert_eq!((&reps[1][5], &reps[1][6]), (&json!(25_000_000), &json!(90_000_000)));
    }
}
