# SPDX-License-Identifier: BSL-1.0
"""Every package that a script asks packages.sh for is one that it can look for: on a machine that has all of them,
nothing else would show a name that it does not know."""
import pathlib
import re
import sys

scripts = pathlib.Path(sys.argv[1])
known = set()
for names in re.findall(r"^ {4}([a-z0-9+ |-]+)\) ", (scripts / "packages.sh").read_text(), re.M):
    known.update(name.strip() for name in names.split("|"))

asked = {}
for script in sorted(scripts.glob("*.sh")):
    text = script.read_text().replace("\\\n", " ")
    for names in re.findall(r"^[^#\n]*packages\.sh\"? ([^\n]*)", text, re.M):
        for array in re.findall(r"\$\{(\w+)\[@\]\}", names):
            names += " " + " ".join(re.findall(rf"\b{array}=\(([^)]*)\)", text))
        for name in re.findall(r"(?<![\w$\"{])[a-z][a-z0-9+.-]*\b\+*", names):
            asked.setdefault(name, script.name)

unknown = {name: script for name, script in asked.items() if name not in known}
for name, script in unknown.items():
    print(f"{script} asks for {name}, which packages.sh does not know how to find", file=sys.stderr)
print(f"{len(asked)} packages asked for, {len(known)} known")
sys.exit(bool(unknown) or not asked)
