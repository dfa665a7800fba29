#!/bin/bash
# SPDX-License-Identifier: BSL-1.0
# Builds the language-modelling example and runs it; arguments go to the program.
# Without any it trains on the project's own headers and guides.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/packages.sh g++ cmake ninja-build libboost-dev libcli11-dev
cmake --preset release -DTENON_TESTS=OFF -B build/demo >build-demo.log 2>&1 || { cat build-demo.log; rm -f build-demo.log; exit 1; }
rm -f build-demo.log
cmake --build build/demo --target language_modeling
exec build/demo/examples/language_modeling/language_modeling "$@"
