//! From the books to values: one for each metric, slice and period.

use crate::calendar::Grain;
use crate::measures::MeasureError;
use crate::measures::kpi::Known;
use crate::measures::observation::{More, Observation};
use crate::measures::spans::Spans;
use crate::quantity::{Measured, NullReason, Scalar};

use super::books::{Books, Kind};
use super::due::{Due, due};
use super::flow::{Flow, add};
use super::metric::{BUCKETS, CashMetric};
use super::open::{OpenInvoices, days_held};
use super::receivables::Receivables;
use super::sales::{MonthlySales, changes, is_sale};

/// A value with the two sums it came from.
pub(super) struct Parts {
    pub(super) value: Measured,
    pub(super) numerator: Option<Scalar>,
    pub(super) denominator: Option<Scalar>,
    pub(super) n: i64,
    pub(super) flags: Vec<&'static str>,
}

impl Parts {
    fn null(reason: NullReason, n: i64) -> Parts {
        Parts { value: Measured::Null(reason), numerator: None, denominator: None, n, flags: Vec::new() }
    }

    /// A ratio of two sums of money.
    fn ratio(numerator: i64, denominator: i64, n: i64) -> Parts {
        Parts {
            value: Measured::share(numerator as f64, denominator as f64),
            numerator: Some(Scalar::Money(numerator)),
            denominator: Some(Scalar::Money(denominator)),
            n,
            flags: Vec::new(),
        }
    }
}

/// The observations of one metric: slice by slice, period by period.
pub(super) fn observe(
    metric: CashMetric,
    id: &str,
    books: &Books,
    spans: &Spans,
    known: &Known<'_>,
) -> Result<Vec<Observation>, MeasureError> {
    let parts = parts(metric, books, spans, known)?;
    let places = books.slices.iter().flat_map(|scope| spans.range.iter().zip(&spans.list).map(move |at| (scope, at)));
    let observation = |((scope, (period, span)), parts): (_, Parts)| {
        let scope: &Vec<_> = scope;
        let span: &crate::measures::spans::Span = span;
        // A period that had not begun by the as-of day is no period of zeros.
        let mut parts = if span.begun() { parts } else { Parts::null(NullReason::Immature, 0) };
        if span.partial && span.begun() {
            parts.flags.push("running");
        }
        parts.flags.sort_unstable();
        Observation {
            metric_id: id.to_string(),
            period: spans.calendar.label(period),
            scope: scope.clone(),
            value: parts.value,
            numerator: parts.numerator,
            denominator: parts.denominator,
            n: parts.n,
            more: More { flags: parts.flags.into_iter().map(str::to_string).collect(), ..More::default() },
        }
    };
    Ok(places.zip(parts).map(observation).collect())
}

/// The parts of all slices and periods, in that order of nesting.
fn parts(metric: CashMetric, books: &Books, spans: &Spans, known: &Known<'_>) -> Result<Vec<Parts>, MeasureError> {
    match metric {
        CashMetric::Collected => collected(books, spans),
        CashMetric::Due(horizon) => Ok(due(books, spans, horizon, known.as_of)?.iter().map(of_due).collect()),
        CashMetric::Overdue(bucket) => {
            let at = bucket.and_then(|bucket| BUCKETS.iter().position(|known| *known == bucket));
            let open = OpenInvoices::of(books, spans)?;
            Ok(cells(books, spans).map(|(slice, period)| overdue(&open, slice, period, at)).collect())
        }
        CashMetric::DsoTrue => true_days(books, spans),
        _ => {
            let balances = Balances::of(metric, books, spans, known)?;
            cells(books, spans).map(|(slice, at)| balances.parts(metric, slice, at)).collect()
        }
    }
}

fn cells(books: &Books, spans: &Spans) -> impl Iterator<Item = (usize, usize)> + use<> {
    let periods = spans.list.len();
    (0..books.slices.len()).flat_map(move |slice| (0..periods).map(move |at| (slice, at)))
}

