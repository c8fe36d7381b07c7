"""Does the pack agree with itself and with the published schemas? usage: check_pack.py FOLDER [ATTAIN]

Net revenue by rep (managers among them) and by team must sum to the company's, to the cent and in every quarter,
in review.json, tables/kpi.csv and tables/kpi.parquet; and the three must tell the same.
"""

import csv
import json
import subprocess
import sys
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import duckdb
import jsonschema

TABLES = [
    "accounts", "attainment", "bridge", "case_items", "case_lessons", "checkpoints", "cohorts", "contest_fairness", "contests",
    "decisions", "definitions", "forecast_accuracy", "forecasts", "kpi", "people", "plans", "ratings", "repeat", "repeat_curves", "risk", "risk_reasons", "scorecard", "scores", "targets",
]


class Sums:
    """Net revenue in cents by period: of the company, and summed over reps and over teams."""

    def __init__(self):
        self.company = {}
        self.reps = defaultdict(int)
        self.teams = defaultdict(int)
        self.rep_rows = 0

    def add(self, period, team, rep, minor):
        """`team` and `rep` are empty where the row is not about one."""
        if rep:
            self.reps[period] += minor
            self.rep_rows += 1
        elif team:
            self.teams[period] += minor
        elif period not in self.company:
            self.company[period] = minor
        else:
            # People without a team stand in a nameless one, which follows the company.
            self.teams[period] += minor

    def __eq__(self, other):
        return (self.company, self.reps, self.teams) == (other.company, other.reps, other.teams)

    def check(self, name):
        assert self.company, f"{name}: no net revenue of the company"
        for period, company in sorted(self.company.items()):
            for parts, what in ((self.reps, "reps"), (self.teams, "teams")):
                assert parts[period] == company, f"{name} {period}: the {what} sum to {parts[period]}, not {company}"


def of_json(pack):
    sums = Sums()
    for row in pack["observations"]:
        if row["metric_id"] == "revenue_net" and "-Q" in row["period"]:
            scope = {part["dimension"]: part["key"] for part in row["scope"]}
            sums.add(row["period"], scope.get("team"), scope.get("rep"), row["value"]["value"]["money"])
    return sums


def of_csv(path):
    sums = Sums()
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["metric_id"] == "revenue_net" and "-Q" in row["period"]:
                cents = Decimal(row["value"]) * 100
                assert cents == cents.to_integral_value(), f"{path}: {row['value']} has parts of a cent"
                assert int(cents) == int(row["value_minor"]), f"{path}: {row['value']} is not {row['value_minor']}"
                sums.add(row["period"], row["team"], row["rep"], int(cents))
    return sums


def of_parquet(path):
    sums = Sums()
    query = f"SELECT period, team, rep, value, value_minor FROM '{path}' WHERE metric_id = 'revenue_net'"
    for period, team, rep, value, minor in duckdb.sql(query).fetchall():
        if "-Q" in period:
            assert round(Decimal(repr(value)) * 100) == minor, f"{path}: {value} is not {minor}"
            sums.add(period, team, rep, minor)
    return sums


