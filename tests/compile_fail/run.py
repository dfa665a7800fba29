#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Compiles each case twice: as it stands it must fail with exactly the sentence in its `// expect:` line, with one
error, at most ten lines of diagnostics and the user's own line among them; with -DCORRECTED it must compile. A line
`// flags:` adds to the command. The header that a case begins with is read precompiled where several do so."""
import argparse
import collections
import concurrent.futures
import pathlib
import re
import subprocess
import sys
import tempfile

LINES = 10
FEW = 4  # cases that do not pay for precompiling their header


def expected(source):
    match = re.search(r"^// expect: (.*)$", source, re.M)
    return match[1] if match else None


def compile_case(command, path, *flags):
    done = subprocess.run([*command, *flags, "-fsyntax-only", str(path)], capture_output=True, text=True)
    return done.returncode, done.stderr


def own_flags(source):
    match = re.search(r"^// flags: (.*)$", source, re.M)
    return match[1].split() if match else []


def first_header(source):
    """None where flags of its own forbid to read it precompiled."""
    match = re.search(r"^#include <(tenon/.*)>$", source, re.M)
    return match[1] if match and not own_flags(source) else None


def precompile(command, paths, pool, directory):
    """Flags by header, for the headers that many cases begin with."""
    uses = collections.Counter(first_header(p.read_text()) for p in paths)
    headers = [h for h, n in uses.items() if h and n > FEW]
    flags = {h: ["-include", f"{directory}/precompiled_{h.replace('/', '_')}"] for h in headers}

    def build(header):
        wrapper = pathlib.Path(flags[header][1])
        wrapper.write_text(f"#include <{header}>\n")
        subprocess.run([*command, "-x", "c++-header", str(wrapper), "-o", f"{wrapper}.gch"], check=True)

    list(pool.map(build, headers))
    return flags


def complaints(command, precompiled, path, exact):
    """What is wrong with one case."""
    source = path.read_text()
    sentence = expected(source)
    command = command + own_flags(source) + precompiled.get(first_header(source), [])
    if sentence is None:
        return ["no `// expect:` line"]
    found = []
    code, output = compile_case(command, path)
    # quotes inside a string argument are printed escaped
    said = output.replace('\\"', '"')
    ours = r"\d+ errors? generated|In file included from .*/precompiled_"  # not the sentence's
    lines = [l for l in output.splitlines() if l.strip() and not re.match(ours, l)]
    if code == 0:
        found.append("it compiles")
    elif exact and not re.search(r"""(?<![^"\s{:])""" + re.escape(sentence) + r"""(?="|$)""", said, re.M):
        found.append(f"the sentence is missing: {sentence}")
    elif not exact and sentence[:20] not in said and ", ".join(str(ord(c)) for c in sentence[:8]) not in said:
        found.append(f"the beginning of the sentence is missing: {sentence[:20]}")
    if code != 0 and len(re.findall(r"(?:error|fatal error): ", output)) != 1:
        found.append(f"{len(re.findall(r'error: ', output))} errors")
    # a method forwards to the function of its name, which adds a level
    allowed = int((re.search(r"^// lines: (\d+)\b", source, re.M) or [0, LINES])[1])
    if len(lines) > allowed:
        found.append(f"{len(lines)} lines of diagnostics")
    if code != 0 and not re.search(re.escape(path.name) + r":\d+", output):
        found.append("the user's line is not shown")
    code, corrected = compile_case(command, path, "-DCORRECTED")
    if code != 0:
        found.append("the corrected form does not compile: " + corrected.splitlines()[0])
    if found and "-v" in sys.argv:
        found.append(output)
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--standard", default="c++20")
    parser.add_argument("--include", action="append", default=[])
    parser.add_argument("-j", type=int, default=2)
    parser.add_argument("-v", action="store_true")
    parser.add_argument("cases", nargs="+", type=pathlib.Path)
    options = parser.parse_args()
    command = [options.compiler, f"-std={options.standard}", "-fdiagnostics-color=never"]
    command += [f"-I{i}" for i in options.include]
    # Clang cuts strings in template arguments before C++26
    exact = "clang" not in options.compiler or options.standard != "c++20"
    paths = [p for c in options.cases for p in (sorted(c.glob("*.cpp")) if c.is_dir() else [c])]
    with concurrent.futures.ThreadPoolExecutor(options.j) as pool, tempfile.TemporaryDirectory() as directory:
        precompiled = precompile(command, paths, pool, directory)
        results = list(pool.map(lambda p: (p, complaints(command, precompiled, p, exact)), paths))
    wrong = [(p, c) for p, c in results if c]
    for path, found in wrong:
        print(f"{path.name}: " + "; ".join(found))
    print(f"{len(paths) - len(wrong)} passed, {len(wrong)} failed")
    sys.exit(1 if wrong or not paths else 0)


if __name__ == "__main__":
    main()
