#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Writes the page of all errors from the cases beside this file: the wrong line, its sentence, the corrected line.

  document.py --output PAGE    writes it
  document.py --check PAGE     fails where it is out of date
"""
import argparse
import difflib
import pathlib
import re
import sys
import textwrap

from run import expected

HEAD = """\
<!-- SPDX-License-Identifier: BSL-1.0 -->
<!-- Written by tests/compile_fail/document.py from the cases beside it. -->
# What the compiler says

A wrong shape, dimension, element type or argument is one error with one sentence. Below, `-` is a line that does not
compile, indented the sentence, and `+` the line that does. Each case is compiled both ways by the tests. Before C++26
Clang prints the beginning of a sentence, and the shapes as types beside it.

Every check of shapes, dimensions and element types is a concept as well, so that generic code can ask before it calls:
`can_view`, `can_softmax` and others in `tensor/can.hpp`, `ops/can.hpp` and `autograd/can.hpp`.
"""


def lines_of(block):
    return textwrap.dedent(block).strip("\n").splitlines()


def read_case(path):
    """The operation a case belongs to, and its text in the page."""
    source = path.read_text()
    sentence = expected(source)
    parts = re.search(r"(?:int main\(\)|struct Model : \w+) \{\n(.*?)#ifdef CORRECTED\n(.*?)#else\n(.*?)#endif\n", source, re.S)
    flags = re.search(r"^// flags: (.*)$", source, re.M)
    defined = re.search(r"#ifdef CORRECTED\n(.*?)#endif\n", source, re.S)
    if sentence is not None and parts:
        operands, right, wrong = (lines_of(part) for part in parts.groups())
    elif sentence is not None and flags and defined: # what is wrong is how it is compiled
        operands, right, wrong = [], lines_of(defined[1]), [flags[1]]
    else:
        sys.exit(f"{path.name}: not a case")
    shown = [f"  {line}" for line in operands]
    shown += [f"- {line}" for line in wrong] + [f"      {sentence}"] + [f"+ {line}" for line in right]
    return sentence.partition(": ")[0], "\n".join(shown)


def page(directory):
    operations = {}
    for path in sorted(directory.glob("*.cpp"), key=lambda p: p.name):
        operation, case = read_case(path)
        operations.setdefault(operation, []).append(case)
    sections = [HEAD]
    for operation in sorted(operations, key=lambda name: (name.lower(), name)):
        sections.append(f"## `{operation}`\n\n```text\n" + "\n\n".join(operations[operation]) + "\n```\n")
    return "\n".join(sections)


def main():
    parser = argparse.ArgumentParser()
    group = parser.add_mutually_exclusive_group(required=True)
    group.add_argument("--output", type=pathlib.Path)
    group.add_argument("--check", type=pathlib.Path)
    options = parser.parse_args()
    written = page(pathlib.Path(__file__).parent)
    if options.output:
        options.output.write_text(written)
        return
    found = options.check.read_text() if options.check.exists() else ""
    if found != written:
        sys.stdout.writelines(difflib.unified_diff(found.splitlines(True), written.splitlines(True), str(options.check),
                                                   "what document.py writes"))
        sys.exit(f"{options.check} is out of date: run {pathlib.Path(__file__).name} --output {options.check}")


if __name__ == "__main__":
    main()
