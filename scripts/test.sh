#!/bin/bash
# SPDX-License-Identifier: BSL-1.0
# Builds and runs all tests: GCC, Release, for this machine, and what must not compile with GCC and Clang.
# --all runs the matrix as well: Clang, generic x86-64, AVX2, and the sanitizers.
set -euo pipefail
cd "$(dirname "$0")/.."
presets=(release)
case "${1:-}" in
  "") ;;
  --all) presets=(release clang generic avx2 asan) ;;
  *) echo "usage: scripts/test.sh [--all]" >&2; exit 2 ;;
esac
scripts/packages.sh g++ cmake ninja-build python3 git libboost-dev catch2 librapidcheck-dev libbenchmark-dev \
  libeigen3-dev libcli11-dev nlohmann-json3-dev clang-19
for preset in "${presets[@]}"; do
  echo "== $preset"
  cmake --preset "$preset"
  cmake --build --preset "$preset"
  ctest --preset "$preset"
done
