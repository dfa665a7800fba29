#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Runs of several processes: what they learn, who writes, and how they end."""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import time
import unittest

from support import MPI, PROGRAM, Case, environment, needs, text_of

LEARNING = ["--do_train", "--tokenizer", "byte", "--train_data_file", "text.txt", "--logging_steps", "1",
            "--learning_rate", "0.002"]


@unittest.skipUnless(MPI, "this program was built without MPI, or there is no mpirun")
class Ranks(Case):
    def setUp(self):
        super().setUp()
        self.file("text.txt", text_of(64 * 29))

    def learn(self, directory, ranks, *arguments):
        return self.program([*LEARNING, "--output_dir", directory, *map(str, arguments)], ranks=ranks)

    def lines(self, directory):
        """The metrics, without what depends on time."""
        lines = [json.loads(line) for line in (self.directory / directory / "metrics.jsonl").read_text().splitlines()]
        return [{key: value for key, value in line.items() if "second" not in key} for line in lines]

    def assertSameCurve(self, a, b):
        a, b = self.lines(a), self.lines(b)
        self.assertEqual([line.keys() for line in a], [line.keys() for line in b])
        for x, y in zip(a, b):
            for key in x:
                if x[key] is None:  # the mean over no labels
                    self.assertIsNone(y[key])
                else:
                    self.assertClose(x[key], y[key], 1e-5)


class Learning(Ranks):
    def compare(self, ranks, batch, accumulated, *arguments):
        """Several ranks learn what one does that accumulates the batches of all."""
        common = ["--do_eval", "--eval_data_file", "text.txt", "--eval_steps", 10, "--per_device_eval_batch_size", 3,
                  "--per_device_train_batch_size", batch, *arguments]
        several, one = f"{ranks}_of_{batch}", f"one_of_{batch}"
        self.learn(several, ranks, *common, "--gradient_accumulation_steps", accumulated)
        self.learn(one, 1, *common, "--gradient_accumulation_steps", accumulated * ranks)
        self.assertSameCurve(several, one)
        losses = [loss for loss in self.metrics(one, "loss") if loss is not None]
        self.assertGreater(losses[0] - losses[-1], 0.1)

    def test_two_ranks_are_one_that_accumulates_twice_as_much(self):
        self.compare(2, 8, 1, "--max_steps", 40)
        self.compare(2, 3, 3, "--num_train_epochs", 8)

    def test_three_ranks(self):
        self.compare(3, 4, 2, "--max_steps", 20, "--max_grad_norm", 0.5, "--weight_decay", 0.1)

    def test_batches_and_ranks_without_labels(self):
        # a line of one token has nothing that is to be predicted
        self.file("text.txt", "".join("x\n" if i % 3 else f"{i} is a line\n" for i in range(50)))
        self.compare(2, 1, 1, "--line_by_line", "--max_steps", 60)

    @needs("encoder/tiny")
    def test_the_same_tokens_are_masked(self):
        self.compare(2, 4, 1, "--model", "encoder", "--mlm", "--max_steps", 30)

    def test_embeddings_that_stay(self):
        self.learn("first", 1, "--max_steps", 2)
        self.learn("two", 2, "--model_name_or_path", "first", "--max_steps", 5)
        self.learn("one", 1, "--model_name_or_path", "first", "--max_steps", 5, "--gradient_accumulation_steps", 2)
        self.assertSameCurve("two", "one")
        table = "model.transformer.wte.weight"
        self.assertEqual(self.model_of("two")[table], self.model_of("first")[table])

    def test_time_runs_out_for_all(self):
        self.learn("run", 2, "--max_steps", 1000000, "--max_seconds", 0.5)
        self.assertEqual(self.checkpoints("run"), [line["step"] for line in self.lines("run")[-1:]])

    def test_what_is_learned_already(self):
        self.learn("run", 2, "--max_steps", 2)
        arguments = ["--tokenizer", "byte", "--output_dir", "run", "--do_eval", "--eval_data_file", "text.txt",
                     "--generate", "the ", "--length", "20", "--per_device_eval_batch_size", "4"]
        self.assertEqual(self.program(arguments, ranks=3)[0], self.program(arguments)[0])


