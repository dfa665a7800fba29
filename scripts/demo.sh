#!/bin/bash
# SPDX-License-Identifier: BSL-1.0
# usage: demo.sh [ARGUMENT...]
# Builds the language-modelling example and runs it with these arguments (--help lists them). Without any it trains
# on the project's own headers and guides.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)

"$root/scripts/packages.sh" g++ cmake ninja-build libboost-dev libcli11-dev nlohmann-json3-dev libutf8proc-dev

# Stays in the caller's directory, to which the paths among the arguments refer.
cmake -S "$root" --preset demo --log-level=WARNING >/dev/null
cmake --build "$root/build/demo" --target language_modeling
exec "$root/build/demo/examples/language_modeling/language_modeling" "$@"
