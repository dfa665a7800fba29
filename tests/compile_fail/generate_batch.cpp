// SPDX-License-Identifier: BSL-1.0
// expect: generate: how many prompts there are is no part of their type; expected how many are read side by side
#include <tenon/models/generate.hpp>
#include <tenon/models/gpt.hpp>

using namespace tenon;

int main() {
  constexpr GPTConfig tiny{.vocab_size = 5, .block_size = 8, .n_layer = 1, .n_head = 1, .n_embd = 4, .dropout = 0};
  GPT<tiny> model;
  std::vector<std::vector<std::int64_t>> prompts;
#ifdef CORRECTED
  auto o = generate<4>(model, prompts);
#else
  auto o = generate(model, prompts);
#endif
  (void)o;
}
