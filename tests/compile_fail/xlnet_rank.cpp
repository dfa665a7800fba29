// SPDX-License-Identifier: BSL-1.0
// expect: XLNet: input_ids have shape (4); expected (batch, length)
#include <tenon/models/xlnet.hpp>

using namespace tenon;

int main() {
  constexpr XLNetConfig tiny{.vocab_size = 5, .d_model = 4, .n_layer = 1, .n_head = 1, .d_inner = 8, .dropout = 0};
  const XLNet<tiny> model;
  Tensor<std::int64_t, 4> ids;
#ifdef CORRECTED
  auto o = model(unsqueeze(ids, c<0>));
#else
  auto o = model(ids);
#endif
  (void)o;
}
