#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""What a run learns from: texts, tokens, lines, pairs, masks."""
import json
import re
import unittest

from support import Case, needs, text_of


class Data(Case):
    def examples(self, *arguments):
        """How many it says that there are to learn and to evaluate with, and how many kinds of tokens."""
        out, said = self.program(["--do_train", "--max_steps", "1", *map(str, arguments)])
        found = re.search(r"(\d+) examples to learn, (\d+) to evaluate with; (\d+) kinds of tokens", said)
        return tuple(map(int, found.groups()))

    def loss(self, directory, text, *arguments):
        """The eval loss of a model on a text."""
        self.file("evaluated.txt", text)
        return self.eval_loss(directory, "evaluated.txt", *arguments)


class Texts(Data):
    def test_files(self):
        one, two = self.file("one.txt", text_of(64 * 5 + 63)), self.file("two.txt", text_of(64 * 7))
        self.assertEqual(self.examples("--tokenizer", "byte", "--train_data_file", one), (5, 0, 260))
        # blocks do not reach from one file into the next
        for files in [[one, two], ["*.txt"], [one, "two.*"]]:
            self.assertEqual(self.examples("--tokenizer", "byte", "--train_data_files", *files), (12, 0, 260))
        evaluated = ["--do_eval", "--eval_data_file", two]
        self.assertEqual(self.examples("--tokenizer", "byte", "--train_data_file", one, *evaluated), (5, 7, 260))

    def test_the_built_in_text_is_divided(self):
        learned, evaluated, _ = self.examples("--do_eval", "--eval_steps", 2)
        self.assertLess(abs(learned / evaluated - 9), 0.1)

    def test_tokenizers(self):
        text = self.file("text.txt", "naïve cafés " * 60)  # 10 characters, of 14 and 720 bytes
        four_special = 4
        self.assertEqual(self.examples("--tokenizer", "char", "--train_data_file", text),
                         (720 // 64, 0, 10 + four_special))
        self.assertEqual(self.examples("--tokenizer", "byte", "--train_data_file", text), (840 // 64, 0, 260))
        blocks, _, kinds = self.examples("--tokenizer", "bpe", "--train_data_file", text, "--output_dir", "run",
                                         "--block_size", 8)
        # a word with its space becomes one token: 60 of each word, however they are cut
        self.assertEqual(blocks, 120 // 8)
        self.assertEqual(len(json.loads((self.directory / "run/vocab.json").read_text())), kinds)
        out, _ = self.program(["--tokenizer", "bpe", "--output_dir", "run", "--generate", "naïve", "--length", "3"])
        self.assertTrue(out.startswith("naïve".encode()))

    def test_characters_of_the_text_for_evaluation_count(self):
        learned, evaluated = self.file("a.txt", "ab" * 64), self.file("b.txt", "bc" * 64)
        self.assertEqual(self.examples("--train_data_file", learned, "--do_eval", "--eval_data_file", evaluated),
                         (2, 2, 3 + 4))

    def test_block_size(self):
        text = self.file("text.txt", text_of(640))
        for size, blocks in [(-1, 10), (64, 10), (1000, 10), (10, 64), (50, 12)]:
            self.assertEqual(self.examples("--tokenizer", "byte", "--train_data_file", text, "--block_size", size)[0],
                             blocks)

    def test_padding_is_not_learned(self):
        # blocks of 10 tokens predict 9 each, so 64 of them have the mean of 64 lines with the same tokens
        text = "".join(text_of(10, seed).replace("\n", " ") for seed in range(1, 65))
        blocks = self.file("blocks.txt", text)
        self.trained("run", "--train_data_file", blocks, "--block_size", 10, "--max_steps", 3, "--learning_rate", 0.01)
        lines = "".join(text[i:i + 10] + "\n" for i in range(0, 640, 10))
        self.assertEqual(self.loss("run", text, "--block_size", 10), self.loss("run", lines, "--line_by_line"))

    def test_line_by_line(self):
        text = self.file("text.txt", "one\n\n  \t\ntwo\r\n" + "x" * 100 + "\nlast")
        self.assertEqual(self.examples("--tokenizer", "byte", "--train_data_file", text, "--line_by_line")[0], 4)
        self.trained("run", "--train_data_file", text, "--line_by_line", "--max_steps", 3, "--learning_rate", 0.01)
        # the end of a line is no part of it, nor is what follows the block
        loss = self.loss("run", "abc\n" + "x" * 64, "--line_by_line")
        self.assertEqual(self.loss("run", "abc\r\n\n" + "x" * 64 + "y" * 10, "--line_by_line"), loss)
        self.assertNotEqual(self.loss("run", "abc\n" + "x" * 4, "--line_by_line", "--block_size", 4), loss)
        self.assertEqual(self.loss("run", "abc\n" + "x" * 4, "--line_by_line"),
                         self.loss("run", "abc\n" + "x" * 64, "--line_by_line", "--block_size", 4))


class Pairs(Data):
    SOURCES = [("cat", "a cat that is long"), ("rat", "hm"), ("hat on a mat", "tree")]

    def learn(self, directory, pairs, *arguments):
        self.file("pairs.tsv", "".join(f"{source}\t{target}\n" for source, target in pairs))
        self.trained(directory, "--train_data_file", "pairs.tsv", "--pairs", "--max_steps", 3, "--learning_rate", 0.01,
                     *arguments)

    def pair_loss(self, pairs, *arguments):
        return self.loss("run", "".join(f"{source}\t{target}\n" for source, target in pairs), "--pairs", *arguments)

    def test_only_the_target_is_learned(self):
        self.learn("run", self.SOURCES)
        # the loss of all is the mean of each, weighted by a target's bytes and its end
        losses = [self.pair_loss([pair]) for pair in self.SOURCES]
        counts = [len(target) + 1 for _, target in self.SOURCES]
        self.assertClose(self.pair_loss(self.SOURCES), sum(n * l for n, l in zip(counts, losses)) / sum(counts), 2e-4)

    def test_lengths_of_sources(self):
        self.learn("run", self.SOURCES)
        pairs = lambda end: [("abcd" + end, "target")]
        self.assertNotEqual(self.pair_loss(pairs("1")), self.pair_loss(pairs("2222")))
        short = [self.pair_loss(pairs(end), "--max_source_length", 4) for end in ["", "1", "2222"]]
        self.assertEqual(short[0], self.pair_loss(pairs("")))
        self.assertEqual(len(set(short)), 1)

    def test_a_source_is_cut_where_a_pair_exceeds_the_block(self):
        self.learn("run", self.SOURCES)
        # 64 tokens are what separates them, the target's end, 6 of target and 56 of source
        self.assertEqual(self.pair_loss([("x" * 56 + "y" * 30, "target")]), self.pair_loss([("x" * 56, "target")]))
        self.assertNotEqual(self.pair_loss([("x" * 55 + "y" * 30, "target")]), self.pair_loss([("x" * 56, "target")]))
        self.assertEqual(self.pair_loss([("x" * 10, "t" * 90)]), self.pair_loss([("y", "t" * 99)]))

    def test_lengths_of_targets(self):
        ends = [[("cat", "abcd" + end)] for end in ["ef", "xyz"]]
        for name, pairs in zip(["a", "b"], ends):
            self.learn(name, pairs, "--train_max_target_length", 4)
            self.learn(name + "_whole", pairs)
            self.learn(name + "_val", pairs, "--val_max_target_length", 4)
        same = lambda a, b: self.newest(a).read_bytes() == self.newest(b).read_bytes()
        self.assertTrue(same("a", "b"))
        self.assertFalse(same("a_whole", "b_whole"))
        self.assertTrue(same("a_whole", "a_val"))
        self.learn("run", self.SOURCES)
        loss = lambda pairs, *arguments: self.pair_loss(pairs, *arguments)
        self.assertEqual(loss(ends[0], "--val_max_target_length", 4), loss(ends[1], "--val_max_target_length", 4))
        self.assertNotEqual(loss(ends[0]), loss(ends[1]))
        self.assertNotEqual(loss(ends[0], "--train_max_target_length", 4), loss(ends[1], "--train_max_target_length", 4))

    def test_a_target_is_generated(self):
        pairs = [("cat", "meow"), ("dog", "woof"), ("cow", "moo")]
        self.file("pairs.tsv", "".join(f"{source}\t{target}\n" for source, target in pairs))
        self.trained("run", "--train_data_file", "pairs.tsv", "--pairs", "--max_steps", 150, "--learning_rate", 3e-3,
                     "--per_device_train_batch_size", 6, "--logging_steps", 150)
        for source, target in pairs:
            written = lambda *arguments: self.program(
                ["--output_dir", "run", "--tokenizer", "byte", "--pairs", "--generate", source, "--temperature", "0.01",
                 *arguments])[0].decode()
            self.assertEqual(written(), target + "\n")
            self.assertEqual(written("--val_max_target_length", "2"), target[:2] + "\n")


class Masks(Data):
    def setUp(self):
        super().setUp()
        self.text = self.file("text.txt", text_of(64 * 13))

    def learn(self, directory, *arguments):
        self.trained(directory, "--train_data_file", self.text, "--model", "encoder", "--mlm", "--max_steps", 3,
                     "--learning_rate", 0.01, *arguments)
        return self.metrics(directory, "loss")

    @needs("encoder/tiny")
    def test_masked_tokens_are_learned(self):
        losses = self.learn("run", "--max_steps", 60, "--learning_rate", 3e-3)
        self.assertLess(sum(losses[-5:]) / 5, losses[0] - 1.5)
        self.assertEqual(self.tensors("run").metadata["model"], "encoder")

    @needs("encoder/tiny")
    def test_probability_and_words(self):
        plain = self.learn("a")
        self.assertEqual(self.learn("b", "--mlm_probability", 0.15), plain)  # the default
        self.assertNotEqual(self.learn("c", "--mlm_probability", 0.5), plain)
        self.assertNotEqual(self.learn("d", "--whole_word_mask"), plain)

    @needs("encoder/tiny")
    def test_the_same_tokens_are_masked_whatever_the_batch(self):
        losses = []
        for batch in [1, 4, 13, 20]:
            self.learn("run", "--do_eval", "--eval_data_file", self.text, "--per_device_eval_batch_size", batch)
            losses += self.metrics("run", "eval_loss")[-1:]
        for loss in losses[1:]:
            self.assertClose(loss, losses[0])
        self.learn("a", "--per_device_train_batch_size", 12)
        self.learn("b", "--per_device_train_batch_size", 4, "--gradient_accumulation_steps", 3)
        self.assertEqual(self.newest("a").read_bytes(), self.newest("b").read_bytes())

    @needs("encoder/tiny")
    def test_masks_of_a_prompt_are_filled_in(self):
        # 32 bytes and 8 words, so that all blocks are alike
        self.file("text.txt", "the fat cat sat on a purple mat " * 200)
        for tokenizer, masked, filled in [
                ("byte", "the fat c<mask>t sat on<mask>a purple <mask>at", ["a", " ", "m"]),
                ("bpe", "the fat <mask> sat on a purple <mask>", [" cat", " mat"])]:
            with self.subTest(tokenizer):
                common = ["--model", "encoder", "--mlm", "--output_dir", tokenizer]
                self.trained(tokenizer, *common, "--train_data_file", "text.txt", "--tokenizer", tokenizer,
                             "--max_steps", 150, "--learning_rate", 0.003, "--logging_steps", 150)
                files = sorted((self.directory / tokenizer).iterdir())
                out, _ = self.program([*common, "--tokenizer", tokenizer, "--generate", masked])
                first, *candidates = out.decode().splitlines()
                self.assertEqual(first, "the fat cat sat on a purple mat")
                self.assertEqual(len(candidates), len(filled))
                for line_of_candidates, token in zip(candidates, filled):
                    found = [(float(p), json.loads(t)) for p, t in
                             re.findall(r'(\d\.\d{3}) ("(?:[^"\\]|\\.)*")', line_of_candidates)]
                    self.assertEqual(found[0][1], token)
                    self.assertGreater(found[0][0], 0.5)
                    self.assertEqual(len({t for _, t in found}), 5)
                    self.assertEqual([p for p, _ in found], sorted((p for p, _ in found), reverse=True))
                    self.assertLess(sum(p for p, _ in found), 1.004)
                self.assertEqual(sorted((self.directory / tokenizer).iterdir()), files)
        for prompt, sentence in [("no mask", "--generate of an encoder fills in every <mask>, and its text has none"),
                                 ("x" * 64 + "<mask>", "the text of --generate has 65 tokens, and the model reads 64")]:
            _, said = self.program(["--model", "encoder", "--mlm", "--output_dir", "byte", "--tokenizer", "byte",
                                    "--generate", prompt], code=2)
            self.assertIn(sentence, said)

    @needs("encoder/tiny")
    def test_padding_is_not_seen(self):
        self.learn("run", "--line_by_line", "--per_device_train_batch_size", 4)
        lines = [self.eval_loss("run", self.file("lines.txt", "cat\nrat on a mat\n"), "--model", "encoder", "--mlm",
                                "--mlm_probability", 1, "--line_by_line", "--block_size", size) for size in (-1, 12)]
        self.assertEqual(lines[0], lines[1])


class OtherModels(Data):
    @needs("llama/tiny")
    def test_llama(self):
        text = self.file("text.txt", text_of(64 * 13))
        self.trained("run", "--train_data_file", text, "--model", "llama", "--max_steps", 60, "--learning_rate", 3e-3)
        losses = self.metrics("run", "loss")
        self.assertLess(sum(losses[-5:]) / 5, losses[0] - 1.5)
        self.assertIn("model.model.layers.1.self_attn.q_proj.weight", self.tensors("run"))
        out, _ = self.program(["--model", "llama", "--output_dir", "run", "--tokenizer", "byte", "--generate", "the",
                               "--length", "70"])
        self.assertEqual(len(out), 3 + 70 + 1)
        start = self.model_of("run")
        for directory, moves, embeddings in [("no", False, "no"), ("yes", True, "yes")]:
            self.trained(directory, "--train_data_file", text, "--model", "llama", "--max_steps", 1,
                         "--model_name_or_path", "run", "--train_embs", embeddings)
            table = "model.model.embed_tokens.weight"
            self.assertEqual(self.model_of(directory)[table] != start[table], moves)

    @needs("xlnet/tiny")
    def test_xlnet(self):
        text = self.file("text.txt", text_of(64 * 13))

        def learn(directory, *arguments):
            self.trained(directory, "--train_data_file", text, "--model", "xlnet", "--max_steps", 3, "--learning_rate",
                         0.003, *arguments)
            return self.metrics(directory, "loss")

        losses = learn("run", "--max_steps", 60)
        self.assertLess(sum(losses[-5:]) / 5, losses[0] - 1.5)
        plain = learn("a")
        self.assertEqual(learn("b", "--plm_probability", 1 / 6, "--max_span_length", 5), plain)  # the defaults
        self.assertNotEqual(learn("c", "--plm_probability", 0.5), plain)
        self.assertNotEqual(learn("d", "--max_span_length", 2), plain)
        start = self.model_of("run")
        learn("e", "--model_name_or_path", "run", "--max_steps", 1)
        table = "model.transformer.word_embedding.weight"
        self.assertEqual(self.model_of("e")[table], start[table])

    @needs("gpt/small")
    def test_config(self):
        text = self.file("text.txt", text_of(64 * 13))
        self.trained("run", "--train_data_file", text, "--config", "small", "--max_steps", 1)
        self.assertEqual(self.tensors("run").shapes["model.transformer.h.3.attn.c_proj.weight"], [128, 128])


if __name__ == "__main__":
    unittest.main()
