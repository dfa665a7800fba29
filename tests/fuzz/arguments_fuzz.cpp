// SPDX-License-Identifier: BSL-1.0
// Any bytes as the command line of the language modelling example, a line for each word: refused with a sentence, or
// read; what is read is within the ranges that the help states.
#include "language_modeling/arguments.hpp"

#include <cmath>
#include <cstdint>
#include <iostream>
#include <string_view>

namespace {
void require(bool holds) {
  if (!holds) __builtin_trap();
}
bool is_share(double p) { return 0 < p && p <= 1; }
bool is_positive(double v) { return 0 < v && std::isfinite(v); }

void check(const Arguments& a) {
  for (long n :
       {a.max_source_length, a.train_max_target_length, a.val_max_target_length, a.max_span_length, a.save_steps,
        a.logging_steps, a.per_device_train_batch_size, a.per_device_eval_batch_size, a.gradient_accumulation_steps})
    require(n >= 1);
  for (long n : {a.length, a.save_total_limit, a.eval_steps, a.threads, a.warmup_steps}) require(n >= 0);
  require(a.block_size == -1 || a.block_size > 1);
  require(a.max_steps == -1 || a.max_steps > 0);
  require(is_share(a.mlm_probability) && is_share(a.plm_probability));
  for (double v : {a.temperature, a.learning_rate, a.adam_epsilon, a.max_grad_norm, a.num_train_epochs})
    require(is_positive(v));
  for (double beta : {a.adam_beta1, a.adam_beta2}) require(0 <= beta && beta < 1);
  require(a.weight_decay >= 0 && std::isfinite(a.weight_decay) && a.max_seconds >= 0 && std::isfinite(a.max_seconds));
  require(a.mlm == (a.model == "encoder") && (a.do_train || a.do_eval || a.generate));
  require(!a.list.empty());
}
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  std::vector<std::string> words{"language_modeling"};
  while (!rest.empty()) {
    const auto word = rest.substr(0, rest.find('\n'));
    words.emplace_back(word.substr(0, word.find('\0'))); // where an argument ends
    rest.remove_prefix(std::min(word.size() + 1, rest.size()));
  }
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  std::cout.setstate(std::ios::failbit); // the help
  try {
    if (const auto a = parse_arguments(static_cast<int>(argv.size()), argv.data())) check(*a);
  } catch (const usage_error& e) {
    require(*e.what() != '\0');
  }
  return 0;
}
