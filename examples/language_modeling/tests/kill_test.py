#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""A run that is killed or interrupted at any moment, and resumed, becomes the run that was left alone."""
import json
import random
import shutil
import signal
import subprocess
import time
import unittest

from support import PROGRAM, Case, text_of

ARGUMENTS = ["--do_train", "--do_eval", "--train_data_file", "text.txt", "--eval_data_file", "text.txt",
             "--learning_rate", "0.002", "--save_steps", "10", "--save_total_limit", "2", "--logging_steps", "3",
             "--eval_steps", "10"]


class Killed(Case):
    def setUp(self):
        super().setUp()
        self.file("text.txt", text_of(64 * 100))

    def run_of(self, directory, steps):
        """The command that begins a run, or goes on where there is a checkpoint."""
        resumed = ["--resume"] if (self.directory / directory).exists() and self.checkpoints(directory) else []
        return [PROGRAM, *ARGUMENTS, "--max_steps", str(steps), "--output_dir", directory, *resumed]

    def stop(self, directory, steps, after, how):
        """Whether it still ran."""
        process = subprocess.Popen(self.run_of(directory, steps), cwd=self.directory, stderr=subprocess.PIPE,
                                   stdout=subprocess.PIPE)
        time.sleep(after)
        process.send_signal(how)
        _, said = process.communicate()
        self.assertIn(process.returncode, [0, -how, 130], said)
        return process.returncode != 0, said.decode()

    def whole(self, steps):
        begin = time.monotonic()
        subprocess.run(self.run_of("whole", steps), cwd=self.directory, check=True, capture_output=True)
        return time.monotonic() - begin

    def finish_and_compare(self, directory, steps):
        subprocess.run(self.run_of(directory, steps), cwd=self.directory, check=True, capture_output=True)
        self.assertEqual(self.newest(directory).read_bytes(), self.newest("whole").read_bytes())
        self.assertEqual(self.checkpoints(directory), self.checkpoints("whole"))
        self.assertEqual(self.lines(directory), self.lines("whole"))
        self.assertEqual(list((self.directory / directory).glob(".*")), [])

    def lines(self, directory):
        """The metrics, without what depends on time."""
        lines = [json.loads(line) for line in (self.directory / directory / "metrics.jsonl").read_text().splitlines()]
        return [{key: value for key, value in line.items() if "second" not in key} for line in lines]

    def test_killed(self):
        steps = 25
        while (seconds := self.whole(steps)) < 1:
            steps *= 2
            shutil.rmtree(self.directory / "whole")
        moments, killed = random.Random(), 0
        for run in range(3):
            stops = [moments.uniform(0, 0.8 * seconds) for _ in range(2)]
            with self.subTest(stops=stops):
                for after in stops:
                    killed += self.stop(f"run{run}", steps, after, signal.SIGKILL)[0]
                self.finish_and_compare(f"run{run}", steps)
        self.assertGreater(killed, 0)

    def test_interrupted(self):
        steps = 200
        self.whole(steps)
        stopped, said = self.stop("run", steps, 0.3, signal.SIGINT)
        if stopped and self.checkpoints("run"):
            self.assertIn("interrupted; what was learned is in 'run'; the same command with --resume goes on\n", said)
        self.finish_and_compare("run", steps)


if __name__ == "__main__":
    unittest.main()
