#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""usage: binary_size.py
What one softmax adds to a program: bytes of its text segment and defined symbols, as a Markdown table; tenon beside
Eigen and a loop written by hand, each compiled with -O2."""
import os
import subprocess
import tempfile
from pathlib import Path

INCLUDE = Path(__file__).resolve().parent.parent / "include"

PROGRAMS = {
    "tenon": """
#include <tenon/tenon.hpp>
void run(const float* from, float* to) {
  tenon::TensorView<float, 128, 1000> y(to);
  y = softmax(tenon::TensorView<const float, 128, 1000>(from), tenon::c<-1>);
}
""",
    "Eigen": """
#include <Eigen/Core>
void run(const float* from, float* to) {
  using Matrix = Eigen::Array<float, 128, 1000, Eigen::RowMajor>;
  const Eigen::Map<const Matrix> x(from);
  Eigen::Map<Matrix> y(to);
  for (int r = 0; r < 128; ++r) {
    y.row(r) = (x.row(r) - x.row(r).maxCoeff()).exp();
    y.row(r) *= 1 / y.row(r).sum();
  }
}
""",
    "loop": """
#include <cmath>
void run(const float* from, float* to) {
  for (int r = 0; r < 128; ++r, from += 1000, to += 1000) {
    float most = from[0], total = 0;
    for (int j = 1; j < 1000; ++j) most = from[j] > most ? from[j] : most;
    for (int j = 0; j < 1000; ++j) total += to[j] = std::exp(from[j] - most);
    for (int j = 0; j < 1000; ++j) to[j] /= total;
  }
}
""",
}


def size_of(text, folder):
    """text bytes and defined symbols of an object file"""
    source, target = Path(folder) / "source.cpp", Path(folder) / "out.o"
    source.write_text(text)
    compiler = os.environ.get("CXX", "g++").split()
    subprocess.run([*compiler, "-std=c++20", "-O2", "-c", source, "-o", target, f"-I{INCLUDE}", "-I/usr/include/eigen3"],
                   check=True)
    columns = subprocess.run(["size", target], check=True, capture_output=True, text=True).stdout.splitlines()[1].split()
    symbols = subprocess.run(["nm", "--defined-only", target], check=True, capture_output=True, text=True).stdout
    return int(columns[0]), len(symbols.splitlines())


def main():
    print("| one softmax, -O2 | text, bytes | symbols |\n| --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for name, text in PROGRAMS.items():
            print("| {} | {} | {} |".format(name, *size_of(text, folder)))


if __name__ == "__main__":
    main()
