// SPDX-License-Identifier: BSL-1.0
// expect: XLNet: labels have shape (2, 4) for target_mapping (2, 3, 4); expected (2, 3)
#include <tenon/models/xlnet.hpp>

using namespace tenon;

int main() {
  constexpr XLNetConfig tiny{.vocab_size = 5, .d_model = 4, .n_layer = 1, .n_head = 1, .d_inner = 8, .dropout = 0};
  const XLNet<tiny> model;
  Tensor<std::int64_t, 2, 4> ids;
  Tensor<float, 2, 4, 4> perm_mask;
  Tensor<float, 2, 3, 4> target_mapping;
  Tensor<std::int64_t, 2, 4> labels;
#ifdef CORRECTED
  auto o = model(ids, perm_mask, target_mapping, narrow(labels, c<1>, c<0>, c<3>));
#else
  auto o = model(ids, perm_mask, target_mapping, labels);
#endif
  (void)o;
}
