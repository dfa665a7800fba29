#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""usage: compile_time.py [--compiler CXX] [--repeat N] [--check] [--markdown]
What tenon costs to compile, beside Eigen's header in the same run: seconds and megabytes of the compiler at -O2, the
least of N runs. With --check it exits with 1 where a budget is exceeded."""
import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

INCLUDE = Path(__file__).resolve().parent.parent / "include"

# one fused statement: softmax of a chain
CHAIN = """
void chain_{r}_{c}(float* to, const float* from) {{
  tenon::TensorView<float, {r}, {c}> y(to);
  const tenon::TensorView<const float, {r}, {c}> x(from);
  const tenon::TensorView<const float, {c}> b(from);
  y = softmax(x * 0.125f + b, tenon::c<-1>);
}}
"""


def chains(shapes):
    return "#include <tenon/tenon.hpp>\n" + "".join(CHAIN.format(r=r, c=c) for r, c in shapes)


SHAPES = 100
PROGRAMS = {
    "nothing": "",
    "Eigen/Core": "#include <Eigen/Core>\n",
    "tenon.hpp": "#include <tenon/tenon.hpp>\n",
    "a chain": chains([(64, 128)]),
    f"{SHAPES} chains": chains([(8 + i, 40 + i) for i in range(SHAPES)]),
}


def compile_once(command):
    """seconds of the processor, and megabytes at the peak"""
    pid = os.posix_spawnp(command[0], command, os.environ)
    _, status, usage = os.wait4(pid, 0)
    if status != 0:
        sys.exit(f"{' '.join(command)} failed")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def measure(compiler, repeat):
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, text in PROGRAMS.items():
            source = Path(folder) / "source.cpp"
            source.write_text(text)
            command = [*compiler.split(), "-std=c++20", "-O2", "-c", str(source), "-o", str(Path(folder) / "out.o"),
                       f"-I{INCLUDE}", "-I/usr/include/eigen3"]
            # many chains take long: once is enough
            runs = [compile_once(command) for _ in range(1 if "chains" in name else repeat)]
            found[name] = min(s for s, _ in runs), max(m for _, m in runs)
    return found


def budgets(found):
    """what is measured, its value and its limit, as parts of what Eigen's header costs"""
    eigen, memory = found["Eigen/Core"]
    include, chain, many = found["tenon.hpp"][0], found["a chain"][0], found[f"{SHAPES} chains"][0]
    return [
        ("include / Eigen's", include / eigen, 0.7),
        ("one chain more / Eigen's include", (chain - include) / eigen, 0.1),
        ("a further shape, ms", (many - chain) / (SHAPES - 1) * 1000, 60),
        ("peak memory of one chain / Eigen's", found["a chain"][1] / memory, 1.0),
    ]


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--compiler", default=os.environ.get("CXX", "g++"))
    arguments.add_argument("--repeat", type=int, default=3)
    arguments.add_argument("--check", action="store_true")
    arguments.add_argument("--markdown", action="store_true")
    options = arguments.parse_args()
    subprocess.run([*options.compiler.split(), "--version"], check=True, stdout=subprocess.DEVNULL)
    found = measure(options.compiler, options.repeat)
    measured = budgets(found)
    if options.markdown:
        print(f"| compiled at -O2 | seconds | megabytes |\n| --- | --- | --- |")
        for name, (seconds, megabytes) in found.items():
            print(f"| {name} | {seconds:.2f} | {megabytes:.0f} |")
        print("\n| budget | measured | limit |\n| --- | --- | --- |")
        for what, value, limit in measured:
            print(f"| {what} | {value:.2f} | {limit:g} |")
    else:
        for name, (seconds, megabytes) in found.items():
            print(f"{name:12} {seconds:7.2f} s {megabytes:7.0f} MB")
        for what, value, limit in measured:
            print(f"{what:36} {value:6.2f}  budget {limit:g}{'  exceeded' if value > limit else ''}")
    sys.exit(1 if options.check and any(value > limit for _, value, limit in measured) else 0)


if __name__ == "__main__":
    main()
