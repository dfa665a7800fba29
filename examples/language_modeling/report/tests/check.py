#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Reads figures and pages as others do; exits with 3 where they are not what they should be.

  check.py curve FILE.svg POINTS   each line of POINTS: number of the line, step, loss
  check.py page FILE.html TEXT     TEXT: what the page's <pre> must hold
"""
import html.parser
import math
import re
import sys
import xml.etree.ElementTree as xml

SVG = "{http://www.w3.org/2000/svg}"
VOID = {"meta"}
NUMBER = r"-?\d+(?:\.\d+)?"
faults = []


def expect(holds, fault):
    if not holds:
        faults.append(fault)


def path_points(d):
    """The strokes of a path of M and L, each a list of points."""
    expect(re.fullmatch(rf"(?:[ML]{NUMBER} {NUMBER})*", d), f"unexpected path {d[:60]}")
    strokes = []
    for letter, x, y in re.findall(rf"([ML])({NUMBER}) ({NUMBER})", d):
        if letter == "M":
            strokes.append([])
        strokes[-1].append((float(x), float(y)))
    return strokes


def check_extent(svg):
    """Nothing of a curve is drawn outside of its figure."""
    left, top, width, height = map(float, svg.get("viewBox").split())
    expect((left, top) == (0, 0), "a viewBox that does not begin at 0")
    for node in svg.iter():
        for names, limit in ((("x", "x1", "x2", "cx"), width), (("y", "y1", "y2", "cy"), height)):
            for name in names:
                value = float(node.get(name, 0))
                expect(0 <= value <= limit, f"{node.tag} has {name} {value}, not in 0 to {limit}")
        if node.get("class") == "curve":
            for x, y in sum(path_points(node.get("d")), []):
                expect(0 <= x <= width and 0 <= y <= height, f"a curve passes {x}, {y}")


class Scale:
    """Places to values, from the labels of an axis."""

    def __init__(self, labels):
        marks = [(place, float(text.replace(",", ""))) for place, text in labels]
        (p, v), (q, w) = marks[0], marks[-1]
        self.value = lambda place: v + (place - p) * (w - v) / (q - p)
        self.pixel = abs((w - v) / (q - p))
        for place, value in marks:
            expect(abs(self.value(place) - value) <= 0.11 * self.pixel, f"the tick {value} is not at its place")


def check_curve(file, points):
    svg = xml.parse(file).getroot()
    expect(svg.tag == SVG + "svg", f"the root is {svg.tag}")
    check_extent(svg)
    texts = [t for t in svg.findall(SVG + "text") if re.fullmatch(r"-?[\d,.]+", t.text)]
    x = Scale([(float(t.get("x")), t.text) for t in texts if t.get("text-anchor") == "middle"])
    # a label's baseline is 4 below its tick
    y = Scale([(float(t.get("y")) - 4, t.text) for t in texts if t.get("text-anchor") == "end"])
    lines = {}
    for line in open(points):
        number, step, loss = line.split()
        lines.setdefault(int(number), []).append((float(step), float(loss)))
    for number, expected in lines.items():
        group = next(g for g in svg.findall(SVG + "g") if g.get("class") == f"line{number}")
        curve = group.find(f"{SVG}path")
        strokes = [] if curve is None else path_points(curve.get("d"))
        drawn = [(x.value(a), y.value(b)) for a, b in sum(strokes, [])]
        finite = [p for p in expected if math.isfinite(p[1])]
        near = lambda a, b: abs(a[0] - b[0]) <= 0.11 * x.pixel and abs(a[1] - b[1]) <= 0.11 * y.pixel
        runs = "".join("x" if math.isfinite(p[1]) else " " for p in expected).split()
        expect(len(strokes) == len(runs), f"line {number} has {len(strokes)} strokes, not {len(runs)}")
        crosses = [g for g in group if g.get("class") == "gap"]
        expect(bool(crosses) == (len(finite) < len(expected)), f"line {number} has {len(crosses)} halves of crosses")
        if len(finite) <= 200:
            same = len(drawn) == len(finite) and all(map(near, drawn, finite))
            expect(same, f"line {number} passes {drawn}, not {finite}")
            continue
        # so many that only some are drawn
        expect(len(drawn) <= 4 * float(svg.get("width")), f"line {number} has {len(drawn)} points")
        for choose in (min, max):
            extreme, shown = choose(p[1] for p in finite), choose(p[1] for p in drawn)
            expect(abs(extreme - shown) <= 0.11 * y.pixel, f"line {number} reaches {shown}, not {extreme}")


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.pre, self.style = [], "", ""

    def handle_starttag(self, tag, attributes):
        names = [name for name, _ in attributes]
        expect(len(names) == len(set(names)), f"<{tag}> has an attribute twice")
        expect(tag not in ("script", "link", "img", "iframe", "base", "object"), f"there is a <{tag}>")
        for name in names:
            expect(name not in ("src", "href", "srcset", "style") and not name.startswith("on"), f"<{tag}> has {name}")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        expect(tag in VOID, f"<{tag}/> is not empty in HTML")

    def handle_endtag(self, tag):
        expect(self.open and self.open.pop() == tag, f"</{tag}> closes another element")

    def handle_data(self, data):
        if "pre" in self.open:
            self.pre += data
        if "style" in self.open:
            self.style += data


def check_page(file, text):
    source = open(file, encoding="utf-8", newline="").read()
    expected = open(text, encoding="utf-8", newline="").read()
    page = Page()
    page.feed(source)
    page.close()
    expect(not page.open, f"not closed: {page.open}")
    # the line break that is first in a <pre> does not count
    expect(page.pre == "\n" + expected, f"<pre> has {page.pre!r}, not {expected!r}")
    for reference in ("url(", "@import", "http"):
        expect(reference not in page.style, f"the style has {reference}")
    root = xml.fromstring(source)
    expect("".join(root.find(".//pre").itertext()) == "\n" + expected, "XML reads another <pre>")
    for svg in root.iter(SVG + "svg"):
        if svg.get("class") == "plot":
            check_extent(svg)


if __name__ == "__main__":
    checks = {"curve": check_curve, "page": check_page}
    if len(sys.argv) != 4 or sys.argv[1] not in checks:
        sys.exit(__doc__)
    try:
        checks[sys.argv[1]](*sys.argv[2:])
    except xml.ParseError as e:
        faults.append(f"not well-formed: {e}")
    print("\n".join(faults[:10] or ["no faults"]))
    sys.exit(3 if faults else 0)
