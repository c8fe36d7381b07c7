//! The digest: the review in some forty lines, for a mail or a chat.

use fluent_bundle::{FluentArgs, FluentValue};

use super::figures::{Figures, legible};
use super::wording::Wording;
use crate::review::pack::{Pack, RiskRow, Sentence};

/// The form of a digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DigestForm {
    /// Plain text, for a mail.
    Plain,
    /// Markdown, for a chat or a wiki.
    Markdown,
}

/// How many flagged reps are told one by one.
const REPS_TOLD: usize = 3;

/// A line ends here, with an ellipsis: a name may be as long as somebody made it.
const LONGEST_LINE: usize = 400;

/// The pack as a digest: period, as-of day, what changed and why, who is at risk, what to decide and to aim for, and
/// what is doubtful about it. At most 40 lines; what is left out of a section is counted in its last line.
///
/// In Markdown every text of the pack is escaped, so that no name becomes a link, a tag, a picture or a heading.
///
/// ```
/// # use attain::reports::{DigestForm, digest, wording::{Language, Wording}};
/// # fn shown(pack: &attain::review::pack::Pack) -> Result<(), attain::reports::wording::WordingError> {
/// let text = digest(pack, &Wording::new(Language::En)?, DigestForm::Plain);
/// assert!(text.lines().count() <= 40);
/// # Ok(())
/// # }
/// ```
pub fn digest(pack: &Pack, wording: &Wording, form: DigestForm) -> String {
    let teller = Teller { pack, wording, form, figures: Figures::new(wording.language(), pack.header.currency) };
    let summary = &pack.summary;
    let mut at_risk = teller.sentences(&summary.at_risk);
    at_risk.extend(pack.risk.rows.iter().filter(|row| row.flagged).take(REPS_TOLD).map(|row| teller.at_risk(row)));
    let sections = [
        ("summary-happened", teller.sentences(&summary.happened), 6),
        ("summary-at-risk", at_risk, 6),
        ("summary-decide", teller.sentences(&summary.decide), 4),
        ("summary-aim", teller.sentences(&summary.aim), 3),
        ("summary-limits", teller.sentences(&summary.limits), 3),
        ("digest-doubts", teller.sentences(&pack.quality.findings), 2),
    ];
    let mut lines = teller.head();
    for (id, told, most) in sections.into_iter().filter(|(_, told, _)| !told.is_empty()) {
        lines.push(String::new());
        lines.push(teller.heading(&wording.text(id)));
        lines.extend(teller.points(&told, most));
    }
    lines.push(String::new());
    lines.push(wording.text("digest-more"));
    lines.join("\n") + "\n"
}

struct Teller<'a> {
    pack: &'a Pack,
    wording: &'a Wording,
    form: DigestForm,
    figures: Figures,
}

