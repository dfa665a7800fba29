// SPDX-License-Identifier: BSL-1.0
// What a run is told, with the names and defaults that Hugging Face's run_language_modeling.py gives them.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

// what a user did wrong, in one sentence
struct usage_error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Arguments {
  std::string model = "gpt", config = "tiny", tokenizer = "char", model_name_or_path, train_embs = "no";

  std::string train_data_file, eval_data_file;
  std::vector<std::string> train_data_files;
  bool line_by_line = false, pairs = false, overwrite_cache = false;
  long block_size = -1;
  long max_source_length = 512, train_max_target_length = 100, val_max_target_length = 100;

  bool mlm = false, whole_word_mask = false;
  double mlm_probability = 0.15, plm_probability = 1.0 / 6;
  long max_span_length = 5;

  bool do_train = false, do_eval = false;
  std::string output_dir;
  bool overwrite_output_dir = false, resume = false;
  long per_device_train_batch_size = 8, per_device_eval_batch_size = 8, gradient_accumulation_steps = 1;
  double learning_rate = 5e-5, weight_decay = 0, max_grad_norm = 1;
  double adam_beta1 = 0.9, adam_beta2 = 0.999, adam_epsilon = 1e-8;
  std::string lr_scheduler_type = "linear";
  long warmup_steps = 0, max_steps = -1;
  double num_train_epochs = 3, max_seconds = 0;
  long logging_steps = 500, eval_steps = 0, save_steps = 500, save_total_limit = 0;
  std::uint64_t seed = 42;
  long threads = 0;

  std::optional<std::string> generate;
  long length = 400;
  double temperature = 0.8;

  std::vector<std::pair<std::string, std::string>> list; // name and value of each, for reports

  // whether the built-in text is learned
  bool embedded() const { return train_data_file.empty() && train_data_files.empty(); }
};

// Reads the command line. Throws usage_error; returns nothing where help was asked for and printed.
std::optional<Arguments> parse_arguments(int argc, char** argv);
