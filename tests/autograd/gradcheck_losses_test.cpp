// SPDX-License-Identifier: BSL-1.0
// Losses against central differences, in double.
#include "check_gradient.hpp"

using namespace tenon;
using namespace tenon::literals;

TEST_CASE("losses") {
  CHECK_GRADIENT(mse_loss(x, x * x));
  CHECK_GRADIENT(l1_loss(x, x * x * x));
  CHECK_GRADIENT(smooth_l1_loss(x, x * x));
  CHECK_GRADIENT(huber_loss(x, x * x));
  CHECK_GRADIENT(kl_div(log_softmax(x, 1_c), softmax(x * 2, 1_c)));
  CHECK_GRADIENT(binary_cross_entropy(sigmoid(x), sigmoid(x * x)));
  CHECK_GRADIENT(binary_cross_entropy_with_logits(x, sigmoid(x * 2)));
  CHECK_GRADIENT(cross_entropy(x, softmax(x * 2, 1_c)));
  const auto target = tensor({std::int64_t(1), std::int64_t(-100), std::int64_t(3)});
  const auto weight = tensor({0.5, 1.0, 2.0, 1.5});
  CHECK(gradcheck([&](const auto& x) { return cross_entropy(x, target); }, sample()).ok);
  CHECK(
      gradcheck([&](const auto& x) { return nll_loss(log_softmax(x, 1_c), target, {.weight = weight}); }, sample()).ok);
  CHECK(
      gradcheck([&](const auto& x) { return cross_entropy(x * 2, target, {.weight = weight, .label_smoothing = 0.1}); },
                sample())
          .ok);
  const auto ids = tensor({{std::int64_t(0), std::int64_t(2)}, {std::int64_t(2), std::int64_t(1)}});
  CHECK(gradcheck([&](const auto& x) { return embedding(ids, x) * 2; }, sample()).ok);
}
