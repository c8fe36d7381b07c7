#!/usr/bin/env python3
"""The workbook in the real thing: LibreOffice reckons it anew, and the figures are held against the pack and the command.

usage: check_workbook.py PACK --attain PROGRAM -- ARGUMENTS OF attain review FOR THIS PACK

Needs openpyxl and soffice. What is checked:
- the file holds no macro, no link to elsewhere, no formula in a sheet of other people's texts;
- every formula's result as written is what LibreOffice comes to, and none is an error but the fan's #N/A;
- the key figures, bridges, attainment, scores and targets are those of review.json; where a step of a bridge is changed, the
  running sums and the last line follow;
- at other chances, with a target by hand and with a goal, the sheet gives what `attain review --chance` gives.
"""

import argparse
import json
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
import warnings
import zipfile
from pathlib import Path

import openpyxl

# It says that it would drop the sparklines on saving; nothing is saved with it.
warnings.filterwarnings("ignore", module="openpyxl")

CHANCES = [0.37, 0.8, 0.95]
# Sheets by their place, whatever the language.
KPI, BRIDGE, ATTAINMENT, FORECAST, TARGETS, SCORES, WORKINGS, DISTRIBUTION = 1, 3, 4, 7, 8, 10, 15, 16
WITH_FORMULAS = {BRIDGE, FORECAST, TARGETS, SCORES, WORKINGS, DISTRIBUTION}
CHANCE_CELL = "C4"
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""

problems = []


def complain(text):
    problems.append(text)


def close(left, right):
    if left in (None, "") or right in (None, ""):
        return left in (None, "") and right in (None, "")
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        return math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-9)
    return left == right


def major(amount, unit, per_major):
    if amount is None:
        return None
    return amount / {"money": per_major, "units": 10_000}.get(unit, 1)


def scalar(measured, per_major):
    """A measured value in major units; none where it is absent."""
    if "value" not in measured:
        return None
    (unit, value), = measured["value"].items()
    return major(value, unit, per_major)


def recalculated(folder, files):
    """The files as LibreOffice saves them after it has reckoned every formula."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")
    done = folder / "done"
    command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML",
               "--outdir", str(done), *map(str, files)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=300, env={**os.environ, "HOME": str(folder)})
    made = [done / file.name for file in files]
    for file in made:
        if not file.is_file():
            sys.exit(f"LibreOffice did not write {file.name}: {ran.stdout}{ran.stderr}")
    return [openpyxl.load_workbook(file, data_only=True) for file in made]


def with_cells(source, target, sheet, cells):
    """A copy of a workbook in which cells of one sheet hold other numbers; all else is the same bytes."""
    part = f"xl/worksheets/sheet{sheet + 1}.xml"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename == part:
                text = data.decode("utf-8")
                for cell, value in cells.items():
                    text, count = re.subn(rf'<c r="{cell}"( s="\d+")?(?:/>|><v>[^<]*</v></c>)',
                                          rf'<c r="{cell}"\1><v>{value}</v></c>', text)
                    assert count == 1, f"{cell} is not an input cell"
                data = text.encode("utf-8")
            new.writestr(item, data)


def check_container(path):
    with zipfile.ZipFile(path) as container:
        for name in container.namelist():
            if re.search(r"vba|externalLink|connections|queryTable|activeX|ctrlProp", name):
                complain(f"the file holds {name}")
        for item in container.infolist():
            if item.filename.endswith(".rels") and b'TargetMode="External"' in container.read(item):
                complain(f"{item.filename} leads out of the file")


def compare_results(written, formulas, anew):
    """Every formula's written result with the one that LibreOffice comes to."""
    count = 0
    for place, sheet in enumerate(formulas.worksheets):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                count += 1
                before = written.worksheets[place][cell.coordinate].value
                after = anew.worksheets[place][cell.coordinate].value
                if place not in WITH_FORMULAS:
                    complain(f"{sheet.title}!{cell.coordinate} is a formula: {cell.value}")
                if not close(before, after):
                    complain(f"{sheet.title}!{cell.coordinate} {cell.value[:60]}: written {before!r}, reckoned {after!r}")
                if isinstance(after, str) and after.startswith("#") and not (place == FORECAST and after == "#N/A"):
                    complain(f"{sheet.title}!{cell.coordinate} is {after}")
    return count


