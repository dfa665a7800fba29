#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""usage: separate.py NM FIRST SECOND
Fails where two objects that were compiled for different instruction sets define one function or constant of packs,
frames, nodes or products: the linker keeps either of the two for both. At least one name must be common, or nothing
was seen."""
import re
import subprocess
import sys

DEPENDS = re.compile(r"4pack|5frame|4mode|4node|13product_shape")


def weak_names(nm, path):
    lines = subprocess.run([nm, path], capture_output=True, text=True, check=True).stdout.splitlines()
    return {line.split()[-1] for line in lines if line.split()[-2] in ("W", "V", "u")}


nm, first, second = sys.argv[1:]
common = weak_names(nm, first) & weak_names(nm, second)
shared = sorted(name for name in common if "tenon" in name and DEPENDS.search(name))
print("\n".join(shared) or f"{len(common)} names in common, none that depends on the instruction set")
sys.exit(bool(shared) or not common)
