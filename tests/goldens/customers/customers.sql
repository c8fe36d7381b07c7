-- Cohorts, repeat purchase, lapses, lifetime value and concentration, worked out by another engine (DuckDB).
-- recompute.py defines the view `lines` (customer_id, order_id, day, net, cost, is_sale, segment; customers who are not
-- known are null) and the variables `as_of` (the last day that counts), `grain` (of the rates: month or quarter),
-- `range_from` and `range_to`, runs this file, and writes the two tables at its end.

CREATE TABLE known AS
SELECT * FROM lines WHERE customer_id IS NOT NULL AND day <= getvariable('as_of');

CREATE TABLE occasions AS
SELECT DISTINCT customer_id, day FROM known WHERE is_sale;

CREATE TABLE births AS
SELECT customer_id, min(day) AS birth FROM occasions GROUP BY customer_id;

CREATE TABLE months AS
SELECT m::DATE AS month, last_day(m)::DATE AS month_end, (row_number() OVER (ORDER BY m) - 1)::INT AS no
FROM generate_series(date_trunc('month', (SELECT min(day) FROM lines)), getvariable('as_of')::TIMESTAMP, INTERVAL 1 MONTH) s(m);

-- Cohorts by month of the first purchase of all; for the question `range` of the first purchase in the range.
CREATE TABLE members AS
SELECT 'ever' AS start, customer_id, birth, no AS cohort FROM births JOIN months ON month = date_trunc('month', birth)
UNION ALL
SELECT 'range', customer_id, min(day) AS birth, min(no)
FROM occasions JOIN months ON month = date_trunc('month', day)
WHERE day BETWEEN getvariable('range_from') AND getvariable('range_to') GROUP BY customer_id;

CREATE TABLE cohort_sizes AS
SELECT start, m.no AS cohort, month, month_end,
    (SELECT count(*) FROM members x WHERE x.start = s.start AND x.cohort = m.no) AS size
FROM months m, (VALUES ('ever'), ('range')) s(start)
WHERE start = 'ever' OR month BETWEEN getvariable('range_from') AND getvariable('range_to');

-- What the members did on each day from their first one on.
CREATE TABLE deeds AS
SELECT start, customer_id, cohort, birth, day, day - birth AS old, n.no - cohort AS months_later, is_sale, net
FROM members JOIN known USING (customer_id) JOIN months n ON n.month = date_trunc('month', day)
WHERE day >= birth;

CREATE TABLE brackets AS
SELECT * FROM (VALUES (1, 1, 30), (2, 31, 60), (3, 61, 90), (4, 91, 180), (5, 181, 365)) b(age, from_day, to_day);

CREATE TABLE counted AS
SELECT 'classic' AS question, c.start, c.cohort, c.month, size, a.no - c.cohort AS age, a.month_end AS decided,
    (SELECT count(DISTINCT customer_id) FROM deeds d WHERE d.start = c.start AND d.cohort = c.cohort AND is_sale
        AND months_later = a.no - c.cohort) AS active
FROM cohort_sizes c JOIN months a ON a.no >= c.cohort
UNION ALL
SELECT 'rolling', c.start, c.cohort, c.month, size, a.no - c.cohort, a.month_end + 90,
    (SELECT count(DISTINCT customer_id) FROM deeds d WHERE d.start = c.start AND d.cohort = c.cohort AND is_sale
        AND months_later >= a.no - c.cohort)
