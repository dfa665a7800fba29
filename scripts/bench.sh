#!/bin/bash
# SPDX-License-Identifier: BSL-1.0
# usage: bench.sh [FILTER]
# Builds and runs the benchmarks whose names match the regular expression FILTER, all of them without one, and writes
# bench/report.md and bench/report.svg.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/packages.sh g++ cmake ninja-build python3 libboost-dev libbenchmark-dev libeigen3-dev
export CXX=g++
cmake --preset bench
cmake --build --preset bench
build/bench/bench/tenon_bench --benchmark_filter="${1:-.}" --benchmark_repetitions=5 --benchmark_min_time=0.1 \
  --benchmark_enable_random_interleaving=true --benchmark_out=build/bench/results.json --benchmark_out_format=json \
  --benchmark_context=compiler="$($CXX --version | head -n 1)" \
  --benchmark_context=cpu="$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)"
python3 bench/report.py build/bench/results.json bench/report.md bench/report.svg
echo "bench/report.md and bench/report.svg are written."
