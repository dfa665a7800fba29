// SPDX-License-Identifier: BSL-1.0
// expect: XLNet: perm_mask has shape (4, 4) for input_ids (2, 4); expected (2, 4, 4)
#include <tenon/models/xlnet.hpp>

using namespace tenon;

int main() {
  constexpr XLNetConfig tiny{.vocab_size = 5, .d_model = 4, .n_layer = 1, .n_head = 1, .d_inner = 8, .dropout = 0};
  const XLNet<tiny> model;
  Tensor<std::int64_t, 2, 4> ids;
  Tensor<float, 4, 4> perm_mask;
  Tensor<float, 2, 3, 4> target_mapping;
#ifdef CORRECTED
  auto o = model(ids, expand(perm_mask, c<2>, c<4>, c<4>), target_mapping);
#else
  auto o = model(ids, perm_mask, target_mapping);
#endif
  (void)o;
}
