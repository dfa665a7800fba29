#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""usage: report.py RESULTS.json REPORT.md CHART.svg [SECTION.md]...
Turns what Google Benchmark wrote into a table and a chart: the time of every contender of a row as a multiple of
tenon's, from medians over repetitions of one run. Further sections are appended as they are."""
import json
import statistics
import sys
from xml.sax.saxutils import escape


def read(results):
    """{row: {contender: [nanoseconds, ...]}}, in the order of the sources"""
    unit = {"ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9}
    rows = {}
    for b in sorted(results["benchmarks"], key=lambda b: b["family_index"]):
        if b.get("run_type") == "aggregate":
            continue
        row, _, who = b["run_name"].rpartition("/")
        rows.setdefault(row, {}).setdefault(who, []).append(b["cpu_time"] * unit[b["time_unit"]])
    return rows


def spread(times):
    """how far the repetitions lie apart, as a part of their median"""
    return (max(times) - min(times)) / statistics.median(times)


def duration(ns):
    for unit, size in (("ms", 1e6), ("us", 1e3)):
        if ns >= size:
            return f"{ns / size:.3g} {unit}"
    return f"{ns:.3g} ns"


def table(rows, contenders):
    lines = ["| row | tenon | spread | " + " | ".join(contenders) + " |", "|" + " --- |" * (3 + len(contenders))]
    for row, times in rows.items():
        own = statistics.median(times["tenon"])
        others = [f"{statistics.median(times[c]) / own:.2f}" if c in times else "" for c in contenders]
        lines.append(f"| `{row}` | {duration(own)} | {spread(times['tenon']):.0%} | " + " | ".join(others) + " |")
    return "\n".join(lines)


def chart(rows, contenders):
    """a line per row with a mark per contender, on a logarithmic scale around tenon's 1"""
    colours = ["#c0504d", "#4f81bd", "#9bbb59", "#8064a2", "#4bacc6", "#f79646", "#7f7f7f", "#d4a017"]
    left, width, step, top, low, high = 300, 520, 18, 50, 0.5, 16.0
    height = top + step * len(rows) + 20

    def x(ratio):
        from math import log
        return left + width * log(min(max(ratio, low), high) / low) / log(high / low)

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + width + 20}" height="{height}" '
           'font-family="sans-serif" font-size="12">', '<rect width="100%" height="100%" fill="white"/>']
    for tick in (0.5, 1, 2, 4, 8, 16):
        line = "#000" if tick == 1 else "#ddd"
        out.append(f'<line x1="{x(tick):.1f}" x2="{x(tick):.1f}" y1="{top - 8}" y2="{height - 20}" stroke="{line}"/>')
        out.append(f'<text x="{x(tick):.1f}" y="{top - 12}" text-anchor="middle">{tick}</text>')
    for i, who in enumerate(contenders):
        place = 130 + (left + width - 130) * i / len(contenders)
        out.append(f'<circle cx="{place:.1f}" cy="14" r="4" fill="{colours[i % len(colours)]}"/>')
        out.append(f'<text x="{place + 8:.1f}" y="18">{escape(who)}</text>')
    out.append('<text x="10" y="18">time / tenon\'s time</text>')
    for n, (row, times) in enumerate(rows.items()):
        y = top + step * n + 8
        own = statistics.median(times["tenon"])
        out.append(f'<text x="{left - 8}" y="{y + 4}" text-anchor="end">{escape(row)}</text>')
        out.append(f'<line x1="{left}" x2="{left + width}" y1="{y}" y2="{y}" stroke="#f0f0f0"/>')
        for i, who in enumerate(contenders):
            if who in times:
                ratio = statistics.median(times[who]) / own
                out.append(f'<circle cx="{x(ratio):.1f}" cy="{y}" r="4" fill="{colours[i % len(colours)]}"/>')
    return "\n".join(out + ["</svg>", ""])


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    with open(sys.argv[1]) as f:
        results = json.load(f)
    rows = {row: times for row, times in read(results).items() if "tenon" in times}
    if not rows:
        sys.exit(f"{sys.argv[1]}: no row has a contender called tenon")
    contenders = list(dict.fromkeys(who for times in rows.values() for who in times if who != "tenon"))
    context = results["context"]
    with open(sys.argv[2], "w") as f:
        f.write("<!-- SPDX-License-Identifier: BSL-1.0 -->\n# Benchmarks\n\n"
                "Times of other programs as multiples of tenon's, from medians over the repetitions of one run, one\n"
                "thread. Above 1 tenon is faster. *Loops* are written by hand without packs, *hand* with them.\n\n"
                f"{context.get('cpu', 'unknown processor')}, {context['num_cpus']} cores; "
                f"{context.get('compiler', 'unknown compiler')}; {context['date'][:10]}.\n\n"
                "![ratios](report.svg)\n\n" + table(rows, contenders) + "\n")
        for section in sys.argv[4:]:
            with open(section) as part:
                f.write("\n" + part.read())
    with open(sys.argv[3], "w") as f:
        f.write(chart(rows, contenders))


if __name__ == "__main__":
    main()
