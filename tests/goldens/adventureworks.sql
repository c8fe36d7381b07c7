-- The figures of the example company, worked out by another engine (DuckDB) from the raw files.
-- Run by recompute.sh in the package's folder; every COPY below remakes one file beside this one.

CREATE VIEW raw_sales AS
SELECT
    "SalesOrderNumber"                      AS order_id,
    strptime("OrderDate", '%Y/%m/%d')::DATE AS order_date,
    "ResellerKey"                           AS customer_id,
    "EmployeeKey"                           AS rep,
    "Quantity"::BIGINT                      AS quantity,
    "Sales"::DECIMAL(18, 2)                 AS net,
    "Cost"::DECIMAL(18, 2)                  AS cost
FROM read_csv('datasets/adventureworks/Sales.csv', delim = '|', header = true, all_varchar = true);

-- The files are cut at 30 June 2019, which is also the as-of day of the configuration.
CREATE VIEW sales AS
SELECT *,
    year(order_date) || '-Q' || quarter(order_date) AS quarter,
    strftime(order_date, '%Y-%m')                   AS month,
    year(order_date) * 4 + quarter(order_date) - 1  AS quarter_no,
    year(order_date) * 12 + month(order_date) - 1   AS month_no
FROM raw_sales
WHERE order_date <= DATE '2019-06-30';

CREATE VIEW reps AS
SELECT "EmployeeKey" AS rep
FROM read_csv('datasets/adventureworks/Salesperson.csv', delim = '|', header = true, all_varchar = true);

CREATE VIEW quotas AS
SELECT "EmployeeKey" AS rep, "Quarter" AS quarter, "SalesQuota"::DECIMAL(18, 2) AS quota
FROM read_csv('datasets/adventureworks/QuarterlyQuotas.csv', delim = '|', header = true, all_varchar = true);

CREATE VIEW quarters AS SELECT DISTINCT quarter, quarter_no FROM sales;
CREATE VIEW months AS SELECT DISTINCT month, month_no FROM sales;

-- A new customer belongs to the rep of the first purchase; of several reps on that day the lowest id decides.
CREATE VIEW first_purchases AS
SELECT DISTINCT ON (customer_id) customer_id, rep, order_date, quarter, quarter_no, month, month_no
FROM sales
ORDER BY customer_id, order_date, rep;

-- One row a value. In 2017-Q3 old customers cannot be told from new ones (the data begin there), so new customers
-- are absent in that quarter; every other figure is a zero where nothing was sold.
CREATE VIEW by_rep AS
WITH grid AS (SELECT rep, quarter FROM reps, quarters),
sums AS (
    SELECT rep, quarter, sum(net) AS revenue, sum(net) - sum(cost) AS profit, sum(quantity) AS units,
        count(DISTINCT order_id) AS orders, count(DISTINCT customer_id) AS customers
    FROM sales GROUP BY ALL
),
won AS (SELECT rep, quarter, count(*) AS won FROM first_purchases GROUP BY ALL)
SELECT grid.rep, grid.quarter,
    coalesce(revenue, 0) AS revenue, coalesce(profit, 0) AS profit, coalesce(units, 0) AS units,
    coalesce(orders, 0) AS orders, coalesce(customers, 0) AS customers,
    CASE WHEN grid.quarter <> '2017-Q3' THEN coalesce(won, 0) END AS won, quota
FROM grid
LEFT JOIN sums USING (rep, quarter)
LEFT JOIN won USING (rep, quarter)
LEFT JOIN quotas USING (rep, quarter);

CREATE VIEW company AS
SELECT quarter, sum(net) AS revenue, sum(net) - sum(cost) AS profit, sum(quantity) AS units,
    count(DISTINCT order_id) AS orders, count(DISTINCT customer_id) AS customers,
    CASE WHEN quarter <> '2017-Q3' THEN (SELECT count(*) FROM first_purchases f WHERE f.quarter = s.quarter) END AS won
FROM sales s GROUP BY quarter;

COPY (
    SELECT 'revenue_net' AS metric_id, quarter AS period, rep, revenue::VARCHAR AS value FROM by_rep
    UNION ALL SELECT 'gross_profit', quarter, rep, profit::VARCHAR FROM by_rep
    UNION ALL SELECT 'units', quarter, rep, units::VARCHAR FROM by_rep
    UNION ALL SELECT 'orders', quarter, rep, orders::VARCHAR FROM by_rep
    UNION ALL SELECT 'active_customers', quarter, rep, customers::VARCHAR FROM by_rep
    UNION ALL SELECT 'new_customers', quarter, rep, won::VARCHAR FROM by_rep
    ORDER BY metric_id, period, rep
) TO 'tests/goldens/kpi_by_rep.csv' (HEADER);

COPY (
    SELECT 'revenue_net' AS metric_id, quarter AS period, revenue::VARCHAR AS value FROM company
    UNION ALL SELECT 'gross_profit', quarter, profit::VARCHAR FROM company
    UNION ALL SELECT 'units', quarter, units::VARCHAR FROM company
    UNION ALL SELECT 'orders', quarter, orders::VARCHAR FROM company
    UNION ALL SELECT 'active_customers', quarter, customers::VARCHAR FROM company
    UNION ALL SELECT 'new_customers', quarter, won::VARCHAR FROM company
    ORDER BY metric_id, period
) TO 'tests/goldens/kpi_company.csv' (HEADER);