def check_kpi(book, pack, per_major):
    sheet = book.worksheets[KPI]
    count = 0
    for at, row in enumerate(pack["kpi_table"]["rows"], start=5):
        for col, measured in enumerate(row["cells"], start=5):
            value = sheet.cell(at, col).value
            expected = scalar(measured, per_major)
            # Where a value is absent the cell says why.
            if expected is None and isinstance(value, str):
                continue
            count += 1
            if not close(value, expected):
                complain(f"KPI row {at}, column {col}: {value!r} for {expected!r}")
    return count


def check_attainment(book, pack, per_major):
    sheet = book.worksheets[ATTAINMENT]
    for at, row in enumerate(pack["attainment"]["rows"], start=7):
        for col, field in ((4, "actual"), (5, "target"), (6, "attainment")):
            value = sheet.cell(at, col).value
            expected = scalar(row[field], per_major)
            if expected is not None and not close(value, expected):
                complain(f"attainment of {row['rep_id']}, {field}: {value!r} for {expected!r}")
    return len(pack["attainment"]["rows"])


def bridge_rows(pack):
    """The row of each bridge's first line."""
    first = 7
    for bridge in pack["bridges"]:
        yield first, bridge
        last = first + 1 + len(bridge["steps"])
        first = max(last + 3, first - 1 + 16) + 4


def check_bridges(book, pack, per_major, added=0):
    """Every line; `added` is what was put on each bridge's first step."""
    sheet = book.worksheets[BRIDGE]
    count = 0
    for first, bridge in bridge_rows(pack):
        steps = bridge["steps"]
        amounts = [bridge["start"], *(step["amount"] for step in steps), bridge["end"]]
        after = [bridge["start"], *(step["after"] for step in steps), bridge["end"]]
        for at, (amount, reached) in enumerate(zip(amounts, after)):
            more = added if at > 0 and steps else 0
            amount = amount / per_major + (more if at in (1, len(amounts) - 1) else 0)
            wanted = (amount, amount * per_major / bridge["start"] if bridge["start"] > 0 else None, reached / per_major + more)
            found = tuple(sheet.cell(first + at, col).value for col in (2, 3, 4))
            count += 1
            if not all(map(close, found, wanted)):
                complain(f"bridge against {bridge['against']}, line {at}: {found} for {wanted}")
    return count


def check_scores(book, pack):
    sheet = book.worksheets[SCORES]
    scored = [page for page in pack["reps"] if page["score_lines"]]
    for at, page in enumerate(scored, start=6):
        if not close(sheet.cell(at, 4).value, page["score"]):
            complain(f"score of {page['rep_id']}: {sheet.cell(at, 4).value!r} for {page['score']!r}")
    return len(scored)


class Targets:
    """Where the targets stand on their sheet."""

    def __init__(self, pack):
        self.sections = pack["targets"]
        self.per_major = None
        first = 6 + 3 + len(self.sections) + 1
        self.rows, self.block = {}, {}
        for at, section in enumerate(self.sections):
            self.block[section["metric_id"]] = 7 + at
            for row in section["rows"]:
                self.rows[section["metric_id"], row["rep_id"]] = first
                first += 1

    def compare(self, book, pack, per_major, what):
        sheet = book.worksheets[TARGETS]
        count = 0
        for section in pack["targets"]:
            metric, unit = section["metric_id"], section["unit"]
            for row in section["rows"]:
                at = self.rows[metric, row["rep_id"]]
                target, chance = sheet.cell(at, 9).value, sheet.cell(at, 10).value
                count += 1
                if not close(target, major(row["target"], unit, per_major)) or not close(chance, row["chance"]):
                    complain(f"{what}: {metric} of {row['rep_id']}: {target!r} at {chance!r} "
                             f"for {row['target']!r} at {row['chance']!r}")
            at = self.block[metric]
            total, team = sheet.cell(at, 9).value, sheet.cell(at, 10).value
            if not close(total, major(section["total"], unit, per_major)) or not close(team, section["team_chance"]):
                complain(f"{what}: {metric} together: {total!r} at {team!r} for {section['total']!r} at {section['team_chance']!r}")
        return count