class Writing(Ranks):
    def test_ranks_other_than_the_first_write_nothing(self):
        other = self.directory / "other"
        other.mkdir()
        shutil.copy(self.directory / "text.txt", other)
        # lines are not kept as tokens, for which all would need the same directory
        command = [PROGRAM, *LEARNING, "--line_by_line", "--max_steps", "6", "--save_steps", "2", "--output_dir", "run",
                   "--do_eval", "--eval_data_file", "text.txt", "--generate", "the ", "--length", "5"]
        done = self.mpirun(["--tag-output", "-n", "1", *command, ":", "-n", "1", "--wdir", "other", *command])
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.checkpoints("run"), [2, 4, 6])
        self.assertEqual([path.name for path in other.iterdir()], ["text.txt"])
        # where there is no /sys, as in a chroot, MPI's hwloc warns in every rank
        said = [line for line in (done.stdout + done.stderr).splitlines() if b"[1," in line and b"[hwloc/" not in line]
        self.assertGreater(len(said), 5)
        self.assertEqual([line for line in said if not line.startswith(b"[1,0]<std")], [])

    def test_tokens_are_encoded_once(self):
        self.learn("run", 2, "--max_steps", 1)
        cache = self.directory / "run/train0.tokens"
        tokens, inode = cache.read_bytes(), cache.stat().st_ino
        self.learn("run", 2, "--max_steps", 1, "--overwrite_output_dir")
        self.assertEqual(cache.stat().st_ino, inode)
        self.learn("run", 2, "--max_steps", 1, "--overwrite_output_dir", "--overwrite_cache")
        self.assertNotEqual(cache.stat().st_ino, inode)
        self.assertEqual(cache.read_bytes(), tokens)

    def test_a_resumed_run_is_the_whole_run(self):
        arguments = ["--max_steps", 9, "--save_steps", 4, "--per_device_train_batch_size", 3]
        self.learn("whole", 2, *arguments)
        self.learn("part", 2, *arguments)
        self.newest("part").unlink()
        self.learn("part", 2, *arguments, "--resume")
        self.assertEqual(self.newest("part").read_bytes(), self.newest("whole").read_bytes())
        self.assertEqual(self.lines("part"), self.lines("whole"))
        # and one rank goes on where two have been
        self.newest("part").unlink()
        self.learn("part", 1, *arguments, "--gradient_accumulation_steps", 2, "--resume")
        self.assertSameCurve("part", "whole")


