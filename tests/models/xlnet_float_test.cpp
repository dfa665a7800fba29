// SPDX-License-Identifier: BSL-1.0
// XLNet in float, of other extents, an odd length among them, against loops in double.
#include "plain_xlnet.hpp"

#include <catch2/catch.hpp>

using namespace tenon;

TEST_CASE("float agrees with loops in double") {
  constexpr XLNetConfig config{.vocab_size = 7, .d_model = 12, .n_layer = 3, .n_head = 3, .d_inner = 20, .dropout = 0};
  auto model = plain::model_with_large_weights<config, float>();
  const std::vector<int> ids{3, 6, 0, 2, 5}, place{2, 0, 4, 1, 3};
  // masks may be of bool, and targets of integers
  Tensor<int, 1, 5> input_ids;
  Tensor<bool, 1, 5, 5> perm_mask;
  plain::order order{std::vector(5, std::vector<bool>(5)), {4, 1, 0}};
  for (std::size_t i = 0; i < 5; ++i) {
    const auto row = static_cast<tenon::index>(i);
    input_ids(0, row) = ids[i];
    for (std::size_t j = 0; j < 5; ++j)
      order.hidden[i][j] = perm_mask(0, row, static_cast<tenon::index>(j)) = place[i] <= place[j];
  }
  Tensor<int, 1, 3, 5> target_mapping;
  for (std::size_t m = 0; m < 3; ++m)
    target_mapping(0, static_cast<tenon::index>(m), static_cast<tenon::index>(order.targets[m])) = 1;
  const auto logits = eval(model(input_ids, perm_mask, target_mapping).logits);
  const auto all_weights = plain::weights_of(model);
  CHECK(plain::distance(logits[0], plain::xlnet(all_weights, config)(ids, &order).logits) < 1e-4);
}
