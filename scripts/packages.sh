#!/bin/bash
# SPDX-License-Identifier: BSL-1.0
# Installs the Debian packages that are missing of those named, or says which are needed and stops.
set -euo pipefail

missing=()
for package in "$@"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

run=()
if [ "$(id -u)" -ne 0 ]; then
  if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then run=(sudo); else run=(false); fi
fi
if ! command -v apt-get >/dev/null || [ "${run[0]:-}" = false ]; then
  echo "These Debian packages are needed: ${missing[*]}" >&2
  echo "Install them, for example with: apt-get install ${missing[*]}" >&2
  exit 1
fi
echo "Installing ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() {
  "${run[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >"$log" 2>&1
}
if ! install; then
  "${run[@]}" apt-get update -q >>"$log" 2>&1 || true
  if ! install; then
    tail -n 20 "$log" >&2
    echo "These Debian packages could not be installed: ${missing[*]}" >&2
    exit 1
  fi
fi