impl Teller<'_> {
    /// Company and period, then the as-of day, and whether the period still runs.
    fn head(&self) -> Vec<String> {
        let header = &self.pack.header;
        let subject = legible(&header.subject());
        let title = if subject.is_empty() { self.wording.text("title") } else { subject };
        let title = self.safe(&format!("{title} · {}", legible(&header.period.label)));
        let as_of = self.say("digest-as-of", &[("as_of", self.figures.date(header.as_of))]);
        let running = (!header.period.complete).then(|| self.wording.text("digest-running"));
        let second = [Some(as_of), running].into_iter().flatten().collect::<Vec<_>>().join(" ");
        match self.form {
            DigestForm::Plain => vec![title, second],
            DigestForm::Markdown => vec![format!("# {title}"), second],
        }
    }

    fn heading(&self, text: &str) -> String {
        match self.form {
            DigestForm::Plain => text.to_string(),
            DigestForm::Markdown => format!("**{text}**"),
        }
    }

    /// The points of a section; of more than `most` the last line counts the rest.
    fn points(&self, told: &[String], most: usize) -> Vec<String> {
        let shown = if told.len() > most { most - 1 } else { told.len() };
        let mut points: Vec<String> = told[..shown].iter().map(|text| format!("- {}", self.safe(text))).collect();
        if shown < told.len() {
            let mut args = FluentArgs::new();
            args.set("n", FluentValue::from(told.len() - shown));
            points.push(format!("- {}", self.wording.text_with("digest-and-more", &args)));
        }
        points
    }

    /// A flagged rep: the chance of staying under the bar, and the strongest reason that raises it.
    fn at_risk(&self, row: &RiskRow) -> String {
        let chance = row.probability.map_or_else(|| "–".to_string(), |chance| self.figures.share(chance));
        let name = cut(&legible(&row.name), 60);
        match row.reasons.iter().find(|reason| reason.contribution > 0.0) {
            Some(reason) => {
                let reason = self.wording.named("feature", &reason.feature);
                self.say("digest-rep", &[("name", name), ("chance", chance), ("reason", reason)])
            }
            None => self.say("digest-rep-plain", &[("name", name), ("chance", chance)]),
        }
    }

    fn sentences(&self, sentences: &[Sentence]) -> Vec<String> {
        sentences.iter().map(|sentence| self.wording.sentence(sentence, self.pack.header.currency)).collect()
    }

    fn say(&self, id: &str, args: &[(&'static str, String)]) -> String {
        let mut fluent = FluentArgs::new();
        for (name, text) in args {
            fluent.set(*name, FluentValue::from(text.clone()));
        }
        self.wording.text_with(id, &fluent)
    }

    /// The text as the form needs it, not longer than a line may be.
    fn safe(&self, text: &str) -> String {
        let text = cut(text, LONGEST_LINE);
        match self.form {
            DigestForm::Plain => text,
            DigestForm::Markdown => escaped(&text),
        }
    }
}

/// The first characters of a text, with an ellipsis where some are left out.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_string();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}

/// A text that Markdown shows as it is: what means something inside a line is escaped, what means something at its
/// beginning too, and addresses and calls by name (`@all`) stay text.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    let number = text.trim_start_matches(|c: char| c.is_ascii_digit());
    // `1.` and `1)` begin a list.
    let listed = (number.len() < text.len() && number.starts_with(['.', ')'])).then_some(text.len() - number.len());
    for (at, c) in text.char_indices() {
        let rest = &text[at + c.len_utf8()..];
        let special = match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '#' | '!' => true,
            '-' | '+' | '=' => at == 0,
            ':' => rest.starts_with("//"),
            '.' => listed == Some(at) || text[..at].to_lowercase().ends_with("www"),
            ')' => listed == Some(at),
            _ => false,
        };
        if special {
            out.push('\\');
        }
        out.push(c);
        // A word joiner is not seen, and no chat takes what follows it for somebody's name.
        if c == '@' && !before.is_alphanumeric() {
            out.push('\u{2060}');
        }
        before = c;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reports::html::sample;
    use crate::reports::wording::Language;
    use crate::review::findings::sentence;
    use crate::review::pack::Arg;

    fn told(pack: &Pack, language: Language, form: DigestForm) -> String {
        digest(pack, &Wording::new(language).expect("the file parses"), form)
    }

    const FORMS: [DigestForm; 2] = [DigestForm::Plain, DigestForm::Markdown];

    #[test]
    fn a_digest_is_short_and_says_period_day_and_every_section() {
        let pack = sample::pack();
        for form in FORMS {
            let en = told(&pack, Language::En, form);
            for part in ["2019-Q2", "30 June 2019", "What happened", "Who is at risk", "What to decide"] {
                assert!(en.contains(part), "{part} is not in\n{en}");
            }
            let zh = told(&pack, Language::Zh, form);
            assert!(zh.contains("2019年6月30日") && zh.contains("谁有风险"), "{zh}");
            for text in [en, zh] {
                assert!(text.lines().count() <= 40, "{} lines", text.lines().count());
                assert!(!text.contains("digest-") && !text.contains("summary-"), "a message is missing:\n{text}");
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_counted() {
        let mut pack = sample::pack();
        let one = sentence("happened-no-quota", vec![("period", Arg::Text("2019-Q2".to_string()))]);
        pack.summary.happened = vec![one; 40];
        let text = told(&pack, Language::En, DigestForm::Plain);
        assert!(text.contains("- and 35 more"), "{text}");
        assert!(text.lines().count() <= 40, "{text}");
    }

    #[test]
    fn an_empty_pack_has_a_head_and_no_empty_sections() {
        let mut pack = sample::pack();
        pack.summary.happened.clear();
        pack.summary.at_risk.clear();
        pack.summary.decide.clear();
        pack.summary.aim.clear();
        pack.summary.limits.clear();
        pack.risk.rows.clear();
        pack.quality.findings.clear();
        let text = told(&pack, Language::En, DigestForm::Plain);
        assert_eq!(text.lines().count(), 4, "{text}");
    }

    #[test]
    fn no_name_becomes_anything_in_markdown() {
        for (name, shown) in [
            ("<script>alert(1)</script>", r"\<script\>alert(1)\</script\>"),
            ("[x](javascript:alert(1))", r"\[x\](javascript:alert(1))"),
            ("![x](http://a.example/p.png)", r"\!\[x\](http\://a.example/p.png)"),
            ("www.a.example", r"www\.a.example"),
            ("# Head", r"\# Head"),
            ("1. one", r"1\. one"),
            ("- a *b* _c_ `d` | e", r"\- a \*b\* \_c\_ \`d\` \| e"),
            ("@all", "@\u{2060}all"),
            ("ann@b.example", "ann@b.example"),
            ("&lt;", r"\&lt;"),
            ("back\\slash", r"back\\slash"),
            ("2.5 % more", r"2\.5 % more"),
        ] {
            assert_eq!(escaped(name), shown);
        }
    }

    #[test]
    fn a_hostile_pack_stays_within_its_lines() {
        let mut pack = sample::pack();
        pack.header.company = "Evil\nCo \u{202e}<b>".to_string();
        for row in &mut pack.risk.rows {
            row.name = format!("<img src=x>\n# {}", "x".repeat(300));
            row.flagged = true;
        }
        let calm = told(&sample::pack(), Language::En, DigestForm::Markdown);
        let text = told(&pack, Language::En, DigestForm::Markdown);
        assert_eq!(text.matches("<img").count(), text.matches("\\<img").count(), "{text}");
        assert!(text.contains("\\<img") && !text.contains(" <b"), "{text}");
        assert!(!text.contains('\u{202e}'));
        assert!(text.lines().all(|line| line.chars().count() <= 2 * LONGEST_LINE));
        assert_eq!(text.lines().filter(|line| line.starts_with('#')).count(), 1, "{text}");
        assert!(text.lines().count() <= calm.lines().count() + REPS_TOLD);
    }
}
