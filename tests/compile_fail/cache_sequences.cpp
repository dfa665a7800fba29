// SPDX-License-Identifier: BSL-1.0
// expect: GPT: input_ids (2, 1) for a cache of 3 sequences
#include <tenon/models/gpt.hpp>

using namespace tenon;

int main() {
  constexpr GPTConfig tiny{.vocab_size = 5, .block_size = 8, .n_layer = 1, .n_head = 1, .n_embd = 4, .dropout = 0};
  const GPT<tiny> model;
  Tensor<std::int64_t, 2, 1> ids;
  Cache<tiny, 2> two;
  Cache<tiny, 3> three;
  (void)two, (void)three;
#ifdef CORRECTED
  auto o = model(ids, two);
#else
  auto o = model(ids, three);
#endif
  (void)o;
}
