"""Holds the executed notebooks against the kept ones: the same cells, none failed, and a picture wherever one is kept.

check_notebooks.py KEPT EXECUTED (two folders)
"""

import json
import sys
from pathlib import Path


def cells(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def pictures(cell):
    return sum("image/png" in output.get("data", {}) for output in cell.get("outputs", []))


kept, executed = map(Path, sys.argv[1:])
names = sorted(path.name for path in kept.glob("*.ipynb"))
assert names and names == sorted(path.name for path in executed.glob("*.ipynb")), "the sets of notebooks differ"
count = 0
for name in names:
    old, new = cells(kept / name), cells(executed / name)
    assert [cell["source"] for cell in old] == [cell["source"] for cell in new], f"{name}: the cells differ"
    for number, (before, after) in enumerate(zip(old, new), start=1):
        failed = [output for output in after.get("outputs", []) if output["output_type"] == "error"]
        assert not failed, f"{name} cell {number} failed"
        assert pictures(before) == pictures(after), f"{name} cell {number}: {pictures(before)} pictures kept, {pictures(after)} made"
        count += pictures(after)
    assert sum(map(pictures, old)) > 0, f"{name} is kept without its pictures"
print(f"{len(names)} notebooks ran, {count} pictures")