FROM cohort_sizes c JOIN months a ON a.no >= c.cohort WHERE c.start = 'ever'
UNION ALL
SELECT 'window', c.start, c.cohort, c.month, size, k, c.month_end + ((k + 1) * 30 - 1)::INT,
    (SELECT count(DISTINCT customer_id) FROM deeds d WHERE d.start = c.start AND d.cohort = c.cohort AND is_sale
        AND old // 30 = k)
FROM cohort_sizes c, (SELECT range::INT AS k FROM range(0, 400)) r WHERE c.start = 'ever' AND k <= (getvariable('as_of') - c.month) // 30
UNION ALL
SELECT 'bracket', c.start, c.cohort, c.month, size, age, c.month_end + to_day,
    (SELECT count(DISTINCT customer_id) FROM deeds d WHERE d.start = c.start AND d.cohort = c.cohort AND is_sale
        AND old BETWEEN from_day AND to_day)
FROM cohort_sizes c, brackets WHERE c.start = 'ever';

-- Revenue: each member's first month, and the k-th after it.
CREATE TABLE bases AS
SELECT customer_id, cohort, sum(net) AS base FROM deeds WHERE start = 'ever' AND months_later = 0 GROUP BY ALL;
CREATE TABLE later AS
SELECT customer_id, cohort, months_later, sum(net) AS net FROM deeds WHERE start = 'ever' GROUP BY ALL;
CREATE TABLE kept AS
SELECT b.cohort, months_later AS age, sum(net) AS net, sum(greatest(0, least(net, greatest(base, 0)))) AS gross
FROM bases b JOIN later USING (customer_id) GROUP BY ALL;

CREATE TABLE revenue AS
SELECT q.question, c.cohort, c.month, c.size, c.age, c.decided,
    CASE q.question WHEN 'net' THEN (SELECT coalesce(sum(base), 0) FROM bases b WHERE b.cohort = c.cohort)
        ELSE (SELECT coalesce(sum(greatest(base, 0)), 0) FROM bases b WHERE b.cohort = c.cohort) END AS base,
    coalesce(CASE q.question WHEN 'net' THEN k.net ELSE k.gross END, 0) AS amount
FROM counted c CROSS JOIN (VALUES ('net'), ('gross')) q(question)
LEFT JOIN kept k ON k.cohort = c.cohort AND k.age = c.age
WHERE c.question = 'classic' AND c.start = 'ever';

CREATE TABLE cohort_golden AS
SELECT CASE WHEN start = 'range' THEN 'range' ELSE question END AS question, strftime(month, '%Y-%m') AS cohort, age, size,
    CASE WHEN decided <= getvariable('as_of') THEN active END AS active, NULL::DECIMAL(18, 2) AS base,
    NULL::DECIMAL(18, 2) AS amount
FROM counted
UNION ALL
SELECT question, strftime(month, '%Y-%m'), age, size, NULL, base, CASE WHEN decided <= getvariable('as_of') THEN amount END
FROM revenue;

-- Rates by period. A period that still runs has no value where the page says so.
CREATE TABLE periods AS
SELECT no, first, (CASE getvariable('grain') WHEN 'month' THEN first + INTERVAL 1 MONTH ELSE first + INTERVAL 3 MONTH END)::DATE - 1 AS last,
    CASE getvariable('grain') WHEN 'month' THEN strftime(first, '%Y-%m') ELSE year(first) || '-Q' || quarter(first) END AS period
FROM (SELECT DISTINCT date_trunc(getvariable('grain'), month)::DATE AS first,
        dense_rank() OVER (ORDER BY date_trunc(getvariable('grain'), month))::INT AS no FROM months);

CREATE TABLE in_period AS
SELECT no, period, first, last, customer_id, count(DISTINCT order_id) FILTER (is_sale) AS orders,
    count(DISTINCT day) FILTER (is_sale) AS days, sum(net) AS net
FROM known JOIN periods ON day BETWEEN first AND last GROUP BY ALL;

CREATE TABLE gaps AS
SELECT customer_id, day, day - lag(day) OVER (PARTITION BY customer_id ORDER BY day) AS gap FROM occasions;

CREATE TABLE segments AS
SELECT customer_id, any_value(segment) AS segment FROM known GROUP BY customer_id;

-- Lapses: thresholds from the gaps before each period.
CREATE TABLE habits AS
SELECT p.no, o.customer_id, max(o.day) AS last_before,
    (SELECT CASE WHEN count(*) >= 5 THEN quantile_cont(gap, 0.9) END FROM gaps g
        WHERE g.customer_id = o.customer_id AND g.day < p.first AND gap IS NOT NULL) AS own
FROM periods p JOIN occasions o ON o.day < p.first GROUP BY p.no, p.first, o.customer_id;
CREATE TABLE segment_habits AS
SELECT p.no, segment, CASE WHEN count(*) >= 5 THEN quantile_cont(gap, 0.9) END AS days
FROM periods p JOIN gaps g ON g.day < p.first AND gap IS NOT NULL JOIN segments USING (customer_id) GROUP BY ALL;
CREATE TABLE all_habits AS
SELECT p.no, CASE WHEN count(*) >= 5 THEN quantile_cont(gap, 0.9) END AS days
FROM periods p JOIN gaps g ON g.day < p.first AND gap IS NOT NULL GROUP BY ALL;
CREATE TABLE silences AS
SELECT h.no, h.customer_id, p.first - 1 - last_before AS at_start,
    p.last - (SELECT max(day) FROM occasions o WHERE o.customer_id = h.customer_id AND o.day <= p.last) AS at_end,
    coalesce(own, s.days, a.days) AS threshold
FROM habits h JOIN periods p USING (no) JOIN segments g USING (customer_id)
LEFT JOIN segment_habits s ON s.no = h.no AND s.segment = g.segment LEFT JOIN all_habits a ON a.no = h.no;

CREATE TABLE shares AS
SELECT no, customer_id, net / sum(net) OVER (PARTITION BY no) AS share, net,
    row_number() OVER (PARTITION BY no ORDER BY net DESC) AS rank
FROM in_period WHERE net > 0;

CREATE TABLE rates AS
SELECT 'repeat_rate.window.orders' AS metric_id, period, count(*) FILTER (orders >= 2)::DOUBLE AS numerator,
    count(*) FILTER (orders >= 1)::DOUBLE AS denominator, NULL::DOUBLE AS value
FROM periods LEFT JOIN in_period USING (no, period) GROUP BY period
UNION ALL
SELECT 'repeat_rate.order', period, coalesce(sum(orders) - count(*) FILTER (orders >= 1), 0), coalesce(sum(orders), 0), NULL
FROM periods LEFT JOIN in_period USING (no, period) GROUP BY period
UNION ALL
SELECT 'returning_rate.asof', p.period,
    count(*) FILTER ((SELECT count(*) FROM occasions o WHERE o.customer_id = i.customer_id AND o.day <= p.last) >= 2),
    count(*) FILTER (days >= 1), NULL
FROM periods p LEFT JOIN in_period i ON i.no = p.no AND days >= 1 GROUP BY p.period
UNION ALL
SELECT 'returning_rate.before', p.period, count(*) FILTER (birth < p.first), count(*) FILTER (days >= 1), NULL
FROM periods p LEFT JOIN in_period i ON i.no = p.no AND days >= 1 LEFT JOIN births USING (customer_id) GROUP BY p.period
UNION ALL
SELECT 'purchase_gap.mean', period, sum(gap), count(gap), NULL
FROM periods LEFT JOIN gaps ON day BETWEEN first AND last GROUP BY period
UNION ALL
SELECT 'purchase_gap.median', period, NULL, count(gap), quantile_cont(gap, 0.5)
FROM periods LEFT JOIN gaps ON day BETWEEN first AND last GROUP BY period
UNION ALL
SELECT metric_id, p.period,
    CASE WHEN p.last <= getvariable('as_of') THEN CASE metric_id WHEN 'retention.net_revenue' THEN coalesce(sum(n.net), 0)
        ELSE coalesce(sum(greatest(0, least(coalesce(n.net, 0), greatest(b.net, 0)))), 0) END END,
    CASE metric_id WHEN 'retention.net_revenue' THEN sum(b.net) ELSE sum(greatest(b.net, 0)) END, NULL
FROM periods p CROSS JOIN (VALUES ('retention.net_revenue'), ('retention.gross_revenue')) m(metric_id)
LEFT JOIN in_period b ON b.no = p.no - 1 AND b.days >= 1
LEFT JOIN in_period n ON n.no = p.no AND n.customer_id = b.customer_id
WHERE p.no > 1 GROUP BY metric_id, p.period, p.last
UNION ALL
SELECT 'churn.noncontract', p.period, CASE WHEN known THEN count(*) FILTER (at_end > threshold) END,
    CASE WHEN known THEN count(at_end) END, NULL
FROM (SELECT *, NOT EXISTS (FROM silences WHERE silences.no = periods.no AND threshold IS NULL) AS known FROM periods) p LEFT JOIN silences s ON s.no = p.no AND at_start <= threshold
WHERE p.last <= getvariable('as_of') GROUP BY p.period, known
UNION ALL
SELECT 'churn.noncontract.90', p.period, count(*) FILTER (at_end > 90), count(at_end), NULL
FROM periods p LEFT JOIN silences s ON s.no = p.no AND at_start <= 90
WHERE p.last <= getvariable('as_of') GROUP BY p.period
UNION ALL
SELECT 'clv.hist', p.period, sum(net - cost), count(DISTINCT customer_id) FILTER (is_sale), NULL
FROM periods p JOIN known ON day <= p.last GROUP BY p.period HAVING count(cost) = count(*)
UNION ALL
SELECT 'clv.hist.90', p.period, sum(net - cost), count(DISTINCT customer_id), NULL
FROM periods p JOIN births ON birth BETWEEN p.first AND p.last AND getvariable('as_of') - birth >= 90
JOIN known USING (customer_id) WHERE day BETWEEN birth AND birth + 90 GROUP BY p.period HAVING count(cost) = count(*)
UNION ALL
SELECT 'customer_conc_topn.' || n, period, sum(net) FILTER (rank <= n), sum(net), NULL
FROM periods JOIN shares USING (no), (VALUES (1), (5), (10)) t(n) GROUP BY ALL
UNION ALL
SELECT 'customer_conc_hhi', period, NULL, NULL, sum(share::DOUBLE * share::DOUBLE)
FROM periods JOIN shares USING (no) GROUP BY period;

-- Sums are whole cents, days or customers; only what is no ratio of two of them has a value of its own.
CREATE TABLE rate_golden AS
SELECT metric_id, period, numerator::DECIMAL(18, 2) AS numerator, denominator::DECIMAL(18, 2) AS denominator, value FROM rates;
