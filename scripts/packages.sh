#!/bin/bash
# SPDX-License-Identifier: BSL-1.0
# usage: packages.sh PACKAGE...
# Installs those of the Debian packages that are missing; where that cannot be done, says which are needed and
# exits with 1. What counts is whether a program, header or module is there, not how it came.
set -euo pipefail

program() { command -v "$1" >/dev/null; }
header() { echo "#include <$1>" | g++ -E -x c++ - >/dev/null 2>&1; }

present() {
  case $1 in
    g++ | cmake | python3) program "$1" ;;
    python3-numpy) python3 -c 'import numpy' 2>/dev/null || /usr/bin/python3 -c 'import numpy' 2>/dev/null ;;
    ninja-build) program ninja ;;
    clang-19) program clang++-19 ;;
    libopenmpi-dev) program mpicxx ;;
    openmpi-bin) program mpirun ;;
    libboost-dev) header boost/hana.hpp ;;
    catch2) header catch2/catch.hpp ;;
    librapidcheck-dev) header rapidcheck.h ;;
    libbenchmark-dev) header benchmark/benchmark.h ;;
    libeigen3-dev) header eigen3/Eigen/Core ;;
    libxtensor-dev) header xtensor/xtensor.hpp ;;
    libxsimd-dev) header xsimd/xsimd.hpp ;;
    libdnnl-dev) header dnnl.hpp ;;
    libopenblas-dev) header cblas.h ;;
    libtorch-dev) header ATen/Version.h ;;
    libcli11-dev) header CLI/CLI.hpp ;;
    nlohmann-json3-dev) header nlohmann/json.hpp ;;
    libutf8proc-dev) header utf8proc.h ;;
    *) echo "packages.sh: no way is known to find out whether $1 is there" >&2; exit 2 ;;
  esac
}

missing=()
for package in "$@"; do
  present "$package" || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

give_up() {
  echo "$1" >&2
  echo "Needed, by the names of their Debian packages: ${missing[*]}" >&2
  exit 1
}

program apt-get || give_up "This machine has no apt-get, so nothing was installed."
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  { program sudo && sudo -n true 2>/dev/null; } || give_up "Packages can be installed by root only."
  as_root=(sudo -n)
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y "$@" </dev/null >>"$log" 2>&1; }
install() { apt install --no-install-recommends "${missing[@]}"; }

echo "Installing ${missing[*]}"
# the lists of packages may be absent, or too old
install || { apt update && install; } || { tail -n 15 "$log" >&2; give_up "apt-get could not install them."; }
