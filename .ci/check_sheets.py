"""What would make Excel repair a workbook. usage: check_sheets.py FILE.xlsx… [--schema VALIDATOR]

Excel is in no gate; what it refuses is known. Looked at are the container (types, relationships), the order and the limits
of a sheet's parts, names, tables against their cells, merged cells, formulas, references of charts and small lines.
VALIDATOR is `ooxml-validate` of @ooxml-tools/validate from npm, which is Microsoft's Open XML SDK: every element and
attribute against the schemas. Before anything else the check damages a copy of the first file in known ways and must
find each of them.
"""

import json
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
# ECMA-376 part 1, 18.3.1.99 CT_Worksheet: the order is part of the schema.
ORDER = """sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges scenarios
autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr conditionalFormatting dataValidations hyperlinks
printOptions pageMargins pageSetup headerFooter rowBreaks colBreaks customProperties cellWatches ignoredErrors smartTags
drawing legacyDrawing legacyDrawingHF drawingHF picture oleObjects controls webPublishItems tableParts extLst""".split()
ERRORS = {"#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"}
# Functions that every Excel knows without a prefix, as far as the workbook uses them.
KNOWN = {"ABS", "AND", "COUNT", "IF", "INDEX", "INT", "MATCH", "MAX", "MIN", "MOD", "MROUND", "N", "NA", "NOT", "OR", "ROUND", "ROUNDDOWN",
         "ROUNDUP", "SIGN", "SMALL", "SUM", "SUMPRODUCT", "FLOOR", "CEILING", "OFFSET", "SUBTOTAL", "IFERROR", "ISNUMBER", "COUNTIF", "SUMIF"}
# What Excel itself writes for `show #N/A as an empty cell` and the SDK's schema of it does not have.
EXCELS_OWN = "/c:chartSpace[1]/c:chart[1]/c:extLst[1]/c:ext[1]"


def units(text):
    return len(text.encode("utf-16-le")) // 2


