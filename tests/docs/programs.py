#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Makes programs of the C++ in Markdown pages, so that what the documentation shows is known to work.

  programs.py DIRECTORY --headers HEADER... --pages PAGE...    writes the programs and prints their paths
  programs.py --self-test

* A ```cpp block with a main is a program of its own, and names its includes.
* All other ```cpp blocks of a page are one program, in order. Each is a scope inside the one before: it sees the names
  of earlier blocks and may define them anew. HEADERS, <cassert> and <iostream> are included, the namespaces tenon and
  tenon::literals are used.
* Definitions that C++ does not allow inside a function move in front of it: what starts in the first column with
  template, struct, class, enum, union, concept, namespace, inline or #, and functions.
* <!-- cpp ... --> is a block that the reader does not see.
* Other languages, and what is not meant to compile, are ```text, ```sh, ```cmake: a block without a language is an error.
"""
import argparse
import pathlib
import re
import sys
import tempfile

LANGUAGES = {"cpp", "text", "sh", "cmake"}
HIDDEN = "<!-- cpp"
OUTSIDE = re.compile(r"(template|struct|class|enum|union|concept|namespace|inline)\b|#"
                     r"|(?!return)[\w:<>,&* ]+ [\w:]+\([^;=]*\) (const )?\{")
NO_CODE = re.compile(r'"(\\.|[^"\\])*"|//.*')
MAIN = re.compile(r"^int main\(", re.MULTILINE)


class Block:
    """Lines of C++, and the line of the page on which they start."""

    def __init__(self, line):
        self.line = line
        self.lines = []

    def text(self):
        return "\n".join(self.lines)


def blocks_of(page, text):
    """The blocks of C++ on a page."""
    blocks, fence, current = [], None, None
    for number, line in enumerate(text.splitlines(), 1):
        if fence is None:
            opening = re.match(r"(```+)\s*(\S*)", line)
            if opening and opening[2] not in LANGUAGES:
                sys.exit(f"{page}:{number}: a block needs one of the languages {', '.join(sorted(LANGUAGES))}")
            if opening or line.startswith(HIDDEN):
                fence = opening[1] if opening else "-->"
                current = Block(number + 1) if not opening or opening[2] == "cpp" else None
        elif line.strip() == fence:
            if current is not None:
                blocks.append(current)
            fence, current = None, None
        elif current is not None:
            current.lines.append(line)
    if fence is not None:
        sys.exit(f"{page}: a block does not end")
    return blocks


def divide(block):
    """The numbered lines of a block that go in front of the function, and those that stay in it."""
    outside, inside, moving, depth = [], [], False, 0
    for number, line in enumerate(block.lines, block.line):
        if depth == 0 and not moving:
            moving = OUTSIDE.match(line) is not None
        (outside if moving else inside).append((number, line))
        code = NO_CODE.sub("", line).rstrip()
        depth += sum(code.count(c) for c in "({[") - sum(code.count(c) for c in ")}]")
        if depth == 0 and (code.endswith((";", "}")) or line.startswith("#")):
            moving = False
    return outside, inside


def numbered(page, lines):
    """The lines with the page named as their source, so that the compiler's messages point there."""
    result, expected = [], None
    for number, line in lines:
        if number != expected:
            result.append(f'#line {number} "{page}"')
        result.append(line)
        expected = number + 1
    return result


def programs_of(page, text, headers):
    """The sources of the programs that a page holds."""
    blocks = blocks_of(page, text)
    programs = ["\n".join(numbered(page, enumerate(b.lines, b.line))) + "\n" for b in blocks if MAIN.search(b.text())]
    snippets = [b for b in blocks if not MAIN.search(b.text())]
    if snippets:
        before, body = [], []
        for block in snippets:
            outside, inside = divide(block)
            before += numbered(page, outside)
            body += ["{"] + numbered(page, inside)
        start = [f"#include <{h}>" for h in headers] + ["#include <cassert>", "#include <iostream>"]
        start += ["using namespace tenon;", "using namespace tenon::literals;"]
        programs.append("\n".join(start + before + ["int main()"] + body + ["}" * len(snippets)]) + "\n")
    return programs


def write(directory, pages, headers):
    """Writes what changed, removes what is no longer there, returns the paths."""
    wanted = {}
    for page in pages:
        programs = programs_of(page, page.read_text(), headers)
        for number, program in enumerate(programs, 1):
            name = page.stem.lower() + (f"_{number}" if len(programs) > 1 else "")
            wanted[directory / f"{name}.cpp"] = program
    directory.mkdir(parents=True, exist_ok=True)
    for path in set(directory.glob("*.cpp")) - set(wanted):
        path.unlink()
    for path, program in wanted.items():
        if not path.exists() or path.read_text() != program:
            path.write_text(program)
    return sorted(wanted)


PAGE = '''# Title
```sh
int main() is not C++ here
```
```cpp
#include <tenon/tenon.hpp>
int main() {}
```
<!-- cpp
int hidden = 1;
-->
```cpp
template <class T>
struct S {
  T t;

  auto operator()(const auto& x) { return x; }
};
int a = hidden;

constexpr int twice(int n) {
  return 2 * n;
}
auto b = f(a); // b }
auto g = [](int x) {
  return x;
};
```
````cpp
#define X 1
int a = 2;
std::cout << a;
for (int i : {1, 2}) {
  use(i);
}
````
'''

PROGRAM = '''#include <tenon/tenon.hpp>
#include <cassert>
#include <iostream>
using namespace tenon;
using namespace tenon::literals;
#line 13 "p.md"
template <class T>
struct S {
  T t;

  auto operator()(const auto& x) { return x; }
};
#line 21 "p.md"
constexpr int twice(int n) {
  return 2 * n;
}
#line 30 "p.md"
#define X 1
int main()
{
#line 10 "p.md"
int hidden = 1;
{
#line 19 "p.md"
int a = hidden;

#line 24 "p.md"
auto b = f(a); // b }
auto g = [](int x) {
  return x;
};
{
#line 31 "p.md"
int a = 2;
std::cout << a;
for (int i : {1, 2}) {
  use(i);
}
}}}
'''


def self_test():
    found = programs_of("p.md", PAGE, ["tenon/tenon.hpp"])
    expected = ['#line 6 "p.md"\n#include <tenon/tenon.hpp>\nint main() {}\n', PROGRAM]
    for got, want in zip(found, expected, strict=True):
        if got != want:
            sys.exit(f"expected:\n{want}\ngot:\n{got}")
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        (directory / "stale.cpp").touch()
        (directory / "P.md").write_text(PAGE)
        paths = write(directory, [directory / "P.md"], [])
        if paths != sorted(directory.glob("*.cpp")) or [p.name for p in paths] != ["p_1.cpp", "p_2.cpp"]:
            sys.exit(f"unexpected files: {paths}")
    print("as expected")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("directory", type=pathlib.Path, nargs="?")
    parser.add_argument("--headers", nargs="*", default=[])
    parser.add_argument("--pages", nargs="*", default=[], type=pathlib.Path)
    parser.add_argument("--self-test", action="store_true")
    options = parser.parse_args()
    if options.self_test:
        self_test()
    else:
        print("\n".join(map(str, write(options.directory, options.pages, options.headers))))


if __name__ == "__main__":
    main()
