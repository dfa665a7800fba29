# SPDX-License-Identifier: BSL-1.0
"""Runs the program in directories of its own, and reads what it leaves there."""
import json
import os
import pathlib
import random
import re
import struct
import subprocess
import tempfile
import unittest

PROGRAM = os.environ["LANGUAGE_MODELING"]
MODELS = os.environ["LANGUAGE_MODELS"].replace(";", " ").split()
MPI = os.environ.get("MPIRUN", "")  # the program that starts several processes; empty where there is none
WORDS = "the a cat dog rat sat ran lay on by under mat hat tree and or but then there".split()


def needs(model):
    """A test that is left out where the program was built without a model."""
    return unittest.skipUnless(model in MODELS, f"this program was built without {model}")


def text_of(characters, seed=1):
    """Words without sense, of which the last may be cut."""
    draw = random.Random(seed)
    text = ""
    while len(text) < characters:
        text += draw.choice(WORDS) + draw.choice([" ", " ", " ", "\n"])
    return text[:characters]


def environment():
    """In which mpirun starts more processes than there are cores, and for the superuser, too."""
    return {**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
            "OMPI_MCA_rmaps_base_oversubscribe": "1", "OMPI_MCA_hwloc_base_binding_policy": "none",
            # containers may forbid that one process reads another's memory
            "OMPI_MCA_btl_vader_single_copy_mechanism": "none",
            # MPI keeps memory until the end
            "ASAN_OPTIONS": "detect_leaks=0"}


class Tensors(dict):
    """The tensors of a safetensors file as lists of numbers; .metadata, .shapes."""

    def __init__(self, path):
        super().__init__()
        data = pathlib.Path(path).read_bytes()
        size = struct.unpack("<Q", data[:8])[0]
        header = json.loads(data[8:8 + size])
        self.metadata = header.pop("__metadata__", {})
        self.shapes = {name: entry["shape"] for name, entry in header.items()}
        for name, entry in header.items():
            begin, end = (8 + size + offset for offset in entry["data_offsets"])
            letter = {"F32": "f", "F64": "d", "I64": "q"}[entry["dtype"]]
            self[name] = list(struct.unpack(f"<{(end - begin) // struct.calcsize('<' + letter)}{letter}",
                                            data[begin:end]))


class Case(unittest.TestCase):
    """A test with a directory of its own, in which the program runs."""

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.directory = pathlib.Path(scratch.name)

    def file(self, name, text):
        path = self.directory / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return name

    def mpirun(self, arguments):
        return subprocess.run([MPI, *arguments], cwd=self.directory, env=environment(), stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=300, check=False)

    def program(self, arguments, code=0, ranks=1):
        """Runs it; what it has said on its two streams."""
        if ranks > 1:
            done = self.mpirun(["-n", str(ranks), PROGRAM, *arguments])
        else:
            done = subprocess.run([PROGRAM, *arguments], cwd=self.directory, capture_output=True, check=False)
        said = done.stderr.decode(errors="replace")
        self.assertEqual(done.returncode, code, f"{arguments}: {said}")
        return done.stdout, said

    def fault(self, arguments, sentence):
        """It ends with exit code 2 and one line, which has the sentence; no file appears."""
        before = sorted(self.directory.rglob("*"))
        out, said = self.program(arguments, code=2)
        self.assertIn(sentence, said)
        self.assertEqual(said.count("\n"), 1, said)
        self.assertEqual(out, b"")
        self.assertEqual(sorted(self.directory.rglob("*")), before)

    def trained(self, directory, *arguments):
        """Trains into a directory, anew where there was one; returns what was said."""
        out, said = self.program(["--do_train", "--tokenizer", "byte", "--output_dir", directory,
                                  "--overwrite_output_dir", "--logging_steps", "1", *map(str, arguments)])
        return said

    def metrics(self, directory, key):
        """The values of a key over the lines that have it."""
        lines = [json.loads(line) for line in (self.directory / directory / "metrics.jsonl").read_text().splitlines()]
        return [line[key] for line in lines if key in line]

    def checkpoints(self, directory):
        """Their steps."""
        names = [path.name for path in (self.directory / directory).glob("checkpoint-*")]
        return sorted(int(re.fullmatch(r"checkpoint-(\d+)\.safetensors", name)[1]) for name in names)

    def newest(self, directory):
        return self.directory / directory / f"checkpoint-{self.checkpoints(directory)[-1]}.safetensors"

    def tensors(self, directory):
        return Tensors(self.newest(directory))

    def model_of(self, directory):
        """The model's own tensors."""
        return {name: values for name, values in self.tensors(directory).items() if name.startswith("model.")}

    def eval_loss(self, directory, eval_file, *arguments):
        """Of a model that was trained before, printed with four digits."""
        out, _ = self.program(["--do_eval", "--eval_data_file", eval_file, "--tokenizer", "byte",
                               "--model_name_or_path", directory, *map(str, arguments)])
        return float(re.search(rb"eval loss +(\S+) nats", out)[1])

    def assertClose(self, a, b, tolerance=1e-6):
        self.assertLessEqual(abs(a - b), tolerance * max(1, abs(a), abs(b)), f"{a} and {b}")
