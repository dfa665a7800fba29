// SPDX-License-Identifier: BSL-1.0
// expect: XLNet: expected input_ids, or input_ids, perm_mask and target_mapping, and labels if any; and then tags such as output_attentions
#include <tenon/models/xlnet.hpp>

using namespace tenon;

int main() {
  constexpr XLNetConfig tiny{.vocab_size = 5, .d_model = 4, .n_layer = 1, .n_head = 1, .d_inner = 8, .dropout = 0};
  const XLNet<tiny> model;
  Tensor<std::int64_t, 2, 4> ids;
  Tensor<float, 2, 4, 4> perm_mask;
  Tensor<float, 2, 3, 4> target_mapping;
#ifdef CORRECTED
  auto o = model(ids, perm_mask, target_mapping);
#else
  auto o = model(ids, perm_mask);
#endif
  (void)o;
}