def review(program, arguments, folder, *more):
    command = [program, "review", *arguments, *more, "--out", str(folder), "--quiet"]
    ran = subprocess.run(command, capture_output=True, text=True)
    if ran.returncode > 1:
        sys.exit(f"{' '.join(command)}: {ran.stderr}")
    return json.loads((folder / "review.json").read_text(encoding="utf-8"))


def by_hand(pack, targets, per_major):
    """Cells for a rep's own target (the stretch, whose chance the pack states) and for a goal (the sum itself)."""
    cells, expected = {}, []
    for section in pack["targets"]:
        unit, metric = section["unit"], section["metric_id"]
        row = next((row for row in section["rows"] if row["stretch"] is not None), None)
        if row is None or section["team_chance"] is None:
            continue
        at = targets.rows[metric, row["rep_id"]]
        cells[f"H{at}"] = major(row["stretch"], unit, per_major)
        expected.append((at, 10, row["stretch_chance"], f"the chance of {metric} by hand"))
        total = section["total"] - row["target"] + row["stretch"]
        reached = section["basis"]["team_reached"]
        together = sum(amount >= total for amount in reached) / len(reached)
        at = targets.block[metric]
        expected.append((at, 9, major(total, unit, per_major), f"the sum of {metric} by hand"))
        expected.append((at, 10, together, f"the team's chance of {metric} by hand"))
        cells[f"F{at}"] = major(section["total"], unit, per_major)
        expected.append((at, 11, major(row["stretch"] - row["target"], unit, per_major), f"the gap of {metric}"))
        expected.append((at, 12, section["team_chance"], f"the chance of the goal of {metric}"))
    return cells, expected


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("pack", type=Path)
    parser.add_argument("--attain", required=True)
    review_arguments = sys.argv[sys.argv.index("--") + 1:]
    asked = parser.parse_args(sys.argv[1:sys.argv.index("--")])
    path = asked.pack / "review.xlsx"
    pack = json.loads((asked.pack / "review.json").read_text(encoding="utf-8"))
    if shutil.which("soffice") is None:
        sys.exit("LibreOffice (soffice) is not there")
    check_container(path)
    written, formulas = openpyxl.load_workbook(path, data_only=True), openpyxl.load_workbook(path)
    per_major = next((s["basis"]["minor_per_major"] for s in pack["targets"] if s["unit"] == "money"), 100)
    targets = Targets(pack)
    with tempfile.TemporaryDirectory() as work:
        work = Path(work)
        files = [work / "same.xlsx"]
        shutil.copy(path, files[0])
        for chance in CHANCES:
            files.append(work / f"at-{chance}.xlsx")
            with_cells(path, files[-1], TARGETS, {CHANCE_CELL: chance})
        cells, expected = by_hand(pack, targets, per_major)
        files.append(work / "by-hand.xlsx")
        with_cells(path, files[-1], TARGETS, cells)
        steps = {f"B{first + 1}": bridge["steps"][0]["amount"] / per_major + 1000
                 for first, bridge in bridge_rows(pack) if bridge["steps"]}
        files.append(work / "other-steps.xlsx")
        with_cells(path, files[-1], BRIDGE, steps)
        same, *others, hand, bridges = recalculated(work, files)
        results = compare_results(written, formulas, same)
        kpi = check_kpi(same, pack, per_major)
        reps = check_attainment(same, pack, per_major)
        scores = check_scores(same, pack)
        lines = check_bridges(same, pack, per_major) + check_bridges(bridges, pack, per_major, 1000)
        count = targets.compare(same, pack, per_major, "as it was written")
        for chance, book in zip(CHANCES, others):
            again = review(asked.attain, review_arguments, work / f"pack-{chance}", "--chance", str(chance))
            count += targets.compare(book, again, per_major, f"at a chance of {chance}")
        for at, col, value, what in expected:
            found = hand.worksheets[TARGETS].cell(at, col).value
            if not close(found, value):
                complain(f"{what}: {found!r} for {value!r}")
    for problem in problems[:20]:
        print(problem)
    if problems:
        sys.exit(f"{len(problems)} differences")
    print(f"{results} formulas come out as they were written; {kpi} key figures, {lines} lines of bridges, {reps} reps against quota, {scores} scores "
          f"and {count} targets at {1 + len(CHANCES)} chances are the pack's; {len(expected)} figures follow a hand and a goal")


main()
