"""Does the page do what it says, in a real browser? usage: check_page.py ATTAIN PACK PACK_ZH AXE [CHROMIUM]

ATTAIN is the program, PACK and PACK_ZH are the example's packs in English and in Chinese (the store lies in PACK/store),
AXE is axe.min.js of axe-core. Every page is opened as a file, as people open it.
"""

import csv
import io
import subprocess
import sys
import tempfile
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

from playwright.sync_api import sync_playwright

ATTAIN, PACK, PACK_ZH, AXE, *REST = sys.argv[1:]
CHROMIUM = REST[0] if REST else "/usr/bin/chromium"
CONFIG = "datasets/adventureworks/attain.toml"
MINUS = "\u2212"
TEN = Decimal(10)


class Browser:
    """Opens pages and keeps what they complain about."""

    def __init__(self, chromium):
        self.chromium = chromium
        self.said = []

    def open(self, path, width=1400, scheme="light", script=True):
        context = self.chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=script
        )
        page = context.new_page()
        page.on("console", lambda message: self.said.append(f"{path}: {message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.said.append(f"{path}: {error}"))
        page.on("dialog", lambda dialog: (self.said.append(f"{path}: a dialog"), dialog.dismiss()))
        page.on("request", lambda request: self.asked(path, request.url))
        page.goto(Path(path).absolute().as_uri())
        return page

    def asked(self, path, url):
        if url != Path(path).absolute().as_uri():
            self.said.append(f"{path} asks for {url}")


def printed(number, decimals=0):
    """A number as the page writes it."""
    text = f"{abs(Decimal(number).quantize(TEN ** -decimals, rounding=ROUND_HALF_EVEN)):,}"
    return MINUS + text if Decimal(number) < 0 and text.strip("0.,") else text


def percent(share):
    return printed(Decimal(float(share) * 100), 1) + "%"


def command(*arguments):
    made = subprocess.run(
        [ATTAIN, "targets", "--config", CONFIG, "--store", f"{PACK}/store", "--format", "csv", *arguments],
        capture_output=True, text=True, check=False,
    )
    return list(csv.DictReader(io.StringIO(made.stdout))), made.stderr, made.returncode


ROWS = """root => [...root.querySelectorAll('tbody tr')].map(row => [row.querySelector('th').textContent,
    row.cells[3].textContent, row.cells[5].textContent])"""


def part(panel, name):
    return panel.locator(f"[data-part={name}]").text_content()


def same_targets(panel, rows, none):
    """Every rep's target and chance in the panel against the command's; returns how many."""
    wanted = {row["name"]: row for row in rows}
    shown = panel.evaluate(ROWS)
    for name, target, chance in shown:
        row = wanted.pop(name)
        if row["target"] == "":
            assert (target, chance) == (none, "–"), (name, target, chance)
            continue
        assert target == printed(row["target"]), (name, target, row["target"])
        assert chance == percent(row["chance"]), (name, chance, row["chance"])
    assert all(row["target"] == "" for row in wanted.values()), f"not in the panel: {list(wanted)}"
    total = sum(Decimal(row["target"] or 0) for row in rows)
    assert part(panel, "total") == printed(total), (part(panel, "total"), total)
    return len(shown)


def what_if(page):
    compared = 0
    panels = page.locator(".what-if")
    chances = ["0.6", "0.05", "0.2", "0.375", "0.73", "0.9", "0.97", "0.99"]
    answers = {chance: command("--chance", chance)[:2] for chance in chances}
    for number in range(panels.count()):
        panel = panels.nth(number)
        if panel.get_attribute("open") is None:
            panel.locator("summary").click()
        panel.locator("tbody tr").first.wait_for()
        metric = part(panel, "command").split("--metric ")[1].split()[0]
        name = panel.locator("summary .quiet").text_content().split(",")[0].lower()
        for chance, (rows, notes) in answers.items():
            rows = [row for row in rows if row["metric_id"] == metric]
            panel.locator("[data-part=chance]").fill(str(float(Decimal(chance) * 100)))
            compared += same_targets(panel, rows, "no target")
            team = next((line.split("chance of ")[-1] for line in notes.splitlines() if f"for {name} in" in line), None)
            shown = part(panel, "team").replace(".0%", "%")
            assert team is None or shown == team.rstrip("."), (metric, chance, shown, team)
        panel.locator("[data-part=chance-slide]").fill("60")
        assert part(panel, "command").endswith("--chance 0.6")
    panel = panels.first
    for goal in ["6500000", "7777777", "9123456.78", "12000000", "40000000"]:
        rows, _, _ = command("--metric", "revenue_net", "--goal", goal)
        panel.locator("[data-part=goal]").fill(goal)
        compared += same_targets(panel, rows, "no target")
        left = Decimal(goal) - sum(Decimal(row["target"] or 0) for row in rows)
        assert part(panel, "left") == printed(left), (goal, left)
    _, notes, code = command("--metric", "revenue_net", "--goal", "1000")
    panel.locator("[data-part=goal]").fill("1000")
    least = part(panel, "refused").split("Below ")[1].split(", the least")[0]
    exact = Decimal(notes.split(" is below ")[1].split(",")[0])
    assert code == 2 and least == printed(exact), (least, notes)
    panel.locator("[data-part=reset]").click()
    assert not panel.locator("[data-part=refused]").is_visible()
    return f"{compared} targets and chances are the command's"


def numbers(page, column, table="table.against"):
    texts = page.locator(f"{table} tbody tr td:nth-child({column})").all_text_contents()
    return [float(t.replace(",", "").replace("%", "").replace(MINUS, "-")) if any(c.isdigit() for c in t) else None for t in texts]


def sorting(page):
    head = page.locator("table.against th[data-metric=attainment]")
    printed_order = numbers(page, 5)
    assert None in printed_order, "the example should have a rep without attainment"
    known = [value for value in printed_order if value is not None]
    head.locator("button").focus()
    for direction, reverse in (("descending", True), ("ascending", False)):
        page.keyboard.press("Enter")
        assert head.get_attribute("aria-sort") == direction
        now = numbers(page, 5)
        assert now[: len(known)] == sorted(known, reverse=reverse), now
        assert now[len(known):] == [None] * (len(now) - len(known)), "absences stand last"
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") is None and numbers(page, 5) == printed_order
    page.locator("table.kpis th[data-metric=revenue_net] button").first.click()
    classes = page.locator("table.kpis").first.locator("tbody tr").evaluate_all("rows => rows.map(r => r.className)")
    assert classes[0] == "company" and classes[1] == "team" and classes[2] == "rep", classes[:4]
    return "numbers sort as numbers, absences last, reps under their teams"


def filtering(page):
    tools = page.locator("#kpis .tools")
    tools.locator("input").fill("linda")
    shown = page.locator("#kpis tbody tr:not(.miss) th").all_text_contents()
    assert len(shown) == 1 and "Linda" in shown[0], shown
    assert tools.locator("[role=status]").text_content().startswith("1 of "), "the count is said"
    tools.locator("input").fill("")
    assert page.locator("#kpis tbody tr.miss").count() == 0
    return "a filter leaves what it should"


def drilling(page):
    def visible(selector):
        return page.locator(selector).evaluate_all("all => all.filter(e => e.checkVisibility()).map(e => e.id)")

    page.locator("#scope").select_option("team-2")
    team = page.evaluate("location.hash")
    in_team = page.locator("table.against tbody tr:not(.out)").count()
    everybody = page.locator("table.against tbody tr").count()
    assert team == "#team-2" and 0 < in_team < everybody, (team, in_team, everybody)
    names = page.locator("table.against tbody tr:not(.out) td:nth-child(2)").all_text_contents()
    assert len(set(names)) == 1, names
    page.locator("table.against tbody tr:not(.out) th a").first.click()
    rep = page.evaluate("location.hash").lstrip("#")
    assert visible("article.page") == [rep], visible("article.page")
    assert page.locator("#crumbs li").count() == 3
    page.locator(".contents a[href$='risk']").click()
    assert page.evaluate("location.hash") == f"#{rep}.risk" and visible("article.page") == [rep]
    page.go_back()
    page.go_back()
    assert page.evaluate("location.hash") == "#team-2"
    assert len(visible("article.page")) == in_team, "the pages of the team"
    page.go_back()
    assert page.locator("table.against tbody tr:not(.out)").count() == everybody
    assert visible("article.page") == []
    return "company, team, rep, and back"


def hovering(page):
    mark = page.locator("#trends svg.steps .hit").last
    mark.scroll_into_view_if_needed()
    mark.hover()
    tip = page.locator("#tip")
    assert tip.is_visible() and ":" in tip.text_content(), "a value under the pointer"
    page.locator("#trends svg.steps").first.focus()
    page.keyboard.press("ArrowRight")
    first = tip.text_content()
    page.keyboard.press("ArrowRight")
    assert tip.is_visible() and tip.text_content() != first, "a value under the arrow keys"
    page.keyboard.press("Escape")
    assert not tip.is_visible()
    return "values under the pointer and the arrow keys"


def amount(text):
    return Decimal(text.replace(",", "").replace(MINUS, "-").replace("+", ""))


def asked(*arguments):
    made = subprocess.run(
        [ATTAIN, *arguments, "--config", CONFIG, "--store", f"{PACK}/store", "--format", "csv"],
        capture_output=True, text=True, check=True,
    )
    return list(csv.DictReader(io.StringIO(made.stdout)))


def bridges(page):
    """The waterfalls against `attain bridge`: every step, and that the bars meet end to end."""
    told = 0
    for number, (start, end) in enumerate([("2019-Q1", "2019-Q2"), ("2018-Q2", "2019-Q2")]):
        table = page.locator("#bridge table.waterfall").nth(number)
        rows = table.locator("tbody tr").evaluate_all(
            "rows => rows.map(r => { const b = r.querySelector('.fall i').getBoundingClientRect();"
            " return [r.cells[2].textContent, b.left, b.right]; })"
        )
        wanted = [row for row in asked("bridge", start, end) if row["term"] in ("start", "end") or Decimal(row["value"]) != 0]
        assert [amount(text) for text, _, _ in rows] == [Decimal(row["value"]).quantize(Decimal(1), ROUND_HALF_EVEN) for row in wanted], rows
        reached = rows[0][2]
        for (text, left, right), row in list(zip(rows, wanted))[1:-1]:
            falls = Decimal(row["value"]) < 0
            begins, ends = (right, left) if falls else (left, right)
            assert abs(begins - reached) < 2.5, (row["term"], begins, reached)
            reached = ends
        assert abs(rows[-1][2] - reached) < 2.5, "the last step ends where the period's revenue does"
        told += len(rows)
    return f"{told} lines are the command's, and each bar begins where the one before it ended"


def curves(page):
    """The repeat-purchase table against `attain repeat`, quarter by quarter."""
    block = page.locator(".curves table.heat")
    days = block.locator("thead tr").nth(1).locator("th").all_text_contents()
    shown = block.locator("tbody tr").evaluate_all("rows => rows.slice(1).map(r => [...r.cells].map(c => c.textContent))")
    compared = 0
    for at, horizon in enumerate(days):
        rows = asked("repeat", "--metric", f"repeat_rate.h_days.{horizon}", "--grain", "quarter")
        wanted = {row["period"]: row["value"] for row in rows}
        for row in shown:
            value = wanted[row[0].split(" ")[0]]
            text = row[2 + at]
            assert (text == printed(Decimal(float(value) * 100), 1)) if value else not any(c.isdigit() for c in text), (row[0], horizon, text, value)
            compared += 1
    assert block.locator("td.none").count() and block.locator("td.part").count(), "young customers are drawn apart"
    assert page.locator(".curves svg path.curve.all").count() == 1
    return f"{compared} points are the command's"


def several(browser, folder):
    """Several periods in both languages under pseudonyms: the index, its links, and that nobody is named."""
    folder = Path(folder) / "several"
    secret = Path(folder).parent / "secret"
    secret.write_text("a secret of this check", encoding="utf-8")
    made = subprocess.run(
        [ATTAIN, "review", "--config", CONFIG, "--store", f"{PACK}/store", "--period", "2019-Q1..2019-Q2,2031-Q1", "--lang", "both",
         "--redact", "--redact-key", str(secret), "--out", str(folder)],
        capture_output=True, text=True, check=False,
    )
    assert made.returncode == 3, (made.returncode, made.stderr)
    axe = Path(AXE).read_text(encoding="utf-8")
    with open(f"{PACK}/tables/people.csv", encoding="utf-8", newline="") as file:
        names = [row["name"] for row in csv.DictReader(file)]
    links = 0
    for name in ("index.html", "index.zh.html"):
        for width, scheme in ((1400, "light"), (360, "dark")):
            page = browser.open(folder / name, width=width, scheme=scheme)
            assert page.locator("html").evaluate("e => e.scrollWidth") <= width, f"{name} is wider than {width} px"
            page.evaluate(axe)
            found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
            bad = [(v["id"], v["nodes"][0]["html"][:200]) for v in found if v["impact"] in ("serious", "critical")]
            assert not bad, f"{name} {scheme}: {bad}"
            for address in page.locator("a").evaluate_all("all => all.map(a => a.getAttribute('href'))"):
                assert (folder / address).is_file(), address
                links += 1
            page.context.close()
    for pack in ("2019-Q1", "2019-Q2"):
        for name in ("review.html", "review.zh.html"):
            page = browser.open(folder / pack / name)
            text = page.content()
            assert not [known for known in names if known in text], "a name in a pack under pseudonyms"
            assert page.locator("#bridge table.waterfall").count() >= 1
            page.context.close()
    return f"{links} links lead to files, nobody is named, and the period without data is told"


def accessible(browser):
    axe = Path(AXE).read_text(encoding="utf-8")
    minor = set()
    for path in (PACK, PACK_ZH):
        for scheme in ("light", "dark"):
            page = browser.open(f"{path}/review.html", scheme=scheme)
            # Closed parts are looked at as well.
            page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
            page.evaluate("location.hash = '#rep-1'")
            page.evaluate(axe)
            found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
            bad = [(v["id"], v["nodes"][0]["html"][:200], len(v["nodes"])) for v in found if v["impact"] in ("serious", "critical")]
            assert not bad, f"{path} {scheme}: {bad}"
            minor |= {f"{v['id']} ({v['impact']})" for v in found}
            page.context.close()
    return "axe-core finds nothing serious" + (f"; slight: {', '.join(sorted(minor))}" if minor else "")


def narrow(browser, *paths):
    for path in paths:
        for script in (True, False):
            page = browser.open(f"{path}/review.html", width=360, script=script)
            width = page.locator("html").evaluate("e => e.scrollWidth")
            assert width <= 360, f"{path} is {width} px wide on a telephone"
            page.context.close()
    return "nothing to scroll sideways at 360 px"


def without_script(browser):
    page = browser.open(f"{PACK}/review.html", script=False)
    shown = page.locator("article.page").evaluate_all("all => all.filter(e => e.getBoundingClientRect().height > 0).length")
    assert shown == page.locator("article.page").count() > 0, "every rep's page is there"
    for selector in (".toolbar", ".what-if", ".sort", ".live-only"):
        assert not any(one.is_visible() for one in page.locator(selector).all()), f"{selector} can do nothing without a script"
    page.context.close()
    return "whole without a script"


def printing(browser, folder):
    for path in (PACK, PACK_ZH):
        page = browser.open(f"{path}/review.html", scheme="dark")
        pdf = page.pdf(path=str(Path(folder) / "page.pdf"), prefer_css_page_size=True, print_background=True)
        sheets = pdf.count(b"/Type /Page\n") or pdf.count(b"/Type /Page ") or pdf.count(b"/Type/Page")
        reps = page.locator("article.page").count()
        assert reps < sheets < 80, f"{sheets} sheets"
        page.context.close()
    return f"prints on {sheets} sheets"


def only_its_own_script(chromium):
    """The policy on the page: a script that got in would not run."""
    page = chromium.new_page()
    page.goto(Path(f"{PACK}/review.html").absolute().as_uri())
    ran = page.evaluate("""async () => {
        const script = document.createElement('script');
        script.textContent = 'window.ran = true';
        document.body.append(script);
        const image = document.createElement('div');
        image.innerHTML = '<img src=x onerror="window.ran = true">';
        document.body.append(image);
        await new Promise(done => setTimeout(done, 200));
        return window.ran === true;
    }""")
    assert not ran, "a script that got in has run"
    page.close()
    return "a script that gets in does not run"


HOSTILE = [
    "<script>alert(1)</script>", '"; DROP TABLE orders;--', '=HYPERLINK("http://example.invalid","x")',
    "\u202eesrever\u202c", "x" * 300, "</script><script>alert(2)</script>", "line\u2028<!--", "{{ 7 * 7 }}", "张伟&amp;<b>",
]


def hostile(browser, folder):
    folder = Path(folder)
    with open(folder / "orders.csv", "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["order_id", "order_date", "customer_id", "rep_id", "net_amount"])
        for month in range(24):
            for rep in range(len(HOSTILE)):
                day = f"{2022 + month // 12}-{month % 12 + 1:02}-{rep + 5:02}"
                out.writerow([f"o{month}-{rep}", day, f"c{rep % 4}-{month % 5}", f"r{rep}", 900 + 37 * rep + 11 * (month * rep % 7)])
    with open(folder / "reps.csv", "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["rep_id", "name", "team", "hire_date"])
        for rep, name in enumerate(HOSTILE):
            out.writerow([f"r{rep}", name, HOSTILE[rep % 3] if rep < 6 else HOSTILE[4], "2021-01-01"])
    run = lambda *arguments: subprocess.run([ATTAIN, *arguments, "--store", str(folder / "store")], check=True, capture_output=True, cwd=folder)
    run("ingest", "orders.csv", "--table", "orders")
    run("ingest", "reps.csv", "--table", "reps")
    (folder / "attain.toml").write_text('[company]\nname = "<script>alert(3)</script>"\n', encoding="utf-8")
    run("review", "--period", "2023-Q4", "--as-of", "2023-12-31", "--lang", "both", "--out", str(folder / "pack"))
    run("review", "--period", "2023-Q3..2023-Q4", "--as-of", "2023-12-31", "--lang", "both", "--out", str(folder / "shelf"))
    for index in ("index.html", "index.zh.html"):
        page = browser.open(folder / "shelf" / index, width=360)
        assert "<script>alert(3)</script>" in page.locator("h1").text_content()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.context.close()
    for file in ("review.zh.html", "review.html"):
        page = browser.open(folder / "pack" / file)
        shown = page.locator("table.kpis tbody").first.text_content()
        for name in HOSTILE:
            seen = "".join("\ufffd" if c in "\u202e\u202c" else c for c in name)
            assert seen in shown, f"{name!r} is not shown as text in {file}"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for number in range(1, len(HOSTILE) + 1):
        page.evaluate(f"location.hash = '#rep-{number}'")
    assert page.locator("#crumbs li").count() == 3
    page.context.close()
    return narrow(browser, folder / "pack") and "hostile names are text, in their places"


def main():
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        browser = Browser(chromium)
        page = browser.open(f"{PACK}/review.html")
        for check in (sorting, filtering, drilling, hovering, what_if, bridges, curves):
            print(f"{check.__name__}: {check(page)}")
        for check in (accessible, without_script):
            print(f"{check.__name__}: {check(browser)}")
        print(f"narrow: {narrow(browser, PACK, PACK_ZH)}")
        print(f"printing: {printing(browser, folder)}")
        print(f"hostile: {hostile(browser, folder)}")
        print(f"several: {several(browser, folder)}")
        assert not browser.said, "\n".join(browser.said)
        print(f"only_its_own_script: {only_its_own_script(chromium)}")
        chromium.close()


main()
