//! Case analysis: the reviews with the deals that they are about, and the sheet for new ones.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use crate::appraisal::cases::{CaseAnalysis, Cases, CasesSettings, Stratum, analyse, assign, draw, sort};
use crate::calendar::Period;
use crate::failure::Failure;
use crate::measures::MeasureError;
use crate::measures::records::case_reviews::case_reviews;
use crate::measures::records::closed_deals::{ClosedDeal, closed_deals};

use super::snapshot::Snapshot;

/// The reviews that were handed in, looked through and analysed.
pub struct CaseFile {
    /// The cases and what is wrong with them.
    pub cases: Cases,
    /// What they say.
    pub analysis: CaseAnalysis,
    /// Whether there are no opportunities, so that no outcome is known.
    pub without_outcomes: bool,
}

/// Reads the reviews of a store and analyses them.
///
/// # Errors
/// [`MeasureError::TableMissing`] without `case_reviews`. Without opportunities the rest goes on.
pub fn case_file(snapshot: &Snapshot, settings: &CasesSettings) -> Result<CaseFile, MeasureError> {
    let rows = case_reviews(&snapshot.tables)?;
    let deals = match closed_deals(&snapshot.tables, snapshot.as_of) {
        Ok(deals) => Some(deals),
        Err(MeasureError::TableMissing { .. }) => None,
        Err(error) => return Err(error),
    };
    let cases = sort(&rows, deals.as_ref(), &snapshot.people, settings);
    let analysis = analyse(&cases, settings);
    Ok(CaseFile { cases, analysis, without_outcomes: deals.is_none() })
}

/// The cases that were analysed in a run: plans and the pages of a review rest on the same ones.
#[derive(Default)]
pub(super) struct CasesOnce(Mutex<Option<(CasesSettings, Arc<CaseFile>)>>);

/// As [`case_file`], analysed once for a state of the data and the same settings.
///
/// # Errors
/// As [`case_file`].
pub(super) fn shared_case_file(snapshot: &Snapshot, settings: &CasesSettings) -> Result<Arc<CaseFile>, MeasureError> {
    let known = snapshot.cases.0.lock().ok().and_then(|known| known.clone());
    if let Some((_, file)) = known.filter(|(of, _)| of == settings) {
        return Ok(file);
    }
    let file = Arc::new(case_file(snapshot, settings)?);
    if let Ok(mut known) = snapshot.cases.0.lock() {
        *known = Some((settings.clone(), Arc::clone(&file)));
    }
    Ok(file)
}

/// What a sheet is asked for.
#[derive(Debug, Clone)]
pub struct SheetQuestion {
    /// The period in which the deals were won or lost.
    pub period: Period,
    /// How many cases.
    pub wanted: usize,
    /// The seed of the draw.
    pub seed: u64,
    /// Who reviews; where nobody is named, `reviewer-1`, `reviewer-2` … stand for them.
    pub reviewers: Vec<String>,
}

/// One row of a sheet: one reviewer, one case, one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRow {
    /// The case: one a deal.
    pub case_id: String,
    /// The deal.
    pub opportunity_id: String,
    /// Whose deal it was.
    pub rep_id: String,
    /// The customer; empty where the deal names none.
    pub customer_id: String,
    /// Who is asked.
    pub reviewer: String,
    /// The rubric's item.
    pub item: String,
}

/// A sheet to be filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseSheet {
    /// By reviewer, then case, then item.
    pub rows: Vec<SheetRow>,
    /// From what was drawn.
    pub strata: Vec<Stratum>,
    /// How many cases were drawn.
    pub cases: usize,
    /// Cases for which fewer reviewers were left than asked for.
    pub short_of_reviewers: usize,
}

/// Draws won and lost deals of a period for review.
///
/// The sheet is blind: it holds neither grade nor score nor the results of earlier reviews, nor whether the deal was
/// won, nor the reason on record.
///
/// # Errors
/// [`MeasureError::TableMissing`] without opportunities; a period without a deal that was won or lost; fewer than two
/// reviewers.
pub fn case_sheet(snapshot: &Snapshot, settings: &CasesSettings, asked: &SheetQuestion) -> Result<CaseSheet, Failure> {
    let calendar = snapshot.calendar;
    let (first, last) = (calendar.first_day(asked.period), calendar.last_day(asked.period));
    let deals = closed_deals(&snapshot.tables, snapshot.as_of)?;
    let within = |deal: &ClosedDeal| deal.closed.is_some_and(|day| day >= first && day <= last);
    let deals: Vec<ClosedDeal> = deals.into_values().flatten().filter(within).collect();
    let drawn = draw(&deals, asked.wanted, asked.seed);
    if drawn.deals.is_empty() {
        return Err(Failure::data(
            format!("no deal of a rep was won or lost in {}", calendar.label(asked.period)),
            Some("choose another --period, or load the opportunities with their closing days".to_string()),
        )
        .in_chinese(
            format!("{} 没有任何销售员的商机赢单或丢单", calendar.label(asked.period)),
            Some("请另选 --period，或导入带关闭日期的商机".to_string()),
        ));
    }
    let reviewers = reviewers(asked, settings)?;
    let people = &snapshot.people;
    let is_rep = |reviewer: &str, deal: &ClosedDeal| {
        let is = |name: &str| name.eq_ignore_ascii_case(reviewer) || name.to_lowercase() == reviewer.to_lowercase();
        is(&deal.rep_id) || is(people.name(&deal.rep_id))
    };
    let cases = assign(&drawn.deals, &reviewers, settings.reviewers_per_case, is_rep);
    let short_of_reviewers = cases.iter().filter(|case| case.reviewers.len() < settings.reviewers_per_case).count();
    let mut by_reviewer: BTreeMap<usize, Vec<SheetRow>> = BTreeMap::new();
    for case in &cases {
        for reviewer in &case.reviewers {
            let at = reviewers.iter().position(|known| known == reviewer).unwrap_or(0);
            by_reviewer.entry(at).or_default().extend(settings.items().iter().map(|item| SheetRow {
                case_id: format!("CASE-{}", case.deal.opportunity_id),
                opportunity_id: case.deal.opportunity_id.clone(),
                rep_id: case.deal.rep_id.clone(),
                customer_id: case.deal.customer_id.clone(),
                reviewer: reviewer.clone(),
                item: item.id.clone(),
            }));
        }
    }
    let rows = by_reviewer.into_values().flatten().collect();
    Ok(CaseSheet { rows, cases: cases.len(), strata: drawn.strata, short_of_reviewers })
}

fn reviewers(asked: &SheetQuestion, settings: &CasesSettings) -> Result<Vec<String>, Failure> {
    let mut named: Vec<String> = Vec::new();
    for reviewer in asked.reviewers.iter().map(|name| name.trim()).filter(|name| !name.is_empty()) {
        if named.iter().all(|known| known.to_lowercase() != reviewer.to_lowercase()) {
            named.push(reviewer.to_string());
        }
    }
    match named.len() {
        0 => Ok((1..=settings.reviewers_per_case).map(|number| format!("reviewer-{number}")).collect()),
        1 => Err(Failure::usage(
            format!("`{}` alone cannot review: a case needs two reviewers or more", named[0]),
            "name more of them: --reviewers ANNA,BEN,CARLA",
        )
        .in_chinese(
            format!("只有 `{}` 一人无法评审：每个案例需要两名及以上评审人", named[0]),
            Some("请写出更多评审人：--reviewers 张三,李四,王五".to_string()),
        )),
        _ => Ok(named),
    }
}