def column(letters):
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def area(text):
    """Rows and columns of `A1:B9`; none where it is no range of a sheet."""
    found = re.fullmatch(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?", text)
    if not found:
        return None
    left, top, right, bottom = found.groups()
    box = (int(top), column(left), int(bottom or top), column(right or left))
    inside = 1 <= box[0] <= box[2] <= 1_048_576 and 1 <= box[1] <= box[3] <= 16_384
    return box if inside else None


def overlap(one, other):
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


class Book:
    def __init__(self, path):
        self.problems = []
        with zipfile.ZipFile(path) as container:
            names = container.namelist()
            self.say(len({name.lower() for name in names}) == len(names), "a part stands twice")
            self.parts = {name: container.read(name) for name in names}
        self.xml = {}
        for name, data in self.parts.items():
            if name.endswith((".xml", ".rels", ".vml")):
                self.say(b"<!DOCTYPE" not in data, f"{name} has a document type")
                try:
                    self.xml[name] = ET.fromstring(data)
                except ET.ParseError as error:
                    self.problems.append(f"{name} is no XML: {error}")

    def say(self, holds, text):
        if not holds:
            self.problems.append(text)

    def targets(self, part):
        """The relationships of a part: id to part."""
        folder, _, file = part.rpartition("/")
        rels = self.xml.get(f"{folder}/_rels/{file}.rels".lstrip("/"))
        found = {}
        for one in rels.iter(f"{RELS}Relationship") if rels is not None else ():
            target = one.get("Target")
            way = [] if target.startswith("/") else folder.split("/")
            for step in target.lstrip("/").split("/"):
                way = way[:-1] if step == ".." else [*way, step]
            name = "/".join(step for step in way if step)
            self.say(one.get("Id") not in found, f"{part}: relationship {one.get('Id')} stands twice")
            self.say(one.get("TargetMode") == "External" or name in self.parts, f"{part}: {name} is not there")
            found[one.get("Id")] = name
        return found

    def check(self):
        if self.problems:
            return self.problems
        self.types()
        self.styles()
        self.names = {}
        for sheet, part in self.sheets():
            self.sheet(sheet, part)
        self.charts()
        return self.problems

    def types(self):
        root = self.xml["[Content_Types].xml"]
        endings = {one.get("Extension").lower() for one in root.iter(f"{TYPES}Default")}
        parts = [one.get("PartName").lstrip("/") for one in root.iter(f"{TYPES}Override")]
        self.say(len(set(parts)) == len(parts), "a content type stands twice")
        for part in parts:
            self.say(part in self.parts, f"a content type of {part}, which is not there")
        for name in self.parts:
            typed = name in parts or name.rpartition(".")[2].lower() in endings
            self.say(name == "[Content_Types].xml" or typed, f"{name} has no content type")

    def styles(self):
        root = self.xml["xl/styles.xml"]
        count = {}
        for kind in ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"):
            group = root.find(MAIN + kind)
            count[kind] = 0 if group is None else len(group)
            self.say(group is None or int(group.get("count", len(group))) == len(group), f"{kind} are counted wrongly")
        for xf in root.find(f"{MAIN}cellXfs"):
            for what, kind in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders")):
                self.say(int(xf.get(what, 0)) < count[kind], f"a cell style has a {what} that is not there")
        for one in root.iter(f"{MAIN}numFmt"):
            code = one.get("formatCode")
            self.say(len(code) <= 255 and code.count('"') % 2 == 0, f"the number format `{code}`")
        self.looks, self.marks = count["cellXfs"], count["dxfs"]

    def sheets(self):
        book = self.xml["xl/workbook.xml"]
        targets = self.targets("xl/workbook.xml")
        sheets = [(one.get("name"), targets.get(one.get(RID), "")) for one in book.iter(f"{MAIN}sheet")]
        self.say(len({name.lower() for name, _ in sheets}) == len(sheets), "two sheets have one name")
        for name, _ in sheets:
            legal = 0 < units(name) <= 31 and not re.search(r"[\[\]:*?/\\]|^'|'$", name) and name.lower() != "history"
            self.say(legal, f"a sheet is called `{name}`")
        self.titles = {name for name, _ in sheets}
        strings = self.xml.get("xl/sharedStrings.xml")
        self.strings = ["".join(t.text or "" for t in si.iter(f"{MAIN}t")) for si in strings] if strings is not None else []
        for text in self.strings:
            self.say(units(text) <= 32_767, f"a text has {units(text)} characters")
        taken = set()
        for one in book.iter(f"{MAIN}definedName"):
            name, at = one.get("name"), one.get("localSheetId", "")
            self.say((name.lower(), at) not in taken, f"the name {name} stands twice")
            taken.add((name.lower(), at))
            self.say(legal_name(name) or name.startswith("_xlnm."), f"a name is `{name}`")
            self.say(at == "" or int(at) < len(sheets), f"the name {name} belongs to no sheet")
            self.formula(one.text or "", f"the name {name}")
        self.tables, self.ids = {name for name, _ in taken}, set()
        return sheets

    def formula(self, text, where):
        self.say(0 < len(text) <= 8_192, f"{where}: a formula of {len(text)} signs")
        named = re.findall(r"'((?:[^']|'')+)'!|(?<![\w'.])([A-Za-z_]\w*)!", text)
        for quoted, plain in named:
            title = (quoted or plain).replace("''", "'")
            self.say(title in self.titles, f"{where} speaks of the sheet `{title}`")
        bare = re.sub(r'"[^"]*"', '""', re.sub(r"'(?:[^']|'')+'!", "", text))
        for function in re.findall(r"([A-Za-z_][\w.]*)\(", bare):
            known = function in KNOWN or function.startswith("_xlfn.")
            self.say(known, f"{where} uses {function}, which may need the prefix _xlfn.")
        self.say(bare.count("(") == bare.count(")") and text.count('"') % 2 == 0, f"{where}: unbalanced {text[:60]}")
        self.say("#REF!" not in bare and not text.startswith("="), f"{where}: {text[:60]}")

    def sheet(self, title, part):
        root = self.xml[part]
        targets = self.targets(part)
        order = [ORDER.index(child.tag.removeprefix(MAIN)) for child in root]
        self.say(order == sorted(order), f"{title}: the parts stand in another order")
        for node in root.iter():
            if RID in node.attrib:
                self.say(node.get(RID) in targets, f"{title}: {node.get(RID)} leads nowhere")
        cells = self.cells(title, root)
        last = 0
        for one in root.iter(f"{MAIN}col"):
            low, high = int(one.get("min")), int(one.get("max"))
            self.say(last < low <= high <= 16_384 and 0 <= float(one.get("width", 8)) <= 255, f"{title}: columns {low} to {high}")
            last = high
        merged = [area(one.get("ref")) for one in root.iter(f"{MAIN}mergeCell")]
        for at, one in enumerate(merged):
            self.say(one is not None and not any(overlap(one, other) for other in merged[:at]), f"{title}: merged cells overlap")
        tables = [self.table(title, targets[one.get(RID)], cells) for one in root.iter(f"{MAIN}tablePart") if one.get(RID) in targets]
        for at, one in enumerate(tables):
            self.say(not any(overlap(one, other) for other in [*tables[:at], *filter(None, merged)]), f"{title}: a table overlaps")
        self.say(len(list(root.iter(f"{MAIN}hyperlink"))) <= 65_530, f"{title}: more than 65,530 links")
        self.rules(title, root)
        for kind in ("oddHeader", "oddFooter"):
            for one in root.iter(MAIN + kind):
                self.say(units(one.text or "") <= 255, f"{title}: {kind} of {units(one.text)} signs")
        main = "http://schemas.microsoft.com/office/excel/2006/main"
        for one in root.iter(f"{{{main}}}f"):
            self.formula(one.text or "", f"{title}: a small line")

    def cells(self, title, root):
        """The texts of cells by place. Rows and cells rise; every value is what its type says."""
        texts, row_before = {}, 0
        for row in root.iter(f"{MAIN}row"):
            number, before = int(row.get("r")), 0
            self.say(row_before < number <= 1_048_576, f"{title}: row {number} stands behind row {row_before}")
            row_before = number
            for cell in row:
                box, value, kind = area(cell.get("r")), cell.findtext(f"{MAIN}v"), cell.get("t", "n")
                if box is None or box[0] != number or box[1] <= before:
                    self.say(False, f"{title}: the cell {cell.get('r')} stands in the wrong place")
                    continue
                before = box[1]
                self.say(int(cell.get("s", 0)) < self.looks, f"{title}!{cell.get('r')} has a style that is not there")
                formula = cell.find(f"{MAIN}f")
                if formula is not None:
                    self.formula(formula.text or "", f"{title}!{cell.get('r')}")
                if kind == "s":
                    known = value is not None and int(value) < len(self.strings)
                    self.say(known, f"{title}!{cell.get('r')} has a text that is not there")
                    texts[box[:2]] = self.strings[int(value)] if known else ""
                elif kind in ("str", "inlineStr"):
                    self.say(units(value or "") <= 32_767, f"{title}!{cell.get('r')} is too long")
                elif kind == "e":
                    self.say(value in ERRORS, f"{title}!{cell.get('r')} is the error {value}")
                elif kind == "b":
                    self.say(value in ("0", "1"), f"{title}!{cell.get('r')} is the truth {value}")
                else:
                    number_like = value is None or re.fullmatch(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", value)
                    self.say(number_like, f"{title}!{cell.get('r')} is the number `{value}`")
        return texts

    def table(self, title, part, cells):
        root = self.xml[part]
        name, box = root.get("displayName"), area(root.get("ref"))
        self.say(name.lower() not in self.tables and legal_name(name), f"{title}: a table is called `{name}`")
        self.say(root.get("id") not in self.ids, f"{title}: two tables have the number {root.get('id')}")
        self.tables.add(name.lower())
        self.ids.add(root.get("id"))
        heads = [one.get("name") for one in root.iter(f"{MAIN}tableColumn")]
        self.say(len({head.lower() for head in heads}) == len(heads), f"{name}: two columns have one head")
        self.say(box is not None and box[2] > box[0] and box[3] - box[1] + 1 == len(heads), f"{name}: {root.get('ref')} for {len(heads)} columns")
        for at, head in enumerate(heads):
            self.say(0 < units(head) <= 255, f"{name}: the head `{head}`")
            self.say(cells.get((box[0], box[1] + at)) == head, f"{name}: the head `{head}` is not what the cell says")
        return box

    def rules(self, title, root):
        places = set()
        for group in root.iter(f"{MAIN}conditionalFormatting"):
            self.say(all(area(one) for one in group.get("sqref").split()), f"{title}: a format for {group.get('sqref')}")
            for rule in group:
                self.say(rule.get("priority") not in places, f"{title}: two formats of the priority {rule.get('priority')}")
                places.add(rule.get("priority"))
                self.say(int(rule.get("dxfId", 0)) < max(self.marks, 1), f"{title}: a format whose look is not there")
                for scale in rule.iter(f"{MAIN}colorScale"):
                    points, colours = (len(scale.findall(MAIN + kind)) for kind in ("cfvo", "color"))
                    self.say(points == colours and points in (2, 3), f"{title}: a scale of {points} points and {colours} colours")
        for one in root.iter(f"{MAIN}dataValidation"):
            self.say(all(area(place) for place in one.get("sqref").split()), f"{title}: a rule for {one.get('sqref')}")
            for formula in (one.findtext(f"{MAIN}formula1"), one.findtext(f"{MAIN}formula2")):
                self.say(units(formula or "") <= 255, f"{title}: a rule of {units(formula or '')} signs")
            for what, most in (("errorTitle", 32), ("promptTitle", 32), ("error", 255), ("prompt", 255)):
                self.say(units(one.get(what, "")) <= most, f"{title}: {what} of a rule has {units(one.get(what, ''))} signs")

    def charts(self):
        for name, root in self.xml.items():
            if root.tag != f"{CHART}chartSpace":
                continue
            for one in root.iter(f"{CHART}f"):
                self.formula(one.text or "", name)
            axes = {one.find(f"{CHART}axId").get("val") for kind in ("catAx", "valAx", "dateAx", "serAx") for one in root.iter(CHART + kind)}
            for kind in ("lineChart", "barChart", "areaChart", "scatterChart"):
                for plot in root.iter(CHART + kind):
                    self.say({one.get("val") for one in plot.findall(f"{CHART}axId")} <= axes, f"{name}: an axis is missing")
                    numbers = [one.find(f"{CHART}idx").get("val") for one in plot.findall(f"{CHART}ser")]
                    self.say(len(set(numbers)) == len(numbers), f"{name}: two series have one number")


def legal_name(name):
    letters = re.fullmatch(r"[^\W\d][\w.\\]{0,254}|[_\\][\w.\\]{0,254}", name)
    return bool(letters) and area(name.upper()) is None and not re.fullmatch(r"(?i)r\d*c\d*|r|c", name)


# (part, what is there, what stands there instead, what must be said)
DAMAGES = [
    (r"xl/worksheets/sheet1\.xml", r"(<pageMargins[^>]*/>)(.*)(</worksheet>)", r"\2\1\3", "another order"),
    (r"xl/worksheets/sheet2\.xml", r"<v>\d+\.\d+</v>", "<v>NaN</v>", "is the number `NaN`"),
    (r"xl/worksheets/sheet2\.xml", r"\b r=\"B5\"", ' r="B4"', "the wrong place"),
    (r"xl/worksheets/sheet9\.xml", r"<f>([^<]*)</f>", r"<f>XLOOKUP(\1)</f>", "the prefix _xlfn."),
    (r"xl/worksheets/sheet9\.xml", r"<mergeCells|<conditionalFormatting", r'<mergeCells count="1"><mergeCell ref="A6:B7"/></mergeCells>\g<0>', "overlap"),
    (r"xl/worksheets/sheet9\.xml", r"(<cfRule[^>]*priority=)\"\d+\"([^>]*>.*?</cfRule>)", r'\1"1"\2\1"1"\2', "the priority"),
    (r"xl/tables/table1\.xml", r"displayName=\"[^\"]*\"", 'displayName="R1C1"', "is called `R1C1`"),
    (r"xl/tables/table2\.xml", r"(<tableColumn id=\"2\" name=)\"[^\"]*\"", r'\1"else"', "not what the cell says"),
    (r"xl/workbook\.xml", r"(<sheet name=)\"[^\"]*\"", r'\1"a/b"', "is called `a/b`"),
    (r"xl/charts/chart1\.xml", r"<c:f>[^<]*!", "<c:f>Elsewhere!", "speaks of the sheet `Elsewhere`"),
    (r"xl/sharedStrings\.xml", r"<t>[^<]*</t>", f"<t>{'x' * 32_768}</t>", "32768 characters"),
    (r"\[Content_Types\]\.xml", r"<Override PartName=\"/xl/styles\.xml\"[^>]*/>", '<Override PartName="/xl/gone.xml" ContentType="x"/>', "which is not there"),
    (r"xl/worksheets/_rels/sheet1\.xml\.rels|xl/worksheets/_rels/sheet2\.xml\.rels", r"Id=\"rId1\"", 'Id="rId99"', "leads nowhere"),
]


def able_to_fail(path, folder):
    for number, (part, there, instead, wanted) in enumerate(DAMAGES):
        damaged, changed = folder / f"damaged-{number}.xlsx", 0
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(damaged, "w") as new:
            for name in old.namelist():
                data = old.read(name)
                if not changed and re.fullmatch(part, name):
                    text, changed = re.subn(there, instead, data.decode("utf-8"), count=1, flags=re.DOTALL)
                    data = text.encode("utf-8")
                new.writestr(name, data)
        assert changed, f"damage {number} finds nothing to damage"
        found = Book(damaged).check()
        assert any(wanted in problem for problem in found), f"damage {number} (`{wanted}`) is not found: {found[:3]}"


def against_schema(validator, path):
    made = subprocess.run([validator, str(Path(path).absolute()), "--of", "json"], capture_output=True, text=True, check=False)
    found = json.loads(made.stdout or "[]") if made.returncode in (0, 1) else [{"description": made.stderr}]
    return [f"{one['description']} {one.get('path')}" for one in found if one.get("path", {}).get("xpath") != EXCELS_OWN]


def main():
    arguments = sys.argv[1:]
    validator = None
    if "--schema" in arguments:
        at = arguments.index("--schema")
        validator = arguments[at + 1]
        del arguments[at:at + 2]
    with tempfile.TemporaryDirectory() as folder:
        able_to_fail(arguments[0], Path(folder))
    for path in arguments:
        found = Book(path).check() + (against_schema(validator, path) if validator else [])
        assert not found, f"{path}: {len(found)} faults\n" + "\n".join(found[:20])
    how = " and Microsoft's schemas" if validator else ""
    print(f"{len(arguments)} of {len(arguments)} workbooks keep Excel's rules{how}; {len(DAMAGES)} damages of {len(DAMAGES)} are found")


main()
