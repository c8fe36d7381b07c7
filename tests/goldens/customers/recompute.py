"""Remakes the golden figures of customers.sql beside this file with another engine.

Needs Python 3 with the package duckdb. From the package's folder:
    python tests/goldens/customers/recompute.py                          (the shipped example)
    python tests/goldens/customers/recompute.py cdnow FILE
    python tests/goldens/customers/recompute.py online_retail FILE
The last two read data that are not shipped (see origin.toml).
"""

import sys
from pathlib import Path

import duckdb

HERE = Path(__file__).parent

ADVENTUREWORKS = """
CREATE VIEW lines AS
SELECT s."ResellerKey" AS customer_id, "SalesOrderNumber" AS order_id, strptime("OrderDate", '%Y/%m/%d')::DATE AS day,
    "Sales"::DECIMAL(18, 2) AS net, "Cost"::DECIMAL(18, 2) AS cost, true AS is_sale, r."Business Type" AS segment
FROM read_csv('datasets/adventureworks/Sales.csv', delim = '|', header = true, all_varchar = true) s
LEFT JOIN read_csv('datasets/adventureworks/Reseller.csv', delim = '|', header = true, all_varchar = true) r
    ON r."ResellerKey" = s."ResellerKey"
"""

# Lines of fixed width: number in the master, number in the sample, day, units, dollars. Some purchases are of nothing.
CDNOW = """
CREATE VIEW lines AS
SELECT part[2] AS customer_id, 'O' || row_number() OVER () AS order_id, strptime(part[3], '%Y%m%d')::DATE AS day,
    part[5]::DECIMAL(18, 2) AS net, NULL::DECIMAL(18, 2) AS cost, true AS is_sale, '' AS segment
FROM (SELECT regexp_split_to_array(trim(line), ' +') AS part
      FROM read_csv('{file}', delim = '', header = false, columns = {{'line': 'VARCHAR'}}))
"""

# Exact repetitions of a row count once, as they do in a load. A credit is a return; so are lines of less than nothing.
ONLINE_RETAIL = """
CREATE VIEW lines AS
SELECT "Customer ID" AS customer_id, "Invoice" AS order_id, "InvoiceDate"::TIMESTAMP::DATE AS day, net,
    NULL::DECIMAL(18, 2) AS cost, NOT (net < 0 OR pieces < 0) AS is_sale, '' AS segment
FROM (SELECT *, "Quantity"::BIGINT AS pieces, ("Quantity"::BIGINT * "Price"::DECIMAL(18, 3))::DECIMAL(18, 2) AS net
      FROM (SELECT DISTINCT * FROM read_csv('{file}', header = true, all_varchar = true)))
"""

SOURCES = {
    "adventureworks": (ADVENTUREWORKS, "2019-06-30", "quarter", "2018-07-01", "2018-12-31"),
    "cdnow": (CDNOW, "1998-06-30", "month", "1997-10-01", "1998-03-31"),
    "online_retail": (ONLINE_RETAIL, "2010-12-09", "month", "2010-04-01", "2010-09-30"),
}


def main() -> None:
    name = sys.argv[1] if len(sys.argv) > 1 else "adventureworks"
    view, as_of, grain, range_from, range_to = SOURCES[name]
    connection = duckdb.connect()
    connection.execute(view.format(file=sys.argv[2]) if len(sys.argv) > 2 else view)
    for variable, value in [("as_of", as_of), ("range_from", range_from), ("range_to", range_to)]:
        connection.execute(f"SET VARIABLE {variable} = DATE '{value}'")
    connection.execute(f"SET VARIABLE grain = '{grain}'")
    connection.execute((HERE / "customers.sql").read_text(encoding="utf-8"))
    for table, keys in [("cohort", "question, cohort, age"), ("rate", "metric_id, period")]:
        out = HERE / f"{name}_{table}s.csv"
        connection.execute(f"COPY (SELECT * FROM {table}_golden ORDER BY {keys}) TO '{out}' (HEADER)")
    print("DuckDB", duckdb.__version__)


main()
