// SPDX-License-Identifier: BSL-1.0
// expect: GPT: sequences of 9 exceed block_size 8
#include <tenon/models/gpt.hpp>

using namespace tenon;

int main() {
  constexpr GPTConfig tiny{.vocab_size = 5, .block_size = 8, .n_layer = 1, .n_head = 1, .n_embd = 4, .dropout = 0};
  const GPT<tiny> model;
  Tensor<std::int64_t, 2, 9> ids;
#ifdef CORRECTED
  auto o = model(narrow(ids, c<1>, c<0>, c<8>));
#else
  auto o = model(ids);
#endif
  (void)o;
}
