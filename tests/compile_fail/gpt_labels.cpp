// SPDX-License-Identifier: BSL-1.0
// expect: GPT: input_ids and labels: shapes (2, 4) and (2, 3) differ; they must be equal
#include <tenon/models/gpt.hpp>

using namespace tenon;

int main() {
  constexpr GPTConfig tiny{.vocab_size = 5, .block_size = 8, .n_layer = 1, .n_head = 1, .n_embd = 4, .dropout = 0};
  const GPT<tiny> model;
  Tensor<std::int64_t, 2, 4> ids;
  Tensor<std::int64_t, 2, 3> labels;
#ifdef CORRECTED
  auto o = model(narrow(ids, c<1>, c<0>, c<3>), labels);
#else
  auto o = model(ids, labels);
#endif
  (void)o;
}
