// SPDX-License-Identifier: BSL-1.0
// What a run is told.
#pragma once

#include "text.hpp"

#include <cmath>
#include <cstdint>

struct Arguments {
  std::string train_data_file, tokenizer = "char", config = "tiny", output_dir, prompt;
  bool resume = false;
  long max_steps = 2000, save_steps = 500, length = 400;
  double max_seconds = 0; // 0: no limit
  double learning_rate = 2e-3, weight_decay = 0.1, max_grad_norm = 1, temperature = 0.8;
  std::uint64_t seed = 1;
};

inline void check(const Arguments& a) {
  const auto positive = [](const char* name, double v) {
    if (!(v > 0) || !std::isfinite(v))
      throw usage_error(std::string(name) + " is " + std::to_string(v) + "; expected a positive number");
  };
  positive("--learning_rate", a.learning_rate);
  positive("--max_steps", double(a.max_steps));
  positive("--save_steps", double(a.save_steps));
  positive("--temperature", a.temperature);
  positive("--max_grad_norm", a.max_grad_norm);
  if (!(a.weight_decay >= 0)) throw usage_error("--weight_decay is negative");
  if (!(a.max_seconds >= 0)) throw usage_error("--max_seconds is negative");
  if (a.length < 0) throw usage_error("--length is negative");
  if (a.resume && a.output_dir.empty()) throw usage_error("--resume needs --output_dir, where the checkpoint is");
}