-- Attainment: revenue of the people who have a quota in the quarter, over those quotas. Without a quota: no value.
COPY (
    SELECT quarter AS period, rep, CASE WHEN quota IS NOT NULL THEN revenue END AS numerator, quota AS denominator,
        CASE WHEN quota > 0 THEN revenue::DOUBLE / quota::DOUBLE END AS value
    FROM by_rep ORDER BY period, rep
) TO 'tests/goldens/attainment_by_rep.csv' (HEADER);

COPY (
    SELECT quarter AS period, sum(revenue) AS numerator, sum(quota) AS denominator,
        sum(revenue)::DOUBLE / sum(quota)::DOUBLE AS value
    FROM by_rep WHERE quota IS NOT NULL GROUP BY quarter ORDER BY period
) TO 'tests/goldens/attainment_company.csv' (HEADER);

-- Classic retention: every period of the data as cohort, every age up to the last period, which is complete.
CREATE VIEW bought_in_month AS SELECT DISTINCT customer_id, month_no FROM sales;
CREATE VIEW bought_in_quarter AS SELECT DISTINCT customer_id, quarter_no FROM sales;

COPY (
    SELECT c.month AS cohort, a.month_no - c.month_no AS age,
        (SELECT count(*) FROM first_purchases f WHERE f.month_no = c.month_no) AS size,
        (SELECT count(*) FROM first_purchases f JOIN bought_in_month b USING (customer_id)
          WHERE f.month_no = c.month_no AND b.month_no = a.month_no) AS active
    FROM months c JOIN months a ON a.month_no >= c.month_no
    ORDER BY cohort, age
) TO 'tests/goldens/cohort_month.csv' (HEADER);

COPY (
    SELECT c.quarter AS cohort, a.quarter_no - c.quarter_no AS age,
        (SELECT count(*) FROM first_purchases f WHERE f.quarter_no = c.quarter_no) AS size,
        (SELECT count(*) FROM first_purchases f JOIN bought_in_quarter b USING (customer_id)
          WHERE f.quarter_no = c.quarter_no AND b.quarter_no = a.quarter_no) AS active
    FROM quarters c JOIN quarters a ON a.quarter_no >= c.quarter_no
    ORDER BY cohort, age
) TO 'tests/goldens/cohort_quarter.csv' (HEADER);

-- Repeat purchase. An occasion is a customer's day with a sale. Absent values have both sums as zero.
CREATE VIEW occasions AS SELECT DISTINCT customer_id, order_date, quarter, quarter_no FROM sales;
CREATE VIEW came_back AS
SELECT f.customer_id, f.quarter, f.order_date,
    (SELECT min(o.order_date) FROM occasions o WHERE o.customer_id = f.customer_id AND o.order_date > f.order_date) AS again
FROM first_purchases f;

CREATE VIEW h_days AS
SELECT h, quarter, count(*) FILTER (again IS NOT NULL AND again - order_date <= h) AS numerator, count(*) AS denominator
FROM came_back, (VALUES (30), (60), (90), (180), (365)) horizons(h)
WHERE DATE '2019-06-30' - order_date >= h
GROUP BY ALL;

COPY (
    SELECT 'repeat_rate.window' AS metric_id, quarter AS period,
        count(*) FILTER (days >= 2) AS numerator, count(*) AS denominator
    FROM (SELECT quarter, customer_id, count(*) AS days FROM occasions GROUP BY ALL) GROUP BY ALL
    UNION ALL
    SELECT 'repurchase_rate.next', q.quarter,
        -- The quarter after the last one has not ended: absent.
        CASE WHEN q.quarter = '2019-Q2' THEN 0 ELSE
        (SELECT count(DISTINCT a.customer_id) FROM occasions a JOIN occasions b USING (customer_id)
          WHERE a.quarter_no = q.quarter_no AND b.quarter_no = q.quarter_no + 1) END,
        CASE WHEN q.quarter = '2019-Q2' THEN 0 ELSE
        (SELECT count(DISTINCT customer_id) FROM occasions WHERE quarter_no = q.quarter_no) END
    FROM quarters q
    UNION ALL
    SELECT 'repeat_rate.h_days.' || h, q.quarter, coalesce(numerator, 0), coalesce(denominator, 0)
    FROM quarters q CROSS JOIN (VALUES (30), (60), (90), (180), (365)) horizons(h)
    LEFT JOIN h_days USING (h, quarter)
    ORDER BY metric_id, period
) TO 'tests/goldens/repeat_quarter.csv' (HEADER);

-- The same over all first purchases at once, as the review pack prints it.
COPY (
    SELECT 'repeat_rate.h_days.' || h AS metric_id, sum(numerator)::BIGINT AS numerator, sum(denominator)::BIGINT AS denominator
    FROM h_days GROUP BY h ORDER BY h
) TO 'tests/goldens/repeat_all.csv' (HEADER);
