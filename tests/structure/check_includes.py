#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Reads the headers below a directory and fails on an include of a floor above, a cycle, a relative include, a
standard header that is too heavy for its floor, a missing licence line or guard, or a header that is too long.

  check_includes.py INCLUDE_DIRECTORY
  check_includes.py --self-test
"""
import pathlib
import re
import sys
import tempfile

FLOORS = ["shape", "simd", "storage", "expr", "eval", "tensor", "ops", "linalg", "autograd", "nn", "optim", "io",
          "text", "models"]
# each of the headers that users include stands just above its floor
UMBRELLAS = {"tenon.hpp": "ops", "autograd.hpp": "autograd", "nn.hpp": "nn", "optim.hpp": "optim", "lm.hpp": "models"}
# what a core that compiles quickly does without
HEAVY = {"tuple", "functional", "iostream", "memory"}
LIGHT_FLOORS = FLOORS[:FLOORS.index("tensor")]
SPDX = "// SPDX-License-Identifier: BSL-1.0"
MAX_LINES = 400


def height(header):
    """The floor of a header as a number; None where there is no such floor."""
    floor, slash, _ = header.partition("/")
    if slash:
        return FLOORS.index(floor) if floor in FLOORS else None
    return FLOORS.index(UMBRELLAS[header]) + 0.5 if header in UMBRELLAS else None


def check_header(header, text, headers):
    """The faults of one header, and which of `headers` it includes."""
    lines = text.splitlines()
    faults, targets = [], []
    if not lines or lines[0] != SPDX:
        faults.append(f"the first line is not {SPDX}")
    if "#pragma once" not in lines:
        faults.append("no #pragma once")
    if len(lines) > MAX_LINES:
        faults.append(f"{len(lines)} lines, more than {MAX_LINES}")
    if height(header) is None:
        faults.append("belongs to no floor")
    for bracket, name in re.findall(r'^\s*#\s*include\s*([<"])([^>"]+)', text, re.MULTILINE):
        target = name.removeprefix("tenon/")
        if bracket == '"':
            faults.append(f'relative include of "{name}"')
        elif name in HEAVY and header.split("/")[0] in LIGHT_FLOORS:
            faults.append(f"includes <{name}> below the tensor floor")
        elif name.startswith("tenon/") and target not in headers:
            faults.append(f"includes <{name}>, which does not exist")
        elif name.startswith("tenon/"):
            targets.append(target)
            if None not in (height(header), height(target)) and height(target) > height(header):
                faults.append(f"includes <{name}> of a floor above")
    return [f"{header}: {fault}" for fault in faults], targets


def find_cycles(edges):
    """Each cycle once, as it is met when following the includes of every header."""
    open_, done, faults = [], set(), []

    def visit(header):
        if header in open_:
            faults.append("cycle: " + " -> ".join(open_[open_.index(header):] + [header]))
        elif header not in done:
            open_.append(header)
            for target in edges[header]:
                visit(target)
            done.add(open_.pop())

    for header in edges:
        visit(header)
    return faults


def check_tree(include):
    base = include / "tenon"
    headers = {path.relative_to(base).as_posix(): path.read_text() for path in sorted(base.rglob("*.hpp"))}
    faults, edges = [], {}
    for header, text in headers.items():
        found, edges[header] = check_header(header, text, headers)
        faults += found
    return (faults + find_cycles(edges)) if headers else [f"no headers below {base}"]


def self_test():
    """A tree with one fault of each kind: each must be found, and nothing else."""
    start = SPDX + "\n#pragma once\n"
    tree = {
        "shape/good.hpp": start,
        "shape/upward.hpp": start + "#include <tenon/ops/add.hpp>\n",
        "storage/umbrella.hpp": start + "#include <tenon/tenon.hpp>\n",
        "tenon.hpp": start + "#include <tenon/ops/add.hpp>\n",
        "ops/add.hpp": start + "#include <tenon/shape/good.hpp>\n#include <memory>\n",
        "expr/a.hpp": start + "#include <tenon/expr/b.hpp>\n",
        "expr/b.hpp": start + "  #  include <tenon/expr/c.hpp>\n",
        "expr/c.hpp": start + "#include <tenon/expr/a.hpp>\n#include <tenon/expr/alone.hpp>\n",
        "expr/alone.hpp": start + "#include <tenon/expr/alone.hpp>\n",
        "expr/heavy.hpp": start + "#include <tuple>\n",
        "eval/relative.hpp": start + '#include "good.hpp"\n',
        "eval/unmarked.hpp": "#pragma once\n",
        "eval/unguarded.hpp": SPDX + "\n",
        "eval/long.hpp": start + "\n" * (MAX_LINES - 1),
        "eval/just_fits.hpp": start + "\n" * (MAX_LINES - 2),
        "eval/dangling.hpp": start + "#include <tenon/eval/nowhere.hpp>\n",
        "attic/lost.hpp": start,
        "stray.hpp": start,
    }
    expected = [
        "attic/lost.hpp: belongs to no floor",
        "cycle: expr/a.hpp -> expr/b.hpp -> expr/c.hpp -> expr/a.hpp",
        "cycle: expr/alone.hpp -> expr/alone.hpp",
        "eval/dangling.hpp: includes <tenon/eval/nowhere.hpp>, which does not exist",
        f"eval/long.hpp: {MAX_LINES + 1} lines, more than {MAX_LINES}",
        'eval/relative.hpp: relative include of "good.hpp"',
        "eval/unguarded.hpp: no #pragma once",
        f"eval/unmarked.hpp: the first line is not {SPDX}",
        "expr/heavy.hpp: includes <tuple> below the tensor floor",
        "shape/upward.hpp: includes <tenon/ops/add.hpp> of a floor above",
        "storage/umbrella.hpp: includes <tenon/tenon.hpp> of a floor above",
        "stray.hpp: belongs to no floor",
    ]
    with tempfile.TemporaryDirectory() as directory:
        include = pathlib.Path(directory)
        for header, text in tree.items():
            path = include / "tenon" / header
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        found = sorted(check_tree(include))
    return [f"self-test: expected but not found: {fault}" for fault in expected if fault not in found] + [
        f"self-test: found but not expected: {fault}" for fault in found if fault not in expected]


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    problems = self_test() if sys.argv[1] == "--self-test" else check_tree(pathlib.Path(sys.argv[1]))
    print("\n".join(problems or ["no faults"]))
    sys.exit(bool(problems))