class Ending(Ranks):
    def begin(self, ranks, *arguments):
        """A run that takes long, when it has saved something, and the process of each rank."""
        command = [PROGRAM, *LEARNING, "--max_steps", "1000000", "--save_steps", "5", "--save_total_limit", "2",
                   "--output_dir", "run", *arguments]
        run = subprocess.Popen([MPI, "-n", str(ranks), *command], cwd=self.directory, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
        self.addCleanup(run.kill)
        while not (self.directory / "run").exists() or len(self.checkpoints("run")) < 2:
            self.assertIsNone(run.poll())
            time.sleep(0.05)
        processes = {}
        for process in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
                if parent == run.pid:
                    rank = (process / "environ").read_bytes().partition(b"OMPI_COMM_WORLD_RANK=")[2].partition(b"\0")[0]
                    processes[int(rank)] = int(process.name)
            except (OSError, ValueError):  # it has ended, or is no rank
                pass
        self.assertEqual(sorted(processes), list(range(ranks)))
        return run, processes

    def assertEnded(self, processes):
        """Soon, that is; what is left of a process that nobody has waited for has no program."""
        alive = list(processes.values())
        for _ in range(200):
            alive = [process for process in alive if pathlib.Path(f"/proc/{process}/exe").exists()]
            if not alive:
                return
            time.sleep(0.05)
        self.fail(f"these live on: {alive}")

    def goes_on(self, ranks):
        """A run that was ended goes on from a whole checkpoint."""
        step = self.checkpoints("run")[-1]
        _, said = self.learn("run", ranks, "--max_steps", step + 10, "--resume")
        self.assertIn(f"'run/checkpoint-{step}.safetensors' is read", said)
        self.assertEqual(self.lines("run")[-1]["step"], step + 10)
        self.assertEqual(list((self.directory / "run").glob(".*")), [])

    def test_a_rank_that_is_killed_ends_the_run(self):
        for rank in [0, 1]:
            with self.subTest(rank=rank):
                run, processes = self.begin(2)
                os.kill(processes[rank], signal.SIGKILL)
                _, said = run.communicate(timeout=60)
                self.assertNotEqual(run.returncode, 0)
                self.assertEqual(said.decode().count(
                    "language_modeling: another rank has ended, and so does this one; what the run has saved is whole, "
                    "and the same command with --resume goes on from there\n"), 1, said)
                self.assertEnded(processes)
                self.goes_on(2)
                shutil.rmtree(self.directory / "run")

    def test_mpirun_that_is_killed_ends_the_ranks(self):
        run, processes = self.begin(2)
        run.kill()
        run.communicate(timeout=60)
        self.assertEnded(processes)
        self.goes_on(2)

    def test_interrupted(self):
        run, _ = self.begin(2)
        run.send_signal(signal.SIGINT)  # as Ctrl-C does
        _, said = run.communicate(timeout=60)
        self.assertNotEqual(run.returncode, 0)
        self.assertIn("interrupted; what was learned is in 'run'; the same command with --resume goes on\n",
                      said.decode())
        self.goes_on(2)

    def test_a_checkpoint_that_cannot_be_written_ends_all(self):
        run, processes = self.begin(2)
        os.rename(self.directory / "run", self.directory / "moved")
        _, said = run.communicate(timeout=60)
        self.assertOneSentence(run.returncode, said, "language_modeling: file 'run/checkpoint-")
        self.assertEnded(processes)
        os.rename(self.directory / "moved", self.directory / "run")
        self.goes_on(2)

    def assertOneSentence(self, code, said, sentence):
        said = said.decode()
        self.assertEqual(code, 2, said)
        self.assertEqual(said.count("language_modeling: "), 1, said)
        self.assertIn(sentence, said)

    def test_what_is_wrong_everywhere_is_said_once(self):
        for arguments, sentence in [
                (["--mlm"], "language_modeling: --mlm needs --model encoder"),
                (["--train_data_file", "nowhere.txt"], "language_modeling: file 'nowhere.txt' cannot be opened"),
                (["--do_train", "--train_data_file", "text.txt", "--output_dir", "text.txt"],
                 "language_modeling: file 'text.txt' cannot be made a directory")]:
            with self.subTest(arguments):
                done = self.mpirun(["-n", "3", PROGRAM, *arguments])
                self.assertOneSentence(done.returncode, done.stderr, sentence)

    def test_what_is_wrong_with_one_rank_ends_all(self):
        (self.directory / "other").mkdir()
        for first, second in [([], ["--wdir", "other"]), (["--wdir", "other"], [])]:
            command = [PROGRAM, "--do_train", "--train_data_file", "text.txt"]
            done = self.mpirun(["-n", "1", *first, *command, ":", "-n", "1", *second, *command])
            self.assertOneSentence(done.returncode, done.stderr, "language_modeling: file 'text.txt' cannot be opened")

    def test_ranks_that_differ_are_found_out(self):
        command = [PROGRAM, *LEARNING, "--max_steps", "3", "--output_dir", "run", "--seed"]
        done = self.mpirun(["-n", "1", *command, "1", ":", "-n", "1", *command, "2"])
        self.assertOneSentence(done.returncode, done.stderr,
                               "language_modeling: the ranks have come to different models, so nothing is saved")
        self.assertEqual(self.checkpoints("run"), [])


class WithoutMpi(Case):
    @unittest.skipIf(MPI, "this program was built with MPI")
    def test_several_processes_do_not_run_side_by_side(self):
        done = subprocess.run([PROGRAM], cwd=self.directory, env={**os.environ, "OMPI_COMM_WORLD_SIZE": "2"},
                              capture_output=True, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"language_modeling: mpirun has started 2 processes, and this program was built without MPI",
                      done.stderr)


if __name__ == "__main__":
    unittest.main()
