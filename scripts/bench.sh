#!/bin/bash
# SPDX-License-Identifier: BSL-1.0
# usage: bench.sh [--peers] [FILTER]
# Builds and runs the benchmarks whose names match the regular expression FILTER, all of them without one, on one
# thread, and writes bench/report.md and bench/report.svg. Peers that are installed take part; --peers installs them:
# xtensor, oneDNN, OpenBLAS and libtorch (2 GB). Then it prints what the methods of minimize count beside SciPy's, and
# draws how they converge, in bench/optimizers.svg.
set -euo pipefail
cd "$(dirname "$0")/.."

peers=()
if [ "${1:-}" = --peers ]; then
  peers=(libxtensor-dev libxsimd-dev libdnnl-dev libopenblas-dev libtorch-dev)
  shift
fi
scripts/packages.sh g++ cmake ninja-build python3 libboost-dev libbenchmark-dev libeigen3-dev "${peers[@]}"
export CXX=g++ OMP_NUM_THREADS=1
cmake --preset bench
cmake --build --preset bench
build/bench/bench/tenon_bench --benchmark_filter="${1:-.}" --benchmark_repetitions=5 --benchmark_min_time=0.1 \
  --benchmark_enable_random_interleaving=true --benchmark_out=build/bench/results.json --benchmark_out_format=json \
  --benchmark_context=compiler="$($CXX --version | head -n 1)" \
  --benchmark_context=cpu="$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)"
python3 bench/compile_time.py --markdown >build/bench/compile_time.md
python3 bench/binary_size.py >build/bench/binary_size.md
python3 bench/report.py build/bench/results.json bench/report.md bench/report.svg \
  build/bench/compile_time.md build/bench/binary_size.md
build/bench/bench/optimizers bench/optimizers.svg
echo "bench/report.md and bench/report.svg are written."
