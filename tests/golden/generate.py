#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Writes the C++ sources of the golden tests: shapes are types in tenon, so each shape needs its own instantiation.

    generate.py --list             names of the sources, one a line
    generate.py --output DIR       writes them
    generate.py --unmapped FILE    prints the cases that do not run, with reasons; fails unless FILE lists the same
"""
import argparse
import json
import pathlib
import sys

from statements import Skipped, Statement, alternative_of, statement_of

HERE = pathlib.Path(__file__).resolve().parent
SECONDS = 40.0  # of one source, roughly: what its statements share is compiled once, in about 2 GiB
ELSEWHERE = {"least_squares", "torch_optim"}  # topics that other tests read


def topics():
    return sorted({p.stem for p in (HERE / "data").glob("*.json")} - ELSEWHERE)


def read(topic):
    """The statements of a topic with the names of the cases that they serve, and what is skipped."""
    groups, skipped, alternatives = {}, {}, []
    for case in json.loads((HERE / "data" / f"{topic}.json").read_text()):
        statement = statement_of(topic, case)
        if isinstance(statement, Skipped):
            skipped[case["name"]] = statement.reason
            continue
        groups.setdefault(statement, []).append(case["name"])
        alternatives.append((alternative_of(case), case["name"]))
    for statement, name in alternatives:
        if statement in groups and name not in groups[statement]:
            groups[statement].append(name)
    return groups, skipped


def parts_of(groups):
    """Sources of about equal cost, statements of the same shapes side by side: they share instantiations."""
    parts, cost = [[]], 0.0
    for statement in sorted(groups, key=lambda s: (s.inputs, s.value, s.after)):
        if cost + statement.seconds > SECONDS and parts[-1]:
            parts.append([])
            cost = 0.0
        parts[-1].append(statement)
        cost += statement.seconds
    return parts


def lambda_of(statement):
    lines = statement.value.split("\n")
    if len(lines) == 1:
        return f"[&] {{ return {lines[0]}; }}"
    return "[&] {\n" + "".join(f"    {line}\n" for line in lines) + "  }"


def body_of(statement):
    lines = list(statement.inputs)
    if statement.throws:
        lines.append(f"CHECK_THROWS_AS(eval({statement.value}), {statement.throws});")
    elif statement.gradients:
        at = "".join(f', at("grad_{n}", {n})' for n in statement.gradients)
        lines.append(f"check_gradient(e, {lambda_of(statement)}{at});")
    elif statement.value:
        lines.append(f"check_value(e, {lambda_of(statement)});")
    return lines + list(statement.after)


def source_of(topic, part, groups):
    headers = sorted({statement.header for statement in part})
    out = ["// SPDX-License-Identifier: BSL-1.0", f"// Written by generate.py from {topic}.json.",
           *(f'#include "{header}"' for header in headers), "", "using namespace golden;", ""]
    for i, statement in enumerate(part):
        names = groups[statement]
        if statement.rejected:
            out += [f"static_assert(!{statement.rejected});" + f" // {', '.join(names)}", ""]
            continue
        out += [f"template <class T> static void statement_{i}(const example& e) {{",
                *(f"  {line}" for line in body_of(statement)), "}"]
        title = names[0] + (f" and {len(names) - 1} more" if len(names) > 1 else "")
        quoted = ", ".join(f'"{n}"' for n in names)
        out += [f'TEST_CASE("{topic}: {title}", "[{topic}]") {{',
                f'  run("{topic}", {{{quoted}}}, &statement_{i}<float>, &statement_{i}<double>);', "}", ""]
    return "\n".join(out)


def sources():
    """Names and texts."""
    for topic in topics():
        groups, _ = read(topic)
        for i, part in enumerate(parts_of(groups)):
            yield f"{topic}_{i}.cpp", source_of(topic, part, groups)


def report_unmapped(path):
    found, cases = [], 0
    for topic in topics():
        groups, skipped = read(topic)
        cases += len({n for names in groups.values() for n in names})
        found += [f"{topic}: {name}: {reason}" for name, reason in skipped.items()]
    for line in found:
        reason = line.rsplit(": ", 1)[1]
        if reason.startswith("compile_fail/") and not (HERE.parent / reason).exists():
            sys.exit(f"{line}: there is no such file")
    print(f"{cases} cases run, {len(found)} do not:")
    print("\n".join(found))
    if found != path.read_text().splitlines():
        sys.exit(f"{path.name} lists others")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--output", type=pathlib.Path)
    parser.add_argument("--unmapped", type=pathlib.Path)
    options = parser.parse_args()
    if options.list:
        print("\n".join(name for name, _ in sources()))
    if options.output:
        options.output.mkdir(parents=True, exist_ok=True)
        for name, text in sources():
            at = options.output / name
            if not at.exists() or at.read_text() != text:  # what did not change is not compiled again
                at.write_text(text)
    if options.unmapped:
        report_unmapped(options.unmapped)


if __name__ == "__main__":
    main()
