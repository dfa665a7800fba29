#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Everything that can be wrong is one sentence and exit code 2, and leaves no file behind."""
import os
import unittest

from support import MODELS, Case, needs, text_of


class Faults(Case):
    def setUp(self):
        super().setUp()
        self.text = self.file("text.txt", text_of(640))

    def faults(self, *cases):
        for *arguments, sentence in cases:
            with self.subTest(arguments):
                self.fault(arguments, sentence)

    def test_values(self):
        for names, values, expected in [
                (["--learning_rate", "--max_grad_norm", "--adam_epsilon", "--temperature", "--num_train_epochs"],
                 ["0", "-1", "nan", "inf", "much"], "expected a positive number"),
                (["--adam_beta1", "--adam_beta2"], ["1", "-0.1", "nan"], "expected 0 to below 1"),
                (["--weight_decay", "--warmup_steps", "--save_total_limit", "--eval_steps", "--length", "--seed",
                  "--threads", "--max_seconds"], ["-1", "x"], "expected at least 0"),
                (["--save_steps", "--logging_steps", "--per_device_train_batch_size", "--per_device_eval_batch_size",
                  "--gradient_accumulation_steps"], ["0", "-3", "x"], "expected at least 1")]:
            self.faults(*((name, value, f"{name}: {value}; {expected}") for name in names for value in values))
        self.faults(
            ("--max_steps", "0", "--max_steps is 0; expected a positive number, or -1"),
            ("--max_steps", "-2", "--max_steps is -2; expected a positive number, or -1"),
            ("--max_steps", "1.5", "--max_steps"),
            ("--save_steps", "1.5", "--save_steps"),
            ("--block_size", "1", "--block_size is 1; expected at least 2, or -1"),
            ("--block_size", "-2", "--block_size is -2; expected at least 2, or -1"),
            ("--model", "bert", "--model: bert not in {gpt,encoder,xlnet,llama}"),
            ("--config", "huge", "--config: huge not in {tiny,small,medium}"),
            ("--tokenizer", "word", "--tokenizer: word not in {char,byte,bpe}"),
            ("--lr_scheduler_type", "step", "--lr_scheduler_type: step not in {linear,cosine}"),
            ("--train_embs", "maybe", "--train_embs: maybe not in {no,yes}"),
            ("--mlm", "--model", "encoder", "--mlm_probability", "0", "--mlm_probability: 0; expected more than 0"),
            ("--mlm", "--model", "encoder", "--mlm_probability", "1.5", "expected more than 0 and at most 1"),
            ("--model", "xlnet", "--plm_probability", "2", "--plm_probability: 2; expected more than 0 and at most 1"),
            ("--model", "xlnet", "--max_span_length", "0", "--max_span_length: 0; expected at least 1"),
            ("--pairs", "--max_source_length", "0", "--max_source_length: 0; expected at least 1"),
            ("--pairs", "--train_max_target_length", "0", "--train_max_target_length: 0; expected at least 1"),
            ("--pairs", "--val_max_target_length", "0", "--val_max_target_length: 0; expected at least 1"),
            ("--nonsense", "--nonsense"),
            ("text.txt", "text.txt"),
            ("--seed", "--seed"))

    def test_combinations(self):
        train = ["--do_train", "--train_data_file", self.text]
        self.faults(
            ("--mlm", "--mlm needs --model encoder: gpt does not see what follows a hidden token"),
            ("--model", "encoder", "--model encoder needs --mlm: it predicts hidden tokens, not those that follow"),
            ("--mlm_probability", "0.2", "--mlm_probability requires --mlm"),
            ("--whole_word_mask", "--whole_word_mask requires --mlm"),
            ("--plm_probability", "0.2", "--plm_probability needs --model xlnet"),
            ("--max_span_length", "4", "--max_span_length needs --model xlnet"),
            ("--max_source_length", "4", "--max_source_length requires --pairs"),
            ("--train_max_target_length", "4", "--train_max_target_length requires --pairs"),
            ("--val_max_target_length", "4", "--val_max_target_length requires --pairs"),
            ("--train_embs", "yes", "--train_embs requires --model_name_or_path"),
            ("--overwrite_cache", "--overwrite_cache requires --output_dir"),
            ("--overwrite_output_dir", "--overwrite_output_dir requires --output_dir"),
            (*train, "--resume", "--resume requires --output_dir"),
            (*train, "--output_dir", "run", "--resume", "--overwrite_output_dir", "excludes"),
            (*train, "--output_dir", "run", "--resume", "--model_name_or_path", "run", "give one of them"),
            ("--do_eval", "--eval_data_file", self.text, "--output_dir", "run", "--resume", "--resume needs --do_train"),
            (*train, "--train_data_files", self.text, "excludes"),
            (*train, "--pairs", "--line_by_line", "excludes"),
            ("--line_by_line", "--line_by_line needs --train_data_file"),
            ("--pairs", "--pairs needs --train_data_file"),
            (*train, "--pairs", "--model", "encoder", "--mlm", "--pairs needs --model gpt or llama"),
            (*train, "--generate", "x", "--model", "xlnet", "--generate needs --model gpt, llama or encoder"),
            (*train, "--do_eval", "--do_eval needs --eval_data_file"),
            ("--do_eval", "--do_eval needs --eval_data_file"),
            (*train, "--eval_data_file", self.text, "--eval_data_file needs --do_eval"),
            ("--do_eval", "--eval_data_file", self.text, "without --do_train, a model is needed"),
            ("--generate", "x", "without --do_train, a model is needed"))

    def test_files(self):
        self.file("empty.txt", "")
        self.file("blank.txt", " \n\t\n\n")
        self.file("short.txt", "too short")
        self.file("pairs.tsv", "a\tb\n\nno tab\n")
        self.file("letters.txt", "abc " * 100)
        self.file("many.txt", "".join(chr(0x4E00 + i) for i in range(600)))
        self.faults(
            ("--train_data_file", "nowhere.txt", "file 'nowhere.txt' cannot be opened: No such file or directory"),
            ("--train_data_file", ".", "file '.' is a directory"),
            ("--train_data_files", "text.txt", "no*.txt", "--train_data_files: no file matches 'no*.txt'"),
            ("--do_train", "--do_eval", "--train_data_file", self.text, "--eval_data_file", "nowhere.txt",
             "file 'nowhere.txt' cannot be opened"),
            ("--do_train", "--train_data_file", "nowhere.txt", "--output_dir", "run", "file 'nowhere.txt' cannot be"),
            ("--do_train", "--train_data_file", "empty.txt", "--output_dir", "run", "an empty text has no characters"),
            ("--train_data_file", "empty.txt", "an empty text has no characters"),
            ("--train_data_file", "empty.txt", "--tokenizer", "byte", "fewer tokens than a block, which is 64"),
            ("--train_data_file", "short.txt", "the text has fewer tokens than a block, which is 64"),
            ("--do_train", "--do_eval", "--train_data_file", self.text, "--eval_data_file", "short.txt",
             "the text of --eval_data_file has fewer tokens than a block, which is 64"),
            ("--do_train", "--train_data_file", "short.txt", "--output_dir", "run", "the text has fewer tokens than"),
            ("--do_train", "--train_data_files", "short.txt", "empty.txt", "--tokenizer", "bpe", "--output_dir", "run",
             "the text has fewer tokens than a block, which is 64"),
            ("--do_train", "--do_eval", "--train_data_file", self.text, "--eval_data_file", "short.txt", "--tokenizer",
             "byte", "--output_dir", "run", "the text of --eval_data_file has fewer tokens than a block, which is 64"),
            ("--do_train", "--train_data_file", "blank.txt", "--line_by_line", "--output_dir", "run",
             "the text has no line that is not blank"),
            ("--do_train", "--train_data_file", "pairs.tsv", "--pairs", "--output_dir", "run",
             "file 'pairs.tsv' has no source and target with a tab between in line 3"),
            ("--train_data_file", "letters.txt", "--generate", "z", "--do_train",
             "CharTokenizer: 'z' at byte 0 is not one of the vocabulary's 4 characters"),
            ("--train_data_file", "many.txt", "the text has 604 different tokens, special ones included, and the model "
                                              "holds 512; use --tokenizer bpe or byte"))

    def test_directories(self):
        self.trained("run", "--train_data_file", self.text, "--max_steps", 2)
        (self.directory / "nothing").mkdir()
        train = ["--do_train", "--tokenizer", "byte", "--train_data_file", self.text]
        generate = ["--generate", "x", "--tokenizer", "byte"]
        self.faults(
            (*train, "--output_dir", "run", "'run' has the checkpoints of a run; --resume goes on, "
                                            "--overwrite_output_dir begins anew"),
            (*train, "--output_dir", "text.txt", "file 'text.txt' cannot be made a directory"),
            (*train, "--output_dir", "nothing", "--resume", "'nothing' has no checkpoint"),
            (*train, "--model_name_or_path", "nowhere", "'nowhere' has no checkpoint"),
            (*generate, "--output_dir", "nothing", "'nothing' has no checkpoint"),
            ("--generate", "x", "--output_dir", "run", "'run/checkpoint-2.safetensors' was made with --tokenizer byte, "
                                                       "not char"))
        checkpoint = self.newest("run")
        whole = checkpoint.read_bytes()
        checkpoint.write_bytes(whole[:1000])
        self.fault([*generate, "--output_dir", "run"], "file 'run/checkpoint-2.safetensors'")
        checkpoint.write_bytes(whole.replace(b"transformer.wpe.weight", b"transformer.wpx.weight"))
        self.fault([*generate, "--output_dir", "run"], "has no model.transformer.wpe.weight, which the model needs")
        self.fault([*train, "--output_dir", "run", "--resume"], "missing: \"model.transformer.wpe.weight\"")
        checkpoint.write_bytes(whole)
        self.program([*generate, "--output_dir", "run", "--length", "1"])

    @unittest.skipIf(os.geteuid() == 0, "for the superuser every directory can be written")
    def test_directories_that_cannot_be_written(self):
        (self.directory / "locked").mkdir(mode=0o500)
        self.fault(["--do_train", "--train_data_file", self.text, "--output_dir", "locked"], "cannot be written")

    def test_models_that_are_not_there(self):
        missing = [f"{model}/{config}" for model in ["gpt", "llama", "xlnet"] for config in ["tiny", "medium"]
                   if f"{model}/{config}" not in MODELS]
        for name in missing:
            model, config = name.split("/")
            _, said = self.program(["--model", model, "--config", config], code=2)
            self.assertRegex(said, f"this program was built without {name}; it has .*; the option "
                                   "TENON_LANGUAGE_MODELS of CMake adds others\n")
            for there in MODELS:
                self.assertIn(there, said)

    @needs("encoder/tiny")
    def test_models_of_another_kind(self):
        self.trained("run", "--train_data_file", self.text, "--max_steps", 1)
        self.fault(["--do_eval", "--eval_data_file", self.text, "--model_name_or_path", "run", "--tokenizer", "byte",
                    "--model", "encoder", "--mlm"], "was made with --model gpt, not encoder")


if __name__ == "__main__":
    unittest.main()