/// What came in: cash and prepayments, on invoices or not.
fn collected(books: &Books, spans: &Spans) -> Result<Vec<Parts>, MeasureError> {
    let mut sums = vec![(0_i64, 0_i64); books.slices.len() * spans.list.len()];
    for payment in books.payments.iter().filter(|payment| matches!(payment.kind, Kind::Cash | Kind::Prepay)) {
        let Some(at) = spans.inside(payment.day) else { continue };
        let (sum, n) = &mut sums[payment.slice as usize * spans.list.len() + at];
        add(sum, payment.amount)?;
        *n += 1;
    }
    let plain = |(sum, n)| {
        let sum = Scalar::Money(sum);
        Parts { value: Measured::Value(sum), numerator: Some(sum), denominator: None, n, flags: Vec::new() }
    };
    Ok(sums.into_iter().map(plain).collect())
}

fn of_due(sums: &Due) -> Parts {
    if sums.invoices == 0 && sums.immature > 0 {
        return Parts::null(NullReason::Immature, 0);
    }
    let mut parts = Parts::ratio(sums.received, sums.due, sums.invoices);
    let remarks = [(sums.capped, "capped"), (sums.credits, "credits_apart")];
    parts.flags.extend(remarks.into_iter().filter(|(holds, _)| *holds).map(|(_, code)| code));
    parts
}

fn overdue(open: &OpenInvoices, slice: usize, at: usize, bucket: Option<usize>) -> Parts {
    let aging = open.get(slice, at);
    let overdue = bucket.map_or(aging.overdue, |bucket| aging.buckets[bucket]);
    let mut parts = Parts::ratio(overdue, aging.owed, aging.invoices);
    let remarks =
        [(aging.credits, "credits_apart"), (aging.disputed, "disputed_apart"), (aging.undated, "due_date_missing")];
    parts.flags.extend(remarks.into_iter().filter(|(holds, _)| *holds).map(|(_, code)| code));
    parts
}

fn true_days(books: &Books, spans: &Spans) -> Result<Vec<Parts>, MeasureError> {
    let sales = MonthlySales::of(books, spans)?;
    let held = days_held(books, spans, &sales)?;
    let open = OpenInvoices::of(books, spans)?;
    let sold = sold_until(books, spans)?;
    let parts = |(slice, at): (usize, usize)| {
        let cell = slice * spans.list.len() + at;
        let aging = open.get(slice, at);
        let value = match held[cell] {
            // Who never sold on credit has no days of sales outstanding, not even none.
            Ok(_) if !sold[cell] => Measured::Null(NullReason::NoDenominator),
            Ok(days) => Measured::Value(Scalar::Days(days)),
            Err(reason) => Measured::Null(reason),
        };
        let numerator = Some(Scalar::Money(aging.open_amount));
        let flags = if aging.credits { vec!["credits_apart"] } else { Vec::new() };
        Parts { value, numerator, denominator: None, n: aging.open, flags }
    };
    Ok(cells(books, spans).map(parts).collect())
}

/// Whether there was an invoice by the close of each period.
fn sold_until(books: &Books, spans: &Spans) -> Result<Vec<bool>, MeasureError> {
    let mut counts = Flow::new(books.slices.len(), spans.list.len());
    for invoice in &books.invoices {
        counts.add(invoice.slice, spans.position(invoice.day), 1)?;
    }
    let mut sold = Vec::new();
    for slice in 0..books.slices.len() {
        sold.extend(counts.levels(slice)?.into_iter().skip(1).map(|count| count > 0));
    }
    Ok(sold)
}

/// What the metrics from balances are formed from.
struct Balances<'a> {
    spans: &'a Spans,
    receivables: Receivables,
    sales: Flow,
    written_off: Flow,
    invoices: Flow,
    months: MonthlySales,
    /// Only where the metric asks for what is not due yet.
    open: Option<OpenInvoices>,
}

