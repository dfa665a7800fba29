#!/bin/bash
# SPDX-License-Identifier: BSL-1.0
# usage: test.sh [--all]
# Builds and runs all tests: GCC, optimised for this machine; what must not compile is shown to GCC and to Clang.
# --all does so for GCC and Clang; this machine, x86-64 and x86-64-v3; and with the sanitizers. It also shows Clang as
# C++26 what must not compile.
set -euo pipefail
cd "$(dirname "$0")/.."

case "$*" in
  "") presets=(release) ;;
  --all) presets=(asan generic avx2 clang-generic clang-avx2 clang release) ;;
  *) echo "usage: scripts/test.sh [--all]" >&2; exit 2 ;;
esac

scripts/packages.sh g++ cmake ninja-build python3 python3-numpy libboost-dev catch2 librapidcheck-dev \
  libbenchmark-dev libeigen3-dev libcli11-dev nlohmann-json3-dev libutf8proc-dev libopenmpi-dev openmpi-bin clang-19

# a preset that wants another compiler names it
export CXX=g++
for preset in "${presets[@]}"; do
  echo "== $preset"
  cmake --preset "$preset"
  cmake --build --preset "$preset"
  # what must not compile has compilers of its own, so once is enough
  case "$preset $*" in
    "release --all") skip=() ;;
    release*) skip=(--exclude-regex '^compile_fail.clang_26') ;;
    *) skip=(--exclude-regex '^compile_fail') ;;
  esac
  ctest --preset "$preset" --parallel "$(nproc)" "${skip[@]}"
done