def closed(schema):
    """The same schema, in which nothing may stand that is not described."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    schema = {key: closed(part) for key, part in schema.items()}
    if "properties" in schema and isinstance(schema.get("properties"), dict):
        schema.setdefault("additionalProperties", False)
    return schema


def schemas(folder, attain):
    """The files against the schemas that the program publishes."""
    def published(*words):
        return json.loads(subprocess.run([attain, "export", "schema", *words], check=True, capture_output=True).stdout)

    for file, word in (("review.json", "review"), ("summary.json", "summary")):
        schema = published(word)
        jsonschema.Draft202012Validator.check_schema(schema)
        written = json.loads((folder / file).read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator(closed(schema)).validate(written)
        assert written["schema_version"] == schema["version"], f"{file} is of another version than its schema"
    types = {"VARCHAR": "string", "BIGINT": "integer", "BOOLEAN": "boolean", "DATE": "date", "DOUBLE": "number"}
    described = {resource["path"]: resource["schema"]["fields"] for resource in published("tables")["resources"]}
    assert sorted(described) == sorted(f"tables/{table}.csv" for table in TABLES), "tables without a description"
    for path, fields in described.items():
        parquet = duckdb.sql(f"SELECT * FROM '{folder}/{path[:-4]}.parquet'")
        written = list(zip(parquet.columns, (types[str(kind)] for kind in parquet.types)))
        assert written == [(field["name"], field["type"]) for field in fields], f"{path} is not as described"
        assert all(len(field["description"]) > 3 for field in fields), path
    return len(described)


def main(folder, attain=None):
    if attain:
        print(f"review.json, summary.json and {schemas(folder, attain)} tables are as the schemas say")
    wanted = [folder / "review.html", folder / "review.json"]
    wanted += [folder / "tables" / f"{table}.{form}" for table in TABLES for form in ("csv", "parquet")]
    for path in wanted:
        assert path.is_file() and path.stat().st_size > 0, f"{path} is missing or empty"
    for table in TABLES:
        with open(folder / "tables" / f"{table}.csv", encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        parquet = duckdb.sql(f"SELECT * FROM '{folder}/tables/{table}.parquet'")
        assert list(parquet.columns) == header, f"{table}: the columns differ between CSV and Parquet"
        count = len(parquet.fetchall())
        assert count == len(rows), f"{table}: {len(rows)} rows in CSV, {count} in Parquet"

    pack = json.loads((folder / "review.json").read_text(encoding="utf-8"))
    period = pack["header"]["period"]["label"]
    forms = {
        "review.json": of_json(pack),
        "kpi.csv": of_csv(folder / "tables" / "kpi.csv"),
        "kpi.parquet": of_parquet(folder / "tables" / "kpi.parquet"),
    }
    for name, sums in forms.items():
        sums.check(name)
        assert sums == forms["review.json"], f"{name} and review.json tell different figures"
        assert sums.rep_rows == len(pack["people"]) * len(sums.company), f"{name}: the grid of reps has holes"

    # The table that people read in the page, too: reps and managers against the company's line.
    column = [column["metric_id"] for column in pack["kpi_table"]["columns"]].index("revenue_net")
    shown = defaultdict(int)
    for row in pack["kpi_table"]["rows"]:
        level = "people" if row["level"] in ("rep", "manager") else row["level"]
        shown[level] += row["cells"][column]["value"]["money"]
    company = forms["review.json"].company[period]
    assert shown["company"] == company, f"the page's table says {shown['company']}, not {company}"
    assert shown["people"] == company, f"the page's people sum to {shown['people']}, not {company}"

    # Every number says what it is and of when.
    defined = {definition["metric_id"] for definition in pack["definitions"]}
    for row in pack["observations"]:
        base = row["metric_id"]
        known = base in defined or base.rsplit(".", 1)[0] in defined
        assert known and row["period"], f"{row['metric_id']} {row['period']}: without definition or period"
        assert "value" in row["value"] or row["value"].get("null"), f"{base} {row['period']}: absent without a reason"

    for account in pack["quality"]["accounts"]:
        parts = account["rows_loaded"] + account["duplicates_dropped"] + account["rows_rejected"]
        assert account["rows_read"] == parts, f"{account['file']}: {account['rows_read']} read, {parts} accounted for"

    for targets in pack["targets"]:
        total = sum(row["target"] or 0 for row in targets["rows"] if isinstance(row.get("target"), int))
        assert total == targets["total"], f"{targets['metric_id']}: targets sum to {total}, not {targets['total']}"

    quarters = len(forms["review.json"].company)
    print(f"{period}: {len(pack['people'])} people sum to the company's {company / 100:,.2f} in JSON, CSV and Parquet,")
    print(f"and so they do in all {quarters} quarters; {len(pack['observations'])} numbers carry definition and period")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:3])
