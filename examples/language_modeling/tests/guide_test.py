#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Runs every ```sh block of the guide, in order and in one directory. A ```text block that follows directly has lines
of its output."""
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

from support import MODELS, MPI, PROGRAM, environment

ROOT = pathlib.Path(__file__).resolve().parents[3]
GUIDE = (ROOT / "docs/language_modeling.md").read_text()
BLOCK = re.compile(r"^```sh\n(.*?)^```\n(?:```text\n(.*?)^```\n)?", re.MULTILINE | re.DOTALL)


def models_of(commands):
    """Those that commands ask for; gpt unless they say which."""
    return {(re.search(r"--model (\w+)", command) or ["", "gpt"])[1] + "/tiny"
            for command in commands.replace("\\\n", "").splitlines() if "language_modeling" in command}


class Guide(unittest.TestCase):
    def test_every_command(self):
        blocks = BLOCK.findall(GUIDE)
        self.assertEqual(len(blocks), GUIDE.count("```sh\n"))
        self.assertGreater(len(blocks), 5)
        with tempfile.TemporaryDirectory() as name:
            directory = pathlib.Path(name)
            os.symlink(PROGRAM, directory / "language_modeling")
            (directory / "text.txt").write_text("".join(page.read_text() for page in sorted(ROOT.glob("docs/*.md"))))
            path = {"PATH": f"{directory}:{os.environ['PATH']}"}
            for commands, output in blocks:
                # what goes on with a run of several processes is left out with that
                mpi = {"MPI"} if "shared" in commands and not MPI else set()
                if missing := models_of(commands) - set(MODELS) | mpi:
                    print(f"left out, this program was built without {', '.join(missing)}: {commands}")
                    continue
                done = subprocess.run(["bash", "-euo", "pipefail", "-c", commands], cwd=directory,
                                      env={**environment(), **path}, stdin=subprocess.DEVNULL, capture_output=True,
                                      check=False)
                said = (done.stdout + done.stderr).decode(errors="replace")
                self.assertEqual(done.returncode, 0, f"{commands}\n{said}")
                for line in output.splitlines():
                    self.assertIn(line, said.splitlines(), commands)


if __name__ == "__main__":
    unittest.main()
