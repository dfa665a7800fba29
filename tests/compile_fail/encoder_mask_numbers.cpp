// SPDX-License-Identifier: BSL-1.0
// expect: Encoder: the mask has no bools: true where a token is seen
#include <tenon/models/encoder.hpp>

using namespace tenon;

int main() {
  constexpr GPTConfig tiny{.vocab_size = 5, .block_size = 8, .n_layer = 1, .n_head = 1, .n_embd = 4, .dropout = 0};
  const Encoder<tiny> model;
  Tensor<std::int64_t, 2, 4> ids;
#ifdef CORRECTED
  auto o = model(ids, ids, ids > 0);
#else
  auto o = model(ids, ids, ids);
#endif
  (void)o;
}