impl Balances<'_> {
    fn of<'a>(
        metric: CashMetric,
        books: &Books,
        spans: &'a Spans,
        known: &Known<'_>,
    ) -> Result<Balances<'a>, MeasureError> {
        let flow = || Flow::new(books.slices.len(), spans.list.len());
        let (mut sales, mut written_off, mut invoices) = (flow(), flow(), flow());
        for change in changes(books) {
            let position = spans.position(change.day);
            if is_sale(&change) {
                sales.add(change.slice, position, change.amount)?;
            }
            match change.kind {
                Some(Kind::Writeoff) => written_off.add(change.slice, position, -change.amount)?,
                None => invoices.add(change.slice, position, 1)?,
                Some(_) => {}
            }
        }
        let needs_open = matches!(metric, CashMetric::Cei | CashMetric::CeiMonthly);
        Ok(Balances {
            spans,
            receivables: Receivables::of(books, spans, known.history_is_whole)?,
            sales,
            written_off,
            invoices,
            months: MonthlySales::of(books, spans)?,
            open: if needs_open { Some(OpenInvoices::of(books, spans)?) } else { None },
        })
    }

    fn parts(&self, metric: CashMetric, slice: usize, at: usize) -> Result<Parts, MeasureError> {
        let n = self.invoices.during(slice, at);
        let closing = match self.receivables.closing(slice, at) {
            Ok(closing) => closing,
            Err(reason) => return Ok(Parts::null(reason, n)),
        };
        match metric {
            CashMetric::DsoSimple => return Ok(self.simple(slice, at, closing, n)),
            CashMetric::DsoCountback => return self.countback(slice, at, closing, n),
            _ => {}
        }
        let opening = match self.receivables.opening(slice, at) {
            Ok(opening) => opening,
            Err(reason) => return Ok(Parts::null(reason, n)),
        };
        let sales = i128::from(self.sales.during(slice, at));
        let months = if metric == CashMetric::CeiMonthly { i128::from(self.spans.grain().months()) } else { 1 };
        // Over N months both sums are taken N times, so that the sales of an average month stay whole cents.
        let there = i128::from(opening) * months + sales;
        let gone = there - i128::from(closing) * months;
        let (numerator, denominator) = match metric {
            CashMetric::Cei | CashMetric::CeiMonthly => {
                let current = self.open.as_ref().map_or(0, |open| open.get(slice, at).current);
                (gone, there - i128::from(current) * months)
            }
            CashMetric::Sales => (gone - i128::from(self.written_off.during(slice, at)), sales),
            _ => (gone - i128::from(self.written_off.during(slice, at)), there),
        };
        let narrow = |wide: i128| i64::try_from(wide).map_err(|_| MeasureError::Overflow);
        Ok(Parts::ratio(narrow(numerator)?, narrow(denominator)?, n))
    }

    fn simple(&self, slice: usize, at: usize, closing: i64, n: i64) -> Parts {
        let sales = self.sales.during(slice, at);
        let value = match (sales > 0, closing >= 0) {
            (false, _) => Measured::Null(NullReason::NoDenominator),
            (_, false) => Measured::Null(NullReason::NotPositive),
            _ => Measured::Value(Scalar::Days(closing as f64 * f64::from(self.spans.list[at].days()) / sales as f64)),
        };
        let (numerator, denominator) = (Some(Scalar::Money(closing)), Some(Scalar::Money(sales)));
        Parts { value, numerator, denominator, n, flags: Vec::new() }
    }

    /// Takes whole months of sales from what is owed, newest first; of the last month a part of its days.
    fn countback(&self, slice: usize, at: usize, closing: i64, n: i64) -> Result<Parts, MeasureError> {
        let calendar = self.spans.calendar;
        let end = self.spans.list[at].closing;
        let mut month = calendar.period_of(end, Grain::Month);
        let (mut left, mut days) = (closing, 0);
        let value = loop {
            if closing < 0 {
                break Measured::Null(NullReason::NotPositive);
            }
            let Some(sales) = self.months.of_month(slice, month) else {
                // What is owed is older than the books, or nothing was ever sold.
                let reason = if left > 0 { NullReason::LeftCensored } else { NullReason::NoDenominator };
                break Measured::Null(reason);
            };
            let of_month = calendar.last_day(month).min(end).days_since(calendar.first_day(month)) + 1;
            if sales > 0 && left <= sales {
                let part = f64::from(of_month) * left as f64 / sales as f64;
                // Where nothing is owed, months without sales before the last sale are no days outstanding.
                break Measured::Value(Scalar::Days(if closing == 0 { 0.0 } else { f64::from(days) + part }));
            }
            add(&mut left, sales.checked_neg().ok_or(MeasureError::Overflow)?)?;
            days += of_month;
            month = month.previous();
        };
        Ok(Parts { value, numerator: Some(Scalar::Money(closing)), denominator: None, n, flags: Vec::new() })
    }
}
