#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""What the arguments of a run do: optimiser, schedule, batches, logs, checkpoints, generation."""
import math
import os
import unittest
import xml.etree.ElementTree

from support import Case, text_of


class Run(Case):
    def setUp(self):
        super().setUp()
        self.text = self.file("text.txt", text_of(64 * 13))

    def learn(self, directory, *arguments):
        return self.trained(directory, "--train_data_file", self.text, *arguments)

    def one_step(self, directory, *arguments):
        """The tensors after one step, the rate being 0.01 unless given."""
        self.learn(directory, "--max_steps", 1, "--learning_rate", 0.01, *arguments)
        return self.tensors(directory)

    # the optimiser

    def test_rates_rise_and_fall_on_lines(self):
        self.learn("run", "--max_steps", 6, "--warmup_steps", 2, "--learning_rate", 0.01)
        for got, part in zip(self.metrics("run", "learning_rate"), [0, 0.5, 1, 0.75, 0.5, 0.25], strict=True):
            self.assertClose(got, 0.01 * part, 1e-12)

    def test_cosine_schedule(self):
        self.learn("run", "--max_steps", 5, "--warmup_steps", 1, "--lr_scheduler_type", "cosine")
        want = [0] + [5e-5 * (1 + math.cos(math.pi * k / 4)) / 2 for k in range(4)]  # 5e-5 is the default
        for got, value in zip(self.metrics("run", "learning_rate"), want, strict=True):
            self.assertClose(got, value, 1e-12)

    def test_weight_decay_shrinks_matrices_only(self):
        start = self.one_step("start", "--learning_rate", 1e-30)
        plain, decayed = self.one_step("plain"), self.one_step("decayed", "--weight_decay", 0.5)
        for name in (n for n in start if n.startswith("model.")):
            decay = 0.01 * 0.5 if len(start.shapes[name]) > 1 else 0
            for a, b, p in zip(plain[name], decayed[name], start[name]):
                self.assertClose(a - b, decay * p, 2e-7)

    def test_betas_are_weights_of_the_first_moments(self):
        a, b = self.one_step("a"), self.one_step("b", "--adam_beta1", 0.5, "--adam_beta2", 0.75)
        largest = max(map(abs, a["optimizer.0.exp_avg"]))
        self.assertGreater(largest, 0)
        for x, y in zip(a["optimizer.0.exp_avg"], b["optimizer.0.exp_avg"]):
            self.assertLessEqual(abs(y - x * 0.5 / 0.1), 1e-5 * largest)
        for x, y in zip(a["optimizer.0.exp_avg_sq"], b["optimizer.0.exp_avg_sq"]):
            self.assertLessEqual(abs(y - x * 0.25 / 0.001), 1e-4 * largest)

    def test_a_large_epsilon_makes_small_steps(self):
        start, end = self.one_step("start", "--learning_rate", 1e-30), self.one_step("end", "--adam_epsilon", 1e3)
        name = "model.transformer.wte.weight"
        # a gradient of at most 1 by 1e3, times the rate
        self.assertLessEqual(max(abs(a - b) for a, b in zip(start[name], end[name])), 1.1e-5)
        plain = self.one_step("plain")
        self.assertGreater(max(abs(a - b) for a, b in zip(start[name], plain[name])), 5e-3)

    def test_max_grad_norm_shortens_the_gradient(self):
        long, short = self.one_step("a", "--max_grad_norm", 1e6), self.one_step("b", "--max_grad_norm", 0.125)
        norm = self.metrics("a", "grad_norm")[0]
        self.assertEqual(self.metrics("b", "grad_norm"), [norm])
        moments = [n for n in long if n.endswith(".exp_avg")]
        self.assertClose(math.sqrt(sum(g * g for n in moments for g in long[n])), 0.1 * norm, 1e-5)
        self.assertClose(math.sqrt(sum(g * g for n in moments for g in short[n])), 0.1 * 0.125, 1e-5)

    def test_seed(self):
        self.learn("a", "--max_steps", 3)
        self.learn("b", "--max_steps", 3, "--seed", 42)  # the default
        self.learn("c", "--max_steps", 3, "--seed", 7)
        self.assertEqual(self.newest("a").read_bytes(), self.newest("b").read_bytes())
        self.assertNotEqual(self.newest("a").read_bytes(), self.newest("c").read_bytes())

    def test_threads_change_no_result(self):
        self.learn("one", "--max_steps", 3, "--threads", 1)
        arguments = ["--do_train", "--tokenizer", "byte", "--train_data_file", self.text, "--output_dir", "two",
                     "--max_steps", "3", "--logging_steps", "1", "--threads", "2"]
        if os.environ["THREADS"] == "1":
            self.program(arguments)
            self.assertEqual(self.newest("one").read_bytes(), self.newest("two").read_bytes())
        else:
            self.fault(arguments, "--threads is 2, and this program was built without threads")

    # batches

    def test_accumulated_batches_are_one_large_batch(self):
        for directory, batch, accumulated in [("a", 12, 1), ("b", 4, 3), ("c", 1, 12)]:
            self.learn(directory, "--max_steps", 3, "--per_device_train_batch_size", batch,
                       "--gradient_accumulation_steps", accumulated)
        self.learn("d", "--max_steps", 3, "--per_device_train_batch_size", 11)
        self.assertEqual(self.newest("a").read_bytes(), self.newest("b").read_bytes())
        self.assertEqual(self.newest("a").read_bytes(), self.newest("c").read_bytes())
        self.assertNotEqual(self.newest("a").read_bytes(), self.newest("d").read_bytes())

    def test_every_token_of_a_batch_has_the_same_weight(self):
        # lines of unequal length, more than are computed at once; before the first step the model is that of evaluation
        lines = self.file("lines.txt", "".join("x" * n + "y\n" for n in range(1, 14)))
        twice = self.file("twice.txt", "".join("x" * n + "y\n" for n in range(1, 14)) * 2)
        values = []
        for file, batch in [(lines, 13), (twice, 26)]:
            self.trained("run", "--train_data_file", file, "--line_by_line", "--per_device_train_batch_size", batch,
                         "--max_steps", 1, "--learning_rate", 1e-30, "--do_eval", "--eval_data_file", lines)
            values.append((self.metrics("run", "loss")[0], self.metrics("run", "grad_norm")[0]))
            self.assertClose(values[-1][0], self.metrics("run", "eval_loss")[0])
        # the same lines twice have the same mean, and so the same gradient
        self.assertClose(values[0][0], values[1][0])
        self.assertClose(values[0][1], values[1][1], 1e-5)

    def test_size_of_evaluation_batches_changes_no_loss(self):
        losses = []
        for batch in [1, 3, 8, 100]:
            self.learn("run", "--max_steps", 1, "--do_eval", "--eval_data_file", self.text,
                       "--per_device_eval_batch_size", batch)
            losses += self.metrics("run", "eval_loss")
        for loss in losses[1:]:
            self.assertClose(loss, losses[0])

    # how long

    def test_epochs(self):
        # 13 blocks in batches of 2
        for epochs, steps in [(1, 7), (2.5, 17)]:
            self.learn("run", "--num_train_epochs", epochs, "--per_device_train_batch_size", 2)
            self.assertEqual(self.metrics("run", "step")[-1], steps)

    def test_an_epoch_reads_every_example_once(self):
        # the mean of an epoch's losses, nothing being learned, is the loss of the text
        self.learn("run", "--num_train_epochs", 1, "--per_device_train_batch_size", 1, "--learning_rate", 1e-30,
                   "--do_eval", "--eval_data_file", self.text, "--eval_steps", 13)
        losses = self.metrics("run", "loss")
        self.assertEqual(len(set(losses)), 13)
        self.assertClose(sum(losses) / 13, self.metrics("run", "eval_loss")[0])

    def test_max_steps_goes_before_epochs(self):
        self.learn("run", "--num_train_epochs", 1, "--max_steps", 4)
        self.assertEqual(self.metrics("run", "step"), [1, 2, 3, 4])

    def test_max_seconds(self):
        self.learn("run", "--max_steps", 1000000, "--max_seconds", 0.3)
        self.assertLess(self.metrics("run", "step")[-1], 100000)
        self.assertEqual(self.metrics("run", "step")[-1:], self.checkpoints("run"))
        self.assertLess(self.metrics("run", "learning_rate")[-1], 5e-5)

    # logs and checkpoints

    def test_logging_and_eval_steps(self):
        self.learn("run", "--max_steps", 7, "--logging_steps", 2, "--eval_steps", 3, "--do_eval", "--eval_data_file",
                   self.text)
        self.assertEqual(self.metrics("run", "step"), [2, 3, 4, 6, 6, 7, 7])
        for key in ["loss", "perplexity", "learning_rate", "grad_norm", "tokens_per_second"]:
            self.assertEqual(len(self.metrics("run", key)), 4)
        self.assertEqual(len(self.metrics("run", "eval_loss")), 3)
        for kind in ["", "eval_"]:
            for loss, perplexity in zip(self.metrics("run", kind + "loss"), self.metrics("run", kind + "perplexity")):
                self.assertClose(perplexity, math.exp(loss))
        seconds = self.metrics("run", "seconds")
        self.assertEqual(seconds, sorted(seconds))

    def test_eval_steps_are_logging_steps_unless_given(self):
        self.learn("run", "--max_steps", 4, "--logging_steps", 2, "--do_eval", "--eval_data_file", self.text)
        self.assertEqual(self.metrics("run", "step"), [2, 2, 4, 4])

    def test_a_line_has_the_mean_of_its_steps(self):
        self.learn("a", "--max_steps", 6)
        self.learn("b", "--max_steps", 6, "--logging_steps", 3)
        losses = self.metrics("a", "loss")
        for got, want in zip(self.metrics("b", "loss"), [sum(losses[:3]) / 3, sum(losses[3:]) / 3], strict=True):
            self.assertClose(got, want, 1e-12)

    def test_checkpoints_and_their_limit(self):
        self.learn("run", "--max_steps", 7, "--save_steps", 2)
        self.assertEqual(self.checkpoints("run"), [2, 4, 6, 7])
        self.learn("run", "--max_steps", 7, "--save_steps", 2, "--save_total_limit", 2)
        self.assertEqual(self.checkpoints("run"), [6, 7])

    def test_a_resumed_run_is_the_whole_run(self):
        arguments = ["--max_steps", 8, "--do_eval", "--eval_data_file", self.text, "--logging_steps", 3,
                     "--save_steps", 4, "--learning_rate", 0.01]
        self.learn("whole", *arguments)
        self.learn("part", *arguments)
        # as if it had been killed behind step 5, in the middle of a line
        self.newest("part").unlink()
        with open(self.directory / "part/metrics.jsonl", "a") as metrics:
            metrics.write('{"step":9,"lo')
        self.program(["--do_train", "--tokenizer", "byte", "--train_data_file", self.text, "--output_dir", "part",
                      "--resume", *map(str, arguments)])
        self.assertEqual(self.checkpoints("part"), [4, 8])
        self.assertEqual(self.newest("part").read_bytes(), self.newest("whole").read_bytes())
        for key in ["step", "loss", "learning_rate", "grad_norm", "eval_loss"]:
            if key != "step":
                self.assertEqual(self.metrics("part", key)[-1], self.metrics("whole", key)[-1])
        self.assertEqual(self.metrics("part", "step"), [3, 3, 6, 6, 8, 8])

    def test_resume_takes_the_newest_that_is_whole(self):
        self.learn("run", "--max_steps", 4, "--save_steps", 2)
        whole = self.newest("run").read_bytes()
        self.newest("run").write_bytes(whole[:-100])
        _, said = self.program(["--do_train", "--tokenizer", "byte", "--train_data_file", self.text, "--output_dir",
                                "run", "--resume", "--max_steps", "4"])
        self.assertIn("'run/checkpoint-2.safetensors' is read", said)
        self.assertEqual(self.newest("run").read_bytes(), whole)

    def test_overwrite_output_dir(self):
        self.learn("run", "--max_steps", 5)
        (self.directory / "run/.tenon-1-0.tmp").touch()  # of a process that was killed
        self.learn("run", "--max_steps", 3)  # with --overwrite_output_dir
        self.assertEqual(self.checkpoints("run"), [3])
        self.assertEqual(self.metrics("run", "step"), [1, 2, 3])
        self.assertEqual(list((self.directory / "run").glob(".*")), [])

    def test_overwrite_cache(self):
        self.learn("run", "--max_steps", 1)
        cache = self.directory / "run/train0.tokens"
        tokens, inode = cache.read_bytes(), cache.stat().st_ino
        self.learn("run", "--max_steps", 1)
        self.assertEqual(cache.stat().st_ino, inode)
        self.learn("run", "--max_steps", 1, "--overwrite_cache")
        self.assertNotEqual(cache.stat().st_ino, inode)
        self.assertEqual(cache.read_bytes(), tokens)

    def test_without_output_dir_nothing_is_kept(self):
        self.program(["--train_data_file", self.text, "--max_steps", "2"])
        self.assertEqual([path.name for path in self.directory.iterdir()], ["text.txt"])

    # models that were trained before

    def test_model_name_or_path_and_train_embs(self):
        self.learn("first", "--max_steps", 2, "--learning_rate", 0.01)
        start, table = self.model_of("first"), "model.transformer.wte.weight"
        for directory, arguments, moves in [("kept", [], False), ("no", ["--train_embs", "no"], False),
                                            ("yes", ["--train_embs", "yes"], True)]:
            self.learn(directory, "--max_steps", 1, "--learning_rate", 0.01, "--model_name_or_path", "first", *arguments)
            end = self.model_of(directory)
            self.assertEqual(end[table] != start[table], moves)
            self.assertNotEqual(end["model.transformer.wpe.weight"], start["model.transformer.wpe.weight"])
        # with a rate of nothing it is the model that was there
        self.learn("same", "--max_steps", 1, "--learning_rate", 1e-30, "--model_name_or_path", "first")
        self.assertEqual(self.model_of("same"), start)

    def test_what_is_done(self):
        self.learn("run", "--max_steps", 2, "--do_eval", "--eval_data_file", self.text)
        files = {path: path.read_bytes() for path in (self.directory / "run").iterdir()}
        self.assertEqual(self.eval_loss("run", self.text), round(self.metrics("run", "eval_loss")[-1], 4))
        out, _ = self.program(["--output_dir", "run", "--tokenizer", "byte", "--do_eval", "--eval_data_file", self.text])
        self.assertNotIn(b"train loss", out)
        self.assertIn(b"eval loss", out)
        out, _ = self.program(["--output_dir", "run", "--tokenizer", "byte", "--generate", "the ", "--length", "5"])
        self.assertNotIn(b"eval loss", out)
        self.assertEqual({path: path.read_bytes() for path in (self.directory / "run").iterdir()}, files)
        out, _ = self.program(["--tokenizer", "byte", "--train_data_file", self.text, "--max_steps", "1"])
        self.assertIn(b"train loss", out)
        self.assertGreater(len(out), 400)  # the default length

    def test_generation(self):
        self.learn("run", "--max_steps", 2)

        def written(*arguments):
            return self.program(["--model_name_or_path", "run", "--tokenizer", "byte", "--generate", "the cat",
                                 *map(str, arguments)])[0]

        self.assertEqual(written("--length", 0), b"the cat\n")
        for length in [1, 5, 300]:
            out = written("--length", length)
            self.assertTrue(out.startswith(b"the cat"))
            self.assertEqual(len(out), 7 + length + 1)
        self.assertEqual(written("--seed", 1), written("--seed", 1))
        self.assertNotEqual(written("--seed", 1), written("--seed", 2))
        cold = [written("--seed", seed, "--temperature", 1e-6, "--length", 50) for seed in (1, 2)]
        self.assertEqual(cold[0], cold[1])

    def test_a_report_tells_of_the_run(self):
        said = self.learn("run", "--max_steps", 4, "--learning_rate", 0.003, "--generate", "the <cat> ")
        self.assertIn("report.html", said)
        page = (self.directory / "run" / "report.html").read_text()
        for text in ["gpt/tiny, byte tokens", "the &lt;cat&gt; ", "--learning_rate", "0.003", "What it reads", "<svg"]:
            self.assertIn(text, page)
        root = xml.etree.ElementTree.parse(self.directory / "run" / "loss.svg").getroot()
        self.assertTrue(root.tag.endswith("svg"))

    def test_flags_may_have_a_value(self):
        common = ["--train_data_file", self.text, "--tokenizer", "byte", "--max_steps", "1", "--output_dir", "run"]
        self.program([*common, "--do_train", "true", "--do_eval", "false"])
        self.assertEqual(self.checkpoints("run"), [1])
        self.fault([*common, "--do_train", "true"], "--overwrite_output_dir")
        self.program([*common, "--do_train", "--overwrite_output_dir=true"])
        self.fault(["--do_train", "perhaps"], "perhaps")

    def test_the_last_of_two_values_counts(self):
        self.learn("run", "--max_steps", 9, "--max_steps", 2)
        self.assertEqual(self.checkpoints("run"), [2])

    def test_progress_and_help(self):
        said = self.learn("run", "--max_steps", 2)
        self.assertRegex(said, r"step +2 +loss .* perplexity .* tokens/s .* s left\n")
        out, _ = self.program(["--help"])
        for name in ["train_data_file", "train_data_files", "eval_data_file", "line_by_line", "mlm", "mlm_probability",
                     "whole_word_mask", "plm_probability", "max_span_length", "block_size", "overwrite_cache",
                     "max_source_length", "train_max_target_length", "val_max_target_length", "train_embs"]:
            self.assertIn(f"--{name} ".encode(), out)

    def test_the_built_in_text_is_learned(self):
        out, _ = self.program(["--max_steps", "300", "--learning_rate", "2e-3", "--length", "10", "--eval_steps", "300"])
        # the frequencies of its characters alone leave 3.5 nats
        self.assertLess(float(out.split()[2]), 3.4)
        self.assertLess(float(out.split(b"eval loss")[1].split()[0]), 3.3)


if __name__ == "__main__":
    unittest.main()
