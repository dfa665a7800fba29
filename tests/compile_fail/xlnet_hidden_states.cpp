// SPDX-License-Identifier: BSL-1.0
// expect: XLNetLMHeadModelOutput: no "hidden_states" was asked for; pass the tag output_hidden_states
#include <tenon/models/xlnet.hpp>

using namespace tenon;

int main() {
  using namespace tenon::literals;
  constexpr XLNetConfig tiny{.vocab_size = 5, .d_model = 4, .n_layer = 1, .n_head = 1, .d_inner = 8, .dropout = 0};
  const XLNet<tiny> model;
  Tensor<std::int64_t, 2, 4> ids;
#ifdef CORRECTED
  auto o = model(ids, output_hidden_states);
#else
  auto o = model(ids);
#endif
  (void)o["hidden_states"_k];
}
