#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Reads the #include lines of the headers and fails on an upward edge between floors, a cycle, a relative include,
a missing SPDX line, or a header with more than 400 lines."""
import pathlib
import re
import sys
import tempfile

FLOORS = ["shape", "simd", "storage", "expr", "eval", "tensor", "ops", "autograd", "nn", "optim", "text", "models", "io"]
UMBRELLAS = {"tenon.hpp": "ops", "autograd.hpp": "autograd", "nn.hpp": "nn", "optim.hpp": "optim", "lm.hpp": "io"}
LONGEST = 400


def floor_of(header):
    parts = header.split("/")
    if len(parts) == 1:
        return FLOORS.index(UMBRELLAS[header]) + 0.5 if header in UMBRELLAS else None
    return FLOORS.index(parts[0]) if parts[0] in FLOORS else None


def problems(root):
    """Sentences about what is wrong in the tree of headers below root/tenon."""
    found, edges = [], {}
    base = root / "tenon"
    for path in sorted(base.rglob("*.hpp")):
        header = path.relative_to(base).as_posix()
        lines = path.read_text().splitlines()
        if not lines or "SPDX-License-Identifier: BSL-1.0" not in lines[0]:
            found.append(f"{header}: the first line is not the SPDX line")
        if len(lines) > LONGEST:
            found.append(f"{header}: {len(lines)} lines, more than {LONGEST}")
        floor = floor_of(header)
        if floor is None:
            found.append(f"{header}: belongs to no floor")
            continue
        edges[header] = []
        for line in lines:
            include = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
            if not include:
                continue
            if include[1] == '"':
                found.append(f'{header}: relative include of "{include[2]}"')
            if include[2].startswith("tenon/"):
                target = include[2][len("tenon/"):]
                edges[header].append(target)
                if not (base / target).exists():
                    found.append(f"{header}: includes {target}, which does not exist")
                elif floor_of(target) is not None and floor_of(target) > floor:
                    found.append(f"{header}: includes {target} of a floor above")
    return found + cycles(edges)


def cycles(edges):
    state, found = {}, []

    def visit(header, path):
        state[header] = "open"
        for target in edges.get(header, []):
            if state.get(target) == "open":
                found.append("cycle: " + " -> ".join(path[path.index(target):] + [target]))
            elif target not in state:
                visit(target, path + [target])
        state[header] = "done"

    for header in edges:
        if header not in state:
            visit(header, [header])
    return found


def self_test():
    """The checker must see each kind of fault in a tree made for it."""
    spdx = "// SPDX-License-Identifier: BSL-1.0\n"
    tree = {
        "shape/good.hpp": spdx,
        "shape/upward.hpp": spdx + "#include <tenon/ops/add.hpp>\n",
        "ops/add.hpp": spdx + "#include <tenon/shape/good.hpp>\n",
        "expr/a.hpp": spdx + "#include <tenon/expr/b.hpp>\n",
        "expr/b.hpp": spdx + "#include <tenon/expr/a.hpp>\n",
        "eval/relative.hpp": spdx + '#include "good.hpp"\n',
        "eval/unmarked.hpp": "#pragma once\n",
        "eval/long.hpp": spdx * (LONGEST + 1),
        "eval/dangling.hpp": spdx + "#include <tenon/eval/nowhere.hpp>\n",
        "attic/lost.hpp": spdx,
    }
    expected = ["floor above", "cycle", "relative include", "SPDX", "more than", "does not exist", "no floor"]
    with tempfile.TemporaryDirectory() as directory:
        root = pathlib.Path(directory)
        for name, content in tree.items():
            path = root / "tenon" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        seen = problems(root)
    missed = [e for e in expected if sum(e in s for s in seen) != 1]
    if missed or len(seen) != len(expected):
        sys.exit(f"self-test: expected one finding for each of {expected}, got {seen}")


if __name__ == "__main__":
    self_test()
    result = problems(pathlib.Path(sys.argv[1]))
    for sentence in result:
        print(sentence)
    sys.exit(1 if result else 0)
