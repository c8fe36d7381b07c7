"""The packet on paper, against the pack that it was made from.

Usage: check_packet.py PACK_FOLDER en|zh, with packet.pdf and review.json in it, and poppler's pdfinfo, pdftotext and
pdftoppm at hand. The figures are written here anew from review.json, not by attain.
"""

import json
import re
import subprocess
import sys
import tempfile
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

# The words by which the sheets are known, and how a period stands at the head of each.
WORDS = {
    "en": {"agreed": "Agreed in the talk", "settled": "Settled in the meeting", "contents": "Contents", "as of": "as of"},
    "zh": {"agreed": "面谈中商定", "settled": "会议结论", "contents": "目录", "as of": "截至"},
}


def ran(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def plain(text):
    """Without blanks and the marks at which long words are broken: lines are broken anywhere."""
    return re.sub(r"[\s\u200b\u00ad]+", "", text)


def rounded(number, places):
    step = Decimal(1).scaleb(-places)
    text = f"{Decimal(number).quantize(step, rounding=ROUND_HALF_EVEN):,}"
    return text.replace("-", "\u2212")


def money(minor):
    major = Decimal(minor) / 100
    return rounded(major, 2 if abs(major) < 1000 else 0)


def figure(measured):
    """A value of the pack as the packet should print it; none where it is absent, or of a kind that is not looked at."""
    value = measured.get("value") if isinstance(measured, dict) else None
    if not value:
        return None
    (kind, number), = value.items()
    if kind == "money":
        return money(number)
    if kind == "share":
        return rounded(number * 100, 1) + "%"
    return f"{number:,}" if kind == "count" else None


def main():
    folder, language = Path(sys.argv[1]), sys.argv[2]
    words = WORDS[language]
    packet, pack = folder / "packet.pdf", json.loads((folder / "review.json").read_text(encoding="utf-8"))
    pages = ran("pdftotext", "-layout", str(packet), "-").split("\f")[:-1]
    count = int(re.search(r"^Pages:\s+(\d+)", ran("pdfinfo", str(packet)), re.MULTILINE).group(1))
    assert count == len(pages), f"{count} pages, {len(pages)} of them with text"

    period, day = pack["header"]["period"]["label"], pack["header"]["as_of"]
    for number, page in enumerate(pages, start=1):
        head, foot = page.split("\n")[:4], page.rstrip().split("\n")[-1]
        assert any(period in line and words["as of"] in line for line in head), f"page {number} has no running head: {head}"
        assert plain(foot).endswith(f"{number}/{count}"), f"page {number} ends with `{foot}`"
    assert words["contents"] in pages[1], "the second page is not the contents"

    teams = {rep["team"] for rep in pack["reps"]} | {
        row["key"] for row in pack["kpi_table"]["rows"] if row["level"] == "team" and row["key"]
    }
    settled = sum(words["settled"] in page for page in pages)
    agreed = sum(words["agreed"] in page for page in pages)
    assert settled == len(teams), f"{settled} sheets to settle, {len(teams)} teams"
    assert agreed == len(pack["reps"]), f"{agreed} sheets to sign, {len(pack['reps'])} reps"

    # The sheets of a rep are those from the last one signed to the one signed next.
    sheets, current = [], []
    first = max(number for number, page in enumerate(pages) if words["settled"] in page) + 1 if teams else 2
    for page in pages[first:]:
        current.append(page)
        if words["agreed"] in page:
            sheets.append(current)
            current = []
    longest = max((len(sheet) for sheet in sheets), default=0)
    assert longest <= 3, f"a rep has {longest} sheets"
    checked = 0
    for rep, sheet in zip(pack["reps"], sheets, strict=True):
        text = plain("".join(sheet))
        assert plain(rep["name"])[:30] in text, f"the sheet of {rep['name']} does not name the rep"
        expected = [figure(value) for value in rep["kpis"]]
        if rep["score"] is not None:
            expected.append(rounded(rep["score"], 1))
        for wanted in filter(None, expected):
            assert wanted in text, f"{rep['name']}: `{wanted}` is not on the sheet"
            checked += 1
    for row in pack["attainment"]["rows"]:
        wanted = figure(row["attainment"])
        if wanted:
            assert any(wanted in page for page in pages[2:first]), f"{row['name']}: {wanted} is on no team's sheet"
            checked += 1
    assert checked > 0 or not pack["reps"], "no figure was compared"

    # Every page is drawn, and none is empty.
    with tempfile.TemporaryDirectory() as pictures:
        ran("pdftoppm", "-r", "20", "-gray", str(packet), f"{pictures}/page")
        drawn = sorted(Path(pictures).iterdir())
        assert len(drawn) == count, f"{len(drawn)} pages drawn"
        assert all(any(byte < 128 for byte in path.read_bytes()[20:]) for path in drawn), "a page is empty"
    print(f"{count} pages: {len(teams)} teams, {len(pack['reps'])} reps; {checked} figures as the pack has them; {day}")


main()
