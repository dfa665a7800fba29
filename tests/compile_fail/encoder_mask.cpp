// SPDX-License-Identifier: BSL-1.0
// expect: Encoder: input_ids and mask: shapes (2, 4) and (2, 3) differ; they must be equal
#include <tenon/models/encoder.hpp>

using namespace tenon;

int main() {
  constexpr GPTConfig tiny{.vocab_size = 5, .block_size = 8, .n_layer = 1, .n_head = 1, .n_embd = 4, .dropout = 0};
  const Encoder<tiny> model;
  Tensor<std::int64_t, 2, 4> ids;
  Tensor<bool, 2, 3> mask;
#ifdef CORRECTED
  auto o = model(narrow(ids, c<1>, c<0>, c<3>), mask);
#else
  auto o = model(ids, mask);
#endif
  (void)o;
}
